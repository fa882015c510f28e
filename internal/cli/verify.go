package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/internal/evaluation"
	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
	"github.com/surety-dev/surety/pkg/verdict"
)

type verifyCommand struct {
	What     string `arg:"" help:"A pact's id, or its file, or a signed verdict, escalation, ruling or consent. What else is known of the pact is read from the home."`
	Evidence string `help:"The evidence bundle; by default the home's." type:"existingfile" placeholder:"FILE"`
}

// checked is what verifying found.
type checked struct {
	PactID      pact.ID  `json:"pact_id"`
	Verified    bool     `json:"verified"` // nothing is wrong
	Checks      []check  `json:"checks"`
	NotRepeated []string `json:"not_repeated"` // and why
}

type check struct {
	What  string `json:"what"`
	OK    bool   `json:"ok"`
	Wrong string `json:"wrong,omitempty"`
}

func (v *checked) add(what string, err error) {
	c := check{What: what, OK: err == nil}
	if err != nil {
		c.Wrong = err.Error()
	}
	v.Checks = append(v.Checks, c)
}

func (v *checked) skip(format string, args ...any) {
	v.NotRepeated = append(v.NotRepeated, fmt.Sprintf(format, args...))
}

func (v checked) text(p *printer) {
	p.line("Pact %s", v.PactID)
	for _, c := range v.Checks {
		if c.OK {
			p.line("  ok     %s", c.What)
		} else {
			p.line("  WRONG  %s: %s", c.What, plain(c.Wrong))
		}
	}
	for _, s := range v.NotRepeated {
		p.line("  not repeated: %s", s)
	}
	if v.Verified {
		p.line("Nothing is wrong with what could be repeated.")
	}
}

func (c verifyCommand) Run(a *app) error {
	a.Service = "" // offline, but for a contract's signature
	var (
		v      = &checked{Checks: []check{}, NotRepeated: []string{}}
		agreed *pactFile
		signed = map[string]signedFile{}
	)
	if err := c.gather(a, v, &agreed, signed); err != nil {
		return err
	}
	if agreed != nil {
		v.pact(*agreed)
	} else {
		v.skip("the covenant and the parties' signatures: the pact's file is not in %s", a.Home)
	}
	for _, kind := range []string{kindConsent, kindRuling, kindEscalation, kindVerdict} {
		if f, ok := signed[kind]; ok {
			domain, err := f.domain()
			if err == nil {
				err = f.verify(a, domain)
			}
			v.add("the signature on the "+kind+" is by whom the terms name", err)
			if f.Text != "" {
				v.add("the text of the "+kind+" hashes to what was signed", f.whole())
			}
			if agreed != nil {
				v.add("the "+kind+" is for the escrow and chain of the pact", differ(f.where != agreed.where, "%s on chain %d, not %s on chain %d", f.Escrow, f.ChainID, agreed.Escrow, agreed.ChainID))
			}
			if kind == kindVerdict || kind == kindEscalation {
				if err := c.report(a, v, agreed, f); err != nil {
					return err
				}
			}
		}
	}
	if _, judged := signed[kindVerdict]; !judged {
		if _, escalated := signed[kindEscalation]; !escalated {
			v.skip("the evaluation: no verdict is at hand; get it with: surety verdict show %s", v.PactID)
		}
	}
	v.skip("what the chain did: see surety pact show %s --rpc URL", v.PactID)
	v.Verified = true
	for _, c := range v.Checks {
		v.Verified = v.Verified && c.OK
	}
	if err := a.show(*v); err != nil {
		return err
	}
	if !v.Verified {
		return errors.New("not verified: rely on none of it before the difference is explained")
	}
	return nil
}

// gather reads what was named, and what the home has of the same pact.
func (c verifyCommand) gather(a *app, v *checked, agreed **pactFile, signed map[string]signedFile) error {
	if _, err := os.Stat(c.What); err == nil {
		data, err := readFile(c.What)
		if err != nil {
			return err
		}
		f, _, pactErr := readPactFile(data)
		s, _, signedErr := readSignedFile(data)
		switch {
		case pactErr == nil:
			v.PactID, *agreed = f.Pact.Terms.ID(), &f
		case signedErr == nil:
			v.PactID, signed[s.Kind] = s.Terms.ID(), s
		case strings.Contains(string(data), `"kind"`):
			return usageError{fmt.Errorf("%s: %w", c.What, signedErr)}
		case strings.Contains(string(data), `"pact"`):
			return usageError{fmt.Errorf("%s: %w", c.What, pactErr)}
		default:
			return usage("%s is not a file of surety: it holds neither a pact nor a signed verdict, escalation, ruling or consent", c.What)
		}
	} else if v.PactID, err = pact.ParseID(c.What); err != nil {
		return usage("%q is neither a file nor a pact id; write an id as 0x and 64 hexadecimal digits", c.What)
	}
	if *agreed == nil {
		f, _, err := a.recall(v.PactID)
		switch {
		case err == nil:
			*agreed = &f
		case !errors.Is(err, fs.ErrNotExist):
			return err
		case len(signed) == 0:
			return usage("pact %s is not in %s; name its file, or get it with: surety pact show %s --service ADDR", v.PactID.Short(), a.Home, v.PactID)
		}
	}
	for _, kind := range []string{kindVerdict, kindRuling, kindConsent} {
		data, err := readFile(a.homeFile(v.PactID, kind))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return err
		}
		f, _, err := readSignedFile(data)
		if err == nil && f.Terms.ID() != v.PactID {
			err = fmt.Errorf("it is about pact %s", f.Terms.ID())
		}
		if err != nil {
			v.add("the "+kind+" in the home is whole", err)
			continue
		}
		if _, named := signed[f.Kind]; !named {
			signed[f.Kind] = f
		}
	}
	return nil
}

