package check

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/pact"
)

const topicsDoc = `Whether the agent used words of a topic. The value lists words and phrases, by commas or on lines of their own, like "invest*, stock tip": a star at
the end takes in every word that begins so. Case, accents, full-width and look-alike letters, invisible characters, digits for letters (b0mb) and
letters set apart (b o m b, b-o-m-b) do not hide a word. Languages written without spaces are searched for the phrase as it is. A topic that is spoken
of in other words is not seen: that is for a rubric.`

// phrases is a list of them, ready to be looked for.
type phrases struct {
	byFirst  map[string][][]string // in words, by the first
	starred  []string              // what words begin with
	unspaced []string              // in scripts without spaces
	hidden   map[string]string     // single words by their skeleton
	count    int
}

var unspacedScripts = []*unicode.RangeTable{unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai, unicode.Khmer, unicode.Lao, unicode.Myanmar}

func newPhrases(value string) (phrases, error) {
	p := phrases{byFirst: map[string][][]string{}, hidden: map[string]string{}}
	for part := range strings.FieldsFuncSeq(value, func(r rune) bool { return r == ',' || r == '\n' }) {
		part = strings.TrimSpace(part)
		word, starred := strings.CutSuffix(part, "*")
		p.count++
		var words []string
		for _, t := range tokens(plain(word)) {
			words = append(words, t.word)
		}
		switch {
		case len(words) == 0:
			return p, invalid("value", "%.80q has no word to look for; list words and phrases, by commas or on lines", part)
		case starred && (len(words) > 1 || len([]rune(words[0])) < 3):
			return p, invalid("value", "%.80q: a star stands after one word of at least three letters", part)
		case starred:
			p.starred = append(p.starred, words[0])
		case strings.ContainsFunc(words[0], func(r rune) bool { return unicode.In(r, unspacedScripts...) }):
			p.unspaced = append(p.unspaced, strings.Join(words, ""))
		default:
			p.byFirst[words[0]] = append(p.byFirst[words[0]], words)
			if len(words) == 1 && len(words[0]) >= 4 {
				p.hidden[skeleton(words[0])] = words[0]
			}
		}
	}
	return p, nil
}

// skeleton is a word with the digits and signs that stand for letters taken for these; i and l, which the same digit stands for, are one.
func skeleton(word string) string { return leet.Replace(word) }

var leet = strings.NewReplacer("0", "o", "1", "i", "l", "i", "3", "e", "4", "a", "5", "s", "7", "t", "8", "b", "@", "a", "$", "s",
	"-", "", ".", "", "_", "", "*", "", "'", "", "+", "")

var disguised = regexp.MustCompile(`[\pL\pN@$]+(?:[-._*+'][\pL\pN@$]+)*`)

// find lists what is there of the phrases, each once.
func (p phrases) find(text string) []string {
	found := map[string]bool{}
	all := tokens(text)
	var apart []byte // single letters in a row
	for i, t := range all {
		for _, words := range p.byFirst[t.word] {
			if i+len(words) <= len(all) && slices.EqualFunc(words, all[i:i+len(words)], func(w string, t token) bool { return w == t.word }) {
				found[strings.Join(words, " ")] = true
			}
		}
		for _, start := range p.starred {
			if strings.HasPrefix(t.word, start) {
				found[start+"*"] = true
			}
		}
		if len(t.word) == 1 {
			apart = append(apart, t.word...)
		}
		if len(t.word) != 1 || i == len(all)-1 {
			if len(apart) >= 4 {
				for _, word := range p.hidden {
					if bytes.Contains(apart, []byte(word)) {
						found[word] = true
					}
				}
			}
			apart = apart[:0]
		}
	}
	for _, word := range disguised.FindAllString(unaccented(text), -1) {
		if strings.Trim(word, "abcdefghijklmnopqrstuvwxyz") == "" { // nothing that could be a disguise
			continue
		}
		if is, ok := p.hidden[skeleton(word)]; ok {
			found[is] = true
		}
	}
	if len(p.unspaced) > 0 {
		joined := unaccented(text)
		for _, phrase := range p.unspaced {
			if strings.Contains(joined, phrase) {
				found[phrase] = true
			}
		}
	}
	return sortedKeys(found)
}

// cost is what looking for the phrases takes for a byte of text: some comparisons for each of its words.
func (p phrases) cost() uint64 {
	return costScanned*4 + uint64(p.count)
}

func compileTopics(c pact.Clause, _ policy.Document) (Check, error) {
	p, err := newPhrases(c.Value)
	if err != nil {
		return Check{}, err
	}
	if p.count == 0 {
		return Check{}, invalid("value", "is %.80q; list words and phrases, by commas or on lines", c.Value)
	}
	return Check{promised: clip("nothing about " + c.Value), measure: func(s *Subject) finding {
		if !s.spoke() {
			return silent
		}
		text := s.plainSaid()
		if !s.spend(p.cost() * uint64(len(text)+1)) {
			return exhausted
		}
		found := strings.Join(p.find(text), ", ")
		measured := "said: " + found
		if found == "" {
			measured = fmt.Sprintf("none of it in the %d words the agent said", s.words())
		}
		return judged(found == "", measured, "one of these in what the agent said", "without "+found)
	}}, nil
}
