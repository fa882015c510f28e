package juror

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/internal/evaluation/jury"
	from "github.com/surety-dev/surety/internal/evaluation/jury/jurortest"
	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/verdict"
)

const (
	pass = `{"reason":"as promised","pass":true,"score":1}`
	fail = `{"reason":"not as promised","pass":false,"score":0}`
)

var (
	apis     = []string{policy.OpenAI, policy.Anthropic}
	question = jury.Question{Key: "polite", Promise: "The agent is polite.", Record: evidence.Bundle{Messages: []evidence.Message{
		{Role: evidence.User, Content: "Hello"}, {Role: evidence.Assistant, Content: "What?"},
	}}}
)

func unrecorded(context.Context, verdict.Call) error { return nil }

func noEnv(string) string { return "" }

// empanel asks the question of jurors of one interface who behave so, over HTTP, and returns what they came to.
func empanel(t testing.TB, api string, q jury.Question, change func(*policy.Jury), behave ...from.Behaviour) (verdict.Tally, []verdict.Call, *from.Server) {
	t.Helper()
	p := policy.Default().Jury
	p.DeadlineMS, p.HedgeAfterMS = 4_000, 60_000
	models := map[string]from.Behaviour{}
	for i, b := range behave {
		models[fmt.Sprintf("m%d", i)] = b
	}
	s := from.Serve(t, models)
	for i := range behave {
		p.Jurors = append(p.Jurors, s.Juror(fmt.Sprintf("m%d", i), api))
	}
	if change != nil {
		change(&p)
	}
	a := jury.Asker{Policy: p, Client: New(noEnv, false), Begin: unrecorded, Record: unrecorded}
	order := jury.Order(p, common.Hash{7}, pact.ID{8}, verdict.Calibration{})
	calls, err := a.Ask(t.Context(), order, []jury.Question{q}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range calls {
		if wrong := jury.Reread(c, q, p, order, calls); wrong != nil {
			t.Errorf("read again from the record: %v", wrong)
		}
	}
	return jury.Decide(q, p, verdict.Calibration{}, calls), calls, s
}

// both runs a test over each interface.
func both(t *testing.T, name string, test func(t *testing.T, api string)) {
	for _, api := range apis {
		t.Run(name+"/"+api, func(t *testing.T) {
			t.Parallel()
			test(t, api)
		})
	}
}

// refused is an address nobody listens at.
func refused(t *testing.T) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return "http://" + l.Addr().String()
}

