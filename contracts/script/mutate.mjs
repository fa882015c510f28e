// Usage: node script/mutate.mjs [--check]
//
// Tests the tests. Of every contract in src/ and every function it is built from, each statement is dropped, each
// condition negated and each operator swapped, one at a time. Each of these mutants must fail a unit test; the invariants
// are not asked. They are compiled without the optimizer, which takes a tenth of the time. Writes mutation.txt and fails
// when a mutant survives.
// With --check: fails when mutation.txt was not made from the code that is in out/, or lists a survivor.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Worker, isMainThread, parentPort, workerData } from "node:worker_threads";

const WORKERS = 2;
const SEED = "0x5ced"; // of the fuzz tests: the same mutants are killed every time
const TIMEOUT = 300_000; // ms, of which the tests need seconds: only a loop that lost its end takes as long, and so fails

// Mutants that behave as the original does, by the line that is printed for them.
const equivalent = {
  "PactEscrow.constructor: drop _chainId = block.chainid;":
    "the domain separator is then worked out anew by every call: dearer, not different",
  "PactEscrow.fundBatch: swap deal.fundBy < validBefore to <=": "replaces a time by the same time",
  "PactEscrow._firstLapse: swap challenge < contest to <=": "of two windows of one length either is the first to lapse",
};

// What each operator is swapped for.
const both = (a, b) => ({ [a]: b, [b]: a });
const swaps = {
  "comparison swapped": { ...both("<", "<="), ...both(">", ">="), ...both("==", "!=") },
  "arithmetic swapped": { ...both("+", "-"), ...both("*", "/"), ...both("<<", ">>"), ...both("|", "&") },
  "logic swapped": both("&&", "||"),
};
const assignments = both("+=", "-=");
const instructions = {
  ...both("add", "sub"), ...both("mul", "div"), ...both("shl", "shr"), ...both("and", "or"), ...both("lt", "gt"),
};

const root = fileURLToPath(new URL("..", import.meta.url));
const result = join(root, "mutation.txt");
const artifactPath = (name) => `out/${name}.sol/${name}.json`;
const read = (path) => readFileSync(join(root, path), "utf8");

const contracts = readdirSync(join(root, "src"))
  .filter((file) => file.endsWith(".sol") && existsSync(join(root, artifactPath(basename(file, ".sol")))))
  .map((file) => ({ name: basename(file, ".sol"), artifact: JSON.parse(read(artifactPath(basename(file, ".sol")))) }))
  .filter(({ artifact }) => artifact.bytecode.object !== "0x");
if (contracts.length === 0) throw new Error("out/ holds no contract: run forge build");
const fingerprint = createHash("sha256").update(contracts.map((c) => c.artifact.bytecode.object).join()).digest("hex");

if (!isMainThread) {
  work();
} else if (process.argv.includes("--check")) {
  const written = existsSync(result) ? readFileSync(result, "utf8") : "";
  if (!written.includes(fingerprint) || /^survived:/m.test(written)) {
    console.error("mutation.txt was not made from this code, or mutants survived: run make mutation and commit it");
    process.exitCode = 1;
  }
} else {
  await run();
}

// ---------------------------------------------------------------- compiler

// The bytecode of each contract that is built from `file` while it reads `text`; nothing when that does not compile.
function compile(file, text) {
  const built = contracts.filter(({ artifact }) => file in artifact.metadata.sources);
  const paths = new Set(built.flatMap(({ artifact }) => Object.keys(artifact.metadata.sources)));
  const output = solc({
    sources: Object.fromEntries([...paths].map((path) => [path, { content: path === file ? text : read(path) }])),
    settings: {
      evmVersion: built[0].artifact.metadata.settings.evmVersion,
      outputSelection: Object.fromEntries(
        built.map(({ name }) => [`src/${name}.sol`, { [name]: ["evm.bytecode.object"] }]),
      ),
    },
  });
  if (output.errors?.some(({ severity }) => severity === "error")) return undefined;
  return built.map((contract) => ({
    contract, bytecode: "0x" + output.contracts[`src/${contract.name}.sol`][contract.name].evm.bytecode.object,
  }));
}

function solc(input) {
  const { compile } = createRequire(import.meta.url)("solc");
  return JSON.parse(compile(JSON.stringify({ language: "Solidity", ...input })));
}

// ---------------------------------------------------------------- mutants

// Each: its kind, where it is, what is done there, and the whole file with that done.
function mutants() {
  const paths = [...new Set(contracts.flatMap(({ artifact }) => Object.keys(artifact.metadata.sources)))];
  const { sources } = solc({
    sources: Object.fromEntries(paths.map((path) => [path, { content: read(path) }])),
    settings: { stopAfter: "parsing", outputSelection: { "*": { "": ["ast"] } } },
  });
  return paths.flatMap((path) => mutantsOf(path, sources[path].ast));
}

