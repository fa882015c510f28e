package client

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"fmt"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"google.golang.org/grpc/metadata"

	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/siwe"
	pb "github.com/surety-dev/surety/pkg/suretypb"
)

// Signer signs for one account.
type Signer interface {
	Address() common.Address
	// SignHash makes 65 bytes r‖s‖v as pact.Sign does.
	SignHash(digest common.Hash) ([]byte, error)
}

// Key is a Signer with its private key in memory.
type Key struct{ *ecdsa.PrivateKey }

// Address is the key's account.
func (k Key) Address() common.Address { return crypto.PubkeyToAddress(k.PublicKey) }

// SignHash signs as pact.Sign does.
func (k Key) SignHash(digest common.Hash) ([]byte, error) { return pact.Sign(digest, k.PrivateKey) }

// ErrNoAccount says that a private call was made by a client without an account.
var ErrNoAccount = errors.New("reading this needs a sign-in: dial with the account of the pact's provider, buyer or arbiter")

const signInTime = 5 * time.Minute // how long a sign-in message is good for, as the service's nonce is

// Site is what the EIP-4361 message for a service at target (host:port) names, for both sides.
func Site(target string, chainID uint64) siwe.Site {
	return siwe.Site{Domain: target, URI: "https://" + target, ChainID: chainID}
}

// session puts a token into the context's outgoing metadata: the one at hand, or a new one when there is none or it is stale.
func (c *Client) session(ctx context.Context, stale string) (context.Context, string, error) {
	c.signIn.Lock()
	defer c.signIn.Unlock()
	if c.token == stale {
		token, err := c.newSession(ctx)
		if err != nil {
			return nil, "", fmt.Errorf("sign in at %s: %w", c.target, err)
		}
		c.token = token
	}
	outgoing, _ := metadata.FromOutgoingContext(ctx)
	outgoing = outgoing.Copy()
	outgoing.Set("authorization", "Bearer "+c.token)
	return metadata.NewOutgoingContext(ctx, outgoing), c.token, nil
}

func (c *Client) newSession(ctx context.Context) (string, error) {
	if c.account == nil {
		return "", ErrNoAccount
	}
	// A nonce is good once, so a lost answer means a new challenge.
	return open(ctx, func(ctx context.Context) (string, error) {
		challenge, err := c.sessions().CreateChallenge(ctx, &pb.CreateChallengeRequest{})
		if err != nil {
			return "", err
		}
		issued := time.Unix(challenge.IssueTime, 0)
		text, err := siwe.Message{
			Site:       Site(c.target, challenge.ChainId),
			Address:    c.account.Address(),
			Statement:  "Sign in to Surety. This moves no money.",
			Nonce:      challenge.Nonce,
			IssuedAt:   issued,
			Expiration: issued.Add(signInTime),
		}.Text()
		if err != nil {
			return "", err
		}
		signature, err := c.account.SignHash(siwe.Digest(text))
		if err != nil {
			return "", err
		}
		session, err := c.sessions().CreateSession(ctx, &pb.CreateSessionRequest{Message: text, Signature: signature})
		if err != nil {
			return "", err
		}
		return session.Token, nil
	})
}
