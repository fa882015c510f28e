// Code generated via abigen V2 - DO NOT EDIT.
// This file is a generated binding and any manual changes will be lost.

package escrow

import (
	"bytes"
	"errors"
	"math/big"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// Reference imports to suppress errors if they are not otherwise used.
var (
	_ = bytes.Equal
	_ = errors.New
	_ = big.NewInt
	_ = common.Big1
	_ = types.BloomLookup
	_ = abi.ConvertType
)

// Deal is an auto generated low-level Go binding around an user-defined struct.
type Deal struct {
	Buyer             common.Address
	Provider          common.Address
	Arbiter           common.Address
	Amount            *big.Int
	Upfront           *big.Int
	FundBy            *big.Int
	DisputeWindow     uint32
	ArbitrationWindow uint32
	SilenceBps        uint16
	Covenant          [32]byte
	Salt              [32]byte
}

// Gate is an auto generated low-level Go binding around an user-defined struct.
type Gate struct {
	Evaluator       common.Address
	EvaluateBy      *big.Int
	ChallengeWindow uint32
	FeeBps          uint16
	FeeTo           common.Address
}

// Passes is an auto generated low-level Go binding around an user-defined struct.
type Passes struct {
	Gate    Gate
	Deals   [][32]byte
	Reports [32]byte
}

// Terms is an auto generated low-level Go binding around an user-defined struct.
type Terms struct {
	Gate Gate
	Deal Deal
}

// PactEscrowMetaData contains all meta data concerning the PactEscrow contract.
var PactEscrowMetaData = bind.MetaData{
	ABI: "[{\"type\":\"constructor\",\"inputs\":[{\"name\":\"usdc\",\"type\":\"address\",\"internalType\":\"contractIUSDC\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"USDC\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"contractIUSDC\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"consent\",\"inputs\":[{\"name\":\"terms\",\"type\":\"tuple\",\"internalType\":\"structTerms\",\"components\":[{\"name\":\"gate\",\"type\":\"tuple\",\"internalType\":\"structGate\",\"components\":[{\"name\":\"evaluator\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"evaluateBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"challengeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"feeBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"feeTo\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"name\":\"deal\",\"type\":\"tuple\",\"internalType\":\"structDeal\",\"components\":[{\"name\":\"buyer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"provider\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"arbiter\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"upfront\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"fundBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"disputeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"arbitrationWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"silenceBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"covenant\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]}]},{\"name\":\"providerAmount\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"buyerAmount\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"buyerSignature\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"providerSignature\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"deliver\",\"inputs\":[{\"name\":\"gate\",\"type\":\"tuple\",\"internalType\":\"structGate\",\"components\":[{\"name\":\"evaluator\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"evaluateBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"challengeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"feeBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"feeTo\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"name\":\"deal\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"deliverable\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"signature\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"dispute\",\"inputs\":[{\"name\":\"terms\",\"type\":\"tuple\",\"internalType\":\"structTerms\",\"components\":[{\"name\":\"gate\",\"type\":\"tuple\",\"internalType\":\"structGate\",\"components\":[{\"name\":\"evaluator\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"evaluateBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"challengeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"feeBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"feeTo\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"name\":\"deal\",\"type\":\"tuple\",\"internalType\":\"structDeal\",\"components\":[{\"name\":\"buyer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"provider\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"arbiter\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"upfront\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"fundBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"disputeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"arbitrationWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"silenceBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"covenant\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]}]},{\"name\":\"party\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"statement\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"signature\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"domainSeparator\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"eip712Domain\",\"inputs\":[],\"outputs\":[{\"name\":\"fields\",\"type\":\"bytes1\",\"internalType\":\"bytes1\"},{\"name\":\"name\",\"type\":\"string\",\"internalType\":\"string\"},{\"name\":\"version\",\"type\":\"string\",\"internalType\":\"string\"},{\"name\":\"chainId\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"verifyingContract\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"extensions\",\"type\":\"uint256[]\",\"internalType\":\"uint256[]\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"escalate\",\"inputs\":[{\"name\":\"terms\",\"type\":\"tuple\",\"internalType\":\"structTerms\",\"components\":[{\"name\":\"gate\",\"type\":\"tuple\",\"internalType\":\"structGate\",\"components\":[{\"name\":\"evaluator\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"evaluateBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"challengeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"feeBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"feeTo\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"name\":\"deal\",\"type\":\"tuple\",\"internalType\":\"structDeal\",\"components\":[{\"name\":\"buyer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"provider\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"arbiter\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"upfront\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"fundBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"disputeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"arbitrationWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"silenceBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"covenant\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]}]},{\"name\":\"report\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"signature\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"finalize\",\"inputs\":[{\"name\":\"terms\",\"type\":\"tuple\",\"internalType\":\"structTerms\",\"components\":[{\"name\":\"gate\",\"type\":\"tuple\",\"internalType\":\"structGate\",\"components\":[{\"name\":\"evaluator\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"evaluateBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"challengeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"feeBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"feeTo\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"name\":\"deal\",\"type\":\"tuple\",\"internalType\":\"structDeal\",\"components\":[{\"name\":\"buyer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"provider\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"arbiter\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"upfront\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"fundBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"disputeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"arbitrationWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"silenceBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"covenant\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]}]}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"fund\",\"inputs\":[{\"name\":\"terms\",\"type\":\"tuple\",\"internalType\":\"structTerms\",\"components\":[{\"name\":\"gate\",\"type\":\"tuple\",\"internalType\":\"structGate\",\"components\":[{\"name\":\"evaluator\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"evaluateBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"challengeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"feeBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"feeTo\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"name\":\"deal\",\"type\":\"tuple\",\"internalType\":\"structDeal\",\"components\":[{\"name\":\"buyer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"provider\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"arbiter\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"upfront\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"fundBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"disputeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"arbitrationWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"silenceBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"covenant\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]}]},{\"name\":\"authorization\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[{\"name\":\"pactId\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"fundByAllowance\",\"inputs\":[{\"name\":\"terms\",\"type\":\"tuple\",\"internalType\":\"structTerms\",\"components\":[{\"name\":\"gate\",\"type\":\"tuple\",\"internalType\":\"structGate\",\"components\":[{\"name\":\"evaluator\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"evaluateBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"challengeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"feeBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"feeTo\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"name\":\"deal\",\"type\":\"tuple\",\"internalType\":\"structDeal\",\"components\":[{\"name\":\"buyer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"provider\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"arbiter\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"upfront\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"fundBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"disputeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"arbitrationWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"silenceBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"covenant\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]}]}],\"outputs\":[{\"name\":\"pactId\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"fundByPermit\",\"inputs\":[{\"name\":\"terms\",\"type\":\"tuple\",\"internalType\":\"structTerms\",\"components\":[{\"name\":\"gate\",\"type\":\"tuple\",\"internalType\":\"structGate\",\"components\":[{\"name\":\"evaluator\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"evaluateBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"challengeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"feeBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"feeTo\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"name\":\"deal\",\"type\":\"tuple\",\"internalType\":\"structDeal\",\"components\":[{\"name\":\"buyer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"provider\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"arbiter\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"upfront\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"fundBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"disputeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"arbitrationWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"silenceBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"covenant\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]}]},{\"name\":\"pactSignature\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"deadline\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"permitSignature\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[{\"name\":\"pactId\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"idOf\",\"inputs\":[{\"name\":\"terms\",\"type\":\"tuple\",\"internalType\":\"structTerms\",\"components\":[{\"name\":\"gate\",\"type\":\"tuple\",\"internalType\":\"structGate\",\"components\":[{\"name\":\"evaluator\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"evaluateBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"challengeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"feeBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"feeTo\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"name\":\"deal\",\"type\":\"tuple\",\"internalType\":\"structDeal\",\"components\":[{\"name\":\"buyer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"provider\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"arbiter\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"upfront\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"fundBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"disputeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"arbitrationWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"silenceBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"covenant\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]}]}],\"outputs\":[{\"name\":\"\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"pure\"},{\"type\":\"function\",\"name\":\"owed\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"pact\",\"inputs\":[{\"name\":\"pactId\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[{\"name\":\"status\",\"type\":\"uint8\",\"internalType\":\"enumStatus\"},{\"name\":\"provider\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"held\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"providerHeld\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"since\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"release\",\"inputs\":[{\"name\":\"gate\",\"type\":\"tuple\",\"internalType\":\"structGate\",\"components\":[{\"name\":\"evaluator\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"evaluateBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"challengeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"feeBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"feeTo\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"name\":\"deal\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"report\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"signature\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"releaseBatch\",\"inputs\":[{\"name\":\"groups\",\"type\":\"tuple[]\",\"internalType\":\"structPasses[]\",\"components\":[{\"name\":\"gate\",\"type\":\"tuple\",\"internalType\":\"structGate\",\"components\":[{\"name\":\"evaluator\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"evaluateBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"challengeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"feeBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"feeTo\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"name\":\"deals\",\"type\":\"bytes32[]\",\"internalType\":\"bytes32[]\"},{\"name\":\"reports\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]},{\"name\":\"signature\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"rule\",\"inputs\":[{\"name\":\"terms\",\"type\":\"tuple\",\"internalType\":\"structTerms\",\"components\":[{\"name\":\"gate\",\"type\":\"tuple\",\"internalType\":\"structGate\",\"components\":[{\"name\":\"evaluator\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"evaluateBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"challengeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"feeBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"feeTo\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"name\":\"deal\",\"type\":\"tuple\",\"internalType\":\"structDeal\",\"components\":[{\"name\":\"buyer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"provider\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"arbiter\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"upfront\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"fundBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"disputeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"arbitrationWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"silenceBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"covenant\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]}]},{\"name\":\"providerAmount\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"ruling\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"signature\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"settle\",\"inputs\":[{\"name\":\"terms\",\"type\":\"tuple\",\"internalType\":\"structTerms\",\"components\":[{\"name\":\"gate\",\"type\":\"tuple\",\"internalType\":\"structGate\",\"components\":[{\"name\":\"evaluator\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"evaluateBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"challengeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"feeBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"feeTo\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"name\":\"deal\",\"type\":\"tuple\",\"internalType\":\"structDeal\",\"components\":[{\"name\":\"buyer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"provider\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"arbiter\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"upfront\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"fundBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"disputeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"arbitrationWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"silenceBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"covenant\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]}]},{\"name\":\"providerAmount\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"report\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"signature\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"withdraw\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"event\",\"name\":\"Consented\",\"inputs\":[{\"name\":\"pactId\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"providerAmount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"buyerAmount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Delivered\",\"inputs\":[{\"name\":\"pactId\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"deliverable\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Disputed\",\"inputs\":[{\"name\":\"pactId\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"party\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"providerHeld\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"buyerHeld\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"statement\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Escalated\",\"inputs\":[{\"name\":\"pactId\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"providerHeld\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"buyerHeld\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"report\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Finalized\",\"inputs\":[{\"name\":\"pactId\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"providerAmount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"buyerAmount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Funded\",\"inputs\":[{\"name\":\"pactId\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"buyer\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"provider\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"terms\",\"type\":\"tuple\",\"indexed\":false,\"internalType\":\"structTerms\",\"components\":[{\"name\":\"gate\",\"type\":\"tuple\",\"internalType\":\"structGate\",\"components\":[{\"name\":\"evaluator\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"evaluateBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"challengeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"feeBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"feeTo\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"name\":\"deal\",\"type\":\"tuple\",\"internalType\":\"structDeal\",\"components\":[{\"name\":\"buyer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"provider\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"arbiter\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"upfront\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"fundBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"disputeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"arbitrationWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"silenceBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"covenant\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]}]}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Owed\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Released\",\"inputs\":[{\"name\":\"pactId\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"providerAmount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"report\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Ruled\",\"inputs\":[{\"name\":\"pactId\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"providerAmount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"buyerAmount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"ruling\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Settled\",\"inputs\":[{\"name\":\"pactId\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"providerAmount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"buyerAmount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"report\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Withdrawn\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Withheld\",\"inputs\":[{\"name\":\"pactId\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"providerAmount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"buyerAmount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"providerHeld\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"buyerHeld\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"report\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"}],\"anonymous\":false},{\"type\":\"error\",\"name\":\"BadSignature\",\"inputs\":[{\"name\":\"signer\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"BadTerms\",\"inputs\":[{\"name\":\"what\",\"type\":\"string\",\"internalType\":\"string\"}]},{\"type\":\"error\",\"name\":\"NoArbiter\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NotAllowed\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"NotOneEvaluator\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NothingOwed\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"TooEarly\",\"inputs\":[{\"name\":\"from\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"TooLate\",\"inputs\":[{\"name\":\"deadline\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"TransferFailed\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"WrongAmount\",\"inputs\":[{\"name\":\"held\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"WrongStatus\",\"inputs\":[{\"name\":\"pactId\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"status\",\"type\":\"uint8\",\"internalType\":\"enumStatus\"}]}]",
	ID:  "PactEscrow",
	Bin: "0x60e08060405234610126576020816143a3803803809161001f828561012a565b83398101031261012657516001600160a01b0381168103610126576080524660c05260405160208101907f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f82527febfd366252b7b5660ce532eca75d2de18fa8ddbc870e4d641f48e0408ba6f44460408201527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201523060a082015260a081526100d360c08261012a565b51902060a052604051614241908161016282396080518181816117d4015281816119cc01528181611c0801528181611df4015281816140270152614124015260a05181612f85015260c05181612f5f0152f35b5f80fd5b601f909101601f19168101906001600160401b0382119082101761014d57604052565b634e487b7160e01b5f52604160045260245ffdfe60806040526004361015610011575f80fd5b5f5f3560e01c806344a05053146122955780634bdaea7214611eba57806351cff8d914611ce2578063563cab5d14611afc5780636ad503401461194757806384b0196e146117f857806389a3027114611789578063997fcde81461154b5780639daaf5ce146114aa578063b33c58a514611299578063b51393bc14610d9d578063bd6ea49a14610c0c578063bd97624114610bd0578063c25268c11461093f578063dbe71c5314610456578063df18e047146103f3578063e17aecd714610257578063f113b0851461012e5763f698da25146100eb575f80fd5b3461012b57807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261012b576020610123612f5c565b604051908152f35b80fd5b503461012b5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261012b578080819060043583528260205260408320549361017a85613302565b61018386614216565b61024b575b600681109485156101ed57600382148015610241575b61021a575b60405195156101ed57509473ffffffffffffffffffffffffffffffffffffffff6affffffffffffffffffffff9260a097875216602086015216604084015260608301526080820152f35b807f4e487b7100000000000000000000000000000000000000000000000000000000602492526021600452fd5b606087901c64ffffffffff169450608887901c6affffffffffffffffffffff1693506101a3565b506004821461019e565b90508460601c90610188565b503461012b5761027d610269366124d9565b9193926102788496929661303f565b6130d7565b938486528560205260408620549261029484613302565b60068110156103c65760010361038857926103407f872024bb4356ecd19dc9cbc3cf9c28c766da9ea9e1276f6e463216e81acd3c9295936b020000000000000000000000936102ee64ffffffffff602080990151166141e0565b8360601c604051888101907fab21875461b133d96adda5f7ebf1949de15797446b802c247359813dc1be71d882528b60408201528860608201526060815261033760808261234d565b51902090613ccf565b7fffffffffffffffffffffffffffffffffffffffff0000000000000000000000006affffffffffffffffffffff8216911617178486528583526040862055604051908152a280f35b6044876103c48861039888613302565b907f9d8197440000000000000000000000000000000000000000000000000000000084526004526127c8565bfd5b6024887f4e487b710000000000000000000000000000000000000000000000000000000081526021600452fd5b503461012b5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261012b57604060209173ffffffffffffffffffffffffffffffffffffffff6104456123bb565b168152600183522054604051908152f35b503461012b577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601610260811261093b576102001361012b57610204359073ffffffffffffffffffffffffffffffffffffffff821680830361093b5761022435906102443567ffffffffffffffff8111610937576104d99036906004016124ab565b90926104e3612aec565b918286528560205260408620549473ffffffffffffffffffffffffffffffffffffffff61050e612984565b16851497881580610910575b6108e45773ffffffffffffffffffffffffffffffffffffffff61053b61293e565b16156108bc579061058d929160405160208101907f6859a4134edbc255ebff22beca6fbb3d68aebb378fd3aa2fe613dc8760dcebb582528760408201528660608201526060815261033760808261234d565b8493859661059a82613302565b60068110156103c6576002036107365750926affffffffffffffffffffff93927fe7a425abbfc08bb0f4d5628748ffb4240f59e522f3314f07afcb656bef72ca956106e26106ed98999461063e889761060064ffffffffff6105fa612898565b16613314565b61062e61062964ffffffffff610614612898565b1663ffffffff6106226127e9565b169061280e565b6141e0565b886106376128be565b9116613387565b9290915b8c604061069b6106528787612870565b608887901b7bffffffffffffffffffffff0000000000000000000000000000000000164260601b176affffffffffffffffffffff909116176b0400000000000000000000001790565b91888152806020522055886106b0898d612870565b166106f0575b604051938493846affffffffffffffffffffff6040929594938160608401971683521660208201520152565b0390a31691166133ad565b80f35b604080516affffffffffffffffffffff8d811682528a16602082015287917f46b09bc22185eb70968610762e16d63fd1410c2234e0fd0969632fbf57a74c5091a26106b6565b945090955061074481613302565b600681101561088f5760030361087f576affffffffffffffffffffff8160881c169361077d856affffffffffffffffffffff8416612848565b91811561086d576affffffffffffffffffffff835b161561084157927fe7a425abbfc08bb0f4d5628748ffb4240f59e522f3314f07afcb656bef72ca958798846106e2610810610823978b8d6affffffffffffffffffffff9c996106ed9f8e9d64ffffffffff915060601c1691505f146108295761080b61062963ffffffff6108046127e9565b168361280e565b61331e565b61081d819992809d612848565b93612848565b92610642565b61080b61062963ffffffff61083c6127d6565b610804565b602487867ffa5cd00f000000000000000000000000000000000000000000000000000000008252600452fd5b6affffffffffffffffffffff86610792565b6103c46044926103988793613302565b6024867f4e487b710000000000000000000000000000000000000000000000000000000081526021600452fd5b6004887f2713bc58000000000000000000000000000000000000000000000000000000008152fd5b602488877ffa5cd00f000000000000000000000000000000000000000000000000000000008252600452fd5b5073ffffffffffffffffffffffffffffffffffffffff61092e612961565b1686141561051a565b8380fd5b5080fd5b503461012b577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601610280811261093b576102001361012b5761020435906affffffffffffffffffffff82169182810361093b5761022435926affffffffffffffffffffff841691828503610937576102443567ffffffffffffffff8111610bcc576109d09036906004016124ab565b6102649291923567ffffffffffffffff8111610bc8576109f49036906004016124ab565b906109fd612aec565b94858952886020526040892054610a1381613302565b6006811015610b9b57158015610b80575b610b70576affffffffffffffffffffff610a3e8a8a61280e565b9116809103610b455750916106ed989993917fa3d42426c1f369478a6406097ea164266284d99b91b687b10dd31f9423fd893a959360405160208101907fd0339b671b2af4406db36fe3cf1556c1edf396cdb16a9f8e3229e459582d98ad82528960408201528a60608201528b608082015260808152610abf60a08261234d565b5190209389610b31575b505088610b18575b505050610af3846b050000000000000000000000905f525f60205260405f2055565b604080516affffffffffffffffffffff928316815292909116602083015290a26133ad565b610b2992610b24612984565b613ccf565b5f8080610ad1565b610b3e9185610b24612961565b5f80610ac9565b7f45d6a8a5000000000000000000000000000000000000000000000000000000008a52600452602489fd5b896103c488610398604494613302565b50610b8a81613302565b6006811015610b9b57600514610a24565b60248b7f4e487b710000000000000000000000000000000000000000000000000000000081526021600452fd5b8680fd5b8480fd5b503461012b576102007ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261012b57506020610123612aec565b503461012b57610c1b36612752565b9493929091610c2984612d23565b91828652856020526040862054610c3f81613302565b60068110156103c657600403610d8d576affffffffffffffffffffff90610c7f61062964ffffffffff8360601c1663ffffffff6106226101808c016127fd565b16966affffffffffffffffffffff821694888611610d61579282610d356affffffffffffffffffffff96946106ed9a9b610d307f28fbd570b5cefc9e173eff1d0b65195712db6fba8a8aa9f0ceb096db11c34ab296610d5799610ce460e08f016129a7565b8d60405160208101917f5dd2f23c6c4cbf054094ab0e56fbdc7d9e1284a319693b41201275cedf102d3183528d604083015260608201528a60808201526080815261033760a08261234d565b612848565b9485926106b6866b050000000000000000000000905f525f60205260405f2055565b0390a21691613430565b6024888a7f45d6a8a5000000000000000000000000000000000000000000000000000000008252600452fd5b866103c485610398604494613302565b503461012b5760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261012b576004359067ffffffffffffffff821161012b573660238301121561012b5767ffffffffffffffff82600401351161012b57366024836004013560051b8401011161012b5760243567ffffffffffffffff811161093b57610e319036906004016124ab565b929081600401351561126c5760248201357ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffefd3684900301811215610937576024610e7d918401016129a7565b93610e8b8360040135612a35565b91610e998460040135612a35565b9573ffffffffffffffffffffffffffffffffffffffff8116865b8660040135811061111b57505060405160208101908160208a51919a0190895b81811061110557505050610f1481610f569798999a037fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0810183528261234d565b51902060405160208101917f24b185fed1dba7be7963d641258db24d300a188b6d7e8449d095ae5eeefe5dc6835260408201526040815261033760608261234d565b825b82600401358110610f67578380f35b64ffffffffff610f8a6020610f84848760040135602489016129c8565b016128ac565b164210610f9a575b600101610f58565b9290610fae848460040135602486016129c8565b610fb88583612a84565b5193610fc43683612431565b93610fd260a0840184612a98565b96909382918395849a859660408b01985b8c8910156110bf57610ffb8960051b850135866130d7565b8089528860205260408920549061101182614216565b156110b3578b61102f918363ffffffff60c08c0135935116916131b1565b156110a857908c918060601c73ffffffffffffffffffffffffffffffffffffffff8a16810361108b575b509061271061ffff60606affffffffffffffffffffff600196951694015116830204809203019e01985b01979c610fe3565b90986001939261109a916140b3565b979091508890612710611059565b509c97600190611083565b50509c97600190611083565b9198509a506110fe9650608093506001989992506110f6915073ffffffffffffffffffffffffffffffffffffffff949b959b6140b3565b0151166140b3565b9050610f92565b82518c5260209b8c019b90920191600101610ed3565b61112d81886004013560248a016129c8565b8273ffffffffffffffffffffffffffffffffffffffff61114c836129a7565b16036112445761116461115f3683612431565b61303f565b61116e8389612a84565b526111798288612a84565b519061118860a0820182612a98565b906040519060208201927f07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff81116112405792826112028f969360c09560209160019b9a9860051b80918737810103017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0810183528261234d565b5190206040519360208501955085526040840152013560608201526060815261122c60808261234d565b519020611239828c612a84565b5201610eb3565b8d80fd5b6004897f8a293be4000000000000000000000000000000000000000000000000000000008152fd5b6024837f4e487b710000000000000000000000000000000000000000000000000000000081526032600452fd5b503461012b577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601610240811261093b576102001361012b57610204356102243567ffffffffffffffff81116114a6576112f89036906004016124ab565b611300612aec565b9261131964ffffffffff611312612898565b168561311d565b9273ffffffffffffffffffffffffffffffffffffffff61133761293e565b161561147e576004359373ffffffffffffffffffffffffffffffffffffffff85168503610bc8576113d3611478946113e793877f61c9bc9abfefde4a44c83d9b0414c06ba08a4ea31dffee1be2a961a358b5b70f985060405160208101907f239dce07590f0a5a86c73a0d5dc26ce13fe1b426f3bf25664a2fd3ff6771025a82528b60408201528860608201526060815261033760808261234d565b6affffffffffffffffffffff6106376128be565b9290916114406113f78585612870565b608885901b7bffffffffffffffffffffff0000000000000000000000000000000000164260601b176affffffffffffffffffffff909116176b0400000000000000000000001790565b868852876020526040882055604051938493846affffffffffffffffffffff6040929594938160608401971683521660208201520152565b0390a280f35b6004867f2713bc58000000000000000000000000000000000000000000000000000000008152fd5b8280fd5b503461012b576102007ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261012b576114e436612554565b90602082019073ffffffffffffffffffffffffffffffffffffffff82515116330361151f5750610123611518602093613478565b9151613fa8565b807ffa5cd00f000000000000000000000000000000000000000000000000000000006024925233600452fd5b503461012b5761155a36612752565b839195949261156884612d23565b916affffffffffffffffffffff61158a64ffffffffff611312602089016128ac565b1697886affffffffffffffffffffff861611610d61576106ed9798610d306115bf9387938685896115ba8d6129a7565b613153565b9263ffffffff6115d1604087016127fd565b166117825787805b63ffffffff6115eb61016089016127fd565b1661177b5781925b6affffffffffffffffffffff6116098584612870565b166116a0575050505091817f0b7c342f3240995ba0aabbdbc9beb3c15e9096ac16e3b684b864479fed2aa1936116936affffffffffffffffffffff9561166587966b050000000000000000000000905f525f60205260405f2055565b604051918291868b846affffffffffffffffffffff6040929594938160608401971683521660208201520152565b0390a25b16921690613430565b839850957fa1cd36b070f94a034fda95acf2908512e2b6ef943d3c6a0356c1902f509fe8e192946affffffffffffffffffffff80989581856116f16116e960a098849d9b612848565b9e8f97612848565b99604061174a6117018685612870565b608885901b7bffffffffffffffffffffff0000000000000000000000000000000000164260601b176affffffffffffffffffffff909116176b0300000000000000000000001790565b918b81528060205220558160405196168652818a1660208701521660408501521660608301526080820152a2611697565b85926115f3565b87816115d9565b503461012b57807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261012b57602060405173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b503461012b57807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261012b576040516118ec916020919061183c838361234d565b8082525f3681376040926118f9845194611856818761234d565b600686527f537572657479000000000000000000000000000000000000000000000000000083870152805161188b828261234d565b600181527f31000000000000000000000000000000000000000000000000000000000000008482015281519788977f0f00000000000000000000000000000000000000000000000000000000000000895260e0868a015260e089019061270f565b918783039088015261270f565b904660608601523060808601528260a086015284820360c08601528080855193848152019401925b82811061193057505050500390f35b835185528695509381019392810192600101611921565b503461012b576102207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261012b5761198136612554565b906102043567ffffffffffffffff811161093b576119a39036906004016124ab565b6119b4602085949394015194613478565b9273ffffffffffffffffffffffffffffffffffffffff7f00000000000000000000000000000000000000000000000000000000000000001673ffffffffffffffffffffffffffffffffffffffff8651166affffffffffffffffffffff6060880151169064ffffffffff60a08901511693833b15610bc8578694939291611a948692604051988997889687957f88b7ab630000000000000000000000000000000000000000000000000000000087526004870152306024870152604486015285606486015260848501528b60a485015260e060c485015260e48401916128e8565b03925af18015611af157611adc575b602083610123866affffffffffffffffffffff608073ffffffffffffffffffffffffffffffffffffffff868401511692015116906140b3565b611ae782809261234d565b61012b5780611aa3565b6040513d84823e3d90fd5b34611cde576102607ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112611cde57611b3536612554565b6102043567ffffffffffffffff8111611cde57611b569036906004016124ab565b91610244359067ffffffffffffffff8211611cde57611b7c611bf19236906004016124ab565b929094611b8d602084015193613478565b9473ffffffffffffffffffffffffffffffffffffffff84511661012085015160405160208101917fa40dd85b55ea53a613d1f2ea721b9cb371eb23b35ba507d576cefd3a30abe25a835289604083015260608201526060815261033760808261234d565b73ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000169373ffffffffffffffffffffffffffffffffffffffff8251166affffffffffffffffffffff60608401511693863b15611cde57602096610123955f8094611cbf604051978896879586947f9fd5a6cf0000000000000000000000000000000000000000000000000000000086526004860152306024860152604485015261022435606485015260a0608485015260a48401916128e8565b03925af1611cce575b50613fa8565b5f611cd89161234d565b5f611cc8565b5f80fd5b34611cde5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112611cde57611d196123bb565b73ffffffffffffffffffffffffffffffffffffffff811690815f52600160205260405f2054908115611e8e579060209183611dda945f52600184525f60408120557f7084f5476618d8e60b11ef0d7d3f06914655adb8793e28ff7f018d4c76d505d584604051858152a260405193849283927fa9059cbb000000000000000000000000000000000000000000000000000000008452600484016020909392919373ffffffffffffffffffffffffffffffffffffffff60408201951681520152565b03815f73ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000165af1908115611e83575f91611e54575b5015611e2c57005b7f90b8ec18000000000000000000000000000000000000000000000000000000005f5260045ffd5b611e76915060203d602011611e7c575b611e6e818361234d565b8101906128d0565b81611e24565b503d611e64565b6040513d5f823e3d90fd5b827f751b0fda000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b34611cde576102007ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112611cde57611ef2612aec565b805f525f60205260405f2054905f90611f0a83613302565b60068110156122685760010361203d576affffffffffffffffffffff611fc2938192611f3d64ffffffffff6105fa612898565b828216915b611f5283610d3088878516612848565b808516611fc4575050611f7a816b050000000000000000000000905f525f60205260405f2055565b604080516affffffffffffffffffffff8781168252841660208201527f46b09bc22185eb70968610762e16d63fd1410c2234e0fd0969632fbf57a74c509190a21691166133ad565b005b61202c9164ffffffffff611fdd89888460881c16612848565b9160601c1691907bffffffffffffffffffffff00000000000000000000000000000000006affffffffffffffffffffff6b0300000000000000000000009493169260601b9160881b1617171790565b815f525f60205260405f2055611f7a565b905061204882613302565b60068110156122685760020361209e57906affffffffffffffffffffff80611fc29361208361207e64ffffffffff610614612898565b613314565b61209661208e6128be565b838616613387565b919094611f42565b6120a782613302565b6006811015612268576003036121b65764ffffffffff8260601c16906affffffffffffffffffffff8360881c16926affffffffffffffffffffff8116926120f86120f18686612848565b868361331e565b9590946affffffffffffffffffffff6121118888612870565b161561213257505050611fc2936affffffffffffffffffffff928392611f42565b612167929163ffffffff916121456127d6565b918061214f6127e9565b9214908115612199575b50156121925750169061280e565b7f2a35a324000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b9050610622565b90501515806121a9575b86612159565b50828116838316106121a3565b906121c081613302565b60068110156122685760040361222a5764ffffffffff8160601c1691610184359063ffffffff821690818303611cde5761221061207e6affffffffffffffffffffff9493611fc29786955061280e565b818460881c169061222382848716612848565b9194611f42565b9061223761226392613302565b907f9d819744000000000000000000000000000000000000000000000000000000005f526004526127c8565b60445ffd5b7f4e487b71000000000000000000000000000000000000000000000000000000005f52602160045260245ffd5b34611cde576123156123036122bb6122ac366124d9565b9192610278859692989561303f565b9485916122d364ffffffffff6020880151168461311d565b978473ffffffffffffffffffffffffffffffffffffffff8851166affffffffffffffffffffff8b16998a91613153565b8563ffffffff604086015116916131b1565b61231b57005b611fc29260601c9173ffffffffffffffffffffffffffffffffffffffff608061ffff60608501511693015116926132d6565b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff82111761238e57604052565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b6004359073ffffffffffffffffffffffffffffffffffffffff82168203611cde57565b359073ffffffffffffffffffffffffffffffffffffffff82168203611cde57565b359064ffffffffff82168203611cde57565b359063ffffffff82168203611cde57565b359061ffff82168203611cde57565b91908260a0910312611cde5760405160a0810181811067ffffffffffffffff82111761238e5760405260806124a681839561246b816123de565b8552612479602082016123ff565b602086015261248a60408201612411565b604086015261249b60608201612422565b6060860152016123de565b910152565b9181601f84011215611cde5782359167ffffffffffffffff8311611cde5760208381860195010111611cde57565b906101007ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc830112611cde57612510826004612431565b9160a4359160c4359160e4359067ffffffffffffffff8211611cde57612538916004016124ab565b9091565b35906affffffffffffffffffffff82168203611cde57565b906102007ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc830112611cde576040516040810181811067ffffffffffffffff82111761238e576040526101607fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff5c82946125ce816004612431565b84520112611cde5760405190610160820182811067ffffffffffffffff82111761238e5760405260a43573ffffffffffffffffffffffffffffffffffffffff81168103611cde57825260c43573ffffffffffffffffffffffffffffffffffffffff81168103611cde57602083015260e43573ffffffffffffffffffffffffffffffffffffffff81168103611cde576040830152610104356affffffffffffffffffffff81168103611cde576060830152610124356affffffffffffffffffffff81168103611cde5760808301526101443564ffffffffff81168103611cde5760a08301526101643563ffffffff81168103611cde5760c08301526101843563ffffffff81168103611cde5760e08301526101a4359061ffff82168203611cde576020916101008401526101c4356101208401526101e4356101408401520152565b907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f602080948051918291828752018686015e5f8582860101520116010190565b907ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc82016102608112611cde5761020013611cde57600491610204356affffffffffffffffffffff81168103611cde57916102243591610244359067ffffffffffffffff8211611cde57612538916004016124ab565b600681101561226857602452565b60443563ffffffff81168103611cde5790565b6101643563ffffffff81168103611cde5790565b3563ffffffff81168103611cde5790565b9190820180921161281b57565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b906affffffffffffffffffffff809116911603906affffffffffffffffffffff821161281b57565b906affffffffffffffffffffff809116911601906affffffffffffffffffffff821161281b57565b60243564ffffffffff81168103611cde5790565b3564ffffffffff81168103611cde5790565b6101a43561ffff81168103611cde5790565b90816020910312611cde57518015158103611cde5790565b601f82602094937fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe093818652868601375f8582860101520116010190565b67ffffffffffffffff811161238e5760051b60200190565b60e43573ffffffffffffffffffffffffffffffffffffffff81168103611cde5790565b60a43573ffffffffffffffffffffffffffffffffffffffff81168103611cde5790565b60c43573ffffffffffffffffffffffffffffffffffffffff81168103611cde5790565b3573ffffffffffffffffffffffffffffffffffffffff81168103611cde5790565b9190811015612a085760051b810135907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff2181360301821215611cde570190565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603260045260245ffd5b90612a3f82612926565b612a4c604051918261234d565b8281527fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0612a7a8294612926565b0190602036910137565b8051821015612a085760209160051b010190565b9035907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe181360301821215611cde570180359067ffffffffffffffff8211611cde57602001918160051b36038313611cde57565b60405160208101907ff4346889eb666b6d96ff71ec6a173805d2730cc621601efa6ee6baadee85d033825260043573ffffffffffffffffffffffffffffffffffffffff8116809103611cde57604082015260243564ffffffffff8116809103611cde57606082015260443563ffffffff8116809103611cde57608082015260643561ffff8116809103611cde5760a082015260843573ffffffffffffffffffffffffffffffffffffffff8116809103611cde5760c082015260c08152612bb360e08261234d565b51902060405190602082017f5617e5b99dd9245bf8840a8dde0bbeb43a945d0f98abaf3749f5e9982c9f4491815260a43573ffffffffffffffffffffffffffffffffffffffff8116809103611cde57604084015260c43573ffffffffffffffffffffffffffffffffffffffff8116809103611cde57606084015260e43573ffffffffffffffffffffffffffffffffffffffff8116809103611cde576080840152610104356affffffffffffffffffffff8116809103611cde5760a0840152610124356affffffffffffffffffffff8116809103611cde5760c08401526101443564ffffffffff8116809103611cde5760e08401526101643563ffffffff8116809103611cde576101008401526101843563ffffffff8116809103611cde576101208401526101a4359261ffff8416809403611cde57612d20936101408201526101c4356101608201526101e4356101808201526101808152612d176101a08261234d565b519020906130d7565b90565b612d209060405160208101907ff4346889eb666b6d96ff71ec6a173805d2730cc621601efa6ee6baadee85d033825273ffffffffffffffffffffffffffffffffffffffff612d70846123de565b16604082015264ffffffffff612d88602085016123ff565b16606082015263ffffffff612d9f60408501612411565b16608082015261ffff612db460608501612422565b1660a082015273ffffffffffffffffffffffffffffffffffffffff612ddb608085016123de565b1660c082015260c08152612df060e08261234d565b519020906040516101e060208201927f5617e5b99dd9245bf8840a8dde0bbeb43a945d0f98abaf3749f5e9982c9f4491845273ffffffffffffffffffffffffffffffffffffffff612e4360a083016123de565b16604084015273ffffffffffffffffffffffffffffffffffffffff612e6a60c083016123de565b16606084015273ffffffffffffffffffffffffffffffffffffffff612e9160e083016123de565b1660808401526affffffffffffffffffffff612eb0610100830161253c565b1660a08401526affffffffffffffffffffff612ecf610120830161253c565b1660c084015264ffffffffff612ee861014083016123ff565b1660e084015263ffffffff612f006101608301612411565b1661010084015263ffffffff612f196101808301612411565b1661012084015261ffff612f306101a08301612422565b166101408401526101c081013561016084015201356101808201526101808152612d176101a08261234d565b467f000000000000000000000000000000000000000000000000000000000000000003612fa7577f000000000000000000000000000000000000000000000000000000000000000090565b60405160208101907f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f82527febfd366252b7b5660ce532eca75d2de18fa8ddbc870e4d641f48e0408ba6f44460408201527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201523060a082015260a0815261303960c08261234d565b51902090565b6040516130c860208201927ff4346889eb666b6d96ff71ec6a173805d2730cc621601efa6ee6baadee85d0338452604083019073ffffffffffffffffffffffffffffffffffffffff6080809282815116855264ffffffffff602082015116602086015263ffffffff604082015116604086015261ffff6060820151166060860152015116910152565b60c0815261303960e08261234d565b906040519060208201927fe331a87c0f7a999d80e5163a6274f1c4966cd79201e2bc6b6ec56e8bf5afc0fa8452604083015260608201526060815261303960808261234d565b9190825f525f60205260405f20549261313584614216565b156131465750613144906141e0565b565b6122639061223785613302565b916131449594936affffffffffffffffffffff6040519260208401947f056a8ebc0922eba28aba8c9fb1a74c8cb4d6bbdccb184ede5cb198e50cd100ae8652604085015216606083015260808201526080815261033760a08261234d565b929163ffffffff1661321e576040907f760977a5aa54ca70ab5b5c440750a4fb5997019b0fd2f7695b327e76e96e94ae92613201856b050000000000000000000000905f525f60205260405f2055565b6affffffffffffffffffffff8351921682526020820152a2600190565b6affffffffffffffffffffff16906affffffffffffffffffffff821161281b577fa1cd36b070f94a034fda95acf2908512e2b6ef943d3c6a0356c1902f509fe8e19160a091608882901b7bffffffffffffffffffffff0000000000000000000000000000000000164260601b176affffffffffffffffffffff8316176b03000000000000000000000017855f525f60205260405f2055604051915f83525f602084015260408301525f60608301526080820152a25f90565b9161ffff61271091949294168402049182840393841161281b57613144936132fd916140b3565b6140b3565b60581c60ff1660068110156122685790565b8042106121675750565b919290925f9364ffffffffff5f94169060443563ffffffff8116808203611cde5761334a91508361280e565b42101561337f575b50610164359063ffffffff821690818303611cde57613371925061280e565b42101561337b5750565b9150565b94505f613352565b91906affffffffffffffffffffff61271061ffff612d2093168286160204168093612848565b60c4359073ffffffffffffffffffffffffffffffffffffffff82168203611cde5760643561ffff81168103611cde576084359173ffffffffffffffffffffffffffffffffffffffff83168303611cde57613406936132d6565b60a4359073ffffffffffffffffffffffffffffffffffffffff82168203611cde57613144916140b3565b91909161343f60c082016129a7565b9060608101359061ffff82168203611cde57613144946132fd9360a0936134729261346c608086016129a7565b926132d6565b016129a7565b908151916020810180519073ffffffffffffffffffffffffffffffffffffffff82511691602081015173ffffffffffffffffffffffffffffffffffffffff8116946affffffffffffffffffffff606084015116926affffffffffffffffffffff608082015116906136106134eb8b61303f565b60405160208101907f5617e5b99dd9245bf8840a8dde0bbeb43a945d0f98abaf3749f5e9982c9f449182526135ff6040820186610140809173ffffffffffffffffffffffffffffffffffffffff815116845273ffffffffffffffffffffffffffffffffffffffff602082015116602085015273ffffffffffffffffffffffffffffffffffffffff60408201511660408501526affffffffffffffffffffff60608201511660608501526affffffffffffffffffffff608082015116608085015264ffffffffff60a08201511660a085015263ffffffff60c08201511660c085015263ffffffff60e08201511660e085015261ffff610100820151166101008501526101208101516101208501520151910152565b6101808152612d176101a08261234d565b998a5f525f60205260405f205461362681613302565b600681101561226857613cc2575064ffffffffff60a0830161364a828251166141e0565b511664ffffffffff60208301511610613c645785831015613c0657888814613ba85787158015613ba0575b8015613b81575b613b23576060810161271061ffff825116118015613b0f575b613ab15761ffff9051161573ffffffffffffffffffffffffffffffffffffffff6080830151161503613a2d57604082015173ffffffffffffffffffffffffffffffffffffffff1661392a5760e063ffffffff604081930151168260c0850151161792015116176138cc5788946b010000000000000000000000610200947fffffffffffffffffffffffffffffffffffffffff000000000000000000000000806affffffffffffffffffffff61376e6138c9977fc38a96875abe47b9765e406ba9ec58b1241e9ce2ade58460d5c7ef95627fed8c9b612848565b169260601b16161717865f525f60205260405f20556137e260405180945173ffffffffffffffffffffffffffffffffffffffff6080809282815116855264ffffffffff602082015116602086015263ffffffff604082015116604086015261ffff6060820151166060860152015116910152565b5160a0830190610140809173ffffffffffffffffffffffffffffffffffffffff815116845273ffffffffffffffffffffffffffffffffffffffff602082015116602085015273ffffffffffffffffffffffffffffffffffffffff60408201511660408501526affffffffffffffffffffff60608201511660608501526affffffffffffffffffffff608082015116608085015264ffffffffff60a08201511660a085015263ffffffff60c08201511660c085015263ffffffff60e08201511660e085015261ffff610100820151166101008501526101208101516101208501520151910152565ba4565b60646040517f73758b9a00000000000000000000000000000000000000000000000000000000815260206004820152601760248201527f77696e646f777320776974686f757420617262697465720000000000000000006044820152fd5b5060e0015163ffffffff16156139a95788946b010000000000000000000000610200947fffffffffffffffffffffffffffffffffffffffff000000000000000000000000806affffffffffffffffffffff61376e6138c9977fc38a96875abe47b9765e406ba9ec58b1241e9ce2ade58460d5c7ef95627fed8c9b612848565b60846040517f73758b9a00000000000000000000000000000000000000000000000000000000815260206004820152602160248201527f6172626974657220776974686f7574206172626974726174696f6e57696e646f60448201527f77000000000000000000000000000000000000000000000000000000000000006064820152fd5b60846040517f73758b9a00000000000000000000000000000000000000000000000000000000815260206004820152602760248201527f66656520776974686f757420666565546f2c206f7220666565546f207769746860448201527f6f757420666565000000000000000000000000000000000000000000000000006064820152fd5b60646040517f73758b9a00000000000000000000000000000000000000000000000000000000815260206004820152601560248201527f73686172652061626f76652031303030302062707300000000000000000000006044820152fd5b5061271061ffff6101008501511611613695565b60646040517f73758b9a00000000000000000000000000000000000000000000000000000000815260206004820152601f60248201527f6e6f2062757965722c2070726f7669646572206f72206576616c7561746f72006044820152fd5b5073ffffffffffffffffffffffffffffffffffffffff8151161561367c565b508815613675565b60646040517f73758b9a00000000000000000000000000000000000000000000000000000000815260206004820152601160248201527f62757965722069732070726f76696465720000000000000000000000000000006044820152fd5b60646040517f73758b9a00000000000000000000000000000000000000000000000000000000815260206004820152601860248201527f757066726f6e74206e6f742062656c6f7720616d6f756e7400000000000000006044820152fd5b60646040517f73758b9a00000000000000000000000000000000000000000000000000000000815260206004820152601760248201527f66756e644279206166746572206576616c7561746542790000000000000000006044820152fd5b8b61223761226392613302565b73ffffffffffffffffffffffffffffffffffffffff8116949391338614613f6b57613cf8612f5c565b906040519060208201927f190100000000000000000000000000000000000000000000000000000000000084526022830152604282015260428152613d3e60628261234d565b51902060418314613ef0575b813b613d7d575b857f9a7d38d9000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b5f93613df78594613dcb60405193849260208401967f1626ba7e00000000000000000000000000000000000000000000000000000000885260248501526040604485015260648401916128e8565b037fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0810183528261234d565b51915afa3d15613ee9573d67ffffffffffffffff811161238e5760405190613e47601f82017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0166020018361234d565b81523d5f602083013e5b81613edb575b81613e6f575b50613e6b5780808080613d51565b9050565b7f1626ba7e000000000000000000000000000000000000000000000000000000009150602081519101519060208110613eab575b50145f613e5d565b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff9060200360031b1b165f613ea3565b905060208151101590613e57565b6060613e51565b6040848481010312611cde5760208401358360401015612a085760205f6080604051858152604089013560f81c848201528835604082015284606082015282805260015afa15611e835773ffffffffffffffffffffffffffffffffffffffff5f5116908782149182613f9e575b5081613f73575b5015613d4a575b505050509050565b7f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0915011155f613f64565b151591505f613f5d565b73ffffffffffffffffffffffffffffffffffffffff8151166affffffffffffffffffffff606083015116604051917f23b872dd000000000000000000000000000000000000000000000000000000008352600483015230602483015260448201526020816064815f73ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000165af1908115611e83575f91614094575b5015611e2c57806affffffffffffffffffffff608073ffffffffffffffffffffffffffffffffffffffff60206131449501511692015116906140b3565b6140ad915060203d602011611e7c57611e6e818361234d565b5f614057565b81156141bb576040517fa9059cbb00000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff8216600482015260248101839052602081806044810103815f73ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000165af15f91816141bf575b506141b1575b50602073ffffffffffffffffffffffffffffffffffffffff7f7393c924ac30f9256e6cebcfb78841b1e7ef11bf8b09d87c2257b32b8063c979921692835f526001825260405f206141a682825461280e565b9055604051908152a2565b6141bb575f614154565b5050565b6141d991925060203d602011611e7c57611e6e818361234d565b905f61414e565b804210156141eb5750565b7f691e5682000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b60ff9060581c166001811490811561422c575090565b60029150149056fea164736f6c634300081e000a",
}

// PactEscrow is an auto generated Go binding around an Ethereum contract.
type PactEscrow struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *PactEscrow) GetABI() abi.ABI {
	return c.abi
}

