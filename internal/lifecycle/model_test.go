package lifecycle

import (
	"maps"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
	"github.com/surety-dev/surety/pkg/verdict"
)

var (
	deployer  = partyOf("deployer") // of the token, which it may pause, and of the escrow
	theToken  = escrow.Token{ChainID: 1337, Address: crypto.CreateAddress(deployer.address, 0), Name: "USD Coin", Version: "2"}
	theDomain = pact.Domain{ChainID: theToken.ChainID, Escrow: crypto.CreateAddress(deployer.address, 1)}
)

// model is a second opinion on contracts/src/PactEscrow.sol, written anew and pure: a call is refused as the contract would, or
// emits the contract's events. Where a pact then stands and what was paid is not the model's to say but the service's: the table allows
// the event and Fold reads it. So the model differs from the contract wherever the service would.
//
// The methods have the contract's names, and refuse in the order it does.
type model struct {
	now     int64 // the time of the block, and its number
	ledger  ledger
	history map[pact.ID][]Event
	owed    map[common.Address]usdc.Amount

	sender common.Address // of the call
	events []escrow.Event // of the call
}

// call is what somebody sends.
type call struct {
	name   string
	to     common.Address
	sender common.Address
	data   []byte
	model  func(*model) // what the model makes of it
}

// take makes one call. It takes effect as a whole, or is refused and changes nothing.
func (m *model) take(c call) (events []escrow.Event, refused *escrow.Refusal) {
	before := *m
	before.ledger, before.history, before.owed = m.ledger.clone(), maps.Clone(m.history), maps.Clone(m.owed)
	defer func() {
		if r := recover(); r != nil {
			var is bool
			if refused, is = r.(*escrow.Refusal); !is {
				panic(r)
			}
			*m = before
		}
	}()
	m.sender, m.events = c.sender, nil
	c.model(m)
	return m.events, nil
}

// refuse unwinds the call, as a revert does.
func refuse(why escrow.Refusal) { panic(&why) }

// ------------------------------------------------------------------ calls

func (m *model) fund(t pact.Terms, authorization []byte) {
	r := m.open(t)
	d := t.Deal
	m.mustMove(m.ledger.receive(d.Buyer, d.Amount, common.Hash(r.ID), theToken.AuthorizationDigest(t, theDomain.Escrow), authorization))
	m.payOut(Record{Pact: r.Pact}, r)
}

func (m *model) fundBatch(batch []pact.Terms, authorization []byte) {
	if len(batch) == 0 {
		refuse(escrow.Refusal{Name: escrow.EmptyBatch})
	}
	buyer, value := batch[0].Deal.Buyer, usdc.Amount(0)
	var opened []Record
	var ids []common.Hash
	for _, t := range batch {
		if t.Deal.Buyer != buyer {
			refuse(escrow.Refusal{Name: escrow.NotOneBuyer})
		}
		r := m.open(t)
		opened, ids = append(opened, r), append(ids, common.Hash(r.ID))
		value += t.Deal.Amount
	}
	m.mustMove(m.ledger.receive(buyer, value, pact.HashWords(ids...), theToken.BatchAuthorizationDigest(batch, theDomain.Escrow), authorization))
	for _, r := range opened {
		m.payOut(Record{Pact: r.Pact}, r)
	}
}

func (m *model) fundByAllowance(t pact.Terms) {
	if m.sender != t.Deal.Buyer {
		refuse(escrow.Refusal{Name: escrow.NotAllowed, Account: m.sender})
	}
	m.pull(m.open(t))
}

func (m *model) fundByPermit(t pact.Terms, signature []byte, deadline int64, permit []byte) {
	r := m.open(t)
	m.signed(t.Deal.Buyer, pact.Funding{Pact: r.ID, Amount: t.Deal.Amount}, signature)
	m.ledger.permit(m.now, t, deadline, permit) // one already carried, or a bad one, is no obstacle while the allowance is there
	m.pull(r)
}

func (m *model) deliver(t pact.Terms, deliverable common.Hash, signature []byte) {
	r := m.record(t)
	m.takes(r, escrow.Delivered)
	m.before(t.Gate.EvaluateBy)
	m.signed(t.Deal.Provider, pact.Delivery{Pact: r.ID, Deliverable: deliverable}, signature)
	m.emit(r, escrow.Event{Kind: escrow.Delivered, Hash: deliverable})
}