// pact checks a pact file.
func (v *checked) pact(f pactFile) {
	v.add("the terms are such as the escrow accepts, and name the covenant by its hash", f.Pact.Validate())
	domain, err := f.domain()
	for _, s := range []struct {
		role   string
		signer common.Address
	}{{"provider", f.Pact.Terms.Deal.Provider}, {"buyer", f.Pact.Terms.Deal.Buyer}} {
		sig := *f.Signatures.of(s.role)
		if len(sig) == 0 {
			v.skip("the %s's signature: it has not signed, as far as the file says", s.role)
			continue
		}
		if err == nil {
			err = pact.Verify(domain.Digest(f.Pact), sig, s.signer)
		}
		v.add("the "+s.role+" signed this very pact", err)
	}
}

// report checks a verdict's report and repeats what it can of the evaluation.
func (c verifyCommand) report(a *app, v *checked, agreed *pactFile, f signedFile) error {
	if f.Text == "" {
		v.skip("the report: the %s names it by its hash alone, %s", f.Kind, f.Hash)
		return nil
	}
	r, err := verdict.ParseReport([]byte(f.Text))
	v.add("the report is canonical", err)
	if err != nil {
		return nil
	}
	k := known{id: v.PactID, terms: f.Terms}
	outcome, amount := r.Outcome, usdc.Amount(0)
	if f.Kind == kindEscalation {
		outcome = verdict.Inconclusive
	} else {
		amount = *f.ProviderAmount
	}
	if agreed != nil {
		k.covenant = &agreed.Pact.Covenant
	}
	v.add("the report is about this pact and says what was signed", consistent(r, k, outcome, amount))
	return c.again(a, v, agreed, r)
}

// again evaluates the deterministic clauses once more.
func (c verifyCommand) again(a *app, v *checked, agreed *pactFile, r verdict.Report) error {
	file := c.Evidence
	if file == "" {
		file = a.homeFile(v.PactID, "evidence")
	}
	data, err := readFile(file)
	if errors.Is(err, fs.ErrNotExist) {
		v.skip("the clauses: the evidence is not at hand; get it with: surety evidence get %s", v.PactID)
		return nil
	}
	if err != nil {
		return err
	}
	bundle, err := evidence.Parse(data)
	if err == nil {
		err = differ(bundle.Root() != r.Evidence, "its root is %s, the report's %s", bundle.Root(), r.Evidence)
	}
	v.add("the evidence is what the report was made of", err)
	if err != nil || agreed == nil {
		return nil
	}
	document, err := policy.ByHash(agreed.Pact.Covenant.Policy)
	if err != nil {
		v.skip("the clauses: %v", err)
		return nil
	}
	differences, err := evaluation.Recheck(r, agreed.Pact, bundle, document)
	if err != nil {
		v.add("the evaluation can be repeated", err)
		return nil
	}
	if r.Engine != evaluation.Engine {
		v.skip("the clauses: the report is by %s, this is %s; verify it with that version", r.Engine, evaluation.Engine)
		return nil
	}
	wrong := map[string][]string{}
	for _, d := range differences {
		wrong[d.Clause] = append(wrong[d.Clause], d.String())
	}
	judge := func(what, id string) {
		v.add(what, differ(len(wrong[id]) > 0, "%s", strings.Join(wrong[id], "; ")))
	}
	for _, clause := range r.Clauses {
		if clause.Verification == "deterministic" {
			judge(fmt.Sprintf("clause %s, evaluated again, is %s", clause.ID, clause.Result), clause.ID)
			continue
		}
		v.skip("clause %s, which is %s: it needs a juror", clause.ID, clause.Verification)
	}
	judge(fmt.Sprintf("share and outcome follow from the clauses: %s", r.Outcome), "")
	return nil
}

func differ(wrong bool, format string, args ...any) error {
	if !wrong {
		return nil
	}
	return fmt.Errorf(format, args...)
}
