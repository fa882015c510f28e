package evaluation

import (
	"encoding/json"
	"fmt"

	"github.com/surety-dev/surety/internal/evaluation/check"
	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
)

// tauBenchWrites are the tools of τ-bench's airline and retail domains that change something. The other tools only read: which of
// them the agent used to get there is its own affair.
var tauBenchWrites = []string{
	"book_reservation", "cancel_reservation", "update_reservation_flights", "update_reservation_passengers",
	"update_reservation_baggages", "send_certificate",
	"cancel_pending_order", "exchange_delivered_order_items", "modify_pending_order_address", "modify_pending_order_items",
	"modify_pending_order_payment", "modify_user_address", "return_delivered_order_items",
}

// TauBenchCovenant promises what a τ-bench task asks for: the expected calls that change something happened, each as often as expected and no
// other, and the agent told the user every expected output. The trajectory is not looked at.
func TauBenchCovenant(run evidence.TauBenchRun) (pact.Covenant, error) {
	expected := check.ToolCalls{Tools: tauBenchWrites, Calls: []check.ToolCall{}, Mode: "unordered"}
	for _, e := range run.Expected {
		for _, tool := range tauBenchWrites {
			if e.Name == tool {
				expected.Calls = append(expected.Calls, check.ToolCall{Name: e.Name, Arguments: e.Arguments})
			}
		}
	}
	value, err := json.Marshal(expected)
	if err != nil {
		return pact.Covenant{}, fmt.Errorf("τ-bench task %d: %w", run.TaskID, err)
	}
	c := pact.Covenant{
		Title:   fmt.Sprintf("τ-bench task %d, trial %d", run.TaskID, run.Trial),
		PassBps: 10_000,
		Policy:  policy.Default().Hash(),
		Clauses: []pact.Clause{{
			ID: "calls", Metric: "tool_calls", Operator: "matches", Value: string(value), Severity: "critical", Verification: "deterministic",
			Description: "Exactly the expected changes were made.",
		}},
	}
	for i, output := range run.Outputs {
		c.Clauses = append(c.Clauses, pact.Clause{
			ID: fmt.Sprintf("output-%d", i+1), Metric: "output_text", Operator: "includes", Value: output, Unit: "normalized",
			Severity: "critical", Verification: "deterministic", Description: "The user was told " + output + ".",
		})
	}
	return c, nil
}
