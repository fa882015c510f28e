package settlement

import (
	"context"
	"errors"
	"log/slog"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

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
	// Verified is the number up to which everything was read twice.
	Verified(ctx context.Context) (uint64, error)
	// Apply runs fn in one transaction that no other follower's overlaps.
	Apply(ctx context.Context, fn func(LedgerTx) error) error
}

// LedgerTx is one transaction of the follower.
type LedgerTx interface {
	lifecycle.Tx
	// AddBlocks refuses blocks that do not follow the newest one, and each other.
	AddBlocks(blocks ...rpc.Header) error
	// AddFinal moves the cursor over final blocks, of which the first must follow the newest one.
	AddFinal(first, last rpc.Header) error
	AddEvents(events ...lifecycle.Event) error
	// Stored are the kinds of the canonical events in these blocks.
	Stored(first, last uint64) (map[Place]escrow.Kind, error)
	SetVerified(number uint64) error
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

// Place is where in the chain a log is.
type Place struct {
	Block common.Hash
	Index uint
}

// Sink applies what the follower sees. A pact whose events do not add up, since a log was missed or cannot be read, is set in quarantine: it
// stays as it is, no money of it is moved, and everybody else's go on. The missing log heals it.
type Sink struct {
	Ledger Ledger
	Log    *slog.Logger // slog.Default() when nil
}

var _ follow.Sink = Sink{}

// unreadable is the kind of an event of the escrow that cannot be read. The lifecycle has no arrow for it.
const unreadable escrow.Kind = "Unreadable"

// Cursor is where the follower goes on.
func (s Sink) Cursor(ctx context.Context) (rpc.Header, uint64, bool, error) {
	return s.Ledger.Cursor(ctx)
}

// HashAt is the hash of an applied block that is not yet forgotten.
func (s Sink) HashAt(ctx context.Context, number uint64) (common.Hash, bool, error) {
	return s.Ledger.HashAt(ctx, number)
}

// Verified is the block up to which everything has been read twice.
func (s Sink) Verified(ctx context.Context) (uint64, error) { return s.Ledger.Verified(ctx) }

// Append applies blocks, their events and what follows from them: one transaction.
func (s Sink) Append(ctx context.Context, blocks []follow.Block) error {
	headers := make([]rpc.Header, len(blocks))
	var events []lifecycle.Event
	for i, b := range blocks {
		headers[i] = b.Header
		events = append(events, s.read(b.Logs, func(types.Log) int64 { return b.Header.Time })...)
	}
	return s.Ledger.Apply(ctx, func(tx LedgerTx) error {
		if err := tx.AddBlocks(headers...); err != nil {
			return err
		}
		if err := tx.AddEvents(events...); err != nil {
			return err
		}
		return s.refold(tx, pactsOf(events))
	})
}

// Fill applies final blocks: one transaction.
func (s Sink) Fill(ctx context.Context, r rpc.Range) error {
	events := s.read(r.Logs, ownTime)
	return s.Ledger.Apply(ctx, func(tx LedgerTx) error {
		if err := tx.AddFinal(r.First, r.Last); err != nil {
			return err
		}
		if err := tx.AddEvents(events...); err != nil {
			return err
		}
		if err := s.refold(tx, pactsOf(events)); err != nil {
			return err
		}
		return tx.Finalize(r.Last.Number)
	})
}

// Verify adds what the first reading has missed: one transaction.
func (s Sink) Verify(ctx context.Context, r rpc.Range) (missed, unconfirmed int, err error) {
	read := s.read(r.Logs, ownTime)
	err = s.Ledger.Apply(ctx, func(tx LedgerTx) error {
		stored, err := tx.Stored(r.First.Number, r.Last.Number)
		if err != nil {
			return err
		}
		var added []lifecycle.Event
		for _, e := range read {
			place := Place{e.BlockHash, e.LogIndex}
			kind, ok := stored[place]
			if !ok || kind == unreadable && e.Kind != unreadable {
				added = append(added, e)
			}
			if e.Kind != unreadable || kind == unreadable {
				delete(stored, place)
			}
		}
		missed, unconfirmed = len(added), len(stored)
		if missed > 0 {
			if err := tx.AddEvents(added...); err != nil {
				return err
			}
			if err := s.refold(tx, pactsOf(added)); err != nil {
				return err
			}
		}
		if unconfirmed > 0 {
			return nil
		}
		return tx.SetVerified(r.Last.Number)
	})
	return missed, unconfirmed, err
}

func ownTime(l types.Log) int64 { return int64(l.BlockTimestamp) }

// read makes events of those logs that are the escrow's. What cannot be read is kept as such.
func (s Sink) read(logs []types.Log, at func(types.Log) int64) []lifecycle.Event {
	events := make([]lifecycle.Event, 0, len(logs))
	for _, l := range logs {
		e, err := escrow.ParseLog(l)
		if errors.Is(err, escrow.ErrNotOurs) {
			continue
		}
		if err != nil {
			s.log().Warn("a log of the escrow cannot be read", "error", err)
			e = escrow.Event{Kind: unreadable, BlockNumber: l.BlockNumber, BlockHash: l.BlockHash, TxHash: l.TxHash, LogIndex: l.Index}
			if len(l.Topics) > 1 {
				e.Pact = pact.ID(l.Topics[1])
			}
		}
		events = append(events, lifecycle.Event{Event: e, BlockTime: at(l)})
	}
	return events
}

func (s Sink) log() *slog.Logger {
	if s.Log == nil {
		return slog.Default()
	}
	return s.Log
}

// Rollback takes back everything after a block: one transaction.
func (s Sink) Rollback(ctx context.Context, to rpc.Header) error {
	return s.Ledger.Apply(ctx, func(tx LedgerTx) error {
		ids, err := tx.Undo(to.Number)
		if err != nil {
			return err
		}
		return s.refold(tx, ids)
	})
}

// Finalize passes the finalized tag on.
func (s Sink) Finalize(ctx context.Context, number uint64) error {
	return s.Ledger.Apply(ctx, func(tx LedgerTx) error { return tx.Finalize(number) })
}

// refold folds the touched pacts and those whose fund_by the clock has passed, or has gone back before. The escrow serves others too:
// only the pacts that this service knows.
func (s Sink) refold(tx LedgerTx, touched []pact.ID) error {
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
		_, err := lifecycle.Refold(tx, r, r)
		impossible := new(*lifecycle.StateError)
		if !errors.As(err, impossible) {
			if err != nil {
				return err
			}
			if r.Quarantine != "" {
				s.log().Info("ALARM over: a pact is out of quarantine", "pact", r.ID)
			}
			continue
		}
		if r.Quarantine == err.Error() {
			continue
		}
		s.log().Error("ALARM: a pact is in quarantine", "pact", r.ID, "error", err)
		r.Quarantine = err.Error()
		if err := tx.SavePact(r); err != nil {
			return err
		}
		if err := tx.Journal(lifecycle.Entry{Pact: r.ID, Time: now, State: r.State, Kind: "quarantined", Detail: r.Quarantine}); err != nil {
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
