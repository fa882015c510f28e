package send_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/google/go-cmp/cmp"

	"github.com/surety-dev/surety/internal/chain"
	"github.com/surety-dev/surety/internal/chain/chaintest"
	"github.com/surety-dev/surety/internal/chain/send"
	"github.com/surety-dev/surety/internal/devnet"
)

// answer makes the node answer one method with this, always.
func (s *scene) answer(method string, result any) {
	s.proxy.Fault(func(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
		if call.Method == method {
			return reply(result)
		}
		return node()
	})
}

func reply(result any) chaintest.Reply {
	raw, err := json.Marshal(result)
	if err != nil {
		panic(err)
	}
	return chaintest.Reply{Result: raw}
}

func TestANonceThatWasUsedBeforeAnythingWasPublishedIsPassedOver(t *testing.T) {
	s := newScene(t)
	for range 2 {
		chaintest.Submit(t, s.chain, devnet.Relayer, &s.emitter, nil)
	}
	s.mine(1)
	s.answer("eth_getTransactionCount", "0x0") // it lags
	sender := s.sender(nil)
	if tx := s.send(sender, 7); tx.Nonce != 2 || len(s.store.freed) != 2 {
		t.Errorf("nonce %d after %d were given up, want 2 after 2", tx.Nonce, len(s.store.freed))
	}
	s.proxy.Fault(nil)
	s.settle(func() { s.step(sender) })
	if diff := cmp.Diff(map[int64]int{0: 2, 7: 1}, s.logged()); diff != "" {
		t.Errorf("on chain (-want +got):\n%s", diff)
	}
}

// After a crash nobody knows whether the bytes were published: only the receipt, or finality, says.
func TestANonceThatIsTooLowOnAResendIsNotBelievedBeforeItIsFinal(t *testing.T) {
	s := newScene(t)
	s.swallow()
	s.send(s.sender(nil), 7)
	s.proxy.Fault(func(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
		if call.Method == "eth_sendRawTransaction" {
			return chaintest.Reply{Error: &chaintest.Error{Code: -32000, Message: "nonce too low"}}
		}
		return node()
	})
	sender := s.sender(nil)
	for range devnet.FinalizedDepth + 10 {
		s.mine(1)
		s.step(sender)
	}
	if s.store.stored(7) != 1 || len(s.store.freed) != 0 || s.store.stopped != "" {
		t.Fatal("given up because of what the node said")
	}
	s.proxy.Fault(nil)
	for range 6 {
		s.mine(1)
		s.step(sender)
	}
	s.settle(func() { s.step(sender) })
	if tx := s.one(); len(tx.Attempts) == 0 || tx.Mined == nil {
		t.Errorf("%+v is not mined", tx)
	}
}

func TestAMissingNonceIsFilledWithNothing(t *testing.T) {
	s := newScene(t)
	s.answer("eth_getTransactionCount", "0x2") // it counts too far
	sender := s.sender(nil)
	if tx := s.send(sender, 7); tx.Nonce != 2 {
		t.Fatalf("nonce %d, want 2", tx.Nonce)
	}
	s.proxy.Fault(nil)
	s.step(sender)
	s.mine(4)
	s.step(sender)
	if n := len(s.store.all()); n != 1 {
		t.Fatalf("filled after 4 blocks: %d transactions", n)
	}
	s.mine(1)
	s.step(sender)
	s.settle(func() { s.step(sender) })
	txs := s.store.all()
	if len(txs) != 3 {
		t.Fatalf("%d transactions, want 3", len(txs))
	}
	for _, tx := range txs[1:] {
		if tx.Call.To != devnet.Relayer.Address() || len(tx.Call.Data) != 0 || tx.Nonce > 1 || !tx.Mined.Succeeded {
			t.Errorf("filled with %+v", tx)
		}
	}
	if diff := cmp.Diff(map[int64]int{7: 1}, s.logged()); diff != "" {
		t.Errorf("on chain (-want +got):\n%s", diff)
	}
}

