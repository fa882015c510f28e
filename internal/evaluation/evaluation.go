// Package evaluation decides whether a promise was kept.
//
// It guarantees that a report is a function of pact, evidence, policy and time: the same input gives the same bytes, here and on the
// machine of anyone who doubts it. It never guesses: what could not be measured leaves the outcome open, unless the outcome
// is the same either way.
//
// The service calls Validate when a pact is proposed and Evaluate when evidence is in; the command line repeats a report with Recheck.
//
//	a critical clause broken, or the share out of reach ──▶ fail
//	every critical clause held, and the share reached   ──▶ pass
//	it depends on clauses that are unmeasured           ──▶ inconclusive: the arbiter, or the deadline
package evaluation

import (
	"errors"
	"fmt"

	"github.com/surety-dev/surety/internal/evaluation/check"
	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/verdict"
)

// Engine names the code a report was made by. It changes whenever the same input could give another report.
const Engine = "surety-checks/1"

// ErrMismatch says that pact, covenant, policy and report do not belong together.
var ErrMismatch = errors.New("these do not belong together")

// Validate refuses a covenant that could not be evaluated: an unknown policy (policy.ErrUnknown), no clauses, or clauses nobody can measure
// (*pact.Invalid for each, joined). The service calls it when a pact is proposed.
func Validate(c pact.Covenant) error {
	p, err := policy.ByHash(c.Policy)
	if err != nil {
		return &pact.Invalid{Field: "covenant.policy", Reason: err.Error()}
	}
	if len(c.Clauses) == 0 {
		return &pact.Invalid{Field: "covenant.clauses", Reason: "promise nothing; write at least one clause"}
	}
	var all []error
	for i, clause := range c.Clauses {
		var invalid *pact.Invalid
		if _, err := check.Compile(clause, p); errors.As(err, &invalid) {
			all = append(all, &pact.Invalid{Field: fmt.Sprintf("covenant.clauses[%d].%s", i, invalid.Field), Reason: invalid.Reason})
		}
	}
	return errors.Join(all...)
}

// Evaluate measures every clause of the pact on the evidence and says what follows. now is in Unix seconds. It fails only with ErrMismatch,
// when the covenant is not the one in the terms or p is not the policy the covenant names.
func Evaluate(of pact.Pact, on evidence.Bundle, p policy.Document, now int64) (verdict.Report, error) {
	if of.Covenant.Hash() != of.Terms.Deal.Covenant {
		return verdict.Report{}, fmt.Errorf("the covenant and the terms' hash of it: %w", ErrMismatch)
	}
	policyHash := p.Hash()
	if policyHash != of.Covenant.Policy {
		return verdict.Report{}, fmt.Errorf("policy %s and a covenant that names %s: %w", policyHash, of.Covenant.Policy, ErrMismatch)
	}
	subject := check.NewSubject(on, p)
	results := make([]verdict.ClauseResult, len(of.Covenant.Clauses))
	for i, clause := range of.Covenant.Clauses {
		k, err := check.Compile(clause, p)
		if err != nil { // Validate would have refused it; a party may still have funded such a pact
			results[i] = check.Unknown(clause, err)
			continue
		}
		results[i] = k.Measure(clause, subject)
	}
	r := verdict.Report{
		Schema: verdict.ReportSchema, Pact: of.Terms.ID(), Evidence: on.Root(), Policy: policyHash, Clauses: results,
		Held: of.Terms.Held(), Engine: Engine, EvaluatedAt: now,
	}
	r.Share, r.Outcome = decide(results, of.Covenant.PassBps, p.Weights)
	if r.Outcome == verdict.Pass {
		r.ProviderAmount = r.Held
	}
	return r, nil
}

// decide looks at the worst and the best that the unmeasured clauses could turn out to be. Holding more never makes an outcome
// worse, so when both ends agree, everything between them does.
func decide(results []verdict.ClauseResult, passBps uint16, w policy.Weights) (verdict.Share, verdict.Outcome) {
	worst, worstBps := suppose(verdict.Broken, results, passBps, w)
	best, bestBps := suppose(verdict.Held, results, passBps, w)
	share := verdict.Share{Worst: worstBps, Best: bestBps, Needed: passBps}
	switch {
	case worst:
		return share, verdict.Pass
	case !best:
		return share, verdict.Fail
	}
	return share, verdict.Inconclusive
}

// suppose says whether the promise was kept if every unmeasured clause were as given, and the weighted share of what held among the clauses
// that are not critical, in basis points rounded down. With no weight at all the share is whole.
func suppose(unmeasured verdict.Result, results []verdict.ClauseResult, passBps uint16, w policy.Weights) (kept bool, bps uint16) {
	weights := map[string]uint32{"major": w.Major, "minor": w.Minor, "info": w.Info}
	const whole = 10_000
	var held, all uint64
	kept = true
	for _, r := range results {
		result := r.Result
		if result == verdict.Unmeasured {
			result = unmeasured
		}
		all += uint64(weights[r.Severity])
		switch {
		case result == verdict.Held:
			held += uint64(weights[r.Severity])
		case r.Severity == "critical":
			kept = false
		}
	}
	if all == 0 {
		held, all = 1, 1
	}
	return kept && held*whole >= uint64(passBps)*all, uint16(held * whole / all)
}
