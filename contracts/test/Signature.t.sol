// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IPactEscrow, Passes, Status, Terms} from "../src/IPactEscrow.sol";
import {EscrowTest, Wallet} from "./EscrowTest.sol";
import {vm} from "./Vm.sol";

/// @notice Every call that carries a signature, once for each signer it may have.
enum Call {
    Fund,
    FundBatch,
    Permit, // of fundByPermit
    FundByPermit, // the order of fundByPermit; the allowance stands
    Deliver,
    Release,
    ReleaseBatch,
    Settle,
    Dispute, // by the provider, of a fail
    Challenge, // by the buyer, of a pass
    Escalate,
    Rule,
    ConsentToRelease,
    ConsentToRefund
}

/// @notice Which signatures the escrow obeys: the same questions to every call, each with a pact of its own that lacks
/// nothing but the signature. A stranger carries them all. Run for every kind of account that signs.
abstract contract SignatureTest is EscrowTest {
    uint256 internal constant CALLS = uint256(type(Call).max) + 1;
    bytes32 internal constant DOCUMENT = keccak256("document"); // whatever the call is about

    /// @dev How accounts of this kind sign.
    function _by(Party memory party, bytes32 digest) internal view virtual returns (bytes memory);

    /// @dev Every party delegates to a wallet's code (EIP-7702) and keeps its key.
    function _delegateAll() internal {
        address code = address(new Wallet(address(0)));
        Party[4] memory parties = [buyer, provider, evaluator, arbiter];
        for (uint256 i = 0; i < parties.length; i++) {
            vm.signAndAttachDelegation(code, parties[i].key);
            bytes memory designator = abi.encodePacked(hex"ef0100", code);
            vm.assertEq(keccak256(parties[i].addr.code), keccak256(designator), "delegated");
        }
    }

    // ------------------------------------------------------------------ the calls

    /// @dev These signatures the token checks, by its own rules and in its own words. All others the escrow checks.
    function _isForToken(Call call) internal pure returns (bool) {
        return call == Call.Fund || call == Call.FundBatch || call == Call.Permit;
    }

    function _signer(Call call) internal view returns (Party memory) {
        if (call == Call.Deliver || call == Call.Dispute || call == Call.ConsentToRefund) return provider;
        if (call == Call.Rule) return arbiter;
        if (call == Call.Release || call == Call.ReleaseBatch || call == Call.Settle || call == Call.Escalate) {
            return evaluator;
        }
        return buyer;
    }

    /// @dev What the signer signs.
    function _digestFor(Call call, Terms memory terms) internal view returns (bytes32) {
        bytes32 message = _messageFor(call, terms);
        return _isForToken(call) ? _digest(usdc.DOMAIN_SEPARATOR(), message) : _escrowDigest(message);
    }

    function _messageFor(Call call, Terms memory terms) private view returns (bytes32) {
        uint88 amount = terms.deal.amount;
        if (call == Call.Fund) return _receiveHash(terms, amount, _id(terms));
        if (call == Call.FundBatch) {
            return _receiveHash(terms, amount + AMOUNT, keccak256(bytes.concat(_id(terms), _id(_second(terms)))));
        }
        if (call == Call.Permit) {
            return _permitHash(buyer.addr, address(escrow), amount, usdc.nonces(buyer.addr), terms.deal.fundBy);
        }
        if (call == Call.FundByPermit) return _fundingHash(terms);
        if (call == Call.Deliver) return _deliveryHash(terms, DOCUMENT);
        if (call == Call.Release) return _verdictHash(terms, amount, DOCUMENT);
        if (call == Call.ReleaseBatch) return _batchHash(_batch(terms));
        if (call == Call.Settle) return _verdictHash(terms, amount / 2, DOCUMENT);
        if (call == Call.Escalate) return _escalationHash(terms, DOCUMENT);
        if (call == Call.Rule) return _rulingHash(terms, amount, 0, DOCUMENT);
        if (call == Call.ConsentToRelease) return _consentHash(terms, amount, 0);
        if (call == Call.ConsentToRefund) return _consentHash(terms, 0, amount);
        return _disputeHash(terms, DOCUMENT);
    }

    function _receiveHash(Terms memory terms, uint88 value, bytes32 nonce) private view returns (bytes32) {
        string memory kind = "ReceiveWithAuthorization";
        return _authorizationHash(kind, buyer.addr, address(escrow), value, 0, terms.deal.fundBy, nonce);
    }

    /// @dev The other pact of a batch.
    function _second(Terms memory terms) private pure returns (Terms memory second) {
        second = _copy(terms);
        (second.deal.salt, second.deal.amount) = (keccak256(bytes.concat(terms.deal.salt)), AMOUNT);
    }

    function _batch(Terms memory terms) private pure returns (Passes[] memory groups) {
        groups = new Passes[](1);
        groups[0] = Passes(terms.gate, new bytes32[](1), DOCUMENT);
        groups[0].deals[0] = _dealHash(terms.deal);
    }

    /// @dev A pact for which the call is next.
    function _ready(Call call) internal returns (Terms memory terms) {
        terms = _terms();
        terms.deal.salt = bytes32(uint256(call) + 1);
        if (call == Call.Challenge) terms.gate.challengeWindow = 1 days;
        if (call == Call.FundByPermit) {
            vm.prank(buyer.addr);
            usdc.approve(address(escrow), AMOUNT);
        }
        if (_before(call) != Status.None) _fund(terms);
        if (call == Call.Dispute) _settle(terms, 0);
        if (call == Call.Challenge) _release(terms);
        if (call == Call.Rule) _escalate(terms);
        _expectPact(_id(terms), _before(call), _before(call) == Status.None ? 0 : AMOUNT);
    }

    function _before(Call call) private pure returns (Status) {
        if (call <= Call.FundByPermit) return Status.None;
        if (call == Call.Dispute || call == Call.Challenge) return Status.Withheld;
        return call == Call.Rule ? Status.Disputed : Status.Funded;
    }

    function _after(Call call) private pure returns (Status) {
        if (call <= Call.FundByPermit) return Status.Funded;
        if (call == Call.Deliver) return Status.Delivered;
        if (call == Call.Settle) return Status.Withheld;
        if (call == Call.Dispute || call == Call.Challenge || call == Call.Escalate) return Status.Disputed;
        return Status.Closed;
    }

    function _carry(Call call, Terms memory terms, bytes memory signature, address carrier)
        internal
        returns (bool ok, bytes memory answer)
    {
        bytes memory data = _dataOf(call, terms, signature);
        vm.prank(carrier);
        (ok, answer) = address(escrow).call{gas: 3_000_000}(data);
    }

    function _dataOf(Call call, Terms memory terms, bytes memory signature) private view returns (bytes memory) {
        bytes32 deal = _dealHash(terms.deal);
        uint88 amount = terms.deal.amount;
        if (call == Call.Fund) return abi.encodeCall(escrow.fund, (terms, signature));
        if (call == Call.FundBatch) {
            Terms[] memory both = new Terms[](2);
            (both[0], both[1]) = (terms, _second(terms));
            return abi.encodeCall(escrow.fundBatch, (both, signature));
        }
        if (call == Call.Permit) {
            bytes memory pact = _sign(buyer, _fundingHash(terms));
            return abi.encodeCall(escrow.fundByPermit, (terms, pact, terms.deal.fundBy, signature));
        }
        if (call == Call.FundByPermit) return abi.encodeCall(escrow.fundByPermit, (terms, signature, 0, ""));
        if (call == Call.Deliver) return abi.encodeCall(escrow.deliver, (terms.gate, deal, DOCUMENT, signature));
        if (call == Call.Release) return abi.encodeCall(escrow.release, (terms.gate, deal, DOCUMENT, signature));
        if (call == Call.ReleaseBatch) return abi.encodeCall(escrow.releaseBatch, (_batch(terms), signature));
        if (call == Call.Settle) return abi.encodeCall(escrow.settle, (terms, amount / 2, DOCUMENT, signature));
        if (call == Call.Escalate) return abi.encodeCall(escrow.escalate, (terms, DOCUMENT, signature));
        if (call == Call.Rule) return abi.encodeCall(escrow.rule, (terms, amount, DOCUMENT, signature));
        if (call == Call.ConsentToRelease) return abi.encodeCall(escrow.consent, (terms, amount, 0, signature, ""));
        if (call == Call.ConsentToRefund) return abi.encodeCall(escrow.consent, (terms, 0, amount, "", signature));
        return abi.encodeCall(escrow.dispute, (terms, _signer(call).addr, DOCUMENT, signature));
    }

    // ------------------------------------------------------------------ the questions

    function _name(Call call) private pure returns (string memory) {
        return [
            "fund",
            "fundBatch",
            "fundByPermit (permit)",
            "fundByPermit (order)",
            "deliver",
            "release",
            "releaseBatch",
            "settle",
            "dispute (provider)",
            "dispute (buyer)",
            "escalate",
            "rule",
            "consent (buyer)",
            "consent (provider)"
        ][uint256(call)];
    }

    function _right(Call call, Terms memory terms) internal view returns (bytes memory) {
        return _by(_signer(call), _digestFor(call, terms));
    }

    function _expectTaken(Call call, Terms memory terms, bytes memory signature) internal {
        (bool ok,) = _carry(call, terms, signature, stranger.addr);
        vm.assertTrue(ok, string.concat(_name(call), " refused the right signature"));
        (Status status,,,,) = escrow.pact(_id(terms));
        vm.assertEq(uint256(status), uint256(_after(call)), string.concat("status after ", _name(call)));
    }

    function _expectRefused(Call call, Terms memory terms, bytes memory signature) internal {
        (bool ok, bytes memory answer) = _carry(call, terms, signature, stranger.addr);
        vm.assertTrue(!ok, string.concat(_name(call), " took it"));
        if (_isForToken(call)) return;
        bytes memory reason = abi.encodeWithSelector(IPactEscrow.BadSignature.selector, _signer(call).addr);
        vm.assertEq(keccak256(answer), keccak256(reason), string.concat("the reason that ", _name(call), " gives"));
    }

    /// @dev Each call refuses this and then takes the right signature: so nothing else was wrong with it.
    function _everyCallRefuses(function(Call, Terms memory) internal returns (bytes memory) wrong) internal {
        for (uint256 i = 0; i < CALLS; i++) {
            Terms memory terms = _ready(Call(i));
            _expectRefused(Call(i), terms, wrong(Call(i), terms));
            _expectTaken(Call(i), terms, _right(Call(i), terms));
        }
    }

    function _copy(Terms memory terms) private pure returns (Terms memory) {
        return abi.decode(abi.encode(terms), (Terms));
    }

    // ------------------------------------------------------------------ whose, and over what

    function test_every_call_takes_its_signers_signature_from_a_stranger() public {
        for (uint256 i = 0; i < CALLS; i++) {
            Terms memory terms = _ready(Call(i));
            _expectTaken(Call(i), terms, _right(Call(i), terms));
        }
    }

    function test_a_signer_that_calls_itself_needs_no_signature() public {
        for (uint256 i = 0; i < CALLS; i++) {
            if (_isForToken(Call(i))) continue; // the token asks for a signature even so
            Terms memory terms = _ready(Call(i));
            (bool ok,) = _carry(Call(i), terms, "", _signer(Call(i)).addr);
            vm.assertTrue(ok, _name(Call(i)));
        }
    }

    function test_a_strangers_signature_is_refused() public {
        _everyCallRefuses(_byStranger);
    }

    function _byStranger(Call call, Terms memory terms) private view returns (bytes memory) {
        return _signDigest(stranger, _digestFor(call, terms));
    }

    function test_a_signature_for_another_pact_is_refused() public {
        _everyCallRefuses(_forAnotherPact);
    }

    function _forAnotherPact(Call call, Terms memory terms) private view returns (bytes memory) {
        Terms memory other = _copy(terms);
        // A permit names no pact: there the order binds, and the permit only the amount.
        if (call == Call.Permit) other.deal.amount += 1;
        else other.deal.salt = "another";
        return _right(call, other);
    }

    function test_a_signature_for_another_chain_is_refused() public {
        _everyCallRefuses(_forAnotherChain);
    }

    function _forAnotherChain(Call call, Terms memory terms) private returns (bytes memory signature) {
        uint256 here = block.chainid;
        vm.chainId(8453);
        signature = _right(call, terms);
        vm.chainId(here);
    }

    function test_a_signature_from_before_a_fork_is_refused_on_the_forked_chain() public {
        uint256 here = block.chainid;
        for (uint256 i = 0; i < CALLS; i++) {
            Terms memory terms = _ready(Call(i));
            bytes memory signature = _right(Call(i), terms);
            vm.chainId(8453);
            _expectRefused(Call(i), terms, signature);
            vm.chainId(here);
            _expectTaken(Call(i), terms, signature);
        }
    }

    function test_a_signature_for_another_escrow_is_refused() public {
        _everyCallRefuses(_forAnotherEscrow);
    }

    function _forAnotherEscrow(Call call, Terms memory terms) private returns (bytes memory signature) {
        IPactEscrow here = escrow;
        escrow = _deployEscrow();
        signature = _right(call, terms);
        escrow = here;
    }

    function test_a_signature_for_one_call_carries_no_other() public {
        for (uint256 i = 0; i < CALLS; i++) {
            Terms memory terms = _ready(Call(i));
            bytes32 digest = _digestFor(Call(i), terms);
            for (uint256 k = 0; k < CALLS; k++) {
                bytes32 other = _digestFor(Call(k), terms);
                if (other == digest) continue; // itself; and either party signs the same words to dispute
                _expectRefused(Call(i), terms, _by(_signer(Call(i)), other));
            }
            _expectTaken(Call(i), terms, _right(Call(i), terms));
        }
    }

    // ------------------------------------------------------------------ what is no signature

    function test_an_empty_signature_is_refused() public {
        _everyCallRefuses(_empty);
    }

    function _empty(Call, Terms memory) private pure returns (bytes memory) {
        return "";
    }

    function test_no_other_bytes_are_a_signature(uint256 call, bytes memory other) public {
        Call call_ = Call(call % CALLS);
        _expectRefused(call_, _ready(call_), other);
    }

    // ------------------------------------------------------------------ after the end

    function test_no_signature_is_carried_again_after_settlement() public {
        for (uint256 i = 0; i < CALLS; i++) {
            Terms memory terms = _ready(Call(i));
            bytes memory signature = _right(Call(i), terms);
            _expectTaken(Call(i), terms, signature);
            _end(terms);
            _expectTooLateFor(Call(i), terms, signature);
        }
    }

    function test_no_signature_held_back_until_after_settlement_moves_anything() public {
        for (uint256 i = uint256(Call.Deliver); i < CALLS; i++) {
            Terms memory terms = _ready(Call(i));
            bytes memory signature = _right(Call(i), terms);
            _end(terms);
            _expectTooLateFor(Call(i), terms, signature);
        }
    }

    /// @dev Ends by consent, whatever the status.
    function _end(Terms memory terms) private {
        (Status status,, uint256 held,,) = escrow.pact(_id(terms));
        if (status != Status.Closed) _consent(terms, 0, uint88(held));
    }

    function _expectTooLateFor(Call call, Terms memory terms, bytes memory signature) private {
        Balances memory was = _balances();
        (bool ok, bytes memory answer) = _carry(call, terms, signature, stranger.addr);
        if (call == Call.ReleaseBatch) {
            vm.assertTrue(ok, "a batch skips what is settled");
        } else {
            bytes memory reason = abi.encodeWithSelector(IPactEscrow.WrongStatus.selector, _id(terms), Status.Closed);
            vm.assertEq(keccak256(answer), keccak256(reason), string.concat("the reason that ", _name(call), " gives"));
        }
        vm.assertEq(keccak256(abi.encode(_balances())), keccak256(abi.encode(was)), "everybody's money");
        _expectPact(_id(terms), Status.Closed, 0);
    }
}

