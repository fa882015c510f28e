// Package app is suretyd put together: configuration, the order things start and stop in, and logs.
//
// It guarantees that a service serves only when its database, its chain, its escrow and its keys are the ones it was configured for, and that when one
// part ends, all do. cmd/suretyd runs it, and cmd/surety-devnet in its own process.
//
//	start: keys ▶ database ▶ chain, escrow's code and token ▶ follower ▶ senders, settler ▶ evaluator ▶ API
//	stop:  the API finishes the calls under way; everything else may stop anywhere, because every step is stored before the next
package app

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"os"
	"slices"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/ethereum/go-ethereum/common"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"golang.org/x/sync/errgroup"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"

	"github.com/surety-dev/surety/internal/api"
	"github.com/surety-dev/surety/internal/chain"
	"github.com/surety-dev/surety/internal/chain/follow"
	"github.com/surety-dev/surety/internal/chain/rpc"
	"github.com/surety-dev/surety/internal/chain/send"
	"github.com/surety-dev/surety/internal/evaluation"
	"github.com/surety-dev/surety/internal/evaluation/jury/juror"
	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/internal/postgres"
	"github.com/surety-dev/surety/internal/settlement"
	"github.com/surety-dev/surety/internal/signer"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
	"github.com/surety-dev/surety/pkg/verdict"
)

// Config is what a service is told, by flag or environment.
type Config struct {
	Database Database `embed:""`
	Contract `embed:""`

	FirstBlock uint64 `env:"SURETY_FIRST_BLOCK" help:"The block the escrow was deployed in, or an earlier one."`

	Listen  string   `env:"SURETY_LISTEN" default:"127.0.0.1:8181" help:"Where to serve gRPC."`
	Hosts   []string `env:"SURETY_HOSTS" help:"Names clients dial it by, for sign-in. The listen address is always one." placeholder:"HOST:PORT"`
	TLSCert string   `name:"tls-cert" env:"SURETY_TLS_CERT" type:"existingfile" help:"Certificate chain; needed to listen beyond loopback."`
	TLSKey  string   `name:"tls-key" env:"SURETY_TLS_KEY" type:"existingfile" help:"Its private key."`

	EvaluatorKey          string `env:"SURETY_EVALUATOR_KEY" type:"existingfile" required:"" help:"Keystore file of the evaluator." placeholder:"FILE"`
	EvaluatorPasswordFile string `env:"SURETY_EVALUATOR_PASSWORD_FILE" type:"existingfile" required:"" help:"File whose first line is its password." placeholder:"FILE"`
	Relayers              `embed:""`

	FeeBps uint16         `env:"SURETY_FEE_BPS" help:"Fee in basis points of what is released; pacts with another are refused."`
	FeeTo  common.Address `env:"SURETY_FEE_TO" help:"Who receives the fee." placeholder:"ADDRESS"`

	Jurors      []string `env:"SURETY_JURORS" help:"Publishes a policy with these OpenAI-compatible endpoints for jurors, when the one in force has others." placeholder:"NAME=MODEL@URL#KEYENV"`
	Development bool     `env:"SURETY_DEVELOPMENT" help:"Ask the policy's local jurors, which are no models. Not for anybody's money."`
	Metrics     string   `name:"metrics-listen" env:"SURETY_METRICS_LISTEN" default:"127.0.0.1:8182" help:"Where to serve /metrics, /healthz and /readyz over HTTP; empty: nowhere."`
	Spans       string   `name:"otlp-endpoint" env:"OTEL_EXPORTER_OTLP_ENDPOINT" help:"Where to send OpenTelemetry spans, by OTLP over gRPC, a trace a pact; empty: nowhere." placeholder:"URL"`

	LatestUpTo usdc.Amount `env:"SURETY_LATEST_UP_TO" default:"100" help:"USDC up to which a pact is judged on the latest block." placeholder:"USDC"`
	SafeUpTo   usdc.Amount `env:"SURETY_SAFE_UP_TO" default:"10000" help:"USDC up to which a pact is judged once its block is safe, about 2 minutes on Base; above, once it is finalized, about 20." placeholder:"USDC"`

	FinalizeGrace int64    `env:"SURETY_FINALIZE_GRACE" default:"60" help:"Seconds after a deadline that are left to the parties before the service finalizes."`
	Roles         []string `env:"SURETY_ROLES" default:"api,follower,settler,evaluator" enum:"api,follower,settler,evaluator" help:"What this process does: api, follower, settler, evaluator; by default all." placeholder:"ROLE"`
}

