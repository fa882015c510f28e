package simulation

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"io"
	"math/big"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
)

// fault is what an endpoint may do wrong for a while.
type fault string

const (
	lagging     fault = "lag"               // it stands still, perhaps on a fork
	noLogs      fault = "no logs"           // an empty list, whatever there is
	fewLogs     fault = "truncated logs"    // the last one is left out
	tired       fault = "429"               // too many requests
	away        fault = "no connection"     //
	silent      fault = "timeout"           // no answer
	afterwards  fault = "timeout, accepted" // no answer to a transaction that it took
	dropping    fault = "dropped"           // it takes a transaction and loses it
	otherChain  fault = "wrong chain"       // one of two endpoints serves another
	staleNonce  fault = "wrong nonce"       //
	lyingFinal  fault = "lying finalized"   // the tag goes back
	babbling    fault = "errors"            // of several classes
	orphans     fault = "orphan receipts"   // receipts of blocks that are no longer
	cut         fault = "broken answers"    // not JSON
	spiking     fault = "base fee"          // ×100 on the chain itself
	emptyKey    fault = "empty key"         //
	standstill  fault = "no blocks taken"   // no sequencer takes the key's transactions
	outsider    fault = "carried by others" // somebody else carries a verdict
	secondSpend fault = "foreign spend"     // somebody else has the key
	leaseLost   fault = "lease lost"        // a process goes on after another has taken over
)

var faults = []fault{
	lagging, noLogs, fewLogs, tired, away, silent, afterwards, dropping, otherChain, staleNonce, lyingFinal, babbling, orphans, cut, spiking, emptyKey,
	standstill, outsider, secondSpend, leaseLost,
}

var hosts = [...]string{"one.test", "two.test"}

// node is the endpoints of the model chain. As http.RoundTripper it answers every one of them, by host.
type node struct {
	mu     sync.Mutex
	model  *model
	seed   uint64
	ranges bool // logs are left out of ranges, else of blocks
	round  int
	on     map[fault]string // which endpoint has it, "" for all
	hit    map[fault]bool   // it did something
	frozen []*block         // what a lagging endpoint sees
	asked  map[string]int   // the same question in the same round
	seen   map[string]bool  // hashes that an endpoint has taken
	arrive func(hash common.Hash)
}

type question struct {
	ID     json.RawMessage   `json:"id"`
	Method string            `json:"method"`
	Params []json.RawMessage `json:"params"`
}

type rpcError struct {
	Code    int    `json:"code"`
	Message string `json:"message"`
	Data    string `json:"data,omitempty"`
}

func (e *rpcError) Error() string { return e.Message }

func (n *node) RoundTrip(r *http.Request) (*http.Response, error) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	n.mu.Lock()
	held := true
	defer func() {
		if held {
			n.mu.Unlock()
		}
	}()
	host := r.URL.Host
	sends := bytes.Contains(body, []byte("eth_sendRawTransaction"))
	strike := func(f fault, percent uint64) bool { return n.strikes(f, host, body, percent) }
	status, text := 0, ""
	switch {
	case strike(away, 40):
		return nil, errors.New("dial tcp: connection refused")
	case strike(tired, 40):
		status, text = http.StatusTooManyRequests, `{"error":"too many requests"}`
	case strike(cut, 30):
		status, text = http.StatusOK, `[{"jsonrpc":"2.0","id":1,"res`
	case strike(silent, 20):
		n.mu.Unlock()
		held = false
		return nil, hang(r)
	}
	if text != "" {
		return respond(status, []byte(text)), nil
	}
	var out []byte
	if bytes.HasPrefix(body, []byte("[")) {
		var questions []question
		if err := json.Unmarshal(body, &questions); err != nil {
			return nil, err
		}
		out = append(out, '[')
		for i, q := range questions {
			if i > 0 {
				out = append(out, ',')
			}
			out = n.answer(out, host, q)
		}
		out = append(out, ']')
	} else {
		var q question
		if err := json.Unmarshal(body, &q); err != nil {
			return nil, err
		}
		out = n.answer(out, host, q)
	}
	if sends && strike(afterwards, 60) {
		n.mu.Unlock()
		held = false
		return nil, hang(r)
	}
	return respond(http.StatusOK, out), nil
}

// hang answers nothing, and gives up before the caller does: two endpoints never at the same moment.
func hang(r *http.Request) error {
	patience := 13 * time.Second
	if r.URL.Host == hosts[1] {
		patience = 14 * time.Second
	}
	select {
	case <-r.Context().Done():
		return context.Cause(r.Context())
	case <-time.After(patience):
		return context.DeadlineExceeded
	}
}

