package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/surety-dev/surety/pkg/client"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
	"github.com/surety-dev/surety/pkg/verdict"
)

const maxFile = 32 << 20 // bytes; a report may have 16 MiB, and escaping adds to it

// where is the domain as files and output write it.
type where struct {
	ChainID uint64 `json:"chain_id"`
	Escrow  string `json:"escrow"`
}

func whereIs(d pact.Domain) where { return where{d.ChainID, d.Escrow.Hex()} }

func (w where) domain() (pact.Domain, error) {
	address, err := pact.ParseAddress(w.Escrow)
	if err != nil {
		return pact.Domain{}, fmt.Errorf("escrow: %w", err)
	}
	if w.ChainID == 0 || address == (common.Address{}) {
		return pact.Domain{}, errors.New("chain_id or escrow is zero; name both")
	}
	return pact.Domain{ChainID: w.ChainID, Escrow: address}, nil
}

// signatures of the parties, of the evaluator or of the arbiter, as far as they are there.
type signatures struct {
	Provider  hexutil.Bytes `json:"provider,omitempty"`
	Buyer     hexutil.Bytes `json:"buyer,omitempty"`
	Evaluator hexutil.Bytes `json:"evaluator,omitempty"`
	Arbiter   hexutil.Bytes `json:"arbiter,omitempty"`
}

// of is the place of role's signature.
func (s *signatures) of(role string) *hexutil.Bytes {
	return map[string]*hexutil.Bytes{"provider": &s.Provider, "buyer": &s.Buyer, "evaluator": &s.Evaluator, "arbiter": &s.Arbiter}[role]
}

// pactFile is what parties exchange and keep.
type pactFile struct {
	where
	Pact       pact.Pact  `json:"pact"`
	Signatures signatures `json:"signatures"`
}

func readPactFile(data []byte) (pactFile, pact.Domain, error) {
	var f struct {
		where
		Pact       json.RawMessage `json:"pact"`
		Signatures signatures      `json:"signatures"`
	}
	if err := strictly(data, &f); err != nil {
		return pactFile{}, pact.Domain{}, fmt.Errorf("not a pact file: %w", err)
	}
	p, err := pact.ParsePact(f.Pact)
	if err != nil {
		return pactFile{}, pact.Domain{}, err
	}
	domain, err := f.domain()
	return pactFile{f.where, p, f.Signatures}, domain, err
}

// verify checks the rules, and the signatures that are there.
func (f pactFile) verify(d pact.Domain) error {
	return errors.Join(f.Pact.Validate(), client.Pact{
		Pact: f.Pact, ID: f.Pact.Terms.ID(), ProviderSignature: f.Signatures.Provider, BuyerSignature: f.Signatures.Buyer,
	}.Verify(d))
}

// Kinds of a signed file.
const (
	kindVerdict    = "verdict"
	kindEscalation = "escalation"
	kindRuling     = "ruling"
	kindConsent    = "consent"
)

// signedFile is a message that anyone may carry to the escrow, with all that its carrier needs.
type signedFile struct {
	Kind string `json:"kind"`
	where
	Terms          pact.Terms   `json:"terms"`
	ProviderAmount *usdc.Amount `json:"provider_amount,omitempty"` // of what is held; not in an escalation
	BuyerAmount    *usdc.Amount `json:"buyer_amount,omitempty"`    // of a consent or a ruling
	Hash           *common.Hash `json:"hash,omitempty"`            // of the report or of the ruling's text
	Text           string       `json:"text,omitempty"`            // that report or text
	Signatures     signatures   `json:"signatures"`
}

