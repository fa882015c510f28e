package evaluation

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/surety-dev/surety/internal/evaluation/check"
	"github.com/surety-dev/surety/internal/evaluation/jury"
	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/internal/evaluation/sample"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/verdict"
)

// asked is a clause that jurors judge, and what they are asked about it.
type asked struct {
	clause       int
	interactions int   // in the evidence
	drawn        []int // of them, one question each; nil: one question about all of the evidence
	questions    []jury.Question
}

// forJurors are the questions of a case, in the covenant's order. They follow from the seed: without one there are none.
func forJurors(c Case, on evidence.Bundle) []asked {
	if len(c.Policy.Jury.Jurors) == 0 || c.Draw == nil || shortage(c.Pact.Covenant, c.Policy.Jury, verdict.Calibration{}) != "" {
		return nil
	}
	var all []asked
	for i, clause := range c.Pact.Covenant.Clauses {
		share, err := check.Share(clause)
		k, refused := check.Compile(clause, c.Policy)
		if clause.Verification != "jury" || err != nil || refused != nil {
			continue
		}
		key := fmt.Sprintf("%d:%s", i, clause.ID) // a party chose the id: the number keeps it apart from any other key
		a := asked{clause: i}
		ask := k.Ask()
		switch {
		case ask.Reference != "":
			answer := check.Answer(on)
			if answer == "" {
				continue // there is nothing to compare, as was measured
			}
			a.questions = []jury.Question{{Key: key, Promise: ask.Promise, Pair: &[2]string{answer, ask.Reference}, Tie: ask.Neither}}
		case share == 0:
			a.questions = []jury.Question{{Key: key, Promise: ask.Promise, Record: on}}
		default:
			parts := on.Split()
			a.interactions = len(parts)
			a.drawn = sample.Draw(c.Draw.Seed, c.Pact.Terms.ID(), on.Root(), len(parts), c.Policy.Sampling)
			for _, n := range a.drawn {
				a.questions = append(a.questions, jury.Question{Key: fmt.Sprintf("%s/%d", key, n), Promise: ask.Promise, Record: evidence.Bundle{Messages: parts[n]}})
			}
		}
		all = append(all, a)
	}
	return all
}

// count puts what jurors answered into the results, and returns the account of it.
func count(c Case, judged []asked, results []verdict.ClauseResult) *verdict.Jury {
	if len(judged) == 0 {
		return nil
	}
	seated, short := order(c), shortage(c.Pact.Covenant, c.Policy.Jury, c.Calibration)
	j := &verdict.Jury{Calibration: c.Calibration, Calls: slices.Clone(c.Calls), Tallies: []verdict.Tally{}}
	slices.SortFunc(j.Calls, inOrder)
	for _, call := range j.Calls {
		j.Cost, j.InputTokens, j.OutputTokens = j.Cost+call.Cost, j.InputTokens+call.InputTokens, j.OutputTokens+call.OutputTokens
	}
	for _, a := range judged {
		clause := c.Pact.Covenant.Clauses[a.clause]
		parts := make([]verdict.ClauseResult, len(a.questions))
		for n, q := range a.questions {
			tally := jury.Decide(q, c.Policy.Jury, c.Calibration, j.Calls)
			if tally.Outcome != verdict.Unmeasured && !jury.Heard(q, c.Policy.Jury, seated, j.Calls) {
				tally.Outcome, tally.WouldFlip, tally.Reason = verdict.Unmeasured, "", "not every juror of the panel has been heard by the time of the report"
			}
			if short != "" {
				tally.Reason = short
			}
			j.Tallies = append(j.Tallies, tally)
			parts[n] = results[a.clause]
			tallied(&parts[n], tally)
		}
		if a.drawn == nil {
			results[a.clause] = parts[0]
			continue
		}
		k, err := check.Compile(clause, c.Policy)
		if err == nil { // else it would have no questions
			results[a.clause] = k.Sampled(clause, a.interactions, a.drawn, parts)
		}
	}
	return j
}

