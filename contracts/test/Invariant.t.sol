// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {IPactEscrow, Passes, Status, Terms} from "../src/IPactEscrow.sol";
import {EscrowTest} from "./EscrowTest.sol";
import {Mood} from "./Hostile.sol";
import {World} from "./World.sol";
import {vm} from "./Vm.sol";

/// @notice The seven invariants of the design, after any sequence of moves, each in a campaign of its own. script/broken.mjs
/// proves that each notices an escrow that breaks it.
contract InvariantTest {
    World private world;
    uint256 private elsewhere;

    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    function setUp() public {
        world = new World();
        elsewhere = world.elsewhere();
    }

    /// @dev What the fuzzer may call: of the contracts the World made, only the World.
    function targetContracts() public view returns (address[] memory targets) {
        targets = new address[](1);
        targets[0] = address(world);
    }

    function targetSelectors() public view returns (FuzzSelector[] memory targets) {
        targets = new FuzzSelector[](1);
        targets[0] = FuzzSelector(address(world), world.moves());
    }

    /// @dev What the world noticed at the moves themselves.
    modifier sawNone(uint256 number) {
        string memory violation = world.violation(number);
        vm.assertTrue(bytes(violation).length == 0, violation);
        _;
    }

    function invariant_1_live_pacts_and_debts_are_the_escrows_balance_less_donations() public view sawNone(1) {
        vm.assertEq(world.live() + world.debts() + world.donated(), world.balance(), "live pacts, debts and donations");
    }

    function invariant_2_what_a_pact_pays_adds_up_to_what_was_funded_once() public view sawNone(2) {}

    function invariant_3_only_addresses_in_the_terms_are_paid() public view sawNone(3) {
        vm.assertEq(world.elsewhere(), elsewhere, "USDC of nobody in any terms");
    }

    function invariant_4_every_funded_pact_has_an_exit_that_anyone_takes() public sawNone(4) {
        vm.assertTrue(world.hasExit(), "a pact cannot be ended");
    }

    function invariant_5_a_payee_that_cannot_be_paid_blocks_nobody_and_is_owed() public sawNone(5) {
        vm.assertTrue(world.paysDebts(), "what is owed cannot be withdrawn");
    }

    function invariant_6_a_closed_pact_is_never_funded_or_settled_again() public view sawNone(6) {}

    function invariant_7_what_is_late_or_signed_for_another_pact_is_refused() public view sawNone(7) {}
}

