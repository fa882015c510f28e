package check

import (
	"fmt"
	"math"
	"math/big"
	"slices"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
)

// claims is what a clause says beyond its own measurement, so that two can be held against each other.
type claims struct {
	span  *span                  // of a figure
	fixes string                 // the text it demands: all of it, or with includes a part
	calls *callClaims            // of tool calls
	files map[string]common.Hash // by name
}

// span is where a figure has to lie, in whole parts of its unit, both ends included.
type span struct {
	low, high int64
	hole      *int64 // the one value it must not have
}

func newSpan(operator string, promised *big.Rat, perUnit int64) span {
	parts := new(big.Rat).Mul(promised, new(big.Rat).SetInt64(perUnit))
	floor := new(big.Int).Quo(parts.Num(), parts.Denom())
	f := int64(math.MaxInt64 - 1)
	if floor.IsInt64() {
		f = min(f, floor.Int64())
	}
	isWhole := parts.IsInt()
	ceil := f
	if !isWhole {
		ceil++
	}
	s := span{0, math.MaxInt64, nil}
	switch operator {
	case "lt":
		s.high = ceil - 1
	case "lte":
		s.high = f
	case "gte":
		s.low = ceil
	case "gt":
		s.low = f + 1
	case "eq":
		s.low, s.high = ceil, f
	case "neq":
		if isWhole {
			s.hole = &f
		}
	}
	return s
}

func (s span) without(other span) bool {
	return s.low > other.high || s.low == s.high && other.hole != nil && *other.hole == s.low
}

// smaller lists figures of which the first is never larger than the second: metric and unit, without what units convert.
var smaller = [][2]string{
	{"latency_p50", "latency_p90"},
	{"latency_p50", "latency_p95"},
	{"latency_p50", "latency_p99"},
	{"latency_p50", "latency_max"},
	{"latency_p90", "latency_p95"},
	{"latency_p90", "latency_p99"},
	{"latency_p90", "latency_max"},
	{"latency_p95", "latency_p99"},
	{"latency_p95", "latency_max"},
	{"latency_p99", "latency_max"},
	{"input_tokens", "total_tokens"},
	{"output_tokens", "total_tokens"},
	{"output_length words", "output_length chars"},
}

func figure(c pact.Clause) string {
	if c.Metric == "output_length" {
		return c.Metric + " " + c.Unit
	}
	return c.Metric
}

// callClaims are those of a tool_calls clause.
type callClaims struct {
	ToolCalls
	expected    []toolCall
	ways        map[string]comparison
	errorPrefix string
}

func (c callClaims) forbids() bool  { return c.Mode == "" }
func (c callClaims) requires() bool { return c.Mode != "" && c.Mode != "subset" }
func (c callClaims) closed() bool {
	return c.Mode == "exact" || c.Mode == "unordered" || c.Mode == "subset"
}

// settled tells whether the other clause, on call i as this one demands it, is decided: nothing of the call is left open.
func (c callClaims) settled(i int) bool {
	e, way := c.expected[i], c.ways[c.Calls[i].Name]
	return e.arguments != anyArguments && len(way.ignore)+len(way.defaults)+len(way.loose) == 0
}

// Compiled is a clause with its check.
type Compiled struct {
	Clause pact.Clause
	Check  Check
}

// Contradiction says why no work can keep both clauses, or "". It finds what follows from figures, texts, calls and files alone: ranges that do
// not meet, a text that is demanded and forbidden, a call that is, contents that differ. It knows no implication beyond these.
func Contradiction(a, b Compiled, p policy.Document) string {
	if !meet(a.Check.share, b.Check.share) {
		return ""
	}
	for _, pair := range [2][2]Compiled{{a, b}, {b, a}} {
		if why := contradicts(pair[0], pair[1], p); why != "" {
			return why
		}
	}
	return ""
}

// meet tells whether the clauses are about the same evidence somewhere: all of it, or shares so large that they overlap.
func meet(a, b int) bool { return a == 0 && b == 0 || a > 0 && b > 0 && a+b > whole }

