package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/jackc/pgx/v5"

	"github.com/surety-dev/surety/internal/chain/rpc"
	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/internal/postgres/db"
	"github.com/surety-dev/surety/internal/settlement"
	"github.com/surety-dev/surety/pkg/pact"
)

var _ settlement.Ledger = (*DB)(nil)

// Cursor is the newest block applied and the newest finalized number.
func (d *DB) Cursor(ctx context.Context) (rpc.Header, uint64, bool, error) {
	finalized, err := d.q.Finalized(ctx)
	if err != nil {
		return rpc.Header{}, 0, false, err
	}
	head, err := d.q.Head(ctx)
	if errors.Is(err, pgx.ErrNoRows) {
		return rpc.Header{}, uint64(finalized), false, nil
	}
	if err != nil {
		return rpc.Header{}, 0, false, err
	}
	return header(head), uint64(finalized), true, nil
}

// HashAt is the hash of an applied block that is not yet forgotten.
func (d *DB) HashAt(ctx context.Context, number uint64) (common.Hash, bool, error) {
	hash, err := d.q.BlockHash(ctx, int64(number))
	if errors.Is(err, pgx.ErrNoRows) {
		return common.Hash{}, false, nil
	}
	return common.BytesToHash(hash), err == nil, err
}

// Apply runs fn in one transaction that no other follower's overlaps.
func (d *DB) Apply(ctx context.Context, fn func(settlement.LedgerTx) error) error {
	return d.transact(ctx, func(q *db.Queries) error {
		if _, err := q.LockFollower(ctx); err != nil {
			return err
		}
		return fn(&ledgerTx{tx{ctx, q}})
	})
}

type ledgerTx struct{ tx }

func (t *ledgerTx) AddBlock(h rpc.Header) error {
	head, err := t.q.Head(t.ctx)
	if err != nil && !errors.Is(err, pgx.ErrNoRows) {
		return err
	}
	if err == nil && (uint64(head.Number)+1 != h.Number || common.Hash(head.Hash) != h.Parent) {
		return fmt.Errorf("block %d does not follow block %d: another follower was here first", h.Number, head.Number)
	}
	return t.q.InsertBlock(t.ctx, db.InsertBlockParams{Number: int64(h.Number), Hash: h.Hash[:], Parent: h.Parent[:], Time: h.Time})
}

func (t *ledgerTx) AddEvent(e lifecycle.Event) error {
	body, err := json.Marshal(e.Event)
	if err != nil {
		return err
	}
	return t.q.InsertEvent(t.ctx, db.InsertEventParams{
		BlockHash: e.BlockHash[:], LogIndex: int64(e.LogIndex), BlockNumber: int64(e.BlockNumber), BlockTime: e.BlockTime,
		PactID: hashOrNil(common.Hash(e.Pact)), Kind: string(e.Kind), Body: body,
	})
}

func (t *ledgerTx) Undo(number uint64) ([]pact.ID, error) {
	finalized, err := t.q.Finalized(t.ctx)
	if err != nil {
		return nil, err
	}
	if int64(number) < finalized {
		return nil, fmt.Errorf("undo back to block %d: block %d is finalized, and another follower has seen that", number, finalized)
	}
	if err := t.q.DeleteBlocksAfter(t.ctx, int64(number)); err != nil {
		return nil, err
	}
	rows, err := t.q.OrphanEventsAfter(t.ctx, int64(number))
	if err != nil {
		return nil, err
	}
	var ids []pact.ID
	for _, id := range rows {
		if id != nil {
			ids = append(ids, pact.ID(id))
		}
	}
	return ids, nil
}

func (t *ledgerTx) Finalize(number uint64) error {
	n := int64(number)
	if err := t.q.SetFinalized(t.ctx, n); err != nil {
		return err
	}
	now, err := t.Now()
	if err != nil {
		return err
	}
	rows, err := t.q.FinalizePacts(t.ctx, n)
	if err != nil {
		return err
	}
	for _, row := range rows {
		err := t.Journal(lifecycle.Entry{Pact: pact.ID(row.ID), Time: now, State: lifecycle.State(row.State), Kind: "final"})
		if err != nil {
			return err
		}
	}
	if err := t.q.DropIntentsOfFinalPacts(t.ctx); err != nil {
		return err
	}
	return t.q.PruneBlocks(t.ctx, n)
}

func (t *ledgerTx) Unfunded(now int64) ([]pact.ID, error) {
	rows, err := t.q.Unfunded(t.ctx, now)
	if err != nil {
		return nil, err
	}
	ids := make([]pact.ID, len(rows))
	for i, id := range rows {
		ids[i] = pact.ID(id)
	}
	return ids, nil
}

func header(b db.Block) rpc.Header {
	return rpc.Header{Number: uint64(b.Number), Hash: common.Hash(b.Hash), Parent: common.Hash(b.Parent), Time: b.Time}
}