function mutantsOf(file, ast) {
  const text = readFileSync(join(root, file)); // the compiler counts bytes
  const found = [];
  const state = new Set();
  const span = (node) => {
    const [start, length] = node.src.split(":").map(Number);
    return [start, start + length];
  };
  const words = (start, end) => text.toString("utf8", start, end).replace(/\s+/g, " ");
  let where;

  const add = (kind, what, [start, end], replacement) => {
    found.push({
      file, start, kind, what: `${where}: ${what}`,
      line: text.toString("utf8", 0, start).split("\n").length,
      text: text.toString("utf8", 0, start) + replacement + text.toString("utf8", end),
    });
  };
  const drop = (kind, node) => {
    let [start, end] = span(node);
    const rest = text.toString("utf8", end).match(/^\s*;/);
    if (rest) end += rest[0].length;
    const header = !rest && node.nodeType === "ExpressionStatement"; // of a for
    add(kind, `drop ${words(start, end)}`, [start, end], header ? "" : "{}");
  };
  const negate = (node, not = "!") => {
    const [start, end] = span(node);
    add("condition negated", `negate ${words(start, end)}`, [start, end], `${not}(${text.toString("utf8", start, end)})`);
  };
  const swap = (kind, node, left, right, operators) => {
    const [between, end] = [span(left)[1], span(right)[0]];
    const changed = text.toString("utf8", between, end).replace(node.operator, operators[node.operator]);
    add(kind, `swap ${words(...span(node))} to ${operators[node.operator]}`, [between, end], changed);
  };
  // Both ways of negating an equality are one mutant.
  const negated = new Set();
  const condition = (node) => {
    negate(node);
    if (["==", "!=", "!"].includes(node.operator)) negated.add(node);
  };

  const visit = (node, scope) => {
    switch (node.nodeType) {
      case "ContractDefinition":
        scope = node.name + ".";
        for (const { nodeType, name } of node.nodes) if (nodeType === "VariableDeclaration") state.add(name);
        break;
      case "VariableDeclaration":
        if (node.storageLocation === "storage") state.add(node.name);
        return;
      case "FunctionDefinition":
      case "ModifierDefinition":
        if (!node.body) return;
        where = (scope ?? basename(file, ".sol") + ".") + (node.name || node.kind);
        visit(node.parameters);
        visit(node.body);
        return;
      case "InlineAssembly":
        visit(node.AST);
        return;
      case "IfStatement":
      case "Conditional":
        condition(node.condition);
        break;
      case "UnaryOperation":
        if (node.operator === "!" && !negated.has(node)) negate(node);
        break;
      case "BinaryOperation":
        for (const [kind, operators] of Object.entries(swaps)) {
          if (node.operator in operators && !negated.has(node)) {
            swap(kind, node, node.leftExpression, node.rightExpression, operators);
          }
        }
        break;
      case "Assignment":
        if (node.operator in assignments) {
          swap("arithmetic swapped", node, node.leftHandSide, node.rightHandSide, assignments);
        }
        break;
      case "ExpressionStatement":
        drop(kindOf(node.expression), node);
        break;
      case "RevertStatement":
        drop("revert dropped", node);
        return;
      case "EmitStatement":
        drop("event dropped", node);
        break;
      case "Return":
      case "Continue":
      case "Break":
        drop("jump dropped", node);
        break;
      case "TryStatement":
      case "YulExpressionStatement":
        drop("call dropped", node);
        break;
      case "YulAssignment":
        drop("assignment dropped", node);
        break;
      case "YulIf":
        negate(node.condition, "iszero");
        break;
      case "YulFunctionCall":
        if (node.functionName.name in instructions) {
          const to = instructions[node.functionName.name];
          add("arithmetic swapped", `swap ${words(...span(node))} to ${to}`, span(node.functionName), to);
        }
        break;
    }
    for (const child of Object.values(node).flat()) if (child?.nodeType) visit(child, scope);
  };
  const kindOf = (expression) => {
    if (expression.nodeType === "FunctionCall") return "call dropped";
    let written = expression.leftHandSide ?? expression.subExpression;
    while (written.baseExpression ?? written.expression) written = written.baseExpression ?? written.expression;
    return state.has(written.name) ? "state write dropped" : "assignment dropped";
  };
  visit(ast);
  return found.sort((a, b) => a.start - b.start);
}

// ---------------------------------------------------------------- one mutant

