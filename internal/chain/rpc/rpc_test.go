package rpc_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"

	"github.com/surety-dev/surety/internal/chain/chaintest"
	"github.com/surety-dev/surety/internal/chain/rpc"
	"github.com/surety-dev/surety/internal/devnet"
)

var nobody = common.HexToAddress("0x00000000000000000000000000000000000000aa")

func dial(t *testing.T, endpoint string) *rpc.Client {
	t.Helper()
	client, err := rpc.Dial(t.Context(), rpc.Config{Endpoints: []string{endpoint}, ChainID: devnet.ChainID})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	return client
}

func must[T any](t *testing.T) func(T, error) T {
	return func(value T, err error) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

func TestDialRefusesAnotherChain(t *testing.T) {
	chain := chaintest.Start(t)
	_, err := rpc.Dial(t.Context(), rpc.Config{Endpoints: []string{chain.URL()}, ChainID: 8453})
	if !errors.Is(err, rpc.ErrWrongChain) || !strings.Contains(err.Error(), "31337") || !strings.Contains(err.Error(), "8453") {
		t.Errorf("got %v, want ErrWrongChain naming both chains", err)
	}
}

func TestErrorsDoNotTellTheEndpointsKey(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	for _, endpoint := range []string{server.URL + "/v2/secret", "http://%zz/secret"} {
		_, err := rpc.Dial(t.Context(), rpc.Config{Endpoints: []string{endpoint}, ChainID: 1})
		if err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%s: got %v, want an error without the key", endpoint, err)
		}
	}
}

func TestHeadersAreOneChainWhateverTheirNumber(t *testing.T) {
	chain := chaintest.Start(t)
	chaintest.Mine(t, chain, 230) // more than fit into one request
	client := dial(t, chain.URL())

	headers := must[[]rpc.Header](t)(client.Headers(t.Context(), 0, 230))
	if len(headers) != 231 {
		t.Fatalf("got %d headers, want 231", len(headers))
	}
	for i, header := range headers {
		if header.Number != uint64(i) || i > 0 && header.Parent != headers[i-1].Hash || i > 0 && header.Time <= headers[i-1].Time {
			t.Fatalf("header %d is %+v after %+v", i, header, headers[max(i-1, 0)])
		}
	}
	if head := must[rpc.Header](t)(client.Head(t.Context(), rpc.Latest)); head != headers[230] {
		t.Errorf("latest is %+v, want %+v", head, headers[230])
	}
	if final := must[rpc.Header](t)(client.Head(t.Context(), rpc.Finalized)); final != headers[230-devnet.FinalizedDepth] {
		t.Errorf("finalized is %+v, want %+v", final, headers[230-devnet.FinalizedDepth])
	}
	if header := must[rpc.Header](t)(client.HeaderByHash(t.Context(), headers[7].Hash)); header != headers[7] {
		t.Errorf("by hash: %+v, want %+v", header, headers[7])
	}
}

func TestAnUnknownBlockIsNotFound(t *testing.T) {
	chain := chaintest.Start(t)
	client := dial(t, chain.URL())
	_, byNumber := client.Headers(t.Context(), 0, 1)
	_, byHash := client.HeaderByHash(t.Context(), common.Hash{1})
	for _, err := range []error{byNumber, byHash} {
		if rpc.Classify(err) != rpc.NotFound {
			t.Errorf("got %v, want NotFound", err)
		}
	}
}

func TestABlockOfAnotherNumberIsRefused(t *testing.T) {
	chain := chaintest.Start(t)
	chaintest.Mine(t, chain, 2)
	proxy := chaintest.StartProxy(t, chain.URL())
	client := dial(t, proxy.URL)
	proxy.Fault(func(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
		reply := node()
		reply.Result = json.RawMessage(strings.Replace(string(reply.Result), `"number":"0x2"`, `"number":"0x1"`, 1))
		return reply
	})
	if headers, err := client.Headers(t.Context(), 2, 2); err == nil {
		t.Errorf("asked for block 2, got %+v", headers)
	}
}

