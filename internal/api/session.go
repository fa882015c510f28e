package api

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"google.golang.org/grpc/metadata"

	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/pkg/siwe"
	pb "github.com/surety-dev/surety/pkg/suretypb"
)

const (
	challengeTime = 5 * time.Minute
	sessionTime   = time.Hour
)

// CreateChallenge hands out a nonce.
func (s *Server) CreateChallenge(ctx context.Context, _ *pb.CreateChallengeRequest) (*pb.CreateChallengeResponse, error) {
	nonce := rand.Text()
	if err := s.store.AddChallenge(ctx, nonce, challengeTime); err != nil {
		return nil, err
	}
	return &pb.CreateChallengeResponse{Nonce: nonce, ChainId: s.pacts.Domain.ChainID, IssueTime: time.Now().Unix()}, nil
}

// CreateSession verifies an EIP-4361 message and hands out a token.
func (s *Server) CreateSession(ctx context.Context, req *pb.CreateSessionRequest) (*pb.CreateSessionResponse, error) {
	m, err := siwe.Parse(req.Message)
	if err != nil {
		return nil, err
	}
	if err := s.checkSite(m); err != nil {
		return nil, err
	}
	fresh, err := s.store.TakeChallenge(ctx, m.Nonce)
	if err != nil {
		return nil, err
	}
	if !fresh {
		return nil, siwe.ErrNonce
	}
	if err := s.pacts.VerifySignature(ctx, siwe.Digest(req.Message), req.Signature, m.Address); err != nil {
		return nil, err
	}
	token := rand.Text()
	if err := s.store.AddSession(ctx, sha256.Sum256([]byte(token)), m.Address, sessionTime); err != nil {
		return nil, err
	}
	return &pb.CreateSessionResponse{Token: token, Address: m.Address.Hex(), ExpireTime: time.Now().Add(sessionTime).Unix()}, nil
}

// checkSite accepts a message for any of the names this service goes by.
func (s *Server) checkSite(m siwe.Message) (err error) {
	for _, host := range s.cfg.Hosts {
		site := siwe.Site{Domain: host, URI: "https://" + host, ChainID: s.pacts.Domain.ChainID}
		if err = m.Check(site, m.Nonce, time.Now()); err == nil {
			return nil
		}
		if m.Domain == host {
			return err
		}
	}
	return err
}

// reader is the account of the caller's session.
func (s *Server) reader(ctx context.Context) (common.Address, error) {
	md, _ := metadata.FromIncomingContext(ctx)
	for _, v := range md.Get("authorization") {
		token, ok := strings.CutPrefix(v, "Bearer ")
		if !ok {
			continue
		}
		account, err := s.store.SessionAccount(ctx, sha256.Sum256([]byte(token)))
		if err != nil {
			return common.Address{}, err
		}
		if account != (common.Address{}) {
			return account, nil
		}
	}
	return common.Address{}, errNoSession
}

// readable reads a pact that the session's account may read.
func (s *Server) readable(ctx context.Context, pactID string) (lifecycle.Record, error) {
	account, err := s.reader(ctx)
	if err != nil {
		return lifecycle.Record{}, err
	}
	id, err := pb.ParseID("pact_id", pactID)
	if err != nil {
		return lifecycle.Record{}, err
	}
	return s.pacts.Read(ctx, id, account)
}