// NewPactEscrow creates a new instance of PactEscrow.
func NewPactEscrow() *PactEscrow {
	parsed, err := PactEscrowMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &PactEscrow{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *PactEscrow) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address usdc) returns()
func (pactEscrow *PactEscrow) PackConstructor(usdc common.Address) []byte {
	enc, err := pactEscrow.abi.Pack("", usdc)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackUSDC is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x89a30271.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function USDC() view returns(address)
func (pactEscrow *PactEscrow) PackUSDC() []byte {
	enc, err := pactEscrow.abi.Pack("USDC")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackUSDC is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x89a30271.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function USDC() view returns(address)
func (pactEscrow *PactEscrow) TryPackUSDC() ([]byte, error) {
	return pactEscrow.abi.Pack("USDC")
}

// UnpackUSDC is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x89a30271.
//
// Solidity: function USDC() view returns(address)
func (pactEscrow *PactEscrow) UnpackUSDC(data []byte) (common.Address, error) {
	out, err := pactEscrow.abi.Unpack("USDC", data)
	if err != nil {
		return *new(common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new(common.Address)).(*common.Address)
	return out0, nil
}

// PackConsent is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc25268c1.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function consent(((address,uint40,uint32,uint16,address),(address,address,address,uint88,uint88,uint40,uint32,uint32,uint16,bytes32,bytes32)) terms, uint88 providerAmount, uint88 buyerAmount, bytes buyerSignature, bytes providerSignature) returns()
func (pactEscrow *PactEscrow) PackConsent(terms Terms, providerAmount *big.Int, buyerAmount *big.Int, buyerSignature []byte, providerSignature []byte) []byte {
	enc, err := pactEscrow.abi.Pack("consent", terms, providerAmount, buyerAmount, buyerSignature, providerSignature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackConsent is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xc25268c1.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function consent(((address,uint40,uint32,uint16,address),(address,address,address,uint88,uint88,uint40,uint32,uint32,uint16,bytes32,bytes32)) terms, uint88 providerAmount, uint88 buyerAmount, bytes buyerSignature, bytes providerSignature) returns()
func (pactEscrow *PactEscrow) TryPackConsent(terms Terms, providerAmount *big.Int, buyerAmount *big.Int, buyerSignature []byte, providerSignature []byte) ([]byte, error) {
	return pactEscrow.abi.Pack("consent", terms, providerAmount, buyerAmount, buyerSignature, providerSignature)
}

// PackDeliver is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe17aecd7.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function deliver((address,uint40,uint32,uint16,address) gate, bytes32 deal, bytes32 deliverable, bytes signature) returns()
func (pactEscrow *PactEscrow) PackDeliver(gate Gate, deal [32]byte, deliverable [32]byte, signature []byte) []byte {
	enc, err := pactEscrow.abi.Pack("deliver", gate, deal, deliverable, signature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDeliver is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xe17aecd7.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function deliver((address,uint40,uint32,uint16,address) gate, bytes32 deal, bytes32 deliverable, bytes signature) returns()
func (pactEscrow *PactEscrow) TryPackDeliver(gate Gate, deal [32]byte, deliverable [32]byte, signature []byte) ([]byte, error) {
	return pactEscrow.abi.Pack("deliver", gate, deal, deliverable, signature)
}

// PackDispute is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdbe71c53.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function dispute(((address,uint40,uint32,uint16,address),(address,address,address,uint88,uint88,uint40,uint32,uint32,uint16,bytes32,bytes32)) terms, address party, bytes32 statement, bytes signature) returns()
func (pactEscrow *PactEscrow) PackDispute(terms Terms, party common.Address, statement [32]byte, signature []byte) []byte {
	enc, err := pactEscrow.abi.Pack("dispute", terms, party, statement, signature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDispute is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdbe71c53.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function dispute(((address,uint40,uint32,uint16,address),(address,address,address,uint88,uint88,uint40,uint32,uint32,uint16,bytes32,bytes32)) terms, address party, bytes32 statement, bytes signature) returns()
func (pactEscrow *PactEscrow) TryPackDispute(terms Terms, party common.Address, statement [32]byte, signature []byte) ([]byte, error) {
	return pactEscrow.abi.Pack("dispute", terms, party, statement, signature)
}

// PackDomainSeparator is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf698da25.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function domainSeparator() view returns(bytes32)
func (pactEscrow *PactEscrow) PackDomainSeparator() []byte {
	enc, err := pactEscrow.abi.Pack("domainSeparator")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackDomainSeparator is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf698da25.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function domainSeparator() view returns(bytes32)
func (pactEscrow *PactEscrow) TryPackDomainSeparator() ([]byte, error) {
	return pactEscrow.abi.Pack("domainSeparator")
}

// UnpackDomainSeparator is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xf698da25.
//
// Solidity: function domainSeparator() view returns(bytes32)
func (pactEscrow *PactEscrow) UnpackDomainSeparator(data []byte) ([32]byte, error) {
	out, err := pactEscrow.abi.Unpack("domainSeparator", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackEip712Domain is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x84b0196e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function eip712Domain() view returns(bytes1 fields, string name, string version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] extensions)
func (pactEscrow *PactEscrow) PackEip712Domain() []byte {
	enc, err := pactEscrow.abi.Pack("eip712Domain")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackEip712Domain is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x84b0196e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function eip712Domain() view returns(bytes1 fields, string name, string version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] extensions)
func (pactEscrow *PactEscrow) TryPackEip712Domain() ([]byte, error) {
	return pactEscrow.abi.Pack("eip712Domain")
}

// Eip712DomainOutput serves as a container for the return parameters of contract
// method Eip712Domain.
type Eip712DomainOutput struct {
	Fields            [1]byte
	Name              string
	Version           string
	ChainId           *big.Int
	VerifyingContract common.Address
	Salt              [32]byte
	Extensions        []*big.Int
}

// UnpackEip712Domain is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x84b0196e.
//
// Solidity: function eip712Domain() view returns(bytes1 fields, string name, string version, uint256 chainId, address verifyingContract, bytes32 salt, uint256[] extensions)
func (pactEscrow *PactEscrow) UnpackEip712Domain(data []byte) (Eip712DomainOutput, error) {
	out, err := pactEscrow.abi.Unpack("eip712Domain", data)
	outstruct := new(Eip712DomainOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Fields = *abi.ConvertType(out[0], new([1]byte)).(*[1]byte)
	outstruct.Name = *abi.ConvertType(out[1], new(string)).(*string)
	outstruct.Version = *abi.ConvertType(out[2], new(string)).(*string)
	outstruct.ChainId = abi.ConvertType(out[3], new(big.Int)).(*big.Int)
	outstruct.VerifyingContract = *abi.ConvertType(out[4], new(common.Address)).(*common.Address)
	outstruct.Salt = *abi.ConvertType(out[5], new([32]byte)).(*[32]byte)
	outstruct.Extensions = *abi.ConvertType(out[6], new([]*big.Int)).(*[]*big.Int)
	return *outstruct, nil
}

// PackEscalate is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb33c58a5.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function escalate(((address,uint40,uint32,uint16,address),(address,address,address,uint88,uint88,uint40,uint32,uint32,uint16,bytes32,bytes32)) terms, bytes32 report, bytes signature) returns()
func (pactEscrow *PactEscrow) PackEscalate(terms Terms, report [32]byte, signature []byte) []byte {
	enc, err := pactEscrow.abi.Pack("escalate", terms, report, signature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackEscalate is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb33c58a5.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function escalate(((address,uint40,uint32,uint16,address),(address,address,address,uint88,uint88,uint40,uint32,uint32,uint16,bytes32,bytes32)) terms, bytes32 report, bytes signature) returns()
func (pactEscrow *PactEscrow) TryPackEscalate(terms Terms, report [32]byte, signature []byte) ([]byte, error) {
	return pactEscrow.abi.Pack("escalate", terms, report, signature)
}

// PackFinalize is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4bdaea72.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function finalize(((address,uint40,uint32,uint16,address),(address,address,address,uint88,uint88,uint40,uint32,uint32,uint16,bytes32,bytes32)) terms) returns()
func (pactEscrow *PactEscrow) PackFinalize(terms Terms) []byte {
	enc, err := pactEscrow.abi.Pack("finalize", terms)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackFinalize is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x4bdaea72.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function finalize(((address,uint40,uint32,uint16,address),(address,address,address,uint88,uint88,uint40,uint32,uint32,uint16,bytes32,bytes32)) terms) returns()
func (pactEscrow *PactEscrow) TryPackFinalize(terms Terms) ([]byte, error) {
	return pactEscrow.abi.Pack("finalize", terms)
}

// PackFund is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6ad50340.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function fund(((address,uint40,uint32,uint16,address),(address,address,address,uint88,uint88,uint40,uint32,uint32,uint16,bytes32,bytes32)) terms, bytes authorization) returns(bytes32 pactId)
func (pactEscrow *PactEscrow) PackFund(terms Terms, authorization []byte) []byte {
	enc, err := pactEscrow.abi.Pack("fund", terms, authorization)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackFund is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x6ad50340.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function fund(((address,uint40,uint32,uint16,address),(address,address,address,uint88,uint88,uint40,uint32,uint32,uint16,bytes32,bytes32)) terms, bytes authorization) returns(bytes32 pactId)
func (pactEscrow *PactEscrow) TryPackFund(terms Terms, authorization []byte) ([]byte, error) {
	return pactEscrow.abi.Pack("fund", terms, authorization)
}

// UnpackFund is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x6ad50340.
//
// Solidity: function fund(((address,uint40,uint32,uint16,address),(address,address,address,uint88,uint88,uint40,uint32,uint32,uint16,bytes32,bytes32)) terms, bytes authorization) returns(bytes32 pactId)
func (pactEscrow *PactEscrow) UnpackFund(data []byte) ([32]byte, error) {
	out, err := pactEscrow.abi.Unpack("fund", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackFundByAllowance is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9daaf5ce.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function fundByAllowance(((address,uint40,uint32,uint16,address),(address,address,address,uint88,uint88,uint40,uint32,uint32,uint16,bytes32,bytes32)) terms) returns(bytes32 pactId)
func (pactEscrow *PactEscrow) PackFundByAllowance(terms Terms) []byte {
	enc, err := pactEscrow.abi.Pack("fundByAllowance", terms)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackFundByAllowance is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x9daaf5ce.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function fundByAllowance(((address,uint40,uint32,uint16,address),(address,address,address,uint88,uint88,uint40,uint32,uint32,uint16,bytes32,bytes32)) terms) returns(bytes32 pactId)
func (pactEscrow *PactEscrow) TryPackFundByAllowance(terms Terms) ([]byte, error) {
	return pactEscrow.abi.Pack("fundByAllowance", terms)
}

// UnpackFundByAllowance is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x9daaf5ce.
//
// Solidity: function fundByAllowance(((address,uint40,uint32,uint16,address),(address,address,address,uint88,uint88,uint40,uint32,uint32,uint16,bytes32,bytes32)) terms) returns(bytes32 pactId)
func (pactEscrow *PactEscrow) UnpackFundByAllowance(data []byte) ([32]byte, error) {
	out, err := pactEscrow.abi.Unpack("fundByAllowance", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackFundByPermit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x563cab5d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function fundByPermit(((address,uint40,uint32,uint16,address),(address,address,address,uint88,uint88,uint40,uint32,uint32,uint16,bytes32,bytes32)) terms, bytes pactSignature, uint256 deadline, bytes permitSignature) returns(bytes32 pactId)
func (pactEscrow *PactEscrow) PackFundByPermit(terms Terms, pactSignature []byte, deadline *big.Int, permitSignature []byte) []byte {
	enc, err := pactEscrow.abi.Pack("fundByPermit", terms, pactSignature, deadline, permitSignature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackFundByPermit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x563cab5d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function fundByPermit(((address,uint40,uint32,uint16,address),(address,address,address,uint88,uint88,uint40,uint32,uint32,uint16,bytes32,bytes32)) terms, bytes pactSignature, uint256 deadline, bytes permitSignature) returns(bytes32 pactId)
func (pactEscrow *PactEscrow) TryPackFundByPermit(terms Terms, pactSignature []byte, deadline *big.Int, permitSignature []byte) ([]byte, error) {
	return pactEscrow.abi.Pack("fundByPermit", terms, pactSignature, deadline, permitSignature)
}

// UnpackFundByPermit is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x563cab5d.
//
// Solidity: function fundByPermit(((address,uint40,uint32,uint16,address),(address,address,address,uint88,uint88,uint40,uint32,uint32,uint16,bytes32,bytes32)) terms, bytes pactSignature, uint256 deadline, bytes permitSignature) returns(bytes32 pactId)
func (pactEscrow *PactEscrow) UnpackFundByPermit(data []byte) ([32]byte, error) {
	out, err := pactEscrow.abi.Unpack("fundByPermit", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackIdOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbd976241.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function idOf(((address,uint40,uint32,uint16,address),(address,address,address,uint88,uint88,uint40,uint32,uint32,uint16,bytes32,bytes32)) terms) pure returns(bytes32)
func (pactEscrow *PactEscrow) PackIdOf(terms Terms) []byte {
	enc, err := pactEscrow.abi.Pack("idOf", terms)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIdOf is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbd976241.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function idOf(((address,uint40,uint32,uint16,address),(address,address,address,uint88,uint88,uint40,uint32,uint32,uint16,bytes32,bytes32)) terms) pure returns(bytes32)
func (pactEscrow *PactEscrow) TryPackIdOf(terms Terms) ([]byte, error) {
	return pactEscrow.abi.Pack("idOf", terms)
}

// UnpackIdOf is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xbd976241.
//
// Solidity: function idOf(((address,uint40,uint32,uint16,address),(address,address,address,uint88,uint88,uint40,uint32,uint32,uint16,bytes32,bytes32)) terms) pure returns(bytes32)
func (pactEscrow *PactEscrow) UnpackIdOf(data []byte) ([32]byte, error) {
	out, err := pactEscrow.abi.Unpack("idOf", data)
	if err != nil {
		return *new([32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([32]byte)).(*[32]byte)
	return out0, nil
}

// PackOwed is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdf18e047.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function owed(address account) view returns(uint256)
func (pactEscrow *PactEscrow) PackOwed(account common.Address) []byte {
	enc, err := pactEscrow.abi.Pack("owed", account)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackOwed is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xdf18e047.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function owed(address account) view returns(uint256)
func (pactEscrow *PactEscrow) TryPackOwed(account common.Address) ([]byte, error) {
	return pactEscrow.abi.Pack("owed", account)
}

// UnpackOwed is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xdf18e047.
//
// Solidity: function owed(address account) view returns(uint256)
func (pactEscrow *PactEscrow) UnpackOwed(data []byte) (*big.Int, error) {
	out, err := pactEscrow.abi.Unpack("owed", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackPact is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf113b085.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function pact(bytes32 pactId) view returns(uint8 status, address provider, uint256 held, uint256 providerHeld, uint256 since)
func (pactEscrow *PactEscrow) PackPact(pactId [32]byte) []byte {
	enc, err := pactEscrow.abi.Pack("pact", pactId)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackPact is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xf113b085.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function pact(bytes32 pactId) view returns(uint8 status, address provider, uint256 held, uint256 providerHeld, uint256 since)
func (pactEscrow *PactEscrow) TryPackPact(pactId [32]byte) ([]byte, error) {
	return pactEscrow.abi.Pack("pact", pactId)
}

// PactOutput serves as a container for the return parameters of contract
// method Pact.
type PactOutput struct {
	Status       uint8
	Provider     common.Address
	Held         *big.Int
	ProviderHeld *big.Int
	Since        *big.Int
}

// UnpackPact is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xf113b085.
//
// Solidity: function pact(bytes32 pactId) view returns(uint8 status, address provider, uint256 held, uint256 providerHeld, uint256 since)
func (pactEscrow *PactEscrow) UnpackPact(data []byte) (PactOutput, error) {
	out, err := pactEscrow.abi.Unpack("pact", data)
	outstruct := new(PactOutput)
	if err != nil {
		return *outstruct, err
	}
	outstruct.Status = *abi.ConvertType(out[0], new(uint8)).(*uint8)
	outstruct.Provider = *abi.ConvertType(out[1], new(common.Address)).(*common.Address)
	outstruct.Held = abi.ConvertType(out[2], new(big.Int)).(*big.Int)
	outstruct.ProviderHeld = abi.ConvertType(out[3], new(big.Int)).(*big.Int)
	outstruct.Since = abi.ConvertType(out[4], new(big.Int)).(*big.Int)
	return *outstruct, nil
}

// PackRelease is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x44a05053.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function release((address,uint40,uint32,uint16,address) gate, bytes32 deal, bytes32 report, bytes signature) returns()
func (pactEscrow *PactEscrow) PackRelease(gate Gate, deal [32]byte, report [32]byte, signature []byte) []byte {
	enc, err := pactEscrow.abi.Pack("release", gate, deal, report, signature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRelease is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x44a05053.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function release((address,uint40,uint32,uint16,address) gate, bytes32 deal, bytes32 report, bytes signature) returns()
func (pactEscrow *PactEscrow) TryPackRelease(gate Gate, deal [32]byte, report [32]byte, signature []byte) ([]byte, error) {
	return pactEscrow.abi.Pack("release", gate, deal, report, signature)
}

// PackReleaseBatch is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb51393bc.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function releaseBatch(((address,uint40,uint32,uint16,address),bytes32[],bytes32)[] groups, bytes signature) returns()
func (pactEscrow *PactEscrow) PackReleaseBatch(groups []Passes, signature []byte) []byte {
	enc, err := pactEscrow.abi.Pack("releaseBatch", groups, signature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackReleaseBatch is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xb51393bc.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function releaseBatch(((address,uint40,uint32,uint16,address),bytes32[],bytes32)[] groups, bytes signature) returns()
func (pactEscrow *PactEscrow) TryPackReleaseBatch(groups []Passes, signature []byte) ([]byte, error) {
	return pactEscrow.abi.Pack("releaseBatch", groups, signature)
}

// PackRule is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbd6ea49a.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function rule(((address,uint40,uint32,uint16,address),(address,address,address,uint88,uint88,uint40,uint32,uint32,uint16,bytes32,bytes32)) terms, uint88 providerAmount, bytes32 ruling, bytes signature) returns()
func (pactEscrow *PactEscrow) PackRule(terms Terms, providerAmount *big.Int, ruling [32]byte, signature []byte) []byte {
	enc, err := pactEscrow.abi.Pack("rule", terms, providerAmount, ruling, signature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackRule is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbd6ea49a.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function rule(((address,uint40,uint32,uint16,address),(address,address,address,uint88,uint88,uint40,uint32,uint32,uint16,bytes32,bytes32)) terms, uint88 providerAmount, bytes32 ruling, bytes signature) returns()
func (pactEscrow *PactEscrow) TryPackRule(terms Terms, providerAmount *big.Int, ruling [32]byte, signature []byte) ([]byte, error) {
	return pactEscrow.abi.Pack("rule", terms, providerAmount, ruling, signature)
}

// PackSettle is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x997fcde8.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function settle(((address,uint40,uint32,uint16,address),(address,address,address,uint88,uint88,uint40,uint32,uint32,uint16,bytes32,bytes32)) terms, uint88 providerAmount, bytes32 report, bytes signature) returns()
func (pactEscrow *PactEscrow) PackSettle(terms Terms, providerAmount *big.Int, report [32]byte, signature []byte) []byte {
	enc, err := pactEscrow.abi.Pack("settle", terms, providerAmount, report, signature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackSettle is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x997fcde8.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function settle(((address,uint40,uint32,uint16,address),(address,address,address,uint88,uint88,uint40,uint32,uint32,uint16,bytes32,bytes32)) terms, uint88 providerAmount, bytes32 report, bytes signature) returns()
func (pactEscrow *PactEscrow) TryPackSettle(terms Terms, providerAmount *big.Int, report [32]byte, signature []byte) ([]byte, error) {
	return pactEscrow.abi.Pack("settle", terms, providerAmount, report, signature)
}

// PackWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x51cff8d9.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function withdraw(address account) returns()
func (pactEscrow *PactEscrow) PackWithdraw(account common.Address) []byte {
	enc, err := pactEscrow.abi.Pack("withdraw", account)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackWithdraw is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x51cff8d9.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function withdraw(address account) returns()
func (pactEscrow *PactEscrow) TryPackWithdraw(account common.Address) ([]byte, error) {
	return pactEscrow.abi.Pack("withdraw", account)
}

// PactEscrowConsented represents a Consented event raised by the PactEscrow contract.
type PactEscrowConsented struct {
	PactId         [32]byte
	ProviderAmount *big.Int
	BuyerAmount    *big.Int
	Raw            *types.Log // Blockchain specific contextual infos
}

const PactEscrowConsentedEventName = "Consented"

// ContractEventName returns the user-defined event name.
func (PactEscrowConsented) ContractEventName() string {
	return PactEscrowConsentedEventName
}

// UnpackConsentedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Consented(bytes32 indexed pactId, uint256 providerAmount, uint256 buyerAmount)
func (pactEscrow *PactEscrow) UnpackConsentedEvent(log *types.Log) (*PactEscrowConsented, error) {
	event := "Consented"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != pactEscrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(PactEscrowConsented)
	if len(log.Data) > 0 {
		if err := pactEscrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range pactEscrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// PactEscrowDelivered represents a Delivered event raised by the PactEscrow contract.
type PactEscrowDelivered struct {
	PactId      [32]byte
	Deliverable [32]byte
	Raw         *types.Log // Blockchain specific contextual infos
}

const PactEscrowDeliveredEventName = "Delivered"

// ContractEventName returns the user-defined event name.
func (PactEscrowDelivered) ContractEventName() string {
	return PactEscrowDeliveredEventName
}

// UnpackDeliveredEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Delivered(bytes32 indexed pactId, bytes32 deliverable)
func (pactEscrow *PactEscrow) UnpackDeliveredEvent(log *types.Log) (*PactEscrowDelivered, error) {
	event := "Delivered"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != pactEscrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(PactEscrowDelivered)
	if len(log.Data) > 0 {
		if err := pactEscrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range pactEscrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// PactEscrowDisputed represents a Disputed event raised by the PactEscrow contract.
type PactEscrowDisputed struct {
	PactId       [32]byte
	Party        common.Address
	ProviderHeld *big.Int
	BuyerHeld    *big.Int
	Statement    [32]byte
	Raw          *types.Log // Blockchain specific contextual infos
}

const PactEscrowDisputedEventName = "Disputed"

// ContractEventName returns the user-defined event name.
func (PactEscrowDisputed) ContractEventName() string {
	return PactEscrowDisputedEventName
}

// UnpackDisputedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Disputed(bytes32 indexed pactId, address indexed party, uint256 providerHeld, uint256 buyerHeld, bytes32 statement)
func (pactEscrow *PactEscrow) UnpackDisputedEvent(log *types.Log) (*PactEscrowDisputed, error) {
	event := "Disputed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != pactEscrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(PactEscrowDisputed)
	if len(log.Data) > 0 {
		if err := pactEscrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range pactEscrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// PactEscrowEscalated represents a Escalated event raised by the PactEscrow contract.
type PactEscrowEscalated struct {
	PactId       [32]byte
	ProviderHeld *big.Int
	BuyerHeld    *big.Int
	Report       [32]byte
	Raw          *types.Log // Blockchain specific contextual infos
}

const PactEscrowEscalatedEventName = "Escalated"

// ContractEventName returns the user-defined event name.
func (PactEscrowEscalated) ContractEventName() string {
	return PactEscrowEscalatedEventName
}

// UnpackEscalatedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Escalated(bytes32 indexed pactId, uint256 providerHeld, uint256 buyerHeld, bytes32 report)
func (pactEscrow *PactEscrow) UnpackEscalatedEvent(log *types.Log) (*PactEscrowEscalated, error) {
	event := "Escalated"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != pactEscrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(PactEscrowEscalated)
	if len(log.Data) > 0 {
		if err := pactEscrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range pactEscrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// PactEscrowFinalized represents a Finalized event raised by the PactEscrow contract.
type PactEscrowFinalized struct {
	PactId         [32]byte
	ProviderAmount *big.Int
	BuyerAmount    *big.Int
	Raw            *types.Log // Blockchain specific contextual infos
}

const PactEscrowFinalizedEventName = "Finalized"

// ContractEventName returns the user-defined event name.
func (PactEscrowFinalized) ContractEventName() string {
	return PactEscrowFinalizedEventName
}

// UnpackFinalizedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Finalized(bytes32 indexed pactId, uint256 providerAmount, uint256 buyerAmount)
func (pactEscrow *PactEscrow) UnpackFinalizedEvent(log *types.Log) (*PactEscrowFinalized, error) {
	event := "Finalized"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != pactEscrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(PactEscrowFinalized)
	if len(log.Data) > 0 {
		if err := pactEscrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range pactEscrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// PactEscrowFunded represents a Funded event raised by the PactEscrow contract.
type PactEscrowFunded struct {
	PactId   [32]byte
	Buyer    common.Address
	Provider common.Address
	Terms    Terms
	Raw      *types.Log // Blockchain specific contextual infos
}

const PactEscrowFundedEventName = "Funded"

// ContractEventName returns the user-defined event name.
func (PactEscrowFunded) ContractEventName() string {
	return PactEscrowFundedEventName
}

// UnpackFundedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Funded(bytes32 indexed pactId, address indexed buyer, address indexed provider, ((address,uint40,uint32,uint16,address),(address,address,address,uint88,uint88,uint40,uint32,uint32,uint16,bytes32,bytes32)) terms)
func (pactEscrow *PactEscrow) UnpackFundedEvent(log *types.Log) (*PactEscrowFunded, error) {
	event := "Funded"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != pactEscrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(PactEscrowFunded)
	if len(log.Data) > 0 {
		if err := pactEscrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range pactEscrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// PactEscrowOwed represents a Owed event raised by the PactEscrow contract.
type PactEscrowOwed struct {
	Account common.Address
	Amount  *big.Int
	Raw     *types.Log // Blockchain specific contextual infos
}

const PactEscrowOwedEventName = "Owed"

// ContractEventName returns the user-defined event name.
func (PactEscrowOwed) ContractEventName() string {
	return PactEscrowOwedEventName
}

// UnpackOwedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Owed(address indexed account, uint256 amount)
func (pactEscrow *PactEscrow) UnpackOwedEvent(log *types.Log) (*PactEscrowOwed, error) {
	event := "Owed"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != pactEscrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(PactEscrowOwed)
	if len(log.Data) > 0 {
		if err := pactEscrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range pactEscrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// PactEscrowReleased represents a Released event raised by the PactEscrow contract.
type PactEscrowReleased struct {
	PactId         [32]byte
	ProviderAmount *big.Int
	Report         [32]byte
	Raw            *types.Log // Blockchain specific contextual infos
}

const PactEscrowReleasedEventName = "Released"

// ContractEventName returns the user-defined event name.
func (PactEscrowReleased) ContractEventName() string {
	return PactEscrowReleasedEventName
}

// UnpackReleasedEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Released(bytes32 indexed pactId, uint256 providerAmount, bytes32 report)
func (pactEscrow *PactEscrow) UnpackReleasedEvent(log *types.Log) (*PactEscrowReleased, error) {
	event := "Released"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != pactEscrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(PactEscrowReleased)
	if len(log.Data) > 0 {
		if err := pactEscrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range pactEscrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// PactEscrowRuled represents a Ruled event raised by the PactEscrow contract.
type PactEscrowRuled struct {
	PactId         [32]byte
	ProviderAmount *big.Int
	BuyerAmount    *big.Int
	Ruling         [32]byte
	Raw            *types.Log // Blockchain specific contextual infos
}

const PactEscrowRuledEventName = "Ruled"

// ContractEventName returns the user-defined event name.
func (PactEscrowRuled) ContractEventName() string {
	return PactEscrowRuledEventName
}

// UnpackRuledEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Ruled(bytes32 indexed pactId, uint256 providerAmount, uint256 buyerAmount, bytes32 ruling)
func (pactEscrow *PactEscrow) UnpackRuledEvent(log *types.Log) (*PactEscrowRuled, error) {
	event := "Ruled"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != pactEscrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(PactEscrowRuled)
	if len(log.Data) > 0 {
		if err := pactEscrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range pactEscrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// PactEscrowSettled represents a Settled event raised by the PactEscrow contract.
type PactEscrowSettled struct {
	PactId         [32]byte
	ProviderAmount *big.Int
	BuyerAmount    *big.Int
	Report         [32]byte
	Raw            *types.Log // Blockchain specific contextual infos
}

const PactEscrowSettledEventName = "Settled"

// ContractEventName returns the user-defined event name.
func (PactEscrowSettled) ContractEventName() string {
	return PactEscrowSettledEventName
}

// UnpackSettledEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Settled(bytes32 indexed pactId, uint256 providerAmount, uint256 buyerAmount, bytes32 report)
func (pactEscrow *PactEscrow) UnpackSettledEvent(log *types.Log) (*PactEscrowSettled, error) {
	event := "Settled"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != pactEscrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(PactEscrowSettled)
	if len(log.Data) > 0 {
		if err := pactEscrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range pactEscrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// PactEscrowWithdrawn represents a Withdrawn event raised by the PactEscrow contract.
type PactEscrowWithdrawn struct {
	Account common.Address
	Amount  *big.Int
	Raw     *types.Log // Blockchain specific contextual infos
}

const PactEscrowWithdrawnEventName = "Withdrawn"

// ContractEventName returns the user-defined event name.
func (PactEscrowWithdrawn) ContractEventName() string {
	return PactEscrowWithdrawnEventName
}

// UnpackWithdrawnEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Withdrawn(address indexed account, uint256 amount)
func (pactEscrow *PactEscrow) UnpackWithdrawnEvent(log *types.Log) (*PactEscrowWithdrawn, error) {
	event := "Withdrawn"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != pactEscrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(PactEscrowWithdrawn)
	if len(log.Data) > 0 {
		if err := pactEscrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range pactEscrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// PactEscrowWithheld represents a Withheld event raised by the PactEscrow contract.
type PactEscrowWithheld struct {
	PactId         [32]byte
	ProviderAmount *big.Int
	BuyerAmount    *big.Int
	ProviderHeld   *big.Int
	BuyerHeld      *big.Int
	Report         [32]byte
	Raw            *types.Log // Blockchain specific contextual infos
}

const PactEscrowWithheldEventName = "Withheld"

// ContractEventName returns the user-defined event name.
func (PactEscrowWithheld) ContractEventName() string {
	return PactEscrowWithheldEventName
}

// UnpackWithheldEvent is the Go binding that unpacks the event data emitted
// by contract.
//
// Solidity: event Withheld(bytes32 indexed pactId, uint256 providerAmount, uint256 buyerAmount, uint256 providerHeld, uint256 buyerHeld, bytes32 report)
func (pactEscrow *PactEscrow) UnpackWithheldEvent(log *types.Log) (*PactEscrowWithheld, error) {
	event := "Withheld"
	if len(log.Topics) == 0 {
		return nil, bind.ErrNoEventSignature
	}
	if log.Topics[0] != pactEscrow.abi.Events[event].ID {
		return nil, bind.ErrEventSignatureMismatch
	}
	out := new(PactEscrowWithheld)
	if len(log.Data) > 0 {
		if err := pactEscrow.abi.UnpackIntoInterface(out, event, log.Data); err != nil {
			return nil, err
		}
	}
	var indexed abi.Arguments
	for _, arg := range pactEscrow.abi.Events[event].Inputs {
		if arg.Indexed {
			indexed = append(indexed, arg)
		}
	}
	if err := abi.ParseTopics(out, indexed, log.Topics[1:]); err != nil {
		return nil, err
	}
	out.Raw = log
	return out, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (pactEscrow *PactEscrow) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], pactEscrow.abi.Errors["BadSignature"].ID.Bytes()[:4]) {
		return pactEscrow.UnpackBadSignatureError(raw[4:])
	}
	if bytes.Equal(raw[:4], pactEscrow.abi.Errors["BadTerms"].ID.Bytes()[:4]) {
		return pactEscrow.UnpackBadTermsError(raw[4:])
	}
	if bytes.Equal(raw[:4], pactEscrow.abi.Errors["NoArbiter"].ID.Bytes()[:4]) {
		return pactEscrow.UnpackNoArbiterError(raw[4:])
	}
	if bytes.Equal(raw[:4], pactEscrow.abi.Errors["NotAllowed"].ID.Bytes()[:4]) {
		return pactEscrow.UnpackNotAllowedError(raw[4:])
	}
	if bytes.Equal(raw[:4], pactEscrow.abi.Errors["NotOneEvaluator"].ID.Bytes()[:4]) {
		return pactEscrow.UnpackNotOneEvaluatorError(raw[4:])
	}
	if bytes.Equal(raw[:4], pactEscrow.abi.Errors["NothingOwed"].ID.Bytes()[:4]) {
		return pactEscrow.UnpackNothingOwedError(raw[4:])
	}
	if bytes.Equal(raw[:4], pactEscrow.abi.Errors["TooEarly"].ID.Bytes()[:4]) {
		return pactEscrow.UnpackTooEarlyError(raw[4:])
	}
	if bytes.Equal(raw[:4], pactEscrow.abi.Errors["TooLate"].ID.Bytes()[:4]) {
		return pactEscrow.UnpackTooLateError(raw[4:])
	}
	if bytes.Equal(raw[:4], pactEscrow.abi.Errors["TransferFailed"].ID.Bytes()[:4]) {
		return pactEscrow.UnpackTransferFailedError(raw[4:])
	}
	if bytes.Equal(raw[:4], pactEscrow.abi.Errors["WrongAmount"].ID.Bytes()[:4]) {
		return pactEscrow.UnpackWrongAmountError(raw[4:])
	}
	if bytes.Equal(raw[:4], pactEscrow.abi.Errors["WrongStatus"].ID.Bytes()[:4]) {
		return pactEscrow.UnpackWrongStatusError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// PactEscrowBadSignature represents a BadSignature error raised by the PactEscrow contract.
type PactEscrowBadSignature struct {
	Signer common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadSignature(address signer)
func PactEscrowBadSignatureErrorID() common.Hash {
	return common.HexToHash("0x9a7d38d94d3da0d5188ab778bbe9a3a38c77802b1bf2426c15740dc786da791d")
}

// UnpackBadSignatureError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadSignature(address signer)
func (pactEscrow *PactEscrow) UnpackBadSignatureError(raw []byte) (*PactEscrowBadSignature, error) {
	out := new(PactEscrowBadSignature)
	if err := pactEscrow.abi.UnpackIntoInterface(out, "BadSignature", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PactEscrowBadTerms represents a BadTerms error raised by the PactEscrow contract.
type PactEscrowBadTerms struct {
	What string
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error BadTerms(string what)
func PactEscrowBadTermsErrorID() common.Hash {
	return common.HexToHash("0x73758b9a3cf6651064ab6f331e84205cf570d3c534baa7d3c8b70e6e0efd4fba")
}

// UnpackBadTermsError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error BadTerms(string what)
func (pactEscrow *PactEscrow) UnpackBadTermsError(raw []byte) (*PactEscrowBadTerms, error) {
	out := new(PactEscrowBadTerms)
	if err := pactEscrow.abi.UnpackIntoInterface(out, "BadTerms", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PactEscrowNoArbiter represents a NoArbiter error raised by the PactEscrow contract.
type PactEscrowNoArbiter struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NoArbiter()
func PactEscrowNoArbiterErrorID() common.Hash {
	return common.HexToHash("0x2713bc582daea4f77b4c6b3dad14c5b3ff126179dc18ba7a47e78c19979d2937")
}

// UnpackNoArbiterError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NoArbiter()
func (pactEscrow *PactEscrow) UnpackNoArbiterError(raw []byte) (*PactEscrowNoArbiter, error) {
	out := new(PactEscrowNoArbiter)
	if err := pactEscrow.abi.UnpackIntoInterface(out, "NoArbiter", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PactEscrowNotAllowed represents a NotAllowed error raised by the PactEscrow contract.
type PactEscrowNotAllowed struct {
	Account common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotAllowed(address account)
func PactEscrowNotAllowedErrorID() common.Hash {
	return common.HexToHash("0xfa5cd00ff5c4577b9857716999b0b260131d9f5bcbb69f0fa80d6ba972753c88")
}

// UnpackNotAllowedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotAllowed(address account)
func (pactEscrow *PactEscrow) UnpackNotAllowedError(raw []byte) (*PactEscrowNotAllowed, error) {
	out := new(PactEscrowNotAllowed)
	if err := pactEscrow.abi.UnpackIntoInterface(out, "NotAllowed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PactEscrowNotOneEvaluator represents a NotOneEvaluator error raised by the PactEscrow contract.
type PactEscrowNotOneEvaluator struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotOneEvaluator()
func PactEscrowNotOneEvaluatorErrorID() common.Hash {
	return common.HexToHash("0x8a293be400e3cb68abf5fa92224ec0275c5e2c5c0e67e075ee01e90eb0af3bff")
}

// UnpackNotOneEvaluatorError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotOneEvaluator()
func (pactEscrow *PactEscrow) UnpackNotOneEvaluatorError(raw []byte) (*PactEscrowNotOneEvaluator, error) {
	out := new(PactEscrowNotOneEvaluator)
	if err := pactEscrow.abi.UnpackIntoInterface(out, "NotOneEvaluator", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PactEscrowNothingOwed represents a NothingOwed error raised by the PactEscrow contract.
type PactEscrowNothingOwed struct {
	Account common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NothingOwed(address account)
func PactEscrowNothingOwedErrorID() common.Hash {
	return common.HexToHash("0x751b0fdaa408a0c7537afaf0af96a92598192bff093a0ad0f684a7c83bc223c9")
}

// UnpackNothingOwedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NothingOwed(address account)
func (pactEscrow *PactEscrow) UnpackNothingOwedError(raw []byte) (*PactEscrowNothingOwed, error) {
	out := new(PactEscrowNothingOwed)
	if err := pactEscrow.abi.UnpackIntoInterface(out, "NothingOwed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PactEscrowTooEarly represents a TooEarly error raised by the PactEscrow contract.
type PactEscrowTooEarly struct {
	From *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error TooEarly(uint256 from)
func PactEscrowTooEarlyErrorID() common.Hash {
	return common.HexToHash("0x2a35a3246d5070e2b118858c24c2c4d23eaebe645b92ab746b92dd600c35a9d7")
}

// UnpackTooEarlyError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error TooEarly(uint256 from)
func (pactEscrow *PactEscrow) UnpackTooEarlyError(raw []byte) (*PactEscrowTooEarly, error) {
	out := new(PactEscrowTooEarly)
	if err := pactEscrow.abi.UnpackIntoInterface(out, "TooEarly", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PactEscrowTooLate represents a TooLate error raised by the PactEscrow contract.
type PactEscrowTooLate struct {
	Deadline *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error TooLate(uint256 deadline)
func PactEscrowTooLateErrorID() common.Hash {
	return common.HexToHash("0x691e5682c05af91a82d806fceac093f8891d2c453dfc42c67196c1ccdb7b8be1")
}

// UnpackTooLateError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error TooLate(uint256 deadline)
func (pactEscrow *PactEscrow) UnpackTooLateError(raw []byte) (*PactEscrowTooLate, error) {
	out := new(PactEscrowTooLate)
	if err := pactEscrow.abi.UnpackIntoInterface(out, "TooLate", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PactEscrowTransferFailed represents a TransferFailed error raised by the PactEscrow contract.
type PactEscrowTransferFailed struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error TransferFailed()
func PactEscrowTransferFailedErrorID() common.Hash {
	return common.HexToHash("0x90b8ec1877afffd816d05d9b13947f3ff18ec5851c38bad15ec2b710f92391b1")
}

// UnpackTransferFailedError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error TransferFailed()
func (pactEscrow *PactEscrow) UnpackTransferFailedError(raw []byte) (*PactEscrowTransferFailed, error) {
	out := new(PactEscrowTransferFailed)
	if err := pactEscrow.abi.UnpackIntoInterface(out, "TransferFailed", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PactEscrowWrongAmount represents a WrongAmount error raised by the PactEscrow contract.
type PactEscrowWrongAmount struct {
	Held *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WrongAmount(uint256 held)
func PactEscrowWrongAmountErrorID() common.Hash {
	return common.HexToHash("0x45d6a8a56ea0b72c1b48bb01546cc0ef90bc5f1c35d5785530430a318463ab73")
}

// UnpackWrongAmountError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WrongAmount(uint256 held)
func (pactEscrow *PactEscrow) UnpackWrongAmountError(raw []byte) (*PactEscrowWrongAmount, error) {
	out := new(PactEscrowWrongAmount)
	if err := pactEscrow.abi.UnpackIntoInterface(out, "WrongAmount", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// PactEscrowWrongStatus represents a WrongStatus error raised by the PactEscrow contract.
type PactEscrowWrongStatus struct {
	PactId [32]byte
	Status uint8
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WrongStatus(bytes32 pactId, uint8 status)
func PactEscrowWrongStatusErrorID() common.Hash {
	return common.HexToHash("0x9d81974470eb5e30f285b1055c396a387d885a43a0fb39f84dcb3764cbc907a1")
}

// UnpackWrongStatusError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WrongStatus(bytes32 pactId, uint8 status)
func (pactEscrow *PactEscrow) UnpackWrongStatusError(raw []byte) (*PactEscrowWrongStatus, error) {
	out := new(PactEscrowWrongStatus)
	if err := pactEscrow.abi.UnpackIntoInterface(out, "WrongStatus", raw); err != nil {
		return nil, err
	}
	return out, nil
}
