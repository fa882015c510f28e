package policy

import (
	"slices"
	"strings"
	"testing"
)

func TestAJuryThatCannotWorkIsRefused(t *testing.T) {
	good := Default().Jury
	for i := range 5 {
		good.Jurors = append(good.Jurors, Juror{
			Name: string(rune('a' + i)), Family: "f", Model: "m", API: OpenAI, URL: "https://models.example/v1", MaxConcurrent: 1,
		})
	}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	if err := Default().Jury.Check(); err != nil {
		t.Errorf("without a juror: %v", err)
	}
	for want, spoil := range map[string]func(*Jury){
		"appears twice":          func(j *Jury) { j.Jurors[1].Name = "a" },
		"without space or slash": func(j *Jury) { j.Jurors[1].Name = "a/b" },
		"family":                 func(j *Jury) { j.Jurors[1].Family = "" },
		"api is":                 func(j *Jury) { j.Jurors[1].API = "grpc" },
		"is not an http":         func(j *Jury) { j.Jurors[1].URL = "file:///etc/passwd" },
		"password":               func(j *Jury) { j.Jurors[1].URL = "https://me:secret@models.example/v1" },
		NoModel:                  func(j *Jury) { j.Jurors[1].API = Local },
		"max_concurrent":         func(j *Jury) { j.Jurors[1].MaxConcurrent = 0 },
		"more than half":         func(j *Jury) { j.Quorum = 2 },
		"never make a quorum":    func(j *Jury) { j.Jurors = j.Jurors[:2] },
		"sit on one":             func(j *Jury) { j.Panel, j.Quorum = 11, 6 },
		"at least one panel":     func(j *Jury) { j.Rounds = 0 },
		"deadline_ms":            func(j *Jury) { j.DeadlineMS = 0 },
		"max_message":            func(j *Jury) { j.MaxMessage = 1 },
		"budget":                 func(j *Jury) { j.CostBudget = -1 },
		"lead by something":      func(j *Jury) { j.Margin = 0 },
		"panel that agrees":      func(j *Jury) { j.Margin = 406 },
		"coin":                   func(j *Jury) { j.BenchBelow = 5_000 },
		"prior_correlation":      func(j *Jury) { j.PriorCorrelation = 10_000 },
		"probe_share":            func(j *Jury) { j.ProbeShare = 10_001 },
		"a prompt is empty":      func(j *Jury) { j.Prompts.Rubric = "" },
		"prior_probes":           func(j *Jury) { j.PriorProbes = 0 },
	} {
		t.Run(want, func(t *testing.T) {
			j := good
			j.Jurors = append([]Juror(nil), good.Jurors...)
			spoil(&j)
			if err := j.Check(); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func TestWhatMayLeaveJuryClausesUnmeasuredOrTheBuyerUnheardIsTold(t *testing.T) {
	d := Default()
	if got := d.Doubts(); len(got) != 2 || !strings.Contains(got[0], "waiting.buyer is 0") || !strings.Contains(got[1], "no juror") {
		t.Errorf("of the first version: %q", got)
	}
	for i := range 10 {
		d.Jury.Jurors = append(d.Jury.Jurors, Juror{Name: string(rune('a' + i)), InputPrice: 1_000_000, OutputPrice: 4_000_000})
	}
	d.Waiting.Buyer, d.Sampling.Minimum, d.Sampling.Maximum = 600, 5, 160
	d.Jury.CostBudget, d.Jury.TokenBudget = 2_500_000, 2_000_000
	if got := d.Doubts(); len(got) != 0 {
		t.Errorf("of one that is well set: %q", got)
	}
	for want, spoil := range map[string]func(*Document){
		"waiting.buyer is 0: the provider's evidence is judged at once": func(d *Document) { d.Waiting.Buyer = 0 },
		"2 panels of 5 seat 10 jurors, the pool has 9":                  func(d *Document) { d.Jury.Jurors = d.Jury.Jurors[1:] },
		"token_budget is enough for 5 questions":                        func(d *Document) { d.Sampling.Minimum = 6 },
		"cost_budget is enough for 2 questions":                         func(d *Document) { d.Jury.CostBudget = 1_000_000 },
		"a sample of 1000 takes 7560 s when every panel runs":           func(d *Document) { d.Sampling.Maximum = 1000 },
		"a sample of 160 takes 1200 s when every panel runs to its dea": func(d *Document) { d.Waiting.Alone = 1700 },
	} {
		t.Run(want, func(t *testing.T) {
			d := d
			d.Jury.Jurors = slices.Clone(d.Jury.Jurors)
			spoil(&d)
			if got := d.Doubts(); len(got) == 0 || !strings.Contains(strings.Join(got, "\n"), want) {
				t.Errorf("got %q", got)
			}
		})
	}
}
