package simulation

import (
	"bytes"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"text/tabwriter"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/surety-dev/surety/internal/devnet"
	"github.com/surety-dev/surety/internal/postgres"
)

// Seeds of make test, and of make simulate.
const inATest, inAll = 2000, 50_000

var (
	seeds   = flag.Int("seeds", inATest, "how many seeds to play")
	first   = flag.Int64("first", 1, "the first of them; -1: a random one")
	only    = flag.Int64("seed", -1, "play this seed alone, and tell everything")
	summary string
)

// TestMain ends with what was played, so that a long run's last line is its count.
func TestMain(m *testing.M) {
	debug.SetGCPercent(400) // seeds are short and leave much behind
	code := m.Run()
	if summary != "" {
		fmt.Println(summary)
	}
	os.Exit(code)
}

// clock is a database's time, of the seed's making: functions are looked up here before they are in the catalogue.
const clock = `
create schema sim;
create table sim.clock (at timestamptz not null);
insert into sim.clock values (pg_catalog.now() + interval '1 year');
create function public.now() returns timestamptz language sql stable as 'select at from sim.clock';
create function public.clock_timestamp() returns timestamptz language sql stable as 'select at from sim.clock';
`

// newPlace makes a database for seeds. It has one connection, made here: none is made while a seed is played, in its time.
func newPlace(t *testing.T) *place {
	t.Helper()
	ctx := context.Background()
	url := devnet.TestDatabase(t, func(ctx context.Context, url string) error {
		if _, err := postgres.Migrate(ctx, url); err != nil {
			return err
		}
		sql, err := pgx.Connect(ctx, url)
		if err != nil {
			return err
		}
		_, err = sql.Exec(ctx, clock)
		return errors.Join(err, sql.Close(ctx))
	})
	url += "&search_path=public,pg_catalog&synchronous_commit=off&plan_cache_mode=force_generic_plan"
	db, err := postgres.Open(ctx, url+"&pool_max_conns=1&pool_min_conns=1&pool_max_conn_idle_time=2000000h&pool_max_conn_lifetime=2000000h&pool_health_check_period=2000000h")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(db.Close)
	p := &place{db: db}
	if p.sql, err = pgx.Connect(ctx, url); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = p.sql.Close(context.Background()) })
	var tables []string
	err = p.sql.QueryRow(ctx, "select array_agg(tablename::text order by 1) from pg_tables where schemaname = 'public' and tablename not like 'goose%'").Scan(&tables)
	if err != nil {
		t.Fatal(err)
	}
	// Without triggers, so in any order; what the schema itself puts into a table comes back.
	p.empty = "set session_replication_role = replica;"
	for _, table := range tables {
		if _, err := p.sql.Exec(ctx, fmt.Sprintf("create table sim.%[1]s as table %[1]s", table)); err != nil {
			t.Fatal(err)
		}
		p.empty += fmt.Sprintf("delete from %[1]s; ", table)
		var rows int
		if err := p.sql.QueryRow(ctx, "select count(*) from "+table).Scan(&rows); err != nil {
			t.Fatal(err)
		}
		if rows > 0 {
			p.empty += fmt.Sprintf("insert into %[1]s select * from sim.%[1]s; ", table)
		}
	}
	p.empty += `select setval(schemaname || '.' || sequencename, 1, false) 
		from pg_sequences where schemaname = 'public' and sequencename not like 'goose%';
		set session_replication_role = origin`
	return p
}

// reset empties the database for the next seed.
func (p *place) reset() error {
	ctx := context.Background()
	if _, err := p.sql.PgConn().Exec(ctx, p.empty).ReadAll(); err != nil {
		return fmt.Errorf("empty the database: %w", err)
	}
	if p.used++; p.used%50 == 0 {
		if _, err := p.sql.Exec(ctx, "vacuum"); err != nil {
			return err
		}
	}
	return nil
}

// count is what all seeds together came to.
type count struct {
	mu      sync.Mutex
	seeds   int
	settled int
	reorgs  int
	crashes int
	// hits[point][fault]: seeds without and with a reorganization in which the process was killed there and the fault struck.
	hits map[string]map[fault]*[2]int
}

func (c *count) add(o outcome) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seeds++
	c.settled += o.settled
	c.reorgs += o.reorgs
	c.crashes += len(o.crashes)
	for point := range o.crashes {
		if c.hits[point] == nil {
			c.hits[point] = map[fault]*[2]int{}
		}
		for f := range o.hit {
			if c.hits[point][f] == nil {
				c.hits[point][f] = new([2]int)
			}
			c.hits[point][f][min(o.reorgs, 1)]++
		}
	}
}

func (c *count) String() string {
	return fmt.Sprintf("%d seeds, %d kills, %d reorganizations, %d verdicts settled once each", c.seeds, c.crashes, c.reorgs, c.settled)
}

