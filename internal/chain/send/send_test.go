package send_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"math"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/google/go-cmp/cmp"

	"github.com/surety-dev/surety/internal/chain"
	"github.com/surety-dev/surety/internal/chain/chaintest"
	"github.com/surety-dev/surety/internal/chain/rpc"
	"github.com/surety-dev/surety/internal/chain/send"
	"github.com/surety-dev/surety/internal/devnet"
)

// memory is a Store: what it holds survives a Sender.
type memory struct {
	mu      sync.Mutex
	rows    []*row
	freed   []string // why
	stopped string
	fenced  bool
	final   uint64 // the newest block that the follower holds for final; 0: whatever the node says
}

type row struct {
	tx    send.Transaction
	refs  []int64
	final bool
	void  bool
}

func (m *memory) Reserve(_ context.Context, key common.Address, floor uint64, call send.Call, refs []int64, sign func(uint64) (send.Attempt, error)) (send.Transaction, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fenced {
		return send.Transaction{}, chain.ErrFenced
	}
	nonce := floor
	for _, row := range m.rows {
		nonce = max(nonce, row.tx.Nonce+1)
	}
	attempt, err := sign(nonce)
	if err != nil {
		return send.Transaction{}, err
	}
	tx := send.Transaction{ID: int64(len(m.rows)), Key: key, Nonce: nonce, Call: call, Attempts: []send.Attempt{attempt}}
	m.rows = append(m.rows, &row{tx: tx, refs: refs})
	return tx, nil
}

func (m *memory) Fill(_ context.Context, key common.Address, nonce uint64, call send.Call, sign func() (send.Attempt, error)) (send.Transaction, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, row := range m.rows {
		if row.tx.Nonce == nonce && !row.void {
			return send.Transaction{}, false, nil
		}
	}
	attempt, err := sign()
	if err != nil {
		return send.Transaction{}, false, err
	}
	tx := send.Transaction{ID: int64(len(m.rows)), Key: key, Nonce: nonce, Call: call, Attempts: []send.Attempt{attempt}}
	m.rows = append(m.rows, &row{tx: tx})
	return tx, true, nil
}

func (m *memory) Unmined(context.Context, common.Address) ([]send.Transaction, error) {
	txs := m.where(func(row *row) bool { return row.tx.Mined == nil && !row.void })
	slices.SortFunc(txs, func(a, b send.Transaction) int { return int(a.Nonce) - int(b.Nonce) })
	return txs, nil
}

func (m *memory) Unfinal(_ context.Context, _ common.Address, from, to uint64) ([]send.Transaction, error) {
	txs := m.where(func(row *row) bool {
		return row.tx.Mined != nil && !row.final && row.tx.Mined.Block >= from && row.tx.Mined.Block <= to
	})
	slices.SortFunc(txs, func(a, b send.Transaction) int { return int(b.Mined.Block) - int(a.Mined.Block) })
	return txs[:min(len(txs), send.Page)], nil
}

func (m *memory) AddAttempt(_ context.Context, id int64, attempt send.Attempt) error {
	return m.change(func(row *row) { row.tx.Attempts = append(slices.Clip(row.tx.Attempts), attempt) }, id)
}

func (m *memory) SetMined(_ context.Context, outcomes ...send.Outcome) error {
	for _, o := range outcomes {
		if err := m.change(func(row *row) { row.tx.Mined = o.Mined }, o.ID); err != nil {
			return err
		}
	}
	return nil
}

func (m *memory) SetFinal(_ context.Context, ids ...int64) error {
	return m.change(func(row *row) {
		if row.tx.Mined == nil {
			panic("final, and not mined")
		}
		row.final = true
	}, ids...)
}

func (m *memory) FinalBlock(context.Context) (uint64, error) {
	if m.final == 0 {
		return math.MaxUint64, nil
	}
	return m.final, nil
}

func (m *memory) Free(_ context.Context, id int64, why string, instead *send.Attempt) error {
	return m.change(func(row *row) {
		row.refs, row.void = nil, instead == nil
		if instead != nil {
			row.tx.Call = send.Call{To: row.tx.Key, Gas: send.EmptyGas}
			row.tx.Attempts = append(slices.Clip(row.tx.Attempts), *instead)
		}
		m.freed = append(m.freed, why)
	}, id)
}

