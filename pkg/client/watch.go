package client

import (
	"context"
	"errors"
	"io"
	"iter"
	"time"

	"google.golang.org/grpc/codes"

	"github.com/surety-dev/surety/pkg/pact"
	pb "github.com/surety-dev/surety/pkg/suretypb"
)

// Watch hands out what happened to a pact after the cursor, and what happens from then on, until the caller stops or ctx
// is done. The zero id means every pact of the account, the empty cursor the beginning. A lost connection is taken up after the last
// event, so that none is missed and none comes twice; only a service that stays unreachable ends it, with an error.
func (c *Client) Watch(ctx context.Context, id pact.ID, cursor string) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		request := &pb.WatchPactsRequest{Cursor: cursor}
		if id != (pact.ID{}) {
			request.PactId = id.Hex()
		}
		w := watcher{client: c, request: request, yield: yield}
		for {
			opened := time.Now()
			err := w.follow(ctx)
			if time.Since(opened) > patience {
				w.failures = 0
			}
			switch {
			case err == nil: // the caller has seen enough
				return
			case is(err, codes.Unauthenticated) && !w.renewed:
				w.renewed, w.stale = true, w.token
			case !is(err, codes.Unavailable) && !errors.Is(err, io.EOF), w.failures >= maxFailures:
				yield(Event{}, err)
				return
			}
			w.failures++
			if w.pause(ctx) != nil {
				yield(Event{}, ctx.Err())
				return
			}
		}
	}
}

// maxFailures in a row, one second apart at most, is about the patience of other calls.
const maxFailures = int(patience / time.Second)

type watcher struct {
	client       *Client
	request      *pb.WatchPactsRequest // its cursor moves with every event
	yield        func(Event, error) bool
	token, stale string
	renewed      bool // since the last event
	failures     int  // since the last event
}

// follow streams until something breaks, or returns nil when the caller stops.
func (w *watcher) follow(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	ctx, token, err := w.client.session(ctx, w.stale)
	if err != nil {
		return err
	}
	w.token = token
	stream, err := w.client.pacts().WatchPacts(ctx, w.request)
	if err != nil {
		return convert(err)
	}
	for {
		m, err := stream.Recv()
		if err != nil {
			return convert(err)
		}
		event, err := toEvent(m)
		if err != nil {
			return err
		}
		w.failures, w.renewed, w.request.Cursor = 0, false, event.Cursor
		if !w.yield(event, nil) {
			return nil
		}
	}
}

func (w *watcher) pause(ctx context.Context) error {
	timer := time.NewTimer(min(firstRetry<<min(w.failures, 10), time.Second))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
