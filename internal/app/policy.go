package app

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/internal/evaluation/jury"
	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/internal/postgres"
)

// ReadPolicy reads a policy as an operator writes it.
func ReadPolicy(file string) (policy.Document, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return policy.Document{}, err
	}
	p, err := policy.Read(data)
	if err != nil {
		return p, fmt.Errorf("%s: %w", file, err)
	}
	return p, nil
}

// PublishPolicy makes the file's policy the one that services started from now on propose.
func PublishPolicy(ctx context.Context, d Database, file string) (policy.Document, error) {
	p, err := ReadPolicy(file)
	if err != nil {
		return p, err
	}
	db, err := postgres.Open(ctx, d.URL)
	if err != nil {
		return p, err
	}
	defer db.Close()
	return p, db.PublishPolicy(ctx, p)
}

// FindPolicy is the policy of that hash, or with the zero hash the one in force.
func FindPolicy(ctx context.Context, d Database, hash common.Hash) (policy.Document, error) {
	db, err := postgres.Open(ctx, d.URL)
	if err != nil {
		return policy.Document{}, err
	}
	defer db.Close()
	if hash == (common.Hash{}) {
		return db.CurrentPolicy(ctx)
	}
	return db.Policy(ctx, hash)
}

// PublishProbes makes the file's known-answer questions those that jurors are measured by, and says how many they are.
func PublishProbes(ctx context.Context, d Database, file string) (int, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return 0, err
	}
	probes, err := jury.ParseProbes(data)
	if err != nil {
		return 0, fmt.Errorf("%s: %w", file, err)
	}
	db, err := postgres.Open(ctx, d.URL)
	if err != nil {
		return 0, err
	}
	defer db.Close()
	return len(probes), db.PublishProbes(ctx, probes)
}

// Probes lists the probes, and how often each was answered how.
func Probes(ctx context.Context, d Database) ([]postgres.ProbeCount, error) {
	db, err := postgres.Open(ctx, d.URL)
	if err != nil {
		return nil, err
	}
	defer db.Close()
	return db.ProbeCounts(ctx)
}

// inForce is the newest policy; with jurors of SURETY_JURORS its successor that has those for a pool, which it publishes.
func inForce(ctx context.Context, db *postgres.DB, jurors []string) (policy.Document, error) {
	p, err := db.CurrentPolicy(ctx)
	if err != nil || len(jurors) == 0 {
		return p, err
	}
	next := p
	if next.Jury, err = pool(p.Jury, jurors); err != nil {
		return p, err
	}
	if next.Hash() == p.Hash() {
		return p, nil
	}
	next.Version = strconv.Itoa(p.Number() + 1)
	return next, db.PublishPolicy(ctx, next)
}

var errJurors = errors.New("SURETY_JURORS: write NAME=MODEL@URL#KEYENV for each, with commas between; KEYENV names the environment variable with the key, and is left out with its # when none is needed")

// pool replaces a jury's jurors. A panel of fewer than the policy asks for decides by its majority.
func pool(j policy.Jury, jurors []string) (policy.Jury, error) {
	j.Jurors = nil
	for _, text := range jurors {
		name, rest, ok := strings.Cut(text, "=")
		model, address, found := strings.Cut(rest, "@http")
		url, key, _ := strings.Cut("http"+address, "#")
		if !ok || !found {
			return j, fmt.Errorf("%.80q: %w", text, errJurors)
		}
		j.Jurors = append(j.Jurors, policy.Juror{
			Name: name, Family: name, Model: model, API: policy.OpenAI, URL: url, KeyEnv: key, MaxConcurrent: 8,
		})
	}
	j.Panel = min(j.Panel, len(j.Jurors))
	j.Quorum = min(j.Quorum, j.Panel/2+1)
	if err := j.Check(); err != nil {
		return j, fmt.Errorf("%w: %w", errJurors, err)
	}
	return j, nil
}