// tallied is a clause's result by what a panel came to.
func tallied(r *verdict.ClauseResult, t verdict.Tally) {
	r.Result, r.Reason, r.WouldChange = t.Outcome, "", t.WouldFlip
	if t.ForHeld+t.ForBroken > 0 {
		r.Measured = fmt.Sprintf("kept, say %d jurors; not kept, say %d; without a vote %d; they lead by %d of %d needed", t.ForHeld, t.ForBroken, t.NoVotes, t.Margin, t.Needed)
	}
	if t.Outcome == verdict.Unmeasured {
		r.Reason, r.Measured = cmp.Or(t.Reason, "no juror has been asked by the time of the report"), ""
	}
}

func inOrder(a, b verdict.Call) int {
	swapped := func(c verdict.Call) int {
		if c.Swapped {
			return 1
		}
		return 0
	}
	return cmp.Or(cmp.Compare(a.Question, b.Question), cmp.Compare(a.Round, b.Round), cmp.Compare(a.Juror, b.Juror), swapped(a)-swapped(b))
}

// callKey is what a call is kept under: a juror is asked a question once.
func callKey(c verdict.Call) common.Hash {
	return crypto.Keccak256Hash([]byte(fmt.Sprintf("%q %q %d %t", c.Question, c.Juror, c.Round, c.Swapped)))
}

// order is whom the jurors' questions go to, from the seed.
func order(c Case) []policy.Juror {
	return jury.Order(c.Policy.Jury, c.Draw.Seed, c.Pact.Terms.ID(), c.Calibration, c.Pact.Covenant.Models...)
}

// shortage says why the pool makes no quorum for a covenant, "" when it does: who may be one of the agent's models does not judge it, and who
// is benched judges nobody. A policy without jurors has none to be short of.
func shortage(c pact.Covenant, p policy.Jury, measured verdict.Calibration) string {
	left := jury.Order(p, common.Hash{}, pact.ID{}, measured, c.Models...)
	if len(p.Jurors) == 0 || len(left) >= p.Quorum {
		return ""
	}
	reason := fmt.Sprintf("%d of the pool's %d jurors are left, and a quorum takes %d", len(left), len(p.Jurors), p.Quorum)
	var same, benched []string
	for _, j := range p.Jurors {
		switch {
		case pact.AmongModels(c.Models, j.Model):
			same = append(same, j.Name)
		case !slices.Contains(left, j):
			benched = append(benched, j.Name)
		}
	}
	if len(same) > 0 {
		reason += "; the agent may run on the model of " + strings.Join(same, ", ")
	}
	if len(benched) > 0 {
		reason += "; benched by their probes: " + strings.Join(benched, ", ")
	}
	return reason
}

// models are those that evidence says the agent ran on, as far as a reader should know more of them.
func models(c Case, j *verdict.Jury) []verdict.Model {
	voted := map[string]bool{}
	if j != nil {
		for _, t := range j.Tallies {
			for _, v := range t.Votes {
				voted[v.Juror] = true
			}
		}
	}
	var all []verdict.Model
	for _, s := range c.submissions() {
		for _, name := range s.in.Bundle.Models {
			m := verdict.Model{Name: name, Party: s.party}
			m.InCovenant = pact.AmongModels(c.Pact.Covenant.Models, name)
			for _, juror := range c.Policy.Jury.Jurors {
				if voted[juror.Name] && pact.SameModel(juror.Model, name) {
					m.Jurors = append(m.Jurors, juror.Name)
				}
			}
			if !m.InCovenant || len(m.Jurors) > 0 {
				all = append(all, m)
			}
		}
	}
	return all
}

// reread lists what of the recorded calls does not follow from the case, by clause id.
func reread(c Case, on evidence.Bundle) []Difference {
	var all []Difference
	judged := forJurors(c, on)
	for _, call := range c.Calls {
		at := -1
		var question jury.Question
		for i, a := range judged {
			if n := slices.IndexFunc(a.questions, func(q jury.Question) bool { return q.Key == call.Question }); n >= 0 {
				at, question = i, a.questions[n]
			}
		}
		if at < 0 {
			all = append(all, Difference{"", "calls", call.Question, "no such question"})
			continue
		}
		for _, wrong := range jury.Reread(call, question, c.Policy.Jury, order(c), c.Calls) {
			all = append(all, Difference{c.Pact.Covenant.Clauses[judged[at].clause].ID, "calls", fmt.Sprintf("%s to juror %s", call.Question, call.Juror), wrong})
		}
	}
	return all
}
