package evidence

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/surety-dev/surety/pkg/evidence/strictjson"
	"github.com/surety-dev/surety/pkg/usdc"
)

// importInspect reads a log of inspect_ai: .json, or .eval, a zip archive with header.json and samples/. Versions 1 to 3 are read. Each sample
// is an interaction, in the order of epochs and then ids. Events are read only for how long the model took: a sample's own messages
// are whole. Tool use on the model's side (content of type tool_use) becomes a call and its result, reasoning is kept apart from what was said,
// images and other inline data become files by their hash. The agent's models are the evaluation's own and those that messages name, not who graded.
func importInspect(b *builder, data []byte) error {
	l := inspectLog{b: b}
	var err error
	if strings.HasPrefix(string(data[:2]), "PK") {
		err = l.fromArchive(data)
	} else {
		err = l.fromJSON(data)
	}
	if err != nil {
		return err
	}
	slices.SortStableFunc(l.samples, func(a, c sample) int {
		if a.epoch != c.epoch {
			return int(min(1, max(-1, a.epoch-c.epoch)))
		}
		return strings.Compare(a.order(), c.order())
	})
	for i, s := range l.samples {
		if i > 0 && s.label() == l.samples[i-1].label() {
			return refuse(strictjson.Shape, "%s is in the log twice", s.label())
		}
		if err := l.add(s); err != nil {
			return within(s.label(), err)
		}
	}
	return l.finish()
}

type inspectLog struct {
	b       *builder
	header  node
	samples []sample
	meter   meter // of the samples
	metered int   // samples that say what they used
}

type sample struct {
	node
	id    string
	epoch int64
}

func (s sample) label() string { return fmt.Sprintf("sample %s, epoch %d", s.id, s.epoch) }

// order sorts ids as inspect_ai does: numbers by their size.
func (s sample) order() string {
	if _, number := s.get("id").v.(json.Number); number && len(s.id) < 20 {
		return strings.Repeat("0", 20-len(s.id)) + s.id
	}
	return s.id
}

func (l *inspectLog) fromJSON(data []byte) error {
	log, err := document(data, "log")
	if err != nil {
		return err
	}
	if err := l.admit(log); err != nil {
		return err
	}
	samples, err := log.get("samples").list()
	if err != nil {
		return err
	}
	for _, s := range samples {
		if err := l.found(s); err != nil {
			return err
		}
	}
	return nil
}

