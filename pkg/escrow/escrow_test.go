package escrow_test

import (
	"bytes"
	"encoding/json"
	"math/big"
	"os"
	"strconv"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/google/go-cmp/cmp"

	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
	"github.com/surety-dev/surety/pkg/verdict"
)

func (c *chain) expect(got []escrow.Event, want ...escrow.Event) {
	c.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		c.Errorf("events (-want +got):\n%s", diff)
	}
}

func (c *chain) expectState(t pact.Terms, want escrow.State) {
	c.Helper()
	if got := c.state(t); got != want {
		c.Errorf("state is %+v, want %+v", got, want)
	}
}

func TestFundedAndPassedPactPaysTheProvider(t *testing.T) {
	c := newChain(t)
	terms := c.finalTerms("pass")
	id := terms.ID()

	c.expectState(terms, escrow.State{})
	c.expect(c.fund(terms), escrow.Event{Kind: escrow.Funded, Pact: id, Terms: &terms})
	c.expectState(terms, escrow.State{Status: escrow.StatusFunded, Provider: provider.Address, Held: 90 * million})
	if got := c.balance(provider.Address); got != 10*million {
		t.Errorf("the provider has %s upfront, want 10.00", got)
	}

	v := verdict.Verdict{Pact: id, ProviderAmount: 90 * million, Report: hash("report")}
	c.expect(c.carry(escrow.Verdict(terms, v, c.signed(evaluator, v))),
		escrow.Event{Kind: escrow.Released, Pact: id, ProviderAmount: 90 * million, Hash: v.Report})
	c.expectState(terms, escrow.State{Status: escrow.StatusClosed})
	if p, f := c.balance(provider.Address), c.balance(feeTo.Address); p != 99_100_000 || f != 900_000 {
		t.Errorf("provider and fee have %s and %s, want 99.10 and 0.90", p, f)
	}
}

func TestOneSignatureFundsManyPacts(t *testing.T) {
	c := newChain(t)
	first, second, third := c.terms("first"), c.finalTerms("second"), c.terms("third")
	second.Deal.Amount, second.Deal.Upfront = 50*million, 0
	third.Deal.FundBy-- // the earliest, and not the first
	third.Deal.Provider = arbiter.Address
	third.Deal.Arbiter = provider.Address
	before := c.balance(buyer.Address)

	c.expect(c.carry(c.fundBatchCall(first, second, third)),
		escrow.Event{Kind: escrow.Funded, Pact: first.ID(), Terms: &first},
		escrow.Event{Kind: escrow.Funded, Pact: second.ID(), Terms: &second},
		escrow.Event{Kind: escrow.Funded, Pact: third.ID(), Terms: &third})
	c.expectState(second, escrow.State{Status: escrow.StatusFunded, Provider: provider.Address, Held: 50 * million})
	if paid, p, a := before-c.balance(buyer.Address), c.balance(provider.Address), c.balance(arbiter.Address); paid != 250*million || p != 10*million || a != 10*million {
		t.Errorf("the buyer paid %s, the providers have %s and %s upfront; want 250.00, 10.00 and 10.00", paid, p, a)
	}
}

func TestBuyerFundsFromItsAllowance(t *testing.T) {
	c := newChain(t)
	terms := c.terms("allowance")
	if _, err := c.send(buyer, &c.token.Address, escrow.NewUSDC().PackApprove(c.domain.Escrow, big.NewInt(100*million))); err != nil {
		t.Fatal(err)
	}
	c.expect(c.call(buyer, escrow.FundByAllowance(terms)), escrow.Event{Kind: escrow.Funded, Pact: terms.ID(), Terms: &terms})
}

func TestRelayerFundsWithTheBuyersPermit(t *testing.T) {
	c := newChain(t)
	for i, salt := range []string{"first permit", "second permit"} {
		terms := c.terms(salt)
		nonce, err := c.token.ReadPermitNonce(t.Context(), c.client, buyer.Address)
		if err != nil || nonce != uint64(i) {
			t.Fatalf("permit nonce is %d (%v), want %d", nonce, err, i)
		}
		deadline := c.now() + day
		permit := buyer.sign(t, c.token.PermitDigest(terms, c.domain.Escrow, nonce, deadline))
		order := c.signed(buyer, pact.Funding{Pact: terms.ID(), Amount: terms.Deal.Amount})
		c.expect(c.carry(escrow.FundByPermit(terms, order, deadline, permit)),
			escrow.Event{Kind: escrow.Funded, Pact: terms.ID(), Terms: &terms})
	}
}

