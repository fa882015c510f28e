package escrow

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/big"
	"slices"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/accounts/abi/bind/v2"
	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/pkg/pact"
)

// ErrMembers is the error of members or a threshold that no committee has.
var ErrMembers = errors.New("no committee has these members")

// ErrNoCommittee is the error of an address that has no contract, or one not made by CommitteeCreation and Create2.
var ErrNoCommittee = errors.New("not a committee that this program makes")

var committee = NewCommittee()

const maxMembers = 32 // Committee.sol's

// CommitteeCreation is the creation code of a committee in which any threshold of the members decide. It does not matter in which
// order they are named, so by Create2 each committee has one address. ErrMembers: the contract refuses them.
func CommitteeCreation(members []common.Address, threshold int) ([]byte, error) {
	members = slices.SortedFunc(slices.Values(members), common.Address.Cmp)
	switch {
	case len(members) == 0 || len(members) > maxMembers:
		return nil, fmt.Errorf("%w: there are %d; name 1 to %d", ErrMembers, len(members), maxMembers)
	case members[0] == common.Address{}:
		return nil, fmt.Errorf("%w: one is the zero address", ErrMembers)
	case len(slices.Compact(slices.Clone(members))) < len(members):
		return nil, fmt.Errorf("%w: one is named twice", ErrMembers)
	case threshold < 1 || threshold > len(members):
		return nil, fmt.Errorf("%w: %d of %d shall decide; choose a threshold of 1 to %[3]d", ErrMembers, threshold, len(members))
	}
	return append(common.FromHex(CommitteeMetaData.Bin), committee.PackConstructor(members, big.NewInt(int64(threshold)))...), nil
}

// ReadCommittee asks a committee for its members, ascending, and how many of them decide. Whoever deployed it, the answer is true
// and can never change: by Create2 the address is the hash of the members, the threshold and the code. ErrNoCommittee: it is not.
func ReadCommittee(ctx context.Context, caller bind.ContractCaller, address common.Address) (members []common.Address, threshold int, err error) {
	none := fmt.Errorf("%s is %w: do not rely on what it says of its members", address, ErrNoCommittee)
	code, err := caller.CodeAt(ctx, address, nil)
	if err != nil {
		return nil, 0, fmt.Errorf("read the committee %s: %w", address, err)
	}
	if len(code) == 0 {
		return nil, 0, none
	}
	count := new(big.Int)
	for _, field := range []struct {
		call   []byte
		unpack func([]byte) error
	}{
		{committee.PackMembers(), func(answer []byte) (err error) { members, err = committee.UnpackMembers(answer); return }},
		{committee.PackTHRESHOLD(), func(answer []byte) (err error) { count, err = committee.UnpackTHRESHOLD(answer); return }},
	} {
		answer, err := caller.CallContract(ctx, ethereum.CallMsg{To: &address, Data: field.call}, nil)
		if refusal := new(Refusal); err != nil && !errors.As(Explain(err), &refusal) {
			return nil, 0, fmt.Errorf("read the committee %s: %w", address, err)
		}
		if err != nil || field.unpack(answer) != nil { // another kind of contract, or one that answers anything
			return nil, 0, none
		}
	}
	threshold = int(count.Int64())
	creation, err := CommitteeCreation(members, threshold)
	if made, _ := Create2(creation); err != nil || made != address {
		return nil, 0, none
	}
	return members, threshold, nil
}

// approval is Approval in Committee.sol.
var approval = func() (arguments abi.Arguments) {
	for _, name := range []string{"uint256", "address[]", "bytes[]"} {
		kind, err := abi.NewType(name, "", nil)
		if err != nil {
			panic(err)
		}
		arguments = append(arguments, abi.Argument{Type: kind})
	}
	return arguments
}()

// CommitteeSignature makes a committee's signature of its members', as ReadCommittee returns them: each over the very digest that
// the committee signs, the key's own or by ERC-1271. ErrMembers: somebody else signed.
func CommitteeSignature(members []common.Address, signatures map[common.Address][]byte) ([]byte, error) {
	signers, ordered := new(big.Int), [][]byte{}
	for i, member := range members {
		if signature, signed := signatures[member]; signed {
			signers.SetBit(signers, i, 1)
			ordered = append(ordered, signature)
		}
	}
	for signer := range signatures {
		if !slices.Contains(members, signer) {
			return nil, fmt.Errorf("%w: %s signed and is none", ErrMembers, signer)
		}
	}
	return approval.Pack(signers, members, ordered)
}

// VerifySignature accepts what the escrow accepts: the signer's own signature (pact.Verify), or that of the contract at its address, which
// only the chain can verify (ERC-1271). A refusal is pact.Verify's; any other error means that no answer came.
func VerifySignature(ctx context.Context, caller ethereum.ContractCaller, digest common.Hash, signature []byte, signer common.Address) error {
	refused := pact.Verify(digest, signature, signer)
	if refused == nil {
		return nil
	}
	call := committee.PackIsValidSignature(digest, signature)
	answer, err := caller.CallContract(ctx, ethereum.CallMsg{To: &signer, Data: call}, nil)
	var refusal *Refusal
	if err != nil && !errors.As(Explain(err), &refusal) {
		return fmt.Errorf("ask %s for its signature: %w", signer, err)
	}
	if err == nil && bytes.HasPrefix(answer, common.RightPadBytes(call[:4], 32)) { // the selector is also the yes
		return nil
	}
	return refused
}
