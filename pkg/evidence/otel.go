package evidence

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/surety-dev/surety/pkg/evidence/strictjson"
)

// importSpans reads OTLP JSON (one request, or one a line as the collector's file exporter writes them) whose spans follow the semantic
// conventions for generative AI. Each trace is an interaction, in the order they began.
//
// A model's span tells what it was given and what it answered: in the attributes gen_ai.input.messages, gen_ai.output.messages and
// gen_ai.system_instructions, of the span or of its event gen_ai.client.inference.operation.details; or, before version 1.37, in the events gen_ai.*.message and gen_ai.choice, of the
// span, of its attribute events or of log records beside it; or in OpenLLMetry's flat gen_ai.prompt.N.* and gen_ai.completion.N.*. As each is given what was said before, what it
// adds is taken (see telling). A tool's span (execute_tool) gives the result where no later input does, and how long it took. An agent's span is
// read only where a trace has no model's, a model's that wraps another with messages is not.
func importSpans(b *builder, data []byte) error {
	d, err := strictjson.NewDecoder(data)
	if err != nil {
		return err
	}
	t := telemetry{spans: map[string]*span{}}
	for line := 1; d.More(); line++ {
		v, err := d.Value()
		if err != nil {
			return err
		}
		at := "request"
		if line > 1 {
			at = fmt.Sprintf("line %d", line)
		}
		if err := t.request(node{v, at}); err != nil {
			return err
		}
	}
	traces := t.traces()
	if len(traces) == 0 {
		return refuse(strictjson.Shape, "none of its spans follows the conventions for generative AI (gen_ai.*)")
	}
	var m meter
	for _, trace := range traces {
		messages, err := trace.transcript(b, &m)
		if err != nil {
			return within("trace "+trace[0].trace, err)
		}
		if len(messages) == 0 {
			b.note("trace %s records no messages and is left out", trace[0].trace)
			continue
		}
		b.add("trace "+trace[0].trace, messages)
		for _, s := range trace {
			for _, e := range s.events {
				if e.name == "gen_ai.evaluation.result" {
					b.score(node{e.fields["gen_ai.evaluation.name"], ""}.say(), strictjson.Normal(e.fields))
				}
			}
		}
	}
	if len(b.Bundle.Messages) == 0 {
		return refuse(strictjson.Empty, "its spans record no messages; have the instrumentation capture their content (OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT) and export again")
	}
	m.unpriced = true // the conventions have no cost
	b.Bundle.Usage, err = m.total()
	return err
}

type telemetry struct {
	spans map[string]*span // by trace and span id
	order []*span
}

type span struct {
	trace, id  string
	parentID   string
	parent     *span // nil where the file does not have it
	depth      int   // how many are above it
	start, end int64 // nanoseconds
	fields     map[string]any
	events     []event
	failed     string
}

type event struct {
	name   string
	time   int64
	fields map[string]any
}

func (s *span) duration() *int64 {
	if s.end < s.start || s.start == 0 {
		return nil
	}
	ms := (s.end - s.start + 500_000) / 1_000_000
	return &ms
}

// above are the spans that this one is part of, from the nearest on.
func (s *span) above(yield func(*span) bool) {
	const deepest = 1000 // spans may be each other's parents
	for p, depth := s.parent, 0; p != nil && depth < deepest && yield(p); p, depth = p.parent, depth+1 {
	}
}

// agent is the span of the agent whose work this is part of, or of the tool that it is part of; nil when there is neither.
func (s *span) agent() *span {
	for p := range s.above {
		if p.operation() == "invoke_agent" || p.operation() == "execute_tool" {
			return p
		}
	}
	return nil
}

func (s *span) operation() string {
	name, _ := s.fields["gen_ai.operation.name"].(string)
	return name
}

// nanoseconds are more than MaxCount.
func (n node) nanoseconds() (int64, error) {
	if n.null() {
		return 0, nil
	}
	ns, err := strconv.ParseInt(n.say(), 10, 64)
	if err != nil || ns < 0 {
		return 0, n.wrong("a time in nanoseconds")
	}
	return ns, nil
}

