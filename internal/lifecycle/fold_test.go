package lifecycle

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
	"github.com/surety-dev/surety/pkg/verdict"
)

const start = int64(1_790_000_000)

// terms have every window, a fee and an upfront share.
var terms = pact.Terms{
	Gate: pact.Gate{
		Evaluator: common.Address{0xe}, EvaluateBy: start + 7200, ChallengeWindow: 600, FeeBps: 100, FeeTo: common.Address{0xf},
	},
	Deal: pact.Deal{
		Buyer: common.Address{0xb}, Provider: common.Address{0xa}, Arbiter: common.Address{0xc}, Amount: 100_000_000, Upfront: 20_000_000,
		FundBy: start + 3600, DisputeWindow: 900, ArbitrationWindow: 1800, SilenceBps: 2500,
	},
}

// life is one pact whose parties call the escrow themselves.
type life struct {
	*model
	terms pact.Terms
}

func newLife() *life {
	l := &life{newModel(), terms}
	l.ledger.balances[terms.Deal.Buyer], l.ledger.allowances[terms.Deal.Buyer] = terms.Deal.Amount, terms.Deal.Amount
	return l
}

// does says whether the escrow takes the call.
func (l *life) does(sender common.Address, what func(*model)) bool {
	_, refused := l.take(call{sender: sender, model: what})
	return refused == nil
}

func (l *life) events() []Event { return slices.Clone(l.history[l.terms.ID()]) }

func (l *life) until(t int64) bool { l.now = t; return true }

func (l *life) fund() bool {
	return l.does(l.terms.Deal.Buyer, func(m *model) { m.fundByAllowance(l.terms) })
}

func (l *life) deliver() bool {
	return l.does(l.terms.Deal.Provider, func(m *model) { m.deliver(l.terms, common.Hash{0xd}, nil) })
}

// verdict is a release for all that is held, a settlement for less.
func (l *life) verdict(provider usdc.Amount) bool {
	return l.does(l.terms.Gate.Evaluator, func(m *model) {
		if provider == l.terms.Held() {
			m.release(l.terms, common.Hash{}, nil)
		} else {
			m.settle(l.terms, verdict.Verdict{ProviderAmount: provider}, nil)
		}
	})
}

func (l *life) dispute(party common.Address) bool {
	return l.does(party, func(m *model) { m.dispute(l.terms, party, common.Hash{}, nil) })
}

func (l *life) escalate() bool {
	return l.does(l.terms.Gate.Evaluator, func(m *model) { m.escalate(l.terms, common.Hash{}, nil) })
}

func (l *life) rule(provider usdc.Amount) bool {
	return l.does(l.terms.Deal.Arbiter, func(m *model) { m.rule(l.terms, provider, common.Hash{}, nil) })
}

// forgo is the consent of one side that leaves everything to the other.
func (l *life) forgo(party common.Address) bool {
	c := pact.Consent{ProviderAmount: l.terms.Held()}
	if party == l.terms.Deal.Provider {
		c = pact.Consent{BuyerAmount: l.terms.Held()}
	}
	return l.does(party, func(m *model) { m.consent(l.terms, c, nil, nil) })
}

func (l *life) finalize() bool {
	return l.does(stranger.address, func(m *model) { m.finalize(l.terms) })
}

func do(t *testing.T, took ...bool) {
	t.Helper()
	for i, ok := range took {
		if !ok {
			t.Fatalf("the escrow refused step %d", i+1)
		}
	}
}

// lived are the terms of a pact that was funded in a play of all sorts of calls, and its events.
func lived(t *rapid.T) (pact.Terms, []Event) {
	p := &player{T: t, m: newModel()}
	p.send = func(c call) { _, _ = p.m.take(c) }
	for {
		for range callsOfAPlay {
			p.step()
		}
		for _, terms := range p.pacts {
			if events := p.m.history[terms.ID()]; len(events) > 0 {
				return terms, events
			}
		}
	}
}

func TestSignaturesAndEvidenceMoveNoMoney(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var bare Record
		var events []Event
		bare.Pact.Terms, events = lived(t)
		served := bare
		served.ProviderSignature, served.BuyerSignature, served.EvidenceRoot = []byte{1}, []byte{2}, common.Hash{3}
		for n := 1; n <= len(events); n++ {
			want, err := Fold(bare, events[:n], start)
			got, servedErr := Fold(served, events[:n], start)
			if err := errors.Join(err, servedErr); err != nil {
				t.Fatal(err)
			}
			if want.State == Funded || want.State == Delivered {
				want.State = Evaluating
			}
			if got.State != want.State || got.Money != want.Money || got.Deadline() != want.Deadline() {
				t.Fatalf("after %s: %+v, without them %+v", events[n-1].Kind, got, want)
			}
		}
	})
}

func TestUndoingABlockIsFoldingWithoutIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fresh := Record{ProviderSignature: []byte{1}, BuyerSignature: []byte{2}}
		var events []Event
		fresh.Pact.Terms, events = lived(t)
		newest, err := Fold(fresh, events, start)
		if err != nil {
			t.Fatal(err)
		}
		for n := range events {
			want, err := Fold(fresh, events[:n], start)
			if err != nil {
				t.Fatal(err)
			}
			back, err := Fold(newest, events[:n], start)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, back); diff != "" {
				t.Fatalf("after taking %d of %d events back (-then +now):\n%s", len(events)-n, len(events), diff)
			}
		}
	})
}

func TestEventsOutOfOrderAreRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var fresh Record
		var events []Event
		fresh.Pact.Terms, events = lived(t)
		refused := func(events []Event, what string) {
			if _, err := Fold(fresh, events, start); err == nil || !errors.As(err, new(*StateError)) {
				t.Fatalf("%s: %v", what, err)
			}
		}
		refused(append(slices.Clone(events), events[0]), "funded twice")
		if len(events) > 1 {
			refused(events[1:], "the funding missed")
			slices.Reverse(events)
			refused(events, "backwards")
		}
	})
}

func TestWhoWasSilent(t *testing.T) {
	const held = 80_000_000
	silence := usdc.Amount(held / 4) // silence_bps 2500
	fee := func(a usdc.Amount) usdc.Amount { return a / 100 }
	paid := func(provider, buyer usdc.Amount) Money { // after funding; fee_bps 100
		return Money{ProviderPaid: 20_000_000 + provider - fee(provider), BuyerPaid: buyer, FeePaid: fee(provider)}
	}
	for _, c := range []struct {
		silent string
		happen func(*testing.T, *life)
		state  State
		want   Money
	}{
		{"the buyer never funds", func(_ *testing.T, l *life) { l.now = terms.Deal.FundBy }, Expired, Money{}},
		{"the provider never delivers", func(t *testing.T, l *life) {
			do(t, l.fund(), l.until(terms.Gate.EvaluateBy), l.finalize())
		}, Refunded, paid(0, held)},
		{"the evaluator never rules on what was delivered", func(t *testing.T, l *life) {
			do(t, l.fund(), l.deliver(), l.until(terms.Gate.EvaluateBy+900), l.finalize())
		}, Resolved, paid(silence, held-silence)},
		{"the evaluator never rules on what was delivered, and a party disputes", func(t *testing.T, l *life) {
			do(t, l.fund(), l.deliver(), l.until(terms.Gate.EvaluateBy), l.dispute(terms.Deal.Provider))
		}, Disputed, Money{Held: held, ProviderHeld: silence, ProviderPaid: 20_000_000, Since: terms.Gate.EvaluateBy}},
		{"nobody disputes a pass", func(t *testing.T, l *life) {
			do(t, l.fund(), l.verdict(held), l.until(start+600), l.finalize())
		}, Released, paid(held, 0)},
		{"nobody disputes a fail", func(t *testing.T, l *life) {
			do(t, l.fund(), l.verdict(0), l.until(start+900), l.finalize())
		}, Refunded, paid(0, held)},
		{"nobody disputes a split, and only the challenge window has passed", func(t *testing.T, l *life) {
			do(t, l.fund(), l.verdict(held/2), l.until(start+600), l.finalize())
		}, Withheld, Money{Held: held / 2, ProviderPaid: 20_000_000 + held/2 - fee(held/2), FeePaid: fee(held / 2), Since: start}},
		{"nobody disputes a split, and only the dispute window has passed", func(t *testing.T, l *life) {
			l.terms.Gate.ChallengeWindow = 1200
			do(t, l.fund(), l.verdict(held/2), l.until(start+900), l.finalize())
		}, Withheld, Money{Held: held / 2, ProviderHeld: held / 2, ProviderPaid: 20_000_000, BuyerPaid: held / 2, Since: start}},
		{"nobody disputes a split", func(t *testing.T, l *life) {
			do(t, l.fund(), l.verdict(held/2), l.until(start+600), l.finalize(), l.until(start+900), l.finalize())
		}, Resolved, paid(held/2, held/2)},
		{"the buyer, of a split whose withheld part the provider disputes", func(t *testing.T, l *life) {
			do(t, l.fund(), l.verdict(held/2), l.until(start+600), l.dispute(terms.Deal.Provider))
		}, Disputed, Money{Held: held / 2, ProviderPaid: 20_000_000 + held/2 - fee(held/2), FeePaid: fee(held / 2), Since: start + 600}},
		{"the arbiter never rules on a fail", func(t *testing.T, l *life) {
			do(t, l.fund(), l.verdict(0), l.dispute(terms.Deal.Provider), l.until(start+1800), l.finalize())
		}, Refunded, paid(0, held)},
		{"the arbiter never rules on a pass", func(t *testing.T, l *life) {
			do(t, l.fund(), l.verdict(held), l.dispute(terms.Deal.Buyer), l.until(start+1800), l.finalize())
		}, Released, paid(held, 0)},
		{"the arbiter never rules and there is no verdict", func(t *testing.T, l *life) {
			do(t, l.fund(), l.escalate(), l.until(start+1800), l.finalize())
		}, Resolved, paid(silence, held-silence)},
		{"the whole service is gone, and the buyer releases", func(t *testing.T, l *life) {
			do(t, l.fund(), l.forgo(terms.Deal.Buyer))
		}, Released, paid(held, 0)},
		{"the whole service is gone, and the provider refunds", func(t *testing.T, l *life) {
			do(t, l.fund(), l.forgo(terms.Deal.Provider))
		}, Refunded, paid(0, held)},
	} {
		t.Run(c.silent, func(t *testing.T) {
			l := newLife()
			c.happen(t, l)
			r, err := Fold(Record{Pact: pact.Pact{Terms: l.terms}}, l.events(), l.now)
			if err != nil {
				t.Fatal(err)
			}
			r.Money.Block, r.Money.OnChain = 0, false
			if r.State.Closed() {
				r.Money.Since = 0
			}
			if diff := cmp.Diff(c.want, r.Money); diff != "" || r.State != c.state {
				t.Errorf("it is %s, want %s (-want +got):\n%s", r.State, c.state, diff)
			}
		})
	}
}

