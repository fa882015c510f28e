package demo

import (
	"bufio"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"os"
	"slices"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/crypto"
	"golang.org/x/sync/errgroup"

	"github.com/surety-dev/surety/internal/devnet"
	"github.com/surety-dev/surety/internal/evaluation"
	"github.com/surety-dev/surety/pkg/client"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
	pb "github.com/surety-dev/surety/pkg/suretypb"
	"github.com/surety-dev/surety/pkg/usdc"
	"github.com/surety-dev/surety/pkg/verdict"
)

// Run is what a trajectory run came to.
type Run struct {
	Pacts     int     `json:"pacts"`
	Settled   int     `json:"settled"`   // paid out on chain, to the last base unit
	Released  int     `json:"released"`  // to the provider
	Withheld  int     `json:"withheld"`  // from the provider; returned to the buyer after the dispute window
	Escalated int     `json:"escalated"` // not measurable on the transcript; the arbiter rules for the buyer
	Agreement int     `json:"agreement"` // verdicts that say what the file's official reward says
	Conserved bool    `json:"conserved"` // all accounts and the escrow together have what they had
	Seconds   float64 `json:"seconds"`   // wall time after start-up
}

const (
	maxLine  = 32 << 20 // bytes of one trajectory
	parallel = 16       // pacts under way at a time
	price    = usdc.Amount(10_000_000)
	dispute  = 3600 // seconds a withheld pact waits
)

var parties = []devnet.Account{devnet.Buyer, devnet.Provider, devnet.Arbiter, devnet.Collector}

// Trajectories makes a pact of each of the first count lines of a τ-bench file (all when 0), hands its transcript in as evidence, and sees every one
// settled on chain.
func Trajectories(ctx context.Context, file string, count int, ground Ground, log *slog.Logger, say func(format string, args ...any)) (Run, error) {
	lines, err := readLines(file, count)
	if err != nil {
		return Run{}, err
	}
	s, err := Start(ctx, ground, say)
	if err != nil {
		return Run{}, err
	}
	run, err := s.trajectories(ctx, lines, log, say)
	return run, errors.Join(err, s.Close())
}

func readLines(file string, count int) ([]evidence.TauBenchRun, error) {
	f, err := os.Open(file)
	if err != nil {
		return nil, fmt.Errorf("trajectories: %w", err)
	}
	defer f.Close()
	var runs []evidence.TauBenchRun
	scan := bufio.NewScanner(f)
	scan.Buffer(nil, maxLine)
	for n := 1; scan.Scan() && (count == 0 || len(runs) < count); n++ {
		if len(scan.Bytes()) == 0 {
			continue
		}
		run, err := evidence.ReadTauBench(scan.Bytes())
		if err != nil {
			return nil, fmt.Errorf("%s, line %d: %w", file, n, err)
		}
		runs = append(runs, run)
	}
	if err := scan.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", file, err)
	}
	if len(runs) == 0 {
		return nil, fmt.Errorf("%s is empty: it must have a τ-bench trajectory, a JSON object, on each line", file)
	}
	if len(runs) < count {
		return nil, fmt.Errorf("%s has %d trajectories, not %d: lower --count", file, len(runs), count)
	}
	return runs, nil
}