func (m *memory) Stop(_ context.Context, id int64, why string) error {
	return m.change(func(row *row) {
		row.void, m.stopped = true, why
		for _, row := range m.rows {
			if row.tx.Mined == nil {
				row.refs = nil
			}
		}
	}, id)
}

func (m *memory) Stopped(context.Context, common.Address) (string, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.stopped, nil
}

func (m *memory) change(change func(*row), ids ...int64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, id := range ids {
		if m.rows[id].final {
			panic("changed after it was final")
		}
		change(m.rows[id])
	}
	return nil
}

func (m *memory) where(keep func(*row) bool) (txs []send.Transaction) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, row := range m.rows {
		if keep(row) {
			txs = append(txs, row.tx)
		}
	}
	return txs
}

func (m *memory) all() []send.Transaction { return m.where(func(*row) bool { return true }) }

func (m *memory) finals() int { return len(m.where(func(row *row) bool { return row.final })) }

// stored is how many transactions serve the ref.
func (m *memory) stored(ref int64) int {
	return len(m.where(func(row *row) bool { return slices.Contains(row.refs, ref) }))
}

// account signs with a development account.
type account struct{ devnet.Account }

func (a account) SignTx(_ context.Context, tx *types.Transaction, chainID uint64) (*types.Transaction, error) {
	return types.SignTx(tx, types.LatestSignerForChainID(new(big.Int).SetUint64(chainID)), a.Key())
}

// scene is a chain with an emitter, and a relayer that sends through a proxy.
type scene struct {
	t       *testing.T
	log     *alarms
	chain   *devnet.Chain
	proxy   *chaintest.Proxy
	client  *rpc.Client
	emitter common.Address
	store   *memory
}

func newScene(t *testing.T) *scene {
	node := chaintest.Start(t)
	emitter := chaintest.Deploy(t, node, chaintest.Emitter)
	proxy := chaintest.StartProxy(t, node.URL())
	client, err := rpc.Dial(t.Context(), rpc.Config{Endpoints: []string{proxy.URL}, ChainID: devnet.ChainID})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return &scene{t, &alarms{t: t}, node, proxy, client, emitter, new(memory)}
}

// alarms is the log; it counts what pages somebody, and what says that it is over.
type alarms struct {
	t       *testing.T
	mu      sync.Mutex
	n, over int
}

func (a *alarms) Write(line []byte) (int, error) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if bytes.Contains(line, []byte("level=ERROR")) && bytes.Contains(line, []byte("ALARM")) {
		a.n++
	}
	if bytes.Contains(line, []byte("ALARM over")) {
		a.over++
	}
	return a.t.Output().Write(line)
}

func (a *alarms) count() int {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.n
}

// sender is a new process on the same store.
func (s *scene) sender(at func(string)) *send.Sender {
	return send.New(s.client, account{devnet.Relayer}, s.store, send.Config{
		Interval: time.Millisecond, Log: slog.New(slog.NewTextHandler(s.log, nil)), At: at,
	})
}

func (s *scene) send(sender *send.Sender, ref int64) send.Transaction {
	s.t.Helper()
	tx, err := sender.Send(s.t.Context(), s.call(ref), []int64{ref})
	if err != nil {
		s.t.Fatal(err)
	}
	return tx
}

// call makes the emitter log the ref.
func (s *scene) call(ref int64) send.Call {
	return send.Call{To: s.emitter, Data: common.BigToHash(big.NewInt(ref)).Bytes(), Gas: 50_000}
}

func (s *scene) step(sender *send.Sender) {
	s.t.Helper()
	if err := sender.Step(s.t.Context()); err != nil {
		s.t.Fatal(err)
	}
}

func (s *scene) mine(n int) {
	s.t.Helper()
	chaintest.Mine(s.t, s.chain, n)
}

// settle mines and steps until nothing is in flight: the pool may keep what it has just taken for a later block.
func (s *scene) settle(step func()) {
	s.t.Helper()
	for range 10 {
		s.mine(1)
		step()
		if len(s.store.where(func(row *row) bool { return row.tx.Mined == nil && !row.void })) == 0 {
			return
		}
	}
	s.t.Fatal("not all mined")
}

