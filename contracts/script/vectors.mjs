// Writes testdata/eip712.json: pacts and every message signed about them, with the hashes viem computes for them.
// Each digest is also signed by cast from the plain typed data: the signature must recover to the signer under viem's
// digest, so that two independent implementations agree before the Go code and the contract are compared with them.
//
//   node script/vectors.mjs           writes the file
//   node script/vectors.mjs --check   fails when the file differs
import { execFile } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { getAddress, hashDomain, hashStruct, hashTypedData, keccak256, recoverAddress, toHex, zeroAddress } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { batchItems, EIP712Domain, types } from "./eip712.mjs";

const file = fileURLToPath(new URL("../../testdata/eip712.json", import.meta.url));
const cast = fileURLToPath(new URL("../node_modules/.bin/cast", import.meta.url));
const run = promisify(execFile);

// ---------------------------------------------------------------- the pacts

// The first key of the well-known test mnemonic; worthless, and every tool can repeat its signatures.
const privateKey = "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80";
const signer = privateKeyToAccount(privateKey);

const hashOf = (label) => keccak256(toHex(label));
const addressOf = (label) => getAddress(hashOf(label).slice(0, 42));

const clause = (n) => ({
  id: `c${n}`,
  metric: "tool_call.count",
  operator: "==",
  value: String(n),
  unit: "calls",
  severity: n % 2 ? "critical" : "minor",
  verification: "deterministic",
  window: "transcript",
  description: `The agent books exactly ${n} seats.`,
});

function pact({ gate, deal, covenant }) {
  const whole = { title: "Airline support agent", clauses: [clause(1)], passBps: 10000, policy: hashOf("policy"), models: [], ...covenant };
  return {
    terms: {
      gate: {
        evaluator: addressOf("evaluator"),
        evaluateBy: 1800003600,
        challengeWindow: 0,
        feeBps: 50,
        feeTo: addressOf("fee"),
        ...gate,
      },
      deal: {
        buyer: signer.address,
        provider: addressOf("provider"),
        arbiter: addressOf("arbiter"),
        amount: 25_000_000n,
        upfront: 2_500_000n,
        fundBy: 1800000000,
        disputeWindow: 86400,
        arbitrationWindow: 604800,
        silenceBps: 5000,
        covenant: hashStruct({ types, primaryType: "Covenant", data: whole }),
        salt: hashOf("salt"),
        ...deal,
      },
    },
    covenant: whole,
  };
}

const base = { chainId: 8453, escrow: addressOf("escrow") };
const maxInt64 = 2n ** 63n - 1n;
const cases = [
  { name: "no clauses", ...base, pact: pact({ covenant: { clauses: [] } }) },
  { name: "one clause", ...base, pact: pact({}) },
  { name: "several clauses", ...base, pact: pact({ covenant: { clauses: [clause(1), clause(2), clause(3)] } }) },
  { name: "one model", ...base, pact: pact({ covenant: { models: ["gpt-5"] } }) },
  {
    name: "every text empty",
    ...base,
    pact: pact({
      covenant: {
        title: "",
        clauses: [Object.fromEntries(types.Clause.map(({ name }) => [name, ""]))],
        passBps: 0,
        policy: hashOf(""),
        models: [""],
      },
    }),
  },
  {
    name: "non-ASCII text",
    ...base,
    pact: pact({
      covenant: {
        title: "Größe, naïve cafe\u0301, 契約, عهد, 🤝🏽",
        clauses: [{ ...clause(1), unit: "µs", value: "\"<&>\\\u2028\n\t", description: "≤ 10 % der Anrufe, “zitiert”" }],
        models: ["模型", "openai/gpt-5"],
      },
    }),
  },
  {
    name: "largest values",
    ...base,
    pact: pact({
      gate: { evaluateBy: 2 ** 40 - 1, challengeWindow: 2 ** 32 - 1, feeBps: 10000 },
      deal: {
        amount: maxInt64,
        upfront: maxInt64 - 1n,
        fundBy: 2 ** 40 - 1,
        disputeWindow: 2 ** 32 - 1,
        arbitrationWindow: 2 ** 32 - 1,
        silenceBps: 10000,
      },
      covenant: { passBps: 10000 },
    }),
  },
  {
    name: "smallest values, no arbiter, no fee",
    ...base,
    pact: pact({
      gate: { evaluateBy: 2, feeBps: 0, feeTo: zeroAddress },
      deal: {
        arbiter: zeroAddress,
        amount: 1n,
        upfront: 0n,
        fundBy: 1,
        disputeWindow: 0,
        arbitrationWindow: 0,
        silenceBps: 0,
        salt: toHex(0, { size: 32 }),
      },
      covenant: { passBps: 0, policy: toHex(0, { size: 32 }) },
    }),
  },
  { name: "another chain", ...base, chainId: 84532, pact: pact({}) },
  { name: "another escrow", ...base, escrow: addressOf("another escrow"), pact: pact({}) },
];

// ---------------------------------------------------------------- hashes

const typed = (domain, primaryType, message) => ({ domain, types, primaryType, message });