func contradicts(a, b Compiled, p policy.Document) string {
	x, y := a.Check.claims, b.Check.claims
	switch {
	case x.span != nil && y.span != nil:
		fa, fb := figure(a.Clause), figure(b.Clause)
		if fa == fb && x.span.without(*y.span) {
			return "no figure is both " + a.Check.promised + " and " + b.Check.promised
		}
		if slices.Contains(smaller, [2]string{fa, fb}) && x.span.low > y.span.high {
			return fmt.Sprintf("%s is never above %s", fa, fb)
		}
	case x.fixes != "" && speaks(a.Clause, b.Clause):
		s := NewSubject(evidence.Bundle{Messages: []evidence.Message{{Role: evidence.Assistant, Content: x.fixes}}}, p)
		if f := b.Check.measure(s); f.result == "broken" {
			return fmt.Sprintf("what says %q breaks the other", x.fixes)
		}
	case x.calls != nil && y.calls != nil:
		return x.calls.against(*y.calls, p)
	case x.calls != nil && x.calls.requires() && y.span != nil && b.Clause.Metric == "tool_call_count":
		if int64(len(x.calls.expected)) > y.span.high {
			return fmt.Sprintf("%d calls are required", len(x.calls.expected))
		}
	case x.files != nil && y.files != nil && a.Clause.Operator == "includes":
		for _, name := range sortedKeys(x.files) {
			if h, named := y.files[name]; named && h != x.files[name] && b.Clause.Operator == "includes" {
				return fmt.Sprintf("%q cannot have two contents", name)
			}
			for _, other := range sortedKeys(y.files) {
				if b.Clause.Operator == "excludes" && y.files[other] == x.files[name] {
					return fmt.Sprintf("the content of %q is required and forbidden", name)
				}
			}
		}
	}
	return ""
}

// speaks tells whether clause b is decided by the text that a demands: by all of it, or when a only includes it, by that it is there.
func speaks(a, b pact.Clause) bool {
	unit := a.Unit == b.Unit || a.Unit == ""
	switch {
	case a.Metric == "exact_choice":
		return b.Metric == "exact_choice"
	case a.Operator == "eq" && a.Metric == b.Metric:
		return unit
	case a.Operator == "eq" && a.Unit == "" && a.Metric == "answer_text":
		return b.Metric == "exact_choice" || b.Metric == "json_schema"
	case a.Operator == "eq" && a.Unit == "" && a.Metric == "output_text":
		return b.Metric == "output_length" || b.Metric == "prohibited_topics"
	case b.Metric == a.Metric, b.Metric == "output_text":
		return b.Operator == "excludes" && b.Unit == a.Unit
	}
	return b.Metric == "output_length" && (b.Operator == "lt" || b.Operator == "lte") && a.Unit == ""
}

// against looks for a call that c requires and the other does not allow.
func (c callClaims) against(other callClaims, p policy.Document) string {
	if !c.requires() || c.errorPrefix != other.errorPrefix { // or a call may count as failed for one of them
		return ""
	}
	s := NewSubject(evidence.Bundle{}, p)
	for i, e := range c.expected {
		counts := other.forbids() || other.closed() && (len(other.Tools) == 0 || slices.Contains(other.Tools, e.name))
		if !counts {
			continue
		}
		named, fits := false, false
		for _, o := range other.expected {
			if o.name != e.name {
				continue
			}
			named = true
			if o.arguments == anyArguments {
				fits = true
			} else if c.settled(i) {
				ok, paid := o.fits(s, other.ways[e.name].compared(e.name, string(c.Calls[i].Arguments)))
				fits = fits || ok || !paid
			} else if !other.forbids() {
				fits = true // perhaps
			}
		}
		if other.forbids() && fits {
			return e.String() + " is required and forbidden"
		}
		if !other.forbids() && (!named || !fits) {
			return e.String() + " is required, and is none of the calls that may be there"
		}
	}
	return ""
}
