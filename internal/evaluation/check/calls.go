package check

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/evidence/strictjson"
	"github.com/surety-dev/surety/pkg/pact"
)

// ToolCalls is the value of a tool_calls clause.
type ToolCalls struct {
	Tools       []string                              `json:"tools,omitempty"`        // the tools that count; empty: all
	Calls       []ToolCall                            `json:"calls"`                  // the expected calls, or with "excludes" the forbidden ones
	Mode        string                                `json:"mode,omitempty"`         // exact, unordered, subset, superset or ordered; none with "excludes"
	Ignore      map[string][]string                   `json:"ignore,omitempty"`       // by tool, the arguments that are not compared
	Defaults    map[string]map[string]json.RawMessage `json:"defaults,omitempty"`     // by tool, what an argument is that a call leaves out
	Match       map[string]map[string]string          `json:"match,omitempty"`        // by tool, how an argument is compared that need not be equal
	ErrorPrefix *string                               `json:"error_prefix,omitempty"` // how a failed call's result starts; "" never; unset: the policy's
}

// ToolCall is one expected call.
type ToolCall struct {
	Name      string          `json:"name"`
	Arguments json.RawMessage `json:"arguments,omitempty"` // a JSON object; unset: whatever the arguments
}

var modes = []string{"exact", "unordered", "subset", "superset", "ordered"}

var modeWords = map[string]string{
	"exact":     "exactly these calls in this order: ",
	"unordered": "exactly these calls in any order: ",
	"subset":    "no calls but these: ",
	"superset":  "at least these calls: ",
	"ordered":   "these calls one after the other, whatever others between: ",
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
	case (v.Mode == "superset" || v.Mode == "ordered") && len(v.Calls) == 0:
		return Check{}, invalid("value", "at least no calls is no promise; list calls or choose another mode")
	}
	ways, err := v.comparisons()
	if err != nil {
		return Check{}, err
	}
	expected := make([]toolCall, len(v.Calls))
	for i, call := range v.Calls {
		if call.Name == "" || len(v.Tools) > 0 && !slices.Contains(v.Tools, call.Name) {
			return Check{}, invalid("value", "calls names %.80q, which is not among the tools", call.Name)
		}
		if expected[i], err = ways[call.Name].expect(call.Name, call.Arguments); err != nil {
			return Check{}, err
		}
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
	says := claims{calls: &callClaims{v, expected, ways, prefix}}
	return Check{promised: clip(words + list(expected)), claims: says, measure: func(s *Subject) finding {
		happened, open, missing := s.happened(counts, prefix)
		if missing.result != "" {
			return missing
		}
		actual := make([]toolCall, len(happened))
		for i, call := range happened {
			if !s.spend(costKey + costParsed*uint64(len(call.Arguments))) {
				return exhausted
			}
			actual[i] = ways[call.Name].compared(call.Name, call.Arguments)
		}
		absent, extra, paid := difference(s, expected, actual)
		if !paid {
			return exhausted
		}
		if forbid {
			if used := len(absent) < len(expected); used || open == nil {
				return judged(!used, list(actual), "one of these calls", "none of these calls")
			}
			return s.undecided(*open)
		}
		var held bool
		var toHold []string
		settled := len(extra) > 0 // whatever the open call turns out to be
		switch v.Mode {
		case "exact":
			held, paid = same(s, expected, actual)
		case "unordered":
			held = len(absent) == 0 && len(extra) == 0
		case "subset":
			held = len(extra) == 0
		case "superset":
			held = len(absent) == 0
			settled = held
		case "ordered":
			var missing []toolCall
			missing, paid = inOrder(s, expected, actual)
			held = len(missing) == 0
			settled = held
			if len(absent) == 0 {
				toHold = []string{"in their order also " + list(missing)}
			}
		}
		switch {
		case !paid:
			return exhausted
		case open != nil && !settled:
			return s.undecided(*open)
		}
		if len(absent) > 0 && v.Mode != "subset" {
			toHold = append(toHold, "also "+list(absent))
		}
		if len(extra) > 0 && v.Mode != "superset" && v.Mode != "ordered" {
			toHold = append(toHold, "without "+list(extra))
		}
		if len(toHold) == 0 {
			toHold = []string{"the same calls in the promised order"}
		}
		toBreak := map[string]string{
			"exact": "any call missing, added or moved", "unordered": "any call missing or added", "subset": "any other call",
			"superset": "any of these calls missing", "ordered": "any of these calls missing or moved",
		}[v.Mode]
		return judged(held, list(actual), toBreak, strings.Join(toHold, "; "))
	}}, nil
}

// comparisons gathers by tool how its calls are compared. What names no tool or argument of the clause is refused: it would mean nothing.
func (v ToolCalls) comparisons() (map[string]comparison, error) {
	all := map[string]comparison{}
	for tool, ignore := range v.Ignore {
		all[tool] = comparison{ignore: ignore}
	}
	for tool, defaults := range v.Defaults {
		way := all[tool]
		way.defaults = map[string]any{}
		for argument, raw := range defaults {
			value, err := strictjson.Parse(raw)
			if err != nil {
				return nil, invalid("value", "the default of %.80q %.80q is no JSON: %v", tool, argument, err)
			}
			way.defaults[argument] = value
		}
		all[tool] = way
	}
	for tool, loose := range v.Match {
		way := all[tool]
		for _, argument := range sortedKeys(loose) {
			if _, within := strings.CutPrefix(loose[argument], "within "); !within && !slices.Contains(matchers, loose[argument]) {
				return nil, invalid("value", "match of %.80q %.80q is %.40q; write %s", tool, argument, loose[argument], oneOf(matchers))
			}
			if slices.Contains(way.ignore, argument) {
				return nil, invalid("value", "match and ignore both name %.80q of %.80q; keep one", argument, tool)
			}
		}
		way.loose = loose
		all[tool] = way
	}
	return all, nil
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
		case c.Error == "" && (errorPrefix == "" || !strings.HasPrefix(c.Result, errorPrefix)):
			calls = append(calls, c)
		}
	}
	return calls, open, finding{}
}

// undecided is the finding about a call whose result the evidence does not have.
func (s *Subject) undecided(open evidence.Call) finding {
	k, paid := s.key(open)
	if !paid {
		return exhausted
	}
	return unmeasured("whether %s happened is open: its result is not in the evidence", k)
}

// key is the call with its arguments in normal form, if that can still be paid.
func (s *Subject) key(c evidence.Call) (k key, paid bool) {
	if !s.spend(costKey + costParsed*uint64(len(c.Arguments))) {
		return key{}, false
	}
	return comparison{}.compared(c.Name, c.Arguments).key, true
}

func set(names []string) map[string]bool {
	all := make(map[string]bool, len(names))
	for _, name := range names {
		all[name] = true
	}
	return all
}

// exactDifference is difference where all arguments have to be equal. Expected calls that name theirs choose first, so giving each the first
// that is left gives as many as can be.
func exactDifference(expected, actual []toolCall) (absent, extra []toolCall) {
	left := map[key]int{}
	byName := map[string]int{}
	for _, k := range actual {
		left[k.key]++
		byName[k.name]++
	}
	taken := map[string]int{} // by name, for calls with whatever arguments
	for _, k := range expected {
		switch {
		case k.arguments == anyArguments:
		case left[k.key] > 0:
			left[k.key]--
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
		case left[k.key] == 0:
		case taken[k.name] > 0:
			left[k.key]--
			taken[k.name]--
		default:
			left[k.key]--
			extra = append(extra, k)
		}
	}
	return absent, extra
}

func list(calls []toolCall) string {
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
				k, paid := s.key(call)
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
