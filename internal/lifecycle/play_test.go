package lifecycle

import (
	"math/big"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"pgregory.net/rapid"

	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
	"github.com/surety-dev/surety/pkg/verdict"
)

const wealth = usdc.Amount(250_000_000_000_000) // of everybody in the crowd: two and a half of the largest pacts

var (
	theEvaluator   = partyOf("evaluator")
	otherEvaluator = partyOf("other evaluator")
	otherBuyer     = partyOf("other buyer")
	otherProvider  = partyOf("other provider")
	crowd          = []party{stranger, theBuyer, theProvider, theEvaluator, theArbiter, otherBuyer, otherProvider, otherEvaluator}
	people         = addresses(crowd)
	accounts       = append(addresses(crowd), theDomain.Escrow, theToken.Address, common.Address{})
)

func addresses(parties []party) (all []common.Address) {
	for _, p := range parties {
		all = append(all, p.address)
	}
	return all
}

func newModel() *model {
	m := &model{now: start, history: map[pact.ID][]Event{}, owed: map[common.Address]usdc.Amount{}}
	m.ledger = ledger{
		blacklisted: map[common.Address]bool{theToken.Address: true}, balances: map[common.Address]usdc.Amount{},
		allowances: map[common.Address]usdc.Amount{}, nonces: map[common.Address]uint64{}, used: map[common.Hash]bool{},
	}
	for _, p := range crowd {
		m.ledger.balances[p.address] = wealth
	}
	return m
}

// player lets the crowd call the escrow in any order, most calls nearly right, and the clock stand still or jump to about a deadline.
type player struct {
	*rapid.T
	m     *model
	send  func(call)
	gates []pact.Gate
	pacts []pact.Terms
}

func draw[T any](p *player, what string, from ...T) T { return rapid.SampledFrom(from).Draw(p.T, what) }

func (p *player) seldom(n int, what string) bool { return rapid.IntRange(1, n).Draw(p.T, what) == n }

// move is a call about a pact.
type move = func(*player, Record)

var (
	funding = []move{(*player).fund, (*player).fund, (*player).fundBatch, (*player).fundByAllowance, (*player).fundByPermit}
	judging = []move{
		(*player).release, (*player).settle, (*player).settle, (*player).settle, (*player).releaseBatch, (*player).releaseBatch,
		(*player).escalate, (*player).finalize, (*player).consent,
	}
	silent  = slices.Concat([]move{(*player).finalize, (*player).finalize, (*player).dispute, (*player).dispute}, judging)
	moves   = slices.Concat(funding, judging, []move{(*player).deliver, (*player).dispute, (*player).rule, (*player).withdraw})
	fitting = map[State][]move{
		Proposed:  funding,
		Funded:    slices.Concat([]move{(*player).deliver, (*player).deliver, (*player).deliver}, judging),
		Delivered: slices.Concat([]move{(*player).dispute, (*player).dispute}, judging),
		Withheld:  {(*player).dispute, (*player).dispute, (*player).finalize, (*player).finalize, (*player).consent},
		Disputed:  {(*player).rule, (*player).rule, (*player).rule, (*player).finalize, (*player).consent},
	}
)

// step is a call, or three at the very second to which the clock has just jumped.
func (p *player) step() {
	t := p.focus()
	waits := map[State]int{Proposed: 24, Funded: 12, Delivered: 12, Withheld: 2, Disputed: 3} // the first ones' deadlines are many pacts'
	tries := 1
	if r := p.m.record(t); p.seldom(max(2, waits[r.State]), "later") {
		p.later(r)
		tries = 3
	}
	if n := len(p.blocked()); p.seldom(max(4, 19-4*n), "USDC") {
		p.weather(t)
	}
	for ; tries > 0; tries-- {
		if p.move(t); p.m.record(t).State.Closed() {
			break
		}
	}
	if owed := p.payable(); len(owed) > 0 && p.seldom(4, "withdraw") {
		p.withdraw(Record{})
	}
}

