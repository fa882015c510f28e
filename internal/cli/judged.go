package cli

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"strings"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/pkg/client"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/evidence/strictjson"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
	"github.com/surety-dev/surety/pkg/verdict"
)

type evidenceCommands struct {
	Submit evidenceSubmit `cmd:"" help:"Hand in evidence (provider, buyer): each once, until the evaluation has begun. Needs --service."`
	Get    evidenceGet    `cmd:"" help:"Get what a party handed in; its root and signature are checked. Needs --service."`
}

type evidenceSubmit struct {
	Pact   string `arg:"" help:"Its id or file."`
	File   string `arg:"" help:"The evidence; - is standard input."`
	Format string `help:"bundle, or chat: OpenAI chat messages, or a line of a τ-bench trajectory file. auto tells them apart." enum:"auto,bundle,chat" default:"auto"`
	NoWait bool   `help:"Do not wait for the verdict."`
}

func (c evidenceSubmit) Run(a *app) error {
	bundle, err := c.read(a)
	if err != nil {
		return usageError{fmt.Errorf("evidence %s: %w", c.File, err)}
	}
	encoded, root := bundle.Encode(), bundle.Root()
	k, err := a.locate(c.Pact)
	if err != nil {
		return err
	}
	u, role, err := a.party(k, "provider", "buyer")
	if err != nil {
		return err
	}
	service, err := a.client()
	if err != nil {
		return err
	}
	if err := a.confirm(k.summary(), fmt.Sprintf("You hand in evidence: %d messages, %d files, %d bytes, root %s. It cannot be replaced.",
		len(bundle.Messages), len(bundle.Files), len(encoded), root)); err != nil {
		return err
	}
	message := pact.Evidence{Pact: k.id, Root: root}
	sig, err := u.SignHash(k.domain.Digest(message))
	if err != nil {
		return err
	}
	tenths := 0
	err = service.SubmitEvidence(a.ctx, message, u.Address(), sig, encoded, func(sent int) {
		if now := sent * 10 / len(encoded); now != tenths {
			tenths = now
			a.note("  %s sent", progress(sent, len(encoded)))
		}
	})
	if client.Reason(err) == string(lifecycle.EvidenceExists) {
		if there, readErr := service.Pact(a.ctx, k.id); readErr == nil && map[string]common.Hash{"provider": there.EvidenceRoot, "buyer": there.BuyerEvidenceRoot}[role] == root {
			err = nil // an earlier try got through
		}
	}
	if err != nil {
		return fmt.Errorf("submit evidence for pact %s: %w", k.id.Short(), err)
	}
	file := a.homeFile(k.id, evidenceKind(role))
	if err := write(file, encoded); err != nil {
		return err
	}
	v, err := a.byService(k.id, "evidence", waiting{c.NoWait}, "verdict", "inconclusive")
	if err != nil {
		return err
	}
	v.File = file
	if v.Event != "" {
		if _, _, err := a.evaluation(k); err != nil {
			return err
		}
		v.Next = "surety verdict show " + k.id.Hex()
	}
	return a.show(v)
}

func (c evidenceSubmit) read(a *app) (evidence.Bundle, error) {
	in := a.In
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return evidence.Bundle{}, err
		}
		defer func() { _ = f.Close() }()
		in = f
	}
	data, err := evidence.Read(in)
	if err != nil {
		return evidence.Bundle{}, err
	}
	read, as, other := evidence.Parse, "a bundle", "--format chat for chat messages"
	if c.Format == "chat" || c.Format == "auto" && isChat(data) {
		read, as, other = evidence.ImportChat, "chat messages", "--format bundle for a bundle"
	}
	bundle, err := read(data)
	var wrong *strictjson.Error
	switch {
	case !errors.As(err, &wrong):
		return bundle, err
	case wrong.Reason == strictjson.Empty:
		return bundle, errors.New(wrong.Detail) // there is no place to point at
	case wrong.Reason == strictjson.Shape:
		return bundle, fmt.Errorf("read as %s: %w; write %s", as, err, other)
	}
	return bundle, fmt.Errorf("read as %s: %w", as, err)
}

// isChat tells OpenAI chat messages and τ-bench lines from a bundle. What has a bundle's own fields is left to Parse, which
// says what is wrong; ImportChat would drop them.
func isChat(data []byte) bool {
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("[")) {
		return true
	}
	var f struct {
		Traj, Schema, Files json.RawMessage
		Messages            []struct {
			CallID    json.RawMessage `json:"call_id"`
			LatencyMS json.RawMessage `json:"latency_ms"`
		}
	}
	if json.Unmarshal(data, &f) != nil || f.Schema != nil || f.Files != nil {
		return false
	}
	for _, m := range f.Messages {
		if m.CallID != nil || m.LatencyMS != nil {
			return false
		}
	}
	return f.Traj != nil || f.Messages != nil
}

