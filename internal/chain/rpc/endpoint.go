package rpc

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common/hexutil"
	gethrpc "github.com/ethereum/go-ethereum/rpc"
)

const (
	probeInterval = time.Second
	probeTimeout  = 5 * time.Second
	// maxLag is how many blocks an endpoint may be behind the best and still be asked: five seconds on Base.
	maxLag = 25
	// maxFinalLag is the same for the block that it calls final: an hour on Base, where the final block is 20 minutes old at the most. So who
	// calls blocks final too early has nobody spared, and who stands still does not hold up the others for ever.
	maxFinalLag = 18_000
	// cooling is how long an endpoint that asked for fewer calls gets none.
	cooling = 10 * time.Second
)

// endpoint is one node.
//
//	       ┌── no connection, no answer in time, too many calls ──┐
//	       │                                                      ▼
//	asked ─┼── too many blocks behind the best ──────────────▶ spared ──▶ a probe finds it well: asked again
//	                                                              │
//	                                                              └── a probe finds another chain: never again
type endpoint struct {
	name string // without path and user, where providers put their keys
	url  string

	mu      sync.Mutex
	conn    *gethrpc.Client // nil: not connected yet
	spared  error           // why it is asked only when no other is left
	until   time.Time       // and at least until then
	foreign error           // it serves another chain: never asked

	head, final uint64 // the newest block it has told of, and the newest final one; the probe's own
}

func newEndpoint(raw string) (*endpoint, error) {
	u, err := url.Parse(raw)
	if err != nil {
		return nil, errors.New("an endpoint is not a URL: write http, https, ws or wss, then the host")
	}
	return &endpoint{name: u.Host, url: raw}, nil
}

// connected is the connection, made now if there is none. Over HTTP that sends nothing.
func (e *endpoint) connected(ctx context.Context, options ...gethrpc.ClientOption) (*gethrpc.Client, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.foreign != nil {
		return nil, e.foreign
	}
	if e.conn == nil {
		conn, err := gethrpc.DialOptions(ctx, e.url, options...)
		if err != nil {
			return nil, fmt.Errorf("connect to %s: %w", e.name, withoutURL(err))
		}
		e.conn = conn
	}
	return e.conn, nil
}

// spare takes the endpoint out until a probe after that time finds it well. It says whether it was in.
func (e *endpoint) spare(why error, at time.Time) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	was := e.spared
	e.spared, e.until = why, at
	return was == nil
}

func (e *endpoint) well() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.spared == nil && e.foreign == nil
}

// order is the endpoints to ask, in turn: those that are well, as configured, then the spared ones.
func (c *Client) order() (well, spared []*endpoint) {
	for _, e := range c.endpoints {
		if e.well() {
			well = append(well, e)
		} else {
			spared = append(spared, e)
		}
	}
	return well, spared
}

// HasChoice says whether more than one endpoint is well.
func (c *Client) HasChoice() bool {
	well, _ := c.order()
	return len(well) > 1
}

// ask has one endpoint after the other do it, until one gives an answer: a node's refusal is one.
func (c *Client) ask(ctx context.Context, do func(context.Context, *gethrpc.Client) error) error {
	well, spared := c.order()
	return c.askEach(ctx, append(well, spared...), do)
}

func (c *Client) askEach(ctx context.Context, order []*endpoint, do func(context.Context, *gethrpc.Client) error) error {
	var errs []error
	for _, e := range order {
		err := c.askOne(ctx, e, do)
		if !passes(err) || ctx.Err() != nil {
			return err
		}
		errs = append(errs, err)
	}
	return errs[0]
}

func (c *Client) askOne(ctx context.Context, e *endpoint, do func(context.Context, *gethrpc.Client) error) error {
	limited, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	conn, err := e.connected(limited, c.options...)
	if err == nil && len(c.endpoints) > 1 && !e.well() { // it was away, and may have come back as another
		conn, err = c.identify(limited, e)
	}
	if err == nil {
		err = withoutURL(do(limited, conn))
	}
	if err != nil && ctx.Err() == nil && c.failed != nil {
		c.failed(Classify(err))
	}
	if passes(err) && ctx.Err() == nil && Classify(err) != Denied { // one method denied is no illness
		at := time.Now()
		if Classify(err) == RateLimited {
			at = at.Add(cooling)
		}
		if e.spare(err, at) && len(c.endpoints) > 1 {
			c.log.Warn("endpoint spared", "endpoint", e.name, "error", err)
		}
	}
	return err
}

// passes says whether another endpoint may do better: this one did not answer, or answered about itself.
func passes(err error) bool {
	if errors.Is(err, ErrWrongChain) {
		return true
	}
	switch Classify(err) {
	case Transport, RateLimited, Denied:
		return true
	case Timeout: // the node's own "timed out" is about the call
		return !errors.As(err, new(gethrpc.Error))
	}
	return false
}

// watch probes the endpoints until ctx ends.
func (c *Client) watch(ctx context.Context) {
	tick := time.NewTicker(probeInterval)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			c.probe(ctx)
		}
	}
}

