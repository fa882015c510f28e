package check

import (
	"fmt"
	"regexp"
	"slices"
	"sort"
	"strconv"
	"strings"

	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/internal/evaluation/sample"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/verdict"
)

// WindowDoc says what a clause's window may be.
const WindowDoc = `Empty: the clause is about the whole evidence. "95% of interactions": it is measured in each interaction of the evidence by itself, and promised
of that share of them, with at most two decimals. What costs nothing is measured in every interaction; jurors judge those that are drawn when the
evidence is fixed, as many as the policy says, and the clause is held or broken when its confidence interval leaves no other answer.`

const whole = 10_000 // basis points

var windows = regexp.MustCompile(`^([0-9]{1,3})(?:\.([0-9]{1,2}))?% of interactions$`)

// Share reads a clause's window: the promised share of interactions in basis points; 0: the clause is about the whole evidence.
func Share(c pact.Clause) (bps int, err error) {
	if c.Window == "" {
		return 0, nil
	}
	if m := windows.FindStringSubmatch(c.Window); m != nil {
		bps, _ = strconv.Atoi(m[1] + (m[2] + "00")[:2]) // digits
	}
	if bps < 1 || bps > whole {
		return 0, invalid("window", `is %.80q; leave it empty, or write a share up to 100 like "95%% of interactions"`, c.Window)
	}
	return bps, nil
}

func percent(bps int) string {
	return strings.TrimSuffix(strings.TrimRight(fmt.Sprintf("%d.%02d", bps/100, bps%100), "0"), ".") + " %"
}

// costInteraction is what it costs to look at an interaction, besides its bytes.
const costInteraction = 200

// each measures a clause in every interaction.
func (k Check) each(c pact.Clause, s *Subject) verdict.ClauseResult {
	parts := s.bundle.Split()
	results := make([]verdict.ClauseResult, len(parts))
	for i, messages := range parts {
		size := 0
		for _, m := range messages {
			size += len(m.Content)
		}
		if !s.spend(costInteraction + uint64(size/costSearched)) {
			return result(c, k.promised, exhausted)
		}
		part := newSubject(evidence.Bundle{Messages: messages})
		part.whole = s
		results[i] = result(c, k.promised, k.measure(part))
	}
	return k.Sampled(c, len(parts), nil, results)
}

// Sampled is the clause's result, from its results in the drawn interactions; drawn is nil when they are all of them. Only a clause with a
// Share has one.
func (k Check) Sampled(c pact.Clause, interactions int, drawn []int, results []verdict.ClauseResult) verdict.ClauseResult {
	promised := k.promised + ", in " + percent(k.share) + " of interactions"
	n := verdict.Sample{Interactions: interactions, Drawn: drawn, ConfidenceBps: k.confidence}
	first := "" // of the broken ones
	for i, r := range results {
		switch r.Result {
		case verdict.Held:
			n.Held++
		case verdict.Broken:
			if n.Broken++; n.Broken == 1 {
				index := i
				if drawn != nil {
					index = drawn[i]
				}
				first = fmt.Sprintf("; broken first in interaction %d: %s", index, r.Measured)
			}
		default:
			n.Unmeasured++
		}
	}
	if len(results) == 0 {
		return result(c, promised, unmeasured("no interaction was looked at"))
	}
	enough := func(atLeast int) bool { return atLeast*whole >= k.share*interactions }
	// An unmeasured interaction could have turned out either way.
	n.Low, _ = sample.Bounds(interactions, len(results), n.Held, k.confidence)
	_, n.High = sample.Bounds(interactions, len(results), len(results)-n.Broken, k.confidence)
	hold := sort.Search(len(results), func(held int) bool {
		low, _ := sample.Bounds(interactions, len(results), held, k.confidence)
		return enough(low)
	})
	fail := sort.Search(len(results)+1, func(held int) bool {
		_, high := sample.Bounds(interactions, len(results), held, k.confidence)
		return enough(high)
	})
	toHold := fmt.Sprintf("held in at least %d of the %d", hold, len(results))
	if low, _ := sample.Bounds(interactions, len(results), hold, k.confidence); !enough(low) {
		toHold = fmt.Sprintf("more than %d interactions looked at: even if all of these hold, they do not show %s", len(results), percent(k.share))
	}
	toBreak := fmt.Sprintf("held in fewer than %d of the %d", fail, len(results))
	saw := fmt.Sprintf("held in %d of %d interactions", n.Held, interactions)
	if drawn != nil {
		saw = fmt.Sprintf("held in %d of %d drawn of %d interactions, so with %s confidence in %d to %d of all",
			n.Held, len(results), interactions, percent(int(k.confidence)), n.Low, n.High)
	}
	if n.Unmeasured > 0 {
		saw += fmt.Sprintf("; %d unmeasured", n.Unmeasured)
	}
	f := judged(enough(n.Low), saw+first, toBreak, toHold)
	if !enough(n.Low) && enough(n.High) {
		f = unmeasured("%s, which leaves open whether %s hold%s", saw, percent(k.share), first)
		f.flip = clip(toHold + " would hold it, " + toBreak + " break it")
	}
	r := result(c, promised, f)
	n.Drawn = slices.Clone(drawn)
	r.Sample = &n
	return r
}

// windowed completes a Check with the clause's window.
func (k Check) windowed(c pact.Clause, m Metric, p policy.Document) (Check, error) {
	share, err := Share(c)
	if err != nil {
		return Check{}, err
	}
	if share > 0 && m.Whole {
		return Check{}, invalid("window", "is %.80q; leave it empty: %s is measured over the whole evidence only", c.Window, m.Name)
	}
	k.share, k.confidence = share, p.Sampling.ConfidenceBps
	return k, nil
}
