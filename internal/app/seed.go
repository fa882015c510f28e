package app

import (
	"context"
	"fmt"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/internal/chain/rpc"
	"github.com/surety-dev/surety/internal/evaluation"
)

var _ evaluation.Chain = blocks{}

// blocks is the chain as the evaluation looks at it.
type blocks struct{ node *rpc.Client }

func (b blocks) Newest(ctx context.Context) (uint64, error) {
	head, err := b.node.Head(ctx, rpc.Latest)
	return head.Number, err
}

func (b blocks) FinalHash(ctx context.Context, number uint64) (common.Hash, uint64, error) {
	final, err := b.node.Head(ctx, rpc.Finalized)
	if err != nil || final.Number < number {
		return common.Hash{}, number - min(number, final.Number), err
	}
	headers, err := b.node.Headers(ctx, number, number)
	if err != nil {
		return common.Hash{}, 0, err
	}
	if len(headers) != 1 {
		return common.Hash{}, 0, fmt.Errorf("the node has no block %d, though it finalized block %d", number, final.Number)
	}
	return headers[0].Hash, 0, nil
}
