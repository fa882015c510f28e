package lifecycle

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/google/go-cmp/cmp"

	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
	"github.com/surety-dev/surety/pkg/verdict"
)

var (
	theProvider, theBuyer, theArbiter, stranger = partyOf("provider"), partyOf("buyer"), partyOf("arbiter"), partyOf("stranger")

	deployment = Deployment{
		Domain: pact.Domain{ChainID: 8453, Escrow: common.Address{0x5e}}, Token: escrow.Token{ChainID: 8453, Name: "USD Coin", Version: "2"},
		Evaluator: common.Address{0xe}, FeeBps: 100, FeeTo: common.Address{0xf}, Policy: common.Hash{0x90},
	}
	promise = pact.Covenant{Title: "Answer", PassBps: 10_000, Policy: deployment.Policy, Clauses: []pact.Clause{
		{ID: "told", Metric: "output_text", Operator: "includes", Value: "42", Severity: "critical", Verification: "deterministic"},
	}}
	bundle = evidence.Bundle{Messages: []evidence.Message{{Role: evidence.Assistant, Content: "42"}}}

	errUnjudgeable = &pact.Invalid{Field: "covenant.clauses[0].metric", Reason: "nobody can measure it"}
)

// desk is a service at which everything is in memory.
type desk struct {
	*Service
	store *memory
	door  *door
	pact  pact.Pact
	id    pact.ID
}

func agreed() pact.Pact {
	p := pact.Pact{Terms: terms, Covenant: promise}
	d := &p.Terms.Deal
	d.Provider, d.Buyer, d.Arbiter, d.Covenant = theProvider.address, theBuyer.address, theArbiter.address, promise.Hash()
	return p
}

// open makes a desk where the pact stands in a state; "" stands for unknown.
func open(t *testing.T, state State) *desk {
	t.Helper()
	d := &desk{store: newMemory(), door: &door{}, pact: agreed()}
	d.id = d.pact.Terms.ID()
	d.Service = New(deployment, d.store, d.door, func(c pact.Covenant) error {
		if c.Clauses[0].Metric == "mood" {
			return errUnjudgeable
		}
		return nil
	})
	if state != "" {
		d.stand(t, state)
	}
	return d
}

func (d *desk) stand(t *testing.T, state State) {
	t.Helper()
	r, events, now := standing(state)
	r.ID, r.Pact = d.id, d.pact
	d.store.Time, d.store.Chain[d.id] = now, events
	if was := d.store.Records[d.id]; was.EvidenceRoot != zeroHash {
		r.EvidenceRoot, r.BuyerEvidenceRoot = was.EvidenceRoot, was.BuyerEvidenceRoot
	}
	r, err := Fold(r, events, now)
	if err != nil || r.State != state {
		t.Fatalf("%s is %s: %v", state, r.State, err)
	}
	d.store.Records[d.id] = r
}

func req(id string) Request { return Request{ID: id, Hash: crypto.Keccak256Hash([]byte(id))} }

// Each use case, done by somebody.

func (d *desk) propose(p pact.Pact, who party) error {
	_, err := d.Propose(context.Background(), req("propose"), p, who.address, who.signs(d.Domain.Digest(p)))
	return err
}

// request proposes for the buyer, as it is given.
func (d *desk) request(id string, sig []byte) error {
	_, err := d.Propose(context.Background(), req(id), d.pact, theBuyer.address, sig)
	return err
}

func (d *desk) sign(who party) error {
	_, err := d.Sign(context.Background(), req("sign"), d.id, who.address, who.signs(d.Domain.Digest(d.pact)))
	return err
}

func (d *desk) fund(who party) error {
	_, err := d.Fund(context.Background(), req("fund"), d.id, who.signs(d.Token.AuthorizationDigest(d.pact.Terms, d.Domain.Escrow)))
	return err
}

func (d *desk) deliver(who party) error {
	work := pact.Delivery{Pact: d.id, Deliverable: common.Hash{0xd}}
	_, err := d.Deliver(context.Background(), req("deliver"), d.id, work.Deliverable, who.signs(d.Domain.Digest(work)))
	return err
}

