// Package follow reads a chain block by block and hands every block, with the logs of one contract, to a Sink.
//
// What it guarantees:
//   - The Sink sees an unbroken chain: each block, or range of final blocks, is the child of the one before; the first is the configured one.
//   - Logs of a block that may yet be undone are read by its hash, so it comes with its own logs and all of them, or not at all. Only what is
//     final is read in ranges: in a back-fill, and a second time, from another endpoint where one is well; else after a back-fill
//     not before a block is final that was the newest then, so that it is not the same fault that answers twice.
//   - A reorganization is undone down to the common ancestor before anything of the new fork is applied.
//   - The finalized block only moves forward, and only over blocks that the nodes confirm as final: all of them that are well.
//   - A final block is believed to be gone only when no endpoint has it.
//   - Each step is safe to repeat: the Sink's cursor is the only memory, so a restart goes on where it stands.
//   - Memory is bounded, whatever the range: a few thousand logs.
//
// internal/settlement implements Sink, internal/app runs the Follower.
//
//	             ┌───────── parent differs: Rollback to the common ancestor ─────────┐
//	             ▼                                                                   │
//	Run ──▶ poll latest ── newer blocks: headers, logs, Append, Finalize ──▶ check parents
//	             │  │                                                                │
//	             │  └─ final blocks far ahead: ranges, Fill  ancestor below finalized: ask all, ErrDeepReorg, halt
//	             │
//	             └─ nothing new: Verify a final range, wait an interval
package follow

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/surety-dev/surety/internal/chain"
	"github.com/surety-dev/surety/internal/chain/rpc"
)

// ErrDeepReorg means that the node contradicts a block that was final: the follower halts, and a human must find out
// whether the endpoint serves another chain or finality has failed.
var ErrDeepReorg = errors.New("reorganization below the finalized block")

const (
	// batch is how many blocks one Append takes at most, while catching up.
	batch = 100
	// chunk is how many final blocks are read at once at most. Longer ranges are no faster and need more memory.
	chunk = 500
	// inFlight is how many ranges are read while one is applied.
	inFlight = 4
	// few and many logs in a range let the next one be longer or shorter: what is in flight fits into some megabytes.
	few, many = 500, 2000
	// standstill is how many blocks the newest final block may be behind before somebody is called: an hour and a half on Base, where 20 minutes
	// are the most. An endpoint that alone stands still is spared by then.
	standstill = 27_000
	// patience is the pause after a second pass that failed, and between the lines that tell of a back-fill.
	patience = 5 * time.Second
)

// Block is one block of the chain with the contract's logs in it, by index.
type Block struct {
	Header rpc.Header
	Logs   []types.Log
}

// Sink takes what is followed. Append and Rollback are one transaction each, effects and cursor together.
type Sink interface {
	// Cursor is the newest block applied, and the number up to which all is final; ok is false before the first block.
	Cursor(ctx context.Context) (head rpc.Header, finalized uint64, ok bool, err error)
	// HashAt is the hash of the applied block of that number; ok is false when none is, or it is pruned. Blocks after the
	// finalized one, and that one itself, are never pruned.
	HashAt(ctx context.Context, number uint64) (hash common.Hash, ok bool, err error)
	// Append applies the blocks, in order, and moves the cursor to the last.
	Append(ctx context.Context, blocks []Block) error
	// Rollback undoes everything after block to, and moves the cursor to it. When not even the first block has survived,
	// to is the block before it, which was never appended.
	Rollback(ctx context.Context, to rpc.Header) error
	// Finalize says that no block up to number will be rolled back.
	Finalize(ctx context.Context, number uint64) error
	// Fill applies a range of final blocks, which follow the cursor, and moves the cursor to the last: Append and Finalize in one.
	Fill(ctx context.Context, blocks rpc.Range) error
	Verifier
}

// Verifier is the Sink's side of the second pass.
type Verifier interface {
	// Verified is the block up to which everything has been read twice; 0: nothing.
	Verified(ctx context.Context) (uint64, error)
	// Verify compares final blocks, read once more, with what was applied. It applies what was missed, and counts it. When it holds
	// logs that this reading lacks, it counts them as unconfirmed; otherwise it remembers the range as verified.
	Verify(ctx context.Context, blocks rpc.Range) (missed, unconfirmed int, err error)
}

