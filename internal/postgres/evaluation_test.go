package postgres_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"

	"github.com/surety-dev/surety/internal/chain"
	"github.com/surety-dev/surety/internal/chain/rpc"
	"github.com/surety-dev/surety/internal/evaluation"
	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/internal/postgres"
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

func decision(id pact.ID) evaluation.Decision {
	return evaluation.Decision{
		Report:    verdict.Report{Schema: verdict.ReportSchema, Pact: id, Outcome: verdict.Fail, Held: 80_000_000},
		Signature: []byte{7}, Intent: &lifecycle.Intent{Pact: id, Action: lifecycle.ActVerdict, Call: []byte{1}, Deadline: start + 7200},
	}
}

// job is what is stored of the evaluation.
func (d database) job(t *testing.T, id pact.ID) evaluation.Job {
	t.Helper()
	j, err := d.Job(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return j
}

func TestAVerdictIsStoredWithItsIntent(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.evaluating(t)
	if e, ok, err := d.Evaluation(t.Context(), id); !ok || err != nil || e.Outcome != "" {
		t.Errorf("a pending one: %+v %v %v", e, ok, err)
	}
	j := d.job(t, id)
	if j.Pact.ID != id || string(j.Provider.Bundle) != "bundle" || j.Provider.Root != (common.Hash{1}) || j.Buyer.Bundle != nil || j.Now != header(1, 1).Time || j.Decided {
		t.Errorf("the job is %+v", j)
	}
	want := decision(id)
	other := want
	other.Report.Outcome = verdict.Pass
	for _, decision := range []evaluation.Decision{want, other} { // the first stays
		if err := d.Decide(t.Context(), id, decision); err != nil {
			t.Fatal(err)
		}
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
	if !d.job(t, id).Decided {
		t.Error("it is not said to be decided")
	}
}

func TestAVerdictThatComesAfterEvaluateByIsNotStored(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.evaluating(t)
	late := header(2, 1)
	late.Time = start + 7199 + 1
	d.late(t, late) // while it is judged
	if err := d.Decide(t.Context(), id, decision(id)); err == nil || !strings.Contains(err.Error(), "evaluate_by") {
		t.Errorf("got %v", err)
	}
	if e, _, err := d.Evaluation(t.Context(), id); err != nil || e.Outcome != "" {
		t.Errorf("decided all the same: %+v %v", e, err)
	}
}

func TestProgressThatIsStoredStays(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.evaluating(t)
	steps := []evaluation.Progress{{Fixed: true}, {Fixed: true, FixedBlock: 7}, {Fixed: true, FixedBlock: 7, Seed: common.Hash{3}}}
	for i, step := range []evaluation.Progress{{Fixed: true}, {FixedBlock: 7}, {Seed: common.Hash{3}}, {FixedBlock: 8, Seed: common.Hash{4}}} {
		if err := d.Keep(t.Context(), id, step); err != nil {
			t.Fatal(err)
		}
		if got := d.job(t, id).Progress; got != steps[min(i, 2)] {
			t.Errorf("after step %d: %+v", i, got)
		}
	}
	call := verdict.Call{Question: "polite", Juror: "first", Answer: verdict.Answer{Text: "yes"}}
	again := call
	again.Answer.Text = "no"
	began := call
	began.Answer = verdict.Answer{Failure: "abandoned"}
	if err := d.Begin(t.Context(), id, common.Hash{1}, began); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]verdict.Call{began}, d.job(t, id).Calls); diff != "" {
		t.Errorf("calls (-begun +stored):\n%s", diff)
	}
	for _, c := range []verdict.Call{call, again} {
		if err := d.Record(t.Context(), id, common.Hash{1}, c); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Begin(t.Context(), id, common.Hash{1}, began); !errors.Is(err, evaluation.ErrBegun) {
		t.Errorf("begun again: %v", err)
	}
	if diff := cmp.Diff([]verdict.Call{call}, d.job(t, id).Calls); diff != "" {
		t.Errorf("calls (-first +stored):\n%s", diff)
	}
}

func TestOneEvaluatorIsAtAnEvaluationAtATime(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.evaluating(t)
	alone := func(id pact.ID, f func(context.Context) error) bool {
		alone, err := d.Alone(t.Context(), id, f)
		if err != nil {
			t.Error(err)
		}
		return alone
	}
	nothing := func(context.Context) error { return nil }
	if !alone(id, func(context.Context) error {
		if alone(id, nothing) {
			t.Error("two are at it")
		}
		if !alone(pact.ID{9}, nothing) {
			t.Error("another evaluation has to wait")
		}
		return nil
	}) || !alone(id, nothing) {
		t.Error("it is not free")
	}
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

func TestEvidenceIsFixedOnceThatIsStored(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.evaluating(t)
	d.handsIn(t, id)
	fixed := func() (fixed bool) {
		d.do(t, func(tx lifecycle.Tx) (err error) {
			fixed, err = tx.EvidenceFixed(id)
			return err
		})
		return fixed
	}
	if fixed() {
		t.Error("it is before")
	}
	if err := d.Keep(t.Context(), id, evaluation.Progress{Fixed: true}); err != nil || !fixed() {
		t.Errorf("it is not, %v", err)
	}
	if j := d.job(t, id); string(j.Provider.Bundle) != "bundle" || string(j.Buyer.Bundle) != "other" {
		t.Errorf("the job is %+v", j)
	}
}

func TestAVerdictIsNotStoredWhileAnotherIsCarried(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.evaluating(t)
	d.intend(t, lifecycle.Intent{Pact: id, Action: lifecycle.ActVerdict})
	if err := d.Decide(t.Context(), id, decision(id)); err == nil || !strings.Contains(err.Error(), "already carrying") {
		t.Errorf("got %v", err)
	}
	if e, _, err := d.Evaluation(t.Context(), id); err != nil || e.Outcome != "" {
		t.Errorf("decided all the same: %+v %v", e, err)
	}
}

// works collects what is worked off.
func (d database) works(t *testing.T, step func(pact.ID) (time.Duration, error)) (stop func()) {
	t.Helper()
	return d.worksWith(t, func(_ context.Context, id pact.ID) (time.Duration, error) { return step(id) })
}

func (d database) worksWith(t *testing.T, step func(context.Context, pact.ID) (time.Duration, error)) (stop func()) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() {
		done <- postgres.Queue{DB: d.DB, Log: slog.New(slog.NewTextHandler(t.Output(), nil))}.Work(ctx, step)
	}()
	return func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("the queue ended with %v", err)
		}
	}
}

