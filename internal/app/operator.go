package app

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"strconv"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/internal/postgres"
	"github.com/surety-dev/surety/internal/settlement"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
)

// Desk is where the operator looks after settlement: the database that all replicas share.
type Desk struct {
	Database `embed:""`
	Output   string    `help:"text, or json: one object on standard output." enum:"text,json" default:"text" short:"o"`
	Out      io.Writer `kong:"-"`
}

// listed is the most that a list shows.
const listed = 200

// standing is an intent in JSON.
type standing struct {
	Intent      int64       `json:"intent"`
	PactID      pact.ID     `json:"pact_id"`
	Action      string      `json:"action"`
	State       string      `json:"state"`
	PactState   string      `json:"pact_state"`
	Quarantine  string      `json:"quarantine,omitempty"`
	Held        usdc.Amount `json:"held"`
	CreateTime  int64       `json:"create_time"`
	Age         int64       `json:"age"` // seconds, by the chain's clock
	Deadline    int64       `json:"deadline,omitempty"`
	Tries       int         `json:"tries"`
	Reason      string      `json:"reason,omitempty"`
	Key         string      `json:"key,omitempty"`
	Nonce       *uint64     `json:"nonce,omitempty"`
	Transaction string      `json:"transaction,omitempty"`
	MinedBlock  uint64      `json:"mined_block,omitempty"`
	Next        string      `json:"next"`
}

type standings struct {
	Paused    bool       `json:"paused"`
	ChainTime int64      `json:"chain_time"`
	Pending   int64      `json:"pending"`
	Sent      int64      `json:"sent"`
	Dead      int64      `json:"dead"`
	Oldest    int64      `json:"oldest_age"` // seconds, of the pending and the sent
	Intents   []standing `json:"intents"`
}

// List shows intents in these states; without any, those that are not settled.
func (d Desk) List(ctx context.Context, states []string) error {
	if len(states) == 0 {
		states = []string{lifecycle.IntentPending, lifecycle.IntentSent, lifecycle.IntentDead}
	}
	return d.with(ctx, func(db *postgres.DB) error {
		found, err := look(ctx, db, states, 0, "", "")
		if err != nil {
			return err
		}
		return d.show(found, func(w io.Writer) {
			table := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
			if len(found.Intents) > 0 {
				_, _ = fmt.Fprintln(table, "INTENT\tPACT\tACTION\tSTATE\tAGE\tDEADLINE\tHELD\tTRIES\tWHY OR WHERE")
			}
			for _, i := range found.Intents {
				_, _ = fmt.Fprintf(table, "%d\t%s\t%s\t%s\t%s\t%s\t%s USDC\t%d\t%s\n", i.Intent, i.PactID.Short(), i.Action, i.State,
					span(i.Age), deadline(i.Deadline, found.ChainTime), i.Held, i.Tries, i.whereabouts(80))
			}
			_ = table.Flush()
			if len(found.Intents) == listed {
				_, _ = fmt.Fprintf(w, "… the first %d: choose with --state\n", listed)
			}
			_, _ = fmt.Fprintf(w, "%d pending, %d sent, %d dead", found.Pending, found.Sent, found.Dead)
			if found.Pending+found.Sent > 0 {
				_, _ = fmt.Fprintf(w, "; the oldest waits %s", span(found.Oldest))
			}
			_, _ = fmt.Fprintln(w)
			if found.Paused {
				_, _ = fmt.Fprintln(w, "PAUSED: nothing new is sent. Next: suretyd settlement resume")
			}
			if found.Dead > 0 {
				_, _ = fmt.Fprintln(w, "Next: suretyd settlement show INTENT says what is wrong with a dead one")
			}
		})
	})
}

// Show shows one intent; or those of a pact, named by its id, the beginning of it, or as a list shows it.
func (d Desk) Show(ctx context.Context, name string) error {
	prefix, suffix, _ := strings.Cut(strings.ToLower(strings.TrimPrefix(name, "0x")), "…")
	isPact := len(prefix) >= 6 && strings.Trim(prefix+suffix, "0123456789abcdef") == ""
	id, err := strconv.ParseInt(name, 10, 64)
	isIntent := err == nil && id > 0
	if !isPact && !isIntent {
		return fmt.Errorf("%q is neither the number of an intent nor the id of a pact, or six digits of its beginning: suretyd settlement list shows both", name)
	}
	return d.with(ctx, func(db *postgres.DB) (err error) {
		var found standings
		if isIntent {
			found, err = look(ctx, db, nil, id, "", "")
		}
		if err == nil && isPact && len(found.Intents) == 0 { // six digits may be a number and are none
			found, err = look(ctx, db, nil, 0, prefix, suffix)
		}
		if err != nil {
			return err
		}
		if len(found.Intents) == 0 {
			return fmt.Errorf("there is no intent %s: nothing was asked of the service for it, or on another database", name)
		}
		return d.show(found, func(w io.Writer) {
			for n, i := range found.Intents {
				if n > 0 {
					_, _ = fmt.Fprintln(w)
				}
				i.text(w, found.ChainTime)
			}
		})
	})
}

