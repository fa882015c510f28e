package postgres

import (
	"context"
	"fmt"
	"log/slog"
	"math"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/rivermigrate"
	"github.com/riverqueue/river/rivertype"

	"github.com/surety-dev/surety/internal/chain"
	"github.com/surety-dev/surety/internal/evaluation"
	"github.com/surety-dev/surety/pkg/pact"
)

// jobsSchema is where River keeps its tables.
const jobsSchema = "river"

const (
	// unlimited is a job's time: a step ends with the time that its pact leaves it, and River knows no pacts. It rescues none of these jobs, remember does.
	unlimited = -1
	// rememberEvery is how long an evaluation waits at most when its process is killed and another goes on.
	rememberEvery = 15 * time.Second
)

var _ evaluation.Queue = Queue{}

// evaluationJob reminds of an evaluation. What has become of that is in its own tables: a job too many does no harm.
type evaluationJob struct {
	Pact pact.ID `json:"pact"`
}

func (evaluationJob) Kind() string { return "evaluation" }

// enqueue adds a job in the transaction. The nearer evaluate_by, the sooner it is worked.
func enqueue(ctx context.Context, jobs *river.Client[pgx.Tx], in pgx.Tx, id pact.ID, left time.Duration) error {
	priority := 4
	for i, within := range []time.Duration{time.Hour, 6 * time.Hour, 24 * time.Hour} {
		if left < within {
			priority = i + 1
			break
		}
	}
	_, err := jobs.InsertTx(ctx, in, evaluationJob{id}, &river.InsertOpts{Priority: priority, MaxAttempts: math.MaxInt16})
	return err
}

// Queue works evaluations off.
type Queue struct {
	DB  *DB
	Log *slog.Logger
}

// Work has step called until ctx ends.
func (q Queue) Work(ctx context.Context, step func(context.Context, pact.ID) (time.Duration, error)) error {
	workers := river.NewWorkers()
	river.AddWorker(workers, &evaluator{step: step, log: q.Log})
	// Each holds one connection and uses another.
	atOnce := max(1, min(8, (int(q.DB.pool.Config().MaxConns)-4)/2))
	client, err := river.NewClient(riverpgxv5.New(q.DB.pool), &river.Config{
		Schema: jobsSchema, Workers: workers, Queues: map[string]river.QueueConfig{river.QueueDefault: {MaxWorkers: atOnce}},
		JobTimeout: unlimited, RetryPolicy: patience{},
		Logger: slog.New(quiet{q.Log.Handler()}),
	})
	if err != nil {
		return err
	}
	if err := client.Start(ctx); err != nil {
		return err
	}
	err = chain.Poll(ctx, rememberEvery, q.Log, func(ctx context.Context) (bool, error) { return false, q.DB.remember(ctx) })
	<-client.Stopped()
	return err
}

// remember adds jobs for those evaluations that no job will come back to by itself: their worker may have been killed. If it works on, the job added
// waits for it, and is the only one. Of a worker that was killed the job stays marked as running: it is cancelled once there is nothing left to do.
func (d *DB) remember(ctx context.Context) error {
	return pgx.BeginFunc(ctx, d.pool, func(in pgx.Tx) error {
		if _, err := in.Exec(ctx, `update river.river_job set state = 'cancelled', finalized_at = now()
			where kind = 'evaluation' and state = 'running' and attempted_at < now() - interval '1 hour' and exists (
				select from evaluations where pact_id = decode(substr(args ->> 'pact', 3), 'hex') and outcome is not null)`); err != nil {
			return err
		}
		rows, err := in.Query(ctx, `select pact_id from evaluations where outcome is null except
			select decode(substr(args ->> 'pact', 3), 'hex') from river.river_job
			where kind = 'evaluation' and state in ('available', 'pending', 'retryable', 'scheduled')`)
		if err != nil {
			return err
		}
		forgotten, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
		if err != nil {
			return err
		}
		for _, id := range forgotten {
			if err := enqueue(ctx, d.jobs, in, pact.ID(id), 0); err != nil {
				return err
			}
		}
		return nil
	})
}

// evaluator calls a step for a job.
type evaluator struct {
	river.WorkerDefaults[evaluationJob]
	step func(context.Context, pact.ID) (time.Duration, error)
	log  *slog.Logger
}

func (e *evaluator) Work(ctx context.Context, job *river.Job[evaluationJob]) error {
	again, err := e.step(ctx, job.Args.Pact)
	if err != nil {
		if ctx.Err() == nil {
			e.log.Warn("evaluation failed, it will be tried again", "error", err)
		}
		return err
	}
	if again > 0 {
		return river.JobSnooze(again)
	}
	return nil
}

// patience is how long a failed step waits: longer each time, up to some minutes.
type patience struct{}

func (patience) NextRetry(job *rivertype.JobRow) time.Time {
	return time.Now().Add(time.Second << min(len(job.Errors), 8))
}

// quiet keeps River's account of itself out of the log: what matters of a job we say.
type quiet struct{ slog.Handler }

func (q quiet) Enabled(_ context.Context, level slog.Level) bool { return level >= slog.LevelError }

func (q quiet) WithAttrs(attrs []slog.Attr) slog.Handler { return quiet{q.Handler.WithAttrs(attrs)} }

func (q quiet) WithGroup(name string) slog.Handler { return quiet{q.Handler.WithGroup(name)} }

func migrateJobs(ctx context.Context, pool *pgxpool.Pool) error {
	if _, err := pool.Exec(ctx, "create schema if not exists "+jobsSchema); err != nil {
		return err
	}
	m, err := jobsMigrator(pool)
	if err != nil {
		return err
	}
	_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
	return err
}

// checkJobs refuses a database whose River tables are not this program's.
func checkJobs(ctx context.Context, pool *pgxpool.Pool) error {
	m, err := jobsMigrator(pool)
	if err != nil {
		return err
	}
	found, err := m.Validate(ctx, nil)
	if err == nil && !found.OK {
		err = fmt.Errorf("the jobs' tables: %s: %w", strings.Join(found.Messages, "; "), ErrSchema)
	}
	return err
}

func jobsMigrator(pool *pgxpool.Pool) (*rivermigrate.Migrator[pgx.Tx], error) {
	return rivermigrate.New(riverpgxv5.New(pool), &rivermigrate.Config{Schema: jobsSchema, Logger: slog.New(slog.DiscardHandler)})
}
