// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IPactEscrow, Passes, Status, Terms} from "../src/IPactEscrow.sol";
import {EscrowTest} from "./EscrowTest.sol";
import {vm} from "./Vm.sol";

/// @notice Funded → Delivered by `deliver`.
contract DeliverTest is EscrowTest {
    function test_the_provider_registers_its_deliverable() public {
        Terms memory terms = _terms();
        bytes32 pactId = _fund(terms);
        _expectEvent();
        emit IPactEscrow.Delivered(pactId, DELIVERABLE);
        vm.prank(provider.addr);
        escrow.deliver(terms.gate, _dealHash(terms.deal), DELIVERABLE, "");
        _expectPact(pactId, Status.Delivered, AMOUNT);
    }

    function test_anyone_carries_the_providers_delivery() public {
        Terms memory terms = _terms();
        bytes32 pactId = _delivered(terms);
        _expectPact(pactId, Status.Delivered, AMOUNT);
        (, address provider_,,,) = escrow.pact(pactId);
        vm.assertEq(provider_, provider.addr, "the provider stays on record");
    }

    function test_nobody_else_delivers() public {
        Terms memory terms = _terms();
        _fund(terms);
        bytes memory forged = _sign(buyer, _deliveryHash(terms, DELIVERABLE));
        _expectBadSignature(provider.addr);
        escrow.deliver(terms.gate, _dealHash(terms.deal), DELIVERABLE, forged);
    }

    function test_a_delivery_of_another_deliverable_is_refused() public {
        Terms memory terms = _terms();
        _fund(terms);
        bytes memory signature = _sign(provider, _deliveryHash(terms, DELIVERABLE));
        _expectBadSignature(provider.addr);
        escrow.deliver(terms.gate, _dealHash(terms.deal), keccak256("swapped"), signature);
    }

    function test_delivery_ends_strictly_at_evaluateBy() public {
        Terms memory terms = _terms();
        _fund(terms);
        vm.warp(terms.gate.evaluateBy);
        _expectTooLate(terms.gate.evaluateBy);
        _deliver(terms);
        vm.warp(terms.gate.evaluateBy - 1);
        _deliver(terms);
        _expectPact(_id(terms), Status.Delivered, AMOUNT);
    }

    function test_only_a_funded_pact_is_delivered() public {
        Terms memory terms = _terms();
        _expectWrongStatus(_id(terms), Status.None);
        _deliver(terms);
        _delivered(terms);
        _expectWrongStatus(_id(terms), Status.Delivered);
        _deliver(terms);
        _settle(terms, 0);
        _expectWrongStatus(_id(terms), Status.Withheld);
        _deliver(terms);
        _dispute(terms, provider);
        _expectWrongStatus(_id(terms), Status.Disputed);
        _deliver(terms);
        _rule(terms, 0);
        _expectWrongStatus(_id(terms), Status.Closed);
        _deliver(terms);
    }
}

