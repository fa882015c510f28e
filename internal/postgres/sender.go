package postgres

import (
	"context"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/jackc/pgx/v5"

	"github.com/surety-dev/surety/internal/chain"
	"github.com/surety-dev/surety/internal/chain/send"
	"github.com/surety-dev/surety/internal/postgres/db"
	"github.com/surety-dev/surety/internal/settlement"
)

var (
	_ send.Store = (*DB)(nil)
	_ send.Keys  = (*DB)(nil)
)

// Store is the Store for the holder of a key's lease.
func (d *DB) Store(lease chain.Lease) send.Store { return d.Under(lease) }

// Reserve takes the key's next nonce and stores what sign makes with it, linked to the intents that refs name.
func (d *DB) Reserve(ctx context.Context, key common.Address, floor uint64, call send.Call, refs []int64, sign func(nonce uint64) (send.Attempt, error)) (send.Transaction, error) {
	var out send.Transaction
	err := d.transact(ctx, func(q *db.Queries) error {
		nonce, err := q.TakeNonce(ctx, db.TakeNonceParams{Address: key[:], AtLeast: int64(floor)})
		if err != nil {
			return err
		}
		attempt, err := sign(uint64(nonce))
		if err != nil {
			return err
		}
		id, err := q.InsertTransaction(ctx, db.InsertTransactionParams{Key: key[:], Nonce: nonce, Recipient: call.To[:], Data: notNil(call.Data), Gas: int64(call.Gas)})
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

// Fill stores a transaction without intents for a nonce that has none, or a void one.
func (d *DB) Fill(ctx context.Context, key common.Address, nonce uint64, call send.Call, sign func() (send.Attempt, error)) (send.Transaction, bool, error) {
	var out send.Transaction
	err := d.transact(ctx, func(q *db.Queries) error {
		id, err := q.FillTransaction(ctx, db.FillTransactionParams{
			Key: key[:], Nonce: int64(nonce), Recipient: call.To[:], Data: notNil(call.Data), Gas: int64(call.Gas),
		})
		if err != nil {
			return err
		}
		attempt, err := sign()
		if err != nil {
			return err
		}
		out = send.Transaction{ID: id, Key: key, Nonce: nonce, Call: call, Attempts: []send.Attempt{attempt}}
		return insertAttempt(ctx, q, id, attempt)
	})
	if errors.Is(err, pgx.ErrNoRows) {
		return send.Transaction{}, false, nil
	}
	return out, err == nil, err
}

// Unfinal are the key's transactions that are mined in those blocks and not final, newest block first, without their attempts.
func (d *DB) Unfinal(ctx context.Context, key common.Address, from, to uint64) ([]send.Transaction, error) {
	rows, err := d.q.UnfinalTransactions(ctx, db.UnfinalTransactionsParams{Key: key[:], FromBlock: int64(from), ToBlock: int64(to), Size: send.Page})
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

// SetMined records where transactions were mined, or that their blocks were reorganized away. The intents of one that was mined and
// reverted go back to the queue: another transaction will serve them if the escrow still has a use for them.
func (d *DB) SetMined(ctx context.Context, outcomes ...send.Outcome) error {
	return d.transact(ctx, func(q *db.Queries) error {
		var (
			m                         db.SetMinedParams
			away, succeeded, reverted []int64
		)
		for _, o := range outcomes {
			if o.Mined == nil {
				away = append(away, o.ID)
				continue
			}
			m.Ids, m.Hashes, m.Blocks = append(m.Ids, o.ID), append(m.Hashes, o.Mined.Hash[:]), append(m.Blocks, int64(o.Mined.Block))
			m.BlockHashes, m.Succeeded = append(m.BlockHashes, o.Mined.BlockHash[:]), append(m.Succeeded, o.Mined.Succeeded)
			m.GasUsed, m.Fees = append(m.GasUsed, int64(o.Mined.GasUsed)), append(m.Fees, o.Mined.Fee)
			if o.Mined.Succeeded {
				succeeded = append(succeeded, o.ID)
				continue
			}
			reverted = append(reverted, o.ID)
			ids, err := q.IntentsOf(ctx, []int64{o.ID})
			if err != nil {
				return err
			}
			if err := journalIntents(ctx, q, "failed", ": the transaction was mined and reverted", o.Mined.Hash[:], ids...); err != nil {
				return err
			}
		}
		if len(away) > 0 {
			if err := q.SetUnmined(ctx, away); err != nil {
				return err
			}
			if err := q.SetIntents(ctx, db.SetIntentsParams{State: db.IntentStateSent, TransactionIds: away}); err != nil {
				return err
			}
		}
		if len(m.Ids) > 0 {
			if err := q.SetMined(ctx, m); err != nil {
				return err
			}
		}
		if len(succeeded) > 0 {
			if err := q.SetIntents(ctx, db.SetIntentsParams{State: db.IntentStateMined, TransactionIds: succeeded}); err != nil {
				return err
			}
		}
		if len(reverted) > 0 {
			return q.IntentsReverted(ctx, reverted)
		}
		return nil
	})
}

// SetFinal records that the transactions' blocks are final.
func (d *DB) SetFinal(ctx context.Context, ids ...int64) error {
	return d.transact(ctx, func(q *db.Queries) error {
		if err := q.SetFinal(ctx, ids); err != nil {
			return err
		}
		return q.SetIntents(ctx, db.SetIntentsParams{State: db.IntentStateFinal, TransactionIds: ids})
	})
}

// Free returns the transaction's intents to the queue. It does nothing from now on, as instead says, or its nonce is given up.
func (d *DB) Free(ctx context.Context, id int64, why string, instead *send.Attempt) error {
	return d.transact(ctx, func(q *db.Queries) error {
		if instead == nil {
			if _, err := q.VoidTransaction(ctx, id); err != nil {
				return err
			}
			return freeIntents(ctx, q, why, false, id)
		}
		if err := q.EmptyTransaction(ctx, db.EmptyTransactionParams{ID: id, Gas: send.EmptyGas}); err != nil {
			return err
		}
		if err := insertAttempt(ctx, q, id, *instead); err != nil {
			return err
		}
		return freeIntents(ctx, q, why, true, id)
	})
}

// Stop keeps the key from signing, gives up the transaction's nonce, and returns the intents of all that the key has in flight to the queue.
func (d *DB) Stop(ctx context.Context, id int64, why string) error {
	return d.transact(ctx, func(q *db.Queries) error {
		key, err := q.VoidTransaction(ctx, id)
		if err != nil {
			return err
		}
		if err := q.StopKey(ctx, db.StopKeyParams{Address: key, Why: why}); err != nil {
			return err
		}
		ids, err := q.UnminedIds(ctx, key)
		if err != nil {
			return err
		}
		return freeIntents(ctx, q, "the key that was to carry it is stopped", false, ids...)
	})
}

func freeIntents(ctx context.Context, q *db.Queries, why string, failed bool, ids ...int64) error {
	freed, err := q.FreeIntents(ctx, db.FreeIntentsParams{Why: why, Failed: failed, TransactionIds: ids})
	if err != nil || len(freed) == 0 {
		return err
	}
	return journalIntents(ctx, q, "failed", ": "+why, nil, freed...)
}

// Stopped says why the key must not sign.
func (d *DB) Stopped(ctx context.Context, key common.Address) (string, error) {
	why, err := d.q.Stopped(ctx, key[:])
	if errors.Is(err, pgx.ErrNoRows) {
		return "", nil
	}
	return why, err
}

// Disown returns to the queue the intents that wait for an unmined transaction of another key than these that no process has held for ten seconds.
func (d *DB) Disown(ctx context.Context, but []common.Address) error {
	keys := make([][]byte, len(but))
	for i, key := range but {
		keys[i] = key[:]
	}
	_, err := d.q.DisownIntents(ctx, keys)
	return err
}

// RelayerKey is what the database knows of a key that pays gas.
type RelayerKey struct {
	Address   common.Address
	NextNonce uint64
	InFlight  int64
	Holder    string // the process that has its lease; empty: none
	Stopped   string // why it must not sign; empty: it may
}

// RelayerKeys are the keys that ever sent something.
func (d *DB) RelayerKeys(ctx context.Context) ([]RelayerKey, error) {
	rows, err := d.q.RelayerKeys(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]RelayerKey, len(rows))
	for i, row := range rows {
		out[i] = RelayerKey{
			Address: common.Address(row.Address), NextNonce: uint64(row.NextNonce), InFlight: row.InFlight, Holder: row.Holder, Stopped: row.Stopped,
		}
	}
	return out, nil
}

// ResumeKey lets a stopped key sign again. It says whether it was stopped.
func (d *DB) ResumeKey(ctx context.Context, key common.Address) (bool, error) {
	n, err := d.q.ResumeKey(ctx, key[:])
	return n > 0, err
}

// notNil keeps an empty value from being stored as null.
func notNil(b []byte) []byte {
	if b == nil {
		return []byte{}
	}
	return b
}

func transaction(row db.Transaction) send.Transaction {
	t := send.Transaction{
		ID: row.ID, Key: common.Address(row.Key), Nonce: uint64(row.Nonce),
		Call: send.Call{To: common.Address(row.Recipient), Data: row.Data, Gas: uint64(row.Gas)},
	}
	if row.MinedHash != nil {
		t.Mined = &send.Mined{
			Hash: common.Hash(row.MinedHash), Block: uint64(*row.MinedBlock), BlockHash: common.Hash(row.MinedBlockHash),
			Succeeded: *row.Succeeded, GasUsed: uint64(*row.GasUsed), Fee: *row.Fee,
		}
	}
	return t
}
