package evaluation_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/crypto"

	"github.com/surety-dev/surety/internal/evaluation"
	"github.com/surety-dev/surety/internal/evaluation/jury/juror"
	"github.com/surety-dev/surety/internal/evaluation/jury/jurortest"
	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/verdict"
)

// sees is a model that takes "please" for polite, or the contrary.
func sees(contrary bool) jurortest.Behaviour {
	return func(w http.ResponseWriter, r *http.Request, q jurortest.Request) {
		_, record, _ := strings.Cut(q.User, "=== BEGIN RECORD")
		pass := strings.Contains(record, "please") != contrary
		jurortest.Says(fmt.Sprintf(`{"reason":"seen","pass":%t,"score":%d}`, pass, map[bool]int{true: 1}[pass]))(w, r, q)
	}
}

// aSample is a policy by which half of the interactions are judged, by five jurors over HTTP: one is hostile, one out of order.
func (c *court) aSample() (policy.Document, *jurortest.Server) {
	c.t.Helper()
	server := jurortest.Serve(c.t, map[string]jurortest.Behaviour{
		"ash": sees(false), "birch": sees(false), "cedar": sees(false), "hostile": sees(true), "broken": jurortest.Fails(http.StatusBadRequest, ""),
	})
	p := policy.Default()
	p.Version = "2"
	p.Sampling = policy.Sampling{ShareBps: 5_000, Minimum: 10, Maximum: 100, ConfidenceBps: 9_500}
	for i, name := range []string{"ash", "birch", "cedar", "hostile", "broken"} {
		p.Jury.Jurors = append(p.Jury.Jurors, server.Juror(name, []string{policy.OpenAI, policy.Anthropic}[i%2]))
	}
	c.publish(p)
	return p, server
}

// conversation is so many interactions, in some of which the agent is polite.
func conversation(interactions int, polite func(int) bool) evidence.Bundle {
	var b evidence.Bundle
	for i := range interactions {
		said := "Wait."
		if polite(i) {
			said = "Wait, please."
		}
		b.Interactions = append(b.Interactions, len(b.Messages))
		b.Messages = append(b.Messages,
			evidence.Message{Role: evidence.User, Content: fmt.Sprintf("Where is number %d?", i)}, evidence.Message{Role: evidence.Assistant, Content: said})
	}
	return b
}

// ticketsOf are the interactions that have the smallest hashes, as anybody computes them.
func ticketsOf(r verdict.Report, interactions, n int) []int {
	all := make([]int, interactions)
	hash := make([][]byte, interactions)
	for i := range all {
		all[i] = i
		hash[i] = crypto.Keccak256(r.Draw.Seed[:], r.Pact[:], r.Evidence[0].Root[:], binary.BigEndian.AppendUint64(nil, uint64(i)))
	}
	slices.SortFunc(all, func(a, b int) int { return bytes.Compare(hash[a], hash[b]) })
	slices.Sort(all[:n])
	return all[:n]
}

var numbered = regexp.MustCompile(`Where is number (\d+)\?`)

