package evaluation_test

import (
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/internal/devnet"
	"github.com/surety-dev/surety/internal/evaluation"
	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/internal/settlement"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
	"github.com/surety-dev/surety/pkg/verdict"
)

const usd = usdc.Amount(1_000_000)

// cautious judges up to 100 USDC at once, and up to 1,000 once it is safe.
func (c *court) cautious() *evaluation.Worker {
	w := c.worker(account{Account: devnet.Evaluator})
	w.Tags = evaluation.Tags{Latest: 100 * usd, Safe: 1000 * usd}
	return w
}

func (c *court) about(amount usdc.Amount) pact.Pact {
	c.t.Helper()
	return c.await("Wait, please.", func(p *pact.Pact) { p.Terms.Deal.Amount = amount })
}

// waits says whether the pact is judged now, or the worker goes on later.
func (c *court) waits(w *evaluation.Worker, p pact.Pact) bool {
	c.t.Helper()
	again, err := w.Step(c.t.Context(), p.Terms.ID())
	check(c.t, err)
	if decided := c.decision(p).Outcome == verdict.Pass; decided != (again == 0) {
		c.t.Fatalf("decided %t, again after %s", decided, again)
	}
	return again > 0
}

func (c *court) finalize(number uint64) {
	c.t.Helper()
	check(c.t, c.db.Apply(c.t.Context(), func(tx settlement.LedgerTx) error { return tx.Finalize(number) }))
}

func TestAPactIsJudgedOnceItsFundingHasTheTagThatItsAmountNeeds(t *testing.T) {
	for _, of := range []struct {
		name       string
		amount     usdc.Amount
		at, atSafe bool // it is judged
	}{
		{"up to the first", 100 * usd, true, true},
		{"a base unit more", 100*usd + 1, false, true},
		{"up to the second", 1000 * usd, false, true},
		{"a base unit more than that", 1000*usd + 1, false, false},
	} {
		t.Run(of.name, func(t *testing.T) {
			c := newCourt(t)
			w := c.cautious()
			p := c.about(of.amount)
			funded := c.blocks
			c.mine(now + 100)
			c.chain.safe = funded - 1
			c.finalize(funded - 1)
			if waits := c.waits(w, p); waits == of.at {
				t.Fatalf("on the latest block it waits: %t", waits)
			}
			c.chain.safe = funded
			if waits := c.waits(w, p); waits == of.atSafe {
				t.Fatalf("once it is safe it waits: %t", waits)
			}
			c.finalize(funded)
			if c.waits(w, p) {
				t.Fatal("it waits though it is final")
			}
			if n := len(c.intents()); n != 1 {
				t.Errorf("%d intents", n)
			}
		})
	}
}

func TestAReorganizationTakesBackWhatAFundingHadReached(t *testing.T) {
	c := newCourt(t)
	w := c.cautious()
	p := c.about(1000 * usd)
	funded := c.blocks
	c.mine(now + 100)
	if !c.waits(w, p) {
		t.Fatal("it is judged on the latest block")
	}
	check(t, c.db.Apply(t.Context(), func(tx settlement.LedgerTx) error {
		ids, err := tx.Undo(funded - 1)
		if err != nil || len(ids) != 1 {
			t.Fatalf("%d pacts were touched, %v", len(ids), err)
		}
		r, err := tx.Pact(ids[0])
		if err == nil {
			_, err = lifecycle.Refold(tx, r, r)
		}
		return err
	}))
	c.blocks = funded - 1
	c.chain.safe = funded
	if !c.waits(w, p) {
		t.Fatal("it is judged without its funding")
	}
	c.mine(now + 100)
	c.mine(now+101, p)
	if !c.waits(w, p) {
		t.Fatal("it is judged though its new funding is not safe")
	}
	c.chain.safe = c.blocks
	if c.waits(w, p) {
		t.Fatal("it waits though its new funding is safe")
	}
}

func TestNoJurorIsAskedBeforeTheFundingHasItsTag(t *testing.T) {
	c := newCourt(t)
	p := c.await("Wait, please.", judgedBy(c.withJurors()))
	c.chain = blocks{newest: 50, final: 1000}
	b, w := newBench(), c.cautious()
	w.Jurors, w.Tags = b, evaluation.Tags{}
	if again, err := w.Step(t.Context(), p.Terms.ID()); again == 0 || err != nil {
		t.Fatalf("again after %s, %v", again, err)
	}
	if j, err := c.db.Job(t.Context(), p.Terms.ID()); err != nil || j.Seed == (common.Hash{}) {
		t.Errorf("meanwhile no seed was chosen, %v", err)
	}
	if len(b.paid) > 0 {
		t.Errorf("%d calls of jurors were paid", len(b.paid))
	}
}

func TestALargePactIsNotLeftToTheDeadlineForWantOfFinality(t *testing.T) {
	c := newCourt(t)
	w := c.cautious()
	p := c.about(5000 * usd)
	by := evaluateBy - int64(policy.Default().Waiting.Margin)
	c.mine(by - 1)
	if !c.waits(w, p) {
		t.Fatal("it is judged before it is final, though there is time")
	}
	c.mine(by)
	if c.waits(w, p) {
		t.Fatal("it waits for finality past the last moment")
	}
}