func readSignedFile(data []byte) (signedFile, pact.Domain, error) {
	var f signedFile
	if err := strictly(data, &f); err != nil {
		return f, pact.Domain{}, fmt.Errorf("not a signed message: %w", err)
	}
	complete := map[string]bool{
		kindVerdict:    f.ProviderAmount != nil && f.Hash != nil,
		kindEscalation: f.Hash != nil,
		kindRuling:     f.ProviderAmount != nil && f.BuyerAmount != nil && f.Hash != nil,
		kindConsent:    f.ProviderAmount != nil && f.BuyerAmount != nil,
	}
	if ready, known := complete[f.Kind]; !known {
		return f, pact.Domain{}, fmt.Errorf("not a signed message: kind %.40q is none of verdict, escalation, ruling, consent", f.Kind)
	} else if !ready {
		return f, pact.Domain{}, fmt.Errorf("the %s lacks an amount or a hash; ask its signer for the whole file", f.Kind)
	}
	domain, err := f.domain()
	return f, domain, err
}

// whole refuses a text other than the one that was signed.
func (f signedFile) whole() error {
	if f.Text == "" || f.Hash != nil && crypto.Keccak256Hash([]byte(f.Text)) == *f.Hash {
		return nil
	}
	return fmt.Errorf("the %s's text does not hash to %s: it was changed", f.Kind, f.Hash)
}

// message is what the signatures are over.
func (f signedFile) message() pact.Message {
	id := f.Terms.ID()
	switch f.Kind {
	case kindVerdict:
		return verdict.Verdict{Pact: id, ProviderAmount: *f.ProviderAmount, Report: *f.Hash}
	case kindEscalation:
		return verdict.Escalation{Pact: id, Report: *f.Hash}
	case kindRuling:
		return verdict.Ruling{Pact: id, ProviderAmount: *f.ProviderAmount, BuyerAmount: *f.BuyerAmount, Ruling: *f.Hash}
	default:
		return pact.Consent{Pact: id, ProviderAmount: *f.ProviderAmount, BuyerAmount: *f.BuyerAmount}
	}
}

// call is the calldata that carries it.
func (f signedFile) call() []byte {
	switch m := f.message().(type) {
	case verdict.Verdict:
		return escrow.Verdict(f.Terms, m, f.Signatures.Evaluator)
	case verdict.Escalation:
		return escrow.Escalate(f.Terms, m, f.Signatures.Evaluator)
	case verdict.Ruling:
		return escrow.Rule(f.Terms, m, f.Signatures.Arbiter)
	default:
		return escrow.Consent(f.Terms, m.(pact.Consent), f.Signatures.Buyer, f.Signatures.Provider)
	}
}

// signers are the roles whose signatures it needs: the side that gives something up.
func (f signedFile) signers() map[string]common.Address {
	switch f.Kind {
	case kindVerdict, kindEscalation:
		return map[string]common.Address{"evaluator": f.Terms.Gate.Evaluator}
	case kindRuling:
		return map[string]common.Address{"arbiter": f.Terms.Deal.Arbiter}
	}
	needed := map[string]common.Address{}
	if *f.ProviderAmount > 0 {
		needed["buyer"] = f.Terms.Deal.Buyer
	}
	if *f.BuyerAmount > 0 {
		needed["provider"] = f.Terms.Deal.Provider
	}
	return needed
}

// errUnsigned says whose signature is missing.
type errUnsigned struct {
	role   string
	signer common.Address
}

func (e errUnsigned) Error() string {
	return fmt.Sprintf("the signature of the %s, %s, is missing", e.role, e.signer)
}

// verify checks that every signature it needs is there and true.
func (f signedFile) verify(a *app, d pact.Domain) error {
	var errs []error
	for role, signer := range f.signers() {
		sig := *f.Signatures.of(role)
		if len(sig) == 0 {
			errs = append(errs, errUnsigned{role, signer})
		} else if err := a.signedBy(d, f.message(), sig, signer); err != nil {
			errs = append(errs, fmt.Errorf("the %s's signature on the %s: %w", role, f.Kind, err))
		}
	}
	return errors.Join(errs...)
}

// strictly decodes JSON that somebody will act on: one value, no unknown field.
func strictly(data []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(into); err != nil {
		return err
	}
	if decoder.More() {
		return errors.New("something follows the JSON value; remove it")
	}
	return nil
}