// one is the only transaction stored.
func (s *scene) one() send.Transaction {
	s.t.Helper()
	txs := s.store.all()
	if len(txs) != 1 {
		s.t.Fatalf("%d transactions stored, want 1", len(txs))
	}
	return txs[0]
}

// logged is how often the chain logged each ref.
func (s *scene) logged() map[int64]int {
	s.t.Helper()
	head, err := s.client.Head(s.t.Context(), rpc.Latest)
	if err != nil {
		s.t.Fatal(err)
	}
	headers, err := s.client.Headers(s.t.Context(), 0, head.Number)
	if err != nil {
		s.t.Fatal(err)
	}
	count := make(map[int64]int)
	for _, header := range headers {
		logs, err := s.client.LogsByHash(s.t.Context(), s.emitter, header.Hash)
		if err != nil {
			s.t.Fatal(err)
		}
		for _, log := range logs[0] {
			count[new(big.Int).SetBytes(log.Data).Int64()]++
		}
	}
	return count
}

// swallow makes the node lose what is broadcast, saying nothing.
func (s *scene) swallow() { s.proxy.Fault(swallow) }

func swallow(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
	if call.Method == "eth_sendRawTransaction" {
		return chaintest.Reply{Result: json.RawMessage(fmt.Sprintf("%q", common.Hash{1}))}
	}
	return node()
}

// pretend makes the node's latest block look that many blocks higher, so that what waits in its pool looks stuck.
func (s *scene) pretend(blocks uint64) {
	s.proxy.Fault(func(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
		return pretend(blocks, call, node)
	})
}

func pretend(blocks uint64, call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
	reply := node()
	if call.Method == "eth_getBlockByNumber" && string(call.Params[0]) == `"latest"` {
		var block map[string]any
		if err := json.Unmarshal(reply.Result, &block); err != nil {
			panic(err)
		}
		block["number"] = hexutil.Uint64(hexutil.MustDecodeUint64(block["number"].(string)) + blocks)
		reply.Result, _ = json.Marshal(block)
	}
	return reply
}

// stuck makes the sender bump what it has sent, and the node lose that.
func (s *scene) stuck(sender *send.Sender) {
	s.t.Helper()
	s.proxy.Fault(func(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
		return pretend(30, call, func() chaintest.Reply { return swallow(call, node) })
	})
	s.step(sender)
}

// broadcasts counts what the node is given, by hash, and how it answers.
func (s *scene) broadcasts() (seen func() map[common.Hash][]string) {
	var mu sync.Mutex
	answers := make(map[common.Hash][]string)
	s.proxy.Fault(func(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
		reply := node()
		if call.Method == "eth_sendRawTransaction" {
			var raw hexutil.Bytes
			if err := json.Unmarshal(call.Params[0], &raw); err != nil {
				panic(err)
			}
			tx := new(types.Transaction)
			if err := tx.UnmarshalBinary(raw); err != nil {
				panic(err)
			}
			answer := "accepted"
			if reply.Error != nil {
				answer = reply.Error.Message
			}
			mu.Lock()
			answers[tx.Hash()] = append(answers[tx.Hash()], answer)
			mu.Unlock()
		}
		return reply
	})
	return func() map[common.Hash][]string {
		mu.Lock()
		defer mu.Unlock()
		return maps.Clone(answers)
	}
}

func TestATransactionIsSentMinedAndFinal(t *testing.T) {
	s := newScene(t)
	sender := s.sender(nil)
	tx := s.send(sender, 7)
	if tx.Nonce != 0 || tx.Mined != nil || len(tx.Attempts) != 1 {
		t.Errorf("sent: %+v", tx)
	}
	s.step(sender)
	if s.one().Mined != nil {
		t.Error("mined before it was")
	}
	s.mine(1)
	s.step(sender)
	mined := s.one().Mined
	if mined == nil || !mined.Succeeded || mined.Hash != tx.Attempts[0].Hash || mined.Block != 2 || mined.GasUsed == 0 {
		t.Errorf("mined: %+v", mined)
	}
	s.mine(devnet.FinalizedDepth - 1)
	s.step(sender)
	if s.store.finals() != 0 {
		t.Error("final before its block was")
	}
	s.mine(1)
	s.step(sender)
	if s.store.finals() != 1 {
		t.Error("not final when its block was")
	}
	if diff := cmp.Diff(map[int64]int{7: 1}, s.logged()); diff != "" {
		t.Errorf("on chain (-want +got):\n%s", diff)
	}
}

