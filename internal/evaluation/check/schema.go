package check

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/evidence/strictjson"
	"github.com/surety-dev/surety/pkg/pact"
)

// A schema without references takes time in proportion to schema × answer, which is what it costs. References could make that exponential, so
// a schema counts with every reference written out, and a recursive one is refused.
const (
	maxSchema = 4096      // JSON values and instructions of patterns, references written out
	maxAnswer = 256 << 10 // bytes of the answer
)

var drafts = []any{
	nil,
	"https://json-schema.org/draft/2020-12/schema", "https://json-schema.org/draft/2019-09/schema",
	"http://json-schema.org/draft-07/schema#", "http://json-schema.org/draft-07/schema",
	"http://json-schema.org/draft-06/schema#", "http://json-schema.org/draft-06/schema",
}

// offline keeps a schema from making the service fetch anything.
type offline struct{}

func (offline) Load(url string) (any, error) {
	return nil, fmt.Errorf("%s is outside the clause", url)
}

// patterns holds the regular expressions of a schema to the limits of our own.
func patterns(s string) (jsonschema.Regexp, error) {
	p, err := compilePattern(s)
	return p.Regexp, err
}

func compileSchema(c pact.Clause, _ policy.Document) (Check, error) {
	schema, err := strictjson.Parse([]byte(c.Value))
	if err != nil {
		return Check{}, invalid("value", "is no JSON Schema: %v", err)
	}
	size := schemaSize{root: schema}
	if err := size.add(schema, nil); err != nil {
		return Check{}, invalid("value", "%v", err)
	}
	compiled, err := offlineSchema(schema)
	if err != nil {
		return Check{}, invalid("value", "is no JSON Schema: %v", err)
	}
	return Check{promised: "the final answer is JSON that satisfies the schema", measure: func(s *Subject) finding {
		answer := s.answer()
		switch {
		case answer == "":
			return silent
		case len(answer) > maxAnswer:
			return unmeasured("the final answer is longer than %d bytes, too long for a schema", maxAnswer)
		case !s.spend(costParsed * uint64(len(answer))):
			return exhausted
		}
		v, err := strictjson.Parse([]byte(answer))
		if err != nil {
			return judged(false, "no JSON: "+err.Error(), "", "an answer that is JSON")
		}
		if !s.spend(costSchema*weight(v)*uint64(size.n) + pairs(v)*uint64(size.unique)) {
			return exhausted
		}
		if err := compiled.Validate(v); err != nil {
			return judged(false, "the answer breaks "+violations(err), "", "an answer without these violations")
		}
		return judged(true, "the answer satisfies the schema", "an answer that does not", "")
	}}, nil
}

func offlineSchema(schema any) (*jsonschema.Schema, error) {
	const url = "surety:clause"
	compiler := jsonschema.NewCompiler()
	compiler.UseLoader(offline{})
	compiler.UseRegexpEngine(patterns)
	if err := compiler.AddResource(url, schema); err != nil {
		return nil, err
	}
	return compiler.Compile(url)
}

// violations names where which keywords failed, sorted: the library reports them in no fixed order.
func violations(err error) string {
	var invalid *jsonschema.ValidationError
	if !errors.As(err, &invalid) {
		return "the schema"
	}
	var all []string
	var walk func(e *jsonschema.ValidationError)
	walk = func(e *jsonschema.ValidationError) {
		if len(e.Causes) == 0 {
			all = append(all, fmt.Sprintf("%s at /%s", strings.Join(e.ErrorKind.KeywordPath(), "/"), strings.Join(e.InstanceLocation, "/")))
		}
		for _, cause := range e.Causes {
			walk(cause)
		}
	}
	walk(invalid)
	slices.Sort(all)
	return strings.Join(slices.Compact(all), ", ")
}

// schemaSize counts a schema's values with its references written out.
type schemaSize struct {
	root   any
	n      int
	unique int // how often it wants different elements
}

// weight is how much of an answer every part of the schema may look at: bytes, and more for what is slow in small compass.
func weight(v any) uint64 {
	const value, power = 16, 500
	w := uint64(value)
	switch v := v.(type) {
	case string:
		w += uint64(len(v))
	case json.Number:
		w += 4 * uint64(len(v))
		if strings.ContainsAny(string(v), "eE") { // a few bytes, and up to a thousand digits
			w += power
		}
	case []any:
		for _, e := range v {
			w += weight(e)
		}
	case map[string]any:
		for k, e := range v {
			w += value + uint64(len(k)) + weight(e)
		}
	}
	return w
}

// pairs is the most that comparing each element of each array with every other may take; the library's hashes can be made to collide.
func pairs(v any) (n uint64) {
	switch v := v.(type) {
	case []any:
		n = uint64(len(v)) * weight(v)
		for _, e := range v {
			n += pairs(e)
		}
	case map[string]any:
		for _, e := range v {
			n += pairs(e)
		}
	}
	return n
}

func (s *schemaSize) add(v any, open []string) error {
	s.n++
	if s.n > maxSchema {
		return fmt.Errorf("is a schema of more than %d values and instructions of patterns, with its references written out; write a smaller one", maxSchema)
	}
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			if err := s.add(e, open); err != nil {
				return err
			}
		}
	case map[string]any:
		for k, e := range v {
			text, isText := e.(string)
			switch {
			case k == "uniqueItems":
				s.unique++
			case k == "pattern" && isText:
				s.addPattern(text)
			case k == "patternProperties":
				named, _ := e.(map[string]any)
				for name := range named {
					s.addPattern(name)
				}
			case k == "$ref" && isText:
				target, err := s.resolve(text)
				if err != nil {
					return err
				}
				if slices.Contains(open, text) || text == "#" {
					return fmt.Errorf("refers to itself by %.80q; a recursive schema has no bound", text)
				}
				if err := s.add(target, append(slices.Clip(open), text)); err != nil {
					return err
				}
			case k == "$dynamicRef", k == "$recursiveRef", k == "$id" && isText:
				return fmt.Errorf("uses %s; only $ref within the clause is possible", k)
			case k == "$schema" && !slices.Contains(drafts, e):
				return fmt.Errorf("is written for %.80q; use draft 2020-12, 2019-09, 7 or 6", text)
			}
			if err := s.add(e, open); err != nil {
				return err
			}
		}
	}
	return nil
}

func (s *schemaSize) addPattern(expression string) {
	if p, err := compilePattern(expression); err == nil { // the library refuses the others
		s.n += p.instructions
	}
}

// resolve follows a JSON pointer (RFC 6901) from the schema's root.
func (s *schemaSize) resolve(ref string) (any, error) {
	pointer, ok := strings.CutPrefix(ref, "#")
	if !ok || pointer != "" && pointer[0] != '/' || strings.ContainsRune(pointer, '%') {
		return nil, fmt.Errorf("refers to %.80q; write #/… for something within the clause, nothing is fetched", ref)
	}
	v := s.root
	for _, step := range strings.Split(pointer, "/")[1:] {
		object, _ := v.(map[string]any)
		next, ok := object[strings.NewReplacer("~1", "/", "~0", "~").Replace(step)]
		if !ok {
			return nil, fmt.Errorf("refers to %.80q, which is not in it", ref)
		}
		v = next
	}
	return v, nil
}
