package escrow

import (
	"context"
	"errors"
	"fmt"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
)

// State is what the contract knows of a pact.
type State struct {
	Status       Status
	Provider     common.Address // while a verdict is awaited, zero afterwards
	Held         usdc.Amount
	ProviderHeld usdc.Amount // withheld or disputed: of Held, the provider's should nothing more happen
	Since        int64       // withheld or disputed: Unix seconds its windows are counted from
}

// ReadState asks the escrow about a pact, at the latest block as every read here. A pact never funded has the zero State.
func ReadState(ctx context.Context, caller ethereum.ContractCaller, escrow common.Address, id pact.ID) (State, error) {
	state, err := read(ctx, caller, escrow, StateCall(id), ParseState)
	if err != nil {
		return State{}, fmt.Errorf("read pact %s: %w", id, err)
	}
	return state, nil
}

// StateCall is the call that ReadState makes, for those who ask about many pacts at once, or at another block.
func StateCall(id pact.ID) []byte { return contract.PackPact(id) }

// ParseState reads the answer to StateCall.
func ParseState(answer []byte) (State, error) {
	out, err := contract.UnpackPact(answer)
	if err != nil {
		return State{}, err
	}
	held, heldErr := unpackAmount(out.Held)
	providerHeld, providerErr := unpackAmount(out.ProviderHeld)
	if err := errors.Join(heldErr, providerErr); err != nil {
		return State{}, err
	}
	return State{Status(out.Status), out.Provider, held, providerHeld, out.Since.Int64()}, nil
}

// ReadOwed asks the escrow what failed transfers left owed to account.
func ReadOwed(ctx context.Context, caller ethereum.ContractCaller, escrow, account common.Address) (usdc.Amount, error) {
	out, err := read(ctx, caller, escrow, contract.PackOwed(account), contract.UnpackOwed)
	if err != nil {
		return 0, fmt.Errorf("read what is owed to %s: %w", account, err)
	}
	return unpackAmount(out)
}

// ReadToken checks the escrow's code and reads the token it holds. *WrongCode: it is not this program's escrow.
func ReadToken(ctx context.Context, caller bind.ContractCaller, domain pact.Domain) (Token, error) {
	address, err := CheckCode(ctx, caller, domain)
	if err != nil {
		return Token{}, err
	}
	return ReadTokenAt(ctx, caller, domain.ChainID, address)
}

// ReadTokenAt asks a token how it signs. What is signed over Token's digests counts on this chain: the domain separators are compared.
func ReadTokenAt(ctx context.Context, caller ethereum.ContractCaller, chainID uint64, address common.Address) (Token, error) {
	t := Token{ChainID: chainID, Address: address}
	var err error
	if t.Name, err = read(ctx, caller, t.Address, token.PackName(), token.UnpackName); err != nil {
		return Token{}, fmt.Errorf("read the token's name: %w", err)
	}
	if t.Version, err = read(ctx, caller, t.Address, token.PackVersion(), token.UnpackVersion); err != nil {
		return Token{}, fmt.Errorf("read the token's version: %w", err)
	}
	separator, err := read(ctx, caller, t.Address, token.PackDOMAINSEPARATOR(), token.UnpackDOMAINSEPARATOR)
	if err != nil {
		return Token{}, fmt.Errorf("read the token's domain separator: %w", err)
	}
	if separator != t.Separator() {
		return Token{}, fmt.Errorf("token %s signs in another domain than %q version %q of chain %d: it is not USDC as Circle deploys it", t.Address, t.Name, t.Version, t.ChainID)
	}
	return t, nil
}

// ReadBalance asks the token how much account has.
func (t Token) ReadBalance(ctx context.Context, caller ethereum.ContractCaller, account common.Address) (usdc.Amount, error) {
	balance, err := read(ctx, caller, t.Address, BalanceCall(account), ParseBalance)
	if err != nil {
		return 0, fmt.Errorf("read the USDC of %s: %w", account, err)
	}
	return balance, nil
}

// BalanceCall is the call to the token that ReadBalance makes.
func BalanceCall(account common.Address) []byte { return token.PackBalanceOf(account) }

// ParseBalance reads the answer to BalanceCall.
func ParseBalance(answer []byte) (usdc.Amount, error) {
	out, err := token.UnpackBalanceOf(answer)
	if err != nil {
		return 0, err
	}
	return unpackAmount(out)
}

// ReadPermitNonce asks the token for the nonce of owner's next permit.
func (t Token) ReadPermitNonce(ctx context.Context, caller ethereum.ContractCaller, owner common.Address) (uint64, error) {
	out, err := read(ctx, caller, t.Address, token.PackNonces(owner), token.UnpackNonces)
	if err != nil {
		return 0, fmt.Errorf("read the permit nonce of %s: %w", owner, err)
	}
	return out.Uint64(), nil
}

func read[T any](ctx context.Context, caller ethereum.ContractCaller, to common.Address, calldata []byte, unpack func([]byte) (T, error)) (T, error) {
	var none T
	out, err := caller.CallContract(ctx, ethereum.CallMsg{To: &to, Data: calldata}, nil)
	if err != nil {
		return none, Explain(err)
	}
	if len(out) == 0 {
		return none, fmt.Errorf("%s answers nothing: check the address and the chain", to)
	}
	return unpack(out)
}
