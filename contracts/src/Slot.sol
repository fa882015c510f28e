// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Status} from "./IPactEscrow.sol";

/// @notice All that a pact ever stores, in one word: rest(160) | status(8) | held(88).
/// `rest` is the provider while a verdict is awaited, because a release does not open the deal. Afterwards every call
/// opens it, and `rest` is what the windows need: providerHeld(88) | since(40).
/// @dev Packed by hand, because the compiler reads and writes a packed struct once for each of its members.
type Slot is uint256;

/// @dev Where a pact's word is stored, so that a call finds it once, to read and to write.
struct Place {
    Slot slot;
}

using {status, isIn, held, provider, providerHeld, since, awaitsVerdict} for Slot global;

function slotOf(Status status_, uint88 held_, address provider_) pure returns (Slot) {
    return Slot.wrap(uint256(uint160(provider_)) << 96 | uint256(status_) << 88 | held_);
}

function slotOf(Status status_, uint88 held_, uint88 providerHeld_, uint256 since_) pure returns (Slot) {
    return Slot.wrap(uint256(providerHeld_) << 136 | since_ << 96 | uint256(status_) << 88 | held_);
}

function status(Slot slot) pure returns (Status) {
    return Status(uint8(Slot.unwrap(slot) >> 88));
}

/// @dev `status() == status_`, without asking whether the slot holds a status at all.
function isIn(Slot slot, Status status_) pure returns (bool) {
    return uint8(Slot.unwrap(slot) >> 88) == uint8(status_);
}

/// @dev What the pact holds in all.
function held(Slot slot) pure returns (uint88) {
    return uint88(Slot.unwrap(slot));
}

/// @dev Of a pact that awaits a verdict.
function provider(Slot slot) pure returns (address) {
    return address(uint160(Slot.unwrap(slot) >> 96));
}

/// @dev Of a withheld or disputed pact: what of `held` is the provider's should nothing more happen.
function providerHeld(Slot slot) pure returns (uint88) {
    return uint88(Slot.unwrap(slot) >> 136);
}

/// @dev Of a withheld or disputed pact: the time its windows are counted from.
function since(Slot slot) pure returns (uint40) {
    return uint40(Slot.unwrap(slot) >> 96);
}

function awaitsVerdict(Slot slot) pure returns (bool) {
    return slot.isIn(Status.Funded) || slot.isIn(Status.Delivered);
}
