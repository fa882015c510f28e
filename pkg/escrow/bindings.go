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
	ABI: "[{\"type\":\"constructor\",\"inputs\":[{\"name\":\"usdc\",\"type\":\"address\",\"internalType\":\"contractIUSDC\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"USDC\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address\",\"internalType\":\"contractIUSDC\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"consent\",\"inputs\":[{\"name\":\"terms\",\"type\":\"tuple\",\"internalType\":\"structTerms\",\"components\":[{\"name\":\"gate\",\"type\":\"tuple\",\"internalType\":\"structGate\",\"components\":[{\"name\":\"evaluator\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"evaluateBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"challengeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"feeBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"feeTo\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"name\":\"deal\",\"type\":\"tuple\",\"internalType\":\"structDeal\",\"components\":[{\"name\":\"buyer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"provider\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"arbiter\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"upfront\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"fundBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"disputeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"arbitrationWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"silenceBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"covenant\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]}]},{\"name\":\"providerAmount\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"buyerAmount\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"buyerSignature\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"providerSignature\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"deliver\",\"inputs\":[{\"name\":\"gate\",\"type\":\"tuple\",\"internalType\":\"structGate\",\"components\":[{\"name\":\"evaluator\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"evaluateBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"challengeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"feeBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"feeTo\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"name\":\"deal\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"deliverable\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"signature\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"dispute\",\"inputs\":[{\"name\":\"terms\",\"type\":\"tuple\",\"internalType\":\"structTerms\",\"components\":[{\"name\":\"gate\",\"type\":\"tuple\",\"internalType\":\"structGate\",\"components\":[{\"name\":\"evaluator\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"evaluateBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"challengeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"feeBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"feeTo\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"name\":\"deal\",\"type\":\"tuple\",\"internalType\":\"structDeal\",\"components\":[{\"name\":\"buyer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"provider\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"arbiter\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"upfront\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"fundBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"disputeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"arbitrationWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"silenceBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"covenant\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]}]},{\"name\":\"party\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"statement\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"signature\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"domainSeparator\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"eip712Domain\",\"inputs\":[],\"outputs\":[{\"name\":\"fields\",\"type\":\"bytes1\",\"internalType\":\"bytes1\"},{\"name\":\"name\",\"type\":\"string\",\"internalType\":\"string\"},{\"name\":\"version\",\"type\":\"string\",\"internalType\":\"string\"},{\"name\":\"chainId\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"verifyingContract\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"extensions\",\"type\":\"uint256[]\",\"internalType\":\"uint256[]\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"escalate\",\"inputs\":[{\"name\":\"terms\",\"type\":\"tuple\",\"internalType\":\"structTerms\",\"components\":[{\"name\":\"gate\",\"type\":\"tuple\",\"internalType\":\"structGate\",\"components\":[{\"name\":\"evaluator\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"evaluateBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"challengeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"feeBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"feeTo\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"name\":\"deal\",\"type\":\"tuple\",\"internalType\":\"structDeal\",\"components\":[{\"name\":\"buyer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"provider\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"arbiter\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"upfront\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"fundBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"disputeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"arbitrationWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"silenceBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"covenant\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]}]},{\"name\":\"report\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"signature\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"finalize\",\"inputs\":[{\"name\":\"terms\",\"type\":\"tuple\",\"internalType\":\"structTerms\",\"components\":[{\"name\":\"gate\",\"type\":\"tuple\",\"internalType\":\"structGate\",\"components\":[{\"name\":\"evaluator\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"evaluateBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"challengeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"feeBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"feeTo\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"name\":\"deal\",\"type\":\"tuple\",\"internalType\":\"structDeal\",\"components\":[{\"name\":\"buyer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"provider\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"arbiter\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"upfront\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"fundBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"disputeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"arbitrationWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"silenceBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"covenant\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]}]}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"fund\",\"inputs\":[{\"name\":\"terms\",\"type\":\"tuple\",\"internalType\":\"structTerms\",\"components\":[{\"name\":\"gate\",\"type\":\"tuple\",\"internalType\":\"structGate\",\"components\":[{\"name\":\"evaluator\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"evaluateBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"challengeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"feeBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"feeTo\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"name\":\"deal\",\"type\":\"tuple\",\"internalType\":\"structDeal\",\"components\":[{\"name\":\"buyer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"provider\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"arbiter\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"upfront\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"fundBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"disputeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"arbitrationWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"silenceBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"covenant\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]}]},{\"name\":\"authorization\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[{\"name\":\"pactId\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"fundBatch\",\"inputs\":[{\"name\":\"terms\",\"type\":\"tuple[]\",\"internalType\":\"structTerms[]\",\"components\":[{\"name\":\"gate\",\"type\":\"tuple\",\"internalType\":\"structGate\",\"components\":[{\"name\":\"evaluator\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"evaluateBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"challengeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"feeBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"feeTo\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"name\":\"deal\",\"type\":\"tuple\",\"internalType\":\"structDeal\",\"components\":[{\"name\":\"buyer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"provider\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"arbiter\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"upfront\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"fundBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"disputeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"arbitrationWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"silenceBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"covenant\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]}]},{\"name\":\"authorization\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[{\"name\":\"pactIds\",\"type\":\"bytes32[]\",\"internalType\":\"bytes32[]\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"fundByAllowance\",\"inputs\":[{\"name\":\"terms\",\"type\":\"tuple\",\"internalType\":\"structTerms\",\"components\":[{\"name\":\"gate\",\"type\":\"tuple\",\"internalType\":\"structGate\",\"components\":[{\"name\":\"evaluator\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"evaluateBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"challengeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"feeBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"feeTo\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"name\":\"deal\",\"type\":\"tuple\",\"internalType\":\"structDeal\",\"components\":[{\"name\":\"buyer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"provider\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"arbiter\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"upfront\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"fundBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"disputeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"arbitrationWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"silenceBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"covenant\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]}]}],\"outputs\":[{\"name\":\"pactId\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"fundByPermit\",\"inputs\":[{\"name\":\"terms\",\"type\":\"tuple\",\"internalType\":\"structTerms\",\"components\":[{\"name\":\"gate\",\"type\":\"tuple\",\"internalType\":\"structGate\",\"components\":[{\"name\":\"evaluator\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"evaluateBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"challengeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"feeBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"feeTo\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"name\":\"deal\",\"type\":\"tuple\",\"internalType\":\"structDeal\",\"components\":[{\"name\":\"buyer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"provider\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"arbiter\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"upfront\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"fundBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"disputeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"arbitrationWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"silenceBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"covenant\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]}]},{\"name\":\"fundingSignature\",\"type\":\"bytes\",\"internalType\":\"bytes\"},{\"name\":\"deadline\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"permitSignature\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[{\"name\":\"pactId\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"idOf\",\"inputs\":[{\"name\":\"terms\",\"type\":\"tuple\",\"internalType\":\"structTerms\",\"components\":[{\"name\":\"gate\",\"type\":\"tuple\",\"internalType\":\"structGate\",\"components\":[{\"name\":\"evaluator\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"evaluateBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"challengeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"feeBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"feeTo\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"name\":\"deal\",\"type\":\"tuple\",\"internalType\":\"structDeal\",\"components\":[{\"name\":\"buyer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"provider\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"arbiter\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"upfront\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"fundBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"disputeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"arbitrationWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"silenceBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"covenant\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]}]}],\"outputs\":[{\"name\":\"\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"stateMutability\":\"pure\"},{\"type\":\"function\",\"name\":\"owed\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"pact\",\"inputs\":[{\"name\":\"pactId\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}],\"outputs\":[{\"name\":\"status\",\"type\":\"uint8\",\"internalType\":\"enumStatus\"},{\"name\":\"provider\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"held\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"providerHeld\",\"type\":\"uint256\",\"internalType\":\"uint256\"},{\"name\":\"since\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"release\",\"inputs\":[{\"name\":\"gate\",\"type\":\"tuple\",\"internalType\":\"structGate\",\"components\":[{\"name\":\"evaluator\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"evaluateBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"challengeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"feeBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"feeTo\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"name\":\"deal\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"report\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"signature\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"releaseBatch\",\"inputs\":[{\"name\":\"groups\",\"type\":\"tuple[]\",\"internalType\":\"structPasses[]\",\"components\":[{\"name\":\"gate\",\"type\":\"tuple\",\"internalType\":\"structGate\",\"components\":[{\"name\":\"evaluator\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"evaluateBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"challengeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"feeBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"feeTo\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"name\":\"deals\",\"type\":\"bytes32[]\",\"internalType\":\"bytes32[]\"},{\"name\":\"reports\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]},{\"name\":\"signature\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"rule\",\"inputs\":[{\"name\":\"terms\",\"type\":\"tuple\",\"internalType\":\"structTerms\",\"components\":[{\"name\":\"gate\",\"type\":\"tuple\",\"internalType\":\"structGate\",\"components\":[{\"name\":\"evaluator\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"evaluateBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"challengeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"feeBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"feeTo\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"name\":\"deal\",\"type\":\"tuple\",\"internalType\":\"structDeal\",\"components\":[{\"name\":\"buyer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"provider\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"arbiter\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"upfront\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"fundBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"disputeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"arbitrationWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"silenceBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"covenant\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]}]},{\"name\":\"providerAmount\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"ruling\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"signature\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"settle\",\"inputs\":[{\"name\":\"terms\",\"type\":\"tuple\",\"internalType\":\"structTerms\",\"components\":[{\"name\":\"gate\",\"type\":\"tuple\",\"internalType\":\"structGate\",\"components\":[{\"name\":\"evaluator\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"evaluateBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"challengeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"feeBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"feeTo\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"name\":\"deal\",\"type\":\"tuple\",\"internalType\":\"structDeal\",\"components\":[{\"name\":\"buyer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"provider\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"arbiter\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"upfront\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"fundBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"disputeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"arbitrationWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"silenceBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"covenant\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]}]},{\"name\":\"providerAmount\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"report\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"signature\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"withdraw\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}],\"outputs\":[],\"stateMutability\":\"nonpayable\"},{\"type\":\"event\",\"name\":\"Consented\",\"inputs\":[{\"name\":\"pactId\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"providerAmount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"buyerAmount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Delivered\",\"inputs\":[{\"name\":\"pactId\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"deliverable\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Disputed\",\"inputs\":[{\"name\":\"pactId\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"party\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"providerHeld\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"buyerHeld\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"statement\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Escalated\",\"inputs\":[{\"name\":\"pactId\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"providerHeld\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"buyerHeld\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"report\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Finalized\",\"inputs\":[{\"name\":\"pactId\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"providerAmount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"buyerAmount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Funded\",\"inputs\":[{\"name\":\"pactId\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"buyer\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"provider\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"terms\",\"type\":\"tuple\",\"indexed\":false,\"internalType\":\"structTerms\",\"components\":[{\"name\":\"gate\",\"type\":\"tuple\",\"internalType\":\"structGate\",\"components\":[{\"name\":\"evaluator\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"evaluateBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"challengeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"feeBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"feeTo\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"name\":\"deal\",\"type\":\"tuple\",\"internalType\":\"structDeal\",\"components\":[{\"name\":\"buyer\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"provider\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"arbiter\",\"type\":\"address\",\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"upfront\",\"type\":\"uint88\",\"internalType\":\"uint88\"},{\"name\":\"fundBy\",\"type\":\"uint40\",\"internalType\":\"uint40\"},{\"name\":\"disputeWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"arbitrationWindow\",\"type\":\"uint32\",\"internalType\":\"uint32\"},{\"name\":\"silenceBps\",\"type\":\"uint16\",\"internalType\":\"uint16\"},{\"name\":\"covenant\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"salt\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"}]}]}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Owed\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Released\",\"inputs\":[{\"name\":\"pactId\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"providerAmount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"report\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Ruled\",\"inputs\":[{\"name\":\"pactId\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"providerAmount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"buyerAmount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"ruling\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Settled\",\"inputs\":[{\"name\":\"pactId\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"providerAmount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"buyerAmount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"report\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Withdrawn\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"indexed\":true,\"internalType\":\"address\"},{\"name\":\"amount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"}],\"anonymous\":false},{\"type\":\"event\",\"name\":\"Withheld\",\"inputs\":[{\"name\":\"pactId\",\"type\":\"bytes32\",\"indexed\":true,\"internalType\":\"bytes32\"},{\"name\":\"providerAmount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"buyerAmount\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"providerHeld\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"buyerHeld\",\"type\":\"uint256\",\"indexed\":false,\"internalType\":\"uint256\"},{\"name\":\"report\",\"type\":\"bytes32\",\"indexed\":false,\"internalType\":\"bytes32\"}],\"anonymous\":false},{\"type\":\"error\",\"name\":\"BadSignature\",\"inputs\":[{\"name\":\"signer\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"BadTerms\",\"inputs\":[{\"name\":\"what\",\"type\":\"string\",\"internalType\":\"string\"}]},{\"type\":\"error\",\"name\":\"EmptyBatch\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NoArbiter\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NoToken\",\"inputs\":[{\"name\":\"chainId\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"NotAllowed\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"NotOneBuyer\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NotOneEvaluator\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"NothingOwed\",\"inputs\":[{\"name\":\"account\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"NothingToDispute\",\"inputs\":[{\"name\":\"party\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"TooEarly\",\"inputs\":[{\"name\":\"from\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"TooLate\",\"inputs\":[{\"name\":\"deadline\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"TransferFailed\",\"inputs\":[]},{\"type\":\"error\",\"name\":\"WrongAmount\",\"inputs\":[{\"name\":\"held\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"WrongStatus\",\"inputs\":[{\"name\":\"pactId\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"status\",\"type\":\"uint8\",\"internalType\":\"enumStatus\"}]}]",
	ID:  "PactEscrow",
	Bin: "0x60e08060405234610191576020816144d3803803809161001f8285610195565b83398101031261019157516001600160a01b03811690818103610191579015610136575b6080524660c05260405160208101907f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f82527febfd366252b7b5660ce532eca75d2de18fa8ddbc870e4d641f48e0408ba6f44460408201527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201523060a082015260a081526100dc60c082610195565b51902060a05260405161430690816101cd8239608051818181610aa20152818161206c01528181612261015281816124930152818161268c01528181613cd70152613de2015260a0518161336d015260c051816133470152f35b50466121050361015a5773833589fcd6edb6e08f4c7c32d4f71b54bda02913610043565b4662014a340361017e5773036cbd53842c5426634e7929541ec2318f3dcf7e610043565b6380b64d4360e01b5f524660045260245ffd5b5f80fd5b601f909101601f19168101906001600160401b038211908210176101b857604052565b634e487b7160e01b5f52604160045260245ffdfe60e06040526004361015610011575f80fd5b5f60a0525f3560e01c806344a0505314612ac85780634bdaea721461275257806351cff8d91461257a578063563cab5d1461239e5780636ad50340146121e657806384b0196e1461209057806389a3027114612020578063997fcde814611e0b5780639daaf5ce14611d75578063b33c58a514611be8578063b51393bc14611910578063bd6ea49a1461175f578063bd97624114611725578063c25268c1146114e5578063cfddb5af14610952578063dbe71c53146104ab578063df18e04714610444578063e17aecd714610287578063f113b085146101415763f698da25146100f9575f80fd5b3461013b5760a0517ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261013b576020610133613344565b604051908152f35b60a05180fd5b3461013b5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261013b5760a0805160043581529051602081905260409020548180610190836135c0565b93600160ff8560581c16148015610277575b61026c575b6006851093841561020a57600386148015610262575b61023b575b604051941561020a5773ffffffffffffffffffffffffffffffffffffffff6affffffffffffffffffffff9260a097875216602086015216604084015260608301526080820152f35b7f4e487b710000000000000000000000000000000000000000000000000000000060a051526021600452602460a051fd5b606081901c64ffffffffff169350608881901c6affffffffffffffffffffff1692506101c2565b50600486146101bd565b50606083901c6101a7565b50600260ff8560581c16146101a2565b3461013b5761030661029836612b10565b939490919260c06040517ff4346889eb666b6d96ff71ec6a173805d2730cc621601efa6ee6baadee85d033815260a088602083013720606091604051917fe331a87c0f7a999d80e5163a6274f1c4966cd79201e2bc6b6ec56e8bf5afc0fa8352602083015260408201522090565b928360a0515260a051602052604060a0512091825495600160ff8860581c160361040257866103be7f872024bb4356ecd19dc9cbc3cf9c28c766da9ea9e1276f6e463216e81acd3c9296946020969461037c64ffffffffff6103768a6b0200000000000000000000009801612cd6565b166140a7565b60a051508360601c60606040517fab21875461b133d96adda5f7ebf1949de15797446b802c247359813dc1be71d881528c8b8201528960408201522090613ba1565b7fffffffffffffffffffffffffffffffffffffffff00000000000000000000000081166affffffffffffffffffffff9190911617179055604051908152a260a05180f35b61043d8661040f896135c0565b907f9d8197440000000000000000000000000000000000000000000000000000000060a05152600452612c87565b604460a051fd5b3461013b5760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261013b5773ffffffffffffffffffffffffffffffffffffffff610490612b72565b1660a0515260016020526020604060a0512054604051908152f35b3461013b577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601610260811261013b576102001361013b576102043573ffffffffffffffffffffffffffffffffffffffff81169081810361013b57610224356102443567ffffffffffffffff811161013b5761052c903690600401612ae2565b9290916105376131ea565b918260a0515260a051602052604060a051209081549573ffffffffffffffffffffffffffffffffffffffff61056a612d0b565b1688149586158061092b575b6108fb5773ffffffffffffffffffffffffffffffffffffffff610597612d2e565b16156108cf576105dc9260606040517f6859a4134edbc255ebff22beca6fbb3d68aebb378fd3aa2fe613dc8760dcebb581528860208201528760408201522090613ba1565b60a051948594605882901c60ff166002036107745750927fe7a425abbfc08bb0f4d5628748ffb4240f59e522f3314f07afcb656bef72ca956affffffffffffffffffffff9593610728989361071d610684899861064664ffffffffff610640612cc2565b166135d2565b61067461066f64ffffffffff61065a612cc2565b1663ffffffff610668612d85565b1690612edf565b6140a7565b8961067d612f69565b9116613645565b9390925b6106de6106958686612f41565b608886901b7bffffffffffffffffffffff0000000000000000000000000000000000164260601b176affffffffffffffffffffff909116176b0400000000000000000000001790565b9055886106eb898d612f41565b1661072e575b604051938493846affffffffffffffffffffff6040929594938160608401971683521660208201520152565b0390a316911661366b565b60a05180f35b604080516affffffffffffffffffffff8d811682528a16602082015287917f46b09bc22185eb70968610762e16d63fd1410c2234e0fd0969632fbf57a74c5091a26106f1565b95509190929350600360ff8360581c16145f146108c25760a051506affffffffffffffffffffff8260881c16946107b8866affffffffffffffffffffff8516612f19565b9281156108b0576affffffffffffffffffffff845b1615610880576affffffffffffffffffffff9591948461071d6107289a9561084f610862988c8c9b64ffffffffff7fe7a425abbfc08bb0f4d5628748ffb4240f59e522f3314f07afcb656bef72ca959960a0515060601c169060a051505f146108685761084a61066f63ffffffff610843612d85565b1683612edf565b6135dc565b61085c819a92809e612f19565b94612f19565b93610688565b61084a61066f63ffffffff61087b612d72565b610843565b877f397659150000000000000000000000000000000000000000000000000000000060a05152600452602460a051fd5b6affffffffffffffffffffff876107cd565b61043d8461040f846135c0565b7f2713bc580000000000000000000000000000000000000000000000000000000060a05152600460a051fd5b887ffa5cd00f0000000000000000000000000000000000000000000000000000000060a05152600452602460a051fd5b5073ffffffffffffffffffffffffffffffffffffffff610949612ce8565b16891415610576565b3461013b5760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261013b5760043567ffffffffffffffff811161013b573660238201121561013b57806004013567ffffffffffffffff811161013b5760248201913660248360091b8301011161013b5760243567ffffffffffffffff811161013b576109e6903690600401612ae2565b9083156114b95764ffffffffff610a0c610164610a0560c48701612d51565b9501612cd6565b60a05191169190610a1c86613106565b60805273ffffffffffffffffffffffffffffffffffffffff60a0519516945b868110610c0d57506040516020810190610a8781610a5b846080516131bd565b037fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe08101835282612f8a565b5190209473ffffffffffffffffffffffffffffffffffffffff7f00000000000000000000000000000000000000000000000000000000000000001692833b1561013b57610b3290604051978896879586957f88b7ab630000000000000000000000000000000000000000000000000000000087526004870152306024870152604486015260a0516064860152608485015260a484015260e060c484015260a0519660e4840191613043565b039160a051905af18015610c0057610be7575b5060a0515b818110610b9b576040518060208101602082526080515180915260408201906020608051019060a0515b818110610b82575050500390f35b8251845285945060209384019390920191600101610b74565b80610be1610bb760c0610bb16001958789613334565b01612d51565b6affffffffffffffffffffff610bda610120610bd486898b613334565b0161302b565b1690613d71565b01610b4a565b60a051610bf391612f8a565b60a05161013b5782610b45565b6040513d60a051823e3d90fd5b90610c1982888a613334565b60c0528573ffffffffffffffffffffffffffffffffffffffff610c4060a060c05101612d51565b160361148d57610c5182888a613334565b90610c5e60a08301612d51565b610c6a60c08401612d51565b90610c78610100850161302b565b93610c86610120820161302b565b610c8f8261328f565b938460a0515260a051602052604060a05120805460ff8160581c166114805750610cc564ffffffffff6103766101408701612cd6565b610cd26101408501612cd6565b64ffffffffff80610ce560208801612cd6565b16911611611422576affffffffffffffffffffff88166affffffffffffffffffffff841610156113c45773ffffffffffffffffffffffffffffffffffffffff821673ffffffffffffffffffffffffffffffffffffffff8616146113665773ffffffffffffffffffffffffffffffffffffffff8516158015611348575b8015611322575b6112c45761271061ffff610d7e60608701612f7b565b161180156112a9575b61124b5761ffff610d9a60608601612f7b565b161573ffffffffffffffffffffffffffffffffffffffff610dbd60808701612d51565b1615036111c75773ffffffffffffffffffffffffffffffffffffffff610de560e08601612d51565b166110dd5763ffffffff610dfb60408601612d99565b610e086101608701612d99565b17610e166101808701612d99565b171661107f5773ffffffffffffffffffffffffffffffffffffffff808361020093610eb17fc38a96875abe47b9765e406ba9ec58b1241e9ce2ade58460d5c7ef95627fed8c96610e6a8c9961103b9f612f19565b907fffffffffffffffffffffffffffffffffffffffff0000000000000000000000006affffffffffffffffffffff6b01000000000000000000000093169160601b16171790565b90556101e06040519783610ec482612b95565b16895264ffffffffff610ed9602083016136e1565b1660208a015263ffffffff610ef0604083016136f3565b1660408a015261ffff610f0560608301613704565b1660608a015283610f1860808301612b95565b1660808a015283610f2b60a08301612b95565b1660a08a015283610f3e60c08301612b95565b1660c08a015283610f5160e08301612b95565b1660e08a01526affffffffffffffffffffff610f706101008301612bf9565b166101008a01526affffffffffffffffffffff610f906101208301612bf9565b166101208a015264ffffffffff610faa61014083016136e1565b166101408a015263ffffffff610fc361016083016136f3565b166101608a015263ffffffff610fdc61018083016136f3565b166101808a015261ffff610ff36101a08301613704565b166101a08a01526101c08101356101c08a015201356101e088015216951693a461101f846080516131a9565b526affffffffffffffffffffff61066861010060c0510161302b565b9061014060c051018464ffffffffff61105383612cd6565b1610611063575b50600101610a3b565b600191945061107764ffffffffff91612cd6565b16939061105a565b60646040517f73758b9a00000000000000000000000000000000000000000000000000000000815260206004820152601760248201527f77696e646f777320776974686f757420617262697465720000000000000000006044820152fd5b63ffffffff6110ef6101808601612d99565b16156111435773ffffffffffffffffffffffffffffffffffffffff808361020093610eb17fc38a96875abe47b9765e406ba9ec58b1241e9ce2ade58460d5c7ef95627fed8c96610e6a8c9961103b9f612f19565b60846040517f73758b9a00000000000000000000000000000000000000000000000000000000815260206004820152602160248201527f6172626974657220776974686f7574206172626974726174696f6e57696e646f60448201527f77000000000000000000000000000000000000000000000000000000000000006064820152fd5b60846040517f73758b9a00000000000000000000000000000000000000000000000000000000815260206004820152602760248201527f66656520776974686f757420666565546f2c206f7220666565546f207769746860448201527f6f757420666565000000000000000000000000000000000000000000000000006064820152fd5b60646040517f73758b9a00000000000000000000000000000000000000000000000000000000815260206004820152601560248201527f73686172652061626f76652031303030302062707300000000000000000000006044820152fd5b5061271061ffff6112bd6101a08701612f7b565b1611610d87565b60646040517f73758b9a00000000000000000000000000000000000000000000000000000000815260206004820152601f60248201527f6e6f2062757965722c2070726f7669646572206f72206576616c7561746f72006044820152fd5b5073ffffffffffffffffffffffffffffffffffffffff61134185612d51565b1615610d68565b5073ffffffffffffffffffffffffffffffffffffffff821615610d61565b60646040517f73758b9a00000000000000000000000000000000000000000000000000000000815260206004820152601160248201527f62757965722069732070726f76696465720000000000000000000000000000006044820152fd5b60646040517f73758b9a00000000000000000000000000000000000000000000000000000000815260206004820152601860248201527f757066726f6e74206e6f742062656c6f7720616d6f756e7400000000000000006044820152fd5b60646040517f73758b9a00000000000000000000000000000000000000000000000000000000815260206004820152601760248201527f66756e644279206166746572206576616c7561746542790000000000000000006044820152fd5b8661040f61043d926135c0565b7f13eb1c4d0000000000000000000000000000000000000000000000000000000060a05152600460a051fd5b7fc2e5347d0000000000000000000000000000000000000000000000000000000060a05152600460a051fd5b3461013b577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601610280811261013b576102001361013b57610204356affffffffffffffffffffff81169081810361013b5761022435916affffffffffffffffffffff83169182840361013b576102443567ffffffffffffffff811161013b57611574903690600401612ae2565b91906102643567ffffffffffffffff811161013b57611597903690600401612ae2565b6115a29491946131ea565b948560a0515260a051602052604060a0512093845460ff8160581c16158015611714575b611707576affffffffffffffffffffff6115e08b8b612edf565b91168091036116d85750917fa3d42426c1f369478a6406097ea164266284d99b91b687b10dd31f9423fd893a9593916107289a959360405160208101907fd0339b671b2af4406db36fe3cf1556c1edf396cdb16a9f8e3229e459582d98ad82528a60408201528b60608201528c60808201526080815261166160a082612f8a565b519020938a6116c4575b5050896116ab575b50506b05000000000000000000000090915550604080516affffffffffffffffffffff928316815292909116602083015290a261366b565b6116bc926116b7612d0b565b613ba1565b888080611673565b6116d191856116b7612ce8565b8b8061166b565b7f45d6a8a50000000000000000000000000000000000000000000000000000000060a05152600452602460a051fd5b8761040f61043d926135c0565b50605881901c60ff166005146115c6565b3461013b576102007ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261013b5760206101336131ea565b3461013b5761176d36612c11565b61177a859294939561328f565b908160a0515260a051602052604060a05120938454600460ff8260581c1603611903576affffffffffffffffffffff906117ce61066f606083901c64ffffffffff1663ffffffff6106686101808b01612d99565b16966affffffffffffffffffffff8216958887116118d35782916118cb9161189061181e7f28fbd570b5cefc9e173eff1d0b65195712db6fba8a8aa9f0ceb096db11c34ab297966107289d612f19565b956040519b8c8c606060208301927f16db30638d36546bd6ca7a71492034a2e09037b59644b85f6649547ab8aa9cbf84528d604082015201526affffffffffffffffffffff89169d8e60808201528660a082015260a0815261188160c082612f8a565b5190206116b760e08d01612d51565b6b0500000000000000000000009055604051938493846affffffffffffffffffffff6040929594938160608401971683521660208201520152565b0390a26136c1565b887f45d6a8a50000000000000000000000000000000000000000000000000000000060a05152600452602460a051fd5b8361040f61043d926135c0565b3461013b5760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261013b5760043567ffffffffffffffff811161013b573660238201121561013b57806004013567ffffffffffffffff811161013b57602482013660248360051b8501011161013b5760243567ffffffffffffffff811161013b576119a3903690600401612ae2565b909383156114b9578235907ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffefd368290030182121561013b576119e89101602401612d51565b936119f284613106565b9460a0519573ffffffffffffffffffffffffffffffffffffffff8216965b868110611aac5750611a7f94959650604051611a3481610a5b6020820180956131bd565b51902060405160208101917f24b185fed1dba7be7963d641258db24d300a188b6d7e8449d095ae5eeefe5dc68352604082015260408152611a76606082612f8a565b51902090613ba1565b60a0515b828110611a905760a05180f35b80611aa6611aa16001938686613099565b613e9e565b01611a83565b611ab7818888613099565b908873ffffffffffffffffffffffffffffffffffffffff611ad784612d51565b1603611bbc5760c06040517ff4346889eb666b6d96ff71ec6a173805d2730cc621601efa6ee6baadee85d033815260a084602083013720611b1b60a0840184613155565b919060405194602086017f07ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff851161013b5786611b91602060019960c09660609960051b80918737810103017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe08101835282612f8a565b51902060a0515060405193845260208401520135604082015220611bb582856131a9565b5201611a10565b7f8a293be40000000000000000000000000000000000000000000000000000000060a05152600460a051fd5b3461013b577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601610240811261013b576102001361013b57610204356102243567ffffffffffffffff811161013b57611c46903690600401612ae2565b9091611c506131ea565b92611c6964ffffffffff611c62612cc2565b1685613427565b93909173ffffffffffffffffffffffffffffffffffffffff611c89612d2e565b16156108cf576004359473ffffffffffffffffffffffffffffffffffffffff8616860361013b57611d1a611d6c93611d2e93887f61c9bc9abfefde4a44c83d9b0414c06ba08a4ea31dffee1be2a961a358b5b70f995060606040517f239dce07590f0a5a86c73a0d5dc26ce13fe1b426f3bf25664a2fd3ff6771025a81528c60208201528a60408201522090613ba1565b6affffffffffffffffffffff61067d612f69565b939092611d3e6106958686612f41565b9055604051938493846affffffffffffffffffffff6040929594938160608401971683521660208201520152565b0390a260a05180f35b3461013b576102007ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261013b5773ffffffffffffffffffffffffffffffffffffffff611dc2612ce8565b163303611ddb576020611dd3613713565b610133613c44565b7ffa5cd00f0000000000000000000000000000000000000000000000000000000060a0515233600452602460a051fd5b3461013b57611e1936612c11565b839194926affffffffffffffffffffff611e328561328f565b92611e4864ffffffffff611c6260208901612cd6565b9290921697886affffffffffffffffffffff8716116118d35761072898611e7f611e8493889387858a611e7a8e612d51565b613475565b612f19565b9363ffffffff611e9660408801612d99565b1661201a5760a0515b63ffffffff611eb16101608901612d99565b166120135760a051915b6affffffffffffffffffffff611ed18484612f41565b16611f425750506b05000000000000000000000090915550604080516affffffffffffffffffffff878116825285811660208301529181019290925292839290917f0b7c342f3240995ba0aabbdbc9beb3c15e9096ac16e3b684b864479fed2aa19390606090a25b169216906136c1565b829850956affffffffffffffffffffff9694877fa1cd36b070f94a034fda95acf2908512e2b6ef943d3c6a0356c1902f509fe8e1948185611f93611f8b60a098849d9b9c612f19565b9e8f97612f19565b99611fea611fa18584612f41565b608884901b7bffffffffffffffffffffff0000000000000000000000000000000000164260601b176affffffffffffffffffffff909116176b0300000000000000000000001790565b90558160405196168652818a1660208701521660408501521660608301526080820152a2611f39565b8591611ebb565b80611e9f565b3461013b5760a0517ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261013b57602060405173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000168152f35b3461013b5760a0517ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc36011261013b57604051612187906020906120d48282612f8a565b60a05181525f368137604080519290612194906120f18186612f8a565b600685527f53757265747900000000000000000000000000000000000000000000000000008386015280516121268282612f8a565b600181527f31000000000000000000000000000000000000000000000000000000000000008482015281519687967f0f00000000000000000000000000000000000000000000000000000000000000885260e08689015260e0880190612bb6565b9186830390870152612bb6565b46606085015230608085015260a05160a085015283810360c085015281808451928381520193019160a0515b8281106121cf57505050500390f35b8351855286955093810193928101926001016121c0565b3461013b577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601610220811261013b576102001361013b576102043567ffffffffffffffff811161013b57612240903690600401612ae2565b90612249613713565b9173ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000169161228a612ce8565b92612293613010565b9160a05150610144359464ffffffffff86169586810361013b5750823b1561013b5761234273ffffffffffffffffffffffffffffffffffffffff926affffffffffffffffffffff97604051988997889687967f88b7ab6300000000000000000000000000000000000000000000000000000000885216600487015230602487015216604485015260a051606485015260848401528860a484015260e060c484015260a0519660e4840191613043565b039160a051905af18015610c0057612385575b5061235e612d0b565b90610124356affffffffffffffffffffff811680820361013b576020936101339250613d71565b60a05161239191612f8a565b60a05161013b5781612355565b34612576577ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360161026081126125765761020013612576576102043567ffffffffffffffff8111612576576123f8903690600401612ae2565b90610244359167ffffffffffffffff83116125765761241e61247c933690600401612ae2565b939091612429613713565b9360606affffffffffffffffffffff612440613010565b16604051907f94ca6ba041861fb84feac60256e1755e4f83c9884f099e52d6836cbe1d249c6182528760208301526040820152206116b7612ce8565b73ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000166124bb612ce8565b906124c4613010565b90803b156125765773ffffffffffffffffffffffffffffffffffffffff5f80946125506affffffffffffffffffffff9760209a604051998a98899788967f9fd5a6cf00000000000000000000000000000000000000000000000000000000885216600487015230602487015216604485015261022435606485015260a0608485015260a4840191613043565b03925af1612562575b50610133613c44565b5f61256c91612f8a565b5f60a05282612559565b5f80fd5b346125765760207ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112612576576125b1612b72565b73ffffffffffffffffffffffffffffffffffffffff811690815f52600160205260405f2054908115612726579060209183612672945f52600184525f60408120557f7084f5476618d8e60b11ef0d7d3f06914655adb8793e28ff7f018d4c76d505d584604051858152a260405193849283927fa9059cbb000000000000000000000000000000000000000000000000000000008452600484016020909392919373ffffffffffffffffffffffffffffffffffffffff60408201951681520152565b03815f73ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000165af190811561271b575f916126ec575b50156126c457005b7f90b8ec18000000000000000000000000000000000000000000000000000000005f5260045ffd5b61270e915060203d602011612714575b6127068183612f8a565b810190612ff8565b816126bc565b503d6126fc565b6040513d5f823e3d90fd5b827f751b0fda000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b34612576576102007ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126125765761278a6131ea565b805f525f60205260405f208054915f91600160ff8560581c16145f146128b557612844936affffffffffffffffffffff9283926127ce64ffffffffff610640612cc2565b838316925b6127e384611e7f89888516612f19565b8086166128465750506b05000000000000000000000090555b604080516affffffffffffffffffffff8781168252841660208201527f46b09bc22185eb70968610762e16d63fd1410c2234e0fd0969632fbf57a74c509190a216911661366b565b005b6128ae9164ffffffffff61285f8a898460881c16612f19565b9160601c1691907bffffffffffffffffffffff00000000000000000000000000000000006affffffffffffffffffffff6b0300000000000000000000009493169260601b9160881b1617171790565b90556127fc565b9150600260ff8460581c16145f1461290e576affffffffffffffffffffff612844939281926128f36128ee64ffffffffff61065a612cc2565b6135d2565b6129066128fe612f69565b848716613645565b9290956127d3565b600360ff8460581c16145f14612a1e5764ffffffffff8360601c16916affffffffffffffffffffff8460881c16936affffffffffffffffffffff81169361295f6129588787612f19565b87836135dc565b9690956affffffffffffffffffffff6129788989612f41565b161561299a57505050936affffffffffffffffffffff928392612844966127d3565b6129cf929163ffffffff916129ad612d72565b91806129b7612d85565b9214908115612a01575b50156129fa57501690612edf565b7f2a35a324000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b9050610668565b9050151580612a11575b866129c1565b5082811683831610612a0b565b9190600460ff8360581c16145f14612a8a5764ffffffffff8260601c1692610184359163ffffffff83169182840361257657612a706128ee6affffffffffffffffffffff959461284498879650612edf565b828560881c1691612a8383858816612f19565b92956127d3565b612ac383612a97846135c0565b907f9d819744000000000000000000000000000000000000000000000000000000005f52600452612c87565b60445ffd5b3461257657612844612ad936612b10565b93929092612daa565b9181601f840112156125765782359167ffffffffffffffff8311612576576020838186019501011161257657565b907ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc820161010081126125765760a0136125765760049160a4359160c4359160e4359067ffffffffffffffff821161257657612b6e91600401612ae2565b9091565b6004359073ffffffffffffffffffffffffffffffffffffffff8216820361257657565b359073ffffffffffffffffffffffffffffffffffffffff8216820361257657565b907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f602080948051918291828752018686015e5f8582860101520116010190565b35906affffffffffffffffffffff8216820361257657565b907ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc82016102608112612576576102001361257657600491610204356affffffffffffffffffffff8116810361257657916102243591610244359067ffffffffffffffff821161257657612b6e91600401612ae2565b6006811015612c9557602452565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52602160045260245ffd5b60243564ffffffffff811681036125765790565b3564ffffffffff811681036125765790565b60a43573ffffffffffffffffffffffffffffffffffffffff811681036125765790565b60c43573ffffffffffffffffffffffffffffffffffffffff811681036125765790565b60e43573ffffffffffffffffffffffffffffffffffffffff811681036125765790565b3573ffffffffffffffffffffffffffffffffffffffff811681036125765790565b60443563ffffffff811681036125765790565b6101643563ffffffff811681036125765790565b3563ffffffff811681036125765790565b92919390612e1b9060c06040517ff4346889eb666b6d96ff71ec6a173805d2730cc621601efa6ee6baadee85d033815260a087602083013720606091604051917fe331a87c0f7a999d80e5163a6274f1c4966cd79201e2bc6b6ec56e8bf5afc0fa8352602083015260408201522090565b8092612e5f612e3c64ffffffffff612e3560208901612cd6565b1684613427565b94909288612e4989612d51565b6affffffffffffffffffffff8816988991613475565b63ffffffff612e7060408701612d99565b16612ed2576b0500000000000000000000009055604080516affffffffffffffffffffff851681526020810196909652612ed0957f760977a5aa54ca70ab5b5c440750a4fb5997019b0fd2f7695b327e76e96e94ae9190a260601c613579565b565b9150612ed09493506134ca565b91908201809211612eec57565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b906affffffffffffffffffffff809116911603906affffffffffffffffffffff8211612eec57565b906affffffffffffffffffffff809116911601906affffffffffffffffffffff8211612eec57565b6101a43561ffff811681036125765790565b3561ffff811681036125765790565b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff821117612fcb57604052565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b90816020910312612576575180151581036125765790565b610104356affffffffffffffffffffff811681036125765790565b356affffffffffffffffffffff811681036125765790565b601f82602094937fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe093818652868601375f8582860101520116010190565b67ffffffffffffffff8111612fcb5760051b60200190565b91908110156130d95760051b810135907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff2181360301821215612576570190565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603260045260245ffd5b9061311082613081565b61311d6040519182612f8a565b8281527fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe061314b8294613081565b0190602036910137565b9035907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe181360301821215612576570180359067ffffffffffffffff821161257657602001918160051b3603831361257657565b80518210156130d95760209160051b010190565b80516020909101905f5b8181106131d45750505090565b82518452602093840193909201916001016131c7565b61328c60c06040517ff4346889eb666b6d96ff71ec6a173805d2730cc621601efa6ee6baadee85d033815260a060046020830137206101806040517f5617e5b99dd9245bf8840a8dde0bbeb43a945d0f98abaf3749f5e9982c9f4491815261016060a460208301372090606091604051917fe331a87c0f7a999d80e5163a6274f1c4966cd79201e2bc6b6ec56e8bf5afc0fa8352602083015260408201522090565b90565b61328c9061018060c06040517ff4346889eb666b6d96ff71ec6a173805d2730cc621601efa6ee6baadee85d033815260a0846020830137209161016060a0604051927f5617e5b99dd9245bf8840a8dde0bbeb43a945d0f98abaf3749f5e9982c9f449184520160208301372090606091604051917fe331a87c0f7a999d80e5163a6274f1c4966cd79201e2bc6b6ec56e8bf5afc0fa8352602083015260408201522090565b91908110156130d95760091b0190565b467f00000000000000000000000000000000000000000000000000000000000000000361338f577f000000000000000000000000000000000000000000000000000000000000000090565b60405160208101907f8b73c3c69bb8fe3d512ecc4cf759cc79239f7b179b0ffacaa9a75d522b39400f82527febfd366252b7b5660ce532eca75d2de18fa8ddbc870e4d641f48e0408ba6f44460408201527fc89efdaa54c0f20c7adf612882df0950f5a951637e0307cdcb4c672f298b8bc660608201524660808201523060a082015260a0815261342160c082612f8a565b51902090565b9091815f525f60205260405f2092835492600160ff8560581c16148015613465575b156134585750612ed0906140a7565b612ac390612a97856135c0565b50600260ff8560581c1614613449565b9190612ed09594936affffffffffffffffffffff608093604051937f056a8ebc0922eba28aba8c9fb1a74c8cb4d6bbdccb184ede5cb198e50cd100ae8552602085015216604083015260608201522090613ba1565b929190916affffffffffffffffffffff8216906affffffffffffffffffffff8211612eec577fa1cd36b070f94a034fda95acf2908512e2b6ef943d3c6a0356c1902f509fe8e19360a09360881b7bffffffffffffffffffffff0000000000000000000000000000000000164260601b176affffffffffffffffffffff8416176b030000000000000000000000179055604051915f83525f602084015260408301525f60608301526080820152a2565b61271061ffff61358b60608601612f7b565b1683020491828103908111612eec576135a391613d71565b806135ac575050565b6135bb6080612ed09301612d51565b613d71565b60581c60ff166006811015612c955790565b8042106129cf5750565b919290925f9364ffffffffff5f94169060443563ffffffff811680820361257657613608915083612edf565b42101561363d575b50610164359063ffffffff8216908183036125765761362f9250612edf565b4210156136395750565b9150565b94505f613610565b91906affffffffffffffffffffff61271061ffff61328c93168286160204168093612f19565b60c43573ffffffffffffffffffffffffffffffffffffffff811681036125765761369791600491613579565b60a4359073ffffffffffffffffffffffffffffffffffffffff8216820361257657612ed091613d71565b60a081610bb16135bb93612ed096956136dc60c08301612d51565b613579565b359064ffffffffff8216820361257657565b359063ffffffff8216820361257657565b359061ffff8216820361257657565b60a4359073ffffffffffffffffffffffffffffffffffffffff82168083036125765773ffffffffffffffffffffffffffffffffffffffff60c43516908160c43503612576576affffffffffffffffffffff61010435166101043503612576576affffffffffffffffffffff6101243516610124350361257657613796600461328f565b93845f525f60205260405f2090815460ff8160581c16613b94575064ffffffffff61014435166101443503612576576137d864ffffffffff61014435166140a7565b6024359164ffffffffff831683036125765764ffffffffff831664ffffffffff610144351611611422576affffffffffffffffffffff61010435166affffffffffffffffffffff610124351610156113c4578484146113665783158015613b8c575b8015613b62575b6112c45761ffff60643516606435036125765761271061ffff60643516118015613b46575b61124b576084359073ffffffffffffffffffffffffffffffffffffffff821682036125765773ffffffffffffffffffffffffffffffffffffffff82161561ffff6064351615036111c75773ffffffffffffffffffffffffffffffffffffffff60e4351660e435036125765760e43573ffffffffffffffffffffffffffffffffffffffff16613aaa5760443563ffffffff81168103612576576101643563ffffffff8116810361257657610184359063ffffffff821682036125765763ffffffff9217171661107f575b61394560c435610e6a6101243561010435612f19565b9055604051926004359073ffffffffffffffffffffffffffffffffffffffff82168092036125765764ffffffffff9185521660208401526044359063ffffffff82168092036125765773ffffffffffffffffffffffffffffffffffffffff91604085015261ffff606435166060850152166080830152508160a08201528260c082015273ffffffffffffffffffffffffffffffffffffffff60e4351660e08201526affffffffffffffffffffff61010435166101008201526affffffffffffffffffffff610124351661012082015264ffffffffff61014435166101408201526101643563ffffffff8116809103612576576101608201526101843563ffffffff8116809103612576576101808201526101a4359061ffff8216809203612576576102008187936101a07fc38a96875abe47b9765e406ba9ec58b1241e9ce2ade58460d5c7ef95627fed8c9401526101c4356101c08201526101e4356101e0820152a4565b6101843563ffffffff811690818103612576575061392f5760846040517f73758b9a00000000000000000000000000000000000000000000000000000000815260206004820152602160248201527f6172626974657220776974686f7574206172626974726174696f6e57696e646f60448201527f77000000000000000000000000000000000000000000000000000000000000006064820152fd5b506101a43561ffff811680820361257657612710915011613866565b5060043573ffffffffffffffffffffffffffffffffffffffff811690818103612576575015613841565b50841561383a565b86612a97612ac3926135c0565b92909173ffffffffffffffffffffffffffffffffffffffff841693843314613c3d576042613c0a94613bd1613344565b90604051917f190100000000000000000000000000000000000000000000000000000000000083526002830152602282015220906140dd565b15613c125750565b7f9a7d38d9000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b5050505050565b60a43573ffffffffffffffffffffffffffffffffffffffff8116908181036125765750610104356affffffffffffffffffffff8116908181036125765750604051917f23b872dd000000000000000000000000000000000000000000000000000000008352600483015230602483015260448201526020816064815f73ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000165af190811561271b575f91613d52575b50156126c45760c43573ffffffffffffffffffffffffffffffffffffffff811681036125765761012435906affffffffffffffffffffff82169081830361257657612ed09250613d71565b613d6b915060203d602011612714576127068183612f8a565b5f613d07565b8115613e79576040517fa9059cbb00000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff8216600482015260248101839052602081806044810103815f73ffffffffffffffffffffffffffffffffffffffff7f0000000000000000000000000000000000000000000000000000000000000000165af15f9181613e7d575b50613e6f575b50602073ffffffffffffffffffffffffffffffffffffffff7f7393c924ac30f9256e6cebcfb78841b1e7ef11bf8b09d87c2257b32b8063c979921692835f526001825260405f20613e64828254612edf565b9055604051908152a2565b613e79575f613e12565b5050565b613e9791925060203d602011612714576127068183612f8a565b905f613e0c565b9064ffffffffff613eb160208401612cd6565b164210156140a3579060c06040517ff4346889eb666b6d96ff71ec6a173805d2730cc621601efa6ee6baadee85d033815260a08360208301372091613ef960a0830183613155565b9290613f0760408301612d99565b9161ffff613f1760608301612f7b565b1660c0820135945f935f915f9463ffffffff5f98161515935b8a89101561408e578990613f7e8d8b60051b87013590606091604051917fe331a87c0f7a999d80e5163a6274f1c4966cd79201e2bc6b6ec56e8bf5afc0fa8352602083015260408201522090565b805f525f60205260405f2090815491600160ff8460581c1614801561407e575b15614070578861404b576b0500000000000000000000009055604080516affffffffffffffffffffff841680825260208201969096527f760977a5aa54ca70ab5b5c440750a4fb5997019b0fd2f7695b327e76e96e94ae9190a260601c73ffffffffffffffffffffffffffffffffffffffff8a168103614035575b509060019161271088830204809203019701985b019795613f30565b986001929161404391613d71565b5f9091614019565b90600194916affffffffffffffffffffff61406b949e959c9e16916134ca565b61402d565b50505096986001915061402d565b50600260ff8460581c1614613f9e565b96959850985098505050506135a39250613d71565b9050565b804210156140b25750565b7f691e5682000000000000000000000000000000000000000000000000000000005f5260045260245ffd5b909291926041831461422b575b813b15614223575f9361413f8594610a5b60405193849260208401967f1626ba7e0000000000000000000000000000000000000000000000000000000088526024850152604060448501526064840191613043565b51915afa3d1561421c573d67ffffffffffffffff8111612fcb576040519061418f601f82017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe01660200183612f8a565b81523d5f602083013e5b8161420e575b816141a8575090565b7f1626ba7e0000000000000000000000000000000000000000000000000000000091506020815191015190602081106141e057501490565b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff9060200360031b1b161490565b90506020815110159061419f565b6060614199565b505050505f90565b604084848101031261257657602084013583604010156130d95760205f6080604051858152604089013560f81c848201528835604082015284606082015282805260015afa1561271b5773ffffffffffffffffffffffffffffffffffffffff5f51169073ffffffffffffffffffffffffffffffffffffffff8416821491826142ef575b50816142c4575b50156140ea5750505050600190565b7f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0915011155f6142b5565b151591505f6142ae56fea164736f6c634300081e000a",
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

