package postgres_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/internal/lifecycle"
)

// begin brings the first byte.
func (d database) begin(t *testing.T, e lifecycle.Evidence, size int64) {
	t.Helper()
	if err := d.AddToUpload(t.Context(), e, size, 0, []byte("a")); err != nil {
		t.Fatal(err)
	}
}

func (d database) received(t *testing.T, e lifecycle.Evidence) int64 {
	t.Helper()
	n, err := d.Received(t.Context(), e)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func refusedFor(t *testing.T, err error, want lifecycle.Reason) {
	t.Helper()
	var refused *lifecycle.Refused
	if !errors.As(err, &refused) || refused.Reason != want || refused.Detail == "" {
		t.Errorf("got %v, want %s", err, want)
	}
}

func TestAnUploadGrowsByItsOwnPartsAlone(t *testing.T) {
	t.Parallel()
	d := open(t)
	e := lifecycle.Evidence{Pact: d.signed(t, 1), Party: common.Address{1}, Root: common.Hash{1}}
	d.begin(t, e, 6)
	if err := d.AddToUpload(t.Context(), e, 6, 1, []byte("bc")); err != nil {
		t.Fatal(err)
	}
	refusedFor(t, d.AddToUpload(t.Context(), e, 6, 1, []byte("xyz")), lifecycle.UploadMoved) // a second stream of the same
	other := e
	other.Root = common.Hash{2}
	refusedFor(t, d.AddToUpload(t.Context(), other, 6, 3, []byte("xyz")), lifecycle.UploadMoved)
	if err := d.AddToUpload(t.Context(), e, 6, 3, []byte("defg")); err == nil {
		t.Error("it grew beyond its size")
	}
	for _, at := range []int64{1, 6} {
		_, err := d.Upload(t.Context(), e, 6, at)
		refusedFor(t, err, lifecycle.UploadMoved)
	}
	_, err := d.Upload(t.Context(), e, 7, 3)
	refusedFor(t, err, lifecycle.UploadMoved)
	if have, err := d.Upload(t.Context(), e, 6, 3); err != nil || string(have) != "abc" {
		t.Errorf("goes on after %q, %v", have, err)
	}
	if d.received(t, e) != 3 || d.received(t, other) != 0 {
		t.Errorf("%d bytes of it, %d of the other", d.received(t, e), d.received(t, other))
	}
	d.begin(t, other, 5) // takes its place
	if d.received(t, e) != 0 || value[int](t, d, "select count(*) from upload_chunks") != 1 {
		t.Error("something is left of it")
	}
}

func TestWhatIsInIsNoLongerOnItsWay(t *testing.T) {
	t.Parallel()
	d := open(t)
	e := lifecycle.Evidence{Pact: d.signed(t, 1), Party: common.Address{1}, Root: common.Hash{1}, Signature: []byte{1}, Bundle: []byte("abc")}
	theirs := e
	theirs.Party = common.Address{2}
	d.begin(t, e, 6)
	d.begin(t, theirs, 6)
	d.do(t, func(tx lifecycle.Tx) error { return tx.SaveEvidence(e) })
	if n := value[int](t, d, "select count(*) from uploads"); n != 1 {
		t.Errorf("%d uploads; the other party's should be there", n)
	}
	if err := d.EndUpload(t.Context(), theirs); err != nil || value[int](t, d, "select count(*) from uploads") != 0 {
		t.Errorf("ended: %v", err)
	}
}

func TestUploadsOfAPartyAreBoundedAndForgotten(t *testing.T) {
	t.Parallel()
	d := open(t)
	party := common.Address{1}
	upload := func(n byte) lifecycle.Evidence {
		return lifecycle.Evidence{Pact: d.signed(t, n), Party: party, Root: common.Hash{n}}
	}
	var last lifecycle.Evidence
	for n := range byte(4) {
		last = upload(n)
		d.begin(t, last, 16<<20)
	}
	if err := d.AddToUpload(t.Context(), last, 16<<20, 1, bytes.Repeat([]byte("x"), 1<<20)); err != nil {
		t.Fatal(err)
	}
	one := upload(5)
	refusedFor(t, d.AddToUpload(t.Context(), one, 1, 0, []byte("x")), lifecycle.UploadsFull)
	stranger := one
	stranger.Party = common.Address{2}
	d.begin(t, stranger, 16<<20)
	d.begin(t, last, 16<<20) // anew, in its own place

	if _, err := d.raw.Exec(t.Context(), "update uploads set expires = now() - interval '1 second' where party = $1", party[:]); err != nil {
		t.Fatal(err)
	}
	if d.received(t, last) != 0 {
		t.Error("an expired upload goes on")
	}
	d.begin(t, one, 16<<20)
	if n := value[int](t, d, "select count(*) from uploads"); n != 2 {
		t.Errorf("%d uploads are kept", n)
	}
}