func TestRunDoesTheSteps(t *testing.T) {
	s := newScene(t)
	final := make(chan struct{})
	sender := s.sender(func(point string) {
		if point == "final" {
			close(final)
		}
	})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- sender.Run(ctx) }()
	s.send(sender, 7)
	s.mine(devnet.FinalizedDepth + 1)
	<-final
	cancel()
	if err := <-done; err != nil {
		t.Errorf("Run returned %v at the end of its context, want nil", err)
	}
}

type crash struct{}

func TestACrashAtAnyPointSendsEverythingOnce(t *testing.T) {
	for _, point := range send.Points {
		t.Run(point, func(t *testing.T) {
			s := newScene(t)
			crashed := false
			at := func(reached string) {
				if reached == point && !crashed {
					crashed = true
					panic(crash{})
				}
			}
			sender := s.sender(at)
			// survive repeats what a crash has interrupted, in a new process.
			survive := func(do func()) {
				t.Helper()
				for again := true; again; {
					again = func() (again bool) {
						defer func() {
							if r := recover(); r != nil {
								if r != any(crash{}) {
									panic(r)
								}
								sender, again = s.sender(at), true
							}
						}()
						do()
						return false
					}()
				}
			}
			step := func() { survive(func() { s.step(sender) }) }

			for ref := range int64(3) {
				survive(func() {
					if s.store.stored(ref) == 0 { // what a caller asks itself after a crash
						s.send(sender, ref)
					}
				})
			}
			step()
			for height := uint64(30); len(s.store.all()[0].Attempts) == 1; height += 30 {
				s.pretend(height)
				step()
			}
			s.proxy.Fault(nil)
			s.settle(step)
			chaintest.Reorg(t, s.chain, 1, false)
			step()
			s.settle(step)
			s.mine(devnet.FinalizedDepth)
			step()

			if !crashed {
				t.Fatalf("%s was never reached", point)
			}
			if txs, finals := len(s.store.all()), s.store.finals(); txs != 3 || finals != 3 {
				t.Errorf("%d transactions stored, %d final; want 3 and 3", txs, finals)
			}
			if diff := cmp.Diff(map[int64]int{0: 1, 1: 1, 2: 1}, s.logged()); diff != "" {
				t.Errorf("on chain (-want +got):\n%s", diff)
			}
		})
	}
}

func TestARestartSendsTheSameBytesAndAlreadyKnownIsSuccess(t *testing.T) {
	s := newScene(t)
	seen := s.broadcasts()
	tx := s.send(s.sender(nil), 7)
	s.step(s.sender(nil))
	if diff := cmp.Diff(map[common.Hash][]string{tx.Attempts[0].Hash: {"accepted", "already known"}}, seen()); diff != "" {
		t.Errorf("broadcasts (-want +got):\n%s", diff)
	}
	s.mine(1)
	s.step(s.sender(nil))
	if s.one().Mined == nil {
		t.Error("not mined")
	}
}

func TestABroadcastThatFailsIsNoFailure(t *testing.T) {
	for name, accepted := range map[string]bool{"before the node took it": false, "after the node took it": true} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t)
			s.proxy.Fault(func(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
				if call.Method == "eth_sendRawTransaction" {
					if accepted {
						node()
					}
					panic(http.ErrAbortHandler)
				}
				return node()
			})
			sender := s.sender(nil)
			s.send(sender, 7)
			s.proxy.Fault(nil)
			for range 6 { // so many blocks later it is sent again
				s.mine(1)
				s.step(sender)
			}
			s.mine(1)
			s.step(sender)
			if tx := s.one(); tx.Mined == nil || len(tx.Attempts) != 1 {
				t.Errorf("got %+v, want it mined as it was first signed", tx)
			}
		})
	}
}

