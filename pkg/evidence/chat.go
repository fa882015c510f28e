package evidence

import (
	"strings"

	"github.com/surety-dev/surety/pkg/evidence/strictjson"
)

// ImportChat reads a transcript of OpenAI chat messages: a bare array of them, an object with "messages", or a line of a τ-bench
// trajectory file with "traj". Whatever else such an object holds (a reward, a score, a task) is somebody's opinion about the work, not evidence
// of it, and is left out. Errors are as Parse's.
//
// Content may be text or text parts. Anything whose loss could change a verdict is refused instead of dropped: other parts, and the
// function_call that OpenAI replaced by tool_calls.
func ImportChat(transcript []byte) (Bundle, error) {
	if err := limit(transcript); err != nil {
		return Bundle{}, err
	}
	d, err := strictjson.NewDecoder(transcript)
	if err != nil {
		return Bundle{}, err
	}
	p := reader{d}
	var b Bundle
	if d.Kind() == '[' {
		b.Messages, err = p.chat()
	} else {
		found := ""
		err = d.Object(func(key []byte) (err error) {
			switch k := string(key); k {
			case "messages", "traj":
				if found != "" {
					return d.Mismatch("both %q and %q: which is the transcript?", found, k)
				}
				found = k
				b.Messages, err = p.chat()
			default:
				_, err = d.Value()
			}
			return err
		})
		if err == nil && found == "" {
			err = d.Mismatch(`no transcript: neither "messages" nor "traj"`)
		}
	}
	if err == nil {
		err = d.End()
	}
	if err == nil && len(b.Messages) == 0 {
		err = &strictjson.Error{Reason: strictjson.Empty, Detail: "the transcript has no messages"}
	}
	if err != nil {
		return Bundle{}, err
	}
	return b, nil
}

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
	return m, p.checkMessage(m)
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
	return p.asRole(s)
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
