package siwe_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/siwe"
)

const nonce = "k9ZrT41mQx"

var (
	issuedAt = time.Date(2026, 11, 22, 17, 0, 0, 0, time.UTC)
	site     = siwe.Site{Domain: "pacts.example.org:8443", URI: "https://pacts.example.org:8443", ChainID: 8453}
	message  = siwe.Message{
		Site:       site,
		Address:    common.HexToAddress("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"),
		Statement:  "Read my pacts. This moves no money.",
		Nonce:      nonce,
		IssuedAt:   issuedAt,
		Expiration: issuedAt.Add(5 * time.Minute),
	}
)

// text is laid out by hand from the grammar in EIP-4361.
const text = "pacts.example.org:8443 wants you to sign in with your Ethereum account:\n" +
	"0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed\n" +
	"\n" +
	"Read my pacts. This moves no money.\n" +
	"\n" +
	"URI: https://pacts.example.org:8443\n" +
	"Version: 1\n" +
	"Chain ID: 8453\n" +
	"Nonce: k9ZrT41mQx\n" +
	"Issued At: 2026-11-22T17:00:00Z\n" +
	"Expiration Time: 2026-11-22T17:05:00Z"

func TestMessageReadsAsEIP4361LaysItOut(t *testing.T) {
	got, err := message.Text()
	if err != nil || got != text {
		t.Fatalf("got %v\n%s\nwant\n%s", err, got, text)
	}
	parsed, err := siwe.Parse(text)
	if err != nil || parsed != message {
		t.Fatalf("got %v, %+v\nwant %+v", err, parsed, message)
	}
}

func TestMessageWithoutStatementKeepsBothEmptyLines(t *testing.T) {
	bare, want := message, strings.Replace(text, "Read my pacts. This moves no money.\n", "", 1)
	bare.Statement = ""
	if got, err := bare.Text(); err != nil || got != want {
		t.Fatalf("got %v\n%s\nwant\n%s", err, got, want)
	}
	if parsed, err := siwe.Parse(want); err != nil || parsed != bare {
		t.Fatalf("got %v, %+v\nwant %+v", err, parsed, bare)
	}
}

func TestMessageThatCouldPassForAnotherIsNotWritten(t *testing.T) {
	for name, spoil := range map[string]func(*siwe.Message){
		"a statement that forges a URI":        func(m *siwe.Message) { m.Statement = "Hello\n\nURI: https://evil.example" },
		"a statement with a carriage return":   func(m *siwe.Message) { m.Statement = "Hello\rURI: https://evil.example" },
		"a statement that turns right to left": func(m *siwe.Message) { m.Statement = "Hello \u202e" },
		"a domain with a line break":           func(m *siwe.Message) { m.Domain = "pacts.example.org\nevil.example" },
		"a domain behind a user name":          func(m *siwe.Message) { m.Domain = "pacts.example.org@evil.example" },
		"a domain with a space":                func(m *siwe.Message) { m.Domain = "pacts.example.org wants" },
		"no domain":                            func(m *siwe.Message) { m.Domain = "" },
		"a URI with a line break":              func(m *siwe.Message) { m.URI = "https://pacts.example.org\nVersion: 2" },
		"no URI":                               func(m *siwe.Message) { m.URI = "" },
		"a nonce with a line break":            func(m *siwe.Message) { m.Nonce = "k9ZrT41m\nQx" },
		"a nonce of 7 characters":              func(m *siwe.Message) { m.Nonce = "k9ZrT41" },
	} {
		spoilt := message
		spoil(&spoilt)
		if got, err := spoilt.Text(); !errors.Is(err, siwe.ErrSyntax) {
			t.Errorf("%s: got error %v and\n%s", name, err, got)
		}
	}
}

