package settlement

import (
	"context"
	"errors"
	"slices"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/internal/chain/rpc"
	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
)

// Door asks the chain before anything is stored.
type Door struct {
	Chain interface {
		Estimator
		Call(ctx context.Context, from, to common.Address, data []byte) ([]byte, error)
	}
	Escrow, Relayer common.Address
}

var _ lifecycle.Chain = Door{}

// Simulate runs a call to the escrow on the newest block.
func (d Door) Simulate(ctx context.Context, call []byte) error {
	gas, err := d.Chain.EstimateGas(ctx, d.Relayer, d.Escrow, call)
	var revert *rpc.Revert
	switch {
	case errors.As(err, &revert):
		return escrow.ParseRefusal(revert.Data)
	case err != nil:
		return err
	case gas > MaxGas:
		return tooCostly(gas)
	}
	return nil
}

// VerifySignature accepts ECDSA first, as the escrow does, then asks a contract (ERC-1271).
func (d Door) VerifySignature(ctx context.Context, digest common.Hash, sig []byte, signer common.Address) error {
	refused := pact.Verify(digest, sig, signer)
	if refused == nil || len(sig) == 0 || len(sig) > maxSignature { // an empty one is stored as none
		return refused
	}
	answer, err := d.Chain.Call(ctx, d.Relayer, signer, isValidSignature(digest, sig))
	var revert *rpc.Revert
	if err != nil && !errors.As(err, &revert) {
		return err
	}
	if err == nil && len(answer) >= 32 && [4]byte(answer) == magic && [28]byte(answer[4:]) == [28]byte{} {
		return nil
	}
	return refused
}

const maxSignature = 16 << 10 // bytes; a committee's of dozens fits

var magic = [4]byte{0x16, 0x26, 0xba, 0x7e} // ERC-1271: isValidSignature's selector, which is also its yes

func isValidSignature(digest common.Hash, sig []byte) []byte {
	offset, length := pact.Word(uint64(64)), pact.Word(uint64(len(sig)))
	return slices.Concat(magic[:], digest[:], offset[:], length[:], common.RightPadBytes(sig, (len(sig)+31)/32*32))
}
