package escrow_test

import (
	"bytes"
	"context"
	"math/big"
	"testing"

	"github.com/ethereum/go-ethereum"

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
	if _, err := escrow.ReadToken(t.Context(), c.client, pact.Domain{ChainID: 8453, Escrow: c.domain.Escrow}); !says(err, "not an escrow of chain 8453") {
		t.Errorf("another chain id: got %v", err)
	}
	if _, err := escrow.ReadToken(t.Context(), c.client, pact.Domain{ChainID: chainID, Escrow: buyer.Address}); !says(err, buyer.Hex(), "check the address") {
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
type otherVersion struct{ ethereum.ContractCaller }

func (o otherVersion) CallContract(ctx context.Context, call ethereum.CallMsg, block *big.Int) ([]byte, error) {
	answer, err := o.ContractCaller.CallContract(ctx, call, block)
	if bytes.Equal(call.Data, escrow.NewUSDC().PackVersion()) {
		answer = bytes.Replace(answer, []byte("2"), []byte("3"), 1)
	}
	return answer, err
}
