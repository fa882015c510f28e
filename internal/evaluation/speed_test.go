package evaluation

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
)

// plainGo only decodes a transcript and compares: the changes that happened with the expected ones, in any order, and the outputs with what
// was said. No limits, no report, no proof.
func plainGo(line []byte, expected []evidence.ExpectedCall, outputs []string) bool {
	var run struct {
		Traj []struct {
			Role, Content string
			ToolCallID    string `json:"tool_call_id"`
			ToolCalls     []struct {
				ID       string
				Function struct{ Name, Arguments string }
			} `json:"tool_calls"`
		}
	}
	if json.Unmarshal(line, &run) != nil {
		return false
	}
	results := map[string]string{}
	said := ""
	for _, m := range run.Traj {
		switch m.Role {
		case "tool":
			results[m.ToolCallID] = m.Content
		case "assistant":
			said += m.Content + "\n"
		}
	}
	type call struct {
		name      string
		arguments any
	}
	var left []call
	for _, e := range expected {
		if slices.Contains(tauBenchWrites, e.Name) {
			var arguments any
			if json.Unmarshal(e.Arguments, &arguments) != nil {
				return false
			}
			left = append(left, call{e.Name, arguments})
		}
	}
	for _, m := range run.Traj {
		for _, c := range m.ToolCalls {
			if !slices.Contains(tauBenchWrites, c.Function.Name) || strings.HasPrefix(results[c.ID], "Error") {
				continue
			}
			var arguments any
			if json.Unmarshal([]byte(c.Function.Arguments), &arguments) != nil {
				return false
			}
			i := slices.IndexFunc(left, func(e call) bool { return e.name == c.Function.Name && reflect.DeepEqual(e.arguments, arguments) })
			if i < 0 {
				return false
			}
			left = slices.Delete(left, i, i+1)
		}
	}
	said = strings.ReplaceAll(strings.ToLower(said), ",", "")
	for _, o := range outputs {
		if !strings.Contains(said, strings.ToLower(o)) {
			return false
		}
	}
	return len(left) == 0
}

// cpu is the processor time this process has used: others on the machine do not slow it.
func cpu(b *testing.B) time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// One iteration is all transcripts twice: by plain Go, and by the evaluation from the stored bundle to the report's hash. In the same run, because
// machines have moods, and by processor time, garbage collection included: what one core does in a second.
func BenchmarkEvaluationBesidePlainGo(b *testing.B) {
	type item struct {
		line, bundle []byte
		run          evidence.TauBenchRun
		pact         pact.Pact
	}
	var items []item
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
		items = append(items, item{line, run.Bundle.Encode(), run, p})
	}
	doc := policy.Default()
	var ours, plain time.Duration
	n, agree := 0, 0
	for b.Loop() {
		start := cpu(b)
		for _, it := range items {
			if plainGo(it.line, it.run.Expected, it.run.Outputs) == (it.run.Reward == 1) {
				agree++
			}
		}
		middle := cpu(b)
		for _, it := range items {
			bundle, err := evidence.Parse(it.bundle)
			if err != nil {
				b.Fatal(err)
			}
			report, _, err := Evaluate(Case{Pact: it.pact, Provider: &Submission{Bundle: bundle}, Policy: doc})
			if err != nil {
				b.Fatal(err)
			}
			report.Hash()
		}
		plain, ours = plain+middle-start, ours+cpu(b)-middle
		n += len(items)
	}
	b.ReportMetric(float64(n)/ours.Seconds(), "transcripts/s")
	b.ReportMetric(float64(n)/plain.Seconds(), "plain/s")
	b.ReportMetric(plain.Seconds()/ours.Seconds(), "of-plain")
	if agree*100 < 90*n {
		b.Errorf("plain Go agrees with the reward on %d of %d: it does not do the same work", agree, n)
	}
}
