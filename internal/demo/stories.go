package demo

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/surety-dev/surety/internal/cli"
	"github.com/surety-dev/surety/internal/devnet"
	"github.com/surety-dev/surety/pkg/client"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
	pb "github.com/surety-dev/surety/pkg/suretypb"
	"github.com/surety-dev/surety/pkg/usdc"
)

// stranger is somebody no pact names.
const stranger devnet.Account = "stranger"

var everybody = []devnet.Account{devnet.Buyer, devnet.Provider, devnet.Arbiter, devnet.Collector, stranger}

const usd = usdc.Amount(1_000_000)

// Told is what the stories came to.
type Told struct {
	Stories   []Story   `json:"stories"`
	Accounts  []Account `json:"accounts"`
	Held      string    `json:"held"`      // in escrow at the end
	Conserved bool      `json:"conserved"` // what went in is what came out and what is held
}

// Story is one way a pact can end, and what it moved on chain.
type Story struct {
	Title string                   `json:"title"`
	Moved map[devnet.Account]int64 `json:"moved"` // base units
}

// Account is what somebody had, in USDC, read from the chain.
type Account struct {
	Name   devnet.Account `json:"name"`
	Before string         `json:"before"`
	After  string         `json:"after"`
}

// Stories plays six pacts to their ends through the real command line, and ends with an error if the chain does not say what a story is about.
func Stories(ctx context.Context, ground Ground, log *slog.Logger, w io.Writer) (told Told, err error) {
	n := &narrator{w: w, log: log}
	say := func(format string, args ...any) { n.say(format, args...) }
	if n.s, err = Start(ctx, ground, say); err != nil {
		return told, err
	}
	defer func() { n.stopService(); err = errors.Join(err, n.err, n.s.Close()) }()
	if n.prepare(ctx); n.err != nil {
		return told, nil
	}
	before, _, err := n.s.Balances(ctx, everybody)
	if err != nil {
		return told, err
	}
	was, held := before, usdc.Amount(0)
	judged := map[devnet.Account]usdc.Amount{devnet.Buyer: -100 * usd, devnet.Provider: 99 * usd, devnet.Collector: usd}
	for i, story := range []struct {
		title string
		play  func(context.Context)
		moved map[devnet.Account]usdc.Amount // what the story must come to
	}{
		{"A kept promise: released", n.kept, map[devnet.Account]usdc.Amount{devnet.Buyer: -100 * usd, devnet.Provider: 99_100_000, devnet.Collector: 900_000}},
		{"A broken promise: withheld, nobody disputes, refunded", n.broken, nil},
		{"A broken promise: disputed, the arbiter rules 60:40", n.disputed, map[devnet.Account]usdc.Amount{devnet.Buyer: -60 * usd, devnet.Provider: 59_400_000, devnet.Collector: 600_000}},
		{"The evaluator stays silent: anyone finalizes", n.silent, map[devnet.Account]usdc.Amount{devnet.Buyer: -50 * usd, devnet.Provider: 49_500_000, devnet.Collector: 500_000}},
		{"The service is gone: everybody gets out with the command line alone", n.gone, map[devnet.Account]usdc.Amount{devnet.Buyer: -200 * usd, devnet.Provider: 198 * usd, devnet.Collector: 2 * usd}},
		{"Jurors judge what no program can", func(ctx context.Context) { n.jurors(ctx, judged) }, judged},
	} {
		n.say("\n━━━ %d. %s", i+1, story.title)
		if story.play(ctx); n.err != nil {
			return told, fmt.Errorf("story %d ended early", i+1)
		}
		out, is, left, err := n.came(ctx, was, story.moved)
		for tries := 1; n.s.reorgs && err != nil && tries < 10; tries++ { // what was mined is gone for some blocks
			if err := n.s.grow(ctx, 5); err != nil {
				return told, err
			}
			out, is, left, err = n.came(ctx, was, story.moved)
		}
		if err != nil {
			return told, fmt.Errorf("story %d %w", i+1, err)
		}
		was, held, out.Title = is, left, story.title
		told.Stories = append(told.Stories, out)
		n.say("  ✓ on chain: %s", moves(out.Moved))
	}
	var in, out usdc.Amount
	for _, a := range everybody {
		in, out = in+before[a], out+was[a]
		told.Accounts = append(told.Accounts, Account{Name: a, Before: before[a].String(), After: was[a].String()})
	}
	told.Held, told.Conserved = held.String(), in == out+held
	n.table(told, in, out, held)
	if !told.Conserved {
		return told, fmt.Errorf("%s USDC went in, %s came out and %s are held: this is a defect", in, out, held)
	}
	return told, nil
}

