// Command suretyd is the service: API, follower, settler and evaluator in one process, or some of them each.
package main

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/internal/app"
)

var commands struct {
	Serve      serve      `cmd:"" help:"Serve providers, buyers and arbiters."`
	Migrate    migrate    `cmd:"" help:"Bring the database to this program's schema."`
	Probes     probes     `cmd:"" help:"Known-answer questions that jurors are measured by: make a file the set, or list it. Keep the file secret; no API shows it."`
	Policy     policies   `cmd:"" help:"How compliance is measured: check a file, publish it, or show what was published."`
	Contract   contract   `cmd:"" help:"Deploy the escrow contract, or check the one configured."`
	Settlement settlement `cmd:"" help:"Look after what the service carries to the chain."`
	Relayer    relayer    `cmd:"" help:"Look after the keys that pay gas."`
}

type serve struct {
	app.Config `embed:""`
}

func (s *serve) Run(ctx context.Context, log *slog.Logger) error {
	err := app.Serve(ctx, s.Config, log, app.Hooks{})
	if errors.Is(err, context.Canceled) { // stopped while it was starting
		return nil
	}
	return err
}

type migrate struct {
	app.Database `embed:""`
}

func (m *migrate) Run(ctx context.Context) error {
	applied, err := app.Migrate(ctx, m.Database)
	if err != nil {
		return err
	}
	fmt.Printf("schema is up to date; applied %d migrations: %v\n", len(applied), applied)
	return nil
}

type policies struct {
	Check   policyCheck   `cmd:"" help:"Say whether a file is a policy, and its hash."`
	Publish policyPublish `cmd:"" help:"Make a file the policy in force: services started from now on ask for it in new pacts. What is published stays for ever."`
	Show    policyShow    `cmd:"" help:"Print a policy; without a hash the one in force."`
}

type policyCheck struct {
	File string `arg:"" type:"existingfile"`
}

func (p *policyCheck) Run() error {
	d, err := app.ReadPolicy(p.File)
	if err != nil {
		return err
	}
	say("version %s, %d jurors, hash %s", d.Version, len(d.Jury.Jurors), d.Hash())
	for _, doubt := range d.Doubts() {
		say("note: %s", doubt)
	}
	return nil
}

type policyPublish struct {
	app.Database `embed:""`
	File         string `arg:"" type:"existingfile"`
}

func (p *policyPublish) Run(ctx context.Context) error {
	d, err := app.PublishPolicy(ctx, p.Database, p.File)
	if err != nil {
		return err
	}
	say("version %s is in force: %s; start services anew to have them ask for it", d.Version, d.Hash())
	return nil
}

type policyShow struct {
	app.Database `embed:""`
	Hash         common.Hash `arg:"" optional:""`
}

func (p *policyShow) Run(ctx context.Context) error {
	d, err := app.FindPolicy(ctx, p.Database, p.Hash)
	if err != nil {
		return err
	}
	_, err = fmt.Printf("%s\n", d.Encode())
	return err
}

type probes struct {
	Publish probesPublish `cmd:"" help:"Make the questions of a file the set: JSON objects with promise, record (a bundle) and answer (held or broken). Results of those it lacks count no more."`
	List    probesList    `cmd:"" help:"List the questions with their answer, and how often jurors were right, wrong, or without a vote."`
}

type probesPublish struct {
	app.Database `embed:""`
	File         string `arg:"" type:"existingfile"`
}

func (p *probesPublish) Run(ctx context.Context) error {
	n, err := app.PublishProbes(ctx, p.Database, p.File)
	if err != nil {
		return err
	}
	say("%d probes; the policy's probe_share says how many questions come with one", n)
	return nil
}

type probesList struct {
	app.Database `embed:""`
}

func (p *probesList) Run(ctx context.Context) error {
	all, err := app.Probes(ctx, p.Database)
	for _, c := range all {
		say("%s %s, right %d, wrong %d, no vote %d: %q", c.Key, c.Answer, c.Right, c.Wrong, c.NoVotes, c.Promise)
	}
	return err
}

type contract struct {
	Deploy deploy `cmd:"" help:"Put the escrow at its address, which is the same on Base and Base Sepolia. Does nothing where it is already. Not while a service sends with the same key."`
	Check  check  `cmd:"" help:"Say whether the escrow is the one that this program was built with: serve refuses any other."`
}

type deploy struct {
	app.Deployment `embed:""`
}

func (d *deploy) Run(ctx context.Context, log *slog.Logger) error {
	return app.DeployContract(ctx, d.Deployment, log, say)
}

type check struct {
	app.Contract `embed:""`
}

func (c *check) Run(ctx context.Context, log *slog.Logger) error {
	return app.CheckContract(ctx, c.Contract, log, say)
}

func say(format string, args ...any) { fmt.Printf(format+"\n", args...) }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	log := slog.New(slog.NewTextHandler(os.Stderr, nil))
	k := kong.Parse(&commands, kong.Name("suretyd"), kong.UsageOnError(),
		kong.Description("Escrow-backed behavioural pacts: the service. Times are the chain's; money is USDC on the escrow's chain."),
		kong.BindTo(ctx, (*context.Context)(nil)), kong.Bind(log))
	k.FatalIfErrorf(k.Run())
}