func TestAnEvaluationIsGoneOnWithUntilItAsksForNoMore(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.evaluating(t)
	var times int
	last := make(chan bool)
	stop := d.works(t, func(got pact.ID) (time.Duration, error) {
		if got != id {
			t.Errorf("asked for %s", got)
		}
		switch times++; times {
		case 1:
			return 0, errors.New("the chain is away")
		case 2:
			return time.Millisecond, nil
		case 3: // one without an outcome would be remembered
			if err := d.Decide(t.Context(), id, decision(id)); err != nil {
				t.Error(err)
			}
			close(last)
		}
		return 0, nil
	})
	<-last
	stop()
	if times != 3 {
		t.Errorf("%d steps, want 3", times)
	}
}

// The job of a killed process stays marked as running: the next process must not wait until River takes it for stuck.
func TestWhatAKilledWorkerLeftIsTakenUpAtOnce(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.evaluating(t)
	if _, err := d.raw.Exec(t.Context(), "update river.river_job set state = 'running', attempt = 1, attempted_at = now(), attempted_by = '{the dead}'"); err != nil {
		t.Fatal(err)
	}
	found := make(chan pact.ID, 1)
	stop := d.works(t, func(id pact.ID) (time.Duration, error) { found <- id; return 0, nil })
	defer stop()
	if got := <-found; got != id {
		t.Errorf("taken up: %s", got)
	}
}

// How long a step may take is for the pact to say, and nothing else cuts it off.
func TestAStepHasNoOtherEndThanItsOwn(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.evaluating(t)
	ends := make(chan bool, 1)
	stop := d.worksWith(t, func(ctx context.Context, _ pact.ID) (time.Duration, error) {
		_, limited := ctx.Deadline()
		ends <- limited
		return 0, nil
	})
	defer stop()
	if <-ends {
		t.Error("it is cut off at some time")
	}
}

func TestTheJobThatAKilledWorkerLeftIsEndedOnceItsEvaluationIsDecided(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.evaluating(t)
	if _, err := d.raw.Exec(t.Context(), "update river.river_job set state = 'running', attempt = 1, attempted_at = now() - interval '2 hours', attempted_by = '{the dead}'"); err != nil {
		t.Fatal(err)
	}
	if err := d.Decide(t.Context(), id, decision(id)); err != nil {
		t.Fatal(err)
	}
	stop := d.works(t, func(id pact.ID) (time.Duration, error) { t.Errorf("%s is decided", id); return 0, nil })
	defer stop()
	ctx, ended := context.WithTimeout(t.Context(), time.Minute)
	defer ended()
	state := ""
	if err := chain.Poll(ctx, 10*time.Millisecond, slog.New(slog.DiscardHandler), func(ctx context.Context) (bool, error) {
		err := d.raw.QueryRow(ctx, "select state from river.river_job").Scan(&state)
		if state == "cancelled" {
			ended()
		}
		return false, err
	}); err != nil {
		t.Fatal(err)
	}
	if state != "cancelled" {
		t.Errorf("the job stays %s", state)
	}
}

func TestAPublishedPolicyIsInForceAndNeverReplaced(t *testing.T) {
	t.Parallel()
	d := open(t)
	publish := func(version string, changed uint32) (policy.Document, error) {
		p := policy.Default()
		p.Version, p.Weights.Info = version, changed
		return p, d.PublishPolicy(t.Context(), p)
	}
	inForce := func() string {
		p, err := d.CurrentPolicy(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		return p.Version
	}
	if inForce() != "1" {
		t.Errorf("a fresh service has version %s", inForce())
	}
	second, err := publish("2", 1)
	if err != nil || inForce() != "2" {
		t.Fatalf("version %s, %v", inForce(), err)
	}
	for version, changed := range map[string]uint32{"2": 7, "1": 7, "4": 7} {
		if _, err := publish(version, changed); err == nil || !strings.Contains(err.Error(), `"3"`) {
			t.Errorf("version %s after 2: %v", version, err)
		}
	}
	if _, err := publish("2", 1); err != nil {
		t.Errorf("the same again: %v", err)
	}
	if _, err := publish("3", 2); err != nil || inForce() != "3" {
		t.Errorf("version %s, %v", inForce(), err)
	}
	for _, p := range []policy.Document{policy.Default(), second} {
		if got, err := d.Policy(t.Context(), p.Hash()); err != nil || got.Hash() != p.Hash() {
			t.Errorf("version %s: %v, %v", p.Version, got.Version, err)
		}
	}
	if _, err := d.Policy(t.Context(), common.Hash{1}); !errors.Is(err, policy.ErrUnknown) {
		t.Errorf("an unknown hash gives %v", err)
	}
	for _, change := range []string{"delete from policies", "update policies set document = 'x'"} {
		if _, err := d.raw.Exec(t.Context(), change); err == nil {
			t.Errorf("%s is done", change)
		}
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
