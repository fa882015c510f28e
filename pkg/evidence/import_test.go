package evidence

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/crypto"
	"github.com/google/go-cmp/cmp"
	"github.com/klauspost/compress/zstd"

	"github.com/surety-dev/surety/pkg/evidence/strictjson"
	"github.com/surety-dev/surety/pkg/usdc"
)

// A log of two samples, with all that a message may have. The second sample comes first.
const (
	inspectHeader = `"version":2,"status":"success","eval":{"task":"t","model":"m"},
		"results":{"total_samples":2,"completed_samples":2,"scores":[{"name":"match","metrics":{"accuracy":{"value":NaN},"worst":{"value":-Infinity}}}]},
		"stats":{"model_usage":{"m":{"input_tokens":9,"output_tokens":9}}}`
	sampleTen = `{"id":10,"epoch":1,"input":"Ten?","target":"10","messages":[
		{"role":"user","content":"Ten?","source":"input"},{"role":"assistant","content":"Ten.","id":"a10","model":"m-2026"}],
		"scores":{"match":{"value":"C","answer":"Ten."},"style":{"value":NaN,"explanation":"no\nidea"}},
		"output":{"choices":[{"message":{"id":"a10"}}],"time":0.0015},
		"model_usage":{"m":{"input_tokens":5,"output_tokens":1,"total_cost":0.0000005}}}`
	sampleTwo = `{"id":2,"epoch":1,"input":"Two?","target":"2","messages":[
		{"role":"system","content":"attachment://00ff00ff00ff00ff00ff00ff00ff00ff"},
		{"role":"user","content":[{"type":"text","text":"See "},{"type":"image","image":"data:image/png;base64,aW1hZ2U="}]},
		{"role":"assistant","id":"a1","content":[{"type":"reasoning","reasoning":"I look."},{"type":"text","text":"Looking."},
			{"type":"tool_use","tool_type":"web_search","id":"w1","name":"search","arguments":"{\"q\":\"two\"}","result":"2","error":null}],
			"tool_calls":[{"id":"c1","function":"cancel","arguments":{"order":"W1","n":9007199254740993},"type":"function"}]},
		{"role":"tool","content":"partly","tool_call_id":"c1","function":"cancel","error":{"type":"timeout","message":"after 5 s"}},
		{"role":"assistant","content":"Done.","id":"a2"}],
		"scores":{"match":{"value":"I"}},
		"events":[{"event":"model","input":[],"input_refs":[[0,2]],"output":{"choices":[{"message":{"id":"a1"}}],"time":1.2344}}],
		"events_data":{"messages":[{"role":"system","content":"attachment://00ff00ff00ff00ff00ff00ff00ff00ff"}],"calls":[]},
		"attachments":{"00ff00ff00ff00ff00ff00ff00ff00ff":"A long policy."},
		"model_usage":{"m":{"input_tokens":5,"output_tokens":1,"input_tokens_cache_read":3,"input_tokens_cache_write":2,"total_cost":0.25},"judge":{"input_tokens":1,"output_tokens":1,"total_cost":1}}}`
	inspectLogJSON = `{` + inspectHeader + `,"samples":[` + sampleTen + `,` + sampleTwo + `]}`
)

var image = crypto.Keccak256Hash([]byte("image"))

