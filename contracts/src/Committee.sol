// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {isSignedBy} from "./Signature.sol";
import {IERC1271} from "./interfaces.sol";

/// @notice What a committee takes for its signature: the `abi.encode` of these three.
/// @param signers Bit i says that `members[i]` signed.
/// @param members All members, as in the constructor.
/// @param signatures Of those who signed, in the order of `members`: over the hash itself, 65 bytes or ERC-1271.
struct Approval {
    uint256 signers;
    address[] members;
    bytes[] signatures;
}

/// @title Committee: signs what `THRESHOLD` of its members sign
/// @notice As a pact's evaluator or arbiter it lets no single key decide. A member is a key, a smart wallet or another
/// committee (whose own members then have a say there too). Nothing about it can change and nobody owns it; other members
/// are another committee, at another address.
///
/// Members sign the very message the committee signs, so each wallet shows the verdict or the ruling itself. That is safe
/// where the message says whose signature it is, and every message of the escrow does: it names a pact or a gate, whose
/// hash names the committee as evaluator, arbiter or party. So do USDC's authorizations and permits, by which alone a
/// committee moves USDC that it was paid; anything else sent to it is lost.
///
/// Where a message leaves the signer open, a member's signature for the committee is as good for the member's own account,
/// and for every other committee it sits in. So nobody should sign as a member:
/// - what names no account, such as Permit2 transfers and sign-ins without an address;
/// - a Consent, Dispute or Pact where the same members stand on both sides, themselves or in two committees: buyer and
///   provider sign the same words there, and one signature is both's.
contract Committee is IERC1271 {
    /// @notice More members than this would make a check too dear to carry.
    uint256 private constant MAX_MEMBERS = 32;

    /// @notice How many members sign for the committee.
    uint256 public immutable THRESHOLD;

    /// @dev Of the members one after the other. They come in the signature and are compared by this hash, which costs thousands of
    /// gas less than reading them from storage. Stored they are for those who look the committee up.
    bytes32 private immutable _membersHash;
    address[] private _members;

    /// @notice `member` is zero or does not follow the one before it. Sort the members; each may be there once.
    error NotAscending(address member);
    /// @notice A committee has 1 to 32 members.
    error WrongSize(uint256 members);
    /// @notice The threshold must be 1 to the number of members.
    error WrongThreshold(uint256 threshold);

    /// @param members_ Strictly ascending.
    constructor(address[] memory members_, uint256 threshold) {
        if (members_.length == 0 || members_.length > MAX_MEMBERS) revert WrongSize(members_.length);
        if (threshold == 0 || threshold > members_.length) revert WrongThreshold(threshold);
        address previous;
        for (uint256 i = 0; i < members_.length; i++) {
            if (members_[i] <= previous) revert NotAscending(members_[i]);
            previous = members_[i];
        }
        THRESHOLD = threshold;
        _membersHash = keccak256(abi.encodePacked(members_));
        _members = members_;
    }

    /// @notice The members, ascending.
    function members() external view returns (address[] memory) {
        return _members;
    }

    /// @notice ERC-1271. `signature` is an encoded `Approval`; one wrong signature of a signer in it spoils it. Bytes that are
    /// no Approval are refused or revert.
    /// @dev No member counts twice: it has one place in the list. (A key may also decide for a committee that is a member.) Whoever gathers the signatures chooses whom to ask, so a
    /// member contract that burns gas spoils only what carries its own signature.
    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        Approval calldata approval;
        // An abi.encode starts as a struct in calldata does. The compiler checks every read against the end of calldata; what lies
        // beyond `signature` there is the carrier's own, and no better a witness than what lies in it.
        assembly ("memory-safe") {
            approval := signature.offset
        }
        address[] calldata listed = approval.members;
        if (keccak256(abi.encodePacked(listed)) != _membersHash) return bytes4(0xffffffff);

        uint256 signers = approval.signers;
        bytes[] calldata signatures = approval.signatures;
        uint256 signed = 0;
        for (uint256 i = 0; i < listed.length; i++) {
            if (signers >> i & 1 == 0) continue;
            if (!isSignedBy(listed[i], hash, signatures[signed])) return bytes4(0xffffffff);
            signed++;
        }
        return signed >= THRESHOLD ? IERC1271.isValidSignature.selector : bytes4(0xffffffff);
    }
}
