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
	Bin: "0x60e0806040523461012657602081614a23803803809161001f828561012a565b83398101031261012657516001600160a01b0381168103610126576080524660c05260405160208101907f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f82527febfd366252b7b5660ce532eca75d2de18fa8ddbc870e4d641f48e0408ba6f44460408201527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201523060a082015260a081526100d360c08261012a565b51902060a0526040516148c190816101628239608051818181611c5d01528181611e4e015281816122af015281816124a401528181614534015261463f015260a051816133f1015260c051816133cb0152f35b5f80fd5b601f909101601f19168101906001600160401b0382119082101761014d57604052565b634e487b7160e01b5f52604160045260245ffdfe60806040526004361015610011575f80fd5b5f5f3560e01c806344a05053146129ee5780634bdaea721461256a57806351cff8d914612392578063563cab5d14611f935780636ad5034014611dd057806384b0196e14611c8157806389a3027114611c12578063997fcde8146118705780639daaf5ce146117dd578063b33c58a514611636578063b51393bc14610fea578063bd6ea49a14610dcf578063bd97624114610d93578063c25268c114610ab1578063dbe71c531461055f578063df18e047146104fc578063e17aecd7146102c0578063f113b0851461012e5763f698da25146100eb575f80fd5b3461012b57807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261012b5760206101236133c8565b604051908152f35b80fd5b503461012b5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261012b576004358182908284528360205260408420926040519361017d85612d40565b5473ffffffffffffffffffffffffffffffffffffffff81168552602085016101ab60ff8360a01c1682612d34565b604086019160a81c825251600681109586156102935773ffffffffffffffffffffffffffffffffffffffff6affffffffffffffffffffff91511692511692600382148015610289575b61024c575b50604051951561021f5760a0965085526020850152604084015260608301526080820152f35b6024877f4e487b710000000000000000000000000000000000000000000000000000000081526021600452fd5b9450925083865260016020526affffffffffffffffffffff604087205416938652600160205264ffffffffff604087205460581c1693925f6101f9565b50600482146101f4565b6024887f4e487b710000000000000000000000000000000000000000000000000000000081526021600452fd5b503461012b576102e56102d236612ac7565b926102e08596929395613524565b61355b565b93848652856020526040862090604051916102ff83612d40565b5473ffffffffffffffffffffffffffffffffffffffff81168352602083019061032e60ff8260a01c1683612d34565b60a81c6040840152805160068110156104cf577fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff016104625750927f872024bb4356ecd19dc9cbc3cf9c28c766da9ea9e1276f6e463216e81acd3c92949273ffffffffffffffffffffffffffffffffffffffff610411936103c164ffffffffff6103bb6020809a01612c60565b16614866565b5116604051868101907fab21875461b133d96adda5f7ebf1949de15797446b802c247359813dc1be71d8825289604082015286606082015260608152610408608082612da5565b519020906141e7565b83855284825260408520740200000000000000000000000000000000000000007fffffffffffffffffffffff00ffffffffffffffffffffffffffffffffffffffff825416179055604051908152a280f35b51878760068310156104a2576044926104a0917f9d819744000000000000000000000000000000000000000000000000000000008452600452612c3e565bfd5b6024827f4e487b710000000000000000000000000000000000000000000000000000000081526021600452fd5b6024897f4e487b710000000000000000000000000000000000000000000000000000000081526021600452fd5b503461012b5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261012b57604060209173ffffffffffffffffffffffffffffffffffffffff61054e612b29565b168152600283522054604051908152f35b503461012b577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36016102608112610aad576102001361012b576102043573ffffffffffffffffffffffffffffffffffffffff811690818103610aa95761022435916102443567ffffffffffffffff8111610aa5576105e2903690600401612a99565b6105ed9491946132ef565b918287528660205260408720916040519261060784612d40565b549073ffffffffffffffffffffffffffffffffffffffff82168452602084019761063760ff8460a01c168a612d34565b604085019260a81c835273ffffffffffffffffffffffffffffffffffffffff61065e612c95565b16871497881580610a7e575b610a525773ffffffffffffffffffffffffffffffffffffffff61068b612cb8565b1615610a2a57906106dd929160405160208101907f6859a4134edbc255ebff22beca6fbb3d68aebb378fd3aa2fe613dc8760dcebb5825289604082015287606082015260608152610408608082612da5565b87958897805160068110156109fd57600203610837575050927fe7a425abbfc08bb0f4d5628748ffb4240f59e522f3314f07afcb656bef72ca956107ee979373ffffffffffffffffffffffffffffffffffffffff6107e36affffffffffffffffffffff98956107a66107978b809b61076264ffffffffff61075c612c4c565b1661397d565b61079061078b64ffffffffff610776612c4c565b1663ffffffff610784612d0f565b1690612de6565b614866565b51166139f0565b9586919586915b5116896146fb565b886107b1898d612e48565b166107f1575b604051938493846affffffffffffffffffffff6040929594938160608401971683521660208201520152565b0390a3169116613ab2565b80f35b604080516affffffffffffffffffffff8d811682528a16602082015287917f46b09bc22185eb70968610762e16d63fd1410c2234e0fd0969632fbf57a74c5091a26107b7565b9192959396509650805160068110156104cf576003036109bf5750906020918388526001835261089d604089206affffffffffffffffffffff6040519161087d83612d89565b549364ffffffffff828616978489809652019560581c1685525116612e20565b9680156109ad576affffffffffffffffffffff885b16156109815781889164ffffffffff86945116905f1461096f5763ffffffff6108d9612d0f565b166108e391612de6565b6108ec90614866565b5164ffffffffff16916108fe92613987565b93909584938761090d91612e20565b97889561091991612e20565b6107ee986107e36affffffffffffffffffffff986107a6848b9a73ffffffffffffffffffffffffffffffffffffffff7fe7a425abbfc08bb0f4d5628748ffb4240f59e522f3314f07afcb656bef72ca959861079e565b63ffffffff61097c612cfc565b6108d9565b602489847ffa5cd00f000000000000000000000000000000000000000000000000000000008252600452fd5b6affffffffffffffffffffff846108b2565b51878460068310156104a2576044926104a0917f9d819744000000000000000000000000000000000000000000000000000000008452600452612c3e565b60248b7f4e487b710000000000000000000000000000000000000000000000000000000081526021600452fd5b60048b7f2713bc58000000000000000000000000000000000000000000000000000000008152fd5b60248b897ffa5cd00f000000000000000000000000000000000000000000000000000000008252600452fd5b5073ffffffffffffffffffffffffffffffffffffffff610a9c612c72565b1688141561066a565b8480fd5b8280fd5b5080fd5b503461012b577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36016102808112610aad576102001361012b5761020435906affffffffffffffffffffff821691828103610aad5761022435926affffffffffffffffffffff841691828503610d8f576102443567ffffffffffffffff8111610aa557610b42903690600401612a99565b6102649291923567ffffffffffffffff8111610d8b57610b66903690600401612a99565b90610b6f6132ef565b94858952886020526040892060405190610b8882612d40565b549073ffffffffffffffffffffffffffffffffffffffff8216815260406020820191610bba60ff8560a01c1684612d34565b019160a81c825280516006811015610d5e57158015610d4a575b610d0c57506affffffffffffffffffffff610bef8a8a612de6565b915116809103610ce15750916107ee989993917fa3d42426c1f369478a6406097ea164266284d99b91b687b10dd31f9423fd893a959360405160208101907fd0339b671b2af4406db36fe3cf1556c1edf396cdb16a9f8e3229e459582d98ad82528960408201528a60608201528b608082015260808152610c7160a082612da5565b5190209389610ccd575b505088610cb4575b505050610c8f84613a26565b604080516affffffffffffffffffffff928316815292909116602083015290a2613ab2565b610cc592610cc0612c95565b6141e7565b5f8080610c83565b610cda9185610cc0612c72565b5f80610c7b565b7f45d6a8a5000000000000000000000000000000000000000000000000000000008a52600452602489fd5b518a8860068310156104a2576044926104a0917f9d819744000000000000000000000000000000000000000000000000000000008452600452612c3e565b5080516006811015610d5e57600514610bd4565b60248c7f4e487b710000000000000000000000000000000000000000000000000000000081526021600452fd5b8680fd5b8380fd5b503461012b576102007ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261012b575060206101236132ef565b503461012b57610dde36612bc8565b9091949392610dec84613340565b9182865285602052604086209060405191610e0683612d40565b549173ffffffffffffffffffffffffffffffffffffffff8316815260406020820191610e3860ff8660a01c1684612d34565b019260a81c8352805160068110156104cf577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc01610fac57508387526001602052610ea061078b64ffffffffff60408a205460581c1663ffffffff6107846101808b01612d23565b6affffffffffffffffffffff825116946affffffffffffffffffffff841695808711610f8157509783610f6b610f77956affffffffffffffffffffff8896610f647f28fbd570b5cefc9e173eff1d0b65195712db6fba8a8aa9f0ceb096db11c34ab2976107ee9e9f8d8f9d610f18879f60e001612cdb565b916040519060208201927f5dd2f23c6c4cbf054094ab0e56fbdc7d9e1284a319693b41201275cedf102d318452604083015260608201528b60808201526080815261040860a082612da5565b5116612e20565b9485926107b786613a26565b0390a21691613b52565b7f45d6a8a5000000000000000000000000000000000000000000000000000000008952600452602488fd5b51878560068310156104a2576044926104a0917f9d819744000000000000000000000000000000000000000000000000000000008452600452612c3e565b503461012b5760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261012b576004359067ffffffffffffffff821161012b573660238301121561012b5767ffffffffffffffff82600401351161012b57366024836004013560051b8401011161012b5760243567ffffffffffffffff8111610aad5761107e903690600401612a99565b928060040135156116095760248101357ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffefd3683900301811215610d8f5760246110c991830101612cdb565b936110d782600401356130e6565b926110e583600401356130e6565b9573ffffffffffffffffffffffffffffffffffffffff8116865b8560040135811061149457505060405160208101908160208a51919a0190895b81811061147e57505050611160816111a29798999a037fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe08101835282612da5565b51902060405160208101917f24b185fed1dba7be7963d641258db24d300a188b6d7e8449d095ae5eeefe5dc68352604082015260408152610408606082612da5565b825b816004013581106111b3578380f35b64ffffffffff6111d660206111d084866004013560248801613079565b01612c60565b1642106111e6575b6001016111a4565b9190926111fb83856004013560248701613079565b936112068484613135565b5182908394849085965b61121d60a08b018b613149565b905088101561144e5761123360a08b018b613149565b8910156114215761124a908960051b01358561355b565b8088528760205260408820906040519161126383612d40565b5473ffffffffffffffffffffffffffffffffffffffff8116835261129060ff8260a01c1660208501612d34565b60a81c6040830152602082015160068110156113f4579060018d921415806113d7575b6113ca57906112d491836112ce604060c08501359401612d23565b9161371f565b156113bf578a8873ffffffffffffffffffffffffffffffffffffffff83511673ffffffffffffffffffffffffffffffffffffffff89160361136d575b5061135d600193611357846affffffffffffffffffffff61134c60409661ffff6113456060858b6113639d015116930161392a565b169061489c565b958692015116613939565b90612de6565b94612de6565b975b019691611210565b61135d90611357611363946113876001976040969c6145ce565b6affffffffffffffffffffff61134c73ffffffffffffffffffffffffffffffffffffffff8351169c9650505094505093505088611310565b509196600190611365565b5050509196600190611365565b509050602082015160068110156113f4579060028d9214156112b3565b60248a7f4e487b710000000000000000000000000000000000000000000000000000000081526021600452fd5b6024887f4e487b710000000000000000000000000000000000000000000000000000000081526032600452fd5b608091989597506114729293509861146c6001979a611477966145ce565b01612cdb565b6145ce565b90506111de565b82518c5260209b8c019b9092019160010161111f565b6114a681876004013560248901613079565b8273ffffffffffffffffffffffffffffffffffffffff6114c583612cdb565b16036115e1576114d481613524565b6114de838a613135565b526114e98289613135565b516114f760a0830183613149565b906040519060208201927f07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff81116115dd5791611570602082600199989796946115c99660051b80918737810103017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe08101835282612da5565b51902061159d60405193849260c06020850197013591876040919493926060820195825260208201520152565b037fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe08101835282612da5565b5190206115d6828c613135565b52016110ff565b8d80fd5b6004897f8a293be4000000000000000000000000000000000000000000000000000000008152fd5b6024837f4e487b710000000000000000000000000000000000000000000000000000000081526032600452fd5b503461012b577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36016102408112610aad576102001361012b57610204356102243567ffffffffffffffff8111610aa957611695903690600401612a99565b919061169f6132ef565b926116b864ffffffffff6116b1612c4c565b1685613619565b9173ffffffffffffffffffffffffffffffffffffffff6116d6612cb8565b16156117b5576004359373ffffffffffffffffffffffffffffffffffffffff85168503610d8b5761178473ffffffffffffffffffffffffffffffffffffffff936117af93877f61c9bc9abfefde4a44c83d9b0414c06ba08a4ea31dffee1be2a961a358b5b70f985060405160208101907f239dce07590f0a5a86c73a0d5dc26ce13fe1b426f3bf25664a2fd3ff6771025a82528b604082015286606082015260608152610408608082612da5565b6107b76117a16affffffffffffffffffffff6040870151166139f0565b9590809587925116896146fb565b0390a280f35b6004867f2713bc58000000000000000000000000000000000000000000000000000000008152fd5b503461012b576102007ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261012b5773ffffffffffffffffffffffffffffffffffffffff61182b612c72565b16330361184457602061183c613b72565b6101236144a1565b807ffa5cd00f000000000000000000000000000000000000000000000000000000006024925233600452fd5b503461012b5761187f36612bc8565b9194939183919061188f84613340565b916118ac64ffffffffff6118a560208801612c60565b1684613619565b9160408301916affffffffffffffffffffff835116806affffffffffffffffffffff881611610ce157506118fd92610f6487936affffffffffffffffffffff938d868a6118f88e612cdb565b6136c1565b9263ffffffff61190f60408701612d23565b16611c0c57865b63ffffffff6119286101608801612d23565b16611c055787915b6affffffffffffffffffffff6119468484612e48565b166119cb57505050506affffffffffffffffffffff91817f0b7c342f3240995ba0aabbdbc9beb3c15e9096ac16e3b684b864479fed2aa1936119be6107ee98996119908796613a26565b604051918291868b846affffffffffffffffffffff6040929594938160608401971683521660208201520152565b0390a25b16921690613b52565b828293949698506119f473ffffffffffffffffffffffffffffffffffffffff936119fa93612e20565b98612e20565b945116611a078383612e48565b60405191611a1483612d40565b825260208201600381526affffffffffffffffffffff6040840192168252858a528960205273ffffffffffffffffffffffffffffffffffffffff60408b209351167fffffffffffffffffffffffff00000000000000000000000000000000000000008454161783555160068110156113f45798809a6affffffffffffffffffffff809896819896611b18876107ee9f60a098611ad287927fa1cd36b070f94a034fda95acf2908512e2b6ef943d3c6a0356c1902f509fe8e19c613379565b51825474ffffffffffffffffffffffffffffffffffffffffff16911660a81b7fffffffffffffffffffffff00000000000000000000000000000000000000000016179055565b8260405191611b2683612d89565b169485825283806040602085019364ffffffffff421685528c8152600160205220935116167fffffffffffffffffffffffffffffffffffffffffff0000000000000000000000835416178255517fffffffffffffffffffffffffffffffff0000000000ffffffffffffffffffffff6fffffffffff000000000000000000000083549260581b16911617905560405193828d168552828916602086015260408501521660608301526080820152a26119c2565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52602160045260245ffd5b8491611930565b80611916565b503461012b57807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261012b57602060405173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b503461012b57807ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261012b57604051611d759160209190611cc58383612da5565b8082525f368137604092611d82845194611cdf8187612da5565b600686527f5375726574790000000000000000000000000000000000000000000000000000838701528051611d148282612da5565b600181527f31000000000000000000000000000000000000000000000000000000000000008482015281519788977f0f00000000000000000000000000000000000000000000000000000000000000895260e0868a015260e0890190612b6d565b9187830390880152612b6d565b904660608601523060808601528260a086015284820360c08601528080855193848152019401925b828110611db957505050500390f35b835185528695509381019392810192600101611daa565b503461012b577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36016102208112610aad576102001361012b57806102043567ffffffffffffffff8111611f9057611e2c903690600401612a99565b9190611e36613b72565b9273ffffffffffffffffffffffffffffffffffffffff7f00000000000000000000000000000000000000000000000000000000000000001691611e77612c72565b92611e80613008565b91610144359364ffffffffff851694858103611f8c5750823b15610d8b576affffffffffffffffffffff95611f2a73ffffffffffffffffffffffffffffffffffffffff9389979388946040519a8b998a9889977f88b7ab6300000000000000000000000000000000000000000000000000000000895216600488015230602488015216604486015285606486015260848501528b60a485015260e060c485015260e4840191613023565b03925af18015611f8157611f6c575b5050611f43612c95565b610124356affffffffffffffffffffff81169384820361012b57509261012391602094506145ce565b81611f7691612da5565b610aad57815f611f39565b6040513d84823e3d90fd5b8780fd5b50fd5b3461238e577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601610260811261238e576102001361238e576102043567ffffffffffffffff811161238e57611fed903690600401612a99565b90610244359167ffffffffffffffff831161238e57612013612298933690600401612a99565b93909161201e613b72565b93612027612c72565b7f50616374285465726d73207465726d732c436f76656e616e7420636f76656e6160405161205660c082612da5565b608d815261226e601a60208301927f436c6175736528737472696e672069642c737472696e67206d65747269632c7384527f7472696e67206f70657261746f722c737472696e672076616c75652c7374726960408201527f6e6720756e69742c737472696e672073657665726974792c737472696e67207660608201527f6572696669636174696f6e2c737472696e672077696e646f772c737472696e6760808201527f206465736372697074696f6e290000000000000000000000000000000000000060a0820152602060405161212f608082612da5565b60458152818082017f436f76656e616e7428737472696e67207469746c652c436c617573655b5d206381527f6c61757365732c75696e74313620706173734270732c6279746573333220706f60408401527f6c69637929000000000000000000000000000000000000000000000000000000606084015260436121b0612e88565b916121b9612f81565b946040519a8b98868a019d8e527f6e7429000000000000000000000000000000000000000000000000000000000060408b0152518091858b015e880190838201905f8252519283915e0101905f8252805192839101825e01905f8252805192839101825e017f5465726d73284761746520676174652c4465616c206465616c290000000000008152037ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa810184520182612da5565b51902060408051602081019283529081018890526101c4356060820152610408816080810161159d565b73ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000166122d7612c72565b906122e0613008565b90803b1561238e5773ffffffffffffffffffffffffffffffffffffffff5f809461236c6affffffffffffffffffffff9760209a604051998a98899788967f9fd5a6cf00000000000000000000000000000000000000000000000000000000885216600487015230602487015216604485015261022435606485015260a0608485015260a4840191613023565b03925af161237e575b506101236144a1565b5f61238891612da5565b5f612375565b5f80fd5b3461238e5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261238e576123c9612b29565b73ffffffffffffffffffffffffffffffffffffffff811690815f52600260205260405f205490811561253e57906020918361248a945f52600284525f60408120557f7084f5476618d8e60b11ef0d7d3f06914655adb8793e28ff7f018d4c76d505d584604051858152a260405193849283927fa9059cbb000000000000000000000000000000000000000000000000000000008452600484016020909392919373ffffffffffffffffffffffffffffffffffffffff60408201951681520152565b03815f73ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000165af1908115612533575f91612504575b50156124dc57005b7f90b8ec18000000000000000000000000000000000000000000000000000000005f5260045ffd5b612526915060203d60201161252c575b61251e8183612da5565b810190612e70565b816124d4565b503d612514565b6040513d5f823e3d90fd5b827f751b0fda000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b3461238e576102007ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261238e576125a26132ef565b805f525f60205260405f20604051906125ba82612d40565b549173ffffffffffffffffffffffffffffffffffffffff83168252604060208301926125ec60ff8660a01c1685612d34565b019260a81c83525f9180516006811015611bd8576001036126f957506affffffffffffffffffffff80809261264461269d9661262f64ffffffffff61075c612c4c565b51909216918261263f8782612e20565b612e20565b80841661269f575061265581613a26565b604080516affffffffffffffffffffff8781168252841660208201527f46b09bc22185eb70968610762e16d63fd1410c2234e0fd0969632fbf57a74c509190a2169116613ab2565b005b6126f490825f525f60205260405f209074ffffffffffffffffffffffffffffffffffffffffff7fffffffffffffffffffffff00000000000000000000000000000000000000000083549260a81b169116179055565b612655565b80919250516006811015611bd85760020361275b57506affffffffffffffffffffff8061269d93819361273b61273664ffffffffff610776612c4c565b61397d565b61264461263f61274d858551166139f0565b919091948592988991610f64565b80516006811015611bd85760030361290c5750805f52600160205260405f20906040519161278883612d89565b54906127cf64ffffffffff6affffffffffffffffffffff84169384865260581c1660208501938185526127c9816affffffffffffffffffffff895116612e20565b91613987565b9384936affffffffffffffffffffff6127e9849785612e48565b16156128545750916126448461263f876affffffffffffffffffffff61269d9a612819829a9883809b5116612e20565b875f5260016020528260405f2091167fffffffffffffffffffffffffffffffffffffffffff0000000000000000000000825416179055610f64565b6128b1916affffffffffffffffffffff88511690612870612cfc565b906affffffffffffffffffffff612885612d0f565b9151168093149283156128e3575b50925164ffffffffff169263ffffffff92156128dc57501690612de6565b7f2a35a324000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b9050610784565b63ffffffff93501515806128ff575b925064ffffffffff612893565b50808316828416106128f2565b80516006811015611bd8576004036129b05750805f52600160205260405f2064ffffffffff6040519161293e83612d89565b546affffffffffffffffffffff8116835260581c16806020830152610184359363ffffffff85169384860361238e576126446affffffffffffffffffffff8096956129936127368398849861269d9c50612de6565b511661263f6129a58287875116612e20565b948592988991610f64565b516006811015611bd8576129e9917f9d819744000000000000000000000000000000000000000000000000000000005f52600452612c3e565b60445ffd5b3461238e57612a63612a10612a0236612ac7565b95926102e085969295613524565b612a56612a2f64ffffffffff612a2860208901612c60565b1683613619565b96612a3987612cdb565b958460408a0197856affffffffffffffffffffff8a5116916136c1565b856112ce60408701612d23565b612a6957005b6affffffffffffffffffffff73ffffffffffffffffffffffffffffffffffffffff61269d94511691511691613946565b9181601f8401121561238e5782359167ffffffffffffffff831161238e576020838186019501011161238e57565b907ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc8201610100811261238e5760a01361238e5760049160a4359160c4359160e4359067ffffffffffffffff821161238e57612b2591600401612a99565b9091565b6004359073ffffffffffffffffffffffffffffffffffffffff8216820361238e57565b359073ffffffffffffffffffffffffffffffffffffffff8216820361238e57565b907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f602080948051918291828752018686015e5f8582860101520116010190565b35906affffffffffffffffffffff8216820361238e57565b907ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc8201610260811261238e576102001361238e57600491610204356affffffffffffffffffffff8116810361238e57916102243591610244359067ffffffffffffffff821161238e57612b2591600401612a99565b6006811015611bd857602452565b60243564ffffffffff8116810361238e5790565b3564ffffffffff8116810361238e5790565b60a43573ffffffffffffffffffffffffffffffffffffffff8116810361238e5790565b60c43573ffffffffffffffffffffffffffffffffffffffff8116810361238e5790565b60e43573ffffffffffffffffffffffffffffffffffffffff8116810361238e5790565b3573ffffffffffffffffffffffffffffffffffffffff8116810361238e5790565b60443563ffffffff8116810361238e5790565b6101643563ffffffff8116810361238e5790565b3563ffffffff8116810361238e5790565b6006821015611bd85752565b6060810190811067ffffffffffffffff821117612d5c57604052565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b6040810190811067ffffffffffffffff821117612d5c57604052565b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff821117612d5c57604052565b91908201809211612df357565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b906affffffffffffffffffffff809116911603906affffffffffffffffffffff8211612df357565b906affffffffffffffffffffff809116911601906affffffffffffffffffffff8211612df357565b9081602091031261238e5751801515810361238e5790565b60405190612e9760e083612da5565b60bd82527f79746573333220636f76656e616e742c627974657333322073616c742900000060c0837f4465616c28616464726573732062757965722c616464726573732070726f766960208201527f6465722c6164647265737320617262697465722c75696e74383820616d6f756e60408201527f742c75696e74383820757066726f6e742c75696e7434302066756e6442792c7560608201527f696e743332206469737075746557696e646f772c75696e74333220617262697460808201527f726174696f6e57696e646f772c75696e7431362073696c656e63654270732c6260a08201520152565b60405190612f90608083612da5565b605c82527f75696e743136206665654270732c6164647265737320666565546f29000000006060837f476174652861646472657373206576616c7561746f722c75696e74343020657660208201527f616c7561746542792c75696e743332206368616c6c656e676557696e646f772c60408201520152565b610104356affffffffffffffffffffff8116810361238e5790565b601f82602094937fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe093818652868601375f8582860101520116010190565b67ffffffffffffffff8111612d5c5760051b60200190565b91908110156130b95760051b810135907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff218136030182121561238e570190565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603260045260245ffd5b906130f082613061565b6130fd6040519182612da5565b8281527fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe061312b8294613061565b0190602036910137565b80518210156130b95760209160051b010190565b9035907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe18136030182121561238e570180359067ffffffffffffffff821161238e57602001918160051b3603831361238e57565b359064ffffffffff8216820361238e57565b359063ffffffff8216820361238e57565b359061ffff8216820361238e57565b610140809173ffffffffffffffffffffffffffffffffffffffff6131f282612b4c565b16845273ffffffffffffffffffffffffffffffffffffffff61321660208301612b4c565b16602085015273ffffffffffffffffffffffffffffffffffffffff61323d60408301612b4c565b1660408501526affffffffffffffffffffff61325b60608301612bb0565b1660608501526affffffffffffffffffffff61327960808301612bb0565b16608085015264ffffffffff61329160a0830161319d565b1660a085015263ffffffff6132a860c083016131af565b1660c085015263ffffffff6132bf60e083016131af565b1660e085015261ffff6132d561010083016131c0565b166101008501526101208101356101208501520135910152565b61333d6132fc6004613524565b613304612e88565b60208151910120604051602081019182526133236040820160a46131cf565b61018081526133346101a082612da5565b5190209061355b565b90565b61333d9061334d81613524565b90613356612e88565b6020815191012090613323604051916020830193845260a06040840191016131cf565b906006811015611bd8577fffffffffffffffffffffff00ffffffffffffffffffffffffffffffffffffffff74ff000000000000000000000000000000000000000083549260a01b169116179055565b467f000000000000000000000000000000000000000000000000000000000000000003613413577f000000000000000000000000000000000000000000000000000000000000000090565b60405160208101907f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f82527febfd366252b7b5660ce532eca75d2de18fa8ddbc870e4d641f48e0408ba6f44460408201527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201523060a082015260a081526134a560c082612da5565b51902090565b73ffffffffffffffffffffffffffffffffffffffff61351e60808093836134d182612b4c565b16865264ffffffffff6134e66020830161319d565b16602087015263ffffffff6134fd604083016131af565b16604087015261ffff613512606083016131c0565b16606087015201612b4c565b16910152565b61352c612f81565b602081519101209061354c604051916020830193845260408301906134ab565b60c081526134a560e082612da5565b906134a5613567612e88565b60206135f0613574612f81565b603a60405193849281808501977f5465726d73284761746520676174652c4465616c206465616c2900000000000089528051918291018587015e8401908382015f8152815193849201905e01015f8152037fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe08101835282612da5565b5190209261159d6040519384926020840196876040919493926060820195825260208201520152565b91905f6040805161362981612d40565b8281528260208201520152825f525f60205260405f20926040519361364d85612d40565b549373ffffffffffffffffffffffffffffffffffffffff85168152602081019461367d60ff8260a01c1687612d34565b60a81c60408201529380516006811015611bd85760011415806136ac575b6129b05750506136aa90614866565b565b5080516006811015611bd8576002141561369b565b916136aa9594936affffffffffffffffffffff6040519260208401947f056a8ebc0922eba28aba8c9fb1a74c8cb4d6bbdccb184ede5cb198e50cd100ae8652604085015216606083015260808201526080815261040860a082612da5565b929163ffffffff1661377a577f760977a5aa54ca70ab5b5c440750a4fb5997019b0fd2f7695b327e76e96e94ae916affffffffffffffffffffff6040809361376687613a26565b0151169082519182526020820152a2600190565b604073ffffffffffffffffffffffffffffffffffffffff8251169101916affffffffffffffffffffff8351166137b05f82612e48565b93604051936137be85612d40565b845260208401600381526affffffffffffffffffffff6040860196168652865f525f60205273ffffffffffffffffffffffffffffffffffffffff60405f209551167fffffffffffffffffffffffff000000000000000000000000000000000000000086541617855551916006831015611bd857613870856affffffffffffffffffffff7fa1cd36b070f94a034fda95acf2908512e2b6ef943d3c6a0356c1902f509fe8e198611ad2829760a09a613379565b6040519061387d82612d89565b81526020810164ffffffffff42168152875f526001602052838060405f20935116167fffffffffffffffffffffffffffffffffffffffffff0000000000000000000000835416178255517fffffffffffffffffffffffffffffffff0000000000ffffffffffffffffffffff6fffffffffff000000000000000000000083549260581b169116179055511690604051915f83525f602084015260408301525f60608301526080820152a25f90565b3561ffff8116810361238e5790565b91908203918211612df357565b60806114729161146c6136aa959461397761397061ffff6139696060870161392a565b168861489c565b8097613939565b906145ce565b8042106128b15750565b919290925f9364ffffffffff5f94169060443563ffffffff811680820361238e576139b3915083612de6565b4210156139e8575b50610164359063ffffffff82169081830361238e576139da9250612de6565b4210156139e45750565b9150565b94505f6139bb565b906101a43561ffff811680820361238e57613a1e6affffffffffffffffffffff9161333d935082861661489c565b168093612e20565b604051613a3281612d40565b5f8152602081016005815260408201925f84525f525f60205273ffffffffffffffffffffffffffffffffffffffff60405f209251167fffffffffffffffffffffffff0000000000000000000000000000000000000000835416178255516006811015611bd8576136aa92611ad26affffffffffffffffffffff9284613379565b60c43573ffffffffffffffffffffffffffffffffffffffff8116810361238e576064359061ffff8216820361238e57613977613af761ffff84613afe9550168561489c565b8094613939565b6084359073ffffffffffffffffffffffffffffffffffffffff8216820361238e57613b28916145ce565b60a4359073ffffffffffffffffffffffffffffffffffffffff8216820361238e576136aa916145ce565b60a06114729161146c6136aa9594613b6c60c08401612cdb565b83613946565b613b7c6004613340565b90815f525f60205260ff60405f205460a01c166006811015611bd857806141b757506101443564ffffffffff81169081810361238e57613bbb82614866565b506024359064ffffffffff82169182810361238e57501161415957610124356affffffffffffffffffffff811680820361238e5761010435906affffffffffffffffffffff82169081830361238e5710156140fb5760a4359073ffffffffffffffffffffffffffffffffffffffff82169182810361238e5760c4359173ffffffffffffffffffffffffffffffffffffffff831694858414158061238e5786861461409d5785158015614093575b8015614069575b61400b5760643561ffff81169081810361238e5761271082118015613fef575b613f91575060843573ffffffffffffffffffffffffffffffffffffffff81169081810361238e575015901503613f0d5760e43573ffffffffffffffffffffffffffffffffffffffff81169081810361238e5750613e715760443563ffffffff8116810361238e576101643563ffffffff8116810361238e57610184359063ffffffff8216820361238e5763ffffffff92171716613e13575b61238e57613d3491612e20565b604051613d4081612d40565b85815260208101600181526affffffffffffffffffffff6040830193168352885f525f60205273ffffffffffffffffffffffffffffffffffffffff60405f209251167fffffffffffffffffffffffff0000000000000000000000000000000000000000835416178255516006811015611bd857613dcd92611ad26affffffffffffffffffffff9284613379565b5050837fc38a96875abe47b9765e406ba9ec58b1241e9ce2ade58460d5c7ef95627fed8c610200604051613e028160046134ab565b613e1060a0820160a46131cf565ba4565b60646040517f73758b9a00000000000000000000000000000000000000000000000000000000815260206004820152601760248201527f77696e646f777320776974686f757420617262697465720000000000000000006044820152fd5b6101843563ffffffff81169081810361238e5750613d275760846040517f73758b9a00000000000000000000000000000000000000000000000000000000815260206004820152602160248201527f6172626974657220776974686f7574206172626974726174696f6e57696e646f60448201527f77000000000000000000000000000000000000000000000000000000000000006064820152fd5b60846040517f73758b9a00000000000000000000000000000000000000000000000000000000815260206004820152602760248201527f66656520776974686f757420666565546f2c206f7220666565546f207769746860448201527f6f757420666565000000000000000000000000000000000000000000000000006064820152fd5b60646040517f73758b9a00000000000000000000000000000000000000000000000000000000815260206004820152601560248201527f73686172652061626f76652031303030302062707300000000000000000000006044820152fd5b506101a43561ffff811680820361238e57612710915011613c8f565b60646040517f73758b9a00000000000000000000000000000000000000000000000000000000815260206004820152601f60248201527f6e6f2062757965722c2070726f7669646572206f72206576616c7561746f72006044820152fd5b5060043573ffffffffffffffffffffffffffffffffffffffff81169081810361238e575015613c6f565b50505f8615613c68565b60646040517f73758b9a00000000000000000000000000000000000000000000000000000000815260206004820152601160248201527f62757965722069732070726f76696465720000000000000000000000000000006044820152fd5b60646040517f73758b9a00000000000000000000000000000000000000000000000000000000815260206004820152601860248201527f757066726f6e74206e6f742062656c6f7720616d6f756e7400000000000000006044820152fd5b60646040517f73758b9a00000000000000000000000000000000000000000000000000000000815260206004820152601760248201527f66756e644279206166746572206576616c7561746542790000000000000000006044820152fd5b6129e990837f9d819744000000000000000000000000000000000000000000000000000000005f52600452612c3e565b73ffffffffffffffffffffffffffffffffffffffff8116949391338614614459576142106133c8565b906040519060208201927f190100000000000000000000000000000000000000000000000000000000000084526022830152604282015260428152614256606282612da5565b519020604183148061446b575b6143e2575b813b61429b575b857f9a7d38d9000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b5f936142e9859461159d60405193849260208401967f1626ba7e0000000000000000000000000000000000000000000000000000000088526024850152604060448501526064840191613023565b51915afa3d156143db573d67ffffffffffffffff8111612d5c5760405190614339601f82017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe01660200183612da5565b81523d5f602083013e5b816143cd575b81614361575b5061435d578080808061426f565b9050565b7f1626ba7e00000000000000000000000000000000000000000000000000000000915060208151910151906020811061439d575b50145f61434f565b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff9060200360031b1b165f614395565b905060208151101590614349565b6060614343565b82604010156130b9578260201161238e5783358360401161238e575f6080602092838801356040519186835260408a013560f81c868401526040830152606082015282805260015afa156125335773ffffffffffffffffffffffffffffffffffffffff5f51168681149081614461575b5015614268575b505050509050565b905015155f614452565b508260401161238e577f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a060208501351115614263565b60a43573ffffffffffffffffffffffffffffffffffffffff81169081810361238e5750610104356affffffffffffffffffffff81169081810361238e5750604051917f23b872dd000000000000000000000000000000000000000000000000000000008352600483015230602483015260448201526020816064815f73ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000165af1908115612533575f916145af575b50156124dc5760c43573ffffffffffffffffffffffffffffffffffffffff8116810361238e5761012435906affffffffffffffffffffff82169081830361238e576136aa92506145ce565b6145c8915060203d60201161252c5761251e8183612da5565b5f614564565b81156146d6576040517fa9059cbb00000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff8216600482015260248101839052602081806044810103815f73ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000165af15f91816146da575b506146cc575b50602073ffffffffffffffffffffffffffffffffffffffff7f7393c924ac30f9256e6cebcfb78841b1e7ef11bf8b09d87c2257b32b8063c979921692835f526002825260405f206146c1828254612de6565b9055604051908152a2565b6146d6575f61466f565b5050565b6146f491925060203d60201161252c5761251e8183612da5565b905f614669565b91926147079084612e48565b9073ffffffffffffffffffffffffffffffffffffffff6040519161472a83612d40565b16815260208101600481526affffffffffffffffffffff6040830193168352835f525f60205273ffffffffffffffffffffffffffffffffffffffff60405f209251167fffffffffffffffffffffffff0000000000000000000000000000000000000000835416178255516006811015611bd8576147b792611ad26affffffffffffffffffffff9284613379565b6affffffffffffffffffffff604051926147d084612d89565b168252602082019064ffffffffff421682525f5260016020526affffffffffffffffffffff8060405f20935116167fffffffffffffffffffffffffffffffffffffffffff0000000000000000000000835416178255517fffffffffffffffffffffffffffffffff0000000000ffffffffffffffffffffff6fffffffffff000000000000000000000083549260581b169116179055565b804210156148715750565b7f691e5682000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b818102918183041490151715612df35761271090049056fea164736f6c634300081e000a",
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
