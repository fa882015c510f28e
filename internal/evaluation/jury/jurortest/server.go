// Package jurortest is a model endpoint for tests, as bad as real ones are on their worst days.
//
// It guarantees both wire formats on one address, a behaviour for each model, and a count of who was asked what. Tests of the jury and of
// whatever rests on it start one.
package jurortest

import (
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/surety-dev/surety/internal/evaluation/policy"
)

// Request is what a model was asked.
type Request struct {
	API          string // policy.OpenAI or policy.Anthropic
	Model        string
	System, User string
	Header       http.Header
}

// Behaviour answers a request in whatever way it likes.
type Behaviour func(http.ResponseWriter, *http.Request, Request)

// Server is the endpoint. URL is the base for both interfaces.
type Server struct {
	URL string

	mu       sync.Mutex
	models   map[string]Behaviour
	requests []Request
}

// Serve starts an endpoint that lives as long as the test.
func Serve(t testing.TB, models map[string]Behaviour) *Server {
	s := &Server{models: models}
	server := httptest.NewServer(http.HandlerFunc(s.serve))
	t.Cleanup(func() { server.CloseClientConnections(); server.Close() })
	s.URL = server.URL
	return s
}

// Juror is a juror of the policy who asks the server.
func (s *Server) Juror(model, api string) policy.Juror {
	return policy.Juror{
		Name: model, Family: model, Model: model, API: api, URL: s.URL,
		InputPrice: 1_000_000, OutputPrice: 2_000_000, MaxConcurrent: 8,
	}
}

// Requests are all so far.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Request(nil), s.requests...)
}

func (s *Server) serve(w http.ResponseWriter, r *http.Request) {
	var body struct {
		Model    string
		System   []struct{ Text string }
		Messages []struct {
			Role    string
			Content json.RawMessage
		}
	}
	data, err := io.ReadAll(r.Body)
	if err == nil {
		err = json.Unmarshal(data, &body)
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	q := Request{Model: body.Model, Header: r.Header}
	switch {
	case strings.HasSuffix(r.URL.Path, "/chat/completions"):
		q.API = policy.OpenAI
	case strings.HasSuffix(r.URL.Path, "/v1/messages"):
		q.API = policy.Anthropic
	default:
		http.NotFound(w, r)
		return
	}
	for _, part := range body.System {
		q.System += part.Text
	}
	for _, m := range body.Messages {
		var text string
		if json.Unmarshal(m.Content, &text) != nil {
			var parts []struct{ Text string }
			if err := json.Unmarshal(m.Content, &parts); err != nil {
				http.Error(w, err.Error(), http.StatusBadRequest)
				return
			}
			for _, part := range parts {
				text += part.Text
			}
		}
		if m.Role == "system" {
			q.System += text
		} else {
			q.User += text
		}
	}
	s.mu.Lock()
	s.requests = append(s.requests, q)
	behave := s.models[q.Model]
	s.mu.Unlock()
	if behave == nil {
		http.Error(w, `{"error":{"message":"no such model"}}`, http.StatusNotFound)
		return
	}
	behave(w, r, q)
}

// Reply is an answer in the request's wire format.
type Reply struct {
	Texts   []string // one for each choice or content block
	Model   string   // empty: as asked
	Stop    string   // empty: at its end
	Refusal string
}

// Encode writes the reply as the interface does.
func (a Reply) Encode(q Request) []byte {
	if a.Model == "" {
		a.Model = q.Model
	}
	var v any
	if q.API == policy.OpenAI {
		if a.Stop == "" {
			a.Stop = "stop"
		}
		choices := []any{}
		for i, text := range a.Texts {
			m := map[string]any{"role": "assistant", "content": text, "refusal": nil}
			if a.Refusal != "" {
				m["refusal"] = a.Refusal
			}
			choices = append(choices, map[string]any{"index": i, "finish_reason": a.Stop, "message": m})
		}
		v = map[string]any{
			"id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": a.Model, "choices": choices,
			"usage": map[string]any{"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110},
		}
	} else {
		if a.Stop == "" {
			a.Stop = "end_turn"
		}
		if a.Refusal != "" {
			a.Stop, a.Texts = "refusal", nil
		}
		content := []any{}
		for _, text := range a.Texts {
			content = append(content, map[string]any{"type": "text", "text": text})
		}
		v = map[string]any{
			"id": "msg_1", "type": "message", "role": "assistant", "model": a.Model, "content": content, "stop_reason": a.Stop,
			"stop_sequence": nil, "usage": map[string]any{"input_tokens": 100, "output_tokens": 10},
		}
	}
	raw, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return raw
}

// Replies answers in form.
func Replies(a Reply) Behaviour {
	return func(w http.ResponseWriter, _ *http.Request, q Request) { send(w, a.Encode(q)) }
}

// Says answers with a text.
func Says(text string) Behaviour { return Replies(Reply{Texts: []string{text}}) }

// Raw answers with bytes that need not be the interface's.
func Raw(body string) Behaviour {
	return func(w http.ResponseWriter, _ *http.Request, _ Request) { send(w, []byte(body)) }
}

func send(w http.ResponseWriter, body []byte) {
	w.Header().Set("Content-Type", "application/json")
	_, _ = w.Write(body) // whoever has hung up does not mind
}

// Echoes sends the prompt back as the answer.
func Echoes(w http.ResponseWriter, _ *http.Request, q Request) {
	send(w, Reply{Texts: []string{q.System + "\n" + q.User}}.Encode(q))
}

// Fails answers with a status; retryAfter is the header, empty for none.
func Fails(status int, retryAfter string) Behaviour {
	return func(w http.ResponseWriter, _ *http.Request, _ Request) {
		if retryAfter != "" {
			w.Header().Set("Retry-After", retryAfter)
		}
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = w.Write([]byte(`{"error":{"type":"overloaded_error","message":"not now"}}`))
	}
}

// Hangs never answers.
func Hangs(_ http.ResponseWriter, r *http.Request, _ Request) { <-r.Context().Done() }

// Resets breaks the connection without a word.
func Resets(http.ResponseWriter, *http.Request, Request) { panic(http.ErrAbortHandler) }

// Truncates sends the first half of an answer and breaks off, having promised all of it.
func Truncates(text string) Behaviour {
	return func(w http.ResponseWriter, _ *http.Request, q Request) {
		body := Reply{Texts: []string{text}}.Encode(q)
		w.Header().Set("Content-Length", strconv.Itoa(len(body)))
		send(w, body[:len(body)/2])
		panic(http.ErrAbortHandler)
	}
}

// After waits before it behaves.
func After(d time.Duration, then Behaviour) Behaviour {
	return func(w http.ResponseWriter, r *http.Request, q Request) {
		select {
		case <-time.After(d):
			then(w, r, q)
		case <-r.Context().Done():
		}
	}
}

// InTurn behaves differently each time, and at last as the last.
func InTurn(each ...Behaviour) Behaviour {
	var mu sync.Mutex
	return func(w http.ResponseWriter, r *http.Request, q Request) {
		mu.Lock()
		now := each[0]
		if len(each) > 1 {
			each = each[1:]
		}
		mu.Unlock()
		now(w, r, q)
	}
}
