package evidence

import (
	"errors"
	"fmt"
	"path"
	"strconv"
	"strings"
	"unicode"

	"github.com/surety-dev/surety/pkg/evidence/strictjson"
	"github.com/surety-dev/surety/pkg/usdc"

	"github.com/ethereum/go-ethereum/common/hexutil"
)

// Parse reads a bundle. The spelling need not be canonical; the meaning must be unmistakable: an unknown field, a key twice, a wrong type
// or a bundle without a message and without a file is refused with a *strictjson.Error.
func Parse(data []byte) (Bundle, error) {
	if err := limit(data, MaxSize, "evidence"); err != nil {
		return Bundle{}, err
	}
	d, err := strictjson.NewDecoder(data)
	if err != nil {
		return Bundle{}, err
	}
	p := reader{d}
	var b Bundle
	schema := ""
	err = d.Object(func(key []byte) (err error) {
		switch string(key) {
		case "schema":
			schema, err = d.String()
			return err
		case "messages":
			return d.Array(func() error {
				m, err := p.message()
				b.Messages = append(b.Messages, m)
				return err
			})
		case "interactions":
			return d.Array(func() error {
				start, err := p.count()
				if n := len(b.Interactions); err == nil && (n == 0 && start != 0 || n > 0 && int64(b.Interactions[n-1]) >= start) {
					return d.Mismatch("interactions start at message 0 and each at a later message than the one before, not at %d", start)
				}
				b.Interactions = append(b.Interactions, int(start))
				return err
			})
		case "models":
			return d.Array(func() error {
				m, err := d.String()
				if n := len(b.Models); err == nil && n > 0 && b.Models[n-1] >= m {
					return d.Mismatch("models are listed by name, each once: %.80q cannot follow %.80q", m, b.Models[n-1])
				}
				b.Models = append(b.Models, m)
				if err == nil {
					err = p.at(checkModels(b.Models))
				}
				return err
			})
		case "usage":
			b.Usage = new(Usage)
			return p.usage(b.Usage)
		case "files":
			return d.Array(func() error {
				f, err := p.file()
				if n := len(b.Files); err == nil && n > 0 && b.Files[n-1].Name >= f.Name {
					return d.Mismatch("files are listed by name, each once: %.80q cannot follow %.80q", f.Name, b.Files[n-1].Name)
				}
				b.Files = append(b.Files, f)
				return err
			})
		}
		return p.unknown(key)
	})
	if err == nil {
		err = d.End()
	}
	switch {
	case err != nil:
		return Bundle{}, err
	case schema != Schema:
		return Bundle{}, d.Mismatch("the schema is %.80q and has to be %q", schema, Schema)
	case len(b.Messages) == 0 && len(b.Files) == 0:
		return Bundle{}, &strictjson.Error{Reason: strictjson.Empty, Detail: "a bundle needs a message or a file"}
	}
	if n := len(b.Interactions); n > 0 && b.Interactions[n-1] >= len(b.Messages) {
		return Bundle{}, d.Mismatch("an interaction starts at message %d; there are %d", b.Interactions[n-1], len(b.Messages))
	}
	if len(b.Interactions) == 1 {
		b.Interactions = nil // the only one
	}
	return b, nil
}

type reader struct{ *strictjson.Decoder }

func (p reader) unknown(key []byte) error {
	return p.Mismatch("a bundle has no field %.40q there", key)
}

func (p reader) message() (Message, error) {
	var m Message
	err := p.Object(func(key []byte) (err error) {
		switch string(key) {
		case "role":
			m.Role, err = p.role()
		case "name":
			m.Name, err = p.String()
		case "content":
			m.Content, err = p.String()
		case "call_id":
			m.CallID, err = p.String()
		case "error":
			m.Error, err = p.String()
		case "reasoning":
			m.Reasoning, err = p.String()
		case "latency_ms":
			m.LatencyMS = new(int64)
			*m.LatencyMS, err = p.count()
		case "tool_calls":
			err = p.Array(func() error {
				c, err := p.toolCall()
				m.ToolCalls = append(m.ToolCalls, c)
				return err
			})
		default:
			err = p.unknown(key)
		}
		return err
	})
	if err != nil {
		return m, err
	}
	return m, p.at(checkMessage(m))
}

// checkMessage refuses what no importer may produce either.
func checkMessage(m Message) error {
	wrong := func(format string, args ...any) error { return refuse(strictjson.Shape, format, args...) }
	switch {
	case m.Role == "":
		return wrong("a message needs a role")
	case len(m.ToolCalls) > 0 && m.Role != Assistant:
		return wrong("only the assistant calls tools, not the %s", m.Role)
	case m.CallID != "" && m.Role != Tool:
		return wrong("only a tool's message answers a call, not the %s's", m.Role)
	case m.Error != "" && m.Role != Tool:
		return wrong("only a tool's message tells of a failed call, not the %s's", m.Role)
	case deceptive(m.Name):
		return refuse(Deceptive, "the name %.80q has letters that look like others, or that nobody sees; spell it plainly", m.Name)
	}
	for _, c := range m.ToolCalls {
		switch {
		case c.Name == "":
			return wrong("a tool call needs a name")
		case deceptive(c.Name):
			return refuse(Deceptive, "the tool name %.80q has letters that look like others, or that nobody sees; spell it plainly", c.Name)
		}
	}
	return nil
}

