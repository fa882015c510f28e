package evidence

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/surety-dev/surety/pkg/evidence/strictjson"
)

// Two calls of a model with a call of a tool between them, inside an agent's span, told by three conventions. The spans are out of order.
const (
	spansNow = `{"resourceSpans":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"agent"}}]},"scopeSpans":[{"scope":{"name":"x"},"spans":[
	{"traceId":"aa","spanId":"03","name":"chat m","startTimeUnixNano":"1700000003000000000","endTimeUnixNano":"1700000003250400000","attributes":[
		{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},{"key":"gen_ai.usage.input_tokens","value":{"intValue":"20"}},{"key":"gen_ai.usage.output_tokens","value":{"intValue":4}},
		{"key":"gen_ai.system_instructions","value":{"stringValue":"[{\"type\":\"text\",\"content\":\"Be brief.\"}]"}},
		{"key":"gen_ai.input.messages","value":{"stringValue":"[{\"role\":\"user\",\"parts\":[{\"type\":\"text\",\"content\":\"Paris?\"}]},{\"role\":\"assistant\",\"parts\":[{\"type\":\"tool_call\",\"id\":\"c1\",\"name\":\"weather\",\"arguments\":{\"city\":\"Paris\"}}]},{\"role\":\"tool\",\"parts\":[{\"type\":\"tool_call_response\",\"id\":\"c1\",\"response\":\"rainy\"}]}]"}},
		{"key":"gen_ai.output.messages","value":{"stringValue":"[{\"role\":\"assistant\",\"parts\":[{\"type\":\"reasoning\",\"content\":\"Easy.\"},{\"type\":\"text\",\"content\":\"It rains.\"}],\"finish_reason\":\"stop\"}]"}}],
		"events":[{"name":"gen_ai.evaluation.result","timeUnixNano":"1700000009000000000","attributes":[{"key":"gen_ai.evaluation.name","value":{"stringValue":"relevance"}},{"key":"gen_ai.evaluation.score.value","value":{"doubleValue":0.5}}]}]},
	{"traceId":"aa","spanId":"02","parentSpanId":"00","name":"execute_tool weather","startTimeUnixNano":"1700000002000000000","endTimeUnixNano":"1700000002007000000","attributes":[
		{"key":"gen_ai.operation.name","value":{"stringValue":"execute_tool"}},{"key":"gen_ai.tool.name","value":{"stringValue":"weather"}},{"key":"gen_ai.tool.call.id","value":{"stringValue":"c1"}},
		{"key":"gen_ai.tool.call.result","value":{"stringValue":"rainy"}}]},
	{"traceId":"aa","spanId":"01","name":"chat m","startTimeUnixNano":"1700000001000000000","endTimeUnixNano":"1700000001500000000","attributes":[
		{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},{"key":"gen_ai.usage.input_tokens","value":{"intValue":"10"}},{"key":"gen_ai.usage.output_tokens","value":{"intValue":"3"}},
		{"key":"gen_ai.system_instructions","value":{"stringValue":"[{\"type\":\"text\",\"content\":\"Be brief.\"}]"}},
		{"key":"gen_ai.input.messages","value":{"arrayValue":{"values":[{"kvlistValue":{"values":[{"key":"role","value":{"stringValue":"user"}},{"key":"parts","value":{"arrayValue":{"values":[{"kvlistValue":{"values":[{"key":"type","value":{"stringValue":"text"}},{"key":"content","value":{"stringValue":"Paris?"}}]}}]}}}]}}]}}},
		{"key":"gen_ai.output.messages","value":{"stringValue":"[{\"role\":\"assistant\",\"parts\":[{\"type\":\"tool_call\",\"id\":\"c1\",\"name\":\"weather\",\"arguments\":{\"city\":\"Paris\"}}]}]"}}]},
	{"traceId":"aa","spanId":"00","name":"invoke_agent a","startTimeUnixNano":"1700000000000000000","endTimeUnixNano":"1700000009000000000","attributes":[
		{"key":"gen_ai.operation.name","value":{"stringValue":"invoke_agent"}},{"key":"gen_ai.usage.input_tokens","value":{"intValue":"30"}},
		{"key":"gen_ai.output.messages","value":{"stringValue":"[{\"role\":\"assistant\",\"parts\":[{\"type\":\"text\",\"content\":\"It rains.\"}]}]"}}]},
	{"traceId":"ff","spanId":"01","name":"GET /","startTimeUnixNano":"1","endTimeUnixNano":"2"}]}]}]}`

	spansOlder = `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"aa","spanId":"01","name":"chat m","startTimeUnixNano":"1700000001000000000","endTimeUnixNano":"1700000001500000000","attributes":[
		{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},{"key":"gen_ai.system","value":{"stringValue":"openai"}},{"key":"gen_ai.usage.prompt_tokens","value":{"intValue":"10"}},{"key":"gen_ai.usage.completion_tokens","value":{"intValue":"3"}}],"events":[
		{"name":"gen_ai.system.message","timeUnixNano":"1700000001000000000","attributes":[{"key":"content","value":{"stringValue":"Be brief."}}]},
		{"name":"gen_ai.user.message","timeUnixNano":"1700000001000000001","attributes":[{"key":"content","value":{"stringValue":"Paris?"}}]},
		{"name":"gen_ai.choice","timeUnixNano":"1700000001400000000","attributes":[{"key":"index","value":{"intValue":"0"}},{"key":"finish_reason","value":{"stringValue":"tool_calls"}},{"key":"message","value":{"stringValue":"{\"role\":\"assistant\",\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\",\"function\":{\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\\\"Paris\\\"}\"}}]}"}}]}]}]}]}]}
	{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"aa","spanId":"03","name":"chat m","startTimeUnixNano":"1700000003000000000","endTimeUnixNano":"1700000003250400000","attributes":[
		{"key":"gen_ai.operation.name","value":{"stringValue":"chat"}},{"key":"gen_ai.usage.input_tokens","value":{"intValue":"20"}},{"key":"gen_ai.usage.output_tokens","value":{"intValue":"4"}}]}]}]}]}
	{"resourceLogs":[{"scopeLogs":[{"logRecords":[
		{"traceId":"aa","spanId":"03","timeUnixNano":"1700000003000000000","attributes":[{"key":"event.name","value":{"stringValue":"gen_ai.system.message"}}],"body":{"kvlistValue":{"values":[{"key":"content","value":{"stringValue":"Be brief."}}]}}},
		{"traceId":"aa","spanId":"03","timeUnixNano":"1700000003000000001","eventName":"gen_ai.user.message","body":{"kvlistValue":{"values":[{"key":"content","value":{"stringValue":"Paris?"}}]}}},
		{"traceId":"aa","spanId":"03","timeUnixNano":"1700000003000000002","eventName":"gen_ai.assistant.message","body":{"kvlistValue":{"values":[{"key":"tool_calls","value":{"arrayValue":{"values":[{"kvlistValue":{"values":[{"key":"id","value":{"stringValue":"c1"}},{"key":"function","value":{"kvlistValue":{"values":[{"key":"name","value":{"stringValue":"weather"}},{"key":"arguments","value":{"stringValue":"{\"city\":\"Paris\"}"}}]}}}]}}]}}}]}}},
		{"traceId":"aa","spanId":"03","timeUnixNano":"1700000003000000003","eventName":"gen_ai.tool.message","body":{"kvlistValue":{"values":[{"key":"id","value":{"stringValue":"c1"}},{"key":"name","value":{"stringValue":"weather"}},{"key":"content","value":{"stringValue":"rainy"}}]}}},
		{"traceId":"aa","spanId":"03","timeUnixNano":"1700000003200000000","eventName":"gen_ai.choice","body":{"kvlistValue":{"values":[{"key":"index","value":{"intValue":"0"}},{"key":"message","value":{"kvlistValue":{"values":[{"key":"content","value":{"stringValue":"It rains."}}]}}}]}}},
		{"timeUnixNano":"1","body":{"stringValue":"an ordinary line"}}]}]}]}`

	spansFlat = `{"resourceSpans":[{"scopeSpans":[{"spans":[
	{"traceId":"aa","spanId":"03","name":"openai.chat","startTimeUnixNano":"1700000003000000000","endTimeUnixNano":"1700000003250400000","attributes":[
		{"key":"gen_ai.system","value":{"stringValue":"OpenAI"}},{"key":"gen_ai.usage.prompt_tokens","value":{"intValue":"30"}},{"key":"gen_ai.usage.completion_tokens","value":{"intValue":"7"}},
		{"key":"gen_ai.prompt.0.role","value":{"stringValue":"system"}},{"key":"gen_ai.prompt.0.content","value":{"stringValue":"Be brief."}},
		{"key":"gen_ai.prompt.1.role","value":{"stringValue":"user"}},{"key":"gen_ai.prompt.1.content","value":{"stringValue":"Paris?"}},
		{"key":"gen_ai.prompt.2.role","value":{"stringValue":"assistant"}},{"key":"gen_ai.prompt.2.tool_calls.0.id","value":{"stringValue":"c1"}},{"key":"gen_ai.prompt.2.tool_calls.0.name","value":{"stringValue":"weather"}},{"key":"gen_ai.prompt.2.tool_calls.0.arguments","value":{"stringValue":"{\"city\":\"Paris\"}"}},
		{"key":"gen_ai.prompt.3.role","value":{"stringValue":"tool"}},{"key":"gen_ai.prompt.3.tool_call_id","value":{"stringValue":"c1"}},{"key":"gen_ai.prompt.3.content","value":{"stringValue":"rainy"}},
		{"key":"gen_ai.completion.0.role","value":{"stringValue":"assistant"}},{"key":"gen_ai.completion.0.content","value":{"stringValue":"It rains."}},{"key":"gen_ai.completion.0.finish_reason","value":{"stringValue":"stop"}}]}]}]}]}`
)

