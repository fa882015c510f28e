// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IPactEscrow, Status, Terms} from "../src/IPactEscrow.sol";
import {EscrowTest} from "./EscrowTest.sol";
import {vm} from "./Vm.sol";

/// @notice Who was silent: each case has its own outcome, named in the terms both parties signed, and anyone can call it.
contract SilenceTest is EscrowTest {
    function _finalize(Terms memory terms) private {
        vm.prank(stranger.addr);
        escrow.finalize(terms);
    }

    /// @dev Not a second before the deadline, and at it these amounts.
    function _expectFinalized(Terms memory terms, uint256 deadline, uint256 providerAmount, uint256 buyerAmount)
        private
    {
        vm.warp(deadline - 1);
        _expectTooEarly(deadline);
        _finalize(terms);
        vm.warp(deadline);
        _expectEvent();
        emit IPactEscrow.Finalized(_id(terms), providerAmount, buyerAmount);
        _finalize(terms);
        _expectPact(_id(terms), Status.Closed, 0);
    }

    function test_the_buyer_never_funds_so_nothing_is_held_and_the_pact_expires() public {
        Terms memory terms = _terms();
        bytes memory authorization = _authorization(terms);
        vm.warp(terms.deal.fundBy);
        _expectTooLate(terms.deal.fundBy);
        escrow.fund(terms, authorization);
        vm.warp(terms.gate.evaluateBy + 30 days);
        _expectWrongStatus(_id(terms), Status.None);
        _finalize(terms);
        _expectPact(_id(terms), Status.None, 0);
        _expectPaid(0, 0, 0, 0);
    }

    function test_the_provider_never_delivers_so_the_buyer_is_refunded_from_evaluateBy() public {
        Terms memory terms = _withFee(_terms(), 1000);
        _fund(terms);
        _expectFinalized(terms, terms.gate.evaluateBy, 0, AMOUNT);
        _expectPaid(0, 0, 0, 0);
    }

    function test_the_evaluator_never_rules_so_a_delivered_pact_is_split_unless_a_party_disputes() public {
        Terms memory terms = _withFee(_terms(), 1000);
        _delivered(terms);
        Terms memory disputed = _terms();
        _delivered(disputed);

        vm.warp(terms.gate.evaluateBy);
        _dispute(disputed, buyer);
        _expectFinalized(terms, terms.gate.evaluateBy + 2 days, 400e6, 600e6);
        _expectPaid(AMOUNT + 400e6, 360e6, 40e6, AMOUNT);
        _expectPact(_id(disputed), Status.Disputed, AMOUNT); // it is the arbiter's turn
    }

    function test_nobody_disputes_so_what_a_verdict_left_held_is_paid_as_the_verdict_said() public {
        Terms memory failed = _terms();
        _withheld(failed, 0);
        Terms memory passed = _withFee(_terms(), 1000);
        passed.gate.challengeWindow = 1 days;
        _fund(passed);
        _release(passed);

        _expectFinalized(passed, START + 1 days, AMOUNT, 0);
        _expectPaid(2 * AMOUNT, 900e6, 100e6, AMOUNT);
        _expectFinalized(failed, START + 2 days, 0, AMOUNT);
        _expectPaid(AMOUNT, 900e6, 100e6, 0);
    }

    function test_the_arbiter_never_rules_so_the_verdict_stands_or_with_none_the_split_of_silence() public {
        Terms memory failed = _terms();
        _disputed(failed);
        Terms memory passed = _terms();
        passed.gate.challengeWindow = 1 days;
        _fund(passed);
        _release(passed);
        _dispute(passed, buyer);
        Terms memory escalated = _terms();
        escalated.deal.salt = "escalated";
        _fund(escalated);
        _escalate(escalated);
        Terms memory unjudged = _terms();
        unjudged.deal.salt = "unjudged";
        _delivered(unjudged);
        vm.warp(unjudged.gate.evaluateBy);
        _dispute(unjudged, provider);

        _expectFinalized(failed, START + 7 days, 0, AMOUNT);
        _expectFinalized(passed, START + 7 days, AMOUNT, 0);
        _expectFinalized(escalated, START + 7 days, 400e6, 600e6);
        _expectFinalized(unjudged, unjudged.gate.evaluateBy + 7 days, 400e6, 600e6);
        _expectPaid(1800e6, 1800e6, 0, 0);
    }

    function test_the_whole_service_is_gone_so_a_party_carries_what_it_holds_or_waits_for_the_deadline() public {
        // The provider holds a verdict.
        Terms memory judged = _terms();
        _fund(judged);
        bytes memory verdict = _verdict(judged, AMOUNT);
        vm.prank(provider.addr);
        escrow.release(judged.gate, _dealHash(judged.deal), REPORT, verdict);
        _expectPaid(AMOUNT, AMOUNT, 0, 0);

        // The buyer is content.
        Terms memory agreed = _terms();
        agreed.deal.salt = "agreed";
        _fund(agreed);
        vm.prank(buyer.addr);
        escrow.consent(agreed, AMOUNT, 0, "", "");
        _expectPaid(2 * AMOUNT, 2 * AMOUNT, 0, 0);

        // The provider delivers and disputes by itself, and carries what the arbiter signs for it.
        Terms memory delivered = _terms();
        delivered.deal.salt = "delivered";
        _fund(delivered);
        vm.prank(provider.addr);
        escrow.deliver(delivered.gate, _dealHash(delivered.deal), DELIVERABLE, "");
        vm.warp(delivered.gate.evaluateBy);
        vm.prank(provider.addr);
        escrow.dispute(delivered, provider.addr, STATEMENT, "");
        bytes memory ruling = _sign(arbiter, _rulingHash(delivered, 600e6, 400e6, RULING));
        vm.prank(provider.addr);
        escrow.rule(delivered, 600e6, RULING, ruling);
        _expectPaid(2 * AMOUNT + 600e6, 2 * AMOUNT + 600e6, 0, 0);

        // Nobody holds anything but the terms.
        vm.warp(START);
        Terms memory waiting = _terms();
        waiting.deal.salt = "waiting";
        _fund(waiting);
        vm.warp(waiting.gate.evaluateBy);
        vm.prank(buyer.addr);
        escrow.finalize(waiting);
        _expectPaid(2 * AMOUNT + 600e6, 2 * AMOUNT + 600e6, 0, 0);
    }
}
