package devnet

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
)

// shared is the cluster of this test process. Nobody stops it: it ends with the process.
var shared struct {
	once sync.Once
	pg   *Postgres
	err  error
	used atomic.Int64
}

// TestDatabase returns the URL of a migrated database that is the test's own. It is a copy of a template that migrate
// has prepared once for the whole test process: all its callers pass the same migrate, which leaves no connection open.
// It goes with the cluster, not with the test: dropping it would force a checkpoint and take longer than the copy.
func TestDatabase(t testing.TB, migrate func(ctx context.Context, url string) error) string {
	t.Helper()
	shared.once.Do(func() { shared.pg, shared.err = startShared(context.Background(), migrate) })
	if shared.err != nil {
		t.Fatal(shared.err)
	}
	name := fmt.Sprintf("test_%d", shared.used.Add(1))
	url, err := shared.pg.CreateDatabase(t.Context(), name, "migrated")
	if err != nil {
		t.Fatal(err)
	}
	return url
}

func startShared(ctx context.Context, migrate func(ctx context.Context, url string) error) (*Postgres, error) {
	pg, err := StartPostgres(ctx)
	if err != nil {
		return nil, err
	}
	template, err := pg.CreateDatabase(ctx, "migrated", "")
	if err != nil {
		return nil, err
	}
	if err := migrate(ctx, template); err != nil {
		return nil, fmt.Errorf("migrate the template of the test databases: %w", err)
	}
	return pg, nil
}
