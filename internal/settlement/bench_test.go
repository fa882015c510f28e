package settlement_test

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"math/big"
	"os"
	"os/exec"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"
	"golang.org/x/sync/errgroup"

	"github.com/surety-dev/surety/internal/chain/follow"
	"github.com/surety-dev/surety/internal/chain/rpc"
	"github.com/surety-dev/surety/internal/devnet"
	"github.com/surety-dev/surety/internal/postgres"
	"github.com/surety-dev/surety/internal/settlement"
	"github.com/surety-dev/surety/pkg/escrow"
)

const (
	nodeFor     = "SURETY_TEST_NODE" // makes the test binary a node, so that its memory is not counted as the follower's
	eventBlocks = 500
	perBlock    = 400
	blockTime   = 200 * time.Millisecond
)

func TestMain(m *testing.M) {
	if os.Getenv(nodeFor) != "" {
		if err := serveNode(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// emitter logs Released as often as its second word says: of the pacts from the third word on, with the two words that follow. The first word is
// the topic.
var emitter = common.FromHex("6026600c60003960266000f3" +
	"60406060600037" + "602035" + "5b" + "8015602457" + "8060403501" + "600035" + "60406000a2" + "60019003" + "600a56" + "5b00")

// serveNode is a chain with eventBlocks blocks of perBlock events, all final, until its input ends. It says where it is.
func serveNode() error {
	chain, err := devnet.StartChain(devnet.ChainConfig{Paused: true})
	if err != nil {
		return err
	}
	client, err := ethclient.Dial(chain.URL())
	if err != nil {
		return err
	}
	ctx := context.Background()
	for n := uint64(0); n <= eventBlocks; n++ {
		if err := emit(ctx, chain, client, n, perBlock); err != nil {
			return err
		}
	}
	for range devnet.FinalizedDepth {
		if err := chain.Mine(); err != nil {
			return err
		}
	}
	fmt.Println(chain.URL())
	_, _ = bufio.NewReader(os.Stdin).ReadString('\n')
	return chain.Stop()
}

// emit mines the deployer's nth transaction: the first creates the emitter, the others make it log.
func emit(ctx context.Context, chain *devnet.Chain, client *ethclient.Client, n uint64, events int64) error {
	tx := &types.DynamicFeeTx{ChainID: big.NewInt(devnet.ChainID), Nonce: n, GasTipCap: big.NewInt(1e9), GasFeeCap: big.NewInt(1e11), Gas: 2_000_000, Data: emitter}
	if n > 0 {
		to := emitterAddress()
		tx.To = &to
		tx.Data = slices.Concat(escrow.NewPactEscrow().GetABI().Events["Released"].ID.Bytes(), word(events), word(int64(n)<<32), word(80_000_000), word(7))
	}
	signed, err := types.SignNewTx(devnet.Deployer.Key(), types.LatestSignerForChainID(tx.ChainID), tx)
	if err != nil {
		return err
	}
	if err := client.SendTransaction(ctx, signed); err != nil {
		return err
	}
	return chain.Mine()
}

func emitterAddress() common.Address { return crypto.CreateAddress(devnet.Deployer.Address(), 0) }

func word(n int64) []byte { return common.BigToHash(big.NewInt(n)).Bytes() }

// startNode starts serveNode in a process of its own, until the benchmark ends.
func startNode(b *testing.B) string {
	node := exec.CommandContext(b.Context(), os.Args[0])
	node.Env, node.Stderr = append(os.Environ(), nodeFor+"=1"), os.Stderr
	in, err := node.StdinPipe()
	check2(b, err)
	out, err := node.StdoutPipe()
	check2(b, err)
	check2(b, node.Start())
	b.Cleanup(func() {
		_ = in.Close()
		_ = node.Wait()
	})
	url, err := bufio.NewReader(out).ReadString('\n')
	check2(b, err)
	return strings.TrimSpace(url)
}

func check2(b *testing.B, err error) {
	b.Helper()
	if err != nil {
		b.Fatal(err)
	}
}

func emptyDatabase(b *testing.B) *postgres.DB {
	b.Helper()
	url := devnet.TestDatabase(b, func(ctx context.Context, url string) error {
		_, err := postgres.Migrate(ctx, url)
		return err
	})
	db, err := postgres.Open(b.Context(), url)
	check2(b, err)
	b.Cleanup(db.Close)
	return db
}

// BenchmarkBackFill reads 200,000 events of a local node into PostgreSQL, beside what go-ethereum's FilterLogs, four at once, makes of the same
// events with nothing behind it.
func BenchmarkBackFill(b *testing.B) {
	url := startNode(b)
	const events = eventBlocks * perBlock
	var filter, fill time.Duration
	var above float64
	for b.Loop() {
		b.StopTimer()
		began := time.Now()
		check2(b, filterLogs(b.Context(), url, events))
		filter += time.Since(began)

		db := emptyDatabase(b)
		client, err := rpc.Dial(b.Context(), rpc.Config{Endpoints: []string{url}, ChainID: devnet.ChainID})
		check2(b, err)
		follower := follow.New(client, settlement.Sink{Ledger: db}, follow.Config{Address: emitterAddress(), From: 1, Log: slog.New(slog.DiscardHandler)})
		idle := resident(b, "VmRSS")
		b.StartTimer()
		began = time.Now()
		_, err = follower.Step(b.Context())
		check2(b, err)
		fill += time.Since(began)
		b.StopTimer()
		above = max(above, resident(b, "VmHWM")-idle)
		head, finalized, _, err := db.Cursor(b.Context())
		check2(b, err)
		stored := 0
		check2(b, db.Apply(b.Context(), func(tx settlement.LedgerTx) error {
			all, err := tx.Stored(1, finalized)
			stored = len(all)
			return err
		}))
		if head.Number != finalized || stored != events {
			b.Fatalf("at block %d, final %d, %d events of %d", head.Number, finalized, stored, events)
		}
		client.Close()
		db.Close()
		b.StartTimer()
	}
	perSecond := func(d time.Duration) float64 { return float64(b.N*events) / d.Seconds() }
	b.ReportMetric(perSecond(fill), "events/s")
	b.ReportMetric(perSecond(filter), "FilterLogs/s")
	b.ReportMetric(100*filter.Seconds()/fill.Seconds(), "%ofFilterLogs")
	b.ReportMetric(above, "MBaboveIdle")
}

func filterLogs(ctx context.Context, url string, want int) error {
	client, err := ethclient.Dial(url)
	if err != nil {
		return err
	}
	defer client.Close()
	const step = 25
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(4)
	found := make([]int, eventBlocks/step+1)
	for i := range found {
		g.Go(func() error {
			logs, err := client.FilterLogs(ctx, ethereum.FilterQuery{
				FromBlock: big.NewInt(int64(i*step + 1)), ToBlock: big.NewInt(int64(i*step + step)), Addresses: []common.Address{emitterAddress()},
			})
			found[i] = len(logs)
			return err
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	sum := 0
	for _, n := range found {
		sum += n
	}
	if sum != want {
		return fmt.Errorf("FilterLogs found %d events of %d", sum, want)
	}
	return nil
}

// resident is what the kernel says of this process's memory, in MB: VmRSS after everything that can be has been given back, or VmHWM, the
// most since then.
func resident(b *testing.B, field string) float64 {
	b.Helper()
	if field == "VmRSS" {
		debug.FreeOSMemory()
		check2(b, os.WriteFile("/proc/self/clear_refs", []byte("5"), 0))
	}
	status, err := os.ReadFile("/proc/self/status")
	check2(b, err)
	for line := range strings.Lines(string(status)) {
		if rest, ok := strings.CutPrefix(line, field+":"); ok {
			kB, err := strconv.ParseFloat(strings.Fields(rest)[0], 64)
			check2(b, err)
			return kB / 1024
		}
	}
	b.Fatalf("no %s", field)
	return 0
}

// BenchmarkFundedToSeen measures from the moment a block with an event of the escrow is there until it is in the database, in blocks of 200 ms.
func BenchmarkFundedToSeen(b *testing.B) {
	chain, err := devnet.StartChain(devnet.ChainConfig{Paused: true})
	check2(b, err)
	b.Cleanup(func() { _ = chain.Stop() })
	node, err := ethclient.Dial(chain.URL())
	check2(b, err)
	check2(b, emit(b.Context(), chain, node, 0, 0))
	client, err := rpc.Dial(b.Context(), rpc.Config{Endpoints: []string{chain.URL()}, ChainID: devnet.ChainID})
	check2(b, err)
	b.Cleanup(client.Close)
	follower := follow.New(client, settlement.Sink{Ledger: emptyDatabase(b)}, follow.Config{Address: emitterAddress(), From: 1, Log: slog.New(slog.DiscardHandler)})
	ctx, cancel := context.WithCancel(b.Context())
	done := make(chan error, 1)
	go func() { done <- follower.Run(ctx) }()
	var took []time.Duration
	for n := uint64(1); b.Loop(); n++ {
		check2(b, emit(b.Context(), chain, node, n, 1))
		began := time.Now()
		_, err := follower.Wait(b.Context(), func(s follow.State) bool { return s.Applied.Number == n+1 })
		check2(b, err)
		took = append(took, time.Since(began))
	}
	cancel()
	check2(b, <-done)
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2])/float64(blockTime), "blocks(median)")
	b.ReportMetric(float64(took[len(took)*99/100])/float64(blockTime), "blocks(p99)")
}