func (p *player) move(t pact.Terms) {
	r := p.m.record(t)
	if r.State.Unfunded() && p.seldom(8, "bad terms") {
		r = p.m.record(p.spoilt(t))
	}
	of := fitting[r.State]
	if r.State.AwaitsVerdict() && p.m.now >= t.Gate.EvaluateBy {
		of = silent
	}
	if len(of) == 0 || p.seldom(8, "any call") {
		of = moves
	}
	draw(p, "call", of...)(p, r)
}

// focus is the pact of the next call: mostly a live one, of which there are to be three.
func (p *player) focus() pact.Terms {
	var live, fundable []pact.Terms
	for _, t := range p.recent(8) {
		switch state := p.m.record(t).State; {
		case state.Live():
			live = append(live, t)
		case state == Proposed:
			fundable = append(fundable, t)
		}
	}
	if len(live)+len(fundable) < 3 {
		t := p.terms()
		p.pacts = append(p.pacts, t)
		fundable = append(fundable, t)
	}
	switch {
	case p.seldom(12, "any pact"):
		return draw(p, "pact", p.recent(8)...)
	case len(fundable) > 0 && (len(live) < 2 || p.seldom(4, "fund")):
		return draw(p, "pact", fundable...)
	}
	return draw(p, "pact", live...)
}

// payable are those who can have what they are owed.
func (p *player) payable() []common.Address {
	blocked := p.blocked()
	return slices.DeleteFunc(slices.Clone(accounts), func(a common.Address) bool { return p.m.owed[a] == 0 || slices.Contains(blocked, a) })
}

// recent are the newest pacts, the newest first.
func (p *player) recent(n int) []pact.Terms {
	recent := slices.Clone(p.pacts[max(0, len(p.pacts)-n):])
	slices.Reverse(recent)
	return recent
}

// ------------------------------------------------------------------ terms and time

func (p *player) terms() pact.Terms {
	now := p.m.now
	var g pact.Gate
	if len(p.gates) > 0 && !p.seldom(3, "new gate") {
		g = p.gates[len(p.gates)-1]
	} else {
		g = pact.Gate{
			Evaluator:       draw(p, "evaluator", theEvaluator.address, theEvaluator.address, theEvaluator.address, otherEvaluator.address, theBuyer.address),
			EvaluateBy:      now + draw[int64](p, "evaluate_by", 7200, 3600, 600, 36_000),
			ChallengeWindow: draw[uint32](p, "challenge_window", 300, 300, 0, 900),
		}
		if p.seldom(2, "fee") {
			g.FeeBps, g.FeeTo = draw[uint16](p, "fee_bps", 100, 1, 3333, 10_000), draw(p, "fee_to", accounts[:len(accounts)-1]...)
		}
		p.gates = append(p.gates, g)
	}
	d := pact.Deal{
		Buyer:      draw(p, "buyer", theBuyer.address, theBuyer.address, theBuyer.address, otherBuyer.address, stranger.address),
		Provider:   draw(p, "provider", theProvider.address, theProvider.address, otherProvider.address, theArbiter.address, theDomain.Escrow, theToken.Address),
		Amount:     draw[usdc.Amount](p, "amount", 100_000_000, 1, 3, 9_999, 10_001, 12_345_678, 99_999_999_999_999),
		FundBy:     min(g.EvaluateBy, now+draw[int64](p, "fund_by", 3600, 600, 7200)),
		SilenceBps: draw[uint16](p, "silence_bps", 2500, 0, 1, 3333, 10_000),
		Covenant:   promise.Hash(),
		Salt:       pact.Word(uint64(len(p.pacts))),
	}
	d.Upfront = draw(p, "upfront", 0, 0, d.Amount/5, d.Amount-1)
	if g.ChallengeWindow > 0 || !p.seldom(2, "no arbiter") {
		d.Arbiter = draw(p, "arbiter", theArbiter.address, theArbiter.address, otherEvaluator.address, otherProvider.address)
		d.DisputeWindow = draw[uint32](p, "dispute_window", 600, 0, 300, 900)
		d.ArbitrationWindow = draw[uint32](p, "arbitration_window", 1800, 600, 600, 1)
	}
	return pact.Terms{Gate: g, Deal: d}
}

