package main

import (
	"context"
	"os"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/internal/app"
)

type relayer struct {
	List   relayerList   `cmd:"" help:"Show the keys that pay gas: who holds them, what they have in flight, which are stopped and why."`
	Resume relayerResume `cmd:"" help:"Let a key sign again that was stopped because its nonces were used outside the service."`
}

type relayerList struct {
	app.Database `embed:""`
}

func (l *relayerList) Run(ctx context.Context) error {
	return app.ListRelayers(ctx, l.Database, os.Stdout)
}

type relayerResume struct {
	app.Database `embed:""`
	Key          common.Address `arg:"" help:"Its address."`
}

func (r *relayerResume) Run(ctx context.Context) error {
	return app.ResumeRelayer(ctx, r.Database, r.Key, os.Stdout)
}
