package app_test

import (
	"bytes"
	"context"
	"math/big"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/internal/app"
	"github.com/surety-dev/surety/internal/chain/send"
	"github.com/surety-dev/surety/internal/devnet"
	"github.com/surety-dev/surety/internal/postgres"
)

func TestTheOperatorSeesAStoppedKeyAndResumesIt(t *testing.T) {
	t.Parallel()
	database := app.Database{URL: devnet.TestDatabase(t, func(ctx context.Context, url string) error {
		_, err := postgres.Migrate(ctx, url)
		return err
	})}
	db, err := postgres.Open(t.Context(), database.URL)
	check(t, err)
	t.Cleanup(db.Close)
	key := common.Address{0x5}
	list := func() string {
		t.Helper()
		var out bytes.Buffer
		check(t, app.ListRelayers(t.Context(), database, &out))
		return out.String()
	}
	if got := list(); got != "No key has sent anything yet.\n" {
		t.Errorf("listed %q", got)
	}
	lease, _, err := db.Acquire(t.Context(), send.LeaseName(key), 1e12)
	check(t, err)
	tx, err := db.Under(lease).Reserve(t.Context(), key, 4, send.Call{To: common.Address{1}, Data: []byte{1}}, nil, func(uint64) (send.Attempt, error) {
		return send.Attempt{Hash: common.Hash{1}, Raw: []byte{1}, TipCap: big.NewInt(1), FeeCap: big.NewInt(1)}, nil
	})
	check(t, err)
	if got := list(); !strings.Contains(got, key.Hex()) || !strings.Contains(got, "process ") || strings.Contains(got, "spent") {
		t.Errorf("listed %q", got)
	}
	check(t, db.Stop(t.Context(), tx.ID, "nonce 4 was spent"))
	if got := list(); !strings.Contains(got, "nonce 4 was spent") {
		t.Errorf("listed %q", got)
	}
	var out bytes.Buffer
	check(t, app.ResumeRelayer(t.Context(), database, key, &out))
	if got := list(); strings.Contains(got, "spent") || !strings.Contains(out.String(), "signs again") {
		t.Errorf("listed %q after %q", got, out.String())
	}
	if err := app.ResumeRelayer(t.Context(), database, key, &out); err == nil || !strings.Contains(err.Error(), "suretyd relayer list") {
		t.Errorf("resumed again: %v", err)
	}
}
