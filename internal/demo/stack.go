// Package demo is the whole of Surety on one machine: a private PostgreSQL, a chain inside the process, the contracts, accounts with money, suretyd,
// and the stories that play a pact's ends through the real command line.
//
// It guarantees that a story is what happened: every amount it shows is read from the chain, and it ends with an error when the chain says anything
// but what the story is about. Nothing outlives the process, except, after a SIGKILL, a directory of development keys.
//
// cmd/surety-devnet runs it; the tests of the service as a whole start from its Stack.
package demo

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"
	"golang.org/x/sync/errgroup"

	"github.com/surety-dev/surety/internal/app"
	"github.com/surety-dev/surety/internal/devnet"
	"github.com/surety-dev/surety/internal/postgres"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
)

// The devnet's fee: 1 % of what is released.
const feeBps = 100

const password = "development only"

// Chain is a node of one's own: devnet.Chain or devnet.Anvil.
type Chain interface {
	URL() string
	Now() int64
	Mine() error
	Jump(d time.Duration) error
	Reorg(depth int, keep bool) error
	Pause()
	Resume()
	Stop() error
}

// Ground says on which chain the stack stands. The zero Ground is the one inside the process.
type Ground struct {
	Anvil  string // path of Foundry's anvil, to have the chain in a process of its own
	Reorgs bool   // while the service serves, the newest blocks are replaced again and again
}

// Stack is everything a service needs, and what the service is told about it.
type Stack struct {
	Chain   Chain
	Client  *ethclient.Client
	Domain  pact.Domain
	Token   escrow.Token
	Config  app.Config // for app.Serve
	Dir     string     // keys and homes; removed by Close
	reorgs  bool
	closing []func() error
}

// Start starts a private database and On it the rest. say hears each step.
func Start(ctx context.Context, ground Ground, say func(format string, args ...any)) (*Stack, error) {
	pg, err := devnet.StartPostgres(ctx)
	if err != nil {
		return nil, err
	}
	url, err := pg.CreateDatabase(ctx, "surety", "")
	if err == nil {
		_, err = postgres.Migrate(ctx, url)
	}
	if err != nil {
		return nil, errors.Join(err, pg.Stop())
	}
	say("PostgreSQL is up: private, on loopback")
	s, err := On(ctx, url, ground, say)
	if err != nil {
		return nil, errors.Join(err, pg.Stop())
	}
	s.closing = slices.Insert(s.closing, 0, pg.Stop)
	return s, nil
}

// On starts a chain, and deploys token and escrow, for a service on a migrated database.
func On(ctx context.Context, database string, ground Ground, say func(format string, args ...any)) (s *Stack, err error) {
	s = &Stack{reorgs: ground.Reorgs}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	if s.Dir, err = os.MkdirTemp("", "surety-devnet-"); err != nil {
		return s, err
	}
	s.closing = append(s.closing, func() error { return os.RemoveAll(s.Dir) })

	if ground.Anvil != "" {
		s.Chain, err = devnet.StartAnvil(ctx, ground.Anvil)
	} else {
		s.Chain, err = devnet.StartChain(devnet.ChainConfig{})
	}
	if err != nil {
		return s, err
	}
	s.closing = append(s.closing, s.Chain.Stop)
	if s.Client, err = ethclient.DialContext(ctx, s.Chain.URL()); err != nil {
		return s, err
	}
	s.closing = append(s.closing, func() error { s.Client.Close(); return nil })
	say("Chain %d is up: %s", devnet.ChainID, s.Chain.URL())

	if err := s.deploy(ctx); err != nil {
		return s, err
	}
	say("Token %s and escrow %s are deployed", s.Token.Address, s.Domain.Escrow)

	s.Config = app.Config{
		Database: app.Database{URL: database}, Listen: "127.0.0.1:0",
		Contract: app.Contract{Node: app.Node{RPC: []string{s.Chain.URL()}, ChainID: devnet.ChainID}, Escrow: s.Domain.Escrow},
		FeeBps:   feeBps, FeeTo: devnet.Collector.Address(), LatestUpTo: usdc.Max, FinalizeGrace: 60, Roles: []string{"api", "follower", "settler", "evaluator"},
	}
	if s.Config.EvaluatorKey, s.Config.EvaluatorPasswordFile, err = s.keystore(devnet.Evaluator, s.Dir); err != nil {
		return s, err
	}
	key, password, err := s.keystore(devnet.Relayer, s.Dir)
	s.Config.RelayerKey, s.Config.RelayerPasswordFile = []string{key}, []string{password}
	return s, err
}

