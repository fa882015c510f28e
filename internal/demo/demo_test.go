package demo_test

import (
	"bytes"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/surety-dev/surety/internal/demo"
	"github.com/surety-dev/surety/internal/devnet"
)

// temporary is where this test's temporary files go. None may be left when it ends, and no process that was started with one.
func temporary(t *testing.T) {
	t.Helper()
	dir, err := os.MkdirTemp("", "demo-test-")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o777); err != nil { // PostgreSQL runs as somebody else
		t.Fatal(err)
	}
	t.Setenv("TMPDIR", dir)
	t.Cleanup(func() {
		left, err := os.ReadDir(dir)
		if err != nil || len(left) > 0 {
			t.Errorf("left behind: %v %v", left, err)
		}
		if using := processes(t, dir); len(using) > 0 {
			t.Errorf("still running: %q", using)
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
}

// processes are the command lines that name the directory.
func processes(t *testing.T, dir string) (found []string) {
	t.Helper()
	files, err := filepath.Glob("/proc/[0-9]*/cmdline")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range files {
		line, err := os.ReadFile(file)
		if err == nil && bytes.Contains(line, []byte(dir)) {
			found = append(found, strings.ReplaceAll(string(line), "\x00", " "))
		}
	}
	return found
}

func quiet(t *testing.T) *slog.Logger {
	return slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelWarn}))
}

func TestTheSixStoriesEndAsTheyAreTold(t *testing.T) {
	temporary(t)
	var shown bytes.Buffer
	told, err := demo.Stories(t.Context(), demo.Ground{}, quiet(t), &shown)
	if err != nil {
		t.Fatalf("%v\n%s", err, &shown)
	}
	if len(told.Stories) != 6 || !told.Conserved || told.Held != "0.00" {
		t.Errorf("%d stories, conserved %t, %s held", len(told.Stories), told.Conserved, told.Held)
	}
	want := map[devnet.Account][2]string{
		devnet.Buyer: {"1000.00", "490.00"}, devnet.Provider: {"0.00", "505.00"}, devnet.Arbiter: {"0.00", "0.00"},
		devnet.Collector: {"0.00", "5.00"}, "stranger": {"0.00", "0.00"},
	}
	got := map[devnet.Account][2]string{}
	for _, a := range told.Accounts {
		got[a.Name] = [2]string{a.Before, a.After}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("accounts (-want +got):\n%s", diff)
	}
	for _, words := range []string{"Conservation: in 1000.00 = out 1000.00 + held 0.00", "suretyd is shut down", "scripted-hostile-", "counted again, is held"} {
		if !strings.Contains(shown.String(), words) {
			t.Errorf("it does not show %q", words)
		}
	}
}

// Three lines in τ-bench's format: a change made as asked for, one not made, and one made although none was asked for.
const trajectories = `{"task_id":1,"trial":0,"reward":1.0,"info":{"task":{"actions":[{"name":"cancel_reservation","kwargs":{"reservation_id":"R1"}}],"outputs":["42"]}},"traj":[{"role":"user","content":"Cancel R1."},{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"cancel_reservation","arguments":"{\"reservation_id\": \"R1\"}"}}]},{"role":"tool","tool_call_id":"a","name":"cancel_reservation","content":"ok"},{"role":"assistant","content":"You get 42 dollars back."}]}
{"task_id":2,"trial":0,"reward":0.0,"info":{"task":{"actions":[{"name":"cancel_reservation","kwargs":{"reservation_id":"R2"}}],"outputs":[]}},"traj":[{"role":"user","content":"Cancel R2."},{"role":"assistant","content":"I would rather not."}]}
{"task_id":3,"trial":0,"reward":0.0,"info":{"task":{"actions":[],"outputs":[]}},"traj":[{"role":"user","content":"May I cancel R3?"},{"role":"assistant","content":null,"tool_calls":[{"id":"b","type":"function","function":{"name":"cancel_reservation","arguments":"{\"reservation_id\": \"R3\"}"}}]},{"role":"tool","tool_call_id":"b","name":"cancel_reservation","content":"ok"},{"role":"assistant","content":"Done."}]}
`

