package juror

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	"github.com/surety-dev/surety/internal/evaluation/jury"
	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/verdict"
)

var quoted = regexp.MustCompile(`(?i)(not )?"([^"]+)"`)

// matchWords is the juror of policy.Local: no model. It passes a record in which the agent says everything that the promise has in quotes, and
// nothing that it has in quotes after "not".
func matchWords(j policy.Juror, p jury.Prompt) verdict.Answer {
	if p.Fenced("FIRST") != nil {
		return verdict.Answer{Failure: "this juror is no model: it matches words, and compares no texts"}
	}
	var said strings.Builder
	agent := false
	for _, line := range p.Fenced("RECORD") {
		text, party := strings.CutPrefix(line, jury.Bar)
		switch {
		case party && agent:
			said.WriteString(strings.ToLower(text) + "\n")
		case !party:
			agent = strings.HasPrefix(line, "message ") && strings.Contains(line, ", the agent")
		}
	}
	var promise strings.Builder
	for _, line := range p.Fenced("PROMISE") {
		promise.WriteString(strings.TrimPrefix(line, jury.Bar) + "\n")
	}
	words := quoted.FindAllStringSubmatch(promise.String(), -1)
	if len(words) == 0 {
		return verdict.Answer{Failure: "this juror is no model: it matches words in quotes, and the promise has none"}
	}
	kept := 0
	for _, w := range words {
		if strings.Contains(said.String(), strings.ToLower(w[2])) == (w[1] == "") {
			kept++
		}
	}
	text, err := json.Marshal(map[string]any{
		"reason": fmt.Sprintf("no model: %d of %d words in quotes are as promised", kept, len(words)),
		"pass":   kept == len(words), "score": float64(kept) / float64(len(words)),
	})
	if err != nil {
		panic("juror: a reason and two figures have an encoding: " + err.Error())
	}
	return verdict.Answer{Text: string(text), Model: j.Model, Stop: "stop"}
}
