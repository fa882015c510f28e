package escrow_test

import (
	"errors"
	"math/big"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/google/go-cmp/cmp"

	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/verdict"
)

func selector(name string) []byte {
	id := escrow.NewPactEscrow().GetABI().Errors[name].ID
	return id[:4:4]
}

func TestChainsRefusalsAreExplained(t *testing.T) {
	c := newChain(t)
	funded, final := c.terms("funded"), c.finalTerms("final")
	c.fund(funded)
	c.fund(final)
	fresh := func(change func(*pact.Terms)) pact.Terms {
		terms := c.terms("fresh")
		change(&terms)
		return terms
	}
	asIs := fresh(func(*pact.Terms) {})
	late := fresh(func(t *pact.Terms) { t.Deal.FundBy = c.now() })
	rich := fresh(func(t *pact.Terms) { t.Deal.Amount = 2 * million * million })
	equal := fresh(func(t *pact.Terms) { t.Deal.Upfront = t.Deal.Amount })
	tooMuch := verdict.Verdict{Pact: funded.ID(), ProviderAmount: 90*million + 1}
	other := asIs.Gate
	other.Evaluator = arbiter.Address

	for name, r := range map[string]struct {
		data   []byte
		want   escrow.Refusal
		advice string
	}{
		"terms without anything held": {
			c.fundCall(equal),
			escrow.Refusal{Name: escrow.BadTerms, Reason: "upfront not below amount"},
			"sign again",
		},
		"funding twice": {
			c.fundCall(funded),
			escrow.Refusal{Name: escrow.WrongStatus, Pact: funded.ID(), Status: escrow.StatusFunded},
			"is funded: deliver, or carry the verdict",
		},
		"finalizing what was never funded": {
			escrow.Finalize(asIs),
			escrow.Refusal{Name: escrow.WrongStatus, Pact: asIs.ID()},
			"is none: fund it first",
		},
		"funding from fund_by on": {
			c.fundCall(late),
			escrow.Refusal{Name: escrow.TooLate, Time: late.Deal.FundBy},
			"needs new terms",
		},
		"finalizing before evaluate_by": {
			escrow.Finalize(funded),
			escrow.Refusal{Name: escrow.TooEarly, Time: funded.Gate.EvaluateBy},
			"try again from",
		},
		"another's delivery": {
			escrow.Deliver(funded, pact.Delivery{Pact: funded.ID()}, c.signed(buyer, pact.Delivery{Pact: funded.ID()})),
			escrow.Refusal{Name: escrow.BadSignature, Account: provider.Address},
			"sign again",
		},
		"funding from another's allowance": {
			escrow.FundByAllowance(asIs),
			escrow.Refusal{Name: escrow.NotAllowed, Account: relayer.Address},
			relayer.Hex(),
		},
		"a verdict over more than is held": {
			escrow.Verdict(funded, tooMuch, c.signed(evaluator, tooMuch)),
			escrow.Refusal{Name: escrow.WrongAmount, Held: 90 * million},
			"90.00 USDC held",
		},
		"a dispute without arbiter": {
			escrow.Dispute(final, buyer.Address, pact.Dispute{Pact: final.ID()}, nil),
			escrow.Refusal{Name: escrow.NoArbiter},
			"is final",
		},
		"a batch of two evaluators": {
			escrow.ReleaseBatch([]pact.Gate{asIs.Gate, other}, verdict.Batch{{Gate: asIs.Gate.Hash()}, {Gate: other.Hash()}}, nil),
			escrow.Refusal{Name: escrow.NotOneEvaluator},
			"one batch for each",
		},
		"withdrawing nothing": {
			escrow.Withdraw(buyer.Address),
			escrow.Refusal{Name: escrow.NothingOwed, Account: buyer.Address},
			"nothing to withdraw",
		},
		"a buyer with too little": {
			c.fundCall(rich),
			escrow.Refusal{Name: escrow.TokenError, Reason: "ERC20: transfer amount exceeds balance"},
			"the buyer needs more USDC",
		},
		"an authorization of another pact": {
			escrow.Fund(asIs, buyer.sign(t, c.token.AuthorizationDigest(rich, c.domain.Escrow))),
			escrow.Refusal{Name: escrow.TokenError, Reason: "FiatTokenV2: invalid signature"},
			"must sign this pact's authorization",
		},
		"an authorization altered": {
			escrow.Fund(asIs, flipped(buyer.sign(t, c.token.AuthorizationDigest(asIs, c.domain.Escrow)))),
			escrow.Refusal{Name: escrow.TokenError, Reason: "FiatTokenV2: invalid signature"},
			"must sign this pact's authorization",
		},
		"an empty batch": {
			escrow.ReleaseBatch(nil, nil, nil),
			escrow.Refusal{Name: escrow.EmptyBatch},
			"at least one pact",
		},
		"a batch of two buyers": {
			escrow.FundBatch([]pact.Terms{asIs, fresh(func(t *pact.Terms) { t.Deal.Buyer = relayer.Address })}, nil),
			escrow.Refusal{Name: escrow.NotOneBuyer},
			"one batch for each",
		},
		"a batch with a pact that is funded": {
			c.fundBatchCall(asIs, funded),
			escrow.Refusal{Name: escrow.WrongStatus, Pact: funded.ID(), Status: escrow.StatusFunded},
			"is funded",
		},
		"a batch in another order than signed": {
			escrow.FundBatch([]pact.Terms{asIs, rich}, buyer.sign(t, c.token.BatchAuthorizationDigest([]pact.Terms{rich, asIs}, c.domain.Escrow))),
			escrow.Refusal{Name: escrow.TokenError, Reason: "FiatTokenV2: invalid signature"},
			"must sign this pact's authorization",
		},
		"calldata of nothing": {
			[]byte{1, 2, 3, 4},
			escrow.Refusal{Reason: "0x"},
			"check the escrow's address",
		},
	} {
		err := c.refusal(relayer, r.data)
		var got *escrow.Refusal
		if !errors.As(err, &got) {
			t.Errorf("%s: got %v", name, err)
			continue
		}
		if diff := cmp.Diff(r.want, *got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
		if !strings.Contains(err.Error(), r.advice) {
			t.Errorf("%s: %q does not say %q", name, err, r.advice)
		}
	}
}

func TestDeadlinesAreNamedInUTC(t *testing.T) {
	contract := escrow.NewPactEscrow().GetABI()
	for name, want := range map[string]string{
		"TooLate":  "too late: accepted strictly before 2027-01-15 08:00:00 UTC; ",
		"TooEarly": "too early: try again from 2027-01-15 08:00:00 UTC on",
	} {
		args, err := contract.Errors[name].Inputs.Pack(big.NewInt(1_800_000_000))
		if err != nil {
			t.Fatal(err)
		}
		if got := escrow.ParseRefusal(append(selector(name), args...)).Error(); !strings.HasPrefix(got, want) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

func TestEveryErrorOfTheContractHasItsOwnWords(t *testing.T) {
	unknown := (&escrow.Refusal{}).Error()
	said := make(map[string]string)
	for name := range escrow.NewPactEscrow().GetABI().Errors {
		zeros := make([]byte, 32*3) // enough for any of their parameters, a string at offset 0 included
		r := escrow.ParseRefusal(append(selector(name), zeros...))
		words := r.Error()
		if r.Name != name || words == unknown || said[words] != "" {
			t.Errorf("%s is read as %q and says %q, as does %q", name, r.Name, words, said[words])
		}
		said[words] = name
	}
}

func TestUnknownRevertDataIsKept(t *testing.T) {
	for name, data := range map[string][]byte{
		"none":                  {},
		"less than a selector":  {1, 2, 3},
		"another's error":       {1, 2, 3, 4, 5},
		"an error cut short":    selector("TooLate"),
		"a message cut short":   hexutil.MustDecode("0x08c379a0ff"),
		"a held amount too big": append(selector("WrongAmount"), common.MaxHash[:]...),
	} {
		if got := escrow.ParseRefusal(data); *got != (escrow.Refusal{Reason: hexutil.Encode(data)}) {
			t.Errorf("%s: got %+v", name, *got)
		}
	}
}

func TestAPanicOfSolidityIsNamed(t *testing.T) {
	r := escrow.ParseRefusal(hexutil.MustDecode("0x4e487b71" + strings.Repeat("0", 62) + "32"))
	if r.Name != escrow.Panic || !says(r, "out-of-bounds access", "check the call's arguments") {
		t.Errorf("%+v says %q", *r, r)
	}
}

func TestAChainWithoutTokenIsNamed(t *testing.T) {
	if r := escrow.ParseRefusal(append(selector("NoToken"), common.LeftPadBytes([]byte{7}, 32)...)); !says(r, "chain 7 has no USDC") {
		t.Errorf("it says %q", r)
	}
}

// rpcError is an error with revert data as rpc.DataError has them.
type rpcError struct{ data any }

func (rpcError) Error() string    { return "execution reverted" }
func (e rpcError) ErrorData() any { return e.data }

func TestExplainLeavesErrorsWithoutRevertData(t *testing.T) {
	for _, err := range []error{nil, errors.New("connection refused"), rpcError{nil}, rpcError{"out of gas"}, rpcError{7}} {
		if got := escrow.Explain(err); got != err { //nolint:errorlint // the very same error
			t.Errorf("%v became %v", err, got)
		}
	}
}

func FuzzParseRefusal(f *testing.F) {
	for name := range escrow.NewPactEscrow().GetABI().Errors {
		f.Add(append(selector(name), make([]byte, 96)...))
	}
	f.Add(hexutil.MustDecode("0x4e487b71" + strings.Repeat("0", 62) + "32"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if escrow.ParseRefusal(data).Error() == "" {
			t.Fatalf("%x says nothing", data)
		}
	})
}
