package app_test

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/jackc/pgx/v5"
	"go.uber.org/goleak"

	"github.com/surety-dev/surety/internal/app"
	"github.com/surety-dev/surety/internal/chain/chaintest"
	"github.com/surety-dev/surety/internal/devnet"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
	pb "github.com/surety-dev/surety/pkg/suretypb"
	"github.com/surety-dev/surety/pkg/usdc"
	"github.com/surety-dev/surety/pkg/verdict"
)

func TestConfigurationsThatWouldHarmAreRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		config app.Config
		says   string // "": accepted
	}{
		{"loopback in the clear", app.Config{Listen: "127.0.0.1:8181"}, ""},
		{"loopback of IPv6", app.Config{Listen: "[::1]:8181"}, ""},
		{"localhost", app.Config{Listen: "localhost:8181"}, ""},
		{"the world by TLS", app.Config{Listen: "0.0.0.0:8181", TLSCert: "c", TLSKey: "k"}, ""},
		{"a fee", app.Config{Listen: "127.0.0.1:0", FeeBps: 1, FeeTo: common.Address{1}}, ""},
		{"the world in the clear", app.Config{Listen: "0.0.0.0:8181"}, "--tls-cert"},
		{"every address in the clear", app.Config{Listen: ":8181"}, "--tls-cert"},
		{"a name in the clear", app.Config{Listen: "surety.example:8181"}, "--tls-cert"},
		{"no port", app.Config{Listen: "127.0.0.1"}, "--listen"},
		{"a certificate without its key", app.Config{Listen: "127.0.0.1:8181", TLSCert: "c"}, "--tls-key"},
		{"a key without its certificate", app.Config{Listen: "127.0.0.1:8181", TLSKey: "k"}, "--tls-cert"},
		{"a fee for nobody", app.Config{Listen: "127.0.0.1:8181", FeeBps: 1}, "--fee-to"},
		{"nothing for somebody", app.Config{Listen: "127.0.0.1:8181", FeeTo: common.Address{1}}, "--fee-bps"},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := c.config.Validate()
			if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want %q", err, c.says)
			}
		})
	}
}

func TestAServiceThatIsNotAsConfiguredDoesNotStart(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	defer taken.Close()
	passphrase := filepath.Join(t.TempDir(), "passphrase")
	check(t, os.WriteFile(passphrase, []byte("guessed\n"), 0o600))
	_, err = s.db.Exec(t.Context(), "create database empty")
	check(t, err)
	empty, err := url.Parse(s.Config.Database.URL)
	check(t, err)
	empty.Path = "/empty"

	forged := chaintest.StartProxy(t, s.Chain.URL())
	forged.Fault(func(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
		reply := node()
		if call.Method == "eth_getCode" {
			digit := &reply.Result[len(reply.Result)/2]
			*digit = '0' + (*digit+1)%2 // another one
		}
		return reply
	})

	for _, c := range []struct {
		name   string
		change func(*app.Config)
		says   []string
	}{
		{"another chain", func(c *app.Config) { c.ChainID = 8453 }, []string{"31337", "8453"}},
		{"an escrow where there is none", func(c *app.Config) { c.Escrow = common.Address{1} }, []string{"check the address", "suretyd contract deploy"}},
		{"an escrow that is the token", func(c *app.Config) { c.Escrow = s.Token.Address }, []string{"bytes, not", "suretyd contract check"}},
		{"an escrow with one byte changed", func(c *app.Config) { c.RPC = []string{forged.URL} }, []string{"not the escrow that this program was built with", "suretyd contract check"}},
		{"a database without a schema", func(c *app.Config) { c.Database.URL = empty.String() }, []string{"suretyd migrate"}},
		{"a database that is away", func(c *app.Config) { c.Database.URL = "postgres://surety:secret@" + freeAddress(t) + "/surety" }, []string{"database", "connection refused"}},
		{"a database address that is none", func(c *app.Config) { c.Database.URL = "postgres://surety:secret@[" }, []string{"DATABASE_URL"}},
		{"a node that is away", func(c *app.Config) { c.RPC = []string{"http://" + freeAddress(t)} }, []string{"node", "connection refused"}},
		{"a passphrase that is another's", func(c *app.Config) { c.EvaluatorPasswordFile = passphrase }, []string{"evaluator", passphrase, "does not open"}},
		{"a relayer's key that is away", func(c *app.Config) { c.RelayerKey = []string{passphrase + ".json"} }, []string{"relayer", passphrase + ".json"}},
		{"a port that is taken", func(c *app.Config) { c.Listen = taken.Addr().String() }, []string{taken.Addr().String(), "in use", "--listen"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			config := s.Config
			c.change(&config)
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			err := app.Serve(ctx, config, slog.New(slog.NewTextHandler(t.Output(), nil)), app.Hooks{Ready: func(string) {
				t.Error("it started")
				cancel()
			}})
			for _, word := range append(c.says, "") {
				if err == nil || !strings.Contains(err.Error(), word) || strings.Contains(err.Error(), "secret") || strings.Contains(err.Error(), "guessed") {
					t.Errorf("got %v, want it to say %q", err, word)
				}
			}
		})
	}
}

