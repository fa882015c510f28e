// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice The half of the terms a verdict opens: who judges, by when, and what judging costs.
/// @param evaluator The address whose signature on a verdict the escrow obeys (EOA or ERC-1271).
/// @param evaluateBy Unix seconds. A verdict is accepted strictly before it; from it on the evaluator counts as silent.
/// @param challengeWindow Seconds the buyer may challenge a release. 0: a release is final.
/// @param feeBps Basis points of every amount released to the provider.
/// @param feeTo Receives the fee.
struct Gate {
    address evaluator;
    uint40 evaluateBy;
    uint32 challengeWindow;
    uint16 feeBps;
    address feeTo;
}

/// @notice The rest of the terms. A release needs only its hash.
/// @param buyer Funds the pact, and gets back what the provider does not earn.
/// @param provider Is paid when the promise is kept.
/// @param arbiter The address whose signature on a ruling the escrow obeys. Zero: a verdict is final.
/// @param amount What the buyer pays, in base units of USDC, upfront share included.
/// @param upfront What the provider receives at funding, in base units of USDC.
/// @param fundBy Unix seconds. Funding is accepted strictly before it.
/// @param disputeWindow Seconds the provider may dispute what a verdict withheld. 0: it returns to the buyer at once. After a
/// silent evaluator, seconds in which either party may dispute a delivered pact.
/// @param arbitrationWindow Seconds the arbiter has to rule once a dispute is open.
/// @param silenceBps The provider's share, in basis points, when nobody ever decides.
/// @param covenant hashStruct of the covenant both parties signed.
/// @param salt Makes the pact unique.
struct Deal {
    address buyer;
    address provider;
    address arbiter;
    uint88 amount;
    uint88 upfront;
    uint40 fundBy;
    uint32 disputeWindow;
    uint32 arbitrationWindow;
    uint16 silenceBps;
    bytes32 covenant;
    bytes32 salt;
}

/// @notice The money side of a pact. Its EIP-712 hashStruct is the pact's id.
struct Terms {
    Gate gate;
    Deal deal;
}

/// @notice Full passes under one gate, for `releaseBatch`.
/// @param gate The gate all of these pacts share.
/// @param deals hashStruct(Deal) of each; those of one provider side by side share one transfer.
/// @param reports Commits to the reports the passes rest on, in the order of `deals`.
struct Passes {
    Gate gate;
    bytes32[] deals;
    bytes32 reports;
}

/// @notice Where a pact's money is.
enum Status {
    None, // never funded here
    Funded, // held, waiting for the provider and the evaluator
    Delivered, // held, the deliverable is registered
    Withheld, // a verdict was given; what it left held waits for its window
    Disputed, // held, waiting for the arbiter
    Closed // everything was paid; stays for ever, so that a pact can never be funded again
}

/// @title Escrow for behavioural pacts
/// @notice Holds a buyer's USDC until an evaluator's verdict, an arbiter's ruling, the parties' consent or a deadline
/// named in the terms says whose it is. No owner, no upgrade, no pause: every pact's exits are in this file.
///
/// Deadlines are half-open: what must happen by a time is accepted strictly before it, and what follows its passing is
/// accepted from it on. Wherever a signature is asked for, the signer may call itself and leave it empty.
///
///     None ──fund──▶ Funded ──deliver──▶ Delivered
///                      │                     │
///                      ├──── release / settle: all paid ─────────────────────────▶ Closed
///                      ├──── release / settle: a part held ──▶ Withheld ──finalize (again for each window)──▶ Closed
///                      │                                          │ dispute
///                      ├──── escalate ────────────────────────▶ Disputed ──rule, finalize──▶ Closed
///                      │     dispute (Delivered, evaluator silent) ▲
///                      └──── finalize (provider or evaluator silent) ─────────────▶ Closed
///     any but None and Closed ──consent──▶ Closed
interface IPactEscrow {
    // ------------------------------------------------------------------ events: one per transition

