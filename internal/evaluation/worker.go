package evaluation

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/internal/evaluation/jury"
	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
	"github.com/surety-dev/surety/pkg/verdict"
)

// Job is all that is stored of an evaluation.
type Job struct {
	Pact            lifecycle.Record
	Provider, Buyer lifecycle.Evidence // what each handed in; zero: nothing
	Policy          policy.Document    // that the covenant names
	Progress
	Calls   []verdict.Call // so far, in no order
	Decided bool
	Head    uint64 // the follower's newest block
	Final   uint64 // and its newest final one
	Now     int64  // by the chain's clock
}

// Progress is how far an evaluation has come on its way to a seed. What is set once stays.
type Progress struct {
	Fixed      bool        // the evidence is: no more may join it
	FixedBlock uint64      // the newest anybody told of after that: the policy counts from it to the one whose hash is the seed; 0: not chosen
	Seed       common.Hash // zero: that block is not final yet

	// Calibration is what was measured of the jurors when the seed block was chosen: before anybody knew whom it would draw. Nil: not yet.
	Calibration *verdict.Calibration
}

// Decision is what a job came to. Without an intent the money waits for the deadline.
type Decision struct {
	Report    verdict.Report
	Signature []byte
	Intent    *lifecycle.Intent
}

// Queue calls for evaluations to be gone on with.
type Queue interface {
	// Work calls step for every evaluation that is not decided, several at a time, until ctx ends: as soon as evidence is in, again after
	// the time step asks for, sooner or later again when step fails or its process is killed. A step that asks for no time is the last.
	Work(ctx context.Context, step func(ctx context.Context, id pact.ID) (again time.Duration, err error)) error
}

// Store keeps what an evaluation has come to. Each method is one transaction.
type Store interface {
	// Alone runs f while no other evaluator, here or in another process, is at this evaluation. alone is false when one is.
	Alone(ctx context.Context, id pact.ID, f func(context.Context) error) (alone bool, err error)
	Job(ctx context.Context, id pact.ID) (Job, error)
	// Keep stores progress. From the moment that Fixed is stored, no evidence is.
	Keep(ctx context.Context, id pact.ID, p Progress) error
	// Begin keeps a juror's call that is about to be sent. It fails with ErrBegun when one is kept under the key.
	Begin(ctx context.Context, id pact.ID, key common.Hash, c verdict.Call) error
	// Record keeps what became of a juror's call, instead of what Begin kept. What was recorded under the same key stays.
	Record(ctx context.Context, id pact.ID, key common.Hash, c verdict.Call) error
	// Decide stores the report, the verdict and its intent. The first decision stays; after evaluate_by, and when the pact does not
	// await a verdict, there is none.
	Decide(ctx context.Context, id pact.ID, d Decision) error
}

// Bank keeps the operator's known-answer questions, and what jurors made of them. No party reads it.
type Bank interface {
	Probes(ctx context.Context) ([]jury.Probe, error)
	// ProbeResults are those of the pool's jurors while they were the models they are, oldest first.
	ProbeResults(ctx context.Context, pool []policy.Juror) ([]jury.ProbeResult, error)
	// ProbeCalls are those recorded beside an evaluation.
	ProbeCalls(ctx context.Context, id pact.ID) ([]verdict.Call, error)
	// BeginProbe and RecordProbe are to a juror's call on a probe beside an evaluation what Begin and Record of Store are to one on a question.
	BeginProbe(ctx context.Context, id pact.ID, p jury.Probe, j policy.Juror, c verdict.Call) error
	RecordProbe(ctx context.Context, id pact.ID, p jury.Probe, j policy.Juror, c verdict.Call) error
}

// ErrBegun says that a call was begun before: it is not sent a second time.
var ErrBegun = errors.New("another evaluator asked this juror already; going on from what is stored")

// Chain is where the seed comes from.
type Chain interface {
	// Newest is the newest block's number.
	Newest(ctx context.Context) (uint64, error)
	// FinalHash is the hash of a block, once it is final; until then left is how many blocks are missing.
	FinalHash(ctx context.Context, number uint64) (hash common.Hash, left uint64, err error)
	// Safe is the newest of the follower's blocks that the safe tag has reached.
	Safe(ctx context.Context) (uint64, error)
}

// Tags say which of the chain's tags the state of a pact must have reached before it is judged, by what the pact holds: latest up to the one
// amount, safe up to the other, finalized above.
type Tags struct{ Latest, Safe usdc.Amount }

// Signer holds the evaluator's key.
type Signer interface {
	SignHash(ctx context.Context, digest common.Hash) ([]byte, error)
}

