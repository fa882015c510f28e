package lifecycle

import (
	"fmt"
	"slices"

	"github.com/ethereum/go-ethereum/common"

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
func (s State) Live() bool { return slices.Contains(live, s) }

// Closed says whether the escrow has paid everything.
func (s State) Closed() bool { return s == Released || s == Refunded || s == Resolved }

// AwaitsVerdict says whether a verdict can still be given.
func (s State) AwaitsVerdict() bool { return slices.Contains(awaiting, s) }

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

var (
	awaiting = []State{Funded, Delivered, Evaluating}
	live     = []State{Funded, Delivered, Evaluating, Withheld, Disputed}
)

// table is the state machine, as the package comment draws it.
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
	{live, Kind(escrow.Consented), closed},
	{live, Kind(escrow.Finalized), closed},
	{[]State{Withheld}, Kind(escrow.Finalized), Withheld},
}

// next looks the arrow up. It leads to a live state if and only if held, what the escrow then holds, is more than nothing: that chooses between
// two rows of one kind, and refuses an event that the amounts belie.
func next(from State, on Kind, held usdc.Amount) (State, bool) {
	for _, r := range table {
		if r.on == on && slices.Contains(r.from, from) && r.to.Live() == (held > 0) && held >= 0 {
			return r.to, true
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

// StateError is an event the table has no arrow for: a log was missed. The pact is then in quarantine until it has been found.
type StateError struct {
	Pact pact.ID
	From State
	On   Kind
}

func (e *StateError) Error() string {
	return fmt.Sprintf("pact %s is %s and cannot take %q: a log of the chain was missed; no money of it is moved until the second pass has found it", e.Pact.Short(), e.From, e.On)
}

// Event is a chain event and the time of its block.
type Event struct {
	escrow.Event
	BlockTime int64
}

// Fold replays what is known of a pact, from its signatures on, and returns it as it stands at the chain's time now. It is the only
// place where a state is set, so that undoing a block is folding without it.
func Fold(r Record, events []Event, now int64) (Record, error) {
	r.State, r.Money, r.Deliverable, r.Quarantine = Proposed, Money{}, zeroHash, ""
	step := func(on Kind) error {
		to, ok := next(r.State, on, r.Money.Held)
		if !ok {
			return &StateError{Pact: r.ID, From: r.State, On: on}
		}
		if to == closed {
			to = r.end()
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
		r.apply(e)
		if err := step(Kind(e.Kind)); err != nil {
			return r, err
		}
	}
	if r.EvidenceRoot != zeroHash && (r.State == Funded || r.State == Delivered) || r.BuyerEvidenceRoot != zeroHash && r.State == Delivered {
		return r, step(EvidenceIn)
	}
	return r, nil
}

// apply moves the amounts as the event says.
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
		m.ProviderHeld = max(0, m.ProviderHeld-e.ProviderAmount)
	default:
		m.ProviderHeld = 0
	}
}

// end is which of the ends that the amounts decide a closed pact came to.
func (r Record) end() State {
	switch m := r.Money; {
	case m.BuyerPaid == 0:
		return Released
	case m.ProviderPaid+m.FeePaid == r.Pact.Terms.Deal.Upfront:
		return Refunded
	}
	return Resolved
}

// disputeBy is until when a party may dispute: on a withheld pact each side has its own window.
func (r Record) disputeBy(party common.Address) int64 {
	switch {
	case r.State != Withheld:
		return r.Deadline()
	case party == r.Pact.Terms.Deal.Provider:
		return r.Money.Since + int64(r.Pact.Terms.Deal.DisputeWindow)
	}
	return r.Money.Since + int64(r.Pact.Terms.Gate.ChallengeWindow)
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