func TestPartialVerdictIsWithheldDisputedAndRuled(t *testing.T) {
	c := newChain(t)
	terms := c.terms("dispute")
	id := terms.ID()
	c.fund(terms)

	handedIn := pact.Delivery{Pact: id, Deliverable: hash("deliverable")}
	c.expect(c.carry(escrow.Deliver(terms, handedIn, c.signed(provider, handedIn))),
		escrow.Event{Kind: escrow.Delivered, Pact: id, Hash: handedIn.Deliverable})

	v := verdict.Verdict{Pact: id, ProviderAmount: 30 * million, Report: hash("report")}
	c.expect(c.carry(escrow.Verdict(terms, v, c.signed(evaluator, v))),
		escrow.Event{Kind: escrow.Withheld, Pact: id, ProviderHeld: 30 * million, BuyerHeld: 60 * million, Hash: v.Report})
	c.expectState(terms, escrow.State{
		Status: escrow.StatusWithheld, Held: 90 * million, ProviderHeld: 30 * million, Since: c.now(),
	})

	d := pact.Dispute{Pact: id, Statement: hash("statement")}
	c.expect(c.carry(escrow.Dispute(terms, provider.Address, d, c.signed(provider, d))),
		escrow.Event{Kind: escrow.Disputed, Pact: id, Party: provider.Address, ProviderHeld: 30 * million, BuyerHeld: 60 * million, Hash: d.Statement})

	r := verdict.Ruling{Pact: id, ProviderAmount: 50 * million, BuyerAmount: 40 * million, Ruling: hash("ruling")}
	c.expect(c.carry(escrow.Rule(terms, r, c.signed(arbiter, r))),
		escrow.Event{Kind: escrow.Ruled, Pact: id, ProviderAmount: 50 * million, BuyerAmount: 40 * million, Hash: r.Ruling})
}

func TestVerdictWithoutWindowsIsSettledAtOnce(t *testing.T) {
	c := newChain(t)
	terms := c.finalTerms("split")
	c.fund(terms)
	v := verdict.Verdict{Pact: terms.ID(), ProviderAmount: 30 * million, Report: hash("report")}
	c.expect(c.carry(escrow.Verdict(terms, v, c.signed(evaluator, v))),
		escrow.Event{Kind: escrow.Settled, Pact: v.Pact, ProviderAmount: 30 * million, BuyerAmount: 60 * million, Hash: v.Report})
}

func TestEscalatedPactIsSplitWhenTheArbiterStaysSilent(t *testing.T) {
	c := newChain(t)
	terms := c.terms("escalation")
	c.fund(terms)
	e := verdict.Escalation{Pact: terms.ID(), Report: hash("report")}
	c.expect(c.carry(escrow.Escalate(terms, e, c.signed(evaluator, e))),
		escrow.Event{Kind: escrow.Escalated, Pact: e.Pact, ProviderHeld: 36 * million, BuyerHeld: 54 * million, Hash: e.Report})
	c.passTo(c.now() + day)
	c.expect(c.carry(escrow.Finalize(terms)),
		escrow.Event{Kind: escrow.Finalized, Pact: e.Pact, ProviderAmount: 36 * million, BuyerAmount: 54 * million})
}

func TestPartiesAgreeOnASplit(t *testing.T) {
	c := newChain(t)
	terms := c.terms("consent")
	c.fund(terms)
	m := pact.Consent{Pact: terms.ID(), ProviderAmount: 20 * million, BuyerAmount: 70 * million}
	c.expect(c.carry(escrow.Consent(terms, m, c.signed(buyer, m), c.signed(provider, m))),
		escrow.Event{Kind: escrow.Consented, Pact: m.Pact, ProviderAmount: 20 * million, BuyerAmount: 70 * million})
}

