package evidence

import (
	"errors"
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
		"an image":                    {`[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://example.org/a.png"}}]}]`, strictjson.Shape},
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
	for _, part := range []string{`"reward"`, `"task"`} {
		if _, err := ReadTauBench([]byte(strings.Replace(line, part, `"other"`, 1))); !errors.Is(err, strictjson.Shape) {
			t.Errorf("a line without %s gives %v", part, err)
		}
	}
}
