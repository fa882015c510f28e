// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IPactEscrow, Status, Terms} from "../src/IPactEscrow.sol";
import {EscrowTest} from "./EscrowTest.sol";
import {vm} from "./Vm.sol";

/// @notice Faults that other escrows had, and traps of the token. Each has its test here by name, the fault above it.
contract TrapTest is EscrowTest {
    // ------------------------------------------------------------------ three defects of the ERC-8183 reference

    /// @dev Its claimRefund pays an open job that was never funded out of other jobs' escrow.
    function test_a_never_funded_pact_claims_no_refund_out_of_others_money() public {
        _fund(_terms());
        Terms memory open = _terms();
        open.deal.salt = "open";
        vm.warp(START + 3650 days);
        _expectWrongStatus(_id(open), Status.None);
        vm.prank(buyer.addr);
        escrow.finalize(open);
        _expectPaid(AMOUNT, 0, 0, AMOUNT);
    }

    /// @dev Its provider may change the token before the client funds.
    function test_a_provider_cannot_change_what_the_buyer_signed_before_funding() public {
        Terms memory terms = _terms();
        bytes memory authorization = _authorization(terms);
        terms.deal.amount = AMOUNT / 2;
        vm.expectRevert("FiatTokenV2: invalid signature");
        vm.prank(provider.addr);
        escrow.fund(terms, authorization);
        // The token is not in the terms at all: it is the contract's, for ever.
        vm.assertEq(address(_token()), address(usdc), "token");
    }

    function _token() private view returns (address token) {
        (bool ok, bytes memory answer) = address(escrow).staticcall(abi.encodeWithSignature("USDC()"));
        vm.assertTrue(ok, "USDC()");
        token = abi.decode(answer, (address));
    }

    /// @dev Its admin's new fee applies to jobs already funded.
    function test_a_funded_pacts_fee_cannot_change() public {
        Terms memory terms = _withFee(_terms(), 100);
        _fund(terms);
        bytes memory verdict = _verdict(terms, AMOUNT);
        Terms memory dearer = _withFee(_terms(), 5000);
        _expectWrongStatus(_id(dearer), Status.None); // other terms are another pact
        escrow.release(dearer.gate, _dealHash(dearer.deal), REPORT, verdict);
        escrow.release(terms.gate, _dealHash(terms.deal), REPORT, verdict);
        _expectPaid(AMOUNT, 990e6, 10e6, 0);
    }

    // ------------------------------------------------------------------ two incidents

    /// @dev In a sample escrow of Circle's an arbiter's early withdrawal drained other users' payments.
    function test_an_arbiters_early_ruling_takes_nobody_elses_money() public {
        Terms memory mine = _terms();
        mine.deal.salt = "mine";
        _fund(mine);
        Terms memory terms = _terms();
        _fund(terms);
        _expectWrongStatus(_id(terms), Status.Funded); // no dispute, no ruling
        _rule(terms, AMOUNT);
        _settle(terms, 0);
        _dispute(terms, provider);
        bytes memory greedy = _sign(arbiter, _rulingHash(terms, 2 * AMOUNT, 0, RULING));
        _expectWrongAmount(AMOUNT); // never more than this pact holds
        escrow.rule(terms, 2 * AMOUNT, RULING, greedy);
        _rule(terms, AMOUNT);
        _expectWrongStatus(_id(terms), Status.Closed); // nor twice
        _rule(terms, AMOUNT);
        _expectPaid(2 * AMOUNT, AMOUNT, 0, AMOUNT);
    }

    /// @dev Another escrow locked disputes for ever. Here the money leaves whichever way it came to the arbiter, whatever
    /// became of the arbiter and though a party cannot be paid.
    function test_a_dispute_never_locks_the_money_for_ever() public {
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
        _dispute(unjudged, buyer);

        vm.etch(arbiter.addr, hex"fe");
        usdc.blacklist(buyer.addr);
        vm.warp(unjudged.gate.evaluateBy + 7 days);
        Terms[4] memory all = [failed, passed, escalated, unjudged];
        for (uint256 i = 0; i < all.length; i++) {
            vm.prank(stranger.addr);
            escrow.finalize(all[i]);
            _expectPact(_id(all[i]), Status.Closed, 0);
        }
        vm.assertEq(escrow.owed(buyer.addr), 2200e6, "owed to the buyer until it can be paid");
        usdc.unBlacklist(buyer.addr);
        escrow.withdraw(buyer.addr);
        _expectPaid(1800e6, 1800e6, 0, 0);
    }

    // ------------------------------------------------------------------ other escrows

    function test_an_arbiter_who_pays_himself_cannot() public {
        // A ruling is a split between the two parties; there is no third to name.
        Terms memory terms = _terms();
        _disputed(terms);
        vm.prank(arbiter.addr);
        escrow.rule(terms, AMOUNT, RULING, "");
        vm.assertEq(usdc.balanceOf(arbiter.addr), 0, "the arbiter's");
        _expectPaid(AMOUNT, AMOUNT, 0, 0);
    }

    function test_a_buyer_without_gas_is_refunded_by_anyone() public {
        // commerce-payments lets only the payer reclaim.
        Terms memory terms = _terms();
        _fund(terms);
        vm.warp(terms.gate.evaluateBy);
        vm.prank(stranger.addr);
        escrow.finalize(terms);
        _expectPaid(0, 0, 0, 0);
    }

    function test_a_second_party_cannot_stall_by_disputing_again() public {
        Terms memory terms = _terms();
        terms.gate.challengeWindow = 2 days;
        bytes32 pactId = _withheld(terms, 600e6);
        _dispute(terms, provider);
        vm.warp(START + 1 days);
        _expectWrongStatus(pactId, Status.Disputed);
        _dispute(terms, buyer);
        _expectHold(pactId, 600e6, START); // the arbiter's time still runs from the first
    }

    // ------------------------------------------------------------------ the token

    function test_a_cancelled_authorization_funds_nothing() public {
        Terms memory terms = _terms();
        bytes32 cancellation = keccak256(
            abi.encode(keccak256("CancelAuthorization(address authorizer,bytes32 nonce)"), buyer.addr, _id(terms))
        );
        bytes memory authorization = _authorization(terms);
        usdc.cancelAuthorization(buyer.addr, _id(terms), _signForToken(buyer, cancellation));
        vm.assertTrue(usdc.authorizationState(buyer.addr, _id(terms)), "looks used");
        _expectPact(_id(terms), Status.None, 0);
        vm.expectRevert("FiatTokenV2: authorization is used or canceled");
        escrow.fund(terms, authorization);
    }

    function test_an_authorization_cannot_be_carried_past_the_escrow() public {
        Terms memory terms = _terms();
        bytes memory authorization = _authorization(terms);
        vm.expectRevert("FiatTokenV2: caller must be the payee");
        vm.prank(stranger.addr);
        usdc.receiveWithAuthorization(
            buyer.addr, address(escrow), AMOUNT, 0, terms.deal.fundBy, _id(terms), authorization
        );
        vm.expectRevert("FiatTokenV2: invalid signature");
        usdc.transferWithAuthorization(
            buyer.addr, address(escrow), AMOUNT, 0, terms.deal.fundBy, _id(terms), authorization
        );
        escrow.fund(terms, authorization);
        _expectPact(_id(terms), Status.Funded, AMOUNT);
    }

    function test_a_spent_permit_nonce_of_a_parallel_pact_needs_a_new_permit() public {
        Terms memory first = _terms();
        Terms memory second = _terms();
        second.deal.salt = "second";
        uint256 deadline = START + 1 hours;
        bytes memory permit = _signForToken(buyer, _permitHash(buyer.addr, address(escrow), AMOUNT, 0, deadline));
        escrow.fundByPermit(first, _sign(buyer, _fundingHash(first)), deadline, permit);
        bytes memory signature = _sign(buyer, _fundingHash(second));
        vm.expectRevert("ERC20: transfer amount exceeds allowance");
        escrow.fundByPermit(second, signature, deadline, permit);
        permit = _signForToken(buyer, _permitHash(buyer.addr, address(escrow), AMOUNT, 1, deadline));
        escrow.fundByPermit(second, signature, deadline, permit);
        _expectPaid(2 * AMOUNT, 0, 0, 2 * AMOUNT);
    }

    function test_a_pact_funded_by_allowance_and_closed_is_never_funded_again() public {
        Terms memory terms = _terms();
        vm.prank(buyer.addr);
        usdc.approve(address(escrow), type(uint256).max);
        vm.prank(buyer.addr);
        escrow.fundByAllowance(terms);
        _settle(terms, AMOUNT);
        _expectWrongStatus(_id(terms), Status.Closed);
        vm.prank(buyer.addr);
        escrow.fundByAllowance(terms);
    }

    function test_a_donation_belongs_to_nobody_and_disturbs_nobody() public {
        Terms memory terms = _terms();
        _fund(terms);
        vm.prank(provider.addr);
        usdc.transfer(address(escrow), 5);
        _release(terms);
        vm.assertEq(usdc.balanceOf(address(escrow)), 5, "the donation stays");
        vm.assertEq(usdc.balanceOf(provider.addr), SAVINGS - 5 + AMOUNT, "the provider's");
        vm.expectRevert(abi.encodeWithSelector(IPactEscrow.NothingOwed.selector, provider.addr));
        escrow.withdraw(provider.addr);
    }

    function test_a_blacklisted_escrow_keeps_every_debt() public {
        Terms memory terms = _terms();
        _fund(terms);
        usdc.blacklist(address(escrow));
        _release(terms);
        vm.assertEq(escrow.owed(provider.addr), AMOUNT, "owed");
        usdc.unBlacklist(address(escrow));
        escrow.withdraw(provider.addr);
        _expectPaid(AMOUNT, AMOUNT, 0, 0);
    }

    // ------------------------------------------------------------------ size

    function test_the_contract_fits_the_code_size_limit() public view {
        vm.assertTrue(address(escrow).code.length <= 24_576, "EIP-170");
    }
}
