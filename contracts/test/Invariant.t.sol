// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Passes, Status, Terms} from "../src/IPactEscrow.sol";
import {EscrowTest} from "./EscrowTest.sol";
import {vm} from "./Vm.sol";

/// @notice Everybody's moves, in any order, at any time, on pacts of different terms, with a token that pauses and
/// blacklists. A move that the escrow refuses changes nothing, so the fuzzer need not know the rules.
contract World is EscrowTest {
    uint256 internal constant PACTS = 6;
    uint256 public donated;
    bool public fundedTwice;
    mapping(bytes32 pactId => uint256) private _fundings;

    constructor() {
        setUp();
    }

    /// @dev Six pacts: with and without arbiter, fee, upfront share and challenge window.
    function termsOf(uint256 n) public view returns (Terms memory terms) {
        n %= PACTS;
        terms = n % 3 == 2 ? _termsWithoutArbiter() : _terms();
        if (n % 2 == 1) terms = _withFee(terms, 333);
        if (n == 1 || n == 2) terms.deal.upfront = AMOUNT / 7;
        if (n == 3 || n == 4) terms.gate.challengeWindow = 1 days;
        terms.deal.amount += uint88(n); // odd amounts, so that shares round
        terms.deal.salt = bytes32(n);
        (terms.deal.fundBy, terms.gate.evaluateBy) = (uint40(START + 2 days), uint40(START + 3 days));
    }

    function parties() public view returns (address[6] memory) {
        return [buyer.addr, provider.addr, feeTo, arbiter.addr, evaluator.addr, stranger.addr];
    }

    // ------------------------------------------------------------------ moves

    function fund(uint256 n) external {
        Terms memory terms = termsOf(n);
        _count(escrow.fund(terms, _authorization(terms)));
    }

    function fundByAllowance(uint256 n) external {
        vm.prank(buyer.addr);
        usdc.approve(address(escrow), type(uint256).max);
        vm.prank(buyer.addr);
        _count(escrow.fundByAllowance(termsOf(n)));
    }

    function _count(bytes32 pactId) private {
        if (_fundings[pactId]++ != 0) fundedTwice = true; // read by the invariant: here a failure would be one more refusal
    }

    function deliver(uint256 n) external {
        _deliver(termsOf(n));
    }

    function release(uint256 n) external {
        _release(termsOf(n));
    }

    function settle(uint256 n, uint256 share) external {
        Terms memory terms = termsOf(n);
        _settle(terms, _part(terms.deal.amount - terms.deal.upfront, share));
    }

    /// @dev Two pacts of one gate, one of them possibly twice.
    function releaseBatch(uint256 n, uint256 m) external {
        Passes[] memory groups = new Passes[](1);
        groups[0] = Passes(termsOf(n).gate, new bytes32[](3), REPORT);
        groups[0].deals[0] = _dealHash(termsOf(n).deal);
        groups[0].deals[1] = _dealHash(termsOf(m).deal);
        groups[0].deals[2] = _dealHash(termsOf(n).deal);
        escrow.releaseBatch(groups, _sign(evaluator, _batchHash(groups)));
    }

    function dispute(uint256 n, bool byBuyer) external {
        _dispute(termsOf(n), byBuyer ? buyer : provider);
    }

    function escalate(uint256 n) external {
        _escalate(termsOf(n));
    }

    function rule(uint256 n, uint256 share) external {
        (,, uint256 held,,) = escrow.pact(_id(termsOf(n)));
        uint88 providerAmount = _part(uint88(held), share);
        _rule(termsOf(n), providerAmount, uint88(held) - providerAmount);
    }

    function consent(uint256 n, uint256 share) external {
        (,, uint256 held,,) = escrow.pact(_id(termsOf(n)));
        uint88 providerAmount = _part(uint88(held), share);
        _consent(termsOf(n), providerAmount, uint88(held) - providerAmount);
    }

    function finalize(uint256 n) external {
        escrow.finalize(termsOf(n));
    }

    function withdraw(uint256 who) external {
        escrow.withdraw(parties()[who % 6]);
    }

    function donate(uint256 amount) external {
        amount %= 1e6;
        vm.prank(feeTo);
        usdc.transfer(address(escrow), amount);
        donated += amount;
    }

    function pass(uint256 time) external {
        vm.warp(block.timestamp + time % 12 hours);
    }

    function blacklist(uint256 who) external {
        usdc.blacklist(parties()[who % 3]);
    }

    function unBlacklist(uint256 who) external {
        usdc.unBlacklist(parties()[who % 3]);
    }

    function pauseOrGoOn(uint256 mostlyOn) external {
        if (mostlyOn % 8 == 0) usdc.pause();
        else usdc.unpause();
    }

    /// @dev Nothing at all, then everything or some of it.
    function _part(uint88 whole, uint256 share) private pure returns (uint88) {
        if (share % 4 == 0) return 0;
        if (share % 4 == 1) return whole;
        return uint88(share % (uint256(whole) + 1));
    }

    function moves() external pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](17);
        selectors[0] = this.fund.selector;
        selectors[1] = this.fundByAllowance.selector;
        selectors[2] = this.deliver.selector;
        selectors[3] = this.release.selector;
        selectors[4] = this.settle.selector;
        selectors[5] = this.releaseBatch.selector;
        selectors[6] = this.dispute.selector;
        selectors[7] = this.escalate.selector;
        selectors[8] = this.rule.selector;
        selectors[9] = this.consent.selector;
        selectors[10] = this.finalize.selector;
        selectors[11] = this.withdraw.selector;
        selectors[12] = this.donate.selector;
        selectors[13] = this.pass.selector;
        selectors[14] = this.blacklist.selector;
        selectors[15] = this.unBlacklist.selector;
        selectors[16] = this.pauseOrGoOn.selector;
    }

    // ------------------------------------------------------------------ what the invariants read

    /// @dev What everybody named in terms, the bystanders and the escrow have together.
    function total() external view returns (uint256 sum) {
        sum = escrowBalance() + bystanders();
        for (uint256 i = 0; i < 3; i++) {
            sum += usdc.balanceOf(parties()[i]);
        }
    }

    function bystanders() public view returns (uint256 sum) {
        for (uint256 i = 3; i < 6; i++) {
            sum += usdc.balanceOf(parties()[i]) + escrow.owed(parties()[i]);
        }
    }

    function escrowBalance() public view returns (uint256) {
        return usdc.balanceOf(address(escrow));
    }

    function debts() public view returns (uint256 sum) {
        for (uint256 i = 0; i < 6; i++) {
            sum += escrow.owed(parties()[i]);
        }
    }

    function live() external view returns (uint256 sum) {
        for (uint256 n = 0; n < PACTS; n++) {
            (,, uint256 held,,) = escrow.pact(_id(termsOf(n)));
            sum += held;
        }
    }

    /// @dev Long after every deadline, with a token that works, anyone ends everything.
    function endEverything() external {
        usdc.unpause();
        for (uint256 i = 0; i < 6; i++) {
            usdc.unBlacklist(parties()[i]);
        }
        for (uint256 round = 0; round < 2; round++) {
            vm.warp(block.timestamp + 365 days);
            for (uint256 n = 0; n < PACTS; n++) {
                (Status status,,,,) = escrow.pact(_id(termsOf(n)));
                if (status == Status.None || status == Status.Closed) continue;
                vm.prank(stranger.addr);
                escrow.finalize(termsOf(n));
            }
        }
        for (uint256 i = 0; i < 6; i++) {
            if (escrow.owed(parties()[i]) != 0) escrow.withdraw(parties()[i]);
        }
    }
}

/// @notice The invariants of the design, after any sequence of moves.
contract InvariantTest {
    World private world;
    uint256 private total;

    struct FuzzSelector {
        address addr;
        bytes4[] selectors;
    }

    function setUp() public {
        world = new World();
        total = world.total();
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

    function invariant_money_is_where_the_pacts_say() public view {
        vm.assertEq(world.escrowBalance(), world.live() + world.debts() + world.donated(), "the escrow's balance");
        vm.assertEq(world.total(), total, "everybody's together");
        vm.assertTrue(!world.fundedTwice(), "a pact is funded once, even when it was closed since");
        vm.assertEq(world.bystanders(), 0, "arbiter, evaluator and stranger are never paid");
    }

    /// @dev After each run: every pact has an exit that anyone can take.
    function afterInvariant() public {
        world.endEverything();
        vm.assertEq(world.live(), 0, "held");
        vm.assertEq(world.debts(), 0, "owed");
        vm.assertEq(world.escrowBalance(), world.donated(), "only donations stay");
        vm.assertEq(world.total(), total, "everybody's together");
    }
}
