package devnet

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/rpc"

	"github.com/surety-dev/surety/pkg/escrow"
)

// Anvil is Foundry's node in a process of its own: a second opinion beside Chain, with the same accounts and methods.
//
// Like Base it mines a block every 200 ms, asked for or not, so that several share one second. Its clock is the wall's, but for Jump.
type Anvil struct {
	process *exec.Cmd
	owner   io.Closer // its end takes the process down
	url     string
	client  *rpc.Client
	stop    context.CancelFunc
	done    chan struct{} // closed when the mining goroutine has ended

	mu     sync.Mutex // one block, one reorganization at a time
	paused bool
	floor  uint64 // no reorganization at or below: anvil's clock would forget the Jump there
}

// attend runs a server until it ends or standard input does, which the kernel brings about when its owner is gone.
const attend = `
exec 4<&0 </dev/null
"$@" 4<&- &
server=$!
{ read -r _ <&4; kill -KILL $server; } >/dev/null 2>&1 &
wait $server
kill -KILL $! 2>/dev/null
`

// StartAnvil starts the program at path, which is Foundry's anvil 1.7.1, and returns when it answers.
func StartAnvil(ctx context.Context, path string) (*Anvil, error) {
	a := &Anvil{done: make(chan struct{})}
	a.process = exec.Command("/bin/sh", "-c", attend, "anvil", path,
		"--port", "0", "--chain-id", strconv.Itoa(ChainID), "--no-mining", "--no-cors", "--accounts", "1")
	a.process.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=/nonexistent"} // it would keep its settings there
	a.process.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	var err error
	if a.owner, err = a.process.StdinPipe(); err != nil {
		return nil, fmt.Errorf("start anvil: %w", err)
	}
	output, err := a.process.StdoutPipe()
	if err != nil {
		return nil, fmt.Errorf("start anvil: %w", err)
	}
	a.process.Stderr = a.process.Stdout
	if err := a.process.Start(); err != nil {
		return nil, fmt.Errorf("start anvil: %w", err)
	}
	if err := a.start(ctx, bufio.NewScanner(output)); err != nil {
		return nil, errors.Join(fmt.Errorf("start anvil from %s: %w", path, err), a.owner.Close(), a.process.Wait())
	}
	go func() { _, _ = io.Copy(io.Discard, output) }()
	mining, cancel := context.WithCancel(context.Background())
	a.stop = cancel
	go a.mineUntil(mining)
	return a, nil
}

func (a *Anvil) start(ctx context.Context, output *bufio.Scanner) error {
	var said strings.Builder
	for a.url == "" {
		if !output.Scan() {
			return fmt.Errorf("it ended: %s", strings.TrimSpace(said.String()))
		}
		if address, ok := strings.CutPrefix(output.Text(), "Listening on "); ok {
			a.url = "http://" + address
		}
		said.WriteString(output.Text() + "\n")
	}
	var err error
	if a.client, err = rpc.DialContext(ctx, a.url); err != nil {
		return err
	}
	for _, account := range rich {
		if err := a.client.CallContext(ctx, nil, "anvil_setBalance", account.Address(), hexutil.EncodeBig(wealth)); err != nil {
			return err
		}
	}
	return a.client.CallContext(ctx, nil, "anvil_setCode", escrow.Proxy, hexutil.Bytes(escrow.ProxyCode()))
}

// Stop ends mining and the process.
func (a *Anvil) Stop() error {
	a.stop()
	<-a.done
	a.client.Close()
	err := a.owner.Close()
	_ = a.process.Wait() // it is killed
	return err
}

// URL is the JSON-RPC endpoint over HTTP.
func (a *Anvil) URL() string { return a.url }

// Now is the latest block's timestamp in Unix seconds.
func (a *Anvil) Now() int64 {
	head, err := a.head()
	if err != nil {
		slog.Error("devnet: anvil does not say its time", "error", err)
	}
	return int64(head.Timestamp)
}

// Pause ends the mining of blocks that nobody asked for; when it returns, the last of them is mined.
func (a *Anvil) Pause() { a.pause(true) }

// Resume undoes Pause.
func (a *Anvil) Resume() { a.pause(false) }

func (a *Anvil) pause(paused bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.paused = paused
}

// Mine adds one block with what the pool holds.
func (a *Anvil) Mine() error {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.call("evm_mine")
}

// Jump moves the clock forward by d, in whole seconds, and adds a block.
func (a *Anvil) Jump(d time.Duration) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if err := errors.Join(a.call("evm_increaseTime", int64(d/time.Second)), a.call("evm_mine")); err != nil {
		return err
	}
	head, err := a.head()
	a.floor = uint64(head.Number)
	return err
}

// Reorg replaces the newest depth blocks by as many others. With keep, their transactions are mined again at their old heights; without, they are gone:
// whoever wants them sends them again. Blocks of a Jump and before stay.
func (a *Anvil) Reorg(depth int, keep bool) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	head, err := a.head()
	if err != nil {
		return err
	}
	if depth < 1 || uint64(head.Number)-a.floor < uint64(depth) {
		return fmt.Errorf("reorg of %d blocks: only the %d blocks after block %d can be replaced", depth, uint64(head.Number)-a.floor, a.floor)
	}
	again := []any{}
	for i := range depth {
		number := uint64(head.Number) - uint64(depth-1-i)
		var block anvilBlock
		if err := a.client.Call(&block, "eth_getBlockByNumber", hexutil.Uint64(number), false); err != nil {
			return err
		}
		for _, hash := range block.Transactions {
			if !keep {
				continue
			}
			var raw hexutil.Bytes
			if err := a.client.Call(&raw, "debug_getRawTransaction", hash); err != nil {
				return err
			}
			again = append(again, []any{raw, i})
		}
	}
	return a.call("anvil_reorg", depth, again)
}

// mineUntil mines on its own until ctx is done.
func (a *Anvil) mineUntil(ctx context.Context) {
	defer close(a.done)
	tick := time.NewTicker(busyInterval)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		a.mu.Lock()
		if !a.paused {
			if err := a.call("evm_mine"); err != nil {
				slog.Error("devnet: no block mined, trying again", "error", err)
			}
		}
		a.mu.Unlock()
	}
}

func (a *Anvil) call(method string, args ...any) error {
	if err := a.client.Call(nil, method, args...); err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	return nil
}

type anvilBlock struct {
	Number, Timestamp hexutil.Uint64
	Transactions      []common.Hash
}

func (a *Anvil) head() (block anvilBlock, err error) {
	err = a.client.Call(&block, "eth_getBlockByNumber", "latest", false)
	return block, err
}
