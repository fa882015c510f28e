package cli

import (
	"context"
	"errors"
	"fmt"
	"math/big"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"

	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
)

// chain is the escrow's, reached without the service.
type chain struct {
	*ethclient.Client
	id uint64
}

func (a *app) chain() (*chain, error) {
	if a.direct != nil {
		return a.direct, nil
	}
	if a.RPC == "" {
		return nil, usage("this goes straight to the chain: name one with --rpc URL")
	}
	if !strings.HasPrefix(a.RPC, "http://") && !strings.HasPrefix(a.RPC, "https://") {
		return nil, usage("--rpc %s: write http(s)://…", a.RPC)
	}
	c, err := ethclient.DialContext(a.ctx, a.RPC)
	if err != nil {
		return nil, usageError{fmt.Errorf("--rpc: %w", err)}
	}
	id, err := c.ChainID(a.ctx)
	if err != nil {
		c.Close()
		return nil, unreachable("ask for the chain's id", err)
	}
	a.direct = &chain{c, id.Uint64()}
	return a.direct, nil
}

// chainOf is --rpc's, which must be the domain's.
func (a *app) chainOf(d pact.Domain) (*chain, error) {
	c, err := a.chain()
	if err == nil && c.id != d.ChainID {
		err = otherEscrow("the pact", d, "--rpc", pact.Domain{ChainID: c.id, Escrow: d.Escrow})
	}
	return c, err
}

// blockHash is the node's word for it: headers of some chains have fields we would not hash.
func (c *chain) blockHash(ctx context.Context, number uint64) (common.Hash, error) {
	var block *struct{ Hash common.Hash }
	if err := c.Client.Client().CallContext(ctx, &block, "eth_getBlockByNumber", hexutil.Uint64(number), false); err != nil {
		return common.Hash{}, unreachable("ask for a block", err)
	}
	if block == nil {
		return common.Hash{}, fmt.Errorf("the node has no block %d: ask one that keeps the whole chain", number)
	}
	return block.Hash, nil
}

// unreachable wraps an error of the chain's RPC: a refusal, ours of an escrow too, stays one, anything else means that no answer came.
func unreachable(doing string, err error) error {
	err = escrow.Explain(err)
	var refusal *escrow.Refusal
	var wrong *escrow.WrongCode
	if errors.As(err, &refusal) || errors.As(err, &wrong) || errors.Is(err, context.Canceled) {
		return fmt.Errorf("%s: %w", doing, err)
	}
	return fmt.Errorf("%s: %w (%w)", doing, err, errUnreachable)
}

// signedBy accepts what the escrow accepts. Only the chain knows a contract's signature, a committee's say.
func (a *app) signedBy(d pact.Domain, m pact.Message, sig []byte, signer common.Address) error {
	digest := d.Digest(m)
	refused := pact.Verify(digest, sig, signer)
	switch {
	case refused == nil:
		return nil
	case a.RPC == "" && len(sig) != crypto.SignatureLength:
		return fmt.Errorf("%w (if %s is a contract, name the chain with --rpc URL to ask it)", refused, signer)
	case a.RPC == "":
		return refused
	}
	c, err := a.chainOf(d)
	if err == nil {
		err = escrow.VerifySignature(a.ctx, c, digest, sig, signer)
	}
	if err == nil || errors.Is(err, pact.ErrBadSignature) {
		return err
	}
	return unreachable("check a signature", err)
}

// now is the chain's time, by the service or by the chain; by this machine's clock when neither is named.
func (a *app) now() (int64, error) {
	switch {
	case a.Service != "":
		d, err := a.deployment()
		return d.ChainTime, err
	case a.RPC != "":
		c, err := a.chain()
		if err != nil {
			return 0, err
		}
		head, err := c.HeaderByNumber(a.ctx, nil)
		if err != nil {
			return 0, unreachable("ask for the chain's time", err)
		}
		return int64(head.Time), nil
	}
	return time.Now().Unix(), nil
}

// standing is a pact's state and what the escrow holds of it, by the chain, else by the service. When neither is named, or the service does
// not know the pact, the state is empty and the amount the terms'. A wrong amount makes a signature that cannot be carried, for it names both
// parts: with the chain's that is seen before signing.
func (a *app) standing(k known) (state string, held usdc.Amount, err error) {
	switch {
	case a.RPC != "":
		s, err := a.state(k)
		return s.Status.String(), s.Held, err
	case k.remote != nil:
		return k.remote.State.Word(), k.remote.Money.Held, nil
	}
	return "", k.terms.Held(), nil
}

