package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"github.com/ethereum/go-ethereum/common"
	"github.com/jackc/pgx/v5"

	"github.com/surety-dev/surety/internal/evaluation"
	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/internal/postgres/db"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/verdict"
)

var _ evaluation.Store = (*DB)(nil)

// Alone runs f under a lock that ends with this process.
func (d *DB) Alone(ctx context.Context, id pact.ID, f func(context.Context) error) (alone bool, err error) {
	conn, err := d.pool.Acquire(ctx)
	if err != nil {
		return false, err
	}
	defer conn.Release()
	q := db.New(conn)
	if alone, err = q.TryLockEvaluation(ctx, id[:]); err != nil || !alone {
		return false, err
	}
	defer func() {
		ctx := context.WithoutCancel(ctx)
		if unlock := q.UnlockEvaluation(ctx, id[:]); unlock != nil {
			_ = conn.Conn().Close(ctx) // the lock ends with the connection
		}
	}()
	return true, f(ctx)
}

// Job reads all that is stored of an evaluation.
func (d *DB) Job(ctx context.Context, id pact.ID) (j evaluation.Job, err error) {
	if j.Pact, err = d.Pact(ctx, id); err != nil {
		return j, err
	}
	head, finalized, _, err := d.Cursor(ctx)
	if err != nil {
		return j, err
	}
	j.Head, j.Final, j.Now = head.Number, finalized, head.Time
	row, err := d.q.GetEvaluation(ctx, id[:])
	if err != nil {
		return j, err
	}
	j.Progress = evaluation.Progress{Fixed: row.Fixed, Seed: common.BytesToHash(row.Seed)}
	if row.FixedBlock != nil {
		j.FixedBlock = uint64(*row.FixedBlock)
	}
	if row.Calibration != nil {
		if err := json.Unmarshal(row.Calibration, &j.Calibration); err != nil {
			return j, fmt.Errorf("stored calibration: %w", err)
		}
	}
	if j.Decided = row.Outcome != nil; j.Decided {
		return j, nil
	}
	if j.Policy, err = d.Policy(ctx, j.Pact.Pact.Covenant.Policy); err != nil {
		return j, err
	}
	// After the row: once that says fixed, no evidence can have joined since.
	for party, e := range map[common.Address]*lifecycle.Evidence{j.Pact.Pact.Terms.Deal.Provider: &j.Provider, j.Pact.Pact.Terms.Deal.Buyer: &j.Buyer} {
		if *e, _, err = d.Evidence(ctx, id, party); err != nil {
			return j, err
		}
	}
	bodies, err := d.q.JuryCalls(ctx, id[:])
	if err != nil {
		return j, err
	}
	j.Calls, err = calls(bodies)
	return j, err
}

func calls(bodies [][]byte) ([]verdict.Call, error) {
	all := make([]verdict.Call, len(bodies))
	for i, body := range bodies {
		if err := json.Unmarshal(body, &all[i]); err != nil {
			return nil, fmt.Errorf("stored call of a juror: %w", err)
		}
	}
	return all, nil
}

// Keep stores progress.
func (d *DB) Keep(ctx context.Context, id pact.ID, p evaluation.Progress) error {
	return d.update(ctx, func(t *tx) (err error) {
		if p.Fixed { // whoever hands in evidence holds the same lock
			if _, err := t.Pact(id); err != nil {
				return err
			}
		}
		params := db.KeepProgressParams{PactID: id[:], Fixed: p.Fixed, Seed: hashOrNil(p.Seed)}
		if block := int64(p.FixedBlock); block != 0 {
			params.FixedBlock = &block
		}
		if p.Calibration != nil {
			if params.Calibration, err = json.Marshal(p.Calibration); err != nil {
				return err
			}
		}
		return t.q.KeepProgress(ctx, params)
	})
}

// Begin keeps a juror's call that is about to be sent.
func (d *DB) Begin(ctx context.Context, id pact.ID, key common.Hash, c verdict.Call) error {
	body, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return begun(d.q.BeginJuryCall(ctx, db.BeginJuryCallParams{PactID: id[:], Key: key[:], Body: body}))
}

func begun(rows int64, err error) error {
	if err == nil && rows == 0 {
		return evaluation.ErrBegun
	}
	return err
}

// Record keeps what became of a juror's call.
func (d *DB) Record(ctx context.Context, id pact.ID, key common.Hash, c verdict.Call) error {
	body, err := json.Marshal(c)
	if err != nil {
		return err
	}
	return d.q.RecordJuryCall(ctx, db.RecordJuryCallParams{PactID: id[:], Key: key[:], Body: body})
}

// Decide stores a decision, unless the pact has moved on or another worker was first.
func (d *DB) Decide(ctx context.Context, id pact.ID, decision evaluation.Decision) error {
	return d.update(ctx, func(t *tx) error {
		r, err := t.Pact(id)
		if err != nil {
			return err
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
		decided, err := t.q.DecideEvaluation(ctx, p)
		if err != nil || decided == 0 {
			return err
		}
		if decision.Intent != nil {
			if err := t.AddIntent(*decision.Intent); err != nil {
				return err
			}
		}
		return t.Journal(lifecycle.Entry{Pact: r.ID, Time: now, State: r.State, Kind: kind, Detail: detail})
	})
}

// CurrentPolicy is the newest version: the one new pacts have to name.
func (d *DB) CurrentPolicy(ctx context.Context) (policy.Document, error) {
	document, err := d.q.NewestPolicy(ctx)
	if errors.Is(err, pgx.ErrNoRows) {
		return policy.Default(), nil
	}
	if err != nil {
		return policy.Document{}, err
	}
	return policy.Parse(document)
}

// Policy finds any version by its hash.
func (d *DB) Policy(ctx context.Context, hash common.Hash) (policy.Document, error) {
	document, err := d.q.PolicyByHash(ctx, hash[:])
	switch {
	case errors.Is(err, pgx.ErrNoRows) && hash == policy.Default().Hash():
		return policy.Default(), nil
	case errors.Is(err, pgx.ErrNoRows):
		return policy.Document{}, fmt.Errorf("policy %s: %w", hash, policy.ErrUnknown)
	case err != nil:
		return policy.Document{}, err
	}
	return policy.Parse(document)
}

// PublishPolicy makes a document the one in force. Its version has to follow the newest; publishing that again does nothing.
func (d *DB) PublishPolicy(ctx context.Context, p policy.Document) error {
	newest, err := d.CurrentPolicy(ctx)
	if err != nil || newest.Hash() == p.Hash() {
		return err
	}
	hash, version := p.Hash(), p.Number()
	if next := newest.Number() + 1; version != next {
		return fmt.Errorf("the newest policy is version %s: what is published next is version %q, not %q; a version is never replaced", newest.Version, strconv.Itoa(next), p.Version)
	}
	n, err := d.q.InsertPolicy(ctx, db.InsertPolicyParams{Version: int32(version), Hash: hash[:], Document: p.Encode()})
	if err == nil && n == 0 {
		err = fmt.Errorf("version %s was just published by somebody else: look at it, then count up", p.Version)
	}
	return err
}
