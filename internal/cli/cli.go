// Package cli is the command line of providers, buyers and arbiters.
//
// It guarantees that nobody signs unseen: before every signature that binds it shows who pays whom, how much, by when and what each silence
// leads to, and asks. A sign-in, which binds to nothing, it only mentions. It takes no service at its word: ids, hashes, signatures, escrow and chain are compared with the
// party's own files. No secret is an argument, a variable or a line of output. Whatever a party needs to get its money out
// without the service is kept in its home as it goes.
//
// cmd/surety runs it, and cmd/surety-devnet in its own process. It holds no node and no database.
//
// The same command goes one of two ways, or needs neither:
//
//	--service  sign ──▶ service carries it, pays the gas ──▶ wait for the chain's event
//	--rpc      sign, or call as oneself ──▶ the escrow, gas paid with --key ──▶ wait for the receipt
//
// What is kept in the home (default ~/.surety):
//
//	keys/NAME.json            an encrypted key in geth's format
//	pacts/ID.json             a pact with its signatures; also the file that parties exchange
//	pacts/ID.verdict.json     a signed verdict or escalation, with its report
//	pacts/ID.ruling.json      a signed ruling
//	pacts/ID.consent.json     a consent, complete once carry accepts it
//	pacts/ID.evidence.json    the provider's evidence bundle; the buyer's is ID.buyer-evidence.json
package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/alecthomas/kong"
	"google.golang.org/grpc/codes"

	"github.com/surety-dev/surety/pkg/client"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
)

// Exit codes.
const (
	ExitDone        = 0
	ExitRefused     = 1   // the service, the escrow or a check said no
	ExitUsage       = 2   // the command or its input is wrong, or the question was not answered with yes; nothing was signed or sent
	ExitUnreachable = 3   // service or chain did not answer; whether it took effect is unknown, so look before repeating
	ExitInterrupted = 130 // the caller left; what was already sent goes on
)

// Streams are the command's terminal. Results go to Out, everything else to Err. A question is asked only when In is a terminal.
type Streams struct {
	In       io.Reader
	Out, Err io.Writer
}

type globals struct {
	Service      string `help:"Service to use, host:port ($$SURETY_SERVICE)." placeholder:"ADDR" variable:"SURETY_SERVICE"`
	RPC          string `name:"rpc" help:"Chain to use, JSON-RPC URL ($$SURETY_RPC). Without --service, commands go straight to the escrow." placeholder:"URL" variable:"SURETY_RPC"`
	Escrow       string `help:"The escrow's address ($$SURETY_ESCROW). Anything that names another is refused." placeholder:"ADDR" variable:"SURETY_ESCROW"`
	Home         string `help:"Directory of keys and pacts, by default ~/.surety ($$SURETY_HOME)." placeholder:"DIR" variable:"SURETY_HOME"`
	Account      string `name:"key" help:"Key to use: its name or address ($$SURETY_KEY). Not needed when there is one." placeholder:"KEY" variable:"SURETY_KEY"`
	PasswordFile string `help:"File whose first line is the key's password ($$SURETY_PASSWORD_FILE). Without it a terminal is asked." placeholder:"FILE" variable:"SURETY_PASSWORD_FILE"`
	Output       string `help:"text, or json: one object on standard output." enum:"text,json" default:"text" short:"o"`
	Yes          bool   `help:"Sign without asking." short:"y"`
}

type grammar struct {
	globals
	Key       keyCommands       `cmd:"" help:"Keys of this home."`
	Clause    clauseCommands    `cmd:"" help:"What pacts can promise, and covenants to start from."`
	Pact      pactCommands      `cmd:"" help:"Agree on pacts and follow them."`
	Fund      fundCommand       `cmd:"" help:"Pay a pact's amount, or several pacts', into the escrow (buyer). Needs --service or --rpc."`
	Deliver   deliverCommand    `cmd:"" help:"Register what you hand in (provider). Needs --service or --rpc."`
	Evidence  evidenceCommands  `cmd:"" help:"What the evaluation reads."`
	Verdict   verdictCommands   `cmd:"" help:"What was decided."`
	Dispute   disputeCommands   `cmd:"" help:"Contest held money."`
	Ruling    rulingCommands    `cmd:"" help:"Decide a dispute (arbiter)."`
	Committee committeeCommands `cmd:"" help:"Several keys as one arbiter."`
	Consent   consentCommand    `cmd:"" help:"Agree to a split of what is held."`
	Finalize  finalizeCommand   `cmd:"" help:"Have the escrow pay what a passed deadline decided. Anyone may; needs --rpc."`
	Withdraw  withdrawCommand   `cmd:"" help:"Take out what a failed transfer left owed. Anyone may; needs --rpc."`
	Carry     carryCommand      `cmd:"" help:"Carry a signed verdict, escalation, ruling or consent to the escrow. Anyone may; needs --rpc."`
	Verify    verifyCommand     `cmd:"" help:"Repeat what led to a verdict, offline: signatures, hashes, the draw, the clauses, the count of votes; --rpc is asked about contracts' signatures and the block of the draw alone."`
}

// app is one run of the command line.
type app struct {
	globals
	Streams
	ctx    context.Context //nolint:containedctx // one run, one context
	opened *client.Client
	unlock *unlocked
	direct *chain
	where  *client.Deployment
}

