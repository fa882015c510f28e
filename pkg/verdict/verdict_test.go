package verdict

import (
	"encoding/json"
	"os"
	"reflect"
	"strconv"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
)

// baseUnits is an amount as the vectors write it.
type baseUnits usdc.Amount

func (b *baseUnits) UnmarshalText(text []byte) error {
	n, err := strconv.ParseInt(string(text), 10, 64)
	*b = baseUnits(n)
	return err
}

// message is any of the evaluator's or the arbiter's in testdata/eip712.json.
type message struct {
	Pact           pact.ID     `json:"pact_id"`
	ProviderAmount baseUnits   `json:"provider_amount"`
	BuyerAmount    baseUnits   `json:"buyer_amount"`
	Report         common.Hash `json:"report"`
	Ruling         common.Hash `json:"ruling"`
	Groups         []struct {
		Gate    common.Hash   `json:"gate"`
		Deals   []common.Hash `json:"deals"`
		Reports common.Hash   `json:"reports"`
	} `json:"groups"`
	StructHash common.Hash `json:"struct_hash"`
	Digest     common.Hash `json:"digest"`
}

func TestHashesAreThoseOfIndependentImplementations(t *testing.T) {
	data, err := os.ReadFile("../../testdata/eip712.json")
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Vectors []struct {
			Name       string         `json:"name"`
			ChainID    uint64         `json:"chain_id"`
			Escrow     common.Address `json:"escrow"`
			Verdict    message        `json:"verdict"`
			Escalation message        `json:"escalation"`
			Ruling     message        `json:"ruling"`
			Batch      message        `json:"verdict_batch"`
		} `json:"vectors"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	if len(file.Vectors) == 0 {
		t.Fatal("testdata/eip712.json has no vectors; run contracts/script/vectors.mjs")
	}
	for _, v := range file.Vectors {
		t.Run(v.Name, func(t *testing.T) {
			var batch Batch
			for _, g := range v.Batch.Groups {
				batch = append(batch, Passes(g))
			}
			for what, m := range map[string]struct {
				message pact.Message
				want    message
			}{
				"verdict":    {Verdict{v.Verdict.Pact, usdc.Amount(v.Verdict.ProviderAmount), v.Verdict.Report}, v.Verdict},
				"escalation": {Escalation{v.Escalation.Pact, v.Escalation.Report}, v.Escalation},
				"ruling":     {Ruling{v.Ruling.Pact, usdc.Amount(v.Ruling.ProviderAmount), usdc.Amount(v.Ruling.BuyerAmount), v.Ruling.Ruling}, v.Ruling},
				"batch":      {batch, v.Batch},
			} {
				if got := m.message.StructHash(); got != m.want.StructHash {
					t.Errorf("%s is %s, want %s", what, got, m.want.StructHash)
				}
				if got := (pact.Domain{ChainID: v.ChainID, Escrow: v.Escrow}).Digest(m.message); got != m.want.Digest {
					t.Errorf("%s digest is %s, want %s", what, got, m.want.Digest)
				}
			}
		})
	}
}

// Reflection finds the fields, so that one added later and left out of the hash fails here.
func TestEveryFieldIsInTheHash(t *testing.T) {
	for _, m := range []pact.Message{Verdict{}, Escalation{}, Ruling{}} {
		for i := range reflect.TypeOf(m).NumField() {
			changed := reflect.New(reflect.TypeOf(m)).Elem()
			switch f := changed.Field(i); f.Kind() {
			case reflect.Array:
				f.Index(31).SetUint(1)
			default:
				f.SetInt(1)
			}
			if changed.Interface().(pact.Message).StructHash() == m.StructHash() {
				t.Errorf("%T.%s is not in its hash", m, reflect.TypeOf(m).Field(i).Name)
			}
		}
	}
}

func TestABatchCommitsToItsGroupsAndTheirOrder(t *testing.T) {
	hash := func(s string) common.Hash { return crypto.Keccak256Hash([]byte(s)) }
	first := Passes{hash("gate 1"), []common.Hash{hash("deal 1"), hash("deal 2")}, hash("reports 1")}
	second := Passes{hash("gate 2"), []common.Hash{hash("deal 3")}, hash("reports 2")}
	with := func(change func(*Passes)) Batch {
		changed := Passes{first.Gate, append([]common.Hash(nil), first.Deals...), first.Reports}
		change(&changed)
		return Batch{changed, second}
	}
	seen := map[common.Hash]string{}
	for name, b := range map[string]Batch{
		"the batch":            {first, second},
		"other order":          {second, first},
		"one group":            {first},
		"no group":             {},
		"another gate":         with(func(p *Passes) { p.Gate = second.Gate }),
		"other reports":        with(func(p *Passes) { p.Reports = second.Reports }),
		"deals in other order": with(func(p *Passes) { p.Deals[0], p.Deals[1] = p.Deals[1], p.Deals[0] }),
		"a deal less":          with(func(p *Passes) { p.Deals = p.Deals[:1] }),
		"a deal more":          with(func(p *Passes) { p.Deals = append(p.Deals, second.Deals[0]) }),
	} {
		h := b.StructHash()
		if other, ok := seen[h]; ok {
			t.Errorf("%s and %s hash alike", name, other)
		}
		seen[h] = name
	}
}

func TestTheReportsOfABatchAreCommittedToInOrder(t *testing.T) {
	a, b := common.Hash{1}, common.Hash{2}
	if got := CommitReports([]common.Hash{a, b}); got != crypto.Keccak256Hash(append(a.Bytes(), b.Bytes()...)) {
		t.Errorf("committed to %s", got)
	}
}
