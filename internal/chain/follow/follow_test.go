package follow_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/google/go-cmp/cmp"

	"github.com/surety-dev/surety/internal/chain/chaintest"
	"github.com/surety-dev/surety/internal/chain/follow"
	"github.com/surety-dev/surety/internal/chain/rpc"
	"github.com/surety-dev/surety/internal/devnet"
)

// memory is a Sink that refuses whatever breaks the promises of the package comment.
type memory struct {
	mu        sync.Mutex
	applied   []follow.Block
	before    *rpc.Header // what is left when not even the first block has survived a rollback
	finalized uint64
	appends   []int    // sizes
	fills     []uint64 // sizes
	verified  uint64
	healed    []types.Log // missed at first
	rollbacks []uint64    // to
	failing   error       // of the next Append
}

func (m *memory) Cursor(context.Context) (rpc.Header, uint64, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(m.applied) > 0 {
		return m.applied[len(m.applied)-1].Header, m.finalized, true, nil
	}
	if m.before != nil {
		return *m.before, m.finalized, true, nil
	}
	return rpc.Header{}, m.finalized, false, nil
}

func (m *memory) HashAt(_ context.Context, number uint64) (common.Hash, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for _, block := range m.applied {
		if block.Header.Number == number {
			return block.Header.Hash, true, nil
		}
	}
	return common.Hash{}, false, nil
}

func (m *memory) Append(_ context.Context, blocks []follow.Block) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.failing; err != nil {
		m.failing = nil
		return err
	}
	for _, block := range blocks {
		if n := len(m.applied); n > 0 && (block.Header.Parent != m.applied[n-1].Header.Hash || block.Header.Number != m.applied[n-1].Header.Number+1) {
			panic(fmt.Sprintf("block %+v after %+v", block.Header, m.applied[n-1].Header))
		}
		m.applied = append(m.applied, block)
	}
	m.appends = append(m.appends, len(blocks))
	return nil
}

func (m *memory) Rollback(_ context.Context, to rpc.Header) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if to.Number < m.finalized {
		panic(fmt.Sprintf("rollback to %d below finalized %d", to.Number, m.finalized))
	}
	for n := len(m.applied); n > 0 && m.applied[n-1].Header.Number > to.Number; n-- {
		m.applied = m.applied[:n-1]
	}
	if len(m.applied) == 0 {
		m.before = &to
	} else if last := m.applied[len(m.applied)-1].Header; last != to {
		panic(fmt.Sprintf("rollback to %+v, but applied is %+v", to, last))
	}
	m.rollbacks = append(m.rollbacks, to.Number)
	return nil
}

func (m *memory) Fill(_ context.Context, r rpc.Range) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.failing; err != nil {
		m.failing = nil
		return err
	}
	if n := len(m.applied); n > 0 && (r.First.Parent != m.applied[n-1].Header.Hash || r.First.Number != m.applied[n-1].Header.Number+1) {
		panic(fmt.Sprintf("blocks from %+v on after %+v", r.First, m.applied[n-1].Header))
	}
	m.applied = append(m.applied, follow.Block{Header: r.Last, Logs: r.Logs})
	m.fills = append(m.fills, r.Last.Number+1-r.First.Number)
	m.finalized = r.Last.Number
	return nil
}

func (m *memory) Verified(context.Context) (uint64, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.verified, nil
}

func (m *memory) Verify(_ context.Context, r rpc.Range) (missed, unconfirmed int, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if r.First.Number != max(1, m.verified+1) || r.Last.Number > m.finalized {
		panic(fmt.Sprintf("verify %d to %d after %d, finalized %d", r.First.Number, r.Last.Number, m.verified, m.finalized))
	}
	type place struct {
		block common.Hash
		index uint
	}
	has := make(map[place]bool)
	for _, block := range m.applied {
		for _, log := range block.Logs {
			if log.BlockNumber >= r.First.Number && log.BlockNumber <= r.Last.Number {
				has[place{log.BlockHash, log.Index}] = true
			}
		}
	}
	for _, log := range r.Logs {
		if at := (place{log.BlockHash, log.Index}); has[at] {
			delete(has, at)
		} else {
			missed++
			m.healed = append(m.healed, log)
		}
	}
	if len(has) == 0 {
		m.verified = r.Last.Number
	}
	return missed, len(has), nil
}

