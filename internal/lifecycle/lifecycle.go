// Package lifecycle is the life of a pact in the service: its states, and what a party may do to it in each.
//
// It guarantees that a pact's money state is what the chain's events say and nothing else: use cases store signatures, papers and
// intents, and only Fold sets a state. Every use case is one transaction of the store, refuses before it stores anything, and
// may be repeated: the same request answers as it did.
//
// internal/api calls it for the parties, internal/settlement with what the chain says, internal/evaluation with verdicts. The ports it needs are
// in ports.go; internal/postgres and internal/settlement implement them.
//
//	proposed ──signed──▶ signed ──Funded──▶ funded ──Delivered──▶ delivered ──evidence──▶ evaluating
//	proposed, signed ──expired──▶ expired ──Funded──▶ funded ──evidence──▶ evaluating ──Delivered──▶ evaluating
//	proposed ──Funded──▶ funded
//	funded, delivered, evaluating ──Released──▶ released
//	funded, delivered, evaluating ──Settled──▶ closed
//	funded, delivered, evaluating ──Withheld──▶ withheld
//	funded, delivered, evaluating ──Escalated──▶ disputed
//	delivered, evaluating, withheld ──Disputed──▶ disputed ──Ruled──▶ resolved
//	funded, delivered, evaluating, withheld, disputed ──Consented──▶ closed
//	funded, delivered, evaluating, withheld, disputed ──Finalized──▶ closed
//	withheld ──Finalized──▶ withheld
//
// Provider and buyer may each hand in evidence, once, until the evaluation has begun. The provider's leads to evaluating; the buyer's alone
// only once the delivery is on chain, for before it there is nothing to judge. When what is in is judged is for the evaluation's policy to say.
//
// closed is released when the buyer was paid nothing, refunded when the provider was not beyond upfront, else resolved. withheld stays what
// it is when only one of a verdict's two windows has passed.
package lifecycle

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
	"github.com/surety-dev/surety/pkg/verdict"
)

var zeroHash common.Hash

// MaxText bounds a statement and a ruling, in bytes.
const MaxText = 16 << 10

// Record is a pact as the service keeps it.
type Record struct {
	ID                                pact.ID
	Pact                              pact.Pact
	ProviderSignature, BuyerSignature []byte
	State                             State
	Money                             Money
	Final                             bool   // the block of Money is finalized
	Quarantine                        string // why no money of it is moved: its events do not add up; empty: nothing is wrong
	Deliverable                       common.Hash
	EvidenceRoot                      common.Hash // the provider's
	BuyerEvidenceRoot                 common.Hash
	CreateTime                        int64 // by the chain's clock
}

// Readable says whether account may read the pact: its parties and its arbiter may.
func (r Record) Readable(account common.Address) bool {
	d := r.Pact.Terms.Deal
	return account != (common.Address{}) && (account == d.Provider || account == d.Buyer || account == d.Arbiter)
}

// Deployment is where the escrow is, and what this service takes part in.
type Deployment struct {
	Domain     pact.Domain
	Token      escrow.Token
	Evaluator  common.Address
	FeeBps     uint16
	FeeTo      common.Address
	Policy     common.Hash
	FirstBlock uint64
}

// Service holds the use cases.
type Service struct {
	Deployment
	store     Store
	chain     Chain
	judgeable func(pact.Covenant) error
}

// New makes the use cases. judgeable refuses a covenant that the evaluation could not judge.
func New(d Deployment, store Store, chain Chain, judgeable func(pact.Covenant) error) *Service {
	return &Service{Deployment: d, store: store, chain: chain, judgeable: judgeable}
}

// Now is the chain's clock at the newest block applied; ErrNotFollowing before the first.
func (s *Service) Now(ctx context.Context) (int64, error) {
	now, err := s.store.Now(ctx)
	if err == nil && now == 0 {
		err = ErrNotFollowing
	}
	return now, err
}

