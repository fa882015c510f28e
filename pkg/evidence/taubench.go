package evidence

import (
	"encoding/json"
	"fmt"

	"github.com/surety-dev/surety/pkg/evidence/strictjson"
)

// TauBenchRun is one line of a τ-bench trajectory file: what a pact about the task would promise, what the agent did, and what the
// benchmark made of it.
type TauBenchRun struct {
	TaskID, Trial int
	Expected      []ExpectedCall // the task's actions, those that only read included
	Outputs       []string       // what the agent has to have told the user
	Reward        float64        // the benchmark's: 0 or 1. Never part of the evidence
	Bundle        Bundle
}

// ExpectedCall is a call the task asks for. Arguments is a JSON object.
type ExpectedCall struct {
	Name      string          `json:"name"`
	Arguments json.RawMessage `json:"kwargs"`
}

// ReadTauBench reads one such line.
func ReadTauBench(line []byte) (TauBenchRun, error) {
	b, err := ImportChat(line)
	if err != nil {
		return TauBenchRun{}, err
	}
	var f struct {
		TaskID int      `json:"task_id"`
		Trial  int      `json:"trial"`
		Reward *float64 `json:"reward"`
		Info   struct {
			Task *struct {
				Actions []ExpectedCall `json:"actions"`
				Outputs []string       `json:"outputs"`
			} `json:"task"`
		} `json:"info"`
	}
	if err := json.Unmarshal(line, &f); err != nil { // ImportChat was strict about the syntax
		return TauBenchRun{}, fmt.Errorf("τ-bench line: %w", err)
	}
	if f.Info.Task == nil || f.Reward == nil {
		return TauBenchRun{}, &strictjson.Error{Reason: strictjson.Shape, Detail: "a τ-bench line needs info.task and a reward"}
	}
	return TauBenchRun{f.TaskID, f.Trial, f.Info.Task.Actions, f.Info.Task.Outputs, *f.Reward, b}, nil
}
