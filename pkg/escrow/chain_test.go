package escrow_test

import (
	"context"
	"crypto/ecdsa"
	"encoding/json"
	"math/big"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient/simulated"
	"github.com/ethereum/go-ethereum/rpc"

	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
)

const (
	chainID = 1337 // the simulated chain's
	million = 1_000_000
	day     = 24 * 60 * 60
)

// actor is somebody with a key.
type actor struct {
	common.Address
	key *ecdsa.PrivateKey
}

func newActor(name string) actor {
	key, err := crypto.ToECDSA(crypto.Keccak256([]byte(name)))
	if err != nil {
		panic(err)
	}
	return actor{crypto.PubkeyToAddress(key.PublicKey), key}
}

func (a actor) sign(t *testing.T, digest common.Hash) []byte {
	t.Helper()
	signature, err := pact.Sign(digest, a.key)
	if err != nil {
		t.Fatal(err)
	}
	return signature
}

var (
	relayer, buyer, provider  = newActor("relayer"), newActor("buyer"), newActor("provider")
	evaluator, arbiter, feeTo = newActor("evaluator"), newActor("arbiter"), newActor("fee")
)

type client interface {
	simulated.Client
	BlockReceipts(context.Context, rpc.BlockNumberOrHash) ([]*types.Receipt, error)
}

// chain runs the committed bytecode of the escrow and of DevUSDC. The buyer starts with a million USDC, the relayer pays all gas.
type chain struct {
	*testing.T
	sim    *simulated.Backend
	client client
	domain pact.Domain
	token  escrow.Token
	usdc   abi.ABI // DevUSDC's, with what only its owner, the relayer, may do
}

func newChain(t *testing.T) *chain {
	t.Helper()
	t.Parallel()
	ether := types.Account{Balance: new(big.Int).Lsh(big.NewInt(1), 80)}
	sim := simulated.NewBackend(types.GenesisAlloc{relayer.Address: ether, buyer.Address: ether, escrow.Proxy: {Code: escrow.ProxyCode()}})
	t.Cleanup(func() { sim.Close() })
	c := &chain{T: t, sim: sim, client: sim.Client().(client)}

	text, err := os.ReadFile("../../contracts/abi/DevUSDC.json")
	if err != nil {
		t.Fatal(err)
	}
	var artifact struct {
		ABI      abi.ABI
		Bytecode hexutil.Bytes
	}
	if err := json.Unmarshal(text, &artifact); err != nil {
		t.Fatal(err)
	}
	c.usdc = artifact.ABI
	address, creation := escrow.Create2(escrow.Creation(c.deploy(artifact.Bytecode)))
	if _, err := c.send(relayer, &escrow.Proxy, creation); err != nil {
		t.Fatal(err)
	}
	c.domain = pact.Domain{ChainID: chainID, Escrow: address}
	if c.token, err = escrow.ReadToken(t.Context(), c.client, c.domain); err != nil {
		t.Fatal(err)
	}
	c.sendUSDC("mint", buyer.Address, big.NewInt(million*million))
	return c
}

func (c *chain) deploy(code []byte) common.Address {
	c.Helper()
	receipt, err := c.send(relayer, nil, code)
	if err != nil {
		c.Fatal(err)
	}
	return receipt.ContractAddress
}

// send mines one transaction. A refusal by estimation, as a node's client meets it, is explained.
func (c *chain) send(from actor, to *common.Address, data []byte) (*types.Receipt, error) {
	c.Helper()
	ctx := c.Context()
	gas, err := c.client.EstimateGas(ctx, ethereum.CallMsg{From: from.Address, To: to, Data: data})
	if err != nil {
		return nil, escrow.Explain(err)
	}
	nonce, err := c.client.PendingNonceAt(ctx, from.Address)
	if err != nil {
		c.Fatal(err)
	}
	tx := types.MustSignNewTx(from.key, types.LatestSignerForChainID(big.NewInt(chainID)), &types.DynamicFeeTx{
		ChainID: big.NewInt(chainID), Nonce: nonce, To: to, Data: data, Gas: gas * 2,
		GasFeeCap: big.NewInt(100e9), GasTipCap: big.NewInt(1e9),
	})
	if err := c.client.SendTransaction(ctx, tx); err != nil {
		c.Fatal(err)
	}
	// The index of transactions lags behind; the block's own receipts do not.
	block := rpc.BlockNumberOrHashWithHash(c.sim.Commit(), true)
	receipts, err := c.client.BlockReceipts(ctx, block)
	if err != nil || len(receipts) != 1 {
		c.Fatalf("block has %d receipts (%v), want 1", len(receipts), err)
	}
	receipt := receipts[0]
	if receipt.Status != types.ReceiptStatusSuccessful {
		c.Fatalf("transaction %s failed after its estimation did not", tx.Hash())
	}
	return receipt, nil
}

