package app_test

import (
	"context"
	"encoding/binary"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/common"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/surety-dev/surety/internal/app"
	"github.com/surety-dev/surety/internal/devnet"
	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/internal/postgres"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/verdict"
)

// works is a service that follows and settles on an anvil, with funded pacts whose verdicts a benchmark hands it.
type works struct {
	*anvil
	db    *postgres.DB
	sql   *pgxpool.Pool
	terms []pact.Terms
	calls [][]byte // each pact's release
}

func startWorks(b *testing.B, pacts int, keys []devnet.Account) *works {
	b.Helper()
	var rich []common.Address
	for _, key := range keys {
		rich = append(rich, key.Address())
	}
	w := &works{anvil: startAnvil(b, rich...)}
	url := devnet.TestDatabase(b, migrate)
	var err error
	w.db, err = postgres.Open(b.Context(), url)
	check(b, err)
	b.Cleanup(w.db.Close)
	w.sql, err = pgxpool.New(b.Context(), url)
	check(b, err)
	b.Cleanup(w.sql.Close)
	head, err := w.HeaderByNumber(b.Context(), nil)
	check(b, err)
	w.agree(pacts, int64(head.Time))

	config := app.Config{
		Database: app.Database{URL: url}, Listen: "127.0.0.1:0", FirstBlock: head.Number.Uint64(), FinalizeGrace: 60,
		Contract: app.Contract{Node: app.Node{RPC: []string{w.url}, ChainID: devnet.ChainID}, Escrow: w.domain.Escrow},
		Roles:    []string{"follower", "settler"},
	}
	dir := b.TempDir()
	config.EvaluatorPasswordFile = filepath.Join(dir, "password")
	config.RelayerPasswordFile = []string{config.EvaluatorPasswordFile}
	check(b, os.WriteFile(config.EvaluatorPasswordFile, []byte("bench\n"), 0o600))
	write := func(a devnet.Account) string {
		encrypted, err := keystore.EncryptKey(&keystore.Key{Address: a.Address(), PrivateKey: a.Key()}, "bench", 2, 1)
		check(b, err)
		path := filepath.Join(dir, string(a)+".json")
		check(b, os.WriteFile(path, encrypted, 0o600))
		return path
	}
	config.EvaluatorKey = write(devnet.Evaluator)
	for _, key := range keys {
		config.RelayerKey = append(config.RelayerKey, write(key))
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() {
		done <- app.Serve(ctx, config, slog.New(slog.NewTextHandler(benchLog{b}, &slog.HandlerOptions{Level: slog.LevelWarn})), app.Hooks{})
	}()
	b.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			b.Errorf("the service ended with %v", err)
		}
	})
	w.fund(w.terms)
	w.until("pacts where state = 'funded'", pacts)
	return w
}

type benchLog struct{ b *testing.B }

func (l benchLog) Write(p []byte) (int, error) { return os.Stderr.Write(p) }

// agree stores signed pacts, and what the evaluator will say of each.
func (w *works) agree(n int, now int64) {
	w.t.Helper()
	covenant := pact.Covenant{Title: "Answer", PassBps: 10_000, Clauses: []pact.Clause{{
		ID: "said", Metric: "output_text", Operator: "includes", Value: "x", Severity: "critical", Verification: "deterministic", Description: "It says x.",
	}}}
	providers := []common.Address{devnet.Provider.Address(), devnet.Arbiter.Address()}
	var records []lifecycle.Record
	for i := range n {
		terms := pact.Terms{
			Gate: pact.Gate{Evaluator: devnet.Evaluator.Address(), EvaluateBy: now + 86_400},
			Deal: pact.Deal{
				Buyer: devnet.Buyer.Address(), Provider: providers[i%len(providers)], Amount: 1_000_000, FundBy: now + 3600, Covenant: covenant.Hash(),
			},
		}
		binary.BigEndian.PutUint64(terms.Deal.Salt[:], uint64(i+1))
		v := verdict.Verdict{Pact: terms.ID(), ProviderAmount: terms.Held(), Report: common.Hash{1}}
		signature, err := pact.Sign(w.domain.Digest(v), devnet.Evaluator.Key())
		check(w.t, err)
		w.terms, w.calls = append(w.terms, terms), append(w.calls, escrow.Verdict(terms, v, signature))
		records = append(records, lifecycle.Record{
			ID: v.Pact, Pact: pact.Pact{Terms: terms, Covenant: covenant}, ProviderSignature: []byte{1}, BuyerSignature: []byte{1}, CreateTime: now,
		})
	}
	for part := range slices.Chunk(records, 1000) {
		err := w.db.Update(w.t.Context(), func(tx lifecycle.Tx) error {
			for _, r := range part {
				if _, err := lifecycle.Refold(tx, lifecycle.Record{}, r); err != nil {
					return err
				}
			}
			return nil
		})
		check(w.t, err)
	}
}

// decide stores the verdicts of these pacts, as the evaluation does.
func (w *works) decide(from, to int) {
	w.t.Helper()
	err := w.db.Update(w.t.Context(), func(tx lifecycle.Tx) error {
		for i := from; i < to; i++ {
			err := tx.AddIntent(lifecycle.Intent{
				Pact: w.terms[i].ID(), Action: lifecycle.ActVerdict, Call: w.calls[i], Deadline: w.terms[i].Gate.EvaluateBy,
			})
			if err != nil {
				return err
			}
		}
		return nil
	})
	check(w.t, err)
}