func (d *desk) consent(id string, who party, toProvider, toBuyer usdc.Amount) (Intent, common.Address, error) {
	c := pact.Consent{Pact: d.id, ProviderAmount: toProvider, BuyerAmount: toBuyer}
	return d.Consent(context.Background(), req(id), c, who.address, who.signs(d.Domain.Digest(c)))
}

func (d *desk) dispute(who party, statement string) error {
	m := pact.Dispute{Pact: d.id, Statement: crypto.Keccak256Hash([]byte(statement))}
	_, err := d.Dispute(context.Background(), req("dispute"), d.id, who.address, statement, who.signs(d.Domain.Digest(m)))
	return err
}

func (d *desk) rule(who party, toProvider, toBuyer usdc.Amount, text string) error {
	m := verdict.Ruling{Pact: d.id, ProviderAmount: toProvider, BuyerAmount: toBuyer, Ruling: crypto.Keccak256Hash([]byte(text))}
	_, err := d.Rule(context.Background(), req("rule"), m, text, who.signs(d.Domain.Digest(m)))
	return err
}

func (d *desk) submit(id string, who party, b evidence.Bundle, root common.Hash) error {
	_, err := d.SubmitEvidence(context.Background(), req(id), Evidence{
		Pact: d.id, Party: who.address, Root: root, Signature: who.signs(d.Domain.Digest(pact.Evidence{Pact: d.id, Root: root})), Bundle: b.Encode(),
	})
	return err
}

func but(change func(*pact.Pact)) pact.Pact {
	p := agreed()
	p.Covenant.Clauses = slices.Clone(p.Covenant.Clauses)
	change(&p)
	p.Terms.Deal.Covenant = p.Covenant.Hash()
	return p
}

