package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/internal/evaluation"
	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/internal/postgres/db"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/verdict"
)

var _ evaluation.Queue = (*DB)(nil)

// Judge takes the most urgent evaluation, has it judged outside any transaction, and stores the decision in one. One that failed waits longer
// each time.
func (d *DB) Judge(ctx context.Context, judge func(evaluation.Job) (evaluation.Decision, error)) (found bool, err error) {
	conn, err := d.pool.Acquire(ctx)
	if err != nil {
		return false, err
	}
	defer conn.Release()
	q := db.New(conn)
	now, err := q.ChainTime(ctx)
	if err != nil {
		return false, err
	}
	waiting, err := q.WaitingEvaluations(ctx, now)
	if err != nil {
		return false, err
	}
	for _, row := range waiting {
		id := pact.ID(row)
		if locked, err := q.TryLockEvaluation(ctx, id[:]); err != nil || !locked {
			if err != nil {
				return false, err
			}
			continue // another worker's
		}
		err := d.judge(ctx, q, id, now, judge)
		if err != nil {
			err = errors.Join(err, q.PostponeEvaluation(ctx, db.PostponeEvaluationParams{PactID: id[:], Error: err.Error()}))
		}
		if unlock := q.UnlockEvaluation(context.WithoutCancel(ctx), id[:]); unlock != nil {
			_ = conn.Conn().Close(context.WithoutCancel(ctx)) // the lock ends with the connection
		}
		return true, err
	}
	return false, nil
}

func (d *DB) judge(ctx context.Context, q *db.Queries, id pact.ID, now int64, judge func(evaluation.Job) (evaluation.Decision, error)) error {
	r, err := record(q.GetPact(ctx, id[:]))
	if err != nil {
		return err
	}
	j := evaluation.Job{Pact: r, Now: now}
	for party, e := range map[common.Address]*lifecycle.Evidence{r.Pact.Terms.Deal.Provider: &j.Provider, r.Pact.Terms.Deal.Buyer: &j.Buyer} {
		if *e, _, err = evidenceOf(ctx, q, id, party); err != nil {
			return err
		}
	}
	decision, err := judge(j)
	if err != nil {
		return err
	}
	return d.transact(ctx, func(q *db.Queries) error { return decide(&tx{ctx, q}, j, decision) })
}

// decide stores a decision, unless the pact has moved on, more evidence came in or another worker was first.
func decide(t *tx, j evaluation.Job, decision evaluation.Decision) error {
	r, err := t.Pact(j.Pact.ID)
	if err != nil {
		return err
	}
	if r.EvidenceRoot != j.Provider.Root || r.BuyerEvidenceRoot != j.Buyer.Root {
		return errors.New("a party handed in evidence while it was judged without")
	}
	now, err := t.Now()
	if err != nil {
		return err
	}
	if by := r.Pact.Terms.Gate.EvaluateBy; r.State != lifecycle.Evaluating || now >= by {
		return fmt.Errorf("the pact is %s and its evaluate_by %d; it is %d", r.State, by, now)
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
	decided, err := t.q.DecideEvaluation(t.ctx, p)
	if err != nil || decided == 0 {
		return err
	}
	if decision.Intent != nil {
		if err := t.AddIntent(*decision.Intent); err != nil {
			return err
		}
	}
	return t.Journal(lifecycle.Entry{Pact: r.ID, Time: now, State: r.State, Kind: kind, Detail: detail})
}
