// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Deal, Gate, IPactEscrow, Passes, Status, Terms} from "../src/IPactEscrow.sol";
import {IToken, Tokens} from "./Tokens.sol";
import {vm} from "./Vm.sol";

/// @dev Of secp256k1.
uint256 constant ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;

/// @notice The ground every escrow test stands on: the token, the escrow, the parties with their keys and balances, terms
/// to vary, and the messages hashed and signed here from the protocol's own words, not with the contract's code.
abstract contract EscrowTest is Tokens {
    struct Party {
        address addr;
        uint256 key;
    }

    struct Balances {
        uint256 buyer;
        uint256 provider;
        uint256 fee;
        uint256 escrow;
    }

    uint256 internal constant START = 1_800_000_000;
    uint88 internal constant AMOUNT = 1000e6;
    uint256 internal constant SAVINGS = 1_000_000e6; // everybody's USDC before the test

    Party internal buyer = _party("buyer");
    Party internal provider = _party("provider");
    Party internal arbiter = _party("arbiter");
    Party internal evaluator = _party("evaluator");
    Party internal stranger = _party("stranger");
    address internal feeTo = _party("fee").addr;

    IToken internal usdc;
    IPactEscrow internal escrow;
    Balances internal start;

    function setUp() public virtual {
        vm.warp(START);
        usdc = _deployToken();
        escrow = _deployEscrow();
        usdc.mint(buyer.addr, SAVINGS);
        usdc.mint(provider.addr, SAVINGS);
        usdc.mint(feeTo, SAVINGS);
        start = _balances();
    }

    /// @dev The bytecode that is deployed for real; the tests themselves are compiled without the optimizer (foundry.toml).
    /// ESCROW_ARTIFACT puts another build in its place: script/ proves so that the tests notice a broken one.
    function _deployEscrow() internal returns (IPactEscrow) {
        string memory artifact = vm.envOr("ESCROW_ARTIFACT", string("PactEscrow.sol:PactEscrow"));
        return IPactEscrow(vm.deployCode(artifact, abi.encode(usdc)));
    }

    /// @dev The real USDC, unless a test is run with both.
    function _deployToken() internal virtual returns (IToken) {
        return _deployUSDC();
    }

    function _party(string memory name) internal returns (Party memory party) {
        party.key = uint256(keccak256(bytes(name)));
        party.addr = vm.addr(party.key);
        vm.label(party.addr, name);
    }

    // ------------------------------------------------------------------ terms

    /// @dev A plain pact: a fail may be disputed for two days, a pass is final, no fee, nothing upfront.
    function _terms() internal view returns (Terms memory terms) {
        terms.gate = Gate({
            evaluator: evaluator.addr,
            evaluateBy: uint40(START + 1 days),
            challengeWindow: 0,
            feeBps: 0,
            feeTo: address(0)
        });
        terms.deal = Deal({
            buyer: buyer.addr,
            provider: provider.addr,
            arbiter: arbiter.addr,
            amount: AMOUNT,
            upfront: 0,
            fundBy: uint40(START + 1 hours),
            disputeWindow: 2 days,
            arbitrationWindow: 7 days,
            silenceBps: 4000,
            covenant: keccak256("covenant"),
            salt: keccak256("salt")
        });
    }

    /// @dev The same without an arbiter: every verdict is final.
    function _termsWithoutArbiter() internal view returns (Terms memory terms) {
        terms = _terms();
        (terms.deal.arbiter, terms.deal.disputeWindow, terms.deal.arbitrationWindow) = (address(0), 0, 0);
    }

    function _withFee(Terms memory terms, uint16 bps) internal view returns (Terms memory) {
        (terms.gate.feeBps, terms.gate.feeTo) = (bps, feeTo);
        return terms;
    }

    // ------------------------------------------------------------------ hashes, from the protocol's text

    string private constant GATE =
        "Gate(address evaluator,uint40 evaluateBy,uint32 challengeWindow,uint16 feeBps,address feeTo)";
    string private constant DEAL =
        "Deal(address buyer,address provider,address arbiter,uint88 amount,uint88 upfront,uint40 fundBy,uint32 disputeWindow,uint32 arbitrationWindow,uint16 silenceBps,bytes32 covenant,bytes32 salt)";
    string private constant TERMS = "Terms(Gate gate,Deal deal)";
    string private constant COVENANT =
        "Clause(string id,string metric,string operator,string value,string unit,string severity,string verification,string window,string description)Covenant(string title,Clause[] clauses,uint16 passBps,bytes32 policy,string[] models)";

    function _gateHash(Gate memory gate) internal pure returns (bytes32) {
        return keccak256(abi.encode(keccak256(bytes(GATE)), gate));
    }

    function _dealHash(Deal memory deal) internal pure returns (bytes32) {
        return keccak256(abi.encode(keccak256(bytes(DEAL)), deal));
    }

    function _id(Terms memory terms) internal pure returns (bytes32) {
        bytes32 typehash = keccak256(bytes(string.concat(TERMS, DEAL, GATE)));
        return keccak256(abi.encode(typehash, _gateHash(terms.gate), _dealHash(terms.deal)));
    }

    /// @dev The order to fund from the allowance.
    function _fundingHash(Terms memory terms) internal pure returns (bytes32) {
        bytes32 typehash = keccak256("Funding(bytes32 pactId,uint88 amount)");
        return keccak256(abi.encode(typehash, _id(terms), terms.deal.amount));
    }

    function _pactHash(Terms memory terms) internal pure returns (bytes32) {
        bytes32 typehash =
            keccak256(bytes(string.concat("Pact(Terms terms,Covenant covenant)", COVENANT, DEAL, GATE, TERMS)));
        return keccak256(abi.encode(typehash, _id(terms), terms.deal.covenant));
    }

    function _verdictHash(Terms memory terms, uint88 providerAmount, bytes32 report) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                keccak256("Verdict(bytes32 pactId,uint88 providerAmount,bytes32 report)"),
                _id(terms),
                providerAmount,
                report
            )
        );
    }

    function _rulingHash(Terms memory terms, uint88 providerAmount, uint88 buyerAmount, bytes32 ruling)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(
            abi.encode(
                keccak256("Ruling(bytes32 pactId,uint88 providerAmount,uint88 buyerAmount,bytes32 ruling)"),
                _id(terms),
                providerAmount,
                buyerAmount,
                ruling
            )
        );
    }

    function _escalationHash(Terms memory terms, bytes32 report) internal pure returns (bytes32) {
        return keccak256(abi.encode(keccak256("Escalation(bytes32 pactId,bytes32 report)"), _id(terms), report));
    }

    function _disputeHash(Terms memory terms, bytes32 statement) internal pure returns (bytes32) {
        return keccak256(abi.encode(keccak256("Dispute(bytes32 pactId,bytes32 statement)"), _id(terms), statement));
    }

    function _deliveryHash(Terms memory terms, bytes32 deliverable) internal pure returns (bytes32) {
        return keccak256(abi.encode(keccak256("Delivery(bytes32 pactId,bytes32 deliverable)"), _id(terms), deliverable));
    }

    function _consentHash(Terms memory terms, uint88 providerAmount, uint88 buyerAmount)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(
            abi.encode(
                keccak256("Consent(bytes32 pactId,uint88 providerAmount,uint88 buyerAmount)"),
                _id(terms),
                providerAmount,
                buyerAmount
            )
        );
    }

    function _batchHash(Passes[] memory groups) internal pure returns (bytes32) {
        bytes memory items;
        for (uint256 i = 0; i < groups.length; i++) {
            bytes32 deals = keccak256(abi.encodePacked(groups[i].deals));
            items = bytes.concat(items, keccak256(abi.encode(_gateHash(groups[i].gate), deals, groups[i].reports)));
        }
        return keccak256(abi.encode(keccak256("VerdictBatch(bytes32 items)"), keccak256(items)));
    }

    // ------------------------------------------------------------------ signatures

    function _separator(string memory name, string memory version, uint256 chain, address verifier)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(
            abi.encode(
                keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"),
                keccak256(bytes(name)),
                keccak256(bytes(version)),
                chain,
                verifier
            )
        );
    }

    function _digest(bytes32 separator, bytes32 structHash) internal pure returns (bytes32) {
        return keccak256(abi.encodePacked(hex"1901", separator, structHash));
    }

    function _escrowDigest(bytes32 structHash) internal view returns (bytes32) {
        return _digest(_separator("Surety", "1", block.chainid, address(escrow)), structHash);
    }

    function _signDigest(Party memory party, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(party.key, digest);
        return abi.encodePacked(r, s, v);
    }

    /// @dev The other signature that the same key made valid: s mirrored at the order, v flipped.
    function _malleated(bytes memory signature) internal pure returns (bytes memory) {
        (bytes32 r, uint256 s, uint8 v) = (bytes32(0), 0, uint8(signature[64]));
        assembly {
            r := mload(add(signature, 32))
            s := mload(add(signature, 64))
        }
        return abi.encodePacked(r, ORDER - s, v == 27 ? 28 : 27);
    }

    /// @dev Over the escrow's domain.
    function _sign(Party memory party, bytes32 structHash) internal view returns (bytes memory) {
        return _signDigest(party, _escrowDigest(structHash));
    }

    /// @dev Over the token's domain.
    function _signForToken(Party memory party, bytes32 structHash) internal view returns (bytes memory) {
        return _signDigest(party, _digest(_separator("USD Coin", "2", block.chainid, address(usdc)), structHash));
    }

    function _authorizationHash(
        string memory kind,
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce
    ) internal pure returns (bytes32) {
        string memory typeString = string.concat(
            kind, "(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
        );
        return keccak256(abi.encode(keccak256(bytes(typeString)), from, to, value, validAfter, validBefore, nonce));
    }

    function _permitHash(address account, address spender, uint256 value, uint256 nonce, uint256 deadline)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(
            abi.encode(
                keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"),
                account,
                spender,
                value,
                nonce,
                deadline
            )
        );
    }

    function _authorizationBy(Party memory payer, Terms memory terms) internal view returns (bytes memory) {
        return _signForToken(
            payer,
            _authorizationHash(
                "ReceiveWithAuthorization",
                payer.addr,
                address(escrow),
                terms.deal.amount,
                0,
                terms.deal.fundBy,
                _id(terms)
            )
        );
    }

    function _authorization(Terms memory terms) internal view returns (bytes memory) {
        return _authorizationBy(buyer, terms);
    }

    /// @dev The buyer's one signature for all of these pacts.
    function _batchAuthorization(Terms[] memory terms) internal view returns (bytes memory) {
        bytes memory ids;
        uint256 value;
        uint256 validBefore = type(uint256).max;
        for (uint256 i = 0; i < terms.length; i++) {
            ids = bytes.concat(ids, _id(terms[i]));
            value += terms[i].deal.amount;
            if (terms[i].deal.fundBy < validBefore) validBefore = terms[i].deal.fundBy;
        }
        string memory kind = "ReceiveWithAuthorization";
        return _signForToken(
            buyer, _authorizationHash(kind, buyer.addr, address(escrow), value, 0, validBefore, keccak256(ids))
        );
    }

    function _verdict(Terms memory terms, uint88 providerAmount) internal view returns (bytes memory) {
        return _sign(evaluator, _verdictHash(terms, providerAmount, REPORT));
    }

    // ------------------------------------------------------------------ steps

    bytes32 internal constant REPORT = keccak256("report");
    bytes32 internal constant RULING = keccak256("ruling");
    bytes32 internal constant STATEMENT = keccak256("statement");
    bytes32 internal constant DELIVERABLE = keccak256("deliverable");

    /// @dev Funded by a stranger who carries the buyer's authorization.
    function _fund(Terms memory terms) internal returns (bytes32 pactId) {
        bytes memory authorization = _authorization(terms);
        vm.prank(stranger.addr);
        pactId = escrow.fund(terms, authorization);
    }

    function _deliver(Terms memory terms) internal {
        escrow.deliver(
            terms.gate, _dealHash(terms.deal), DELIVERABLE, _sign(provider, _deliveryHash(terms, DELIVERABLE))
        );
    }

    function _release(Terms memory terms) internal {
        escrow.release(
            terms.gate, _dealHash(terms.deal), REPORT, _verdict(terms, terms.deal.amount - terms.deal.upfront)
        );
    }

    function _settle(Terms memory terms, uint88 providerAmount) internal {
        escrow.settle(terms, providerAmount, REPORT, _verdict(terms, providerAmount));
    }

    function _dispute(Terms memory terms, Party memory party) internal {
        escrow.dispute(terms, party.addr, STATEMENT, _sign(party, _disputeHash(terms, STATEMENT)));
    }

    function _escalate(Terms memory terms) internal {
        escrow.escalate(terms, REPORT, _sign(evaluator, _escalationHash(terms, REPORT)));
    }

    /// @dev A ruling over all that was held at funding.
    function _rule(Terms memory terms, uint88 providerAmount) internal {
        _rule(terms, providerAmount, terms.deal.amount - terms.deal.upfront - providerAmount);
    }

    function _rule(Terms memory terms, uint88 providerAmount, uint88 buyerAmount) internal {
        bytes32 message = _rulingHash(terms, providerAmount, buyerAmount, RULING);
        escrow.rule(terms, providerAmount, RULING, _sign(arbiter, message));
    }

    function _consent(Terms memory terms, uint88 providerAmount, uint88 buyerAmount) internal {
        bytes32 message = _consentHash(terms, providerAmount, buyerAmount);
        escrow.consent(terms, providerAmount, buyerAmount, _sign(buyer, message), _sign(provider, message));
    }

    // Pacts in each status, funded without fee or upfront.

    function _delivered(Terms memory terms) internal returns (bytes32 pactId) {
        pactId = _fund(terms);
        _deliver(terms);
    }

    function _withheld(Terms memory terms, uint88 providerAmount) internal returns (bytes32 pactId) {
        pactId = _fund(terms);
        _settle(terms, providerAmount);
    }

    /// @dev A fail that the provider disputes.
    function _disputed(Terms memory terms) internal returns (bytes32 pactId) {
        pactId = _withheld(terms, 0);
        _dispute(terms, provider);
    }

    /// @dev A pass that was paid.
    function _closed(Terms memory terms) internal returns (bytes32 pactId) {
        pactId = _fund(terms);
        escrow.consent(
            terms,
            terms.deal.amount - terms.deal.upfront,
            0,
            _sign(buyer, _consentHash(terms, terms.deal.amount - terms.deal.upfront, 0)),
            ""
        );
    }

    // ------------------------------------------------------------------ expectations

    function _balances() internal view returns (Balances memory) {
        return Balances(
            usdc.balanceOf(buyer.addr),
            usdc.balanceOf(provider.addr),
            usdc.balanceOf(feeTo),
            usdc.balanceOf(address(escrow))
        );
    }

    /// @dev What each side has, against what it had before the pact. The buyer only ever pays, the others only ever gain.
    function _expectPaid(uint256 buyerPaid, uint256 providerGot, uint256 feeGot, uint256 held) internal view {
        Balances memory now_ = _balances();
        vm.assertEq(start.buyer - now_.buyer, buyerPaid, "the buyer paid");
        vm.assertEq(now_.provider - start.provider, providerGot, "the provider got");
        vm.assertEq(now_.fee - start.fee, feeGot, "the fee");
        vm.assertEq(now_.escrow - start.escrow, held, "held in escrow");
    }

    function _expectPact(bytes32 pactId, Status status, uint256 held) internal view {
        (Status status_,, uint256 held_,,) = escrow.pact(pactId);
        vm.assertEq(uint256(status_), uint256(status), "status");
        vm.assertEq(held_, held, "held");
    }

    function _expectHold(bytes32 pactId, uint256 providerHeld, uint256 since) internal view {
        (,,, uint256 providerHeld_, uint256 since_) = escrow.pact(pactId);
        vm.assertEq(providerHeld_, providerHeld, "the provider's share of what is held");
        vm.assertEq(since_, since, "since");
    }

    function _expectEvent() internal {
        vm.expectEmit(address(escrow));
    }

    function _expectWrongStatus(bytes32 pactId, Status status) internal {
        vm.expectRevert(abi.encodeWithSelector(IPactEscrow.WrongStatus.selector, pactId, status));
    }

    function _expectTooLate(uint256 deadline) internal {
        vm.expectRevert(abi.encodeWithSelector(IPactEscrow.TooLate.selector, deadline));
    }

    function _expectTooEarly(uint256 from) internal {
        vm.expectRevert(abi.encodeWithSelector(IPactEscrow.TooEarly.selector, from));
    }

    function _expectBadSignature(address signer) internal {
        vm.expectRevert(abi.encodeWithSelector(IPactEscrow.BadSignature.selector, signer));
    }

    function _expectNothingToDispute(address party) internal {
        vm.expectRevert(abi.encodeWithSelector(IPactEscrow.NothingToDispute.selector, party));
    }

    function _expectNotAllowed(address account) internal {
        vm.expectRevert(abi.encodeWithSelector(IPactEscrow.NotAllowed.selector, account));
    }

    function _expectWrongAmount(uint256 held) internal {
        vm.expectRevert(abi.encodeWithSelector(IPactEscrow.WrongAmount.selector, held));
    }

    function _expectBadTerms(string memory what) internal {
        vm.expectRevert(abi.encodeWithSelector(IPactEscrow.BadTerms.selector, what));
    }
}

/// @notice ERC-1271: a wallet that accepts its owner's 65-byte signature, and one marker of its own that no ECDSA key made.
contract Wallet {
    address private immutable OWNER; // zero: whoever delegates to this code (EIP-7702) owns itself
    bytes32 private constant MARKER = keccak256("approved by quorum");

    constructor(address owner) {
        OWNER = owner;
    }

    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        bool approved = keccak256(signature) == keccak256(abi.encode(MARKER, digest));
        if (!approved && signature.length == 65) {
            (bytes32 r, bytes32 s) = abi.decode(signature, (bytes32, bytes32));
            address owner = OWNER == address(0) ? address(this) : OWNER;
            approved = ecrecover(digest, uint8(signature[64]), r, s) == owner && uint256(s) <= ORDER / 2;
        }
        return approved ? this.isValidSignature.selector : bytes4(0xffffffff);
    }

    /// @notice What a wallet of several owners hands out for a signature.
    function approve(bytes32 digest) external pure returns (bytes memory) {
        return abi.encode(MARKER, digest);
    }
}