/// @notice Accounts that sign with their key.
contract SignedByKeyTest is SignatureTest {
    function _by(Party memory party, bytes32 digest) internal view virtual override returns (bytes memory) {
        return _signDigest(party, digest);
    }

    function test_the_domain_is_the_escrows_own() public {
        vm.assertEq(
            escrow.domainSeparator(), _separator("Surety", "1", block.chainid, address(escrow)), "domain separator"
        );
        (bytes1 fields, string memory name, string memory version, uint256 chain, address verifier, bytes32 salt,) =
            escrow.eip712Domain();
        vm.assertEq(uint256(uint8(fields)), 0x0f, "fields");
        vm.assertEq(_separator(name, version, chain, verifier), escrow.domainSeparator(), "the same by ERC-5267");
        vm.assertEq(salt, 0, "salt");
        vm.chainId(8453);
        vm.assertEq(escrow.domainSeparator(), _separator("Surety", "1", 8453, address(escrow)), "on a forked chain");
    }

    // ------------------------------------------------------------------ other forms of the same signature

    function test_a_malleated_signature_is_refused() public {
        _everyCallRefuses(_inItsOtherForm);
    }

    function _inItsOtherForm(Call call, Terms memory terms) private view returns (bytes memory) {
        return _malleated(_right(call, terms));
    }

    function test_a_compact_signature_is_refused() public {
        _everyCallRefuses(_compact);
    }

    function _compact(Call call, Terms memory terms) private view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(_signer(call).key, _digestFor(call, terms));
        return abi.encodePacked(r, bytes32(uint256(s) | uint256(v - 27) << 255));
    }

    function test_a_signature_cut_short_is_refused() public {
        _everyCallRefuses(_short);
    }

    function _short(Call call, Terms memory terms) private view returns (bytes memory signature) {
        signature = _right(call, terms);
        assembly {
            mstore(signature, 64)
        }
    }

    function test_a_signature_with_a_byte_more_is_refused() public {
        _everyCallRefuses(_long);
    }

    function _long(Call call, Terms memory terms) private view returns (bytes memory) {
        return bytes.concat(_right(call, terms), hex"00");
    }

    function test_an_oversized_signature_is_refused() public {
        _everyCallRefuses(_oversized);
    }

    function _oversized(Call call, Terms memory terms) private view returns (bytes memory) {
        return bytes.concat(_right(call, terms), new bytes(50_000));
    }

    function test_a_recovery_id_of_0_or_1_is_refused() public {
        _everyCallRefuses(_withRecoveryID);
    }

    function _withRecoveryID(Call call, Terms memory terms) private view returns (bytes memory signature) {
        signature = _right(call, terms);
        signature[64] = bytes1(uint8(signature[64]) - 27);
    }

    function test_a_signature_that_recovers_nobody_signs_for_nobody() public {
        _everyCallRefuses(_byNobody);
    }

    function _byNobody(Call, Terms memory) private pure returns (bytes memory) {
        return abi.encodePacked(bytes32(0), bytes32(uint256(1)), uint8(27));
    }
}

