package pact

import (
	"crypto/ecdsa"
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

// ErrBadSignature is what every *SignatureError is.
var ErrBadSignature = errors.New("bad signature")

// SignatureError says whose signature was expected and whose it is.
type SignatureError struct {
	Expected  common.Address
	Recovered common.Address // zero when the bytes are nobody's signature
	Reason    string         // what is wrong and what to do
}

func (e *SignatureError) Error() string {
	return fmt.Sprintf("%v, expected %s's: %s", ErrBadSignature, e.Expected, e.Reason)
}

func (e *SignatureError) Unwrap() error { return ErrBadSignature }

// Sign makes the only form Verify, the escrow and USDC all accept: 65 bytes r‖s‖v, v 27 or 28, s in the lower half (EIP-2).
func Sign(digest common.Hash, key *ecdsa.PrivateKey) ([]byte, error) {
	sig, err := crypto.Sign(digest[:], key) // low s
	if err != nil {
		return nil, fmt.Errorf("sign %s: %w", digest, err)
	}
	sig[crypto.RecoveryIDOffset] += 27
	return sig, nil
}

// Verify accepts signer's own signature over digest, as Sign makes it. A contract's signature (ERC-1271) only the chain can
// verify. Every refusal is a *SignatureError.
func Verify(digest common.Hash, sig []byte, signer common.Address) error {
	refuse := func(recovered common.Address, reason string) error {
		return &SignatureError{Expected: signer, Recovered: recovered, Reason: reason}
	}
	if len(sig) != crypto.SignatureLength {
		return refuse(common.Address{}, fmt.Sprintf("it has %d bytes; send the 65 bytes r‖s‖v", len(sig)))
	}
	r, s, v := new(big.Int).SetBytes(sig[:32]), new(big.Int).SetBytes(sig[32:64]), sig[64]
	if v != 27 && v != 28 {
		return refuse(common.Address{}, fmt.Sprintf("its last byte is %d; it must be 27 or 28", v))
	}
	if !crypto.ValidateSignatureValues(v-27, r, s, true) {
		return refuse(common.Address{}, "r or s is out of range; normalize s to the lower half and flip v")
	}
	key, err := crypto.SigToPub(digest[:], append(sig[:64:64], v-27))
	if err != nil {
		return refuse(common.Address{}, "it is nobody's signature over this digest; sign again")
	}
	if recovered := crypto.PubkeyToAddress(*key); recovered != signer {
		return refuse(recovered, fmt.Sprintf("over this digest it is %s's; check the key, the chain id, the escrow's address and the message", recovered))
	}
	return nil
}