// progress counts in bytes what has few KiB.
func progress(sent, of int) string {
	if of < 10<<10 {
		return fmt.Sprintf("%d of %d bytes", sent, of)
	}
	return fmt.Sprintf("%d of %d KiB", sent>>10, of>>10)
}

// evidenceKind names the file in the home that keeps a party's evidence.
func evidenceKind(role string) string {
	if role == "buyer" {
		return "buyer-evidence"
	}
	return "evidence"
}

type evidenceGet struct {
	Pact string `arg:"" help:"Its id or file."`
	Of   string `help:"Whose evidence: provider or buyer." enum:"provider,buyer" default:"provider"`
	Out  string `help:"Write the bundle there too." type:"path" placeholder:"FILE"`
}

type shownEvidence struct {
	PactID pact.ID         `json:"pact_id"`
	Of     string          `json:"of"`
	Signer common.Address  `json:"signer"`
	Root   common.Hash     `json:"root"`
	File   string          `json:"file"`
	Bundle json.RawMessage `json:"bundle"`
	parsed evidence.Bundle
}

func (v shownEvidence) text(p *printer) {
	p.line("The %s's evidence on pact %s, root %s", v.Of, v.PactID.Short(), v.Root)
	p.line("Signed by %s", v.Signer)
	p.line("Kept in %s", v.File)
	for _, m := range v.parsed.Messages {
		p.line("")
		p.line("%s %s", m.Role, m.Name)
		if m.Content != "" {
			p.line("  %s", plain(m.Content))
		}
		for _, call := range m.ToolCalls {
			p.line("  calls %s", plain(call.Name+"("+call.Arguments+")"))
		}
	}
	for _, f := range v.parsed.Files {
		p.line("file %s, %d bytes, %s", f.Name, f.Size, f.Hash)
	}
}

// harmless keeps another party's text from doing anything to the terminal.
func harmless(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == 0x7f || r >= 0x80 && r < 0xa0 || r == 0x200e || r == 0x200f || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2069 {
			return '\uFFFD'
		}
		return r
	}, s)
}

// plain is a harmless text, indented.
func plain(s string) string { return strings.ReplaceAll(harmless(s), "\n", "\n  ") }

// quoted is a harmless text, no line of which can pass for one of ours.
func quoted(s string) string { return "  | " + strings.ReplaceAll(harmless(s), "\n", "\n  | ") }

func (c evidenceGet) Run(a *app) error {
	k, err := a.locate(c.Pact)
	if err != nil {
		return err
	}
	service, err := a.client()
	if err != nil {
		return err
	}
	signer, named := k.terms.Deal.Provider, func(p client.Pact) common.Hash { return p.EvidenceRoot }
	if c.Of == "buyer" {
		signer, named = k.terms.Deal.Buyer, func(p client.Pact) common.Hash { return p.BuyerEvidenceRoot }
	}
	e, err := service.Evidence(a.ctx, k.id, signer)
	if err != nil {
		return fmt.Errorf("the %s's evidence on pact %s: %w", c.Of, k.id.Short(), err)
	}
	if err := a.signedBy(k.domain, e.Evidence, e.Signature, signer); err != nil {
		return fmt.Errorf("the %s's signature on the evidence on pact %s does not hold: %w", c.Of, k.id.Short(), err)
	}
	if k.remote == nil || named(*k.remote) != e.Root {
		return fmt.Errorf("the %s's evidence on pact %s has root %s, not the one the service names: %w", c.Of, k.id.Short(), e.Root, client.ErrContradiction)
	}
	data := e.Bundle.Encode()
	v := shownEvidence{PactID: k.id, Of: c.Of, Signer: signer, Root: e.Root, File: a.homeFile(k.id, evidenceKind(c.Of)), Bundle: data, parsed: e.Bundle}
	if err := write(v.File, data); err != nil {
		return err
	}
	if c.Out != "" {
		if err := write(c.Out, data); err != nil {
			return err
		}
	}
	return a.show(v)
}

type verdictCommands struct {
	Show verdictShow `cmd:"" help:"Show the verdict and the report it rests on, checked. Needs --service."`
}

type verdictShow struct {
	Pact string `arg:"" help:"Its id or file."`
	Save string `help:"Write the signed verdict there, for carry. It is kept in the home either way." type:"path" placeholder:"FILE"`
}

