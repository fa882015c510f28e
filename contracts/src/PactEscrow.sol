// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Deal, Gate, IPactEscrow, Passes, Status, Terms} from "./IPactEscrow.sol";
import {Slot, slotOf} from "./Slot.sol";
import {IERC1271, IUSDC} from "./interfaces.sol";

/// @title PactEscrow
/// @dev Terms travel in calldata and only their hash is stored. Every external function writes its state before it moves
/// money. Nothing can re-enter: USDC calls nobody back, and signers are only ever asked by staticcall.
///
/// Where most of a struct is read it is decoded into memory, for every access to calldata is checked anew; where it is
/// only hashed and a field or two read, it stays in calldata.
contract PactEscrow is IPactEscrow {
    // ------------------------------------------------------------------ storage

    mapping(bytes32 pactId => Slot) private _pacts;

    /// @inheritdoc IPactEscrow
    mapping(address account => uint256) public override owed;

    // ------------------------------------------------------------------ constants

    uint256 private constant BPS = 10_000;

    /// @dev Half of secp256k1's order: a signature with a higher s is a malleated one (EIP-2).
    uint256 private constant HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0;

    bytes32 private constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");
    // Literals, not assembled from parts: only the hash of a literal is computed by the compiler and not by every call.
    bytes32 private constant GATE_TYPEHASH =
        keccak256("Gate(address evaluator,uint40 evaluateBy,uint32 challengeWindow,uint16 feeBps,address feeTo)");
    bytes32 private constant DEAL_TYPEHASH = keccak256(
        "Deal(address buyer,address provider,address arbiter,uint88 amount,uint88 upfront,uint40 fundBy,uint32 disputeWindow,uint32 arbitrationWindow,uint16 silenceBps,bytes32 covenant,bytes32 salt)"
    );
    bytes32 private constant TERMS_TYPEHASH = keccak256(
        "Terms(Gate gate,Deal deal)"
        "Deal(address buyer,address provider,address arbiter,uint88 amount,uint88 upfront,uint40 fundBy,uint32 disputeWindow,uint32 arbitrationWindow,uint16 silenceBps,bytes32 covenant,bytes32 salt)"
        "Gate(address evaluator,uint40 evaluateBy,uint32 challengeWindow,uint16 feeBps,address feeTo)"
    );
    bytes32 private constant PACT_TYPEHASH = keccak256(
        "Pact(Terms terms,Covenant covenant)"
        "Clause(string id,string metric,string operator,string value,string unit,string severity,string verification,string window,string description)"
        "Covenant(string title,Clause[] clauses,uint16 passBps,bytes32 policy)"
        "Deal(address buyer,address provider,address arbiter,uint88 amount,uint88 upfront,uint40 fundBy,uint32 disputeWindow,uint32 arbitrationWindow,uint16 silenceBps,bytes32 covenant,bytes32 salt)"
        "Gate(address evaluator,uint40 evaluateBy,uint32 challengeWindow,uint16 feeBps,address feeTo)"
        "Terms(Gate gate,Deal deal)"
    );
    bytes32 private constant VERDICT_TYPEHASH =
        keccak256("Verdict(bytes32 pactId,uint88 providerAmount,bytes32 report)");
    bytes32 private constant BATCH_TYPEHASH = keccak256("VerdictBatch(bytes32 items)");
    bytes32 private constant ESCALATION_TYPEHASH = keccak256("Escalation(bytes32 pactId,bytes32 report)");
    bytes32 private constant RULING_TYPEHASH = keccak256("Ruling(bytes32 pactId,uint88 providerAmount,bytes32 ruling)");
    bytes32 private constant CONSENT_TYPEHASH =
        keccak256("Consent(bytes32 pactId,uint88 providerAmount,uint88 buyerAmount)");
    bytes32 private constant DISPUTE_TYPEHASH = keccak256("Dispute(bytes32 pactId,bytes32 statement)");
    bytes32 private constant DELIVERY_TYPEHASH = keccak256("Delivery(bytes32 pactId,bytes32 deliverable)");

    /// @notice The token this escrow holds.
    IUSDC public immutable USDC;

    bytes32 private immutable _domainSeparator;
    uint256 private immutable _chainId;

    constructor(IUSDC usdc) {
        USDC = usdc;
        _chainId = block.chainid;
        _domainSeparator = _buildDomainSeparator();
    }

    // ------------------------------------------------------------------ funding

    /// @inheritdoc IPactEscrow
    function fund(Terms memory terms, bytes calldata authorization) external returns (bytes32 pactId) {
        Deal memory deal = terms.deal;
        pactId = _open(terms);
        USDC.receiveWithAuthorization(deal.buyer, address(this), deal.amount, 0, deal.fundBy, pactId, authorization);
        _pay(deal.provider, deal.upfront);
    }

    /// @inheritdoc IPactEscrow
    function fundByAllowance(Terms memory terms) external returns (bytes32 pactId) {
        if (msg.sender != terms.deal.buyer) revert NotAllowed(msg.sender);
        pactId = _open(terms);
        _pull(terms.deal);
    }

    /// @inheritdoc IPactEscrow
    function fundByPermit(
        Terms memory terms,
        bytes calldata pactSignature,
        uint256 deadline,
        bytes calldata permitSignature
    ) external returns (bytes32 pactId) {
        Deal memory deal = terms.deal;
        pactId = _open(terms);
        _checkSignature(deal.buyer, keccak256(abi.encode(PACT_TYPEHASH, pactId, deal.covenant)), pactSignature);
        // Whoever copies the permit from the mempool and carries it first has given the allowance all the same.
        try USDC.permit(deal.buyer, address(this), deal.amount, deadline, permitSignature) {} catch {}
        _pull(deal);
    }

    // ------------------------------------------------------------------ work and verdict

    /// @inheritdoc IPactEscrow
    function deliver(Gate memory gate, bytes32 deal, bytes32 deliverable, bytes calldata signature) external {
        bytes32 pactId = _idOf(_hash(gate), deal);
        Slot pact_ = _pacts[pactId];
        if (pact_.status() != Status.Funded) revert WrongStatus(pactId, pact_.status());
        _before(gate.evaluateBy);
        _checkSignature(pact_.provider(), keccak256(abi.encode(DELIVERY_TYPEHASH, pactId, deliverable)), signature);
        _pacts[pactId] = slotOf(Status.Delivered, pact_.held(), pact_.provider());
        emit Delivered(pactId, deliverable);
    }

    /// @inheritdoc IPactEscrow
    function release(Gate memory gate, bytes32 deal, bytes32 report, bytes calldata signature) external {
        bytes32 pactId = _idOf(_hash(gate), deal);
        Slot pact_ = _awaitingVerdict(pactId, gate.evaluateBy);
        _checkVerdict(gate.evaluator, pactId, pact_.held(), report, signature);
        if (_pass(pactId, pact_, gate.challengeWindow, report)) {
            _payProvider(pact_.provider(), pact_.held(), gate.feeBps, gate.feeTo);
        }
    }

    /// @inheritdoc IPactEscrow
    function settle(Terms calldata terms, uint88 providerAmount, bytes32 report, bytes calldata signature) external {
        bytes32 pactId = idOf(terms);
        Slot pact_ = _awaitingVerdict(pactId, terms.gate.evaluateBy);
        if (providerAmount > pact_.held()) revert WrongAmount(pact_.held());
        _checkVerdict(terms.gate.evaluator, pactId, providerAmount, report, signature);

        uint88 buyerAmount = pact_.held() - providerAmount;
        uint88 providerHeld = terms.gate.challengeWindow == 0 ? 0 : providerAmount;
        uint88 buyerHeld = terms.deal.disputeWindow == 0 ? 0 : buyerAmount;
        if (providerHeld + buyerHeld == 0) {
            _close(pactId);
            emit Settled(pactId, providerAmount, buyerAmount, report);
        } else {
            providerAmount -= providerHeld;
            buyerAmount -= buyerHeld;
            _hold(pactId, Status.Withheld, providerHeld, buyerHeld);
            emit Withheld(pactId, providerAmount, buyerAmount, providerHeld, buyerHeld, report);
        }
        _payBoth(terms, providerAmount, buyerAmount);
    }

    /// @inheritdoc IPactEscrow
    function releaseBatch(Passes[] calldata groups, bytes calldata signature) external {
        address evaluator = groups[0].gate.evaluator;
        bytes32[] memory gates = new bytes32[](groups.length);
        bytes32[] memory items = new bytes32[](groups.length);
        for (uint256 i = 0; i < groups.length; i++) {
            Passes calldata group = groups[i];
            if (group.gate.evaluator != evaluator) revert NotOneEvaluator();
            gates[i] = _hash(group.gate);
            items[i] = keccak256(abi.encode(gates[i], keccak256(abi.encodePacked(group.deals)), group.reports));
        }
        _checkSignature(evaluator, keccak256(abi.encode(BATCH_TYPEHASH, keccak256(abi.encodePacked(items)))), signature);
        for (uint256 i = 0; i < groups.length; i++) {
            if (block.timestamp < groups[i].gate.evaluateBy) _releaseGroup(groups[i], gates[i]);
        }
    }

    // ------------------------------------------------------------------ dispute

    /// @inheritdoc IPactEscrow
    function dispute(Terms calldata terms, address party, bytes32 statement, bytes calldata signature) external {
        Deal calldata deal = terms.deal;
        bytes32 pactId = idOf(terms);
        Slot pact_ = _pacts[pactId];
        bool byProvider = party == deal.provider;
        if (!byProvider && party != deal.buyer) revert NotAllowed(party);
        if (deal.arbiter == address(0)) revert NoArbiter();
        _checkSignature(party, keccak256(abi.encode(DISPUTE_TYPEHASH, pactId, statement)), signature);

        uint88 providerHeld;
        uint88 buyerHeld;
        uint88 providerDue;
        uint88 buyerDue;
        if (pact_.status() == Status.Delivered) {
            _from(terms.gate.evaluateBy);
            _before(uint256(terms.gate.evaluateBy) + deal.disputeWindow);
            (providerHeld, buyerHeld) = _silenceSplit(pact_.held(), deal.silenceBps);
        } else if (pact_.status() == Status.Withheld) {
            (providerHeld, buyerHeld) = (pact_.providerHeld(), pact_.held() - pact_.providerHeld());
            if ((byProvider ? buyerHeld : providerHeld) == 0) revert NotAllowed(party);
            _before(uint256(pact_.since()) + (byProvider ? deal.disputeWindow : terms.gate.challengeWindow));
            (providerDue, buyerDue) = _lapsed(terms, pact_.since(), providerHeld, buyerHeld);
            providerHeld -= providerDue;
            buyerHeld -= buyerDue;
        } else {
            revert WrongStatus(pactId, pact_.status());
        }

        _hold(pactId, Status.Disputed, providerHeld, buyerHeld);
        if (providerDue + buyerDue != 0) emit Finalized(pactId, providerDue, buyerDue);
        emit Disputed(pactId, party, providerHeld, buyerHeld, statement);
        _payBoth(terms, providerDue, buyerDue);
    }

    /// @inheritdoc IPactEscrow
    function escalate(Terms calldata terms, bytes32 report, bytes calldata signature) external {
        bytes32 pactId = idOf(terms);
        Slot pact_ = _awaitingVerdict(pactId, terms.gate.evaluateBy);
        if (terms.deal.arbiter == address(0)) revert NoArbiter();
        _checkSignature(terms.gate.evaluator, keccak256(abi.encode(ESCALATION_TYPEHASH, pactId, report)), signature);
        (uint88 providerHeld, uint88 buyerHeld) = _silenceSplit(pact_.held(), terms.deal.silenceBps);
        _hold(pactId, Status.Disputed, providerHeld, buyerHeld);
        emit Escalated(pactId, providerHeld, buyerHeld, report);
    }

    /// @inheritdoc IPactEscrow
    function rule(Terms calldata terms, uint88 providerAmount, bytes32 ruling, bytes calldata signature) external {
        bytes32 pactId = idOf(terms);
        Slot pact_ = _pacts[pactId];
        if (pact_.status() != Status.Disputed) revert WrongStatus(pactId, pact_.status());
        _before(uint256(pact_.since()) + terms.deal.arbitrationWindow);
        if (providerAmount > pact_.held()) revert WrongAmount(pact_.held());
        _checkSignature(
            terms.deal.arbiter, keccak256(abi.encode(RULING_TYPEHASH, pactId, providerAmount, ruling)), signature
        );
        uint88 buyerAmount = pact_.held() - providerAmount;
        _close(pactId);
        emit Ruled(pactId, providerAmount, buyerAmount, ruling);
        _payBoth(terms, providerAmount, buyerAmount);
    }

    // ------------------------------------------------------------------ exits without the service

    /// @inheritdoc IPactEscrow
    function consent(
        Terms calldata terms,
        uint88 providerAmount,
        uint88 buyerAmount,
        bytes calldata buyerSignature,
        bytes calldata providerSignature
    ) external {
        bytes32 pactId = idOf(terms);
        Slot pact_ = _pacts[pactId];
        if (pact_.status() == Status.None || pact_.status() == Status.Closed) {
            revert WrongStatus(pactId, pact_.status());
        }
        if (uint256(providerAmount) + buyerAmount != pact_.held()) revert WrongAmount(pact_.held());
        // Both amounts are signed and must add up to what is held: an old offer cannot be carried after a part was paid.
        bytes32 message = keccak256(abi.encode(CONSENT_TYPEHASH, pactId, providerAmount, buyerAmount));
        if (providerAmount != 0) _checkSignature(terms.deal.buyer, message, buyerSignature);
        if (buyerAmount != 0) _checkSignature(terms.deal.provider, message, providerSignature);
        _close(pactId);
        emit Consented(pactId, providerAmount, buyerAmount);
        _payBoth(terms, providerAmount, buyerAmount);
    }

    /// @inheritdoc IPactEscrow
    function finalize(Terms calldata terms) external {
        Deal calldata deal = terms.deal;
        bytes32 pactId = idOf(terms);
        Slot pact_ = _pacts[pactId];
        uint88 providerAmount;
        uint88 buyerAmount;
        if (pact_.status() == Status.Funded) {
            _from(terms.gate.evaluateBy);
            buyerAmount = pact_.held();
        } else if (pact_.status() == Status.Delivered) {
            _from(uint256(terms.gate.evaluateBy) + deal.disputeWindow);
            (providerAmount, buyerAmount) = _silenceSplit(pact_.held(), deal.silenceBps);
        } else if (pact_.status() == Status.Withheld) {
            (providerAmount, buyerAmount) =
                _lapsed(terms, pact_.since(), pact_.providerHeld(), pact_.held() - pact_.providerHeld());
            if (providerAmount + buyerAmount == 0) revert TooEarly(_firstLapse(terms, pact_));
        } else if (pact_.status() == Status.Disputed) {
            _from(uint256(pact_.since()) + deal.arbitrationWindow);
            (providerAmount, buyerAmount) = (pact_.providerHeld(), pact_.held() - pact_.providerHeld());
        } else {
            revert WrongStatus(pactId, pact_.status());
        }

        uint88 left = pact_.held() - providerAmount - buyerAmount;
        if (left == 0) _close(pactId);
        else _pacts[pactId] = slotOf(Status.Withheld, left, pact_.providerHeld() - providerAmount, pact_.since());
        emit Finalized(pactId, providerAmount, buyerAmount);
        _payBoth(terms, providerAmount, buyerAmount);
    }

    /// @inheritdoc IPactEscrow
    function withdraw(address account) external {
        uint256 amount = owed[account];
        if (amount == 0) revert NothingOwed(account);
        owed[account] = 0;
        emit Withdrawn(account, amount);
        if (!USDC.transfer(account, amount)) revert TransferFailed();
    }

    // ------------------------------------------------------------------ views

    /// @inheritdoc IPactEscrow
    function pact(bytes32 pactId)
        external
        view
        returns (Status status, address provider, uint256 held, uint256 providerHeld, uint256 since)
    {
        Slot pact_ = _pacts[pactId];
        (status, held) = (pact_.status(), pact_.held());
        if (pact_.awaitsVerdict()) provider = pact_.provider();
        if (status == Status.Withheld || status == Status.Disputed) {
            (providerHeld, since) = (pact_.providerHeld(), pact_.since());
        }
    }

    /// @inheritdoc IPactEscrow
    function idOf(Terms calldata terms) public pure returns (bytes32) {
        return _idOf(keccak256(abi.encode(GATE_TYPEHASH, terms.gate)), keccak256(abi.encode(DEAL_TYPEHASH, terms.deal)));
    }

    /// @inheritdoc IPactEscrow
    function domainSeparator() public view returns (bytes32) {
        return block.chainid == _chainId ? _domainSeparator : _buildDomainSeparator();
    }

    /// @inheritdoc IPactEscrow
    function eip712Domain()
        external
        view
        returns (
            bytes1 fields,
            string memory name,
            string memory version,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
            uint256[] memory extensions
        )
    {
        return (hex"0f", "Surety", "1", block.chainid, address(this), bytes32(0), new uint256[](0));
    }

    // ------------------------------------------------------------------ state

    /// @dev Checks the terms, takes the pact's slot for ever and announces it. The caller brings the money or reverts.
    function _open(Terms memory terms) private returns (bytes32 pactId) {
        Gate memory gate = terms.gate;
        Deal memory deal = terms.deal;
        (address buyer, address provider, uint88 amount, uint88 upfront) =
            (deal.buyer, deal.provider, deal.amount, deal.upfront);
        pactId = _idOf(_hash(gate), keccak256(abi.encode(DEAL_TYPEHASH, deal)));
        Slot pact_ = _pacts[pactId];
        if (pact_.status() != Status.None) revert WrongStatus(pactId, pact_.status());
        _before(deal.fundBy);
        if (deal.fundBy > gate.evaluateBy) revert BadTerms("fundBy after evaluateBy");
        if (upfront >= amount) revert BadTerms("upfront not below amount");
        if (buyer == provider) revert BadTerms("buyer is provider");
        if (buyer == address(0) || provider == address(0) || gate.evaluator == address(0)) {
            revert BadTerms("no buyer, provider or evaluator");
        }
        if (gate.feeBps > BPS || deal.silenceBps > BPS) revert BadTerms("share above 10000 bps");
        if ((gate.feeBps == 0) != (gate.feeTo == address(0))) {
            revert BadTerms("fee without feeTo, or feeTo without fee");
        }
        if (deal.arbiter == address(0)) {
            if (gate.challengeWindow | deal.disputeWindow | deal.arbitrationWindow != 0) {
                revert BadTerms("windows without arbiter");
            }
        } else if (deal.arbitrationWindow == 0) {
            revert BadTerms("arbiter without arbitrationWindow");
        }
        _pacts[pactId] = slotOf(Status.Funded, amount - upfront, provider);
        emit Funded(pactId, buyer, provider, terms);
    }

    /// @dev A pass is paid by the caller (true), or held for the challenge window (false).
    function _pass(bytes32 pactId, Slot pact_, uint32 challengeWindow, bytes32 report) private returns (bool) {
        if (challengeWindow != 0) {
            _hold(pactId, Status.Withheld, pact_.held(), 0);
            emit Withheld(pactId, 0, 0, pact_.held(), 0, report);
            return false;
        }
        _close(pactId);
        emit Released(pactId, pact_.held(), report);
        return true;
    }

    /// @dev Pacts of one provider in a row share one transfer, all of the group share the fee's.
    function _releaseGroup(Passes calldata group, bytes32 gateHash) private {
        Gate memory gate = group.gate;
        bytes32[] calldata deals = group.deals;
        bytes32 reports = group.reports;
        address provider;
        uint256 amount;
        uint256 fees;
        for (uint256 i = 0; i < deals.length; i++) {
            bytes32 pactId = _idOf(gateHash, deals[i]);
            Slot pact_ = _pacts[pactId];
            if (!pact_.awaitsVerdict()) continue;
            if (!_pass(pactId, pact_, gate.challengeWindow, reports)) continue;
            if (pact_.provider() != provider) {
                _pay(provider, amount);
                (provider, amount) = (pact_.provider(), 0);
            }
            uint256 fee = _share(pact_.held(), gate.feeBps);
            unchecked {
                amount += pact_.held() - fee;
                fees += fee;
            }
        }
        _pay(provider, amount);
        _pay(gate.feeTo, fees);
    }

    /// @dev The tombstone: a closed pact keeps a non-zero slot.
    function _close(bytes32 pactId) private {
        _pacts[pactId] = slotOf(Status.Closed, 0, address(0));
    }

    function _hold(bytes32 pactId, Status status, uint88 providerHeld, uint88 buyerHeld) private {
        _pacts[pactId] = slotOf(status, providerHeld + buyerHeld, providerHeld, block.timestamp);
    }

    /// @dev What a verdict left held and nobody may contest any more.
    function _lapsed(Terms calldata terms, uint40 since, uint88 providerHeld, uint88 buyerHeld)
        private
        view
        returns (uint88 providerDue, uint88 buyerDue)
    {
        if (block.timestamp >= uint256(since) + terms.gate.challengeWindow) providerDue = providerHeld;
        if (block.timestamp >= uint256(since) + terms.deal.disputeWindow) buyerDue = buyerHeld;
    }

    function _firstLapse(Terms calldata terms, Slot pact_) private pure returns (uint256) {
        (uint32 challenge, uint32 contest) = (terms.gate.challengeWindow, terms.deal.disputeWindow);
        bool challengeFirst = pact_.held() == pact_.providerHeld() || (pact_.providerHeld() != 0 && challenge < contest);
        return uint256(pact_.since()) + (challengeFirst ? challenge : contest);
    }

    function _silenceSplit(uint88 held, uint16 silenceBps) private pure returns (uint88, uint88) {
        uint88 providerHeld = uint88(_share(held, silenceBps));
        return (providerHeld, held - providerHeld);
    }

    function _share(uint256 amount, uint256 bps) private pure returns (uint256) {
        unchecked {
            return amount * bps / BPS; // no amount has more than 88 bits
        }
    }

    function _awaitingVerdict(bytes32 pactId, uint256 evaluateBy) private view returns (Slot pact_) {
        pact_ = _pacts[pactId];
        if (!pact_.awaitsVerdict()) revert WrongStatus(pactId, pact_.status());
        _before(evaluateBy);
    }

    function _before(uint256 deadline) private view {
        if (block.timestamp >= deadline) revert TooLate(deadline);
    }

    function _from(uint256 time) private view {
        if (block.timestamp < time) revert TooEarly(time);
    }

    // ------------------------------------------------------------------ money

    function _pull(Deal memory deal) private {
        if (!USDC.transferFrom(deal.buyer, address(this), deal.amount)) revert TransferFailed();
        _pay(deal.provider, deal.upfront);
    }

    function _payBoth(Terms calldata terms, uint256 providerAmount, uint256 buyerAmount) private {
        _payProvider(terms.deal.provider, providerAmount, terms.gate.feeBps, terms.gate.feeTo);
        _pay(terms.deal.buyer, buyerAmount);
    }

    function _payProvider(address provider, uint256 amount, uint16 feeBps, address feeTo) private {
        uint256 fee = _share(amount, feeBps);
        _pay(provider, amount - fee);
        _pay(feeTo, fee);
    }

    /// @dev A payee that cannot be paid blocks nobody: its money is owed. A relayer cannot force that by cutting the gas
    /// short: a transfer gets 63 of every 64 parts, so what is left could not pay for writing the debt down.
    function _pay(address to, uint256 amount) private {
        if (amount == 0) return;
        try USDC.transfer(to, amount) returns (bool ok) {
            if (ok) return;
        } catch {}
        owed[to] += amount;
        emit Owed(to, amount);
    }

    // ------------------------------------------------------------------ hashes and signatures

    function _hash(Gate memory gate) private pure returns (bytes32) {
        return keccak256(abi.encode(GATE_TYPEHASH, gate));
    }

    function _idOf(bytes32 gate, bytes32 deal) private pure returns (bytes32) {
        return keccak256(abi.encode(TERMS_TYPEHASH, gate, deal));
    }

    function _buildDomainSeparator() private view returns (bytes32) {
        return keccak256(abi.encode(DOMAIN_TYPEHASH, keccak256("Surety"), keccak256("1"), block.chainid, address(this)));
    }

    function _checkVerdict(
        address evaluator,
        bytes32 pactId,
        uint88 providerAmount,
        bytes32 report,
        bytes calldata signature
    ) private view {
        _checkSignature(evaluator, keccak256(abi.encode(VERDICT_TYPEHASH, pactId, providerAmount, report)), signature);
    }

    /// @dev ECDSA with 65 bytes and low s first, so that an EIP-7702 account signs with its own key; then ERC-1271.
    function _checkSignature(address signer, bytes32 structHash, bytes calldata signature) private view {
        if (msg.sender == signer) return;
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", domainSeparator(), structHash));
        if (signature.length == 65) {
            (bytes32 r, bytes32 s) = abi.decode(signature, (bytes32, bytes32));
            address recovered = ecrecover(digest, uint8(signature[64]), r, s);
            if (recovered == signer && recovered != address(0) && uint256(s) <= HALF_ORDER) return;
        }
        if (signer.code.length != 0) {
            (bool ok, bytes memory answer) =
                signer.staticcall(abi.encodeCall(IERC1271.isValidSignature, (digest, signature)));
            if (ok && answer.length >= 32 && bytes32(answer) == bytes32(IERC1271.isValidSignature.selector)) return;
        }
        revert BadSignature(signer);
    }
}
