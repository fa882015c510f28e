// Package escrow speaks to the escrow contract: calldata to send, logs and refusals that come back, digests of the token's own
// signatures, the few reads that parties and service both need, and where the contract belongs on each chain.
//
// It guarantees that calldata is what IPactEscrow.sol declares; that an Event's amounts fit usdc.Amount and a Funded event's
// terms hash to its pact; and that every revert becomes a *Refusal that says what to do next. It opens no connection: reads
// take a caller, which ethclient.Client is.
//
// The parties' command line calls it to pay and to leave without the service; settlement to carry verdicts and to follow the chain.
//
// What each event leaves behind:
//
//	None ──Funded──▶ Funded ──Delivered──▶ Delivered
//	                   │                       │
//	                   ├── Released, Settled ──┴────────────────────────────────▶ Closed
//	                   ├── Withheld ──▶ Withheld ── Finalized ──▶ Withheld while a part is held, then Closed
//	                   │                   │ Disputed (after a Finalized, when a part was past its window)
//	                   ├── Escalated ──▶ Disputed ── Ruled, Finalized ──▶ Closed
//	                   │                   ▲ Disputed (Delivered only)
//	                   └── Finalized ───────────────────────────────────────────▶ Closed
//	any but None and Closed ── Consented ──▶ Closed
//
// Owed and Withdrawn belong to an account, not to a pact.
package escrow

import (
	"fmt"
	"math/big"

	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
)

// Status is where a pact's money is, as the contract numbers it.
type Status uint8

// The contract's statuses.
const (
	StatusNone      Status = iota // never funded here
	StatusFunded                  // held, waiting for the provider and the evaluator
	StatusDelivered               // held, the deliverable is registered
	StatusWithheld                // a verdict was given; what it left held waits for its window
	StatusDisputed                // held, waiting for the arbiter
	StatusClosed                  // everything was paid
)

func (s Status) String() string {
	names := [...]string{"none", "funded", "delivered", "withheld", "disputed", "closed"}
	if int(s) < len(names) {
		return names[s]
	}
	return fmt.Sprintf("status %d", uint8(s))
}

var (
	contract    = NewPactEscrow()
	contractABI = contract.GetABI()
	token       = NewUSDC()
)

func packGate(g pact.Gate) Gate {
	return Gate{
		Evaluator:       g.Evaluator,
		EvaluateBy:      big.NewInt(g.EvaluateBy),
		ChallengeWindow: g.ChallengeWindow,
		FeeBps:          g.FeeBps,
		FeeTo:           g.FeeTo,
	}
}

func packTerms(t pact.Terms) Terms {
	d := t.Deal
	return Terms{Gate: packGate(t.Gate), Deal: Deal{
		Buyer:             d.Buyer,
		Provider:          d.Provider,
		Arbiter:           d.Arbiter,
		Amount:            packAmount(d.Amount),
		Upfront:           packAmount(d.Upfront),
		FundBy:            big.NewInt(d.FundBy),
		DisputeWindow:     d.DisputeWindow,
		ArbitrationWindow: d.ArbitrationWindow,
		SilenceBps:        d.SilenceBps,
		Covenant:          d.Covenant,
		Salt:              d.Salt,
	}}
}

func packAmount(a usdc.Amount) *big.Int { return big.NewInt(int64(a)) }

// unpackTerms cuts what does not fit; the terms then hash to another id than they were announced with.
func unpackTerms(t Terms) *pact.Terms {
	d := t.Deal
	return &pact.Terms{
		Gate: unpackGate(t.Gate),
		Deal: pact.Deal{
			Buyer:             d.Buyer,
			Provider:          d.Provider,
			Arbiter:           d.Arbiter,
			Amount:            usdc.Amount(d.Amount.Int64()),
			Upfront:           usdc.Amount(d.Upfront.Int64()),
			FundBy:            d.FundBy.Int64(),
			DisputeWindow:     d.DisputeWindow,
			ArbitrationWindow: d.ArbitrationWindow,
			SilenceBps:        d.SilenceBps,
			Covenant:          d.Covenant,
			Salt:              d.Salt,
		},
	}
}

func unpackGate(g Gate) pact.Gate {
	return pact.Gate{
		Evaluator:       g.Evaluator,
		EvaluateBy:      g.EvaluateBy.Int64(),
		ChallengeWindow: g.ChallengeWindow,
		FeeBps:          g.FeeBps,
		FeeTo:           g.FeeTo,
	}
}

func unpackAmount(n *big.Int) (usdc.Amount, error) {
	if !n.IsInt64() {
		return 0, fmt.Errorf("%s base units: %w", n, usdc.ErrRange)
	}
	return usdc.Amount(n.Int64()), nil
}