// Close stops what Start started, last first.
func (s *Stack) Close() error {
	var errs []error
	for i := len(s.closing) - 1; i >= 0; i-- {
		errs = append(errs, s.closing[i]())
	}
	s.closing = nil
	return errors.Join(errs...)
}

func (s *Stack) deploy(ctx context.Context) error {
	if err := s.Transact(ctx, devnet.Deployer, nil, common.FromHex(devnet.DevUSDCMetaData.Bin)); err != nil {
		return fmt.Errorf("deploy the token: %w", err)
	}
	address, creation := escrow.Create2(escrow.Creation(crypto.CreateAddress(devnet.Deployer.Address(), 0)))
	if err := s.Transact(ctx, devnet.Deployer, &escrow.Proxy, creation); err != nil {
		return fmt.Errorf("deploy the escrow: %w", err)
	}
	s.Domain = pact.Domain{ChainID: devnet.ChainID, Escrow: address}
	var err error
	s.Token, err = escrow.ReadToken(ctx, s.Client, s.Domain)
	return err
}

// Transact sends a transaction of a devnet account and mines it.
func (s *Stack) Transact(ctx context.Context, from devnet.Account, to *common.Address, data []byte) error {
	return s.send(ctx, from, to, new(big.Int), data)
}

func (s *Stack) send(ctx context.Context, from devnet.Account, to *common.Address, value *big.Int, data []byte) error {
	nonce, err := s.Client.PendingNonceAt(ctx, from.Address())
	if err != nil {
		return err
	}
	const gas = 8_000_000
	tx, err := types.SignNewTx(from.Key(), types.LatestSignerForChainID(big.NewInt(devnet.ChainID)), &types.DynamicFeeTx{
		ChainID: big.NewInt(devnet.ChainID), Nonce: nonce, GasTipCap: big.NewInt(1e9), GasFeeCap: big.NewInt(1e11), Gas: gas, To: to, Value: value, Data: data,
	})
	if err != nil {
		return err
	}
	if err := s.Client.SendTransaction(ctx, tx); err != nil {
		return err
	}
	var receipt *types.Receipt
	for range 20 { // the pool may hand a transaction over a block late, and index it later still
		if err = s.Chain.Mine(); err != nil {
			return err
		}
		if receipt, err = s.Client.TransactionReceipt(ctx, tx.Hash()); err == nil {
			break
		}
	}
	if err != nil {
		return err
	}
	if receipt.Status != types.ReceiptStatusSuccessful {
		return fmt.Errorf("transaction %s reverted", tx.Hash())
	}
	return nil
}

// Mint gives an account USDC.
func (s *Stack) Mint(ctx context.Context, to common.Address, amount usdc.Amount) error {
	return s.Transact(ctx, devnet.Deployer, &s.Token.Address, devnet.NewDevUSDC().PackMint(to, big.NewInt(int64(amount))))
}

// keystore writes an account's key and its password into dir.
func (s *Stack) keystore(a devnet.Account, dir string) (keyFile, passwordFile string, err error) {
	const n, p = 2, 1 // of scrypt, the least: everybody knows key and passphrase
	encrypted, err := keystore.EncryptKey(&keystore.Key{Address: a.Address(), PrivateKey: a.Key()}, password, n, p)
	if err != nil {
		return "", "", err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", "", err
	}
	keyFile, passwordFile = filepath.Join(dir, string(a)+".json"), filepath.Join(s.Dir, "password")
	return keyFile, passwordFile, errors.Join(os.WriteFile(keyFile, encrypted, 0o600), os.WriteFile(passwordFile, []byte(password+"\n"), 0o600))
}

// Home makes a command-line home that holds an account's key.
func (s *Stack) Home(a devnet.Account) (dir string, err error) {
	dir = filepath.Join(s.Dir, "home-"+string(a))
	_, _, err = s.keystore(a, filepath.Join(dir, "keys"))
	return dir, err
}

