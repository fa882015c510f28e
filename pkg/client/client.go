// Package client is the Go SDK of a Surety service: every call of proto/surety/v1 with the domain's own types.
//
// It guarantees that a call is made once however often it is tried: a mutation keeps its request id through every retry.
// What it hands out has been checked against itself: a pact hashes to its id, a report to its hash. Whether a signature counts
// only the domain can tell, which the caller must know from elsewhere: Verify asks for it.
//
// Providers, buyers and arbiters use it, the command line first of all. It signs in (EIP-4361) when a call reads what is
// private, and again when the service has forgotten:
//
//	no session ──private call──▶ signed in ──Unauthenticated──▶ signed in anew ──Unauthenticated──▶ error
package client

import (
	"context"
	"crypto/rand"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"
	"google.golang.org/grpc"
	grpcbackoff "google.golang.org/grpc/backoff"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"

	pb "github.com/surety-dev/surety/pkg/suretypb"
)

const (
	patience   = 10 * time.Second // how long an unreachable service is tried
	firstRetry = 50 * time.Millisecond
	maxMessage = 20 << 20 // bytes; a report may have 16 MiB
)

// reconnect finds a service that is back within the patience; by gRPC's own growing delays it could miss it.
var reconnect = grpc.ConnectParams{
	Backoff:           grpcbackoff.Config{BaseDelay: firstRetry, Multiplier: 1.5, Jitter: 0.2, MaxDelay: time.Second},
	MinConnectTimeout: patience,
}

// Client talks to one service for one account. It is safe for concurrent use.
type Client struct {
	conn    *grpc.ClientConn
	target  string
	account Signer

	signIn sync.Mutex // one sign-in at a time
	token  string     // guarded by signIn
}

// Dial prepares a client; the first call connects. target is host:port. A loopback target is reached in the clear, every other by TLS
// with the system's roots. account signs in; nil is enough for what is open to all.
func Dial(target string, account Signer) (*Client, error) {
	host, _, err := net.SplitHostPort(target)
	if err != nil {
		return nil, fmt.Errorf("service address %q: write it as host:port: %w", target, err)
	}
	secure := credentials.NewTLS(&tls.Config{MinVersion: tls.VersionTLS12})
	if ip := net.ParseIP(host); host == "localhost" || ip != nil && ip.IsLoopback() {
		secure = insecure.NewCredentials()
	}
	conn, err := grpc.NewClient(target,
		grpc.WithTransportCredentials(secure),
		grpc.WithConnectParams(reconnect),
		grpc.WithDefaultCallOptions(grpc.MaxCallRecvMsgSize(maxMessage)))
	if err != nil {
		return nil, fmt.Errorf("service address %q: %w", target, err)
	}
	return &Client{conn: conn, target: target, account: account}, nil
}

// Close ends every call.
func (c *Client) Close() error { return c.conn.Close() }

func (c *Client) pacts() pb.PactServiceClient        { return pb.NewPactServiceClient(c.conn) }
func (c *Client) escrow() pb.EscrowServiceClient     { return pb.NewEscrowServiceClient(c.conn) }
func (c *Client) evidence() pb.EvidenceServiceClient { return pb.NewEvidenceServiceClient(c.conn) }
func (c *Client) disputes() pb.DisputeServiceClient  { return pb.NewDisputeServiceClient(c.conn) }
func (c *Client) sessions() pb.SessionServiceClient  { return pb.NewSessionServiceClient(c.conn) }
func (c *Client) evaluations() pb.EvaluationServiceClient {
	return pb.NewEvaluationServiceClient(c.conn)
}

// open makes a call that needs no session, again and again while the service is unreachable or an earlier try of it is still being ended.
func open[T any](ctx context.Context, do func(context.Context) (T, error)) (T, error) {
	return backoff.Retry(ctx, func() (T, error) {
		out, err := do(ctx)
		err = convert(err)
		if err != nil && !is(err, codes.Unavailable) && !is(err, codes.Aborted) {
			err = backoff.Permanent(err)
		}
		return out, err
	}, backoff.WithBackOff(retryDelays()), backoff.WithMaxElapsedTime(patience))
}

// private makes a call inside a session.
func private[T any](ctx context.Context, c *Client, do func(context.Context) (T, error)) (T, error) {
	var none T
	ctx, stale, err := c.session(ctx, "")
	if err != nil {
		return none, err
	}
	out, err := open(ctx, do)
	if !is(err, codes.Unauthenticated) {
		return out, err
	}
	if ctx, _, err = c.session(ctx, stale); err != nil {
		return none, err
	}
	return open(ctx, do)
}

func retryDelays() *backoff.ExponentialBackOff {
	delays := backoff.NewExponentialBackOff()
	delays.InitialInterval, delays.MaxInterval = firstRetry, time.Second
	return delays
}

// newRequest makes the id that a mutation keeps through all its retries.
func newRequest() string { return rand.Text() }

func is(err error, code codes.Code) bool {
	var e *Error
	return errors.As(err, &e) && e.Code == code
}
