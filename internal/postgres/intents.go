package postgres

import (
	"context"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/internal/postgres/db"
	"github.com/surety-dev/surety/internal/settlement"
	"github.com/surety-dev/surety/pkg/pact"
)

var _ settlement.Queue = (*DB)(nil)

// Pending are intents whose time has come, nearest deadline first.
func (d *DB) Pending(ctx context.Context, limit int) ([]lifecycle.Intent, error) {
	rows, err := d.q.PendingIntents(ctx, int32(limit))
	if err != nil {
		return nil, err
	}
	out := make([]lifecycle.Intent, len(rows))
	for i, row := range rows {
		out[i] = intent(row)
	}
	return out, nil
}

// Postpone keeps an intent for later, or drops it, and writes why to the journal: once for the same reason.
func (d *DB) Postpone(ctx context.Context, id int64, reason string, hopeless bool) error {
	return d.transact(ctx, func(q *db.Queries) error {
		before, err := q.LockIntent(ctx, id)
		if err != nil || before.State != db.IntentStatePending {
			return err
		}
		if err := q.PostponeIntent(ctx, db.PostponeIntentParams{ID: id, Error: reason, Hopeless: hopeless}); err != nil {
			return err
		}
		if before.Error == reason && !hopeless {
			return nil
		}
		return journalIntents(ctx, q, "failed", ": "+reason, nil, id)
	})
}

// Requeue returns to the queue the intents that wait for an unmined transaction of another key.
func (d *DB) Requeue(ctx context.Context, key common.Address) error {
	_, err := d.q.RequeueIntents(ctx, key[:])
	return err
}

// DueToFinalize are pacts whose deadline is not after before and that have no intent to finalize them.
func (d *DB) DueToFinalize(ctx context.Context, before int64) ([]pact.ID, error) {
	rows, err := d.q.DueToFinalize(ctx, before)
	if err != nil {
		return nil, err
	}
	ids := make([]pact.ID, len(rows))
	for i, id := range rows {
		ids[i] = pact.ID(id)
	}
	return ids, nil
}

func journalIntents(ctx context.Context, q *db.Queries, kind, detail string, hash []byte, ids ...int64) error {
	if err := q.JournalIntents(ctx, db.JournalIntentsParams{Kind: kind, Detail: detail, Transaction: hash, Ids: ids}); err != nil {
		return err
	}
	return q.NotifyJournal(ctx)
}
