package check

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/pact"
)

func compileFileHash(c pact.Clause, _ policy.Document) (Check, error) {
	var want map[string]common.Hash
	if err := document(c.Value, &want); err != nil {
		return Check{}, err
	}
	if len(want) == 0 {
		return Check{}, invalid("value", "names no file")
	}
	var promised []string
	for _, name := range slices.Sorted(maps.Keys(want)) {
		promised = append(promised, name+" "+want[name].Hex())
	}
	words := clip(strings.Join(promised, ", "))
	if c.Operator == "excludes" {
		return noFile(want, words), nil
	}
	return Check{promised: words, claims: claims{files: want}, measure: func(s *Subject) finding {
		if len(s.bundle.Files) == 0 {
			return unmeasured("the evidence has no files")
		}
		have := s.files()
		var wrong []string
		for _, name := range slices.Sorted(maps.Keys(want)) {
			if got, ok := have[name]; !ok {
				wrong = append(wrong, name+" is not there")
			} else if got != want[name] {
				wrong = append(wrong, name+" is "+got.Hex())
			}
		}
		measured := fmt.Sprintf("all %d files as promised", len(want))
		if len(wrong) > 0 {
			measured = strings.Join(wrong, ", ")
		}
		return judged(len(wrong) == 0, measured, "any of these files changed or missing", words)
	}}, nil
}

func noFile(unwanted map[string]common.Hash, words string) Check {
	names := map[common.Hash]string{}
	for _, name := range slices.Sorted(maps.Keys(unwanted)) {
		names[unwanted[name]] = name
	}
	return Check{promised: clip("no file with the content of " + words), claims: claims{files: unwanted}, measure: func(s *Subject) finding {
		if len(s.bundle.Files) == 0 {
			return unmeasured("the evidence has no files")
		}
		var there []string
		for _, f := range s.bundle.Files {
			if name, ok := names[f.Hash]; ok {
				there = append(there, f.Name+" is "+name)
			}
		}
		measured := fmt.Sprintf("none of the %d files is one of these", len(s.bundle.Files))
		if len(there) > 0 {
			measured = strings.Join(there, ", ")
		}
		return judged(len(there) == 0, measured, "one of these contents in a file", "without "+strings.Join(there, ", "))
	}}
}
