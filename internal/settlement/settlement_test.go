package settlement_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/google/go-cmp/cmp"

	"github.com/surety-dev/surety/internal/chain/rpc"
	"github.com/surety-dev/surety/internal/chain/send"
	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/internal/settlement"
	"github.com/surety-dev/surety/pkg/pact"
)

const now = 1_800_000_000

var (
	escrowAddress  = common.HexToAddress("0xe5")
	relayerAddress = common.HexToAddress("0x4e")
)

// desk is a queue, a chain and a sender by hand. What happens to an intent is noted by its id.
type desk struct {
	passes, intents []lifecycle.Intent
	estimate        func(call []byte) (uint64, error)
	send            func(send.Call) error
	asked           []int64 // estimates, by the first byte of the call, which is the id
	sent            map[int64]send.Call
	late            map[int64]string // failed, and why
	dropped         map[int64]string
	lasting         map[int64]bool
	giving          sync.Mutex
	unclaimed       []int64
	missed          []int64
	troubled        []settlement.Trouble
	later           int64 // than now
	due             int   // how often somebody asked
}

func newDesk() *desk {
	return &desk{
		estimate: func([]byte) (uint64, error) { return 90_000, nil },
		sent:     map[int64]send.Call{}, late: map[int64]string{}, dropped: map[int64]string{}, lasting: map[int64]bool{},
	}
}

func (d *desk) Now(context.Context) (int64, error) { return now + d.later, nil }

func (d *desk) Claim(_ context.Context, alone bool, limit int) (claimed []lifecycle.Intent, err error) {
	from := &d.passes
	if alone {
		from = &d.intents
	}
	n := min(limit, len(*from))
	claimed, *from = (*from)[:n], (*from)[n:]
	return claimed, nil
}

func (d *desk) Unclaim(_ context.Context, ids []int64) error {
	d.giving.Lock()
	defer d.giving.Unlock()
	d.unclaimed = append(d.unclaimed, ids...)
	return nil
}

func (d *desk) Fail(_ context.Context, id int64, why settlement.Failure) (string, error) {
	d.lasting[id] = why.Lasting
	if why.Late {
		d.dropped[id] = why.Reason
		return lifecycle.IntentDropped, nil
	}
	d.late[id] = why.Reason
	return lifecycle.IntentPending, nil
}

func (d *desk) Missed(context.Context) ([]int64, error) { return d.missed, nil }

func (d *desk) Troubled(_ context.Context, most int) ([]settlement.Trouble, error) {
	return d.troubled[:min(most, len(d.troubled))], nil
}

func (d *desk) DueToFinalize(context.Context, int64) ([]pact.ID, error) {
	d.due++
	return nil, nil
}

func (d *desk) Update(context.Context, func(lifecycle.Tx) error) error { panic("nothing is due") }

func (d *desk) EstimateGas(_ context.Context, from, to common.Address, data []byte) (uint64, error) {
	if from != (common.Address{}) || to != escrowAddress {
		panic("estimated for somebody else")
	}
	d.asked = append(d.asked, int64(data[0]))
	return d.estimate(data)
}

func (d *desk) Send(_ context.Context, call send.Call, refs []int64) (send.Transaction, error) {
	if d.send != nil {
		if err := d.send(call); err != nil {
			return send.Transaction{}, err
		}
	}
	for _, id := range refs {
		d.sent[id] = call
	}
	return send.Transaction{}, nil
}

// settler works at the desk.
func (d *desk) settler(log *slog.Logger) *settlement.Settler {
	return &settlement.Settler{Queue: d, Estimator: d, Sender: d, Domain: pact.Domain{Escrow: escrowAddress}, Log: log}
}

// step takes one step with these intents; all are accepted unless the test says otherwise.
func step(t *testing.T, change func(*desk), intents ...lifecycle.Intent) (*desk, error) {
	t.Helper()
	d := newDesk()
	d.intents = intents
	for i := range intents {
		d.intents[i].Call = []byte{byte(intents[i].ID)}
	}
	if change != nil {
		change(d)
	}
	return d, d.settler(slog.New(slog.NewTextHandler(t.Output(), nil))).Step(t.Context())
}

