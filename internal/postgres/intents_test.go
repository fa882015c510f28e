package postgres_test

import (
	"errors"
	"slices"
	"sync"
	"testing"

	"github.com/surety-dev/surety/internal/chain/rpc"
	"github.com/surety-dev/surety/internal/chain/send"
	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/internal/postgres"
	"github.com/surety-dev/surety/internal/settlement"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/verdict"
)

// claim takes what is pending, and answers the ids.
func (d database) claim(t *testing.T, alone bool, limit int) (ids []int64) {
	t.Helper()
	claimed, err := d.Claim(t.Context(), alone, limit)
	if err != nil {
		t.Fatal(err)
	}
	for _, i := range claimed {
		ids = append(ids, i.ID)
	}
	return ids
}

// fundedAll are pacts 1 to n, funded in block 1.
func (d database) fundedAll(t *testing.T, n byte) (ids []pact.ID) {
	t.Helper()
	block := header(1, 1)
	var events []lifecycle.Event
	for i := range n {
		ids = append(ids, d.signed(t, i+1))
		terms := agreed(i + 1).Terms
		e := event(escrow.Funded, ids[i], block, func(e *escrow.Event) { e.Terms, e.LogIndex = &terms, uint(i) })
		events = append(events, e)
	}
	d.apply(t, []rpc.Header{block}, events...)
	return ids
}

// release intends a full pass of the nth pact, which is funded.
func (d database) release(t *testing.T, n byte) int64 {
	t.Helper()
	terms := agreed(n).Terms
	call := escrow.Verdict(terms, verdict.Verdict{Pact: terms.ID(), ProviderAmount: terms.Held()}, []byte{1})
	return d.intend(t, lifecycle.Intent{Pact: terms.ID(), Action: lifecycle.ActVerdict, Call: call, Deadline: terms.Gate.EvaluateBy})
}

func TestIntentsAreClaimedByDeadline(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.funded(t, 1)
	never := d.intend(t, lifecycle.Intent{Pact: id, Action: lifecycle.ActFinalize})
	later := d.intend(t, lifecycle.Intent{Pact: id, Action: lifecycle.ActFund, Deadline: 9})
	soon := d.intend(t, lifecycle.Intent{Pact: id, Action: lifecycle.ActVerdict, Deadline: 5})
	if got, want := d.claim(t, true, 2), []int64{soon, later}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if got := d.claim(t, true, 9); !slices.Equal(got, []int64{never}) {
		t.Errorf("then %v, want what is left", got)
	}
	if err := d.Unclaim(t.Context(), []int64{later}); err != nil {
		t.Fatal(err)
	}
	if got := d.claim(t, true, 9); !slices.Equal(got, []int64{later}) {
		t.Errorf("given back, %v", got)
	}
	if wait := value[float64](t, d, "select max(extract(epoch from next_try - now()))::float8 from intents"); wait < 1 || wait > 3 {
		t.Errorf("a settler that died keeps them for %g seconds", wait)
	}
}