// table shows what was covered. missed is what must have been in that many seeds and was not: in all of them every point, with every fault
// and with a reorganization and without; in fewer, every point and every fault, each with and without one.
func (c *count) table() (table string, missed []string) {
	var b strings.Builder
	var struckAt [2]map[string]bool
	var struck [2]map[fault]bool
	for i := range 2 {
		struckAt[i], struck[i] = map[string]bool{}, map[fault]bool{}
	}
	empty := 0
	w := tabwriter.NewWriter(&b, 0, 0, 1, ' ', tabwriter.AlignRight)
	fmt.Fprint(w, "killed at, with\t")
	for _, f := range faults {
		fmt.Fprintf(w, "%s\t", f)
	}
	fmt.Fprintln(w)
	for _, point := range points {
		fmt.Fprintf(w, "%s\t", point)
		for _, f := range faults {
			n := c.hits[point][f]
			if n == nil {
				n = new([2]int)
			}
			fmt.Fprintf(w, "%d/%d\t", n[0], n[1])
			for i := range 2 {
				if i == 0 && (slices.Contains(needsReorg, point) || f == orphans) { // there is none without
					continue
				}
				struckAt[i][point] = struckAt[i][point] || n[i] > 0
				struck[i][f] = struck[i][f] || n[i] > 0
				if n[i] == 0 {
					empty++
				}
			}
		}
		fmt.Fprintln(w)
	}
	_ = w.Flush()
	if c.seeds >= inAll && empty > 0 {
		missed = append(missed, fmt.Sprintf("%d fields of the table are empty", empty))
	}
	for i, reorg := range []string{"without", "with"} {
		for _, point := range points {
			if !struckAt[i][point] && (i == 1 || !slices.Contains(needsReorg, point)) {
				missed = append(missed, fmt.Sprintf("never killed at %q %s a reorganization", point, reorg))
			}
		}
		for _, f := range faults {
			if !struck[i][f] && (i == 1 || f != orphans) {
				missed = append(missed, fmt.Sprintf("no fault %q %s a reorganization", f, reorg))
			}
		}
	}
	fmt.Fprintf(&b, "%d fields are empty", empty)
	return b.String(), missed
}

func TestSeedsSettleEveryVerdictOnce(t *testing.T) {
	if *only >= 0 {
		out := play(t, newPlace(t), uint64(*only), "", os.Stdout)
		if out.err != nil {
			t.Fatalf("%s: %v", out.plan, out.err)
		}
		return
	}
	from := uint64(*first)
	if *first < 0 {
		from = rand.Uint64N(1 << 40)
	}
	total := *seeds
	if testing.Short() {
		total = min(total, 100)
	}
	fmt.Printf("seeds %d to %d\n", from, from+uint64(total)-1)
	counted := &count{hits: map[string]map[fault]*[2]int{}}
	ctx, stop := signal.NotifyContext(t.Context(), os.Interrupt) // who has seen enough is told what it came to
	defer stop()
	var next, failed atomic.Int64
	began := time.Now()
	var workers sync.WaitGroup
	places := make([]*place, min(2*runtime.GOMAXPROCS(0), total)) // while one waits for its database another goes on
	for i := range places {
		places[i] = newPlace(t)
	}
	for _, p := range places {
		workers.Go(func() {
			for {
				n := next.Add(1)
				if n > int64(total) || failed.Load() >= 5 || ctx.Err() != nil {
					return
				}
				out := play(t, p, from+uint64(n)-1, "", io.Discard)
				if out.err != nil {
					failed.Add(1)
					failure := fmt.Sprintf("%s: %v\nagain: go test ./internal/simulation -run TestSeeds -seed %d", out.plan, out.err, out.plan.seed)
					fmt.Println(failure) // at once: there may be an hour to go
					t.Error(failure)
				}
				counted.add(out)
				if n%500 == 0 {
					each := time.Since(began) / time.Duration(n)
					fmt.Printf("%d of %d seeds, %.0f a second, %s left, %d failed\n",
						n, total, 1/each.Seconds(), (each * time.Duration(int64(total)-n)).Round(time.Second), failed.Load())
				}
			}
		})
	}
	workers.Wait()
	table, missed := counted.table()
	t.Log("\n" + table)
	if counted.seeds >= inATest {
		for _, m := range missed {
			t.Error(m)
		}
	}
	summary = fmt.Sprintf("%s, %d failed", counted, failed.Load())
	t.Log(summary)
}

func TestASeedReplaysExactly(t *testing.T) {
	p := newPlace(t)
	for seed := range uint64(12) {
		var once, again bytes.Buffer
		play(t, p, 37*seed, "", &once)
		play(t, p, 37*seed, "", &again)
		if !bytes.Equal(once.Bytes(), again.Bytes()) {
			a, b := strings.Split(once.String(), "\n"), strings.Split(again.String(), "\n")
			for i := range a {
				if i >= len(b) || a[i] != b[i] {
					t.Fatalf("seed %d, line %d: first\n%s\nthen\n%s", 37*seed, i, a[i], strings.Join(b[min(i, len(b)):min(i+1, len(b))], ""))
				}
			}
			t.Fatalf("seed %d tells more the second time", 37*seed)
		}
	}
}

// A planted bug must be found, and by the check that is there for it.
var planted = []struct{ bug, found string }{
	{"broadcast before it is stored", "before it was stored"},
	{"a reorganization of a mined transaction is not recorded", "not settled"},
	{"the pacts of undone blocks are not folded anew", "stands on chain as"},
	{"mined is taken for final", "not settled"},
	{"a settlement is sent twice", "reverted"},
	{"an event is lost", "stands on chain as"},
	{"a transaction is forgotten by a restart", "not settled"},
	{"final is what is latest", "reorganization below the finalized block"},
}

func TestAPlantedBugIsFoundWithinAFewHundredSeeds(t *testing.T) {
	p := newPlace(t)
	for _, bug := range planted {
		t.Run(bug.bug, func(t *testing.T) {
			for seed := range uint64(300) {
				out := play(t, p, seed+1, bug.bug, io.Discard)
				if out.err == nil {
					continue
				}
				if !strings.Contains(out.err.Error(), bug.found) {
					t.Fatalf("seed %d fails otherwise: %v", seed+1, out.err)
				}
				t.Logf("found by seed %d: %v", seed+1, out.err)
				return
			}
			t.Fatal("not found in 300 seeds")
		})
	}
}
