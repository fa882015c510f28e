// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

/// @notice How a contract behaves when it is asked for its signature.
enum Mood {
    Honest, // accepts its owner's signature
    Obliging, // accepts anything: its key is stolen
    Fickle, // another answer each time it is asked
    Burning, // uses up the gas
    Reentering, // makes the call it was armed with, then accepts
    Junk, // answers nonsense of 0 to 32 bytes
    Flooding // accepts, with far more bytes than anybody asked for
}

/// @notice ERC-1271: a party that fights the contract that asks it.
contract HostileSigner {
    address private immutable OWNER;
    Mood private _mood;
    address private _target;
    bytes private _armed;

    constructor(address owner) {
        OWNER = owner;
    }

    function change(Mood mood) external {
        _mood = mood;
    }

    function arm(address target, bytes calldata data) external {
        (_target, _armed) = (target, data);
    }

    /// @dev Not `view`, so that it may try to write: whoever asks must ask by staticcall.
    function isValidSignature(bytes32 digest, bytes calldata signature) external returns (bytes4 answer) {
        answer = this.isValidSignature.selector;
        Mood mood = _mood;
        if (mood == Mood.Honest) return _isOwners(digest, signature) ? answer : bytes4(0xffffffff);
        if (mood == Mood.Fickle) return gasleft() % 2 == 0 ? answer : bytes4(0xffffffff);
        (address target, bytes memory armed) = (_target, mood == Mood.Reentering ? _armed : bytes(""));
        assembly {
            switch mood
            // Burning
            case 3 { invalid() }
            // Reentering: a write in a staticcall takes all gas that the call was given
            case 4 { pop(call(300000, target, 0, add(armed, 32), mload(armed), 0, 0)) }
            // Junk
            case 5 {
                mstore(0, digest)
                return(0, mod(digest, 33))
            }
            // Flooding
            case 6 {
                mstore(0, answer)
                return(0, 200000)
            }
        }
    }

    function _isOwners(bytes32 digest, bytes calldata signature) private view returns (bool) {
        if (signature.length != 65) return false;
        return ecrecover(digest, uint8(signature[64]), bytes32(signature[0:32]), bytes32(signature[32:64])) == OWNER;
    }
}
