package postgres

import (
	"context"
	"errors"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/jackc/pgx/v5"

	"github.com/surety-dev/surety/internal/postgres/db"
)

// AddChallenge keeps a sign-in nonce.
func (d *DB) AddChallenge(ctx context.Context, nonce string, good time.Duration) error {
	return d.q.AddChallenge(ctx, db.AddChallengeParams{Nonce: nonce, Expires: time.Now().Add(good)})
}

// TakeChallenge says whether the nonce was given out, is still good, and had not been taken.
func (d *DB) TakeChallenge(ctx context.Context, nonce string) (bool, error) {
	n, err := d.q.TakeChallenge(ctx, nonce)
	return n == 1, err
}

// AddSession keeps a session by its token's hash.
func (d *DB) AddSession(ctx context.Context, token [32]byte, account common.Address, good time.Duration) error {
	return d.q.AddSession(ctx, db.AddSessionParams{TokenHash: token[:], Account: account[:], Expires: time.Now().Add(good)})
}

// SessionAccount answers the zero address for a token that is unknown or over.
func (d *DB) SessionAccount(ctx context.Context, token [32]byte) (common.Address, error) {
	account, err := d.q.SessionAccount(ctx, token[:])
	if errors.Is(err, pgx.ErrNoRows) {
		return common.Address{}, nil
	}
	return common.BytesToAddress(account), err
}