// spoilt are terms that no pact may have.
func (p *player) spoilt(t pact.Terms) pact.Terms {
	draw(p, "fault",
		func() { t.Gate.EvaluateBy = t.Deal.FundBy - 1 },
		func() { t.Deal.Upfront = t.Deal.Amount },
		func() { t.Deal.Provider = t.Deal.Buyer },
		func() { t.Deal.Buyer = common.Address{} },
		func() { t.Deal.Provider = common.Address{} },
		func() { t.Gate.Evaluator = common.Address{} },
		func() { t.Deal.SilenceBps = 10_001 },
		func() { t.Gate.FeeBps, t.Gate.FeeTo = 10_001, stranger.address },
		func() { t.Gate.FeeBps, t.Gate.FeeTo = 1, common.Address{} },
		func() { t.Gate.FeeBps, t.Gate.FeeTo = 0, stranger.address },
		func() { t.Deal.Arbiter, t.Deal.ArbitrationWindow = common.Address{}, 1 },
		func() { t.Deal.Arbiter, t.Deal.ArbitrationWindow = theArbiter.address, 0 },
	)()
	return t
}

// later moves the clock to about one of the pact's deadlines that are ahead and near, or by a second.
func (p *player) later(r Record) {
	g, d := r.Pact.Terms.Gate, r.Pact.Terms.Deal
	ahead := []int64{r.Deadline(), r.Deadline(), r.disputeBy(d.Provider), r.disputeBy(d.Buyer)}
	if r.State.AwaitsVerdict() {
		ahead = []int64{g.EvaluateBy, r.Deadline()}
	}
	ahead = append(slices.DeleteFunc(ahead, func(at int64) bool { return at < p.m.now }), p.m.now+1)
	p.m.now = max(p.m.now, draw(p, "deadline", ahead...)+draw[int64](p, "about", 0, 0, -1, 1))
}

// ------------------------------------------------------------------ signatures

// signature is mostly the signer's over the digest.
func (p *player) signature(signer common.Address, digest common.Hash) []byte {
	signs := crowd[max(0, slices.Index(people, signer))].signs // a stranger's, where nobody has the key
	good := func() []byte { return signs(digest) }
	if !p.seldom(8, "bad signature") {
		return good()
	}
	return draw(p, "flaw",
		func() []byte { return nil },
		func() []byte { return crowd[(slices.Index(people, signer)+1)%len(crowd)].signs(digest) },
		func() []byte { digest[31] ^= 1; return good() },
		func() []byte { return good()[:64] },
		func() []byte { return append(good(), 0) },
		func() []byte { return make([]byte, 65) },
		func() []byte { s := good(); s[64] -= 27; return s },
		func() []byte { return malleated(good()) },
	)()
}

// malleated is the other signature that ECDSA takes for the same: s in the upper half.
func malleated(signature []byte) []byte {
	s := new(big.Int).SetBytes(signature[32:64])
	s.Sub(crypto.S256().Params().N, s).FillBytes(signature[32:64])
	signature[64] ^= 27 ^ 28
	return signature
}

// authority is somebody who carries the signer's signature, or the signer itself, which needs none.
func (p *player) authority(signer common.Address, digest common.Hash) (sender common.Address, signature []byte) {
	sender = draw(p, "sender", stranger.address, stranger.address, draw(p, "anybody", people...))
	if p.seldom(3, "itself") && signer != (common.Address{}) {
		sender = signer
		if !p.seldom(3, "with a signature") {
			return sender, nil
		}
	}
	return sender, p.signature(signer, digest)
}