func TestUnminedBytesAreSentAgainOnlyEveryFewBlocks(t *testing.T) {
	s := newScene(t)
	seen := s.broadcasts()
	sender := s.sender(nil)
	hash := s.send(sender, 7).Attempts[0].Hash
	for range 10 {
		s.step(sender)
	}
	if n := len(seen()[hash]); n != 1 {
		t.Errorf("%d broadcasts within one block, want 1", n)
	}
}

func TestAReorgedTransactionIsSentAndMinedAgain(t *testing.T) {
	s := newScene(t)
	sender := s.sender(nil)
	s.send(sender, 7)
	s.mine(1)
	s.step(sender)
	first := *s.one().Mined
	chaintest.Reorg(t, s.chain, 1, false)

	s.step(sender)
	if mined := s.one().Mined; mined != nil {
		t.Fatalf("still mined after the reorg: %+v", mined)
	}
	s.mine(1)
	s.step(sender)
	if mined := s.one().Mined; mined == nil || mined.BlockHash == first.BlockHash || mined.Hash != first.Hash {
		t.Errorf("mined again: %+v, first %+v", mined, first)
	}
	if diff := cmp.Diff(map[int64]int{7: 1}, s.logged()); diff != "" {
		t.Errorf("on chain (-want +got):\n%s", diff)
	}
}

func TestATransactionThatAReorgKeepsIsMinedInItsNewBlock(t *testing.T) {
	s := newScene(t)
	sender := s.sender(nil)
	s.send(sender, 7)
	s.mine(1)
	s.step(sender)
	first := *s.one().Mined
	chaintest.Reorg(t, s.chain, 1, true)
	s.step(sender)
	if mined := s.one().Mined; mined == nil || mined.BlockHash == first.BlockHash {
		t.Errorf("mined: %+v, first %+v", mined, first)
	}
}

func TestAStuckTransactionIsReplacedForHigherFees(t *testing.T) {
	s := newScene(t)
	sender := s.sender(nil)
	s.send(sender, 7)
	s.send(sender, 8) // waits for the first: paying more for it would not help
	s.pretend(24)
	s.step(sender)
	if n := len(s.store.all()[0].Attempts); n != 1 {
		t.Fatalf("%d attempts after 24 blocks, want 1", n)
	}
	s.pretend(29)
	s.step(sender)
	s.proxy.Fault(nil)
	s.settle(func() { s.step(sender) })

	txs := s.store.all()
	if len(txs[0].Attempts) != 2 || len(txs[1].Attempts) != 1 {
		t.Fatalf("attempts %d and %d, want 2 and 1", len(txs[0].Attempts), len(txs[1].Attempts))
	}
	for i, tx := range txs {
		if tx.Mined == nil || tx.Mined.Hash != tx.Attempts[len(tx.Attempts)-1].Hash {
			t.Errorf("transaction %d: mined %+v, want its newest attempt", i, tx.Mined)
		}
	}
	old, bumped := txs[0].Attempts[0], txs[0].Attempts[1]
	for _, fee := range [][2]*big.Int{{old.TipCap, bumped.TipCap}, {old.FeeCap, bumped.FeeCap}} {
		if least := new(big.Int).Mul(fee[0], big.NewInt(110)); new(big.Int).Mul(fee[1], big.NewInt(100)).Cmp(least) <= 0 {
			t.Errorf("%v after %v is not more than 10 %% higher", fee[1], fee[0])
		}
	}
	if diff := cmp.Diff(map[int64]int{7: 1, 8: 1}, s.logged()); diff != "" {
		t.Errorf("on chain (-want +got):\n%s", diff)
	}
}

// The node would refuse to estimate what is mined: its work is done.
func TestNothingIsSentOrPaidMoreForOnceItIsMinedThoughTheNodeDoesNotSayAllOfIt(t *testing.T) {
	for name, lags := range map[string]struct {
		method string
		reply  string
	}{
		"the count of nonces lags": {"eth_getTransactionCount", `"0x0"`},
		"the receipt comes later":  {"eth_getTransactionReceipt", `null`},
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t)
			sender := s.sender(nil)
			tx := s.send(sender, 7)
			for receipts := []*rpc.Receipt{nil}; receipts[0] == nil; {
				s.mine(1)
				var err error
				if receipts, err = s.client.Receipts(t.Context(), tx.Attempts[0].Hash); err != nil {
					t.Fatal(err)
				}
			}
			for _, blocks := range []uint64{10, 30, 60} {
				s.proxy.Fault(func(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
					switch call.Method {
					case "eth_sendRawTransaction", "eth_estimateGas":
						t.Errorf("%s of what is mined", call.Method)
					case lags.method:
						return chaintest.Reply{Result: json.RawMessage(lags.reply)}
					}
					return pretend(blocks, call, node)
				})
				s.step(sender)
			}
			s.proxy.Fault(nil)
			s.step(sender)
			if tx := s.one(); len(tx.Attempts) != 1 || tx.Mined == nil || s.log.count() != 0 {
				t.Errorf("%d attempts, mined %+v, %d alarms; want one, mined, and none", len(tx.Attempts), tx.Mined, s.log.count())
			}
		})
	}
}