// checkModels refuses what no importer may produce either, of the last.
func checkModels(models []string) error {
	const most, longest = 100, 200
	last := models[len(models)-1]
	switch {
	case len(models) > most:
		return refuse(strictjson.Shape, "it names more than %d models", most)
	case len(last) > longest || !named(last):
		return refuse(strictjson.Shape, "%.80q is no model's name of at most %d bytes", last, longest)
	case deceptive(last):
		return refuse(Deceptive, "the model's name %.80q has letters that look like others, or that nobody sees; spell it plainly", last)
	}
	return nil
}

// named tells a name from a stroke or dots that stand for none.
func named(model string) bool {
	return strings.ContainsFunc(model, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
}

// refuse is a refusal that has no place to point at.
func refuse(reason strictjson.Reason, format string, args ...any) error {
	return &strictjson.Error{Reason: reason, Offset: -1, Detail: fmt.Sprintf(format, args...)}
}

// at gives a refusal the place where the reader is.
func (p reader) at(err error) error {
	var e *strictjson.Error
	if errors.As(err, &e) {
		var here *strictjson.Error
		errors.As(p.Mismatch(""), &here)
		e.Offset = here.Offset
	}
	return err
}

func (p reader) role() (Role, error) {
	s, err := p.String()
	if err != nil {
		return "", err
	}
	r, err := asRole(s)
	return r, p.at(err)
}

func asRole(s string) (Role, error) {
	switch r := Role(s); r {
	case System, User, Assistant, Tool:
		return r, nil
	}
	return "", refuse(strictjson.Shape, "no role %.40q; there are system, user, assistant and tool", s)
}

func (p reader) toolCall() (ToolCall, error) {
	var c ToolCall
	err := p.Object(func(key []byte) (err error) {
		switch string(key) {
		case "id":
			c.ID, err = p.String()
		case "name":
			c.Name, err = p.String()
		case "arguments":
			c.Arguments, err = p.String()
		default:
			err = p.unknown(key)
		}
		return err
	})
	return c, err
}

func (p reader) usage(u *Usage) error {
	return p.Object(func(key []byte) (err error) {
		switch string(key) {
		case "input_tokens":
			u.InputTokens, err = p.count()
		case "output_tokens":
			u.OutputTokens, err = p.count()
		case "cost":
			var s string
			if s, err = p.String(); err != nil {
				return err
			}
			u.Cost = new(usdc.Amount)
			if *u.Cost, err = usdc.Parse(s); err != nil {
				err = p.Mismatch("cost: %v", err)
			}
		default:
			err = p.unknown(key)
		}
		return err
	})
}

func (p reader) file() (File, error) {
	var f File
	hash := ""
	err := p.Object(func(key []byte) (err error) {
		switch string(key) {
		case "name":
			f.Name, err = p.String()
		case "hash":
			hash, err = p.String()
		case "size":
			f.Size, err = p.count()
		default:
			err = p.unknown(key)
		}
		return err
	})
	if err != nil {
		return f, err
	}
	raw, err := hexutil.Decode(hash)
	if err != nil || copy(f.Hash[:], raw) != len(f.Hash) || len(raw) != len(f.Hash) {
		return f, p.Mismatch("a file's hash is 0x and 64 hexadecimal digits, not %.80q", hash)
	}
	switch {
	case !cleanName(f.Name):
		return f, p.Mismatch("a file's name is a clean relative path of printable characters, not %.80q", f.Name)
	case deceptive(f.Name):
		return f, p.at(refuse(Deceptive, "the file name %.80q has letters that look like others; spell it plainly", f.Name))
	}
	return f, nil
}

// cleanName keeps names from leaving a folder or deceiving a reader when somebody writes or prints them.
func cleanName(name string) bool {
	return name != "" && len(name) <= 255 && name != "." && path.Clean(name) == name && !path.IsAbs(name) &&
		name != ".." && !strings.HasPrefix(name, "../") && !strings.ContainsRune(name, '\\') &&
		strings.IndexFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }) < 0
}

// lookalikes are scripts whose letters pass for each other's.
var lookalikes = []*unicode.RangeTable{unicode.Latin, unicode.Greek, unicode.Cyrillic, unicode.Armenian, unicode.Cherokee}

// deceptive says whether a name can pass for another: a word of it has letters of two scripts that look alike, or it has letters that are pictures of letters, or
// characters that nobody sees.
func deceptive(name string) bool {
	var script *unicode.RangeTable // of the word so far
	for _, r := range name {
		switch {
		case !unicode.IsPrint(r), r >= 0xff01 && r <= 0xff5e, r >= 0x1d400 && r <= 0x1d7ff, r >= 0x2100 && r <= 0x214f && unicode.IsLetter(r):
			return true
		case !unicode.IsLetter(r):
			script = nil
		}
		for _, s := range lookalikes {
			if unicode.Is(s, r) {
				if script != nil && script != s {
					return true
				}
				script = s
			}
		}
	}
	return false
}

func (p reader) count() (int64, error) {
	s, err := p.Number()
	if err != nil {
		return 0, err
	}
	n, err := strconv.ParseInt(string(s), 10, 64)
	if err != nil || n < 0 || n > MaxCount {
		return 0, &strictjson.Error{Reason: strictjson.Number, Detail: "a count is an integer from 0 to 2^53-1, not " + string(s)}
	}
	return n, nil
}
