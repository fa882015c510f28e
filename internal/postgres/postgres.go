// Package postgres is the service's only storage: the ports of lifecycle, evaluation, settlement and the sender on PostgreSQL.
//
// It guarantees what a transaction does: a use case is stored whole or not at all, a state is committed with the chain's events and the cursor
// that led to it, and a nonce with the bytes that use it. Constraints in migrations/ repeat the invariants, so a defect above is an error here
// and never a wrong row. No driver error reaches a caller unexplained.
//
// internal/app opens it and hands it to those packages.
package postgres

import (
	"context"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"

	"github.com/surety-dev/surety/internal/chain"
	"github.com/surety-dev/surety/internal/postgres/db"
)

//go:embed migrations/*.sql
var migrations embed.FS

// ErrSchema says that the database is not at this program's schema.
var ErrSchema = errors.New("the database has another schema than this program: run 'suretyd migrate' with the newest suretyd, and serve with the same one")

// idle is how long PostgreSQL waits in the middle of a transaction, in milliseconds: the locks of a process that is cut off or stopped keep no other
// from its leases for longer than those last.
const idle = "3000"

// DB is an open database.
type DB struct {
	pool  *pgxpool.Pool
	q     *db.Queries
	lease chain.Lease           // see Under; none: nothing is checked
	jobs  *river.Client[pgx.Tx] // to add jobs with
}

// Open connects, and refuses a database whose schema it does not know.
func Open(ctx context.Context, url string) (*DB, error) {
	config, err := pgxpool.ParseConfig(url)
	if err != nil {
		return nil, fmt.Errorf("database: %w; DATABASE_URL has the form postgres://user:password@host:port/name", redact(err))
	}
	if !strings.Contains(url, "pool_max_conns") {
		config.MaxConns = 24
	}
	config.ConnConfig.RuntimeParams["idle_in_transaction_session_timeout"] = idle
	config.ConnConfig.RuntimeParams["jit"] = "off" // compiling takes longer than any of our statements
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, fmt.Errorf("database: %w", redact(err))
	}
	d := &DB{pool: pool, q: db.New(pool)}
	if d.jobs, err = river.NewClient(riverpgxv5.New(pool), &river.Config{Schema: jobsSchema, Logger: slog.New(slog.DiscardHandler)}); err != nil {
		pool.Close()
		return nil, err
	}
	if err := d.checkSchema(ctx); err != nil {
		pool.Close()
		return nil, err
	}
	return d, nil
}

// Close ends all connections.
func (d *DB) Close() { d.pool.Close() }

// Ping says whether the database answers.
func (d *DB) Ping(ctx context.Context) error { return d.pool.Ping(ctx) }

// redact keeps the URL, which holds a password, out of logs.
func redact(err error) error {
	var parse *pgconn.ParseConfigError
	if errors.As(err, &parse) {
		return errors.New("cannot read its URL")
	}
	return err
}

func (d *DB) checkSchema(ctx context.Context) error {
	p, closeDB, err := provider(d.pool)
	if err != nil {
		return err
	}
	defer closeDB()
	current, target, err := p.GetVersions(ctx)
	if err != nil {
		return fmt.Errorf("database: %w", redact(err))
	}
	if current != target {
		return fmt.Errorf("schema %d, this program's %d: %w", current, target, ErrSchema)
	}
	return checkJobs(ctx, d.pool)
}

// Migrate brings a database to this program's schema and says which versions it applied.
func Migrate(ctx context.Context, url string) ([]int64, error) {
	pool, err := pgxpool.New(ctx, url)
	if err != nil {
		return nil, fmt.Errorf("database: %w", redact(err))
	}
	defer pool.Close()
	p, closeDB, err := provider(pool)
	if err != nil {
		return nil, err
	}
	defer closeDB()
	results, err := p.Up(ctx)
	if err != nil {
		return nil, fmt.Errorf("migrate: %w", redact(err))
	}
	if err := migrateJobs(ctx, pool); err != nil {
		return nil, fmt.Errorf("migrate the jobs' tables: %w", redact(err))
	}
	applied := make([]int64, len(results))
	for i, r := range results {
		applied[i] = r.Source.Version
	}
	return applied, nil
}

func provider(pool *pgxpool.Pool) (*goose.Provider, func(), error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, nil, err
	}
	sqlDB := stdlib.OpenDBFromPool(pool)
	p, err := goose.NewProvider(goose.DialectPostgres, sqlDB, files)
	if err != nil {
		return nil, nil, errors.Join(err, sqlDB.Close())
	}
	return p, func() { _ = sqlDB.Close() }, nil
}

// transact runs fn in one transaction, under the lease if there is one, again when PostgreSQL chose it as a deadlock's victim.
func (d *DB) transact(ctx context.Context, fn func(q *db.Queries) error) error {
	return d.begin(ctx, func(_ pgx.Tx, q *db.Queries) error { return fn(q) })
}

func (d *DB) begin(ctx context.Context, fn func(in pgx.Tx, q *db.Queries) error) error {
	_, err := backoff.Retry(ctx, func() (struct{}, error) {
		err := pgx.BeginFunc(ctx, d.pool, func(in pgx.Tx) error {
			q := d.q.WithTx(in)
			if err := d.fence(ctx, q); err != nil {
				return err
			}
			return fn(in, q)
		})
		var pg *pgconn.PgError
		if errors.As(err, &pg) && (pg.Code == "40P01" || pg.Code == "40001") {
			return struct{}{}, err
		}
		if err != nil {
			return struct{}{}, backoff.Permanent(err)
		}
		return struct{}{}, nil
	}, backoff.WithMaxTries(5), backoff.WithBackOff(backoff.NewConstantBackOff(10*time.Millisecond)))
	return err
}

// Listen wakes wake whenever the journal may have grown or there may be new intents, as channel says, until ctx ends. Notifications are hints:
// it wakes once a second anyway. It has a connection of its own.
func (d *DB) Listen(ctx context.Context, channel string, wake func()) error {
	conn, err := pgx.ConnectConfig(ctx, d.pool.Config().ConnConfig)
	if err != nil {
		return redact(err)
	}
	defer func() { _ = conn.Close(context.WithoutCancel(ctx)) }()
	if _, err := conn.Exec(ctx, "listen "+pgx.Identifier{channel}.Sanitize()); err != nil {
		return err
	}
	for {
		wake()
		next, cancel := context.WithTimeout(ctx, time.Second)
		_, err := conn.WaitForNotification(next)
		cancel()
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err != nil && !errors.Is(err, context.DeadlineExceeded) {
			return err
		}
	}
}
