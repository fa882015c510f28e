package evidence

import (
	"encoding/json"
	"errors"
	"strings"

	"github.com/surety-dev/surety/pkg/evidence/strictjson"
)

// ImportChat reads one transcript of OpenAI chat messages: a bare array of them, an object with "messages", or a line of a τ-bench
// trajectory file with "traj". Whatever else such an object holds (a reward, a score, a task) is somebody's opinion about the work, not evidence
// of it, and is left out. Errors are as Parse's.
//
// Content may be text or text parts. Anything whose loss could change a verdict is refused instead of dropped: other parts, and the
// function_call that OpenAI replaced by tool_calls.
func ImportChat(transcript []byte) (Bundle, error) {
	if err := limit(transcript, MaxSize, "evidence"); err != nil {
		return Bundle{}, err
	}
	d, err := strictjson.NewDecoder(transcript)
	if err != nil {
		return Bundle{}, err
	}
	p := reader{d}
	r, err := p.run()
	if err == nil {
		err = d.End()
	}
	if err != nil {
		return Bundle{}, err
	}
	b := Bundle{Messages: r.messages}
	if named(r.model) {
		b.Models = []string{r.model}
		err = checkModels(b.Models)
	}
	return b, err
}

// importChats reads transcripts one after the other, as lines or in an array. Each is an interaction.
func importChats(b *builder, data []byte) error {
	d, err := strictjson.NewDecoder(data)
	if err != nil {
		return err
	}
	p := reader{d}
	one := func() error {
		r, err := p.run()
		if err != nil {
			return err
		}
		label := ""
		if r.task != "" {
			label = "task " + r.task.String()
		}
		if r.trial != "" {
			label += ", trial " + r.trial.String()
		}
		b.add(label, r.messages)
		b.ranOn(r.model)
		if r.reward != "" {
			b.score("reward", string(r.reward))
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
	messages            []Message
	task, trial, reward json.Number
	model               string // as a request names it
}

func (p reader) run() (r run, err error) {
	if p.Kind() == '[' {
		r.messages, err = p.chat()
	} else {
		found := ""
		number := func(n *json.Number) (err error) {
			if p.Kind() == '0' {
				*n, err = p.Number()
			} else {
				_, err = p.Value()
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
			case "task_id":
				err = number(&r.task)
			case "trial":
				err = number(&r.trial)
			case "reward":
				err = number(&r.reward)
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
		if err == nil && found == "" {
			err = p.Mismatch(`no transcript: neither "messages" nor "traj"`)
		}
	}
	if err == nil && len(r.messages) == 0 {
		err = refuse(strictjson.Empty, "the transcript has no messages")
	}
	return r, err
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

func (p reader) chat() ([]Message, error) {
	var messages []Message
	err := p.Array(func() error {
		m, err := p.chatMessage()
		messages = append(messages, m)
		return err
	})
	return messages, err
}

func (p reader) chatMessage() (Message, error) {
	var m Message
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

func (p reader) chatContent() (string, error) {
	if p.Kind() != '[' {
		return p.String()
	}
	var content strings.Builder
	err := p.Array(func() error {
		kind, text := "", ""
		err := p.Object(func(key []byte) (err error) {
			switch string(key) {
			case "type":
				kind, err = p.String()
			case "text":
				text, err = p.String()
			default:
				_, err = p.Value()
			}
			return err
		})
		if err == nil && kind != "text" {
			err = p.Mismatch("a content part of type %.40q; only text can be evidence", kind)
		}
		content.WriteString(text)
		return err
	})
	return content.String(), err
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
