package settlement

import (
	"context"
	"fmt"
	"log/slog"
	"math"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/internal/chain"
	"github.com/surety-dev/surety/internal/chain/rpc"
	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
)

// Holding is what the ledger says of a pact's money. Provider is the pact's, whatever its state.
type Holding struct {
	Pact     pact.ID
	State    lifecycle.State
	OnChain  bool // the deliverable is registered
	Provider common.Address
	Held     usdc.Amount
	// Of a withheld or disputed pact.
	ProviderHeld usdc.Amount
	Since        int64
}

// onChain is the state that the escrow should have.
func (h Holding) onChain() escrow.State {
	s := escrow.State{Held: h.Held}
	switch {
	case h.State.AwaitsVerdict():
		s.Status, s.Provider = escrow.StatusFunded, h.Provider
		if h.OnChain {
			s.Status = escrow.StatusDelivered
		}
		return s
	case h.State == lifecycle.Withheld:
		s.Status = escrow.StatusWithheld
	case h.State == lifecycle.Disputed:
		s.Status = escrow.StatusDisputed
	default:
		return escrow.State{Status: escrow.StatusClosed, Held: h.Held}
	}
	s.ProviderHeld, s.Since = h.ProviderHeld, h.Since
	return s
}

// Books is the ledger, as it stands after a final block.
type Books interface {
	// ClaimAudit says whether one is due, to one process only, and after which block the last one was. One that does not come to an end is
	// due again.
	ClaimAudit(ctx context.Context, every, again time.Duration) (last uint64, due bool, err error)
	// LastAudit is how long ago one came to an end, and how many differences it found.
	LastAudit(ctx context.Context) (age time.Duration, differences int, err error)
	// FinalBlock is the newest block that is both final and applied; 0: there is none.
	FinalBlock(ctx context.Context) (uint64, error)
	// Holdings are the pacts, by id and after one, whose state is of block or an earlier one: the live ones, and those that closed after since.
	Holdings(ctx context.Context, block, since uint64, after pact.ID, limit int) ([]Holding, error)
	// Owed is what failed transfers left in the escrow up to block.
	Owed(ctx context.Context, block uint64) (usdc.Amount, error)
	SetAudited(ctx context.Context, block uint64, differences int) error
}

// Difference is where ledger and chain differ. Pact is zero when it is the escrow's USDC.
type Difference struct {
	Pact   pact.ID `json:"pact_id"`
	Ledger string  `json:"ledger"`
	Chain  string  `json:"chain"`
}

func (d Difference) String() string {
	of := "the escrow's USDC"
	if d.Pact != (pact.ID{}) {
		of = "pact " + d.Pact.Short()
	}
	return fmt.Sprintf("%s: %s by the ledger, %s on chain", of, d.Ledger, d.Chain)
}

// Audit is what an audit came to.
type Audit struct {
	Block       uint64       `json:"block"` // after which ledger and chain were compared; 0: nothing is final yet
	Pacts       int          `json:"pacts"`
	Held        usdc.Amount  `json:"held"` // by the ledger
	Owed        usdc.Amount  `json:"owed"`
	Balance     usdc.Amount  `json:"balance"` // the escrow's, on chain
	Differences []Difference `json:"differences"`
}

// Auditor compares ledger and chain.
type Auditor struct {
	Books Books
	Chain interface {
		CallsAt(ctx context.Context, block uint64, to common.Address, data ...[]byte) ([][]byte, error)
	}
	Escrow, Token common.Address
	Log           *slog.Logger

	owed   usdc.Amount // when it was last looked at
	alarms chain.Alarms
}

const (
	auditEvery   = 10 * time.Minute
	auditAgain   = 2 * time.Minute // after one that failed, or is slow
	auditOverdue = 30 * time.Minute
	auditPage    = 500
)

