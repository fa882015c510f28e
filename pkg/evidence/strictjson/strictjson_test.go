package strictjson

import (
	"bytes"
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/gowebpki/jcs"
	"pgregory.net/rapid"
)

func TestHostileDocumentsAreRefusedWithTheirReason(t *testing.T) {
	for name, c := range map[string]struct {
		document string
		want     Reason
	}{
		"nothing":                       {"", Empty},
		"only white space":              {" \n\t", Empty},
		"not UTF-8":                     {"\"a\xff\"", NotUTF8},
		"UTF-16":                        {"\xff\xfe{\x00}\x00", NotUTF8},
		"overlong UTF-8":                {"\"\xc0\xaf\"", NotUTF8},
		"a byte order mark":             {"\ufeff{}", Syntax},
		"half a surrogate pair":         {`"\ud800"`, NotUTF8},
		"surrogates the wrong way":      {`"\udc00\ud800"`, NotUTF8},
		"two high surrogates":           {`"\ud800\ud800"`, NotUTF8},
		"text after the end":            {`{} {}`, Syntax},
		"two documents":                 {"{}\n{}", Syntax},
		"a comma before the end":        {`[1,]`, Syntax},
		"a comment":                     {`[1 /* one */]`, Syntax},
		"NaN":                           {`[NaN]`, Syntax},
		"a bare word":                   {`[tru]`, Syntax},
		"a single quote":                {`['a']`, Syntax},
		"a key without quotes":          {`{a:1}`, Syntax},
		"a key without a value":         {`{"a"}`, Syntax},
		"a tab in a string":             {"\"\t\"", Syntax},
		"an unknown escape":             {`"\x41"`, Syntax},
		"a short escape":                {`"\u00g0"`, Syntax},
		"an unfinished object":          {`{"a":[1,{"b":`, Truncated},
		"an unfinished string":          {`{"a":"b`, Truncated},
		"an unfinished escape":          {`"\`, Truncated},
		"an unfinished unicode escape":  {`"\u00`, Truncated},
		"an unfinished array":           {`[1`, Truncated},
		"a key twice":                   {`{"a":1,"b":2,"a":3}`, DuplicateKey},
		"a key twice, once escaped":     {`{"a":1,"\u0061":2}`, DuplicateKey},
		"a key twice among many":        {manyKeys(40, `"k7":0`), DuplicateKey},
		"a key twice in a skipped part": {`[{"x":{"a":1,"a":1}}]`, DuplicateKey},
		"10,000 arrays":                 {strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000), TooDeep},
		"10,000 objects":                {strings.Repeat(`{"a":`, 10_000), TooDeep},
		"too many values":               {"[" + strings.Repeat("0,", MaxValues) + "0]", TooMany},
		"a NUL in a string":             {"\"a\x00b\"", NUL},
		"an escaped NUL":                {`"a\u0000b"`, NUL},
		"a NUL between values":          {"[1,\x002]", NUL},
		"an exponent of a million":      {`[1e1000000]`, Number},
		"an exponent beyond an int":     {`[1e99999999999999999999]`, Number},
		"a million digits":              {"[" + strings.Repeat("9", 1_000_000) + "]", Number},
		"a leading zero":                {`[01]`, Syntax},
		"a leading plus":                {`[+1]`, Syntax},
		"a number that ends in a point": {`[1.]`, Syntax},
		"a minus alone":                 {`[-]`, Syntax},
	} {
		t.Run(name, func(t *testing.T) {
			v, err := Parse([]byte(c.document))
			var e *Error
			if !errors.As(err, &e) || !errors.Is(err, c.want) {
				t.Fatalf("got %.60v and error %v, want reason %s", v, err, c.want)
			}
			if len(err.Error()) > 200 {
				t.Errorf("the error echoes the document: %d bytes", len(err.Error()))
			}
		})
	}
}

func manyKeys(n int, last string) string {
	var b strings.Builder
	for i := range n {
		b.WriteString(`"k` + string(rune('0'+i/10)) + string(rune('0'+i%10)) + `":0,"k` + string(rune('0'+i%10)) + "x" + string(rune('0'+i/10)) + `":0,`)
	}
	return `{"k7":0,` + b.String() + last + `}`
}

func TestParseReadsEveryKindOfValue(t *testing.T) {
	got, err := Parse([]byte(` {"a":[null,true,false,"x\u00e9\ud83d\ude00\n\/",-1.50e+2,12345678901234567890],"b":{}} `))
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"a": []any{nil, true, false, "xé😀\n/", json.Number("-1.50e+2"), json.Number("12345678901234567890")}, "b": map[string]any{}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %#v\nwant %#v", got, want)
	}
}

