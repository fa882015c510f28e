package postgres

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river"

	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/internal/postgres/db"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
	"github.com/surety-dev/surety/pkg/verdict"
)

const chunkSize = 1 << 20

var (
	_ lifecycle.Store = (*DB)(nil)
	_ lifecycle.Tx    = (*tx)(nil)
)

// Now is the time of the newest block applied.
func (d *DB) Now(ctx context.Context) (int64, error) { return d.q.ChainTime(ctx) }

// Pact reads a pact.
func (d *DB) Pact(ctx context.Context, id pact.ID) (lifecycle.Record, error) {
	row, err := d.q.GetPact(ctx, id[:])
	return record(row.Pact, row.Final, err)
}

// Pacts lists an account's pacts, newest first.
func (d *DB) Pacts(ctx context.Context, account common.Address, states []lifecycle.State, after lifecycle.Page, size int) ([]lifecycle.Record, error) {
	words := make([]string, len(states))
	for i, s := range states {
		words[i] = string(s)
	}
	rows, err := d.q.ListPacts(ctx, db.ListPactsParams{
		Account: account[:], States: words, AfterTime: after.Time, AfterID: after.ID[:], Size: int32(size),
	})
	if err != nil {
		return nil, err
	}
	out := make([]lifecycle.Record, len(rows))
	for i, row := range rows {
		if out[i], err = record(row.Pact, row.Final, nil); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Consents are the signatures collected for a consent, by signer.
func (d *DB) Consents(ctx context.Context, c pact.Consent) (map[common.Address][]byte, error) {
	rows, err := d.q.Consents(ctx, db.ConsentsParams{PactID: c.Pact[:], ProviderAmount: int64(c.ProviderAmount), BuyerAmount: int64(c.BuyerAmount)})
	if err != nil {
		return nil, err
	}
	out := make(map[common.Address][]byte, len(rows))
	for _, row := range rows {
		out[common.Address(row.Signer)] = row.Signature
	}
	return out, nil
}

// Relayed finds the intent that a request led to.
func (d *DB) Relayed(ctx context.Context, req lifecycle.Request, id pact.ID, action lifecycle.Action) (lifecycle.Intent, bool, error) {
	hash, err := d.q.RequestHash(ctx, db.RequestHashParams{Party: req.Party[:], ID: req.ID})
	switch {
	case errors.Is(err, pgx.ErrNoRows):
		return lifecycle.Intent{}, false, nil
	case err != nil:
		return lifecycle.Intent{}, false, err
	case !bytes.Equal(hash, req.Hash[:]):
		return lifecycle.Intent{}, false, lifecycle.ErrRequestReused
	}
	i, err := d.q.GetIntent(ctx, db.GetIntentParams{PactID: id[:], Action: db.IntentAction(action)})
	if err != nil {
		return lifecycle.Intent{}, false, err
	}
	return intent(i), true, nil
}

// Evidence reads what a party handed in for a pact. ok is false when it handed in none.
func (d *DB) Evidence(ctx context.Context, id pact.ID, party common.Address) (e lifecycle.Evidence, ok bool, err error) {
	return evidenceOf(ctx, d.q, id, party)
}

func evidenceOf(ctx context.Context, q *db.Queries, id pact.ID, party common.Address) (e lifecycle.Evidence, ok bool, err error) {
	row, err := q.GetEvidence(ctx, db.GetEvidenceParams{PactID: id[:], Party: party[:]})
	if errors.Is(err, pgx.ErrNoRows) {
		return e, false, nil
	}
	if err != nil {
		return e, false, err
	}
	chunks, err := q.EvidenceChunks(ctx, row.Root)
	return lifecycle.Evidence{
		Pact: id, Party: party, Root: common.Hash(row.Root), Signature: row.Signature, Bundle: bytes.Join(chunks, nil), Since: row.Since,
	}, err == nil, err
}

// Evaluation reads a pact's evaluation. ok is false when there is none.
func (d *DB) Evaluation(ctx context.Context, id pact.ID) (e lifecycle.Evaluation, ok bool, err error) {
	row, err := d.q.GetEvaluation(ctx, id[:])
	if errors.Is(err, pgx.ErrNoRows) {
		return e, false, nil
	}
	if err != nil || row.Outcome == nil {
		return e, err == nil, err
	}
	e = lifecycle.Evaluation{
		Outcome: verdict.Outcome(*row.Outcome), Report: row.Report, ReportHash: common.Hash(row.ReportHash), Signature: row.Signature,
	}
	if row.ProviderAmount != nil {
		e.ProviderAmount = usdc.Amount(*row.ProviderAmount)
	}
	return e, true, nil
}

// Dispute reads a pact's dispute. ok is false when nothing was stated or ruled through this service.
func (d *DB) Dispute(ctx context.Context, id pact.ID) (out lifecycle.Dispute, ok bool, err error) {
	row, err := d.q.GetDispute(ctx, id[:])
	if errors.Is(err, pgx.ErrNoRows) {
		return out, false, nil
	}
	if err != nil {
		return out, false, err
	}
	out = lifecycle.Dispute{Pact: id, Party: common.BytesToAddress(row.Party), Statement: row.Statement, Ruling: row.Ruling, RulingSignature: row.RulingSignature}
	if row.ProviderAmount != nil && row.BuyerAmount != nil {
		out.ProviderAmount, out.BuyerAmount = usdc.Amount(*row.ProviderAmount), usdc.Amount(*row.BuyerAmount)
	}
	return out, true, nil
}

// ReadJournal reads on from a cursor, at most 200 lines: those about account's pacts, or about one of them.
func (d *DB) ReadJournal(ctx context.Context, account common.Address, only *pact.ID, after lifecycle.Cursor) ([]lifecycle.Line, error) {
	p := db.ReadJournalParams{Account: account[:], AfterXid: after.Xid, AfterSeq: after.Seq}
	if only != nil {
		p.PactID = only[:]
	}
	rows, err := d.q.ReadJournal(ctx, p)
	if err != nil {
		return nil, err
	}
	out := make([]lifecycle.Line, len(rows))
	for i, row := range rows {
		out[i] = lifecycle.Line{
			Entry: lifecycle.Entry{
				Pact: pact.ID(row.PactID), Time: row.Time, State: lifecycle.State(row.State), Kind: row.Kind, Detail: row.Detail,
				Transaction: common.BytesToHash(row.Transaction),
			},
			Cursor: lifecycle.Cursor{Xid: row.Xid, Seq: row.Seq},
		}
	}
	return out, nil
}

// Update runs fn in one transaction.
func (d *DB) Update(ctx context.Context, fn func(lifecycle.Tx) error) error {
	return d.update(ctx, func(t *tx) error { return fn(t) })
}

func (d *DB) update(ctx context.Context, fn func(*tx) error) error {
	return d.begin(ctx, func(in pgx.Tx, q *db.Queries) error { return fn(&tx{ctx, q, in, d.jobs}) })
}

// tx is one transaction, for lifecycle and settlement.
type tx struct {
	ctx  context.Context //nolint:containedctx // a transaction lives within one call
	q    *db.Queries
	in   pgx.Tx // q's, of Update
	jobs *river.Client[pgx.Tx]
}

func (t *tx) Now() (int64, error) { return t.q.ChainTime(t.ctx) }

func (t *tx) Pact(id pact.ID) (lifecycle.Record, error) {
	row, err := t.q.LockPact(t.ctx, id[:])
	r, err := record(row.Pact, row.Final, err)
	if !errors.Is(err, lifecycle.ErrNoPact) {
		return r, err
	}
	// No row to lock: two parties may be proposing the same pact at once, or the follower be applying its funding. Ids share 256 locks,
	// so that a follower that meets thousands of foreign pacts in one transaction does not fill the lock table.
	if err := t.q.LockNewPact(t.ctx, id[:]); err != nil {
		return r, err
	}
	row, err = t.q.LockPact(t.ctx, id[:])
	return record(row.Pact, row.Final, err)
}

func (t *tx) SavePact(r lifecycle.Record) error {
	body, err := json.Marshal(r.Pact)
	if err != nil {
		return err
	}
	deal := r.Pact.Terms.Deal
	err = t.q.SavePact(t.ctx, db.SavePactParams{
		ID: r.ID[:], Body: body, Provider: deal.Provider[:], Buyer: deal.Buyer[:], Arbiter: deal.Arbiter[:], Amount: int64(deal.Amount),
		FundBy: deal.FundBy, ProviderSignature: r.ProviderSignature, BuyerSignature: r.BuyerSignature, State: db.PactState(r.State),
		Held: int64(r.Money.Held), ProviderHeld: int64(r.Money.ProviderHeld), ProviderPaid: int64(r.Money.ProviderPaid),
		BuyerPaid: int64(r.Money.BuyerPaid), FeePaid: int64(r.Money.FeePaid), Since: r.Money.Since, StateBlock: int64(r.Money.Block),
		OnChain: r.Money.OnChain, Deadline: r.Deadline(), Deliverable: hashOrNil(r.Deliverable), EvidenceRoot: hashOrNil(r.EvidenceRoot),
		BuyerEvidenceRoot: hashOrNil(r.BuyerEvidenceRoot), CreateTime: r.CreateTime, Quarantine: r.Quarantine,
	})
	if err != nil {
		return fmt.Errorf("save pact %s as %s: %w", r.ID.Short(), r.State, err)
	}
	return nil
}

func (t *tx) Events(id pact.ID) ([]lifecycle.Event, error) {
	rows, err := t.q.PactEvents(t.ctx, id[:])
	if err != nil {
		return nil, err
	}
	out := make([]lifecycle.Event, len(rows))
	for i, row := range rows {
		if out[i], err = event(row.Body, row.BlockTime); err != nil {
			return nil, fmt.Errorf("stored event of pact %s: %w", id.Short(), err)
		}
	}
	return out, nil
}

func event(body []byte, blockTime int64) (lifecycle.Event, error) {
	e := lifecycle.Event{BlockTime: blockTime}
	return e, json.Unmarshal(body, &e.Event)
}

func (t *tx) Claim(req lifecycle.Request) (bool, error) {
	n, err := t.q.ClaimRequest(t.ctx, db.ClaimRequestParams{Party: req.Party[:], ID: req.ID, Hash: req.Hash[:]})
	if err != nil || n == 1 {
		return false, err
	}
	hash, err := t.q.RequestHash(t.ctx, db.RequestHashParams{Party: req.Party[:], ID: req.ID})
	if err != nil {
		return false, err
	}
	if !bytes.Equal(hash, req.Hash[:]) {
		return false, lifecycle.ErrRequestReused
	}
	return true, nil
}

func (t *tx) AddIntent(i lifecycle.Intent) error {
	n, err := t.q.InsertIntent(t.ctx, db.InsertIntentParams{
		PactID: i.Pact[:], Action: db.IntentAction(i.Action), Epoch: int64(i.Epoch), Call: i.Call, Deadline: i.Deadline, Alone: alone(i),
	})
	if err != nil {
		return err
	}
	if n == 0 {
		return fmt.Errorf("%s pact %s: %w", i.Action, i.Pact.Short(), lifecycle.ErrIntentExists)
	}
	return nil
}

// alone says whether an intent cannot share a transaction.
func alone(i lifecycle.Intent) bool {
	_, full := escrow.ParseRelease(i.Call)
	return !full
}

func (t *tx) Journal(e lifecycle.Entry) error {
	err := t.q.AppendJournal(t.ctx, db.AppendJournalParams{
		PactID: e.Pact[:], Time: e.Time, State: db.PactState(e.State), Kind: e.Kind, Detail: e.Detail, Transaction: hashOrNil(e.Transaction),
	})
	if err != nil {
		return err
	}
	return t.q.NotifyJournal(t.ctx)
}

func (t *tx) SaveEvidence(e lifecycle.Evidence) error {
	if err := t.q.InsertEvidence(t.ctx, db.InsertEvidenceParams{
		PactID: e.Pact[:], Party: e.Party[:], Root: e.Root[:], Signature: e.Signature, Since: e.Since,
	}); err != nil {
		return err
	}
	for n, rest := int32(0), e.Bundle; len(rest) > 0; n++ {
		size := min(chunkSize, len(rest))
		if err := t.q.InsertChunk(t.ctx, db.InsertChunkParams{Root: e.Root[:], N: n, Data: rest[:size]}); err != nil {
			return err
		}
		rest = rest[size:]
	}
	return t.q.DeleteUpload(t.ctx, db.DeleteUploadParams{PactID: e.Pact[:], Party: e.Party[:]}) // it has done its work
}

func (t *tx) EvidenceFixed(id pact.ID) (bool, error) { return t.q.EvidenceFixed(t.ctx, id[:]) }

func (t *tx) AddEvaluation(id pact.ID) error {
	if err := t.q.InsertEvaluation(t.ctx, id[:]); err != nil {
		return err
	}
	now, err := t.Now()
	if err != nil {
		return err
	}
	r, err := t.Pact(id)
	if err != nil {
		return err
	}
	return enqueue(t.ctx, t.jobs, t.in, id, time.Duration(r.Pact.Terms.Gate.EvaluateBy-now)*time.Second)
}

func (t *tx) SaveConsent(c pact.Consent, signer common.Address, sig []byte) error {
	return t.q.SaveConsent(t.ctx, db.SaveConsentParams{
		PactID: c.Pact[:], ProviderAmount: int64(c.ProviderAmount), BuyerAmount: int64(c.BuyerAmount), Signer: signer[:], Signature: sig,
	})
}

func (t *tx) SaveDispute(d lifecycle.Dispute) error {
	return t.q.SaveDispute(t.ctx, db.SaveDisputeParams{PactID: d.Pact[:], Party: d.Party[:], Statement: d.Statement})
}

func (t *tx) SaveRuling(d lifecycle.Dispute) error {
	toProvider, toBuyer := int64(d.ProviderAmount), int64(d.BuyerAmount)
	return t.q.SaveRuling(t.ctx, db.SaveRulingParams{
		PactID: d.Pact[:], Ruling: d.Ruling, ProviderAmount: &toProvider, BuyerAmount: &toBuyer, RulingSignature: d.RulingSignature,
	})
}

func record(row db.Pact, final bool, err error) (lifecycle.Record, error) {
	if errors.Is(err, pgx.ErrNoRows) {
		return lifecycle.Record{}, lifecycle.ErrNoPact
	}
	if err != nil {
		return lifecycle.Record{}, err
	}
	r := lifecycle.Record{
		ID: pact.ID(row.ID), ProviderSignature: row.ProviderSignature, BuyerSignature: row.BuyerSignature, State: lifecycle.State(row.State),
		Money: lifecycle.Money{
			Held: usdc.Amount(row.Held), ProviderHeld: usdc.Amount(row.ProviderHeld), ProviderPaid: usdc.Amount(row.ProviderPaid),
			BuyerPaid: usdc.Amount(row.BuyerPaid), FeePaid: usdc.Amount(row.FeePaid), Since: row.Since, Block: uint64(row.StateBlock), OnChain: row.OnChain,
		},
		Final: final, Quarantine: row.Quarantine, Deliverable: common.BytesToHash(row.Deliverable), EvidenceRoot: common.BytesToHash(row.EvidenceRoot),
		BuyerEvidenceRoot: common.BytesToHash(row.BuyerEvidenceRoot), CreateTime: row.CreateTime,
	}
	if err := json.Unmarshal(row.Body, &r.Pact); err != nil {
		return r, fmt.Errorf("stored pact %s: %w", r.ID.Short(), err)
	}
	return r, nil
}

func intent(i db.Intent) lifecycle.Intent {
	return lifecycle.Intent{
		ID: i.ID, Pact: pact.ID(i.PactID), Action: lifecycle.Action(i.Action), Epoch: uint64(i.Epoch), Call: i.Call, Deadline: i.Deadline,
		State: string(i.State),
	}
}

func hashOrNil(h common.Hash) []byte {
	if h == (common.Hash{}) {
		return nil
	}
	return h[:]
}