// Run audits every ten minutes, until ctx ends: in one process of all. Those pacts that are closed are compared once. It also calls somebody
// when no audit has come to an end for half an hour, and when a payment has failed: its payee was paid nothing, though the pact is closed.
func (a *Auditor) Run(ctx context.Context) error {
	begun := time.Now()
	return chain.Poll(ctx, 5*time.Second, a.Log, func(ctx context.Context) (bool, error) {
		owed, err := a.Books.Owed(ctx, math.MaxInt64)
		if err != nil {
			return false, err
		}
		if owed > a.owed {
			a.Log.Error("ALARM: payments failed and are owed: their payees are blacklisted, or USDC is paused; surety withdraw pays them when that is over",
				"more", owed-a.owed, "owed", owed)
		}
		a.owed = owed
		age, _, err := a.Books.LastAudit(ctx)
		if err != nil {
			return false, err
		}
		var overdue error
		if min(age, time.Since(begun)) > auditOverdue { // nobody may have run before
			overdue = fmt.Errorf("the last time was %d minutes ago: suretyd settlement reconcile says what it fails of", int(age.Minutes()))
		}
		a.alarms.Tell(a.Log, "ledger and chain are not compared", overdue)
		last, due, err := a.Books.ClaimAudit(ctx, auditEvery, auditAgain)
		if err != nil || !due {
			return false, err
		}
		_, err = a.Audit(ctx, last)
		return false, err
	})
}

// Audit compares the live pacts and those that closed after the block since, and raises an alarm for each difference.
func (a *Auditor) Audit(ctx context.Context, since uint64) (Audit, error) {
	block, err := a.Books.FinalBlock(ctx)
	if err != nil {
		return Audit{}, err
	}
	if block == 0 { // nothing to compare yet
		return Audit{}, a.Books.SetAudited(ctx, 0, 0)
	}
	audit := Audit{Block: block}
	for after := (pact.ID{}); ; {
		page, err := a.Books.Holdings(ctx, block, since, after, auditPage)
		if err != nil {
			return audit, err
		}
		if len(page) == 0 {
			break
		}
		if err := a.compare(ctx, &audit, page); err != nil {
			return audit, err
		}
		after = page[len(page)-1].Pact
	}
	if audit.Owed, err = a.Books.Owed(ctx, block); err != nil {
		return audit, err
	}
	answer, err := a.Chain.CallsAt(ctx, block, a.Token, escrow.BalanceCall(a.Escrow))
	if err != nil {
		return audit, readable(err)
	}
	if audit.Balance, err = escrow.ParseBalance(answer[0]); err != nil {
		return audit, err
	}
	if audit.Held+audit.Owed > audit.Balance { // more is no fault: the escrow serves others, and takes donations
		audit.Differences = append(audit.Differences, Difference{
			Ledger: fmt.Sprintf("%s held and %s owed", audit.Held, audit.Owed), Chain: audit.Balance.String(),
		})
	}
	for _, d := range audit.Differences {
		a.Log.Error("ALARM: ledger and chain differ", "pact", d.Pact, "block", block, "ledger", d.Ledger, "chain", d.Chain)
	}
	a.Log.Info("ledger and chain compared", "block", block, "pacts", audit.Pacts, "differences", len(audit.Differences))
	return audit, a.Books.SetAudited(ctx, block, len(audit.Differences))
}

func (a *Auditor) compare(ctx context.Context, audit *Audit, page []Holding) error {
	calls := make([][]byte, len(page))
	for n, h := range page {
		calls[n] = escrow.StateCall(h.Pact)
	}
	answers, err := a.Chain.CallsAt(ctx, audit.Block, a.Escrow, calls...)
	if err != nil {
		return readable(err)
	}
	for n, h := range page {
		state, err := escrow.ParseState(answers[n])
		if err != nil {
			return fmt.Errorf("read pact %s: %w", h.Pact.Short(), err)
		}
		if want := h.onChain(); state != want {
			audit.Differences = append(audit.Differences, Difference{h.Pact, describe(want), describe(state)})
		}
		audit.Held += h.Held
	}
	audit.Pacts += len(page)
	return nil
}

func describe(s escrow.State) string {
	text := fmt.Sprintf("%s, %s USDC held", s.Status, s.Held)
	if s.Status == escrow.StatusWithheld || s.Status == escrow.StatusDisputed {
		text += fmt.Sprintf(", %s of it the provider's, since %s", s.ProviderHeld, utc(s.Since))
	}
	if s.Provider != (common.Address{}) {
		text += ", for " + s.Provider.Hex()
	}
	return text
}

func readable(err error) error {
	if rpc.Classify(err) == rpc.NotFound {
		return fmt.Errorf("%w: the comparison needs one --rpc whose node keeps the state of its final blocks, 20 minutes on Base", err)
	}
	return err
}
