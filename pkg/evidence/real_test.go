package evidence

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"testing"
)

// plainSample is a sample as the standard library reads it.
type plainSample struct {
	Messages []struct {
		Role, Content, Function string
		ToolCallID              string            `json:"tool_call_id"`
		ToolCalls               []json.RawMessage `json:"tool_calls"`
		Error                   struct{ Type, Message string }
	}
	Scores map[string]json.RawMessage
}

// plainSamples reads the samples of a log whose contents are plain texts and whose ids are in order.
func plainSamples(t *testing.T, data []byte) (samples []plainSample) {
	t.Helper()
	if !bytes.HasPrefix(data, []byte("PK")) {
		var log struct{ Samples []plainSample }
		if err := json.Unmarshal(data, &log); err != nil {
			t.Fatal(err)
		}
		return log.Samples
	}
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range r.File {
		if !strings.HasPrefix(f.Name, "samples/") {
			continue
		}
		in, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		content, err := io.ReadAll(in)
		var s plainSample
		if err != nil || json.Unmarshal(content, &s) != nil {
			t.Fatalf("%s: %v", f.Name, err)
		}
		samples = append(samples, s)
	}
	return samples
}