func TestLogsOfAnUnknownBlockAreAnErrorNeverAnEmptyList(t *testing.T) {
	chain := chaintest.Start(t)
	chaintest.Mine(t, chain, 1)
	proxy := chaintest.StartProxy(t, chain.URL())
	client := dial(t, proxy.URL)
	known := must[rpc.Header](t)(client.Head(t.Context(), rpc.Latest)).Hash

	proxy.Fault(func(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
		if call.Method == "eth_getLogs" { // as some nodes do
			return chaintest.Reply{Result: json.RawMessage("[]")}
		}
		return node()
	})
	if _, err := client.LogsByHash(t.Context(), nobody, known); err != nil {
		t.Fatal(err)
	}
	_, lying := client.LogsByHash(t.Context(), nobody, known, common.Hash{1})
	proxy.Fault(nil)
	_, honest := client.LogsByHash(t.Context(), nobody, known, common.Hash{1})
	for _, err := range []error{lying, honest} {
		if rpc.Classify(err) != rpc.NotFound {
			t.Errorf("got %v, want NotFound", err)
		}
	}
}

func TestLogsComeFromTheirBlockAndContractInOrder(t *testing.T) {
	chain := chaintest.Start(t)
	emitter, other := chaintest.Deploy(t, chain, chaintest.Emitter), chaintest.Deploy(t, chain, chaintest.Emitter)
	for i := range byte(3) {
		chaintest.Submit(t, chain, devnet.Buyer, &emitter, common.LeftPadBytes([]byte{i}, 32))
		chaintest.Submit(t, chain, devnet.Buyer, &other, common.LeftPadBytes([]byte{9}, 32))
	}
	chaintest.Mine(t, chain, 2)
	client := dial(t, chain.URL())
	headers := must[[]rpc.Header](t)(client.Headers(t.Context(), 3, 4))

	logs, err := client.LogsByHash(t.Context(), emitter, headers[0].Hash, headers[1].Hash)
	if err != nil {
		t.Fatal(err)
	}
	var words []int64
	for _, log := range logs[0] {
		words = append(words, new(big.Int).SetBytes(log.Data).Int64())
	}
	if diff := cmp.Diff([]int64{0, 1, 2}, words); diff != "" {
		t.Errorf("logs of the emitter (-want +got):\n%s", diff)
	}
	if len(logs[1]) != 0 {
		t.Errorf("the empty block has logs: %v", logs[1])
	}
}

func TestLogsThatAreRemovedOutOfOrderOrOfAnotherBlockAreRefused(t *testing.T) {
	chain := chaintest.Start(t)
	emitter := chaintest.Deploy(t, chain, chaintest.Emitter)
	chaintest.Submit(t, chain, devnet.Buyer, &emitter, nil)
	chaintest.Submit(t, chain, devnet.Buyer, &emitter, nil)
	chaintest.Mine(t, chain, 1)
	proxy := chaintest.StartProxy(t, chain.URL())
	client := dial(t, proxy.URL)
	head := must[rpc.Header](t)(client.Head(t.Context(), rpc.Latest)).Hash
	for _, change := range [][2]string{
		{`"removed":false`, `"removed":true`},
		{`"logIndex":"0x0"`, `"logIndex":"0x5"`},
		{head.Hex(), common.Hash{2}.Hex()},
		{strings.ToLower(emitter.Hex()), strings.ToLower(nobody.Hex())},
	} {
		proxy.Fault(func(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
			reply := node()
			if call.Method == "eth_getLogs" {
				changed := strings.ReplaceAll(string(reply.Result), change[0], change[1])
				if changed == string(reply.Result) {
					t.Errorf("no %s in %s", change[0], changed)
				}
				reply.Result = json.RawMessage(changed)
			}
			return reply
		})
		if _, err := client.LogsByHash(t.Context(), emitter, head); err == nil {
			t.Errorf("%s for %s: no error", change[1], change[0])
		}
	}
}

func TestBlocksWithDepositsAndUnknownTransactionsAreRead(t *testing.T) {
	chain := chaintest.Start(t)
	chaintest.Mine(t, chain, 1)
	proxy := chaintest.StartProxy(t, chain.URL())
	client := dial(t, proxy.URL)
	want := must[rpc.Header](t)(client.Head(t.Context(), rpc.Latest))
	proxy.Fault(func(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
		reply := node()
		reply.Result = json.RawMessage(strings.Replace(string(reply.Result), `"transactions":[]`,
			`"transactions":[{"type":"0x7e","sourceHash":"0x01","mint":"0x0"},{"type":"0x99"}]`, 1))
		return reply
	})
	if got := must[rpc.Header](t)(client.Head(t.Context(), rpc.Latest)); got != want {
		t.Errorf("got %+v, want %+v", got, want)
	}
}

