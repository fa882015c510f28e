package app_test

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"math/big"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	sdk "go.opentelemetry.io/otel/sdk/trace"
	"google.golang.org/grpc/codes"

	"github.com/surety-dev/surety/internal/app"
	"github.com/surety-dev/surety/internal/chain/chaintest"
	"github.com/surety-dev/surety/internal/demo"
	"github.com/surety-dev/surety/internal/devnet"
	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/internal/postgres"
	"github.com/surety-dev/surety/pkg/client"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
	pb "github.com/surety-dev/surety/pkg/suretypb"
	"github.com/surety-dev/surety/pkg/usdc"
	"github.com/surety-dev/surety/pkg/verdict"
)

const usd = usdc.Amount(1_000_000)

// What a pact of agree is about.
const (
	price          = 100 * usd
	disputeWindow  = 3600
	arbitrationEnd = 86_400
)

var holders = []devnet.Account{devnet.Buyer, devnet.Provider, devnet.Arbiter, devnet.Collector}

// scene is all that a service needs, with parties who talk to it wherever it runs.
type scene struct {
	*demo.Stack
	t                        *testing.T
	db                       *pgxpool.Pool
	buyer, provider, arbiter *client.Client
	before                   map[devnet.Account]usdc.Amount
	maker                    devnet.Account // who is the provider of its pacts
	heard                    *alarms        // by those who listen
	spans                    sdk.SpanExporter
}

func newScene(t *testing.T) *scene {
	t.Helper()
	return sceneOn(t, devnet.TestDatabase(t, migrate), demo.Ground{})
}

func sceneOn(t *testing.T, url string, ground demo.Ground) *scene {
	t.Helper()
	stack, err := demo.On(t.Context(), url, ground, func(string, ...any) {})
	check(t, err)
	t.Cleanup(func() { check(t, stack.Close()) })
	stack.Config.Listen = freeAddress(t)
	s := &scene{Stack: stack, t: t, maker: devnet.Provider}
	s.db, err = pgxpool.New(t.Context(), url)
	check(t, err)
	t.Cleanup(s.db.Close)
	check(t, stack.Mint(t.Context(), devnet.Buyer.Address(), 1000*usd))
	s.before, _, err = stack.Balances(t.Context(), holders)
	check(t, err)
	s.buyer, s.provider, s.arbiter = s.dial(devnet.Buyer), s.dial(devnet.Provider), s.dial(devnet.Arbiter)
	return s
}

func migrate(ctx context.Context, url string) error {
	_, err := postgres.Migrate(ctx, url)
	return err
}

// freeAddress stays the test's to its end, also while nobody listens on it: the kernel gives no port that a socket is
// bound to, and lets another socket that reuses addresses, as servers' do, listen there.
func freeAddress(t testing.TB) string {
	t.Helper()
	fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC, 0)
	check(t, err)
	t.Cleanup(func() { check(t, syscall.Close(fd)) })
	check(t, syscall.SetsockoptInt(fd, syscall.SOL_SOCKET, syscall.SO_REUSEADDR, 1))
	check(t, syscall.Bind(fd, &syscall.SockaddrInet4{Addr: [4]byte{127, 0, 0, 1}}))
	bound, err := syscall.Getsockname(fd)
	check(t, err)
	return fmt.Sprintf("127.0.0.1:%d", bound.(*syscall.SockaddrInet4).Port)
}

func (s *scene) dial(a devnet.Account) *client.Client {
	s.t.Helper()
	c, err := client.Dial(s.Config.Listen, client.Key{PrivateKey: a.Key()})
	check(s.t, err)
	s.t.Cleanup(func() { check(s.t, c.Close()) })
	return c
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// serve runs a service in this process, until stop or the end of the test.
func (s *scene) serve(at func(point string), roles ...string) (stop func()) {
	s.t.Helper()
	config := s.Config
	if len(roles) > 0 {
		config.Roles = roles
	}
	ctx, cancel := context.WithCancel(context.Background())
	ready, done := make(chan string, 1), make(chan error, 1)
	out := s.t.Output()
	if s.heard != nil {
		out = io.MultiWriter(out, s.heard)
	}
	go func() {
		done <- app.Serve(ctx, config, slog.New(slog.NewTextHandler(out, nil)), app.Hooks{At: at, Spans: s.spans, Ready: func(addr string) { ready <- addr }})
	}()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			s.t.Errorf("the service ended with %v", err)
		}
	})
	s.t.Cleanup(stop)
	if slices.Contains(config.Roles, "api") {
		select {
		case <-ready:
		case err := <-done:
			done <- nil
			s.t.Fatalf("the service did not start: %v", err)
		}
	}
	return stop
}

