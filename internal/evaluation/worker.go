package evaluation

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/internal/chain"
	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/verdict"
)

// Job is evidence that waits to be judged.
type Job struct {
	Pact            lifecycle.Record
	Provider, Buyer lifecycle.Evidence // what each handed in; zero: nothing
	Now             int64              // by the chain's clock
}

// Decision is what a job came to. Without an intent the money waits for the deadline.
type Decision struct {
	Report    verdict.Report
	Signature []byte
	Intent    *lifecycle.Intent
}

// Queue is where evaluations wait.
type Queue interface {
	// Judge takes the most urgent evaluation, if any, and stores what judge decides, the report, the verdict and its intent, in one
	// transaction: a crash at any point leaves it waiting. When judge fails it is tried again later.
	Judge(ctx context.Context, judge func(Job) (Decision, error)) (found bool, err error)
}

// Signer holds the evaluator's key.
type Signer interface {
	SignHash(ctx context.Context, digest common.Hash) ([]byte, error)
}

// Worker judges what waits.
type Worker struct {
	Queue  Queue
	Signer Signer
	Domain pact.Domain
	Log    *slog.Logger
}

// Run judges until ctx ends.
func (w *Worker) Run(ctx context.Context) error {
	return chain.Poll(ctx, 100*time.Millisecond, w.Log, func(ctx context.Context) (found bool, err error) {
		found, err = w.Queue.Judge(ctx, func(j Job) (Decision, error) { return w.judge(ctx, j) })
		if found && err != nil && ctx.Err() == nil { // it waits; the others need not
			w.Log.Warn("evaluation failed, it will be tried again", "error", err)
			err = nil
		}
		return found, err
	})
}

func (w *Worker) judge(ctx context.Context, j Job) (Decision, error) {
	bundle, err := evidence.Parse(j.Provider.Bundle)
	if err != nil {
		return Decision{}, fmt.Errorf("stored evidence: %w", err)
	}
	p, err := policy.ByHash(j.Pact.Pact.Covenant.Policy)
	if err != nil {
		return Decision{}, err
	}
	report, err := Evaluate(j.Pact.Pact, bundle, p, j.Now)
	if err != nil {
		return Decision{}, err
	}
	terms := j.Pact.Pact.Terms
	d := Decision{Report: report}
	intend := func(call []byte) {
		d.Intent = &lifecycle.Intent{Pact: j.Pact.ID, Action: lifecycle.ActVerdict, Call: call, Deadline: terms.Gate.EvaluateBy}
	}
	if report.Outcome == verdict.Inconclusive {
		e := verdict.Escalation{Pact: j.Pact.ID, Report: report.Hash()}
		if d.Signature, err = w.Signer.SignHash(ctx, w.Domain.Digest(e)); err != nil {
			return Decision{}, err
		}
		if terms.Deal.Arbiter != (common.Address{}) {
			intend(escrow.Escalate(terms, e, d.Signature))
		}
	} else {
		v := verdict.Verdict{Pact: j.Pact.ID, ProviderAmount: report.ProviderAmount, Report: report.Hash()}
		if d.Signature, err = w.Signer.SignHash(ctx, w.Domain.Digest(v)); err != nil {
			return Decision{}, err
		}
		intend(escrow.Verdict(terms, v, d.Signature))
	}
	w.Log.Info("evaluated", "pact", j.Pact.ID.Short(), "outcome", report.Outcome, "report", report.Hash())
	return d, nil
}
