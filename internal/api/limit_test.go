package api_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"log/slog"
	"net"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/test/bufconn"

	"github.com/surety-dev/surety/internal/api"
	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
	pb "github.com/surety-dev/surety/pkg/suretypb"
)

type (
	useCases = lifecycle.Store
	queries  = api.Store
)

// fake knows one pact and lets its provider in with any token. Whatever else it is asked is a panic.
type fake struct {
	useCases
	queries
	*deal
	now   int64
	fails error // what reading a pact fails with
	hangs bool  // reading the time never ends by itself
}

func (f *fake) Now(ctx context.Context) (int64, error) {
	if f.hangs {
		<-ctx.Done()
	}
	return f.now, ctx.Err()
}

func (f *fake) Pact(context.Context, pact.ID) (lifecycle.Record, error) {
	return lifecycle.Record{ID: f.id(), Pact: f.deal.Pact, State: lifecycle.Funded}, f.fails
}

func (f *fake) SessionAccount(context.Context, [32]byte) (common.Address, error) {
	return f.provider.Address(), nil
}

func (f *fake) Evidence(context.Context, pact.ID, common.Address) (lifecycle.Evidence, bool, error) {
	return lifecycle.Evidence{Bundle: make([]byte, evidence.MaxSize)}, true, nil
}

func (f *fake) Simulate(context.Context, []byte) error { return nil }

func (f *fake) VerifySignature(_ context.Context, digest common.Hash, sig []byte, signer common.Address) error {
	return pact.Verify(digest, sig, signer)
}

// serve serves the fake in memory, so that in a synctest bubble its time is the bubble's.
func (f *fake) serve(t *testing.T, log io.Writer) *services {
	l := bufconn.Listen(1 << 20)
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error, 1)
	pacts := lifecycle.New(lifecycle.Deployment{Domain: stack.Domain}, f, f, nil)
	go func() {
		served <- api.New(api.Config{Log: slog.New(slog.NewTextHandler(log, nil))}, pacts, f).Serve(ctx, l)
	}()
	of := dial("passthrough:///fake",
		grpc.WithContextDialer(func(context.Context, string) (net.Conn, error) { return l.Dial() }),
		grpc.WithInitialWindowSize(1<<16), // of what is not yet read; left alone, it grows with the speed of a clock that stands still
		grpc.WithInitialConnWindowSize(1<<20))
	t.Cleanup(func() {
		of.conn.Close()
		cancel()
		if err := <-served; err != nil {
			t.Error(err)
		}
	})
	return of
}

type upload = grpc.ClientStreamingClient[pb.SubmitEvidenceRequest, pb.SubmitEvidenceResponse]

// announce opens an upload of size bytes under a signature.
func (f *fake) announce(ctx context.Context, of *services, size int64, sig []byte) upload {
	stream := must(of.evidence.SubmitEvidence(ctx))
	_ = stream.Send(&pb.SubmitEvidenceRequest{Part: &pb.SubmitEvidenceRequest_Header_{Header: &pb.SubmitEvidenceRequest_Header{
		RequestId: newID(), PactId: f.id().Hex(), Root: kept.Root().Hex(), Signature: sig, Size: size, Signer: f.provider.Address().Hex(),
	}}})
	return stream
}

func (f *fake) evidenceSignature() []byte {
	return sign(f.provider, pact.Evidence{Pact: f.id(), Root: kept.Root()})
}

func chunk(b []byte) *pb.SubmitEvidenceRequest {
	return &pb.SubmitEvidenceRequest{Part: &pb.SubmitEvidenceRequest_Chunk{Chunk: b}}
}

// result of an upload, when there is one.
func result(stream upload) <-chan error {
	done := make(chan error, 1)
	go func() {
		_, err := stream.CloseAndRecv()
		done <- err
	}()
	return done
}

func TestAnUploadThatNeverEndsIsEndedAfterFiveMinutes(t *testing.T) {
	for name, begin := range map[string]func(f *fake, of *services, t *testing.T) upload{
		"without a header": func(_ *fake, of *services, t *testing.T) upload {
			return must(of.evidence.SubmitEvidence(t.Context()))
		},
		"after the header": func(f *fake, of *services, t *testing.T) upload {
			return f.announce(t.Context(), of, 1000, f.evidenceSignature())
		},
		"half-way": func(f *fake, of *services, t *testing.T) upload {
			stream := f.announce(t.Context(), of, 1000, f.evidenceSignature())
			_ = stream.Send(chunk(make([]byte, 500)))
			return stream
		},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				f := &fake{deal: draft(), now: 1}
				stream, start := begin(f, f.serve(t, io.Discard), t), time.Now()
				err := stream.RecvMsg(new(pb.SubmitEvidenceResponse)) // without closing its side
				refused(t, err, codes.DeadlineExceeded, "DEADLINE_EXCEEDED", "try again")
				if took := time.Since(start); took != 5*time.Minute {
					t.Errorf("it took %s", took)
				}
			})
		})
	}
}

