package postgres_test

import (
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
)

func TestAChallengeIsTakenOnce(t *testing.T) {
	t.Parallel()
	d := open(t)
	if err := d.AddChallenge(t.Context(), "nonce", time.Hour); err != nil {
		t.Fatal(err)
	}
	if ok, err := d.TakeChallenge(t.Context(), "another"); ok || err != nil {
		t.Errorf("one that was not given out: %v %v", ok, err)
	}
	var taken atomic.Int32
	errs := together(8, func(int) error {
		ok, err := d.TakeChallenge(t.Context(), "nonce")
		if ok {
			taken.Add(1)
		}
		return err
	})
	if err := errors.Join(errs...); err != nil || taken.Load() != 1 {
		t.Errorf("taken %d times, %v", taken.Load(), err)
	}
}

func TestAChallengeAndASessionEnd(t *testing.T) {
	t.Parallel()
	d := open(t)
	gone, good := [32]byte{1}, [32]byte{2}
	if err := errors.Join(
		d.AddChallenge(t.Context(), "gone", -time.Second),
		d.AddSession(t.Context(), gone, buyer, -time.Second),
	); err != nil {
		t.Fatal(err)
	}
	if ok, err := d.TakeChallenge(t.Context(), "gone"); ok || err != nil {
		t.Errorf("a challenge that is over: %v %v", ok, err)
	}
	if account, err := d.SessionAccount(t.Context(), gone); account != (common.Address{}) || err != nil {
		t.Errorf("a session that is over is %s's, %v", account, err)
	}
	if err := errors.Join(
		d.AddChallenge(t.Context(), "good", time.Hour),
		d.AddSession(t.Context(), good, buyer, time.Hour),
	); err != nil {
		t.Fatal(err)
	}
	if account, err := d.SessionAccount(t.Context(), good); account != buyer || err != nil {
		t.Errorf("the session is %s's, %v", account, err)
	}
	if account, err := d.SessionAccount(t.Context(), [32]byte{3}); account != (common.Address{}) || err != nil {
		t.Errorf("an unknown session is %s's, %v", account, err)
	}
	if n := value[int](t, d, "select (select count(*) from challenges) + (select count(*) from sessions)"); n != 2 {
		t.Errorf("%d are kept, of 2 that are good", n)
	}
}