// came reads what the accounts have after a story, and the escrow: the story moved what it was to move, and left nothing in escrow.
func (n *narrator) came(ctx context.Context, was, moved map[devnet.Account]usdc.Amount) (out Story, is map[devnet.Account]usdc.Amount, held usdc.Amount, err error) {
	if is, held, err = n.s.Balances(ctx, everybody); err != nil {
		return out, is, held, err
	}
	out.Moved = map[devnet.Account]int64{}
	for _, a := range everybody {
		if got := is[a] - was[a]; got != moved[a] {
			return out, is, held, fmt.Errorf("moved %d base units of %s's, not %d", got, a, moved[a])
		} else if got != 0 {
			out.Moved[a] = int64(got)
		}
	}
	if held != 0 {
		return out, is, held, fmt.Errorf("left %s USDC in escrow", held)
	}
	return out, is, held, nil
}

func moves(moved map[devnet.Account]int64) string {
	var parts []string
	for _, a := range everybody {
		if m := moved[a]; m > 0 {
			parts = append(parts, fmt.Sprintf("%s +%s", a, usdc.Amount(m)))
		} else if m < 0 {
			parts = append(parts, fmt.Sprintf("%s -%s", a, usdc.Amount(-m)))
		}
	}
	if len(parts) == 0 {
		return "everybody has what they had"
	}
	return strings.Join(parts, ", ") + " USDC"
}

// kept: upfront share at funding, the rest on the verdict.
func (n *narrator) kept(ctx context.Context) {
	id := n.agree(ctx, "kept", brief, loud, "--upfront", "10")
	n.surety(ctx, devnet.Buyer, brief, "fund", id.Hex())
	n.surety(ctx, devnet.Provider, brief, "deliver", id.Hex(), n.answer())
	n.surety(ctx, devnet.Provider, brief, "evidence", "submit", id.Hex(), n.transcript(25))
	n.untilState(ctx, id, pb.PactState_PACT_STATE_RELEASED)
	n.surety(ctx, devnet.Buyer, brief, "verdict", "show", id.Hex())
	n.surety(ctx, devnet.Provider, brief, "verify", id.Hex())
}

func (n *narrator) broken(ctx context.Context) {
	n.refunded(ctx, n.judgedBroken(ctx, "broken"))
}

// refunded lets the dispute window of withheld money pass.
func (n *narrator) refunded(ctx context.Context, id pact.ID) {
	n.say("  The provider stays quiet. The chain's clock jumps past the dispute window; the service finalizes.")
	n.jump(time.Hour + 2*time.Minute)
	n.untilState(ctx, id, pb.PactState_PACT_STATE_REFUNDED)
}

func (n *narrator) disputed(ctx context.Context) {
	id := n.judgedBroken(ctx, "disputed")
	n.surety(ctx, devnet.Provider, brief, "dispute", "open", id.Hex(), "--text", "The shop had lowered the price to 20 that morning: the refund was right.")
	n.surety(ctx, devnet.Arbiter, brief, "ruling", "sign", id.Hex(), "--share", "60%", "--text", "The price was 20, but the customer was told 25.")
	n.untilState(ctx, id, pb.PactState_PACT_STATE_RESOLVED)
}