// counter counts the points that a sender passes.
type counter struct {
	mu    sync.Mutex
	heard map[string]int
}

func (c *counter) at(point string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.heard == nil {
		c.heard = map[string]int{}
	}
	c.heard[point]++
}

func (c *counter) count(point string) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.heard[point]
}

// patience is what a slow machine with much else to do gets. Nobody waits for it whose service works.
const patience = 3 * time.Minute

// eventually asks until nothing is wrong.
func eventually(t *testing.T, wrong func() error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	tick := time.NewTicker(10 * time.Millisecond)
	defer tick.Stop()
	for {
		err := wrong()
		if err == nil {
			return
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			t.Fatalf("still after %s: %v", patience, err)
		}
	}
}

// play is a pact under way.
type play struct {
	*scene
	pact.Pact
	id pact.ID
}

// agree has both parties sign a pact that its provider keeps by saying please.
func (s *scene) agree(change ...func(*pact.Pact)) *play {
	s.t.Helper()
	now := s.Chain.Now()
	p := pact.Pact{
		Terms: pact.Terms{
			Gate: pact.Gate{Evaluator: devnet.Evaluator.Address(), EvaluateBy: now + 7*86_400, FeeBps: s.Config.FeeBps, FeeTo: s.Config.FeeTo},
			Deal: pact.Deal{
				Buyer: devnet.Buyer.Address(), Provider: s.maker.Address(), Arbiter: devnet.Arbiter.Address(), Amount: price,
				FundBy: now + 86_400, DisputeWindow: disputeWindow, ArbitrationWindow: arbitrationEnd, SilenceBps: 5000,
			},
		},
		Covenant: pact.Covenant{Title: "Answer politely", PassBps: 10_000, Policy: policy.Default().Hash(), Clauses: []pact.Clause{{
			ID: "polite", Metric: "output_text", Operator: "includes", Value: "please", Severity: "critical", Verification: "deterministic",
			Description: "It says please.",
		}}},
	}
	_, err := rand.Read(p.Terms.Deal.Salt[:])
	check(s.t, err)
	for _, c := range change {
		c(&p)
	}
	p.Terms.Deal.Covenant = p.Covenant.Hash()
	s.call(func() error {
		_, err := s.provider.CreatePact(s.t.Context(), p, s.maker.Address(), s.sign(s.maker, p))
		return err
	})
	s.call(func() error {
		_, err := s.buyer.SignPact(s.t.Context(), p.Terms.ID(), devnet.Buyer.Address(), s.sign(devnet.Buyer, p))
		return err
	})
	return &play{scene: s, Pact: p, id: p.Terms.ID()}
}

// call makes a party's call again when its client has given up on a service that is killed: another takes a while to start. If that is refused, an
// answer was lost, or what comes next fails.
func (s *scene) call(do func() error) {
	s.t.Helper()
	again := false
	eventually(s.t, func() error {
		err := do()
		if away(err) {
			again = true
			return err
		}
		if !again {
			check(s.t, err)
		}
		return nil
	})
}

// away says whether no service answered.
func away(err error) bool {
	var answer *client.Error
	return errors.As(err, &answer) && answer.Code == codes.Unavailable || errors.Is(err, io.EOF)
}

func (s *scene) sign(a devnet.Account, m pact.Message) []byte {
	s.t.Helper()
	return s.signHash(a, s.Domain.Digest(m))
}

func (s *scene) signHash(a devnet.Account, digest common.Hash) []byte {
	s.t.Helper()
	sig, err := pact.Sign(digest, a.Key())
	check(s.t, err)
	return sig
}

func (p *play) fund() {
	p.t.Helper()
	p.call(func() error {
		_, err := p.buyer.Fund(p.t.Context(), p.id, p.signHash(devnet.Buyer, p.Token.AuthorizationDigest(p.Terms, p.Domain.Escrow)))
		return err
	})
}

// submit hands in a transcript in which the agent says it.
func (p *play) submit(said string) {
	p.t.Helper()
	b := evidence.Bundle{Messages: []evidence.Message{{Role: evidence.User, Content: "Where is it?"}, {Role: evidence.Assistant, Content: said}}}
	e := pact.Evidence{Pact: p.id, Root: b.Root()}
	p.call(func() error {
		return p.provider.SubmitEvidence(p.t.Context(), e, p.maker.Address(), p.sign(p.maker, e), b.Encode(), func(int) {})
	})
}

const (
	polite = "Wait a day, please."
	rude   = "How would I know?"
)

func (p *play) dispute() {
	p.t.Helper()
	const statement = "It was polite enough."
	d := pact.Dispute{Pact: p.id, Statement: crypto.Keccak256Hash([]byte(statement))}
	p.call(func() error {
		_, err := p.provider.OpenDispute(p.t.Context(), p.id, devnet.Provider.Address(), statement, p.sign(devnet.Provider, d))
		return err
	})
}

