package policy

import (
	"errors"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/crypto"
)

// Signed covenants name this hash.
func TestTheFirstVersionKeepsItsHash(t *testing.T) {
	const published = "0xd8f0d6080e11e030e17cb4de707ffecdf289f486737c7a3ec207991160b10001"
	if got := Default().Hash().Hex(); got != published {
		t.Errorf("version 1 has the hash %s, published was %s", got, published)
	}
}

func TestADocumentIsReadAsItIsWrittenAndParsedOnlyAsItIsHashed(t *testing.T) {
	d := Default()
	if again, err := Parse(d.Encode()); err != nil || again.Hash() != d.Hash() {
		t.Errorf("it comes back with the hash %s, %v", again.Hash(), err)
	}
	if again := d.Hash(); again != crypto.Keccak256Hash(d.Encode()) {
		t.Errorf("asked again it has the hash %s", again)
	}
	other := d
	other.CELCost++
	if other.Hash() != crypto.Keccak256Hash(other.Encode()) || other.Hash() == d.Hash() {
		t.Errorf("changed it has the hash %s", other.Hash())
	}
	spaced := []byte(strings.Replace(string(d.Encode()), "{", "{\n  ", 1))
	if again, err := Read(spaced); err != nil || again.Hash() != d.Hash() {
		t.Errorf("as an operator writes it it has the hash %s, %v", again.Hash(), err)
	}
	if _, err := Parse(spaced); !errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), "canonical") {
		t.Errorf("another spelling gives %v", err)
	}
}

func TestADocumentNobodyCouldEvaluateByIsRefused(t *testing.T) {
	good := string(Default().Encode())
	for name, c := range map[string]struct{ from, to, want string }{
		"an unknown field":      {`{"cel_cost"`, `{"tell":1,"cel_cost"`, "tell"},
		"the same field twice":  {`{"cel_cost"`, `{"cel_cost":5,"cel_cost"`, "cel_cost"},
		"no version":            {`"version":"1"`, `"version":""`, "version"},
		"a version like 01":     {`"version":"1"`, `"version":"01"`, "version"},
		"another bounds":        {`"unmeasured":"bounds"`, `"unmeasured":"pass"`, "unmeasured"},
		"no confidence":         {`"confidence_bps":9500`, `"confidence_bps":0`, "confidence_bps"},
		"more than certainty":   {`"confidence_bps":9500`, `"confidence_bps":20000`, "confidence_bps"},
		"a sample of none":      {`"minimum":100`, `"minimum":0`, "minimum"},
		"nothing to measure on": {`"cel_cost":1000000`, `"cel_cost":0`, "cel_cost"},
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Replace(good, c.from, c.to, 1)
			if text == good {
				t.Fatalf("%s is not in %s", c.from, good)
			}
			if _, err := Read([]byte(text)); !errors.Is(err, ErrInvalid) || !strings.Contains(err.Error(), c.want) {
				t.Errorf("got %v, want it to name %s", err, c.want)
			}
		})
	}
}
