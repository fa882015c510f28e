package postgres

import (
	"context"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/internal/postgres/db"
	"github.com/surety-dev/surety/pkg/pact"
)

// Vitals is what an operator watches, as the database has it: of all processes together.
type Vitals struct {
	Intents     map[string]int64 // by state
	Oldest      int64            // when the oldest unsettled intent was intended, by the chain's clock; 0: there is none
	Evaluations map[string]int64 // by outcome; "waiting" for those without one
	Quarantined int64            // pacts set aside
	Keys        []KeyVitals
}

// KeyVitals is what a relayer key has done so far.
type KeyVitals struct {
	Key                          common.Address
	Stopped                      bool  // until an operator resumes it
	Unmined, Succeeded, Reverted int64 // transactions
	Attempts, Intents            int64 // signed forms of them, and what they carried
	Gas                          int64
	Fee                          float64 // wei
}

// Vitals reads them.
func (d *DB) Vitals(ctx context.Context) (Vitals, error) {
	v := Vitals{Intents: map[string]int64{}, Evaluations: map[string]int64{}}
	states, err := d.q.IntentStates(ctx)
	if err != nil {
		return v, err
	}
	for _, s := range states {
		v.Intents[string(s.State)] = s.Intents
	}
	backlog, err := d.Backlog(ctx)
	if err != nil {
		return v, err
	}
	v.Oldest = backlog.Oldest
	outcomes, err := d.q.EvaluationOutcomes(ctx)
	if err != nil {
		return v, err
	}
	for _, o := range outcomes {
		v.Evaluations[o.Outcome] = o.Evaluations
	}
	if v.Quarantined, err = d.q.QuarantinedCount(ctx); err != nil {
		return v, err
	}
	keys, err := d.q.KeyVitals(ctx)
	for _, k := range keys {
		v.Keys = append(v.Keys, KeyVitals{
			Key: common.Address(k.Address), Stopped: k.Stopped, Unmined: k.Unmined, Succeeded: k.Succeeded, Reverted: k.Reverted,
			Attempts: k.Attempts, Intents: k.Intents, Gas: k.Gas, Fee: k.Fee,
		})
	}
	return v, err
}

// Step is a line of the journal with the times of the database's clock: Since is when the line before it about the pact was written, and First
// when the pact's first was.
type Step struct {
	lifecycle.Line
	First, Since, Written time.Time
}

// Steps are the lines after those that Traced has marked, oldest first.
func (d *DB) Steps(ctx context.Context) ([]Step, error) {
	from, err := d.q.Traced(ctx)
	if err != nil {
		return nil, err
	}
	rows, err := d.q.JournalSteps(ctx, db.JournalStepsParams{AfterXid: from.Xid, AfterSeq: from.Seq})
	steps := make([]Step, len(rows))
	for i, row := range rows {
		steps[i] = Step{
			Line: lifecycle.Line{
				Entry: lifecycle.Entry{
					Pact: pact.ID(row.PactID), State: lifecycle.State(row.State), Kind: row.Kind, Detail: row.Detail,
					Transaction: common.BytesToHash(row.Transaction),
				},
				Cursor: lifecycle.Cursor{Xid: row.Xid, Seq: row.Seq},
			},
			First: row.First, Since: row.Since, Written: row.Written,
		}
	}
	return steps, err
}

// Traced marks the lines up to a place as told.
func (d *DB) Traced(ctx context.Context, to lifecycle.Cursor) error {
	return d.q.SetTraced(ctx, db.SetTracedParams{Xid: to.Xid, Seq: to.Seq})
}
