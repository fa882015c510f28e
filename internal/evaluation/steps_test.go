package evaluation_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/internal/devnet"
	"github.com/surety-dev/surety/internal/evaluation"
	"github.com/surety-dev/surety/internal/evaluation/jury"
	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/verdict"
)

// bench is a pool of jurors, of whom two vote against whatever they see, and one says nothing of use. One answers at a time: the next once
// the last one's answer is recorded. Until then the others' calls are open.
type bench struct {
	turn chan struct{}

	mu   sync.Mutex
	paid map[string]int // requests, by juror and prompt
}

func newBench() *bench {
	b := &bench{turn: make(chan struct{}, 1), paid: map[string]int{}}
	b.next()
	return b
}

func (b *bench) next() {
	select {
	case b.turn <- struct{}{}:
	default:
	}
}

func (*bench) Enter(context.Context, policy.Juror) (leave func(), err error) { return func() {}, nil }

func (b *bench) Ask(ctx context.Context, j policy.Juror, p jury.Prompt, _ int64) (verdict.Answer, jury.Usage) {
	b.mu.Lock()
	b.paid[j.Name+" "+strings.ReplaceAll(p.User, p.Nonce, "")]++
	b.mu.Unlock()
	select {
	case <-ctx.Done():
		return verdict.Answer{Failure: ctx.Err().Error()}, jury.Usage{}
	case <-b.turn:
	}
	if ctx.Err() != nil { // both were ready
		b.next()
		return verdict.Answer{Failure: ctx.Err().Error()}, jury.Usage{}
	}
	_, record, _ := strings.Cut(p.User, "=== BEGIN RECORD")
	pass := strings.Contains(record, "please") != strings.HasPrefix(j.Name, "hostile")
	text := fmt.Sprintf(`{"reason":"seen","pass":%t,"score":%d}`, pass, map[bool]int{true: 1, false: 0}[pass])
	if j.Name == "confused" {
		text = "yes and no"
	}
	return verdict.Answer{Text: text, Model: j.Model, Stop: "stop"}, jury.Usage{InputTokens: 100, OutputTokens: 10}
}

func (b *bench) paidTwice(t *testing.T) {
	t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	for question, times := range b.paid {
		if times > 1 {
			name, _, _ := strings.Cut(question, " ")
			t.Errorf("%s was paid for the same %d times", name, times)
		}
	}
}

// withJurors makes a policy with the pool the one in force.
func (c *court) withJurors(changes ...func(*policy.Jury)) policy.Document {
	c.t.Helper()
	p := policy.Default()
	p.Version = "2"
	for _, name := range []string{"a", "b", "c", "d", "hostile-1", "hostile-2", "confused"} {
		p.Jury.Jurors = append(p.Jury.Jurors, policy.Juror{
			Name: name, Family: name, Model: name, API: policy.OpenAI, URL: "http://127.0.0.1:1", MaxConcurrent: 1, InputPrice: 1_000_000,
		})
	}
	for _, change := range changes {
		change(&p.Jury)
	}
	c.publish(p)
	return p
}

// publish makes a policy the one in force.
func (c *court) publish(p policy.Document) {
	c.t.Helper()
	check(c.t, c.db.PublishPolicy(c.t.Context(), p))
	c.pacts = lifecycle.New(lifecycle.Deployment{Domain: domain, Evaluator: devnet.Evaluator.Address(), Policy: p.Hash()}, c.db, open{},
		func(covenant pact.Covenant) error { return evaluation.Validate(covenant, p) })
}

func judgedBy(p policy.Document) func(*pact.Pact) {
	return func(of *pact.Pact) {
		byJury(of)
		of.Covenant.Policy = p.Hash()
	}
}

var errKilled = errors.New("killed")

// mortal is the store of a process: once that is dead, nothing reaches it.
type mortal struct {
	evaluation.Store
	dead     *atomic.Bool
	answered *atomic.Bool // the last call recorded has an answer
	writing  *sync.RWMutex
}

// kill lets what reached the database get there.
func (m mortal) kill() {
	m.writing.Lock()
	defer m.writing.Unlock()
	m.dead.Store(true)
}

func (m mortal) do(f func() error) error {
	m.writing.RLock()
	defer m.writing.RUnlock()
	if m.dead.Load() {
		return errKilled
	}
	return f()
}

func (m mortal) Job(ctx context.Context, id pact.ID) (j evaluation.Job, err error) {
	err = m.do(func() (err error) { j, err = m.Store.Job(ctx, id); return err })
	return j, err
}