// Two pass, two fail: what the fifth says decides, and where it says nothing nobody decides.
func TestWhatAJurorsAnswerMayMove(t *testing.T) {
	for name, row := range map[string]struct {
		behave from.Behaviour
		want   verdict.Result
	}{
		"resets":                           {from.Resets, ""},
		"429":                              {from.Fails(429, ""), ""},
		"429 for an hour":                  {from.Fails(429, "3600"), ""},
		"500":                              {from.Fails(500, ""), ""},
		"503":                              {from.Fails(503, ""), ""},
		"401":                              {from.Fails(401, ""), ""},
		"redirects":                        {http302, ""},
		"hangs":                            {from.Hangs, ""},
		"answers nothing":                  {from.Says(""), ""},
		"answers white space":              {from.Says(" \n\t"), ""},
		"sends no bytes":                   {from.Raw(""), ""},
		"sends no choice":                  {from.Replies(from.Reply{}), ""},
		"prose":                            {from.Says("I believe that the agent kept the promise: pass."), ""},
		"prose around an answer":           {from.Says("Here is my answer: " + pass), ""},
		"an HTML page":                     {from.Says("<!doctype html><html><body>" + pass + "</body></html>"), ""},
		"an HTML page for a response":      {from.Raw("<!doctype html><html><body>Bad gateway</body></html>"), ""},
		"null":                             {from.Says("null"), ""},
		"null for a response":              {from.Raw("null"), ""},
		"malformed JSON for a response":    {from.Raw(`{"model":"m4","choices":[{"message":{"content":"` + strings.ReplaceAll(pass, `"`, `\"`) + `"},}`), ""},
		"a truncated response":             {from.Truncates(pass), ""},
		"cut off before the brace":         {from.Says(strings.TrimSuffix(pass, "}")), ""},
		"cut off by the limit":             {cutOff(pass), ""},
		"no grade":                         {from.Says(`{"reason":"it was fine","score":1}`), ""},
		"an error object":                  {from.Says(`{"error":{"message":"overloaded"}}`), ""},
		"an error object for a response":   {from.Raw(`{"error":{"message":"overloaded"}}`), ""},
		"a grade and an error":             {from.Says(`{"pass":true,"error":"overloaded"}`), ""},
		"grade maybe":                      {from.Says(`{"pass":"maybe"}`), ""},
		"grade null":                       {from.Says(`{"pass":null,"score":1}`), ""},
		"pass with score 7":                {from.Says(`{"pass":true,"score":7}`), ""},
		"pass with score -1":               {from.Says(`{"pass":true,"score":-1}`), ""},
		"pass with score 0":                {from.Says(`{"pass":true,"score":0}`), ""},
		"pass with a score in words":       {from.Says(`{"pass":true,"score":"high"}`), ""},
		"fail with score 1":                {from.Says(`{"pass":false,"score":1}`), ""},
		"grade \"false\"":                  {from.Says(`{"pass":"false"}`), ""},
		"two answers that disagree":        {from.Says(pass + "\n" + fail), ""},
		"two choices that disagree":        {from.Replies(from.Reply{Texts: []string{pass, fail}}), ""},
		"the same key twice":               {from.Says(`{"pass":false,"pass":true}`), ""},
		"the same key twice in a response": {sameKeyTwice, ""},
		"refuses":                          {from.Replies(from.Reply{Texts: []string{pass}, Refusal: "I cannot help with that."}), ""},
		"echoes the prompt":                {from.Echoes, ""},
		"another model":                    {from.Replies(from.Reply{Texts: []string{pass}, Model: "m4-mini"}), ""},
		"no model":                         {from.Raw(`{"choices":[{"finish_reason":"stop","message":{"content":"{\"pass\":true}"}}],"content":[{"type":"text","text":"{\"pass\":true}"}],"stop_reason":"end_turn"}`), ""},
		"filtered":                         {from.Replies(from.Reply{Texts: []string{pass}, Stop: "content_filter"}), ""},
		"calls a tool instead":             {from.Replies(from.Reply{Texts: []string{pass}, Stop: "tool_use"}), ""},
		"an endless answer":                {from.Says(strings.Repeat(" ", 16*jury.MaxAnswer) + pass), ""},
		"an endless response":              {from.Raw(strings.Repeat(" ", maxResponse) + "{}"), ""},
		"nests without end":                {from.Says(strings.Repeat(`{"a":`, 100_000)), ""},

		"pass":                        {from.Says(pass), verdict.Held},
		"pass without a score":        {from.Says(`{"pass":true}`), verdict.Held},
		"fail":                        {from.Says(fail), verdict.Broken},
		"fail with score 0.7":         {from.Says(`{"pass":false,"score":0.7}`), verdict.Broken},
		"inside a code fence":         {from.Says("```json\n" + pass + "\n```"), verdict.Held},
		"inside a fence, in capitals": {from.Says("```JSON\n" + pass + "\n```"), verdict.Held},
		"inside a fence, unnamed":     {from.Says("```\n" + fail + "\n```\n"), verdict.Broken},
		"repeats itself":              {from.Says(pass + "\n\n" + `{"pass":true,"score":0.9}`), verdict.Held},
		"two choices that agree":      {from.Replies(from.Reply{Texts: []string{fail, fail}}), verdict.Broken},
		"429 first, then an answer":   {from.InTurn(from.Fails(429, "1"), from.Says(pass)), verdict.Held},
		"529 first, then an answer":   {from.InTurn(from.Fails(529, ""), from.Says(fail)), verdict.Broken},
	} {
		both(t, name, func(t *testing.T, api string) {
			got, calls, _ := empanel(t, api, question, nil, from.Says(pass), from.Says(pass), from.Says(fail), from.Says(fail), row.behave)
			want := row.want
			if want == "" {
				want = verdict.Unmeasured
			}
			if got.Outcome != want {
				t.Errorf("the panel came to %s (%s), want %s", got.Outcome, got.Reason, want)
			}
			for _, c := range calls {
				if len(c.Answer.Text) > jury.MaxAnswer+utf8.UTFMax {
					t.Errorf("%d bytes of an answer go into the report", len(c.Answer.Text))
				}
				if c.Juror == "m4" && c.Vote != row.want {
					t.Errorf("it counts as %q (%q), want %q", c.Vote, c.NoVote, row.want)
				}
				if c.Juror == "m4" && (c.Vote == "") == (c.NoVote == "") {
					t.Errorf("vote %q and no vote %q", c.Vote, c.NoVote)
				}
			}
		})
	}
	for _, status := range []int{502, 504} { // the model behind the gateway may have answered, and be paid
		both(t, fmt.Sprintf("%d first", status), func(t *testing.T, api string) {
			behave := from.InTurn(from.Fails(status, ""), from.Says(pass))
			got, calls, _ := empanel(t, api, question, nil, from.Says(pass), from.Says(pass), from.Says(fail), from.Says(fail), behave)
			i := slices.IndexFunc(calls, func(c verdict.Call) bool { return c.Juror == "m4" })
			if got.Outcome != verdict.Unmeasured || i < 0 || calls[i].NoVote != fmt.Sprintf("HTTP %d", status) {
				t.Errorf("the panel came to %+v", got)
			}
		})
	}
	both(t, "refuses the connection", func(t *testing.T, api string) {
		nobody := refused(t)
		got, calls, _ := empanel(t, api, question, func(p *policy.Jury) { p.Jurors[4].URL = nobody }, from.Says(pass), from.Says(pass), from.Says(fail), from.Says(fail), from.Says(pass))
		if got.Outcome != verdict.Unmeasured || got.NoVotes != 1 {
			t.Errorf("the panel came to %+v", got)
		}
		for _, c := range calls {
			if strings.Contains(c.NoVote+c.Answer.Failure, "127.0.0.1") {
				t.Errorf("the report, which is public, says where a juror is: %s", c.NoVote)
			}
		}
	})
}

