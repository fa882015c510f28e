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
		return &send.Mined{Hash: attempt(0, 0).Hash, Block: 12, BlockHash: common.Hash{12}, Succeeded: succeeded, GasUsed: 50_000}
	}
	id = d.signed(t, 1)
	intent := d.intend(t, lifecycle.Intent{Pact: id, Action: lifecycle.ActFund})
	tx := d.reserve(t, 0, intent)
	set := func(m *send.Mined) {
		t.Helper()
		if err := d.SetMined(t.Context(), tx.ID, m); err != nil {
			t.Fatal(err)
		}
	}
	is := func(want string, unmined, unfinal int) {
		t.Helper()
		rest, err := d.Unfinal(t.Context(), key)
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
	rest, err := d.Unfinal(t.Context(), key)
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
	if err := d.SetMined(t.Context(), tx.ID, m); err != nil {
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
		if err := d.SetMined(t.Context(), tx.ID, m); err != nil {
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
	if err := d.SetMined(t.Context(), tx.ID, m); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		now  common.Address
		want string
	}{{key, "sent"}, {common.Address{0x6}, "pending"}} {
		if err := d.Requeue(t.Context(), c.now); err != nil {
			t.Fatal(err)
		}
		if got := d.intentState(t, waiting); got != c.want {
			t.Errorf("with key %s: %s, want %s", c.now, got, c.want)
		}
		if got := d.intentState(t, mined); got != "mined" {
			t.Errorf("with key %s the mined one is %s", c.now, got)
		}
	}
}