type shownVerdict struct {
	PactID         pact.ID          `json:"pact_id"`
	Outcome        verdict.Outcome  `json:"outcome"` // pending while there is none
	ProviderAmount *usdc.Amount     `json:"provider_amount,omitempty"`
	ReportHash     *common.Hash     `json:"report_hash,omitempty"`
	Signature      string           `json:"signature,omitempty"`
	File           string           `json:"file,omitempty"`
	Report         *json.RawMessage `json:"report,omitempty"`
	report         verdict.Report
	arbiter        bool // the terms name one
}

func (v shownVerdict) text(p *printer) {
	p.line("Pact %s: %s", v.PactID.Short(), v.Outcome)
	if v.Report == nil {
		p.line("There is no verdict yet. Wait for it with: surety pact watch %s", v.PactID)
		return
	}
	if v.ProviderAmount != nil {
		p.line("Of the %s USDC held, %s to the provider.", v.report.Held, v.ProviderAmount)
	} else if v.arbiter {
		p.line("It moves no money: the arbiter, or the deadline, decides.")
	} else {
		p.line("It moves no money: the deadline decides.")
	}
	for _, c := range v.report.Clauses {
		p.line("  %-10s %s (%s): promised %s", c.Result, c.ID, c.Severity, plain(c.Promised))
		for _, more := range []struct{ what, said string }{{"measured", c.Measured}, {"would change it", c.WouldChange}, {"unmeasured because", c.Reason}} {
			if more.said != "" {
				p.line("             %s: %s", more.what, plain(more.said))
			}
		}
	}
	p.line("Report %s, signed by the evaluator the terms name.", v.ReportHash)
	p.line("Kept in %s. Check it all again with: surety verify %s", v.File, v.PactID)
}

func (c verdictShow) Run(a *app) error {
	k, err := a.locate(c.Pact)
	if err != nil {
		return err
	}
	v, f, err := a.evaluation(k)
	if err != nil {
		return err
	}
	if c.Save != "" {
		if f.Kind == "" {
			return fmt.Errorf("pact %s has no verdict to save yet", k.id.Short())
		}
		if err := write(c.Save, f); err != nil {
			return err
		}
	}
	return a.show(v)
}

// evaluation asks the service for the verdict, checks it, and keeps it in the home. Without a verdict the file is empty.
func (a *app) evaluation(k known) (shownVerdict, signedFile, error) {
	service, err := a.client()
	if err != nil {
		return shownVerdict{}, signedFile{}, err
	}
	e, err := service.Evaluation(a.ctx, k.id)
	if client.Reason(err) == "EVALUATION_NOT_FOUND" || err == nil && e.Pending() {
		return shownVerdict{PactID: k.id, Outcome: "pending"}, signedFile{}, nil
	}
	if err != nil {
		return shownVerdict{}, signedFile{}, err
	}
	report, reportErr := verdict.ParseReport(e.Report)
	if err := errors.Join(a.signedBy(k.domain, e.Message(), e.Signature, k.terms.Gate.Evaluator), reportErr, consistent(report, k, e.Outcome, e.ProviderAmount)); err != nil {
		return shownVerdict{}, signedFile{}, fmt.Errorf("the verdict on pact %s does not hold; do not rely on it: %w", k.id.Short(), err)
	}
	f := signedFile{
		Kind: kindVerdict, where: whereIs(k.domain), Terms: k.terms, ProviderAmount: &e.ProviderAmount, Hash: &e.ReportHash,
		Text: string(e.Report), Signatures: signatures{Evaluator: e.Signature},
	}
	if e.Outcome == verdict.Inconclusive {
		f.Kind, f.ProviderAmount = kindEscalation, nil
	}
	raw := json.RawMessage(e.Report)
	v := shownVerdict{
		PactID: k.id, Outcome: e.Outcome, ProviderAmount: f.ProviderAmount, ReportHash: &e.ReportHash,
		Signature: fmt.Sprintf("0x%x", e.Signature), Report: &raw, report: report,
		arbiter: k.terms.Deal.Arbiter != common.Address{},
	}
	v.File, err = a.keepSigned(f)
	return v, f, err
}

// consistent holds a report against the pact and what was signed.
func consistent(r verdict.Report, k known, outcome verdict.Outcome, amount usdc.Amount) error {
	switch {
	case r.Pact != k.id:
		return fmt.Errorf("its report is about pact %s", r.Pact)
	case k.covenant != nil && r.Policy != k.covenant.Policy:
		return fmt.Errorf("its report follows policy %s, not the covenant's", r.Policy)
	case r.Held != k.terms.Held():
		return fmt.Errorf("its report splits %s USDC, the pact holds %s", r.Held, k.terms.Held())
	case r.Outcome != outcome || r.ProviderAmount != amount:
		return fmt.Errorf("its report says %s, %s USDC to the provider; what is signed says %s, %s", r.Outcome, r.ProviderAmount, outcome, amount)
	}
	return nil
}
