package follow_test

import (
	"context"
	"errors"
	"log/slog"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/surety-dev/surety/internal/chain/chaintest"
	"github.com/surety-dev/surety/internal/chain/follow"
	"github.com/surety-dev/surety/internal/chain/rpc"
	"github.com/surety-dev/surety/internal/devnet"
)

// long is a scene of 1,200 blocks, with logs in 2, 603 and 1,104; those up to 1,136 are final.
func long(t *testing.T) scene {
	s := newScene(t)
	s.emit(t, 1)
	chaintest.Mine(t, s.chain, 600)
	s.emit(t, 2)
	chaintest.Mine(t, s.chain, 500)
	s.emit(t, 3)
	chaintest.Mine(t, s.chain, 96)
	return s
}

var inLong = map[uint64][]int64{2: {1}, 603: {2}, 1104: {3}}

// verifiedLong says that too few blocks are left for another range.
func verifiedLong(state follow.State) bool { return state.Verified > 1136-500 }

// through is the scene with proxies of its own before the same chain, a client of them all.
func (s scene) through(t *testing.T, n int) (scene, []*chaintest.Proxy) {
	t.Helper()
	proxies := make([]*chaintest.Proxy, n)
	var endpoints []string
	for i := range proxies {
		proxies[i] = chaintest.StartProxy(t, s.chain.URL())
		endpoints = append(endpoints, proxies[i].URL)
	}
	client, err := rpc.Dial(t.Context(), rpc.Config{Endpoints: endpoints, ChainID: devnet.ChainID, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	s.client = client
	return s, proxies
}

// alarms keeps the alarms of a log, and signals each.
type alarms struct{ told chan string }

func newAlarms() alarms { return alarms{make(chan string, 100)} }

func (alarms) Enabled(context.Context, slog.Level) bool { return true }
func (a alarms) WithAttrs([]slog.Attr) slog.Handler     { return a }
func (a alarms) WithGroup(string) slog.Handler          { return a }
func (a alarms) Handle(_ context.Context, r slog.Record) error {
	if r.Level == slog.LevelError && strings.HasPrefix(r.Message, "ALARM") {
		select {
		case a.told <- r.Message:
		default:
		}
	}
	return nil
}

func TestABackFillReadsRangesAndTheRestBlockByBlock(t *testing.T) {
	s := long(t)
	var mu sync.Mutex
	asked := make(map[string]int)
	s.proxy.Fault(func(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
		mu.Lock()
		defer mu.Unlock()
		asked[call.Method]++
		return node()
	})
	sink := new(memory) // which panics unless it gets one chain
	follower, _ := s.run(t, sink)
	filled, err := follower.Wait(t.Context(), func(state follow.State) bool { return state.Fill.At == 1136 })
	if err != nil || filled.Fill.From != 1 || filled.Fill.To != 1136 || filled.Fill.Percent() != 100 || filled.Fill.Logs != 3 || filled.Fill.Left != 0 {
		t.Errorf("its progress is %+v: %v", filled.Fill, err)
	}
	state := s.caughtUp(t, follower)
	if diff := cmp.Diff(inLong, sink.words()); diff != "" {
		t.Errorf("logs by block (-want +got):\n%s", diff)
	}
	if sum := total(sink.fills); sum != 1136 || len(sink.fills) > 40 {
		t.Errorf("%d blocks in %d ranges, want 1136 in few", sum, len(sink.fills))
	}
	if diff := cmp.Diff([]int{64}, sink.appends); diff != "" || state.Finalized != 1136 || state.Fill != (follow.Progress{}) {
		t.Errorf("finalized %d, still filling %+v, blocks per append (-want +got):\n%s", state.Finalized, state.Fill, diff)
	}
	mu.Lock()
	defer mu.Unlock()
	if asked["eth_getLogs"] > 110 {
		t.Errorf("asked for logs %d times", asked["eth_getLogs"])
	}
}

func total(sizes []uint64) (sum uint64) {
	for _, size := range sizes {
		sum += size
	}
	return sum
}

func TestRangesAreHalvedUntilTheNodeAnswers(t *testing.T) {
	s := newScene(t)
	want := make(map[uint64][]int64)
	for word := range byte(40) { // a log in each of the blocks 2 to 41
		s.emit(t, word)
		want[uint64(word)+2] = []int64{int64(word)}
	}
	chaintest.Mine(t, s.chain, 600)
	s.proxy.Fault(chaintest.AtMost(2))
	sink := new(memory)
	follower, _ := s.run(t, sink)
	s.caughtUp(t, follower)
	if diff := cmp.Diff(want, sink.words()); diff != "" {
		t.Errorf("logs by block (-want +got):\n%s", diff)
	}
	if len(sink.fills) < 20 {
		t.Errorf("%d ranges", len(sink.fills))
	}
}

func TestABackFillGoesOnWhereItStood(t *testing.T) {
	s := long(t)
	sink := &memory{failing: errors.New("database is away")} // of the first range
	broken := atomic.Bool{}
	s.proxy.Fault(func(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
		if call.Method == "eth_getLogs" && strings.Contains(string(call.Params[0]), "fromBlock") {
			sink.mu.Lock()
			applied := len(sink.fills)
			sink.mu.Unlock()
			if applied >= 2 && broken.CompareAndSwap(false, true) {
				return chaintest.Reply{Error: &chaintest.Error{Code: 429, Message: "too many requests"}}
			}
		}
		return node()
	})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	follower := s.follower(sink)
	for { // until the fault; Wait would miss it
		_, err := follower.Step(ctx)
		if rpc.Classify(err) == rpc.RateLimited {
			break
		}
		if err == nil && !broken.Load() {
			t.Fatal("filled without the fault")
		}
	}
	stood := total(sink.fills)
	follower, _ = s.run(t, sink) // a restart
	s.caughtUp(t, follower)
	if diff := cmp.Diff(inLong, sink.words()); diff != "" || stood == 0 || total(sink.fills) != 1136 {
		t.Errorf("stood at %d, %d blocks filled, logs by block (-want +got):\n%s", stood, total(sink.fills), diff)
	}
}

func TestACursorOnAForkIsRolledBackBeforeABackFill(t *testing.T) {
	s := newScene(t)
	chaintest.Mine(t, s.chain, 9)
	sink := new(memory)
	follower, stop := s.run(t, sink)
	s.caughtUp(t, follower)
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	chaintest.Reorg(t, s.chain, 5, true)
	chaintest.Mine(t, s.chain, 700)
	follower, _ = s.run(t, sink)
	s.caughtUp(t, follower)
	if diff := cmp.Diff([]uint64{5}, sink.rollbacks); diff != "" || len(sink.fills) == 0 {
		t.Errorf("%d ranges, rollbacks (-want +got):\n%s", len(sink.fills), diff)
	}
}

func TestWhatANodeLeftOutIsFoundByTheSecondPass(t *testing.T) {
	s, proxies := long(t).through(t, 2)
	proxies[0].Fault(chaintest.NoLogs)
	heard := newAlarms()
	sink := new(memory)
	follower := follow.New(s.client, sink, follow.Config{Address: s.emitter, From: 1, Interval: s.interval, Log: slog.New(heard)})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- follower.Run(ctx) }()
	if _, err := follower.Wait(t.Context(), verifiedLong); err != nil {
		t.Fatal(err)
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if len(sink.words()) != 0 || len(sink.healed) != 2 { // the third lies after block 1,000: 500 final blocks make a range
		t.Errorf("applied at first %v, missed %d, verified up to %d", sink.words(), len(sink.healed), sink.verified)
	}
	if n := len(heard.told); n != 2 {
		t.Errorf("%d alarms, want 2", n)
	}
}

// Right after the first reading the only endpoint would leave out the same.
func TestTheOnlyEndpointIsAskedTheSecondTimeOnceWhatWasNewestIsFinal(t *testing.T) {
	s, proxies := long(t).through(t, 1)
	proxies[0].Fault(chaintest.NoLogs)
	sink := new(memory)
	follower := follow.New(s.client, sink, follow.Config{Address: s.emitter, From: 1, Log: slog.New(slog.DiscardHandler)})
	steps := func() {
		t.Helper()
		for range 10 {
			if _, err := follower.Step(t.Context()); err != nil {
				t.Fatal(err)
			}
		}
	}
	steps()
	chaintest.Mine(t, s.chain, devnet.FinalizedDepth-1)
	steps()
	if len(sink.words()) != 0 || sink.verified != 0 {
		t.Fatalf("applied %v, read twice up to block %d", sink.words(), sink.verified)
	}
	proxies[0].Fault(nil)
	chaintest.Mine(t, s.chain, 1)
	steps()
	if len(sink.healed) != 2 || sink.verified < 900 {
		t.Errorf("%d logs found, read twice up to block %d", len(sink.healed), sink.verified)
	}
}

func TestASecondReadingThatLacksLogsIsMadeAgainElsewhere(t *testing.T) {
	s, proxies := long(t).through(t, 2)
	proxies[1].Fault(chaintest.NoLogs)
	heard := newAlarms()
	sink := new(memory)
	follower := follow.New(s.client, sink, follow.Config{Address: s.emitter, From: 1, Interval: s.interval, Log: slog.New(heard)})
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() { _ = follower.Run(ctx) }()
	if _, err := follower.Wait(t.Context(), verifiedLong); err != nil {
		t.Fatal(err)
	}
	if n := len(heard.told); n != 1 || len(sink.healed) != 0 {
		t.Errorf("%d alarms, %d logs found", n, len(sink.healed))
	}
}

func TestAnEndpointThatContradictsAFinalBlockIsSparedNotBelieved(t *testing.T) {
	s := newScene(t)
	chaintest.Mine(t, s.chain, 100)
	s, proxies := s.through(t, 2)
	sink := new(memory)
	follower, _ := s.run(t, sink)
	final := s.caughtUp(t, follower).Finalized
	lie := func(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply { // every block is another
		reply := node()
		if strings.HasPrefix(call.Method, "eth_getBlock") {
			text := string(reply.Result)
			for _, field := range []string{`"hash":"0x`, `"parentHash":"0x`} {
				if i := strings.Index(text, field); i >= 0 {
					i += len(field)
					text = text[:i] + "ffff" + text[i+4:]
				}
			}
			reply.Result = []byte(text)
		}
		return reply
	}
	proxies[0].Fault(lie)
	chaintest.Mine(t, s.chain, 5)
	want := rpc.Header{Number: 106}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	state, err := follower.Wait(ctx, func(state follow.State) bool { return state.Applied.Number == want.Number })
	if err != nil || len(sink.rollbacks) != 0 || state.Finalized < final || strings.HasPrefix(state.Applied.Hash.Hex(), "0xffff") {
		t.Errorf("at %+v, rollbacks %v: %v", state, sink.rollbacks, err)
	}
}

func TestNothingIsAppliedWhileAWitnessOfAFinalBlockIsSilent(t *testing.T) {
	s := newScene(t)
	chaintest.Mine(t, s.chain, 20)
	s, proxies := s.through(t, 2)
	sink := new(memory)
	follower, stop := s.run(t, sink)
	s.caughtUp(t, follower)
	if err := stop(); err != nil {
		t.Fatal(err)
	}
	sink.finalized = 15
	chaintest.Reorg(t, s.chain, 10, true)
	proxies[1].Fault(chaintest.Break)
	before := len(sink.applied)
	heard := newAlarms()
	follower = follow.New(s.client, sink, follow.Config{Address: s.emitter, From: 1, Interval: s.interval, Log: slog.New(heard)})
	done := make(chan error, 1)
	go func() { done <- follower.Run(t.Context()) }()
	for range 2 {
		<-heard.told
	}
	select {
	case err := <-done:
		t.Fatalf("it halted on one word: %v", err)
	default:
	}
	proxies[1].Fault(nil) // and it, too, has another block
	if err := <-done; !errors.Is(err, follow.ErrDeepReorg) || len(sink.applied) != before || len(sink.rollbacks) != 0 {
		t.Errorf("%v; %d blocks applied of %d, rollbacks %v", err, len(sink.applied), before, sink.rollbacks)
	}
}

func TestAFinalizedTagThatLiesIsNotBelievedAlone(t *testing.T) {
	s := newScene(t)
	s.emit(t, 1)
	chaintest.Mine(t, s.chain, 80) // 82 blocks, 18 final
	s, proxies := s.through(t, 2)
	proxies[0].Fault(proxies[0].Names("finalized", 80))
	sink := new(memory)
	follower, _ := s.run(t, sink)
	if state := s.caughtUp(t, follower); state.Finalized != 18 {
		t.Errorf("finalized %d, want 18", state.Finalized)
	}
	chaintest.Reorg(t, s.chain, 30, true)
	s.caughtUp(t, follower)
	if diff := cmp.Diff([]uint64{52}, sink.rollbacks); diff != "" {
		t.Errorf("rollbacks (-want +got):\n%s", diff)
	}
}

func TestBlocksAsBaseMakesThemAreFollowed(t *testing.T) {
	for name, n := range map[string]int{"block by block": 20, "in ranges": 700} {
		t.Run(name, func(t *testing.T) {
			s := newScene(t)
			s.proxy.Fault(chaintest.All(chaintest.Deposits, chaintest.SharedSeconds))
			for word := range byte(10) {
				s.emit(t, word)
			}
			chaintest.Mine(t, s.chain, n)
			sink := new(memory)
			follower, _ := s.run(t, sink)
			s.caughtUp(t, follower)
			chaintest.Reorg(t, s.chain, 7, true)
			s.caughtUp(t, follower)
			words := sink.words()
			for word := range int64(10) {
				if diff := cmp.Diff([]int64{word}, words[uint64(word)+2]); diff != "" {
					t.Errorf("block %d (-want +got):\n%s", word+2, diff)
				}
			}
			times := make(map[int64]int)
			for _, block := range sink.applied {
				times[block.Header.Time]++
				for _, log := range block.Logs {
					if log.BlockTimestamp != 1_790_000_000+log.BlockNumber/5 {
						t.Errorf("the log of block %d has the time %d", log.BlockNumber, log.BlockTimestamp)
					}
				}
			}
			if five := times[1_790_000_000+int64(n+5)/5]; five != 5 {
				t.Errorf("%d blocks of one second, want 5", five)
			}
		})
	}
}

func TestReorgsOfOneToSixtyFourBlocksUnderFaults(t *testing.T) {
	s := newScene(t)
	chaintest.Mine(t, s.chain, 70)
	sink := new(memory)
	follower, _ := s.run(t, sink)
	s.caughtUp(t, follower)
	for depth := 1; depth <= 64; depth += 9 {
		s.emit(t, byte(depth))
		at := s.head(t).Number
		s.caughtUp(t, follower)
		s.proxy.Fault(chaintest.All(
			chaintest.First(1, chaintest.Refuse(429, "too many requests")),
			chaintest.On(chaintest.First(2, chaintest.Break), "eth_getLogs"),
			chaintest.On(chaintest.First(1, chaintest.Refuse(-32000, "header not found")), "eth_getBlockByHash"),
			s.proxy.Behind(2),
		))
		chaintest.Reorg(t, s.chain, depth, true)
		chaintest.Mine(t, s.chain, 3)
		if _, err := follower.Wait(t.Context(), func(state follow.State) bool { return state.Applied.Number == at+2 }); err != nil {
			t.Fatal(err)
		}
		s.proxy.Fault(nil)
		s.caughtUp(t, follower)
		if diff := cmp.Diff([]int64{int64(depth)}, sink.words()[at]); diff != "" {
			t.Errorf("%d blocks deep, block %d (-want +got):\n%s", depth, at, diff)
		}
	}
	if len(sink.rollbacks) == 0 {
		t.Error("no rollback")
	}
}

func BenchmarkFollowingBlockByBlock(b *testing.B) {
	chain := chaintest.Start(b)
	emitter := chaintest.Deploy(b, chain, chaintest.Emitter)
	chaintest.Mine(b, chain, 450)
	client, err := rpc.Dial(b.Context(), rpc.Config{Endpoints: []string{chain.URL()}, ChainID: devnet.ChainID})
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(client.Close)
	blocks := 0
	for b.Loop() {
		sink := new(memory)
		follower := follow.New(client, sink, follow.Config{Address: emitter, From: 1, Log: slog.New(slog.DiscardHandler)})
		for more := true; more; {
			if more, err = follower.Step(b.Context()); err != nil {
				b.Fatal(err)
			}
		}
		blocks += len(sink.applied)
	}
	b.ReportMetric(float64(blocks)/b.Elapsed().Seconds(), "blocks/s")
}
