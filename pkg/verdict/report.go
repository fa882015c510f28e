package verdict

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/gowebpki/jcs"

	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
)

// ReportSchema names the format of a report. Another format is another name.
const ReportSchema = "surety.report.v1"

// Report is the full record of an evaluation: enough to repeat it. Its Hash is in the verdict and on the chain.
type Report struct {
	Schema         string         `json:"schema"` // ReportSchema
	Pact           pact.ID        `json:"pact"`
	Evidence       []Submitted    `json:"evidence"` // what was handed in; results rest on the first
	Policy         common.Hash    `json:"policy"`
	Clauses        []ClauseResult `json:"clauses"` // in the covenant's order
	Share          Share          `json:"share"`
	Outcome        Outcome        `json:"outcome"`
	Draw           *Draw          `json:"draw,omitempty"`   // absent: nothing was left to chance
	Jury           *Jury          `json:"jury,omitempty"`   // absent: no juror was asked
	Models         []Model        `json:"models,omitempty"` // that evidence names, the provider's first; only what a reader should know
	Held           usdc.Amount    `json:"held"`             // what the pact holds
	ProviderAmount usdc.Amount    `json:"provider_amount"`  // of what is held; 0 when inconclusive, which moves nothing
	Engine         string         `json:"engine"`           // name and version of the code that evaluated
	EvaluatedAt    int64          `json:"evaluated_at"`     // Unix seconds
}

// Who hands in evidence.
const (
	ByProvider = "provider"
	ByBuyer    = "buyer"
)

// Submitted is one party's evidence: its root, and the party's signature on that (pact.Evidence).
type Submitted struct {
	Party     string        `json:"party"` // ByProvider or ByBuyer
	Root      common.Hash   `json:"root"`
	Signature hexutil.Bytes `json:"signature"`
}

// Model is one that evidence says the agent ran on, and that the covenant does not name or a juror may be who voted. Evidence moves no juror off the
// panel: whoever hands it in would choose who judges.
type Model struct {
	Name       string   `json:"name"`
	Party      string   `json:"party"`            // whose evidence says so: ByProvider or ByBuyer
	InCovenant bool     `json:"in_covenant"`      // the covenant names it, or what may be the same
	Jurors     []string `json:"jurors,omitempty"` // who voted and may be it
}

// Draw is what panels and samples were drawn by: the hash of a block that nobody could know before the evidence was fixed.
type Draw struct {
	FixedBlock uint64      `json:"fixed_block"` // number of the newest block known once the evidence was fixed
	Block      uint64      `json:"block"`       // number of the one with the hash: so many later as the policy says
	Seed       common.Hash `json:"seed"`        // that hash
}

// Jury is all that jurors were asked and answered, and how it was counted: enough to count it again.
type Jury struct {
	Calibration  Calibration `json:"calibration"` // that the weights come from
	Calls        []Call      `json:"calls"`       // in the order of questions, rounds, jurors
	Tallies      []Tally     `json:"tallies"`     // of every panel
	Cost         int64       `json:"cost"`        // of all calls, in millionths of a US dollar
	InputTokens  int64       `json:"input_tokens"`
	OutputTokens int64       `json:"output_tokens"`
}

// Result is whether one clause was kept.
type Result string

// The results.
const (
	Held       Result = "held"
	Broken     Result = "broken"
	Unmeasured Result = "unmeasured" // neither: the evidence or a juror for it is missing
)

// ClauseResult is what became of one clause, in words for the parties.
type ClauseResult struct {
	ID           string  `json:"id"`
	Metric       string  `json:"metric"`
	Severity     string  `json:"severity"`
	Verification string  `json:"verification"`
	Result       Result  `json:"result"`
	Promised     string  `json:"promised"`
	Measured     string  `json:"measured,omitempty"`
	WouldChange  string  `json:"would_change,omitempty"` // what would have made it broken (held) or held (broken, unmeasured)
	Reason       string  `json:"reason,omitempty"`       // why it is unmeasured
	Sample       *Sample `json:"sample,omitempty"`       // of a clause about a share of the interactions
	RestsOn      string  `json:"rests_on"`               // whose evidence: ByProvider or ByBuyer
	Other        *Other  `json:"other,omitempty"`        // the other party's evidence gives another result
}

// Other is what a clause comes to on the evidence of the party that RestsOn does not name.
type Other struct {
	Result   Result `json:"result"`
	Measured string `json:"measured,omitempty"`
}

// Sample is what became of a clause in each interaction that was looked at, and what follows for all of them.
type Sample struct {
	Interactions  int    `json:"interactions"`    // in the evidence
	Drawn         []int  `json:"drawn,omitempty"` // their indices, ascending; none when every one was looked at
	Held          int    `json:"held"`            // of those looked at
	Broken        int    `json:"broken"`
	Unmeasured    int    `json:"unmeasured"`
	Low           int    `json:"low"` // at least so many of all interactions hold
	High          int    `json:"high"`
	ConfidenceBps uint16 `json:"confidence_bps"` // of low and high together, in basis points
}

// Share is the weighted share of the clauses that are not critical and held, in basis points rounded down: at worst, every unmeasured clause
// being broken, and at best, every one being held.
type Share struct {
	Worst  uint16 `json:"worst_bps"`
	Best   uint16 `json:"best_bps"`
	Needed uint16 `json:"needed_bps"`
}

// ErrReport says that bytes are no report, or are not spelt as Encode does.
var ErrReport = errors.New("not a report in canonical JSON (RFC 8785); ask for the bytes as the evaluator stored them")

// maxReport bounds what ParseReport reads.
const maxReport = 16 << 20

// Encode writes the report as canonical JSON (RFC 8785).
func (r Report) Encode() []byte {
	raw, err := json.Marshal(r)
	if err == nil {
		raw, err = jcs.Transform(raw)
	}
	if err != nil {
		panic("verdict: a report of strings and integers has an encoding: " + err.Error())
	}
	return raw
}

// Hash is keccak256 of the encoding.
func (r Report) Hash() common.Hash { return crypto.Keccak256Hash(r.Encode()) }

// ParseReport reads what Encode writes and nothing else: another spelling would have another hash.
func ParseReport(data []byte) (Report, error) {
	if len(data) > maxReport {
		return Report{}, fmt.Errorf("report of %d bytes: %w", len(data), ErrReport)
	}
	var r Report
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&r); err != nil {
		return Report{}, fmt.Errorf("%w: %w", ErrReport, err)
	}
	if r.Schema != ReportSchema {
		return Report{}, fmt.Errorf("%w: schema %.80q, want %q", ErrReport, r.Schema, ReportSchema)
	}
	if !bytes.Equal(r.Encode(), data) {
		return Report{}, ErrReport
	}
	return r, nil
}
