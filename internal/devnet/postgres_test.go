package devnet

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/jackc/pgx/v5"
	"go.uber.org/goleak"
)

func TestPostgresStopsAndLeavesNothingBehind(t *testing.T) {
	defer goleak.VerifyNone(t, goleak.IgnoreCurrent())
	t.Setenv("TMPDIR", temporary(t))
	pg := startTestPostgres(t)
	if err := ping(t.Context(), pg.URL()); err != nil {
		t.Fatal(err)
	}
	if err := pg.Stop(); err != nil {
		t.Fatal(err)
	}
	if err := ping(t.Context(), pg.URL()); err == nil {
		t.Error("it still answers")
	}
}

func TestPostgresClustersLiveSideBySide(t *testing.T) {
	one, other := startTestPostgres(t), startTestPostgres(t)
	defer stop(t, one)
	defer stop(t, other)
	created, err := one.CreateDatabase(t.Context(), "only_here", "")
	if err != nil {
		t.Fatal(err)
	}
	if err := ping(t.Context(), created); err != nil {
		t.Error(err)
	}
	elsewhere := other.url
	elsewhere.Path = "/only_here"
	if err := ping(t.Context(), elsewhere.String()); err == nil {
		t.Error("the other cluster has it too")
	}
}

func TestPostgresIsDurableAndKeepsOthersOut(t *testing.T) {
	pg := startTestPostgres(t)
	defer stop(t, pg)
	if fsync := query(t, pg.URL(), "SHOW fsync"); fsync != "on" {
		t.Errorf("fsync is %s", fsync)
	}
	if listens := query(t, pg.URL(), "SHOW listen_addresses"); listens != "127.0.0.1" {
		t.Errorf("listens on %s", listens)
	}
	stranger := pg.url
	stranger.User = url.UserPassword("surety", "guess")
	if err := ping(t.Context(), stranger.String()); err == nil || !strings.Contains(err.Error(), "password authentication failed") {
		t.Errorf("a wrong password: %v", err)
	}
	info, err := os.Stat(pg.keeper.Dir)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o700 {
		t.Errorf("its directory is open to others: %v", info.Mode())
	}
}

func TestPostgresCopiesTemplates(t *testing.T) {
	pg := startTestPostgres(t)
	defer stop(t, pg)
	template, err := pg.CreateDatabase(t.Context(), "template", "")
	if err != nil {
		t.Fatal(err)
	}
	query(t, template, "CREATE TABLE fact AS SELECT 'kept' AS word")
	copied, err := pg.CreateDatabase(t.Context(), "Copy; DROP", "template")
	if err != nil {
		t.Fatal(err)
	}
	if word := query(t, copied, "SELECT word FROM fact"); word != "kept" {
		t.Errorf("the copy says %q", word)
	}
	if _, err := pg.CreateDatabase(t.Context(), "template", ""); err == nil || !strings.Contains(err.Error(), "already exists") {
		t.Errorf("a second database of one name: %v", err)
	}
}

func TestPostgresTakesAnotherPortWhenOneIsTaken(t *testing.T) {
	t.Setenv("TMPDIR", temporary(t))
	listener, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	bin, err := postgresBinaries()
	if err != nil {
		t.Fatal(err)
	}
	_, err = startPostgres(t.Context(), bin, listener.Addr().(*net.TCPAddr).Port)
	if !errors.Is(err, errPortTaken) {
		t.Errorf("on a port that is taken: %v", err)
	}
}

func TestPostgresSaysWhyItDoesNotStart(t *testing.T) {
	bin := temporary(t)
	for _, name := range []string{"initdb", "postgres"} {
		path := filepath.Join(bin, name)
		if err := os.WriteFile(path, []byte("#!/bin/sh\necho the disk is full\nexit 1\n"), 0o755); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.Remove(path) })
	}
	t.Setenv("PATH", bin+":"+os.Getenv("PATH"))
	t.Setenv("TMPDIR", temporary(t))
	_, err := StartPostgres(t.Context())
	if err == nil || !strings.Contains(err.Error(), "the disk is full") || !strings.Contains(err.Error(), bin) {
		t.Errorf("without a word about the cause: %v", err)
	}
}

func TestPostgresStartEndsWithItsContext(t *testing.T) {
	t.Setenv("TMPDIR", temporary(t))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := StartPostgres(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}

func TestDatabasesOfTestsAreTheirOwn(t *testing.T) {
	var migrations atomic.Int64
	migrate := func(ctx context.Context, url string) error {
		migrations.Add(1)
		conn, err := pgx.Connect(ctx, url)
		if err != nil {
			return err
		}
		_, err = conn.Exec(ctx, "CREATE TABLE pact (id int PRIMARY KEY)")
		return errors.Join(err, conn.Close(ctx))
	}
	t.Run("together", func(t *testing.T) {
		for range 4 {
			t.Run("", func(t *testing.T) {
				t.Parallel()
				query(t, TestDatabase(t, migrate), "INSERT INTO pact VALUES (1)") // twice in one, and the key refuses it
			})
		}
	})
	if migrations.Load() != 1 {
		t.Errorf("migrated %d times", migrations.Load())
	}
}

func startTestPostgres(t *testing.T) *Postgres {
	t.Helper()
	pg, err := StartPostgres(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return pg
}

// stop checks that the files are gone too.
func stop(t *testing.T, pg *Postgres) {
	t.Helper()
	if err := pg.Stop(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(pg.keeper.Dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("its directory is still there: %v", err)
	}
}

func ping(ctx context.Context, url string) error {
	conn, err := pgx.Connect(ctx, url)
	if err != nil {
		return err
	}
	return errors.Join(conn.Ping(ctx), conn.Close(ctx))
}

// query runs one statement and returns its first value as text, if it has one.
func query(t *testing.T, url, sql string) string {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	results, err := conn.PgConn().Exec(t.Context(), sql).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", sql, err)
	}
	if len(results[0].Rows) == 0 {
		return ""
	}
	return string(results[0].Rows[0][0])
}
