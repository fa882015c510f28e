package api

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"google.golang.org/grpc"
	"google.golang.org/protobuf/proto"

	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/evidence/strictjson"
	"github.com/surety-dev/surety/pkg/pact"
	pb "github.com/surety-dev/surety/pkg/suretypb"
	"github.com/surety-dev/surety/pkg/verdict"
)

var (
	errNoEvidence   = errors.New("this party handed in no evidence for the pact")
	errNoEvaluation = errors.New("this pact has no evaluation yet: it starts when the provider submits evidence")
	errNoDispute    = errors.New("nothing was stated or ruled about this pact through this service")
)

// CreatePact proposes a pact.
func (s *Server) CreatePact(ctx context.Context, req *pb.CreatePactRequest) (*pb.CreatePactResponse, error) {
	p, err := pb.ToPact(req.Terms, req.Covenant)
	signer, signerErr := pb.ParseAddress("signer", req.Signer)
	if err := errors.Join(err, signerErr); err != nil {
		return nil, err
	}
	r, err := s.pacts.Propose(ctx, request("CreatePact", req.RequestId, req), p, signer, req.Signature)
	if err != nil {
		return nil, err
	}
	return &pb.CreatePactResponse{Pact: fromRecord(r)}, nil
}

// SignPact adds the other party's signature.
func (s *Server) SignPact(ctx context.Context, req *pb.SignPactRequest) (*pb.SignPactResponse, error) {
	id, err := pb.ParseID("pact_id", req.PactId)
	signer, signerErr := pb.ParseAddress("signer", req.Signer)
	if err := errors.Join(err, signerErr); err != nil {
		return nil, err
	}
	r, err := s.pacts.Sign(ctx, request("SignPact", req.RequestId, req), id, signer, req.Signature)
	if err != nil {
		return nil, err
	}
	return &pb.SignPactResponse{Pact: fromRecord(r)}, nil
}

// GetPact reads a pact.
func (s *Server) GetPact(ctx context.Context, req *pb.GetPactRequest) (*pb.GetPactResponse, error) {
	r, err := s.readable(ctx, req.PactId)
	if err != nil {
		return nil, err
	}
	return &pb.GetPactResponse{Pact: fromRecord(r)}, nil
}

// ListPacts lists the caller's pacts, newest first.
func (s *Server) ListPacts(ctx context.Context, req *pb.ListPactsRequest) (*pb.ListPactsResponse, error) {
	account, err := s.reader(ctx)
	if err != nil {
		return nil, err
	}
	size := int(req.PageSize)
	switch {
	case size < 0:
		return nil, &pact.Invalid{Field: "page_size", Reason: "must not be negative"}
	case size == 0:
		size = 50
	}
	size = min(size, 1000)
	var after lifecycle.Page
	if req.PageToken != "" {
		raw, err := base64.RawURLEncoding.DecodeString(req.PageToken)
		if err != nil || len(raw) != 40 {
			return nil, &pact.Invalid{Field: "page_token", Reason: "is not one that ListPacts gave out"}
		}
		after = lifecycle.Page{Time: int64(binary.BigEndian.Uint64(raw)), ID: pact.ID(raw[8:])}
	}
	states := make([]lifecycle.State, len(req.States))
	for i, st := range req.States {
		if _, err := pb.ParsePactState(fmt.Sprintf("states[%d]", i), st.Word()); err != nil {
			return nil, err
		}
		states[i] = lifecycle.State(st.Word())
	}
	records, err := s.store.Pacts(ctx, account, states, after, size+1)
	if err != nil {
		return nil, err
	}
	resp := &pb.ListPactsResponse{}
	if len(records) > size {
		records = records[:size]
		last := records[size-1]
		raw := append(binary.BigEndian.AppendUint64(nil, uint64(last.CreateTime)), last.ID[:]...)
		resp.NextPageToken = base64.RawURLEncoding.EncodeToString(raw)
	}
	for _, r := range records {
		resp.Pacts = append(resp.Pacts, fromRecord(r))
	}
	return resp, nil
}

