package app_test

import (
	"context"
	"fmt"
	"math/big"
	"net"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"

	"github.com/surety-dev/surety/internal/devnet"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
)

// anvil is a fresh node of another make with a block every 200 ms, and token and escrow on it.
type anvil struct {
	*ethclient.Client
	t      testing.TB
	url    string
	domain pact.Domain
	token  escrow.Token
}

// startAnvil skips the test where the npm packages of contracts/ are not installed.
func startAnvil(t testing.TB, rich ...common.Address) *anvil {
	t.Helper()
	found, err := filepath.Glob("../../contracts/node_modules/@foundry-rs/anvil-*/bin/anvil")
	if err != nil || len(found) == 0 {
		t.Skip("no anvil: make contracts/node_modules installs it")
	}
	a := &anvil{t: t}
	a.start(found[0])
	t.Cleanup(a.Close)
	for _, account := range append(rich, devnet.Deployer.Address(), devnet.Buyer.Address()) {
		check(t, a.Client.Client().Call(nil, "anvil_setBalance", account, "0x3635c9adc5dea00000"))
	}
	a.mined(a.transact(devnet.Deployer, nil, common.FromHex(devnet.DevUSDCMetaData.Bin), 8_000_000))
	address, creation := escrow.Create2(escrow.Creation(crypto.CreateAddress(devnet.Deployer.Address(), 0)))
	a.mined(a.transact(devnet.Deployer, &escrow.Proxy, creation, 8_000_000))
	a.domain = pact.Domain{ChainID: devnet.ChainID, Escrow: address}
	a.token, err = escrow.ReadToken(t.Context(), a.Client, a.domain)
	check(t, err)
	return a
}

// start returns when the node answers.
func (a *anvil) start(program string) {
	address := freeAddress(a.t)
	host, port, err := net.SplitHostPort(address)
	check(a.t, err)
	node := exec.Command(program, "--host", host, "--port", port, "--chain-id", fmt.Sprint(devnet.ChainID), "--block-time", "0.2",
		"--accounts", "1", "--gas-limit", "120000000", "--quiet")
	check(a.t, node.Start())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_ = node.Wait()
	}()
	a.t.Cleanup(func() {
		_ = node.Process.Kill()
		<-ended
	})
	a.url = "http://" + address
	a.Client, err = ethclient.Dial(a.url)
	check(a.t, err)
	a.eventually(func() error {
		_, err := a.ChainID(a.t.Context())
		select {
		case <-ended:
			a.t.Fatal("anvil ended")
		default:
		}
		return err
	})
}

func (a *anvil) eventually(wrong func() error) {
	a.t.Helper()
	ctx, cancel := context.WithTimeout(a.t.Context(), 2*time.Minute)
	defer cancel()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for {
		err := wrong()
		if err == nil {
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			a.t.Fatalf("still after two minutes: %v", err)
		}
	}
}

// transact sends a transaction of a devnet account.
func (a *anvil) transact(from devnet.Account, to *common.Address, data []byte, gas uint64) common.Hash {
	a.t.Helper()
	nonce, err := a.PendingNonceAt(a.t.Context(), from.Address())
	check(a.t, err)
	tx := a.signed(from, nonce, to, data, gas)
	check(a.t, a.SendTransaction(a.t.Context(), tx))
	return tx.Hash()
}

func (a *anvil) signed(from devnet.Account, nonce uint64, to *common.Address, data []byte, gas uint64) *types.Transaction {
	a.t.Helper()
	tx, err := types.SignNewTx(from.Key(), types.LatestSignerForChainID(big.NewInt(devnet.ChainID)), &types.DynamicFeeTx{
		ChainID: big.NewInt(devnet.ChainID), Nonce: nonce, GasTipCap: big.NewInt(1e9), GasFeeCap: big.NewInt(1e11), Gas: gas, To: to, Data: data,
	})
	check(a.t, err)
	return tx
}

// mined waits for transactions that must succeed.
func (a *anvil) mined(hashes ...common.Hash) {
	a.t.Helper()
	for _, hash := range hashes {
		a.eventually(func() error {
			receipt, err := a.TransactionReceipt(a.t.Context(), hash)
			if err == nil && receipt.Status != types.ReceiptStatusSuccessful {
				a.t.Fatalf("transaction %s reverted", hash)
			}
			return err
		})
	}
}

// fund puts these pacts' money into the escrow, a hundred in a transaction. They have one buyer.
func (a *anvil) fund(terms []pact.Terms) {
	a.t.Helper()
	var sum usdc.Amount
	for _, t := range terms {
		sum += t.Deal.Amount
	}
	mint := devnet.NewDevUSDC().PackMint(devnet.Buyer.Address(), big.NewInt(int64(sum)))
	sent := []common.Hash{a.transact(devnet.Deployer, &a.token.Address, mint, 200_000)}
	a.mined(sent...)
	for len(terms) > 0 {
		n := min(100, len(terms))
		signature, err := pact.Sign(a.token.BatchAuthorizationDigest(terms[:n], a.domain.Escrow), devnet.Buyer.Key())
		check(a.t, err)
		sent = append(sent, a.transact(devnet.Buyer, &a.domain.Escrow, escrow.FundBatch(terms[:n], signature), 15_000_000))
		terms = terms[n:]
	}
	a.mined(sent...)
}
