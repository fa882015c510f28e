package check

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/verdict"
)

func TestArgumentsAreComparedAsTheClauseSays(t *testing.T) {
	one := func(expected, more string) string {
		return fmt.Sprintf(`{"calls":[{"name":"a","arguments":%s}],"mode":"exact",%s}`, expected, more)
	}
	for name, c := range map[string]struct {
		value, call string
		want        verdict.Result
	}{
		"another case":                     {one(`{"city":"Paris"}`, `"match":{"a":{"city":"ignore case"}}`), `a({"city":"PARIS"})→ok`, held},
		"another city":                     {one(`{"city":"Paris"}`, `"match":{"a":{"city":"ignore case"}}`), `a({"city":"Rome"})→ok`, broken},
		"a text around it":                 {one(`{"note":"vegan"}`, `"match":{"a":{"note":"includes"}}`), `a({"note":"a vegan meal"})→ok`, held},
		"a text without it":                {one(`{"note":"vegan"}`, `"match":{"a":{"note":"includes"}}`), `a({"note":"a meal"})→ok`, broken},
		"an expression":                    {one(`{"id":"^W[0-9]+$"}`, `"match":{"a":{"id":"matches"}}`), `a({"id":"W12"})→ok`, held},
		"an expression it does not match":  {one(`{"id":"^W[0-9]+$"}`, `"match":{"a":{"id":"matches"}}`), `a({"id":"12"})→ok`, broken},
		"a number near enough":             {one(`{"price":10}`, `"match":{"a":{"price":"within 0.05"}}`), `a({"price":10.05})→ok`, held},
		"a number too far":                 {one(`{"price":10}`, `"match":{"a":{"price":"within 0.05"}}`), `a({"price":9.949})→ok`, broken},
		"a number too long to look at":     {one(`{"price":10}`, `"match":{"a":{"price":"within 0.05"}}`), `a({"price":1e999})→ok`, broken},
		"a number in a text":               {one(`{"price":10}`, `"match":{"a":{"price":"within 1"}}`), `a({"price":"10"})→ok`, broken},
		"a list in another order":          {one(`{"seats":[1,2,2]}`, `"match":{"a":{"seats":"any order"}}`), `a({"seats":[2,1.0,2]})→ok`, held},
		"a list with another element":      {one(`{"seats":[1,2,2]}`, `"match":{"a":{"seats":"any order"}}`), `a({"seats":[2,1,1]})→ok`, broken},
		"an argument that is left out":     {one(`{"note":"x"}`, `"match":{"a":{"note":"includes"}}`), `a({})→ok`, broken},
		"one that is expected left out":    {one(`{}`, `"match":{"a":{"note":"includes"}}`), `a({"note":"x"})→ok`, broken},
		"the others stay exact":            {one(`{"x":1,"note":"x"}`, `"match":{"a":{"note":"includes"}}`), `a({"x":2,"note":"x"})→ok`, broken},
		"another tool's matcher":           {one(`{"city":"Paris"}`, `"match":{"b":{"city":"ignore case"}}`), `a({"city":"PARIS"})→ok`, broken},
		"a default the call leaves out":    {one(`{"x":1,"bags":0}`, `"defaults":{"a":{"bags":0}}`), `a({"x":1})→ok`, held},
		"a default the clause leaves out":  {one(`{"x":1}`, `"defaults":{"a":{"bags":0}}`), `a({"x":1,"bags":0})→ok`, held},
		"another value than the default":   {one(`{"x":1}`, `"defaults":{"a":{"bags":0}}`), `a({"x":1,"bags":1})→ok`, broken},
		"a call without arguments at all":  {one(`{"bags":0}`, `"defaults":{"a":{"bags":0}}`), `a()→ok`, held},
		"arguments that are no JSON still": {one(`{"bags":0}`, `"defaults":{"a":{"bags":0}}`), `a(bags)→ok`, broken},
	} {
		t.Run(name, func(t *testing.T) {
			if got := measure(t, clause("tool_calls", "matches", c.value, ""), calls(c.call)); got.Result != c.want {
				t.Errorf("%+v", got)
			}
		})
	}
	got := measure(t, clause("tool_calls", "matches", one(`{"x":1,"note":"vegan","price":10}`, `"match":{"a":{"note":"includes","price":"within 1"}}`), ""), calls())
	if want := `exactly these calls in this order: a({"x":1}, note includes "vegan", price within 1 of 10)`; got.Promised != want {
		t.Errorf("%s\nwant %s", got.Promised, want)
	}
}

