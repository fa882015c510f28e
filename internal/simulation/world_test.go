package simulation

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/jackc/pgx/v5"

	"github.com/surety-dev/surety/internal/chain"
	"github.com/surety-dev/surety/internal/chain/follow"
	"github.com/surety-dev/surety/internal/chain/rpc"
	"github.com/surety-dev/surety/internal/chain/send"
	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/internal/postgres"
	"github.com/surety-dev/surety/internal/settlement"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
	"github.com/surety-dev/surety/pkg/verdict"
)

// Where a process may be killed beside send.Points.
const (
	applying   = "follow: uncommitted" // blocks applied, their transaction open
	applied    = "follow: applied"
	backfilled = "follow: back-filled"
	verified   = "follow: read twice"
	rolledBack = "follow: rolled back"
	finalized  = "follow: finalized"
	asked      = "settle: asked" // the chain would take the call, nothing is stored
	intended   = "settle: intended"
	postponed  = "settle: postponed"
	claimed    = "settle: claimed"
	passedOver = "settle: passed over" // a batch was mined without a pact
)

var points = slices.Concat(send.Points, send.Repairs, []string{applying, applied, backfilled, verified, rolledBack, finalized, asked, intended, postponed, claimed, passedOver})

// needsReorg are the points that nothing but a reorganization leads to.
var needsReorg = []string{"reorged", rolledBack}

// plan is what a seed sets out to do. Which point, with or without a reorganization, with which fault: seeds take turns.
type plan struct {
	seed   uint64
	crash  string
	reorg  bool
	faults []fault
	ranges bool // logs are left out of ranges, else of blocks
}

func planOf(seed uint64, rng *rand.Rand) plan {
	n := seed
	next := func(size int) int {
		i := int(n % uint64(size))
		n /= uint64(size)
		return i
	}
	p := plan{seed: seed, crash: points[next(len(points))], reorg: next(2) == 1}
	p.faults = []fault{faults[next(len(faults))]}
	p.ranges = next(2) == 1
	if rng.IntN(3) == 0 {
		p.faults = append(p.faults, faults[rng.IntN(len(faults))])
	}
	p.reorg = p.reorg || slices.Contains(needsReorg, p.crash)
	return p
}

func (p plan) String() string {
	return fmt.Sprintf("seed %d: killed at %q, reorganization %t, %q", p.seed, p.crash, p.reorg, p.faults)
}

// outcome is what became of a seed.
type outcome struct {
	plan    plan
	crashes map[string]bool
	reorgs  int
	hit     map[fault]bool
	settled int
	err     error
}

// place is a database that seeds take turns in.
type place struct {
	db    *postgres.DB
	sql   *pgx.Conn
	empty string
	used  int
}

// contract is a pact of the seed and what is to become of it.
type contract struct {
	pact     pact.Pact
	id       pact.ID
	fundAt   int // round
	byIntent bool
	verdict  *verdict.Verdict
	judgedAt int
	consent  bool // the parties settle it between themselves
	intended bool // the verdict's intent is stored
}

func (c *contract) call() []byte { return escrow.Verdict(c.pact.Terms, *c.verdict, []byte{1}) }

// world is one seed being played.
type world struct {
	plan      plan
	rng       *rand.Rand
	place     *place
	model     *model
	node      *node
	planted   string
	contracts []*contract
	processes []*process
	keys      []key
	turn      int // whose it is
	trace     io.Writer
	log       *slog.Logger
	heard     lines
	armed     string // where the process is killed next
	countdown int
	out       outcome
	violation error
	round     int
}

// process is what a kill destroys. Where there are two, leases say who does what.
type process struct {
	client   *rpc.Client
	leases   map[string]chain.Lease
	follower *follow.Follower
	senders  pool
	settler  *settlement.Settler
}

// pool sends with the first key that can, as send.Pool does.
type pool map[common.Address]*send.Sender

func (p pool) Send(ctx context.Context, call send.Call, refs []int64) (send.Transaction, error) {
	for _, address := range slices.SortedFunc(maps.Keys(p), common.Address.Cmp) {
		tx, err := p[address].Send(ctx, call, refs)
		if !errors.Is(err, send.ErrBusy) && !errors.Is(err, send.ErrSetAside) && !errors.Is(err, chain.ErrFenced) {
			return tx, err
		}
	}
	return send.Transaction{}, send.ErrBusy
}