// Run executes one command line and returns its exit code. env answers the settings' variables; empty means unset.
func Run(ctx context.Context, args []string, io Streams, env func(string) string) int {
	var g grammar
	help := -1
	parser, err := kong.New(&g,
		kong.Name("surety"),
		kong.Description("Escrow-backed behavioural pacts. Exit codes: 0 done, 1 refused, or not verified as a whole, 2 wrong usage or input, 3 no answer (look before repeating), 130 interrupted."),
		kong.Writers(io.Out, io.Err),
		kong.Exit(func(code int) { help = code }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: false}),
		kong.Resolvers(kong.ResolverFunc(func(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
			if name := flag.Tag.Get("variable"); name != "" && env(name) != "" {
				return env(name), nil
			}
			return nil, nil
		})),
	)
	if err != nil {
		panic(err) // the grammar above is wrong
	}
	parsed, err := parser.Parse(joinNegative(args))
	if help >= 0 {
		return help
	}
	if err != nil && wantsJSON(args) { // kong sets nothing when it fails
		g.Output = "json"
	}
	a := &app{globals: g.globals, Streams: io, ctx: ctx}
	defer a.close()
	if err == nil {
		err = a.settle(env)
	} else {
		err = usage("%v; see surety --help", err)
	}
	if err == nil {
		err = parsed.Run(a)
	}
	return a.report(err)
}

// wantsJSON finds the choice of output in arguments that do not parse.
func wantsJSON(args []string) bool {
	for i, arg := range args {
		switch arg {
		case "-ojson", "-o=json", "--output=json":
			return true
		case "-o", "--output":
			if i+1 < len(args) && args[i+1] == "json" {
				return true
			}
		}
	}
	return false
}

var negative = regexp.MustCompile(`^-[0-9.]+$`)

// joinNegative ties a negative number to its flag, so that it is refused as what it is and not as an unknown flag.
func joinNegative(args []string) []string {
	var joined []string
	for _, arg := range args {
		if last := len(joined) - 1; last >= 0 && negative.MatchString(arg) && strings.HasPrefix(joined[last], "--") {
			joined[last] += "=" + arg
		} else {
			joined = append(joined, arg)
		}
	}
	return joined
}

// settle finds the home. An empty path, which clears a variable, stays empty.
func (a *app) settle(env func(string) string) error {
	if a.PasswordFile != "" {
		a.PasswordFile = kong.ExpandPath(a.PasswordFile)
	}
	if a.Home != "" {
		a.Home = kong.ExpandPath(a.Home)
		return nil
	}
	home := env("HOME")
	if home == "" {
		return usage("there is no home directory: name one with --home")
	}
	a.Home = filepath.Join(home, ".surety")
	return nil
}

func (a *app) close() {
	if a.opened != nil {
		_ = a.opened.Close()
	}
	if a.direct != nil {
		a.direct.Close()
	}
}

// usageError is the caller's own to correct.
type usageError struct{ error }

func (e usageError) Unwrap() error { return e.error }

func usage(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

// errUnreachable marks that no answer came.
var errUnreachable = errors.New("no answer")

// report words the error and chooses the exit code.
func (a *app) report(err error) int {
	if err == nil {
		return ExitDone
	}
	if errors.Is(err, client.ErrNoAccount) { // because no key was found, which has its own words
		if _, keyErr := a.key(); keyErr != nil {
			err = keyErr
		}
	}
	var (
		wrong   usageError
		invalid *pact.Invalid
		remote  *client.Error
		refusal *escrow.Refusal
		code    = ExitRefused
		reason  = "REFUSED"
		message = err.Error()
	)
	switch {
	case errors.Is(err, context.Canceled):
		code, reason, message = ExitInterrupted, "INTERRUPTED", message+"; what was already sent goes on, so look at the pact before you repeat it"
	case errors.As(err, &remote) && remote.Code == codes.Unavailable:
		code, reason, message = ExitUnreachable, "UNREACHABLE", message+"; with --rpc URL --service '' you can go straight to the escrow"
	case errors.Is(err, errUnreachable), errors.Is(err, context.DeadlineExceeded):
		code, reason = ExitUnreachable, "UNREACHABLE"
	case errors.As(err, &remote) && remote.Reason != "":
		reason = remote.Reason
	case errors.As(err, &refusal) && refusal.Name != "":
		reason = refusal.Name
	case errors.As(err, &wrong), errors.As(err, &invalid), errors.Is(err, os.ErrNotExist):
		code, reason = ExitUsage, "USAGE"
	}
	if a.Output == "json" {
		_ = json.NewEncoder(a.Err).Encode(map[string]any{"error": map[string]any{"reason": reason, "message": message}})
	} else {
		_, _ = fmt.Fprintf(a.Err, "surety: %s\n", message)
	}
	return code
}

// result is what a command found out or did.
type result interface {
	text(w *printer) // for people; JSON is made of the exported fields
}

func (a *app) show(r result) error {
	if a.Output == "json" {
		encoder := json.NewEncoder(a.Out)
		encoder.SetEscapeHTML(false)
		return encoder.Encode(r)
	}
	p := &printer{}
	r.text(p)
	_, err := io.WriteString(a.Out, p.String())
	return err
}

// note tells what goes on. JSON readers are told nothing but the result.
func (a *app) note(format string, args ...any) {
	if a.Output != "json" {
		_, _ = fmt.Fprintf(a.Err, format+"\n", args...)
	}
}

type printer struct{ strings.Builder }

func (p *printer) line(format string, args ...any) { fmt.Fprintf(p, format+"\n", args...) }