func TestWhatNoNodeTakesGivesItsNonceToNothing(t *testing.T) {
	s := newScene(t)
	sender := s.sender(nil)
	refuse := func(blocks uint64) {
		s.proxy.Fault(func(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
			if call.Method == "eth_sendRawTransaction" && strings.Contains(string(call.Params[0]), fmt.Sprintf("%064x", 7)) {
				return chaintest.Reply{Error: &chaintest.Error{Code: -32000, Message: "exceeds block gas limit"}}
			}
			return pretend(blocks, call, node)
		})
	}
	refuse(0)
	s.send(sender, 7)
	s.send(sender, 8)
	refuse(24)
	s.step(sender)
	if s.store.stored(7) != 1 {
		t.Fatal("given up at once")
	}
	refuse(30)
	s.step(sender)
	if s.store.stored(7) != 0 || s.store.stored(8) != 1 {
		t.Errorf("%d and %d transactions for the two, want 0 and 1", s.store.stored(7), s.store.stored(8))
	}
	s.settle(func() { s.step(sender) })
	s.proxy.Fault(nil)
	if diff := cmp.Diff(map[int64]int{8: 1}, s.logged()); diff != "" {
		t.Errorf("on chain (-want +got):\n%s", diff)
	}
}

func TestAKeyThatCannotPayIsSetAsideUntilItIsFunded(t *testing.T) {
	s := newScene(t)
	s.answer("eth_getBalance", "0xffff")
	sender := s.sender(nil)
	for range 3 {
		s.step(sender)
		if _, err := sender.Send(t.Context(), s.call(7), []int64{7}); !errors.Is(err, send.ErrSetAside) || !strings.Contains(err.Error(), "fund it") {
			t.Fatalf("got %v, want ErrSetAside and what to do", err)
		}
	}
	if n := s.log.count(); n != 1 || len(s.store.all()) != 0 {
		t.Errorf("%d alarms, want 1; %d transactions stored, want 0", n, len(s.store.all()))
	}
	s.proxy.Fault(nil)
	s.step(sender)
	s.send(sender, 7)
	s.answer("eth_getBalance", "0xffff")
	s.step(sender)
	if _, err := sender.Send(t.Context(), s.call(8), []int64{8}); !errors.Is(err, send.ErrSetAside) || s.log.count() != 2 {
		t.Errorf("empty again: %v and %d alarms, want ErrSetAside and 2", err, s.log.count())
	}
}

func TestWhatIsInFlightIsPaidForFirst(t *testing.T) {
	s := newScene(t)
	sender := s.sender(nil)
	tx := s.send(sender, 7)
	cost := new(big.Int).Mul(tx.Attempts[0].FeeCap, new(big.Int).SetUint64(tx.Call.Gas))
	s.answer("eth_getBalance", (*hexutil.Big)(new(big.Int).Add(cost, big.NewInt(1))))
	if _, err := sender.Send(t.Context(), s.call(8), []int64{8}); !errors.Is(err, send.ErrBusy) || s.log.count() != 0 {
		t.Errorf("got %v and %d alarms, want ErrBusy and none", err, s.log.count())
	}
}

