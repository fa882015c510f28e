package usdc

import (
	"encoding/json"
	"errors"
	"math/big"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestParseReadsDecimalUSDC(t *testing.T) {
	for text, want := range map[string]Amount{
		"0":                    0,
		"12.5":                 12_500_000,
		"12.50":                12_500_000,
		"0.000001":             1,
		"007.1":                7_100_000,
		"9223372036854.775807": Max,
	} {
		if got, err := Parse(text); got != want || err != nil {
			t.Errorf("Parse(%q) = %d, %v; want %d", text, got, err, want)
		}
	}
}

func TestParseSaysWhyItRefuses(t *testing.T) {
	for text, want := range map[string]error{
		"":                      ErrSyntax,
		".":                     ErrSyntax,
		".5":                    ErrSyntax,
		"5.":                    ErrSyntax,
		"1.2.3":                 ErrSyntax,
		"+1":                    ErrSyntax,
		"--1":                   ErrSyntax,
		"-":                     ErrSyntax,
		"1e6":                   ErrSyntax,
		"1,000":                 ErrSyntax,
		"1_000":                 ErrSyntax,
		" 1":                    ErrSyntax,
		"1 USDC":                ErrSyntax,
		"0x10":                  ErrSyntax,
		"١":                     ErrSyntax,
		strings.Repeat("0", 65): ErrSyntax,
		"-1":                    ErrNegative,
		"-0":                    ErrNegative,
		"0.0000001":             ErrPrecision,
		"1.0000000":             ErrPrecision,
		"9223372036854.775808":  ErrRange,
		"99999999999999999999":  ErrRange,
	} {
		if got, err := Parse(text); got != 0 || !errors.Is(err, want) {
			t.Errorf("Parse(%q) = %d, %v; want %v", text, got, err, want)
		}
	}
}

func TestStringShowsTwoToSixDecimals(t *testing.T) {
	for amount, want := range map[Amount]string{
		0:           "0.00",
		1:           "0.000001",
		120:         "0.00012",
		12_500_000:  "12.50",
		12_345_600:  "12.3456",
		100_000_000: "100.00",
		-1_500_000:  "-1.50",
		Max:         "9223372036854.775807",
		-Max - 1:    "-9223372036854.775808",
	} {
		if got := amount.String(); got != want {
			t.Errorf("%d base units are written %q, want %q", int64(amount), got, want)
		}
	}
}

func TestParseReadsWhatStringWrites(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amount := Amount(rapid.Int64Min(0).Draw(t, "amount"))
		if got, err := Parse(amount.String()); got != amount || err != nil {
			t.Fatalf("Parse(%q) = %d, %v; want %d", amount, got, err, amount)
		}
	})
}

func TestJSONCarriesTheDecimalStringOnly(t *testing.T) {
	data, err := json.Marshal(map[string]Amount{"amount": 12_500_000})
	if string(data) != `{"amount":"12.50"}` || err != nil {
		t.Fatalf("marshalled %s, %v", data, err)
	}
	var back map[string]Amount
	if err := json.Unmarshal(data, &back); err != nil || back["amount"] != 12_500_000 {
		t.Errorf("read back %v, %v", back, err)
	}
	if err := json.Unmarshal([]byte(`{"amount":12.5}`), &back); err == nil {
		t.Error("a JSON number was read as an amount; it may already have lost digits")
	}
}

func TestShareIsTheFloorAndNeverExceedsTheAmount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		amount := Amount(rapid.Int64Min(0).Draw(t, "amount"))
		bps := rapid.Uint16().Draw(t, "bps")
		exact := big.NewInt(int64(amount))
		exact.Mul(exact, big.NewInt(int64(min(bps, 10_000)))).Quo(exact, big.NewInt(10_000))
		if got := amount.Share(bps); int64(got) != exact.Int64() || got > amount {
			t.Fatalf("%d bps of %d are %d, want %s", bps, amount, got, exact)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"0", "12.5", "-1", "1.0000001", "9223372036854.775808", "1e3", ".", "00.00"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		amount, err := Parse(text)
		if err != nil {
			if amount != 0 || len(err.Error()) > 1000 {
				t.Errorf("a refusal returned %d and %d bytes of error", amount, len(err.Error()))
			}
			return
		}
		exact, ok := new(big.Rat).SetString(text)
		if !ok || exact.Cmp(big.NewRat(int64(amount), unit)) != 0 {
			t.Errorf("Parse(%q) = %d base units", text, amount)
		}
	})
}
