package evaluation_test

import (
	"context"
	"encoding/binary"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"github.com/surety-dev/surety/internal/chain/rpc"
	"github.com/surety-dev/surety/internal/devnet"
	"github.com/surety-dev/surety/internal/evaluation"
	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/internal/postgres"
	"github.com/surety-dev/surety/internal/settlement"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
	"github.com/surety-dev/surety/pkg/verdict"
)

const now = 1_800_000_000

var domain = pact.Domain{ChainID: devnet.ChainID, Escrow: common.HexToAddress("0xe5")}

// court is a real database with the use cases on it, and an evaluator.
type court struct {
	t      *testing.T
	db     *postgres.DB
	sql    *pgx.Conn
	pacts  *lifecycle.Service
	blocks uint64
	chain  blocks
}

// open is a chain that everything is right with.
type open struct{}

func (open) Simulate(context.Context, []byte) error { return nil }

func (open) VerifySignature(context.Context, common.Hash, []byte, common.Address) error { return nil }

func newCourt(t *testing.T) *court {
	t.Helper()
	url := devnet.TestDatabase(t, func(ctx context.Context, url string) error {
		_, err := postgres.Migrate(ctx, url)
		return err
	})
	db, err := postgres.Open(t.Context(), url)
	check(t, err)
	t.Cleanup(db.Close)
	sql, err := pgx.Connect(t.Context(), url)
	check(t, err)
	t.Cleanup(func() { check(t, sql.Close(context.Background())) })
	c := &court{t: t, db: db, sql: sql, pacts: lifecycle.New(lifecycle.Deployment{
		Domain: domain, Evaluator: devnet.Evaluator.Address(), Policy: policy.Default().Hash(),
	}, db, open{}, func(c pact.Covenant) error { return evaluation.Validate(c, policy.Default()) })}
	c.mine(now)
	return c
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// mine has the service see a block in which these pacts are funded.
func (c *court) mine(time int64, funded ...pact.Pact) {
	c.t.Helper()
	var events []escrow.Event
	for _, p := range funded {
		events = append(events, escrow.Event{Kind: escrow.Funded, Pact: p.Terms.ID(), Terms: &p.Terms})
	}
	c.see(time, events...)
}

// see has the service see a block with these events.
func (c *court) see(time int64, events ...escrow.Event) {
	c.t.Helper()
	c.blocks++
	h := rpc.Header{Number: c.blocks, Hash: common.Hash{byte(c.blocks)}, Parent: common.Hash{byte(c.blocks - 1)}, Time: time}
	check(c.t, c.db.Apply(c.t.Context(), func(tx settlement.LedgerTx) error {
		if err := tx.AddBlocks(h); err != nil {
			return err
		}
		for i, e := range events {
			e.BlockNumber, e.BlockHash, e.LogIndex = h.Number, h.Hash, uint(i)
			if err := tx.AddEvents(lifecycle.Event{Event: e, BlockTime: time}); err != nil {
				return err
			}
			r, err := tx.Pact(e.Pact)
			if err != nil {
				return err
			}
			if _, err := lifecycle.Refold(tx, r, r); err != nil {
				return err
			}
		}
		return nil
	}))
}

const evaluateBy = now + 86_400

// propose makes a pact that is kept by saying please, unless change makes it another.
func (c *court) propose(change func(*pact.Pact)) (pact.Pact, error) {
	p := pact.Pact{
		Covenant: pact.Covenant{Title: "Answer politely", PassBps: 10_000, Policy: policy.Default().Hash(), Clauses: []pact.Clause{{
			ID: "polite", Metric: "output_text", Operator: "includes", Value: "please", Severity: "critical", Verification: "deterministic",
		}}},
		Terms: pact.Terms{
			Gate: pact.Gate{Evaluator: devnet.Evaluator.Address(), EvaluateBy: evaluateBy},
			Deal: pact.Deal{
				Buyer: devnet.Buyer.Address(), Provider: devnet.Provider.Address(), Arbiter: devnet.Arbiter.Address(), Amount: 100_000_000,
				FundBy: now + 3600, DisputeWindow: 3600, ArbitrationWindow: 86_400, SilenceBps: 5000, Salt: common.Hash{byte(c.blocks)},
			},
		},
	}
	if change != nil {
		change(&p)
	}
	p.Terms.Deal.Covenant = p.Covenant.Hash()
	_, err := c.pacts.Propose(c.t.Context(), lifecycle.Request{ID: p.Terms.ID().Hex()[2:]}, p, p.Terms.Deal.Provider, []byte{1})
	return p, err
}

// await makes a pact that awaits its verdict: the agent said so.
func (c *court) await(said string, change func(*pact.Pact)) pact.Pact {
	c.t.Helper()
	return c.awaitOn(evidence.Bundle{Messages: []evidence.Message{{Role: evidence.User, Content: "Where is it?"}, {Role: evidence.Assistant, Content: said}}}, change)
}

// awaitOn makes a pact that awaits its verdict on the provider's evidence.
func (c *court) awaitOn(b evidence.Bundle, change func(*pact.Pact)) pact.Pact {
	c.t.Helper()
	p, err := c.propose(change)
	check(c.t, err)
	c.mine(now+int64(c.blocks), p)
	_, err = c.pacts.SubmitEvidence(c.t.Context(), lifecycle.Request{ID: "evidence-" + p.Terms.ID().Hex()[2:42]}, lifecycle.Evidence{
		Pact: p.Terms.ID(), Party: p.Terms.Deal.Provider, Root: b.Root(), Signature: []byte{1}, Bundle: b.Encode(),
	})
	check(c.t, err)
	return p
}

func deliveryOf(p pact.Pact) escrow.Event {
	return escrow.Event{Kind: escrow.Delivered, Pact: p.Terms.ID(), Hash: common.Hash{1}}
}

// byJury is a clause that only jurors measure.
func byJury(p *pact.Pact) {
	p.Covenant.Clauses[0] = pact.Clause{
		ID: "polite", Metric: "rubric", Operator: "matches", Value: "The tone is polite.", Severity: "critical", Verification: "jury",
	}
}

func withoutArbiter(p *pact.Pact) {
	p.Terms.Deal.Arbiter, p.Terms.Deal.DisputeWindow, p.Terms.Deal.ArbitrationWindow = common.Address{}, 0, 0
}

// account signs with a development account, unless it is out of order.
type account struct {
	devnet.Account
	broken error
}

func (a account) SignHash(_ context.Context, digest common.Hash) ([]byte, error) {
	if a.broken != nil {
		return nil, a.broken
	}
	return pact.Sign(digest, a.Key())
}

// blocks is a chain of blocks whose hashes are their numbers'.
type blocks struct{ newest, final, safe uint64 }

func (b *blocks) Newest(context.Context) (uint64, error) { return b.newest, nil }

func (b *blocks) FinalHash(_ context.Context, number uint64) (common.Hash, uint64, error) {
	if number > b.final {
		return common.Hash{}, number - b.final, nil
	}
	return blockHash(number), 0, nil
}

func (b *blocks) Safe(context.Context) (uint64, error) { return b.safe, nil }

func blockHash(number uint64) common.Hash {
	return crypto.Keccak256Hash(binary.BigEndian.AppendUint64(nil, number))
}

func (c *court) worker(signer account) *evaluation.Worker {
	return &evaluation.Worker{Store: c.db, Bank: c.db, Chain: &c.chain, Signer: signer, Domain: domain, Tags: evaluation.Tags{Latest: usdc.Max}, Log: slog.New(slog.NewTextHandler(c.t.Output(), nil))}
}

func (c *court) judge(p pact.Pact, signer account) (again time.Duration, err error) {
	return c.worker(signer).Step(c.t.Context(), p.Terms.ID())
}

// judged takes an evaluation to its end in one go.
func (c *court) judged(p pact.Pact) {
	c.t.Helper()
	for range 2 { // the second does nothing
		if again, err := c.judge(p, account{Account: devnet.Evaluator}); again != 0 || err != nil {
			c.t.Fatalf("again after %s, %v", again, err)
		}
	}
}

// decision is what the database has of a pact's.
func (c *court) decision(p pact.Pact) lifecycle.Evaluation {
	c.t.Helper()
	e, ok, err := c.db.Evaluation(c.t.Context(), p.Terms.ID())
	if err != nil || !ok {
		c.t.Fatalf("no evaluation: %v", err)
	}
	return e
}

func (c *court) intents() []lifecycle.Intent {
	c.t.Helper()
	intents, err := c.db.Claim(c.t.Context(), true, 100)
	check(c.t, err)
	passes, err := c.db.Claim(c.t.Context(), false, 100)
	check(c.t, err)
	intents = append(intents, passes...)
	for i := range intents {
		intents[i].ID = 0
	}
	return intents
}

func TestAVerdictIsSignedAndStoredWithItsIntent(t *testing.T) {
	for _, story := range []struct {
		said    string
		outcome verdict.Outcome
		amount  int64
	}{{"Wait, please.", verdict.Pass, 100_000_000}, {"How would I know?", verdict.Fail, 0}} {
		t.Run(string(story.outcome), func(t *testing.T) {
			c := newCourt(t)
			p := c.await(story.said, nil)
			c.judged(p)
			e := c.decision(p)
			if e.Outcome != story.outcome || int64(e.ProviderAmount) != story.amount {
				t.Errorf("%s, %s to the provider", e.Outcome, e.ProviderAmount)
			}
			v := verdict.Verdict{Pact: p.Terms.ID(), ProviderAmount: e.ProviderAmount, Report: e.ReportHash}
			if err := pact.Verify(domain.Digest(v), e.Signature, devnet.Evaluator.Address()); err != nil {
				t.Error(err)
			}
			want := []lifecycle.Intent{{
				Pact: p.Terms.ID(), Action: lifecycle.ActVerdict, Call: escrow.Verdict(p.Terms, v, e.Signature), Deadline: evaluateBy,
				State: lifecycle.IntentPending,
			}}
			if diff := cmp.Diff(want, c.intents()); diff != "" {
				t.Errorf("intents (-want +got):\n%s", diff)
			}
		})
	}
}

func TestAVerdictIsNotStoredWithoutItsIntent(t *testing.T) {
	c := newCourt(t)
	p := c.await("Wait, please.", nil)
	taken := lifecycle.Intent{Pact: p.Terms.ID(), Action: lifecycle.ActVerdict, Call: []byte{1}}
	check(t, c.db.Update(t.Context(), func(tx lifecycle.Tx) error { return tx.AddIntent(taken) }))
	if _, err := c.judge(p, account{Account: devnet.Evaluator}); !errors.Is(err, lifecycle.ErrIntentExists) {
		t.Errorf("got %v, want ErrIntentExists", err)
	}
	if e := c.decision(p); e.Outcome != "" {
		t.Errorf("it is stored as %s", e.Outcome)
	}
	if intents := c.intents(); len(intents) != 1 {
		t.Errorf("%d intents", len(intents))
	}
}

func TestWhatIsInconclusiveGoesToTheArbiter(t *testing.T) {
	c := newCourt(t)
	p := c.await("Wait, please.", byJury)
	c.judged(p)
	e := c.decision(p)
	escalation := verdict.Escalation{Pact: p.Terms.ID(), Report: e.ReportHash}
	if err := pact.Verify(domain.Digest(escalation), e.Signature, devnet.Evaluator.Address()); e.Outcome != verdict.Inconclusive || err != nil {
		t.Errorf("%s, %v", e.Outcome, err)
	}
	want := []lifecycle.Intent{{
		Pact: p.Terms.ID(), Action: lifecycle.ActVerdict, Call: escrow.Escalate(p.Terms, escalation, e.Signature), Deadline: evaluateBy,
		State: lifecycle.IntentPending,
	}}
	if diff := cmp.Diff(want, c.intents()); diff != "" {
		t.Errorf("intents (-want +got):\n%s", diff)
	}
}

func TestWhatIsInconclusiveWithoutAnArbiterMovesNothing(t *testing.T) {
	c := newCourt(t)
	p := c.await("Wait, please.", func(p *pact.Pact) { byJury(p); withoutArbiter(p) })
	c.judged(p)
	if e := c.decision(p); e.Outcome != verdict.Inconclusive || e.ProviderAmount != 0 {
		t.Errorf("%s, %s to the provider", e.Outcome, e.ProviderAmount)
	}
	if intents := c.intents(); len(intents) != 0 {
		t.Errorf("intents %v, want none", intents)
	}
}

func TestThereIsNoVerdictFromEvaluateByOn(t *testing.T) {
	for name, delivered := range map[string]bool{"delivered": true, "not delivered": false} { // if it is, the state lasts longer
		t.Run(name, func(t *testing.T) {
			c := newCourt(t)
			p := c.await("Wait, please.", nil)
			if delivered {
				c.see(now+10, deliveryOf(p))
			}
			c.mine(evaluateBy)
			c.judged(p)
			if e := c.decision(p); e.Outcome != "" || len(c.intents()) != 0 {
				t.Errorf("%s with intents %v", e.Outcome, c.intents())
			}
		})
	}
}

func TestAVerdictIsGivenInTheLastSecond(t *testing.T) {
	c := newCourt(t)
	p := c.await("Wait, please.", nil)
	c.mine(evaluateBy - 1)
	c.judged(p)
	if e := c.decision(p); e.Outcome != verdict.Pass {
		t.Errorf("%s", e.Outcome)
	}
}

func TestAnEvaluatorThatCannotSignStoresNothingAndTriesAgain(t *testing.T) {
	c := newCourt(t)
	p := c.await("Wait, please.", nil)
	away := errors.New("the key is away")
	if _, err := c.judge(p, account{devnet.Evaluator, away}); !errors.Is(err, away) {
		t.Errorf("got %v, want %v", err, away)
	}
	if e := c.decision(p); e.Outcome != "" || len(c.intents()) != 0 {
		t.Errorf("%s with intents %v", e.Outcome, c.intents())
	}
	c.judged(p)
	if e := c.decision(p); e.Outcome != verdict.Pass {
		t.Errorf("later %s", e.Outcome)
	}
}

func TestTwoEvaluatorsJudgeOnce(t *testing.T) {
	c := newCourt(t)
	p := c.await("Wait, please.", nil)
	var both sync.WaitGroup
	for range 2 {
		both.Go(func() {
			if _, err := c.judge(p, account{Account: devnet.Evaluator}); err != nil {
				t.Error(err)
			}
		})
	}
	both.Wait()
	c.judged(p)
	if e := c.decision(p); e.Outcome != verdict.Pass || len(c.intents()) != 1 {
		t.Errorf("%s with %d intents, want one", e.Outcome, len(c.intents()))
	}
}

func TestAPactWithAnUnknownPolicyCannotBeProposedThoughItIsFunded(t *testing.T) {
	c := newCourt(t)
	p, err := c.propose(func(p *pact.Pact) { p.Covenant.Policy = common.Hash{1} })
	var invalid *pact.Invalid
	if !errors.As(err, &invalid) || invalid.Field != "covenant.policy" {
		t.Errorf("got %v, want covenant.policy to be refused", err)
	}
	if _, err := c.db.Pact(t.Context(), p.Terms.ID()); !errors.Is(err, lifecycle.ErrNoPact) {
		t.Errorf("it is stored: %v", err)
	}
}
