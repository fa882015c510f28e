package check

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"pgregory.net/rapid"

	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
	"github.com/surety-dev/surety/pkg/verdict"
)

func ptr[T any](v T) *T { return &v }

func user(content string) evidence.Message {
	return evidence.Message{Role: evidence.User, Content: content}
}

func agent(content string) evidence.Message {
	return evidence.Message{Role: evidence.Assistant, Content: content}
}

func timed(ms int64) evidence.Message {
	return evidence.Message{Role: evidence.Assistant, LatencyMS: &ms}
}

// calls is a transcript in which each call, written tool(arguments), gets the result after the arrow; without an arrow it gets none.
func calls(list ...string) evidence.Bundle {
	b := evidence.Bundle{Messages: []evidence.Message{user("Please.")}}
	for i, call := range list {
		call, result, answered := strings.Cut(call, "→")
		name, arguments, _ := strings.Cut(strings.TrimSuffix(call, ")"), "(")
		id := fmt.Sprint("c", i)
		b.Messages = append(b.Messages, evidence.Message{Role: evidence.Assistant, ToolCalls: []evidence.ToolCall{{ID: id, Name: name, Arguments: arguments}}})
		if answered {
			b.Messages = append(b.Messages, evidence.Message{Role: evidence.Tool, CallID: id, Content: result})
		}
	}
	return b
}

func bundle(messages ...evidence.Message) evidence.Bundle { return evidence.Bundle{Messages: messages} }

func clause(metric, operator, value, unit string) pact.Clause {
	return pact.Clause{ID: "c", Metric: metric, Operator: operator, Value: value, Unit: unit, Severity: "major", Verification: "deterministic"}
}

func measure(t testing.TB, c pact.Clause, b evidence.Bundle) verdict.ClauseResult {
	t.Helper()
	k, err := Compile(c, policy.Default())
	if err != nil {
		t.Fatalf("%s %s %s: %v", c.Metric, c.Operator, c.Value, err)
	}
	return k.Measure(c, NewSubject(b, policy.Default()))
}

const (
	held   = verdict.Held
	broken = verdict.Broken
	open   = verdict.Unmeasured
)

