package postgres

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/jackc/pgx/v5"

	"github.com/surety-dev/surety/internal/chain/rpc"
	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/internal/postgres/db"
	"github.com/surety-dev/surety/internal/settlement"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
)

var _ settlement.Ledger = (*DB)(nil)

// Cursor is the newest block applied and the newest finalized number.
func (d *DB) Cursor(ctx context.Context) (rpc.Header, uint64, bool, error) {
	finalized, err := d.q.Finalized(ctx)
	if err != nil {
		return rpc.Header{}, 0, false, err
	}
	head, err := d.q.Head(ctx)
	if errors.Is(err, pgx.ErrNoRows) {
		return rpc.Header{}, uint64(finalized), false, nil
	}
	if err != nil {
		return rpc.Header{}, 0, false, err
	}
	return header(head), uint64(finalized), true, nil
}

// HashAt is the hash of an applied block that is not yet forgotten.
func (d *DB) HashAt(ctx context.Context, number uint64) (common.Hash, bool, error) {
	hash, err := d.q.BlockHash(ctx, int64(number))
	if errors.Is(err, pgx.ErrNoRows) {
		return common.Hash{}, false, nil
	}
	return common.BytesToHash(hash), err == nil, err
}

// Verified is the number up to which everything was read twice.
func (d *DB) Verified(ctx context.Context) (uint64, error) {
	n, err := d.q.Verified(ctx)
	return uint64(n), err
}

// Apply runs fn in one transaction that no other follower's overlaps.
func (d *DB) Apply(ctx context.Context, fn func(settlement.LedgerTx) error) error {
	return d.transact(ctx, func(q *db.Queries) error {
		if _, err := q.LockFollower(ctx); err != nil {
			return err
		}
		t := &ledgerTx{tx: tx{ctx: ctx, q: q}, known: map[pact.ID]*held{}}
		if err := fn(t); err != nil {
			return err
		}
		return t.flush()
	})
}

// ledgerTx works on sets: a block may touch thousands of pacts. What is known of a pact is read once, and what is saved and journalled is
// kept until flush.
type ledgerTx struct {
	tx
	now   *int64
	known map[pact.ID]*held
	saved []pact.ID
	lines []lifecycle.Entry
}

// held is a locked pact.
type held struct {
	record lifecycle.Record
	events []lifecycle.Event
	saved  bool
}

func (t *ledgerTx) AddBlocks(blocks ...rpc.Header) error {
	if len(blocks) == 0 {
		return nil
	}
	if err := t.follows(blocks[0]); err != nil {
		return err
	}
	var p db.InsertBlocksParams
	head := blocks[0]
	for i, b := range blocks {
		if i > 0 && !follows(b, head) {
			return notFollowing(b, head)
		}
		head = b
		p.Numbers, p.Hashes = append(p.Numbers, int64(b.Number)), append(p.Hashes, b.Hash[:])
		p.Parents, p.Times = append(p.Parents, b.Parent[:]), append(p.Times, b.Time)
	}
	t.now = &head.Time
	return t.q.InsertBlocks(t.ctx, p)
}

func (t *ledgerTx) AddFinal(first, last rpc.Header) error {
	if err := t.follows(first); err != nil {
		return err
	}
	t.now = &last.Time
	return t.q.InsertBlocks(t.ctx, db.InsertBlocksParams{
		Numbers: []int64{int64(last.Number)}, Hashes: [][]byte{last.Hash[:]}, Parents: [][]byte{last.Parent[:]}, Times: []int64{last.Time},
	})
}

// follows refuses a block that is not the child of the newest one.
func (t *ledgerTx) follows(b rpc.Header) error {
	row, err := t.q.Head(t.ctx)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	if head := header(row); !follows(b, head) {
		return notFollowing(b, head)
	}
	return nil
}

func follows(b, head rpc.Header) bool { return head.Number+1 == b.Number && head.Hash == b.Parent }

func notFollowing(b, head rpc.Header) error {
	return fmt.Errorf("block %d does not follow block %d: another follower was here first", b.Number, head.Number)
}

func (t *ledgerTx) Stored(first, last uint64) (map[settlement.Place]escrow.Kind, error) {
	rows, err := t.q.EventsInRange(t.ctx, db.EventsInRangeParams{First: int64(first), Last: int64(last)})
	if err != nil {
		return nil, err
	}
	out := make(map[settlement.Place]escrow.Kind, len(rows))
	for _, row := range rows {
		out[settlement.Place{Block: common.Hash(row.BlockHash), Index: uint(row.LogIndex)}] = escrow.Kind(row.Kind)
	}
	return out, nil
}

func (t *ledgerTx) SetVerified(number uint64) error { return t.q.SetVerified(t.ctx, int64(number)) }

