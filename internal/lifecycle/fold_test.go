package lifecycle

import (
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
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

// model is the escrow of one pact, written anew after contracts/src/PactEscrow.sol. Each call says whether the contract would take it.
type model struct {
	terms                  pact.Terms
	status                 escrow.Status
	held, providerHeld     usdc.Amount
	since, now             int64
	block                  uint64
	events                 []Event
	provider, buyer, feeTo usdc.Amount // what each was paid
}

func (m *model) emit(e escrow.Event) {
	if len(m.events) == 0 || m.events[len(m.events)-1].BlockTime != m.now {
		m.block++ // events of one second share a block here
	}
	e.Pact, e.BlockNumber, e.LogIndex = m.terms.ID(), m.block, uint(len(m.events))
	m.events = append(m.events, Event{Event: e, BlockTime: m.now})
}

func (m *model) pay(provider, buyer usdc.Amount) {
	fee := provider * usdc.Amount(m.terms.Gate.FeeBps) / 10_000
	m.provider += provider - fee
	m.feeTo += fee
	m.buyer += buyer
}

func (m *model) hold(status escrow.Status, provider, buyer usdc.Amount) {
	m.status, m.held, m.providerHeld, m.since = status, provider+buyer, provider, m.now
}

func (m *model) close() { m.status, m.held, m.providerHeld, m.since = escrow.StatusClosed, 0, 0, 0 }

func (m *model) awaits() bool {
	return (m.status == escrow.StatusFunded || m.status == escrow.StatusDelivered) && m.now < m.terms.Gate.EvaluateBy
}

func (m *model) silence() (provider, buyer usdc.Amount) {
	provider = m.held * usdc.Amount(m.terms.Deal.SilenceBps) / 10_000
	return provider, m.held - provider
}

func (m *model) lapsed() (provider, buyer usdc.Amount) {
	if m.now >= m.since+int64(m.terms.Gate.ChallengeWindow) {
		provider = m.providerHeld
	}
	if m.now >= m.since+int64(m.terms.Deal.DisputeWindow) {
		buyer = m.held - m.providerHeld
	}
	return provider, buyer
}

func (m *model) fund() bool {
	if m.status != escrow.StatusNone || m.now >= m.terms.Deal.FundBy {
		return false
	}
	m.status, m.held, m.provider = escrow.StatusFunded, m.terms.Deal.Amount-m.terms.Deal.Upfront, m.terms.Deal.Upfront
	m.emit(escrow.Event{Kind: escrow.Funded, Terms: &m.terms})
	return true
}

func (m *model) deliver() bool {
	if m.status != escrow.StatusFunded || m.now >= m.terms.Gate.EvaluateBy {
		return false
	}
	m.status = escrow.StatusDelivered
	m.emit(escrow.Event{Kind: escrow.Delivered, Hash: common.Hash{0xd}})
	return true
}

// verdict is release for all that is held, settle for less.
func (m *model) verdict(provider usdc.Amount) bool {
	if !m.awaits() || provider > m.held {
		return false
	}
	buyer := m.held - provider
	var e escrow.Event
	if m.terms.Gate.ChallengeWindow > 0 {
		e.ProviderHeld = provider
	}
	if m.terms.Deal.DisputeWindow > 0 {
		e.BuyerHeld = buyer
	}
	e.ProviderAmount, e.BuyerAmount = provider-e.ProviderHeld, buyer-e.BuyerHeld
	switch {
	case e.ProviderHeld+e.BuyerHeld > 0:
		e.Kind = escrow.Withheld
		m.hold(escrow.StatusWithheld, e.ProviderHeld, e.BuyerHeld)
	case buyer == 0:
		e.Kind = escrow.Released
		m.close()
	default:
		e.Kind = escrow.Settled
		m.close()
	}
	m.emit(e)
	m.pay(e.ProviderAmount, e.BuyerAmount)
	return true
}

func (m *model) dispute(byProvider bool) bool {
	evaluateBy, window := m.terms.Gate.EvaluateBy, int64(m.terms.Deal.DisputeWindow)
	provider, buyer := m.providerHeld, m.held-m.providerHeld
	var dueProvider, dueBuyer usdc.Amount
	switch {
	case m.terms.Deal.Arbiter == common.Address{}:
		return false
	case m.status == escrow.StatusDelivered && m.now >= evaluateBy && m.now < evaluateBy+window:
		provider, buyer = m.silence()
	case m.status == escrow.StatusWithheld && byProvider && buyer > 0 && m.now < m.since+window,
		m.status == escrow.StatusWithheld && !byProvider && provider > 0 && m.now < m.since+int64(m.terms.Gate.ChallengeWindow):
		dueProvider, dueBuyer = m.lapsed()
	default:
		return false
	}
	m.hold(escrow.StatusDisputed, provider-dueProvider, buyer-dueBuyer)
	if dueProvider+dueBuyer > 0 {
		m.emit(escrow.Event{Kind: escrow.Finalized, ProviderAmount: dueProvider, BuyerAmount: dueBuyer})
	}
	m.emit(escrow.Event{Kind: escrow.Disputed, ProviderHeld: provider - dueProvider, BuyerHeld: buyer - dueBuyer})
	m.pay(dueProvider, dueBuyer)
	return true
}

func (m *model) escalate() bool {
	if !m.awaits() || m.terms.Deal.Arbiter == (common.Address{}) {
		return false
	}
	provider, buyer := m.silence()
	m.hold(escrow.StatusDisputed, provider, buyer)
	m.emit(escrow.Event{Kind: escrow.Escalated, ProviderHeld: provider, BuyerHeld: buyer})
	return true
}

func (m *model) rule(provider usdc.Amount) bool {
	if m.status != escrow.StatusDisputed || m.now >= m.since+int64(m.terms.Deal.ArbitrationWindow) || provider > m.held {
		return false
	}
	buyer := m.held - provider
	m.close()
	m.emit(escrow.Event{Kind: escrow.Ruled, ProviderAmount: provider, BuyerAmount: buyer})
	m.pay(provider, buyer)
	return true
}

func (m *model) consent(provider usdc.Amount) bool {
	if m.status == escrow.StatusNone || m.status == escrow.StatusClosed || provider > m.held {
		return false
	}
	buyer := m.held - provider
	m.close()
	m.emit(escrow.Event{Kind: escrow.Consented, ProviderAmount: provider, BuyerAmount: buyer})
	m.pay(provider, buyer)
	return true
}

func (m *model) finalize() bool {
	var provider, buyer usdc.Amount
	switch m.status {
	case escrow.StatusFunded:
		if m.now >= m.terms.Gate.EvaluateBy {
			buyer = m.held
		}
	case escrow.StatusDelivered:
		if m.now >= m.terms.Gate.EvaluateBy+int64(m.terms.Deal.DisputeWindow) {
			provider, buyer = m.silence()
		}
	case escrow.StatusWithheld:
		provider, buyer = m.lapsed()
	case escrow.StatusDisputed:
		if m.now >= m.since+int64(m.terms.Deal.ArbitrationWindow) {
			provider, buyer = m.providerHeld, m.held-m.providerHeld
		}
	case escrow.StatusNone, escrow.StatusClosed:
	}
	if provider+buyer == 0 {
		return false
	}
	if m.held -= provider + buyer; m.held == 0 {
		m.close()
	} else {
		m.providerHeld -= provider
	}
	m.emit(escrow.Event{Kind: escrow.Finalized, ProviderAmount: provider, BuyerAmount: buyer})
	m.pay(provider, buyer)
	return true
}

func drawTerms(t *rapid.T) pact.Terms {
	d := terms
	d.Gate.FeeBps = rapid.SampledFrom([]uint16{0, 1, 100, 3333, 10_000}).Draw(t, "fee_bps")
	d.Deal.Amount = usdc.Amount(rapid.SampledFrom([]int64{1, 2, 3, 100_000_000, 99_999_999_999_999}).Draw(t, "amount"))
	d.Deal.Upfront = usdc.Amount(rapid.Int64Range(0, int64(d.Deal.Amount)-1).Draw(t, "upfront"))
	d.Deal.SilenceBps = uint16(rapid.IntRange(0, 10_000).Draw(t, "silence_bps"))
	if rapid.Bool().Draw(t, "arbiter") {
		d.Gate.ChallengeWindow = uint32(rapid.IntRange(0, 3).Draw(t, "challenge_window")) * 300
		d.Deal.DisputeWindow = uint32(rapid.IntRange(0, 3).Draw(t, "dispute_window")) * 300
	} else {
		d.Deal.Arbiter, d.Gate.ChallengeWindow, d.Deal.DisputeWindow, d.Deal.ArbitrationWindow = common.Address{}, 0, 0, 0
	}
	return d
}

// play lets anybody call the escrow in any order and checks after each call that took effect.
func play(t *rapid.T, check func(m *model)) {
	m := &model{terms: drawTerms(t), now: start}
	share := func() usdc.Amount {
		return usdc.Amount(rapid.SampledFrom([]int64{0, int64(m.held), rapid.Int64Range(0, int64(m.held)).Draw(t, "of held")}).Draw(t, "provider"))
	}
	calls := []func() bool{
		m.fund, m.deliver, m.escalate, m.finalize,
		func() bool { return m.verdict(share()) },
		func() bool { return m.rule(share()) },
		func() bool { return m.dispute(rapid.Bool().Draw(t, "by provider")) },
		func() bool { return rapid.IntRange(0, 3).Draw(t, "agreed") == 0 && m.consent(share()) },
	}
	m.fund()
	check(m)
	for range 30 {
		m.now += rapid.SampledFrom([]int64{0, 0, 0, 1, 299, 300, 300, 600, 3599}).Draw(t, "later")
		if rapid.SampledFrom(calls).Draw(t, "call")() {
			check(m)
		}
	}
}

func TestFoldIsTheEscrowsOwnAccount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fresh := Record{ID: pact.ID{1}, ProviderSignature: []byte{1}, BuyerSignature: []byte{2}, CreateTime: start}
		if rapid.Bool().Draw(t, "evidence") {
			fresh.EvidenceRoot[0] = 1
		}
		play(t, func(m *model) {
			fresh.Pact.Terms = m.terms
			r, err := Fold(fresh, m.events, m.now)
			if err != nil {
				t.Fatal(err)
			}
			got := r.Money
			if got.Held+got.ProviderPaid+got.BuyerPaid+got.FeePaid != m.terms.Deal.Amount {
				t.Fatalf("%+v is not the %d that were funded", got, m.terms.Deal.Amount)
			}
			want := Money{
				Held: m.held, ProviderHeld: m.providerHeld, ProviderPaid: m.provider, BuyerPaid: m.buyer, FeePaid: m.feeTo,
				Since: got.Since, Block: m.block, OnChain: got.OnChain,
			}
			if m.status == escrow.StatusWithheld || m.status == escrow.StatusDisputed {
				want.Since = m.since
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Fatalf("after %v (-escrow +folded):\n%s", m.events[len(m.events)-1].Kind, diff)
			}
			if is, ok := map[escrow.Status]bool{
				escrow.StatusFunded:    r.State == Funded || r.State == Evaluating && fresh.EvidenceRoot != zeroHash,
				escrow.StatusDelivered: r.State == Delivered || r.State == Evaluating && fresh.EvidenceRoot != zeroHash,
				escrow.StatusWithheld:  r.State == Withheld,
				escrow.StatusDisputed:  r.State == Disputed,
				escrow.StatusClosed:    r.State.Closed() && r.Deadline() == 0,
			}[m.status]; !is || !ok {
				t.Fatalf("the escrow says %s, folded is %s", m.status, r.State)
			}
			if deadline := r.Deadline(); r.State.Live() && deadline > m.now {
				early, due := *m, *m
				early.now, due.now = deadline-1, deadline
				if early.finalize() || !due.finalize() {
					t.Fatalf("%s says that it ends at %d; the escrow finalizes from another time on", r.State, deadline)
				}
			}
		})
	})
}

func TestUndoingABlockIsFoldingWithoutIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		fresh := Record{ProviderSignature: []byte{1}, BuyerSignature: []byte{2}}
		var events []Event
		then := map[int]Record{} // by how many events there were
		play(t, func(m *model) {
			fresh.Pact.Terms, events = m.terms, m.events
			r, err := Fold(fresh, events, start)
			if err != nil {
				t.Fatal(err)
			}
			then[len(events)] = r
		})
		newest := then[len(events)]
		for n, want := range then {
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
		play(t, func(m *model) { fresh.Pact.Terms, events = m.terms, slices.Clone(m.events) })
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
		happen func(*testing.T, *model)
		state  State
		want   Money
	}{
		{"the buyer never funds", func(_ *testing.T, m *model) { m.now = terms.Deal.FundBy }, Expired, Money{}},
		{"the provider never delivers", func(t *testing.T, m *model) {
			do(t, m.fund(), m.until(terms.Gate.EvaluateBy), m.finalize())
		}, Refunded, paid(0, held)},
		{"the evaluator never rules on what was delivered", func(t *testing.T, m *model) {
			do(t, m.fund(), m.deliver(), m.until(terms.Gate.EvaluateBy+900), m.finalize())
		}, Resolved, paid(silence, held-silence)},
		{"the evaluator never rules on what was delivered, and a party disputes", func(t *testing.T, m *model) {
			do(t, m.fund(), m.deliver(), m.until(terms.Gate.EvaluateBy), m.dispute(true))
		}, Disputed, Money{Held: held, ProviderHeld: silence, ProviderPaid: 20_000_000, Since: terms.Gate.EvaluateBy}},
		{"nobody disputes a pass", func(t *testing.T, m *model) {
			do(t, m.fund(), m.verdict(held), m.until(start+600), m.finalize())
		}, Released, paid(held, 0)},
		{"nobody disputes a fail", func(t *testing.T, m *model) {
			do(t, m.fund(), m.verdict(0), m.until(start+900), m.finalize())
		}, Refunded, paid(0, held)},
		{"nobody disputes a split, and only the challenge window has passed", func(t *testing.T, m *model) {
			do(t, m.fund(), m.verdict(held/2), m.until(start+600), m.finalize())
		}, Withheld, Money{Held: held / 2, ProviderPaid: 20_000_000 + held/2 - fee(held/2), FeePaid: fee(held / 2), Since: start}},
		{"nobody disputes a split, and only the dispute window has passed", func(t *testing.T, m *model) {
			m.terms.Gate.ChallengeWindow = 1200
			do(t, m.fund(), m.verdict(held/2), m.until(start+900), m.finalize())
		}, Withheld, Money{Held: held / 2, ProviderHeld: held / 2, ProviderPaid: 20_000_000, BuyerPaid: held / 2, Since: start}},
		{"nobody disputes a split", func(t *testing.T, m *model) {
			do(t, m.fund(), m.verdict(held/2), m.until(start+600), m.finalize(), m.until(start+900), m.finalize())
		}, Resolved, paid(held/2, held/2)},
		{"the buyer, of a split whose withheld part the provider disputes", func(t *testing.T, m *model) {
			do(t, m.fund(), m.verdict(held/2), m.until(start+600), m.dispute(true))
		}, Disputed, Money{Held: held / 2, ProviderPaid: 20_000_000 + held/2 - fee(held/2), FeePaid: fee(held / 2), Since: start + 600}},
		{"the arbiter never rules on a fail", func(t *testing.T, m *model) {
			do(t, m.fund(), m.verdict(0), m.dispute(true), m.until(start+1800), m.finalize())
		}, Refunded, paid(0, held)},
		{"the arbiter never rules on a pass", func(t *testing.T, m *model) {
			do(t, m.fund(), m.verdict(held), m.dispute(false), m.until(start+1800), m.finalize())
		}, Released, paid(held, 0)},
		{"the arbiter never rules and there is no verdict", func(t *testing.T, m *model) {
			do(t, m.fund(), m.escalate(), m.until(start+1800), m.finalize())
		}, Resolved, paid(silence, held-silence)},
		{"the whole service is gone, and the buyer releases", func(t *testing.T, m *model) {
			do(t, m.fund(), m.consent(held))
		}, Released, paid(held, 0)},
		{"the whole service is gone, and the provider refunds", func(t *testing.T, m *model) {
			do(t, m.fund(), m.consent(0))
		}, Refunded, paid(0, held)},
	} {
		t.Run(c.silent, func(t *testing.T) {
			m := &model{terms: terms, now: start}
			c.happen(t, m)
			r, err := Fold(Record{Pact: pact.Pact{Terms: m.terms}}, m.events, m.now)
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

func (m *model) until(t int64) bool { m.now = t; return true }

func do(t *testing.T, took ...bool) {
	t.Helper()
	for i, ok := range took {
		if !ok {
			t.Fatalf("the escrow refused step %d", i+1)
		}
	}
}

func TestTheJournalSaysWhatChanged(t *testing.T) {
	m := &model{terms: terms, now: start}
	do(t, m.fund())
	funded := m.events
	m.now++
	do(t, m.deliver(), m.verdict(40_000_000))
	verdict := m.events
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
		{"evidence", funded, root, funded, start, []string{"evaluating evidence 0x01" + fmt.Sprintf("%062d", 0)}},
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