func (s *Stack) trajectories(ctx context.Context, runs []evidence.TauBenchRun, log *slog.Logger, say func(string, ...any)) (out Run, err error) {
	total := price * usdc.Amount(len(runs))
	if err := s.Mint(ctx, devnet.Buyer.Address(), total); err != nil {
		return out, err
	}
	before, heldBefore, err := s.Balances(ctx, parties)
	if err != nil {
		return out, err
	}
	service, err := s.Serve(ctx, log)
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, service.Stop()) }()
	say("suretyd serves on %s. %d pacts of %s USDC each, %d at a time:", service.Addr, len(runs), price, parallel)

	start := time.Now()
	t, err := newTraffic(ctx, s, service.Addr)
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, t.close()) }()
	out.Pacts = len(runs)
	var mu sync.Mutex
	g, gctx := errgroup.WithContext(ctx)
	g.SetLimit(parallel)
	for i, run := range runs {
		g.Go(func() error {
			state, err := t.play(gctx, run)
			if err != nil {
				return fmt.Errorf("trajectory %d: %w", i+1, err)
			}
			mu.Lock()
			defer mu.Unlock()
			switch state {
			case pb.PactState_PACT_STATE_RELEASED:
				out.Released++
				if run.Reward == 1 {
					out.Agreement++
				}
			case pb.PactState_PACT_STATE_WITHHELD:
				out.Withheld++
				if run.Reward != 1 {
					out.Agreement++
				}
			default:
				out.Escalated++
			}
			if done := out.Released + out.Withheld + out.Escalated; done%10 == 0 || done == len(runs) {
				say("%4d of %d judged: %d released, %d withheld, %.0f s", done, len(runs), out.Released, out.Withheld, time.Since(start).Seconds())
			}
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return out, err
	}
	if out.Escalated > 0 {
		say("%d could not be measured: escalated, and the arbiter ruled for the buyer", out.Escalated)
	}
	if out.Withheld > 0 {
		say("Nobody disputes: the chain's clock jumps past the dispute window, and the service returns what was withheld")
		if err := s.Chain.Jump((dispute + 120) * time.Second); err != nil {
			return out, err
		}
	}
	if err := t.closed(ctx, len(runs)); err != nil {
		return out, err
	}
	service.Calm()
	out.Settled, err = t.settled(ctx)
	for tries := 1; s.reorgs && err == nil && out.Settled < len(runs) && tries < 10; tries++ { // the last replacement took some back: they are sent again
		if err = s.grow(ctx, 5); err == nil {
			out.Settled, err = t.settled(ctx)
		}
	}
	if err != nil {
		return out, err
	}
	out.Seconds = time.Since(start).Seconds()

	after, heldAfter, err := s.Balances(ctx, parties)
	if err != nil {
		return out, err
	}
	in, now := heldBefore, heldAfter
	for _, a := range parties {
		in, now = in+before[a], now+after[a]
	}
	paid := price * usdc.Amount(out.Released)
	out.Conserved = in == now && heldAfter == heldBefore && before[devnet.Buyer]-after[devnet.Buyer] == paid &&
		after[devnet.Collector]-before[devnet.Collector] == paid.Share(feeBps)
	return out, nil
}

// traffic is the two parties' side of many pacts, over gRPC.
type traffic struct {
	s               *Stack
	buyer, provider *client.Client
	where           client.Deployment

	mu      sync.Mutex
	changed chan struct{}
	state   map[pact.ID]client.Event // the newest of each pact
	stop    context.CancelFunc
	watched chan error
}

func newTraffic(ctx context.Context, s *Stack, addr string) (*traffic, error) {
	t := &traffic{s: s, changed: make(chan struct{}), state: map[pact.ID]client.Event{}, watched: make(chan error, 1)}
	var err error
	if t.buyer, err = client.Dial(addr, client.Key{PrivateKey: devnet.Buyer.Key()}); err != nil {
		return nil, err
	}
	if t.provider, err = client.Dial(addr, client.Key{PrivateKey: devnet.Provider.Key()}); err != nil {
		return nil, err
	}
	if t.where, err = t.buyer.Deployment(ctx); err != nil {
		return nil, err
	}
	ctx, t.stop = context.WithCancel(ctx)
	go func() { t.watched <- t.watch(ctx) }()
	return t, nil
}

func (t *traffic) close() error {
	t.stop()
	err := <-t.watched
	if errors.Is(err, context.Canceled) {
		err = nil
	}
	return errors.Join(err, t.buyer.Close(), t.provider.Close())
}

func (t *traffic) watch(ctx context.Context) error {
	for e, err := range t.buyer.Watch(ctx, pact.ID{}, "") {
		if err != nil {
			return err
		}
		t.mu.Lock()
		t.state[e.Pact] = e
		close(t.changed)
		t.changed = make(chan struct{})
		t.mu.Unlock()
	}
	return nil
}

// until waits for an event that ok accepts as the newest of the pact.
func (t *traffic) until(ctx context.Context, ok func() bool) error {
	for {
		t.mu.Lock()
		reached, changed := ok(), t.changed
		t.mu.Unlock()
		if reached {
			return nil
		}
		select {
		case <-changed:
		case err := <-t.watched:
			t.watched <- err
			return fmt.Errorf("watching: %w", err)
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func (t *traffic) untilState(ctx context.Context, id pact.ID, states ...pb.PactState) (reached pb.PactState, err error) {
	err = t.until(ctx, func() bool {
		for _, s := range states {
			if t.state[id].State == s {
				reached = s
				return true
			}
		}
		return false
	})
	return reached, err
}

// play takes one trajectory through a pact's life to its verdict, or past an escalation to the ruling.
func (t *traffic) play(ctx context.Context, run evidence.TauBenchRun) (state pb.PactState, err error) {
	covenant, err := evaluation.TauBenchCovenant(run)
	if err != nil {
		return 0, err
	}
	now := t.s.Chain.Now()
	p := pact.Pact{Covenant: covenant, Terms: pact.Terms{
		Gate: pact.Gate{Evaluator: t.where.Evaluator, EvaluateBy: (now + 86_400 + 3600) / 3600 * 3600, FeeBps: t.where.FeeBps, FeeTo: t.where.FeeTo},
		Deal: pact.Deal{
			Buyer: devnet.Buyer.Address(), Provider: devnet.Provider.Address(), Arbiter: devnet.Arbiter.Address(), Amount: price,
			FundBy: now + 3600, DisputeWindow: dispute, ArbitrationWindow: 86_400, SilenceBps: 5000, Covenant: covenant.Hash(),
		},
	}}
	if _, err := rand.Read(p.Terms.Deal.Salt[:]); err != nil {
		return 0, err
	}
	id, digest := p.Terms.ID(), t.where.Domain.Digest(p)
	provider, buyer := devnet.Provider.Key(), devnet.Buyer.Key()

	sig, err := pact.Sign(digest, provider)
	if err != nil {
		return 0, err
	}
	if _, err := t.provider.CreatePact(ctx, p, devnet.Provider.Address(), sig); err != nil {
		return 0, err
	}
	if sig, err = pact.Sign(digest, buyer); err != nil {
		return 0, err
	}
	if _, err := t.buyer.SignPact(ctx, id, devnet.Buyer.Address(), sig); err != nil {
		return 0, err
	}
	if sig, err = pact.Sign(t.where.Token.AuthorizationDigest(p.Terms, t.where.Domain.Escrow), buyer); err != nil {
		return 0, err
	}
	if _, err := t.buyer.Fund(ctx, id, sig); err != nil {
		return 0, err
	}
	if _, err := t.untilState(ctx, id, pb.PactState_PACT_STATE_FUNDED); err != nil {
		return 0, err
	}
	e := pact.Evidence{Pact: id, Root: run.Bundle.Root()}
	if sig, err = pact.Sign(t.where.Domain.Digest(e), provider); err != nil {
		return 0, err
	}
	if err := t.provider.SubmitEvidence(ctx, e, devnet.Provider.Address(), sig, run.Bundle.Encode(), func(int) {}); err != nil {
		return 0, err
	}
	state, err = t.untilState(ctx, id, pb.PactState_PACT_STATE_RELEASED, pb.PactState_PACT_STATE_WITHHELD, pb.PactState_PACT_STATE_DISPUTED)
	if err != nil || state != pb.PactState_PACT_STATE_DISPUTED {
		return state, err
	}
	const reasons = "The transcript does not show whether the promise was kept."
	ruling := verdict.Ruling{Pact: id, BuyerAmount: p.Terms.Held(), Ruling: crypto.Keccak256Hash([]byte(reasons))}
	if sig, err = pact.Sign(t.where.Domain.Digest(ruling), devnet.Arbiter.Key()); err != nil {
		return 0, err
	}
	if _, err := t.buyer.SubmitRuling(ctx, ruling, reasons, sig); err != nil {
		return 0, err
	}
	return t.untilState(ctx, id, pb.PactState_PACT_STATE_RESOLVED)
}

// closed waits until the service says that every pact is.
func (t *traffic) closed(ctx context.Context, want int) error {
	return t.until(ctx, func() bool {
		closed := 0
		for _, e := range t.state {
			switch e.State {
			case pb.PactState_PACT_STATE_RELEASED, pb.PactState_PACT_STATE_REFUNDED, pb.PactState_PACT_STATE_RESOLVED:
				closed++
			}
		}
		return closed == want
	})
}

// settled counts the pacts that the escrow itself calls closed.
func (t *traffic) settled(ctx context.Context) (int, error) {
	t.mu.Lock()
	ids := slices.Collect(maps.Keys(t.state))
	t.mu.Unlock()
	settled := 0
	for _, id := range ids {
		state, err := t.s.State(ctx, id)
		if err != nil {
			return 0, err
		}
		if state.Status == escrow.StatusClosed {
			settled++
		}
	}
	return settled, nil
}
