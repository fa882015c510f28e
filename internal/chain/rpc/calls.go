package rpc

import (
	"context"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	gethrpc "github.com/ethereum/go-ethereum/rpc"
)

// CallsAt runs functions of a contract on the state after a block, unsent, in as few requests as allowed. NotFound: no endpoint keeps
// that state, or has it yet.
func (c *Client) CallsAt(ctx context.Context, block uint64, to common.Address, data ...[]byte) ([][]byte, error) {
	answers := make([]hexutil.Bytes, len(data))
	calls := make([]gethrpc.BatchElem, len(data))
	for i := range data {
		calls[i] = gethrpc.BatchElem{
			Method: "eth_call", Args: []any{message(common.Address{}, to, data[i]), hexutil.Uint64(block)}, Result: &answers[i],
		}
	}
	well, spared := c.order()
	order := append(well, spared...)
	err := c.batchFrom(ctx, order, calls)
	for len(order) > 1 && Classify(err) == NotFound {
		order = order[1:]
		err = c.batchFrom(ctx, order, calls)
	}
	if err != nil {
		return nil, fmt.Errorf("state after block %d: %w", block, revert(err))
	}
	out := make([][]byte, len(answers))
	for i, answer := range answers {
		out[i] = answer
	}
	return out, nil
}
