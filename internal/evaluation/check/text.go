package check

import (
	"fmt"
	"regexp"
	"regexp/syntax"
	"strings"
	"unicode/utf8"

	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/pact"
)

// RE2 takes time in proportion to program × text, so both are bounded, and the product is what a match costs.
const (
	maxPattern = 1000    // instructions
	maxMatched = 1 << 20 // bytes of text
)

// pattern is a regular expression that knows the size of its program.
type pattern struct {
	*regexp.Regexp
	instructions int
}

// find is where in the text the pattern matches first (nil: nowhere), if that can still be paid.
func (p pattern) find(s *Subject, text string) (at []int, paid bool) {
	if !s.spend(scanCost(p.instructions, text)) {
		return nil, false
	}
	return p.FindStringIndex(text), true
}

func compilePattern(expression string) (pattern, error) {
	tree, err := syntax.Parse(expression, syntax.Perl)
	if err != nil {
		return pattern{}, invalid("value", "is no regular expression (RE2): %v", err)
	}
	prog, err := syntax.Compile(tree.Simplify())
	if err != nil || len(prog.Inst) > maxPattern {
		return pattern{}, invalid("value", "is a regular expression of more than %d instructions; write a simpler one", maxPattern)
	}
	return pattern{regexp.MustCompile(expression), len(prog.Inst)}, nil // it parsed and compiled just now
}

// compileText compiles a clause about a text of the evidence, as it is or as the unit "normalized" compares it.
func compileText(asIs, normalized func(*Subject) string) func(pact.Clause, policy.Document) (Check, error) {
	return func(c pact.Clause, _ policy.Document) (Check, error) { return textCheck(c, asIs, normalized) }
}

func textCheck(c pact.Clause, asIs, normalized func(*Subject) string) (Check, error) {
	if c.Value == "" {
		return Check{}, invalid("value", "is empty, and every text includes that")
	}
	if c.Unit == "pattern" && c.Operator != "excludes" {
		return Check{}, invalid("unit", "is pattern with the operator %s; it goes with excludes, and a pattern that is promised has the operator matches", c.Operator)
	}
	text, want := asIs, c.Value
	if c.Unit == "normalized" {
		text, want = normalized, normalize(c.Value)
	}
	quoted := fmt.Sprintf("%q", c.Value)
	find := func(s *Subject, text string) (at []int, paid bool) {
		if !s.spend(uint64(len(text)/costSearched + 1)) {
			return nil, false
		}
		if i := strings.Index(text, want); i >= 0 {
			at = []int{i, i + len(want)}
		}
		return at, true
	}
	switch c.Operator {
	case "eq", "neq":
		promised := map[string]string{"eq": "says exactly ", "neq": "says anything but "}
		other := map[string]string{"eq": "neq", "neq": "eq"}[c.Operator]
		var says claims
		if c.Operator == "eq" {
			says.fixes = c.Value
		}
		return Check{promised: clip(promised[c.Operator] + quoted), claims: says, measure: func(s *Subject) finding {
			if !s.spoke() {
				return silent
			}
			return judged((text(s) == want) == (c.Operator == "eq"), quote(asIs(s)), promised[other]+quoted, promised[c.Operator]+quoted)
		}}, nil
	case "matches", "excludes":
		if c.Operator == "excludes" && c.Unit != "pattern" {
			break
		}
		if c.Unit == "normalized" {
			return Check{}, invalid("unit", "is %q; a regular expression is not normalized, begin it with (?i) to ignore case", c.Unit)
		}
		re, err := compilePattern(c.Value)
		if err != nil {
			return Check{}, err
		}
		find = re.find
	}
	pattern := c.Operator == "matches" || c.Unit == "pattern"
	verb := map[string]string{"includes": "says ", "excludes": "does not say ", "matches": "says "}[c.Operator]
	if pattern {
		verb += "what matches "
	}
	var says claims
	if c.Operator == "includes" {
		says.fixes = c.Value
	}
	return Check{promised: clip(verb + quoted), claims: says, measure: func(s *Subject) finding {
		if !s.spoke() {
			return silent
		}
		said := text(s)
		if pattern && len(said) > maxMatched {
			return unmeasured("the agent said more than %d bytes, too many for a regular expression", maxMatched)
		}
		at, paid := find(s, said)
		if !paid {
			return exhausted
		}
		measured := fmt.Sprintf("not in the %d characters looked at", utf8.RuneCountInString(said))
		if at != nil {
			measured = "said: " + around(said, at[0], at[1])
		}
		return judged((at != nil) != (c.Operator == "excludes"), measured, presence(c.Operator == "excludes", quoted), presence(c.Operator != "excludes", quoted))
	}}, nil
}

func presence(present bool, quoted string) string {
	if present {
		return quoted + " somewhere in what the agent said"
	}
	return quoted + " nowhere in what the agent said"
}

func compileExactChoice(c pact.Clause, _ policy.Document) (Check, error) {
	want := bare(c.Value)
	if want == "" {
		return Check{}, invalid("value", "is %.80q; write the choice", c.Value)
	}
	words := map[string]string{"eq": "the final answer is ", "neq": "the final answer is not "}
	other := map[string]string{"eq": "neq", "neq": "eq"}[c.Operator]
	var says claims
	if c.Operator == "eq" {
		says.fixes = want
	}
	return Check{promised: clip(words[c.Operator] + want), claims: says, measure: func(s *Subject) finding {
		if s.answer() == "" {
			return silent
		}
		return judged(strings.EqualFold(s.choice(), want) == (c.Operator == "eq"), quote(s.answer()), words[other]+want, words[c.Operator]+want)
	}}, nil
}

// bare takes off what people put around a choice: "(B)." is B.
func bare(s string) string { return strings.Trim(s, " \t\r\n\"'`*_.:()[]") }
