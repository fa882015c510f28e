package lifecycle

import (
	"fmt"

	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
)

// State is where a pact stands; the package comment draws them all.
type State string

// The states of a pact.
const (
	Proposed   State = "proposed"
	Signed     State = "signed"
	Expired    State = "expired"
	Funded     State = "funded"
	Delivered  State = "delivered"
	Evaluating State = "evaluating"
	Withheld   State = "withheld"
	Disputed   State = "disputed"
	Released   State = "released"
	Refunded   State = "refunded"
	Resolved   State = "resolved"
)

// Kind is what moves a pact: the chain's events by their names, and three facts of the service's own.
type Kind string

// The service's own facts.
const (
	BothSigned Kind = "signed"
	FundByGone Kind = "expired"
	EvidenceIn Kind = "evidence"
)

// Live says whether the escrow holds money of the pact.
func (s State) Live() bool {
	switch s {
	case Funded, Delivered, Evaluating, Withheld, Disputed:
		return true
	}
	return false
}

// Closed says whether the escrow has paid everything.
func (s State) Closed() bool { return s == Released || s == Refunded || s == Resolved }

// AwaitsVerdict says whether a verdict can still be given.
func (s State) AwaitsVerdict() bool { return s == Funded || s == Delivered || s == Evaluating }

// Unfunded says whether the pact was never funded.
func (s State) Unfunded() bool { return s == Proposed || s == Signed || s == Expired }

// closed stands in the table for the end that the amounts decide: released, refunded or resolved.
const closed State = "closed"

// row is one arrow of the drawing.
type row struct {
	from []State
	on   Kind
	to   State
}

var awaiting = []State{Funded, Delivered, Evaluating}

// table is the state machine. Where a state has two rows for one kind, the amounts decide: held money stays where it is.
var table = []row{
	{[]State{Proposed}, BothSigned, Signed},
	{[]State{Proposed, Signed}, FundByGone, Expired},
	{[]State{Proposed, Signed, Expired}, Kind(escrow.Funded), Funded},
	{[]State{Funded}, Kind(escrow.Delivered), Delivered},
	{[]State{Evaluating}, Kind(escrow.Delivered), Evaluating},
	{[]State{Funded, Delivered}, EvidenceIn, Evaluating},
	{awaiting, Kind(escrow.Released), Released},
	{awaiting, Kind(escrow.Settled), closed},
	{awaiting, Kind(escrow.Withheld), Withheld},
	{awaiting, Kind(escrow.Escalated), Disputed},
	{[]State{Delivered, Evaluating, Withheld}, Kind(escrow.Disputed), Disputed},
	{[]State{Disputed}, Kind(escrow.Ruled), Resolved},
	{[]State{Funded, Delivered, Evaluating, Withheld, Disputed}, Kind(escrow.Consented), closed},
	{[]State{Funded, Delivered, Evaluating, Withheld, Disputed}, Kind(escrow.Finalized), closed},
}

// next looks the arrow up.
func next(from State, on Kind) (State, bool) {
	for _, r := range table {
		if r.on != on {
			continue
		}
		for _, f := range r.from {
			if f == from {
				return r.to, true
			}
		}
	}
	return "", false
}

// Money is what the chain says about a pact's USDC.
type Money struct {
	Held         usdc.Amount // in escrow
	ProviderHeld usdc.Amount // of it the provider's should nothing more happen; withheld and disputed pacts only
	ProviderPaid usdc.Amount // upfront included, fee taken
	BuyerPaid    usdc.Amount
	FeePaid      usdc.Amount
	Since        int64  // what the windows of a withheld or disputed pact are counted from
	Block        uint64 // of the event that set all this; 0 before funding
	OnChain      bool   // the deliverable is registered on chain
}

// StateError is an event the table has no arrow for: a log was missed, or the follower is ahead of itself.
type StateError struct {
	Pact pact.ID
	From State
	On   Kind
}