func TestBatchReleasesEveryPactUnderOneSignature(t *testing.T) {
	c := newChain(t)
	batch, gates := verdict.Batch{{}, {}}, make([]pact.Gate, 2)
	var want []escrow.Event
	for i, salts := range [][]string{{"a", "b"}, {"c"}} {
		evaluateBy := c.now() + int64(20+i)*day
		for _, salt := range salts {
			terms := c.finalTerms(salt)
			terms.Gate.EvaluateBy = evaluateBy
			c.fund(terms)
			gates[i], batch[i].Gate = terms.Gate, terms.Gate.Hash()
			batch[i].Deals = append(batch[i].Deals, terms.Deal.Hash())
			batch[i].Reports = verdict.CommitReports([]common.Hash{hash(salt)})
			want = append(want, escrow.Event{Kind: escrow.Released, Pact: terms.ID(), ProviderAmount: 90 * million})
		}
	}
	want[0].Hash, want[1].Hash, want[2].Hash = batch[0].Reports, batch[0].Reports, batch[1].Reports
	c.expect(c.carry(escrow.ReleaseBatch(gates, batch, c.signed(evaluator, batch))), want...)
}

func TestAFullPassIsReadBackFromItsCall(t *testing.T) {
	c := newChain(t)
	terms := c.terms("read back")
	v := verdict.Verdict{Pact: terms.ID(), ProviderAmount: terms.Held(), Report: hash("report")}
	got, ok := escrow.ParseRelease(escrow.Verdict(terms, v, []byte{1, 2}))
	if diff := cmp.Diff(escrow.Release{Gate: terms.Gate, Deal: terms.Deal.Hash(), Report: v.Report}, got); diff != "" || !ok {
		t.Errorf("read %t (-want +got):\n%s", ok, diff)
	}
	v.ProviderAmount--
	for name, call := range map[string][]byte{
		"a split": escrow.Verdict(terms, v, nil), "a short one": escrow.Finalize(terms)[:3],
		"one cut off": escrow.Verdict(terms, verdict.Verdict{ProviderAmount: terms.Held()}, nil)[:100],
	} {
		if _, ok := escrow.ParseRelease(call); ok {
			t.Errorf("%s is read as a full pass", name)
		}
	}
}

func TestMoneyThatCouldNotBeTransferredIsOwedUntilWithdrawn(t *testing.T) {
	c := newChain(t)
	terms := c.finalTerms("owed")
	c.fund(terms)
	c.sendUSDC("blacklist", provider.Address)
	v := verdict.Verdict{Pact: terms.ID(), ProviderAmount: 90 * million, Report: hash("report")}
	c.expect(c.carry(escrow.Verdict(terms, v, c.signed(evaluator, v))),
		escrow.Event{Kind: escrow.Released, Pact: v.Pact, ProviderAmount: 90 * million, Hash: v.Report},
		escrow.Event{Kind: escrow.Owed, Party: provider.Address, Amount: 89_100_000})

	owed := func() usdc.Amount {
		amount, err := escrow.ReadOwed(t.Context(), c.client, c.domain.Escrow, provider.Address)
		if err != nil {
			t.Fatal(err)
		}
		return amount
	}
	if got := owed(); got != 89_100_000 {
		t.Errorf("%s is owed, want 89.10", got)
	}
	c.sendUSDC("unBlacklist", provider.Address)
	c.expect(c.carry(escrow.Withdraw(provider.Address)), escrow.Event{Kind: escrow.Withdrawn, Party: provider.Address, Amount: 89_100_000})
	if got := owed(); got != 0 {
		t.Errorf("%s is still owed", got)
	}
}

