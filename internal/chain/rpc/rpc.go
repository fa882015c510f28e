// Package rpc asks the nodes of one chain over JSON-RPC. The follower, the sender and the settler call it.
//
// What it guarantees:
//   - Only the configured chain answers: Dial refuses an endpoint with another chain id, and one that changes is never asked again.
//   - With several endpoints, one that is away, lags or is tired is spared while another answers; transactions go to all that are well.
//   - Nothing is guessed: a block, a log or a receipt that the node does not have is an error or nil, never an empty
//     answer that looks like one.
//   - It reads what it needs and nothing else: transactions are never decoded, so deposits (type 0x7E) and types not yet
//     invented do no harm; hashes come from the node's JSON.
//   - Every call ends within 15 seconds. Every error has a Class. No error contains the endpoint's path, where
//     providers put their keys.
package rpc

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"math/big"
	"net/http"
	"net/url"
	"slices"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	gethrpc "github.com/ethereum/go-ethereum/rpc"
)

const (
	timeout         = 15 * time.Second
	idleConnections = 32       // net/http keeps 2 to a host
	batchSize       = 100      // calls in one request: small enough for every large provider
	maxAnswer       = 16 << 20 // bytes: more is TooLarge, so that memory is bounded whatever a node sends
	// minTip is the least tip suggested, in wei: what geth's pool asks by default, a thousandth of a gwei.
	minTip = 1_000_000
)

// Tag names a block by its standing.
type Tag string

// The tags that Surety reads. Since Denim Base gives "pending" no meaning of its own.
const (
	Latest    Tag = "latest"
	Safe      Tag = "safe"      // its batch is in a block of Ethereum, which may yet be reorganized
	Finalized Tag = "finalized" // its batch is in a final block of Ethereum
)

// Header is the part of a block's header that following needs. Time is in Unix seconds; on Base several blocks share one.
type Header struct {
	Number uint64
	Hash   common.Hash
	Parent common.Hash
	Time   int64
}

// Receipt is the outcome of a mined transaction. EffectiveGasPrice and L1Fee, which is 0 where there is none, are in wei.
type Receipt struct {
	BlockHash         common.Hash
	BlockNumber       uint64
	Succeeded         bool
	GasUsed           uint64
	EffectiveGasPrice *big.Int
	L1Fee             *big.Int
}

// Fees are EIP-1559 fees in wei for a transaction sent after Block. Cap covers twice the base fee, so six full
// blocks in a row, and the tip.
type Fees struct {
	Tip, Cap *big.Int
	Block    uint64
}

// Config says which nodes are asked.
type Config struct {
	Endpoints []string // http, https, ws, wss; the first is preferred
	ChainID   uint64
	Log       *slog.Logger // slog.Default() when nil
	// Transport carries the requests; the network when nil.
	Transport http.RoundTripper
	Failed    func(Class) // hears of every call that an endpoint failed; may be nil
}

// Client talks to the nodes. Its methods may be called concurrently.
type Client struct {
	endpoints []*endpoint
	http      *http.Client
	options   []gethrpc.ClientOption
	chainID   uint64
	log       *slog.Logger
	failed    func(Class)
	stop      context.CancelFunc
	watching  sync.WaitGroup
}

// Dial checks that every endpoint that answers serves the chain; otherwise the error is ErrWrongChain. One must answer; the
// others may come later.
func Dial(ctx context.Context, config Config) (*Client, error) {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = idleConnections
	c := &Client{http: &http.Client{Transport: bounded{transport}}, chainID: config.ChainID, log: config.Log, failed: config.Failed}
	c.options = []gethrpc.ClientOption{gethrpc.WithHTTPClient(c.http)}
	if c.log == nil {
		c.log = slog.Default()
	}
	if config.Transport != nil {
		c.http.Transport = config.Transport
	}
	for _, raw := range config.Endpoints {
		e, err := newEndpoint(raw)
		if err != nil {
			return nil, err
		}
		c.endpoints = append(c.endpoints, e)
	}
	if len(c.endpoints) == 0 {
		return nil, errors.New("no endpoint of a node is configured")
	}
	watched, stop := context.WithCancel(context.Background())
	c.stop = stop
	var errs []error
	for _, e := range c.endpoints {
		limited, cancel := context.WithTimeout(ctx, probeTimeout)
		_, err := c.identify(limited, e)
		cancel()
		if errors.Is(err, ErrWrongChain) {
			c.Close()
			return nil, err
		}
		if err != nil {
			errs = append(errs, fmt.Errorf("ask the node %s for its chain id: %w", e.name, err))
			e.spare(err, time.Now())
		}
	}
	if len(errs) == len(c.endpoints) {
		c.Close()
		return nil, errs[0]
	}
	for _, err := range errs {
		c.log.Warn("endpoint spared", "error", err)
	}
	if len(c.endpoints) > 1 { // of one there is no choice
		c.watching.Go(func() { c.watch(watched) })
	}
	return c, nil
}

