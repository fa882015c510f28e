package check

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// lookalikes are letters of other scripts that readers take for Latin ones. Compatibility forms (full width, mathematical, circled) are NFKC's.
var lookalikes = func() map[rune]rune {
	const others = "авсԁеһіјкӏмнорԛѕтуѵԝхАВСЕНІЈКМОРЅТУХαβεηικνορτυχγΑΒΕΖΗΙΚΜΝΟΡΤΥΧıɡɑօսոɩℓ"
	const latins = "abcdehijklmhopqstyvwxABCEHIJKMOPSTYXabenikvoptuxyABEZHIKMNOPTYXigaouniil"
	m := map[rune]rune{}
	latin := []rune(latins)
	for i, r := range []rune(others) {
		m[r] = latin[i]
	}
	return m
}()

// plain undoes what makes a text look like another to a program and not to a reader: compatibility forms, invisible characters, digits of other
// scripts, look-alike letters, the many dashes, quotes and spaces. It keeps case and line ends.
func plain(s string) string {
	ascii := true
	for i := range len(s) {
		if s[i] >= 0x80 {
			ascii = false
			break
		}
	}
	if ascii {
		return s
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r < 0x80:
			return r
		case invisible(r):
			return -1
		case unicode.IsDigit(r):
			return '0' + decimalOf(r)
		case unicode.Is(unicode.Pd, r), r == '−':
			return '-'
		case unicode.Is(unicode.Zs, r):
			return ' '
		case strings.ContainsRune("‘’‚‛′", r):
			return '\''
		case strings.ContainsRune("“”„‟«»″", r):
			return '"'
		}
		if l, ok := lookalikes[r]; ok {
			return l
		}
		return r
	}, norm.NFKC.String(s))
}

// invisible characters are those nobody sees: zero-width and formatting ones, variation selectors, fillers.
func invisible(r rune) bool {
	return unicode.In(r, unicode.Cf, unicode.Variation_Selector) || unicode.Is(unicode.Other_Default_Ignorable_Code_Point, r)
}

// decimalOf is the value of a decimal digit: Unicode keeps the ten of a script together.
func decimalOf(r rune) rune {
	for _, t := range unicode.Nd.R16 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return (r - rune(t.Lo)) % 10
		}
	}
	for _, t := range unicode.Nd.R32 {
		if rune(t.Lo) <= r && r <= rune(t.Hi) {
			return (r - rune(t.Lo)) % 10
		}
	}
	return 0
}

// token is a word of a text as tokens cuts it.
type token struct {
	word     string // lower case, without accents
	from, to int    // in the text
}

// tokens cuts a plain text into words: runs of letters and digits.
func tokens(text string) []token {
	var all []token
	start := -1
	end := func(to int) {
		if start >= 0 {
			all = append(all, token{unaccented(text[start:to]), start, to})
			start = -1
		}
	}
	for i, r := range text {
		if unicode.In(r, unicode.L, unicode.M, unicode.Nd) {
			if start < 0 {
				start = i
			}
		} else if r != '\'' { // don't is a word
			end(i)
		} else if start >= 0 && (i+1 == len(text) || !isLetter(text[i+1])) {
			end(i)
		}
	}
	end(len(text))
	return all
}

func isLetter(c byte) bool { return 'a' <= c|0x20 && c|0x20 <= 'z' || c >= 0x80 }

func unaccented(word string) string {
	word = strings.ReplaceAll(strings.ToLower(word), "'", "")
	for i := range len(word) {
		if word[i] >= 0x80 {
			return strings.Map(func(r rune) rune {
				if unicode.Is(unicode.Mn, r) {
					return -1
				}
				return r
			}, norm.NFKD.String(word))
		}
	}
	return word
}
