package cli_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/ethclient"
	"github.com/google/go-cmp/cmp"

	"github.com/surety-dev/surety/internal/cli"
	"github.com/surety-dev/surety/internal/devnet"
	"github.com/surety-dev/surety/internal/evaluation"
	"github.com/surety-dev/surety/internal/evaluation/jury"
	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
	pb "github.com/surety-dev/surety/pkg/suretypb"
	"github.com/surety-dev/surety/pkg/verdict"
)

// trial is an evaluated pact and what it was evaluated by.
type trial struct {
	pact   pact.Pact
	policy policy.Document
	report verdict.Report
	domain pact.Domain
}

// said is evidence of an agent that says these, each in an interaction of its own.
func said(texts ...string) *evidence.Bundle {
	b := &evidence.Bundle{}
	for _, text := range texts {
		b.Interactions = append(b.Interactions, len(b.Messages))
		b.Messages = append(b.Messages, evidence.Message{Role: evidence.User, Content: "What is the total?"}, evidence.Message{Role: evidence.Assistant, Content: text})
	}
	return b
}

// judge evaluates by a policy of five jurors: ash votes against whatever it sees, fir is confused, three take "please" for polite.
func judge(t *testing.T, seed verdict.Draw, clauses []pact.Clause, provider, buyer *evidence.Bundle) trial {
	t.Helper()
	r := trial{pact: example(), policy: policy.Default(), domain: pact.Domain{ChainID: 31337, Escrow: common.HexToAddress("0xe5c0")}}
	r.policy.Version, r.policy.Sampling = "2", policy.Sampling{ShareBps: 5_000, Minimum: 2, Maximum: 1_000, ConfidenceBps: 9_500}
	r.policy.Waiting.SeedBlocks = 1
	for _, name := range []string{"ash", "birch", "cedar", "elm", "fir"} {
		r.policy.Jury.Jurors = append(r.policy.Jury.Jurors, policy.Juror{
			Name: name, Family: name, Model: name, API: policy.OpenAI, URL: "http://127.0.0.1:1", MaxConcurrent: 1, InputPrice: 1_000_000,
		})
	}
	r.pact.Covenant.Clauses, r.pact.Covenant.Policy = clauses, r.policy.Hash()
	r.pact.Terms.Deal.Covenant = r.pact.Covenant.Hash()
	id := r.pact.Terms.ID()
	if err := evaluation.Validate(r.pact.Covenant, r.policy); err != nil {
		t.Fatal(err)
	}
	submit := func(name string, b *evidence.Bundle) *evaluation.Submission {
		if b == nil {
			return nil
		}
		return &evaluation.Submission{Bundle: *b, Signature: must(pact.Sign(r.domain.Digest(pact.Evidence{Pact: id, Root: b.Root()}), key(name)))}
	}
	c := evaluation.Case{
		Pact: r.pact, Policy: r.policy, Draw: &seed, Now: now, Provider: submit("provider", provider), Buyer: submit("buyer", buyer),
	}
	_, open, err := evaluation.Evaluate(c)
	if err != nil {
		t.Fatal(err)
	}
	for _, q := range open.Questions {
		for seat, j := range jury.Order(r.policy.Jury, seed.Seed, id, verdict.Calibration{}) {
			prompt := jury.Build(q, r.policy.Jury, strings.Repeat("5", 32), false)
			answer := verdict.Answer{Text: `{"reason":"seen","pass":false,"score":0}`, Model: j.Model, Stop: "stop"}
			polite := !slices.ContainsFunc(q.Record.Messages, func(m evidence.Message) bool {
				return m.Role == evidence.Assistant && !strings.Contains(m.Content, "please")
			})
			if j.Name == "fir" {
				answer.Text = "yes and no"
			} else if polite && j.Name != "ash" {
				answer.Text = `{"reason":"seen","pass":true,"score":1}`
			}
			call := verdict.Call{
				Question: q.Key, Juror: j.Name, Seat: seat, Nonce: prompt.Nonce, Prompt: prompt.Hash(), Answer: answer, InputTokens: 100, OutputTokens: 10, Cost: 100,
			}
			call.Vote, call.NoVote = jury.Read(answer, j, false, false)
			c.Calls = append(c.Calls, call)
		}
	}
	if r.report, _, err = evaluation.Evaluate(c); err != nil {
		t.Fatal(err)
	}
	return r
}