// Propose stores a pact with the signature of the party that proposes it.
func (s *Service) Propose(ctx context.Context, req Request, p pact.Pact, signer common.Address, sig []byte) (Record, error) {
	now, err := s.Now(ctx)
	if err != nil {
		return Record{}, err
	}
	_, err = s.store.Pact(ctx, p.Terms.ID())
	if err == nil { // repeated, or proposed by the other party first: what was accepted then is not judged by today's clock
		return s.Sign(ctx, req, p.Terms.ID(), signer, sig)
	}
	if !errors.Is(err, ErrNoPact) {
		return Record{}, err
	}
	if err := p.ValidateAt(now); err != nil {
		return Record{}, err
	}
	if err := s.party(p, signer, provider|buyer); err != nil {
		return Record{}, err
	}
	if err := s.verify(ctx, p, sig, signer); err != nil {
		return Record{}, err
	}
	if err := s.ours(p); err != nil { // last: compiling a hundred clauses is for those who signed them
		return Record{}, err
	}
	req.Party = signer
	return s.update(ctx, req, p.Terms.ID(), func(tx Tx, r Record, known bool) (Record, error) {
		if !known {
			r = Record{ID: p.Terms.ID(), Pact: p, State: Proposed, CreateTime: now}
		}
		return sign(r, signer, sig), nil
	})
}

// Sign adds the other party's signature.
func (s *Service) Sign(ctx context.Context, req Request, id pact.ID, signer common.Address, sig []byte) (Record, error) {
	r, err := s.store.Pact(ctx, id)
	if err != nil {
		return Record{}, err
	}
	if err := s.party(r.Pact, signer, provider|buyer); err != nil {
		return Record{}, err
	}
	if err := s.verify(ctx, r.Pact, sig, signer); err != nil {
		return Record{}, err
	}
	req.Party = signer
	return s.update(ctx, req, id, func(tx Tx, r Record, _ bool) (Record, error) {
		if r.State == Expired {
			return r, &Refused{Reason: WrongState, Detail: fmt.Sprintf("the pact expired at its fund_by, %s; propose a new one", utc(r.Pact.Terms.Deal.FundBy))}
		}
		return sign(r, signer, sig), nil
	})
}

func sign(r Record, signer common.Address, sig []byte) Record {
	if signer == r.Pact.Terms.Deal.Provider {
		r.ProviderSignature = sig
	} else {
		r.BuyerSignature = sig
	}
	return r
}

// Fund relays the buyer's ERC-3009 authorization.
func (s *Service) Fund(ctx context.Context, req Request, id pact.ID, authorization []byte) (Intent, error) {
	return s.relay(ctx, req, id, relay{
		action: ActFund, who: buyer, in: []State{Signed},
		check: func(r Record, _ common.Address) error {
			digest := s.Token.AuthorizationDigest(r.Pact.Terms, s.Domain.Escrow)
			return s.chain.VerifySignature(ctx, digest, authorization, r.Pact.Terms.Deal.Buyer)
		},
		call: func(r Record) []byte { return escrow.Fund(r.Pact.Terms, authorization) },
	})
}

// Deliver relays the provider's delivery.
func (s *Service) Deliver(ctx context.Context, req Request, id pact.ID, deliverable common.Hash, sig []byte) (Intent, error) {
	delivery := pact.Delivery{Pact: id, Deliverable: deliverable}
	return s.relay(ctx, req, id, relay{
		action: ActDeliver, who: provider, in: []State{Funded, Evaluating},
		check: func(r Record, signer common.Address) error { return s.verify(ctx, delivery, sig, signer) },
		call:  func(r Record) []byte { return escrow.Deliver(r.Pact.Terms, delivery, sig) },
	})
}

