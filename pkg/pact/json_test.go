package pact

import (
	"encoding/json"
	"errors"
	"os"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"
)

func file(t testing.TB, p Pact) string {
	t.Helper()
	data, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	return string(data) + "\n"
}

func TestThePactFileReadsAsPeopleExpect(t *testing.T) {
	const path = "testdata/pact.golden"
	got := file(t, sample())
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatalf("%v; run go test -update", err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got):\n%s", path, diff)
	}
}

func TestParsePactReadsWhatWasWritten(t *testing.T) {
	for _, p := range []Pact{sample(), {Covenant: Covenant{Clauses: []Clause{}}}, {Covenant: Covenant{Clauses: []Clause{}, Models: []string{}}}} {
		got, err := ParsePact([]byte(file(t, p)))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(p, got); diff != "" {
			t.Errorf("read back something else (-written +read):\n%s", diff)
		}
	}
}

func TestParsePactRefusesWhatASignerCouldMisread(t *testing.T) {
	for name, c := range map[string]struct{ old, new, want string }{
		"an unknown field":        {`"salt"`, `"extra": 1, "salt"`, "terms.deal.extra: no such field"},
		"an unknown field at top": {`"covenant": {`, `"extra": {"a": [1]}, "covenant": {`, "extra: no such field"},
		"an unknown clause field": {`"metric": "rubric"`, `"weight": "1", "metric": "rubric"`, "covenant.clauses[2].weight: no such field"},
		"a name that looks like a path": {`"covenant": {
    "title": "Answers billing questions",`, `"covenant.title": "Answers billing questions", "covenant": {`, `"covenant.title": no such field`},
		"what no pact nests":        {`"salt"`, `"extra": ` + strings.Repeat("[", 9000) + strings.Repeat("]", 9000) + `, "salt"`, "nested deeper"},
		"another case":              {`"amount"`, `"Amount"`, "terms.deal.Amount: no such field"},
		"a field given twice":       {`"amount": "100.000001"`, `"amount": "1.00", "amount": "100.000001"`, "terms.deal.amount: given twice"},
		"a missing field":           {`"upfront": "10.00",`, ``, "terms.deal.upfront: missing"},
		"a missing clause field":    {`"metric": "rubric",`, ``, "covenant.clauses[2].metric: missing"},
		"a model given twice":       {`"models": [`, `"models": [], "models": [`, "covenant.models: given twice"},
		"a model that is no text":   {`"openai/gpt-5"`, `5`, "models"},
		"a null":                    {`"10.00"`, `null`, "terms.deal.upfront: missing"},
		"an amount as a number":     {`"10.00"`, `10.00`, "number"},
		"too many decimals":         {`"10.00"`, `"10.0000001"`, "at most 6 decimals"},
		"a negative amount":         {`"10.00"`, `"-10.00"`, "cannot be negative"},
		"a mistyped address":        {`0xfEE0000000000000000000000000000000000002`, `0xFEE0000000000000000000000000000000000002`, "EIP-55"},
		"a short address":           {`0xfEE0000000000000000000000000000000000002`, `0xfEE0`, "40 hexadecimal digits"},
		"a share of another size":   {`"fee_bps": 250`, `"fee_bps": 65536`, "uint16"},
		"a time with a fraction":    {`"fund_by": `, `"fund_by": 0.5e1`, "fund_by"},
		"something after the pact":  {"\n}\n", "\n}{}\n", "after top-level value"},
		"bytes that are not UTF-8":  {`Answers billing`, "Answers \xff", "UTF-8"},
		"a hash without its prefix": {`"0x0000000000000000000000000000000000000000000000000000000000005a17"`, `"5a17"`, "0x prefix"},
	} {
		whole := file(t, sample())
		broken := strings.Replace(whole, c.old, c.new, 1)
		if broken == whole {
			t.Fatalf("%s: %s is not in the file", name, c.old)
		}
		if got, err := ParsePact([]byte(broken)); err == nil || !strings.Contains(err.Error(), c.want) || got.Terms != (Terms{}) {
			t.Errorf("%s: the error is %v, want %q", name, err, c.want)
		}
	}
}

func TestParsePactNeedsAPact(t *testing.T) {
	for _, text := range []string{"", "null", "[]", "{}", `"pact"`, "{", `{"terms":null,"covenant":null}`, `{"extra":[1e999]}`} {
		if _, err := ParsePact([]byte(text)); err == nil {
			t.Errorf("%q was read as a pact", text)
		}
	}
}

func TestParsePactNamesAMissingPartOnce(t *testing.T) {
	_, err := ParsePact([]byte(`{"covenant":{"title":"","clauses":null,"pass_bps":0,"policy":"0x` + strings.Repeat("0", 64) + `"},"extra":{"a":[1e999]}}`))
	const missing = "missing; a pact names every field, even when it is empty or zero"
	const want = "read pact: extra: no such field in a pact; remove it or correct its name (lower case)\nterms: " + missing + "\ncovenant.clauses: " + missing
	if err == nil || err.Error() != want {
		t.Errorf("the error is %v", err)
	}
}

func TestParseAddressRefusesAWrongChecksum(t *testing.T) {
	const right = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed" // EIP-55's first example
	want := common.HexToAddress(right)
	for _, text := range []string{right, strings.ToLower(right)} {
		if got, err := ParseAddress(text); got != want || err != nil {
			t.Errorf("ParseAddress(%q) = %s, %v", text, got, err)
		}
	}
	for _, text := range []string{
		"", "0x", right[2:], strings.ToLower(right[2:]), right + "0", right[:41], "0X" + right[2:],
		strings.Replace(right, "5aA", "5aa", 1), "0x" + strings.ToUpper(right[2:]), "0x" + strings.Repeat("g", 40),
	} {
		if got, err := ParseAddress(text); got != (common.Address{}) || !errors.Is(err, ErrAddress) {
			t.Errorf("ParseAddress(%q) = %s, %v", text, got, err)
		}
	}
}

func FuzzParsePact(f *testing.F) {
	f.Add([]byte(file(f, sample())))
	f.Add([]byte(`{"terms":{"gate":{},"deal":{}},"covenant":{"clauses":[{}]}}`))
	f.Add([]byte(`{"extra":[[1e999,null]],"covenant":null}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := ParsePact(data)
		if err != nil {
			return
		}
		_ = p.ValidateAt(now)
		_ = p.Summary()
		again, err := ParsePact([]byte(file(t, p)))
		if err != nil || again.StructHash() != p.StructHash() {
			t.Errorf("what was read is written as something else: %v", err)
		}
	})
}
