// Usage: node script/abi.mjs DIR — from forge's output, writes abi/*.json and, in DIR, abigen's input for bindings.sh.
import { readFileSync, writeFileSync } from "node:fs";

const dir = process.argv[2];

// What a client asks of USDC, whose other half (blacklist, pause, mint) is its owner's.
const usdc = [
  "name", "version", "balanceOf", "allowance", "nonces", "authorizationState", "DOMAIN_SEPARATOR",
  "approve", "transfer", "isBlacklisted", "paused", "Transfer", "AuthorizationUsed",
];

const artifact = (name) => JSON.parse(readFileSync(new URL(`../out/${name}.sol/${name}.json`, import.meta.url)));

for (const name of ["PactEscrow", "DevUSDC"]) {
  const { abi, bytecode, deployedBytecode } = artifact(name);
  const compact = { abi, bytecode: bytecode.object, deployedBytecode: deployedBytecode.object };
  writeFileSync(new URL(`../abi/${name}.json`, import.meta.url), JSON.stringify(compact) + "\n");
  writeFileSync(`${dir}/${name}.abi`, JSON.stringify(abi));
  writeFileSync(`${dir}/${name}.bin`, bytecode.object);
}

const known = artifact("DevUSDC").abi.filter((entry) => usdc.includes(entry.name));
if (known.length !== usdc.length) throw new Error("DevUSDC lacks some of: " + usdc.join(", "));
writeFileSync(`${dir}/USDC.abi`, JSON.stringify(known));
