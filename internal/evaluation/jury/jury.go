// Package jury puts questions nobody can compute to several models that do not know each other, and says what their answers may move.
//
// It guarantees that nobody chooses the jurors (Order follows from a seed fixed after the evidence, and anyone repeats it), that what a party
// wrote reaches a juror as fenced data (Build), that an answer counts only when it has one meaning (Read), that a juror is asked a question
// once, each call being recorded before it is sent and each answer before it counts, and that Tally is integer arithmetic on what was recorded: the same votes give the same
// outcome, bit by bit, here and in the hands of a doubter. It knows no network: package juror does.
//
// The evaluation calls Ask while it works, and Order, Reread and Decide to make its report; `surety verify` repeats those three.
//
//	a question ──▶ panel of the round: each seat asks its juror ──▶ quorum and margin on one side ──▶ held | broken
//	                 │ silent, or an answer that is no vote:            │ cannot be reached any more, or the deadline
//	                 ▼ a reserve takes the seat                         ▼
//	               the next of the order                          a fresh panel, or unmeasured after the last round
package jury

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/verdict"
)

// Question is one thing a panel decides.
type Question struct {
	Key     string // unique in the evaluation
	Promise string // what is to be judged; as hostile as the rest
	Record  evidence.Bundle
	Pair    *[2]string     // a comparison instead of a record: Held says that the first keeps the promise better. Asked in both orders
	Tie     verdict.Result // of a comparison: the vote of who prefers neither text in either order; unset: none
	Probe   bool           // about the jurors: all of one panel are heard, without reserves
}

// orders are the ways a question is put to one juror.
func (q Question) orders() []bool {
	if q.Pair != nil {
		return []bool{false, true}
	}
	return []bool{false}
}

// Order is the pool in the order in which a pact's evaluation asks it: the first panel, then its reserves and the panels after it. It follows
// from seed, pact and policy, so nobody chooses it and anyone repeats it. Jurors of the family asked least so far come first. Benched
// jurors, and those who may be one of the models given, which the agent runs on, are left out.
func Order(p policy.Jury, seed common.Hash, of pact.ID, c verdict.Calibration, agents ...string) []policy.Juror {
	type lot struct {
		policy.Juror
		ticket [32]byte
	}
	var lots []lot
	for _, j := range p.Jurors {
		if benched(c, j.Name) || pact.AmongModels(agents, j.Model) {
			continue
		}
		lots = append(lots, lot{j, crypto.Keccak256Hash(seed[:], of[:], []byte(j.Name))})
	}
	slices.SortFunc(lots, func(a, b lot) int { return bytes.Compare(a.ticket[:], b.ticket[:]) })
	order := make([]policy.Juror, 0, len(lots))
	asked := map[string]int{}
	for len(lots) > 0 {
		next := 0
		for i, l := range lots {
			if asked[l.Family] < asked[lots[next].Family] {
				next = i
			}
		}
		order = append(order, lots[next].Juror)
		asked[lots[next].Family]++
		lots = slices.Delete(lots, next, next+1)
	}
	return order
}

// panel is who may still be asked a question in a round: the order without whom earlier rounds asked. The first p.Panel have a seat each,
// the others are reserves. Fewer than a quorum are no panel.
func panel(p policy.Jury, order []policy.Juror, question string, round int, calls []verdict.Call) []policy.Juror {
	fresh := slices.DeleteFunc(slices.Clone(order), func(j policy.Juror) bool {
		return slices.ContainsFunc(calls, func(c verdict.Call) bool {
			return c.Question == question && c.Round < round && c.Juror == j.Name
		})
	})
	if round >= max(p.Rounds, 1) || len(fresh) < p.Quorum {
		return nil
	}
	return fresh
}

// Reread repeats of a recorded call what needs no model: that its juror sat where the order puts it, that the prompt is the one that follows
// from question and nonce, and that the answer reads as recorded. It says what is otherwise.
func Reread(c verdict.Call, q Question, p policy.Jury, order []policy.Juror, all []verdict.Call) []string {
	var wrong []string
	seats := panel(p, order, c.Question, c.Round, all)
	at := slices.IndexFunc(seats, func(j policy.Juror) bool { return j.Name == c.Juror })
	switch {
	case at < 0:
		return []string{fmt.Sprintf("juror %s was not drawn for round %d", c.Juror, c.Round)}
	case c.Seat < 0 || c.Seat >= min(p.Panel, len(seats)), at < p.Panel && at != c.Seat:
		wrong = append(wrong, fmt.Sprintf("juror %s has seat %d, drawn at place %d", c.Juror, c.Seat, at))
	}
	if got := Build(q, p, c.Nonce, c.Swapped).Hash(); got != c.Prompt {
		wrong = append(wrong, fmt.Sprintf("the prompt hashes to %s, recorded is %s", got, c.Prompt))
	}
	vote, why := Read(c.Answer, seats[at], q.Pair != nil, c.Swapped)
	if vote != c.Vote || why != c.NoVote {
		wrong = append(wrong, fmt.Sprintf("the answer reads %q %q, recorded is %q %q", vote, why, c.Vote, c.NoVote))
	}
	return wrong
}

