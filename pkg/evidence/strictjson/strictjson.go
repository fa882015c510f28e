// Package strictjson reads JSON that somebody hostile may have written.
//
// It guarantees that a document has one meaning: what a lenient reader would repair or choose between (a key twice, bytes that
// are not UTF-8, half a surrogate pair, text after the end) is an Error with a stable Reason. It guarantees bounded
// work: depth, number of values and length of numbers are limited, and nothing is read twice. Numbers keep their digits, so no large
// integer is rounded. A document is held in memory by the caller, who limits its size.
//
// pkg/evidence reads bundles and transcripts with it; the evaluation reads clause values and tool-call arguments, and compares them by
// Normal.
package strictjson

import (
	"bytes"
	"encoding/json"
	"fmt"
	"unicode/utf16"
	"unicode/utf8"
)

// Limits of a document. No honest transcript comes near them.
const (
	MaxDepth  = 64      // arrays and objects inside each other
	MaxValues = 1 << 20 // values in one document, keys not counted
	maxNumber = 128     // characters of one number
	maxExp    = 999     // decimal exponent of one number, either sign
)

// Reason is why a document was refused. It is stable: the API shows it and programs branch on it. errors.Is finds it in an *Error.
type Reason string

func (r Reason) Error() string { return string(r) }

// The reasons.
const (
	Empty        Reason = "EMPTY"
	NotUTF8      Reason = "NOT_UTF8"
	Syntax       Reason = "INVALID_JSON"
	Truncated    Reason = "TRUNCATED"
	DuplicateKey Reason = "DUPLICATE_KEY"
	TooDeep      Reason = "TOO_DEEP"
	TooMany      Reason = "TOO_MANY_VALUES"
	NUL          Reason = "NUL"
	Number       Reason = "NUMBER_OUT_OF_RANGE"
	Shape        Reason = "WRONG_SHAPE" // JSON, but not what the reader expects there
)

// Error says why a document was refused, and at which byte.
type Error struct {
	Reason Reason
	Offset int // from the start of the document; less than 0 where there is no place to point at
	Detail string
}

func (e *Error) Error() string {
	if e.Offset < 0 {
		return fmt.Sprintf("%s (%s)", e.Detail, e.Reason)
	}
	return fmt.Sprintf("%s at byte %d (%s)", e.Detail, e.Offset, e.Reason)
}

func (e *Error) Unwrap() error { return e.Reason }

// Decoder reads one document from front to back. The caller asks for what it expects next; anything else is an Error with
// Reason Shape. After an error it must not be used again.
type Decoder struct {
	data   []byte
	pos    int
	depth  int
	values int

	// Constants lets Value read NaN, Infinity and -Infinity, which Python writes, as strings.
	Constants bool
}

// NewDecoder starts at the beginning of a document.
func NewDecoder(data []byte) (*Decoder, error) {
	d := &Decoder{data: data}
	if len(bytes.TrimLeft(data, " \t\r\n")) == 0 {
		return nil, &Error{Empty, -1, "there is nothing to read"}
	}
	if !utf8.Valid(data) {
		for d.pos = 0; ; { // ends: some byte is invalid
			r, size := utf8.DecodeRune(data[d.pos:])
			if r == utf8.RuneError && size == 1 {
				return nil, d.fail(NotUTF8, "not UTF-8: byte 0x%02x", data[d.pos])
			}
			d.pos += size
		}
	}
	return d, nil
}

// Parse reads a whole document as nil, bool, string, json.Number, []any and map[string]any.
func Parse(data []byte) (any, error) {
	d, err := NewDecoder(data)
	if err != nil {
		return nil, err
	}
	v, err := d.Value()
	if err != nil {
		return nil, err
	}
	return v, d.End()
}

// Mismatch is the error for a value that is JSON but breaks a rule of the caller.
func (d *Decoder) Mismatch(format string, args ...any) error { return d.fail(Shape, format, args...) }

func (d *Decoder) fail(r Reason, format string, args ...any) error {
	return &Error{Reason: r, Offset: d.pos, Detail: fmt.Sprintf(format, args...)}
}

// next skips white space and shows the byte after it, 0 at the end of the document.
func (d *Decoder) next() byte {
	for d.pos < len(d.data) {
		switch c := d.data[d.pos]; c {
		case ' ', '\t', '\r', '\n':
			d.pos++
		default:
			return c
		}
	}
	return 0
}

// unexpected explains why the byte at pos cannot stand there.
func (d *Decoder) unexpected(want string) error {
	switch {
	case d.pos >= len(d.data):
		return d.fail(Truncated, "the document ends where %s is expected", want)
	case d.data[d.pos] == 0:
		return d.fail(NUL, "a NUL character")
	}
	r, _ := utf8.DecodeRune(d.data[d.pos:])
	return d.fail(Syntax, "%q where %s is expected", r, want)
}

