package app_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"

	"github.com/surety-dev/surety/internal/devnet"
	"github.com/surety-dev/surety/pkg/client"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
	pb "github.com/surety-dev/surety/pkg/suretypb"
	"github.com/surety-dev/surety/pkg/usdc"
	"github.com/surety-dev/surety/pkg/verdict"
)

// Who was silent: each row of the table that both parties are shown before they sign. When nobody ever decides, the terms of agree give the provider
// half. One chain and one database see all rows.
func TestEverySilenceHasItsOutcome(t *testing.T) {
	t.Parallel()
	shared := newScene(t)
	for _, row := range []struct {
		silent string
		play   func(*scene) map[*play]pb.PactState // how its pacts end
		moved  map[devnet.Account]usdc.Amount      // by all of them
	}{
		{"the buyer never funds", (*scene).neverFunded, nil},
		{"the provider never delivers", (*scene).neverDelivered, nil},
		{
			"the evaluator never rules", (*scene).neverEvaluated, // one half to half, one 60 to 40
			map[devnet.Account]usdc.Amount{devnet.Buyer: -110 * usd, devnet.Provider: 108_900_000, devnet.Collector: 1_100_000},
		},
		{
			"nobody disputes what a verdict left held", (*scene).neverDisputed, // one fail, one pass
			map[devnet.Account]usdc.Amount{devnet.Buyer: -100 * usd, devnet.Provider: 99 * usd, devnet.Collector: usd},
		},
		{
			"the arbiter never rules", (*scene).neverRuledOn, // one fail, one half to half
			map[devnet.Account]usdc.Amount{devnet.Buyer: -50 * usd, devnet.Provider: 49_500_000, devnet.Collector: 500_000},
		},
		{
			"the whole service is gone", (*scene).gone, // two passes, one refund
			map[devnet.Account]usdc.Amount{devnet.Buyer: -200 * usd, devnet.Provider: 198 * usd, devnet.Collector: 2 * usd},
		},
	} {
		t.Run(row.silent, func(t *testing.T) {
			s := *shared
			s.t = t
			before, _, err := s.Balances(t.Context(), holders)
			check(t, err)
			ends := row.play(&s)

			shown := map[devnet.Account]usdc.Amount{}
			for p, end := range ends {
				p.until(end)
				m := p.stands(end)
				if end != pb.PactState_PACT_STATE_EXPIRED {
					shown[devnet.Buyer] += m.BuyerPaid - price
				}
				shown[devnet.Provider] += m.ProviderPaid
				shown[devnet.Collector] += m.FeePaid
			}
			after, held, err := s.Balances(t.Context(), holders)
			check(t, err)
			for _, a := range holders {
				if moved := after[a] - before[a]; moved != row.moved[a] || shown[a] != moved {
					t.Errorf("%s has %s more, the API shows %s, want %s", a, moved, shown[a], row.moved[a])
				}
			}
			if held != 0 {
				t.Errorf("%s are still held", held)
			}
		})
	}
}

func (s *scene) neverFunded() map[*play]pb.PactState {
	s.serve(nil)
	p := s.agree()
	s.jumpTo(p.Terms.Deal.FundBy)
	return map[*play]pb.PactState{p: pb.PactState_PACT_STATE_EXPIRED}
}

func (s *scene) neverDelivered() map[*play]pb.PactState {
	s.serve(nil)
	p := s.agree()
	p.fund()
	p.until(pb.PactState_PACT_STATE_FUNDED)
	s.jumpTo(p.Terms.Gate.EvaluateBy)
	return map[*play]pb.PactState{p: pb.PactState_PACT_STATE_REFUNDED}
}

func (s *scene) neverEvaluated() map[*play]pb.PactState {
	s.serve(nil, "api", "follower", "settler")
	split, contested := s.agree(), s.agree()
	for _, p := range []*play{split, contested} {
		p.fund()
		p.until(pb.PactState_PACT_STATE_FUNDED)
		d := pact.Delivery{Pact: p.id, Deliverable: common.Hash{1}}
		_, err := p.provider.Deliver(s.t.Context(), d, p.sign(devnet.Provider, d))
		check(s.t, err)
		p.until(pb.PactState_PACT_STATE_DELIVERED)
	}
	s.jumpTo(contested.Terms.Gate.EvaluateBy)
	contested.dispute()
	contested.until(pb.PactState_PACT_STATE_DISPUTED)
	contested.rule()
	contested.until(pb.PactState_PACT_STATE_RESOLVED)
	s.jumpTo(split.Terms.Gate.EvaluateBy + disputeWindow)
	return map[*play]pb.PactState{split: pb.PactState_PACT_STATE_RESOLVED, contested: pb.PactState_PACT_STATE_RESOLVED}
}