// tooLate is how the escrow refuses with TooLate(7).
var tooLate = &rpc.Revert{Data: append(crypto.Keccak256([]byte("TooLate(uint256)"))[:4], common.LeftPadBytes([]byte{7}, 32)...)}

func TestAnIntentIsSentToTheEscrowWithAThirdMoreGasThanEstimated(t *testing.T) {
	d, err := step(t, nil, lifecycle.Intent{ID: 1})
	want := map[int64]send.Call{1: {To: escrowAddress, Data: []byte{1}, Gas: 120_000}}
	if diff := cmp.Diff(want, d.sent); diff != "" || err != nil {
		t.Errorf("%v, sent (-want +got):\n%s", err, diff)
	}
}

// A transaction that reverted, or whose nonce others took, leaves its intents to be sent anew: by then the chain stands otherwise.
func TestWhatIsSentAnewIsEstimatedAnew(t *testing.T) {
	d := newDesk()
	s := d.settler(slog.New(slog.NewTextHandler(t.Output(), nil)))
	again := func() {
		t.Helper()
		d.intents = []lifecycle.Intent{{ID: 1, Call: []byte{1}}}
		check(t, s.Step(t.Context()))
	}
	again()
	d.estimate = func([]byte) (uint64, error) { return 150_000, nil }
	again()
	if got := d.sent[1].Gas; got != 200_000 || len(d.asked) != 2 {
		t.Errorf("sent anew with %d gas, the chain asked %d times", got, len(d.asked))
	}
	clear(d.sent)
	d.estimate = func([]byte) (uint64, error) { return 0, tooLate } // somebody else was faster
	again()
	if len(d.sent) != 0 || d.late[1] == "" {
		t.Errorf("sent %v though the chain refuses it now", d.sent)
	}
}

func TestARefusedIntentIsTriedLaterAndItsNeighboursNow(t *testing.T) {
	for name, refuse := range map[string]func() (uint64, error){
		"by the escrow":    func() (uint64, error) { return 0, tooLate },
		"without a reason": func() (uint64, error) { return 0, new(rpc.Revert) },
		"for more gas than a block": func() (uint64, error) {
			return 0, errors.New("eth_estimateGas: gas required exceeds allowance (50000000)")
		},
		"for more gas than the service pays": func() (uint64, error) { return settlement.MaxGas + 1, nil },
		"for more time than a node has":      func() (uint64, error) { return 0, context.DeadlineExceeded },
		"for no reason we know":              func() (uint64, error) { return 0, errors.New("the moon is in the wrong phase") },
	} {
		t.Run(name, func(t *testing.T) {
			d, err := step(t, func(d *desk) {
				d.estimate = func(call []byte) (uint64, error) {
					if call[0] == 1 {
						return refuse()
					}
					return settlement.MaxGas, nil
				}
			}, lifecycle.Intent{ID: 1, Deadline: now + 3}, lifecycle.Intent{ID: 2})
			if err != nil {
				t.Fatal(err)
			}
			if len(d.late) != 1 || d.late[1] == "" || len(d.dropped) != 0 || len(d.sent) != 1 || len(d.sent[2].Data) == 0 {
				t.Errorf("late %v, dropped %v, sent %v; want 1 to be late and 2 to be sent", d.late, d.dropped, d.sent)
			}
		})
	}
}

func TestWhatWouldComeTooLateIsNotSentAndFromItsDeadlineOnDropped(t *testing.T) {
	d, err := step(t, nil, lifecycle.Intent{ID: 1, Deadline: now - 1}, lifecycle.Intent{ID: 2, Deadline: now}, lifecycle.Intent{ID: 3, Deadline: now + 2},
		lifecycle.Intent{ID: 4, Deadline: now + 3}, lifecycle.Intent{ID: 5})
	if err != nil {
		t.Fatal(err)
	}
	if len(d.dropped) != 2 || !strings.Contains(d.dropped[1], "too late") || d.dropped[2] == "" {
		t.Errorf("dropped %v, want 1 and 2", d.dropped)
	}
	if len(d.late) != 1 || d.late[3] == "" || len(d.sent) != 2 || len(d.asked) != 2 {
		t.Errorf("late %v, sent %v, asked about %v, want 3 to be late, and the chain asked about 4 and 5 alone", d.late, d.sent, d.asked)
	}
}

