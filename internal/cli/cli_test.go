package cli_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"encoding/hex"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/rogpeppe/go-internal/testscript"

	"github.com/surety-dev/surety/internal/cli"
	"github.com/surety-dev/surety/internal/evaluation"
	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/verdict"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"surety": func() {
			os.Exit(cli.Run(context.Background(), os.Args[1:], cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}, os.Getenv))
		},
	})
}

func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(env *testscript.Env) error {
			env.Setenv("HOME", env.WorkDir)
			env.Setenv("ID", example().Terms.ID().Hex())
			env.Setenv("SURETY_PASSWORD_FILE", filepath.Join(env.WorkDir, "password"))
			return fixtures(env.WorkDir)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"refuse": refuse},
		// go test ./internal/cli -run Scripts, with UPDATE=1, writes the golden files anew.
		UpdateScripts: os.Getenv("UPDATE") != "",
	})
}

// refuse runs surety, which must find its input wrong. The first argument is split at spaces.
func refuse(ts *testscript.TestScript, _ bool, args []string) {
	err := ts.Exec("surety", append(strings.Fields(args[0]), args[1:]...)...)
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != cli.ExitUsage {
		ts.Fatalf("surety %s: %v, want exit status %d", args, err, cli.ExitUsage)
	}
}

// fixtures writes what the scripts start from: a password, raw keys, a signed pact, its evidence, and a verdict on it.
func fixtures(dir string) error {
	p, domain := example(), pact.Domain{ChainID: 31337, Escrow: common.HexToAddress("0xe5c0")}
	bundle := evidence.Bundle{Messages: []evidence.Message{
		{Role: evidence.User, Content: "What is the total?"}, {Role: evidence.Assistant, Content: "The total is 1786."},
	}}
	sig, err := pact.Sign(domain.Digest(pact.Evidence{Pact: p.Terms.ID(), Root: bundle.Root()}), key("provider"))
	if err != nil {
		return err
	}
	report, _, err := evaluation.Evaluate(evaluation.Case{
		Pact: p, Provider: &evaluation.Submission{Bundle: bundle, Signature: sig}, Policy: policy.Default(), Now: 1_900_000_000,
	})
	if err != nil {
		return err
	}
	v := verdict.Verdict{Pact: p.Terms.ID(), ProviderAmount: report.ProviderAmount, Report: report.Hash()}
	sign := func(name string, m pact.Message) hexutil.Bytes {
		sig, err := pact.Sign(domain.Digest(m), key(name))
		if err != nil {
			panic(err)
		}
		return sig
	}
	hostile := report
	hostile.Clauses = slices.Clone(report.Clauses)
	hostile.Clauses[0].ID = "\x1b[31m" + report.Clauses[0].ID
	constant := p // the policy in force may change, what is golden may not
	constant.Covenant.Policy = common.HexToHash("0x01")
	constant.Terms.Deal.Covenant = constant.Covenant.Hash()
	where := map[string]any{"chain_id": domain.ChainID, "escrow": domain.Escrow.Hex()}
	with := func(more map[string]any) []byte {
		for k, v := range where {
			more[k] = v
		}
		data, err := json.MarshalIndent(more, "", "  ")
		if err != nil {
			panic(err)
		}
		return data
	}
	files := map[string][]byte{
		"password":      []byte("correct horse\n"),
		"wrong":         []byte("battery staple\n"),
		"pact.json":     with(map[string]any{"pact": p, "signatures": map[string]any{"provider": sign("provider", p), "buyer": sign("buyer", p)}}),
		"constant.json": with(map[string]any{"pact": constant, "signatures": map[string]any{"buyer": sign("buyer", constant)}}),
		"other-chain.json": with(map[string]any{"pact": p, "signatures": map[string]any{
			"provider": must(pact.Sign(pact.Domain{ChainID: 1, Escrow: domain.Escrow}.Digest(p), key("provider"))),
		}}),
		"evidence.json": bundle.Encode(),
		"hostile.json":  hostile.Encode(),
		"verdict.json": with(map[string]any{
			"kind": "verdict", "terms": p.Terms, "provider_amount": v.ProviderAmount, "hash": v.Report, "text": string(report.Encode()),
			"signatures": map[string]any{"evaluator": sign("evaluator", v)},
		}),
		"forged.json": with(map[string]any{
			"kind": "verdict", "terms": p.Terms, "provider_amount": v.ProviderAmount, "hash": v.Report, "text": string(report.Encode()),
			"signatures": map[string]any{"evaluator": sign("provider", v)},
		}),
	}
	for _, name := range []string{"provider", "buyer", "arbiter"} {
		files[name+".key"] = []byte("0x" + hex.EncodeToString(crypto.FromECDSA(key(name))))
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o600); err != nil {
			return err
		}
	}
	return nil
}

func must(sig []byte, err error) hexutil.Bytes {
	if err != nil {
		panic(err)
	}
	return sig
}

// key is the same on every machine, and worth nothing on any chain.
func key(name string) *ecdsa.PrivateKey {
	k, err := crypto.ToECDSA(crypto.Keccak256([]byte("command line test " + name)))
	if err != nil {
		panic(err)
	}
	return k
}

