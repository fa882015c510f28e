package lifecycle

import (
	"errors"
	"fmt"
	"strings"
)

// Identities that a caller may test for.
var (
	ErrNotFollowing  = errors.New("the service has not read the chain yet: try again in a moment")
	ErrNoPact        = errors.New("no such pact: check the id, and that both sides use this service")
	ErrRequestReused = errors.New("this request_id was used with other content: choose a new one for a new request")
	ErrIntentExists  = errors.New("the service is already carrying this to the chain: watch the pact for the outcome")
)

// Reason is a stable word for a refusal; the API hands it out as ErrorInfo.reason.
type Reason string

// The reasons of a Refused.
const (
	NotAParty       Reason = "NOT_A_PARTY"
	WrongState      Reason = "WRONG_STATE"
	TooLate         Reason = "TOO_LATE"
	TooCostly       Reason = "TOO_COSTLY"
	WrongAmount     Reason = "WRONG_AMOUNT"
	EvidenceChanged Reason = "EVIDENCE_CHANGED"
	EvidenceExists  Reason = "EVIDENCE_EXISTS"
	EvidenceFixed   Reason = "EVIDENCE_FIXED"
	UploadMoved     Reason = "UPLOAD_MOVED"
	UploadsFull     Reason = "UPLOADS_FULL"
)

// Refused is a request that the pact's terms or state do not allow.
type Refused struct {
	Reason Reason
	Detail string // what is wrong and what to do
}

func (e *Refused) Error() string { return e.Detail }

func wrongState(r Record, do string, in ...State) error {
	words := make([]string, len(in))
	for i, s := range in {
		words[i] = string(s)
	}
	return &Refused{Reason: WrongState, Detail: fmt.Sprintf("pact %s is %s; to %s it must be %s: read it again, and follow it with WatchPacts", r.ID.Short(), r.State, do, strings.Join(words, " or "))}
}
