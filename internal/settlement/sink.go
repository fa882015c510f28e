package settlement

import (
	"context"
	"errors"
	"fmt"

	"github.com/cenkalti/backoff/v5"
	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/internal/chain/follow"
	"github.com/surety-dev/surety/internal/chain/rpc"
	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
)

// Ledger keeps the chain's blocks and events beside the pacts.
type Ledger interface {
	// Cursor is the newest block applied and the newest finalized number; ok is false before the first block.
	Cursor(ctx context.Context) (head rpc.Header, finalized uint64, ok bool, err error)
	HashAt(ctx context.Context, number uint64) (common.Hash, bool, error)
	// Apply runs fn in one transaction that no other follower's overlaps.
	Apply(ctx context.Context, fn func(LedgerTx) error) error
}

// LedgerTx is one transaction of the follower.
type LedgerTx interface {
	lifecycle.Tx
	// AddBlock refuses a block that does not follow the newest one.
	AddBlock(h rpc.Header) error
	AddEvent(e lifecycle.Event) error
	// Undo takes the blocks after number back and names the pacts whose events went with them.
	Undo(number uint64) ([]pact.ID, error)
	// Finalize marks what became final, drops the intents that closed pacts no longer need, and forgets older blocks.
	Finalize(number uint64) error
	// Unfunded are the pacts never funded that are expired and should not be at the time now, or the other way round.
	Unfunded(now int64) ([]pact.ID, error)
}

// Sink applies what the follower sees.
type Sink struct{ Ledger Ledger }

var _ follow.Sink = Sink{}

// Cursor is where the follower goes on.
func (s Sink) Cursor(ctx context.Context) (rpc.Header, uint64, bool, error) {
	return s.Ledger.Cursor(ctx)
}

// HashAt is the hash of an applied block that is not yet forgotten.
func (s Sink) HashAt(ctx context.Context, number uint64) (common.Hash, bool, error) {
	return s.Ledger.HashAt(ctx, number)
}

// Append applies blocks, their events and what follows from them: one transaction. An event that a pact's state has no arrow for
// ends the follower: trying again would not help.
func (s Sink) Append(ctx context.Context, blocks []follow.Block) error {
	return s.Ledger.Apply(ctx, func(tx LedgerTx) error {
		var touched set
		for _, b := range blocks {
			if err := tx.AddBlock(b.Header); err != nil {
				return err
			}
			for _, l := range b.Logs {
				e, err := escrow.ParseLog(l)
				if errors.Is(err, escrow.ErrNotOurs) {
					continue
				}
				if err != nil {
					return fmt.Errorf("block %d: %w", b.Header.Number, err)
				}
				if err := tx.AddEvent(lifecycle.Event{Event: e, BlockTime: b.Header.Time}); err != nil {
					return err
				}
				touched.add(e.Pact)
			}
		}
		return refold(tx, &touched)
	})
}

// Rollback takes back everything after a block: one transaction.
func (s Sink) Rollback(ctx context.Context, to rpc.Header) error {
	return s.Ledger.Apply(ctx, func(tx LedgerTx) error {
		ids, err := tx.Undo(to.Number)
		if err != nil {
			return err
		}
		var touched set
		for _, id := range ids {
			touched.add(id)
		}
		return refold(tx, &touched)
	})
}

// Finalize passes the finalized tag on.
func (s Sink) Finalize(ctx context.Context, number uint64) error {
	return s.Ledger.Apply(ctx, func(tx LedgerTx) error { return tx.Finalize(number) })
}

// refold folds the touched pacts and those whose fund_by the clock has passed, or has gone back before. The escrow serves others too:
// only the pacts that this service knows.
func refold(tx LedgerTx, touched *set) error {
	now, err := tx.Now()
	if err != nil {
		return err
	}
	unfunded, err := tx.Unfunded(now)
	if err != nil {
		return err
	}
	for _, id := range unfunded {
		touched.add(id)
	}
	for _, id := range touched.ids {
		r, err := tx.Pact(id)
		if errors.Is(err, lifecycle.ErrNoPact) {
			continue
		}
		if err != nil {
			return err
		}
		if _, err := lifecycle.Refold(tx, r, r); err != nil {
			if impossible := new(*lifecycle.StateError); errors.As(err, impossible) {
				return backoff.Permanent(err)
			}
			return err
		}
	}
	return nil
}

// set keeps ids in the order they came, once each.
type set struct {
	seen map[pact.ID]bool
	ids  []pact.ID
}

func (s *set) add(id pact.ID) {
	if s.seen == nil {
		s.seen = map[pact.ID]bool{}
	}
	if !s.seen[id] {
		s.seen[id] = true
		s.ids = append(s.ids, id)
	}
}
