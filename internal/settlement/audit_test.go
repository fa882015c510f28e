package settlement_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"math/big"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/internal/settlement"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
)

var tokenAddress = common.HexToAddress("0x70")

// vault answers for escrow and token as they stand after one block.
type vault struct {
	t       *testing.T
	block   uint64
	states  map[pact.ID]escrow.State
	balance int64
	asked   int // about pacts
}

func (v *vault) CallsAt(_ context.Context, block uint64, to common.Address, data ...[]byte) ([][]byte, error) {
	if block != v.block {
		v.t.Errorf("asked about block %d, want %d", block, v.block)
	}
	if to == tokenAddress {
		answer, err := escrow.NewUSDC().GetABI().Methods["balanceOf"].Outputs.Pack(big.NewInt(v.balance))
		return [][]byte{answer}, err
	}
	var answers [][]byte
	for _, call := range data {
		v.asked++
		s := v.states[pact.ID(call[4:])]
		answer, err := escrow.NewPactEscrow().GetABI().Methods["pact"].Outputs.Pack(uint8(s.Status), s.Provider, big.NewInt(int64(s.Held)),
			big.NewInt(int64(s.ProviderHeld)), big.NewInt(s.Since))
		if err != nil {
			return nil, err
		}
		answers = append(answers, answer)
	}
	return answers, nil
}

func TestEveryDifferenceBetweenLedgerAndChainIsAnAlarm(t *testing.T) {
	l := newLedger(t)
	waits, paid, held, moves := l.pact(1), l.pact(2), l.pact(3), l.pact(4)
	for _, p := range []pact.Pact{waits, paid, held, moves} {
		l.propose(p)
	}
	delivered := event(escrow.Delivered, waits.Terms.ID(), nil, common.Hash{1})
	owed := event(escrow.Owed, pact.ID{}, nil, big.NewInt(9_000_001))
	owed.Topics[1] = common.BytesToHash(paid.Terms.Deal.Provider[:])
	withdrawn := event(escrow.Withdrawn, pact.ID{}, nil, big.NewInt(4_000_000))
	withdrawn.Topics[1] = owed.Topics[1]
	check(t, l.append(
		l.block(now+1, funded(waits), funded(paid), funded(held), funded(moves)),
		l.block(now+2, delivered, released(paid), owed, withheld(held)),
		l.block(now+3, withdrawn),
		l.block(now+4, released(moves), owed), // not final: neither counts yet
	))
	check(t, l.sink.Finalize(t.Context(), 4))
	provider := waits.Terms.Deal.Provider
	right := map[pact.ID]escrow.State{
		waits.Terms.ID(): {Status: escrow.StatusDelivered, Provider: provider, Held: 100_000_000},
		paid.Terms.ID():  {Status: escrow.StatusClosed},
		held.Terms.ID():  {Status: escrow.StatusWithheld, Held: 100_000_000, Since: now + 2},
	}
	const balance = 205_000_001 // two pacts, and what is owed
	for name, c := range map[string]struct {
		change  func(states map[pact.ID]escrow.State)
		balance int64
		about   string // what the one alarm names; "": none
	}{
		"all is well":   {nil, balance, ""},
		"a donation":    {nil, balance + 1, ""},
		"a base unit":   {nil, balance - 1, "200.00 held and 5.000001 owed"},
		"another state": {func(s map[pact.ID]escrow.State) { s[paid.Terms.ID()] = right[waits.Terms.ID()] }, balance, paid.Terms.ID().Hex()},
		"not delivered": {func(s map[pact.ID]escrow.State) {
			s[waits.Terms.ID()] = escrow.State{Status: escrow.StatusFunded, Provider: provider, Held: 100_000_000}
		}, balance, waits.Terms.ID().Hex()},
		"another amount": {func(s map[pact.ID]escrow.State) {
			s[held.Terms.ID()] = escrow.State{Status: escrow.StatusWithheld, Held: 99_999_999, Since: now + 2}
		}, balance, "99.999999 USDC held"},
		"another time": {func(s map[pact.ID]escrow.State) {
			s[held.Terms.ID()] = escrow.State{Status: escrow.StatusWithheld, Held: 100_000_000, Since: now + 1}
		}, balance, held.Terms.ID().Hex()},
		"another payee": {func(s map[pact.ID]escrow.State) {
			s[waits.Terms.ID()] = escrow.State{Status: escrow.StatusDelivered, Provider: common.Address{1}, Held: 100_000_000}
		}, balance, waits.Terms.ID().Hex()},
		"never funded": {func(s map[pact.ID]escrow.State) { delete(s, held.Terms.ID()) }, balance, held.Terms.ID().Hex()},
	} {
		t.Run(name, func(t *testing.T) {
			v := &vault{t: t, block: 4, states: map[pact.ID]escrow.State{}, balance: c.balance}
			for id, s := range right {
				v.states[id] = s
			}
			if c.change != nil {
				c.change(v.states)
			}
			var log bytes.Buffer
			auditor := settlement.Auditor{Books: l.db, Chain: v, Escrow: escrowAddress, Token: tokenAddress, Log: slog.New(slog.NewTextHandler(&log, nil))}
			audit, err := auditor.Audit(t.Context(), 0)
			check(t, err)
			if audit.Pacts != 3 || audit.Held != 200_000_000 || audit.Owed != 5_000_001 || audit.Balance != usdc.Amount(c.balance) {
				t.Errorf("%+v", audit)
			}
			alarms := slices.DeleteFunc(strings.Split(log.String(), "\n"), func(line string) bool { return !strings.Contains(line, "ALARM") })
			switch {
			case c.about == "" && len(alarms)+len(audit.Differences) > 0:
				t.Errorf("alarms %q, differences %v", alarms, audit.Differences)
			case c.about != "" && (len(alarms) != 1 || !strings.Contains(alarms[0], c.about) || len(audit.Differences) != 1):
				t.Errorf("alarms %q, want one about %s", alarms, c.about)
			}
		})
	}
}

