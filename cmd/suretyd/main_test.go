package main

import (
	"context"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/surety-dev/surety/internal/app"
	"github.com/surety-dev/surety/internal/devnet"
	"github.com/surety-dev/surety/internal/evaluation/policy"
)

func TestMain(m *testing.M) { testscript.Main(m, map[string]func(){"suretyd": main}) }

func TestScripts(t *testing.T) {
	database := devnet.TestDatabase(t, func(ctx context.Context, url string) error {
		_, err := app.Migrate(ctx, app.Database{URL: url})
		return err
	})
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("DATABASE_URL", database)
			return policyFiles(env)
		},
		// sql has the database as a script says.
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"sql": func(ts *testscript.TestScript, _ bool, files []string) {
			db, err := pgx.Connect(t.Context(), database)
			ts.Check(err)
			defer db.Close(context.Background())
			for _, file := range files {
				_, err := db.Exec(t.Context(), ts.ReadFile(file))
				ts.Check(err)
			}
		}},
		UpdateScripts: os.Getenv("UPDATE") != "",
	})
}

// policyFiles writes versions 1 to 3 of the policy as an operator would, with blanks, and as it is kept; HASHn is a version's hash.
func policyFiles(env *testscript.Env) error {
	p := policy.Default()
	var all []error
	for _, version := range []string{"1", "2", "3"} {
		p.Version = version
		env.Setenv("HASH"+version, p.Hash().Hex())
		kept := string(p.Encode())
		all = append(all,
			os.WriteFile(env.WorkDir+"/"+version+".json", []byte(strings.ReplaceAll(kept, `,"`, ",\n  \"")), 0o600),
			os.WriteFile(env.WorkDir+"/"+version+".kept", []byte(kept+"\n"), 0o600))
	}
	return errors.Join(all...)
}