func address(name string) common.Address { return crypto.PubkeyToAddress(key(name).PublicKey) }

// example is a pact with everything in it.
func example() pact.Pact {
	c := pact.Covenant{
		Title: "The total is told", PassBps: 9000, Policy: policy.Default().Hash(),
		Clauses: []pact.Clause{
			{ID: "total", Metric: "output_text", Operator: "includes", Value: "1786", Severity: "critical", Verification: "deterministic", Description: "The user hears the total."},
			{ID: "brief", Metric: "output_length", Operator: "lte", Value: "20", Unit: "words", Severity: "minor", Verification: "deterministic"},
		},
	}
	return pact.Pact{Covenant: c, Terms: pact.Terms{
		Gate: pact.Gate{Evaluator: address("evaluator"), EvaluateBy: 2_000_016_000, FeeBps: 100, FeeTo: address("collector")},
		Deal: pact.Deal{
			Buyer: address("buyer"), Provider: address("provider"), Arbiter: address("arbiter"), Amount: 100_000_000, Upfront: 10_000_000,
			FundBy: 2_000_000_000, DisputeWindow: 3600, ArbitrationWindow: 7200, SilenceBps: 5000, Covenant: c.Hash(), Salt: common.HexToHash("0x5a17"),
		},
	}}
}

// home is a command line of one account, run in this process.
type home struct {
	t        *testing.T
	dir      string
	settings map[string]string
}

// newHome keeps the account's key in a new home. Its keystore is as weak as geth can read, for speed.
func newHome(t *testing.T, name string, private *ecdsa.PrivateKey, settings map[string]string) *home {
	t.Helper()
	h := &home{t, t.TempDir(), settings}
	const password = "correct horse"
	encrypted, err := keystore.EncryptKey(&keystore.Key{Address: crypto.PubkeyToAddress(private.PublicKey), PrivateKey: private}, password, 2, 1)
	if err != nil {
		t.Fatal(err)
	}
	h.write(filepath.Join("keys", name+".json"), encrypted)
	h.write("password", []byte(password))
	return h
}

func (h *home) path(name string) string { return filepath.Join(h.dir, name) }

func (h *home) write(name string, data []byte) string {
	h.t.Helper()
	if err := os.MkdirAll(filepath.Dir(h.path(name)), 0o700); err != nil {
		h.t.Fatal(err)
	}
	if err := os.WriteFile(h.path(name), data, 0o600); err != nil {
		h.t.Fatal(err)
	}
	return h.path(name)
}

// keepsNo checks that a refused command left no such file in the home.
func (h *home) keepsNo(name string) {
	h.t.Helper()
	if _, err := os.Stat(h.path(filepath.Join("pacts", name))); !errors.Is(err, os.ErrNotExist) {
		h.t.Errorf("%s was kept: %v", name, err)
	}
}

// run returns the exit code, standard output and standard error.
func (h *home) run(args ...string) (int, string, string) {
	h.t.Helper()
	return h.runText(append([]string{"--output", "json"}, args...)...)
}

// runText is run as people see it.
func (h *home) runText(args ...string) (int, string, string) {
	h.t.Helper()
	var out, err bytes.Buffer
	args = append([]string{"--home", h.dir, "--password-file", h.path("password"), "--yes"}, args...)
	code := cli.Run(h.t.Context(), args, cli.Streams{In: strings.NewReader(""), Out: &out, Err: &err}, func(name string) string { return h.settings[name] })
	return code, out.String(), err.String()
}

// ok runs a command that must succeed and returns its result.
func (h *home) ok(args ...string) map[string]any {
	h.t.Helper()
	code, out, stderr := h.run(args...)
	if code != cli.ExitDone {
		h.t.Fatalf("surety %s: exit %d: %s", strings.Join(args, " "), code, stderr)
	}
	var result map[string]any
	if err := json.Unmarshal([]byte(out), &result); err != nil {
		h.t.Fatalf("surety %s printed %q: %v", strings.Join(args, " "), out, err)
	}
	return result
}

// fails runs a command that must end with the code and name the reason, and returns its message.
func (h *home) fails(code int, reason string, args ...string) string {
	h.t.Helper()
	got, out, stderr := h.run(args...)
	var result struct {
		Error struct{ Reason, Message string }
	}
	if err := json.Unmarshal([]byte(stderr), &result); err != nil {
		h.t.Fatalf("surety %s: exit %d, printed %q and %q, want an error", strings.Join(args, " "), got, out, stderr)
	}
	if got != code || result.Error.Reason != reason {
		h.t.Fatalf("surety %s: exit %d, %s: %s; want exit %d, %s", strings.Join(args, " "), got, result.Error.Reason, result.Error.Message, code, reason)
	}
	return result.Error.Message
}

func expect(t *testing.T, result map[string]any, fields map[string]any) {
	t.Helper()
	for name, want := range fields {
		if got := result[name]; got != want {
			t.Errorf("%s is %v, want %v, in %v", name, got, want, result)
		}
	}
}
