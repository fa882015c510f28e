// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IPactEscrow, Passes, Status, Terms} from "../src/IPactEscrow.sol";
import {EscrowTest, Wallet} from "./EscrowTest.sol";
import {vm} from "./Vm.sol";

/// @dev Not imported: forge would build the contract anew for this file, without the optimizer, and deploy that.
interface ICommittee {
    error NotAscending(address member);
    error WrongSize(uint256 members);
    error WrongThreshold(uint256 threshold);

    function THRESHOLD() external view returns (uint256);
    function members() external view returns (address[] memory);
    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4);
}

/// @dev Five people with keys, and committees of them.
abstract contract CommitteeGround is EscrowTest {
    bytes32 internal constant MESSAGE = keccak256("message");
    bytes4 internal constant SIGNED = 0x1626ba7e; // ERC-1271
    bytes4 internal constant REFUSED = 0xffffffff;

    Party[] internal people; // ascending, as a committee wants them

    function setUp() public virtual override {
        super.setUp();
        for (uint256 i = 0; i < 5; i++) {
            people.push(_party(string.concat("member ", vm.toString(i))));
            for (uint256 j = i; j > 0 && people[j].addr < people[j - 1].addr; j--) {
                Party memory later = people[j - 1];
                people[j - 1] = people[j];
                people[j] = later;
            }
        }
    }

    /// @dev The bytecode that is deployed for real.
    function _deployCommittee(address[] memory members, uint256 threshold) internal returns (ICommittee) {
        return ICommittee(vm.deployCode("Committee.sol:Committee", abi.encode(members, threshold)));
    }

    function _addresses(uint256 size) internal view returns (address[] memory list) {
        list = new address[](size);
        for (uint256 i = 0; i < size; i++) {
            list[i] = people[i].addr;
        }
    }

    /// @dev The first `size` people, of whom any `threshold` decide.
    function _committeeOf(uint256 threshold, uint256 size) internal returns (ICommittee) {
        return _deployCommittee(_addresses(size), threshold);
    }

    /// @dev What the people whose bits are set sign together, as a committee of the first `size` of them.
    function _approvalBy(uint256 signers, uint256 size, bytes32 digest) internal view returns (bytes memory) {
        bytes[] memory signatures = new bytes[](5);
        uint256 signed = 0;
        for (uint256 i = 0; i < 5; i++) {
            if (signers >> i & 1 == 1) signatures[signed++] = _signDigest(people[i], digest);
        }
        assembly {
            mstore(signatures, signed)
        }
        return abi.encode(signers, _addresses(size), signatures);
    }
}

