package postgres_test

import (
	"context"
	"encoding/binary"
	"errors"
	"math/big"
	"slices"
	"sync"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"

	"github.com/surety-dev/surety/internal/chain/rpc"
	"github.com/surety-dev/surety/internal/chain/send"
	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/internal/postgres"
	"github.com/surety-dev/surety/pkg/pact"
)

var (
	key  = common.Address{0x5}
	call = send.Call{To: common.Address{0x5e}, Data: []byte{1, 2, 3}, Gas: 100_000}
)

func attempt(nonce uint64, bump byte) send.Attempt {
	a := send.Attempt{Raw: []byte{2, byte(nonce), bump}, TipCap: big.NewInt(1), FeeCap: big.NewInt(int64(bump) + 1), SentAtBlock: 9}
	binary.BigEndian.PutUint64(a.Hash[:], nonce)
	a.Hash[31] = bump
	return a
}

func (d database) reserve(t *testing.T, floor uint64, refs ...int64) send.Transaction {
	t.Helper()
	tx, err := d.Reserve(t.Context(), key, floor, call, refs, func(nonce uint64) (send.Attempt, error) { return attempt(nonce, 0), nil })
	if err != nil {
		t.Fatal(err)
	}
	return tx
}

func (d database) unmined(t *testing.T) []send.Transaction {
	t.Helper()
	txs, err := d.Unmined(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	return txs
}

var compare = cmp.Comparer(func(a, b *big.Int) bool { return a.Cmp(b) == 0 })

func TestATransactionIsReadAsItWasReserved(t *testing.T) {
	t.Parallel()
	d := open(t)
	want := []send.Transaction{d.reserve(t, 0), d.reserve(t, 0)}
	bumped := attempt(0, 1)
	if err := d.AddAttempt(t.Context(), want[0].ID, bumped); err != nil {
		t.Fatal(err)
	}
	want[0].Attempts = append(want[0].Attempts, bumped)
	if diff := cmp.Diff(want, d.unmined(t), compare); diff != "" {
		t.Errorf("(-reserved +read):\n%s", diff)
	}
	if others, err := d.Unmined(t.Context(), common.Address{0x6}); err != nil || len(others) != 0 {
		t.Errorf("another key's: %v %v", others, err)
	}
}

func TestNoncesAreDenseHoweverManyTakeThem(t *testing.T) {
	t.Parallel()
	d := open(t)
	const n = 20
	var mu sync.Mutex
	var taken []uint64
	errs := together(n, func(i int) error {
		failed := errors.New("no signature")
		tx, err := d.Reserve(context.Background(), key, 0, call, nil, func(nonce uint64) (send.Attempt, error) {
			if i%4 == 0 {
				return send.Attempt{}, failed
			}
			return attempt(nonce, 0), nil
		})
		if i%4 == 0 {
			if !errors.Is(err, failed) {
				return errors.New("reserved without a signature")
			}
			return nil
		}
		mu.Lock()
		defer mu.Unlock()
		taken = append(taken, tx.Nonce)
		return err
	})
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
	slices.Sort(taken)
	for i, nonce := range taken {
		if nonce != uint64(i) {
			t.Fatalf("nonces %v", taken)
		}
	}
	if len(taken) != n-n/4 || len(d.unmined(t)) != len(taken) {
		t.Errorf("%d taken, %d stored", len(taken), len(d.unmined(t)))
	}
}

func TestANonceIsNotBelowTheNodes(t *testing.T) {
	t.Parallel()
	d := open(t)
	for i, c := range []struct{ floor, want uint64 }{{7, 7}, {0, 8}, {9, 9}, {9, 10}} {
		if tx := d.reserve(t, c.floor); tx.Nonce != c.want {
			t.Errorf("%d: nonce %d, want %d", i, tx.Nonce, c.want)
		}
	}
}

func TestReserveIsAllOrNothing(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.signed(t, 1)
	mine := d.intend(t, lifecycle.Intent{Pact: id, Action: lifecycle.ActFund})
	other := d.intend(t, lifecycle.Intent{Pact: id, Action: lifecycle.ActVerdict})
	d.reserve(t, 0, other)
	lines := value[int](t, d, "select count(*) from journal")
	for name, c := range map[string]struct {
		refs []int64
		sign func(uint64) (send.Attempt, error)
	}{
		"an intent that another settler has": {[]int64{mine, other}, func(n uint64) (send.Attempt, error) { return attempt(n, 0), nil }},
		"an intent that is not":              {[]int64{mine, 999}, func(n uint64) (send.Attempt, error) { return attempt(n, 0), nil }},
		"no signature":                       {[]int64{mine}, func(uint64) (send.Attempt, error) { return send.Attempt{}, errors.New("no key") }},
		"a hash that is stored":              {[]int64{mine}, func(uint64) (send.Attempt, error) { return attempt(0, 0), nil }},
	} {
		if _, err := d.Reserve(t.Context(), key, 0, call, c.refs, c.sign); err == nil {
			t.Errorf("%s: reserved", name)
		}
	}
	if got := d.intentState(t, mine); got != "pending" || len(d.unmined(t)) != 1 || value[int](t, d, "select count(*) from journal") != lines {
		t.Errorf("the intent is %s, %d transactions", got, len(d.unmined(t)))
	}
	if tx := d.reserve(t, 0, mine); tx.Nonce != 1 {
		t.Errorf("a nonce was lost: the next is %d", tx.Nonce)
	}
	if got := d.intentState(t, mine); got != "sent" {
		t.Errorf("the intent is %s", got)
	}
}

func TestAnIntentFollowsItsTransaction(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.apply(t, []rpc.Header{header(1, 1)})
	var id pact.ID
	mined := func(succeeded bool) *send.Mined {
		return &send.Mined{Hash: attempt(0, 0).Hash, Block: 12, BlockHash: common.Hash{12}, Succeeded: succeeded, GasUsed: 50_000, Fee: 7}
	}
	id = d.signed(t, 1)
	intent := d.intend(t, lifecycle.Intent{Pact: id, Action: lifecycle.ActFund})
	tx := d.reserve(t, 0, intent)
	set := func(m *send.Mined) {
		t.Helper()
		if err := d.SetMined(t.Context(), send.Outcome{ID: tx.ID, Mined: m}); err != nil {
			t.Fatal(err)
		}
	}
	is := func(want string, unmined, unfinal int) {
		t.Helper()
		rest, err := d.Unfinal(t.Context(), key, 0, 1000)
		if err != nil {
			t.Fatal(err)
		}
		if got := d.intentState(t, intent); got != want || len(d.unmined(t)) != unmined || len(rest) != unfinal {
			t.Errorf("it is %s, want %s; %d transactions unmined, want %d; %d unfinal, want %d", got, want, len(d.unmined(t)), unmined, len(rest), unfinal)
		}
	}
	is("sent", 1, 0)
	if err := d.SetFinal(t.Context(), tx.ID); err == nil {
		t.Error("final, and not mined")
	}
	is("sent", 1, 0)
	set(mined(true))
	is("mined", 0, 1)
	set(nil) // reorganized away
	is("sent", 1, 0)
	set(mined(true))
	rest, err := d.Unfinal(t.Context(), key, 0, 1000)
	if diff := cmp.Diff(mined(true), rest[0].Mined); err != nil || diff != "" {
		t.Errorf("%v (-set +read):\n%s", err, diff)
	}
	if err := d.SetFinal(t.Context(), tx.ID); err != nil {
		t.Fatal(err)
	}
	is("final", 0, 0)
}

func TestTheIntentsOfARevertedTransactionAreTriedAgain(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.signed(t, 1)
	one := d.intend(t, lifecycle.Intent{Pact: id, Action: lifecycle.ActFinalize})
	two := d.intend(t, lifecycle.Intent{Pact: id, Action: lifecycle.ActVerdict})
	tx := d.reserve(t, 0, one, two)
	if _, err := d.raw.Exec(t.Context(), "update intents set tries = 2000"); err != nil {
		t.Fatal(err)
	}
	m := &send.Mined{Hash: tx.Attempts[0].Hash, Block: 12, BlockHash: common.Hash{12}, GasUsed: 50_000}
	if err := d.SetMined(t.Context(), send.Outcome{ID: tx.ID, Mined: m}); err != nil {
		t.Fatal(err)
	}
	for _, intent := range []int64{one, two} {
		if got := d.intentState(t, intent); got != "pending" {
			t.Errorf("it is %s", got)
		}
	}
	if n := value[int](t, d, "select count(*) from journal where kind = 'failed' and transaction = $1", m.Hash[:]); n != 2 {
		t.Errorf("%d lines say why", n)
	}
	if again := d.reserve(t, 0, one, two); again.Nonce != 1 {
		t.Errorf("nonce %d", again.Nonce)
	}
}

func TestACallThatAPartySignedIsNotPaidForWithoutEnd(t *testing.T) {
	t.Parallel()
	d := open(t)
	intent := d.intend(t, lifecycle.Intent{Pact: d.signed(t, 1), Action: lifecycle.ActDeliver})
	for try := range 11 {
		if got := d.intentState(t, intent); got != "pending" {
			t.Fatalf("%s after %d tries", got, try)
		}
		tx := d.reserve(t, 0, intent)
		m := &send.Mined{Hash: tx.Attempts[0].Hash, Block: 12, BlockHash: common.Hash{12}, GasUsed: 50_000}
		if err := d.SetMined(t.Context(), send.Outcome{ID: tx.ID, Mined: m}); err != nil {
			t.Fatal(err)
		}
	}
	if got := d.intentState(t, intent); got != "dead" {
		t.Errorf("it is %s", got)
	}
}

func TestTheIntentsOfAReplacedKeyGoBackToTheQueue(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.signed(t, 1)
	mined := d.intend(t, lifecycle.Intent{Pact: id, Action: lifecycle.ActFund})
	waiting := d.intend(t, lifecycle.Intent{Pact: id, Action: lifecycle.ActVerdict})
	tx := d.reserve(t, 0, mined)
	d.reserve(t, 0, waiting)
	m := &send.Mined{Hash: tx.Attempts[0].Hash, Block: 12, BlockHash: common.Hash{12}, Succeeded: true, GasUsed: 50_000}
	if err := d.SetMined(t.Context(), send.Outcome{ID: tx.ID, Mined: m}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		held string // ago: the key's lease expired
		now  []common.Address
		want string
	}{
		{"-1 second", []common.Address{{0x6}}, "sent"},   // another process has the key
		{"5 seconds", []common.Address{{0x6}}, "sent"},   // it may be starting again
		{"1 hour", []common.Address{{0x6}, key}, "sent"}, // it is ours
		{"1 hour", []common.Address{{0x6}}, "pending"},
	} {
		_, err := d.raw.Exec(t.Context(), `insert into leases values ($1, 1, '', now() - $2::text::interval) on conflict (name) do update set expires = excluded.expires`,
			send.LeaseName(key), c.held)
		if err != nil {
			t.Fatal(err)
		}
		if err := d.Disown(t.Context(), c.now); err != nil {
			t.Fatal(err)
		}
		if got := d.intentState(t, waiting); got != c.want {
			t.Errorf("with %v, held until %s ago: %s, want %s", c.now, c.held, got, c.want)
		}
		if got := d.intentState(t, mined); got != "mined" {
			t.Errorf("the mined one is %s", got)
		}
	}
}

func TestWhatATransactionWasForIsFreed(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.signed(t, 1)
	one := d.intend(t, lifecycle.Intent{Pact: id, Action: lifecycle.ActFund})
	two := d.intend(t, lifecycle.Intent{Pact: id, Action: lifecycle.ActVerdict})
	first, second := d.reserve(t, 0, one), d.reserve(t, 0, two)
	if err := d.Free(t.Context(), first.ID, "lost", nil); err != nil {
		t.Fatal(err)
	}
	instead := attempt(1, 9)
	if err := d.Free(t.Context(), second.ID, "refused", &instead); err != nil {
		t.Fatal(err)
	}
	if a, b := d.intentState(t, one), d.intentState(t, two); a != "pending" || b != "pending" {
		t.Errorf("the intents are %s and %s", a, b)
	}
	if early := value[bool](t, d, "select next_try <= now() from intents where id = $1", two); early {
		t.Error("what no node takes is tried again at once")
	}
	if n := value[int](t, d, "select count(*) from journal where kind = 'failed'"); n != 2 {
		t.Errorf("%d lines say why", n)
	}
	want := []send.Transaction{{ID: second.ID, Key: key, Nonce: 1, Call: send.Call{To: key, Data: []byte{}, Gas: send.EmptyGas}, Attempts: []send.Attempt{attempt(1, 0), instead}}}
	if diff := cmp.Diff(want, d.unmined(t), compare); diff != "" {
		t.Errorf("in flight (-want +got):\n%s", diff)
	}
	if tx := d.reserve(t, 0, one, two); tx.Nonce != 2 {
		t.Errorf("nonce %d", tx.Nonce)
	}
}

func TestOnlyAMissingNonceIsFilled(t *testing.T) {
	t.Parallel()
	d := open(t)
	tx := d.reserve(t, 5)
	lost := d.reserve(t, 0)
	if err := d.Free(t.Context(), lost.ID, "lost", nil); err != nil {
		t.Fatal(err)
	}
	empty := send.Call{To: key, Gas: send.EmptyGas}
	for _, c := range []struct {
		nonce uint64
		want  bool
	}{{4, true}, {4, false}, {tx.Nonce, false}, {lost.Nonce, true}, {lost.Nonce, false}} {
		filled, ok, err := d.Fill(t.Context(), key, c.nonce, empty, func() (send.Attempt, error) { return attempt(c.nonce, 3), nil })
		if err != nil || ok != c.want || ok && filled.Nonce != c.nonce {
			t.Errorf("nonce %d: %v %t %v, want %t", c.nonce, filled, ok, err, c.want)
		}
	}
	if _, _, err := d.Fill(t.Context(), key, 3, empty, func() (send.Attempt, error) { return send.Attempt{}, errors.New("no key") }); err == nil {
		t.Error("filled without a signature")
	}
	var nonces []uint64
	for _, tx := range d.unmined(t) {
		nonces = append(nonces, tx.Nonce)
	}
	if !slices.Equal(nonces, []uint64{4, 5, 6}) {
		t.Errorf("in flight: %v", nonces)
	}
}

func TestAStoppedKeyStaysSoUntilItIsResumed(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.signed(t, 1)
	one := d.intend(t, lifecycle.Intent{Pact: id, Action: lifecycle.ActFund})
	two := d.intend(t, lifecycle.Intent{Pact: id, Action: lifecycle.ActVerdict})
	spent := d.reserve(t, 0, one)
	d.reserve(t, 0, two)
	if err := d.Stop(t.Context(), spent.ID, "spent"); err != nil {
		t.Fatal(err)
	}
	if a, b := d.intentState(t, one), d.intentState(t, two); a != "pending" || b != "pending" {
		t.Errorf("the intents are %s and %s", a, b)
	}
	if txs := d.unmined(t); len(txs) != 1 || txs[0].Nonce != 1 {
		t.Errorf("in flight: %+v", txs)
	}
	is := func(want string) {
		t.Helper()
		why, err := d.Stopped(t.Context(), key)
		keys, err2 := d.RelayerKeys(t.Context())
		if err := errors.Join(err, err2); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]postgres.RelayerKey{{Address: key, NextNonce: 2, InFlight: 1, Stopped: want}}, keys); why != want || diff != "" {
			t.Errorf("stopped %q, want %q; (-want +got):\n%s", why, want, diff)
		}
	}
	is("spent")
	for _, want := range []bool{true, false} {
		if was, err := d.ResumeKey(t.Context(), key); err != nil || was != want {
			t.Errorf("resumed: %t %v, want %t", was, err, want)
		}
		is("")
	}
	if why, err := d.Stopped(t.Context(), common.Address{0x77}); why != "" || err != nil {
		t.Errorf("a key never seen: %q %v", why, err)
	}
}
