package escrow_test

import (
	"context"
	"errors"
	"math/big"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/verdict"
)

var judges = []actor{newActor("first judge"), newActor("second judge"), newActor("third judge")}

func addresses(of []actor) (list []common.Address) {
	for _, a := range of {
		list = append(list, a.Address)
	}
	return list
}

// committee deploys one of the judges, of whom any two decide.
func (c *chain) committee() common.Address {
	c.Helper()
	code, err := escrow.CommitteeCreation(addresses(judges), 2)
	if err != nil {
		c.Fatal(err)
	}
	address, creation := escrow.Create2(code)
	if _, err := c.send(relayer, &escrow.Proxy, creation); err != nil {
		c.Fatal(err)
	}
	return address
}

// together is the committee's signature by some of the judges.
func (c *chain) together(committee common.Address, m pact.Message, by ...actor) []byte {
	c.Helper()
	members, _, err := escrow.ReadCommittee(c.Context(), c.client, committee)
	if err != nil {
		c.Fatal(err)
	}
	signatures := map[common.Address][]byte{}
	for _, judge := range by {
		signatures[judge.Address] = c.signed(judge, m)
	}
	signature, err := escrow.CommitteeSignature(members, signatures)
	if err != nil {
		c.Fatal(err)
	}
	return signature
}

func TestTwoOfThreeJudgesRuleAndOneDoesNot(t *testing.T) {
	c := newChain(t)
	terms := c.terms("judged by a committee")
	terms.Deal.Arbiter = c.committee()
	c.fund(terms)
	fail := verdict.Verdict{Pact: terms.ID(), Report: hash("report")}
	c.carry(escrow.Verdict(terms, fail, c.signed(evaluator, fail)))
	dispute := pact.Dispute{Pact: terms.ID(), Statement: hash("statement")}
	c.carry(escrow.Dispute(terms, provider.Address, dispute, c.signed(provider, dispute)))

	ruling := verdict.Ruling{Pact: terms.ID(), ProviderAmount: 30 * million, BuyerAmount: 60 * million, Ruling: hash("ruling")}
	members, _, err := escrow.ReadCommittee(t.Context(), c.client, terms.Deal.Arbiter)
	if err != nil {
		t.Fatal(err)
	}
	forged, err := escrow.CommitteeSignature(members, map[common.Address][]byte{
		judges[0].Address: c.signed(judges[0], ruling), judges[1].Address: c.signed(arbiter, ruling),
	})
	if err != nil {
		t.Fatal(err)
	}
	for name, signature := range map[string][]byte{
		"one judge":                    c.together(terms.Deal.Arbiter, ruling, judges[0]),
		"one judge for two":            forged,
		"two judges on another ruling": c.together(terms.Deal.Arbiter, verdict.Ruling{Pact: terms.ID(), ProviderAmount: 90 * million}, judges...),
		"one judge without the rest":   c.signed(judges[0], ruling),
	} {
		var refusal *escrow.Refusal
		if err := c.refusal(relayer, escrow.Rule(terms, ruling, signature)); !errors.As(err, &refusal) || refusal.Name != escrow.BadSignature {
			t.Errorf("%s: got %v", name, err)
		}
	}
	for _, pair := range [][]actor{{judges[1], judges[2]}, {judges[2], judges[0]}, judges} { // in any order
		digest, signature := c.domain.Digest(ruling), c.together(terms.Deal.Arbiter, ruling, pair...)
		if err := escrow.VerifySignature(t.Context(), c.client, digest, signature, terms.Deal.Arbiter); err != nil {
			t.Error(err)
		}
	}
	events := c.carry(escrow.Rule(terms, ruling, c.together(terms.Deal.Arbiter, ruling, judges[2], judges[0])))
	if len(events) != 1 || events[0].Kind != escrow.Ruled || events[0].ProviderAmount != 30*million {
		t.Errorf("got %+v", events)
	}
	if got := c.balance(provider.Address); got != 10*million+30*million*99/100 {
		t.Errorf("the provider has %s", got)
	}
}

func TestACommitteeHasOneAddressAndSaysTrulyWhoDecides(t *testing.T) {
	c := newChain(t)
	address := c.committee()
	members, threshold, err := escrow.ReadCommittee(t.Context(), c.client, address)
	if err != nil || threshold != 2 || !slices.IsSortedFunc(members, common.Address.Cmp) || len(members) != 3 {
		t.Fatalf("got %v, %d, %v", members, threshold, err)
	}
	for _, judge := range judges {
		if !slices.Contains(members, judge.Address) {
			t.Errorf("%s is no member", judge.Address)
		}
	}
	slices.Reverse(members)
	code, err := escrow.CommitteeCreation(members, 2)
	if again, _ := escrow.Create2(code); err != nil || again != address {
		t.Errorf("named in another order it is at %s, %v", again, err)
	}
	other, err := escrow.CommitteeCreation(members, 3)
	if elsewhere, _ := escrow.Create2(other); err != nil || elsewhere == address {
		t.Errorf("with another threshold it is at %s too, %v", elsewhere, err)
	}
}

