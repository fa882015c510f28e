package evaluation_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"

	"github.com/surety-dev/surety/internal/evaluation"
	"github.com/surety-dev/surety/internal/evaluation/jury"
	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/verdict"
)

var waited = evidence.Bundle{Messages: []evidence.Message{
	{Role: evidence.User, Content: "Where is it?"}, {Role: evidence.Assistant, Content: "Wait, please."},
}}

// more adds honest jurors to a pool.
func more(n int) func(*policy.Jury) {
	return func(j *policy.Jury) {
		for i := range n {
			juror := j.Jurors[0]
			juror.Name = fmt.Sprintf("more-%d", i)
			juror.Family, juror.Model = juror.Name, juror.Name
			j.Jurors = append(j.Jurors, juror)
		}
	}
}

// runsOn is a pact that the policy's jurors judge, whose covenant names these models.
func runsOn(p policy.Document, models ...string) func(*pact.Pact) {
	return func(of *pact.Pact) {
		judgedBy(p)(of)
		of.Covenant.Models = models
	}
}

func TestNoJurorOfTheAgentsModelJudgesIt(t *testing.T) {
	c := newCourt(t)
	c.chain = blocks{newest: 50, final: 40}
	doc := c.withJurors(more(4))
	asked := map[string]bool{}
	for range 3 {
		p := c.await("Wait, please.", runsOn(doc, "house/HOSTILE-1-2026-01-01", "a"))
		c.goOn(p, newBench(), 0)
		r := c.report(p)
		for _, call := range r.Jury.Calls {
			asked[call.Juror] = true
		}
		bundles := map[string]evidence.Bundle{verdict.ByProvider: waited}
		if diff, err := evaluation.Recheck(r, p, doc, bundles); err != nil || len(diff) > 0 {
			t.Fatalf("repeated: %v, %v", diff, err)
		}
		r.Jury.Calls[0].Juror = "a"
		if diff, err := evaluation.Recheck(r, p, doc, bundles); err != nil || !strings.Contains(fmt.Sprint(diff), "juror a was not drawn") {
			t.Errorf("a vote of the agent's own model is found as %v, %v", diff, err)
		}
	}
	if asked["a"] || asked["hostile-1"] || len(asked) < 5 {
		t.Errorf("asked were %v", asked)
	}
}

func TestACovenantWhoseModelsLeaveNoQuorumIsRefusedAndUnmeasured(t *testing.T) {
	c := newCourt(t)
	doc := c.withJurors()
	most := []string{"a", "b", "c", "d", "hostile-1"}
	if _, err := c.propose(runsOn(doc, most...)); err == nil || !strings.Contains(err.Error(), "covenant.models: 2 of the pool's 7 jurors are left, and a quorum takes 3; the agent may run on the model of a, b, c, d, hostile-1") {
		t.Errorf("proposing it: %v", err)
	}
	if _, err := c.propose(runsOn(doc, most[1:]...)); err != nil {
		t.Errorf("one more and it is a quorum: %v", err)
	}
	if _, err := c.propose(func(p *pact.Pact) { p.Covenant.Policy, p.Covenant.Models = doc.Hash(), most }); err != nil {
		t.Errorf("where no juror judges: %v", err)
	}

	var p pact.Pact // funded without having been proposed
	p.Covenant = pact.Covenant{Title: "Be polite", Clauses: make([]pact.Clause, 1), PassBps: 10_000}
	runsOn(doc, most...)(&p)
	p.Terms.Deal.Covenant = p.Covenant.Hash()
	of := evaluation.Case{Pact: p, Policy: doc, Provider: &evaluation.Submission{Bundle: waited}}
	for name, draw := range map[string]*verdict.Draw{"before there is a seed": nil, "with one": {FixedBlock: 1, Seed: common.Hash{1}}} {
		of.Draw = draw
		r, open, err := evaluation.Evaluate(of)
		if err != nil || open.Seed || len(open.Questions) > 0 {
			t.Errorf("%s: more is waited for: %+v, %v", name, open, err)
		}
		if got := r.Clauses[0]; got.Result != verdict.Unmeasured || !strings.HasPrefix(got.Reason, "2 of the pool's 7 jurors are left") {
			t.Errorf("%s: %+v", name, got)
		}
	}

	// What is left is benched.
	runsOn(doc, "a", "b", "c", "d")(&p)
	p.Terms.Deal.Covenant = p.Covenant.Hash()
	of.Pact = p
	var answers []jury.ProbeResult
	for i := range 50 {
		answers = append(answers, jury.ProbeResult{Probe: fmt.Sprint(i), Juror: "confused"}) // wrong, each
	}
	of.Calibration = jury.Calibrate(answers, doc.Jury)
	r, _, err := evaluation.Evaluate(of)
	const want = "2 of the pool's 7 jurors are left, and a quorum takes 3; the agent may run on the model of a, b, c, d; benched by their probes: confused"
	if err != nil || r.Clauses[0].Reason != want {
		t.Errorf("benched too: %q, %v", r.Clauses[0].Reason, err)
	}
	if diff, err := evaluation.Recheck(r, p, doc, map[string]evidence.Bundle{verdict.ByProvider: waited}); err != nil || len(diff) > 0 {
		t.Errorf("repeated: %v, %v", diff, err)
	}
}