// home is one whose service knows the trial's pact and the signed verdict on it.
func (r trial) home(t *testing.T) *home {
	t.Helper()
	f, settings := serveFake(t)
	id := r.pact.Terms.ID()
	f.pact = &pb.Pact{
		Id: id.Hex(), Terms: pb.FromTerms(r.pact.Terms), Covenant: pb.FromCovenant(r.pact.Covenant),
		ProviderSignature: must(pact.Sign(r.domain.Digest(r.pact), key("provider"))), BuyerSignature: must(pact.Sign(r.domain.Digest(r.pact), key("buyer"))),
	}
	f.at(pb.PactState_PACT_STATE_EVALUATING)
	f.evaluation = &pb.Evaluation{PactId: id.Hex(), Outcome: string(r.report.Outcome), Report: r.report.Encode(), ReportHash: r.report.Hash().Hex()}
	var m pact.Message = verdict.Escalation{Pact: id, Report: r.report.Hash()}
	if r.report.Outcome != verdict.Inconclusive {
		f.evaluation.ProviderAmount = r.report.ProviderAmount.String()
		m = verdict.Verdict{Pact: id, ProviderAmount: r.report.ProviderAmount, Report: r.report.Hash()}
	}
	f.evaluation.Signature = must(pact.Sign(r.domain.Digest(m), key("evaluator")))
	return newHome(t, "provider", key("provider"), settings)
}

var seeded = verdict.Draw{FixedBlock: 6, Block: 7, Seed: common.HexToHash("0x5eed")}

var (
	told   = pact.Clause{ID: "total", Metric: "output_text", Operator: "includes", Value: "1786", Severity: "critical", Verification: "deterministic"}
	brief  = pact.Clause{ID: "brief", Metric: "output_length", Operator: "lte", Value: "20", Unit: "words", Severity: "minor", Verification: "deterministic"}
	polite = pact.Clause{ID: "polite", Metric: "rubric", Operator: "matches", Value: "The tone is polite.", Severity: "critical", Verification: "jury"}
	mostly = pact.Clause{ID: "mostly", Metric: "rubric", Operator: "matches", Value: "The tone is polite.", Severity: "major", Verification: "jury", Window: "40% of interactions"}
)

const right = "The total is 1786, please."

// trials are the verdicts that people read.
func trials(t *testing.T) map[string]trial {
	t.Helper()
	const right, long = "The total is 1786, please.", "Please: the total is " + "very " + "very very very very very very very very very very very very very very very very much."
	named := said(slices.Repeat([]string{right}, 8)...)
	named.Models = []string{"cedar-2026-01-01", "gpt-5"}
	return map[string]trial{
		"models":   judge(t, seeded, []pact.Clause{told, polite}, named, nil),
		"pass":     judge(t, seeded, []pact.Clause{told, brief}, said(right), nil),
		"fail":     judge(t, seeded, []pact.Clause{told, brief}, said(long), nil),
		"jury":     judge(t, seeded, []pact.Clause{told, polite, mostly}, said(slices.Repeat([]string{right}, 8)...), nil),
		"disagree": judge(t, seeded, []pact.Clause{told, brief}, said(right), said("The total is 1787.")),
	}
}