func TestTheFirstAttemptMayBeMinedAfterABump(t *testing.T) {
	s := newScene(t)
	sender := s.sender(nil)
	s.send(sender, 7)
	s.stuck(sender)
	s.proxy.Fault(nil)
	s.mine(1)
	s.step(sender)
	tx := s.one()
	if len(tx.Attempts) != 2 || tx.Mined == nil || tx.Mined.Hash != tx.Attempts[0].Hash {
		t.Errorf("%d attempts, mined %+v, want the first of 2", len(tx.Attempts), tx.Mined)
	}
}

func TestOldBytesAreSentWhenTheNodeRefusesTheNew(t *testing.T) {
	s := newScene(t)
	sender := s.sender(nil)
	s.swallow()
	s.send(sender, 7)
	s.stuck(sender)
	tx := s.one()
	if len(tx.Attempts) != 2 {
		t.Fatalf("%d attempts, want 2", len(tx.Attempts))
	}
	refused := hexutil.Encode(tx.Attempts[1].Raw)
	s.proxy.Fault(func(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
		if call.Method == "eth_sendRawTransaction" && string(call.Params[0]) == fmt.Sprintf("%q", refused) {
			return chaintest.Reply{Error: &chaintest.Error{Code: -32000, Message: "insufficient funds for gas * price + value"}}
		}
		return node()
	})
	s.step(s.sender(nil))
	s.mine(1)
	s.step(sender)
	if tx := s.one(); tx.Mined == nil || tx.Mined.Hash != tx.Attempts[0].Hash {
		t.Errorf("mined %+v, want the first attempt", tx.Mined)
	}
}

func TestSomebodyIsCalledForATransactionThatIsNotMined(t *testing.T) {
	for name, refuse := range map[string]chaintest.Fault{
		"refused in words that nobody knows": chaintest.On(chaintest.Refuse(-32000, "rejected by policy"), "eth_sendRawTransaction"),
		"no room":                            chaintest.On(chaintest.Refuse(-32000, "txpool is full"), "eth_sendRawTransaction"),
		"swallowed":                          swallow,
	} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t)
			sender := s.sender(nil)
			after := func(blocks uint64, alarms, over int) {
				t.Helper()
				s.proxy.Fault(func(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
					return pretend(blocks, call, func() chaintest.Reply { return refuse(call, node) })
				})
				s.step(sender)
				if s.log.count() != alarms || s.log.over != over {
					t.Errorf("after %d blocks: %d alarms, %d over; want %d and %d", blocks, s.log.count(), s.log.over, alarms, over)
				}
			}
			s.proxy.Fault(refuse)
			s.send(sender, 7)
			s.send(sender, 8) // waits for it: one alarm for both
			after(1490, 0, 0)
			after(1510, 1, 0)
			after(3000, 1, 0)
			s.pretend(3100)
			s.step(sender)
			if s.log.over != 0 {
				t.Error("over before it is mined")
			}
			s.settle(func() { s.step(sender) })
			if s.log.count() != 1 || s.log.over != 1 {
				t.Errorf("once mined: %d alarms, %d over; want 1 and 1", s.log.count(), s.log.over)
			}
			s.proxy.Fault(nil)
			if diff := cmp.Diff(map[int64]int{7: 1, 8: 1}, s.logged()); diff != "" {
				t.Errorf("on chain (-want +got):\n%s", diff)
			}
		})
	}
}

