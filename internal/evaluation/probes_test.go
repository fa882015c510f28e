package evaluation_test

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/surety-dev/surety/internal/devnet"
	"github.com/surety-dev/surety/internal/evaluation"
	"github.com/surety-dev/surety/internal/evaluation/jury"
	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/verdict"
)

const secret = "Known to the operator"

// pool answers at once; those called hostile say the contrary. Probes wait for held, when there is one.
type pool struct {
	held chan struct{}

	mu   sync.Mutex
	paid map[string]int // requests, by juror and prompt
}

func (*pool) Enter(context.Context, policy.Juror) (leave func(), err error) { return func() {}, nil }

func (a *pool) Ask(ctx context.Context, j policy.Juror, p jury.Prompt, _ int64) (verdict.Answer, jury.Usage) {
	a.mu.Lock()
	a.paid[j.Name+" "+strings.ReplaceAll(p.User, p.Nonce, "")]++
	a.mu.Unlock()
	if a.held != nil && strings.Contains(p.User, secret) {
		select {
		case <-a.held:
		case <-ctx.Done():
			return verdict.Answer{Failure: ctx.Err().Error()}, jury.Usage{}
		}
	}
	_, record, _ := strings.Cut(p.User, "=== BEGIN RECORD")
	pass := strings.Contains(record, "please") != strings.HasPrefix(j.Name, "hostile")
	text := fmt.Sprintf(`{"reason":"seen","pass":%t,"score":%d}`, pass, map[bool]int{true: 1, false: 0}[pass])
	return verdict.Answer{Text: text, Model: j.Model, Stop: "stop"}, jury.Usage{InputTokens: 100, OutputTokens: 10}
}

// withProbes publishes probes, one beside each question, and a policy whose pool is measured quickly.
func (c *court) withProbes() policy.Document {
	c.t.Helper()
	c.chain = blocks{newest: 50, final: 40}
	p := c.withJurors(func(j *policy.Jury) { j.ProbeShare, j.PriorProbes = 10_000, 1 })
	var file strings.Builder
	for i, said := range []string{"Wait, please.", "No.", "Yes, please.", "Never."} {
		answer := map[bool]verdict.Result{true: verdict.Held, false: verdict.Broken}[strings.Contains(said, "please")]
		fmt.Fprintf(&file, `{"promise":"%s: question %d.","record":%s,"answer":"%s"}`+"\n", secret, i,
			evidence.Bundle{Messages: []evidence.Message{{Role: evidence.Assistant, Content: said}}}.Encode(), answer)
	}
	probes, err := jury.ParseProbes([]byte(file.String()))
	check(c.t, err)
	check(c.t, c.db.PublishProbes(c.t.Context(), probes))
	return p
}

// end takes an evaluation to its verdict.
func (c *court) end(p pact.Pact, a jury.Client) verdict.Report {
	c.t.Helper()
	for range 10 {
		w := c.worker(account{Account: devnet.Evaluator})
		w.Jurors = a
		again, err := w.Step(c.t.Context(), p.Terms.ID())
		check(c.t, err)
		if again == 0 {
			return c.report(p)
		}
		c.chain.newest, c.chain.final = c.chain.newest+5, c.chain.newest
	}
	c.t.Fatal("no end")
	return verdict.Report{}
}

