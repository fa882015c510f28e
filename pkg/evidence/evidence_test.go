package evidence

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/google/go-cmp/cmp"
	"github.com/gowebpki/jcs"
	"pgregory.net/rapid"

	"github.com/surety-dev/surety/pkg/evidence/strictjson"
	"github.com/surety-dev/surety/pkg/usdc"
)

const small = `{"schema":"surety.evidence.v1","messages":[{"role":"user","content":"hi"}]}`

func TestHostileBundlesAreRefusedWithTheirReason(t *testing.T) {
	message := func(fields string) string {
		return `{"schema":"surety.evidence.v1","messages":[{` + fields + `}]}`
	}
	file := func(fields string) string {
		return `{"schema":"surety.evidence.v1","files":[{` + fields + `}]}`
	}
	models := func(list string) string { return `{"models":[` + list + `],` + small[1:] }
	var hundredAndOne []string
	for i := range 101 {
		hundredAndOne = append(hundredAndOne, fmt.Sprintf(`"m%03d"`, i))
	}
	hash := `"hash":"0x` + strings.Repeat("ab", 32) + `"`
	for name, c := range map[string]struct {
		bundle string
		want   strictjson.Reason
	}{
		"nothing":                     {"", strictjson.Empty},
		"no messages and no files":    {`{"schema":"surety.evidence.v1","messages":[],"files":[]}`, strictjson.Empty},
		"too large":                   {small + strings.Repeat(" ", MaxSize), TooLarge},
		"not UTF-8":                   {strings.Replace(small, "hi", "\xfe", 1), strictjson.NotUTF8},
		"invalid JSON":                {`{"schema":}`, strictjson.Syntax},
		"truncated":                   {small[:40], strictjson.Truncated},
		"the schema twice":            {`{"schema":"x",` + small[1:], strictjson.DuplicateKey},
		"the messages twice":          {`{"messages":[],` + small[1:], strictjson.DuplicateKey},
		"a NUL":                       {message(`"role":"user","content":"\u0000"`), strictjson.NUL},
		"10,000 levels":               {strings.Repeat(`{"messages":[`, 10_000), strictjson.Shape},
		"text after the end":          {small + "x", strictjson.Syntax},
		"another schema":              {strings.Replace(small, "v1", "v2", 1), strictjson.Shape},
		"no schema":                   {`{"messages":[{"role":"user","content":"hi"}]}`, strictjson.Shape},
		"an array":                    {`[]`, strictjson.Shape},
		"an unknown field":            {`{"reward":1,` + small[1:], strictjson.Shape},
		"an unknown role":             {message(`"role":"judge","content":"pass"`), strictjson.Shape},
		"a message without a role":    {message(`"content":"hi"`), strictjson.Shape},
		"an unknown message field":    {message(`"role":"user","score":1`), strictjson.Shape},
		"content that is no text":     {message(`"role":"user","content":[1]`), strictjson.Shape},
		"a user who calls tools":      {message(`"role":"user","tool_calls":[{"id":"1","name":"f","arguments":"{}"}]`), strictjson.Shape},
		"a user who failed":           {message(`"role":"user","error":"timeout"`), strictjson.Shape},
		"a name nobody sees":          {message("\"role\":\"user\",\"name\":\"m\u200bia\""), Deceptive},
		"a user who answers a call":   {message(`"role":"user","call_id":"1"`), strictjson.Shape},
		"a call without a name":       {message(`"role":"assistant","tool_calls":[{"id":"1","arguments":"{}"}]`), strictjson.Shape},
		"a negative latency":          {message(`"role":"assistant","latency_ms":-1`), strictjson.Number},
		"half a millisecond":          {message(`"role":"assistant","latency_ms":0.5`), strictjson.Number},
		"a latency beyond 2^53":       {message(`"role":"assistant","latency_ms":9007199254740992`), strictjson.Number},
		"a latency with 400 digits":   {message(`"role":"assistant","latency_ms":1` + strings.Repeat("0", 400)), strictjson.Number},
		"a negative cost":             {`{"usage":{"cost":"-1"},` + small[1:], strictjson.Shape},
		"a cost that is a number":     {`{"usage":{"cost":1},` + small[1:], strictjson.Shape},
		"interactions from 1 on":      {`{"interactions":[1],` + small[1:], strictjson.Shape},
		"two interactions at once":    {`{"interactions":[0,0],` + small[1:], strictjson.Shape},
		"an interaction of nothing":   {`{"interactions":[0,1],` + small[1:], strictjson.Shape},
		"an interaction without end":  {`{"interactions":[0,9007199254740991],` + small[1:], strictjson.Shape},
		"interactions without one":    {`{"interactions":[0],"files":[{"name":"a",` + hash + `}],"schema":"surety.evidence.v1"}`, strictjson.Shape},
		"a model twice":               {models(`"a","a"`), strictjson.Shape},
		"models out of order":         {models(`"b","a"`), strictjson.Shape},
		"a model that is no text":     {models(`1`), strictjson.Shape},
		"a model without a name":      {models(`""`), strictjson.Shape},
		"dots for a model":            {models(`"..."`), strictjson.Shape},
		"a model's endless name":      {models(`"` + strings.Repeat("a", 201) + `"`), strictjson.Shape},
		"a model in other letters":    {models(`"gр\u0442-5"`), Deceptive},
		"a model nobody sees":         {models("\"gpt\u200b-5\""), Deceptive},
		"too many models":             {models(strings.Join(hundredAndOne, ",")), strictjson.Shape},
		"a file outside":              {file(`"name":"../etc/passwd",` + hash), strictjson.Shape},
		"an absolute file":            {file(`"name":"/etc/passwd",` + hash), strictjson.Shape},
		"a file with a back step":     {file(`"name":"a/../../b",` + hash), strictjson.Shape},
		"a Windows path":              {file(`"name":"..\\b",` + hash), strictjson.Shape},
		"a file name that turns back": {file(`"name":"a\u202etxt.exe",` + hash), strictjson.Shape},
		"a file without a name":       {file(`"name":"",` + hash), strictjson.Shape},
		"a short hash":                {file(`"name":"a","hash":"0x12"`), strictjson.Shape},
		"a long hash":                 {file(`"name":"a","hash":"0x` + strings.Repeat("ab", 33) + `"`), strictjson.Shape},
		"a file twice":                {`{"schema":"surety.evidence.v1","files":[{"name":"a",` + hash + `},{"name":"a",` + hash + `}]}`, strictjson.Shape},
		"files out of order":          {`{"schema":"surety.evidence.v1","files":[{"name":"b",` + hash + `},{"name":"a",` + hash + `}]}`, strictjson.Shape},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Parse([]byte(c.bundle))
			var e *strictjson.Error
			if !errors.As(err, &e) || !errors.Is(err, c.want) {
				t.Errorf("got %v, want reason %s", err, c.want)
			}
		})
	}
	if _, err := Parse([]byte(small)); err != nil {
		t.Errorf("the bundle these are made from is refused: %v", err)
	}
}

