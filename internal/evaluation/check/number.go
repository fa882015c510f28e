package check

import (
	"fmt"
	"math/big"
	"regexp"
	"strings"

	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
)

var (
	decimal     = regexp.MustCompile(`^(0|[1-9][0-9]{0,14})(\.[0-9]{1,6})?$`)
	comparisons = map[string]struct {
		words, opposite string
		holds           func(sign int) bool // sign of measured − promised
	}{
		"lt":  {"below", "at least", func(s int) bool { return s < 0 }},
		"lte": {"at most", "above", func(s int) bool { return s <= 0 }},
		"eq":  {"exactly", "anything but", func(s int) bool { return s == 0 }},
		"neq": {"anything but", "exactly", func(s int) bool { return s != 0 }},
		"gte": {"at least", "below", func(s int) bool { return s >= 0 }},
		"gt":  {"above", "at most", func(s int) bool { return s > 0 }},
	}
	ordered = []string{"lt", "lte", "gte", "gt"}
	counted = []string{"lt", "lte", "eq", "neq", "gte", "gt"}
)

// number compiles a clause that compares a figure of the evidence with a decimal number. measure gives the figure in parts of the clause's
// unit: perUnit of them make one. The comparison is exact.
func number(c pact.Clause, perUnit int64, measure func(*Subject) (int64, finding)) (Check, error) {
	if !decimal.MatchString(c.Value) {
		return Check{}, invalid("value", "is %.80q; write a decimal number with at most 6 decimals", c.Value)
	}
	promised, _ := new(big.Rat).SetString(c.Value)
	if c.Operator == "lt" && promised.Sign() == 0 {
		return Check{}, invalid("value", "nothing that is measured is below 0")
	}
	lies := newSpan(c.Operator, promised, perUnit)
	if lies.low > lies.high {
		return Check{}, invalid("value", "is %.80q %s, and no measured figure is exactly that", c.Value, c.Unit)
	}
	compare := comparisons[c.Operator]
	unit := c.Unit
	if unit != "" {
		unit = " " + unit
	}
	keep, breach := compare.words+" "+c.Value+unit, compare.opposite+" "+c.Value+unit
	return Check{promised: keep, claims: claims{span: &lies}, measure: func(s *Subject) finding {
		n, missing := measure(s)
		if missing.result != "" {
			return missing
		}
		figure := big.NewRat(n, perUnit)
		text := figure.FloatString(6)
		text = strings.TrimSuffix(strings.TrimRight(text, "0"), ".") + unit
		return judged(compare.holds(figure.Cmp(promised)), text, breach, keep)
	}}, nil
}

func compileLatency(percent int) func(pact.Clause, policy.Document) (Check, error) {
	return func(c pact.Clause, _ policy.Document) (Check, error) {
		perUnit := map[string]int64{"ms": 1, "s": 1000}[c.Unit]
		return number(c, perUnit, func(s *Subject) (int64, finding) {
			switch all, missing := s.latencies(); {
			case missing > 0: // a percentile of the messages somebody chose to time says nothing
				return 0, unmeasured("%d of the agent's %d messages have no latency", missing, missing+len(all))
			case len(all) == 0:
				return 0, silent
			default:
				return all[(percent*len(all)+99)/100-1], finding{} // nearest rank
			}
		})
	}
}

func compileCost(c pact.Clause, _ policy.Document) (Check, error) {
	return number(c, 1_000_000, func(s *Subject) (int64, finding) {
		if s.bundle.Usage == nil || s.bundle.Usage.Cost == nil {
			return 0, unmeasured("the evidence has no cost in its usage")
		}
		return int64(*s.bundle.Usage.Cost), finding{}
	})
}

// inOnes is number for what comes in ones.
func inOnes(c pact.Clause, measure func(*Subject) (int64, finding)) (Check, error) {
	if strings.Contains(c.Value, ".") {
		return Check{}, invalid("value", "is %.80q; %s are whole", c.Value, c.Unit)
	}
	return number(c, 1, measure)
}

func compileOutputLength(c pact.Clause, _ policy.Document) (Check, error) {
	return inOnes(c, func(s *Subject) (int64, finding) {
		switch {
		case !s.spoke():
			return 0, silent
		case c.Unit == "words":
			return int64(s.words()), finding{}
		default:
			return int64(s.chars()), finding{}
		}
	})
}

func compileCallCount(c pact.Clause, _ policy.Document) (Check, error) {
	return inOnes(c, func(s *Subject) (int64, finding) {
		if len(s.bundle.Messages) == 0 {
			return 0, unmeasured("the evidence has no messages")
		}
		return int64(len(s.calls())), finding{}
	})
}

func latency(name string, percent int) Metric {
	doc := fmt.Sprintf("The latency that %d %% of the agent's messages do not exceed (nearest rank). The value is a decimal number.", percent)
	if percent == 100 {
		doc = "The longest latency of the agent's messages. The value is a decimal number."
	}
	return Metric{
		Name:         name,
		Doc:          doc,
		Needs:        "latency_ms on every message of the agent",
		Verification: "deterministic", Operators: ordered, Units: []string{"ms", "s"},
		Example: pact.Clause{
			ID: "fast", Metric: name, Operator: "lte", Value: "2.5", Unit: "s", Severity: "major", Verification: "deterministic",
			Description: "Answers come fast.",
		},
		compile: compileLatency(percent),
	}
}

func tokensUsed(name, doc string, of func(evidence.Usage) int64) Metric {
	return Metric{
		Name:         name,
		Doc:          doc + ", of all the work. The value is a whole number.",
		Needs:        "usage",
		Verification: "deterministic", Operators: ordered, Units: []string{"tokens"}, Whole: true,
		Example: pact.Clause{
			ID: strings.ReplaceAll(name, "_", "-"), Metric: name, Operator: "lte", Value: "50000", Unit: "tokens", Severity: "minor", Verification: "deterministic",
			Description: "At most 50,000 tokens.",
		},
		compile: func(c pact.Clause, _ policy.Document) (Check, error) {
			return inOnes(c, func(s *Subject) (int64, finding) {
				if s.bundle.Usage == nil {
					return 0, unmeasured("the evidence has no usage")
				}
				return of(*s.bundle.Usage), finding{}
			})
		},
	}
}

func compileAgentMessages(c pact.Clause, _ policy.Document) (Check, error) {
	return inOnes(c, func(s *Subject) (n int64, missing finding) {
		if !s.spoke() {
			return 0, silent
		}
		for m := range s.agent() {
			if strings.TrimSpace(m.Content) != "" {
				n++
			}
		}
		return n, finding{}
	})
}
