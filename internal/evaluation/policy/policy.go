// Package policy is how compliance is measured: the service's documents, one for each version, which no party can set.
//
// It guarantees that a document is its hash: Covenant.Policy names one for ever. What an operator publishes (suretyd policy publish) stays in the
// database for ever; the newest version is the one a service proposes in new covenants, and Default until anything is published. The evaluation reads
// the document its pact names; parties read any of them over the API and set none.
package policy

import (
	"bytes"
	_ "embed" // version 1
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"sync"
	"sync/atomic"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/gowebpki/jcs"

	"github.com/surety-dev/surety/pkg/evidence/strictjson"
)

// Document is one version of the policy.
type Document struct {
	Version     string   `json:"version"` // a number, counted up from 1
	Weights     Weights  `json:"weights"`
	Unmeasured  string   `json:"unmeasured"`   // Bounds
	CELCost     uint64   `json:"cel_cost"`     // most one CEL clause may cost, in CEL cost units
	ScanCost    uint64   `json:"scan_cost"`    // most all clauses of an evaluation may cost together: 1 is one instruction of a regular expression on one byte
	ErrorPrefix string   `json:"error_prefix"` // a tool result that starts so tells of a failed call, where the clause names no other prefix
	Sampling    Sampling `json:"sampling"`
	Jury        Jury     `json:"jury"`
	Waiting     Waiting  `json:"waiting"`
}

// Sampling says how many interactions a juror judges, of clauses about a share of them.
type Sampling struct {
	ShareBps      uint16 `json:"share_bps"`      // of the interactions, in basis points, rounded up
	Minimum       uint32 `json:"minimum"`        // fewer only when there are fewer
	Maximum       uint32 `json:"maximum"`        // however many there are
	ConfidenceBps uint16 `json:"confidence_bps"` // of the interval that the sample leaves, in basis points
}

// Waiting is how long an evaluation waits for what. What counts from evaluate_by never takes more than half of the time from the first evidence to it.
type Waiting struct {
	Buyer      uint32 `json:"buyer"`       // seconds the buyer has for evidence of its own, after the provider's
	Alone      uint32 `json:"alone"`       // seconds before evaluate_by from which the buyer's evidence is judged alone
	Margin     uint32 `json:"margin"`      // seconds before evaluate_by from which nothing is waited for: the verdict has to get on chain
	SeedBlocks uint64 `json:"seed_blocks"` // blocks from the newest known once the evidence is fixed to the one whose hash is the seed
}

// Weights are what clauses count for, by severity. A critical clause has no weight: broken, it fails the pact.
type Weights struct {
	Major uint32 `json:"major"`
	Minor uint32 `json:"minor"`
	Info  uint32 `json:"info"`
}

// Bounds is the one thing an unmeasured clause does so far: the evaluation is decided only if it comes out the same with every unmeasured
// clause held and with every one broken; otherwise it is inconclusive.
const Bounds = "bounds"

// Errors of documents.
var (
	ErrUnknown = errors.New("no such evaluation policy; ask the service for its current one")
	ErrInvalid = errors.New("not an evaluation policy")
)

//go:embed policies/1.json
var first []byte

// Default is the version a service starts with, and the command line when no service is asked: version 1, which names no juror.
func Default() Document { return version1() }

var version1 = sync.OnceValue(func() Document {
	d, err := Parse(first)
	if err != nil {
		panic("policies/1.json: " + err.Error())
	}
	return d
})

// Parse reads what Encode writes and nothing else: another spelling would have another hash. Everything else is ErrInvalid.
func Parse(data []byte) (Document, error) {
	d, err := Read(data)
	if err == nil && !bytes.Equal(data, d.Encode()) {
		err = fmt.Errorf("%w: it is not in canonical JSON (RFC 8785); ask for the bytes as the service published them", ErrInvalid)
	}
	return d, err
}

// Read reads a document as an operator writes it: any JSON, no unknown fields.
func Read(data []byte) (Document, error) {
	if _, err := strictjson.Parse(data); err != nil {
		return Document{}, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	var d Document
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&d); err != nil {
		return Document{}, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	if err := d.check(); err != nil {
		return Document{}, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	return d, nil
}

func (d Document) check() error {
	n, err := strconv.Atoi(d.Version)
	switch {
	case err != nil || n < 1 || strconv.Itoa(n) != d.Version:
		return fmt.Errorf("version is %.40q; count up from \"1\"", d.Version)
	case d.Unmeasured != Bounds:
		return fmt.Errorf("unmeasured is %.40q; write %q", d.Unmeasured, Bounds)
	case d.CELCost == 0 || d.ScanCost == 0:
		return errors.New("cel_cost and scan_cost must be more than 0: otherwise no clause is measured")
	case d.Waiting.SeedBlocks == 0:
		return errors.New("waiting.seed_blocks is 0; the hash of a block that exists already is no secret: write at least 1")
	case d.Sampling.ShareBps > 10_000 || d.Sampling.Minimum < 1 || d.Sampling.Maximum < d.Sampling.Minimum:
		return errors.New("sampling: share_bps is at most 10000, minimum at least 1, maximum at least minimum: otherwise no interaction is judged")
	case d.Sampling.ConfidenceBps <= 5_000 || d.Sampling.ConfidenceBps >= 10_000:
		return fmt.Errorf("sampling: confidence_bps is %d; between 5000 and 10000, both excluded: an interval nobody can rely on decides about money", d.Sampling.ConfidenceBps)
	}
	return d.Jury.Check()
}

// Number is the version as a number.
func (d Document) Number() int {
	n, err := strconv.Atoi(d.Version)
	if err != nil {
		panic("policy: an unchecked document: " + err.Error())
	}
	return n
}

// Encode writes the document as canonical JSON (RFC 8785).
func (d Document) Encode() []byte { return canonical(d.marshal()) }

func (d Document) marshal() []byte {
	raw, err := json.Marshal(d)
	if err != nil {
		panic("policy: a document of strings and integers has an encoding: " + err.Error())
	}
	return raw
}

func canonical(raw []byte) []byte {
	encoded, err := jcs.Transform(raw)
	if err != nil {
		panic("policy: what was just encoded is no JSON: " + err.Error())
	}
	return encoded
}

type hashing struct {
	raw  []byte
	hash common.Hash
}

// hashed is the document whose hash was asked for last: to make it canonical takes a third as long as to judge a transcript.
var hashed atomic.Pointer[hashing]

// Hash is keccak256 of the encoding; Covenant.Policy holds it.
func (d Document) Hash() common.Hash {
	raw := d.marshal()
	if last := hashed.Load(); last != nil && bytes.Equal(last.raw, raw) {
		return last.hash
	}
	hash := crypto.Keccak256Hash(canonical(raw))
	hashed.Store(&hashing{raw, hash})
	return hash
}