// silent: the evaluator's part of the service is off, and nobody at the service finalizes within its grace.
func (n *narrator) silent(ctx context.Context) {
	n.serve(ctx, "api", "follower", "settler")
	n.say("  suretyd runs without its evaluator.")
	id := n.agree(ctx, "silent", mute, mute)
	n.surety(ctx, devnet.Buyer, brief, "fund", id.Hex())
	n.surety(ctx, devnet.Provider, brief, "deliver", id.Hex(), n.answer())
	n.surety(ctx, devnet.Provider, brief, "evidence", "submit", id.Hex(), n.transcript(25), "--no-wait")
	n.say("  No verdict comes. The clock jumps past evaluate_by and the dispute window. A stranger, with nothing but the pact's id and a node:")
	n.jumpToEnd(ctx, id)
	n.surety(ctx, stranger, direct, "finalize", id.Hex())
}

// gone: one verdict carried by the provider, one release agreed, one refund after a deadline.
func (n *narrator) gone(ctx context.Context) {
	n.serve(ctx, "api", "follower", "evaluator")
	n.say("  suretyd's relayer is gone: the buyer funds three pacts at the escrow itself, with one signature.")
	judged, agreed, undelivered := n.agree(ctx, "judged", mute, mute), n.agree(ctx, "agreed", mute, mute), n.agree(ctx, "undelivered", mute, mute)
	n.surety(ctx, devnet.Buyer, direct, "fund", judged.Hex(), agreed.Hex(), undelivered.Hex())
	n.untilState(ctx, judged, pb.PactState_PACT_STATE_FUNDED)
	n.surety(ctx, devnet.Provider, brief, "evidence", "submit", judged.Hex(), n.transcript(25), "--no-wait")
	n.untilKind(ctx, judged, "verdict")
	verdictFile := filepath.Join(n.s.Dir, "verdict.json")
	n.surety(ctx, devnet.Provider, brief, "verdict", "show", judged.Hex(), "--save", verdictFile)
	if n.s.reorgs { // what is gone is sent again by the service, and later by nobody
		n.do(func() error { n.service.Calm(); return n.s.grow(ctx, 20) })
	}
	n.stopService()
	n.say("\n  suretyd is shut down. The provider carries the verdict it holds:")
	n.surety(ctx, devnet.Provider, direct, "carry", verdictFile)
	n.say("\n  The buyer is content with the second pact and releases it:")
	n.surety(ctx, devnet.Buyer, direct, "consent", agreed.Hex(), "--release")
	n.say("\n  For the third nothing was handed in. After evaluate_by the buyer takes the money back:")
	n.jumpToEnd(ctx, undelivered)
	n.surety(ctx, devnet.Buyer, direct, "finalize", undelivered.Hex())
}

// jurors: a clause that a panel judges, drawn by a block nobody knew when the evidence came in. What models say is theirs: moved becomes what
// follows from it.
func (n *narrator) jurors(ctx context.Context, moved map[devnet.Account]usdc.Amount) {
	n.serve(ctx, "api", "follower", "settler", "evaluator")
	for _, j := range n.s.Config.Jurors {
		n.say("  juror %s", j)
	}
	id := n.agreeOn(ctx, n.file("jury.json", juryCovenant), "jurors", mute, mute)
	n.surety(ctx, devnet.Buyer, brief, "fund", id.Hex())
	n.surety(ctx, devnet.Provider, brief, "deliver", id.Hex(), n.answer())
	n.surety(ctx, devnet.Provider, brief, "evidence", "submit", id.Hex(), n.transcript(25), "--no-wait")
	n.say("  The panel is drawn by the hash of a block to come, once that is final. The chain mines ahead.")
	var came pb.PactState
	n.mining(ctx, func() {
		n.until(ctx, id, func(e client.Event) bool {
			came = e.State
			return came == pb.PactState_PACT_STATE_RELEASED || came == pb.PactState_PACT_STATE_WITHHELD || came == pb.PactState_PACT_STATE_DISPUTED
		})
	})
	n.surety(ctx, devnet.Provider, brief, "verdict", "show", id.Hex())
	n.surety(ctx, devnet.Provider, brief, "verify", id.Hex())
	switch {
	case !n.models:
	case came == pb.PactState_PACT_STATE_WITHHELD:
		n.refunded(ctx, id)
		clear(moved)
	case came == pb.PactState_PACT_STATE_DISPUTED:
		n.say("\n  The jurors do not decide it: the arbiter does.")
		n.surety(ctx, devnet.Arbiter, brief, "ruling", "sign", id.Hex(), "--share", "60%", "--text", "The agent says that it is sorry, and little else.")
		n.untilState(ctx, id, pb.PactState_PACT_STATE_RESOLVED)
		maps.Copy(moved, map[devnet.Account]usdc.Amount{devnet.Buyer: -60 * usd, devnet.Provider: 59_400_000, devnet.Collector: 600_000})
	}
}