func respond(status int, body []byte) *http.Response {
	return &http.Response{
		StatusCode: status, Status: http.StatusText(status), Proto: "HTTP/1.1", ProtoMajor: 1, ProtoMinor: 1,
		Header: http.Header{"Content-Type": {"application/json"}}, ContentLength: int64(len(body)), Body: io.NopCloser(bytes.NewReader(body)),
	}
}

// has says whether the endpoint has the fault now.
func (n *node) has(f fault, host string) bool {
	at, on := n.on[f]
	return on && (at == "" || at == host)
}

// strikes says whether the fault strikes this question. It depends on seed, round, endpoint and question alone, and not on
// which of two endpoints was asked a moment earlier: a transaction goes to both at once.
func (n *node) strikes(f fault, host string, question []byte, percent uint64) bool {
	if !n.has(f, host) {
		return false
	}
	h := fnv.New64a()
	fmt.Fprintf(h, "%d %d %s %s %s", n.seed, n.round, f, host, stripID(question))
	key := fmt.Sprintf("%s %s %d", f, host, h.Sum64())
	n.asked[key]++
	fmt.Fprintf(h, " %d", n.asked[key])
	mixed := h.Sum64()
	mixed ^= mixed >> 33
	mixed *= 0xff51afd7ed558ccd
	mixed ^= mixed >> 33
	if mixed%100 >= percent {
		return false
	}
	n.hit[f] = true
	return true
}

// stripID drops the request's number, which counts other connections' questions too.
func stripID(question []byte) string {
	var parts []string
	for _, part := range strings.Split(string(question), `"id":`) {
		parts = append(parts, strings.TrimLeft(part, "0123456789"))
	}
	return strings.Join(parts, "")
}

// sees is the chain as the endpoint knows it.
func (n *node) sees(host string) []*block {
	if n.has(lagging, host) && n.frozen != nil {
		if len(n.frozen) < len(n.model.blocks) {
			n.hit[lagging] = true
		}
		return n.frozen
	}
	return n.model.blocks
}

// answer appends the answer to out. By hand: most answers are headers, encoded once.
func (n *node) answer(out []byte, host string, q question) []byte {
	out = append(append(out, `{"jsonrpc":"2.0","id":`...), q.ID...)
	result, err := n.result(host, q)
	name := `,"result":`
	if err != nil {
		var e *rpcError
		if !errors.As(err, &e) {
			e = &rpcError{Code: -32000, Message: err.Error()}
			var data refused
			if errors.As(err, &data) {
				e.Code, e.Data = 3, hexutil.Encode(data)
			}
		}
		name, result = `,"error":`, e
	}
	encoded, ok := result.(json.RawMessage)
	if !ok {
		if encoded, err = json.Marshal(result); err != nil {
			panic(err)
		}
	}
	return append(append(append(out, name...), encoded...), '}')
}

// babble is what nodes say for reasons of their own.
var babble = []rpcError{
	{Code: -32000, Message: "header not found"},
	{Code: -32603, Message: "internal error"},
	{Code: -32000, Message: "backend returned 502"},
	{Code: -32005, Message: "daily request count exceeded, request rate limited"},
	{Code: -32002, Message: "request timed out"},
	{Code: -32601, Message: "the method does not exist/is not available"},
	{Code: -32000, Message: "txpool is full"},
	{Code: -32000, Message: "insufficient funds for gas * price + value"},
}

