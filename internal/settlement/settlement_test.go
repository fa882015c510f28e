package settlement_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
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
	intents  []lifecycle.Intent
	estimate func(call []byte) (uint64, error)
	send     func(send.Call) error
	asked    []int64 // estimates, by the first byte of the call, which is the id
	sent     map[int64]send.Call
	late     map[int64]string // postponed, and why
	dropped  map[int64]string
}

func (d *desk) Now(context.Context) (int64, error) { return now, nil }

func (d *desk) Pending(context.Context, int) ([]lifecycle.Intent, error) { return d.intents, nil }

func (d *desk) Postpone(_ context.Context, id int64, reason string, hopeless bool) error {
	if hopeless {
		d.dropped[id] = reason
	} else {
		d.late[id] = reason
	}
	return nil
}

func (d *desk) DueToFinalize(context.Context, int64) ([]pact.ID, error) { return nil, nil }

func (d *desk) Update(context.Context, func(lifecycle.Tx) error) error { panic("nothing is due") }

func (d *desk) EstimateGas(_ context.Context, from, to common.Address, data []byte) (uint64, error) {
	if from != relayerAddress || to != escrowAddress {
		panic("estimated for somebody else")
	}
	d.asked = append(d.asked, int64(data[0]))
	return d.estimate(data)
}

func (d *desk) Requeue(context.Context, common.Address) error { return nil }

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

// step takes one step with these intents; all are accepted unless the test says otherwise.
func step(t *testing.T, change func(*desk), intents ...lifecycle.Intent) (*desk, error) {
	t.Helper()
	d := &desk{
		intents: intents, estimate: func([]byte) (uint64, error) { return 90_000, nil },
		sent: map[int64]send.Call{}, late: map[int64]string{}, dropped: map[int64]string{},
	}
	for i := range intents {
		d.intents[i].Call = []byte{byte(intents[i].ID)}
	}
	if change != nil {
		change(d)
	}
	s := settlement.Settler{
		Queue: d, Estimator: d, Sender: d, Escrow: escrowAddress, Relayer: relayerAddress, Log: slog.New(slog.NewTextHandler(t.Output(), nil)),
	}
	return d, s.Step(t.Context())
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
			}, lifecycle.Intent{ID: 1, Deadline: now + 1}, lifecycle.Intent{ID: 2})
			if err != nil {
				t.Fatal(err)
			}
			if len(d.late) != 1 || d.late[1] == "" || len(d.dropped) != 0 || len(d.sent) != 1 || len(d.sent[2].Data) == 0 {
				t.Errorf("late %v, dropped %v, sent %v; want 1 to be late and 2 to be sent", d.late, d.dropped, d.sent)
			}
		})
	}
}

func TestARefusedIntentIsDroppedFromItsDeadlineOn(t *testing.T) {
	d, err := step(t, func(d *desk) { d.estimate = func([]byte) (uint64, error) { return 0, tooLate } },
		lifecycle.Intent{ID: 1, Deadline: now - 1}, lifecycle.Intent{ID: 2, Deadline: now}, lifecycle.Intent{ID: 3, Deadline: now + 1}, lifecycle.Intent{ID: 4})
	if err != nil {
		t.Fatal(err)
	}
	if len(d.dropped) != 2 || d.dropped[1] == "" || d.dropped[2] == "" {
		t.Errorf("dropped %v, want 1 and 2", d.dropped)
	}
	if len(d.late) != 2 || len(d.sent) != 0 {
		t.Errorf("late %v, sent %v, want 3 and 4 to be late", d.late, d.sent)
	}
}

func TestAnAcceptedIntentIsSentEvenPastItsDeadline(t *testing.T) {
	d, err := step(t, nil, lifecycle.Intent{ID: 1, Deadline: now - 1})
	if err != nil || len(d.sent) != 1 {
		t.Errorf("sent %v, %v", d.sent, err)
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
}

func TestAFailingNodeLeavesTheIntentAsItIs(t *testing.T) {
	away := errors.New("eth_estimateGas: connection refused")
	d, err := step(t, func(d *desk) { d.estimate = func([]byte) (uint64, error) { return 0, away } }, lifecycle.Intent{ID: 1, Deadline: now - 1})
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
