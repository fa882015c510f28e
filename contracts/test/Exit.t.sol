// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IPactEscrow, Status, Terms} from "../src/IPactEscrow.sol";
import {EscrowTest} from "./EscrowTest.sol";
import {IToken} from "./Tokens.sol";
import {vm} from "./Vm.sol";

/// @notice Any but None and Closed → Closed by `consent`.
contract ConsentTest is EscrowTest {
    function test_the_buyer_alone_releases_everything() public {
        Terms memory terms = _withFee(_terms(), 1000);
        bytes32 pactId = _fund(terms);
        bytes memory signature = _sign(buyer, _consentHash(terms, AMOUNT, 0));
        _expectEvent();
        emit IPactEscrow.Consented(pactId, AMOUNT, 0);
        escrow.consent(terms, AMOUNT, 0, signature, "");
        _expectPaid(AMOUNT, 900e6, 100e6, 0);
        _expectPact(pactId, Status.Closed, 0);
    }

    function test_the_provider_alone_refunds_everything() public {
        Terms memory terms = _terms();
        _fund(terms);
        escrow.consent(terms, 0, AMOUNT, "", _sign(provider, _consentHash(terms, 0, AMOUNT)));
        _expectPaid(0, 0, 0, 0);
        _expectPact(_id(terms), Status.Closed, 0);
    }

    function test_both_agree_on_a_split() public {
        Terms memory terms = _terms();
        _fund(terms);
        _consent(terms, 600e6, 400e6);
        _expectPaid(600e6, 600e6, 0, 0);
    }

    function test_a_party_that_calls_itself_needs_no_signature() public {
        Terms memory terms = _terms();
        _fund(terms);
        vm.prank(buyer.addr);
        escrow.consent(terms, AMOUNT, 0, "", "");
        _expectPaid(AMOUNT, AMOUNT, 0, 0);
    }

    function test_the_provider_cannot_release_to_itself() public {
        Terms memory terms = _terms();
        _fund(terms);
        _expectBadSignature(buyer.addr);
        vm.prank(provider.addr);
        escrow.consent(terms, AMOUNT, 0, "", "");
    }

    function test_the_buyer_cannot_refund_itself() public {
        Terms memory terms = _terms();
        _fund(terms);
        _expectBadSignature(provider.addr);
        vm.prank(buyer.addr);
        escrow.consent(terms, 0, AMOUNT, "", "");
    }

    function test_a_split_needs_both() public {
        Terms memory terms = _terms();
        _fund(terms);
        bytes32 message = _consentHash(terms, AMOUNT - 1, 1);
        bytes memory ofBuyer = _sign(buyer, message);
        bytes memory ofProvider = _sign(provider, message);
        _expectBadSignature(provider.addr);
        escrow.consent(terms, AMOUNT - 1, 1, ofBuyer, "");
        _expectBadSignature(buyer.addr);
        escrow.consent(terms, AMOUNT - 1, 1, "", ofProvider);
    }

    function test_consents_to_different_splits_do_not_add_up() public {
        Terms memory terms = _terms();
        _fund(terms);
        bytes memory ofBuyer = _sign(buyer, _consentHash(terms, 500e6, 500e6));
        bytes memory ofProvider = _sign(provider, _consentHash(terms, 600e6, 400e6));
        _expectBadSignature(buyer.addr);
        escrow.consent(terms, 600e6, 400e6, ofBuyer, ofProvider);
    }

    function test_the_amounts_add_up_to_what_is_held() public {
        Terms memory terms = _terms();
        terms.deal.upfront = 300e6;
        _fund(terms);
        _expectWrongAmount(700e6);
        _consent(terms, 700e6, 1);
        _expectWrongAmount(700e6);
        _consent(terms, 700e6 - 1, 0);
        _expectWrongAmount(700e6);
        _consent(terms, type(uint88).max, type(uint88).max);
        _consent(terms, 300e6, 400e6);
        _expectPaid(600e6, 600e6, 0, 0);
    }

    function test_a_consent_from_before_a_partial_payment_is_void_after_it() public {
        Terms memory terms = _terms();
        _fund(terms);
        bytes memory old = _sign(provider, _consentHash(terms, 0, AMOUNT));
        bytes memory oldRelease = _sign(buyer, _consentHash(terms, 400e6, 0));
        _settle(terms, 600e6); // 600 paid, 400 withheld
        _expectWrongAmount(400e6);
        escrow.consent(terms, 0, AMOUNT, "", old);
        escrow.consent(terms, 400e6, 0, oldRelease, ""); // signed for exactly what is held now
        _expectPaid(AMOUNT, AMOUNT, 0, 0);
    }

    function test_a_delivered_withheld_or_disputed_pact_ends_by_consent() public {
        Terms memory terms = _terms();
        _delivered(terms);
        _consent(terms, 600e6, 400e6);
        terms.deal.salt = "withheld";
        _withheld(terms, 0);
        _consent(terms, 600e6, 400e6);
        terms.deal.salt = "disputed";
        _disputed(terms);
        _consent(terms, 600e6, 400e6);
        _expectPact(_id(terms), Status.Closed, 0);
        _expectPaid(3 * 600e6, 3 * 600e6, 0, 0);
    }

    function test_consent_has_no_deadline() public {
        Terms memory terms = _terms();
        _disputed(terms);
        vm.warp(START + 3650 days);
        _consent(terms, 600e6, 400e6);
        _expectPaid(600e6, 600e6, 0, 0);
    }

    function test_without_money_there_is_nothing_to_consent_to() public {
        Terms memory terms = _terms();
        _expectWrongStatus(_id(terms), Status.None);
        _consent(terms, AMOUNT, 0);
        _expectWrongStatus(_id(terms), Status.None);
        _consent(terms, 0, 0);
        _closed(terms);
        _expectWrongStatus(_id(terms), Status.Closed);
        _consent(terms, AMOUNT, 0);
        _expectWrongStatus(_id(terms), Status.Closed);
        _consent(terms, 0, 0);
    }
}

