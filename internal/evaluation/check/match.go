package check

import (
	"encoding/json"
	"fmt"
	"math/big"
	"regexp"
	"slices"
	"strings"

	"github.com/surety-dev/surety/pkg/evidence/strictjson"
)

// comparison is how a clause compares the arguments of one tool's calls.
type comparison struct {
	ignore   []string
	defaults map[string]any    // what an argument is that a call leaves out
	loose    map[string]string // arguments that need not be equal, and what they need
}

// toolCall is a call as it is compared: what has to be equal, and the values of the arguments that need not.
type toolCall struct {
	key
	loose map[string]any
	tests []test // of an expected call: what loose has to pass, by argument
}

func (c toolCall) String() string {
	if len(c.tests) == 0 {
		return c.key.String()
	}
	words := make([]string, 0, len(c.tests))
	for _, t := range c.tests {
		words = append(words, t.argument+" "+t.words)
	}
	return c.name + "(" + c.arguments + ", " + strings.Join(words, ", ") + ")"
}

// compared prepares a call. Arguments that are no JSON object are equal to no expected call's.
func (w comparison) compared(name, arguments string) toolCall {
	if strings.TrimSpace(arguments) == "" {
		arguments = "{}" // how some models call a tool without arguments
	}
	v, err := strictjson.Parse([]byte(arguments))
	object, ok := v.(map[string]any)
	if err != nil || !ok {
		return toolCall{key: key{name, fmt.Sprintf("%q", arguments)}}
	}
	for argument, value := range w.defaults {
		if _, given := object[argument]; !given {
			object[argument] = value
		}
	}
	for _, argument := range w.ignore {
		delete(object, argument)
	}
	c := toolCall{}
	for argument := range w.loose {
		if value, given := object[argument]; given {
			if c.loose == nil {
				c.loose = map[string]any{}
			}
			c.loose[argument] = value
			delete(object, argument)
		}
	}
	c.key = key{name, strictjson.Normal(object)}
	return c
}

// expect prepares an expected call with the tests of its loose arguments.
func (w comparison) expect(name string, arguments json.RawMessage) (toolCall, error) {
	if arguments == nil {
		return toolCall{key: key{name, anyArguments}}, nil
	}
	c := w.compared(name, string(arguments))
	if !strings.HasPrefix(c.arguments, "{") {
		return toolCall{}, invalid("value", "the arguments of %.80q are no JSON object", name)
	}
	for _, argument := range sortedKeys(c.loose) {
		t, err := newTest(w.loose[argument], c.loose[argument])
		if err != nil {
			return toolCall{}, invalid("value", "match of %.80q %.80q: %v", name, argument, err)
		}
		t.argument = argument
		c.tests = append(c.tests, t)
	}
	return c, nil
}

// fits tells whether an actual call is the expected one, if that can be paid.
func (c toolCall) fits(s *Subject, actual toolCall) (fits, paid bool) {
	if !s.spend(1) {
		return false, false
	}
	if c.name != actual.name || c.arguments != anyArguments && c.arguments != actual.arguments {
		return false, true
	}
	if c.arguments == anyArguments {
		return true, true
	}
	if len(c.tests) != len(actual.loose) {
		return false, true
	}
	for _, t := range c.tests { // in one order: what is paid must not depend on chance
		value, given := actual.loose[t.argument]
		if !given {
			return false, true
		}
		if !s.spend(t.cost(value)) {
			return false, false
		}
		if !t.passes(value) {
			return false, true
		}
	}
	return true, true
}

// test is what an actual argument has to pass.
type test struct {
	argument string
	words    string
	cost     func(actual any) uint64
	passes   func(actual any) bool
}

// matchers are the words for a loose argument.
var matchers = []string{"ignore case", "includes", "matches", "any order", "within N"}

var plainNumber = regexp.MustCompile(`^-?[0-9]{1,30}(\.[0-9]{1,30})?([eE][+-]?[0-9]{1,2})?$`)

// rational reads a number that is quick to read.
func rational(v any) (*big.Rat, bool) {
	n, ok := v.(json.Number)
	if !ok || !plainNumber.MatchString(string(n)) {
		return nil, false
	}
	return new(big.Rat).SetString(string(n))
}

