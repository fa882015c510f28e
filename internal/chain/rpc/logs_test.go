package rpc_test

import (
	"encoding/json"
	"fmt"
	"math/big"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/google/go-cmp/cmp"

	"github.com/surety-dev/surety/internal/chain/chaintest"
	"github.com/surety-dev/surety/internal/chain/rpc"
	"github.com/surety-dev/surety/internal/devnet"
)

// emitted is a chain whose blocks from the second on have one log each, and the emitter.
func emitted(t *testing.T, blocks int) (*devnet.Chain, *chaintest.Proxy, *rpc.Client, common.Address) {
	t.Helper()
	chain := chaintest.Start(t)
	emitter := chaintest.Deploy(t, chain, chaintest.Emitter)
	for i := range byte(blocks) {
		chaintest.Submit(t, chain, devnet.Buyer, &emitter, common.LeftPadBytes([]byte{i}, 32))
		chaintest.Mine(t, chain, 1)
	}
	proxy := chaintest.StartProxy(t, chain.URL())
	return chain, proxy, dial(t, proxy.URL), emitter
}

func words(logs []types.Log) (words []int64) {
	for _, log := range logs {
		words = append(words, new(big.Int).SetBytes(log.Data).Int64())
	}
	return words
}

func TestARangeHasItsLogsTheirTimesAndItsEnds(t *testing.T) {
	_, proxy, client, emitter := emitted(t, 3)
	headers := must[[]rpc.Header](t)(client.Headers(t.Context(), 1, 4))
	for name, fault := range map[string]chaintest.Fault{
		"a node that gives logs their time": nil,
		"one that does not": func(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
			reply := node()
			if call.Method == "eth_getLogs" {
				reply.Result = json.RawMessage(strings.ReplaceAll(string(reply.Result), "blockTimestamp", "somethingElse"))
			}
			return reply
		},
	} {
		proxy.Fault(fault)
		r := must[rpc.Range](t)(client.LogsInRange(t.Context(), emitter, 1, 4, false))
		if diff := cmp.Diff([]int64{0, 1, 2}, words(r.Logs)); diff != "" || r.First != headers[0] || r.Last != headers[3] {
			t.Errorf("%s: ends %+v and %+v, logs (-want +got):\n%s", name, r.First, r.Last, diff)
		}
		for i, log := range r.Logs {
			if log.BlockTimestamp != uint64(headers[i+1].Time) {
				t.Errorf("%s: log %d has the time %d, its block %d", name, i, log.BlockTimestamp, headers[i+1].Time)
			}
		}
	}
	if _, err := client.LogsInRange(t.Context(), emitter, 3, 5, false); rpc.Classify(err) != rpc.NotFound {
		t.Errorf("a range beyond the node's chain: %v, want NotFound", err)
	}
}

func TestASecondReadingAsksAnotherEndpoint(t *testing.T) {
	chain, proxies, client := several(t, 2)
	emitter := chaintest.Deploy(t, chain, chaintest.Emitter)
	chaintest.Submit(t, chain, devnet.Buyer, &emitter, nil)
	chaintest.Mine(t, chain, 1)
	proxies[0].Fault(chaintest.NoLogs)
	for second, want := range map[bool]int{false: 0, true: 1} {
		if r := must[rpc.Range](t)(client.LogsInRange(t.Context(), emitter, 1, 2, second)); len(r.Logs) != want {
			t.Errorf("second reading %t: %d logs, want %d", second, len(r.Logs), want)
		}
	}
}

func TestABlockTooLargeForARangeIsReadByItsHash(t *testing.T) {
	_, proxy, client, emitter := emitted(t, 1)
	ranges := chaintest.On(func(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
		if strings.Contains(string(call.Params[0]), "fromBlock") {
			return chaintest.Reply{Error: &chaintest.Error{Code: -32005, Message: "query returned more than 10000 results"}}
		}
		return node()
	}, "eth_getLogs")
	proxy.Fault(ranges)
	if r := must[rpc.Range](t)(client.LogsInRange(t.Context(), emitter, 2, 2, false)); len(r.Logs) != 1 || r.Logs[0].BlockTimestamp != uint64(r.Last.Time) || r.First.Number != 2 {
		t.Errorf("got %+v", r)
	}
	if _, err := client.LogsInRange(t.Context(), emitter, 1, 2, false); rpc.Classify(err) != rpc.TooLarge {
		t.Errorf("two blocks: %v, want TooLarge", err)
	}
	proxy.Fault(chaintest.AtMost(0))
	if _, err := client.LogsInRange(t.Context(), emitter, 2, 2, false); rpc.Classify(err) != rpc.TooLarge || !strings.Contains(err.Error(), "block 2 alone") {
		t.Errorf("too large by hash as well: %v", err)
	}
}