func (n *node) result(host string, q question) (any, error) {
	key := []byte(q.Method)
	for _, p := range q.Params {
		key = append(key, p...)
	}
	if n.strikes(babbling, host, key, 15) {
		pool := babble
		if q.Method != "eth_sendRawTransaction" {
			pool = babble[:6]
		}
		e := pool[(len(key)+n.round)%len(pool)]
		return nil, &e
	}
	if n.has(otherChain, host) {
		return n.foreign(q)
	}
	blocks := n.sees(host)
	latest := blocks[len(blocks)-1]
	switch q.Method {
	case "eth_chainId":
		return hexutil.Uint64(chainID), nil
	case "eth_blockNumber":
		return hexutil.Uint64(latest.number), nil
	case "eth_getBlockByNumber":
		if b := n.byTag(host, blocks, q.Params[0], key); b != nil {
			return header(b), nil
		}
		return nil, nil
	case "eth_getBlockByHash":
		var hash common.Hash
		if err := json.Unmarshal(q.Params[0], &hash); err != nil {
			return nil, err
		}
		if b := n.model.known[hash]; b != nil && b.number <= latest.number {
			return header(b), nil
		}
		return nil, nil
	case "eth_getLogs":
		return n.logs(host, blocks, q.Params[0], key)
	case "eth_getTransactionReceipt":
		var hash common.Hash
		if err := json.Unmarshal(q.Params[0], &hash); err != nil {
			return nil, err
		}
		return n.receipt(host, blocks, hash, key), nil
	case "eth_getTransactionCount":
		var account common.Address
		if err := json.Unmarshal(q.Params[0], &account); err != nil {
			return nil, err
		}
		nonce := latest.after.nonces[account]
		if n.strikes(staleNonce, host, key, 60) { // too few, or too many
			if nonce > 1 && n.round%3 > 0 {
				nonce -= 2
			} else {
				nonce += 2
			}
		}
		return hexutil.Uint64(nonce), nil
	case "eth_maxPriorityFeePerGas":
		return hexutil.Uint64(1_000_000), nil
	case "eth_getBalance":
		var account common.Address
		if err := json.Unmarshal(q.Params[0], &account); err != nil {
			return nil, err
		}
		if n.model.empty[account] {
			n.hit[emptyKey] = true
			return hexutil.Uint64(0), nil
		}
		return hexutil.Uint64(balanceOfAKey), nil
	case "eth_getCode":
		return "0x60", nil
	case "eth_call", "eth_estimateGas":
		return n.run(latest, q)
	case "eth_sendRawTransaction":
		return n.take(host, latest, q, key)
	}
	return nil, &rpcError{Code: -32601, Message: "the method " + q.Method + " does not exist/is not available"}
}

func (n *node) byTag(host string, blocks []*block, param json.RawMessage, key []byte) *block {
	var tag string
	if err := json.Unmarshal(param, &tag); err != nil {
		return nil
	}
	final := max(0, min(n.model.finalized, len(blocks)-1-n.model.lag))
	switch tag {
	case "latest", "pending":
		return blocks[len(blocks)-1]
	case "finalized", "safe":
		if n.strikes(lyingFinal, host, key, 60) {
			final /= 2
		}
		if final == 0 {
			return nil
		}
		return blocks[final]
	}
	number, err := hexutil.DecodeUint64(tag)
	if err != nil || number >= uint64(len(blocks)) {
		return nil
	}
	return blocks[number]
}

func (n *node) logs(host string, blocks []*block, param json.RawMessage, key []byte) (any, error) {
	var filter struct {
		BlockHash          *common.Hash
		FromBlock, ToBlock hexutil.Uint64
	}
	if err := json.Unmarshal(param, &filter); err != nil {
		return nil, err
	}
	var logs []types.Log
	if filter.BlockHash != nil {
		b := n.model.known[*filter.BlockHash]
		if b == nil || b.number >= uint64(len(blocks)) {
			if n.strikes(noLogs, host, key, 80) {
				return []types.Log{}, nil
			}
			return nil, errors.New("unknown block")
		}
		logs = b.logs
	} else {
		for number := uint64(filter.FromBlock); number <= uint64(filter.ToBlock) && number < uint64(len(blocks)); number++ {
			logs = append(logs, blocks[number].logs...)
		}
	}
	// Who leaves out the same logs at both readings is not found out: either blocks come without theirs, or one range does.
	if ranges := filter.BlockHash == nil; len(logs) > 0 && ranges == n.ranges && (!ranges || !n.hit[noLogs] && !n.hit[fewLogs]) {
		switch {
		case n.strikes(noLogs, host, key, 50):
			return []types.Log{}, nil
		case n.strikes(fewLogs, host, key, 50):
			logs = logs[:len(logs)-1]
		}
	}
	return append([]types.Log{}, logs...), nil
}

func (n *node) receipt(host string, blocks []*block, hash common.Hash, key []byte) any {
	var orphan *receipt
	for _, r := range n.model.receipts[hash] {
		if r.block.number < uint64(len(blocks)) && blocks[r.block.number] == r.block {
			return r.json()
		}
		orphan = r
	}
	if orphan != nil && n.strikes(orphans, host, key, 80) {
		return orphan.json()
	}
	return nil
}