// WatchPacts streams the journal.
func (s *Server) WatchPacts(req *pb.WatchPactsRequest, stream grpc.ServerStreamingServer[pb.WatchPactsResponse]) error {
	ctx := stream.Context()
	account, err := s.reader(ctx)
	if err != nil {
		return err
	}
	var only *pact.ID
	if req.PactId != "" {
		r, err := s.readable(ctx, req.PactId)
		if err != nil {
			return err
		}
		only = &r.ID
	}
	cursor, err := parseCursor(req.Cursor)
	if err != nil {
		return err
	}
	for {
		woken := s.journal.wait() // before reading, so that nothing falls between
		lines, err := s.store.ReadJournal(ctx, account, only, cursor)
		if err != nil {
			return err
		}
		for _, l := range lines {
			cursor = l.Cursor
			if err := stream.Send(fromLine(l)); err != nil {
				return err
			}
		}
		if len(lines) > 0 {
			continue
		}
		select {
		case <-woken:
		case <-ctx.Done():
			return ctx.Err()
		case <-s.stop:
			return detailedStop
		}
	}
}

// GetDeployment says where the escrow is.
func (s *Server) GetDeployment(ctx context.Context, _ *pb.GetDeploymentRequest) (*pb.GetDeploymentResponse, error) {
	now, err := s.pacts.Now(ctx)
	if err != nil {
		return nil, err
	}
	d := s.pacts.Deployment
	return &pb.GetDeploymentResponse{
		ChainId: d.Domain.ChainID, Escrow: d.Domain.Escrow.Hex(), Token: d.Token.Address.Hex(), TokenName: d.Token.Name, TokenVersion: d.Token.Version,
		Evaluator: d.Evaluator.Hex(), FeeBps: uint32(d.FeeBps), FeeTo: pb.FromAddress(d.FeeTo), Policy: d.Policy.Hex(),
		PolicyDocument: s.cfg.PolicyDocument, ChainTime: now, FirstBlock: d.FirstBlock,
	}, nil
}

// FundPact relays the buyer's authorization.
func (s *Server) FundPact(ctx context.Context, req *pb.FundPactRequest) (*pb.FundPactResponse, error) {
	id, err := pb.ParseID("pact_id", req.PactId)
	if err != nil {
		return nil, err
	}
	i, err := s.pacts.Fund(ctx, request("FundPact", req.RequestId, req), id, req.Authorization)
	if err != nil {
		return nil, err
	}
	return &pb.FundPactResponse{Relay: fromIntent(i)}, nil
}

// DeliverPact relays the provider's delivery.
func (s *Server) DeliverPact(ctx context.Context, req *pb.DeliverPactRequest) (*pb.DeliverPactResponse, error) {
	id, err := pb.ParseID("pact_id", req.PactId)
	deliverable, hashErr := pb.ParseHash("deliverable", req.Deliverable)
	if err := errors.Join(err, hashErr); err != nil {
		return nil, err
	}
	i, err := s.pacts.Deliver(ctx, request("DeliverPact", req.RequestId, req), id, deliverable, req.Signature)
	if err != nil {
		return nil, err
	}
	return &pb.DeliverPactResponse{Relay: fromIntent(i)}, nil
}

// ConsentPact keeps a consent and relays it once it is whole.
func (s *Server) ConsentPact(ctx context.Context, req *pb.ConsentPactRequest) (*pb.ConsentPactResponse, error) {
	id, err := pb.ParseID("pact_id", req.PactId)
	toProvider, providerErr := pb.ParseAmount("provider_amount", req.ProviderAmount)
	toBuyer, buyerErr := pb.ParseAmount("buyer_amount", req.BuyerAmount)
	signer, signerErr := pb.ParseAddress("signer", req.Signer)
	if err := errors.Join(err, providerErr, buyerErr, signerErr); err != nil {
		return nil, err
	}
	consent := pact.Consent{Pact: id, ProviderAmount: toProvider, BuyerAmount: toBuyer}
	i, missing, err := s.pacts.Consent(ctx, request("ConsentPact", req.RequestId, req), consent, signer, req.Signature)
	if err != nil {
		return nil, err
	}
	if missing != (common.Address{}) {
		return &pb.ConsentPactResponse{Missing: missing.Hex()}, nil
	}
	return &pb.ConsentPactResponse{Relay: fromIntent(i)}, nil
}