// state reads what the escrow knows of a pact.
func (a *app) state(k known) (escrow.State, error) {
	c, err := a.chainOf(k.domain)
	if err != nil {
		return escrow.State{}, err
	}
	s, err := escrow.ReadState(a.ctx, c, k.domain.Escrow, k.id)
	if err != nil {
		return s, unreachable("read the pact's state", err)
	}
	return s, nil
}

const logRange = 10_000 // blocks; what public nodes answer at once

// fromChain reads the terms of a pact from its Funded event.
func (a *app) fromChain(id pact.ID) (known, error) {
	c, err := a.chain()
	if err != nil {
		return known{}, err
	}
	address, err := a.pinned()
	if err != nil {
		return known{}, err
	}
	events, err := a.events(address, id, escrow.Funded)
	if err != nil {
		return known{}, err
	}
	for _, event := range events {
		if event.Terms != nil {
			return known{id: id, domain: pact.Domain{ChainID: c.id, Escrow: address}, terms: *event.Terms}, nil
		}
	}
	return known{}, usage("pact %s was never funded at escrow %s on chain %d; check the id and the escrow, or name the pact's file", id, address, c.id)
}

// events looks for a pact's latest events of these kinds.
func (a *app) events(address common.Address, id pact.ID, kinds ...escrow.Kind) ([]escrow.Event, error) {
	c, err := a.chain()
	if err != nil {
		return nil, err
	}
	var topics []common.Hash
	for _, kind := range kinds {
		topics = append(topics, escrow.NewPactEscrow().GetABI().Events[string(kind)].ID)
	}
	query := ethereum.FilterQuery{Addresses: []common.Address{address}, Topics: [][]common.Hash{topics, {common.Hash(id)}}}
	a.note("Looking for pact %s on the chain…", id.Short())
	logs, err := c.FilterLogs(a.ctx, query)
	if err != nil { // most nodes limit a query's range: walk back
		head, headErr := c.BlockNumber(a.ctx)
		if headErr != nil {
			return nil, unreachable("look for the pact", errors.Join(err, headErr))
		}
		for to := int64(head); to >= 0 && len(logs) == 0; to -= logRange {
			query.FromBlock, query.ToBlock = big.NewInt(max(0, to-logRange+1)), big.NewInt(to)
			if logs, err = c.FilterLogs(a.ctx, query); err != nil {
				return nil, unreachable(fmt.Sprintf("look for the pact in blocks %d to %d", query.FromBlock, to), err)
			}
		}
	}
	var events []escrow.Event
	for _, log := range logs {
		event, err := escrow.ParseLog(log)
		if err != nil {
			return nil, err
		}
		if event.Pact == id {
			events = append(events, event)
		}
	}
	return events, nil
}

// sent is what a call of one's own did.
type sent struct {
	Transaction common.Hash
	Events      []escrow.Event
}

// send calls the escrow as the key, pays the gas, and waits for the receipt.
func (a *app) send(to common.Address, call []byte) (sent, error) {
	c, err := a.chain()
	if err != nil {
		return sent{}, err
	}
	u, err := a.signer()
	if err != nil {
		return sent{}, err
	}
	message := ethereum.CallMsg{From: u.Address(), To: &to, Data: call}
	if _, err := c.CallContract(a.ctx, message, nil); err != nil {
		return sent{}, unreachable("the chain was asked first and nothing was sent", err)
	}
	tx, err := c.build(a.ctx, message)
	if err != nil {
		return sent{}, err
	}
	key, err := u.private()
	if err != nil {
		return sent{}, err
	}
	signed, err := types.SignNewTx(key, types.LatestSignerForChainID(new(big.Int).SetUint64(c.id)), tx)
	if err != nil {
		return sent{}, fmt.Errorf("sign the transaction: %w", err)
	}
	if err := c.SendTransaction(a.ctx, signed); err != nil {
		if strings.Contains(err.Error(), "insufficient funds") {
			return sent{}, usage("%s cannot pay the gas; send it some ether, or choose another key with --key", u.entry.Address)
		}
		return sent{}, unreachable("send the transaction", err)
	}
	a.note("Sent transaction %s, waiting for the chain…", signed.Hash())
	receipt, err := c.wait(a.ctx, signed.Hash())
	if err != nil {
		return sent{}, err
	}
	if receipt.Status != types.ReceiptStatusSuccessful {
		_, err := c.CallContract(a.ctx, message, receipt.BlockNumber)
		if err == nil {
			err = errors.New("something came before it; look at the pact and try again")
		}
		return sent{}, fmt.Errorf("transaction %s was reverted: %w", signed.Hash(), escrow.Explain(err))
	}
	result := sent{Transaction: signed.Hash()}
	for _, log := range receipt.Logs {
		if log.Address != to {
			continue
		}
		event, err := escrow.ParseLog(*log)
		if err != nil {
			return sent{}, err
		}
		result.Events = append(result.Events, event)
	}
	return result, nil
}

