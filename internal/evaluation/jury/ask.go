package jury

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"sync"
	"time"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"

	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/verdict"
)

// Client puts prompts to jurors. Package juror has one for every interface.
type Client interface {
	// Enter waits until the juror's limits in the policy allow another call, which ends with leave. Its error says why none will be in time.
	Enter(ctx context.Context, j policy.Juror) (leave func(), err error)
	// Ask returns when ctx ends at the latest; why there is no answer is in Answer.Failure.
	Ask(ctx context.Context, j policy.Juror, p Prompt, maxTokens int64) (verdict.Answer, Usage)
}

// Usage is what an answer took, as the endpoint counts.
type Usage struct{ InputTokens, OutputTokens int64 }

// Asker asks.
type Asker struct {
	Policy      policy.Jury
	Client      Client
	Calibration verdict.Calibration

	// Begin stores that a call is about to be sent: as no vote that cost the most it can, which is what stays when this process does not live
	// to see the answer. It fails when somebody began that call before. Record stores what became of a call, for good. Both may be called
	// at once from several goroutines.
	Begin, Record func(context.Context, verdict.Call) error
}

// Why a call that was begun has no answer.
const (
	late      = "no answer before the deadline"
	unneeded  = "not waited for: the others decided"
	overspent = "not asked: the budget of the evaluation is used up"
	abandoned = "abandoned: the evaluator stopped while the question was open"
)

// Ask puts the questions to panels from the order until each is decided or no panel is left, and returns every call of the evaluation, those
// recorded earlier included. It asks no juror a question that is recorded, be it only as begun. A panel ends as soon as no silent juror could
// change its outcome, at the deadline at the latest. Ask fails when Begin or Record does, or ctx ends; going on later with what was recorded
// loses the calls that were open then, and asks none of them again.
func (a Asker) Ask(ctx context.Context, order []policy.Juror, questions []Question, recorded []verdict.Call) ([]verdict.Call, error) {
	l := &ledger{asker: a, calls: slices.Clone(recorded)}
	for _, c := range recorded {
		l.cost += c.Cost
		l.tokens += c.InputTokens + c.OutputTokens
	}
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(policy.AtOnce)
	for _, q := range questions {
		group.Go(func() error { return a.ask(ctx, order, q, l) })
	}
	err := group.Wait()
	slices.SortFunc(l.calls, func(x, y verdict.Call) int {
		swap := func(c verdict.Call) int {
			if c.Swapped {
				return 1
			}
			return 0
		}
		return cmp.Or(cmp.Compare(x.Question, y.Question), cmp.Compare(x.Round, y.Round), cmp.Compare(x.Juror, y.Juror), swap(x)-swap(y))
	})
	return l.calls, err
}

func (a Asker) ask(ctx context.Context, order []policy.Juror, q Question, l *ledger) error {
	for round := 0; ; round++ {
		jurors := panel(a.Policy, order, q.Key, round, l.of(q))
		if jurors == nil || q.Probe && round > 0 {
			return nil
		}
		if heard(q, a.Policy, jurors, round, l.of(q)) { // by an evaluator that was interrupted later
			if decide(q, a.Policy, a.Calibration, l.of(q), round).Outcome != verdict.Unmeasured {
				return nil
			}
			continue
		}
		s := &sitting{
			asker: a, q: q, round: round, ledger: l, open: map[callID]verdict.Call{},
			events: make(chan event, 3*len(jurors)), // all there can be: nobody who sends is left waiting
		}
		if err := s.sit(ctx, jurors); err != nil {
			return err
		}
		if decide(q, a.Policy, a.Calibration, l.of(q), round).Outcome != verdict.Unmeasured {
			return nil
		}
	}
}

// ledger is what an evaluation has asked and spent.
type ledger struct {
	asker Asker

	mu           sync.Mutex
	calls        []verdict.Call
	cost, tokens int64 // recorded, and promised to calls that are open
}

// of are the recorded calls on a question.
func (l *ledger) of(q Question) []verdict.Call {
	l.mu.Lock()
	defer l.mu.Unlock()
	var own []verdict.Call
	for _, c := range l.calls {
		if c.Question == q.Key {
			own = append(own, c)
		}
	}
	return own
}

// reserve sets aside the most a call can take, or says that the budget has no room for it.
func (l *ledger) reserve(cost, tokens int64) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	p := l.asker.Policy
	if p.CostBudget > 0 && l.cost+cost > p.CostBudget || p.TokenBudget > 0 && l.tokens+tokens > p.TokenBudget {
		return false
	}
	l.cost += cost
	l.tokens += tokens
	return true
}

// record stores a call; cost and tokens are what was reserved for it.
func (l *ledger) record(ctx context.Context, c verdict.Call, cost, tokens int64) error {
	if err := l.asker.Record(ctx, c); err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.calls = append(l.calls, c)
	l.cost += c.Cost - cost
	l.tokens += c.InputTokens + c.OutputTokens - tokens
	return nil
}