func TestARevertCarriesItsData(t *testing.T) {
	chain := chaintest.Start(t)
	refuser := chaintest.Deploy(t, chain, chaintest.Refuser)
	client := dial(t, chain.URL())
	_, called := client.Call(t.Context(), nobody, refuser, nil)
	_, estimated := client.EstimateGas(t.Context(), nobody, refuser, nil)
	for _, err := range []error{called, estimated} {
		var revert *rpc.Revert
		if !errors.As(err, &revert) || common.Bytes2Hex(revert.Data) != "deadbeef" {
			t.Errorf("got %v, want *Revert with 0xdeadbeef", err)
		}
	}
}

func TestCallEstimateCodeBalanceAndFeesAnswer(t *testing.T) {
	chain := chaintest.Start(t)
	emitter := chaintest.Deploy(t, chain, chaintest.Emitter)
	client := dial(t, chain.URL())
	if gas := must[uint64](t)(client.EstimateGas(t.Context(), nobody, emitter, nil)); gas < 21_000 || gas > 30_000 {
		t.Errorf("gas: %d", gas)
	}
	if answer := must[[]byte](t)(client.Call(t.Context(), nobody, emitter, nil)); len(answer) != 0 {
		t.Errorf("call: %x", answer)
	}
	if code := must[[]byte](t)(client.Code(t.Context(), emitter)); len(code) != 14 {
		t.Errorf("code: %x", code)
	}
	if code := must[[]byte](t)(client.Code(t.Context(), nobody)); len(code) != 0 {
		t.Errorf("code of nobody: %x", code)
	}
	if balance := must[*big.Int](t)(client.Balance(t.Context(), devnet.Buyer.Address())); balance.Cmp(new(big.Int).Mul(big.NewInt(1000), big.NewInt(1e18))) != 0 {
		t.Errorf("balance: %v", balance)
	}
	if nonce := must[uint64](t)(client.Nonce(t.Context(), devnet.Deployer.Address(), rpc.Latest)); nonce != 1 {
		t.Errorf("nonce: %d", nonce)
	}
	fees := must[rpc.Fees](t)(client.Fees(t.Context()))
	if fees.Tip.Cmp(big.NewInt(1_000_000)) < 0 || fees.Cap.Cmp(fees.Tip) <= 0 || fees.Block != 1 {
		t.Errorf("fees: %+v", fees)
	}
}

func TestReceiptsAreOnlyThoseOfTheCanonicalChain(t *testing.T) {
	chain := chaintest.Start(t)
	refuser := chaintest.Deploy(t, chain, chaintest.Refuser)
	good := chaintest.Submit(t, chain, devnet.Buyer, &nobody, nil).Hash()
	bad := chaintest.Submit(t, chain, devnet.Provider, &refuser, nil).Hash()
	chaintest.Mine(t, chain, 1)
	proxy := chaintest.StartProxy(t, chain.URL())
	client := dial(t, proxy.URL)
	head := must[rpc.Header](t)(client.Head(t.Context(), rpc.Latest))

	kept := make(map[string]chaintest.Reply)
	proxy.Fault(func(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
		if call.Method != "eth_getTransactionReceipt" {
			return node()
		}
		if _, ok := kept[string(call.Params[0])]; !ok {
			kept[string(call.Params[0])] = node()
		}
		return kept[string(call.Params[0])] // a node that keeps receipts of orphaned blocks
	})
	receipts := must[[]*rpc.Receipt](t)(client.Receipts(t.Context(), good, common.Hash{1}, bad))
	if receipts[0] == nil || !receipts[0].Succeeded || receipts[0].GasUsed != 21_000 || receipts[0].EffectiveGasPrice.Sign() <= 0 ||
		receipts[0].BlockHash != head.Hash || receipts[0].BlockNumber != head.Number {
		t.Errorf("good: %+v", receipts[0])
	}
	if receipts[1] != nil {
		t.Errorf("unknown: %+v", receipts[1])
	}
	if receipts[2] == nil || receipts[2].Succeeded {
		t.Errorf("reverted: %+v", receipts[2])
	}

	chaintest.Reorg(t, chain, 1, false)
	for i, receipt := range must[[]*rpc.Receipt](t)(client.Receipts(t.Context(), good, bad)) {
		if receipt != nil {
			t.Errorf("orphaned receipt %d returned: %+v", i, receipt)
		}
	}
}

