// Package pact is the agreement itself: terms and covenant, what they hash to, who signed them, and what they lead to.
//
// It guarantees that a pact is its hash: Terms.ID is the EIP-712 hashStruct the escrow contract computes, and Pact's
// hashStruct is what both parties' wallets show and sign, so a changed word is another pact. A Pact that passed Validate is one the
// escrow accepts and whose every silence ends by a date. It reads no clock, file, network or database.
//
// Everybody calls it: the parties' command line to read, show and sign; the service to verify and refuse; pkg/verdict for the messages
// of the evaluator and the arbiter, which share its signing domain.
package pact

import (
	"encoding/hex"
	"errors"
	"fmt"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/pkg/usdc"
)

// Gate is the half of the terms a verdict opens. Pacts that share a gate can be released in one batch.
type Gate struct {
	Evaluator       common.Address `json:"evaluator"`        // whose signature on a verdict the escrow obeys
	EvaluateBy      int64          `json:"evaluate_by"`      // Unix seconds; a verdict counts strictly before it
	ChallengeWindow uint32         `json:"challenge_window"` // seconds the buyer may challenge a release; 0: a release is final
	FeeBps          uint16         `json:"fee_bps"`          // basis points of everything released to the provider after funding
	FeeTo           common.Address `json:"fee_to"`           // receives the fee; zero when there is none
}

// Deal is the rest of the terms.
type Deal struct {
	Buyer             common.Address `json:"buyer"`
	Provider          common.Address `json:"provider"`
	Arbiter           common.Address `json:"arbiter"`            // zero: the verdict is final
	Amount            usdc.Amount    `json:"amount"`             // what the buyer pays, upfront share included
	Upfront           usdc.Amount    `json:"upfront"`            // what the provider receives at funding
	FundBy            int64          `json:"fund_by"`            // Unix seconds; funding counts strictly before it
	DisputeWindow     uint32         `json:"dispute_window"`     // seconds the provider may dispute what a verdict withheld
	ArbitrationWindow uint32         `json:"arbitration_window"` // seconds the arbiter has once a dispute is open
	SilenceBps        uint16         `json:"silence_bps"`        // the provider's basis points of what is held when nobody decides
	Covenant          common.Hash    `json:"covenant"`           // Covenant.Hash
	Salt              common.Hash    `json:"salt"`               // makes the pact unique
}

// Terms are the money side of a pact.
type Terms struct {
	Gate Gate `json:"gate"`
	Deal Deal `json:"deal"`
}

// Held is what the escrow holds once the pact is funded: the amount less the upfront share.
func (t Terms) Held() usdc.Amount { return t.Deal.Amount - t.Deal.Upfront }

// Clause is one measurable condition. Whether a metric is known, and what its value, unit and window mean, is the
// evaluation's business.
type Clause struct {
	ID           string `json:"id"` // unique in its covenant: 1 to 64 of a-z, 0-9 and -
	Metric       string `json:"metric"`
	Operator     string `json:"operator"` // lt lte eq neq gte gt includes excludes matches
	Value        string `json:"value"`
	Unit         string `json:"unit"`
	Severity     string `json:"severity"`     // critical major minor info
	Verification string `json:"verification"` // deterministic heuristic jury
	Window       string `json:"window"`
	Description  string `json:"description"`
}

// Covenant is the behavioural promise.
type Covenant struct {
	Title   string      `json:"title"`
	Clauses []Clause    `json:"clauses"`
	PassBps uint16      `json:"pass_bps"` // weighted share of the clauses that are not critical and must hold, in basis points
	Policy  common.Hash `json:"policy"`   // hash of the evaluation policy

	// Models are those that the agent runs on, as their makers call them ("gpt-5", "openai/gpt-5"): no juror that may be one of them judges it. None:
	// the parties leave it open.
	Models []string `json:"models,omitzero"`
}

// Pact is what the provider and the buyer sign.
type Pact struct {
	Terms    Terms    `json:"terms"`
	Covenant Covenant `json:"covenant"`
}

// Consent agrees to a split of what is held; the two amounts add up to it.
type Consent struct {
	Pact                        ID
	ProviderAmount, BuyerAmount usdc.Amount
}

// Funding is the buyer's order to fund the pact from its allowance to the escrow.
type Funding struct {
	Pact   ID
	Amount usdc.Amount
}

// Dispute is a party's, to be relayed: it contests held money.
type Dispute struct {
	Pact      ID
	Statement common.Hash
}

// Delivery is the provider's, to be relayed: it hands in the deliverable.
type Delivery struct {
	Pact        ID
	Deliverable common.Hash
}

// Evidence is signed by whoever submits evidence; the chain never sees it.
type Evidence struct {
	Pact ID
	Root common.Hash // Merkle root of the evidence bundle
}

// ID names a pact: Terms.ID, the same 32 bytes in the API, the database and the contract.
type ID [32]byte

// ErrID says that a text is no pact id.
var ErrID = errors.New("write a pact id as 0x and 64 hexadecimal digits")

// ParseID reads what Hex writes.
func ParseID(s string) (ID, error) {
	var id ID
	if len(s) != 2+2*len(id) || s[:2] != "0x" {
		return ID{}, fmt.Errorf("pact id %.80q: %w", s, ErrID)
	}
	if _, err := hex.Decode(id[:], []byte(s[2:])); err != nil {
		return ID{}, fmt.Errorf("pact id %.80q: %w", s, ErrID)
	}
	return id, nil
}

// Hex is 0x and 64 lower-case digits.
func (id ID) Hex() string { return "0x" + hex.EncodeToString(id[:]) }

func (id ID) String() string { return id.Hex() }

// Short is for people who compare at a glance: "0x1234ab…cdef". Never use it as a key.
func (id ID) Short() string {
	return "0x" + hex.EncodeToString(id[:3]) + "…" + hex.EncodeToString(id[30:])
}

// MarshalText writes what Hex does.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.Hex()), nil }

// UnmarshalText reads what ParseID does.
func (id *ID) UnmarshalText(text []byte) (err error) {
	*id, err = ParseID(string(text))
	return err
}
