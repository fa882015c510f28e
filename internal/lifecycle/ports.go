package lifecycle

import (
	"context"
	"strings"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
	"github.com/surety-dev/surety/pkg/verdict"
)

// Request makes a mutation repeatable: the same party's same id with the same content is the same request.
type Request struct {
	Party common.Address
	ID    string   // 1 to 64 printable ASCII characters, chosen by the caller
	Hash  [32]byte // of the method and the input
}

// andRelay ends the id of the second transaction of a request that is done in two.
const andRelay = "/relay"

func (r Request) check() error {
	id := strings.TrimSuffix(r.ID, andRelay)
	ok := len(id) > 0 && len(id) <= 64
	for _, c := range []byte(id) {
		ok = ok && c > ' ' && c < 0x7f
	}
	if !ok {
		return &pact.Invalid{Field: "request_id", Reason: "must have 1 to 64 printable ASCII characters; a random UUID is a good one"}
	}
	return nil
}

// Action is what an intent does on chain.
type Action string

// The actions. A verdict is a release, a settlement or an escalation: a pact has one.
const (
	ActFund     Action = "fund"
	ActDeliver  Action = "deliver"
	ActVerdict  Action = "verdict"
	ActConsent  Action = "consent"
	ActDispute  Action = "dispute"
	ActRule     Action = "rule"
	ActFinalize Action = "finalize"
)

// verb says what the action does to a pact: "to be funded it must be signed".
func (a Action) verb() string {
	switch a {
	case ActFund:
		return "be funded"
	case ActDeliver:
		return "be delivered"
	case ActDispute:
		return "be disputed"
	case ActRule:
		return "be ruled on"
	}
	return "be split by consent"
}

// Intent states.
const (
	IntentPending = "pending" // to be sent, or sent in vain and to be sent again
	IntentSent    = "sent"    // signed bytes are stored; perhaps broadcast
	IntentMined   = "mined"
	IntentFinal   = "final"
	IntentDropped = "dropped" // the pact closed without it, or its deadline passed
	IntentDead    = "dead"    // failed too often for a reason that time does not mend: an operator's
)

// Intent is a call to the escrow that the service owes somebody. A pact has at most one of each action and epoch.
type Intent struct {
	ID       int64
	Pact     pact.ID
	Action   Action
	Epoch    uint64 // block of the state it acts on, for actions that can recur; else 0
	Call     []byte // calldata
	Deadline int64  // when the call stops being accepted, or the state ends by itself
	State    string
}

// Evidence is a bundle as a party handed it in.
type Evidence struct {
	Pact      pact.ID
	Party     common.Address // the provider or the buyer, who signed
	Root      common.Hash
	Signature []byte
	Bundle    []byte // canonical JSON
	Since     int64  // when, by the chain's clock
}

// Dispute is what a party says and how the arbiter ruled.
type Dispute struct {
	Pact                        pact.ID
	Party                       common.Address
	Statement                   string
	Ruling                      string
	ProviderAmount, BuyerAmount usdc.Amount
	RulingSignature             []byte
}

// Entry is a line of the journal that Watch streams.
type Entry struct {
	Pact        pact.ID
	Time        int64
	State       State
	Kind        string
	Detail      string
	Transaction common.Hash
}

// Page is where a list goes on; the zero Page is the first.
type Page struct {
	Time int64
	ID   pact.ID
}

// Evaluation is a pact's evaluation. A pending one has no outcome.
type Evaluation struct {
	Outcome        verdict.Outcome
	Report         []byte
	ReportHash     common.Hash
	ProviderAmount usdc.Amount
	Signature      []byte
}

// Cursor is a place in the journal. The zero Cursor is its beginning.
type Cursor struct{ Xid, Seq int64 }

// Line is a line of the journal and its place.
type Line struct {
	Entry
	Cursor Cursor
}

// Store is the database: reads, and Update for one transaction.
type Store interface {
	// Now is the time of the newest block applied.
	Now(ctx context.Context) (int64, error)
	// Pact answers ErrNoPact for an unknown id.
	Pact(ctx context.Context, id pact.ID) (Record, error)
	// Consents are the signatures collected for exactly this consent, by signer.
	Consents(ctx context.Context, c pact.Consent) (map[common.Address][]byte, error)
	// Relayed finds the intent that this very request led to. The same id with another hash is ErrRequestReused.
	Relayed(ctx context.Context, req Request, id pact.ID, action Action) (Intent, bool, error)
	// Update commits when fn returns nil and stores nothing otherwise.
	Update(ctx context.Context, fn func(Tx) error) error
}

// Tx is one transaction.
type Tx interface {
	Pacts
	Papers
	// Claim takes the request id. It says true when the same request was here before; ErrRequestReused when another was.
	Claim(req Request) (repeated bool, err error)
	// AddIntent answers ErrIntentExists when the pact has one of that action and epoch.
	AddIntent(i Intent) error
	// Journal appends what Watch streams.
	Journal(e Entry) error
}

// Pacts reads and writes pacts and what the chain said of them.
type Pacts interface {
	Now() (int64, error)
	// Pact locks the pact until the transaction ends.
	Pact(id pact.ID) (Record, error)
	SavePact(r Record) error
	// Events are the canonical chain events of the pact, in chain order.
	Events(id pact.ID) ([]Event, error)
}

// Papers keeps what parties hand in besides signatures on the pact.
type Papers interface {
	SaveEvidence(e Evidence) error
	// EvidenceFixed says whether the evaluation rests on what is in, so that nothing may join it.
	EvidenceFixed(id pact.ID) (bool, error)
	// AddEvaluation does nothing when there is one.
	AddEvaluation(id pact.ID) error
	SaveConsent(c pact.Consent, signer common.Address, sig []byte) error
	SaveDispute(d Dispute) error
	SaveRuling(d Dispute) error
}

// Chain is asked at the door, so that what the contract would refuse is refused before it is stored.
type Chain interface {
	// Simulate runs a call to the escrow on the newest block. A refusal is an *escrow.Refusal.
	Simulate(ctx context.Context, call []byte) error
	// VerifySignature accepts ECDSA, then ERC-1271. Every refusal wraps pact.ErrBadSignature.
	VerifySignature(ctx context.Context, digest common.Hash, sig []byte, signer common.Address) error
}
