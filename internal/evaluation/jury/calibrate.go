package jury

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/verdict"
)

// Probe is a question whose answer the operator knows. Its text is nowhere in the policy: parties and jurors must not be able to tell it from
// real work.
type Probe struct {
	Question
	Answer verdict.Result // Held or Broken
}

// ParseProbes reads probes: JSON objects one after another, each {"promise": …, "record": a bundle of evidence, "answer": "held" or "broken"}.
func ParseProbes(data []byte) ([]Probe, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	var all []Probe
	for {
		var in probeJSON
		err := d.Decode(&in)
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		p := Probe{Question: Question{Promise: in.Promise, Probe: true}, Answer: in.Answer}
		if err == nil {
			p.Record, err = evidence.Parse(in.Record)
		}
		switch {
		case err != nil:
			return nil, fmt.Errorf("probe %d: %w", len(all)+1, err)
		case in.Promise == "" || in.Answer != verdict.Held && in.Answer != verdict.Broken:
			return nil, fmt.Errorf("probe %d: write its promise, its record, and as its answer %q or %q", len(all)+1, verdict.Held, verdict.Broken)
		}
		p.Key = fmt.Sprintf("probe/%x", crypto.Keccak256(p.Encode())[:16])
		all = append(all, p)
	}
}

type probeJSON struct {
	Promise string          `json:"promise"`
	Record  json.RawMessage `json:"record"`
	Answer  verdict.Result  `json:"answer"`
}

// Encode is what ParseProbes reads. The key is a hash of it: with another text or answer it is another probe.
func (p Probe) Encode() []byte {
	b, err := json.Marshal(probeJSON{p.Promise, p.Record.Encode(), p.Answer})
	if err != nil {
		panic("jury: a bundle is JSON: " + err.Error())
	}
	return b
}

// ProbeResult is what a juror made of a probe.
type ProbeResult struct {
	Probe string // Question.Key
	Juror string
	Right bool
}

// Probes draws the probes that go along with an evaluation's questions: one beside each question with the chance the policy says.
// None is drawn twice.
func Probes(set []Probe, questions []Question, p policy.Jury, seed common.Hash, of pact.ID) []Probe {
	var drawn []Probe
	set = slices.Clone(set)
	for _, q := range questions {
		h := crypto.Keccak256(seed[:], of[:], []byte("probe"), []byte(q.Key))
		if number(h[:8])%10_000 >= uint64(p.ProbeShare) || len(set) == 0 {
			continue
		}
		i := int(number(h[8:16]) % uint64(len(set)))
		drawn = append(drawn, set[i])
		set = slices.Delete(set, i, i+1)
	}
	return drawn
}

func number(b []byte) (n uint64) {
	for _, c := range b {
		n = n<<8 | uint64(c)
	}
	return n
}

// Results is what the recorded calls say about the probes among them. Who gave no vote was not wrong.
func Results(probes []Probe, calls []verdict.Call) []ProbeResult {
	var all []ProbeResult
	for _, probe := range probes {
		byJuror := map[string][]verdict.Call{}
		var jurors []string
		for _, c := range calls {
			if c.Question == probe.Key {
				if byJuror[c.Juror] == nil {
					jurors = append(jurors, c.Juror)
				}
				byJuror[c.Juror] = append(byJuror[c.Juror], c)
			}
		}
		for _, j := range jurors {
			if vote, _ := combine(probe.Question, byJuror[j]); vote != "" {
				all = append(all, ProbeResult{probe.Key, j, vote == probe.Answer})
			}
		}
	}
	return all
}

// Calibrate measures the jurors of the results: accuracy, and for every two of them the correlation of being right on the probes both
// answered. Both are drawn towards the policy's priors as if those came from p.PriorProbes more probes. A negative correlation counts as
// none. Of several results of one juror on one probe the last counts.
func Calibrate(results []ProbeResult, p policy.Jury) verdict.Calibration {
	right := map[string]map[string]bool{}
	for _, r := range results {
		if right[r.Juror] == nil {
			right[r.Juror] = map[string]bool{}
		}
		right[r.Juror][r.Probe] = r.Right
	}
	jurors := make([]string, 0, len(right))
	for j := range right {
		jurors = append(jurors, j)
	}
	slices.Sort(jurors)
	var c verdict.Calibration
	for i, a := range jurors {
		n, hits := int64(len(right[a])), int64(0)
		for _, ok := range right[a] {
			if ok {
				hits++
			}
		}
		c.Jurors = append(c.Jurors, measured(a, n, hits, p))
		for _, b := range jurors[i+1:] {
			c.Correlations = append(c.Correlations, verdict.Correlation{A: a, B: b, Bps: together(right[a], right[b], p)})
		}
	}
	return c
}

