package evidence

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/surety-dev/surety/pkg/evidence/strictjson"
)

const chat = `[
	{"role":"system","content":"Be brief."},
	{"role":"user","content":[{"type":"text","text":"Cancel "},{"type":"text","text":"W1."}],"name":"mia"},
	{"role":"assistant","content":null,"refusal":null,"function_call":null,"tool_calls":[
		{"id":"c1","type":"function","function":{"name":"cancel","arguments":"{\"order\": \"W1\"}"}}]},
	{"role":"tool","tool_call_id":"c1","name":"cancel","content":"done"},
	{"role":"assistant","content":"Done.","annotations":[]}]`

var chatBundle = Bundle{Messages: []Message{
	{Role: System, Content: "Be brief."},
	{Role: User, Name: "mia", Content: "Cancel W1."},
	{Role: Assistant, ToolCalls: []ToolCall{{"c1", "cancel", `{"order": "W1"}`}}},
	{Role: Tool, Name: "cancel", CallID: "c1", Content: "done"},
	{Role: Assistant, Content: "Done."},
}}

func TestEveryFormOfATranscriptIsTheSameEvidence(t *testing.T) {
	for name, transcript := range map[string]string{
		"a bare array":                chat,
		"an object":                   `{"model":null,"id":"m","messages":` + chat + `,"usage":{"total_tokens":3}}`,
		"a τ-bench line":              `{"task_id":4,"reward":0.0,"info":{"task":{}},"traj":` + chat + `,"trial":1}`,
		"the same line, reward 1":     `{"task_id":4,"reward":1.0,"info":{},"traj":` + chat + `,"trial":1}`,
		"developer instead of system": strings.Replace(chat, `"system"`, `"developer"`, 1),
	} {
		t.Run(name, func(t *testing.T) {
			got, err := ImportChat([]byte(transcript))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(chatBundle, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestWhatAnImportedTranscriptEncodesIsABundle(t *testing.T) {
	b, err := ImportChat([]byte(chat))
	if err != nil {
		t.Fatal(err)
	}
	again, err := Parse(b.Encode())
	if err != nil || again.Root() != b.Root() {
		t.Errorf("reads back as %v (%v)", again, err)
	}
}

func TestHostileTranscriptsAreRefusedWithTheirReason(t *testing.T) {
	for name, c := range map[string]struct {
		transcript string
		want       strictjson.Reason
	}{
		"nothing":                     {"", strictjson.Empty},
		"no messages":                 {"[]", strictjson.Empty},
		"too large":                   {"[" + strings.Repeat(" ", MaxSize), TooLarge},
		"not UTF-8":                   {"[{\"role\":\"user\",\"content\":\"\xff\"}]", strictjson.NotUTF8},
		"truncated":                   {chat[:200], strictjson.Truncated},
		"two lines":                   {chat + "\n[]", strictjson.Syntax},
		"content twice":               {`[{"role":"user","content":"a","content":"b"}]`, strictjson.DuplicateKey},
		"a key twice in what is left": {`{"info":{"a":1,"a":2},"messages":` + chat + `}`, strictjson.DuplicateKey},
		"10,000 levels in the rest":   {`{"info":` + strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000) + `,"messages":` + chat + `}`, strictjson.TooDeep},
		"a NUL":                       {`[{"role":"user","content":"\u0000"}]`, strictjson.NUL},
		"no transcript":               {`{"reward":1}`, strictjson.Shape},
		"two transcripts":             {`{"messages":` + chat + `,"traj":` + chat + `}`, strictjson.Shape},
		"a string":                    {`"hello"`, strictjson.Shape},
		"an unknown role":             {`[{"role":"function","content":"x"}]`, strictjson.Shape},
		"a message without a role":    {`[{"content":"x"}]`, strictjson.Shape},
		"a video":                     {`[{"role":"user","content":[{"type":"video_url","video_url":{"url":"https://example.org/a.mp4"}}]}]`, strictjson.Shape},
		"two answers":                 {`{"messages":` + chat + `,"choices":[{"message":{"role":"assistant","content":"a"}},{"message":{"role":"assistant","content":"b"}}]}`, strictjson.Shape},
		"a part of a stream":          {`{"messages":` + chat + `,"choices":[{"delta":{"content":"a"}}]}`, strictjson.Shape},
		"a function_call":             {`[{"role":"assistant","function_call":{"name":"f","arguments":"{}"}}]`, strictjson.Shape},
		"a call without a function":   {`[{"role":"assistant","tool_calls":[{"id":"1"}]}]`, strictjson.Shape},
		"a user who calls a tool":     {`[{"role":"user","tool_calls":[{"id":"1","function":{"name":"f","arguments":"{}"}}]}]`, strictjson.Shape},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := ImportChat([]byte(c.transcript)); !errors.Is(err, c.want) {
				t.Errorf("got %v, want reason %s", err, c.want)
			}
		})
	}
}

func TestNothingThatIsSaidOtherwiseThanInWordsIsLost(t *testing.T) {
	picture := fmt.Sprintf("image-%x.png", image[:8])
	sound := func(extension string) string { return fmt.Sprintf("audio-%x.%s", image[:8], extension) }
	for name, c := range map[string]struct {
		message, want, file string
	}{
		"a refusal":             {`{"role":"assistant","content":null,"refusal":"I cannot."}`, "I cannot.", ""},
		"a refusal before text": {`{"role":"assistant","refusal":"I cannot.","content":"Sorry."}`, "Sorry.\nI cannot.", ""},
		"a refusal as a part":   {`{"role":"assistant","content":[{"type":"text","text":"Sorry."},{"type":"refusal","refusal":"I cannot."}]}`, "Sorry.\nI cannot.", ""},
		"speech":                {`{"role":"assistant","content":null,"audio":{"id":"a1","data":"aW1hZ2U=","transcript":"Hello."}}`, "Hello.\n[audio " + sound("bin") + "]", sound("bin")},
		"speech of before":      {`{"role":"assistant","content":null,"audio":{"id":"a1"}}`, "[audio a1]", ""},
		"an image":              {`{"role":"user","content":[{"type":"text","text":"See"},{"type":"image_url","image_url":{"url":"data:image/png;base64,aW1hZ2U="}},{"type":"text","text":"th"},{"type":"text","text":"is"}]}`, "See\n[image " + picture + "]\nthis", picture},
		"an image elsewhere":    {`{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://example.org/a.png"}}]}`, "[image https://example.org/a.png]", ""},
		"sound":                 {`{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"aW1hZ2U=","format":"wav"}}]}`, "[audio " + sound("wav") + "]", sound("wav")},
		"a file":                {`{"role":"user","content":[{"type":"file","file":{"filename":"bill.pdf","file_data":"data:application/pdf;base64,aW1hZ2U="}}]}`, fmt.Sprintf("bill.pdf [file file-%x.pdf]", image[:8]), fmt.Sprintf("file-%x.pdf", image[:8])},
		"a file by its id":      {`{"role":"user","content":[{"type":"file","file":{"file_id":"f1"}}]}`, `[file {"file_id":"f1"}]`, ""},
	} {
		t.Run(name, func(t *testing.T) {
			var files []File
			if c.file != "" {
				files = []File{{c.file, image, 5}}
			}
			alone, err := ImportChat([]byte("[" + c.message + "]"))
			if err != nil || alone.Messages[0].Content != c.want || !slices.Equal(alone.Files, files) {
				t.Errorf("a chat says %v with files %v (%v), want %q", alone.Messages, alone.Files, err, c.want)
			}
			spans, err := Import(request(modelSpan("t", 1, "["+c.message+"]", "")))
			if err != nil || strings.ReplaceAll(spans.Bundle.Messages[0].Content, "\nth\nis", "\nthis") != c.want || !slices.Equal(spans.Bundle.Files, files) {
				t.Errorf("a span says %v with files %v (%v), want %q", spans.Bundle.Messages, spans.Bundle.Files, err, c.want)
			}
		})
	}
}

func TestARequestsResponseIsItsLastMessage(t *testing.T) {
	answer := Message{Role: Assistant, Content: "Bye."}
	for name, c := range map[string]struct {
		transcript string
		want       []Message
	}{
		"after the messages":  {`{"messages":` + chat + `,"choices":[{"index":0,"message":{"role":"assistant","content":"Bye."}}]}`, append(chatBundle.Messages[:5:5], answer)},
		"before the messages": {`{"choices":[{"message":{"role":"assistant","content":"Bye."}}],"messages":` + chat + `}`, append(chatBundle.Messages[:5:5], answer)},
		"once more":           {`{"messages":` + chat + `,"choices":[{"message":{"role":"assistant","content":"Done."}}]}`, chatBundle.Messages},
		"none":                {`{"messages":` + chat + `,"choices":null}`, chatBundle.Messages},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := ImportChat([]byte(c.transcript))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got.Messages); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestATauBenchLineTellsTheTaskApartFromTheWork(t *testing.T) {
	line := `{"task_id":7,"trial":2,"reward":1.0,"info":{"task":{"actions":[{"name":"cancel","kwargs":{"order":"W1"}}],"outputs":["327"]}},"traj":` + chat + `}`
	got, err := ReadTauBench([]byte(line))
	if err != nil {
		t.Fatal(err)
	}
	want := TauBenchRun{TaskID: 7, Trial: 2, Expected: []ExpectedCall{{"cancel", []byte(`{"order":"W1"}`)}}, Outputs: []string{"327"}, Reward: 1, Bundle: chatBundle}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if _, err := ReadTauBench([]byte(strings.Replace(line, chat, "[]", 1))); !errors.Is(err, strictjson.Empty) || !strings.Contains(err.Error(), "task 7, trial 2 has no messages") {
		t.Errorf("a run that was aborted gives %v", err)
	}
	for _, part := range []string{`"reward"`, `"task"`} {
		if _, err := ReadTauBench([]byte(strings.Replace(line, part, `"other"`, 1))); !errors.Is(err, strictjson.Shape) {
			t.Errorf("a line without %s gives %v", part, err)
		}
	}
}
