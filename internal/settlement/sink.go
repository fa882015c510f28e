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
	// AddBlocks refuses blocks that do not follow the newest one, and each other.
	AddBlocks(blocks ...rpc.Header) error
	AddEvents(events ...lifecycle.Event) error
	// Known locks those of the pacts that the service knows, and has at hand what folding them needs: of each pact the terms, not the
	// covenant. What is saved and journalled is stored when the transaction ends.
	Known(ids []pact.ID) ([]lifecycle.Record, error)
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
	headers := make([]rpc.Header, len(blocks))
	var events []lifecycle.Event
	for i, b := range blocks {
		headers[i] = b.Header
		for _, l := range b.Logs {
			e, err := escrow.ParseLog(l)
			if errors.Is(err, escrow.ErrNotOurs) {
				continue
			}
			if err != nil {
				return fmt.Errorf("block %d: %w", b.Header.Number, err)
			}
			events = append(events, lifecycle.Event{Event: e, BlockTime: b.Header.Time})
		}
	}
	return s.Ledger.Apply(ctx, func(tx LedgerTx) error {
		if err := tx.AddBlocks(headers...); err != nil {
			return err
		}
		if err := tx.AddEvents(events...); err != nil {
			return err
		}
		return refold(tx, pactsOf(events))
	})
}

// Rollback takes back everything after a block: one transaction.
func (s Sink) Rollback(ctx context.Context, to rpc.Header) error {
	return s.Ledger.Apply(ctx, func(tx LedgerTx) error {
		ids, err := tx.Undo(to.Number)
		if err != nil {
			return err
		}
		return refold(tx, ids)
	})
}

// Finalize passes the finalized tag on.
func (s Sink) Finalize(ctx context.Context, number uint64) error {
	return s.Ledger.Apply(ctx, func(tx LedgerTx) error { return tx.Finalize(number) })
}

// refold folds the touched pacts and those whose fund_by the clock has passed, or has gone back before. The escrow serves others too:
// only the pacts that this service knows.
func refold(tx LedgerTx, touched []pact.ID) error {
	now, err := tx.Now()
	if err != nil {
		return err
	}
	unfunded, err := tx.Unfunded(now)
	if err != nil {
		return err
	}
	known, err := tx.Known(append(touched, unfunded...))
	if err != nil {
		return err
	}
	for _, r := range known {
		if _, err := lifecycle.Refold(tx, r, r); err != nil {
			if impossible := new(*lifecycle.StateError); errors.As(err, impossible) {
				return backoff.Permanent(err)
			}
			return err
		}
	}
	return nil
}

func pactsOf(events []lifecycle.Event) []pact.ID {
	ids := make([]pact.ID, len(events))
	for i, e := range events {
		ids[i] = e.Pact
	}
	return ids
}
