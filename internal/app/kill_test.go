package app_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"math/rand/v2"
	"os"
	"os/exec"
	"slices"
	"strconv"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/internal/app"
	"github.com/surety-dev/surety/internal/chain/chaintest"
	"github.com/surety-dev/surety/internal/chain/send"
	pb "github.com/surety-dev/surety/pkg/suretypb"
)

// A suretyd that is to be killed runs in a process of its own: this binary again.
const childVariable = "SURETY_TEST_CHILD"

func TestMain(m *testing.M) {
	if os.Getenv(childVariable) != "" {
		if err := child(); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	flag.Parse()
	if err := flag.Set("test.parallel", "6"); err != nil { // these tests wait more than they work
		panic(err)
	}
	os.Exit(m.Run())
}

// death is where a process kills itself: when it reaches a point for the nth time. A point is one of send.Points, or a message that is logged.
// The zero death never comes.
type death struct {
	Point string
	Nth   int
}

type orders struct {
	Config app.Config
	Death  death
}

// ready is the point at which the API answers.
const ready = "ready"

// evaluated is logged when the verdict is signed and not yet stored.
const evaluated = "evaluated"

// child serves as told on standard input, and tells on standard output which points it passes. It ends when its input does.
func child() error {
	var o orders
	if err := json.NewDecoder(os.Stdin).Decode(&o); err != nil {
		return err
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		cancel()
	}()
	var mu sync.Mutex
	passed := 0
	reach := func(point string) {
		mu.Lock()
		defer mu.Unlock()
		fmt.Println(point)
		if point != o.Death.Point {
			return
		}
		if passed++; passed == o.Death.Nth {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
			select {}
		}
	}
	log := slog.New(listener{slog.NewTextHandler(os.Stderr, nil), reach})
	return app.Serve(ctx, o.Config, log, app.Hooks{At: reach, Ready: func(string) { reach(ready) }})
}

// listener hears what is logged.
type listener struct {
	slog.Handler
	reach func(string)
}

func (l listener) Handle(ctx context.Context, r slog.Record) error {
	err := l.Handler.Handle(ctx, r)
	if r.Message == evaluated {
		l.reach(evaluated)
	}
	return err
}

// suretyd runs the scene's service in a process of its own, and starts another whenever it was killed.
type suretyd struct {
	t      *testing.T
	config app.Config
	deaths []death
	counter

	mu      sync.Mutex
	running *exec.Cmd
	stdin   io.Closer
	died    int
	stopped bool
	gone    chan struct{}
}

// run starts one that dies these deaths, one after the other, and then lives. between is called after each, with what is dead.
func (s *scene) run(deaths []death, between func(n int)) *suretyd {
	d := &suretyd{t: s.t, config: s.Config, deaths: deaths, gone: make(chan struct{})}
	go func() {
		defer close(d.gone)
		for d.live() {
			if between != nil {
				between(d.died)
			}
		}
	}()
	s.t.Cleanup(d.stop)
	return d
}

// live runs one process to its end, and says whether there is to be another.
func (d *suretyd) live() bool {
	var o orders
	o.Config = d.config
	d.mu.Lock()
	if d.stopped {
		d.mu.Unlock()
		return false
	}
	if d.died < len(d.deaths) {
		o.Death = d.deaths[d.died]
	}
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childVariable+"=1")
	cmd.Stderr = d.t.Output()
	stdin, err := cmd.StdinPipe()
	if err != nil {
		panic(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		panic(err)
	}
	err = cmd.Start()
	d.running, d.stdin = cmd, stdin
	d.mu.Unlock()
	if err == nil {
		err = json.NewEncoder(stdin).Encode(o)
	}
	if err != nil {
		d.t.Errorf("start suretyd: %v", err)
		return false
	}
	for lines := bufio.NewScanner(stdout); lines.Scan(); {
		d.at(lines.Text())
	}
	err = cmd.Wait()
	d.mu.Lock()
	defer d.mu.Unlock()
	if cmd.ProcessState.Sys().(syscall.WaitStatus).Signal() == syscall.SIGKILL {
		d.died++
		return !d.stopped
	}
	if !d.stopped {
		d.t.Errorf("suretyd ended on its own: %v", err)
	}
	return false
}

func (d *suretyd) kill() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.running != nil {
		_ = d.running.Process.Kill()
	}
}