// Messages as nodes and providers word them.
func TestEveryKnownMessageHasItsClass(t *testing.T) {
	for _, row := range []struct {
		code    int
		message string
		want    rpc.Class
	}{
		{-32000, "already known", rpc.AlreadyKnown},
		{-32010, "AlreadyKnown", rpc.AlreadyKnown},
		{-32000, "known transaction: 0x12", rpc.AlreadyKnown},
		{-32000, "unknown transaction", rpc.NotFound},
		{-32000, "nonce too low: address 0xAB, tx: 4 state: 5", rpc.NonceTooLow},
		{-32003, "nonce too low: next nonce 5, tx nonce 4", rpc.NonceTooLow},
		{-32010, "OldNonce, Current nonce: 5, nonce of rejected tx: 4", rpc.NonceTooLow},
		{-32000, "nonce too high", rpc.NonceTooHigh},
		{-32000, "gapped-nonce tx from delegated accounts", rpc.NonceTooHigh},
		{-32000, "replacement transaction underpriced", rpc.ReplacementUnderpriced},
		{-32000, "could not replace existing tx", rpc.ReplacementUnderpriced},
		{-32000, "transaction underpriced: tip needed 1000000, tip permitted 1", rpc.Underpriced},
		{-32000, "transaction gas price below minimum: gas tip cap 1, minimum needed 2", rpc.Underpriced},
		{-32000, "max fee per gas less than block base fee: address 0xAB, maxFeePerGas: 1, baseFee: 7", rpc.Underpriced},
		{-32010, "FeeTooLowToCompete", rpc.Underpriced},
		{-32000, "insufficient funds for gas * price + value: balance 0, tx cost 21000, overshot 21000", rpc.InsufficientFunds},
		{-32003, "insufficient funds for gas * price + value: have 0 want 21000", rpc.InsufficientFunds},
		{-32000, "insufficient funds for transfer", rpc.InsufficientFunds},
		{-32004, "Upfront cost exceeds account balance", rpc.InsufficientFunds},
		{-32000, "txpool is full", rpc.PoolFull},
		{-32000, "account limit exceeded", rpc.PoolFull},
		{-32000, "in-flight transaction limit reached for delegated accounts", rpc.PoolFull},
		{-32000, "intrinsic gas too low: gas 5, minimum needed 21000", rpc.Invalid},
		{-32000, "exceeds block gas limit", rpc.Invalid},
		{-32000, "transaction gas limit too high (cap: 16777216, tx: 20000000)", rpc.Invalid},
		{-32000, "gas required exceeds allowance (30000000)", rpc.Invalid},
		{-32000, "tx fee (1.20 ether) exceeds the configured cap (1.00 ether)", rpc.Invalid},
		{-32000, "invalid sender", rpc.Invalid},
		{-32000, "max priority fee per gas higher than max fee per gas", rpc.Invalid},
		{3, "execution reverted: nonce too low", rpc.Reverted},
		{-32000, "execution reverted", rpc.Reverted},
		{-32015, "VM execution error.", rpc.Reverted},
		{3, "", rpc.Reverted},
		{-32000, "unknown block", rpc.NotFound},
		{-32000, "BlockOutOfRangeError: block height is 53 but requested was 54", rpc.NotFound},
		{-32000, "header not found", rpc.NotFound},
		{-32000, "finalized block not found", rpc.NotFound},
		{-32001, "block not found: hash 0x12", rpc.NotFound},
		{-32019, "block is out of range", rpc.NotFound},
		{-32000, "block range extends beyond current head block: requested 8192, head 4096", rpc.NotFound},
		{-32000, "missing trie node 12 (path ) state 0x12 is not available", rpc.NotFound},
		{-32005, "query returned more than 10000 results", rpc.TooLarge},
		{-32602, "query exceeds max results 20000, retry with the range 1-2", rpc.TooLarge},
		{-32602, "Log response size exceeded. You can make eth_getLogs requests with up to a 2K block range", rpc.TooLarge},
		{-32003, "response too large", rpc.TooLarge},
		{-32014, "too many RPC calls in batch request", rpc.TooLarge},
		{429, "Your app has exceeded its compute units per second capacity", rpc.RateLimited},
		{-32005, "daily request count exceeded, request rate limited", rpc.RateLimited},
		{-32005, "project ID request rate exceeded", rpc.RateLimited},
		{-32007, "50/second request limit reached - reduce calls per second or upgrade your account", rpc.RateLimited},
		{-32000, "Too many requests, reason: call rate limit exhausted, retry in 10s", rpc.RateLimited},
		{-32016, "over rate limit", rpc.RateLimited},
		{-32005, "limit exceeded", rpc.RateLimited},
		{-32601, "the method eth_maxPriorityFeePerGas does not exist/is not available", rpc.Denied},
		{-32001, "rpc method is not whitelisted", rpc.Denied},
		{-32002, "request timed out", rpc.Timeout},
		{-32011, "no backend is currently healthy to serve traffic", rpc.Transport},
		{-32013, "backend returned an invalid response", rpc.Transport},
		{-32000, "transaction indexing is in progress", rpc.Transport},
		{-32000, "transaction already imported", rpc.AlreadyKnown},
		{-32010, "Transaction with the same hash was already imported.", rpc.AlreadyKnown},
		{-32000, "existing tx with same hash", rpc.AlreadyKnown},
		{-32010, "NonceTooFarInFuture, Maximum nonce: 9", rpc.NonceTooHigh},
		{-32000, "An invalid transaction with a lower nonce exists", rpc.NonceTooHigh},
		{-32000, "transaction would cause overdraft", rpc.InsufficientFunds},
		{-32000, "queued sub-pool is full", rpc.PoolFull},
		{-32010, "GasLimitExceeded, Gas limit: 30000000, gas limit of rejected tx: 30000001", rpc.Invalid},
		{-32010, "MaxTxSizeExceeded", rpc.Invalid},
		{-32010, "NotSupportedTxType", rpc.Invalid},
		{-32010, "SenderIsContract", rpc.Invalid},
		{-32010, "FailedToResolveSender", rpc.Invalid},
		{-32000, "Transaction fee cap exceeded", rpc.Invalid},
		{-32000, "max initcode size exceeded: code size 50000 limit 49152", rpc.Invalid},
		{4444, "pruned history unavailable", rpc.NotFound},
		{-32000, "state at block #12 is pruned", rpc.NotFound},
		{-32000, "no state found for block hash 0x12", rpc.NotFound},
		{-32002, "No state available for block 0x12", rpc.NotFound},
		{-32000, "invalid block range params", rpc.Invalid},
		{-32000, "exceed maximum block range: 5000", rpc.TooLarge},
		{-32010, "The batch request was too large", rpc.TooLarge},
		{-32011, "The batch response was too large", rpc.TooLarge},
		{-32007, "Request is too big", rpc.TooLarge},
		{-32008, "Response is too big", rpc.TooLarge},
		{-32000, "Requested range exceeds maximum range limit", rpc.TooLarge},
		{-32000, "requested too many blocks from 0 to 16777216, maximum is set to 2048", rpc.TooLarge},
		{-32614, "eth_getLogs is limited to a 10,000 range", rpc.TooLarge},
		{-32600, "Under the Free tier plan, you can make eth_getLogs requests with up to a 10 block range.", rpc.TooLarge},
		{35, "ranges over 10000 blocks are not supported on freetier", rpc.TooLarge},
		{31, "Batch of more than 3 requests are not allowed on free tier", rpc.TooLarge},
		{-32000, "block range is too wide", rpc.TooLarge},
		{-32000, "Block range limit exceeded. See more details in the documentation", rpc.TooLarge},
		{-32000, "query timeout exceeded. Consider reducing your block range", rpc.TooLarge},
		{-32000, "logs matched by query exceeds limit of 10000", rpc.TooLarge},
		{429, "Your app has exceeded its concurrent requests capacity.", rpc.RateLimited},
		{429, "Monthly capacity limit exceeded", rpc.RateLimited},
		{-32005, "You've exceeded the RPS limit available on the current plan.", rpc.RateLimited},
		{-32009, "Server is busy, try again later", rpc.RateLimited},
		{-32601, "method is not available on freetier", rpc.Denied},
		{-32002, "rejected due to project ID settings", rpc.Denied},
		{-32005, "Batched requests are not supported by this server", rpc.Denied},
		{-32600, "Must be authenticated!", rpc.Denied},
		{-32000, "failed to forward tx to sequencer, please try again. Error message: 'nonce too low'", rpc.NonceTooLow},
		{-32000, "failed to forward tx to sequencer, please try again. Error message: ''", rpc.Transport},
		{-32011, "backend offline", rpc.Transport},
		{19, "Can't route your request to suitable provider, if you specified certain providers revise the list", rpc.Transport},
		{19, "Temporary internal error. Please retry, trace-id: 12", rpc.Transport},
		{-32000, "Unable to complete request at this time.", rpc.Transport},
		{30, "Request timeout on the free tier, please upgrade your tier to the paid one", rpc.Timeout},
		{-32016, "eth_getLogs request was canceled due to enabled timeout.", rpc.Timeout},
		{-32000, "something nobody has seen before", rpc.Unknown},
	} {
		t.Run(fmt.Sprint(row.code, " ", row.message), func(t *testing.T) {
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				var call struct {
					ID     json.RawMessage
					Method string
				}
				_ = json.NewDecoder(r.Body).Decode(&call)
				w.Header().Set("Content-Type", "application/json")
				if call.Method == "eth_chainId" {
					fmt.Fprintf(w, `{"jsonrpc":"2.0","id":%s,"result":"0x7a69"}`, call.ID)
					return
				}
				fmt.Fprintf(w, `{"jsonrpc":"2.0","id":%s,"error":{"code":%d,"message":%q}}`, call.ID, row.code, row.message)
			}))
			defer server.Close()
			if err := dial(t, server.URL).SendRaw(t.Context(), nil); rpc.Classify(err) != row.want {
				t.Errorf("%v: %s, want %s", err, rpc.Classify(err), row.want)
			}
		})
	}
}