func TestWhatProbesShowWeighsAndBenchesJurorsInLaterReports(t *testing.T) {
	c := newCourt(t)
	doc := c.withProbes()
	a := &pool{paid: map[string]int{}}
	first := c.end(c.await("Wait, please.", judgedBy(doc)), a)
	if got := first.Jury.Calibration; len(got.Jurors) != 0 {
		t.Errorf("before any probe: %+v", got)
	}
	for range 7 {
		c.end(c.await("Wait, please.", judgedBy(doc)), a)
	}
	p := c.await("Wait, please.", judgedBy(doc))
	r := c.end(p, a)
	trust := map[string]verdict.Trust{}
	for _, j := range r.Jury.Calibration.Jurors {
		trust[j.Juror] = j
	}
	for name, j := range trust {
		if hostile := strings.HasPrefix(name, "hostile"); j.Benched != hostile || !hostile && j.Weight <= policy.LogOdds(doc.Jury.PriorAccuracy) {
			t.Errorf("%+v", j)
		}
	}
	if len(trust) != len(doc.Jury.Jurors) {
		t.Errorf("of %d jurors %d are measured", len(doc.Jury.Jurors), len(trust))
	}
	for _, call := range r.Jury.Calls {
		if strings.HasPrefix(call.Juror, "hostile") {
			t.Errorf("%s is benched, and sat", call.Juror)
		}
	}
	for _, tally := range r.Jury.Tallies {
		for _, v := range tally.Votes {
			if v.Weight != trust[v.Juror].Weight {
				t.Errorf("%s weighs %d, measured is %d", v.Juror, v.Weight, trust[v.Juror].Weight)
			}
		}
	}
	if report := r.Encode(); bytes.Contains(report, []byte(secret)) || bytes.Contains(report, []byte(`"probe/`)) {
		t.Error("the report tells of a probe")
	}
	bundles := map[string]evidence.Bundle{verdict.ByProvider: {Messages: []evidence.Message{
		{Role: evidence.User, Content: "Where is it?"}, {Role: evidence.Assistant, Content: "Wait, please."},
	}}}
	if diff, err := evaluation.Recheck(r, p, doc, bundles); err != nil || len(diff) > 0 {
		t.Errorf("counted again: %v, %v", diff, err)
	}
	for name, forge := range map[string]func(*verdict.Jury){
		"only the benched are measured": func(j *verdict.Jury) {
			j.Calibration.Jurors = slices.DeleteFunc(j.Calibration.Jurors, func(j verdict.Trust) bool { return !j.Benched })
		},
		"a benched juror votes":               func(j *verdict.Jury) { j.Calls[0].Juror = "hostile-1" },
		"an accuracy other than the weight's": func(j *verdict.Jury) { j.Calibration.Jurors[0].Accuracy++ }, // no tally has it
	} {
		forged, err := verdict.ParseReport(r.Encode())
		check(t, err)
		forge(forged.Jury)
		if diff, err := evaluation.Recheck(forged, p, doc, bundles); err != nil || len(diff) == 0 {
			t.Errorf("%s: %v, %v", name, diff, err)
		}
	}
	check(t, c.db.PublishProbes(t.Context(), nil))
	if left, err := c.db.ProbeResults(t.Context(), doc.Jury.Jurors); err != nil || len(left) != 0 {
		t.Errorf("of withdrawn probes %v count, %v", left, err)
	}
}

// dying is a bank whose process dies between a probe's answer and its record.
type dying struct {
	evaluation.Bank
	die func()
}

func (d dying) RecordProbe(context.Context, pact.ID, jury.Probe, policy.Juror, verdict.Call) error {
	d.die()
	return errKilled
}

func TestAnEvaluatorKilledBetweenAProbeAndItsRecordPaysNothingTwice(t *testing.T) {
	c := newCourt(t)
	doc := c.withProbes()
	p := c.await("Wait, please.", judgedBy(doc))
	a := &pool{held: make(chan struct{}), paid: map[string]int{}}
	ctx, kill := context.WithCancel(t.Context())
	defer kill()
	var died sync.Once
	dead, killed := new(atomic.Bool), make(chan struct{})
	w := c.worker(account{Account: devnet.Evaluator})
	w.Store, w.Jurors = mortal{c.db, dead, new(atomic.Bool), new(sync.RWMutex)}, a
	w.Bank = dying{c.db, func() { died.Do(func() { dead.Store(true); kill(); close(killed) }) }}
	w.At = func(point string) {
		if point == "jurors heard" {
			close(a.held)
			<-killed
		}
	}
	for !dead.Load() {
		if again, err := w.Step(ctx, p.Terms.ID()); err == nil && again == 0 {
			t.Fatal("it was not killed")
		}
		c.chain.newest, c.chain.final = c.chain.newest+5, c.chain.newest
	}
	if r := c.end(p, a); r.Outcome != verdict.Pass || len(c.intents()) != 1 {
		t.Errorf("%s, %d verdicts", r.Outcome, len(c.intents()))
	}
	for question, times := range a.paid {
		if name, _, _ := strings.Cut(question, " "); times > 1 {
			t.Errorf("%s was paid for the same %d times", name, times)
		}
	}
}