func readFile(file string) ([]byte, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if info.Size() > maxFile {
		return nil, usage("%s has %d MiB; no file of ours is as large", file, info.Size()>>20)
	}
	return os.ReadFile(file)
}

// homeFile is where the home keeps a pact's file: kind "" is the pact itself.
func (a *app) homeFile(id pact.ID, kind string) string {
	name := id.Hex()
	if kind != "" {
		name += "." + kind
	}
	return filepath.Join(a.Home, "pacts", name+".json")
}

// write writes a value as a file of its owner's, whole or not at all.
func write(file string, value any) error {
	data, ok := value.([]byte)
	if !ok {
		var b bytes.Buffer
		encoder := json.NewEncoder(&b)
		encoder.SetEscapeHTML(false)
		encoder.SetIndent("", "  ")
		if err := encoder.Encode(value); err != nil {
			return fmt.Errorf("write %s: %w", file, err)
		}
		data = b.Bytes()
	}
	draft, err := newDraft(file, data)
	if err != nil {
		return err
	}
	return os.Rename(draft, file)
}

// newDraft writes data, for its owner only, to a new file beside the one it shall become.
func newDraft(file string, data []byte) (draft string, err error) {
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return "", fmt.Errorf("write %s: %w", file, err)
	}
	f, err := os.CreateTemp(filepath.Dir(file), ".new-*")
	if err != nil {
		return "", fmt.Errorf("write %s: %w", file, err)
	}
	_, err = f.Write(data)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		_ = os.Remove(f.Name())
		return "", fmt.Errorf("write %s: %w", file, err)
	}
	return f.Name(), nil
}

// remember keeps a pact in the home, with the signatures it had there already.
func (a *app) remember(f pactFile) error {
	file := a.homeFile(f.Pact.Terms.ID(), "")
	old, _, err := a.recall(f.Pact.Terms.ID())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		a.note("Kept in %s: with it you can leave without the service.", file)
	case err != nil:
		return err
	case old.where != f.where:
		return usage("%s is of escrow %s on chain %d, this pact of escrow %s on chain %d; do not sign before you know why", file, old.Escrow, old.ChainID, f.Escrow, f.ChainID)
	}
	if len(f.Signatures.Provider) == 0 {
		f.Signatures.Provider = old.Signatures.Provider
	}
	if len(f.Signatures.Buyer) == 0 {
		f.Signatures.Buyer = old.Signatures.Buyer
	}
	return write(file, f)
}

// recall reads a pact from the home.
func (a *app) recall(id pact.ID) (pactFile, pact.Domain, error) {
	data, err := readFile(a.homeFile(id, ""))
	if err != nil {
		return pactFile{}, pact.Domain{}, err
	}
	f, domain, err := readPactFile(data)
	if err == nil && f.Pact.Terms.ID() != id {
		err = fmt.Errorf("it holds pact %s", f.Pact.Terms.ID())
	}
	if err != nil {
		return pactFile{}, pact.Domain{}, fmt.Errorf("%s: %w", a.homeFile(id, ""), err)
	}
	return f, domain, nil
}

// keepSigned keeps a signed message in the home, and says so the first time.
func (a *app) keepSigned(f signedFile) (string, error) {
	kind := f.Kind
	if kind == kindEscalation {
		kind = kindVerdict
	}
	file := a.homeFile(f.Terms.ID(), kind)
	domain, err := f.domain()
	if err != nil {
		return "", err
	}
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		if f.verify(a, domain) == nil && (f.Kind != kindEscalation || f.Terms.Deal.Arbiter != common.Address{}) {
			a.note("The %s is kept too: anyone can carry it to the escrow with: surety carry %s --rpc URL", f.Kind, file)
		} else {
			a.note("The %s is kept in %s.", f.Kind, file)
		}
	}
	return file, write(file, f)
}
