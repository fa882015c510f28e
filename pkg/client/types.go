package client

import (
	"errors"
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
	pb "github.com/surety-dev/surety/pkg/suretypb"
	"github.com/surety-dev/surety/pkg/usdc"
	"github.com/surety-dev/surety/pkg/verdict"
)

// Deployment is where the escrow is and what the service proposes. It is the service's word: compare Domain with what you know.
type Deployment struct {
	Domain         pact.Domain
	Token          escrow.Token
	Evaluator      common.Address
	FeeBps         uint16
	FeeTo          common.Address
	Policy         common.Hash
	PolicyDocument []byte // canonical JSON
	ChainTime      int64  // Unix seconds
	FirstBlock     uint64 // of the escrow, or an earlier one
}

// Pact is a pact and where it stands. It hashes to its id; its signatures are not checked before Verify.
type Pact struct {
	pact.Pact
	ID                pact.ID
	ProviderSignature []byte // empty until signed
	BuyerSignature    []byte
	State             pb.PactState
	Money             Money
	Deliverable       common.Hash // zero until on chain
	EvidenceRoot      common.Hash // the provider's; zero until handed in
	BuyerEvidenceRoot common.Hash
	CreateTime        int64 // Unix seconds
}

// Money is what the chain says about a pact's USDC.
type Money struct {
	Held         usdc.Amount // still in escrow
	ProviderHeld usdc.Amount // of it the provider's should nothing more happen; withheld and disputed pacts only
	ProviderPaid usdc.Amount // upfront included, fee taken
	BuyerPaid    usdc.Amount
	FeePaid      usdc.Amount
	Deadline     int64 // Unix seconds; 0: the state does not end by itself
	Final        bool  // the block that set all this is finalized
}

// Verify checks the signatures that are there. A contract's signature (ERC-1271) fails here: only the chain can verify it.
func (p Pact) Verify(d pact.Domain) error {
	digest := d.Digest(p.Pact)
	check := func(who string, sig []byte, signer common.Address) error {
		if len(sig) == 0 {
			return nil
		}
		if err := pact.Verify(digest, sig, signer); err != nil {
			return fmt.Errorf("the %s's signature on pact %s: %w", who, p.ID.Short(), err)
		}
		return nil
	}
	return errors.Join(
		check("provider", p.ProviderSignature, p.Terms.Deal.Provider),
		check("buyer", p.BuyerSignature, p.Terms.Deal.Buyer))
}

// Relay is a transaction that the service carries. Watch the pact for its outcome.
type Relay struct {
	Pact   pact.ID
	Action string // fund, deliver, consent, dispute or rule
	State  string // pending, sent, mined or final
}

// Event is something that happened to a pact.
type Event struct {
	Cursor      string // Watch goes on after it
	Pact        pact.ID
	Time        int64 // Unix seconds
	State       pb.PactState
	Kind        string      // a stable word: WatchPactsResponse.kind
	Detail      string      // for people
	Transaction common.Hash // zero where there is none
}

// Evidence is what a party handed in. Its bundle has the root.
type Evidence struct {
	pact.Evidence
	Signer    common.Address // the provider or the buyer
	Signature []byte
	Bundle    evidence.Bundle
}

// Verify checks that the signer signed the root.
func (e Evidence) Verify(d pact.Domain) error {
	if err := pact.Verify(d.Digest(e.Evidence), e.Signature, e.Signer); err != nil {
		return fmt.Errorf("the signature on the evidence on pact %s: %w", e.Pact.Short(), err)
	}
	return nil
}

// Evaluation is what was decided and why. Its report hashes to ReportHash; its signature is not checked before Verify.
type Evaluation struct {
	Pact           pact.ID
	Outcome        verdict.Outcome // empty while pending
	Report         []byte          // canonical JSON
	ReportHash     common.Hash
	ProviderAmount usdc.Amount // of what is held; 0 when inconclusive, which moves nothing
	Signature      []byte
	Evaluator      common.Address
}

// Pending says that there is no verdict yet.
func (e Evaluation) Pending() bool { return e.Outcome == "" }

