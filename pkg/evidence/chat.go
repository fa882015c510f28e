package evidence

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"

	"github.com/surety-dev/surety/pkg/evidence/strictjson"
)

// ImportChat reads one transcript of OpenAI chat messages: a bare array of them, an object with "messages", or a line of a τ-bench
// trajectory file with "traj". Whatever else such an object holds (a reward, a score, a task) is somebody's opinion about the work, not evidence
// of it, and is left out. Errors are as Parse's.
//
// Content may be text or parts: text, a refusal, and images, sound and files, which become files of the bundle by their hash or, where they are elsewhere, a mention.
// Anything whose loss could change a verdict is refused instead of dropped: other parts, and the function_call that OpenAI replaced by
// tool_calls.
func ImportChat(transcript []byte) (Bundle, error) {
	if err := limit(transcript, MaxSize, "evidence"); err != nil {
		return Bundle{}, err
	}
	d, err := strictjson.NewDecoder(transcript)
	if err != nil {
		return Bundle{}, err
	}
	d.Constants = true
	b := &builder{}
	r, err := chatReader{reader{d}, b}.run()
	if err == nil {
		err = d.End()
	}
	if err == nil && len(r.messages) == 0 {
		err = refuse(strictjson.Empty, "%s has no messages", cmp.Or(r.label(), "the transcript"))
	}
	if err != nil {
		return Bundle{}, err
	}
	b.add("", r.messages)
	b.ranOn(r.model)
	err = b.order()
	return b.Bundle, err
}