func (m mortal) Keep(ctx context.Context, id pact.ID, p evaluation.Progress) error {
	return m.do(func() error { return m.Store.Keep(ctx, id, p) })
}

func (m mortal) Begin(ctx context.Context, id pact.ID, key common.Hash, c verdict.Call) error {
	return m.do(func() error { return m.Store.Begin(ctx, id, key, c) })
}

func (m mortal) Record(ctx context.Context, id pact.ID, key common.Hash, c verdict.Call) error {
	m.answered.Store(c.Answer.Failure == "")
	return m.do(func() error { return m.Store.Record(ctx, id, key, c) })
}

func (m mortal) Decide(ctx context.Context, id pact.ID, d evaluation.Decision) error {
	return m.do(func() error { return m.Store.Decide(ctx, id, d) })
}

// goOn takes an evaluation to its verdict with workers, the first of which is killed after the given step of it; 0 is never. It returns the steps
// that there were.
func (c *court) goOn(p pact.Pact, b *bench, killAt int) (points []string) {
	c.t.Helper()
	for range 40 {
		ctx, kill := context.WithCancel(c.t.Context())
		dead, answered := new(atomic.Bool), new(atomic.Bool)
		w := c.worker(account{Account: devnet.Evaluator})
		store := mortal{c.db, dead, answered, new(sync.RWMutex)}
		w.Store, w.Jurors = store, b
		var mu sync.Mutex
		w.At = func(point string) {
			mu.Lock()
			defer mu.Unlock()
			if dead.Load() {
				return
			}
			if points = append(points, point); len(points) == killAt {
				store.kill()
				kill()
			}
			if point == "call recorded" && answered.Swap(false) && !dead.Load() {
				b.next()
			}
		}
		again, err := w.Step(ctx, p.Terms.ID())
		kill()
		switch {
		case dead.Load():
			b.next() // whoever held the turn is gone
		case err != nil:
			c.t.Fatal(err)
		case again == 0:
			return points
		}
		c.chain.newest, c.chain.final = c.chain.newest+5, c.chain.newest // time passes
	}
	c.t.Fatalf("no end after %v", points)
	return nil
}

// report is what was decided of a pact.
func (c *court) report(p pact.Pact) verdict.Report {
	c.t.Helper()
	r, err := verdict.ParseReport(c.decision(p).Report)
	check(c.t, err)
	return r
}

func TestAnEvaluatorKilledAfterAnyStepGivesTheSameVerdictAndPaysNobodyTwice(t *testing.T) {
	for kind, jurors := range map[string]bool{"jury": true, "deterministic": false} {
		t.Run(kind, func(t *testing.T) {
			c := newCourt(t)
			c.chain = blocks{newest: 50, final: 40}
			change := func(*pact.Pact) {}
			var doc policy.Document
			if jurors {
				doc = c.withJurors(func(j *policy.Jury) { // a panel may be lost
					for i := range 14 {
						more := j.Jurors[0]
						more.Name = fmt.Sprintf("more-%d", i)
						more.Family, more.Model = more.Name, more.Name
						j.Jurors = append(j.Jurors, more)
					}
				})
				change = judgedBy(doc)
			}
			bundles := map[string]evidence.Bundle{verdict.ByProvider: {Messages: []evidence.Message{
				{Role: evidence.User, Content: "Where is it?"}, {Role: evidence.Assistant, Content: "Wait, please."},
			}}}
			lost := 0
			whole := newBench()
			undisturbed := c.await("Wait, please.", change)
			steps := c.goOn(undisturbed, whole, 0)
			want := c.report(undisturbed)
			if want.Outcome != verdict.Pass || jurors != (want.Jury != nil) {
				t.Fatalf("undisturbed it comes to %s: %+v", want.Outcome, want.Clauses)
			}
			whole.paidTwice(t)
			t.Logf("steps: %v", steps)
			seen := map[string]bool{}
			for i, point := range steps {
				seen[point] = true
				b := newBench()
				p := c.await("Wait, please.", change)
				c.goOn(p, b, i+1)
				r := c.report(p)
				if r.Outcome != want.Outcome || r.ProviderAmount != want.ProviderAmount {
					t.Errorf("killed at step %d (%s): %s, %s", i+1, point, r.Outcome, r.ProviderAmount)
				}
				b.paidTwice(t)
				if r.Jury != nil {
					open := slices.DeleteFunc(slices.Clone(r.Jury.Calls), func(call verdict.Call) bool { return !strings.HasPrefix(call.NoVote, "abandoned") })
					lost = max(lost, len(open))
					if diff, err := evaluation.Recheck(r, p, doc, bundles); err != nil || len(diff) > 0 {
						t.Errorf("killed at step %d (%s): repeated, %v, %v", i+1, point, diff, err)
					}
				}
				if _, err := c.db.Alone(t.Context(), p.Terms.ID(), func(context.Context) error { return nil }); err != nil {
					t.Error(err)
				}
			}
			if jurors && lost < 2 {
				t.Errorf("no worker was killed while several calls were open, but %d", lost)
			}
			for _, point := range evaluation.Points {
				if wanted := jurors || !slices.Contains([]string{"seed block chosen", "seed known", "call begun", "call recorded", "jurors heard"}, point); wanted && !seen[point] {
					t.Errorf("no worker was killed at %q", point)
				}
			}
			if verdicts := len(c.intents()); verdicts != len(steps)+1 {
				t.Errorf("%d verdicts on %d pacts", verdicts, len(steps)+1)
			}
		})
	}
}

