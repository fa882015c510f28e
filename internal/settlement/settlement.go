// Package settlement carries the service's intents to the chain and the chain's events back into the lifecycle.
//
// It guarantees that a verdict is settled exactly once: its intent is stored in the verdict's transaction and is unique, the escrow accepts it
// once, and an intent is forgotten only when the chain's final state no longer has a use for it. It also guarantees that a pact's state and the
// follower's cursor are one commit, so that neither a crash nor a reorganization can leave them apart; and that a difference between ledger and
// chain, an intent that nobody can carry and a verdict that came too late are alarms, never silence.
//
// internal/app runs Settlers (intents out), any number of them on one database, gives a Sink to the follower (events in), and has an Auditor
// compare what both came to.
//
//	pending ──stored and signed──▶ sent ──in a block──▶ mined ──its block finalized──▶ final
//	   ▲ │ ▲                        │ ▲                  │ │
//	   │ │ └──────── reverted ──────┼─┼──────────────────┤ │
//	   │ │                          │ └── block reorganized away
//	   │ │          a batch that passed over the pact ◀──┘
//	   └─┴─ refused by the chain: tried again later
//	     ├─ refused for good, not a verdict nor the end of a passed deadline ──▶ dead ──the operator──▶ pending
//	     └─ pact closed and final without it, or past its deadline ──▶ dropped
//
// Full passes go together in batches: the first at once, those that come while it is under way in the next.
package settlement

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"golang.org/x/sync/errgroup"

	"github.com/surety-dev/surety/internal/chain"
	"github.com/surety-dev/surety/internal/chain/rpc"
	"github.com/surety-dev/surety/internal/chain/send"
	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
)

// ErrTaken means that another settler has sent an intent meanwhile.
var ErrTaken = errors.New("another settler has them")

// MostTries is how often an intent fails before somebody is called.
const MostTries = 10

// Failure is why an intent was not sent.
type Failure struct {
	Reason  string
	Late    bool // its deadline has passed: it is dropped
	Lasting bool // time alone does not mend it: what a party signed is dead after MostTries
}

// Trouble is an intent that is dead, or has failed MostTries times.
type Trouble struct {
	lifecycle.Intent
	Tries  int
	Reason string
}

// Backlog is what is not settled. Oldest is when, by the chain's clock, the oldest of the pending and the sent was intended; 0: there is none.
type Backlog struct {
	Pending, Sent, Dead int64
	Oldest              int64
}

// Standing is an intent as the operator sees it. Times are the chain's; the transaction is zero while there is none.
type Standing struct {
	lifecycle.Intent
	CreateTime int64
	Tries      int
	Reason     string // of the last failure
	PactState  lifecycle.State
	Quarantine string // why nothing of the pact is sent; empty: it is
	Held       usdc.Amount
	Key        common.Address
	Nonce      uint64
	Hash       common.Hash // of the newest attempt, or of the one that was mined
	MinedBlock uint64
}