// rule gives the provider 60 %.
func (p *play) rule() {
	p.t.Helper()
	const text = "It was polite, but of no use."
	r := verdict.Ruling{Pact: p.id, ProviderAmount: 60 * usd, BuyerAmount: 40 * usd, Ruling: crypto.Keccak256Hash([]byte(text))}
	p.call(func() error {
		_, err := p.arbiter.SubmitRuling(p.t.Context(), r, text, p.sign(devnet.Arbiter, r))
		return err
	})
}

// until waits for the service to say so.
func (p *play) until(state pb.PactState) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.t.Context(), patience)
	defer cancel()
	for {
		for e, err := range p.buyer.Watch(ctx, p.id, "") {
			if err != nil && (ctx.Err() != nil || !away(err)) {
				p.t.Fatalf("waiting for %s: %v", state, err)
			}
			if err == nil && e.State == state {
				return
			}
		}
	}
}

// The stories, from a pact that both have signed.
func (p *play) released() {
	p.t.Helper()
	p.fund()
	p.until(pb.PactState_PACT_STATE_FUNDED)
	p.submit(polite)
	p.until(pb.PactState_PACT_STATE_RELEASED)
}

func (p *play) withheld() {
	p.t.Helper()
	p.fund()
	p.until(pb.PactState_PACT_STATE_FUNDED)
	p.submit(rude)
	p.until(pb.PactState_PACT_STATE_WITHHELD)
}

func (p *play) refunded() {
	p.t.Helper()
	p.withheld()
	check(p.t, p.Chain.Jump((disputeWindow+120)*time.Second))
	p.until(pb.PactState_PACT_STATE_REFUNDED)
}

func (p *play) resolved() {
	p.t.Helper()
	p.withheld()
	p.dispute()
	p.until(pb.PactState_PACT_STATE_DISPUTED)
	p.rule()
	p.until(pb.PactState_PACT_STATE_RESOLVED)
}

// end is how a story must end: the escrow's events, and what they move.
type end struct {
	events []escrow.Kind
	moved  map[devnet.Account]usdc.Amount
}

var (
	released = end{
		[]escrow.Kind{escrow.Funded, escrow.Released},
		map[devnet.Account]usdc.Amount{devnet.Buyer: -100 * usd, devnet.Provider: 99 * usd, devnet.Collector: usd},
	}
	refunded = end{[]escrow.Kind{escrow.Funded, escrow.Withheld, escrow.Finalized}, nil}
	resolved = end{
		[]escrow.Kind{escrow.Funded, escrow.Withheld, escrow.Disputed, escrow.Ruled},
		map[devnet.Account]usdc.Amount{devnet.Buyer: -60 * usd, devnet.Provider: 59_400_000, devnet.Collector: 600_000},
	}
)

// final mines until nothing that the service knows can be undone.
func (s *scene) final() {
	s.t.Helper()
	chaintest.Mine(s.t, s.Chain, devnet.FinalizedDepth+1)
	eventually(s.t, func() error {
		var open int
		err := s.db.QueryRow(s.t.Context(), `select (select count(*) from transactions where not final)
			+ (select count(*) from pacts, follower where state_block > finalized)`).Scan(&open)
		if err == nil && open > 0 {
			err = fmt.Errorf("%d transactions and pacts are not final", open)
		}
		return err
	})
}

// ended checks that the stories ended so, all of them on chain, once, to the base unit, and that the service knows.
func (s *scene) ended(stories map[*play]end) {
	s.t.Helper()
	s.Chain.Pause()
	eventually(s.t, s.agrees)
	moved := map[devnet.Account]usdc.Amount{}
	transactions := 0
	for p, end := range stories {
		if diff := cmp.Diff(end.events, p.events()); diff != "" {
			s.t.Errorf("events of pact %s on chain (-want +got):\n%s", p.id.Short(), diff)
		}
		for a, m := range end.moved {
			moved[a] += m
		}
		transactions += len(end.events)
	}
	after, held, err := s.Balances(s.t.Context(), holders)
	check(s.t, err)
	var in, out usdc.Amount
	for _, a := range holders {
		in, out = in+s.before[a], out+after[a]
		if got := after[a] - s.before[a]; got != moved[a] {
			s.t.Errorf("%s has %d base units more, want %d", a, got, moved[a])
		}
	}
	if in != out+held || held != 0 {
		s.t.Errorf("in %s, out %s, held %s", in, out, held)
	}
	s.relayed(transactions)
}

