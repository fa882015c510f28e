package app_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"math/big"
	"math/rand/v2"
	"net"
	"net/url"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/internal/devnet"
	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/internal/postgres"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/verdict"
)

var long = flag.Bool("long", false, "replicas settle 500 pacts in two minutes instead of 60 in twelve seconds")

// What the replicas have to do.
func load() (settlements int, during time.Duration) {
	if *long {
		return 500, 2 * time.Minute
	}
	return 60, 12 * time.Second
}

// takeover is how long a lease that has expired, three seconds after its last renewal, may be nobody's.
const takeover = 5 * time.Second

// takings has the database note how long each lease was nobody's, by its own clock.
const takings = `
	create table takings (after interval);
	create function note_taking() returns trigger language plpgsql as
		$$ begin insert into takings values (clock_timestamp() - old.expires); return null; end $$;
	create trigger taken after update of term on leases for each row when (new.term <> old.term) execute function note_taking()`

// replicas are three suretyds on one database, each behind a cable to it.
type replicas struct {
	*scene
	random *rand.Rand
	store  *postgres.DB
	each   []*suretyd
	cables []*cable
}

func newReplicas(t *testing.T) *replicas {
	t.Helper()
	seed := uint64(time.Now().UnixNano())
	t.Logf("seed %d", seed)
	s := newScene(t)
	r := &replicas{scene: s, random: rand.New(rand.NewPCG(seed, 0))}
	var err error
	r.store, err = postgres.Open(t.Context(), s.Config.Database.URL)
	check(t, err)
	t.Cleanup(r.store.Close)
	direct := s.Config
	for range 3 {
		at, err := url.Parse(direct.Database.URL)
		check(t, err)
		c := newCable(t, at.Host)
		at.Host = c.addr
		s.Config.Database.URL, s.Config.Listen = at.String(), freeAddress(t)
		r.cables = append(r.cables, c)
		r.each = append(r.each, s.run(nil, nil))
	}
	s.Config = direct
	_, err = s.db.Exec(t.Context(), takings)
	check(t, err)
	return r
}

// funded are n pacts that only a verdict is missing for.
func (r *replicas) funded(n int) []pact.Pact {
	r.t.Helper()
	check(r.t, r.Mint(r.t.Context(), devnet.Buyer.Address(), 1000*usd))
	now := r.Chain.Now()
	pacts := make([]pact.Pact, n)
	for i := range pacts {
		p := pact.Pact{
			Covenant: pact.Covenant{Title: "Answer", PassBps: 10_000, Clauses: []pact.Clause{{
				ID: "said", Metric: "output_text", Operator: "includes", Value: "x", Severity: "critical", Verification: "deterministic", Description: "It says x.",
			}}},
			Terms: pact.Terms{
				Gate: pact.Gate{Evaluator: devnet.Evaluator.Address(), EvaluateBy: now + 7*86_400, FeeBps: r.Config.FeeBps, FeeTo: r.Config.FeeTo},
				Deal: pact.Deal{
					Buyer: devnet.Buyer.Address(), Provider: devnet.Provider.Address(), Amount: usd, FundBy: now + 86_400,
					Salt: common.BigToHash(big.NewInt(int64(i + 1))),
				},
			},
		}
		p.Terms.Deal.Covenant = p.Covenant.Hash()
		pacts[i] = p
	}
	check(r.t, r.store.Update(r.t.Context(), func(tx lifecycle.Tx) error {
		for _, p := range pacts {
			err := tx.SavePact(lifecycle.Record{
				ID: p.Terms.ID(), Pact: p, ProviderSignature: []byte{1}, BuyerSignature: []byte{1}, State: lifecycle.Signed, CreateTime: now,
			})
			if err != nil {
				return err
			}
		}
		return nil
	}))
	check(r.t, func() (err error) { r.before, _, err = r.Balances(r.t.Context(), holders); return err }())
	for rest := pacts; len(rest) > 0; {
		var terms []pact.Terms
		for _, p := range rest[:min(50, len(rest))] {
			terms = append(terms, p.Terms)
		}
		rest = rest[len(terms):]
		authorization := r.signHash(devnet.Buyer, r.Token.BatchAuthorizationDigest(terms, r.Domain.Escrow))
		check(r.t, r.Transact(r.t.Context(), devnet.Buyer, &r.Domain.Escrow, escrow.FundBatch(terms, authorization)))
	}
	eventually(r.t, func() error { return r.are("funded", n) })
	return pacts
}

