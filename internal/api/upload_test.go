package api_test

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"google.golang.org/grpc/codes"

	"github.com/surety-dev/surety/pkg/client"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
	pb "github.com/surety-dev/surety/pkg/suretypb"
)

// large is a bundle that is kept in parts.
var large = evidence.Bundle{Messages: []evidence.Message{{Role: evidence.Assistant, Content: strings.Repeat("All done. ", 100_000)}}}

// sending is a header for large from the provider.
func (d *deal) sending(offset int) *pb.SubmitEvidenceRequest_Header {
	return &pb.SubmitEvidenceRequest_Header{
		RequestId: newID(), PactId: d.id().Hex(), Root: large.Root().Hex(), Signature: sign(d.provider, pact.Evidence{Pact: d.id(), Root: large.Root()}),
		Size: int64(len(large.Encode())), Signer: d.provider.Address().Hex(), Offset: int64(offset),
	}
}

// received asks how much of large there is.
func (d *deal) received(t *testing.T) int {
	t.Helper()
	h := d.sending(0)
	r, err := live.evidence.GetUpload(t.Context(), &pb.GetUploadRequest{PactId: h.PactId, Root: h.Root, Signer: h.Signer, Signature: h.Signature})
	if err != nil {
		t.Fatal(err)
	}
	return int(r.Received)
}

func (d *deal) uploads(t *testing.T) int {
	id := d.id()
	return count(t, "select count(*) from uploads where pact_id = $1", id[:]) + count(t, "select count(*) from upload_chunks where pact_id = $1", id[:])
}

func TestAnUploadThatBreaksOffGoesOnWhereItStopped(t *testing.T) {
	d, encoded := funded(t), large.Encode()
	_, err := submit(t.Context(), d.sending(0), encoded[:300_000], encoded[300_000:400_000])
	invalid(t, err, "chunk", "400000 of the 1000089 bytes announced; send the rest")
	if got := d.received(t); got != 400_000 {
		t.Fatalf("%d bytes are there", got)
	}
	for _, offset := range []int{1, 300_000, 400_001} {
		_, err = submit(t.Context(), d.sending(offset), encoded[offset:])
		refused(t, err, codes.Aborted, "UPLOAD_MOVED", "ask GetUpload")
	}
	_, err = submit(t.Context(), d.sending(400_000), encoded[400_000:700_000], []byte("far too much"), encoded[:900_000])
	invalid(t, err, "chunk", "more than")
	if got := d.received(t); got != 700_000 {
		t.Fatalf("%d bytes are there", got)
	}
	if n := count(t, "select count(*) from evidence where root = $1", large.Root().Bytes()); n != 0 {
		t.Error("a part passes for evidence")
	}
	if _, err = submit(t.Context(), d.sending(700_000), encoded[700_000:]); err != nil {
		t.Fatal(err)
	}
	if e := must(read(as(t, d.buyer), d, d.provider)); !bytes.Equal(e.Chunk, encoded) {
		t.Error("it reads otherwise")
	}
	if n := d.uploads(t); n != 0 {
		t.Errorf("%d rows are left of the upload", n)
	}
	if got := d.received(t); got != 0 {
		t.Errorf("%d bytes are on their way still", got)
	}
}

func TestABrokenConnectionIsTakenUpByTheClient(t *testing.T) {
	d, encoded := funded(t), large.Encode()
	ctx, cancel := context.WithCancel(t.Context())
	stream := must(live.evidence.SubmitEvidence(ctx))
	_ = stream.Send(&pb.SubmitEvidenceRequest{Part: &pb.SubmitEvidenceRequest_Header_{Header: d.sending(0)}})
	_ = stream.Send(chunk(encoded[:300_000]))
	for d.received(t) < 300_000 { // as long as the service takes to read it
		if err := t.Context().Err(); err != nil {
			t.Fatal(err)
		}
	}
	cancel()
	c := must(client.Dial(live.conn.Target(), nil))
	defer func() { _ = c.Close() }()
	var sent []int
	e := pact.Evidence{Pact: d.id(), Root: large.Root()}
	if err := c.SubmitEvidence(t.Context(), e, d.provider.Address(), sign(d.provider, e), encoded, func(n int) { sent = append(sent, n) }); err != nil {
		t.Fatal(err)
	}
	if sent[0] < 300_000 || sent[len(sent)-1] != len(encoded) {
		t.Errorf("progress was %d", sent)
	}
}

func TestALargeBundleThatIsRefusedLeavesNothing(t *testing.T) {
	d, encoded := funded(t), large.Encode()
	storesNothing(t, func() {
		changed := bytes.Replace(encoded, []byte("All done. "), []byte("Not done. "), 1)
		_, err := submit(t.Context(), d.sending(0), changed[:500_000], changed[500_000:])
		refused(t, err, codes.InvalidArgument, "EVIDENCE_CHANGED")
		_, err = submit(t.Context(), d.sending(0), bytes.Repeat([]byte("["), len(encoded)))
		refused(t, err, codes.InvalidArgument, "EVIDENCE_WRONG_SHAPE")
	})
}

func TestAnUploadIsItsOwners(t *testing.T) {
	d, other := funded(t), funded(t)
	storesNothing(t, func() {
		h := d.sending(0)
		h.Signature = sign(d.buyer, pact.Evidence{Pact: d.id(), Root: large.Root()})
		_, err := submit(t.Context(), h, large.Encode()[:300_000])
		refused(t, err, codes.PermissionDenied, "BAD_SIGNATURE")
		_, err = live.evidence.GetUpload(t.Context(), &pb.GetUploadRequest{PactId: h.PactId, Root: h.Root, Signer: h.Signer, Signature: h.Signature})
		refused(t, err, codes.PermissionDenied, "BAD_SIGNATURE")
		h = other.sending(0)
		_, err = live.evidence.GetUpload(t.Context(), &pb.GetUploadRequest{PactId: d.id().Hex(), Root: h.Root, Signer: h.Signer, Signature: h.Signature})
		refused(t, err, codes.PermissionDenied, "NOT_A_PARTY")
		h = d.sending(7)
		h.Size = 100
		_, err = submit(t.Context(), h)
		invalid(t, err, "header.offset", "must be 0")
		_, err = live.evidence.GetUpload(t.Context(), &pb.GetUploadRequest{PactId: "1"})
		invalid(t, err, "pact_id")
	})
}