func (m *model) release(t pact.Terms, report common.Hash, signature []byte) {
	r := m.record(t)
	m.takes(r, escrow.Released)
	m.before(t.Gate.EvaluateBy)
	m.signed(t.Gate.Evaluator, verdict.Verdict{Pact: r.ID, ProviderAmount: r.Money.Held, Report: report}, signature)
	m.payOut(r, m.pass(r, report))
}

func (m *model) settle(t pact.Terms, v verdict.Verdict, signature []byte) {
	r := m.record(t)
	m.takes(r, escrow.Settled)
	m.before(t.Gate.EvaluateBy)
	m.atMostHeld(r, v.ProviderAmount)
	m.signed(t.Gate.Evaluator, v, signature)
	e := escrow.Event{Kind: escrow.Settled, ProviderAmount: v.ProviderAmount, BuyerAmount: r.Money.Held - v.ProviderAmount, Hash: v.Report}
	if t.Gate.ChallengeWindow > 0 {
		e.ProviderAmount, e.ProviderHeld = 0, e.ProviderAmount
	}
	if t.Deal.DisputeWindow > 0 {
		e.BuyerAmount, e.BuyerHeld = 0, e.BuyerAmount
	}
	if e.ProviderHeld+e.BuyerHeld > 0 {
		e.Kind = escrow.Withheld
	}
	m.payOut(r, m.emit(r, e))
}

// passes are the deals of one gate in a batch.
type passes struct {
	gate    pact.Gate
	deals   []pact.Deal
	reports common.Hash
}

func batchOf(groups []passes) (gates []pact.Gate, batch verdict.Batch) {
	for _, g := range groups {
		p := verdict.Passes{Gate: g.gate.Hash(), Reports: g.reports}
		for _, d := range g.deals {
			p.Deals = append(p.Deals, d.Hash())
		}
		gates, batch = append(gates, g.gate), append(batch, p)
	}
	return gates, batch
}

func (m *model) releaseBatch(groups []passes, signature []byte) {
	if len(groups) == 0 {
		refuse(escrow.Refusal{Name: escrow.EmptyBatch})
	}
	evaluator := groups[0].gate.Evaluator
	if slices.ContainsFunc(groups, func(g passes) bool { return g.gate.Evaluator != evaluator }) {
		refuse(escrow.Refusal{Name: escrow.NotOneEvaluator})
	}
	_, batch := batchOf(groups)
	m.signed(evaluator, batch, signature)
	for _, g := range groups {
		if m.now >= g.gate.EvaluateBy {
			continue
		}
		var provider common.Address
		var due, fees usdc.Amount
		for _, d := range g.deals {
			r := m.record(pact.Terms{Gate: g.gate, Deal: d})
			if !r.State.AwaitsVerdict() {
				continue
			}
			after := m.pass(r, g.reports)
			if d.Provider != provider { // those of one provider in a row share one transfer
				m.pay(provider, due)
				provider, due = d.Provider, 0
			}
			due += after.Money.ProviderPaid - r.Money.ProviderPaid
			fees += after.Money.FeePaid - r.Money.FeePaid
		}
		m.pay(provider, due)
		m.pay(g.gate.FeeTo, fees)
	}
}

func (m *model) dispute(t pact.Terms, party common.Address, statement common.Hash, signature []byte) {
	if party != t.Deal.Provider && party != t.Deal.Buyer {
		refuse(escrow.Refusal{Name: escrow.NotAllowed, Account: party})
	}
	m.hasArbiter(t)
	r := m.record(t)
	m.signed(party, pact.Dispute{Pact: r.ID, Statement: statement}, signature)
	m.takes(r, escrow.Disputed)
	e, before := escrow.Event{Kind: escrow.Disputed, Party: party, Hash: statement}, r
	if r.State == Withheld {
		loses := r.Money.ProviderHeld // the buyer, by a release
		if party == t.Deal.Provider {
			loses = r.Money.Held - r.Money.ProviderHeld
		}
		if loses == 0 {
			refuse(escrow.Refusal{Name: escrow.NothingToDispute, Account: party})
		}
		m.before(r.disputeBy(party))
		if provider, buyer := m.lapsed(r); provider+buyer > 0 {
			r = m.emit(r, escrow.Event{Kind: escrow.Finalized, ProviderAmount: provider, BuyerAmount: buyer})
		}
		e.ProviderHeld, e.BuyerHeld = r.Money.ProviderHeld, r.Money.Held-r.Money.ProviderHeld
	} else {
		m.from(t.Gate.EvaluateBy)
		m.before(r.disputeBy(party))
		e.ProviderHeld, e.BuyerHeld = silence(r)
	}
	m.payOut(before, m.emit(r, e))
}

