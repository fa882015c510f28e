// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IPactEscrow, Status, Terms} from "../src/IPactEscrow.sol";
import {EscrowTest} from "./EscrowTest.sol";
import {vm} from "./Vm.sol";

/// @notice Withheld, Delivered → Disputed by `dispute`.
contract DisputeTest is EscrowTest {
    function test_the_provider_disputes_what_was_withheld() public {
        Terms memory terms = _terms();
        bytes32 pactId = _withheld(terms, 0);
        vm.warp(START + 1 hours);
        _expectEvent();
        emit IPactEscrow.Disputed(pactId, provider.addr, 0, AMOUNT, STATEMENT);
        vm.prank(provider.addr);
        escrow.dispute(terms, provider.addr, STATEMENT, "");
        _expectPact(pactId, Status.Disputed, AMOUNT);
        _expectHold(pactId, 0, START + 1 hours);
        _expectPaid(AMOUNT, 0, 0, AMOUNT);
    }

    function test_anyone_carries_a_partys_dispute() public {
        Terms memory terms = _terms();
        bytes32 pactId = _disputed(terms);
        _expectPact(pactId, Status.Disputed, AMOUNT);
    }

    function test_the_buyer_challenges_a_release() public {
        Terms memory terms = _terms();
        terms.gate.challengeWindow = 1 days;
        bytes32 pactId = _fund(terms);
        _release(terms);
        _expectEvent();
        emit IPactEscrow.Disputed(pactId, buyer.addr, AMOUNT, 0, STATEMENT);
        _dispute(terms, buyer);
        _expectPact(pactId, Status.Disputed, AMOUNT);
        _expectHold(pactId, AMOUNT, START);
    }

    function test_either_party_disputes_a_split_while_both_windows_run() public {
        Terms memory terms = _terms();
        terms.gate.challengeWindow = 1 days;
        bytes32 pactId = _withheld(terms, 600e6);
        _expectEvent();
        emit IPactEscrow.Disputed(pactId, buyer.addr, 600e6, 400e6, STATEMENT);
        _dispute(terms, buyer);
        _expectPact(pactId, Status.Disputed, AMOUNT);
    }

    function test_what_is_past_its_window_is_paid_before_the_rest_is_disputed() public {
        Terms memory terms = _withFee(_terms(), 1000);
        terms.gate.challengeWindow = 1 days;
        bytes32 pactId = _withheld(terms, 600e6);
        vm.warp(START + 1 days); // the challenge window is over, the dispute window is not
        _expectEvent();
        emit IPactEscrow.Finalized(pactId, 600e6, 0);
        _expectEvent();
        emit IPactEscrow.Disputed(pactId, provider.addr, 0, 400e6, STATEMENT);
        _dispute(terms, provider);
        _expectPaid(AMOUNT, 540e6, 60e6, 400e6);
        _expectPact(pactId, Status.Disputed, 400e6);
    }

    function test_the_buyers_part_past_its_window_is_paid_before_its_challenge() public {
        Terms memory terms = _terms();
        (terms.gate.challengeWindow, terms.deal.disputeWindow) = (2 days, 1 days);
        bytes32 pactId = _withheld(terms, 600e6);
        vm.warp(START + 1 days);
        _dispute(terms, buyer);
        _expectPaid(600e6, 0, 0, 600e6);
        _expectPact(pactId, Status.Disputed, 600e6);
        _expectHold(pactId, 600e6, START + 1 days);
    }

    function test_a_dispute_ends_strictly_with_the_dispute_window() public {
        Terms memory terms = _terms();
        _withheld(terms, 0);
        vm.warp(START + 2 days);
        _expectTooLate(START + 2 days);
        _dispute(terms, provider);
        vm.warp(START + 2 days - 1);
        _dispute(terms, provider);
        _expectPact(_id(terms), Status.Disputed, AMOUNT);
    }

    function test_a_challenge_ends_strictly_with_the_challenge_window() public {
        Terms memory terms = _terms();
        terms.gate.challengeWindow = 1 days;
        _withheld(terms, 600e6);
        vm.warp(START + 1 days);
        _expectTooLate(START + 1 days);
        _dispute(terms, buyer);
        vm.warp(START + 1 days - 1);
        _dispute(terms, buyer);
        _expectPact(_id(terms), Status.Disputed, AMOUNT);
    }

    function test_the_side_that_lost_nothing_has_nothing_to_dispute() public {
        Terms memory terms = _terms();
        _withheld(terms, 0);
        bytes memory signature = _sign(buyer, _disputeHash(terms, STATEMENT));
        _expectNothingToDispute(buyer.addr);
        escrow.dispute(terms, buyer.addr, STATEMENT, signature);

        terms.gate.challengeWindow = 1 days;
        _fund(terms);
        _release(terms);
        signature = _sign(provider, _disputeHash(terms, STATEMENT));
        _expectNothingToDispute(provider.addr);
        escrow.dispute(terms, provider.addr, STATEMENT, signature);
    }

    function test_only_a_party_disputes() public {
        Terms memory terms = _terms();
        _withheld(terms, 0);
        _expectNotAllowed(stranger.addr);
        vm.prank(stranger.addr);
        escrow.dispute(terms, stranger.addr, STATEMENT, "");
    }

    function test_only_a_party_disputes_a_release_or_a_silence() public {
        Terms memory terms = _terms();
        terms.gate.challengeWindow = 2 days;
        _withheld(terms, 600e6);
        _expectNotAllowed(stranger.addr);
        vm.prank(stranger.addr);
        escrow.dispute(terms, stranger.addr, STATEMENT, "");
        terms.deal.salt = "silence";
        _delivered(terms);
        vm.warp(terms.gate.evaluateBy);
        _expectNotAllowed(stranger.addr);
        vm.prank(stranger.addr);
        escrow.dispute(terms, stranger.addr, STATEMENT, "");
    }

    function test_a_dispute_needs_its_partys_signature_over_this_statement() public {
        Terms memory terms = _terms();
        _withheld(terms, 0);
        bytes memory forged = _sign(stranger, _disputeHash(terms, STATEMENT));
        _expectBadSignature(provider.addr);
        escrow.dispute(terms, provider.addr, STATEMENT, forged);
        bytes memory signature = _sign(provider, _disputeHash(terms, STATEMENT));
        _expectBadSignature(provider.addr);
        escrow.dispute(terms, provider.addr, keccak256("swapped"), signature);
    }

    function test_without_an_arbiter_nothing_is_disputed() public {
        Terms memory terms = _termsWithoutArbiter();
        _delivered(terms);
        vm.warp(terms.gate.evaluateBy);
        bytes memory signature = _sign(provider, _disputeHash(terms, STATEMENT));
        vm.expectRevert(abi.encodeWithSelector(IPactEscrow.NoArbiter.selector));
        escrow.dispute(terms, provider.addr, STATEMENT, signature);
    }

    // ------------------------------------------------------------------ the evaluator stayed silent

    function test_either_party_disputes_a_delivered_pact_whose_evaluator_stayed_silent() public {
        Terms memory terms = _terms();
        bytes32 pactId = _delivered(terms);
        vm.warp(terms.gate.evaluateBy);
        _expectEvent();
        emit IPactEscrow.Disputed(pactId, buyer.addr, 400e6, 600e6, STATEMENT);
        _dispute(terms, buyer);
        _expectPact(pactId, Status.Disputed, AMOUNT);
        _expectHold(pactId, 400e6, terms.gate.evaluateBy);

        terms.deal.salt = 0;
        _delivered_again(terms);
        _dispute(terms, provider);
        _expectPact(_id(terms), Status.Disputed, AMOUNT);
    }

    function _delivered_again(Terms memory terms) private {
        vm.warp(START);
        _delivered(terms);
        vm.warp(terms.gate.evaluateBy);
    }

    function test_silence_is_disputed_from_evaluateBy_until_the_dispute_window_ends() public {
        Terms memory terms = _terms();
        _delivered(terms);
        uint256 evaluateBy = terms.gate.evaluateBy;
        vm.warp(evaluateBy - 1);
        _expectTooEarly(evaluateBy);
        _dispute(terms, provider);
        vm.warp(evaluateBy + 2 days);
        _expectTooLate(evaluateBy + 2 days);
        _dispute(terms, provider);
        vm.warp(evaluateBy + 2 days - 1);
        _dispute(terms, provider);
        _expectPact(_id(terms), Status.Disputed, AMOUNT);
    }

    function test_only_a_withheld_or_delivered_pact_is_disputed() public {
        Terms memory terms = _terms();
        _expectWrongStatus(_id(terms), Status.None);
        _dispute(terms, provider);
        _fund(terms);
        _expectWrongStatus(_id(terms), Status.Funded);
        _dispute(terms, provider);
        _settle(terms, 0);
        _dispute(terms, provider);
        _expectWrongStatus(_id(terms), Status.Disputed);
        _dispute(terms, provider);
        _rule(terms, 0);
        _expectWrongStatus(_id(terms), Status.Closed);
        _dispute(terms, provider);
    }
}