func TestAReportOfAJuryIsRepeatedWithoutAModelAndAChangeOfItIsFound(t *testing.T) {
	c := newCourt(t)
	c.chain = blocks{newest: 50, final: 40}
	doc := c.withJurors()
	p := c.await("Wait, please.", judgedBy(doc))
	c.goOn(p, newBench(), 0)
	r := c.report(p)
	bundles := map[string]evidence.Bundle{verdict.ByProvider: {Messages: []evidence.Message{
		{Role: evidence.User, Content: "Where is it?"}, {Role: evidence.Assistant, Content: "Wait, please."},
	}}}
	if diff, err := evaluation.Recheck(r, p, doc, bundles); err != nil || len(diff) > 0 {
		t.Fatalf("an honest report: %v, %v", diff, err)
	}
	for name, forge := range map[string]func(*verdict.Report){
		"another seed":            func(r *verdict.Report) { r.Draw.Seed[0]++ },
		"another block":           func(r *verdict.Report) { r.Draw.Block++ },
		"fixed at another block":  func(r *verdict.Report) { r.Draw.FixedBlock-- },
		"a changed answer":        func(r *verdict.Report) { r.Jury.Calls[0].Answer.Text = `{"reason":"x","pass":false,"score":0}` },
		"a changed vote":          func(r *verdict.Report) { r.Jury.Calls[0].Vote = verdict.Broken },
		"a call left out":         func(r *verdict.Report) { r.Jury.Calls = r.Jury.Calls[1:] },
		"a juror who did not sit": func(r *verdict.Report) { r.Jury.Calls[0].Juror = "nobody" },
		"another prompt":          func(r *verdict.Report) { r.Jury.Calls[0].Prompt[0]++ },
		"a smaller cost":          func(r *verdict.Report) { r.Jury.Cost-- },
		"another tally":           func(r *verdict.Report) { r.Jury.Tallies[0].Margin++ },
	} {
		t.Run(name, func(t *testing.T) {
			forged, err := verdict.ParseReport(r.Encode())
			check(t, err)
			forge(&forged)
			if diff, err := evaluation.Recheck(forged, p, doc, bundles); err != nil || len(diff) == 0 {
				t.Errorf("found %v, %v", diff, err)
			}
		})
	}
}

func TestAPanelOfWhichVotesAreLeftOutDecidesNothing(t *testing.T) {
	c := newCourt(t)
	c.chain = blocks{newest: 50, final: 40}
	doc := c.withJurors()
	p := c.await("Wait, please.", judgedBy(doc))
	c.goOn(p, newBench(), 0)
	r := c.report(p)
	of := evaluation.Case{Pact: p, Policy: doc, Draw: r.Draw, Calls: r.Jury.Calls, Now: r.EvaluatedAt, Provider: &evaluation.Submission{
		Bundle: evidence.Bundle{Messages: []evidence.Message{
			{Role: evidence.User, Content: "Where is it?"}, {Role: evidence.Assistant, Content: "Wait, please."},
		}},
	}}
	if whole, _, err := evaluation.Evaluate(of); err != nil || whole.Outcome != verdict.Pass {
		t.Fatalf("the whole panel: %s, %v", whole.Outcome, err)
	}
	of.Calls = slices.DeleteFunc(slices.Clone(of.Calls), func(c verdict.Call) bool { return c.Vote != verdict.Held })
	part, _, err := evaluation.Evaluate(of)
	if got := part.Clauses[0]; err != nil || part.Outcome != verdict.Inconclusive || !strings.Contains(got.Reason, "not every juror") {
		t.Errorf("without those who did not vote for it: %s, %+v, %v", part.Outcome, got, err)
	}
}

