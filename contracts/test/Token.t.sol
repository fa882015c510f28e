// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {EscrowTest, Wallet} from "./EscrowTest.sol";
import {IToken} from "./Tokens.sol";
import {vm} from "./Vm.sol";

/// @notice The rules of USDC that pacts lean on. Run with the real token and with the devnet's, which may differ in nothing.
abstract contract TokenTest is EscrowTest {
    bytes32 private constant NONCE = keccak256("nonce");
    string private constant RECEIVE = "ReceiveWithAuthorization";
    string private constant TRANSFER = "TransferWithAuthorization";

    function test_it_describes_itself_as_USDC() public view {
        vm.assertEq(keccak256(bytes(usdc.name())), keccak256("USD Coin"), "name");
        vm.assertEq(keccak256(bytes(usdc.symbol())), keccak256("USDC"), "symbol");
        vm.assertEq(keccak256(bytes(usdc.version())), keccak256("2"), "version");
        vm.assertEq(usdc.decimals(), 6, "decimals");
        vm.assertEq(
            usdc.DOMAIN_SEPARATOR(), _separator("USD Coin", "2", block.chainid, address(usdc)), "domain separator"
        );
    }

    function test_its_domain_follows_the_chain() public {
        vm.chainId(8453);
        vm.assertEq(usdc.DOMAIN_SEPARATOR(), _separator("USD Coin", "2", 8453, address(usdc)), "domain separator");
    }

    // ------------------------------------------------------------------ ERC-20

    function test_a_transfer_moves_the_value() public {
        vm.expectEmit(address(usdc));
        emit IToken.Transfer(buyer.addr, stranger.addr, 5);
        vm.prank(buyer.addr);
        vm.assertTrue(usdc.transfer(stranger.addr, 5), "answer");
        vm.assertEq(usdc.balanceOf(stranger.addr), 5, "received");
        vm.assertEq(usdc.balanceOf(buyer.addr), SAVINGS - 5, "left");
        vm.assertEq(usdc.totalSupply(), 3 * SAVINGS, "supply");
    }

    function test_a_transfer_above_the_balance_is_refused() public {
        vm.expectRevert("ERC20: transfer amount exceeds balance");
        vm.prank(buyer.addr);
        usdc.transfer(stranger.addr, SAVINGS + 1);
    }

    function test_a_transfer_to_nobody_is_refused() public {
        vm.expectRevert("ERC20: transfer to the zero address");
        vm.prank(buyer.addr);
        usdc.transfer(address(0), 1);
    }

    function test_an_allowance_is_used_up() public {
        vm.expectEmit(address(usdc));
        emit IToken.Approval(buyer.addr, address(this), 7);
        vm.prank(buyer.addr);
        usdc.approve(address(this), 7);
        usdc.transferFrom(buyer.addr, stranger.addr, 5);
        vm.assertEq(usdc.allowance(buyer.addr, address(this)), 2, "left");
        vm.expectRevert("ERC20: transfer amount exceeds allowance");
        usdc.transferFrom(buyer.addr, stranger.addr, 3);
    }

    function test_even_the_largest_allowance_is_used_up() public {
        vm.prank(buyer.addr);
        usdc.approve(address(this), type(uint256).max);
        usdc.transferFrom(buyer.addr, stranger.addr, 5);
        vm.assertEq(usdc.allowance(buyer.addr, address(this)), type(uint256).max - 5, "left");
    }

    function test_an_allowance_for_nobody_is_refused() public {
        vm.expectRevert("ERC20: approve to the zero address");
        vm.prank(buyer.addr);
        usdc.approve(address(0), 1);
    }

    // ------------------------------------------------------------------ ERC-3009

    function _receive(uint256 validAfter, uint256 validBefore, bytes memory signature) private {
        usdc.receiveWithAuthorization(buyer.addr, address(this), 5, validAfter, validBefore, NONCE, signature);
    }

    function _authorized(string memory kind, uint256 validAfter, uint256 validBefore)
        private
        view
        returns (bytes memory)
    {
        return _signForToken(
            buyer, _authorizationHash(kind, buyer.addr, address(this), 5, validAfter, validBefore, NONCE)
        );
    }

    function test_the_payee_receives_with_an_authorization_once() public {
        bytes memory signature = _authorized(RECEIVE, 0, START + 1);
        vm.expectEmit(address(usdc));
        emit IToken.AuthorizationUsed(buyer.addr, NONCE);
        vm.expectEmit(address(usdc));
        emit IToken.Transfer(buyer.addr, address(this), 5);
        _receive(0, START + 1, signature);
        vm.assertTrue(usdc.authorizationState(buyer.addr, NONCE), "used");
        vm.expectRevert("FiatTokenV2: authorization is used or canceled");
        _receive(0, START + 1, signature);
    }

    function test_only_the_payee_may_receive() public {
        bytes memory signature = _authorized(RECEIVE, 0, START + 1);
        vm.expectRevert("FiatTokenV2: caller must be the payee");
        vm.prank(stranger.addr);
        _receive(0, START + 1, signature);
    }

    function test_an_authorization_is_valid_strictly_before_its_end() public {
        bytes memory signature = _authorized(RECEIVE, 0, START);
        vm.expectRevert("FiatTokenV2: authorization is expired");
        _receive(0, START, signature);
        vm.warp(START - 1);
        _receive(0, START, signature);
    }

    function test_an_authorization_is_valid_strictly_after_its_beginning() public {
        bytes memory signature = _authorized(RECEIVE, START, START + 9);
        vm.expectRevert("FiatTokenV2: authorization is not yet valid");
        _receive(START, START + 9, signature);
        vm.warp(START + 1);
        _receive(START, START + 9, signature);
    }

    function test_anybody_carries_a_transfer_authorization() public {
        bytes memory signature = _authorized(TRANSFER, 0, START + 1);
        vm.prank(stranger.addr);
        usdc.transferWithAuthorization(buyer.addr, address(this), 5, 0, START + 1, NONCE, signature);
        vm.assertEq(usdc.balanceOf(address(this)), 5, "received");
    }

    function test_an_authorization_to_receive_is_none_to_transfer() public {
        bytes memory signature = _authorized(RECEIVE, 0, START + 1);
        vm.expectRevert("FiatTokenV2: invalid signature");
        usdc.transferWithAuthorization(buyer.addr, address(this), 5, 0, START + 1, NONCE, signature);
    }

    function test_a_cancelled_authorization_looks_used() public {
        bytes32 message = keccak256(
            abi.encode(keccak256("CancelAuthorization(address authorizer,bytes32 nonce)"), buyer.addr, NONCE)
        );
        bytes memory cancellation = _signForToken(buyer, message);
        vm.expectEmit(address(usdc));
        emit IToken.AuthorizationCanceled(buyer.addr, NONCE);
        usdc.cancelAuthorization(buyer.addr, NONCE, cancellation);
        vm.assertTrue(usdc.authorizationState(buyer.addr, NONCE), "used or cancelled");
        bytes memory signature = _authorized(RECEIVE, 0, START + 1);
        vm.expectRevert("FiatTokenV2: authorization is used or canceled");
        _receive(0, START + 1, signature);
        vm.expectRevert("FiatTokenV2: authorization is used or canceled");
        usdc.cancelAuthorization(buyer.addr, NONCE, cancellation);
    }

    function test_a_cancellation_needs_the_payers_signature() public {
        bytes32 message = keccak256(
            abi.encode(keccak256("CancelAuthorization(address authorizer,bytes32 nonce)"), buyer.addr, NONCE)
        );
        bytes memory cancellation = _signForToken(stranger, message);
        vm.expectRevert("FiatTokenV2: invalid signature");
        usdc.cancelAuthorization(buyer.addr, NONCE, cancellation);
    }

    // ------------------------------------------------------------------ signatures

    function test_a_signature_must_have_65_bytes() public {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(buyer.key, keccak256("anything"));
        bytes32 compact = bytes32(uint256(s) | uint256(v - 27) << 255);
        bytes[3] memory wrong = [bytes(""), abi.encodePacked(r, compact), abi.encodePacked(r, s, v, v)];
        for (uint256 i = 0; i < wrong.length; i++) {
            vm.expectRevert("ECRecover: invalid signature length");
            _receive(0, START + 1, wrong[i]);
        }
    }

    function test_a_high_s_is_refused() public {
        vm.expectRevert("ECRecover: invalid signature 's' value");
        _receive(0, START + 1, _malleated(_authorized(RECEIVE, 0, START + 1)));
    }

    function test_v_is_27_or_28() public {
        bytes memory signature = _authorized(RECEIVE, 0, START + 1);
        signature[64] = bytes1(uint8(signature[64]) - 27);
        vm.expectRevert("ECRecover: invalid signature 'v' value");
        _receive(0, START + 1, signature);
    }

    function test_a_signature_that_recovers_nobody_is_refused() public {
        vm.expectRevert("ECRecover: invalid signature");
        _receive(0, START + 1, abi.encodePacked(bytes32(0), bytes32(uint256(1)), uint8(27)));
    }

    function test_somebody_elses_signature_is_refused() public {
        bytes memory signature =
            _signForToken(stranger, _authorizationHash(RECEIVE, buyer.addr, address(this), 5, 0, START + 1, NONCE));
        vm.expectRevert("FiatTokenV2: invalid signature");
        _receive(0, START + 1, signature);
    }

    function test_a_contract_answers_for_itself() public {
        Wallet wallet = new Wallet(buyer.addr);
        usdc.mint(address(wallet), 5);
        bytes32 message = _authorizationHash(RECEIVE, address(wallet), address(this), 5, 0, START + 1, NONCE);
        bytes memory signature = wallet.approve(_digest(usdc.DOMAIN_SEPARATOR(), message));
        usdc.receiveWithAuthorization(address(wallet), address(this), 5, 0, START + 1, NONCE, signature);
        vm.assertEq(usdc.balanceOf(address(this)), 5, "received");
    }

    function test_a_contract_that_refuses_or_says_nothing_pays_nothing() public {
        Wallet wallet = new Wallet(buyer.addr);
        usdc.mint(address(wallet), 5);
        vm.expectRevert("FiatTokenV2: invalid signature");
        usdc.receiveWithAuthorization(address(wallet), address(this), 5, 0, START + 1, NONCE, "no");
        vm.expectRevert("FiatTokenV2: invalid signature");
        usdc.receiveWithAuthorization(address(escrow), address(this), 5, 0, START + 1, NONCE, "no");
    }

    function test_the_key_of_an_account_with_code_does_not_sign_for_it() public {
        vm.etch(buyer.addr, hex"00");
        bytes memory signature = _authorized(RECEIVE, 0, START + 1);
        vm.expectRevert("FiatTokenV2: invalid signature");
        _receive(0, START + 1, signature);
    }

    // ------------------------------------------------------------------ EIP-2612

    function _permitted(uint256 nonce, uint256 deadline) private view returns (bytes memory) {
        return _signForToken(buyer, _permitHash(buyer.addr, address(this), 7, nonce, deadline));
    }

    function test_a_permit_gives_an_allowance_once() public {
        bytes memory signature = _permitted(0, START);
        vm.expectEmit(address(usdc));
        emit IToken.Approval(buyer.addr, address(this), 7);
        usdc.permit(buyer.addr, address(this), 7, START, signature); // until its deadline, the second included
        vm.assertEq(usdc.allowance(buyer.addr, address(this)), 7, "allowance");
        vm.assertEq(usdc.nonces(buyer.addr), 1, "nonce");
        vm.expectRevert("EIP2612: invalid signature");
        usdc.permit(buyer.addr, address(this), 7, START, signature);
    }

    function test_a_late_permit_is_refused() public {
        bytes memory signature = _permitted(0, START - 1);
        vm.expectRevert("FiatTokenV2: permit is expired");
        usdc.permit(buyer.addr, address(this), 7, START - 1, signature);
    }

    function test_permits_go_by_their_nonce() public {
        bytes memory signature = _permitted(1, START);
        vm.expectRevert("EIP2612: invalid signature");
        usdc.permit(buyer.addr, address(this), 7, START, signature);
    }

    // ------------------------------------------------------------------ blacklist, pause, mint

    function test_a_blacklisted_account_neither_pays_nor_receives() public {
        vm.prank(buyer.addr);
        usdc.approve(address(this), 9);
        vm.expectEmit(address(usdc));
        emit IToken.Blacklisted(buyer.addr);
        usdc.blacklist(buyer.addr);
        vm.assertTrue(usdc.isBlacklisted(buyer.addr), "blacklisted");
        vm.assertEq(usdc.balanceOf(buyer.addr), SAVINGS, "its balance stays visible");

        bytes memory reason = bytes("Blacklistable: account is blacklisted");
        vm.expectRevert(reason);
        usdc.transferFrom(buyer.addr, stranger.addr, 1);
        vm.expectRevert(reason);
        vm.prank(provider.addr);
        usdc.transfer(buyer.addr, 1);
        vm.expectRevert(reason);
        vm.prank(buyer.addr);
        usdc.transfer(stranger.addr, 1);
        vm.expectRevert(reason);
        usdc.mint(buyer.addr, 1);
        bytes memory signature = _authorized(RECEIVE, 0, START + 1);
        vm.expectRevert(reason);
        _receive(0, START + 1, signature);

        vm.expectEmit(address(usdc));
        emit IToken.UnBlacklisted(buyer.addr);
        usdc.unBlacklist(buyer.addr);
        vm.assertEq(usdc.balanceOf(buyer.addr), SAVINGS, "and lost nothing");
        _receive(0, START + 1, signature);
    }

    function test_a_blacklisted_account_may_still_approve() public {
        usdc.blacklist(buyer.addr);
        vm.prank(buyer.addr);
        usdc.approve(address(this), 5);
        vm.assertEq(usdc.allowance(buyer.addr, address(this)), 5, "allowance");
    }

    function test_the_token_cannot_hold_itself() public {
        vm.expectRevert("Blacklistable: account is blacklisted");
        vm.prank(buyer.addr);
        usdc.transfer(address(usdc), 1);
    }

    function test_nothing_moves_while_paused() public {
        bytes memory authorization = _authorized(RECEIVE, 0, START + 1);
        bytes memory permit = _permitted(0, START);
        vm.expectEmit(address(usdc));
        emit IToken.Pause();
        usdc.pause();
        vm.assertTrue(usdc.paused(), "paused");

        bytes memory reason = bytes("Pausable: paused");
        vm.expectRevert(reason);
        vm.prank(buyer.addr);
        usdc.transfer(stranger.addr, 1);
        vm.expectRevert(reason);
        usdc.transferFrom(buyer.addr, stranger.addr, 1);
        vm.expectRevert(reason);
        usdc.approve(stranger.addr, 1);
        vm.expectRevert(reason);
        usdc.permit(buyer.addr, address(this), 7, START, permit);
        vm.expectRevert(reason);
        usdc.cancelAuthorization(buyer.addr, NONCE, "");
        vm.expectRevert(reason);
        usdc.mint(stranger.addr, 1);
        vm.expectRevert(reason);
        _receive(0, START + 1, authorization);

        vm.expectEmit(address(usdc));
        emit IToken.Unpause();
        usdc.unpause();
        _receive(0, START + 1, authorization);
    }

    function test_a_mint_is_announced() public {
        vm.expectEmit(address(usdc));
        emit IToken.Mint(address(this), stranger.addr, 5);
        vm.expectEmit(address(usdc));
        emit IToken.Transfer(address(0), stranger.addr, 5);
        usdc.mint(stranger.addr, 5);
    }

    function test_only_the_owner_mints_blacklists_and_pauses() public {
        vm.expectRevert();
        vm.prank(stranger.addr);
        usdc.mint(stranger.addr, 1);
        vm.expectRevert();
        vm.prank(stranger.addr);
        usdc.blacklist(buyer.addr);
        vm.expectRevert();
        vm.prank(stranger.addr);
        usdc.unBlacklist(buyer.addr);
        vm.expectRevert();
        vm.prank(stranger.addr);
        usdc.pause();
        vm.expectRevert();
        vm.prank(stranger.addr);
        usdc.unpause();
    }
}

contract TheRealTokenTest is TokenTest {}

contract TheDevnetsTokenTest is TokenTest {
    function _deployToken() internal override returns (IToken) {
        return _deployDevUSDC();
    }
}
