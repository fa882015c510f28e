package simulation

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/jackc/pgx/v5"

	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/pkg/escrow"
)

// patience is how many rounds of calm the service may need.
const patience = 80

// calm ends the faults and lets the chain run on until everything is settled, then checks.
func (w *world) calm() error {
	for _, f := range faults {
		if _, on := w.node.on[f]; on {
			w.clear(f)
		}
	}
	for n, left := 0, ""; n < patience; n++ {
		w.node.round = w.round
		blocks := 40 + w.rng.IntN(60)
		if w.leftOut() && (strings.HasPrefix(left, "pact ") || strings.HasPrefix(left, "block ")) {
			verified, err := w.verified()
			if err != nil {
				return err
			}
			// Whole ranges are read twice, once the last that was filled in is final: the chain runs ahead of that, and not away from it.
			if blocks = 120; n%2 == 1 && w.model.finalized < verified+1000 {
				blocks = 720
			}
		}
		w.pass(blocks)
		w.elapse(64 * 1e9) // what was put off comes due
		if err := w.parties(); err != nil {
			return err
		}
		if err := w.steps(); err != nil {
			return err
		}
		w.round++
		var err error
		if left, err = w.unsettled(); err != nil {
			return err
		}
		if left == "" {
			return w.check()
		}
		if n%8 == 7 { // the operator has stopped whoever else had the key, and resumes it
			if _, err := w.place.sql.Exec(context.Background(), "update relayer_keys set stopped = ''"); err != nil {
				return err
			}
		}
		w.say("left: %s", left)
	}
	left, err := w.unsettled()
	return errors.Join(err, fmt.Errorf("not settled after %d calm rounds: %s", patience, left), w.check())
}

// unsettled says what is not yet at its end, "" when nothing is left.
func (w *world) unsettled() (string, error) {
	var left string
	err := w.place.sql.QueryRow(context.Background(), `
		select concat_ws(', ',
			(select string_agg(format('%s of %s is %s', action, left(encode(pact_id, 'hex'), 8), state), ', ' order by id) from intents where state not in ('final', 'dropped')),
			(select string_agg(format('nonce %s is not final', nonce), ', ' order by nonce) from transactions where not final and not void),
			(select string_agg(format('pact %s is %s', left(encode(id, 'hex'), 8), state), ', ' order by id) from pacts
				where state_block not between 1 and (select finalized from follower) and state not in ('expired') or held > 0))`).Scan(&left)
	if left == "" && err == nil && w.leftOut() {
		verified, err := w.verified()
		if err != nil {
			return "", err
		}
		for _, b := range w.model.blocks[verified+1:] {
			if len(b.logs) > 0 {
				return fmt.Sprintf("block %d is to be read twice", b.number), nil
			}
		}
	}
	if left == "" && err == nil {
		for _, c := range w.contracts {
			if c.verdict != nil && !c.intended && !c.consent && w.model.head().after.pacts[c.id].status == escrow.StatusFunded {
				return "a verdict is to come", nil
			}
		}
	}
	return left, err
}

// leftOut says whether the second pass has something to find, or to be killed at.
func (w *world) leftOut() bool {
	return w.node.hit[noLogs] || w.node.hit[fewLogs] || w.plan.crash == verified
}

// verified is the last block that was read twice.
func (w *world) verified() (number int, err error) {
	err = w.place.sql.QueryRow(context.Background(), "select verified from follower").Scan(&number)
	return number, err
}

