package policy

import (
	"errors"
	"fmt"
	"math"
	"net/url"
	"strings"
)

// Jury is how jury clauses are judged. With no juror they are unmeasured.
type Jury struct {
	Jurors []Juror `json:"jurors"` // the pool that panels are drawn from
	Panel  int     `json:"panel"`  // seats
	Quorum int     `json:"quorum"` // votes on one side that decide
	Margin int64   `json:"margin"` // log-odds, in thousandths, by which that side must lead
	Rounds int     `json:"rounds"` // panels, each of jurors not asked before, until the arbiter is left

	DeadlineMS   int64 `json:"deadline_ms"`    // of one panel
	HedgeAfterMS int64 `json:"hedge_after_ms"` // a seat silent for so long gets a reserve beside its juror
	MaxTokens    int64 `json:"max_tokens"`     // of one answer
	CostBudget   int64 `json:"cost_budget"`    // of one evaluation, in millionths of a US dollar; 0 is no limit
	TokenBudget  int64 `json:"token_budget"`   // of one evaluation, in and out; 0 is no limit

	MaxMessage    int `json:"max_message"`    // bytes of one party text that a juror is shown
	MaxTranscript int `json:"max_transcript"` // bytes of all of them; the marks before their lines come on top

	PriorProbes      int64 `json:"prior_probes"`      // probes that the two priors weigh as much as
	PriorAccuracy    int64 `json:"prior_accuracy"`    // basis points, of a juror never probed
	PriorCorrelation int64 `json:"prior_correlation"` // basis points, of two jurors never probed together
	BenchBelow       int64 `json:"bench_below"`       // basis points of accuracy under which a juror is not asked
	ProbeShare       int64 `json:"probe_share"`       // basis points of questions that come with a known-answer question

	Prompts Prompts `json:"prompts"`
}

// Juror is one model behind one endpoint.
type Juror struct {
	Name          string `json:"name"`            // in reports; unique in the pool
	Family        string `json:"family"`          // of models that err alike
	Model         string `json:"model"`           // asked for; an answer by any other is no vote
	API           string `json:"api"`             // OpenAI, Anthropic or Local
	URL           string `json:"url"`             // base of the endpoint, as https://example.org/v1
	KeyEnv        string `json:"key_env"`         // environment variable that holds the key; empty: none is sent
	InputPrice    int64  `json:"input_price"`     // millionths of a US dollar per million tokens
	OutputPrice   int64  `json:"output_price"`    // likewise
	MaxConcurrent int    `json:"max_concurrent"`  // calls at once, of all evaluations
	RatePerMinute int    `json:"rate_per_minute"` // calls; 0 is no limit
}

// What Juror.API may be.
const (
	OpenAI    = "openai"    // POST {URL}/chat/completions
	Anthropic = "anthropic" // POST {URL}/v1/messages
	Local     = "local"     // no model: matches words, for development
)

// NoModel is the model of a juror of Local, so that every report says what judged.
const NoModel = "word-matcher-no-model"

// Prompts are the service's own words to a juror. They are joined with the fences of a question, never filled in: text of a party is not
// looked at for anything.
type Prompts struct {
	System     string `json:"system"`     // comes before the description of the fences
	Rubric     string `json:"rubric"`     // closes a question about one transcript
	Comparison string `json:"comparison"` // closes a question about two texts
}

