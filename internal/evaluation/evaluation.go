// Package evaluation decides whether a promise was kept.
//
// It guarantees that a report is a function of pact, evidence, policy, seed, jurors' recorded answers and time: the same input gives the same bytes,
// here and on the machine of anyone who doubts it. It never guesses: what could not be measured leaves the outcome open, unless the outcome
// is the same either way.
//
// The service calls Validate when a pact is proposed; its Worker takes an evaluation through its steps once evidence is in, asking Evaluate each time
// what is still open. The command line repeats a report with Recheck.
//
//	a critical clause broken, or the share out of reach ──▶ fail
//	every critical clause held, and the share reached   ──▶ pass
//	it depends on clauses that are unmeasured           ──▶ inconclusive: the arbiter, or the deadline
package evaluation

import (
	"errors"
	"fmt"
	"slices"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/internal/evaluation/check"
	"github.com/surety-dev/surety/internal/evaluation/jury"
	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/verdict"
)

// Engine names the code a report was made by. It changes whenever the same input could give another report.
const Engine = "surety-checks/1"

// ErrMismatch says that pact, covenant, policy and report do not belong together.
var ErrMismatch = errors.New("these do not belong together")

// Case is all that a report follows from.
type Case struct {
	Pact            pact.Pact
	Provider, Buyer *Submission // nil: it handed in nothing
	Policy          policy.Document
	Draw            *verdict.Draw // nil: there is no seed
	Calibration     verdict.Calibration
	Calls           []verdict.Call // of jurors, in any order
	Now             int64          // Unix seconds
}

// Submission is the evidence that a party handed in.
type Submission struct {
	Bundle    evidence.Bundle
	Signature []byte
}

// Open is what a report lacks: what clauses are unmeasured for though the policy lets them be measured.
type Open struct {
	Seed      bool            // a draw
	Questions []jury.Question // for jurors, once there is one
}

// Validate refuses a covenant that could not be evaluated by the policy: it names another, has no clauses, clauses nobody can measure
// or keep together, or so many of the pool's models that no quorum is left (*pact.Invalid for each, joined). The service calls it when a pact is proposed.
func Validate(c pact.Covenant, p policy.Document) error {
	if h := p.Hash(); c.Policy != h {
		return &pact.Invalid{Field: "covenant.policy", Reason: fmt.Sprintf("is %s; the policy in force is %s", c.Policy, h)}
	}
	if len(c.Clauses) == 0 {
		return &pact.Invalid{Field: "covenant.clauses", Reason: "promise nothing; write at least one clause"}
	}
	var all []error
	checks := make([]check.Check, len(c.Clauses))
	for i, clause := range c.Clauses {
		var err error
		var invalid *pact.Invalid
		if checks[i], err = check.Compile(clause, p); errors.As(err, &invalid) {
			all = append(all, &pact.Invalid{Field: fmt.Sprintf("covenant.clauses[%d].%s", i, invalid.Field), Reason: invalid.Reason})
		}
	}
	if short := shortage(c, p.Jury, verdict.Calibration{}); short != "" && slices.ContainsFunc(c.Clauses, func(c pact.Clause) bool { return c.Verification == "jury" }) {
		all = append(all, &pact.Invalid{Field: "covenant.models", Reason: short + "; name only models that the agent runs on, or no clause for jurors"})
	}
	if len(all) == 0 {
		all = unkeepable(c, checks, p)
	}
	return errors.Join(all...)
}

// Evaluate measures every clause of the pact and says what follows, and what would be needed to measure more. It is a function of the case: whoever
// has that repeats it, and calls no model. It fails only with ErrMismatch, when the covenant is not the one in the terms, the policy not the one
// that the covenant names, or nobody handed in evidence.
func Evaluate(c Case) (verdict.Report, Open, error) {
	m, err := measureAll(c)
	if err != nil {
		return verdict.Report{}, Open{}, err
	}
	r, open := m.report(c)
	return r, open, nil
}

// measurement is what needs no juror: what there is, and its clauses' results, by who handed it in.
type measurement struct {
	evidence []verdict.Submitted
	results  [][]verdict.ClauseResult
}