func TestAServiceStartsThoughItsNodeIsJustBetweenTwoForks(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	proxy := chaintest.StartProxy(t, s.Chain.URL())
	s.Config.RPC = []string{proxy.URL}
	proxy.Fault(chaintest.On(chaintest.First(2, chaintest.Refuse(-32000, "BlockOutOfRangeError: block height is 53 but requested was 54")), "eth_call"))
	s.serve(nil)
	s.agree().released()
}

// Not parallel: it counts goroutines.
func TestAServiceStopsCleanlyAndSoonThoughSomebodyWatches(t *testing.T) {
	s := newScene(t)
	warm := s.serve(nil) // connections of the parties and of the node stay
	p := s.agree()
	p.released()
	began := time.Now()
	warm()
	alone := time.Since(began)

	ignore := goleak.IgnoreCurrent()
	stop := s.serve(nil)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	watching, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		seen := false
		for _, err := range s.buyer.Watch(ctx, pact.ID{}, "") {
			if err == nil && !seen {
				close(watching)
				seen = true
			}
		}
	}()
	<-watching
	began = time.Now()
	stop()
	if took := time.Since(began); took > alone+4*time.Second { // after five the API cuts its calls off
		t.Errorf("it took %s to stop, and %s when nobody watched", took, alone)
	}
	cancel()
	<-ended
	goleak.VerifyNone(t, ignore)
}

func TestAServiceServesNoAPIWithoutThatRole(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	s.serve(nil, "follower", "settler", "evaluator")
	eventually(t, func() error {
		var blocks int
		if err := s.db.QueryRow(t.Context(), "select count(*) from blocks").Scan(&blocks); err != nil {
			return err
		}
		if blocks == 0 {
			return fmt.Errorf("it does not follow")
		}
		return nil
	})
	if conn, err := net.Dial("tcp", s.Config.Listen); err == nil {
		conn.Close()
		t.Error("somebody listens")
	}
}

func TestWhenOnePartEndsTheServiceEnds(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	done, ready := make(chan error, 1), make(chan string, 1)
	go func() {
		done <- app.Serve(ctx, s.Config, slog.New(slog.NewTextHandler(t.Output(), nil)), app.Hooks{Ready: func(a string) { ready <- a }})
	}()
	select {
	case <-ready:
	case err := <-done:
		t.Fatal(err)
	}
	// What is stored as final is not what the chain has.
	check(t, pgx.BeginFunc(t.Context(), s.db, func(tx pgx.Tx) error {
		if _, err := tx.Exec(t.Context(), "update follower set finalized = (select max(number) from blocks)"); err != nil {
			return err
		}
		_, err := tx.Exec(t.Context(), "update blocks set hash = sha256(hash)")
		return err
	}))
	chaintest.Mine(t, s.Chain, 2)
	select {
	case err := <-done:
		if err == nil || !strings.Contains(err.Error(), "follower: ") || !strings.Contains(err.Error(), "below the finalized block") {
			t.Errorf("it ended with %v", err)
		}
	case <-time.After(patience):
		t.Error("it goes on")
	}
}

func TestAVerdictThatAPartyCarriesItselfIsSettledOnce(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	stop := s.serve(nil)
	p := s.agree()
	p.fund()
	p.until(pb.PactState_PACT_STATE_FUNDED)
	stop()
	stop = s.serve(nil, "api", "follower", "evaluator") // its settler is away
	p.submit(polite)
	var call []byte
	eventually(t, func() error {
		e, err := s.provider.Evaluation(t.Context(), p.id)
		if err == nil && e.Pending() {
			err = fmt.Errorf("no verdict")
		}
		if err == nil {
			call = escrow.Verdict(p.Terms, verdict.Verdict{Pact: p.id, ProviderAmount: e.ProviderAmount, Report: e.ReportHash}, e.Signature)
		}
		return err
	})
	check(t, s.Transact(t.Context(), devnet.Provider, &s.Domain.Escrow, call))
	p.until(pb.PactState_PACT_STATE_RELEASED)
	stop()

	s.serve(nil)
	intent := func(want, why string) {
		t.Helper()
		eventually(t, func() error {
			var state, reason string
			err := s.db.QueryRow(t.Context(), "select state::text, error from intents where action = 'verdict'").Scan(&state, &reason)
			if err == nil && (state != want || !strings.Contains(reason, why)) {
				err = fmt.Errorf("the intent is %s: %s", state, reason)
			}
			return err
		})
	}
	intent("pending", "") // it waits: a reorganization may yet have a use for it
	chaintest.Mine(t, s.Chain, devnet.FinalizedDepth+1)
	intent("dropped", "needs it no more")
	s.Chain.Pause()
	eventually(t, s.agrees)
	if got := p.events(); len(got) != 2 {
		t.Errorf("events %v, want Funded and Released", got)
	}
	used, err := s.Client.NonceAt(t.Context(), devnet.Relayer.Address(), nil)
	if err != nil || used != 1 {
		t.Errorf("the relayer sent %d transactions, want one, %v", used, err)
	}
}

