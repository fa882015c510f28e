package app

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/surety-dev/surety/internal/chain"
	"github.com/surety-dev/surety/internal/chain/rpc"
	"github.com/surety-dev/surety/internal/signer"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
)

// Deployment is what a deployment is told.
type Deployment struct {
	Node    `embed:""`
	Relayer `embed:""`
	USDC    common.Address `name:"usdc" help:"The token, on a chain of one's own; Base's and Base Sepolia's are built in." placeholder:"ADDRESS"`
}

// DeployContract puts the escrow at its address on the chain, and says what to configure the service with. Where it is already it says
// just that. say hears each step.
func DeployContract(ctx context.Context, d Deployment, log *slog.Logger, say func(format string, args ...any)) error {
	key, err := signer.OpenKeystore(d.RelayerKey, d.RelayerPasswordFile)
	if err != nil {
		return fmt.Errorf("relayer: %w", err)
	}
	node, err := d.dial(ctx, log, nil)
	if err != nil {
		return err
	}
	defer node.Close()
	address, builtIn := escrow.BuiltInToken(d.ChainID)
	switch {
	case builtIn && d.USDC != common.Address{}:
		return fmt.Errorf("chain %d has its USDC built in, %s: leave out --usdc", d.ChainID, address)
	case !builtIn && d.USDC == common.Address{}:
		return fmt.Errorf("no USDC is built in for chain %d: name the token with --usdc, or correct --chain-id", d.ChainID)
	case !builtIn:
		address = d.USDC
	}
	token, err := escrow.ReadTokenAt(ctx, caller{node}, d.ChainID, address)
	if err != nil {
		return err
	}
	domain := pact.Domain{ChainID: d.ChainID}
	var creation []byte
	domain.Escrow, creation = escrow.Create2(escrow.Creation(d.USDC))
	say("Chain %d, token %s (%s, version %s)", d.ChainID, token.Address, token.Name, token.Version)
	say("The escrow's address there is %s", domain.Escrow)

	first := ": the block it was deployed in, or an earlier one"
	_, err = escrow.CheckCode(ctx, caller{node}, domain)
	if wrong := new(escrow.WrongCode); errors.As(err, &wrong) && wrong.None {
		var block uint64
		block, err = deploy(ctx, node, key, domain, creation, log, say)
		first = fmt.Sprintf("=%d", block)
	} else if err == nil {
		say("It is deployed already: there is nothing to do.")
	}
	if err != nil {
		return err
	}
	say("Next: configure the service with it, and start it with suretyd serve:")
	say("  SURETY_CHAIN_ID=%d", d.ChainID)
	say("  SURETY_ESCROW=%s", domain.Escrow)
	say("  SURETY_FIRST_BLOCK%s", first)
	return nil
}