// Database is where it is.
type Database struct {
	URL string `name:"database-url" env:"DATABASE_URL" required:"" help:"PostgreSQL; best set in the environment, since it holds a password." placeholder:"URL"`
}

// Node is a chain and who to ask about it.
type Node struct {
	RPC     []string `name:"rpc" env:"SURETY_RPC" required:"" help:"JSON-RPC of Base nodes, http or https, the preferred one first: another answers while one is away or lags, and transactions go to all." placeholder:"URL"`
	ChainID uint64   `env:"SURETY_CHAIN_ID" required:"" help:"The chain it must be: 8453 is Base, 84532 Base Sepolia." placeholder:"ID"`
}

func (n Node) dial(ctx context.Context, log *slog.Logger, failed func(rpc.Class)) (*rpc.Client, error) {
	return rpc.Dial(ctx, rpc.Config{Endpoints: n.RPC, ChainID: n.ChainID, Log: log, Failed: failed})
}

// Contract is where the escrow is.
type Contract struct {
	Node   `embed:""`
	Escrow common.Address `env:"SURETY_ESCROW" required:"" help:"The escrow contract." placeholder:"ADDRESS"`
}

// Relayers are the keys that pay gas. They send side by side, and the processes on one database share them out among themselves.
type Relayers struct {
	RelayerKey          []string `env:"SURETY_RELAYER_KEY" type:"existingfile" help:"Keystore files of the relayers, which pay gas; more than one sends more at once." placeholder:"FILE"`
	RelayerPasswordFile []string `env:"SURETY_RELAYER_PASSWORD_FILE" type:"existingfile" help:"Files whose first lines are their passwords: one for all, or one for each." placeholder:"FILE"`
	RelayerSigner       []string `env:"SURETY_RELAYER_SIGNER" help:"Relayers whose keys a remote signer keeps (web3signer, clef): where it is, and the account it signs for." placeholder:"URL#ADDRESS"`
}

func (r Relayers) open() ([]send.Signer, error) {
	var out []send.Signer
	for i, key := range r.RelayerKey {
		if len(r.RelayerPasswordFile) != 1 && len(r.RelayerPasswordFile) != len(r.RelayerKey) {
			return nil, fmt.Errorf("relayer: %d keys and %d password files: give one for all, or one for each", len(r.RelayerKey), len(r.RelayerPasswordFile))
		}
		keystore, err := signer.OpenKeystore(key, r.RelayerPasswordFile[min(i, len(r.RelayerPasswordFile)-1)])
		if err != nil {
			return nil, fmt.Errorf("relayer: %w", err)
		}
		out = append(out, keystore)
	}
	for _, spec := range r.RelayerSigner {
		remote, err := signer.NewRemote(spec)
		if err != nil {
			return nil, fmt.Errorf("relayer: %w", err)
		}
		out = append(out, remote)
	}
	seen := make(map[common.Address]bool)
	for _, s := range out {
		if seen[s.Address()] {
			return nil, fmt.Errorf("relayer: %s is given twice", s.Address())
		}
		seen[s.Address()] = true
	}
	if len(out) == 0 {
		return nil, errors.New("relayer: no key pays gas: give --relayer-key or --relayer-signer")
	}
	return out, nil
}

// Relayer is the key that pays for a deployment.
type Relayer struct {
	RelayerKey          string `env:"SURETY_RELAYER_KEY" type:"existingfile" required:"" help:"Keystore file of the relayer, which pays gas." placeholder:"FILE"`
	RelayerPasswordFile string `env:"SURETY_RELAYER_PASSWORD_FILE" type:"existingfile" required:"" help:"File whose first line is its password." placeholder:"FILE"`
}

// Migrate brings the database to this program's schema and says which versions it applied.
func Migrate(ctx context.Context, d Database) ([]int64, error) { return postgres.Migrate(ctx, d.URL) }

// Validate is called by the flag parser.
func (c Config) Validate() error {
	if (c.FeeBps == 0) != (c.FeeTo == common.Address{}) {
		return errors.New("--fee-bps and --fee-to go together")
	}
	if (c.TLSCert == "") != (c.TLSKey == "") {
		return errors.New("--tls-cert and --tls-key go together")
	}
	host, _, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return fmt.Errorf("--listen: %w", err)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) && c.TLSCert == "" {
		return fmt.Errorf("--listen %s is not loopback: give --tls-cert and --tls-key, so that sessions and evidence do not travel in the clear", c.Listen)
	}
	return nil
}

