package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"

	"github.com/surety-dev/surety/internal/evaluation"
	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/internal/postgres/db"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/verdict"
)

var _ evaluation.Queue = (*DB)(nil)

// Judge takes the most urgent evaluation and stores its decision: one transaction. One that failed waits longer each time.
func (d *DB) Judge(ctx context.Context, judge func(evaluation.Job) (evaluation.Decision, error)) (found bool, err error) {
	var id pact.ID
	err = d.transact(ctx, func(q *db.Queries) error {
		found = false
		t := &tx{ctx, q}
		now, err := t.Now()
		if err != nil {
			return err
		}
		row, err := q.NextEvaluation(ctx, now)
		if errors.Is(err, pgx.ErrNoRows) {
			return nil
		}
		if err != nil {
			return err
		}
		found, id = true, pact.ID(row)
		r, err := t.Pact(id)
		if err != nil {
			return err
		}
		if r.State != lifecycle.Evaluating || now >= r.Pact.Terms.Gate.EvaluateBy {
			return fmt.Errorf("the pact is %s and its evaluate_by %d; it is %d", r.State, r.Pact.Terms.Gate.EvaluateBy, now)
		}
		return d.decide(t, r, now, judge)
	})
	if err != nil && found {
		err = errors.Join(err, d.q.PostponeEvaluation(ctx, db.PostponeEvaluationParams{PactID: id[:], Error: err.Error()}))
	}
	return found, err
}

func (d *DB) decide(t *tx, r lifecycle.Record, now int64, judge func(evaluation.Job) (evaluation.Decision, error)) error {
	bundle, _, err := bundleOf(t.ctx, t.q, r.ID)
	if err != nil {
		return err
	}
	decision, err := judge(evaluation.Job{Pact: r, Bundle: bundle, Now: now})
	if err != nil {
		return err
	}
	report := decision.Report
	hash := report.Hash()
	p := db.DecideEvaluationParams{
		PactID: r.ID[:], Outcome: string(report.Outcome), Report: report.Encode(), ReportHash: hash[:], Signature: decision.Signature,
	}
	kind, detail := "inconclusive", "no verdict: the money waits for the deadline in the terms"
	if report.Outcome != verdict.Inconclusive {
		amount := int64(report.ProviderAmount)
		p.ProviderAmount = &amount
		kind, detail = "verdict", fmt.Sprintf("%s: %s of %s USDC to the provider", report.Outcome, report.ProviderAmount, report.Held)
	} else if decision.Intent != nil {
		detail = "no verdict: the arbiter shall decide"
	}
	if err := t.q.DecideEvaluation(t.ctx, p); err != nil {
		return err
	}
	if decision.Intent != nil {
		if err := t.AddIntent(*decision.Intent); err != nil {
			return err
		}
	}
	return t.Journal(lifecycle.Entry{Pact: r.ID, Time: now, State: r.State, Kind: kind, Detail: detail})
}
