package cli

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/pkg/client"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
)

type evidenceCommands struct {
	Submit evidenceSubmit `cmd:"" help:"Hand in evidence (provider, buyer): each once, until the evaluation has begun. Needs --service."`
	Show   evidenceShow   `cmd:"" help:"Show what would be handed in, without handing it in."`
	Get    evidenceGet    `cmd:"" help:"Get what a party handed in; its root and signature are checked. Needs --service."`
}

// evidenceFile is what becomes evidence.
type evidenceFile struct {
	File  string   `arg:"" help:"The record of the work: a bundle, OpenAI chat messages, τ-bench trajectories, a log of inspect_ai (.json, .eval) or OpenTelemetry GenAI spans (OTLP JSON); - is standard input."`
	Files []string `name:"file" sep:"none" placeholder:"[NAME=]PATH" help:"A file that belongs to it: its name, size and hash become evidence. Give it again for more."`
}

func (c evidenceFile) read(a *app) (evidence.Imported, error) {
	imported, err := c.imported(a)
	if err == nil {
		for _, file := range c.Files {
			var f evidence.File
			if f, err = attached(file); err != nil {
				break
			}
			imported.Bundle.Files = append(imported.Bundle.Files, f)
		}
		slices.SortFunc(imported.Bundle.Files, func(a, b evidence.File) int { return strings.Compare(a.Name, b.Name) })
	}
	if err == nil {
		_, err = evidence.Parse(imported.Bundle.Encode()) // as the service will: the names of files are the caller's
	}
	if err != nil {
		return imported, usageError{fmt.Errorf("evidence %s: %w", c.File, err)}
	}
	return imported, nil
}

func (c evidenceFile) imported(a *app) (evidence.Imported, error) {
	in := a.In
	if c.File != "-" {
		f, err := os.Open(c.File)
		if err != nil {
			return evidence.Imported{}, err
		}
		defer func() { _ = f.Close() }()
		in = f
	}
	data, err := evidence.Read(in)
	if err != nil {
		return evidence.Imported{}, err
	}
	return evidence.Import(data)
}

// attached is a file by its hash, named as it is written unless that leads elsewhere.
func attached(file string) (evidence.File, error) {
	name, path, named := strings.Cut(file, "=")
	if !named {
		path, name = file, filepath.ToSlash(file)
		if !filepath.IsLocal(file) {
			name = filepath.Base(file)
		}
		name = filepath.ToSlash(filepath.Clean(name))
	}
	f, err := os.Open(path)
	if err != nil {
		return evidence.File{}, err
	}
	defer func() { _ = f.Close() }()
	hash := crypto.NewKeccakState()
	size, err := io.Copy(hash, f)
	return evidence.File{Name: name, Hash: common.BytesToHash(hash.Sum(nil)), Size: size}, err
}

// extent says how much there is of a bundle.
func extent(b evidence.Bundle, size int) string {
	count := func(n int, what string) string {
		if n != 1 {
			what += "s"
		}
		return fmt.Sprintf("%d %s", n, what)
	}
	return strings.Join([]string{
		count(len(b.Split()), "interaction"), count(len(b.Messages), "message"), count(len(b.Calls()), "tool call"), count(len(b.Files), "file"), count(size, "byte"),
	}, ", ")
}

type evidenceShow struct{ evidenceFile }

// shownFile is what a file would be as evidence.
type shownFile struct {
	Format       evidence.Format    `json:"format"`
	Root         common.Hash        `json:"root"`
	Size         int                `json:"size"` // bytes of the bundle
	Interactions []shownInteraction `json:"interactions"`
	Messages     int                `json:"messages"`
	ToolCalls    []shownCall        `json:"tool_calls"`
	Usage        *shownUsage        `json:"usage,omitempty"`
	Files        []shownAttachment  `json:"files"`
	Notes        []string           `json:"notes,omitempty"`
	Bundle       json.RawMessage    `json:"bundle"`
	bundle       evidence.Bundle
}

type shownInteraction struct {
	Label     string       `json:"label,omitempty"` // as its source calls it
	First     int          `json:"first"`           // index of its first message
	Messages  int          `json:"messages"`
	ToolCalls int          `json:"tool_calls"`
	Scores    []shownScore `json:"scores,omitempty"` // left out
}

type shownScore struct {
	Name  string          `json:"name"`
	Value json.RawMessage `json:"value"`
}

type shownCall struct {
	Interaction int    `json:"interaction"`
	Message     int    `json:"message"`
	ID          string `json:"id,omitempty"`
	Name        string `json:"name"`
	Arguments   string `json:"arguments"`
	Answered    bool   `json:"answered"`
	Result      string `json:"result,omitempty"`
	Error       string `json:"error,omitempty"`
}

type shownUsage struct {
	InputTokens  int64        `json:"input_tokens"`
	OutputTokens int64        `json:"output_tokens"`
	Cost         *usdc.Amount `json:"cost,omitempty"`
}

type shownAttachment struct {
	Name string      `json:"name"`
	Hash common.Hash `json:"hash"`
	Size int64       `json:"size"`
}