func (t *ledgerTx) AddEvents(events ...lifecycle.Event) error {
	if len(events) == 0 {
		return nil
	}
	var p db.InsertEventsParams
	for _, e := range events {
		body, err := json.Marshal(e.Event)
		if err != nil {
			return err
		}
		p.BlockHashes, p.LogIndexes = append(p.BlockHashes, e.BlockHash[:]), append(p.LogIndexes, int64(e.LogIndex))
		p.BlockNumbers, p.BlockTimes = append(p.BlockNumbers, int64(e.BlockNumber)), append(p.BlockTimes, e.BlockTime)
		p.PactIds, p.Kinds, p.Bodies = append(p.PactIds, hashOrNil(common.Hash(e.Pact))), append(p.Kinds, string(e.Kind)), append(p.Bodies, body)
		delete(t.known, e.Pact) // what was read of it is no longer all
	}
	return t.q.InsertEvents(t.ctx, p)
}

func (t *ledgerTx) Now() (int64, error) {
	if t.now == nil {
		now, err := t.tx.Now()
		if err != nil {
			return 0, err
		}
		t.now = &now
	}
	return *t.now, nil
}

func (t *ledgerTx) Known(ids []pact.ID) ([]lifecycle.Record, error) {
	if err := t.flush(); err != nil { // so that a pact is never read older than it was saved
		return nil, err
	}
	rest := make(map[pact.ID]bool, len(ids))
	for _, id := range ids {
		rest[id] = true
	}
	delete(rest, pact.ID{}) // about an account
	if len(rest) == 0 {
		return nil, nil
	}
	var records []lifecycle.Record
	lock := func() error {
		rows, err := t.q.LockPacts(t.ctx, keys(rest))
		if err != nil {
			return err
		}
		for _, row := range rows {
			r, err := folded(row)
			if err != nil {
				return err
			}
			t.known[r.ID] = &held{record: r}
			records = append(records, r)
			delete(rest, r.ID)
		}
		return nil
	}
	if err := lock(); err != nil {
		return nil, err
	}
	if len(rest) > 0 { // as tx.Pact
		if err := t.q.LockNewPacts(t.ctx, keys(rest)); err != nil {
			return nil, err
		}
		if err := lock(); err != nil {
			return nil, err
		}
	}
	if len(records) == 0 {
		return nil, nil
	}
	found := make([][]byte, len(records))
	for i := range records {
		found[i] = records[i].ID[:]
	}
	events, err := t.q.EventsOfPacts(t.ctx, found)
	if err != nil {
		return nil, err
	}
	for _, row := range events {
		e, err := event(row.Body, row.BlockTime)
		if err != nil {
			return nil, fmt.Errorf("stored event of pact %s: %w", pact.ID(row.PactID).Short(), err)
		}
		of := t.known[pact.ID(row.PactID)]
		if e.Kind == escrow.Funded {
			e.Terms = &of.record.Pact.Terms
		}
		of.events = append(of.events, e)
	}
	return records, nil
}

func keys(ids map[pact.ID]bool) [][]byte {
	out := make([][]byte, 0, len(ids))
	for id := range ids {
		out = append(out, id[:])
	}
	return out
}

func (t *ledgerTx) Pact(id pact.ID) (lifecycle.Record, error) {
	known, err := t.Known([]pact.ID{id})
	if err != nil {
		return lifecycle.Record{}, err
	}
	if len(known) == 0 {
		return lifecycle.Record{}, lifecycle.ErrNoPact
	}
	return known[0], nil
}

func (t *ledgerTx) Events(id pact.ID) ([]lifecycle.Event, error) {
	if of := t.known[id]; of != nil {
		return of.events, nil
	}
	return t.tx.Events(id)
}

func (t *ledgerTx) SavePact(r lifecycle.Record) error {
	of := t.known[r.ID]
	if of == nil {
		return t.tx.SavePact(r)
	}
	of.record = r
	if !of.saved {
		of.saved = true
		t.saved = append(t.saved, r.ID)
	}
	return nil
}

func (t *ledgerTx) Journal(e lifecycle.Entry) error {
	t.lines = append(t.lines, e)
	return nil
}

