package escrow

import (
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
)

var (
	tokenDomainType = crypto.Keccak256Hash([]byte("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"))
	authorization   = crypto.Keccak256Hash([]byte("ReceiveWithAuthorization(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"))
	permit          = crypto.Keccak256Hash([]byte("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"))
)

// Token is USDC on one chain, as its EIP-712 domain names it. The name differs between chains: read it with ReadToken.
type Token struct {
	ChainID       uint64
	Address       common.Address
	Name, Version string
}

// Separator is the token's EIP-712 domain separator.
func (t Token) Separator() common.Hash {
	return pact.HashStruct(tokenDomainType,
		crypto.Keccak256Hash([]byte(t.Name)), crypto.Keccak256Hash([]byte(t.Version)), pact.Word(t.ChainID), word(t.Address))
}

// AuthorizationDigest is what the buyer signs to fund a pact with one signature: ERC-3009's ReceiveWithAuthorization of the
// amount to the escrow, valid until fund_by, its nonce the pact's id.
func (t Token) AuthorizationDigest(terms pact.Terms, escrow common.Address) common.Hash {
	d := terms.Deal
	return t.authorizationDigest(d.Buyer, escrow, d.Amount, d.FundBy, common.Hash(terms.ID()))
}

// BatchAuthorizationDigest is what the buyer of these pacts, one at least, signs to fund them with one signature: as above, of the
// sum of their amounts, valid until the earliest fund_by, its nonce keccak256 of their ids one after another.
func (t Token) BatchAuthorizationDigest(terms []pact.Terms, escrow common.Address) common.Hash {
	first := terms[0].Deal
	value, validBefore := usdc.Amount(0), first.FundBy
	ids := make([]common.Hash, len(terms))
	for i, of := range terms {
		value += of.Deal.Amount
		validBefore = min(validBefore, of.Deal.FundBy)
		ids[i] = common.Hash(of.ID())
	}
	return t.authorizationDigest(first.Buyer, escrow, value, validBefore, pact.HashWords(ids...))
}

func (t Token) authorizationDigest(from, to common.Address, value usdc.Amount, validBefore int64, nonce common.Hash) common.Hash {
	return t.digest(pact.HashStruct(authorization,
		word(from), word(to), pact.Word(value), common.Hash{}, pact.Word(validBefore), nonce))
}

// PermitDigest is what the buyer signs to give the escrow an allowance of the amount: EIP-2612's Permit. nonce is
// ReadPermitNonce's; deadline is in Unix seconds, and the last one at which the permit counts.
func (t Token) PermitDigest(terms pact.Terms, escrow common.Address, nonce uint64, deadline int64) common.Hash {
	d := terms.Deal
	return t.digest(pact.HashStruct(permit,
		word(d.Buyer), word(escrow), pact.Word(d.Amount), pact.Word(nonce), pact.Word(deadline)))
}

func (t Token) digest(structHash common.Hash) common.Hash {
	separator := t.Separator()
	return crypto.Keccak256Hash([]byte{0x19, 0x01}, separator[:], structHash[:])
}

func word(a common.Address) common.Hash { return common.BytesToHash(a[:]) }