func measureAll(c Case) (m measurement, err error) {
	covenant, policyHash := c.Pact.Covenant, c.Policy.Hash()
	switch {
	case covenant.Hash() != c.Pact.Terms.Deal.Covenant:
		return m, fmt.Errorf("the covenant and the terms' hash of it: %w", ErrMismatch)
	case policyHash != covenant.Policy:
		return m, fmt.Errorf("policy %s and a covenant that names %s: %w", policyHash, covenant.Policy, ErrMismatch)
	case c.Provider == nil && c.Buyer == nil:
		return m, fmt.Errorf("a pact and no evidence: %w", ErrMismatch)
	}
	for _, s := range c.submissions() {
		m.evidence = append(m.evidence, verdict.Submitted{Party: s.party, Root: s.in.Bundle.Root(), Signature: s.in.Signature})
		m.results = append(m.results, measure(covenant.Clauses, s.in.Bundle, c.Policy))
	}
	return m, nil
}

// report is what follows from the measurement and the jurors' calls of the case, which may have grown since.
func (m measurement) report(c Case) (verdict.Report, Open) {
	covenant := c.Pact.Covenant
	r := verdict.Report{
		Schema: verdict.ReportSchema, Pact: c.Pact.Terms.ID(), Policy: covenant.Policy, Held: c.Pact.Terms.Held(), Engine: Engine, EvaluatedAt: c.Now,
		Evidence: m.evidence, Clauses: slices.Clone(m.results[0]),
	}
	var open Open
	primary := c.primary().Bundle
	judged := forJurors(c, primary)
	for _, a := range judged {
		open.Questions = append(open.Questions, a.questions...)
	}
	if r.Jury = count(c, judged, r.Clauses); c.Draw != nil {
		r.Draw = &verdict.Draw{FixedBlock: c.Draw.FixedBlock, Block: c.Draw.FixedBlock + c.Policy.Waiting.SeedBlocks, Seed: c.Draw.Seed}
	}
	r.Models = models(c, r.Jury)
	short := shortage(covenant, c.Policy.Jury, verdict.Calibration{})
	for i := range r.Clauses {
		switch clause := covenant.Clauses[i]; {
		case clause.Verification != "jury" || len(c.Policy.Jury.Jurors) == 0:
		case short != "":
			r.Clauses[i].Reason = short
		case c.Draw == nil:
			open.Seed = true
			r.Clauses[i].Reason = "the jurors are drawn by a block that is not final by the time of the report"
		}
		r.Clauses[i].RestsOn = r.Evidence[0].Party
		if len(m.results) > 1 {
			dissent(&r.Clauses[i], m.results[1][i], c.Pact.Terms.Deal.Arbiter != (common.Address{}))
		}
	}
	r.Share, r.Outcome = decide(r.Clauses, covenant.PassBps, c.Policy.Weights)
	if r.Outcome == verdict.Pass {
		r.ProviderAmount = r.Held
	}
	return r, open
}

// submissions is what was handed in, the evidence that results rest on first.
func (c Case) submissions() (all []submission) {
	for _, s := range []submission{{verdict.ByProvider, c.Provider}, {verdict.ByBuyer, c.Buyer}} {
		if s.in != nil {
			all = append(all, s)
		}
	}
	return all
}

type submission struct {
	party string
	in    *Submission
}

// primary is the evidence that results rest on.
func (c Case) primary() *Submission {
	if c.Provider != nil {
		return c.Provider
	}
	return c.Buyer
}

// measure measures every clause that needs no juror on one bundle.
func measure(clauses []pact.Clause, on evidence.Bundle, p policy.Document) []verdict.ClauseResult {
	subject := check.NewSubject(on, p)
	results := make([]verdict.ClauseResult, len(clauses))
	for i, clause := range clauses {
		k, err := check.Compile(clause, p)
		if err != nil { // Validate would have refused it; a party may still have funded such a pact
			results[i] = check.Unknown(clause, err)
			continue
		}
		results[i] = k.Measure(clause, subject)
	}
	return results
}

// dissent notes what the buyer's evidence says otherwise of a clause. Each side could have made up its own: where one says held and the other
// broken nobody's word is taken if there is an arbiter to ask. Without one the provider's counts, so that the buyer cannot keep a verdict
// from coming by handing in nonsense.
func dissent(r *verdict.ClauseResult, buyers verdict.ClauseResult, arbiter bool) {
	if buyers.Result == verdict.Unmeasured || r.Result == verdict.Unmeasured || buyers.Result == r.Result {
		return
	}
	r.Other = &verdict.Other{Result: buyers.Result, Measured: buyers.Measured}
	if arbiter {
		r.Reason = fmt.Sprintf("the provider's evidence has it %s, the buyer's %s: the arbiter decides whose is right", r.Result, buyers.Result)
		r.Result, r.WouldChange = verdict.Unmeasured, ""
	}
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