// A worker has the project in a directory of its own, whose artifacts it replaces: the tests deploy what they find there.
function work() {
  const { dir } = workerData;
  const foundry = join(root, "node_modules/@foundry-rs");
  const forge = join(foundry, readdirSync(foundry).find((name) => name.startsWith("forge-")), "bin/forge");
  const passes = () => {
    const { status, signal, stdout, stderr } = spawnSync(
      forge, ["test", "--fail-fast", "--fuzz-seed", SEED, "--no-match-path", "test/Invariant.t.sol"],
      { cwd: dir, encoding: "utf8", timeout: TIMEOUT, killSignal: "SIGKILL" },
    );
    if (signal !== null || stdout.includes("[FAIL")) return false;
    if (status !== 0 || !/ [1-9]\d* tests passed, 0 failed/.test(stdout)) throw new Error(stdout + stderr);
    return true;
  };
  const survives = (compiled) => {
    for (const { contract, bytecode } of compiled) deploy(contract, bytecode);
    const survived = passes();
    for (const { contract } of compiled) deploy(contract, contract.artifact.bytecode.object);
    return survived;
  };
  const verdict = ({ file, text }) => {
    const compiled = compile(file, text);
    if (!compiled) return "invalid";
    return survives(compiled) ? "survived" : "killed";
  };
  const deploy = ({ name, artifact }, object) =>
    writeFileSync(
      join(dir, artifactPath(name)), JSON.stringify({ ...artifact, bytecode: { ...artifact.bytecode, object } }),
    );
  for (const contract of contracts) {
    const file = `src/${contract.name}.sol`;
    const unchanged = compile(file, read(file));
    if (!unchanged) throw new Error(`${file} needs the optimizer to compile (stack too deep?), and coverage cannot have it`);
    if (!survives(unchanged)) throw new Error("the tests fail before anything is broken: run make contracts");
    if (survives([{ contract, bytecode: "0xfe" }])) {
      throw new Error(`no test deploys ${artifactPath(contract.name)}: a test that imports it gets a build of its own`);
    }
  }
  parentPort.on("message", (mutant) => parentPort.postMessage(verdict(mutant)));
  parentPort.postMessage("ready");
}

// ---------------------------------------------------------------- all of them

async function run() {
  const todo = mutants();
  const dir = mkdtempSync(join(tmpdir(), "mutate-"));
  const begun = Date.now();
  let next = 0;
  let done = 0;
  const count = (verdict) => todo.filter((mutant) => mutant.verdict === verdict).length;
  const employ = (n) =>
    new Promise((resolve, reject) => {
      const worker = new Worker(new URL(import.meta.url), { workerData: { dir: project(join(dir, String(n))) } });
      let mutant;
      worker.on("error", reject);
      worker.on("message", (verdict) => {
        if (mutant) {
          mutant.verdict = verdict === "survived" && mutant.what in equivalent ? "equivalent" : verdict;
          done++;
          if (mutant.verdict === "survived") console.log(`survived: ${mutant.file}:${mutant.line} ${mutant.what}`);
          const left = Math.ceil(((Date.now() - begun) / done) * (todo.length - done) / 60_000);
          if (done % 10 === 0) {
            const [killed, survived] = [count("killed"), count("survived")];
            console.log(`${done}/${todo.length}: ${killed} killed, ${survived} survived, ${left} min left`);
          }
        }
        mutant = todo[next++];
        if (mutant) worker.postMessage(mutant);
        else worker.terminate().then(resolve);
      });
    });
  try {
    await Promise.all(Array.from({ length: WORKERS }, (_, n) => employ(n)));
  } finally {
    rmSync(dir, { recursive: true });
  }
  report(todo);
}

// A copy of the project that forge need not build again.
function project(dir) {
  const contracts = join(dir, "contracts");
  mkdirSync(contracts, { recursive: true });
  for (const part of ["src", "test", "script", "out", "cache", "foundry.toml"]) {
    cpSync(join(root, part), join(contracts, part), { recursive: true, preserveTimestamps: true });
  }
  cpSync(join(root, "../testdata"), join(dir, "testdata"), { recursive: true });
  symlinkSync(join(root, "node_modules"), join(contracts, "node_modules"));
  return contracts;
}

function report(all) {
  const verdicts = ["killed", "equivalent", "survived"];
  const valid = all.filter(({ verdict }) => verdict !== "invalid");
  const kinds = [...new Set(valid.map(({ kind }) => kind))].sort();
  const row = (label, mutants) =>
    label.padEnd(22) +
    [mutants.length, ...verdicts.map((v) => mutants.filter(({ verdict }) => verdict === v).length)]
      .map((n) => String(n).padStart(11)).join("");
  const list = (verdict, line) => valid.filter((mutant) => mutant.verdict === verdict).map(line);
  const lines = [
    "Mutants of the contracts and what became of them, written by make mutation.",
    "killed: fails a unit test. equivalent: behaves the same, for the reason given.",
    `bytecode: sha256 ${fingerprint}`,
    "",
    "".padEnd(22) + ["mutants", ...verdicts].map((v) => v.padStart(11)).join(""),
    ...kinds.map((kind) => row(kind, valid.filter((mutant) => mutant.kind === kind))),
    row("all", valid),
    `${all.length - valid.length} more do not compile.`,
    "",
    ...list("equivalent", ({ what }) => `equivalent: ${what}\n    ${equivalent[what]}`),
    ...list("survived", ({ file, line, what }) => `survived: ${file}:${line} ${what}`),
  ];
  writeFileSync(result, lines.join("\n").trimEnd() + "\n");
  console.log(lines.join("\n"));

  const stale = Object.keys(equivalent).filter((what) => !all.some((m) => m.what === what && m.verdict === "equivalent"));
  for (const what of stale) console.error(`no mutant called "${what}" survives: take it out of the equivalent ones`);
  if (stale.length > 0 || valid.some(({ verdict }) => verdict === "survived")) process.exitCode = 1;
}
