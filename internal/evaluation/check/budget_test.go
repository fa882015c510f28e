package check

import (
	"fmt"
	"strings"
	"testing"

	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
)

// spent is what measuring the clause takes from the budget of a new subject.
func spent(t *testing.T, c pact.Clause, b evidence.Bundle) uint64 {
	t.Helper()
	k, err := Compile(c, policy.Default())
	if err != nil {
		t.Fatal(err)
	}
	s := NewSubject(b, policy.Default())
	k.Measure(c, s)
	return policy.Default().ScanCost - s.left
}

// confirmed is a transcript in which the user speaks once and the agent then calls a tool that often.
func confirmed(said string, times int) evidence.Bundle {
	list := make([]string, times)
	for i := range list {
		list[i] = "a()→ok"
	}
	b := calls(list...)
	b.Messages[0] = user(said)
	return b
}

func TestAnAttackOnTheEvaluatorIsUnmeasuredBeforeItStarts(t *testing.T) {
	slow := `[a-q][^u-z]{400}x`
	megabyte := strings.Repeat("a", maxMatched)
	numbers := func(n int) string { return "[" + strings.Repeat("1,", n) + "2]" }
	for name, c := range map[string]struct {
		clause   pact.Clause
		evidence evidence.Bundle
	}{
		"a slow expression on a megabyte":      {clause("output_text", "matches", slow, ""), bundle(agent(megabyte))},
		"a slow confirmation":                  {clause("confirmed_calls", "matches", `{"tools":["a"],"confirmation":"`+slow+`"}`, ""), confirmed(megabyte, 1)},
		"a wide schema":                        {clause("json_schema", "matches", `{"items":{"anyOf":[`+strings.Repeat(`{"type":"object"},`, 800)+`true]}}`, ""), bundle(agent(numbers(20_000)))},
		"a schema with a slow pattern":         {clause("json_schema", "matches", `{"pattern":"`+slow+`"}`, ""), bundle(agent(`"` + megabyte[:maxAnswer-2] + `"`))},
		"keys against a slow pattern":          {clause("json_schema", "matches", `{"patternProperties":{"`+slow+`":{}}}`, ""), bundle(agent(`{"` + megabyte[:maxAnswer-6] + `":1}`))},
		"different elements that hash alike":   {clause("json_schema", "matches", `{"uniqueItems":true}`, ""), bundle(agent(numbers(20_000)))},
		"a few bytes that are enormous":        {clause("json_schema", "matches", `{"items":{"anyOf":[`+strings.Repeat(`{"multipleOf":1e-999},`, 100)+`true]}}`, ""), bundle(agent("[" + strings.Repeat("1e999,", 1_000) + "1]"))},
		"sixteen megabytes of arguments twice": {clause("tool_calls", "matches", `{"calls":[],"mode":"exact"}`, ""), calls(`a("`+strings.Repeat(megabyte, 15)+`")→ok`, `a("`+strings.Repeat(megabyte, 15)+`")→ok`)},
		"an open call with the same":           {clause("tool_calls", "matches", `{"calls":[],"mode":"exact"}`, ""), calls(`a("` + strings.Repeat(megabyte, 30) + `")`)},
	} {
		t.Run(name, func(t *testing.T) {
			if got := measure(t, c.clause, c.evidence); got.Result != open || !strings.Contains(got.Reason, "scan_cost") {
				t.Errorf("%s: %.200s%.200s", got.Result, got.Reason, got.Measured)
			}
		})
	}
}

func TestTheClausesOfAnEvaluationShareOneBudget(t *testing.T) {
	long := clause("output_text", "matches", `x{100}`, "") // quick here, and it costs what its worst would
	s := NewSubject(bundle(agent(strings.Repeat("a", maxMatched))), policy.Default())
	k, err := Compile(long, policy.Default())
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"broken", "broken", "unmeasured", "unmeasured"} {
		if got := k.Measure(long, s); string(got.Result) != want {
			t.Errorf("measured %d times before, it is %s: %s", i, got.Result, got.Reason)
		}
	}
	for _, c := range []pact.Clause{clause("output_text", "matches", "^a", ""), clause("output_length", "gt", "1", "chars")} {
		k, err := Compile(c, policy.Default())
		if err != nil {
			t.Fatal(err)
		}
		if got := k.Measure(c, s); got.Result != held {
			t.Errorf("what is cheap enough for the rest is %s: %s", got.Result, got.Reason)
		}
	}
}

func TestEveryCostlyMetricPays(t *testing.T) {
	text := strings.Repeat("word ", 1000)
	b := calls(`a({"x":"`+text+`"})→ok`, `a({})`)
	b.Messages = append(b.Messages, agent(text))
	for _, c := range []pact.Clause{
		clause("output_text", "includes", "x", ""),
		clause("output_text", "includes", "x", "normalized"),
		clause("output_text", "matches", "x", ""),
		clause("tool_calls", "matches", `{"calls":[],"mode":"exact"}`, ""),
		clause("tool_calls", "matches", `{"tools":["z"],"calls":[],"mode":"exact"}`, ""),
		clause("confirmed_calls", "matches", `{"tools":["a"],"confirmation":"x"}`, ""),
		clause("json_schema", "matches", `{}`, ""),
		clause("cel", "matches", `output == "x"`, ""),
	} {
		if spent(t, c, b) == 0 {
			t.Errorf("%s %s %s is free", c.Metric, c.Operator, c.Value)
		}
	}
}