// mining has the chain mine while f waits.
func (n *narrator) mining(ctx context.Context, f func()) {
	ctx, stop := context.WithCancel(ctx)
	done := make(chan error)
	go func() {
		pace := time.NewTicker(10 * time.Millisecond) // each block takes a second of the pact's day, and models take minutes
		defer pace.Stop()
		var err error
		for ctx.Err() == nil && err == nil {
			select {
			case <-pace.C:
				err = n.s.Chain.Mine()
			case <-ctx.Done():
			}
		}
		done <- err
	}()
	f()
	stop()
	n.err = errors.Join(n.err, <-done)
}

const juryCovenant = `{
  "title": "Refund order A-1042 in full, and be sorry for it",
  "pass_bps": 10000,
  "clauses": [
    {"id": "refund", "metric": "tool_calls", "operator": "matches", "severity": "critical", "verification": "deterministic",
     "value": "{\"tools\":[\"issue_refund\"],\"calls\":[{\"name\":\"issue_refund\",\"arguments\":{\"order\":\"A-1042\",\"amount\":25}}],\"mode\":\"exact\"}",
     "description": "Exactly one refund is issued: 25 for order A-1042."},
    {"id": "sorry", "metric": "rubric", "operator": "matches", "value": "The agent apologizes for the lost order.", "severity": "critical", "verification": "jury",
     "description": "The customer is treated with respect."}
  ]
}`

// judgedBroken takes a pact to where its money is withheld.
func (n *narrator) judgedBroken(ctx context.Context, name string) pact.ID {
	id := n.agree(ctx, name, mute, mute)
	n.surety(ctx, devnet.Buyer, brief, "fund", id.Hex())
	n.surety(ctx, devnet.Provider, brief, "deliver", id.Hex(), n.answer())
	n.surety(ctx, devnet.Provider, brief, "evidence", "submit", id.Hex(), n.transcript(20))
	n.untilState(ctx, id, pb.PactState_PACT_STATE_WITHHELD)
	n.surety(ctx, devnet.Buyer, brief, "verdict", "show", id.Hex())
	return id
}

// agree has the provider write, sign and propose a pact over 100 USDC, and the buyer accept it.
func (n *narrator) agree(ctx context.Context, name string, provider, buyer how, more ...string) (id pact.ID) {
	return n.agreeOn(ctx, n.file("covenant.json", covenant), name, provider, buyer, more...)
}

func (n *narrator) agreeOn(ctx context.Context, covenant, name string, provider, buyer how, more ...string) (id pact.ID) {
	file := filepath.Join(n.s.Dir, name+".pact.json")
	n.surety(ctx, devnet.Provider, provider, append([]string{
		"pact", "new", "--covenant", covenant, "--buyer", devnet.Buyer.Address().Hex(),
		"--arbiter", devnet.Arbiter.Address().Hex(), "--amount", "100", "--fund-by", "1h", "--evaluate-by", "24h",
		"--dispute-window", "1h", "--arbitration-window", "24h", "--silence", "50%", "--out", file,
	}, more...)...)
	id = n.read(file).Terms.ID()
	n.surety(ctx, devnet.Provider, provider, "pact", "sign", file)
	n.surety(ctx, devnet.Buyer, buyer, "pact", "sign", id.Hex())
	if provider == mute {
		n.say("\n  Provider and buyer sign a pact over 100.00 USDC as above: %s", id.Short())
	}
	return id
}