// begin counts a value and refuses one of another kind.
func (d *Decoder) begin(kind byte, want string) error {
	if d.values++; d.values > MaxValues {
		return d.fail(TooMany, "more than %d values", MaxValues)
	}
	if got := d.next(); got != kind {
		if k := d.Kind(); k == 0 || d.pos >= len(d.data) {
			return d.unexpected(want)
		}
		return d.fail(Shape, "%s is expected", want)
	}
	return nil
}

// Kind tells what comes next: '{', '[', '"', '0' for any number, 't', 'f', 'n', or 0 when no value can start there.
func (d *Decoder) Kind() byte {
	switch c := d.next(); c {
	case '{', '[', '"', 't', 'f', 'n':
		return c
	case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9':
		return '0'
	}
	return 0
}

// Null reads null, when that is what comes next.
func (d *Decoder) Null() bool {
	if d.Kind() != 'n' || !bytes.HasPrefix(d.data[d.pos:], []byte("null")) {
		return false
	}
	d.pos += len("null")
	d.values++
	return true
}

// More says whether anything but white space follows.
func (d *Decoder) More() bool {
	d.next()
	return d.pos < len(d.data)
}

// End refuses anything after the document's value.
func (d *Decoder) End() error {
	if d.More() {
		return d.unexpected("the end of the document")
	}
	return nil
}

func (d *Decoder) descend() error {
	if d.depth++; d.depth > MaxDepth {
		return d.fail(TooDeep, "arrays and objects nest deeper than %d", MaxDepth)
	}
	d.pos++
	return nil
}

// Array calls element before each element; element reads exactly one value.
func (d *Decoder) Array(element func() error) error {
	if err := d.begin('[', "an array"); err != nil {
		return err
	}
	if err := d.descend(); err != nil {
		return err
	}
	if d.next() == ']' {
		d.pos++
		d.depth--
		return nil
	}
	for {
		if err := element(); err != nil {
			return err
		}
		switch d.next() {
		case ',':
			d.pos++
		case ']':
			d.pos++
			d.depth--
			return nil
		default:
			return d.unexpected("a comma or the end of the array")
		}
	}
}

// Object calls member after each key; member reads exactly one value and must not keep key.
func (d *Decoder) Object(member func(key []byte) error) error {
	if err := d.begin('{', "an object"); err != nil {
		return err
	}
	if err := d.descend(); err != nil {
		return err
	}
	if d.next() == '}' {
		d.pos++
		d.depth--
		return nil
	}
	var few [12][]byte
	keys := keySet{list: few[:0]}
	for {
		if d.next() != '"' {
			return d.unexpected("a key")
		}
		start := d.pos
		key, err := d.text()
		if err != nil {
			return err
		}
		if !keys.add(key) {
			d.pos = start
			return d.fail(DuplicateKey, "the key %.40q appears twice in one object", key)
		}
		if d.next() != ':' {
			return d.unexpected("a colon")
		}
		d.pos++
		if err := member(key); err != nil {
			return err
		}
		switch d.next() {
		case ',':
			d.pos++
		case '}':
			d.pos++
			d.depth--
			return nil
		default:
			return d.unexpected("a comma or the end of the object")
		}
	}
}

// keySet remembers the keys of one object: in place while they are few, hashed once they are many.
type keySet struct {
	list [][]byte
	many map[string]struct{}
}

func (s *keySet) add(key []byte) bool {
	if s.many == nil {
		for _, k := range s.list {
			if bytes.Equal(k, key) {
				return false
			}
		}
		if s.list = append(s.list, key); len(s.list) < cap(s.list) {
			return true
		}
		s.many = make(map[string]struct{}, 2*len(s.list))
		for _, k := range s.list {
			s.many[string(k)] = struct{}{}
		}
		return true
	}
	if _, ok := s.many[string(key)]; ok {
		return false
	}
	s.many[string(key)] = struct{}{}
	return true
}

// String reads a string.
func (d *Decoder) String() (string, error) {
	if err := d.begin('"', "a string"); err != nil {
		return "", err
	}
	s, err := d.text()
	return string(s), err
}

// text reads the string that starts at pos; without escapes it is a part of the document itself.
func (d *Decoder) text() ([]byte, error) {
	d.pos++
	start := d.pos
	for ; d.pos < len(d.data); d.pos++ {
		switch c := d.data[d.pos]; {
		case c == '"':
			d.pos++
			return d.data[start : d.pos-1], nil
		case c == '\\':
			return d.escaped(start)
		case c < ' ':
			return nil, d.unexpected("a character that is not a control character")
		}
	}
	return nil, d.unexpected("the end of a string")
}

