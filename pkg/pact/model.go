package pact

import (
	"slices"
	"strings"
	"unicode"
)

// SameModel says whether two names may be of one model: the words of one stand in the other in a row. So "openai/GPT-5", "gpt-5-2026-01-01",
// "ft:gpt-5:acme" and "gpt-5-mini" may all be "gpt-5", but "gpt-4" may not: better one juror too few than a model that judges itself. Names
// without a word are of no model.
func SameModel(a, b string) bool {
	short, long := modelWords(a), modelWords(b)
	if len(short) > len(long) {
		short, long = long, short
	}
	for i := 0; len(short) > 0 && i+len(short) <= len(long); i++ {
		if slices.Equal(short, long[i:i+len(short)]) {
			return true
		}
	}
	return false
}

// AmongModels says whether a name may be of one of the models.
func AmongModels(models []string, name string) bool {
	return slices.ContainsFunc(models, func(m string) bool { return SameModel(m, name) })
}

// modelWords are what of a model's name is compared: its letters and digits in lower case, cut at all others. Left out are what comes before the
// last slash, which is who serves it, and all from the release on: a second or later word that is "latest" or a number of three digits or more.
func modelWords(name string) []string {
	name = strings.ToLower(name[strings.LastIndexByte(name, '/')+1:])
	words := strings.FieldsFunc(name, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for i := 1; i < len(words); i++ {
		if words[i] == "latest" || len(words[i]) >= 3 && strings.Trim(words[i], "0123456789") == "" {
			return words[:i]
		}
	}
	return words
}