func TestARefusalNamesItsReasonAndStoresNothing(t *testing.T) {
	held := terms.Held()
	consent := func(who party, toProvider, toBuyer usdc.Amount) func(*desk) error {
		return func(d *desk) error { _, _, err := d.consent("consent", who, toProvider, toBuyer); return err }
	}
	fresh := but(func(p *pact.Pact) { p.Terms.Deal.Salt[0] = 1 })
	for name, c := range map[string]struct {
		in   State
		do   func(*desk) error
		want any // a Reason, a field of an *pact.Invalid, or an error to be
	}{
		"propose: by a stranger":  {"", func(d *desk) error { return d.propose(d.pact, stranger) }, NotAParty},
		"propose: by the arbiter": {"", func(d *desk) error { return d.propose(d.pact, theArbiter) }, NotAParty},
		"propose: another's evaluator": {"", func(d *desk) error {
			return d.propose(but(func(p *pact.Pact) { p.Terms.Gate.Evaluator[0]++ }), theBuyer)
		}, "terms.gate.evaluator"},
		"propose: another fee":       {"", func(d *desk) error { return d.propose(but(func(p *pact.Pact) { p.Terms.Gate.FeeBps++ }), theBuyer) }, "terms.gate.fee_bps"},
		"propose: a fee for another": {"", func(d *desk) error { return d.propose(but(func(p *pact.Pact) { p.Terms.Gate.FeeTo[0]++ }), theBuyer) }, "terms.gate.fee_bps"},
		"propose: another policy":    {"", func(d *desk) error { return d.propose(but(func(p *pact.Pact) { p.Covenant.Policy[0]++ }), theBuyer) }, "covenant.policy"},
		"propose: nobody can judge it": {"", func(d *desk) error {
			return d.propose(but(func(p *pact.Pact) { p.Covenant.Clauses[0].Metric = "mood" }), theBuyer)
		}, "covenant.clauses[0].metric"},
		"propose: fund_by has passed":  {"", func(d *desk) error { d.store.Time = terms.Deal.FundBy; return d.propose(d.pact, theBuyer) }, "terms.deal.fund_by"},
		"propose: the halves disagree": {"", func(d *desk) error { d.pact.Covenant.Title = "Other"; return d.propose(d.pact, theBuyer) }, "terms.deal.covenant"},
		"propose: before the chain":    {"", func(d *desk) error { d.store.Time = 0; return d.propose(d.pact, theBuyer) }, ErrNotFollowing},
		"propose: another's signature": {"", func(d *desk) error { return d.request("r", stranger.signs(d.Domain.Digest(d.pact))) }, pact.ErrBadSignature},
		"propose: signed for elsewhere": {"", func(d *desk) error {
			return d.request("r", theBuyer.signs(pact.Domain{ChainID: 1, Escrow: d.Domain.Escrow}.Digest(d.pact)))
		}, pact.ErrBadSignature},
		"propose: no request id": {"", func(d *desk) error { return d.request("", theBuyer.signs(d.Domain.Digest(d.pact))) }, "request_id"},
		"propose: a long request id": {"", func(d *desk) error {
			return d.request(strings.Repeat("x", 65), theBuyer.signs(d.Domain.Digest(d.pact)))
		}, "request_id"},
		"propose: a request id in two": {"", func(d *desk) error { return d.request("a b", theBuyer.signs(d.Domain.Digest(d.pact))) }, "request_id"},

		"sign: unknown":       {"", func(d *desk) error { return d.sign(theBuyer) }, ErrNoPact},
		"sign: by a stranger": {Proposed, func(d *desk) error { return d.sign(stranger) }, NotAParty},
		"sign: another's signature": {Proposed, func(d *desk) error {
			_, err := d.Sign(t.Context(), req("r"), d.id, theBuyer.address, theProvider.signs(d.Domain.Digest(d.pact)))
			return err
		}, pact.ErrBadSignature},
		"sign: expired": {Expired, func(d *desk) error { return d.sign(theBuyer) }, WrongState},
		"sign: another pact's": {Proposed, func(d *desk) error {
			_, err := d.Sign(t.Context(), req("r"), d.id, theBuyer.address, theBuyer.signs(d.Domain.Digest(fresh)))
			return err
		}, pact.ErrBadSignature},
		"fund: unknown":            {"", func(d *desk) error { return d.fund(theBuyer) }, ErrNoPact},
		"fund: not signed by both": {Proposed, func(d *desk) error { return d.fund(theBuyer) }, WrongState},
		"fund: expired":            {Expired, func(d *desk) error { return d.fund(theBuyer) }, WrongState},
		"fund: twice":              {Funded, func(d *desk) error { return d.fund(theBuyer) }, WrongState},
		"fund: not the buyer's":    {Signed, func(d *desk) error { return d.fund(theProvider) }, pact.ErrBadSignature},
		"deliver: before funding":  {Signed, func(d *desk) error { return d.deliver(theProvider) }, WrongState},
		"deliver: twice":           {Delivered, func(d *desk) error { return d.deliver(theProvider) }, WrongState},
		"deliver: by the buyer":    {Funded, func(d *desk) error { return d.deliver(theBuyer) }, pact.ErrBadSignature},
		"deliver: the chain refuses": {Funded, func(d *desk) error {
			d.door.refusal = &escrow.Refusal{Name: escrow.TooLate}
			return d.deliver(theProvider)
		}, new(escrow.Refusal)},

		"consent: by a stranger":       {Funded, consent(stranger, held, 0), NotAParty},
		"consent: by the arbiter":      {Disputed, consent(theArbiter, held, 0), NotAParty},
		"consent: too little":          {Funded, consent(theBuyer, held-1, 0), WrongAmount},
		"consent: too much":            {Funded, consent(theBuyer, held, 1), WrongAmount},
		"consent: nothing is held yet": {Signed, consent(theBuyer, 0, 0), WrongState},
		"consent: everything was paid": {Released, consent(theBuyer, 0, 0), WrongState},
		"consent: another's signature": {Funded, func(d *desk) error {
			c := pact.Consent{Pact: d.id, ProviderAmount: held}
			_, _, err := d.Consent(t.Context(), req("r"), c, theBuyer.address, theProvider.signs(d.Domain.Digest(c)))
			return err
		}, pact.ErrBadSignature},

		"dispute: by a stranger":    {Withheld, func(d *desk) error { return d.dispute(stranger, "no") }, NotAParty},
		"dispute: before a verdict": {Funded, func(d *desk) error { return d.dispute(theProvider, "no") }, WrongState},
		"dispute: after the end":    {Refunded, func(d *desk) error { return d.dispute(theProvider, "no") }, WrongState},
		"dispute: twice":            {Disputed, func(d *desk) error { return d.dispute(theProvider, "no") }, WrongState},
		"dispute: without a word":   {Withheld, func(d *desk) error { return d.dispute(theProvider, "") }, "statement"},
		"dispute: with too many":    {Withheld, func(d *desk) error { return d.dispute(theProvider, strings.Repeat("x", MaxText+1)) }, "statement"},
		"dispute: not text":         {Withheld, func(d *desk) error { return d.dispute(theProvider, "\xff") }, "statement"},
		"dispute: a zero byte":      {Withheld, func(d *desk) error { return d.dispute(theProvider, "a\x00b") }, "statement"},
		"dispute: another statement": {Withheld, func(d *desk) error {
			m := pact.Dispute{Pact: d.id, Statement: crypto.Keccak256Hash([]byte("what was signed"))}
			_, err := d.Dispute(t.Context(), req("r"), d.id, theProvider.address, "another", theProvider.signs(d.Domain.Digest(m)))
			return err
		}, pact.ErrBadSignature},

		"rule: by a party":                {Disputed, func(d *desk) error { return d.rule(theBuyer, 0, held, "mine") }, pact.ErrBadSignature},
		"rule: without a dispute":         {Withheld, func(d *desk) error { return d.rule(theArbiter, 0, held, "no") }, WrongState},
		"rule: too little":                {Disputed, func(d *desk) error { return d.rule(theArbiter, 1, held-2, "no") }, WrongAmount},
		"rule: too much":                  {Disputed, func(d *desk) error { return d.rule(theArbiter, held, 1, "no") }, WrongAmount},
		"rule: too much, without dispute": {Funded, func(d *desk) error { return d.rule(theArbiter, held, 1, "no") }, WrongState},
		"rule: without a reason":          {Disputed, func(d *desk) error { return d.rule(theArbiter, 0, held, "") }, "ruling"},
		"rule: another's text": {Disputed, func(d *desk) error {
			m := verdict.Ruling{Pact: d.id, BuyerAmount: held, Ruling: crypto.Keccak256Hash([]byte("what was signed"))}
			_, err := d.Rule(t.Context(), req("r"), m, "another", theArbiter.signs(d.Domain.Digest(m)))
			return err
		}, pact.ErrBadSignature},
		"rule: nobody may": {Funded, func(d *desk) error {
			r := d.store.Records[d.id]
			r.Pact.Terms.Deal.Arbiter = common.Address{}
			d.store.Records[d.id] = r
			return d.rule(theArbiter, 0, held, "mine")
		}, NotAParty},

		"evidence: by the arbiter": {Funded, func(d *desk) error { return d.submit("r", theArbiter, bundle, bundle.Root()) }, NotAParty},
		"evidence: in the other's name": {Funded, func(d *desk) error {
			_, err := d.SubmitEvidence(t.Context(), req("r"), Evidence{
				Pact: d.id, Party: theProvider.address, Root: bundle.Root(), Signature: theBuyer.signs(d.Domain.Digest(pact.Evidence{Pact: d.id, Root: bundle.Root()})), Bundle: bundle.Encode(),
			})
			return err
		}, pact.ErrBadSignature},
		"evidence: once the evaluation has begun": {Evaluating, func(d *desk) error {
			d.store.Fixed = true
			return d.submit("r", theBuyer, bundle, bundle.Root())
		}, EvidenceFixed},
		"evidence: before funding":    {Signed, func(d *desk) error { return d.submit("r", theProvider, bundle, bundle.Root()) }, WrongState},
		"evidence: after the verdict": {Withheld, func(d *desk) error { return d.submit("r", theProvider, bundle, bundle.Root()) }, WrongState},
		"evidence: too late for a verdict": {Delivered, func(d *desk) error {
			d.store.Time = d.pact.Terms.Gate.EvaluateBy
			return d.submit("r", theProvider, bundle, bundle.Root())
		}, TooLate},
		"evidence: twice": {Evaluating, func(d *desk) error { return d.submit("r", theProvider, bundle, bundle.Root()) }, EvidenceExists},
		"evidence: changed once signed": {Funded, func(d *desk) error {
			return d.submit("r", theProvider, evidence.Bundle{Messages: []evidence.Message{{Role: evidence.Assistant, Content: "43"}}}, bundle.Root())
		}, EvidenceChanged},
		"evidence: unknown": {"", func(d *desk) error { return d.submit("r", theProvider, bundle, bundle.Root()) }, ErrNoPact},

		"read: by a stranger": {Funded, func(d *desk) error { _, err := d.Read(t.Context(), d.id, stranger.address); return err }, NotAParty},
		"read: by nobody":     {Funded, func(d *desk) error { _, err := d.Read(t.Context(), d.id, common.Address{}); return err }, NotAParty},
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t, c.in)
			before := d.store.data
			err := c.do(d)
			if err == nil {
				t.Fatal("done")
			}
			var refused *Refused
			var invalid *pact.Invalid
			var chain *escrow.Refusal
			switch want := c.want.(type) {
			case Reason:
				if !errors.As(err, &refused) || refused.Reason != want || refused.Detail == "" {
					t.Errorf("refused with %v, want %s", err, want)
				}
			case string:
				if !errors.As(err, &invalid) || invalid.Field != want {
					t.Errorf("refused with %v, want field %s", err, want)
				}
			case *escrow.Refusal:
				if !errors.As(err, &chain) {
					t.Errorf("refused with %v, want the chain's reason", err)
				}
			case error:
				if !errors.Is(err, want) {
					t.Errorf("refused with %v, want %v", err, want)
				}
			}
			if d.store.data != before {
				t.Error("something was stored all the same")
			}
		})
	}
}

