package pact

import "testing"

func TestNamesOfOneModelAreTakenForIt(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"gpt-5", "gpt-5", true},
		{"gpt-5", "openai/GPT-5", true},
		{"azure/gpt-5", "openrouter/openai/gpt-5", true},
		{"gpt-5-2026-01-01", "gpt-5", true},
		{"gpt-5-2026-01-01", "gpt-5-2025-08-07", true},
		{"gpt-4-0613", "gpt-4-1106-preview", true},
		{"claude-3-5-sonnet-20241022", "claude-3-5-sonnet-latest", true},
		{"claude-3-5-sonnet@20240620", "us.anthropic.claude-3-5-sonnet-20241022-v2:0", true},
		{"ft:gpt-4o-mini-2024-07-18:acme::x", "gpt-4o-mini", true},
		{"meta-llama/Llama-3.1-70B-Instruct:free", "llama-3.1-70b", true},
		{"gpt-5", "gpt-5-mini", true}, // one brought up on the other errs as it does
		{"deepseek-r1-distill-llama-70b", "llama-70b", true},
		{"gpt-5", "gpt-4", false},
		{"gpt-5", "gpt-50", false},
		{"gpt-4", "gpt-4o", false},
		{"gpt-5-mini", "gpt-5-nano", false},
		{"claude-opus-4", "claude-sonnet-4", false},
		{"openai/gpt-5", "openai/o3", false},
		{"openai/", "gpt-5", false},
		{"", "", false},
		{"-", "gpt-5", false},
		{"405", "405-x", true}, // a first word is never the release
	} {
		if SameModel(c.a, c.b) != c.same || SameModel(c.b, c.a) != c.same {
			t.Errorf("%q and %q: the same is %t, want %t", c.a, c.b, !c.same, c.same)
		}
	}
}