func TestOnlyFullPassesGoTogether(t *testing.T) {
	t.Parallel()
	d := open(t)
	ids := d.fundedAll(t, 2)
	pass := d.release(t, 1)
	other := d.intend(t, lifecycle.Intent{Pact: ids[1], Action: lifecycle.ActVerdict})
	if got := d.claim(t, false, 9); !slices.Equal(got, []int64{pass}) {
		t.Errorf("together: %v", got)
	}
	if got := d.claim(t, true, 9); !slices.Equal(got, []int64{other}) {
		t.Errorf("alone: %v", got)
	}
	if _, err := d.Fail(t.Context(), pass, settlement.Failure{Reason: "so"}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.raw.Exec(t.Context(), "update intents set next_try = now()"); err != nil {
		t.Fatal(err)
	}
	if together, alone := d.claim(t, false, 9), d.claim(t, true, 9); len(together) != 0 || len(alone) != 2 {
		t.Errorf("after it failed: together %v, alone %v", together, alone)
	}
}

func TestTwoSettlersNeverClaimTheSame(t *testing.T) {
	t.Parallel()
	d := open(t)
	const n = 40
	d.fundedAll(t, n)
	for i := range byte(n) {
		d.release(t, i+1)
	}
	var mu sync.Mutex
	seen := map[int64]int{}
	errs := together(8, func(int) error {
		for {
			claimed, err := d.Claim(t.Context(), false, 3)
			if err != nil || len(claimed) == 0 {
				return err
			}
			mu.Lock()
			for _, i := range claimed {
				seen[i.ID]++
			}
			mu.Unlock()
		}
	})
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	for id, times := range seen {
		if times != 1 {
			t.Errorf("intent %d was claimed %d times", id, times)
		}
	}
	if len(seen) != n {
		t.Errorf("%d of %d were claimed", len(seen), n)
	}
}

func TestAClaimReadsNoMoreThanItTakes(t *testing.T) {
	t.Parallel()
	d := open(t)
	const n, size = 1000, 50
	pacts := d.many(t, n)
	d.do(t, func(tx lifecycle.Tx) error { // and the planner still takes the table to be empty
		for _, p := range pacts {
			id := p.Terms.ID()
			call := escrow.Verdict(p.Terms, verdict.Verdict{Pact: id, ProviderAmount: p.Terms.Held()}, []byte{1})
			if err := tx.AddIntent(lifecycle.Intent{Pact: id, Action: lifecycle.ActVerdict, Call: call, Deadline: p.Terms.Gate.EvaluateBy}); err != nil {
				return err
			}
		}
		return nil
	})
	got := d.reads(t, "seq_tup_read + idx_tup_fetch from pg_stat_user_tables where relname = 'pacts'", func(other *postgres.DB) {
		claimed, err := other.Claim(t.Context(), false, size)
		if err != nil || len(claimed) != size {
			t.Fatalf("claimed %d, %v", len(claimed), err)
		}
	})
	if got < size || got > 2*size {
		t.Errorf("%d pacts were read to claim %d of %d", got, size, n)
	}
}

func TestWhatIsDueIsFoundWithoutReadingWhatWasIntended(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.many(t, 1000)
	finalize := "insert into intents (pact_id, action, epoch, call, deadline, create_time, alone) select id, 'finalize', state_block, '', 0, 1, true from pacts"
	if _, err := d.raw.Exec(t.Context(), finalize); err != nil {
		t.Fatal(err)
	}
	if got := d.reads(t, "seq_scan from pg_stat_user_tables where relname = 'intents'", func(other *postgres.DB) {
		if due, err := other.DueToFinalize(t.Context(), start+1_000_000); err != nil || len(due) != 0 {
			t.Errorf("%d are due though intended, %v", len(due), err)
		}
	}); got != 0 {
		t.Errorf("all intents were read %d times", got)
	}
}

// reads says by how much a number of PostgreSQL's statistics grows while do works. It closes d.
func (d database) reads(t *testing.T, statistic string, do func(*postgres.DB)) int64 {
	t.Helper()
	read := func() int64 { // a backend tells what it has read when it ends
		for value[int](t, d, "select count(*) from pg_stat_activity where datname = current_database() and backend_type = 'client backend'") > 1 {
		}
		return value[int64](t, d, "select "+statistic)
	}
	d.Close()
	before := read()
	other, err := postgres.Open(t.Context(), d.raw.Config().ConnString())
	if err != nil {
		t.Fatal(err)
	}
	do(other)
	other.Close()
	return read() - before
}

func TestAVerdictWaitsWhileItsPactHasNoUseForIt(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.funded(t, 1)
	pass := d.release(t, 1)
	block := header(2, 1)
	d.apply(t, []rpc.Header{block}, event(escrow.Withheld, id, block, func(e *escrow.Event) { e.ProviderHeld = agreed(1).Terms.Held() }))
	if got := d.claim(t, false, 9); len(got) != 0 {
		t.Errorf("claimed %v of a pact that has a verdict", got)
	}
	d.undo(t, 1)
	if got := d.claim(t, false, 9); !slices.Equal(got, []int64{pass}) {
		t.Errorf("without that block: %v", got)
	}
	d.apply(t, []rpc.Header{block}, event(escrow.Withheld, id, block, func(e *escrow.Event) { e.ProviderHeld = agreed(1).Terms.Held() }))
	d.finalize(t, 2)
	if got := d.intentState(t, pass); got != "dropped" {
		t.Errorf("when the other verdict is final it is %s", got)
	}
}

func TestAPausedServiceClaimsNothing(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.intend(t, lifecycle.Intent{Pact: d.signed(t, 1), Action: lifecycle.ActFund})
	for _, c := range []struct {
		paused bool
		want   int
	}{{true, 0}, {false, 1}} {
		if err := d.SetPaused(t.Context(), c.paused); err != nil {
			t.Fatal(err)
		}
		if got := d.claim(t, true, 9); len(got) != c.want {
			t.Errorf("paused %t: claimed %v", c.paused, got)
		}
	}
}

func TestAnIntentThatKeepsFailingTellsEachReasonOnce(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.signed(t, 1)
	intent := d.intend(t, lifecycle.Intent{Pact: id, Action: lifecycle.ActFund})
	lines := func() int { return value[int](t, d, "select count(*) from journal where kind = 'failed'") }
	for _, c := range []struct {
		why   settlement.Failure
		lines int
		state string
	}{
		{settlement.Failure{Reason: "reorganized"}, 0, "pending"},
		{settlement.Failure{Reason: "reorganized"}, 0, "pending"},
		{settlement.Failure{Reason: "paused"}, 1, "pending"},
		{settlement.Failure{Reason: "paused"}, 1, "pending"},
		{settlement.Failure{Reason: "no USDC"}, 2, "pending"},
		{settlement.Failure{Reason: "no USDC", Late: true}, 3, "dropped"},
		{settlement.Failure{Reason: "no USDC", Late: true}, 3, "dropped"},
	} {
		state, err := d.Fail(t.Context(), intent, c.why)
		if err != nil {
			t.Fatal(err)
		}
		if lines() != c.lines || state != c.state || d.intentState(t, intent) != c.state {
			t.Errorf("%+v: %d lines, %s", c, lines(), d.intentState(t, intent))
		}
		if pending := d.claim(t, true, 9); len(pending) != 0 {
			t.Errorf("%+v: at once tried again: %v", c, pending)
		}
	}
	if detail := value[string](t, d, "select detail from journal where kind = 'failed' order by seq limit 1"); detail != "fund: paused" {
		t.Errorf("the line says %q", detail)
	}
}

func TestWhatAPartySignedDiesOfALastingReasonAndAVerdictDoesNot(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.funded(t, 1)
	for action, want := range map[lifecycle.Action]string{lifecycle.ActDeliver: "dead", lifecycle.ActVerdict: "pending", lifecycle.ActFinalize: "pending"} {
		intent := d.intend(t, lifecycle.Intent{Pact: id, Action: action})
		for _, lasting := range []bool{false, true} {
			for try := range settlement.MostTries {
				if got := d.intentState(t, intent); got != "pending" {
					t.Fatalf("%s: %s after %d tries", action, got, try)
				}
				if lasting {
					try += settlement.MostTries
				}
				if _, err := d.Fail(t.Context(), intent, settlement.Failure{Reason: "so", Lasting: lasting && try > settlement.MostTries}); err != nil {
					t.Fatal(err)
				}
				if lasting && try > settlement.MostTries {
					break
				}
			}
		}
		if got := d.intentState(t, intent); got != want {
			t.Errorf("%s: it is %s, want %s", action, got, want)
		}
	}
	troubled, err := d.Troubled(t.Context(), 9)
	if err != nil || len(troubled) != 3 {
		t.Errorf("troubled: %+v, %v", troubled, err)
	}
	dead := value[int64](t, d, "select id from intents where state = 'dead'")
	again := d.intend(t, lifecycle.Intent{Pact: id, Action: lifecycle.ActDeliver}) // the party signs anew
	if err := d.Retry(t.Context(), []int64{dead}); err == nil {
		t.Error("the dead one is retried beside the one that took its place")
	}
	if _, err := d.raw.Exec(t.Context(), "delete from intents where id = $1", again); err != nil {
		t.Fatal(err)
	}
	if err := d.Retry(t.Context(), []int64{dead}); err != nil {
		t.Fatal(err)
	}
	if got := d.claim(t, true, 9); !slices.Equal(got, []int64{dead}) {
		t.Errorf("the operator's retry: claimed %v, want %d", got, dead)
	}
}

func TestTheServicesOwnTroubleIsNotHiddenBehindThatOfParties(t *testing.T) {
	t.Parallel()
	d := open(t)
	verdict := d.intend(t, lifecycle.Intent{Pact: d.funded(t, 1), Action: lifecycle.ActVerdict})
	var newest int64
	for n := range byte(3) {
		newest = d.intend(t, lifecycle.Intent{Pact: d.signed(t, n+2), Action: lifecycle.ActFund})
	}
	if _, err := d.raw.Exec(t.Context(), "update intents set tries = 10"); err != nil {
		t.Fatal(err)
	}
	troubled, err := d.Troubled(t.Context(), 2)
	if err != nil || len(troubled) != 2 || troubled[0].ID != verdict || troubled[1].ID != newest {
		t.Errorf("%+v, %v; want %d and %d", troubled, err, verdict, newest)
	}
}

func TestWhatIsDeadIsDroppedOnceItsTimeIsOverUnlessItIsAConsent(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.signed(t, 1)
	soon, later := d.intend(t, lifecycle.Intent{Pact: id, Action: lifecycle.ActFund, Deadline: start + 9}), d.intend(t, lifecycle.Intent{Pact: id, Action: lifecycle.ActDeliver, Deadline: start + 99})
	consent := d.intend(t, lifecycle.Intent{Pact: id, Action: lifecycle.ActConsent, Deadline: start + 9})
	if _, err := d.raw.Exec(t.Context(), "update intents set state = 'dead'"); err != nil {
		t.Fatal(err)
	}
	for n, want := range []string{"dead", "dropped"} {
		block := header(uint64(n+1), 1)
		block.Time = start + 8 + int64(n)
		d.apply(t, []rpc.Header{block})
		d.finalize(t, block.Number)
		for intent, want := range map[int64]string{soon: want, later: "dead", consent: "dead"} {
			if got := d.intentState(t, intent); got != want {
				t.Errorf("%d seconds after the start intent %d is %s, want %s", block.Time-start, intent, got, want)
			}
		}
	}
}

func TestAnIntentFailsHoweverOften(t *testing.T) {
	t.Parallel()
	d := open(t)
	intent := d.intend(t, lifecycle.Intent{Pact: d.signed(t, 1), Action: lifecycle.ActFund})
	if _, err := d.raw.Exec(t.Context(), "update intents set tries = 2000"); err != nil { // a day and more of refusals
		t.Fatal(err)
	}
	if _, err := d.Fail(t.Context(), intent, settlement.Failure{Reason: "still"}); err != nil {
		t.Error(err)
	}
	if wait := value[float64](t, d, "select extract(epoch from next_try - now())::float8 from intents"); wait > 70 {
		t.Errorf("it waits %g seconds", wait)
	}
}

func TestAVerdictThatItsBatchPassedOverGoesBackToTheQueue(t *testing.T) {
	t.Parallel()
	d := open(t)
	ids := d.fundedAll(t, 3)
	paid, missed, others := d.release(t, 1), d.release(t, 2), d.release(t, 3)
	tx := d.reserve(t, 0, paid, missed, others)
	block := header(3, 1)
	if err := d.SetMined(t.Context(), send.Outcome{ID: tx.ID, Mined: &send.Mined{Hash: tx.Attempts[0].Hash, Block: 3, BlockHash: block.Hash, Succeeded: true, GasUsed: 1}}); err != nil {
		t.Fatal(err)
	}
	check := func(want map[int64]string, back ...int64) {
		t.Helper()
		got, err := d.Missed(t.Context())
		slices.Sort(got)
		if err != nil || !slices.Equal(got, back) {
			t.Errorf("back to the queue: %v, %v; want %v", got, err, back)
		}
		for id, state := range want {
			if got := d.intentState(t, id); got != state {
				t.Errorf("intent %d is %s, want %s", id, got, state)
			}
		}
	}
	check(map[int64]string{paid: "mined", missed: "mined"}) // the ledger has not come there
	before, theirs := header(2, 1), header(3, 1)
	d.apply(t, []rpc.Header{before}, event(escrow.Withheld, ids[2], before, func(e *escrow.Event) { e.ProviderHeld = agreed(3).Terms.Held() })) // by somebody else
	d.apply(t, []rpc.Header{theirs}, event(escrow.Released, ids[0], theirs, func(e *escrow.Event) { e.ProviderAmount = agreed(1).Terms.Held() }))
	check(map[int64]string{paid: "mined", missed: "pending", others: "pending"}, missed, others) // theirs may yet be reorganized away
	check(nil)
	if got := d.claim(t, true, 9); len(got) != 0 {
		t.Errorf("it is tried again at once: %v", got)
	}
	if _, err := d.raw.Exec(t.Context(), "update intents set next_try = now()"); err != nil {
		t.Fatal(err)
	}
	if got := d.claim(t, true, 9); !slices.Equal(got, []int64{missed}) {
		t.Errorf("then alone: %v, want %d", got, missed)
	}
	if err := (settlement.Sink{Ledger: d}).Rollback(t.Context(), header(1, 1)); err != nil {
		t.Fatal(err)
	}
	if _, err := d.raw.Exec(t.Context(), "update intents set next_try = now()"); err != nil {
		t.Fatal(err)
	}
	if got := d.claim(t, true, 9); !slices.Contains(got, others) {
		t.Errorf("theirs was reorganized away: claimed %v, want %d among them", got, others)
	}
}

func TestTheBacklogCountsWhatIsNotSettled(t *testing.T) {
	t.Parallel()
	d := open(t)
	if b, err := d.Backlog(t.Context()); err != nil || b != (settlement.Backlog{}) {
		t.Errorf("%+v, %v", b, err)
	}
	id := d.funded(t, 1)
	first := value[int64](t, d, "select time from blocks order by number desc limit 1")
	d.intend(t, lifecycle.Intent{Pact: id, Action: lifecycle.ActFinalize})
	later := header(2, 1)
	d.apply(t, []rpc.Header{later})
	d.reserve(t, 0, d.release(t, 1))
	b, err := d.Backlog(t.Context())
	if want := (settlement.Backlog{Pending: 1, Sent: 1, Oldest: first}); err != nil || b != want || later.Time == first {
		t.Errorf("%+v, %v; want %+v", b, err, want)
	}
}
