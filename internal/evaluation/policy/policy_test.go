package policy

import (
	"errors"
	"testing"

	"github.com/ethereum/go-ethereum/common"
)

// Signed covenants name these hashes: a version may be added here, none may ever change.
func TestPublishedVersionsKeepTheirHash(t *testing.T) {
	published := []string{"0x022b97605a5a39ea0351bab4bdf606131d14fc033962eaaee7e2a7d854a04a05"}
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
	if err != nil || got != Current() {
		t.Errorf("got %+v and %v", got, err)
	}
	if _, err := ByHash(common.Hash{1}); !errors.Is(err, ErrUnknown) {
		t.Errorf("an unknown hash gives %v", err)
	}
}