// Heard says whether the panels on a question were asked to their end: of a panel that was interrupted, or of which somebody left out a vote, what
// is there may say something else than the whole.
func Heard(q Question, p policy.Jury, order []policy.Juror, calls []verdict.Call) bool {
	calls = slices.DeleteFunc(slices.Clone(calls), func(c verdict.Call) bool { return c.Question != q.Key })
	for round := 0; round <= lastRound(q, calls); round++ {
		if !heard(q, p, panel(p, order, q.Key, round, calls), round, calls) {
			return false
		}
	}
	return true
}

// heard says whether in a round each seat has a vote, or is given up: somebody on it was not waited for, or no reserve is left.
func heard(q Question, p policy.Jury, jurors []policy.Juror, round int, calls []verdict.Call) bool {
	seats := min(p.Panel, len(jurors))
	if q.Probe {
		jurors = jurors[:seats]
	}
	votes, _ := seatVotes(q, round, calls)
	asked, given := map[callID]bool{}, map[int]bool{}
	for _, c := range calls {
		if c.Question == q.Key && c.Round == round {
			asked[callID{c.Juror, c.Swapped}] = true
			given[c.Seat] = given[c.Seat] || c.Answer.Failure == late || c.Answer.Failure == unneeded
		}
	}
	all := true
	for _, j := range jurors {
		for _, swapped := range q.orders() {
			all = all && asked[callID{j.Name, swapped}]
		}
	}
	for seat := range seats {
		if _, voted := votes[seat]; !voted && !given[seat] && !all {
			return false
		}
	}
	return seats > 0
}

// lastRound is that of the last panel that was asked.
func lastRound(q Question, calls []verdict.Call) int {
	last := 0
	for _, c := range calls {
		if c.Question == q.Key {
			last = max(last, c.Round)
		}
	}
	return last
}

// seatVotes is what each seat that was asked says on a question in a round: the vote of the one juror on it who has one, or why there is none.
func seatVotes(q Question, round int, calls []verdict.Call) (votes map[int]verdict.Vote, asked map[int]string) {
	votes, asked = map[int]verdict.Vote{}, map[int]string{}
	byJuror := map[string][]verdict.Call{}
	var jurors []string
	for _, c := range calls {
		if c.Question != q.Key || c.Round != round {
			continue
		}
		if byJuror[c.Juror] == nil {
			jurors = append(jurors, c.Juror)
		}
		byJuror[c.Juror] = append(byJuror[c.Juror], c)
	}
	slices.Sort(jurors)
	for _, name := range jurors {
		all := byJuror[name]
		seat := all[0].Seat
		vote, why := combine(q, all)
		if vote == "" {
			if _, ok := votes[seat]; !ok {
				asked[seat] = why
			}
			continue
		}
		if _, ok := votes[seat]; !ok {
			votes[seat] = verdict.Vote{Juror: name, Vote: vote}
			delete(asked, seat)
		}
	}
	return votes, asked
}

// Tie is the answer that prefers neither text of a comparison.
const tie = "prefers neither text"

// combine is one juror's vote from its answers: of a comparison both orders are needed. A preference in one order and none in the
// other is a preference; two preferences that contradict each other abstain; none in either is what the question says.
func combine(q Question, calls []verdict.Call) (verdict.Result, string) {
	var vote verdict.Result
	why := ""
	for _, swapped := range q.orders() {
		i := slices.IndexFunc(calls, func(c verdict.Call) bool { return c.Swapped == swapped })
		switch {
		case i < 0:
			return "", "not asked in both orders"
		case calls[i].Vote == "" && calls[i].NoVote != tie:
			return "", calls[i].NoVote
		case calls[i].Vote == "":
			why = tie
		case vote != "" && vote != calls[i].Vote:
			return "", "contradicts itself when the order is changed"
		default:
			vote = calls[i].Vote
		}
	}
	if vote = cmp.Or(vote, q.Tie); vote != "" {
		why = ""
	}
	return vote, why
}

// Decide is what the last panel that was asked makes of a question, from the recorded calls alone.
func Decide(q Question, p policy.Jury, c verdict.Calibration, calls []verdict.Call) verdict.Tally {
	return decide(q, p, c, calls, lastRound(q, calls))
}

func decide(q Question, p policy.Jury, c verdict.Calibration, calls []verdict.Call, round int) verdict.Tally {
	bySeat, none := seatVotes(q, round, calls)
	votes := make([]verdict.Vote, 0, len(bySeat))
	for seat, v := range bySeat {
		if seat >= 0 && seat < policy.MaxPanel { // a forged report may name any number of them
			votes = append(votes, v)
		}
	}
	t := Tally(votes, p, c)
	t.Question, t.Round, t.NoVotes = q.Key, round, len(none)
	if t.Outcome == verdict.Unmeasured && len(none) > 0 {
		reasons := make([]string, 0, len(none))
		for _, why := range none {
			reasons = append(reasons, why)
		}
		slices.SortFunc(reasons, cmp.Compare)
		t.Reason += "; without a vote: " + strings.Join(slices.Compact(reasons), ", ")
	}
	return t
}
