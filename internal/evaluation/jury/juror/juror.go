// Package juror carries a prompt to a model and its answer back, over OpenAI-compatible and Anthropic endpoints.
//
// It guarantees that every call ends with its context at the latest, whatever the endpoint does; that no more than the policy says is asked of
// a juror at once and in a minute, by all evaluations together; that what came back is bounded, whole and strict JSON before anybody
// looks into it; and that a key goes to the endpoint the policy names it for and to nobody else: no other variable of the environment is
// read, no proxy used and no redirect followed. It reads no answer: jury.Read does.
//
// The service makes one Client, which jury.Asker asks.
//
//	wait for a place and the rate ──▶ request ──▶ 2xx, strict JSON ──▶ answer
//	                                   ▲    └──▶ 429, 5xx but of a gateway, no connection: nothing was answered, again after Retry-After or a growing pause
//	                                   └────────────┘ └──▶ no time left, or too often: failure
//	                                        └──▶ anything else: failure
package juror

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/anthropics/anthropic-sdk-go"
	anthropicoption "github.com/anthropics/anthropic-sdk-go/option"
	"github.com/cenkalti/backoff/v5"
	"github.com/openai/openai-go/v3"
	openaioption "github.com/openai/openai-go/v3/option"
	"github.com/openai/openai-go/v3/shared"

	"github.com/surety-dev/surety/internal/evaluation/jury"
	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/evidence/strictjson"
	"github.com/surety-dev/surety/pkg/verdict"
)

// Client asks any juror of any policy.
type Client struct {
	http        *http.Client
	getenv      func(string) string
	development bool

	mu    sync.Mutex
	lanes map[policy.Juror]*lane
}

// New is a client that finds keys with getenv. Only in development does it ask jurors of policy.Local, which are no models.
func New(getenv func(string) string, development bool) *Client {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.Proxy = nil              // the environment's would be sent the keys of endpoints without TLS
	transport.MaxIdleConnsPerHost = 64 // many questions at once go to one endpoint
	return &Client{
		http: &http.Client{
			Transport:     strict{transport},
			CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		},
		getenv: getenv, development: development, lanes: map[policy.Juror]*lane{},
	}
}

// maxTries bounds how often an endpoint that did not answer is asked for one answer.
const maxTries = 4

// Enter is jury.Client's.
func (c *Client) Enter(ctx context.Context, j policy.Juror) (leave func(), err error) {
	return c.lane(j).enter(ctx)
}

// Ask is jury.Client's.
func (c *Client) Ask(ctx context.Context, j policy.Juror, p jury.Prompt, maxTokens int64) (verdict.Answer, jury.Usage) {
	type reply struct {
		verdict.Answer
		jury.Usage
	}
	got, err := backoff.Retry(ctx, func() (reply, error) {
		var r reply
		var err error
		switch j.API {
		case policy.OpenAI:
			r.Answer, r.Usage, err = c.openai(ctx, j, p, maxTokens)
		case policy.Anthropic:
			r.Answer, r.Usage, err = c.anthropic(ctx, j, p, maxTokens)
		case policy.Local:
			if !c.development {
				return r, backoff.Permanent(errors.New("matches words, for development only: this service is not started for development"))
			}
			r.Answer = matchWords(j, p)
		default:
			return r, backoff.Permanent(fmt.Errorf("the interface %q is unknown", j.API))
		}
		return r, again(ctx, err)
	}, backoff.WithMaxTries(maxTries), backoff.WithMaxElapsedTime(0))
	if err != nil {
		return verdict.Answer{Failure: failure(err)}, jury.Usage{}
	}
	return got.Answer, got.Usage
}