func (m *model) escalate(t pact.Terms, report common.Hash, signature []byte) {
	r := m.record(t)
	m.takes(r, escrow.Escalated)
	m.before(t.Gate.EvaluateBy)
	m.hasArbiter(t)
	m.signed(t.Gate.Evaluator, verdict.Escalation{Pact: r.ID, Report: report}, signature)
	e := escrow.Event{Kind: escrow.Escalated, Hash: report}
	e.ProviderHeld, e.BuyerHeld = silence(r)
	m.emit(r, e)
}

func (m *model) rule(t pact.Terms, providerAmount usdc.Amount, ruling common.Hash, signature []byte) {
	r := m.record(t)
	m.takes(r, escrow.Ruled)
	m.before(r.Deadline())
	m.atMostHeld(r, providerAmount)
	buyerAmount := r.Money.Held - providerAmount
	m.signed(t.Deal.Arbiter, verdict.Ruling{Pact: r.ID, ProviderAmount: providerAmount, BuyerAmount: buyerAmount, Ruling: ruling}, signature)
	m.payOut(r, m.emit(r, escrow.Event{Kind: escrow.Ruled, ProviderAmount: providerAmount, BuyerAmount: buyerAmount, Hash: ruling}))
}

func (m *model) consent(t pact.Terms, c pact.Consent, buyerSignature, providerSignature []byte) {
	r := m.record(t)
	m.takes(r, escrow.Consented)
	if c.ProviderAmount+c.BuyerAmount != r.Money.Held {
		refuse(escrow.Refusal{Name: escrow.WrongAmount, Held: r.Money.Held})
	}
	if c.ProviderAmount != 0 {
		m.signed(t.Deal.Buyer, c, buyerSignature)
	}
	if c.BuyerAmount != 0 {
		m.signed(t.Deal.Provider, c, providerSignature)
	}
	m.payOut(r, m.emit(r, escrow.Event{Kind: escrow.Consented, ProviderAmount: c.ProviderAmount, BuyerAmount: c.BuyerAmount}))
}

func (m *model) finalize(t pact.Terms) {
	r := m.record(t)
	m.takes(r, escrow.Finalized)
	m.from(r.Deadline())
	e := escrow.Event{Kind: escrow.Finalized}
	switch r.State {
	case Delivered:
		e.ProviderAmount, e.BuyerAmount = silence(r)
	case Withheld:
		e.ProviderAmount, e.BuyerAmount = m.lapsed(r)
	default: // nothing is the provider's that did not deliver; after a dispute what the verdict, or silence, gave it
		e.ProviderAmount, e.BuyerAmount = r.Money.ProviderHeld, r.Money.Held-r.Money.ProviderHeld
	}
	m.payOut(r, m.emit(r, e))
}

func (m *model) withdraw(account common.Address) {
	amount := m.owed[account]
	if amount == 0 {
		refuse(escrow.Refusal{Name: escrow.NothingOwed, Account: account})
	}
	delete(m.owed, account)
	m.events = append(m.events, escrow.Event{Kind: escrow.Withdrawn, Party: account, Amount: amount, BlockNumber: uint64(m.now)})
	m.mustMove(m.ledger.transfer(theDomain.Escrow, account, amount))
}

// ------------------------------------------------------------------ what refuses

// takes asks the table whether the event may come next.
func (m *model) takes(r Record, on escrow.Kind) {
	if !slices.ContainsFunc(table, func(w row) bool { return w.on == Kind(on) && slices.Contains(w.from, r.State) }) {
		refuse(escrow.Refusal{Name: escrow.WrongStatus, Pact: r.ID, Status: statuses[r.State]})
	}
}

