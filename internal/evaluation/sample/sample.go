// Package sample says which interactions of a long-running pact are judged, and what those show about all of them.
//
// It guarantees that Draw is a function of public values that anyone repeats, among them a seed that nobody knew while evidence could still be
// chosen: each interaction is as likely to be drawn as any other, whatever a party hands in. Bounds are exact: integers, no floating point, the
// same on every machine.
//
// The evaluation draws for clauses that cost money to judge; clauses that cost nothing are measured on every interaction.
//
//	seed, pact, root ──Draw──▶ interactions to judge ──held, broken──▶ Bounds ──▶ at least, at most this many of all held
package sample

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"math/big"
	"slices"
	"sort"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/pact"
)

// Draw chooses which of the evidence's interactions are judged, in ascending order: those whose keccak256 of seed, pact, root and index (8 bytes,
// big-endian) is smallest. seed has to be fixed after root was.
func Draw(seed common.Hash, of pact.ID, root common.Hash, interactions int, p policy.Sampling) []int {
	type ticket struct {
		hash  []byte
		index int
	}
	tickets := make([]ticket, interactions)
	prefix := slices.Concat(seed[:], of[:], root[:])
	for i := range tickets {
		tickets[i] = ticket{crypto.Keccak256(binary.BigEndian.AppendUint64(slices.Clip(prefix), uint64(i))), i}
	}
	slices.SortFunc(tickets, func(a, b ticket) int { return cmp.Or(bytes.Compare(a.hash, b.hash), a.index-b.index) })
	drawn := make([]int, size(interactions, p))
	for i := range drawn {
		drawn[i] = tickets[i].index
	}
	slices.Sort(drawn)
	return drawn
}

// size is the policy's share of the interactions, rounded up, within its limits and theirs.
func size(interactions int, p policy.Sampling) int {
	share := (interactions*int(p.ShareBps) + 9_999) / 10_000
	return min(interactions, int(p.Maximum), max(int(p.Minimum), share))
}

// Bounds is how many of all interactions held, at least and at most, when held of the drawn ones did. Each bound is wrong with at most half of
// what confidenceBps lacks to the whole: the exact hypergeometric interval (Clopper and Pearson's, drawn without replacement), which is a point
// when all were drawn.
func Bounds(all, drawn, held int, confidenceBps uint16) (low, high int) {
	return atLeast(all, drawn, held, confidenceBps), all - atLeast(all, drawn, drawn-held, confidenceBps)
}

// atLeast is the fewest of all that make it likely enough to draw so many.
func atLeast(all, drawn, held int, confidenceBps uint16) int {
	fewest, most := held, all-(drawn-held) // what was seen is certain
	ways := new(big.Int).Binomial(int64(all), int64(drawn))
	limit := new(big.Int).Mul(ways, big.NewInt(10_000-int64(confidenceBps)))
	return fewest + sort.Search(most-fewest, func(i int) bool {
		likely := tail(int64(all), int64(fewest+i), int64(drawn), int64(held))
		return likely.Mul(likely, big.NewInt(20_000)).Cmp(limit) > 0
	})
}

// tail counts the ways to draw at least held of the good ones among all.
func tail(all, good, drawn, held int64) *big.Int {
	first := max(held, drawn-(all-good))
	term := new(big.Int).Binomial(good, first)
	term.Mul(term, new(big.Int).Binomial(all-good, drawn-first))
	sum := new(big.Int).Set(term)
	factor := new(big.Int)
	for i := first; i < min(drawn, good); i++ {
		term.Mul(term, factor.SetInt64((good-i)*(drawn-i)))
		term.Quo(term, factor.SetInt64((i+1)*(all-good-drawn+i+1)))
		sum.Add(sum, term)
	}
	return sum
}
