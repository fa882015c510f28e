package follow

import (
	"context"
	"errors"
	"fmt"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/surety-dev/surety/internal/chain/rpc"
)

// errForked means that the newest applied block is not the parent of the first final one after it.
var errForked = errors.New("the cursor is on a fork")

// fill applies the final blocks from and to and all between, in ranges: some are read while one is applied.
func (f *Follower) fill(ctx context.Context, at rpc.Header, started bool, head rpc.Header, from, to uint64) error {
	g, ctx := errgroup.WithContext(ctx)
	stretches := make(chan chan rpc.Range, inFlight-2) // one more waits to get in, one is taken out
	g.Go(func() error {
		defer close(stretches)
		for next := from; next <= to; {
			first, last := next, min(to, next+f.size.Load()-1)
			ranges := make(chan rpc.Range)
			g.Go(func() error {
				defer close(ranges)
				return f.stretch(ctx, first, last, ranges)
			})
			select {
			case stretches <- ranges:
			case <-ctx.Done():
				return ctx.Err()
			}
			next = last + 1
		}
		return nil
	})
	g.Go(func() error {
		progress, began := Progress{From: from, To: to}, time.Now()
		told := began
		next := from
		for ranges := range stretches {
			for r := range ranges {
				switch {
				case r.First.Number != next:
					return nil // the stretch before failed, and says why
				case started && r.First.Parent != at.Hash && next == from:
					return errForked
				case started && r.First.Parent != at.Hash:
					return fmt.Errorf("final block %d is not the child of block %d: the node is of two minds", r.First.Number, at.Number)
				}
				if err := f.sink.Fill(ctx, r); err != nil {
					return fmt.Errorf("apply final blocks %d to %d: %w", r.First.Number, r.Last.Number, err)
				}
				at, started, next = r.Last, true, r.Last.Number+1
				now := time.Now()
				progress.reach(at.Number, len(r.Logs), now.Sub(began))
				f.reached(State{Head: head, Applied: at, Finalized: at.Number, Verified: f.verified(), Fill: progress})
				if now.Sub(told) >= patience || next > to {
					told = now
					f.config.Log.Info("back-fill", "block", at.Number, "of", to, "percent", progress.Percent(), "logs", progress.Logs,
						"logs_per_second", progress.PerSecond, "left", progress.Left.Round(time.Second))
				}
			}
		}
		return nil
	})
	return g.Wait()
}

func (p *Progress) reach(at uint64, logs int, took time.Duration) {
	p.At, p.Logs = at, p.Logs+uint64(logs)
	p.PerSecond = uint64(float64(p.Logs) / max(took.Seconds(), 1e-9))
	p.Left = time.Duration(float64(took) / float64(at+1-p.From) * float64(p.To-at))
}

// stretch reads the blocks from and to and all between, in ranges that the node can answer.
func (f *Follower) stretch(ctx context.Context, from, to uint64, ranges chan<- rpc.Range) error {
	for from <= to {
		r, err := f.readRange(ctx, from, to, false)
		if err != nil {
			return err
		}
		select {
		case ranges <- r:
		case <-ctx.Done():
			return ctx.Err()
		}
		from = r.Last.Number + 1
	}
	return nil
}

// readRange reads final blocks from from on, to at the furthest: as many as fit into an answer.
func (f *Follower) readRange(ctx context.Context, from, to uint64, second bool) (rpc.Range, error) {
	for {
		size := min(to-from+1, f.size.Load())
		r, err := f.client.LogsInRange(ctx, f.config.Address, from, from+size-1, second)
		switch {
		case rpc.Classify(err) == rpc.TooLarge && size > 1:
			f.size.Store(size / 2)
			continue
		case err != nil:
			return r, err
		case len(r.Logs) > many:
			f.size.CompareAndSwap(size, max(1, size/2))
		case len(r.Logs) < few:
			f.size.CompareAndSwap(size, min(chunk, 2*size))
		}
		return r, nil
	}
}

// verify reads one range of final blocks for the second time, when there is a whole one. What fails does not hold up the following.
func (f *Follower) verify(ctx context.Context, finalized uint64) (uint64, error) {
	verified, err := f.sink.Verified(ctx)
	if err != nil {
		return 0, fmt.Errorf("read how far everything was read twice: %w", err)
	}
	from := max(verified+1, f.config.From)
	if finalized < from+chunk-1 || time.Now().Before(f.verifyAfter) || finalized < f.rests && !f.client.HasChoice() {
		return verified, nil
	}
	r, err := f.readRange(ctx, from, from+chunk-1, f.second)
	if err != nil {
		f.config.Log.Warn("second pass failed, trying again", "from", from, "error", err, "pause", patience)
		f.verifyAfter = time.Now().Add(patience)
		return verified, ctx.Err()
	}
	missed, unconfirmed, err := f.sink.Verify(ctx, r)
	if err != nil {
		return verified, fmt.Errorf("verify final blocks %d to %d: %w", r.First.Number, r.Last.Number, err)
	}
	if missed > 0 {
		f.config.Log.Error("ALARM: a node had left out logs; they are applied now", "from", r.First.Number, "to", r.Last.Number, "logs", missed)
	}
	if unconfirmed > 0 {
		f.config.Log.Error("ALARM: a second reading lacks logs that were applied; another node is asked", "from", r.First.Number, "to", r.Last.Number, "logs", unconfirmed)
		f.second = !f.second
		f.verifyAfter = time.Now().Add(patience)
		return verified, nil
	}
	return r.Last.Number, nil
}
