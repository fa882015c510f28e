package app_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/internal/app"
	"github.com/surety-dev/surety/internal/chain/chaintest"
	"github.com/surety-dev/surety/internal/devnet"
	"github.com/surety-dev/surety/pkg/pact"
	pb "github.com/surety-dev/surety/pkg/suretypb"
)

// desk is the operator's, and what it has shown last.
type desk struct {
	app.Desk
	shown bytes.Buffer
}

func (s *scene) desk(output string) *desk {
	d := &desk{}
	d.Desk = app.Desk{Database: s.Config.Database, Output: output, Out: &d.shown}
	return d
}

// says checks that the operator is shown these words, and forgets them.
func (d *desk) says(t *testing.T, err error, words ...string) {
	t.Helper()
	check(t, err)
	for _, word := range words {
		if !strings.Contains(d.shown.String(), word) {
			t.Errorf("the operator is not told %q but\n%s", word, &d.shown)
		}
	}
	d.shown.Reset()
}

func TestAPausedServiceSendsNothingAndLosesNothing(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	s.serve(nil)
	p := s.agree()
	d := s.desk("text")
	d.says(t, d.SetPaused(t.Context(), true), "Paused", "suretyd settlement resume")
	p.fund()
	chaintest.Mine(t, s.Chain, 3)
	d.says(t, d.List(t.Context(), nil), "fund", "pending", p.id.Short(), "1 pending, 0 sent, 0 dead", "PAUSED")
	var id int64
	check(t, s.db.QueryRow(t.Context(), "select id from intents").Scan(&id))
	d.says(t, d.Show(t.Context(), fmt.Sprint(id)), "fund, pending", "0.00 USDC held", "suretyd settlement resume")
	if n := len(p.events()); n != 0 {
		t.Errorf("%d events of the pact while the service is paused", n)
	}
	d.says(t, d.SetPaused(t.Context(), false), "Resumed")
	p.until(pb.PactState_PACT_STATE_FUNDED)
	d.says(t, d.Show(t.Context(), p.id.Hex()[:10]), "nonce 0 of "+devnet.Relayer.Address().Hex(), "100.00 USDC held")
	if err := d.Show(t.Context(), "0xzz"); err == nil || !strings.Contains(err.Error(), "suretyd settlement list") {
		t.Errorf("a name that is none: %v", err)
	}
	if err := d.Show(t.Context(), "999999"); err == nil {
		t.Error("an intent that is none is shown")
	}
}

func TestAnIntentThatCannotBeCarriedDiesAndTheOperatorRevivesIt(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	alarms := s.alarms()
	s.serve(nil)
	p := s.agree()
	p.fund()
	p.until(pb.PactState_PACT_STATE_FUNDED)
	d := s.desk("text")
	d.says(t, d.SetPaused(t.Context(), true))
	// What a provider signed, and the escrow refuses: as when the pact was changed by somebody else's transaction meanwhile.
	delivery := pact.Delivery{Pact: p.id, Deliverable: common.Hash{1}}
	_, err := p.provider.Deliver(t.Context(), delivery, p.sign(devnet.Provider, delivery))
	check(t, err)
	var id int64
	check(t, s.db.QueryRow(t.Context(), "select id from intents where action = 'deliver'").Scan(&id))
	var call []byte
	check(t, s.db.QueryRow(t.Context(), "select call from intents where id = $1", id).Scan(&call))
	broken := bytes.Clone(call)
	broken[len(broken)-40] ^= 1 // in the signature
	_, err = s.db.Exec(t.Context(), "update intents set call = $1, tries = 9 where id = $2", broken, id)
	check(t, err)
	d.says(t, d.SetPaused(t.Context(), false))
	eventually(t, func() error { return s.intent(id, "dead") })
	alarms.wait(t, "ALARM: an intent fails again and again", fmt.Sprintf("suretyd settlement retry %d", id))
	d.says(t, d.List(t.Context(), []string{"dead"}), fmt.Sprint(id), "deliver", "the signature is not", "1 dead", "suretyd settlement show")
	j := s.desk("json")
	check(t, j.List(t.Context(), nil))
	var found struct {
		Dead    int
		Intents []struct {
			Intent int64
			State  string
			PactID pact.ID `json:"pact_id"`
			Next   string
		}
	}
	check(t, json.Unmarshal(j.shown.Bytes(), &found))
	if found.Dead != 1 || len(found.Intents) != 1 || found.Intents[0].Intent != id || found.Intents[0].PactID != p.id || found.Intents[0].Next == "" {
		t.Errorf("in JSON: %s", &j.shown)
	}
	if err := d.Retry(t.Context(), []int64{id, 999_999}); err == nil {
		t.Error("an intent that is none was retried")
	}
	_, err = s.db.Exec(t.Context(), "update intents set call = $1 where id = $2", call, id) // the cause is gone
	check(t, err)
	d.says(t, d.Retry(t.Context(), []int64{id}), "1 intents are pending again")
	p.until(pb.PactState_PACT_STATE_DELIVERED)
}

func (s *scene) intent(id int64, want string) error {
	var state string
	err := s.db.QueryRow(s.t.Context(), "select state::text from intents where id = $1", id).Scan(&state)
	if err == nil && state != want {
		err = fmt.Errorf("intent %d is %s, want %s", id, state, want)
	}
	return err
}

func TestTheOperatorComparesLedgerAndChain(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	s.serve(nil)
	s.agree().released()
	live := s.agree()
	live.fund()
	live.until(pb.PactState_PACT_STATE_FUNDED)
	chaintest.Mine(t, s.Chain, devnet.FinalizedDepth+1)
	eventually(t, func() error {
		var final int
		err := s.db.QueryRow(t.Context(), "select count(*) from pacts, follower where state_block between 1 and finalized").Scan(&final)
		if err == nil && final != 2 {
			err = fmt.Errorf("%d pacts are final", final)
		}
		return err
	})
	d := s.desk("text")
	d.says(t, d.Reconcile(t.Context(), s.Config.Contract, slog.New(slog.DiscardHandler)), "2 pacts compared", "100.00 USDC held and 0.00 owed by the ledger, 100.00 in the escrow")
	_, err := s.db.Exec(t.Context(), "update pacts set held = held - 1, provider_paid = provider_paid + 1 where id = $1", live.id[:])
	check(t, err)
	err = d.Reconcile(t.Context(), s.Config.Contract, slog.New(slog.DiscardHandler))
	if err == nil || !strings.Contains(d.shown.String(), live.id.Short()+": funded, 99.999999 USDC held") {
		t.Errorf("a base unit that is missing: %v\n%s", err, &d.shown)
	}
}