// sitting is one panel on one question. All of it happens on one goroutine; the calls report to it by events.
type sitting struct {
	asker    Asker
	q        Question
	round    int
	ledger   *ledger
	seats    []policy.Juror          // asked last on each
	reserves []policy.Juror          // not asked yet
	open     map[callID]verdict.Call // their cost and tokens are the most they can take
	events   chan event
}

type callID struct {
	juror   string
	swapped bool
}

// event is a call that came back or could not be begun or, without either, that a juror has been silent long enough for a reserve.
type event struct {
	seat  int
	juror string
	call  *verdict.Call
	err   error
}

func (s *sitting) sit(ctx context.Context, jurors []policy.Juror) error {
	p := s.asker.Policy
	calling, hangUp := context.WithTimeout(ctx, time.Duration(p.DeadlineMS)*time.Millisecond)
	defer hangUp()
	seats := min(p.Panel, len(jurors))
	s.seats = slices.Clone(jurors[:seats])
	began := make([][]policy.Juror, seats)
	for i, j := range jurors {
		switch seat := s.recordedSeat(j); {
		case i < seats:
			began[i] = append(began[i], j)
		case seat >= 0: // a reserve of a run that was interrupted
			began[seat] = append(began[seat], j)
		case !s.q.Probe:
			s.reserves = append(s.reserves, j)
		}
	}
	for seat, jurors := range began {
		for _, j := range jurors {
			if !s.voted(seat) {
				s.begin(calling, seat, j)
			}
		}
	}
	for seat := range began {
		if err := s.next(ctx, calling, seat); err != nil {
			return err
		}
	}
	for len(s.open) > 0 && !s.settled() {
		select {
		case e := <-s.events:
			if err := ctx.Err(); err != nil {
				return err // what came back may have failed for that alone
			}
			switch {
			case e.err != nil:
				if calling.Err() == nil && s.waitsFor(e.juror) {
					return e.err
				}
			case e.call != nil:
				if err := s.take(ctx, *e.call); err != nil {
					return err
				}
				if err := s.next(ctx, calling, e.seat); err != nil {
					return err
				}
			case s.waitsFor(e.juror):
				s.relieve(calling, e.seat)
			}
		case <-calling.Done():
			if err := ctx.Err(); err != nil {
				return err
			}
			return s.abandon(ctx, late, -1)
		}
	}
	return s.abandon(ctx, unneeded, -1)
}

// begin asks a juror what it was not asked before.
func (s *sitting) begin(calling context.Context, seat int, j policy.Juror) {
	p := s.asker.Policy
	s.seats[seat] = j
	asked := s.ledger.of(s.q)
	for _, swapped := range s.q.orders() {
		if slices.ContainsFunc(asked, func(c verdict.Call) bool { return c.Juror == j.Name && c.Swapped == swapped }) {
			continue
		}
		prompt := Build(s.q, p, NewNonce(), swapped)
		began := time.Now()
		c := verdict.Call{
			Question: s.q.Key, Juror: j.Name, Round: s.round, Seat: seat, Swapped: swapped,
			Nonce: prompt.Nonce, Prompt: prompt.Hash(), AskedAt: began.Unix(),
		}
		most := Usage{InputTokens: int64(len(prompt.System)+len(prompt.User))/3 + 16, OutputTokens: p.MaxTokens}
		if !s.ledger.reserve(most.cost(j), most.InputTokens+most.OutputTokens) {
			s.open[callID{j.Name, swapped}] = c
			c.Answer.Failure = overspent
			s.events <- event{seat: seat, juror: j.Name, call: &c}
			continue
		}
		limit := c
		limit.Cost, limit.InputTokens, limit.OutputTokens = most.cost(j), most.InputTokens, most.OutputTokens
		s.open[callID{j.Name, swapped}] = limit
		go func() {
			leave, err := s.asker.Client.Enter(calling, j) // whoever is killed while it waits has sent nothing
			if err != nil {
				c.Answer.Failure = err.Error()
				s.events <- event{seat: seat, juror: j.Name, call: &c}
				return
			}
			defer leave()
			limit.Answer.Failure, limit.NoVote = abandoned, abandoned
			if err := s.asker.Begin(calling, limit); err != nil {
				s.events <- event{seat: seat, juror: j.Name, err: err}
				return
			}
			answer, used := s.asker.Client.Ask(calling, j, prompt, p.MaxTokens)
			answer, used = bounded(answer), used.within(most)
			c.Answer, c.InputTokens, c.OutputTokens, c.Cost = answer, used.InputTokens, used.OutputTokens, used.cost(j)
			c.ElapsedMS = time.Since(began).Milliseconds()
			c.Vote, c.NoVote = Read(answer, j, s.q.Pair != nil, swapped)
			s.events <- event{seat: seat, juror: j.Name, call: &c}
		}()
	}
	if !s.q.Probe {
		wake := time.AfterFunc(time.Duration(p.HedgeAfterMS)*time.Millisecond, func() { s.events <- event{seat: seat, juror: j.Name} })
		context.AfterFunc(calling, func() { wake.Stop() })
	}
}