// amount is somebody's idea of how much of what is held is the provider's.
func (p *player) amount(held usdc.Amount) usdc.Amount {
	if p.seldom(10, "too much") {
		return held + 1
	}
	return draw(p, "provider's", held, 0, held/2, held/3, held/4*3)
}

func (p *player) call(name string, sender common.Address, data []byte, model func(*model)) {
	p.send(call{name: name, to: theDomain.Escrow, sender: sender, data: data, model: model})
}

// ------------------------------------------------------------------ calls, each about a pact

func (p *player) fund(r Record) {
	t := r.Pact.Terms
	signature := p.signature(t.Deal.Buyer, theToken.AuthorizationDigest(t, theDomain.Escrow))
	p.call("fund", stranger.address, escrow.Fund(t, signature), func(m *model) { m.fund(t, signature) })
}

func (p *player) fundBatch(r Record) {
	var batch []pact.Terms
	if !p.seldom(10, "empty") {
		batch = append(batch, r.Pact.Terms)
		mixed, funded := p.seldom(4, "of several buyers"), p.seldom(4, "funded already")
		others := slices.DeleteFunc(p.recent(8), func(t pact.Terms) bool {
			return !mixed && t.Deal.Buyer != r.Pact.Terms.Deal.Buyer || !funded && (t == r.Pact.Terms || p.m.record(t).State != Proposed)
		})
		batch = append(batch, others[:min(len(others), draw(p, "more", 1, 2, 3, 0))]...)
	}
	var signature []byte
	if len(batch) > 0 {
		signature = p.signature(r.Pact.Terms.Deal.Buyer, theToken.BatchAuthorizationDigest(batch, theDomain.Escrow))
	}
	p.call("fundBatch", stranger.address, escrow.FundBatch(batch, signature), func(m *model) { m.fundBatch(batch, signature) })
}

func (p *player) fundByAllowance(r Record) {
	t := r.Pact.Terms
	if !p.seldom(4, "no allowance") {
		p.approve(t.Deal.Buyer, t.Deal.Amount-draw[usdc.Amount](p, "short by", 0, 0, 0, 1))
	}
	sender := t.Deal.Buyer
	if p.seldom(8, "not the buyer") {
		sender = stranger.address
	}
	p.call("fundByAllowance", sender, escrow.FundByAllowance(t), func(m *model) { m.fundByAllowance(t) })
}

func (p *player) fundByPermit(r Record) {
	t, buyer := r.Pact.Terms, r.Pact.Terms.Deal.Buyer
	deadline := p.m.now + draw[int64](p, "permit until", 600, 0, -1)
	nonce := p.m.ledger.nonces[buyer] + draw[uint64](p, "nonce ahead by", 0, 0, 0, 0, 1)
	permit := p.signature(buyer, theToken.PermitDigest(t, theDomain.Escrow, nonce, deadline))
	if p.seldom(4, "front-run") {
		p.usdc("permit", stranger.address, func(m *model) { m.mustMove(m.ledger.permit(m.now, t, deadline, permit)) },
			buyer, theDomain.Escrow, amount(t.Deal.Amount), big.NewInt(deadline), permit)
	}
	sender, signature := p.authority(buyer, theDomain.Digest(pact.Funding{Pact: t.ID(), Amount: t.Deal.Amount}))
	p.call("fundByPermit", sender, escrow.FundByPermit(t, signature, deadline, permit), func(m *model) { m.fundByPermit(t, signature, deadline, permit) })
}

func (p *player) deliver(r Record) {
	t, work := r.Pact.Terms, pact.Delivery{Pact: r.ID, Deliverable: common.Hash{0xd}}
	sender, signature := p.authority(t.Deal.Provider, theDomain.Digest(work))
	p.call("deliver", sender, escrow.Deliver(t, work, signature), func(m *model) { m.deliver(t, work.Deliverable, signature) })
}

