// Proves that each invariant notices an escrow that breaks it: plants one fault in a copy of src/, plays all invariants
// against that build, and wants exactly the one invariant to fail. The seed is fixed, so that every run is the same.
import { execFileSync, spawnSync } from "node:child_process";
import { cpSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const faults = [
  {
    invariant: 1,
    what: "takes a unit more from an allowance than the pact holds",
    find: "USDC.transferFrom(deal.buyer, address(this), deal.amount)",
    replace: "USDC.transferFrom(deal.buyer, address(this), deal.amount + 1)",
  },
  {
    invariant: 2,
    what: "books a unit of each pact of a batch on the first",
    find: "pactIds[i] = _open(terms[i]);",
    replace: `pactIds[i] = _open(terms[i]);
      _pacts[pactIds[i]].slot = Slot.wrap(Slot.unwrap(_pacts[pactIds[i]].slot) - 1);
      _pacts[pactIds[0]].slot = Slot.wrap(Slot.unwrap(_pacts[pactIds[0]].slot) + 1);`,
  },
  {
    invariant: 3,
    what: "pays the fee to whoever calls",
    find: "_pay(gate.feeTo, fee);",
    replace: "_pay(msg.sender, fee);",
  },
  {
    invariant: 4,
    what: "waits for a silent arbiter for ever",
    find: "_from(uint256(pact_.since()) + deal.arbitrationWindow);",
    replace: "_from(type(uint256).max);",
  },
  {
    invariant: 5,
    what: "lets a payee that cannot be paid stop a move",
    find: "owed[to] += amount;",
    replace: "revert TransferFailed();",
  },
  {
    invariant: 6,
    what: "leaves no tombstone",
    find: "slotOf(Status.Closed, 0, address(0))",
    replace: "Slot.wrap(0)",
  },
  {
    invariant: 7,
    what: "obeys an expired verdict",
    find: "_before(evaluateBy);",
    replace: "",
  },
];

process.chdir(fileURLToPath(new URL("..", import.meta.url)));
// npm's own launcher answers 0 even when a build fails
const forge = `node_modules/@foundry-rs/${readdirSync("node_modules/@foundry-rs").find((name) => name.startsWith("forge-"))}/bin/forge`;
const dir = "out-broken/invariants";

// The artifact of the escrow with one fault.
function build({ find, replace }) {
  rmSync(dir, { recursive: true, force: true });
  cpSync("src", `${dir}/src`, { recursive: true });
  const file = `${dir}/src/PactEscrow.sol`;
  const parts = readFileSync(file, "utf8").split(find);
  if (parts.length !== 2) throw new Error(`found ${parts.length - 1} times in PactEscrow.sol, not once: ${find}`);
  writeFileSync(file, parts.join(replace));
  const options = ["--contracts", `${dir}/src`, "--out", `${dir}/out`, "--cache-path", `${dir}/cache`];
  execFileSync(forge, ["build", file, ...options], { stdio: ["ignore", "ignore", "inherit"] });
  return `${dir}/out/PactEscrow.sol/PactEscrow.json`;
}

// The numbers of the invariants that fail against this artifact.
function broken(artifact) {
  const { stdout, stderr } = spawnSync(
    forge,
    ["test", "--json", "--match-contract", "^InvariantTest$", "--match-test", "^invariant_", "--fuzz-seed", "1"],
    {
      encoding: "utf8",
      maxBuffer: 1 << 28,
      env: {
        ...process.env,
        ESCROW_ARTIFACT: artifact,
        FOUNDRY_INVARIANT_RUNS: "16",
        FOUNDRY_INVARIANT_SHRINK_RUN_LIMIT: "0",
        FOUNDRY_INVARIANT_FAILURE_PERSIST_DIR: `${dir}/failures`, // not where the real escrow's are replayed from
      },
    },
  );
  const results = Object.values(JSON.parse(stdout || "{}")).flatMap((suite) => Object.entries(suite.test_results));
  if (results.length !== 7) throw new Error(`${results.length} invariants were played, not seven:\n${stderr}`);
  return results
    .filter(([, { status }]) => status !== "Success")
    .map(([name, { reason }]) => ({ invariant: Number(name.match(/\d+/)[0]), reason }));
}

for (const fault of faults) {
  const failed = broken(build(fault));
  const caught = failed.map(({ invariant, reason }) => `invariant ${invariant} (${reason})`).join(", ") || "none";
  console.log(`an escrow that ${fault.what}: caught by ${caught}`);
  if (failed.length !== 1 || failed[0].invariant !== fault.invariant) {
    console.error(`broken: invariant ${fault.invariant}, and no other, should have caught it`);
    process.exitCode = 1;
  }
}
rmSync(dir, { recursive: true });
