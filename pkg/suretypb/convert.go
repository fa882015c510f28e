// Package suretypb is the wire contract in Go: what protoc generates of proto/surety/v1, and beside it the one conversion
// between the wire and the domain.
//
// It guarantees that a value that crosses the wire and comes back is the same value, and that whatever a peer sends
// either converts or is refused with one *pact.Invalid for each bad field, named by its path in the message. The service's
// API and pkg/client use it.
package suretypb

import (
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
)

// FromTerms writes terms for the wire. Absent addresses are empty.
func FromTerms(t pact.Terms) *Terms {
	g, d := t.Gate, t.Deal
	return &Terms{
		Gate: &Gate{
			Evaluator:       FromAddress(g.Evaluator),
			EvaluateBy:      g.EvaluateBy,
			ChallengeWindow: g.ChallengeWindow,
			FeeBps:          uint32(g.FeeBps),
			FeeTo:           FromAddress(g.FeeTo),
		},
		Deal: &Deal{
			Buyer:             FromAddress(d.Buyer),
			Provider:          FromAddress(d.Provider),
			Arbiter:           FromAddress(d.Arbiter),
			Amount:            d.Amount.String(),
			Upfront:           d.Upfront.String(),
			FundBy:            d.FundBy,
			DisputeWindow:     d.DisputeWindow,
			ArbitrationWindow: d.ArbitrationWindow,
			SilenceBps:        uint32(d.SilenceBps),
			Covenant:          d.Covenant.Hex(),
			Salt:              d.Salt.Hex(),
		},
	}
}

// FromCovenant writes a covenant for the wire.
func FromCovenant(c pact.Covenant) *Covenant {
	clauses := make([]*Clause, len(c.Clauses))
	for i, cl := range c.Clauses {
		clauses[i] = &Clause{
			Id: cl.ID, Metric: cl.Metric, Operator: cl.Operator, Value: cl.Value, Unit: cl.Unit,
			Severity: cl.Severity, Verification: cl.Verification, Window: cl.Window, Description: cl.Description,
		}
	}
	return &Covenant{Title: c.Title, Clauses: clauses, PassBps: uint32(c.PassBps), Policy: c.Policy.Hex(), Models: c.Models}
}

// ToPact reads a pact off the wire. It checks the form of each field; the rules are pact.Pact's to validate. Its error joins
// one *pact.Invalid for each bad field.
func ToPact(t *Terms, c *Covenant) (pact.Pact, error) {
	var r reader
	r.present("terms", t != nil)
	r.present("terms.gate", t == nil || t.Gate != nil)
	r.present("terms.deal", t == nil || t.Deal != nil)
	r.present("covenant", c != nil)
	if r.errs != nil {
		return pact.Pact{}, errors.Join(r.errs...)
	}
	g, d := t.Gate, t.Deal
	p := pact.Pact{
		Terms: pact.Terms{
			Gate: pact.Gate{
				Evaluator:       read(&r, ParseAddress, "terms.gate.evaluator", g.Evaluator),
				EvaluateBy:      g.EvaluateBy,
				ChallengeWindow: g.ChallengeWindow,
				FeeBps:          r.bps("terms.gate.fee_bps", g.FeeBps),
				FeeTo:           r.optionalAddress("terms.gate.fee_to", g.FeeTo),
			},
			Deal: pact.Deal{
				Buyer:             read(&r, ParseAddress, "terms.deal.buyer", d.Buyer),
				Provider:          read(&r, ParseAddress, "terms.deal.provider", d.Provider),
				Arbiter:           r.optionalAddress("terms.deal.arbiter", d.Arbiter),
				Amount:            read(&r, ParseAmount, "terms.deal.amount", d.Amount),
				Upfront:           read(&r, ParseAmount, "terms.deal.upfront", d.Upfront),
				FundBy:            d.FundBy,
				DisputeWindow:     d.DisputeWindow,
				ArbitrationWindow: d.ArbitrationWindow,
				SilenceBps:        r.bps("terms.deal.silence_bps", d.SilenceBps),
				Covenant:          read(&r, ParseHash, "terms.deal.covenant", d.Covenant),
				Salt:              read(&r, ParseHash, "terms.deal.salt", d.Salt),
			},
		},
		Covenant: pact.Covenant{
			Title:   c.Title,
			Clauses: make([]pact.Clause, len(c.Clauses)),
			PassBps: r.bps("covenant.pass_bps", c.PassBps),
			Policy:  read(&r, ParseHash, "covenant.policy", c.Policy),
			Models:  c.Models,
		},
	}
	for i, cl := range c.Clauses {
		r.present(fmt.Sprintf("covenant.clauses[%d]", i), cl != nil)
		p.Covenant.Clauses[i] = pact.Clause{
			ID: cl.GetId(), Metric: cl.GetMetric(), Operator: cl.GetOperator(), Value: cl.GetValue(), Unit: cl.GetUnit(),
			Severity: cl.GetSeverity(), Verification: cl.GetVerification(), Window: cl.GetWindow(), Description: cl.GetDescription(),
		}
	}
	if r.errs != nil {
		return pact.Pact{}, errors.Join(r.errs...)
	}
	return p, nil
}

