// Package api is the service over gRPC: it turns messages into values of the domain, asks the lifecycle, and turns the answer back.
//
// It guarantees that nothing private leaves without a session of a party or the arbiter, that every mutation carries the signature it is about and a
// request id, and that an error reaches the caller with a stable reason, a sentence that says what to do, and nothing else of our insides. A
// call ends within its time, however slow its caller (watching alone goes on), and bundles on their way share a bounded memory.
//
// internal/app serves it. A session reads; only a signature binds.
package api

import (
	"context"
	"crypto/sha256"
	"log/slog"
	"net"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"golang.org/x/sync/semaphore"
	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/reflection"
	"google.golang.org/protobuf/proto"

	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/pkg/pact"
	pb "github.com/surety-dev/surety/pkg/suretypb"
)

// Store is what the API reads past the use cases.
type Store interface {
	Pacts(ctx context.Context, account common.Address, states []lifecycle.State, after lifecycle.Page, size int) ([]lifecycle.Record, error)
	Evidence(ctx context.Context, id pact.ID, party common.Address) (e lifecycle.Evidence, ok bool, err error)
	Evaluation(ctx context.Context, id pact.ID) (e lifecycle.Evaluation, ok bool, err error)
	// Policy answers policy.ErrUnknown for a hash that no version has.
	Policy(ctx context.Context, hash common.Hash) (policy.Document, error)
	Dispute(ctx context.Context, id pact.ID) (d lifecycle.Dispute, ok bool, err error)
	ReadJournal(ctx context.Context, account common.Address, only *pact.ID, after lifecycle.Cursor) ([]lifecycle.Line, error)
	Sessions
	Uploads
}

// Uploads keeps the parts of large bundles, so that an upload that breaks off goes on where it stopped. What a party may have on its way is
// bounded, and kept for a day.
type Uploads interface {
	// Received is how many bytes there are of a bundle.
	Received(ctx context.Context, e lifecycle.Evidence) (int64, error)
	// Upload answers the offset bytes there are of a bundle of size bytes; it refuses where there are more or fewer.
	Upload(ctx context.Context, e lifecycle.Evidence, size, offset int64) (have []byte, err error)
	// AddToUpload stores what comes after at bytes; at 0 it begins anew.
	AddToUpload(ctx context.Context, e lifecycle.Evidence, size, at int64, data []byte) error
	// EndUpload forgets one that came to nothing.
	EndUpload(ctx context.Context, e lifecycle.Evidence) error
}

// Sessions keeps sign-ins.
type Sessions interface {
	AddChallenge(ctx context.Context, nonce string, good time.Duration) error
	// TakeChallenge says whether the nonce was given out, is still good, and had not been taken.
	TakeChallenge(ctx context.Context, nonce string) (bool, error)
	AddSession(ctx context.Context, token [32]byte, account common.Address, good time.Duration) error
	// SessionAccount answers the zero address for a token that is unknown or over.
	SessionAccount(ctx context.Context, token [32]byte) (common.Address, error)
}

// Config is what a server needs besides its ports.
type Config struct {
	// Hosts are the names clients may dial, host:port; EIP-4361 messages for another name are refused.
	Hosts []string
	// PolicyDocument hashes to the deployment's policy.
	PolicyDocument []byte
	Log            *slog.Logger
}

// Server answers all services.
type Server struct {
	pb.UnimplementedPactServiceServer
	pb.UnimplementedEscrowServiceServer
	pb.UnimplementedEvidenceServiceServer
	pb.UnimplementedEvaluationServiceServer
	pb.UnimplementedDisputeServiceServer
	pb.UnimplementedSessionServiceServer

	cfg     Config
	pacts   *lifecycle.Service
	store   Store
	journal signal
	stop    chan struct{}
	memory  *semaphore.Weighted // for bundles; who finds it taken waits within its time
}

// New makes a server.
func New(cfg Config, pacts *lifecycle.Service, store Store) *Server {
	return &Server{
		cfg: cfg, pacts: pacts, store: store, journal: signal{ch: make(chan struct{})}, stop: make(chan struct{}),
		memory: semaphore.NewWeighted(bundleMemory),
	}
}

// Wake tells the watchers that the journal may have grown.
func (s *Server) Wake() { s.journal.fire() }

const maxMessage = 2 << 20 // bytes; a chunk of evidence has at most one MiB

// Serve answers on l until ctx ends; then it lets calls under way finish for five seconds.
func (s *Server) Serve(ctx context.Context, l net.Listener, opts ...grpc.ServerOption) error {
	g := grpc.NewServer(append(opts,
		grpc.MaxRecvMsgSize(maxMessage),
		grpc.MaxConcurrentStreams(256),
		grpc.KeepaliveParams(keepalive.ServerParameters{
			// No watcher outlives its session by more than the grace.
			MaxConnectionAge: sessionTime, MaxConnectionAgeGrace: bundleTime,
			MaxConnectionIdle: 15 * time.Minute, Time: time.Minute, Timeout: 20 * time.Second,
		}),
		grpc.KeepaliveEnforcementPolicy(keepalive.EnforcementPolicy{MinTime: 10 * time.Second, PermitWithoutStream: true}),
		grpc.ChainUnaryInterceptor(s.unary),
		grpc.ChainStreamInterceptor(s.stream),
	)...)
	pb.RegisterPactServiceServer(g, s)
	pb.RegisterEscrowServiceServer(g, s)
	pb.RegisterEvidenceServiceServer(g, s)
	pb.RegisterEvaluationServiceServer(g, s)
	pb.RegisterDisputeServiceServer(g, s)
	pb.RegisterSessionServiceServer(g, s)
	h := health.NewServer()
	healthpb.RegisterHealthServer(g, h)
	reflection.Register(g)

	stopped := make(chan struct{})
	defer close(stopped)
	go func() {
		select {
		case <-ctx.Done():
		case <-stopped:
			return
		}
		h.Shutdown()
		close(s.stop) // watchers leave, so that a graceful stop can end
		hard := time.AfterFunc(5*time.Second, g.Stop)
		defer hard.Stop()
		g.GracefulStop()
	}()
	return g.Serve(l)
}

// request makes a mutation's identity of its method and everything it says.
func request(method, id string, m proto.Message) lifecycle.Request {
	input, err := proto.MarshalOptions{Deterministic: true}.Marshal(m)
	if err != nil {
		panic(err) // it was unmarshalled a moment ago
	}
	return lifecycle.Request{ID: id, Hash: sha256.Sum256(append([]byte(method+"\x00"), input...))}
}

// signal wakes everybody who waits.
type signal struct {
	mu sync.Mutex
	ch chan struct{}
}

func (s *signal) fire() {
	s.mu.Lock()
	defer s.mu.Unlock()
	close(s.ch)
	s.ch = make(chan struct{})
}

// wait is closed by the next fire.
func (s *signal) wait() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.ch
}