// Check says what about the jury cannot work.
func (j Jury) Check() error {
	var all []error
	wrong := func(bad bool, format string, args ...any) {
		if bad {
			all = append(all, fmt.Errorf("jury: "+format, args...))
		}
	}
	names := map[string]bool{}
	for _, r := range j.Jurors {
		wrong(r.Name == "" || strings.ContainsAny(r.Name, "/ \n"), "juror %q: a name is needed, without space or slash", r.Name)
		wrong(names[r.Name], "juror %q appears twice", r.Name)
		names[r.Name] = true
		wrong(r.Family == "" || r.Model == "", "juror %q: name its family and its model", r.Name)
		wrong(r.InputPrice < 0 || r.OutputPrice < 0 || r.MaxConcurrent < 1 || r.RatePerMinute < 0, "juror %q: prices and rate_per_minute are at least 0, max_concurrent at least 1", r.Name)
		switch r.API {
		case Local:
			wrong(r.Model != NoModel, "juror %q: api local is no model; write %q for it", r.Name, NoModel)
		case OpenAI, Anthropic:
			u, err := url.Parse(r.URL)
			wrong(err != nil || u.Host == "" || u.User != nil || (u.Scheme != "https" && u.Scheme != "http"), "juror %q: url %q is not an http or https address without a password", r.Name, r.URL)
		default:
			wrong(true, "juror %q: api is %q; write openai, anthropic or local", r.Name, r.API)
		}
	}
	if len(j.Jurors) == 0 {
		return errors.Join(all...)
	}
	wrong(j.Panel < 1 || j.Panel > MaxPanel, "panel is %d; 1 to %d jurors sit on one", j.Panel, MaxPanel)
	wrong(j.Quorum < 1 || 2*j.Quorum <= j.Panel || j.Quorum > j.Panel, "quorum %d of a panel of %d; it is more than half of it", j.Quorum, j.Panel)
	wrong(len(j.Jurors) < j.Quorum, "%d jurors never make a quorum of %d", len(j.Jurors), j.Quorum)
	wrong(j.Rounds < 1, "rounds is %d; at least one panel is asked", j.Rounds)
	wrong(j.DeadlineMS < 1 || j.HedgeAfterMS < 1, "deadline_ms and hedge_after_ms are at least 1")
	wrong(j.MaxTokens < 1 || j.MaxMessage < 64 || j.MaxTranscript < j.MaxMessage, "max_tokens is at least 1, max_message at least 64, max_transcript at least max_message")
	wrong(j.CostBudget < 0 || j.TokenBudget < 0, "a budget is at least 0")
	wrong(j.Margin < 1, "margin is %d; a side must lead by something", j.Margin)
	wrong(j.PriorProbes < 1, "prior_probes is at least 1")
	for name, bps := range map[string]int64{"prior_accuracy": j.PriorAccuracy, "bench_below": j.BenchBelow} {
		wrong(bps <= 5_000 || bps >= 10_000, "%s is %d; between 5000 and 10000, both excluded: a juror no better than a coin tells nothing", name, bps)
	}
	wrong(j.Margin > LogOdds(j.BenchBelow), "margin is %d, and one juror just good enough gives %d: a panel that agrees would not decide", j.Margin, LogOdds(j.BenchBelow))
	wrong(j.PriorCorrelation < 0 || j.PriorCorrelation >= 10_000, "prior_correlation is %d; 0 to 9999", j.PriorCorrelation)
	wrong(j.ProbeShare < 0 || j.ProbeShare > 10_000, "probe_share is %d; 0 to 10000", j.ProbeShare)
	wrong(j.Prompts.System == "" || j.Prompts.Rubric == "" || j.Prompts.Comparison == "", "a prompt is empty")
	return errors.Join(all...)
}

// LogOdds of an accuracy in basis points, in thousandths: what a juror's vote weighs.
func LogOdds(bps int64) int64 {
	x := float64(min(max(bps, 1), 9_999))
	return int64(math.Round(1000 * math.Log(x/(10_000-x))))
}

// AtOnce is how many questions of one evaluation are asked at once.
const AtOnce = 16

// Doubts are what in a document that is in order may leave jury clauses unmeasured, or the buyer unheard.
func (d Document) Doubts() (all []string) {
	j, s := d.Jury, d.Sampling
	doubt := func(doubtful bool, format string, args ...any) {
		if doubtful {
			all = append(all, fmt.Sprintf(format, args...))
		}
	}
	doubt(d.Waiting.Buyer == 0, "waiting.buyer is 0: the provider's evidence is judged at once, and the buyer's beside it only when it was handed in before")
	if len(j.Jurors) == 0 {
		return append(all, "it names no juror: jury clauses are unmeasured")
	}
	seats := j.Rounds * j.Panel
	doubt(len(j.Jurors) < seats, "%d panels of %d seat %d jurors, the pool has %d: what the first panel leaves open, or was asked when the evaluator stopped, has fewer to go on with", j.Rounds, j.Panel, seats, len(j.Jurors))

	words := len(j.Prompts.System) + max(len(j.Prompts.Rubric), len(j.Prompts.Comparison))
	call := int64(j.MaxTranscript+words)/3 + j.MaxTokens // three bytes a token, as a call is reckoned before it is made
	var dearest int64
	for _, r := range j.Jurors {
		dearest = max(dearest, (call-j.MaxTokens)*r.InputPrice+j.MaxTokens*r.OutputPrice)
	}
	for _, b := range []struct {
		name        string
		budget, one int64 // and what one question takes of it
	}{
		{"token_budget", j.TokenBudget, call * int64(j.Panel)},
		{"cost_budget", j.CostBudget, (dearest*int64(j.Panel) + 999_999) / 1_000_000},
	} {
		if b.budget > 0 && b.one > 0 {
			doubt(b.budget/b.one < int64(s.Minimum), "%s is enough for %d questions about transcripts of max_transcript, and a sample has %d to %d: a question it does not pay for is unmeasured", b.name, b.budget/b.one, s.Minimum, s.Maximum)
		}
	}
	longest := (int64(s.Maximum) + AtOnce - 1) / AtOnce * int64(j.Rounds) * j.DeadlineMS / 1000
	has := max(int64(d.Waiting.Alone)-int64(d.Waiting.Margin), 0)
	doubt(longest > has, "a sample of %d takes %d s when every panel runs to its deadline, and evidence that comes last leaves %d s from alone to margin: what is not answered by then is unmeasured", s.Maximum, longest, has)
	return all
}

// MaxPanel keeps it cheap to look at every way the seats still open could vote.
const MaxPanel = 9