func TestWhatAPanelMayMove(t *testing.T) {
	without, dead := from.Says(`{"reason":"hm"}`), from.Behaviour(from.Resets)
	fail07 := from.Says(`{"reason":"no","pass":false,"score":0.7}`)
	for name, row := range map[string]struct {
		panel []from.Behaviour
		want  verdict.Result
	}{
		"two fail, three have no grade":     {[]from.Behaviour{from.Says(fail), from.Says(fail), without, without, without}, verdict.Unmeasured},
		"all say fail with score 0.7":       {[]from.Behaviour{fail07, fail07, fail07, fail07, fail07}, verdict.Broken},
		"all are dead":                      {[]from.Behaviour{dead, dead, dead, dead, dead}, verdict.Unmeasured},
		"two pass, one fails, two are dead": {[]from.Behaviour{from.Says(pass), from.Says(pass), from.Says(fail), dead, dead}, verdict.Unmeasured},
		"four pass, one is dead":            {[]from.Behaviour{from.Says(pass), from.Says(pass), from.Says(pass), from.Says(pass), dead}, verdict.Held},
		"three pass, two lie":               {[]from.Behaviour{from.Says(pass), from.Says(pass), from.Says(pass), from.Says(fail), from.Echoes}, verdict.Held},
		"three fail, one hangs, one is slow": {
			[]from.Behaviour{from.Says(fail), from.Says(fail), from.Says(fail), from.Hangs, from.After(time.Hour, from.Says(pass))}, verdict.Broken,
		},
	} {
		both(t, name, func(t *testing.T, api string) {
			got, _, _ := empanel(t, api, question, nil, row.panel...)
			if got.Outcome != row.want {
				t.Errorf("the panel came to %s (%s), want %s", got.Outcome, got.Reason, row.want)
			}
		})
	}
}

func http302(w http.ResponseWriter, r *http.Request, _ from.Request) {
	http.Redirect(w, r, r.URL.Path, http.StatusTemporaryRedirect)
}

func cutOff(text string) from.Behaviour {
	return func(w http.ResponseWriter, r *http.Request, q from.Request) {
		stop := map[string]string{policy.OpenAI: "length", policy.Anthropic: "max_tokens"}[q.API]
		from.Replies(from.Reply{Texts: []string{text}, Stop: stop})(w, r, q)
	}
}