func TestTheSurchargeIsAskedForAndPaid(t *testing.T) {
	s := newScene(t)
	var l1 atomic.Int64
	s.proxy.Fault(func(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
		oracle := len(call.Params) > 0 && strings.Contains(strings.ToLower(string(call.Params[0])), "0x420000000000000000000000000000000000000f")
		switch {
		case call.Method == "eth_getCode" && oracle:
			return reply("0x01")
		case call.Method == "eth_call" && oracle && strings.Contains(string(call.Params[0]), "0x49948e0e"): // getL1Fee
			if !strings.Contains(string(call.Params[0]), fmt.Sprintf("%064x", 7)) {
				t.Error("asked about other bytes")
			}
			return reply(common.BigToHash(new(big.Int).Mul(big.NewInt(l1.Load()), big.NewInt(1e18))))
		case call.Method == "eth_call" && oracle: // the operator's fee, which older chains do not have
			return chaintest.Reply{Error: &chaintest.Error{Code: 3, Message: "execution reverted", Data: "0x"}}
		}
		return node()
	})
	sender := s.sender(nil)
	l1.Store(1e12)
	if _, err := sender.Send(t.Context(), s.call(7), []int64{7}); !errors.Is(err, send.ErrSetAside) || !strings.Contains(err.Error(), "1000000000000") {
		t.Errorf("got %v, want ErrSetAside: L1 is dear", err)
	}
	l1.Store(0)
	s.send(sender, 7)
}

func TestTheFeeRecordedIsAllThatATransactionCost(t *testing.T) {
	const l1 = 1_000_000_007
	for name, operator := range map[string]uint64{"with an operator's fee": 3_000, "on an older chain": 0} { // wei a gas
		t.Run(name, func(t *testing.T) {
			s := newScene(t)
			var prices sync.Map // by the hash of what was mined
			s.proxy.Fault(func(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
				if call.Method == "eth_getTransactionReceipt" {
					answer := node()
					var receipt map[string]any
					if err := json.Unmarshal(answer.Result, &receipt); err != nil || receipt == nil {
						return answer
					}
					prices.Store(common.HexToHash(receipt["transactionHash"].(string)), hexutil.MustDecodeBig(receipt["effectiveGasPrice"].(string)))
					receipt["l1Fee"] = hexutil.Uint64(l1)
					return reply(receipt)
				}
				if len(call.Params) == 0 || !strings.Contains(strings.ToLower(string(call.Params[0])), "0x420000000000000000000000000000000000000f") {
					return node()
				}
				asked := string(call.Params[0])
				_, gas, about := strings.Cut(asked, "275aedd2") // getOperatorFee
				switch {
				case call.Method == "eth_getCode":
					return reply("0x01")
				case about && operator > 0:
					used := new(big.Int).SetBytes(common.FromHex(gas[:64]))
					return reply(common.BigToHash(used.Mul(used, new(big.Int).SetUint64(operator))))
				case about:
					return chaintest.Reply{Error: &chaintest.Error{Code: 3, Message: "execution reverted", Data: "0x"}}
				}
				return reply(common.Hash{})
			})
			sender := s.sender(nil)
			s.send(sender, 7)
			s.send(sender, 8)
			s.settle(func() { s.step(sender) })
			for _, tx := range s.store.all() {
				price, _ := prices.Load(tx.Mined.Hash)
				want := new(big.Int).Add(price.(*big.Int), new(big.Int).SetUint64(operator))
				want.Add(want.Mul(want, new(big.Int).SetUint64(tx.Mined.GasUsed)), big.NewInt(l1))
				if got := big.NewInt(tx.Mined.Fee); tx.Mined.GasUsed == 0 || got.Cmp(want) != 0 {
					t.Errorf("%s wei for %d gas are recorded, %s paid", got, tx.Mined.GasUsed, want)
				}
			}
		})
	}
}

func TestAStandstillOfTheChainIsNoReasonToPayMore(t *testing.T) {
	s := newScene(t)
	seen := s.broadcasts()
	sender := s.sender(nil)
	tx := s.send(sender, 7)
	for range 200 { // ten minutes are 12,000
		s.step(sender)
	}
	if n := len(seen()[tx.Attempts[0].Hash]); n != 1 || len(s.one().Attempts) != 1 {
		t.Errorf("%d broadcasts of %d attempts while no block came, want 1 of 1", n, len(s.one().Attempts))
	}
	s.settle(func() { s.step(sender) })
}

