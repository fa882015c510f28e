package pact

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/pkg/usdc"
)

// Outcome is one way a pact ends.
type Outcome struct {
	Case string // what happened, or who was silent
	When string // when the money moves, in UTC
	// What of the held amount each receives. They add up to it, or to nothing when the pact was never funded.
	Provider, Buyer, Fee usdc.Amount
}

// Outcomes works out, for these terms, every verdict that leaves nothing to choose and every silence. The terms must be valid.
func (t Terms) Outcomes() []Outcome {
	g, d, held := t.Gate, t.Deal, t.Held()
	split := func(provider usdc.Amount, happened, when string, args ...any) Outcome {
		fee := provider.Share(g.FeeBps)
		return Outcome{happened, fmt.Sprintf(when, args...), provider - fee, held - provider, fee}
	}
	silence := held.Share(d.SilenceBps)
	arbiter := d.Arbiter != common.Address{}

	all := []Outcome{{Case: "The buyer does not fund", When: fmt.Sprintf("from %s on the pact has expired", date(d.FundBy))}}
	if g.ChallengeWindow == 0 {
		all = append(all, split(held, "The verdict is pass", "at once"))
	} else {
		all = append(all,
			split(held, "The verdict is pass and the buyer does not dispute it", "%s after the verdict", span(g.ChallengeWindow)),
			split(held, "The verdict is pass, the buyer disputes it and the arbiter does not rule", "%s after the dispute", span(d.ArbitrationWindow)))
	}
	if d.DisputeWindow == 0 {
		all = append(all, split(0, "The verdict is fail", "at once"))
	} else {
		all = append(all,
			split(0, "The verdict is fail and the provider does not dispute it", "%s after the verdict", span(d.DisputeWindow)),
			split(0, "The verdict is fail, the provider disputes it and the arbiter does not rule", "%s after the dispute", span(d.ArbitrationWindow)))
	}
	all = append(all, split(0, "There is no verdict and the provider delivered nothing", "from %s", date(g.EvaluateBy)))
	if d.DisputeWindow == 0 {
		all = append(all, split(silence, "There is no verdict though the provider delivered", "from %s", date(g.EvaluateBy)))
	} else {
		all = append(all,
			split(silence, "There is no verdict though the provider delivered, and neither party disputes",
				"from %s; either may dispute from %s until then", date(g.EvaluateBy+int64(d.DisputeWindow)), date(g.EvaluateBy)),
			split(silence, "There is no verdict though the provider delivered, a party disputes and the arbiter does not rule",
				"%s after the dispute", span(d.ArbitrationWindow)))
	}
	if arbiter {
		all = append(all, split(silence, "The evaluator cannot decide, leaves it to the arbiter and the arbiter does not rule",
			"%s after the evaluator said so", span(d.ArbitrationWindow)))
	}
	return all
}

// DecidedBy is the time from which every pact with these terms can be closed by anyone, whoever was silent. Unix seconds.
func (t Terms) DecidedBy() int64 {
	return t.Gate.EvaluateBy + int64(max(t.Gate.ChallengeWindow, t.Deal.DisputeWindow)) + int64(t.Deal.ArbitrationWindow)
}