func TestCallsThatFitSeveralExpectedOnesAreGivenToAsManyAsCanBe(t *testing.T) {
	// The first expected call would take the only one the second can have.
	value := `{"calls":[{"name":"a","arguments":{"note":"x"}},{"name":"a","arguments":{"note":"xy"}}],"mode":"unordered","match":{"a":{"note":"includes"}}}`
	if got := measure(t, clause("tool_calls", "matches", value, ""), calls(`a({"note":"xyz"})→ok`, `a({"note":"x"})→ok`)); got.Result != held {
		t.Errorf("%+v", got)
	}
	rapid.Check(t, func(rt *rapid.T) {
		n := rapid.IntRange(1, 4).Draw(rt, "calls")
		text := rapid.StringMatching("[xyz]{1,3}")
		var expected, actual []string
		for range n {
			expected = append(expected, text.Draw(rt, "expected"))
			actual = append(actual, text.Draw(rt, "actual"))
		}
		list, happened := []string{}, []string{}
		for i := range n {
			list = append(list, fmt.Sprintf(`{"name":"a","arguments":{"note":%q}}`, expected[i]))
			happened = append(happened, fmt.Sprintf(`a({"note":%q})→ok`, actual[i]))
		}
		value := fmt.Sprintf(`{"calls":[%s],"mode":"unordered","match":{"a":{"note":"includes"}}}`, strings.Join(list, ","))
		got := measure(t, clause("tool_calls", "matches", value, ""), calls(happened...))
		if want := some(expected, actual); (got.Result == held) != want {
			rt.Fatalf("%v as %v: %+v", expected, actual, got)
		}
	})
}

// some tries every way to give each expected text an actual one that includes it.
func some(expected, actual []string) bool {
	if len(expected) == 0 {
		return true
	}
	for i, a := range actual {
		if strings.Contains(a, expected[0]) && some(expected[1:], append(append([]string{}, actual[:i]...), actual[i+1:]...)) {
			return true
		}
	}
	return false
}

func TestOrderedCallsMayHaveOthersBetween(t *testing.T) {
	value := `{"calls":[{"name":"look"},{"name":"ask"},{"name":"book","arguments":{"n":1}}],"mode":"ordered"}`
	for _, c := range []struct {
		calls []string
		want  verdict.Result
	}{
		{[]string{`look()→ok`, `ask()→ok`, `book({"n":1})→ok`}, held},
		{[]string{`ask()→ok`, `look()→ok`, `x()→ok`, `ask()→ok`, `look()→ok`, `book({"n":1})→ok`}, held},
		{[]string{`ask()→ok`, `look()→ok`, `book({"n":1})→ok`}, broken},
		{[]string{`look()→ok`, `ask()→ok`, `book({"n":2})→ok`}, broken},
	} {
		if got := measure(t, clause("tool_calls", "matches", value, ""), calls(c.calls...)); got.Result != c.want {
			t.Errorf("%v: %+v", c.calls, got)
		}
	}
	if got := measure(t, clause("tool_calls", "matches", value, ""), calls(`ask()→ok`, `look()→ok`, `book({"n":1})→ok`)); !strings.Contains(got.WouldChange, "in their order also ask(…)") {
		t.Errorf("%+v", got)
	}
}

// Else a call left unanswered would save the agent from what it did.
func TestACallWithoutResultOpensOnlyWhatItCouldDecide(t *testing.T) {
	value := `{"calls":[{"name":"a"}],"mode":%q}`
	for mode, want := range map[string][2]verdict.Result{ // after a wrong call, and after the right one
		"exact": {broken, open}, "unordered": {broken, open}, "subset": {broken, open}, "superset": {open, held}, "ordered": {open, held},
	} {
		for i, before := range []string{`b()→ok`, `a()→ok`} {
			if got := measure(t, clause("tool_calls", "matches", fmt.Sprintf(value, mode), ""), calls(before, `a()`)); got.Result != want[i] {
				t.Errorf("%s after %s: %+v", mode, before, got)
			}
		}
	}
}

func TestMatchersWithoutAMeaningAreRefused(t *testing.T) {
	for _, more := range []string{
		`"match":{"a":{"x":"roughly"}}`, `"match":{"a":{"x":"within"}}`, `"match":{"a":{"x":"within -1"}}`, `"match":{"a":{"x":"within 1"}}`,
		`"match":{"a":{"n":"includes"}}`, `"match":{"a":{"x":"any order"}}`, `"match":{"a":{"bad":"matches"}}`, `"match":{"a":{"x":"includes"}},"ignore":{"a":["x"]}`,
	} {
		var invalid *pact.Invalid
		value := `{"calls":[{"name":"a","arguments":{"x":"text","n":1,"bad":"("}}],"mode":"exact",` + more + `}`
		if _, err := Compile(clause("tool_calls", "matches", value, ""), policy.Default()); !errors.As(err, &invalid) || invalid.Field != "value" {
			t.Errorf("%s: %v", more, err)
		}
	}
}

func TestGivingCallsToExpectedOnesIsPaidFor(t *testing.T) {
	var list, happened []string
	for i := range 300 {
		list = append(list, fmt.Sprintf(`{"name":"a","arguments":{"s":%d,"note":"x"}}`, i%2))
		happened = append(happened, fmt.Sprintf(`a({"s":%d,"note":"xx"})→ok`, i%2))
	}
	value := `{"calls":[` + strings.Join(list, ",") + `],"mode":"superset","match":{"a":{"note":"includes"}}}`
	c := clause("tool_calls", "matches", value, "")
	first := spent(t, c, calls(happened...))
	if first < 300*150 {
		t.Errorf("300 calls for 300 cost %d", first)
	}
	for range 5 {
		if again := spent(t, c, calls(happened...)); again != first {
			t.Fatalf("it costs %d, then %d", first, again)
		}
	}
}
