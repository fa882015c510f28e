// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Status, Terms} from "../src/IPactEscrow.sol";
import {EscrowTest} from "./EscrowTest.sol";
import {vm} from "./Vm.sol";

/// @notice Terms travel in calldata, whose words have room for more bits than a field. No call takes one for a pact's.
contract CalldataTest is EscrowTest {
    // Every field of the terms but the last two, covenant and salt, leaves the highest bit of its word unused.
    uint256 private constant SHORT_FIELDS = 14;

    Terms private terms;

    function setUp() public override {
        super.setUp();
        terms = _withFee(_terms(), 100);
        terms.gate.challengeWindow = 1 days;
    }

    function test_terms_with_stray_bits_cannot_be_funded() public {
        bytes memory call = abi.encodeCall(escrow.fund, (terms, _authorization(terms)));
        _expectRefusedWithStrayBits(call, SHORT_FIELDS);
        _expectPact(_id(terms), Status.None, 0);
        _carry(call);
        _expectPact(_id(terms), Status.Funded, AMOUNT);
    }

    function test_terms_with_stray_bits_cannot_be_funded_by_allowance() public {
        vm.prank(buyer.addr);
        usdc.approve(address(escrow), AMOUNT);
        bytes memory call = abi.encodeCall(escrow.fundByAllowance, (terms));
        _expectRefusedWithStrayBits(call, SHORT_FIELDS);
        _expectPact(_id(terms), Status.None, 0);
    }

    function test_a_delivery_with_stray_bits_finds_no_pact() public {
        bytes32 pactId = _fund(terms);
        bytes memory signature = _sign(provider, _deliveryHash(terms, DELIVERABLE));
        bytes memory call = abi.encodeCall(escrow.deliver, (terms.gate, _dealHash(terms.deal), DELIVERABLE, signature));
        _expectRefusedWithStrayBits(call, 5);
        _expectPact(pactId, Status.Funded, AMOUNT);
        _carry(call);
        _expectPact(pactId, Status.Delivered, AMOUNT);
    }

    function test_a_release_with_stray_bits_finds_no_pact() public {
        bytes32 pactId = _fund(terms);
        bytes memory call =
            abi.encodeCall(escrow.release, (terms.gate, _dealHash(terms.deal), REPORT, _verdict(terms, AMOUNT)));
        _expectRefusedWithStrayBits(call, 5);
        _expectPact(pactId, Status.Funded, AMOUNT);
        _carry(call);
        _expectPact(pactId, Status.Withheld, AMOUNT);
    }

    function test_a_verdict_with_stray_bits_finds_no_pact() public {
        bytes32 pactId = _fund(terms);
        bytes memory call = abi.encodeCall(escrow.settle, (terms, AMOUNT / 2, REPORT, _verdict(terms, AMOUNT / 2)));
        _expectRefusedWithStrayBits(call, SHORT_FIELDS);
        _expectPact(pactId, Status.Funded, AMOUNT);
        _carry(call);
        _expectPact(pactId, Status.Withheld, AMOUNT);
    }

    function test_a_refund_with_stray_bits_finds_no_pact() public {
        bytes32 pactId = _fund(terms);
        vm.warp(terms.gate.evaluateBy);
        bytes memory call = abi.encodeCall(escrow.finalize, (terms));
        _expectRefusedWithStrayBits(call, SHORT_FIELDS);
        _expectPact(pactId, Status.Funded, AMOUNT);
        _carry(call);
        _expectPact(pactId, Status.Closed, 0);
    }

    /// @dev The highest bit of each of the first `fields` words in turn.
    function _expectRefusedWithStrayBits(bytes memory call, uint256 fields) private {
        for (uint256 field = 0; field < fields; field++) {
            uint256 at = 4 + 32 * field;
            call[at] ^= 0x80;
            vm.prank(buyer.addr);
            (bool ok,) = address(escrow).call(call);
            vm.assertTrue(!ok, string.concat("stray bit accepted in field ", vm.toString(field)));
            call[at] ^= 0x80;
        }
    }

    function _carry(bytes memory call) private {
        (bool ok,) = address(escrow).call(call);
        vm.assertTrue(ok, "refused without stray bits");
    }
}