// endless is a body that claims to be a gigabyte.
type endless struct{ read int }

func (e *endless) Read(p []byte) (int, error) {
	e.read += len(p)
	if e.read > 1<<30 {
		return 0, io.EOF
	}
	return len(p), nil
}

func TestAGigabyteIsRefusedAfterReadingOnlyTheLimit(t *testing.T) {
	var body endless
	_, err := Read(&body)
	if !errors.Is(err, TooLarge) {
		t.Fatalf("got %v, want reason %s", err, TooLarge)
	}
	if body.read > MaxSource+1 {
		t.Errorf("read %d bytes, the limit is %d", body.read, MaxSource)
	}
}

func TestReadTakesInAsMuchAsTheLimit(t *testing.T) {
	data, err := Read(bytes.NewReader(make([]byte, MaxSource)))
	if err != nil || len(data) != MaxSource {
		t.Errorf("got %d bytes and %v", len(data), err)
	}
}

var golden = Bundle{
	Messages: []Message{
		{Role: System, Content: "Be \"brief\".\n\u2028<ok>"},
		{Role: User, Name: "mia", Content: "Cancel W1, please."},
		{Role: Assistant, LatencyMS: ptr(int64(840)), ToolCalls: []ToolCall{{ID: "c1", Name: "cancel", Arguments: `{"order": "W1", "n": 9007199254740993}`}}},
		{Role: Tool, Name: "cancel", CallID: "c1", Content: "done"},
		{Role: Assistant, Content: "Erledigt – 1 € zurück.", LatencyMS: ptr(int64(0))},
	},
	Usage: &Usage{InputTokens: 120, OutputTokens: 7, Cost: ptr(usdc.Amount(12_500))},
	Files: []File{{Name: "out/a.pdf", Hash: crypto.Keccak256Hash([]byte("a")), Size: 1}, {Name: "out/b.pdf"}},
}

