package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/surety-dev/surety/internal/chain/rpc"
	"github.com/surety-dev/surety/internal/devnet"
	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/internal/postgres"
	"github.com/surety-dev/surety/internal/settlement"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
)

const start = int64(1_790_000_000)

var provider, buyer, arbiter = common.Address{0xa}, common.Address{0xb}, common.Address{0xc}

// database is the service's view of a test's own database, and anybody's.
type database struct {
	*postgres.DB
	raw *pgxpool.Pool
}

func migrate(ctx context.Context, url string) error {
	_, err := postgres.Migrate(ctx, url)
	return err
}

// open makes a database. Tests that read the journal do not run in parallel: all of them share a cluster, and a transaction in any of its
// databases holds back the lines of those that began later.
func open(t testing.TB) database {
	t.Helper()
	// Room for many writers at once, and a deadlock is found soon.
	url := devnet.TestDatabase(t, migrate) + "&pool_max_conns=20&deadlock_timeout=20ms"
	db, err := postgres.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	raw, err := pgxpool.New(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(raw.Close)
	return database{db, raw}
}

func (d database) do(t testing.TB, fn func(lifecycle.Tx) error) {
	t.Helper()
	if err := d.Update(t.Context(), fn); err != nil {
		t.Fatal(err)
	}
}

// value reads one value with plain SQL.
func value[T any](t *testing.T, d database, sql string, args ...any) (out T) {
	t.Helper()
	if err := d.raw.QueryRow(t.Context(), sql, args...).Scan(&out); err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	return out
}

// waiting returns when a transaction waits for another's lock, or when done closes, and says which.
func (d database) waiting(t *testing.T, done <-chan struct{}) bool {
	t.Helper()
	for {
		select {
		case <-done:
			return false
		default:
		}
		if value[int](t, d, "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'") > 0 {
			return true
		}
	}
}

// agreed is a pact that differs from others by n.
func agreed(n byte) pact.Pact {
	p := pact.Pact{
		Covenant: pact.Covenant{Title: "Answer", Policy: policy.Default().Hash(), Models: []string{"gpt-5"}, Clauses: []pact.Clause{
			{ID: "told", Metric: "output_text", Operator: "includes", Value: "42", Severity: "critical", Verification: "deterministic"},
		}},
		Terms: pact.Terms{
			Gate: pact.Gate{Evaluator: common.Address{0xe}, EvaluateBy: start + 7200, ChallengeWindow: 600, FeeBps: 100, FeeTo: common.Address{0xf}},
			Deal: pact.Deal{
				Buyer: buyer, Provider: provider, Arbiter: arbiter, Amount: 100_000_000, Upfront: 20_000_000, FundBy: start + 3600,
				DisputeWindow: 900, ArbitrationWindow: 1800, SilenceBps: 2500, Salt: common.Hash{n},
			},
		},
	}
	p.Terms.Deal.Covenant = p.Covenant.Hash()
	return p
}

// signed stores a pact that both parties have signed.
func (d database) signed(t *testing.T, n byte) pact.ID {
	t.Helper()
	p := agreed(n)
	id := p.Terms.ID()
	d.do(t, func(tx lifecycle.Tx) error {
		_, err := lifecycle.Refold(tx, lifecycle.Record{}, lifecycle.Record{
			ID: id, Pact: p, ProviderSignature: []byte{1}, BuyerSignature: []byte{2}, CreateTime: start,
		})
		return err
	})
	return id
}

// header is a block of a fork; its parent is of the same one.
func header(number uint64, fork byte) rpc.Header {
	h := rpc.Header{Number: number, Time: start + int64(number)}
	h.Hash, h.Parent = common.Hash{fork, byte(number)}, common.Hash{fork, byte(number - 1)}
	return h
}

func event(kind escrow.Kind, id pact.ID, in rpc.Header, change func(*escrow.Event)) lifecycle.Event {
	e := escrow.Event{Kind: kind, Pact: id, BlockNumber: in.Number, BlockHash: in.Hash, TxHash: common.Hash{0x77}}
	if change != nil {
		change(&e)
	}
	return lifecycle.Event{Event: e, BlockTime: in.Time}
}

// apply appends blocks with their events and folds the pacts they are about, as settlement does.
func (d database) apply(t *testing.T, blocks []rpc.Header, events ...lifecycle.Event) {
	t.Helper()
	if err := d.append(t.Context(), blocks, events...); err != nil {
		t.Fatal(err)
	}
}

func (d database) append(ctx context.Context, blocks []rpc.Header, events ...lifecycle.Event) error {
	return d.Apply(ctx, func(tx settlement.LedgerTx) error {
		for _, b := range blocks {
			if err := tx.AddBlocks(b); err != nil {
				return err
			}
		}
		for _, e := range events {
			if err := tx.AddEvents(e); err != nil {
				return err
			}
		}
		for _, e := range events {
			if err := refold(tx, e.Pact); err != nil && !errors.Is(err, lifecycle.ErrNoPact) {
				return err
			}
		}
		return nil
	})
}

func refold(tx lifecycle.Tx, id pact.ID) error {
	r, err := tx.Pact(id)
	if err != nil {
		return err
	}
	_, err = lifecycle.Refold(tx, r, r)
	return err
}

// funded stores a signed pact and funds it in block 1.
func (d database) funded(t *testing.T, n byte) pact.ID {
	t.Helper()
	id, block := d.signed(t, n), header(1, 1)
	terms := agreed(n).Terms
	d.apply(t, []rpc.Header{block}, event(escrow.Funded, id, block, func(e *escrow.Event) { e.Terms = &terms }))
	return id
}

func (d database) record(t *testing.T, id pact.ID) lifecycle.Record {
	t.Helper()
	r, err := d.Pact(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestMigratingTwiceChangesNothing(t *testing.T) {
	t.Parallel()
	url := devnet.TestDatabase(t, migrate)
	applied, err := postgres.Migrate(t.Context(), url)
	if err != nil || len(applied) != 0 {
		t.Errorf("applied %v again: %v", applied, err)
	}
}

func TestOpenRefusesAnotherSchema(t *testing.T) {
	t.Parallel()
	d := open(t)
	url := d.raw.Config().ConnString()
	for name, sql := range map[string]string{
		"a newer one": "insert into goose_db_version (version_id, is_applied) values (99, true)",
		"none":        "drop table goose_db_version",
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := d.raw.Exec(t.Context(), sql); err != nil {
				t.Fatal(err)
			}
			db, err := postgres.Open(t.Context(), url)
			if err == nil {
				db.Close()
			}
			if !errors.Is(err, postgres.ErrSchema) {
				t.Errorf("opened: %v", err)
			}
		})
	}
}

func TestAPasswordStaysOutOfErrors(t *testing.T) {
	t.Parallel()
	for _, url := range []string{"postgres://surety:hunter2@localhost:port/db", "postgres://surety:hunter2@127.0.0.1:1/db"} {
		_, err := postgres.Open(t.Context(), url)
		_, migrateErr := postgres.Migrate(t.Context(), url)
		for _, err := range []error{err, migrateErr} {
			if err == nil || contains(err, "hunter2") {
				t.Errorf("%s: %v", url, err)
			}
		}
	}
}

func TestConstraintsRepeatTheInvariants(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.funded(t, 1)
	d.do(t, func(tx lifecycle.Tx) error {
		return errors.Join(
			tx.SaveEvidence(lifecycle.Evidence{Pact: id, Party: common.Address{1}, Root: common.Hash{1}, Signature: []byte{1}, Bundle: []byte{1}}),
			tx.AddEvaluation(id),
			tx.SaveConsent(pact.Consent{Pact: id, ProviderAmount: 1, BuyerAmount: 1}, buyer, []byte{1}),
			tx.SaveDispute(lifecycle.Dispute{Pact: id, Party: buyer}),
			tx.AddIntent(lifecycle.Intent{Pact: id, Action: lifecycle.ActDeliver, Call: []byte{1}}),
		)
	})
	d.reserve(t, 0)
	const block = `values (2, decode(repeat('01', %d), 'hex'), decode(repeat('01', 32), 'hex'), 0)`
	for name, c := range map[string]struct{ sql, constraint string }{
		"less is held than was funded":       {`update pacts set held = held - 1`, "conserved"},
		"more was paid than was funded":      {`update pacts set buyer_paid = 1`, "conserved"},
		"money before funding":               {`update pacts set state = 'signed', buyer_paid = held, held = 0`, "conserved"},
		"a closed pact holds money":          {`update pacts set state = 'released'`, "closed_is_empty"},
		"a live pact holds nothing":          {`update pacts set buyer_paid = held, held = 0`, "closed_is_empty"},
		"less than nothing is held":          {`update pacts set buyer_paid = amount - provider_paid + 1, held = -1`, "pacts_check"},
		"less than nothing was paid":         {`update pacts set held = held + 1, buyer_paid = -1`, "pacts_buyer_paid_check"},
		"a negative fee":                     {`update pacts set held = held + 1, fee_paid = -1`, "pacts_fee_paid_check"},
		"a negative payment":                 {`update pacts set held = amount + 1, provider_paid = -1`, "pacts_provider_paid_check"},
		"a part larger than what is held":    {`update pacts set provider_held = held + 1`, "pacts_check"},
		"a pact about nothing":               {`update pacts set amount = 0, held = 0, provider_paid = 0, state = 'released'`, "pacts_amount_check"},
		"one party on both sides":            {`update pacts set buyer = provider`, "pacts_check1"},
		"a short id":                         {`update pacts set id = '\x01'`, "pacts_id_check"},
		"a long address":                     {`update pacts set arbiter = id`, "pacts_arbiter_check"},
		"a short deliverable":                {`update pacts set deliverable = '\x01'`, "pacts_deliverable_check"},
		"two evaluations":                    {`insert into evaluations (pact_id) select pact_id from evaluations`, "evaluations_pkey"},
		"an evaluation without evidence":     {`update evaluations set pact_id = decode(repeat('ff', 32), 'hex')`, "evaluations_pact_id_fkey"},
		"an outcome without its report":      {`update evaluations set outcome = 'fail', provider_amount = 0`, "evaluations_check"},
		"a verdict without an amount":        {`update evaluations set outcome = 'fail', report = '\x', report_hash = pact_id, signature = '\x'`, "evaluations_check1"},
		"an unknown outcome":                 {`update evaluations set outcome = 'maybe', report = '\x', report_hash = pact_id, signature = '\x'`, "evaluations_outcome_check"},
		"a second bundle":                    {`insert into evidence select * from evidence`, "evidence_pkey"},
		"an empty chunk":                     {`update evidence_chunks set data = ''`, "evidence_chunks_data_check"},
		"a chunk above 1 MiB":                {`update evidence_chunks set data = decode(repeat('00', 1048577), 'hex')`, "evidence_chunks_data_check"},
		"a negative consent":                 {`update consents set buyer_amount = -1`, "consents_buyer_amount_check"},
		"a consent for no pact":              {`update consents set pact_id = decode(repeat('ff', 32), 'hex')`, "consents_pact_id_fkey"},
		"a ruling without its signature":     {`update disputes set ruling = 'So.', provider_amount = 1, buyer_amount = 1`, "disputes_check"},
		"a negative ruling":                  {`update disputes set provider_amount = 1, buyer_amount = -1, ruling_signature = '\x'`, "disputes_buyer_amount_check"},
		"a second dispute":                   {`insert into disputes select * from disputes`, "disputes_pkey"},
		"two intents of an action and epoch": {`insert into intents (pact_id, action, epoch, call, deadline, create_time, alone) select pact_id, action, epoch, call, deadline, create_time, alone from intents`, "intents_once"},
		"an intent sent by no transaction":   {`update intents set state = 'sent'`, "intents_check"},
		"a pending intent in a transaction":  {`update intents set transaction_id = (select id from transactions)`, "intents_check"},
		"a nonce twice":                      {`insert into transactions (key, nonce, recipient, data, gas) select key, nonce, recipient, data, gas from transactions`, "transactions_key_nonce_key"},
		"mined, without where":               {`update transactions set mined_hash = decode(repeat('01', 32), 'hex')`, "transactions_check"},
		"final, yet not mined":               {`update transactions set final = true`, "transactions_check1"},
		"an attempt at no transaction":       {`update attempts set transaction_id = 0`, "attempts_transaction_id_fkey"},
		"a block number twice":               {`insert into blocks select * from blocks`, "blocks_pkey"},
		"a short block hash":                 {`insert into blocks ` + fmt.Sprintf(block, 31), "blocks_hash_check"},
		"a second cursor":                    {`insert into follower (finalized, verified) values (1, 1)`, "follower_pkey"},
		"a log twice":                        {`insert into chain_events select * from chain_events`, "chain_events_pkey"},
		"a line about no pact":               {`update journal set pact_id = decode(repeat('ff', 32), 'hex')`, "journal_pact_id_fkey"},
	} {
		t.Run(name, func(t *testing.T) {
			tag, err := d.raw.Exec(t.Context(), c.sql)
			var refused *pgconn.PgError
			if !errors.As(err, &refused) || refused.ConstraintName != c.constraint {
				t.Errorf("%s: %v, want it refused by %s", tag, err, c.constraint)
			}
		})
	}
	d.do(t, func(tx lifecycle.Tx) error { return refold(tx, id) }) // and the row as it is satisfies them all
}

func TestADeadlockIsTriedAgain(t *testing.T) {
	t.Parallel()
	d := open(t)
	a, b := d.signed(t, 1), d.signed(t, 2)
	first := [2]chan struct{}{make(chan struct{}), make(chan struct{})} // closed when each has its first lock
	runs := [2]int{}
	cross := func(me int, one, other pact.ID) error {
		return d.Update(context.Background(), func(tx lifecycle.Tx) error {
			runs[me]++
			if _, err := tx.Pact(one); err != nil {
				return err
			}
			if runs[me] == 1 {
				close(first[me])
				<-first[1-me]
			}
			if err := refold(tx, other); err != nil {
				return err
			}
			return tx.Journal(lifecycle.Entry{Pact: one, State: lifecycle.Signed, Kind: "crossed"})
		})
	}
	result := make(chan error)
	go func() { result <- cross(0, a, b) }()
	go func() { result <- cross(1, b, a) }()
	for range 2 {
		if err := <-result; err != nil {
			t.Error(err)
		}
	}
	if runs[0]+runs[1] != 3 {
		t.Errorf("ran %v times: no deadlock, or a victim tried more than twice", runs)
	}
	if n := value[int](t, d, "select count(*) from journal where kind = 'crossed'"); n != 2 {
		t.Errorf("%d of 2 are stored", n)
	}
}

func TestALostDatabaseStoresNothingAndComesBack(t *testing.T) {
	t.Parallel()
	d := open(t)
	p := agreed(1)
	r := lifecycle.Record{ID: p.Terms.ID(), Pact: p, State: lifecycle.Proposed, CreateTime: start}
	err := d.Update(t.Context(), func(tx lifecycle.Tx) error {
		if err := tx.SavePact(r); err != nil {
			return err
		}
		_, err := d.raw.Exec(t.Context(), `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`)
		return err // nil: only the commit can fail
	})
	if err == nil {
		t.Fatal("committed on a dead connection")
	}
	if _, err := d.Pact(t.Context(), r.ID); err == nil {
		t.Error("stored")
	}
	var again error
	for range 20 { // each connection that died meanwhile fails one
		if again = d.Update(t.Context(), func(tx lifecycle.Tx) error { return tx.SavePact(r) }); again == nil {
			break
		}
	}
	if again != nil {
		t.Fatal(again)
	}
	if got := d.record(t, r.ID); got.State != lifecycle.Proposed || got.Pact.Terms.Deal.Amount != usdc.Amount(100_000_000) {
		t.Errorf("%+v", got)
	}
}
