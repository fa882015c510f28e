package rpc

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/crypto"
	gethrpc "github.com/ethereum/go-ethereum/rpc"
)

// Account is what the sender of a key must know before it signs, as one node told it in one request. What is read after it is of the latest
// block or a later one.
type Account struct {
	Finalized uint64 // number of the newest final block; 0 in a young chain, which has none
	Latest    Header
	BaseFee   *big.Int // of Latest, in wei
	Fees      Fees
	Nonce     uint64   // the next nonce, after Latest
	Balance   *big.Int // in wei, after Latest
}

// Account reads all of it.
func (c *Client) Account(ctx context.Context, address common.Address) (Account, error) {
	var out Account
	err := c.ask(ctx, func(ctx context.Context, conn *gethrpc.Client) error {
		var (
			finalized *header
			latest    *struct {
				header
				BaseFeePerGas *hexutil.Big
			}
			tip, balance hexutil.Big
			nonce        hexutil.Uint64
			served       hexutil.Uint64
		)
		calls := []gethrpc.BatchElem{
			{Method: "eth_getBlockByNumber", Args: []any{Finalized, false}, Result: &finalized},
			{Method: "eth_getBlockByNumber", Args: []any{Latest, false}, Result: &latest},
			{Method: "eth_maxPriorityFeePerGas", Result: &tip},
			{Method: "eth_getTransactionCount", Args: []any{address, Latest}, Result: &nonce},
			{Method: "eth_getBalance", Args: []any{address, Latest}, Result: &balance},
			{Method: "eth_chainId", Result: &served},
		}
		if err := conn.BatchCallContext(ctx, calls); err != nil {
			return err
		}
		for i, spared := range []Class{NotFound, None, Denied, None, None, None} {
			if err := calls[i].Error; err != nil && Classify(err) != spared {
				return fmt.Errorf("%s: %w", calls[i].Method, err)
			}
		}
		if err := c.serves(served); err != nil {
			return err
		}
		out = Account{Nonce: uint64(nonce), Balance: (*big.Int)(&balance)}
		if finalized != nil && finalized.Number != nil {
			out.Finalized = uint64(*finalized.Number)
		}
		if latest == nil || latest.BaseFeePerGas == nil {
			return errors.New("the node's latest block has no base fee: it is not a chain with EIP-1559")
		}
		out.BaseFee = (*big.Int)(latest.BaseFeePerGas)
		out.Fees = suggest((*big.Int)(&tip), out.BaseFee)
		var err error
		out.Latest, err = latest.header.decode(string(Latest))
		out.Fees.Block = out.Latest.Number
		return err
	})
	if err != nil {
		return Account{}, fmt.Errorf("read the account %s: %w", address, err)
	}
	return out, nil
}

func suggest(tip, baseFee *big.Int) Fees {
	fees := Fees{Tip: big.NewInt(minTip), Cap: new(big.Int).Lsh(baseFee, 1)}
	if tip.Cmp(fees.Tip) > 0 {
		fees.Tip = tip
	}
	fees.Cap.Add(fees.Cap, fees.Tip)
	return fees
}

// oracle is where chains of the OP Stack say what a transaction costs beside its gas:
// https://specs.optimism.io/protocol/predeploys.html#gaspriceoracle
var oracle = common.HexToAddress("0x420000000000000000000000000000000000000F")

// HasOracle says whether transactions on this chain cost more than their gas: see Surcharge.
func (c *Client) HasOracle(ctx context.Context) (bool, error) {
	code, err := c.Code(ctx, oracle)
	return len(code) > 0, err
}

// Surcharge is what a transaction costs now beside its gas, in wei: for its data on L1, and the operator's fee, which older chains do not
// have. raw is its EIP-2718 bytes, unsigned.
func (c *Client) Surcharge(ctx context.Context, raw []byte, gas uint64) (*big.Int, error) {
	questions := [][]byte{
		slices.Concat(selector("getL1Fee(bytes)"), word(32), word(len(raw)), common.RightPadBytes(raw, (len(raw)+31)/32*32)),
		operatorFee(gas),
	}
	answers := make([]hexutil.Bytes, len(questions))
	calls := make([]gethrpc.BatchElem, len(questions))
	for i, question := range questions {
		calls[i] = gethrpc.BatchElem{Method: "eth_call", Args: []any{message(common.Address{}, oracle, question), Latest}, Result: &answers[i]}
	}
	total := new(big.Int)
	err := c.ask(ctx, func(ctx context.Context, conn *gethrpc.Client) error {
		if err := conn.BatchCallContext(ctx, calls); err != nil {
			return err
		}
		if err := calls[0].Error; err != nil {
			return err
		}
		if err := calls[1].Error; err != nil && Classify(err) != Reverted {
			return err
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("ask what a transaction costs beside its gas: %w", err)
	}
	for _, answer := range answers {
		total.Add(total, new(big.Int).SetBytes(answer))
	}
	return total, nil
}

// OperatorFees are what the operator of the chain takes for transactions that used as much gas, in wei, by the prices of the latest block:
// receipts do not say. On older chains it is nothing.
func (c *Client) OperatorFees(ctx context.Context, gas ...uint64) ([]*big.Int, error) {
	answers := make([]hexutil.Bytes, len(gas))
	calls := make([]gethrpc.BatchElem, len(gas))
	for i := range gas {
		calls[i] = gethrpc.BatchElem{Method: "eth_call", Args: []any{message(common.Address{}, oracle, operatorFee(gas[i])), Latest}, Result: &answers[i]}
	}
	if err := c.batch(ctx, calls); err != nil && Classify(err) != Reverted {
		return nil, fmt.Errorf("ask what the operator takes: %w", err)
	}
	fees := make([]*big.Int, len(gas))
	for i, answer := range answers {
		fees[i] = new(big.Int).SetBytes(answer)
	}
	return fees, nil
}

func operatorFee(gas uint64) []byte {
	return slices.Concat(selector("getOperatorFee(uint256)"), word(int(gas)))
}

func word(n int) []byte { return common.BigToHash(big.NewInt(int64(n))).Bytes() }

func selector(signature string) []byte { return crypto.Keccak256([]byte(signature))[:4] }
