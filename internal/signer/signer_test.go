package signer_test

import (
	"math/big"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/surety-dev/surety/internal/signer"
)

// files writes a new key as geth does, and a password file.
func files(t *testing.T, password, line string) (address common.Address, key, pass string) {
	t.Helper()
	dir := t.TempDir()
	account, err := keystore.StoreKey(dir, password, keystore.LightScryptN, keystore.LightScryptP)
	if err != nil {
		t.Fatal(err)
	}
	pass = filepath.Join(dir, "password")
	if err := os.WriteFile(pass, []byte(line), 0o600); err != nil {
		t.Fatal(err)
	}
	return account.Address, account.URL.Path, pass
}

func TestAKeystoreSignsHashesInTheFormOfTheEscrow(t *testing.T) {
	for _, end := range []string{"", "\n", "\r\n"} {
		address, path, pass := files(t, "correct horse", "correct horse"+end)
		keys, err := signer.OpenKeystore(path, pass)
		if err != nil {
			t.Fatal(err)
		}
		if keys.Address() != address {
			t.Fatalf("address %s, want %s", keys.Address(), address)
		}
		half := new(big.Int).Rsh(crypto.S256().Params().N, 1)
		for i := range 20 {
			digest := crypto.Keccak256Hash([]byte{byte(i)})
			signature, err := keys.SignHash(t.Context(), digest)
			if err != nil {
				t.Fatal(err)
			}
			if len(signature) != 65 || signature[64] != 27 && signature[64] != 28 || new(big.Int).SetBytes(signature[32:64]).Cmp(half) > 0 {
				t.Fatalf("signature %x: want 65 bytes, low s, v 27 or 28", signature)
			}
			signature[64] -= 27
			if public, err := crypto.SigToPub(digest[:], signature); err != nil || crypto.PubkeyToAddress(*public) != address {
				t.Fatalf("signature %x recovers %v, %v", signature, public, err)
			}
		}
	}
}

func TestAKeystoreSignsTransactionsForOneChain(t *testing.T) {
	address, path, pass := files(t, "p", "p")
	keys, err := signer.OpenKeystore(path, pass)
	if err != nil {
		t.Fatal(err)
	}
	tx := types.NewTx(&types.DynamicFeeTx{ChainID: big.NewInt(8453), Nonce: 3, GasFeeCap: big.NewInt(1), GasTipCap: big.NewInt(1), To: &address})
	signed, err := keys.SignTx(t.Context(), tx, 8453)
	if err != nil {
		t.Fatal(err)
	}
	if from, err := types.Sender(types.LatestSignerForChainID(big.NewInt(8453)), signed); err != nil || from != address {
		t.Errorf("sender %s, %v, want %s", from, err, address)
	}
	if _, err := keys.SignTx(t.Context(), tx, 1); err == nil {
		t.Error("signed a transaction of chain 8453 for chain 1")
	}
}

func TestAKeystoreThatDoesNotOpenSaysWhy(t *testing.T) {
	_, path, wrong := files(t, "right", "wrong secret")
	broken := filepath.Join(t.TempDir(), "key.json")
	if err := os.WriteFile(broken, []byte(`{"version":3}`), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, row := range []struct{ path, pass, want string }{
		{path, wrong, "does not open it"},
		{broken, wrong, "not a key file"},
		{path + "x", wrong, "read the keystore"},
		{path, wrong + "x", "read the keystore's password"},
	} {
		_, err := signer.OpenKeystore(row.path, row.pass)
		if err == nil || !strings.Contains(err.Error(), row.want) || strings.Contains(err.Error(), "secret") {
			t.Errorf("got %v, want %q and no password", err, row.want)
		}
	}
}
