package devnet

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"
	"time"
)

// A test that needs a second process runs this binary again, with the part to play in childPart.
const childPart = "DEVNET_TEST_CHILD"

func TestMain(m *testing.M) {
	if part := os.Getenv(childPart); part != "" {
		if err := child(part); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}

// started is what a child tells about what it has started.
type started struct{ Database, Chain string }

func child(part string) error {
	ctx := context.Background()
	pg, err := StartPostgres(ctx)
	if err != nil {
		return err
	}
	chain, err := StartChain(ChainConfig{})
	if err != nil {
		return err
	}
	if err := json.NewEncoder(os.Stdout).Encode(started{pg.URL(), chain.URL()}); err != nil {
		return err
	}
	switch part {
	case "stops":
		if err := chain.Stop(); err != nil {
			return err
		}
		return pg.Stop()
	case "exits":
		return nil
	case "panics":
		panic("on purpose")
	default: // waits for its end
		_, err := io.Copy(io.Discard, os.Stdin)
		return err
	}
}

// temporary is an empty directory that other users may use too, and that has to be empty again when the test ends.
func temporary(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("", "devnet-test-")
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		left, err := os.ReadDir(dir)
		if err != nil || len(left) > 0 {
			t.Errorf("left behind: %v %v", left, err)
		}
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}

// play starts a child and returns once it has started a database and a chain, with a function that returns when the
// child and every process it has started are gone: all of them hold the writing end of one pipe.
func play(t *testing.T, part string, change func(*exec.Cmd)) (cmd *exec.Cmd, what started, gone func()) {
	t.Helper()
	alive, held, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { alive.Close() })
	cmd = exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childPart+"="+part, "TMPDIR="+temporary(t))
	cmd.ExtraFiles = []*os.File{held}
	cmd.Stderr = os.Stderr
	if part == "panics" {
		cmd.Stderr = nil
	}
	if change != nil {
		change(cmd)
	}
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { stdin.Close() })
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	held.Close()
	if err := json.NewDecoder(stdout).Decode(&what); err != nil {
		t.Fatalf("the child started nothing: %v", err)
	}
	return cmd, what, func() {
		t.Helper()
		if err := alive.SetReadDeadline(time.Now().Add(time.Minute)); err != nil {
			t.Fatal(err)
		}
		if _, err := io.ReadAll(alive); err != nil {
			t.Fatalf("a process still runs: %v", err)
		}
	}
}

func TestNothingOutlivesTheProcess(t *testing.T) {
	for _, part := range []string{"stops", "exits", "panics"} {
		t.Run("that "+part, func(t *testing.T) {
			cmd, _, gone := play(t, part, nil)
			gone()
			if err := cmd.Wait(); (err != nil) != (part == "panics") {
				t.Error(err)
			}
		})
	}
	t.Run("that is killed", func(t *testing.T) {
		cmd, what, gone := play(t, "waits", nil)
		if err := ping(t.Context(), what.Database); err != nil {
			t.Fatal(err)
		}
		if err := cmd.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		gone()
		if err := ping(t.Context(), what.Database); err == nil {
			t.Error("the database still answers")
		}
		_ = cmd.Wait() // it was killed
	})
	t.Run("that is killed with its whole group", func(t *testing.T) {
		cmd, _, gone := play(t, "waits", func(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} })
		if err := syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL); err != nil {
			t.Fatal(err)
		}
		gone()
		_ = cmd.Wait() // it was killed
	})
}

func TestOrdinaryUserStartsBoth(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("not root: the other tests are this one")
	}
	nobody, err := unprivileged()
	if err != nil {
		t.Fatal(err)
	}
	// The binary that go test has built lies where only root may read.
	dir, err := os.MkdirTemp("", "devnet-test-binary-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	binary, err := os.ReadFile("/proc/self/exe")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "devnet.test")
	if err := os.WriteFile(path, binary, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}

	cmd, _, gone := play(t, "stops", func(cmd *exec.Cmd) {
		cmd.Path, cmd.Dir = path, "/"
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: nobody}
	})
	gone()
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
}
