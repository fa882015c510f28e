package cli_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/surety-dev/surety/internal/cli"
	"github.com/surety-dev/surety/internal/devnet"
	"github.com/surety-dev/surety/internal/evaluation"
	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
	pb "github.com/surety-dev/surety/pkg/suretypb"
	"github.com/surety-dev/surety/pkg/verdict"
)

// fake is a hand-written service with one pact, whose every answer a test may change.
type fake struct {
	pb.UnimplementedPactServiceServer
	pb.UnimplementedEscrowServiceServer
	pb.UnimplementedSessionServiceServer
	pb.UnimplementedDisputeServiceServer
	pb.UnimplementedEvidenceServiceServer
	pb.UnimplementedEvaluationServiceServer

	deployment *pb.GetDeploymentResponse
	pact       *pb.Pact // nil: it knows none
	events     []*pb.WatchPactsResponse

	authorization []byte      // what it was handed to fund with
	dispute       *pb.Dispute // nil: it knows of none
	evaluation    *pb.Evaluation
	policy        []byte // besides the default
	evidence      *pb.GetEvidenceResponse
	root, signer  string // of the evidence handed in
	refusal       error  // of a consent, a ruling and evidence
	forgets       bool   // the session, once
	watched       string // the pact
	over          error  // what ends the watching after the events; nil: nothing
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
			Evaluator: address("evaluator").Hex(), FeeBps: 100, FeeTo: address("collector").Hex(), Policy: policy.Default().Hash().Hex(), ChainTime: now,
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
	pb.RegisterDisputeServiceServer(g, f)
	pb.RegisterEvidenceServiceServer(g, f)
	pb.RegisterEvaluationServiceServer(g, f)
	served := make(chan error, 1)
	go func() { served <- g.Serve(l) }()
	t.Cleanup(func() {
		g.Stop()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return f, map[string]string{"SURETY_SERVICE": l.Addr().String(), "SURETY_ESCROW": domain.Escrow.Hex()}
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

func (f *fake) GetPolicy(context.Context, *pb.GetPolicyRequest) (*pb.GetPolicyResponse, error) {
	return &pb.GetPolicyResponse{Document: f.policy}, nil
}

func (f *fake) GetPact(context.Context, *pb.GetPactRequest) (*pb.GetPactResponse, error) {
	if f.forgets {
		f.forgets = false
		return nil, status.Error(codes.Unauthenticated, "who are you?")
	}
	if f.pact == nil {
		return nil, status.Error(codes.Internal, "not in this test")
	}
	return &pb.GetPactResponse{Pact: f.pact}, nil
}

func (f *fake) SignPact(context.Context, *pb.SignPactRequest) (*pb.SignPactResponse, error) {
	return &pb.SignPactResponse{Pact: f.pact}, nil
}

func (f *fake) FundPact(_ context.Context, r *pb.FundPactRequest) (*pb.FundPactResponse, error) {
	f.authorization = r.Authorization
	return &pb.FundPactResponse{Relay: &pb.Relay{PactId: r.PactId, Action: "fund", State: "pending"}}, nil
}

func (f *fake) GetDispute(context.Context, *pb.GetDisputeRequest) (*pb.GetDisputeResponse, error) {
	if f.dispute == nil {
		return nil, refusal("DISPUTE_NOT_FOUND")
	}
	return &pb.GetDisputeResponse{Dispute: f.dispute}, nil
}

func (f *fake) GetEvaluation(context.Context, *pb.GetEvaluationRequest) (*pb.GetEvaluationResponse, error) {
	if f.evaluation == nil {
		return nil, refusal("EVALUATION_NOT_FOUND")
	}
	return &pb.GetEvaluationResponse{Evaluation: f.evaluation}, nil
}

func (f *fake) SubmitRuling(_ context.Context, r *pb.SubmitRulingRequest) (*pb.SubmitRulingResponse, error) {
	return &pb.SubmitRulingResponse{Relay: &pb.Relay{PactId: r.PactId, Action: "rule", State: "pending"}}, f.refusal
}

func (f *fake) ConsentPact(_ context.Context, r *pb.ConsentPactRequest) (*pb.ConsentPactResponse, error) {
	return &pb.ConsentPactResponse{Relay: &pb.Relay{PactId: r.PactId, Action: "consent", State: "pending"}}, f.refusal
}

func (f *fake) SubmitEvidence(stream grpc.ClientStreamingServer[pb.SubmitEvidenceRequest, pb.SubmitEvidenceResponse]) error {
	var root string
	for {
		m, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		if h := m.GetHeader(); h != nil {
			root = h.Root
			f.root, f.signer = h.Root, h.Signer
		}
	}
	if f.refusal != nil {
		return f.refusal
	}
	return stream.SendAndClose(&pb.SubmitEvidenceResponse{Root: root})
}

func (f *fake) GetEvidence(_ *pb.GetEvidenceRequest, stream grpc.ServerStreamingServer[pb.GetEvidenceResponse]) error {
	return stream.Send(f.evidence)
}

// refusal is an error with a reason.
func refusal(reason string) error {
	s, err := status.New(codes.FailedPrecondition, "the service refuses").WithDetails(&errdetails.ErrorInfo{Reason: reason})
	if err != nil {
		panic(err)
	}
	return s.Err()
}

func (f *fake) WatchPacts(r *pb.WatchPactsRequest, stream grpc.ServerStreamingServer[pb.WatchPactsResponse]) error {
	f.watched = r.PactId
	for _, e := range f.events {
		if err := stream.Send(e); err != nil {
			return err
		}
	}
	if f.over != nil {
		return f.over
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
	if f.watched != "" {
		t.Error("it waited")
	}
}

func TestAServiceIsNotAskedToFundSeveralPacts(t *testing.T) {
	f, settings := serveFake(t)
	h := newHome(t, "buyer", key("buyer"), settings)
	if message := h.fails(cli.ExitUsage, "USAGE", "fund", f.pact.Id, f.pact.Id); !strings.Contains(message, "a service carries one pact at a time") || !strings.Contains(message, "--rpc URL") {
		t.Errorf("says %q", message)
	}
	if f.authorization != nil {
		t.Error("it got an authorization")
	}
}

func TestALyingServiceGetsNoSignature(t *testing.T) {
	for name, tt := range map[string]struct {
		lie  func(*fake)
		says string
	}{
		"another escrow than the pact is kept with": {func(f *fake) { f.deployment.Escrow = common.HexToAddress("0xbad").Hex() }, "sign nothing before you know which is right"},
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

func TestNobodyPaysAnEscrowThatOnlyTheServiceNamed(t *testing.T) {
	f, settings := serveFake(t)
	delete(settings, "SURETY_ESCROW")
	h := newHome(t, "buyer", key("buyer"), settings)
	if message := h.fails(cli.ExitUsage, "USAGE", "fund", f.pact.Id); !strings.Contains(message, "confirm it with --escrow") {
		t.Errorf("says %q", message)
	}
	if f.authorization != nil {
		t.Error("it got an authorization")
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

// at puts the pact into a state, with 90 USDC held.
func (f *fake) at(state pb.PactState) {
	f.pact.State, f.pact.Money = state, &pb.Money{Held: "90.00", ProviderHeld: "0.00", ProviderPaid: "10.00", BuyerPaid: "0.00", FeePaid: "0.00", Deadline: now + 1000}
}

// ruled is a ruling of 54 USDC for the provider and 36 for the buyer, signed by the key of that name.
func (f *fake) ruled(signer, text string) {
	id := example().Terms.ID()
	domain := pact.Domain{ChainID: 31337, Escrow: common.HexToAddress("0xe5c0")}
	message := verdict.Ruling{Pact: id, ProviderAmount: 54_000_000, BuyerAmount: 36_000_000, Ruling: crypto.Keccak256Hash([]byte(text))}
	f.dispute.Ruling, f.dispute.ProviderAmount, f.dispute.BuyerAmount = text, "54.00", "36.00"
	f.dispute.RulingSignature = must(pact.Sign(domain.Digest(message), key(signer)))
}

func TestTheArbiterReadsWhatItRulesOn(t *testing.T) {
	f, settings := serveFake(t)
	f.at(pb.PactState_PACT_STATE_DISPUTED)
	f.dispute = &pb.Dispute{PactId: f.pact.Id, Party: address("provider").Hex(), Statement: "The total\x1b[2J was told.\nState: resolved"}
	h := newHome(t, "arbiter", key("arbiter"), settings)
	const words = "  | The total\uFFFD[2J was told.\n  | State: resolved\n"

	_, shown, _ := h.runText("pact", "show", f.pact.Id)
	if !strings.Contains(shown, "The provider disputes it, in these words, as the service has them") || !strings.Contains(shown, words) {
		t.Errorf("pact show says\n%s", shown)
	}
	code, _, asked := h.runText("ruling", "sign", f.pact.Id, "--share", "60%", "--text", "It was late", "--no-wait")
	if code != cli.ExitDone || !strings.Contains(asked, words) || !strings.Contains(asked, "You rule: of the 90.00 USDC held, 54.00 go to the provider") {
		t.Errorf("ruling sign says\n%s", asked)
	}

	f.at(pb.PactState_PACT_STATE_RESOLVED)
	f.ruled("arbiter", "It was late")
	expect(t, h.ok("pact", "show", f.pact.Id)["contested"].(map[string]any), map[string]any{"party": "provider", "ruling": "It was late", "provider_amount": "54.00", "buyer_amount": "36.00"})
	f.ruled("provider", "It was early")
	if message := h.fails(cli.ExitRefused, "REFUSED", "pact", "show", f.pact.Id); !strings.Contains(message, "the service's ruling does not hold") {
		t.Errorf("a forged ruling: %q", message)
	}
	f.dispute = nil
	expect(t, h.ok("pact", "show", f.pact.Id), map[string]any{"state": "resolved", "next": "nothing; everything was paid"})
}

func TestTheArbiterRulesOnWhatTheChainSays(t *testing.T) {
	d := newDirect(t)
	id := d.funded("--arbiter", devnet.Arbiter.Address().Hex(), "--dispute-window", "10m", "--arbitration-window", "20m")
	d.buyer.ok("carry", d.verdictFile(d.buyer, id, 0))
	d.provider.ok("dispute", "open", id, "--text", "The total was told")

	f, settings := serveFake(t)
	kept := d.pactFile(id)
	f.deployment.ChainId, f.deployment.Escrow = d.domain.ChainID, d.domain.Escrow.Hex()
	f.pact = &pb.Pact{
		Id: id, Terms: pb.FromTerms(kept.Pact.Terms), Covenant: pb.FromCovenant(kept.Pact.Covenant),
		ProviderSignature: kept.Signatures.Provider, BuyerSignature: kept.Signatures.Buyer,
	}
	f.at(pb.PactState_PACT_STATE_DISPUTED)
	f.dispute = &pb.Dispute{PactId: id, Party: devnet.Provider.Address().Hex(), Statement: "The total was told"}
	settings["SURETY_RPC"], settings["SURETY_ESCROW"] = d.chain.URL(), d.domain.Escrow.Hex()
	h := newHome(t, "arbiter", devnet.Arbiter.Key(), settings)
	if _, shown, stderr := h.runText("pact", "show", id); !strings.Contains(shown, "in these words, whose hash is on chain:\n  | The total was told\n") {
		t.Errorf("pact show says\n%s%s", shown, stderr)
	}
	f.dispute.Statement = "The total was not told"
	if message := h.fails(cli.ExitRefused, "REFUSED", "ruling", "sign", id, "--share", "60%", "--text", "Late", "--no-wait"); !strings.Contains(message, "which is on chain") {
		t.Errorf("says %q", message)
	}
	f.dispute.Statement, f.pact.Money.Held = "The total was told", "20.00" // of the 100.00 that are held: a share of it is another split
	if _, _, said := h.runText("ruling", "sign", id, "--share", "60%", "--text", "Late", "--no-wait"); !strings.Contains(said, "60.00 go to the provider") || strings.Contains(said, "12.00") {
		t.Errorf("the arbiter is asked to sign\n%s", said)
	}
	delete(settings, "SURETY_RPC") // now only the service says what is held
	misled := newHome(t, "arbiter", devnet.Arbiter.Key(), settings).ok("ruling", "sign", id, "--share", "60%", "--text", "Late", "--no-wait")
	d.stranger.fails(cli.ExitRefused, escrow.BadSignature, "carry", misled["file"].(string))
}

func TestARefusedCommandLeavesNoSignedMessage(t *testing.T) {
	f, settings := serveFake(t)
	arbiter, buyer := newHome(t, "arbiter", key("arbiter"), settings), newHome(t, "buyer", key("buyer"), settings)
	rule := []string{"ruling", "sign", f.pact.Id, "--provider-amount", "54", "--text", "It was late", "--no-wait"}
	release := []string{"consent", f.pact.Id, "--release", "--no-wait"}

	buyer.fails(cli.ExitRefused, "REFUSED", release...) // nothing is held
	f.at(pb.PactState_PACT_STATE_FUNDED)
	arbiter.fails(cli.ExitRefused, "REFUSED", rule...) // nothing is disputed
	f.at(pb.PactState_PACT_STATE_DISPUTED)
	f.refusal = refusal("WRONG_STATE")
	buyer.fails(cli.ExitRefused, "WRONG_STATE", release...)
	arbiter.fails(cli.ExitRefused, "WRONG_STATE", rule...)
	buyer.keepsNo(f.pact.Id + ".consent.json")
	arbiter.keepsNo(f.pact.Id + ".ruling.json")

	f.refusal = nil
	for _, file := range []any{arbiter.ok(rule...)["file"], buyer.ok(release...)["file"]} {
		expect(t, buyer.ok("verify", file.(string)), map[string]any{"verified": true})
	}
}

func TestEvidenceHandedInTwiceIsInOnce(t *testing.T) {
	f, settings := serveFake(t)
	f.at(pb.PactState_PACT_STATE_FUNDED)
	h := newHome(t, "provider", key("provider"), settings)
	chat := h.write("chat", []byte(`[{"role":"assistant","content":"1786"}]`))
	bundle := evidence.Bundle{Messages: []evidence.Message{{Role: evidence.Assistant, Content: "1786"}}}

	f.refusal, f.pact.EvidenceRoot = refusal("EVIDENCE_EXISTS"), common.HexToHash("0x0b").Hex()
	h.fails(cli.ExitRefused, "EVIDENCE_EXISTS", "evidence", "submit", f.pact.Id, chat, "--no-wait")
	h.keepsNo(f.pact.Id + ".evidence.json")
	f.pact.EvidenceRoot = bundle.Root().Hex()
	expect(t, h.ok("evidence", "submit", f.pact.Id, chat, "--no-wait"), map[string]any{"state": "pending"})
	n := len(bundle.Encode())
	if _, _, said := h.runText("evidence", "submit", f.pact.Id, chat, "--no-wait"); !strings.Contains(said, fmt.Sprintf("  %d of %d bytes sent\n", n, n)) {
		t.Errorf("says\n%s", said)
	}
}

func TestEvidenceIsRecognized(t *testing.T) {
	f, settings := serveFake(t)
	f.at(pb.PactState_PACT_STATE_FUNDED)
	h := newHome(t, "provider", key("provider"), settings)
	for name, tt := range map[string]struct{ file, says string }{
		"a list of messages":               {file: ` [{"role":"assistant","content":"1786"}]`},
		"an object with messages":          {file: `{"id":"m","messages":[{"role":"assistant","content":"1786"}]}`},
		"a line of τ-bench":                {file: `{"task_id":1,"reward":1,"traj":[{"role":"assistant","content":"1786"}]}`},
		"a bundle":                         {file: `{"schema":"surety.evidence.v1","messages":[{"role":"assistant","content":"1786"}]}`},
		"a log of inspect_ai":              {file: `{"version":2,"status":"success","eval":{},"samples":[{"id":1,"epoch":1,"messages":[{"role":"assistant","content":"1786"}]}]}`},
		"a bundle that forgot its schema":  {`{"messages":[],"files":[]}`, "read as a bundle: "},
		"its messages' own fields":         {`{"messages":[{"role":"tool","content":"1786","call_id":"1"}]}`, "read as a bundle: "},
		"neither":                          {`{"colour":"red"}`, "not a format of evidence (a bundle, OpenAI chat messages"},
		"nothing, at no byte":              {"", ": there is nothing to read"},
		"not JSON, whichever it should be": {"total: 1786", "not a format of evidence"},
	} {
		t.Run(name, func(t *testing.T) {
			h := *h
			h.t = t
			file := h.write("evidence", []byte(tt.file))
			if tt.says == "" {
				h.ok("evidence", "submit", f.pact.Id, file, "--no-wait")
				if f.root != (evidence.Bundle{Messages: []evidence.Message{{Role: evidence.Assistant, Content: "1786"}}}).Root().Hex() {
					t.Errorf("handed in with root %s", f.root)
				}
				return
			}
			if message := h.fails(cli.ExitUsage, "USAGE", "evidence", "submit", f.pact.Id, file); !strings.Contains(message, tt.says) || strings.Contains(message, "at byte 0") && tt.file == "" {
				t.Errorf("says %q", message)
			}
		})
	}
}

func TestABuyerHandsInItsOwnEvidence(t *testing.T) {
	f, settings := serveFake(t)
	f.at(pb.PactState_PACT_STATE_DELIVERED)
	h := newHome(t, "buyer", key("buyer"), settings)
	chat := h.write("chat", []byte(`[{"role":"assistant","content":"1786"}]`))
	h.ok("evidence", "submit", f.pact.Id, chat, "--no-wait")
	if f.signer != address("buyer").Hex() {
		t.Errorf("handed in as %s's", f.signer)
	}
	if _, err := os.Stat(h.path(filepath.Join("pacts", f.pact.Id+".buyer-evidence.json"))); err != nil {
		t.Error(err)
	}
	newHome(t, "arbiter", key("arbiter"), settings).fails(cli.ExitUsage, "USAGE", "evidence", "submit", f.pact.Id, chat)

	bundle := evidence.Bundle{Messages: []evidence.Message{{Role: evidence.Assistant, Content: "1786"}}}
	m := pact.Evidence{Pact: pact.ID(common.HexToHash(f.pact.Id)), Root: bundle.Root()}
	domain := pact.Domain{ChainID: 31337, Escrow: common.HexToAddress("0xe5c0")}
	f.evidence = &pb.GetEvidenceResponse{Chunk: bundle.Encode(), Root: bundle.Root().Hex(), Signature: must(pact.Sign(domain.Digest(m), key("buyer")))}
	f.pact.BuyerEvidenceRoot = bundle.Root().Hex()
	expect(t, h.ok("evidence", "get", f.pact.Id, "--of", "buyer"), map[string]any{"of": "buyer", "signer": address("buyer").Hex(), "root": bundle.Root().Hex()})
	if _, said, _ := h.runText("evidence", "get", f.pact.Id, "--of", "buyer"); !strings.Contains(said, "The buyer's evidence on pact") || !strings.Contains(said, "assistant\n  1786") {
		t.Errorf("says\n%s", said)
	}
	if message := h.fails(cli.ExitRefused, "REFUSED", "evidence", "get", f.pact.Id); !strings.Contains(message, "provider's signature on the evidence") {
		t.Errorf("the buyer's evidence as the provider's: %q", message)
	}
}

func TestBeforeFundingNothingIsHeldOrPaid(t *testing.T) {
	f, settings := serveFake(t)
	f.pact.Money = &pb.Money{Held: "0.00", Deadline: now + 1000}
	_, shown, _ := newHome(t, "buyer", key("buyer"), settings).runText("pact", "show", f.pact.Id)
	for _, word := range []string{"\nHeld:", "\nPaid:", "Not final yet"} {
		if strings.Contains(shown, word) {
			t.Errorf("pact show says %q:\n%s", word, shown)
		}
	}
	if !strings.Contains(shown, "State: signed") {
		t.Errorf("pact show says\n%s", shown)
	}
}

func TestTheNextStepIsTheReadersOwn(t *testing.T) {
	f, settings := serveFake(t)
	both := map[string][]byte{"provider": f.pact.ProviderSignature, "buyer": f.pact.BuyerSignature}
	for name, tt := range map[string]struct {
		state        pb.PactState
		providerHeld string
		signed       []string
		next         map[string]string
	}{
		"proposed by the buyer": {pb.PactState_PACT_STATE_PROPOSED, "0.00", []string{"buyer"}, map[string]string{
			"buyer": "the other party signs with: surety pact sign ID", "provider": "surety pact sign ID", "arbiter": "nothing; provider and buyer have not both signed it",
		}},
		"withheld from the provider": {pb.PactState_PACT_STATE_WITHHELD, "0.00", []string{"buyer", "provider"}, map[string]string{
			"buyer": "wait: what is not contested is paid at the deadline", "provider": "wait, or contest what is held for the buyer with: surety dispute open ID", "arbiter": "nothing, unless it is disputed",
		}},
		"a release under challenge": {pb.PactState_PACT_STATE_WITHHELD, "90.00", []string{"buyer", "provider"}, map[string]string{
			"buyer": "wait, or contest what is held for the provider with: surety dispute open ID", "provider": "wait: what is not contested is paid at the deadline",
		}},
		"disputed": {pb.PactState_PACT_STATE_DISPUTED, "0.00", []string{"buyer", "provider"}, map[string]string{
			"buyer": "wait for the arbiter", "provider": "wait for the arbiter", "arbiter": "surety ruling sign ID",
		}},
	} {
		t.Run(name, func(t *testing.T) {
			f.at(tt.state)
			f.pact.Money.ProviderHeld = tt.providerHeld
			f.pact.ProviderSignature, f.pact.BuyerSignature = nil, nil
			for _, role := range tt.signed {
				if role == "buyer" {
					f.pact.BuyerSignature = both[role]
				} else {
					f.pact.ProviderSignature = both[role]
				}
			}
			for role, next := range tt.next {
				h := newHome(t, role, key(role), settings)
				expect(t, h.ok("pact", "show", f.pact.Id), map[string]any{"next": strings.ReplaceAll(next, "ID", f.pact.Id)})
			}
		})
	}
}

func TestAServiceIsSignedInToOnceAndTheKeyMustBeClear(t *testing.T) {
	f, settings := serveFake(t)
	h := newHome(t, "buyer", key("buyer"), settings)
	f.forgets = true
	_, _, said := h.runText("fund", f.pact.Id, "--no-wait")
	if n := strings.Count(said, "Signing in at "+settings["SURETY_SERVICE"]+" to read (no signature that binds)"); n != 1 {
		t.Errorf("it mentions the sign-in %d times:\n%s", n, said)
	}
	other := newHome(t, "second", key("provider"), nil)
	data, err := os.ReadFile(other.path(filepath.Join("keys", "second.json")))
	if err != nil {
		t.Fatal(err)
	}
	h.write(filepath.Join("keys", "second.json"), data)
	if message := h.fails(cli.ExitUsage, "USAGE", "pact", "show", f.pact.Id); message != "which key? choose with --key NAME: buyer, second" {
		t.Errorf("says %q", message)
	}
}

func TestAnEventWhoseNameIsItsStateIsSaidOnce(t *testing.T) {
	f, settings := serveFake(t)
	f.event("Funded", "90.00 USDC held", pb.PactState_PACT_STATE_FUNDED, now)
	_, said, _ := newHome(t, "buyer", key("buyer"), settings).runText("fund", f.pact.Id)
	if !strings.HasPrefix(said, "Funded: 90.00 USDC held\n") {
		t.Errorf("says %q", said)
	}
}

func TestWatchingTakesAFile(t *testing.T) {
	f, settings := serveFake(t)
	f.event("Funded", "90.00 USDC held", pb.PactState_PACT_STATE_FUNDED, now)
	f.over = status.Error(codes.Internal, "no more in this test")
	h := newHome(t, "buyer", key("buyer"), settings)
	h.ok("pact", "show", f.pact.Id)
	if _, said, _ := h.runText("pact", "watch", h.path(filepath.Join("pacts", f.pact.Id+".json"))); !strings.Contains(said, "  Funded: 90.00 USDC held\n") || f.watched != f.pact.Id {
		t.Errorf("watching %q says %q", f.watched, said)
	}
}

func TestAnInconclusiveEvaluationWithoutAnArbiterWaitsForTheDeadline(t *testing.T) {
	f, settings := serveFake(t)
	p, domain := example(), pact.Domain{ChainID: 31337, Escrow: common.HexToAddress("0xe5c0")}
	p.Terms.Deal.Arbiter, p.Terms.Deal.DisputeWindow, p.Terms.Deal.ArbitrationWindow = common.Address{}, 0, 0
	f.pact = &pb.Pact{
		Id: p.Terms.ID().Hex(), Terms: pb.FromTerms(p.Terms), Covenant: pb.FromCovenant(p.Covenant),
		ProviderSignature: must(pact.Sign(domain.Digest(p), key("provider"))), BuyerSignature: must(pact.Sign(domain.Digest(p), key("buyer"))),
	}
	f.at(pb.PactState_PACT_STATE_EVALUATING)
	h := newHome(t, "provider", key("provider"), settings)
	expect(t, h.ok("pact", "show", f.pact.Id), map[string]any{"outcome": nil, "next": "wait for the verdict: surety verdict show " + f.pact.Id})

	report, _, err := evaluation.Evaluate(evaluation.Case{
		Pact: p, Provider: &evaluation.Submission{Bundle: evidence.Bundle{Files: []evidence.File{{Name: "a", Size: 1}}}}, Policy: policy.Default(), Now: now,
	})
	if err != nil || report.Outcome != verdict.Inconclusive {
		t.Fatalf("%v, %v", report, err)
	}
	escalation := verdict.Escalation{Pact: p.Terms.ID(), Report: report.Hash()}
	f.evaluation = &pb.Evaluation{
		PactId: f.pact.Id, Outcome: "inconclusive", Report: report.Encode(), ReportHash: report.Hash().Hex(),
		Signature: must(pact.Sign(domain.Digest(escalation), key("evaluator"))),
	}
	_, shown, said := h.runText("pact", "show", f.pact.Id)
	if !strings.Contains(shown, "Evaluated: inconclusive") || !strings.Contains(shown, "Next: wait for the deadline: the evaluation is inconclusive, and there is no arbiter") {
		t.Errorf("pact show says\n%s%s", shown, said)
	}
	if strings.Contains(said, "anyone can carry it") || !strings.Contains(said, "The escalation is kept in ") {
		t.Errorf("of the escalation it says\n%s", said)
	}
	if _, shown, _ = h.runText("verdict", "show", f.pact.Id); !strings.Contains(shown, "It moves no money: the deadline decides.") {
		t.Errorf("verdict show says\n%s", shown)
	}
}
