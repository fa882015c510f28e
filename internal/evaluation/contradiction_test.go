package evaluation

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/pact"
)

// promise is a critical clause with an id of its own.
func promise(id, metric, operator, value, unit string) pact.Clause {
	return pact.Clause{ID: id, Metric: metric, Operator: operator, Value: value, Unit: unit, Severity: "critical", Verification: "deterministic"}
}

func promises(clauses ...pact.Clause) pact.Covenant {
	return pact.Covenant{Title: "Work", PassBps: 10_000, Policy: policy.Default().Hash(), Clauses: clauses}
}

func TestClausesThatNoWorkCanKeepTogetherAreRefused(t *testing.T) {
	of := func(metric, operator, value, unit string) pact.Clause {
		return promise("", metric, operator, value, unit)
	}
	calls := func(format string, args ...any) pact.Clause {
		return of("tool_calls", "matches", fmt.Sprintf(format, args...), "")
	}
	forbidden := func(value string) pact.Clause { return of("tool_calls", "excludes", value, "") }
	file := func(operator, name string, last int) pact.Clause {
		return of("file_hash", operator, fmt.Sprintf(`{%q:"0x%064x"}`, name, last), "")
	}
	window := func(c pact.Clause, w string) pact.Clause {
		c.Window = w
		return c
	}
	oneA := `{"calls":[{"name":"a","arguments":{"x":1}}],"mode":%q}`
	for name, c := range map[string]struct {
		a, b    pact.Clause
		refused bool
	}{
		"lengths that do not meet":       {of("output_length", "lte", "10", "words"), of("output_length", "gte", "20", "words"), true},
		"lengths that meet in one":       {of("output_length", "lte", "10", "words"), of("output_length", "gte", "10", "words"), false},
		"lengths just apart":             {of("output_length", "lt", "10", "words"), of("output_length", "gt", "9", "words"), true},
		"more words than characters":     {of("output_length", "gte", "20", "words"), of("output_length", "lte", "10", "chars"), true},
		"more characters than words":     {of("output_length", "lte", "10", "words"), of("output_length", "gte", "20", "chars"), false},
		"seconds against milliseconds":   {of("latency_p95", "lte", "1.5", "s"), of("latency_p95", "gt", "1500", "ms"), true},
		"seconds beside milliseconds":    {of("latency_p95", "lte", "1.5", "s"), of("latency_p95", "gte", "1500", "ms"), false},
		"a median above the maximum":     {of("latency_p50", "gte", "3", "s"), of("latency_max", "lte", "2", "s"), true},
		"a maximum above the median":     {of("latency_p50", "lte", "2", "s"), of("latency_max", "gte", "3", "s"), false},
		"a cost between micros":          {of("cost", "gt", "0.000001", "USD"), of("cost", "lt", "0.000002", "USD"), true},
		"a part above the whole":         {of("input_tokens", "gt", "100", "tokens"), of("total_tokens", "lte", "100", "tokens"), true},
		"exactly and anything but":       {of("tool_call_count", "eq", "3", "calls"), of("tool_call_count", "neq", "3", "calls"), true},
		"exactly two figures":            {of("tool_call_count", "eq", "3", "calls"), of("tool_call_count", "eq", "4", "calls"), true},
		"different figures":              {of("tool_call_count", "lte", "3", "calls"), of("output_length", "gte", "4", "chars"), false},
		"a text demanded and forbidden":  {of("output_text", "includes", "the total is 7", ""), of("output_text", "excludes", "total", ""), true},
		"the same in another spelling":   {of("output_text", "includes", "1,000", "normalized"), of("output_text", "excludes", "1000", "normalized"), true},
		"a longer text forbidden":        {of("output_text", "includes", "total", ""), of("output_text", "excludes", "the total is 7", ""), false},
		"a text too long for the length": {of("output_text", "includes", "one two three", ""), of("output_length", "lt", "3", "words"), true},
		"an answer that may not be said": {of("answer_text", "includes", "yes", ""), of("output_text", "excludes", "yes", ""), true},
		"two texts at once":              {of("output_text", "eq", "yes", ""), of("output_text", "eq", "no", ""), true},
		"a text and an expression":       {of("output_text", "eq", "yes", ""), of("output_text", "matches", "^n", ""), true},
		"an answer and its schema":       {of("answer_text", "eq", "yes", ""), of("json_schema", "matches", `{"type":"object"}`, ""), true},
		"two choices":                    {of("exact_choice", "eq", "A", ""), of("exact_choice", "eq", "(b)", ""), true},
		"one choice twice":               {of("exact_choice", "eq", "A", ""), of("exact_choice", "eq", "(a).", ""), false},
		"a choice and not that":          {of("exact_choice", "eq", "A", ""), of("exact_choice", "neq", "a", ""), true},
		"a call required and forbidden":  {calls(oneA, "superset"), forbidden(`{"calls":[{"name":"a"}]}`), true},
		"with these arguments":           {calls(oneA, "ordered"), forbidden(`{"calls":[{"name":"a","arguments":{"x":1.0}}]}`), true},
		"with others":                    {calls(oneA, "superset"), forbidden(`{"calls":[{"name":"a","arguments":{"x":2}}]}`), false},
		"any call, and one forbidden":    {calls(`{"calls":[{"name":"a"}],"mode":"superset"}`), forbidden(`{"calls":[{"name":"a","arguments":{"x":2}}]}`), false},
		"a call nobody requires":         {calls(oneA, "subset"), forbidden(`{"calls":[{"name":"a"}]}`), false},
		"no calls but another":           {calls(oneA, "superset"), calls(`{"calls":[{"name":"b"}],"mode":"subset"}`), true},
		"no such calls but another's":    {calls(oneA, "superset"), calls(`{"tools":["b"],"calls":[{"name":"b"}],"mode":"subset"}`), false},
		"two exact lists":                {calls(oneA, "exact"), calls(`{"calls":[{"name":"a","arguments":{"x":2}}],"mode":"exact"}`), true},
		"an exact list that takes any":   {calls(oneA, "exact"), calls(`{"calls":[{"name":"a"}],"mode":"exact"}`), false},
		"what counts as failed differs":  {calls(`{"calls":[{"name":"a"}],"mode":"superset","error_prefix":""}`), forbidden(`{"calls":[{"name":"a"}]}`), false},
		"more calls than may be made":    {calls(`{"calls":[{"name":"a"},{"name":"a"}],"mode":"superset"}`), of("tool_call_count", "lte", "1", "calls"), true},
		"two contents of one file":       {file("includes", "a", 1), file("includes", "a", 2), true},
		"a content of two files":         {file("includes", "a", 1), file("includes", "b", 1), false},
		"a content forbidden":            {file("includes", "a", 1), file("excludes", "b", 1), true},
		"in most interactions each":      {window(of("exact_choice", "eq", "A", ""), "60% of interactions"), window(of("exact_choice", "eq", "B", ""), "50% of interactions"), true},
		"in half of the interactions":    {window(of("exact_choice", "eq", "A", ""), "50% of interactions"), window(of("exact_choice", "eq", "B", ""), "50% of interactions"), false},
		"in each, and over everything":   {window(of("output_length", "lte", "10", "words"), "100% of interactions"), of("output_length", "gte", "20", "words"), false},
	} {
		t.Run(name, func(t *testing.T) {
			c.a.ID, c.b.ID = "first", "second"
			for _, covenant := range []pact.Covenant{promises(c.a, c.b), promises(c.b, c.a)} {
				err := Validate(covenant, policy.Default())
				var invalid *pact.Invalid
				if refused := errors.As(err, &invalid); refused != c.refused {
					t.Fatalf("got %v", err)
				}
				if c.refused && (invalid.Field != "covenant.clauses[1]" || !strings.Contains(invalid.Reason, `"first"`) || !strings.Contains(invalid.Reason, `"second"`)) {
					t.Errorf("it does not name both: %v", err)
				}
			}
		})
	}
}