// Config says what is followed.
type Config struct {
	Address  common.Address      // the contract
	From     uint64              // the first block: the one that deployed the contract
	Interval time.Duration       // between polls, once caught up; 50 ms when 0
	Log      *slog.Logger        // slog.Default() when nil
	Undone   func(blocks uint64) // hears of every reorganization; may be nil
}

// State is how far the follower has come. All of it is zero before the first step.
type State struct {
	Head      rpc.Header // the node's newest block
	Applied   rpc.Header // the newest block that the Sink has
	Finalized uint64     // all blocks up to this one are final in the Sink
	Verified  uint64     // all blocks up to this one were read twice
	Fill      Progress   // of the back-fill under way; zero when there is none
}

// Progress is how far a back-fill has come.
type Progress struct {
	From, At, To uint64 // the first block, the newest applied, the last
	Logs         uint64 // so far
	PerSecond    uint64 // logs
	Left         time.Duration
}

// Percent is how much of it is done.
func (p Progress) Percent() uint64 { return 100 * (p.At + 1 - p.From) / (p.To + 1 - p.From) }

// Follower follows one contract on one chain. Only one may write to a Sink at a time.
type Follower struct {
	client *rpc.Client
	sink   Sink
	config Config
	size   atomic.Uint64 // of the next range

	named, common rpc.Header // the final block of one endpoint, and of all
	unasked       int        // polls since they were asked

	alarms chain.Alarms

	verifyAfter time.Time
	rests       uint64 // the newest block when this process last filled in
	second      bool   // the endpoint that a second pass asks is not the preferred one

	mu      sync.Mutex
	state   State
	changed chan struct{} // closed at the next change of state
}

// New makes a Follower; Run starts it.
func New(client *rpc.Client, sink Sink, config Config) *Follower {
	if config.Interval == 0 {
		config.Interval = 50 * time.Millisecond
	}
	if config.Log == nil {
		config.Log = slog.Default()
	}
	f := &Follower{client: client, sink: sink, config: config, second: true, changed: make(chan struct{})}
	f.size.Store(chunk / 64) // how dense the logs are is not known yet
	return f
}

// Run follows until ctx ends, then returns nil. Node and Sink may fail meanwhile: it tries again. Only ErrDeepReorg
// ends it otherwise.
func (f *Follower) Run(ctx context.Context) error {
	return chain.Poll(ctx, f.config.Interval, f.config.Log, func(ctx context.Context) (bool, error) {
		more, err := f.Step(ctx)
		if errors.Is(err, ErrDeepReorg) {
			err = backoff.Permanent(err)
		}
		return more, err
	})
}

// Wait returns the first state, from the present one on, that until accepts: for readiness, lag, and tests.
func (f *Follower) Wait(ctx context.Context, until func(State) bool) (State, error) {
	for {
		f.mu.Lock()
		state, changed := f.state, f.changed
		f.mu.Unlock()
		if until(state) {
			return state, nil
		}
		select {
		case <-ctx.Done():
			return state, fmt.Errorf("wait for the follower, which is at block %d: %w", state.Applied.Number, ctx.Err())
		case <-changed:
		}
	}
}

func (f *Follower) verified() uint64 {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.state.Verified
}

func (f *Follower) reached(state State) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if state != f.state {
		f.state = state
		close(f.changed)
		f.changed = make(chan struct{})
	}
}