// killed is the panic of a process that is killed.
type killed struct{ point string }

func (k killed) Error() string { return "killed at " + k.point }

// key signs with a development key.
type key struct{ *ecdsa.PrivateKey }

var (
	relayers  = []key{keyOf("relayer"), keyOf("second relayer")}
	evaluator = keyOf("evaluator")
)

func keyOf(name string) key {
	k, err := crypto.ToECDSA(crypto.Keccak256([]byte("simulation " + name)))
	if err != nil {
		panic(err)
	}
	return key{k}
}

func (k key) Address() common.Address { return crypto.PubkeyToAddress(k.PublicKey) }

func (k key) SignTx(_ context.Context, tx *types.Transaction, chain uint64) (*types.Transaction, error) {
	return types.SignTx(tx, types.LatestSignerForChainID(new(big.Int).SetUint64(chain)), k.PrivateKey)
}

func (k key) SignHash(_ context.Context, digest common.Hash) ([]byte, error) {
	return crypto.Sign(digest[:], k.PrivateKey)
}

// play plays a seed in the place, with a bug planted if any, and tells of it.
func play(t *testing.T, p *place, seed uint64, planted string, trace io.Writer) (out outcome) {
	synctest.Test(t, func(t *testing.T) {
		rng := rand.New(rand.NewPCG(seed, 0x5e77))
		w := &world{plan: planOf(seed, rng), rng: rng, place: p, planted: planted, trace: trace}
		w.out = outcome{plan: w.plan, crashes: map[string]bool{}}
		w.log = slog.New(slog.NewTextHandler(&w.heard, &slog.HandlerOptions{ReplaceAttr: func(_ []string, a slog.Attr) slog.Attr {
			if a.Key == slog.TimeKey {
				return slog.Attr{}
			}
			return a
		}}))
		if trace == io.Discard {
			w.log = slog.New(slog.DiscardHandler)
		}
		w.say("%s", w.plan)
		w.out.err = w.play()
		w.out.hit = w.node.hit
		out = w.out
	})
	return out
}

// lines keeps what is logged, until it is told in an order that does not depend on who ran first at the same moment.
type lines struct {
	mu   sync.Mutex
	kept []string
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.kept = append(l.kept, string(p))
	return len(p), nil
}

func (w *world) say(format string, args ...any) {
	if w.trace != io.Discard {
		synctest.Wait()
		w.heard.mu.Lock()
		slices.Sort(w.heard.kept)
		fmt.Fprint(w.trace, strings.Join(w.heard.kept, ""))
		w.heard.kept = nil
		w.heard.mu.Unlock()
		fmt.Fprintf(w.trace, "%3d  %s\n", w.round, fmt.Sprintf(format, args...))
	}
}

func (w *world) play() error {
	w.model = newModel(w.rng)
	w.node = &node{
		model: w.model, seed: w.plan.seed, ranges: w.plan.ranges, on: map[fault]string{}, hit: map[fault]bool{}, asked: map[string]int{}, seen: map[string]bool{},
		arrive: w.arrived,
	}
	for range 3 + w.rng.IntN(80) {
		w.model.mine()
	}
	if err := w.place.reset(); err != nil {
		return err
	}
	if err := w.propose(); err != nil {
		return err
	}
	if w.plan.crash == backfilled || w.rng.IntN(30) == 0 { // much has happened before the service starts
		for _, c := range w.contracts {
			w.model.submit(escrow.Fund(c.pact.Terms, []byte{1}))
		}
		for range 600 {
			w.model.mine()
		}
	}
	w.keys = relayers[:1+w.rng.IntN(2)]
	w.processes = make([]*process, 1+w.rng.IntN(2))
	if slices.Contains(w.plan.faults, leaseLost) {
		w.processes = make([]*process, 2)
	}
	w.arm()
	defer w.end()
	rounds := 7 + w.rng.IntN(8)
	windows := w.windows(rounds)
	reorgs := map[int]bool{}
	if w.plan.reorg {
		times := 1 + w.rng.IntN(3)
		if slices.Contains(w.plan.faults, orphans) {
			times = rounds
		}
		for range times {
			reorgs[4+w.rng.IntN(rounds-4)] = true
		}
	}
	for w.round = 1; w.round <= rounds; w.round++ {
		w.node.round = w.round
		w.weather(windows)
		blocks := 1 + w.rng.IntN(4)
		if w.model.withheld[relayers[0].Address()] {
			blocks += 9
		}
		w.pass(blocks)
		if reorgs[w.round] {
			w.reorganize()
		}
		if err := w.parties(); err != nil {
			return err
		}
		if err := w.steps(); err != nil {
			return err
		}
	}
	return w.calm()
}