// Consent keeps a party's consent and relays it once those that must give it have. Missing is who has not; then there is no intent.
func (s *Service) Consent(ctx context.Context, req Request, c pact.Consent, signer common.Address, sig []byte) (intent Intent, missing common.Address, err error) {
	r, err := s.store.Pact(ctx, c.Pact)
	if err != nil {
		return Intent{}, missing, err
	}
	deal := r.Pact.Terms.Deal
	if err := s.party(r.Pact, signer, provider|buyer); err != nil {
		return Intent{}, missing, err
	}
	if err := s.verify(ctx, c, sig, signer); err != nil {
		return Intent{}, missing, err
	}
	req.Party = signer
	_, err = s.update(ctx, req, c.Pact, func(tx Tx, r Record, _ bool) (Record, error) {
		if !r.State.Live() {
			return r, wrongState(r, "be split by consent", live...)
		}
		if err := splits(r, c.ProviderAmount, c.BuyerAmount); err != nil {
			return r, err
		}
		if err := tx.SaveConsent(c, signer, sig); err != nil {
			return r, err
		}
		now, err := tx.Now()
		if err != nil {
			return r, err
		}
		return r, tx.Journal(Entry{
			Pact: c.Pact, Time: now, State: r.State, Kind: "consent",
			Detail: fmt.Sprintf("%s agrees to %s USDC to the provider and %s to the buyer", signer, c.ProviderAmount, c.BuyerAmount),
		})
	})
	if err != nil {
		return Intent{}, missing, err
	}
	sigs, err := s.store.Consents(ctx, c)
	if err != nil {
		return Intent{}, missing, err
	}
	// The side that gives something up must have signed.
	switch {
	case c.ProviderAmount > 0 && len(sigs[deal.Buyer]) == 0:
		return Intent{}, deal.Buyer, nil
	case c.BuyerAmount > 0 && len(sigs[deal.Provider]) == 0:
		return Intent{}, deal.Provider, nil
	}
	intent, err = s.relay(ctx, Request{ID: req.ID + andRelay, Hash: req.Hash, Party: signer}, c.Pact, relay{
		action: ActConsent, who: provider | buyer, signer: signer,
		in: live, recurs: true,
		call: func(r Record) []byte { return escrow.Consent(r.Pact.Terms, c, sigs[deal.Buyer], sigs[deal.Provider]) },
	})
	return intent, missing, err
}

// Dispute relays a party's dispute and keeps its statement.
func (s *Service) Dispute(ctx context.Context, req Request, id pact.ID, signer common.Address, statement string, sig []byte) (Intent, error) {
	if err := checkText("statement", statement); err != nil {
		return Intent{}, err
	}
	dispute := pact.Dispute{Pact: id, Statement: crypto.Keccak256Hash([]byte(statement))}
	return s.relay(ctx, req, id, relay{
		action: ActDispute, who: provider | buyer, signer: signer, in: []State{Withheld, Delivered, Evaluating},
		check: func(r Record, signer common.Address) error { return s.verify(ctx, dispute, sig, signer) },
		save: func(tx Tx) error {
			return tx.SaveDispute(Dispute{Pact: id, Party: signer, Statement: statement})
		},
		call:  func(r Record) []byte { return escrow.Dispute(r.Pact.Terms, signer, dispute, sig) },
		until: func(r Record) int64 { return r.disputeBy(signer) },
	})
}

// Rule relays the arbiter's ruling, signed over the hash of this text, and keeps the text.
func (s *Service) Rule(ctx context.Context, req Request, ruling verdict.Ruling, text string, sig []byte) (Intent, error) {
	if err := checkText("ruling", text); err != nil {
		return Intent{}, err
	}
	ruling.Ruling = crypto.Keccak256Hash([]byte(text))
	return s.relay(ctx, req, ruling.Pact, relay{
		action: ActRule, who: arbiter, in: []State{Disputed},
		check: func(r Record, signer common.Address) error {
			if r.State == Disputed { // a repeated ruling finds nothing held
				if err := splits(r, ruling.ProviderAmount, ruling.BuyerAmount); err != nil {
					return err
				}
			}
			return s.verify(ctx, ruling, sig, signer)
		},
		save: func(tx Tx) error {
			return tx.SaveRuling(Dispute{
				Pact: ruling.Pact, Ruling: text, ProviderAmount: ruling.ProviderAmount, BuyerAmount: ruling.BuyerAmount, RulingSignature: sig,
			})
		},
		call: func(r Record) []byte { return escrow.Rule(r.Pact.Terms, ruling, sig) },
	})
}

// splits refuses amounts that are no split of what is held.
func splits(r Record, toProvider, toBuyer usdc.Amount) error {
	if sum := toProvider + toBuyer; sum != r.Money.Held {
		return &Refused{Reason: WrongAmount, Detail: fmt.Sprintf("the two amounts must add up to the %s USDC held, not %s", r.Money.Held, sum)}
	}
	return nil
}