func (c *chain) build(ctx context.Context, m ethereum.CallMsg) (*types.DynamicFeeTx, error) {
	gas, gasErr := c.EstimateGas(ctx, m)
	nonce, nonceErr := c.PendingNonceAt(ctx, m.From)
	tip, tipErr := c.SuggestGasTipCap(ctx)
	head, headErr := c.HeaderByNumber(ctx, nil)
	if err := errors.Join(gasErr, nonceErr, tipErr, headErr); err != nil {
		if gasErr != nil && strings.Contains(gasErr.Error(), "insufficient funds") {
			return nil, usage("%s cannot pay the gas; send it some ether, or choose another key with --key", m.From)
		}
		return nil, unreachable("prepare the transaction", err)
	}
	if head.BaseFee == nil {
		return nil, errors.New("prepare the transaction: the chain has no EIP-1559 fees; check --rpc")
	}
	return &types.DynamicFeeTx{
		ChainID: new(big.Int).SetUint64(c.id), Nonce: nonce, To: m.To, Data: m.Data,
		Gas:       gas + gas/4, // state may change before it is mined
		GasTipCap: tip,
		GasFeeCap: new(big.Int).Add(tip, new(big.Int).Lsh(head.BaseFee, 1)), // stays mineable while the base fee doubles
	}, nil
}

func (c *chain) wait(ctx context.Context, tx common.Hash) (*types.Receipt, error) {
	tick := time.NewTicker(200 * time.Millisecond) // Base's block time
	defer tick.Stop()
	for {
		receipt, err := c.TransactionReceipt(ctx, tx)
		switch {
		case err == nil:
			return receipt, nil
		case !errors.Is(err, ethereum.NotFound):
			return nil, unreachable(fmt.Sprintf("wait for transaction %s, which may yet be mined", tx), err)
		}
		select {
		case <-tick.C:
		case <-ctx.Done():
			return nil, fmt.Errorf("transaction %s is sent but not mined yet: %w", tx, ctx.Err())
		}
	}
}

// words says what an event did, for people.
func words(e escrow.Event) string {
	amounts := func(provider, buyer usdc.Amount, verb string) string {
		return fmt.Sprintf("%s USDC %s the provider, %s USDC %s the buyer", provider, verb, buyer, verb)
	}
	switch e.Kind {
	case escrow.Funded:
		return fmt.Sprintf("Funded: %s USDC are in escrow", e.Terms.Held())
	case escrow.Delivered:
		return "Delivered: the deliverable is registered"
	case escrow.Released:
		return fmt.Sprintf("Released: %s USDC to the provider, fee included", e.ProviderAmount)
	case escrow.Settled, escrow.Ruled, escrow.Consented, escrow.Finalized:
		return fmt.Sprintf("%s: %s", e.Kind, amounts(e.ProviderAmount, e.BuyerAmount, "to"))
	case escrow.Withheld:
		return fmt.Sprintf("Withheld: %s; held %s", amounts(e.ProviderAmount, e.BuyerAmount, "to"), amounts(e.ProviderHeld, e.BuyerHeld, "for"))
	case escrow.Disputed, escrow.Escalated:
		return fmt.Sprintf("%s: the arbiter decides; else %s", e.Kind, amounts(e.ProviderHeld, e.BuyerHeld, "to"))
	case escrow.Owed:
		return fmt.Sprintf("Owed: %s USDC could not be transferred to %s; it can take them with: surety withdraw --rpc URL", e.Amount, e.Party)
	case escrow.Withdrawn:
		return fmt.Sprintf("Withdrawn: %s USDC to %s", e.Amount, e.Party)
	}
	return string(e.Kind)
}