func TestAConsentIsSentPastTheDeadlineAndDroppedWhenItIsRefusedThere(t *testing.T) {
	d, err := step(t, func(d *desk) {
		d.estimate = func(call []byte) (uint64, error) {
			if call[0] == 2 {
				return 0, tooLate
			}
			return 90_000, nil
		}
	}, lifecycle.Intent{ID: 1, Action: lifecycle.ActConsent, Deadline: now - 1}, lifecycle.Intent{ID: 2, Action: lifecycle.ActConsent, Deadline: now},
		lifecycle.Intent{ID: 3, Action: lifecycle.ActConsent, Deadline: now + 1})
	if err != nil || len(d.sent) != 2 || len(d.dropped) != 1 || d.dropped[2] == "" {
		t.Errorf("sent %v, dropped %v, %v; want 1 and 3 sent", d.sent, d.dropped, err)
	}
}

func TestAVerdictThatComesTooLateIsAnAlarm(t *testing.T) {
	var log bytes.Buffer
	d := newDesk()
	d.intents = []lifecycle.Intent{{ID: 7, Action: lifecycle.ActVerdict, Deadline: now}, {ID: 8, Action: lifecycle.ActFund, Deadline: now}}
	check(t, d.settler(slog.New(slog.NewTextHandler(&log, nil))).Step(t.Context()))
	if n := strings.Count(log.String(), "ALARM"); n != 1 || !strings.Contains(log.String(), "intent=7") || len(d.dropped) != 2 {
		t.Errorf("dropped %v; %d alarms:\n%s", d.dropped, n, &log)
	}
}

func TestTimeMendsSomeRefusalsAndOthersNot(t *testing.T) {
	text := func(s string) *rpc.Revert { // Error(string)
		return &rpc.Revert{Data: slices.Concat(crypto.Keccak256([]byte("Error(string)"))[:4], common.LeftPadBytes([]byte{32}, 32),
			common.LeftPadBytes([]byte{byte(len(s))}, 32), common.RightPadBytes([]byte(s), 32))}
	}
	for name, c := range map[string]struct {
		refusal error
		lasting bool
	}{
		"too late":       {tooLate, true},
		"no arbiter":     {&rpc.Revert{Data: crypto.Keccak256([]byte("NoArbiter()"))[:4]}, true},
		"nothing known":  {new(rpc.Revert), true},
		"too early":      {&rpc.Revert{Data: append(crypto.Keccak256([]byte("TooEarly(uint256)"))[:4], make([]byte, 32)...)}, false},
		"USDC is paused": {text("Pausable: paused"), false},
		"a slow node":    {context.DeadlineExceeded, false},
	} {
		d, err := step(t, func(d *desk) { d.estimate = func([]byte) (uint64, error) { return 0, c.refusal } }, lifecycle.Intent{ID: 1})
		if lasting, failed := d.lasting[1]; err != nil || !failed || lasting != c.lasting {
			t.Errorf("%s: failed %t, lasting %t, %v", name, failed, lasting, err)
		}
	}
}

func TestSomebodyIsCalledOnceForAnIntentInTrouble(t *testing.T) {
	var log bytes.Buffer
	d := newDesk()
	s := d.settler(slog.New(slog.NewTextHandler(&log, nil)))
	dead := settlement.Trouble{Intent: lifecycle.Intent{ID: 7, State: lifecycle.IntentDead}, Tries: 10, Reason: "NoArbiter"}
	for _, c := range []struct {
		troubled []settlement.Trouble
		alarms   int
	}{{nil, 0}, {[]settlement.Trouble{dead}, 1}, {[]settlement.Trouble{dead}, 1}, {nil, 1}, {[]settlement.Trouble{dead}, 2}} {
		d.troubled = c.troubled
		check(t, s.Step(t.Context()))
		if n := strings.Count(log.String(), "ALARM:"); n != c.alarms {
			t.Errorf("%d alarms, want %d:\n%s", n, c.alarms, &log)
		}
	}
	if n := strings.Count(log.String(), "ALARM over: an intent is out of trouble"); n != 1 {
		t.Errorf("%d alarms are over, want 1:\n%s", n, &log)
	}
	if !strings.Contains(log.String(), "suretyd settlement retry 7") {
		t.Errorf("nothing says what to do:\n%s", &log)
	}
}

