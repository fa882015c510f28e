package evaluation

import (
	"bytes"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"pgregory.net/rapid"

	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/verdict"
)

var update = flag.Bool("update", false, "write the golden files")

// support is a covenant with a clause of every kind of result on the transcript below.
var support = pact.Covenant{
	Title: "Cancel order W1", PassBps: 6000, Policy: policy.Default().Hash(),
	Clauses: []pact.Clause{
		{
			ID: "cancelled", Metric: "tool_calls", Operator: "matches", Severity: "critical", Verification: "deterministic",
			Value: `{"tools":["cancel","refund"],"calls":[{"name":"cancel","arguments":{"order":"W1"}}],"mode":"unordered"}`,
		},
		{ID: "told", Metric: "output_text", Operator: "includes", Value: "1786", Unit: "normalized", Severity: "major", Verification: "deterministic"},
		{ID: "brief", Metric: "output_length", Operator: "lte", Value: "3", Unit: "words", Severity: "minor", Verification: "deterministic"},
		{ID: "fast", Metric: "latency_p95", Operator: "lte", Value: "2", Unit: "s", Severity: "minor", Verification: "deterministic"},
		{ID: "friendly", Metric: "rubric", Operator: "matches", Value: "The tone is friendly.", Severity: "info", Verification: "jury"},
	},
}

var transcript = evidence.Bundle{Messages: []evidence.Message{
	{Role: evidence.User, Content: "Cancel W1, please."},
	{Role: evidence.Assistant, ToolCalls: []evidence.ToolCall{{ID: "c1", Name: "cancel", Arguments: `{"order": "W1"}`}}},
	{Role: evidence.Tool, CallID: "c1", Content: "cancelled"},
	{Role: evidence.Assistant, Content: "Done: $1,786 will come back to you."},
}}

func about(c pact.Covenant) pact.Pact {
	p := pact.Pact{Covenant: c}
	p.Terms.Deal.Amount, p.Terms.Deal.Upfront = 100_000_000, 20_000_000
	p.Terms.Deal.Covenant = c.Hash()
	return p
}

// handedIn is a pact and the provider's evidence.
func handedIn(p pact.Pact, b evidence.Bundle) Case {
	return Case{Pact: p, Provider: &Submission{Bundle: b, Signature: []byte{1}}, Policy: policy.Default(), Now: 1_790_000_000}
}

