package evidence

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/ethereum/go-ethereum/crypto"

	"github.com/surety-dev/surety/pkg/evidence/strictjson"
)

// Format is a way to write down an agent's work.
type Format string

// The formats that Import recognises by their content.
const (
	FormatBundle        Format = "bundle"
	FormatChat          Format = "chat"          // OpenAI chat messages; several lines of {"messages"} are as many interactions
	FormatTauBench      Format = "tau-bench"     // lines of a trajectory file, or an array of them
	FormatInspect       Format = "inspect"       // a log of inspect_ai, .json or .eval: each sample is an interaction
	FormatOpenTelemetry Format = "opentelemetry" // OTLP JSON with spans of the GenAI conventions: each trace is an interaction
)

// words is how a sentence calls the format.
func (f Format) words() string {
	return map[Format]string{
		FormatBundle: "a bundle", FormatChat: "chat messages", FormatTauBench: "τ-bench trajectories", FormatInspect: "an inspect_ai log",
		FormatOpenTelemetry: "OpenTelemetry spans",
	}[f]
}

// Imported is what a file gives: the bundle, and beside it what is opinion about the work, not evidence of it.
type Imported struct {
	Format Format
	Bundle Bundle
	Labels []string // how the source calls each interaction; may be empty
	Scores []Score  // what others made of the work; no part of the bundle
	Notes  []string // what a reader should know of the source: a sample that was halted, samples that are missing
}

// Score is a source's opinion about one interaction.
type Score struct {
	Interaction int
	Name        string
	Value       string // JSON, as the source has it
}

// Import reads a file of any of the formats. An error names the format it was read as, and wraps a *strictjson.Error that says why
// it is refused. Nothing whose loss could change a verdict is dropped: it is kept or the file is refused.
func Import(data []byte) (Imported, error) {
	if err := limit(data, MaxSource, "a file to import"); err != nil {
		return Imported{}, err
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff")) // Windows writes it before UTF-8
	f, err := recognise(data)
	if err != nil {
		return Imported{}, err
	}
	b := &builder{Imported: Imported{Format: f}}
	switch f {
	case FormatBundle:
		b.Bundle, err = Parse(data)
		b.Labels = make([]string, len(b.Bundle.Split()))
	case FormatChat, FormatTauBench:
		err = importChats(b, data)
	case FormatInspect:
		err = importInspect(b, data)
	case FormatOpenTelemetry:
		err = importSpans(b, data)
	}
	if err == nil {
		err = b.finish()
	}
	if err != nil {
		return Imported{}, fmt.Errorf("read as %s: %w", f.words(), err)
	}
	return b.Imported, nil
}

// recognise looks at the first bytes, or at the keys of the first document.
func recognise(data []byte) (Format, error) {
	if bytes.HasPrefix(data, []byte("PK")) {
		return FormatInspect, nil
	}
	d, err := strictjson.NewDecoder(data)
	if err != nil {
		return "", err
	}
	d.Constants = true
	switch d.Kind() {
	case '[':
		if (reader{d}).listsRuns() {
			return FormatTauBench, nil
		}
		return FormatChat, nil
	case '{':
	default:
		_, err := d.Value()
		if err == nil {
			err = refuse(strictjson.Shape, "neither an object nor an array")
		}
		return "", fmt.Errorf("not a format of evidence (%s): %w", formats, err)
	}
	var found Format
	err = d.Object(func(key []byte) error {
		decisive := map[string]Format{
			"schema": FormatBundle, "files": FormatBundle, "interactions": FormatBundle, "traj": FormatTauBench, "eval": FormatInspect, "plan": FormatInspect,
			"resourceSpans": FormatOpenTelemetry, "resourceLogs": FormatOpenTelemetry,
		}
		if f, ok := decisive[string(key)]; ok {
			found = f
			return errSeen
		}
		if string(key) == "messages" {
			found = FormatChat
			if ofBundle(*d) {
				found = FormatBundle
				return errSeen
			}
		}
		_, err := d.Value()
		return err
	})
	switch {
	case found != "":
		return found, nil
	case err == nil:
		err = refuse(strictjson.Shape, "its fields are of none of them")
	}
	return "", fmt.Errorf("not a format of evidence (%s): %w", formats, err)
}

const formats = "a bundle, OpenAI chat messages, τ-bench trajectories, an inspect_ai log, OpenTelemetry spans"

// ofBundle says whether the messages that follow have fields that only a bundle's have. Parse then says what is wrong with it; as chat
// messages they would be dropped.
func ofBundle(d strictjson.Decoder) (of bool) {
	_ = d.Array(func() error {
		return d.Object(func(key []byte) error {
			if k := string(key); k == "call_id" || k == "latency_ms" {
				of = true
				return errSeen
			}
			_, err := d.Value()
			return err
		})
	})
	return of
}

// builder puts interactions together.
type builder struct{ Imported }

// add appends an interaction, which has messages.
func (b *builder) add(label string, messages []Message) {
	b.Bundle.Interactions = append(b.Bundle.Interactions, len(b.Bundle.Messages))
	b.Bundle.Messages = append(b.Bundle.Messages, messages...)
	b.Labels = append(b.Labels, label)
}

// ranOn notes a model that the record says the agent ran on.
func (b *builder) ranOn(model string) {
	if named(model) {
		b.Bundle.Models = append(b.Bundle.Models, model)
	}
}

// score keeps an opinion about the interaction added last.
func (b *builder) score(name, value string) {
	b.Scores = append(b.Scores, Score{len(b.Labels) - 1, name, value})
}

func (b *builder) note(format string, args ...any) {
	b.Notes = append(b.Notes, fmt.Sprintf(format, args...))
}

// finish is order, and says whether the bundle is too large.
func (b *builder) finish() error {
	if err := b.order(); err != nil {
		return err
	}
	if n := len(b.Bundle.Encode()); n > MaxSize {
		return refuse(TooLarge, "evidence is limited to %d MiB and this makes %d MiB; hand in fewer interactions", MaxSize>>20, n>>20)
	}
	return nil
}

// order makes a bundle of what was put together.
func (b *builder) order() error {
	if len(b.Bundle.Interactions) < 2 {
		b.Bundle.Interactions = nil
	}
	if len(b.Bundle.Messages) == 0 && len(b.Bundle.Files) == 0 {
		return refuse(strictjson.Empty, "there are no messages in it")
	}
	slices.Sort(b.Bundle.Models)
	b.Bundle.Models = slices.Compact(b.Bundle.Models)
	for i := range b.Bundle.Models {
		if err := checkModels(b.Bundle.Models[:i+1]); err != nil {
			return err
		}
	}
	slices.SortFunc(b.Bundle.Files, func(a, c File) int { return strings.Compare(a.Name, c.Name) })
	b.Bundle.Files = slices.CompactFunc(b.Bundle.Files, func(a, c File) bool { return a.Name == c.Name })
	return nil
}

// mention is the text that stands for a part that is no text. One that is there as a data URI becomes a file of the bundle, by its hash;
// for another the text says where it was.
func (b *builder) mention(kind, source string) string {
	head, data, inline := strings.Cut(source, ";base64,")
	media, isData := strings.CutPrefix(head, "data:")
	raw, err := base64.StdEncoding.DecodeString(data)
	if !inline || !isData || err != nil {
		return fmt.Sprintf("[%s %s]", kind, source)
	}
	return b.attach(kind, media, raw)
}

// part is what a content part of OpenAI's says that is no text.
func (b *builder) part(kind string, p node) (said string, ok bool) {
	switch of := p.get(kind); kind {
	case "refusal":
		return of.say(), true
	case "image_url":
		if url := of.get("url"); !url.null() {
			of = url
		}
		return b.mention("image", of.say()), true
	case "input_audio":
		return b.mention("audio", "data:audio/"+of.get("format").say()+";base64,"+of.get("data").say()), true
	case "file":
		name, data := of.get("filename").say(), of.get("file_data")
		if data.null() {
			return b.mention("file", of.say()), true
		}
		return strings.TrimSpace(name + " " + b.mention("file", data.say())), true
	}
	return "", false
}

// saidOtherwise is what a message of OpenAI's says beside its content: that it refuses, and what it speaks.
func (b *builder) saidOtherwise(message node) string {
	said := message.get("refusal").say()
	if audio := message.get("audio"); !audio.null() {
		sound := b.mention("audio", audio.get("id").say())
		if data := audio.get("data"); !data.null() {
			sound = b.mention("audio", "data:;base64,"+data.say())
		}
		said = join(said, join(audio.get("transcript").say(), sound))
	}
	return said
}

func (b *builder) attach(kind, media string, content []byte) string {
	_, extension, _ := strings.Cut(media, "/")
	extension = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, extension)
	if extension == "" || len(extension) > 8 {
		extension = "bin"
	}
	hash := crypto.Keccak256Hash(content)
	f := File{Name: fmt.Sprintf("%s-%x.%s", kind, hash[:8], extension), Hash: hash, Size: int64(len(content))}
	b.Bundle.Files = append(b.Bundle.Files, f)
	return "[" + kind + " " + f.Name + "]"
}

