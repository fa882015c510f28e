package jury

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/verdict"
)

// named puts answers to jurors by their place in the order.
func named(order []policy.Juror, answers ...string) map[string]string {
	all := map[string]string{}
	for i, a := range answers {
		all[order[i].Name] = a
	}
	return all
}

func ask(t *testing.T, p policy.Jury, s *script, q ...Question) ([]policy.Juror, []verdict.Call) {
	t.Helper()
	order := Order(p, common.Hash{1}, pact.ID{2}, verdict.Calibration{})
	calls, err := Asker{Policy: p, Client: s, Begin: new(book).begin, Record: new(book).record}.Ask(t.Context(), order, q, nil)
	if err != nil {
		t.Fatal(err)
	}
	return order, calls
}

func drawn(p policy.Jury) []policy.Juror {
	return Order(p, common.Hash{1}, pact.ID{2}, verdict.Calibration{})
}

func TestASilentJurorGetsAReserveAfterTheHedge(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := rules(6)
		began := time.Now()
		_, calls := ask(t, p, &script{answers: named(drawn(p), pass, pass, "", "", fail, pass)}, question)
		if took, hedge := time.Since(began), time.Duration(p.HedgeAfterMS)*time.Millisecond; took != hedge {
			t.Errorf("took %s, the reserve is asked after %s and answers at once", took, hedge)
		}
		if got := Decide(question, p, verdict.Calibration{}, calls); got.Outcome != verdict.Held || got.ForHeld != 3 {
			t.Errorf("the panel came to %+v", got)
		}
	})
}

func TestAnAnswerThatIsNoVoteGivesItsSeatToAReserveAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := rules(6)
		began := time.Now()
		order, calls := ask(t, p, &script{answers: named(drawn(p), "prose", pass, pass, fail, fail, pass)}, question)
		got := Decide(question, p, verdict.Calibration{}, calls)
		if took := time.Since(began); took != 0 || got.Outcome != verdict.Held {
			t.Errorf("after %s the panel came to %+v", took, got)
		}
		if c := calls[slices.IndexFunc(calls, func(c verdict.Call) bool { return c.Juror == order[5].Name })]; c.Seat != 0 {
			t.Errorf("the reserve sits on seat %d", c.Seat)
		}
	})
}

func TestAPanelOfTheSilentEndsAtItsDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := rules(5)
		began := time.Now()
		_, calls := ask(t, p, &script{answers: named(drawn(p), pass, pass, "", "", "")}, question)
		if took, deadline := time.Since(began), time.Duration(p.DeadlineMS)*time.Millisecond; took != deadline {
			t.Errorf("took %s of %s", took, deadline)
		}
		got := Decide(question, p, verdict.Calibration{}, calls)
		if got.Outcome != verdict.Unmeasured || got.NoVotes != 3 || !strings.Contains(got.Reason, late) {
			t.Errorf("the panel came to %+v", got)
		}
	})
}

func TestWhenAPanelCannotDecideAFreshOneDoes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := rules(10)
		p.PriorCorrelation = 5_000 // three against two lead by too little
		order, calls := ask(t, p, &script{answers: named(drawn(p), pass, pass, pass, fail, fail, fail, fail, fail, fail, fail)}, question)
		got := Decide(question, p, verdict.Calibration{}, calls)
		if got.Outcome != verdict.Broken || got.Round != 1 {
			t.Errorf("the panels came to %+v", got)
		}
		for _, c := range calls {
			place := slices.IndexFunc(order, func(j policy.Juror) bool { return j.Name == c.Juror })
			if c.Round != place/5 {
				t.Errorf("%s, at place %d, was asked in round %d", c.Juror, place, c.Round)
			}
		}
		p.Jurors = p.Jurors[:7] // two are left: no panel
		_, calls = ask(t, p, &script{answers: named(drawn(p), pass, pass, pass, fail, fail, fail, fail)}, question)
		if got := Decide(question, p, verdict.Calibration{}, calls); got.Outcome != verdict.Unmeasured || got.Round != 0 {
			t.Errorf("with nobody left to ask: %+v", got)
		}
	})
}