// Whoever hands in evidence has seen every block that there is then. The seed is the hash of a later one, however far behind the follower is.
func TestTheSeedIsABlockThatNobodyKnewWhenTheEvidenceWasFixed(t *testing.T) {
	c := newCourt(t)
	c.chain = blocks{newest: 5000, final: 4000} // the follower has a handful
	doc := c.withJurors()
	p := c.await("Wait, please.", judgedBy(doc))
	w := c.worker(account{Account: devnet.Evaluator})
	w.Jurors = &pool{paid: map[string]int{}}
	var fixedAt uint64
	w.At = func(point string) {
		if point == "evidence fixed" {
			fixedAt = c.chain.newest
			err := c.db.Update(t.Context(), func(tx lifecycle.Tx) error {
				fixed, err := tx.EvidenceFixed(p.Terms.ID())
				if !fixed {
					t.Error("evidence may still join")
				}
				return err
			})
			check(t, err)
		}
	}
	if again, err := w.Step(t.Context(), p.Terms.ID()); again == 0 || err != nil {
		t.Fatalf("again after %s, %v", again, err)
	}
	j, err := c.db.Job(t.Context(), p.Terms.ID())
	check(t, err)
	if fixedAt == 0 || j.FixedBlock < fixedAt || j.Seed != (common.Hash{}) {
		t.Errorf("fixed at block %d, counted from %d, seed %s", fixedAt, j.FixedBlock, j.Seed)
	}
	seedBlock := j.FixedBlock + doc.Waiting.SeedBlocks
	c.chain.final = seedBlock - 1
	if again, err := w.Step(t.Context(), p.Terms.ID()); again == 0 || err != nil {
		t.Errorf("before it is final: again after %s, %v", again, err)
	}
	c.chain.final = seedBlock
	if again, err := w.Step(t.Context(), p.Terms.ID()); again != 0 || err != nil {
		t.Errorf("once it is final: again after %s, %v", again, err)
	}
	if r := c.report(p); r.Draw == nil || *r.Draw != (verdict.Draw{FixedBlock: j.FixedBlock, Block: seedBlock, Seed: blockHash(seedBlock)}) {
		t.Errorf("drawn by %+v", r.Draw)
	}
}

// The follower saw newer blocks than the node that is asked now: one of those would be no secret.
func TestANodeThatLagsDoesNotMakeTheSeedABlockThatExists(t *testing.T) {
	c := newCourt(t)
	c.chain = blocks{newest: 1, final: 1}
	doc := c.withJurors()
	p := c.await("Wait, please.", judgedBy(doc))
	for range doc.Waiting.SeedBlocks + 5 {
		c.mine(now + int64(c.blocks))
	}
	c.goOn(p, newBench(), 0)
	if r := c.report(p); r.Draw == nil || r.Draw.FixedBlock != c.blocks || r.Draw.Block != c.blocks+doc.Waiting.SeedBlocks {
		t.Errorf("there are %d blocks, drawn by %+v", c.blocks, r.Draw)
	}
}

// Waiting costs nothing: what is in the database of the evidence may be anything meanwhile.
func TestWhileAnEvaluationWaitsNothingIsMeasured(t *testing.T) {
	for name, jurors := range map[string]bool{"for the seed": true, "for the funding to be final": false} {
		t.Run(name, func(t *testing.T) {
			c := newCourt(t)
			c.chain = blocks{newest: 50, final: 40}
			change := func(*pact.Pact) {}
			if jurors {
				change = judgedBy(c.withJurors())
			}
			p := c.await("Wait, please.", change)
			w := c.worker(account{Account: devnet.Evaluator})
			w.Jurors, w.Tags = newBench(), evaluation.Tags{} // every amount waits
			step := func() error {
				again, err := w.Step(t.Context(), p.Terms.ID())
				if again == 0 && err == nil {
					t.Fatal("it did not wait")
				}
				return err
			}
			check(t, step())
			_, err := c.sql.Exec(t.Context(), "update evidence_chunks set data = 'spoilt'")
			check(t, err)
			check(t, step())
		})
	}
}

// silent is a juror who says nothing before it is hung up on; then gone happens.
type silent struct{ gone func() }

func (silent) Enter(context.Context, policy.Juror) (leave func(), err error) { return func() {}, nil }

