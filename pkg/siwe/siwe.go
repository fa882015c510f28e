// Package siwe is sign-in with a wallet, EIP-4361: a party shows that it owns its address before it reads what only parties may.
//
// It guarantees that what Parse accepts, Text writes back byte for byte, so no line of a message passes for another. It knows
// the part of EIP-4361 that Surety needs: an expiration time always; scheme, not-before, request id and resources never.
//
// The client (pkg/client) writes a message around the nonce the service gave out and signs its Digest. The service
// (internal/api) calls Parse and Check, takes the nonce back for good, and verifies the signature with pact.Verify.
package siwe

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

const (
	alphanumeric = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	punctuation  = "-._~:/?#[]@!$&'()*+,;=" // RFC 3986's, reserved and unreserved

	minNonce  = 8           // characters, EIP-4361
	maxText   = 2 << 10     // bytes; ours have about 400
	clockSkew = time.Minute // the client's clock may be ahead by it
)

// Site is where a message signs in. Client and service must agree on every byte.
type Site struct {
	Domain  string // host, and port when there is one: "api.example.org", "localhost:8080"
	URI     string // "https://api.example.org"
	ChainID uint64
}

// Message is one sign-in.
type Message struct {
	Site
	Address    common.Address
	Statement  string // a line for the wallet's owner: letters, digits, spaces and RFC 3986's punctuation; may be empty
	Nonce      string // at least 8 letters and digits, given out once; crypto/rand.Text makes good ones
	IssuedAt   time.Time
	Expiration time.Time // the message counts strictly before it
}

// Why a message is refused. Each comes wrapped with what was found.
var (
	ErrSyntax  = errors.New("write the message as EIP-4361 does, with an expiration time, times in UTC to the second, and no other optional field")
	ErrSite    = errors.New("the message signs in elsewhere; sign one for this site, and nothing that another site shows you")
	ErrNonce   = errors.New("the message has another nonce than was given out; ask for one and sign again")
	ErrExpired = errors.New("the message is out of its time; check the clock, ask for a nonce and sign again")
)

// Text is what the wallet shows.
func (m Message) Text() (string, error) {
	for _, field := range []struct {
		name, value, allowed string
		least                int
	}{
		{"domain", m.Domain, alphanumeric + "-.:[]", 1}, // no user@ in front of the host
		{"statement", m.Statement, alphanumeric + punctuation + " ", 0},
		{"URI", m.URI, alphanumeric + punctuation + "%", 1},
		{"nonce", m.Nonce, alphanumeric, minNonce},
	} {
		if len(field.value) < field.least || strings.Trim(field.value, field.allowed) != "" {
			return "", fmt.Errorf("%s %.80q: %w", field.name, field.value, ErrSyntax)
		}
	}
	statement := m.Statement
	if statement != "" {
		statement += "\n"
	}
	return fmt.Sprintf(`%s wants you to sign in with your Ethereum account:
%s

%s
URI: %s
Version: 1
Chain ID: %d
Nonce: %s
Issued At: %s
Expiration Time: %s`, m.Domain, m.Address, statement, m.URI, m.ChainID, m.Nonce,
		m.IssuedAt.UTC().Format(time.RFC3339), m.Expiration.UTC().Format(time.RFC3339)), nil
}

// Parse reads what Text writes, and nothing else.
func Parse(text string) (Message, error) {
	if len(text) > maxText {
		return Message{}, fmt.Errorf("%d bytes: %w", len(text), ErrSyntax)
	}
	// Read loosely: whatever is wrong or missing makes the message, written anew, another text.
	head, fields, _ := strings.Cut(text, "\nURI: ")
	lines := strings.Split(head, "\n")
	var m Message
	m.Domain, _, _ = strings.Cut(lines[0], " ")
	if len(lines) > 1 {
		m.Address = common.HexToAddress(lines[1])
	}
	if len(lines) > 3 {
		m.Statement = lines[3]
	}
	for i, line := range strings.Split("URI: "+fields, "\n") {
		_, value, _ := strings.Cut(line, ": ")
		switch i {
		case 0:
			m.URI = value
		case 2:
			m.ChainID, _ = strconv.ParseUint(value, 10, 64)
		case 3:
			m.Nonce = value
		case 4:
			m.IssuedAt, _ = time.Parse(time.RFC3339, value)
		case 5:
			m.Expiration, _ = time.Parse(time.RFC3339, value)
		}
	}
	written, err := m.Text()
	if err != nil {
		return Message{}, err
	}
	if written != text {
		return Message{}, fmt.Errorf("%s: %w", difference(text, written), ErrSyntax)
	}
	return m, nil
}

// difference names the first line that differs.
func difference(have, want string) string {
	haveLines, wantLines := strings.Split(have, "\n"), strings.Split(want, "\n")
	for i := range min(len(haveLines), len(wantLines)) {
		if haveLines[i] != wantLines[i] {
			return fmt.Sprintf("line %d is %.80q", i+1, haveLines[i])
		}
	}
	return fmt.Sprintf("%d lines instead of %d", len(haveLines), len(wantLines))
}

// Check holds the message against what the service is, the nonce it gave out, and its clock.
func (m Message) Check(site Site, nonce string, now time.Time) error {
	switch {
	case m.Site != site:
		return fmt.Errorf("%q, %q, chain %d, not %q, %q, chain %d: %w",
			m.Domain, m.URI, m.ChainID, site.Domain, site.URI, site.ChainID, ErrSite)
	case m.Nonce != nonce:
		return fmt.Errorf("nonce %q: %w", m.Nonce, ErrNonce)
	case now.Add(clockSkew).Before(m.IssuedAt):
		return fmt.Errorf("issued at %s: %w", m.IssuedAt.UTC().Format(time.RFC3339), ErrExpired)
	case !now.Before(m.Expiration):
		return fmt.Errorf("expired at %s: %w", m.Expiration.UTC().Format(time.RFC3339), ErrExpired)
	}
	return nil
}

// Digest is what the wallet signs over a message's text: EIP-191's personal_sign.
func Digest(text string) common.Hash {
	return crypto.Keccak256Hash(fmt.Appendf(nil, "\x19Ethereum Signed Message:\n%d%s", len(text), text))
}
