package send

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"golang.org/x/sync/errgroup"

	"github.com/surety-dev/surety/internal/chain"
	"github.com/surety-dev/surety/internal/chain/rpc"
)

// Keys is what the processes that share keys share.
type Keys interface {
	chain.Leases
	// Store is the Store for the holder of a key's lease.
	Store(lease chain.Lease) Store
	// Disown lets go of what the unmined transactions of all keys but these were for, where no process has held the key for a
	// while: it was replaced, and nobody sees to them any more.
	Disown(ctx context.Context, but []common.Address) error
}

// Pool sends with those of its keys whose lease this process gets: any key may carry any call.
type Pool struct {
	client  *rpc.Client
	signers []Signer
	keys    Keys
	config  Config

	mu      sync.Mutex
	held    []*Sender
	next    int           // where the next Send looks first
	changed chan struct{} // closed when held changes
}

// NewPool makes the Pool of the signers' keys; Run keeps it going.
func NewPool(client *rpc.Client, signers []Signer, keys Keys, config Config) *Pool {
	return &Pool{client: client, signers: signers, keys: keys, config: config, changed: make(chan struct{})}
}

// LeaseName is the name of a key's lease.
func LeaseName(key common.Address) string { return "relayer " + hexutil.Encode(key[:]) }

// Run holds what keys it gets, and sees to their transactions, until ctx ends; then it returns nil.
func (p *Pool) Run(ctx context.Context) error {
	log := p.config.Log
	g, ctx := errgroup.WithContext(ctx)
	var own []common.Address
	for _, signer := range p.signers {
		own = append(own, signer.Address())
		g.Go(func() error {
			return chain.Hold(ctx, p.keys, LeaseName(signer.Address()), log, func(ctx context.Context, lease chain.Lease) error {
				sender := New(p.client, signer, p.keys.Store(lease), p.config)
				p.change(func() { p.held = append(slices.Clip(p.held), sender) })
				defer p.change(func() {
					p.held = slices.DeleteFunc(slices.Clone(p.held), func(s *Sender) bool { return s == sender })
				})
				return sender.Run(ctx)
			})
		})
	}
	g.Go(func() error {
		return chain.Poll(ctx, 10*time.Second, log, func(ctx context.Context) (bool, error) { return false, p.keys.Disown(ctx, own) })
	})
	return g.Wait()
}

func (p *Pool) change(do func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	do()
	close(p.changed)
	p.changed = make(chan struct{})
}

// While runs run whenever this process holds a key, until ctx ends or run fails: a settler without keys would only keep
// intents from another that has some.
func (p *Pool) While(ctx context.Context, run func(context.Context) error) error {
	for ctx.Err() == nil {
		if !p.wait(ctx, func(held int) bool { return held > 0 }) {
			break
		}
		running, stop := context.WithCancel(ctx)
		go func() {
			p.wait(running, func(held int) bool { return held == 0 })
			stop()
		}()
		err := run(running)
		stop()
		if err != nil {
			return err
		}
	}
	return nil
}

func (p *Pool) wait(ctx context.Context, until func(held int) bool) bool {
	for {
		p.mu.Lock()
		held, changed := len(p.held), p.changed
		p.mu.Unlock()
		if until(held) {
			return true
		}
		select {
		case <-ctx.Done():
			return false
		case <-changed:
		}
	}
}

// Send sends with the first key, in turn, that has room, can pay and may sign: see Sender.Send. ErrBusy: there is none.
func (p *Pool) Send(ctx context.Context, call Call, refs []int64) (Transaction, error) {
	p.mu.Lock()
	held, first := p.held, p.next
	p.next++
	p.mu.Unlock()
	why := errors.New("this process holds none")
	for i := range held {
		tx, err := held[(first+i)%len(held)].Send(ctx, call, refs)
		if !errors.Is(err, ErrBusy) && !errors.Is(err, ErrSetAside) && !errors.Is(err, chain.ErrFenced) {
			return tx, err
		}
		why = err
	}
	return Transaction{}, fmt.Errorf("%w: %w", ErrBusy, why)
}