func TestEachMetricIsHeldBrokenOrUnmeasured(t *testing.T) {
	schema := `{"type":"object","required":["n"],"properties":{"n":{"type":"integer"}},"additionalProperties":false}`
	files := evidence.Bundle{Files: []evidence.File{{Name: "a.pdf", Hash: common.Hash{31: 1}}}}
	fileHash := func(name string, hash common.Hash) string { return fmt.Sprintf(`{%q:%q}`, name, hash.Hex()) }
	paid := func(cost int64) evidence.Bundle {
		return evidence.Bundle{Messages: []evidence.Message{agent("hi")}, Usage: &evidence.Usage{Cost: ptr(usdc.Amount(cost))}}
	}
	used := evidence.Bundle{Usage: &evidence.Usage{InputTokens: 70, OutputTokens: 30}}
	hundred := func() evidence.Bundle { // 1, 2, … 100 ms
		var b evidence.Bundle
		for ms := range int64(100) {
			b.Messages = append(b.Messages, timed(100-ms))
		}
		return b
	}()
	empty := evidence.Bundle{Files: files.Files}
	ab := `{"calls":[{"name":"a","arguments":{"x":1}},{"name":"b","arguments":{}}],"mode":%q}`
	mode := func(m string) string { return fmt.Sprintf(ab, m) }
	forbidden := `{"calls":[{"name":"a","arguments":{"x":1}}]}`

	for _, c := range []struct {
		metric, operator, value, unit string
		evidence                      evidence.Bundle
		want                          verdict.Result
	}{
		{"latency_p50", "lte", "50", "ms", hundred, held},
		{"latency_p50", "lt", "50", "ms", hundred, broken},
		{"latency_p95", "lte", "0.095", "s", hundred, held},
		{"latency_p95", "lte", "0.0949", "s", hundred, broken},
		{"latency_p99", "gte", "99", "ms", hundred, held},
		{"latency_p99", "gt", "99", "ms", hundred, broken},
		{"latency_p95", "lte", "5", "ms", bundle(timed(5)), held},
		{"latency_p95", "lte", "9", "s", bundle(timed(5), agent("untimed")), open},
		{"latency_p95", "lte", "9", "s", bundle(user("hi")), open},

		{"latency_p90", "lte", "90", "ms", hundred, held},
		{"latency_p90", "lt", "90", "ms", hundred, broken},
		{"latency_max", "lte", "100", "ms", hundred, held},
		{"latency_max", "lt", "0.1", "s", hundred, broken},

		{"input_tokens", "lte", "70", "tokens", used, held},
		{"input_tokens", "lt", "70", "tokens", used, broken},
		{"output_tokens", "gte", "30", "tokens", used, held},
		{"output_tokens", "gt", "30", "tokens", used, broken},
		{"total_tokens", "lte", "100", "tokens", used, held},
		{"total_tokens", "lt", "100", "tokens", used, broken},
		{"total_tokens", "lt", "100", "tokens", bundle(agent("hi")), open},

		{"agent_messages", "lte", "2", "messages", bundle(agent("hi"), agent(" "), user("x"), agent("bye")), held},
		{"agent_messages", "lt", "2", "messages", bundle(agent("hi"), agent(" "), user("x"), agent("bye")), broken},
		{"agent_messages", "lt", "2", "messages", bundle(user("x")), open},

		{"answer_text", "includes", "b", "", bundle(agent("a"), agent("b")), held},
		{"answer_text", "includes", "a", "", bundle(agent("a"), agent("b")), broken},
		{"answer_text", "excludes", "A", "normalized", bundle(agent("a"), agent("b")), held},
		{"answer_text", "excludes", "[b-d]", "pattern", bundle(agent("a"), agent("b")), broken},
		{"answer_text", "excludes", "^a", "pattern", bundle(agent("a"), agent("b")), held},
		{"answer_text", "excludes", "^a", "pattern", bundle(user("b")), open},
		{"output_text", "excludes", "a.b", "pattern", bundle(agent("a"), agent("b")), held},
		{"output_text", "excludes", "(?s)a.b", "pattern", bundle(agent("a"), agent("b")), broken},

		{"cost", "lte", "0.05", "USD", paid(50_000), held},
		{"cost", "lt", "0.05", "USD", paid(50_000), broken},
		{"cost", "lt", "0.05", "USD", bundle(agent("hi")), open},
		{"cost", "lt", "0.05", "USD", evidence.Bundle{Messages: []evidence.Message{agent("hi")}, Usage: &evidence.Usage{}}, open},

		{"output_length", "lte", "7", "chars", bundle(agent("añ😀"), user("not counted"), agent("four")), held},
		{"output_length", "lt", "7", "chars", bundle(agent("añ😀"), agent("four")), broken},
		{"output_length", "eq", "3", "words", bundle(agent("one  two\nthree")), held},
		{"output_length", "neq", "3", "words", bundle(agent("one  two\nthree")), broken},
		{"output_length", "lte", "7", "chars", bundle(user("hi")), open},

		{"tool_call_count", "lte", "2", "calls", calls("a()→ok", "b()→Error"), held},
		{"tool_call_count", "lt", "2", "calls", calls("a()→ok", "b()→Error"), broken},
		{"tool_call_count", "eq", "0", "calls", bundle(agent("hi")), held},
		{"tool_call_count", "eq", "0", "calls", empty, open},

		{"output_text", "includes", "1786", "", bundle(agent("a"), agent("It is $1786.")), held},
		{"output_text", "includes", "1786", "", bundle(agent("It is $1,786."), user("1786")), broken},
		{"output_text", "includes", "1786", "normalized", bundle(agent("It is $1,786.")), held},
		{"output_text", "includes", "1,786", "normalized", bundle(agent("It is $1786.")), held},
		{"output_text", "includes", "12,34", "normalized", bundle(agent("on 12 34")), broken},
		{"output_text", "includes", "THE TOTAL", "normalized", bundle(agent("The Total")), held},
		{"output_text", "includes", "x", "", bundle(user("x")), open},
		{"output_text", "excludes", "guarantee", "normalized", bundle(agent("Sure.")), held},
		{"output_text", "excludes", "guarantee", "normalized", bundle(agent("We GUARANTEE it.")), broken},
		{"output_text", "excludes", "guarantee", "normalized", empty, open},
		{"output_text", "matches", `(?i)order w\d+`, "", bundle(agent("Order W12 is gone.")), held},
		{"output_text", "matches", `^order`, "", bundle(agent("Order W12 is gone.")), broken},
		{"output_text", "matches", `x`, "", bundle(agent(strings.Repeat("x", maxMatched+1))), open},
		{"output_text", "eq", "yes", "", bundle(agent("yes")), held},
		{"output_text", "eq", "yes", "", bundle(agent("yes"), agent("sir")), broken},
		{"output_text", "neq", "yes", "", bundle(agent("no")), held},
		{"output_text", "neq", "yes", "normalized", bundle(agent("YES")), broken},
		{"output_text", "eq", "yes", "", empty, open},

		{"exact_choice", "eq", "B", "", bundle(agent("Let me think."), agent(" (b). ")), held},
		{"exact_choice", "eq", "B", "", bundle(agent("B or C")), broken},
		{"exact_choice", "neq", "B", "", bundle(agent("C")), held},
		{"exact_choice", "neq", "B", "", bundle(agent("**B**")), broken},
		{"exact_choice", "eq", "B", "", bundle(user("B")), open},

		{"json_schema", "matches", schema, "", bundle(agent("thinking"), agent(` {"n": 9007199254740993} `)), held},
		{"json_schema", "matches", schema, "", bundle(agent(`{"n":1.5}`)), broken},
		{"json_schema", "matches", schema, "", bundle(agent(`{"n":1,"n":2}`)), broken},
		{"json_schema", "matches", schema, "", bundle(agent("```json\n{\"n\":1}\n```")), broken},
		{"json_schema", "matches", schema, "", bundle(user(`{"n":1}`)), open},
		{"json_schema", "matches", schema, "", bundle(agent(strings.Repeat(" ", maxAnswer) + `{"n":1}`)), open},
		{"json_schema", "matches", `{"$defs":{"a":{"type":"string"}},"items":{"$ref":"#/$defs/a"}}`, "", bundle(agent(`["x"]`)), held},
		{"json_schema", "matches", `{"$defs":{"a":{"type":"string"}},"items":{"$ref":"#/$defs/a"}}`, "", bundle(agent(`[1]`)), broken},

		{"cel", "matches", `calls.all(c, c.arguments.n > 1)`, "", calls(`f({"n":2})→ok`), held},
		{"cel", "matches", `calls.all(c, c.arguments.n > 1)`, "", calls(`f({"n":1})→ok`), broken},
		{"cel", "matches", `calls.all(c, c.arguments.n > 1)`, "", calls(`f({})→ok`), open},
		{"cel", "matches", `calls[0].arguments.n == 9007199254740993`, "", calls(`f({"n":9007199254740993})→ok`), held},
		{"cel", "matches", `calls[0].arguments.n == 9007199254740993`, "", calls(`f({"n":9007199254740992})→ok`), broken},
		{"cel", "matches", `usage.input_tokens < 10`, "", bundle(agent("hi")), open},
		{"cel", "matches", `usage.cost_micros == 5`, "", paid(5), held},
		{"cel", "matches", `output.contains("hi") && answer == "ho" && messages[0].role == "assistant"`, "", bundle(agent("hi"), agent("ho")), held},
		{"cel", "matches", `"a.pdf" in files && size(messages) == 0`, "", files, held},
		{"cel", "matches", `1 / size(messages) == 0`, "", files, open},
		{"cel", "matches", `messages.all(a, messages.all(b, messages.all(c, messages.all(d, a != b || c != d || true))))`, "", hundred, open},

		{"file_hash", "includes", fileHash("a.pdf", common.Hash{31: 1}), "", files, held},
		{"file_hash", "includes", fileHash("a.pdf", common.Hash{31: 2}), "", files, broken},
		{"file_hash", "includes", fileHash("b.pdf", common.Hash{31: 1}), "", files, broken},
		{"file_hash", "includes", fileHash("a.pdf", common.Hash{31: 1}), "", bundle(agent("hi")), open},
		{"file_hash", "excludes", fileHash("b.pdf", common.Hash{31: 1}), "", files, broken},
		{"file_hash", "excludes", fileHash("a.pdf", common.Hash{31: 2}), "", files, held},
		{"file_hash", "excludes", fileHash("a.pdf", common.Hash{31: 2}), "", bundle(agent("hi")), open},

		{"tool_calls", "matches", mode("exact"), "", calls(`a({"x":1.0})→ok`, `b()→ok`), held},
		{"tool_calls", "matches", mode("exact"), "", calls(`b()→ok`, `a({"x":1})→ok`), broken},
		{"tool_calls", "matches", mode("exact"), "", calls(`a({"x":1})→ok`, `b()→ok`, `b()→ok`), broken},
		{"tool_calls", "matches", mode("unordered"), "", calls(`b({})→ok`, `a({"x":1})→ok`), held},
		{"tool_calls", "matches", mode("unordered"), "", calls(`a({"x":1})→ok`), broken},
		{"tool_calls", "matches", mode("unordered"), "", calls(`a({"x":1})→ok`, `a({"x":1})→ok`, `b()→ok`), broken},
		{"tool_calls", "matches", mode("unordered"), "", calls(`a({"x":1})→ok`, `b()→ok`, `c()→ok`), broken},
		{"tool_calls", "matches", mode("subset"), "", calls(`b()→ok`), held},
		{"tool_calls", "matches", mode("subset"), "", calls(), held},
		{"tool_calls", "matches", mode("subset"), "", calls(`b()→ok`, `b()→ok`), broken},
		{"tool_calls", "matches", mode("superset"), "", calls(`c()→ok`, `b()→ok`, `b()→ok`, `a({"x":1})→ok`), held},
		{"tool_calls", "matches", mode("superset"), "", calls(`c()→ok`, `b()→ok`), broken},
		{"tool_calls", "matches", mode("superset"), "", empty, open},

		{"tool_calls", "excludes", forbidden, "", calls(`a({"x":2})→ok`), held},
		{"tool_calls", "excludes", forbidden, "", calls(`a({"x":2})→ok`, `a({"x":1})→ok`), broken},
		{"tool_calls", "excludes", forbidden, "", calls(`a({"x":1})→Error: no`), held},
		{"tool_calls", "excludes", forbidden, "", calls(`a({"x":1})→ok`, `a({"x":2})`), broken},
		{"tool_calls", "excludes", forbidden, "", calls(`a({"x":1})`), open},
		{"tool_calls", "excludes", forbidden, "", calls(`other()`), held},
		{"tool_calls", "excludes", forbidden, "", empty, open},

		{"confirmed_calls", "matches", `{"tools":["a"],"confirmation":"(?i)\\byes\\b"}`, "", func() evidence.Bundle {
			b := calls(`a()→ok`)
			b.Messages[0] = user("Yes, please.")
			return b
		}(), held},
		{"confirmed_calls", "matches", `{"tools":["a"],"confirmation":"(?i)\\byes\\b"}`, "", func() evidence.Bundle {
			b := calls(`a()→ok`)
			b.Messages = append([]evidence.Message{user("Yes.")}, b.Messages...)
			return b
		}(), broken},
		{"confirmed_calls", "matches", `{"tools":["a"],"confirmation":"yes"}`, "", calls(`a()→Error`, `b()→ok`), held},
		{"confirmed_calls", "matches", `{"tools":["a"],"confirmation":"yes"}`, "", calls(`a()`), open},
	} {
		t.Run(fmt.Sprintf("%s %s %.60s %s %s", c.metric, c.operator, c.value, c.unit, c.want), func(t *testing.T) {
			got := measure(t, clause(c.metric, c.operator, c.value, c.unit), c.evidence)
			if got.Result != c.want {
				t.Errorf("got %+v, want %s", got, c.want)
			}
			switch {
			case got.Promised == "":
				t.Errorf("nothing is said to have been promised: %+v", got)
			case got.Result == open && (got.Reason == "" || got.Measured != "" || got.WouldChange != ""):
				t.Errorf("unmeasured needs a reason and nothing else: %+v", got)
			case got.Result != open && (got.Reason != "" || got.Measured == "" || got.WouldChange == ""):
				t.Errorf("measured needs what was measured and what would have changed it: %+v", got)
			}
		})
	}
}

