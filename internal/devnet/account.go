package devnet

import (
	"crypto/ecdsa"
	"math/big"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/params"
)

// Account is a development account, named by what it does.
//
// DEVELOPMENT ONLY. Its private key is keccak256("surety devnet account " + name): everybody who reads this line owns
// it. Money sent to it on a public chain is lost.
type Account string

// The accounts that every Chain and Anvil funds.
const (
	Deployer  Account = "deployer"
	Provider  Account = "provider"
	Buyer     Account = "buyer"
	Arbiter   Account = "arbiter"
	Evaluator Account = "evaluator"
	Relayer   Account = "relayer"
	Collector Account = "collector" // receives fees
)

// rich are the accounts that have ETH from the start, and wealth is how much, in wei.
var (
	rich   = []Account{Deployer, Provider, Buyer, Arbiter, Evaluator, Relayer, Collector}
	wealth = new(big.Int).Mul(big.NewInt(1000), big.NewInt(params.Ether))
)

// Key is the account's private key, the same on every machine.
func (a Account) Key() *ecdsa.PrivateKey {
	key, err := crypto.ToECDSA(crypto.Keccak256([]byte("surety devnet account " + a)))
	if err != nil {
		panic(err) // one name in 2^128 hashes outside the curve's order
	}
	return key
}

// Address is the account's address, the same on every machine.
func (a Account) Address() common.Address {
	return crypto.PubkeyToAddress(a.Key().PublicKey)
}
