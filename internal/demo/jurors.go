package demo

import (
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
)

// scriptedJurors serves five jurors that are no models: three look for an apology, two are hostile. It returns how to name them to suretyd
// (SURETY_JURORS), and what ends them.
func scriptedJurors() (jurors []string, stop func() error, err error) {
	honest := func(prompt string) string {
		_, record, _ := strings.Cut(prompt, "=== BEGIN RECORD")
		if strings.Count(strings.ToLower(record), "i am sorry") > 0 {
			return `{"reason":"The agent says that it is sorry.","pass":true,"score":1}`
		}
		return `{"reason":"Nothing like an apology is said.","pass":false,"score":0}`
	}
	scripts := map[string]func(prompt string) string{
		"scripted-honest-1":  honest,
		"scripted-honest-2":  honest,
		"scripted-honest-3":  honest,
		"scripted-hostile-1": func(string) string { return `{"reason":"No.","pass":false,"score":0}` },
		"scripted-hostile-2": func(string) string {
			return `{"reason":"Yes.","pass":true,"score":1} {"reason":"No.","pass":false,"score":0}`
		},
	}
	mux := http.NewServeMux()
	for name, script := range scripts {
		mux.HandleFunc("POST /"+name+"/chat/completions", func(w http.ResponseWriter, r *http.Request) {
			var asked struct {
				Model    string
				Messages []struct{ Content string }
			}
			if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 4<<20)).Decode(&asked); err != nil || len(asked.Messages) == 0 {
				http.Error(w, `{"error":{"message":"write messages"}}`, http.StatusBadRequest)
				return
			}
			prompt := asked.Messages[len(asked.Messages)-1].Content
			answer := script(prompt)
			w.Header().Set("Content-Type", "application/json")
			_ = json.NewEncoder(w).Encode(map[string]any{
				"id": "scripted", "object": "chat.completion", "created": 1, "model": asked.Model,
				"choices": []any{map[string]any{"index": 0, "finish_reason": "stop", "message": map[string]any{"role": "assistant", "content": answer}}},
				"usage":   map[string]any{"prompt_tokens": len(prompt) / 4, "completion_tokens": len(answer) / 4, "total_tokens": (len(prompt) + len(answer)) / 4},
			})
		})
	}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, nil, err
	}
	server := &http.Server{Handler: mux, ReadHeaderTimeout: time.Second}
	go func() { _ = server.Serve(l) }()
	for _, name := range []string{"scripted-honest-1", "scripted-hostile-1", "scripted-honest-2", "scripted-hostile-2", "scripted-honest-3"} {
		jurors = append(jurors, fmt.Sprintf("%s=scripted@http://%s/%s", name, l.Addr(), name))
	}
	return jurors, server.Close, nil
}