// The digest, once cast's own hashing of the same typed data agrees with viem's. Also returns cast's signature.
async function digestOf(data) {
  const digest = hashTypedData(data);
  const plain = JSON.stringify(
    { ...data, types: { EIP712Domain, ...reachable(data.primaryType) } },
    (_, value) => (typeof value === "bigint" ? value.toString() : value),
  );
  const { stdout } = await run(cast, ["wallet", "sign", "--private-key", privateKey, "--data", plain]);
  const signature = stdout.trim();
  const recovered = await recoverAddress({ hash: digest, signature });
  if (recovered !== signer.address) throw new Error(`viem and cast hash ${data.primaryType} differently`);
  return { digest, signature };
}

function reachable(name, found = {}) {
  found[name] = types[name];
  for (const { type } of types[name]) {
    const inner = type.replace("[]", "");
    if (types[inner] && !found[inner]) reachable(inner, found);
  }
  return found;
}

async function hashed(domain, primaryType, message) {
  const { digest } = await digestOf(typed(domain, primaryType, message));
  return { ...json(message), struct_hash: hashStruct({ types, primaryType, data: message }), digest };
}

// snake_case keys, amounts as decimal strings of base units.
function json(value) {
  if (typeof value === "bigint") return value.toString();
  if (Array.isArray(value)) return value.map(json);
  if (typeof value !== "object") return value;
  const snake = (key) => key.replace(/[A-Z]/g, (letter) => "_" + letter.toLowerCase());
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [snake(key), json(inner)]));
}

async function vector({ name, chainId, escrow, pact }) {
  const domain = { name: "Surety", version: "1", chainId, verifyingContract: escrow };
  const { gate, deal } = pact.terms;
  const struct = (primaryType, data) => hashStruct({ types, primaryType, data });
  const hash = { gate: struct("Gate", gate), deal: struct("Deal", deal), covenant: struct("Covenant", pact.covenant) };
  const pactId = struct("Terms", pact.terms);
  const { digest, signature } = await digestOf(typed(domain, "Pact", pact));

  const held = deal.amount - deal.upfront;
  const providerAmount = held / 3n;
  const groups = [
    { gate: hash.gate, deals: [hash.deal], reports: hashOf("reports 1") },
    { gate: hashOf("another gate"), deals: [hashOf("deal 2"), hashOf("deal 3")], reports: hashOf("reports 2") },
  ];
  const items = batchItems(groups);
  const token = addressOf("token");
  const authorization = {
    from: deal.buyer,
    to: escrow,
    value: deal.amount,
    validAfter: 0,
    validBefore: deal.fundBy,
    nonce: pactId,
  };
  const tokenDomain = { name: "USD Coin", version: "2", chainId, verifyingContract: token };
  const funding = await digestOf(typed(tokenDomain, "ReceiveWithAuthorization", authorization));

  return {
    name,
    chain_id: chainId,
    escrow,
    domain_separator: hashDomain({ domain, types: { EIP712Domain } }),
    pact: json(pact),
    gate_hash: hash.gate,
    deal_hash: hash.deal,
    pact_id: pactId,
    covenant_hash: hash.covenant,
    pact_struct_hash: struct("Pact", pact),
    pact_digest: digest,
    pact_signature: signature,
    funding: await hashed(domain, "Funding", { pactId, amount: deal.amount }),
    consent: await hashed(domain, "Consent", { pactId, providerAmount, buyerAmount: held - providerAmount }),
    dispute: await hashed(domain, "Dispute", { pactId, statement: hashOf("statement") }),
    delivery: await hashed(domain, "Delivery", { pactId, deliverable: hashOf("deliverable") }),
    evidence: await hashed(domain, "Evidence", { pactId, root: hashOf("evidence") }),
    verdict: await hashed(domain, "Verdict", { pactId, providerAmount, report: hashOf("report") }),
    escalation: await hashed(domain, "Escalation", { pactId, report: hashOf("report") }),
    ruling: await hashed(domain, "Ruling", { pactId, providerAmount, buyerAmount: held - providerAmount, ruling: hashOf("ruling") }),
    verdict_batch: { groups, ...(await hashed(domain, "VerdictBatch", { items })) },
    receive_with_authorization: {
      token,
      token_domain_separator: hashDomain({ domain: tokenDomain, types: { EIP712Domain } }),
      ...json(authorization),
      struct_hash: struct("ReceiveWithAuthorization", authorization),
      digest: funding.digest,
      signature: funding.signature,
    },
  };
}

const about = [
  "EIP-712 hashes computed by viem, each digest confirmed by cast (contracts/script/vectors.mjs).",
  "Amounts are decimal strings of USDC base units, times Unix seconds, windows seconds, shares basis points.",
  "The signatures are the signer's, r, s, v of 65 bytes, v 27 or 28, by RFC 6979.",
  "A batch's items are keccak256 of the concatenated keccak256(gate, keccak256(deals), reports) of its groups.",
];
const vectors = [];
for (const one of cases) vectors.push(await vector(one));
const text = JSON.stringify({ about, private_key: privateKey, signer: signer.address, vectors }, null, 2) + "\n";

if (!process.argv.includes("--check")) {
  writeFileSync(file, text);
} else if (readFileSync(file, "utf8") !== text) {
  console.error("testdata/eip712.json differs from what viem and cast say: run node script/vectors.mjs and look at the difference");
  process.exitCode = 1;
}