func TestFailuresWithoutAnAnswerHaveTheirClass(t *testing.T) {
	status := make(chan int, 1)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		switch code := <-status; code {
		case 0:
			panic(http.ErrAbortHandler)
		case http.StatusOK:
			fmt.Fprint(w, `{"jsonrpc":"2.0",`)
		default:
			w.WriteHeader(code)
		}
	}))
	defer server.Close()
	for code, want := range map[int]rpc.Class{
		0:                                rpc.Transport,
		http.StatusOK:                    rpc.Transport,
		http.StatusTooManyRequests:       rpc.RateLimited,
		http.StatusBadGateway:            rpc.Transport,
		http.StatusGatewayTimeout:        rpc.Timeout,
		http.StatusUnauthorized:          rpc.Denied,
		http.StatusRequestEntityTooLarge: rpc.TooLarge,
	} {
		status <- code
		_, err := rpc.Dial(t.Context(), rpc.Config{Endpoints: []string{server.URL}, ChainID: 1})
		if rpc.Classify(err) != want {
			t.Errorf("status %d: %v is %s, want %s", code, err, rpc.Classify(err), want)
		}
	}

	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := rpc.Dial(ended, rpc.Config{Endpoints: []string{server.URL}, ChainID: 1}); rpc.Classify(err) != rpc.Timeout {
		t.Errorf("ended context: %v is %s, want %s", err, rpc.Classify(err), rpc.Timeout)
	}
	server.Close()
	if _, err := rpc.Dial(t.Context(), rpc.Config{Endpoints: []string{server.URL}, ChainID: 1}); rpc.Classify(err) != rpc.Transport {
		t.Errorf("closed: %v is %s, want %s", err, rpc.Classify(err), rpc.Transport)
	}
}

