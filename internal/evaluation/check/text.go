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

// RE2 takes time in proportion to program × text, so both are bounded.
const (
	maxPattern = 1000    // instructions
	maxMatched = 1 << 20 // bytes of text
)

func compilePattern(field, pattern string) (*regexp.Regexp, error) {
	tree, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		return nil, invalid(field, "is no regular expression (RE2): %v", err)
	}
	prog, err := syntax.Compile(tree.Simplify())
	if err != nil || len(prog.Inst) > maxPattern {
		return nil, invalid(field, "is a regular expression of more than %d instructions; write a simpler one", maxPattern)
	}
	return regexp.MustCompile(pattern), nil // it parsed and compiled just now
}

func compileOutputText(c pact.Clause, _ policy.Document) (Check, error) {
	if c.Value == "" {
		return Check{}, invalid("value", "is empty, and every text includes that")
	}
	text, want := func(s *Subject) string { return s.said() }, c.Value
	if c.Unit == "normalized" {
		text, want = func(s *Subject) string { return s.normalized() }, normalize(c.Value)
	}
	quoted := fmt.Sprintf("%q", c.Value)
	found := func(s string) (int, int) {
		i := strings.Index(s, want)
		return i, i + len(want)
	}
	switch c.Operator {
	case "eq", "neq":
		promised := map[string]string{"eq": "says exactly ", "neq": "says anything but "}
		other := map[string]string{"eq": "neq", "neq": "eq"}[c.Operator]
		return Check{clip(promised[c.Operator] + quoted), func(s *Subject) finding {
			if !s.spoke() {
				return silent
			}
			return judged((text(s) == want) == (c.Operator == "eq"), fmt.Sprintf("%q", s.said()), promised[other]+quoted, promised[c.Operator]+quoted)
		}}, nil
	case "matches":
		if c.Unit != "" {
			return Check{}, invalid("unit", "is %q; a regular expression is not normalized, begin it with (?i) to ignore case", c.Unit)
		}
		re, err := compilePattern("value", c.Value)
		if err != nil {
			return Check{}, err
		}
		found = func(s string) (int, int) {
			if at := re.FindStringIndex(s); at != nil {
				return at[0], at[1]
			}
			return -1, -1
		}
	}
	verb := map[string]string{"includes": "says ", "excludes": "does not say ", "matches": "says what matches "}[c.Operator]
	return Check{clip(verb + quoted), func(s *Subject) finding {
		if !s.spoke() {
			return silent
		}
		said := text(s)
		if c.Operator == "matches" && len(said) > maxMatched {
			return unmeasured("the agent said more than %d bytes, too many for a regular expression", maxMatched)
		}
		from, to := found(said)
		measured := fmt.Sprintf("not in the %d characters the agent said", utf8.RuneCountInString(said))
		if from >= 0 {
			measured = "said: " + around(said, from, to)
		}
		return judged((from >= 0) != (c.Operator == "excludes"), measured, presence(c.Operator == "excludes", quoted), presence(c.Operator != "excludes", quoted))
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
	return Check{clip(words[c.Operator] + want), func(s *Subject) finding {
		answer, ok := s.answer()
		if !ok {
			return silent
		}
		return judged(strings.EqualFold(bare(answer), want) == (c.Operator == "eq"), fmt.Sprintf("%q", answer), words[other]+want, words[c.Operator]+want)
	}}, nil
}

// bare takes off what people put around a choice: "(B)." is B.
func bare(s string) string { return strings.Trim(s, " \t\r\n\"'`*_.:()[]") }
