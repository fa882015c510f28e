package settlement_test

import (
	"encoding/hex"
	"errors"
	"fmt"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/surety-dev/surety/internal/chain/chaintest"
	"github.com/surety-dev/surety/internal/chain/rpc"
	"github.com/surety-dev/surety/internal/devnet"
	"github.com/surety-dev/surety/internal/settlement"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
)

// deploys is code that deploys a contract of this code, which is in hexadecimal.
func deploys(runtime string) []byte {
	return common.FromHex(fmt.Sprintf("60%02x80600%x5f395ff3%s", len(runtime)/2, 9, runtime))
}

// answers is a contract that answers every call with the first n bytes of a word.
func answers(word string, n byte) string {
	return "7f" + word + "5f52" + hex.EncodeToString([]byte{0x60, n}) + "5ff3"
}

const (
	yes = "1626ba7e00000000000000000000000000000000000000000000000000000000"
	no  = "ffffffff00000000000000000000000000000000000000000000000000000000"
)

// call is isValidSignature(digest, sig) as go-ethereum encodes it.
func call(t *testing.T, digest common.Hash, sig []byte) []byte {
	t.Helper()
	word, err := abi.NewType("bytes32", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	text, err := abi.NewType("bytes", "", nil)
	if err != nil {
		t.Fatal(err)
	}
	data, err := abi.Arguments{{Type: word}, {Type: text}}.Pack(digest, sig)
	if err != nil {
		t.Fatal(err)
	}
	return append(crypto.Keccak256([]byte("isValidSignature(bytes32,bytes)"))[:4], data...)
}

func newDoor(t *testing.T) (door settlement.Door, deploy func(runtime string) common.Address) {
	chain := chaintest.Start(t)
	node, err := rpc.Dial(t.Context(), rpc.Config{Endpoints: []string{chain.URL()}, ChainID: devnet.ChainID})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(node.Close)
	deploy = func(runtime string) common.Address {
		t.Helper()
		return chaintest.Deploy(t, chain, deploys(runtime))
	}
	return settlement.Door{Chain: node, Relayer: devnet.Relayer.Address()}, deploy
}

func TestAContractSignsAsItAnswers(t *testing.T) {
	door, deploy := newDoor(t)
	digest, sig := crypto.Keccak256Hash([]byte("a pact")), []byte("whatever the contract understands; here more than one word")
	// Answers yes to the very bytes that go-ethereum makes of the call, and to no others.
	exact := "365f5f37365f207f" + hex.EncodeToString(crypto.Keccak256(call(t, digest, sig))) + "1463" + yes[:8] + "60e01b025f5260205ff3"
	for _, c := range []struct {
		name, runtime string
		accepted      bool
	}{
		{"yes", answers(yes, 32), true},
		{"yes, to this call exactly", exact, true},
		{"no", answers(no, 32), false},
		{"nothing", "00", false},
		{"only four bytes", answers(yes, 4), false},
		{"yes with dirt after it", answers(yes[:62]+"01", 32), false},
		{"yes at the wrong end", answers(yes[8:]+yes[:8], 32), false},
		{"a revert", "5f5ffd", false},
		{"an endless loop", "5b5f56", false},
		{"an invalid instruction", "fe", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := door.VerifySignature(t.Context(), digest, sig, deploy(c.runtime))
			if c.accepted && err != nil {
				t.Errorf("refused: %v", err)
			}
			if !c.accepted && !errors.Is(err, pact.ErrBadSignature) {
				t.Errorf("got %v, want a bad signature", err)
			}
		})
	}
	t.Run("no code", func(t *testing.T) {
		if err := door.VerifySignature(t.Context(), digest, sig, common.HexToAddress("0xabcdef")); !errors.Is(err, pact.ErrBadSignature) {
			t.Errorf("got %v, want a bad signature", err)
		}
	})
	t.Run("another digest", func(t *testing.T) {
		if err := door.VerifySignature(t.Context(), common.Hash{1}, sig, deploy(exact)); !errors.Is(err, pact.ErrBadSignature) {
			t.Errorf("got %v, want a bad signature", err)
		}
	})
	t.Run("too long to ask about", func(t *testing.T) {
		if err := door.VerifySignature(t.Context(), digest, make([]byte, 16<<10+1), deploy(answers(yes, 32))); !errors.Is(err, pact.ErrBadSignature) {
			t.Errorf("got %v, want a bad signature", err)
		}
	})
}

func TestAnAccountSignsWithItsKey(t *testing.T) {
	door, _ := newDoor(t)
	digest := crypto.Keccak256Hash([]byte("a pact"))
	sig, err := pact.Sign(digest, devnet.Buyer.Key())
	if err != nil {
		t.Fatal(err)
	}
	if err := door.VerifySignature(t.Context(), digest, sig, devnet.Buyer.Address()); err != nil {
		t.Errorf("refused: %v", err)
	}
	for name, refused := range map[string]error{
		"another's":      door.VerifySignature(t.Context(), digest, sig, devnet.Provider.Address()),
		"another digest": door.VerifySignature(t.Context(), common.Hash{1}, sig, devnet.Buyer.Address()),
		"a byte less":    door.VerifySignature(t.Context(), digest, sig[:64], devnet.Buyer.Address()),
		"nothing":        door.VerifySignature(t.Context(), digest, nil, devnet.Buyer.Address()),
		"the precompile that answers what it is asked": door.VerifySignature(t.Context(), digest, sig, common.BytesToAddress([]byte{4})),
	} {
		if !errors.Is(refused, pact.ErrBadSignature) {
			t.Errorf("%s: got %v, want a bad signature", name, refused)
		}
	}
}

func TestANodeThatIsAwaySaysNothingAboutASignature(t *testing.T) {
	chain := chaintest.Start(t)
	proxy := chaintest.StartProxy(t, chain.URL())
	node, err := rpc.Dial(t.Context(), rpc.Config{Endpoints: []string{proxy.URL}, ChainID: devnet.ChainID})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(node.Close)
	proxy.Fault(func(chaintest.Call, func() chaintest.Reply) chaintest.Reply {
		return chaintest.Reply{Error: &chaintest.Error{Code: 429, Message: "too many requests"}}
	})
	err = settlement.Door{Chain: node}.VerifySignature(t.Context(), common.Hash{1}, []byte{1}, common.Address{2})
	if err == nil || errors.Is(err, pact.ErrBadSignature) {
		t.Errorf("got %v, want the node's error", err)
	}
}

func TestASimulationSaysHowTheEscrowRefuses(t *testing.T) {
	door, deploy := newDoor(t)
	// TooLate(7)
	door.Escrow = deploy("63" + hex.EncodeToString(tooLate.Data[:4]) + "60e01b5f5260076004" + "5260245ffd")
	var refusal *escrow.Refusal
	if err := door.Simulate(t.Context(), nil); !errors.As(err, &refusal) || refusal.Name != escrow.TooLate || refusal.Time != 7 {
		t.Errorf("got %v, want TooLate(7)", err)
	}
	door.Escrow = deploy("00")
	if err := door.Simulate(t.Context(), nil); err != nil {
		t.Errorf("an accepted call: %v", err)
	}
}
