// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IPactEscrow, Passes, Status, Terms} from "../src/IPactEscrow.sol";
import {EscrowTest, Wallet} from "./EscrowTest.sol";
import {IToken} from "./Tokens.sol";
import {vm} from "./Vm.sol";

/// @notice The ways to fund.
enum Way {
    Authorization,
    Batch,
    Allowance,
    Permit
}

/// @notice The ways a pact can end.
enum End {
    Released,
    ReleasedInABatch,
    Settled,
    Ruled,
    Consented,
    NotDelivered,
    NotEvaluated,
    NotDisputed,
    NotRuledOn
}

/// @notice None → Funded, by each of the four ways. Run with the real token and with the devnet's.
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

    // ------------------------------------------------------------------ many by one ERC-3009 signature

    /// @dev Three pacts: the second with an upfront share and to be funded soonest, the third with another provider.
    function _three() private view returns (Terms[] memory terms) {
        terms = new Terms[](3);
        for (uint256 i = 0; i < 3; i++) {
            terms[i] = _terms();
            terms[i].deal.salt = bytes32(i + 1);
        }
        (terms[1].deal.upfront, terms[1].deal.fundBy) = (300e6, terms[1].deal.fundBy - 1);
        terms[2].deal.provider = stranger.addr;
    }

    function _expectNoneFunded(Terms[] memory terms) private view {
        for (uint256 i = 0; i < terms.length; i++) {
            _expectPact(_id(terms[i]), Status.None, 0);
        }
        _expectPaid(0, 0, 0, 0);
    }

    function test_one_signature_of_the_buyer_funds_many_pacts() public {
        Terms[] memory terms = _three();
        bytes memory authorization = _batchAuthorization(terms);
        for (uint256 i = 0; i < 3; i++) {
            _expectEvent();
            emit IPactEscrow.Funded(_id(terms[i]), buyer.addr, terms[i].deal.provider, terms[i]);
        }
        vm.prank(stranger.addr);
        bytes32[] memory pactIds = escrow.fundBatch(terms, authorization);
        for (uint256 i = 0; i < 3; i++) {
            vm.assertEq(pactIds[i], _id(terms[i]), "the pact's id");
            _expectPact(pactIds[i], Status.Funded, i == 1 ? 700e6 : AMOUNT);
        }
        _expectPaid(3 * AMOUNT, 300e6, 0, 3 * AMOUNT - 300e6);
    }

    function test_pacts_funded_together_end_each_on_its_own() public {
        Terms[] memory terms = _three();
        escrow.fundBatch(terms, _batchAuthorization(terms));
        _release(terms[0]);
        _consent(terms[1], 0, 700e6);
        _expectPact(_id(terms[2]), Status.Funded, AMOUNT);
        _expectPaid(2 * AMOUNT + 300e6, AMOUNT + 300e6, 0, AMOUNT);
    }

    function test_a_blacklisted_provider_in_a_batch_is_owed_its_upfront_share_and_the_others_get_theirs() public {
        Terms[] memory terms = _three();
        (terms[0].deal.upfront, terms[2].deal.upfront) = (100e6, 200e6);
        usdc.blacklist(stranger.addr);
        escrow.fundBatch(terms, _batchAuthorization(terms));
        vm.assertEq(escrow.owed(stranger.addr), 200e6, "owed");
        _expectPaid(3 * AMOUNT, 400e6, 0, 3 * AMOUNT - 400e6);
    }

    function test_of_a_batch_all_are_funded_or_none_is() public {
        Terms[] memory terms = _three();
        bytes32 id = _id(terms[2]);

        terms[2].deal.upfront = AMOUNT;
        _expectBadTerms("upfront not below amount");
        _fundTogether(terms);
        terms[2].deal.upfront = 0;

        terms[2].deal.fundBy = uint40(START);
        _expectTooLate(START);
        _fundTogether(terms);
        terms[2].deal.fundBy = terms[0].deal.fundBy;

        terms[2].deal.amount = uint88(SAVINGS);
        vm.expectRevert("ERC20: transfer amount exceeds balance");
        _fundTogether(terms);
        terms[2].deal.amount = AMOUNT;

        _expectNoneFunded(terms);
        _fund(terms[2]);
        _expectWrongStatus(id, Status.Funded);
        _fundTogether(terms);
        _release(terms[2]);
        _expectWrongStatus(id, Status.Closed);
        _fundTogether(terms);
        _expectPact(_id(terms[0]), Status.None, 0);
        _expectPact(_id(terms[1]), Status.None, 0);
        _expectPaid(AMOUNT, 0, 0, 0); // the third alone, to the stranger
    }

    function _fundTogether(Terms[] memory terms) private {
        escrow.fundBatch(terms, _batchAuthorization(terms));
    }

    function test_a_pact_twice_in_a_batch_is_refused() public {
        Terms[] memory terms = _three();
        terms[2] = terms[0];
        _expectWrongStatus(_id(terms[0]), Status.Funded);
        _fundTogether(terms);
        _expectNoneFunded(terms);
    }

    function test_a_batch_has_one_buyer() public {
        Terms[] memory terms = _three();
        (terms[1].deal.buyer, terms[2].deal.provider) = (stranger.addr, provider.addr);
        bytes memory authorization = _batchAuthorization(terms);
        vm.expectRevert(abi.encodeWithSelector(IPactEscrow.NotOneBuyer.selector));
        escrow.fundBatch(terms, authorization);
        _expectNoneFunded(terms);
    }

    function test_an_empty_batch_is_refused() public {
        vm.expectRevert(abi.encodeWithSelector(IPactEscrow.EmptyBatch.selector));
        escrow.fundBatch(new Terms[](0), "");
    }

    function test_a_batch_is_funded_strictly_before_its_earliest_fundBy() public {
        Terms[] memory terms = _three();
        bytes memory authorization = _batchAuthorization(terms);
        vm.warp(terms[1].deal.fundBy);
        _expectTooLate(terms[1].deal.fundBy);
        escrow.fundBatch(terms, authorization);
        vm.warp(terms[1].deal.fundBy - 1);
        escrow.fundBatch(terms, authorization);
        _expectPact(_id(terms[2]), Status.Funded, AMOUNT);
    }

    function _expectNotWhatWasSigned(Terms[] memory terms, bytes memory authorization) private {
        vm.expectRevert("FiatTokenV2: invalid signature");
        escrow.fundBatch(terms, authorization);
        _expectNoneFunded(terms);
    }

    function test_a_batch_of_other_pacts_than_signed_is_refused() public {
        Terms[] memory terms = _three();
        bytes memory authorization = _batchAuthorization(terms);
        (terms[0], terms[2]) = (terms[2], terms[0]); // another order
        _expectNotWhatWasSigned(terms, authorization);
        (terms[0], terms[2]) = (terms[2], terms[0]);
        terms[2].deal.provider = provider.addr;
        _expectNotWhatWasSigned(terms, authorization);
        Terms[] memory fewer = new Terms[](2);
        (fewer[0], fewer[1]) = (terms[0], terms[1]);
        _expectNotWhatWasSigned(fewer, authorization);
    }

    function test_a_batchs_authorization_names_the_sum_the_earliest_fundBy_and_all_the_ids() public {
        Terms[] memory terms = _three();
        uint256 earliest = terms[1].deal.fundBy;
        bytes32 nonce = keccak256(bytes.concat(_id(terms[0]), _id(terms[1]), _id(terms[2])));
        _expectNotWhatWasSigned(terms, _authorized(3 * AMOUNT - 1, earliest, nonce));
        _expectNotWhatWasSigned(terms, _authorized(3 * AMOUNT + 1, earliest, nonce));
        _expectNotWhatWasSigned(terms, _authorized(3 * AMOUNT, earliest + 1, nonce));
        _expectNotWhatWasSigned(terms, _authorized(3 * AMOUNT, earliest, _id(terms[0])));
        escrow.fundBatch(terms, _authorized(3 * AMOUNT, earliest, nonce));
        vm.assertTrue(usdc.authorizationState(buyer.addr, nonce), "the nonce");
    }

    function _authorized(uint256 value, uint256 validBefore, bytes32 nonce) private view returns (bytes memory) {
        string memory kind = "ReceiveWithAuthorization";
        return _signForToken(buyer, _authorizationHash(kind, buyer.addr, address(escrow), value, 0, validBefore, nonce));
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

    function test_anyone_funds_with_the_buyers_order_and_permit() public {
        Terms memory terms = _terms();
        bytes memory signature = _sign(buyer, _fundingHash(terms));
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
        bytes memory signature = _sign(buyer, _fundingHash(terms));
        bytes memory permit = _permit(terms, 0);
        vm.prank(stranger.addr);
        usdc.permit(buyer.addr, address(escrow), AMOUNT, DEADLINE, permit);
        escrow.fundByPermit(terms, signature, DEADLINE, permit);
        _expectPact(_id(terms), Status.Funded, AMOUNT);
    }

    function test_a_signed_pact_is_no_order_to_pay_whatever_allowance_stands() public {
        Terms memory terms = _terms();
        bytes memory agreed = _sign(buyer, _pactHash(terms));
        Terms memory other = _terms();
        other.deal.salt = "the pact the buyer means to fund";
        bytes memory permit = _permit(other, 0);
        _expectBadSignature(buyer.addr);
        escrow.fundByPermit(terms, agreed, DEADLINE, permit);
        vm.prank(buyer.addr);
        usdc.approve(address(escrow), AMOUNT);
        _expectBadSignature(buyer.addr);
        escrow.fundByPermit(terms, agreed, DEADLINE, "");
        escrow.fundByPermit(other, _sign(buyer, _fundingHash(other)), DEADLINE, permit);
        _expectPaid(AMOUNT, 0, 0, AMOUNT);
    }

    function test_a_permit_without_the_order_is_refused() public {
        Terms memory terms = _terms();
        bytes memory forged = _sign(stranger, _fundingHash(terms));
        bytes memory permit = _permit(terms, 0);
        _expectBadSignature(buyer.addr);
        escrow.fundByPermit(terms, forged, DEADLINE, permit);
    }

    function test_a_standing_allowance_is_not_spent_on_terms_the_buyer_never_ordered() public {
        vm.prank(buyer.addr);
        usdc.approve(address(escrow), type(uint256).max);
        Terms memory terms = _terms();
        bytes memory signature = _sign(buyer, _fundingHash(terms));
        terms.deal.provider = stranger.addr;
        _expectBadSignature(buyer.addr);
        escrow.fundByPermit(terms, signature, DEADLINE, "");
    }

    function test_a_bad_permit_and_no_allowance_is_refused() public {
        Terms memory terms = _terms();
        bytes memory signature = _sign(buyer, _fundingHash(terms));
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
        bytes memory signature = _sign(buyer, _fundingHash(terms));
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

    function test_a_pact_funded_in_any_way_is_not_funded_again_in_any() public {
        _allowEverything();
        for (uint256 way = 0; way < WAYS; way++) {
            Terms memory terms = _salted(way);
            _fundBy(Way(way), terms);
            _expectNeverFundedAgain(terms, Status.Funded);
        }
        _expectPaid(WAYS * AMOUNT, 0, 0, WAYS * AMOUNT);
    }

    function test_a_pact_funded_in_any_way_and_ended_in_any_is_never_funded_again_in_any() public {
        _allowEverything();
        for (uint256 way = 0; way < WAYS; way++) {
            for (uint256 end = 0; end <= uint256(type(End).max); end++) {
                Terms memory terms = _salted(end << 8 | way);
                _fundBy(Way(way), terms);
                _end(End(end), terms);
                vm.warp(START); // it is early enough again: only the tombstone refuses
                _expectNeverFundedAgain(terms, Status.Closed);
            }
        }
        vm.assertEq(usdc.balanceOf(address(escrow)), 0, "held in escrow");
    }

    uint256 private constant WAYS = uint256(type(Way).max) + 1;

    function _salted(uint256 salt) private view returns (Terms memory terms) {
        terms = _terms();
        terms.deal.salt = bytes32(salt + 1);
    }

    function _allowEverything() private {
        vm.prank(buyer.addr);
        usdc.approve(address(escrow), type(uint256).max);
    }

    function _fundBy(Way way, Terms memory terms) private {
        (bool ok,) = _tryToFund(way, _alone(terms));
        vm.assertTrue(ok, "funded");
        _expectPact(_id(terms), Status.Funded, AMOUNT);
    }

    /// @dev The first of these, or all of them in a batch.
    function _tryToFund(Way way, Terms[] memory terms) private returns (bool ok, bytes memory answer) {
        Terms memory first = terms[0];
        bytes memory data;
        if (way == Way.Authorization) {
            data = abi.encodeCall(escrow.fund, (first, _authorization(first)));
        } else if (way == Way.Batch) {
            data = abi.encodeCall(escrow.fundBatch, (terms, _batchAuthorization(terms)));
        } else if (way == Way.Allowance) {
            data = abi.encodeCall(escrow.fundByAllowance, (first));
        } else {
            bytes memory permit = _permit(first, usdc.nonces(buyer.addr));
            data = abi.encodeCall(escrow.fundByPermit, (first, _sign(buyer, _fundingHash(first)), DEADLINE, permit));
        }
        vm.prank(way == Way.Allowance ? buyer.addr : stranger.addr);
        return address(escrow).call(data);
    }

    function _alone(Terms memory terms) private pure returns (Terms[] memory batch) {
        batch = new Terms[](1);
        batch[0] = terms;
    }

    function _expectNeverFundedAgain(Terms memory terms, Status status) private {
        bytes memory reason = abi.encodeWithSelector(IPactEscrow.WrongStatus.selector, _id(terms), status);
        for (uint256 way = 0; way < WAYS; way++) {
            (bool ok, bytes memory answer) = _tryToFund(Way(way), _alone(terms));
            vm.assertTrue(!ok && keccak256(answer) == keccak256(reason), "funded again");
        }
        Terms[] memory batch = new Terms[](2);
        (batch[0], batch[1]) = (_salted(type(uint248).max), terms);
        (bool funded, bytes memory answer_) = _tryToFund(Way.Batch, batch);
        vm.assertTrue(!funded && keccak256(answer_) == keccak256(reason), "funded again beside another");
    }

    function _end(End end, Terms memory terms) private {
        if (end == End.Released) _release(terms);
        if (end == End.ReleasedInABatch) {
            Passes[] memory groups = new Passes[](1);
            groups[0] = Passes(terms.gate, new bytes32[](1), REPORT);
            groups[0].deals[0] = _dealHash(terms.deal);
            escrow.releaseBatch(groups, _sign(evaluator, _batchHash(groups)));
        }
        if (end == End.Settled) _settle(terms, AMOUNT);
        if (end == End.Consented) _consent(terms, 0, AMOUNT);
        if (end == End.NotEvaluated) _deliver(terms);
        if (end == End.NotDisputed) _settle(terms, 0);
        if (end == End.Ruled || end == End.NotRuledOn) _escalate(terms);
        if (end == End.Ruled) _rule(terms, AMOUNT / 2);
        if (end >= End.NotDelivered) {
            vm.warp(START + 30 days);
            escrow.finalize(terms);
        }
        _expectPact(_id(terms), Status.Closed, 0);
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