// Summary says in plain words what signing the pact means: who pays whom, how much, by when, and each silence. It is shown
// before every signature. The pact must be valid.
func (p Pact) Summary() string {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	t, c := p.Terms, p.Covenant
	g, d := t.Gate, t.Deal

	line("Pact %s", t.ID())
	line("")
	line("  Buyer      %s", d.Buyer)
	line("  Provider   %s", d.Provider)
	line("  Evaluator  %s", g.Evaluator)
	if d.Arbiter == (common.Address{}) {
		line("  Arbiter    none: a verdict is final")
	} else {
		line("  Arbiter    %s", d.Arbiter)
	}
	if g.FeeBps == 0 {
		line("  Fee        none")
	} else {
		line("  Fee        %s of what is released to the provider, to %s", percent(g.FeeBps), g.FeeTo)
	}
	line("")
	line("The buyer pays %s USDC before %s.", d.Amount, date(d.FundBy))
	if d.Upfront > 0 {
		line("The provider receives %s USDC of it at funding and keeps it whatever happens.", d.Upfront)
	}
	line("The escrow holds %s USDC. The evaluator gives its verdict before %s.", t.Held(), date(g.EvaluateBy))
	line("")
	line("Where the %s USDC goes:", t.Held())
	for _, o := range t.Outcomes() {
		line("  %s:", o.Case)
		switch {
		case o.Provider+o.Buyer+o.Fee == 0:
			line("    nothing is held; %s", o.When)
		case o.Fee > 0:
			line("    provider %s, fee %s, buyer %s; %s", o.Provider, o.Fee, o.Buyer, o.When)
		default:
			line("    provider %s, buyer %s; %s", o.Provider, o.Buyer, o.When)
		}
	}
	line("A partial verdict splits it: the provider's part goes as after a pass, the rest as after a fail.")
	if d.Arbiter == (common.Address{}) {
		line("An evaluation that stays inconclusive counts as no verdict.")
	} else {
		line("A dispute by either party takes all that is then held to the arbiter. Whenever it rules, that is split at once as it says.")
	}
	line("Delivered means that the provider registered its deliverable on chain before %s: evidence alone does not count.", date(g.EvaluateBy))
	line("The buyer's signature also lets anyone fund the pact in time from an allowance that the buyer gives the escrow.")
	line("At any time the buyer may sign a full release, the provider a full refund, and both any split.")
	line("Anyone can carry these signatures to the escrow, and call it once a time has passed: nobody needs the service.")
	line("Whoever is silent, from %s everything can be paid out.", date(t.DecidedBy()))
	line("")
	line("Promised: %s", c.Title)
	line("Kept when every critical clause holds and, by weight, %s of the others. Measured by policy %s.", percent(c.PassBps), c.Policy)
	if len(c.Models) > 0 {
		line("The agent runs on %s; no juror that may be the same judges it.", strings.Join(c.Models, ", "))
	} else if slices.ContainsFunc(c.Clauses, func(cl Clause) bool { return cl.Verification == "jury" }) {
		line("The models that the agent runs on are not named: a juror may be one of them.")
	}
	for i, cl := range c.Clauses {
		line("  %d. %s (%s, %s)", i+1, cl.ID, cl.Severity, cl.Verification)
		line("     %s", indented(words(cl.Metric, cl.Operator, cl.Value, cl.Unit)))
		if cl.Window != "" {
			line("     window: %s", cl.Window)
		}
		if cl.Description != "" {
			line("     %s", indented(cl.Description))
		}
	}
	return b.String()
}

func words(parts ...string) string { return strings.TrimRight(strings.Join(parts, " "), " ") }

// indented keeps a party's text from passing for a line of the summary.
func indented(s string) string { return strings.ReplaceAll(s, "\n", "\n     | ") }

func percent(bps uint16) string { return strconv.FormatFloat(float64(bps)/100, 'f', -1, 64) + " %" }

func date(seconds int64) string { return time.Unix(seconds, 0).UTC().Format("2006-01-02 15:04:05 UTC") }

// span says seconds in words: "3 days", "1 day 2 hours".
func span(seconds uint32) string {
	var parts []string
	for _, unit := range []struct {
		seconds uint32
		name    string
	}{{24 * 60 * 60, "day"}, {60 * 60, "hour"}, {60, "minute"}, {1, "second"}} {
		n := seconds / unit.seconds
		seconds %= unit.seconds
		if n == 1 {
			parts = append(parts, "1 "+unit.name)
		} else if n > 1 {
			parts = append(parts, fmt.Sprintf("%d %ss", n, unit.name))
		}
	}
	return strings.Join(parts, " ")
}
