// Package template holds covenants to start from.
//
// It guarantees that each, its blanks filled, is a covenant the evaluation accepts under the policy in force; a test measures each on a transcript
// that keeps it and on one that does not. The command line forks them into pacts; from then on they are the parties' own.
package template

import (
	"embed"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/surety-dev/surety/pkg/pact"
)

// Template is a covenant with blanks, written {{name}} in title, values, windows and descriptions.
type Template struct {
	Name    string        `json:"-"` // its file's
	About   string        `json:"about"`
	Title   string        `json:"title"`
	PassBps uint16        `json:"pass_bps"`
	Blanks  []Blank       `json:"blanks"`
	Clauses []pact.Clause `json:"clauses"`
}

// Blank is a part of a template that its user fills.
type Blank struct {
	Name    string `json:"name"`
	About   string `json:"about"`
	Default string `json:"default,omitempty"` // empty: it has to be filled
}

// ErrUnknown says that there is no such template.
var ErrUnknown = errors.New("no such template")

//go:embed templates/*.json
var files embed.FS

// All lists the templates by name.
func All() []Template {
	entries, err := files.ReadDir("templates")
	if err != nil {
		panic("template: " + err.Error()) // they are in the binary
	}
	all := make([]Template, len(entries))
	for i, e := range entries {
		data, err := files.ReadFile(path.Join("templates", e.Name()))
		if err == nil {
			err = json.Unmarshal(data, &all[i])
		}
		if err != nil {
			panic("template: " + e.Name() + ": " + err.Error())
		}
		all[i].Name = strings.TrimSuffix(e.Name(), ".json")
	}
	return all
}

// Find is the template of that name, or ErrUnknown with those there are.
func Find(name string) (Template, error) {
	var names []string
	for _, t := range All() {
		if t.Name == name {
			return t, nil
		}
		names = append(names, t.Name)
	}
	return Template{}, fmt.Errorf("template %.80q: %w; there are %s", name, ErrUnknown, strings.Join(names, ", "))
}

// documents are the metrics in whose value a blank stands within quotes, so that what fills it must not end them.
var documents = []string{"tool_calls", "confirmed_calls", "file_hash", "json_schema", "prompt_injection", "cel"}

// Fork is the covenant with its blanks filled: those given, else their defaults. It names no policy. Blanks without either stay as they are, and
// open lists them.
func (t Template) Fork(given map[string]string) (c pact.Covenant, open []Blank, err error) {
	unknown := maps.Clone(given)
	var plain, quoted []string
	for _, b := range t.Blanks {
		value, filled := given[b.Name]
		delete(unknown, b.Name)
		if !filled {
			value = b.Default
		}
		if value == "" {
			open = append(open, b)
			continue
		}
		text, err := json.Marshal(value)
		if err != nil {
			return pact.Covenant{}, nil, fmt.Errorf("blank %s: %w", b.Name, err)
		}
		plain = append(plain, "{{"+b.Name+"}}", value)
		quoted = append(quoted, "{{"+b.Name+"}}", string(text[1:len(text)-1]))
	}
	if len(unknown) > 0 {
		return pact.Covenant{}, nil, fmt.Errorf("template %s has no blank %s", t.Name, strings.Join(slices.Sorted(maps.Keys(unknown)), ", "))
	}
	fill, within := strings.NewReplacer(plain...), strings.NewReplacer(quoted...)
	c = pact.Covenant{Title: fill.Replace(t.Title), PassBps: t.PassBps, Clauses: slices.Clone(t.Clauses)}
	for i := range c.Clauses {
		clause := &c.Clauses[i]
		alone := strings.HasPrefix(clause.Value, "{{") && strings.Index(clause.Value, "}}") == len(clause.Value)-2
		if slices.Contains(documents, clause.Metric) && !alone {
			clause.Value = within.Replace(clause.Value)
		} else {
			clause.Value = fill.Replace(clause.Value)
		}
		clause.Window, clause.Description = fill.Replace(clause.Window), fill.Replace(clause.Description)
	}
	return c, open, nil
}