// escaped goes on with text from the first backslash.
func (d *Decoder) escaped(start int) ([]byte, error) {
	out := append(make([]byte, 0, d.pos-start+64), d.data[start:d.pos]...)
	for d.pos < len(d.data) {
		c := d.data[d.pos]
		switch {
		case c == '"':
			d.pos++
			return out, nil
		case c < ' ':
			return nil, d.unexpected("a character that is not a control character")
		case c != '\\':
			run := d.pos
			for d.pos < len(d.data) && d.data[d.pos] >= ' ' && d.data[d.pos] != '"' && d.data[d.pos] != '\\' {
				d.pos++
			}
			out = append(out, d.data[run:d.pos]...)
			continue
		}
		if d.pos++; d.pos >= len(d.data) {
			break
		}
		switch e := d.data[d.pos]; e {
		case '"', '\\', '/':
			out = append(out, e)
		case 'b':
			out = append(out, '\b')
		case 'f':
			out = append(out, '\f')
		case 'n':
			out = append(out, '\n')
		case 'r':
			out = append(out, '\r')
		case 't':
			out = append(out, '\t')
		case 'u':
			r, err := d.codeUnit()
			if err != nil {
				return nil, err
			}
			if utf16.IsSurrogate(r) {
				high := r
				r = utf8.RuneError
				if bytes.HasPrefix(d.data[d.pos+1:], []byte(`\u`)) {
					d.pos += 2
					low, err := d.codeUnit()
					if err != nil {
						return nil, err
					}
					r = utf16.DecodeRune(high, low)
				}
				if r == utf8.RuneError {
					return nil, d.fail(NotUTF8, "half a surrogate pair: \\u%04x", high)
				}
			}
			if r == 0 {
				return nil, d.fail(NUL, "a NUL character")
			}
			out = utf8.AppendRune(out, r)
		default:
			return nil, d.unexpected("an escape")
		}
		d.pos++
	}
	return nil, d.unexpected("the end of a string")
}

// codeUnit reads the four digits after the u at pos and leaves pos on the last.
func (d *Decoder) codeUnit() (rune, error) {
	var r rune
	for range 4 {
		if d.pos++; d.pos >= len(d.data) {
			return 0, d.unexpected("a hexadecimal digit")
		}
		switch c := d.data[d.pos]; {
		case '0' <= c && c <= '9':
			r = r<<4 | rune(c-'0')
		case 'a' <= c|0x20 && c|0x20 <= 'f':
			r = r<<4 | rune(c|0x20-'a'+10)
		default:
			return 0, d.unexpected("a hexadecimal digit")
		}
	}
	return r, nil
}

// Number reads a number and keeps its digits.
func (d *Decoder) Number() (json.Number, error) {
	if d.Kind() == '0' { // begin compares one byte, a number starts with one of eleven
		if d.values++; d.values > MaxValues {
			return "", d.fail(TooMany, "more than %d values", MaxValues)
		}
	} else if err := d.begin('0', "a number"); err != nil {
		return "", err
	}
	start := d.pos
	if d.peek() == '-' {
		d.pos++
	}
	if d.peek() == '0' {
		d.pos++
	} else if err := d.digits(); err != nil {
		return "", err
	}
	if d.peek() == '.' {
		d.pos++
		if err := d.digits(); err != nil {
			return "", err
		}
	}
	exponent := 0
	if d.peek()|0x20 == 'e' {
		d.pos++
		if c := d.peek(); c == '+' || c == '-' {
			d.pos++
		}
		from := d.pos
		if err := d.digits(); err != nil {
			return "", err
		}
		for _, c := range d.data[from:d.pos] {
			if exponent = exponent*10 + int(c-'0'); exponent > maxExp {
				break
			}
		}
	}
	if d.pos-start > maxNumber || exponent > maxExp {
		d.pos = start
		return "", d.fail(Number, "a number longer than %d characters or with an exponent beyond %d", maxNumber, maxExp)
	}
	return json.Number(d.data[start:d.pos]), nil
}

func (d *Decoder) peek() byte {
	if d.pos < len(d.data) {
		return d.data[d.pos]
	}
	return 0
}

func (d *Decoder) digits() error {
	start := d.pos
	for c := d.peek(); '0' <= c && c <= '9'; c = d.peek() {
		d.pos++
	}
	if d.pos == start {
		return d.unexpected("a digit")
	}
	return nil
}

// Value reads whatever comes next, as Parse does.
func (d *Decoder) Value() (any, error) {
	if d.Constants {
		d.next()
		for _, name := range []string{"NaN", "Infinity", "-Infinity"} {
			if bytes.HasPrefix(d.data[d.pos:], []byte(name)) {
				if d.values++; d.values > MaxValues {
					return nil, d.fail(TooMany, "more than %d values", MaxValues)
				}
				d.pos += len(name)
				return name, nil
			}
		}
	}
	switch d.Kind() {
	case '{':
		object := map[string]any{}
		return object, d.Object(func(key []byte) error {
			k := string(key)
			v, err := d.Value()
			object[k] = v
			return err
		})
	case '[':
		array := []any{}
		return array, d.Array(func() error {
			v, err := d.Value()
			array = append(array, v)
			return err
		})
	case '"':
		return d.String()
	case '0':
		return d.Number()
	}
	for _, l := range []struct {
		text  string
		value any
	}{{"null", nil}, {"true", true}, {"false", false}} {
		if bytes.HasPrefix(d.data[d.pos:], []byte(l.text)) {
			if err := d.begin(l.text[0], l.text); err != nil {
				return nil, err
			}
			d.pos += len(l.text)
			return l.value, nil
		}
	}
	return nil, d.unexpected("a value")
}
