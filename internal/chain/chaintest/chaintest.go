// Package chaintest is what the tests of internal/chain share: a real chain mined by hand, two tiny contracts, and a
// proxy that makes the node misbehave.
package chaintest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"

	"github.com/surety-dev/surety/internal/devnet"
)

// Code that deploys a contract.
var (
	// Emitter logs the first word of its call data under the topic 0x2a.
	Emitter = common.FromHex("6d" + "600035600052602a60206000a100" + "600052600e6012f3")
	// Refuser reverts with the custom error 0xdeadbeef.
	Refuser = common.FromHex("6f" + "63deadbeef60e01b60005260046000fd" + "60005260106010f3")
)

// Start starts a chain that mines only when told to, until the test ends.
func Start(t testing.TB) *devnet.Chain {
	t.Helper()
	chain, err := devnet.StartChain(devnet.ChainConfig{Paused: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := chain.Stop(); err != nil {
			t.Error(err)
		}
	})
	return chain
}

// Mine adds n blocks.
func Mine(t testing.TB, chain interface{ Mine() error }, n int) {
	t.Helper()
	for range n {
		if err := chain.Mine(); err != nil {
			t.Fatal(err)
		}
	}
}

// Reorg replaces the newest depth blocks by depth+1 others; see devnet.Chain.
func Reorg(t testing.TB, chain interface{ Reorg(int, bool) error }, depth int, keep bool) {
	t.Helper()
	if err := chain.Reorg(depth, keep); err != nil {
		t.Fatal(err)
	}
}

// Submit puts a transaction of the account into the pool; it is mined with the next block. Without to it creates a
// contract.
func Submit(t testing.TB, chain *devnet.Chain, from devnet.Account, to *common.Address, data []byte) *types.Transaction {
	t.Helper()
	client, err := ethclient.Dial(chain.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	ctx := t.Context()
	nonce, err := client.PendingNonceAt(ctx, from.Address())
	if err != nil {
		t.Fatal(err)
	}
	chainID, err := client.ChainID(ctx)
	if err != nil {
		t.Fatal(err)
	}
	price, err := client.SuggestGasPrice(ctx)
	if err != nil {
		t.Fatal(err)
	}
	tx, err := types.SignNewTx(from.Key(), types.LatestSignerForChainID(chainID), &types.DynamicFeeTx{
		ChainID: chainID, Nonce: nonce, GasTipCap: price, GasFeeCap: price.Lsh(price, 2), Gas: 200_000, To: to, Data: data,
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := client.SendTransaction(ctx, tx); err != nil {
		t.Fatal(err)
	}
	for next := nonce; next <= nonce; { // the pool takes it first, and counts it a moment later
		if next, err = client.PendingNonceAt(ctx, from.Address()); err != nil {
			t.Fatal(err)
		}
	}
	return tx
}

// Deploy mines a contract, in one block, and waits until the node answers for all transactions: in a young chain it
// refuses to for a moment.
func Deploy(t testing.TB, chain *devnet.Chain, code []byte) common.Address {
	t.Helper()
	tx := Submit(t, chain, devnet.Deployer, nil, code)
	Mine(t, chain, 1)
	client, err := ethclient.Dial(chain.URL())
	if err != nil {
		t.Fatal(err)
	}
	defer client.Close()
	for !errors.Is(err, ethereum.NotFound) {
		_, err = client.TransactionReceipt(t.Context(), common.Hash{1})
	}
	return crypto.CreateAddress(devnet.Deployer.Address(), tx.Nonce())
}

// Call is one JSON-RPC call to the node.
type Call struct {
	Method string            `json:"method"`
	Params []json.RawMessage `json:"params"`
}

// Reply is the node's answer: a result or an error.
type Reply struct {
	Result json.RawMessage `json:"result,omitempty"`
	Error  *Error          `json:"error,omitempty"`
}

// Error is a JSON-RPC error.
type Error struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
	Data    string `json:"data,omitempty"`
}

// Proxy stands between a client and a node.
type Proxy struct {
	URL string

	node  string
	mu    sync.Mutex
	fault Fault
}

// StartProxy starts a proxy without faults, until the test ends.
func StartProxy(t testing.TB, node string) *Proxy {
	p := &Proxy{node: node}
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	p.URL = server.URL
	return p
}

// Fault answers every call from now on. It may panic with http.ErrAbortHandler to break the connection. Nil ends the faults.
func (p *Proxy) Fault(fault Fault) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.fault = fault
}

type envelope struct {
	Version string          `json:"jsonrpc"`
	ID      json.RawMessage `json:"id"`
}

func (p *Proxy) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("Content-Type", "application/json")
	if !bytes.HasPrefix(body, []byte("[")) {
		_ = json.NewEncoder(w).Encode(p.answer(body))
		return
	}
	var calls []json.RawMessage
	if err := json.Unmarshal(body, &calls); err != nil {
		panic(err)
	}
	answers := make([]any, len(calls))
	for i, call := range calls {
		answers[i] = p.answer(call)
	}
	_ = json.NewEncoder(w).Encode(answers)
}

// Ask asks the node itself.
func (p *Proxy) Ask(method string, params ...any) Reply {
	if params == nil {
		params = []any{}
	}
	body, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
	if err != nil {
		panic(err)
	}
	return p.ask(body)
}

func (p *Proxy) ask(body []byte) Reply {
	response, err := http.Post(p.node, "application/json", bytes.NewReader(body))
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	defer response.Body.Close()
	var reply Reply
	if err := json.NewDecoder(response.Body).Decode(&reply); err != nil {
		panic(err)
	}
	return reply
}

func (p *Proxy) answer(body []byte) any {
	var call struct {
		envelope
		Call
	}
	if err := json.Unmarshal(body, &call); err != nil {
		panic(err)
	}
	node := func() Reply { return p.ask(body) }
	p.mu.Lock()
	fault := p.fault
	p.mu.Unlock()
	reply := Reply{}
	if fault == nil {
		reply = node()
	} else {
		reply = fault(call.Call, node)
	}
	if reply.Result == nil && reply.Error == nil {
		reply.Result = json.RawMessage("null")
	}
	return struct {
		envelope
		Reply
	}{call.envelope, reply}
}
