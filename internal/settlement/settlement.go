// Package settlement carries the service's intents to the chain and the chain's events back into the lifecycle.
//
// It guarantees that a verdict is settled exactly once: its intent is stored in the verdict's transaction and is unique, the escrow accepts it
// once, and an intent is forgotten only when the chain's final state no longer has a use for it. It also guarantees that a pact's state and the
// follower's cursor are one commit, so that neither a crash nor a reorganization can leave them apart.
//
// internal/app runs a Settler (intents out) and gives a Sink to the follower (events in).
//
//	pending ──stored and signed──▶ sent ──in a block──▶ mined ──its block finalized──▶ final
//	   ▲ │ ▲                        │ ▲                  │ │
//	   │ │ └──────── reverted ──────┼─┼──────────────────┘ │
//	   │ │                          │ └── block reorganized away
//	   └─┴─ refused by the chain: tried again later
//	     └─ pact closed and final without it, or past its deadline and refused ──▶ dropped
package settlement

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/internal/chain"
	"github.com/surety-dev/surety/internal/chain/rpc"
	"github.com/surety-dev/surety/internal/chain/send"
	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
)

// Queue is where intents wait.
type Queue interface {
	Now(ctx context.Context) (int64, error)
	// Pending are intents whose time has come, nearest deadline first.
	Pending(ctx context.Context, limit int) ([]lifecycle.Intent, error)
	// Postpone keeps an intent for later, or drops it when hopeless, and tells those who watch the pact why.
	Postpone(ctx context.Context, id int64, reason string, hopeless bool) error
	// Requeue returns to the queue the intents that wait for an unmined transaction of another key than this one: that key was replaced.
	Requeue(ctx context.Context, key common.Address) error
	// DueToFinalize are pacts whose deadline is not after before and that have no intent to finalize them.
	DueToFinalize(ctx context.Context, before int64) ([]pact.ID, error)
	Update(ctx context.Context, fn func(lifecycle.Tx) error) error
}

// Estimator asks the chain whether it would accept a call, and for how much gas.
type Estimator interface {
	EstimateGas(ctx context.Context, from, to common.Address, data []byte) (uint64, error)
}

// Sender stores a transaction with the intents it serves, then broadcasts it.
type Sender interface {
	Send(ctx context.Context, call send.Call, refs []int64) (send.Transaction, error)
}

// Settler carries intents.
type Settler struct {
	Queue     Queue
	Estimator Estimator
	Sender    Sender
	Escrow    common.Address
	Relayer   common.Address
	// Grace is how long after its deadline, in seconds, a pact is left to the parties before the service finalizes it.
	Grace int64
	Log   *slog.Logger
}

const batch = 16

// MaxGas is the most that the service pays for one call. The dearest with plain accounts needs a sixth; a signer that is a contract may
// burn as much as it likes, and is then carried by somebody who cares.
const MaxGas = 1_000_000

func tooCostly(gas uint64) error {
	return &lifecycle.Refused{Reason: lifecycle.TooCostly, Detail: fmt.Sprintf("it needs %d gas, more than the %d that the service pays for: carry it to the escrow yourself", gas, MaxGas)}
}

// Run settles until ctx ends. What fails is tried again; nothing is lost by stopping it anywhere.
func (s *Settler) Run(ctx context.Context) error {
	requeued := false
	return chain.Poll(ctx, 100*time.Millisecond, s.Log, func(ctx context.Context) (bool, error) {
		if !requeued {
			if err := s.Queue.Requeue(ctx, s.Relayer); err != nil {
				return false, err
			}
			requeued = true
		}
		return false, s.Step(ctx)
	})
}

// Step makes intents of passed deadlines and sends what is pending.
func (s *Settler) Step(ctx context.Context) error {
	now, err := s.Queue.Now(ctx)
	if err != nil {
		return err
	}
	due, err := s.Queue.DueToFinalize(ctx, now-s.Grace)
	if err != nil {
		return err
	}
	for _, id := range due {
		if err := s.intendFinalize(ctx, id); err != nil {
			return err
		}
	}
	intents, err := s.Queue.Pending(ctx, batch)
	if err != nil {
		return err
	}
	for _, i := range intents {
		if err := s.carry(ctx, i, now); err != nil {
			if errors.Is(err, send.ErrBusy) {
				return nil // as many in flight as the key may have: the rest waits for the next step
			}
			return fmt.Errorf("%s of pact %s: %w", i.Action, i.Pact.Short(), err)
		}
	}
	return nil
}

func (s *Settler) intendFinalize(ctx context.Context, id pact.ID) error {
	err := s.Queue.Update(ctx, func(tx lifecycle.Tx) error {
		r, err := tx.Pact(id)
		if err != nil || !r.State.Live() {
			return err
		}
		return tx.AddIntent(lifecycle.Intent{
			Pact: id, Action: lifecycle.ActFinalize, Epoch: r.Money.Block, Call: escrow.Finalize(r.Pact.Terms),
		})
	})
	if errors.Is(err, lifecycle.ErrIntentExists) {
		return nil
	}
	return err
}

// carry asks the chain first. Its refusal is of this moment (a block may come or go), so only time makes an intent hopeless.
func (s *Settler) carry(ctx context.Context, i lifecycle.Intent, now int64) error {
	gas, err := s.Estimator.EstimateGas(ctx, s.Relayer, s.Escrow, i.Call)
	var refusal error
	var revert *rpc.Revert
	switch class := rpc.Classify(err); {
	case errors.As(err, &revert):
		refusal = escrow.ParseRefusal(revert.Data)
	case class == rpc.Invalid, class == rpc.Timeout, class == rpc.Unknown:
		refusal = err // a party's contract may burn all the gas or time there is: the others do not wait for it
	case err != nil:
		return err
	case gas > MaxGas:
		refusal = tooCostly(gas)
	}
	if refusal != nil {
		hopeless := i.Deadline > 0 && now >= i.Deadline
		s.Log.Info("an intent is refused", "pact", i.Pact.Short(), "action", i.Action, "refusal", refusal, "dropped", hopeless)
		return s.Queue.Postpone(ctx, i.ID, refusal.Error(), hopeless)
	}
	// A third more than estimated: what a call costs depends on the block it lands in.
	_, err = s.Sender.Send(ctx, send.Call{To: s.Escrow, Data: i.Call, Gas: gas + gas/3}, []int64{i.ID})
	return err
}