// several are proxies before one chain, and a client of them all.
func several(t *testing.T, n int) (*devnet.Chain, []*chaintest.Proxy, *rpc.Client) {
	t.Helper()
	chain := chaintest.Start(t)
	proxies := make([]*chaintest.Proxy, n)
	endpoints := make([]string, n)
	for i := range proxies {
		proxies[i] = chaintest.StartProxy(t, chain.URL())
		endpoints[i] = proxies[i].URL
	}
	client := must[*rpc.Client](t)(rpc.Dial(t.Context(), rpc.Config{Endpoints: endpoints, ChainID: devnet.ChainID}))
	t.Cleanup(client.Close)
	return chain, proxies, client
}

func broken(chaintest.Call, func() chaintest.Reply) chaintest.Reply { panic(http.ErrAbortHandler) }

func answers(code int, message string) func(chaintest.Call, func() chaintest.Reply) chaintest.Reply {
	return func(chaintest.Call, func() chaintest.Reply) chaintest.Reply {
		return chaintest.Reply{Error: &chaintest.Error{Code: code, Message: message}}
	}
}

func TestAnotherEndpointAnswersForOneThatDoesNot(t *testing.T) {
	for name, fault := range map[string]func(chaintest.Call, func() chaintest.Reply) chaintest.Reply{
		"broken connection": broken,
		"rate limit":        answers(429, "too many requests"),
		"not served":        answers(-32601, "method not found"),
		"no backend":        answers(-32000, "no backend is currently healthy to serve traffic"),
	} {
		t.Run(name, func(t *testing.T) {
			_, proxies, client := several(t, 2)
			proxies[0].Fault(fault)
			if _, err := client.Head(t.Context(), rpc.Latest); err != nil {
				t.Error(err)
			}
			if _, err := client.Headers(t.Context(), 0, 0); err != nil { // a batch
				t.Error(err)
			}
		})
	}
}