/// @notice Who is let in, and whose signatures are the committee's.
contract CommitteeTest is CommitteeGround {
    ICommittee internal committee; // 2 of the first 3

    function setUp() public override {
        super.setUp();
        committee = _committeeOf(2, 3);
    }

    /// @dev A call of its own, or else an expected revert would end the test.
    function deploy(address[] calldata members, uint256 threshold) external returns (ICommittee) {
        return _deployCommittee(members, threshold);
    }

    function _expectRefusedCreation(bytes4 error, uint256 argument, address[] memory members, uint256 threshold)
        private
    {
        vm.expectRevert(abi.encodeWithSelector(error, argument));
        this.deploy(members, threshold);
    }

    function _expectSigned(ICommittee by, bytes memory signature) private view {
        vm.assertTrue(by.isValidSignature(MESSAGE, signature) == SIGNED, "signed");
    }

    /// @dev Refused, or reverted, which the escrow takes for the same.
    function _expectNotSigned(ICommittee by, bytes memory signature) private view {
        try by.isValidSignature{gas: 10_000_000}(MESSAGE, signature) returns (bytes4 answer) {
            vm.assertTrue(answer == REFUSED, "refused");
        } catch {}
    }

    function _pair(bytes memory first, bytes memory second) private pure returns (bytes[] memory signatures) {
        signatures = new bytes[](2);
        (signatures[0], signatures[1]) = (first, second);
    }

    function _by(uint256 person) private view returns (bytes memory) {
        return _signDigest(people[person], MESSAGE);
    }

    // ------------------------------------------------------------------ members

    function test_everybody_can_look_the_members_up() public view {
        address[] memory members = committee.members();
        vm.assertEq(members.length, 3, "members");
        for (uint256 i = 0; i < 3; i++) {
            vm.assertEq(members[i], people[i].addr, "a member");
        }
        vm.assertEq(committee.THRESHOLD(), 2, "threshold");
    }

    function test_members_are_strictly_ascending() public {
        address[] memory list = _addresses(3);
        (list[1], list[2]) = (list[2], list[1]);
        _expectNotAscending(list[2], list);
    }

    function test_nobody_is_a_member_twice() public {
        address[] memory list = _addresses(3);
        list[2] = list[1];
        _expectNotAscending(list[1], list);
    }

    function test_the_zero_address_is_no_member() public {
        address[] memory list = _addresses(3);
        list[0] = address(0);
        _expectNotAscending(address(0), list);
    }

    function _expectNotAscending(address member, address[] memory list) private {
        _expectRefusedCreation(ICommittee.NotAscending.selector, uint160(member), list, 2);
    }

    function test_a_committee_has_1_to_32_members() public {
        _expectRefusedCreation(ICommittee.WrongSize.selector, 0, new address[](0), 0);
        address[] memory list = new address[](33);
        for (uint160 i = 0; i < 33; i++) {
            list[i] = address(i + 1);
        }
        _expectRefusedCreation(ICommittee.WrongSize.selector, 33, list, 17);
        assembly {
            mstore(list, 32)
        }
        vm.assertEq(_deployCommittee(list, 32).members().length, 32, "members");
    }

    function test_the_threshold_is_1_to_all() public {
        _expectRefusedCreation(ICommittee.WrongThreshold.selector, 0, _addresses(3), 0);
        _expectRefusedCreation(ICommittee.WrongThreshold.selector, 4, _addresses(3), 4);
        _expectSigned(_committeeOf(1, 1), _approvalBy(1, 1, MESSAGE));
        _expectSigned(_committeeOf(3, 3), _approvalBy(7, 3, MESSAGE));
    }

    // ------------------------------------------------------------------ signatures

    function test_any_k_of_n_sign_and_no_fewer() public {
        for (uint256 threshold = 1; threshold <= 5; threshold++) {
            ICommittee by = _committeeOf(threshold, 5);
            for (uint256 signers = 0; signers < 32; signers++) {
                uint256 count = 0;
                for (uint256 i = 0; i < 5; i++) {
                    count += signers >> i & 1;
                }
                bytes4 answer = by.isValidSignature(MESSAGE, _approvalBy(signers, 5, MESSAGE));
                vm.assertTrue(answer == (count >= threshold ? SIGNED : REFUSED), "k of n");
            }
        }
    }

    function test_a_signature_over_another_message_counts_for_nothing() public view {
        _expectNotSigned(committee, _approvalBy(3, 3, keccak256("another")));
    }

    function test_one_wrong_signature_spoils_enough_right_ones() public view {
        bytes[] memory signatures = new bytes[](3);
        (signatures[0], signatures[1], signatures[2]) = (_by(0), _by(1), _by(3));
        _expectNotSigned(committee, abi.encode(7, _addresses(3), signatures));
    }

    function test_one_signature_does_not_count_for_two_members() public view {
        _expectNotSigned(committee, abi.encode(3, _addresses(3), _pair(_by(0), _by(0))));
        _expectNotSigned(committee, abi.encode(3, _addresses(3), _pair(_by(1), _by(1))));
    }

    function test_a_member_listed_twice_does_not_count_twice() public view {
        address[] memory list = _addresses(3);
        list[1] = list[0];
        _expectNotSigned(committee, abi.encode(3, list, _pair(_by(0), _by(0))));
    }

    function test_an_outsider_counts_for_nobody() public view {
        _expectNotSigned(committee, abi.encode(3, _addresses(3), _pair(_by(0), _by(3))));
        address[] memory list = _addresses(3);
        list[1] = people[3].addr; // takes the seat of another
        _expectNotSigned(committee, abi.encode(3, list, _pair(_by(0), _by(3))));
        _expectNotSigned(committee, _approvalBy(9, 4, MESSAGE)); // brings a seat along
    }

    function test_signatures_in_another_order_are_refused() public view {
        _expectNotSigned(committee, abi.encode(3, _addresses(3), _pair(_by(1), _by(0))));
        address[] memory list = _addresses(3);
        (list[0], list[1]) = (list[1], list[0]);
        _expectNotSigned(committee, abi.encode(3, list, _pair(_by(1), _by(0))));
    }

    function test_a_shorter_list_of_members_is_refused() public view {
        _expectNotSigned(committee, _approvalBy(3, 2, MESSAGE));
    }

    function test_fewer_signatures_than_signers_are_refused() public view {
        _expectNotSigned(committee, abi.encode(7, _addresses(3), _pair(_by(0), _by(1))));
        _expectNotSigned(committee, abi.encode(3, _addresses(3), new bytes[](0)));
    }

    function test_signers_beyond_the_members_count_for_nobody() public view {
        uint256 all = type(uint256).max;
        _expectNotSigned(committee, abi.encode(all << 3 | 1, _addresses(3), _pair(_by(0), _by(3))));
    }

    function test_a_malleated_a_compact_and_an_empty_signature_count_for_nobody() public view {
        _expectNotSigned(committee, abi.encode(3, _addresses(3), _pair(_by(0), _malleated(_by(1)))));
        _expectNotSigned(committee, abi.encode(3, _addresses(3), _pair(_by(0), "")));
        bytes memory compact = _by(1);
        if (compact[64] == 0x1c) compact[32] |= 0x80;
        assembly {
            mstore(compact, 64)
        }
        _expectNotSigned(committee, abi.encode(3, _addresses(3), _pair(_by(0), compact)));
    }

    function test_a_bare_signature_of_a_member_is_not_the_committees() public {
        _expectNotSigned(committee, _by(0));
        _expectNotSigned(_committeeOf(1, 1), _by(0));
    }

    function testFuzz_bytes_that_are_no_approval_sign_nothing(bytes memory junk) public view {
        _expectNotSigned(committee, junk);
    }

    function testFuzz_a_changed_byte_never_makes_one_signature_two(uint256 at, bytes1 change) public view {
        bytes memory signature = _approvalBy(1, 3, MESSAGE);
        signature[at % signature.length] ^= change;
        _expectNotSigned(committee, signature);
    }

    function testFuzz_a_lone_member_finds_no_encoding_that_passes(uint256[16] memory words) public view {
        // Small words, so that many are offsets and lengths inside the bytes, between the real members and signature.
        bytes memory signature = _approvalBy(1, 3, MESSAGE);
        for (uint256 i = 0; i < 16 && (i + 1) * 32 <= signature.length; i++) {
            if (words[i] % 4 != 0) continue;
            uint256 small = words[i] / 4 % 24 * 16;
            assembly {
                mstore(add(add(signature, 32), mul(i, 32)), small)
            }
        }
        _expectNotSigned(committee, signature);
    }

    // ------------------------------------------------------------------ members that are contracts

    /// @dev 2 of people 0, 1 and `member`; the signatures are of person 0 and of it.
    function _with(address member, bytes memory signature) private returns (ICommittee, bytes memory) {
        address[] memory list = _addresses(3);
        list[2] = member;
        uint256 place = 2;
        for (; place > 0 && list[place] < list[place - 1]; place--) {
            (list[place - 1], list[place]) = (list[place], list[place - 1]);
        }
        uint256 first = place == 0 ? 1 : 0; // where person 0 sits
        bytes[] memory signatures = first < place ? _pair(_by(0), signature) : _pair(signature, _by(0));
        return (_deployCommittee(list, 2), abi.encode(1 << first | 1 << place, list, signatures));
    }

    function test_a_smart_wallet_is_a_member_like_others() public {
        Wallet wallet = new Wallet(stranger.addr);
        (ICommittee by, bytes memory signature) = _with(address(wallet), wallet.approve(MESSAGE));
        _expectSigned(by, signature);
        (by, signature) = _with(address(wallet), _signDigest(stranger, MESSAGE));
        _expectSigned(by, signature);
        (by, signature) = _with(address(wallet), _by(4));
        _expectNotSigned(by, signature);
    }

    function test_a_wallet_that_approved_on_chain_needs_no_bytes() public {
        // Says the magic value to anything.
        vm.etch(address(0x1271), hex"631626ba7e60e01b5f5260205ff3");
        (ICommittee by, bytes memory signature) = _with(address(0x1271), "");
        _expectSigned(by, signature);
    }

    function test_a_committee_is_a_member_like_others() public {
        address[] memory list = new address[](2);
        (list[0], list[1]) = (people[3].addr, people[4].addr);
        ICommittee inner = _deployCommittee(list, 2);
        (ICommittee outer, bytes memory signature) = _with(address(inner), abi.encode(3, list, _pair(_by(3), _by(4))));
        _expectSigned(outer, signature);
        (outer, signature) = _with(address(inner), abi.encode(1, list, _pair(_by(3), "")));
        _expectNotSigned(outer, signature);
        (outer, signature) = _with(address(inner), "junk");
        _expectNotSigned(outer, signature);
    }

    function test_a_delegated_account_signs_with_its_own_key() public {
        vm.etch(people[1].addr, hex"5f5ffd"); // EIP-7702 code that knows nothing of ERC-1271
        _expectSigned(committee, _approvalBy(3, 3, MESSAGE));
    }

    function test_a_member_that_misbehaves_signs_nothing_and_hinders_nobody() public {
        bytes[6] memory codes = [
            bytes(hex"5f5ffd"), // reverts
            hex"00", // answers nothing
            hex"631626ba7e60e01b5f5260045ff3", // the magic value, but 4 bytes instead of a word
            hex"60015f5260205ff3", // true
            hex"5b5f56", // burns all gas
            hex"621000005ff3" // answers a megabyte of nothing
        ];
        for (uint256 i = 0; i < codes.length; i++) {
            vm.etch(address(0x1271), codes[i]);
            (ICommittee by, bytes memory signature) = _with(address(0x1271), hex"01");
            _expectNotSigned(by, signature);
            // The others sign without it.
            address[] memory list = by.members(); // it comes first
            _expectSigned(by, abi.encode(6, list, _pair(_by(0), _by(1))));
        }
    }

    function test_a_member_cannot_write_while_it_is_asked() public {
        // It stores before it gives the magic value: under staticcall that reverts.
        vm.etch(address(0x1271), hex"60015f55631626ba7e60e01b5f5260205ff3");
        (ICommittee by, bytes memory signature) = _with(address(0x1271), hex"01");
        _expectNotSigned(by, signature);
    }

    function test_a_member_that_asks_the_committee_back_gains_nothing() public {
        Reentrant member = new Reentrant();
        (ICommittee by, bytes memory signature) = _with(address(member), hex"01");
        member.aim(by, MESSAGE, signature);
        _expectNotSigned(by, signature); // asks for ever, until the gas is used up
        member.aim(by, MESSAGE, hex"");
        _expectNotSigned(by, signature); // says what the committee says of nothing: no
    }
}