func TestToolCallsCompareWhatTheClauseSays(t *testing.T) {
	for name, c := range map[string]struct {
		value    string
		evidence evidence.Bundle
		want     verdict.Result
	}{
		"tools that do not count are free":       {`{"tools":["a"],"calls":[{"name":"a"}],"mode":"exact"}`, calls("look()→ok", "a()→ok", "look()"), held},
		"a tool that counts is not":              {`{"tools":["a","look"],"calls":[{"name":"a"}],"mode":"exact"}`, calls("look()→ok", "a()→ok"), broken},
		"no call at all can be promised":         {`{"tools":["a"],"calls":[],"mode":"exact"}`, calls("look()→ok"), held},
		"no call at all is broken by one":        {`{"tools":["a"],"calls":[],"mode":"exact"}`, calls("a()→ok"), broken},
		"a failed call did not happen":           {`{"calls":[{"name":"a"}],"mode":"unordered"}`, calls("a()→Error: full"), broken},
		"a retry after a failure is one call":    {`{"calls":[{"name":"a"}],"mode":"exact"}`, calls("a()→Error: full", "a()→ok"), held},
		"another prefix for failures":            {`{"calls":[{"name":"a"}],"mode":"exact","error_prefix":"FAILED"}`, calls("a()→FAILED", "a()→Error is just text"), held},
		"no prefix: nothing fails":               {`{"calls":[{"name":"a"}],"mode":"exact","error_prefix":""}`, calls("a()→Error"), held},
		"an open call leaves it open":            {`{"calls":[{"name":"a"}],"mode":"unordered"}`, calls("a()"), open},
		"arguments left out match any":           {`{"calls":[{"name":"a"}],"mode":"exact"}`, calls(`a({"x":[1,2]})→ok`), held},
		"empty arguments match only empty ones":  {`{"calls":[{"name":"a","arguments":{}}],"mode":"exact"}`, calls(`a({"x":1})→ok`), broken},
		"no arguments are empty arguments":       {`{"calls":[{"name":"a","arguments":{}}],"mode":"exact"}`, calls(`a()→ok`), held},
		"keys in another order":                  {`{"calls":[{"name":"a","arguments":{"x":1,"y":{"p":1,"q":2}}}],"mode":"exact"}`, calls(`a({"y":{"q":2,"p":1},"x":1})→ok`), held},
		"lists in another order":                 {`{"calls":[{"name":"a","arguments":{"x":[1,2]}}],"mode":"exact"}`, calls(`a({"x":[2,1]})→ok`), broken},
		"1 is 1.0":                               {`{"calls":[{"name":"a","arguments":{"x":1}}],"mode":"exact"}`, calls(`a({"x":1.0})→ok`), held},
		"1 is not \"1\"":                         {`{"calls":[{"name":"a","arguments":{"x":1}}],"mode":"exact"}`, calls(`a({"x":"1"})→ok`), broken},
		"the last digit of 2^53 + 1 counts":      {`{"calls":[{"name":"a","arguments":{"x":9007199254740993}}],"mode":"exact"}`, calls(`a({"x":9007199254740992})→ok`), broken},
		"an unknown argument more":               {`{"calls":[{"name":"a","arguments":{"x":1}}],"mode":"exact"}`, calls(`a({"x":1,"y":2})→ok`), broken},
		"an ignored argument":                    {`{"calls":[{"name":"a","arguments":{"x":1,"note":"p"}}],"mode":"exact","ignore":{"a":["note"]}}`, calls(`a({"x":1,"note":"q"})→ok`), held},
		"an argument another tool ignores":       {`{"calls":[{"name":"a","arguments":{"x":1}}],"mode":"exact","ignore":{"b":["note"]}}`, calls(`a({"x":1,"note":"q"})→ok`), broken},
		"arguments that are not JSON":            {`{"calls":[{"name":"a","arguments":{"x":1}}],"mode":"exact"}`, calls(`a({x:1})→ok`), broken},
		"arguments with a key twice":             {`{"calls":[{"name":"a","arguments":{"x":1}}],"mode":"exact"}`, calls(`a({"x":2,"x":1})→ok`), broken},
		"arguments that only spell the key":      {`{"calls":[{"name":"a","arguments":{"x":1}}],"mode":"exact"}`, calls(`a("{\"x\":1}")→ok`), broken},
		"named arguments choose before any":      {`{"calls":[{"name":"a"},{"name":"a","arguments":{"x":1}}],"mode":"unordered"}`, calls(`a({"x":1})→ok`, `a({"x":2})→ok`), held},
		"any arguments are still one call each":  {`{"calls":[{"name":"a"},{"name":"a"}],"mode":"superset"}`, calls(`a({"x":1})→ok`), broken},
		"any arguments do not hide another tool": {`{"calls":[{"name":"a"}],"mode":"unordered"}`, calls(`a()→ok`, `b()→ok`), broken},
	} {
		t.Run(name, func(t *testing.T) {
			if got := measure(t, clause("tool_calls", "matches", c.value, ""), c.evidence); got.Result != c.want {
				t.Errorf("got %+v, want %s", got, c.want)
			}
		})
	}
}