// Else whoever hands it in would choose who judges.
func TestAModelThatOnlyEvidenceNamesIsInTheReportAndMovesNoJuror(t *testing.T) {
	c := newCourt(t)
	c.chain = blocks{newest: 50, final: 40}
	doc := c.withJurors(more(4))
	p := c.await("Wait, please.", runsOn(doc, "hostile-1"))
	c.goOn(p, newBench(), 0)
	r := c.report(p)
	if r.Models != nil {
		t.Errorf("evidence that names no model: %v", r.Models)
	}
	voter := r.Jury.Tallies[0].Votes[0].Juror
	silent := slices.IndexFunc(doc.Jury.Jurors, func(j policy.Juror) bool {
		return j.Name != "hostile-1" && !slices.ContainsFunc(r.Jury.Tallies[0].Votes, func(v verdict.Vote) bool { return v.Juror == j.Name })
	})
	provider, buyer := waited, waited
	provider.Models = []string{"hostile-1-2026", doc.Jury.Jurors[silent].Model, "open/" + voter}
	buyer.Models = []string{"else"}
	again, open, err := evaluation.Evaluate(evaluation.Case{
		Pact: p, Policy: doc, Draw: r.Draw, Calls: r.Jury.Calls, Now: r.EvaluatedAt,
		Provider: &evaluation.Submission{Bundle: provider}, Buyer: &evaluation.Submission{Bundle: buyer},
	})
	if err != nil {
		t.Fatal(err)
	}
	r.Jury.Tallies[0].BestGuess = again.Jury.Tallies[0].BestGuess // which a report does not keep
	if diff := cmp.Diff(r.Jury, again.Jury); diff != "" || len(open.Questions) != 1 {
		t.Errorf("it moves the panel: %s", diff)
	}
	if diff := cmp.Diff([]verdict.Model{
		{Name: doc.Jury.Jurors[silent].Model, Party: verdict.ByProvider},
		{Name: "open/" + voter, Party: verdict.ByProvider, Jurors: []string{voter}},
		{Name: "else", Party: verdict.ByBuyer},
	}, again.Models); diff != "" {
		t.Error(diff)
	}
	bundles := map[string]evidence.Bundle{verdict.ByProvider: provider, verdict.ByBuyer: buyer}
	if diff, err := evaluation.Recheck(again, p, doc, bundles); err != nil || len(diff) > 0 {
		t.Errorf("repeated: %v, %v", diff, err)
	}
	again.Models = again.Models[1:]
	if diff, err := evaluation.Recheck(again, p, doc, bundles); err != nil || !strings.Contains(fmt.Sprint(diff), "models: the report says") {
		t.Errorf("one left out is found as %v, %v", diff, err)
	}
}