func (m *model) before(deadline int64) {
	if m.now >= deadline {
		refuse(escrow.Refusal{Name: escrow.TooLate, Time: deadline})
	}
}

func (m *model) from(time int64) {
	if m.now < time {
		refuse(escrow.Refusal{Name: escrow.TooEarly, Time: time})
	}
}

func (m *model) signed(signer common.Address, message pact.Message, signature []byte) {
	if m.sender != signer && pact.Verify(theDomain.Digest(message), signature, signer) != nil {
		refuse(escrow.Refusal{Name: escrow.BadSignature, Account: signer})
	}
}

func (m *model) hasArbiter(t pact.Terms) {
	if t.Deal.Arbiter == (common.Address{}) {
		refuse(escrow.Refusal{Name: escrow.NoArbiter})
	}
}

func (m *model) atMostHeld(r Record, amount usdc.Amount) {
	if amount > r.Money.Held {
		refuse(escrow.Refusal{Name: escrow.WrongAmount, Held: r.Money.Held})
	}
}

func (m *model) mustMove(moved bool) {
	if !moved {
		refuse(escrow.Refusal{Name: escrow.TokenError})
	}
}

func mustBeFair(t pact.Terms) {
	g, d, nobody := t.Gate, t.Deal, common.Address{}
	for _, rule := range []struct {
		broken bool
		what   string
	}{
		{d.FundBy > g.EvaluateBy, "fundBy after evaluateBy"},
		{d.Upfront >= d.Amount, "upfront not below amount"},
		{d.Buyer == d.Provider, "buyer is provider"},
		{d.Buyer == nobody || d.Provider == nobody || g.Evaluator == nobody, "no buyer, provider or evaluator"},
		{g.FeeBps > 10_000 || d.SilenceBps > 10_000, "share above 10000 bps"},
		{(g.FeeBps == 0) != (g.FeeTo == nobody), "fee without feeTo, or feeTo without fee"},
		{d.Arbiter == nobody && g.ChallengeWindow|d.DisputeWindow|d.ArbitrationWindow != 0, "windows without arbiter"},
		{d.Arbiter != nobody && d.ArbitrationWindow == 0, "arbiter without arbitrationWindow"},
	} {
		if rule.broken {
			refuse(escrow.Refusal{Name: escrow.BadTerms, Reason: rule.what})
		}
	}
}

// ------------------------------------------------------------------ state

var statuses = map[State]escrow.Status{
	Funded: escrow.StatusFunded, Delivered: escrow.StatusDelivered, Withheld: escrow.StatusWithheld, Disputed: escrow.StatusDisputed,
	Released: escrow.StatusClosed, Refunded: escrow.StatusClosed, Resolved: escrow.StatusClosed,
}

// record is the pact as the service reads its events.
func (m *model) record(t pact.Terms) Record {
	id := t.ID()
	r, err := Fold(Record{ID: id, Pact: pact.Pact{Terms: t}}, m.history[id], m.now)
	if err != nil {
		refuse(escrow.Refusal{Name: "table", Reason: err.Error()}) // the model emitted what the table does not take; the contract says no such thing
	}
	return r
}

// state is the record as the contract stores it.
func (m *model) state(t pact.Terms) escrow.State {
	r := m.record(t)
	s := escrow.State{Status: statuses[r.State], Held: r.Money.Held}
	switch {
	case r.State.AwaitsVerdict():
		s.Provider = t.Deal.Provider
	case r.State == Withheld || r.State == Disputed:
		s.ProviderHeld, s.Since = r.Money.ProviderHeld, r.Money.Since
	}
	return s
}

func (m *model) emit(r Record, e escrow.Event) Record {
	e.Pact, e.BlockNumber = r.ID, uint64(m.now)
	m.events = append(m.events, e)
	m.history[r.ID] = append(m.history[r.ID], Event{Event: e, BlockTime: m.now})
	return m.record(r.Pact.Terms)
}

func (m *model) open(t pact.Terms) Record {
	r := m.record(t)
	m.takes(r, escrow.Funded)
	m.before(t.Deal.FundBy)
	mustBeFair(t)
	return m.emit(r, escrow.Event{Kind: escrow.Funded, Terms: &t})
}

