// Package chain holds what Surety's own following of a chain and sending on it share; the work is done by
//
//	rpc     JSON-RPC calls to a node, and the one table of its errors
//	follow  blocks and one contract's logs, in order, reorganizations undone
//	send    one key's transactions: stored before broadcast, mined once, final
//
// None of them knows what a pact is, or that there is a database: follow.Sink, send.Store and Leases are what they need of it. Several
// processes may work on one database: each follows, and sends with a key, only while it holds the Lease for that.
package chain

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// Alarms calls somebody for each kind of trouble: once, and again when it has ended and begun anew. The zero Alarms has called nobody.
type Alarms struct {
	mu     sync.Mutex
	called map[string]bool
}

// Tell calls somebody when err is the first of its kind, and says so when there is none any more. It returns whether there is one.
func (a *Alarms) Tell(log *slog.Logger, kind string, err error) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch called := a.called[kind]; {
	case err != nil && !called:
		log.Error("ALARM: "+kind, "error", err)
	case err == nil && called:
		log.Info("ALARM over: " + kind)
	}
	if a.called == nil {
		a.called = make(map[string]bool)
	}
	a.called[kind] = err != nil
	return err != nil
}

// Called says whether somebody is called for any of these kinds now.
func (a *Alarms) Called(kinds ...string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.ContainsFunc(kinds, func(kind string) bool { return a.called[kind] })
}

// slowest is the longest pause between two tries of a failing step, before jitter.
const slowest = 5 * time.Second

// patience is how long a step may fail before somebody is called.
const patience = 10 * time.Second

// Poll runs step every interval, and again at once when it reports more to do, until ctx ends; then it returns nil.
//
// ErrFenced, and an error that backoff.Permanent marks, end it and are returned. Any other is logged and the step tried again, after
// pauses that grow from interval to some seconds: a node or a database that is away comes back. One that stays away is an alarm.
func Poll(ctx context.Context, interval time.Duration, log *slog.Logger, step func(context.Context) (more bool, err error)) error {
	for {
		pause := backoff.NewExponentialBackOff()
		pause.InitialInterval, pause.MaxInterval = interval, max(interval, slowest)
		begun, called := time.Now(), false
		more, err := backoff.Retry(ctx, func() (bool, error) {
			more, err := step(ctx)
			if errors.Is(err, ErrFenced) {
				err = backoff.Permanent(err)
			}
			return more, err
		},
			backoff.WithBackOff(pause),
			backoff.WithMaxElapsedTime(0),
			backoff.WithNotify(func(err error, pause time.Duration) {
				switch failing := time.Since(begun); {
				case ctx.Err() != nil:
				case failing > patience && !called:
					log.Error("ALARM: it fails again and again, and is tried on", "error", err, "seconds", int(failing.Seconds()))
					called = true
				default:
					log.Warn("failed, trying again", "error", err, "pause", pause)
				}
			}))
		if called && err == nil {
			log.Info("ALARM over: it fails again and again")
		}
		switch {
		case ctx.Err() != nil:
			return nil
		case err != nil:
			return err
		case more:
			continue
		}
		select {
		case <-ctx.Done():
			return nil
		case <-time.After(interval):
		}
	}
}