// SubmitEvidence stores a party's bundle and enqueues the evaluation. The bundle's canonical bytes must have the root that was signed. e says
// all but Since.
func (s *Service) SubmitEvidence(ctx context.Context, req Request, e Evidence) (Record, error) {
	if _, err := s.ExpectEvidence(ctx, e); err != nil {
		return Record{}, err
	}
	b, err := evidence.Parse(e.Bundle)
	if err != nil {
		return Record{}, err
	}
	if got := b.Root(); got != e.Root {
		return Record{}, &Refused{Reason: EvidenceChanged, Detail: fmt.Sprintf("the bundle's root is %s, the signed one is %s: it was changed after it was signed; sign and submit again", got, e.Root)}
	}
	e.Bundle, req.Party = b.Encode(), e.Party
	return s.update(ctx, req, e.Pact, func(tx Tx, r Record, _ bool) (Record, error) {
		now, err := tx.Now()
		if err == nil {
			err = takesEvidence(r, e.Party, now)
		}
		if err != nil {
			return r, err
		}
		if fixed, err := tx.EvidenceFixed(e.Pact); err != nil || fixed {
			return r, cmp.Or(err, error(&Refused{Reason: EvidenceFixed, Detail: "the evaluation has begun on the evidence that was in, and takes no more; say what speaks against its outcome in a dispute"}))
		}
		*r.evidenceOf(e.Party), e.Since = e.Root, now
		if err := tx.SaveEvidence(e); err != nil {
			return r, err
		}
		return r, tx.AddEvaluation(e.Pact)
	})
}

// evidenceOf is the root of a party's evidence.
func (r *Record) evidenceOf(party common.Address) *common.Hash {
	if party == r.Pact.Terms.Deal.Buyer {
		return &r.BuyerEvidenceRoot
	}
	return &r.EvidenceRoot
}

func takesEvidence(r Record, party common.Address, now int64) error {
	by := r.Pact.Terms.Gate.EvaluateBy
	switch root := *r.evidenceOf(party); {
	case !r.State.AwaitsVerdict():
		return wrongState(r, "take evidence", Funded, Delivered, Evaluating)
	case root != zeroHash:
		return &Refused{Reason: EvidenceExists, Detail: fmt.Sprintf("your evidence with root %s is already in and cannot be replaced", root)}
	case now >= by:
		return &Refused{Reason: TooLate, Detail: fmt.Sprintf("evaluate_by, %s, has passed: no verdict can follow; what the terms say of a silent evaluator applies", utc(by))}
	}
	return nil
}

// ExpectEvidence refuses, before a byte of the bundle is read, what SubmitEvidence would refuse without looking at it.
func (s *Service) ExpectEvidence(ctx context.Context, e Evidence) (Record, error) {
	r, err := s.store.Pact(ctx, e.Pact)
	if err != nil {
		return Record{}, err
	}
	if err := s.party(r.Pact, e.Party, provider|buyer); err != nil {
		return r, err
	}
	if err := s.verify(ctx, pact.Evidence{Pact: e.Pact, Root: e.Root}, e.Signature, e.Party); err != nil {
		return r, err
	}
	if *r.evidenceOf(e.Party) == e.Root { // perhaps the same request again
		return r, nil
	}
	now, err := s.Now(ctx)
	if err != nil {
		return r, err
	}
	return r, takesEvidence(r, e.Party, now)
}

// Read answers a pact to an account that may read it.
func (s *Service) Read(ctx context.Context, id pact.ID, reader common.Address) (Record, error) {
	r, err := s.store.Pact(ctx, id)
	if err != nil {
		return Record{}, err
	}
	if !r.Readable(reader) {
		return Record{}, &Refused{Reason: NotAParty, Detail: fmt.Sprintf("%s is neither a party nor the arbiter of pact %s; sign in with the account of one", reader, id.Short())}
	}
	return r, nil
}

