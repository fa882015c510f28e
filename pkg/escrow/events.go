package escrow

import (
	"errors"
	"fmt"
	"math/big"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
)

// Kind is an event's name in the contract.
type Kind string

// The contract's events, and what of an Event each one sets beside its place in the chain.
const (
	Funded    Kind = "Funded"    // Pact, Terms
	Delivered Kind = "Delivered" // Pact, Hash
	Released  Kind = "Released"  // Pact, ProviderAmount, Hash
	Settled   Kind = "Settled"   // Pact, both amounts, Hash
	Withheld  Kind = "Withheld"  // Pact, both amounts, both held, Hash
	Disputed  Kind = "Disputed"  // Pact, Party, both held, Hash
	Escalated Kind = "Escalated" // Pact, both held, Hash
	Ruled     Kind = "Ruled"     // Pact, both amounts, Hash
	Consented Kind = "Consented" // Pact, both amounts
	Finalized Kind = "Finalized" // Pact, both amounts
	Owed      Kind = "Owed"      // Party, Amount
	Withdrawn Kind = "Withdrawn" // Party, Amount
)

// Event is one log of the contract. Amounts leave the escrow with the event, the fee still in the provider's; one that could
// not be transferred is announced again by Owed, in the same transaction.
type Event struct {
	Kind Kind
	Pact pact.ID `json:",omitzero"` // zero for Owed and Withdrawn

	Terms *pact.Terms    `json:",omitzero"` // Funded
	Party common.Address `json:",omitzero"` // who disputed, is owed, or withdrew
	Hash  common.Hash    `json:",omitzero"` // of the deliverable, report, statement or ruling; a batch's Released has the batch's reports

	ProviderAmount usdc.Amount `json:",omitzero"` // paid now
	BuyerAmount    usdc.Amount `json:",omitzero"`
	ProviderHeld   usdc.Amount `json:",omitzero"` // held on; whose each is should nothing more happen
	BuyerHeld      usdc.Amount `json:",omitzero"`
	Amount         usdc.Amount `json:",omitzero"` // owed or withdrawn now

	BlockNumber uint64
	BlockHash   common.Hash
	TxHash      common.Hash
	LogIndex    uint // in its block
}

// ErrNotOurs says that a log is none of the contract's events. Skip it.
var ErrNotOurs = errors.New("not an event of the escrow")

// ParseLog reads a log. Whether the escrow emitted it, and whether a reorganization removed it, is the caller's to know.
func ParseLog(log types.Log) (Event, error) {
	e := Event{BlockNumber: log.BlockNumber, BlockHash: log.BlockHash, TxHash: log.TxHash, LogIndex: log.Index}
	if err := e.parse(log); err != nil {
		return Event{}, fmt.Errorf("log %d of block %d, transaction %s: %w", log.Index, log.BlockNumber, log.TxHash, err)
	}
	return e, nil
}

func (e *Event) parse(log types.Log) error {
	if len(log.Topics) == 0 {
		return ErrNotOurs
	}
	event, err := contractABI.EventByID(log.Topics[0])
	if err != nil {
		return fmt.Errorf("topic %s: %w", log.Topics[0], ErrNotOurs)
	}
	e.Kind = Kind(event.Name)

	fields := make(map[string]any)
	if err := event.Inputs.UnpackIntoMap(fields, log.Data); err != nil {
		return fmt.Errorf("%s: %w", e.Kind, err)
	}
	var indexed abi.Arguments
	for _, input := range event.Inputs {
		if input.Indexed {
			indexed = append(indexed, input)
		}
	}
	if err := abi.ParseTopicsIntoMap(fields, indexed, log.Topics[1:]); err != nil {
		return fmt.Errorf("%s: %w", e.Kind, err)
	}
	for name, value := range fields {
		if err := e.set(name, value); err != nil {
			return fmt.Errorf("%s, %s: %w", e.Kind, name, err)
		}
	}
	if e.Terms != nil && e.Terms.ID() != e.Pact {
		return fmt.Errorf("%s %s: its terms hash to %s; check the escrow's address", e.Kind, e.Pact, e.Terms.ID())
	}
	return nil
}

// set takes one parameter; the ABI fixes its type.
func (e *Event) set(name string, value any) (err error) {
	switch name {
	case "pactId":
		e.Pact = value.([32]byte)
	case "terms":
		e.Terms = unpackTerms(*abi.ConvertType(value, new(Terms)).(*Terms))
	case "buyer", "provider": // indexed for others to search by; the terms have them
	case "party", "account":
		e.Party = value.(common.Address)
	case "deliverable", "report", "statement", "ruling":
		e.Hash = value.([32]byte)
	case "providerAmount":
		e.ProviderAmount, err = unpackAmount(value.(*big.Int))
	case "buyerAmount":
		e.BuyerAmount, err = unpackAmount(value.(*big.Int))
	case "providerHeld":
		e.ProviderHeld, err = unpackAmount(value.(*big.Int))
	case "buyerHeld":
		e.BuyerHeld, err = unpackAmount(value.(*big.Int))
	case "amount":
		e.Amount, err = unpackAmount(value.(*big.Int))
	default:
		err = errors.New("unknown parameter: bindings and this package are of different versions")
	}
	return err
}
