package app_test

import (
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common/hexutil"

	"github.com/surety-dev/surety/internal/demo"
	"github.com/surety-dev/surety/internal/devnet"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
	pb "github.com/surety-dev/surety/pkg/suretypb"
)

// circle has Circle do something.
func (s *scene) circle(call []byte) {
	s.t.Helper()
	check(s.t, s.Transact(s.t.Context(), devnet.Deployer, &s.Token.Address, call))
}

func (s *scene) owed(a devnet.Account) string {
	s.t.Helper()
	amount, err := escrow.ReadOwed(s.t.Context(), s.Client, s.Domain.Escrow, a.Address())
	check(s.t, err)
	return amount.String()
}

func TestABlacklistedProviderBlocksNobody(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	heard := s.alarms()
	s.serve(nil)
	others := *s
	others.maker, others.provider = devnet.Arbiter, s.arbiter
	blocked, other := s.agree(), others.agree(func(p *pact.Pact) { p.Terms.Deal.Arbiter = devnet.Collector.Address() })
	s.circle(devnet.NewDevUSDC().PackBlacklist(devnet.Provider.Address()))
	for _, p := range []*play{blocked, other} {
		p.fund()
		p.until(pb.PactState_PACT_STATE_FUNDED)
	}
	desk := s.desk("text")
	desk.says(t, desk.SetPaused(t.Context(), true)) // so that both go in one batch
	blocked.submit(polite)
	other.submit(polite)
	eventually(t, func() error {
		var n int
		err := s.db.QueryRow(t.Context(), "select count(*) from intents where action = 'verdict'").Scan(&n)
		if err == nil && n < 2 {
			err = fmt.Errorf("%d verdicts", n)
		}
		return err
	})
	desk.says(t, desk.SetPaused(t.Context(), false))
	blocked.until(pb.PactState_PACT_STATE_RELEASED)
	other.until(pb.PactState_PACT_STATE_RELEASED)
	if owed := s.owed(devnet.Provider); owed != "99.00" {
		t.Errorf("%s are owed to the blacklisted provider", owed)
	}
	if paid, _, err := s.Balances(t.Context(), []devnet.Account{devnet.Arbiter}); err != nil || paid[devnet.Arbiter] != s.before[devnet.Arbiter]+99*usd {
		t.Errorf("the other has %v, %v", paid, err)
	}
	var transactions int
	check(t, s.db.QueryRow(t.Context(), "select count(distinct transaction_id) from intents where action = 'verdict'").Scan(&transactions))
	if transactions != 1 {
		t.Errorf("the two went in %d transactions, want one batch", transactions)
	}
	heard.wait(t, "ALARM: payments failed and are owed", "more=99.00")
	s.circle(devnet.NewDevUSDC().PackUnBlacklist(devnet.Provider.Address()))
	check(t, s.Transact(t.Context(), devnet.Buyer, &s.Domain.Escrow, escrow.Withdraw(devnet.Provider.Address()))) // anyone may
	if owed := s.owed(devnet.Provider); owed != "0.00" {
		t.Errorf("after it was paid %s are owed", owed)
	}
	s.final()
	desk.says(t, desk.Reconcile(t.Context(), s.Config.Contract, slog.New(slog.DiscardHandler)), "0.00 USDC held and 0.00 owed by the ledger, 0.00 in the escrow")
}

func TestWhileUSDCIsPausedFundingWaitsAndVerdictsDoNot(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	heard := s.alarms()
	s.serve(nil)
	running, waiting := s.agree(), s.agree()
	running.fund()
	running.until(pb.PactState_PACT_STATE_FUNDED)
	desk := s.desk("text")
	desk.says(t, desk.SetPaused(t.Context(), true))
	waiting.fund() // accepted at the door, and then Circle is faster
	s.circle(devnet.NewDevUSDC().PackPause())
	desk.says(t, desk.SetPaused(t.Context(), false))
	running.submit(polite)
	running.until(pb.PactState_PACT_STATE_RELEASED)
	heard.wait(t, "ALARM: payments failed and are owed", "more=100.00")
	eventually(t, func() error {
		var reason string
		err := s.db.QueryRow(t.Context(), "select error from intents where action = 'fund' and pact_id = $1", waiting.id[:]).Scan(&reason)
		if err == nil && !strings.Contains(reason, "Pausable: paused") {
			err = fmt.Errorf("the funding says %q", reason)
		}
		return err
	})
	s.circle(devnet.NewDevUSDC().PackUnpause())
	waiting.until(pb.PactState_PACT_STATE_FUNDED) // by itself
	waiting.submit(polite)
	waiting.until(pb.PactState_PACT_STATE_RELEASED)
}

func TestAnEmptyRelayerKeyIsAnAlarmAndWorksAgainOnceItIsFilled(t *testing.T) {
	t.Parallel()
	s := onAnvil(t)
	s.anvil("anvil_setBalance", devnet.Relayer.Address(), "0x0")
	heard := s.alarms()
	s.serve(nil)
	p := s.agree()
	p.fund()
	heard.wait(t, "ALARM: a relayer key is set aside: it cannot pay", strings.ToLower(devnet.Relayer.Address().Hex()))
	if n := len(p.events()); n != 0 {
		t.Errorf("%d events without any gas", n)
	}
	s.anvil("anvil_setBalance", devnet.Relayer.Address(), "0xde0b6b3a7640000")
	p.until(pb.PactState_PACT_STATE_FUNDED)
	p.submit(polite)
	p.until(pb.PactState_PACT_STATE_RELEASED)
}

