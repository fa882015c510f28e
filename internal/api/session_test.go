package api_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"testing"
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"

	"github.com/surety-dev/surety/pkg/siwe"
	pb "github.com/surety-dev/surety/pkg/suretypb"
)

func list(ctx context.Context) error {
	_, err := live.pacts.ListPacts(ctx, &pb.ListPactsRequest{})
	return err
}

func TestASignInMakesASessionOfTheAccountForAnHour(t *testing.T) {
	key := newKey()
	session, err := signIn(t, key, nil)
	if err != nil {
		t.Fatal(err)
	}
	if session.Address != key.Address().Hex() {
		t.Errorf("the session is of %s", session.Address)
	}
	if ends := time.Unix(session.ExpireTime, 0); ends.After(time.Now().Add(time.Hour)) || ends.Before(time.Now()) {
		t.Errorf("the session ends at %s", ends)
	}
	if err := list(withToken(t.Context(), "Bearer "+session.Token)); err != nil {
		t.Error(err)
	}
}

func TestASignInIsRefusedWhenItIsNotForHereAndNow(t *testing.T) {
	expire := func(m *siwe.Message) {
		if _, err := db.Exec(t.Context(), "update challenges set expires = now() - interval '1 second' where nonce = $1", m.Nonce); err != nil {
			t.Fatal(err)
		}
	}
	for name, c := range map[string]struct {
		change func(m *siwe.Message)
		reason string
		words  string
	}{
		"another site":               {func(m *siwe.Message) { m.Domain, m.URI = "evil.example", "https://evil.example" }, "SIGN_IN_SITE", "signs in elsewhere"},
		"another URI":                {func(m *siwe.Message) { m.URI = "https://evil.example" }, "SIGN_IN_SITE", "signs in elsewhere"},
		"another chain":              {func(m *siwe.Message) { m.ChainID = 8453 }, "SIGN_IN_SITE", "chain 8453"},
		"a message whose time is up": {func(m *siwe.Message) { m.IssuedAt, m.Expiration = m.IssuedAt.Add(-time.Hour), m.IssuedAt }, "SIGN_IN_EXPIRED", "check the clock"},
		"a message of tomorrow": {func(m *siwe.Message) {
			m.IssuedAt, m.Expiration = m.IssuedAt.Add(24*time.Hour), m.IssuedAt.Add(25*time.Hour)
		}, "SIGN_IN_EXPIRED", "check the clock"},
		"a nonce nobody gave out":  {func(m *siwe.Message) { m.Nonce = "12345678abcdefgh" }, "SIGN_IN_NONCE", "ask for one"},
		"a nonce whose time is up": {expire, "SIGN_IN_NONCE", "ask for one"},
		"another's account":        {func(m *siwe.Message) { m.Address = newKey().Address() }, "BAD_SIGNATURE", "check the key"},
	} {
		t.Run(name, func(t *testing.T) {
			sessions := count(t, "select count(*) from sessions")
			_, err := signIn(t, newKey(), c.change)
			refused(t, err, codes.PermissionDenied, c.reason, c.words)
			if now := count(t, "select count(*) from sessions"); now != sessions {
				t.Errorf("there are %d sessions instead of %d", now, sessions)
			}
		})
	}
	t.Run("what is no sign-in message", func(t *testing.T) {
		for _, text := range []string{"", "let me in", "a\nb\nc", string(make([]byte, 4096))} {
			_, err := live.sessions.CreateSession(t.Context(), &pb.CreateSessionRequest{Message: text, Signature: make([]byte, 65)})
			refused(t, err, codes.InvalidArgument, "SIGN_IN_SYNTAX", "write the message as EIP-4361 does")
		}
	})
}

func TestANonceIsGoodOnceWhetherTheSignInSucceedsOrNot(t *testing.T) {
	key, nonce := newKey(), ""
	if _, err := signIn(t, key, func(m *siwe.Message) { nonce = m.Nonce }); err != nil {
		t.Fatal(err)
	}
	again := func(m *siwe.Message) { m.Nonce = nonce }
	_, err := signIn(t, key, again)
	refused(t, err, codes.PermissionDenied, "SIGN_IN_NONCE", "another nonce than was given out")

	_, err = signIn(t, key, func(m *siwe.Message) { nonce, m.Address = m.Nonce, newKey().Address() })
	refused(t, err, codes.PermissionDenied, "BAD_SIGNATURE")
	_, err = signIn(t, key, again)
	refused(t, err, codes.PermissionDenied, "SIGN_IN_NONCE")
}

func TestOnlyAGoodTokenIsASession(t *testing.T) {
	d := proposed(t)
	session, err := signIn(t, d.buyer, nil)
	if err != nil {
		t.Fatal(err)
	}
	expired := newID()
	if err := store.AddSession(t.Context(), sha256.Sum256([]byte(expired)), d.buyer.Address(), -time.Second); err != nil {
		t.Fatal(err)
	}
	hash := sha256.Sum256([]byte(session.Token))
	for name, authorization := range map[string]string{
		"an empty one":                    "",
		"no token":                        "Bearer ",
		"garbage":                         "Bearer garbage",
		"the token without its scheme":    session.Token,
		"another scheme":                  "Basic " + session.Token,
		"the token and more":              "Bearer " + session.Token + "x",
		"a token whose time is up":        "Bearer " + expired,
		"what the database has of it":     "Bearer " + hex.EncodeToString(hash[:]),
		"a quote that ends an expression": "Bearer ' or '1'='1",
	} {
		t.Run(name, func(t *testing.T) {
			refused(t, list(withToken(t.Context(), authorization)), codes.Unauthenticated, "NO_SESSION", "sign in")
		})
	}
	t.Run("a session that ends", func(t *testing.T) {
		ctx := withToken(t.Context(), "Bearer "+session.Token)
		if err := list(ctx); err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec(t.Context(), "update sessions set expires = now() - interval '1 second' where token_hash = $1", hash[:]); err != nil {
			t.Fatal(err)
		}
		refused(t, list(ctx), codes.Unauthenticated, "NO_SESSION")
	})
	t.Run("the session of somebody else", func(t *testing.T) {
		_, err := live.pacts.GetPact(as(t, newKey()), &pb.GetPactRequest{PactId: d.id().Hex()})
		refused(t, err, codes.PermissionDenied, "NOT_A_PARTY")
	})
	t.Run("a good one behind a bad one still is", func(t *testing.T) {
		good, err := signIn(t, d.buyer, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := list(metadata.AppendToOutgoingContext(t.Context(), "authorization", "Bearer x", "authorization", "Bearer "+good.Token)); err != nil {
			t.Error(err)
		}
	})
}

func TestASessionNeverStandsForASignature(t *testing.T) {
	d := funded(t)
	for _, method := range methods {
		t.Run(method, func(t *testing.T) {
			m := d.mutation(method)
			ctx := as(t, m.key)
			storesNothing(t, func() {
				_, err := m.call(ctx, newID(), nil)
				refused(t, err, codes.PermissionDenied, "BAD_SIGNATURE", "send the 65 bytes")
			})
		})
	}
}