var weather = ToolCall{"c1", "weather", `{"city":"Paris"}`}

func TestSpansAreTheTranscriptTheyTellOf(t *testing.T) {
	said := func(change func(m []Message)) Imported {
		m := []Message{
			{Role: System, Content: "Be brief."},
			{Role: User, Content: "Paris?"},
			{Role: Assistant, ToolCalls: []ToolCall{weather}, LatencyMS: ptr(int64(500))},
			{Role: Tool, CallID: "c1", Content: "rainy"},
			{Role: Assistant, Content: "It rains.", LatencyMS: ptr(int64(250))},
		}
		change(m)
		return Imported{
			Format: FormatOpenTelemetry, Labels: []string{"trace aa"}, Bundle: Bundle{Messages: m, Usage: &Usage{InputTokens: 30, OutputTokens: 7}},
		}
	}
	now := said(func(m []Message) {
		m[3].Name, m[3].LatencyMS, m[4].Reasoning = "weather", ptr(int64(7)), "Easy."
	})
	now.Scores = []Score{{0, "relevance", `{"gen_ai.evaluation.name":"relevance","gen_ai.evaluation.score.value":0.5}`}}
	for name, c := range map[string]struct {
		data string
		want Imported
	}{
		"of the current conventions":                            {spansNow, now},
		"of the older ones, on lines, some of them log records": {spansOlder, said(func(m []Message) { m[3].Name = "weather" })},
		"of OpenLLMetry":                                        {spansFlat, said(func(m []Message) { m[2].LatencyMS = nil })},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Import([]byte(c.data))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// modelSpan is a span with messages, of trace t at second s.
func modelSpan(t string, s int, given, answered string, more ...string) string {
	text := func(key, v string) string { return fmt.Sprintf(`{"key":%q,"value":{"stringValue":%q}}`, key, v) }
	list := []string{text("gen_ai.operation.name", "chat")}
	if given != "" {
		list = append(list, text("gen_ai.input.messages", given))
	}
	if answered != "" {
		list = append(list, text("gen_ai.output.messages", answered))
	}
	return fmt.Sprintf(`{"traceId":%q,"spanId":"%d","startTimeUnixNano":"%d","attributes":[%s]}`, t, s, s*1e9, strings.Join(append(list, more...), ","))
}

func request(spans ...string) []byte {
	return []byte(`{"resourceSpans":[{"scopeSpans":[{"spans":[` + strings.Join(spans, ",") + `]}]}]}`)
}

func says(role, text string) string {
	return fmt.Sprintf(`{"role":%q,"parts":[{"type":"text","content":%q}]}`, role, text)
}

func list(items ...string) string { return "[" + strings.Join(items, ",") + "]" }

func TestWhatSpansRepeatIsSaidOnce(t *testing.T) {
	u1, a1, u2, a2 := says("user", "one"), says("assistant", "1"), says("user", "two"), says("assistant", "2")
	for name, c := range map[string]struct {
		spans []string
		want  string
	}{
		"all of it again":              {[]string{modelSpan("t", 1, list(u1), list(a1)), modelSpan("t", 2, list(u1, a1, u2), list(a2))}, "one 1 two 2"},
		"the end of it again":          {[]string{modelSpan("t", 1, list(u1), list(a1)), modelSpan("t", 2, list(a1, u2), list(a2))}, "one 1 two 2"},
		"only what is new":             {[]string{modelSpan("t", 1, list(u1), list(a1)), modelSpan("t", 2, list(u2), list(a2))}, "one 1 two 2"},
		"the same question tried anew": {[]string{modelSpan("t", 1, list(u1), list(a1)), modelSpan("t", 2, list(u1), list(a2))}, "one 1 one 2"},
		"the system's word each time":  {[]string{modelSpan("t", 1, list(says("system", "be"), u1), list(a1)), modelSpan("t", 2, list(says("system", "be"), u2), list(a2))}, "be one 1 two 2"},
		"two traces":                   {[]string{modelSpan("u", 2, list(u2), list(a2)), modelSpan("t", 1, list(u1), list(a1))}, "one 1 | two 2"},
		"several choices":              {[]string{modelSpan("t", 1, list(u1), list(a1, a2))}, "one 1 2"},
		"a user who hands in results":  {[]string{modelSpan("t", 1, list(`{"role":"user","parts":[{"type":"tool_call_response","id":"c","result":{"a":1}},{"type":"text","content":"so?"}]}`), list(a1))}, `{"a":1} so? 1`},
		"a picture":                    {[]string{modelSpan("t", 1, list(`{"role":"user","parts":[{"type":"blob","modality":"image","mime_type":"image/png","content":"aW1hZ2U="}]}`), list(a1))}, fmt.Sprintf("[image image-%x.png] 1", image[:8])},
		"a picture elsewhere":          {[]string{modelSpan("t", 1, list(`{"role":"user","parts":[{"type":"uri","modality":"image","uri":"https://example.org/a.png"}]}`), list(a1))}, "[image https://example.org/a.png] 1"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Import(request(c.spans...))
			if err != nil {
				t.Fatal(err)
			}
			var parts []string
			for _, part := range got.Bundle.Split() {
				var words []string
				for _, m := range part {
					words = append(words, m.Content)
				}
				parts = append(parts, strings.Join(words, " "))
			}
			if s := strings.Join(parts, " | "); s != c.want {
				t.Errorf("says %q, want %q", s, c.want)
			}
		})
	}
}

// calling is an agent's message that calls tools, each told as its id, name and arguments.
func calling(calls ...[3]string) string {
	parts := make([]string, len(calls))
	for i, c := range calls {
		parts[i] = fmt.Sprintf(`{"type":"tool_call","id":%q,"name":%q,"arguments":%s}`, c[0], c[1], c[2])
	}
	return fmt.Sprintf(`{"role":"assistant","parts":%s}`, list(parts...))
}

func result(id, text string) string {
	return fmt.Sprintf(`{"role":"tool","parts":[{"type":"tool_call_response","id":%q,"response":%q}]}`, id, text)
}

// toolSpan is a tool's span of trace t at second s, with those of id, arguments and result that are not empty.
func toolSpan(s int, name, id, arguments, result string) string {
	attributes := []string{`{"key":"gen_ai.operation.name","value":{"stringValue":"execute_tool"}}`}
	for _, a := range [][2]string{{"name", name}, {"call.id", id}, {"call.arguments", arguments}, {"call.result", result}} {
		if a[1] != "" {
			attributes = append(attributes, fmt.Sprintf(`{"key":"gen_ai.tool.%s","value":{"stringValue":%q}}`, a[0], a[1]))
		}
	}
	return fmt.Sprintf(`{"traceId":"t","spanId":"%d","startTimeUnixNano":"%d","attributes":%s}`, s, s*1e9, list(attributes...))
}

func agentSpan(s int) string {
	return strings.Replace(toolSpan(s, "", "", "", ""), "execute_tool", "invoke_agent", 1)
}

func partOf(parent int, spans ...string) string {
	for i := range spans {
		spans[i] = fmt.Sprintf(`{"parentSpanId":"%d",`, parent) + spans[i][1:]
	}
	return strings.Join(spans, ",")
}

func failing(span string) string { return `{"status":{"code":2},` + span[1:] }

// told is what became of a trace: each word, each call with its result, in order.
func told(b Bundle) string {
	var out []string
	calls := b.Calls()
	results := 0
	for i, m := range b.Messages {
		if m.Role == Tool {
			results++
		}
		if m.Role != Tool && m.Content != "" {
			out = append(out, m.Content)
		}
		for ; len(calls) > 0 && calls[0].Message == i; calls = calls[1:] {
			c := calls[0]
			became := "?"
			if c.Answered {
				became = c.Result
				results--
			}
			if c.Error != "" {
				became += "!" + c.Error
			}
			out = append(out, c.Name+"="+became)
		}
	}
	if results > 0 {
		out = append(out, fmt.Sprintf("and %d results of no call", results))
	}
	return strings.Join(out, " ")
}

func TestACallIsToldOnceHoweverSpansTellOfIt(t *testing.T) {
	u, u2, a := says("user", "please"), says("user", "thanks"), says("assistant", "done")
	refund := [3]string{"c1", "refund", `{"order":"A"}`}
	nameless := [3]string{"", "refund", `{"order":"A"}`}
	notify := [3]string{"c2", "notify", `{"x":1}`}
	c, r := calling(refund), result("c1", "ok")
	system := func(text string) string { return says("system", text) }
	chat := func(s int, given, answered string) string { return modelSpan("t", s, given, answered) }
	ask := calling([3]string{"c9", "expert", `{"q":1}`})
	for name, tc := range map[string]struct {
		spans []string
		want  string
	}{
		"a tool's span with its id":                 {[]string{chat(1, list(u), list(c)), toolSpan(2, "refund", "c1", `{"order":"A"}`, "ok"), chat(3, list(u, c, r), list(a))}, "please refund=ok done"},
		"without its id":                            {[]string{chat(1, list(u), list(c)), toolSpan(2, "refund", "", `{"order": "A"}`, "ok"), chat(3, list(u, c, r), list(a))}, "please refund=ok done"},
		"without id and arguments":                  {[]string{chat(1, list(u), list(c)), toolSpan(2, "refund", "", "", "ok"), chat(3, list(u, c, r), list(a))}, "please refund=ok done"},
		"a model that gives no ids":                 {[]string{chat(1, list(u), list(calling(nameless))), toolSpan(2, "refund", "c1", `{"order":"A"}`, "ok"), chat(3, list(u, calling(nameless), result("", "ok")), list(a))}, "please refund=ok done"},
		"of two alike calls, each by its own":       {[]string{chat(1, list(u), list(calling(refund, [3]string{"c3", "refund", `{"order":"B"}`}))), toolSpan(2, "refund", "", `{"order":"B"}`, "b"), toolSpan(3, "refund", "", `{"order":"A"}`, "a")}, "please refund=a refund=b"},
		"tools that run in another order":           {[]string{chat(1, list(u), list(calling(refund, notify))), toolSpan(2, "notify", "c2", `{"x":1}`, "sent"), toolSpan(3, "refund", "c1", `{"order":"A"}`, "ok"), chat(4, list(u, calling(refund, notify), r, result("c2", "sent")), list(a))}, "please refund=ok notify=sent done"},
		"the same tools without ids":                {[]string{chat(1, list(u), list(calling(nameless, [3]string{"", "notify", "{}"}))), toolSpan(2, "notify", "", "{}", "ok"), toolSpan(3, "refund", "", `{"order":"A"}`, "ok"), chat(4, list(u, calling(nameless, [3]string{"", "notify", "{}"}), result("", "ok"), result("", "ok")), list(a))}, "please refund=ok notify=ok done"},
		"a call of which only the tool's span told": {[]string{chat(1, list(u), ""), toolSpan(2, "refund", "", "", "ok"), chat(3, list(u, c, r), list(a))}, "please refund=ok done"},
		"the same without its result":               {[]string{chat(1, list(u), ""), toolSpan(2, "refund", "", "", ""), chat(3, list(u, c, r), list(a))}, "please refund=ok done"},
		"a tool's span inside one of that tool":     {[]string{chat(1, list(u), list(c)), toolSpan(2, "refund", "c1", "", "ok"), partOf(2, toolSpan(3, "refund", "", `{"order":"A"}`, "ok")), chat(4, list(u, c, r), list(a))}, "please refund=ok done"},
		"a failure without a reason":                {[]string{chat(1, list(u), list(c)), failing(toolSpan(2, "refund", "c1", "", "")), chat(3, list(u, c, result("c1", "no such order")), list(a))}, "please refund=no such order!failed, and the span does not say why done"},
		"a system's text that tells the time":       {[]string{chat(1, list(system("10:00"), u), list(c)), chat(2, list(system("10:01"), u, c, r), list(a))}, "10:00 please refund=ok 10:01 done"},
		"a text without the spaces around it":       {[]string{chat(1, list(u, says("assistant", "wait.\n"), u2), list(c)), chat(2, list(u, says("assistant", "wait."), u2, c, r), list(a))}, "please wait.\n thanks refund=ok done"},
		"an answer in parts, given again in one":    {[]string{chat(1, list(u), list(says("assistant", "wait"), c)), chat(2, list(u, `{"role":"assistant","parts":[{"type":"text","content":"wait"},`+strings.TrimPrefix(c, `{"role":"assistant","parts":[`), r), list(a))}, "please wait refund=ok done"},
		"arguments spelt another way":               {[]string{chat(1, list(u), list(calling(nameless))), chat(2, list(u, calling([3]string{"", "refund", `"{ \"order\": \"A\" }"`}), result("", "ok")), list(a))}, "please refund=ok done"},
		"a yes that is said twice":                  {[]string{chat(1, list(says("user", "yes")), list(c)), chat(2, list(r), list(says("assistant", "more?"))), chat(3, list(says("user", "yes")), list(a))}, "yes refund=ok more? yes done"},
		"a model that failed and is asked again":    {[]string{failing(chat(1, list(u), "")), chat(2, list(u), list(c)), failing(chat(3, list(u, c, r), "")), chat(4, list(u, c, r), list(a))}, "please refund=ok done"},
		"an answer that is asked for again":         {[]string{chat(1, list(u), list(c)), chat(2, list(u, c, r), list(a)), chat(3, list(u, c, r), list(says("assistant", "all done")))}, "please refund=ok done all done"},
		"a history that lost its beginning":         {[]string{chat(1, list(u), list(c)), chat(2, list(u, c, r), list(a)), chat(3, list(c, r, a, u2), list(a))}, "please refund=ok done thanks done"},
		"a history that was rewritten":              {[]string{chat(1, list(u), list(c)), chat(2, list(u, c, r), list(a)), chat(3, list(says("user", "it was asked"), c, r, u2), list(a))}, "please refund=ok done it was asked thanks done"},
		"a model's span inside one of that model":   {[]string{chat(1, list(u), list(calling(nameless))), partOf(1, chat(2, list(u), list(calling(nameless)))), chat(3, list(u, calling(nameless), result("", "ok")), list(a))}, "please refund=ok done"},
		"an answer told by two spans":               {[]string{chat(1, list(u), list(c)), chat(2, list(u, c), list(c))}, "please refund=?"},
		"two calls with one id":                     {[]string{chat(1, list(u), list(c)), chat(2, list(u, c, r), list(c)), chat(3, list(u, c, r, c, result("c1", "again")), list(a))}, "please refund=ok refund=again done"},
		"two runs of one call":                      {[]string{toolSpan(1, "refund", "c1", `{"order":"A"}`, "ok"), toolSpan(2, "refund", "c1", `{"order":"A"}`, "again")}, "refund=ok refund=again"},
		"an agent inside a tool of another":         {[]string{agentSpan(10), partOf(10, chat(11, list(u), list(c)), toolSpan(12, "refund", "c1", "", "ok"), chat(13, list(u, c, r), list(ask)), toolSpan(14, "expert", "c9", "", "hm")), partOf(14, chat(15, list(says("user", "look")), list(says("assistant", "hm")))), partOf(10, chat(16, list(u, c, r, ask, result("c9", "hm")), list(a)), chat(17, list(u, c, r, ask, result("c9", "hm"), a, u2), list(a)))}, "please refund=ok expert=hm look hm done thanks done"},
		"two agents who say the same":               {[]string{agentSpan(10), agentSpan(20), partOf(10, chat(11, list(u), list(calling(nameless)))), partOf(20, chat(21, list(u), list(calling(nameless)))), partOf(10, chat(31, list(u, calling(nameless), result("", "ok")), list(a))), partOf(20, chat(41, list(u, calling(nameless), result("", "ok")), list(a)))}, "please refund=ok please refund=ok done done"},
		"an agent who takes over":                   {[]string{agentSpan(10), partOf(10, chat(11, list(u), list(calling(nameless)))), agentSpan(20), partOf(20, chat(21, list(u, calling(nameless), result("", "ok")), list(a)))}, "please refund=ok done"},
		"one that begins with it":                   {[]string{chat(1, list(u), list(c)), strings.Replace(partOf(2, toolSpan(3, "refund", "", `{"order":"A"}`, "ok")), "3000000000", "2000000000", 1), toolSpan(2, "refund", "c1", "", "ok"), chat(4, list(u, c, r), list(a))}, "please refund=ok done"},
		"two calls of which one has a tool's span":  {[]string{chat(1, list(u), ""), toolSpan(2, "refund", "", "", "ok"), chat(3, list(u, calling(nameless), result("", "ok"), calling(nameless), result("", "again")), list(a))}, "please refund=ok refund=again done"},
		"one id twice in a history rewritten":       {[]string{chat(1, list(u), list(c)), chat(2, list(says("user", "it was asked"), c, r, c, result("c1", "again")), list(a))}, "please refund=ok it was asked refund=again done"},
		"the ends of what two agents said":          {[]string{agentSpan(10), agentSpan(20), partOf(10, chat(11, list(u), list(calling(nameless)))), partOf(20, chat(21, list(u2), list(a))), partOf(10, chat(31, list(calling(nameless), result("", "ok")), list(a)))}, "please refund=ok thanks done done"},
		"spans that are each other's parents":       {[]string{partOf(2, chat(1, list(u), list(c))), partOf(1, chat(2, list(u, c, r), list(a)))}, "please refund=ok done"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Import(request(tc.spans...))
			if err != nil {
				t.Fatal(err)
			}
			if s := told(got.Bundle); s != tc.want {
				t.Errorf("says %q, want %q", s, tc.want)
			}
		})
	}
}