func (p *player) release(r Record) {
	t, v := r.Pact.Terms, verdict.Verdict{Pact: r.ID, ProviderAmount: r.Pact.Terms.Held(), Report: common.Hash{0xe}}
	sender, signature := p.authority(t.Gate.Evaluator, theDomain.Digest(v))
	p.call("release", sender, escrow.Verdict(t, v, signature), func(m *model) { m.release(t, v.Report, signature) })
}

func (p *player) settle(r Record) {
	t, v := r.Pact.Terms, verdict.Verdict{Pact: r.ID, ProviderAmount: p.amount(r.Pact.Terms.Held()), Report: common.Hash{0xe}}
	sender, signature := p.authority(t.Gate.Evaluator, theDomain.Digest(v))
	// escrow.Verdict sends a full pass by release. It is written into another verdict's call: selector, 5+11 words of terms, amount.
	data := escrow.Verdict(t, verdict.Verdict{ProviderAmount: t.Held() + 1, Report: v.Report}, signature)
	word := pact.Word(v.ProviderAmount)
	copy(data[4+16*32:], word[:])
	p.call("settle", sender, data, func(m *model) { m.settle(t, v, signature) })
}

func (p *player) releaseBatch(r Record) {
	var groups []passes
	if !p.seldom(12, "empty") {
		groups = append(groups, p.passes(r.Pact.Terms.Gate))
		for range draw(p, "more gates", 0, 1, 2) {
			g := draw(p, "gate", p.gates...)
			if g.Evaluator == r.Pact.Terms.Gate.Evaluator || p.seldom(4, "another's gate") {
				groups = append(groups, p.passes(g))
			}
		}
	}
	gates, batch := batchOf(groups)
	sender, signature := p.authority(r.Pact.Terms.Gate.Evaluator, theDomain.Digest(batch))
	p.call("releaseBatch", sender, escrow.ReleaseBatch(gates, batch, signature), func(m *model) { m.releaseBatch(groups, signature) })
}

// passes are up to five deals of the gate, whatever their state, some twice.
func (p *player) passes(g pact.Gate) passes {
	group := passes{gate: g, reports: common.Hash{0xee}}
	for _, t := range p.recent(12) {
		if t.Gate == g && len(group.deals) < 5 && !p.seldom(4, "left out") {
			group.deals = append(group.deals, t.Deal)
			if p.seldom(8, "twice") {
				group.deals = append(group.deals, t.Deal)
			}
		}
	}
	return group
}

func (p *player) dispute(r Record) {
	t, d := r.Pact.Terms, pact.Dispute{Pact: r.ID, Statement: common.Hash{0x5}}
	loser := t.Deal.Provider
	if r.Money.Held == r.Money.ProviderHeld {
		loser = t.Deal.Buyer
	}
	by := draw(p, "party", loser, loser, loser, t.Deal.Provider, t.Deal.Buyer, t.Deal.Arbiter)
	sender, signature := p.authority(by, theDomain.Digest(d))
	p.call("dispute", sender, escrow.Dispute(t, by, d, signature), func(m *model) { m.dispute(t, by, d.Statement, signature) })
}

func (p *player) escalate(r Record) {
	t, e := r.Pact.Terms, verdict.Escalation{Pact: r.ID, Report: common.Hash{0xe}}
	sender, signature := p.authority(t.Gate.Evaluator, theDomain.Digest(e))
	p.call("escalate", sender, escrow.Escalate(t, e, signature), func(m *model) { m.escalate(t, e.Report, signature) })
}

func (p *player) rule(r Record) {
	t, amount := r.Pact.Terms, p.amount(r.Money.Held)
	ruling := verdict.Ruling{Pact: r.ID, ProviderAmount: amount, BuyerAmount: max(0, r.Money.Held-amount), Ruling: common.Hash{0xa}}
	if p.seldom(10, "told a wrong sum") {
		ruling.BuyerAmount++
	}
	sender, signature := p.authority(t.Deal.Arbiter, theDomain.Digest(ruling))
	p.call("rule", sender, escrow.Rule(t, ruling, signature), func(m *model) { m.rule(t, amount, ruling.Ruling, signature) })
}