func ptr[T any](v T) *T { return &v }

// The root is signed and stored: this file may only change together with Schema.
func TestEncodingAndRootStayAsTheyAre(t *testing.T) {
	want, err := os.ReadFile(filepath.Join("testdata", "bundle.json"))
	if err != nil {
		t.Fatal(err)
	}
	if got := golden.Encode(); !bytes.Equal(got, want) {
		t.Errorf("encoding is now\n%s", got)
	}
	const root = "0x1c12423676862bce32c60e7a9d2793bffcf65fe245dcd73ba6c227998b9f481a"
	if got := golden.Root().Hex(); got != root {
		t.Errorf("root is now %s", got)
	}
}

func TestRootIsTheTreeHashOfItsItems(t *testing.T) {
	leaf := func(kind, item string) []byte { return crypto.Keccak256([]byte("\x00"+kind), []byte(item)) }
	node := func(l, r []byte) []byte { return crypto.Keccak256([]byte{1}, l, r) }
	b := Bundle{Messages: []Message{{Role: User, Content: "a"}, {Role: User, Content: "b"}}, Files: []File{{Name: "f"}}}
	head := leaf("h", `{"schema":"surety.evidence.v1"}`)
	a, bb := leaf("m", `{"content":"a","role":"user"}`), leaf("m", `{"content":"b","role":"user"}`)
	f := leaf("f", `{"hash":"`+common.Hash{}.Hex()+`","name":"f","size":0}`)
	if got, want := b.Root(), common.BytesToHash(node(node(head, a), node(bb, f))); got != want {
		t.Errorf("root of four leaves is %s, want %s", got, want)
	}
	b.Files = nil
	if got, want := b.Root(), common.BytesToHash(node(node(head, a), bb)); got != want {
		t.Errorf("root of three leaves is %s, want %s", got, want)
	}
}

// text is what strictjson accepts in a string: everything but NUL.
var text = rapid.StringMatching(`[a-z"\\\n\x01\x7f</é€😀{}:, ]{0,12}`)

// word is what a name may be.
var word = rapid.StringMatching(`[a-z"\\</é€😀{}:, ]{0,12}`)

var bundles = rapid.Custom(func(t *rapid.T) Bundle {
	count := rapid.Int64Range(0, MaxCount)
	b := Bundle{Messages: rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Message {
		m := Message{
			Role: rapid.SampledFrom([]Role{System, User, Assistant, Tool}).Draw(t, "role"),
			Name: word.Draw(t, "name"), Content: text.Draw(t, "content"), Reasoning: text.Draw(t, "reasoning"),
		}
		switch m.Role {
		default:
		case Tool:
			m.CallID, m.Error = text.Draw(t, "call id"), text.Draw(t, "error")
		case Assistant:
			m.ToolCalls = rapid.SliceOfN(rapid.Custom(func(t *rapid.T) ToolCall {
				return ToolCall{text.Draw(t, "id"), "f" + word.Draw(t, "tool"), text.Draw(t, "arguments")}
			}), 0, 3).Draw(t, "calls")
			if len(m.ToolCalls) == 0 {
				m.ToolCalls = nil
			}
		}
		if rapid.Bool().Draw(t, "timed") {
			m.LatencyMS = ptr(count.Draw(t, "latency"))
		}
		return m
	}), 1, 9).Draw(t, "messages")}
	if starts := rapid.SliceOfDistinct(rapid.IntRange(0, len(b.Messages)-1), rapid.ID).Draw(t, "interactions"); len(starts) > 1 {
		slices.Sort(starts)
		starts[0] = 0
		b.Interactions = starts
	}
	if models := rapid.SliceOfNDistinct(word, 0, 3, rapid.ID).Draw(t, "models"); len(models) > 0 {
		for i, m := range models {
			models[i] = m + "7"
		}
		slices.Sort(models)
		b.Models = models
	}
	if rapid.Bool().Draw(t, "used") {
		b.Usage = &Usage{InputTokens: count.Draw(t, "in"), OutputTokens: count.Draw(t, "out")}
		if rapid.Bool().Draw(t, "paid") {
			b.Usage.Cost = ptr(usdc.Amount(count.Draw(t, "cost")))
		}
	}
	for _, name := range []string{"a", "b/c", "d.txt"}[:rapid.IntRange(0, 3).Draw(t, "files")] {
		b.Files = append(b.Files, File{name, common.BytesToHash(rapid.SliceOfN(rapid.Byte(), 32, 32).Draw(t, "hash")), count.Draw(t, "size")})
	}
	return b
})