const covenant = `{
  "title": "Refund order A-1042 in full, and say so",
  "pass_bps": 10000,
  "clauses": [
    {"id": "refund", "metric": "tool_calls", "operator": "matches", "severity": "critical", "verification": "deterministic",
     "value": "{\"tools\":[\"issue_refund\"],\"calls\":[{\"name\":\"issue_refund\",\"arguments\":{\"order\":\"A-1042\",\"amount\":25}}],\"mode\":\"exact\"}",
     "description": "Exactly one refund is issued: 25 for order A-1042."},
    {"id": "told", "metric": "output_text", "operator": "includes", "value": "refund", "severity": "major", "verification": "deterministic",
     "description": "The customer is told."}
  ]
}`

// transcript is an agent's run in which it refunds amount.
func (n *narrator) transcript(amount int) string {
	return n.file(fmt.Sprintf("transcript-%d.json", amount), fmt.Sprintf(`[
  {"role": "user", "content": "My order A-1042 never arrived. I paid 25."},
  {"role": "assistant", "content": null, "tool_calls": [{"id": "call_1", "type": "function",
    "function": {"name": "issue_refund", "arguments": "{\"order\":\"A-1042\",\"amount\":%d}"}}]},
  {"role": "tool", "tool_call_id": "call_1", "name": "issue_refund", "content": "ok"},
  {"role": "assistant", "content": "I am sorry about that. Your refund of %d is on its way."}
]`, amount, amount))
}

func (n *narrator) answer() string { return n.file("answer.txt", "Order A-1042 was refunded.") }

// narrator runs the command line as each of the parties, and shows it. The first step that fails ends the story: those after it do nothing.
type narrator struct {
	s       *Stack
	service *Service
	w       io.Writer
	log     *slog.Logger
	homes   map[devnet.Account]string
	models  bool // the jurors are whoever SURETY_JURORS names
	err     error
}

// How a command is shown and where it goes.
type how int

const (
	brief  how = 0         // its result only
	loud   how = 1 << iota // and everything it says before
	direct                 // to the chain, with no service
	mute                   // only when it fails
)

func (n *narrator) say(format string, args ...any) {
	if n.err == nil {
		fmt.Fprintf(n.w, format+"\n", args...)
	}
}

// do runs a step unless one before it failed.
func (n *narrator) do(step func() error) {
	if n.err == nil {
		n.err = step()
	}
}

func (n *narrator) prepare(ctx context.Context) {
	n.homes = map[devnet.Account]string{}
	for _, a := range []devnet.Account{devnet.Buyer, devnet.Provider, devnet.Arbiter, stranger} {
		n.do(func() (err error) { n.homes[a], err = n.s.Home(a); return err })
	}
	n.do(func() error { return n.s.Mint(ctx, devnet.Buyer.Address(), 1000*usd) })
	n.do(func() error { return n.s.Give(ctx, stranger.Address()) })
	n.do(func() (err error) {
		if jurors := os.Getenv("SURETY_JURORS"); jurors != "" {
			n.s.Config.Jurors, n.models = strings.Split(jurors, ","), true
			return nil
		}
		var stop func() error
		if n.s.Config.Jurors, stop, err = scriptedJurors(); err == nil {
			n.s.closing = append(n.s.closing, stop)
		}
		return err
	})
	n.serve(ctx, n.s.Config.Roles...)
}

// serve starts suretyd with these roles, stopping the one that runs.
func (n *narrator) serve(ctx context.Context, roles ...string) {
	n.stopService()
	n.do(func() (err error) {
		n.s.Config.Roles = roles
		n.service, err = n.s.Serve(ctx, n.log)
		return err
	})
	n.do(func() error { n.say("suretyd serves on %s: %s", n.service.Addr, strings.Join(roles, ", ")); return nil })
}

