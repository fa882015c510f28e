package api_test

import (
	"context"
	"log/slog"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/proto"

	"github.com/surety-dev/surety/pkg/pact"
	pb "github.com/surety-dev/surety/pkg/suretypb"
)

type watch = grpc.ServerStreamingClient[pb.WatchPactsResponse]

func open(t *testing.T, ctx context.Context, of *services, r *pb.WatchPactsRequest) watch { //nolint:revive // t comes first here too
	t.Helper()
	ctx, cancel := context.WithCancel(ctx)
	t.Cleanup(cancel)
	w, err := of.pacts.WatchPacts(ctx, r)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// until reads on to the first event of a kind about a pact, that one included.
func until(t *testing.T, w watch, kind string, of pact.ID) (events []*pb.WatchPactsResponse) {
	t.Helper()
	for {
		e, err := w.Recv()
		if err != nil {
			t.Fatalf("waiting for %s: %v", kind, err)
		}
		events = append(events, e)
		if e.Kind == kind && e.PactId == of.Hex() {
			return events
		}
	}
}

func same(t *testing.T, what string, got, want []*pb.WatchPactsResponse) {
	t.Helper()
	if len(got) != len(want) {
		t.Fatalf("%s: %d events\n%v\nnot %d\n%v", what, len(got), got, len(want), want)
	}
	for i := range got {
		if !proto.Equal(got[i], want[i]) {
			t.Errorf("%s: event %d is\n%v\nnot\n%v", what, i, got[i], want[i])
		}
	}
}

// another proposes a pact between the same parties: an event that ends what a test reads.
func another(t *testing.T, d *deal) *deal {
	t.Helper()
	next := draft()
	next.provider, next.buyer, next.Terms.Deal.Provider, next.Terms.Deal.Buyer = d.provider, d.buyer, d.provider.Address(), d.buyer.Address()
	next.do(t, "CreatePact")
	return next
}

func TestAWatchGoesOnFromEveryCursorWithExactlyTheRest(t *testing.T) {
	d := disputed(t)
	last := another(t, d)
	ctx := as(t, d.buyer)
	all := until(t, open(t, ctx, live, &pb.WatchPactsRequest{}), "proposed", last.id())
	var kinds []string
	for _, e := range all {
		kinds = append(kinds, e.Kind)
	}
	t.Log(kinds)
	position := 0
	for _, kind := range []string{"proposed", "signed", "Funded", "evidence", "verdict", "Withheld", "Disputed"} {
		for position < len(kinds) && kinds[position] != kind {
			position++
		}
		if position == len(kinds) {
			t.Fatalf("%s is missing, or in the wrong place, in %v", kind, kinds)
		}
	}
	for i, e := range all[:len(all)-1] {
		rest := until(t, open(t, ctx, live, &pb.WatchPactsRequest{Cursor: e.Cursor}), "proposed", last.id())
		same(t, "after "+e.Kind, rest, all[i+1:])
	}
	only := until(t, open(t, ctx, live, &pb.WatchPactsRequest{PactId: last.id().Hex()}), "proposed", last.id())
	same(t, "one pact alone", only, all[len(all)-1:])
}

func TestEveryWatcherHearsEverythingOnce(t *testing.T) {
	d := proposed(t)
	byBuyer, byProvider := open(t, as(t, d.buyer), live, &pb.WatchPactsRequest{}), open(t, as(t, d.provider), live, &pb.WatchPactsRequest{PactId: d.id().Hex()})
	until(t, byBuyer, "proposed", d.id())
	until(t, byProvider, "proposed", d.id())
	d.do(t, "SignPact") // both watch by now
	same(t, "the two watchers", until(t, byBuyer, "signed", d.id()), until(t, byProvider, "signed", d.id()))
}

func TestAWatcherIsToldThatTheServiceStopsAndGoesOnAtAnother(t *testing.T) {
	replica := *stack
	replica.Config.Roles = []string{"api"}
	service, err := replica.Serve(t.Context(), slog.New(slog.NewTextHandler(&logs, nil)))
	if err != nil {
		t.Fatal(err)
	}
	first := dial(service.Addr)
	defer first.conn.Close()

	d := proposed(t)
	ctx := as(t, d.buyer) // a session is good at every replica
	w := open(t, ctx, first, &pb.WatchPactsRequest{})
	events := until(t, w, "proposed", d.id())
	if err := service.Stop(); err != nil {
		t.Error(err)
	}
	_, err = w.Recv()
	refused(t, err, codes.Unavailable, "STOPPING", "watch again from the last cursor")

	d.do(t, "SignPact")
	rest := until(t, open(t, ctx, live, &pb.WatchPactsRequest{Cursor: events[0].Cursor}), "signed", d.id())
	if len(rest) != 1 {
		t.Errorf("the rest is %v", rest)
	}
}
