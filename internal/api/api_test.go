// The tests of the API talk gRPC to a whole service: database, chain, contracts and suretyd are those of the devnet. Only what must not be waited
// for (limit_test.go) and what must not happen (error_test.go) runs on fakes.
package api_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/jackc/pgx/v5/pgxpool"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/surety-dev/surety/internal/demo"
	"github.com/surety-dev/surety/internal/devnet"
	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/internal/postgres"
	"github.com/surety-dev/surety/pkg/client"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/siwe"
	pb "github.com/surety-dev/surety/pkg/suretypb"
	"github.com/surety-dev/surety/pkg/usdc"
	"github.com/surety-dev/surety/pkg/verdict"
)

// One service for all tests of the process. They run one after the other, so that each sees what its own calls store.
var (
	stack *demo.Stack
	live  *services
	db    *pgxpool.Pool
	store *postgres.DB
	logs  log
)

func TestMain(m *testing.M) {
	flag.Parse()
	code, err := run(m)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		code = 1
	}
	os.Exit(code)
}

func run(m *testing.M) (code int, err error) {
	ctx := context.Background()
	if stack, err = demo.Start(ctx, demo.Ground{}, func(string, ...any) {}); err != nil {
		return 0, err
	}
	defer func() { err = join(err, stack.Close()) }()
	if store, err = postgres.Open(ctx, stack.Config.Database.URL); err != nil {
		return 0, err
	}
	defer store.Close()
	if db, err = pgxpool.New(ctx, stack.Config.Database.URL); err != nil {
		return 0, err
	}
	defer db.Close()
	service, err := stack.Serve(ctx, slog.New(slog.NewTextHandler(&logs, nil)))
	if err != nil {
		return 0, err
	}
	defer func() { err = join(err, service.Stop()) }()
	live = dial(service.Addr)
	defer live.conn.Close()

	if code = m.Run(); code == 0 && flag.Lookup("test.run").Value.String() == "" {
		err = everyReasonWasSeen()
	}
	return code, join(err, logs.defects())
}

func join(a, b error) error {
	if a == nil {
		return b
	}
	return a
}

// log keeps what the service logs.
type log struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// defects finds the calls that ended in an error nobody foresaw: hostile input must not be one.
func (l *log) defects() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	for line := range strings.Lines(l.text.String()) {
		switch {
		case !strings.HasPrefix(line, "time="):
			return fmt.Errorf("a line of the log that the service did not begin: %s", line)
		case strings.Contains(line, `msg="call failed"`), strings.Contains(line, "panicked"):
			return fmt.Errorf("a call failed for no reason the caller was told: %s", line)
		}
	}
	return nil
}

// services are the stubs of one connection.
type services struct {
	conn        *grpc.ClientConn
	addr        string
	pacts       pb.PactServiceClient
	escrow      pb.EscrowServiceClient
	evidence    pb.EvidenceServiceClient
	evaluations pb.EvaluationServiceClient
	disputes    pb.DisputeServiceClient
	sessions    pb.SessionServiceClient
}