func TestABudgetStopsTheAsking(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := rules(5)
		one := Usage{InputTokens: 2_000, OutputTokens: p.MaxTokens}.cost(p.Jurors[0])
		p.CostBudget = 3*one + 1
		s := &script{answers: named(drawn(p), pass, pass, pass, pass, pass)}
		_, calls := ask(t, p, s, question)
		got := Decide(question, p, verdict.Calibration{}, calls)
		if len(s.asked) != 3 || got.Outcome != verdict.Held || got.NoVotes != 2 {
			t.Errorf("%d were asked, the panel came to %+v", len(s.asked), got)
		}
		p.CostBudget = 2*one + 1
		_, calls = ask(t, p, s, question)
		if got := Decide(question, p, verdict.Calibration{}, calls); got.Outcome != verdict.Unmeasured || !strings.Contains(got.Reason, overspent) {
			t.Errorf("with money for two of a quorum of three the panel came to %+v", got)
		}
		p.CostBudget, p.TokenBudget = 0, 1
		s = &script{answers: named(drawn(p), pass, pass, pass, pass, pass)}
		if ask(t, p, s, question); len(s.asked) != 0 {
			t.Errorf("%d were asked with a budget of one token", len(s.asked))
		}
	})
}

// greedy is a client whose first juror claims any usage.
type greedy struct {
	*script
	who   string
	claim Usage
}

func (g greedy) Ask(ctx context.Context, j policy.Juror, p Prompt, most int64) (verdict.Answer, Usage) {
	a, u := g.script.Ask(ctx, j, p, most)
	if j.Name == g.who {
		u = g.claim
	}
	return a, u
}

func TestAJurorThatClaimsAnyUsageTakesNobodyElsesBudget(t *testing.T) {
	for _, claim := range []Usage{{1 << 62, 1 << 62}, {-1 << 62, -1}} {
		synctest.Test(t, func(t *testing.T) {
			p := rules(5)
			p.TokenBudget = 0
			p.CostBudget = 6 * Usage{InputTokens: 2_000, OutputTokens: p.MaxTokens}.cost(p.Jurors[0])
			order := drawn(p)
			s := &script{answers: named(order, "prose", pass, pass, pass, pass)}
			first, second := question, question
			first.Key, second.Key = "first", "second"
			var calls []verdict.Call
			for _, q := range []Question{first, second} {
				var err error
				calls, err = Asker{Policy: p, Client: greedy{s, order[0].Name, claim}, Begin: new(book).begin, Record: new(book).record}.Ask(t.Context(), order, []Question{q}, calls)
				if err != nil {
					t.Fatal(err)
				}
			}
			if got := Decide(second, p, verdict.Calibration{}, calls); got.Outcome != verdict.Held {
				t.Errorf("after a claim of %+v the next question comes to %+v", claim, got)
			}
			for _, c := range calls {
				if c.Cost < 0 || c.InputTokens < 0 || c.OutputTokens > p.MaxTokens {
					t.Errorf("recorded are %d tokens in, %d out, cost %d", c.InputTokens, c.OutputTokens, c.Cost)
				}
			}
		})
	}
}

func TestVotesOfAPanelThatWasInterruptedAreNotItsVerdict(t *testing.T) {
	for name, answers := range map[string][]string{
		"three agree before two dissent":    {pass, pass, pass, fail, fail},
		"a reserve dissents":                {"prose", fail, pass, pass, pass, fail},
		"one hangs and its reserve answers": {"prose", pass, fail, "", pass, pass, pass},
		"all hang but two":                  {pass, fail, "", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				p := rules(len(answers))
				p.PriorCorrelation = 5_000 // three against two lead by too little
				order := drawn(p)
				s := &script{answers: named(order, answers...), after: map[string]time.Duration{}}
				for i, j := range order {
					s.after[j.Name] = time.Duration(i+1) * time.Millisecond
				}
				b := new(book)
				if _, err := (Asker{Policy: p, Client: s, Begin: b.begin, Record: b.record}).Ask(t.Context(), order, []Question{question}, nil); err != nil {
					t.Fatal(err)
				}
				if len(b.calls) < 5 || !Heard(question, p, order, b.calls) {
					t.Error("an undisturbed panel counts as interrupted")
				}
				for killed := range b.calls {
					said := slices.ContainsFunc(b.calls[killed:], func(c verdict.Call) bool { return c.Vote != "" })
					if said && Heard(question, p, order, b.calls[:killed]) {
						t.Errorf("interrupted after %d of %d calls it counts as heard", killed, len(b.calls))
					}
				}
				if again := (&script{answers: s.answers}); Heard(question, p, order, b.calls) {
					if _, err := (Asker{Policy: p, Client: again, Begin: b.begin, Record: b.record}).Ask(t.Context(), order, []Question{question}, b.calls); err != nil || len(again.asked) > 0 {
						t.Errorf("an evaluator that goes on asks %v, %v", again.asked, err)
					}
				}
			})
		})
	}
}