func TestNotAByteOfABundleIsAwaitedBeforeItsHeaderIsRight(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{deal: draft(), now: 1}
		of, start := f.serve(t, io.Discard), time.Now()
		for range 64 { // more than there is room for
			stream := f.announce(t.Context(), of, evidence.MaxSize, sign(f.buyer, pact.Evidence{Pact: f.id(), Root: kept.Root()}))
			refused(t, stream.RecvMsg(new(pb.SubmitEvidenceResponse)), codes.PermissionDenied, "BAD_SIGNATURE")
		}
		if waited := time.Since(start); waited > 0 {
			t.Errorf("it waited %s", waited)
		}
	})
}

func TestBundlesOnTheirWayTakeNoMoreMemoryThanThereIsForThem(t *testing.T) {
	const room = 256 << 20 / evidence.MaxSize
	synctest.Test(t, func(t *testing.T) {
		f := &fake{deal: draft(), now: 1}
		of := f.serve(t, io.Discard)
		leave := make([]context.CancelFunc, room)
		for i := range leave {
			var ctx context.Context
			ctx, leave[i] = context.WithCancel(t.Context())
			defer leave[i]()
			f.announce(ctx, of, evidence.MaxSize, f.evidenceSignature())
		}
		synctest.Wait() // all of them hold their room
		late := f.announce(t.Context(), of, 1, f.evidenceSignature())
		_ = late.Send(chunk([]byte("x")))
		done := result(late)
		synctest.Wait()
		select {
		case err := <-done:
			t.Fatalf("one more was let in: %v", err)
		default:
		}
		leave[0]()
		refused(t, <-done, codes.InvalidArgument, "EVIDENCE_INVALID_JSON") // it was read, at last
	})
}

func TestAReaderThatNeverReadsGivesItsMemoryBack(t *testing.T) {
	const room = 256 << 20 / evidence.MaxSize
	synctest.Test(t, func(t *testing.T) {
		f := &fake{deal: draft(), now: 1}
		of, ctx, start := f.serve(t, io.Discard), withToken(t.Context(), "Bearer any"), time.Now()
		for range room {
			must(of.evidence.GetEvidence(ctx, &pb.GetEvidenceRequest{PactId: f.id().Hex(), Signer: f.provider.Address().Hex()}))
		}
		synctest.Wait()
		time.Sleep(time.Minute) //nolint:forbidigo // the bubble's, which passes at once
		late, read := must(of.evidence.GetEvidence(ctx, &pb.GetEvidenceRequest{PactId: f.id().Hex(), Signer: f.provider.Address().Hex()})), 0
		for {
			part, err := late.Recv()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			read += len(part.Chunk)
		}
		if read != evidence.MaxSize {
			t.Errorf("it read %d bytes", read)
		}
		if took := time.Since(start); took != 5*time.Minute {
			t.Errorf("it was let in after %s", took)
		}
	})
}

func TestADefectIsLoggedInOneLineAndTellsTheCallerNothing(t *testing.T) {
	var out log
	f := &fake{deal: draft(), now: 1, fails: errors.New("pq: password \"hunter2\"\ntime=0 level=ERROR msg=forged")}
	of := f.serve(t, &out)
	ctx := withToken(t.Context(), "Bearer any")
	_, err := of.pacts.GetPact(ctx, &pb.GetPactRequest{PactId: f.id().Hex()})
	s := refused(t, err, codes.Unavailable, "TRY_AGAIN", "try again with the same request_id")
	if text := s.String(); bytes.Contains([]byte(text), []byte("hunter2")) {
		t.Errorf("it tells %s", text)
	}
	if lines := bytes.Count(out.text.Bytes(), []byte("\n")); lines != 1 || !bytes.Contains(out.text.Bytes(), []byte("hunter2")) {
		t.Errorf("the log is\n%s", out.text.String())
	}

	_, err = of.pacts.ListPacts(ctx, &pb.ListPactsRequest{}) // the fake panics
	refused(t, err, codes.Internal, "DEFECT", "a defect of the service")
	_, err = must(of.pacts.WatchPacts(ctx, &pb.WatchPactsRequest{})).Recv()
	refused(t, err, codes.Internal, "DEFECT", "a defect of the service")
	if lines := bytes.Count(out.text.Bytes(), []byte("\n")); lines != 3 {
		t.Errorf("the log is\n%s", out.text.String())
	}
}

func TestBeforeTheChainIsReadNothingIsPromised(t *testing.T) {
	f := &fake{deal: draft()}
	of := f.serve(t, io.Discard)
	_, err := of.escrow.GetDeployment(t.Context(), &pb.GetDeploymentRequest{})
	refused(t, err, codes.Unavailable, "NOT_READY", "try again in a moment")
	_, err = of.pacts.CreatePact(t.Context(), f.creation(newID(), f.provider))
	refused(t, err, codes.Unavailable, "NOT_READY", "try again in a moment")
}

func TestACallIsEndedAfterThirtySeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		f := &fake{deal: draft(), hangs: true}
		of, start := f.serve(t, io.Discard), time.Now()
		_, err := of.escrow.GetDeployment(t.Context(), &pb.GetDeploymentRequest{})
		refused(t, err, codes.DeadlineExceeded, "DEADLINE_EXCEEDED", "it will be done once")
		if took := time.Since(start); took != 30*time.Second {
			t.Errorf("it took %s", took)
		}
	})
}