func TestABaseFeeSpikeOfAHundredTimesIsPaidUpToTheCeilingOfToday(t *testing.T) {
	s := newScene(t)
	s.swallow()
	sender := s.sender(nil)
	before := []send.Transaction{s.send(sender, 7), s.send(sender, 8)}
	spiked := new(big.Int).Mul(before[0].Attempts[0].FeeCap, big.NewInt(50)) // the cap is twice the base fee
	spike := func(blocks uint64) {
		s.proxy.Fault(func(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
			reply := pretend(blocks, call, func() chaintest.Reply { return swallow(call, node) })
			if call.Method == "eth_getBlockByNumber" && string(call.Params[0]) == `"latest"` {
				var block map[string]any
				if err := json.Unmarshal(reply.Result, &block); err != nil {
					panic(err)
				}
				block["baseFeePerGas"] = (*hexutil.Big)(spiked)
				reply.Result, _ = json.Marshal(block)
			}
			return reply
		})
	}
	spike(20)
	s.step(sender)
	if n := s.log.count(); n != 0 {
		t.Errorf("%d alarms before anything more is paid", n)
	}
	for blocks := uint64(30); blocks < 3000; blocks += 30 {
		spike(blocks)
		s.step(sender)
		if n := s.log.count(); n != 1 || s.log.over != 0 {
			t.Fatalf("%d alarms, %d of them over, after %d blocks of it", n, s.log.over, blocks)
		}
	}
	ceiling := new(big.Int).Mul(spiked, big.NewInt(10))
	for i, tx := range s.store.all() {
		if len(tx.Attempts) < 2 {
			t.Fatalf("transaction %d was not bumped", i)
		}
		if first := tx.Attempts[1].FeeCap; first.Cmp(spiked) < 0 {
			t.Errorf("transaction %d went to %v, below the base fee of %v", i, first, spiked)
		}
		if last := tx.Attempts[len(tx.Attempts)-1].FeeCap; last.Cmp(new(big.Int).Add(ceiling, big.NewInt(5e9))) > 0 {
			t.Errorf("transaction %d went to %v, beyond five times what is suggested, %v", i, last, ceiling)
		}
	}
	s.proxy.Fault(nil)
	s.step(sender)
	if s.log.over != 1 {
		t.Errorf("%d alarms are over when the base fee is down again", s.log.over)
	}
}

// switching signs, or does not.
type switching struct {
	account
	broken atomic.Bool
}

func (s *switching) SignTx(ctx context.Context, tx *types.Transaction, chainID uint64) (*types.Transaction, error) {
	if s.broken.Load() {
		return nil, errors.New("the signer is away")
	}
	return s.account.SignTx(ctx, tx, chainID)
}

func TestAKeyThatDoesNotSignIsSetAsideAndLosesNoNonce(t *testing.T) {
	s := newScene(t)
	signer := &switching{account: account{devnet.Relayer}}
	sender := send.New(s.client, signer, s.store, send.Config{Log: slog.New(slog.NewTextHandler(s.log, nil))})
	signer.broken.Store(true)
	for range 3 {
		if _, err := sender.Send(t.Context(), s.call(7), []int64{7}); !errors.Is(err, send.ErrSetAside) {
			t.Fatalf("got %v, want ErrSetAside", err)
		}
	}
	signer.broken.Store(false)
	if tx := s.send(sender, 7); tx.Nonce != 0 || s.log.count() != 1 {
		t.Errorf("nonce %d after %d alarms, want 0 after 1", tx.Nonce, s.log.count())
	}
}

// ring is the Keys of processes that share keys, with a Store for each.
type ring struct {
	mu     sync.Mutex
	stores map[string]*memory
	terms  map[string]int64
	own    []common.Address
}

func (r *ring) Acquire(_ context.Context, name string, _ time.Duration) (chain.Lease, bool, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.terms[name] > 0 {
		return chain.Lease{}, false, nil
	}
	r.terms[name]++
	return chain.Lease{Name: name, Term: r.terms[name]}, true, nil
}