    /// @notice A pact's money is here. `terms` let a follower rebuild everything with no further call.
    event Funded(bytes32 indexed pactId, address indexed buyer, address indexed provider, Terms terms);
    /// @notice The provider registered its deliverable.
    event Delivered(bytes32 indexed pactId, bytes32 deliverable);
    /// @notice A full pass was paid at once. `report` is the report's hash, or the batch's `reports`.
    event Released(bytes32 indexed pactId, uint256 providerAmount, bytes32 report);
    /// @notice A verdict was paid at once and in full.
    event Settled(bytes32 indexed pactId, uint256 providerAmount, uint256 buyerAmount, bytes32 report);
    /// @notice A verdict was given and a part of it is held for its window.
    event Withheld(
        bytes32 indexed pactId,
        uint256 providerAmount,
        uint256 buyerAmount,
        uint256 providerHeld,
        uint256 buyerHeld,
        bytes32 report
    );
    /// @notice A party took what is held to the arbiter. `providerHeld` is the provider's share should no ruling come.
    event Disputed(
        bytes32 indexed pactId, address indexed party, uint256 providerHeld, uint256 buyerHeld, bytes32 statement
    );
    /// @notice The evaluator could not decide and took the pact to the arbiter.
    event Escalated(bytes32 indexed pactId, uint256 providerHeld, uint256 buyerHeld, bytes32 report);
    /// @notice The arbiter ruled.
    event Ruled(bytes32 indexed pactId, uint256 providerAmount, uint256 buyerAmount, bytes32 ruling);
    /// @notice The giving party, or both, agreed to this split.
    event Consented(bytes32 indexed pactId, uint256 providerAmount, uint256 buyerAmount);
    /// @notice A deadline passed. These amounts left the escrow; the pact is closed once nothing is held.
    event Finalized(bytes32 indexed pactId, uint256 providerAmount, uint256 buyerAmount);
    /// @notice A transfer failed; the account can `withdraw` it later.
    event Owed(address indexed account, uint256 amount);
    /// @notice An account received what it was owed.
    event Withdrawn(address indexed account, uint256 amount);

    // ------------------------------------------------------------------ errors

    /// @notice Terms no pact may have; `what` names the field and the rule.
    error BadTerms(string what);
    /// @notice The call needs another status than the pact has.
    error WrongStatus(bytes32 pactId, Status status);
    /// @notice Accepted only strictly before `deadline`.
    error TooLate(uint256 deadline);
    /// @notice Accepted only from `from` on.
    error TooEarly(uint256 from);
    /// @notice The signature is not `signer`'s over this very message, on this contract and chain.
    error BadSignature(address signer);
    /// @notice `account` is not whom the terms give this call to: the buyer spends its allowance, a party disputes.
    error NotAllowed(address account);
    /// @notice Of what the verdict left held, `party` loses nothing.
    error NothingToDispute(address party);
    /// @notice The amount exceeds, or the amounts do not add up to, what is held.
    error WrongAmount(uint256 held);
    /// @notice The terms name no arbiter.
    error NoArbiter();
    /// @notice All gates of a batch must name one evaluator.
    error NotOneEvaluator();
    /// @notice All terms of a batch must name one buyer: one authorization pays for them all.
    error NotOneBuyer();
    /// @notice The batch has no items.
    error EmptyBatch();
    /// @notice Nothing is owed to `account`.
    error NothingOwed(address account);
    /// @notice The token did not move the money.
    error TransferFailed();
    /// @notice No USDC is known on this chain: the constructor must be given the token.
    error NoToken(uint256 chainId);

    // ------------------------------------------------------------------ funding

    /// @notice Funds a pact with the buyer's ERC-3009 `ReceiveWithAuthorization` signature (from: buyer, to: this contract,
    /// value: amount, validAfter: 0, validBefore: fundBy, nonce: the pact's id). Anyone may carry it.
    /// @param authorization 65 bytes, or what an ERC-1271 buyer signs with.
    /// @return pactId hashStruct(Terms), as of every other way to fund.
    function fund(Terms calldata terms, bytes calldata authorization) external returns (bytes32 pactId);

    /// @notice Funds pacts of one buyer with one ERC-3009 `ReceiveWithAuthorization` signature: value is the sum of their amounts,
    /// validBefore the earliest fundBy, nonce keccak256 of the concatenated ids. All are funded, or none is. Anyone may carry it.
    /// @param terms In the order in which the nonce names them.
    function fundBatch(Terms[] calldata terms, bytes calldata authorization) external returns (bytes32[] memory pactIds);

    /// @notice Funds a pact from the caller's allowance. The caller is the buyer.
    function fundByAllowance(Terms calldata terms) external returns (bytes32 pactId);

    /// @notice Funds a pact from the buyer's allowance, by the buyer's order. The allowance may come from an EIP-2612 permit carried
    /// along; one that somebody else already carried, or an allowance that stands, is as good. Anyone may carry it.
    /// @param fundingSignature The buyer's, over Funding(pactId, amount): the order. It holds until `fundBy`.
    /// @param deadline The permit's deadline; its value is `amount`, its spender this contract.
    function fundByPermit(
        Terms calldata terms,
        bytes calldata fundingSignature,
        uint256 deadline,
        bytes calldata permitSignature
    ) external returns (bytes32 pactId);

