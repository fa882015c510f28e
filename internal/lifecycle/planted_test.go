package lifecycle

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// planted are one-line bugs of the model, and of the table and Fold that it shares with the service: a line of the source, what in it
// is «right» and what is written there instead.
var planted = []struct{ bug, file, line, wrong string }{
	{"funding, verdicts and disputes count a second too long", "model_test.go", "if «m.now >= deadline» {", "m.now > deadline"},
	{"a deadline is acted on a second too late", "model_test.go", "if «m.now < time» {", "m.now <= time"},
	{"a batch releases at evaluate_by", "model_test.go", "if «m.now >= g.gate.EvaluateBy» {", "m.now > g.gate.EvaluateBy"},
	{"the buyer may challenge a second too long", "model_test.go", "if «m.now >= r.disputeBy(d.Buyer)» {", "m.now > r.disputeBy(d.Buyer)"},
	{"the provider may dispute a second too long", "model_test.go", "if «m.now >= r.disputeBy(d.Provider)» {", "m.now > r.disputeBy(d.Provider)"},
	{"silence is rounded up", "model_test.go", "provider = «r.Money.Held.Share(r.Pact.Terms.Deal.SilenceBps)»", "min(r.Money.Held, r.Money.Held.Share(r.Pact.Terms.Deal.SilenceBps)+1)"},
	{"the arbiter's sum is not signed", "model_test.go", "BuyerAmount: «buyerAmount», Ruling: ruling}, signature)", "0"},
	{"a refund needs nobody's signature", "model_test.go", "if «c.BuyerAmount != 0» {", "false"},
	{"a release needs nobody's signature", "model_test.go", "if «c.ProviderAmount != 0» {", "false"},
	{"who loses nothing may dispute", "model_test.go", "if «loses == 0» {", "false"},
	{"an evaluator goes to an arbiter that there is not", "model_test.go", "if «t.Deal.Arbiter == (common.Address{})» {", "false"},
	{"a verdict awards more than is held", "model_test.go", "if «amount > r.Money.Held» {", "amount > r.Money.Held+1"},
	{"funding may end after the evaluation", "model_test.go", "{«d.FundBy > g.EvaluateBy», \"fundBy after evaluateBy\"},", "false"},
	{"a batch may name several buyers", "model_test.go", "if «t.Deal.Buyer != buyer» {", "false"},
	{"a batch fails with an item that is settled", "model_test.go", "if «!r.State.AwaitsVerdict()» {", "false"},
	{"what a transfer did not move is lost", "model_test.go", "m.owed[to] += «amount»", "0"},
	{"a permit dies a second early", "model_test.go", "if l.paused || «now > deadline» || pact.Verify(digest, signature, buyer) != nil {", "now >= deadline"},
	{"the sender's signature is asked for", "model_test.go", "if «m.sender != signer» && pact.Verify(theDomain.Digest(message), signature, signer) != nil {", "true"},
	{"a settled pact can be funded again", "state.go", "{«[]State{Proposed, Signed, Expired}», Kind(escrow.Funded), Funded},", "[]State{Proposed, Signed, Expired, Released, Refunded, Resolved}"},
	{"a withheld pact can be judged again", "state.go", "awaiting = «[]State{Funded, Delivered, Evaluating}»", "[]State{Funded, Delivered, Evaluating, Withheld}"},
	{"a dispute ends by its ruling alone", "state.go", "live     = «[]State{Funded, Delivered, Evaluating, Withheld, Disputed}»", "[]State{Funded, Delivered, Evaluating, Withheld}"},
	{"the fee is forgotten", "state.go", "fee := «e.ProviderAmount.Share(terms.Gate.FeeBps)»", "0"},
	{"the upfront share is held, not paid", "state.go", "m.Held, m.ProviderPaid = terms.Held(), «terms.Deal.Upfront»", "0"},
	{"the windows are mixed up", "state.go", "return r.Money.Since + int64(«r.Pact.Terms.Deal.DisputeWindow»)", "r.Pact.Terms.Gate.ChallengeWindow"},
	{"silence after delivery leaves no time to dispute", "state.go", "return terms.Gate.EvaluateBy + «int64(terms.Deal.DisputeWindow)»", "0"},
	{"windows run from evaluate_by", "state.go", "m.ProviderHeld, m.Since = e.ProviderHeld, «e.BlockTime»", "terms.Gate.EvaluateBy"},
	{"what was paid after one window is paid again", "state.go", "m.ProviderHeld = «max(0, m.ProviderHeld-e.ProviderAmount)»", "m.ProviderHeld"},
}

