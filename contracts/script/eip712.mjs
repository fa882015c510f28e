// The EIP-712 types of the protocol, as viem takes them.
import { concat, keccak256 } from "viem";

const fields = (list) => list.split(",").map((field) => {
  const [type, name] = field.trim().split(" ");
  return { name, type };
});
export const types = {
  Gate: fields("address evaluator,uint40 evaluateBy,uint32 challengeWindow,uint16 feeBps,address feeTo"),
  Deal: fields(
    "address buyer,address provider,address arbiter,uint88 amount,uint88 upfront,uint40 fundBy,uint32 disputeWindow," +
      "uint32 arbitrationWindow,uint16 silenceBps,bytes32 covenant,bytes32 salt",
  ),
  Terms: fields("Gate gate,Deal deal"),
  Clause: fields(
    "string id,string metric,string operator,string value,string unit,string severity,string verification," +
      "string window,string description",
  ),
  Covenant: fields("string title,Clause[] clauses,uint16 passBps,bytes32 policy,string[] models"),
  Pact: fields("Terms terms,Covenant covenant"),
  Verdict: fields("bytes32 pactId,uint88 providerAmount,bytes32 report"),
  VerdictBatch: fields("bytes32 items"),
  Escalation: fields("bytes32 pactId,bytes32 report"),
  Ruling: fields("bytes32 pactId,uint88 providerAmount,uint88 buyerAmount,bytes32 ruling"),
  Funding: fields("bytes32 pactId,uint88 amount"),
  Consent: fields("bytes32 pactId,uint88 providerAmount,uint88 buyerAmount"),
  Dispute: fields("bytes32 pactId,bytes32 statement"),
  Delivery: fields("bytes32 pactId,bytes32 deliverable"),
  Evidence: fields("bytes32 pactId,bytes32 root"),
  ReceiveWithAuthorization: fields(
    "address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce",
  ),
};
export const EIP712Domain = fields("string name,string version,uint256 chainId,address verifyingContract");

// items of VerdictBatch: keccak256 of the groups' keccak256(gate hash, keccak256(deal hashes), reports).
export const batchItems = (groups) =>
  keccak256(concat(groups.map(({ gate, deals, reports }) => keccak256(concat([gate, keccak256(concat(deals)), reports])))));