/// @notice Funded, Delivered → Disputed by `escalate`.
contract EscalateTest is EscrowTest {
    function test_an_evaluator_that_cannot_decide_hands_over_to_the_arbiter() public {
        Terms memory terms = _terms();
        bytes32 pactId = _fund(terms);
        _expectEvent();
        emit IPactEscrow.Escalated(pactId, 400e6, 600e6, REPORT);
        _escalate(terms);
        _expectPact(pactId, Status.Disputed, AMOUNT);
        _expectHold(pactId, 400e6, START);
        _expectPaid(AMOUNT, 0, 0, AMOUNT);
    }

    function test_a_delivered_pact_is_escalated_too() public {
        Terms memory terms = _terms();
        bytes32 pactId = _delivered(terms);
        _escalate(terms);
        _expectPact(pactId, Status.Disputed, AMOUNT);
    }

    function test_without_an_arbiter_nothing_is_escalated() public {
        Terms memory terms = _termsWithoutArbiter();
        _fund(terms);
        bytes memory signature = _sign(evaluator, _escalationHash(terms, REPORT));
        vm.expectRevert(abi.encodeWithSelector(IPactEscrow.NoArbiter.selector));
        escrow.escalate(terms, REPORT, signature);
    }

    function test_only_the_evaluator_escalates_and_over_this_report() public {
        Terms memory terms = _terms();
        _fund(terms);
        bytes memory forged = _sign(provider, _escalationHash(terms, REPORT));
        _expectBadSignature(evaluator.addr);
        escrow.escalate(terms, REPORT, forged);
        bytes memory signature = _sign(evaluator, _escalationHash(terms, REPORT));
        _expectBadSignature(evaluator.addr);
        escrow.escalate(terms, keccak256("swapped"), signature);
    }

    function test_a_verdict_is_no_escalation() public {
        Terms memory terms = _terms();
        _fund(terms);
        bytes memory verdict = _verdict(terms, 0);
        _expectBadSignature(evaluator.addr);
        escrow.escalate(terms, REPORT, verdict);
    }

    function test_escalation_ends_strictly_at_evaluateBy() public {
        Terms memory terms = _terms();
        _fund(terms);
        vm.warp(terms.gate.evaluateBy);
        _expectTooLate(terms.gate.evaluateBy);
        _escalate(terms);
        vm.warp(terms.gate.evaluateBy - 1);
        _escalate(terms);
        _expectPact(_id(terms), Status.Disputed, AMOUNT);
    }

    function test_only_a_pact_that_awaits_a_verdict_is_escalated() public {
        Terms memory terms = _terms();
        _expectWrongStatus(_id(terms), Status.None);
        _escalate(terms);
        _withheld(terms, 0);
        _expectWrongStatus(_id(terms), Status.Withheld);
        _escalate(terms);
        _dispute(terms, provider);
        _expectWrongStatus(_id(terms), Status.Disputed);
        _escalate(terms);
        _rule(terms, 0);
        _expectWrongStatus(_id(terms), Status.Closed);
        _escalate(terms);
    }
}

