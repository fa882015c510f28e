// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IPactEscrow, Status, Terms} from "../src/IPactEscrow.sol";
import {EscrowTest, Wallet} from "./EscrowTest.sol";
import {IToken} from "./Tokens.sol";
import {vm} from "./Vm.sol";

/// @notice None → Funded, by each of the three paths. Run with the real token and with the devnet's.
abstract contract FundTest is EscrowTest {
    // ------------------------------------------------------------------ by ERC-3009

    function test_one_signature_of_the_buyer_pays_and_binds() public {
        Terms memory terms = _terms();
        bytes memory authorization = _authorization(terms);
        bytes32 pactId = _id(terms);
        _expectEvent();
        emit IPactEscrow.Funded(pactId, buyer.addr, provider.addr, terms);
        vm.prank(stranger.addr);
        vm.assertEq(escrow.fund(terms, authorization), pactId, "the pact's id");
        _expectPaid(AMOUNT, 0, 0, AMOUNT);
        _expectPact(pactId, Status.Funded, AMOUNT);
        vm.assertTrue(usdc.authorizationState(buyer.addr, pactId), "the authorization's nonce is the pact's id");
    }

    function test_the_upfront_share_goes_to_the_provider_at_once_and_without_fee() public {
        Terms memory terms = _withFee(_terms(), 1000);
        terms.deal.upfront = 300e6;
        bytes32 pactId = _fund(terms);
        _expectPaid(AMOUNT, 300e6, 0, 700e6);
        _expectPact(pactId, Status.Funded, 700e6);
    }

    function test_a_blacklisted_provider_is_owed_the_upfront_share() public {
        Terms memory terms = _terms();
        terms.deal.upfront = 300e6;
        usdc.blacklist(provider.addr);
        _fund(terms);
        vm.assertEq(escrow.owed(provider.addr), 300e6, "owed");
        _expectPaid(AMOUNT, 0, 0, AMOUNT);
    }

    function test_a_smart_wallet_funds_with_its_own_signature() public {
        Wallet wallet = new Wallet(buyer.addr);
        usdc.mint(address(wallet), AMOUNT);
        Terms memory terms = _terms();
        terms.deal.buyer = address(wallet);
        bytes32 message = _authorizationHash(
            "ReceiveWithAuthorization", address(wallet), address(escrow), AMOUNT, 0, terms.deal.fundBy, _id(terms)
        );
        escrow.fund(terms, wallet.approve(_digest(usdc.DOMAIN_SEPARATOR(), message)));
        _expectPact(_id(terms), Status.Funded, AMOUNT);
    }

    function test_somebody_elses_authorization_is_refused() public {
        Terms memory terms = _terms();
        bytes memory authorization = _authorizationBy(stranger, terms);
        vm.expectRevert("FiatTokenV2: invalid signature");
        escrow.fund(terms, authorization);
        _expectPact(_id(terms), Status.None, 0);
    }

    function test_the_authorization_of_other_terms_is_refused() public {
        Terms memory terms = _terms();
        bytes memory authorization = _authorization(terms);
        terms.deal.provider = stranger.addr;
        vm.expectRevert("FiatTokenV2: invalid signature");
        escrow.fund(terms, authorization);
    }

    function test_funding_without_the_money_is_refused() public {
        Terms memory terms = _terms();
        terms.deal.amount = uint88(SAVINGS + 1);
        bytes memory authorization = _authorization(terms);
        vm.expectRevert("ERC20: transfer amount exceeds balance");
        escrow.fund(terms, authorization);
    }

    function test_funding_while_the_token_is_paused_is_refused() public {
        Terms memory terms = _terms();
        bytes memory authorization = _authorization(terms);
        usdc.pause();
        vm.expectRevert("Pausable: paused");
        escrow.fund(terms, authorization);
        usdc.unpause();
        escrow.fund(terms, authorization);
    }

    // ------------------------------------------------------------------ by allowance

    function test_the_buyer_funds_from_its_allowance() public {
        Terms memory terms = _terms();
        terms.deal.upfront = 300e6;
        vm.prank(buyer.addr);
        usdc.approve(address(escrow), AMOUNT);
        _expectEvent();
        emit IPactEscrow.Funded(_id(terms), buyer.addr, provider.addr, terms);
        vm.prank(buyer.addr);
        vm.assertEq(escrow.fundByAllowance(terms), _id(terms), "the pact's id");
        _expectPaid(AMOUNT, 300e6, 0, 700e6);
        _expectPact(_id(terms), Status.Funded, 700e6);
    }

    function test_nobody_else_spends_the_buyers_allowance() public {
        vm.prank(buyer.addr);
        usdc.approve(address(escrow), AMOUNT);
        _expectNotAllowed(stranger.addr);
        vm.prank(stranger.addr);
        escrow.fundByAllowance(_terms());
    }

    function test_too_small_an_allowance_is_refused() public {
        vm.prank(buyer.addr);
        usdc.approve(address(escrow), AMOUNT - 1);
        vm.expectRevert("ERC20: transfer amount exceeds allowance");
        vm.prank(buyer.addr);
        escrow.fundByAllowance(_terms());
    }

    function test_a_token_that_answers_false_funds_nothing() public {
        vm.mockCall(address(usdc), abi.encodeWithSelector(IToken.transferFrom.selector), abi.encode(false));
        vm.expectRevert(abi.encodeWithSelector(IPactEscrow.TransferFailed.selector));
        vm.prank(buyer.addr);
        escrow.fundByAllowance(_terms());
    }

    // ------------------------------------------------------------------ by permit

    uint256 private constant DEADLINE = START + 1 hours;

    function _permit(Terms memory terms, uint256 nonce) private view returns (bytes memory) {
        return _signForToken(buyer, _permitHash(buyer.addr, address(escrow), terms.deal.amount, nonce, DEADLINE));
    }

    function test_anyone_funds_with_the_buyers_signed_pact_and_permit() public {
        Terms memory terms = _terms();
        bytes memory signature = _sign(buyer, _pactHash(terms));
        bytes memory permit = _permit(terms, 0);
        _expectEvent();
        emit IPactEscrow.Funded(_id(terms), buyer.addr, provider.addr, terms);
        vm.prank(stranger.addr);
        vm.assertEq(escrow.fundByPermit(terms, signature, DEADLINE, permit), _id(terms), "the pact's id");
        _expectPaid(AMOUNT, 0, 0, AMOUNT);
        _expectPact(_id(terms), Status.Funded, AMOUNT);
    }

    function test_a_front_run_permit_is_no_obstacle() public {
        Terms memory terms = _terms();
        bytes memory signature = _sign(buyer, _pactHash(terms));
        bytes memory permit = _permit(terms, 0);
        vm.prank(stranger.addr);
        usdc.permit(buyer.addr, address(escrow), AMOUNT, DEADLINE, permit);
        escrow.fundByPermit(terms, signature, DEADLINE, permit);
        _expectPact(_id(terms), Status.Funded, AMOUNT);
    }

    function test_a_permit_without_the_signed_pact_is_refused() public {
        Terms memory terms = _terms();
        bytes memory forged = _sign(stranger, _pactHash(terms));
        bytes memory permit = _permit(terms, 0);
        _expectBadSignature(buyer.addr);
        escrow.fundByPermit(terms, forged, DEADLINE, permit);
    }

    function test_a_standing_allowance_is_not_spent_on_terms_the_buyer_never_signed() public {
        vm.prank(buyer.addr);
        usdc.approve(address(escrow), type(uint256).max);
        Terms memory terms = _terms();
        bytes memory signature = _sign(buyer, _pactHash(terms));
        terms.deal.provider = stranger.addr;
        _expectBadSignature(buyer.addr);
        escrow.fundByPermit(terms, signature, DEADLINE, "");
    }

    function test_a_bad_permit_and_no_allowance_is_refused() public {
        Terms memory terms = _terms();
        bytes memory signature = _sign(buyer, _pactHash(terms));
        bytes memory permit = _permit(terms, 1);
        vm.expectRevert("ERC20: transfer amount exceeds allowance");
        escrow.fundByPermit(terms, signature, DEADLINE, permit);
    }

    // ------------------------------------------------------------------ by when

    function test_funding_ends_strictly_at_fundBy() public {
        Terms memory terms = _terms();
        bytes memory authorization = _authorization(terms);
        vm.warp(terms.deal.fundBy);
        _expectTooLate(terms.deal.fundBy);
        escrow.fund(terms, authorization);
        vm.warp(terms.deal.fundBy - 1);
        escrow.fund(terms, authorization);
        _expectPact(_id(terms), Status.Funded, AMOUNT);
    }

    function test_funding_by_allowance_and_by_permit_end_at_fundBy_too() public {
        Terms memory terms = _terms();
        bytes memory signature = _sign(buyer, _pactHash(terms));
        vm.prank(buyer.addr);
        usdc.approve(address(escrow), AMOUNT);
        vm.warp(terms.deal.fundBy);
        _expectTooLate(terms.deal.fundBy);
        vm.prank(buyer.addr);
        escrow.fundByAllowance(terms);
        _expectTooLate(terms.deal.fundBy);
        escrow.fundByPermit(terms, signature, DEADLINE, "");
    }

    // ------------------------------------------------------------------ once

    function test_a_funded_pact_is_not_funded_again_by_any_path() public {
        Terms memory terms = _terms();
        _fund(terms);
        _expectRefusedByEveryPath(terms, Status.Funded);
        _expectPaid(AMOUNT, 0, 0, AMOUNT);
    }

    function test_a_closed_pact_is_not_funded_again_by_any_path() public {
        Terms memory terms = _terms();
        _closed(terms);
        _expectRefusedByEveryPath(terms, Status.Closed);
        _expectPaid(AMOUNT, AMOUNT, 0, 0);
    }

    function test_a_pact_closed_after_an_allowance_is_not_funded_again_by_authorization() public {
        Terms memory terms = _terms();
        vm.prank(buyer.addr);
        usdc.approve(address(escrow), AMOUNT);
        vm.prank(buyer.addr);
        escrow.fundByAllowance(terms);
        _release(terms);
        _expectRefusedByEveryPath(terms, Status.Closed); // the token's nonce was never used: only the tombstone refuses
        vm.assertTrue(!usdc.authorizationState(buyer.addr, _id(terms)), "nonce unused");
    }

    function _expectRefusedByEveryPath(Terms memory terms, Status status) private {
        bytes memory authorization = _authorization(terms);
        bytes memory signature = _sign(buyer, _pactHash(terms));
        vm.prank(buyer.addr);
        usdc.approve(address(escrow), type(uint256).max);
        _expectWrongStatus(_id(terms), status);
        escrow.fund(terms, authorization);
        _expectWrongStatus(_id(terms), status);
        vm.prank(buyer.addr);
        escrow.fundByAllowance(terms);
        _expectWrongStatus(_id(terms), status);
        escrow.fundByPermit(terms, signature, DEADLINE, "");
    }

    // ------------------------------------------------------------------ terms no pact may have

    function _expectRefused(Terms memory terms, string memory what) private {
        bytes memory authorization = _authorization(terms);
        _expectBadTerms(what);
        escrow.fund(terms, authorization);
    }

    function test_an_evaluation_due_before_funding_ends_is_refused() public {
        Terms memory terms = _terms();
        terms.gate.evaluateBy = terms.deal.fundBy - 1;
        _expectRefused(terms, "fundBy after evaluateBy");
        terms.gate.evaluateBy = terms.deal.fundBy;
        _fund(terms);
    }

    function test_terms_that_hold_nothing_are_refused() public {
        Terms memory terms = _terms();
        terms.deal.upfront = AMOUNT;
        _expectRefused(terms, "upfront not below amount");
        (terms.deal.amount, terms.deal.upfront) = (0, 0);
        _expectRefused(terms, "upfront not below amount");
        (terms.deal.amount, terms.deal.upfront) = (1, 0);
        _fund(terms);
    }

    function test_a_buyer_that_is_the_provider_is_refused() public {
        Terms memory terms = _terms();
        terms.deal.provider = buyer.addr;
        _expectRefused(terms, "buyer is provider");
    }

    function test_missing_parties_are_refused() public {
        Terms memory terms = _terms();
        terms.deal.buyer = address(0);
        _expectRefused(terms, "no buyer, provider or evaluator");
        terms = _terms();
        terms.deal.provider = address(0);
        _expectRefused(terms, "no buyer, provider or evaluator");
        terms = _terms();
        terms.gate.evaluator = address(0);
        _expectRefused(terms, "no buyer, provider or evaluator");
    }

    function test_shares_above_the_whole_are_refused() public {
        Terms memory terms = _withFee(_terms(), 10_001);
        _expectRefused(terms, "share above 10000 bps");
        terms = _terms();
        terms.deal.silenceBps = 10_001;
        _expectRefused(terms, "share above 10000 bps");
        terms = _withFee(_terms(), 10_000);
        terms.deal.silenceBps = 10_000;
        _fund(terms);
    }

    function test_a_fee_names_its_receiver_and_only_a_fee_does() public {
        Terms memory terms = _terms();
        terms.gate.feeBps = 1;
        _expectRefused(terms, "fee without feeTo, or feeTo without fee");
        terms = _terms();
        terms.gate.feeTo = feeTo;
        _expectRefused(terms, "fee without feeTo, or feeTo without fee");
    }

    function test_windows_without_an_arbiter_are_refused() public {
        Terms memory terms = _termsWithoutArbiter();
        terms.gate.challengeWindow = 1;
        _expectRefused(terms, "windows without arbiter");
        terms = _termsWithoutArbiter();
        terms.deal.disputeWindow = 1;
        _expectRefused(terms, "windows without arbiter");
        terms = _termsWithoutArbiter();
        terms.deal.arbitrationWindow = 1;
        _expectRefused(terms, "windows without arbiter");
        _fund(_termsWithoutArbiter());
    }

    function test_an_arbiter_without_time_to_rule_is_refused() public {
        Terms memory terms = _terms();
        terms.deal.arbitrationWindow = 0;
        _expectRefused(terms, "arbiter without arbitrationWindow");
    }
}

contract FundWithTheRealTokenTest is FundTest {}

contract FundWithTheDevnetsTokenTest is FundTest {
    function _deployToken() internal override returns (IToken) {
        return _deployDevUSDC();
    }
}
