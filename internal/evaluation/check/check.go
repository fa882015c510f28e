// Package check measures clauses: what was promised against what the evidence shows.
//
// It guarantees that measuring is a function of clause, policy and evidence alone: no clock, no network, no chance, bounded work
// whatever a party wrote into clause or evidence. A clause nobody could measure is refused by Compile, which the service calls when a
// pact is proposed; a clause this evidence cannot answer is unmeasured, with the reason, never held and never broken.
//
// Metrics lists what a clause can be about. The evaluation compiles each clause of a covenant once and measures it on one Subject.
//
//	clause ──Compile──▶ Check ──Measure(Subject)──▶ held | broken | unmeasured
//	           └─▶ *pact.Invalid
package check

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/verdict"
)

// Metric is one thing a clause can be about.
type Metric struct {
	Name         string
	Doc          string   // what it measures and how its value is written
	Needs        string   // the evidence it needs
	Verification string   // deterministic, heuristic or jury
	Operators    []string // that make sense with it
	Units        []string // "" is no unit
	Whole        bool     // what it needs is not told apart by interaction, so a clause with it has no window
	Example      pact.Clause

	compile func(pact.Clause, policy.Document) (Check, error) // nil: no juror is configured
}

// Check is a clause ready to be measured.
type Check struct {
	promised   string
	measure    func(*Subject) finding
	share      int    // Share
	confidence uint16 // of a sample, in basis points
	claims     claims
	juror      bool // it takes one: measure cannot
	ask        Ask  // of jurors
}

// Ask is what jurors are asked about a clause.
type Ask struct {
	Promise   string
	Reference string         // with which they compare the agent's final answer; empty: they judge the record
	Neither   verdict.Result // of a comparison: what it comes to when neither is better
}

// Ask is what jurors are asked about the clause.
func (k Check) Ask() Ask { return k.ask }

// finding is what a metric has to say of one subject.
type finding struct {
	result   verdict.Result
	measured string // unset when unmeasured
	flip     string // what would have made held broken, or broken held
	reason   string // why it is unmeasured
}

func unmeasured(format string, args ...any) finding {
	return finding{result: verdict.Unmeasured, reason: clip(fmt.Sprintf(format, args...))}
}

// judged is held or broken, with the words for either.
func judged(held bool, measured, toBreak, toHold string) finding {
	if held {
		return finding{result: verdict.Held, measured: clip(measured), flip: clip(toBreak)}
	}
	return finding{result: verdict.Broken, measured: clip(measured), flip: clip(toHold)}
}

// maxWords bounds what one clause puts into one field of the report, in bytes.
const maxWords = 2000

// clip keeps a party's text from flooding a reader, and from doing anything to the terminal or log it is shown in.
func clip(s string) string {
	var out strings.Builder
	for _, r := range s {
		if unicode.IsControl(r) || unicode.In(r, unicode.Cf, unicode.Zl, unicode.Zp) {
			r = utf8.RuneError
		}
		if out.Len()+utf8.RuneLen(r) > maxWords {
			return out.String() + "…"
		}
		out.WriteRune(r)
	}
	return out.String()
}

// quote is what %q makes of s, cut at once: what the agent said may be megabytes.
func quote(s string) string { return fmt.Sprintf("%.*q", maxWords, s) }

// What a clause may name as severity, and what becomes of one that needs a juror.
var (
	severities = []string{"critical", "major", "minor", "info"}
	jurorless  = unmeasured("no juror configured")
)

// Compile prepares a clause, or says in a *pact.Invalid what about it nobody can measure.
func Compile(c pact.Clause, p policy.Document) (Check, error) {
	m, ok := find(c.Metric)
	switch {
	case !ok:
		return Check{}, invalid("metric", "%.80q is unknown; there are %s", c.Metric, strings.Join(names(), ", "))
	case !slices.Contains(severities, c.Severity):
		return Check{}, invalid("severity", "is %.80q; write %s", c.Severity, oneOf(severities))
	case c.Verification != m.Verification:
		return Check{}, invalid("verification", "is %.80q; %s is %s", c.Verification, m.Name, m.Verification)
	case !slices.Contains(m.Operators, c.Operator):
		return Check{}, invalid("operator", "is %.80q; %s takes %s", c.Operator, m.Name, oneOf(m.Operators))
	case !slices.Contains(m.Units, c.Unit):
		return Check{}, invalid("unit", "is %.80q; %s takes %s", c.Unit, m.Name, oneOf(m.Units))
	case m.compile == nil && strings.TrimSpace(c.Value) == "":
		return Check{}, invalid("value", "is empty; say what is to be judged")
	}
	k := Check{promised: clip(c.Value), juror: true, ask: Ask{Promise: c.Value}, measure: func(*Subject) finding { return jurorless }}
	if m.compile != nil {
		var err error
		if k, err = m.compile(c, p); err != nil {
			return Check{}, err
		}
	}
	return k.windowed(c, m, p)
}

// Measure is the clause's result on the subject.
func (k Check) Measure(c pact.Clause, s *Subject) verdict.ClauseResult {
	if k.share > 0 && !k.juror {
		return k.each(c, s)
	}
	return result(c, k.promised, k.measure(s))
}

// Unknown is the result of a clause that this version of the service cannot compile.
func Unknown(c pact.Clause, err error) verdict.ClauseResult {
	return result(c, clip(c.Metric+" "+c.Operator+" "+c.Value), unmeasured("%v", err))
}

// result puts a finding into the words of the report.
func result(c pact.Clause, promised string, f finding) verdict.ClauseResult {
	return verdict.ClauseResult{
		ID: c.ID, Metric: c.Metric, Severity: c.Severity, Verification: c.Verification,
		Result: f.result, Promised: promised, Measured: f.measured, WouldChange: f.flip, Reason: f.reason,
	}
}

func invalid(field, format string, args ...any) error {
	return &pact.Invalid{Field: field, Reason: fmt.Sprintf(format, args...)}
}

func oneOf(list []string) string {
	quoted := make([]string, len(list))
	for i, s := range list {
		if quoted[i] = s; s == "" {
			quoted[i] = "none"
		}
	}
	return strings.Join(quoted, ", ")
}

// Metrics lists every metric, by name.
func Metrics() []Metric { return slices.Clone(metrics) }

func find(name string) (Metric, bool) {
	i, ok := slices.BinarySearchFunc(metrics, name, func(m Metric, name string) int { return strings.Compare(m.Name, name) })
	if !ok {
		return Metric{}, false
	}
	return metrics[i], true
}

func names() []string {
	all := make([]string, len(metrics))
	for i, m := range metrics {
		all[i] = m.Name
	}
	return all
}