// stopService stops suretyd even when a story has failed.
func (n *narrator) stopService() {
	if n.service != nil {
		n.err = errors.Join(n.err, n.service.Stop())
		n.service = nil
	}
}

// surety runs one command as who.
func (n *narrator) surety(ctx context.Context, who devnet.Account, as how, args ...string) {
	n.do(func() error {
		var where []string
		shown := n.shorten(args)
		if as&direct != 0 {
			where, shown = []string{"--rpc", n.s.Chain.URL()}, shown+" --rpc NODE"
		} else {
			where = []string{"--service", n.service.Addr}
		}
		if as&mute == 0 {
			n.say("\n  %s$ surety %s", who, shown)
		}
		all := append(append(args, where...), "--home", n.homes[who], "--key", string(who),
			"--password-file", filepath.Join(n.s.Dir, "password"), "--escrow", n.s.Domain.Escrow.Hex(), "--yes")
		var out, said bytes.Buffer
		run := func() int {
			return cli.Run(ctx, all, cli.Streams{In: strings.NewReader(""), Out: &out, Err: &said}, func(string) string { return "" })
		}
		code := run()
		for tries := 1; n.s.reorgs && code != cli.ExitDone && tries < 5; tries++ { // what it builds on is gone for some blocks: it is told so, and tries again
			if err := n.s.grow(ctx, 10); err != nil {
				return err
			}
			code = run()
		}
		if as&loud != 0 || code != cli.ExitDone {
			n.indent(said.String())
		}
		if as&mute == 0 {
			n.indent(out.String())
		}
		if code != cli.ExitDone {
			return fmt.Errorf("surety %s: exit code %d", strings.Join(args[:2], " "), code)
		}
		return nil
	})
}

// shorten makes arguments fit a line for people.
func (n *narrator) shorten(args []string) string {
	shown := make([]string, len(args))
	for i, a := range args {
		switch {
		case strings.HasPrefix(a, n.s.Dir):
			a = filepath.Base(a)
		case strings.HasPrefix(a, "0x") && len(a) > 20:
			a = short(a)
		case strings.ContainsAny(a, " {"):
			a = "'" + a + "'"
		}
		shown[i] = a
	}
	return strings.Join(shown, " ")
}

var longHash = regexp.MustCompile(`0x[0-9a-f]{64}`)

// indent shows what a command said, with ids and paths made short.
func (n *narrator) indent(text string) {
	text = strings.ReplaceAll(text, n.s.Dir+string(filepath.Separator), "")
	text = longHash.ReplaceAllStringFunc(text, short)
	for line := range strings.Lines(text) {
		fmt.Fprint(n.w, "    ", line)
	}
}

func short(hex string) string { return hex[:8] + "…" + hex[len(hex)-4:] }

func (n *narrator) file(name, content string) string {
	path := filepath.Join(n.s.Dir, name)
	n.do(func() error { return os.WriteFile(path, []byte(content), 0o600) })
	return path
}

// read reads a pact from a file of the command line's.
func (n *narrator) read(file string) (p pact.Pact) {
	n.do(func() error {
		data, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		return json.Unmarshal(data, &struct{ Pact *pact.Pact }{&p})
	})
	return p
}

func (n *narrator) untilState(ctx context.Context, id pact.ID, state pb.PactState) {
	n.until(ctx, id, func(e client.Event) bool { return e.State == state })
}

func (n *narrator) untilKind(ctx context.Context, id pact.ID, kind string) {
	n.until(ctx, id, func(e client.Event) bool { return e.Kind == kind })
}