func TestWhatIsEncodedReadsBackWithTheSameRoot(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		b := bundles.Draw(t, "bundle")
		encoded := b.Encode()
		again, err := Parse(encoded)
		if err != nil {
			t.Fatalf("%s: %v", encoded, err)
		}
		if diff := cmp.Diff(b, again); diff != "" {
			t.Fatal(diff)
		}
		if again.Root() != b.Root() {
			t.Fatal("another root")
		}
		canonical, err := jcs.Transform(encoded)
		if err != nil || !bytes.Equal(canonical, encoded) {
			t.Fatalf("not RFC 8785 (%v):\n%s\n%s", err, encoded, canonical)
		}
	})
}

func TestAnyChangeIsAnotherRoot(t *testing.T) {
	changes := map[string]func(*rapid.T, *Bundle){
		"content": func(t *rapid.T, b *Bundle) { message(t, b).Content += "x" },
		"role": func(t *rapid.T, b *Bundle) {
			m := message(t, b)
			m.Role = map[Role]Role{System: User, User: System, Tool: Assistant, Assistant: Tool}[m.Role]
		},
		"name":                  func(t *rapid.T, b *Bundle) { message(t, b).Name += "x" },
		"call id":               func(t *rapid.T, b *Bundle) { message(t, b).CallID += "x" },
		"why a call failed":     func(t *rapid.T, b *Bundle) { message(t, b).Error += "x" },
		"what was only thought": func(t *rapid.T, b *Bundle) { message(t, b).Reasoning += "x" },
		"latency": func(t *rapid.T, b *Bundle) {
			if m := message(t, b); m.LatencyMS == nil {
				m.LatencyMS = ptr(int64(0))
			} else {
				m.LatencyMS = ptr(*m.LatencyMS + 1)
			}
		},
		"a call more": func(t *rapid.T, b *Bundle) {
			m := message(t, b)
			m.ToolCalls = append(slices.Clone(m.ToolCalls), ToolCall{Name: "x"})
		},
		"a call's arguments": func(t *rapid.T, b *Bundle) {
			m := message(t, b)
			m.ToolCalls = append(slices.Clone(m.ToolCalls), ToolCall{})
			m.ToolCalls[0].Arguments += "x"
		},
		"a message more": func(t *rapid.T, b *Bundle) { b.Messages = append(slices.Clone(b.Messages), Message{Role: User}) },
		"a message less": func(t *rapid.T, b *Bundle) { b.Messages = b.Messages[:len(b.Messages)-1] },
		"the order":      func(t *rapid.T, b *Bundle) { slices.Reverse(b.Messages) },
		"an interaction more": func(t *rapid.T, b *Bundle) {
			b.Messages = append(slices.Clone(b.Messages), Message{Role: User})
			if len(b.Interactions) == 0 {
				b.Interactions = []int{0}
			}
			b.Interactions = append(slices.Clone(b.Interactions), len(b.Messages)-1)
		},
		"where an interaction starts": func(t *rapid.T, b *Bundle) {
			if len(b.Messages) < 2 {
				b.Usage = &Usage{InputTokens: MaxCount, OutputTokens: MaxCount}
			} else if slices.Equal(b.Interactions, []int{0, 1}) {
				b.Interactions = nil
			} else {
				b.Interactions = []int{0, 1}
			}
		},
		"usage": func(t *rapid.T, b *Bundle) {
			if b.Usage == nil {
				b.Usage = &Usage{}
			} else {
				b.Usage = nil
			}
		},
		"tokens": func(t *rapid.T, b *Bundle) {
			u := Usage{OutputTokens: 1}
			if b.Usage != nil {
				u = *b.Usage
				u.InputTokens++
			}
			b.Usage = &u
		},
		"a model more": func(t *rapid.T, b *Bundle) { b.Models = append(slices.Clone(b.Models), "~1") },
		"a file more":  func(t *rapid.T, b *Bundle) { b.Files = append(slices.Clone(b.Files), File{Name: "z"}) },
		"a file's hash": func(t *rapid.T, b *Bundle) {
			b.Files = append(slices.Clone(b.Files), File{})
			b.Files[0].Hash[0]++
		},
	}
	rapid.Check(t, func(t *rapid.T) {
		before := bundles.Draw(t, "bundle")
		after := before
		after.Messages = slices.Clone(before.Messages)
		what := rapid.SampledFrom(slices.Sorted(maps.Keys(changes))).Draw(t, "what")
		changes[what](t, &after)
		if reflect.DeepEqual(before, after) { // a palindrome of messages
			return
		}
		if before.Root() == after.Root() {
			t.Fatalf("changing %s left the root as it was", what)
		}
	})
}