// story is a use case in the state that it is for.
var stories = map[string]struct {
	in      State
	do      func(*desk) error
	after   State // where the pact stands once the chain has seen it
	content func(*desk) any
}{
	"propose": {"", func(d *desk) error { return d.propose(d.pact, theBuyer) }, Expired, func(d *desk) any { return d.store.Records[d.id].BuyerSignature }},
	"sign":    {Proposed, func(d *desk) error { return d.sign(theProvider) }, Expired, func(d *desk) any { return d.store.Records[d.id].ProviderSignature }},
	"fund":    {Signed, func(d *desk) error { return d.fund(theBuyer) }, Funded, func(d *desk) any { return d.store.Intents }},
	"deliver": {Funded, func(d *desk) error { return d.deliver(theProvider) }, Delivered, func(d *desk) any { return d.store.Intents }},
	"evidence": {
		Delivered, func(d *desk) error { return d.submit("evidence", theProvider, bundle, bundle.Root()) }, Withheld, func(d *desk) any { return d.store.Queue },
	},
	"release": {Funded, func(d *desk) error { _, _, err := d.consent("release", theBuyer, terms.Held(), 0); return err }, Released, func(d *desk) any { return d.store.Intents }},
	"dispute": {Withheld, func(d *desk) error { return d.dispute(theProvider, "It was kept.") }, Disputed, func(d *desk) any { return d.store.Disputes }},
	"rule":    {Disputed, func(d *desk) error { return d.rule(theArbiter, 1, terms.Held()-1, "It was.") }, Resolved, func(d *desk) any { return d.store.Disputes }},
}