func (l *inspectLog) fromArchive(data []byte) error {
	a, err := openArchive(data)
	if err != nil {
		return err
	}
	if a.files["header.json"] == nil {
		if a.files["_journal/start.json"] != nil {
			return refuse(Unfinished, "the run did not come to its end: the archive has no header.json")
		}
		return refuse(strictjson.Shape, "a zip archive without header.json is no log of inspect_ai")
	}
	header, err := a.document("header.json")
	if err != nil {
		return err
	}
	if err := l.admit(header); err != nil {
		return err
	}
	for _, name := range a.names {
		path, ok := strings.CutPrefix(name, "samples/")
		if !ok || !strings.HasSuffix(path, ".json") {
			continue
		}
		folder, file, inFolder := strings.Cut(path, "/")
		if inFolder && file != "sample.json" {
			continue // a part of a sample in parts
		}
		s, err := a.document(name)
		if err == nil && inFolder {
			err = a.assemble(s, "samples/"+folder+"/")
		}
		if err == nil {
			err = l.found(s)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// assemble puts a large sample together, whose messages and attachments lie beside it in files named by the index of their first item.
func (a *archive) assemble(s node, folder string) error {
	object, ok := s.v.(map[string]any)
	if !ok {
		return s.wrong("an object")
	}
	attachments := map[string]any{}
	for _, sequence := range []string{"messages", "attachments", "events"} {
		var starts []int
		for _, name := range a.names {
			if rest, ok := strings.CutPrefix(name, folder+sequence+"/"); ok {
				if start, err := strconv.Atoi(strings.TrimSuffix(rest, ".json")); err == nil {
					starts = append(starts, start)
				}
			}
		}
		slices.Sort(starts)
		var all []any
		for _, start := range starts {
			part, err := a.document(fmt.Sprintf("%s%s/%d.json", folder, sequence, start))
			if err != nil {
				return err
			}
			items, ok := part.v.([]any)
			if !ok || start != len(all) {
				return part.wrong("the next part of the sample's " + sequence)
			}
			all = append(all, items...)
		}
		switch {
		case len(all) == 0:
		case sequence == "attachments":
			for i, v := range all {
				attachments[strconv.Itoa(i)] = v
			}
			object[sequence] = attachments
		default:
			object[sequence] = all
		}
	}
	return nil
}

// admit refuses a log that is no record of a finished run.
func (l *inspectLog) admit(header node) error {
	l.header = header
	version, err := header.get("version").count()
	if err != nil {
		return err
	}
	status, err := header.get("status").text()
	switch {
	case err != nil:
		return err
	case version > 3:
		return refuse(strictjson.Shape, "it has version %d; versions up to 3 are read", version)
	case status != "success":
		return refuse(Unfinished, "its status is %.40q: only a run that ended in success is evidence", status)
	case header.get("invalidated").v == true:
		return refuse(Invalidated, "it was invalidated by those who made it")
	}
	return nil
}

func (l *inspectLog) found(s node) error {
	epoch, err := s.get("epoch").count()
	if err != nil {
		return err
	}
	switch id := s.get("id").v.(type) {
	case string:
		l.samples = append(l.samples, sample{s, id, epoch})
	case json.Number:
		l.samples = append(l.samples, sample{s, string(id), epoch})
	default:
		return s.get("id").wrong("a sample's id")
	}
	return nil
}

func (l *inspectLog) add(s sample) error {
	if !s.get("invalidation").null() {
		return refuse(Invalidated, "it was invalidated by those who made it")
	}
	took, err := latencies(s.node)
	if err != nil {
		return err
	}
	texts := attachments(s.node)
	list, err := s.get("messages").list()
	if err != nil {
		return err
	}
	var messages []Message
	unread := map[string]string{} // why the arguments of a call could not be read
	for _, n := range list {
		more, err := l.message(n, texts)
		if err != nil {
			return within(n.at, err)
		}
		if id, _ := n.get("id").v.(string); id != "" {
			if ms, ok := took[id]; ok && more[0].Role == Assistant {
				more[0].LatencyMS = &ms
			}
		}
		messages = append(messages, more...)
		calls, err := n.get("tool_calls").list()
		if err != nil {
			return err
		}
		for _, c := range calls {
			if unread[c.get("id").say()], err = texts(c.get("parse_error").say()); err != nil {
				return within(c.at, err)
			}
		}
	}
	for _, c := range slices.Backward((Bundle{Messages: messages}).Calls()) {
		if why := unread[c.ID]; why != "" && !c.Answered { // a tool's message says it too
			messages = slices.Insert(messages, c.Message+1, Message{Role: Tool, Name: c.Name, CallID: c.ID, Error: why})
		}
	}
	if len(messages) > 0 {
		l.b.add(s.label(), messages)
		l.scores(s)
	} else {
		l.b.note("%s has no messages and is left out", s.label())
	}
	if e := s.get("error"); !e.null() {
		l.b.note("%s was halted by an error: %s", s.label(), e.get("message").say())
	}
	if limit := s.get("limit"); !limit.null() {
		l.b.note("%s was halted by its limit: %s", s.label(), limit.say())
	}
	if !s.get("model_usage").null() {
		l.metered++
	}
	return l.meter.add(s.get("model_usage"))
}

func (l *inspectLog) scores(s sample) {
	scores, ok := s.get("scores").v.(map[string]any)
	if score := s.get("score"); !ok && !score.null() { // of version 1
		scores = map[string]any{"score": score.v}
	}
	for _, name := range slices.Sorted(maps.Keys(scores)) {
		l.b.score(name, strictjson.Normal(scores[name]))
	}
}

// meter adds up what models used.
type meter struct {
	usage    Usage
	cost     big.Rat
	used     bool
	unpriced bool // not all of it has a cost
}

func (m *meter) add(usage node) error {
	models, _ := usage.v.(map[string]any)
	for _, model := range slices.Sorted(maps.Keys(models)) {
		u := usage.get(model)
		if err := errors.Join(
			m.count(&m.usage.InputTokens, u.get("input_tokens")), m.count(&m.usage.InputTokens, u.get("input_tokens_cache_read")),
			m.count(&m.usage.InputTokens, u.get("input_tokens_cache_write")), m.count(&m.usage.OutputTokens, u.get("output_tokens")),
		); err != nil {
			return err
		}
		cost, priced := u.get("total_cost").v.(json.Number)
		if priced {
			c, ok := new(big.Rat).SetString(string(cost))
			if !ok {
				return u.get("total_cost").wrong("a cost")
			}
			m.cost.Add(&m.cost, c)
		}
		m.unpriced = m.unpriced || !priced
	}
	return nil
}

func (m *meter) count(sum *int64, n node) error {
	c, err := n.count()
	if *sum += c; err == nil && *sum > MaxCount {
		err = refuse(strictjson.Number, "more than 2^53-1 tokens in all")
	}
	m.used = m.used || !n.null()
	return err
}

// total is nil when nothing was measured.
func (m *meter) total() (*Usage, error) {
	if !m.used {
		return nil, nil
	}
	u := m.usage
	if !m.unpriced {
		cost, err := usdc.Parse(m.cost.FloatString(6))
		if err != nil {
			return nil, refuse(strictjson.Number, "its cost: %v", err)
		}
		u.Cost = &cost
	}
	return &u, nil
}

func (l *inspectLog) finish() error {
	results := l.header.get("results")
	total, err := results.get("total_samples").count()
	if err != nil {
		return err
	}
	switch {
	case len(l.samples) == 0:
		return refuse(strictjson.Empty, "it holds no samples; log them too")
	case total != int64(len(l.samples)) && total > 0:
		l.b.note("the log counts %d samples and holds %d", total, len(l.samples))
	}
	m := &l.meter
	if l.metered < len(l.samples) { // older logs count for all samples together
		m = &meter{}
		if err := m.add(l.header.get("stats").get("model_usage")); err != nil {
			return err
		}
	}
	if name, _ := l.header.get("eval").get("model").v.(string); name != "" {
		l.b.ranOn(name)
	}
	l.b.Bundle.Usage, err = m.total()
	return err
}

// attachments are the long texts that a sample refers to by their hash, or, where it lies in parts, by their index.
func attachments(s node) func(string) (string, error) {
	texts, _ := s.get("attachments").v.(map[string]any)
	if older, ok := s.get("transcript").get("content").v.(map[string]any); ok && texts == nil {
		texts = older
	}
	return func(text string) (string, error) {
		key, ok := strings.CutPrefix(text, "attachment://")
		if !ok {
			if key, ok = strings.CutPrefix(text, "tc://"); !ok {
				return text, nil
			}
		}
		full, ok := texts[key].(string)
		switch {
		case ok:
			return full, nil
		case reference.MatchString(key):
			return "", refuse(strictjson.Shape, "the log refers to the attachment %.80q and does not have it", key)
		}
		return text, nil // somebody's words
	}
}

var reference = regexp.MustCompile(`^([0-9a-f]{32}|[0-9]+)$`)

// latencies are the milliseconds that the model took for a message, by its id.
func latencies(s node) (map[string]int64, error) {
	took := map[string]int64{}
	note := func(output node) error {
		seconds, ok := output.get("time").v.(json.Number)
		choices, err := output.get("choices").list()
		if err != nil || !ok || len(choices) == 0 {
			return err
		}
		id, _ := choices[0].get("message").get("id").v.(string)
		f, err := strconv.ParseFloat(string(seconds), 64)
		if ms := math.Round(f * 1000); err == nil && id != "" && ms >= 0 && ms <= MaxCount {
			took[id] = int64(ms)
		}
		return nil
	}
	events, err := s.get("events").list()
	if err != nil {
		return nil, err
	}
	for _, e := range append([]node{{map[string]any{"event": "model", "output": s.get("output").v}, s.at}}, events...) {
		if e.get("event").v == "model" {
			if err := note(e.get("output")); err != nil {
				return nil, err
			}
		}
	}
	return took, nil
}

// message reads one; what the model's side did with tools inside it follows as their results.
func (l *inspectLog) message(n node, resolve func(string) (string, error)) ([]Message, error) {
	role, err := n.get("role").text()
	if err != nil {
		return nil, err
	}
	m := Message{}
	if m.Role, err = asRole(role); err != nil {
		return nil, err
	}
	var results []Message
	if s, ok := n.get("content").v.(string); ok {
		if m.Content, err = resolve(s); err != nil {
			return nil, err
		}
	} else if results, err = l.parts(&m, n.get("content"), resolve); err != nil {
		return nil, err
	}
	if older, _ := n.get("reasoning").v.(string); older != "" {
		m.Reasoning = join(older, m.Reasoning)
	}
	calls, err := n.get("tool_calls").list()
	if err != nil {
		return nil, err
	}
	for _, c := range calls {
		call, err := inspectCall(c, resolve)
		if err != nil {
			return nil, err
		}
		m.ToolCalls = append(m.ToolCalls, call)
	}
	if name, _ := n.get("model").v.(string); m.Role == Assistant {
		l.b.ranOn(name)
	}
	if m.Role == Tool {
		fields := []struct {
			from node
			to   *string
		}{{n.get("tool_call_id"), &m.CallID}, {n.get("function"), &m.Name}, {n.get("tool_error"), &m.Error}}
		for _, f := range fields {
			if *f.to, err = f.from.text(); err != nil {
				return nil, err
			}
		}
		if e := n.get("error"); !e.null() {
			m.Error = e.get("type").say() + ": " + e.get("message").say()
		}
	}
	all := append([]Message{m}, results...)
	for _, m := range all {
		if err := checkMessage(m); err != nil {
			return nil, err
		}
	}
	return all, nil
}

func (l *inspectLog) parts(m *Message, content node, resolve func(string) (string, error)) (results []Message, err error) {
	parts, err := content.list()
	if err != nil {
		return nil, err
	}
	var said []string
	for _, p := range parts {
		kind, err := p.get("type").text()
		if err != nil {
			return nil, err
		}
		texts := map[string]string{} // the part's own, resolved
		for _, key := range []string{"text", "reasoning", "summary", "arguments", "result", "error", kind} {
			if s, ok := p.get(key).v.(string); ok {
				if texts[key], err = resolve(s); err != nil {
					return nil, err
				}
			}
		}
		switch kind {
		case "text":
			said = append(said, texts["text"])
		case "reasoning":
			thought := texts["reasoning"]
			if p.get("redacted").v == true || thought == "" {
				thought = texts["summary"]
			}
			m.Reasoning = join(m.Reasoning, thought)
		case "tool_use":
			name, err := p.get("name").text()
			if err != nil {
				return nil, err
			}
			c := ToolCall{ID: p.get("id").say(), Name: name, Arguments: texts["arguments"]}
			m.ToolCalls = append(m.ToolCalls, c)
			results = append(results, Message{Role: Tool, Name: name, CallID: c.ID, Content: texts["result"], Error: texts["error"]})
		case "image", "audio", "video", "document":
			said = append(said, l.b.mention(kind, texts[kind]))
		default: // data of the model's own, or what a later version has
			said = append(said, fmt.Sprintf("[%s %s]", kind, p.say()))
		}
	}
	m.Content = strings.Join(said, "\n")
	return results, nil
}

func inspectCall(c node, resolve func(string) (string, error)) (ToolCall, error) {
	var call ToolCall
	var err error
	if call.ID, err = c.get("id").text(); err != nil {
		return call, err
	}
	if call.Name, err = c.get("function").text(); err != nil {
		return call, err
	}
	arguments, err := resolved(c.get("arguments").v, resolve)
	if err == nil {
		call.Arguments = node{arguments, c.at}.say()
	}
	return call, err
}

// resolved puts the attachments into a value.
func resolved(v any, resolve func(string) (string, error)) (out any, err error) {
	switch v := v.(type) {
	case string:
		return resolve(v)
	case []any:
		list := make([]any, len(v))
		for i := range v {
			if list[i], err = resolved(v[i], resolve); err != nil {
				return nil, err
			}
		}
		return list, nil
	case map[string]any:
		object := make(map[string]any, len(v))
		for k := range v {
			if object[k], err = resolved(v[k], resolve); err != nil {
				return nil, err
			}
		}
		return object, nil
	}
	return v, nil
}

// join puts two texts on lines of their own.
func join(a, b string) string {
	if a == "" || b == "" {
		return a + b
	}
	return a + "\n" + b
}