// propose stores the seed's pacts as their parties have signed them.
func (w *world) propose() error {
	head := w.model.head().time
	far := head + 100_000
	n := 3 + w.rng.IntN(3)
	return w.place.db.Update(context.Background(), func(tx lifecycle.Tx) error {
		for i := range n {
			c := &contract{fundAt: 1 + w.rng.IntN(3)}
			deal := pact.Deal{
				Buyer: common.Address{0xb0, byte(i)}, Provider: common.Address{0xb1, byte(i)}, Amount: usdc.Amount(1_000_000 + w.rng.IntN(1000)),
				FundBy: far, Salt: common.Hash{byte(i + 1)},
			}
			gate := pact.Gate{Evaluator: evaluator.Address(), EvaluateBy: far, FeeBps: 250, FeeTo: common.Address{0xfe}}
			if w.rng.IntN(2) == 0 {
				deal.Upfront = deal.Amount / 4
			}
			kind := i
			if i > 2 {
				kind = w.rng.IntN(5)
			}
			if w.plan.crash == passedOver { // passes that go in one batch
				kind = 0
			}
			share := 1.0
			switch kind {
			case 0, 3: // a full pass
			case 1, 4: // a split, what is withheld waits a moment
				deal.Arbiter, deal.ArbitrationWindow, deal.DisputeWindow = common.Address{0xa0}, 1000, uint32(w.rng.IntN(4))
				share = w.rng.Float64()
			case 2: // silence
				gate.EvaluateBy = head + 3 + int64(w.rng.IntN(4))
				deal.FundBy = gate.EvaluateBy
				c.fundAt = 1
			}
			c.byIntent = kind != 2 && w.rng.IntN(3) == 0
			covenant := pact.Covenant{Title: "Answer", PassBps: 10_000, Clauses: []pact.Clause{{
				ID: "said", Metric: "output_text", Operator: "includes", Value: "x", Severity: "critical", Verification: "deterministic", Description: "It says x.",
			}}}
			deal.Covenant = covenant.Hash()
			c.pact = pact.Pact{Covenant: covenant, Terms: pact.Terms{Gate: gate, Deal: deal}}
			c.id = c.pact.Terms.ID()
			if kind != 2 {
				held := c.pact.Terms.Held()
				c.verdict = &verdict.Verdict{Pact: c.id, ProviderAmount: min(held, usdc.Amount(share*float64(held))), Report: common.Hash{0x4e, byte(i)}}
				c.judgedAt = 3 + w.rng.IntN(6)
				c.consent = w.rng.IntN(12) == 0
			}
			if w.plan.crash == passedOver {
				c.fundAt, c.byIntent, c.judgedAt, c.consent = 1, false, 6, false
			}
			w.model.head().after.deals[deal.Hash()] = c.id
			w.contracts = append(w.contracts, c)
			err := tx.SavePact(lifecycle.Record{
				ID: c.id, Pact: c.pact, ProviderSignature: []byte{1}, BuyerSignature: []byte{1}, State: lifecycle.Signed, CreateTime: head,
			})
			if err != nil {
				return err
			}
			if c.byIntent {
				err := tx.AddIntent(lifecycle.Intent{Pact: c.id, Action: lifecycle.ActFund, Call: escrow.Fund(c.pact.Terms, []byte{1}), Deadline: deal.FundBy})
				if err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// windows are the rounds in which each fault is on.
func (w *world) windows(rounds int) map[fault][2]int {
	out := map[fault][2]int{}
	for _, f := range w.plan.faults {
		from := 2 + w.rng.IntN(5)
		out[f] = [2]int{from, min(rounds, from+4+w.rng.IntN(8))}
	}
	if window, ok := out[orphans]; ok { // something must have been mined first
		out[orphans] = [2]int{window[0], rounds}
	}
	if strings.HasPrefix(w.plan.crash, "bump") { // what is stuck is bumped
		out[standstill] = [2]int{5, rounds}
	}
	switch w.plan.crash { // what leads there
	case "stopped": // somebody else takes the nonce of what is stuck
		out[standstill] = [2]int{5, rounds}
		out[secondSpend] = [2]int{rounds - 1, rounds}
	case "freed":
		out[secondSpend] = [2]int{4, rounds}
	case "filled":
		out[staleNonce] = [2]int{2, rounds}
	}
	if w.plan.crash == postponed || w.plan.crash == passedOver { // what another has carried is refused
		out[outsider] = [2]int{2, rounds}
	}
	return out
}

// hosts are the endpoints. With two of them a fault may be of one.
func (w *world) hosts() []string {
	if slices.Contains(w.plan.faults, otherChain) || w.plan.seed%3 == 0 {
		return hosts[:]
	}
	return hosts[:1]
}

// weather starts and ends faults.
func (w *world) weather(windows map[fault][2]int) {
	for _, f := range faults {
		window, planned := windows[f]
		_, on := w.node.on[f]
		inside := planned && w.round >= window[0] && w.round < window[1]
		switch {
		case inside && !on:
			of := w.hosts()
			host := of[w.rng.IntN(len(of))]
			if f != otherChain && w.rng.IntN(2) == 0 {
				host = ""
			}
			w.say("fault %q of %q", f, host)
			w.node.on[f] = host
			switch f {
			case lagging:
				w.node.frozen = w.model.blocks
			case spiking:
				w.model.baseFee = 100 * usualBaseFee
				w.node.hit[f] = true
			case emptyKey:
				w.model.empty[relayers[0].Address()] = true
			case standstill:
				w.model.withheld[relayers[0].Address()] = true
				w.node.hit[f] = true
			}
		case !inside && on:
			w.clear(f)
		}
		if f == secondSpend && inside && (w.plan.crash == "freed" && w.round < window[0]+5 || w.round == window[0]) {
			w.model.spend(relayers[0].Address())
			w.node.hit[f] = true
		}
	}
}

func (w *world) clear(f fault) {
	w.say("no more %q", f)
	delete(w.node.on, f)
	switch f {
	case lagging:
		w.node.frozen = nil
	case spiking:
		w.model.baseFee = usualBaseFee
	case emptyKey:
		w.model.empty[relayers[0].Address()] = false
	case standstill:
		w.model.withheld[relayers[0].Address()] = false
	}
}

// pass lets time go by: the chain's, the process's and the database's.
func (w *world) pass(blocks int) {
	for range blocks {
		w.model.mine()
	}
	d := time.Duration(blocks) * time.Second / blocksASecond
	<-time.After(d)
	w.elapse(d)
	w.say("block %d, finalized %d", w.model.head().number, w.model.finalized)
}

func (w *world) elapse(d time.Duration) {
	if _, err := w.place.sql.Exec(context.Background(), "update sim.clock set at = at + make_interval(secs => $1)", d.Seconds()); err != nil {
		w.violate(err)
	}
}

func (w *world) reorganize() {
	deepestNow := min(deepest, len(w.model.blocks)-1-max(w.model.finalized, 1))
	if deepestNow < 1 {
		return
	}
	depth := min(deepestNow, 1<<w.rng.IntN(7))
	if depth > 1 {
		depth -= w.rng.IntN(depth / 2)
	}
	length, keep := max(1, depth-1+w.rng.IntN(3)), w.rng.IntN(2) == 0 && !slices.Contains(w.plan.faults, orphans)
	w.say("reorganization of %d blocks, %d new, transactions kept: %t", depth, length, keep)
	w.model.reorganize(depth, length, keep)
	w.out.reorgs++
}

// parties do what their pacts need of them, and the evaluator judges.
func (w *world) parties() error {
	state := w.model.head().after
	for _, c := range w.contracts {
		s := state.pacts[c.id]
		if s.status == escrow.StatusNone {
			fund := escrow.Fund(c.pact.Terms, []byte{1})
			if w.round >= c.fundAt && (!c.byIntent || w.round > 30) && !w.model.waits(fund) && w.model.head().time < c.pact.Terms.Deal.FundBy {
				w.model.submit(fund)
			}
			continue
		}
		if c.verdict == nil || w.round < c.judgedAt {
			continue
		}
		if c.consent && s.status != escrow.StatusClosed {
			if agreed := escrow.Consent(c.pact.Terms, pact.Consent{Pact: c.id, ProviderAmount: s.held}, nil, nil); !w.model.waits(agreed) {
				w.model.submit(agreed)
			}
		}
		if _, on := w.node.on[outsider]; on && s.status == escrow.StatusFunded && !w.model.waits(c.call()) && (w.plan.crash != passedOver || c == w.contracts[0]) {
			w.model.submit(c.call())
			w.node.hit[outsider] = true
		}
		if c.intended {
			continue
		}
		r, err := w.place.db.Pact(context.Background(), c.id)
		if err != nil {
			return err
		}
		if !r.State.AwaitsVerdict() {
			continue
		}
		err = w.place.db.Update(context.Background(), func(tx lifecycle.Tx) error {
			return tx.AddIntent(lifecycle.Intent{Pact: c.id, Action: lifecycle.ActVerdict, Call: c.call(), Deadline: c.pact.Terms.Gate.EvaluateBy})
		})
		if err != nil {
			return err
		}
		c.intended = true
		w.say("verdict of %s", c.id.Short())
	}
	return nil
}

// arm decides where the process is killed.
func (w *world) arm() {
	w.armed, w.countdown = w.plan.crash, 1
	if w.rng.IntN(3) == 0 {
		w.countdown += w.rng.IntN(3)
	}
}

func (w *world) at(point string) {
	if _, on := w.node.on[secondSpend]; on && w.plan.crash == "freed" && point == "stored" { // somebody else is a moment earlier
		w.model.spend(relayers[0].Address())
		w.model.mine()
	}
	if point != w.armed {
		return
	}
	if w.countdown--; w.countdown == 0 {
		w.armed = ""
		if w.rng.IntN(3) == 0 {
			w.armed, w.countdown = points[w.rng.IntN(len(points))], 1+w.rng.IntN(2)
		}
		panic(killed{point})
	}
}

// start starts the process whose turn it is. An endpoint of another chain keeps it from starting.
func (w *world) start() {
	var urls []string
	for _, host := range w.hosts() {
		urls = append(urls, "http://"+host)
	}
	client, err := rpc.Dial(context.Background(), rpc.Config{Endpoints: urls, ChainID: chainID, Log: w.log, Transport: w.node})
	if err != nil {
		w.say("does not start: %v", err)
		return
	}
	<-time.After(time.Millisecond) // the endpoints are probed every second from now on, never at the moment of a step
	p := &process{client: client, leases: map[string]chain.Lease{}, senders: pool{}}
	p.settler = &settlement.Settler{
		Queue: queue{w.place.db, w.at}, Estimator: estimator{client, w.at}, Sender: w.sends(p.senders), Evaluator: evaluator,
		Domain: pact.Domain{ChainID: chainID, Escrow: escrowAddress}, Log: w.log,
	}
	w.processes[w.turn] = p
}

// holds says whether the process has the lease: it renews it, or takes it if it is free. One that is late believes what it knew.
func (w *world) holds(p *process, name string, late bool, start func(lease chain.Lease), stop func()) bool {
	ctx := context.Background()
	lease, held := p.leases[name]
	if held && !late {
		if err := w.place.db.Renew(ctx, lease, leaseTime); errors.Is(err, chain.ErrFenced) {
			w.fenced(p, name, stop)
			held = false
		} else if err != nil {
			w.violate(err)
		}
	}
	if !held {
		taken, ok, err := w.place.db.Acquire(ctx, name, leaseTime)
		if err != nil {
			w.violate(err)
		}
		if !ok {
			return false
		}
		p.leases[name] = taken
		start(taken)
	}
	return true
}

func (w *world) fenced(p *process, name string, stop func()) {
	w.say("process %d has lost %q", w.turn, name)
	w.node.hit[leaseLost] = true
	delete(p.leases, name)
	stop()
}

const leaseTime = 3 * time.Second

func (w *world) end() {
	for i, p := range w.processes {
		if p != nil {
			p.client.Close()
			w.processes[i] = nil
		}
	}
	<-time.After(20 * time.Second) // whoever waits for a silent endpoint gives up
	synctest.Wait()
}

// steps has each part of a process take steps, in any order. A kill ends them, and the next process starts.
func (w *world) steps() error {
	late := false
	if len(w.processes) > 1 && w.rng.IntN(4) == 0 {
		w.turn = 1 - w.turn
		if late = w.rng.IntN(2) == 0; !late { // the other was stopped for longer than its leases last
			w.elapse(leaseTime + time.Second)
		}
		w.say("process %d, late %t", w.turn, late)
	}
	if w.processes[w.turn] == nil {
		if w.start(); w.processes[w.turn] == nil {
			return w.violation
		}
	}
	p := w.processes[w.turn]
	order := w.rng.Perm(2 + len(w.keys))
	calls := w.rng.Uint64()
	died := w.mortal(func() {
		for _, i := range order {
			if calls>>(8*i)&7 == 0 { // one in eight is late
				continue
			}
			w.step(p, i, late)
			synctest.Wait()
			if w.violation != nil {
				return
			}
		}
		w.say("stepped")
	})
	if died {
		synctest.Wait()
		p.client.Close()
		w.processes[w.turn] = nil
		if w.rng.IntN(2) == 0 { // its leases end before it, or another, is back
			w.elapse(leaseTime)
		}
	}
	return w.violation
}

func (w *world) mortal(f func()) (died bool) {
	defer func() {
		if r := recover(); r != nil {
			k, ok := r.(killed)
			if !ok {
				panic(r)
			}
			w.say("killed at %q", k.point)
			w.out.crashes[k.point] = true
			died = true
		}
	}()
	f()
	return false
}

// step steps the settler, the follower or a sender.
func (w *world) step(p *process, part int, late bool) {
	ctx := context.Background()
	name, stop := "settler", func() {}
	var err error
	switch part {
	case 0:
		if len(p.senders) == 0 {
			return
		}
		err = p.settler.Step(ctx)
	case 1:
		name, stop = "follower", func() { p.follower = nil }
		start := func(lease chain.Lease) {
			ledger := settlement.Sink{Ledger: w.ledger(w.place.db.Under(lease)), Log: w.log}
			p.follower = follow.New(p.client, sink{ledger, w.at}, follow.Config{Address: escrowAddress, From: 1, Log: w.log})
		}
		if !w.holds(p, name, late, start, stop) {
			return
		}
		for i, more := 0, true; more && i < 6 && err == nil; i++ {
			more, err = p.follower.Step(ctx)
		}
		for i := 0; i < 2 && err == nil && w.leftOut(); i++ { // with nothing new it reads again what is final
			_, err = p.follower.Step(ctx)
		}
		if k := new(killed); errors.As(err, k) {
			panic(*k)
		}
		if errors.Is(err, follow.ErrDeepReorg) {
			w.violate(err)
		}
	default:
		key := w.keys[part-2]
		name, stop = send.LeaseName(key.Address()), func() { delete(p.senders, key.Address()) }
		start := func(lease chain.Lease) {
			p.senders[key.Address()] = send.New(p.client, key, w.store(p.client, w.place.db.Under(lease)), send.Config{Log: w.log, At: w.at})
		}
		if !w.holds(p, name, late, start, stop) {
			return
		}
		err = p.senders[key.Address()].Step(ctx)
	}
	if errors.Is(err, chain.ErrFenced) {
		w.fenced(p, name, stop)
	}
	if err != nil {
		w.say("%s: %v", name, err)
	}
}

func (w *world) violate(err error) {
	if w.violation == nil {
		w.violation = err
	}
}

// arrived is told of every transaction that reaches an endpoint.
func (w *world) arrived(hash common.Hash) {
	var stored bool
	err := w.place.sql.QueryRow(context.Background(), "select exists (select from attempts where hash = $1)", hash[:]).Scan(&stored)
	switch {
	case err != nil:
		w.violate(err)
	case !stored:
		w.violate(fmt.Errorf("transaction %s was broadcast before it was stored", hash))
	}
}
