package client

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/surety-dev/surety/pkg/pact"
)

// Error is what the service answered instead of a result, or that it did not answer (codes.Unavailable).
type Error struct {
	Code    codes.Code
	Reason  string // google.rpc.ErrorInfo's: stable, upper case; empty when the service gave none
	Message string // for people
	Fields  []*pact.Invalid
}

func (e *Error) Error() string {
	if e.Code == codes.Unavailable {
		return "the service does not answer: " + e.Message
	}
	var b strings.Builder
	b.WriteString(e.Message)
	for _, f := range e.Fields {
		if !strings.Contains(e.Message, f.Reason) {
			fmt.Fprintf(&b, "\n%s", f)
		}
	}
	return b.String()
}

// Reason is the reason of the *Error in err, or empty.
func Reason(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Reason
	}
	return ""
}

// ErrContradiction says that an answer of the service contradicts itself, so nothing of it was used.
var ErrContradiction = errors.New("the service's answer contradicts itself; do not rely on this service")

func contradiction(format string, args ...any) error {
	return fmt.Errorf("%s: %w", fmt.Sprintf(format, args...), ErrContradiction)
}

// convert turns a gRPC status into an *Error, and one that only says that the caller left into the context's own error.
func convert(err error) error {
	s, ok := status.FromError(err)
	if err == nil || !ok {
		return err
	}
	switch s.Code() {
	case codes.Canceled:
		return fmt.Errorf("call the service: %w", context.Canceled)
	case codes.DeadlineExceeded:
		return fmt.Errorf("call the service: %w", context.DeadlineExceeded)
	}
	e := &Error{Code: s.Code(), Message: s.Message()}
	for _, detail := range s.Details() {
		switch d := detail.(type) {
		case *errdetails.ErrorInfo:
			e.Reason = d.Reason
		case *errdetails.BadRequest:
			for _, v := range d.FieldViolations {
				e.Fields = append(e.Fields, &pact.Invalid{Field: v.Field, Reason: v.Description})
			}
		}
	}
	return e
}
