package client_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/surety-dev/surety/pkg/client"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/siwe"
	pb "github.com/surety-dev/surety/pkg/suretypb"
	"github.com/surety-dev/surety/pkg/usdc"
	"github.com/surety-dev/surety/pkg/verdict"
)

var domain = pact.Domain{ChainID: 31337, Escrow: common.HexToAddress("0xe5c0")}

func key(name string) *ecdsa.PrivateKey {
	k, err := crypto.ToECDSA(crypto.Keccak256([]byte("client test " + name)))
	if err != nil {
		panic(err)
	}
	return k
}

var (
	provider  = client.Key{PrivateKey: key("provider")}
	buyer     = client.Key{PrivateKey: key("buyer")}
	evaluator = client.Key{PrivateKey: key("evaluator")}
)

func example() pact.Pact {
	c := pact.Covenant{
		Title: "Answers", PassBps: 10_000, Policy: crypto.Keccak256Hash([]byte("{}")),
		Clauses: []pact.Clause{{ID: "a", Metric: "output_text", Operator: "includes", Value: "x", Severity: "critical", Verification: "deterministic"}},
	}
	return pact.Pact{Covenant: c, Terms: pact.Terms{
		Gate: pact.Gate{Evaluator: evaluator.Address(), EvaluateBy: 2_000_003_600},
		Deal: pact.Deal{
			Buyer: buyer.Address(), Provider: provider.Address(), Amount: 100_000_000, FundBy: 2_000_000_000,
			SilenceBps: 5000, Covenant: c.Hash(), Salt: common.HexToHash("0x5a17"),
		},
	}}
}

// service is a hand-written one: it keeps one pact, demands sessions, and fails when told to.
type service struct {
	pb.UnimplementedPactServiceServer
	pb.UnimplementedEscrowServiceServer
	pb.UnimplementedEvidenceServiceServer
	pb.UnimplementedEvaluationServiceServer
	pb.UnimplementedDisputeServiceServer
	pb.UnimplementedSessionServiceServer

	addr string

	mu         sync.Mutex
	down       int      // calls still to fail with Unavailable
	requests   []string // request ids seen, failed calls included
	signIns    int
	token      string
	pact       *pb.Pact
	evaluation *pb.Evaluation
	dispute    *pb.Dispute
	bundle     []byte
	cursors    []string // that Watch was opened with
	watch      func(opened int, send func(*pb.WatchPactsResponse) error) error
}

func serve(t *testing.T) *service {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &service{addr: l.Addr().String()}
	g := grpc.NewServer()
	pb.RegisterPactServiceServer(g, s)
	pb.RegisterEscrowServiceServer(g, s)
	pb.RegisterEvidenceServiceServer(g, s)
	pb.RegisterEvaluationServiceServer(g, s)
	pb.RegisterDisputeServiceServer(g, s)
	pb.RegisterSessionServiceServer(g, s)
	served := make(chan error, 1)
	go func() { served <- g.Serve(l) }()
	t.Cleanup(func() {
		g.Stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return s
}

func dial(t *testing.T, s *service, account client.Signer) *client.Client {
	t.Helper()
	c, err := client.Dial(s.addr, account)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

func (s *service) fails(request string) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.requests = append(s.requests, request)
	if s.down > 0 {
		s.down--
		return status.Error(codes.Unavailable, "restarting")
	}
	return nil
}

func (s *service) session(ctx context.Context) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	md, _ := metadata.FromIncomingContext(ctx)
	if s.token == "" || !slices.Equal(md.Get("authorization"), []string{"Bearer " + s.token}) {
		return status.Error(codes.Unauthenticated, "sign in")
	}
	return nil
}

func (s *service) forget() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.token = ""
}

func (s *service) CreateChallenge(context.Context, *pb.CreateChallengeRequest) (*pb.CreateChallengeResponse, error) {
	return &pb.CreateChallengeResponse{Nonce: "abcdefgh12345678", ChainId: domain.ChainID, IssueTime: 1_900_000_000}, nil
}