func (s silent) Ask(ctx context.Context, _ policy.Juror, _ jury.Prompt, _ int64) (verdict.Answer, jury.Usage) {
	<-ctx.Done()
	s.gone()
	return verdict.Answer{Failure: ctx.Err().Error()}, jury.Usage{}
}

// A panel has a minute by the policy, the pact a second.
func TestJurorsAreAskedNoLongerThanThePactLeavesTime(t *testing.T) {
	c := newCourt(t)
	c.chain = blocks{newest: 50, final: 40}
	doc := c.withJurors()
	p := c.await("Wait, please.", judgedBy(doc))
	end := evaluateBy - int64(doc.Waiting.Margin)
	c.mine(end - 1)
	w := c.worker(account{Account: devnet.Evaluator})
	var once sync.Once
	over := make(chan struct{})
	w.Jurors = silent{func() { once.Do(func() { c.mine(end); close(over) }) }}
	for {
		again, err := w.Step(t.Context(), p.Terms.ID())
		check(t, err)
		if again == 0 {
			break
		}
		c.chain.newest, c.chain.final = c.chain.newest+5, c.chain.newest
		if len(c.job(p).Calls) > 0 {
			<-over
		}
	}
	r := c.report(p)
	if r.Outcome != verdict.Inconclusive || r.EvaluatedAt != end || r.Jury == nil || len(r.Jury.Calls) == 0 {
		t.Errorf("%s at %d, want at %d: %+v", r.Outcome, r.EvaluatedAt, end, r.Clauses)
	}
}

func (c *court) job(p pact.Pact) evaluation.Job {
	c.t.Helper()
	j, err := c.db.Job(c.t.Context(), p.Terms.ID())
	check(c.t, err)
	return j
}

func TestWithoutAModelNothingPretends(t *testing.T) {
	c := newCourt(t)
	p := c.await("Wait, please.", byJury)
	c.judged(p)
	r := c.report(p)
	if got := r.Clauses[0]; r.Outcome != verdict.Inconclusive || r.Jury != nil || got.Result != verdict.Unmeasured || !strings.Contains(got.Reason, "no juror") {
		t.Errorf("%s: %+v", r.Outcome, got)
	}
}

func TestWhenTimeRunsOutBeforeTheSeedIsFinalTheReportSaysSo(t *testing.T) {
	c := newCourt(t)
	c.chain = blocks{newest: 50, final: 40}
	p := c.await("Wait, please.", judgedBy(c.withJurors()))
	w := c.worker(account{Account: devnet.Evaluator})
	w.Jurors = newBench()
	if again, err := w.Step(t.Context(), p.Terms.ID()); again == 0 || err != nil {
		t.Fatalf("again after %s, %v", again, err)
	}
	c.mine(evaluateBy - int64(policy.Default().Waiting.Margin))
	if again, err := w.Step(t.Context(), p.Terms.ID()); again != 0 || err != nil {
		t.Fatalf("again after %s, %v", again, err)
	}
	if r := c.report(p); r.Outcome != verdict.Inconclusive || !strings.Contains(r.Clauses[0].Reason, "not final") {
		t.Errorf("%s: %+v", r.Outcome, r.Clauses[0])
	}
}

// A provider that delivers and hands in nothing does not keep the buyer's evidence from being judged.
func TestTheBuyersEvidenceIsJudgedAloneOnlyWhenEvaluateByNears(t *testing.T) {
	c := newCourt(t)
	p, err := c.propose(nil)
	check(t, err)
	c.mine(now+int64(c.blocks), p)
	c.see(now+10, deliveryOf(p))
	b := evidence.Bundle{Messages: []evidence.Message{{Role: evidence.Assistant, Content: "No."}}}
	_, err = c.pacts.SubmitEvidence(t.Context(), lifecycle.Request{ID: "evidence"}, lifecycle.Evidence{
		Pact: p.Terms.ID(), Party: p.Terms.Deal.Buyer, Root: b.Root(), Signature: []byte{1}, Bundle: b.Encode(),
	})
	check(t, err)
	if again, err := c.judge(p, account{Account: devnet.Evaluator}); again == 0 || err != nil {
		t.Fatalf("at once: again after %s, %v", again, err)
	}
	c.mine(evaluateBy - int64(policy.Default().Waiting.Alone))
	c.judged(p)
	if r := c.report(p); r.Outcome != verdict.Fail || r.Clauses[0].RestsOn != verdict.ByBuyer {
		t.Errorf("%s: %+v", r.Outcome, r.Clauses[0])
	}
}