func sameKeyTwice(w http.ResponseWriter, r *http.Request, q from.Request) {
	body := string(from.Reply{Texts: []string{pass}}.Encode(q))
	from.Raw(`{"model":"`+q.Model+`",`+body[1:])(w, r, q)
}

func TestAComparisonCountsWhenBothOrdersAgree(t *testing.T) {
	better := func(which string) from.Behaviour { return from.Says(`{"reason":"r","better":"` + which + `"}`) }
	// likes prefers a text wherever it stands.
	likes := func(text string) from.Behaviour {
		return func(w http.ResponseWriter, r *http.Request, q from.Request) {
			which := "second"
			if strings.Index(q.User, "| "+text) < strings.Index(q.User, "BEGIN SECOND") {
				which = "first"
			}
			better(which)(w, r, q)
		}
	}
	q := jury.Question{Key: "pair", Promise: "polite", Pair: &[2]string{"good day", "what"}}
	both(t, "", func(t *testing.T, api string) {
		got, calls, s := empanel(t, api, q, nil, likes("good day"), likes("good day"), likes("good day"), better("first"), better("tie"))
		if got.Outcome != verdict.Held || got.ForHeld != 3 || got.ForBroken != 0 {
			t.Errorf("the panel came to %+v", got)
		}
		if n := len(s.Requests()); n > 10 {
			t.Errorf("%d requests of 5 jurors in 2 orders", n)
		}
		for _, c := range calls {
			if c.Juror == "m3" && c.Vote == "" && c.Answer.Failure == "" {
				t.Errorf("one order alone reads %q", c.NoVote)
			}
		}
		got, _, _ = empanel(t, api, q, nil, likes("what"), likes("what"), better("first"), better("second"), better("first"))
		if got.Outcome != verdict.Unmeasured || got.NoVotes < 3 || got.ForHeld != 0 {
			t.Errorf("with three jurors who prefer a place the panel came to %+v", got)
		}
	})
}

func TestRetryAfterIsKeptAndAWaitBeyondTheDeadlineIsNotBegun(t *testing.T) {
	t.Parallel()
	s := from.Serve(t, map[string]from.Behaviour{"busy": from.InTurn(from.Fails(429, "1"), from.Says(pass)), "closed": from.Fails(503, "3600")})
	c := New(noEnv, false)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	began := time.Now()
	a, _ := c.Ask(ctx, s.Juror("busy", policy.OpenAI), jury.Prompt{User: "?"}, 10)
	if took := time.Since(began); a.Text != pass || took < time.Second {
		t.Errorf("after %s: %+v", took, a)
	}
	began = time.Now()
	a, _ = c.Ask(ctx, s.Juror("closed", policy.OpenAI), jury.Prompt{User: "?"}, 10)
	if took := time.Since(began); a.Failure == "" || took > 10*time.Second {
		t.Errorf("after %s: %+v", took, a)
	}
	if n := len(s.Requests()); n != 3 {
		t.Errorf("%d requests, want 2 and 1", n)
	}
}

func TestAKeyGoesToItsEndpointAndNothingElseIsReadFromTheEnvironment(t *testing.T) {
	for _, name := range []string{"OPENAI_API_KEY", "ANTHROPIC_API_KEY", "ANTHROPIC_AUTH_TOKEN", "OPENAI_ORG_ID", "OPENAI_PROJECT_ID"} {
		t.Setenv(name, "somebody-elses")
	}
	t.Setenv("OPENAI_BASE_URL", "http://127.0.0.1:1")
	t.Setenv("ANTHROPIC_BASE_URL", "http://127.0.0.1:1")
	s := from.Serve(t, map[string]from.Behaviour{"m": from.Says(pass)})
	c := New(func(name string) string { return map[string]string{"MINE": "my-key"}[name] }, false)
	for _, api := range apis {
		j := s.Juror("m", api)
		for _, j.KeyEnv = range []string{"MINE", ""} {
			if a, _ := c.Ask(t.Context(), j, jury.Prompt{User: "?"}, 10); a.Text == "" {
				t.Errorf("%s with key %q: %+v", api, j.KeyEnv, a)
			}
			all := s.Requests()
			sent := fmt.Sprint(all[len(all)-1].Header)
			if strings.Contains(sent, "somebody-elses") {
				t.Errorf("%s: %s", api, sent)
			}
			if strings.Contains(sent, "my-key") != (j.KeyEnv == "MINE") {
				t.Errorf("%s with key %q sends %s", api, j.KeyEnv, sent)
			}
		}
	}
}