// Close ends the connections.
func (c *Client) Close() {
	c.stop()
	c.watching.Wait()
	for _, e := range c.endpoints {
		e.mu.Lock()
		if e.conn != nil {
			e.conn.Close()
		}
		e.mu.Unlock()
	}
	c.http.CloseIdleConnections()
}

// ChainID is the chain that the endpoints serve.
func (c *Client) ChainID() uint64 { return c.chainID }

// Head is the block that the tag names. ErrNotFound: there is none yet.
func (c *Client) Head(ctx context.Context, tag Tag) (Header, error) {
	var answer *header
	if err := c.call(ctx, &answer, "eth_getBlockByNumber", tag, false); err != nil {
		return Header{}, err
	}
	return answer.decode(string(tag))
}

// Heads are the newest block and the newest final one, of one node. The zero Header: a young chain has no final one.
func (c *Client) Heads(ctx context.Context) (latest, finalized Header, err error) {
	var answers [2]*header
	var served hexutil.Uint64
	calls := []gethrpc.BatchElem{{}, {}, {Method: "eth_chainId", Result: &served}}
	for i, tag := range []Tag{Finalized, Latest} { // in this order: what the node tells after its final block does not lag behind it
		calls[i] = gethrpc.BatchElem{Method: "eth_getBlockByNumber", Args: []any{tag, false}, Result: &answers[i]}
	}
	err = c.ask(ctx, func(ctx context.Context, conn *gethrpc.Client) error {
		if err := conn.BatchCallContext(ctx, calls); err != nil {
			return err
		}
		if err := calls[0].Error; err != nil && Classify(err) != NotFound {
			return err
		}
		if err := errors.Join(calls[1].Error, calls[2].Error); err != nil {
			return err
		}
		return c.serves(served)
	})
	if err != nil {
		return latest, finalized, fmt.Errorf("eth_getBlockByNumber: %w", err)
	}
	if answers[0] != nil && calls[0].Error == nil {
		if finalized, err = answers[0].decode(string(Finalized)); err != nil {
			return latest, finalized, err
		}
	}
	latest, err = answers[1].decode(string(Latest))
	return latest, finalized, err
}

// Agreed is the lowest block for the tag that named and the endpoints that are well name: one alone may say so too early.
func (c *Client) Agreed(ctx context.Context, tag Tag, named Header) (Header, error) {
	well, _ := c.order()
	if len(well) < 2 {
		return named, nil
	}
	answers := make([]*header, len(well))
	var g sync.WaitGroup
	for i, e := range well {
		g.Go(func() {
			_ = c.askOne(ctx, e, func(ctx context.Context, conn *gethrpc.Client) error {
				return conn.CallContext(ctx, &answers[i], "eth_getBlockByNumber", tag, false)
			}) // who does not answer has no say, and is spared
		})
	}
	g.Wait()
	for _, answer := range answers {
		if other, err := answer.decode(string(tag)); err == nil && other.Number < named.Number {
			named = other
		}
	}
	return named, ctx.Err()
}

// serves refuses what a node says that turned into one of another chain since it was last probed. Heads and Account ask for it along with
// what everything else follows from.
func (c *Client) serves(chain hexutil.Uint64) error {
	if uint64(chain) != c.chainID {
		return fmt.Errorf("%w: the node serves chain %d now, the configuration says %d", ErrWrongChain, chain, c.chainID)
	}
	return nil
}

