package pact

import (
	"encoding/json"
	"os"
	"reflect"
	"strconv"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/crypto"
	"pgregory.net/rapid"

	"github.com/surety-dev/surety/pkg/usdc"
)

// baseUnits is an amount as the vectors write it.
type baseUnits usdc.Amount

func (b *baseUnits) UnmarshalText(text []byte) error {
	n, err := strconv.ParseInt(string(text), 10, 64)
	*b = baseUnits(n)
	return err
}

// hashes of one message in the vectors.
type hashes struct {
	StructHash common.Hash `json:"struct_hash"`
	Digest     common.Hash `json:"digest"`
}

type vector struct {
	Name      string         `json:"name"`
	ChainID   uint64         `json:"chain_id"`
	Escrow    common.Address `json:"escrow"`
	Separator common.Hash    `json:"domain_separator"`
	Pact      struct {
		Terms struct {
			Gate Gate `json:"gate"`
			Deal struct {
				plainDeal
				Amount  baseUnits `json:"amount"`
				Upfront baseUnits `json:"upfront"`
			} `json:"deal"`
		} `json:"terms"`
		Covenant Covenant `json:"covenant"`
	} `json:"pact"`
	GateHash       common.Hash   `json:"gate_hash"`
	DealHash       common.Hash   `json:"deal_hash"`
	PactID         ID            `json:"pact_id"`
	CovenantHash   common.Hash   `json:"covenant_hash"`
	PactStructHash common.Hash   `json:"pact_struct_hash"`
	PactDigest     common.Hash   `json:"pact_digest"`
	PactSignature  hexutil.Bytes `json:"pact_signature"`
	Funding        struct {
		Pact   ID        `json:"pact_id"`
		Amount baseUnits `json:"amount"`
		hashes
	} `json:"funding"`
	Consent struct {
		Pact           ID        `json:"pact_id"`
		ProviderAmount baseUnits `json:"provider_amount"`
		BuyerAmount    baseUnits `json:"buyer_amount"`
		hashes
	} `json:"consent"`
	Dispute struct {
		Pact      ID          `json:"pact_id"`
		Statement common.Hash `json:"statement"`
		hashes
	} `json:"dispute"`
	Delivery struct {
		Pact        ID          `json:"pact_id"`
		Deliverable common.Hash `json:"deliverable"`
		hashes
	} `json:"delivery"`
	Evidence struct {
		Pact ID          `json:"pact_id"`
		Root common.Hash `json:"root"`
		hashes
	} `json:"evidence"`
}

func (v vector) pact() Pact {
	deal := Deal(v.Pact.Terms.Deal.plainDeal)
	deal.Amount, deal.Upfront = usdc.Amount(v.Pact.Terms.Deal.Amount), usdc.Amount(v.Pact.Terms.Deal.Upfront)
	return Pact{Terms{v.Pact.Terms.Gate, deal}, v.Pact.Covenant}
}