func (r *replicas) are(state string, want int) error {
	var n int
	err := r.db.QueryRow(r.t.Context(), "select count(*) from pacts where state::text = $1", state).Scan(&n)
	if err == nil && n != want {
		err = fmt.Errorf("%d of %d pacts are %s", n, want, state)
	}
	return err
}

// judge stores the verdict, and the intent to carry it out.
func (r *replicas) judge(pacts ...pact.Pact) {
	r.t.Helper()
	check(r.t, r.store.Update(r.t.Context(), func(tx lifecycle.Tx) error {
		for _, p := range pacts {
			v := verdict.Verdict{Pact: p.Terms.ID(), ProviderAmount: p.Terms.Held(), Report: common.Hash{0x4e}}
			call := escrow.Verdict(p.Terms, v, r.sign(devnet.Evaluator, v))
			if err := tx.AddIntent(lifecycle.Intent{Pact: v.Pact, Action: lifecycle.ActVerdict, Call: call, Deadline: p.Terms.Gate.EvaluateBy}); err != nil {
				return err
			}
		}
		return nil
	}))
}

// settled checks that each was settled once, and that service and chain agree to the base unit.
func (r *replicas) settled(pacts []pact.Pact) {
	r.t.Helper()
	eventually(r.t, func() error { return r.are("released", len(pacts)) })
	r.final()
	r.Chain.Pause()
	eventually(r.t, r.agrees)
	logs, err := r.Client.FilterLogs(r.t.Context(), ethereum.FilterQuery{FromBlock: new(big.Int), Addresses: []common.Address{r.Domain.Escrow}})
	check(r.t, err)
	times := map[pact.ID]int{}
	for _, log := range logs {
		if e, err := escrow.ParseLog(log); err == nil && e.Kind == escrow.Released {
			times[e.Pact]++
		}
	}
	for _, p := range pacts {
		if n := times[p.Terms.ID()]; n != 1 {
			r.t.Errorf("pact %s is settled %d times", p.Terms.ID().Short(), n)
		}
	}
	var next uint64
	var reverted int
	check(r.t, r.db.QueryRow(r.t.Context(), "select coalesce(sum(next_nonce), 0), (select count(*) from transactions where not succeeded) from relayer_keys").Scan(&next, &reverted))
	used, err := r.Client.NonceAt(r.t.Context(), devnet.Relayer.Address(), nil)
	check(r.t, err)
	if used != next || reverted != 0 {
		r.t.Errorf("%d nonces are taken, %d used, %d transactions reverted", next, used, reverted)
	}
}

// holder is the replica whose process holds the relayer's key.
func (r *replicas) holder() (*suretyd, *cable, error) {
	var holder string
	err := r.db.QueryRow(r.t.Context(), "select holder from leases where name like 'relayer%' and expires > clock_timestamp()").Scan(&holder)
	if err != nil {
		return nil, nil, err
	}
	var pid int
	if _, err := fmt.Sscanf(holder, "process %d on", &pid); err != nil {
		return nil, nil, err
	}
	for i, d := range r.each {
		d.mu.Lock()
		same := d.running != nil && d.running.Process.Pid == pid
		d.mu.Unlock()
		if same {
			return d, r.cables[i], nil
		}
	}
	return nil, nil, errors.New("a process that is gone holds the key")
}

// newest is the last transaction that was stored.
func (r *replicas) newest() (id int64, err error) {
	err = r.db.QueryRow(r.t.Context(), "select coalesce(max(id), 0) from transactions").Scan(&id)
	return id, err
}