func TestARepeatedRequestAnswersAsItDid(t *testing.T) {
	for name, s := range stories {
		t.Run(name, func(t *testing.T) {
			d := open(t, s.in)
			if err := s.do(d); err != nil {
				t.Fatal(err)
			}
			once := s.content(d)
			lines := len(d.store.Journal)
			if err := s.do(d); err != nil {
				t.Errorf("at once: %v", err)
			}
			d.stand(t, s.after)
			if err := s.do(d); err != nil {
				t.Errorf("when the pact is %s: %v", s.after, err)
			}
			if s.in != "" && s.in != Proposed { // whose signature stand made anew
				if diff := cmp.Diff(once, s.content(d)); diff != "" {
					t.Errorf("done twice (-once +now):\n%s", diff)
				}
			}
			if len(d.store.Journal) != lines {
				t.Errorf("journalled again: %v", d.store.Journal[lines:])
			}
		})
	}
}

func TestARequestIDWithOtherContentIsRefused(t *testing.T) {
	for name, s := range stories {
		t.Run(name, func(t *testing.T) {
			d := open(t, s.in)
			for _, who := range []party{theProvider, theBuyer, theArbiter} { // each has used this id for something else
				other := req(name)
				other.Party, other.Hash[0] = who.address, other.Hash[0]+1
				d.store.Requests[other] = pact.ID{}
			}
			before := d.store.data
			if err := s.do(d); !errors.Is(err, ErrRequestReused) {
				t.Errorf("got %v", err)
			}
			if d.store.data != before {
				t.Error("something was stored all the same")
			}
		})
	}
}

