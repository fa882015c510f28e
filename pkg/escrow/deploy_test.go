package escrow_test

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/state"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/core/vm/runtime"
	"github.com/ethereum/go-ethereum/params"

	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
)

const base, baseSepolia = 8453, 84532

// ledger is a chain of any id that has nothing but the deployment proxy, and what is put there through it.
type ledger struct {
	*testing.T
	bind.ContractCaller // none: nothing may be called
	id                  uint64
	state               *state.StateDB
}

func newLedger(t *testing.T, id uint64) *ledger {
	t.Helper()
	db, err := state.New(types.EmptyRootHash, state.NewDatabaseForTesting())
	if err != nil {
		t.Fatal(err)
	}
	l := &ledger{T: t, id: id, state: db}
	l.hold(escrow.Proxy, escrow.ProxyCode())
	return l
}

func (l *ledger) CodeAt(_ context.Context, address common.Address, _ *big.Int) ([]byte, error) {
	return l.state.GetCode(address), nil
}

// hold puts code at an address, as no transaction could.
func (l *ledger) hold(address common.Address, code []byte) {
	l.state.SetCode(address, code, 0)
}

// create sends creation code to the proxy and returns where it should be by now.
func (l *ledger) create(code []byte) (common.Address, error) {
	rules := *params.MergedTestChainConfig
	rules.ChainID = new(big.Int).SetUint64(l.id)
	address, calldata := escrow.Create2(code)
	_, _, err := runtime.Call(escrow.Proxy, calldata, &runtime.Config{ChainConfig: &rules, State: l.state, GasLimit: 30_000_000})
	return address, err
}

// escrow deploys one for a token.
func (l *ledger) escrow(token common.Address) pact.Domain {
	l.Helper()
	address, err := l.create(escrow.Creation(token))
	if err != nil {
		l.Fatal(err)
	}
	return pact.Domain{ChainID: l.id, Escrow: address}
}

// refuses checks that an address is no escrow of ours, and what is said of it; none says that it has no code.
func (l *ledger) refuses(domain pact.Domain, none bool, words ...string) {
	l.Helper()
	_, err := escrow.CheckCode(l.Context(), l, domain)
	var wrong *escrow.WrongCode
	if !errors.As(err, &wrong) || wrong.None != none || !says(err, append(words, domain.Escrow.Hex(), "suretyd contract deploy")...) {
		l.Errorf("got %v, want it to say %q", err, words)
	}
}

// The compiler has checked the contract's own addresses of USDC, by EIP-55.
func TestTheEscrowHasOneAddressOnBaseAndBaseSepolia(t *testing.T) {
	var at []common.Address
	var codes [][]byte
	for _, id := range []uint64{base, baseSepolia} {
		l := newLedger(t, id)
		domain := l.escrow(common.Address{})
		usdc, _ := escrow.BuiltInToken(id)
		if token, err := escrow.CheckCode(t.Context(), l, domain); err != nil || token != usdc {
			t.Errorf("chain %d: got token %s, %v", id, token, err)
		}
		at, codes = append(at, domain.Escrow), append(codes, l.state.GetCode(domain.Escrow))
	}
	if at[0] != at[1] {
		t.Errorf("it is at %s and at %s", at[0], at[1])
	}
	if slices.Equal(codes[0], codes[1]) {
		t.Error("its code says neither which chain it is on nor which token it holds")
	}
}

func TestAChainOfOnesOwnNamesTheToken(t *testing.T) {
	l := newLedger(t, 31337)
	if address, err := l.create(escrow.Creation(common.Address{})); err == nil || len(l.state.GetCode(address)) > 0 {
		t.Errorf("without one: got %v", err)
	}
	mine := common.Address{7}
	if token, err := escrow.CheckCode(t.Context(), l, l.escrow(mine)); err != nil || token != mine {
		t.Errorf("got token %s, %v", token, err)
	}
}

func TestOnlyTheCodeOfThisProgramAtItsPlaceIsTheEscrow(t *testing.T) {
	l := newLedger(t, base)
	right, _ := escrow.Create2(escrow.Creation(common.Address{}))
	at := pact.Domain{ChainID: base, Escrow: right}

	l.refuses(at, true, "no contract")
	l.refuses(pact.Domain{ChainID: base, Escrow: common.Address{1}}, true, "no contract", right.Hex())
	l.escrow(common.Address{})
	code := slices.Clone(l.state.GetCode(right))

	for _, i := range []int{0, len(code) / 2, len(code) - 1} {
		broken := slices.Clone(code)
		broken[i] ^= 1
		l.hold(right, broken)
		l.refuses(at, false, "not the escrow that this program was built with", fmt.Sprintf("from byte %d on", i))
	}
	l.hold(right, code[1:])
	l.refuses(at, false, "bytes, not")
	l.hold(right, code)
	if _, err := escrow.CheckCode(t.Context(), l, at); err != nil {
		t.Errorf("the right code is refused: %v", err)
	}

	other := common.Address{7}
	l.refuses(l.escrow(other), false, "its token is "+other.Hex(), right.Hex())

	// Who writes the creation code can grant himself money in storage and then return our code.
	copied := pact.Domain{ChainID: base, Escrow: common.Address{2}}
	usdc, _ := escrow.BuiltInToken(base)
	l.hold(copied.Escrow, escrow.Runtime(copied, usdc))
	l.refuses(copied, false, "storage", right.Hex())

	elsewhere := newLedger(t, 31337)
	copied.ChainID = 31337
	elsewhere.hold(copied.Escrow, escrow.Runtime(copied, other))
	own, _ := escrow.Create2(escrow.Creation(other))
	elsewhere.refuses(copied, false, "storage", own.Hex())
}

func TestAnotherChainsEscrowIsNotThisOnes(t *testing.T) {
	c := newChain(t)
	for _, id := range []uint64{base, chainID + 1} {
		_, err := escrow.ReadToken(t.Context(), c.client, pact.Domain{ChainID: id, Escrow: c.domain.Escrow})
		if wrong := new(escrow.WrongCode); !errors.As(err, &wrong) {
			t.Errorf("chain %d: got %v", id, err)
		}
	}
}