func (m *model) pass(r Record, report common.Hash) Record {
	if r.Pact.Terms.Gate.ChallengeWindow > 0 {
		return m.emit(r, escrow.Event{Kind: escrow.Withheld, ProviderHeld: r.Money.Held, Hash: report})
	}
	return m.emit(r, escrow.Event{Kind: escrow.Released, ProviderAmount: r.Money.Held, Hash: report})
}

// silence splits what is held when nobody decides.
func silence(r Record) (provider, buyer usdc.Amount) {
	provider = r.Money.Held.Share(r.Pact.Terms.Deal.SilenceBps)
	return provider, r.Money.Held - provider
}

// lapsed is what a verdict left held and nobody may dispute any more: the buyer the provider's part, the provider the buyer's.
func (m *model) lapsed(r Record) (provider, buyer usdc.Amount) {
	d := r.Pact.Terms.Deal
	if m.now >= r.disputeBy(d.Buyer) {
		provider = r.Money.ProviderHeld
	}
	if m.now >= r.disputeBy(d.Provider) {
		buyer = r.Money.Held - r.Money.ProviderHeld
	}
	return provider, buyer
}

// ------------------------------------------------------------------ money

// payOut moves what Fold says was paid between two records of a pact.
func (m *model) payOut(before, after Record) {
	t, was, is := after.Pact.Terms, before.Money, after.Money
	m.pay(t.Deal.Provider, is.ProviderPaid-was.ProviderPaid)
	m.pay(t.Gate.FeeTo, is.FeePaid-was.FeePaid)
	m.pay(t.Deal.Buyer, is.BuyerPaid-was.BuyerPaid)
}

// pay owes what the token does not move.
func (m *model) pay(to common.Address, amount usdc.Amount) {
	if amount != 0 && !m.ledger.transfer(theDomain.Escrow, to, amount) {
		m.owed[to] += amount
		m.events = append(m.events, escrow.Event{Kind: escrow.Owed, Party: to, Amount: amount, BlockNumber: uint64(m.now)})
	}
}

func (m *model) pull(r Record) {
	d := r.Pact.Terms.Deal
	allowed := m.ledger.allowances[d.Buyer]
	m.mustMove(d.Amount <= allowed && m.ledger.transfer(d.Buyer, theDomain.Escrow, d.Amount))
	m.ledger.allowances[d.Buyer] = allowed - d.Amount
	m.payOut(Record{Pact: r.Pact}, r)
}

// ledger is USDC, as far as the escrow meets it. What it does not say yes to, it refuses.
type ledger struct {
	paused      bool
	blacklisted map[common.Address]bool
	balances    map[common.Address]usdc.Amount
	allowances  map[common.Address]usdc.Amount // to the escrow
	nonces      map[common.Address]uint64      // of the next permit
	used        map[common.Hash]bool           // authorizations
}

func (l ledger) clone() ledger {
	l.blacklisted, l.balances, l.allowances = maps.Clone(l.blacklisted), maps.Clone(l.balances), maps.Clone(l.allowances)
	l.nonces, l.used = maps.Clone(l.nonces), maps.Clone(l.used)
	return l
}

func (l ledger) transfer(from, to common.Address, amount usdc.Amount) bool {
	if l.paused || l.blacklisted[from] || l.blacklisted[to] || to == (common.Address{}) || amount > l.balances[from] {
		return false
	}
	l.balances[from] -= amount
	l.balances[to] += amount
	return true
}

// receive is ERC-3009's. The escrow asks only before fund_by, so nothing expires here.
func (l ledger) receive(from common.Address, amount usdc.Amount, nonce, digest common.Hash, signature []byte) bool {
	if l.used[nonce] || pact.Verify(digest, signature, from) != nil || !l.transfer(from, theDomain.Escrow, amount) {
		return false
	}
	l.used[nonce] = true
	return true
}

// permit is EIP-2612's, of a pact's amount.
func (l ledger) permit(now int64, t pact.Terms, deadline int64, signature []byte) bool {
	buyer := t.Deal.Buyer
	digest := theToken.PermitDigest(t, theDomain.Escrow, l.nonces[buyer], deadline)
	if l.paused || now > deadline || pact.Verify(digest, signature, buyer) != nil {
		return false
	}
	l.nonces[buyer]++
	l.allowances[buyer] = t.Deal.Amount
	return true
}