// Points are where a Worker calls At: after each step of an evaluation. A process may die at any of them, and anywhere else.
var Points = []string{"evidence fixed", "seed block chosen", "seed known", "call begun", "call recorded", "jurors heard", "verdict signed", "verdict stored"}

// Worker takes evaluations to their verdicts. What it has done is stored before the next step, which follows from what is stored: a worker that
// is killed anywhere leaves an evaluation that the next one ends the same way.
//
//	evidence in ──▶ fixed ──▶ decided                                     what needs no chance
//	                  └─▶ seed block chosen ──▶ seed known ──▶ call begun ──▶ call recorded ──▶ jurors heard ──▶ decided
//	                                                             ▲                        │      (fresh panels, while the policy has one)
//	                                                             └────────────────────────┘
//
// No juror is asked and no verdict signed, which any party could carry to the escrow, while a reorganization may easily take back what the pact
// stands on: not before the tag that Tags want for its amount, though at the last before evaluate_by. The escrow pays nothing that it does not hold,
// so a verdict that comes too early moves nothing, and one that comes too late moves the money wrongly.
//
// A call that was begun and has no record when a worker goes on is no vote, at the most it can have cost: it may have been paid.
type Worker struct {
	Queue  Queue
	Store  Store
	Bank   Bank
	Chain  Chain
	Jurors jury.Client // nil: no model can be asked, jury clauses stay unmeasured
	Signer Signer
	Domain pact.Domain
	Tags   Tags
	Log    *slog.Logger
	At     func(point string) // nil, or for crash tests

	Heard func(of pact.ID, c verdict.Call) // nil, or told of every juror's call that is recorded, probes included; called concurrently
}

// Run judges until ctx ends.
func (w *Worker) Run(ctx context.Context) error { return w.Queue.Work(ctx, w.Step) }

// How long to wait for what.
const (
	untilSettled = 30 * time.Second // a pact that awaits no verdict, until that is final
	untilFree    = 2 * time.Second  // another evaluator
	perBlock     = 20 * time.Millisecond
	soonest      = time.Second
	latest       = 30 * time.Second
)