// HeaderByHash is the block with this hash, on whatever fork. ErrNotFound: the node does not know it.
func (c *Client) HeaderByHash(ctx context.Context, hash common.Hash) (Header, error) {
	var answer *header
	if err := c.call(ctx, &answer, "eth_getBlockByHash", hash, false); err != nil {
		return Header{}, err
	}
	return answer.decode(hash.Hex())
}

// Headers are the canonical blocks from and to and all between. ErrNotFound: the node's chain ends before to. The
// node may reorganize meanwhile: check the parents.
func (c *Client) Headers(ctx context.Context, from, to uint64) ([]Header, error) {
	var numbers []uint64
	for number := from; number <= to; number++ {
		numbers = append(numbers, number)
	}
	return c.headers(ctx, numbers)
}

func (c *Client) headers(ctx context.Context, numbers []uint64) ([]Header, error) {
	answers := make([]*header, len(numbers))
	calls := make([]gethrpc.BatchElem, len(numbers))
	for i, number := range numbers {
		calls[i] = gethrpc.BatchElem{Method: "eth_getBlockByNumber", Args: []any{hexutil.Uint64(number), false}, Result: &answers[i]}
	}
	if err := c.batch(ctx, calls); err != nil {
		return nil, err
	}
	headers := make([]Header, len(numbers))
	for i, answer := range answers {
		var err error
		if headers[i], err = answer.decode(fmt.Sprint(numbers[i])); err != nil {
			return nil, err
		}
		if headers[i].Number != numbers[i] {
			return nil, fmt.Errorf("asked the node for block %d, it answered with block %d", numbers[i], headers[i].Number)
		}
	}
	return headers, nil
}

// LogsByHash are the logs of one contract in each of the blocks, by index. A block that the node does not know is
// ErrNotFound, whatever the node itself makes of it: each block is asked for along with its logs. Where there are none, yet the
// block's bloom has the contract in it, another endpoint is asked too, or the only one again: cheap, and no proof.
func (c *Client) LogsByHash(ctx context.Context, address common.Address, hashes ...common.Hash) ([][]types.Log, error) {
	well, spared := c.order()
	found, doubted, err := c.logsByHash(ctx, append(well, spared...), address, hashes)
	if err != nil || len(doubted) == 0 {
		return found, err
	}
	again := make([]common.Hash, len(doubted))
	for i, at := range doubted {
		again[i] = hashes[at]
	}
	slices.Reverse(well)
	second, _, err := c.logsByHash(ctx, append(well, spared...), address, again)
	if err != nil { // it may lag: then the first answer stands
		return found, ctx.Err()
	}
	for i, at := range doubted {
		if found[at] = second[i]; len(second[i]) > 0 {
			c.log.Warn("a node left out logs that another answer has", "block", again[i], "logs", len(second[i]))
		}
	}
	return found, nil
}

func (c *Client) logsByHash(ctx context.Context, order []*endpoint, address common.Address, hashes []common.Hash) (found [][]types.Log, doubted []int, err error) {
	found = make([][]types.Log, len(hashes))
	blocks := make([]*header, len(hashes))
	var calls []gethrpc.BatchElem
	for i, hash := range hashes {
		filter := map[string]any{"blockHash": hash, "address": address}
		calls = append(calls,
			gethrpc.BatchElem{Method: "eth_getLogs", Args: []any{filter}, Result: (*logs)(&found[i])},
			gethrpc.BatchElem{Method: "eth_getBlockByHash", Args: []any{hash, false}, Result: &blocks[i]})
	}
	if err := c.batchFrom(ctx, order, calls); err != nil {
		return nil, nil, err
	}
	for i, hash := range hashes {
		if _, err := blocks[i].decode(hash.Hex()); err != nil {
			return nil, nil, err
		}
		for j, log := range found[i] {
			if log.BlockHash != hash || log.Address != address || log.Removed || j > 0 && log.Index <= found[i][j-1].Index {
				return nil, nil, fmt.Errorf("asked the node for the logs of %s in block %s, it answered with log %d of %s in block %s (removed: %t)",
					address, hash, log.Index, log.Address, log.BlockHash, log.Removed)
			}
		}
		if bloom := blocks[i].LogsBloom; len(found[i]) == 0 && bloom != nil && types.BloomLookup(*bloom, address) {
			doubted = append(doubted, i)
		}
	}
	return found, doubted, nil
}