func TestStateThatOneEndpointDoesNotKeepIsReadFromAnother(t *testing.T) {
	_, proxies, client := several(t, 3)
	forgets := chaintest.On(chaintest.Refuse(-32000, "missing trie node 12 (path ) state 0x12 is not available"), "eth_call")
	proxies[0].Fault(forgets)
	proxies[1].Fault(chaintest.On(chaintest.Refuse(-32002, "No state available for block 0x12"), "eth_call"))
	if answers, err := client.CallsAt(t.Context(), 0, nobody, nil, nil); err != nil || len(answers) != 2 {
		t.Errorf("%d answers, %v", len(answers), err)
	}
	proxies[2].Fault(forgets)
	if _, err := client.CallsAt(t.Context(), 0, nobody, nil); rpc.Classify(err) != rpc.NotFound {
		t.Errorf("no endpoint keeps it: %v", err)
	}
}

func TestAnAnswerIsTakenEvenWhenItIsARefusal(t *testing.T) {
	_, proxies, client := several(t, 2)
	proxies[0].Fault(answers(-32000, "nonce too low"))
	asked := false
	proxies[1].Fault(func(chaintest.Call, func() chaintest.Reply) chaintest.Reply {
		asked = true
		return chaintest.Reply{}
	})
	if _, err := client.Balance(t.Context(), nobody); rpc.Classify(err) != rpc.NonceTooLow || asked {
		t.Errorf("got %v, the other endpoint was asked: %t", err, asked)
	}
}

func TestATiredEndpointIsSparedAndAskedAgainWhenItIsWell(t *testing.T) {
	_, proxies, client := several(t, 2)
	calls := make(chan string, 64)
	count := func(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
		select {
		case calls <- call.Method:
		default:
		}
		return node()
	}
	proxies[0].Fault(broken)
	must[*big.Int](t)(client.Balance(t.Context(), nobody))
	proxies[0].Fault(func(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
		if call.Method == "eth_getBalance" {
			t.Error("asked before a probe found it well")
		}
		return node()
	})
	must[*big.Int](t)(client.Balance(t.Context(), nobody))
	proxies[0].Fault(count)
	for method := range calls { // the probe first
		if method == "eth_getBalance" {
			return
		}
		must[*big.Int](t)(client.Balance(t.Context(), nobody))
	}
}

func TestAnEndpointThatLagsIsSpared(t *testing.T) {
	chain, proxies, client := several(t, 2)
	behind := func(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
		switch call.Method {
		case "eth_blockNumber":
			return chaintest.Reply{Result: json.RawMessage(`"0x0"`)}
		case "eth_getBlockByNumber":
			return chaintest.Reply{}
		}
		return node()
	}
	proxies[0].Fault(behind)
	chaintest.Mine(t, chain, 26)
	var err error
	for err = rpc.ErrNotFound; err != nil && t.Context().Err() == nil; {
		_, err = client.Head(t.Context(), rpc.Latest) // until the probe has seen it
	}
	if err != nil {
		t.Error(err)
	}
}

func TestAnEndpointWhoseFinalBlockStandsStillIsSparedAndOneThatRunsAheadSparesNobody(t *testing.T) {
	block := func(number uint64) string { return fmt.Sprintf(`{"number":"%#x","hash":"%#064x"}`, number, number) }
	_, proxies, client := several(t, 2)
	probed := make(chan struct{}, 1)
	names := func(proxy *chaintest.Proxy, final uint64) {
		proxy.Fault(func(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
			switch {
			case call.Method == "eth_blockNumber":
				select {
				case probed <- struct{}{}:
				default:
				}
				return chaintest.Reply{Result: json.RawMessage(`"0x9000"`)}
			case call.Method == "eth_getBlockByNumber" && string(call.Params[0]) == `"finalized"`:
				return chaintest.Reply{Result: json.RawMessage(block(final))}
			}
			return node()
		})
	}
	named := func() uint64 { return must[rpc.Header](t)(client.Head(t.Context(), rpc.Finalized)).Number }
	agreed := func(on uint64) uint64 {
		return must[rpc.Header](t)(client.Agreed(t.Context(), rpc.Finalized, rpc.Header{Number: on})).Number
	}

	names(proxies[0], 0x9000-6000) // 20 minutes behind, as it may be
	names(proxies[1], 0xffffff)    // a lie
	for range 6 {                  // three probes
		<-probed
	}
	if !client.HasChoice() || agreed(0xffffff) != 0x9000-6000 {
		t.Errorf("a choice: %t, agreed on %d", client.HasChoice(), agreed(0xffffff))
	}

	names(proxies[0], 10)
	names(proxies[1], 0x9000-6000)
	for client.HasChoice() {
		<-probed
	}
	if got := named(); got != 0x9000-6000 || agreed(got) != got {
		t.Errorf("final is %d and they agree on %d, want %d", got, agreed(got), 0x9000-6000)
	}
	names(proxies[0], 0x9000-6100)
	for !client.HasChoice() {
		<-probed
	}
	if got := named(); got != 0x9000-6100 {
		t.Errorf("asked again, it says %d", got)
	}
}