func TestTheJournalSaysWhatChanged(t *testing.T) {
	l := newLife()
	do(t, l.fund())
	funded := l.events()
	l.now++
	do(t, l.deliver(), l.verdict(40_000_000))
	verdict := l.events()
	both := func(r *Record) { r.ProviderSignature, r.BuyerSignature = []byte{1}, []byte{2} }
	root := func(r *Record) { r.EvidenceRoot[0] = 1 }
	for _, c := range []struct {
		what   string
		before []Event
		change func(*Record)
		after  []Event
		now    int64
		want   []string
	}{
		{"a new pact", nil, func(r *Record) { r.ID = terms.ID() }, nil, start, []string{"proposed proposed"}},
		{"the second signature", nil, both, nil, start, []string{"signed signed"}},
		{"fund_by", nil, func(*Record) {}, nil, terms.Deal.FundBy, []string{"expired expired"}},
		{"funding", nil, both, funded, start, []string{"funded Funded 80.00 USDC held, 20.00 USDC paid upfront"}},
		{"the buyer's evidence", funded, func(r *Record) { r.BuyerEvidenceRoot[0] = 1 }, funded, start, []string{"funded evidence the buyer's 0x01" + fmt.Sprintf("%062d", 0)}},
		{"evidence", funded, root, funded, start, []string{"evaluating evidence the provider's 0x01" + fmt.Sprintf("%062d", 0)}},
		{"two events of a block", funded, both, verdict, start, []string{
			"withheld Delivered", "withheld Withheld 40.00 USDC held for the provider, 40.00 USDC held for the buyer",
		}},
		{"nothing new", verdict, func(*Record) {}, verdict, start, nil},
		{"a block taken back", verdict, func(*Record) {}, funded, start, []string{
			"funded rolled_back a reorganization took blocks back; the pact stands as the chain now says",
		}},
	} {
		t.Run(c.what, func(t *testing.T) {
			s := newMemory()
			s.Time = c.now
			before := Record{ID: terms.ID(), Pact: pact.Pact{Terms: terms}}
			before, err := Fold(before, c.before, start)
			if err != nil {
				t.Fatal(err)
			}
			if c.what == "a new pact" {
				before = Record{}
			}
			after := before
			after.Pact.Terms = terms
			c.change(&after)
			s.Chain[terms.ID()] = c.after
			if _, err := Refold(tx{s.data}, before, after); err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, e := range s.Journal {
				line := string(e.State) + " " + e.Kind
				if e.Detail != "" {
					line += " " + e.Detail
				}
				got = append(got, line)
				if e.Time != c.now || e.Pact != terms.ID() {
					t.Errorf("line of pact %s at %d", e.Pact, e.Time)
				}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}
