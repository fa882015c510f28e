package app_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/surety-dev/surety/internal/app"
	"github.com/surety-dev/surety/internal/chain/chaintest"
	"github.com/surety-dev/surety/internal/demo"
	"github.com/surety-dev/surety/internal/devnet"
	"github.com/surety-dev/surety/pkg/escrow"
)

// site is a chain with a token for which no escrow is deployed yet, reached through a proxy.
type site struct {
	*demo.Stack
	t     *testing.T
	proxy *chaintest.Proxy
	app.Deployment
	escrow common.Address    // where it belongs
	hear   func(line string) // is told what deploy says
}

func newSite(t *testing.T) *site {
	t.Helper()
	t.Parallel()
	stack, err := demo.On(t.Context(), "", demo.Ground{}, func(string, ...any) {})
	check(t, err)
	t.Cleanup(func() { check(t, stack.Close()) })
	deployer := devnet.Deployer.Address()
	nonce, err := stack.Client.PendingNonceAt(t.Context(), deployer)
	check(t, err)
	check(t, stack.Transact(t.Context(), devnet.Deployer, nil, common.FromHex(devnet.DevUSDCMetaData.Bin)))
	s := &site{Stack: stack, t: t, proxy: chaintest.StartProxy(t, stack.Chain.URL()), hear: func(string) {}}
	s.Deployment = app.Deployment{Node: stack.Config.Node, USDC: crypto.CreateAddress(deployer, nonce)}
	s.RelayerKey, s.RelayerPasswordFile = stack.Config.RelayerKey[0], stack.Config.RelayerPasswordFile[0]
	s.RPC = []string{s.proxy.URL}
	s.escrow, _ = escrow.Create2(escrow.Creation(s.USDC))
	return s
}

// deploy returns what the operator reads.
func (s *site) deploy(ctx context.Context) (said string, err error) {
	ctx, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	var lines []string
	log := slog.New(slog.NewTextHandler(s.t.Output(), nil))
	err = app.DeployContract(ctx, s.Deployment, log, func(format string, args ...any) {
		lines = append(lines, fmt.Sprintf(format, args...))
		s.hear(lines[len(lines)-1])
	})
	return strings.Join(lines, "\n"), err
}

// answer makes the node answer a call, when it is about what is named, with a result.
func (s *site) answer(method, about, result string) {
	s.proxy.Fault(func(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
		if call.Method != method || !strings.Contains(strings.ToLower(fmt.Sprintf("%s", call.Params)), strings.ToLower(about)) {
			return node()
		}
		return chaintest.Reply{Result: json.RawMessage(`"` + result + `"`)}
	})
}

func contains(text string, words ...string) bool {
	for _, word := range words {
		if !strings.Contains(text, word) {
			return false
		}
	}
	return true
}

func TestTheEscrowIsDeployedOnce(t *testing.T) {
	s := newSite(t)
	said, err := s.deploy(t.Context())
	check(t, err)
	first, err := s.Client.BlockNumber(t.Context())
	check(t, err)
	for code := []byte{0}; len(code) > 0; first-- {
		code, err = s.Client.CodeAt(t.Context(), s.escrow, new(big.Int).SetUint64(first-1))
		check(t, err)
	}
	first++
	configuration := fmt.Sprintf("SURETY_CHAIN_ID=31337\n  SURETY_ESCROW=%s\n  SURETY_FIRST_BLOCK=%d", s.escrow, first)
	if !contains(said, "token "+s.USDC.Hex(), "address there is "+s.escrow.Hex(), "ETH at most") || !strings.HasSuffix(said, configuration) {
		t.Errorf("it said:\n%s", said)
	}
	if err := app.CheckContract(t.Context(), app.Contract{Node: s.Node, Escrow: s.escrow}, slog.Default(), t.Logf); err != nil {
		t.Errorf("it is not what it should be: %v", err)
	}

	before, err := s.Client.NonceAt(t.Context(), devnet.Relayer.Address(), nil)
	check(t, err)
	said, err = s.deploy(t.Context())
	check(t, err)
	after, err := s.Client.NonceAt(t.Context(), devnet.Relayer.Address(), nil)
	check(t, err)
	if after != before || !contains(said, "already", "SURETY_ESCROW="+s.escrow.Hex()) {
		t.Errorf("again: %d transactions; it said:\n%s", after-before, said)
	}
}