/// @notice Funded, Delivered → Closed or Withheld by `release`.
contract ReleaseTest is EscrowTest {
    function test_a_pass_pays_the_provider_all_that_is_held() public {
        Terms memory terms = _terms();
        bytes32 pactId = _fund(terms);
        _expectEvent();
        emit IPactEscrow.Released(pactId, AMOUNT, REPORT);
        _release(terms);
        _expectPaid(AMOUNT, AMOUNT, 0, 0);
        _expectPact(pactId, Status.Closed, 0);
    }

    function test_a_delivered_pact_is_released_too() public {
        Terms memory terms = _terms();
        bytes32 pactId = _delivered(terms);
        _release(terms);
        _expectPaid(AMOUNT, AMOUNT, 0, 0);
        _expectPact(pactId, Status.Closed, 0);
    }

    function test_the_fee_comes_out_of_what_is_released_rounded_down() public {
        Terms memory terms = _withFee(_terms(), 250);
        terms.deal.amount = 1000e6 + 39; // 2.5 % of the last 39 units are less than one
        _fund(terms);
        _release(terms);
        _expectPaid(1000e6 + 39, 975e6 + 39, 25e6, 0);
    }

    function test_no_fee_is_taken_from_the_upfront_share() public {
        Terms memory terms = _withFee(_terms(), 1000);
        terms.deal.upfront = 400e6;
        _fund(terms);
        _release(terms);
        _expectPaid(AMOUNT, 400e6 + 540e6, 60e6, 0);
    }

    function test_a_fee_of_the_whole_leaves_the_provider_nothing() public {
        Terms memory terms = _withFee(_terms(), 10_000);
        _fund(terms);
        _release(terms);
        _expectPaid(AMOUNT, 0, AMOUNT, 0);
    }

    function test_a_challengeable_pass_is_held() public {
        Terms memory terms = _terms();
        terms.gate.challengeWindow = 1 days;
        bytes32 pactId = _fund(terms);
        _expectEvent();
        emit IPactEscrow.Withheld(pactId, 0, 0, AMOUNT, 0, REPORT);
        _release(terms);
        _expectPaid(AMOUNT, 0, 0, AMOUNT);
        _expectPact(pactId, Status.Withheld, AMOUNT);
        _expectHold(pactId, AMOUNT, START);
    }

    function test_the_evaluator_carries_its_own_verdict_without_a_signature() public {
        Terms memory terms = _terms();
        _fund(terms);
        vm.prank(evaluator.addr);
        escrow.release(terms.gate, _dealHash(terms.deal), REPORT, "");
        _expectPaid(AMOUNT, AMOUNT, 0, 0);
    }

    function test_only_the_evaluators_signature_releases() public {
        Terms memory terms = _terms();
        _fund(terms);
        bytes memory forged = _sign(provider, _verdictHash(terms, AMOUNT, REPORT));
        _expectBadSignature(evaluator.addr);
        escrow.release(terms.gate, _dealHash(terms.deal), REPORT, forged);
    }

    function test_a_verdict_of_less_than_everything_does_not_release() public {
        Terms memory terms = _terms();
        _fund(terms);
        bytes memory partial_ = _verdict(terms, AMOUNT - 1);
        _expectBadSignature(evaluator.addr);
        escrow.release(terms.gate, _dealHash(terms.deal), REPORT, partial_);
    }

    function test_a_verdict_resting_on_another_report_is_refused() public {
        Terms memory terms = _terms();
        _fund(terms);
        bytes memory verdict = _verdict(terms, AMOUNT);
        _expectBadSignature(evaluator.addr);
        escrow.release(terms.gate, _dealHash(terms.deal), keccak256("swapped"), verdict);
    }

    function test_a_gate_that_is_not_the_pacts_finds_no_pact() public {
        Terms memory terms = _terms();
        _fund(terms);
        terms.gate.evaluator = stranger.addr;
        _expectWrongStatus(_id(terms), Status.None);
        vm.prank(stranger.addr);
        escrow.release(terms.gate, _dealHash(terms.deal), REPORT, "");
    }

    function test_a_verdict_expires_at_evaluateBy() public {
        Terms memory terms = _terms();
        _fund(terms);
        vm.warp(terms.gate.evaluateBy);
        _expectTooLate(terms.gate.evaluateBy);
        _release(terms);
        vm.warp(terms.gate.evaluateBy - 1);
        _release(terms);
        _expectPaid(AMOUNT, AMOUNT, 0, 0);
    }

    function test_only_a_pact_that_awaits_a_verdict_is_released() public {
        Terms memory terms = _terms();
        _expectWrongStatus(_id(terms), Status.None);
        _release(terms);
        _withheld(terms, 0);
        _expectWrongStatus(_id(terms), Status.Withheld);
        _release(terms);
        _dispute(terms, provider);
        _expectWrongStatus(_id(terms), Status.Disputed);
        _release(terms);
        _rule(terms, 0);
        _expectWrongStatus(_id(terms), Status.Closed);
        _release(terms);
        _expectPaid(0, 0, 0, 0);
    }

    function test_a_blacklisted_provider_is_owed() public {
        Terms memory terms = _withFee(_terms(), 1000);
        bytes32 pactId = _fund(terms);
        usdc.blacklist(provider.addr);
        _expectEvent();
        emit IPactEscrow.Owed(provider.addr, 900e6);
        _release(terms);
        _expectPaid(AMOUNT, 0, 100e6, 900e6);
        _expectPact(pactId, Status.Closed, 0);
        vm.assertEq(escrow.owed(provider.addr), 900e6, "owed");
    }

    function test_a_blacklisted_fee_receiver_does_not_keep_the_provider_waiting() public {
        Terms memory terms = _withFee(_terms(), 1000);
        _fund(terms);
        usdc.blacklist(feeTo);
        _release(terms);
        _expectPaid(AMOUNT, 900e6, 0, 100e6);
        vm.assertEq(escrow.owed(feeTo), 100e6, "owed");
    }

    function test_everybody_is_owed_while_the_token_is_paused() public {
        Terms memory terms = _withFee(_terms(), 1000);
        _fund(terms);
        usdc.pause();
        _release(terms);
        vm.assertEq(escrow.owed(provider.addr), 900e6, "owed to the provider");
        vm.assertEq(escrow.owed(feeTo), 100e6, "owed to the fee's receiver");
        usdc.unpause();
        escrow.withdraw(provider.addr);
        escrow.withdraw(feeTo);
        _expectPaid(AMOUNT, 900e6, 100e6, 0);
    }

    function test_a_relayer_cannot_turn_a_payment_into_a_debt_by_starving_it_of_gas() public {
        Terms memory terms = _terms();
        _fund(terms);
        bytes memory call =
            abi.encodeCall(escrow.release, (terms.gate, _dealHash(terms.deal), REPORT, _verdict(terms, AMOUNT)));
        for (uint256 gas_ = 20_000; gas_ <= 200_000; gas_ += 500) {
            (bool ok,) = address(escrow).call{gas: gas_}(call);
            vm.assertEq(escrow.owed(provider.addr), 0, "owed");
            if (ok) break;
        }
        _expectPaid(AMOUNT, AMOUNT, 0, 0);
    }
}