/// @notice Contracts that sign by ERC-1271, with bytes that no key made.
contract SignedByWalletTest is SignatureTest {
    function setUp() public virtual override {
        buyer.addr = address(new Wallet(buyer.addr));
        provider.addr = address(new Wallet(provider.addr));
        evaluator.addr = address(new Wallet(evaluator.addr));
        arbiter.addr = address(new Wallet(arbiter.addr));
        super.setUp();
    }

    function _by(Party memory party, bytes32 digest) internal view override returns (bytes memory) {
        return Wallet(party.addr).approve(digest);
    }

    function test_a_wallet_may_take_its_owners_65_bytes_as_well() public {
        for (uint256 i = 0; i < CALLS; i++) {
            Terms memory terms = _ready(Call(i));
            _expectTaken(Call(i), terms, _signDigest(_signer(Call(i)), _digestFor(Call(i), terms)));
        }
    }

    // ------------------------------------------------------------------ contracts that do not sign

    function _everyCallRefusesA(bytes memory code) private {
        for (uint256 i = 0; i < CALLS; i++) {
            Terms memory terms = _ready(Call(i));
            address signer = _signer(Call(i)).addr;
            bytes memory signature = _right(Call(i), terms);
            bytes memory wallet = signer.code;
            vm.etch(signer, code);
            _expectRefused(Call(i), terms, signature);
            vm.etch(signer, wallet);
            _expectTaken(Call(i), terms, signature);
        }
    }

    function test_a_contract_that_reverts_signs_nothing() public {
        _everyCallRefusesA(hex"5f5ffd");
    }

    function test_a_contract_that_burns_its_gas_signs_nothing() public {
        _everyCallRefusesA(hex"fe");
    }

    function test_a_contract_that_answers_nothing_signs_nothing() public {
        _everyCallRefusesA(hex"00");
    }

    function test_a_contract_that_answers_the_magic_value_without_its_padding_signs_nothing() public {
        _everyCallRefusesA(hex"631626ba7e60e01b5f5260045ff3");
    }

    function test_a_contract_that_answers_the_magic_value_in_another_place_signs_nothing() public {
        _everyCallRefusesA(hex"631626ba7e5f5260205ff3");
    }

    function test_a_contract_that_answers_true_signs_nothing() public {
        _everyCallRefusesA(hex"60015f5260205ff3");
    }

    function test_a_contract_that_writes_while_it_is_asked_signs_nothing() public {
        // It stores before it gives the magic value: under staticcall that reverts.
        _everyCallRefusesA(hex"60015f55631626ba7e60e01b5f5260205ff3");
    }
}

/// @notice Accounts with a key that have delegated to a wallet's code (EIP-7702). The escrow asks the key first; the token
/// asks nothing but the code of an account that has any.
/// forge-config: default.evm_version = "prague"
contract SignedByDelegatedAccountTest is SignedByKeyTest {
    function setUp() public override {
        super.setUp();
        _delegateAll();
    }

    function test_a_key_signs_for_its_account_whatever_the_code_says_but_the_token_asks_the_code() public {
        for (uint256 i = 0; i < CALLS; i++) {
            Terms memory terms = _ready(Call(i));
            bytes memory signature = _right(Call(i), terms);
            vm.signAndAttachDelegation(address(0x51), _signer(Call(i)).key); // no code there, so no answer
            if (_isForToken(Call(i))) {
                _expectRefused(Call(i), terms, signature);
                _delegateAll();
            }
            _expectTaken(Call(i), terms, signature);
            _delegateAll();
        }
    }
}

/// @notice The same accounts, signing through the code they have delegated to.
/// forge-config: default.evm_version = "prague"
contract SignedThroughDelegatedAccountTest is SignedByWalletTest {
    function setUp() public override {
        EscrowTest.setUp();
        _delegateAll();
    }
}