func (r *ring) Renew(context.Context, chain.Lease, time.Duration) error { return nil }

func (r *ring) Release(_ context.Context, lease chain.Lease) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.terms[lease.Name] = 0
	return nil
}

func (r *ring) Store(lease chain.Lease) send.Store {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stores[lease.Name] == nil {
		r.stores[lease.Name] = new(memory)
	}
	return r.stores[lease.Name]
}

func (r *ring) Disown(_ context.Context, but []common.Address) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.own = but
	return nil
}

func (r *ring) of(a devnet.Account) *memory {
	return r.Store(chain.Lease{Name: send.LeaseName(a.Address())}).(*memory)
}

func TestCallsAreSpreadOverTheKeysAndOneInTroubleHoldsUpNone(t *testing.T) {
	s := newScene(t)
	keys := &ring{stores: map[string]*memory{}, terms: map[string]int64{}}
	one, two := devnet.Relayer, devnet.Buyer
	ctx, stop := context.WithCancel(t.Context())
	pool := send.NewPool(s.client, []send.Signer{account{one}, account{two}}, keys, send.Config{Log: slog.New(slog.NewTextHandler(s.log, nil))})
	done := make(chan error, 1)
	if _, err := pool.Send(ctx, s.call(99), nil); !errors.Is(err, send.ErrBusy) {
		t.Errorf("without a key: %v, want ErrBusy", err)
	}
	go func() { done <- pool.Run(ctx) }()
	sent := 0
	for sent == 0 || len(keys.of(one).all()) == 0 || len(keys.of(two).all()) == 0 { // until both are held
		if _, err := pool.Send(ctx, s.call(int64(sent)), []int64{int64(sent)}); err == nil {
			sent++
		} else if !errors.Is(err, send.ErrBusy) {
			t.Fatal(err)
		}
		s.mine(1)
	}
	keys.of(one).mu.Lock()
	keys.of(one).fenced = true // another process has it; this one does not know
	keys.of(one).mu.Unlock()
	had := len(keys.of(one).all())
	for range 4 {
		if _, err := pool.Send(ctx, s.call(int64(sent)), []int64{int64(sent)}); err != nil {
			t.Fatal(err)
		}
		sent++
	}
	if got := len(keys.of(one).all()); got != had {
		t.Errorf("the fenced key sent %d more", got-had)
	}
	want := make(map[int64]int)
	for ref := range int64(sent) {
		want[ref] = 1
	}
	for len(s.logged()) < sent {
		s.mine(1)
	}
	if diff := cmp.Diff(want, s.logged()); diff != "" {
		t.Errorf("on chain (-want +got):\n%s", diff)
	}
	stop()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if _, err := pool.Send(t.Context(), s.call(99), nil); !errors.Is(err, send.ErrBusy) {
		t.Errorf("after the end: %v, want ErrBusy", err)
	}
}

func TestASettlerRunsOnlyWhereAKeyIsHeld(t *testing.T) {
	s := newScene(t)
	keys := &ring{stores: map[string]*memory{}, terms: map[string]int64{}}
	log := slog.New(slog.NewTextHandler(s.log, nil))
	first, stop := context.WithCancel(t.Context())
	defer stop()
	running := func(ctx context.Context) (started, ended chan struct{}) {
		pool := send.NewPool(s.client, []send.Signer{account{devnet.Relayer}}, keys, send.Config{Log: log})
		started, ended = make(chan struct{}), make(chan struct{})
		go func() { _ = pool.Run(ctx) }()
		go func() {
			_ = pool.While(ctx, func(ctx context.Context) error {
				close(started)
				<-ctx.Done()
				close(ended)
				return nil
			})
		}()
		return started, ended
	}
	started, ended := running(first)
	<-started
	other, _ := running(t.Context())
	select {
	case <-other:
		t.Fatal("both run")
	case <-ended:
		t.Fatal("ended")
	default:
	}
	stop()
	<-ended
	<-other
}