func TestABumpStopsAtTheCeiling(t *testing.T) {
	s := newScene(t)
	s.swallow()
	sender := s.sender(nil)
	s.send(sender, 7) // at a base fee of about a gwei
	cheap := func(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
		switch {
		case call.Method == "eth_maxPriorityFeePerGas":
			return chaintest.Reply{Result: json.RawMessage(`"0x1"`)}
		case call.Method == "eth_getBlockByNumber" && string(call.Params[0]) == `"latest"`:
			return chaintest.Reply{Result: json.RawMessage(fmt.Sprintf(`{"number":"0x100","hash":%q,"baseFeePerGas":"0x7"}`, common.Hash{1}))}
		}
		return node()
	}
	s.proxy.Fault(cheap)
	s.step(sender)
	if n := len(s.one().Attempts); n != 1 {
		t.Errorf("%d attempts, want 1: its cap is far above five times the suggestion", n)
	}
}

func TestNoMoreThanSixteenAreInFlight(t *testing.T) {
	s := newScene(t)
	sender := s.sender(nil)
	for ref := range int64(send.MaxInFlight) {
		s.send(sender, ref)
	}
	if _, err := sender.Send(t.Context(), s.call(99), []int64{99}); !errors.Is(err, send.ErrBusy) {
		t.Errorf("got %v, want ErrBusy", err)
	}
	s.settle(func() { s.step(sender) })
	s.send(sender, 16)
	if n := len(s.store.all()); n != 17 {
		t.Errorf("%d transactions stored, want 17", n)
	}
}