func TestThreeReplicasSettleEachPactOnceThoughTheyAreKilled(t *testing.T) {
	t.Parallel()
	settlements, during := load()
	r := newReplicas(t)
	pacts := r.funded(settlements)
	begun, given, killed := time.Now(), 0, 0
	next := time.Second
	for tick := time.NewTicker(100 * time.Millisecond); given < settlements; {
		<-tick.C
		elapsed := time.Since(begun)
		if due := min(settlements, int(elapsed*time.Duration(settlements)/during)+1); due > given {
			r.judge(pacts[given:due]...)
			given = due
		}
		if elapsed >= next {
			next += 2*time.Second + time.Duration(r.random.IntN(2000))*time.Millisecond
			r.each[r.random.IntN(len(r.each))].kill()
			killed++
		}
	}
	r.settled(pacts)
	t.Logf("%d pacts are settled, %d kills", settlements, killed)
}

func TestAReplicaThatIsCutOffWhileItHoldsTheKeyIsReplacedAndHarmless(t *testing.T) {
	t.Parallel()
	for name, cutOff := range map[string]func(*suretyd, *cable) (back func()){
		"stopped": func(d *suretyd, _ *cable) func() {
			d.signal(syscall.SIGSTOP)
			return func() { d.signal(syscall.SIGCONT) }
		},
		"without its database": func(_ *suretyd, c *cable) func() {
			c.cut()
			return c.mend
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			settlements, during := load()
			r := newReplicas(t)
			pacts := r.funded(settlements)
			rest := pacts
			give := func(n int) {
				n = min(n, len(rest))
				r.judge(rest[:n]...)
				rest = rest[n:]
			}
			give(3)
			eventually(t, func() error { return r.are("released", 3) })
			var longest time.Duration
			for begun := time.Now(); len(rest) > 0 && (longest == 0 || time.Since(begun) < during); {
				var holder *suretyd
				var cable *cable
				eventually(t, func() (err error) { holder, cable, err = r.holder(); return err })
				back := cutOff(holder, cable)
				at := time.Now()
				before, err := r.newest()
				check(t, err)
				give(max(1, settlements/20))
				eventually(t, func() error {
					now, err := r.newest()
					if err == nil && now == before {
						err = errors.New("nobody sends")
					}
					return err
				})
				longest = max(longest, time.Since(at))
				give(1)
				back()
				give(max(1, settlements/20))
				within(t.Context(), 500*time.Millisecond)
			}
			give(len(rest))
			r.settled(pacts)
			var times int
			var slowest float64
			check(t, r.db.QueryRow(t.Context(), "select count(*), coalesce(max(extract(epoch from after)), 0)::float8 from takings").Scan(&times, &slowest))
			t.Logf("%d leases were taken within %.3f seconds, others sent after %s at most", times, slowest, longest.Round(time.Millisecond))
			if times == 0 || slowest > takeover.Seconds() {
				t.Errorf("%d leases were taken, within %g seconds, want %s at most", times, slowest, takeover)
			}
			if longest > 4*takeover { // a machine that does other things is slow to notice
				t.Errorf("nobody sent for %s", longest)
			}
		})
	}
}

func (d *suretyd) signal(s syscall.Signal) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.running != nil {
		_ = d.running.Process.Signal(s)
	}
}

// cable carries connections to an address. While it is cut they stay open, and nothing passes: what was on its way arrives when it is mended.
type cable struct {
	addr string

	mu    sync.Mutex
	whole chan struct{} // closed: whole
}

func newCable(t *testing.T, to string) *cable {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	check(t, err)
	c := &cable{addr: l.Addr().String(), whole: make(chan struct{})}
	close(c.whole)
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(func() { cancel(); _ = l.Close() })
	go func() {
		for {
			near, err := l.Accept()
			if err != nil {
				return
			}
			far, err := net.Dial("tcp", to)
			if err != nil {
				_ = near.Close()
				continue
			}
			go c.carry(ctx, far, near)
			go c.carry(ctx, near, far)
		}
	}()
	return c
}

func (c *cable) carry(ctx context.Context, to, from net.Conn) {
	defer to.Close()
	defer from.Close()
	buffer := make([]byte, 32<<10)
	for {
		n, err := from.Read(buffer)
		c.mu.Lock()
		whole := c.whole
		c.mu.Unlock()
		select {
		case <-whole:
		case <-ctx.Done():
			return
		}
		if n > 0 {
			if _, err := to.Write(buffer[:n]); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

func (c *cable) cut() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.whole = make(chan struct{})
}

func (c *cable) mend() {
	c.mu.Lock()
	defer c.mu.Unlock()
	close(c.whole)
}
