package client

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
	pb "github.com/surety-dev/surety/pkg/suretypb"
	"github.com/surety-dev/surety/pkg/verdict"
)

// Deployment asks which chain, escrow and token the service works with, and what it proposes.
func (c *Client) Deployment(ctx context.Context) (Deployment, error) {
	r, err := open(ctx, func(ctx context.Context) (*pb.GetDeploymentResponse, error) {
		return c.escrow().GetDeployment(ctx, &pb.GetDeploymentRequest{})
	})
	if err != nil {
		return Deployment{}, err
	}
	return toDeployment(r)
}

// Policy reads a version of the evaluation policy: canonical JSON that hashes to hash.
func (c *Client) Policy(ctx context.Context, hash common.Hash) ([]byte, error) {
	r, err := open(ctx, func(ctx context.Context) (*pb.GetPolicyResponse, error) {
		return c.evaluations().GetPolicy(ctx, &pb.GetPolicyRequest{Policy: hash.Hex()})
	})
	if err != nil {
		return nil, err
	}
	if crypto.Keccak256Hash(r.Document) != hash {
		return nil, contradiction("the policy it gave does not hash to %s", hash)
	}
	return r.Document, nil
}

// CreatePact proposes p with signer's signature over it.
func (c *Client) CreatePact(ctx context.Context, p pact.Pact, signer common.Address, signature []byte) (Pact, error) {
	request := &pb.CreatePactRequest{
		RequestId: newRequest(), Terms: pb.FromTerms(p.Terms), Covenant: pb.FromCovenant(p.Covenant),
		Signer: pb.FromAddress(signer), Signature: signature,
	}
	r, err := open(ctx, func(ctx context.Context) (*pb.CreatePactResponse, error) { return c.pacts().CreatePact(ctx, request) })
	return answered(p.Terms.ID(), r.GetPact(), err)
}

// SignPact adds signer's signature over the pact.
func (c *Client) SignPact(ctx context.Context, id pact.ID, signer common.Address, signature []byte) (Pact, error) {
	request := &pb.SignPactRequest{RequestId: newRequest(), PactId: id.Hex(), Signer: pb.FromAddress(signer), Signature: signature}
	r, err := open(ctx, func(ctx context.Context) (*pb.SignPactResponse, error) { return c.pacts().SignPact(ctx, request) })
	return answered(id, r.GetPact(), err)
}

// Pact reads one. Only its parties and its arbiter may.
func (c *Client) Pact(ctx context.Context, id pact.ID) (Pact, error) {
	r, err := private(ctx, c, func(ctx context.Context) (*pb.GetPactResponse, error) {
		return c.pacts().GetPact(ctx, &pb.GetPactRequest{PactId: id.Hex()})
	})
	return answered(id, r.GetPact(), err)
}

func answered(id pact.ID, m *pb.Pact, err error) (Pact, error) {
	if err != nil {
		return Pact{}, err
	}
	p, err := toPact(m)
	if err == nil && p.ID != id {
		return Pact{}, contradiction("asked for pact %s it answered %s", id, p.ID)
	}
	return p, err
}

// Pacts lists the account's pacts, newest first: those in one of the states, or all. It ends at the first error.
func (c *Client) Pacts(ctx context.Context, states ...pb.PactState) iter.Seq2[Pact, error] {
	return func(yield func(Pact, error) bool) {
		request := &pb.ListPactsRequest{States: states}
		for {
			r, err := private(ctx, c, func(ctx context.Context) (*pb.ListPactsResponse, error) { return c.pacts().ListPacts(ctx, request) })
			if err != nil {
				yield(Pact{}, err)
				return
			}
			for _, m := range r.Pacts {
				p, err := toPact(m)
				if !yield(p, err) || err != nil {
					return
				}
			}
			if request.PageToken = r.NextPageToken; request.PageToken == "" {
				return
			}
		}
	}
}

// Fund hands in the buyer's signature over escrow.Token's AuthorizationDigest, for the service to carry.
func (c *Client) Fund(ctx context.Context, id pact.ID, authorization []byte) (Relay, error) {
	request := &pb.FundPactRequest{RequestId: newRequest(), PactId: id.Hex(), Authorization: authorization}
	r, err := open(ctx, func(ctx context.Context) (*pb.FundPactResponse, error) { return c.escrow().FundPact(ctx, request) })
	return relayed(r.GetRelay(), err)
}

