package settlement_test

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"

	"github.com/surety-dev/surety/internal/chain/send"
	"github.com/surety-dev/surety/internal/devnet"
	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/internal/settlement"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/verdict"
)

// evaluator holds a devnet account's key.
type evaluator devnet.Account

func (e evaluator) Address() common.Address { return devnet.Account(e).Address() }

func (e evaluator) SignHash(_ context.Context, digest common.Hash) ([]byte, error) {
	return pact.Sign(digest, devnet.Account(e).Key())
}

// full is the nth full pass under a gate, whose fee tells gates apart.
func full(n byte, fee uint16) lifecycle.Intent {
	terms := pact.Terms{
		Gate: pact.Gate{Evaluator: devnet.Evaluator.Address(), EvaluateBy: now + 86_400, FeeBps: fee, FeeTo: devnet.Collector.Address()},
		Deal: pact.Deal{Buyer: devnet.Buyer.Address(), Provider: devnet.Provider.Address(), Amount: 1, FundBy: now, Salt: common.Hash{n}},
	}
	v := verdict.Verdict{Pact: terms.ID(), ProviderAmount: terms.Held(), Report: common.Hash{0x2e, n}}
	return lifecycle.Intent{
		ID: int64(n), Pact: v.Pact, Action: lifecycle.ActVerdict, Call: escrow.Verdict(terms, v, []byte{n}), Deadline: terms.Gate.EvaluateBy,
	}
}

func together(t *testing.T, change func(*desk, *settlement.Settler), passes ...lifecycle.Intent) (*desk, error) {
	t.Helper()
	d := newDesk()
	d.passes = slices.Clone(passes)
	s := d.settler(slog.New(slog.NewTextHandler(t.Output(), nil)))
	s.Evaluator = evaluator(devnet.Evaluator)
	if change != nil {
		change(d, s)
	}
	return d, s.Step(t.Context())
}

func TestPassesThatWaitTogetherGoTogetherGroupedByGate(t *testing.T) {
	d, err := together(t, nil, full(1, 100), full(2, 200), full(3, 100))
	check(t, err)
	release := func(i lifecycle.Intent) escrow.Release {
		r, ok := escrow.ParseRelease(i.Call)
		if !ok {
			t.Fatal("no release")
		}
		return r
	}
	one, two, three := release(full(1, 100)), release(full(2, 200)), release(full(3, 100))
	batch := verdict.Batch{
		{Gate: one.Gate.Hash(), Deals: []common.Hash{one.Deal, three.Deal}, Reports: verdict.CommitReports([]common.Hash{one.Report, three.Report})},
		{Gate: two.Gate.Hash(), Deals: []common.Hash{two.Deal}, Reports: verdict.CommitReports([]common.Hash{two.Report})},
	}
	signature, err := evaluator(devnet.Evaluator).SignHash(t.Context(), pact.Domain{Escrow: escrowAddress}.Digest(batch))
	check(t, err)
	call := send.Call{To: escrowAddress, Data: escrow.ReleaseBatch([]pact.Gate{one.Gate, two.Gate}, batch, signature), Gas: 120_000}
	if diff := cmp.Diff(map[int64]send.Call{1: call, 2: call, 3: call}, d.sent); diff != "" {
		t.Errorf("sent (-want +got):\n%s", diff)
	}
}

func TestALonePassGoesWithItsOwnVerdict(t *testing.T) {
	d, err := together(t, nil, full(1, 100))
	check(t, err)
	if diff := cmp.Diff(full(1, 100).Call, d.sent[1].Data); diff != "" {
		t.Errorf("sent (-want +got):\n%s", diff)
	}
}

func TestPassesOfAnotherEvaluatorOrWithoutAKeyGoAlone(t *testing.T) {
	for name, key := range map[string]settlement.Evaluator{"no key": nil, "another's": evaluator(devnet.Arbiter)} {
		d, err := together(t, func(_ *desk, s *settlement.Settler) { s.Evaluator = key }, full(1, 100), full(2, 100))
		check(t, err)
		for n := range byte(2) {
			if diff := cmp.Diff(full(n+1, 100).Call, d.sent[int64(n+1)].Data); diff != "" {
				t.Errorf("%s: sent (-want +got):\n%s", name, diff)
			}
		}
	}
}

func TestABatchThatDoesNotFitIsHalved(t *testing.T) {
	var passes []lifecycle.Intent
	for n := range byte(20) {
		passes = append(passes, full(n+1, 100))
	}
	sizes := map[string]int{}
	d, err := together(t, func(d *desk, _ *settlement.Settler) {
		d.estimate = func(call []byte) (uint64, error) { return uint64(len(call)) * 14_000, nil } // 12.5 million at 840 bytes
		d.send = func(c send.Call) error {
			sizes[string(c.Data)]++
			if c.Gas > send.MaxGas {
				t.Errorf("a transaction of %d gas", c.Gas)
			}
			return nil
		}
	}, passes...)
	check(t, err)
	if len(d.sent) != len(passes) || len(sizes) < 2 || len(sizes) > 8 {
		t.Errorf("%d passes sent in %d transactions", len(d.sent), len(sizes))
	}
}