func TestADeploymentThatCannotBeSaysWhy(t *testing.T) {
	s := newSite(t)
	right := s.Deployment
	for _, c := range []struct {
		name    string
		prepare func()
		says    []string
	}{
		{"another chain", func() { s.ChainID = 84532 }, []string{"31337", "84532"}},
		{"a chain without a built-in token, and none named", func() { s.USDC = common.Address{} }, []string{"31337", "--usdc"}},
		{"a chain with one, and another named", func() { s.ChainID = 8453; s.answer("eth_chainId", "", "0x2105") }, []string{"built in", "leave out --usdc"}},
		{"a chain that says it is Base, where USDC is not", func() {
			s.ChainID, s.USDC = 8453, common.Address{}
			s.answer("eth_chainId", "", "0x2105")
		}, []string{"token", "answers nothing"}},
		{"a token that is none", func() { s.USDC = escrow.Proxy }, []string{"token's name"}},
		{"no deployment proxy", func() { s.answer("eth_getCode", escrow.Proxy.Hex(), "0x") }, []string{"no deployment proxy", escrow.Proxy.Hex()}},
		{"other code where the escrow belongs", func() { s.answer("eth_getCode", s.escrow.Hex(), "0x00") }, []string{s.escrow.Hex(), "not the escrow"}},
		{"a key without ETH", func() { s.answer("eth_getBalance", "", "0x1") }, []string{"not enough ETH", devnet.Relayer.Address().Hex()}},
		{"a key that has the gas, and not what Base takes beyond it", func() {
			s.answer("eth_call", "0x420000000000000000000000000000000000000f", "0x"+strings.Repeat("00", 21)+"ff"+strings.Repeat("00", 10))
		}, []string{"not enough ETH"}},
		{"a creation that fails", func() { // later than the estimation knew
			s.answer("eth_estimateGas", "", "0x200000")
		}, []string{"was reverted", "run this again"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			s.proxy.Fault(nil)
			s.Deployment = right
			c.prepare()
			said, err := s.deploy(t.Context())
			if err == nil || !contains(err.Error(), c.says...) {
				t.Errorf("got %v, want it to say %q; it said:\n%s", err, c.says, said)
			}
		})
	}
	s.proxy.Fault(nil)
	s.Deployment = right
	if _, err := s.deploy(t.Context()); err != nil {
		t.Errorf("with nothing in the way: %v", err)
	}
}

func TestADeploymentLeftWhileItWaitsIsFoundTheNextTime(t *testing.T) {
	s := newSite(t)
	s.Chain.Pause()
	ctx, leave := context.WithCancel(t.Context())
	s.hear = func(line string) {
		if strings.HasPrefix(line, "Sent") {
			leave()
		}
	}
	if _, err := s.deploy(ctx); !errors.Is(err, context.Canceled) || !contains(err.Error(), "run this again") {
		t.Errorf("got %v", err)
	}
	s.Chain.Resume()
	eventually(t, func() error {
		said, err := s.deploy(t.Context())
		if err == nil && !contains(said, "already") {
			err = errors.New("not found yet")
		}
		return err
	})
}

func TestADeploymentWaitsForANodeThatIsLate(t *testing.T) {
	s := newSite(t)
	asked := 0
	s.proxy.Fault(func(call chaintest.Call, node func() chaintest.Reply) chaintest.Reply {
		if call.Method == "eth_getCode" && contains(strings.ToLower(string(call.Params[0])), strings.ToLower(s.escrow.Hex())) {
			if asked++; asked <= 2 { // before it is sent, and once after it is mined
				return chaintest.Reply{Result: json.RawMessage(`"0x"`)}
			}
		}
		return node()
	})
	if said, err := s.deploy(t.Context()); err != nil || asked != 3 {
		t.Errorf("got %v after %d questions:\n%s", err, asked, said)
	}
}