// importChats reads transcripts one after the other, as lines or in an array. Each is an interaction.
func importChats(b *builder, data []byte) error {
	d, err := strictjson.NewDecoder(data)
	if err != nil {
		return err
	}
	d.Constants = true
	p := chatReader{reader{d}, b}
	n := 0
	one := func() error {
		n++
		r, err := p.run()
		if err != nil {
			return within(fmt.Sprintf("transcript %d", n), err)
		}
		if len(r.messages) == 0 {
			b.note("%s has no messages and is left out", cmp.Or(r.label(), fmt.Sprintf("transcript %d", n)))
			return nil
		}
		b.add(r.label(), r.messages)
		b.ranOn(r.model)
		if r.reward != nil {
			b.score("reward", strictjson.Normal(r.reward))
		}
		return nil
	}
	for d.More() {
		if p.listsRuns() {
			err = d.Array(one)
		} else {
			err = one()
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// run is a transcript and what a τ-bench line says beside it.
type run struct {
	messages    []Message
	task, trial string
	reward      any
	model       string // as a request names it
}

func (r run) label() (label string) {
	if r.task != "" {
		label = "task " + r.task
	}
	if r.trial != "" {
		label += ", trial " + r.trial
	}
	return label
}

// chatReader puts what is no text into files of the builder.
type chatReader struct {
	reader
	b *builder
}

func (p chatReader) run() (r run, err error) {
	if p.Kind() == '[' {
		r.messages, err = p.chat()
		return r, err
	}
	found := ""
	var answers []Message
	word := func(s *string) error {
		v, err := p.Value()
		switch v := v.(type) {
		case string:
			*s = v
		case json.Number:
			*s = v.String()
		}
		return err
	}
	err = p.Object(func(key []byte) (err error) {
		switch k := string(key); k {
		case "messages", "traj":
			if found != "" {
				return p.Mismatch("both %q and %q: which is the transcript?", found, k)
			}
			found = k
			r.messages, err = p.chat()
		case "choices":
			answers, err = p.choices()
		case "task_id":
			err = word(&r.task)
		case "trial":
			err = word(&r.trial)
		case "reward":
			r.reward, err = p.Value()
		case "model":
			if p.Kind() == '"' {
				r.model, err = p.String()
			} else {
				_, err = p.Value()
			}
		default:
			_, err = p.Value()
		}
		return err
	})
	switch {
	case err != nil:
	case found == "":
		err = p.Mismatch(`no transcript: neither "messages" nor "traj"`)
	case len(answers) > 1:
		err = p.Mismatch("%d choices: keep the one that was given to the user", len(answers))
	case len(answers) == 1 && (len(r.messages) == 0 || !reflect.DeepEqual(r.messages[len(r.messages)-1], answers[0])):
		r.messages = append(r.messages, answers[0]) // a request and its response in one
	}
	return r, err
}

// choices are the answers of a response.
func (p chatReader) choices() (answers []Message, err error) {
	if p.Null() {
		return nil, nil
	}
	err = p.Array(func() error {
		told := len(answers) + 1
		err := p.Object(func(key []byte) error {
			if string(key) != "message" {
				_, err := p.Value()
				return err
			}
			m, err := p.chatMessage()
			answers = append(answers, m)
			return err
		})
		if err == nil && len(answers) < told {
			err = p.Mismatch("a choice without a message: put the parts of a stream together")
		}
		return err
	})
	return answers, err
}

// listsRuns says whether an array of transcripts follows, not of messages.
func (p reader) listsRuns() bool {
	ahead, lists := *p.Decoder, false
	_ = ahead.Array(func() error {
		return ahead.Object(func(key []byte) error {
			switch string(key) {
			case "traj", "messages":
				lists = true
				return errSeen
			case "role", "content":
				return errSeen
			}
			_, err := ahead.Value()
			return err
		})
	})
	return lists
}

// errSeen ends looking ahead.
var errSeen = errors.New("seen")

func (p chatReader) chat() ([]Message, error) {
	var messages []Message
	err := p.Array(func() error {
		m, err := p.chatMessage()
		messages = append(messages, m)
		return err
	})
	return messages, err
}

func (p chatReader) chatMessage() (Message, error) {
	var m Message
	var more map[string]any
	err := p.Object(func(key []byte) (err error) {
		if p.Null() {
			return nil // OpenAI writes null for what a message has not
		}
		switch string(key) {
		case "role":
			m.Role, err = p.chatRole()
		case "name":
			m.Name, err = p.String()
		case "content":
			m.Content, err = p.chatContent()
		case "tool_call_id":
			m.CallID, err = p.String()
		case "tool_calls":
			err = p.Array(func() error {
				c, err := p.chatToolCall()
				m.ToolCalls = append(m.ToolCalls, c)
				return err
			})
		case "reasoning_content": // what several compatible services call it
			m.Reasoning, err = p.String()
		case "refusal", "audio":
			if more == nil {
				more = map[string]any{}
			}
			more[string(key)], err = p.Value()
		case "function_call":
			err = p.Mismatch("function_call is obsolete: convert it to tool_calls")
		default:
			_, err = p.Value()
		}
		return err
	})
	if err != nil {
		return m, err
	}
	m.Content = join(m.Content, p.b.saidOtherwise(node{more, "message"}))
	return m, p.at(checkMessage(m))
}

// chatRole takes OpenAI's newer word for the system.
func (p reader) chatRole() (Role, error) {
	s, err := p.String()
	if err != nil {
		return "", err
	}
	if s == "developer" {
		return System, nil
	}
	r, err := asRole(s)
	return r, p.at(err)
}

// chatContent puts what is no text on lines of its own.
func (p chatReader) chatContent() (string, error) {
	if p.Kind() != '[' {
		return p.String()
	}
	content, apart := "", false
	err := p.Array(func() error {
		v, err := p.Value()
		if err != nil {
			return err
		}
		n := node{v, "content part"}
		kind, err := n.get("type").text()
		if err != nil {
			return p.at(err)
		}
		said, ok := p.b.part(kind, n)
		switch {
		case kind == "text":
			if said, err = n.get("text").text(); apart {
				said = "\n" + said
			}
			content, apart = content+said, false
		case ok:
			content, apart = join(content, said), true
		default:
			err = p.Mismatch("a content part of type %.40q; text, refusal, image_url, input_audio and file can be evidence", kind)
		}
		return err
	})
	return content, err
}

func (p reader) chatToolCall() (ToolCall, error) {
	var c ToolCall
	err := p.Object(func(key []byte) (err error) {
		switch string(key) {
		case "id":
			c.ID, err = p.String()
		case "function":
			err = p.Object(func(key []byte) (err error) {
				switch string(key) {
				case "name":
					c.Name, err = p.String()
				case "arguments":
					c.Arguments, err = p.String()
				default:
					_, err = p.Value()
				}
				return err
			})
		default:
			_, err = p.Value()
		}
		return err
	})
	if err == nil && c.Name == "" {
		err = p.Mismatch("a tool call needs a function with a name")
	}
	return c, err
}