// byJury is a clause that nothing measures yet.
func byJury(p *pact.Pact) {
	p.Covenant.Clauses[0] = pact.Clause{
		ID: "polite", Metric: "rubric", Operator: "matches", Value: "The tone is polite.", Severity: "critical", Verification: "jury",
	}
}

func TestWhatIsInconclusiveEndsWithTheArbitersRuling(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	s.serve(nil)
	p := s.agree(byJury)
	p.fund()
	p.until(pb.PactState_PACT_STATE_FUNDED)
	p.submit(polite)
	p.until(pb.PactState_PACT_STATE_DISPUTED)
	p.rule()
	p.until(pb.PactState_PACT_STATE_RESOLVED)
	s.final()
	s.ended(map[*play]end{p: {[]escrow.Kind{escrow.Funded, escrow.Escalated, escrow.Ruled}, resolved.moved}})
}

func TestWhatIsInconclusiveWithoutAnArbiterIsRefundedAtTheDeadline(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	s.serve(nil)
	p := s.agree(byJury, func(p *pact.Pact) {
		p.Terms.Deal.Arbiter, p.Terms.Deal.DisputeWindow, p.Terms.Deal.ArbitrationWindow = common.Address{}, 0, 0
	})
	p.fund()
	p.until(pb.PactState_PACT_STATE_FUNDED)
	p.submit(polite)
	eventually(t, func() error {
		e, err := s.provider.Evaluation(t.Context(), p.id)
		if err == nil && e.Pending() {
			err = fmt.Errorf("not evaluated")
		}
		return err
	})
	check(t, s.Chain.Jump(time.Duration(p.Terms.Gate.EvaluateBy-s.Chain.Now()+120)*time.Second))
	p.until(pb.PactState_PACT_STATE_REFUNDED)
	s.final()
	s.ended(map[*play]end{p: {[]escrow.Kind{escrow.Funded, escrow.Finalized}, nil}})
}

func TestALargePactIsJudgedWhenItIsFinalASmallerOneWhenItIsSafeThoughAReorganizationCameBetween(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	s.Config.LatestUpTo, s.Config.SafeUpTo = 100*usd, 200*usd
	s.serve(nil)
	s.Chain.Pause()
	chaintest.Mine(t, s.Chain, 20)
	about := func(amount usdc.Amount) *play {
		return s.agree(func(p *pact.Pact) { p.Terms.Deal.Amount = amount })
	}
	small, middling, large := about(100*usd), about(200*usd), about(300*usd)
	all := []*play{small, middling, large}
	for _, p := range all {
		p.fund()
	}
	s.mineSent(3)
	verdicts := func(want int) {
		t.Helper()
		eventually(t, func() error {
			var n int
			err := s.db.QueryRow(t.Context(), "select count(*) from intents where action = 'verdict'").Scan(&n)
			if err == nil && n != want {
				err = fmt.Errorf("%d verdicts, want %d", n, want)
			}
			return err
		})
	}
	for _, p := range all {
		p.until(pb.PactState_PACT_STATE_FUNDED)
		p.submit(polite)
	}
	verdicts(1)
	s.mineSent(4)
	small.until(pb.PactState_PACT_STATE_RELEASED)

	chaintest.Mine(t, s.Chain, devnet.SafeDepth-3)
	chaintest.Reorg(t, s.Chain, devnet.SafeDepth, false) // what was nearly safe is gone
	s.mineSent(4)
	for _, p := range all {
		eventually(t, func() error {
			if n := len(p.events()); n == 0 {
				return errors.New("not funded again")
			}
			return nil
		})
	}
	chaintest.Mine(t, s.Chain, devnet.SafeDepth-1)
	eventually(t, s.agrees)
	verdicts(1)
	chaintest.Mine(t, s.Chain, 1)
	verdicts(2)
	chaintest.Mine(t, s.Chain, devnet.FinalizedDepth-devnet.SafeDepth-1)
	eventually(t, s.agrees)
	verdicts(2)
	chaintest.Mine(t, s.Chain, 1)
	verdicts(3)
	s.Chain.Resume()
	for _, p := range all {
		p.until(pb.PactState_PACT_STATE_RELEASED)
	}
}
