package escrow

import (
	"bytes"
	"context"
	"fmt"

	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/surety-dev/surety/pkg/pact"
)

// Proxy is the canonical deployment proxy (github.com/Arachnid/deterministic-deployment-proxy), which has no owner and stands at this
// address on almost every chain. It creates the code after the first 32 bytes of its calldata by CREATE2 with those 32 as the salt.
var Proxy = common.HexToAddress("0x4e59b44847b379578588920cA78FbF26c0B4956C")

// ProxyCode is the code of Proxy.
func ProxyCode() []byte {
	return common.FromHex("7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe03601600081602082378035828234f58015156039578182fd5b8082525050506014600cf3")
}

// Create2 is where creation code, constructor arguments included, ends up on every chain, and what to send to Proxy to put it
// there. The salt is zero. EIP-1014.
func Create2(code []byte) (address common.Address, calldata []byte) {
	var salt common.Hash
	return crypto.CreateAddress2(Proxy, salt, crypto.Keccak256(code)), append(salt[:], code...)
}

// BuiltInToken is USDC on the chains that the contract knows it on, by Circle's list
// (https://developers.circle.com/stablecoins/usdc-contract-addresses).
func BuiltInToken(chainID uint64) (token common.Address, ok bool) {
	token, ok = map[uint64]common.Address{
		8453:  common.HexToAddress("0x833589fCD6eDb6E08f4c7C32D4f71b54bdA02913"), // Base
		84532: common.HexToAddress("0x036CbD53842c5426634e7929541eC2318f3dCF7e"), // Base Sepolia
	}[chainID]
	return token, ok
}

// Creation is the escrow's creation code for a token, and for zero that of the built-in token: the same on every chain, and so
// is its address by Create2.
func Creation(token common.Address) []byte {
	return append(common.FromHex(PactEscrowMetaData.Bin), contract.PackConstructor(token)...)
}

// Runtime is the code that the chain holds for the escrow of this domain and token.
func Runtime(domain pact.Domain, token common.Address) []byte {
	code := common.FromHex(PactEscrowMetaData.Bin)
	code = code[len(code)-runtimeSize:]
	fill(code, atUSDC, word(token))
	fill(code, atDomainSeparator, domain.Separator())
	fill(code, atChainId, pact.Word(domain.ChainID))
	return code
}

// fill writes an immutable wherever the code uses it.
func fill(code []byte, places []int, value common.Hash) {
	for _, at := range places {
		copy(code[at:], value[:])
	}
}

// WrongCode is the error of an address that is not this program's escrow.
type WrongCode struct {
	Domain     pact.Domain
	None       bool           // there is no code
	Difference string         // what is other than it should be
	Right      common.Address // where Create2 puts this program's escrow; zero when that depends on a token not known
}

func (w *WrongCode) Error() string {
	text := fmt.Sprintf("no contract is at %s on chain %d: check the address and the chain", w.Domain.Escrow, w.Domain.ChainID)
	if !w.None {
		text = fmt.Sprintf("the contract at %s on chain %d is not the escrow that this program was built with (%s): check the address, or use the version of this program that was built with it",
			w.Domain.Escrow, w.Domain.ChainID, w.Difference)
	}
	switch w.Right {
	case common.Address{}, w.Domain.Escrow:
		return text + "; an operator deploys one with: suretyd contract deploy"
	}
	return fmt.Sprintf("%s; this program's own belongs at %s, where an operator deploys it with: suretyd contract deploy", text, w.Right)
}

// CheckCode says that the domain's escrow is the one that this program was built with, and which token it holds: the built-in one, or
// on a chain without one whichever it was made with. Its code must be Runtime to the byte, and its address that of Create2: the same
// code put elsewhere by other creation code may have found anything in its storage. *WrongCode: it is another.
func CheckCode(ctx context.Context, caller bind.ContractCaller, domain pact.Domain) (token common.Address, err error) {
	code, err := caller.CodeAt(ctx, domain.Escrow, nil)
	if err != nil {
		return token, fmt.Errorf("read the escrow's code: %w", err)
	}
	wrong := &WrongCode{Domain: domain, None: len(code) == 0}
	token, builtIn := BuiltInToken(domain.ChainID)
	if builtIn {
		wrong.Right, _ = Create2(Creation(common.Address{}))
	}
	if len(code) != runtimeSize {
		wrong.Difference = fmt.Sprintf("it has %d bytes, not %d", len(code), runtimeSize)
		return common.Address{}, wrong
	}
	holds := common.BytesToAddress(code[atUSDC[0] : atUSDC[0]+common.HashLength])
	if !builtIn {
		token = holds
	}
	want, same := Runtime(domain, token), 0
	for same < runtimeSize && code[same] == want[same] {
		same++
	}
	if same == runtimeSize && !builtIn {
		wrong.Right, _ = Create2(Creation(token))
	}
	switch {
	case same < runtimeSize && bytes.Equal(code, Runtime(domain, holds)):
		wrong.Difference = fmt.Sprintf("its token is %s, not %s", holds, token)
	case same < runtimeSize:
		wrong.Difference = fmt.Sprintf("its code differs from byte %d on", same)
	case domain.Escrow != wrong.Right:
		wrong.Difference = "its code is the same, but something else put it there, which may have left anything in its storage"
	default:
		return token, nil
	}
	return common.Address{}, wrong
}