func (m *memory) Finalize(_ context.Context, number uint64) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if n := len(m.applied); number <= m.finalized || n == 0 || number > m.applied[n-1].Header.Number {
		panic(fmt.Sprintf("finalize %d after %d", number, m.finalized))
	}
	m.finalized = number
	return nil
}

// words are the logged words of every applied block, by number.
func (m *memory) words() map[uint64][]int64 {
	m.mu.Lock()
	defer m.mu.Unlock()
	words := make(map[uint64][]int64)
	for _, block := range m.applied {
		for _, log := range block.Logs {
			words[log.BlockNumber] = append(words[log.BlockNumber], new(big.Int).SetBytes(log.Data).Int64())
		}
	}
	return words
}

// scene is a chain with an emitter deployed in block 1.
type scene struct {
	chain   *devnet.Chain
	proxy   *chaintest.Proxy
	client  *rpc.Client
	emitter common.Address

	interval time.Duration // of the followers
}

func newScene(t *testing.T) scene {
	chain := chaintest.Start(t)
	emitter := chaintest.Deploy(t, chain, chaintest.Emitter)
	proxy := chaintest.StartProxy(t, chain.URL())
	client, err := rpc.Dial(t.Context(), rpc.Config{Endpoints: []string{proxy.URL}, ChainID: devnet.ChainID})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return scene{chain, proxy, client, emitter, time.Millisecond}
}

// emit mines a block with one log.
func (s scene) emit(t *testing.T, word byte) {
	t.Helper()
	chaintest.Submit(t, s.chain, devnet.Buyer, &s.emitter, common.LeftPadBytes([]byte{word}, 32))
	chaintest.Mine(t, s.chain, 1)
}

func (s scene) head(t *testing.T) rpc.Header {
	t.Helper()
	head, err := s.client.Head(t.Context(), rpc.Latest)
	if err != nil {
		t.Fatal(err)
	}
	return head
}

// pretend makes the node name its block of that number when asked for the tag.
func (s scene) pretend(tag rpc.Tag, number uint64) { s.proxy.Fault(s.proxy.Names(string(tag), number)) }

func (s scene) follower(sink follow.Sink) *follow.Follower {
	return follow.New(s.client, sink, follow.Config{
		Address: s.emitter, From: 1, Interval: s.interval, Log: slog.New(slog.DiscardHandler),
	})
}

// run follows until the test or stop ends it; stop returns what Run did.
func (s scene) run(t *testing.T, sink follow.Sink) (follower *follow.Follower, stop func() error) {
	ctx, cancel := context.WithCancel(t.Context())
	follower = s.follower(sink)
	done := make(chan error, 1)
	go func() { done <- follower.Run(ctx) }()
	stop = sync.OnceValue(func() error {
		cancel()
		return <-done
	})
	t.Cleanup(func() { _ = stop() })
	return follower, stop
}

// caughtUp waits until the node's head is applied.
func (s scene) caughtUp(t *testing.T, follower *follow.Follower) follow.State {
	t.Helper()
	head := s.head(t)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	state, err := follower.Wait(ctx, func(state follow.State) bool { return state.Applied == head })
	if err != nil {
		t.Fatal(err)
	}
	return state
}