func TestBothPartiesSignAndThePactIsSigned(t *testing.T) {
	for name, second := range map[string]func(*desk) error{
		"by signing it":   func(d *desk) error { return d.sign(theProvider) },
		"by proposing it": func(d *desk) error { return d.propose(d.pact, theProvider) },
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t, "")
			if err := d.propose(d.pact, theBuyer); err != nil {
				t.Fatal(err)
			}
			if r := d.store.Records[d.id]; r.State != Proposed || r.CreateTime != start {
				t.Errorf("proposed at %d it is %s", r.CreateTime, r.State)
			}
			if err := second(d); err != nil {
				t.Fatal(err)
			}
			r := d.store.Records[d.id]
			for who, sig := range map[party][]byte{theBuyer: r.BuyerSignature, theProvider: r.ProviderSignature} {
				if err := pact.Verify(d.Domain.Digest(d.pact), sig, who.address); err != nil {
					t.Error(err)
				}
			}
			if r.State != Signed {
				t.Errorf("it is %s", r.State)
			}
		})
	}
}

func TestARelayStoresTheCallThatTheChainWouldTake(t *testing.T) {
	for _, name := range []string{"fund", "deliver", "release", "dispute", "rule"} {
		t.Run(name, func(t *testing.T) {
			s := stories[name]
			d := open(t, s.in)
			deadline := d.store.Records[d.id].Deadline()
			if name == "dispute" { // the provider's own window, whatever the buyer's is
				deadline = d.store.Records[d.id].Money.Since + int64(terms.Deal.DisputeWindow)
			}
			if err := s.do(d); err != nil {
				t.Fatal(err)
			}
			if len(d.store.Intents) != 1 {
				t.Fatalf("intents: %v", d.store.Intents)
			}
			i := d.store.Intents[0]
			if i.State != IntentPending || i.Pact != d.id || i.Deadline != deadline || !bytes.Equal(i.Call, d.door.calls[0]) {
				t.Errorf("%+v, the call simulated was %x", i, d.door.calls[0])
			}
			if r := d.store.Records[d.id]; r.State != s.in {
				t.Errorf("the state led the chain: %s", r.State)
			}
		})
	}
}

func TestASecondRelayOfOneActionIsAlreadyUnderWay(t *testing.T) {
	d := open(t, Withheld)
	if err := d.dispute(theProvider, "It was kept."); err != nil {
		t.Fatal(err)
	}
	if err := d.dispute(theBuyer, "It was not."); !errors.Is(err, ErrIntentExists) {
		t.Errorf("got %v", err)
	}
	if len(d.store.Disputes) != 1 || d.store.Disputes[0].Party != theProvider.address {
		t.Errorf("the first statement is gone: %+v", d.store.Disputes)
	}
}

// A partial payment makes the first consent one that the escrow refuses for ever.
func TestAConsentMadeStaleByAPaymentDoesNotBlockTheNext(t *testing.T) {
	d := open(t, Funded)
	if _, _, err := d.consent("before", theBuyer, d.store.Records[d.id].Money.Held, 0); err != nil {
		t.Fatal(err)
	}
	d.stand(t, Withheld)
	if _, _, err := d.consent("after", theBuyer, d.store.Records[d.id].Money.Held, 0); err != nil {
		t.Errorf("got %v", err)
	}
}

func TestTheSideThatGivesUpMustConsent(t *testing.T) {
	held := terms.Held()
	for name, c := range map[string]struct {
		toProvider usdc.Amount
		first      party
		missing    party
	}{
		"a release is the buyer's to give":     {held, theProvider, theBuyer},
		"a refund is the provider's to give":   {0, theBuyer, theProvider},
		"a split needs the buyer's as well":    {held / 2, theProvider, theBuyer},
		"a split needs the provider's as well": {held / 2, theBuyer, theProvider},
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t, Disputed)
			for range 2 { // repeated too
				_, missing, err := d.consent("first", c.first, c.toProvider, held-c.toProvider)
				if err != nil || missing != c.missing.address || len(d.store.Intents) != 0 {
					t.Fatalf("missing %s, %d intents, %v", missing, len(d.store.Intents), err)
				}
			}
			intent, missing, err := d.consent("second", c.missing, c.toProvider, held-c.toProvider)
			if err != nil || missing != (common.Address{}) || intent.Action != ActConsent {
				t.Fatalf("missing %s, %+v, %v", missing, intent, err)
			}
			if len(d.store.Journal) != 2 {
				t.Errorf("two consents, %d lines in the journal", len(d.store.Journal))
			}
		})
	}
}