// flush stores what was saved and journalled. Of a known pact only what the chain says can have changed.
func (t *ledgerTx) flush() error {
	if len(t.saved) > 0 {
		var p db.SaveFoldedParams
		for _, id := range t.saved {
			r := t.known[id].record
			m := r.Money
			p.Ids, p.States, p.Deadlines = append(p.Ids, r.ID[:]), append(p.States, string(r.State)), append(p.Deadlines, r.Deadline())
			p.Held, p.ProviderHeld = append(p.Held, int64(m.Held)), append(p.ProviderHeld, int64(m.ProviderHeld))
			p.ProviderPaid, p.BuyerPaid = append(p.ProviderPaid, int64(m.ProviderPaid)), append(p.BuyerPaid, int64(m.BuyerPaid))
			p.FeePaid, p.Since, p.StateBlocks = append(p.FeePaid, int64(m.FeePaid)), append(p.Since, m.Since), append(p.StateBlocks, int64(m.Block))
			p.OnChain, p.Deliverables = append(p.OnChain, m.OnChain), append(p.Deliverables, hashOrNil(r.Deliverable))
			p.Quarantines = append(p.Quarantines, r.Quarantine)
		}
		if err := t.q.SaveFolded(t.ctx, p); err != nil {
			return fmt.Errorf("save %d pacts, %s the first: %w", len(t.saved), t.saved[0].Short(), err)
		}
	}
	if len(t.lines) > 0 {
		var p db.AppendLinesParams
		for _, e := range t.lines {
			p.PactIds, p.Times, p.States = append(p.PactIds, e.Pact[:]), append(p.Times, e.Time), append(p.States, string(e.State))
			p.Kinds, p.Details = append(p.Kinds, e.Kind), append(p.Details, e.Detail)
			p.Transactions = append(p.Transactions, hashOrNil(e.Transaction))
		}
		if err := t.q.AppendLines(t.ctx, p); err != nil {
			return err
		}
		if err := t.q.NotifyJournal(t.ctx); err != nil {
			return err
		}
	}
	t.known, t.saved, t.lines = map[pact.ID]*held{}, nil, nil
	return nil
}

// folded is a pact as LockPacts reads it.
func folded(row db.LockPactsRow) (lifecycle.Record, error) {
	r, err := record(db.Pact{
		ID: row.ID, Body: []byte("{}"), ProviderSignature: row.ProviderSignature, BuyerSignature: row.BuyerSignature, State: row.State,
		Held: row.Held, ProviderHeld: row.ProviderHeld, ProviderPaid: row.ProviderPaid, BuyerPaid: row.BuyerPaid, FeePaid: row.FeePaid,
		Since: row.Since, StateBlock: row.StateBlock, OnChain: row.OnChain, Quarantine: row.Quarantine,
		Deliverable: row.Deliverable, EvidenceRoot: row.EvidenceRoot, BuyerEvidenceRoot: row.BuyerEvidenceRoot, CreateTime: row.CreateTime,
	}, row.Final, nil)
	if err == nil {
		err = json.Unmarshal(row.Terms, &r.Pact.Terms)
	}
	if err != nil {
		return r, fmt.Errorf("stored pact %s: %w", pact.ID(row.ID).Short(), err)
	}
	return r, nil
}

func (t *ledgerTx) Undo(number uint64) ([]pact.ID, error) {
	finalized, err := t.q.Finalized(t.ctx)
	if err != nil {
		return nil, err
	}
	if int64(number) < finalized {
		return nil, fmt.Errorf("undo back to block %d: block %d is finalized, and another follower has seen that", number, finalized)
	}
	if err := t.q.DeleteBlocksAfter(t.ctx, int64(number)); err != nil {
		return nil, err
	}
	rows, err := t.q.OrphanEventsAfter(t.ctx, int64(number))
	if err != nil {
		return nil, err
	}
	var ids []pact.ID
	for _, id := range rows {
		if id != nil {
			ids = append(ids, pact.ID(id))
		}
	}
	return ids, nil
}

func (t *ledgerTx) Finalize(number uint64) error {
	n := int64(number)
	if err := t.flush(); err != nil {
		return err
	}
	now, err := t.Now()
	if err != nil {
		return err
	}
	rows, err := t.q.BecomeFinal(t.ctx, n)
	if err != nil {
		return err
	}
	for _, row := range rows {
		err := t.Journal(lifecycle.Entry{Pact: pact.ID(row.ID), Time: now, State: lifecycle.State(row.State), Kind: "final"})
		if err != nil {
			return err
		}
	}
	if err := t.q.SetFinalized(t.ctx, n); err != nil {
		return err
	}
	if err := t.q.DropMootIntents(t.ctx, now); err != nil {
		return err
	}
	return t.q.PruneBlocks(t.ctx, n)
}

func (t *ledgerTx) Unfunded(now int64) ([]pact.ID, error) {
	rows, err := t.q.Unfunded(t.ctx, now)
	if err != nil {
		return nil, err
	}
	ids := make([]pact.ID, len(rows))
	for i, id := range rows {
		ids[i] = pact.ID(id)
	}
	return ids, nil
}

func header(b db.Block) rpc.Header {
	return rpc.Header{Number: uint64(b.Number), Hash: common.Hash(b.Hash), Parent: common.Hash(b.Parent), Time: b.Time}
}