// Message is what the evaluator signed: a verdict.Verdict, or a verdict.Escalation when the evaluation is inconclusive.
func (e Evaluation) Message() pact.Message {
	if e.Outcome == verdict.Inconclusive {
		return verdict.Escalation{Pact: e.Pact, Report: e.ReportHash}
	}
	return verdict.Verdict{Pact: e.Pact, ProviderAmount: e.ProviderAmount, Report: e.ReportHash}
}

// Verify checks that it is signed by the evaluator the pact's terms name.
func (e Evaluation) Verify(d pact.Domain, evaluator common.Address) error {
	if err := pact.Verify(d.Digest(e.Message()), e.Signature, evaluator); err != nil {
		return fmt.Errorf("the evaluator's signature on pact %s: %w", e.Pact.Short(), err)
	}
	return nil
}

// Dispute is what a party contests, and how the arbiter ruled. The ruling's signature is not checked before Verify; the
// statement's hash is in the escrow's Disputed event.
type Dispute struct {
	Pact                        pact.ID
	Party                       common.Address // zero when the evaluator escalated
	Statement                   string
	Ruling                      string // empty until ruled
	ProviderAmount, BuyerAmount usdc.Amount
	RulingSignature             []byte
}

// Message is what the arbiter signed.
func (d Dispute) Message() verdict.Ruling {
	return verdict.Ruling{
		Pact: d.Pact, ProviderAmount: d.ProviderAmount, BuyerAmount: d.BuyerAmount, Ruling: crypto.Keccak256Hash([]byte(d.Ruling)),
	}
}

// Verify checks that the ruling, if there is one, is signed by the arbiter the pact's terms name.
func (d Dispute) Verify(domain pact.Domain, arbiter common.Address) error {
	if d.Ruling == "" {
		return nil
	}
	if err := pact.Verify(domain.Digest(d.Message()), d.RulingSignature, arbiter); err != nil {
		return fmt.Errorf("the arbiter's signature on pact %s: %w", d.Pact.Short(), err)
	}
	return nil
}

func toDeployment(r *pb.GetDeploymentResponse) (Deployment, error) {
	d := Deployment{
		Domain:         pact.Domain{ChainID: r.ChainId},
		Token:          escrow.Token{ChainID: r.ChainId, Name: r.TokenName, Version: r.TokenVersion},
		FeeBps:         uint16(r.FeeBps),
		PolicyDocument: r.PolicyDocument,
		ChainTime:      r.ChainTime,
		FirstBlock:     r.FirstBlock,
	}
	var read reader
	d.Domain.Escrow = take(&read, pb.ParseAddress, "escrow", r.Escrow)
	d.Token.Address = take(&read, pb.ParseAddress, "token", r.Token)
	d.Evaluator = take(&read, pb.ParseAddress, "evaluator", r.Evaluator)
	d.FeeTo = optional(&read, pb.ParseAddress, "fee_to", r.FeeTo)
	d.Policy = take(&read, pb.ParseHash, "policy", r.Policy)
	if r.FeeBps > 10_000 {
		return d, contradiction("a fee of %d basis points", r.FeeBps)
	}
	if len(d.PolicyDocument) > 0 && crypto.Keccak256Hash(d.PolicyDocument) != d.Policy {
		return d, contradiction("its policy does not hash to %s", d.Policy)
	}
	return d, read.err
}