// Hooks let a test or the devnet look in.
type Hooks struct {
	Ready func(addr string)  // the API answers at addr
	At    func(point string) // send.Points and evaluation.Points, for crash tests

	Metrics func(addr string) // metrics are served at addr
	Spans   sdk.SpanExporter  // takes the spans in place of Config.Spans
}

// Serve runs the service until ctx ends.
func Serve(ctx context.Context, c Config, log *slog.Logger, hooks Hooks) error {
	evaluator, err := signer.OpenKeystore(c.EvaluatorKey, c.EvaluatorPasswordFile)
	if err != nil {
		return fmt.Errorf("evaluator: %w", err)
	}
	relayers, err := c.Relayers.open()
	if err != nil {
		return err
	}
	relayer := relayers[0].Address() // asks the chain for all
	db, err := postgres.Open(ctx, c.Database.URL)
	if err != nil {
		return err
	}
	defer db.Close()
	health := newVitals(log)
	node, err := c.dial(ctx, log, health.failed)
	if err != nil {
		return err
	}
	defer node.Close()
	domain := pact.Domain{ChainID: c.ChainID, Escrow: c.Escrow}
	token, err := backoff.Retry(ctx, func() (escrow.Token, error) {
		token, err := escrow.ReadToken(ctx, caller{node}, domain)
		switch rpc.Classify(err) {
		case rpc.None, rpc.Transport, rpc.Timeout, rpc.RateLimited, rpc.NotFound: // it passes: a node may be between two forks
			return token, err
		}
		return token, backoff.Permanent(err)
	}, backoff.WithMaxElapsedTime(10*time.Second))
	if err != nil {
		return fmt.Errorf("%w; suretyd contract check says when it is right", err)
	}

	current, err := inForce(ctx, db, c.Jurors)
	if err != nil {
		return fmt.Errorf("policy: %w", err)
	}
	deployment := lifecycle.Deployment{
		Domain: domain, Token: token, Evaluator: evaluator.Address(), FeeBps: c.FeeBps, FeeTo: c.FeeTo, Policy: current.Hash(),
		FirstBlock: c.FirstBlock,
	}
	door := settlement.Door{Chain: node, Escrow: c.Escrow, Relayer: relayer}
	pacts := lifecycle.New(deployment, db, door, func(c pact.Covenant) error { return evaluation.Validate(c, current) })
	log.Info("serving", "chain", c.ChainID, "escrow", c.Escrow, "token", token.Address, "evaluator", evaluator.Address(),
		"relayers", len(relayers), "policy", deployment.Policy, "roles", c.Roles)

	g, ctx := errgroup.WithContext(ctx)
	run := func(role string, f func(context.Context) error) {
		if slices.Contains(c.Roles, role) {
			g.Go(func() error {
				if err := f(ctx); err != nil && ctx.Err() == nil {
					return fmt.Errorf("%s: %w", role, err)
				}
				return nil
			})
		}
	}
	if c.Metrics != "" {
		l, err := net.Listen("tcp", c.Metrics)
		if err != nil {
			return fmt.Errorf("metrics: %w: stop what listens there, or set --metrics-listen", err)
		}
		health.node, health.db, health.first = node, db, c.FirstBlock
		for _, r := range relayers {
			health.keys = append(health.keys, r.Address())
		}
		g.Go(func() error { return health.serve(ctx, l) })
		log.Info("metrics", "address", l.Addr().String())
		if hooks.Metrics != nil {
			hooks.Metrics(l.Addr().String())
		}
	}
	var spans *tracer
	if export, err := c.spans(ctx, hooks); err != nil {
		return fmt.Errorf("--otlp-endpoint: %w", err)
	} else if export != nil {
		var stop func(context.Context) error
		spans, stop = newTracer(export, db, log)
		defer func() {
			left, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)
			defer cancel()
			if err := stop(left); err != nil {
				log.Warn("the last spans were not sent", "error", err)
			}
		}()
		g.Go(func() error { return spans.run(ctx) })
	}
	run("follower", func(ctx context.Context) error {
		return chain.Hold(ctx, db, "follower", log, func(ctx context.Context, lease chain.Lease) error {
			return follow.New(node, settlement.Sink{Ledger: db.Under(lease), Log: log}, follow.Config{
				Address: c.Escrow, From: c.FirstBlock, Log: log, Undone: health.undone,
			}).Run(ctx)
		})
	})
	pool := send.NewPool(node, relayers, db, send.Config{Log: log, At: hooks.At})
	run("settler", pool.Run)
	intended := make(chan struct{}, 1)
	run("settler", listen(db, "intents", log, func() {
		select {
		case intended <- struct{}{}:
		default:
		}
	}))
	settler := &settlement.Settler{
		Queue: db, Estimator: node, Sender: pool, Evaluator: evaluator, Domain: domain, Grace: c.FinalizeGrace,
		Log: log, Wake: intended,
	}
	run("settler", func(ctx context.Context) error { return pool.While(ctx, settler.Run) })
	run("settler", (&settlement.Auditor{Books: db, Chain: node, Escrow: c.Escrow, Token: token.Address, Log: log}).Run)
	run("evaluator", (&evaluation.Worker{
		Queue: postgres.Queue{DB: db, Log: log}, Store: db, Bank: db, Chain: blocks{node, db}, Jurors: juror.New(os.Getenv, c.Development), Signer: evaluator, Domain: domain,
		Tags: evaluation.Tags{Latest: c.LatestUpTo, Safe: c.SafeUpTo}, Log: log, At: hooks.At,
		Heard: func(of pact.ID, call verdict.Call) {
			health.heard(call)
			if spans != nil {
				spans.heard(ctx, of, call)
			}
		},
	}).Run)
	run("api", func(ctx context.Context) error {
		if slices.Contains(c.Roles, "follower") { // answers from an old state of the chain would be wrong ones
			if err := caughtUp(ctx, node, db, log); err != nil {
				return err
			}
		}
		return serveAPI(ctx, c, log, hooks, spans, current.Encode(), pacts, db)
	})
	return g.Wait()
}

