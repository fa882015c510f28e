package pact

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
)

// sample is a valid pact with everything in use; now is a time at which it can still be signed.
const now = 1_795_000_000

func sample() Pact {
	p := Pact{
		Terms: Terms{
			Gate: Gate{
				Evaluator:       common.HexToAddress("0xe000000000000000000000000000000000000001"),
				EvaluateBy:      now + 14*24*60*60,
				ChallengeWindow: 2 * 24 * 60 * 60,
				FeeBps:          250,
				FeeTo:           common.HexToAddress("0xfee0000000000000000000000000000000000002"),
			},
			Deal: Deal{
				Buyer:             common.HexToAddress("0xb000000000000000000000000000000000000003"),
				Provider:          common.HexToAddress("0xa000000000000000000000000000000000000004"),
				Arbiter:           common.HexToAddress("0xc000000000000000000000000000000000000005"),
				Amount:            100_000_001,
				Upfront:           10_000_000,
				FundBy:            now + 24*60*60,
				DisputeWindow:     3*24*60*60 + 60*60,
				ArbitrationWindow: 7 * 24 * 60 * 60,
				SilenceBps:        4_000,
				Salt:              common.HexToHash("0x5a17"),
			},
		},
		Covenant: Covenant{
			Title: "Answers billing questions",
			Clauses: []Clause{
				{
					ID: "latency-p95", Metric: "latency_p95", Operator: "lte", Value: "800", Unit: "ms",
					Severity: "major", Verification: "deterministic", Window: "all",
					Description: "95 of 100 answers arrive within 800 ms.",
				},
				{
					ID: "no-card-numbers", Metric: "personal_data", Operator: "excludes", Value: "card_number",
					Severity: "critical", Verification: "heuristic",
				},
				{
					ID: "polite", Metric: "rubric", Operator: "gte", Value: "Is the tone polite?\nIs the answer about billing?",
					Severity: "minor", Verification: "jury", Description: "A jury reads the transcript.\nPact 0x00 pays nothing.",
				},
			},
			PassBps: 8_000,
			Policy:  common.HexToHash("0x9011c7"),
			Models:  []string{"openai/gpt-5", "claude-sonnet-4-5"},
		},
	}
	p.Terms.Deal.Covenant = p.Covenant.Hash()
	return p
}

func TestHeldIsTheAmountLessTheUpfrontShare(t *testing.T) {
	if got := sample().Terms.Held(); got != 90_000_001 {
		t.Errorf("held %s", got)
	}
}

func TestIDIsWrittenAndReadInOneForm(t *testing.T) {
	const hex = "0x1234ab00000000000000000000000000000000000000000000000000000bcdef"
	id, err := ParseID(hex)
	if err != nil {
		t.Fatal(err)
	}
	if id.Hex() != hex || id.String() != hex {
		t.Errorf("%s is written %s", hex, id)
	}
	if id.Short() != "0x1234ab…cdef" {
		t.Errorf("its short form is %s", id.Short())
	}
	var back ID
	text, _ := id.MarshalText()
	if err := back.UnmarshalText(text); err != nil || back != id {
		t.Errorf("read back %s, %v", back, err)
	}
	for _, bad := range []string{"", "0x", hex[2:], hex + "0", hex[:65], "0X" + hex[2:], "0x" + strings.Repeat("g", 64)} {
		if got, err := ParseID(bad); got != (ID{}) || !errors.Is(err, ErrID) {
			t.Errorf("ParseID(%q) = %s, %v", bad, got, err)
		}
	}
}

func TestAValidPactIsAccepted(t *testing.T) {
	if err := sample().ValidateAt(now); err != nil {
		t.Error(err)
	}
	plain := sample() // the smallest: no fee, upfront, arbiter or window
	plain.Terms.Gate.FeeBps, plain.Terms.Gate.FeeTo, plain.Terms.Gate.ChallengeWindow = 0, common.Address{}, 0
	d := &plain.Terms.Deal
	d.Upfront, d.Arbiter, d.DisputeWindow, d.ArbitrationWindow = 0, common.Address{}, 0, 0
	if err := plain.ValidateAt(now); err != nil {
		t.Error(err)
	}
}

