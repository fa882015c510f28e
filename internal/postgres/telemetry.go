package postgres

import (
	"context"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/internal/postgres/db"
	"github.com/surety-dev/surety/internal/settlement"
	"github.com/surety-dev/surety/pkg/pact"
)

// Vitals is what an operator watches, as the database has it: of all processes together.
type Vitals struct {
	Backlog     settlement.Backlog
	Mined       int64            // intents that are in a block which is not final
	Age         int64            // of the oldest unsettled intent, in seconds by the ledger's clock; 0: there is none
	Paused      bool             // nothing new is sent
	Evaluations map[string]int64 // by outcome; "waiting" for those without one
	Quarantined int64            // pacts set aside
	Audited     time.Duration    // how long ago
	Differences int              // that the audit found
	Keys        []KeyVitals
}

// KeyVitals is what a relayer key has done so far. All but what is in flight is of final transactions.
type KeyVitals struct {
	Key                          common.Address
	Stopped                      bool  // until an operator resumes it
	Unmined, Succeeded, Reverted int64 // transactions
	Attempts, Intents            int64 // signed forms of them, and what they carried
	Gas                          int64
	Fees                         float64 // wei
}

// Vitals reads them.
func (d *DB) Vitals(ctx context.Context) (Vitals, error) {
	v := Vitals{Evaluations: map[string]int64{}}
	now, err := d.Now(ctx)
	if err != nil {
		return v, err
	}
	if v.Backlog, err = d.Backlog(ctx); err != nil {
		return v, err
	}
	if v.Backlog.Oldest > 0 {
		v.Age = max(0, now-v.Backlog.Oldest)
	}
	if v.Mined, err = d.q.MinedIntents(ctx); err != nil {
		return v, err
	}
	if v.Paused, err = d.q.Paused(ctx); err != nil {
		return v, err
	}
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
	if v.Audited, v.Differences, err = d.LastAudit(ctx); err != nil {
		return v, err
	}
	keys, err := d.q.KeyVitals(ctx)
	for _, k := range keys {
		v.Keys = append(v.Keys, KeyVitals{
			Key: common.Address(k.Address), Stopped: k.Stopped, Unmined: k.Unmined, Succeeded: k.Succeeded, Reverted: k.Reverted,
			Attempts: k.Attempts, Intents: k.Intents, Gas: k.GasUsed, Fees: k.Fees,
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
