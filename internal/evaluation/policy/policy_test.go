package policy

import (
	"errors"
	"testing"

	"github.com/ethereum/go-ethereum/common"
)

// Signed covenants name these hashes: a version may be added here, none may ever change.
func TestPublishedVersionsKeepTheirHash(t *testing.T) {
	published := []string{"0xfa939588b10495d00bfb2042b35d08f0f1af50605a75356199e50cd05a7b59a7"}
	for i, d := range versions() {
		if i >= len(published) {
			t.Fatalf("version %s is not listed here: its hash is %s", d.Version, d.Hash())
		}
		if got := d.Hash().Hex(); got != published[i] {
			t.Errorf("version %s has the hash %s, published was %s", d.Version, got, published[i])
		}
	}
	if len(versions()) != len(published) {
		t.Errorf("%d versions are left of %d", len(versions()), len(published))
	}
}

func TestAPolicyIsFoundByItsHash(t *testing.T) {
	got, err := ByHash(Current().Hash())
	if err != nil || got.Hash() != Current().Hash() {
		t.Errorf("got %+v and %v", got, err)
	}
	if _, err := ByHash(common.Hash{1}); !errors.Is(err, ErrUnknown) {
		t.Errorf("an unknown hash gives %v", err)
	}
}