var inspected = Imported{
	Format: FormatInspect,
	Bundle: Bundle{
		Interactions: []int{0, 6},
		Models:       []string{"m", "m-2026"}, // not the judge
		Messages: []Message{
			{Role: System, Content: "A long policy."},
			{Role: User, Content: fmt.Sprintf("See \n[image image-%x.png]", image[:8])},
			{Role: Assistant, Reasoning: "I look.", Content: "Looking.", LatencyMS: ptr(int64(1234)), ToolCalls: []ToolCall{
				{"w1", "search", `{"q":"two"}`}, {"c1", "cancel", `{"n":9007199254740993,"order":"W1"}`},
			}},
			{Role: Tool, Name: "search", CallID: "w1", Content: "2"},
			{Role: Tool, Name: "cancel", CallID: "c1", Content: "partly", Error: "timeout: after 5 s"},
			{Role: Assistant, Content: "Done."},
			{Role: User, Content: "Ten?"},
			{Role: Assistant, Content: "Ten.", LatencyMS: ptr(int64(2))},
		},
		Usage: &Usage{InputTokens: 16, OutputTokens: 3, Cost: ptr(usdc.Amount(1_250_001))}, // half a millionth is rounded up
		Files: []File{{fmt.Sprintf("image-%x.png", image[:8]), image, 5}},
	},
	Labels: []string{"sample 2, epoch 1", "sample 10, epoch 1"},
	Scores: []Score{
		{0, "match", `{"value":"I"}`}, {1, "match", `{"answer":"Ten.","value":"C"}`}, {1, "style", `{"explanation":"no\nidea","value":"NaN"}`},
	},
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// entry is a file of an archive under construction.
type entry struct {
	name    string
	content string
	change  func(*zip.FileHeader)
}

func archived(t testing.TB, method uint16, entries ...entry) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	w.RegisterCompressor(methodZstd, zstd.ZipCompressor())
	for _, e := range entries {
		h := &zip.FileHeader{Name: e.name, Method: method}
		if e.change != nil {
			e.change(h)
		}
		f, err := w.CreateHeader(h)
		if err == nil {
			_, err = io.WriteString(f, e.content)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func evalLog(t testing.TB, method uint16, more ...entry) []byte {
	return archived(t, method, append([]entry{
		{"_journal/start.json", `{"version":2}`, nil},
		{"samples/10_epoch_1.json", sampleTen, nil},
		{"samples/2_epoch_1.json", sampleTwo, nil},
		{"summaries.json", `[]`, nil},
		{"header.json", `{` + inspectHeader + `,"invalidated":false}`, nil},
	}, more...)...)
}

func TestALogOfInspectGivesTheSameEvidenceHoweverItIsStored(t *testing.T) {
	inParts := strings.Replace(strings.Replace(sampleTwo, `"00ff00ff00ff00ff00ff00ff00ff00ff":"A long policy."`, ``, 1), `"messages":[`, `"unused":[`, 1)
	list := strings.ReplaceAll(sampleTwo[strings.Index(sampleTwo, `"messages":`)+len(`"messages":`):strings.Index(sampleTwo, `"scores"`)], "00ff00ff00ff00ff00ff00ff00ff00ff", "1")
	var messages []json.RawMessage
	if err := json.Unmarshal([]byte(strings.TrimRight(strings.TrimSpace(list), ",")), &messages); err != nil {
		t.Fatal(err)
	}
	part := func(list []json.RawMessage) string { return string(must(json.Marshal(list))) }
	for name, data := range map[string][]byte{
		"json":      []byte(inspectLogJSON),
		"version 3": []byte(strings.Replace(inspectLogJSON, `"version":2`, `"version":3`, 1)),
		"stored":    evalLog(t, zip.Store),
		"deflate":   evalLog(t, zip.Deflate),
		"zstd":      evalLog(t, methodZstd),
		"a sample in parts": archived(t, zip.Deflate,
			entry{"header.json", `{` + inspectHeader + `}`, nil}, entry{"samples/10_epoch_1.json", sampleTen, nil},
			entry{"samples/2_epoch_1/sample.json", inParts, nil}, entry{"samples/2_epoch_1/skeleton.json", `{}`, nil},
			entry{"samples/2_epoch_1/messages/0.json", part(messages[:2]), nil},
			entry{"samples/2_epoch_1/messages/2.json", part(messages[2:]), nil},
			entry{"samples/2_epoch_1/attachments/0.json", `["another"]`, nil}, entry{"samples/2_epoch_1/attachments/1.json", `["A long policy."]`, nil}),
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Import(data)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(inspected, got); diff != "" {
				t.Error(diff)
			}
			if b, err := Parse(got.Bundle.Encode()); err != nil || b.Root() != got.Bundle.Root() {
				t.Errorf("reads back as %v (%v)", b, err)
			}
		})
	}
}

func TestALogThatIsNoEvidenceIsRefusedWithTheReason(t *testing.T) {
	log := func(old, with string) []byte {
		if !strings.Contains(inspectLogJSON, old) {
			t.Fatalf("there is no %s", old)
		}
		return []byte(strings.Replace(inspectLogJSON, old, with, 1))
	}
	good := evalLog(t, zip.Deflate)
	flipped := bytes.Clone(good)
	flipped[bytes.Index(flipped, []byte("samples/2_epoch_1.json"))+40] ^= 0x40
	many := make([]entry, maxEntries+1)
	for i := range many {
		many[i].name = fmt.Sprint(i)
	}
	zeros := strings.Repeat(" ", 20<<20)
	named := func(name string) []byte { return evalLog(t, zip.Store, entry{name, "x", nil}) }
	for name, c := range map[string]struct {
		data []byte
		want strictjson.Reason
		says string
	}{
		"cut off":                     {[]byte(inspectLogJSON[:len(inspectLogJSON)/2]), strictjson.Truncated, "the document ends"},
		"an archive cut off":          {good[:len(good)/2], Archive, "cut off"},
		"a few bytes of one":          {good[:5], Archive, "cut off"},
		"invalidated":                 {log(`"version"`, `"invalidated":true,"version"`), Invalidated, "invalidated by those who made it"},
		"a sample invalidated":        {log(`"id":10,`, `"id":10,"invalidation":{"author":"a"},`), Invalidated, "sample 10, epoch 1"},
		"cancelled":                   {log(`"success"`, `"cancelled"`), Unfinished, `"cancelled"`},
		"an error":                    {log(`"success"`, `"error"`), Unfinished, `"error"`},
		"still running":               {log(`"success"`, `"started"`), Unfinished, `"started"`},
		"without a status":            {log(`"status":"success",`, ``), Unfinished, `""`},
		"of a later version":          {log(`"version":2`, `"version":4`), strictjson.Shape, "version 4"},
		"unfinished archive":          {archived(t, zip.Store, entry{"_journal/start.json", "{}", nil}), Unfinished, "header.json"},
		"another archive":             {archived(t, zip.Store, entry{"readme", "{}", nil}), strictjson.Shape, "no log of inspect_ai"},
		"without samples":             {[]byte(`{` + inspectHeader + `}`), strictjson.Empty, "no samples"},
		"a sample twice":              {log(`"id":10,`, `"id":2,`), strictjson.Shape, "in the log twice"},
		"nothing but empty samples":   {[]byte(`{` + inspectHeader + `,"samples":[{"id":"x","epoch":1}]}`), strictjson.Empty, "no messages"},
		"a lost attachment":           {log(`"00ff00ff00ff00ff00ff00ff00ff00ff":"A`, `"00fe00fe00fe00fe00fe00fe00fe00fe":"A`), strictjson.Shape, "does not have it"},
		"an unknown role":             {log(`"role":"system"`, `"role":"judge"`), strictjson.Shape, "messages[0]"},
		"a key twice":                 {log(`"id":10,`, `"id":10,"id":10,`), strictjson.DuplicateKey, "appears twice"},
		"not UTF-8":                   {log(`Ten?`, "\xff"), strictjson.NotUTF8, "0xff"},
		"nested too deep":             {log(`"events":[`, `"events":[`+strings.Repeat("[", 100)), strictjson.TooDeep, ""},
		"too many tokens":             {log(`"input_tokens_cache_read":3`, `"input_tokens_cache_read":9007199254740991`), strictjson.Number, "tokens"},
		"a tool that nobody can tell": {log(`"function":"cancel","arguments"`, "\"function\":\"can\u200bcel\",\"arguments\""), Deceptive, `can\u200bcel`},
		"a zip bomb":                  {archived(t, zip.Deflate, entry{"header.json", `{` + inspectHeader + `}`, nil}, entry{"samples/1_epoch_1.json", zeros, nil}), Bomb, "zip bomb"},
		"a zstd bomb":                 {archived(t, methodZstd, entry{"header.json", `{` + inspectHeader + `}`, nil}, entry{"samples/1_epoch_1.json", zeros, nil}), Bomb, "zip bomb"},
		"a large file that is stored": {archived(t, zip.Store, entry{"header.json", `{` + inspectHeader + `}` + zeros + zeros + zeros + zeros, nil}), TooLarge, "64 MiB"},
		"a path that leads outside":   {named("../../etc/passwd"), Archive, "leads outside"},
		"an absolute path":            {named("/etc/passwd"), Archive, "leads outside"},
		"a Windows path":              {named(`..\x`), Archive, "leads outside"},
		"a name twice":                {named("summaries.json"), Archive, "in it twice"},
		"a link":                      {evalLog(t, zip.Store, entry{"link", "/etc/passwd", func(h *zip.FileHeader) { h.SetMode(0o777 | fs.ModeSymlink) }}), Archive, "a link"},
		"an encrypted file":           {evalLog(t, zip.Store, entry{"secret", "x", func(h *zip.FileHeader) { h.Flags |= 1 }}), Archive, "encrypted"},
		"an unknown method":           {raw(t, 14), Archive, "method 14"},
		"a wrong checksum":            {raw(t, zip.Store), Archive, "checksum"},
		"a flipped bit":               {flipped, Archive, "damaged"},
		"too many files":              {archived(t, zip.Store, many...), Archive, "at most"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Import(c.data)
			if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want reason %s and %q", err, c.want, c.says)
			}
			if err != nil && c.want != TooLarge && !strings.HasPrefix(err.Error(), "read as an inspect_ai log: ") && c.want != strictjson.NotUTF8 {
				t.Errorf("it does not name the format: %v", err)
			}
		})
	}
}

