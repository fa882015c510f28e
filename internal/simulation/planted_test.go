package simulation

import (
	"context"
	"slices"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/internal/chain/rpc"
	"github.com/surety-dev/surety/internal/chain/send"
	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/internal/postgres"
	"github.com/surety-dev/surety/internal/settlement"
	"github.com/surety-dev/surety/pkg/pact"
)

// The world's ports, with the planted bug in one of them.

func (w *world) store(client *rpc.Client, db *postgres.DB) send.Store {
	switch w.planted {
	case "broadcast before it is stored":
		return hasty{db, client}
	case "a reorganization of a mined transaction is not recorded":
		return complacent{db}
	case "mined is taken for final":
		return impatient{db}
	case "a transaction is forgotten by a restart":
		return forgetful{db, w.out.crashes}
	}
	return db
}

func (w *world) ledger(db *postgres.DB) settlement.Ledger {
	l := ledger{db, w.at}
	switch w.planted {
	case "the pacts of undone blocks are not folded anew", "an event is lost", "final is what is latest":
		return wrong{l, w.planted, w.model}
	}
	return l
}

func (w *world) sends(sender settlement.Sender) settlement.Sender {
	if w.planted == "a settlement is sent twice" {
		return twice{sender}
	}
	return sender
}

type hasty struct {
	send.Store
	client *rpc.Client
}

func (h hasty) Reserve(ctx context.Context, key common.Address, floor uint64, call send.Call, refs []int64, sign func(uint64) (send.Attempt, error)) (send.Transaction, error) {
	return h.Store.Reserve(ctx, key, floor, call, refs, func(nonce uint64) (send.Attempt, error) {
		a, err := sign(nonce)
		if err == nil {
			_ = h.client.SendRaw(ctx, a.Raw)
		}
		return a, err
	})
}

type complacent struct{ send.Store }

func (c complacent) SetMined(ctx context.Context, outcomes ...send.Outcome) error {
	return c.Store.SetMined(ctx, slices.DeleteFunc(outcomes, func(o send.Outcome) bool { return o.Mined == nil })...)
}

type impatient struct{ send.Store }

func (i impatient) SetMined(ctx context.Context, outcomes ...send.Outcome) error {
	if err := i.Store.SetMined(ctx, outcomes...); err != nil {
		return err
	}
	for _, o := range outcomes {
		if o.Mined != nil {
			if err := i.SetFinal(ctx, o.ID); err != nil {
				return err
			}
		}
	}
	return nil
}

type forgetful struct {
	send.Store
	crashes map[string]bool
}

func (f forgetful) Unmined(ctx context.Context, key common.Address) ([]send.Transaction, error) {
	txs, err := f.Store.Unmined(ctx, key)
	if len(f.crashes) > 0 && len(txs) > 0 {
		txs = txs[:len(txs)-1]
	}
	return txs, err
}

type twice struct{ settlement.Sender }

func (s twice) Send(ctx context.Context, call send.Call, refs []int64) (send.Transaction, error) {
	if _, err := s.Sender.Send(ctx, call, nil); err != nil {
		return send.Transaction{}, err
	}
	return s.Sender.Send(ctx, call, refs)
}

type wrong struct {
	ledger
	bug   string
	model *model
}

func (l wrong) Apply(ctx context.Context, fn func(settlement.LedgerTx) error) error {
	return l.ledger.Apply(ctx, func(tx settlement.LedgerTx) error { return fn(wrongTx{tx, l.bug, l.model}) })
}

type wrongTx struct {
	settlement.LedgerTx
	bug   string
	model *model
}

func (t wrongTx) Undo(number uint64) ([]pact.ID, error) {
	ids, err := t.LedgerTx.Undo(number)
	if t.bug == "the pacts of undone blocks are not folded anew" {
		ids = nil
	}
	return ids, err
}

func (t wrongTx) AddEvents(events ...lifecycle.Event) error {
	if t.bug == "an event is lost" && len(events) > 0 && events[len(events)-1].Kind != "Funded" {
		events = events[:len(events)-1]
	}
	return t.LedgerTx.AddEvents(events...)
}

func (t wrongTx) Finalize(number uint64) error {
	if t.bug == "final is what is latest" {
		number = t.model.head().number
	}
	return t.LedgerTx.Finalize(number)
}
