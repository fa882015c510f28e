package simulation

import (
	"context"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/internal/chain/follow"
	"github.com/surety-dev/surety/internal/chain/rpc"
	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/internal/postgres"
	"github.com/surety-dev/surety/internal/settlement"
)

// The ports of the parts, with the places to be killed at.

type sink struct {
	settlement.Sink
	at func(string)
}

func (s sink) Append(ctx context.Context, blocks []follow.Block) error {
	err := s.Sink.Append(ctx, blocks)
	if err == nil {
		s.at(applied)
	}
	return err
}

func (s sink) Fill(ctx context.Context, blocks rpc.Range) (err error) {
	defer func() { // a goroutine of its own: the kill takes the way of an error to whoever steps
		if r := recover(); r != nil {
			err = r.(killed)
		}
	}()
	err = s.Sink.Fill(ctx, blocks)
	if err == nil {
		s.at(backfilled)
	}
	return err
}

func (s sink) Verify(ctx context.Context, blocks rpc.Range) (missed, unconfirmed int, err error) {
	missed, unconfirmed, err = s.Sink.Verify(ctx, blocks)
	if err == nil {
		s.at(verified)
	}
	return missed, unconfirmed, err
}

func (s sink) Rollback(ctx context.Context, to rpc.Header) error {
	err := s.Sink.Rollback(ctx, to)
	if err == nil {
		s.at(rolledBack)
	}
	return err
}

func (s sink) Finalize(ctx context.Context, number uint64) error {
	err := s.Sink.Finalize(ctx, number)
	if err == nil {
		s.at(finalized)
	}
	return err
}

type ledger struct {
	settlement.Ledger
	at func(string)
}

func (l ledger) Apply(ctx context.Context, fn func(settlement.LedgerTx) error) error {
	ctx = context.WithoutCancel(ctx) // the driver would make a new connection, of the seed's time
	return l.Ledger.Apply(ctx, func(tx settlement.LedgerTx) error {
		err := fn(tx)
		if err == nil {
			l.at(applying)
		}
		return err
	})
}

type queue struct {
	*postgres.DB
	at func(string)
}

func (q queue) Update(ctx context.Context, fn func(lifecycle.Tx) error) error {
	err := q.DB.Update(ctx, fn)
	if err == nil {
		q.at(intended)
	}
	return err
}

func (q queue) Claim(ctx context.Context, alone bool, limit int) ([]lifecycle.Intent, error) {
	intents, err := q.DB.Claim(ctx, alone, limit)
	if err == nil && len(intents) > 0 {
		q.at(claimed)
	}
	return intents, err
}

func (q queue) Fail(ctx context.Context, id int64, why settlement.Failure) (string, error) {
	state, err := q.DB.Fail(ctx, id, why)
	if err == nil {
		q.at(postponed)
	}
	return state, err
}

func (q queue) Missed(ctx context.Context) ([]int64, error) {
	ids, err := q.DB.Missed(ctx)
	if err == nil && len(ids) > 0 {
		q.at(passedOver)
	}
	return ids, err
}

type estimator struct {
	settlement.Estimator
	at func(string)
}

func (e estimator) EstimateGas(ctx context.Context, from, to common.Address, data []byte) (uint64, error) {
	gas, err := e.Estimator.EstimateGas(ctx, from, to, data)
	if err == nil {
		e.at(asked)
	}
	return gas, err
}