// Range is a stretch of final blocks: its first and last one, and all logs of a contract in it, by block and index, each with its
// block's time.
type Range struct {
	First, Last Header
	Logs        []types.Log
}

// LogsInRange are the blocks from and to and all between. TooLarge: ask for less; of a single block, this error is its last word. second asks
// another endpoint than the preferred one, if there is one that is well.
//
// Only for final blocks: the node proves that it has block to, not that it keeps it.
func (c *Client) LogsInRange(ctx context.Context, address common.Address, from, to uint64, second bool) (Range, error) {
	var (
		found []types.Log
		ends  [2]*header
		r     Range
	)
	filter := map[string]any{"fromBlock": hexutil.Uint64(from), "toBlock": hexutil.Uint64(to), "address": address}
	calls := []gethrpc.BatchElem{
		{Method: "eth_getLogs", Args: []any{filter}, Result: (*logs)(&found)},
		{Method: "eth_getBlockByNumber", Args: []any{hexutil.Uint64(from), false}, Result: &ends[0]},
		{Method: "eth_getBlockByNumber", Args: []any{hexutil.Uint64(to), false}, Result: &ends[1]},
	}
	well, spared := c.order()
	if second {
		slices.Reverse(well)
	}
	err := c.requestFrom(ctx, append(well, spared...), calls)
	if from == to && Classify(err) == TooLarge { // limits of ranges are not those of a block
		headers, err := c.headers(ctx, []uint64{from})
		if err != nil {
			return r, err
		}
		of, err := c.LogsByHash(ctx, address, headers[0].Hash)
		if err != nil {
			return r, fmt.Errorf("block %d alone is too large for the node; raise its limits, or configure an endpoint with higher ones: %w", from, err)
		}
		return Range{First: headers[0], Last: headers[0], Logs: timed(of[0], headers[0])}, nil
	}
	if err != nil {
		return r, err
	}
	for i, end := range []*Header{&r.First, &r.Last} {
		number := []uint64{from, to}[i]
		if *end, err = ends[i].decode(fmt.Sprint(number)); err != nil {
			return r, err
		}
		if end.Number != number {
			return r, fmt.Errorf("asked the node for block %d, it answered with block %d", number, end.Number)
		}
	}
	r.Logs = found
	var timeless []uint64
	for i, log := range found {
		before := types.Log{BlockNumber: from}
		if i > 0 {
			before = found[i-1]
		}
		if log.Address != address || log.Removed || log.BlockNumber < before.BlockNumber || log.BlockNumber > to ||
			i > 0 && log.BlockNumber == before.BlockNumber && (log.Index <= before.Index || log.BlockHash != before.BlockHash) ||
			log.BlockNumber == to && log.BlockHash != r.Last.Hash || log.BlockNumber == from && log.BlockHash != r.First.Hash {
			return r, fmt.Errorf("asked the node for the logs of %s in blocks %d to %d, it answered with log %d of %s in block %d, %s (removed: %t)",
				address, from, to, log.Index, log.Address, log.BlockNumber, log.BlockHash, log.Removed)
		}
		if log.BlockTimestamp == 0 && (len(timeless) == 0 || timeless[len(timeless)-1] != log.BlockNumber) {
			timeless = append(timeless, log.BlockNumber)
		}
	}
	headers, err := c.headers(ctx, timeless) // older nodes give logs no time
	if err != nil {
		return r, err
	}
	for _, header := range headers {
		timed(r.Logs, header)
	}
	for _, log := range r.Logs {
		if log.BlockTimestamp == 0 {
			return r, fmt.Errorf("log in block %d, hash %s: %w: the node has another one there now", log.BlockNumber, log.BlockHash, ErrNotFound)
		}
	}
	return r, nil
}

