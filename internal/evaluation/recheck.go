package evaluation

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"

	"github.com/surety-dev/surety/internal/evaluation/jury"
	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/verdict"
)

// Difference is something a report says that evaluating again does not.
type Difference struct {
	Clause   string // id; empty for the report as a whole
	Field    string // as the report's JSON names it
	Reported string // as JSON, as the other
	Again    string
}

func (d Difference) String() string {
	where := d.Field
	if d.Clause != "" {
		where = "clause " + d.Clause + ": " + d.Field
	}
	return fmt.Sprintf("%s: the report says %s, evaluating again gives %s", where, d.Reported, d.Again)
}

// Recheck evaluates again, as of the report's own time and with the answers of jurors that it records, and lists what differs; nothing does when
// the report is right. bundles are by party. A report by another Engine may differ for that alone. It needs no network.
func Recheck(r verdict.Report, of pact.Pact, p policy.Document, bundles map[string]evidence.Bundle) ([]Difference, error) {
	c := Case{Pact: of, Policy: p, Draw: r.Draw, Now: r.EvaluatedAt}
	if r.Jury != nil {
		c.Calibration, c.Calls = r.Jury.Calibration, r.Jury.Calls
	}
	for _, e := range r.Evidence {
		b, ok := bundles[e.Party]
		switch {
		case !ok:
			return nil, fmt.Errorf("the %s's evidence is not at hand", e.Party)
		case e.Party == verdict.ByProvider:
			c.Provider = &Submission{Bundle: b, Signature: e.Signature}
		default:
			c.Buyer = &Submission{Bundle: b, Signature: e.Signature}
		}
	}
	again, _, err := Evaluate(c)
	if err != nil {
		return nil, err
	}
	all := reread(c, c.primary().Bundle)
	for _, wrong := range jury.Recalibrate(c.Calibration, p.Jury) {
		all = append(all, Difference{"", "calibration", "what no answers to probes give", wrong})
	}
	reported, repeated := r.Clauses, again.Clauses
	r.Clauses, again.Clauses = nil, nil
	all = append(all, compare("", r, again)...)
	for i := range max(len(reported), len(repeated)) {
		var a, b verdict.ClauseResult // a clause that one side does not have differs in everything
		if i < len(reported) {
			a = reported[i]
		}
		if i < len(repeated) {
			b = repeated[i]
		}
		id := b.ID
		if id == "" {
			id = a.ID
		}
		all = append(all, compare(id, a, b)...)
	}
	return all, nil
}

// compare lists the JSON fields in which two values of one type differ.
func compare(clause string, reported, again any) []Difference {
	a, b := fields(reported), fields(again)
	var all []Difference
	keys := maps.Clone(a)
	maps.Copy(keys, b)
	for _, k := range slices.Sorted(maps.Keys(keys)) {
		if string(a[k]) != string(b[k]) {
			all = append(all, Difference{clause, k, string(a[k]), string(b[k])})
		}
	}
	return all
}

func fields(v any) map[string]json.RawMessage {
	data, err := json.Marshal(v)
	var f map[string]json.RawMessage
	if err == nil {
		err = json.Unmarshal(data, &f)
	}
	if err != nil {
		panic("evaluation: a report has fields: " + err.Error())
	}
	return f
}