// Deliver hands in the provider's delivery, for the service to carry.
func (c *Client) Deliver(ctx context.Context, d pact.Delivery, signature []byte) (Relay, error) {
	request := &pb.DeliverPactRequest{
		RequestId: newRequest(), PactId: d.Pact.Hex(), Deliverable: d.Deliverable.Hex(), Signature: signature,
	}
	r, err := open(ctx, func(ctx context.Context) (*pb.DeliverPactResponse, error) {
		return c.escrow().DeliverPact(ctx, request)
	})
	return relayed(r.GetRelay(), err)
}

// Consent hands in signer's consent. missing is who must still give the same one; it is zero once the service carries it.
func (c *Client) Consent(ctx context.Context, consent pact.Consent, signer common.Address, signature []byte) (relay Relay, missing common.Address, err error) {
	request := &pb.ConsentPactRequest{
		RequestId: newRequest(), PactId: consent.Pact.Hex(), ProviderAmount: consent.ProviderAmount.String(),
		BuyerAmount: consent.BuyerAmount.String(), Signer: pb.FromAddress(signer), Signature: signature,
	}
	r, err := open(ctx, func(ctx context.Context) (*pb.ConsentPactResponse, error) {
		return c.escrow().ConsentPact(ctx, request)
	})
	if err != nil {
		return Relay{}, common.Address{}, err
	}
	if r.Missing != "" {
		missing, err = pb.ParseAddress("missing", r.Missing)
		return Relay{}, missing, err
	}
	relay, err = toRelay(r.Relay)
	return relay, common.Address{}, err
}

func relayed(m *pb.Relay, err error) (Relay, error) {
	if err != nil {
		return Relay{}, err
	}
	return toRelay(m)
}

const chunk = 256 << 10 // bytes of a bundle in one message

// SubmitEvidence streams a bundle's encoding with signer's signature over pact.Evidence. progress hears how many bytes
// are on their way. A large bundle goes on where an earlier try broke off, be it of another process; progress then begins there.
func (c *Client) SubmitEvidence(ctx context.Context, e pact.Evidence, signer common.Address, signature, bundle []byte, progress func(sent int)) error {
	header := &pb.SubmitEvidenceRequest_Header{
		RequestId: newRequest(), PactId: e.Pact.Hex(), Root: e.Root.Hex(), Signature: signature, Size: int64(len(bundle)),
		Signer: signer.Hex(),
	}
	r, err := open(ctx, func(ctx context.Context) (*pb.SubmitEvidenceResponse, error) {
		header.Offset = 0
		if len(bundle) > chunk { // a smaller one is not kept in parts
			there, err := c.evidence().GetUpload(ctx, &pb.GetUploadRequest{PactId: header.PactId, Root: header.Root, Signer: header.Signer, Signature: signature})
			if err != nil {
				return nil, err
			}
			if header.Offset = there.Received; header.Offset < 0 || header.Offset > header.Size {
				return nil, contradiction("it has %d bytes of a bundle of %d", header.Offset, header.Size)
			}
			if header.Offset > 0 {
				progress(int(header.Offset))
			}
		}
		stream, err := c.evidence().SubmitEvidence(ctx)
		if err != nil {
			return nil, err
		}
		if err := send(stream, header, bundle, progress); err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
		return stream.CloseAndRecv() // after io.EOF it tells why the service stopped reading
	})
	if err != nil {
		return err
	}
	if r.Root != e.Root.Hex() {
		return contradiction("it stored evidence with root %s instead of %s", r.Root, e.Root)
	}
	return nil
}

func send(stream pb.EvidenceService_SubmitEvidenceClient, header *pb.SubmitEvidenceRequest_Header, bundle []byte, progress func(int)) error {
	if err := stream.Send(&pb.SubmitEvidenceRequest{Part: &pb.SubmitEvidenceRequest_Header_{Header: header}}); err != nil {
		return err
	}
	for sent := int(header.Offset); sent < len(bundle); {
		part := bundle[sent:min(sent+chunk, len(bundle))]
		if err := stream.Send(&pb.SubmitEvidenceRequest{Part: &pb.SubmitEvidenceRequest_Chunk{Chunk: part}}); err != nil {
			return err
		}
		sent += len(part)
		progress(sent)
	}
	return nil
}

