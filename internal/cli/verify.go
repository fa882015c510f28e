package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/internal/evaluation"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
	"github.com/surety-dev/surety/pkg/verdict"
)

type verifyCommand struct {
	What     string   `arg:"" help:"A pact's id, or its file, or a report, or a signed verdict, escalation, ruling or consent. What else is known of the pact is read from the home."`
	Pact     string   `help:"The pact's file; by default the home's." type:"existingfile" placeholder:"FILE"`
	Evidence []string `help:"Evidence, as it was handed in or as evidence get wrote it; by default the home's. Give it again for the other party's." sep:"none" type:"existingfile" placeholder:"FILE"`
	Policy   string   `help:"The evaluation policy; by default this program's own, or what --service says it is, checked against the hash that was signed." type:"existingfile" placeholder:"FILE"`

	service string
}

// Help is shown by --help.
func (verifyCommand) Help() string {
	return `Each line says what was found. "ok" was repeated here and is right. "WRONG" is not as it should be. "MISSING" decides the money, could be repeated with what
the line names, and was not: the evaluation behind a verdict or a report. "not repeated" is what nobody can repeat offline, or what has no part in the evaluation: the
answers of models (as recorded, they are read and counted again), and what the chain has.

The exit code is 0 only when nothing is WRONG and nothing MISSING, and 1 when something is.`
}

