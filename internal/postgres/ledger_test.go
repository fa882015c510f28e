package postgres_test

import (
	"errors"
	"reflect"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"

	"github.com/surety-dev/surety/internal/chain/follow"
	"github.com/surety-dev/surety/internal/chain/rpc"
	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/internal/settlement"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
)

func (d database) undo(t *testing.T, to uint64) []pact.ID {
	t.Helper()
	var ids []pact.ID
	err := d.Apply(t.Context(), func(tx settlement.LedgerTx) (err error) {
		if ids, err = tx.Undo(to); err != nil {
			return err
		}
		for _, id := range ids {
			if err := refold(tx, id); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return ids
}

func (d database) finalize(t *testing.T, number uint64) {
	t.Helper()
	if err := d.Apply(t.Context(), func(tx settlement.LedgerTx) error { return tx.Finalize(number) }); err != nil {
		t.Fatal(err)
	}
}

// life are the events of a whole pact in the blocks 5, 15, 39 and 40 of a fork.
func life(id pact.ID, fork byte) map[uint64]lifecycle.Event {
	terms := agreed(1).Terms
	half := terms.Held() / 2
	return map[uint64]lifecycle.Event{
		5:  event(escrow.Funded, id, header(5, fork), func(e *escrow.Event) { e.Terms = &terms }),
		15: event(escrow.Delivered, id, header(15, fork), func(e *escrow.Event) { e.Hash = common.Hash{0xd} }),
		39: event(escrow.Withheld, id, header(39, fork), func(e *escrow.Event) { e.ProviderHeld, e.BuyerHeld = half, terms.Held()-half }),
		40: event(escrow.Finalized, id, header(40, fork), func(e *escrow.Event) { e.ProviderAmount, e.BuyerAmount = half, terms.Held()-half }),
	}
}

func TestBlocksTakenBackTakeTheirEventsWithThem(t *testing.T) {
	t.Parallel()
	for _, depth := range []uint64{1, 5, 30, 40} {
		d := open(t)
		id := d.signed(t, 1)
		then := map[uint64]lifecycle.Record{0: d.record(t, id)}
		grow := func(from uint64, fork byte) {
			for n := from; n <= 40; n++ {
				block := header(n, fork)
				if n == from && fork > 1 {
					block.Parent = header(n-1, 1).Hash
				}
				var events []lifecycle.Event
				if e, ok := life(id, fork)[n]; ok {
					events = append(events, e)
				}
				d.apply(t, []rpc.Header{block}, events...)
				if r := d.record(t, id); fork == 1 {
					then[n] = r
				} else if diff := cmp.Diff(then[n], r); diff != "" {
					t.Errorf("%d blocks taken back; at block %d of the new fork (-old +new):\n%s", depth, n, diff)
				}
			}
		}
		grow(1, 1)
		for _, fork := range []byte{1, 2} { // the same blocks again, then the same events in others
			to := 40 - depth
			d.undo(t, to)
			if diff := cmp.Diff(then[to], d.record(t, id)); diff != "" {
				t.Errorf("%d blocks taken back (-then +now):\n%s", depth, diff)
			}
			head, _, ok, err := d.Cursor(t.Context())
			if want := header(to, 1); err != nil || ok != (to > 0) || ok && head != want {
				t.Errorf("%d blocks taken back; the cursor is at %+v (%v), want %+v (%v)", depth, head, ok, want, err)
			}
			grow(to+1, fork)
		}
		if r := d.record(t, id); r.State != lifecycle.Resolved {
			t.Errorf("it ends %s", r.State)
		}
		if n := value[int](t, d, "select count(*) from chain_events"); depth == 40 && n != 8 {
			t.Errorf("%d events are kept of 4 in each of two forks", n)
		}
	}
}

func TestUndoNamesThePactsItTouches(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.funded(t, 1)
	two, three := header(2, 1), header(3, 1)
	d.apply(t, []rpc.Header{two}, event(escrow.Delivered, id, two, nil))
	owed := event(escrow.Owed, pact.ID{}, three, func(e *escrow.Event) { e.Party, e.Amount = buyer, 5 }) // about nobody's pact
	d.apply(t, []rpc.Header{three}, owed)
	if ids := d.undo(t, 2); len(ids) != 0 {
		t.Errorf("block 3 touched %v", ids)
	}
	if ids := d.undo(t, 1); !slices.Equal(ids, []pact.ID{id}) {
		t.Errorf("block 2 touched %v", ids)
	}
}

func TestABlockThatDoesNotFollowIsRefused(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.apply(t, []rpc.Header{header(7, 1), header(8, 1)}) // the first may have any number
	for name, b := range map[string]rpc.Header{
		"the same again": header(8, 1), "one left out": header(10, 1), "another's child": header(9, 2), "an older one": header(7, 1),
	} {
		if err := d.append(t.Context(), []rpc.Header{b}); err == nil {
			t.Errorf("%s: taken", name)
		}
		head, _, _, err := d.Cursor(t.Context())
		if err != nil || head != header(8, 1) {
			t.Errorf("%s: the cursor moved to %+v (%v)", name, head, err)
		}
	}
	if err := d.append(t.Context(), []rpc.Header{header(9, 1), header(11, 1)}); err == nil {
		t.Error("two blocks with a gap: taken")
	}
	if _, ok, err := d.HashAt(t.Context(), 9); ok || err != nil {
		t.Errorf("the first of them is stored: %v", err)
	}
}

func TestTwoFollowersApplyABlockOnce(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.signed(t, 1)
	terms := agreed(1).Terms
	block := header(1, 1)
	errs := together(4, func(int) error {
		return d.append(t.Context(), []rpc.Header{block}, event(escrow.Funded, id, block, func(e *escrow.Event) { e.Terms = &terms }))
	})
	refused := slices.DeleteFunc(errs, func(err error) bool { return err == nil })
	if n := value[int](t, d, "select count(*) from journal where kind = 'Funded'"); len(refused) != 3 || n != 1 {
		t.Errorf("refused %d of 4, journalled %d times: %v", len(refused), n, errors.Join(refused...))
	}
}

func TestFinalityIsMarkedOnceAndForgetsOldBlocks(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.funded(t, 1)
	d.apply(t, []rpc.Header{header(2, 1), header(3, 1)})
	if r := d.record(t, id); r.Final {
		t.Error("final before the finalized block")
	}
	for range 2 {
		d.finalize(t, 2)
	}
	d.finalize(t, 1) // a lagging node
	if r := d.record(t, id); !r.Final {
		t.Error("not final")
	}
	if n := value[int](t, d, "select count(*) from journal where kind = 'final'"); n != 1 {
		t.Errorf("journalled %d times", n)
	}
	for number, want := range map[uint64]bool{1: false, 2: true, 3: true} {
		if _, ok, err := d.HashAt(t.Context(), number); ok != want || err != nil {
			t.Errorf("block %d is kept: %v, want %v (%v)", number, ok, want, err)
		}
	}
	if _, finalized, ok, err := d.Cursor(t.Context()); finalized != 2 || !ok || err != nil {
		t.Errorf("finalized %d, %v", finalized, err)
	}
	block := header(4, 1)
	d.apply(t, []rpc.Header{block}, event(escrow.Delivered, id, block, nil))
	if r := d.record(t, id); r.Final {
		t.Error("final with an event after the finalized block")
	}
	d.finalize(t, 9) // beyond what is applied: the newest block stays, as the cursor
	if head, _, ok, err := d.Cursor(t.Context()); !ok || head != header(4, 1) || err != nil {
		t.Errorf("the cursor is %+v, %v", head, err)
	}
}

// intend adds an intent and answers its id.
func (d database) intend(t *testing.T, i lifecycle.Intent) int64 {
	t.Helper()
	if i.Call == nil {
		i.Call = []byte{1}
	}
	d.do(t, func(tx lifecycle.Tx) error { return tx.AddIntent(i) })
	return value[int64](t, d, "select max(id) from intents")
}

func TestAFinalEndDropsWhatIsStillPending(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.funded(t, 1)
	other := d.signed(t, 2)
	late := d.intend(t, lifecycle.Intent{Pact: id, Action: lifecycle.ActVerdict})
	sent := d.intend(t, lifecycle.Intent{Pact: id, Action: lifecycle.ActDeliver})
	needed := d.intend(t, lifecycle.Intent{Pact: other, Action: lifecycle.ActFund})
	d.reserve(t, 0, sent)
	block := header(2, 1)
	d.apply(t, []rpc.Header{block}, event(escrow.Consented, id, block, func(e *escrow.Event) { e.ProviderAmount = agreed(1).Terms.Held() }))
	d.finalize(t, 1)
	for intent, want := range map[int64]string{late: "pending", sent: "sent", needed: "pending"} {
		if got := d.intentState(t, intent); got != want {
			t.Errorf("before the end is final, intent %d is %s, want %s", intent, got, want)
		}
	}
	d.finalize(t, 2)
	for intent, want := range map[int64]string{late: "dropped", sent: "sent", needed: "pending"} {
		if got := d.intentState(t, intent); got != want {
			t.Errorf("intent %d is %s, want %s", intent, got, want)
		}
	}
}

// The simulation's seed 49: a pact whose funding was reorganized away for good was to be finalized for ever.
func TestTheFinalizingOfAStateThatAReorganizationTookBackIsDropped(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.funded(t, 1)
	gone := d.intend(t, lifecycle.Intent{Pact: id, Action: lifecycle.ActFinalize, Epoch: 1})
	d.finalize(t, 0)
	if got := d.intentState(t, gone); got != "pending" {
		t.Errorf("while the state stands its finalizing is %s", got)
	}
	d.undo(t, 0)
	d.apply(t, []rpc.Header{header(1, 2)})
	d.finalize(t, 1)
	if got := d.intentState(t, gone); got != "dropped" {
		t.Errorf("the pact is %s again and its finalizing %s", d.record(t, id).State, got)
	}
}

func (d database) intentState(t *testing.T, id int64) string {
	t.Helper()
	return value[string](t, d, "select state::text from intents where id = $1", id)
}

func TestUnfundedPactsAreThoseWhoseTimeHasPassed(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.signed(t, 1)
	d.funded(t, 2)
	for now, want := range map[int64][]pact.ID{start + 3599: {}, start + 3600: {id}} {
		err := d.Apply(t.Context(), func(tx settlement.LedgerTx) error {
			got, err := tx.Unfunded(now)
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("at %d (-want +got):\n%s", now, diff)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

func TestAPactExpiredByALostBlockComesBack(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.signed(t, 1)
	sink := settlement.Sink{Ledger: d}
	head, _, _, err := d.Cursor(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	late := rpc.Header{Number: head.Number + 1, Hash: common.Hash{0xee}, Parent: head.Hash, Time: start + 3600}
	if err := sink.Append(t.Context(), []follow.Block{{Header: late}}); err != nil {
		t.Fatal(err)
	}
	if r, err := d.Pact(t.Context(), id); err != nil || r.State != lifecycle.Expired {
		t.Fatalf("is %s: %v", r.State, err)
	}
	if err := sink.Rollback(t.Context(), head); err != nil {
		t.Fatal(err)
	}
	if r, err := d.Pact(t.Context(), id); err != nil || r.State != lifecycle.Signed {
		t.Errorf("is %s: %v", r.State, err)
	}
}

func TestThePassedDeadlineOfALivePactIsDueOnce(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.funded(t, 1)
	d.signed(t, 2)
	due := func(before int64) []pact.ID {
		ids, err := d.DueToFinalize(t.Context(), before)
		if err != nil {
			t.Fatal(err)
		}
		return ids
	}
	deadline := d.record(t, id).Deadline()
	if ids := due(deadline - 1); len(ids) != 0 {
		t.Errorf("too early: %v", ids)
	}
	if ids := due(deadline); !slices.Equal(ids, []pact.ID{id}) {
		t.Errorf("due: %v", ids)
	}
	d.intend(t, lifecycle.Intent{Pact: id, Action: lifecycle.ActFinalize, Epoch: 1})
	if ids := due(deadline); len(ids) != 0 {
		t.Errorf("due though intended: %v", ids)
	}
	block := header(2, 1)
	held := agreed(1).Terms.Held()
	d.apply(t, []rpc.Header{block}, event(escrow.Withheld, id, block, func(e *escrow.Event) { e.ProviderHeld, e.BuyerHeld = 1, held-1 }))
	if ids := due(d.record(t, id).Deadline()); !slices.Equal(ids, []pact.ID{id}) {
		t.Errorf("the next state's deadline: %v", ids)
	}
}

func TestMoneyOfAPactIsStoredWithItsEvent(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.funded(t, 1)
	block := header(2, 1)
	belied := event(escrow.Released, id, block, func(e *escrow.Event) { e.ProviderAmount = usdc.Amount(1) })
	if err := d.append(t.Context(), []rpc.Header{block}, belied); !errors.As(err, new(*lifecycle.StateError)) {
		t.Errorf("got %v", err)
	}
	head, _, _, err := d.Cursor(t.Context())
	if n := value[int](t, d, "select count(*) from chain_events"); err != nil || head.Number != 1 || n != 1 {
		t.Errorf("the cursor is at block %d with %d events: %v", head.Number, n, err)
	}
}

func TestTheLedgerReadsOfAPactAllButItsCovenant(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.funded(t, 1)
	block := header(2, 1)
	held := agreed(1).Terms.Held()
	d.apply(t, []rpc.Header{block}, event(escrow.Withheld, id, block, func(e *escrow.Event) {
		e.ProviderAmount, e.BuyerAmount, e.ProviderHeld, e.BuyerHeld = 1000, 1, 1, held-1002
	}))
	_, err := d.raw.Exec(t.Context(), `update pacts set on_chain = true, quarantine = 'x', deliverable = id, evidence_root = id, buyer_evidence_root = id`)
	if err != nil {
		t.Fatal(err)
	}
	d.finalize(t, 2)
	want := d.record(t, id)
	for _, of := range []any{want, want.Money} {
		for value, i := reflect.ValueOf(of), 0; i < value.NumField(); i++ {
			if value.Field(i).IsZero() {
				t.Errorf("%s is empty: this test would not notice that the ledger leaves it out", value.Type().Field(i).Name)
			}
		}
	}
	want.Pact.Covenant = pact.Covenant{}
	err = d.Apply(t.Context(), func(tx settlement.LedgerTx) error {
		got, err := tx.Pact(id)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}
