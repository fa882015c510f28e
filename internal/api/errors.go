package api

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/protoadapt"

	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/evidence/strictjson"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/siwe"
	pb "github.com/surety-dev/surety/pkg/suretypb"
)

var (
	errNoSession = errors.New("this is for the pact's parties and its arbiter: sign in (SessionService) and send the token as metadata, authorization: Bearer TOKEN")
	errTime      = errors.New("the call took longer than it may: try again with the same request_id, it will be done once")
	errLeft      = errors.New("the caller left: with the same request_id the call will be done once")
)

// refusals is the one mapping of errors to codes and reasons.
var refusals = []struct {
	is     error
	code   codes.Code
	reason string
}{
	{lifecycle.ErrNotFollowing, codes.Unavailable, "NOT_READY"},
	{lifecycle.ErrNoPact, codes.NotFound, "PACT_NOT_FOUND"},
	{lifecycle.ErrRequestReused, codes.AlreadyExists, "REQUEST_ID_REUSED"},
	{lifecycle.ErrIntentExists, codes.AlreadyExists, "ALREADY_RELAYING"},
	{pact.ErrBadSignature, codes.PermissionDenied, "BAD_SIGNATURE"},
	{errNoSession, codes.Unauthenticated, "NO_SESSION"},
	{errNoEvidence, codes.NotFound, "EVIDENCE_NOT_FOUND"},
	{errNoEvaluation, codes.NotFound, "EVALUATION_NOT_FOUND"},
	{policy.ErrUnknown, codes.NotFound, "POLICY_NOT_FOUND"},
	{errNoDispute, codes.NotFound, "DISPUTE_NOT_FOUND"},
	{siwe.ErrSyntax, codes.InvalidArgument, "SIGN_IN_SYNTAX"},
	{siwe.ErrSite, codes.PermissionDenied, "SIGN_IN_SITE"},
	{siwe.ErrNonce, codes.PermissionDenied, "SIGN_IN_NONCE"},
	{siwe.ErrExpired, codes.PermissionDenied, "SIGN_IN_EXPIRED"},
	{errTime, codes.DeadlineExceeded, "DEADLINE_EXCEEDED"},
	{errLeft, codes.Canceled, "CANCELED"},
}

// refusal words an error for the caller; ok is false for a defect of ours.
func refusal(err error) (s *status.Status, ok bool) {
	var (
		refused *lifecycle.Refused
		chain   *escrow.Refusal
		json    *strictjson.Error
	)
	switch invalid := pb.Violations(err); {
	case len(invalid) > 0:
		bad := &errdetails.BadRequest{}
		for _, v := range invalid {
			bad.FieldViolations = append(bad.FieldViolations, &errdetails.BadRequest_FieldViolation{Field: v.Field, Description: v.Reason})
		}
		return detailed(codes.InvalidArgument, "INVALID_FIELD", err.Error(), bad), true
	case errors.As(err, &refused):
		code := codes.FailedPrecondition
		switch refused.Reason {
		case lifecycle.NotAParty:
			code = codes.PermissionDenied
		case lifecycle.WrongAmount, lifecycle.EvidenceChanged:
			code = codes.InvalidArgument
		case lifecycle.UploadMoved:
			code = codes.Aborted
		case lifecycle.UploadsFull:
			code = codes.ResourceExhausted
		case lifecycle.EvidenceExists, lifecycle.EvidenceFixed:
			code = codes.AlreadyExists
		}
		return detailed(code, string(refused.Reason), err.Error()), true
	case errors.As(err, &json):
		return detailed(codes.InvalidArgument, "EVIDENCE_"+string(json.Reason), err.Error()), true
	case errors.As(err, &chain):
		return detailed(codes.FailedPrecondition, "ESCROW_REFUSES", "the escrow would refuse: "+err.Error()), true
	}
	for _, r := range refusals {
		if errors.Is(err, r.is) {
			return detailed(r.code, r.reason, err.Error()), true
		}
	}
	return nil, false
}

func detailed(code codes.Code, reason, message string, more ...protoadapt.MessageV1) *status.Status {
	s := status.New(code, message)
	if with, err := s.WithDetails(append([]protoadapt.MessageV1{&errdetails.ErrorInfo{Reason: reason, Domain: "surety"}}, more...)...); err == nil {
		return with
	}
	return s
}

// answer is what the caller gets for err. A defect is logged whole and answered without our insides.
func (s *Server) answer(ctx context.Context, method string, err error) error {
	if err == nil {
		return nil
	}
	if _, already := status.FromError(err); already {
		return err
	}
	switch { // whatever broke, it broke because the caller left or time ran out
	case errors.Is(ctx.Err(), context.Canceled):
		err = errLeft
	case ctx.Err() != nil, errors.Is(err, context.DeadlineExceeded):
		err = errTime
	}
	if st, ok := refusal(err); ok {
		return st.Err()
	}
	s.cfg.Log.Error("call failed", "method", method, "error", err)
	return detailed(codes.Unavailable, "TRY_AGAIN", "the service cannot do this now; try again with the same request_id, it will be done once").Err()
}

const callTime = 30 * time.Second

func (s *Server) unary(ctx context.Context, req any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (resp any, err error) {
	ctx, cancel := context.WithTimeout(ctx, callTime)
	defer cancel()
	defer s.recovered(info.FullMethod, &err)
	resp, err = handle(ctx, req)
	return resp, s.answer(ctx, info.FullMethod, err)
}

func (s *Server) stream(srv any, ss grpc.ServerStream, info *grpc.StreamServerInfo, handle grpc.StreamHandler) (err error) {
	defer s.recovered(info.FullMethod, &err)
	return s.answer(ss.Context(), info.FullMethod, handle(srv, ss))
}

// recovered turns a panic into an error of this call alone.
func (s *Server) recovered(method string, err *error) {
	if p := recover(); p != nil {
		s.cfg.Log.Error("call panicked", "method", method, "panic", fmt.Sprint(p), "stack", string(debug.Stack()))
		*err = detailed(codes.Internal, "DEFECT", "a defect of the service; it was logged").Err()
	}
}
