// Command surety-devnet is everything on one machine, for development: a private PostgreSQL, a chain in this process, the contracts, accounts with money,
// and suretyd. Its keys are public and its data is thrown away.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"

	"github.com/surety-dev/surety/internal/demo"
)

var commands struct {
	Up   up   `cmd:"" help:"Start everything, print what to type next, and run until interrupted."`
	Demo play `cmd:"" help:"Start everything and play six pacts to their ends; or, with --trajectories, one pact for each line of a file."`
}

type up struct {
	Listen string `default:"127.0.0.1:8181" help:"Where suretyd serves gRPC."`
}

func (u *up) Run(ctx context.Context) error {
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))
	return demo.Up(ctx, u.Listen, log, os.Stdout)
}

type play struct {
	Trajectories string `type:"existingfile" help:"τ-bench trajectories, a JSON object a line: makes each a pact and settles it." placeholder:"FILE"`
	Count        int    `help:"How many of them; 0 is all." default:"0"`
	Anvil        string `type:"existingfile" help:"Play on this anvil, Foundry's node, in place of the chain in this process." placeholder:"PROGRAM"`
	Reorgs       bool   `help:"Reorganize the chain under the service the whole time."`
	Output       string `help:"text, or json: one object on standard output, progress on standard error." enum:"text,json" default:"text" short:"o"`
	Verbose      bool   `help:"Show suretyd's log too." short:"v"`
}

func (p *play) Run(ctx context.Context) error {
	level := slog.LevelError
	if p.Verbose {
		level = slog.LevelInfo
	}
	log := slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: level}))
	var progress io.Writer = os.Stdout
	if p.Output == "json" {
		progress = os.Stderr
	}
	if p.Trajectories == "" && p.Count != 0 {
		return errors.New("--count goes with --trajectories")
	}
	ground := demo.Ground{Anvil: p.Anvil, Reorgs: p.Reorgs}
	if p.Trajectories == "" {
		out, err := demo.Stories(ctx, ground, log, progress)
		return errors.Join(err, p.print(out))
	}
	if p.Count < 0 {
		return errors.New("--count cannot be negative; 0 is all")
	}
	say := func(format string, args ...any) { fmt.Fprintf(progress, format+"\n", args...) }
	run, err := demo.Trajectories(ctx, p.Trajectories, p.Count, ground, log, say)
	if err != nil {
		return err
	}
	say("\n%d of %d pacts settled on chain: %d released, %d withheld and then returned, %d escalated.", run.Settled, run.Pacts, run.Released, run.Withheld, run.Escalated)
	say("Agreement with the official reward: %d of %d. Conserved to the base unit: %t.", run.Agreement, run.Pacts, run.Conserved)
	say("%.1f s, %.1f pacts a second.", run.Seconds, float64(run.Pacts)/run.Seconds)
	if err := p.print(run); err != nil {
		return err
	}
	if run.Settled != run.Pacts || !run.Conserved {
		return errors.New("not every pact was settled, or money is missing: this is a defect")
	}
	return nil
}

// print writes the result for programs, when they asked for it.
func (p *play) print(v any) error {
	if p.Output != "json" {
		return nil
	}
	return json.NewEncoder(os.Stdout).Encode(v)
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	k := kong.Parse(&commands, kong.Name("surety-devnet"), kong.UsageOnError(),
		kong.Description("Everything of Surety on one machine, for development. Needs PostgreSQL's programs; leaves nothing behind."),
		kong.BindTo(ctx, (*context.Context)(nil)))
	k.FatalIfErrorf(k.Run())
}