func TestAKeyGoesThroughNoProxy(t *testing.T) {
	s := from.Serve(t, map[string]from.Behaviour{"m": from.Says(pass)})
	proxy := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) { t.Errorf("a proxy is sent %v", r.Header) }))
	defer proxy.Close()
	// As if HTTP_PROXY named it, which is read once in a process and never for this machine.
	transport := http.DefaultTransport.(*http.Transport)
	defer func(was func(*http.Request) (*url.URL, error)) { transport.Proxy = was }(transport.Proxy)
	transport.Proxy = func(*http.Request) (*url.URL, error) { return url.Parse(proxy.URL) }
	for _, api := range apis {
		if a, _ := New(noEnv, false).Ask(t.Context(), s.Juror("m", api), jury.Prompt{User: "?"}, 10); a.Text == "" {
			t.Errorf("%s: %+v", api, a)
		}
	}
}

func TestTheLimitsOfAJurorHoldForAllWhoAsk(t *testing.T) {
	t.Parallel()
	var mu sync.Mutex
	now, most := 0, 0
	s := from.Serve(t, map[string]from.Behaviour{"m": func(w http.ResponseWriter, r *http.Request, q from.Request) {
		mu.Lock()
		now++
		most = max(most, now)
		mu.Unlock()
		from.After(10*time.Millisecond, from.Says(pass))(w, r, q)
		mu.Lock()
		now--
		mu.Unlock()
	}})
	c := New(noEnv, false)
	ask := func(j policy.Juror, n int) time.Duration {
		began := time.Now()
		var all sync.WaitGroup
		for range n {
			all.Go(func() {
				leave, err := c.Enter(t.Context(), j)
				if err != nil {
					t.Error(err)
					return
				}
				defer leave()
				if a, _ := c.Ask(t.Context(), j, jury.Prompt{User: "?"}, 10); a.Text == "" {
					t.Errorf("%+v", a)
				}
			})
		}
		all.Wait()
		return time.Since(began)
	}
	j := s.Juror("m", policy.OpenAI)
	j.MaxConcurrent = 2
	ask(j, 8)
	mu.Lock()
	if most != 2 {
		t.Errorf("%d calls at once, the policy allows 2", most)
	}
	mu.Unlock()
	j.MaxConcurrent, j.RatePerMinute = 8, 600
	if took := ask(j, 4); took < 300*time.Millisecond {
		t.Errorf("four calls took %s at ten a second", took)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Second)
	defer cancel()
	j.RatePerMinute = 1
	leave, err := c.Enter(ctx, j)
	if err != nil {
		t.Fatalf("the first of a minute: %v", err)
	}
	leave()
	if _, err := c.Enter(ctx, j); !errors.Is(err, errFull) {
		t.Errorf("the second of a minute: %v", err)
	}
}

func TestTokensAndCostAreCounted(t *testing.T) {
	both(t, "", func(t *testing.T, api string) {
		_, calls, _ := empanel(t, api, question, nil, from.Says(pass), from.Says(pass), from.Says(pass))
		for _, c := range calls {
			if c.InputTokens != 100 || c.OutputTokens != 10 || c.Cost != 120 {
				t.Errorf("%+v; 100 tokens at $1 and 10 at $2 a million are 120 millionths", c)
			}
		}
	})
}

