// Package policy is how compliance is measured: the service's documents, one for each version, which no party can set.
//
// It guarantees that a document is its hash: Covenant.Policy names one for ever, and every version ever published stays in the
// binary. The evaluation reads the document its pact names; the service proposes Current in new covenants.
package policy

import (
	"bytes"
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"strconv"
	"sync"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/gowebpki/jcs"
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
}

// Sampling says how many interactions a juror judges, of clauses about a share of them.
type Sampling struct {
	ShareBps      uint16 `json:"share_bps"`      // of the interactions, in basis points, rounded up
	Minimum       uint32 `json:"minimum"`        // fewer only when there are fewer
	Maximum       uint32 `json:"maximum"`        // however many there are
	ConfidenceBps uint16 `json:"confidence_bps"` // of the interval that the sample leaves, in basis points
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

// ErrUnknown says that no version has that hash.
var ErrUnknown = errors.New("no such evaluation policy; ask the service for its current one")

//go:embed policies
var files embed.FS

// versions are the documents, oldest first. A file that is not canonical would hash to something else than it reads, so it stops the program.
var versions = sync.OnceValue(func() []Document {
	entries, err := fs.ReadDir(files, "policies")
	if err != nil {
		panic(err)
	}
	var all []Document
	for i := range entries {
		name := "policies/" + strconv.Itoa(i+1) + ".json"
		data, err := files.ReadFile(name)
		if err != nil {
			panic(err)
		}
		var d Document
		if err := json.Unmarshal(data, &d); err != nil {
			panic(name + ": " + err.Error())
		}
		if !bytes.Equal(data, d.Encode()) || d.Version != strconv.Itoa(i+1) || d.Unmeasured != Bounds {
			panic(name + ": not a canonical policy document of that version")
		}
		all = append(all, d)
	}
	return all
})

// Current is the version new covenants name.
func Current() Document {
	all := versions()
	return all[len(all)-1]
}

// ByHash finds a version, old ones included.
func ByHash(h common.Hash) (Document, error) {
	for _, d := range versions() {
		if d.Hash() == h {
			return d, nil
		}
	}
	return Document{}, fmt.Errorf("policy %s: %w", h, ErrUnknown)
}

// Encode writes the document as canonical JSON (RFC 8785).
func (d Document) Encode() []byte {
	raw, err := json.Marshal(d)
	if err == nil {
		raw, err = jcs.Transform(raw)
	}
	if err != nil {
		panic("policy: a document of strings and integers has an encoding: " + err.Error())
	}
	return raw
}

// Hash is keccak256 of the encoding; Covenant.Policy holds it.
func (d Document) Hash() common.Hash { return crypto.Keccak256Hash(d.Encode()) }