// Promised is politeness in 80 % of 60 interactions, of which 30 are judged: 28 polite ones show that, fewer than 21 show the contrary.
func TestASampledClauseIsDrawnJudgedOverHTTPAndRepeated(t *testing.T) {
	for name, polite := range map[string]func(int) bool{
		"nearly always": func(i int) bool { return i%30 != 29 }, "seldom": func(i int) bool { return i%3 == 0 }, "often": func(i int) bool { return i%5 != 4 },
	} {
		t.Run(name, func(t *testing.T) {
			c := newCourt(t)
			c.chain = blocks{newest: 50, final: 40}
			doc, server := c.aSample()
			b := conversation(60, polite)
			p := c.awaitOn(b, func(p *pact.Pact) { judgedBy(doc)(p); p.Covenant.Clauses[0].Window = "80% of interactions" })
			r := c.end(p, juror.New(func(string) string { return "" }, false))

			asked := map[int]bool{}
			for _, q := range server.Requests() {
				n := numbered.FindAllStringSubmatch(q.User, -1)
				if len(n) != 1 {
					t.Fatalf("a juror was shown %d interactions: %s", len(n), q.User)
				}
				i, err := strconv.Atoi(n[0][1])
				check(t, err)
				asked[i] = true
			}
			drawn, held := ticketsOf(r, 60, 30), 0
			for _, i := range drawn {
				if !asked[i] {
					t.Errorf("interaction %d was drawn, and no juror asked about it", i)
				}
				if polite(i) {
					held++
				}
			}
			got := r.Clauses[0]
			if s := got.Sample; !slices.Equal(s.Drawn, drawn) || len(asked) != len(drawn) || s.Interactions != 60 || s.Held != held || s.Broken != 30-held || s.Unmeasured != 0 {
				t.Errorf("jurors were asked about %d interactions, drawn are %v with %d polite ones; reported is %+v", len(asked), drawn, held, *s)
			}
			want := verdict.Inconclusive
			switch {
			case held >= 28:
				want = verdict.Pass
			case held < 21:
				want = verdict.Fail
			}
			if r.Outcome != want || len(r.Jury.Tallies) != 30 {
				t.Errorf("%s with %d tallies, not %s: %+v", r.Outcome, len(r.Jury.Tallies), want, got)
			}
			t.Logf("%s: %s%s", r.Outcome, got.Measured, got.Reason)

			bundles := map[string]evidence.Bundle{verdict.ByProvider: b}
			if diff, err := evaluation.Recheck(r, p, doc, bundles); err != nil || len(diff) > 0 {
				t.Fatalf("repeated: %v, %v", diff, err)
			}
			other := 0 // one that was not drawn
			for slices.Contains(drawn, other) {
				other++
			}
			key := func(i int) string { return fmt.Sprintf("0:polite/%d", i) }
			for name, forge := range map[string]func(*verdict.Report, *verdict.Sample){
				"another is drawn in place of one": func(_ *verdict.Report, s *verdict.Sample) { s.Drawn[0] = other },
				"one that was not drawn was judged in its place": func(r *verdict.Report, s *verdict.Sample) {
					for i := range r.Jury.Calls {
						if c := &r.Jury.Calls[i]; c.Question == key(s.Drawn[0]) {
							c.Question = key(other)
						}
					}
					for i := range r.Jury.Tallies {
						if tally := &r.Jury.Tallies[i]; tally.Question == key(s.Drawn[0]) {
							tally.Question = key(other)
						}
					}
					s.Drawn[0] = other
					slices.Sort(s.Drawn)
				},
				"one is left out everywhere": func(r *verdict.Report, s *verdict.Sample) {
					gone := key(s.Drawn[0])
					r.Jury.Calls = slices.DeleteFunc(r.Jury.Calls, func(c verdict.Call) bool { return c.Question == gone })
					r.Jury.Tallies = slices.DeleteFunc(r.Jury.Tallies, func(t verdict.Tally) bool { return t.Question == gone })
					s.Drawn, s.Held = s.Drawn[1:], s.Held-1
				},
				"a broken one counts as held":     func(_ *verdict.Report, s *verdict.Sample) { s.Held, s.Broken = s.Held+1, s.Broken-1 },
				"at least more of all":            func(_ *verdict.Report, s *verdict.Sample) { s.Low++ },
				"at most more of all":             func(_ *verdict.Report, s *verdict.Sample) { s.High++ },
				"fewer interactions":              func(_ *verdict.Report, s *verdict.Sample) { s.Interactions-- },
				"a surer interval":                func(_ *verdict.Report, s *verdict.Sample) { s.ConfidenceBps-- },
				"a panel came to something else":  func(r *verdict.Report, _ *verdict.Sample) { r.Jury.Tallies[7].Outcome = verdict.Unmeasured },
				"a panel is left out":             func(r *verdict.Report, _ *verdict.Sample) { r.Jury.Tallies = r.Jury.Tallies[1:] },
				"a juror's vote":                  func(r *verdict.Report, _ *verdict.Sample) { r.Jury.Calls[20].Vote = verdict.Unmeasured },
				"a call is left out":              func(r *verdict.Report, _ *verdict.Sample) { r.Jury.Calls = r.Jury.Calls[1:] },
				"another seed, of the same block": func(r *verdict.Report, _ *verdict.Sample) { r.Draw.Seed[0]++ },
				"the evidence of another root":    func(r *verdict.Report, _ *verdict.Sample) { r.Evidence[0].Root[0]++ },
			} {
				forged, err := verdict.ParseReport(r.Encode())
				check(t, err)
				forge(&forged, forged.Clauses[0].Sample)
				if diff, err := evaluation.Recheck(forged, p, doc, bundles); err != nil || len(diff) == 0 {
					t.Errorf("%s: nothing is found, %v", name, err)
				}
			}
		})
	}
}