    // ------------------------------------------------------------------ work and verdict

    /// @notice Registers the deliverable's hash before `evaluateBy`. The provider, or anyone with its Delivery signature.
    /// @param deal hashStruct(Deal), as in `release`.
    /// @param deliverable Its hash.
    /// @param signature The provider's, over Delivery(pactId, deliverable).
    function deliver(Gate calldata gate, bytes32 deal, bytes32 deliverable, bytes calldata signature) external;

    /// @notice Carries a verdict that awards everything held to the provider.
    /// @param deal hashStruct(Deal).
    /// @param report The report's hash.
    /// @param signature The evaluator's, over Verdict(pactId, everything held, report).
    function release(Gate calldata gate, bytes32 deal, bytes32 report, bytes calldata signature) external;

    /// @notice Carries any verdict: `providerAmount` to the provider, the rest of what is held to the buyer. Each part is
    /// paid at once, or held while the side that loses by it may contest.
    /// @param providerAmount In base units of USDC, at most what is held.
    /// @param report The report's hash.
    /// @param signature The evaluator's, over Verdict(pactId, providerAmount, report).
    function settle(Terms calldata terms, uint88 providerAmount, bytes32 report, bytes calldata signature) external;

    /// @notice Carries full passes under one evaluator's signature over VerdictBatch(items). Skips expired gates and pacts
    /// that are not waiting for a verdict.
    /// @dev items = keccak256 of the concatenated keccak256(gate hash, keccak256(deals), reports) of each group.
    /// @param signature The evaluator's of every gate.
    function releaseBatch(Passes[] calldata groups, bytes calldata signature) external;

    // ------------------------------------------------------------------ dispute

    /// @notice Takes what is held to the arbiter: the provider what was withheld, the buyer a release under challenge, either
    /// one a delivered pact whose evaluator stayed silent. What is past its window is paid first.
    /// @param party The buyer or the provider; its Dispute signature may be empty when it calls itself.
    /// @param statement Hash of what it says.
    function dispute(Terms calldata terms, address party, bytes32 statement, bytes calldata signature) external;

    /// @notice Carries the evaluator's Escalation: it cannot decide, the arbiter shall.
    /// @param report The report's hash: why nothing was decided.
    function escalate(Terms calldata terms, bytes32 report, bytes calldata signature) external;

    /// @notice Carries the arbiter's Ruling: `providerAmount` to the provider, the rest of what is held to the buyer. The
    /// signature names both amounts.
    /// @param ruling Hash of the ruling's words.
    /// @param signature The arbiter's, over Ruling(pactId, providerAmount, the rest, ruling).
    function rule(Terms calldata terms, uint88 providerAmount, bytes32 ruling, bytes calldata signature) external;

    // ------------------------------------------------------------------ exits without the service

    /// @notice Pays by agreement. The amounts add up to what is held. The buyer's signature is needed when the provider
    /// receives anything, the provider's when the buyer receives anything, each over Consent(pactId, both amounts). A consent
    /// that was handed out cannot be taken back: it holds until the pact closes or what is held changes.
    function consent(
        Terms calldata terms,
        uint88 providerAmount,
        uint88 buyerAmount,
        bytes calldata buyerSignature,
        bytes calldata providerSignature
    ) external;

    /// @notice Pays what a passed deadline decided. Anyone, any time from the deadline on.
    function finalize(Terms calldata terms) external;

    /// @notice Pays `account` what a failed transfer left owed to it. Anyone may call; only `account` is paid.
    function withdraw(address account) external;

    // ------------------------------------------------------------------ views

    /// @notice The pact's status, its provider while it awaits a verdict, what is held in all, and, of a withheld or disputed
    /// one, the provider's share should nothing more happen and the time its window is counted from.
    function pact(bytes32 pactId)
        external
        view
        returns (Status status, address provider, uint256 held, uint256 providerHeld, uint256 since);

    /// @notice What failed transfers left owed to `account`.
    function owed(address account) external view returns (uint256);

    /// @notice hashStruct(Terms).
    function idOf(Terms calldata terms) external pure returns (bytes32);

    /// @notice The EIP-712 domain separator.
    function domainSeparator() external view returns (bytes32);

    /// @notice ERC-5267.
    function eip712Domain()
        external
        view
        returns (
            bytes1 fields,
            string memory name,
            string memory version,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
            uint256[] memory extensions
        );
}