// Evidence reads what signer, the provider or the buyer, handed in for a pact. Its signature is not checked before Verify.
func (c *Client) Evidence(ctx context.Context, id pact.ID, signer common.Address) (Evidence, error) {
	return private(ctx, c, func(ctx context.Context) (Evidence, error) {
		e := Evidence{Evidence: pact.Evidence{Pact: id}, Signer: signer}
		stream, err := c.evidence().GetEvidence(ctx, &pb.GetEvidenceRequest{PactId: id.Hex(), Signer: signer.Hex()})
		if err != nil {
			return e, err
		}
		var encoded []byte
		for {
			m, err := stream.Recv()
			switch {
			case errors.Is(err, io.EOF):
				e.Bundle, err = evidence.Parse(encoded)
				if err == nil && e.Bundle.Root() != e.Root {
					err = contradiction("the evidence on pact %s has root %s, not the signed %s", id, e.Bundle.Root(), e.Root)
				}
				return e, err
			case err != nil:
				return e, err
			case len(encoded)+len(m.Chunk) > evidence.MaxSize:
				return e, fmt.Errorf("the service sends more evidence than the %d MiB there may be", evidence.MaxSize>>20)
			case len(encoded) == 0:
				if e.Root, err = pb.ParseHash("root", m.Root); err != nil {
					return e, err
				}
				e.Signature = m.Signature
			}
			encoded = append(encoded, m.Chunk...)
		}
	})
}

// Evaluation reads what was decided. Only the pact's parties and its arbiter may.
func (c *Client) Evaluation(ctx context.Context, id pact.ID) (Evaluation, error) {
	r, err := private(ctx, c, func(ctx context.Context) (*pb.GetEvaluationResponse, error) {
		return c.evaluations().GetEvaluation(ctx, &pb.GetEvaluationRequest{PactId: id.Hex()})
	})
	if err != nil {
		return Evaluation{}, err
	}
	e, err := toEvaluation(r.Evaluation)
	if err == nil && e.Pact != id {
		return Evaluation{}, contradiction("asked for the evaluation of pact %s it answered %s", id, e.Pact)
	}
	return e, err
}

// OpenDispute hands in signer's signature over the Dispute of this statement, for the service to carry.
func (c *Client) OpenDispute(ctx context.Context, id pact.ID, signer common.Address, statement string, signature []byte) (Relay, error) {
	request := &pb.OpenDisputeRequest{
		RequestId: newRequest(), PactId: id.Hex(), Signer: pb.FromAddress(signer), Statement: statement, Signature: signature,
	}
	r, err := open(ctx, func(ctx context.Context) (*pb.OpenDisputeResponse, error) {
		return c.disputes().OpenDispute(ctx, request)
	})
	return relayed(r.GetRelay(), err)
}

// SubmitRuling hands in the arbiter's ruling and the text whose hash it names, for the service to carry.
func (c *Client) SubmitRuling(ctx context.Context, r verdict.Ruling, text string, signature []byte) (Relay, error) {
	request := &pb.SubmitRulingRequest{
		RequestId: newRequest(), PactId: r.Pact.Hex(), ProviderAmount: r.ProviderAmount.String(), BuyerAmount: r.BuyerAmount.String(),
		Ruling: text, Signature: signature,
	}
	response, err := open(ctx, func(ctx context.Context) (*pb.SubmitRulingResponse, error) {
		return c.disputes().SubmitRuling(ctx, request)
	})
	return relayed(response.GetRelay(), err)
}

// Dispute reads a pact's dispute. Only its parties and its arbiter may.
func (c *Client) Dispute(ctx context.Context, id pact.ID) (Dispute, error) {
	r, err := private(ctx, c, func(ctx context.Context) (*pb.GetDisputeResponse, error) {
		return c.disputes().GetDispute(ctx, &pb.GetDisputeRequest{PactId: id.Hex()})
	})
	if err != nil {
		return Dispute{}, err
	}
	d, err := toDispute(r.Dispute)
	if err == nil && d.Pact != id {
		return Dispute{}, contradiction("asked for the dispute of pact %s it answered %s", id, d.Pact)
	}
	return d, err
}