// spans is where spans go; nil: nowhere.
func (c Config) spans(ctx context.Context, hooks Hooks) (sdk.SpanExporter, error) {
	if hooks.Spans != nil || c.Spans == "" {
		return hooks.Spans, nil
	}
	return otlptracegrpc.New(ctx, otlptracegrpc.WithEndpointURL(c.Spans))
}

// caughtUp waits until a follower, in this process or another, has applied the block that is the newest one now.
func caughtUp(ctx context.Context, node *rpc.Client, db *postgres.DB, log *slog.Logger) error {
	var head rpc.Header
	waiting, reached := context.WithCancel(ctx)
	defer reached()
	err := chain.Poll(waiting, 50*time.Millisecond, log, func(ctx context.Context) (_ bool, err error) {
		if head == (rpc.Header{}) {
			if head, err = node.Head(ctx, rpc.Latest); err != nil {
				return false, err
			}
		}
		applied, _, ok, err := db.Cursor(ctx)
		if ok && applied.Number >= head.Number {
			reached()
		}
		return false, err
	})
	return errors.Join(err, ctx.Err())
}

// listen wakes wake whenever the database notifies the channel.
func listen(db *postgres.DB, channel string, log *slog.Logger, wake func()) func(context.Context) error {
	return func(ctx context.Context) error {
		return chain.Poll(ctx, time.Second, log, func(ctx context.Context) (bool, error) { return false, db.Listen(ctx, channel, wake) })
	}
}

func serveAPI(ctx context.Context, c Config, log *slog.Logger, hooks Hooks, spans *tracer, policyDocument []byte, pacts *lifecycle.Service, db *postgres.DB) error {
	l, err := net.Listen("tcp", c.Listen)
	if err != nil {
		return fmt.Errorf("%w: stop what listens there, or set --listen", err)
	}
	addr := l.Addr().String()
	var opts []grpc.ServerOption
	if c.TLSCert != "" {
		creds, err := credentials.NewServerTLSFromFile(c.TLSCert, c.TLSKey)
		if err != nil {
			return errors.Join(fmt.Errorf("TLS: %w", err), l.Close())
		}
		opts = append(opts, grpc.Creds(creds))
	}
	if spans != nil {
		opts = append(opts, grpc.ChainUnaryInterceptor(spans.unary))
	}
	_, port, err := net.SplitHostPort(addr)
	if err != nil {
		return errors.Join(err, l.Close())
	}
	server := api.New(api.Config{Hosts: append(c.Hosts, addr, c.Listen, net.JoinHostPort("localhost", port)), PolicyDocument: policyDocument, Log: log}, pacts, db)
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return listen(db, "journal", log, server.Wake)(ctx) })
	g.Go(func() error { return server.Serve(ctx, l, opts...) })
	log.Info("API", "address", addr)
	if hooks.Ready != nil {
		hooks.Ready(addr)
	}
	return g.Wait()
}