// probe asks every endpoint for its chain, its newest block and its newest final one, spares those that lag, and takes back those that are well.
func (c *Client) probe(ctx context.Context) {
	errs := make([]error, len(c.endpoints))
	var g sync.WaitGroup
	for i, e := range c.endpoints {
		g.Go(func() { errs[i] = c.probeOne(ctx, e) })
	}
	g.Wait()
	if ctx.Err() != nil {
		return
	}
	var head, final uint64 // the best
	for i, e := range c.endpoints {
		if errs[i] == nil {
			head = max(head, e.head)
		}
	}
	for i, e := range c.endpoints {
		switch {
		case errs[i] != nil:
		case e.head+maxLag < head:
			errs[i] = fmt.Errorf("it is at block %d, another is at %d", e.head, head)
		default:
			final = max(final, e.final)
		}
	}
	for i, e := range c.endpoints {
		if errs[i] == nil && e.final+maxFinalLag < final {
			errs[i] = fmt.Errorf("the newest block that it calls final is %d, another is at %d", e.final, final)
		}
		c.judge(e, errs[i])
	}
}

func (c *Client) probeOne(ctx context.Context, e *endpoint) error {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	conn, err := c.identify(ctx, e)
	if err != nil {
		return err
	}
	var head hexutil.Uint64
	var final *header
	calls := []gethrpc.BatchElem{
		{Method: "eth_getBlockByNumber", Args: []any{Finalized, false}, Result: &final},
		{Method: "eth_blockNumber", Result: &head},
	}
	if err := conn.BatchCallContext(ctx, calls); err != nil {
		return withoutURL(err)
	}
	if err := calls[1].Error; err != nil {
		return err
	}
	e.head = uint64(head)
	if named, err := final.decode(string(Finalized)); err == nil { // who names none stands still
		e.final = min(named.Number, e.head)
	}
	return nil
}

// identify makes sure that the endpoint serves the chain.
func (c *Client) identify(ctx context.Context, e *endpoint) (*gethrpc.Client, error) {
	conn, err := e.connected(ctx, c.options...)
	if err != nil {
		return nil, err
	}
	var served hexutil.Uint64
	if err := conn.CallContext(ctx, &served, "eth_chainId"); err != nil {
		return nil, withoutURL(err)
	}
	if uint64(served) != c.chainID {
		e.mu.Lock()
		defer e.mu.Unlock()
		e.foreign = fmt.Errorf("%w: %s serves chain %d, the configuration says %d: correct one of them", ErrWrongChain, e.name, served, c.chainID)
		return nil, e.foreign
	}
	return conn, nil
}

// judge applies what a probe found.
func (c *Client) judge(e *endpoint, err error) {
	if err != nil {
		if e.spare(err, time.Now()) {
			c.log.Warn("endpoint spared", "endpoint", e.name, "error", err)
		}
		return
	}
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.spared != nil && time.Now().After(e.until) {
		c.log.Info("endpoint is asked again", "endpoint", e.name, "block", e.head)
		e.spared = nil
	}
}

// SendRaw hands a signed transaction to every endpoint that is well, and returns when one has taken it. An error does not
// mean that it is not on its way: see Classify.
func (c *Client) SendRaw(ctx context.Context, raw []byte) error {
	to, spared := c.order()
	if len(to) == 0 {
		to = spared
	}
	answers := make(chan error, len(to))
	for _, e := range to {
		go func() {
			answers <- c.askOne(context.WithoutCancel(ctx), e, func(ctx context.Context, conn *gethrpc.Client) error {
				return conn.CallContext(ctx, new(string), "eth_sendRawTransaction", hexutil.Bytes(raw))
			})
		}()
	}
	var first error
	for range to {
		select {
		case err := <-answers:
			if err == nil {
				return nil
			}
			if Classify(err) == AlreadyKnown {
				return fmt.Errorf("eth_sendRawTransaction: %w", err)
			}
			if first == nil || passes(first) {
				first = err
			}
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return fmt.Errorf("eth_sendRawTransaction: %w", first)
}

// Testimony is what the endpoints say about a block that was final: the names of those that have it, that have another one there, and that have
// nothing to say.
type Testimony struct{ For, Against, Silent []string }

// Testify asks every endpoint for the block of that number: before a follower believes that a final block is gone, it hears them all. Those
// against are spared when another is for it.
func (c *Client) Testify(ctx context.Context, block Header) Testimony {
	var t Testimony
	var against []*endpoint
	for _, e := range c.endpoints {
		var answer *header
		err := c.askOne(ctx, e, func(ctx context.Context, conn *gethrpc.Client) error {
			return conn.CallContext(ctx, &answer, "eth_getBlockByNumber", hexutil.Uint64(block.Number), false)
		})
		if err == nil {
			var got Header
			if got, err = answer.decode("final"); err == nil && got.Hash != block.Hash {
				t.Against, against = append(t.Against, e.name), append(against, e)
				continue
			}
		}
		if err != nil {
			t.Silent = append(t.Silent, e.name)
		} else {
			t.For = append(t.For, e.name)
		}
	}
	if len(t.For) > 0 {
		for _, e := range against {
			e.spare(fmt.Errorf("it has another block %d than the final one", block.Number), time.Now().Add(cooling))
		}
	}
	return t
}