// check compares what is stored with the chain.
func (w *world) check() error {
	state := w.model.head().after
	for _, c := range w.contracts {
		r, err := w.place.db.Pact(context.Background(), c.id)
		if err != nil {
			return err
		}
		s := state.pacts[c.id]
		m := r.Money
		if r.State.Live() != (s.held > 0) || r.State.Closed() != (s.status == escrow.StatusClosed) || (r.State == lifecycle.Withheld) != (s.status == escrow.StatusWithheld) ||
			m.Held != s.held || m.ProviderHeld != s.providerHeld || m.ProviderPaid != s.toProvider || m.BuyerPaid != s.toBuyer || m.FeePaid != s.toFee {
			return fmt.Errorf("pact %s is %s with %+v, and stands on chain as %s: held %d, of it the provider's %d, paid %d, %d and %d",
				c.id.Short(), r.State, m, s.status, s.held, s.providerHeld, s.toProvider, s.toBuyer, s.toFee)
		}
		if s.status != escrow.StatusNone {
			if sum := s.held + s.toProvider + s.toBuyer + s.toFee; sum != c.pact.Terms.Deal.Amount {
				return fmt.Errorf("of pact %s %d were funded and %d are held or paid", c.id.Short(), c.pact.Terms.Deal.Amount, sum)
			}
		}
		if c.verdict != nil {
			want := 1
			if c.consent && s.settlements == 0 {
				want = 0
			}
			if s.settlements != want {
				return fmt.Errorf("the verdict of pact %s is settled %d times", c.id.Short(), s.settlements)
			}
			w.out.settled += s.settlements
			if s.settlements == 1 && s.status == escrow.StatusClosed {
				if err := w.asJudged(c, s); err != nil {
					return err
				}
			}
		}
	}
	// What a stopped key had under way is sent with another, and may be mined all the same: the escrow refuses the second.
	if excused := w.out.reorgs > 0 || w.node.hit[secondSpend] || w.node.hit[outsider] || w.consented(); len(w.model.reverted) > 0 && !excused {
		r := w.model.reverted[0]
		method, _ := decode(r.tx.data)
		return fmt.Errorf("%d transactions were reverted with no reason to: first %s, nonce %d, block %d", len(w.model.reverted), method, r.tx.nonce, r.block.number)
	}
	for _, k := range w.keys {
		if err := w.nonces(k.Address()); err != nil {
			return err
		}
	}
	return nil
}

func (w *world) consented() bool {
	for _, c := range w.contracts {
		if c.consent {
			return true
		}
	}
	return false
}

// asJudged checks that the verdict's split was paid, once all windows are over.
func (w *world) asJudged(c *contract, s slot) error {
	fee := c.verdict.ProviderAmount.Share(c.pact.Terms.Gate.FeeBps)
	want := c.pact.Terms.Deal.Upfront + c.verdict.ProviderAmount - fee
	if !c.consent && (s.toProvider != want || s.toBuyer != c.pact.Terms.Held()-c.verdict.ProviderAmount) {
		return fmt.Errorf("of pact %s the provider got %d and the buyer %d, by the verdict %d were the provider's", c.id.Short(), s.toProvider, s.toBuyer, want)
	}
	return nil
}

// nonces checks that each nonce the key took is used, by a transaction that is final.
func (w *world) nonces(address common.Address) error {
	ctx := context.Background()
	var next uint64
	err := w.place.sql.QueryRow(ctx, "select next_nonce from relayer_keys where address = $1", address[:]).Scan(&next)
	if errors.Is(err, pgx.ErrNoRows) {
		return nil
	}
	if err != nil {
		return err
	}
	foreign := w.node.hit[secondSpend] && address == relayers[0].Address()
	used := w.model.head().after.nonces[address]
	takenBack := foreign && w.out.reorgs > 0 // a nonce that others had used is free again: the key's next transaction has it filled
	if used < next && !takenBack || used > next && !foreign {
		return fmt.Errorf("%d nonces were taken and %d are used on chain", next, used)
	}
	rows, err := w.place.sql.Query(ctx, "select nonce, mined_hash from transactions where key = $1 and not void order by nonce", address[:])
	if err != nil {
		return err
	}
	type stored struct {
		Nonce int64
		Hash  []byte
	}
	all, err := pgx.CollectRows(rows, pgx.RowToStructByPos[stored])
	if err != nil {
		return err
	}
	for i, tx := range all {
		if want := all[0].Nonce + int64(i); tx.Nonce != want && !foreign {
			return fmt.Errorf("nonce %d is missing", want)
		}
		if tx.Hash == nil {
			return fmt.Errorf("the transaction with nonce %d is not mined", tx.Nonce)
		}
		canonical := false
		for _, r := range w.model.receipts[[32]byte(tx.Hash)] {
			canonical = canonical || w.model.blocks[min(int(r.block.number), len(w.model.blocks)-1)] == r.block
		}
		if !canonical {
			return fmt.Errorf("the transaction with nonce %d is stored as final and is not on chain", tx.Nonce)
		}
	}
	return nil
}
