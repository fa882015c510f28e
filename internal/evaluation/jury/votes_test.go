package jury

import (
	"bufio"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/verdict"
)

// comparison is a recorded item: two texts, which one is better, and what judges said of them in both orders.
type comparison struct {
	ID    string
	Label string // A or B
	Votes map[string]struct{ Forward, Swapped string }
}

// readVotes are recorded comparisons; SURETY_JURY_VOTES names another file of them.
func readVotes(tb testing.TB) []comparison {
	file := os.Getenv("SURETY_JURY_VOTES")
	if file == "" {
		file = "../../../../shared/data/jury-votes/votes.jsonl"
	}
	f, err := os.Open(file)
	if err != nil {
		tb.Skipf("no recorded votes: %v", err)
	}
	defer f.Close()
	var all []comparison
	for lines := bufio.NewScanner(f); lines.Scan(); {
		var c comparison
		if err := json.Unmarshal(lines.Bytes(), &c); err != nil {
			tb.Fatal(err)
		}
		all = append(all, c)
	}
	return all
}

// calls are the item as an evaluation would have recorded it: a preference, or none, of each judge in each order. Both orders are mapped back
// in the data, as in verdict.Call.
func (c comparison) calls() []verdict.Call {
	preference := map[string]verdict.Result{"A": verdict.Held, "B": verdict.Broken}
	var all []verdict.Call
	for i, judge := range slices.Sorted(maps.Keys(c.Votes)) {
		for swapped, said := range map[bool]string{false: c.Votes[judge].Forward, true: c.Votes[judge].Swapped} {
			call := verdict.Call{Question: c.ID, Juror: judge, Seat: i, Swapped: swapped, Vote: preference[said]}
			if call.Vote == "" {
				call.NoVote = tie
			}
			all = append(all, call)
		}
	}
	return all
}

func (c comparison) question() Question { return Question{Key: c.ID, Pair: &[2]string{}} }

func (c comparison) truth() verdict.Result {
	if c.Label == "A" {
		return verdict.Held
	}
	return verdict.Broken
}

// score is how often a way to decide was right on which items.
type score struct {
	right, decided, items int
}

func (s *score) add(got, want verdict.Result) {
	s.items++
	if got != verdict.Unmeasured && got != "" {
		s.decided++
	}
	if got == want {
		s.right++
	}
}

func (s score) of() float64      { return float64(s.right) / float64(max(s.decided, 1)) }
func (s score) decides() float64 { return float64(s.decided) / float64(s.items) }
func (s score) String() string {
	return fmt.Sprintf("%3d of %3d right (%4.1f %%), %5.1f %% decided", s.right, s.decided, 100*s.of(), 100*s.decides())
}

const folds = 5

// crossValidated decides every item with what the judges did on the other folds; the i-th item of the file is in fold i mod 5. The second
// score leaves open what falls short of the margin that decided four fifths of the other folds.
func crossValidated(items []comparison, p policy.Jury) (all, sure, best, bestOfSure, both, majority score, name string) {
	weigh := func(c verdict.Calibration, i int) verdict.Tally {
		return Decide(items[i].question(), p, c, items[i].calls())
	}
	single, singleOfSure, alongside := map[string]*score{}, map[string]*score{}, map[string]*score{}
	var calibrations [folds]verdict.Calibration
	var needed [folds]int64
	for fold := range folds {
		var probes []ProbeResult
		var margins []int64
		for k, item := range items {
			if k%folds != fold {
				probes = append(probes, Results([]Probe{{item.question(), item.truth()}}, item.calls())...)
			}
		}
		calibrations[fold] = Calibrate(probes, p)
		for k := range items {
			if k%folds != fold {
				margins = append(margins, weigh(calibrations[fold], k).Margin)
			}
		}
		slices.Sort(margins)
		needed[fold] = margins[len(margins)/5]
	}
	for i, item := range items {
		t := weigh(calibrations[i%folds], i)
		all.add(t.BestGuess, item.truth())
		guess := t.BestGuess
		if t.Margin < needed[i%folds] {
			guess = verdict.Unmeasured
		}
		sure.add(guess, item.truth())
		for judge := range item.Votes {
			if single[judge] == nil {
				single[judge], singleOfSure[judge], alongside[judge] = new(score), new(score), new(score)
			}
			first := verdict.Unmeasured // one judge asked once, as its users do
			if said := item.Votes[judge].Forward; said != "tie" {
				first = map[string]verdict.Result{"A": verdict.Held, "B": verdict.Broken}[said]
			}
			single[judge].add(first, item.truth())
			if guess != verdict.Unmeasured {
				singleOfSure[judge].add(first, item.truth())
				if first != verdict.Unmeasured {
					alongside[judge].add(guess, item.truth())
				}
			}
		}
		votes := 0
		for _, said := range item.Votes {
			for _, s := range []string{said.Forward, said.Swapped} {
				votes += map[string]int{"A": 1, "B": -1}[s]
			}
		}
		counted := map[bool]verdict.Result{true: verdict.Held, false: verdict.Broken}[votes > 0]
		if votes == 0 {
			counted = verdict.Unmeasured
		}
		majority.add(counted, item.truth())
	}
	names := slices.Sorted(maps.Keys(single))
	sort.SliceStable(names, func(a, b int) bool { return single[names[a]].right > single[names[b]].right })
	return all, sure, *single[names[0]], *singleOfSure[names[0]], *alongside[names[0]], majority, names[0]
}

// guessing is the current policy where everything is to be decided: one vote is a quorum.
func guessing() policy.Jury {
	p := policy.Default().Jury
	p.Quorum = 1
	return p
}

func votesTable(items []comparison) (table string, all, sure, best, bestOfSure, both score) {
	all, sure, best, bestOfSure, both, majority, name := crossValidated(items, guessing())
	var out strings.Builder
	fmt.Fprintf(&out, "%-46s %s\n", "unweighted majority", majority)
	fmt.Fprintf(&out, "%-46s %s\n", "best single judge ("+name+")", best)
	fmt.Fprintf(&out, "%-46s %s\n", "the jury, deciding all", all)
	fmt.Fprintf(&out, "%-46s %s\n", "the jury, where it is sure", sure)
	fmt.Fprintf(&out, "%-46s %s\n", "best single judge on the same items", bestOfSure)
	fmt.Fprintf(&out, "%-46s %s\n", "the jury on what both decide", both)
	return out.String(), all, sure, best, bestOfSure, both
}

func TestTheJuryIsRightMoreOftenThanItsBestJudge(t *testing.T) {
	items := readVotes(t)
	table, all, sure, best, bestOfSure, both := votesTable(items)
	t.Log("\n" + table)
	if all.of() < 0.71 || all.decides() < 1 {
		t.Errorf("deciding all: %s; at least 71 %% is wanted", all)
	}
	if sure.of() < 0.76 || sure.decides() < 0.75 {
		t.Errorf("where it is sure: %s; at least 76 %% of at least 75 %% is wanted", sure)
	}
	if all.right < best.right || both.right < bestOfSure.right {
		t.Errorf("the best single judge is better: %s, and %s on what both decide", best, bestOfSure)
	}
}

func BenchmarkRecordedVotes(b *testing.B) {
	items := readVotes(b)
	var table string
	for b.Loop() {
		table, _, _, _, _, _ = votesTable(items)
	}
	b.Log("\n" + table)
}
