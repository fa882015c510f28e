package jury

import (
	"cmp"
	"fmt"
	"math"
	"math/bits"
	"slices"
	"strings"

	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/verdict"
)

// Tally weighs one vote of each juror. A side wins with p.Quorum votes and a lead of p.Margin; then it has won whichever side it is: a
// panel that agrees on broken says broken.
//
// The strongest vote of a side counts in full. Each weaker one counts for what those before it have not said: its weight times (1 − r) for
// every stronger vote of the same side, r being how alike the two err. Five copies of one juror are one vote. The arithmetic is in
// integers, in a fixed order: weights descending, then names.
func Tally(votes []verdict.Vote, p policy.Jury, c verdict.Calibration) verdict.Tally {
	t := weigh(votes, p, c)
	t.WouldFlip = flip(t, p, c)
	return t
}

func weigh(votes []verdict.Vote, p policy.Jury, c verdict.Calibration) verdict.Tally {
	const one = 1_000_000
	votes = slices.Clone(votes)
	for i, v := range votes {
		votes[i].Weight = trust(c, p, v.Juror).Weight
	}
	slices.SortFunc(votes, func(a, b verdict.Vote) int {
		return cmp.Or(cmp.Compare(b.Weight, a.Weight), cmp.Compare(a.Juror, b.Juror))
	})
	t := verdict.Tally{Outcome: verdict.Unmeasured, BestGuess: verdict.Unmeasured, Needed: p.Margin, Quorum: p.Quorum}
	sides := map[verdict.Result]int64{}
	for i, v := range votes {
		share := int64(one)
		for _, stronger := range votes[:i] {
			if stronger.Vote == v.Vote {
				share = share * (10_000 - correlation(c, p, stronger.Juror, v.Juror)) / 10_000
			}
		}
		votes[i].Counts = v.Weight * share / one
		sides[v.Vote] += votes[i].Counts
		t.Effective += share / (one / 1000)
		switch {
		case v.Weight == 0: // benched: it speaks for nobody
		case v.Vote == verdict.Held:
			t.ForHeld++
		default:
			t.ForBroken++
		}
	}
	lead, behind, ahead := verdict.Held, verdict.Broken, t.ForHeld
	if sides[verdict.Broken] > sides[verdict.Held] {
		lead, behind, ahead = verdict.Broken, verdict.Held, t.ForBroken
	}
	t.Margin = sides[lead] - sides[behind]
	if t.Margin > 0 {
		t.BestGuess = lead
	}
	slices.SortFunc(votes, func(a, b verdict.Vote) int { return cmp.Compare(a.Juror, b.Juror) })
	t.Votes = votes
	switch {
	case ahead < p.Quorum && max(t.ForHeld, t.ForBroken) < p.Quorum:
		t.Reason = fmt.Sprintf("no quorum: %d for held and %d for broken, %d on one side are needed", t.ForHeld, t.ForBroken, p.Quorum)
	case ahead < p.Quorum:
		t.Reason = fmt.Sprintf("the weightier votes (%d) are fewer than the quorum of %d", ahead, p.Quorum)
	case t.Margin < p.Margin:
		t.Reason = fmt.Sprintf("the jurors disagree: the lead is %s, %s is needed", odds(t.Margin), odds(p.Margin))
	default:
		t.Outcome = lead
	}
	return t
}

// flip names the fewest votes that, cast the other way, give another outcome.
func flip(t verdict.Tally, p policy.Jury, c verdict.Calibration) string {
	best, words := len(t.Votes)+1, ""
	for set := range 1 << len(t.Votes) {
		n := bits.OnesCount(uint(set))
		if n == 0 || n >= best {
			continue
		}
		votes := slices.Clone(t.Votes)
		var names []string
		for i := range votes {
			if set>>i&1 == 0 {
				continue
			}
			names = append(names, votes[i].Juror)
			if votes[i].Vote == verdict.Held {
				votes[i].Vote = verdict.Broken
			} else {
				votes[i].Vote = verdict.Held
			}
		}
		if o := weigh(votes, p, c).Outcome; o != t.Outcome {
			best, words = n, fmt.Sprintf("%s: %s voting the other way", o, strings.Join(names, " and "))
		}
	}
	return words
}

// odds writes a margin for people: how sure the votes make one side, if each juror is as good as measured.
func odds(margin int64) string {
	return fmt.Sprintf("%d.%03d (%.0f%% sure)", margin/1000, margin%1000, 100/(1+math.Exp(-float64(margin)/1000)))
}

// trust is what is known of a juror, or the policy's prior.
func trust(c verdict.Calibration, p policy.Jury, name string) verdict.Trust {
	i, ok := slices.BinarySearchFunc(c.Jurors, name, func(t verdict.Trust, name string) int { return cmp.Compare(t.Juror, name) })
	if ok {
		return c.Jurors[i]
	}
	return verdict.Trust{Juror: name, Accuracy: p.PriorAccuracy, Weight: policy.LogOdds(p.PriorAccuracy)}
}

func benched(c verdict.Calibration, name string) bool {
	return slices.ContainsFunc(c.Jurors, func(t verdict.Trust) bool { return t.Juror == name && t.Benched })
}

func correlation(c verdict.Calibration, p policy.Jury, a, b string) int64 {
	if a > b {
		a, b = b, a
	}
	i, ok := slices.BinarySearchFunc(c.Correlations, verdict.Correlation{A: a, B: b}, comparePairs)
	if ok {
		return c.Correlations[i].Bps
	}
	return p.PriorCorrelation
}

func comparePairs(x, y verdict.Correlation) int {
	return cmp.Or(cmp.Compare(x.A, y.A), cmp.Compare(x.B, y.B))
}

// settled says whether the outcome stays what it is however the jurors still silent vote, if they do.
func settled(votes []verdict.Vote, silent []string, p policy.Jury, c verdict.Calibration) bool {
	now := weigh(votes, p, c)
	switch ahead := max(now.ForHeld, now.ForBroken); {
	case ahead+len(silent) < p.Quorum:
		return true
	case ahead < p.Quorum:
		return false
	}
	return stays(now.Outcome, votes, silent, p, c) // a quorum is more than half of a panel: at most 3⁴ ways are left
}

func stays(now verdict.Result, votes []verdict.Vote, silent []string, p policy.Jury, c verdict.Calibration) bool {
	if len(silent) == 0 {
		return weigh(votes, p, c).Outcome == now
	}
	for _, vote := range []verdict.Result{"", verdict.Held, verdict.Broken} {
		next := votes
		if vote != "" {
			next = append(slices.Clone(votes), verdict.Vote{Juror: silent[0], Vote: vote})
		}
		if !stays(now, next, silent[1:], p, c) {
			return false
		}
	}
	return true
}