// ours refuses a pact that this service cannot judge as it is written.
func (s *Service) ours(p pact.Pact) error {
	var errs []error
	refuse := func(field, reason string, args ...any) {
		errs = append(errs, &pact.Invalid{Field: field, Reason: fmt.Sprintf(reason, args...)})
	}
	if g := p.Terms.Gate; g.Evaluator != s.Evaluator {
		refuse("terms.gate.evaluator", "must be this service's evaluator, %s", s.Evaluator)
	} else if g.FeeBps != s.FeeBps || g.FeeTo != s.FeeTo {
		refuse("terms.gate.fee_bps", "must be this service's fee, %d bps to %s", s.FeeBps, s.FeeTo)
	}
	if p.Covenant.Policy != s.Policy {
		refuse("covenant.policy", "must be the policy in force, %s; read it with GetDeployment", s.Policy)
	}
	return errors.Join(append(errs, s.judgeable(p.Covenant))...)
}

// role is a set of those who may do a thing.
type role uint8

const (
	provider role = 1 << iota
	buyer
	arbiter
)

func (s *Service) party(p pact.Pact, signer common.Address, who role) error {
	d := p.Terms.Deal
	if signer != (common.Address{}) &&
		(who&provider != 0 && signer == d.Provider || who&buyer != 0 && signer == d.Buyer || who&arbiter != 0 && signer == d.Arbiter) {
		return nil
	}
	return &Refused{Reason: NotAParty, Detail: fmt.Sprintf("%s may not do this: the pact names provider %s, buyer %s, arbiter %s", signer, d.Provider, d.Buyer, d.Arbiter)}
}

func (s *Service) verify(ctx context.Context, m pact.Message, sig []byte, signer common.Address) error {
	return s.chain.VerifySignature(ctx, s.Domain.Digest(m), sig, signer)
}

// relay is a signature that the service carries to the escrow for a party.
type relay struct {
	action Action
	who    role
	signer common.Address // zero: the only one the role has
	in     []State
	check  func(Record, common.Address) error
	save   func(Tx) error
	call   func(Record) []byte
	until  func(Record) int64 // when the call stops being accepted; nil: when the state ends by itself
	recurs bool               // acts on the state of this block, and may be needed again on another
}

// relay refuses what the contract would refuse, by asking it, and stores the intent.
func (s *Service) relay(ctx context.Context, req Request, id pact.ID, a relay) (Intent, error) {
	if err := req.check(); err != nil {
		return Intent{}, err
	}
	r, err := s.store.Pact(ctx, id)
	if err != nil {
		return Intent{}, err
	}
	if a.signer == (common.Address{}) {
		switch d := r.Pact.Terms.Deal; a.who {
		case provider:
			a.signer = d.Provider
		case buyer:
			a.signer = d.Buyer
		case arbiter:
			a.signer = d.Arbiter
		}
	}
	if err := s.party(r.Pact, a.signer, a.who); err != nil {
		return Intent{}, err
	}
	if a.check != nil {
		if err := a.check(r, a.signer); err != nil {
			return Intent{}, err
		}
	}
	req.Party = a.signer
	if intent, found, err := s.store.Relayed(ctx, req, id, a.action); err != nil || found {
		return intent, err
	}
	if !slices.Contains(a.in, r.State) {
		return Intent{}, wrongState(r, a.action.verb(), a.in...)
	}
	call := a.call(r)
	if err := s.chain.Simulate(ctx, call); err != nil {
		return Intent{}, fmt.Errorf("%s pact %s: %w", a.action, id.Short(), err)
	}
	intent := Intent{Pact: id, Action: a.action, Call: call, Deadline: r.Deadline(), State: IntentPending}
	if a.until != nil {
		intent.Deadline = a.until(r)
	}
	if a.recurs {
		intent.Epoch = r.Money.Block
	}
	_, err = s.update(ctx, req, id, func(tx Tx, r Record, _ bool) (Record, error) {
		if !slices.Contains(a.in, r.State) {
			return r, wrongState(r, a.action.verb(), a.in...)
		}
		if a.save != nil {
			if err := a.save(tx); err != nil {
				return r, err
			}
		}
		return r, tx.AddIntent(intent)
	})
	return intent, err
}