// measured is how far a juror with so many right answers to n probes is trusted.
func measured(juror string, n, right int64, p policy.Jury) verdict.Trust {
	t := verdict.Trust{Juror: juror, Probes: n, Accuracy: (right*10_000 + p.PriorProbes*p.PriorAccuracy) / (n + p.PriorProbes)}
	if t.Benched = t.Accuracy < p.BenchBelow; !t.Benched {
		t.Weight = policy.LogOdds(t.Accuracy)
	}
	return t
}

// Recalibrate says what Calibrate would not have made of any results of the policy's jurors. The results themselves are the operator's: which they were
// is not told.
func Recalibrate(c verdict.Calibration, p policy.Jury) []string {
	const most = 1 << 40 // probes; keeps the arithmetic within an int64
	var wrong []string
	for i, t := range c.Jurors {
		if !slices.ContainsFunc(p.Jurors, func(j policy.Juror) bool { return j.Name == t.Juror }) {
			wrong = append(wrong, fmt.Sprintf("juror %s is not in the policy", t.Juror))
		}
		if i > 0 && c.Jurors[i-1].Juror >= t.Juror {
			wrong = append(wrong, fmt.Sprintf("juror %s is listed after %s", t.Juror, c.Jurors[i-1].Juror))
		}
		if t.Probes < 1 || t.Probes > most || t.Accuracy < 0 || t.Accuracy > 10_000 {
			wrong = append(wrong, fmt.Sprintf("juror %s has %d basis points of %d probes", t.Juror, t.Accuracy, t.Probes))
			continue
		}
		// The fewest right answers that give the accuracy or more.
		right := max(0, (t.Accuracy*(t.Probes+p.PriorProbes)-p.PriorProbes*p.PriorAccuracy+9_999)/10_000)
		if want := measured(t.Juror, t.Probes, min(right, t.Probes), p); want.Accuracy != t.Accuracy {
			wrong = append(wrong, fmt.Sprintf("no number of right answers to %d probes measures juror %s at %d basis points", t.Probes, t.Juror, t.Accuracy))
		} else if want != t {
			wrong = append(wrong, fmt.Sprintf("juror %s, measured at %d basis points, weighs %d (benched: %t), not %d (%t)", t.Juror, t.Accuracy, want.Weight, want.Benched, t.Weight, t.Benched))
		}
	}
	at := 0
	for i, a := range c.Jurors {
		for _, b := range c.Jurors[i+1:] {
			if at < len(c.Correlations) && c.Correlations[at].A == a.Juror && c.Correlations[at].B == b.Juror {
				if r := c.Correlations[at].Bps; r < 0 || r > 10_000 {
					wrong = append(wrong, fmt.Sprintf("jurors %s and %s err alike by %d basis points", a.Juror, b.Juror, r))
				}
				at++
				continue
			}
			return append(wrong, fmt.Sprintf("the correlation of %s and %s is not in its place", a.Juror, b.Juror))
		}
	}
	if at < len(c.Correlations) {
		wrong = append(wrong, fmt.Sprintf("there are %d correlations too many", len(c.Correlations)-at))
	}
	return wrong
}

// together is the correlation of two jurors' being right, in basis points.
func together(a, b map[string]bool, p policy.Jury) int64 {
	var n, onlyA, onlyB, both float64
	for probe, x := range a {
		y, ok := b[probe]
		if !ok {
			continue
		}
		n++
		switch {
		case x && y:
			both++
		case x:
			onlyA++
		case y:
			onlyB++
		}
	}
	neither := n - both - onlyA - onlyB
	phi := 0.0 // of two who are always right, or always wrong, nothing is known: the prior has to say it
	if d := (both + onlyA) * (both + onlyB) * (neither + onlyA) * (neither + onlyB); d > 0 {
		phi = (both*neither - onlyA*onlyB) / math.Sqrt(d)
	} else {
		n = 0
	}
	prior := float64(p.PriorProbes)
	r := (n*phi*10_000 + prior*float64(p.PriorCorrelation)) / (n + prior)
	return int64(min(max(math.Round(r), 0), 10_000))
}
