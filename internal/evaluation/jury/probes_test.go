package jury

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/verdict"
)

func TestAFileThatIsNoProbesIsRefusedWithTheNumberOfTheOneThatIsWrong(t *testing.T) {
	good := `{"promise":"polite","record":{"schema":"surety.evidence.v1","messages":[{"role":"assistant","content":"please"}]},"answer":"held"}`
	probes, err := ParseProbes([]byte(good + "\n" + strings.Replace(good, "held", "broken", 1)))
	if err != nil || len(probes) != 2 || probes[0].Key == probes[1].Key || !probes[0].Question.Probe {
		t.Fatalf("%+v, %v", probes, err)
	}
	if again, err := ParseProbes(probes[0].Encode()); err != nil || again[0].Key != probes[0].Key {
		t.Errorf("what it encodes is %+v, %v", again, err)
	}
	for name, bad := range map[string]string{
		"no answer":      strings.Replace(good, "held", "", 1),
		"another answer": strings.Replace(good, "held", "unmeasured", 1),
		"no promise":     strings.Replace(good, "polite", "", 1),
		"no record":      `{"promise":"polite","answer":"held"}`,
		"an unknown key": strings.Replace(good, "promise", "promises", 1),
		"cut off":        good[:60],
	} {
		if _, err := ParseProbes([]byte(good + bad)); err == nil || !strings.Contains(err.Error(), "probe 2") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestWhatIsMeasuredOfJurorsIsRecognisedAndNothingElse(t *testing.T) {
	p := rules(5)
	rapid.Check(t, func(t *rapid.T) {
		var results []ProbeResult
		for range rapid.IntRange(0, 60).Draw(t, "results") {
			results = append(results, ProbeResult{
				Probe: rapid.StringOfN(rapid.RuneFrom([]rune("abcdefgh")), 1, 1, -1).Draw(t, "probe"), Juror: rapid.SampledFrom(p.Jurors).Draw(t, "juror").Name,
				Right: rapid.Bool().Draw(t, "right"),
			})
		}
		if wrong := Recalibrate(Calibrate(results, p), p); len(wrong) > 0 {
			t.Fatalf("%v", wrong)
		}
	})
	var results []ProbeResult
	for i := range 24 {
		for n, j := range p.Jurors[:4] {
			results = append(results, ProbeResult{fmt.Sprint(i), j.Name, n < 3 && i%(3+n) != 0})
		}
	}
	honest := Calibrate(results, p)
	if len(Recalibrate(honest, p)) > 0 || !honest.Jurors[3].Benched {
		t.Fatalf("%+v", honest)
	}
	for name, forge := range map[string]func(*verdict.Calibration){
		"a heavier vote":               func(c *verdict.Calibration) { c.Jurors[0].Weight++ },
		"a lighter vote":               func(c *verdict.Calibration) { c.Jurors[1].Weight-- },
		"a better accuracy alone":      func(c *verdict.Calibration) { c.Jurors[0].Accuracy = 9_000 },
		"an accuracy nobody can have":  func(c *verdict.Calibration) { c.Jurors[0].Accuracy, c.Jurors[0].Weight = 9_900, policy.LogOdds(9_900) },
		"none at all":                  func(c *verdict.Calibration) { c.Jurors[0].Accuracy = -1 },
		"no probe":                     func(c *verdict.Calibration) { c.Jurors[0].Probes = 0 },
		"more probes than there are":   func(c *verdict.Calibration) { c.Jurors[0].Probes = 1 << 50 },
		"a benched one sits again":     func(c *verdict.Calibration) { c.Jurors[3].Benched = false },
		"with a vote that weighs":      func(c *verdict.Calibration) { c.Jurors[3].Benched, c.Jurors[3].Weight = false, 400 },
		"a good one is benched":        func(c *verdict.Calibration) { c.Jurors[0].Benched, c.Jurors[0].Weight = true, 0 },
		"one is left out":              func(c *verdict.Calibration) { c.Jurors = c.Jurors[1:] },
		"one twice":                    func(c *verdict.Calibration) { c.Jurors = append(c.Jurors[:1:1], c.Jurors...) },
		"out of order":                 func(c *verdict.Calibration) { c.Jurors[0], c.Jurors[1] = c.Jurors[1], c.Jurors[0] },
		"somebody else":                func(c *verdict.Calibration) { c.Jurors[0].Juror = "a stranger" },
		"a correlation is left out":    func(c *verdict.Calibration) { c.Correlations = c.Correlations[1:] },
		"a correlation too many":       func(c *verdict.Calibration) { c.Correlations = append(c.Correlations, c.Correlations[0]) },
		"two that exclude each other":  func(c *verdict.Calibration) { c.Correlations[0].Bps = -1 },
		"more than the same as itself": func(c *verdict.Calibration) { c.Correlations[0].Bps = 10_001 },
	} {
		c := verdict.Calibration{Jurors: slices.Clone(honest.Jurors), Correlations: slices.Clone(honest.Correlations)}
		if forge(&c); len(Recalibrate(c, p)) == 0 {
			t.Errorf("%s: nothing is found", name)
		}
	}
}
