package jury

import (
	"fmt"
	"strings"
	"unicode/utf8"

	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/evidence/strictjson"
	"github.com/surety-dev/surety/pkg/verdict"
)

// Bounds of what is read, and kept, of an answer.
const (
	MaxAnswer = 8 << 10 // the most bytes of an answer that are read: a grade and some sentences
	maxWord   = 512     // likewise of what surrounds it
)

// Read says which vote an answer is, or why it is none. An answer counts when it came whole, from the model that was asked, and
// is JSON with one meaning and nothing around it but a code fence. A model that repeats itself in agreement has answered once.
//
// In a rubric's answer the score is the share of the promise that was kept: a pass with less than half of it and a fail with all of
// it contradict themselves.
func Read(a verdict.Answer, j policy.Juror, comparison, swapped bool) (verdict.Result, string) {
	switch {
	case a.Failure != "":
		return "", a.Failure
	case a.Model != j.Model:
		return "", fmt.Sprintf("answered by %.80q, asked was %q: name in the policy the model as its endpoint does", a.Model, j.Model)
	case a.Refusal != "":
		return "", "refused"
	case !whole[a.Stop]:
		return "", fmt.Sprintf("stopped by %.40q before its end", a.Stop)
	case len(a.Text) > MaxAnswer:
		return "", fmt.Sprintf("longer than %d bytes", MaxAnswer)
	case !utf8.ValidString(a.Text):
		return "", "not UTF-8"
	case strings.TrimSpace(a.Text) == "":
		return "", "empty"
	}
	var vote verdict.Result
	answers := 0
	for rest := bare(a.Text); rest != ""; rest = bare(rest) {
		end := object(rest)
		if end == 0 {
			return "", "not only JSON"
		}
		got, err := parse(rest[:end], comparison)
		switch {
		case err != nil:
			return "", err.Error()
		case answers > 0 && got != vote:
			return "", "two answers that disagree"
		}
		vote, rest = got, rest[end:]
		answers++
	}
	switch {
	case answers == 0:
		return "", "empty"
	case vote == "":
		return "", tie
	case swapped:
		return other(vote), ""
	}
	return vote, ""
}

func other(v verdict.Result) verdict.Result {
	if v == verdict.Held {
		return verdict.Broken
	}
	return verdict.Held
}

// whole are the words of the two interfaces for an answer that ended by itself.
var whole = map[string]bool{"stop": true, "end_turn": true}

// bare takes white space and the marks of a code fence from the front.
func bare(s string) string {
	for {
		s = strings.TrimLeft(s, " \t\r\n")
		rest, ok := strings.CutPrefix(s, "```")
		if !ok {
			return s
		}
		if s = rest; len(s) >= 4 && strings.EqualFold(s[:4], "json") {
			s = s[4:]
		}
	}
}

// object is the length of the JSON object that s starts with, by its braces; 0 when there is none. Whether it is JSON is parse's business.
func object(s string) int {
	depth, quoted := 0, false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{':
			depth++
		case c == '}':
			if depth--; depth == 0 {
				return i + 1
			}
		}
		if depth == 0 {
			return 0
		}
	}
	return 0
}

// parse reads one answer; no vote and no error is a tie.
func parse(text string, comparison bool) (vote verdict.Result, err error) {
	d, err := strictjson.NewDecoder([]byte(text))
	if err != nil {
		return "", err
	}
	graded := false
	score := -1.0
	err = d.Object(func(key []byte) error {
		switch k := string(key); {
		case k == "reason":
			_, err := d.String()
			return err
		case k == "pass" && !comparison:
			v, err := d.Value()
			pass, ok := v.(bool)
			if err == nil && !ok {
				err = fmt.Errorf("pass is neither true nor false")
			}
			if graded = true; pass {
				vote = verdict.Held
			} else {
				vote = verdict.Broken
			}
			return err
		case k == "score" && !comparison:
			n, err := d.Number()
			if err == nil {
				score, err = n.Float64()
			}
			if err == nil && (score < 0 || score > 1) {
				err = fmt.Errorf("score %s is not between 0 and 1", n)
			}
			return err
		case k == "better" && comparison:
			s, err := d.String()
			switch graded = true; {
			case s == "first":
				vote = verdict.Held
			case s == "second":
				vote = verdict.Broken
			case s != "tie" && err == nil:
				err = fmt.Errorf("better is %.40q", s)
			}
			return err
		default:
			return fmt.Errorf("has the key %.40q, which was not asked for", k)
		}
	})
	switch {
	case err != nil:
		return "", fmt.Errorf("malformed: %w", err)
	case !graded:
		return "", fmt.Errorf("has no grade")
	case !comparison && score >= 0 && vote == verdict.Held && score < 0.5:
		return "", fmt.Errorf("contradicts itself: pass with score %g", score)
	case vote == verdict.Broken && score == 1:
		return "", fmt.Errorf("contradicts itself: fail with score 1")
	}
	return vote, nil
}