func TestABatchTooLargeIsAskedInParts(t *testing.T) {
	_, proxy, client, _ := emitted(t, 9)
	largest := atomic.Int64{}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body := new(strings.Builder)
		var calls []json.RawMessage
		_, _ = fmt.Fprint(body, read(r))
		if json.Unmarshal([]byte(body.String()), &calls) == nil && len(calls) > 3 {
			w.WriteHeader(http.StatusRequestEntityTooLarge)
			return
		}
		largest.Store(max(largest.Load(), int64(len(calls))))
		r.Body = http.NoBody
		again, _ := http.NewRequestWithContext(r.Context(), http.MethodPost, proxy.URL, strings.NewReader(body.String()))
		proxy.ServeHTTP(w, again)
	}))
	t.Cleanup(server.Close)
	want := must[[]rpc.Header](t)(client.Headers(t.Context(), 0, 9))
	got := must[[]rpc.Header](t)(dial(t, server.URL).Headers(t.Context(), 0, 9))
	if !slices.Equal(got, want) || largest.Load() != 3 {
		t.Errorf("in parts of at most %d: %+v, want %+v", largest.Load(), got, want)
	}
}

func read(r *http.Request) string {
	b := new(strings.Builder)
	buffer := make([]byte, 1<<16)
	for {
		n, err := r.Body.Read(buffer)
		b.Write(buffer[:n])
		if err != nil {
			return b.String()
		}
	}
}

func TestAnAnswerWithoutEndIsCutOff(t *testing.T) {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if strings.Contains(read(r), "eth_chainId") {
			fmt.Fprint(w, `{"jsonrpc":"2.0","id":1,"result":"0x7a69"}`)
			return
		}
		fmt.Fprint(w, `[{"jsonrpc":"2.0","id":2,"result":"`)
		for range 1 << 10 {
			if _, err := fmt.Fprint(w, strings.Repeat("0", 1<<16)); err != nil {
				return
			}
		}
	}))
	t.Cleanup(server.Close)
	if _, err := dial(t, server.URL).Headers(t.Context(), 0, 0); rpc.Classify(err) != rpc.TooLarge {
		t.Errorf("got %v, want TooLarge", err)
	}
}

func TestABloomThatHasTheContractMakesSureThatThereAreNoLogs(t *testing.T) {
	chain, proxies, client := several(t, 2)
	emitter := chaintest.Deploy(t, chain, chaintest.Emitter)
	chaintest.Submit(t, chain, devnet.Buyer, &emitter, nil)
	chaintest.Mine(t, chain, 1)
	head := must[rpc.Header](t)(client.Head(t.Context(), rpc.Latest))
	logs := func() int {
		return len(must[[][]types.Log](t)(client.LogsByHash(t.Context(), emitter, head.Hash))[0])
	}
	proxies[0].Fault(chaintest.NoLogs)
	if logs() != 1 {
		t.Error("the other endpoint was not asked")
	}
	proxies[1].Fault(chaintest.All(chaintest.On(chaintest.Refuse(-32000, "header not found"), "eth_getBlockByHash")))
	if logs() != 0 {
		t.Error("logs from nowhere")
	}
	proxies[1].Fault(func(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
		t.Errorf("%s asked of another endpoint, though the bloom says that there is nothing", call.Method)
		return node()
	})
	_ = must[[][]types.Log](t)(client.LogsByHash(t.Context(), nobody, head.Hash))
}

func TestTheFinalBlockIsTheLowestThatAnEndpointNames(t *testing.T) {
	chain, proxies, client := several(t, 3)
	chaintest.Mine(t, chain, 80)
	honest := must[rpc.Header](t)(client.Head(t.Context(), rpc.Finalized))
	proxies[0].Fault(proxies[0].Names("finalized", 80))
	_, lie := must2(t)(client.Heads(t.Context()))
	if lie.Number != 80 {
		t.Fatalf("the first endpoint names %d", lie.Number)
	}
	if got := must[rpc.Header](t)(client.Agreed(t.Context(), rpc.Finalized, lie)); got != honest {
		t.Errorf("agreed on %d, want %d", got.Number, honest.Number)
	}
	proxies[1].Fault(chaintest.Break)
	if got := must[rpc.Header](t)(client.Agreed(t.Context(), rpc.Finalized, lie)); got != honest {
		t.Errorf("with one away: agreed on %d, want %d", got.Number, honest.Number)
	}
}

