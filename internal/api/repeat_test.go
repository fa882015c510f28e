package api_test

import (
	"testing"

	"google.golang.org/protobuf/proto"

	pb "github.com/surety-dev/surety/pkg/suretypb"
)

// settled is an answer without how far the pact has come since.
func settled(m proto.Message) proto.Message {
	m = proto.Clone(m)
	switch r := m.(type) {
	case *pb.CreatePactResponse:
		r.Pact = &pb.Pact{Id: r.Pact.Id, Terms: r.Pact.Terms, Covenant: r.Pact.Covenant, ProviderSignature: r.Pact.ProviderSignature}
	case *pb.SignPactResponse:
		r.Pact = &pb.Pact{Id: r.Pact.Id, BuyerSignature: r.Pact.BuyerSignature}
	case *pb.FundPactResponse:
		r.Relay.State = ""
	case *pb.DeliverPactResponse:
		r.Relay.State = ""
	case *pb.ConsentPactResponse:
		r.Relay.State = ""
	case *pb.OpenDisputeResponse:
		r.Relay.State = ""
	case *pb.SubmitRulingResponse:
		r.Relay.State = ""
	}
	return m
}

// effects counts what the pact's mutations have led to.
func effects(t *testing.T, d *deal) (n int) {
	t.Helper()
	id := d.id()
	for _, query := range []string{
		"select count(*) from evidence where pact_id = $1",
		"select count(*) from evaluations where pact_id = $1",
		"select count(*) from consents where pact_id = $1",
		"select count(*) from disputes where pact_id = $1",
		"select count(*) from intents where action <> 'verdict' and pact_id = $1",
		"select count(*) from journal where kind in ('proposed', 'signed', 'evidence') and pact_id = $1",
	} {
		n += count(t, query, id[:])
	}
	return n
}

// repeated makes a mutation eight times at the same time and then again, under one request id: it has as many effects as one. again makes it
// once more.
func repeated(t *testing.T, d *deal, method string, want int) (again func()) {
	t.Helper()
	m, id, before := d.mutation(method), newID(), effects(t, d)
	sig := m.sign(stack.Domain)
	const callers = 8
	type answer struct {
		message proto.Message
		err     error
	}
	answers, start := make(chan answer, callers+1), make(chan struct{})
	for range callers {
		go func() {
			<-start
			message, err := m.call(t.Context(), id, sig)
			answers <- answer{message, err}
		}()
	}
	close(start)
	var first proto.Message
	for n := range callers + 1 {
		if n == callers { // after all of them
			message, err := m.call(t.Context(), id, sig)
			answers <- answer{message, err}
		}
		a := <-answers
		if a.err != nil {
			t.Fatalf("%s, answer %d: %v", method, n, a.err)
		}
		if first == nil {
			first = settled(a.message)
		}
		if got := settled(a.message); !proto.Equal(got, first) {
			t.Errorf("%s, answer %d is\n%v\nand not\n%v", method, n, got, first)
		}
	}
	if got := effects(t, d) - before; got != want {
		t.Errorf("%s had %d effects, want %d", method, got, want)
	}
	return func() {
		t.Helper()
		late, err := m.call(t.Context(), id, sig)
		if err != nil {
			t.Errorf("%s, after the end: %v", method, err)
		} else if got := settled(late); !proto.Equal(got, first) {
			t.Errorf("%s is, after the end,\n%v\nand not\n%v", method, got, first)
		}
	}
}

// withheld is a pact whose promise was broken.
func withheld(t *testing.T) *deal {
	t.Helper()
	d := funded(t)
	d.do(t, "SubmitEvidence")
	d.await(t, pb.PactState_PACT_STATE_WITHHELD)
	return d
}

func disputed(t *testing.T) *deal {
	t.Helper()
	d := withheld(t)
	d.do(t, "OpenDispute")
	d.await(t, pb.PactState_PACT_STATE_DISPUTED)
	return d
}

func TestARepeatedRequestHasOneEffectAndOneAnswer(t *testing.T) {
	d := draft()
	again := []func(){repeated(t, d, "CreatePact", 1), repeated(t, d, "SignPact", 1)}
	if err := stack.Mint(t.Context(), d.buyer.Address(), d.Terms.Deal.Amount); err != nil {
		t.Fatal(err)
	}
	// With the chain paused, what is relayed changes no state between two answers.
	paused := func(method string, want int, then pb.PactState) {
		t.Helper()
		stack.Chain.Pause()
		again = append(again, repeated(t, d, method, want))
		stack.Chain.Resume()
		d.await(t, then)
	}
	paused("FundPact", 1, pb.PactState_PACT_STATE_FUNDED)
	paused("DeliverPact", 1, pb.PactState_PACT_STATE_DELIVERED)
	paused("SubmitEvidence", 3, pb.PactState_PACT_STATE_WITHHELD) // evidence, evaluation, a line of the journal
	paused("OpenDispute", 2, pb.PactState_PACT_STATE_DISPUTED)    // the statement and its way to the chain
	paused("SubmitRuling", 1, pb.PactState_PACT_STATE_RESOLVED)   // beside the statement

	d = funded(t)
	paused("ConsentPact", 2, pb.PactState_PACT_STATE_REFUNDED) // the consent and its way to the chain

	storesNothing(t, func() {
		for _, once := range again {
			once()
		}
	})
}
