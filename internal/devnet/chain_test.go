package devnet

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/ethereum/go-ethereum/rpc"
	"go.uber.org/goleak"
)

// logger is the creation code of a contract that logs one topic, 0x2a, whenever it is called.
var logger = common.FromHex("6008600c60003960086000f3" + "602a60006000a100")

func TestChainStopsAndLeavesNothingBehind(t *testing.T) {
	t.Setenv("TMPDIR", temporary(t))
	warm, _ := startTestChain(t, ChainConfig{}) // go-ethereum keeps a few goroutines for the whole process
	if err := warm.Stop(); err != nil {
		t.Fatal(err)
	}
	ignore := goleak.IgnoreCurrent()
	chain, err := StartChain(ChainConfig{})
	if err != nil {
		t.Fatal(err)
	}
	client, err := ethclient.Dial(chain.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	send(t, client, Buyer.transfer(t, client, Provider.Address()))
	if err := chain.Stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := client.BlockNumber(t.Context()); err == nil {
		t.Error("its JSON-RPC still answers")
	}
	client.Close()
	http.DefaultClient.CloseIdleConnections()
	goleak.VerifyNone(t, ignore,
		goleak.IgnoreTopFunction("github.com/syndtr/goleveldb/leveldb.(*DB).mpoolDrain")) // looks up once in 30 s, and ends
}

func TestChainsLiveSideBySide(t *testing.T) {
	one, here := startTestChain(t, ChainConfig{Paused: true})
	other, there := startTestChain(t, ChainConfig{Paused: true})
	defer stopChain(t, one)
	defer stopChain(t, other)
	mine(t, one, 3)
	if number, err := here.BlockNumber(t.Context()); err != nil || number != 3 {
		t.Errorf("the one that mined is at %d, %v", number, err)
	}
	if number, err := there.BlockNumber(t.Context()); err != nil || number != 0 {
		t.Errorf("the other is at %d, %v", number, err)
	}
}

func TestChainFundsItsAccounts(t *testing.T) {
	extra := Account("somebody else").Address()
	chain, client := startTestChain(t, ChainConfig{Fund: []common.Address{extra}})
	defer stopChain(t, chain)
	for _, address := range []common.Address{
		extra, Deployer.Address(), Provider.Address(), Buyer.Address(), Arbiter.Address(), Evaluator.Address(),
		Relayer.Address(), Collector.Address(),
	} {
		balance, err := client.BalanceAt(t.Context(), address, nil)
		if err != nil || balance.String() != "1000000000000000000000" {
			t.Errorf("%s has %v, %v", address, balance, err)
		}
	}
	if id, err := client.ChainID(t.Context()); err != nil || id.Int64() != ChainID {
		t.Errorf("chain id %v, %v", id, err)
	}
}

func TestAccountsAreTheSameEverywhere(t *testing.T) {
	if got := Buyer.Address().Hex(); got != "0x63ECfE0aa516Ec88c5934F5B1f787e84f91aFE61" {
		t.Errorf("buyer is %s", got)
	}
}

func TestChainMinesOnItsOwn(t *testing.T) {
	chain, client := startTestChain(t, ChainConfig{})
	defer stopChain(t, chain)
	subscriber, err := ethclient.Dial(chain.WebSocketURL())
	if err != nil {
		t.Fatal(err)
	}
	defer subscriber.Close()
	heads := make(chan *types.Header, 100)
	begin := time.Now() // however late a head is told, it is mined after this
	subscription, err := subscriber.SubscribeNewHead(t.Context(), heads)
	if err != nil {
		t.Fatal(err)
	}
	defer subscription.Unsubscribe()
	next := func() *types.Header {
		t.Helper()
		select {
		case head := <-heads:
			return head
		case err := <-subscription.Err():
			t.Fatal(err)
		case <-time.After(time.Minute):
			t.Fatal("no block in a minute")
		}
		return nil
	}

	// Idle: empty blocks a second apart.
	before := next()
	for range 2 {
		head := next()
		if head.Time != before.Time+1 || head.GasUsed != 0 {
			t.Errorf("block %v is %d s after its parent and used %d gas", head.Number, head.Time-before.Time, head.GasUsed)
		}
		before = head
	}
	idle := time.Since(begin)
	if idle < 1900*time.Millisecond {
		t.Errorf("three idle blocks in %v", idle)
	}

	// Busy: a block per transaction, each sent when the one before is mined, at least 200 ms apart.
	begin = time.Now()
	const busyBlocks = 10
	soonest := time.Minute
	for range busyBlocks {
		before := time.Now()
		send(t, client, Buyer.transfer(t, client, Provider.Address()))
		for next().GasUsed == 0 {
		}
		soonest = min(soonest, time.Since(before))
	}
	busy := time.Since(begin)
	t.Logf("%d blocks under load in %v, 3 idle blocks in %v", busyBlocks, busy, idle)
	if busy < (busyBlocks-1)*200*time.Millisecond-100*time.Millisecond {
		t.Errorf("%d blocks in %v: closer together than 200 ms", busyBlocks, busy)
	}
	if soonest > idleInterval*3/4 {
		t.Errorf("no block was mined in less than %v after another: no faster than when idle", soonest)
	}
}

func TestChainIsQuietWhilePaused(t *testing.T) {
	chain, client := startTestChain(t, ChainConfig{Paused: true})
	defer stopChain(t, chain)
	tx := Buyer.transfer(t, client, Provider.Address())
	send(t, client, tx)
	now := chain.Now()
	mine(t, chain, 1)
	receipt, err := client.TransactionReceipt(t.Context(), tx.Hash())
	if err != nil || receipt.BlockNumber.Int64() != 1 {
		t.Fatalf("mined in %v, %v", receipt, err)
	}
	if chain.Now() != now+1 {
		t.Errorf("time went from %d to %d", now, chain.Now())
	}

	// What the mining goroutine does when its time has come.
	send(t, client, Buyer.transfer(t, client, Provider.Address()))
	for _, want := range []struct {
		turn   func()
		number uint64
	}{{chain.Pause, 1}, {chain.Resume, 2}, {chain.Pause, 2}} {
		want.turn()
		if _, err := chain.mineUnlessPaused(); err != nil {
			t.Fatal(err)
		}
		if number, err := client.BlockNumber(t.Context()); err != nil || number != want.number {
			t.Errorf("at block %d, not %d: %v", number, want.number, err)
		}
	}
}

func TestChainTakesManySendersWhileItMines(t *testing.T) {
	const senders, each = 8, 25
	var fund []common.Address
	for i := range senders {
		fund = append(fund, sender(i).Address())
	}
	chain, client := startTestChain(t, ChainConfig{Fund: fund})
	defer stopChain(t, chain)
	stranger := common.HexToAddress("0x5757575757575757575757575757575757575757")
	var group sync.WaitGroup
	for i := range senders {
		var txs []*types.Transaction
		for nonce := range uint64(each) {
			txs = append(txs, sender(i).sign(t, nonce, &stranger, nil))
		}
		group.Go(func() {
			for _, tx := range txs {
				send(t, client, tx)
			}
			mined(t, client, txs[each-1])
		})
	}
	group.Wait()
	balance, err := client.BalanceAt(t.Context(), stranger, nil)
	if err != nil || balance.Int64() != senders*each {
		t.Errorf("%v of %d transactions arrived, %v", balance, senders*each, err)
	}
}

func TestChainTimeJumps(t *testing.T) {
	chain, client := startTestChain(t, ChainConfig{Paused: true})
	defer stopChain(t, chain)
	tx := Buyer.transfer(t, client, Provider.Address())
	send(t, client, tx)
	now := chain.Now()
	if err := chain.Jump(72 * time.Hour); err != nil {
		t.Fatal(err)
	}
	head, err := client.HeaderByNumber(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	if head.Number.Int64() != 1 || int64(head.Time) != now+72*3600 || chain.Now() != int64(head.Time) {
		t.Errorf("block %v at %d, now %d, from %d", head.Number, head.Time, chain.Now(), now)
	}
	if _, err := client.TransactionReceipt(t.Context(), tx.Hash()); err != nil {
		t.Errorf("the block after the jump left a transaction out: %v", err)
	}
	if err := chain.Jump(time.Millisecond); err == nil {
		t.Error("a jump of less than a second went through")
	}
}

func TestSafeAndFinalizedTrail(t *testing.T) {
	chain, client := startTestChain(t, ChainConfig{Paused: true})
	defer stopChain(t, chain)
	for _, want := range []struct{ mine, safe, finalized int64 }{
		{0, 0, 0},
		{SafeDepth, 0, 0},
		{1, 1, 0},
		{FinalizedDepth - SafeDepth, FinalizedDepth + 1 - SafeDepth, 1},
	} {
		mine(t, chain, int(want.mine))
		for tag, number := range map[rpc.BlockNumber]int64{rpc.SafeBlockNumber: want.safe, rpc.FinalizedBlockNumber: want.finalized} {
			header, err := client.HeaderByNumber(t.Context(), big.NewInt(tag.Int64()))
			if err != nil || header.Number.Int64() != number {
				t.Errorf("%v is block %v, not %d: %v", tag, header, number, err)
			}
		}
	}
}

func TestReorgReplacesTheNewestBlocks(t *testing.T) {
	for _, depth := range []int{1, 5, 30, FinalizedDepth} {
		for _, keep := range []bool{true, false} {
			t.Run(fmt.Sprintf("%d keep %v", depth, keep), func(t *testing.T) { testReorg(t, depth, keep) })
		}
	}
}

func testReorg(t *testing.T, depth int, keep bool) {
	chain, client := startTestChain(t, ChainConfig{Paused: true})
	defer stopChain(t, chain)
	contract := deploy(t, chain, client)
	mine(t, chain, FinalizedDepth-depth)
	var txs []*types.Transaction
	for range depth { // a log in every block that goes
		tx := Buyer.sign(t, nonce(t, client, Buyer), &contract, nil)
		send(t, client, tx)
		mine(t, chain, 1)
		txs = append(txs, tx)
	}
	waiting := Arbiter.transfer(t, client, Provider.Address())
	send(t, client, waiting)
	before, now := canonical(t, client), chain.Now()

	subscriber, err := ethclient.Dial(chain.WebSocketURL())
	if err != nil {
		t.Fatal(err)
	}
	defer subscriber.Close()
	told := make(chan types.Log, 3*depth)
	subscription, err := subscriber.SubscribeFilterLogs(t.Context(), ethereum.FilterQuery{Addresses: []common.Address{contract}}, told)
	if err != nil {
		t.Fatal(err)
	}
	defer subscription.Unsubscribe()

	if err := chain.Reorg(depth, keep); err != nil {
		t.Fatal(err)
	}
	after := canonical(t, client)
	if len(after) != len(before)+1 || chain.Now() != now+1 {
		t.Errorf("%d blocks became %d, the time %d became %d", len(before), len(after), now, chain.Now())
	}
	for number := range before {
		if replaced := number >= len(before)-depth; (before[number] != after[number]) != replaced {
			t.Errorf("block %d was %s and is %s", number, before[number], after[number])
		}
	}

	// Subscribers hear of every log that goes, then of every one that comes back.
	hear := func() types.Log {
		t.Helper()
		select {
		case log := <-told:
			return log
		case <-time.After(time.Minute):
			t.Fatal("no log in a minute")
			return types.Log{}
		}
	}
	for range depth {
		if log := hear(); !log.Removed {
			t.Errorf("the log of block %d is not removed", log.BlockNumber)
		}
	}
	if keep {
		for range depth {
			if log := hear(); log.Removed {
				t.Errorf("the log of block %d is removed again", log.BlockNumber)
			}
		}
	}

	for i, tx := range txs {
		number := len(before) - depth + i
		if got := logs(t, client, after[number], contract); got != keep {
			t.Errorf("block %d of the fork has the log: %v", number, got)
		}
		// The node still answers for a block that it knows and nobody builds on.
		if !logs(t, client, before[number], contract) {
			t.Errorf("the old block %d has lost its log", number)
		}
		receipt, err := client.TransactionReceipt(t.Context(), tx.Hash())
		switch {
		case keep && (err != nil || receipt.BlockHash != after[number]):
			t.Errorf("receipt %v, %v: not in block %d of the fork", receipt, err, number)
		case !keep && !errors.Is(err, ethereum.NotFound):
			t.Errorf("receipt %v, %v of a dropped transaction", receipt, err)
		}
	}

	// What waited goes on waiting, or is gone with the rest until it is sent again.
	mine(t, chain, 1)
	if _, err := client.TransactionReceipt(t.Context(), waiting.Hash()); (err == nil) != keep {
		t.Errorf("the transaction that waited: %v", err)
	}
	if !keep {
		for _, tx := range append(txs, waiting) {
			send(t, client, tx)
		}
		for _, tx := range append(txs, waiting) {
			_, err := client.TransactionReceipt(t.Context(), tx.Hash())
			for tries := 0; err != nil && tries < 20; tries++ { // the pool may hand a transaction over a block late
				mine(t, chain, 1)
				_, err = client.TransactionReceipt(t.Context(), tx.Hash())
			}
			if err != nil {
				t.Errorf("sent again: %v", err)
			}
		}
	}
}

func TestReorgLeavesFinalizedBlocks(t *testing.T) {
	chain, client := startTestChain(t, ChainConfig{Paused: true})
	defer stopChain(t, chain)
	mine(t, chain, FinalizedDepth+10)
	before := canonical(t, client)
	for _, depth := range []int{-1, 0, FinalizedDepth + 1} {
		if err := chain.Reorg(depth, false); err == nil {
			t.Errorf("%d blocks were replaced", depth)
		}
	}
	if after := canonical(t, client); len(after) != len(before) || after[len(after)-1] != before[len(before)-1] {
		t.Error("the chain has changed")
	}
}

func TestReorgWhileMining(t *testing.T) {
	chain, client := startTestChain(t, ChainConfig{})
	defer stopChain(t, chain)
	mine(t, chain, 40)
	for nonce := range uint64(20) {
		tx := Buyer.sign(t, nonce, &common.Address{}, nil)
		send(t, client, tx)
		mined(t, client, tx)
		if err := chain.Reorg(1+int(nonce), true); err != nil {
			t.Fatal(err)
		}
	}
	if got := nonce(t, client, Buyer); got != 20 {
		t.Errorf("%d of 20 transactions survived", got)
	}
}

func TestJSONRPCAnswersWhatTheServiceAsks(t *testing.T) {
	chain, client := startTestChain(t, ChainConfig{Paused: true})
	defer stopChain(t, chain)
	contract := deploy(t, chain, client)
	tx := Buyer.sign(t, 0, &contract, nil)
	send(t, client, tx)
	mine(t, chain, 1)
	block := canonical(t, client)[2]
	mine(t, chain, 300) // beyond what a node that forgets would remember

	if !logs(t, client, block, contract) {
		t.Error("no log by block hash")
	}
	receipts, err := client.BlockReceipts(t.Context(), rpc.BlockNumberOrHashWithHash(block, true))
	if err != nil || len(receipts) != 1 || receipts[0].TxHash != tx.Hash() {
		t.Errorf("receipts %v, %v", receipts, err)
	}
	code, err := client.CodeAtHash(t.Context(), contract, canonical(t, client)[0])
	if err != nil || len(code) != 0 {
		t.Errorf("the contract exists before it is deployed: %x, %v", code, err)
	}
	if _, err := client.CallContractAtHash(t.Context(), ethereum.CallMsg{To: &contract}, block); err != nil {
		t.Errorf("a call at an old block's state: %v", err)
	}
	var batch []rpc.BatchElem
	for number := range 100 {
		batch = append(batch, rpc.BatchElem{
			Method: "eth_getBlockByNumber", Args: []any{fmt.Sprintf("%#x", number), false}, Result: new(map[string]any),
		})
	}
	if err := client.Client().BatchCallContext(t.Context(), batch); err != nil {
		t.Fatal(err)
	}
	for _, call := range batch {
		if call.Error != nil || len(*call.Result.(*map[string]any)) == 0 {
			t.Errorf("in a batch: %v", call.Error)
		}
	}
}

func TestJSONRPCRefusesWebPages(t *testing.T) {
	chain, _ := startTestChain(t, ChainConfig{Paused: true})
	defer stopChain(t, chain)
	post := func(change func(*http.Request)) *http.Response {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, chain.URL(),
			strings.NewReader(`{"jsonrpc":"2.0","id":1,"method":"eth_chainId"}`))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Content-Type", "application/json")
		change(request)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
		return response
	}
	if response := post(func(r *http.Request) { r.Host = "rebound.example" }); response.StatusCode != http.StatusForbidden {
		t.Errorf("a foreign host: %s", response.Status)
	}
	response := post(func(r *http.Request) { r.Header.Set("Origin", "https://page.example") })
	if allowed := response.Header.Get("Access-Control-Allow-Origin"); allowed != "" {
		t.Errorf("a page may read the answer: %s", allowed)
	}
	header := http.Header{"Origin": {"https://page.example"}}
	if _, err := rpc.DialOptions(t.Context(), chain.WebSocketURL(), rpc.WithHeaders(header)); err == nil {
		t.Error("a page may open a WebSocket")
	}
}

func startTestChain(t *testing.T, config ChainConfig) (*Chain, *ethclient.Client) {
	t.Helper()
	chain, err := StartChain(config)
	if err != nil {
		t.Fatal(err)
	}
	client, err := ethclient.Dial(chain.URL())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return chain, client
}

func stopChain(t *testing.T, chain *Chain) {
	t.Helper()
	if err := chain.Stop(); err != nil {
		t.Error(err)
	}
}

func sender(i int) Account { return Account(fmt.Sprintf("sender %d", i)) }

// sign makes a transaction of one wei; without a receiver it creates a contract.
func (a Account) sign(t *testing.T, nonce uint64, to *common.Address, data []byte) *types.Transaction {
	t.Helper()
	value := big.NewInt(1)
	if to == nil {
		value = nil
	}
	tx, err := types.SignNewTx(a.Key(), types.LatestSignerForChainID(big.NewInt(ChainID)), &types.DynamicFeeTx{
		ChainID: big.NewInt(ChainID), Nonce: nonce, GasTipCap: big.NewInt(1), GasFeeCap: big.NewInt(10e9), Gas: 200_000,
		To: to, Value: value, Data: data,
	})
	if err != nil {
		t.Fatal(err)
	}
	return tx
}

func (a Account) transfer(t *testing.T, client *ethclient.Client, to common.Address) *types.Transaction {
	t.Helper()
	return a.sign(t, nonce(t, client, a), &to, nil)
}

func nonce(t *testing.T, client *ethclient.Client, a Account) uint64 {
	t.Helper()
	nonce, err := client.PendingNonceAt(t.Context(), a.Address())
	if err != nil {
		t.Fatal(err)
	}
	return nonce
}

func send(t *testing.T, client *ethclient.Client, tx *types.Transaction) {
	t.Helper()
	if err := client.SendTransaction(t.Context(), tx); err != nil {
		t.Error(err)
	}
}

func mine(t *testing.T, chain *Chain, blocks int) {
	t.Helper()
	for range blocks {
		if err := chain.Mine(); err != nil {
			t.Fatal(err)
		}
	}
}

// mined waits for the receipt.
func mined(t *testing.T, client *ethclient.Client, tx *types.Transaction) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		if _, err := client.TransactionReceipt(ctx, tx.Hash()); err == nil {
			return
		}
		select {
		case <-ctx.Done():
			t.Errorf("not mined: %s", tx.Hash())
			return
		case <-tick.C:
		}
	}
}

func deploy(t *testing.T, chain *Chain, client *ethclient.Client) common.Address {
	t.Helper()
	send(t, client, Deployer.sign(t, 0, nil, logger))
	mine(t, chain, 1)
	return crypto.CreateAddress(Deployer.Address(), 0)
}

// canonical is the hash of every block, by number.
func canonical(t *testing.T, client *ethclient.Client) []common.Hash {
	t.Helper()
	latest, err := client.BlockNumber(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	var hashes []common.Hash
	for number := range latest + 1 {
		header, err := client.HeaderByNumber(t.Context(), new(big.Int).SetUint64(number))
		if err != nil {
			t.Fatal(err)
		}
		hashes = append(hashes, header.Hash())
	}
	return hashes
}

// logs reports whether the block, canonical or not, has the contract's log.
func logs(t *testing.T, client *ethclient.Client, block common.Hash, contract common.Address) bool {
	t.Helper()
	logs, err := client.FilterLogs(t.Context(), ethereum.FilterQuery{BlockHash: &block, Addresses: []common.Address{contract}})
	if err != nil {
		t.Fatal(err)
	}
	return len(logs) == 1 && logs[0].BlockHash == block && logs[0].Topics[0] == common.BigToHash(big.NewInt(0x2a))
}