func (d *suretyd) stop() {
	d.mu.Lock()
	d.stopped = true
	if d.stdin != nil {
		_ = d.stdin.Close()
	}
	d.mu.Unlock()
	<-d.gone
}

// diedAll waits until it has died as often as it was to: what it dies of may be seen in the database a moment earlier.
func (d *suretyd) diedAll() {
	d.t.Helper()
	eventually(d.t, func() error {
		d.mu.Lock()
		defer d.mu.Unlock()
		if d.died != len(d.deaths) {
			return fmt.Errorf("killed %d times, want %d: %v", d.died, len(d.deaths), d.deaths)
		}
		return nil
	})
}

// stories by name, how each ends, and the transactions that the service sends for it.
var stories = []struct {
	name string
	play func(*play)
	end  end
}{
	{"released", (*play).released, released},
	{"refunded", (*play).refunded, refunded},
	{"resolved", (*play).resolved, resolved},
}

// deathsAt kills at a point for each of n transactions. ok is false for points that a story passes only when the chain is unkind.
func deathsAt(point string, n int) (deaths []death, ok bool) {
	switch point {
	case "stored", "sent", "mined":
		return slices.Repeat([]death{{point, 1}}, n), true
	case "final": // of all at once
		return []death{{point, 1}}, true
	case "signed", "receipt": // not recorded yet: the next process passes it again for the same transaction
		return append([]death{{point, 1}}, slices.Repeat([]death{{point, 2}}, n-1)...), true
	case "resent": // what was stored and not sent
		return slices.Repeat([]death{{"stored", 1}, {"resent", 1}}, n), true
	}
	return nil, false
}

// lose takes transactions and loses them.
func lose(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
	if call.Method == "eth_sendRawTransaction" {
		return chaintest.Reply{Result: json.RawMessage(strconv.Quote(common.Hash{1}.Hex()))}
	}
	return node()
}

func TestAStoryEndsTheSameWhereverSuretydIsKilled(t *testing.T) {
	t.Parallel()
	for _, point := range send.Points {
		for _, story := range stories {
			deaths, ok := deathsAt(point, len(story.end.events))
			if !ok || testing.Short() && story.name != "released" {
				continue
			}
			t.Run(fmt.Sprintf("%s, killed when %s", story.name, point), func(t *testing.T) {
				t.Parallel()
				s := newScene(t)
				var between func(int)
				if point == "resent" { // nothing that a process stores and dies of gets out before the next one
					proxy := chaintest.StartProxy(t, s.Chain.URL())
					s.Config.RPC = []string{proxy.URL}
					proxy.Fault(lose)
					between = func(died int) { proxy.Fault([]chaintest.Fault{lose, nil}[died%2]) }
				}
				d := s.run(deaths, between)
				p := s.agree()
				story.play(p)
				s.final()
				s.ended(map[*play]end{p: story.end})
				d.diedAll()
			})
		}
	}
}

func TestAStoryEndsTheSameWhenSuretydIsKilledWhileItPaysMore(t *testing.T) {
	t.Parallel()
	for _, point := range []string{"bump-signed", "bump-stored", "bump-sent"} {
		t.Run(point, func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			proxy := chaintest.StartProxy(t, s.Chain.URL())
			s.Config.RPC = []string{proxy.URL}
			proxy.Fault(lose)
			d := s.run([]death{{point, 1}}, func(int) { proxy.Fault(nil) })
			p := s.agree()
			p.fund()
			eventually(t, func() error { // time passes on chain until it bumps, dies, and what it has stored is mined
				if err := s.Chain.Mine(); err != nil {
					return err
				}
				if len(p.events()) == 0 {
					return errors.New("not funded")
				}
				return nil
			})
			p.until(pb.PactState_PACT_STATE_FUNDED)
			p.submit(polite)
			p.until(pb.PactState_PACT_STATE_RELEASED)
			s.final()
			s.ended(map[*play]end{p: released})
			d.diedAll()
		})
	}
}

