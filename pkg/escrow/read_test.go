package escrow_test

import (
	"bytes"
	"context"
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"

	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
)

func TestTokenIsReadAsItSigns(t *testing.T) {
	c := newChain(t)
	if c.token.ChainID != chainID || c.token.Name != "USD Coin" || c.token.Version != "2" {
		t.Errorf("got %+v", c.token)
	}
}

func TestReadingSaysWhenTheEscrowIsAnother(t *testing.T) {
	c := newChain(t)
	if _, err := escrow.ReadState(t.Context(), c.client, buyer.Address, pact.ID{}); !says(err, buyer.Hex(), "check the address") {
		t.Errorf("an address without a contract: got %v", err)
	}
	if _, err := escrow.ReadState(t.Context(), c.client, c.token.Address, pact.ID{}); !says(err, "refused without a known reason") {
		t.Errorf("another contract: got %v", err)
	}
}

func TestTokenThatSignsInAnotherDomainIsRefused(t *testing.T) {
	c := newChain(t)
	if _, err := escrow.ReadToken(t.Context(), otherVersion{c.client}, c.domain); !says(err, c.token.Address.Hex(), `version "3"`) {
		t.Errorf("got %v", err)
	}
}

// otherVersion is a chain whose token says that its version is 3.
type otherVersion struct{ bind.ContractCaller }

func (o otherVersion) CallContract(ctx context.Context, call ethereum.CallMsg, block *big.Int) ([]byte, error) {
	answer, err := o.ContractCaller.CallContract(ctx, call, block)
	if bytes.Equal(call.Data, escrow.NewUSDC().PackVersion()) {
		answer = bytes.Replace(answer, []byte("2"), []byte("3"), 1)
	}
	return answer, err
}