// vectors come from contracts/script/vectors.mjs, which computes them with independent implementations of EIP-712.
func vectors(t *testing.T) (key string, all []vector) {
	t.Helper()
	data, err := os.ReadFile("../../testdata/eip712.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		PrivateKey string   `json:"private_key"`
		Vectors    []vector `json:"vectors"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Vectors) == 0 {
		t.Fatal("testdata/eip712.json has no vectors; run contracts/script/vectors.mjs")
	}
	return file.PrivateKey, file.Vectors
}

func TestHashesAreThoseOfIndependentImplementations(t *testing.T) {
	_, all := vectors(t)
	for _, v := range all {
		t.Run(v.Name, func(t *testing.T) {
			same := func(what string, got, want common.Hash) {
				if got != want || want == (common.Hash{}) {
					t.Errorf("%s is %s, want %s", what, got, want)
				}
			}
			p, domain := v.pact(), Domain{v.ChainID, v.Escrow}
			same("domain separator", domain.Separator(), v.Separator)
			same("gate", p.Terms.Gate.Hash(), v.GateHash)
			same("deal", p.Terms.Deal.Hash(), v.DealHash)
			same("pact id", common.Hash(p.Terms.ID()), common.Hash(v.PactID))
			same("covenant", p.Covenant.Hash(), v.CovenantHash)
			for what, m := range map[string]struct {
				message Message
				want    hashes
			}{
				"pact":     {p, hashes{v.PactStructHash, v.PactDigest}},
				"funding":  {Funding{v.Funding.Pact, usdc.Amount(v.Funding.Amount)}, v.Funding.hashes},
				"consent":  {Consent{v.Consent.Pact, usdc.Amount(v.Consent.ProviderAmount), usdc.Amount(v.Consent.BuyerAmount)}, v.Consent.hashes},
				"dispute":  {Dispute{v.Dispute.Pact, v.Dispute.Statement}, v.Dispute.hashes},
				"delivery": {Delivery{v.Delivery.Pact, v.Delivery.Deliverable}, v.Delivery.hashes},
				"evidence": {Evidence{v.Evidence.Pact, v.Evidence.Root}, v.Evidence.hashes},
			} {
				same(what, m.message.StructHash(), m.want.StructHash)
				same(what+" digest", domain.Digest(m.message), m.want.Digest)
			}
		})
	}
}

func TestSignaturesAreThoseOfIndependentImplementations(t *testing.T) {
	keyHex, all := vectors(t)
	key, err := crypto.ToECDSA(hexutil.MustDecode(keyHex))
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range all {
		sig, err := Sign(v.PactDigest, key)
		if err != nil || hexutil.Encode(sig) != v.PactSignature.String() {
			t.Errorf("%s: signed %x, %v; want %s", v.Name, sig, err, v.PactSignature)
		}
	}
}

// Reflection finds the fields, so that one added later and left out of the hash fails here.
func TestAnyChangedFieldChangesTheHash(t *testing.T) {
	t.Run("Pact", rapid.MakeCheck(changesHash[Pact]))
	t.Run("Funding", rapid.MakeCheck(changesHash[Funding]))
	t.Run("Consent", rapid.MakeCheck(changesHash[Consent]))
	t.Run("Dispute", rapid.MakeCheck(changesHash[Dispute]))
	t.Run("Delivery", rapid.MakeCheck(changesHash[Delivery]))
	t.Run("Evidence", rapid.MakeCheck(changesHash[Evidence]))
}

func TestAnyChangedTermChangesThePactID(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := rapid.Make[Terms]().Draw(t, "terms")
		before := terms.ID()
		if path := changeOne(t, &terms); terms.ID() == before {
			t.Fatalf("changing %s leaves the pact id %s", path, before)
		}
	})
}

func TestAnyChangedFieldOfTheDomainChangesTheDigest(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		domain := rapid.Make[Domain]().Draw(t, "domain")
		before := domain.Digest(Dispute{})
		if path := changeOne(t, &domain); domain.Digest(Dispute{}) == before {
			t.Fatalf("changing %s leaves the digest %s", path, before)
		}
	})
}

func changesHash[M Message](t *rapid.T) {
	m := rapid.Make[M]().Draw(t, "message")
	before := m.StructHash()
	if path := changeOne(t, &m); m.StructHash() == before {
		t.Fatalf("changing %s leaves the hash %s", path, before)
	}
}

// changeOne changes one field, drawn from all there are at any depth, and returns its path.
func changeOne(t *rapid.T, target any) string {
	type field struct {
		path   string
		change func()
	}
	var fields []field
	var collect func(v reflect.Value, path string)
	collect = func(v reflect.Value, path string) {
		add := func(change func()) { fields = append(fields, field{path, change}) }
		switch v.Kind() {
		case reflect.Struct:
			for i := range v.NumField() {
				collect(v.Field(i), path+"."+v.Type().Field(i).Name)
			}
		case reflect.Slice:
			for i := range v.Len() {
				collect(v.Index(i), path+"["+strconv.Itoa(i)+"]")
			}
			add(func() { v.Set(reflect.Append(v, reflect.Zero(v.Type().Elem()))) })
		case reflect.Array:
			add(func() {
				b := v.Index(rapid.IntRange(0, v.Len()-1).Draw(t, "byte"))
				b.SetUint(b.Uint() ^ rapid.Uint64Range(1, 255).Draw(t, "flip"))
			})
		case reflect.String:
			add(func() { v.SetString(v.String() + rapid.StringN(1, 3, -1).Draw(t, "suffix")) })
		case reflect.Int64:
			add(func() { v.SetInt(v.Int() ^ 1<<rapid.IntRange(0, 62).Draw(t, "bit")) })
		case reflect.Uint16, reflect.Uint32, reflect.Uint64:
			add(func() { v.SetUint(v.Uint() ^ 1<<rapid.IntRange(0, v.Type().Bits()-1).Draw(t, "bit")) })
		default:
			t.Fatalf("%s: changeOne knows no %s; teach it", path, v.Kind())
		}
	}
	collect(reflect.ValueOf(target).Elem(), reflect.TypeOf(target).Elem().Name())
	chosen := fields[rapid.IntRange(0, len(fields)-1).Draw(t, "field")]
	chosen.change()
	return chosen.path
}