func TestTheProvidersEvidenceStartsTheEvaluation(t *testing.T) {
	for _, in := range []State{Funded, Delivered} {
		d := open(t, in)
		if err := d.submit("r", theProvider, bundle, bundle.Root()); err != nil {
			t.Fatal(err)
		}
		if r := d.store.Records[d.id]; r.State != Evaluating || r.EvidenceRoot != bundle.Root() || r.BuyerEvidenceRoot != zeroHash {
			t.Errorf("%s: %s, roots %s and %s", in, r.State, r.EvidenceRoot, r.BuyerEvidenceRoot)
		}
		e := d.store.Evidence[theProvider.address]
		if !slices.Equal(d.store.Queue, []pact.ID{d.id}) || !bytes.Equal(e.Bundle, bundle.Encode()) || e.Since != d.store.Time {
			t.Errorf("%s: queue %v, evidence %s since %d", in, d.store.Queue, e.Bundle, e.Since)
		}
	}
}

func TestTheBuyersEvidenceAloneStartsTheEvaluationOnceThereIsADelivery(t *testing.T) {
	d := open(t, Funded)
	if err := d.submit("r", theBuyer, bundle, bundle.Root()); err != nil {
		t.Fatal(err)
	}
	r := d.store.Records[d.id]
	if r.State != Funded || r.BuyerEvidenceRoot != bundle.Root() || r.EvidenceRoot != zeroHash {
		t.Errorf("before the delivery: %s, roots %s and %s", r.State, r.EvidenceRoot, r.BuyerEvidenceRoot)
	}
	_, events, now := standing(Delivered)
	if r, err := Fold(r, events, now); err != nil || r.State != Evaluating {
		t.Errorf("after it: %s, %v", r.State, err)
	}
	if d = open(t, Delivered); d.submit("r", theBuyer, bundle, bundle.Root()) != nil || d.store.Records[d.id].State != Evaluating {
		t.Errorf("handed in after it: %s", d.store.Records[d.id].State)
	}
}

func TestEachPartyHandsInItsOwnEvidence(t *testing.T) {
	other := evidence.Bundle{Messages: []evidence.Message{{Role: evidence.Assistant, Content: "41"}}}
	for name, order := range map[string][]party{"the provider first": {theProvider, theBuyer}, "the buyer first": {theBuyer, theProvider}} {
		t.Run(name, func(t *testing.T) {
			d, of := open(t, Delivered), map[party]evidence.Bundle{theProvider: bundle, theBuyer: other}
			for _, who := range order {
				if err := d.submit(who.address.Hex(), who, of[who], of[who].Root()); err != nil {
					t.Fatal(err)
				}
			}
			if r := d.store.Records[d.id]; r.EvidenceRoot != bundle.Root() || r.BuyerEvidenceRoot != other.Root() || r.State != Evaluating {
				t.Errorf("%s, roots %s and %s", r.State, r.EvidenceRoot, r.BuyerEvidenceRoot)
			}
			if len(d.store.Queue) != 1 || len(d.store.Evidence) != 2 {
				t.Errorf("%d evaluations, %d bundles", len(d.store.Queue), len(d.store.Evidence))
			}
			for _, who := range order {
				var refused *Refused
				if err := d.submit("again", who, bundle, bundle.Root()); who == theBuyer && (!errors.As(err, &refused) || refused.Reason != EvidenceExists) {
					t.Errorf("another bundle of the buyer: %v", err)
				}
			}
		})
	}
}

func TestOnlyPartiesAndArbiterRead(t *testing.T) {
	d := open(t, Funded)
	for _, who := range []party{theProvider, theBuyer, theArbiter} {
		if r, err := d.Read(t.Context(), d.id, who.address); err != nil || r.ID != d.id {
			t.Errorf("%s: %v", who.address, err)
		}
	}
}
