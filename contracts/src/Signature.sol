// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IERC1271} from "./interfaces.sol";

/// @dev Half of secp256k1's order: a signature with a higher s is a malleated one (EIP-2).
uint256 constant HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0;

/// @notice Whether `signature` is `signer`'s over `digest`.
/// @dev ECDSA with 65 bytes and low s first, so that an EIP-7702 account signs with its own key; then ERC-1271.
function isSignedBy(address signer, bytes32 digest, bytes calldata signature) view returns (bool) {
    if (signature.length == 65) {
        (bytes32 r, bytes32 s) = abi.decode(signature, (bytes32, bytes32));
        address recovered = ecrecover(digest, uint8(signature[64]), r, s);
        if (recovered == signer && recovered != address(0) && uint256(s) <= HALF_ORDER) return true;
    }
    if (signer.code.length == 0) return false;
    (bool ok, bytes memory answer) = signer.staticcall(abi.encodeCall(IERC1271.isValidSignature, (digest, signature)));
    return ok && answer.length >= 32 && bytes32(answer) == bytes32(IERC1271.isValidSignature.selector);
}