func TestMoreTroubleThanIsToldOneByOneIsAnAlarmAndNoneIsToldTwice(t *testing.T) {
	var log bytes.Buffer
	d := newDesk()
	s := d.settler(slog.New(slog.NewTextHandler(&log, nil)))
	says := func(troubled []settlement.Trouble, alarms int, words string) {
		t.Helper()
		log.Reset()
		d.troubled = troubled
		check(t, s.Step(t.Context()))
		if n := strings.Count(log.String(), "ALARM"); n != alarms || !strings.Contains(log.String(), words) {
			t.Errorf("%d alarms, want %d and %q:\n%s", n, alarms, words, &log)
		}
	}
	all := make([]settlement.Trouble, 101)
	for n := range all {
		all[n].ID = int64(n)
	}
	says(all, 101, "ALARM: more intents fail than somebody is called for one by one")
	says(all[1:], 1, "intent=100") // it was there before
	says(all, 0, "")
	says(nil, 101, "ALARM over")
}

func TestPassedDeadlinesAreLookedForWhenTheChainsClockMoves(t *testing.T) {
	d := newDesk()
	s := d.settler(slog.New(slog.DiscardHandler))
	for _, later := range []int64{0, 0, 1, 1} {
		d.later = later
		check(t, s.Step(t.Context()))
	}
	if d.due != 2 {
		t.Errorf("asked %d times in two seconds of the chain", d.due)
	}
}

func TestAKeyThatIsBusyEndsTheStepQuietly(t *testing.T) {
	d, err := step(t, func(d *desk) {
		d.send = func(send.Call) error {
			if len(d.sent) == 1 {
				return send.ErrBusy
			}
			return nil
		}
	}, lifecycle.Intent{ID: 1}, lifecycle.Intent{ID: 2}, lifecycle.Intent{ID: 3})
	if err != nil {
		t.Errorf("the step ended with %v, want nil", err)
	}
	if diff := cmp.Diff([]int64{1, 2}, d.asked); diff != "" || len(d.sent) != 1 || len(d.late)+len(d.dropped) != 0 {
		t.Errorf("sent %v, late %v, dropped %v, asked (-want +got):\n%s", d.sent, d.late, d.dropped, diff)
	}
	if !slices.Equal(d.unclaimed, []int64{2, 3}) {
		t.Errorf("gave back %v, want 2 and 3", d.unclaimed)
	}
}

func TestAFailingNodeLeavesTheIntentAsItIs(t *testing.T) {
	away := errors.New("eth_estimateGas: connection refused")
	d, err := step(t, func(d *desk) { d.estimate = func([]byte) (uint64, error) { return 0, away } }, lifecycle.Intent{ID: 1, Deadline: now + 9})
	if !errors.Is(err, away) {
		t.Errorf("the step ended with %v, want %v", err, away)
	}
	if len(d.sent)+len(d.late)+len(d.dropped) != 0 {
		t.Errorf("sent %v, late %v, dropped %v, want nothing of all", d.sent, d.late, d.dropped)
	}
}

func TestTheStepSaysWhatItCouldNotSend(t *testing.T) {
	full := errors.New("disk full")
	_, err := step(t, func(d *desk) { d.send = func(send.Call) error { return full } }, lifecycle.Intent{ID: 1, Action: lifecycle.ActVerdict, Pact: pact.ID{0xab}})
	if !errors.Is(err, full) || !bytes.Contains([]byte(err.Error()), []byte("verdict of pact 0xab")) {
		t.Errorf("the step ended with %v", err)
	}
}
