// Command surety is the command line of providers, buyers and arbiters; internal/cli says what it guarantees.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"github.com/surety-dev/surety/internal/cli"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	code := cli.Run(ctx, os.Args[1:], cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}, os.Getenv)
	stop()
	os.Exit(code)
}