func TestAForgedCallForASeatThatIsNoneIsNotCounted(t *testing.T) {
	p := rules(1)
	var calls []verdict.Call
	for i := range 12 {
		calls = append(calls, verdict.Call{Question: question.Key, Juror: fmt.Sprintf("j%02d", i), Seat: i, Vote: verdict.Held})
	}
	if got := Decide(question, p, verdict.Calibration{}, calls); len(got.Votes) > policy.MaxPanel {
		t.Errorf("%d votes of a panel of at most %d", len(got.Votes), policy.MaxPanel)
	}
}

func TestAProbeHearsTheWholePanelAndCalibratesIt(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		p := rules(7)
		p.ProbeShare, p.PriorProbes = 10_000, 1
		q := question
		q.Key, q.Probe = "probe/1", true
		set := []Probe{{q, verdict.Held}}
		probes := Probes(set, []Question{question}, p, common.Hash{1}, pact.ID{2})
		if diff := cmp.Diff(set, probes); diff != "" {
			t.Fatal(diff)
		}
		order, calls := ask(t, p, &script{answers: named(drawn(p), pass, pass, pass, fail, "prose", pass, pass)}, probes[0].Question)
		results := Results(probes, calls)
		if len(calls) != 5 || len(results) != 4 {
			t.Errorf("%d calls and %d results; five sit on a panel and one of them gave no vote", len(calls), len(results))
		}
		c := Calibrate(results, p)
		for _, trust := range c.Jurors {
			if right := trust.Juror != order[3].Name; trust.Benched == right {
				t.Errorf("%+v", trust)
			}
		}
		for _, j := range Order(p, common.Hash{1}, pact.ID{2}, c) {
			if j.Name == order[3].Name {
				t.Error("a benched juror is drawn")
			}
		}
	})
}

func TestFiveCopiesOfAJurorAreOneVote(t *testing.T) {
	p := rules(6)
	var results []ProbeResult
	for i := range 60 {
		probe := fmt.Sprint(i)
		for _, copied := range p.Jurors[:5] {
			results = append(results, ProbeResult{probe, copied.Name, i%10 < 7})
		}
		results = append(results, ProbeResult{probe, "j5", i%10 != 0})
	}
	p.PriorProbes = 1
	c := Calibrate(results, p)
	votes := []verdict.Vote{{Juror: "j5", Vote: verdict.Broken}}
	for _, copied := range p.Jurors[:5] {
		votes = append(votes, verdict.Vote{Juror: copied.Name, Vote: verdict.Held})
	}
	got := Tally(votes, p, c)
	if got.BestGuess != verdict.Broken || got.Effective > 2_200 {
		t.Errorf("five copies outvote a better juror, or count as more than one: %+v", got)
	}
	if got.Outcome != verdict.Unmeasured { // one vote is no quorum, however good
		t.Errorf("one juror alone decides: %+v", got)
	}
}

// Nobody but the seed decides: jurors, pact and policy are fixed before it is known.
func TestTheOrderFollowsFromPublicDataAlone(t *testing.T) {
	p := rules(9)
	first := map[string]int{}
	rapid.Check(t, func(t *rapid.T) {
		seed := common.BytesToHash(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "seed"))
		of := pact.ID(common.BytesToHash(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "pact")))
		order := Order(p, seed, of, verdict.Calibration{})
		if len(order) != len(p.Jurors) {
			t.Fatalf("%d of %d jurors are drawn", len(order), len(p.Jurors))
		}
		first[order[0].Name]++
		shuffled := p
		shuffled.Jurors = rapid.Permutation(p.Jurors).Draw(t, "as listed")
		if diff := cmp.Diff(order, Order(shuffled, seed, of, verdict.Calibration{})); diff != "" {
			t.Fatalf("the order depends on how the pool is listed: %s", diff)
		}
		without := rapid.IntRange(0, 8).Draw(t, "defendant")
		left := Order(p, seed, of, verdict.Calibration{}, "openrouter/"+strings.ToUpper(order[without].Model)+"-2026-01-01")
		if want := slices.Delete(slices.Clone(order), without, without+1); !cmp.Equal(want, left) {
			t.Fatalf("the agent's own model judges it, or moves the others: %v", left)
		}
	})
	if len(first) < 5 {
		t.Errorf("only %v ever come first", first)
	}
}