func (c *chain) sendUSDC(method string, args ...any) {
	c.Helper()
	data, err := c.usdc.Pack(method, args...)
	if err != nil {
		c.Fatal(err)
	}
	if _, err := c.send(relayer, &c.token.Address, data); err != nil {
		c.Fatal(err)
	}
}

// carry has the relayer send calldata to the escrow, and returns the escrow's events.
func (c *chain) carry(data []byte) []escrow.Event {
	c.Helper()
	return c.call(relayer, data)
}

func (c *chain) call(from actor, data []byte) (events []escrow.Event) {
	c.Helper()
	receipt, err := c.send(from, &c.domain.Escrow, data)
	if err != nil {
		c.Fatal(err)
	}
	for _, log := range receipt.Logs {
		if log.Address != c.domain.Escrow {
			continue
		}
		event, err := escrow.ParseLog(*log)
		if err != nil {
			c.Fatal(err)
		}
		if event.BlockNumber != receipt.BlockNumber.Uint64() || event.BlockHash != receipt.BlockHash ||
			event.TxHash != receipt.TxHash || event.LogIndex != log.Index {
			c.Errorf("event %+v is not at its place in receipt %+v", event, receipt)
		}
		event.BlockNumber, event.BlockHash, event.TxHash, event.LogIndex = 0, common.Hash{}, common.Hash{}, 0
		events = append(events, event)
	}
	return events
}

// refusal is what the escrow answers when the relayer carries the calldata.
func (c *chain) refusal(from actor, data []byte) error {
	c.Helper()
	_, err := c.send(from, &c.domain.Escrow, data)
	return err
}

// now is the latest block's time.
func (c *chain) now() int64 {
	c.Helper()
	head, err := c.client.HeaderByNumber(c.Context(), nil)
	if err != nil {
		c.Fatal(err)
	}
	return int64(head.Time)
}

func (c *chain) passTo(unix int64) {
	c.Helper()
	if err := c.sim.AdjustTime(time.Duration(unix-c.now()) * time.Second); err != nil {
		c.Fatal(err)
	}
}

// terms of 100 USDC, 10 of them upfront, fee 1 %, with an arbiter and a day for every window.
func (c *chain) terms(salt string) pact.Terms {
	c.Helper()
	now := c.now()
	return pact.Terms{
		Gate: pact.Gate{Evaluator: evaluator.Address, EvaluateBy: now + 10*day, ChallengeWindow: day, FeeBps: 100, FeeTo: feeTo.Address},
		Deal: pact.Deal{
			Buyer: buyer.Address, Provider: provider.Address, Arbiter: arbiter.Address,
			Amount: 100 * million, Upfront: 10 * million, FundBy: now + day,
			DisputeWindow: day, ArbitrationWindow: day, SilenceBps: 4000,
			Covenant: crypto.Keccak256Hash([]byte("covenant")), Salt: crypto.Keccak256Hash([]byte(salt)),
		},
	}
}

// finalTerms are terms whose verdicts are final: no arbiter, no windows.
func (c *chain) finalTerms(salt string) pact.Terms {
	t := c.terms(salt)
	t.Gate.ChallengeWindow, t.Deal.DisputeWindow, t.Deal.ArbitrationWindow = 0, 0, 0
	t.Deal.Arbiter = common.Address{}
	return t
}

func (c *chain) fund(t pact.Terms) []escrow.Event {
	c.Helper()
	return c.carry(c.fundCall(t))
}

func (c *chain) fundCall(t pact.Terms) []byte {
	return escrow.Fund(t, buyer.sign(c.T, c.token.AuthorizationDigest(t, c.domain.Escrow)))
}

func (c *chain) fundBatchCall(terms ...pact.Terms) []byte {
	return escrow.FundBatch(terms, buyer.sign(c.T, c.token.BatchAuthorizationDigest(terms, c.domain.Escrow)))
}

func (c *chain) signed(by actor, m pact.Message) []byte { return by.sign(c.T, c.domain.Digest(m)) }

func (c *chain) balance(of common.Address) usdc.Amount {
	c.Helper()
	amount, err := c.token.ReadBalance(c.Context(), c.client, of)
	if err != nil {
		c.Fatal(err)
	}
	return amount
}

func (c *chain) state(t pact.Terms) escrow.State {
	c.Helper()
	state, err := escrow.ReadState(c.Context(), c.client, c.domain.Escrow, t.ID())
	if err != nil {
		c.Fatal(err)
	}
	return state
}

func hash(s string) common.Hash { return crypto.Keccak256Hash([]byte(s)) }

// flipped is the signature with one bit of s changed.
func flipped(signature []byte) []byte {
	broken := slices.Clone(signature)
	broken[63] ^= 1
	return broken
}

func says(err error, words ...string) bool {
	return err != nil && !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(err.Error(), w) })
}
