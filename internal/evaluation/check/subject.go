package check

import (
	"iter"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/evidence"
)

// Subject is a bundle as the metrics look at it. It works each view out once, when a clause first asks; whatever a clause does beyond looking
// at a view, it pays for from one budget, before it does it: evaluations are done one after the other, and nobody may hold up the rest. The
// budget is counted, not timed, so that every machine runs out of it at the same clause.
type Subject struct {
	bundle           evidence.Bundle
	left             uint64   // of the policy's scan cost
	whole            *Subject // whose interaction this is, and who pays for it
	calls            func() []evidence.Call
	said             func() string // everything the agent said, its messages on lines of their own
	normalized       func() string // said, as the unit "normalized" compares it
	plainSaid        func() string // said, as the heuristics read it
	plainUser        func() string // what the user said, as they read it
	chars            func() int    // in the agent's messages
	words            func() int
	latencies        func() (sorted []int64, missing int) // of the agent's messages
	answer           func() string                        // the last thing the agent said; empty when it said nothing
	choice           func() string                        // answer, bare
	answerNormalized func() string
	files            func() map[string]common.Hash
	cel              func() (map[string]any, error)
}

// NewSubject views a bundle, to be measured within the policy's scan cost.
func NewSubject(b evidence.Bundle, p policy.Document) *Subject {
	s := newSubject(b)
	s.left = p.ScanCost
	return s
}

func newSubject(b evidence.Bundle) *Subject {
	s := &Subject{bundle: b}
	s.calls = sync.OnceValue(b.Calls)
	s.chars = sync.OnceValue(func() (n int) {
		for m := range s.agent() {
			n += utf8.RuneCountInString(m.Content)
		}
		return n
	})
	s.words = sync.OnceValue(func() (n int) {
		for m := range s.agent() {
			for range strings.FieldsSeq(m.Content) {
				n++
			}
		}
		return n
	})
	s.latencies = sync.OnceValues(func() (all []int64, missing int) {
		for m := range s.agent() {
			if m.LatencyMS == nil {
				missing++
			} else {
				all = append(all, *m.LatencyMS)
			}
		}
		slices.Sort(all)
		return all, missing
	})
	s.answer = sync.OnceValue(func() (last string) {
		for m := range s.agent() {
			if strings.TrimSpace(m.Content) != "" {
				last = m.Content
			}
		}
		return last
	})
	s.answerNormalized = sync.OnceValue(func() string { return normalize(s.answer()) })
	s.choice = sync.OnceValue(func() string { return bare(s.answer()) })
	s.files = sync.OnceValue(func() map[string]common.Hash {
		files := make(map[string]common.Hash, len(b.Files))
		for _, f := range b.Files {
			files[f.Name] = f.Hash
		}
		return files
	})
	s.said = sync.OnceValue(func() string {
		var said []string
		for m := range s.agent() {
			if m.Content != "" {
				said = append(said, m.Content)
			}
		}
		return strings.Join(said, "\n")
	})
	s.plainSaid = sync.OnceValue(func() string { return plain(s.said()) })
	s.plainUser = sync.OnceValue(func() string {
		var said []string
		for _, m := range b.Messages {
			if m.Role == evidence.User {
				said = append(said, m.Content)
			}
		}
		return plain(strings.Join(said, "\n"))
	})
	s.normalized = sync.OnceValue(func() string { return normalize(s.said()) })
	s.cel = sync.OnceValues(func() (map[string]any, error) { return celVariables(s) })
	return s
}

// Answer is the agent's final answer, its last message with text; empty when it said nothing.
func Answer(b evidence.Bundle) string { return newSubject(b).answer() }

// spend takes the cost of some work from the budget, or says that there is not so much left.
func (s *Subject) spend(cost uint64) bool {
	s = s.payer()
	if cost > s.left {
		return false
	}
	s.left -= cost
	return true
}

func (s *Subject) payer() *Subject {
	if s.whole != nil {
		return s.whole
	}
	return s
}

// agent goes through the agent's messages.
func (s *Subject) agent() iter.Seq[evidence.Message] {
	return func(yield func(evidence.Message) bool) {
		for _, m := range s.bundle.Messages {
			if m.Role == evidence.Assistant && !yield(m) {
				return
			}
		}
	}
}

// spoke reports whether the evidence has a message of the agent at all.
func (s *Subject) spoke() bool {
	for range s.agent() {
		return true
	}
	return false
}

var (
	silent    = unmeasured("the evidence has no message of the agent")
	exhausted = unmeasured("measuring this costs more than is left of what the policy grants an evaluation (scan_cost)")
)

// What work costs, in the policy's unit, rounded up from the worst that was measured.
const (
	costSearched = 8  // bytes of text in which a text is looked for, for 1
	costCall     = 20 // to look at a tool call
	costParsed   = 10 // for each byte of JSON
	costKey      = 60 // to compare a tool call, besides its JSON
	costSchema   = 5  // for each part of a schema on each byte of the answer
	costCEL      = 10 // for each CEL cost unit
)

// scanCost is what a regular expression of that many instructions costs on a text.
func scanCost(instructions int, text string) uint64 {
	return uint64(instructions) * uint64(len(text)+1)
}

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