// Step takes at most one batch, or all of a back-fill, or undoes one reorganization; more says that there may be more to do at once.
func (f *Follower) Step(ctx context.Context) (more bool, err error) {
	head, tag, err := f.client.Heads(ctx)
	if err != nil {
		return false, err
	}
	at, finalized, started, err := f.sink.Cursor(ctx)
	if err != nil {
		return false, fmt.Errorf("read the cursor: %w", err)
	}
	next := f.config.From
	if started {
		next = at.Number + 1
	}
	if tag.Number > finalized {
		if tag, err = f.agreed(ctx, tag); err != nil {
			return false, err
		}
	}
	f.watch(head.Number, max(tag.Number, finalized))
	if tag.Number >= next+chunk {
		f.rests = head.Number
		err := f.fill(ctx, at, started, head, next, tag.Number)
		if errors.Is(err, errForked) {
			return true, f.rollback(ctx, at, at.Number, finalized)
		}
		return true, err
	}

	appended := false
	if head.Number >= next {
		headers, err := f.headers(ctx, next, min(head.Number, next+batch-1), head)
		if err != nil {
			return false, err
		}
		if started && headers[0].Parent != at.Hash {
			return true, f.rollback(ctx, at, at.Number, finalized)
		}
		blocks, err := f.read(ctx, headers)
		if err != nil {
			return false, err
		}
		if err := f.sink.Append(ctx, blocks); err != nil {
			return false, fmt.Errorf("apply blocks %d to %d: %w", next, blocks[len(blocks)-1].Header.Number, err)
		}
		at, started, appended = blocks[len(blocks)-1].Header, true, true
	} else if started {
		// No new height: a fork as long as ours or shorter, or a node that lags on our own.
		hash, ok, err := f.sink.HashAt(ctx, head.Number)
		if err != nil {
			return false, fmt.Errorf("read the applied block %d: %w", head.Number, err)
		}
		if ok && hash != head.Hash {
			return true, f.rollback(ctx, at, head.Number, finalized)
		}
	}

	if started && tag.Number > finalized {
		if finalized, err = f.finalize(ctx, tag, at, finalized, appended); err != nil {
			return false, err
		}
	}
	more = started && at.Number < head.Number
	state := State{Head: head, Applied: at, Finalized: finalized, Verified: f.verified()}
	f.reached(state)
	if !more && !appended {
		if state.Verified, err = f.verify(ctx, finalized); err != nil {
			return false, err
		}
		f.reached(state)
	}
	return more, nil
}

// watch calls somebody while nothing new is final for long.
func (f *Follower) watch(head, final uint64) {
	var err error
	if head > final+standstill {
		err = fmt.Errorf("block %d is the newest that all endpoints call final, %d behind the newest, and what waits for later ones waits on: if Ethereum finalizes, give --rpc another provider's node",
			final, head-final)
	}
	f.alarms.Tell(f.config.Log, "finality stands still", err)
}

// agreed is the final block that all endpoints agree on. While they differ, they are asked again now and then, not at every poll.
func (f *Follower) agreed(ctx context.Context, tag rpc.Header) (rpc.Header, error) {
	if tag == f.named && f.unasked < 20 {
		f.unasked++
		return f.common, nil
	}
	common, err := f.client.Agreed(ctx, rpc.Finalized, tag)
	if err == nil {
		f.named, f.common, f.unasked = tag, common, 0
	}
	return common, err
}

// headers are the blocks from and to and all between, checked to be one chain. The newest is at hand.
func (f *Follower) headers(ctx context.Context, from, to uint64, head rpc.Header) ([]rpc.Header, error) {
	var headers []rpc.Header
	var err error
	switch {
	case to < head.Number:
		headers, err = f.client.Headers(ctx, from, to)
	case from < to:
		headers, err = f.client.Headers(ctx, from, to-1)
	}
	if err != nil {
		return nil, err
	}
	if to == head.Number {
		headers = append(headers, head)
	}
	for i := 1; i < len(headers); i++ {
		if headers[i].Parent != headers[i-1].Hash {
			return nil, fmt.Errorf("block %d is not the child of block %d: the chain was reorganized while it was read", headers[i].Number, headers[i-1].Number)
		}
	}
	return headers, nil
}

// read reads the logs of the blocks.
func (f *Follower) read(ctx context.Context, headers []rpc.Header) ([]Block, error) {
	hashes := make([]common.Hash, len(headers))
	for i, header := range headers {
		hashes[i] = header.Hash
	}
	logs, err := f.client.LogsByHash(ctx, f.config.Address, hashes...)
	if err != nil {
		return nil, err
	}
	blocks := make([]Block, len(headers))
	for i, header := range headers {
		blocks[i] = Block{Header: header, Logs: logs[i]}
	}
	return blocks, nil
}

