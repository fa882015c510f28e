// Package evidence is what an evaluation reads: the record of an agent's work, and the hash that fixes it.
//
// It guarantees that a Bundle has one canonical encoding (RFC 8785) and one Root, that reading the encoding gives the same bundle and root
// back, and that any changed message, call, figure or file changes the root. Reading is strict and bounded: what a party hands in is
// hostile until Parse has said otherwise, and a refusal is a *strictjson.Error with a stable Reason.
//
// Whoever submits evidence imports it (Import), encodes it and signs its root; the service stores the encoding by its root; the evaluation
// and the command line's offline check parse that again.
//
//	record of the work ──Import──▶ Bundle ──Encode──▶ bytes ──Parse──▶ the same Bundle
//	                                 └──────Root──────▶ hash ◀──────Root──────┘
package evidence

import (
	"fmt"
	"io"
	"strconv"

	"github.com/surety-dev/surety/pkg/evidence/strictjson"
	"github.com/surety-dev/surety/pkg/usdc"

	"github.com/ethereum/go-ethereum/common"
)

// Schema names the format of a bundle. Another format is another name.
const Schema = "surety.evidence.v1"

// MaxSize is the most bytes of an encoded bundle or a transcript.
const MaxSize = 16 << 20

// MaxSource is the most bytes of a file to import: it says more than what becomes evidence.
const MaxSource = 64 << 20

// Reasons for a refusal beside strictjson's.
const (
	TooLarge    strictjson.Reason = "TOO_LARGE"
	Deceptive   strictjson.Reason = "DECEPTIVE_NAME" // a name that looks like another
	Archive     strictjson.Reason = "BAD_ARCHIVE"    // a zip archive that is damaged, cut off, or holds what no log has
	Bomb        strictjson.Reason = "ZIP_BOMB"
	Unfinished  strictjson.Reason = "UNFINISHED"  // the record of a run that did not come to its end
	Invalidated strictjson.Reason = "INVALIDATED" // by those who made the record
)

// MaxCount is the largest latency, token count and file size; JSON numbers are exact up to it (RFC 8785 section 3.2.2.3).
const MaxCount = 1<<53 - 1

// Bundle is the evidence of one pact.
type Bundle struct {
	Messages []Message // in the order they were said
	Usage    *Usage    // of all interactions; nil when nobody measured it
	Files    []File    // by name, each name once
	Models   []string  // by name, each once: those that the record says the agent ran on; none when it does not say
	// Interactions is the index in Messages of the first message of each interaction, from 0 upwards. None: all messages are one interaction.
	Interactions []int
}

// Message is one turn of the transcript.
type Message struct {
	Role      Role
	Name      string // the speaker's, or the tool's; may be empty
	Content   string // what was said, or the tool's result
	ToolCalls []ToolCall
	CallID    string // of a tool's result: the ToolCall it answers
	Error     string // of a tool's result: why the call failed, where the record says so apart from the content
	Reasoning string // what the speaker thought and did not say
	LatencyMS *int64 // milliseconds the speaker took; nil when nobody measured it
}

// Role is who speaks.
type Role string

// The roles.
const (
	System    Role = "system" // what the agent was told to do
	User      Role = "user"
	Assistant Role = "assistant" // the agent
	Tool      Role = "tool"      // a tool's result
)

// ToolCall is the agent's wish to use a tool. It says nothing about whether the tool did it.
type ToolCall struct {
	ID        string
	Name      string
	Arguments string // as the agent wrote them: usually, not always, JSON
}

// Usage is what the work took.
type Usage struct {
	InputTokens, OutputTokens int64
	Cost                      *usdc.Amount // US dollars, six decimals; nil when nobody measured it
}

// File is a file the agent produced or read. Its bytes are not in the bundle.
type File struct {
	Name string
	Hash common.Hash // keccak256 of the content
	Size int64       // bytes
}

// Call is a tool call together with what became of it.
type Call struct {
	ToolCall
	Message  int // index of the message that made it
	Answered bool
	Result   string
	Error    string // why it failed, where the record says so apart from the result
}

// Calls lists every tool call in order. A result belongs to the first call before it with its id that has no result yet, because some
// agents use an id again. A result that answers no call is no call, and none answers a call of another interaction.
func (b Bundle) Calls() []Call {
	var calls []Call
	waiting := map[string][]int{}
	starts := b.Interactions
	for i, m := range b.Messages {
		if len(starts) > 0 && starts[0] == i {
			clear(waiting)
			starts = starts[1:]
		}
		for _, c := range m.ToolCalls {
			waiting[c.ID] = append(waiting[c.ID], len(calls))
			calls = append(calls, Call{ToolCall: c, Message: i})
		}
		if m.Role == Tool {
			if w := waiting[m.CallID]; len(w) > 0 {
				waiting[m.CallID] = w[1:]
				c := &calls[w[0]]
				c.Answered, c.Result, c.Error = true, m.Content, m.Error
			}
		}
	}
	return calls
}