const (
	plantedPlays    = 1000 / callsOfAPlay
	plantedSeed     = 2
	plantedVariable = "LIFECYCLE_PLANTED"
)

var differs = regexp.MustCompile(`, call (\d+) \(-model \+contract\)`)

// All bugs are planted into one build of this package, each behind a switch that the environment sets. The source stays free of them.
func TestAPlantedBugIsFoundWithinAThousandCalls(t *testing.T) {
	binary := plant(t)
	play := func(t *testing.T, bug int) (string, error) {
		cmd := exec.CommandContext(t.Context(), binary, "-test.run=^TestTheContractDoesWhatTheModelDoes$", "-rapid.nofailfile", "-rapid.shrinktime=0s",
			fmt.Sprintf("-rapid.seed=%d", plantedSeed), fmt.Sprintf("-rapid.checks=%d", plantedPlays))
		cmd.Env = append(os.Environ(), fmt.Sprintf("%s=%d", plantedVariable, bug))
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	if out, err := play(t, -1); err != nil {
		t.Fatalf("seed %d finds something where nothing is planted: %s", plantedSeed, out)
	}
	for i, p := range planted {
		t.Run(p.bug, func(t *testing.T) {
			t.Parallel()
			out, err := play(t, i)
			if err == nil {
				t.Fatalf("not found in %d plays of %d calls with seed %d", plantedPlays, callsOfAPlay, plantedSeed)
			}
			call := differs.FindStringSubmatch(out)
			if call == nil {
				t.Fatalf("it fails otherwise: %s", out)
			}
			if n, err := strconv.Atoi(call[1]); err != nil || n > 1000 {
				t.Errorf("found only by call %s of seed %d", call[1], plantedSeed)
			}
			t.Logf("found by call %s of seed %d", call[1], plantedSeed)
		})
	}
}

// plant builds the package's tests with every bug in it, and returns the path of the binary.
func plant(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	sources := map[string]string{
		"planted.go": `package lifecycle

import "os"

func plantedBug[T any](bug string, right, wrong T) T {
	if os.Getenv("` + plantedVariable + `") == bug {
		return wrong
	}
	return right
}
`,
	}
	for i, p := range planted {
		if sources[p.file] == "" {
			text, err := os.ReadFile(p.file)
			if err != nil {
				t.Fatal(err)
			}
			sources[p.file] = string(text)
		}
		before, rest, _ := strings.Cut(p.line, "«")
		right, after, _ := strings.Cut(rest, "»")
		if n := strings.Count(sources[p.file], before+right+after); n != 1 {
			t.Fatalf("%s: %s has %d lines with %s: plant it where it now belongs", p.bug, p.file, n, before+right+after)
		}
		switched := fmt.Sprintf("%splantedBug(%q, %s, %s)%s", before, strconv.Itoa(i), right, p.wrong, after)
		sources[p.file] = strings.Replace(sources[p.file], before+right+after, switched, 1)
	}
	overlay := struct{ Replace map[string]string }{map[string]string{}}
	for name, text := range sources {
		here, err := filepath.Abs(name)
		if err != nil {
			t.Fatal(err)
		}
		overlay.Replace[here] = filepath.Join(dir, name)
		if err := os.WriteFile(overlay.Replace[here], []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	list, err := json.Marshal(overlay)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "overlay.json"), list, 0o600); err != nil {
		t.Fatal(err)
	}
	binary := filepath.Join(dir, "planted.test")
	build := exec.CommandContext(t.Context(), "go", "test", "-c", "-vet=off", "-ldflags=-s -w", "-overlay="+filepath.Join(dir, "overlay.json"), "-o", binary, ".")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build with the bugs in it: %s", out)
	}
	return binary
}
