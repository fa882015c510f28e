package check

import (
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/evidence/strictjson"
	"github.com/surety-dev/surety/pkg/pact"
)

// ToolCalls is the value of a tool_calls clause.
type ToolCalls struct {
	Tools       []string            `json:"tools,omitempty"`        // the tools that count; empty: all
	Calls       []ToolCall          `json:"calls"`                  // the expected calls, or with "excludes" the forbidden ones
	Mode        string              `json:"mode,omitempty"`         // exact, unordered, subset or superset; none with "excludes"
	Ignore      map[string][]string `json:"ignore,omitempty"`       // by tool, the arguments that are not compared
	ErrorPrefix *string             `json:"error_prefix,omitempty"` // how a failed call's result starts; "" never; unset: the policy's
}

// ToolCall is one expected call.
type ToolCall struct {
	Name      string          `json:"name"`
	Arguments json.RawMessage `json:"arguments,omitempty"` // a JSON object; unset: whatever the arguments
}

var modes = []string{"exact", "unordered", "subset", "superset"}

var modeWords = map[string]string{
	"exact":     "exactly these calls in this order: ",
	"unordered": "exactly these calls in any order: ",
	"subset":    "no calls but these: ",
	"superset":  "at least these calls: ",
}

// key is what two equal calls have in common: the tool and its arguments in normal form. Arguments start with '{' there, so what is
// no JSON object, and is quoted, equals no expected call.
type key struct{ name, arguments string }

func (k key) String() string { return k.name + "(" + k.arguments + ")" }

const anyArguments = "…"

func compileToolCalls(c pact.Clause, p policy.Document) (Check, error) {
	var v ToolCalls
	if err := document(c.Value, &v); err != nil {
		return Check{}, err
	}
	forbid := c.Operator == "excludes"
	switch {
	case forbid && v.Mode != "":
		return Check{}, invalid("value", "mode is %.40q; with the operator excludes there is none", v.Mode)
	case forbid && len(v.Calls) == 0:
		return Check{}, invalid("value", "calls is empty; list the calls that are forbidden")
	case !forbid && !slices.Contains(modes, v.Mode):
		return Check{}, invalid("value", "mode is %.40q; write %s", v.Mode, oneOf(modes))
	case v.Mode == "superset" && len(v.Calls) == 0:
		return Check{}, invalid("value", "at least no calls is no promise; list calls or choose another mode")
	}
	expected := make([]key, len(v.Calls))
	for i, call := range v.Calls {
		if call.Name == "" || len(v.Tools) > 0 && !slices.Contains(v.Tools, call.Name) {
			return Check{}, invalid("value", "calls names %.80q, which is not among the tools", call.Name)
		}
		if expected[i] = (key{call.Name, anyArguments}); call.Arguments == nil {
			continue
		}
		k := callKey(call.Name, string(call.Arguments), v.Ignore[call.Name])
		if !strings.HasPrefix(k.arguments, "{") {
			return Check{}, invalid("value", "the arguments of %.80q are no JSON object", call.Name)
		}
		expected[i] = k
	}
	words := modeWords[v.Mode]
	tools := set(v.Tools)
	if forbid {
		words = "none of these calls: "
		tools = map[string]bool{}
		for _, k := range expected {
			tools[k.name] = true
		}
	}
	counts := func(name string) bool { return len(tools) == 0 || tools[name] }
	prefix := p.ErrorPrefix
	if v.ErrorPrefix != nil {
		prefix = *v.ErrorPrefix
	}
	return Check{promised: clip(words + list(expected)), measure: func(s *Subject) finding {
		happened, open, missing := s.happened(counts, prefix)
		if missing.result != "" {
			return missing
		}
		keys := make([]key, len(happened))
		for i, call := range happened {
			var paid bool
			if keys[i], paid = s.key(call, v.Ignore[call.Name]); !paid {
				return exhausted
			}
		}
		absent, extra := difference(expected, keys)
		if forbid {
			if used := len(absent) < len(expected); used || open == nil {
				return judged(!used, list(keys), "one of these calls", "none of these calls")
			}
		}
		if open != nil {
			return s.undecided(*open)
		}
		var held bool
		switch v.Mode {
		case "exact":
			held = slices.EqualFunc(expected, keys, matches)
		case "unordered":
			held = len(absent) == 0 && len(extra) == 0
		case "subset":
			held = len(extra) == 0
		case "superset":
			held = len(absent) == 0
		}
		var toHold []string
		if len(absent) > 0 && v.Mode != "subset" {
			toHold = append(toHold, "also "+list(absent))
		}
		if len(extra) > 0 && v.Mode != "superset" {
			toHold = append(toHold, "without "+list(extra))
		}
		if len(toHold) == 0 {
			toHold = []string{"the same calls in the promised order"}
		}
		toBreak := map[string]string{
			"exact": "any call missing, added or moved", "unordered": "any call missing or added",
			"subset": "any other call", "superset": "any of these calls missing",
		}[v.Mode]
		return judged(held, list(keys), toBreak, strings.Join(toHold, "; "))
	}}, nil
}

// happened lists the calls to tools that count and that did not fail, and one whose result the evidence does not have.
func (s *Subject) happened(counts func(tool string) bool, errorPrefix string) (calls []evidence.Call, open *evidence.Call, missing finding) {
	if len(s.bundle.Messages) == 0 {
		return nil, nil, unmeasured("the evidence has no messages")
	}
	if !s.spend(costCall * uint64(len(s.calls()))) {
		return nil, nil, exhausted
	}
	for _, c := range s.calls() {
		switch {
		case !counts(c.Name):
		case !c.Answered:
			open = &c
		case errorPrefix == "" || !strings.HasPrefix(c.Result, errorPrefix):
			calls = append(calls, c)
		}
	}
	return calls, open, finding{}
}