func message(t *rapid.T, b *Bundle) *Message {
	return &b.Messages[rapid.IntRange(0, len(b.Messages)-1).Draw(t, "message")]
}

func TestAnotherSpellingOfABundleHasTheSameRoot(t *testing.T) {
	loose := `{ "interactions":[0], "messages" : [ {"content":"h\u0069", "role":"user", "name":"", "tool_calls":[]} ] , "files":[], "schema":"surety.evidence.v1" }`
	a, err := Parse([]byte(small))
	if err != nil {
		t.Fatal(err)
	}
	b, err := Parse([]byte(loose))
	if err != nil {
		t.Fatal(err)
	}
	if a.Root() != b.Root() {
		t.Error("the roots differ")
	}
}

func TestAResultAnswersTheFirstOpenCallOfItsID(t *testing.T) {
	call := func(id, name string) Message {
		return Message{Role: Assistant, ToolCalls: []ToolCall{{ID: id, Name: name}}}
	}
	result := func(id, content string) Message { return Message{Role: Tool, CallID: id, Content: content} }
	b := Bundle{Messages: []Message{
		result("a", "too early"), call("a", "first"), result("a", "1"), call("a", "second"), call("b", "open"), result("a", "2"), result("c", "of nothing"),
	}}
	var got []string
	for _, c := range b.Calls() {
		got = append(got, c.Name+"="+c.Result)
	}
	if want := []string{"first=1", "second=2", "open="}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if c := b.Calls()[2]; c.Answered || c.Message != 4 {
		t.Errorf("the open call is %+v", c)
	}
}

func TestAResultAnswersNoCallOfAnotherInteraction(t *testing.T) {
	call := Message{Role: Assistant, ToolCalls: []ToolCall{{ID: "1", Name: "f"}}}
	b := Bundle{Messages: []Message{call, call, {Role: Tool, CallID: "1", Content: "done"}}, Interactions: []int{0, 1}}
	if calls := b.Calls(); calls[0].Answered || !calls[1].Answered {
		t.Errorf("got %+v", calls)
	}
	if parts := b.Split(); len(parts) != 2 || len(parts[0]) != 1 || len(parts[1]) != 2 {
		t.Errorf("split into %v", parts)
	}
	b.Interactions = nil
	if calls := b.Calls(); !calls[0].Answered || calls[1].Answered || len(b.Split()) != 1 {
		t.Errorf("as one interaction: %+v", calls)
	}
}

// FuzzParse proves that whatever Parse accepts, its encoding is canonical and reads back as the same bundle with the same root.
func FuzzParse(f *testing.F) {
	f.Add([]byte(small))
	f.Add(golden.Encode())
	f.Add([]byte(`{"schema":"surety.evidence.v1","messages":[{"role":"tool","call_id":"\ud83d\ude00"}],"usage":{"cost":"1.5"}}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := Parse(data)
		if err != nil {
			var e *strictjson.Error
			if !errors.As(err, &e) {
				t.Fatalf("an error without a reason: %v", err)
			}
			return
		}
		encoded := b.Encode()
		again, err := Parse(encoded)
		if err != nil || again.Root() != b.Root() || !bytes.Equal(again.Encode(), encoded) {
			t.Fatalf("%s reads back as %s (%v)", encoded, again.Encode(), err)
		}
	})
}
