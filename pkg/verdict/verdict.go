// Package verdict is what the evaluator and the arbiter say: the report, and the messages the escrow obeys.
//
// It guarantees that each message's StructHash is the EIP-712 hash the escrow contract computes, to be signed in a
// pact.Domain. The evaluation makes and signs them, settlement carries them to the chain, and the parties verify them with
// no network.
package verdict

import (
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
)

// Outcome is what an evaluation came to.
type Outcome string

// The outcomes; the escrow knows only how what is held is split.
const (
	Pass         Outcome = "pass"         // everything held goes to the provider
	Fail         Outcome = "fail"         // nothing of it does
	Partial      Outcome = "partial"      // a share of it does
	Inconclusive Outcome = "inconclusive" // no verdict: moves no money
)

var (
	verdictType    = typeHash("Verdict(bytes32 pactId,uint88 providerAmount,bytes32 report)")
	batchType      = typeHash("VerdictBatch(bytes32 items)")
	escalationType = typeHash("Escalation(bytes32 pactId,bytes32 report)")
	rulingType     = typeHash("Ruling(bytes32 pactId,uint88 providerAmount,uint88 buyerAmount,bytes32 ruling)")
)

func typeHash(s string) common.Hash { return crypto.Keccak256Hash([]byte(s)) }

// Verdict is the evaluator's: ProviderAmount of what the pact holds to the provider, the rest to the buyer.
type Verdict struct {
	Pact           pact.ID
	ProviderAmount usdc.Amount
	Report         common.Hash
}

// Escalation is the evaluator's: it cannot decide, the arbiter shall.
type Escalation struct {
	Pact   pact.ID
	Report common.Hash
}

// Ruling is the arbiter's: these two amounts, which add up to what the pact holds. An arbiter who was told a wrong sum signs
// what cannot be carried, not another split.
type Ruling struct {
	Pact                        pact.ID
	ProviderAmount, BuyerAmount usdc.Amount
	Ruling                      common.Hash // hash of the ruling's text
}

// Passes are full passes of pacts that share a gate.
type Passes struct {
	Gate    common.Hash   // Gate.Hash
	Deals   []common.Hash // Deal.Hash of each
	Reports common.Hash   // CommitReports of their reports
}

// CommitReports is the one hash a batch carries for the reports its passes rest on, in the order of the deals.
func CommitReports(reports []common.Hash) common.Hash { return pact.HashWords(reports...) }

// Batch is the evaluator's: many full passes under one signature. All gates name that evaluator.
type Batch []Passes

// StructHash is hashStruct(Verdict).
func (v Verdict) StructHash() common.Hash {
	return pact.HashStruct(verdictType, common.Hash(v.Pact), pact.Word(v.ProviderAmount), v.Report)
}

// StructHash is hashStruct(Escalation).
func (e Escalation) StructHash() common.Hash {
	return pact.HashStruct(escalationType, common.Hash(e.Pact), e.Report)
}

// StructHash is hashStruct(Ruling).
func (r Ruling) StructHash() common.Hash {
	return pact.HashStruct(rulingType, common.Hash(r.Pact), pact.Word(r.ProviderAmount), pact.Word(r.BuyerAmount), r.Ruling)
}

// StructHash is hashStruct(VerdictBatch).
func (b Batch) StructHash() common.Hash {
	groups := make([]common.Hash, len(b))
	for i, p := range b {
		groups[i] = pact.HashWords(p.Gate, pact.HashWords(p.Deals...), p.Reports)
	}
	return pact.HashStruct(batchType, pact.HashWords(groups...))
}
