package escrow

import (
	"math/big"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/verdict"
)

// Calldata of the contract's functions, to be sent to the escrow's address. A signature may be nil where its signer sends the
// transaction itself. The terms must be valid.

// Fund carries the buyer's signature over Token.AuthorizationDigest.
func Fund(t pact.Terms, authorization []byte) []byte {
	return contract.PackFund(packTerms(t), authorization)
}

// FundBatch carries the buyer's signature over Token.BatchAuthorizationDigest of the same terms, in the same order. All pacts are
// funded, or none is.
func FundBatch(terms []pact.Terms, authorization []byte) []byte {
	packed := make([]Terms, len(terms))
	for i, t := range terms {
		packed[i] = packTerms(t)
	}
	return contract.PackFundBatch(packed, authorization)
}

// FundByAllowance pays from the allowance the buyer gave the escrow. The buyer sends it.
func FundByAllowance(t pact.Terms) []byte { return contract.PackFundByAllowance(packTerms(t)) }

// FundByPermit carries the buyer's signatures over pact.Funding and over Token.PermitDigest with the same deadline, in Unix seconds.
func FundByPermit(t pact.Terms, fundingSignature []byte, deadline int64, permitSignature []byte) []byte {
	return contract.PackFundByPermit(packTerms(t), fundingSignature, big.NewInt(deadline), permitSignature)
}

// Deliver carries the provider's delivery.
func Deliver(t pact.Terms, d pact.Delivery, signature []byte) []byte {
	return contract.PackDeliver(packGate(t.Gate), t.Deal.Hash(), d.Deliverable, signature)
}

// Verdict carries the evaluator's verdict: by release, the cheaper call, when everything held goes to the provider, else by settle.
func Verdict(t pact.Terms, v verdict.Verdict, signature []byte) []byte {
	if v.ProviderAmount == t.Held() {
		return contract.PackRelease(packGate(t.Gate), t.Deal.Hash(), v.Report, signature)
	}
	return contract.PackSettle(packTerms(t), packAmount(v.ProviderAmount), v.Report, signature)
}

// Release is a full pass, as Verdict packs it: what a batch needs of one.
type Release struct {
	Gate         pact.Gate
	Deal, Report common.Hash
}

// ParseRelease reads a full pass back from its calldata. ok is false for any other call.
func ParseRelease(call []byte) (r Release, ok bool) {
	method := contractABI.Methods["release"]
	if len(call) < 4 || [4]byte(call) != [4]byte(method.ID) {
		return r, false
	}
	values, err := method.Inputs.Unpack(call[4:])
	if err != nil {
		return r, false
	}
	gate := *abi.ConvertType(values[0], new(Gate)).(*Gate)
	return Release{Gate: unpackGate(gate), Deal: values[1].([32]byte), Report: values[2].([32]byte)}, true
}

// ReleaseBatch carries the evaluator's batch of full passes. gates are those that b names by hash, in its order.
func ReleaseBatch(gates []pact.Gate, b verdict.Batch, signature []byte) []byte {
	groups := make([]Passes, len(b))
	for i, p := range b {
		groups[i] = Passes{Gate: packGate(gates[i]), Reports: p.Reports}
		for _, deal := range p.Deals {
			groups[i].Deals = append(groups[i].Deals, deal)
		}
	}
	return contract.PackReleaseBatch(groups, signature)
}

// Dispute carries a party's dispute.
func Dispute(t pact.Terms, party common.Address, d pact.Dispute, signature []byte) []byte {
	return contract.PackDispute(packTerms(t), party, d.Statement, signature)
}

// Escalate carries the evaluator's escalation.
func Escalate(t pact.Terms, e verdict.Escalation, signature []byte) []byte {
	return contract.PackEscalate(packTerms(t), e.Report, signature)
}

// Rule carries the arbiter's ruling.
func Rule(t pact.Terms, r verdict.Ruling, signature []byte) []byte {
	return contract.PackRule(packTerms(t), packAmount(r.ProviderAmount), r.Ruling, signature)
}

// Consent carries an agreed split. The buyer's signature is needed when the provider receives anything, the provider's when the
// buyer does.
func Consent(t pact.Terms, c pact.Consent, buyerSignature, providerSignature []byte) []byte {
	return contract.PackConsent(packTerms(t), packAmount(c.ProviderAmount), packAmount(c.BuyerAmount), buyerSignature, providerSignature)
}

// Finalize pays what a passed deadline decided. Anyone may send it.
func Finalize(t pact.Terms) []byte { return contract.PackFinalize(packTerms(t)) }

// Withdraw pays account what a failed transfer left owed to it. Anyone may send it.
func Withdraw(account common.Address) []byte { return contract.PackWithdraw(account) }