// Queue is where intents wait.
type Queue interface {
	Now(ctx context.Context) (int64, error)
	// Claim takes intents whose time has come, nearest deadline first, so that no other settler has them for some seconds: those that go alone,
	// or full passes, which come ordered by provider. There are none while the operator pauses the service.
	Claim(ctx context.Context, alone bool, limit int) ([]lifecycle.Intent, error)
	// Unclaim gives back what was claimed and not sent.
	Unclaim(ctx context.Context, ids []int64) error
	// Fail keeps an intent for later, or gives it up, and tells those who watch the pact why. From then on it goes alone.
	Fail(ctx context.Context, id int64, why Failure) (state string, err error)
	// Missed returns to the queue the verdicts that a batch was mined without.
	Missed(ctx context.Context) ([]int64, error)
	// DueToFinalize are pacts whose deadline is not after before and that have no intent to finalize them.
	DueToFinalize(ctx context.Context, before int64) ([]pact.ID, error)
	// Troubled are so many for the operator: the service's own, then what parties signed, newest first.
	Troubled(ctx context.Context, most int) ([]Trouble, error)
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

// Evaluator signs batches.
type Evaluator interface {
	Address() common.Address
	SignHash(ctx context.Context, digest common.Hash) ([]byte, error)
}

// Settler carries intents.
type Settler struct {
	Queue     Queue
	Estimator Estimator
	Sender    Sender
	Evaluator Evaluator // nil: no key here, every pass goes alone
	Domain    pact.Domain
	// Grace is how long after its deadline, in seconds, a pact is left to the parties before the service finalizes it.
	Grace int64
	Log   *slog.Logger
	Wake  <-chan struct{} // hints that an intent was stored; may be nil

	called map[int64]bool // troubled intents that somebody was called for
	many   bool           // and that there are more than are told one by one
	due    int64          // the chain's clock when no passed deadline was left: none passes before it moves
	tick   struct {       // the chain's clock
		now     int64
		since   time.Time // by ours, when it was first read so
		stalled bool      // and somebody was called
	}
}

const (
	gather  = 100 * time.Millisecond // for what comes while something was just sent
	inBatch = 500                    // full passes in one transaction
	abreast = 4                      // batches that are made and sent side by side in one step
	inStep  = 16                     // intents that go alone in one step
	told    = 100                    // intents in trouble that somebody is called for one by one

	// stall is how long the chain may stand still before somebody is called; Base has five blocks a second.
	stall = 15 * time.Second

	// margin is how long before its deadline, in seconds, a call is not sent any more: it would land in a block or two.
	margin = 2
)

// MaxGas is the most that the service pays for one call. The dearest with plain accounts needs a sixth; a signer that is a contract may
// burn as much as it likes, and is then carried by somebody who cares.
const MaxGas = 1_000_000

// maxBatchGas is the most that a batch may need; with a third more it still fits a transaction.
const maxBatchGas = send.MaxGas * 7 / 10

func tooCostly(gas uint64) error {
	return &lifecycle.Refused{Reason: lifecycle.TooCostly, Detail: fmt.Sprintf("it needs %d gas, more than the %d that the service pays for: carry it to the escrow yourself", gas, MaxGas)}
}

// Run settles until ctx ends. What fails is tried again; nothing is lost by stopping it anywhere.
func (s *Settler) Run(ctx context.Context) error {
	return chain.Poll(ctx, gather, s.Log, func(ctx context.Context) (bool, error) {
		found, full, err := s.step(ctx)
		if err == nil && !found { // whatever comes next need not wait for company
			select {
			case <-ctx.Done():
			case <-s.Wake:
			case <-time.After(gather):
			}
			return true, nil
		}
		return full, err
	})
}

// Step makes intents of passed deadlines, sends what is pending, and calls somebody for what cannot be.
func (s *Settler) Step(ctx context.Context) error {
	_, _, err := s.step(ctx)
	return err
}

// step says whether it found anything to send, and whether as much as it takes at once.
func (s *Settler) step(ctx context.Context) (found, full bool, err error) {
	now, err := s.Queue.Now(ctx)
	if err != nil {
		return false, false, err
	}
	s.watch(now)
	if err := s.finalize(ctx, now); err != nil {
		return false, false, err
	}
	missed, err := s.Queue.Missed(ctx)
	if err != nil {
		return false, false, err
	}
	if len(missed) > 0 {
		s.Log.Warn("batches were mined and passed over pacts, whose verdicts go alone now", "intents", missed)
	}
	passes, err := s.passes(ctx, now)
	if errors.Is(err, send.ErrBusy) { // as many in flight as the keys may have: the rest waits
		return true, false, s.call(ctx)
	}
	if err != nil {
		return true, false, err
	}
	others, err := s.Queue.Claim(ctx, true, inStep)
	if err == nil {
		err = s.each(ctx, others, func(i lifecycle.Intent) error { return s.carry(ctx, i, now) })
	}
	if err != nil && !errors.Is(err, send.ErrBusy) {
		return true, false, err
	}
	return passes+len(others) > 0, err == nil && (passes == abreast*inBatch || len(others) == inStep), s.call(ctx)
}

// passes claims and carries full passes, and counts them. While there are enough for another batch, the one before is on its way already.
func (s *Settler) passes(ctx context.Context, now int64) (n int, err error) {
	var begun errgroup.Group
	for range abreast {
		var passes []lifecycle.Intent
		if passes, err = s.Queue.Claim(ctx, false, inBatch); err != nil {
			break
		}
		n += len(passes)
		if len(passes) < inBatch {
			err = s.carryPasses(ctx, passes, now)
			break
		}
		begun.Go(func() error { return s.carryPasses(ctx, passes, now) })
	}
	return n, cmp.Or(begun.Wait(), err)
}

// finalize makes intents of passed deadlines, some in a step.
func (s *Settler) finalize(ctx context.Context, now int64) error {
	if now == s.due {
		return nil
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
	if len(due) == 0 {
		s.due = now
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

// each carries one after the other, and gives back those that an error leaves.
func (s *Settler) each(ctx context.Context, intents []lifecycle.Intent, carry func(lifecycle.Intent) error) error {
	for n, i := range intents {
		if err := carry(i); err != nil {
			if !errors.Is(err, send.ErrBusy) {
				err = fmt.Errorf("%s of pact %s: %w", i.Action, i.Pact.Short(), err)
			}
			return errors.Join(err, s.Queue.Unclaim(context.WithoutCancel(ctx), idsOf(intents[n:])))
		}
	}
	return nil
}

// carry asks the chain first. Its refusal is of this moment (a block may come or go), so only time makes an intent hopeless.
func (s *Settler) carry(ctx context.Context, i lifecycle.Intent, now int64) error {
	if late(i, now) {
		return s.fail(ctx, i, Failure{
			Reason: fmt.Sprintf("too late: it must be mined before %s, and it is %s", utc(i.Deadline), utc(now)), Late: now >= i.Deadline,
		})
	}
	gas, refusal, err := s.estimate(ctx, i.Call)
	if err != nil {
		return err
	}
	if refusal == nil && gas > MaxGas {
		refusal = tooCostly(gas)
	}
	if refusal != nil {
		return s.fail(ctx, i, Failure{Reason: refusal.Error(), Late: i.Deadline > 0 && now >= i.Deadline, Lasting: lasting(refusal)})
	}
	return s.send(ctx, i.Call, gas, i)
}

// late says whether the chain would not accept the call by the time it is mined. A consent is accepted until the pact is closed.
func late(i lifecycle.Intent, now int64) bool {
	return i.Deadline > 0 && now+margin >= i.Deadline && i.Action != lifecycle.ActConsent
}

func (s *Settler) fail(ctx context.Context, i lifecycle.Intent, why Failure) error {
	state, err := s.Queue.Fail(ctx, i.ID, why)
	if err != nil {
		return err
	}
	s.Log.Info("an intent is not sent", "intent", i.ID, "pact", i.Pact.Short(), "action", i.Action, "reason", why.Reason, "state", state)
	if state == lifecycle.IntentDropped && i.Action == lifecycle.ActVerdict {
		s.Log.Error("ALARM: a verdict has missed evaluate_by: the money goes as the terms say of a silent evaluator",
			"intent", i.ID, "pact", i.Pact, "reason", why.Reason)
	}
	return nil
}

// estimate says what gas a call needs, or how the chain refuses it. An error is the node's own. Nobody asks: whichever key will carry the
// call, the escrow makes no difference, but for a party's own call, which needs no signature.
func (s *Settler) estimate(ctx context.Context, call []byte) (gas uint64, refusal, err error) {
	gas, err = s.Estimator.EstimateGas(ctx, common.Address{}, s.Domain.Escrow, call)
	var revert *rpc.Revert
	switch class := rpc.Classify(err); {
	case errors.As(err, &revert):
		return 0, escrow.ParseRefusal(revert.Data), nil
	case class == rpc.Invalid, class == rpc.Timeout, class == rpc.Unknown:
		return 0, err, nil // a party's contract may burn all the gas or time there is: the others do not wait for it
	}
	return gas, nil, err
}

// send adds a third to what was estimated: what a call costs depends on the block it lands in.
func (s *Settler) send(ctx context.Context, call []byte, gas uint64, intents ...lifecycle.Intent) error {
	_, err := s.Sender.Send(ctx, send.Call{To: s.Domain.Escrow, Data: call, Gas: gas + gas/3}, idsOf(intents))
	if errors.Is(err, ErrTaken) {
		s.Log.Info("sent by another settler", "error", err)
		return s.Queue.Unclaim(ctx, idsOf(intents)) // the rest of a batch
	}
	return err
}

// lasting says whether a refusal is one that time does not mend.
func lasting(refusal error) bool {
	var refused *escrow.Refusal
	if errors.As(refusal, &refused) {
		switch refused.Name {
		case escrow.TooEarly, escrow.TransferFailed, escrow.TokenError:
			return false
		}
		return true
	}
	var own *lifecycle.Refused
	return errors.As(refusal, &own)
}

// watch calls somebody when the chain, or our following of it, stands still. What is sent waits for it, and no deadline passes meanwhile.
func (s *Settler) watch(now int64) {
	switch stood := time.Since(s.tick.since); {
	case now != s.tick.now:
		if s.tick.stalled {
			s.Log.Info("the chain moves again", "time", utc(now))
		}
		s.tick.now, s.tick.since, s.tick.stalled = now, time.Now(), false
	case now > 0 && stood > stall && !s.tick.stalled:
		s.Log.Error("ALARM: no block for a while: the sequencer, the node or the follower stands still", "time", utc(now), "seconds", int(stood.Seconds()))
		s.tick.stalled = true
	}
}

// call logs an alarm for each intent that is in trouble: once, and again when it has recovered and fails anew.
func (s *Settler) call(ctx context.Context) error {
	troubled, err := s.Queue.Troubled(ctx, told)
	if err != nil {
		return err
	}
	called := make(map[int64]bool, len(troubled))
	for _, t := range troubled {
		called[t.ID] = true
		if s.called[t.ID] {
			continue
		}
		next := "it is tried on, once a minute"
		if t.State == lifecycle.IntentDead {
			next = fmt.Sprintf("when its cause is gone: suretyd settlement retry %d", t.ID)
		}
		s.Log.Error("ALARM: an intent fails again and again", "intent", t.ID, "pact", t.Pact, "action", t.Action, "state", t.State, "tries", t.Tries,
			"reason", t.Reason, "next", next)
	}
	full := len(troubled) == told
	if full && !s.many {
		s.Log.Error("ALARM: more intents fail than somebody is called for one by one", "called for", told, "next", "suretyd settlement list")
	}
	s.many = full
	for id := range s.called {
		switch {
		case called[id]:
		case full: // others may have taken its place
			called[id] = true
		default:
			s.Log.Info("ALARM over: an intent is out of trouble: sent, or needed no more", "intent", id)
		}
	}
	s.called = called
	return nil
}

func idsOf(intents []lifecycle.Intent) []int64 {
	ids := make([]int64, len(intents))
	for n, i := range intents {
		ids[n] = i.ID
	}
	return ids
}

func utc(t int64) string { return time.Unix(t, 0).UTC().Format("2006-01-02 15:04:05 UTC") }
