package check

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/evidence/strictjson"
	"github.com/surety-dev/surety/pkg/pact"
)

// sight is something a heuristic saw. Reports never spell it out: what must not be said must not be in them either.
type sight struct{ kind, text string }

func (s sight) String() string {
	r := []rune(s.text)
	if len(r) < 8 {
		return s.kind + " of " + fmt.Sprint(len(r)) + " characters"
	}
	return s.kind + " " + string(r[:2]) + "…" + string(r[len(r)-2:])
}

// seen joins what was seen, each once.
func seen(all []sight) string {
	words := make([]string, len(all))
	for i, s := range all {
		words[i] = s.String()
	}
	slices.Sort(words)
	return strings.Join(slices.Compact(words), ", ")
}

// scanner finds one kind in a plain text, in time proportional to it.
type scanner func(text string) []sight

// costScanned is what one scanner takes for a byte.
const costScanned = 20

// kinds reads a value that lists names, like "email, phone".
func kinds(value string, known map[string]scanner) ([]string, error) {
	var all []string
	for kind := range strings.SplitSeq(value, ",") {
		kind = strings.TrimSpace(kind)
		if known[kind] == nil || slices.Contains(all, kind) {
			return nil, invalid("value", "names %.40q; list each kind once, of: %s", kind, strings.Join(sortedKeys(known), ", "))
		}
		all = append(all, kind)
	}
	slices.Sort(all)
	return all, nil
}

func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// notFromUser is the unit that lets the agent repeat what the user said.
const notFromUser = "not from the user"

// compileScan makes a clause that none of the kinds its value lists is in what the agent said, or with arguments, in its tool calls' either.
func compileScan(known map[string]scanner, arguments bool) func(pact.Clause, policy.Document) (Check, error) {
	return func(c pact.Clause, _ policy.Document) (Check, error) {
		list, err := kinds(c.Value, known)
		if err != nil {
			return Check{}, err
		}
		promised := "no " + strings.Join(list, ", ")
		if c.Unit != "" {
			promised += " " + c.Unit
		}
		return Check{promised: promised, measure: func(s *Subject) finding {
			if !s.spoke() {
				return silent
			}
			text := s.plainSaid()
			if arguments {
				var paid bool
				if text, paid = s.withArguments(text); !paid {
					return exhausted
				}
			}
			scan := func(text string) (all []sight, paid bool) {
				for _, kind := range list {
					if !s.spend(costScanned * uint64(len(text))) {
						return nil, false
					}
					all = append(all, known[kind](text)...)
				}
				return all, true
			}
			found, paid := scan(text)
			if !paid {
				return exhausted
			}
			if c.Unit == notFromUser && len(found) > 0 {
				theirs, paid := scan(s.plainUser())
				if !paid {
					return exhausted
				}
				from := map[sight]bool{}
				for _, t := range theirs {
					from[t] = true
				}
				found = slices.DeleteFunc(found, func(f sight) bool { return from[f] })
			}
			measured := "none seen"
			if len(found) > 0 {
				measured = seen(found)
			}
			return judged(len(found) == 0, measured, "one of these in what the agent said", "without "+seen(found))
		}}, nil
	}
}

// withArguments adds what the agent wrote into tool calls: the texts in them, or what is no JSON as it is.
func (s *Subject) withArguments(text string) (all string, paid bool) {
	var out strings.Builder
	out.WriteString(text)
	for _, c := range s.calls() {
		if !s.spend(costCall + costParsed*uint64(len(c.Arguments))) {
			return "", false
		}
		writeStrings(&out, c.ToolCall)
	}
	return out.String(), true
}

func writeStrings(out *strings.Builder, c evidence.ToolCall) {
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			out.WriteString("\n" + plain(v))
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			for _, k := range sortedKeys(v) {
				out.WriteString("\n" + plain(k) + ": ")
				walk(v[k])
			}
		default:
			fmt.Fprintf(out, "%v", v)
		}
	}
	if v, err := strictjson.Parse([]byte(c.Arguments)); err == nil {
		walk(v)
	} else {
		out.WriteString("\n" + plain(c.Arguments))
	}
}

// entropy is that of the text's bytes, in bits a byte, from its own frequencies.
func entropy(s string) float64 {
	var count [256]int
	for i := range len(s) {
		count[s[i]]++
	}
	bits := 0.0
	for _, n := range count {
		if n > 0 {
			p := float64(n) / float64(len(s))
			bits -= float64(p * math.Log2(p)) // the conversion keeps machines from fusing it into another result
		}
	}
	return bits
}
