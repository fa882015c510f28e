package app

import (
	"context"
	"fmt"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/internal/chain/rpc"
	"github.com/surety-dev/surety/internal/evaluation"
	"github.com/surety-dev/surety/internal/postgres"
)

var _ evaluation.Chain = blocks{}

// blocks is the chain as the evaluation looks at it. What is final is for the follower to say, who asks more than one endpoint.
type blocks struct {
	node *rpc.Client
	db   *postgres.DB
}

func (b blocks) Newest(ctx context.Context) (uint64, error) {
	head, err := b.node.Head(ctx, rpc.Latest)
	return head.Number, err
}

func (b blocks) FinalHash(ctx context.Context, number uint64) (common.Hash, uint64, error) {
	_, final, _, err := b.db.Cursor(ctx)
	if err != nil || final < number {
		return common.Hash{}, number - min(number, final), err
	}
	headers, err := b.node.Headers(ctx, number, number)
	if err != nil {
		return common.Hash{}, 0, err
	}
	if len(headers) != 1 {
		return common.Hash{}, 0, fmt.Errorf("the node has no block %d, though block %d is final", number, final)
	}
	return headers[0].Hash, 0, nil
}

// Safe is 0 while the follower does not have the safe block: it is behind, or on a fork.
func (b blocks) Safe(ctx context.Context) (uint64, error) {
	named, err := b.node.Head(ctx, rpc.Safe)
	if rpc.Classify(err) == rpc.NotFound { // a young chain
		return 0, nil
	}
	if err == nil {
		named, err = b.node.Agreed(ctx, rpc.Safe, named)
	}
	if err != nil {
		return 0, err
	}
	hash, ok, err := b.db.HashAt(ctx, named.Number)
	if err != nil || !ok || hash != named.Hash {
		return 0, err
	}
	return named.Number, nil
}