func TestClausesNobodyCanMeasureAreRefused(t *testing.T) {
	with := func(c pact.Clause, change func(*pact.Clause)) pact.Clause {
		change(&c)
		return c
	}
	valid := clause("latency_p95", "lte", "2", "s")
	manyRefs := `{"$defs":{"a0":{"type":"string"}`
	for i := range 20 {
		manyRefs += fmt.Sprintf(`,"a%d":{"anyOf":[{"$ref":"#/$defs/a%d"},{"$ref":"#/$defs/a%d"}]}`, i+1, i, i)
	}
	manyRefs += `},"$ref":"#/$defs/a20"}`
	for name, c := range map[string]struct {
		clause pact.Clause
		field  string
	}{
		"an unknown metric":              {with(valid, func(c *pact.Clause) { c.Metric = "latency_p42" }), "metric"},
		"an unknown severity":            {with(valid, func(c *pact.Clause) { c.Severity = "huge" }), "severity"},
		"a jury for a stopwatch":         {with(valid, func(c *pact.Clause) { c.Verification = "jury" }), "verification"},
		"an operator for texts":          {with(valid, func(c *pact.Clause) { c.Operator = "includes" }), "operator"},
		"another metric's unit":          {with(valid, func(c *pact.Clause) { c.Unit = "USD" }), "unit"},
		"no unit":                        {with(valid, func(c *pact.Clause) { c.Unit = "" }), "unit"},
		"a window in hours":              {with(valid, func(c *pact.Clause) { c.Window = "24h" }), "window"},
		"a share of nothing":             {with(valid, func(c *pact.Clause) { c.Window = "0% of interactions" }), "window"},
		"more than every interaction":    {with(valid, func(c *pact.Clause) { c.Window = "100.01% of interactions" }), "window"},
		"the cost of an interaction":     {with(clause("cost", "lte", "1", "USD"), func(c *pact.Clause) { c.Window = "95% of interactions" }), "window"},
		"a number in words":              {with(valid, func(c *pact.Clause) { c.Value = "two" }), "value"},
		"a negative number":              {with(valid, func(c *pact.Clause) { c.Value = "-1" }), "value"},
		"a fraction":                     {with(valid, func(c *pact.Clause) { c.Value = "1/3" }), "value"},
		"an exponent":                    {with(valid, func(c *pact.Clause) { c.Value = "1e999999999" }), "value"},
		"below nothing":                  {with(valid, func(c *pact.Clause) { c.Operator, c.Value = "lt", "0" }), "value"},
		"half a call":                    {clause("tool_call_count", "eq", "1.5", "calls"), "value"},
		"including nothing":              {clause("output_text", "includes", "", ""), "value"},
		"an open bracket":                {clause("output_text", "matches", "(", ""), "value"},
		"a back reference":               {clause("output_text", "matches", `(a)\1`, ""), "value"},
		"a normalized expression":        {clause("output_text", "matches", "a", "normalized"), "unit"},
		"a pattern to include":           {clause("output_text", "includes", "a", "pattern"), "unit"},
		"a pattern that is none":         {clause("output_text", "excludes", "(", "pattern"), "value"},
		"an enormous expression":         {clause("output_text", "matches", "(a{1000}){1000}", ""), "value"},
		"a large expression":             {clause("output_text", "matches", "[ab]{999}c{20}", ""), "value"},
		"a choice of nothing":            {clause("exact_choice", "eq", " . ", ""), "value"},
		"a schema that is no JSON":       {clause("json_schema", "matches", "{", ""), "value"},
		"a schema with an unknown type":  {clause("json_schema", "matches", `{"type":"money"}`, ""), "value"},
		"a schema from the network":      {clause("json_schema", "matches", `{"$ref":"http://127.0.0.1:1/x"}`, ""), "value"},
		"a schema from a file":           {clause("json_schema", "matches", `{"$ref":"file:///etc/passwd"}`, ""), "value"},
		"a metaschema from the network":  {clause("json_schema", "matches", `{"$schema":"http://127.0.0.1:1/x"}`, ""), "value"},
		"an id that moves references":    {clause("json_schema", "matches", `{"items":{"$id":"http://127.0.0.1:1/","$ref":"#/x"}}`, ""), "value"},
		"a dynamic reference":            {clause("json_schema", "matches", `{"$dynamicRef":"#a"}`, ""), "value"},
		"a reference into nothing":       {clause("json_schema", "matches", `{"$ref":"#/$defs/a"}`, ""), "value"},
		"a schema of itself":             {clause("json_schema", "matches", `{"items":{"$ref":"#"}}`, ""), "value"},
		"schemas of each other":          {clause("json_schema", "matches", `{"$defs":{"a":{"items":{"$ref":"#/$defs/b"}},"b":{"items":{"$ref":"#/$defs/a"}}},"$ref":"#/$defs/a"}`, ""), "value"},
		"a schema that doubles 20 times": {clause("json_schema", "matches", manyRefs, ""), "value"},
		"a schema's enormous expression": {clause("json_schema", "matches", `{"pattern":"[ab]{999}c{20}"}`, ""), "value"},
		"an expression with an error":    {clause("cel", "matches", "calls.size(", ""), "value"},
		"an unknown variable":            {clause("cel", "matches", "reward == 1", ""), "value"},
		"an expression that is a number": {clause("cel", "matches", "size(calls)", ""), "value"},
		"an expression with a message":   {clause("cel", "matches", `google.protobuf.Struct{fields: {"a": google.protobuf.Value{}}}.all(k, k == "a")`, ""), "value"},
		"an expression with a map":       {clause("cel", "matches", `{"a": 1, "b": 2}.map(k, k)[0] == "a"`, ""), "value"},
		"an expression with a time zone": {clause("cel", "matches", `timestamp("2020-01-01T00:00:00Z").getHours("Europe/Paris") > 1`, ""), "value"},
		"a computed regular expression":  {clause("cel", "matches", `output.matches(answer)`, ""), "value"},
		"an expression's enormous regex": {clause("cel", "matches", `output.matches("a{200}")`, ""), "value"},
		"a schema of many instructions":  {clause("json_schema", "matches", `{"allOf":[`+strings.Repeat(`{"pattern":"a{900}"},`, 5)+`true]}`, ""), "value"},
		"calls that are no JSON":         {clause("tool_calls", "matches", "cancel", ""), "value"},
		"calls with a field misspelt":    {clause("tool_calls", "matches", `{"calls":[],"mode":"exact","ignored":{}}`, ""), "value"},
		"calls with a key twice":         {clause("tool_calls", "matches", `{"calls":[],"calls":[],"mode":"exact"}`, ""), "value"},
		"calls without a mode":           {clause("tool_calls", "matches", `{"calls":[{"name":"a"}]}`, ""), "value"},
		"calls in an unknown mode":       {clause("tool_calls", "matches", `{"calls":[{"name":"a"}],"mode":"loose"}`, ""), "value"},
		"at least no calls":              {clause("tool_calls", "matches", `{"calls":[],"mode":"superset"}`, ""), "value"},
		"forbidding nothing":             {clause("tool_calls", "excludes", `{"calls":[]}`, ""), "value"},
		"forbidding in a mode":           {clause("tool_calls", "excludes", `{"calls":[{"name":"a"}],"mode":"exact"}`, ""), "value"},
		"a call that does not count":     {clause("tool_calls", "matches", `{"tools":["a"],"calls":[{"name":"b"}],"mode":"exact"}`, ""), "value"},
		"a call without a name":          {clause("tool_calls", "matches", `{"calls":[{}],"mode":"exact"}`, ""), "value"},
		"arguments in a list":            {clause("tool_calls", "matches", `{"calls":[{"name":"a","arguments":[1]}],"mode":"exact"}`, ""), "value"},
		"confirmation of no tool":        {clause("confirmed_calls", "matches", `{"tools":[],"confirmation":"yes"}`, ""), "value"},
		"confirmation by anything":       {clause("confirmed_calls", "matches", `{"tools":["a"],"confirmation":""}`, ""), "value"},
		"a short file hash":              {clause("file_hash", "includes", `{"a":"0x12"}`, ""), "value"},
		"no file":                        {clause("file_hash", "includes", `{}`, ""), "value"},
		"a comparison that is no JSON":   {compares("better than ours"), "value"},
		"a comparison with nothing":      {compares(`{"rubric":"r","reference":" "}`), "value"},
		"a comparison by nothing":        {compares(`{"reference":"r"}`), "value"},
		"a comparison with more":         {compares(`{"rubric":"r","reference":"r","winner":"agent"}`), "value"},
		"a reference twice":              {compares(`{"rubric":"r","reference":"r","reference":"s"}`), "value"},
		"a reference nobody sees whole":  {compares(`{"rubric":"r","reference":"` + strings.Repeat("r", 20_001) + `"}`), "value"},
		"a comparison in a share":        {with(compares(`{"rubric":"r","reference":"r"}`), func(c *pact.Clause) { c.Window = "95% of interactions" }), "window"},
		"a comparison for less":          {with(compares(`{"rubric":"r","reference":"r"}`), func(c *pact.Clause) { c.Operator = "lt" }), "operator"},
		"a rubric without words":         {with(clause("rubric", "matches", " ", ""), func(c *pact.Clause) { c.Verification = "jury" }), "value"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Compile(c.clause, policy.Default())
			var e *pact.Invalid
			if !errors.As(err, &e) || e.Field != c.field {
				t.Errorf("got %v, want the %s refused", err, c.field)
			}
		})
	}
}

