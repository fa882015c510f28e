package verdict

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
)

var golden = Report{
	Schema: ReportSchema, Pact: pact.ID{1}, Policy: common.Hash{3},
	Evidence: []Submitted{{Party: ByProvider, Root: common.Hash{2}, Signature: []byte{4}}, {Party: ByBuyer, Root: common.Hash{5}, Signature: []byte{6}}},
	Draw:     &Draw{FixedBlock: 6, Block: 7, Seed: common.Hash{8}},
	Clauses: []ClauseResult{
		{
			ID: "calls", Metric: "tool_calls", Severity: "critical", Verification: "deterministic", Result: Held,
			Promised: `exactly: cancel({"order":"W1"})`, Measured: `cancel({"order":"W1"})`, WouldChange: "any call missing or added", RestsOn: ByProvider,
			Other: &Other{Result: Broken, Measured: "no call"},
		},
		{
			ID: "price", Metric: "output_text", Severity: "major", Verification: "deterministic", Result: Broken,
			Promised: `says "<1 €>"`, Measured: "not said", WouldChange: `"<1 €>" said`,
		},
		{ID: "tone", Metric: "rubric", Severity: "minor", Verification: "jury", Result: Unmeasured, Promised: "friendly", Reason: "no juror configured"},
	},
	Share: Share{Worst: 0, Best: 2500, Needed: 2000}, Outcome: Inconclusive, Held: 12_500_000, Engine: "surety-checks/1", EvaluatedAt: 1_790_000_000,
}

// The report's hash is signed and on the chain: this file may only change together with ReportSchema.
func TestReportEncodesAsItAlwaysDid(t *testing.T) {
	want, err := os.ReadFile(filepath.Join("testdata", "report.json"))
	if err != nil {
		t.Fatal(err)
	}
	if got := golden.Encode(); !bytes.Equal(got, want) {
		t.Errorf("encoding is now\n%s", got)
	}
	const hash = "0x26470a08b4b3524b5c96abd103a53c26598a9baa19a287fc6b539c33503e23fe"
	if got := golden.Hash().Hex(); got != hash {
		t.Errorf("hash is now %s", got)
	}
}

func TestAReportReadsBackAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := golden
		r.Clauses = nil
		for range rapid.IntRange(1, 4).Draw(t, "clauses") {
			r.Clauses = append(r.Clauses, ClauseResult{ID: rapid.String().Draw(t, "id"), Result: Held, Promised: rapid.String().Draw(t, "promised")})
		}
		r.Held = usdc.Amount(rapid.Int64Range(0, int64(usdc.Max)).Draw(t, "held"))
		r.ProviderAmount = r.Held
		got, err := ParseReport(r.Encode())
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(r, got); diff != "" || got.Hash() != r.Hash() {
			t.Fatal(diff)
		}
	})
}

func TestOnlyTheCanonicalSpellingIsAReport(t *testing.T) {
	encoded := string(golden.Encode())
	for name, spelling := range map[string]string{
		"nothing":           "",
		"no object":         "[]",
		"truncated":         encoded[:len(encoded)-1],
		"a line end":        encoded + "\n",
		"two reports":       encoded + encoded,
		"white space":       strings.Replace(encoded, ":", ": ", 1),
		"an escape":         strings.Replace(encoded, "tone", `t\u006fne`, 1),
		"a key twice":       strings.Replace(encoded, `{"clauses"`, `{"outcome":"pass","clauses"`, 1),
		"another case":      strings.Replace(encoded, `"outcome"`, `"Outcome"`, 1),
		"an unknown field":  strings.Replace(encoded, `{"clauses"`, `{"bonus":1,"clauses"`, 1),
		"an amount in full": strings.Replace(encoded, `"12.50"`, `"12.500000"`, 1),
		"another schema":    strings.Replace(encoded, ReportSchema, "surety.report.v2", 1),
		"not UTF-8":         strings.Replace(encoded, "tone", "t\xffne", 1),
	} {
		t.Run(name, func(t *testing.T) {
			if spelling == encoded {
				t.Fatal("this is the canonical spelling")
			}
			if _, err := ParseReport([]byte(spelling)); !errors.Is(err, ErrReport) {
				t.Errorf("got %v", err)
			}
		})
	}
}
