package app_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"github.com/surety-dev/surety/internal/app"
	"github.com/surety-dev/surety/internal/chain/chaintest"
	"github.com/surety-dev/surety/internal/devnet"
	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/pact"
	pb "github.com/surety-dev/surety/pkg/suretypb"
)

// ask is what the service answers over HTTP.
func (s *scene) ask(path string) (status int, body string, err error) {
	answer, err := http.Get("http://" + s.Config.Metrics + path)
	if err != nil {
		return 0, "", err
	}
	defer answer.Body.Close()
	all, err := io.ReadAll(answer.Body)
	return answer.StatusCode, string(all), err
}

// metric is the value of one line of a scrape.
func metric(scrape, line string) (float64, error) {
	found := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(line) + ` (\S+)$`).FindStringSubmatch(scrape)
	if found == nil {
		return 0, fmt.Errorf("no %s in the scrape", line)
	}
	return strconv.ParseFloat(found[1], 64)
}

func TestMetricsSayWhatTheServiceHasDone(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	s.Config.Metrics = freeAddress(t)
	s.serve(nil)
	s.agree().released()
	s.final()
	key := devnet.Relayer.Address().Hex()
	want := map[string]func(float64) bool{
		`surety_transactions_total{key="` + key + `",outcome="succeeded"}`: func(v float64) bool { return v == 2 },
		`surety_carried_intents_total{key="` + key + `"}`:                  func(v float64) bool { return v >= 2 },
		`surety_attempts_total{key="` + key + `"}`:                         func(v float64) bool { return v >= 2 },
		`surety_gas_used_total{key="` + key + `"}`:                         func(v float64) bool { return v > 100_000 },
		`surety_fees_ether_total{key="` + key + `"}`:                       func(v float64) bool { return v > 0 && v < 0.1 },
		`surety_key_balance_ether{key="` + key + `"}`:                      func(v float64) bool { return v > 999 && v < 1000 },
		`surety_key_stopped{key="` + key + `"}`:                            func(v float64) bool { return v == 0 },
		`surety_transactions_total{key="` + key + `",outcome="reverted"}`:  func(v float64) bool { return v == 0 },
		`surety_chain_lag_blocks`:                                          func(v float64) bool { return v < 10 },
		`surety_audit_age_seconds`:                                         func(v float64) bool { return v < 120 },
		`surety_audit_differences`:                                         func(v float64) bool { return v == 0 },
		`surety_evaluations_waiting`:                                       func(v float64) bool { return v == 0 },
		`surety_evaluations_total{outcome="pass"}`:                         func(v float64) bool { return v == 1 },
		`surety_evaluations_total{outcome="inconclusive"}`:                 func(v float64) bool { return v == 0 },
		`surety_intents{state="dead"}`:                                     func(v float64) bool { return v == 0 },
		`surety_settlement_paused`:                                         func(v float64) bool { return v == 0 },
	}
	var scrape string
	eventually(t, func() (err error) {
		_, scrape, err = s.ask("/metrics")
		for line, ok := range want {
			v, wrong := metric(scrape, line)
			if wrong == nil && !ok(v) {
				wrong = fmt.Errorf("%s is %g", line, v)
			}
			err = errors.Join(err, wrong)
		}
		return err
	})
	if status, body, err := s.ask("/readyz"); err != nil || status != http.StatusOK {
		t.Errorf("ready: %d %s %v", status, body, err)
	}

	// The dashboard shows every metric of ours, and none that there is not.
	var served []string
	for _, m := range regexp.MustCompile(`(?m)^# TYPE (surety_\w+)`).FindAllStringSubmatch(scrape, -1) {
		served = append(served, m[1])
	}
	served = append(served, "surety_rpc_errors_total")                                                                                          // nothing has failed
	served = append(served, "surety_juror_calls_total", "surety_juror_cost_dollars_total", "surety_juror_tokens_total", "surety_juror_seconds") // nobody was asked
	var dashboard any
	check(t, json.Unmarshal(app.Dashboard, &dashboard))
	var shown []string
	for _, name := range regexp.MustCompile(`surety_\w+`).FindAllString(string(app.Dashboard), -1) {
		shown = append(shown, strings.TrimSuffix(name, "_bucket"))
	}
	for _, list := range []*[]string{&served, &shown} {
		slices.Sort(*list)
		*list = slices.Compact(*list)
	}
	if !slices.Equal(served, shown) {
		t.Errorf("served are\n%v, the dashboard shows\n%v", served, shown)
	}
}

