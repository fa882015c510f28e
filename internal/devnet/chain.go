package devnet

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"os"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/rawdb"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/eth"
	"github.com/ethereum/go-ethereum/eth/ethconfig"
	"github.com/ethereum/go-ethereum/eth/filters"
	"github.com/ethereum/go-ethereum/miner"
	"github.com/ethereum/go-ethereum/node"
	"github.com/ethereum/go-ethereum/p2p"
	"github.com/ethereum/go-ethereum/params"
	"github.com/ethereum/go-ethereum/rpc"

	"github.com/surety-dev/surety/pkg/escrow"
)

const (
	// ChainID is the chain id of every Chain.
	ChainID = 31337
	// SafeDepth is how many blocks the safe tag trails behind the latest block.
	SafeDepth = 8
	// FinalizedDepth is how many blocks the finalized tag trails behind the latest block, and so the deepest Reorg.
	FinalizedDepth = 64

	busyInterval = 200 * time.Millisecond // Base's, since Denim
	idleInterval = time.Second
)

// Chain is an Ethereum node inside this process with the rules of Osaka, all history kept in memory. The canonical deployment
// proxy stands where it does on Base.
//
// It mines when its pool has something to mine, blocks 200 ms apart at the least, and once a second otherwise. Each
// block is one second later than its parent: chain time is Unix time at the start and runs ahead of the wall under
// load, so read now from the chain.
//
// Its JSON-RPC (namespaces eth, net and web3; batches up to 1,000 calls and 25 MB of answers) is open to every user
// of the machine, but not to web pages: no CORS header is sent, foreign Host and Origin headers are refused.
type Chain struct {
	node *node.Node
	eth  *eth.Ethereum
	stop context.CancelFunc
	done chan struct{} // closed when the mining goroutine has ended

	mu     sync.Mutex // one block, one reorganization at a time
	paused bool
	sealed uint64 // blocks ever sealed
}

// ChainConfig says how a Chain starts.
type ChainConfig struct {
	Fund   []common.Address // gets 1,000 ETH each, as every declared Account does
	Paused bool             // mine nothing before Resume
}

// StartChain starts a chain whose JSON-RPC answers when it returns.
func StartChain(config ChainConfig) (*Chain, error) {
	stack, err := node.New(&node.Config{
		Name:                 "surety-devnet",
		KeyStoreDir:          os.TempDir(), // holds no keys; an empty value leaves a directory behind on SIGKILL
		P2P:                  p2p.Config{NoDiscovery: true, NoDial: true},
		HTTPHost:             "127.0.0.1",
		HTTPModules:          []string{"eth", "net", "web3"},
		HTTPVirtualHosts:     []string{"localhost"},
		HTTPTimeouts:         rpc.DefaultHTTPTimeouts,
		HTTPBodyLimit:        node.DefaultConfig.HTTPBodyLimit,
		WSHost:               "127.0.0.1",
		WSModules:            []string{"eth", "net", "web3"},
		BatchRequestLimit:    node.DefaultConfig.BatchRequestLimit,
		BatchResponseMaxSize: node.DefaultConfig.BatchResponseMaxSize,
	})
	if err != nil {
		return nil, fmt.Errorf("start the chain: %w", err)
	}
	chain := &Chain{node: stack, paused: config.Paused, done: make(chan struct{})}
	if err := chain.start(config.Fund); err != nil {
		return nil, errors.Join(fmt.Errorf("start the chain: %w", err), stack.Close())
	}
	ctx, cancel := context.WithCancel(context.Background())
	chain.stop = cancel
	go chain.mineUntil(ctx)
	return chain, nil
}