/// @notice What a passed deadline pays, by `finalize`. Who was silent, and what that leads to, is in Silence.t.sol.
contract FinalizeTest is EscrowTest {
    function _finalize(Terms memory terms) private {
        vm.prank(stranger.addr);
        escrow.finalize(terms);
    }

    function test_the_upfront_share_is_not_refunded() public {
        Terms memory terms = _terms();
        terms.deal.upfront = 300e6;
        _fund(terms);
        vm.warp(terms.gate.evaluateBy);
        _finalize(terms);
        _expectPaid(300e6, 300e6, 0, 0);
    }

    function test_the_split_of_silence_rounds_in_the_buyers_favour() public {
        Terms memory terms = _termsWithoutArbiter();
        (terms.deal.amount, terms.deal.silenceBps) = (3, 5000);
        _delivered(terms);
        vm.warp(terms.gate.evaluateBy); // no arbiter, so no window to wait for
        _finalize(terms);
        _expectPaid(1, 1, 0, 0);
    }

    function test_each_part_is_paid_when_its_own_window_ends() public {
        Terms memory terms = _terms();
        terms.gate.challengeWindow = 1 days;
        bytes32 pactId = _withheld(terms, 600e6);
        _expectTooEarly(START + 1 days);
        _finalize(terms);
        vm.warp(START + 1 days);
        _expectEvent();
        emit IPactEscrow.Finalized(pactId, 600e6, 0);
        _finalize(terms);
        _expectPaid(AMOUNT, 600e6, 0, 400e6);
        _expectPact(pactId, Status.Withheld, 400e6);
        _expectHold(pactId, 0, START);
        _expectTooEarly(START + 2 days);
        _finalize(terms);
        vm.warp(START + 2 days);
        _expectEvent();
        emit IPactEscrow.Finalized(pactId, 0, 400e6);
        _finalize(terms);
        _expectPaid(600e6, 600e6, 0, 0);
        _expectPact(pactId, Status.Closed, 0);
    }

    function test_the_buyers_part_comes_first_when_its_window_is_the_shorter() public {
        Terms memory terms = _terms();
        (terms.gate.challengeWindow, terms.deal.disputeWindow) = (2 days, 1 days);
        bytes32 pactId = _withheld(terms, 600e6);
        _expectTooEarly(START + 1 days);
        _finalize(terms);
        vm.warp(START + 1 days);
        _finalize(terms);
        _expectPaid(600e6, 0, 0, 600e6);
        _expectHold(pactId, 600e6, START);
        _expectTooEarly(START + 2 days);
        _finalize(terms);
        vm.warp(START + 2 days);
        _finalize(terms);
        _expectPaid(600e6, 600e6, 0, 0);
    }

    function test_both_parts_are_paid_at_once_when_both_windows_have_ended() public {
        Terms memory terms = _terms();
        terms.gate.challengeWindow = 1 days;
        _withheld(terms, 600e6);
        vm.warp(START + 2 days);
        _finalize(terms);
        _expectPaid(600e6, 600e6, 0, 0);
    }

    function test_nothing_is_finalized_before_funding_or_after_the_end() public {
        Terms memory terms = _terms();
        vm.warp(START + 3650 days);
        _expectWrongStatus(_id(terms), Status.None);
        _finalize(terms);
        vm.warp(START);
        _closed(terms);
        vm.warp(START + 3650 days);
        _expectWrongStatus(_id(terms), Status.Closed);
        _finalize(terms);
    }

    function test_the_longest_windows_do_not_overflow() public {
        Terms memory terms = _terms();
        terms.gate.evaluateBy = type(uint40).max;
        (terms.deal.disputeWindow, terms.deal.arbitrationWindow) = (type(uint32).max, type(uint32).max);
        _delivered(terms);
        _expectTooEarly(uint256(type(uint40).max) + type(uint32).max);
        _finalize(terms);
        _settle(terms, 0);
        _expectTooEarly(START + type(uint32).max);
        _finalize(terms);
    }

    function test_a_blacklisted_buyer_is_owed_its_refund() public {
        Terms memory terms = _terms();
        _fund(terms);
        usdc.blacklist(buyer.addr);
        vm.warp(terms.gate.evaluateBy);
        _finalize(terms);
        vm.assertEq(escrow.owed(buyer.addr), AMOUNT, "owed");
        _expectPact(_id(terms), Status.Closed, 0);
    }
}