func TestAToolsSpanTellsWhatNoMessageDoes(t *testing.T) {
	tool := `{"traceId":"t","spanId":"9","startTimeUnixNano":"5","endTimeUnixNano":"6000005","status":{"code":2,"message":"no such order"},"attributes":[
		{"key":"gen_ai.operation.name","value":{"stringValue":"execute_tool"}},{"key":"gen_ai.tool.name","value":{"stringValue":"cancel"}},
		{"key":"gen_ai.tool.call.id","value":{"stringValue":"c9"}},{"key":"gen_ai.tool.call.arguments","value":{"stringValue":"{\"order\":\"W1\"}"}}]}`
	got, err := Import(request(tool))
	if err != nil {
		t.Fatal(err)
	}
	want := []Message{
		{Role: Assistant, ToolCalls: []ToolCall{{"c9", "cancel", `{"order":"W1"}`}}},
		{Role: Tool, Name: "cancel", CallID: "c9", Error: "no such order", LatencyMS: ptr(int64(6))},
	}
	if diff := cmp.Diff(want, got.Bundle.Messages); diff != "" {
		t.Error(diff)
	}
}

func TestMakersWhoPutEventsInTheirOwnPlacesAreRead(t *testing.T) {
	text := func(key, v string) string { return fmt.Sprintf(`{"key":%q,"value":{"stringValue":%q}}`, key, v) }
	azure := func(name, content string) string {
		return fmt.Sprintf(`{"name":"gen_ai.%s","attributes":[%s]}`, name, text("gen_ai.event.content", content))
	}
	for name, span := range map[string]string{
		"Azure": `{"traceId":"t","spanId":"1","attributes":[` + text("gen_ai.system", "az.ai.inference") + `],"events":[` +
			azure("user.message", `{"role":"user","content":"please"}`) + "," +
			azure("choice", `{"message":{"tool_calls":[{"id":"c1","type":"function","function":{"name":"refund","arguments":"{}"}}]},"index":0}`) + `]}`,
		"Logfire": `{"traceId":"t","spanId":"1","attributes":[` + text("gen_ai.system", "openai") + "," +
			text("events", `[{"event.name":"gen_ai.user.message","role":"user","content":"please"},{"event.name":"gen_ai.choice","index":0,"message":{"role":"assistant","tool_calls":[{"id":"c1","function":{"name":"refund","arguments":"{}"}}]}}]`) + `]}`,
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Import(request(span))
			if err != nil {
				t.Fatal(err)
			}
			if s := told(got.Bundle); s != "please refund=?" {
				t.Errorf("says %q", s)
			}
			if _, err := Import(request(strings.Replace(span, `\"index\":0`, `\"index\":`, 1))); !errors.Is(err, strictjson.Syntax) || !strings.Contains(err.Error(), "event") {
				t.Errorf("broken, it gives %v", err)
			}
		})
	}
}

