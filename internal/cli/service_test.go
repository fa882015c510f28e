package cli_test

import (
	"context"
	"net"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/surety-dev/surety/internal/cli"
	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
	pb "github.com/surety-dev/surety/pkg/suretypb"
)

// fake is a hand-written service with one pact, whose every answer a test may change.
type fake struct {
	pb.UnimplementedPactServiceServer
	pb.UnimplementedEscrowServiceServer
	pb.UnimplementedSessionServiceServer

	deployment *pb.GetDeploymentResponse
	pact       *pb.Pact // nil: it knows none
	events     []*pb.WatchPactsResponse

	authorization []byte // what it was handed to fund with
	watched       bool
}

const now = 1_900_000_000

// serveFake knows the example pact, signed by both, and the escrow it is of.
func serveFake(t *testing.T) (*fake, map[string]string) {
	t.Helper()
	p, domain := example(), pact.Domain{ChainID: 31337, Escrow: common.HexToAddress("0xe5c0")}
	sign := func(name string) []byte { return must(pact.Sign(domain.Digest(p), key(name))) }
	f := &fake{
		deployment: &pb.GetDeploymentResponse{
			ChainId: domain.ChainID, Escrow: domain.Escrow.Hex(), Token: common.HexToAddress("0x05dc").Hex(), TokenName: "USD Coin", TokenVersion: "2",
			Evaluator: address("evaluator").Hex(), FeeBps: 100, FeeTo: address("collector").Hex(), Policy: policy.Current().Hash().Hex(), ChainTime: now,
		},
		pact: &pb.Pact{
			Id: p.Terms.ID().Hex(), Terms: pb.FromTerms(p.Terms), Covenant: pb.FromCovenant(p.Covenant), State: pb.PactState_PACT_STATE_SIGNED,
			ProviderSignature: sign("provider"), BuyerSignature: sign("buyer"),
		},
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	g := grpc.NewServer()
	pb.RegisterPactServiceServer(g, f)
	pb.RegisterEscrowServiceServer(g, f)
	pb.RegisterSessionServiceServer(g, f)
	served := make(chan error, 1)
	go func() { served <- g.Serve(l) }()
	t.Cleanup(func() {
		g.Stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return f, map[string]string{"SURETY_SERVICE": l.Addr().String()}
}

func (f *fake) event(kind, detail string, state pb.PactState, at int64) {
	f.events = append(f.events, &pb.WatchPactsResponse{Cursor: kind, PactId: f.pact.Id, Time: at, State: state, Kind: kind, Detail: detail})
}

func (f *fake) CreateChallenge(context.Context, *pb.CreateChallengeRequest) (*pb.CreateChallengeResponse, error) {
	return &pb.CreateChallengeResponse{Nonce: "abcdefgh12345678", ChainId: f.deployment.ChainId, IssueTime: now}, nil
}

func (f *fake) CreateSession(context.Context, *pb.CreateSessionRequest) (*pb.CreateSessionResponse, error) {
	return &pb.CreateSessionResponse{Token: "token"}, nil
}

func (f *fake) GetDeployment(context.Context, *pb.GetDeploymentRequest) (*pb.GetDeploymentResponse, error) {
	return f.deployment, nil
}

func (f *fake) GetPact(context.Context, *pb.GetPactRequest) (*pb.GetPactResponse, error) {
	if f.pact == nil {
		return nil, status.Error(codes.Internal, "not in this test")
	}
	return &pb.GetPactResponse{Pact: f.pact}, nil
}

func (f *fake) FundPact(_ context.Context, r *pb.FundPactRequest) (*pb.FundPactResponse, error) {
	f.authorization = r.Authorization
	return &pb.FundPactResponse{Relay: &pb.Relay{PactId: r.PactId, Action: "fund", State: "pending"}}, nil
}

func (f *fake) WatchPacts(_ *pb.WatchPactsRequest, stream grpc.ServerStreamingServer[pb.WatchPactsResponse]) error {
	f.watched = true
	for _, e := range f.events {
		if err := stream.Send(e); err != nil {
			return err
		}
	}
	<-stream.Context().Done()
	return stream.Context().Err()
}

func TestFundingHandsInTheBuyersAuthorizationAndWaitsForTheChain(t *testing.T) {
	f, settings := serveFake(t)
	f.event("failed", "fund: an earlier failure", pb.PactState_PACT_STATE_SIGNED, now-1)
	f.event("sent", "fund", pb.PactState_PACT_STATE_SIGNED, now)
	f.event("Funded", "90.00 USDC held", pb.PactState_PACT_STATE_FUNDED, now+1)
	h := newHome(t, "buyer", key("buyer"), settings)
	expect(t, h.ok("fund", f.pact.Id), map[string]any{"event": "Funded", "state": "funded", "route": "service"})

	token := escrow.Token{ChainID: 31337, Address: common.HexToAddress("0x05dc"), Name: "USD Coin", Version: "2"}
	if err := pact.Verify(token.AuthorizationDigest(example().Terms, common.HexToAddress("0xe5c0")), f.authorization, address("buyer")); err != nil {
		t.Errorf("the authorization: %v", err)
	}
	expect(t, h.ok("verify", f.pact.Id), map[string]any{"verified": true}) // it is kept for the way without the service
}

func TestARelayThatFailsEndsWithItsReason(t *testing.T) {
	f, settings := serveFake(t)
	f.event("failed", "fund: USDC refuses: the buyer needs more USDC", pb.PactState_PACT_STATE_SIGNED, now)
	h := newHome(t, "buyer", key("buyer"), settings)
	if message := h.fails(cli.ExitRefused, "REFUSED", "fund", f.pact.Id); !strings.Contains(message, "the buyer needs more USDC. It tries again while there is time") {
		t.Errorf("says %q", message)
	}
}

func TestNobodyHasToWait(t *testing.T) {
	f, settings := serveFake(t)
	h := newHome(t, "buyer", key("buyer"), settings)
	expect(t, h.ok("fund", f.pact.Id, "--no-wait"), map[string]any{"state": "pending", "next": "surety pact watch " + f.pact.Id})
	if f.watched {
		t.Error("it waited")
	}
}

func TestALyingServiceGetsNoSignature(t *testing.T) {
	for name, tt := range map[string]struct {
		lie  func(*fake)
		says string
	}{
		"another escrow than the pact is kept with": {func(f *fake) { f.deployment.Escrow = common.HexToAddress("0xbad").Hex() }, "bad signature"},
		"other terms under the same id":             {func(f *fake) { f.pact.Terms.Deal.Provider = address("mallory").Hex() }, "contradicts itself"},
		"a covenant nobody signed":                  {func(f *fake) { f.pact.Covenant.Clauses = f.pact.Covenant.Clauses[:1] }, "contradicts itself"},
		"a provider that never signed":              {func(f *fake) { f.pact.ProviderSignature = f.pact.BuyerSignature }, "the provider's signature on pact"},
		"no provider's signature at all":            {func(f *fake) { f.pact.ProviderSignature = nil }, "the provider has not signed pact"},
	} {
		t.Run(name, func(t *testing.T) {
			f, settings := serveFake(t)
			tt.lie(f)
			code, _, stderr := newHome(t, "buyer", key("buyer"), settings).run("fund", f.pact.Id)
			if code == cli.ExitDone || !strings.Contains(stderr, tt.says) {
				t.Errorf("exit %d: %s; want …%s…", code, stderr, tt.says)
			}
			if f.authorization != nil {
				t.Error("it got an authorization")
			}
		})
	}
}

func TestAnEscrowOtherThanTheOneNamedIsRefused(t *testing.T) {
	f, settings := serveFake(t)
	h := newHome(t, "buyer", key("buyer"), settings)
	if message := h.fails(cli.ExitUsage, "USAGE", "--escrow", common.HexToAddress("0xe6").Hex(), "fund", f.pact.Id); !strings.Contains(message, "sign nothing before you know which is right") {
		t.Errorf("says %q", message)
	}
	if f.authorization != nil {
		t.Error("it got an authorization")
	}
}

func TestANewPactTakesTheServicesProposalAndTheChainsClock(t *testing.T) {
	_, settings := serveFake(t)
	h := newHome(t, "buyer", key("buyer"), settings)
	for name, tt := range map[string]struct {
		flags []string
		want  float64
	}{
		"up to the hour":              {[]string{"--evaluate-by", "2d"}, (now + 2*86400 + 3599) / 3600 * 3600},
		"up to the day, over 7 days":  {[]string{"--evaluate-by", "8d"}, (now + 8*86400 + 86399) / 86400 * 86400},
		"exactly, when told so":       {[]string{"--evaluate-by", "2d", "--exact"}, now + 2*86400},
		"as it is, when it is a date": {[]string{"--evaluate-by", "2030-03-20T10:20:30Z"}, 1_900_232_430},
	} {
		t.Run(name, func(t *testing.T) {
			made := h.ok(append([]string{"pact", "new", "--title", "T", "--clause", clause, "--amount", "1", "--provider", address("provider").Hex()}, tt.flags...)...)
			terms := made["pact"].(map[string]any)["terms"].(map[string]any)
			expect(t, terms["gate"].(map[string]any), map[string]any{
				"evaluate_by": tt.want, "evaluator": address("evaluator").Hex(), "fee_bps": 100.0, "fee_to": address("collector").Hex(),
			})
			expect(t, terms["deal"].(map[string]any), map[string]any{"fund_by": float64(now + 86400), "buyer": address("buyer").Hex()})
		})
	}
}