func TestEveryFunctionThatChangesStateHasItsCalldata(t *testing.T) {
	c := newChain(t)
	terms, signature := c.terms("calldata"), bytes.Repeat([]byte{7}, 65)
	v := verdict.Verdict{ProviderAmount: 5, Report: hash("report")}
	pass := verdict.Verdict{ProviderAmount: terms.Held(), Report: hash("report")}
	calls := map[string][]byte{
		"fund":            escrow.Fund(terms, signature),
		"fundBatch":       escrow.FundBatch([]pact.Terms{terms, c.finalTerms("calldata")}, signature),
		"fundByAllowance": escrow.FundByAllowance(terms),
		"fundByPermit":    escrow.FundByPermit(terms, signature, 42, signature),
		"deliver":         escrow.Deliver(terms, pact.Delivery{Deliverable: hash("d")}, signature),
		"release":         escrow.Verdict(terms, pass, signature),
		"settle":          escrow.Verdict(terms, v, signature),
		"releaseBatch":    escrow.ReleaseBatch([]pact.Gate{terms.Gate}, verdict.Batch{{Gate: terms.Gate.Hash(), Deals: []common.Hash{terms.Deal.Hash()}}}, signature),
		"dispute":         escrow.Dispute(terms, buyer.Address, pact.Dispute{Statement: hash("s")}, signature),
		"escalate":        escrow.Escalate(terms, verdict.Escalation{Report: hash("r")}, signature),
		"rule":            escrow.Rule(terms, verdict.Ruling{ProviderAmount: 5, Ruling: hash("r")}, signature),
		"consent":         escrow.Consent(terms, pact.Consent{ProviderAmount: 5, BuyerAmount: 6}, signature, nil),
		"finalize":        escrow.Finalize(terms),
		"withdraw":        escrow.Withdraw(buyer.Address),
	}
	contract := escrow.NewPactEscrow().GetABI()
	for name, method := range contract.Methods {
		if method.IsConstant() {
			continue
		}
		data, ok := calls[name]
		if !ok || !bytes.HasPrefix(data, method.ID) {
			t.Errorf("%s: no calldata begins with %#x", name, method.ID)
			continue
		}
		args, err := method.Inputs.Unpack(data[4:])
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if again, err := contract.Pack(name, args...); err != nil || !bytes.Equal(again, data) {
			t.Errorf("%s: read and written again it is other calldata (%v)", name, err)
		}
	}
}

// termsInBaseUnits are written as pact.Terms are, amounts excepted.
type termsInBaseUnits pact.Terms

func (t *termsInBaseUnits) UnmarshalJSON(data []byte) error {
	var terms map[string]map[string]any
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.UseNumber()
	if err := decoder.Decode(&terms); err != nil {
		return err
	}
	for _, name := range []string{"amount", "upfront"} {
		units, err := strconv.ParseInt(terms["deal"][name].(string), 10, 64)
		if err != nil {
			return err
		}
		terms["deal"][name] = usdc.Amount(units)
	}
	data, err := json.Marshal(terms)
	if err != nil {
		return err
	}
	return json.Unmarshal(data, (*pact.Terms)(t))
}

func TestAuthorizationDigestIsTheOneOtherImplementationsSign(t *testing.T) {
	text, err := os.ReadFile("../../testdata/eip712.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Vectors []struct {
			Name    string
			ChainID uint64 `json:"chain_id"`
			Escrow  common.Address
			Pact    struct{ Terms termsInBaseUnits }
			PactID  pact.ID `json:"pact_id"`
			Receive struct {
				Token     common.Address
				From      common.Address
				Separator common.Hash `json:"token_domain_separator"`
				Digest    common.Hash
				Signature hexutil.Bytes
			} `json:"receive_with_authorization"`
		}
	}
	if err := json.Unmarshal(text, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Vectors) == 0 {
		t.Fatal("the file has no vectors")
	}
	for _, v := range file.Vectors {
		terms := pact.Terms(v.Pact.Terms)
		token := escrow.Token{ChainID: v.ChainID, Address: v.Receive.Token, Name: "USD Coin", Version: "2"}
		if terms.ID() != v.PactID || token.Separator() != v.Receive.Separator {
			t.Errorf("%s: read as pact %s in domain %s", v.Name, terms.ID(), token.Separator())
		}
		digest := token.AuthorizationDigest(terms, v.Escrow)
		if digest != v.Receive.Digest {
			t.Errorf("%s: digest %s, want %s", v.Name, digest, v.Receive.Digest)
		}
		if err := pact.Verify(digest, v.Receive.Signature, v.Receive.From); err != nil {
			t.Errorf("%s: %v", v.Name, err)
		}
	}
}
