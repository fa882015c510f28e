package chain_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/surety-dev/surety/internal/chain"
)

// issuer issues one lease.
type issuer struct {
	mu      sync.Mutex
	term    int64
	expires time.Time
	away    bool // answers nobody
}

func (i *issuer) Acquire(_ context.Context, name string, during time.Duration) (chain.Lease, bool, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.away {
		return chain.Lease{}, false, errors.New("away")
	}
	if time.Now().Before(i.expires) {
		return chain.Lease{}, false, nil
	}
	i.term++
	i.expires = time.Now().Add(during)
	return chain.Lease{Name: name, Term: i.term}, true, nil
}

func (i *issuer) Renew(_ context.Context, lease chain.Lease, during time.Duration) error {
	return i.held(lease, during)
}

func (i *issuer) Release(_ context.Context, lease chain.Lease) error { return i.held(lease, 0) }

func (i *issuer) held(lease chain.Lease, during time.Duration) error {
	i.mu.Lock()
	defer i.mu.Unlock()
	if i.away {
		return errors.New("away")
	}
	if lease.Term != i.term {
		return chain.ErrFenced
	}
	i.expires = time.Now().Add(during)
	return nil
}

func (i *issuer) set(away bool) {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.away = away
}

func (i *issuer) steal() {
	i.mu.Lock()
	defer i.mu.Unlock()
	i.term++
}

// hold holds the lease until the test ends, and says when a run starts and ends.
func hold(ctx context.Context, t *testing.T, leases chain.Leases) (started chan int64, ended chan error) {
	started, ended = make(chan int64, 10), make(chan error, 10)
	go func() {
		err := chain.Hold(ctx, leases, "a", slog.New(slog.NewTextHandler(t.Output(), nil)), func(ctx context.Context, lease chain.Lease) error {
			started <- lease.Term
			<-ctx.Done()
			ended <- context.Cause(ctx)
			return nil
		})
		if err != nil {
			t.Errorf("Hold returned %v", err)
		}
	}()
	return started, ended
}

func TestALeaseHasOneHolderAndTheNextTakesOverAtOnceWhenItStops(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		leases := new(issuer)
		ctx, stop := context.WithCancel(t.Context())
		first, _ := hold(ctx, t, leases)
		<-first
		second, _ := hold(t.Context(), t, leases)
		time.Sleep(time.Minute) //nolint:forbidigo // the clock is the bubble's
		if len(second) != 0 {
			t.Fatal("both hold it")
		}
		stop()
		stopped := time.Now()
		if term := <-second; term != 2 || time.Since(stopped) > time.Second {
			t.Errorf("term %d after %s, want the second within a second", term, time.Since(stopped))
		}
	})
}

func TestALeaseThatIsTakenEndsTheRunWhichWaitsForItAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		leases := new(issuer)
		started, ended := hold(t.Context(), t, leases)
		<-started
		leases.steal()
		if err := <-ended; !errors.Is(err, chain.ErrFenced) {
			t.Errorf("ended with %v", err)
		}
		if term := <-started; term != 3 {
			t.Errorf("term %d, want 3", term)
		}
	})
}

func TestAHolderThatIsCutOffStopsWhenItsLeaseMayBeGone(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		leases := new(issuer)
		started, ended := hold(t.Context(), t, leases)
		<-started
		time.Sleep(10 * time.Second) //nolint:forbidigo // the clock is the bubble's
		leases.set(true)
		cut := time.Now()
		if err := <-ended; !errors.Is(err, chain.ErrFenced) {
			t.Errorf("ended with %v", err)
		}
		if took := time.Since(cut); took > 4*time.Second {
			t.Errorf("ran on for %s", took)
		}
		leases.set(false)
		if term := <-started; term != 2 {
			t.Errorf("term %d, want 2", term)
		}
	})
}

func TestARunThatIsFencedStartsOverAndOneThatFailsEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		broken := errors.New("broken")
		runs := 0
		err := chain.Hold(t.Context(), new(issuer), "a", slog.New(slog.DiscardHandler), func(ctx context.Context, _ chain.Lease) error {
			if runs++; runs == 2 {
				return broken
			}
			return chain.Poll(ctx, time.Second, slog.New(slog.DiscardHandler), func(context.Context) (bool, error) { return false, chain.ErrFenced })
		})
		if !errors.Is(err, broken) || runs != 2 {
			t.Errorf("%v after %d runs, want what the second returned", err, runs)
		}
	})
}