func (c evidenceShow) Run(a *app) error {
	imported, err := c.read(a)
	if err != nil {
		return err
	}
	b := imported.Bundle
	encoded := b.Encode()
	v := shownFile{
		Format: imported.Format, Root: b.Root(), Size: len(encoded), Messages: len(b.Messages), Interactions: []shownInteraction{}, ToolCalls: []shownCall{},
		Files: []shownAttachment{}, Notes: imported.Notes, Bundle: encoded, bundle: b,
	}
	for i, messages := range b.Split() {
		v.Interactions = append(v.Interactions, shownInteraction{Label: imported.Labels[i], Messages: len(messages)})
		if i > 0 {
			v.Interactions[i].First = b.Interactions[i]
		}
	}
	for _, s := range imported.Scores {
		at := &v.Interactions[s.Interaction]
		at.Scores = append(at.Scores, shownScore{s.Name, json.RawMessage(s.Value)})
	}
	for _, call := range b.Calls() {
		at := len(v.Interactions) - 1
		for v.Interactions[at].First > call.Message {
			at--
		}
		v.Interactions[at].ToolCalls++
		v.ToolCalls = append(v.ToolCalls, shownCall{at, call.Message, call.ID, call.Name, call.Arguments, call.Answered, call.Result, call.Error})
	}
	if u := b.Usage; u != nil {
		v.Usage = &shownUsage{u.InputTokens, u.OutputTokens, u.Cost}
	}
	for _, f := range b.Files {
		v.Files = append(v.Files, shownAttachment(f))
	}
	return a.show(v)
}

func (v shownFile) text(p *printer) {
	p.line("Read as %s: %s", v.Format, extent(v.bundle, v.Size))
	p.line("Root %s", v.Root)
	if len(v.bundle.Models) > 0 {
		p.line("Ran on %s", plain(strings.Join(v.bundle.Models, ", ")))
	}
	if u := v.Usage; u != nil {
		cost := ""
		if u.Cost != nil {
			cost = fmt.Sprintf(", %s USD", u.Cost)
		}
		p.line("Used %d input and %d output tokens%s", u.InputTokens, u.OutputTokens, cost)
	}
	for _, n := range v.Notes {
		p.line("Note: %s", plain(n))
	}
	for i, messages := range v.bundle.Split() {
		at := v.Interactions[i]
		p.line("")
		p.line("Interaction %d%s", i+1, plain(strings.TrimRight(": "+at.Label, ": ")))
		for _, s := range at.Scores {
			p.line("  left out, being opinion: %s %s", plain(s.Name), plain(string(s.Value)))
		}
		conversation(p, messages)
	}
	files(p, v.bundle.Files)
}

// conversation prints messages. What others wrote can neither move the terminal nor pass for a line of ours.
func conversation(p *printer, messages []evidence.Message) {
	for _, m := range messages {
		p.line("")
		p.line("%s", strings.TrimSpace(string(m.Role)+" "+plain(m.Name)))
		for _, part := range []struct{ what, text string }{{"thought: ", m.Reasoning}, {"", m.Content}, {"failed: ", m.Error}} {
			if part.text != "" {
				p.line("  %s", plain(part.what+part.text))
			}
		}
		for _, call := range m.ToolCalls {
			p.line("  calls %s", plain(call.Name+"("+call.Arguments+")"))
		}
		if m.LatencyMS != nil {
			p.line("  took %d ms", *m.LatencyMS)
		}
	}
}

func files(p *printer, all []evidence.File) {
	for _, f := range all {
		p.line("file %s, %d bytes, %s", f.Name, f.Size, f.Hash)
	}
}

type evidenceSubmit struct {
	Pact string `arg:"" help:"Its id or file."`
	evidenceFile
	NoWait bool `help:"Do not wait for the verdict."`
}

func (c evidenceSubmit) Run(a *app) error {
	imported, err := c.read(a)
	if err != nil {
		return err
	}
	bundle := imported.Bundle
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
	if err := a.confirm(k.summary(), fmt.Sprintf("You hand in evidence: %s, root %s. It cannot be replaced. Look at it with: surety evidence show %s",
		extent(bundle, len(encoded)), root, c.File)); err != nil {
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
	Signer string          `json:"signer"`
	Root   common.Hash     `json:"root"`
	File   string          `json:"file"`
	Bundle json.RawMessage `json:"bundle"`
	parsed evidence.Bundle
}

func (v shownEvidence) text(p *printer) {
	p.line("The %s's evidence on pact %s, root %s", v.Of, v.PactID.Short(), v.Root)
	p.line("Signed by %s", v.Signer)
	p.line("Kept in %s", v.File)
	conversation(p, v.parsed.Messages)
	files(p, v.parsed.Files)
}

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
	v := shownEvidence{PactID: k.id, Of: c.Of, Signer: signer.Hex(), Root: e.Root, File: a.homeFile(k.id, evidenceKind(c.Of)), Bundle: data, parsed: e.Bundle}
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