func (r *receipt) json() any {
	status := types.ReceiptStatusFailed
	if r.succeeded {
		status = types.ReceiptStatusSuccessful
	}
	return map[string]any{
		"transactionHash": r.tx.hash, "blockHash": r.block.hash, "blockNumber": hexutil.Uint64(r.block.number), "status": hexutil.Uint64(status),
		"transactionIndex": hexutil.Uint64(r.index), "gasUsed": hexutil.Uint64(r.gasUsed), "type": "0x2",
		"effectiveGasPrice": hexutil.Uint64(min(r.tx.cap, r.block.baseFee+r.tx.tip)), "logs": []any{},
		"l1Fee": hexutil.Uint64(l1FeeOfACall),
	}
}

func header(b *block) any {
	if b.header != nil {
		return b.header
	}
	hashes := make([]common.Hash, 0, deposits+len(b.mined))
	for i := range deposits {
		hashes = append(hashes, common.BigToHash(big.NewInt(int64(0x7e<<32)+int64(b.number)*deposits+int64(i))))
	}
	for _, r := range b.mined {
		hashes = append(hashes, r.tx.hash)
	}
	fields := map[string]any{
		"number": hexutil.Uint64(b.number), "hash": b.hash, "parentHash": b.parent, "timestamp": hexutil.Uint64(b.time),
		"baseFeePerGas": hexutil.Uint64(b.baseFee), "transactions": hashes, "gasLimit": hexutil.Uint64(400_000_000),
	}
	if len(b.logs) > 0 { // an empty one says nothing, and takes long to read
		fields["logsBloom"] = b.bloom
	}
	encoded, err := json.Marshal(fields)
	if err != nil {
		panic(err)
	}
	b.header = encoded
	return b.header
}

// run executes a call on the latest state and throws the outcome away.
func (n *node) run(latest *block, q question) (any, error) {
	var call struct {
		To          common.Address
		Input, Data hexutil.Bytes
	}
	if err := json.Unmarshal(q.Params[0], &call); err != nil {
		return nil, err
	}
	data := call.Input
	if data == nil {
		data = call.Data
	}
	if q.Method == "eth_call" {
		if out := latest.after.answer(call.To, data); out != nil {
			return hexutil.Bytes(out), nil
		}
	}
	if _, err := latest.after.clone().call(call.To, data, latest.time); err != nil {
		return nil, err
	}
	if q.Method == "eth_call" {
		return hexutil.Bytes{}, nil
	}
	return hexutil.Uint64(needs(data)), nil
}

func (n *node) take(host string, latest *block, q question, key []byte) (any, error) {
	var raw hexutil.Bytes
	if err := json.Unmarshal(q.Params[0], &raw); err != nil {
		return nil, err
	}
	tx := new(types.Transaction)
	if err := tx.UnmarshalBinary(raw); err != nil {
		return nil, errors.New("failed to decode signed transaction")
	}
	n.arrive(tx.Hash())
	if n.strikes(dropping, host, key, 70) {
		return tx.Hash(), nil
	}
	known := n.seen[host+tx.Hash().Hex()]
	n.seen[host+tx.Hash().Hex()] = true
	err := n.model.accept(tx, latest.after)
	switch {
	case err == nil, !known && err.Error() == "already known": // the other endpoint's
		return tx.Hash(), nil
	case strings.HasPrefix(err.Error(), "insufficient funds"):
		n.hit[emptyKey] = true
	}
	return nil, err
}

// foreign answers for another chain, far ahead and with the same addresses in it.
func (n *node) foreign(q question) (any, error) {
	n.hit[otherChain] = true
	number := n.model.head().number + 1000
	switch q.Method {
	case "eth_chainId":
		return hexutil.Uint64(chainID + 1), nil
	case "eth_blockNumber":
		return hexutil.Uint64(number), nil
	case "eth_getBlockByNumber":
		if at, err := hexutil.DecodeUint64(strings.Trim(string(q.Params[0]), `"`)); err == nil {
			number = at
		}
		return header(&block{
			number: number, hash: common.BigToHash(new(big.Int).SetUint64(1<<50 + number)), parent: common.BigToHash(new(big.Int).SetUint64(1<<50 + number - 1)),
			time: genesisTime, baseFee: usualBaseFee,
		}), nil
	case "eth_getLogs":
		return []types.Log{}, nil
	case "eth_estimateGas":
		return hexutil.Uint64(gasOfACall), nil
	case "eth_getTransactionCount", "eth_getBalance", "eth_maxPriorityFeePerGas":
		return hexutil.Uint64(7), nil
	case "eth_sendRawTransaction":
		return nil, errors.New("invalid chain id for signer")
	}
	return nil, nil
}
