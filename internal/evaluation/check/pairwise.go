package check

import (
	"strings"

	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/verdict"
)

// compilePairwise compiles a clause by which jurors compare the agent's final answer with a reference.
func compilePairwise(c pact.Clause, p policy.Document) (Check, error) {
	var v struct {
		Rubric    string `json:"rubric"`
		Reference string `json:"reference"`
	}
	if err := document(c.Value, &v); err != nil {
		return Check{}, err
	}
	most := min(p.Jury.MaxMessage, p.Jury.MaxTranscript/2) // so that the answer beside it never takes the reference's room
	for _, part := range []struct {
		name, text string
		most       int
	}{{"rubric", v.Rubric, p.Jury.MaxMessage}, {"reference", v.Reference, most}} {
		switch {
		case strings.TrimSpace(part.text) == "":
			return Check{}, invalid("value", "has no %s; write what the agent's answer is compared with, and by what", part.name)
		case len(part.text) > part.most:
			return Check{}, invalid("value", "has a %s of %d bytes, of which jurors would see %d; shorten it", part.name, len(part.text), part.most)
		}
	}
	promised, neither := "as good as the reference, or better: ", verdict.Held
	if c.Operator == "gt" {
		promised, neither = "better than the reference: ", verdict.Broken
	}
	return Check{
		promised: clip(promised + v.Rubric), juror: true, ask: Ask{Promise: v.Rubric, Reference: v.Reference, Neither: neither},
		measure: func(s *Subject) finding {
			if s.answer() == "" {
				return silent
			}
			return jurorless
		},
	}, nil
}