/// @notice Answers what the committee answers to a signature of its choice.
contract Reentrant {
    ICommittee private _committee;
    bytes32 private _hash;
    bytes private _signature;

    function aim(ICommittee committee, bytes32 hash, bytes calldata signature) external {
        (_committee, _hash, _signature) = (committee, hash, signature);
    }

    function isValidSignature(bytes32, bytes calldata) external view returns (bytes4) {
        return _committee.isValidSignature(_hash, _signature);
    }
}

/// @notice A committee of 2 of 3 in every role, on the escrow and the token as they are.
contract CommitteeAtWorkTest is CommitteeGround {
    ICommittee internal committee;
    Terms internal terms;

    function setUp() public override {
        super.setUp();
        committee = _committeeOf(2, 3);
        terms = _terms();
    }

    /// @dev By members 0 and 2, over the escrow's domain.
    function _together(bytes32 structHash) private view returns (bytes memory) {
        return _approvalBy(5, 3, _escrowDigest(structHash));
    }

    function _alone(bytes32 structHash) private view returns (bytes memory) {
        return _approvalBy(1, 3, _escrowDigest(structHash));
    }

    // ------------------------------------------------------------------ evaluator

    function test_a_committee_releases() public {
        terms.gate.evaluator = address(committee);
        _fund(terms);
        bytes32 verdict = _verdictHash(terms, AMOUNT, REPORT);
        _expectBadSignature(address(committee));
        escrow.release(terms.gate, _dealHash(terms.deal), REPORT, _alone(verdict));
        escrow.release(terms.gate, _dealHash(terms.deal), REPORT, _together(verdict));
        _expectPaid(AMOUNT, AMOUNT, 0, 0);
    }

    function test_a_committee_settles_and_escalates() public {
        terms.gate.evaluator = address(committee);
        _fund(terms);
        bytes32 verdict = _verdictHash(terms, 600e6, REPORT);
        _expectBadSignature(address(committee));
        escrow.settle(terms, 600e6, REPORT, _alone(verdict));
        escrow.settle(terms, 600e6, REPORT, _together(verdict));
        _expectPaid(AMOUNT, 600e6, 0, 400e6);

        terms.deal.salt = "undecided";
        bytes32 pactId = _fund(terms);
        bytes32 escalation = _escalationHash(terms, REPORT);
        _expectBadSignature(address(committee));
        escrow.escalate(terms, REPORT, _alone(escalation));
        escrow.escalate(terms, REPORT, _together(escalation));
        _expectPact(pactId, Status.Disputed, AMOUNT);
    }

    function test_a_committee_releases_a_batch() public {
        terms.gate.evaluator = address(committee);
        Passes[] memory groups = new Passes[](1);
        (groups[0].gate, groups[0].deals, groups[0].reports) = (terms.gate, new bytes32[](2), REPORT);
        for (uint256 i = 0; i < 2; i++) {
            terms.deal.salt = bytes32(i);
            _fund(terms);
            groups[0].deals[i] = _dealHash(terms.deal);
        }
        _expectBadSignature(address(committee));
        escrow.releaseBatch(groups, _alone(_batchHash(groups)));
        escrow.releaseBatch(groups, _together(_batchHash(groups)));
        _expectPaid(2 * AMOUNT, 2 * AMOUNT, 0, 0);
    }

    function test_a_verdict_on_one_pact_moves_no_other() public {
        terms.gate.evaluator = address(committee);
        _fund(terms);
        bytes memory signature = _together(_verdictHash(terms, AMOUNT, REPORT));
        terms.deal.salt = "other";
        bytes32 other = _fund(terms);
        _expectBadSignature(address(committee));
        escrow.release(terms.gate, _dealHash(terms.deal), REPORT, signature);
        _expectPact(other, Status.Funded, AMOUNT);
    }

    function test_a_verdict_of_one_committee_is_not_that_of_another_with_the_same_members() public {
        terms.gate.evaluator = address(committee);
        _fund(terms);
        bytes memory signature = _together(_verdictHash(terms, AMOUNT, REPORT));
        terms.gate.evaluator = address(_committeeOf(1, 3));
        _fund(terms);
        _expectBadSignature(terms.gate.evaluator);
        escrow.release(terms.gate, _dealHash(terms.deal), REPORT, signature);
    }

    function test_a_member_alone_is_not_the_evaluator() public {
        terms.gate.evaluator = address(committee);
        _fund(terms);
        bytes memory bare = _sign(people[0], _verdictHash(terms, AMOUNT, REPORT));
        _expectBadSignature(address(committee));
        escrow.release(terms.gate, _dealHash(terms.deal), REPORT, bare);
        _expectBadSignature(address(committee));
        vm.prank(people[0].addr);
        escrow.release(terms.gate, _dealHash(terms.deal), REPORT, "");
    }

    // ------------------------------------------------------------------ arbiter

    function test_a_committee_rules() public {
        terms.deal.arbiter = address(committee);
        bytes32 pactId = _disputed(terms);
        bytes32 ruling = _rulingHash(terms, 300e6, 700e6, RULING);
        _expectBadSignature(address(committee));
        escrow.rule(terms, 300e6, RULING, _alone(ruling));
        _expectBadSignature(address(committee));
        escrow.rule(terms, 300e6, RULING, _together(_rulingHash(terms, 700e6, 300e6, RULING)));
        escrow.rule(terms, 300e6, RULING, _together(ruling));
        _expectPact(pactId, Status.Closed, 0);
        _expectPaid(300e6, 300e6, 0, 0);
    }

    function test_a_member_that_burns_gas_does_not_keep_the_others_from_ruling() public {
        terms.deal.arbiter = address(committee);
        _disputed(terms);
        vm.etch(people[1].addr, hex"5b5f56");
        bytes32 ruling = _rulingHash(terms, 300e6, 700e6, RULING);
        escrow.rule(terms, 300e6, RULING, _together(ruling)); // of 0 and 2
        _expectPaid(300e6, 300e6, 0, 0);
    }

    // ------------------------------------------------------------------ party

    function test_a_committee_buys_is_refunded_and_moves_the_refund_on() public {
        terms.deal.buyer = address(committee);
        usdc.mint(address(committee), AMOUNT);
        bytes32 payment = _authorizationHash(
            "ReceiveWithAuthorization", address(committee), address(escrow), AMOUNT, 0, terms.deal.fundBy, _id(terms)
        );
        bytes32 pactId = escrow.fund(terms, _togetherForToken(payment));
        _expectPact(pactId, Status.Funded, AMOUNT);

        bytes memory refund = _sign(provider, _consentHash(terms, 0, AMOUNT));
        escrow.consent(terms, 0, AMOUNT, "", refund);
        vm.assertEq(usdc.balanceOf(address(committee)), AMOUNT, "refunded");

        bytes32 onward = _authorizationHash(
            "TransferWithAuthorization", address(committee), stranger.addr, AMOUNT, 0, START + 1, "onward"
        );
        usdc.transferWithAuthorization(
            address(committee), stranger.addr, AMOUNT, 0, START + 1, "onward", _togetherForToken(onward)
        );
        vm.assertEq(usdc.balanceOf(stranger.addr), AMOUNT, "moved on");
    }

    function _togetherForToken(bytes32 structHash) private view returns (bytes memory) {
        bytes32 separator = _separator("USD Coin", "2", block.chainid, address(usdc));
        return _approvalBy(5, 3, _digest(separator, structHash));
    }

    function test_a_committee_provides_delivers_disputes_and_consents() public {
        terms.deal.provider = address(committee);
        bytes32 pactId = _fund(terms);
        bytes32 delivery = _deliveryHash(terms, DELIVERABLE);
        _expectBadSignature(address(committee));
        escrow.deliver(terms.gate, _dealHash(terms.deal), DELIVERABLE, _alone(delivery));
        escrow.deliver(terms.gate, _dealHash(terms.deal), DELIVERABLE, _together(delivery));
        _settle(terms, 0);
        bytes32 dispute = _disputeHash(terms, STATEMENT);
        _expectBadSignature(address(committee));
        escrow.dispute(terms, address(committee), STATEMENT, _alone(dispute));
        escrow.dispute(terms, address(committee), STATEMENT, _together(dispute));
        _expectPact(pactId, Status.Disputed, AMOUNT);

        bytes32 consent = _consentHash(terms, 400e6, 600e6);
        bytes memory agreed = _sign(buyer, consent);
        _expectBadSignature(address(committee));
        escrow.consent(terms, 400e6, 600e6, agreed, _alone(consent));
        escrow.consent(terms, 400e6, 600e6, agreed, _together(consent));
        vm.assertEq(usdc.balanceOf(address(committee)), 400e6, "the committee's");
    }

    // ------------------------------------------------------------------ what members must know

    function test_who_stands_on_both_sides_consents_for_both_with_one_signature() public {
        // As Committee.sol warns: the message does not say whose consent it is.
        (terms.deal.buyer, terms.deal.provider) = (address(committee), people[0].addr);
        usdc.mint(address(committee), AMOUNT);
        bytes32 payment = _authorizationHash(
            "ReceiveWithAuthorization", address(committee), address(escrow), AMOUNT, 0, terms.deal.fundBy, _id(terms)
        );
        escrow.fund(terms, _togetherForToken(payment));
        bytes32 consent = _consentHash(terms, 1e6, AMOUNT - 1e6);
        escrow.consent(terms, 1e6, AMOUNT - 1e6, _together(consent), _sign(people[0], consent));
        vm.assertEq(usdc.balanceOf(people[0].addr), 1e6, "the provider's");
    }
}

