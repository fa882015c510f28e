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

// CommitteeMetaData contains all meta data concerning the Committee contract.
var CommitteeMetaData = bind.MetaData{
	ABI: "[{\"type\":\"constructor\",\"inputs\":[{\"name\":\"members_\",\"type\":\"address[]\",\"internalType\":\"address[]\"},{\"name\":\"threshold\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"nonpayable\"},{\"type\":\"function\",\"name\":\"THRESHOLD\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"uint256\",\"internalType\":\"uint256\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"isValidSignature\",\"inputs\":[{\"name\":\"hash\",\"type\":\"bytes32\",\"internalType\":\"bytes32\"},{\"name\":\"signature\",\"type\":\"bytes\",\"internalType\":\"bytes\"}],\"outputs\":[{\"name\":\"\",\"type\":\"bytes4\",\"internalType\":\"bytes4\"}],\"stateMutability\":\"view\"},{\"type\":\"function\",\"name\":\"members\",\"inputs\":[],\"outputs\":[{\"name\":\"\",\"type\":\"address[]\",\"internalType\":\"address[]\"}],\"stateMutability\":\"view\"},{\"type\":\"error\",\"name\":\"NotAscending\",\"inputs\":[{\"name\":\"member\",\"type\":\"address\",\"internalType\":\"address\"}]},{\"type\":\"error\",\"name\":\"WrongSize\",\"inputs\":[{\"name\":\"members\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]},{\"type\":\"error\",\"name\":\"WrongThreshold\",\"inputs\":[{\"name\":\"threshold\",\"type\":\"uint256\",\"internalType\":\"uint256\"}]}]",
	ID:  "Committee",
	Bin: "0x60c080604052346102b357610b85803803809161001c82856102b7565b833981016040828203126102b35781516001600160401b0381116102b35782019181601f840112156102b3578251926001600160401b038411610224578360051b926040519461006f60208601876102b7565b85526020850191602083958201019182116102b357602001915b818310610293575050506020015190825180158015610289575b61027757508115801561026d575b61025a575f90815b845183101561012b576001600160a01b036100d484876102da565b51166001600160a01b0390911610156101055760016001600160a01b036100fb84876102da565b51169201916100b9565b6001600160a01b0361011783866102da565b5116638161529160e01b5f5260045260245ffd5b5083836080526040516020810190818184519186925f5b81811061023857505061015e925003601f1981018352826102b7565b51902060a05251906001600160401b03821161022457680100000000000000008211610224575f54825f558083106101f4575b505f8080525f516020610b655f395f51905f529291905b8281106101d757604051610862908161030382396080518181816101710152610504015260a051816103590152f35b81516001600160a01b0316818501556020909101906001016101a8565b5f80525f516020610b655f395f51905f529081019083015b8181106102195750610191565b5f815560010161020c565b634e487b7160e01b5f52604160045260245ffd5b84516001600160a01b0316835260209485019486945090920191600101610142565b5063766be96d60e11b5f5260045260245ffd5b50825182116100b1565b632c33d5d760e21b5f5260045260245ffd5b50602081116100a3565b82516001600160a01b03811681036102b357815260209283019201610089565b5f80fd5b601f909101601f19168101906001600160401b0382119082101761022457604052565b80518210156102ee5760209160051b010190565b634e487b7160e01b5f52603260045260245ffdfe60806040526004361015610011575f80fd5b5f3560e01c80631626ba7e14610194578063785ffb371461013c5763bdd4d18d1461003a575f80fd5b34610138575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc360112610138576040518060205f54928381520180925f80527f290decd9548b62a8d60345a988386fc84ba6bc95484008f6362f93160ef3e563905f5b81811061010c57505050816100b491038261028f565b604051918291602083019060208452518091526040830191905f5b8181106100dd575050500390f35b825173ffffffffffffffffffffffffffffffffffffffff168452859450602093840193909201916001016100cf565b825473ffffffffffffffffffffffffffffffffffffffff1684526020909301926001928301920161009e565b5f80fd5b34610138575f7ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101385760206040517f00000000000000000000000000000000000000000000000000000000000000008152f35b346101385760407ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffc3601126101385760243567ffffffffffffffff8111610138573660238201121561013857806004013567ffffffffffffffff8111610138576024369183010111610138576102116024602092016004356102fd565b7fffffffff0000000000000000000000000000000000000000000000000000000060405191168152f35b9035907fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe181360301821215610138570180359067ffffffffffffffff821161013857602001918160051b3603831361013857565b90601f7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0910116810190811067ffffffffffffffff8211176102d057604052565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52604160045260245ffd5b909161030c602084018461023b565b926040516020810190818185915f5b89811061059c57506103549250037fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0810183528261028f565b5190207f0000000000000000000000000000000000000000000000000000000000000000036105735761038d853595604081019061023b565b925f965f975b878910156104f9576001828a1c16156104f0578860051b83013573ffffffffffffffffffffffffffffffffffffffff8116810361013857868210156104c3578160051b8501357fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe18636030181121561013857850180359067ffffffffffffffff8211610138576020018136038113610138578761042f936105d5565b15610496577fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff8114610469576001809101985b0197610393565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52601160045260245ffd5b5050505050509150507fffffffff0000000000000000000000000000000000000000000000000000000090565b7f4e487b71000000000000000000000000000000000000000000000000000000005f52603260045260245ffd5b97600190610462565b9650505050505091507f000000000000000000000000000000000000000000000000000000000000000011155f1461054f577f1626ba7e0000000000000000000000000000000000000000000000000000000090565b7fffffffff0000000000000000000000000000000000000000000000000000000090565b50509150507fffffffff0000000000000000000000000000000000000000000000000000000090565b915082359073ffffffffffffffffffffffffffffffffffffffff821680920361013857908152602092830192849291019060010161031b565b906041841461077c575b813b15610774578361069060845f96957fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f899860405196879460208601997f1626ba7e000000000000000000000000000000000000000000000000000000008b5260248701526040604487015281606487015286860137898582860101520116810103017fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0810183528261028f565b51915afa3d1561076d573d67ffffffffffffffff81116102d057604051906106e060207fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0601f840116018361028f565b81523d5f602083013e5b8161075f575b816106f9575090565b7f1626ba7e00000000000000000000000000000000000000000000000000000000915060208151910151906020811061073157501490565b7fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff9060200360031b1b161490565b9050602081511015906106f0565b60606106ea565b505050505f90565b604083858101031261013857602083013584604010156104c35760205f6080604051858152604088013560f81c848201528735604082015284606082015282805260015afa1561084a5773ffffffffffffffffffffffffffffffffffffffff5f51169073ffffffffffffffffffffffffffffffffffffffff841682149182610840575b5081610815575b50156105df5750505050600190565b7f7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0915011155f610806565b151591505f6107ff565b6040513d5f823e3d90fdfea164736f6c634300081e000a290decd9548b62a8d60345a988386fc84ba6bc95484008f6362f93160ef3e563",
}