func TestValidateNamesTheFieldThatBreaksARule(t *testing.T) {
	for _, c := range []struct {
		field  string
		broken func(*Gate, *Deal, *Covenant)
	}{
		{"terms.gate.evaluator", func(g *Gate, _ *Deal, _ *Covenant) { g.Evaluator = common.Address{} }},
		{"terms.gate.evaluator", func(g *Gate, d *Deal, _ *Covenant) { g.Evaluator = d.Buyer }},
		{"terms.gate.evaluator", func(g *Gate, d *Deal, _ *Covenant) { g.Evaluator = d.Provider }},
		{"terms.gate.evaluate_by", func(g *Gate, _ *Deal, _ *Covenant) { g.EvaluateBy = 1 << 40 }},
		{"terms.gate.challenge_window", func(g *Gate, _ *Deal, _ *Covenant) { g.ChallengeWindow = MaxWindow + 1 }},
		{"terms.gate.fee_bps", func(g *Gate, _ *Deal, _ *Covenant) { g.FeeBps = 10_001 }},
		{"terms.gate.fee_to", func(g *Gate, _ *Deal, _ *Covenant) { g.FeeBps = 0 }},
		{"terms.gate.fee_to", func(g *Gate, _ *Deal, _ *Covenant) { g.FeeTo = common.Address{} }},
		{"terms.deal.buyer", func(_ *Gate, d *Deal, _ *Covenant) { d.Buyer = common.Address{} }},
		{"terms.deal.provider", func(_ *Gate, d *Deal, _ *Covenant) { d.Provider = common.Address{} }},
		{"terms.deal.provider", func(_ *Gate, d *Deal, _ *Covenant) { d.Provider = d.Buyer }},
		{"terms.deal.arbiter", func(_ *Gate, d *Deal, _ *Covenant) { d.Arbiter = d.Buyer }},
		{"terms.deal.arbiter", func(_ *Gate, d *Deal, _ *Covenant) { d.Arbiter = d.Provider }},
		{"terms.deal.amount", func(_ *Gate, d *Deal, _ *Covenant) { d.Amount, d.Upfront = -1, -2 }},
		{"terms.deal.upfront", func(_ *Gate, d *Deal, _ *Covenant) { d.Upfront = -1 }},
		{"terms.deal.upfront", func(_ *Gate, d *Deal, _ *Covenant) { d.Upfront = d.Amount }},
		{"terms.deal.fund_by", func(_ *Gate, d *Deal, _ *Covenant) { d.FundBy = 0 }},
		{"terms.deal.fund_by", func(g *Gate, d *Deal, _ *Covenant) { d.FundBy = 1 << 40 }},
		{"terms.deal.fund_by", func(g *Gate, d *Deal, _ *Covenant) { d.FundBy = g.EvaluateBy }},
		{"terms.deal.dispute_window", func(_ *Gate, d *Deal, _ *Covenant) { d.DisputeWindow = MaxWindow + 1 }},
		{"terms.deal.arbitration_window", func(_ *Gate, d *Deal, _ *Covenant) { d.ArbitrationWindow = MaxWindow + 1 }},
		{"terms.deal.arbitration_window", func(_ *Gate, d *Deal, _ *Covenant) { d.ArbitrationWindow = 0 }},
		{"terms.gate.challenge_window", func(_ *Gate, d *Deal, _ *Covenant) { d.Arbiter = common.Address{} }},
		{"terms.deal.dispute_window", func(_ *Gate, d *Deal, _ *Covenant) { d.Arbiter = common.Address{} }},
		{"terms.deal.arbitration_window", func(_ *Gate, d *Deal, _ *Covenant) { d.Arbiter = common.Address{} }},
		{"terms.deal.silence_bps", func(_ *Gate, d *Deal, _ *Covenant) { d.SilenceBps = 10_001 }},
		{"covenant.title", func(_ *Gate, _ *Deal, c *Covenant) { c.Title = "" }},
		{"covenant.title", func(_ *Gate, _ *Deal, c *Covenant) { c.Title = strings.Repeat("a", 201) }},
		{"covenant.title", func(_ *Gate, _ *Deal, c *Covenant) { c.Title = "two\nlines" }},
		{"covenant.title", func(_ *Gate, _ *Deal, c *Covenant) { c.Title = "half a \xff character" }},
		{"covenant.title", func(_ *Gate, _ *Deal, c *Covenant) { c.Title = "pays \u202e0001 USDC" }},
		{"covenant.title", func(_ *Gate, _ *Deal, c *Covenant) { c.Title = "two\u2028lines" }},
		{"covenant.models", func(_ *Gate, _ *Deal, c *Covenant) {
			for i := range 21 {
				c.Models = append(c.Models, fmt.Sprint("m", i))
			}
		}},
		{"covenant.models[1]", func(_ *Gate, _ *Deal, c *Covenant) { c.Models[1] = "" }},
		{"covenant.models[1]", func(_ *Gate, _ *Deal, c *Covenant) { c.Models[1] = "openai/" }},
		{"covenant.models[1]", func(_ *Gate, _ *Deal, c *Covenant) { c.Models[1] = c.Models[0] }},
		{"covenant.models[1]", func(_ *Gate, _ *Deal, c *Covenant) { c.Models[1] = "g\u0440t-5" }},
		{"covenant.models[1]", func(_ *Gate, _ *Deal, c *Covenant) { c.Models[1] = "gpt\n5" }},
		{"covenant.models[1]", func(_ *Gate, _ *Deal, c *Covenant) { c.Models[1] = strings.Repeat("a", 201) }},
		{"covenant.pass_bps", func(_ *Gate, _ *Deal, c *Covenant) { c.PassBps = 10_001 }},
		{"covenant.clauses", func(_ *Gate, _ *Deal, c *Covenant) { c.Clauses = nil }},
		{"covenant.clauses", func(_ *Gate, _ *Deal, c *Covenant) {
			for i := range 98 {
				extra := c.Clauses[0]
				extra.ID = fmt.Sprintf("extra-%d", i)
				c.Clauses = append(c.Clauses, extra)
			}
		}},
		{"covenant.clauses[1].id", func(_ *Gate, _ *Deal, c *Covenant) { c.Clauses[1].ID = c.Clauses[0].ID }},
		{"covenant.clauses[1].id", func(_ *Gate, _ *Deal, c *Covenant) { c.Clauses[1].ID = "" }},
		{"covenant.clauses[1].id", func(_ *Gate, _ *Deal, c *Covenant) { c.Clauses[1].ID = "Upper" }},
		{"covenant.clauses[1].id", func(_ *Gate, _ *Deal, c *Covenant) { c.Clauses[1].ID = strings.Repeat("a", 65) }},
		{"covenant.clauses[1].metric", func(_ *Gate, _ *Deal, c *Covenant) { c.Clauses[1].Metric = "" }},
		{"covenant.clauses[1].metric", func(_ *Gate, _ *Deal, c *Covenant) { c.Clauses[1].Metric = "a\x00b" }},
		{"covenant.clauses[1].operator", func(_ *Gate, _ *Deal, c *Covenant) { c.Clauses[1].Operator = "<=" }},
		{"covenant.clauses[1].value", func(_ *Gate, _ *Deal, c *Covenant) { c.Clauses[1].Value = strings.Repeat("a", 16<<10+1) }},
		{"covenant.clauses", func(_ *Gate, _ *Deal, c *Covenant) {
			c.Clauses = nil
			for i := range 17 {
				c.Clauses = append(c.Clauses, Clause{
					ID: fmt.Sprint("c", i), Metric: "cel", Operator: "matches", Value: strings.Repeat("a", 16<<10), Severity: "info", Verification: "deterministic",
				})
			}
		}},
		{"covenant.clauses[1].unit", func(_ *Gate, _ *Deal, c *Covenant) { c.Clauses[1].Unit = "\x7f" }},
		{"covenant.clauses[1].severity", func(_ *Gate, _ *Deal, c *Covenant) { c.Clauses[1].Severity = "Critical" }},
		{"covenant.clauses[1].verification", func(_ *Gate, _ *Deal, c *Covenant) { c.Clauses[1].Verification = "" }},
		{"covenant.clauses[1].window", func(_ *Gate, _ *Deal, c *Covenant) { c.Clauses[1].Window = "\u200f" }},
		{"covenant.clauses[1].description", func(_ *Gate, _ *Deal, c *Covenant) { c.Clauses[1].Description = strings.Repeat("a", 2001) }},
		{"covenant.clauses[1].description", func(_ *Gate, _ *Deal, c *Covenant) { c.Clauses[1].Description = "\x1b[2J" }},
	} {
		p := sample()
		c.broken(&p.Terms.Gate, &p.Terms.Deal, &p.Covenant)
		p.Terms.Deal.Covenant = p.Covenant.Hash()
		if err := p.Validate(); !names(err, c.field) {
			t.Errorf("%s is broken and the error is: %v", c.field, err)
		}
	}
}

