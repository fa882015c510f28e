package client_test

import (
	"context"
	"fmt"
	"log"

	"github.com/surety-dev/surety/pkg/client"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
)

// A buyer signs a pact that was proposed to it, pays, and waits for the money to be in escrow.
func Example() {
	fund := func(ctx context.Context, id pact.ID, domain pact.Domain, account client.Signer) error {
		c, err := client.Dial("surety.example.org:443", account)
		if err != nil {
			return err
		}
		defer func() { _ = c.Close() }()

		p, err := c.Pact(ctx, id)
		if err != nil {
			return err
		}
		if err := p.Verify(domain); err != nil { // domain: not from the service, but from where the buyer trusts
			return err
		}
		fmt.Print(p.Summary())

		signature, err := account.SignHash(domain.Digest(p.Pact))
		if err != nil {
			return err
		}
		if _, err := c.SignPact(ctx, id, account.Address(), signature); err != nil {
			return err
		}
		deployment, err := c.Deployment(ctx)
		if err != nil {
			return err
		}
		authorization, err := account.SignHash(deployment.Token.AuthorizationDigest(p.Terms, domain.Escrow))
		if err != nil {
			return err
		}
		if _, err := c.Fund(ctx, id, authorization); err != nil {
			return err
		}
		for event, err := range c.Watch(ctx, id, "") {
			if err != nil {
				return err
			}
			if event.Kind == string(escrow.Funded) {
				return nil
			}
		}
		return nil
	}
	if err := fund(context.Background(), pact.ID{}, pact.Domain{}, nil); err != nil {
		log.Print(err)
	}
}
