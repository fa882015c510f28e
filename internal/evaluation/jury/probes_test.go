package jury

import (
	"strings"
	"testing"
)

func TestAFileThatIsNoProbesIsRefusedWithTheNumberOfTheOneThatIsWrong(t *testing.T) {
	good := `{"promise":"polite","record":{"schema":"surety.evidence.v1","messages":[{"role":"assistant","content":"please"}]},"answer":"held"}`
	probes, err := ParseProbes([]byte(good + "\n" + strings.Replace(good, "held", "broken", 1)))
	if err != nil || len(probes) != 2 || probes[0].Key == probes[1].Key || !probes[0].Question.Probe {
		t.Fatalf("%+v, %v", probes, err)
	}
	if again, err := ParseProbes(probes[0].Encode()); err != nil || again[0].Key != probes[0].Key {
		t.Errorf("what it encodes is %+v, %v", again, err)
	}
	for name, bad := range map[string]string{
		"no answer":      strings.Replace(good, "held", "", 1),
		"another answer": strings.Replace(good, "held", "unmeasured", 1),
		"no promise":     strings.Replace(good, "polite", "", 1),
		"no record":      `{"promise":"polite","answer":"held"}`,
		"an unknown key": strings.Replace(good, "promise", "promises", 1),
		"cut off":        good[:60],
	} {
		if _, err := ParseProbes([]byte(good + bad)); err == nil || !strings.Contains(err.Error(), "probe 2") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