func TestAPactWhoseHalvesDisagreeIsRefused(t *testing.T) {
	p := sample()
	p.Covenant.Clauses[0].Value = "801"
	if err := p.Validate(); !names(err, "terms.deal.covenant") || !strings.Contains(err.Error(), p.Covenant.Hash().Hex()) {
		t.Error(err)
	}
}

func TestValidateAtRefusesDeadlinesOutOfReach(t *testing.T) {
	p := sample()
	if err := p.ValidateAt(p.Terms.Deal.FundBy - 1); err != nil {
		t.Errorf("a second before fund_by: %v", err)
	}
	if err := p.ValidateAt(p.Terms.Deal.FundBy); !names(err, "terms.deal.fund_by") {
		t.Errorf("at fund_by: %v", err)
	}
	p.Terms.Gate.EvaluateBy = now + Horizon
	if err := p.ValidateAt(now); err != nil {
		t.Errorf("five years ahead: %v", err)
	}
	p.Terms.Gate.EvaluateBy++
	if err := p.ValidateAt(now); !names(err, "terms.gate.evaluate_by") {
		t.Errorf("more than five years ahead: %v", err)
	}
	p.Terms.Deal.SilenceBps = 10_001
	if err := p.ValidateAt(now); !names(err, "terms.deal.silence_bps") {
		t.Errorf("what Validate refuses: %v", err)
	}
}

func TestEveryViolationIsReportedAtOnce(t *testing.T) {
	err := Pact{}.Validate()
	for _, field := range []string{
		"terms.gate.evaluator", "terms.gate.evaluate_by", "terms.deal.buyer", "terms.deal.provider", "terms.deal.amount",
		"terms.deal.fund_by", "terms.deal.covenant", "covenant.title", "covenant.clauses",
	} {
		if !names(err, field) {
			t.Errorf("%s is missing from: %v", field, err)
		}
	}
}

// names says whether one of the errors joined in err is an *Invalid about the field.
func names(err error, field string) bool {
	var invalid *Invalid
	if joined, ok := err.(interface{ Unwrap() []error }); ok {
		for _, e := range joined.Unwrap() {
			if names(e, field) {
				return true
			}
		}
		return false
	}
	return errors.As(err, &invalid) && invalid.Field == field
}