// Step takes an evaluation as far as it goes, and says after how long to go on: never, when it is 0.
func (w *Worker) Step(ctx context.Context, id pact.ID) (again time.Duration, err error) {
	alone, err := w.Store.Alone(ctx, id, func(ctx context.Context) error {
		for done := false; !done; {
			again, done, err = w.next(ctx, id)
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("evaluate pact %s: %w", id.Short(), err)
	}
	if !alone {
		return untilFree, nil
	}
	return again, nil
}

// next takes the one step that follows from what is stored. done says to go no further now.
func (w *Worker) next(ctx context.Context, id pact.ID) (again time.Duration, done bool, err error) {
	j, err := w.Store.Job(ctx, id)
	if err != nil {
		return 0, true, err
	}
	by := j.Pact.Pact.Terms.Gate.EvaluateBy
	switch {
	case j.Decided || j.Now >= by || j.Pact.State.Closed() && j.Pact.Final:
		return 0, true, nil
	case j.Pact.State != lifecycle.Evaluating: // for good only once that is final
		return untilSettled, true, nil
	}
	if !j.Fixed {
		if left := j.judgedFrom() - j.Now; left > 0 {
			return pause(time.Duration(left) * time.Second / 2), true, nil
		}
		return 0, false, w.keep(ctx, id, "evidence fixed", Progress{Fixed: true})
	}
	late := before(by, j.since(), j.Policy.Waiting.Margin) - j.Now  // in so many seconds nothing is waited for
	if j.FixedBlock != 0 && j.Seed == (common.Hash{}) && late > 0 { // that it takes a seed was found when the block was chosen
		hash, left, err := w.Chain.FinalHash(ctx, j.seedBlock())
		if err != nil || left > 0 {
			return pause(time.Duration(left) * perBlock), true, err
		}
		return 0, false, w.keep(ctx, id, "seed known", Progress{Seed: hash})
	}
	var left uint64 // blocks until the pact's state may be judged
	if late > 0 {
		if left, err = w.left(ctx, j); err != nil {
			return 0, true, err
		}
	}
	if left > 0 && (j.FixedBlock != 0 || !j.mayDraw()) { // nothing is measured only to wait
		return pause(time.Duration(left) * perBlock), true, nil
	}
	c, err := j.evaluation()
	if err != nil {
		return 0, true, err
	}
	measured, err := measureAll(c)
	if err != nil {
		return 0, true, err
	}
	report, open := measured.report(c)
	decided := report.Outcome != verdict.Inconclusive || !open.Seed && (len(open.Questions) == 0 || w.Jurors == nil)
	switch {
	case decided && left > 0:
		return pause(time.Duration(left) * perBlock), true, nil
	case decided || late <= 0:
		return 0, true, w.decide(ctx, j, report)
	case len(open.Questions) > 0:
		asking, hangUp := context.WithTimeout(ctx, time.Duration(late)*time.Second)
		defer hangUp()
		defer w.probe(asking, c, open.Questions)() // the verdict does not wait for it
		switch c.Calls, err = w.ask(asking, c, open.Questions); {
		case err != nil && asking.Err() != nil && ctx.Err() == nil: // what was heard is stored; the chain's clock says whether that is all
			return soonest, true, nil
		case err != nil:
			return 0, true, err
		}
		report, _ = measured.report(c)
		return 0, true, w.decide(ctx, j, report)
	default:
		newest, err := w.Chain.Newest(ctx)
		if err != nil {
			return 0, true, err
		}
		results, err := w.Bank.ProbeResults(ctx, j.Policy.Jury.Jurors)
		if err != nil {
			return 0, true, err
		}
		calibration := jury.Calibrate(results, j.Policy.Jury)
		return 0, false, w.keep(ctx, id, "seed block chosen", Progress{FixedBlock: max(newest, j.Head), Calibration: &calibration}) // a node may lag
	}
}

// left is how many blocks are missing until the pact's state has the tag that its amount needs.
func (w *Worker) left(ctx context.Context, j Job) (uint64, error) {
	reached := j.Final
	switch held := j.Pact.Money.Held; {
	case j.Pact.Final || held <= w.Tags.Latest:
		return 0, nil
	case held <= w.Tags.Safe:
		safe, err := w.Chain.Safe(ctx)
		if err != nil {
			return 0, err
		}
		reached = max(reached, safe)
	}
	return j.Pact.Money.Block - min(j.Pact.Money.Block, reached), nil
}

// ask has the questions answered as far as the policy goes. What is begun is not asked again: after a crash it goes on where it was.
func (w *Worker) ask(ctx context.Context, c Case, questions []jury.Question) ([]verdict.Call, error) {
	asker := jury.Asker{
		Policy: c.Policy.Jury, Client: w.Jurors, Calibration: c.Calibration,
		Begin: func(ctx context.Context, call verdict.Call) error {
			if err := w.Store.Begin(ctx, c.Pact.Terms.ID(), callKey(call), call); err != nil {
				return err
			}
			w.at("call begun")
			return nil
		},
		Record: func(ctx context.Context, call verdict.Call) error {
			if err := w.Store.Record(ctx, c.Pact.Terms.ID(), callKey(call), call); err != nil {
				return err
			}
			w.at("call recorded")
			w.heard(c.Pact.Terms.ID(), call)
			return nil
		},
	}
	calls, err := asker.Ask(ctx, order(c), questions, c.Calls)
	if err == nil {
		w.at("jurors heard")
	}
	return calls, err
}

func (w *Worker) heard(of pact.ID, c verdict.Call) {
	if w.Heard != nil {
		w.Heard(of, c)
	}
}

// probe begins to ask the probes that go along with the questions, and returns what waits for the answers. They have a budget of their own, as
// large as the evaluation's. Their panel is drawn from the whole pool: who is benched gets a chance to come back. A probe that fails
// is only logged: it is no part of a verdict.
func (w *Worker) probe(ctx context.Context, c Case, questions []jury.Question) (wait func()) {
	id, p := c.Pact.Terms.ID(), c.Policy.Jury
	ask := func() error {
		set, err := w.Bank.Probes(ctx)
		if err != nil {
			return err
		}
		drawn := jury.Probes(set, questions, p, c.Draw.Seed, id)
		if len(drawn) == 0 {
			return nil
		}
		recorded, err := w.Bank.ProbeCalls(ctx, id)
		if err != nil {
			return err
		}
		byKey, jurors, probes := map[string]jury.Probe{}, map[string]policy.Juror{}, make([]jury.Question, len(drawn))
		for i, probe := range drawn {
			byKey[probe.Key], probes[i] = probe, probe.Question
		}
		for _, j := range p.Jurors {
			jurors[j.Name] = j
		}
		asker := jury.Asker{
			Policy: p, Client: w.Jurors,
			Begin: func(ctx context.Context, call verdict.Call) error {
				return w.Bank.BeginProbe(ctx, id, byKey[call.Question], jurors[call.Juror], call)
			},
			Record: func(ctx context.Context, call verdict.Call) error {
				err := w.Bank.RecordProbe(ctx, id, byKey[call.Question], jurors[call.Juror], call)
				if err == nil {
					w.heard(id, call)
				}
				return err
			},
		}
		_, err = asker.Ask(ctx, jury.Order(p, c.Draw.Seed, id, verdict.Calibration{}), probes, recorded)
		return err
	}
	var asking sync.WaitGroup
	asking.Go(func() {
		if err := ask(); err != nil {
			w.Log.Warn("the jurors were not probed", "pact", id.Short(), "err", err)
		}
	})
	return asking.Wait
}

func pause(d time.Duration) time.Duration { return min(max(d, soonest), latest) }

// before is some seconds before evaluate_by, but never in the first half of the time from since to it.
func before(by, since int64, seconds uint32) int64 { return by - min(int64(seconds), (by-since)/2) }

func (j Job) seedBlock() uint64 { return j.FixedBlock + j.Policy.Waiting.SeedBlocks }

// mayDraw says whether jurors could be asked.
func (j Job) mayDraw() bool {
	return len(j.Policy.Jury.Jurors) > 0 && slices.ContainsFunc(j.Pact.Pact.Covenant.Clauses, func(c pact.Clause) bool { return c.Verification == "jury" })
}

// since is when the first evidence came in.
func (j Job) since() int64 {
	if j.Buyer.Since != 0 && (j.Provider.Since == 0 || j.Buyer.Since < j.Provider.Since) {
		return j.Buyer.Since
	}
	return j.Provider.Since
}

// judgedFrom is when the evidence that is in is judged: the provider's, once the buyer has handed in its own or had time to; the buyer's alone only
// when evaluate_by nears.
func (j Job) judgedFrom() int64 {
	provider, buyer := len(j.Provider.Bundle) > 0, len(j.Buyer.Bundle) > 0
	switch {
	case provider && buyer:
		return 0
	case provider:
		return min(j.Provider.Since+int64(j.Policy.Waiting.Buyer), before(j.Pact.Pact.Terms.Gate.EvaluateBy, j.Provider.Since, j.Policy.Waiting.Margin))
	}
	return before(j.Pact.Pact.Terms.Gate.EvaluateBy, j.Buyer.Since, j.Policy.Waiting.Alone)
}

// evaluation is what the report follows from.
func (j Job) evaluation() (Case, error) {
	c := Case{Pact: j.Pact.Pact, Policy: j.Policy, Calls: j.Calls, Now: j.Now}
	if j.Seed != (common.Hash{}) {
		c.Draw = &verdict.Draw{FixedBlock: j.FixedBlock, Block: j.seedBlock(), Seed: j.Seed}
	}
	if j.Calibration != nil {
		c.Calibration = *j.Calibration
	}
	for _, e := range []struct {
		in lifecycle.Evidence
		to **Submission
	}{{j.Provider, &c.Provider}, {j.Buyer, &c.Buyer}} {
		if len(e.in.Bundle) == 0 {
			continue
		}
		bundle, err := evidence.Parse(e.in.Bundle)
		if err != nil {
			return c, fmt.Errorf("stored evidence: %w", err)
		}
		*e.to = &Submission{Bundle: bundle, Signature: e.in.Signature}
	}
	return c, nil
}

func (w *Worker) at(point string) {
	if w.At != nil {
		w.At(point)
	}
}

func (w *Worker) keep(ctx context.Context, id pact.ID, point string, p Progress) error {
	if err := w.Store.Keep(ctx, id, p); err != nil {
		return err
	}
	w.at(point)
	return nil
}

// decide signs what the report says, and stores it.
func (w *Worker) decide(ctx context.Context, j Job, report verdict.Report) (err error) {
	terms := j.Pact.Pact.Terms
	d := Decision{Report: report}
	intend := func(call []byte) {
		d.Intent = &lifecycle.Intent{Pact: j.Pact.ID, Action: lifecycle.ActVerdict, Call: call, Deadline: terms.Gate.EvaluateBy}
	}
	if report.Outcome == verdict.Inconclusive {
		e := verdict.Escalation{Pact: j.Pact.ID, Report: report.Hash()}
		if d.Signature, err = w.Signer.SignHash(ctx, w.Domain.Digest(e)); err != nil {
			return err
		}
		if terms.Deal.Arbiter != (common.Address{}) {
			intend(escrow.Escalate(terms, e, d.Signature))
		}
	} else {
		v := verdict.Verdict{Pact: j.Pact.ID, ProviderAmount: report.ProviderAmount, Report: report.Hash()}
		if d.Signature, err = w.Signer.SignHash(ctx, w.Domain.Digest(v)); err != nil {
			return err
		}
		intend(escrow.Verdict(terms, v, d.Signature))
	}
	w.Log.Info("evaluated", "pact", j.Pact.ID.Short(), "outcome", report.Outcome, "report", report.Hash())
	w.at("verdict signed")
	if err := w.Store.Decide(ctx, j.Pact.ID, d); err != nil {
		return err
	}
	w.at("verdict stored")
	return nil
}