func TestAClosedPactIsComparedOnceAndALiveOneEachTime(t *testing.T) {
	l := newLedger(t)
	v := &vault{t: t, states: map[pact.ID]escrow.State{}}
	for n := range byte(3) {
		p := l.pact(n + 1)
		l.propose(p)
		check(t, l.append(l.block(now+10*int64(n)+1, funded(p))))
		v.states[p.Terms.ID()] = escrow.State{Status: escrow.StatusFunded, Provider: p.Terms.Deal.Provider, Held: p.Terms.Held()}
		v.balance += int64(p.Terms.Held())
	}
	closes := l.pact(1)
	check(t, l.append(l.block(now+40, released(closes))))
	v.states[closes.Terms.ID()] = escrow.State{Status: escrow.StatusClosed}
	auditor := settlement.Auditor{Books: l.db, Chain: v, Escrow: escrowAddress, Token: tokenAddress, Log: slog.New(slog.DiscardHandler)}
	for n, want := range []int{3, 2, 2} {
		last, due, err := l.db.ClaimAudit(t.Context(), 0, 0)
		check(t, err)
		check(t, l.sink.Finalize(t.Context(), 5))
		v.block, v.asked = 5, 0
		audit, err := auditor.Audit(t.Context(), last)
		check(t, err)
		if !due || v.asked != want || len(audit.Differences) != 0 {
			t.Errorf("audit %d: due %t, %d pacts compared, want %d; %v", n, due, v.asked, want, audit.Differences)
		}
	}
	if _, due, err := l.db.ClaimAudit(t.Context(), time.Minute, 0); due || err != nil {
		t.Errorf("another process audits within a minute: %t, %v", due, err)
	}
}

func TestAnAuditThatDoesNotComeToAnEndIsBegunAgainAndItsAgeIsKnown(t *testing.T) {
	l := newLedger(t)
	claim := func(every, again time.Duration, want bool) {
		t.Helper()
		if _, due, err := l.db.ClaimAudit(t.Context(), every, again); due != want || err != nil {
			t.Errorf("every %s, again after %s: due %t, %v; want %t", every, again, due, err, want)
		}
	}
	claim(time.Hour, time.Minute, true) // the first
	claim(time.Hour, time.Minute, false)
	claim(time.Hour, 0, true) // it has failed
	check(t, l.db.SetAudited(t.Context(), 5, 2))
	claim(time.Hour, 0, false)
	claim(0, time.Minute, false)
	claim(0, 0, true)
	if age, differences, err := l.db.LastAudit(t.Context()); age > time.Minute || differences != 2 || err != nil {
		t.Errorf("%s ago, %d differences, %v", age, differences, err)
	}
}

// shelf is Books of an empty ledger by the clock of a bubble.
type shelf struct {
	settlement.Books
	claimed, audited time.Time
}

func (s *shelf) Owed(context.Context, uint64) (usdc.Amount, error) { return 0, nil }
func (s *shelf) FinalBlock(context.Context) (uint64, error)        { return 4, nil }

func (s *shelf) Holdings(context.Context, uint64, uint64, pact.ID, int) ([]settlement.Holding, error) {
	return nil, nil
}

func (s *shelf) LastAudit(context.Context) (time.Duration, int, error) {
	return time.Since(s.audited), 0, nil
}

func (s *shelf) ClaimAudit(_ context.Context, every, again time.Duration) (uint64, bool, error) {
	due := time.Since(s.audited) >= every && time.Since(s.claimed) >= again
	if due {
		s.claimed = time.Now()
	}
	return 0, due, nil
}

func (s *shelf) SetAudited(context.Context, uint64, int) error {
	s.audited = time.Now()
	return nil
}

// forgetful is a node without the state of its final blocks, until it has it.
type forgetful struct {
	*vault
	has time.Time
}

func (f forgetful) CallsAt(ctx context.Context, block uint64, to common.Address, data ...[]byte) ([][]byte, error) {
	if time.Now().Before(f.has) {
		return nil, errors.New("missing trie node")
	}
	return f.vault.CallsAt(ctx, block, to, data...)
}

func TestAuditsThatFailForHalfAnHourAreOneAlarmWithAnEnd(t *testing.T) {
	for _, c := range []struct{ minutes, alarms int }{{25, 0}, {50, 1}} {
		synctest.Test(t, func(t *testing.T) {
			var log bytes.Buffer
			books := &shelf{audited: time.Now().Add(-24 * time.Hour)} // nobody ran for a day
			mended := time.Now().Add(time.Duration(c.minutes) * time.Minute)
			auditor := settlement.Auditor{
				Books: books, Chain: forgetful{&vault{t: t, block: 4}, mended}, Escrow: escrowAddress, Token: tokenAddress,
				Log: slog.New(slog.NewTextHandler(&log, nil)),
			}
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Hour)
			defer cancel()
			check(t, auditor.Run(ctx))
			raised, over := strings.Count(log.String(), "ALARM: "), strings.Count(log.String(), "ALARM over: ")
			if raised != c.alarms || over != c.alarms || strings.Count(log.String(), "suretyd settlement reconcile") != c.alarms {
				t.Errorf("failing for %d minutes: %d alarms, %d over, want %d:\n%s", c.minutes, raised, over, c.alarms, &log)
			}
			if n := strings.Count(log.String(), "ledger and chain compared"); n < 6 {
				t.Errorf("%d audits after it was mended:\n%s", n, &log)
			}
		})
	}
}