func TestNoCounterGoesBackInAReorganization(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	s.Config.Metrics = freeAddress(t)
	s.Chain.Pause()
	chaintest.Mine(t, s.Chain, 5)
	var points counter
	s.serve(points.at)
	first := s.agree()
	first.fund()
	s.mineSent(1)
	first.until(pb.PactState_PACT_STATE_FUNDED)
	s.final()
	second := s.agree()
	second.fund()
	s.mineSent(2)
	key := devnet.Relayer.Address().Hex()
	scraped := func(state string) (counters map[string]float64) {
		t.Helper()
		eventually(t, func() error {
			_, scrape, err := s.ask("/metrics")
			for line, want := range map[string]float64{
				`surety_transactions_total{key="` + key + `",outcome="succeeded"}`: 1,
				`surety_intents{state="` + state + `"}`:                            1,
			} {
				got, wrong := metric(scrape, line)
				if wrong == nil && got != want {
					wrong = fmt.Errorf("%s is %g", line, got)
				}
				err = errors.Join(err, wrong)
			}
			counters = map[string]float64{}
			for _, m := range regexp.MustCompile(`(?m)^(surety_\w+_total(?:\{.*\})?) (\S+)$`).FindAllStringSubmatch(scrape, -1) {
				counters[m[1]], _ = strconv.ParseFloat(m[2], 64)
			}
			return err
		})
		return counters
	}
	before := scraped("mined")
	chaintest.Reorg(t, s.Chain, 2, false)
	after := scraped("sent")
	for line, was := range before {
		if now := after[line]; now < was {
			t.Errorf("%s went from %g to %g", line, was, now)
		}
	}
}

func TestTheAgeOfTheOldestIntentIsToldThoughTheNodeHangs(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	proxy := chaintest.StartProxy(t, s.Chain.URL())
	s.Config.RPC = []string{proxy.URL}
	s.Config.Metrics = freeAddress(t)
	s.serve(nil)
	p, d := s.agree(), s.desk("text")
	d.says(t, d.SetPaused(t.Context(), true))
	p.fund()
	check(t, s.Chain.Jump(time.Minute))
	says := func() (lag, age error) {
		_, scrape, err := s.ask("/metrics")
		check(t, err)
		_, lag = metric(scrape, "surety_chain_lag_seconds")
		for line, least := range map[string]float64{"surety_intent_oldest_seconds": 60, "surety_settlement_paused": 1} {
			v, err := metric(scrape, line)
			if err == nil && v < least {
				err = fmt.Errorf("%s is %g", line, v)
			}
			age = errors.Join(age, err)
		}
		return lag, age
	}
	eventually(t, func() error { _, age := says(); return age })
	hangs := make(chan struct{})
	defer close(hangs)
	proxy.Fault(func(chaintest.Call, func() chaintest.Reply) chaintest.Reply {
		<-hangs
		return chaintest.Reply{}
	})
	if lag, age := says(); lag == nil || age != nil {
		t.Errorf("while the node hangs the lag is %v, and %v", lag, age)
	}
}

func TestAServiceIsNotReadyWhenTheLedgerIsBehindOrARelayerIsEmpty(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	poor := chaintest.StartProxy(t, s.Chain.URL())
	var mu sync.Mutex
	empty := true
	poor.Fault(func(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
		mu.Lock()
		defer mu.Unlock()
		if empty && call.Method == "eth_getBalance" {
			return chaintest.Reply{Result: json.RawMessage(`"0x0"`)}
		}
		return node()
	})
	s.Config.RPC = []string{poor.URL}
	s.Config.Metrics = freeAddress(t)
	stop := s.serve(nil)
	says := func(want int, words string) func() error {
		return func() error {
			status, body, err := s.ask("/readyz")
			if err == nil && (status != want || !strings.Contains(body, words)) {
				err = fmt.Errorf("%d %s", status, body)
			}
			return err
		}
	}
	eventually(t, says(http.StatusServiceUnavailable, "send it some"))
	mu.Lock()
	empty = false
	mu.Unlock()
	eventually(t, says(http.StatusOK, "ready"))
	stop()
	stop = s.serve(nil, "settler") // nobody follows
	check(t, s.Chain.Jump(2*time.Minute))
	eventually(t, says(http.StatusServiceUnavailable, "behind the chain"))
	stop()
	s.serve(nil, "follower")
	eventually(t, says(http.StatusOK, "ready"))
}