// deploy has the proxy create the escrow, and returns the block it was mined in. Repeating it is harmless: an address is taken once.
func deploy(ctx context.Context, node *rpc.Client, key *signer.Keystore, domain pact.Domain, creation []byte, log *slog.Logger, say func(string, ...any)) (uint64, error) {
	proxy, err := node.Code(ctx, escrow.Proxy)
	if err != nil {
		return 0, fmt.Errorf("read the deployment proxy: %w", err)
	}
	if !bytes.Equal(proxy, escrow.ProxyCode()) {
		return 0, fmt.Errorf("chain %d has no deployment proxy at %s: put it there first, as github.com/Arachnid/deterministic-deployment-proxy says", domain.ChainID, escrow.Proxy)
	}
	gas, err := node.EstimateGas(ctx, key.Address(), escrow.Proxy, creation)
	if err != nil {
		return 0, fmt.Errorf("the chain was asked first and nothing was sent: %w", err)
	}
	gas += gas / 10
	fees, feesErr := node.Fees(ctx)
	more, moreErr := node.Surcharge(ctx, creation, gas)
	balance, balanceErr := node.Balance(ctx, key.Address())
	nonce, nonceErr := node.Nonce(ctx, key.Address(), rpc.Latest)
	if err := errors.Join(feesErr, moreErr, balanceErr, nonceErr); err != nil {
		return 0, fmt.Errorf("prepare the deployment: %w", err)
	}
	cost := new(big.Int).Mul(new(big.Int).SetUint64(gas), fees.Cap)
	cost.Add(cost, more)
	say("Deploying takes %d gas and costs %s ETH at most; %s has %s ETH", gas, ether(cost), key.Address(), ether(balance))
	if balance.Cmp(cost) < 0 {
		return 0, fmt.Errorf("not enough ETH: send %s at least %s ETH on chain %d, and run this again",
			key.Address(), ether(cost.Sub(cost, balance)), domain.ChainID)
	}

	tx, err := key.SignTx(ctx, types.NewTx(&types.DynamicFeeTx{
		ChainID: new(big.Int).SetUint64(domain.ChainID), Nonce: nonce, GasTipCap: fees.Tip, GasFeeCap: fees.Cap, Gas: gas,
		To: &escrow.Proxy, Data: creation,
	}), domain.ChainID)
	if err != nil {
		return 0, err
	}
	raw, err := tx.MarshalBinary()
	if err != nil {
		return 0, err
	}
	if err := node.SendRaw(ctx, raw); err != nil && rpc.Classify(err) != rpc.AlreadyKnown {
		return 0, fmt.Errorf("send transaction %s: %w; run this again, which says if it was mined all the same", tx.Hash(), err)
	}
	say("Sent transaction %s, waiting for the chain…", tx.Hash())
	var mined *rpc.Receipt
	waiting, done := context.WithCancel(ctx)
	defer done()
	err = chain.Poll(waiting, 200*time.Millisecond, log, func(ctx context.Context) (bool, error) { // Base's block time
		receipts, err := node.Receipts(ctx, tx.Hash())
		if err != nil || receipts[0] == nil {
			return false, err
		}
		if !receipts[0].Succeeded {
			return false, backoff.Permanent(fmt.Errorf("transaction %s was reverted: run this again, which says if somebody else was first", tx.Hash()))
		}
		if _, err := escrow.CheckCode(ctx, caller{node}, domain); err != nil { // of several nodes behind one endpoint this one may be late
			return false, err
		}
		mined = receipts[0]
		done()
		return false, nil
	})
	if err != nil {
		return 0, err
	}
	if mined == nil {
		return 0, fmt.Errorf("transaction %s is sent and not mined yet: run this again, which says if it was: %w", tx.Hash(), ctx.Err())
	}
	say("Deployed in block %d for %d gas", mined.BlockNumber, mined.GasUsed)
	return mined.BlockNumber, nil
}

// CheckContract says whether the escrow is the one that this program was built with. *escrow.WrongCode: it is not.
func CheckContract(ctx context.Context, c Contract, log *slog.Logger, say func(format string, args ...any)) error {
	node, err := c.dial(ctx, log, nil)
	if err != nil {
		return err
	}
	defer node.Close()
	token, err := escrow.ReadToken(ctx, caller{node}, pact.Domain{ChainID: c.ChainID, Escrow: c.Escrow})
	if err != nil {
		return err
	}
	say("OK: %s on chain %d is the escrow that this program was built with", c.Escrow, c.ChainID)
	say("Its token is %s (%s, version %s)", token.Address, token.Name, token.Version)
	return nil
}

// ether writes an amount of wei.
func ether(wei *big.Int) string {
	exact := new(big.Rat).SetFrac(wei, big.NewInt(1e18)).FloatString(18)
	return strings.TrimSuffix(strings.TrimRight(exact, "0"), ".")
}

// caller lets pkg/escrow read through our client, whose errors never contain the endpoint's path.
type caller struct{ *rpc.Client }

func (c caller) CodeAt(ctx context.Context, address common.Address, _ *big.Int) ([]byte, error) {
	return c.Code(ctx, address)
}

func (c caller) CallContract(ctx context.Context, m ethereum.CallMsg, _ *big.Int) ([]byte, error) {
	return c.Call(ctx, m.From, *m.To, m.Data)
}