func must2(t *testing.T) func(a, b rpc.Header, err error) (rpc.Header, rpc.Header) {
	return func(a, b rpc.Header, err error) (rpc.Header, rpc.Header) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return a, b
	}
}

// FuzzLogs compares with encoding/json and go-ethereum's types, which are stricter about what nobody sends and laxer about a place that is missing.
func FuzzLogs(f *testing.F) {
	whole := `{"address":"0x00000000000000000000000000000000000000aa","topics":["0x%064d","0x%064d"],"data":"0x0102","blockNumber":"0x10","transactionHash":"0x%064d","transactionIndex":"0x0","blockHash":"0x%064d","blockTimestamp":"0x6a","logIndex":"0x1","removed":false}`
	one := fmt.Sprintf(whole, 1, 2, 3, 4)
	for _, seed := range []string{
		"[]", "null", "[" + one + "]", " [ " + one + " , " + one + " ] ", "[" + strings.Replace(one, `"removed":false`, `"removed":true , "more" : {"a":["}\"]",{}],"b":-1e5}`, 1) + "]",
		"[" + strings.Replace(one, "blockHash", "blockhash", 1) + "]", `[{"topics":null}]`, `[1]`, `{}`, `"x"`, `[{"data":"0x0"}]`,
		"[" + strings.Replace(one, `"0x10"`, `"0x"`, 1) + "]", "[" + strings.Replace(one, `"0x10"`, `16`, 1) + "]", "[" + strings.Replace(one, "0x0102", `0x\u0030102`, 1) + "]",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !json.Valid([]byte(text)) {
			return
		}
		got, err := rpc.DecodeLogs([]byte(text))
		if err != nil {
			return
		}
		var want []types.Log
		if err := json.Unmarshal([]byte(text), &want); err != nil {
			// Only what go-ethereum is stricter about: numbers with leading zeros, and fields that are not read here.
			t.Skip(err)
		}
		if len(got) != len(want) {
			t.Fatalf("%d logs, want %d", len(got), len(want))
		}
		if len(want) == 0 {
			return
		}
		for i := range want {
			want[i].TxIndex = 0
		}
		if diff := cmp.Diff(want, got); diff != "" && !strings.Contains(text, `\`) && !duplicated(text) {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

// duplicated says whether a field may be given twice, or in capitals, which encoding/json takes too.
func duplicated(text string) bool {
	lower := strings.ToLower(text)
	for _, name := range []string{"address", "topics", "data", "blockNumber", "transactionHash", "blockHash", "blockTimestamp", "logIndex", "removed"} {
		if strings.Count(lower, strings.ToLower(name)) != strings.Count(text, `"logIndex"`) || strings.Count(lower, strings.ToLower(name)) != strings.Count(text, `"`+name+`"`) {
			return true
		}
	}
	return false
}

func TestALogWithoutItsPlaceIsRefused(t *testing.T) {
	_, proxy, client, emitter := emitted(t, 1)
	head := must[rpc.Header](t)(client.Head(t.Context(), rpc.Latest))
	for _, field := range []string{"address", "topics", "data", "blockNumber", "blockHash", "transactionHash", "logIndex"} {
		proxy.Fault(chaintest.On(func(_ chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
			reply := node()
			reply.Result = json.RawMessage(strings.ReplaceAll(string(reply.Result), `"`+field+`"`, `"other"`))
			return reply
		}, "eth_getLogs"))
		if logs, err := client.LogsByHash(t.Context(), emitter, head.Hash); err == nil {
			t.Errorf("without %s: %+v", field, logs)
		}
	}
}

func BenchmarkDecodingALog(b *testing.B) {
	log := types.Log{Address: nobody, Topics: []common.Hash{{1}, {2}, {3}}, Data: make([]byte, 64), BlockNumber: 1 << 24, BlockHash: common.Hash{4}, TxHash: common.Hash{5}}
	text, err := json.Marshal(slices.Repeat([]types.Log{log}, 1000))
	if err != nil {
		b.Fatal(err)
	}
	b.Run("here", func(b *testing.B) {
		for b.Loop() {
			if _, err := rpc.DecodeLogs(text); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/log")
	})
	b.Run("go-ethereum", func(b *testing.B) {
		for b.Loop() {
			var logs []types.Log
			if err := json.Unmarshal(text, &logs); err != nil {
				b.Fatal(err)
			}
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/1000, "ns/log")
	})
}
