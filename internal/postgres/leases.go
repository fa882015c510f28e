package postgres

import (
	"context"
	"errors"
	"fmt"
	"os"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"

	"github.com/surety-dev/surety/internal/chain"
	"github.com/surety-dev/surety/internal/postgres/db"
)

var _ chain.Leases = (*DB)(nil)

// Under is the database for the holder of a lease: each transaction that writes for the follower or for a sender fails with chain.ErrFenced once
// another process has taken the lease, and until it is over no other process can take it.
func (d *DB) Under(lease chain.Lease) *DB {
	return &DB{pool: d.pool, q: d.q, lease: lease}
}

// fence makes sure, until the transaction is over, that the lease is still this process's.
func (d *DB) fence(ctx context.Context, q *db.Queries) error {
	if d.lease == (chain.Lease{}) {
		return nil
	}
	n, err := q.LockTerm(ctx, db.LockTermParams{Name: d.lease.Name, Term: d.lease.Term})
	if err == nil && n == 0 {
		return fmt.Errorf("term %d of %q is over: %w", d.lease.Term, d.lease.Name, chain.ErrFenced)
	}
	return err
}

// Acquire takes the lease if it is free or has expired.
func (d *DB) Acquire(ctx context.Context, name string, during time.Duration) (chain.Lease, bool, error) {
	host, _ := os.Hostname()
	term, err := d.q.AcquireLease(ctx, db.AcquireLeaseParams{
		Name: name, Holder: fmt.Sprintf("process %d on %s", os.Getpid(), host), Seconds: during.Seconds(),
	})
	var first *pgconn.PgError // of two that take a new lease at once one may meet the other's term
	if errors.Is(err, pgx.ErrNoRows) || errors.As(err, &first) && first.Code == "23505" {
		return chain.Lease{}, false, nil
	}
	return chain.Lease{Name: name, Term: term}, err == nil, err
}

// Renew makes the lease last that long from now on.
func (d *DB) Renew(ctx context.Context, lease chain.Lease, during time.Duration) error {
	n, err := d.q.RenewLease(ctx, db.RenewLeaseParams{Name: lease.Name, Term: lease.Term, Seconds: during.Seconds()})
	if err == nil && n == 0 {
		return fmt.Errorf("term %d of %q is over: %w", lease.Term, lease.Name, chain.ErrFenced)
	}
	return err
}

// Release frees the lease.
func (d *DB) Release(ctx context.Context, lease chain.Lease) error {
	return d.q.ReleaseLease(ctx, db.ReleaseLeaseParams{Name: lease.Name, Term: lease.Term})
}
