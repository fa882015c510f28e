package pact

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/ethereum/go-ethereum/common"
)

// Bounds that keep every exit of a pact within reach and every text readable.
const (
	Horizon       = 5 * 365 * 24 * 60 * 60 // seconds evaluate_by may lie ahead
	MaxWindow     = 365 * 24 * 60 * 60     // seconds of any window
	MaxClauses    = 100
	maxTime       = 1<<40 - 1 // uint40
	maxBps        = 10_000
	maxShort      = 200 // bytes of a title, metric, unit or window
	maxParagraph  = 2_000
	maxValue      = 16 << 10
	maxValues     = 256 << 10 // of all clauses together: whoever reads the covenant compiles them
	maxClauseID   = 64
	maxModels     = 20
	clauseIDChars = "abcdefghijklmnopqrstuvwxyz0123456789-"
)

var (
	operators     = []string{"lt", "lte", "eq", "neq", "gte", "gt", "includes", "excludes", "matches"}
	severities    = []string{"critical", "major", "minor", "info"}
	verifications = []string{"deterministic", "heuristic", "jury"}
)

// Invalid names a field by its path in the file form, the rule it breaks and what to do.
type Invalid struct{ Field, Reason string }

func (e *Invalid) Error() string { return e.Field + ": " + e.Reason }

// Validate checks every rule that needs no clock. Its error joins one *Invalid for each violation.
func (p Pact) Validate() error {
	var v violations
	v.gate(p.Terms.Gate)
	v.deal(p.Terms)
	v.covenant(p.Covenant)
	h := p.Covenant.Hash()
	v.require(p.Terms.Deal.Covenant == h, "terms.deal.covenant", "it is not the hash of this covenant; set it to %s, or correct the covenant", h)
	return errors.Join(v...)
}

// ValidateAt checks what Validate does, and the deadlines against now: the chain's time in Unix seconds.
func (p Pact) ValidateAt(now int64) error {
	var v violations
	v.require(p.Terms.Deal.FundBy > now, "terms.deal.fund_by", "%s has passed; set a later time", date(p.Terms.Deal.FundBy))
	latest := now + Horizon
	v.require(p.Terms.Gate.EvaluateBy <= latest, "terms.gate.evaluate_by", "money would be held for more than 5 years; set %s or earlier", date(latest))
	return errors.Join(p.Validate(), errors.Join(v...))
}

type violations []error

func (v *violations) require(ok bool, field, reason string, args ...any) {
	if !ok {
		*v = append(*v, &Invalid{field, fmt.Sprintf(reason, args...)})
	}
}

func (v *violations) gate(g Gate) {
	const at = "terms.gate."
	v.require(g.Evaluator != common.Address{}, at+"evaluator", "it is zero; name the evaluator")
	v.require(0 < g.EvaluateBy && g.EvaluateBy <= maxTime, at+"evaluate_by", "set a time in Unix seconds")
	v.window(at+"challenge_window", g.ChallengeWindow)
	v.bps(at+"fee_bps", g.FeeBps)
	v.require((g.FeeTo != common.Address{}) == (g.FeeBps > 0), at+"fee_to", "a fee needs a receiver and a receiver a fee; set both fee_bps and fee_to, or neither")
}

func (v *violations) deal(t Terms) {
	const at = "terms.deal."
	g, d := t.Gate, t.Deal
	party := func(a common.Address) bool { return a == d.Buyer || a == d.Provider }
	v.require(d.Buyer != common.Address{}, at+"buyer", "it is zero; name the buyer")
	v.require(d.Provider != common.Address{}, at+"provider", "it is zero; name the provider")
	v.require(d.Provider != d.Buyer, at+"provider", "it is the buyer; the two parties must differ")
	v.require(!party(g.Evaluator), "terms.gate.evaluator", "it is a party; name somebody who is not")
	v.require(d.Arbiter == common.Address{} || !party(d.Arbiter), at+"arbiter", "it is a party; name somebody who is not, or nobody")
	v.require(d.Amount > 0, at+"amount", "it must be more than 0")
	v.require(d.Upfront >= 0, at+"upfront", "it cannot be negative")
	v.require(d.Upfront < d.Amount, at+"upfront", "nothing would be held; set less than the amount")
	v.require(0 < d.FundBy && d.FundBy <= maxTime, at+"fund_by", "set a time in Unix seconds")
	v.require(d.FundBy < g.EvaluateBy, at+"fund_by", "funding must end before the evaluation does; set it before evaluate_by")
	v.window(at+"dispute_window", d.DisputeWindow)
	v.window(at+"arbitration_window", d.ArbitrationWindow)
	if d.Arbiter == (common.Address{}) {
		const reason = "nobody could rule without an arbiter; set it to 0, or name an arbiter"
		v.require(g.ChallengeWindow == 0, "terms.gate.challenge_window", reason)
		v.require(d.DisputeWindow == 0, at+"dispute_window", reason)
		v.require(d.ArbitrationWindow == 0, at+"arbitration_window", reason)
	} else {
		v.require(d.ArbitrationWindow > 0, at+"arbitration_window", "the arbiter would have no time to rule; set the seconds it has, or name no arbiter")
	}
	v.bps(at+"silence_bps", d.SilenceBps)
}