/// @notice Many full passes under one signature, by `releaseBatch`.
contract ReleaseBatchTest is EscrowTest {
    /// @dev `count` funded pacts of one gate and provider, salted from `salt` on.
    function _passes(uint256 count, uint256 salt) private returns (Passes memory passes) {
        passes.gate = _terms().gate;
        passes.deals = new bytes32[](count);
        passes.reports = REPORT;
        for (uint256 i = 0; i < count; i++) {
            Terms memory terms = _salted(salt + i);
            _fund(terms);
            passes.deals[i] = _dealHash(terms.deal);
        }
    }

    function _salted(uint256 salt) private view returns (Terms memory terms) {
        terms = _terms();
        terms.deal.salt = bytes32(salt);
    }

    function _carry(Passes[] memory groups) private {
        escrow.releaseBatch(groups, _sign(evaluator, _batchHash(groups)));
    }

    function _one(Passes memory passes) private pure returns (Passes[] memory groups) {
        groups = new Passes[](1);
        groups[0] = passes;
    }

    function test_one_signature_releases_many_pacts() public {
        Passes[] memory groups = _one(_passes(3, 1));
        for (uint256 i = 0; i < 3; i++) {
            _expectEvent();
            emit IPactEscrow.Released(_id(_salted(1 + i)), AMOUNT, REPORT);
        }
        _carry(groups);
        _expectPaid(3 * AMOUNT, 3 * AMOUNT, 0, 0);
        _expectPact(_id(_salted(3)), Status.Closed, 0);
    }

    function test_pacts_of_one_provider_side_by_side_share_one_transfer() public {
        Passes[] memory groups = _one(_passes(3, 1));
        bytes memory transfer = abi.encodeCall(usdc.transfer, (provider.addr, 3 * AMOUNT));
        vm.mockCall(address(usdc), transfer, abi.encode(true)); // any other transfer would really move the money
        _carry(groups);
        vm.clearMockedCalls();
        _expectPaid(3 * AMOUNT, 0, 0, 3 * AMOUNT);
    }

    function test_each_provider_gets_its_own() public {
        Passes memory passes = _passes(3, 1);
        Terms memory other = _salted(2);
        other.deal.provider = stranger.addr;
        _fund(other);
        passes.deals[1] = _dealHash(other.deal);
        _carry(_one(passes));
        _expectPaid(4 * AMOUNT, 2 * AMOUNT, 0, AMOUNT); // the replaced pact of the provider stays funded
        vm.assertEq(usdc.balanceOf(stranger.addr), AMOUNT, "the other provider");
    }

    function test_the_fee_is_rounded_for_each_pact_and_paid_once() public {
        Passes memory passes = _passes(0, 0);
        passes.deals = new bytes32[](2);
        for (uint256 i = 0; i < 2; i++) {
            Terms memory terms = _withFee(_salted(i), 250);
            terms.deal.amount = 1000e6 + 39;
            _fund(terms);
            passes.gate = terms.gate;
            passes.deals[i] = _dealHash(terms.deal);
        }
        _carry(_one(passes));
        _expectPaid(2 * (1000e6 + 39), 2 * (975e6 + 39), 50e6, 0);
    }

    function test_a_batch_carries_several_gates_of_one_evaluator() public {
        Passes[] memory groups = new Passes[](2);
        groups[0] = _passes(2, 1);
        Terms memory later = _salted(3);
        later.gate.evaluateBy += 1 days;
        groups[1] = _passOf(later);
        groups[1].reports = keccak256("other reports");
        _carry(groups);
        _expectPaid(3 * AMOUNT, 3 * AMOUNT, 0, 0);
    }

    function test_gates_of_two_evaluators_are_refused() public {
        Passes[] memory groups = new Passes[](2);
        groups[0] = _passes(1, 1);
        groups[1] = _passes(1, 2);
        groups[1].gate.evaluator = stranger.addr;
        bytes memory signature = _sign(evaluator, _batchHash(groups));
        vm.expectRevert(abi.encodeWithSelector(IPactEscrow.NotOneEvaluator.selector));
        escrow.releaseBatch(groups, signature);
    }

    function test_an_empty_batch_is_refused() public {
        vm.expectRevert(abi.encodeWithSelector(IPactEscrow.EmptyBatch.selector));
        escrow.releaseBatch(new Passes[](0), "");
    }

    function test_only_the_evaluators_signature_carries_a_batch() public {
        Passes[] memory groups = _one(_passes(1, 1));
        bytes memory forged = _sign(provider, _batchHash(groups));
        _expectBadSignature(evaluator.addr);
        escrow.releaseBatch(groups, forged);
    }

    function test_a_deal_or_report_added_to_a_signed_batch_is_refused() public {
        Passes[] memory groups = _one(_passes(2, 1));
        bytes memory signature = _sign(evaluator, _batchHash(groups));
        bytes32 deal = groups[0].deals[1];
        groups[0].deals[1] = _dealHash(_salted(9).deal);
        _expectBadSignature(evaluator.addr);
        escrow.releaseBatch(groups, signature);
        groups[0].deals[1] = deal;
        groups[0].reports = keccak256("swapped");
        _expectBadSignature(evaluator.addr);
        escrow.releaseBatch(groups, signature);
    }

    function test_groups_or_deals_in_another_order_are_refused() public {
        Passes[] memory groups = new Passes[](2);
        groups[0] = _passes(2, 1);
        groups[1] = _passes(1, 3);
        groups[1].reports = keccak256("other reports");
        bytes memory signature = _sign(evaluator, _batchHash(groups));
        (groups[0], groups[1]) = (groups[1], groups[0]);
        _expectBadSignature(evaluator.addr);
        escrow.releaseBatch(groups, signature);
        (groups[0], groups[1]) = (groups[1], groups[0]);
        bytes32[] memory deals = groups[0].deals;
        (deals[0], deals[1]) = (deals[1], deals[0]);
        _expectBadSignature(evaluator.addr);
        escrow.releaseBatch(groups, signature);
    }

    function test_a_group_without_deals_is_no_obstacle() public {
        Passes[] memory groups = new Passes[](2);
        groups[0] = _passes(0, 0);
        groups[1] = _passes(1, 1);
        _carry(groups);
        _expectPaid(AMOUNT, AMOUNT, 0, 0);
    }

    /// @dev Everything that can be wrong with an item, in one batch, with a sound pact before and behind each.
    function test_no_bad_item_blocks_the_others() public {
        Terms memory closed = _salted(11);
        _closed(closed);
        Terms memory withheld = _salted(12);
        _withheld(withheld, 0);
        Terms memory disputed = _salted(13);
        _disputed(disputed);
        Terms memory unknown = _salted(14);
        Terms memory blacklisted = _salted(15);
        blacklisted.deal.provider = stranger.addr;
        _fund(blacklisted);
        usdc.blacklist(stranger.addr);

        Passes[] memory groups = new Passes[](4);
        groups[0] = _interleaved(_passes(7, 1), [closed, withheld, disputed, unknown, blacklisted, _salted(1)]);
        Terms memory late = _salted(20);
        late.gate.evaluateBy = uint40(START + 2 hours);
        groups[1] = _passOf(late);
        Terms memory challengeable = _salted(21);
        challengeable.gate.challengeWindow = 1 days;
        groups[2] = _passOf(challengeable);
        Terms memory dear = _withFee(_salted(22), 1000);
        groups[3] = _passOf(dear);
        usdc.blacklist(feeTo);

        vm.warp(START + 2 hours);
        start = _balances();
        _carry(groups);

        for (uint256 i = 1; i <= 7; i++) {
            _expectPact(_id(_salted(i)), Status.Closed, 0);
        }
        _expectPact(_id(withheld), Status.Withheld, AMOUNT);
        _expectPact(_id(disputed), Status.Disputed, AMOUNT);
        _expectPact(_id(unknown), Status.None, 0);
        _expectPact(_id(blacklisted), Status.Closed, 0);
        _expectPact(_id(late), Status.Funded, AMOUNT);
        _expectPact(_id(challengeable), Status.Withheld, AMOUNT);
        _expectPact(_id(dear), Status.Closed, 0);
        vm.assertEq(escrow.owed(stranger.addr), AMOUNT, "owed to the blacklisted provider");
        vm.assertEq(escrow.owed(feeTo), 100e6, "owed to the blacklisted receiver of the fee");
        vm.assertEq(usdc.balanceOf(provider.addr) - start.provider, 7 * AMOUNT + 900e6, "the provider got");
        vm.assertEq(start.escrow - usdc.balanceOf(address(escrow)), 7 * AMOUNT + 900e6, "and nobody else");
    }

    function _interleaved(Passes memory passes, Terms[6] memory bad) private pure returns (Passes memory) {
        bytes32[] memory sound = passes.deals;
        passes.deals = new bytes32[](sound.length + bad.length);
        for (uint256 i = 0; i < passes.deals.length; i++) {
            passes.deals[i] = i % 2 == 0 ? sound[i / 2] : _dealHash(bad[i / 2].deal);
        }
        return passes;
    }

    /// @dev Funded, and alone under its gate.
    function _passOf(Terms memory terms) private returns (Passes memory passes) {
        _fund(terms);
        passes = Passes(terms.gate, new bytes32[](1), REPORT);
        passes.deals[0] = _dealHash(terms.deal);
    }

    function test_pacts_that_await_no_verdict_are_skipped() public {
        Passes memory passes = _passes(6, 1);
        _deliver(_salted(1));
        _release(_salted(2));
        _settle(_salted(3), 0);
        _settle(_salted(4), 0);
        _dispute(_salted(4), provider);
        passes.deals[5] = _dealHash(_salted(99).deal); // never funded
        _carry(_one(passes));
        _expectPact(_id(_salted(1)), Status.Closed, 0);
        _expectPact(_id(_salted(3)), Status.Withheld, AMOUNT);
        _expectPact(_id(_salted(4)), Status.Disputed, AMOUNT);
        _expectPact(_id(_salted(5)), Status.Closed, 0);
        _expectPact(_id(_salted(6)), Status.Funded, AMOUNT);
        _expectPact(_id(_salted(99)), Status.None, 0);
        _expectPaid(6 * AMOUNT, 3 * AMOUNT, 0, 3 * AMOUNT);
    }

    function test_a_batch_carried_twice_or_naming_a_pact_twice_pays_once() public {
        Passes memory passes = _passes(2, 1);
        passes.deals[1] = passes.deals[0];
        _carry(_one(passes));
        _carry(_one(passes));
        _expectPaid(2 * AMOUNT, AMOUNT, 0, AMOUNT);
    }

    function test_an_expired_gate_is_skipped_and_the_others_are_paid() public {
        Passes[] memory groups = new Passes[](2);
        groups[0] = _passes(1, 1);
        Terms memory later = _salted(2);
        later.gate.evaluateBy += 1 days;
        groups[1] = _passOf(later);
        vm.warp(groups[0].gate.evaluateBy);
        _carry(groups);
        _expectPact(_id(_salted(1)), Status.Funded, AMOUNT);
        _expectPact(_id(later), Status.Closed, 0);
    }

    function test_challengeable_passes_are_held() public {
        Terms memory terms = _terms();
        terms.gate.challengeWindow = 1 days;
        Passes[] memory groups = _one(_passOf(terms));
        _expectEvent();
        emit IPactEscrow.Withheld(_id(terms), 0, 0, AMOUNT, 0, REPORT);
        _carry(groups);
        _expectPact(_id(terms), Status.Withheld, AMOUNT);
        _expectPaid(AMOUNT, 0, 0, AMOUNT);
    }

    function test_a_blacklisted_provider_in_a_batch_is_owed_and_the_others_are_paid() public {
        Passes memory passes = _passes(2, 1);
        Terms memory other = _salted(3);
        other.deal.provider = stranger.addr;
        _fund(other);
        passes.deals[0] = _dealHash(other.deal);
        usdc.blacklist(stranger.addr);
        _expectEvent();
        emit IPactEscrow.Owed(stranger.addr, AMOUNT);
        _carry(_one(passes));
        vm.assertEq(escrow.owed(stranger.addr), AMOUNT, "owed");
        _expectPaid(3 * AMOUNT, AMOUNT, 0, 2 * AMOUNT);
    }
}