func TestWhatTheUserSaidIsMatchedOnceHoweverManyCallsFollow(t *testing.T) {
	c := clause("confirmed_calls", "matches", `{"tools":["a"],"confirmation":"z$"}`, "")
	said := strings.Repeat("a", 10_000) + "z"
	one, many := spent(t, c, confirmed(said, 1)), spent(t, c, confirmed(said, 100))
	if walk := uint64(100 * costCall); many > one+walk {
		t.Errorf("one call costs %d, a hundred %d", one, many)
	}
	if got := measure(t, c, confirmed(said, 100)); got.Result != held {
		t.Errorf("%+v", got)
	}
}

func TestEachCallNeedsTheUsersLastWord(t *testing.T) {
	c := clause("confirmed_calls", "matches", `{"tools":["a"],"confirmation":"yes"}`, "")
	for said, want := range map[string]string{"yes": "held", "no": "broken"} {
		b := calls(`a()→ok`, `a()→ok`)
		b.Messages[0] = user("yes")
		later := calls(`a({"n":3})→ok`)
		later.Messages[0] = user(said)
		b.Messages = append(b.Messages, later.Messages...)
		if got := measure(t, c, b); string(got.Result) != want {
			t.Errorf("after %q: %+v", said, got)
		}
	}
}

// The library's own prices leave these at 1 a step, whatever the step takes.
func TestAnExpressionPaysForTheLengthOfWhatItLooksAt(t *testing.T) {
	var b evidence.Bundle
	for i := range 200 {
		b.Messages = append(b.Messages, agent(fmt.Sprint(i, strings.Repeat("word ", 200))))
	}
	list := calls(`a({"list":[` + strings.Repeat("[],", 50_000) + `[]]})→ok`)
	for expression, on := range map[string]evidence.Bundle{
		`messages.all(m, size(output) > 0)`:                                                   b,
		`[bytes(output)].all(o, messages.all(m, o + o != b""))`:                               b,
		`messages.all(m, !output.startsWith(output + m.content))`:                             b,
		`messages.all(m, !m.content.matches("(?:.?){30}x"))`:                                  b,
		`messages.all(m, messages == messages)`:                                               b,
		`messages.all(m, m in messages)`:                                                      b,
		`[1,2,3,4,5,6,7,8,9,10,11,12,13,14].all(i, calls[0].arguments == calls[0].arguments)`: list,
		`[1,2,3,4,5,6,7,8,9,10,11,12,13,14].all(i, calls[0].arguments.list != [i])`:           list,
		`[1,2,3,4,5,6,7,8,9,10,11].all(i, !(i in calls[0].arguments.list))`:                   list,
	} {
		got := spent(t, clause("cel", "matches", expression, ""), on)
		if got < 5_000_000 {
			t.Errorf("%s costs %d", expression, got)
		}
	}
}

func TestAnExpressionStartsOnlyWhereItCouldEnd(t *testing.T) {
	c, p := clause("cel", "matches", "true", ""), policy.Default()
	k, err := Compile(c, p)
	if err != nil {
		t.Fatal(err)
	}
	s := NewSubject(bundle(agent("hi")), p)
	s.left = costCEL * p.CELCost
	if got := k.Measure(c, s); got.Result != held {
		t.Errorf("%+v", got)
	}
	s.left = costCEL*p.CELCost - 1
	if got := k.Measure(c, s); got.Result != open || !strings.Contains(got.Reason, "scan_cost") {
		t.Errorf("%+v", got)
	}
}

func TestALookUpOfAnEnormousKeyIsRefused(t *testing.T) {
	key := strings.Repeat("k", maxCELKey+1)
	b := calls(`f({"` + key + `":1})→ok`)
	b.Messages = append(b.Messages, agent(key))
	got := measure(t, clause("cel", "matches", `calls[0].arguments[answer] == 1`, ""), b)
	if got.Result != open || !strings.Contains(got.Reason, "a key of more than") {
		t.Errorf("%+v", got)
	}
}

func TestAnExpressionReadsNoMoreThanAMegabyte(t *testing.T) {
	third := strings.Repeat("a", maxCELEvidence/3)
	c := clause("cel", "matches", "true", "")
	fits := calls(`f("` + third + `")`)
	fits.Messages = append(fits.Messages, agent(third))
	if got := measure(t, c, fits); got.Result != held {
		t.Errorf("two thirds of it: %+v", got)
	}
	for name, b := range map[string]evidence.Bundle{
		"text":           bundle(agent(third + third + third + "aa")),
		"arguments":      calls(`f("` + third + third + third + `")`),
		"names of files": {Files: []evidence.File{{Name: third + third + third}}},
		"messages":       {Messages: make([]evidence.Message, maxCELEvidence/celOverhead+1)},
	} {
		if got := measure(t, c, b); got.Result != open {
			t.Errorf("more %s than it can read: %+v", name, got)
		}
	}
}