/// @notice Disputed → Closed by `rule`.
contract RuleTest is EscrowTest {
    function test_the_arbiter_splits_what_is_held() public {
        Terms memory terms = _withFee(_terms(), 1000);
        bytes32 pactId = _disputed(terms);
        _expectEvent();
        emit IPactEscrow.Ruled(pactId, 600e6, 400e6, RULING);
        _rule(terms, 600e6);
        _expectPaid(600e6, 540e6, 60e6, 0);
        _expectPact(pactId, Status.Closed, 0);
    }

    function test_a_ruling_may_give_one_side_everything() public {
        Terms memory terms = _terms();
        _disputed(terms);
        _rule(terms, AMOUNT);
        _expectPaid(AMOUNT, AMOUNT, 0, 0);
        terms.deal.salt = 0;
        _disputed(terms);
        _rule(terms, 0);
        _expectPaid(AMOUNT, AMOUNT, 0, 0);
    }

    function test_a_ruling_after_a_partial_payment_splits_only_the_rest() public {
        Terms memory terms = _terms();
        _withheld(terms, 600e6); // 600 paid, 400 withheld
        _dispute(terms, provider);
        bytes memory greedy = _sign(arbiter, _rulingHash(terms, 400e6 + 1, 0, RULING));
        _expectWrongAmount(400e6);
        escrow.rule(terms, 400e6 + 1, RULING, greedy);
        _rule(terms, 100e6, 300e6);
        _expectPaid(700e6, 700e6, 0, 0);
    }

    function test_only_the_arbiters_signature_over_this_split_rules() public {
        Terms memory terms = _terms();
        _disputed(terms);
        bytes memory forged = _sign(evaluator, _rulingHash(terms, 600e6, 400e6, RULING));
        _expectBadSignature(arbiter.addr);
        escrow.rule(terms, 600e6, RULING, forged);
        bytes memory signature = _sign(arbiter, _rulingHash(terms, 600e6, 400e6, RULING));
        _expectBadSignature(arbiter.addr);
        escrow.rule(terms, 600e6 + 1, RULING, signature);
        _expectBadSignature(arbiter.addr);
        escrow.rule(terms, 600e6, keccak256("swapped"), signature);
    }

    function test_an_arbiter_misled_about_what_is_held_signs_nothing_that_can_be_carried() public {
        Terms memory terms = _terms();
        _withheld(terms, 600e6); // 600 paid, 400 withheld
        _dispute(terms, provider);
        bytes memory misled = _sign(arbiter, _rulingHash(terms, 400e6, 600e6, RULING)); // "40 % of 1000"
        _expectBadSignature(arbiter.addr);
        escrow.rule(terms, 400e6, RULING, misled);
        _rule(terms, 400e6, 0); // who knows that 400 are held rules what it means
    }

    function test_a_ruling_ends_strictly_with_the_arbitration_window() public {
        Terms memory terms = _terms();
        _withheld(terms, 0);
        vm.warp(START + 1 hours);
        _dispute(terms, provider);
        vm.warp(START + 1 hours + 7 days);
        _expectTooLate(START + 1 hours + 7 days);
        _rule(terms, 0);
        vm.warp(START + 1 hours + 7 days - 1);
        _rule(terms, 0);
        _expectPact(_id(terms), Status.Closed, 0);
    }

    function test_only_a_disputed_pact_is_ruled_on() public {
        Terms memory terms = _terms();
        _expectWrongStatus(_id(terms), Status.None);
        _rule(terms, 0);
        _fund(terms);
        _expectWrongStatus(_id(terms), Status.Funded);
        _rule(terms, 0);
        _deliver(terms);
        _expectWrongStatus(_id(terms), Status.Delivered);
        _rule(terms, 0);
        _settle(terms, 0);
        _expectWrongStatus(_id(terms), Status.Withheld);
        _rule(terms, 0);
        _dispute(terms, provider);
        _rule(terms, 0);
        _expectWrongStatus(_id(terms), Status.Closed);
        _rule(terms, 0);
    }

    function test_a_blacklisted_party_does_not_keep_the_other_waiting() public {
        Terms memory terms = _terms();
        _disputed(terms);
        usdc.blacklist(buyer.addr);
        _rule(terms, 600e6);
        vm.assertEq(escrow.owed(buyer.addr), 400e6, "owed");
        _expectPaid(AMOUNT, 600e6, 0, 400e6);
    }
}
