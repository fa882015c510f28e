// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IPactEscrow} from "../src/IPactEscrow.sol";
import {EscrowTest} from "./EscrowTest.sol";
import {IToken} from "./Tokens.sol";
import {vm} from "./Vm.sol";

/// @notice Which token the escrow holds.
contract CreationTest is EscrowTest {
    /// @dev A call of its own, or else an expected revert would end the test.
    function deploy(address token) external returns (address) {
        usdc = IToken(token);
        return address(_deployEscrow());
    }

    function _tokenOn(uint256 chain) private returns (address) {
        vm.chainId(chain);
        (bool ok, bytes memory answer) = this.deploy(address(0)).staticcall(abi.encodeWithSignature("USDC()"));
        vm.assertTrue(ok, "USDC()");
        return abi.decode(answer, (address));
    }

    function test_on_base_and_base_sepolia_the_escrow_knows_circles_usdc() public {
        vm.assertEq(_tokenOn(8453), 0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913, "on Base");
        vm.assertEq(_tokenOn(84532), 0x036CbD53842c5426634e7929541eC2318f3dCF7e, "on Base Sepolia");
    }

    function test_on_another_chain_the_token_must_be_named() public {
        vm.chainId(1);
        vm.expectRevert(abi.encodeWithSelector(IPactEscrow.NoToken.selector, 1));
        this.deploy(address(0));
    }
}
