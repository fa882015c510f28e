package postgres_test

import (
	"encoding/binary"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/internal/chain/rpc"
	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/internal/settlement"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
)

// many stores pacts that both parties have signed, and funds them in block 1.
func (d database) many(b testing.TB, n int) []pact.Pact {
	b.Helper()
	pacts := make([]pact.Pact, n)
	block := header(1, 1)
	events := make([]lifecycle.Event, n)
	d.do(b, func(tx lifecycle.Tx) error {
		for i := range pacts {
			p := agreed(1)
			binary.BigEndian.PutUint32(p.Terms.Deal.Salt[:], uint32(i+1))
			pacts[i] = p
			id := p.Terms.ID()
			events[i] = event(escrow.Funded, id, block, func(e *escrow.Event) { e.Terms, e.LogIndex = &pacts[i].Terms, uint(i) })
			_, err := lifecycle.Refold(tx, lifecycle.Record{}, lifecycle.Record{
				ID: id, Pact: p, ProviderSignature: make([]byte, 65), BuyerSignature: make([]byte, 65), CreateTime: start,
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err := d.fold(b, []rpc.Header{block}, events); err != nil {
		b.Fatal(err)
	}
	return pacts
}

// fold applies blocks as the sink does, logs already read.
func (d database) fold(b testing.TB, blocks []rpc.Header, events []lifecycle.Event) error {
	return d.Apply(b.Context(), func(tx settlement.LedgerTx) error {
		if err := tx.AddBlocks(blocks...); err != nil {
			return err
		}
		if err := tx.AddEvents(events...); err != nil {
			return err
		}
		ids := make([]pact.ID, len(events))
		for i, e := range events {
			ids[i] = e.Pact
		}
		known, err := tx.Known(ids)
		if err != nil {
			return err
		}
		for _, r := range known {
			if _, err := lifecycle.Refold(tx, r, r); err != nil {
				return err
			}
		}
		return nil
	})
}

func BenchmarkABlockOfTwoThousandEvents(b *testing.B) {
	d := open(b)
	pacts := d.many(b, 2000)
	if _, err := d.raw.Exec(b.Context(), "vacuum analyze"); err != nil {
		b.Fatal(err)
	}
	for fork := byte(1); b.Loop(); fork++ {
		b.StopTimer()
		if fork > 1 {
			undone := func(tx settlement.LedgerTx) error {
				ids, err := tx.Undo(1)
				if err != nil {
					return err
				}
				known, err := tx.Known(ids)
				for _, r := range known {
					if _, err := lifecycle.Refold(tx, r, r); err != nil {
						return err
					}
				}
				return err
			}
			if err := d.Apply(b.Context(), undone); err != nil {
				b.Fatal(err)
			}
		}
		block := header(2, fork)
		block.Parent = header(1, 1).Hash
		events := make([]lifecycle.Event, len(pacts))
		for i, p := range pacts {
			events[i] = event(escrow.Released, p.Terms.ID(), block, func(e *escrow.Event) {
				e.ProviderAmount, e.LogIndex, e.Hash = p.Terms.Held(), uint(i), common.Hash{9}
			})
		}
		b.StartTimer()
		if err := d.fold(b, []rpc.Header{block}, events); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N*len(pacts))/b.Elapsed().Seconds(), "events/s")
}
