package strictjson

import (
	"encoding/json"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// AppendString appends s as the JSON string RFC 8785 prescribes (section 3.2.2.2): the only spelling of s.
func AppendString(dst []byte, s string) []byte {
	const hex = "0123456789abcdef"
	dst = append(dst, '"')
	done := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c >= ' ' && c != '"' && c != '\\' {
			continue
		}
		dst = append(dst, s[done:i]...)
		done = i + 1
		switch c {
		case '"', '\\':
			dst = append(dst, '\\', c)
		case '\b':
			dst = append(dst, `\b`...)
		case '\t':
			dst = append(dst, `\t`...)
		case '\n':
			dst = append(dst, `\n`...)
		case '\f':
			dst = append(dst, `\f`...)
		case '\r':
			dst = append(dst, `\r`...)
		default:
			dst = append(dst, '\\', 'u', '0', '0', hex[c>>4], hex[c&15])
		}
	}
	return append(append(dst, s[done:]...), '"')
}

// Normal writes a value of Parse in a form that is equal exactly when the values are: no white space, keys in order, and one spelling
// for each number whatever its size (1, 1.0 and 10e-1 are "1").
func Normal(v any) string { return string(appendNormal(nil, v)) }

func appendNormal(dst []byte, v any) []byte {
	switch v := v.(type) {
	case nil:
		return append(dst, "null"...)
	case bool:
		return strconv.AppendBool(dst, v)
	case string:
		return AppendString(dst, v)
	case json.Number:
		return appendNumber(dst, string(v))
	case []any:
		dst = append(dst, '[')
		for i, e := range v {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = appendNormal(dst, e)
		}
		return append(dst, ']')
	case map[string]any:
		dst = append(dst, '{')
		for i, k := range slices.Sorted(maps.Keys(v)) {
			if i > 0 {
				dst = append(dst, ',')
			}
			dst = append(AppendString(dst, k), ':')
			dst = appendNormal(dst, v[k])
		}
		return append(dst, '}')
	}
	panic("strictjson: not a value of Parse")
}

// appendNumber writes the value digits × 10^exponent with neither leading nor trailing zeros in digits; in plain decimals while
// that is short.
func appendNumber(dst []byte, s string) []byte {
	s, negative := strings.CutPrefix(s, "-")
	mantissa, e, _ := strings.Cut(strings.ToLower(s), "e")
	exponent, _ := strconv.Atoi(e) // no exponent is 0, and Number limits the others
	whole, fraction, _ := strings.Cut(mantissa, ".")
	exponent -= len(fraction)
	all := strings.TrimLeft(whole+fraction, "0")
	digits := strings.TrimRight(all, "0")
	exponent += len(all) - len(digits)
	if digits == "" {
		return append(dst, '0')
	}
	if negative {
		dst = append(dst, '-')
	}
	point := len(digits) + exponent // digits before the decimal point
	switch {
	case exponent >= 0 && exponent <= 40:
		return append(append(dst, digits...), strings.Repeat("0", exponent)...)
	case exponent < 0 && point > 0:
		return append(append(append(dst, digits[:point]...), '.'), digits[point:]...)
	case exponent < 0 && point > -40:
		return append(append(append(dst, "0."...), strings.Repeat("0", -point)...), digits...)
	}
	return strconv.AppendInt(append(append(dst, digits...), 'e'), int64(exponent), 10)
}