contract CommitteeEdgeTest is CommitteeGround {
    function _alone(address member) private returns (ICommittee by, address[] memory list, bytes[] memory signatures) {
        (list, signatures) = (new address[](1), new bytes[](1));
        list[0] = member;
        by = _deployCommittee(list, 1);
    }

    function test_a_bit_beyond_the_members_is_nobodys() public {
        ICommittee by = _committeeOf(2, 3);
        (, address[] memory list, bytes[] memory signatures) =
            abi.decode(_approvalBy(3, 3, MESSAGE), (uint256, address[], bytes[]));
        vm.assertTrue(by.isValidSignature(MESSAGE, abi.encode(3 | 1 << 3, list, signatures)) == SIGNED, "signed");
    }

    /// @dev A precompile has no code and answers all the same, the identity with the very selector that means yes.
    function test_a_precompile_signs_nothing() public {
        (ICommittee by, address[] memory list, bytes[] memory signatures) = _alone(address(4));
        vm.assertTrue(by.isValidSignature(bytes32(0), abi.encode(1, list, signatures)) == REFUSED, "refused");
    }

    /// @dev Every signature is somebody's; nobody has this one's key.
    function test_half_the_order_is_the_highest_s() public {
        uint256 half = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0;
        bytes32 r = 0x79BE667EF9DCBBAC55A06295CE870B07029BFCDB2DCE28D959F2815B16F81798; // x of the curve's generator
        for (uint256 s = half; s <= half + 1; s++) {
            (ICommittee by, address[] memory list, bytes[] memory signatures) =
                _alone(ecrecover(MESSAGE, 27, r, bytes32(s)));
            signatures[0] = abi.encodePacked(r, s, uint8(27));
            bytes4 want = s == half ? SIGNED : REFUSED;
            vm.assertTrue(by.isValidSignature(MESSAGE, abi.encode(1, list, signatures)) == want, vm.toString(s - half));
        }
    }
}