// spans keeps what is exported.
type spans struct {
	mu  sync.Mutex
	all []sdk.ReadOnlySpan
}

func (s *spans) ExportSpans(_ context.Context, more []sdk.ReadOnlySpan) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.all = append(s.all, more...)
	return nil
}

func (s *spans) Shutdown(context.Context) error { return nil }

func TestAPactIsOneTraceFromTheFirstCallToTheFinalBlock(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	told := &spans{}
	s.spans = told
	s.serve(nil)
	p := s.agree()
	p.released()
	chaintest.Mine(t, s.Chain, devnet.FinalizedDepth+1)

	root := trace.SpanID(p.id[16:24])
	names := map[string]bool{}
	eventually(t, func() error {
		told.mu.Lock()
		defer told.mu.Unlock()
		for _, span := range told.all {
			if span.SpanContext().TraceID() != trace.TraceID(p.id[:16]) {
				t.Fatalf("%s is in trace %s", span.Name(), span.SpanContext().TraceID())
			}
			if isRoot := span.SpanContext().SpanID() == root; isRoot != (span.Name() == "pact") || isRoot == span.Parent().IsValid() {
				t.Fatalf("%s has id %s and parent %s", span.Name(), span.SpanContext().SpanID(), span.Parent().SpanID())
			}
			if span.EndTime().Before(span.StartTime()) {
				t.Fatalf("%s ends before it starts", span.Name())
			}
			names[span.Name()] = true
		}
		for _, name := range []string{"surety.v1.PactService/SignPact", "Funded", "verdict", "sent", "Released", "final", "pact"} {
			if !names[name] {
				return fmt.Errorf("no span %s among %v", name, names)
			}
		}
		return nil
	})
}

func TestAJurorsCallIsCountedAndIsASpanOfItsPact(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	told := &spans{}
	s.spans, s.Config.Metrics, s.Config.Development = told, freeAddress(t), true
	p := policy.Default()
	p.Version = "2"
	p.Jury.Jurors = []policy.Juror{{Name: "words", Family: "none", Model: policy.NoModel, API: policy.Local, MaxConcurrent: 1, InputPrice: 1_000_000}}
	p.Jury.Panel, p.Jury.Quorum, p.Jury.Margin = 1, 1, 1
	file := filepath.Join(t.TempDir(), "policy.json")
	encoded, err := json.Marshal(p)
	check(t, err)
	check(t, os.WriteFile(file, encoded, 0o600))
	_, err = app.PublishPolicy(t.Context(), s.Config.Database, file)
	check(t, err)
	s.serve(nil)
	kept := s.agree(func(of *pact.Pact) {
		of.Covenant.Policy = p.Hash()
		of.Covenant.Clauses = []pact.Clause{{
			ID: "polite", Metric: "rubric", Operator: "matches", Value: `The agent says "please".`, Severity: "critical", Verification: "jury", Description: "It is polite.",
		}}
	})
	kept.fund()
	kept.until(pb.PactState_PACT_STATE_FUNDED)
	kept.submit(polite)
	eventually(t, func() error {
		var chosen bool
		err := s.db.QueryRow(t.Context(), "select exists (select from evaluations where fixed_block is not null)").Scan(&chosen)
		if err == nil && !chosen {
			err = errors.New("no block is chosen whose hash is the seed")
		}
		return err
	})
	chaintest.Mine(t, s.Chain, devnet.FinalizedDepth+int(p.Waiting.SeedBlocks)+1)
	kept.until(pb.PactState_PACT_STATE_RELEASED)

	_, scrape, err := s.ask("/metrics")
	check(t, err)
	for line, want := range map[string]float64{
		`surety_juror_calls_total{juror="words",outcome="vote"}`: 1,
		`surety_juror_seconds_count{juror="words"}`:              1,
	} {
		if v, err := metric(scrape, line); err != nil || v != want {
			t.Errorf("%s is %g, %v", line, v, err)
		}
	}
	eventually(t, func() error {
		told.mu.Lock()
		defer told.mu.Unlock()
		for _, span := range told.all {
			if span.Name() == "juror words" && span.SpanContext().TraceID() == trace.TraceID(kept.id[:16]) {
				return nil
			}
		}
		return errors.New("the juror's call is no span of the pact")
	})
}
