package settlement_test

import (
	"context"
	"errors"
	"log/slog"
	"math/big"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"github.com/surety-dev/surety/internal/chain/follow"
	"github.com/surety-dev/surety/internal/chain/rpc"
	"github.com/surety-dev/surety/internal/chain/send"
	"github.com/surety-dev/surety/internal/devnet"
	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/internal/postgres"
	"github.com/surety-dev/surety/internal/settlement"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
)

const window = 3600

// ledger is a real database, the use cases on it, and a chain by hand whose blocks go into the sink.
type ledger struct {
	t     *testing.T
	db    *postgres.DB
	sql   *pgx.Conn
	sink  settlement.Sink
	pacts *lifecycle.Service
	chain []rpc.Header
}

// open is a chain that everything is right with.
type open struct{}

func (open) Simulate(context.Context, []byte) error { return nil }

func (open) VerifySignature(context.Context, common.Hash, []byte, common.Address) error { return nil }

func newLedger(t *testing.T) *ledger {
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
	l := &ledger{t: t, db: db, sql: sql, sink: settlement.Sink{Ledger: db}}
	l.pacts = lifecycle.New(lifecycle.Deployment{Evaluator: devnet.Evaluator.Address()}, db, open{}, func(pact.Covenant) error { return nil })
	check(t, l.append(l.block(now)))
	return l
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// block is the next one of the chain.
func (l *ledger) block(time int64, logs ...types.Log) follow.Block {
	h := rpc.Header{Number: 1, Time: time}
	if n := len(l.chain); n > 0 {
		h.Number, h.Parent = l.chain[n-1].Number+1, l.chain[n-1].Hash
	}
	h.Hash = common.BigToHash(big.NewInt(int64(h.Number)<<32 + time)) // a fork's time is another
	for i := range logs {
		logs[i].BlockNumber, logs[i].BlockHash, logs[i].Index = h.Number, h.Hash, uint(i)
	}
	l.chain = append(l.chain, h)
	return follow.Block{Header: h, Logs: logs}
}

func (l *ledger) append(blocks ...follow.Block) error { return l.sink.Append(l.t.Context(), blocks) }

// head is the newest block applied.
func (l *ledger) head() rpc.Header {
	l.t.Helper()
	head, _, _, err := l.sink.Cursor(l.t.Context())
	check(l.t, err)
	return head
}

// terms of a pact over 100 USDC, the nth of its parties.
func (l *ledger) pact(n byte) pact.Pact {
	p := pact.Pact{
		Covenant: pact.Covenant{Title: "Answer", PassBps: 10_000, Clauses: []pact.Clause{{
			ID: "said", Metric: "output_text", Operator: "includes", Value: "x", Severity: "critical", Verification: "deterministic", Description: "It says x.",
		}}},
		Terms: pact.Terms{
			Gate: pact.Gate{Evaluator: devnet.Evaluator.Address(), EvaluateBy: now + 86_400},
			Deal: pact.Deal{
				Buyer: devnet.Buyer.Address(), Provider: devnet.Provider.Address(), Arbiter: devnet.Arbiter.Address(), Amount: 100_000_000,
				FundBy: now + 3600, DisputeWindow: window, ArbitrationWindow: 86_400, SilenceBps: 5000, Salt: common.Hash{n},
			},
		},
	}
	p.Terms.Deal.Covenant = p.Covenant.Hash()
	return p
}

// propose has the provider sign.
func (l *ledger) propose(p pact.Pact) {
	l.t.Helper()
	_, err := l.pacts.Propose(l.t.Context(), lifecycle.Request{ID: p.Terms.ID().Hex()[2:]}, p, p.Terms.Deal.Provider, []byte{1})
	check(l.t, err)
}

func (l *ledger) record(p pact.Pact) lifecycle.Record {
	l.t.Helper()
	r, err := l.db.Pact(l.t.Context(), p.Terms.ID())
	check(l.t, err)
	return r
}

func event(kind escrow.Kind, id pact.ID, indexed []common.Address, data ...any) types.Log {
	e := escrow.NewPactEscrow().GetABI().Events[string(kind)]
	packed, err := e.Inputs.NonIndexed().Pack(data...)
	if err != nil {
		panic(err)
	}
	log := types.Log{Topics: []common.Hash{e.ID, common.Hash(id)}, Data: packed}
	for _, a := range indexed {
		log.Topics = append(log.Topics, common.BytesToHash(a[:]))
	}
	return log
}

func funded(p pact.Pact) types.Log {
	g, d := p.Terms.Gate, p.Terms.Deal
	return event(escrow.Funded, p.Terms.ID(), []common.Address{d.Buyer, d.Provider}, escrow.Terms{
		Gate: escrow.Gate{Evaluator: g.Evaluator, EvaluateBy: big.NewInt(g.EvaluateBy), ChallengeWindow: g.ChallengeWindow, FeeBps: g.FeeBps, FeeTo: g.FeeTo},
		Deal: escrow.Deal{
			Buyer: d.Buyer, Provider: d.Provider, Arbiter: d.Arbiter, Amount: big.NewInt(int64(d.Amount)), Upfront: big.NewInt(int64(d.Upfront)),
			FundBy: big.NewInt(d.FundBy), DisputeWindow: d.DisputeWindow, ArbitrationWindow: d.ArbitrationWindow, SilenceBps: d.SilenceBps,
			Covenant: d.Covenant, Salt: d.Salt,
		},
	})
}

func released(p pact.Pact) types.Log {
	return event(escrow.Released, p.Terms.ID(), nil, big.NewInt(int64(p.Terms.Held())), common.Hash{1})
}

func withheld(p pact.Pact) types.Log {
	return event(escrow.Withheld, p.Terms.ID(), nil, new(big.Int), new(big.Int), new(big.Int), big.NewInt(int64(p.Terms.Held())), common.Hash{1})
}

func TestEventsOfAPactThatIsProposedLaterAreKeptForIt(t *testing.T) {
	l := newLedger(t)
	p := l.pact(1)
	check(t, l.append(l.block(now+1, funded(p)), l.block(now+2, withheld(p))))
	if _, err := l.db.Pact(t.Context(), p.Terms.ID()); !errors.Is(err, lifecycle.ErrNoPact) {
		t.Fatalf("it is known before anybody has proposed it: %v", err)
	}
	l.propose(p)
	if r := l.record(p); r.State != lifecycle.Withheld || r.Money.Held != p.Terms.Held() || r.Money.Since != now+2 || r.Money.Block != 3 {
		t.Errorf("it is %s with %+v", r.State, r.Money)
	}
}

func TestManyBlocksAreAppliedAtOnceInTheirOrder(t *testing.T) {
	l := newLedger(t)
	paid, held, other := l.pact(1), l.pact(2), l.pact(3)
	l.propose(paid)
	l.propose(held)
	var blocks []follow.Block
	for i := range int64(100) {
		switch i {
		case 10:
			blocks = append(blocks, l.block(now+i, funded(paid), funded(other), types.Log{Topics: []common.Hash{{9}}}, funded(held)))
		case 90:
			blocks = append(blocks, l.block(now+i, withheld(held), released(other), released(paid)))
		default:
			blocks = append(blocks, l.block(now+i))
		}
	}
	check(t, l.append(blocks...))
	if r := l.record(paid); r.State != lifecycle.Released || r.Money.ProviderPaid != paid.Terms.Held() || r.Money.Block != 92 {
		t.Errorf("the one is %s with %+v", r.State, r.Money)
	}
	if r := l.record(held); r.State != lifecycle.Withheld || r.Money.Since != now+90 {
		t.Errorf("the other is %s with %+v", r.State, r.Money)
	}
	if head := l.head(); head != blocks[99].Header {
		t.Errorf("the cursor is at %+v, want %+v", head, blocks[99].Header)
	}
}

// kinds are the journal's lines about a pact.
func (l *ledger) kinds(p pact.Pact) (kinds []string) {
	l.t.Helper()
	rows, err := l.sql.Query(l.t.Context(), "select kind from journal where pact_id = $1 order by seq", common.Hash(p.Terms.ID()).Bytes())
	check(l.t, err)
	kinds, err = pgx.CollectRows(rows, pgx.RowTo[string])
	check(l.t, err)
	return kinds
}

// again is the blocks as somebody reads them for the second time.
func again(blocks ...follow.Block) rpc.Range {
	r := rpc.Range{First: blocks[0].Header, Last: blocks[len(blocks)-1].Header}
	for _, b := range blocks {
		for _, l := range b.Logs {
			l.BlockTimestamp = uint64(b.Header.Time)
			r.Logs = append(r.Logs, l)
		}
	}
	return r
}

// less is a block as a node tells of it that leaves out some of its logs.
func less(b follow.Block, keep ...int) follow.Block {
	all := b.Logs
	b.Logs = nil
	for _, i := range keep {
		b.Logs = append(b.Logs, all[i])
	}
	return b
}

func TestAPactWhoseLogWasMissedIsInQuarantineUntilTheSecondPassFindsIt(t *testing.T) {
	l := newLedger(t)
	p, good := l.pact(1), l.pact(2)
	l.propose(p)
	l.propose(good)
	alarms := new(alarmed)
	l.sink.Log = slog.New(alarms)
	one, two := l.block(now+1, funded(p), funded(good)), l.block(now+2, released(p))
	check(t, l.append(less(one, 1), two)) // its Funded was left out
	r := l.record(p)
	if r.State != lifecycle.Proposed || !strings.Contains(r.Quarantine, "Released") || len(alarms.told) != 1 {
		t.Errorf("it is %s, in quarantine because of %q, %d alarms", r.State, r.Quarantine, len(alarms.told))
	}
	if r := l.record(good); r.State != lifecycle.Funded || r.Quarantine != "" {
		t.Errorf("a pact in the same blocks is %s, %q", r.State, r.Quarantine)
	}
	check(t, l.append(l.block(now+3, released(good))))
	if r := l.record(good); r.State != lifecycle.Released {
		t.Errorf("after more blocks the other is %s", r.State)
	}

	missed, unconfirmed, err := l.sink.Verify(t.Context(), again(one, two))
	if err != nil || missed != 1 || unconfirmed != 0 {
		t.Errorf("missed %d, unconfirmed %d, %v", missed, unconfirmed, err)
	}
	if r := l.record(p); r.State != lifecycle.Released || r.Quarantine != "" || r.Money.ProviderPaid != p.Terms.Held() {
		t.Errorf("healed, it is %s, %q, with %+v", r.State, r.Quarantine, r.Money)
	}
	if diff := cmp.Diff([]string{"proposed", "quarantined", "healed", "Funded", "Released"}, l.kinds(p)); diff != "" {
		t.Errorf("the journal (-want +got):\n%s", diff)
	}
	if verified, err := l.sink.Verified(t.Context()); err != nil || verified != two.Header.Number {
		t.Errorf("verified up to %d, %v", verified, err)
	}
}

func TestAReorganizationThatBringsTheMissedLogHeals(t *testing.T) {
	l := newLedger(t)
	p := l.pact(1)
	l.propose(p)
	check(t, l.append(l.block(now+1), l.block(now+2, released(p))))
	if l.record(p).Quarantine == "" {
		t.Fatal("it is in no quarantine")
	}
	l.chain = l.chain[:1]
	check(t, l.sink.Rollback(t.Context(), l.chain[0]))
	if r := l.record(p); r.State != lifecycle.Proposed || r.Quarantine != "" {
		t.Errorf("without the events it is %s, %q", r.State, r.Quarantine)
	}
	check(t, l.append(l.block(now+3, funded(p)), l.block(now+4, released(p))))
	if r := l.record(p); r.State != lifecycle.Released || r.Quarantine != "" {
		t.Errorf("on the fork it is %s, %q", r.State, r.Quarantine)
	}
}

func TestNoMoneyOfAPactInQuarantineIsMoved(t *testing.T) {
	l := newLedger(t)
	p := l.pact(1)
	l.propose(p)
	check(t, l.append(l.block(now+1, funded(p))))
	check(t, l.db.Update(t.Context(), func(tx lifecycle.Tx) error {
		return tx.AddIntent(lifecycle.Intent{Pact: p.Terms.ID(), Action: lifecycle.ActVerdict, Call: []byte{1}})
	}))
	ruled := event(escrow.Ruled, p.Terms.ID(), nil, big.NewInt(int64(p.Terms.Held())), new(big.Int), common.Hash{1})
	check(t, l.append(l.block(now+2, ruled), l.block(now+1_000_000))) // who disputed was left out
	pending := func() int {
		together, err := l.db.Claim(t.Context(), false, 9)
		check(t, err)
		alone, err := l.db.Claim(t.Context(), true, 9)
		check(t, err)
		return len(together) + len(alone)
	}
	if n := pending(); n != 0 {
		t.Errorf("%d intents are to be sent", n)
	}
	if due, err := l.db.DueToFinalize(t.Context(), now+1_000_000); err != nil || len(due) != 0 {
		t.Errorf("%d pacts are to be finalized, %v", len(due), err)
	}
	if _, err := l.sql.Exec(t.Context(), "update pacts set quarantine = ''"); err != nil {
		t.Fatal(err)
	}
	due, err := l.db.DueToFinalize(t.Context(), now+1_000_000)
	if n := pending(); err != nil || n != 1 || len(due) != 1 {
		t.Errorf("out of quarantine %d intents and %d pacts, %v", n, len(due), err)
	}
}

func TestALogThatCannotBeReadSetsItsPactAside(t *testing.T) {
	l := newLedger(t)
	p, good := l.pact(1), l.pact(2)
	l.propose(p)
	l.propose(good)
	block := l.block(now+1, funded(p), released(p), funded(good))
	bad := less(block, 0, 1, 2)
	bad.Logs[1].Data = bad.Logs[1].Data[:32]
	check(t, l.append(bad))
	if r := l.record(p); r.Quarantine == "" || r.State != lifecycle.Proposed {
		t.Errorf("it is %s, %q", r.State, r.Quarantine)
	}
	if r := l.record(good); r.State != lifecycle.Funded {
		t.Errorf("a pact in the same block is %s", r.State)
	}
	if missed, unconfirmed, err := l.sink.Verify(t.Context(), again(bad)); err != nil || missed != 0 || unconfirmed != 0 {
		t.Errorf("just as bad: missed %d, unconfirmed %d, %v", missed, unconfirmed, err)
	}
	if missed, _, err := l.sink.Verify(t.Context(), again(block)); err != nil || missed != 1 {
		t.Errorf("read well: missed %d, %v", missed, err)
	}
	if r := l.record(p); r.State != lifecycle.Released || r.Quarantine != "" {
		t.Errorf("read well, it is %s, %q", r.State, r.Quarantine)
	}
	if _, unconfirmed, err := l.sink.Verify(t.Context(), again(bad)); err != nil || unconfirmed != 1 || l.record(p).Quarantine != "" {
		t.Errorf("a bad reading after a good one: unconfirmed %d, %v", unconfirmed, err)
	}
}

func TestWhatTheSecondReadingLacksStaysAndIsNotVerified(t *testing.T) {
	l := newLedger(t)
	p := l.pact(1)
	l.propose(p)
	block := l.block(now+1, funded(p), released(p))
	check(t, l.append(block))
	missed, unconfirmed, err := l.sink.Verify(t.Context(), again(less(block, 0)))
	if err != nil || missed != 0 || unconfirmed != 1 {
		t.Errorf("missed %d, unconfirmed %d, %v", missed, unconfirmed, err)
	}
	if verified, err := l.sink.Verified(t.Context()); err != nil || verified != 0 {
		t.Errorf("verified up to %d, %v", verified, err)
	}
	if r := l.record(p); r.State != lifecycle.Released {
		t.Errorf("it is %s", r.State)
	}
}

func TestFinalBlocksAreFilledInOneStep(t *testing.T) {
	l := newLedger(t)
	p, live := l.pact(1), l.pact(2)
	l.propose(p)
	l.propose(live)
	blocks := []follow.Block{l.block(now+1, funded(p)), l.block(now + 2), l.block(now+3, released(p), funded(live)), l.block(now + 4)}
	r := again(blocks...)
	check(t, l.sink.Fill(t.Context(), r))
	for _, c := range []struct {
		of   pact.Pact
		want lifecycle.State
	}{{p, lifecycle.Released}, {live, lifecycle.Funded}} {
		if got := l.record(c.of); got.State != c.want || !got.Final || got.Money.Block == 0 {
			t.Errorf("it is %s, final %t, want %s", got.State, got.Final, c.want)
		}
	}
	if diff := cmp.Diff([]string{"proposed", "Funded", "Released", "final"}, l.kinds(p)); diff != "" {
		t.Errorf("the journal (-want +got):\n%s", diff)
	}
	head, finalized, _, err := l.sink.Cursor(t.Context())
	if check(t, err); head != r.Last || finalized != r.Last.Number {
		t.Errorf("the cursor is at %+v, finalized %d", head, finalized)
	}
	if err := l.sink.Fill(t.Context(), r); err == nil { // as a second follower would
		t.Error("filled twice")
	}
	check(t, l.append(l.block(now+5)))
}

// alarmed keeps the alarms of a log.
type alarmed struct{ told []string }

func (a *alarmed) Enabled(context.Context, slog.Level) bool { return true }
func (a *alarmed) WithAttrs([]slog.Attr) slog.Handler       { return a }
func (a *alarmed) WithGroup(string) slog.Handler            { return a }

func (a *alarmed) Handle(_ context.Context, r slog.Record) error {
	if r.Level == slog.LevelError && strings.HasPrefix(r.Message, "ALARM") {
		a.told = append(a.told, r.Message)
	}
	return nil
}

func TestABlockThatDoesNotFollowIsRefused(t *testing.T) {
	l := newLedger(t)
	next := l.block(now + 1)
	check(t, l.append(next))
	if err := l.append(next); err == nil { // as a second follower would
		t.Error("a block was applied twice")
	}
	l.block(now + 2)
	if err := l.append(l.block(now + 3)); err == nil {
		t.Error("a block was left out")
	}
}

func TestARollbackTakesBackWhatTheForkDoesNotHave(t *testing.T) {
	l := newLedger(t)
	p := l.pact(1)
	l.propose(p)
	check(t, l.append(l.block(now+1, funded(p)), l.block(now+2), l.block(now+3, withheld(p))))
	l.chain = l.chain[:3]
	check(t, l.sink.Rollback(t.Context(), l.chain[2]))
	if r := l.record(p); r.State != lifecycle.Funded || r.Money.ProviderPaid != 0 || r.Money.Since != 0 || l.head() != l.chain[2] {
		t.Errorf("after the rollback it is %s with %+v at block %d", r.State, r.Money, l.head().Number)
	}
	check(t, l.append(l.block(now+5, released(p))))
	if r := l.record(p); r.State != lifecycle.Released || r.Money.Held != 0 || r.Money.ProviderPaid != p.Terms.Held() {
		t.Errorf("on the fork it is %s with %+v", r.State, r.Money)
	}
	l.chain = l.chain[:1]
	check(t, l.sink.Rollback(t.Context(), l.chain[0]))
	if r := l.record(p); r.State != lifecycle.Proposed || r.Money != (lifecycle.Money{}) {
		t.Errorf("without its funding it is %s with %+v", r.State, r.Money)
	}
}

func TestAPactThatNobodyFundsExpires(t *testing.T) {
	l := newLedger(t)
	p := l.pact(1)
	l.propose(p)
	check(t, l.append(l.block(p.Terms.Deal.FundBy-1)))
	if r := l.record(p); r.State != lifecycle.Proposed {
		t.Errorf("a second before fund_by it is %s", r.State)
	}
	check(t, l.append(l.block(p.Terms.Deal.FundBy)))
	if r := l.record(p); r.State != lifecycle.Expired {
		t.Errorf("at fund_by it is %s", r.State)
	}
}

// settler works on the ledger; what it sends is noted and stored as the sender does.
func (l *ledger) settler(d *desk) *settlement.Settler {
	s := d.settler(slog.New(slog.DiscardHandler))
	s.Queue, s.Sender, s.Grace = l.db, stored{l, d}, 60
	return s
}

// stored stores what it is to send, under the next nonce.
type stored struct {
	*ledger
	*desk
}

func (s stored) Send(ctx context.Context, call send.Call, refs []int64) (send.Transaction, error) {
	return s.db.Reserve(ctx, relayerAddress, 0, call, refs, func(nonce uint64) (send.Attempt, error) {
		for _, id := range refs {
			s.sent[id] = call
		}
		return send.Attempt{Hash: common.BigToHash(new(big.Int).SetUint64(nonce + 1)), Raw: []byte{1}, TipCap: new(big.Int), FeeCap: new(big.Int)}, nil
	})
}

func TestAPassedDeadlineIsFinalizedAfterTheGraceAndOncePerState(t *testing.T) {
	l := newLedger(t)
	p := l.pact(1)
	l.propose(p)
	check(t, l.append(l.block(now+1, funded(p)), l.block(now+2, withheld(p))))
	deadline := int64(now + 2 + window)
	d := newDesk()
	s := l.settler(d)
	for _, c := range []struct {
		at   int64
		sent int
		when string
	}{
		{deadline, 0, "at its deadline"},
		{deadline + 59, 0, "in its grace"},
		{deadline + 60, 1, "after its grace"},
		{deadline + 9999, 1, "long after"},
	} {
		check(t, l.append(l.block(c.at)))
		check(t, s.Step(t.Context()))
		check(t, s.Step(t.Context()))
		if len(d.sent) != c.sent {
			t.Fatalf("%s it was sent %d times, want %d", c.when, len(d.sent), c.sent)
		}
	}

	// The withheld state moves to another block: what was sent for the old one may have gone with it.
	l.chain = l.chain[:2]
	check(t, l.sink.Rollback(t.Context(), l.chain[1]))
	check(t, l.append(l.block(now+3), l.block(now+4, withheld(p)), l.block(deadline+100)))
	check(t, s.Step(t.Context()))
	check(t, s.Step(t.Context()))
	if len(d.sent) != 2 {
		t.Errorf("in the new state it was sent %d times, want once more", len(d.sent)-1)
	}
	for _, call := range d.sent {
		if diff := cmp.Diff(escrow.Finalize(p.Terms), call.Data); diff != "" {
			t.Errorf("something else was sent:\n%s", diff)
		}
	}
}

func TestAClosedPactIsNotFinalized(t *testing.T) {
	l := newLedger(t)
	p := l.pact(1)
	l.propose(p)
	check(t, l.append(l.block(now+1, funded(p), released(p)), l.block(now+1_000_000)))
	d := newDesk()
	check(t, l.settler(d).Step(t.Context()))
	if len(d.sent) != 0 {
		t.Error("it was finalized")
	}
}

func TestAnIntentIsDroppedWhenSomebodyElseHasSettledAndThatIsFinal(t *testing.T) {
	l := newLedger(t)
	p := l.pact(1)
	l.propose(p)
	check(t, l.append(l.block(now+1, funded(p))))
	intent := lifecycle.Intent{Pact: p.Terms.ID(), Action: lifecycle.ActVerdict, Call: []byte{1}, Deadline: p.Terms.Gate.EvaluateBy}
	check(t, l.db.Update(t.Context(), func(tx lifecycle.Tx) error { return tx.AddIntent(intent) }))
	if err := l.db.Update(t.Context(), func(tx lifecycle.Tx) error { return tx.AddIntent(intent) }); !errors.Is(err, lifecycle.ErrIntentExists) {
		t.Errorf("a second intent to settle: %v", err)
	}
	d := newDesk()
	d.estimate = func([]byte) (uint64, error) { return 0, tooLate }
	check(t, l.append(l.block(now+2, released(p))))
	check(t, l.settler(d).Step(t.Context()))
	state := func() (state string) {
		t.Helper()
		check(t, l.sql.QueryRow(t.Context(), "select state::text from intents").Scan(&state))
		return state
	}
	if got := state(); got != lifecycle.IntentPending {
		t.Errorf("refused, it is %s", got)
	}
	check(t, l.append(l.block(now+3)))
	check(t, l.sink.Finalize(t.Context(), 2))
	if got := state(); got != lifecycle.IntentPending {
		t.Errorf("before the other's settlement is final it is %s", got)
	}
	check(t, l.sink.Finalize(t.Context(), 3))
	if got := state(); got != lifecycle.IntentDropped {
		t.Errorf("when it is final it is %s", got)
	}
	if r := l.record(p); !r.Final || r.State != lifecycle.Released || r.Money.ProviderPaid != usdc.Amount(100_000_000) {
		t.Errorf("the pact is %s, final %t, with %+v", r.State, r.Final, r.Money)
	}
	if len(d.sent) != 0 {
		t.Error("it was sent")
	}
}