func (c *Chain) start(funded []common.Address) error {
	rules := *params.AllDevChainProtocolChanges
	rules.ChainID = big.NewInt(ChainID)
	rules.BogotaTime = nil // Base has no fork after Osaka

	alloc := core.SystemContractAllocs()
	alloc[escrow.Proxy] = types.Account{Nonce: 1, Code: escrow.ProxyCode()}
	for _, account := range rich {
		funded = append(funded, account.Address())
	}
	for _, address := range funded {
		alloc[address] = types.Account{Balance: wealth}
	}

	config := ethconfig.Defaults
	config.Genesis = &core.Genesis{
		Config:    &rules,
		Timestamp: uint64(time.Now().Unix()),
		GasLimit:  config.Miner.GasCeil,
		BaseFee:   big.NewInt(params.InitialBaseFee),
		Alloc:     alloc,
	}
	config.SyncMode = ethconfig.FullSync
	config.StateScheme = rawdb.HashScheme // with NoPruning: the state of every block, so that eth_call works at each
	config.NoPruning = true
	config.SnapshotCache = 0
	config.LogNoHistory = true // logs are read from the receipts: right at once, on every fork
	config.TxPool.NoLocals = true
	config.Miner.GasPrice = big.NewInt(1) // the pool's minimum: whatever the pool takes is mined

	var err error
	if c.eth, err = eth.New(c.node, &config); err != nil {
		return err
	}
	c.node.RegisterAPIs([]rpc.API{{
		Namespace: "eth",
		Service:   filters.NewFilterAPI(filters.NewFilterSystem(c.eth.APIBackend, filters.Config{})),
	}})
	if err := c.node.Start(); err != nil {
		return err
	}
	c.eth.SetSynced()
	genesis := c.eth.BlockChain().CurrentBlock()
	c.eth.BlockChain().SetSafe(genesis)
	c.eth.BlockChain().SetFinalized(genesis)
	return nil
}

// Stop ends mining, JSON-RPC and the node.
func (c *Chain) Stop() error {
	c.stop()
	<-c.done
	return c.node.Close()
}

// URL is the JSON-RPC endpoint over HTTP.
func (c *Chain) URL() string { return c.node.HTTPEndpoint() }

// WebSocketURL is the JSON-RPC endpoint over WebSocket, for subscriptions.
func (c *Chain) WebSocketURL() string { return c.node.WSEndpoint() }

// Now is the chain's time in Unix seconds: the latest block's timestamp.
func (c *Chain) Now() int64 { return int64(c.eth.BlockChain().CurrentBlock().Time) }

// Pause ends the mining of blocks that nobody asked for; when it returns, the last of them is mined.
func (c *Chain) Pause() { c.pause(true) }

// Resume undoes Pause; the next block comes within a second.
func (c *Chain) Resume() { c.pause(false) }

func (c *Chain) pause(paused bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.paused = paused
}

// Mine adds one block with what the pool holds.
func (c *Chain) Mine() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, err := c.mine(1)
	return err
}

// Jump adds one block that is d later than its parent, in whole seconds. Deadlines and windows pass this way.
func (c *Chain) Jump(d time.Duration) error {
	if d < time.Second {
		return fmt.Errorf("jump %v: chain time moves forward by whole seconds, at least one", d)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	_, err := c.mine(uint64(d / time.Second))
	return err
}

// Reorg replaces the newest depth blocks by a fork that is one block longer and becomes canonical in one step, as a
// node sees it happen. With keep, every transaction is mined again at its old height, in a block with another hash;
// without, the transactions are gone, those waiting in the pool too: whoever wants them sends them again.
// Finalized blocks stay.
func (c *Chain) Reorg(depth int, keep bool) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	chain := c.eth.BlockChain()
	head := chain.CurrentBlock()
	if final := chain.CurrentFinalBlock(); depth < 1 || uint64(depth) > head.Number.Uint64()-final.Number.Uint64() {
		return fmt.Errorf("reorg of %d blocks: only the %d blocks after the finalized block %d can be replaced",
			depth, head.Number.Uint64()-final.Number.Uint64(), final.Number)
	}
	first := head.Number.Uint64() - uint64(depth) + 1
	parent := chain.GetHeaderByNumber(first - 1)
	for number := first; number <= head.Number.Uint64(); number++ {
		old := chain.GetBlockByNumber(number)
		txs := old.Transactions()
		block, err := c.seal(parent, old.Time(), txs, !keep || len(txs) == 0)
		if err != nil {
			return err
		}
		parent = block.Header()
	}
	tip, err := c.seal(parent, head.Time+1, nil, true)
	if err != nil {
		return err
	}
	if err := c.adopt(tip); err != nil {
		return err
	}
	if keep {
		return nil
	}
	// The pool takes back what the fork has dropped.
	if err := c.eth.TxPool().Sync(); err != nil {
		return err
	}
	c.eth.TxPool().Clear()
	return nil
}