func TestTheWordMatcherIsForDevelopmentAndSaysWhatItIs(t *testing.T) {
	t.Parallel()
	j := policy.Juror{Name: "local", Family: "none", Model: policy.NoModel, API: policy.Local, MaxConcurrent: 1}
	q := question
	q.Promise = `The agent says "what" and not "hello".`
	ask := func(development bool) verdict.Answer {
		a, _ := New(noEnv, development).Ask(t.Context(), j, jury.Build(q, policy.Default().Jury, jury.NewNonce(), false), 10)
		return a
	}
	if a := ask(false); a.Failure == "" {
		t.Errorf("outside development it answers %+v", a)
	}
	if vote, why := jury.Read(ask(true), j, false, false); vote != verdict.Held {
		t.Errorf("reads %q %q", vote, why)
	}
	q.Pair = &[2]string{"what", "hello"}
	if a := ask(true); !strings.Contains(a.Failure, "compares no texts") {
		t.Errorf("of two texts it says %+v", a)
	}
	q.Pair = nil
	q.Promise = `The agent says "hello".` // the user did
	a := ask(true)
	if vote, why := jury.Read(a, j, false, false); vote != verdict.Broken || !strings.Contains(a.Text, "no model") {
		t.Errorf("reads %q %q of %s", vote, why, a.Text)
	}
	q.Promise = "The agent is polite."
	if a := ask(true); a.Failure == "" {
		t.Errorf("without words to match it answers %+v", a)
	}
}

// The panel's time over the juror who makes the quorum: how long a verdict takes beyond what it must.
func BenchmarkPanelOfFive(b *testing.B) {
	ms := func(n int) time.Duration { return time.Duration(n) * time.Millisecond }
	for name, behave := range map[string][]from.Behaviour{
		"40 to 100 ms":           {from.After(ms(40), from.Says(pass)), from.After(ms(55), from.Says(pass)), from.After(ms(70), from.Says(pass)), from.After(ms(85), from.Says(pass)), from.After(ms(100), from.Says(pass))},
		"one dead, one hangs":    {from.After(ms(40), from.Says(pass)), from.After(ms(55), from.Says(pass)), from.After(ms(70), from.Says(pass)), from.Resets, from.Hangs},
		"one malformed, one 503": {from.After(ms(40), from.Says(pass)), from.After(ms(55), from.Says(pass)), from.After(ms(70), from.Says(pass)), from.Says("pass"), from.Fails(503, "")},
	} {
		for _, api := range apis {
			b.Run(name+"/"+api, func(b *testing.B) {
				p := policy.Default().Jury
				models := map[string]from.Behaviour{}
				s := from.Serve(b, models)
				for i, behaviour := range behave {
					model := fmt.Sprintf("m%d", i)
					models[model] = behaviour
					p.Jurors = append(p.Jurors, s.Juror(model, api))
				}
				a := jury.Asker{Policy: p, Client: New(noEnv, false), Begin: unrecorded, Record: unrecorded}
				order := jury.Order(p, common.Hash{7}, pact.ID{8}, verdict.Calibration{})
				for b.Loop() {
					calls, err := a.Ask(b.Context(), order, []jury.Question{question}, nil)
					if err != nil || jury.Decide(question, p, verdict.Calibration{}, calls).Outcome != verdict.Held {
						b.Fatalf("%v %v", calls, err)
					}
				}
				b.ReportMetric(float64(b.Elapsed()-time.Duration(b.N)*ms(70))/float64(b.N)/1e6, "ms/over-quorum")
			})
		}
	}
}

// Fifty questions, sixteen at once, to five jurors of 40 to 100 ms: four times the third juror's 70 ms is 280 ms.
func BenchmarkFiftyQuestions(b *testing.B) {
	p := policy.Default().Jury
	models := map[string]from.Behaviour{}
	s := from.Serve(b, models)
	for i, ms := range []time.Duration{40, 55, 70, 85, 100} {
		model := fmt.Sprintf("m%d", i)
		models[model] = from.After(ms*time.Millisecond, from.Says(pass))
		j := s.Juror(model, policy.OpenAI)
		j.MaxConcurrent = 16
		p.Jurors = append(p.Jurors, j)
	}
	var questions []jury.Question
	for i := range 50 {
		q := question
		q.Key = fmt.Sprint(i)
		questions = append(questions, q)
	}
	a := jury.Asker{Policy: p, Client: New(noEnv, false), Begin: unrecorded, Record: unrecorded}
	order := jury.Order(p, common.Hash{7}, pact.ID{8}, verdict.Calibration{})
	for b.Loop() {
		calls, err := a.Ask(b.Context(), order, questions, nil)
		if err != nil {
			b.Fatal(err)
		}
		for _, q := range questions {
			if t := jury.Decide(q, p, verdict.Calibration{}, calls); t.Outcome != verdict.Held {
				b.Fatalf("%+v", t)
			}
		}
	}
}
