// Package signer holds the service's keys and signs with them. internal/app opens one for each role; the evaluator
// signs verdicts with SignHash, internal/chain/send transactions with SignTx. No key leaves it, and none is logged.
package signer

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"math/big"
	"os"
	"strings"

	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
)

// Keystore signs with the key of one encrypted file.
type Keystore struct {
	key     *ecdsa.PrivateKey
	address common.Address
}

// OpenKeystore decrypts a keystore file (Web3 Secret Storage version 3, as geth writes it) with the password on the
// first line of another file.
func OpenKeystore(path, passwordPath string) (*Keystore, error) {
	encrypted, err := os.ReadFile(path)
	if err != nil {
		return nil, fmt.Errorf("read the keystore: %w", err)
	}
	password, err := os.ReadFile(passwordPath)
	if err != nil {
		return nil, fmt.Errorf("read the keystore's password: %w", err)
	}
	line, _, _ := strings.Cut(string(password), "\n")
	key, err := keystore.DecryptKey(encrypted, strings.TrimSuffix(line, "\r"))
	switch {
	case errors.Is(err, keystore.ErrDecrypt):
		return nil, fmt.Errorf("keystore %s: the password in %s does not open it", path, passwordPath)
	case err != nil:
		return nil, fmt.Errorf("keystore %s: not a key file as geth writes it: %w", path, err)
	}
	return &Keystore{key: key.PrivateKey, address: key.Address}, nil
}

// Address is the account of the key.
func (k *Keystore) Address() common.Address { return k.address }

// SignHash signs a digest, such as that of EIP-712: 65 bytes r‖s‖v, s in the lower half, v 27 or 28.
func (k *Keystore) SignHash(_ context.Context, digest common.Hash) ([]byte, error) {
	signature, err := crypto.Sign(digest[:], k.key)
	if err != nil {
		return nil, fmt.Errorf("sign with %s: %w", k.address, err)
	}
	signature[crypto.RecoveryIDOffset] += 27
	return signature, nil
}

// SignTx signs a transaction for one chain (EIP-155); it is replayable on no other.
func (k *Keystore) SignTx(_ context.Context, tx *types.Transaction, chainID uint64) (*types.Transaction, error) {
	signed, err := types.SignTx(tx, types.LatestSignerForChainID(new(big.Int).SetUint64(chainID)), k.key)
	if err != nil {
		return nil, fmt.Errorf("sign a transaction with %s: %w", k.address, err)
	}
	return signed, nil
}
