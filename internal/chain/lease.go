package chain

import (
	"context"
	"errors"
	"log/slog"
	"time"
)

// ErrFenced means that another process has taken the lease since: under this term nothing can be written any more.
var ErrFenced = errors.New("another process has taken this one's lease")

const (
	leaseTime  = 3 * time.Second        // by the database's clock
	leaseRenew = time.Second            // so two renewals may fail
	leaseWait  = 250 * time.Millisecond // between two looks at a lease that another process holds
)

// Lease is the right of one process to do what only one may do at a time: apply a chain's blocks, sign with a key. What protects it is
// not the holder's belief but its term: every write under it checks, in its own transaction, that the term is still the newest.
type Lease struct {
	Name string
	Term int64
}

// Leases issues leases. Its clock, which alone says what has expired, is the database's.
type Leases interface {
	// Acquire takes the lease for that long, with a new term, if it is free or has expired; ok is false when it is neither.
	Acquire(ctx context.Context, name string, during time.Duration) (lease Lease, ok bool, err error)
	// Renew makes the lease last that long from now on. ErrFenced: another process has it.
	Renew(ctx context.Context, lease Lease, during time.Duration) error
	// Release frees the lease, so that another process gets it at once.
	Release(ctx context.Context, lease Lease) error
}

// Hold waits for the lease and runs run while it holds it. A run that has lost the lease (its ctx ends, or it returns ErrFenced) is waited
// for, and Hold starts over; whatever else run returns, Hold frees the lease and returns. At the end of ctx it returns nil.
//
//	waiting ──free, or expired 3 s after the last renewal──▶ running ──ctx ends, run returns──▶ released
//	   ▲                                                       │
//	   └─────────── taken by another, or not renewed ──────────┘
func Hold(ctx context.Context, leases Leases, name string, log *slog.Logger, run func(ctx context.Context, lease Lease) error) error {
	log = log.With("lease", name)
	for {
		lease := acquire(ctx, leases, name, log)
		if ctx.Err() != nil && lease == (Lease{}) {
			return nil
		}
		log.Info("lease taken", "term", lease.Term)
		err := runUnder(ctx, leases, lease, run)
		switch {
		case ctx.Err() != nil:
			return nil
		case !errors.Is(err, ErrFenced):
			return err
		}
		log.Warn("lease lost, waiting for it", "term", lease.Term)
	}
}

func acquire(ctx context.Context, leases Leases, name string, log *slog.Logger) (lease Lease) {
	waiting, taken := context.WithCancel(ctx)
	defer taken()
	_ = Poll(waiting, leaseWait, log, func(ctx context.Context) (bool, error) {
		limited, cancel := context.WithTimeout(ctx, leaseTime)
		defer cancel()
		got, ok, err := leases.Acquire(limited, name, leaseTime)
		if ok {
			lease = got
			taken()
		}
		return false, err
	})
	return lease
}

// runUnder returns ErrFenced when the lease was lost meanwhile, whatever run made of that.
func runUnder(ctx context.Context, leases Leases, lease Lease, run func(context.Context, Lease) error) error {
	running, stop := context.WithCancelCause(ctx)
	defer stop(nil)
	renewed := make(chan struct{})
	go func() {
		defer close(renewed)
		stop(renew(running, leases, lease))
	}()
	err := run(running, lease)
	lost := errors.Is(context.Cause(running), ErrFenced)
	stop(nil)
	<-renewed
	if lost || errors.Is(err, ErrFenced) {
		return ErrFenced
	}
	last, cancel := context.WithTimeout(context.WithoutCancel(ctx), leaseRenew)
	defer cancel()
	_ = leases.Release(last, lease) // else it expires
	return err
}

// renew returns nil when ctx ends, and ErrFenced when the lease is lost or may be.
func renew(ctx context.Context, leases Leases, lease Lease) error {
	tick := time.NewTicker(leaseRenew)
	defer tick.Stop()
	for last := time.Now(); ; {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		asked := time.Now()
		limited, cancel := context.WithDeadline(ctx, last.Add(leaseTime))
		err := leases.Renew(limited, lease, leaseTime)
		cancel()
		switch {
		case err == nil:
			last = asked
		case errors.Is(err, ErrFenced), time.Since(last) >= leaseTime:
			return ErrFenced
		}
	}
}
