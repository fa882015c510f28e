package app

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/internal/postgres"
)

// ListRelayers shows the keys that ever sent something, who holds them, and why one that is stopped is.
func ListRelayers(ctx context.Context, d Database, w io.Writer) error {
	return withDatabase(ctx, d, func(db *postgres.DB) error {
		keys, err := db.RelayerKeys(ctx)
		if err != nil {
			return err
		}
		if len(keys) == 0 {
			_, err := fmt.Fprintln(w, "No key has sent anything yet.")
			return err
		}
		table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
		_, _ = fmt.Fprintln(table, "KEY\tNEXT NONCE\tIN FLIGHT\tHELD BY\tSTOPPED")
		for _, k := range keys {
			_, _ = fmt.Fprintf(table, "%s\t%d\t%d\t%s\t%s\n", k.Address, k.NextNonce, k.InFlight, orDash(k.Holder), orDash(k.Stopped))
		}
		return table.Flush()
	})
}

// ResumeRelayer lets a key sign again that was stopped because its nonces were used outside the service.
func ResumeRelayer(ctx context.Context, d Database, key common.Address, w io.Writer) error {
	return withDatabase(ctx, d, func(db *postgres.DB) error {
		was, err := db.ResumeKey(ctx, key)
		if err != nil {
			return err
		}
		if !was {
			return fmt.Errorf("%s is not stopped: suretyd relayer list shows which keys are", key)
		}
		_, err = fmt.Fprintf(w, "%s signs again, in the process that holds it.\n", key)
		return err
	})
}

func withDatabase(ctx context.Context, d Database, do func(*postgres.DB) error) error {
	db, err := postgres.Open(ctx, d.URL)
	if err != nil {
		return err
	}
	defer db.Close()
	return do(db)
}

func orDash(s string) string {
	if s == "" {
		return "-"
	}
	return s
}
