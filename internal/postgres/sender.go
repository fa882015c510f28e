package postgres

import (
	"context"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/internal/chain/send"
	"github.com/surety-dev/surety/internal/postgres/db"
	"github.com/surety-dev/surety/internal/settlement"
)

var _ send.Store = (*DB)(nil)

// Reserve takes the key's next nonce and stores what sign makes with it, linked to the intents that refs name.
func (d *DB) Reserve(ctx context.Context, key common.Address, floor uint64, call send.Call, refs []int64, sign func(nonce uint64) (send.Attempt, error)) (send.Transaction, error) {
	var out send.Transaction
	err := d.transact(ctx, func(q *db.Queries) error {
		if err := q.EnsureKey(ctx, key[:]); err != nil {
			return err
		}
		nonce, err := q.TakeNonce(ctx, db.TakeNonceParams{Address: key[:], AtLeast: int64(floor)})
		if err != nil {
			return err
		}
		attempt, err := sign(uint64(nonce))
		if err != nil {
			return err
		}
		id, err := q.InsertTransaction(ctx, db.InsertTransactionParams{Key: key[:], Nonce: nonce, Recipient: call.To[:], Data: call.Data, Gas: int64(call.Gas)})
		if err != nil {
			return err
		}
		if err := insertAttempt(ctx, q, id, attempt); err != nil {
			return err
		}
		linked, err := q.LinkIntents(ctx, db.LinkIntentsParams{TransactionID: &id, Ids: refs})
		if err != nil {
			return err
		}
		if int(linked) != len(refs) {
			return fmt.Errorf("%d of %d intents are no longer pending: %w", len(refs)-int(linked), len(refs), settlement.ErrTaken)
		}
		out = send.Transaction{ID: id, Key: key, Nonce: uint64(nonce), Call: call, Attempts: []send.Attempt{attempt}}
		return journalIntents(ctx, q, "sent", "", attempt.Hash[:], refs...)
	})
	return out, err
}

func insertAttempt(ctx context.Context, q *db.Queries, id int64, a send.Attempt) error {
	return q.InsertAttempt(ctx, db.InsertAttemptParams{
		Hash: a.Hash[:], TransactionID: id, Raw: a.Raw, TipCap: a.TipCap.Int64(), FeeCap: a.FeeCap.Int64(), SentAtBlock: int64(a.SentAtBlock),
	})
}

// Unmined are the key's transactions that are not mined, by nonce.
func (d *DB) Unmined(ctx context.Context, key common.Address) ([]send.Transaction, error) {
	rows, err := d.q.UnminedTransactions(ctx, key[:])
	if err != nil {
		return nil, err
	}
	out := make([]send.Transaction, len(rows))
	at := make(map[int64]int, len(rows))
	ids := make([]int64, len(rows))
	for i, row := range rows {
		out[i], ids[i], at[row.ID] = transaction(row), row.ID, i
	}
	attempts, err := d.q.AttemptsOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	for _, a := range attempts {
		t := &out[at[a.TransactionID]]
		t.Attempts = append(t.Attempts, send.Attempt{
			Hash: common.Hash(a.Hash), Raw: a.Raw, TipCap: big.NewInt(a.TipCap), FeeCap: big.NewInt(a.FeeCap), SentAtBlock: uint64(a.SentAtBlock),
		})
	}
	return out, nil
}

// Unfinal are the key's transactions that are mined and not final, by nonce, without their attempts.
func (d *DB) Unfinal(ctx context.Context, key common.Address) ([]send.Transaction, error) {
	rows, err := d.q.UnfinalTransactions(ctx, key[:])
	if err != nil {
		return nil, err
	}
	out := make([]send.Transaction, len(rows))
	for i, row := range rows {
		out[i] = transaction(row)
	}
	return out, nil
}

// AddAttempt stores one more signed form of a transaction.
func (d *DB) AddAttempt(ctx context.Context, id int64, a send.Attempt) error {
	return d.transact(ctx, func(q *db.Queries) error { return insertAttempt(ctx, q, id, a) })
}

// SetMined records where a transaction was mined, or with nil that its block was reorganized away. The intents of one that was mined and
// reverted go back to the queue: another transaction will serve them if the escrow still has a use for them.
func (d *DB) SetMined(ctx context.Context, id int64, m *send.Mined) error {
	return d.transact(ctx, func(q *db.Queries) error {
		if m == nil {
			if err := q.SetMined(ctx, db.SetMinedParams{ID: id}); err != nil {
				return err
			}
			return q.SetIntents(ctx, db.SetIntentsParams{State: db.IntentStateSent, TransactionID: id})
		}
		block, gas := int64(m.Block), int64(m.GasUsed)
		err := q.SetMined(ctx, db.SetMinedParams{
			ID: id, MinedHash: m.Hash[:], MinedBlock: &block, MinedBlockHash: m.BlockHash[:], Succeeded: &m.Succeeded, GasUsed: &gas,
		})
		if err != nil {
			return err
		}
		if m.Succeeded {
			return q.SetIntents(ctx, db.SetIntentsParams{State: db.IntentStateMined, TransactionID: id})
		}
		ids, err := q.IntentsOf(ctx, &id)
		if err != nil {
			return err
		}
		if err := journalIntents(ctx, q, "failed", ": the transaction was mined and reverted", m.Hash[:], ids...); err != nil {
			return err
		}
		return q.IntentsReverted(ctx, id)
	})
}

// SetFinal records that a transaction's block is final.
func (d *DB) SetFinal(ctx context.Context, id int64) error {
	return d.transact(ctx, func(q *db.Queries) error {
		if err := q.SetFinal(ctx, id); err != nil {
			return err
		}
		return q.SetIntents(ctx, db.SetIntentsParams{State: db.IntentStateFinal, TransactionID: id})
	})
}

func transaction(row db.Transaction) send.Transaction {
	t := send.Transaction{
		ID: row.ID, Key: common.Address(row.Key), Nonce: uint64(row.Nonce),
		Call: send.Call{To: common.Address(row.Recipient), Data: row.Data, Gas: uint64(row.Gas)},
	}
	if row.MinedHash != nil {
		t.Mined = &send.Mined{
			Hash: common.Hash(row.MinedHash), Block: uint64(*row.MinedBlock), BlockHash: common.Hash(row.MinedBlockHash),
			Succeeded: *row.Succeeded, GasUsed: uint64(*row.GasUsed),
		}
	}
	return t
}