// Retry has dead or waiting intents tried again at once.
func (d Desk) Retry(ctx context.Context, ids []int64) error {
	return d.with(ctx, func(db *postgres.DB) error {
		if err := db.Retry(ctx, ids); err != nil {
			return err
		}
		return d.show(map[string]any{"retried": ids}, func(w io.Writer) {
			_, _ = fmt.Fprintf(w, "%d intents are pending again. Next: suretyd settlement show INTENT\n", len(ids))
		})
	})
}

// SetPaused stops all replicas from sending anything new, or lets them go on.
func (d Desk) SetPaused(ctx context.Context, paused bool) error {
	return d.with(ctx, func(db *postgres.DB) error {
		if err := db.SetPaused(ctx, paused); err != nil {
			return err
		}
		return d.show(map[string]any{"paused": paused}, func(w io.Writer) {
			if paused {
				_, _ = fmt.Fprintln(w, "Paused: no replica sends anything new; what is sent is seen through, verdicts are given and wait. Next: suretyd settlement resume")
			} else {
				_, _ = fmt.Fprintln(w, "Resumed: what waits is sent, nearest deadline first. Next: suretyd settlement list")
			}
		})
	})
}

// Reconcile compares every funded pact with the chain. Differences are an error.
func (d Desk) Reconcile(ctx context.Context, c Contract, log *slog.Logger) error {
	return d.with(ctx, func(db *postgres.DB) error {
		node, err := c.dial(ctx, log, nil)
		if err != nil {
			return err
		}
		defer node.Close()
		token, err := escrow.ReadToken(ctx, caller{node}, pact.Domain{ChainID: c.ChainID, Escrow: c.Escrow})
		if err != nil {
			return err
		}
		audit, err := (&settlement.Auditor{Books: db, Chain: node, Escrow: c.Escrow, Token: token.Address, Log: log}).Audit(ctx, 0)
		if err != nil {
			return err
		}
		err = d.show(audit, func(w io.Writer) {
			if audit.Block == 0 {
				_, _ = fmt.Fprintln(w, "Nothing is final yet: try again when the chain is older")
				return
			}
			_, _ = fmt.Fprintf(w, "Block %d, which is final: %d pacts compared\n", audit.Block, audit.Pacts)
			_, _ = fmt.Fprintf(w, "%s USDC held and %s owed by the ledger, %s in the escrow\n", audit.Held, audit.Owed, audit.Balance)
			for _, difference := range audit.Differences {
				_, _ = fmt.Fprintln(w, difference)
			}
		})
		if err == nil && len(audit.Differences) > 0 {
			err = errors.New("ledger and chain differ: suretyd settlement pause, then find out which logs were missed")
		}
		return err
	})
}

func (d Desk) with(ctx context.Context, do func(*postgres.DB) error) error {
	db, err := postgres.Open(ctx, d.URL)
	if err != nil {
		return err
	}
	defer db.Close()
	return do(db)
}

func (d Desk) show(result any, text func(io.Writer)) error {
	if d.Output == "json" {
		return json.NewEncoder(d.Out).Encode(result)
	}
	var b strings.Builder
	text(&b)
	_, err := io.WriteString(d.Out, b.String())
	return err
}

