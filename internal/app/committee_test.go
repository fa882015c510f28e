package app_test

import (
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/surety-dev/surety/internal/devnet"
	"github.com/surety-dev/surety/pkg/client"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
	pb "github.com/surety-dev/surety/pkg/suretypb"
	"github.com/surety-dev/surety/pkg/verdict"
)

func TestACommitteesRulingIsRelayedAndAMembersIsNot(t *testing.T) {
	s := newScene(t)
	judges := []devnet.Account{devnet.Arbiter, devnet.Collector, devnet.Deployer}
	var members []common.Address
	for _, judge := range judges {
		members = append(members, judge.Address())
	}
	code, err := escrow.CommitteeCreation(members, 2)
	check(t, err)
	committee, creation := escrow.Create2(code)
	check(t, s.Transact(t.Context(), devnet.Deployer, &escrow.Proxy, creation))
	slices.SortFunc(members, common.Address.Cmp)

	s.serve(nil)
	p := s.agree(func(p *pact.Pact) { p.Terms.Deal.Arbiter = committee })
	p.withheld()
	p.dispute()
	p.until(pb.PactState_PACT_STATE_DISPUTED)

	const text = "It was polite, but of no use."
	ruling := verdict.Ruling{Pact: p.id, ProviderAmount: 60 * usd, BuyerAmount: 40 * usd, Ruling: crypto.Keccak256Hash([]byte(text))}
	submit := func(by ...devnet.Account) error {
		signatures := map[common.Address][]byte{}
		for _, judge := range by {
			signatures[judge.Address()] = s.sign(judge, ruling)
		}
		signature, err := escrow.CommitteeSignature(members, signatures)
		check(t, err)
		_, err = s.arbiter.SubmitRuling(t.Context(), ruling, text, signature)
		return err
	}
	if err := submit(judges[0]); client.Reason(err) != "BAD_SIGNATURE" {
		t.Errorf("by one member: got %v", err)
	}
	if _, err := s.arbiter.SubmitRuling(t.Context(), ruling, text, s.sign(judges[0], ruling)); client.Reason(err) != "BAD_SIGNATURE" {
		t.Errorf("by a member for itself: got %v", err)
	}
	check(t, submit(judges[2], judges[0]))
	p.until(pb.PactState_PACT_STATE_RESOLVED)
	s.ended(map[*play]end{p: resolved})
}
