// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.30;

import {Deal, Gate, IPactEscrow, Passes, Status, Terms} from "./IPactEscrow.sol";
import {hash, hashTypedData} from "./Hash.sol";
import {isSignedBy} from "./Signature.sol";
import {Place, Slot, slotOf} from "./Slot.sol";
import {IUSDC} from "./interfaces.sol";

/// @title PactEscrow
/// @dev Terms travel in calldata and only their hash is stored. Every external function writes the pact's state before it
/// moves money. Nothing can re-enter: USDC calls nobody back, and signers are only ever asked by staticcall.
///
/// Terms stay in calldata. Funding checks every field of them, for the event Funded encodes them all; later calls check only
/// those they use, for terms with stray bits anywhere hash to another id, which was never funded.
contract PactEscrow is IPactEscrow {
    // ------------------------------------------------------------------ storage

    mapping(bytes32 pactId => Place) private _pacts;

    /// @inheritdoc IPactEscrow
    mapping(address account => uint256) public override owed;

    // ------------------------------------------------------------------ constants

    uint256 private constant BPS = 10_000;

    /// @dev Circle's USDC, by chain.
    address private constant BASE_USDC = 0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913;
    address private constant BASE_SEPOLIA_USDC = 0x036CbD53842c5426634e7929541eC2318f3dCF7e;

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
    bytes32 private constant FUNDING_TYPEHASH = keccak256("Funding(bytes32 pactId,uint88 amount)");
    bytes32 private constant VERDICT_TYPEHASH =
        keccak256("Verdict(bytes32 pactId,uint88 providerAmount,bytes32 report)");
    bytes32 private constant BATCH_TYPEHASH = keccak256("VerdictBatch(bytes32 items)");
    bytes32 private constant ESCALATION_TYPEHASH = keccak256("Escalation(bytes32 pactId,bytes32 report)");
    bytes32 private constant RULING_TYPEHASH =
        keccak256("Ruling(bytes32 pactId,uint88 providerAmount,uint88 buyerAmount,bytes32 ruling)");
    bytes32 private constant CONSENT_TYPEHASH =
        keccak256("Consent(bytes32 pactId,uint88 providerAmount,uint88 buyerAmount)");
    bytes32 private constant DISPUTE_TYPEHASH = keccak256("Dispute(bytes32 pactId,bytes32 statement)");
    bytes32 private constant DELIVERY_TYPEHASH = keccak256("Delivery(bytes32 pactId,bytes32 deliverable)");

    /// @notice The token this escrow holds.
    IUSDC public immutable USDC;

    bytes32 private immutable _domainSeparator;
    uint256 private immutable _chainId;

    /// @param usdc The token, on a chain of one's own. Zero on Base and Base Sepolia: Circle's USDC there. So the creation
    /// code is the same on both, and with it the address that CREATE2 gives.
    constructor(IUSDC usdc) {
        if (address(usdc) == address(0)) {
            if (block.chainid == 8453) usdc = IUSDC(BASE_USDC);
            else if (block.chainid == 84532) usdc = IUSDC(BASE_SEPOLIA_USDC);
            else revert NoToken(block.chainid);
        }
        USDC = usdc;
        _chainId = block.chainid;
        _domainSeparator = _buildDomainSeparator();
    }

    // ------------------------------------------------------------------ funding

    /// @inheritdoc IPactEscrow
    function fund(Terms calldata terms, bytes calldata authorization) external returns (bytes32 pactId) {
        Deal calldata deal = terms.deal;
        pactId = _open(terms);
        USDC.receiveWithAuthorization(deal.buyer, address(this), deal.amount, 0, deal.fundBy, pactId, authorization);
        _pay(deal.provider, deal.upfront);
    }

    /// @inheritdoc IPactEscrow
    function fundBatch(Terms[] calldata terms, bytes calldata authorization)
        external
        returns (bytes32[] memory pactIds)
    {
        if (terms.length == 0) revert EmptyBatch();
        address buyer = terms[0].deal.buyer;
        uint256 validBefore = terms[0].deal.fundBy;
        uint256 amount;
        pactIds = new bytes32[](terms.length);
        for (uint256 i = 0; i < terms.length; i++) {
            Deal calldata deal = terms[i].deal;
            if (deal.buyer != buyer) revert NotOneBuyer();
            pactIds[i] = _open(terms[i]);
            amount += deal.amount;
            if (deal.fundBy < validBefore) validBefore = deal.fundBy;
        }
        bytes32 nonce = keccak256(abi.encodePacked(pactIds));
        USDC.receiveWithAuthorization(buyer, address(this), amount, 0, validBefore, nonce, authorization);
        for (uint256 i = 0; i < terms.length; i++) {
            _pay(terms[i].deal.provider, terms[i].deal.upfront);
        }
    }

    /// @inheritdoc IPactEscrow
    function fundByAllowance(Terms calldata terms) external returns (bytes32 pactId) {
        if (msg.sender != terms.deal.buyer) revert NotAllowed(msg.sender);
        pactId = _open(terms);
        _pull(terms.deal);
    }

    /// @inheritdoc IPactEscrow
    function fundByPermit(
        Terms calldata terms,
        bytes calldata fundingSignature,
        uint256 deadline,
        bytes calldata permitSignature
    ) external returns (bytes32 pactId) {
        Deal calldata deal = terms.deal;
        pactId = _open(terms);
        // A permit names no pact, and signing a pact is no order to pay for it.
        bytes32 message = hash(FUNDING_TYPEHASH, pactId, bytes32(uint256(deal.amount)));
        _checkSignature(deal.buyer, message, fundingSignature);
        // Whoever copies the permit from the mempool and carries it first has given the allowance all the same.
        try USDC.permit(deal.buyer, address(this), deal.amount, deadline, permitSignature) {} catch {}
        _pull(deal);
    }

    // ------------------------------------------------------------------ work and verdict

    /// @inheritdoc IPactEscrow
    function deliver(Gate calldata gate, bytes32 deal, bytes32 deliverable, bytes calldata signature) external {
        bytes32 pactId = _idOf(hash(GATE_TYPEHASH, gate), deal);
        Place storage place = _pacts[pactId];
        Slot pact_ = place.slot;
        if (!pact_.isIn(Status.Funded)) revert WrongStatus(pactId, pact_.status());
        _before(gate.evaluateBy);
        _checkSignature(pact_.provider(), hash(DELIVERY_TYPEHASH, pactId, deliverable), signature);
        place.slot = slotOf(Status.Delivered, pact_.held(), pact_.provider());
        emit Delivered(pactId, deliverable);
    }

    /// @inheritdoc IPactEscrow
    function release(Gate calldata gate, bytes32 deal, bytes32 report, bytes calldata signature) external {
        bytes32 pactId = _idOf(hash(GATE_TYPEHASH, gate), deal);
        (Place storage place, Slot pact_) = _awaitingVerdict(pactId, gate.evaluateBy);
        _checkVerdict(gate.evaluator, pactId, pact_.held(), report, signature);
        if (gate.challengeWindow != 0) return _holdPass(pactId, place, pact_.held(), report);
        _close(place);
        emit Released(pactId, pact_.held(), report);
        _payProvider(pact_.provider(), pact_.held(), gate);
    }

    /// @inheritdoc IPactEscrow
    function settle(Terms calldata terms, uint88 providerAmount, bytes32 report, bytes calldata signature) external {
        bytes32 pactId = idOf(terms);
        (Place storage place, Slot pact_) = _awaitingVerdict(pactId, terms.gate.evaluateBy);
        if (providerAmount > pact_.held()) revert WrongAmount(pact_.held());
        _checkVerdict(terms.gate.evaluator, pactId, providerAmount, report, signature);

        uint88 buyerAmount = pact_.held() - providerAmount;
        uint88 providerHeld = terms.gate.challengeWindow == 0 ? 0 : providerAmount;
        uint88 buyerHeld = terms.deal.disputeWindow == 0 ? 0 : buyerAmount;
        if (providerHeld + buyerHeld == 0) {
            _close(place);
            emit Settled(pactId, providerAmount, buyerAmount, report);
        } else {
            providerAmount -= providerHeld;
            buyerAmount -= buyerHeld;
            _hold(place, Status.Withheld, providerHeld, buyerHeld);
            emit Withheld(pactId, providerAmount, buyerAmount, providerHeld, buyerHeld, report);
        }
        _payBoth(terms, providerAmount, buyerAmount);
    }

    /// @inheritdoc IPactEscrow
    function releaseBatch(Passes[] calldata groups, bytes calldata signature) external {
        if (groups.length == 0) revert EmptyBatch();
        address evaluator = groups[0].gate.evaluator;
        bytes32[] memory items = new bytes32[](groups.length);
        for (uint256 i = 0; i < groups.length; i++) {
            Passes calldata group = groups[i];
            if (group.gate.evaluator != evaluator) revert NotOneEvaluator();
            items[i] = hash(hash(GATE_TYPEHASH, group.gate), keccak256(abi.encodePacked(group.deals)), group.reports);
        }
        _checkSignature(evaluator, keccak256(abi.encode(BATCH_TYPEHASH, keccak256(abi.encodePacked(items)))), signature);
        for (uint256 i = 0; i < groups.length; i++) {
            _releaseGroup(groups[i]);
        }
    }

    // ------------------------------------------------------------------ dispute

    /// @inheritdoc IPactEscrow
    function dispute(Terms calldata terms, address party, bytes32 statement, bytes calldata signature) external {
        bytes32 pactId = idOf(terms);
        Place storage place = _pacts[pactId];
        Slot pact_ = place.slot;
        bool byProvider = party == terms.deal.provider;
        if (!byProvider && party != terms.deal.buyer) revert NotAllowed(party);
        if (terms.deal.arbiter == address(0)) revert NoArbiter();
        _checkSignature(party, hash(DISPUTE_TYPEHASH, pactId, statement), signature);

        uint88 providerHeld;
        uint88 buyerHeld;
        uint88 providerDue;
        uint88 buyerDue;
        if (pact_.isIn(Status.Delivered)) {
            _from(terms.gate.evaluateBy);
            _before(uint256(terms.gate.evaluateBy) + terms.deal.disputeWindow);
            (providerHeld, buyerHeld) = _silenceSplit(pact_.held(), terms.deal.silenceBps);
        } else if (pact_.isIn(Status.Withheld)) {
            (providerHeld, buyerHeld) = (pact_.providerHeld(), pact_.held() - pact_.providerHeld());
            if ((byProvider ? buyerHeld : providerHeld) == 0) revert NothingToDispute(party);
            _before(uint256(pact_.since()) + (byProvider ? terms.deal.disputeWindow : terms.gate.challengeWindow));
            (providerDue, buyerDue) = _lapsed(terms, pact_.since(), providerHeld, buyerHeld);
            providerHeld -= providerDue;
            buyerHeld -= buyerDue;
        } else {
            revert WrongStatus(pactId, pact_.status());
        }

        _hold(place, Status.Disputed, providerHeld, buyerHeld);
        if (providerDue + buyerDue != 0) emit Finalized(pactId, providerDue, buyerDue);
        emit Disputed(pactId, party, providerHeld, buyerHeld, statement);
        _payBoth(terms, providerDue, buyerDue);
    }

    /// @inheritdoc IPactEscrow
    function escalate(Terms calldata terms, bytes32 report, bytes calldata signature) external {
        bytes32 pactId = idOf(terms);
        (Place storage place, Slot pact_) = _awaitingVerdict(pactId, terms.gate.evaluateBy);
        if (terms.deal.arbiter == address(0)) revert NoArbiter();
        _checkSignature(terms.gate.evaluator, hash(ESCALATION_TYPEHASH, pactId, report), signature);
        (uint88 providerHeld, uint88 buyerHeld) = _silenceSplit(pact_.held(), terms.deal.silenceBps);
        _hold(place, Status.Disputed, providerHeld, buyerHeld);
        emit Escalated(pactId, providerHeld, buyerHeld, report);
    }

    /// @inheritdoc IPactEscrow
    function rule(Terms calldata terms, uint88 providerAmount, bytes32 ruling, bytes calldata signature) external {
        bytes32 pactId = idOf(terms);
        Place storage place = _pacts[pactId];
        Slot pact_ = place.slot;
        if (!pact_.isIn(Status.Disputed)) revert WrongStatus(pactId, pact_.status());
        _before(uint256(pact_.since()) + terms.deal.arbitrationWindow);
        if (providerAmount > pact_.held()) revert WrongAmount(pact_.held());
        uint88 buyerAmount = pact_.held() - providerAmount;
        // Both amounts are signed: an arbiter who was told a wrong sum signs what cannot be carried, not another split.
        bytes32 message = keccak256(abi.encode(RULING_TYPEHASH, pactId, providerAmount, buyerAmount, ruling));
        _checkSignature(terms.deal.arbiter, message, signature);
        _close(place);
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
        Place storage place = _pacts[pactId];
        Slot pact_ = place.slot;
        if (pact_.isIn(Status.None) || pact_.isIn(Status.Closed)) {
            revert WrongStatus(pactId, pact_.status());
        }
        if (uint256(providerAmount) + buyerAmount != pact_.held()) revert WrongAmount(pact_.held());
        // Both amounts are signed and must add up to what is held: an old offer cannot be carried after a part was paid.
        bytes32 message = keccak256(abi.encode(CONSENT_TYPEHASH, pactId, providerAmount, buyerAmount));
        if (providerAmount != 0) _checkSignature(terms.deal.buyer, message, buyerSignature);
        if (buyerAmount != 0) _checkSignature(terms.deal.provider, message, providerSignature);
        _close(place);
        emit Consented(pactId, providerAmount, buyerAmount);
        _payBoth(terms, providerAmount, buyerAmount);
    }

    /// @inheritdoc IPactEscrow
    function finalize(Terms calldata terms) external {
        Deal calldata deal = terms.deal;
        bytes32 pactId = idOf(terms);
        Place storage place = _pacts[pactId];
        Slot pact_ = place.slot;
        uint88 providerAmount;
        uint88 buyerAmount;
        if (pact_.isIn(Status.Funded)) {
            _from(terms.gate.evaluateBy);
            buyerAmount = pact_.held();
        } else if (pact_.isIn(Status.Delivered)) {
            _from(uint256(terms.gate.evaluateBy) + deal.disputeWindow);
            (providerAmount, buyerAmount) = _silenceSplit(pact_.held(), deal.silenceBps);
        } else if (pact_.isIn(Status.Withheld)) {
            (providerAmount, buyerAmount) =
                _lapsed(terms, pact_.since(), pact_.providerHeld(), pact_.held() - pact_.providerHeld());
            if (providerAmount + buyerAmount == 0) revert TooEarly(_firstLapse(terms, pact_));
        } else if (pact_.isIn(Status.Disputed)) {
            _from(uint256(pact_.since()) + deal.arbitrationWindow);
            (providerAmount, buyerAmount) = (pact_.providerHeld(), pact_.held() - pact_.providerHeld());
        } else {
            revert WrongStatus(pactId, pact_.status());
        }

        uint88 left = pact_.held() - providerAmount - buyerAmount;
        if (left == 0) _close(place);
        else place.slot = slotOf(Status.Withheld, left, pact_.providerHeld() - providerAmount, pact_.since());
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
        Slot pact_ = _pacts[pactId].slot;
        (status, held) = (pact_.status(), pact_.held());
        if (pact_.awaitsVerdict()) provider = pact_.provider();
        if (status == Status.Withheld || status == Status.Disputed) {
            (providerHeld, since) = (pact_.providerHeld(), pact_.since());
        }
    }

    /// @inheritdoc IPactEscrow
    function idOf(Terms calldata terms) public pure returns (bytes32) {
        return _idOf(hash(GATE_TYPEHASH, terms.gate), hash(DEAL_TYPEHASH, terms.deal));
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
    function _open(Terms calldata terms) private returns (bytes32 pactId) {
        Gate calldata gate = terms.gate;
        Deal calldata deal = terms.deal;
        (address buyer, address provider, uint88 amount, uint88 upfront) =
            (deal.buyer, deal.provider, deal.amount, deal.upfront);
        pactId = idOf(terms);
        Place storage place = _pacts[pactId];
        Slot pact_ = place.slot;
        if (!pact_.isIn(Status.None)) revert WrongStatus(pactId, pact_.status());
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
        place.slot = slotOf(Status.Funded, amount - upfront, provider);
        emit Funded(pactId, buyer, provider, terms);
    }

    /// @dev Pacts of one provider in a row share one transfer, all of the group share the fee's.
    function _releaseGroup(Passes calldata group) private {
        if (block.timestamp >= group.gate.evaluateBy) return;
        bytes32 gateHash = hash(GATE_TYPEHASH, group.gate);
        bytes32[] calldata deals = group.deals;
        (uint256 challengeWindow, uint256 feeBps) = (group.gate.challengeWindow, group.gate.feeBps);
        bytes32 report = group.reports;
        address provider;
        uint256 amount;
        uint256 fees;
        for (uint256 i = 0; i < deals.length; i++) {
            bytes32 pactId = _idOf(gateHash, deals[i]);
            Place storage place = _pacts[pactId];
            Slot pact_ = place.slot;
            if (!pact_.awaitsVerdict()) continue;
            if (challengeWindow != 0) {
                _holdPass(pactId, place, pact_.held(), report);
                continue;
            }
            _close(place);
            emit Released(pactId, pact_.held(), report);
            if (pact_.provider() != provider) {
                _pay(provider, amount);
                (provider, amount) = (pact_.provider(), 0);
            }
            uint256 fee = _share(pact_.held(), feeBps);
            unchecked {
                amount += pact_.held() - fee;
                fees += fee;
            }
        }
        _pay(provider, amount);
        if (fees != 0) _pay(group.gate.feeTo, fees);
    }

    /// @dev A pass the buyer may challenge.
    function _holdPass(bytes32 pactId, Place storage place, uint88 held, bytes32 report) private {
        _hold(place, Status.Withheld, held, 0);
        emit Withheld(pactId, 0, 0, held, 0, report);
    }

    /// @dev The tombstone: a closed pact keeps a non-zero slot.
    function _close(Place storage place) private {
        place.slot = slotOf(Status.Closed, 0, address(0));
    }

    function _hold(Place storage place, Status status, uint88 providerHeld, uint88 buyerHeld) private {
        place.slot = slotOf(status, providerHeld + buyerHeld, providerHeld, block.timestamp);
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

    function _awaitingVerdict(bytes32 pactId, uint256 evaluateBy)
        private
        view
        returns (Place storage place, Slot pact_)
    {
        place = _pacts[pactId];
        pact_ = place.slot;
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

    function _pull(Deal calldata deal) private {
        if (!USDC.transferFrom(deal.buyer, address(this), deal.amount)) revert TransferFailed();
        _pay(deal.provider, deal.upfront);
    }

    function _payBoth(Terms calldata terms, uint256 providerAmount, uint256 buyerAmount) private {
        _payProvider(terms.deal.provider, providerAmount, terms.gate);
        _pay(terms.deal.buyer, buyerAmount);
    }

    function _payProvider(address provider, uint256 amount, Gate calldata gate) private {
        uint256 fee = _share(amount, gate.feeBps);
        _pay(provider, amount - fee);
        if (fee != 0) _pay(gate.feeTo, fee);
    }

    /// @dev A payee that cannot be paid blocks nobody: its money is owed. A relayer cannot force that by cutting the gas
    /// short: what a starved transfer leaves (one part in 64 at each call it makes) cannot pay for writing the debt down.
    function _pay(address to, uint256 amount) private {
        if (amount == 0) return;
        try USDC.transfer(to, amount) returns (bool ok) {
            if (ok) return;
        } catch {}
        owed[to] += amount;
        emit Owed(to, amount);
    }

    // ------------------------------------------------------------------ hashes and signatures

    function _idOf(bytes32 gate, bytes32 deal) private pure returns (bytes32) {
        return hash(TERMS_TYPEHASH, gate, deal);
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
        _checkSignature(evaluator, hash(VERDICT_TYPEHASH, pactId, providerAmount, report), signature);
    }

    function _checkSignature(address signer, bytes32 structHash, bytes calldata signature) private view {
        if (msg.sender == signer) return;
        bytes32 digest = hashTypedData(domainSeparator(), structHash);
        if (!isSignedBy(signer, digest, signature)) revert BadSignature(signer);
    }
}