// PackFundBatch is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcfddb5af.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function fundBatch(((address,uint40,uint32,uint16,address),(address,address,address,uint88,uint88,uint40,uint32,uint32,uint16,bytes32,bytes32))[] terms, bytes authorization) returns(bytes32[] pactIds)
func (pactEscrow *PactEscrow) PackFundBatch(terms []Terms, authorization []byte) []byte {
	enc, err := pactEscrow.abi.Pack("fundBatch", terms, authorization)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackFundBatch is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xcfddb5af.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function fundBatch(((address,uint40,uint32,uint16,address),(address,address,address,uint88,uint88,uint40,uint32,uint32,uint16,bytes32,bytes32))[] terms, bytes authorization) returns(bytes32[] pactIds)
func (pactEscrow *PactEscrow) TryPackFundBatch(terms []Terms, authorization []byte) ([]byte, error) {
	return pactEscrow.abi.Pack("fundBatch", terms, authorization)
}

// UnpackFundBatch is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xcfddb5af.
//
// Solidity: function fundBatch(((address,uint40,uint32,uint16,address),(address,address,address,uint88,uint88,uint40,uint32,uint32,uint16,bytes32,bytes32))[] terms, bytes authorization) returns(bytes32[] pactIds)
func (pactEscrow *PactEscrow) UnpackFundBatch(data []byte) ([][32]byte, error) {
	out, err := pactEscrow.abi.Unpack("fundBatch", data)
	if err != nil {
		return *new([][32]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([][32]byte)).(*[][32]byte)
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
// Solidity: function fundByPermit(((address,uint40,uint32,uint16,address),(address,address,address,uint88,uint88,uint40,uint32,uint32,uint16,bytes32,bytes32)) terms, bytes fundingSignature, uint256 deadline, bytes permitSignature) returns(bytes32 pactId)
func (pactEscrow *PactEscrow) PackFundByPermit(terms Terms, fundingSignature []byte, deadline *big.Int, permitSignature []byte) []byte {
	enc, err := pactEscrow.abi.Pack("fundByPermit", terms, fundingSignature, deadline, permitSignature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackFundByPermit is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x563cab5d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function fundByPermit(((address,uint40,uint32,uint16,address),(address,address,address,uint88,uint88,uint40,uint32,uint32,uint16,bytes32,bytes32)) terms, bytes fundingSignature, uint256 deadline, bytes permitSignature) returns(bytes32 pactId)
func (pactEscrow *PactEscrow) TryPackFundByPermit(terms Terms, fundingSignature []byte, deadline *big.Int, permitSignature []byte) ([]byte, error) {
	return pactEscrow.abi.Pack("fundByPermit", terms, fundingSignature, deadline, permitSignature)
}

// UnpackFundByPermit is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x563cab5d.
//
// Solidity: function fundByPermit(((address,uint40,uint32,uint16,address),(address,address,address,uint88,uint88,uint40,uint32,uint32,uint16,bytes32,bytes32)) terms, bytes fundingSignature, uint256 deadline, bytes permitSignature) returns(bytes32 pactId)
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
	if bytes.Equal(raw[:4], pactEscrow.abi.Errors["EmptyBatch"].ID.Bytes()[:4]) {
		return pactEscrow.UnpackEmptyBatchError(raw[4:])
	}
	if bytes.Equal(raw[:4], pactEscrow.abi.Errors["NoArbiter"].ID.Bytes()[:4]) {
		return pactEscrow.UnpackNoArbiterError(raw[4:])
	}
	if bytes.Equal(raw[:4], pactEscrow.abi.Errors["NoToken"].ID.Bytes()[:4]) {
		return pactEscrow.UnpackNoTokenError(raw[4:])
	}
	if bytes.Equal(raw[:4], pactEscrow.abi.Errors["NotAllowed"].ID.Bytes()[:4]) {
		return pactEscrow.UnpackNotAllowedError(raw[4:])
	}
	if bytes.Equal(raw[:4], pactEscrow.abi.Errors["NotOneBuyer"].ID.Bytes()[:4]) {
		return pactEscrow.UnpackNotOneBuyerError(raw[4:])
	}
	if bytes.Equal(raw[:4], pactEscrow.abi.Errors["NotOneEvaluator"].ID.Bytes()[:4]) {
		return pactEscrow.UnpackNotOneEvaluatorError(raw[4:])
	}
	if bytes.Equal(raw[:4], pactEscrow.abi.Errors["NothingOwed"].ID.Bytes()[:4]) {
		return pactEscrow.UnpackNothingOwedError(raw[4:])
	}
	if bytes.Equal(raw[:4], pactEscrow.abi.Errors["NothingToDispute"].ID.Bytes()[:4]) {
		return pactEscrow.UnpackNothingToDisputeError(raw[4:])
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

// PactEscrowEmptyBatch represents a EmptyBatch error raised by the PactEscrow contract.
type PactEscrowEmptyBatch struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error EmptyBatch()
func PactEscrowEmptyBatchErrorID() common.Hash {
	return common.HexToHash("0xc2e5347df6cf8d1bf68f8a9651642312bd381b900d857d97cd665976180d6ae0")
}

// UnpackEmptyBatchError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error EmptyBatch()
func (pactEscrow *PactEscrow) UnpackEmptyBatchError(raw []byte) (*PactEscrowEmptyBatch, error) {
	out := new(PactEscrowEmptyBatch)
	if err := pactEscrow.abi.UnpackIntoInterface(out, "EmptyBatch", raw); err != nil {
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

// PactEscrowNoToken represents a NoToken error raised by the PactEscrow contract.
type PactEscrowNoToken struct {
	ChainId *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NoToken(uint256 chainId)
func PactEscrowNoTokenErrorID() common.Hash {
	return common.HexToHash("0x80b64d4355f7b5b531d0adf64b177b1e9b0000145fb9d9f29caa6f53e3915565")
}

// UnpackNoTokenError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NoToken(uint256 chainId)
func (pactEscrow *PactEscrow) UnpackNoTokenError(raw []byte) (*PactEscrowNoToken, error) {
	out := new(PactEscrowNoToken)
	if err := pactEscrow.abi.UnpackIntoInterface(out, "NoToken", raw); err != nil {
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

// PactEscrowNotOneBuyer represents a NotOneBuyer error raised by the PactEscrow contract.
type PactEscrowNotOneBuyer struct {
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotOneBuyer()
func PactEscrowNotOneBuyerErrorID() common.Hash {
	return common.HexToHash("0x13eb1c4d0d88bfb381f4fc400ac172f8936609d0335ab85ec3415d23b4f425c7")
}

// UnpackNotOneBuyerError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotOneBuyer()
func (pactEscrow *PactEscrow) UnpackNotOneBuyerError(raw []byte) (*PactEscrowNotOneBuyer, error) {
	out := new(PactEscrowNotOneBuyer)
	if err := pactEscrow.abi.UnpackIntoInterface(out, "NotOneBuyer", raw); err != nil {
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

// PactEscrowNothingToDispute represents a NothingToDispute error raised by the PactEscrow contract.
type PactEscrowNothingToDispute struct {
	Party common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NothingToDispute(address party)
func PactEscrowNothingToDisputeErrorID() common.Hash {
	return common.HexToHash("0x3976591568fec58eb8a2e5892a2740376cbbc924ba9832d15c3394d3462402ce")
}

// UnpackNothingToDisputeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NothingToDispute(address party)
func (pactEscrow *PactEscrow) UnpackNothingToDisputeError(raw []byte) (*PactEscrowNothingToDispute, error) {
	out := new(PactEscrowNothingToDispute)
	if err := pactEscrow.abi.UnpackIntoInterface(out, "NothingToDispute", raw); err != nil {
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