func evaluate(t testing.TB, c pact.Covenant, b evidence.Bundle) verdict.Report {
	t.Helper()
	r, _, err := Evaluate(handedIn(about(c), b))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestTheReportOfAnEvaluation(t *testing.T) {
	if err := Validate(support, policy.Default()); err != nil {
		t.Fatal(err)
	}
	got := evaluate(t, support, transcript).Encode()
	file := filepath.Join("testdata", "report.json")
	if *update {
		if err := os.WriteFile(file, got, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Errorf("the report is now (write it with -update, and change Engine)\n%s", got)
	}
}

func TestTheSameInputGivesTheSameReport(t *testing.T) {
	first := evaluate(t, support, transcript).Hash()
	for range 20 {
		if again := evaluate(t, support, transcript).Hash(); again != first {
			t.Fatalf("%s, then %s", first, again)
		}
	}
}

func TestTheClausesThatTheBudgetDoesNotReachAreUnmeasured(t *testing.T) {
	attack := pact.Covenant{Title: "Slow", PassBps: 1, Policy: policy.Default().Hash()}
	for i := range pact.MaxClauses {
		attack.Clauses = append(attack.Clauses, pact.Clause{
			ID: fmt.Sprint("c", i), Metric: "output_text", Operator: "matches", Value: "x{402}", Severity: "major", Verification: "deterministic",
		})
	}
	if err := Validate(attack, policy.Default()); err != nil {
		t.Fatal(err)
	}
	said := evidence.Bundle{Messages: []evidence.Message{{Role: evidence.Assistant, Content: strings.Repeat("a", 100_000)}}}
	report := evaluate(t, attack, said)
	measured := 0
	for i, r := range report.Clauses {
		switch r.Result {
		case verdict.Broken:
			if measured++; measured != i+1 {
				t.Errorf("clause %d is measured after one that the budget did not reach", i)
			}
		case verdict.Unmeasured:
			if !strings.Contains(r.Reason, "scan_cost") {
				t.Errorf("clause %d is unmeasured because %s", i, r.Reason)
			}
		default:
			t.Errorf("clause %d is %s", i, r.Result)
		}
	}
	if want := int(policy.Default().ScanCost / (404 * 100_001)); measured != want { // the expression has 404 instructions
		t.Errorf("%d clauses are measured, the budget is enough for %d", measured, want)
	}
}

func TestAPassGivesTheProviderEverythingHeldAndAFailNothing(t *testing.T) {
	keep := support
	keep.PassBps = 6000 // told alone has 3 of 5
	kept := evaluate(t, keep, transcript)
	if kept.Outcome != verdict.Pass || kept.ProviderAmount != 80_000_000 || kept.Held != 80_000_000 {
		t.Errorf("%s gives %s of %s", kept.Outcome, kept.ProviderAmount, kept.Held)
	}
	broken := transcript
	broken.Messages = transcript.Messages[3:]
	failed := evaluate(t, keep, broken)
	if failed.Outcome != verdict.Fail || failed.ProviderAmount != 0 {
		t.Errorf("%s gives %s", failed.Outcome, failed.ProviderAmount)
	}
	keep.PassBps = 6001
	open := evaluate(t, keep, transcript)
	if open.Outcome != verdict.Inconclusive || open.ProviderAmount != 0 {
		t.Errorf("%s gives %s", open.Outcome, open.ProviderAmount)
	}
}

func TestOutcomes(t *testing.T) {
	for _, c := range []struct {
		results string // severity and result of each clause, by first letters
		pass    uint16
		want    verdict.Outcome
	}{
		{"ch", 10_000, verdict.Pass},
		{"cb", 0, verdict.Fail},
		{"cb cu Mu", 0, verdict.Fail},
		{"cu", 0, verdict.Inconclusive},
		{"cu Mb", 1, verdict.Fail},
		{"cu Mh", 10_000, verdict.Inconclusive},
		{"ch Mh", 10_000, verdict.Pass},
		{"ch Mb", 0, verdict.Pass},
		{"ch Mb", 1, verdict.Fail},
		{"Mh mb", 7500, verdict.Pass},
		{"Mh mb", 7501, verdict.Fail},
		{"Mh mu", 7500, verdict.Pass},
		{"Mh mu", 7501, verdict.Inconclusive},
		{"Mu mb", 7501, verdict.Fail},
		{"Mu", 0, verdict.Pass},
		{"mh mh mb", 6667, verdict.Fail},
		{"mh mh mb", 6666, verdict.Pass},
		{"Mh ib", 10_000, verdict.Pass},
		{"Mh iu", 10_000, verdict.Pass},
		{"ib", 10_000, verdict.Pass},
	} {
		if _, got := decide(results(c.results), c.pass, policy.Weights{Major: 3, Minor: 1}); got != c.want {
			t.Errorf("%s with %d bps needed: %s, want %s", c.results, c.pass, got, c.want)
		}
	}
}

func results(short string) []verdict.ClauseResult {
	severities := map[byte]string{'c': "critical", 'M': "major", 'm': "minor", 'i': "info"}
	kinds := map[byte]verdict.Result{'h': verdict.Held, 'b': verdict.Broken, 'u': verdict.Unmeasured}
	var all []verdict.ClauseResult
	for _, r := range strings.Fields(short) {
		all = append(all, verdict.ClauseResult{Severity: severities[r[0]], Result: kinds[r[1]]})
	}
	return all
}

// The bounds stand for trying out everything the unmeasured clauses could be.
func TestAnOutcomeIsDecidedExactlyWhenNoUnmeasuredClauseCanChangeIt(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := results(strings.Join(rapid.SliceOfN(rapid.StringMatching(`[cMmi][hbu]`), 1, 6).Draw(t, "results"), " "))
		pass := rapid.Uint16Range(0, 10_000).Draw(t, "pass")
		w := policy.Weights{Major: rapid.Uint32Range(0, 5).Draw(t, "major"), Minor: rapid.Uint32Range(0, 5).Draw(t, "minor")}
		var open []int
		for i, r := range all {
			if r.Result == verdict.Unmeasured {
				open = append(open, i)
			}
		}
		seen := map[verdict.Outcome]bool{}
		for world := range 1 << len(open) {
			try := append([]verdict.ClauseResult(nil), all...)
			for bit, i := range open {
				try[i].Result = map[bool]verdict.Result{true: verdict.Held, false: verdict.Broken}[world>>bit&1 == 1]
			}
			_, outcome := decide(try, pass, w)
			seen[outcome] = true
		}
		_, got := decide(all, pass, w)
		if seen[verdict.Inconclusive] || (len(seen) == 1) != seen[got] || (len(seen) == 2) != (got == verdict.Inconclusive) {
			t.Fatalf("the outcomes could be %v, decided is %s", seen, got)
		}
	})
}

func TestACovenantThatCannotBeEvaluatedIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*pact.Covenant)
		fields []string
	}{
		"another policy": {func(c *pact.Covenant) { c.Policy[0]++ }, []string{"covenant.policy"}},
		"no clauses":     {func(c *pact.Covenant) { c.Clauses = nil }, []string{"covenant.clauses"}},
		"two unknown clauses": {
			func(c *pact.Covenant) { c.Clauses[1].Metric, c.Clauses[3].Unit = "charm", "h" },
			[]string{"covenant.clauses[1].metric", "covenant.clauses[3].unit"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			covenant := support
			covenant.Clauses = append([]pact.Clause(nil), support.Clauses...)
			c.change(&covenant)
			err := Validate(covenant, policy.Default())
			var invalid *pact.Invalid
			if !errors.As(err, &invalid) {
				t.Fatalf("got %v", err)
			}
			for _, field := range c.fields {
				if !strings.Contains(err.Error(), field+": ") {
					t.Errorf("%s is not refused in: %v", field, err)
				}
			}
		})
	}
}

func TestAClauseThisVersionDoesNotKnowIsUnmeasured(t *testing.T) {
	c := support
	c.Clauses = []pact.Clause{{ID: "charm", Metric: "charm", Operator: "gte", Value: "9", Severity: "critical", Verification: "deterministic"}}
	r := evaluate(t, c, transcript)
	if r.Outcome != verdict.Inconclusive || r.Clauses[0].Result != verdict.Unmeasured || !strings.Contains(r.Clauses[0].Reason, "charm") {
		t.Errorf("%+v", r)
	}
}

func TestHalvesThatDoNotBelongTogetherAreNotEvaluated(t *testing.T) {
	other := about(support)
	other.Covenant.Title = "Something else"
	if _, _, err := Evaluate(handedIn(other, transcript)); !errors.Is(err, ErrMismatch) {
		t.Errorf("another covenant gives %v", err)
	}
	loose := policy.Default()
	loose.Weights.Major = 0
	c := handedIn(about(support), transcript)
	c.Policy = loose
	if _, _, err := Evaluate(c); !errors.Is(err, ErrMismatch) {
		t.Errorf("another policy gives %v", err)
	}
	if _, _, err := Evaluate(Case{Pact: about(support), Policy: policy.Default()}); !errors.Is(err, ErrMismatch) {
		t.Errorf("no evidence gives %v", err)
	}
}