// until waits for what the service says of a pact.
func (n *narrator) until(ctx context.Context, id pact.ID, ok func(client.Event) bool) {
	n.do(func() error {
		c, err := client.Dial(n.service.Addr, client.Key{PrivateKey: devnet.Buyer.Key()})
		if err != nil {
			return err
		}
		defer func() { _ = c.Close() }()
		ctx, cancel := context.WithTimeout(ctx, 3*time.Minute) // two panels have a minute each
		defer cancel()
		for e, err := range c.Watch(ctx, id, "") {
			if err != nil {
				return fmt.Errorf("wait for pact %s: %w", id.Short(), err)
			}
			if ok(e) {
				n.say("\n  … %s: %s", e.Kind, e.Detail)
				return nil
			}
		}
		return fmt.Errorf("wait for pact %s: %w", id.Short(), ctx.Err())
	})
}

func (n *narrator) jump(d time.Duration) { n.do(func() error { return n.s.Chain.Jump(d) }) }

// jumpToEnd moves the chain's clock to where the pact, without a verdict, ends by itself.
func (n *narrator) jumpToEnd(ctx context.Context, id pact.ID) {
	terms := n.read(filepath.Join(n.homes[devnet.Buyer], "pacts", id.Hex()+".json")).Terms
	n.do(func() error {
		state, err := n.s.State(ctx, id)
		if err != nil {
			return err
		}
		end := terms.Gate.EvaluateBy
		if state.Status == escrow.StatusDelivered {
			end += int64(terms.Deal.DisputeWindow)
		}
		return n.s.Chain.Jump(time.Duration(end-n.s.Chain.Now()) * time.Second)
	})
}

func (n *narrator) table(told Told, in, out, held usdc.Amount) {
	n.say("\n━━━ Everybody's USDC, read from the chain")
	t := tabwriter.NewWriter(n.w, 0, 0, 3, ' ', tabwriter.AlignRight)
	fmt.Fprintln(t, "\tbefore\tafter\t")
	for _, a := range told.Accounts {
		fmt.Fprintf(t, "%s\t%s\t%s\t\n", a.Name, a.Before, a.After)
	}
	fmt.Fprintf(t, "escrow\t0.00\t%s\t\n", held)
	fmt.Fprintf(t, "all\t%s\t%s\t\n", in, out+held)
	_ = t.Flush()
	sign := "="
	if !told.Conserved {
		sign = "≠"
	}
	n.say("The collector receives the fee; the stranger is named in no pact, and finalized one.")
	n.say("\nConservation: in %s %s out %s + held %s", in, sign, out, held)
}

// Up runs everything until ctx ends.
func Up(ctx context.Context, listen string, log *slog.Logger, w io.Writer) (err error) {
	n := &narrator{w: w, log: log}
	if n.s, err = Start(ctx, Ground{}, n.say); err != nil {
		return err
	}
	defer func() { n.stopService(); err = errors.Join(err, n.err, n.s.Close()) }()
	n.s.Config.Listen = listen
	if n.prepare(ctx); n.err != nil {
		return nil
	}
	n.say("\nAccounts (development keys, everybody knows them), each with ETH; the buyer has 1000 USDC:")
	for _, a := range []devnet.Account{devnet.Provider, devnet.Buyer, devnet.Arbiter} {
		n.say("  %-9s %s  --home %s", a, a.Address(), n.homes[a])
	}
	n.say(`
In another terminal:
  export SURETY_SERVICE=%s SURETY_RPC=%s SURETY_ESCROW=%s SURETY_PASSWORD_FILE=%s
  go run ./cmd/surety pact new --home %s --buyer %s --amount 10 --title 'Answer politely' \
      --clause '{"id":"polite","metric":"output_text","operator":"includes","value":"please","severity":"critical","verification":"deterministic","description":"It says please."}' --out my.pact.json
  go run ./cmd/surety pact sign my.pact.json --home %s
  go run ./cmd/surety pact list --home %s
Stop with Ctrl-C: nothing is left behind.`,
		n.service.Addr, n.s.Chain.URL(), n.s.Domain.Escrow, filepath.Join(n.s.Dir, "password"),
		n.homes[devnet.Provider], devnet.Buyer.Address(), n.homes[devnet.Provider], n.homes[devnet.Buyer])
	<-ctx.Done()
	n.say("Stopping.")
	return nil
}
