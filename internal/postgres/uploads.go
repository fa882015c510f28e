package postgres

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jackc/pgx/v5"

	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/internal/postgres/db"
)

const (
	uploadTime  = 24 * time.Hour // how long an upload that broke off is kept
	uploadQuota = 64 << 20       // bytes that one party may have on their way
)

// Received is how many bytes of a bundle its upload has brought.
func (d *DB) Received(ctx context.Context, e lifecycle.Evidence) (int64, error) {
	u, err := d.q.GetUpload(ctx, db.GetUploadParams{PactID: e.Pact[:], Party: e.Party[:], Root: e.Root[:]})
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, nil
	}
	return u.Received, err
}

// Upload answers the offset bytes of a bundle of size bytes that its upload has brought. It refuses where it has brought more or fewer.
func (d *DB) Upload(ctx context.Context, e lifecycle.Evidence, size, offset int64) (have []byte, err error) {
	err = d.transact(ctx, func(q *db.Queries) error {
		u, err := q.GetUpload(ctx, db.GetUploadParams{PactID: e.Pact[:], Party: e.Party[:], Root: e.Root[:]})
		if err != nil && !errors.Is(err, pgx.ErrNoRows) {
			return err
		}
		if u.Received != offset || u.Size != size {
			return moved(u.Received)
		}
		chunks, err := q.UploadChunks(ctx, db.UploadChunksParams{PactID: e.Pact[:], Party: e.Party[:]})
		have = bytes.Join(chunks, nil)
		return err
	})
	return have, err
}

// AddToUpload stores what comes after at bytes of a bundle of size bytes. From the beginning it takes the place of any other upload of the
// party for the pact; only then is there anything to forget.
func (d *DB) AddToUpload(ctx context.Context, e lifecycle.Evidence, size, at int64, data []byte) error {
	return d.transact(ctx, func(q *db.Queries) error {
		expires := time.Now().Add(uploadTime)
		if at == 0 {
			if err := errors.Join(q.LockUploads(ctx, e.Party[:]), q.DeleteExpiredUploads(ctx), q.DeleteUpload(ctx, db.DeleteUploadParams{PactID: e.Pact[:], Party: e.Party[:]})); err != nil {
				return err
			}
			others, err := q.UploadsSize(ctx, e.Party[:])
			if err != nil {
				return err
			}
			if others+size > uploadQuota {
				return &lifecycle.Refused{Reason: lifecycle.UploadsFull, Detail: fmt.Sprintf("you have uploads of %d bytes on their way and may have %d: finish one first, or wait a day", others, uploadQuota)}
			}
			if err := q.InsertUpload(ctx, db.InsertUploadParams{PactID: e.Pact[:], Party: e.Party[:], Root: e.Root[:], Size: size, Expires: expires}); err != nil {
				return err
			}
		}
		n, err := q.AdvanceUpload(ctx, db.AdvanceUploadParams{
			PactID: e.Pact[:], Party: e.Party[:], Root: e.Root[:], Received: at, More: int64(len(data)), Expires: expires,
		})
		if err != nil {
			return err
		}
		if n == 0 {
			return moved(at)
		}
		return q.InsertUploadChunk(ctx, db.InsertUploadChunkParams{PactID: e.Pact[:], Party: e.Party[:], Start: at, Data: data})
	})
}

// EndUpload forgets one that came to nothing.
func (d *DB) EndUpload(ctx context.Context, e lifecycle.Evidence) error {
	return d.q.EndUpload(ctx, db.EndUploadParams{PactID: e.Pact[:], Party: e.Party[:], Root: e.Root[:]})
}

func moved(received int64) error {
	return &lifecycle.Refused{Reason: lifecycle.UploadMoved, Detail: fmt.Sprintf("the upload stands elsewhere, at %d bytes when last seen: ask GetUpload and go on from there", received)}
}
