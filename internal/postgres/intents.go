package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/internal/postgres/db"
	"github.com/surety-dev/surety/internal/settlement"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
)

var _ settlement.Queue = (*DB)(nil)

// Claim takes intents whose time has come, nearest deadline first, so that no other settler has them for three seconds; those that need not
// go alone come ordered by provider.
func (d *DB) Claim(ctx context.Context, alone bool, limit int) ([]lifecycle.Intent, error) {
	var rows []db.ClaimIntentsRow
	err := d.transact(ctx, func(q *db.Queries) (err error) {
		if err = q.InOrder(ctx); err == nil {
			rows, err = q.ClaimIntents(ctx, db.ClaimIntentsParams{Alone: alone, Size: int32(limit)})
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	out := make([]lifecycle.Intent, len(rows))
	for i, row := range rows {
		out[i] = lifecycle.Intent{
			ID: row.ID, Pact: pact.ID(row.PactID), Action: lifecycle.Action(row.Action), Epoch: uint64(row.Epoch), Call: row.Call,
			Deadline: row.Deadline, State: string(row.State),
		}
	}
	return out, nil
}

// Unclaim gives back what was claimed and not sent.
func (d *DB) Unclaim(ctx context.Context, ids []int64) error { return d.q.UnclaimIntents(ctx, ids) }

// untold is how many failures nobody is told of.
const untold = 2

// Fail keeps an intent for later, or gives it up, and writes why to the journal: once for the same reason, and not before it has failed three times,
// because a reorganization may have taken back what it builds on for a moment.
func (d *DB) Fail(ctx context.Context, id int64, why settlement.Failure) (state string, err error) {
	err = d.transact(ctx, func(q *db.Queries) error {
		before, err := q.LockIntent(ctx, id)
		if err != nil {
			return err
		}
		if state = string(before.State); before.State != db.IntentStatePending {
			return nil
		}
		after, err := q.FailIntent(ctx, db.FailIntentParams{
			ID: id, Error: why.Reason, Late: why.Late, Lasting: why.Lasting, MostTries: settlement.MostTries,
		})
		if err != nil {
			return err
		}
		state = string(after)
		if after == before.State && (before.Tries < untold || before.Tries > untold && before.Error == why.Reason) {
			return nil
		}
		return journalIntents(ctx, q, "failed", ": "+why.Reason, nil, id)
	})
	return state, err
}

// Missed returns to the queue the verdicts that a batch was mined without, once the ledger has its block.
func (d *DB) Missed(ctx context.Context) (ids []int64, err error) {
	err = d.transact(ctx, func(q *db.Queries) error {
		mined, err := q.CheckMined(ctx)
		if err != nil || len(mined) == 0 {
			return err
		}
		if ids, err = q.MissedIntents(ctx, mined); err != nil || len(ids) == 0 {
			return err
		}
		return journalIntents(ctx, q, "failed", ": the batch was mined and passed over the pact", nil, ids...)
	})
	return ids, err
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

// Troubled are so many of the intents that are dead, or failed often and are tried on: the service's own, then what parties signed, newest first.
func (d *DB) Troubled(ctx context.Context, most int) ([]settlement.Trouble, error) {
	rows, err := d.q.Troubled(ctx, db.TroubledParams{MostTries: settlement.MostTries, Size: int32(most)})
	if err != nil {
		return nil, err
	}
	out := make([]settlement.Trouble, len(rows))
	for i, row := range rows {
		out[i] = settlement.Trouble{Intent: intent(row), Tries: int(row.Tries), Reason: row.Error}
	}
	return out, nil
}

// Standings are intents in these states, or in all, by deadline: of one id unless it is 0, and of the pacts whose id begins and ends so in hexadecimal.
func (d *DB) Standings(ctx context.Context, states []string, id int64, prefix, suffix string, limit int) ([]settlement.Standing, error) {
	rows, err := d.q.ListIntents(ctx, db.ListIntentsParams{States: append([]string{}, states...), ID: id, Pact: prefix + "%" + suffix, Size: int32(limit)})
	if err != nil {
		return nil, err
	}
	out := make([]settlement.Standing, len(rows))
	for i, row := range rows {
		out[i] = settlement.Standing{
			Intent: lifecycle.Intent{
				ID: row.ID, Pact: pact.ID(row.PactID), Action: lifecycle.Action(row.Action), Epoch: uint64(row.Epoch), Call: row.Call,
				Deadline: row.Deadline, State: string(row.State),
			},
			CreateTime: row.CreateTime, Tries: int(row.Tries), Reason: row.Error, PactState: lifecycle.State(row.PactState), Quarantine: row.Quarantine,
			Held: usdc.Amount(row.Held), Key: common.BytesToAddress(row.Key), Hash: common.BytesToHash(row.Hash),
		}
		if row.Nonce != nil {
			out[i].Nonce = uint64(*row.Nonce)
		}
		if row.MinedBlock != nil {
			out[i].MinedBlock = uint64(*row.MinedBlock)
		}
	}
	return out, nil
}

// Backlog counts what is not settled.
func (d *DB) Backlog(ctx context.Context) (settlement.Backlog, error) {
	row, err := d.q.Backlog(ctx)
	return settlement.Backlog{Pending: row.Pending, Sent: row.Sent, Dead: row.Dead, Oldest: row.Oldest}, err
}

// Retry has intents that are dead, or wait after a failure, tried again at once, as if they had never failed.
func (d *DB) Retry(ctx context.Context, ids []int64) error {
	return d.transact(ctx, func(q *db.Queries) error {
		done, err := q.RetryIntents(ctx, ids)
		var unique *pgconn.PgError
		if errors.As(err, &unique) && unique.ConstraintName == "intents_once" {
			return fmt.Errorf("the party has asked for the same again meanwhile: that newer intent is carried, the dead one is not needed")
		}
		if err != nil {
			return err
		}
		for _, id := range ids {
			at := slices.IndexFunc(done, func(i db.RetryIntentsRow) bool { return i.ID == id })
			if at < 0 {
				return fmt.Errorf("intent %d is neither dead nor pending: suretyd settlement list shows what is; nothing was retried", id)
			}
			if why := done[at].Quarantine; why != "" {
				return fmt.Errorf("the pact of intent %d is in quarantine, and nothing of it is sent before the missing log heals it: %s; nothing was retried", id, why)
			}
		}
		return q.NotifyIntents(ctx)
	})
}

// SetPaused stops all settlers on this database from sending anything new, or lets them go on.
func (d *DB) SetPaused(ctx context.Context, paused bool) error {
	return d.transact(ctx, func(q *db.Queries) error {
		if err := q.SetPaused(ctx, paused); err != nil {
			return err
		}
		return q.NotifyIntents(ctx)
	})
}

// Paused says whether the operator has stopped the settlers.
func (d *DB) Paused(ctx context.Context) (bool, error) { return d.q.Paused(ctx) }

func journalIntents(ctx context.Context, q *db.Queries, kind, detail string, hash []byte, ids ...int64) error {
	if err := q.JournalIntents(ctx, db.JournalIntentsParams{Kind: kind, Detail: detail, Transaction: hash, Ids: ids}); err != nil {
		return err
	}
	return q.NotifyJournal(ctx)
}