// update runs change on the locked pact, once per request, and stores what Fold makes of it.
func (s *Service) update(ctx context.Context, req Request, id pact.ID, change func(tx Tx, r Record, known bool) (Record, error)) (Record, error) {
	if err := req.check(); err != nil {
		return Record{}, err
	}
	var out Record
	err := s.store.Update(ctx, func(tx Tx) error {
		before, err := tx.Pact(id)
		known := err == nil
		if err != nil && !errors.Is(err, ErrNoPact) {
			return err
		}
		repeated, err := tx.Claim(req)
		if err != nil {
			return err
		}
		if repeated {
			out = before
			return nil
		}
		after, err := change(tx, before, known)
		if err != nil {
			return err
		}
		out, err = Refold(tx, before, after)
		return err
	})
	return out, err
}

// Refold folds a pact anew, stores it and writes what changed to the journal. before is the zero Record for a new pact.
func Refold(tx Tx, before, after Record) (Record, error) {
	events, err := tx.Events(after.ID)
	if err != nil {
		return Record{}, err
	}
	now, err := tx.Now()
	if err != nil {
		return Record{}, err
	}
	if after, err = Fold(after, events, now); err != nil {
		return Record{}, err
	}
	if err := tx.SavePact(after); err != nil {
		return Record{}, err
	}
	return after, journal(tx, before, after, events, now)
}

func journal(tx Tx, before, after Record, events []Event, now int64) error {
	write := func(kind, detail string, hash common.Hash) error {
		return tx.Journal(Entry{Pact: after.ID, Time: now, State: after.State, Kind: kind, Detail: detail, Transaction: hash})
	}
	if before.Quarantine != "" {
		if err := write("healed", "what was missing of the chain's logs is there", zeroHash); err != nil {
			return err
		}
	}
	switch {
	case after.Money.Block < before.Money.Block:
		return write("rolled_back", "a reorganization took blocks back; the pact stands as the chain now says", zeroHash)
	case before.ID != after.ID:
		if err := write(string(Proposed), "", zeroHash); err != nil {
			return err
		}
	}
	for _, e := range []struct {
		whose      string
		now, until common.Hash
	}{{"the provider's", after.EvidenceRoot, before.EvidenceRoot}, {"the buyer's", after.BuyerEvidenceRoot, before.BuyerEvidenceRoot}} {
		if e.now != e.until {
			if err := write(string(EvidenceIn), e.whose+" "+e.now.Hex(), zeroHash); err != nil {
				return err
			}
		}
	}
	if after.State != before.State && (after.State == Signed || after.State == Expired) {
		return write(string(after.State), "", zeroHash)
	}
	for _, e := range events {
		if e.BlockNumber > before.Money.Block {
			if err := write(string(e.Kind), words(e), e.TxHash); err != nil {
				return err
			}
		}
	}
	return nil
}

// words says for people what an event moved.
func words(e Event) string {
	var parts []string
	add := func(a usdc.Amount, what string) {
		if a > 0 {
			parts = append(parts, fmt.Sprintf("%s USDC %s", a, what))
		}
	}
	if e.Terms != nil {
		add(e.Terms.Held(), "held")
		add(e.Terms.Deal.Upfront, "paid upfront")
	}
	add(e.ProviderAmount, "to the provider")
	add(e.BuyerAmount, "to the buyer")
	add(e.ProviderHeld, "held for the provider")
	add(e.BuyerHeld, "held for the buyer")
	return strings.Join(parts, ", ")
}

func utc(t int64) string { return time.Unix(t, 0).UTC().Format("2006-01-02 15:04:05 UTC") }

func checkText(field, text string) error {
	if len(text) == 0 || len(text) > MaxText {
		return &pact.Invalid{Field: field, Reason: fmt.Sprintf("must have 1 to %d bytes, has %d", MaxText, len(text))}
	}
	if !utf8.ValidString(text) || strings.ContainsRune(text, 0) {
		return &pact.Invalid{Field: field, Reason: "must be text in UTF-8 without the character U+0000"}
	}
	return nil
}

// VerifySignature accepts signer's signature over digest: ECDSA, then ERC-1271.
func (s *Service) VerifySignature(ctx context.Context, digest common.Hash, sig []byte, signer common.Address) error {
	return s.chain.VerifySignature(ctx, digest, sig, signer)
}