// timed gives the logs of a block its time.
func timed(logs []types.Log, of Header) []types.Log {
	at, _ := slices.BinarySearchFunc(logs, of.Number, func(l types.Log, n uint64) int { return cmp.Compare(l.BlockNumber, n) })
	for ; at < len(logs) && logs[at].BlockHash == of.Hash; at++ {
		logs[at].BlockTimestamp = uint64(of.Time)
	}
	return logs
}

// Call runs a contract's function on the latest state, unsent. *Revert: the contract refused.
func (c *Client) Call(ctx context.Context, from, to common.Address, data []byte) ([]byte, error) {
	var answer hexutil.Bytes
	err := c.call(ctx, &answer, "eth_call", message(from, to, data), Latest)
	return answer, revert(err)
}

// EstimateGas is the gas that the call would need now; it runs the call, so *Revert: the contract refuses.
func (c *Client) EstimateGas(ctx context.Context, from, to common.Address, data []byte) (uint64, error) {
	var answer hexutil.Uint64
	err := c.call(ctx, &answer, "eth_estimateGas", message(from, to, data))
	return uint64(answer), revert(err)
}

func message(from, to common.Address, data []byte) map[string]any {
	return map[string]any{"from": from, "to": to, "input": hexutil.Bytes(data)}
}

// Receipts are the outcomes of transactions, nil for each that is in no block of the canonical chain. Nodes also
// return receipts of orphaned blocks, so each block is looked up by number once more.
func (c *Client) Receipts(ctx context.Context, hashes ...common.Hash) ([]*Receipt, error) {
	answers := make([]*receipt, len(hashes))
	calls := make([]gethrpc.BatchElem, len(hashes))
	for i, hash := range hashes {
		calls[i] = gethrpc.BatchElem{Method: "eth_getTransactionReceipt", Args: []any{hash}, Result: &answers[i]}
	}
	if err := c.batch(ctx, calls); err != nil {
		return nil, err
	}
	receipts := make([]*Receipt, len(hashes))
	var numbers []uint64
	for i, answer := range answers {
		if answer == nil || answer.BlockHash == nil { // a receipt without a block is a promise
			continue
		}
		if answer.TransactionHash != hashes[i] {
			return nil, fmt.Errorf("asked the node for the receipt of %s, it answered with that of %s", hashes[i], answer.TransactionHash)
		}
		receipts[i] = &Receipt{
			BlockHash:         *answer.BlockHash,
			BlockNumber:       uint64(answer.BlockNumber),
			Succeeded:         answer.Status == hexutil.Uint64(types.ReceiptStatusSuccessful),
			GasUsed:           uint64(answer.GasUsed),
			EffectiveGasPrice: (*big.Int)(&answer.EffectiveGasPrice),
			L1Fee:             (*big.Int)(&answer.L1Fee),
		}
		numbers = append(numbers, receipts[i].BlockNumber)
	}
	slices.Sort(numbers)
	numbers = slices.Compact(numbers)
	headers, err := c.headers(ctx, numbers)
	if err != nil {
		return nil, err
	}
	canonical := make(map[common.Hash]bool, len(headers))
	for _, header := range headers {
		canonical[header.Hash] = true
	}
	for i, receipt := range receipts {
		if receipt != nil && !canonical[receipt.BlockHash] {
			receipts[i] = nil
		}
	}
	return receipts, nil
}

// Nonce is how many transactions the account has sent, up to the tagged block: the next nonce.
func (c *Client) Nonce(ctx context.Context, account common.Address, tag Tag) (uint64, error) {
	var answer hexutil.Uint64
	err := c.call(ctx, &answer, "eth_getTransactionCount", account, tag)
	return uint64(answer), err
}

// Balance is what the account holds at the latest block, in wei.
func (c *Client) Balance(ctx context.Context, account common.Address) (*big.Int, error) {
	var answer hexutil.Big
	err := c.call(ctx, &answer, "eth_getBalance", account, Latest)
	return (*big.Int)(&answer), err
}

// Code is the contract at the address at the latest block, empty when there is none.
func (c *Client) Code(ctx context.Context, address common.Address) ([]byte, error) {
	var answer hexutil.Bytes
	err := c.call(ctx, &answer, "eth_getCode", address, Latest)
	return answer, err
}