/// @notice Funded, Delivered → Closed or Withheld by `settle`, and what follows in the windows.
contract SettleTest is EscrowTest {
    function test_without_windows_both_parts_are_paid_at_once() public {
        Terms memory terms = _withFee(_termsWithoutArbiter(), 1000);
        bytes32 pactId = _fund(terms);
        _expectEvent();
        emit IPactEscrow.Settled(pactId, 600e6, 400e6, REPORT);
        _settle(terms, 600e6);
        _expectPaid(600e6, 540e6, 60e6, 0);
        _expectPact(pactId, Status.Closed, 0);
    }

    function test_a_delivered_pact_is_settled_too() public {
        Terms memory terms = _termsWithoutArbiter();
        _delivered(terms);
        _settle(terms, 0);
        _expectPaid(0, 0, 0, 0);
        _expectPact(_id(terms), Status.Closed, 0);
    }

    function test_a_fail_is_withheld_while_the_provider_may_dispute() public {
        Terms memory terms = _terms();
        bytes32 pactId = _fund(terms);
        _expectEvent();
        emit IPactEscrow.Withheld(pactId, 0, 0, 0, AMOUNT, REPORT);
        _settle(terms, 0);
        _expectPaid(AMOUNT, 0, 0, AMOUNT);
        _expectPact(pactId, Status.Withheld, AMOUNT);
        _expectHold(pactId, 0, START);
    }

    function test_of_a_split_the_providers_part_is_paid_and_the_buyers_withheld() public {
        Terms memory terms = _withFee(_terms(), 1000);
        bytes32 pactId = _fund(terms);
        _expectEvent();
        emit IPactEscrow.Withheld(pactId, 600e6, 0, 0, 400e6, REPORT);
        _settle(terms, 600e6);
        _expectPaid(AMOUNT, 540e6, 60e6, 400e6);
        _expectPact(pactId, Status.Withheld, 400e6);
    }

    function test_of_a_challengeable_split_the_buyers_part_is_returned_and_the_providers_held() public {
        Terms memory terms = _terms();
        (terms.gate.challengeWindow, terms.deal.disputeWindow) = (1 days, 0);
        bytes32 pactId = _fund(terms);
        _expectEvent();
        emit IPactEscrow.Withheld(pactId, 0, 400e6, 600e6, 0, REPORT);
        _settle(terms, 600e6);
        _expectPaid(600e6, 0, 0, 600e6);
        _expectHold(pactId, 600e6, START);
    }

    function test_with_both_windows_everything_is_held() public {
        Terms memory terms = _terms();
        terms.gate.challengeWindow = 1 days;
        bytes32 pactId = _fund(terms);
        _expectEvent();
        emit IPactEscrow.Withheld(pactId, 0, 0, 600e6, 400e6, REPORT);
        _settle(terms, 600e6);
        _expectPact(pactId, Status.Withheld, AMOUNT);
        _expectHold(pactId, 600e6, START);
    }

    function test_a_pass_leaves_nothing_to_dispute() public {
        Terms memory terms = _terms();
        bytes32 pactId = _fund(terms);
        _expectEvent();
        emit IPactEscrow.Settled(pactId, AMOUNT, 0, REPORT);
        _settle(terms, AMOUNT);
        _expectPaid(AMOUNT, AMOUNT, 0, 0);
        _expectPact(pactId, Status.Closed, 0);
    }

    function test_a_verdict_splits_what_is_held_not_the_upfront_share() public {
        Terms memory terms = _termsWithoutArbiter();
        terms.deal.upfront = 300e6;
        _fund(terms);
        bytes memory verdict = _verdict(terms, 700e6 + 1);
        _expectWrongAmount(700e6);
        escrow.settle(terms, 700e6 + 1, REPORT, verdict);
        _settle(terms, 200e6);
        _expectPaid(500e6, 500e6, 0, 0);
    }

    function test_only_the_evaluators_signature_over_this_split_settles() public {
        Terms memory terms = _terms();
        _fund(terms);
        bytes memory verdict = _verdict(terms, 600e6);
        _expectBadSignature(evaluator.addr);
        escrow.settle(terms, 600e6 + 1, REPORT, verdict);
        _expectBadSignature(evaluator.addr);
        escrow.settle(terms, 600e6, keccak256("swapped"), verdict);
        bytes memory forged = _sign(buyer, _verdictHash(terms, 0, REPORT));
        _expectBadSignature(evaluator.addr);
        escrow.settle(terms, 0, REPORT, forged);
    }

    function test_a_verdict_expires_at_evaluateBy() public {
        Terms memory terms = _terms();
        _fund(terms);
        vm.warp(terms.gate.evaluateBy);
        _expectTooLate(terms.gate.evaluateBy);
        _settle(terms, 0);
        vm.warp(terms.gate.evaluateBy - 1);
        _settle(terms, 0);
        _expectPact(_id(terms), Status.Withheld, AMOUNT);
    }

    function test_only_a_pact_that_awaits_a_verdict_is_settled() public {
        Terms memory terms = _terms();
        _expectWrongStatus(_id(terms), Status.None);
        _settle(terms, 0);
        _withheld(terms, 0);
        _expectWrongStatus(_id(terms), Status.Withheld);
        _settle(terms, AMOUNT);
        _dispute(terms, provider);
        _expectWrongStatus(_id(terms), Status.Disputed);
        _settle(terms, AMOUNT);
        _rule(terms, 0);
        _expectWrongStatus(_id(terms), Status.Closed);
        _settle(terms, 0);
    }

    function test_a_blacklisted_buyer_does_not_keep_the_provider_waiting() public {
        Terms memory terms = _termsWithoutArbiter();
        _fund(terms);
        usdc.blacklist(buyer.addr);
        _settle(terms, 600e6);
        vm.assertEq(escrow.owed(buyer.addr), 400e6, "owed");
        _expectPaid(AMOUNT, 600e6, 0, 400e6);
    }
}