func TestCatchUpAppliesManyBlocksAtOnceAndFinalizes(t *testing.T) {
	s := newScene(t)
	s.emit(t, 7)
	chaintest.Mine(t, s.chain, 240)
	s.emit(t, 8)
	sink := new(memory)
	s.interval = time.Hour // all of it within the first poll
	follower, stop := s.run(t, sink)

	state := s.caughtUp(t, follower)
	if diff := cmp.Diff(map[uint64][]int64{2: {7}, 243: {8}}, sink.words()); diff != "" {
		t.Errorf("logs by block (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]int{100, 100, 43}, sink.appends); diff != "" {
		t.Errorf("blocks per append (-want +got):\n%s", diff)
	}
	if want := uint64(243 - devnet.FinalizedDepth); state.Finalized != want || sink.finalized != want {
		t.Errorf("finalized: state %d, sink %d, want %d", state.Finalized, sink.finalized, want)
	}
	if err := stop(); err != nil {
		t.Errorf("Run returned %v at the end of its context, want nil", err)
	}
}

func TestNewBlocksAreFollowedAsTheyCome(t *testing.T) {
	s := newScene(t)
	sink := new(memory)
	follower, _ := s.run(t, sink)
	for word := range byte(3) {
		s.emit(t, word)
		s.caughtUp(t, follower)
	}
	if diff := cmp.Diff(map[uint64][]int64{2: {0}, 3: {1}, 4: {2}}, sink.words()); diff != "" {
		t.Errorf("logs by block (-want +got):\n%s", diff)
	}
}

func TestAReorgIsUndoneToTheCommonAncestor(t *testing.T) {
	for _, depth := range []int{1, 5, 30} {
		for _, keep := range []bool{true, false} {
			t.Run(fmt.Sprintf("%d blocks, transactions kept %t", depth, keep), func(t *testing.T) {
				s := newScene(t)
				s.emit(t, 1)
				chaintest.Mine(t, s.chain, 30)
				s.emit(t, 2) // block 33
				sink := new(memory)
				follower, _ := s.run(t, sink)
				s.caughtUp(t, follower)

				chaintest.Reorg(t, s.chain, depth, keep)
				s.emit(t, 3) // block 35
				s.caughtUp(t, follower)

				want := map[uint64][]int64{2: {1}, 33: {2}, 35: {3}}
				if !keep {
					delete(want, 33)
				}
				if diff := cmp.Diff(want, sink.words()); diff != "" {
					t.Errorf("logs by block (-want +got):\n%s", diff)
				}
				if diff := cmp.Diff([]uint64{uint64(33 - depth)}, sink.rollbacks); diff != "" {
					t.Errorf("rollbacks (-want +got):\n%s", diff)
				}
			})
		}
	}
}

func TestWhatAReorgUndoesIsCountedThoughTheForkIsShorter(t *testing.T) {
	s := newScene(t)
	chaintest.Mine(t, s.chain, 9)
	sink := new(memory)
	var undone []uint64
	follower := follow.New(s.client, sink, follow.Config{
		Address: s.emitter, From: 1, Log: slog.New(slog.DiscardHandler), Undone: func(blocks uint64) { undone = append(undone, blocks) },
	})
	step := func() {
		t.Helper()
		if _, err := follower.Step(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	step()
	chaintest.Reorg(t, s.chain, 5, true)
	s.pretend(rpc.Latest, 8) // of 11 blocks, where there were 10
	step()
	if diff := cmp.Diff([]uint64{5}, undone); diff != "" {
		t.Errorf("undone (-want +got):\n%s", diff)
	}
}

func TestAReorgOfTheFirstBlockStartsAnew(t *testing.T) {
	s := newScene(t)
	s.emit(t, 1)
	sink := new(memory)
	follower, _ := s.run(t, sink)
	s.caughtUp(t, follower)
	for range 2 {
		chaintest.Reorg(t, s.chain, int(s.head(t).Number), true)
		s.caughtUp(t, follower)
	}
	if diff := cmp.Diff(map[uint64][]int64{2: {1}}, sink.words()); diff != "" {
		t.Errorf("logs by block (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]uint64{0, 0}, sink.rollbacks); diff != "" {
		t.Errorf("rollbacks (-want +got):\n%s", diff)
	}
}

func TestAReorgBelowTheFinalizedBlockHalts(t *testing.T) {
	s := newScene(t)
	chaintest.Mine(t, s.chain, 20)
	sink := new(memory)
	follower, stop := s.run(t, sink)
	s.caughtUp(t, follower)
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	sink.finalized = 15 // as an endpoint told us that no longer does
	chaintest.Reorg(t, s.chain, 10, true)
	before := len(sink.applied)

	if err := s.follower(sink).Run(t.Context()); !errors.Is(err, follow.ErrDeepReorg) {
		t.Errorf("Run returned %v, want ErrDeepReorg", err)
	}
	if len(sink.applied) != before || len(sink.rollbacks) != 0 {
		t.Errorf("%d blocks applied, rollbacks %v; want %d and none", len(sink.applied), sink.rollbacks, before)
	}
}

func TestAReorgDownToTheFinalizedBlockIsFollowed(t *testing.T) {
	s := newScene(t)
	chaintest.Mine(t, s.chain, 100)
	sink := new(memory)
	follower, _ := s.run(t, sink)
	final := s.caughtUp(t, follower).Finalized
	chaintest.Reorg(t, s.chain, devnet.FinalizedDepth, true)
	s.caughtUp(t, follower)
	if diff := cmp.Diff([]uint64{final}, sink.rollbacks); diff != "" {
		t.Errorf("rollbacks (-want +got):\n%s", diff)
	}
}

func TestARestartGoesOnAtTheCursor(t *testing.T) {
	s := newScene(t)
	chaintest.Mine(t, s.chain, 9)
	sink := new(memory)
	follower, stop := s.run(t, sink)
	s.caughtUp(t, follower)
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	chaintest.Mine(t, s.chain, 5)
	follower, _ = s.run(t, sink)
	s.caughtUp(t, follower)
	if diff := cmp.Diff([]int{10, 5}, sink.appends); diff != "" {
		t.Errorf("blocks per append (-want +got):\n%s", diff)
	}
}

func TestAReorgWhileDownIsUndoneAtTheRestart(t *testing.T) {
	s := newScene(t)
	chaintest.Mine(t, s.chain, 9)
	sink := new(memory)
	follower, stop := s.run(t, sink)
	s.caughtUp(t, follower)
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	chaintest.Reorg(t, s.chain, 5, true)
	chaintest.Mine(t, s.chain, 70)
	follower, _ = s.run(t, sink)
	s.caughtUp(t, follower)
	if diff := cmp.Diff([]uint64{5}, sink.rollbacks); diff != "" {
		t.Errorf("rollbacks (-want +got):\n%s", diff)
	}
}

func TestAForkOfTheSameLengthIsNoticed(t *testing.T) {
	s := newScene(t)
	s.emit(t, 1)
	sink := new(memory)
	follower, _ := s.run(t, sink)
	s.caughtUp(t, follower)
	number := s.head(t).Number
	s.pretend(rpc.Latest, number)
	chaintest.Reorg(t, s.chain, 1, false)
	s.pretend(rpc.Latest, number) // the fork is one block longer, and hides it
	s.caughtUp(t, follower)
	if words := sink.words(); len(words) != 0 {
		t.Errorf("logs of the old fork are still applied: %v", words)
	}
}

func TestALaggingNodeUndoesNothing(t *testing.T) {
	s := newScene(t)
	chaintest.Mine(t, s.chain, 9)
	sink := new(memory)
	follower, _ := s.run(t, sink)
	s.caughtUp(t, follower)

	s.pretend(rpc.Latest, 4)
	if _, err := follower.Wait(t.Context(), func(state follow.State) bool { return state.Head.Number == 4 }); err != nil {
		t.Fatal(err)
	}
	s.proxy.Fault(nil)
	chaintest.Mine(t, s.chain, 1)
	s.caughtUp(t, follower)
	if len(sink.rollbacks) != 0 {
		t.Errorf("rollbacks %v, want none", sink.rollbacks)
	}
}

func TestTheFinalizedBlockNeverMovesBack(t *testing.T) {
	s := newScene(t)
	chaintest.Mine(t, s.chain, 100)
	sink := new(memory) // panics when it moves back
	follower, _ := s.run(t, sink)
	final := s.caughtUp(t, follower).Finalized
	s.pretend(rpc.Finalized, 3)
	chaintest.Mine(t, s.chain, 1)
	if state := s.caughtUp(t, follower); state.Finalized != final {
		t.Errorf("finalized %d, want %d", state.Finalized, final)
	}
}

func TestABlockThatIsFinalInAnotherFormIsNotFinalized(t *testing.T) {
	s := newScene(t)
	chaintest.Mine(t, s.chain, 9)
	other := rpc.Header{Number: 5, Hash: common.Hash{5}}
	asked := make(chan struct{}, 1000)
	s.proxy.Fault(func(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
		if call.Method == "eth_getBlockByNumber" && string(call.Params[0]) == `"finalized"` {
			asked <- struct{}{}
			return chaintest.Reply{Result: encode(other)}
		}
		return node()
	})
	sink := new(memory)
	_, stop := s.run(t, sink)
	for range 3 {
		<-asked
	}
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	if n := len(sink.applied); n != 10 || sink.finalized != 0 {
		t.Errorf("%d blocks applied, finalized %d, want 10 and 0", n, sink.finalized)
	}
	s.proxy.Fault(nil)
	follower, _ := s.run(t, sink)
	s.caughtUp(t, follower)
}

func TestBlocksThatAreNotOneChainAreReadAgain(t *testing.T) {
	s := newScene(t)
	chaintest.Mine(t, s.chain, 9)
	var once sync.Once
	s.proxy.Fault(func(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
		reply := node()
		if call.Method == "eth_getBlockByNumber" && string(call.Params[0]) == `"0x5"` {
			once.Do(func() {
				var block struct{ Hash common.Hash }
				if err := json.Unmarshal(reply.Result, &block); err != nil {
					panic(err)
				}
				reply.Result = encode(rpc.Header{Number: 5, Hash: block.Hash, Parent: common.Hash{4}})
			})
		}
		return reply
	})
	follower, _ := s.run(t, new(memory)) // which panics on what is not one chain
	s.caughtUp(t, follower)
}

func TestAChainWithoutAFinalizedBlockIsFollowed(t *testing.T) {
	s := newScene(t)
	s.proxy.Fault(func(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
		if len(call.Params) > 0 && string(call.Params[0]) == `"finalized"` {
			return chaintest.Reply{Error: &chaintest.Error{Code: -32000, Message: "finalized block not found"}}
		}
		return node()
	})
	s.emit(t, 1)
	follower, _ := s.run(t, new(memory))
	if state := s.caughtUp(t, follower); state.Finalized != 0 {
		t.Errorf("finalized %d, want 0", state.Finalized)
	}
}

func TestFinalityThatStandsStillIsOneAlarmWithAnEnd(t *testing.T) {
	s := newScene(t)
	chaintest.Mine(t, s.chain, 80)
	var log bytes.Buffer
	follower := follow.New(s.client, new(memory), follow.Config{Address: s.emitter, From: 1, Log: slog.New(slog.NewTextHandler(&log, nil))})
	final := s.head(t).Number - devnet.FinalizedDepth
	after := func(blocks uint64, alarms, over int) {
		t.Helper()
		head := s.head(t)
		head.Number = final + blocks
		s.proxy.Fault(func(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
			if len(call.Params) > 0 && string(call.Params[0]) == `"latest"` {
				return chaintest.Reply{Result: encode(head)}
			}
			return node()
		})
		_, _ = follower.Step(t.Context()) // it fails where there is no such block
		s.proxy.Fault(nil)
		if raised, ended := strings.Count(log.String(), "ALARM: finality stands still"), strings.Count(log.String(), "ALARM over: "); raised != alarms || ended != over {
			t.Errorf("%d blocks after the final one: %d alarms, %d over, want %d and %d:\n%s", blocks, raised, ended, alarms, over, &log)
		}
	}
	after(26_900, 0, 0) // an endpoint that stands still is spared first
	after(27_100, 1, 0)
	after(30_000, 1, 0)
	after(devnet.FinalizedDepth, 1, 1)
}

func TestFailuresOfNodeAndSinkAreRetried(t *testing.T) {
	s := newScene(t)
	s.emit(t, 1)
	var mu sync.Mutex
	faults := []func() chaintest.Reply{
		func() chaintest.Reply {
			return chaintest.Reply{Error: &chaintest.Error{Code: 429, Message: "too many requests"}}
		},
		func() chaintest.Reply {
			return chaintest.Reply{Error: &chaintest.Error{Code: -32000, Message: "unknown block"}}
		},
		func() chaintest.Reply { return chaintest.Reply{} },
		func() chaintest.Reply { panic(http.ErrAbortHandler) },
	}
	failed := make(map[string]int)
	s.proxy.Fault(func(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
		mu.Lock()
		n := failed[call.Method]
		failed[call.Method]++
		mu.Unlock()
		if n < len(faults) {
			return faults[n]()
		}
		return node()
	})
	sink := &memory{failing: errors.New("database is away")}
	follower, _ := s.run(t, sink)
	if _, err := follower.Wait(t.Context(), func(state follow.State) bool { return state.Applied.Number == 2 }); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[uint64][]int64{2: {1}}, sink.words()); diff != "" {
		t.Errorf("logs by block (-want +got):\n%s", diff)
	}
	for _, method := range []string{"eth_getBlockByNumber", "eth_getBlockByHash", "eth_getLogs"} {
		if failed[method] <= len(faults) {
			t.Errorf("%s failed %d times only", method, failed[method])
		}
	}
}

func encode(header rpc.Header) json.RawMessage {
	return json.RawMessage(fmt.Sprintf(`{"number":"0x%x","hash":%q,"parentHash":%q,"timestamp":"0x%x"}`,
		header.Number, header.Hash, header.Parent, header.Time))
}