/// @notice What a failed transfer left owed, by `withdraw`. Anyone calls it; only the owed account is paid.
contract WithdrawTest is EscrowTest {
    function _owe() private {
        Terms memory terms = _terms();
        _fund(terms);
        usdc.blacklist(provider.addr);
        _release(terms);
        usdc.unBlacklist(provider.addr);
    }

    function test_an_account_receives_what_it_was_owed() public {
        _owe();
        _expectEvent();
        emit IPactEscrow.Withdrawn(provider.addr, AMOUNT);
        vm.prank(stranger.addr);
        escrow.withdraw(provider.addr);
        _expectPaid(AMOUNT, AMOUNT, 0, 0);
        vm.assertEq(escrow.owed(provider.addr), 0, "owed");
    }

    function test_debts_add_up() public {
        Terms memory terms = _terms();
        _fund(terms);
        usdc.blacklist(provider.addr);
        _release(terms);
        terms.deal.salt = "second";
        _fund(terms);
        _release(terms);
        vm.assertEq(escrow.owed(provider.addr), 2 * AMOUNT, "owed");
    }

    function test_nothing_is_withdrawn_twice() public {
        _owe();
        escrow.withdraw(provider.addr);
        vm.expectRevert(abi.encodeWithSelector(IPactEscrow.NothingOwed.selector, provider.addr));
        escrow.withdraw(provider.addr);
    }

    function test_nobody_withdraws_what_is_not_owed_to_it() public {
        _owe();
        vm.expectRevert(abi.encodeWithSelector(IPactEscrow.NothingOwed.selector, stranger.addr));
        vm.prank(stranger.addr);
        escrow.withdraw(stranger.addr);
    }

    function test_a_failed_withdrawal_leaves_the_debt() public {
        _owe();
        usdc.blacklist(provider.addr);
        vm.expectRevert("Blacklistable: account is blacklisted");
        escrow.withdraw(provider.addr);
        usdc.unBlacklist(provider.addr);
        vm.mockCall(address(usdc), abi.encodeWithSelector(IToken.transfer.selector), abi.encode(false));
        vm.expectRevert(abi.encodeWithSelector(IPactEscrow.TransferFailed.selector));
        escrow.withdraw(provider.addr);
        vm.clearMockedCalls();
        vm.assertEq(escrow.owed(provider.addr), AMOUNT, "owed");
        escrow.withdraw(provider.addr);
        _expectPaid(AMOUNT, AMOUNT, 0, 0);
    }

    function test_a_transfer_that_answers_false_is_owed_too() public {
        Terms memory terms = _terms();
        _fund(terms);
        vm.mockCall(address(usdc), abi.encodeWithSelector(IToken.transfer.selector), abi.encode(false));
        _expectEvent();
        emit IPactEscrow.Owed(provider.addr, AMOUNT);
        _release(terms);
        vm.assertEq(escrow.owed(provider.addr), AMOUNT, "owed");
    }
}

contract NothingDueTest is EscrowTest {
    function test_where_nothing_is_due_the_token_is_not_called() public {
        Terms memory terms = _terms();
        _fund(terms);
        // An answer that cannot be decoded: the call would revert as a whole.
        vm.mockCall(address(usdc), abi.encodeWithSignature("transfer(address,uint256)", buyer.addr, 0), "");
        _consent(terms, AMOUNT, 0);
        _expectPaid(AMOUNT, AMOUNT, 0, 0);
    }
}
