package cli

import (
	"encoding/json"
	"strings"
	"text/tabwriter"

	metrics "github.com/surety-dev/surety/internal/evaluation/check"
	"github.com/surety-dev/surety/internal/evaluation/template"
	"github.com/surety-dev/surety/pkg/pact"
)

type clauseCommands struct {
	List     clauseList       `cmd:"" help:"What a clause can be about."`
	Explain  clauseExplain    `cmd:"" help:"One metric: what it measures, what it needs, an example."`
	Template templateCommands `cmd:"" help:"Covenants to start from."`
}

type templateCommands struct {
	List templateList `cmd:"" help:"The templates, and what each leaves blank."`
	Show templateShow `cmd:"" help:"Print a template's covenant, to edit it and use it with: surety pact new --covenant FILE"`
}

// metric is one as output writes it.
type metric struct {
	Name         string      `json:"name"`
	Verification string      `json:"verification"`
	Operators    []string    `json:"operators"`
	Units        []string    `json:"units"` // "" is no unit
	Doc          string      `json:"doc"`
	Needs        string      `json:"needs"`
	Window       string      `json:"window"` // what it may be
	Example      pact.Clause `json:"example"`
}

func asMetric(m metrics.Metric) metric {
	window := metrics.WindowDoc
	if m.Whole {
		window = "Empty: what it needs is not told apart by interaction."
	}
	return metric{m.Name, m.Verification, m.Operators, m.Units, m.Doc, m.Needs, window, m.Example}
}

func (m metric) units() string {
	words := make([]string, len(m.Units))
	for i, u := range m.Units {
		if words[i] = u; u == "" {
			words[i] = "-"
		}
	}
	return strings.Join(words, ", ")
}

func (m metric) text(p *printer) {
	p.line("%s (%s)\n", m.Name, m.Verification)
	p.line("%s\n", m.Doc)
	p.line("Needs      %s", m.Needs)
	p.line("Operators  %s", strings.Join(m.Operators, ", "))
	p.line("Units      %s\n", m.units())
	p.line("Window     %s\n", m.Window)
	example, _ := json.MarshalIndent(m.Example, "", "  ") // of texts
	p.line("Example\n%s", example)
}

type metricList struct {
	Metrics []metric `json:"metrics"`
}

func (v metricList) text(p *printer) {
	p.table(func(row func(cells ...string)) {
		row("METRIC", "VERIFICATION", "OPERATORS", "UNITS")
		for _, m := range v.Metrics {
			row(m.Name, m.Verification, strings.Join(m.Operators, ", "), m.units())
		}
	})
	p.line("\nMore about one: surety clause explain METRIC")
}

// table writes rows in columns.
func (p *printer) table(rows func(row func(cells ...string))) {
	w := tabwriter.NewWriter(p, 0, 0, 2, ' ', 0)
	rows(func(cells ...string) { _, _ = w.Write([]byte(strings.Join(cells, "\t") + "\n")) })
	_ = w.Flush() // a printer takes everything
}

type clauseList struct{}

func (clauseList) Run(a *app) error {
	v := metricList{}
	for _, m := range metrics.Metrics() {
		v.Metrics = append(v.Metrics, asMetric(m))
	}
	return a.show(v)
}

type clauseExplain struct {
	Metric string `arg:"" help:"Its name, as list has it."`
}

func (c clauseExplain) Run(a *app) error {
	var names []string
	for _, m := range metrics.Metrics() {
		if m.Name == c.Metric {
			return a.show(asMetric(m))
		}
		names = append(names, m.Name)
	}
	return usage("metric %.80q is unknown; there are %s", c.Metric, strings.Join(names, ", "))
}

type templateItem struct {
	Name   string           `json:"name"`
	About  string           `json:"about"`
	Blanks []template.Blank `json:"blanks"`
}

type templateItems struct {
	Templates []templateItem `json:"templates"`
}

func (v templateItems) text(p *printer) {
	for _, t := range v.Templates {
		p.line("%s: %s", t.Name, t.About)
		p.table(func(row func(cells ...string)) {
			for _, b := range t.Blanks {
				preset := "has to be set"
				if b.Default != "" {
					preset = b.Default
				}
				row("  "+b.Name, b.About, preset)
			}
		})
	}
	p.line("\nFork one: surety pact new --template NAME --set BLANK=TEXT …, or edit what surety clause template show NAME prints.")
}

type templateList struct{}

func (templateList) Run(a *app) error {
	v := templateItems{}
	for _, t := range template.All() {
		v.Templates = append(v.Templates, templateItem{t.Name, t.About, t.Blanks})
	}
	return a.show(v)
}

type templateShow struct {
	Name string            `arg:"" help:"As list has it."`
	Set  map[string]string `help:"Fill a blank: NAME=TEXT. Repeatable." mapsep:"none" placeholder:"NAME=TEXT"`
}

// forked is a covenant file.
type forked struct {
	Title   string        `json:"title"`
	PassBps uint16        `json:"pass_bps"`
	Clauses []pact.Clause `json:"clauses"`
	Models  []string      `json:"models"` // for its user to fill
}

func (v forked) text(p *printer) {
	e := json.NewEncoder(p)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	_ = e.Encode(v) // of texts
}

func (c templateShow) Run(a *app) error {
	covenant, open, err := fork(c.Name, c.Set)
	if err != nil {
		return err
	}
	for _, b := range open {
		a.note("To edit: {{%s}}. %s", b.Name, b.About)
	}
	return a.show(forked{covenant.Title, covenant.PassBps, covenant.Clauses, []string{}})
}

func fork(name string, set map[string]string) (pact.Covenant, []template.Blank, error) {
	t, err := template.Find(name)
	if err != nil {
		return pact.Covenant{}, nil, usageError{err}
	}
	covenant, open, err := t.Fork(set)
	if err != nil {
		return pact.Covenant{}, nil, usage("%v; see surety clause template list", err)
	}
	return covenant, open, nil
}
