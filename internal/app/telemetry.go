package app

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/surety-dev/surety/internal/chain/rpc"
	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/internal/postgres"
	"github.com/surety-dev/surety/pkg/verdict"
)

// Dashboard is a Grafana dashboard of the metrics, as JSON.
//
//go:embed dashboard.json
var Dashboard []byte

const (
	// maxLag is how many seconds of the chain's clock the ledger may be behind the node before the service is not ready.
	maxLag = 30
	// scrapeTimeout bounds what one scrape, or one question for readiness, may take.
	scrapeTimeout = 5 * time.Second
)

// minBalance is what a relayer key must have, in wei, to be worth asking: some settlements on Base.
var minBalance = big.NewInt(1e12)

// vitals answers for the health of the service, from the database and the node: every process answers for all.
type vitals struct {
	node   *rpc.Client
	db     *postgres.DB
	keys   []common.Address // the relayers
	first  uint64
	log    *slog.Logger
	errors *prometheus.CounterVec
	reorgs prometheus.Histogram

	calls, cost, tokens *prometheus.CounterVec   // of this process's jurors
	patience            *prometheus.HistogramVec // that they took
}

func newVitals(log *slog.Logger) *vitals {
	return &vitals{
		log: log,
		errors: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "surety_rpc_errors_total", Help: "Calls to a node that failed, by what the failure means.",
		}, []string{"class"}),
		reorgs: prometheus.NewHistogram(prometheus.HistogramOpts{
			Name: "surety_reorg_depth_blocks", Help: "Reorganizations, by how many blocks they undid.", Buckets: prometheus.ExponentialBuckets(1, 2, 8),
		}),
		calls: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "surety_juror_calls_total", Help: "Calls of jurors, probes included: vote, no vote, or no answer.",
		}, []string{"juror", "outcome"}),
		cost: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "surety_juror_cost_dollars_total", Help: "What jurors' calls cost, by the policy's prices.",
		}, []string{"juror"}),
		tokens: prometheus.NewCounterVec(prometheus.CounterOpts{
			Name: "surety_juror_tokens_total", Help: "Tokens that jurors read and wrote.",
		}, []string{"juror", "direction"}),
		patience: prometheus.NewHistogramVec(prometheus.HistogramOpts{
			Name: "surety_juror_seconds", Help: "How long jurors took.", Buckets: prometheus.ExponentialBuckets(0.05, 2, 12),
		}, []string{"juror"}),
	}
}

// heard counts what became of a juror's call.
func (v *vitals) heard(c verdict.Call) {
	outcome := "vote"
	switch {
	case c.Answer.Failure != "":
		outcome = "no answer"
	case c.NoVote != "":
		outcome = "no vote"
	}
	v.calls.WithLabelValues(c.Juror, outcome).Inc()
	v.cost.WithLabelValues(c.Juror).Add(float64(c.Cost) / 1e6)
	v.tokens.WithLabelValues(c.Juror, "read").Add(float64(c.InputTokens))
	v.tokens.WithLabelValues(c.Juror, "written").Add(float64(c.OutputTokens))
	v.patience.WithLabelValues(c.Juror).Observe(float64(c.ElapsedMS) / 1e3)
}

// failed counts what a node answered, or did not.
func (v *vitals) failed(class rpc.Class) { v.errors.WithLabelValues(class.String()).Inc() }

// undone counts a reorganization.
func (v *vitals) undone(depth uint64) { v.reorgs.Observe(float64(depth)) }

// The gauges, and the counters that the database keeps for all processes: of what is final, so that no reorganization takes them back.
var (
	lagBlocks   = desc("surety_chain_lag_blocks", "Blocks that the node has and the ledger has not.")
	lagSeconds  = desc("surety_chain_lag_seconds", "How far the ledger's clock is behind the node's.")
	unfinal     = desc("surety_chain_unfinal_blocks", "Blocks in the ledger that are not final yet.")
	oldest      = desc("surety_intent_oldest_seconds", "Age of the oldest unsettled intent, by the ledger's clock; 0: there is none.")
	intents     = desc("surety_intents", "Intents that are not final, by state.", "state")
	paused      = desc("surety_settlement_paused", "1 while the operator has stopped the sending of anything new.")
	waiting     = desc("surety_evaluations_waiting", "Evaluations without an outcome.")
	evaluated   = desc("surety_evaluations_total", "Evaluations, by outcome.", "outcome")
	quarantined = desc("surety_pacts_quarantined", "Pacts set aside because an event of theirs was missed.")
	auditAge    = desc("surety_audit_age_seconds", "How long ago ledger and chain were last compared.")
	auditFound  = desc("surety_audit_differences", "Differences that the last comparison of ledger and chain found.")
	balance     = desc("surety_key_balance_ether", "What a relayer key has.", "key")
	stopped     = desc("surety_key_stopped", "1 when a relayer key waits for an operator.", "key")
	unmined     = desc("surety_transactions_unmined", "Transactions in flight.", "key")
	mined       = desc("surety_transactions_total", "Final transactions, by outcome.", "key", "outcome")
	attempts    = desc("surety_attempts_total", "Signed forms of final transactions: more than one is a bump.", "key")
	carried     = desc("surety_carried_intents_total", "Intents in final transactions: over transactions, the size of a batch.", "key")
	gasUsed     = desc("surety_gas_used_total", "Gas of final transactions.", "key")
	feesPaid    = desc("surety_fees_ether_total", "What final transactions cost, data on L1 and the operator's fee included.", "key")
)

func desc(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc(name, help, labels, nil)
}

