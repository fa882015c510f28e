// Package usdc is money: USDC in base units, one integer type, so that no sum is ever rounded by accident.
//
// It guarantees that what Parse accepts, String writes back with the same value, and that a Share never exceeds the
// amount it is taken from. Every package that touches an amount uses it; a decimal string exists only at the edges
// (files, command line, wire).
package usdc

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Amount is a number of USDC base units; one USDC is 1,000,000 of them.
type Amount int64

// Max is the largest Amount, about 9.2 trillion USDC. The escrow's uint88 holds every Amount that is not negative.
const Max Amount = math.MaxInt64

const (
	decimals = 6
	unit     = 1_000_000 // base units in one USDC
	maxText  = 64        // no Amount needs as many characters; longer input is not worth echoing
)

// Why Parse refused. Each comes wrapped with the text it was about.
var (
	ErrSyntax    = errors.New("write USDC as digits with at most one point between them, like 12.5")
	ErrNegative  = errors.New("an amount of USDC cannot be negative")
	ErrPrecision = errors.New("USDC has at most 6 decimals")
	ErrRange     = errors.New("more USDC than can exist; the largest amount is " + Max.String())
)

// Parse reads a decimal number of USDC: "12.5" is 12,500,000 base units. No sign, exponent, unit, space or thousands separator.
func Parse(s string) (Amount, error) {
	if len(s) > maxText {
		return 0, fmt.Errorf("amount of %d characters: %w", len(s), ErrSyntax)
	}
	digits, negative := strings.CutPrefix(s, "-")
	whole, fraction, point := strings.Cut(digits, ".")
	switch {
	case !isDigits(whole), point && !isDigits(fraction):
		return 0, fmt.Errorf("amount %q: %w", s, ErrSyntax)
	case negative:
		return 0, fmt.Errorf("amount %q: %w", s, ErrNegative)
	case len(fraction) > decimals:
		return 0, fmt.Errorf("amount %q: %w", s, ErrPrecision)
	}
	n, err := strconv.ParseInt(whole+fraction+strings.Repeat("0", decimals-len(fraction)), 10, 64)
	if err != nil { // digits only, so it can only be out of range
		return 0, fmt.Errorf("amount %q: %w", s, ErrRange)
	}
	return Amount(n), nil
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// String is the decimal number of USDC with two to six decimals and no unit: "12.50", "0.000001".
func (a Amount) String() string {
	sign, n := "", uint64(a)
	if a < 0 {
		sign, n = "-", -n
	}
	fraction := fmt.Sprintf("%06d", n%unit)
	return sign + strconv.FormatUint(n/unit, 10) + "." + fraction[:2] + strings.TrimRight(fraction[2:], "0")
}

// MarshalText writes what String does.
func (a Amount) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

// UnmarshalText reads what Parse does.
func (a *Amount) UnmarshalText(text []byte) (err error) {
	*a, err = Parse(string(text))
	return err
}

// Share is floor(a × bps / 10000) of an amount that is not negative, as the escrow computes it. More than 10000 basis
// points are the whole amount.
func (a Amount) Share(bps uint16) Amount {
	const whole = 10_000
	share := Amount(min(bps, whole))
	return a/whole*share + a%whole*share/whole // split so that no product overflows
}
