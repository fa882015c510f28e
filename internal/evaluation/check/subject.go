package check

import (
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/surety-dev/surety/pkg/evidence"
)

// Subject is a bundle as the metrics look at it. It works each view out once, when a clause first asks.
type Subject struct {
	bundle     evidence.Bundle
	calls      func() []evidence.Call
	said       func() string // everything the agent said, its messages on lines of their own
	normalized func() string // said, as the unit "normalized" compares it
	cel        func() (map[string]any, error)
}

// NewSubject views a bundle.
func NewSubject(b evidence.Bundle) *Subject {
	s := &Subject{bundle: b}
	s.calls = sync.OnceValue(b.Calls)
	s.said = sync.OnceValue(func() string {
		var said []string
		for _, m := range b.Messages {
			if m.Role == evidence.Assistant && m.Content != "" {
				said = append(said, m.Content)
			}
		}
		return strings.Join(said, "\n")
	})
	s.normalized = sync.OnceValue(func() string { return normalize(s.said()) })
	s.cel = sync.OnceValues(func() (map[string]any, error) { return celVariables(s) })
	return s
}

// spoke reports whether the evidence has a message of the agent at all.
func (s *Subject) spoke() bool {
	for _, m := range s.bundle.Messages {
		if m.Role == evidence.Assistant {
			return true
		}
	}
	return false
}

// answer is the last thing the agent said.
func (s *Subject) answer() (string, bool) {
	for i := len(s.bundle.Messages) - 1; i >= 0; i-- {
		if m := s.bundle.Messages[i]; m.Role == evidence.Assistant && strings.TrimSpace(m.Content) != "" {
			return m.Content, true
		}
	}
	return "", false
}

var silent = unmeasured("the evidence has no message of the agent")

// normalize makes two ways to write the same words and numbers equal: lower case, and no thousands separators: a comma,
// apostrophe or narrow space with a digit before it and exactly three after it.
func normalize(s string) string {
	s = strings.ToLower(s)
	var out strings.Builder
	done := 0
	for i, r := range s {
		switch r {
		case ',', '\'', '’', '\u00a0', '\u2009', '\u202f':
			after := s[i+utf8.RuneLen(r):]
			if i > 0 && digit(s[i-1]) && len(after) >= 3 && digit(after[0]) && digit(after[1]) && digit(after[2]) &&
				(len(after) == 3 || !digit(after[3])) {
				out.WriteString(s[done:i])
				done = len(s) - len(after)
			}
		}
	}
	if done == 0 {
		return s
	}
	out.WriteString(s[done:])
	return out.String()
}

func digit(c byte) bool { return '0' <= c && c <= '9' }

// around shows what stands at s[from:to] with a little of its surroundings, on one line.
func around(s string, from, to int) string {
	const margin, longest = 40, 200
	to = min(to, from+longest)
	start, end := max(0, from-margin), min(len(s), to+margin)
	for start > 0 && !utf8.RuneStart(s[start]) {
		start--
	}
	for end < len(s) && !utf8.RuneStart(s[end]) {
		end++
	}
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return ' '
		}
		return r
	}, s[start:end])
}