/// @notice A campaign whose moves were all refused would prove nothing: a walk through some worlds, always the same, makes
/// every move, meets every refusal, reaches every status and plays every trick.
contract CampaignTest {
    mapping(string what => uint256) private _seen;

    function setUp() public {
        uint256 seed = 1;
        for (uint256 n = 0; n < 5; n++) {
            World world = new World();
            bytes4[] memory moves = world.moves();
            for (uint256 i = 0; i < 200; i++) {
                seed = uint256(keccak256(abi.encode(seed)));
                (bool ok,) = address(world).call(abi.encodeWithSelector(moves[seed % moves.length], seed));
                vm.assertTrue(ok, "a move of the world reverts, instead of noting what the escrow answered");
            }
            _note(world);
        }
    }

    function _note(World world) private {
        (string[14] memory names, bytes4[14] memory calls) = _calls();
        for (uint256 i = 0; i < calls.length; i++) {
            _seen[names[i]] += world.succeeded(calls[i]);
            _seen[string.concat(names[i], " refused")] += world.refused(calls[i]);
        }
        for (uint256 i = 1; i <= uint256(type(Status).max); i++) {
            _seen[string.concat("status ", vm.toString(i))] += world.reached(Status(i));
        }
        for (uint256 i = 0; i <= uint256(type(Mood).max); i++) {
            _seen[string.concat("a signer in mood ", vm.toString(i))] += world.asked(Mood(i));
        }
        for (uint256 i = 0; i < 9; i++) {
            _seen[_tricks()[i]] += world.tried(_tricks()[i]);
        }
    }

    function _expectSeen(string memory what) private view {
        vm.assertTrue(_seen[what] != 0, string.concat("never seen: ", what));
    }

    function test_every_call_succeeds_somewhere_and_is_refused_somewhere() public view {
        (string[14] memory names,) = _calls();
        for (uint256 i = 0; i < names.length; i++) {
            _expectSeen(names[i]);
            _expectSeen(string.concat(names[i], " refused"));
        }
    }

    function test_every_status_is_reached() public view {
        for (uint256 i = 1; i <= uint256(type(Status).max); i++) {
            _expectSeen(string.concat("status ", vm.toString(i)));
        }
    }

    function test_signers_are_asked_in_every_mood() public view {
        for (uint256 i = 0; i <= uint256(type(Mood).max); i++) {
            _expectSeen(string.concat("a signer in mood ", vm.toString(i)));
        }
    }

    function test_every_trick_is_tried() public view {
        for (uint256 i = 0; i < 9; i++) {
            _expectSeen(_tricks()[i]);
        }
    }

    function _tricks() private pure returns (string[9] memory) {
        return [
            "a forged signature",
            "a replay",
            "a replay on another contract",
            "a replay on another chain",
            "gas cut short",
            "a debt",
            "a permit carried before the pact",
            "a batch of several gates",
            "a batch of settled and unsettled pacts"
        ];
    }

    function _calls() private pure returns (string[14] memory names, bytes4[14] memory calls) {
        names = [
            "fund",
            "fundBatch",
            "fundByAllowance",
            "fundByPermit",
            "deliver",
            "release",
            "settle",
            "releaseBatch",
            "dispute",
            "escalate",
            "rule",
            "consent",
            "finalize",
            "withdraw"
        ];
        calls = [
            IPactEscrow.fund.selector,
            IPactEscrow.fundBatch.selector,
            IPactEscrow.fundByAllowance.selector,
            IPactEscrow.fundByPermit.selector,
            IPactEscrow.deliver.selector,
            IPactEscrow.release.selector,
            IPactEscrow.settle.selector,
            IPactEscrow.releaseBatch.selector,
            IPactEscrow.dispute.selector,
            IPactEscrow.escalate.selector,
            IPactEscrow.rule.selector,
            IPactEscrow.consent.selector,
            IPactEscrow.finalize.selector,
            IPactEscrow.withdraw.selector
        ];
    }
}

/// @notice What random gas hardly hits: every amount of it that is a little too little.
contract StarvedBatchTest is EscrowTest {
    function test_a_relayer_cannot_turn_a_batchs_payments_into_debts_by_starving_them_of_gas() public {
        Passes[] memory groups = new Passes[](1);
        groups[0] = Passes(_withFee(_terms(), 100).gate, new bytes32[](3), REPORT);
        Party[3] memory providers = [provider, arbiter, stranger];
        for (uint256 i = 0; i < 3; i++) {
            Terms memory terms = _withFee(_terms(), 100);
            terms.deal.provider = providers[i].addr;
            _fund(terms);
            groups[0].deals[i] = _dealHash(terms.deal);
        }
        bytes memory call = abi.encodeCall(escrow.releaseBatch, (groups, _sign(evaluator, _batchHash(groups))));
        bool ok;
        for (uint256 gas_ = 20_000; !ok && gas_ < 400_000; gas_ += 53) {
            (ok,) = address(escrow).call{gas: gas_}(call);
            vm.assertEq(escrow.owed(feeTo), 0, "owed to the fee's receiver");
            for (uint256 i = 0; i < 3; i++) {
                vm.assertEq(escrow.owed(providers[i].addr), 0, "owed to a provider");
            }
        }
        vm.assertTrue(ok, "released, once the gas suffices");
    }
}