func TestAPassThatTheChainRefusesIsFoundAndTheRestGoesOn(t *testing.T) {
	var passes []lifecycle.Intent
	for n := range byte(9) {
		passes = append(passes, full(n+1, 100))
	}
	bad, _ := escrow.ParseRelease(passes[4].Call)
	d, err := together(t, func(d *desk, _ *settlement.Settler) {
		d.estimate = func(call []byte) (uint64, error) {
			if slices.Contains(chunks(call), bad.Deal) {
				return 0, tooLate
			}
			return 90_000, nil
		}
	}, passes...)
	check(t, err)
	if len(d.sent) != 8 || len(d.late) != 1 || d.late[5] == "" || len(d.unclaimed) != 0 {
		t.Errorf("sent %d, failed %v, gave back %v; want all sent but 5", len(d.sent), d.late, d.unclaimed)
	}
}

// chunks are the words of a call.
func chunks(call []byte) (words []common.Hash) {
	for word := range slices.Chunk(call[4:], 32) {
		words = append(words, common.BytesToHash(word))
	}
	return words
}

func TestWhatABusyKeyLeavesOfABatchIsGivenBack(t *testing.T) {
	d, err := together(t, func(d *desk, _ *settlement.Settler) {
		d.estimate = func(call []byte) (uint64, error) {
			if len(chunks(call)) > 20 {
				return send.MaxGas, nil
			}
			return 90_000, nil
		}
		d.send = func(send.Call) error {
			if len(d.sent) > 0 {
				return send.ErrBusy
			}
			return nil
		}
	}, full(1, 100), full(2, 100), full(3, 100), full(4, 100), full(5, 100), full(6, 100), full(7, 100), full(8, 100))
	check(t, err)
	slices.Sort(d.unclaimed)
	if len(d.sent) != 4 || !slices.Equal(d.unclaimed, []int64{5, 6, 7, 8}) {
		t.Errorf("sent %d, gave back %v", len(d.sent), d.unclaimed)
	}
}

func TestAnotherSettlersPassIsNoError(t *testing.T) {
	d, err := together(t, func(d *desk, _ *settlement.Settler) {
		d.send = func(send.Call) error { return errors.Join(errors.New("store"), settlement.ErrTaken) }
	}, full(1, 100), full(2, 100))
	if err != nil || len(d.sent) != 0 || !slices.Equal(d.unclaimed, []int64{1, 2}) {
		t.Errorf("sent %v, gave back %v, %v", d.sent, d.unclaimed, err)
	}
}

func TestAPassNearItsDeadlineIsNotSentInVain(t *testing.T) {
	near := full(2, 100)
	near.Deadline = now + 1
	d, err := together(t, nil, full(1, 100), near, full(3, 100))
	check(t, err)
	if len(d.sent) != 2 || d.late[2] == "" {
		t.Errorf("sent %v, late %v", d.sent, d.late)
	}
}

// crossing is a sender that answers nobody before as many calls as met are on their way.
type crossing struct {
	mu     sync.Mutex
	left   int
	met    chan struct{}
	passes int
	err    error
}

func (c *crossing) EstimateGas(context.Context, common.Address, common.Address, []byte) (uint64, error) {
	return 1_000_000, nil
}

func (c *crossing) Send(_ context.Context, _ send.Call, refs []int64) (send.Transaction, error) {
	c.mu.Lock()
	c.passes += len(refs)
	if c.left--; c.left == 0 {
		close(c.met)
	}
	c.mu.Unlock()
	<-c.met
	return send.Transaction{}, c.err
}

func TestFullBatchesAreOnTheirWayTogetherAndWhatFailsIsGivenBack(t *testing.T) {
	var passes []lifecycle.Intent
	for n := range 1200 {
		passes = append(passes, full(byte(n), 100))
		passes[n].ID = int64(n)
	}
	for _, want := range []error{nil, errors.New("disk full")} {
		synctest.Test(t, func(t *testing.T) { // a call that waits for one that never comes ends it
			c := &crossing{left: 3, met: make(chan struct{}), err: want}
			d, err := together(t, func(_ *desk, s *settlement.Settler) { s.Sender, s.Estimator = c, c }, passes...)
			if c.passes != len(passes) || !errors.Is(err, want) {
				t.Errorf("%d passes on their way, %v", c.passes, err)
			}
			if back := len(d.unclaimed); want == nil && back != 0 || want != nil && back != len(passes) {
				t.Errorf("gave back %d of those that failed with %v", back, want)
			}
		})
	}
}
