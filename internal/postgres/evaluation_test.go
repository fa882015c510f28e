package postgres_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"

	"github.com/surety-dev/surety/internal/chain/rpc"
	"github.com/surety-dev/surety/internal/evaluation"
	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/verdict"
)

// evaluating stores a funded pact with evidence.
func (d database) evaluating(t *testing.T) pact.ID {
	t.Helper()
	id := d.funded(t, 1)
	d.do(t, func(tx lifecycle.Tx) error {
		r, err := tx.Pact(id)
		if err != nil {
			return err
		}
		before := r
		r.EvidenceRoot = common.Hash{1}
		if err := errors.Join(
			tx.SaveEvidence(lifecycle.Evidence{Pact: id, Party: r.Pact.Terms.Deal.Provider, Root: r.EvidenceRoot, Signature: []byte{1}, Bundle: []byte("bundle")}), tx.AddEvaluation(id),
		); err != nil {
			return err
		}
		_, err = lifecycle.Refold(tx, before, r)
		return err
	})
	return id
}

// nothing is what a judge must find.
func (d database) nothing(t *testing.T) {
	t.Helper()
	ctx, stop := context.WithTimeout(t.Context(), 10*time.Second)
	defer stop()
	found, err := d.Judge(ctx, func(evaluation.Job) (evaluation.Decision, error) { return evaluation.Decision{}, errors.New("judged") })
	if found || err != nil {
		t.Errorf("there is something to judge: %v", err)
	}
}

func decision(id pact.ID) evaluation.Decision {
	return evaluation.Decision{
		Report:    verdict.Report{Schema: verdict.ReportSchema, Pact: id, Outcome: verdict.Fail, Held: 80_000_000},
		Signature: []byte{7}, Intent: &lifecycle.Intent{Pact: id, Action: lifecycle.ActVerdict, Call: []byte{1}, Deadline: start + 7200},
	}
}

func TestAVerdictIsStoredWithItsIntent(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.evaluating(t)
	if e, ok, err := d.Evaluation(t.Context(), id); !ok || err != nil || e.Outcome != "" {
		t.Errorf("a pending one: %+v %v %v", e, ok, err)
	}
	want := decision(id)
	found, err := d.Judge(t.Context(), func(j evaluation.Job) (evaluation.Decision, error) {
		if j.Pact.ID != id || string(j.Provider.Bundle) != "bundle" || j.Provider.Root != (common.Hash{1}) || j.Buyer.Bundle != nil || j.Now != header(1, 1).Time {
			t.Errorf("the job is %+v", j)
		}
		d.nothing(t) // for another worker, meanwhile
		return want, nil
	})
	if !found || err != nil {
		t.Fatal(found, err)
	}
	e, ok, err := d.Evaluation(t.Context(), id)
	stored := lifecycle.Evaluation{Outcome: verdict.Fail, Report: want.Report.Encode(), ReportHash: want.Report.Hash(), Signature: want.Signature}
	if diff := cmp.Diff(stored, e); !ok || err != nil || diff != "" {
		t.Errorf("%v %v (-decided +stored):\n%s", ok, err, diff)
	}
	if pending, err := d.Claim(t.Context(), true, 9); err != nil || len(pending) != 1 || pending[0].Action != lifecycle.ActVerdict {
		t.Errorf("intents %+v, %v", pending, err)
	}
	if n := value[int](t, d, "select count(*) from journal where kind = 'verdict'"); n != 1 {
		t.Errorf("%d lines tell it", n)
	}
	d.nothing(t)
}

func TestAVerdictThatComesAfterEvaluateByIsNotStored(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.evaluating(t)
	late := header(2, 1)
	late.Time = start + 7199 + 1
	found, err := d.Judge(t.Context(), func(evaluation.Job) (evaluation.Decision, error) {
		d.late(t, late) // while it is judged
		return decision(id), nil
	})
	if !found || err == nil || !strings.Contains(err.Error(), "evaluate_by") {
		t.Errorf("found %v, %v", found, err)
	}
	if e, _, err := d.Evaluation(t.Context(), id); err != nil || e.Outcome != "" {
		t.Errorf("decided all the same: %+v %v", e, err)
	}
	if _, err := d.raw.Exec(t.Context(), "update evaluations set next_try = now()"); err != nil {
		t.Fatal(err)
	}
	d.nothing(t) // it is not tried again
}

