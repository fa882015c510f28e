// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice What the escrow asks of USDC (Circle's FiatTokenV2_2).
interface IUSDC {
    /// @notice Moves the caller's own.
    function transfer(address to, uint256 value) external returns (bool);
    /// @notice Moves what `from` allows the caller.
    function transferFrom(address from, address to, uint256 value) external returns (bool);
    /// @notice EIP-2612, with a signature in bytes so that contracts can sign too.
    function permit(address owner, address spender, uint256 value, uint256 deadline, bytes calldata signature) external;
    /// @notice ERC-3009, likewise. Only `to` may call, so nobody can carry it past the escrow.
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external;
}

/// @notice ERC-1271: a contract that signs.
interface IERC1271 {
    /// @notice Answers its own selector when `signature` is this contract's over `hash`.
    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4);
}