func (c *Client) openai(ctx context.Context, j policy.Juror, p jury.Prompt, maxTokens int64) (a verdict.Answer, u jury.Usage, err error) {
	// The service is made without openai.NewClient, which would read keys and addresses from the environment.
	s := openai.NewChatCompletionService(
		openaioption.WithHTTPClient(c.http), openaioption.WithMaxRetries(0),
		openaioption.WithBaseURL(strings.TrimRight(j.URL, "/")+"/"), openaioption.WithAPIKey(c.key(j)),
	)
	got, err := s.New(ctx, openai.ChatCompletionNewParams{
		Model:               j.Model,
		Messages:            []openai.ChatCompletionMessageParamUnion{openai.SystemMessage(p.System), openai.UserMessage(p.User)},
		MaxCompletionTokens: openai.Int(maxTokens),
		ResponseFormat:      openai.ChatCompletionNewParamsResponseFormatUnion{OfJSONObject: &shared.ResponseFormatJSONObjectParam{}},
	})
	if err != nil {
		return a, u, err
	}
	a.Model = got.Model
	for i, choice := range got.Choices { // one was asked for; of more, all count
		if i > 0 {
			a.Text += "\n"
		}
		a.Text += choice.Message.Content
		a.Refusal += choice.Message.Refusal
		if a.Stop == "" || a.Stop == "stop" {
			a.Stop = choice.FinishReason
		}
	}
	return a, jury.Usage{InputTokens: got.Usage.PromptTokens, OutputTokens: got.Usage.CompletionTokens}, nil
}

func (c *Client) anthropic(ctx context.Context, j policy.Juror, p jury.Prompt, maxTokens int64) (a verdict.Answer, u jury.Usage, err error) {
	s := anthropic.NewMessageService(
		anthropicoption.WithHTTPClient(c.http), anthropicoption.WithMaxRetries(0),
		anthropicoption.WithBaseURL(strings.TrimRight(j.URL, "/")+"/"), anthropicoption.WithAPIKey(c.key(j)),
	)
	got, err := s.New(ctx, anthropic.MessageNewParams{
		Model:     j.Model,
		MaxTokens: maxTokens,
		System:    []anthropic.TextBlockParam{{Text: p.System}},
		Messages:  []anthropic.MessageParam{anthropic.NewUserMessage(anthropic.NewTextBlock(p.User))},
	})
	if err != nil {
		return a, u, err
	}
	a.Model, a.Stop = got.Model, string(got.StopReason)
	for _, block := range got.Content {
		switch block.Type {
		case "text":
			a.Text += block.Text + "\n"
		case "thinking", "redacted_thinking":
		default:
			a.Text += "(a block of type " + block.Type + ")\n" // read as prose: no vote
		}
	}
	in := got.Usage.InputTokens + got.Usage.CacheCreationInputTokens + got.Usage.CacheReadInputTokens
	return a, jury.Usage{InputTokens: in, OutputTokens: got.Usage.OutputTokens}, nil
}

func (c *Client) key(j policy.Juror) string {
	if j.KeyEnv == "" {
		return ""
	}
	return c.getenv(j.KeyEnv)
}

// again says whether a failed try may be repeated without paying twice: only where nothing was answered.
func again(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	status, header := httpStatus(err)
	var dial *net.OpError
	switch {
	case status == http.StatusBadGateway || status == http.StatusGatewayTimeout: // the model behind it may have answered
		return backoff.Permanent(err)
	case status == http.StatusTooManyRequests || status >= 500:
	case errors.As(err, &dial) && dial.Op == "dial":
	default:
		return backoff.Permanent(err)
	}
	wait, told := retryAfter(header)
	if !told {
		return err
	}
	if deadline, ok := ctx.Deadline(); ok && time.Now().Add(wait).After(deadline) {
		return backoff.Permanent(fmt.Errorf("HTTP %d, and not to ask again for %s, which is too late", status, wait.Round(time.Millisecond)))
	}
	return errors.Join(err, &backoff.RetryAfterError{Duration: wait})
}

// httpStatus is what the endpoint said instead of an answer; 0 when it said nothing.
func httpStatus(err error) (int, http.Header) {
	var o *openai.Error
	var a *anthropic.Error
	var res *http.Response
	switch {
	case errors.As(err, &o):
		res = o.Response
	case errors.As(err, &a):
		res = a.Response
	}
	if res == nil {
		return 0, nil
	}
	return res.StatusCode, res.Header
}