// mineUntil mines on its own until ctx is done.
func (c *Chain) mineUntil(ctx context.Context) {
	defer close(c.done)
	arrivals := make(chan core.NewTxsEvent, 1024)
	subscription := c.eth.TxPool().SubscribeTransactions(arrivals, true)
	defer subscription.Unsubscribe()

	timer := time.NewTimer(idleInterval)
	defer timer.Stop()
	last := time.Now()
	for {
		select {
		case <-ctx.Done():
			return
		case <-arrivals:
			timer.Reset(time.Until(last.Add(busyInterval)))
		case <-timer.C:
			full, err := c.mineUnlessPaused()
			if err != nil {
				slog.Error("devnet: no block mined, trying again", "error", err)
			}
			last = time.Now()
			timer.Reset(idleInterval)
			if full {
				timer.Reset(busyInterval)
			}
		}
	}
}

// mineUnlessPaused reports whether more waits than the block could hold.
func (c *Chain) mineUnlessPaused() (full bool, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.paused {
		return false, nil
	}
	block, err := c.mine(1)
	if err != nil || len(block.Transactions()) == 0 { // what waits, if anything, offers less than the base fee
		return false, err
	}
	if err := c.eth.TxPool().Sync(); err != nil {
		return false, err
	}
	pending, _ := c.eth.TxPool().Stats()
	return pending > 0, nil
}

func (c *Chain) mine(seconds uint64) (*types.Block, error) {
	// Until the pool has seen the latest block it offers what that block already holds.
	if err := c.eth.TxPool().Sync(); err != nil {
		return nil, err
	}
	head := c.eth.BlockChain().CurrentBlock()
	block, err := c.seal(head, head.Time+seconds, nil, false)
	if err != nil {
		return nil, err
	}
	return block, c.adopt(block)
}

// seal builds a block on any parent and stores it, on a fork as yet. Without txs it takes them from the pool, unless
// the block is to be empty.
func (c *Chain) seal(parent *types.Header, time uint64, txs types.Transactions, empty bool) (*types.Block, error) {
	c.sealed++
	block, _, err := c.eth.Miner().BuildTestingPayload(&miner.BuildPayloadArgs{
		Parent:     parent.Hash(),
		Timestamp:  time,
		Random:     common.BigToHash(new(big.Int).SetUint64(c.sealed)), // no two blocks alike
		BeaconRoot: new(common.Hash),
	}, txs, empty, nil)
	if err != nil {
		return nil, fmt.Errorf("build block %d: %w", parent.Number.Uint64()+1, err)
	}
	if _, err := c.eth.BlockChain().InsertBlockWithoutSetHead(context.Background(), block, false); err != nil {
		return nil, fmt.Errorf("store block %d: %w", block.NumberU64(), err)
	}
	return block, nil
}

// adopt makes the block the latest, and lets the safe and finalized tags follow.
func (c *Chain) adopt(block *types.Block) error {
	chain := c.eth.BlockChain()
	if _, err := chain.SetCanonical(block); err != nil {
		return fmt.Errorf("adopt block %d: %w", block.NumberU64(), err)
	}
	chain.SetSafe(chain.GetHeaderByNumber(block.NumberU64() - min(block.NumberU64(), SafeDepth)))
	chain.SetFinalized(chain.GetHeaderByNumber(block.NumberU64() - min(block.NumberU64(), FinalizedDepth)))
	return nil
}
