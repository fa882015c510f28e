package evidence

import (
	"cmp"
	"slices"
	"strings"

	"github.com/surety-dev/surety/pkg/evidence/strictjson"
)

// telling puts together what the spans of a trace tell, in the order they began. A model is given what had been said: all of it, or its end, or
// only what is new; perhaps with another system's text, without the spaces around a text, with results in another order. What is told already
// is not told again, and what may be new is.
type telling struct {
	messages []Message
	calls    []*toldCall
	loose    []*toldCall            // those that only a tool's span tells of, so far
	open     map[string][]*toldCall // by id, in order: those without a result
	closed   map[string]*toldCall   // by id: the last that has one
	alike    map[ToolCall]int       // how often equal calls are told
	waiting  map[ToolCall]int       // and how many of them have no result
	once     map[string]bool        // the system's texts, and results that answer no call
	talks    map[*span]*talk        // of each agent; of all under nil
}

// toldCall is spelt as canonical does.
type toldCall struct {
	ToolCall
	message, result int  // where they are; result is -1 while there is none
	ran             bool // a tool's span tells of it
}

func newTelling() *telling {
	return &telling{
		open: map[string][]*toldCall{}, closed: map[string]*toldCall{}, alike: map[ToolCall]int{}, waiting: map[ToolCall]int{}, once: map[string]bool{},
		talks: map[*span]*talk{},
	}
}

// exchange adds what a model's span tells.
func (t *telling) exchange(s *span, e exchange) {
	known := t.talk(nil).take(e, s.failed != "")
	if agent := s.agent(); agent != nil {
		known = cmp.Or(t.talk(agent).take(e, s.failed != ""), known) // an agent that takes over knows what others said
	}
	seen := map[ToolCall]int{}
	for _, m := range e.given {
		switch m.Role {
		case System:
			t.addOnce(m)
		case Tool:
			if known <= 0 { // else it came before what is known
				t.result(m)
			}
		default:
			calls, all := m.ToolCalls, len(words(m))
			text := all - len(calls)
			m.ToolCalls = nil
			for i, c := range calls {
				k := canonical(c)
				seen[k]++
				if text+i >= known && !t.claim(c) && (c.ID == "" || seen[k] > t.alike[k]) {
					m.ToolCalls = append(m.ToolCalls, c)
				}
			}
			fresh := text > max(0, known)
			if !fresh {
				m.Content, m.Reasoning = "", ""
			}
			if fresh || len(m.ToolCalls) > 0 {
				t.add(m)
			}
			known -= all
		}
	}
	for _, m := range e.answered {
		if slices.ContainsFunc(m.ToolCalls, func(c ToolCall) bool { return c.ID != "" && t.waiting[canonical(c)] > 0 }) {
			continue // one answer, told by two spans
		}
		if m.Role == Assistant {
			m.LatencyMS = s.duration()
		}
		t.add(m)
	}
}

// tool adds what a tool's span tells: the result of a call, or a call nobody told of.
func (t *telling) tool(s *span) {
	text := func(key string) string { return node{s.fields[key], key}.say() }
	call := ToolCall{text("gen_ai.tool.call.id"), text("gen_ai.tool.name"), text("gen_ai.tool.call.arguments")}
	if call.Name == "" {
		return
	}
	c := t.running(canonical(call))
	if c == nil {
		if in := s.agent(); in != nil && in.operation() == "execute_tool" && in.fields["gen_ai.tool.name"] == call.Name {
			return // one run, told by who asked for it and by who did it
		}
		t.add(Message{Role: Assistant, ToolCalls: []ToolCall{call}})
		c = t.calls[len(t.calls)-1]
		t.loose = append(t.loose, c)
	}
	c.ran = true
	if s.fields["gen_ai.tool.call.result"] != nil || s.failed != "" {
		t.answer(c, Message{Role: Tool, Name: call.Name, CallID: c.ID, Content: text("gen_ai.tool.call.result"), Error: s.failed, LatencyMS: s.duration()})
	}
}

// running is the call that a tool's span tells of: the one with its id, or, where there is none to go by, the first that waits for its result and has
// equal arguments, or any.
func (t *telling) running(run ToolCall) (best *toldCall) {
	most := 0
	for _, c := range t.calls {
		rank := 0
		switch byID, waits := run.ID != "" && run.ID == c.ID, c.result < 0; {
		case c.ran || c.Name != run.Name || !byID && run.ID != "" && c.ID != "":
		case byID && waits:
			rank = 4
		case byID:
			rank = 3
		case waits && c.Arguments == run.Arguments:
			rank = 2
		case waits:
			rank = 1
		}
		if rank > most {
			best, most = c, rank
		}
	}
	return best
}

// claim says whether a call is one that a tool's span told of, and completes that.
func (t *telling) claim(c ToolCall) bool {
	as := canonical(c)
	i := slices.IndexFunc(t.loose, func(l *toldCall) bool {
		return l.Name == c.Name && (l.ID == c.ID || l.ID == "" || c.ID == "") && (l.Arguments == as.Arguments || l.Arguments == "")
	})
	if i < 0 {
		return false
	}
	l := t.loose[i]
	t.loose = slices.Delete(t.loose, i, i+1)
	if c.ID == "" {
		c.ID, as.ID = l.ID, l.ID
	}
	t.messages[l.message].ToolCalls[0] = c
	if l.result < 0 {
		t.close(l)
		l.ToolCall = as
		t.wait(l)
	} else {
		l.ToolCall = as
		t.messages[l.result].CallID = c.ID
		t.closed[c.ID] = l
	}
	t.alike[as]++
	return true
}

