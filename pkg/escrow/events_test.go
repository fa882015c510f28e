package escrow_test

import (
	"errors"
	"math/big"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
)

func releasedLog(amount *big.Int) types.Log {
	event := escrow.NewPactEscrow().GetABI().Events["Released"]
	data, err := event.Inputs.NonIndexed().Pack(amount, hash("report"))
	if err != nil {
		panic(err)
	}
	return types.Log{Topics: []common.Hash{event.ID, hash("pact")}, Data: data}
}

func TestLogsOfOthersAreNotOurs(t *testing.T) {
	for name, topics := range map[string][]common.Hash{
		"no topic":        nil,
		"USDC's Transfer": {hash("Transfer(address,address,uint256)"), {}, {}},
	} {
		if event, err := escrow.ParseLog(types.Log{Topics: topics}); !errors.Is(err, escrow.ErrNotOurs) {
			t.Errorf("%s: got %+v, %v", name, event, err)
		}
	}
}

func TestAmountBeyondTheLargestIsRefusedNotWrapped(t *testing.T) {
	largest := big.NewInt(int64(usdc.Max))
	if event, err := escrow.ParseLog(releasedLog(largest)); err != nil || event.ProviderAmount != usdc.Max {
		t.Errorf("the largest amount: got %s, %v", event.ProviderAmount, err)
	}
	for _, amount := range []*big.Int{
		new(big.Int).Add(largest, big.NewInt(1)),
		new(big.Int).Lsh(big.NewInt(1), 64),
		common.MaxHash.Big(),
	} {
		if event, err := escrow.ParseLog(releasedLog(amount)); !errors.Is(err, usdc.ErrRange) {
			t.Errorf("%s: got %+v, %v", amount, event, err)
		}
	}
}

func TestMangledLogsAreRefused(t *testing.T) {
	whole := releasedLog(big.NewInt(1))
	if _, err := escrow.ParseLog(whole); err != nil {
		t.Fatal(err)
	}
	for name, mangle := range map[string]func(*types.Log){
		"no data":         func(l *types.Log) { l.Data = nil },
		"half the data":   func(l *types.Log) { l.Data = l.Data[:32] },
		"a topic missing": func(l *types.Log) { l.Topics = l.Topics[:1] },
		"a topic more":    func(l *types.Log) { l.Topics = append(l.Topics, hash("more")) },
	} {
		log := whole
		log.Topics = slices.Clone(whole.Topics)
		mangle(&log)
		if event, err := escrow.ParseLog(log); err == nil || errors.Is(err, escrow.ErrNotOurs) {
			t.Errorf("%s: got %+v, %v", name, event, err)
		}
	}
}

func TestFundedTermsMustHashToTheirPact(t *testing.T) {
	c := newChain(t)
	funded := c.fundedLog(relayer, c.fundCall(c.terms("hash")))
	if _, err := escrow.ParseLog(funded); err != nil {
		t.Fatal(err)
	}
	for lastByte := 31; lastByte < len(funded.Data); lastByte += 32 {
		changed := funded
		changed.Data = slices.Clone(funded.Data)
		changed.Data[lastByte] ^= 1
		if event, err := escrow.ParseLog(changed); err == nil {
			t.Errorf("byte %d changed, yet the terms are read as %+v", lastByte, *event.Terms)
		}
	}
}

func TestPactOfMoreThanTheLargestAmountIsRefusedNotWrapped(t *testing.T) {
	c := newChain(t)
	contract := escrow.NewPactEscrow()
	method := contract.GetABI().Methods["fundByAllowance"]
	args, err := method.Inputs.Unpack(escrow.FundByAllowance(c.terms("rich"))[4:])
	if err != nil {
		t.Fatal(err)
	}
	terms := *abi.ConvertType(args[0], new(escrow.Terms)).(*escrow.Terms)
	terms.Deal.Amount.SetBit(terms.Deal.Amount, 64, 1)
	c.sendUSDC("mint", buyer.Address, terms.Deal.Amount)
	if _, err := c.send(buyer, &c.token.Address, escrow.NewUSDC().PackApprove(c.domain.Escrow, terms.Deal.Amount)); err != nil {
		t.Fatal(err)
	}
	funded := c.fundedLog(buyer, contract.PackFundByAllowance(terms))
	if event, err := escrow.ParseLog(funded); err == nil {
		t.Errorf("its event is read as %+v", *event.Terms)
	}
	if state, err := escrow.ReadState(t.Context(), c.client, c.domain.Escrow, pact.ID(funded.Topics[1])); !errors.Is(err, usdc.ErrRange) {
		t.Errorf("its state is read as %+v, %v", state, err)
	}
}

func (c *chain) fundedLog(from actor, data []byte) types.Log {
	c.Helper()
	receipt, err := c.send(from, &c.domain.Escrow, data)
	if err != nil {
		c.Fatal(err)
	}
	return *receipt.Logs[slices.IndexFunc(receipt.Logs, func(l *types.Log) bool { return l.Address == c.domain.Escrow })]
}

func FuzzParseLog(f *testing.F) {
	events := escrow.NewPactEscrow().GetABI().Events
	names := []string{"Funded", "Released", "Withheld", "Disputed", "Owed"}
	for i := range names {
		f.Add(i, 3, make([]byte, 16*32))
	}
	f.Fuzz(func(t *testing.T, kind, topics int, data []byte) {
		if kind < 0 || topics < 0 {
			return
		}
		event := events[names[kind%len(names)]]
		log := types.Log{Topics: append([]common.Hash{event.ID}, make([]common.Hash, topics%5)...), Data: data}
		got, err := escrow.ParseLog(log)
		if err == nil && min(got.ProviderAmount, got.BuyerAmount, got.ProviderHeld, got.BuyerHeld, got.Amount) < 0 {
			t.Fatalf("a negative amount in %+v", got)
		}
	})
}
