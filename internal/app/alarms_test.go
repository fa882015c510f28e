package app_test

import (
	"bytes"
	"errors"
	"strings"
	"sync"
	"testing"
)

// alarms are what the services of a scene have called somebody for.
type alarms struct {
	mu    sync.Mutex
	lines []string
}

func (a *alarms) Write(line []byte) (int, error) {
	if bytes.Contains(line, []byte("ALARM")) {
		a.mu.Lock()
		defer a.mu.Unlock()
		a.lines = append(a.lines, string(line))
	}
	return len(line), nil
}

// find looks for an alarm with all these words.
func (a *alarms) find(words ...string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
next:
	for _, line := range a.lines {
		for _, word := range words {
			if !strings.Contains(line, word) {
				continue next
			}
		}
		return nil
	}
	return errors.New("no alarm says " + strings.Join(words, " and ") + " of: " + strings.Join(a.lines, ""))
}

func (a *alarms) wait(t *testing.T, words ...string) {
	t.Helper()
	eventually(t, func() error { return a.find(words...) })
}

// alarms listens to the services that are started from now on.
func (s *scene) alarms() *alarms {
	a := &alarms{}
	s.heard = a
	return a
}
