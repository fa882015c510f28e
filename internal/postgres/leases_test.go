package postgres_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/surety-dev/surety/internal/chain"
	"github.com/surety-dev/surety/internal/chain/send"
	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/internal/settlement"
)

func (d database) acquire(t *testing.T, during time.Duration) (chain.Lease, bool) {
	t.Helper()
	lease, ok, err := d.Acquire(t.Context(), "a", during)
	if err != nil {
		t.Fatal(err)
	}
	return lease, ok
}

// expire makes every lease expire now.
func (d database) expire(t *testing.T) {
	t.Helper()
	if _, err := d.raw.Exec(t.Context(), "update leases set expires = clock_timestamp()"); err != nil {
		t.Fatal(err)
	}
}

func TestALeaseIsTakenByOneOfMany(t *testing.T) {
	t.Parallel()
	d := open(t)
	for term := int64(1); term <= 3; term++ {
		terms := make(chan int64, 10)
		for _, err := range together(10, func(int) error {
			lease, ok, err := d.Acquire(context.Background(), "a", time.Hour)
			if ok {
				terms <- lease.Term
			}
			return err
		}) {
			if err != nil {
				t.Fatal(err)
			}
		}
		if len(terms) != 1 || <-terms != term {
			t.Fatalf("taken by %d, want one with term %d", len(terms), term)
		}
		d.expire(t)
	}
}

func TestALeaseIsRenewedAndReleasedByItsHolderAlone(t *testing.T) {
	t.Parallel()
	d := open(t)
	old, _ := d.acquire(t, time.Hour)
	if err := d.Release(t.Context(), old); err != nil {
		t.Fatal(err)
	}
	lease, ok := d.acquire(t, time.Hour)
	if !ok || lease.Term != old.Term+1 {
		t.Fatalf("%v %t after a release", lease, ok)
	}
	if err := d.Renew(t.Context(), old, time.Hour); !errors.Is(err, chain.ErrFenced) {
		t.Errorf("the old holder's renewal: %v, want ErrFenced", err)
	}
	if err := d.Release(t.Context(), old); err != nil {
		t.Fatal(err)
	}
	if _, ok := d.acquire(t, time.Hour); ok {
		t.Error("the old holder released it")
	}
	if err := d.Renew(t.Context(), lease, -time.Hour); err != nil {
		t.Fatal(err)
	}
	if _, ok := d.acquire(t, time.Hour); !ok {
		t.Error("it did not expire")
	}
}

func TestAStaleTermWritesNothing(t *testing.T) {
	t.Parallel()
	d := open(t)
	stale, _ := d.acquire(t, 0)
	holder := database{d.Under(stale), d.raw}
	tx := holder.reserve(t, 0)
	d.acquire(t, time.Hour)
	mined := &send.Mined{Hash: tx.Attempts[0].Hash, GasUsed: 1}
	reserve := func() error {
		_, err := holder.Reserve(t.Context(), key, 0, call, nil, func(nonce uint64) (send.Attempt, error) { return attempt(nonce, 0), nil })
		return err
	}
	writes := map[string]func() error{
		"Apply": func() error {
			return holder.Apply(t.Context(), func(tx settlement.LedgerTx) error { return tx.AddBlocks(header(1, 1)) })
		},
		"Update":     func() error { return holder.Update(t.Context(), func(lifecycle.Tx) error { return nil }) },
		"Reserve":    reserve,
		"AddAttempt": func() error { return holder.AddAttempt(t.Context(), tx.ID, attempt(0, 1)) },
		"SetMined":   func() error { return holder.SetMined(t.Context(), send.Outcome{ID: tx.ID, Mined: mined}) },
		"Free":       func() error { return holder.Free(t.Context(), tx.ID, "", nil) },
		"Stop":       func() error { return holder.Stop(t.Context(), tx.ID, "") },
		"Fill": func() error {
			_, _, err := holder.Fill(t.Context(), key, 9, call, func() (send.Attempt, error) { return attempt(9, 0), nil })
			return err
		},
		"SetFinal": func() error { return holder.SetFinal(t.Context(), tx.ID) },
	}
	for name, write := range writes {
		if err := write(); !errors.Is(err, chain.ErrFenced) {
			t.Errorf("%s: %v, want ErrFenced", name, err)
		}
	}
	if _, _, ok, err := d.Cursor(t.Context()); ok || err != nil {
		t.Errorf("a block was written, %v", err)
	}
	if txs := d.unmined(t); len(txs) != 1 || len(txs[0].Attempts) != 1 {
		t.Errorf("something was written: %+v", txs)
	}
}

// What is being written when a lease expires is written, or is not, before another takes the lease.
func TestALeaseChangesHandsBetweenTransactions(t *testing.T) {
	t.Parallel()
	d := open(t)
	lease, _ := d.acquire(t, 0)
	within, goOn := make(chan struct{}), make(chan struct{})
	written := make(chan error, 1)
	go func() {
		written <- d.Under(lease).Update(context.Background(), func(lifecycle.Tx) error {
			close(within)
			<-goOn
			return nil
		})
	}()
	<-within
	if err := d.Renew(t.Context(), lease, -time.Hour); err != nil { // is not held up
		t.Fatal(err)
	}
	taken := make(chan struct{})
	go func() {
		defer close(taken)
		if _, ok, err := d.Acquire(context.Background(), "a", time.Hour); !ok || err != nil {
			t.Errorf("not taken: %v", err)
		}
	}()
	if !d.waiting(t, taken) {
		t.Error("taken in the middle of a transaction")
	}
	close(goOn)
	<-taken
	if err := <-written; err != nil {
		t.Error(err)
	}
}

// The process stops in the middle of a transaction, with the connection open: PostgreSQL ends that by itself.
func TestAHolderThatIsStoppedWithinATransactionKeepsNobodyFromItsLease(t *testing.T) {
	t.Parallel()
	d := open(t)
	lease, _ := d.acquire(t, 0)
	taken := make(chan struct{})
	began := time.Now()
	err := d.Under(lease).Update(t.Context(), func(lifecycle.Tx) error {
		go func() {
			defer close(taken)
			if _, ok, err := d.Acquire(context.Background(), "a", time.Hour); !ok || err != nil {
				t.Errorf("not taken: %v", err)
			}
		}()
		<-taken
		return nil
	})
	if err == nil {
		t.Error("committed after that")
	}
	if took := time.Since(began); took > 30*time.Second { // PostgreSQL waits three
		t.Errorf("taken after %s", took)
	}
}