func (w *works) until(what string, n int) {
	w.t.Helper()
	w.eventually(func() error {
		var got int
		err := w.sql.QueryRow(w.t.Context(), "select count(*) from "+what).Scan(&got)
		if err == nil && got < n {
			err = fmt.Errorf("%d of %d %s", got, n, what)
		}
		return err
	})
}

// BenchmarkVerdictToMined hands the service one verdict after the other: in which block after the newest is each mined?
func BenchmarkVerdictToMined(b *testing.B) {
	const n = 30
	for range b.N {
		w := startWorks(b, n, []devnet.Account{devnet.Relayer})
		var blocks []int
		var waits []time.Duration
		for i := range n {
			head, err := w.BlockNumber(b.Context())
			check(b, err)
			begun := time.Now()
			w.decide(i, i+1)
			id := w.terms[i].ID()
			var mined uint64
			w.eventually(func() error {
				return w.sql.QueryRow(b.Context(), "select block_number from chain_events where pact_id = $1 and kind = 'Released'", id[:]).Scan(&mined)
			})
			waits = append(waits, time.Since(begun))
			blocks = append(blocks, int(mined-head))
		}
		slices.Sort(blocks)
		slices.Sort(waits)
		b.ReportMetric(float64(blocks[n/2]), "blocks-median")
		b.ReportMetric(float64(blocks[n*9/10]), "blocks-p90")
		b.ReportMetric(float64(waits[n/2].Milliseconds()), "ms-to-ledger-median")
	}
}

// BenchmarkSettlements drains a backlog of verdicts: from intents in PostgreSQL to mined, recorded and folded into the pacts.
func BenchmarkSettlements(b *testing.B) {
	all := []devnet.Account{devnet.Relayer, "relayer-2", "relayer-3", "relayer-4"}
	for _, keys := range [][]devnet.Account{all[:1], all} {
		b.Run(fmt.Sprintf("keys=%d", len(keys)), func(b *testing.B) {
			const n = 12_000
			for range b.N {
				w := startWorks(b, n, keys)
				begun := time.Now()
				w.decide(0, n)
				stored := time.Since(begun)
				// Cheaper than counting again and again: what is funded has a deadline, what is released none.
				w.until(`(values (1)) v where not exists (select from transactions where mined_hash is null)
					and not exists (select from intents where state in ('pending', 'sent')) and not exists (select from pacts where deadline > 0)`, 1)
				w.until("pacts where state = 'released'", n)
				w.until("intents where state in ('mined', 'final')", n)
				took := time.Since(begun)
				b.ReportMetric(n/took.Seconds(), "settlements/s")
				b.ReportMetric(n/(took-stored).Seconds(), "settlements/s-once-stored")
				var transactions int
				check(b, w.sql.QueryRow(b.Context(), "select count(*) from transactions").Scan(&transactions))
				b.ReportMetric(float64(n)/float64(transactions), "settlements/tx")
			}
		})
	}
}

// BenchmarkLimits is what the node and the database do with nothing between them.
func BenchmarkLimits(b *testing.B) {
	b.Run("eth_sendRawTransaction", func(b *testing.B) {
		const senders, each = 8, 250
		a := startAnvil(b)
		for round := 0; b.Loop(); round++ {
			var txs [senders][][]byte
			for s := range senders {
				from := devnet.Account(fmt.Sprintf("limit-%d-%d", round, s))
				check(b, a.Client.Client().Call(nil, "anvil_setBalance", from.Address(), "0x3635c9adc5dea00000"))
				for nonce := range each {
					raw, err := a.signed(from, uint64(nonce), &common.Address{1}, nil, 21_000).MarshalBinary()
					check(b, err)
					txs[s] = append(txs[s], raw)
				}
			}
			begun := time.Now()
			var group sync.WaitGroup
			for _, mine := range txs {
				group.Go(func() {
					for _, raw := range mine {
						if err := a.Client.Client().CallContext(b.Context(), nil, "eth_sendRawTransaction", fmt.Sprintf("0x%x", raw)); err != nil {
							b.Error(err)
							return
						}
					}
				})
			}
			group.Wait()
			b.ReportMetric(senders*each/time.Since(begun).Seconds(), "tx/s")
		}
	})
	for _, clients := range []int{1, 8} {
		b.Run(fmt.Sprintf("one-insert-transactions/clients=%d", clients), func(b *testing.B) {
			url := devnet.TestDatabase(b, migrate)
			const each = 1000
			conns := make([]*pgx.Conn, clients)
			for i := range conns {
				var err error
				conns[i], err = pgx.Connect(b.Context(), url)
				check(b, err)
				b.Cleanup(func() { _ = conns[i].Close(context.Background()) })
			}
			for b.Loop() {
				begun := time.Now()
				var group sync.WaitGroup
				for i, conn := range conns {
					group.Go(func() {
						for n := range each {
							if _, err := conn.Exec(b.Context(), "insert into challenges values ($1, now())", fmt.Sprint(i, " ", n, " ", begun)); err != nil {
								b.Error(err)
								return
							}
						}
					})
				}
				group.Wait()
				b.ReportMetric(float64(clients*each)/time.Since(begun).Seconds(), "tx/s")
			}
		})
	}
}