func newTest(how string, expected any) (test, error) {
	size := func(actual any) uint64 { return weight(actual) }
	text, isText := expected.(string)
	onText := func(passes func(string) bool) func(any) bool {
		return func(actual any) bool {
			s, ok := actual.(string)
			return ok && passes(s)
		}
	}
	words := how + " " + strictjson.Normal(expected)
	if tolerance, within := strings.CutPrefix(how, "within "); within {
		most, ok := rational(json.Number(tolerance))
		middle, isNumber := rational(expected)
		if !ok || most.Sign() < 0 || !isNumber {
			return test{}, fmt.Errorf("%.40q needs a number of at most 30 digits there and in the expected argument", how)
		}
		return test{"", how + " of " + strictjson.Normal(expected), size, func(actual any) bool {
			n, ok := rational(actual)
			return ok && n.Sub(n, middle).Abs(n).Cmp(most) <= 0
		}}, nil
	}
	switch {
	case how == "any order":
		list, ok := expected.([]any)
		if !ok {
			return test{}, fmt.Errorf("any order is for lists")
		}
		want := unorderedList(list)
		return test{"", words, size, func(actual any) bool {
			list, ok := actual.([]any)
			return ok && slices.Equal(want, unorderedList(list))
		}}, nil
	case !slices.Contains(matchers, how):
		return test{}, fmt.Errorf("%.40q is unknown; write %s", how, oneOf(matchers))
	case !isText:
		return test{}, fmt.Errorf("%s is for texts", how)
	case how == "ignore case":
		return test{"", words, size, onText(func(s string) bool { return strings.EqualFold(s, text) })}, nil
	case how == "includes":
		return test{"", words, size, onText(func(s string) bool { return strings.Contains(s, text) })}, nil
	}
	re, err := compilePattern(text)
	if err != nil {
		return test{}, err
	}
	cost := func(actual any) uint64 {
		s, _ := actual.(string)
		return scanCost(re.instructions, s)
	}
	return test{"", words, cost, onText(re.MatchString)}, nil
}

func unorderedList(list []any) []string {
	all := make([]string, len(list))
	for i, e := range list {
		all[i] = strictjson.Normal(e)
	}
	slices.Sort(all)
	return all
}

// difference gives as many expected calls as can be one actual call each, and returns what is left of both.
func difference(s *Subject, expected, actual []toolCall) (absent, extra []toolCall, paid bool) {
	loose := func(c toolCall) bool { return len(c.loose) > 0 }
	if !slices.ContainsFunc(expected, loose) && !slices.ContainsFunc(actual, loose) {
		absent, extra = exactDifference(expected, actual)
		return absent, extra, true
	}
	candidates := make([][]int, len(expected)) // by expected call
	for i, e := range expected {
		for j, a := range actual {
			fits, paid := e.fits(s, a)
			if !paid {
				return nil, nil, false
			}
			if fits {
				candidates[i] = append(candidates[i], j)
			}
		}
	}
	// Augmenting paths: a call that wants a taken one has its owner look for another.
	owner := make([]int, len(actual))
	for j := range owner {
		owner[j] = -1
	}
	var asked []bool
	var place func(i int) bool
	place = func(i int) bool {
		for _, j := range candidates[i] {
			if paid = s.spend(1); !paid {
				return false
			}
			if asked[j] {
				continue
			}
			asked[j] = true
			if owner[j] < 0 || place(owner[j]) {
				owner[j] = i
				return true
			}
		}
		return false
	}
	for i, e := range expected {
		paid = s.spend(uint64(len(actual)))
		if !paid {
			return nil, nil, false
		}
		asked = make([]bool, len(actual))
		if !place(i) {
			absent = append(absent, e)
		}
		if !paid {
			return nil, nil, false
		}
	}
	for j, a := range actual {
		if owner[j] < 0 {
			extra = append(extra, a)
		}
	}
	return absent, extra, true
}

// inOrder finds the expected calls one after the other, others between them, and returns what is left of them.
func inOrder(s *Subject, expected, actual []toolCall) (absent []toolCall, paid bool) {
	for _, a := range actual {
		if len(expected) == 0 {
			break
		}
		fits, paid := expected[0].fits(s, a)
		if !paid {
			return nil, false
		}
		if fits {
			expected = expected[1:]
		}
	}
	return expected, true
}

// same tells whether the calls are the expected ones in their order.
func same(s *Subject, expected, actual []toolCall) (same, paid bool) {
	if len(expected) != len(actual) {
		return false, true
	}
	absent, paid := inOrder(s, expected, actual)
	return len(absent) == 0, paid
}
