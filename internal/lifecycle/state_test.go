package lifecycle

import (
	"errors"
	"go/parser"
	"go/token"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
)

// arrow is one from, one kind, one to.
type arrow struct {
	from State
	on   Kind
	to   State
}

var label = regexp.MustCompile(` ──(\w+)──▶ `)

// drawn reads the arrows of the package comment.
func drawn(t *testing.T) map[arrow]bool {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "lifecycle.go", nil, parser.PackageClauseOnly|parser.ParseComments)
	if err != nil {
		t.Fatal(err)
	}
	arrows := map[arrow]bool{}
	for line := range strings.Lines(file.Doc.Text()) {
		kinds := label.FindAllStringSubmatch(line, -1)
		states := label.Split(strings.TrimSpace(line), -1)
		for i, kind := range kinds {
			for from := range strings.SplitSeq(states[i], ", ") {
				arrows[arrow{State(from), Kind(kind[1]), State(states[i+1])}] = true
			}
		}
	}
	return arrows
}

func TestTheTableIsTheDrawing(t *testing.T) {
	tabled := map[arrow]bool{}
	for _, r := range table {
		for _, from := range r.from {
			tabled[arrow{from, r.on, r.to}] = true
		}
	}
	drawing := drawn(t)
	for a := range drawing {
		if !tabled[a] {
			t.Errorf("drawn, but not in the table: %s ──%s──▶ %s", a.from, a.on, a.to)
		}
	}
	for a := range tabled {
		if !drawing[a] {
			t.Errorf("in the table, but not drawn: %s ──%s──▶ %s", a.from, a.on, a.to)
		}
	}
}

var (
	states = []State{Proposed, Signed, Expired, Funded, Delivered, Evaluating, Withheld, Disputed, Released, Refunded, Resolved}
	kinds  = []Kind{
		BothSigned, FundByGone, EvidenceIn,
		Kind(escrow.Funded), Kind(escrow.Delivered), Kind(escrow.Released), Kind(escrow.Settled), Kind(escrow.Withheld), Kind(escrow.Disputed),
		Kind(escrow.Escalated), Kind(escrow.Ruled), Kind(escrow.Consented), Kind(escrow.Finalized), Kind(escrow.Owed), Kind(escrow.Withdrawn),
	}
)

func TestAnArrowThatIsNotDrawnIsNotTaken(t *testing.T) {
	drawing := drawn(t)
	for _, from := range states {
		for _, on := range kinds {
			for _, held := range []bool{false, true} {
				amount := terms.Held()
				if !held {
					amount = 0
				}
				var want []State
				for a := range drawing {
					if a.from == from && a.on == on && a.to.Live() == held {
						want = append(want, a.to)
					}
				}
				got, ok := next(from, on, amount)
				if ok != (len(want) == 1) || ok && got != want[0] {
					t.Errorf("%s ──%s──▶ %s (%v, held %v), drawn %v", from, on, got, ok, held, want)
				}
			}
		}
	}
}

// reached are events that lead to a state, and whether evidence is in.
func reached(to State) (events []Event, evidence bool) {
	l := newLife()
	l.fund()
	switch to {
	case Proposed, Signed, Expired:
		return nil, false
	case Funded:
	case Delivered:
		l.deliver()
	case Evaluating:
		evidence = true
	case Withheld:
		l.verdict(terms.Held() / 2)
	case Disputed:
		l.escalate()
	case Released:
		l.forgo(terms.Deal.Buyer)
	case Refunded:
		l.forgo(terms.Deal.Provider)
	case Resolved:
		l.escalate()
		l.rule(1)
	}
	return l.events(), evidence
}

// standing is a signed pact with what leads to a state.
func standing(to State) (r Record, events []Event, now int64) {
	r, now = Record{ID: terms.ID(), Pact: pact.Pact{Terms: terms}}, start
	if to != Proposed && to != Expired {
		r.ProviderSignature, r.BuyerSignature = []byte{1}, []byte{2}
	}
	if to == Expired {
		now = terms.Deal.FundBy
	}
	events, evidence := reached(to)
	for i := range events {
		events[i].BlockNumber = uint64(i + 1)
	}
	if evidence {
		r.EvidenceRoot[0] = 1
	}
	return r, events, now
}

