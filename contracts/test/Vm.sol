// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice An EIP-7702 authorization.
struct Delegation {
    uint8 v;
    bytes32 r;
    bytes32 s;
    uint64 nonce;
    address implementation;
}

/// @notice The cheatcodes these tests use.
interface Vm {
    function warp(uint256 timestamp) external;
    function snapshotState() external returns (uint256 id);
    function revertToState(uint256 id) external returns (bool ok);
    function chainId(uint256 id) external;
    function prank(address caller) external;
    function etch(address account, bytes calldata code) external;
    function addr(uint256 key) external pure returns (address);
    function sign(uint256 key, bytes32 digest) external pure returns (uint8 v, bytes32 r, bytes32 s);
    function deployCode(string calldata artifact) external returns (address deployed);
    function deployCode(string calldata artifact, bytes calldata arguments) external returns (address deployed);
    function signAndAttachDelegation(address implementation, uint256 key) external returns (Delegation memory);
    function label(address account, string calldata name) external;
    function envOr(string calldata name, string calldata otherwise) external view returns (string memory);

    function expectRevert() external;
    function expectRevert(bytes calldata reason) external;
    function expectEmit(address emitter) external;
    function mockCall(address callee, bytes calldata data, bytes calldata answer) external;
    function clearMockedCalls() external;

    function assertEq(uint256 got, uint256 want, string calldata what) external pure;
    function assertEq(address got, address want, string calldata what) external pure;
    function assertEq(bytes32 got, bytes32 want, string calldata what) external pure;
    function assertTrue(bool condition, string calldata what) external pure;

    function readFile(string calldata path) external view returns (string memory);
    function replace(string calldata input, string calldata from, string calldata to)
        external
        pure
        returns (string memory);
    function parseBytes(string calldata hexadecimal) external pure returns (bytes memory);
    function toString(address value) external pure returns (string memory);
    function toString(uint256 value) external pure returns (string memory);
    function parseUint(string calldata decimal) external pure returns (uint256);
    function parseJsonString(string calldata json, string calldata key) external pure returns (string memory);
    function parseJsonUint(string calldata json, string calldata key) external pure returns (uint256);
    function parseJsonAddress(string calldata json, string calldata key) external pure returns (address);
    function parseJsonBytes(string calldata json, string calldata key) external pure returns (bytes memory);
    function parseJsonBytes32(string calldata json, string calldata key) external pure returns (bytes32);
    function parseJsonBytes32Array(string calldata json, string calldata key) external pure returns (bytes32[] memory);
    function keyExistsJson(string calldata json, string calldata key) external view returns (bool);
}

Vm constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