const (
	bundleTime   = 10 * callTime   // for a bundle to come or go
	bundleMemory = 256 << 20       // bytes of all bundles on their way
	uploadPart   = 256 << 10       // bytes that a broken connection may cost; smaller bundles are not kept in parts
	keepTime     = 5 * time.Second // to store the last of them
)

// within waits for do, a Recv or Send, as long as ctx lasts. Without it a caller that stops half-way would hold its bundle's memory
// for ever. A do left behind ends with the stream, when the handler returns.
func within(ctx context.Context, do func() error) error {
	done := make(chan error, 1)
	go func() { done <- do() }()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// SubmitEvidence takes a bundle.
func (s *Server) SubmitEvidence(stream grpc.ClientStreamingServer[pb.SubmitEvidenceRequest, pb.SubmitEvidenceResponse]) error {
	ctx, cancel := context.WithTimeout(stream.Context(), bundleTime)
	defer cancel()
	receive := func() (*pb.SubmitEvidenceRequest, error) {
		part := new(pb.SubmitEvidenceRequest)
		return part, within(ctx, func() error { return stream.RecvMsg(part) })
	}
	first, err := receive()
	if err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	header := first.GetHeader() // none at the end of the stream
	if header == nil {
		return &pact.Invalid{Field: "header", Reason: "must come first"}
	}
	id, err := pb.ParseID("header.pact_id", header.PactId)
	root, rootErr := pb.ParseHash("header.root", header.Root)
	signer, signerErr := pb.ParseAddress("header.signer", header.Signer)
	if err := errors.Join(err, rootErr, signerErr); err != nil {
		return err
	}
	e := lifecycle.Evidence{Pact: id, Party: signer, Root: root, Signature: header.Signature}
	switch {
	case header.Size <= 0:
		return &strictjson.Error{Reason: strictjson.Empty, Detail: "the header announces no bytes; send the bundle's size"}
	case header.Size > evidence.MaxSize:
		return &strictjson.Error{Reason: evidence.TooLarge, Detail: fmt.Sprintf("the header announces %d bytes; evidence is limited to %d MiB", header.Size, evidence.MaxSize>>20)}
	}
	if _, err := s.pacts.ExpectEvidence(ctx, e); err != nil {
		return err
	}
	if err := s.memory.Acquire(ctx, header.Size); err != nil {
		return err
	}
	defer s.memory.Release(header.Size)
	if err := s.take(ctx, &e, header, receive); err != nil {
		return err
	}
	same := proto.CloneOf(header)
	same.Offset = 0 // wherever it goes on, it is the same request
	if _, err := s.pacts.SubmitEvidence(ctx, request("SubmitEvidence", header.RequestId, same), e); err != nil {
		var content *strictjson.Error
		var refused *lifecycle.Refused
		if header.Size > uploadPart && (errors.As(err, &content) || errors.As(err, &refused)) { // no further try would end otherwise
			err = errors.Join(err, s.store.EndUpload(ctx, e))
		}
		return err
	}
	return stream.SendAndClose(&pb.SubmitEvidenceResponse{PactId: id.Hex(), Root: root.Hex()})
}

// take reads the rest of a bundle. Of a large one it keeps what came, so that the next try goes on there.
func (s *Server) take(ctx context.Context, e *lifecycle.Evidence, header *pb.SubmitEvidenceRequest_Header, receive func() (*pb.SubmitEvidenceRequest, error)) (err error) {
	size, kept, inParts := header.Size, int64(0), header.Size > uploadPart
	switch {
	case header.Offset != 0 && inParts:
		if e.Bundle, err = s.store.Upload(ctx, *e, size, header.Offset); err != nil {
			return err
		}
		kept = header.Offset
	case header.Offset != 0:
		return &pact.Invalid{Field: "header.offset", Reason: "must be 0: a bundle of this size is not kept in parts"}
	}
	for {
		part, err := receive()
		n := int64(len(e.Bundle) + len(part.GetChunk()))
		switch {
		case errors.Is(err, io.EOF) && n == size:
			return nil
		case errors.Is(err, io.EOF):
			err = &pact.Invalid{Field: "chunk", Reason: fmt.Sprintf("%d of the %d bytes announced; send the rest", n, size)}
		case err == nil && part.GetHeader() != nil:
			err = &pact.Invalid{Field: "header", Reason: "must come once"}
		case n > size:
			return &pact.Invalid{Field: "chunk", Reason: fmt.Sprintf("more than the %d bytes announced", size)}
		}
		e.Bundle = append(e.Bundle, part.GetChunk()...)
		if inParts && (err != nil || n-kept >= uploadPart) {
			err = errors.Join(err, s.keep(ctx, *e, size, kept))
			kept = n
		}
		if err != nil {
			return err
		}
	}
}

// keep stores what came of a bundle after kept bytes, though the caller may have left.
func (s *Server) keep(ctx context.Context, e lifecycle.Evidence, size, kept int64) error {
	if int64(len(e.Bundle)) == kept {
		return nil
	}
	ctx, done := context.WithTimeout(context.WithoutCancel(ctx), keepTime)
	defer done()
	return s.store.AddToUpload(ctx, e, size, kept, e.Bundle[kept:])
}

// GetUpload says where an upload that broke off goes on.
func (s *Server) GetUpload(ctx context.Context, req *pb.GetUploadRequest) (*pb.GetUploadResponse, error) {
	id, err := pb.ParseID("pact_id", req.PactId)
	root, rootErr := pb.ParseHash("root", req.Root)
	signer, signerErr := pb.ParseAddress("signer", req.Signer)
	if err := errors.Join(err, rootErr, signerErr); err != nil {
		return nil, err
	}
	e := lifecycle.Evidence{Pact: id, Party: signer, Root: root, Signature: req.Signature}
	if _, err := s.pacts.ExpectEvidence(ctx, e); err != nil {
		return nil, err
	}
	received, err := s.store.Received(ctx, e)
	return &pb.GetUploadResponse{Received: received}, err
}

// GetEvidence streams a bundle back.
func (s *Server) GetEvidence(req *pb.GetEvidenceRequest, stream grpc.ServerStreamingServer[pb.GetEvidenceResponse]) error {
	ctx, cancel := context.WithTimeout(stream.Context(), bundleTime)
	defer cancel()
	r, err := s.readable(ctx, req.PactId)
	if err != nil {
		return err
	}
	signer, err := pb.ParseAddress("signer", req.Signer)
	if err != nil {
		return err
	}
	if err := s.memory.Acquire(ctx, evidence.MaxSize); err != nil {
		return err
	}
	defer s.memory.Release(evidence.MaxSize)
	e, ok, err := s.store.Evidence(ctx, r.ID, signer)
	if err != nil {
		return err
	}
	if !ok {
		return errNoEvidence
	}
	for first := true; len(e.Bundle) > 0; first = false {
		part := &pb.GetEvidenceResponse{Chunk: e.Bundle[:min(len(e.Bundle), 1<<20)]}
		if first {
			part.Root, part.Signature = e.Root.Hex(), e.Signature
		}
		if err := within(ctx, func() error { return stream.Send(part) }); err != nil {
			return err
		}
		e.Bundle = e.Bundle[len(part.Chunk):]
	}
	return nil
}

// GetEvaluation reads a pact's evaluation.
func (s *Server) GetEvaluation(ctx context.Context, req *pb.GetEvaluationRequest) (*pb.GetEvaluationResponse, error) {
	r, err := s.readable(ctx, req.PactId)
	if err != nil {
		return nil, err
	}
	e, ok, err := s.store.Evaluation(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, errNoEvaluation
	}
	out := &pb.Evaluation{PactId: r.ID.Hex(), Outcome: "pending", Evaluator: r.Pact.Terms.Gate.Evaluator.Hex()}
	if e.Outcome != "" {
		out.Outcome, out.Report, out.ReportHash, out.Signature = string(e.Outcome), e.Report, e.ReportHash.Hex(), e.Signature
		if e.Outcome != verdict.Inconclusive {
			out.ProviderAmount = e.ProviderAmount.String()
		}
	}
	return &pb.GetEvaluationResponse{Evaluation: out}, nil
}

// OpenDispute relays a party's dispute.
func (s *Server) OpenDispute(ctx context.Context, req *pb.OpenDisputeRequest) (*pb.OpenDisputeResponse, error) {
	id, err := pb.ParseID("pact_id", req.PactId)
	signer, signerErr := pb.ParseAddress("signer", req.Signer)
	if err := errors.Join(err, signerErr); err != nil {
		return nil, err
	}
	i, err := s.pacts.Dispute(ctx, request("OpenDispute", req.RequestId, req), id, signer, req.Statement, req.Signature)
	if err != nil {
		return nil, err
	}
	return &pb.OpenDisputeResponse{Relay: fromIntent(i)}, nil
}

// SubmitRuling relays the arbiter's ruling.
func (s *Server) SubmitRuling(ctx context.Context, req *pb.SubmitRulingRequest) (*pb.SubmitRulingResponse, error) {
	id, err := pb.ParseID("pact_id", req.PactId)
	toProvider, providerErr := pb.ParseAmount("provider_amount", req.ProviderAmount)
	toBuyer, buyerErr := pb.ParseAmount("buyer_amount", req.BuyerAmount)
	if err := errors.Join(err, providerErr, buyerErr); err != nil {
		return nil, err
	}
	ruling := verdict.Ruling{Pact: id, ProviderAmount: toProvider, BuyerAmount: toBuyer}
	i, err := s.pacts.Rule(ctx, request("SubmitRuling", req.RequestId, req), ruling, req.Ruling, req.Signature)
	if err != nil {
		return nil, err
	}
	return &pb.SubmitRulingResponse{Relay: fromIntent(i)}, nil
}

// GetDispute reads what was stated and ruled.
func (s *Server) GetDispute(ctx context.Context, req *pb.GetDisputeRequest) (*pb.GetDisputeResponse, error) {
	r, err := s.readable(ctx, req.PactId)
	if err != nil {
		return nil, err
	}
	d, ok, err := s.store.Dispute(ctx, r.ID)
	if err != nil {
		return nil, err
	}
	if !ok {
		return nil, errNoDispute
	}
	out := &pb.Dispute{PactId: r.ID.Hex(), Party: pb.FromAddress(d.Party), Statement: d.Statement, Ruling: d.Ruling, RulingSignature: d.RulingSignature}
	if d.RulingSignature != nil {
		out.ProviderAmount, out.BuyerAmount = d.ProviderAmount.String(), d.BuyerAmount.String()
	}
	return &pb.GetDisputeResponse{Dispute: out}, nil
}

// GetPolicy reads a version of the evaluation policy.
func (s *Server) GetPolicy(ctx context.Context, req *pb.GetPolicyRequest) (*pb.GetPolicyResponse, error) {
	hash, err := pb.ParseHash("policy", req.Policy)
	if err != nil {
		return nil, err
	}
	p, err := s.store.Policy(ctx, hash)
	if err != nil {
		return nil, err
	}
	return &pb.GetPolicyResponse{Document: p.Encode()}, nil
}