func TestEveryStateIsReachedByItsEvents(t *testing.T) {
	for _, want := range states {
		r, err := Fold(standing(want))
		if err != nil || r.State != want {
			t.Errorf("events of %s fold to %s (%v)", want, r.State, err)
		}
	}
}

func TestAMissedLogIsAStateError(t *testing.T) {
	drawing := drawn(t)
	for _, from := range states {
		for _, on := range kinds[3:] { // the chain's
			if slices.ContainsFunc(slices.Collect(maps.Keys(drawing)), func(a arrow) bool { return a.on == on && a.from == from }) {
				continue
			}
			if from == Evaluating || from == Expired {
				continue // Fold adds evidence and expiry last: on the chain this pact is funded, or signed
			}
			r, events, now := standing(from)
			_, err := Fold(r, append(slices.Clone(events), Event{Event: escrow.Event{Kind: escrow.Kind(on)}}), now)
			var refused *StateError
			if !errors.As(err, &refused) || *refused != (StateError{Pact: r.ID, From: from, On: on}) {
				t.Errorf("%s takes %s: %v", from, on, err)
			}
		}
	}
}

func TestAnEventThatTheAmountsBelieIsAStateError(t *testing.T) {
	half := terms.Held() / 2
	for name, e := range map[string]escrow.Event{
		"a release of less than is held":     {Kind: escrow.Released, ProviderAmount: half},
		"a release of more than is held":     {Kind: escrow.Released, ProviderAmount: terms.Held() + 1},
		"a settlement that leaves money":     {Kind: escrow.Settled, ProviderAmount: half, BuyerAmount: half - 1},
		"a finalization that leaves money":   {Kind: escrow.Finalized, BuyerAmount: half},
		"a verdict that withholds nothing":   {Kind: escrow.Withheld, ProviderAmount: half, BuyerAmount: terms.Held() - half},
		"a verdict that pays more than held": {Kind: escrow.Withheld, ProviderAmount: terms.Held() * 2},
	} {
		t.Run(name, func(t *testing.T) {
			r, events, now := standing(Funded)
			_, err := Fold(r, append(events, Event{Event: e}), now)
			if refused := (*StateError)(nil); !errors.As(err, &refused) {
				t.Errorf("folded: %v", err)
			}
		})
	}
}

func TestAStateSaysWhenItEndsByItself(t *testing.T) {
	gate, deal := terms.Gate, terms.Deal
	challenge, dispute := int64(gate.ChallengeWindow), int64(deal.DisputeWindow)
	at := start // of the events
	for name, c := range map[string]struct {
		state State
		money Money
		want  int64
	}{
		"proposed":                         {Proposed, Money{}, deal.FundBy},
		"signed":                           {Signed, Money{}, deal.FundBy},
		"expired":                          {Expired, Money{}, 0},
		"funded":                           {Funded, Money{}, gate.EvaluateBy},
		"delivered":                        {Delivered, Money{OnChain: true}, gate.EvaluateBy + dispute},
		"evaluating, not delivered":        {Evaluating, Money{}, gate.EvaluateBy},
		"evaluating, delivered":            {Evaluating, Money{OnChain: true}, gate.EvaluateBy + dispute},
		"withheld from the provider":       {Withheld, Money{Held: 5, Since: at}, at + dispute},
		"a release held for the challenge": {Withheld, Money{Held: 5, ProviderHeld: 5, Since: at}, at + challenge},
		"both parts held":                  {Withheld, Money{Held: 5, ProviderHeld: 2, Since: at}, at + min(challenge, dispute)},
		"disputed":                         {Disputed, Money{Held: 5, Since: at}, at + int64(deal.ArbitrationWindow)},
		"released":                         {Released, Money{}, 0},
		"refunded":                         {Refunded, Money{}, 0},
		"resolved":                         {Resolved, Money{}, 0},
	} {
		t.Run(name, func(t *testing.T) {
			if got := (Record{Pact: pact.Pact{Terms: terms}, State: c.state, Money: c.money}).Deadline(); got != c.want {
				t.Errorf("%d, want %d", got, c.want)
			}
		})
	}
}