func look(ctx context.Context, db *postgres.DB, states []string, id int64, prefix, suffix string) (standings, error) {
	now, nowErr := db.Now(ctx)
	paused, pausedErr := db.Paused(ctx)
	backlog, backlogErr := db.Backlog(ctx)
	found, err := db.Standings(ctx, states, id, prefix, suffix, listed)
	if err := errors.Join(nowErr, pausedErr, backlogErr, err); err != nil {
		return standings{}, err
	}
	out := standings{
		Paused: paused, ChainTime: now, Pending: backlog.Pending, Sent: backlog.Sent, Dead: backlog.Dead, Intents: make([]standing, len(found)),
	}
	if backlog.Oldest > 0 {
		out.Oldest = now - backlog.Oldest
	}
	for n, s := range found {
		i := standing{
			Intent: s.ID, PactID: s.Pact, Action: string(s.Action), State: s.State, PactState: string(s.PactState),
			Quarantine: s.Quarantine, Held: s.Held, CreateTime: s.CreateTime, Age: now - s.CreateTime, Deadline: s.Deadline, Tries: s.Tries, Reason: s.Reason,
			MinedBlock: s.MinedBlock,
		}
		if s.Hash != (common.Hash{}) {
			i.Key, i.Nonce, i.Transaction = s.Key.Hex(), &s.Nonce, s.Hash.Hex()
		}
		i.Next = i.next(paused)
		out.Intents[n] = i
	}
	return out, nil
}

func (i standing) next(paused bool) string {
	if i.Quarantine != "" && (i.State == lifecycle.IntentPending || i.State == lifecycle.IntentDead) {
		return "wait: the pact is in quarantine, and nothing of it is sent before the missing log heals it: " + i.Quarantine
	}
	switch i.State {
	case lifecycle.IntentPending:
		if paused {
			return "suretyd settlement resume: the service is paused"
		}
		if s := lifecycle.State(i.PactState); i.Action == string(lifecycle.ActVerdict) && !s.AwaitsVerdict() {
			return fmt.Sprintf("wait: the pact is %s and has no use for it: it is sent if the pact is funded again, and dropped when that is final", s)
		}
		if i.Tries > 0 {
			return fmt.Sprintf("it is tried on by itself, at the latest after a minute; at once: suretyd settlement retry %d", i.Intent)
		}
		return "it is sent next"
	case lifecycle.IntentSent:
		return "wait: it is sent again, and for more, until it is mined"
	case lifecycle.IntentMined:
		return "wait: its block becomes final"
	case lifecycle.IntentDead:
		return fmt.Sprintf("mend what the reason names, then suretyd settlement retry %d; the party may also ask anew, or carry its signature itself", i.Intent)
	}
	return "nothing"
}

// whereabouts is the transaction, else why there is none, in so many characters.
func (i standing) whereabouts(most int) string {
	text := i.Reason
	switch {
	case i.MinedBlock > 0:
		text = fmt.Sprintf("in block %d", i.MinedBlock)
	case i.Transaction != "":
		text = fmt.Sprintf("nonce %d of %s…", *i.Nonce, i.Key[:8])
	}
	if short := []rune(text); len(short) > most {
		return string(short[:most-1]) + "…"
	}
	return text
}

func (i standing) text(w io.Writer, now int64) {
	line := func(name, format string, args ...any) {
		_, _ = fmt.Fprintf(w, "%-12s"+format+"\n", append([]any{name}, args...)...)
	}
	line("Intent", "%d: %s, %s", i.Intent, i.Action, i.State)
	line("Pact", "%s, %s, %s USDC held", i.PactID, i.PactState, i.Held)
	line("Intended", "%s, %s ago", utc(i.CreateTime), span(i.Age))
	if i.Deadline > 0 {
		line("Deadline", "%s, %s", utc(i.Deadline), deadline(i.Deadline, now))
	}
	if i.Transaction != "" {
		line("Sent", "%s, nonce %d of %s", i.Transaction, *i.Nonce, i.Key)
	}
	if i.MinedBlock > 0 {
		line("Mined", "in block %d", i.MinedBlock)
	}
	if i.Reason != "" {
		line("Failed", "%d times, last: %s", i.Tries, i.Reason)
	}
	line("Next", "%s", i.Next)
}

func deadline(at, now int64) string {
	switch {
	case at == 0:
		return "none"
	case at <= now:
		return "passed " + span(now-at) + " ago"
	}
	return "in " + span(at-now)
}

// span writes seconds with the two largest units that they have.
func span(seconds int64) string {
	for _, unit := range []struct {
		seconds     int64
		name, small string
		in          int64
	}{{86_400, "d", "h", 3600}, {3600, "h", "m", 60}, {60, "m", "s", 1}} {
		if seconds >= unit.seconds {
			return fmt.Sprintf("%d%s%02d%s", seconds/unit.seconds, unit.name, seconds%unit.seconds/unit.in, unit.small)
		}
	}
	return fmt.Sprintf("%ds", max(0, seconds))
}

func utc(t int64) string { return time.Unix(t, 0).UTC().Format("2006-01-02 15:04:05 UTC") }