func (p *player) consent(r Record) {
	t, toProvider := r.Pact.Terms, p.amount(r.Money.Held)
	c := pact.Consent{Pact: r.ID, ProviderAmount: toProvider, BuyerAmount: max(0, r.Money.Held-toProvider)}
	if p.seldom(10, "told a wrong sum") {
		c.BuyerAmount++
	}
	digest := theDomain.Digest(c)
	sender, byBuyer := p.authority(t.Deal.Buyer, digest)
	byProvider := p.signature(t.Deal.Provider, digest)
	if p.seldom(4, "the provider sends it") {
		sender, byProvider = t.Deal.Provider, nil
	}
	p.call("consent", sender, escrow.Consent(t, c, byBuyer, byProvider), func(m *model) { m.consent(t, c, byBuyer, byProvider) })
}

func (p *player) finalize(r Record) {
	p.call("finalize", stranger.address, escrow.Finalize(r.Pact.Terms), func(m *model) { m.finalize(r.Pact.Terms) })
}

func (p *player) withdraw(Record) {
	of := draw(p, "account", append(p.payable(), draw(p, "anybody", accounts...))...)
	p.call("withdraw", stranger.address, escrow.Withdraw(of), func(m *model) { m.withdraw(of) })
}

// ------------------------------------------------------------------ the token's own calls

func amount(a usdc.Amount) *big.Int { return big.NewInt(int64(a)) }

func (p *player) usdc(method string, sender common.Address, model func(*model), args ...any) {
	data, err := devUSDC.Pack(method, args...)
	if err != nil {
		p.Fatal(err)
	}
	p.send(call{name: "USDC " + method, to: theToken.Address, sender: sender, data: data, model: model})
}

func (p *player) approve(buyer common.Address, allowed usdc.Amount) {
	p.usdc("approve", buyer, func(m *model) {
		m.mustMove(!m.ledger.paused && buyer != common.Address{})
		m.ledger.allowances[buyer] = allowed
	}, theDomain.Escrow, amount(allowed))
}

// blocked are those to whom USDC does not move.
func (p *player) blocked() []common.Address {
	return slices.DeleteFunc(slices.Clone(accounts), func(a common.Address) bool {
		return !p.m.ledger.paused && !p.m.ledger.blacklisted[a]
	})
}

// weather is what Circle may do at any time, and a gift. It clears up more often than it darkens.
func (p *player) weather(t pact.Terms) {
	blocked := p.blocked()
	switch darker := p.seldom(3, "darker"); {
	case !darker && p.m.ledger.paused:
		p.usdc("unpause", deployer.address, func(m *model) { m.ledger.paused = false })
	case !darker && len(blocked) > 0:
		account := draw(p, "account", blocked...)
		p.usdc("unBlacklist", deployer.address, func(m *model) { delete(m.ledger.blacklisted, account) }, account)
	case p.seldom(6, "for everybody"):
		p.usdc("pause", deployer.address, func(m *model) { m.ledger.paused = true })
	case p.seldom(4, "gift"):
		giver, gift := draw(p, "giver", people...), usdc.Amount(7)
		p.usdc("transfer", giver, func(m *model) { m.mustMove(m.ledger.transfer(giver, theDomain.Escrow, gift)) }, theDomain.Escrow, amount(gift))
	default:
		account := draw(p, "account", t.Deal.Provider, t.Deal.Provider, t.Deal.Buyer, t.Gate.FeeTo, theDomain.Escrow)
		p.usdc("blacklist", deployer.address, func(m *model) { m.ledger.blacklisted[account] = true }, account)
	}
}