// FromAddress is EIP-55, or empty for the zero address, which is nobody's.
func FromAddress(a common.Address) string {
	if a == (common.Address{}) {
		return ""
	}
	return a.Hex()
}

// ParseAddress reads an address that must be there: EIP-55 or all lower case.
func ParseAddress(field, s string) (common.Address, error) {
	if s == "" {
		return common.Address{}, &pact.Invalid{Field: field, Reason: "missing; " + pact.ErrAddress.Error()}
	}
	a, err := pact.ParseAddress(s)
	return a, invalid(field, err)
}

// ParseHash reads a hash: 0x and 64 hexadecimal digits.
func ParseHash(field, s string) (h common.Hash, err error) {
	digits, prefixed := strings.CutPrefix(s, "0x")
	if prefixed && len(digits) == hex.EncodedLen(len(h)) {
		if _, err = hex.Decode(h[:], []byte(digits)); err == nil {
			return h, nil
		}
	}
	return common.Hash{}, &pact.Invalid{Field: field, Reason: fmt.Sprintf("hash %.80q: write it as 0x and 64 hexadecimal digits", s)}
}

// ParseID reads a pact id.
func ParseID(field, s string) (pact.ID, error) {
	id, err := pact.ParseID(s)
	return id, invalid(field, err)
}

// ParseAmount reads a decimal amount of USDC.
func ParseAmount(field, s string) (usdc.Amount, error) {
	a, err := usdc.Parse(s)
	return a, invalid(field, err)
}

const statePrefix = "PACT_STATE_"

// Word is the state's name in lower case, as the design and the database write it: "funded".
func (s PactState) Word() string {
	return strings.ToLower(strings.TrimPrefix(s.String(), statePrefix))
}

// ParsePactState reads what Word writes.
func ParsePactState(field, word string) (PactState, error) {
	s, known := PactState_value[statePrefix+strings.ToUpper(word)]
	if !known || word != PactState(s).Word() || s == 0 {
		var words []string
		for n := PactState(1); n <= PactState(len(PactState_name)-1); n++ {
			words = append(words, n.Word())
		}
		return 0, &pact.Invalid{Field: field, Reason: fmt.Sprintf("state %.40q is unknown; write one of %s", word, strings.Join(words, ", "))}
	}
	return PactState(s), nil
}

// Violations lists every *pact.Invalid in err, however joined and wrapped: what google.rpc.BadRequest carries.
func Violations(err error) []*pact.Invalid {
	if invalid, ok := err.(*pact.Invalid); ok { //nolint:errorlint // the walk below unwraps
		return []*pact.Invalid{invalid}
	}
	switch e := err.(type) { //nolint:errorlint // the walk itself
	case interface{ Unwrap() error }:
		return Violations(e.Unwrap())
	case interface{ Unwrap() []error }:
		var all []*pact.Invalid
		for _, inner := range e.Unwrap() {
			all = append(all, Violations(inner)...)
		}
		return all
	}
	return nil
}

// reader collects the errors of many fields.
type reader struct{ errs []error }

func read[T any](r *reader, parse func(field, s string) (T, error), field, s string) T {
	value, err := parse(field, s)
	if err != nil {
		r.errs = append(r.errs, err)
	}
	return value
}

func (r *reader) optionalAddress(field, s string) common.Address {
	if s == "" {
		return common.Address{}
	}
	return read(r, ParseAddress, field, s)
}

func (r *reader) bps(field string, n uint32) uint16 {
	if n > math.MaxUint16 {
		r.errs = append(r.errs, &pact.Invalid{Field: field, Reason: fmt.Sprintf("%d is more than the whole; set at most 10000 basis points", n)})
	}
	return uint16(n)
}

func (r *reader) present(field string, there bool) {
	if !there {
		r.errs = append(r.errs, &pact.Invalid{Field: field, Reason: "missing; send it"})
	}
}

func invalid(field string, err error) error {
	if err == nil {
		return nil
	}
	return &pact.Invalid{Field: field, Reason: err.Error()}
}