// Split is the messages of each interaction; none without messages.
func (b Bundle) Split() [][]Message {
	if len(b.Messages) == 0 {
		return nil
	}
	starts := b.Interactions
	if len(starts) == 0 {
		starts = []int{0}
	}
	parts := make([][]Message, len(starts))
	for i, start := range starts {
		end := len(b.Messages)
		if i+1 < len(starts) {
			end = starts[i+1]
		}
		parts[i] = b.Messages[start:end:end]
	}
	return parts
}

// Encode writes the canonical JSON (RFC 8785) of the bundle, which Parse reads.
func (b Bundle) Encode() []byte {
	dst := make([]byte, 0, 4096)
	dst = append(dst, `{"files":[`...)
	for i, f := range b.Files {
		dst = f.append(comma(dst, i))
	}
	dst = append(dst, ']')
	dst = b.appendInteractions(dst)
	dst = append(dst, `,"messages":[`...)
	for i, m := range b.Messages {
		dst = m.append(comma(dst, i))
	}
	dst = append(b.appendModels(append(dst, ']')), `,"schema":"`+Schema+`"`...)
	if b.Usage != nil {
		dst = append(dst, `,"usage":`...)
		dst = b.Usage.append(dst)
	}
	return append(dst, '}')
}

// The encoders write keys in alphabetical order and leave out what is empty, so each value has one encoding. They do by
// hand what jcs.Transform does in ten times the time; a test holds the two equal.

func comma(dst []byte, i int) []byte {
	if i > 0 {
		dst = append(dst, ',')
	}
	return dst
}

// appendInteractions leaves out the only one.
func (b Bundle) appendInteractions(dst []byte) []byte {
	if len(b.Interactions) < 2 {
		return dst
	}
	dst = append(dst, `,"interactions":[`...)
	for i, start := range b.Interactions {
		dst = strconv.AppendInt(comma(dst, i), int64(start), 10)
	}
	return append(dst, ']')
}

// appendModels leaves out an empty list.
func (b Bundle) appendModels(dst []byte) []byte {
	if len(b.Models) == 0 {
		return dst
	}
	dst = append(dst, `,"models":[`...)
	for i, m := range b.Models {
		dst = strictjson.AppendString(comma(dst, i), m)
	}
	return append(dst, ']')
}

func (f File) append(dst []byte) []byte {
	dst = append(dst, `{"hash":"`...)
	dst = append(dst, f.Hash.Hex()...)
	dst = append(dst, `","name":`...)
	dst = strictjson.AppendString(dst, f.Name)
	dst = append(dst, `,"size":`...)
	return append(strconv.AppendInt(dst, f.Size, 10), '}')
}

func (m Message) append(dst []byte) []byte {
	dst = append(dst, '{')
	if m.CallID != "" {
		dst = append(dst, `"call_id":`...)
		dst = append(strictjson.AppendString(dst, m.CallID), ',')
	}
	dst = append(dst, `"content":`...)
	dst = strictjson.AppendString(dst, m.Content)
	if m.Error != "" {
		dst = append(dst, `,"error":`...)
		dst = strictjson.AppendString(dst, m.Error)
	}
	if m.LatencyMS != nil {
		dst = append(dst, `,"latency_ms":`...)
		dst = strconv.AppendInt(dst, *m.LatencyMS, 10)
	}
	if m.Name != "" {
		dst = append(dst, `,"name":`...)
		dst = strictjson.AppendString(dst, m.Name)
	}
	if m.Reasoning != "" {
		dst = append(dst, `,"reasoning":`...)
		dst = strictjson.AppendString(dst, m.Reasoning)
	}
	dst = append(dst, `,"role":`...)
	dst = strictjson.AppendString(dst, string(m.Role))
	if len(m.ToolCalls) > 0 {
		dst = append(dst, `,"tool_calls":[`...)
		for i, c := range m.ToolCalls {
			dst = append(comma(dst, i), `{"arguments":`...)
			dst = strictjson.AppendString(dst, c.Arguments)
			dst = append(dst, `,"id":`...)
			dst = strictjson.AppendString(dst, c.ID)
			dst = append(dst, `,"name":`...)
			dst = append(strictjson.AppendString(dst, c.Name), '}')
		}
		dst = append(dst, ']')
	}
	return append(dst, '}')
}

func (u Usage) append(dst []byte) []byte {
	dst = append(dst, '{')
	if u.Cost != nil {
		dst = append(dst, `"cost":`...)
		dst = append(strictjson.AppendString(dst, u.Cost.String()), ',')
	}
	dst = append(dst, `"input_tokens":`...)
	dst = strconv.AppendInt(dst, u.InputTokens, 10)
	dst = append(dst, `,"output_tokens":`...)
	return append(strconv.AppendInt(dst, u.OutputTokens, 10), '}')
}

// Read takes in a file of at most MaxSource bytes and reads no byte more than it needs to know that there is too much.
func Read(r io.Reader) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, MaxSource+1))
	if err != nil {
		return nil, fmt.Errorf("read evidence: %w", err)
	}
	return data, limit(data, MaxSource, "a file to import")
}

func limit(data []byte, most int, what string) error {
	if len(data) > most {
		return &strictjson.Error{Reason: TooLarge, Offset: -1, Detail: fmt.Sprintf("%s is limited to %d MiB", what, most>>20)}
	}
	return nil
}
