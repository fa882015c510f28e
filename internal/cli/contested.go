package cli

import (
	"fmt"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/surety-dev/surety/pkg/client"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/usdc"
)

// contested is what a party contests and how the arbiter ruled.
type contested struct {
	Party          string       `json:"party,omitempty"` // provider, buyer, or the evaluator that escalated
	Statement      string       `json:"statement,omitempty"`
	StatementHash  *common.Hash `json:"statement_hash,omitempty"` // the chain's; without it the statement is the service's word
	Ruling         string       `json:"ruling,omitempty"`         // its signature is the arbiter's
	ProviderAmount *usdc.Amount `json:"provider_amount,omitempty"`
	BuyerAmount    *usdc.Amount `json:"buyer_amount,omitempty"`
}

// text prints what there is; nil has nothing.
func (c *contested) text(p *printer) {
	if c == nil {
		return
	}
	switch {
	case c.Party == "evaluator":
		p.line("The evaluator could not decide and left it to the arbiter.")
	case c.Statement != "" && c.StatementHash != nil:
		p.line("The %s disputes it, in these words, whose hash is on chain:\n%s", c.Party, quoted(c.Statement))
	case c.Statement != "":
		p.line("The %s disputes it, in these words, as the service has them (with --rpc URL their hash is compared with the chain's):\n%s", c.Party, quoted(c.Statement))
	case c.StatementHash != nil:
		p.line("The %s disputes it. Ask for the words; the chain has their keccak256, %s", c.Party, c.StatementHash)
	}
	if c.Ruling != "" {
		p.line("The arbiter gave %s USDC to the provider and %s to the buyer, in these words, signed:\n%s", c.ProviderAmount, c.BuyerAmount, quoted(c.Ruling))
	}
}

// contested asks the service for the words of a dispute, and the chain whether they are the words. It is nil where nothing is disputed.
func (a *app) contested(k known, state string) (*contested, error) {
	if state != "disputed" && state != "resolved" {
		return nil, nil //nolint:nilnil // nothing is contested, and nothing is wrong
	}
	c := &contested{}
	if k.remote != nil {
		service, err := a.client()
		if err != nil {
			return nil, err
		}
		d, err := service.Dispute(a.ctx, k.id)
		if err != nil && client.Reason(err) != "DISPUTE_NOT_FOUND" { // it came by the chain alone, or from the evaluator
			return nil, err
		}
		if d.Ruling != "" {
			if err := a.signedBy(k.domain, d.Message(), d.RulingSignature, k.terms.Deal.Arbiter); err != nil {
				return nil, fmt.Errorf("the service's ruling does not hold; do not rely on it: the arbiter's signature: %w", err)
			}
		}
		if c.Statement = d.Statement; c.Statement != "" {
			if c.Party = k.role(d.Party); c.Party == "" {
				return nil, fmt.Errorf("the service has a statement of %s, who is no party of pact %s: %w", d.Party, k.id.Short(), client.ErrContradiction)
			}
		}
		if c.Ruling = d.Ruling; c.Ruling != "" {
			c.ProviderAmount, c.BuyerAmount = &d.ProviderAmount, &d.BuyerAmount
		}
	}
	if a.RPC == "" || state == "resolved" && c.Statement == "" {
		return c, nil
	}
	if _, err := a.chainOf(k.domain); err != nil {
		return nil, err
	}
	events, err := a.events(k.domain.Escrow, k.id, escrow.Disputed, escrow.Escalated)
	if err != nil {
		return nil, err
	}
	for _, e := range events {
		if e.Kind == escrow.Escalated {
			c.Party = "evaluator"
			continue
		}
		if c.Statement != "" && crypto.Keccak256Hash([]byte(c.Statement)) != e.Hash {
			return nil, fmt.Errorf("the service's statement on pact %s does not hash to %s, which is on chain: %w", k.id.Short(), e.Hash, client.ErrContradiction)
		}
		c.Party, c.StatementHash = k.role(e.Party), &e.Hash
	}
	return c, nil
}
