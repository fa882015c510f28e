package pact

import (
	"encoding/binary"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

// The types of EIP-712 as wallets see them. A type that nests others is followed by theirs, in the order of their names.
const (
	gateType     = "Gate(address evaluator,uint40 evaluateBy,uint32 challengeWindow,uint16 feeBps,address feeTo)"
	dealType     = "Deal(address buyer,address provider,address arbiter,uint88 amount,uint88 upfront,uint40 fundBy,uint32 disputeWindow,uint32 arbitrationWindow,uint16 silenceBps,bytes32 covenant,bytes32 salt)"
	termsType    = "Terms(Gate gate,Deal deal)"
	clauseType   = "Clause(string id,string metric,string operator,string value,string unit,string severity,string verification,string window,string description)"
	covenantType = "Covenant(string title,Clause[] clauses,uint16 passBps,bytes32 policy,string[] models)"
	pactType     = "Pact(Terms terms,Covenant covenant)"
)

var (
	domainHash   = text("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)")
	domainName   = text("Surety")
	domainVer    = text("1")
	gateHash     = text(gateType)
	dealHash     = text(dealType)
	termsHash    = text(termsType + dealType + gateType)
	clauseHash   = text(clauseType)
	covenantHash = text(covenantType + clauseType)
	pactHash     = text(pactType + clauseType + covenantType + dealType + gateType + termsType)
	fundingHash  = text("Funding(bytes32 pactId,uint88 amount)")
	consentHash  = text("Consent(bytes32 pactId,uint88 providerAmount,uint88 buyerAmount)")
	disputeHash  = text("Dispute(bytes32 pactId,bytes32 statement)")
	deliveryHash = text("Delivery(bytes32 pactId,bytes32 deliverable)")
	evidenceHash = text("Evidence(bytes32 pactId,bytes32 root)")
)

// Message is anything signed in a Domain.
type Message interface {
	// StructHash is EIP-712's hashStruct.
	StructHash() common.Hash
}

// Domain is where a signature counts: one escrow on one chain. Its EIP-712 name is "Surety", its version "1".
type Domain struct {
	ChainID uint64
	Escrow  common.Address
}

// Separator is EIP-712's domain separator, the escrow's domainSeparator().
func (d Domain) Separator() common.Hash {
	return HashStruct(domainHash, domainName, domainVer, Word(d.ChainID), address(d.Escrow))
}

// Digest is what is signed for m in this domain.
func (d Domain) Digest(m Message) common.Hash {
	separator, message := d.Separator(), m.StructHash()
	return crypto.Keccak256Hash([]byte{0x19, 0x01}, separator[:], message[:])
}

// Hash is hashStruct(Gate).
func (g Gate) Hash() common.Hash {
	return HashStruct(gateHash, address(g.Evaluator), Word(g.EvaluateBy), Word(g.ChallengeWindow), Word(g.FeeBps), address(g.FeeTo))
}

// Hash is hashStruct(Deal).
func (d Deal) Hash() common.Hash {
	return HashStruct(dealHash,
		address(d.Buyer), address(d.Provider), address(d.Arbiter), Word(d.Amount), Word(d.Upfront), Word(d.FundBy),
		Word(d.DisputeWindow), Word(d.ArbitrationWindow), Word(d.SilenceBps), d.Covenant, d.Salt)
}

// ID is hashStruct(Terms).
func (t Terms) ID() ID { return ID(HashStruct(termsHash, t.Gate.Hash(), t.Deal.Hash())) }

// Hash is hashStruct(Covenant).
func (c Covenant) Hash() common.Hash {
	clauses := make([]common.Hash, len(c.Clauses))
	for i, cl := range c.Clauses {
		clauses[i] = HashStruct(clauseHash,
			text(cl.ID), text(cl.Metric), text(cl.Operator), text(cl.Value), text(cl.Unit),
			text(cl.Severity), text(cl.Verification), text(cl.Window), text(cl.Description))
	}
	models := make([]common.Hash, len(c.Models))
	for i, m := range c.Models {
		models[i] = text(m)
	}
	return HashStruct(covenantHash, text(c.Title), HashWords(clauses...), Word(c.PassBps), c.Policy, HashWords(models...))
}

// StructHash is hashStruct(Pact).
func (p Pact) StructHash() common.Hash {
	return HashStruct(pactHash, common.Hash(p.Terms.ID()), p.Covenant.Hash())
}

// StructHash is hashStruct(Funding).
func (f Funding) StructHash() common.Hash {
	return HashStruct(fundingHash, common.Hash(f.Pact), Word(f.Amount))
}

// StructHash is hashStruct(Consent).
func (c Consent) StructHash() common.Hash {
	return HashStruct(consentHash, common.Hash(c.Pact), Word(c.ProviderAmount), Word(c.BuyerAmount))
}

// StructHash is hashStruct(Dispute).
func (d Dispute) StructHash() common.Hash {
	return HashStruct(disputeHash, common.Hash(d.Pact), d.Statement)
}

// StructHash is hashStruct(Delivery).
func (d Delivery) StructHash() common.Hash {
	return HashStruct(deliveryHash, common.Hash(d.Pact), d.Deliverable)
}

// StructHash is hashStruct(Evidence).
func (e Evidence) StructHash() common.Hash {
	return HashStruct(evidenceHash, common.Hash(e.Pact), e.Root)
}

// HashStruct is EIP-712's hashStruct of a value whose members are already encoded as words.
func HashStruct(typeHash common.Hash, members ...common.Hash) common.Hash {
	return HashWords(append([]common.Hash{typeHash}, members...)...)
}

// HashWords is keccak256 of the words one after another, EIP-712's encoding of an array.
func HashWords(words ...common.Hash) common.Hash {
	data := make([]byte, 0, len(words)*common.HashLength)
	for _, w := range words {
		data = append(data, w[:]...)
	}
	return crypto.Keccak256Hash(data)
}

// Word encodes a uintN. Validate keeps negative numbers, which have no such encoding, out of pacts.
func Word[N ~uint16 | ~uint32 | ~uint64 | ~int64](n N) (w common.Hash) {
	binary.BigEndian.PutUint64(w[24:], uint64(n))
	return w
}

func address(a common.Address) common.Hash { return common.BytesToHash(a[:]) }

func text(s string) common.Hash { return crypto.Keccak256Hash([]byte(s)) }