func (v *violations) covenant(c Covenant) {
	const at = "covenant."
	v.text(at+"title", c.Title, maxShort, false)
	v.require(c.Title != "", at+"title", "it is empty; say in a line what is promised")
	v.bps(at+"pass_bps", c.PassBps)
	v.require(0 < len(c.Clauses) && len(c.Clauses) <= MaxClauses, at+"clauses", "there are %d; write 1 to %d", len(c.Clauses), MaxClauses)
	v.require(len(c.Models) <= maxModels, at+"models", "there are %d; name at most %d", len(c.Models), maxModels)
	for i, m := range c.Models {
		at := fmt.Sprintf("%smodels[%d]", at, i)
		v.text(at, m, maxShort, false)
		// A letter of another script looks like the same name and is not compared as one.
		v.require(!strings.ContainsFunc(m, func(r rune) bool { return r > unicode.MaxASCII }), at, "%.80q has letters beyond ASCII; write it as its maker does, like gpt-5", m)
		v.require(len(modelWords(m)) > 0, at, "%.80q names no model; write it as its maker does, like gpt-5", m)
		v.require(!slices.Contains(c.Models[:i], m), at, "it is there already; name it once")
	}
	values := 0
	for _, cl := range c.Clauses {
		values += len(cl.Value)
	}
	v.require(values <= maxValues, at+"clauses", "their values have %d bytes together; write at most %d", values, maxValues)
	seen := make(map[string]bool, len(c.Clauses))
	for i, cl := range c.Clauses {
		at := fmt.Sprintf("%sclauses[%d].", at, i)
		v.require(cl.ID != "" && len(cl.ID) <= maxClauseID && strings.Trim(cl.ID, clauseIDChars) == "", at+"id", "write 1 to %d of a-z, 0-9 and -", maxClauseID)
		v.require(!seen[cl.ID], at+"id", "an earlier clause has it; choose another")
		seen[cl.ID] = true
		v.require(cl.Metric != "", at+"metric", "it is empty; name what is measured")
		v.text(at+"metric", cl.Metric, maxShort, false)
		v.oneOf(at+"operator", cl.Operator, operators)
		v.text(at+"value", cl.Value, maxValue, true)
		v.text(at+"unit", cl.Unit, maxShort, false)
		v.oneOf(at+"severity", cl.Severity, severities)
		v.oneOf(at+"verification", cl.Verification, verifications)
		v.text(at+"window", cl.Window, maxShort, false)
		v.text(at+"description", cl.Description, maxParagraph, true)
	}
}

func (v *violations) window(field string, seconds uint32) {
	v.require(seconds <= MaxWindow, field, "it is longer than a year; set at most %d seconds", MaxWindow)
}

func (v *violations) bps(field string, bps uint16) {
	v.require(bps <= maxBps, field, "it is more than the whole; set at most %d basis points", maxBps)
}

func (v *violations) oneOf(field, value string, known []string) {
	v.require(slices.Contains(known, value), field, "%.40q is unknown; write one of %s", value, strings.Join(known, ", "))
}

// text refuses what a signer could not see as it is: control characters, and those that turn the direction of what follows.
func (v *violations) text(field, s string, limit int, lines bool) {
	v.require(len(s) <= limit, field, "it has %d bytes; write at most %d", len(s), limit)
	v.require(utf8.ValidString(s), field, "it is not valid UTF-8; write it anew")
	for _, r := range s {
		if lines && (r == '\n' || r == '\t') {
			continue
		}
		if unicode.IsControl(r) || unicode.In(r, unicode.Bidi_Control, unicode.Zl, unicode.Zp) {
			v.require(false, field, "the character %U cannot be shown to a signer; remove it", r)
			return
		}
	}
}