// Describe sends none: what is collected depends on what answers.
func (v *vitals) Describe(chan<- *prometheus.Desc) {}

// Collect asks database and node. What does not answer is left out, and logged.
func (v *vitals) Collect(out chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), scrapeTimeout)
	defer cancel()
	gauge := func(d *prometheus.Desc, value float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	counter := func(d *prometheus.Desc, value float64, labels ...string) {
		out <- prometheus.MustNewConstMetric(d, prometheus.CounterValue, value, labels...)
	}
	is, err := v.db.Vitals(ctx) // before the node, which may hang for all the time that there is
	if lag, err := v.lag(ctx); err == nil {
		gauge(lagBlocks, float64(lag.blocks))
		gauge(lagSeconds, float64(lag.seconds))
		gauge(unfinal, float64(lag.unfinal))
	} else {
		v.log.Warn("metrics: no chain lag", "error", err)
	}
	for _, key := range v.keys {
		wei, err := v.node.Balance(ctx, key)
		if err != nil {
			v.log.Warn("metrics: no balance", "key", key, "error", err)
			continue
		}
		gauge(balance, inEther(wei), key.Hex())
	}
	if err != nil {
		v.log.Warn("metrics: no answer from the database", "error", err)
		return
	}
	gauge(intents, float64(is.Backlog.Pending), lifecycle.IntentPending)
	gauge(intents, float64(is.Backlog.Sent), lifecycle.IntentSent)
	gauge(intents, float64(is.Mined), lifecycle.IntentMined)
	gauge(intents, float64(is.Backlog.Dead), lifecycle.IntentDead)
	gauge(oldest, float64(is.Age))
	gauge(paused, one(is.Paused))
	gauge(waiting, float64(is.Evaluations["waiting"]))
	for _, outcome := range []verdict.Outcome{verdict.Pass, verdict.Fail, verdict.Partial, verdict.Inconclusive} {
		counter(evaluated, float64(is.Evaluations[string(outcome)]), string(outcome))
	}
	gauge(quarantined, float64(is.Quarantined))
	gauge(auditAge, is.Audited.Seconds())
	gauge(auditFound, float64(is.Differences))
	for _, k := range is.Keys {
		key := k.Key.Hex()
		gauge(stopped, one(k.Stopped), key)
		gauge(unmined, float64(k.Unmined), key)
		counter(mined, float64(k.Succeeded), key, "succeeded")
		counter(mined, float64(k.Reverted), key, "reverted")
		counter(attempts, float64(k.Attempts), key)
		counter(carried, float64(k.Intents), key)
		counter(gasUsed, float64(k.Gas), key)
		counter(feesPaid, k.Fees/1e18, key)
	}
}

// one is how a gauge says yes.
func one(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

type lag struct {
	blocks, unfinal uint64
	seconds         int64
}

func (v *vitals) lag(ctx context.Context) (lag, error) {
	applied, finalized, ok, err := v.db.Cursor(ctx)
	if err != nil {
		return lag{}, err
	}
	head, err := v.node.Head(ctx, rpc.Latest)
	if err != nil {
		return lag{}, err
	}
	if !ok { // nothing applied yet: all of it is to be read
		return lag{blocks: head.Number - min(head.Number, v.first), seconds: head.Time}, nil
	}
	return lag{
		blocks: head.Number - min(head.Number, applied.Number), unfinal: applied.Number - min(applied.Number, finalized),
		seconds: max(0, head.Time-applied.Time),
	}, nil
}

// ready says why the service should get no calls, if it should not.
func (v *vitals) ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, scrapeTimeout)
	defer cancel()
	if err := v.db.Ping(ctx); err != nil {
		return fmt.Errorf("the database does not answer: %w", err)
	}
	lag, err := v.lag(ctx)
	if err != nil {
		return fmt.Errorf("how far the ledger is behind the chain is not known: %w", err)
	}
	if lag.seconds > maxLag {
		return fmt.Errorf("the ledger is %d seconds and %d blocks behind the chain: is a follower running?", lag.seconds, lag.blocks)
	}
	var empty []error
	for _, key := range v.keys {
		wei, err := v.node.Balance(ctx, key)
		if err != nil {
			return fmt.Errorf("the balance of relayer %s is not known: %w", key, err)
		}
		if wei.Cmp(minBalance) < 0 {
			empty = append(empty, fmt.Errorf("relayer %s has %g ETH: send it some", key, inEther(wei)))
		}
	}
	return errors.Join(empty...)
}

func inEther(wei *big.Int) float64 {
	f, _ := new(big.Float).SetInt(wei).Float64()
	return f / 1e18
}

// serve answers /metrics, /healthz and /readyz over HTTP until ctx ends.
func (v *vitals) serve(ctx context.Context, l net.Listener) error {
	registry := prometheus.NewRegistry()
	registry.MustRegister(v, v.errors, v.reorgs, v.calls, v.cost, v.tokens, v.patience, collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{MaxRequestsInFlight: 2, Timeout: 2 * scrapeTimeout}))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "alive") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		if err := v.ready(r.Context()); err != nil {
			http.Error(w, err.Error(), http.StatusServiceUnavailable)
			return
		}
		fmt.Fprintln(w, "ready")
	})
	server := &http.Server{Handler: mux, ReadHeaderTimeout: 5 * time.Second, WriteTimeout: 15 * time.Second}
	var closing sync.WaitGroup
	closing.Go(func() {
		<-ctx.Done()
		_ = server.Close()
	})
	defer closing.Wait()
	if err := server.Serve(l); err != nil && ctx.Err() == nil {
		return fmt.Errorf("metrics: %w", err)
	}
	return nil
}
