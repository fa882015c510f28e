package check

import (
	"slices"
	"strings"

	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
)

var (
	none          = []string{""}
	textOperators = []string{"includes", "excludes", "matches", "eq", "neq"}
	textUnits     = []string{"", "normalized", "pattern"}
)

// metrics are sorted by name.
var metrics = sorted([]Metric{
	latency("latency_p50", 50), latency("latency_p90", 90), latency("latency_p95", 95), latency("latency_p99", 99), latency("latency_max", 100),
	tokensUsed("input_tokens", "What the models read: input tokens", func(u evidence.Usage) int64 { return u.InputTokens }),
	tokensUsed("output_tokens", "What the models wrote: output tokens", func(u evidence.Usage) int64 { return u.OutputTokens }),
	tokensUsed("total_tokens", "What the models read and wrote: input and output tokens", func(u evidence.Usage) int64 { return u.InputTokens + u.OutputTokens }),
	{
		Name:         "agent_messages",
		Doc:          "How many messages with text the agent wrote; calling a tool without a word is none. The value is a whole number.",
		Needs:        "messages of the agent",
		Verification: "deterministic", Operators: counted, Units: []string{"messages"},
		Example: pact.Clause{
			ID: "short", Metric: "agent_messages", Operator: "lte", Value: "12", Unit: "messages", Severity: "minor", Verification: "deterministic",
			Window: "90% of interactions", Description: "A conversation needs at most 12 answers.",
		},
		compile: compileAgentMessages,
	},
	{
		Name:         "answer_text",
		Doc:          "The agent's final answer: its last message with text. Value and units are those of output_text.",
		Needs:        "messages of the agent",
		Verification: "deterministic", Operators: textOperators, Units: textUnits,
		Example: pact.Clause{
			ID: "cites", Metric: "answer_text", Operator: "matches", Value: `https://\S+`, Severity: "major", Verification: "deterministic",
			Description: "The answer names a source.",
		},
		compile: compileText(func(s *Subject) string { return s.answer() }, func(s *Subject) string { return s.answerNormalized() }),
	},
	{
		Name:         "tool_calls",
		Doc:          toolCallsDoc,
		Needs:        "messages, with a result for every call to a tool that counts",
		Verification: "deterministic", Operators: []string{"matches", "excludes"}, Units: none,
		Example: pact.Clause{
			ID: "cancelled", Metric: "tool_calls", Operator: "matches",
			Value:    `{"tools":["cancel","refund"],"calls":[{"name":"cancel","arguments":{"order":"W1"}}],"mode":"unordered"}`,
			Severity: "critical", Verification: "deterministic", Description: "Order W1 was cancelled, and nothing else.",
		},
		compile: compileToolCalls,
	},
	{
		Name: "confirmed_calls",
		Doc: `Whether the user had agreed: the user's last message before each call of the tools matches a regular expression (RE2). The value is ` +
			`{"tools":[…],"confirmation":"(?i)\\byes\\b"}. Failed calls did not happen, as in tool_calls.`,
		Needs:        "messages, with a result for every call of these tools",
		Verification: "deterministic", Operators: []string{"matches"}, Units: none,
		Example: pact.Clause{
			ID: "confirmed", Metric: "confirmed_calls", Operator: "matches",
			Value: `{"tools":["cancel"],"confirmation":"(?i)\\byes\\b"}`, Severity: "critical", Verification: "deterministic",
			Description: "Nothing is cancelled before the user says yes.",
		},
		compile: compileConfirmedCalls,
	},
	{
		Name:         "tool_call_count",
		Doc:          "How many tool calls the agent made, failed ones included. The value is a whole number.",
		Needs:        "messages",
		Verification: "deterministic", Operators: counted, Units: []string{"calls"},
		Example: pact.Clause{
			ID: "frugal", Metric: "tool_call_count", Operator: "lte", Value: "20", Unit: "calls", Severity: "minor",
			Verification: "deterministic", Description: "At most 20 calls.",
		},
		compile: compileCallCount,
	},
	{
		Name:         "output_length",
		Doc:          "How long everything is that the agent said: characters (Unicode code points) or words (between white space). The value is a whole number.",
		Needs:        "messages of the agent",
		Verification: "deterministic", Operators: counted, Units: []string{"chars", "words"},
		Example: pact.Clause{
			ID: "brief", Metric: "output_length", Operator: "lte", Value: "500", Unit: "words", Severity: "minor",
			Verification: "deterministic", Description: "At most 500 words.",
		},
		compile: compileOutputLength,
	},
	{
		Name: "output_text",
		Doc: "What the agent said, its messages joined by line ends. The value is a text, or with matches a regular expression (RE2). " +
			"The unit normalized ignores case and thousands separators (1,000 is 1000); without a unit every character counts. With excludes and the unit " +
			"pattern, the value is a regular expression that must match nowhere.",
		Needs:        "messages of the agent",
		Verification: "deterministic", Operators: textOperators, Units: textUnits,
		Example: pact.Clause{
			ID: "total", Metric: "output_text", Operator: "includes", Value: "1786", Unit: "normalized", Severity: "critical",
			Verification: "deterministic", Description: "The user is told the total.",
		},
		compile: compileText(func(s *Subject) string { return s.said() }, func(s *Subject) string { return s.normalized() }),
	},
	{
		Name: "exact_choice",
		Doc: "Whether the agent's final answer, its last message with text, is this choice and nothing more. Case, and white space, quotes, brackets, " +
			"stars, points and colons around it do not count.",
		Needs:        "messages of the agent",
		Verification: "deterministic", Operators: []string{"eq", "neq"}, Units: none,
		Example: pact.Clause{
			ID: "answer", Metric: "exact_choice", Operator: "eq", Value: "B", Severity: "critical", Verification: "deterministic",
			Description: "The answer is B.",
		},
		compile: compileExactChoice,
	},
	{
		Name: "json_schema",
		Doc: "Whether the agent's final answer is JSON that satisfies the value, a JSON Schema of draft 2020-12, 2019-09, 7 or 6. References stay within " +
			"the schema and are not recursive.",
		Needs:        "messages of the agent",
		Verification: "deterministic", Operators: []string{"matches"}, Units: none,
		Example: pact.Clause{
			ID: "shape", Metric: "json_schema", Operator: "matches",
			Value:    `{"type":"object","required":["total"],"properties":{"total":{"type":"integer","minimum":0}}}`,
			Severity: "critical", Verification: "deterministic", Description: "The answer is an object with a total.",
		},
		compile: compileSchema,
	},
	{
		Name:         "cel",
		Doc:          celDoc,
		Needs:        "whatever the expression reads",
		Verification: "deterministic", Operators: []string{"matches"}, Units: none,
		Example: pact.Clause{
			ID: "looked-first", Metric: "cel", Operator: "matches",
			Value:    `calls.size() > 0 && calls[0].name == "get_user"`,
			Severity: "major", Verification: "deterministic", Description: "The first thing the agent does is to look the user up.",
		},
		compile: compileCEL,
	},
	{
		Name:         "cost",
		Doc:          "What the work cost. The value is a decimal number of US dollars.",
		Needs:        "usage with a cost",
		Verification: "deterministic", Operators: ordered, Units: []string{"USD"}, Whole: true,
		Example: pact.Clause{
			ID: "cheap", Metric: "cost", Operator: "lte", Value: "0.05", Unit: "USD", Severity: "minor", Verification: "deterministic",
			Description: "At most five cents.",
		},
		compile: compileCost,
	},
	{
		Name: "file_hash",
		Doc: `Whether the evidence has these files with this content. The value is an object of names and keccak256 hashes: {"report.pdf":"0x…"}. ` +
			"With excludes, no file has one of these contents, whatever its name.",
		Needs:        "files",
		Verification: "deterministic", Operators: []string{"includes", "excludes"}, Units: none, Whole: true,
		Example: pact.Clause{
			ID: "input", Metric: "file_hash", Operator: "includes",
			Value:    `{"report.pdf":"0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470"}`,
			Severity: "critical", Verification: "deterministic", Description: "The report is the one agreed on.",
		},
		compile: compileFileHash,
	},
	{
		Name:         "rubric",
		Doc:          "Whether the work satisfies the value, a rubric in words. Jurors decide; the policy says who they are, and without any the clause is unmeasured.",
		Needs:        "messages, and jurors",
		Verification: "jury", Operators: []string{"matches"}, Units: none,
		Example: pact.Clause{
			ID: "friendly", Metric: "rubric", Operator: "matches", Value: "The tone is friendly throughout.", Severity: "major", Verification: "jury",
			Window: "95% of interactions", Description: "Customers are treated well.",
		},
	},
	{
		Name:         "pairwise_comparison",
		Doc:          pairwiseDoc,
		Needs:        "messages of the agent, and jurors",
		Verification: "jury", Operators: []string{"gt", "gte"}, Units: none, Whole: true,
		Example: pact.Clause{
			ID: "as-good", Metric: "pairwise_comparison", Operator: "gte",
			Value:    `{"rubric":"A clear summary of what the parties agreed on.","reference":"They agreed on net 30, and on nothing else."}`,
			Severity: "major", Verification: "jury", Description: "The summary is no worse than ours.",
		},
		compile: compilePairwise,
	},
	heuristic("personal_data", personalDoc, "email, phone, card", "No contact or card of anybody else is given away.", []string{"", notFromUser},
		compileScan(personal, false)),
	heuristic("secrets", secretsDoc, "api_key, private_key, password", "No credential leaves the agent.", none, compileScan(secrets, true)),
	heuristic("prompt_injection", injectionDoc, `{"sources":["tool"]}`, "What the agent reads does not command it.", none, compileInjection),
	heuristic("prohibited_topics", topicsDoc, "investment*, stock tip, lottery", "No financial advice.", none, compileTopics),
})