func TestTheSchemaLibraryFetchesNothingEvenIfAsked(t *testing.T) {
	file := filepath.Join(t.TempDir(), "schema.json")
	if err := os.WriteFile(file, []byte(`{"type":"string"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := offlineSchema(map[string]any{"$ref": "file://" + file}); err == nil {
		t.Error("a file was read")
	}
}

func TestEveryMetricsExampleIsAValidClause(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range Metrics() {
		if m.Doc == "" || m.Needs == "" || len(m.Units) == 0 || m.Example.Metric != m.Name || seen[m.Name] {
			t.Errorf("%s is not documented, or twice", m.Name)
		}
		seen[m.Name] = true
		if _, err := Compile(m.Example, policy.Default()); err != nil {
			t.Errorf("the example of %s: %v", m.Name, err)
		}
	}
}

func TestWhatNeedsAJurorIsUnmeasured(t *testing.T) {
	for _, m := range Metrics() {
		if m.Verification != "jury" {
			continue
		}
		if got := measure(t, m.Example, bundle(agent("hi"))); got.Result != open || got.Reason != "no juror configured" {
			t.Errorf("%s: %+v", m.Name, got)
		}
	}
}

// compares is a clause by which jurors compare.
func compares(value string) pact.Clause {
	return pact.Clause{ID: "c", Metric: "pairwise_comparison", Operator: "gt", Value: value, Severity: "major", Verification: "jury"}
}

func TestWhatIsComparedIsTheFinalAnswerAndTheWholeReference(t *testing.T) {
	c := compares(`{"rubric":"Short and right.","reference":"It is 42."}`)
	for operator, want := range map[string]struct {
		neither  verdict.Result
		promised string
	}{
		"gt": {broken, "better than the reference: Short and right."}, "gte": {held, "as good as the reference, or better: Short and right."},
	} {
		c.Operator = operator
		k, err := Compile(c, policy.Default())
		if err != nil {
			t.Fatal(err)
		}
		if got := k.Ask(); got != (Ask{"Short and right.", "It is 42.", want.neither}) {
			t.Errorf("%s asks %+v", operator, got)
		}
		if got := measure(t, c, bundle(agent("hi"))); got.Promised != want.promised {
			t.Errorf("%s promises %q", operator, got.Promised)
		}
	}
	if got := measure(t, c, bundle(user("hi"))); got.Result != open || got.Reason != "the evidence has no message of the agent" {
		t.Errorf("of a silent agent: %+v", got)
	}
	if got := Answer(bundle(agent("draft"), agent("final"), user("thanks"))); got != "final" {
		t.Errorf("the final answer is %q", got)
	}
	tight := policy.Default()
	tight.Jury.MaxMessage, tight.Jury.MaxTranscript = 100, 150
	for size, fits := range map[int]bool{75: true, 76: false} {
		if _, err := Compile(compares(`{"rubric":"r","reference":"`+strings.Repeat("r", size)+`"}`), tight); (err == nil) != fits {
			t.Errorf("a reference of %d bytes where two texts share 150: %v", size, err)
		}
	}
}

func TestTheReportSaysWhatWouldHaveChangedAResult(t *testing.T) {
	c := clause("tool_calls", "matches", `{"calls":[{"name":"a","arguments":{"x":1}},{"name":"b","arguments":{}}],"mode":"unordered"}`, "")
	got := measure(t, c, calls(`b()→ok`, `c()→ok`))
	if want := `also a({"x":1}); without c({})`; got.WouldChange != want {
		t.Errorf("got %q, want %q", got.WouldChange, want)
	}
	c = clause("tool_calls", "matches", `{"calls":[{"name":"a"},{"name":"b"}],"mode":"exact"}`, "")
	if got := measure(t, c, calls(`b()→ok`, `a()→ok`)); got.WouldChange != "the same calls in the promised order" {
		t.Errorf("got %q", got.WouldChange)
	}
	c = clause("latency_p95", "lte", "0.5", "s")
	if got := measure(t, c, bundle(timed(1250))); got.Measured != "1.25 s" || got.Promised != "at most 0.5 s" || got.WouldChange != "at most 0.5 s" {
		t.Errorf("got %+v", got)
	}
	if got := measure(t, c, bundle(timed(250))); got.Measured != "0.25 s" || got.WouldChange != "above 0.5 s" {
		t.Errorf("got %+v", got)
	}
}

func TestHostileTextIsBoundedAndHarmlessInTheReport(t *testing.T) {
	hostile := strings.Repeat("\x1b[2J\u202eé", 10_000)
	for _, c := range []pact.Clause{clause("output_text", "eq", "x", ""), clause("exact_choice", "eq", "x", ""), clause("output_text", "matches", `\x1b`, "")} {
		got := measure(t, c, bundle(agent(hostile)))
		if strings.ContainsAny(got.Measured, "\x1b\u202e") || len(got.Measured) > maxWords+100 {
			t.Errorf("%s: %d bytes: %.80q", c.Metric, len(got.Measured), got.Measured)
		}
	}
	many := make([]string, 10_000)
	for i := range many {
		many[i] = fmt.Sprintf(`a({"i":%d,"s":"\u202e"})→ok`, i)
	}
	got := measure(t, clause("tool_calls", "matches", `{"calls":[],"mode":"exact"}`, ""), calls(many...))
	if got.Result != broken || len(got.Measured) > maxWords+100 || len(got.WouldChange) > maxWords+100 || strings.Contains(got.Measured, "\u202e") {
		t.Errorf("%s: %d and %d bytes", got.Result, len(got.Measured), len(got.WouldChange))
	}
}

func TestMeasuringTwiceSaysTheSame(t *testing.T) {
	wide := `{`
	for i := range 50 {
		wide += fmt.Sprintf(`"k%02d":%d,`, i, i)
	}
	wide += `"z":{"b":1,"a":2,"c":3}}`
	for _, c := range []pact.Clause{
		clause("cel", "matches", `calls[0].arguments.map(k, k)[0] == "k00" && calls[0].arguments.z.map(k, k) == ["a", "b", "c"]`, ""),
		clause("cel", "matches", `messages[0].map(k, k) == ["content", "name", "role"]`, ""),
		clause("cel", "matches", `calls.map(c, c.arguments)[0].map(k, k)[7] == "k07"`, ""),
		clause("json_schema", "matches", `{"type":"object","additionalProperties":{"type":"string"},"required":["p","q","r"]}`, ""),
	} {
		b := calls(`f(` + wide + `)→ok`)
		b.Messages = append(b.Messages, agent(wide))
		first := measure(t, c, b)
		if c.Metric == "cel" && first.Result != held {
			t.Errorf("%s: %+v", c.Value, first)
		}
		for range 50 {
			if again := measure(t, c, b); again != first {
				t.Fatalf("%+v, then %+v", first, again)
			}
		}
	}
}

// A call sequence is measured against itself shuffled: what each mode makes of it follows from counting.
func TestModesFollowFromCounting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		names := rapid.SliceOfN(rapid.SampledFrom([]string{"a", "b", "c"}), 0, 5)
		expected, actual := names.Draw(t, "expected"), names.Draw(t, "actual")
		var list []string
		for _, name := range expected {
			list = append(list, fmt.Sprintf(`{"name":%q}`, name))
		}
		happened := make([]string, len(actual))
		count := map[string]int{}
		for i, name := range actual {
			happened[i] = fmt.Sprintf(`%s({"i":%d})→ok`, name, i)
			count[name]++
		}
		for _, name := range expected {
			count[name]--
		}
		more, fewer := false, false
		for _, n := range count {
			more, fewer = more || n > 0, fewer || n < 0
		}
		for mode, want := range map[string]bool{
			"exact":     strings.Join(expected, "") == strings.Join(actual, ""),
			"unordered": !more && !fewer, "subset": !more, "superset": !fewer,
		} {
			if mode == "superset" && len(expected) == 0 {
				continue // refused
			}
			c := clause("tool_calls", "matches", fmt.Sprintf(`{"calls":[%s],"mode":%q}`, strings.Join(list, ","), mode), "")
			k, err := Compile(c, policy.Default())
			if err != nil {
				t.Fatal(err)
			}
			if got := k.Measure(c, NewSubject(calls(happened...), policy.Default())); (got.Result == held) != want {
				t.Fatalf("%s: %+v", mode, got)
			}
		}
	})
}

func TestNormalizedTextIgnoresCaseAndThousandsSeparators(t *testing.T) {
	for in, want := range map[string]string{
		"$1,234,567.50":         "$1234567.50",
		"1'000 1’000":           "1000 1000",
		"1\u202f000 1\u00a0000": "1000 1000",
		"12,34":                 "12,34",
		"1,0000":                "1,0000",
		"a,123":                 "a,123",
		"1,234,5":               "1234,5",
		"ÄRGER":                 "ärger",
		",123":                  ",123",
	} {
		if got := normalize(in); got != want {
			t.Errorf("%q is %q, want %q", in, got, want)
		}
	}
}
