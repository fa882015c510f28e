package check

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/verdict"
)

// interactions is a bundle in which the agent says one thing in each.
func interactions(said ...string) evidence.Bundle {
	var b evidence.Bundle
	for _, s := range said {
		b.Interactions = append(b.Interactions, len(b.Messages))
		b.Messages = append(b.Messages, user("?"), agent(s))
	}
	return b
}

func inShare(c pact.Clause, window string) pact.Clause {
	c.Window = window
	return c
}

func TestAClauseWithAShareIsMeasuredInEachInteraction(t *testing.T) {
	ten := interactions("yes", "yes", "yes", "no", "yes", "yes", "yes", "yes", "yes", "yes")
	says := clause("output_text", "eq", "yes", "")
	for window, want := range map[string]verdict.Result{
		"90% of interactions": held, "90.01% of interactions": broken, "100% of interactions": broken, "1% of interactions": held,
		"": broken,
	} {
		if got := measure(t, inShare(says, window), ten); got.Result != want {
			t.Errorf("%q: %+v", window, got)
		}
	}
	got := measure(t, inShare(says, "95% of interactions"), ten)
	if got.Promised != `says exactly "yes", in 95 % of interactions` || got.WouldChange != "held in at least 10 of the 10" ||
		got.Measured != `held in 9 of 10 interactions; broken first in interaction 3: "no"` {
		t.Errorf("%+v", got)
	}
	if s := got.Sample; s.Interactions != 10 || s.Held != 9 || s.Broken != 1 || s.Low != 9 || s.High != 9 || s.Drawn != nil {
		t.Errorf("%+v", s)
	}
	if got := measure(t, inShare(clause("tool_call_count", "lte", "1", "calls"), "100% of interactions"), interactions("a", "b")); got.Result != held {
		t.Errorf("%+v", got)
	}
	if got := measure(t, inShare(says, "50% of interactions"), evidence.Bundle{}); got.Result != open {
		t.Errorf("without interactions: %+v", got)
	}
	if got := measure(t, inShare(says, "100% of interactions"), bundle(agent("yes"))); got.Result != held {
		t.Errorf("evidence that names no interactions is one: %+v", got)
	}
}

func TestAnUnmeasuredInteractionCountsForNeitherSide(t *testing.T) {
	b := interactions("", "", "")
	for i, ms := range []int64{100, 100} {
		b.Messages[2*i+1].LatencyMS = &ms
	}
	fast := clause("latency_p95", "lte", "1", "s")
	for window, want := range map[string]verdict.Result{"66% of interactions": held, "67% of interactions": open} {
		if got := measure(t, inShare(fast, window), b); got.Result != want {
			t.Errorf("%q: %+v", window, got)
		}
	}
	*b.Messages[3].LatencyMS = 2000
	if got := measure(t, inShare(fast, "67% of interactions"), b); got.Result != broken {
		t.Errorf("whatever the third was, 67 %% were not fast: %+v", got)
	}
}

// sampled is the result of a jury's clause, of which so many drawn interactions held and broke.
func sampled(t *testing.T, window string, interactions, heldCount, brokenCount int) verdict.ClauseResult {
	t.Helper()
	c := inShare(pact.Clause{ID: "c", Metric: "rubric", Operator: "matches", Value: "Friendly.", Severity: "major", Verification: "jury"}, window)
	k, err := Compile(c, policy.Default())
	if err != nil {
		t.Fatal(err)
	}
	results := make([]verdict.ClauseResult, heldCount+brokenCount)
	drawn := make([]int, len(results))
	for i := range results {
		drawn[i] = i
		if results[i].Result = held; i >= heldCount {
			results[i].Result = broken
		}
	}
	return k.Sampled(c, interactions, drawn, results)
}

func TestASampleDecidesOnlyWhatItsIntervalDecides(t *testing.T) {
	for _, c := range []struct {
		held, broken int
		want         verdict.Result
	}{{200, 0, held}, {197, 3, held}, {190, 10, open}, {180, 20, open}, {170, 30, broken}, {0, 200, broken}, {10, 0, open}} {
		got := sampled(t, "93% of interactions", 10_000, c.held, c.broken)
		if got.Result != c.want {
			t.Errorf("%d held, %d broken: %+v", c.held, c.broken, got)
		}
	}
	got := sampled(t, "93% of interactions", 10_000, 190, 10)
	if want := "held in at least 194 of the 200 would hold it, held in fewer than 179 of the 200 break it"; got.WouldChange != want {
		t.Errorf("%+v", got)
	}
	if got := sampled(t, "100% of interactions", 10_000, 200, 0); got.Result != open || !strings.Contains(got.WouldChange, "more than 200 interactions") {
		t.Errorf("no sample shows that all hold: %+v", got)
	}
}

// The words about what would have changed a result are themselves measured.
func TestWhatASampleSaysWouldHaveChangedItDoes(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 60).Draw(rt, "drawn")
		all := rapid.IntRange(n, 500).Draw(rt, "interactions")
		order := map[verdict.Result]int{broken: 0, open: 1, held: 2}
		last := 0
		for h := range n + 1 {
			got := sampled(t, "80% of interactions", all, h, n-h)
			if order[got.Result] < last {
				rt.Fatalf("one more held, and it is %s", got.Result)
			}
			last = order[got.Result]
			if s := got.Sample; s.Low > s.High || s.Held+s.Broken != n {
				rt.Fatalf("%+v", s)
			}
		}
	})
}

func TestInteractionsArePaidForByTheWholeEvidence(t *testing.T) {
	c := inShare(clause("output_text", "matches", `x{100}`, ""), "100% of interactions")
	long := strings.Repeat("a", maxMatched-1)
	if got := measure(t, inShare(c, "50% of interactions"), interactions(long, long, long, long)); got.Result != open || got.Sample.Unmeasured != 2 {
		t.Errorf("%+v", got)
	}
	if one, many := spent(t, c, interactions("a")), spent(t, c, interactions("a", "a", "a")); many != 3*one {
		t.Errorf("one interaction costs %d, three %d", one, many)
	}
}