// handsIn stores evidence of the pact's buyer.
func (d database) handsIn(t *testing.T, id pact.ID) {
	t.Helper()
	d.do(t, func(tx lifecycle.Tx) error {
		r, err := tx.Pact(id)
		if err != nil {
			return err
		}
		before := r
		r.BuyerEvidenceRoot = common.Hash{2}
		err = errors.Join(
			tx.SaveEvidence(lifecycle.Evidence{Pact: id, Party: r.Pact.Terms.Deal.Buyer, Root: r.BuyerEvidenceRoot, Signature: []byte{2}, Bundle: []byte("other")}),
			tx.AddEvaluation(id))
		if err != nil {
			return err
		}
		_, err = lifecycle.Refold(tx, before, r)
		return err
	})
}

func TestEvidenceThatComesWhileItIsJudgedWithoutIsJudgedNext(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.evaluating(t)
	found, err := d.Judge(t.Context(), func(evaluation.Job) (evaluation.Decision, error) {
		d.handsIn(t, id)
		return decision(id), nil
	})
	if !found || err == nil || !strings.Contains(err.Error(), "handed in evidence") {
		t.Errorf("found %v, %v", found, err)
	}
	if _, err := d.raw.Exec(t.Context(), "update evaluations set next_try = now()"); err != nil {
		t.Fatal(err)
	}
	found, err = d.Judge(t.Context(), func(j evaluation.Job) (evaluation.Decision, error) {
		if string(j.Provider.Bundle) != "bundle" || string(j.Buyer.Bundle) != "other" {
			t.Errorf("the job is %+v", j)
		}
		return decision(id), nil
	})
	if !found || err != nil {
		t.Fatal(found, err)
	}
	d.do(t, func(tx lifecycle.Tx) error {
		if fixed, err := tx.EvidenceFixed(id); !fixed || err != nil {
			t.Errorf("once decided, evidence is fixed: %v, %v", fixed, err)
		}
		return nil
	})
}

func TestTheBuyersEvidenceAloneIsNotJudgedAtOnce(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.handsIn(t, d.funded(t, 1))
	d.nothing(t)
}

func TestAFailedEvaluationStoresNothingAndWaits(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		before func(*testing.T, database, pact.ID)
		judge  error
		want   string
	}{
		"the judge fails": {func(*testing.T, database, pact.ID) {}, errors.New("no juror"), "no juror"},
		"a verdict is under way": {func(t *testing.T, d database, id pact.ID) {
			d.intend(t, lifecycle.Intent{Pact: id, Action: lifecycle.ActVerdict})
		}, nil, "already carrying"},
		"it has failed for many a day": {func(t *testing.T, d database, _ pact.ID) {
			_, _ = d.raw.Exec(t.Context(), "update evaluations set tries = 2000")
		}, errors.New("no juror"), "no juror"},
	} {
		t.Run(name, func(t *testing.T) {
			d := open(t)
			id := d.evaluating(t)
			c.before(t, d, id)
			found, err := d.Judge(t.Context(), func(evaluation.Job) (evaluation.Decision, error) { return decision(id), c.judge })
			if !found || err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("found %v, %v", found, err)
			}
			if e, _, err := d.Evaluation(t.Context(), id); err != nil || e.Outcome != "" {
				t.Errorf("decided all the same: %+v %v", e, err)
			}
			if why := value[string](t, d, "select error from evaluations"); !strings.Contains(why, c.want) {
				t.Errorf("kept as the cause: %q", why)
			}
			d.nothing(t)
		})
	}
}

// late applies a block in which the pact's evaluate_by has passed and its dispute window has not.
func (d database) late(t *testing.T, block rpc.Header) {
	t.Helper()
	if _, err := d.raw.Exec(t.Context(), "update pacts set deadline = deadline + 900"); err != nil {
		t.Fatal(err)
	}
	d.apply(t, []rpc.Header{block})
}