func TestAlternativesOfWhichOneIsEnoughAreNoContradiction(t *testing.T) {
	c := promises(promise("a", "exact_choice", "eq", "A", ""), promise("b", "exact_choice", "eq", "B", ""))
	for i := range c.Clauses {
		c.Clauses[i].Severity = "major"
	}
	if c.PassBps = 5000; Validate(c, policy.Default()) != nil {
		t.Errorf("half is enough: %v", Validate(c, policy.Default()))
	}
	if c.PassBps = 5001; Validate(c, policy.Default()) == nil {
		t.Error("one cannot be enough, and nobody is told")
	}
	c.PassBps = 5000
	if c.Clauses[0].Severity = "critical"; Validate(c, policy.Default()) == nil {
		t.Error("the other choice can never be made, and nobody is told")
	}
}

func TestACovenantThatNothingCouldBreakIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		severity string
		passBps  uint16
		refused  bool
	}{"of no weight": {"info", 10_000, true}, "of no share": {"major", 0, true}, "of a share": {"major", 1, false}, "critical": {"critical", 0, false}} {
		covenant := promises(promise("a", "exact_choice", "eq", "A", ""))
		covenant.Clauses[0].Severity, covenant.PassBps = c.severity, c.passBps
		var invalid *pact.Invalid
		if err := Validate(covenant, policy.Default()); errors.As(err, &invalid) != c.refused || c.refused && invalid.Field != "covenant.pass_bps" {
			t.Errorf("%s: %v", name, err)
		}
	}
}
