package app

import (
	"context"
	"encoding/binary"
	"fmt"
	"log/slog"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/crypto"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"

	"github.com/surety-dev/surety/internal/chain"
	"github.com/surety-dev/surety/internal/postgres"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/verdict"
)

// A pact is one trace, whichever process works on it: its id says the trace's, so nothing has to be handed on. Its spans are
//
//	pact ─┬─ surety.v1.PactService/SignPact   a call of a party, as long as it took
//	      ├─ signed, Funded, verdict, sent …  a line of the journal, since the line before
//	      ├─ juror opus                       a juror's call, as long as it took
//	      └─ final
//
// and pact itself is told when its end is final. The spans of the journal are told by the one process that holds the lease, from where the last
// one stopped; told twice, they are the same spans.

// tracer makes the spans of pacts.
type tracer struct {
	trace.Tracer
	db  *postgres.DB
	log *slog.Logger
}

// newTracer hands spans to export; stop tells what is left.
func newTracer(export sdk.SpanExporter, db *postgres.DB, log *slog.Logger) (t *tracer, stop func(context.Context) error) {
	provider := sdk.NewTracerProvider(sdk.WithBatcher(export), sdk.WithIDGenerator(chosen{}))
	return &tracer{provider.Tracer("surety"), db, log}, provider.Shutdown
}

// chosen takes a span's id from the context: that of a line of the journal is the same whoever tells it.
type chosen struct{}

type spanKey struct{}

func (chosen) NewIDs(ctx context.Context) (trace.TraceID, trace.SpanID) {
	id, _ := ctx.Value(spanKey{}).(common.Hash)
	return trace.TraceID(id[:16]), trace.SpanID(id[16:24])
}

func (c chosen) NewSpanID(ctx context.Context, _ trace.TraceID) trace.SpanID {
	_, span := c.NewIDs(ctx)
	return span
}

// span tells one. The root, which is the pact's own, has the pact's id.
func (t *tracer) span(ctx context.Context, of pact.ID, id common.Hash, name string, from, to time.Time, failed string, attributes ...attribute.KeyValue) {
	if id != common.Hash(of) {
		traceID, root := chosen{}.NewIDs(context.WithValue(ctx, spanKey{}, common.Hash(of)))
		ctx = trace.ContextWithRemoteSpanContext(ctx, trace.NewSpanContext(trace.SpanContextConfig{
			TraceID: traceID, SpanID: root, TraceFlags: trace.FlagsSampled, Remote: true,
		}))
	}
	_, s := t.Start(context.WithValue(ctx, spanKey{}, id), name, trace.WithTimestamp(from),
		trace.WithAttributes(append(attributes, attribute.String("surety.pact", of.Hex()))...))
	if failed != "" {
		s.SetStatus(codes.Error, failed)
	}
	s.End(trace.WithTimestamp(to))
}

// run tells the journal until ctx ends.
func (t *tracer) run(ctx context.Context) error {
	return chain.Hold(ctx, t.db, "tracer", t.log, func(ctx context.Context, _ chain.Lease) error {
		return chain.Poll(ctx, time.Second, t.log, func(ctx context.Context) (bool, error) {
			steps, err := t.db.Steps(ctx)
			if err != nil || len(steps) == 0 {
				return false, err
			}
			for _, step := range steps {
				t.step(ctx, step)
			}
			return true, t.db.Traced(ctx, steps[len(steps)-1].Cursor)
		})
	})
}

func (t *tracer) step(ctx context.Context, s postgres.Step) {
	place := binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(nil, uint64(s.Cursor.Xid)), uint64(s.Cursor.Seq))
	attributes := []attribute.KeyValue{attribute.String("surety.state", string(s.State))}
	if s.Transaction != (common.Hash{}) {
		attributes = append(attributes, attribute.String("surety.transaction", s.Transaction.Hex()))
	}
	if s.Detail != "" {
		attributes = append(attributes, attribute.String("surety.detail", s.Detail))
	}
	failed := ""
	if s.Kind == "failed" {
		failed = s.Detail
	}
	t.span(ctx, s.Pact, crypto.Keccak256Hash(place), s.Kind, s.Since, s.Written, failed, attributes...)
	if s.Kind == "final" && s.State.Closed() {
		t.span(ctx, s.Pact, common.Hash(s.Pact), "pact", s.First, s.Written, "", attributes...)
	}
}

// unary tells the calls of parties that are about one pact.
func (t *tracer) unary(ctx context.Context, request any, info *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
	start := time.Now()
	answer, err := handle(ctx, request)
	if id, ok := about(request); ok {
		t.call(ctx, id, info.FullMethod, start, err)
	} else if id, ok := about(answer); ok {
		t.call(ctx, id, info.FullMethod, start, err)
	}
	return answer, err
}

func (t *tracer) call(ctx context.Context, id pact.ID, method string, start time.Time, err error) {
	failed := ""
	if err != nil {
		failed = status.Code(err).String()
	}
	span := crypto.Keccak256Hash([]byte(fmt.Sprint(method, id, start.UnixNano())))
	t.span(context.WithoutCancel(ctx), id, span, method[1:], start, time.Now(), failed)
}

// heard tells a juror's call, which has just been recorded.
func (t *tracer) heard(ctx context.Context, of pact.ID, c verdict.Call) {
	now := time.Now()
	id := crypto.Keccak256Hash([]byte(fmt.Sprint(of, c.Question, c.Juror, c.Round, c.Swapped)))
	t.span(ctx, of, id, "juror "+c.Juror, now.Add(-time.Duration(c.ElapsedMS)*time.Millisecond), now, c.NoVote,
		attribute.String("surety.question", c.Question), attribute.Int("surety.round", c.Round), attribute.String("surety.vote", string(c.Vote)),
		attribute.Float64("surety.dollars", float64(c.Cost)/1e6), attribute.Int64("surety.tokens", c.InputTokens+c.OutputTokens))
}

// about is the pact that a message names, in its field pact_id, or in that of its field pact.
func about(m any) (pact.ID, bool) {
	message, ok := m.(proto.Message)
	if !ok || message == nil || !message.ProtoReflect().IsValid() {
		return pact.ID{}, false
	}
	r := message.ProtoReflect()
	if f := r.Descriptor().Fields().ByName("pact"); f != nil && f.Kind() == protoreflect.MessageKind && r.Has(f) {
		r = r.Get(f).Message()
	}
	f := r.Descriptor().Fields().ByName("pact_id")
	if f == nil || f.Kind() != protoreflect.StringKind {
		return pact.ID{}, false
	}
	id, err := hexutil.Decode(r.Get(f).String())
	if err != nil || len(id) != len(pact.ID{}) {
		return pact.ID{}, false
	}
	return pact.ID(id), true
}