// request takes in the spans and log records of one.
func (t *telemetry) request(n node) error {
	if _, ok := n.v.(map[string]any); !ok {
		return n.wrong("an object")
	}
	for _, path := range [][3]string{
		{"resourceSpans", "scopeSpans", "spans"}, {"resourceSpans", "instrumentationLibrarySpans", "spans"}, {"resourceLogs", "scopeLogs", "logRecords"},
	} {
		err := each(n.get(path[0]), func(resource node) error {
			return each(resource.get(path[1]), func(scope node) error {
				return each(scope.get(path[2]), func(item node) error {
					if path[2] == "spans" {
						return t.span(item)
					}
					return t.record(item)
				})
			})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func each(list node, do func(node) error) error {
	items, err := list.list()
	if err != nil {
		return err
	}
	for _, item := range items {
		if err := do(item); err != nil {
			return err
		}
	}
	return nil
}

// at finds a span, or makes room for it: its log records may come before it.
func (t *telemetry) at(trace, id string) *span {
	key := trace + " " + id
	if t.spans[key] == nil {
		t.spans[key] = &span{trace: trace, id: id}
		t.order = append(t.order, t.spans[key])
	}
	return t.spans[key]
}

func (t *telemetry) span(n node) error {
	trace, err := n.get("traceId").text()
	if err != nil {
		return err
	}
	id, err := n.get("spanId").text()
	switch {
	case err != nil:
		return err
	case trace == "" || id == "":
		return refuse(strictjson.Shape, "%s has no traceId or no spanId", n.at)
	}
	s := t.at(trace, id)
	if s.fields != nil {
		return refuse(strictjson.Shape, "%s: span %s of trace %s is there twice", n.at, id, trace)
	}
	if s.parentID, err = n.get("parentSpanId").text(); err != nil {
		return err
	}
	if s.start, err = n.get("startTimeUnixNano").nanoseconds(); err != nil {
		return err
	}
	if s.end, err = n.get("endTimeUnixNano").nanoseconds(); err != nil {
		return err
	}
	if s.fields, err = attributes(n.get("attributes")); err != nil {
		return err
	}
	kind, _ := s.fields["error.type"].(string)
	s.failed = kind
	if status := n.get("status"); status.get("code").say() == "2" || status.get("code").say() == "STATUS_CODE_ERROR" {
		s.failed = cmp.Or(status.get("message").say(), kind, "failed, and the span does not say why")
	}
	if text, ok := s.fields["events"].(string); ok && strings.Contains(text, `"gen_ai.`) { // Logfire has them in an attribute
		list, err := document([]byte(text), "events")
		if err == nil {
			err = each(list, func(e node) error {
				name, err := e.get("event.name").text()
				fields, _ := e.v.(map[string]any)
				s.events = append(s.events, event{name, s.start, fields})
				return err
			})
		}
		if err != nil {
			return within(fmt.Sprintf("span %s: events", id), err)
		}
	}
	return each(n.get("events"), func(e node) error {
		name, err := e.get("name").text()
		if err != nil {
			return err
		}
		fields, err := attributes(e.get("attributes"))
		if err != nil {
			return err
		}
		when, err := e.get("timeUnixNano").nanoseconds()
		s.events = append(s.events, event{name, when, fields})
		return err
	})
}

// record takes in a log record that is an event of a span. Its body has the event's fields in the older conventions.
func (t *telemetry) record(n node) error {
	fields, err := attributes(n.get("attributes"))
	if err != nil {
		return err
	}
	name, err := n.get("eventName").text()
	if err != nil {
		return err
	}
	if older, ok := fields["event.name"].(string); ok && name == "" {
		name = older
	}
	trace, _ := n.get("traceId").v.(string)
	id, _ := n.get("spanId").v.(string)
	if !strings.HasPrefix(name, "gen_ai.") || trace == "" || id == "" {
		return nil
	}
	body, err := anyValue(n.get("body"))
	if err != nil {
		return err
	}
	if more, ok := body.(map[string]any); ok {
		maps.Copy(fields, more)
	}
	when, err := n.get("timeUnixNano").nanoseconds()
	if when == 0 && err == nil {
		when, err = n.get("observedTimeUnixNano").nanoseconds()
	}
	s := t.at(trace, id)
	s.events = append(s.events, event{name, when, fields})
	return err
}

// attributes are a list of keys and values, each key once.
func attributes(list node) (map[string]any, error) {
	fields := map[string]any{}
	err := each(list, func(n node) error {
		key, err := n.get("key").text()
		if err != nil {
			return err
		}
		if _, twice := fields[key]; twice {
			return refuse(strictjson.DuplicateKey, "%s: the attribute %.80q is there twice", n.at, key)
		}
		fields[key], err = anyValue(n.get("value"))
		return err
	})
	return fields, err
}

// anyValue is OTLP's AnyValue as plain JSON. Bytes stay base64.
func anyValue(n node) (any, error) {
	object, ok := n.v.(map[string]any)
	switch {
	case n.null() || ok && len(object) == 0:
		return nil, nil
	case !ok || len(object) > 1:
		return nil, n.wrong("a value of one kind")
	}
	for kind, v := range object {
		switch kind {
		case "stringValue", "boolValue", "intValue", "doubleValue", "bytesValue":
			return v, nil
		case "arrayValue":
			list := []any{}
			err := each(n.get(kind).get("values"), func(e node) error {
				v, err := anyValue(e)
				list = append(list, v)
				return err
			})
			return list, err
		case "kvlistValue":
			return attributes(n.get(kind).get("values"))
		}
	}
	return nil, n.wrong("a value of a known kind")
}

// traces are the spans that follow the conventions, by trace; both in the order of time.
func (t *telemetry) traces() []trace {
	byTrace := map[string][]*span{}
	var order []string
	for _, s := range t.order {
		if s.parentID != "" {
			s.parent = t.spans[s.trace+" "+s.parentID]
		}
		ours := slices.ContainsFunc(s.events, func(e event) bool { return strings.HasPrefix(e.name, "gen_ai.") })
		for key := range s.fields {
			ours = ours || strings.HasPrefix(key, "gen_ai.")
		}
		if !ours {
			continue
		}
		slices.SortStableFunc(s.events, func(a, c event) int { return cmp.Compare(a.time, c.time) })
		if s.start == 0 && len(s.events) > 0 {
			s.start = s.events[0].time
		}
		if byTrace[s.trace] == nil {
			order = append(order, s.trace)
		}
		byTrace[s.trace] = append(byTrace[s.trace], s)
	}
	traces := make([]trace, len(order))
	for i, id := range order {
		traces[i] = byTrace[id]
		for _, s := range traces[i] {
			for range s.above {
				s.depth++
			}
		}
		slices.SortStableFunc(traces[i], func(a, c *span) int { return cmp.Or(cmp.Compare(a.start, c.start), cmp.Compare(a.depth, c.depth)) })
	}
	slices.SortStableFunc(traces, func(a, c trace) int { return cmp.Compare(a[0].start, c[0].start) })
	return traces
}

// transcript puts a trace's messages together, and meters what its models used.
func (t trace) transcript(b *builder, m *meter) ([]Message, error) {
	said := map[*span]exchange{}
	models, wraps := false, map[*span]bool{}
	for _, s := range t {
		e, err := s.exchange(b)
		if err != nil {
			return nil, within("span "+s.id, err)
		}
		said[s] = e
		if s.asksModel() && !e.empty() {
			models = true
			wraps[s.parent] = s.parent != nil && s.parent.depth < s.depth
		}
	}
	all := newTelling()
	for _, s := range t {
		switch {
		case s.operation() == "execute_tool":
			all.tool(s)
		case s.asksModel():
			if wraps[s] {
				continue // one call of a model, told by who asked for it and by who made it
			}
			if err := s.meter(m); err != nil {
				return nil, within("span "+s.id, err)
			}
			if !said[s].empty() {
				b.ranOn(cmp.Or(node{s.fields["gen_ai.response.model"], ""}.say(), node{s.fields["gen_ai.request.model"], ""}.say()))
				all.exchange(s, said[s])
			}
		case !models:
			all.exchange(s, said[s])
		}
	}
	for _, m := range all.messages {
		if err := checkMessage(m); err != nil {
			return nil, err
		}
	}
	return all.messages, nil
}

type trace []*span

// asksModel says whether the span is one call of a model; an agent's spans wrap others.
func (s *span) asksModel() bool {
	switch s.operation() {
	case "chat", "text_completion", "generate_content":
		return true
	case "":
		return s.fields["gen_ai.request.model"] != nil || s.fields["gen_ai.system"] != nil || len(s.events) > 0
	}
	return false
}

func (s *span) meter(m *meter) error {
	for _, f := range []struct {
		sum   *int64
		names []string // the newest first
	}{
		{&m.usage.InputTokens, []string{"gen_ai.usage.input_tokens", "gen_ai.usage.prompt_tokens"}},
		{&m.usage.OutputTokens, []string{"gen_ai.usage.output_tokens", "gen_ai.usage.completion_tokens"}},
	} {
		for _, name := range f.names {
			if v := s.fields[name]; v != nil {
				if err := m.count(f.sum, node{v, name}); err != nil {
					return err
				}
				break
			}
		}
	}
	return nil
}

// exchange is what a model was given and what it answered.
type exchange struct{ given, answered []Message }

func (e exchange) empty() bool { return len(e.given)+len(e.answered) == 0 }

// exchange reads a span by whichever of the conventions it follows.
func (s *span) exchange(b *builder) (e exchange, err error) {
	sources := []map[string]any{s.fields}
	for _, ev := range s.events {
		if ev.name == "gen_ai.client.inference.operation.details" || ev.name == "gen_ai.content.prompt" || ev.name == "gen_ai.content.completion" {
			sources = append(sources, ev.fields)
		}
	}
	for _, fields := range sources {
		for _, f := range []struct {
			key  string
			role Role
			to   *[]Message
		}{
			{"gen_ai.system_instructions", System, &e.given},
			{"gen_ai.input.messages", "", &e.given},
			{"gen_ai.output.messages", "", &e.answered},
			{"gen_ai.prompt", User, &e.given},
			{"gen_ai.completion", Assistant, &e.answered},
		} {
			v := fields[f.key]
			if v == nil || f.role != System && len(*f.to) > 0 && f.key != "gen_ai.input.messages" {
				continue
			}
			more, err := b.otelMessages(node{v, f.key}, f.role)
			if err != nil {
				return e, within(f.key, err)
			}
			*f.to = append(*f.to, more...)
		}
	}
	if !e.empty() {
		return e, nil
	}
	for _, ev := range s.events {
		m, err := b.olderEvent(ev)
		if err != nil {
			return e, within(ev.name, err)
		}
		if ev.name == "gen_ai.choice" {
			e.answered = append(e.answered, m...)
		} else {
			e.given = append(e.given, m...)
		}
	}
	if !e.empty() {
		return e, nil
	}
	if e.given, err = flat(b, s.fields, "gen_ai.prompt."); err != nil {
		return e, err
	}
	e.answered, err = flat(b, s.fields, "gen_ai.completion.")
	return e, err
}

// otelMessages reads an attribute that holds messages, as they are or as a JSON text. role is for what has none: the parts of instructions, or a
// prompt that is plain text.
func (b *builder) otelMessages(n node, role Role) ([]Message, error) {
	if s, ok := n.v.(string); ok {
		parsed, err := document([]byte(s), n.at)
		switch {
		case err == nil:
			n = parsed
		case role == "":
			return nil, err
		}
		if _, list := n.v.([]any); !list && role != "" {
			return []Message{{Role: role, Content: s}}, nil
		}
	}
	items, err := n.list()
	if err != nil {
		return nil, err
	}
	if role == System {
		return b.otelMessage(node{map[string]any{"role": string(System), "parts": n.v}, n.at})
	}
	var messages []Message
	for _, item := range items {
		more, err := b.otelMessage(item)
		if err != nil {
			return nil, within(item.at, err)
		}
		messages = append(messages, more...)
	}
	return messages, nil
}

// otelMessage reads one; each tool's response in it is a message of its own.
func (b *builder) otelMessage(n node) ([]Message, error) {
	word, err := n.get("role").text()
	if err != nil {
		return nil, err
	}
	m := Message{}
	if m.Role, err = otelRole(word); err != nil {
		return nil, err
	}
	if m.Name, err = n.get("name").text(); err != nil {
		return nil, err
	}
	if n.get("parts").null() { // OpenAI's own shape, which some instrumentations write there
		return b.chatShape(m, n)
	}
	parts, err := n.get("parts").list()
	if err != nil {
		return nil, err
	}
	var said []string
	var results []Message
	for _, p := range parts {
		kind, err := p.get("type").text()
		if err != nil {
			return nil, err
		}
		switch kind {
		case "text":
			said = append(said, p.get("content").say())
		case "reasoning", "thinking":
			m.Reasoning = join(m.Reasoning, p.get("content").say())
		case "tool_call", "server_tool_call":
			arguments := p.get("arguments")
			if kind == "server_tool_call" {
				arguments = p.get(kind)
			}
			m.ToolCalls = append(m.ToolCalls, ToolCall{p.get("id").say(), p.get("name").say(), arguments.say()})
		case "tool_call_response", "server_tool_call_response":
			response := p.get("response")
			if response.null() {
				response = p.get("result")
			}
			if response.null() {
				response = p.get(kind)
			}
			results = append(results, Message{Role: Tool, Name: p.get("name").say(), CallID: p.get("id").say(), Content: response.say()})
		case "blob":
			content, err := base64.StdEncoding.DecodeString(p.get("content").say())
			if err != nil {
				return nil, p.get("content").wrong("base64")
			}
			said = append(said, b.attach(modality(p.get("modality").say()), p.get("mime_type").say(), content))
		case "uri":
			said = append(said, b.mention(modality(p.get("modality").say()), p.get("uri").say()))
		default: // a file by its id, or a part of the maker's own
			text, ok := b.part(kind, p)
			if !ok || p.get(kind).null() {
				text = fmt.Sprintf("[%s %s]", kind, p.say())
			}
			said = append(said, text)
		}
	}
	m.Content = strings.Join(said, "\n")
	if m.Content == "" && m.Reasoning == "" && len(m.ToolCalls) == 0 && len(results) > 0 {
		return results, nil
	}
	if m.Role == Assistant { // what the model's side did with tools, after it asked for it
		return append([]Message{m}, results...), nil
	}
	return append(results, m), nil
}

// modality is a word that may name a file.
func modality(word string) string {
	switch word {
	case "image", "audio", "video":
		return word
	}
	return "data"
}

// otelRole takes the words of makers for the agent.
func otelRole(word string) (Role, error) {
	switch word {
	case "developer":
		return System, nil
	case "model", "ai":
		return Assistant, nil
	case "human":
		return User, nil
	case "function":
		return Tool, nil
	}
	return asRole(word)
}

// chatShape reads a message of OpenAI's shape.
func (b *builder) chatShape(m Message, n node) ([]Message, error) {
	content := n.get("content")
	if parts, ok := content.v.([]any); ok {
		more, err := b.otelMessage(node{map[string]any{"role": string(m.Role), "parts": renamed(parts)}, n.at})
		if err != nil || len(more) != 1 {
			return more, err
		}
		m.Content, m.Reasoning = more[0].Content, more[0].Reasoning
	} else {
		m.Content = content.say()
	}
	m.Content = join(m.Content, b.saidOtherwise(n))
	calls, err := n.get("tool_calls").list()
	if err != nil {
		return nil, err
	}
	for _, c := range calls {
		f := c.get("function")
		if f.null() {
			f = c
		}
		m.ToolCalls = append(m.ToolCalls, ToolCall{c.get("id").say(), f.get("name").say(), f.get("arguments").say()})
	}
	if m.Role == Tool {
		if m.CallID = n.get("tool_call_id").say(); m.CallID == "" {
			m.CallID = n.get("id").say()
		}
	}
	return []Message{m}, nil
}

// renamed are OpenAI's content parts under the conventions' names.
func renamed(parts []any) []any {
	out := make([]any, len(parts))
	for i, p := range parts {
		out[i] = p
		if o, ok := p.(map[string]any); ok && o["text"] != nil && o["content"] == nil {
			o = maps.Clone(o)
			o["content"] = o["text"]
			out[i] = o
		}
	}
	return out
}

// olderEvent reads an event of the conventions before 1.37: its fields are the message's, or, of a choice, in "message".
func (b *builder) olderEvent(e event) ([]Message, error) {
	role, ok := strings.CutPrefix(e.name, "gen_ai.")
	if !ok {
		return nil, nil
	}
	if text, ok := e.fields["gen_ai.event.content"].(string); ok { // Azure's and Semantic Kernel's: all of it in one
		n, err := document([]byte(text), "gen_ai.event.content")
		if err != nil {
			return nil, within(n.at, err)
		}
		if more, ok := n.v.(map[string]any); ok {
			e.fields = maps.Clone(e.fields)
			maps.Copy(e.fields, more)
		}
	}
	fields := e.fields
	switch role {
	case "system.message", "user.message", "assistant.message", "tool.message":
		role = strings.TrimSuffix(role, ".message")
	case "choice":
		role = string(Assistant)
		message := fields["message"]
		if s, isText := message.(string); isText { // an attribute holds it as a JSON text
			if n, err := document([]byte(s), "message"); err == nil {
				message = n.v
			}
		}
		switch m := message.(type) {
		case map[string]any:
			fields = maps.Clone(m)
		case string:
			fields = map[string]any{"content": m}
		}
		if calls := e.fields["tool_calls"]; calls != nil && fields["tool_calls"] == nil {
			fields["tool_calls"] = calls
		}
	default:
		return nil, nil
	}
	fields = maps.Clone(fields)
	if word, _ := fields["role"].(string); word == "" {
		fields["role"] = role
	}
	for _, key := range []string{"tool_calls", "content"} { // attributes hold lists as JSON texts
		if s, isText := fields[key].(string); isText && strings.HasPrefix(s, "[") {
			if n, err := document([]byte(s), key); err == nil {
				fields[key] = n.v
			}
		}
	}
	if fields["content"] == nil && fields["tool_calls"] == nil && fields["refusal"] == nil && fields["audio"] == nil {
		return nil, nil // content was not captured
	}
	return b.otelMessage(node{fields, e.name})
}

// flat reads OpenLLMetry's attributes, prefix.N.role and so on.
func flat(b *builder, fields map[string]any, prefix string) ([]Message, error) {
	byIndex := map[int]map[string]any{}
	for key, v := range fields {
		rest, ok := strings.CutPrefix(key, prefix)
		index, name, named := strings.Cut(rest, ".")
		i, err := strconv.Atoi(index)
		if !ok || !named || err != nil || i < 0 {
			continue
		}
		if byIndex[i] == nil {
			byIndex[i] = map[string]any{}
		}
		byIndex[i][name] = v
	}
	var messages []Message
	for _, i := range slices.Sorted(maps.Keys(byIndex)) {
		message := byIndex[i]
		if message["role"] == nil && strings.HasPrefix(prefix, "gen_ai.completion") {
			message["role"] = string(Assistant)
		}
		var calls []any
		for n := 0; ; n++ {
			at := fmt.Sprintf("tool_calls.%d.", n)
			if message[at+"name"] == nil {
				break
			}
			calls = append(calls, map[string]any{"id": message[at+"id"], "name": message[at+"name"], "arguments": message[at+"arguments"]})
		}
		if calls != nil {
			message["tool_calls"] = calls
		}
		more, err := b.otelMessage(node{message, fmt.Sprintf("%s%d", prefix, i)})
		if err != nil {
			return nil, err
		}
		messages = append(messages, more...)
	}
	return messages, nil
}