func (s *scene) neverDisputed() map[*play]pb.PactState {
	s.serve(nil)
	failed := s.agree()
	failed.withheld()
	passed := s.agree(func(p *pact.Pact) { p.Terms.Gate.ChallengeWindow = disputeWindow })
	passed.fund()
	passed.until(pb.PactState_PACT_STATE_FUNDED)
	passed.submit(polite)
	passed.until(pb.PactState_PACT_STATE_WITHHELD)
	s.jumpTo(s.Chain.Now() + disputeWindow)
	return map[*play]pb.PactState{failed: pb.PactState_PACT_STATE_REFUNDED, passed: pb.PactState_PACT_STATE_RELEASED}
}

func (s *scene) neverRuledOn() map[*play]pb.PactState {
	s.serve(nil)
	judged := s.agree()
	judged.withheld()
	judged.dispute()
	judged.until(pb.PactState_PACT_STATE_DISPUTED)
	unjudged := s.agree(byJury)
	unjudged.fund()
	unjudged.until(pb.PactState_PACT_STATE_FUNDED)
	unjudged.submit(polite)
	unjudged.until(pb.PactState_PACT_STATE_DISPUTED)
	s.jumpTo(s.Chain.Now() + arbitrationEnd)
	return map[*play]pb.PactState{judged: pb.PactState_PACT_STATE_REFUNDED, unjudged: pb.PactState_PACT_STATE_RESOLVED}
}

// gone: a verdict was its last act. The parties send their own transactions; a service that comes back finds them.
func (s *scene) gone() map[*play]pb.PactState {
	stop := s.serve(nil)
	judged, agreed, waiting := s.agree(), s.agree(), s.agree()
	for _, p := range []*play{judged, agreed, waiting} {
		p.fund()
		p.until(pb.PactState_PACT_STATE_FUNDED)
	}
	stop()
	stop = s.serve(nil, "api", "follower", "evaluator")
	judged.submit(polite)
	var carry []byte
	eventually(s.t, func() error {
		e, err := s.provider.Evaluation(s.t.Context(), judged.id)
		if err == nil && e.Pending() {
			err = fmt.Errorf("no verdict")
		}
		carry = escrow.Verdict(judged.Terms, verdict.Verdict{Pact: judged.id, ProviderAmount: e.ProviderAmount, Report: e.ReportHash}, e.Signature)
		return err
	})
	stop()

	send := func(from devnet.Account, call []byte) {
		s.t.Helper()
		check(s.t, s.Transact(s.t.Context(), from, &s.Domain.Escrow, call))
	}
	send(devnet.Provider, carry)
	send(devnet.Buyer, escrow.Consent(agreed.Terms, pact.Consent{Pact: agreed.id, ProviderAmount: price}, nil, nil))
	s.jumpTo(waiting.Terms.Gate.EvaluateBy)
	send(devnet.Buyer, escrow.Finalize(waiting.Terms))
	_, held, err := s.Balances(s.t.Context(), holders)
	check(s.t, err)
	if held != 0 {
		s.t.Errorf("%s are still held with the service gone", held)
	}
	s.serve(nil)
	return map[*play]pb.PactState{
		judged: pb.PactState_PACT_STATE_RELEASED, agreed: pb.PactState_PACT_STATE_RELEASED, waiting: pb.PactState_PACT_STATE_REFUNDED,
	}
}

// jumpTo moves the chain's clock past a deadline and the grace in which the service leaves it to the parties.
func (s *scene) jumpTo(deadline int64) {
	s.t.Helper()
	check(s.t, s.Chain.Jump(time.Duration(deadline-s.Chain.Now()+2*s.Config.FinalizeGrace)*time.Second))
}

// stands checks that the escrow has done with the pact and that the API shows the same to whoever asks now, and returns what it shows.
func (p *play) stands(end pb.PactState) client.Money {
	p.t.Helper()
	onChain, err := p.State(p.t.Context(), p.id)
	check(p.t, err)
	shown, err := p.provider.Pact(p.t.Context(), p.id)
	check(p.t, err)
	want := escrow.State{Status: escrow.StatusClosed}
	if end == pb.PactState_PACT_STATE_EXPIRED {
		want.Status = escrow.StatusNone
	}
	if diff := cmp.Diff(want, onChain); diff != "" || shown.State != end || shown.Money.Held != 0 {
		p.t.Errorf("the API shows %s with %s held, want %s; on chain (-want +got):\n%s", shown.State, shown.Money.Held, end, diff)
	}
	return shown.Money
}
