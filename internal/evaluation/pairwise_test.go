package evaluation_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/surety-dev/surety/internal/devnet"
	"github.com/surety-dev/surety/internal/evaluation"
	"github.com/surety-dev/surety/internal/evaluation/jury"
	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/verdict"
)

// readers compare two texts: most prefer whichever says please, wherever it stands, and neither when both do or none does. Who is confused prefers the
// first, whatever it says.
type readers struct{}

func (readers) Enter(context.Context, policy.Juror) (leave func(), err error) { return func() {}, nil }

func (readers) Ask(_ context.Context, j policy.Juror, p jury.Prompt, _ int64) (verdict.Answer, jury.Usage) {
	polite := func(title string) bool { return strings.Contains(strings.Join(p.Fenced(title), "\n"), "please") }
	better := "tie"
	switch first, second := polite("FIRST"), polite("SECOND"); {
	case j.Name == "confused", first && !second:
		better = "first"
	case second && !first:
		better = "second"
	}
	return verdict.Answer{Text: fmt.Sprintf(`{"reason":"read","better":%q}`, better), Model: j.Model, Stop: "stop"}, jury.Usage{InputTokens: 100, OutputTokens: 10}
}

func TestAnAnswerIsComparedWithTheCovenantsReferenceInBothOrders(t *testing.T) {
	c := newCourt(t)
	c.chain = blocks{newest: 50, final: 40}
	doc := c.withJurors(func(j *policy.Jury) {
		j.Jurors = slices.DeleteFunc(j.Jurors, func(j policy.Juror) bool { return strings.HasPrefix(j.Name, "hostile") })
	})
	confused := 0
	for _, tt := range []struct {
		said, operator, reference string
		want                      verdict.Outcome
	}{
		{"Wait, please.", "gt", "Wait.", verdict.Pass},
		{"Wait.", "gt", "Would you wait, please?", verdict.Fail},
		{"Wait.", "gte", "Would you wait, please?", verdict.Fail},
		{"Wait.", "gt", "Go away.", verdict.Fail},
		{"Wait.", "gte", "Go away.", verdict.Pass},
	} {
		p := c.await(tt.said, func(p *pact.Pact) {
			judgedBy(doc)(p)
			p.Covenant.Clauses[0].Metric, p.Covenant.Clauses[0].Operator = "pairwise_comparison", tt.operator
			p.Covenant.Clauses[0].Value = fmt.Sprintf(`{"rubric":"The tone is polite.","reference":%q}`, tt.reference)
		})
		w := c.worker(account{Account: devnet.Evaluator})
		w.Jurors = readers{}
		for again := true; again; c.chain.newest, c.chain.final = c.chain.newest+5, c.chain.newest {
			wait, err := w.Step(t.Context(), p.Terms.ID())
			check(t, err)
			again = wait > 0
		}
		r := c.report(p)
		if r.Outcome != tt.want {
			t.Errorf("%q %s %q: %s, %+v", tt.said, tt.operator, tt.reference, r.Outcome, r.Clauses[0])
		}
		orders := map[bool]int{}
		for _, call := range r.Jury.Calls {
			orders[call.Swapped]++
			if call.Juror != "confused" || call.Vote == "" { // not waited for
				continue
			}
			confused++
			if (call.Vote == verdict.Held) == call.Swapped {
				t.Errorf("in that order the first reads %q", call.Vote)
			}
		}
		if votes := r.Jury.Tallies[0].Votes; orders[false] < 3 || orders[true] < 3 || slices.ContainsFunc(votes, func(v verdict.Vote) bool { return v.Juror == "confused" }) {
			t.Errorf("asked %v, counted %+v", orders, votes)
		}
		bundles := map[string]evidence.Bundle{verdict.ByProvider: {Messages: []evidence.Message{
			{Role: evidence.User, Content: "Where is it?"}, {Role: evidence.Assistant, Content: tt.said},
		}}}
		if diff, err := evaluation.Recheck(r, p, doc, bundles); err != nil || len(diff) > 0 {
			t.Errorf("repeated: %v, %v", diff, err)
		}
		r.Jury.Calls[0].Swapped = !r.Jury.Calls[0].Swapped
		if diff, err := evaluation.Recheck(r, p, doc, bundles); err != nil || !strings.Contains(fmt.Sprint(diff), "the prompt hashes to") {
			t.Errorf("an answer in another order is found as %v, %v", diff, err)
		}
	}
	if confused == 0 {
		t.Error("nobody preferred a place")
	}
}

func TestAgainstASilentAgentNothingIsCompared(t *testing.T) {
	c := newCourt(t)
	doc := c.withJurors()
	p, err := c.propose(func(p *pact.Pact) {
		judgedBy(doc)(p)
		p.Covenant.Clauses[0].Metric, p.Covenant.Clauses[0].Operator = "pairwise_comparison", "gte"
		p.Covenant.Clauses[0].Value = `{"rubric":"r","reference":"r"}`
	})
	check(t, err)
	r, open, err := evaluation.Evaluate(evaluation.Case{
		Pact: p, Policy: doc, Draw: &verdict.Draw{FixedBlock: 1}, Provider: &evaluation.Submission{Bundle: evidence.Bundle{Messages: waited.Messages[:1]}},
	})
	if err != nil || len(open.Questions) > 0 || r.Outcome != verdict.Inconclusive || r.Clauses[0].Reason != "the evidence has no message of the agent" {
		t.Errorf("%+v, %+v, %v", r.Clauses, open, err)
	}
}