// Committee is an auto generated Go binding around an Ethereum contract.
type Committee struct {
	abi abi.ABI
}

// GetABI returns the ABI associated with this contract binding.
func (c *Committee) GetABI() abi.ABI {
	return c.abi
}

// NewCommittee creates a new instance of Committee.
func NewCommittee() *Committee {
	parsed, err := CommitteeMetaData.ParseABI()
	if err != nil {
		panic(errors.New("invalid ABI: " + err.Error()))
	}
	return &Committee{abi: *parsed}
}

// Instance creates a wrapper for a deployed contract instance at the given address.
// Use this to create the instance object passed to abigen v2 library functions Call, Transact, etc.
func (c *Committee) Instance(backend bind.ContractBackend, addr common.Address) *bind.BoundContract {
	return bind.NewBoundContract(addr, c.abi, backend, backend, backend)
}

// PackConstructor is the Go binding used to pack the parameters required for
// contract deployment.
//
// Solidity: constructor(address[] members_, uint256 threshold) returns()
func (committee *Committee) PackConstructor(members_ []common.Address, threshold *big.Int) []byte {
	enc, err := committee.abi.Pack("", members_, threshold)
	if err != nil {
		panic(err)
	}
	return enc
}

// PackTHRESHOLD is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x785ffb37.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function THRESHOLD() view returns(uint256)
func (committee *Committee) PackTHRESHOLD() []byte {
	enc, err := committee.abi.Pack("THRESHOLD")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackTHRESHOLD is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x785ffb37.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function THRESHOLD() view returns(uint256)
func (committee *Committee) TryPackTHRESHOLD() ([]byte, error) {
	return committee.abi.Pack("THRESHOLD")
}

// UnpackTHRESHOLD is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x785ffb37.
//
// Solidity: function THRESHOLD() view returns(uint256)
func (committee *Committee) UnpackTHRESHOLD(data []byte) (*big.Int, error) {
	out, err := committee.abi.Unpack("THRESHOLD", data)
	if err != nil {
		return new(big.Int), err
	}
	out0 := abi.ConvertType(out[0], new(big.Int)).(*big.Int)
	return out0, nil
}

// PackIsValidSignature is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1626ba7e.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function isValidSignature(bytes32 hash, bytes signature) view returns(bytes4)
func (committee *Committee) PackIsValidSignature(hash [32]byte, signature []byte) []byte {
	enc, err := committee.abi.Pack("isValidSignature", hash, signature)
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackIsValidSignature is the Go binding used to pack the parameters required for calling
// the contract method with ID 0x1626ba7e.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function isValidSignature(bytes32 hash, bytes signature) view returns(bytes4)
func (committee *Committee) TryPackIsValidSignature(hash [32]byte, signature []byte) ([]byte, error) {
	return committee.abi.Pack("isValidSignature", hash, signature)
}

// UnpackIsValidSignature is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0x1626ba7e.
//
// Solidity: function isValidSignature(bytes32 hash, bytes signature) view returns(bytes4)
func (committee *Committee) UnpackIsValidSignature(data []byte) ([4]byte, error) {
	out, err := committee.abi.Unpack("isValidSignature", data)
	if err != nil {
		return *new([4]byte), err
	}
	out0 := *abi.ConvertType(out[0], new([4]byte)).(*[4]byte)
	return out0, nil
}

// PackMembers is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbdd4d18d.  This method will panic if any
// invalid/nil inputs are passed.
//
// Solidity: function members() view returns(address[])
func (committee *Committee) PackMembers() []byte {
	enc, err := committee.abi.Pack("members")
	if err != nil {
		panic(err)
	}
	return enc
}

// TryPackMembers is the Go binding used to pack the parameters required for calling
// the contract method with ID 0xbdd4d18d.  This method will return an error
// if any inputs are invalid/nil.
//
// Solidity: function members() view returns(address[])
func (committee *Committee) TryPackMembers() ([]byte, error) {
	return committee.abi.Pack("members")
}

// UnpackMembers is the Go binding that unpacks the parameters returned
// from invoking the contract method with ID 0xbdd4d18d.
//
// Solidity: function members() view returns(address[])
func (committee *Committee) UnpackMembers(data []byte) ([]common.Address, error) {
	out, err := committee.abi.Unpack("members", data)
	if err != nil {
		return *new([]common.Address), err
	}
	out0 := *abi.ConvertType(out[0], new([]common.Address)).(*[]common.Address)
	return out0, nil
}

// UnpackError attempts to decode the provided error data using user-defined
// error definitions.
func (committee *Committee) UnpackError(raw []byte) (any, error) {
	if bytes.Equal(raw[:4], committee.abi.Errors["NotAscending"].ID.Bytes()[:4]) {
		return committee.UnpackNotAscendingError(raw[4:])
	}
	if bytes.Equal(raw[:4], committee.abi.Errors["WrongSize"].ID.Bytes()[:4]) {
		return committee.UnpackWrongSizeError(raw[4:])
	}
	if bytes.Equal(raw[:4], committee.abi.Errors["WrongThreshold"].ID.Bytes()[:4]) {
		return committee.UnpackWrongThresholdError(raw[4:])
	}
	return nil, errors.New("Unknown error")
}

// CommitteeNotAscending represents a NotAscending error raised by the Committee contract.
type CommitteeNotAscending struct {
	Member common.Address
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error NotAscending(address member)
func CommitteeNotAscendingErrorID() common.Hash {
	return common.HexToHash("0x81615291332a4dc6f9746b9267bf6d236417a7dc7d420e52eaf6425dfe3ac7d1")
}

// UnpackNotAscendingError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error NotAscending(address member)
func (committee *Committee) UnpackNotAscendingError(raw []byte) (*CommitteeNotAscending, error) {
	out := new(CommitteeNotAscending)
	if err := committee.abi.UnpackIntoInterface(out, "NotAscending", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CommitteeWrongSize represents a WrongSize error raised by the Committee contract.
type CommitteeWrongSize struct {
	Members *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WrongSize(uint256 members)
func CommitteeWrongSizeErrorID() common.Hash {
	return common.HexToHash("0xb0cf575c005807156a60974cb52a45329f661fbf9457659ec9aa80feed6f02be")
}

// UnpackWrongSizeError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WrongSize(uint256 members)
func (committee *Committee) UnpackWrongSizeError(raw []byte) (*CommitteeWrongSize, error) {
	out := new(CommitteeWrongSize)
	if err := committee.abi.UnpackIntoInterface(out, "WrongSize", raw); err != nil {
		return nil, err
	}
	return out, nil
}

// CommitteeWrongThreshold represents a WrongThreshold error raised by the Committee contract.
type CommitteeWrongThreshold struct {
	Threshold *big.Int
}

// ErrorID returns the hash of canonical representation of the error's signature.
//
// Solidity: error WrongThreshold(uint256 threshold)
func CommitteeWrongThresholdErrorID() common.Hash {
	return common.HexToHash("0xecd7d2da194cc0072a5ec19da7f3ff647eb19dbe9fad9ad8760a9299e8285b31")
}

// UnpackWrongThresholdError is the Go binding used to decode the provided
// error data into the corresponding Go error struct.
//
// Solidity: error WrongThreshold(uint256 threshold)
func (committee *Committee) UnpackWrongThresholdError(raw []byte) (*CommitteeWrongThreshold, error) {
	out := new(CommitteeWrongThreshold)
	if err := committee.abi.UnpackIntoInterface(out, "WrongThreshold", raw); err != nil {
		return nil, err
	}
	return out, nil
}