func (s *service) CreateSession(_ context.Context, r *pb.CreateSessionRequest) (*pb.CreateSessionResponse, error) {
	m, err := siwe.Parse(r.Message)
	if err == nil {
		err = m.Check(siwe.Site{Domain: s.addr, URI: "https://" + s.addr, ChainID: domain.ChainID}, "abcdefgh12345678", time.Unix(1_900_000_010, 0))
	}
	if err == nil {
		err = pact.Verify(siwe.Digest(r.Message), r.Signature, m.Address)
	}
	if err != nil {
		return nil, status.Error(codes.PermissionDenied, err.Error())
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.signIns++
	s.token = fmt.Sprint("token", s.signIns)
	return &pb.CreateSessionResponse{Token: s.token, Address: m.Address.Hex()}, nil
}

func (s *service) CreatePact(_ context.Context, r *pb.CreatePactRequest) (*pb.CreatePactResponse, error) {
	if err := s.fails(r.RequestId); err != nil {
		return nil, err
	}
	p, err := pb.ToPact(r.Terms, r.Covenant)
	if err != nil {
		return nil, status.Error(codes.InvalidArgument, err.Error())
	}
	s.pact = &pb.Pact{Id: p.Terms.ID().Hex(), Terms: r.Terms, Covenant: r.Covenant, ProviderSignature: r.Signature, State: pb.PactState_PACT_STATE_PROPOSED}
	return &pb.CreatePactResponse{Pact: s.pact}, nil
}

func (s *service) GetPact(ctx context.Context, _ *pb.GetPactRequest) (*pb.GetPactResponse, error) {
	if err := s.session(ctx); err != nil {
		return nil, err
	}
	return &pb.GetPactResponse{Pact: s.pact}, nil
}

func (s *service) ListPacts(ctx context.Context, r *pb.ListPactsRequest) (*pb.ListPactsResponse, error) {
	if err := s.session(ctx); err != nil {
		return nil, err
	}
	if r.PageToken == "" {
		return &pb.ListPactsResponse{Pacts: []*pb.Pact{s.pact}, NextPageToken: "2"}, nil
	}
	return &pb.ListPactsResponse{Pacts: []*pb.Pact{s.pact, s.pact}}, nil
}

func (s *service) WatchPacts(r *pb.WatchPactsRequest, stream grpc.ServerStreamingServer[pb.WatchPactsResponse]) error {
	if err := s.session(stream.Context()); err != nil {
		return err
	}
	s.mu.Lock()
	s.cursors = append(s.cursors, r.Cursor)
	opened := len(s.cursors)
	s.mu.Unlock()
	return s.watch(opened, stream.Send)
}

func (s *service) GetEvaluation(ctx context.Context, _ *pb.GetEvaluationRequest) (*pb.GetEvaluationResponse, error) {
	if err := s.session(ctx); err != nil {
		return nil, err
	}
	return &pb.GetEvaluationResponse{Evaluation: s.evaluation}, nil
}

func (s *service) GetDispute(ctx context.Context, _ *pb.GetDisputeRequest) (*pb.GetDisputeResponse, error) {
	if err := s.session(ctx); err != nil {
		return nil, err
	}
	return &pb.GetDisputeResponse{Dispute: s.dispute}, nil
}

func (s *service) SubmitEvidence(stream grpc.ClientStreamingServer[pb.SubmitEvidenceRequest, pb.SubmitEvidenceResponse]) error {
	first, err := stream.Recv()
	if err != nil {
		return err
	}
	if err := s.fails(first.GetHeader().GetRequestId()); err != nil {
		return err
	}
	s.bundle = s.bundle[:first.GetHeader().Offset]
	for int64(len(s.bundle)) < first.GetHeader().Size {
		m, err := stream.Recv()
		if err != nil {
			return err
		}
		if len(m.GetChunk()) > 1<<20 {
			return status.Error(codes.InvalidArgument, "chunk too large")
		}
		s.bundle = append(s.bundle, m.GetChunk()...)
	}
	return stream.SendAndClose(&pb.SubmitEvidenceResponse{PactId: first.GetHeader().PactId, Root: first.GetHeader().Root})
}

func (s *service) GetUpload(context.Context, *pb.GetUploadRequest) (*pb.GetUploadResponse, error) {
	return &pb.GetUploadResponse{Received: int64(len(s.bundle))}, nil
}

func (s *service) FundPact(context.Context, *pb.FundPactRequest) (*pb.FundPactResponse, error) {
	refusal, err := status.New(codes.FailedPrecondition, "fund_by has passed").WithDetails(
		&errdetails.ErrorInfo{Reason: "WRONG_STATE", Domain: "surety"},
		&errdetails.BadRequest{FieldViolations: []*errdetails.BadRequest_FieldViolation{{Field: "authorization", Description: "too late"}}})
	if err != nil {
		return nil, err
	}
	return nil, refusal.Err()
}

func propose(t *testing.T, c *client.Client) client.Pact {
	t.Helper()
	p := example()
	sig, err := provider.SignHash(domain.Digest(p))
	if err != nil {
		t.Fatal(err)
	}
	got, err := c.CreatePact(t.Context(), p, provider.Address(), sig)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

func TestAMutationIsRetriedWithItsRequestIDAndADifferentOneGetsAnother(t *testing.T) {
	s := serve(t)
	c := dial(t, s, nil)
	s.down = 2
	got := propose(t, c)
	if len(s.requests) != 3 || s.requests[0] == "" || s.requests[0] != s.requests[1] || s.requests[1] != s.requests[2] {
		t.Errorf("the three tries had the request ids %q, want one", s.requests)
	}
	if err := got.Verify(domain); err != nil {
		t.Errorf("the answer's signature: %v", err)
	}
	propose(t, c)
	if s.requests[3] == s.requests[0] {
		t.Error("another call had the same request id")
	}
}

func TestAPrivateCallSignsInOnceAndAnewWhenTheServiceForgot(t *testing.T) {
	s := serve(t)
	c := dial(t, s, provider)
	want := propose(t, c)
	if s.signIns != 0 {
		t.Fatal("an open call signed in")
	}
	for range 2 {
		got, err := c.Pact(t.Context(), want.ID)
		if err != nil || got.ID != want.ID {
			t.Fatalf("got %v, %v", got.ID, err)
		}
	}
	if s.signIns != 1 {
		t.Errorf("%d sign-ins for two calls, want 1", s.signIns)
	}
	s.forget()
	if _, err := c.Pact(t.Context(), want.ID); err != nil {
		t.Fatal(err)
	}
	if s.signIns != 2 {
		t.Errorf("%d sign-ins after the service forgot, want 2", s.signIns)
	}
}

func TestAPrivateCallWithoutAnAccountSaysWhatToDo(t *testing.T) {
	s := serve(t)
	if _, err := dial(t, s, nil).Pact(t.Context(), pact.ID{}); !errors.Is(err, client.ErrNoAccount) {
		t.Errorf("got %v, want ErrNoAccount", err)
	}
}

func TestListingWalksAllPages(t *testing.T) {
	s := serve(t)
	c := dial(t, s, provider)
	propose(t, c)
	n := 0
	for _, err := range c.Pacts(t.Context()) {
		if err != nil {
			t.Fatal(err)
		}
		n++
	}
	if n != 3 {
		t.Errorf("%d pacts of two pages, want 3", n)
	}
}

func TestWatchGoesOnAfterTheLastEventWhenTheConnectionBreaksAndTheSessionIsForgotten(t *testing.T) {
	s := serve(t)
	c := dial(t, s, provider)
	id := example().Terms.ID()
	event := func(cursor string) *pb.WatchPactsResponse {
		return &pb.WatchPactsResponse{Cursor: cursor, PactId: id.Hex(), Kind: "k" + cursor, State: pb.PactState_PACT_STATE_FUNDED}
	}
	s.watch = func(opened int, send func(*pb.WatchPactsResponse) error) error {
		switch opened {
		case 1:
			return send(event("8")) // ends without an error, as a proxy that times out does
		case 2:
			s.forget()
			return status.Error(codes.Unavailable, "stopping")
		default:
			return send(event("9"))
		}
	}
	var seen []string
	for e, err := range c.Watch(t.Context(), id, "7") {
		if err != nil {
			t.Fatal(err)
		}
		if seen = append(seen, e.Cursor); e.Cursor == "9" {
			break
		}
	}
	if !slices.Equal(seen, []string{"8", "9"}) {
		t.Errorf("saw events %v, want 8 and 9, each once", seen)
	}
	if !slices.Equal(s.cursors, []string{"7", "8", "8"}) {
		t.Errorf("watched after %q, want after 7, then twice after 8", s.cursors)
	}
	if s.signIns != 2 {
		t.Errorf("%d sign-ins, want a second one after the service forgot", s.signIns)
	}
}

func TestWatchEndsWithTheCaller(t *testing.T) {
	s := serve(t)
	c := dial(t, s, provider)
	ctx, cancel := context.WithCancel(t.Context())
	s.watch = func(int, func(*pb.WatchPactsResponse) error) error {
		cancel()
		<-ctx.Done()
		return status.Error(codes.Unavailable, "stopping")
	}
	var last error
	for _, err := range c.Watch(ctx, pact.ID{}, "") {
		last = err
	}
	if !errors.Is(last, context.Canceled) {
		t.Errorf("ended with %v, want the context's error", last)
	}
}

func TestEvidenceIsStreamedInChunksAndAgainAfterAFailure(t *testing.T) {
	s := serve(t)
	c := dial(t, s, nil)
	s.down = 1
	bundle := []byte(strings.Repeat("evidence", 100_000))
	e := pact.Evidence{Pact: example().Terms.ID(), Root: common.HexToHash("0x01")}
	last := 0
	if err := c.SubmitEvidence(t.Context(), e, provider.Address(), []byte("signature"), bundle, func(sent int) { last = sent }); err != nil {
		t.Fatal(err)
	}
	if string(s.bundle) != string(bundle) {
		t.Errorf("%d bytes arrived of %d", len(s.bundle), len(bundle))
	}
	if last != len(bundle) {
		t.Errorf("progress ended at %d of %d", last, len(bundle))
	}
	if len(s.requests) != 2 || s.requests[0] != s.requests[1] {
		t.Errorf("request ids %q, want the same twice", s.requests)
	}
}

func TestEvidenceGoesOnAfterWhatIsThere(t *testing.T) {
	bundle := []byte(strings.Repeat("evidence", 100_000))
	e := pact.Evidence{Pact: example().Terms.ID(), Root: common.HexToHash("0x01")}
	for there, want := range map[int]int{0: 0, 300_000: 300_000, len(bundle): len(bundle)} {
		s := serve(t)
		s.bundle = bytes.Clone(bundle[:there])
		first := -1
		err := dial(t, s, nil).SubmitEvidence(t.Context(), e, provider.Address(), []byte("signature"), bundle, func(sent int) {
			if first < 0 {
				first = sent
			}
		})
		if err != nil || !bytes.Equal(s.bundle, bundle) {
			t.Errorf("after %d: %d bytes arrived, %v", there, len(s.bundle), err)
		}
		if want > 0 && first != want {
			t.Errorf("after %d progress begins at %d", there, first)
		}
	}
	s := serve(t)
	s.bundle = append(bytes.Clone(bundle), "more"...)
	err := dial(t, s, nil).SubmitEvidence(t.Context(), e, provider.Address(), []byte("signature"), bundle, func(int) {})
	if !errors.Is(err, client.ErrContradiction) {
		t.Errorf("more than there is: %v", err)
	}
}

func TestARefusalCarriesItsReasonAndFields(t *testing.T) {
	s := serve(t)
	_, err := dial(t, s, nil).Fund(t.Context(), pact.ID{}, nil)
	var e *client.Error
	if !errors.As(err, &e) || e.Code != codes.FailedPrecondition || client.Reason(err) != "WRONG_STATE" || len(e.Fields) != 1 {
		t.Fatalf("got %#v", err)
	}
	if got, want := err.Error(), "fund_by has passed\nauthorization: too late"; got != want {
		t.Errorf("says %q, want %q", got, want)
	}
}

func TestAnAnswerThatContradictsItselfIsNotUsed(t *testing.T) {
	for name, lie := range map[string]func(*pb.Pact){
		"terms that hash to another id": func(p *pb.Pact) { p.Terms.Deal.Amount = "1.00" },
		"a covenant of other terms":     func(p *pb.Pact) { p.Covenant.Title = "Nothing" },
	} {
		t.Run(name, func(t *testing.T) {
			s := serve(t)
			c := dial(t, s, provider)
			id := propose(t, c).ID
			lie(s.pact)
			if _, err := c.Pact(t.Context(), id); !errors.Is(err, client.ErrContradiction) {
				t.Errorf("got %v, want ErrContradiction", err)
			}
		})
	}
	t.Run("another pact than asked for", func(t *testing.T) {
		s := serve(t)
		c := dial(t, s, provider)
		propose(t, c)
		if _, err := c.Pact(t.Context(), pact.ID{1}); !errors.Is(err, client.ErrContradiction) {
			t.Errorf("got %v, want ErrContradiction", err)
		}
	})
}

func TestASignatureOfAnotherChainIsNotVerified(t *testing.T) {
	s := serve(t)
	p := propose(t, dial(t, s, nil))
	if err := p.Verify(pact.Domain{ChainID: 1, Escrow: domain.Escrow}); !errors.Is(err, pact.ErrBadSignature) {
		t.Errorf("got %v, want ErrBadSignature", err)
	}
}

func TestAVerdictIsVerifiedAgainstTheEvaluatorOfTheTerms(t *testing.T) {
	s := serve(t)
	c := dial(t, s, provider)
	id := example().Terms.ID()
	report := []byte(`{"schema":"surety.report.v1"}`)
	v := verdict.Verdict{Pact: id, ProviderAmount: usdc.Amount(100_000_000), Report: crypto.Keccak256Hash(report)}
	sig, err := evaluator.SignHash(domain.Digest(v))
	if err != nil {
		t.Fatal(err)
	}
	s.evaluation = &pb.Evaluation{PactId: id.Hex(), Outcome: "pass", Report: report, ReportHash: v.Report.Hex(), ProviderAmount: "100.00", Signature: sig}
	e, err := c.Evaluation(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if err := e.Verify(domain, evaluator.Address()); err != nil {
		t.Error(err)
	}
	if err := e.Verify(domain, buyer.Address()); !errors.Is(err, pact.ErrBadSignature) {
		t.Errorf("the buyer's evaluator was accepted: %v", err)
	}

	s.evaluation.Report = []byte(`{"schema":"surety.report.v1","changed":true}`)
	if _, err := c.Evaluation(t.Context(), id); !errors.Is(err, client.ErrContradiction) {
		t.Errorf("a changed report: got %v, want ErrContradiction", err)
	}
	s.evaluation = &pb.Evaluation{PactId: id.Hex(), Outcome: "pending"}
	if e, err := c.Evaluation(t.Context(), id); err != nil || !e.Pending() {
		t.Errorf("got %v, %v, want a pending evaluation", e, err)
	}
}

func TestARulingIsVerifiedAgainstTheArbiterOfTheTerms(t *testing.T) {
	s := serve(t)
	c := dial(t, s, provider)
	id, arbiter := example().Terms.ID(), evaluator
	sig, err := arbiter.SignHash(domain.Digest(verdict.Ruling{
		Pact: id, ProviderAmount: 54_000_000, BuyerAmount: 36_000_000, Ruling: crypto.Keccak256Hash([]byte("It was late")),
	}))
	if err != nil {
		t.Fatal(err)
	}
	read := func() client.Dispute {
		t.Helper()
		d, err := c.Dispute(t.Context(), id)
		if err != nil {
			t.Fatal(err)
		}
		return d
	}
	s.dispute = &pb.Dispute{PactId: id.Hex(), Party: buyer.Address().Hex(), Statement: "It was wrong"}
	if err := read().Verify(domain, arbiter.Address()); err != nil {
		t.Errorf("a dispute without a ruling: %v", err)
	}
	ruled := func() *pb.Dispute {
		return &pb.Dispute{PactId: id.Hex(), Ruling: "It was late", ProviderAmount: "54.00", BuyerAmount: "36.00", RulingSignature: sig}
	}
	s.dispute = ruled()
	if err := read().Verify(domain, arbiter.Address()); err != nil {
		t.Error(err)
	}
	for what, change := range map[string]func(){
		"other words":       func() { s.dispute.Ruling = "It was early" },
		"more for provider": func() { s.dispute.ProviderAmount = "55.00" },
		"less for buyer":    func() { s.dispute.BuyerAmount = "35.00" },
	} {
		s.dispute = ruled()
		if change(); !errors.Is(read().Verify(domain, arbiter.Address()), pact.ErrBadSignature) {
			t.Errorf("%s were accepted", what)
		}
	}
	s.dispute.PactId = pact.ID{1}.Hex()
	if _, err := c.Dispute(t.Context(), id); !errors.Is(err, client.ErrContradiction) {
		t.Errorf("the dispute of another pact: got %v, want ErrContradiction", err)
	}
}

func TestATargetMustHaveAPort(t *testing.T) {
	if _, err := client.Dial("example.org", nil); err == nil || !strings.Contains(err.Error(), "host:port") {
		t.Errorf("got %v", err)
	}
}