// retryAfter reads RFC 9110 section 10.2.3: seconds or a date.
func retryAfter(h http.Header) (time.Duration, bool) {
	v := h.Get("Retry-After")
	if s, err := strconv.ParseUint(v, 10, 31); err == nil {
		return time.Duration(s) * time.Second, true
	}
	if at, err := http.ParseTime(v); err == nil {
		return max(time.Until(at), 0), true
	}
	return 0, false
}

// failure is for the report, which is public: no address, no words of the endpoint.
func failure(err error) string {
	if status, _ := httpStatus(err); status != 0 {
		return fmt.Sprintf("HTTP %d", status)
	}
	var u *url.Error
	if errors.As(err, &u) {
		err = u.Err
	}
	var lookup *net.DNSError
	var dial *net.OpError
	var untrusted *tls.CertificateVerificationError
	switch {
	case errors.As(err, &untrusted):
		return "the endpoint's certificate is not trusted"
	case errors.As(err, &lookup):
		return "the endpoint's name is not found"
	case errors.As(err, &dial):
		return fmt.Sprintf("the connection failed: %s: %.200s", dial.Op, dial.Err)
	}
	var permanent *backoff.PermanentError
	if errors.As(err, &permanent) {
		err = permanent.Err
	}
	return fmt.Sprintf("%.200s", err)
}

// strict reads a response whole before anybody else does, and lets only strict JSON through as a success: the SDKs would take the first of two
// keys, and half a document.
type strict struct{ next http.RoundTripper }

// maxResponse is room for an answer that is read, what the model thought first, and what surrounds it.
const maxResponse = 512 << 10

func (s strict) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := s.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, maxResponse+1))
	_ = res.Body.Close()
	switch {
	case err != nil:
		return nil, fmt.Errorf("the response broke off: %w", err)
	case len(body) > maxResponse:
		return nil, fmt.Errorf("a response of more than %d bytes", maxResponse)
	case res.StatusCode >= 300 && res.StatusCode < 400:
		return nil, fmt.Errorf("HTTP %d: redirects are not followed, name the endpoint itself in the policy", res.StatusCode)
	case res.StatusCode < 300:
		v, err := strictjson.Parse(body)
		if _, ok := v.(map[string]any); err == nil && !ok {
			err = errors.New("not an object")
		}
		if err != nil {
			return nil, fmt.Errorf("the response is not what the interface says: %w", err)
		}
		res.Header.Set("Content-Type", "application/json") // an object it is, whatever the endpoint calls it
	}
	res.Body = io.NopCloser(bytes.NewReader(body))
	return res, nil
}

// lane holds a juror to its limits.
type lane struct {
	places chan struct{}
	pause  time.Duration

	mu   sync.Mutex
	next time.Time // when the rate allows another call
}

func (c *Client) lane(j policy.Juror) *lane {
	c.mu.Lock()
	defer c.mu.Unlock()
	l := c.lanes[j]
	if l == nil {
		l = &lane{places: make(chan struct{}, max(j.MaxConcurrent, 1))}
		if j.RatePerMinute > 0 {
			l.pause = time.Minute / time.Duration(j.RatePerMinute)
		}
		c.lanes[j] = l
	}
	return l
}

var errFull = errors.New("not asked: the juror's limits in the policy left no time before the deadline")

func (l *lane) enter(ctx context.Context) (leave func(), err error) {
	select {
	case l.places <- struct{}{}:
	case <-ctx.Done():
		return nil, errFull
	}
	leave = func() { <-l.places }
	l.mu.Lock()
	at := l.next
	if now := time.Now(); at.Before(now) {
		at = now
	}
	if deadline, ok := ctx.Deadline(); ok && at.After(deadline) {
		l.mu.Unlock()
		leave()
		return nil, errFull
	}
	l.next = at.Add(l.pause)
	l.mu.Unlock()
	select {
	case <-time.After(time.Until(at)):
		return leave, nil
	case <-ctx.Done():
		leave()
		return nil, errFull
	}
}