func TestTheErrorPointsAtTheByte(t *testing.T) {
	_, err := Parse([]byte(`{"key":1,"key":2}`))
	var e *Error
	if !errors.As(err, &e) || e.Offset != 9 {
		t.Errorf("got %v, want offset 9", err)
	}
}

func TestNormalIsEqualExactlyWhenTheValuesAre(t *testing.T) {
	groups := [][]string{ // equal within, different between
		{`1`, `1.0`, `10e-1`, `0.1e1`, `1E0`},
		{`-1`, `-1.00`},
		{`0`, `-0`, `0.000`, `0e5`},
		{`100`, `1e2`, `1.0E+2`},
		{`0.05`, `5e-2`, `50e-3`},
		{`1e200`, `10e199`},
		{`9007199254740993`},
		{`9007199254740992`, `9007199254740992.0`},
		{`115792089237316195423570985008687907853269984665640564039457584007913129639935`},
		{`115792089237316195423570985008687907853269984665640564039457584007913129639936`},
		{`"1"`},
		{`"é"`, `"\u00e9"`},
		{`"e\u0301"`},
		{`[1,2]`, ` [ 1.0 , 2 ] `},
		{`[2,1]`},
		{`[[1,2]]`},
		{`[]`},
		{`{}`},
		{`{"a":1,"b":2}`, `{"b":2.0,"a":1}`},
		{`{"a":1}`},
		{`{"a":"1"}`},
		{`{"a,\"b":1}`},
		{`null`},
		{`true`},
		{`false`},
	}
	seen := map[string]string{}
	for _, group := range groups {
		first := ""
		for i, document := range group {
			v, err := Parse([]byte(document))
			if err != nil {
				t.Fatal(err)
			}
			n := Normal(v)
			if i == 0 {
				if other, ok := seen[n]; ok {
					t.Errorf("%s and %s are both %s", document, other, n)
				}
				first, seen[n] = n, document
			} else if n != first {
				t.Errorf("%s is %s, but %s is %s", group[0], first, document, n)
			}
		}
	}
}

func TestStringsAreSpeltAsRFC8785Does(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "s")
		raw, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		want, err := jcs.Transform(raw)
		if err != nil {
			t.Fatal(err)
		}
		if got := AppendString(nil, s); !bytes.Equal(got, want) {
			t.Errorf("%q is %s, want %s", s, got, want)
		}
	})
}

// FuzzParse holds Parse to two others: what it accepts, encoding/json accepts as the same value; and its normal form reads back as itself.
func FuzzParse(f *testing.F) {
	for _, s := range []string{`{"a":[1,-2.5e3,"x\n\u00e9"],"b":null}`, `[1.0,1,10e-1,9007199254740993]`, `"\ud83d\ude00"`, `{"a":1,"a":2}`, "\"\xff\"", `[[[[]]]]`, `-0.0e-999`, `1e40`, `10e999`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		v, err := Parse(data)
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || e.Offset < 0 || e.Offset > len(data) {
				t.Fatalf("error without a place in the document: %v", err)
			}
			return
		}
		d := json.NewDecoder(bytes.NewReader(data))
		d.UseNumber()
		var std any
		if err := d.Decode(&std); err != nil {
			t.Fatalf("encoding/json refuses %q: %v", data, err)
		}
		if !reflect.DeepEqual(v, std) {
			t.Fatalf("%q is %#v, encoding/json says %#v", data, v, std)
		}
		n := Normal(v)
		again, err := Parse([]byte(n))
		if errors.Is(err, Number) {
			return // at the edge, one spelling of a number is within the limits and another is not
		}
		if err != nil || Normal(again) != n {
			t.Fatalf("%q has the normal form %s, which reads as %v (%v)", data, n, again, err)
		}
	})
}

func TestPythonsConstantsAreTextWhereTheyAreAllowed(t *testing.T) {
	for _, document := range []string{"NaN", "[Infinity]", `{"a":-Infinity}`} {
		if _, err := Parse([]byte(document)); !errors.Is(err, Syntax) {
			t.Errorf("%s without leave: %v", document, err)
		}
	}
	d, err := NewDecoder([]byte(` [NaN, -Infinity, Infinity, -1] `))
	if err != nil {
		t.Fatal(err)
	}
	d.Constants = true
	v, err := d.Value()
	if got := Normal(v); err != nil || got != `["NaN","-Infinity","Infinity",-1]` {
		t.Errorf("%s, %v", got, err)
	}
	if d.More() {
		t.Error("white space is more")
	}
	if d, _ = NewDecoder([]byte("NaNs")); d != nil {
		d.Constants = true
		if _, err := d.Value(); err != nil || d.End() == nil {
			t.Errorf("NaNs: %v", err)
		}
	}
}