func TestConcurrentSendsKeepTheCap(t *testing.T) {
	s := newScene(t)
	sender := s.sender(nil)
	var group sync.WaitGroup
	for ref := range int64(20) {
		group.Go(func() {
			if _, err := sender.Send(t.Context(), s.call(ref), []int64{ref}); err != nil && !errors.Is(err, send.ErrBusy) {
				t.Error(err)
			}
		})
		group.Go(func() {
			if err := sender.Step(t.Context()); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	s.settle(func() { s.step(sender) })
	if n := len(s.logged()); n != send.MaxInFlight {
		t.Errorf("%d mined, want %d", n, send.MaxInFlight)
	}
}

func TestAForeignSpendStopsTheKeyOnceItIsFinal(t *testing.T) {
	s := newScene(t)
	s.swallow()
	sender := s.sender(nil)
	s.send(sender, 7)
	s.send(sender, 8)
	chaintest.Submit(t, s.chain, devnet.Relayer, &s.emitter, nil) // somebody else with the same key
	s.mine(1)
	s.step(sender)
	s.mine(devnet.FinalizedDepth - 1)
	s.step(sender)
	if s.log.count() != 0 || s.store.stopped != "" {
		t.Error("stopped before it was final")
	}
	s.mine(1)
	s.step(sender)
	if s.log.count() != 1 || s.store.stored(7)+s.store.stored(8) != 0 {
		t.Errorf("%d alarms, want 1; %d and %d transactions for what is to be sent anew", s.log.count(), s.store.stored(7), s.store.stored(8))
	}
	for name, sender := range map[string]*send.Sender{"the sender": sender, "a new process": s.sender(nil)} {
		if _, err := sender.Send(t.Context(), s.call(9), []int64{9}); !errors.Is(err, send.ErrSetAside) || !strings.Contains(err.Error(), "nonce 0") {
			t.Errorf("%s: Send returned %v, want ErrSetAside for nonce 0", name, err)
		}
		s.step(sender)
	}
	s.proxy.Fault(nil)
	s.mine(10)
	s.step(sender) // what is signed already goes on
	s.settle(func() { s.step(sender) })
	s.store.stopped = "" // the operator
	s.step(sender)
	s.send(sender, 9)
	s.settle(func() { s.step(sender) })
	if diff := cmp.Diff(map[int64]int{0: 1, 8: 1, 9: 1}, s.logged()); diff != "" {
		t.Errorf("on chain (-want +got):\n%s", diff)
	}
}

func TestANodeThatFinalizesTooEarlyIsNotBelievedAlone(t *testing.T) {
	s := newScene(t)
	sender := s.sender(nil)
	early := func(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
		if call.Method == "eth_getBlockByNumber" && string(call.Params[0]) == `"finalized"` {
			return chaintest.Reply{Result: json.RawMessage(fmt.Sprintf(`{"number":"0x1000","hash":%q}`, common.Hash{2}))}
		}
		return node()
	}
	s.send(sender, 7)
	s.settle(func() { s.step(sender) })
	own := s.one().Mined.Block
	s.store.final = own - 1
	s.swallow()
	s.send(sender, 8)
	chaintest.Submit(t, s.chain, devnet.Relayer, &s.emitter, nil) // somebody else with the same key
	s.proxy.Fault(early)
	for range 3 {
		s.mine(1)
		s.step(sender)
	}
	if s.store.finals() != 0 || s.store.stopped != "" {
		t.Fatalf("%d transactions are final, the key is stopped because of %q", s.store.finals(), s.store.stopped)
	}
	s.store.final = own
	s.step(sender)
	if s.store.finals() != 1 || s.store.stopped != "" {
		t.Fatalf("once it is confirmed %d transactions are final, the key is stopped because of %q", s.store.finals(), s.store.stopped)
	}
	s.store.final = own + 10
	s.step(sender)
	if s.store.stopped == "" {
		t.Error("the foreign spend is final, and the key not stopped")
	}
}

func TestAForeignSpendThatIsReorganisedAwayIsForgotten(t *testing.T) {
	s := newScene(t)
	s.swallow()
	sender := s.sender(nil)
	s.send(sender, 7)
	chaintest.Submit(t, s.chain, devnet.Relayer, &s.emitter, nil)
	s.mine(1)
	s.step(sender)
	chaintest.Reorg(t, s.chain, 1, false)
	s.proxy.Fault(nil)
	s.step(sender)
	s.mine(1)
	s.step(sender)
	if s.one().Mined == nil {
		t.Error("not mined")
	}
	s.mine(devnet.FinalizedDepth)
	s.step(sender)
	if s.store.finals() != 1 {
		t.Error("not final")
	}
}

func TestASecondForeignSpendIsNotFinalBecauseTheFirstWouldBe(t *testing.T) {
	s := newScene(t)
	s.swallow()
	sender := s.sender(nil)
	s.send(sender, 7)
	chaintest.Submit(t, s.chain, devnet.Relayer, &s.emitter, nil)
	s.mine(1)
	s.step(sender)
	chaintest.Reorg(t, s.chain, 1, false)
	s.step(sender)
	s.mine(devnet.FinalizedDepth)
	s.step(sender)
	chaintest.Submit(t, s.chain, devnet.Relayer, &s.emitter, nil)
	s.mine(1)
	s.step(sender)
	s.step(sender)
	if s.store.stopped != "" {
		t.Error("stopped")
	}
}

func TestAKeyThatWasUsedBeforeGoesOnWhereTheChainStands(t *testing.T) {
	s := newScene(t)
	for range 3 {
		chaintest.Submit(t, s.chain, devnet.Relayer, &s.emitter, nil)
	}
	s.mine(1)
	sender := s.sender(nil)
	for i := range uint64(2) {
		if tx := s.send(sender, 7); tx.Nonce != 3+i {
			t.Errorf("nonce %d, want %d", tx.Nonce, 3+i)
		}
	}
}

func TestARevertedTransactionIsMinedAndNotSucceeded(t *testing.T) {
	s := newScene(t)
	refuser := chaintest.Deploy(t, s.chain, chaintest.Refuser)
	sender := s.sender(nil)
	if _, err := sender.Send(t.Context(), send.Call{To: refuser, Gas: 50_000}, nil); err != nil {
		t.Fatal(err)
	}
	s.mine(1)
	s.step(sender)
	if mined := s.one().Mined; mined == nil || mined.Succeeded {
		t.Errorf("mined: %+v, want it there and not succeeded", mined)
	}
}

func TestWhatNoBlockTakesIsRefusedBeforeItTakesANonce(t *testing.T) {
	s := newScene(t)
	_, err := s.sender(nil).Send(t.Context(), send.Call{To: s.emitter, Gas: send.MaxGas + 1}, nil)
	if err == nil || len(s.store.all()) != 0 {
		t.Errorf("got %v and %d stored, want an error and none", err, len(s.store.all()))
	}
}