func toPact(m *pb.Pact) (Pact, error) {
	inner, err := pb.ToPact(m.GetTerms(), m.GetCovenant())
	if err != nil {
		return Pact{}, fmt.Errorf("read the service's pact: %w", err)
	}
	p := Pact{
		Pact:              inner,
		ProviderSignature: m.ProviderSignature,
		BuyerSignature:    m.BuyerSignature,
		State:             m.State,
		CreateTime:        m.CreateTime,
	}
	var read reader
	p.ID = take(&read, pb.ParseID, "id", m.Id)
	p.Deliverable = optional(&read, pb.ParseHash, "deliverable", m.Deliverable)
	p.BuyerEvidenceRoot = optional(&read, pb.ParseHash, "buyer_evidence_root", m.BuyerEvidenceRoot)
	p.EvidenceRoot = optional(&read, pb.ParseHash, "evidence_root", m.EvidenceRoot)
	if money := m.Money; money != nil {
		p.Money = Money{
			Held:         optional(&read, pb.ParseAmount, "money.held", money.Held),
			ProviderHeld: optional(&read, pb.ParseAmount, "money.provider_held", money.ProviderHeld),
			ProviderPaid: optional(&read, pb.ParseAmount, "money.provider_paid", money.ProviderPaid),
			BuyerPaid:    optional(&read, pb.ParseAmount, "money.buyer_paid", money.BuyerPaid),
			FeePaid:      optional(&read, pb.ParseAmount, "money.fee_paid", money.FeePaid),
			Deadline:     money.Deadline,
			Final:        money.Final,
		}
	}
	switch {
	case read.err != nil:
		return Pact{}, read.err
	case inner.Terms.ID() != p.ID:
		return Pact{}, contradiction("what it calls pact %s hashes to %s", p.ID, inner.Terms.ID())
	case inner.Covenant.Hash() != inner.Terms.Deal.Covenant:
		return Pact{}, contradiction("the covenant of pact %s is not the one its terms name", p.ID)
	}
	return p, nil
}

func toRelay(m *pb.Relay) (Relay, error) {
	id, err := pb.ParseID("relay.pact_id", m.GetPactId())
	return Relay{Pact: id, Action: m.GetAction(), State: m.GetState()}, err
}

func toEvent(m *pb.WatchPactsResponse) (Event, error) {
	var read reader
	e := Event{
		Cursor: m.Cursor, Time: m.Time, State: m.State, Kind: m.Kind, Detail: m.Detail,
		Pact:        take(&read, pb.ParseID, "pact_id", m.PactId),
		Transaction: optional(&read, pb.ParseHash, "transaction", m.Transaction),
	}
	return e, read.err
}

func toEvaluation(m *pb.Evaluation) (Evaluation, error) {
	var read reader
	e := Evaluation{
		Pact:           take(&read, pb.ParseID, "pact_id", m.GetPactId()),
		Outcome:        verdict.Outcome(m.GetOutcome()),
		Report:         m.GetReport(),
		ReportHash:     optional(&read, pb.ParseHash, "report_hash", m.GetReportHash()),
		ProviderAmount: optional(&read, pb.ParseAmount, "provider_amount", m.GetProviderAmount()),
		Signature:      m.GetSignature(),
		Evaluator:      optional(&read, pb.ParseAddress, "evaluator", m.GetEvaluator()),
	}
	switch e.Outcome {
	case "pending":
		e.Outcome = ""
	case verdict.Pass, verdict.Fail, verdict.Partial, verdict.Inconclusive:
		if crypto.Keccak256Hash(e.Report) != e.ReportHash {
			return Evaluation{}, contradiction("the report on pact %s does not hash to %s", e.Pact, e.ReportHash)
		}
	default:
		return Evaluation{}, contradiction("pact %s has the unknown outcome %.40q", e.Pact, e.Outcome)
	}
	return e, read.err
}

func toDispute(m *pb.Dispute) (Dispute, error) {
	var read reader
	d := Dispute{
		Pact:            take(&read, pb.ParseID, "pact_id", m.GetPactId()),
		Party:           optional(&read, pb.ParseAddress, "party", m.GetParty()),
		Statement:       m.GetStatement(),
		Ruling:          m.GetRuling(),
		ProviderAmount:  optional(&read, pb.ParseAmount, "provider_amount", m.GetProviderAmount()),
		BuyerAmount:     optional(&read, pb.ParseAmount, "buyer_amount", m.GetBuyerAmount()),
		RulingSignature: m.GetRulingSignature(),
	}
	return d, read.err
}

// reader keeps the first error of many fields.
type reader struct{ err error }

func take[T any](r *reader, parse func(field, s string) (T, error), field, s string) T {
	value, err := parse(field, s)
	if err != nil && r.err == nil {
		r.err = fmt.Errorf("read the service's answer: %w", err)
	}
	return value
}

func optional[T any](r *reader, parse func(field, s string) (T, error), field, s string) T {
	if s == "" {
		var none T
		return none
	}
	return take(r, parse, field, s)
}