// Service is a suretyd in this process.
type Service struct {
	Addr string
	stop func() error
	calm func()
}

// Serve starts a service on the stack and returns once it answers.
func (s *Stack) Serve(ctx context.Context, log *slog.Logger) (*Service, error) {
	ctx, cancel := context.WithCancel(ctx)
	ready, done := make(chan string, 1), make(chan error, 1)
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error {
		return app.Serve(ctx, s.Config, log, app.Hooks{Ready: func(addr string) { ready <- addr }})
	})
	disturbing, calm := context.WithCancel(ctx)
	var disturbance sync.WaitGroup
	if s.reorgs {
		disturbance.Go(func() { s.disturb(disturbing) })
	}
	go func() { done <- g.Wait() }()
	select {
	case addr := <-ready:
		return &Service{Addr: addr, stop: func() error { cancel(); disturbance.Wait(); return <-done }, calm: func() { calm(); disturbance.Wait() }}, nil
	case err := <-done:
		cancel()
		calm()
		return nil, fmt.Errorf("suretyd: %w", err)
	}
}

// disturb replaces the newest blocks of the chain, one to five deep, whenever it has grown by eight, until ctx ends. What parties sent themselves is
// mined again; what the service sent is gone half of the time.
func (s *Stack) disturb(ctx context.Context) {
	tick := time.NewTicker(100 * time.Millisecond)
	defer tick.Stop()
	for n, last := 0, uint64(0); ; {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		s.Chain.Pause() // what a party sends meanwhile is in no block that is replaced
		depth := 1 + n%5
		if head, err := s.Client.BlockNumber(ctx); err == nil && head >= last+8 {
			if own, err := s.onlyRelayed(ctx, head, depth); err == nil && s.Chain.Reorg(depth, !own || n%2 == 0) == nil {
				n, last = n+1, head
			} // else it has just jumped
		}
		s.Chain.Resume()
	}
}

// grow waits until the chain has this many more blocks.
func (s *Stack) grow(ctx context.Context, blocks uint64) error {
	start, err := s.Client.BlockNumber(ctx)
	for head := start; err == nil && head < start+blocks; head, err = s.Client.BlockNumber(ctx) {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
	return err
}

// onlyRelayed says whether the newest blocks hold the service's transactions alone.
func (s *Stack) onlyRelayed(ctx context.Context, head uint64, blocks int) (bool, error) {
	from := types.LatestSignerForChainID(big.NewInt(devnet.ChainID))
	for number := head - min(head, uint64(blocks)); number <= head; number++ {
		block, err := s.Client.BlockByNumber(ctx, new(big.Int).SetUint64(number))
		if err != nil {
			return false, err
		}
		for _, tx := range block.Transactions() {
			if sender, err := types.Sender(from, tx); err != nil || sender != devnet.Relayer.Address() {
				return false, err
			}
		}
	}
	return true, nil
}

// Calm ends the replacing of blocks: from here on the chain only grows.
func (s *Service) Calm() { s.calm() }

// Stop ends the service.
func (s *Service) Stop() error { return s.stop() }

// Balances reads what the named accounts, and the escrow, have.
func (s *Stack) Balances(ctx context.Context, accounts []devnet.Account) (of map[devnet.Account]usdc.Amount, held usdc.Amount, err error) {
	of = make(map[devnet.Account]usdc.Amount, len(accounts))
	for _, a := range accounts {
		if of[a], err = s.Token.ReadBalance(ctx, s.Client, a.Address()); err != nil {
			return nil, 0, err
		}
	}
	held, err = s.Token.ReadBalance(ctx, s.Client, s.Domain.Escrow)
	return of, held, err
}

// State reads where the escrow has a pact.
func (s *Stack) State(ctx context.Context, id pact.ID) (escrow.State, error) {
	return escrow.ReadState(ctx, s.Client, s.Domain.Escrow, id)
}

// Give gives an account that the chain did not fund ETH for gas.
func (s *Stack) Give(ctx context.Context, to common.Address) error {
	return s.send(ctx, devnet.Deployer, &to, big.NewInt(1e18), nil)
}