// onAnvil is a scene on another make of node, whose money and fees a test can set.
func onAnvil(t *testing.T) *scene {
	t.Helper()
	found, err := filepath.Glob("../../contracts/node_modules/@foundry-rs/anvil-*/bin/anvil")
	if err != nil || len(found) == 0 {
		t.Skip("Foundry's anvil is not here: make anvil installs it")
	}
	return sceneOn(t, devnet.TestDatabase(t, migrate), demo.Ground{Anvil: found[0]})
}

func (s *scene) anvil(method string, args ...any) {
	s.t.Helper()
	check(s.t, s.Client.Client().CallContext(s.t.Context(), nil, method, args...))
}

func TestABaseFeeThatJumpsAHundredfoldIsAnAlarmAndIsPaid(t *testing.T) {
	t.Parallel()
	s := onAnvil(t)
	heard := s.alarms()
	s.serve(nil)
	p := s.agree()
	s.Chain.Pause()
	head, err := s.Client.HeaderByNumber(t.Context(), nil)
	check(t, err)
	p.fund()
	eventually(t, func() error {
		var attempts int
		err := s.db.QueryRow(t.Context(), "select count(*) from attempts").Scan(&attempts)
		if err == nil && attempts == 0 {
			err = errors.New("nothing is sent")
		}
		return err
	})
	spike := new(big.Int).Mul(head.BaseFee, big.NewInt(100))
	spike.Add(spike, big.NewInt(1e9))
	eventually(t, func() error { // it lasts as long as the chain goes on without us
		s.anvil("anvil_setNextBlockBaseFeePerGas", hexutil.EncodeBig(spike))
		check(t, s.Chain.Mine())
		if len(p.events()) == 0 {
			return errors.New("not funded")
		}
		return nil
	})
	var attempts int
	var paid int64
	check(t, s.db.QueryRow(t.Context(), "select count(*), max(fee_cap) from attempts").Scan(&attempts, &paid))
	if attempts < 2 || paid < spike.Int64() {
		t.Errorf("%d attempts, at most %d wei a gas, while the base fee is %s", attempts, paid, spike)
	}
	heard.wait(t, "ALARM: the base fee has passed what was offered", "gwei a gas", "ETH")
	s.Chain.Resume()
	heard.wait(t, "ALARM over: the base fee")
	p.until(pb.PactState_PACT_STATE_FUNDED)
	p.submit(polite)
	p.until(pb.PactState_PACT_STATE_RELEASED)
}

func TestASequencerThatStopsForTenMinutesIsAnAlarmAndNothingIsLost(t *testing.T) {
	t.Parallel()
	s := newScene(t)
	heard := s.alarms()
	var points counter
	s.serve(points.at)
	p, late := s.agree(), s.agree(func(p *pact.Pact) { p.Terms.Deal.FundBy = s.Chain.Now() + 300 })
	p.fund()
	p.until(pb.PactState_PACT_STATE_FUNDED)
	s.Chain.Pause()
	p.submit(polite)
	late.fund()
	heard.wait(t, "ALARM: no block for a while")
	if points.count("bump-signed") != 0 {
		t.Error("it paid more though no block came")
	}
	check(t, s.Chain.Jump(10*time.Minute)) // what is in the pool is mined in it, and what comes too late is refused there
	s.Chain.Resume()
	p.until(pb.PactState_PACT_STATE_RELEASED)
	late.until(pb.PactState_PACT_STATE_EXPIRED)
	s.final()
}

func TestAFullDiskIsAnAlarmAndTheServiceGoesOnWhenThereIsRoom(t *testing.T) {
	if os.Getuid() != 0 {
		t.Skip("only root may mount a small file system to fill")
	}
	dir := t.TempDir()
	check(t, os.Chmod(filepath.Dir(dir), 0o755)) // PostgreSQL runs as somebody else
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=160m,mode=1777"); err != nil {
		t.Skipf("no small file system can be mounted here: %v", err)
	}
	t.Cleanup(func() { check(t, syscall.Unmount(dir, syscall.MNT_DETACH)) })
	t.Setenv("TMPDIR", dir)
	pg, err := devnet.StartPostgres(t.Context())
	check(t, err)
	t.Cleanup(func() { check(t, pg.Stop()) })
	url, err := pg.CreateDatabase(t.Context(), "small", "")
	check(t, err)
	check(t, migrate(t.Context(), url))
	s := sceneOn(t, url, demo.Ground{})
	heard := s.alarms()
	s.serve(nil)
	p := s.agree()
	p.fund()
	p.until(pb.PactState_PACT_STATE_FUNDED)

	filler := filepath.Join(dir, "filler")
	fill(t, filler)
	eventually(t, func() error { // until the follower needs a page more
		check(t, s.Chain.Mine())
		return heard.find("ALARM: it fails again and again", "No space left on device")
	})
	check(t, os.Remove(filler))
	eventually(t, func() error {
		var blocks int64
		if err := s.db.QueryRow(t.Context(), "select max(number) from blocks").Scan(&blocks); err != nil {
			return err
		}
		head, err := s.Client.BlockNumber(t.Context())
		if err == nil && uint64(blocks)+2 < head {
			err = fmt.Errorf("the ledger is at block %d of %d", blocks, head)
		}
		return err
	})
	p.submit(polite)
	p.until(pb.PactState_PACT_STATE_RELEASED)
	s.final()
}

// fill writes zeros until there is no room left.
func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	check(t, err)
	defer f.Close()
	for chunk := make([]byte, 64<<10); ; {
		if _, err := f.Write(chunk); errors.Is(err, syscall.ENOSPC) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}