// within is the usage, as far as it can be true: an endpoint that claims any sum must not use up the budget that others are asked from.
func (u Usage) within(most Usage) Usage {
	return Usage{min(max(u.InputTokens, 0), most.InputTokens), min(max(u.OutputTokens, 0), most.OutputTokens)}
}

// bounded cuts what would be no vote for its length anyway: every answer is in the report.
func bounded(a verdict.Answer) verdict.Answer {
	cut := func(s string, most int) string {
		if len(s) <= most {
			return s
		}
		for most > 0 && !utf8.RuneStart(s[most]) {
			most--
		}
		return s[:most]
	}
	a.Text = cut(a.Text, MaxAnswer+utf8.UTFMax)
	a.Model, a.Stop, a.Refusal, a.Failure = cut(a.Model, maxWord), cut(a.Stop, maxWord), cut(a.Refusal, maxWord), cut(a.Failure, maxWord)
	return a
}

// cost is in millionths of a US dollar, rounded up.
func (u Usage) cost(j policy.Juror) int64 {
	return (u.InputTokens*j.InputPrice + u.OutputTokens*j.OutputPrice + 999_999) / 1_000_000
}

// take records a call that came back, unless it is not waited for any more.
func (s *sitting) take(ctx context.Context, c verdict.Call) error {
	id := callID{c.Juror, c.Swapped}
	limit, ok := s.open[id]
	if !ok {
		return nil
	}
	if c.Answer.Failure != "" {
		c.NoVote = c.Answer.Failure
	}
	delete(s.open, id)
	return s.ledger.record(ctx, c, limit.Cost, limit.InputTokens+limit.OutputTokens)
}

// next goes on with a seat: once it has a vote nobody else on it is waited for; when nobody on it is asked any more, a reserve is.
func (s *sitting) next(ctx, calling context.Context, seat int) error {
	if s.voted(seat) {
		return s.abandon(ctx, unneeded, seat)
	}
	if s.waiting(seat) == "" {
		s.relieve(calling, seat)
	}
	return nil
}

// waiting is a juror on the seat that is waited for, empty when there is none.
func (s *sitting) waiting(seat int) string {
	first := ""
	for id, c := range s.open {
		if c.Seat == seat && (first == "" || id.juror < first) {
			first = id.juror
		}
	}
	return first
}

func (s *sitting) relieve(calling context.Context, seat int) {
	if len(s.reserves) > 0 {
		j := s.reserves[0]
		s.reserves = s.reserves[1:]
		s.begin(calling, seat, j)
	}
}

// abandon records that open calls, of one seat or (-1) of all, are not waited for. They may have been paid for: they stand with the most they
// can have taken.
func (s *sitting) abandon(ctx context.Context, why string, seat int) error {
	for _, id := range slices.SortedFunc(maps.Keys(s.open), func(a, b callID) int { return cmp.Compare(a.juror, b.juror) }) {
		c := s.open[id]
		if seat >= 0 && c.Seat != seat {
			continue
		}
		delete(s.open, id)
		c.Answer.Failure, c.NoVote = why, why
		if err := s.ledger.record(ctx, c, c.Cost, c.InputTokens+c.OutputTokens); err != nil {
			return err
		}
	}
	return nil
}

func (s *sitting) waitsFor(juror string) bool {
	_, forward := s.open[callID{juror, false}]
	_, swapped := s.open[callID{juror, true}]
	return forward || swapped
}

// recordedSeat is where a juror was asked in this round, -1 when it was not.
func (s *sitting) recordedSeat(j policy.Juror) int {
	for _, c := range s.ledger.of(s.q) {
		if c.Juror == j.Name && c.Round == s.round {
			return c.Seat
		}
	}
	return -1
}

func (s *sitting) voted(seat int) bool {
	votes, _ := seatVotes(s.q, s.round, s.ledger.of(s.q))
	_, ok := votes[seat]
	return ok
}

// settled says whether no silent juror could change the outcome.
func (s *sitting) settled() bool {
	if s.q.Probe {
		return false
	}
	bySeat, _ := seatVotes(s.q, s.round, s.ledger.of(s.q))
	var votes []verdict.Vote
	var silent []string
	for i, j := range s.seats {
		if v, ok := bySeat[i]; ok {
			votes = append(votes, v)
		} else if s.waitsFor(j.Name) {
			silent = append(silent, j.Name)
		} else if first := s.waiting(i); first != "" {
			silent = append(silent, first)
		}
	}
	return settled(votes, silent, s.asker.Policy, s.asker.Calibration)
}