// node is a JSON value and where it is, for sources too rich to be read field by field.
type node struct {
	v  any
	at string
}

func (n node) wrong(want string) error { return refuse(strictjson.Shape, "%s is not %s", n.at, want) }

// get is a member; null where there is none.
func (n node) get(key string) node {
	object, _ := n.v.(map[string]any)
	return node{object[key], n.at + "." + key}
}

func (n node) null() bool { return n.v == nil }

// text is a string; null is the empty one.
func (n node) text() (string, error) {
	s, ok := n.v.(string)
	if !ok && n.v != nil {
		return "", n.wrong("text")
	}
	return s, nil
}

// list is an array; null is an empty one.
func (n node) list() ([]node, error) {
	array, ok := n.v.([]any)
	if !ok && n.v != nil {
		return nil, n.wrong("an array")
	}
	nodes := make([]node, len(array))
	for i, v := range array {
		nodes[i] = node{v, fmt.Sprintf("%s[%d]", n.at, i)}
	}
	return nodes, nil
}

// count is a number from 0 to MaxCount, or a string of its digits; null is 0.
func (n node) count() (int64, error) {
	var digits string
	switch v := n.v.(type) {
	case nil:
		return 0, nil
	case json.Number:
		digits = string(v)
	case string:
		digits = v
	}
	c, err := strconv.ParseInt(digits, 10, 64)
	if err != nil || c < 0 || c > MaxCount {
		return 0, refuse(strictjson.Number, "%s is not an integer from 0 to 2^53-1", n.at)
	}
	return c, nil
}

// say is a text as it is, and another value as its JSON.
func (n node) say() string {
	if s, ok := n.v.(string); ok {
		return s
	}
	if n.v == nil {
		return ""
	}
	return strictjson.Normal(n.v)
}

// document reads a whole file, or a text inside one, in which Python's constants may stand.
func document(data []byte, at string) (node, error) {
	d, err := strictjson.NewDecoder(data)
	if err != nil {
		return node{}, err
	}
	d.Constants = true
	v, err := d.Value()
	if err == nil {
		err = d.End()
	}
	return node{v, at}, err
}

// within says where an error is, keeping its reason.
func within(where string, err error) error {
	if err == nil || errors.Is(err, errSeen) {
		return err
	}
	return fmt.Errorf("%s: %w", where, err)
}
