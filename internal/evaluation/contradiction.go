package evaluation

import (
	"fmt"

	"github.com/surety-dev/surety/internal/evaluation/check"
	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/pact"
)

// unkeepable lists why no work could keep the covenant, or none could break it: two clauses that contradict each other, where the pact cannot
// do without one of them, and no clause that counts.
func unkeepable(c pact.Covenant, checks []check.Check, p policy.Document) (all []error) {
	weights := map[string]uint32{"major": p.Weights.Major, "minor": p.Weights.Minor, "info": p.Weights.Info}
	var sum uint64
	critical := false
	for _, clause := range c.Clauses {
		sum += uint64(weights[clause.Severity])
		critical = critical || clause.Severity == "critical"
	}
	if !critical && (sum == 0 || c.PassBps == 0) {
		all = append(all, &pact.Invalid{Field: "covenant.pass_bps", Reason: fmt.Sprintf(
			"is %d, and any work would reach it: no clause is critical, and those that are not weigh %d together; make one critical, or ask for a share of some that weigh",
			c.PassBps, sum)})
	}
	needed := func(clause pact.Clause) bool {
		const whole = 10_000
		return clause.Severity == "critical" || (sum-uint64(weights[clause.Severity]))*whole < uint64(c.PassBps)*sum
	}
	for j, b := range c.Clauses {
		for i, a := range c.Clauses[:j] {
			if !needed(a) && !needed(b) { // alternatives, of which one is enough
				continue
			}
			if why := check.Contradiction(check.Compiled{Clause: a, Check: checks[i]}, check.Compiled{Clause: b, Check: checks[j]}, p); why != "" {
				all = append(all, &pact.Invalid{Field: fmt.Sprintf("covenant.clauses[%d]", j), Reason: fmt.Sprintf(
					"clause %q contradicts clause %q (covenant.clauses[%d]): %s; change or remove one", b.ID, a.ID, i, why)})
			}
		}
	}
	return all
}