// golden compares with a file, which UPDATE=1 writes anew.
func golden(t *testing.T, name, got string) {
	t.Helper()
	file := filepath.Join("testdata", name)
	if os.Getenv("UPDATE") != "" {
		if err := os.WriteFile(file, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s (-want +got):\n%s", file, d)
	}
}

func TestAVerdictIsShownClauseByClauseWithItsVotes(t *testing.T) {
	for name, r := range trials(t) {
		t.Run(name, func(t *testing.T) {
			h := r.home(t)
			id := r.pact.Terms.ID()
			junit := h.path("junit.xml")
			code, shown, stderr := h.runText("verdict", "show", id.Hex(), "--junit", junit)
			if code != cli.ExitDone {
				t.Fatalf("exit %d: %s", code, stderr)
			}
			xml, err := os.ReadFile(junit)
			if err != nil {
				t.Fatal(err)
			}
			replace := strings.NewReplacer(h.dir, "HOME", id.Hex(), "ID", id.Short(), "SHORT", r.report.Hash().Hex(), "HASH")
			golden(t, "verdict-"+name+".golden", replace.Replace(shown))
			golden(t, "verdict-"+name+".xml", replace.Replace(string(xml)))
		})
	}
}

func TestThereIsNoJUnitOfNoVerdict(t *testing.T) {
	f, settings := serveFake(t)
	h := newHome(t, "buyer", key("buyer"), settings)
	expect(t, h.ok("verdict", "show", f.pact.Id), map[string]any{"outcome": "pending"})
	if message := h.fails(cli.ExitRefused, "REFUSED", "verdict", "show", f.pact.Id, "--junit", h.path("junit.xml")); !strings.Contains(message, "no verdict yet") {
		t.Errorf("says %q", message)
	}
	if _, err := os.Stat(h.path("junit.xml")); err == nil {
		t.Error("a file was written")
	}
}

func TestWhoSignsIsToldWhatThePolicyMakesOfTheCovenant(t *testing.T) {
	r := judge(t, seeded, []pact.Clause{polite}, said(right), nil)
	f, settings := serveFake(t)
	h := newHome(t, "provider", key("provider"), settings)
	for _, tt := range []struct {
		buyer uint32
		model string
		says  []string
	}{
		{0, "ash", []string{
			"the provider's evidence is judged at once: the buyer hands in its own before it",
			"Left out of its 5 jurors, as the agent may run on their models: ash. A panel seats 5, a quorum takes 3, and 4 are left.",
		}},
		{600, "gpt-5", []string{"the buyer has 600 seconds after the provider's evidence for evidence of its own"}},
	} {
		r.policy.Waiting.Buyer = tt.buyer
		f.policy, f.deployment.Policy = r.policy.Encode(), r.policy.Hash().Hex()
		clause := must(json.Marshal(polite))
		file := h.path(tt.model + ".json")
		verifies(t, h, []string{"pact", "new", "--title", "T", "--clause", string(clause), "--amount", "1", "--buyer", address("buyer").Hex(), "--model", tt.model, "--out", file}, cli.ExitDone, tt.says...)
		var made struct{ Pact pact.Pact }
		if err := json.Unmarshal(must(os.ReadFile(file)), &made); err != nil {
			t.Fatal(err)
		}
		f.pact = &pb.Pact{Id: made.Pact.Terms.ID().Hex(), Terms: pb.FromTerms(made.Pact.Terms), Covenant: pb.FromCovenant(made.Pact.Covenant), State: pb.PactState_PACT_STATE_PROPOSED}
		verifies(t, h, []string{"pact", "sign", file}, cli.ExitDone, tt.says...)
	}
}

// files writes what verify is given: the report, the provider's evidence, and the policy as an operator writes it.
func (r trial) files(t *testing.T, h *home, report verdict.Report) []string {
	t.Helper()
	document, err := json.MarshalIndent(r.policy, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return []string{
		"--service", "", "verify", h.write("report.json", report.Encode()), "--policy", h.write("policy.json", document),
		"--evidence", h.write("evidence.json", said(slices.Repeat([]string{right}, 8)...).Encode()),
	}
}

// verifies runs verify, which ends with the code, and says these lines.
func verifies(t *testing.T, h *home, args []string, code int, lines ...string) {
	t.Helper()
	got, shown, stderr := h.runText(args...)
	if got != code {
		t.Errorf("exit %d, want %d: %s%s", got, code, shown, stderr)
	}
	for _, line := range lines {
		if !strings.Contains(shown+stderr, line) {
			t.Errorf("it does not say %q but\n%s%s", line, shown, stderr)
		}
	}
}

func TestABareReportIsVerifiedAgainstThePolicysFile(t *testing.T) {
	r := trials(t)["jury"]
	h := r.home(t)
	args := r.files(t, h, r.report)
	verifies(t, h, args, cli.ExitUsage, "is not in "+h.dir) // nor is its pact
	id := r.pact.Terms.ID().Hex()
	h.ok("pact", "show", id)
	if err := os.Remove(h.path("pacts/" + id + ".verdict.json")); err != nil && !os.IsNotExist(err) {
		t.Fatal(err)
	}
	repeated := []string{
		"ok     clause total, evaluated again, is held", "ok     clause polite, counted again, is held", "ok     clause mostly, counted again, is held",
		"ok     share and outcome follow from the clauses: pass", "ok     the provider signed that evidence", "no model was asked again",
	}
	verifies(t, h, args, cli.ExitDone, append(repeated, "not repeated: that the evaluator signed the report: no verdict is at hand", "not repeated: that the seed is the hash of block 7: no node was asked; name one with --rpc")...)
	h.ok("verdict", "show", id)
	verifies(t, h, args, cli.ExitDone, append(repeated, "ok     the report is the one whose hash the evaluator signed")...)

	verifies(t, h, slices.Concat(args[:4], args[6:]), cli.ExitRefused, "MISSING  the clauses: policy "+r.policy.Hash().Hex()+" is not at hand", "or name its file with --policy")
	other := r.policy
	other.Weights.Minor++
	h.write("policy.json", other.Encode())
	verifies(t, h, args, cli.ExitUsage, "it hashes to "+other.Hash().Hex()+", not to "+r.policy.Hash().Hex())
}

func TestEachPartysEvidenceIsKnownByItsRoot(t *testing.T) {
	r := trials(t)["disagree"]
	h := r.home(t)
	id := r.pact.Terms.ID().Hex()
	h.ok("pact", "show", id)
	if err := os.Rename(h.path("pacts/"+id+".json"), h.path("order.pact.json")); err != nil {
		t.Fatal(err)
	}
	provider := []string{"--evidence", h.write("provider.json", []byte(`[{"role":"user","content":"What is the total?"},{"role":"assistant","content":"`+right+`"}]`))}
	buyer := []string{"--evidence", h.write("buyer.json", said("The total is 1787.").Encode())}
	other := []string{"--evidence", h.write("other.json", said("The total is 1788.").Encode())}
	none := []string{"--evidence", h.write("none.json", []byte(`{"colour":"red"}`))}
	args := append(r.files(t, h, r.report)[:6], "--pact", h.path("order.pact.json"))
	ok := []string{"ok     the provider's evidence is what", "ok     the provider signed that", "ok     the buyer's evidence is what", "ok     the buyer signed that", "ok     clause total, evaluated again, is unmeasured"}
	missing := "MISSING  the clauses: the buyer's evidence, root " + said("The total is 1787.").Root().Hex() + ", is not at hand"

	verifies(t, h, slices.Concat(args, provider, buyer), cli.ExitDone, ok...)
	verifies(t, h, slices.Concat(args, buyer, provider), cli.ExitDone, ok...)
	verifies(t, h, slices.Concat(args, provider), cli.ExitRefused, missing, "nothing is wrong so far")
	verifies(t, h, slices.Concat(args, provider, other), cli.ExitRefused, missing, "MISSING  what "+other[1]+" is for: its root is "+said("The total is 1788.").Root().Hex(), "nothing is wrong so far")
	verifies(t, h, slices.Concat(args, provider, none), cli.ExitUsage, "evidence "+none[1]+": not a format of evidence")
	h.write("pacts/"+id+".buyer-evidence.json", said("The total is 1788.").Encode())
	verifies(t, h, slices.Concat(args, provider), cli.ExitRefused, "WRONG  the buyer's evidence is what the report was made of", "rely on none of it")
	verifies(t, h, slices.Concat(args, provider, buyer), cli.ExitDone, ok...)
}

func TestAReportIsNotVerifiedAgainstAnotherPact(t *testing.T) {
	r := trials(t)["pass"]
	h := r.home(t)
	h.ok("pact", "show", r.pact.Terms.ID().Hex())
	r.report.Pact = pact.ID{1}
	verifies(t, h, append(r.files(t, h, r.report), "--pact", h.path("pacts/"+r.pact.Terms.ID().Hex()+".json")), cli.ExitUsage, "is pact "+r.pact.Terms.ID().Hex()+", not "+pact.ID{1}.Hex())
}

// Whatever the other version would find, this one has not found: it is not said to be verified.
func TestAReportByAnotherEngineIsNotVerified(t *testing.T) {
	r := trials(t)["jury"]
	r.report.Engine = "surety-checks/0"
	h := r.home(t)
	h.ok("verdict", "show", r.pact.Terms.ID().Hex())
	args := r.files(t, h, r.report)
	verifies(t, h, args, cli.ExitRefused, "ok     the report is the one whose hash the evaluator signed",
		"MISSING  the clauses: the report is by surety-checks/0, this is "+evaluation.Engine+"; verify it with that version", "not verified: nothing is wrong so far")
	var found struct {
		Verified bool
		Missing  []string
	}
	code, shown, _ := h.runText(append(args, "--output", "json")...)
	if err := json.Unmarshal([]byte(shown), &found); err != nil || code != cli.ExitRefused || found.Verified || len(found.Missing) != 1 {
		t.Errorf("exit %d, %v: %s", code, err, shown)
	}
	verifies(t, h, []string{"verify", "--help"}, cli.ExitDone, "The exit code is 0 only when nothing is WRONG and nothing MISSING")
}

func TestAReportThatWasChangedIsNotVerified(t *testing.T) {
	r := trials(t)["jury"]
	h := r.home(t)
	h.ok("verdict", "show", r.pact.Terms.ID().Hex())
	for name, tt := range map[string]struct {
		change func(*verdict.Report)
		says   string
	}{
		"a result":             {func(c *verdict.Report) { c.Clauses[0].Result = verdict.Broken }, "WRONG  clause total, evaluated again, is broken"},
		"a juror's answer":     {func(c *verdict.Report) { c.Jury.Calls[0].Answer.Text = `{"reason":"x","pass":true,"score":1}` }, "WRONG  clause polite, counted again"},
		"a vote without cause": {func(c *verdict.Report) { c.Jury.Calls[0].Vote = verdict.Held }, "WRONG  clause polite, counted again"},
		"the share":            {func(c *verdict.Report) { c.Share.Worst-- }, "WRONG  share and outcome follow from the clauses"},
		"the seed":             {func(c *verdict.Report) { c.Draw = &verdict.Draw{FixedBlock: 6, Block: 7, Seed: common.Hash{1}} }, "WRONG  "},
		"the seed's block":     {func(c *verdict.Report) { c.Draw.Block-- }, "WRONG  the seed is of the block that the policy says, 1 after the newest when the evidence was fixed, 6: it is of block 6"},
		"when it was fixed":    {func(c *verdict.Report) { c.Draw.FixedBlock-- }, "WRONG  the seed is of the block that the policy says, 1 after the newest when the evidence was fixed, 5: it is of block 7"},
	} {
		t.Run(name, func(t *testing.T) {
			changed, err := verdict.ParseReport(r.report.Encode())
			if err != nil {
				t.Fatal(err)
			}
			tt.change(&changed)
			verifies(t, h, r.files(t, h, changed), cli.ExitRefused, tt.says, "WRONG  the report is the one whose hash the evaluator signed", "not verified: rely on none of it")
		})
	}
}

func TestTheSeedIsHeldAgainstANodesBlock(t *testing.T) {
	chain, err := devnet.StartChain(devnet.ChainConfig{})
	if err != nil {
		t.Fatal(err)
	}
	stopped := false
	stop := func() {
		if !stopped {
			stopped = true
			_ = chain.Stop()
		}
	}
	t.Cleanup(stop)
	if err := chain.Mine(); err != nil {
		t.Fatal(err)
	}
	client, err := ethclient.Dial(chain.URL())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(client.Close)
	block, err := client.HeaderByNumber(t.Context(), common.Big1)
	if err != nil {
		t.Fatal(err)
	}
	provider := said(slices.Repeat([]string{right}, 8)...)
	for _, tt := range []struct {
		name string
		draw verdict.Draw
		code int
		says string
	}{
		{"its hash", verdict.Draw{Block: 1, Seed: block.Hash()}, cli.ExitDone, "ok     the seed is the hash of block 1"},
		{"another", verdict.Draw{Block: 1, Seed: common.Hash{1}}, cli.ExitRefused, "WRONG  the seed is the hash of block 1: the node has " + block.Hash().Hex()},
		{"no such block", verdict.Draw{FixedBlock: 98, Block: 99, Seed: block.Hash()}, cli.ExitRefused, "the node has no block 99: ask one that keeps the whole chain"},
		{"no node", verdict.Draw{Block: 1, Seed: block.Hash()}, cli.ExitUnreachable, "no answer"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if tt.code == cli.ExitUnreachable {
				stop()
			}
			r := judge(t, tt.draw, []pact.Clause{polite}, provider, nil)
			h := r.home(t)
			h.ok("verdict", "show", r.pact.Terms.ID().Hex())
			args := r.files(t, h, r.report)
			verifies(t, h, append(args, "--rpc", chain.URL()), tt.code, tt.says)
			if tt.code != cli.ExitUnreachable { // whoever has no evidence can still ask
				verifies(t, h, append(args[:6], "--rpc", chain.URL()), cli.ExitRefused, tt.says)
			}
		})
	}
}