func TestAPanelSeatsDifferentFamiliesFirst(t *testing.T) {
	p := rules(9)
	for i := range p.Jurors {
		p.Jurors[i].Family = fmt.Sprint(i % 3)
	}
	for seed := range byte(50) {
		order := Order(p, common.Hash{seed}, pact.ID{2}, verdict.Calibration{})
		for i := 0; i < len(order); i += 3 {
			if a, b, c := order[i].Family, order[i+1].Family, order[i+2].Family; a == b || b == c || a == c {
				t.Fatalf("seats %d to %d are of the families %s, %s and %s", i, i+2, a, b, c)
			}
		}
	}
}

// Whoever votes and how: a quorum in agreement decides for what it agrees on, and no side decides against the lead.
func TestATallyDecidesOnlyWithQuorumAndLead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rules(7)
		var c verdict.Calibration
		for _, j := range p.Jurors {
			accuracy := rapid.Int64Range(p.BenchBelow, 9_900).Draw(t, j.Name)
			c.Jurors = append(c.Jurors, verdict.Trust{Juror: j.Name, Accuracy: accuracy, Weight: policy.LogOdds(accuracy)})
		}
		p.PriorCorrelation = rapid.Int64Range(0, 9_999).Draw(t, "correlation")
		var votes []verdict.Vote
		for _, j := range p.Jurors {
			if v := rapid.SampledFrom([]verdict.Result{verdict.Held, verdict.Broken, ""}).Draw(t, "vote"); v != "" {
				votes = append(votes, verdict.Vote{Juror: j.Name, Vote: v})
			}
		}
		got := Tally(votes, p, c)
		if diff := cmp.Diff(got, Tally(rapid.Permutation(votes).Draw(t, "order"), p, c)); diff != "" {
			t.Fatalf("the tally depends on who spoke first: %s", diff)
		}
		for side, n := range map[verdict.Result]int{verdict.Held: got.ForHeld, verdict.Broken: got.ForBroken} {
			if n == len(votes) && n >= p.Quorum && got.Outcome != side {
				t.Fatalf("%d of %d say %s, and the outcome is %s: %s", n, len(votes), side, got.Outcome, got.Reason)
			}
			if got.Outcome == side && (n < p.Quorum || got.Margin < p.Margin) {
				t.Fatalf("%s with %d votes and a lead of %d", side, n, got.Margin)
			}
		}
		if got.Outcome == verdict.Unmeasured && got.Reason == "" {
			t.Fatal("undecided without a reason")
		}
		// What is settled stays, whatever the silent say.
		silent := p.Jurors[:0:0]
		for _, j := range p.Jurors {
			if !slices.ContainsFunc(votes, func(v verdict.Vote) bool { return v.Juror == j.Name }) {
				silent = append(silent, j)
			}
		}
		var names []string
		for _, j := range silent {
			names = append(names, j.Name)
		}
		if len(names) <= 4 && settled(votes, names, p, c) {
			for _, n := range names {
				if v := rapid.SampledFrom([]verdict.Result{verdict.Held, verdict.Broken, ""}).Draw(t, "late vote"); v != "" {
					votes = append(votes, verdict.Vote{Juror: n, Vote: v})
				}
			}
			if later := Tally(votes, p, c); later.Outcome != got.Outcome {
				t.Fatalf("settled as %s, the late make it %s", got.Outcome, later.Outcome)
			}
		}
	})
}

func TestATallySaysWhatWouldHaveFlippedIt(t *testing.T) {
	p := rules(5)
	var votes []verdict.Vote
	for i, v := range []verdict.Result{verdict.Held, verdict.Held, verdict.Held, verdict.Broken} {
		votes = append(votes, verdict.Vote{Juror: fmt.Sprintf("j%d", i), Vote: v})
	}
	got := Tally(votes, p, verdict.Calibration{})
	if want := "unmeasured: j0 voting the other way"; got.WouldFlip != want {
		t.Errorf("says %q, want %q", got.WouldFlip, want)
	}
}