// rollback undoes the blocks up to at that are no longer the node's, of which the one at high, or its child, is known to be one.
func (f *Follower) rollback(ctx context.Context, at rpc.Header, high, finalized uint64) error {
	ancestor, err := f.ancestor(ctx, high, finalized)
	if err != nil {
		return err
	}
	f.config.Log.Warn("reorganization", "from", at.Number, "to", ancestor.Number, "hash", ancestor.Hash)
	if err := f.sink.Rollback(ctx, ancestor); err != nil {
		return fmt.Errorf("roll back to block %d: %w", ancestor.Number, err)
	}
	if f.config.Undone != nil {
		f.config.Undone(at.Number - ancestor.Number)
	}
	return nil
}

// ancestor is the newest block, at high or below, that both the node and the Sink have.
func (f *Follower) ancestor(ctx context.Context, high, finalized uint64) (rpc.Header, error) {
	floor := max(finalized, f.config.From)
	for span := uint64(8); high >= floor; span = min(2*span, batch) {
		low := floor
		if high-floor >= span {
			low = high - span + 1
		}
		headers, err := f.client.Headers(ctx, low, high)
		if err != nil {
			return rpc.Header{}, err
		}
		for i := len(headers) - 1; i >= 0; i-- {
			hash, ok, err := f.sink.HashAt(ctx, headers[i].Number)
			if err != nil {
				return rpc.Header{}, fmt.Errorf("read the applied block %d: %w", headers[i].Number, err)
			}
			if ok && hash == headers[i].Hash {
				return headers[i], nil
			}
		}
		if low == floor {
			break
		}
		high = low - 1
	}
	if finalized >= f.config.From || f.config.From == 0 {
		return rpc.Header{}, f.contradicted(ctx, finalized)
	}
	before, err := f.client.Headers(ctx, f.config.From-1, f.config.From-1)
	if err != nil {
		return rpc.Header{}, err
	}
	return before[0], nil
}

// contradicted says what it means that an endpoint has another block than the final one: nothing, when another endpoint has ours.
func (f *Follower) contradicted(ctx context.Context, finalized uint64) error {
	hash, _, err := f.sink.HashAt(ctx, finalized)
	if err != nil {
		return fmt.Errorf("read the applied block %d: %w", finalized, err)
	}
	heard := f.client.Testify(ctx, rpc.Header{Number: finalized, Hash: hash})
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case len(heard.For) > 0:
		return fmt.Errorf("%v contradicts the final block %d, which %v confirms: it is spared", heard.Against, finalized, heard.For)
	case len(heard.Silent) > 0:
		err := fmt.Errorf("%v contradicts the final block %d, and %v does not answer: nothing is applied before it does", heard.Against, finalized, heard.Silent)
		f.config.Log.Error("ALARM: a final block is contradicted", "error", err)
		return err
	}
	err = fmt.Errorf("%w %d: %v have another block there; find out whether the endpoints serve the right chain before starting again", ErrDeepReorg, finalized, heard.Against)
	f.config.Log.Error("ALARM: following halts", "error", err)
	return err
}

// finalize moves the finalized block forward to the tag, or to the newest applied block while catching up.
func (f *Follower) finalize(ctx context.Context, tag, at rpc.Header, finalized uint64, appended bool) (uint64, error) {
	number := at.Number
	if tag.Number <= at.Number {
		number = tag.Number
		hash, ok, err := f.sink.HashAt(ctx, number)
		switch {
		case err != nil:
			return finalized, fmt.Errorf("read the applied block %d: %w", number, err)
		case !ok: // before the first block
			return finalized, nil
		case hash != tag.Hash:
			return finalized, fmt.Errorf("the node finalized block %d as %s, which is not the one that it gave us before", number, tag.Hash)
		}
	} else if !appended {
		return finalized, nil // latest lags behind finalized: the node is of two minds
	}
	if err := f.sink.Finalize(ctx, number); err != nil {
		return finalized, fmt.Errorf("finalize block %d: %w", number, err)
	}
	return number, nil
}
