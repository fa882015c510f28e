package evaluation

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"testing"

	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/verdict"
)

// trajectories are real runs of an airline support agent; they are not part of the repository.
const trajectories = "../../../shared/data/tau-airline/trajectories.jsonl"

func tauBenchLines(t testing.TB) [][]byte {
	data, err := os.ReadFile(trajectories)
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("%s is not here: get the τ-bench trajectories to run this", trajectories)
	} else if err != nil {
		t.Fatal(err)
	}
	return bytes.Split(bytes.TrimSpace(data), []byte("\n"))
}

func TestVerdictsAgreeWithTheOfficialRewardOfTauBench(t *testing.T) {
	lines := tauBenchLines(t)
	agree := 0
	for _, line := range lines {
		run, err := evidence.ReadTauBench(line)
		if err != nil {
			t.Fatal(err)
		}
		covenant, err := TauBenchCovenant(run)
		if err != nil {
			t.Fatal(err)
		}
		if err := Validate(covenant, policy.Default()); err != nil {
			t.Errorf("task %d: %v", run.TaskID, err)
		}
		p := pact.Pact{Covenant: covenant}
		p.Terms.Deal.Covenant = covenant.Hash()
		report, _, err := Evaluate(Case{Pact: p, Provider: &Submission{Bundle: run.Bundle}, Policy: policy.Default()})
		if err != nil {
			t.Fatal(err)
		}
		if want := map[bool]verdict.Outcome{true: verdict.Pass, false: verdict.Fail}[run.Reward == 1]; report.Outcome == want {
			agree++
		} else {
			t.Logf("task %d, trial %d: we say %s, the benchmark's reward is %v\n%s", run.TaskID, run.Trial, report.Outcome, run.Reward, report.Encode())
		}
	}
	t.Logf("%d of %d agree", agree, len(lines))
	if agree*100 < 98*len(lines) {
		t.Errorf("%d of %d verdicts agree with the official reward, want 98 of 100", agree, len(lines))
	}
}

// One iteration is one transcript: parse the stored bundle, compile the covenant, check, report.
func BenchmarkDeterministicEvaluation(b *testing.B) {
	var bundles [][]byte
	var pacts []pact.Pact
	for _, line := range tauBenchLines(b) {
		run, err := evidence.ReadTauBench(line)
		if err != nil {
			b.Fatal(err)
		}
		covenant, err := TauBenchCovenant(run)
		if err != nil {
			b.Fatal(err)
		}
		p := pact.Pact{Covenant: covenant}
		p.Terms.Deal.Covenant = covenant.Hash()
		bundles, pacts = append(bundles, run.Bundle.Encode()), append(pacts, p)
	}
	doc := policy.Default()
	b.ReportAllocs()
	n := 0
	for b.Loop() {
		bundle, err := evidence.Parse(bundles[n%len(bundles)])
		if err != nil {
			b.Fatal(err)
		}
		report, _, err := Evaluate(Case{Pact: pacts[n%len(pacts)], Provider: &Submission{Bundle: bundle}, Policy: doc})
		if err != nil {
			b.Fatal(err)
		}
		report.Hash()
		n++
	}
	b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "transcripts/s")
}

func TestAnOrdinaryEvaluationNeedsLessThanAHundredthOfTheBudget(t *testing.T) {
	frugal := policy.Default()
	frugal.ScanCost /= 100
	for _, line := range tauBenchLines(t) {
		run, err := evidence.ReadTauBench(line)
		if err != nil {
			t.Fatal(err)
		}
		covenant, err := TauBenchCovenant(run)
		if err != nil {
			t.Fatal(err)
		}
		covenant.Policy = frugal.Hash()
		p := pact.Pact{Covenant: covenant}
		p.Terms.Deal.Covenant = covenant.Hash()
		report, _, err := Evaluate(Case{Pact: p, Provider: &Submission{Bundle: run.Bundle}, Policy: frugal})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range report.Clauses {
			if r.Result == verdict.Unmeasured {
				t.Errorf("task %d, trial %d: %s is unmeasured: %s", run.TaskID, run.Trial, r.ID, r.Reason)
			}
		}
	}
}