func TestSpansThatAreNoEvidenceAreRefusedWithTheReason(t *testing.T) {
	good := modelSpan("t", 1, list(says("user", "hi")), "")
	for name, c := range map[string]struct {
		data []byte
		want strictjson.Reason
		says string
	}{
		"none of a model":      {request(`{"traceId":"t","spanId":"1","attributes":[{"key":"http.method","value":{"stringValue":"GET"}}]}`), strictjson.Shape, "gen_ai.*"},
		"nothing captured":     {request(modelSpan("t", 1, "", "")), strictjson.Empty, "CAPTURE_MESSAGE_CONTENT"},
		"a span twice":         {request(good, good), strictjson.Shape, "there twice"},
		"no trace":             {request(`{"spanId":"1"}`), strictjson.Shape, "no traceId"},
		"an attribute twice":   {request(modelSpan("t", 1, list(says("user", "a")), "", `{"key":"gen_ai.input.messages","value":{"stringValue":"[]"}}`)), strictjson.DuplicateKey, "there twice"},
		"a value of two kinds": {request(`{"traceId":"t","spanId":"1","attributes":[{"key":"gen_ai.system","value":{"stringValue":"a","intValue":"1"}}]}`), strictjson.Shape, "one kind"},
		"messages cut off":     {request(modelSpan("t", 1, `[{"role":"us`, "")), strictjson.Truncated, "gen_ai.input.messages"},
		"an unknown role":      {request(modelSpan("t", 1, list(says("judge", "pass")), "")), strictjson.Shape, `no role "judge"`},
		"a user who calls":     {request(modelSpan("t", 1, `[{"role":"user","parts":[{"type":"tool_call","name":"f"}]}]`, "")), strictjson.Shape, "only the assistant"},
		"a blob of no base64":  {request(modelSpan("t", 1, `[{"role":"user","parts":[{"type":"blob","mime_type":"a/b","content":"%"}]}]`, "")), strictjson.Shape, "is not base64"},
		"cut off":              {request(good)[:100], strictjson.Truncated, ""},
		"a list of them":       {append(request(good), "\n[]"...), strictjson.Shape, "line 2 is not an object"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Import(c.data)
			if !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.says) || !strings.HasPrefix(err.Error(), "read as OpenTelemetry spans: ") {
				t.Errorf("got %v, want reason %s and %q", err, c.want, c.says)
			}
		})
	}
}
