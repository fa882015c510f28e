// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Deal, Gate} from "./IPactEscrow.sol";

// The hashes of EIP-712, worked out in memory that is free and stays free, while the compiler would take new memory for each
// and copy a struct field by field. The escrow's only assembly.

/// @dev keccak256(abi.encode(a, b, c)).
function hash(bytes32 a, bytes32 b, bytes32 c) pure returns (bytes32 result) {
    assembly ("memory-safe") {
        let free := mload(0x40)
        mstore(free, a)
        mstore(add(free, 0x20), b)
        mstore(add(free, 0x40), c)
        result := keccak256(free, 0x60)
    }
}

/// @dev keccak256(abi.encode(a, b, c, d)).
function hash(bytes32 a, bytes32 b, uint256 c, bytes32 d) pure returns (bytes32 result) {
    assembly ("memory-safe") {
        let free := mload(0x40)
        mstore(free, a)
        mstore(add(free, 0x20), b)
        mstore(add(free, 0x40), c)
        mstore(add(free, 0x60), d)
        result := keccak256(free, 0x80)
    }
}

/// @dev keccak256(abi.encode(typeHash, gate)): calldata holds a struct without dynamic members as it is encoded. Stray bits
/// around a short field count, so a gate with any has another hash, and no pact.
function hash(bytes32 typeHash, Gate calldata gate) pure returns (bytes32 result) {
    assembly ("memory-safe") {
        let free := mload(0x40)
        mstore(free, typeHash)
        calldatacopy(add(free, 0x20), gate, 0xa0) // 5 fields
        result := keccak256(free, 0xc0)
    }
}

/// @dev keccak256(abi.encode(typeHash, deal)), likewise.
function hash(bytes32 typeHash, Deal calldata deal) pure returns (bytes32 result) {
    assembly ("memory-safe") {
        let free := mload(0x40)
        mstore(free, typeHash)
        calldatacopy(add(free, 0x20), deal, 0x160) // 11 fields
        result := keccak256(free, 0x180)
    }
}

/// @dev The digest that is signed: keccak256("\x19\x01" ‖ domainSeparator ‖ structHash).
function hashTypedData(bytes32 domainSeparator, bytes32 structHash) pure returns (bytes32 result) {
    assembly ("memory-safe") {
        let free := mload(0x40)
        mstore(free, hex"1901")
        mstore(add(free, 0x02), domainSeparator)
        mstore(add(free, 0x22), structHash)
        result := keccak256(free, 0x42)
    }
}