func TestEachTrajectoryIsSettledAsItsPromiseWasKept(t *testing.T) {
	temporary(t)
	file := filepath.Join(t.TempDir(), "trajectories.jsonl")
	if err := os.WriteFile(file, []byte(trajectories), 0o600); err != nil {
		t.Fatal(err)
	}
	run, err := demo.Trajectories(t.Context(), file, 0, demo.Ground{}, quiet(t), t.Logf)
	if err != nil {
		t.Fatal(err)
	}
	run.Seconds = 0
	if diff := cmp.Diff(demo.Run{Pacts: 3, Settled: 3, Released: 1, Withheld: 2, Agreement: 3, Conserved: true}, run); diff != "" {
		t.Errorf("the run (-want +got):\n%s", diff)
	}
}

func TestMoreTrajectoriesThanThereAreIsAnError(t *testing.T) {
	temporary(t)
	file := filepath.Join(t.TempDir(), "trajectories.jsonl")
	if err := os.WriteFile(file, []byte(trajectories), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := demo.Trajectories(t.Context(), file, 4, demo.Ground{}, quiet(t), t.Logf); err == nil || !strings.Contains(err.Error(), "has 3 trajectories, not 4") {
		t.Errorf("got %v", err)
	}
}

func TestRealTrajectoriesAgreeWithTheirReward(t *testing.T) {
	file, err := filepath.Abs("../../../shared/data/tau-airline/trajectories.jsonl")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(file); err != nil {
		t.Skipf("needs τ-bench's airline trajectories beside the repository: %v", err)
	}
	temporary(t)
	const count = 10
	run, err := demo.Trajectories(t.Context(), file, count, demo.Ground{}, quiet(t), t.Logf)
	if err != nil {
		t.Fatal(err)
	}
	if run.Pacts != count || run.Settled != count || run.Released+run.Withheld != count || run.Agreement != count || !run.Conserved {
		t.Errorf("of %d: %+v", count, run)
	}
}

// anvil is Foundry's node, where make has installed it.
func anvil(t *testing.T) string {
	t.Helper()
	found, err := filepath.Glob("../../contracts/node_modules/@foundry-rs/anvil-*/bin/anvil")
	if err != nil || len(found) == 0 {
		t.Skip("Foundry's anvil is not here: make anvil installs it and runs this test")
	}
	return found[0]
}

func TestTheStoriesEndAsTheyAreToldOnAnvilWhileItIsReorganized(t *testing.T) {
	ground := demo.Ground{Anvil: anvil(t), Reorgs: true}
	temporary(t)
	var shown bytes.Buffer
	told, err := demo.Stories(t.Context(), ground, quiet(t), &shown)
	if err != nil {
		t.Fatalf("%v\n%s", err, &shown)
	}
	if !told.Conserved || told.Held != "0.00" {
		t.Errorf("conserved %t, %s held", told.Conserved, told.Held)
	}
}

func TestTrajectoriesSettleOnAnvilWhileItIsReorganized(t *testing.T) {
	ground := demo.Ground{Anvil: anvil(t), Reorgs: true}
	temporary(t)
	file := filepath.Join(t.TempDir(), "trajectories.jsonl")
	if err := os.WriteFile(file, []byte(strings.Repeat(trajectories, 8)), 0o600); err != nil {
		t.Fatal(err)
	}
	run, err := demo.Trajectories(t.Context(), file, 0, ground, quiet(t), t.Logf)
	if err != nil {
		t.Fatal(err)
	}
	run.Seconds = 0
	if diff := cmp.Diff(demo.Run{Pacts: 24, Settled: 24, Released: 8, Withheld: 16, Agreement: 24, Conserved: true}, run); diff != "" {
		t.Errorf("the run (-want +got):\n%s", diff)
	}
}