func (e *StateError) Error() string {
	return fmt.Sprintf("pact %s is %s and cannot take %q: the chain's logs were not followed completely; follow again from the escrow's first block", e.Pact.Short(), e.From, e.On)
}

// Event is a chain event and the time of its block.
type Event struct {
	escrow.Event
	BlockTime int64
}

// Fold replays what is known of a pact, from its signatures on, and returns it as it stands at the chain's time now. It is the only
// place where a state is set, so that undoing a block is folding without it.
func Fold(r Record, events []Event, now int64) (Record, error) {
	r.State, r.Money, r.Deliverable = Proposed, Money{}, zeroHash
	step := func(on Kind) error {
		to, ok := next(r.State, on)
		if !ok {
			return &StateError{Pact: r.ID, From: r.State, On: on}
		}
		r.State = to
		return nil
	}
	if len(r.ProviderSignature) > 0 && len(r.BuyerSignature) > 0 {
		if err := step(BothSigned); err != nil {
			return r, err
		}
	}
	if len(events) == 0 && now >= r.Pact.Terms.Deal.FundBy {
		return r, step(FundByGone)
	}
	for _, e := range events {
		if err := step(Kind(e.Kind)); err != nil {
			return r, err
		}
		r.apply(e)
	}
	if r.EvidenceRoot != zeroHash && (r.State == Funded || r.State == Delivered) {
		return r, step(EvidenceIn)
	}
	return r, nil
}

// apply moves the amounts as the event says and settles which end a closed pact came to.
func (r *Record) apply(e Event) {
	m, terms := &r.Money, r.Pact.Terms
	m.Block = e.BlockNumber
	switch e.Kind {
	case escrow.Funded:
		m.Held, m.ProviderPaid = terms.Held(), terms.Deal.Upfront
		return
	case escrow.Delivered:
		m.OnChain, r.Deliverable = true, e.Hash
		return
	}

	fee := e.ProviderAmount.Share(terms.Gate.FeeBps)
	m.FeePaid += fee
	m.ProviderPaid += e.ProviderAmount - fee
	m.BuyerPaid += e.BuyerAmount
	m.Held -= e.ProviderAmount + e.BuyerAmount
	switch e.Kind {
	case escrow.Withheld, escrow.Disputed, escrow.Escalated:
		m.ProviderHeld, m.Since = e.ProviderHeld, e.BlockTime
	case escrow.Finalized:
		if m.Held > 0 { // one of two windows has passed
			m.ProviderHeld -= e.ProviderAmount
			r.State = Withheld
			return
		}
		m.ProviderHeld = 0
	default:
		m.ProviderHeld = 0
	}
	if r.State == closed {
		switch {
		case m.BuyerPaid == 0:
			r.State = Released
		case m.ProviderPaid+m.FeePaid == terms.Deal.Upfront:
			r.State = Refunded
		default:
			r.State = Resolved
		}
	}
}

// Deadline is when the state ends by itself: from then on anyone may finalize, or, before funding, the pact expires. 0: never.
func (r Record) Deadline() int64 {
	terms, m := r.Pact.Terms, r.Money
	switch r.State {
	case Proposed, Signed:
		return terms.Deal.FundBy
	case Funded, Delivered, Evaluating:
		if m.OnChain {
			return terms.Gate.EvaluateBy + int64(terms.Deal.DisputeWindow)
		}
		return terms.Gate.EvaluateBy
	case Withheld:
		challenge, dispute := m.Since+int64(terms.Gate.ChallengeWindow), m.Since+int64(terms.Deal.DisputeWindow)
		switch {
		case m.ProviderHeld == 0:
			return dispute
		case m.ProviderHeld == m.Held:
			return challenge
		default:
			return min(challenge, dispute)
		}
	case Disputed:
		return m.Since + int64(terms.Deal.ArbitrationWindow)
	}
	return 0
}
