// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Deal, Gate, IPactEscrow, Passes, Status, Terms} from "../src/IPactEscrow.sol";
import {EscrowTest} from "./EscrowTest.sol";
import {HostileSigner, Mood} from "./Hostile.sol";
import {vm} from "./Vm.sol";

/// @notice What the world knows of a pact: its terms, and what it saw of it.
struct Seen {
    Terms terms;
    bytes32 id;
    bytes32 gate;
    bytes32 deal;
    Status status;
    uint256 held;
    uint256 providerHeld;
    uint256 since; // when it came to be withheld or disputed
    uint256 funded; // all that was ever funded
    uint256 paid; // all that was ever paid, upfront share included
}

/// @notice Everybody's moves, drawn from one seed each: mostly moves that fit a pact and its time, sometimes wrong ones, by
/// parties of which two are contracts that may turn hostile, with a token that pauses and blacklists, carried by a relayer
/// who may cut the gas short. No move reverts. What a move did is compared with what it may do, and each violation is kept
/// under the number its invariant has in the design, for the invariants to read.
contract World is EscrowTest {
    uint256 private constant PACTS = 24; // at most
    uint256 private constant EOAS = 4; // the first parties; the other two are contracts
    uint256 private constant MANY = type(uint256).max;
    uint256 private constant GAS = 3_000_000; // more than any call needs, unless a signer burns it

    Seen[] private _pacts;
    Party[] private _parties; // anybody may be buyer, provider, evaluator or arbiter
    mapping(address party => uint256) private _keys;
    mapping(address party => Mood) private _moods;
    IPactEscrow private _twin; // another escrow for the same token

    address[] private _accounts; // everybody who may come to have USDC
    mapping(address account => uint256) private _wealth; // as last seen: the account's USDC and what is owed to it
    mapping(address account => uint256) private _debts; // as last seen: what is owed to it
    mapping(address account => uint256) private _due; // within one move: the most that the pacts that moved may pay it
    mapping(address account => bool) private _pays; // within one move: whether it funded a pact
    uint256 public live; // as last seen: what all pacts hold
    uint256 public debts; // as last seen: what is owed to all accounts
    uint256 public known; // as last seen: the USDC of all accounts
    uint256 public donated;

    bytes[8] private _carried; // calls with signatures that the escrow accepted, for replay
    uint256 private _carriedCount;
    uint256 private _moved; // the pact that moved last
    bool private _isChanged; // whether the escrow accepted anything in this turn

    uint256 private _dice;
    address private _caller;
    bool private _misled; // what is signed is about another pact
    bool private _byProvider; // who disputes
    string private _wrong; // why the escrow must refuse the move

    mapping(uint256 invariant_ => string) public violation;
    mapping(bytes4 call_ => uint256) public succeeded;
    mapping(bytes4 call_ => uint256) public refused;
    mapping(Status => uint256) public reached;
    mapping(string trick => uint256) public tried;
    mapping(Mood => uint256) public asked; // for a signature

    constructor() {
        setUp();
        _twin = _deployEscrow();
        for (uint256 i = 0; i < 6; i++) {
            Party memory party = _party(string.concat("party ", vm.toString(i)));
            if (i >= EOAS) party.addr = address(new HostileSigner(party.addr));
            _parties.push(party);
            _keys[party.addr] = party.key;
            _accounts.push(party.addr);
            usdc.mint(party.addr, SAVINGS);
            _wealth[party.addr] = SAVINGS;
            known += SAVINGS;
        }
        _keys[address(0)] = stranger.key; // who signs where the terms name no arbiter
        _accounts.push(stranger.addr);
        _accounts.push(feeTo);
        _accounts.push(address(usdc)); // cannot be paid: USDC blacklists itself
        _wealth[feeTo] = SAVINGS;
        known += SAVINGS;
        _pacts.push(_draw(address(0)));
    }

    function moves() external pure returns (bytes4[] memory selectors) {
        selectors = new bytes4[](20);
        selectors[0] = this.fund.selector;
        selectors[1] = this.fundBatch.selector;
        selectors[2] = this.fundByAllowance.selector;
        selectors[3] = this.fundByPermit.selector;
        selectors[4] = this.deliver.selector;
        selectors[5] = this.release.selector;
        selectors[6] = this.settle.selector;
        selectors[7] = this.releaseBatch.selector;
        selectors[8] = this.dispute.selector;
        selectors[9] = this.escalate.selector;
        selectors[10] = this.rule.selector;
        selectors[11] = this.consent.selector;
        selectors[12] = this.finalize.selector;
        selectors[13] = this.withdraw.selector;
        selectors[14] = this.replay.selector;
        selectors[15] = this.turnHostile.selector;
        selectors[16] = this.pass.selector;
        selectors[17] = this.blacklist.selector;
        selectors[18] = this.pause.selector;
        selectors[19] = this.donate.selector;
    }

    // ------------------------------------------------------------------ funding

    function fund(uint256 seed) external turn(seed) {
        uint256 n = _pickToFund(address(0));
        Terms memory meant = _meant(n);
        bytes32 message = _paymentHash(meant.deal.buyer, meant.deal.amount, meant.deal.fundBy, _id(meant));
        bytes memory signature = _signature(_pacts[n].terms.deal.buyer, _tokenDigest(message));
        _play(n, abi.encodeCall(escrow.fund, (_pacts[n].terms, signature)));
        _forgetUnfunded();
    }

    function fundBatch(uint256 seed) external turn(seed) {
        Terms[] memory terms = new Terms[](1 + _roll(3));
        bytes32[] memory ids = new bytes32[](terms.length);
        uint256 amount;
        uint256 validBefore = type(uint256).max;
        for (uint256 i = 0; i < terms.length; i++) {
            uint256 n = _pickToFund(i == 0 || _roll(16) == 0 ? address(0) : terms[0].deal.buyer);
            (terms[i], ids[i]) = (_pacts[n].terms, _pacts[n].id);
            if (terms[i].deal.buyer != terms[0].deal.buyer) _wrong = "one buyer paid for another";
            amount += terms[i].deal.amount;
            if (terms[i].deal.fundBy < validBefore) validBefore = terms[i].deal.fundBy;
        }
        address payer = terms[0].deal.buyer;
        bytes32 message = _paymentHash(payer, amount, validBefore, keccak256(abi.encodePacked(ids)));
        _play(MANY, abi.encodeCall(escrow.fundBatch, (terms, _signature(payer, _tokenDigest(message)))));
        _forgetUnfunded();
    }

    function fundByAllowance(uint256 seed) external turn(seed) {
        uint256 n = _pickToFund(address(0));
        Deal memory deal = _pacts[n].terms.deal;
        vm.prank(deal.buyer);
        try usdc.approve(address(escrow), type(uint256).max) {} catch {}
        if (_roll(8) != 0) _caller = deal.buyer;
        else _wrong = "somebody else spent the buyer's allowance";
        _play(n, abi.encodeCall(escrow.fundByAllowance, (_pacts[n].terms)));
        _forgetUnfunded();
    }

    function fundByPermit(uint256 seed) external turn(seed) {
        uint256 n = _pickToFund(address(0));
        Deal memory deal = _pacts[n].terms.deal;
        uint256 deadline = block.timestamp + 1;
        bytes32 message = _permitHash(deal.buyer, address(escrow), deal.amount, usdc.nonces(deal.buyer), deadline);
        bytes memory permit = _signDigest(Party(deal.buyer, _keys[deal.buyer]), _tokenDigest(message));
        if (_roll(4) == 0) {
            tried["a permit carried before the pact"]++;
            try usdc.permit(deal.buyer, address(escrow), deal.amount, deadline, permit) {} catch {}
        }
        bytes memory signature = _says(deal.buyer, _fundingHash(_meant(n)));
        _play(n, abi.encodeCall(escrow.fundByPermit, (_pacts[n].terms, signature, deadline, permit)));
        _forgetUnfunded();
    }

    // ------------------------------------------------------------------ work and verdict

    function deliver(uint256 seed) external turn(seed) {
        uint256 n = _pick(IPactEscrow.deliver.selector);
        Seen storage p = _pacts[n];
        bytes memory signature = _says(p.terms.deal.provider, _deliveryHash(_meant(n), DELIVERABLE));
        _play(n, abi.encodeCall(escrow.deliver, (p.terms.gate, p.deal, DELIVERABLE, signature)));
    }

    function release(uint256 seed) external turn(seed) {
        uint256 n = _pick(IPactEscrow.release.selector);
        Seen storage p = _pacts[n];
        bytes memory signature = _says(p.terms.gate.evaluator, _verdictHash(_meant(n), uint88(p.held), REPORT));
        _play(n, abi.encodeCall(escrow.release, (p.terms.gate, p.deal, REPORT, signature)));
    }

    function settle(uint256 seed) external turn(seed) {
        uint256 n = _pick(IPactEscrow.settle.selector);
        Seen storage p = _pacts[n];
        uint88 providerAmount = _part(p.held);
        bytes memory signature = _says(p.terms.gate.evaluator, _verdictHash(_meant(n), providerAmount, REPORT));
        _play(n, abi.encodeCall(escrow.settle, (p.terms, providerAmount, REPORT, signature)));
    }

    /// @dev Most of one evaluator's pacts, by gate, whatever became of them, from any of them on; sometimes one is named twice.
    function releaseBatch(uint256 seed) external turn(seed) {
        uint256 first = _pick(IPactEscrow.release.selector);
        address evaluator_ = _pacts[first].terms.gate.evaluator;
        Passes[] memory groups = new Passes[](_pacts.length);
        bytes32[] memory gates = new bytes32[](_pacts.length);
        uint256 count;
        uint256 settled;
        for (uint256 i = 0; i < _pacts.length; i++) {
            Seen storage p = _pacts[(first + i) % _pacts.length];
            if (p.terms.gate.evaluator != evaluator_ || _roll(4) == 0) continue;
            uint256 at = 0;
            while (at < count && gates[at] != p.gate) at++;
            if (at == count) {
                (groups[at], gates[at], count) = (Passes(p.terms.gate, new bytes32[](0), REPORT), p.gate, at + 1);
            }
            groups[at].deals = _and(groups[at].deals, p.deal);
            if (_roll(8) == 0) groups[at].deals = _and(groups[at].deals, p.deal);
            if (!_isOpen(p, IPactEscrow.release.selector)) settled++;
        }
        assembly {
            mstore(groups, count)
        }
        if (count > 1) tried["a batch of several gates"]++;
        if (settled != 0 && _isOpen(_pacts[first], IPactEscrow.release.selector)) {
            tried["a batch of settled and unsettled pacts"]++;
        }
        _play(MANY, abi.encodeCall(escrow.releaseBatch, (groups, _says(evaluator_, _batchHash(groups)))));
    }

    // ------------------------------------------------------------------ dispute

    function dispute(uint256 seed) external turn(seed) {
        _byProvider = _roll(2) == 0;
        uint256 n = _pick(IPactEscrow.dispute.selector);
        Terms memory terms = _pacts[n].terms;
        address party = _byProvider ? terms.deal.provider : terms.deal.buyer;
        if (_roll(16) == 0) (party, _wrong) = (stranger.addr, "a stranger disputed");
        bytes memory signature = party == stranger.addr ? bytes("") : _says(party, _disputeHash(_meant(n), STATEMENT));
        _play(n, abi.encodeCall(escrow.dispute, (terms, party, STATEMENT, signature)));
    }

    function escalate(uint256 seed) external turn(seed) {
        uint256 n = _pick(IPactEscrow.escalate.selector);
        Terms memory terms = _pacts[n].terms;
        bytes memory signature = _says(terms.gate.evaluator, _escalationHash(_meant(n), REPORT));
        _play(n, abi.encodeCall(escrow.escalate, (terms, REPORT, signature)));
    }

    function rule(uint256 seed) external turn(seed) {
        uint256 n = _pick(IPactEscrow.rule.selector);
        Seen storage p = _pacts[n];
        uint88 providerAmount = _part(p.held);
        bytes32 message = _rulingHash(_meant(n), providerAmount, uint88(p.held) - providerAmount, RULING);
        bytes memory signature = _says(p.terms.deal.arbiter, message);
        _play(n, abi.encodeCall(escrow.rule, (p.terms, providerAmount, RULING, signature)));
    }

    // ------------------------------------------------------------------ exits without the service

    function consent(uint256 seed) external turn(seed) {
        uint256 n = _pick(IPactEscrow.consent.selector);
        Seen storage p = _pacts[n];
        uint88 providerAmount = _part(p.held);
        uint88 buyerAmount = uint88(p.held) - providerAmount;
        bytes32 message = _consentHash(_meant(n), providerAmount, buyerAmount);
        bytes memory byBuyer = providerAmount == 0 ? bytes("") : _says(p.terms.deal.buyer, message);
        bytes memory byProvider = buyerAmount == 0 ? bytes("") : _says(p.terms.deal.provider, message);
        _play(n, abi.encodeCall(escrow.consent, (p.terms, providerAmount, buyerAmount, byBuyer, byProvider)));
    }

    function finalize(uint256 seed) external turn(seed) {
        uint256 n = _pick(IPactEscrow.finalize.selector);
        _play(n, abi.encodeCall(escrow.finalize, (_pacts[n].terms)));
    }

    function withdraw(uint256 seed) external turn(seed) {
        uint256 first = _roll(_accounts.length);
        address account = _accounts[first];
        for (uint256 i = 0; i < _accounts.length && _debts[account] == 0; i++) {
            account = _accounts[(first + i) % _accounts.length];
        }
        _play(MANY, abi.encodeCall(escrow.withdraw, (account)));
    }

    // ------------------------------------------------------------------ hostility, trouble and time

    /// @dev A stranger carries again what was carried before: here, to another escrow, or on another chain.
    function replay(uint256 seed) external turn(seed) {
        if (_carriedCount == 0) return;
        bytes memory data = _carried[_roll(_carriedCount < 8 ? _carriedCount : 8)];
        for (uint256 i = EOAS; i < _parties.length; i++) {
            _turn(_parties[i].addr, Mood.Honest); // who obliges anybody would sign anew
        }
        uint256 where = _roll(3);
        if (where == 0) {
            tried["a replay"]++;
            bool isBatch = bytes4(data) == IPactEscrow.releaseBatch.selector; // carries once more what it skipped
            if (_play(MANY, data) && !isBatch) _violate(6, "a message was carried twice");
        } else if (where == 1) {
            tried["a replay on another contract"]++;
            if (_isCarriedToTwin(data)) _violate(6, "a message was carried to another contract");
        } else {
            tried["a replay on another chain"]++;
            vm.chainId(8453);
            if (_play(MANY, data)) _violate(6, "a message was carried to another chain");
            vm.chainId(31337);
        }
    }

    /// @dev The twin holds the same pacts for as long as it is asked.
    function _isCarriedToTwin(bytes memory data) private returns (bool ok) {
        uint256 before = vm.snapshotState();
        uint256 time = block.timestamp;
        vm.warp(START);
        for (uint256 n = 0; n < _pacts.length; n++) {
            Deal memory deal = _pacts[n].terms.deal;
            vm.prank(deal.buyer);
            try usdc.approve(address(_twin), deal.amount) {} catch {}
            vm.prank(deal.buyer);
            try _twin.fundByAllowance(_pacts[n].terms) {} catch {}
        }
        vm.warp(time);
        vm.prank(stranger.addr);
        (ok,) = address(_twin).call(data);
        vm.revertToState(before);
    }

    function turnHostile(uint256 seed) external turn(seed) {
        Mood mood = _roll(4) == 0 ? Mood.Honest : Mood(_roll(uint256(type(Mood).max) + 1));
        _turn(_parties[EOAS + _roll(_parties.length - EOAS)].addr, mood);
    }

    /// @dev Mostly to the second before, of or after the next deadline of any pact.
    function pass(uint256 seed) external turn(seed) {
        uint256 next = type(uint256).max;
        for (uint256 n = 0; n < _pacts.length; n++) {
            (uint256 first, uint256 second) = _deadlines(_pacts[n]);
            if (first > block.timestamp && first < next) next = first;
            if (second > block.timestamp && second < next) next = second;
        }
        if (next == type(uint256).max || _roll(4) == 0) vm.warp(block.timestamp + _roll(1 hours));
        else vm.warp(next - 1 + _roll(3));
    }

    function blacklist(uint256 seed) external turn(seed) {
        uint256 who = _roll(_accounts.length + 1);
        address account = who == _accounts.length ? address(escrow) : _accounts[who];
        if (_roll(6) == 0) usdc.blacklist(account);
        else usdc.unBlacklist(account);
    }

    function pause(uint256 seed) external turn(seed) {
        if (_roll(12) == 0) usdc.pause();
        else usdc.unpause();
    }

    function donate(uint256 seed) external turn(seed) {
        uint256 amount = 1 + _roll(1e6);
        try usdc.mint(address(escrow), amount) {
            donated += amount;
        } catch {}
    }

    // ------------------------------------------------------------------ what the invariants read

    function balance() public view returns (uint256) {
        return usdc.balanceOf(address(escrow));
    }

    /// @dev The USDC of nobody whom this world knows.
    function elsewhere() external view returns (uint256) {
        return usdc.totalSupply() - balance() - known;
    }

    /// @dev Whether anyone can end the pact that moved in this turn, long after every deadline, once the token works.
    function hasExit() external returns (bool) {
        if (!_isChanged) return true;
        _makePayable();
        Seen storage p = _pacts[_moved];
        uint256 held = p.held;
        for (uint256 i = 0; i < 2 && held != 0; i++) {
            vm.warp(block.timestamp + 365 days);
            vm.prank(stranger.addr);
            try escrow.finalize(p.terms) {} catch {}
            (,, held,,) = escrow.pact(p.id);
        }
        return held == 0;
    }

    /// @dev Whether all that is owed can be had, once the token works.
    function paysDebts() external returns (bool) {
        if (!_isChanged || debts == 0) return true;
        _makePayable();
        for (uint256 i = 0; i < _accounts.length; i++) {
            address account = _accounts[i];
            if (_debts[account] == 0) continue;
            uint256 before = usdc.balanceOf(account);
            vm.prank(stranger.addr);
            try escrow.withdraw(account) {} catch {}
            if (usdc.balanceOf(account) != before + _debts[account]) return false;
        }
        return true;
    }

    function _makePayable() private {
        usdc.unpause();
        usdc.unBlacklist(address(escrow));
        for (uint256 i = 0; i < _accounts.length; i++) {
            usdc.unBlacklist(_accounts[i]);
        }
    }

    // ------------------------------------------------------------------ a move

    modifier turn(uint256 seed) {
        (_dice, _caller, _misled, _wrong, _isChanged) = (seed, stranger.addr, false, "", false);
        _;
    }

    function _roll(uint256 sides) private returns (uint256) {
        _dice = uint256(keccak256(abi.encode(_dice)));
        return _dice % sides;
    }

    // What is drawn.

    /// @dev Mostly a pact on which this call is open now, else any.
    function _pick(bytes4 call_) private returns (uint256 n) {
        uint256 first = _roll(_pacts.length);
        if (_roll(12) == 0) return first;
        for (uint256 i = 0; i < _pacts.length; i++) {
            n = (first + i) % _pacts.length;
            if (_isOpen(_pacts[n], call_)) return n;
        }
    }

    /// @dev Mostly a new pact, while there is room; else one that may have been funded, and closed, before.
    function _pickToFund(address buyer_) private returns (uint256) {
        if (_pacts.length == PACTS || _roll(8) == 0) return _roll(_pacts.length);
        _pacts.push(_draw(buyer_));
        return _pacts.length - 1;
    }

    function _forgetUnfunded() private {
        while (_pacts.length > 1 && _pacts[_pacts.length - 1].funded == 0) _pacts.pop();
    }

    function _drawParty() private returns (address) {
        return _parties[_roll(_parties.length)].addr;
    }

    /// @dev `buyer_` zero: any.
    function _draw(address buyer_) private returns (Seen memory p) {
        Gate memory gate = _pacts.length == 0 ? p.terms.gate : _pacts[_pacts.length - 1].terms.gate;
        if (gate.evaluateBy <= block.timestamp || _roll(2) == 0) gate = _drawGate();
        Deal memory deal = p.terms.deal;
        deal.buyer = buyer_ == address(0) ? _drawParty() : buyer_;
        do {
            deal.provider = _drawParty();
        } while (deal.provider == deal.buyer);
        deal.amount = uint88(1 + _roll(_roll(4) == 0 ? 10 : 1000e6)); // small ones round
        if (_roll(2) == 0) deal.upfront = uint88(_roll(deal.amount));
        deal.fundBy = uint40(block.timestamp + 1 + _roll(gate.evaluateBy - block.timestamp));
        deal.silenceBps = uint16(_roll(10_001));
        if (gate.challengeWindow != 0 || _roll(4) != 0) {
            deal.arbiter = _drawParty();
            if (_roll(4) != 0) deal.disputeWindow = uint32(1 + _roll(1 days));
            deal.arbitrationWindow = uint32(1 + _roll(1 days));
        }
        deal.salt = bytes32(_pacts.length);
        p.terms = Terms(gate, deal);
        (p.id, p.gate, p.deal) = (_id(p.terms), _gateHash(gate), _dealHash(deal));
    }

    function _drawGate() private returns (Gate memory gate) {
        gate.evaluator = _drawParty();
        gate.evaluateBy = uint40(block.timestamp + 1 hours + _roll(1 days));
        if (_roll(2) == 0) gate.challengeWindow = uint32(1 + _roll(1 days));
        if (_roll(2) == 0) return gate;
        gate.feeBps = uint16(1 + _roll(_roll(4) == 0 ? 10_000 : 500));
        gate.feeTo = _accounts[_roll(_accounts.length)];
    }

    /// @dev Nothing at all, everything or some of it.
    function _part(uint256 whole) private returns (uint88) {
        uint256 how = _roll(4);
        return how == 0 ? 0 : how == 1 ? uint88(whole) : uint88(_roll(whole + 1));
    }

    /// @dev The terms that a message is about: sometimes those of another pact.
    function _meant(uint256 n) private returns (Terms memory) {
        if (_roll(24) != 0) return _pacts[n].terms;
        uint256 other = _roll(_pacts.length);
        _misled = other != n;
        return _pacts[other].terms;
    }

    /// @dev Over the escrow's domain; a signer may also call itself and leave it empty.
    function _says(address signer, bytes32 structHash) private returns (bytes memory) {
        if (_roll(6) != 0) return _signature(signer, _escrowDigest(structHash));
        _caller = signer;
        return "";
    }

    /// @dev Mostly the signer's over the digest, else one that an honest signer's escrow refuses.
    function _signature(address signer, bytes32 digest) private returns (bytes memory signature) {
        asked[_moods[signer]]++;
        uint256 forgery = _roll(40);
        address key = forgery == 0 ? _drawParty() : signer;
        if (forgery == 1) digest = keccak256(abi.encode(digest));
        signature = _signDigest(Party(key, _keys[key]), digest);
        if (forgery == 2 && signer.code.length == 0) signature = _malleated(signature); // contracts judge it themselves
        if (forgery == 3) signature = "";
        if (forgery == 4) signature = abi.encodePacked(signature, signature);
        bool isForged = _misled || key != signer || forgery == 1 || forgery == 3 || forgery == 4
            || (forgery == 2 && signer.code.length == 0);
        if (!isForged || _moods[signer] != Mood.Honest) return signature;
        tried["a forged signature"]++;
        _wrong = "a forged signature, or one for another pact, was obeyed";
    }

    function _tokenDigest(bytes32 structHash) private view returns (bytes32) {
        return _digest(_separator("USD Coin", "2", block.chainid, address(usdc)), structHash);
    }

    function _paymentHash(address payer, uint256 amount, uint256 validBefore, bytes32 nonce)
        private
        view
        returns (bytes32)
    {
        return _authorizationHash("ReceiveWithAuthorization", payer, address(escrow), amount, 0, validBefore, nonce);
    }

    function _turn(address party, Mood mood) private {
        _moods[party] = mood;
        HostileSigner(party).change(mood);
    }

    function _and(bytes32[] memory list, bytes32 more) private pure returns (bytes32[] memory longer) {
        longer = new bytes32[](list.length + 1);
        for (uint256 i = 0; i < list.length; i++) {
            longer[i] = list[i];
        }
        longer[list.length] = more;
    }

    // What the design allows.

    /// @dev Whether the design lets this call move this pact now.
    function _isOpen(Seen storage p, bytes4 call_) private view returns (bool) {
        (uint256 from, uint256 until) = _window(p, call_);
        return from <= block.timestamp && block.timestamp < until;
    }

    /// @dev From when and until when; never, where the pact's status does not fit the call.
    function _window(Seen storage p, bytes4 call_) private view returns (uint256 from, uint256 until) {
        Status status = p.status;
        if (call_ == IPactEscrow.finalize.selector) return (_firstExit(p), type(uint256).max);
        if (call_ == IPactEscrow.consent.selector) {
            return (0, status == Status.None || status == Status.Closed ? 0 : type(uint256).max);
        }
        if (call_ == IPactEscrow.rule.selector) {
            return (0, status == Status.Disputed ? p.since + p.terms.deal.arbitrationWindow : 0);
        }
        if (call_ == IPactEscrow.dispute.selector) return _disputeWindow(p);
        if (call_ == IPactEscrow.deliver.selector) {
            return (0, status == Status.Funded ? p.terms.gate.evaluateBy : 0);
        }
        bool isEscalation = call_ == IPactEscrow.escalate.selector;
        if (
            isEscalation || call_ == IPactEscrow.release.selector || call_ == IPactEscrow.settle.selector
                || call_ == IPactEscrow.releaseBatch.selector
        ) {
            if (status != Status.Funded && status != Status.Delivered) return (0, 0);
            return (0, isEscalation && p.terms.deal.arbiter == address(0) ? 0 : p.terms.gate.evaluateBy);
        }
        return (0, status == Status.None ? p.terms.deal.fundBy : 0); // the ways to fund
    }

    function _disputeWindow(Seen storage p) private view returns (uint256 from, uint256 until) {
        if (p.terms.deal.arbiter == address(0)) return (0, 0);
        if (p.status == Status.Delivered) {
            from = p.terms.gate.evaluateBy;
            return (from, from + p.terms.deal.disputeWindow);
        }
        uint256 lost = _byProvider ? p.held - p.providerHeld : p.providerHeld;
        if (p.status != Status.Withheld || lost == 0) return (0, 0);
        return (0, p.since + (_byProvider ? p.terms.deal.disputeWindow : p.terms.gate.challengeWindow));
    }

    /// @dev The time from which anyone ends at least a part of the pact.
    function _firstExit(Seen storage p) private view returns (uint256) {
        Status status = p.status;
        if (status == Status.Funded) return p.terms.gate.evaluateBy;
        if (status == Status.Delivered) return uint256(p.terms.gate.evaluateBy) + p.terms.deal.disputeWindow;
        if (status == Status.Disputed) return p.since + p.terms.deal.arbitrationWindow;
        if (status != Status.Withheld) return type(uint256).max;
        (uint256 challenge, uint256 contest) = (p.terms.gate.challengeWindow, p.terms.deal.disputeWindow);
        if (p.providerHeld == 0) return p.since + contest;
        if (p.providerHeld == p.held) return p.since + challenge;
        return p.since + (challenge < contest ? challenge : contest);
    }

    /// @dev The two times at most at which something opens or closes on this pact.
    function _deadlines(Seen storage p) private view returns (uint256 first, uint256 second) {
        Status status = p.status;
        if (status == Status.None) first = p.terms.deal.fundBy;
        if (status == Status.Funded || status == Status.Delivered) first = p.terms.gate.evaluateBy;
        if (status == Status.Delivered) second = first + p.terms.deal.disputeWindow;
        if (status == Status.Withheld) {
            (first, second) = (p.since + p.terms.gate.challengeWindow, p.since + p.terms.deal.disputeWindow);
        }
        if (status == Status.Disputed) first = p.since + p.terms.deal.arbitrationWindow;
    }

    // What is seen.

    /// @dev Makes the call and sees what came of it. `n` is the only pact it may move, unless it is MANY.
    function _play(uint256 n, bytes memory data) private returns (bool ok) {
        for (uint256 i = EOAS; i < _parties.length; i++) {
            if (_moods[_parties[i].addr] != Mood.Reentering) continue;
            HostileSigner(_parties[i].addr).arm(address(escrow), data);
        }
        bool isCut = _roll(12) == 0;
        uint256 gas_ = isCut ? 20_000 + _roll(n == MANY ? 400_000 : 130_000) : GAS;
        bytes memory answer;
        vm.prank(_caller);
        (ok, answer) = address(escrow).call{gas: gas_}(data);

        bytes4 call_ = bytes4(data);
        if (!ok) {
            refused[call_]++;
            if (isCut) tried["gas cut short"]++;
            else _seeRefusal(call_, answer);
            return false;
        }
        succeeded[call_]++;
        if (bytes(_wrong).length != 0) _violate(7, _wrong);
        _see(n, call_);
        if (
            call_ != IPactEscrow.finalize.selector && call_ != IPactEscrow.withdraw.selector
                && call_ != IPactEscrow.fundByAllowance.selector
        ) {
            _carried[_carriedCount++ % 8] = data;
        }
    }

    function _violate(uint256 invariant_, string memory what) private {
        if (bytes(violation[invariant_]).length == 0) violation[invariant_] = what;
    }

    /// @dev The token may refuse to take a payer's money, but stops nothing else than a withdrawal.
    function _seeRefusal(bytes4 call_, bytes memory answer) private {
        bytes4 reason = bytes4(answer);
        if (reason == bytes4(keccak256("Panic(uint256)"))) _violate(5, "a panic stopped a move");
        if (call_ == IPactEscrow.withdraw.selector) return;
        if (reason == IPactEscrow.TransferFailed.selector) _violate(5, "a payee stopped a move");
        bool isFunding = call_ == IPactEscrow.fund.selector || call_ == IPactEscrow.fundBatch.selector
            || call_ == IPactEscrow.fundByAllowance.selector || call_ == IPactEscrow.fundByPermit.selector;
        if (reason == bytes4(keccak256("Error(string)")) && !isFunding) _violate(5, "the token stopped a move");
    }

    /// @dev Compares every pact and everybody's money with what was last seen.
    function _see(uint256 only, bytes4 call_) private {
        _isChanged = true;
        uint256 surplus; // of what the pacts let go over what arrived
        unchecked {
            for (uint256 n = 0; n < _pacts.length; n++) {
                if (only == MANY || only == n || _pacts[n].status != Status.Closed) {
                    surplus += _seePact(n, only, call_);
                }
            }
            for (uint256 i = 0; i < _accounts.length; i++) {
                surplus -= _seeAccount(_accounts[i]);
            }
        }
        if (surplus != 0) _violate(2, "a move paid another amount than its pacts let go");
    }

    /// @dev What the pact let go in this move.
    function _seePact(uint256 n, uint256 only, bytes4 call_) private returns (uint256 freed) {
        Seen storage p = _pacts[n];
        (Status status,, uint256 held, uint256 providerHeld,) = escrow.pact(p.id);
        if (status == p.status && held == p.held) return 0;
        if (only != MANY && only != n) _violate(7, "a move on one pact moved another");
        if (!_isOpen(p, call_)) _violate(7, "a move was accepted out of its time, or in another status than it needs");
        if (p.status == Status.Closed) _violate(6, "a closed pact moved");
        if (status == Status.None) _violate(6, "a pact left no tombstone");
        (Gate memory gate, Deal memory deal) = (p.terms.gate, p.terms.deal);
        unchecked {
            // A broken escrow may hold more than before, or pay what it never held.
            if (p.status == Status.None || p.status == Status.Closed) {
                if (p.funded != 0) _violate(6, "a pact was funded twice");
                p.funded += deal.amount;
                freed = deal.upfront;
                _pays[deal.buyer] = true;
            } else {
                freed = p.held - held;
                _due[deal.buyer] += freed;
                _due[gate.feeTo] += freed;
            }
            _due[deal.provider] += freed;
            p.paid += freed;
            live += held - p.held;
            if (p.paid + held != p.funded) _violate(2, "what a pact paid and holds is not what was funded");
        }
        if (status != p.status && (status == Status.Withheld || status == Status.Disputed)) p.since = block.timestamp;
        (p.status, p.held, p.providerHeld, _moved) = (status, held, providerHeld, n);
        reached[status]++;
    }

    /// @dev What the account gained in this move.
    function _seeAccount(address account) private returns (uint256 gain) {
        (uint256 money, uint256 debt) = (usdc.balanceOf(account), escrow.owed(account));
        (uint256 wealth, uint256 debtBefore) = (_wealth[account], _debts[account]);
        if (debt > debtBefore) {
            tried["a debt"]++;
            bool isPayable = !usdc.paused() && !usdc.isBlacklisted(account) && !usdc.isBlacklisted(address(escrow));
            if (isPayable) _violate(5, "an account that could be paid is owed");
        }
        if (money + debt > wealth) {
            gain = money + debt - wealth;
            if (gain > _due[account]) _violate(3, "an account was paid by a pact that does not name it");
        } else if (money + debt < wealth && !_pays[account]) {
            _violate(5, "what an account had was lost");
        }
        debts = debts + debt - debtBefore;
        known = known + money + debtBefore - wealth;
        (_wealth[account], _debts[account]) = (money + debt, debt);
        if (_due[account] != 0 || _pays[account]) (_due[account], _pays[account]) = (0, false);
    }
}