func heuristic(name, doc, value, description string, units []string, compile func(pact.Clause, policy.Document) (Check, error)) Metric {
	return Metric{
		Name: name, Doc: doc, Needs: "messages of the agent, and for instructions those it read", Verification: "heuristic", Operators: []string{"excludes"}, Units: units,
		Example: pact.Clause{
			ID: strings.ReplaceAll(name, "_", "-"), Metric: name, Operator: "excludes", Value: value, Severity: "critical", Verification: "heuristic",
			Description: description,
		},
		compile: compile,
	}
}

func sorted(list []Metric) []Metric {
	slices.SortFunc(list, func(a, b Metric) int { return strings.Compare(a.Name, b.Name) })
	return list
}

const toolCallsDoc = `Which tool calls happened. A call whose result starts with the error prefix did not happen. The value is a JSON object:

  tools         the tools that count; left out: all
  calls         the expected calls, each with a name and arguments (a JSON object; left out: whatever the arguments)
  mode          exact: these calls in this order; unordered: these calls in any order, each as often as listed;
                subset: no calls but these; superset: at least these; ordered: at least these, in this order
  ignore        by tool, the arguments that are not compared: {"book":["note"]}
  defaults      by tool, what an argument is that a call leaves out: {"book":{"bags":0}}
  match         by tool, how an argument is compared that need not be equal: {"book":{"city":"ignore case","note":"includes","id":"matches",
                "bags":"any order","price":"within 0.05"}}: the actual text is the expected one but for case, includes it, or matches it as a
                regular expression (RE2); the list has the same elements; the number is no further away
  error_prefix  how the result of a failed call starts; left out: "Error"; "": no call failed

Arguments are compared as JSON: the order of keys and the spelling of a number (1 or 1.0) do not count, every digit of an integer does. With
the operator excludes, none of the calls may have happened, and there is no mode.`

const celDoc = `Whether a CEL expression (https://cel.dev) is true. It reads

  messages  list of {role, name, content, latency_ms}; latency_ms where it was measured
  calls     list of {name, arguments, result, message}; arguments where they are JSON, result where there is one, message counts from 0
  files     map of names and keccak256 hashes
  usage     {input_tokens, output_tokens, cost_micros} as far as measured; cost_micros are millionths of a US dollar
  output    everything the agent said, its messages joined by line ends
  answer    the last thing it said

An expression that reads what the evidence has not, or costs more than the policy allows, is unmeasured, and so is any on evidence of more than a MiB.
Maps iterate in the order of their keys; a number beyond 64 bits is a double. The regular expressions of matches are written out, of at most 100
instructions; there is no timestamp.`

const pairwiseDoc = `Whether the agent's final answer, its last message with text, is better than a reference (gt), or at least as good (gte). The value is
{"rubric":"…","reference":"…"}: in words, by what the two are compared and for which task, and the whole reference, as long as jurors are shown by
the policy. Jurors see the two without being told which is whose, in both orders; one who prefers another text in each order has no vote. Who
prefers neither in either order votes for gte, and against gt. Files are compared by nobody: the evidence has their hashes alone.`
