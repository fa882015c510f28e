package pact

import (
	"crypto/ecdsa"
	"errors"
	"math/big"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"pgregory.net/rapid"
)

// signed draws a key, a digest and the key's signature over it.
func signed(t *rapid.T) (digest common.Hash, sig []byte, signer common.Address) {
	digest = rapid.Make[common.Hash]().Draw(t, "digest")
	key := rapid.Custom(func(t *rapid.T) *ecdsa.PrivateKey {
		seed := rapid.Make[common.Hash]().Draw(t, "key seed")
		key, err := crypto.ToECDSA(crypto.Keccak256(seed[:]))
		if err != nil {
			t.Fatal(err)
		}
		return key
	}).Draw(t, "key")
	sig, err := Sign(digest, key)
	if err != nil {
		t.Fatal(err)
	}
	return digest, sig, crypto.PubkeyToAddress(key.PublicKey)
}

func TestASignatureVerifiesForItsSignerOnly(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digest, sig, signer := signed(t)
		if err := Verify(digest, sig, signer); err != nil {
			t.Fatal(err)
		}
		other := rapid.Make[common.Address]().Draw(t, "other")
		err := Verify(digest, sig, other)
		var bad *SignatureError
		if !errors.Is(err, ErrBadSignature) || !errors.As(err, &bad) || bad.Expected != other || bad.Recovered != signer {
			t.Fatalf("verified for %s: %v", other, err)
		}
	})
}

func TestAChangedByteOfSignatureOrDigestIsRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digest, sig, signer := signed(t)
		flip := byte(rapid.IntRange(1, 255).Draw(t, "flip"))
		if i := rapid.IntRange(0, len(sig)+len(digest)-1).Draw(t, "byte"); i < len(sig) {
			sig[i] ^= flip
		} else {
			digest[i-len(sig)] ^= flip
		}
		if err := Verify(digest, sig, signer); !errors.Is(err, ErrBadSignature) {
			t.Fatalf("the error is %v", err)
		}
	})
}

func TestOtherFormsOfAValidSignatureAreRefused(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digest, sig, signer := signed(t)

		s := new(big.Int).SetBytes(sig[32:64])
		highS := append([]byte(nil), sig...)
		s.Sub(crypto.S256().Params().N, s).FillBytes(highS[32:64])
		highS[64] ^= 27 ^ 28

		compact := append([]byte(nil), sig[:64]...) // EIP-2098
		compact[32] |= (sig[64] - 27) << 7

		vZero := append([]byte(nil), sig...)
		vZero[64] -= 27

		for form, c := range map[string]struct {
			sig    []byte
			reason string
		}{
			"high s":   {highS, "lower half"},
			"64 bytes": {compact, "64 bytes"},
			"66 bytes": {append(sig, 0), "66 bytes"},
			"no bytes": {nil, "0 bytes"},
			"v 0 or 1": {vZero, "27 or 28"},
		} {
			if err := Verify(digest, c.sig, signer); !errors.Is(err, ErrBadSignature) || !strings.Contains(err.Error(), c.reason) {
				t.Fatalf("%s: the error is %v", form, err)
			}
		}
	})
}

func TestTheZeroAddressSignsNothing(t *testing.T) {
	for _, v := range []byte{0, 27, 28} {
		sig := make([]byte, 65)
		sig[64] = v
		if err := Verify(common.Hash{}, sig, common.Address{}); !errors.Is(err, ErrBadSignature) {
			t.Errorf("v %d: %v", v, err)
		}
	}
}

func TestVerifyLeavesTheSignatureAsItWas(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		digest, sig, signer := signed(t)
		before := string(sig)
		if err := Verify(digest, sig, signer); err != nil || string(sig) != before {
			t.Fatalf("%v; %x became %x", err, before, sig)
		}
	})
}
