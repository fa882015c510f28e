package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/jackc/pgx/v5"

	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/internal/postgres/db"
	"github.com/surety-dev/surety/internal/settlement"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
)

var _ settlement.Books = (*DB)(nil)

// ClaimAudit says whether an audit is due, to one process only.
func (d *DB) ClaimAudit(ctx context.Context, every, again time.Duration) (uint64, bool, error) {
	last, err := d.q.ClaimAudit(ctx, db.ClaimAuditParams{Every: int64(every / time.Second), Again: int64(again / time.Second)})
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, false, nil
	}
	return uint64(last), err == nil, err
}

// LastAudit is how long ago an audit last came to an end, and how many differences it found.
func (d *DB) LastAudit(ctx context.Context) (age time.Duration, differences int, err error) {
	last, err := d.q.LastAudit(ctx)
	return time.Duration(last.Age) * time.Second, int(last.Differences), err
}

// FinalBlock is the newest block that is both final and applied.
func (d *DB) FinalBlock(ctx context.Context) (uint64, error) {
	block, err := d.q.FinalBlock(ctx)
	return uint64(block), err
}

// Holdings are pacts whose state is of block or an earlier one.
func (d *DB) Holdings(ctx context.Context, block, since uint64, after pact.ID, limit int) ([]settlement.Holding, error) {
	rows, err := d.q.Holdings(ctx, db.HoldingsParams{After: after[:], Block: int64(block), Since: int64(since), Size: int32(limit)})
	if err != nil {
		return nil, err
	}
	out := make([]settlement.Holding, len(rows))
	for i, row := range rows {
		out[i] = settlement.Holding{
			Pact: pact.ID(row.ID), State: lifecycle.State(row.State), OnChain: row.OnChain, Provider: common.Address(row.Provider),
			Held: usdc.Amount(row.Held), ProviderHeld: usdc.Amount(row.ProviderHeld), Since: row.Since,
		}
	}
	return out, nil
}

// Owed is what failed transfers left in the escrow up to block.
func (d *DB) Owed(ctx context.Context, block uint64) (usdc.Amount, error) {
	owed, err := d.q.Owed(ctx, int64(block))
	return usdc.Amount(owed), err
}

// SetAudited keeps what an audit came to.
func (d *DB) SetAudited(ctx context.Context, block uint64, differences int) error {
	return d.q.SetAudited(ctx, db.SetAuditedParams{Audited: int64(block), Differences: int32(differences)})
}