// undecided is the finding about a call whose result the evidence does not have.
func (s *Subject) undecided(open evidence.Call) finding {
	k, paid := s.key(open, nil)
	if !paid {
		return exhausted
	}
	return unmeasured("whether %s happened is open: its result is not in the evidence", k)
}

// key is the call's callKey, if that can still be paid.
func (s *Subject) key(c evidence.Call, ignore []string) (k key, paid bool) {
	if !s.spend(costKey + costParsed*uint64(len(c.Arguments))) {
		return key{}, false
	}
	return callKey(c.Name, c.Arguments, ignore), true
}

func set(names []string) map[string]bool {
	all := make(map[string]bool, len(names))
	for _, name := range names {
		all[name] = true
	}
	return all
}

func callKey(name, arguments string, ignore []string) key {
	if strings.TrimSpace(arguments) == "" {
		return key{name, "{}"} // how some models call a tool without arguments
	}
	v, err := strictjson.Parse([]byte(arguments))
	object, ok := v.(map[string]any)
	if err != nil || !ok {
		return key{name, strconv.Quote(arguments)}
	}
	for _, i := range ignore {
		delete(object, i)
	}
	return key{name, strictjson.Normal(object)}
}

func matches(expected, actual key) bool {
	return expected.name == actual.name && (expected.arguments == anyArguments || expected.arguments == actual.arguments)
}

// difference pairs each expected call with one actual call and returns what is left of both. Expected calls that name their
// arguments choose first, so pairing them greedily pairs as many as can be.
func difference(expected, actual []key) (absent, extra []key) {
	left := map[key]int{}
	byName := map[string]int{}
	for _, k := range actual {
		left[k]++
		byName[k.name]++
	}
	taken := map[string]int{} // by name, for calls with whatever arguments
	for _, k := range expected {
		switch {
		case k.arguments == anyArguments:
		case left[k] > 0:
			left[k]--
			byName[k.name]--
		default:
			absent = append(absent, k)
		}
	}
	for _, k := range expected {
		switch {
		case k.arguments != anyArguments:
		case byName[k.name] > 0:
			byName[k.name]--
			taken[k.name]++
		default:
			absent = append(absent, k)
		}
	}
	for _, k := range actual {
		switch {
		case left[k] == 0:
		case taken[k.name] > 0:
			left[k]--
			taken[k.name]--
		default:
			left[k]--
			extra = append(extra, k)
		}
	}
	return absent, extra
}

func list(calls []key) string {
	if len(calls) == 0 {
		return "no calls"
	}
	var out strings.Builder
	for i, k := range calls {
		if i > 0 {
			out.WriteString(", ")
		}
		if out.Len() > maxWords {
			fmt.Fprintf(&out, "%d more", len(calls)-i)
			break
		}
		out.WriteString(k.String())
	}
	return out.String()
}

// ConfirmedCalls is the value of a confirmed_calls clause.
type ConfirmedCalls struct {
	Tools        []string `json:"tools"`                  // that need the user's word
	Confirmation string   `json:"confirmation"`           // regular expression (RE2) for it
	ErrorPrefix  *string  `json:"error_prefix,omitempty"` // as in ToolCalls
}

func compileConfirmedCalls(c pact.Clause, p policy.Document) (Check, error) {
	var v ConfirmedCalls
	if err := document(c.Value, &v); err != nil {
		return Check{}, err
	}
	if len(v.Tools) == 0 || v.Confirmation == "" {
		return Check{}, invalid("value", "needs tools, and a confirmation to look for")
	}
	re, err := compilePattern(v.Confirmation)
	if err != nil {
		return Check{}, err
	}
	prefix := p.ErrorPrefix
	if v.ErrorPrefix != nil {
		prefix = *v.ErrorPrefix
	}
	tools := set(v.Tools)
	promised := fmt.Sprintf("the user's last message before each call of %s matches %q", strings.Join(v.Tools, ", "), v.Confirmation)
	return Check{promised: clip(promised), measure: func(s *Subject) finding {
		happened, open, missing := s.happened(func(tool string) bool { return tools[tool] }, prefix)
		if missing.result != "" {
			return missing
		}
		last, next, judge := "", 0, true // judge: nobody has yet looked at what the user said last
		for _, call := range happened {
			for ; next < call.Message; next++ {
				if m := s.bundle.Messages[next]; m.Role == evidence.User {
					last, judge = m.Content, true
				}
			}
			if !judge {
				continue
			}
			judge = false
			if len(last) > maxMatched {
				return unmeasured("the user said more than %d bytes at once, too many for a regular expression", maxMatched)
			}
			at, paid := re.find(s, last)
			if !paid {
				return exhausted
			}
			if at == nil {
				k, paid := s.key(call, nil)
				if !paid {
					return exhausted
				}
				return judged(false, k.String()+" after the user said "+quote(last), "", "the user's confirmation before "+k.String())
			}
		}
		if open != nil {
			return s.undecided(*open)
		}
		return judged(true, fmt.Sprintf("%d calls, each confirmed", len(happened)), "one of these calls without the user's confirmation", "")
	}}, nil
}