func TestRecheckFindsWhatAReportGetsWrong(t *testing.T) {
	p := about(support)
	honest := evaluate(t, support, transcript)
	bundles := map[string]evidence.Bundle{verdict.ByProvider: transcript}
	if diff, err := Recheck(honest, p, policy.Default(), bundles); err != nil || len(diff) > 0 {
		t.Fatalf("an honest report: %v, %v", diff, err)
	}
	for want, forge := range map[string]func(*verdict.Report){
		"outcome":                func(r *verdict.Report) { r.Outcome = verdict.Fail },
		"provider_amount":        func(r *verdict.Report) { r.ProviderAmount-- },
		"evidence":               func(r *verdict.Report) { r.Evidence[0].Root[0]++ },
		"pact":                   func(r *verdict.Report) { r.Pact[0]++ },
		"share":                  func(r *verdict.Report) { r.Share.Worst++ },
		"engine":                 func(r *verdict.Report) { r.Engine = "other" },
		"clause told: result":    func(r *verdict.Report) { r.Clauses[1].Result = verdict.Broken },
		"clause brief: measured": func(r *verdict.Report) { r.Clauses[2].Measured = "2 words" },
		"clause fast: reason":    func(r *verdict.Report) { r.Clauses[3].Reason = "" },
		"clause friendly: id":    func(r *verdict.Report) { r.Clauses = r.Clauses[:4] },
		"clause extra: id":       func(r *verdict.Report) { r.Clauses = append(r.Clauses, verdict.ClauseResult{ID: "extra"}) },
	} {
		t.Run(want, func(t *testing.T) {
			forged := honest
			forged.Clauses, forged.Evidence = slices.Clone(honest.Clauses), slices.Clone(honest.Evidence)
			forge(&forged)
			diff, err := Recheck(forged, p, policy.Default(), bundles)
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(fmt.Sprint(diff), want+": the report says") {
				t.Errorf("found only %v", diff)
			}
		})
	}
}

// said is a transcript in which the agent says so.
func said(text string) evidence.Bundle {
	return evidence.Bundle{Messages: []evidence.Message{{Role: evidence.Assistant, Content: text}}}
}

func TestAResultNamesWhoseEvidenceItRestsOnAndWhereTheOtherSaysOtherwise(t *testing.T) {
	polite := pact.Covenant{Title: "Be polite", PassBps: 10_000, Policy: policy.Default().Hash(), Clauses: []pact.Clause{
		{ID: "polite", Metric: "output_text", Operator: "includes", Value: "please", Severity: "critical", Verification: "deterministic"},
	}}
	submission := func(text string) *Submission {
		if text == "" {
			return nil
		}
		return &Submission{Bundle: said(text), Signature: []byte(text)}
	}
	for name, c := range map[string]struct {
		provider, buyer string
		arbiter         bool
		rests           string
		outcome         verdict.Outcome
		other           verdict.Result
	}{
		"the provider's alone":                  {"please", "", true, verdict.ByProvider, verdict.Pass, ""},
		"the buyer's alone":                     {"", "no", true, verdict.ByBuyer, verdict.Fail, ""},
		"they agree":                            {"please", "please, again", true, verdict.ByProvider, verdict.Pass, ""},
		"they disagree and there is an arbiter": {"please", "no", true, verdict.ByProvider, verdict.Inconclusive, verdict.Broken},
		"the provider's is the worse":           {"no", "please", true, verdict.ByProvider, verdict.Inconclusive, verdict.Held},
		"they disagree and there is no arbiter": {"please", "no", false, verdict.ByProvider, verdict.Pass, verdict.Broken},
	} {
		t.Run(name, func(t *testing.T) {
			p := about(polite)
			if c.arbiter {
				p.Terms.Deal.Arbiter = common.Address{1}
			}
			r, _, err := Evaluate(Case{Pact: p, Provider: submission(c.provider), Buyer: submission(c.buyer), Policy: policy.Default()})
			if err != nil {
				t.Fatal(err)
			}
			got := r.Clauses[0]
			if r.Outcome != c.outcome || got.RestsOn != c.rests {
				t.Errorf("%s, resting on the %s's", r.Outcome, got.RestsOn)
			}
			if (got.Other == nil) != (c.other == "") || got.Other != nil && got.Other.Result != c.other {
				t.Errorf("the other's: %+v", got.Other)
			}
			parties := 0
			for _, text := range []string{c.provider, c.buyer} {
				if text != "" {
					parties++
				}
			}
			if len(r.Evidence) != parties || r.Evidence[0].Party != c.rests {
				t.Errorf("evidence %+v", r.Evidence)
			}
		})
	}
}
