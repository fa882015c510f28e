package postgres

import (
	"context"
	"encoding/json"

	"github.com/surety-dev/surety/internal/evaluation"
	"github.com/surety-dev/surety/internal/evaluation/jury"
	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/internal/postgres/db"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/verdict"
)

var _ evaluation.Bank = (*DB)(nil)

// PublishProbes makes these the probes. Results of those that are withdrawn do not count any more.
func (d *DB) PublishProbes(ctx context.Context, probes []jury.Probe) error {
	return d.update(ctx, func(t *tx) error {
		keep := make([]string, len(probes))
		for i, p := range probes {
			keep[i] = p.Key
			if err := t.q.InsertProbe(ctx, db.InsertProbeParams{Key: p.Key, Body: p.Encode()}); err != nil {
				return err
			}
		}
		return t.q.WithdrawProbes(ctx, keep)
	})
}

// ProbeCount is how a probe was answered.
type ProbeCount struct {
	jury.Probe
	Right, Wrong, NoVotes int64
}

// ProbeCounts lists the probes by key.
func (d *DB) ProbeCounts(ctx context.Context) ([]ProbeCount, error) {
	rows, err := d.q.Probes(ctx)
	if err != nil {
		return nil, err
	}
	var all []ProbeCount
	for _, r := range rows {
		read, err := jury.ParseProbes(r.Body)
		if err != nil {
			return nil, err
		}
		for _, p := range read {
			all = append(all, ProbeCount{p, r.Right, r.Wrong, r.NoVotes})
		}
	}
	return all, nil
}

// Probes are those published last.
func (d *DB) Probes(ctx context.Context) ([]jury.Probe, error) {
	counts, err := d.ProbeCounts(ctx)
	all := make([]jury.Probe, len(counts))
	for i, c := range counts {
		all[i] = c.Probe
	}
	return all, err
}

// ProbeResults are those of the pool's jurors, oldest first.
func (d *DB) ProbeResults(ctx context.Context, pool []policy.Juror) ([]jury.ProbeResult, error) {
	rows, err := d.q.ProbeResults(ctx)
	if err != nil {
		return nil, err
	}
	models := map[string]string{}
	for _, j := range pool {
		models[j.Name] = j.Model
	}
	var all []jury.ProbeResult
	for _, r := range rows {
		if models[r.Juror] == r.Model {
			all = append(all, jury.ProbeResult{Probe: r.Probe, Juror: r.Juror, Right: r.Correct})
		}
	}
	return all, nil
}

// ProbeCalls are those recorded beside an evaluation.
func (d *DB) ProbeCalls(ctx context.Context, id pact.ID) ([]verdict.Call, error) {
	bodies, err := d.q.ProbeCalls(ctx, id[:])
	if err != nil {
		return nil, err
	}
	return calls(bodies)
}

// BeginProbe keeps a call on a probe that is about to be sent.
func (d *DB) BeginProbe(ctx context.Context, id pact.ID, p jury.Probe, j policy.Juror, c verdict.Call) error {
	body, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return begun(d.q.BeginProbeCall(ctx, db.BeginProbeCallParams{PactID: id[:], Probe: p.Key, Juror: j.Name, Model: j.Model, Body: body}))
}

// RecordProbe keeps what became of a call on a probe.
func (d *DB) RecordProbe(ctx context.Context, id pact.ID, p jury.Probe, j policy.Juror, c verdict.Call) error {
	body, err := json.Marshal(c)
	if err != nil {
		return err
	}
	row := db.RecordProbeCallParams{PactID: id[:], Probe: p.Key, Juror: j.Name, Model: j.Model, Body: body}
	if c.Vote != "" {
		right := c.Vote == p.Answer
		row.Correct = &right
	}
	return d.q.RecordProbeCall(ctx, row)
}
