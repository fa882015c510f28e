package suretypb_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"

	"github.com/surety-dev/surety/pkg/pact"
	pb "github.com/surety-dev/surety/pkg/suretypb"
	"github.com/surety-dev/surety/pkg/usdc"
)

func example() pact.Pact {
	c := pact.Covenant{
		Title: "Answers in time — höflich", PassBps: 9000, Policy: common.HexToHash("0x01"), Models: []string{"gpt-5", "o3"},
		Clauses: []pact.Clause{{
			ID: "p95", Metric: "latency", Operator: "lte", Value: "2000", Unit: "ms",
			Severity: "critical", Verification: "deterministic", Window: "p95", Description: "fast",
		}},
	}
	return pact.Pact{
		Covenant: c,
		Terms: pact.Terms{
			Gate: pact.Gate{
				Evaluator: common.HexToAddress("0xe1"), EvaluateBy: 2_000_003_600, ChallengeWindow: 60, FeeBps: 100,
				FeeTo: common.HexToAddress("0xfe"),
			},
			Deal: pact.Deal{
				Buyer: common.HexToAddress("0xb1"), Provider: common.HexToAddress("0xa1"), Arbiter: common.HexToAddress("0xc1"),
				Amount: usdc.Max, Upfront: 1, FundBy: 2_000_000_000, DisputeWindow: 3600, ArbitrationWindow: 7200,
				SilenceBps: 5000, Covenant: c.Hash(), Salt: common.HexToHash("0x5a17"),
			},
		},
	}
}

func TestAPactSurvivesTheWire(t *testing.T) {
	full, bare := example(), example()
	bare.Terms.Deal.Arbiter, bare.Terms.Gate.FeeTo, bare.Covenant.Clauses, bare.Covenant.Models = common.Address{}, common.Address{}, []pact.Clause{}, nil
	for name, want := range map[string]pact.Pact{"every field set": full, "optional fields absent": bare} {
		t.Run(name, func(t *testing.T) {
			got, err := pb.ToPact(pb.FromTerms(want.Terms), pb.FromCovenant(want.Covenant))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("changed on the wire (-sent +received):\n%s", diff)
			}
		})
	}
}

func TestEveryBadFieldIsNamedAndSaysWhatToDo(t *testing.T) {
	p := example()
	for _, tt := range []struct {
		spoil         func(*pb.Terms, *pb.Covenant)
		field, reason string
	}{
		{func(t *pb.Terms, _ *pb.Covenant) { t.Deal.Amount = "1.0000001" }, "terms.deal.amount", "at most 6 decimals"},
		{func(t *pb.Terms, _ *pb.Covenant) { t.Deal.Amount = "-1" }, "terms.deal.amount", "cannot be negative"},
		{func(t *pb.Terms, _ *pb.Covenant) { t.Deal.Amount = "9223372036854.775808" }, "terms.deal.amount", "largest amount"},
		{func(t *pb.Terms, _ *pb.Covenant) { t.Deal.Upfront = "1e3" }, "terms.deal.upfront", "write USDC as digits"},
		{func(t *pb.Terms, _ *pb.Covenant) { t.Deal.Buyer = "" }, "terms.deal.buyer", "missing; write an address as 0x"},
		{func(t *pb.Terms, _ *pb.Covenant) { t.Deal.Arbiter = "0x12" }, "terms.deal.arbiter", "40 hexadecimal digits"},
		{func(t *pb.Terms, _ *pb.Covenant) { t.Deal.Salt = "0xzz" }, "terms.deal.salt", "64 hexadecimal digits"},
		{func(t *pb.Terms, _ *pb.Covenant) { t.Deal.Covenant = strings.Repeat("g", 66) }, "terms.deal.covenant", "64 hexadecimal digits"},
		{func(t *pb.Terms, _ *pb.Covenant) { t.Gate.FeeBps = 65_537 }, "terms.gate.fee_bps", "at most 10000"},
		{func(t *pb.Terms, _ *pb.Covenant) { t.Deal.SilenceBps = 1 << 31 }, "terms.deal.silence_bps", "at most 10000"},
		{func(_ *pb.Terms, c *pb.Covenant) { c.PassBps = 65_536 }, "covenant.pass_bps", "at most 10000"},
		{func(_ *pb.Terms, c *pb.Covenant) { c.Clauses = []*pb.Clause{nil} }, "covenant.clauses[0]", "missing"},
		{func(t *pb.Terms, _ *pb.Covenant) { t.Deal = nil }, "terms.deal", "missing"},
	} {
		t.Run(tt.field+" "+tt.reason, func(t *testing.T) {
			terms, covenant := pb.FromTerms(p.Terms), pb.FromCovenant(p.Covenant)
			tt.spoil(terms, covenant)
			_, err := pb.ToPact(terms, covenant)
			violations := pb.Violations(fmt.Errorf("create: %w", err))
			if len(violations) != 1 || violations[0].Field != tt.field || !strings.Contains(violations[0].Reason, tt.reason) {
				t.Errorf("got %v, want %s: …%s…", err, tt.field, tt.reason)
			}
		})
	}
}

func TestAllBadFieldsAreReportedTogether(t *testing.T) {
	p := example()
	terms := pb.FromTerms(p.Terms)
	terms.Deal.Amount, terms.Deal.Salt = "ten", ""
	_, err := pb.ToPact(terms, pb.FromCovenant(p.Covenant))
	if got := len(pb.Violations(err)); got != 2 {
		t.Errorf("%d violations in %v, want 2", got, err)
	}
	if got := pb.Violations(errors.New("something else")); got != nil {
		t.Errorf("violations %v in an error that has none", got)
	}
}

func TestAMissingMessageIsAnErrorNotAPanic(t *testing.T) {
	if _, err := pb.ToPact(nil, nil); len(pb.Violations(err)) != 2 {
		t.Errorf("got %v, want terms and covenant missing", err)
	}
}

func TestStatesAreWords(t *testing.T) {
	for n := range pb.PactState_name {
		state := pb.PactState(n)
		got, err := pb.ParsePactState("states[0]", state.Word())
		if state == pb.PactState_PACT_STATE_UNSPECIFIED {
			if err == nil {
				t.Error("an unspecified state was accepted")
			}
		} else if err != nil || got != state {
			t.Errorf("%s came back as %v, %v", state.Word(), got, err)
		}
	}
	if pb.PactState_PACT_STATE_FUNDED.Word() != "funded" {
		t.Errorf("the word for funded is %q", pb.PactState_PACT_STATE_FUNDED.Word())
	}
	if _, err := pb.ParsePactState("states[0]", "Funded"); err == nil || !strings.Contains(err.Error(), "proposed, signed,") {
		t.Errorf("got %v, want the known words", err)
	}
}