func (t *telling) wait(c *toldCall) {
	t.open[c.ID] = append(t.open[c.ID], c)
	t.waiting[c.ToolCall]++
}

func (t *telling) close(c *toldCall) {
	if open := t.open[c.ID]; open[0] == c { // as nearly always
		t.open[c.ID] = open[1:]
	} else {
		t.open[c.ID] = slices.DeleteFunc(open, func(o *toldCall) bool { return o == c })
	}
	t.waiting[c.ToolCall]--
}

// result adds one where a call waits for it. Another one it only completes, as of a result one span may know more than another.
func (t *telling) result(m Message) {
	switch open, closed := t.open[m.CallID], t.closed[m.CallID]; {
	case len(open) > 0:
		t.answer(open[0], m)
	case closed != nil:
		t.answer(closed, m)
	default:
		t.addOnce(m)
	}
}

func (t *telling) answer(c *toldCall, m Message) {
	if c.result < 0 {
		c.result = len(t.messages)
		t.messages = append(t.messages, m)
		t.close(c)
		t.closed[c.ID] = c
		return
	}
	r := &t.messages[c.result]
	r.Name, r.Content, r.Error, r.LatencyMS = cmp.Or(r.Name, m.Name), cmp.Or(r.Content, m.Content), cmp.Or(r.Error, m.Error), cmp.Or(r.LatencyMS, m.LatencyMS)
}

func (t *telling) addOnce(m Message) {
	key := string(m.Role) + "\x00" + m.CallID + "\x00" + strings.TrimSpace(m.Content)
	if !t.once[key] {
		t.once[key] = true
		t.messages = append(t.messages, m)
	}
}

func (t *telling) add(m Message) {
	if m.Role == Tool {
		t.result(m)
		return
	}
	for _, c := range m.ToolCalls {
		told := &toldCall{canonical(c), len(t.messages), -1, false}
		t.calls = append(t.calls, told)
		t.wait(told)
		t.alike[told.ToolCall]++
	}
	t.messages = append(t.messages, m)
}

func (t *telling) talk(agent *span) *talk {
	if t.talks[agent] == nil {
		t.talks[agent] = &talk{next: map[step]int{}, came: []step{{}}, failed: map[int]bool{}}
	}
	return t.talks[agent]
}

// talk is what spans were given and answered, as a tree of words: spans that begin alike share its branches.
type talk struct {
	next   map[step]int // the place a word leads to; 0 is the beginning
	came   []step       // how each place was come to
	failed map[int]bool // where a model was asked last and gave no answer, but an error
	last   int          // where the last span ended
}

type step struct {
	from int
	word string
}

// take adds an exchange and says how many words of what was given are known: those with which an earlier span began too, or the last one ended. A
// user's words alone may be said twice: they are known where the agent's follow, or where a model failed to answer them.
func (t *talk) take(e exchange, failed bool) (known int) {
	given, answered := words(e.given...), words(e.answered...)
	agents := slices.IndexFunc(given, func(w string) bool { return !strings.HasPrefix(w, string(User)) })
	told := func(n, at int) bool { return n > 0 && (agents >= 0 && agents <= n || t.failed[at]) }
	at := 0
	for ; known < len(given); known++ {
		next := t.next[step{at, given[known]}]
		if next == 0 {
			break
		}
		at = next
	}
	if !told(known, at) {
		known, at = 0, 0
	}
	var end []string
	for i := t.last; i > 0 && len(end) < len(given); i = t.came[i].from {
		end = append(end, t.came[i].word)
	}
	slices.Reverse(end)
	if n := overlap(end, given); n > known && told(n, t.last) {
		known, at = n, t.last
	}
	say := func(words []string) {
		for _, w := range words {
			next := t.next[step{at, w}]
			if next == 0 {
				next = len(t.came)
				t.next[step{at, w}], t.came = next, append(t.came, step{at, w})
			}
			at = next
		}
	}
	say(given[known:])
	t.failed[at] = failed && len(answered) == 0
	say(answered)
	t.last = at
	return known
}

// overlap is the length of the longest end of one list with which another begins (as Knuth, Morris and Pratt find it).
func overlap(end, list []string) int {
	all := slices.Concat(list, []string{""}, end)
	border := make([]int, len(all))
	for i := 1; i < len(all); i++ {
		n := border[i-1]
		for n > 0 && all[i] != all[n] {
			n = border[n-1]
		}
		if all[i] == all[n] {
			n++
		}
		border[i] = n
	}
	return border[len(all)-1]
}

// words are what spans that tell of the same must agree on: each text without the spaces around it, and each call without its id. What the system says
// and what tools answer is told apart from it.
func words(messages ...Message) (words []string) {
	for _, m := range messages {
		if m.Role == System || m.Role == Tool {
			continue
		}
		if text := strings.TrimSpace(m.Content); text != "" || len(m.ToolCalls) == 0 {
			words = append(words, string(m.Role)+" "+text)
		}
		for _, c := range m.ToolCalls {
			words = append(words, "calls "+c.Name+"\x00"+canonical(c).Arguments)
		}
	}
	return words
}

// canonical spells the arguments, where they are JSON, in the one way.
func canonical(c ToolCall) ToolCall {
	if n, err := document([]byte(c.Arguments), ""); err == nil {
		c.Arguments = strictjson.Normal(n.v)
	}
	return c
}