func TestAStoryEndsTheSameWhenSuretydIsKilledInAReorg(t *testing.T) {
	t.Parallel()
	for _, keep := range []bool{true, false} {
		t.Run(fmt.Sprintf("that keeps transactions %t", keep), func(t *testing.T) {
			t.Parallel()
			s := newScene(t)
			chaintest.Mine(t, s.Chain, 20)
			d := s.run([]death{{"reorged", 1}}, nil)
			p := s.agree()
			p.fund()
			p.until(pb.PactState_PACT_STATE_FUNDED)
			eventually(t, func() error {
				if d.count("mined") == 0 {
					return errors.New("suretyd has no receipt")
				}
				return nil
			})
			chaintest.Reorg(t, s.Chain, 20, keep)
			eventually(t, func() error {
				now, err := s.buyer.Pact(t.Context(), p.id)
				if err == nil && (d.count("reorged") == 0 || len(p.events()) == 0 || now.State != pb.PactState_PACT_STATE_FUNDED) {
					err = errors.New("not funded again")
				}
				return err
			})
			p.submit(polite)
			p.until(pb.PactState_PACT_STATE_RELEASED)
			s.final()
			s.ended(map[*play]end{p: released})
			d.diedAll()
		})
	}
}

func TestEveryPointHasItsDeath(t *testing.T) {
	for _, point := range send.Points {
		_, story := deathsAt(point, 1)
		if !story && !slices.Contains([]string{"bump-signed", "bump-stored", "bump-sent", "reorged"}, point) {
			t.Errorf("no test kills suretyd at %q", point)
		}
	}
}

func TestAVerdictIsGivenOnceThoughTheEvaluatorIsKilledBeforeItCommits(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	d := s.run([]death{{evaluated, 1}, {evaluated, 1}}, func(n int) {
		var decided, intents int
		err := s.db.QueryRow(t.Context(), `select (select count(*) from evaluations where outcome is not null),
			(select count(*) from intents where action = 'verdict')`).Scan(&decided, &intents)
		if err != nil || decided != 0 || intents != 0 {
			t.Errorf("death %d left %d verdicts and %d intents, %v", n, decided, intents, err)
		}
	})
	p := s.agree()
	p.released()
	s.final()
	s.ended(map[*play]end{p: released})
	d.diedAll()
	var verdicts int
	check(t, s.db.QueryRow(t.Context(), "select count(*) from journal where kind = 'verdict'").Scan(&verdicts))
	if verdicts != 1 || d.count(evaluated) != 3 {
		t.Errorf("%d verdicts after %d evaluations, want 1 after 3", verdicts, d.count(evaluated))
	}
}

func TestAStoryEndsTheSameWhenSuretydIsKilledAtRandom(t *testing.T) {
	t.Parallel()
	for _, story := range stories {
		t.Run(story.name, func(t *testing.T) {
			t.Parallel()
			seed := uint64(time.Now().UnixNano())
			if text := os.Getenv("SURETY_TEST_SEED"); text != "" {
				var err error
				seed, err = strconv.ParseUint(text, 10, 64)
				check(t, err)
			}
			t.Logf("SURETY_TEST_SEED=%d", seed)
			random := rand.New(rand.NewPCG(seed, 0))
			s := newScene(t)
			d := s.run(nil, nil)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			var killer sync.WaitGroup
			killer.Go(func() {
				begun := time.Now()
				for killed := 0; killed < 6 && time.Since(begun) < 4*time.Second; {
					if d.count(ready) <= killed { // a process needs a moment to come to anything
						if !within(ctx, 10*time.Millisecond) {
							return
						}
						continue
					}
					killed = d.count(ready)
					if !within(ctx, time.Duration(random.IntN(700))*time.Millisecond) {
						return
					}
					d.kill()
					if random.IntN(3) == 0 && within(ctx, time.Duration(random.IntN(200))*time.Millisecond) {
						d.kill() // the next one, while it starts
					}
				}
			})
			p := s.agree()
			story.play(p)
			cancel()
			killer.Wait()
			s.final()
			s.ended(map[*play]end{p: story.end})
			d.stop()
			t.Logf("killed %d times", d.died)
		})
	}
}

// within waits, and says whether ctx has let it.
func within(ctx context.Context, d time.Duration) bool {
	select {
	case <-time.After(d):
		return true
	case <-ctx.Done():
		return false
	}
}