func TestEveryEndpointGetsATransactionAndOneThatTakesItIsEnough(t *testing.T) {
	_, proxies, client := several(t, 3)
	got := make(chan int, 3)
	for i, proxy := range proxies {
		proxy.Fault(func(chaintest.Call, func() chaintest.Reply) chaintest.Reply {
			got <- i
			switch i {
			case 0:
				return chaintest.Reply{Error: &chaintest.Error{Code: -32000, Message: "txpool is full"}}
			case 1:
				return chaintest.Reply{Result: json.RawMessage(`"0x00"`)}
			}
			panic(http.ErrAbortHandler)
		})
	}
	if err := client.SendRaw(t.Context(), []byte{1}); err != nil {
		t.Error(err)
	}
	sum := 0
	for range proxies {
		sum += <-got
	}
	if sum != 3 {
		t.Errorf("the endpoints that got it add up to %d, want 0+1+2", sum)
	}
}

func TestAFinalBlockIsGoneOnlyWhenNoEndpointHasIt(t *testing.T) {
	chain, proxies, client := several(t, 2)
	chaintest.Mine(t, chain, 1)
	final := must[[]rpc.Header](t)(client.Headers(t.Context(), 1, 1))[0]
	proxies[0].Fault(func(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
		reply := node()
		if call.Method == "eth_getBlockByNumber" {
			reply.Result = json.RawMessage(strings.ReplaceAll(string(reply.Result), final.Hash.Hex(), common.Hash{1}.Hex()))
		}
		return reply
	})
	heard := client.Testify(t.Context(), final)
	if len(heard.Against) != 1 || !strings.Contains(proxies[0].URL, heard.Against[0]) || len(heard.For) != 1 || len(heard.Silent) != 0 {
		t.Errorf("heard %+v", heard)
	}
	if again := must[[]rpc.Header](t)(client.Headers(t.Context(), 1, 1))[0]; again != final {
		t.Errorf("the liar is still asked: %+v", again)
	}
}

func TestAnEndpointThatBecomesAnotherChainIsNeverAskedAgain(t *testing.T) {
	_, proxies, client := several(t, 2)
	seen := make(chan struct{}, 8)
	proxies[0].Fault(func(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
		if call.Method == "eth_chainId" {
			select {
			case seen <- struct{}{}:
			default:
			}
			return chaintest.Reply{Result: json.RawMessage(`"0x1"`)}
		}
		return node()
	})
	<-seen
	proxies[1].Fault(answers(429, "too many requests"))
	for {
		_, err := client.Balance(t.Context(), nobody)
		if errors.Is(err, rpc.ErrWrongChain) || rpc.Classify(err) == rpc.RateLimited {
			return // the well one's answer, or the foreign one's own: never a balance of another chain
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// The simulation's seed 417: what it said until the next probe was filled into the ledger as final.
func TestAnEndpointOfAnotherChainIsNotBelievedUntilTheNextProbeEither(t *testing.T) {
	chain, proxies, client := several(t, 2)
	chaintest.Mine(t, chain, 1)
	proxies[0].Fault(func(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
		switch call.Method {
		case "eth_chainId":
			return chaintest.Reply{Result: json.RawMessage(`"0x1"`)}
		case "eth_getBlockByNumber":
			return chaintest.Reply{Result: json.RawMessage(`{"number":"0xfffff","hash":"0x` + strings.Repeat("1", 64) + `","baseFeePerGas":"0x1"}`)}
		case "eth_getTransactionCount":
			return chaintest.Reply{Result: json.RawMessage(`"0xfffff"`)}
		}
		return node()
	})
	account, err := client.Account(t.Context(), nobody)
	if err != nil || account.Nonce != 0 || account.Latest.Number == 0xfffff {
		t.Errorf("account %+v, %v", account, err)
	}
	if latest, final, err := client.Heads(t.Context()); err != nil || latest.Number == 0xfffff || final.Number == 0xfffff {
		t.Errorf("newest block %d, final %d, %v", latest.Number, final.Number, err)
	}
}