func TestAContractThatOnlySaysItIsACommitteeIsNone(t *testing.T) {
	c := newChain(t)
	code, err := escrow.CommitteeCreation(addresses(judges), 2)
	if err != nil {
		t.Fatal(err)
	}
	// The same words at an address that does not commit to them: its creation code could have written anything.
	if _, _, err := escrow.ReadCommittee(t.Context(), c.client, c.deploy(code)); !errors.Is(err, escrow.ErrNoCommittee) {
		t.Errorf("got %v", err)
	}
	for _, none := range []common.Address{{1}, c.domain.Escrow, relayer.Address} {
		if _, _, err := escrow.ReadCommittee(t.Context(), c.client, none); !errors.Is(err, escrow.ErrNoCommittee) {
			t.Errorf("%s: got %v", none, err)
		}
	}
}

func TestMembersThatTheContractRefusesAreRefusedBeforeItIsPaidFor(t *testing.T) {
	c := newChain(t)
	crowd := make([]common.Address, 33)
	for i := range crowd {
		crowd[i] = common.BigToAddress(big.NewInt(int64(i + 1)))
	}
	three := slices.Clip(addresses(judges))
	for _, row := range []struct {
		members   []common.Address
		threshold int
		words     string
	}{
		{nil, 1, "there are 0"},
		{crowd, 17, "there are 33; name 1 to 32"},
		{append(three, common.Address{}), 2, "zero address"},
		{append(three, three[0]), 2, "named twice"},
		{three, 0, "choose a threshold of 1 to 3"},
		{three, 4, "choose a threshold of 1 to 3"},
	} {
		if _, err := escrow.CommitteeCreation(row.members, row.threshold); !errors.Is(err, escrow.ErrMembers) || !says(err, row.words) {
			t.Errorf("%d of %d: got %v", row.threshold, len(row.members), err)
		}
		sorted := slices.SortedFunc(slices.Values(row.members), common.Address.Cmp)
		constructor := escrow.NewCommittee().PackConstructor(sorted, big.NewInt(int64(row.threshold)))
		if _, err := c.send(relayer, nil, append(common.FromHex(escrow.CommitteeMetaData.Bin), constructor...)); err == nil {
			t.Errorf("%d of %d: the contract takes them", row.threshold, len(row.members))
		}
	}
	code, err := escrow.CommitteeCreation(crowd[:32], 32)
	if err != nil {
		t.Fatal(err)
	}
	c.deploy(code)

	if _, err := escrow.CommitteeSignature(three, map[common.Address][]byte{arbiter.Address: nil}); !errors.Is(err, escrow.ErrMembers) || !says(err, arbiter.Hex()) {
		t.Errorf("an outsider signed: got %v", err)
	}
}

// silent is a node that does not answer.
type silent struct{}

func (silent) CallContract(context.Context, ethereum.CallMsg, *big.Int) ([]byte, error) {
	return nil, errors.New("connection refused")
}

func TestASignatureIsTheKeysOwnOrTheContracts(t *testing.T) {
	c := newChain(t)
	committee := c.committee()
	message := verdict.Escalation{Pact: pact.ID{1}, Report: hash("report")}
	digest := c.domain.Digest(message)
	own, theirs := c.signed(evaluator, message), c.together(committee, message, judges...)

	if err := escrow.VerifySignature(t.Context(), silent{}, digest, own, evaluator.Address); err != nil {
		t.Errorf("a key's own needs no chain: %v", err)
	}
	if err := escrow.VerifySignature(t.Context(), c.client, digest, theirs, committee); err != nil {
		t.Error(err)
	}
	for name, wrong := range map[string]error{
		"of another key":                 escrow.VerifySignature(t.Context(), c.client, digest, own, provider.Address),
		"of another message":             escrow.VerifySignature(t.Context(), c.client, hash("other"), theirs, committee),
		"of a contract that asks nobody": escrow.VerifySignature(t.Context(), c.client, digest, theirs, c.domain.Escrow),
		"of too few":                     escrow.VerifySignature(t.Context(), c.client, digest, c.together(committee, message, judges[0]), committee),
		"of no contract":                 escrow.VerifySignature(t.Context(), c.client, digest, theirs, common.Address{1}),
		"that is junk":                   escrow.VerifySignature(t.Context(), c.client, digest, []byte("junk"), committee),
	} {
		if !errors.Is(wrong, pact.ErrBadSignature) {
			t.Errorf("a signature %s: got %v", name, wrong)
		}
	}
	if err := escrow.VerifySignature(t.Context(), silent{}, digest, theirs, committee); err == nil || errors.Is(err, pact.ErrBadSignature) {
		t.Errorf("a node that does not answer makes no signature wrong: got %v", err)
	}
}