func dial(addr string, opts ...grpc.DialOption) *services {
	conn, err := grpc.NewClient(addr, append(opts, grpc.WithTransportCredentials(insecure.NewCredentials()))...)
	if err != nil {
		panic(err) // only a malformed address
	}
	return &services{
		conn, addr, pb.NewPactServiceClient(conn), pb.NewEscrowServiceClient(conn), pb.NewEvidenceServiceClient(conn),
		pb.NewEvaluationServiceClient(conn), pb.NewDisputeServiceClient(conn), pb.NewSessionServiceClient(conn),
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func newKey() client.Key { return client.Key{PrivateKey: must(crypto.GenerateKey())} }

func newID() string { return rand.Text() }

// as is a context with a session of key.
func as(t *testing.T, key client.Key) context.Context {
	t.Helper()
	session, err := signIn(t, key, nil)
	if err != nil {
		t.Fatal(err)
	}
	return withToken(t.Context(), "Bearer "+session.Token)
}

func withToken(ctx context.Context, authorization string) context.Context {
	return metadata.AppendToOutgoingContext(ctx, "authorization", authorization)
}

// signIn signs in with a message that change may spoil before key signs it.
func signIn(t *testing.T, key client.Key, change func(*siwe.Message)) (*pb.CreateSessionResponse, error) {
	t.Helper()
	challenge, err := live.sessions.CreateChallenge(t.Context(), &pb.CreateChallengeRequest{})
	if err != nil {
		t.Fatal(err)
	}
	issued := time.Unix(challenge.IssueTime, 0)
	m := siwe.Message{
		Site: client.Site(live.addr, challenge.ChainId), Address: key.Address(), Nonce: challenge.Nonce, IssuedAt: issued, Expiration: issued.Add(time.Minute),
	}
	if change != nil {
		change(&m)
	}
	text := must(m.Text())
	return live.sessions.CreateSession(t.Context(), &pb.CreateSessionRequest{Message: text, Signature: must(key.SignHash(siwe.Digest(text)))})
}

// deal is a pact and the keys of those it names, who are in no other.
type deal struct {
	provider, buyer, arbiter client.Key
	pact.Pact
}

func (d *deal) id() pact.ID { return d.Terms.ID() }

const dollar = usdc.Amount(1_000_000)

// draft is a good pact that nobody has seen. What was promised is that the agent says "done".
func draft() *deal {
	now := stack.Chain.Now()
	d := &deal{provider: newKey(), buyer: newKey(), arbiter: newKey()}
	d.Covenant = pact.Covenant{
		Title: "It says when it is done", PassBps: 10_000, Policy: policy.Default().Hash(),
		Clauses: []pact.Clause{{ID: "done", Metric: "output_text", Operator: "includes", Value: "done", Severity: "critical", Verification: "deterministic"}},
	}
	d.Terms = pact.Terms{
		Gate: pact.Gate{Evaluator: devnet.Evaluator.Address(), EvaluateBy: now + 86_400, FeeBps: stack.Config.FeeBps, FeeTo: stack.Config.FeeTo},
		Deal: pact.Deal{
			Buyer: d.buyer.Address(), Provider: d.provider.Address(), Arbiter: d.arbiter.Address(), Amount: 100 * dollar, Upfront: 10 * dollar,
			FundBy: now + 3600, DisputeWindow: 3600, ArbitrationWindow: 3600, SilenceBps: 5000, Covenant: d.Covenant.Hash(),
		},
	}
	must(rand.Read(d.Terms.Deal.Salt[:]))
	return d
}

func sign(key client.Key, m pact.Message) []byte { return must(key.SignHash(stack.Domain.Digest(m))) }

func (d *deal) creation(id string, signer client.Key) *pb.CreatePactRequest {
	return &pb.CreatePactRequest{
		RequestId: id, Terms: pb.FromTerms(d.Terms), Covenant: pb.FromCovenant(d.Covenant), Signer: signer.Address().Hex(), Signature: sign(signer, d.Pact),
	}
}

func proposed(t *testing.T) *deal {
	t.Helper()
	d := draft()
	d.do(t, "CreatePact")
	return d
}

func signed(t *testing.T) *deal {
	t.Helper()
	d := proposed(t)
	d.do(t, "SignPact")
	return d
}

func funded(t *testing.T) *deal {
	t.Helper()
	d := signed(t)
	if err := stack.Mint(t.Context(), d.buyer.Address(), d.Terms.Deal.Amount); err != nil {
		t.Fatal(err)
	}
	d.do(t, "FundPact")
	d.await(t, pb.PactState_PACT_STATE_FUNDED)
	return d
}

// do makes one of the pact's mutations as it should be made.
func (d *deal) do(t *testing.T, method string) {
	t.Helper()
	m := d.mutation(method)
	if _, err := m.call(t.Context(), newID(), m.sign(stack.Domain)); err != nil {
		t.Fatalf("%s: %v", method, err)
	}
}

// await watches the pact until it is in a state.
func (d *deal) await(t *testing.T, state pb.PactState) {
	t.Helper()
	ctx, cancel := context.WithCancel(as(t, d.buyer))
	defer cancel()
	watch := must(live.pacts.WatchPacts(ctx, &pb.WatchPactsRequest{PactId: d.id().Hex()}))
	for {
		e, err := watch.Recv()
		if err != nil {
			t.Fatalf("waiting for %s: %v", state.Word(), err)
		}
		if e.State == state {
			return
		}
	}
}

// mutation is one of the service's eight, ready to be made about a pact.
type mutation struct {
	method string
	key    client.Key                    // whose signature it needs
	digest func(pact.Domain) common.Hash // of what is signed
	says   bool                          // the request names its signer
	call   func(ctx context.Context, id string, sig []byte) (proto.Message, error)
}

func (m mutation) sign(in pact.Domain) []byte { return must(m.key.SignHash(m.digest(in))) }

var methods = []string{"CreatePact", "SignPact", "FundPact", "DeliverPact", "ConsentPact", "SubmitEvidence", "OpenDispute", "SubmitRuling"}

const (
	statement = "It was done."
	reasons   = "It was done in part."
)

var (
	kept   = evidence.Bundle{Messages: []evidence.Message{{Role: evidence.Assistant, Content: "All done."}}}
	broken = evidence.Bundle{Messages: []evidence.Message{{Role: evidence.Assistant, Content: "I gave up."}}}
)

func (d *deal) mutation(method string) mutation { return d.mutationBy(method, client.Key{}) }

// mutationBy is the mutation with somebody else's name and signature where the request takes one.
func (d *deal) mutationBy(method string, somebody client.Key) mutation {
	by := func(key client.Key) client.Key {
		if somebody.PrivateKey != nil {
			return somebody
		}
		return key
	}
	id, hex := d.id(), d.id().Hex()
	over := func(message pact.Message) func(pact.Domain) common.Hash {
		return func(in pact.Domain) common.Hash { return in.Digest(message) }
	}
	switch method {
	case "CreatePact":
		key := by(d.provider)
		return mutation{method, key, over(d.Pact), true, func(ctx context.Context, id string, sig []byte) (proto.Message, error) {
			r := d.creation(id, key)
			r.Signature = sig
			return live.pacts.CreatePact(ctx, r)
		}}
	case "SignPact":
		key := by(d.buyer)
		return mutation{method, key, over(d.Pact), true, func(ctx context.Context, id string, sig []byte) (proto.Message, error) {
			return live.pacts.SignPact(ctx, &pb.SignPactRequest{RequestId: id, PactId: hex, Signer: key.Address().Hex(), Signature: sig})
		}}
	case "FundPact":
		digest := func(in pact.Domain) common.Hash {
			token := stack.Token
			token.ChainID = in.ChainID
			return token.AuthorizationDigest(d.Terms, in.Escrow)
		}
		return mutation{method, by(d.buyer), digest, false, func(ctx context.Context, id string, sig []byte) (proto.Message, error) {
			return live.escrow.FundPact(ctx, &pb.FundPactRequest{RequestId: id, PactId: hex, Authorization: sig})
		}}
	case "DeliverPact":
		deliverable := crypto.Keccak256Hash([]byte("the work"))
		return mutation{method, by(d.provider), over(pact.Delivery{Pact: id, Deliverable: deliverable}), false, func(ctx context.Context, id string, sig []byte) (proto.Message, error) {
			return live.escrow.DeliverPact(ctx, &pb.DeliverPactRequest{RequestId: id, PactId: hex, Deliverable: deliverable.Hex(), Signature: sig})
		}}
	case "ConsentPact": // the provider gives everything back
		key, held := by(d.provider), d.Terms.Held()
		return mutation{method, key, over(pact.Consent{Pact: id, BuyerAmount: held}), true, func(ctx context.Context, id string, sig []byte) (proto.Message, error) {
			return live.escrow.ConsentPact(ctx, &pb.ConsentPactRequest{
				RequestId: id, PactId: hex, ProviderAmount: "0", BuyerAmount: held.String(), Signer: key.Address().Hex(), Signature: sig,
			})
		}}
	case "SubmitEvidence":
		key := by(d.provider)
		return mutation{method, key, over(pact.Evidence{Pact: id, Root: broken.Root()}), true, func(ctx context.Context, id string, sig []byte) (proto.Message, error) {
			bundle := broken.Encode()
			return submit(ctx, &pb.SubmitEvidenceRequest_Header{
				RequestId: id, PactId: hex, Root: broken.Root().Hex(), Signature: sig, Size: int64(len(bundle)),
				Signer: key.Address().Hex(),
			}, bundle[:10], bundle[10:])
		}}
	case "OpenDispute":
		key := by(d.provider)
		return mutation{method, key, over(pact.Dispute{Pact: id, Statement: crypto.Keccak256Hash([]byte(statement))}), true, func(ctx context.Context, id string, sig []byte) (proto.Message, error) {
			return live.disputes.OpenDispute(ctx, &pb.OpenDisputeRequest{RequestId: id, PactId: hex, Signer: key.Address().Hex(), Statement: statement, Signature: sig})
		}}
	case "SubmitRuling":
		ruling := verdict.Ruling{Pact: id, ProviderAmount: 60 * dollar, BuyerAmount: 30 * dollar, Ruling: crypto.Keccak256Hash([]byte(reasons))}
		return mutation{method, by(d.arbiter), over(ruling), false, func(ctx context.Context, id string, sig []byte) (proto.Message, error) {
			return live.disputes.SubmitRuling(ctx, &pb.SubmitRulingRequest{
				RequestId: id, PactId: hex, ProviderAmount: "60", BuyerAmount: "30", Ruling: reasons, Signature: sig,
			})
		}}
	}
	panic("no mutation " + method)
}

// submit streams a header and chunks.
func submit(ctx context.Context, header *pb.SubmitEvidenceRequest_Header, chunks ...[]byte) (*pb.SubmitEvidenceResponse, error) {
	stream, err := live.evidence.SubmitEvidence(ctx)
	if err != nil {
		return nil, err
	}
	// An error of Send is told by CloseAndRecv.
	_ = stream.Send(&pb.SubmitEvidenceRequest{Part: &pb.SubmitEvidenceRequest_Header_{Header: header}})
	for _, chunk := range chunks {
		_ = stream.Send(&pb.SubmitEvidenceRequest{Part: &pb.SubmitEvidenceRequest_Chunk{Chunk: chunk}})
	}
	return stream.CloseAndRecv()
}

// stored is everything that a party's call can change in the database.
func stored(t *testing.T) string {
	t.Helper()
	var all []string
	for _, query := range []string{
		`select id, provider_signature, buyer_signature, evidence_root, buyer_evidence_root from pacts`,
		`select pact_id, party, root, signature from evidence`,
		`select root, n, octet_length(data) from evidence_chunks`,
		`select pact_id, party, root, received from uploads`,
		`select pact_id, party, start, octet_length(data) from upload_chunks`,
		`select pact_id from evaluations`,
		`select * from consents`,
		`select * from disputes`,
		`select * from requests`,
		`select id, pact_id, action from intents where action not in ('verdict', 'finalize')`, // those are the service's own
		`select seq from journal where kind in ('proposed', 'signed', 'evidence')`,
	} {
		var rows string
		if err := db.QueryRow(t.Context(), `select coalesce(string_agg(r::text, E'\n' order by r::text), '') from (`+query+`) r`).Scan(&rows); err != nil {
			t.Fatal(err)
		}
		all = append(all, rows)
	}
	return strings.Join(all, "\n\n")
}

// storesNothing runs f and holds it to that.
func storesNothing(t *testing.T, f func()) {
	t.Helper()
	before := stored(t)
	f()
	if after := stored(t); after != before {
		t.Errorf("something was stored; before:\n%s\nafter:\n%s", before, after)
	}
}

func count(t *testing.T, query string, args ...any) (n int) {
	t.Helper()
	if err := db.QueryRow(t.Context(), query, args...).Scan(&n); err != nil {
		t.Fatal(err)
	}
	return n
}

// seen are the reasons that tests have met.
var seen = map[string]bool{}

// refused holds an error to its code, its stable reason and words of its message.
func refused(t *testing.T, err error, code codes.Code, reason string, words ...string) *status.Status {
	t.Helper()
	s := status.Convert(err)
	if s.Code() != code {
		t.Fatalf("got %s: %v, want %s", s.Code(), err, code)
	}
	var info *errdetails.ErrorInfo
	for _, detail := range s.Details() {
		if d, ok := detail.(*errdetails.ErrorInfo); ok {
			info = d
		}
	}
	if info.GetReason() != reason || info.GetDomain() != "surety" {
		t.Fatalf("got reason %q of domain %q, want %q of surety: %v", info.GetReason(), info.GetDomain(), reason, err)
	}
	seen[reason] = true
	for _, w := range words {
		if !strings.Contains(s.Message(), w) {
			t.Errorf("the message does not say %q: %s", w, s.Message())
		}
	}
	if len(s.Message()) > 4096 {
		t.Errorf("the message echoes its input: %d bytes", len(s.Message()))
	}
	return s
}

// invalid holds an error to the one field it is about.
func invalid(t *testing.T, err error, field string, words ...string) {
	t.Helper()
	s := refused(t, err, codes.InvalidArgument, "INVALID_FIELD", words...)
	var fields []string
	for _, detail := range s.Details() {
		if d, ok := detail.(*errdetails.BadRequest); ok {
			for _, v := range d.FieldViolations {
				fields = append(fields, v.Field)
			}
		}
	}
	if !slices.Contains(fields, field) {
		t.Errorf("the fields at fault are %v, want %s", fields, field)
	}
}

func everyReasonWasSeen() error {
	for _, reason := range []string{
		"INVALID_FIELD", "NOT_A_PARTY", "WRONG_STATE", "WRONG_AMOUNT", "EVIDENCE_CHANGED", "EVIDENCE_EXISTS", "EVIDENCE_EMPTY", "EVIDENCE_TOO_LARGE",
		"EVIDENCE_NOT_UTF8", "EVIDENCE_INVALID_JSON", "EVIDENCE_TRUNCATED", "EVIDENCE_DUPLICATE_KEY", "EVIDENCE_NUL",
		"EVIDENCE_NUMBER_OUT_OF_RANGE", "EVIDENCE_WRONG_SHAPE", "ESCROW_REFUSES", "NOT_READY", "PACT_NOT_FOUND", "REQUEST_ID_REUSED", "ALREADY_RELAYING",
		"BAD_SIGNATURE", "UPLOAD_MOVED", "NO_SESSION", "EVIDENCE_NOT_FOUND", "EVALUATION_NOT_FOUND", "DISPUTE_NOT_FOUND", "SIGN_IN_SYNTAX", "SIGN_IN_SITE", "SIGN_IN_NONCE",
		"SIGN_IN_EXPIRED", "DEADLINE_EXCEEDED", "TRY_AGAIN", "DEFECT", "STOPPING",
	} {
		if !seen[reason] {
			return fmt.Errorf("no test has met the reason %s", reason)
		}
	}
	return nil
}