// relayed checks that the relayer used a nonce for each step of the stories and none besides, and that the service knows of no other.
func (s *scene) relayed(want int) {
	s.t.Helper()
	used, err := s.Client.NonceAt(s.t.Context(), devnet.Relayer.Address(), nil)
	check(s.t, err)
	if int(used) != want {
		s.t.Errorf("the relayer sent %d transactions, want %d", used, want)
	}
	var transactions, intents int
	check(s.t, s.db.QueryRow(s.t.Context(), "select (select count(*) from transactions), (select count(*) from intents)").Scan(&transactions, &intents))
	if transactions != want || intents != want {
		s.t.Errorf("%d transactions and %d intents are stored, want %d of each", transactions, intents, want)
	}
}

// events are the escrow's of this pact, on chain.
func (p *play) events() []escrow.Kind {
	p.t.Helper()
	logs, err := p.Client.FilterLogs(p.t.Context(), ethereum.FilterQuery{
		FromBlock: new(big.Int), Addresses: []common.Address{p.Domain.Escrow}, Topics: [][]common.Hash{nil, {common.Hash(p.id)}},
	})
	check(p.t, err)
	var kinds []escrow.Kind
	for _, log := range logs {
		e, err := escrow.ParseLog(log)
		check(p.t, err)
		kinds = append(kinds, e.Kind)
	}
	return kinds
}

// where says which of the service's states stand for one of the escrow's.
var where = map[escrow.Status][]string{
	escrow.StatusNone:      {"proposed", "signed", "expired"},
	escrow.StatusFunded:    {"funded", "evaluating"},
	escrow.StatusDelivered: {"delivered", "evaluating"},
	escrow.StatusWithheld:  {"withheld"},
	escrow.StatusDisputed:  {"disputed"},
	escrow.StatusClosed:    {"released", "refunded", "resolved"},
}

// agrees says where the service's pacts differ from the chain's newest block: it has not seen that block, a state, an amount or a time differs,
// the journal ends elsewhere, or what it calls paid is not what the accounts have. Nothing may be mined meanwhile.
func (s *scene) agrees() error {
	ctx := s.t.Context()
	head, err := s.Client.HeaderByNumber(ctx, nil)
	if err != nil {
		return err
	}
	var applied []byte
	if err := s.db.QueryRow(ctx, "select hash from blocks order by number desc limit 1").Scan(&applied); err != nil {
		return err
	}
	if common.Hash(applied) != head.Hash() {
		return fmt.Errorf("the service is at block %x, the chain at %d, %s", applied, head.Number, head.Hash())
	}
	type row struct {
		ID                                                           []byte
		State, Journal                                               string
		Amount, Held, ProviderHeld, ProviderPaid, BuyerPaid, FeePaid usdc.Amount
		Since                                                        int64
		OnChain                                                      bool
	}
	rows, err := s.db.Query(ctx, `select id, state::text, (select state::text from journal j where j.pact_id = p.id order by xid desc, seq desc limit 1),
		amount, held, provider_held, provider_paid, buyer_paid, fee_paid, since, on_chain from pacts p`)
	if err != nil {
		return err
	}
	pacts, err := pgx.CollectRows(rows, pgx.RowToStructByPos[row])
	if err != nil {
		return err
	}
	moved, held := maps.Clone(s.before), usdc.Amount(0)
	var wrong []error
	for _, r := range pacts {
		chain, err := s.State(ctx, pact.ID(r.ID))
		if err != nil {
			return err
		}
		known := escrow.State{Status: chain.Status, Provider: chain.Provider, Held: r.Held, ProviderHeld: r.ProviderHeld}
		if chain.Since != 0 {
			known.Since = r.Since
		}
		if diff := cmp.Diff(chain, known); diff != "" || !slices.Contains(where[chain.Status], r.State) || r.OnChain != (r.State == "delivered") && r.State != "evaluating" {
			wrong = append(wrong, fmt.Errorf("pact %x is %s on chain and %s in the service (-chain +service):\n%s", r.ID[:4], chain.Status, r.State, diff))
		}
		if r.Journal != r.State {
			wrong = append(wrong, fmt.Errorf("the journal of pact %x ends with %s, it is %s", r.ID[:4], r.Journal, r.State))
		}
		if chain.Status != escrow.StatusNone {
			moved[devnet.Buyer] += r.BuyerPaid - r.Amount
			moved[devnet.Provider] += r.ProviderPaid
			moved[devnet.Collector] += r.FeePaid
		}
		held += r.Held
	}
	balances, escrowed, err := s.Balances(ctx, holders)
	if err != nil {
		return err
	}
	if diff := cmp.Diff(balances, moved); diff != "" || escrowed != held {
		wrong = append(wrong, fmt.Errorf("the escrow has %s, the service says %s; balances (-chain +service):\n%s", escrowed, held, diff))
	}
	return errors.Join(wrong...)
}