// Fees suggests what to pay now: the node's own idea of a tip, 0.001 gwei at the least, and a cap for it.
func (c *Client) Fees(ctx context.Context) (Fees, error) {
	var block *struct {
		Number        hexutil.Uint64
		BaseFeePerGas *hexutil.Big
	}
	if err := c.call(ctx, &block, "eth_getBlockByNumber", Latest, false); err != nil {
		return Fees{}, err
	}
	if block == nil || block.BaseFeePerGas == nil {
		return Fees{}, fmt.Errorf("the node's latest block has no base fee: it is not a chain with EIP-1559")
	}
	var tip hexutil.Big
	if err := c.call(ctx, &tip, "eth_maxPriorityFeePerGas"); err != nil && Classify(err) != Denied {
		return Fees{}, err
	}
	fees := suggest((*big.Int)(&tip), (*big.Int)(block.BaseFeePerGas))
	fees.Block = uint64(block.Number)
	return fees, nil
}

func (c *Client) call(ctx context.Context, result any, method string, args ...any) error {
	err := c.ask(ctx, func(ctx context.Context, conn *gethrpc.Client) error {
		return conn.CallContext(ctx, result, method, args...)
	})
	if err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	return nil
}

// batch makes the calls in as few requests as allowed; the first error of any is the error of all.
func (c *Client) batch(ctx context.Context, calls []gethrpc.BatchElem) error {
	well, spared := c.order()
	return c.batchFrom(ctx, append(well, spared...), calls)
}

func (c *Client) batchFrom(ctx context.Context, order []*endpoint, calls []gethrpc.BatchElem) error {
	for part := range slices.Chunk(calls, batchSize) {
		err := c.requestFrom(ctx, order, part)
		if half := len(part) / 2; half > 0 && Classify(err) == TooLarge {
			err = c.batchFrom(ctx, order, part[:half])
			if err == nil {
				err = c.batchFrom(ctx, order, part[half:])
			}
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (c *Client) requestFrom(ctx context.Context, order []*endpoint, calls []gethrpc.BatchElem) error {
	method := calls[0].Method
	err := c.askEach(ctx, order, func(ctx context.Context, conn *gethrpc.Client) error {
		if err := conn.BatchCallContext(ctx, calls); err != nil {
			return err
		}
		for _, call := range calls {
			if call.Error != nil {
				method = call.Method
				return call.Error
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("%d calls, %s: %w", len(calls), method, err)
	}
	return nil
}

// bounded refuses answers that are larger than anything asked for.
type bounded struct{ *http.Transport } // and closes what is idle, as that does

func (b bounded) RoundTrip(request *http.Request) (*http.Response, error) {
	response, err := b.Transport.RoundTrip(request)
	if err == nil {
		response.Body = &boundedBody{response.Body, maxAnswer}
	}
	return response, err
}

type boundedBody struct {
	io.ReadCloser
	left int
}

func (b *boundedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if b.left -= n; b.left < 0 {
		return n, fmt.Errorf("response too large: more than %d MiB", maxAnswer>>20)
	}
	return n, err
}

// withoutURL drops the endpoint from an error of net/http.
func withoutURL(err error) error {
	var named *url.Error
	if errors.As(err, &named) {
		return named.Err
	}
	return err
}

type header struct {
	Number     *hexutil.Uint64
	Hash       *common.Hash
	ParentHash common.Hash
	Timestamp  hexutil.Uint64
	LogsBloom  *types.Bloom
}

func (h *header) decode(asked string) (Header, error) {
	if h == nil || h.Number == nil || h.Hash == nil {
		return Header{}, fmt.Errorf("block %s: %w", asked, ErrNotFound)
	}
	return Header{Number: uint64(*h.Number), Hash: *h.Hash, Parent: h.ParentHash, Time: int64(h.Timestamp)}, nil
}

type receipt struct {
	TransactionHash   common.Hash
	BlockHash         *common.Hash
	BlockNumber       hexutil.Uint64
	Status            hexutil.Uint64
	GasUsed           hexutil.Uint64
	EffectiveGasPrice hexutil.Big
	L1Fee             hexutil.Big
}
