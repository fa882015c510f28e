package cli

import (
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"strings"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/pkg/client"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
	"github.com/surety-dev/surety/pkg/verdict"
)

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

type verdictCommands struct {
	Show verdictShow `cmd:"" help:"Show the verdict and the report it rests on, checked. Needs --service."`
}

type verdictShow struct {
	Pact string `arg:"" help:"Its id or file."`
	Save string `help:"Write the signed verdict there, for carry. It is kept in the home either way." type:"path" placeholder:"FILE"`

	JUnit string `name:"junit" help:"Write the clauses there as JUnit XML, for continuous integration: held is passed, broken a failure, unmeasured skipped." type:"path" placeholder:"FILE"`
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
		p.line("  %-10s %s (%s): promised %s", plain(string(c.Result)), plain(c.ID), plain(c.Severity), plain(c.Promised))
		for _, more := range []struct{ what, said string }{{"measured", c.Measured}, {"rests on the evidence of", c.RestsOn}, {"would change it", c.WouldChange}, {"unmeasured because", c.Reason}, {"the other party's evidence", other(c)}} {
			if more.said != "" {
				p.line("             %s: %s", more.what, plain(more.said))
			}
		}
	}
	v.votes(p)
	for _, m := range v.report.Models {
		said := fmt.Sprintf("The %s's evidence says that the agent ran on %s", m.Party, m.Name)
		if !m.InCovenant {
			said += ", which the covenant does not name"
		}
		if len(m.Jurors) > 0 {
			said += "; the same model may have voted: " + strings.Join(m.Jurors, ", ")
		}
		p.line("%s.", plain(said))
	}
	p.line("Report %s, signed by the evaluator the terms name.", v.ReportHash)
	p.line("Kept in %s. Check it all again with: surety verify %s", v.File, v.PactID)
}

// other is what the other party's evidence says of a clause, when it says otherwise.
func other(c verdict.ClauseResult) string {
	if c.Other == nil {
		return ""
	}
	if c.Other.Measured == "" {
		return string(c.Other.Result)
	}
	return string(c.Other.Result) + ": " + c.Other.Measured
}

// votes shows who judged, how, and what it cost.
func (v shownVerdict) votes(p *printer) {
	j := v.report.Jury
	if j == nil || v.report.Draw == nil {
		return
	}
	p.line("Jurors, drawn by block %d:", v.report.Draw.Block)
	for _, t := range j.Tallies {
		p.line("  %s: %s; %d kept, %d not kept, %d without a vote; they lead by %d of %d needed", plain(t.Question), plain(string(t.Outcome)), t.ForHeld, t.ForBroken, t.NoVotes, t.Margin, t.Needed)
		for _, c := range j.Calls {
			if c.Question != t.Question || c.Round != t.Round {
				continue
			}
			said := string(c.Vote)
			if c.Vote == "" {
				said = "no vote: " + c.NoVote
			}
			if c.Swapped {
				said += ", in the other order"
			}
			p.line("    %-20s %s", plain(c.Juror), plain(said))
		}
	}
	p.line("  %d calls, %d tokens in, %d out, %d millionths of a US dollar.", len(j.Calls), j.InputTokens, j.OutputTokens, j.Cost)
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
	if c.JUnit != "" {
		if v.Report == nil {
			return fmt.Errorf("pact %s has no verdict yet whose clauses to write", k.id.Short())
		}
		if err := write(c.JUnit, v.junit()); err != nil {
			return err
		}
	}
	return a.show(v)
}

type junitSuite struct {
	XMLName  xml.Name    `xml:"testsuite"`
	Name     string      `xml:"name,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Suite   string     `xml:"classname,attr"`
	Name    string     `xml:"name,attr"`
	Failure *junitNote `xml:"failure"`
	Skipped *junitNote `xml:"skipped"`
}

type junitNote struct {
	Message string `xml:"message,attr"`
	Text    string `xml:",chardata"`
}

// junit is the clauses as JUnit XML: each is one test case.
func (v shownVerdict) junit() []byte {
	suite := junitSuite{Name: "pact " + v.PactID.Hex(), Tests: len(v.report.Clauses)}
	for _, c := range v.report.Clauses {
		t := junitCase{Suite: suite.Name, Name: harmless(c.ID)}
		promised := fmt.Sprintf("%s, promised: %s", c.Severity, harmless(c.Promised))
		switch c.Result {
		case verdict.Broken:
			suite.Failures++
			t.Failure = &junitNote{harmless(c.Measured), promised}
		case verdict.Unmeasured:
			suite.Skipped++
			t.Skipped = &junitNote{harmless(c.Reason), promised}
		}
		suite.Cases = append(suite.Cases, t)
	}
	data, err := xml.MarshalIndent(suite, "", "  ")
	if err != nil {
		panic("cli: clauses have an XML: " + err.Error())
	}
	return append([]byte(xml.Header), append(data, '\n')...)
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
