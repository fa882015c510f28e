package pact

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/surety-dev/surety/pkg/usdc"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestSummarySaysWhatSigningMeans(t *testing.T) {
	withoutArbiter := sample()
	withoutArbiter.Terms.Gate.ChallengeWindow, withoutArbiter.Terms.Gate.FeeBps, withoutArbiter.Terms.Gate.FeeTo = 0, 0, common.Address{}
	d := &withoutArbiter.Terms.Deal
	d.Arbiter, d.DisputeWindow, d.ArbitrationWindow, d.Upfront = common.Address{}, 0, 0, 0

	for name, p := range map[string]Pact{"arbiter": sample(), "no-arbiter": withoutArbiter} {
		if err := p.ValidateAt(now); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join("testdata", "summary-"+name+".golden")
		if *update {
			if err := os.WriteFile(path, []byte(p.Summary()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatalf("%v; run go test -update", err)
		}
		if diff := cmp.Diff(string(want), p.Summary()); diff != "" {
			t.Errorf("%s differs (-want +got):\n%s", path, diff)
		}
	}
}

func TestAPartysTextCannotPassForALineOfTheSummary(t *testing.T) {
	p := sample()
	const forged = "     window: 1 hour"
	p.Covenant.Clauses[0].Value = "1\n" + forged
	p.Covenant.Clauses[0].Description = "1\n" + forged
	for line := range strings.Lines(p.Summary()) {
		if strings.HasPrefix(line, forged) {
			t.Errorf("forged line: %q", line)
		}
	}
}

func TestAVerdictPaysAtOnceUnlessItsWindowIsOpen(t *testing.T) {
	for _, c := range []struct {
		challenge, dispute uint32
		atOnce             []string
	}{
		{0, 0, []string{"The verdict is pass", "The verdict is fail"}},
		{1, 0, []string{"The verdict is fail"}},
		{0, 1, []string{"The verdict is pass"}},
		{1, 1, nil},
	} {
		terms := sample().Terms
		terms.Gate.ChallengeWindow, terms.Deal.DisputeWindow = c.challenge, c.dispute
		var atOnce []string
		for _, o := range terms.Outcomes() {
			if o.When == "at once" {
				atOnce = append(atOnce, o.Case)
			}
		}
		if diff := cmp.Diff(c.atOnce, atOnce); diff != "" {
			t.Errorf("challenge window %d, dispute window %d (-want +got):\n%s", c.challenge, c.dispute, diff)
		}
	}
}

func TestTheSilenceShareIsTheProviders(t *testing.T) {
	terms := sample().Terms
	terms.Deal.SilenceBps = 10_000
	for _, o := range terms.Outcomes() {
		if strings.Contains(o.Case, "though the provider delivered") && o.Buyer != 0 {
			t.Errorf("%s: the buyer receives %s", o.Case, o.Buyer)
		}
	}
}

func TestEveryOutcomePaysExactlyWhatIsHeld(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := sample()
		g, d := &p.Terms.Gate, &p.Terms.Deal
		d.Amount = usdc.Amount(rapid.Int64Min(1).Draw(t, "amount"))
		d.Upfront = usdc.Amount(rapid.Int64Range(0, int64(d.Amount)-1).Draw(t, "upfront"))
		d.SilenceBps = rapid.Uint16Max(10_000).Draw(t, "silence bps")
		g.FeeBps = rapid.Uint16Range(1, 10_000).Draw(t, "fee bps")
		window := rapid.Uint32Max(2)
		g.ChallengeWindow, d.DisputeWindow = window.Draw(t, "challenge window"), window.Draw(t, "dispute window")
		if err := p.ValidateAt(now); err != nil {
			t.Fatal(err)
		}
		for i, o := range p.Terms.Outcomes() {
			paid := o.Provider + o.Buyer + o.Fee
			if unfunded := i == 0; unfunded && paid != 0 || !unfunded && paid != p.Terms.Held() {
				t.Fatalf("%s: %s of %s", o.Case, paid, p.Terms.Held())
			}
			if o.Provider < 0 || o.Buyer < 0 || o.Fee != (o.Provider+o.Fee).Share(g.FeeBps) {
				t.Fatalf("%s: provider %s, buyer %s, fee %s", o.Case, o.Provider, o.Buyer, o.Fee)
			}
		}
	})
}
