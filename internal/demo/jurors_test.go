package demo

import (
	"bytes"
	"fmt"
	"log/slog"
	"maps"
	"strings"
	"testing"

	"github.com/surety-dev/surety/internal/devnet"
	"github.com/surety-dev/surety/internal/evaluation/jury/jurortest"
	"github.com/surety-dev/surety/pkg/usdc"
)

func TestAJuryOfModelsIsFollowedWhateverItSays(t *testing.T) {
	const pass, fail = `{"reason":"as promised","pass":true,"score":1}`, `{"reason":"not as promised","pass":false,"score":0}`
	endpoint := jurortest.Serve(t, map[string]jurortest.Behaviour{
		"kind": jurortest.Says(pass), "strict": jurortest.Says(fail), "alias": jurortest.Replies(jurortest.Reply{Texts: []string{pass}, Model: "alias-2026-01-01"}),
	})
	jurors := func(model string) string {
		return fmt.Sprintf("a=%[1]s@%[2]s,b=%[1]s@%[2]s,c=%[1]s@%[2]s", model, endpoint.URL)
	}
	t.Setenv("SURETY_JURORS", jurors("kind"))
	var shown bytes.Buffer
	n := &narrator{w: &shown, log: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))}
	var err error
	if n.s, err = Start(t.Context(), Ground{}, n.say); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		n.stopService()
		if err := n.s.Close(); err != nil {
			t.Error(err)
		}
	})
	n.prepare(t.Context())
	released := map[devnet.Account]usdc.Amount{devnet.Buyer: -100 * usd, devnet.Provider: 99 * usd, devnet.Collector: usd}
	for _, tt := range []struct {
		model, says string
		moved       map[devnet.Account]usdc.Amount
	}{
		{"kind", "sorry: held; ", released},
		{"strict", "sorry: broken; 0 kept", nil},
		{"alias", `no vote: answered by "alias-2026-01-01", asked was "alias": name in the policy the model as its endpoint does`, map[devnet.Account]usdc.Amount{devnet.Buyer: -60 * usd, devnet.Provider: 59_400_000, devnet.Collector: 600_000}},
	} {
		shown.Reset()
		before, _, err := n.s.Balances(t.Context(), everybody)
		if err != nil {
			t.Fatal(err)
		}
		n.s.Config.Jurors = strings.Split(jurors(tt.model), ",")
		moved := maps.Clone(released)
		n.jurors(t.Context(), moved)
		if n.err != nil {
			t.Fatalf("%s: %v\n%s", tt.model, n.err, &shown)
		}
		if _, _, _, err := n.came(t.Context(), before, moved); err != nil || !maps.Equal(moved, tt.moved) {
			t.Errorf("%s: it moved %v, want %v: %v", tt.model, moved, tt.moved, err)
		}
		if !strings.Contains(shown.String(), tt.says) {
			t.Errorf("%s: it does not show %q\n%s", tt.model, tt.says, &shown)
		}
	}
}
