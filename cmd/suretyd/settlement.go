package main

import (
	"context"
	"log/slog"
	"os"

	"github.com/surety-dev/surety/internal/app"
)

type settlement struct {
	List      list      `cmd:"" help:"Show what is not settled, and why."`
	Show      show      `cmd:"" help:"Show one intent, or those of a pact, with the next step."`
	Retry     retry     `cmd:"" help:"Try dead or waiting intents again, at once."`
	Pause     pause     `cmd:"" help:"Send nothing new, on all replicas, until resume. What is sent is seen through."`
	Resume    resume    `cmd:"" help:"Send again what waits."`
	Reconcile reconcile `cmd:"" help:"Compare every funded pact with the chain. A service does so every ten minutes."`
}

type desk struct {
	app.Desk `embed:""`
}

func (d desk) open() app.Desk {
	d.Out = os.Stdout
	return d.Desk
}

type list struct {
	desk  `embed:""`
	State []string `enum:"pending,sent,mined,final,dropped,dead" help:"Those in this state: pending, sent, mined, final, dropped, dead; by default pending, sent and dead." placeholder:"STATE"`
}

func (l *list) Run(ctx context.Context) error { return l.open().List(ctx, l.State) }

type show struct {
	desk `embed:""`
	Name string `arg:"" name:"pact|intent" help:"Number of an intent; or id of a pact, six digits of its beginning at least, or as list shows it."`
}

func (s *show) Run(ctx context.Context) error { return s.open().Show(ctx, s.Name) }

type retry struct {
	desk    `embed:""`
	Intents []int64 `arg:"" name:"intent" help:"Numbers of intents."`
}

func (r *retry) Run(ctx context.Context) error { return r.open().Retry(ctx, r.Intents) }

type pause struct {
	desk `embed:""`
}

func (p *pause) Run(ctx context.Context) error { return p.open().SetPaused(ctx, true) }

type resume struct {
	desk `embed:""`
}

func (r *resume) Run(ctx context.Context) error { return r.open().SetPaused(ctx, false) }

type reconcile struct {
	desk         `embed:""`
	app.Contract `embed:""`
}

func (r *reconcile) Run(ctx context.Context, log *slog.Logger) error {
	return r.open().Reconcile(ctx, r.Contract, log)
}