func TestASampleThatEndedBeforeItsFirstMessageIsLeftOutWithANote(t *testing.T) {
	got, err := Import([]byte(strings.Replace(inspectLogJSON, `"samples":[`, `"samples":[{"id":"x","epoch":1,"messages":[],"scores":{"match":{"value":"I"}},"error":{"message":"no sandbox"},"model_usage":{}},`, 1)))
	if err != nil {
		t.Fatal(err)
	}
	want := inspected
	want.Notes = []string{"sample x, epoch 1 has no messages and is left out", "sample x, epoch 1 was halted by an error: no sandbox", "the log counts 2 samples and holds 3"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestALogSaysWhyArgumentsCouldNotBeRead(t *testing.T) {
	call := `{"role":"assistant","content":"","tool_calls":[{"id":"c1","function":"f","arguments":{},"parse_error":"no JSON: {x"},{"id":"c2","function":"g","arguments":{},"parse_error":"nor {y"}]}`
	another := `{"role":"assistant","content":"","tool_calls":[{"id":"c3","function":"f","arguments":{},"parse_error":"nor {z"}]}`
	answer := `{"role":"tool","tool_call_id":"c1","function":"f","content":"","error":{"type":"parsing","message":"no JSON: {x"}}`
	for name, c := range map[string]struct {
		messages string
		want     []string
	}{
		"where nothing else does": {call + "," + another, []string{"no JSON: {x", "nor {y", "nor {z"}},
		"of what has no result":   {call + "," + answer, []string{"parsing: no JSON: {x", "nor {y"}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Import([]byte(`{` + inspectHeader + `,"samples":[{"id":1,"epoch":1,"messages":[` + c.messages + `]}]}`))
			if err != nil {
				t.Fatal(err)
			}
			var errs []string
			for _, call := range got.Bundle.Calls() {
				errs = append(errs, call.Error)
			}
			if !slices.Equal(errs, c.want) {
				t.Errorf("says %q, want %q", errs, c.want)
			}
		})
	}
}

func TestWordsThatLookLikeAnAttachmentAreWords(t *testing.T) {
	got, err := Import([]byte(strings.Replace(inspectLogJSON, `"content":"Ten?"`, `"content":"attachment://is what it says"`, 1)))
	if err != nil || got.Bundle.Messages[6].Content != "attachment://is what it says" {
		t.Errorf("became %v (%v)", got.Bundle.Messages, err)
	}
}

// raw is an archive whose header.json has a method, and a checksum that is not its own.
func raw(t *testing.T, method uint16) []byte {
	t.Helper()
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	f, err := w.CreateRaw(&zip.FileHeader{Name: "header.json", Method: method, CRC32: crc32.ChecksumIEEE([]byte("[]")), CompressedSize64: 2, UncompressedSize64: 2})
	if err == nil {
		_, err = io.WriteString(f, "{}")
	}
	if err = errors.Join(err, w.Close()); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

func TestSeveralTranscriptsAreAsManyInteractions(t *testing.T) {
	line := func(task int) string {
		return fmt.Sprintf(`{"task_id":%d,"trial":1,"reward":0.5,"info":{},"traj":%s}`, task, strings.ReplaceAll(chat, "\n", " "))
	}
	tau := Imported{
		Format: FormatTauBench, Labels: []string{"task 3, trial 1", "task 4, trial 1"}, Scores: []Score{{0, "reward", "0.5"}, {1, "reward", "0.5"}},
		Bundle: Bundle{Messages: append(chatBundle.Messages[:5:5], chatBundle.Messages...), Interactions: []int{0, 5}},
	}
	one := Imported{Format: FormatTauBench, Labels: tau.Labels[:1], Scores: tau.Scores[:1], Bundle: chatBundle}
	said := Imported{Format: FormatChat, Labels: []string{"", ""}, Bundle: tau.Bundle}
	noted := func(i Imported, note string) Imported { i.Notes = []string{note}; return i }
	for name, c := range map[string]struct {
		data string
		want Imported
	}{
		"a line of τ-bench": {line(3), one},
		"lines of τ-bench":  {line(3) + "\n" + line(4) + "\n\n", tau},
		"an array of runs":  {"[" + line(3) + "," + line(4) + "]", tau},
		"lines of chats":    {`{"messages":` + chat + "}\r\n" + `{"messages":` + chat + "}", said},
		"chat":              {chat, Imported{Format: FormatChat, Labels: []string{""}, Bundle: chatBundle}},
		"a run aborted":     {line(3) + "\n" + `{"task_id":9,"trial":0,"reward":0,"traj":[],"info":{"error":"timeout"}}` + "\n" + line(4), noted(tau, "task 9, trial 0 has no messages and is left out")},
		"a chat of nothing": {`{"messages":` + chat + "}\n" + `{"messages":[]}` + "\n" + `{"messages":` + chat + "}", noted(said, "transcript 2 has no messages and is left out")},
		"Python's numbers":  {strings.Replace(line(3), `"info":{}`, `"info":{"cost":NaN}`, 1), one},
		"a task by its name": {strings.Replace(line(3), `"task_id":3`, `"task_id":"retail-3"`, 1), Imported{
			Format: FormatTauBench, Labels: []string{"task retail-3, trial 1"}, Scores: tau.Scores[:1], Bundle: chatBundle,
		}},
		"a byte order mark": {"\ufeff" + chat, Imported{Format: FormatChat, Labels: []string{""}, Bundle: chatBundle}},
		"a bundle":          {string(tau.Bundle.Encode()), Imported{Format: FormatBundle, Labels: []string{"", ""}, Bundle: tau.Bundle}},
		"reasoning is no word": {`[{"role":"assistant","content":"Yes.","reasoning_content":"Hm."}]`, Imported{
			Format: FormatChat, Labels: []string{""}, Bundle: Bundle{Messages: []Message{{Role: Assistant, Content: "Yes.", Reasoning: "Hm."}}},
		}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Import([]byte(c.data))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWhatIsOfNoFormatIsRefused(t *testing.T) {
	for name, c := range map[string]struct {
		data string
		want strictjson.Reason
		says string
	}{
		"nothing":                       {"", strictjson.Empty, "nothing to read"},
		"a text":                        {"total: 1786", strictjson.Syntax, "not a format of evidence"},
		"a number":                      {"5", strictjson.Shape, "neither an object nor an array"},
		"an object of something else":   {`{"colour":"red"}`, strictjson.Shape, "its fields are of none of them"},
		"too much":                      {strings.Repeat(" ", MaxSource+1), TooLarge, "64 MiB"},
		"too much for a bundle":         {`[{"role":"user","content":"` + strings.Repeat("x", MaxSize) + `"}]`, TooLarge, "hand in fewer interactions"},
		"a line cut off":                {`{"traj":` + chat + "}\n" + `{"traj":[{"role":"us`, strictjson.Truncated, "read as τ-bench trajectories: transcript 2"},
		"a bundle that forgot its name": {`{"messages":[{"role":"tool","content":"1786","call_id":"1"}]}`, strictjson.Shape, "read as a bundle"},
		"Cyrillic in a tool's name":     {strings.Replace(chat, `"name":"cancel"`, `"name":"саncel"`, 1), Deceptive, "look like others"},
		"wide letters":                  {strings.Replace(chat, `"name":"cancel"`, `"name":"ｃancel"`, 1), Deceptive, "look like others"},
		"a name that turns back":        {strings.Replace(chat, `"name":"mia"`, "\"name\":\"m\u202eia\"", 1), Deceptive, "nobody sees"},
		"Greek in a file's name":        {`{"schema":"surety.evidence.v1","files":[{"name":"rεport.pdf","hash":"` + image.Hex() + `"}]}`, Deceptive, "look like others"},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := Import([]byte(c.data)); !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) {
				t.Errorf("got %v, want reason %s and %q", err, c.want, c.says)
			}
		})
	}
	for _, name := range []string{"", "überweisung", "получить", "検索 tool", "get-weather v2 (№ 1)", "τ-bench"} {
		if deceptive(name) {
			t.Errorf("the honest name %q is refused", name)
		}
	}
}

// TestRealLogsLoseNothing counts on its own, with the standard library alone, what the files have.
func TestRealLogsLoseNothing(t *testing.T) {
	files, err := filepath.Glob("../../../shared/data/inspect-logs/*.*")
	if err != nil || len(files) == 0 {
		t.Skip("../shared/data/inspect-logs is not there: no real logs to import")
	}
	for _, file := range files {
		t.Run(filepath.Base(file), func(t *testing.T) {
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			got, err := Import(data)
			if err != nil {
				t.Fatal(err)
			}
			samples := plainSamples(t, data)
			if len(got.Bundle.Split()) != len(samples) || len(got.Labels) != len(samples) {
				t.Fatalf("%d interactions, %d labels of %d samples", len(got.Bundle.Split()), len(got.Labels), len(samples))
			}
			scores := 0
			for i, s := range samples {
				messages := got.Bundle.Split()[i]
				if len(messages) != len(s.Messages) {
					t.Fatalf("%d messages of %d", len(messages), len(s.Messages))
				}
				for j, m := range s.Messages {
					want := Message{
						Role: Role(m.Role), Name: m.Function, Content: m.Content, CallID: m.ToolCallID, LatencyMS: messages[j].LatencyMS,
						ToolCalls: messages[j].ToolCalls,
					}
					if m.Error.Type != "" {
						want.Error = m.Error.Type + ": " + m.Error.Message
					}
					if diff := cmp.Diff(want, messages[j]); diff != "" {
						t.Error(diff)
					}
					if len(m.ToolCalls) != len(want.ToolCalls) {
						t.Errorf("%d calls of %d", len(want.ToolCalls), len(m.ToolCalls))
					}
				}
				for name, v := range s.Scores {
					want, err := strictjson.Parse(v)
					if err != nil {
						t.Fatal(err)
					}
					if scores >= len(got.Scores) || got.Scores[scores] != (Score{i, name, strictjson.Normal(want)}) {
						t.Errorf("the score %s of sample %d is lost: %v", name, i, got.Scores)
					}
					scores++
				}
			}
			if scores != len(got.Scores) {
				t.Errorf("%d scores of %d", len(got.Scores), scores)
			}
			if b, err := Parse(got.Bundle.Encode()); err != nil || b.Root() != got.Bundle.Root() {
				t.Errorf("does not read back: %v", err)
			}
			if _, err := Import(data[:len(data)*2/3]); !errors.Is(err, strictjson.Truncated) && !errors.Is(err, Archive) {
				t.Errorf("cut off, it gives %v", err)
			}
		})
	}
}

// FuzzImport proves that whatever is imported is a bundle that reads back, and whatever is not has a reason.
func FuzzImport(f *testing.F) {
	for _, seed := range [][]byte{
		[]byte(inspectLogJSON), evalLog(f, zip.Store), evalLog(f, zip.Deflate), evalLog(f, methodZstd), []byte(chat), []byte(`{"traj":` + chat + "}\n" + `{"traj":` + chat + "}"), golden.Encode(),
		[]byte(spansNow), []byte(spansOlder), []byte(spansFlat),
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := Import(data)
		if err != nil {
			var e *strictjson.Error
			if !errors.As(err, &e) {
				t.Fatalf("an error without a reason: %v", err)
			}
			return
		}
		b, err := Parse(got.Bundle.Encode())
		if err != nil || b.Root() != got.Bundle.Root() {
			t.Fatalf("%s does not read back: %v", got.Bundle.Encode(), err)
		}
		if n := len(b.Split()); len(got.Labels) != n {
			t.Fatalf("%d labels of %d interactions", len(got.Labels), n)
		}
	})
}

func TestARecordTellsWhichModelsTheAgentRanOn(t *testing.T) {
	attribute := func(key, v string) string { return fmt.Sprintf(`{"key":%q,"value":{"stringValue":%q}}`, key, v) }
	asked := func(second int, attributes ...string) string {
		return modelSpan("t", second, list(says("user", "one")), list(says("assistant", "1")), attributes...)
	}
	for name, c := range map[string]struct {
		data string
		want []string
	}{
		"a chat request":              {`{"model":"gpt-5","messages":` + chat + `}`, []string{"gpt-5"}},
		"requests, in order":          {`{"model":"b","messages":` + chat + `}` + "\n" + `{"messages":` + chat + `,"model":"a"}` + "\n" + `{"model":"b","messages":` + chat + `}`, []string{"a", "b"}},
		"a chat without":              {chat, nil},
		"a model that is no text":     {`{"model":5,"messages":` + chat + `}`, nil},
		"a log of inspect":            {inspectLogJSON, []string{"m", "m-2026"}},
		"a log that does not say":     {strings.ReplaceAll(inspectLogJSON, `"model":"m`, `"model":"-","x":"`), nil},
		"spans: who answered":         {string(request(asked(1, attribute("gen_ai.request.model", "gpt-5"), attribute("gen_ai.response.model", "gpt-5-2026-01-01")))), []string{"gpt-5-2026-01-01"}},
		"spans: else who was asked":   {string(request(asked(1, attribute("gen_ai.request.model", "gpt-5")), asked(2, attribute("gen_ai.request.model", "o3")))), []string{"gpt-5", "o3"}},
		"a bundle, as it is anywhere": {`{"models":["a","b"],` + small[1:], []string{"a", "b"}},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Import([]byte(c.data))
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(got.Bundle.Models, c.want) {
				t.Errorf("got %q, want %q", got.Bundle.Models, c.want)
			}
		})
	}
	if b, err := ImportChat([]byte(`{"model":"gpt-5","messages":` + chat + `}`)); err != nil || !slices.Equal(b.Models, []string{"gpt-5"}) {
		t.Errorf("one transcript alone: %q, %v", b.Models, err)
	}
	for name, data := range map[string]string{
		"letters of two scripts": `{"model":"g\u0440t-5","messages":` + chat + `}`,
		"a name without end":     `{"model":"` + strings.Repeat("m", 300) + `","messages":` + chat + `}`,
	} {
		if got, err := Import([]byte(data)); err == nil {
			t.Errorf("%s: became %q", name, got.Bundle.Models)
		}
	}
}