// checked is what verifying found.
type checked struct {
	PactID      pact.ID  `json:"pact_id"`
	Verified    bool     `json:"verified"` // nothing is wrong, and nothing missing
	Checks      []check  `json:"checks"`
	Missing     []string `json:"missing"`      // what decides the money and was not repeated, and why
	NotRepeated []string `json:"not_repeated"` // what else was not, and why

	bare *verdict.Report // named by itself
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

func (v *checked) miss(format string, args ...any) {
	v.Missing = append(v.Missing, fmt.Sprintf(format, args...))
}

func (v *checked) skip(format string, args ...any) {
	v.NotRepeated = append(v.NotRepeated, fmt.Sprintf(format, args...))
}

func (v checked) text(p *printer) {
	p.line("Pact %s", v.PactID)
	for _, c := range v.Checks {
		if c.OK {
			p.line("  ok     %s", plain(c.What))
		} else {
			p.line("  WRONG  %s: %s", plain(c.What), plain(c.Wrong))
		}
	}
	for _, s := range v.Missing {
		p.line("  MISSING  %s", plain(s))
	}
	for _, s := range v.NotRepeated {
		p.line("  not repeated: %s", plain(s))
	}
	if v.Verified {
		p.line("Nothing is wrong with what could be repeated.")
	}
}

func (c verifyCommand) Run(a *app) error {
	c.service, a.Service = a.Service, "" // offline, but for a contract's signature and the policy's text
	var (
		v      = &checked{Checks: []check{}, Missing: []string{}, NotRepeated: []string{}}
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
		if _, escalated := signed[kindEscalation]; !escalated && v.bare != nil {
			if err := c.again(a, v, agreed, *v.bare); err != nil {
				return err
			}
		} else if !escalated {
			v.skip("the evaluation: no verdict is at hand; get it with: surety verdict show %s", v.PactID)
		}
	}
	v.skip("what the chain did: see surety pact show %s --rpc URL", v.PactID)
	wrong := slices.ContainsFunc(v.Checks, func(c check) bool { return !c.OK })
	v.Verified = !wrong && len(v.Missing) == 0
	if err := a.show(*v); err != nil {
		return err
	}
	switch {
	case wrong:
		return errors.New("not verified: rely on none of it before the difference is explained")
	case !v.Verified:
		return errors.New("not verified: nothing is wrong so far, but what decides the money was not repeated; get what is missing, and verify again")
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
		bare, reportErr := verdict.ParseReport(data)
		switch {
		case reportErr == nil: // who signed it is in the home
			v.PactID, v.bare = bare.Pact, &bare
			defer func() {
				hash := bare.Hash()
				for _, kind := range []string{kindVerdict, kindEscalation} {
					if s, ok := signed[kind]; ok {
						v.add("the report is the one whose hash the evaluator signed", differ(*s.Hash != hash, "it hashes to %s, signed was %s", hash, *s.Hash))
						return
					}
				}
				v.skip("that the evaluator signed the report: no verdict is at hand; get it with: surety verdict show %s", v.PactID)
			}()
		case pactErr == nil:
			v.PactID, *agreed = f.Pact.Terms.ID(), &f
		case signedErr == nil:
			v.PactID, signed[s.Kind] = s.Terms.ID(), s
		case strings.Contains(string(data), `"kind"`):
			return usageError{fmt.Errorf("%s: %w", c.What, signedErr)}
		case strings.Contains(string(data), `"pact"`):
			return usageError{fmt.Errorf("%s: %w", c.What, pactErr)}
		default:
			return usage("%s is not a file of surety: it holds neither a pact nor a report nor a signed verdict, escalation, ruling or consent", c.What)
		}
	} else if v.PactID, err = pact.ParseID(c.What); err != nil {
		return usage("%q is neither a file nor a pact id; write an id as 0x and 64 hexadecimal digits", c.What)
	}
	if c.Pact != "" {
		data, err := readFile(c.Pact)
		if err != nil {
			return err
		}
		f, _, err := readPactFile(data)
		if err != nil {
			return usageError{fmt.Errorf("%s: %w", c.Pact, err)}
		}
		if id := f.Pact.Terms.ID(); id != v.PactID {
			return usage("%s is pact %s, not %s", c.Pact, id, v.PactID)
		}
		*agreed = &f
	}
	if *agreed == nil {
		f, _, err := a.recall(v.PactID)
		switch {
		case err == nil:
			*agreed = &f
		case !errors.Is(err, fs.ErrNotExist):
			return err
		case len(signed) == 0:
			return usage("pact %s is not in %s; name its file with --pact, or get it with: surety pact show %s --service ADDR", v.PactID.Short(), a.Home, v.PactID)
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
	r := v.bare // whoever names a report asks about that one
	if r == nil {
		if f.Text == "" {
			v.miss("the report: the %s names it by its hash alone, %s; get it with: surety verdict show %s", f.Kind, f.Hash, v.PactID)
			return nil
		}
		parsed, err := verdict.ParseReport([]byte(f.Text))
		v.add("the report is canonical", err)
		if err != nil {
			return nil
		}
		r = &parsed
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
	v.add("the report is about this pact and says what was signed", consistent(*r, k, outcome, amount))
	return c.again(a, v, agreed, *r)
}

// again evaluates once more, with the jurors' answers that the report records.
func (c verifyCommand) again(a *app, v *checked, agreed *pactFile, r verdict.Report) error {
	if agreed == nil {
		v.miss("the clauses: the pact's file is not at hand; get it with: surety pact show %s", v.PactID)
	} else if err := c.seed(a, v, *agreed, r); err != nil {
		return err
	}
	bundles, err := c.evidence(a, v, agreed, r)
	if err != nil || bundles == nil || agreed == nil {
		return err
	}
	a.Service = c.service // for the policy's text alone, which is checked against its hash
	document, err := a.policy(agreed.Pact.Covenant.Policy, c.Policy)
	a.Service = ""
	if usage := new(usageError); errors.As(err, usage) {
		return err
	} else if err != nil {
		v.miss("the clauses: %v; or name its file with --policy", err)
		return nil
	}
	if d, n := r.Draw, document.Waiting.SeedBlocks; d != nil {
		v.add(fmt.Sprintf("the seed is of the block that the policy says, %d after the newest when the evidence was fixed, %d", n, d.FixedBlock),
			differ(d.Block != d.FixedBlock+n, "it is of block %d", d.Block))
	}
	differences, err := evaluation.Recheck(r, agreed.Pact, document, bundles)
	if err != nil {
		v.add("the evaluation can be repeated", err)
		return nil
	}
	if r.Engine != evaluation.Engine {
		v.miss("the clauses: the report is by %s, this is %s; verify it with that version", r.Engine, evaluation.Engine)
		return nil
	}
	wrong := map[string][]string{}
	for _, d := range differences {
		wrong[d.Clause] = append(wrong[d.Clause], d.String())
	}
	judge := func(what, id string) {
		v.add(what, differ(len(wrong[id]) > 0, "%s", strings.Join(wrong[id], "; ")))
		delete(wrong, id)
	}
	for _, clause := range r.Clauses {
		again := "evaluated again"
		if clause.Verification == "jury" {
			again = "counted again"
		}
		judge(fmt.Sprintf("clause %s, %s, is %s", clause.ID, again, clause.Result), clause.ID)
	}
	judge(fmt.Sprintf("share and outcome follow from the clauses: %s", r.Outcome), "")
	for _, id := range slices.Sorted(maps.Keys(wrong)) {
		judge(fmt.Sprintf("the report has clause %s as the covenant does", id), id)
	}
	if r.Jury != nil {
		v.skip("the %d calls of jurors: no model was asked again; their recorded answers were read and counted again", len(r.Jury.Calls))
	}
	return nil
}

// seed asks a node, where one is named, whether the draw's seed is the hash of its block.
func (c verifyCommand) seed(a *app, v *checked, agreed pactFile, r verdict.Report) error {
	if r.Draw == nil {
		return nil
	}
	if a.RPC == "" {
		v.skip("that the seed is the hash of block %d: no node was asked; name one with --rpc", r.Draw.Block)
		return nil
	}
	domain, err := agreed.domain()
	if err != nil {
		return err
	}
	direct, err := a.chainOf(domain)
	if err != nil {
		return err
	}
	hash, err := direct.blockHash(a.ctx, r.Draw.Block)
	if err != nil {
		return err
	}
	v.add(fmt.Sprintf("the seed is the hash of block %d", r.Draw.Block), differ(hash != r.Draw.Seed, "the node has %s, the report %s", hash, r.Draw.Seed))
	return nil
}

// evidence finds the bundles that the report names, by their roots, and by whose they are; nil when one is missing.
func (c verifyCommand) evidence(a *app, v *checked, agreed *pactFile, r verdict.Report) (map[string]evidence.Bundle, error) {
	named := map[common.Hash]evidence.Bundle{}
	for _, file := range c.Evidence {
		imported, err := evidenceFile{File: file}.read(a)
		if err != nil {
			return nil, err
		}
		root := imported.Bundle.Root()
		named[root] = imported.Bundle
		if !slices.ContainsFunc(r.Evidence, func(e verdict.Submitted) bool { return e.Root == root }) {
			v.miss("what %s is for: its root is %s, which the report does not name", file, root)
		}
	}
	bundles, whole := map[string]evidence.Bundle{}, true
	for _, e := range r.Evidence {
		bundle, found := named[e.Root]
		if !found {
			file := a.homeFile(v.PactID, evidenceKind(e.Party))
			data, err := readFile(file)
			if errors.Is(err, fs.ErrNotExist) {
				v.miss("the clauses: the %s's evidence, root %s, is not at hand; name its file with --evidence, or get it with: surety evidence get %s --of %s", e.Party, e.Root, v.PactID, e.Party)
				whole = false
				continue
			}
			if err != nil {
				return nil, err
			}
			if bundle, err = evidence.Parse(data); err == nil {
				err = differ(bundle.Root() != e.Root, "the root of %s is %s, the report's %s", file, bundle.Root(), e.Root)
			}
			if err != nil {
				v.add("the "+e.Party+"'s evidence is what the report was made of", err)
				whole = false
				continue
			}
		}
		bundles[e.Party] = bundle
		v.add("the "+e.Party+"'s evidence is what the report was made of", nil)
		if agreed != nil {
			v.add("the "+e.Party+" signed that evidence", signedEvidence(a, *agreed, e))
		}
	}
	if !whole {
		return nil, nil
	}
	return bundles, nil
}

// signedEvidence checks a party's signature on its evidence.
func signedEvidence(a *app, agreed pactFile, e verdict.Submitted) error {
	domain, err := agreed.domain()
	if err != nil {
		return err
	}
	signer := agreed.Pact.Terms.Deal.Provider
	if e.Party == verdict.ByBuyer {
		signer = agreed.Pact.Terms.Deal.Buyer
	}
	return a.signedBy(domain, pact.Evidence{Pact: agreed.Pact.Terms.ID(), Root: e.Root}, e.Signature, signer)
}

func differ(wrong bool, format string, args ...any) error {
	if !wrong {
		return nil
	}
	return fmt.Errorf(format, args...)
}
