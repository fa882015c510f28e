// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IPactEscrow, Status, Terms} from "../src/IPactEscrow.sol";
import {EscrowTest, Wallet} from "./EscrowTest.sol";
import {vm} from "./Vm.sol";

/// @notice Which signatures the escrow obeys. Every call checks them in one place, so `release` stands for all.
contract SignatureTest is EscrowTest {
    Terms internal terms;

    function setUp() public override {
        super.setUp();
        terms = _terms();
        _fund(terms);
    }

    function _carry(bytes memory signature) private {
        escrow.release(terms.gate, _dealHash(terms.deal), REPORT, signature);
    }

    function _expectRefused(bytes memory signature) private {
        _expectBadSignature(terms.gate.evaluator);
        _carry(signature);
        _expectPact(_id(terms), Status.Funded, AMOUNT);
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

    function test_a_malleated_signature_is_refused() public {
        _expectRefused(_malleated(_verdict(terms, AMOUNT)));
    }

    function test_a_compact_signature_is_refused() public {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(evaluator.key, _escrowDigest(_verdictHash(terms, AMOUNT, REPORT)));
        _expectRefused(abi.encodePacked(r, bytes32(uint256(s) | uint256(v - 27) << 255)));
    }

    function test_an_empty_a_short_or_a_long_signature_is_refused() public {
        bytes memory signature = _verdict(terms, AMOUNT);
        _expectRefused("");
        _expectRefused(abi.encodePacked(signature, uint8(0)));
        assembly {
            mstore(signature, 64)
        }
        _expectRefused(signature);
    }

    function test_a_recovery_id_of_0_or_1_is_refused() public {
        bytes memory signature = _verdict(terms, AMOUNT);
        signature[64] = bytes1(uint8(signature[64]) - 27);
        _expectRefused(signature);
    }

    function test_a_signature_that_recovers_nobody_signs_for_nobody() public {
        _expectRefused(abi.encodePacked(bytes32(0), bytes32(uint256(1)), uint8(27)));
    }

    function test_a_signature_for_another_pact_is_refused() public {
        Terms memory other = terms;
        other.deal.salt = "another";
        _expectRefused(_verdict(other, AMOUNT));
    }

    function test_a_signature_for_another_chain_is_refused() public {
        vm.chainId(8453);
        bytes memory signature = _verdict(terms, AMOUNT);
        vm.chainId(31337);
        _expectRefused(signature);
    }

    function test_a_signature_from_before_a_fork_is_refused_on_the_forked_chain() public {
        bytes memory signature = _verdict(terms, AMOUNT);
        vm.chainId(8453);
        _expectRefused(signature);
    }

    function test_a_signature_for_another_escrow_is_refused() public {
        IPactEscrow here = escrow;
        escrow = _deployEscrow();
        bytes memory signature = _verdict(terms, AMOUNT);
        escrow = here;
        _expectRefused(signature);
    }

    function test_a_message_of_another_kind_with_the_same_fields_is_refused() public {
        _expectRefused(_sign(evaluator, _rulingHash(terms, AMOUNT, REPORT)));
    }

    // ------------------------------------------------------------------ contracts that sign

    function _withWallet() private returns (Wallet wallet) {
        wallet = new Wallet(stranger.addr);
        terms.gate.evaluator = address(wallet);
        _fund(terms);
    }

    function test_a_smart_wallet_signs_by_ERC_1271() public {
        Wallet wallet = _withWallet();
        _carry(wallet.approve(_escrowDigest(_verdictHash(terms, AMOUNT, REPORT))));
        _expectPact(_id(terms), Status.Closed, 0);
    }

    function test_a_smart_wallet_may_take_65_bytes_as_well() public {
        _withWallet();
        _carry(_sign(stranger, _verdictHash(terms, AMOUNT, REPORT)));
        _expectPact(_id(terms), Status.Closed, 0);
    }

    function test_a_smart_wallet_that_refuses_is_obeyed() public {
        _withWallet();
        _expectRefused(_sign(evaluator, _verdictHash(terms, AMOUNT, REPORT)));
        _expectRefused("");
    }

    function test_a_contract_that_reverts_answers_nothing_or_too_little_signs_nothing() public {
        bytes[4] memory codes = [
            bytes(hex"5f5ffd"), // reverts
            hex"00", // answers nothing
            hex"631626ba7e60e01b5f5260045ff3", // the magic value, but 4 bytes instead of a word
            hex"60015f5260205ff3" // true, as a naive wallet might say
        ];
        for (uint256 i = 0; i < codes.length; i++) {
            vm.etch(terms.gate.evaluator, codes[i]);
            _expectRefused(hex"01");
        }
    }

    function test_a_delegated_account_signs_with_its_own_key() public {
        vm.etch(evaluator.addr, hex"5f5ffd"); // EIP-7702 code that knows nothing of ERC-1271
        _carry(_verdict(terms, AMOUNT));
        _expectPact(_id(terms), Status.Closed, 0);
    }

    function test_a_contract_cannot_write_while_it_is_asked() public {
        // It stores before it gives the magic value: under staticcall that reverts.
        vm.etch(terms.gate.evaluator, hex"60015f55631626ba7e60e01b5f5260205ff3");
        _expectRefused(hex"01");
    }

    // ------------------------------------------------------------------ every other call asks the same question

    function test_a_malleated_signature_of_any_party_is_refused() public {
        bytes memory signature = _malleated(_sign(provider, _deliveryHash(terms, DELIVERABLE)));
        _expectBadSignature(provider.addr);
        escrow.deliver(terms.gate, _dealHash(terms.deal), DELIVERABLE, signature);

        signature = _malleated(_verdict(terms, 0));
        _expectBadSignature(evaluator.addr);
        escrow.settle(terms, 0, REPORT, signature);

        signature = _malleated(_sign(evaluator, _escalationHash(terms, REPORT)));
        _expectBadSignature(evaluator.addr);
        escrow.escalate(terms, REPORT, signature);

        signature = _malleated(_sign(buyer, _consentHash(terms, AMOUNT, 0)));
        _expectBadSignature(buyer.addr);
        escrow.consent(terms, AMOUNT, 0, signature, "");

        _settle(terms, 0);
        signature = _malleated(_sign(provider, _disputeHash(terms, STATEMENT)));
        _expectBadSignature(provider.addr);
        escrow.dispute(terms, provider.addr, STATEMENT, signature);

        _dispute(terms, provider);
        signature = _malleated(_sign(arbiter, _rulingHash(terms, 0, RULING)));
        _expectBadSignature(arbiter.addr);
        escrow.rule(terms, 0, RULING, signature);
    }
}
