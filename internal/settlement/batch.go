package settlement

import (
	"context"
	"errors"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/verdict"
)

// pass is an intent to release all that its pact holds.
type pass struct {
	lifecycle.Intent
	escrow.Release
}

// carryPasses carries full passes: those of our evaluator together, the others alone. A batch that the chain refuses or that is too large is
// halved, until one that fails is alone with its own reason.
func (s *Settler) carryPasses(ctx context.Context, intents []lifecycle.Intent, now int64) error {
	var together []pass
	var alone []lifecycle.Intent
	for _, i := range intents {
		release, ok := escrow.ParseRelease(i.Call)
		if ok && s.Evaluator != nil && release.Gate.Evaluator == s.Evaluator.Address() && !late(i, now) {
			together = append(together, pass{i, release})
		} else {
			alone = append(alone, i)
		}
	}
	for waiting := [][]pass{together}; len(waiting) > 0; {
		passes := waiting[0]
		waiting = waiting[1:]
		if len(passes) < 2 {
			for _, p := range passes {
				alone = append(alone, p.Intent)
			}
			continue
		}
		fits, err := s.carryTogether(ctx, passes)
		if err != nil {
			rest := alone
			for _, w := range append(waiting, passes) {
				rest = append(rest, intentsOf(w)...)
			}
			return errors.Join(err, s.Queue.Unclaim(context.WithoutCancel(ctx), idsOf(rest)))
		}
		if !fits {
			half := len(passes) / 2
			waiting = append(waiting, passes[:half], passes[half:])
		}
	}
	return s.each(ctx, alone, func(i lifecycle.Intent) error { return s.carry(ctx, i, now) })
}

// carryTogether sends a batch, unless the chain refuses it or it does not fit.
func (s *Settler) carryTogether(ctx context.Context, passes []pass) (fits bool, err error) {
	call, err := s.batch(ctx, passes)
	if err != nil {
		return false, err
	}
	gas, refusal, err := s.estimate(ctx, call)
	if err != nil {
		return false, err
	}
	if refusal != nil || gas > maxBatchGas {
		s.Log.Info("a batch is halved", "passes", len(passes), "gas", gas, "refusal", refusal)
		return false, nil
	}
	return true, s.send(ctx, call, gas, intentsOf(passes)...)
}

func intentsOf(passes []pass) []lifecycle.Intent {
	intents := make([]lifecycle.Intent, len(passes))
	for n, p := range passes {
		intents[n] = p.Intent
	}
	return intents
}

// batch is the call that releases them all under one signature. Their own verdicts are signed already: it says nothing new.
func (s *Settler) batch(ctx context.Context, passes []pass) ([]byte, error) {
	var gates []pact.Gate
	var batch verdict.Batch
	var reports [][]common.Hash
	at := map[common.Hash]int{}
	for _, p := range passes {
		gate := p.Gate.Hash()
		n, known := at[gate]
		if !known {
			n = len(batch)
			at[gate] = n
			gates, batch, reports = append(gates, p.Gate), append(batch, verdict.Passes{Gate: gate}), append(reports, nil)
		}
		batch[n].Deals, reports[n] = append(batch[n].Deals, p.Deal), append(reports[n], p.Report)
	}
	for n := range batch {
		batch[n].Reports = verdict.CommitReports(reports[n])
	}
	signature, err := s.Evaluator.SignHash(ctx, s.Domain.Digest(batch))
	if err != nil {
		return nil, err
	}
	return escrow.ReleaseBatch(gates, batch, signature), nil
}
