package sample

import (
	"encoding/binary"
	"math"
	"math/big"
	"slices"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"pgregory.net/rapid"

	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/pact"
)

var tenth = policy.Sampling{ShareBps: 1000, Minimum: 10, Maximum: 50, ConfidenceBps: 9500}

func hash(n uint64) common.Hash { return crypto.Keccak256Hash(binary.BigEndian.AppendUint64(nil, n)) }

func TestTheDrawIsThePolicysShareWithinItsLimits(t *testing.T) {
	for all, want := range map[int]int{0: 0, 1: 1, 9: 9, 10: 10, 99: 10, 101: 11, 200: 20, 500: 50, 10_000: 50} {
		drawn := Draw(hash(1), pact.ID{1}, hash(2), all, tenth)
		if len(drawn) != want || !slices.IsSorted(drawn) || len(slices.Compact(slices.Clone(drawn))) != want {
			t.Errorf("of %d: %v, want %d different ones", all, drawn, want)
		}
		if len(drawn) > 0 && (drawn[0] < 0 || drawn[len(drawn)-1] >= all) {
			t.Errorf("of %d: %v", all, drawn)
		}
	}
}

// This is what somebody without this code has to reproduce.
func TestTheDrawIsKnownFromPublicValues(t *testing.T) {
	got := Draw(hash(1), pact.ID(hash(2)), hash(3), 1000, policy.Sampling{ShareBps: 50, Maximum: 1000})
	best, bestHash := 0, ""
	for i := range uint64(1000) {
		one, two, three := hash(1), hash(2), hash(3)
		h := string(crypto.Keccak256(one[:], two[:], three[:], binary.BigEndian.AppendUint64(nil, i)))
		if bestHash == "" || h < bestHash {
			best, bestHash = int(i), h
		}
	}
	if len(got) != 5 || !slices.Contains(got, best) {
		t.Errorf("%v lacks interaction %d, whose hash is smallest", got, best)
	}
}

// A provider with bad interactions may order them, pad them and try as many bundles as it likes before it submits one, and it may know every
// seed but the one to come. Whatever it chose by the seeds it knew, under the next ones its bad interactions are drawn as often as any.
func TestNobodyChoosesTheSampleOnceTheEvidenceIsFixed(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		of := pact.ID(hash(rapid.Uint64().Draw(t, "pact")))
		start := rapid.Uint64().Draw(t, "start")
		const all, drawn, tries, seeds = 40, 10, 20, 400
		p := policy.Sampling{ShareBps: drawn * 10_000 / all, Maximum: all}
		bad := rapid.IntRange(0, all-1).Draw(t, "bad")
		caught := func(root common.Hash, from, n uint64) (times int) {
			for s := from; s < from+n; s++ {
				if slices.Contains(Draw(hash(s), of, root, all, p), bad) {
					times++
				}
			}
			return times
		}
		best, fewest := common.Hash{}, math.MaxInt
		for try := range uint64(tries) {
			root := hash(start + try)
			if n := caught(root, 1_000_000, 20); n < fewest {
				best, fewest = root, n
			}
		}
		mean := float64(seeds) * drawn / all
		deviation := math.Sqrt(mean * (1 - float64(drawn)/all))
		if n := float64(caught(best, 2_000_000+start%1_000_000, seeds)); math.Abs(n-mean) > 6*deviation {
			t.Fatalf("the bad interaction is drawn %v times of %d, a fair draw takes it %v times", n, seeds, mean)
		}
	})
}

func TestEveryPublicValueChangesTheDraw(t *testing.T) {
	base := Draw(hash(1), pact.ID{2}, hash(3), 1000, tenth)
	for name, other := range map[string][]int{
		"seed": Draw(hash(9), pact.ID{2}, hash(3), 1000, tenth),
		"pact": Draw(hash(1), pact.ID{9}, hash(3), 1000, tenth),
		"root": Draw(hash(1), pact.ID{2}, hash(9), 1000, tenth),
	} {
		if slices.Equal(base, other) {
			t.Errorf("another %s draws the same", name)
		}
	}
}

// Published limits of Clopper and Pearson for 95 %, which a sample from very many comes close to.
func TestBoundsOfASmallSampleFromVeryManyAreThoseOfClopperAndPearson(t *testing.T) {
	const all = 1_000_000
	for _, c := range []struct {
		drawn, held int
		low, high   float64
	}{{10, 0, 0, 0.3085}, {10, 5, 0.1871, 0.8129}, {20, 19, 0.7513, 0.9987}, {100, 95, 0.8872, 0.9836}, {100, 100, 0.9638, 1}} {
		low, high := Bounds(all, c.drawn, c.held, 9500)
		if math.Abs(float64(low)/all-c.low) > 0.0001 || math.Abs(float64(high)/all-c.high) > 0.0001 {
			t.Errorf("%d of %d: %d to %d of a million, want %v to %v", c.held, c.drawn, low, high, c.low, c.high)
		}
	}
}

func TestBoundsOfEverythingAreAPoint(t *testing.T) {
	for held := range 8 {
		if low, high := Bounds(7, 7, held, 9500); low != held || high != held {
			t.Errorf("%d of 7 is %d to %d", held, low, high)
		}
	}
	if low, high := Bounds(7, 0, 0, 9500); low != 0 || high != 7 {
		t.Errorf("nothing drawn says %d to %d of 7", low, high)
	}
}

// The promise of a confidence interval, counted out: for each truth, the samples whose bounds exclude it are no more than 5 %.
func TestBoundsMissTheTruthNoMoreOftenThanTheySay(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.IntRange(1, 60).Draw(t, "all")
		drawn := rapid.IntRange(1, all).Draw(t, "drawn")
		truth := rapid.IntRange(0, all).Draw(t, "truth")
		wrong := new(big.Int)
		last := -1
		for held := max(0, drawn-(all-truth)); held <= min(drawn, truth); held++ {
			low, high := Bounds(all, drawn, held, 9500)
			if low > high || low < last {
				t.Fatalf("%d of %d: %d to %d after %d", held, drawn, low, high, last)
			}
			last = low
			if truth < low || truth > high {
				ways := new(big.Int).Binomial(int64(truth), int64(held))
				wrong.Add(wrong, ways.Mul(ways, new(big.Int).Binomial(int64(all-truth), int64(drawn-held))))
			}
		}
		whole := new(big.Int).Binomial(int64(all), int64(drawn))
		if wrong.Mul(wrong, big.NewInt(20)).Cmp(whole) > 0 {
			t.Fatalf("of the samples of %d from %d with %d good, more than 5 %% miss that", drawn, all, truth)
		}
	})
}

func BenchmarkBoundsOfTheLargestSample(b *testing.B) {
	p := policy.Default().Sampling
	for b.Loop() {
		Bounds(400_000, int(p.Maximum), int(p.Maximum)*19/20, p.ConfidenceBps)
	}
}