func TestParseRefusesAnyOtherLayout(t *testing.T) {
	replace := func(old, by string) string { return strings.Replace(text, old, by, 1) }
	for name, hostile := range map[string]string{
		"nothing":                      "",
		"one line":                     "pacts.example.org:8443 wants you to sign in with your Ethereum account:",
		"a line break at the end":      text + "\n",
		"a line after the end":         text + "\nResources:",
		"Windows line breaks":          strings.ReplaceAll(text, "\n", "\r\n"),
		"a space at the end of a line": replace("Version: 1", "Version: 1 "),
		"a second statement":           replace("no money.\n", "no money.\nOr some.\n"),
		"a statement that forges a URI": replace("This moves no money.",
			"\nURI: https://evil.example"),
		"a scheme":                        "https://" + text,
		"a letter of the intro missing":   replace("wants you", "want you"),
		"an address in lower case":        replace("0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed", "0x5aaeb6053f3e94c9b9a09f33669435e7ef1beaed"),
		"an address too short":            replace("BeAed\n", "BeAe\n"),
		"version 2":                       replace("Version: 1", "Version: 2"),
		"a chain id with a leading zero":  replace("8453\n", "08453\n"),
		"a chain id in hexadecimal":       replace("8453\n", "0x2105\n"),
		"a chain id beyond 64 bits":       replace("8453\n", "18446744073709559069\n"),
		"fields in another order":         replace("Version: 1\nChain ID: 8453", "Chain ID: 8453\nVersion: 1"),
		"a field twice":                   replace("Version: 1\n", "Version: 1\nVersion: 1\n"),
		"no expiration time":              replace("\nExpiration Time: 2026-11-22T17:05:00Z", ""),
		"a time with another offset":      replace("17:00:00Z", "18:00:00+01:00"),
		"a time with a fraction":          replace("17:00:00Z", "17:00:00.000Z"),
		"a day that does not exist":       replace("2026-11-22T17:05", "2026-02-30T17:05"),
		"a nonce with a full-width digit": replace("k9ZrT41mQx", "k9ZrT41mQ\uff11"),
		"more than a wallet would show":   replace("Read my pacts.", strings.Repeat("x", 2000)),
	} {
		if parsed, err := siwe.Parse(hostile); !errors.Is(err, siwe.ErrSyntax) {
			t.Errorf("%s: got error %v and %+v", name, err, parsed)
		}
	}
}

func TestParseNamesTheLineThatIsWrong(t *testing.T) {
	_, err := siwe.Parse(strings.Replace(text, "Version: 1", "Version: 2", 1))
	if err == nil || !strings.HasPrefix(err.Error(), `line 7 is "Version: 2"`) {
		t.Fatalf("got %v", err)
	}
}

func TestCheckAcceptsTheMessageWhileItLasts(t *testing.T) {
	for name, now := range map[string]time.Time{
		"when issued":                           issuedAt,
		"a clock a minute behind the client's":  issuedAt.Add(-time.Minute),
		"the last moment before it has expired": issuedAt.Add(5*time.Minute - 1),
	} {
		if err := message.Check(site, nonce, now); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestCheckRefuses(t *testing.T) {
	during := issuedAt.Add(time.Minute)
	otherDomain, otherURI, otherChain := site, site, site
	otherDomain.Domain = "pacts.example.org"
	otherURI.URI = "http://pacts.example.org:8443"
	otherChain.ChainID = 84532
	for name, c := range map[string]struct {
		site  siwe.Site
		nonce string
		now   time.Time
		want  error
	}{
		"another domain":             {otherDomain, nonce, during, siwe.ErrSite},
		"another URI":                {otherURI, nonce, during, siwe.ErrSite},
		"another chain":              {otherChain, nonce, during, siwe.ErrSite},
		"another nonce":              {site, "k9ZrT41mQy", during, siwe.ErrNonce},
		"no nonce given out":         {site, "", during, siwe.ErrNonce},
		"a message from the future":  {site, nonce, issuedAt.Add(-time.Minute - 1), siwe.ErrExpired},
		"a message that expires now": {site, nonce, issuedAt.Add(5 * time.Minute), siwe.ErrExpired},
		"a message of last year":     {site, nonce, issuedAt.AddDate(1, 0, 0), siwe.ErrExpired},
	} {
		if err := message.Check(c.site, c.nonce, c.now); !errors.Is(err, c.want) {
			t.Errorf("%s: got %v, want %v", name, err, c.want)
		}
	}
}

// The digest and the signature were made by Foundry: cast hash-message, cast wallet sign.
func TestDigestIsWhatWalletsSign(t *testing.T) {
	const want = "0xa2c7ee4fe19c769eee20928f9e12af47875ba5dea67e08df9d55b52db0868185"
	if got := siwe.Digest(text).Hex(); got != want {
		t.Fatalf("got %s, want %s", got, want)
	}
	key, err := crypto.HexToECDSA(strings.Repeat("42", 32))
	if err != nil {
		t.Fatal(err)
	}
	signature := hexutil.MustDecode("0x595c3a6adf00fc7ad329fe3e9d63f1dd7378ff8fec17d2514c091b07d24720c7281667ae6cf5685a4eb3679e3d55bc27678c31364ee310ffaba9b96053d311f21c")
	if err := pact.Verify(siwe.Digest(text), signature, crypto.PubkeyToAddress(key.PublicKey)); err != nil {
		t.Fatal(err)
	}
}

func FuzzParse(f *testing.F) {
	f.Add(text)
	f.Add(strings.Replace(text, "Read my pacts. This moves no money.\n", "", 1))
	f.Fuzz(func(t *testing.T, s string) {
		parsed, err := siwe.Parse(s)
		if err != nil {
			if !errors.Is(err, siwe.ErrSyntax) || parsed != (siwe.Message{}) {
				t.Fatalf("refused with %v and %+v", err, parsed)
			}
			return
		}
		if written, err := parsed.Text(); err != nil || written != s {
			t.Fatalf("read %q, wrote %q, error %v", s, written, err)
		}
	})
}
