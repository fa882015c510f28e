package lifecycle

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/big"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum"
	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core"
	"github.com/ethereum/go-ethereum/core/state"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/core/vm"
	"github.com/ethereum/go-ethereum/params"
	"github.com/google/go-cmp/cmp"
	"github.com/holiman/uint256"
	"pgregory.net/rapid"

	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
)

// contract runs the committed bytecode of the escrow and of DevUSDC in go-ethereum's EVM, with nothing around it. The simulated backend
// would sign, pool and mine every call, estimate first what may be refused, and could not go back; here the clock is a field, a
// refusal is an answer, and a play is undone at once. So a hundred thousand calls take a minute.
type contract struct {
	evm   *vm.EVM
	state *state.StateDB
	calls int
}

const (
	startGas = 30_000_000
	gas      = 16_777_216 // Base's limit of a transaction
)

var devUSDC, devUSDCCode = func() (abi.ABI, []byte) {
	text, err := os.ReadFile("../../contracts/abi/DevUSDC.json")
	if err != nil {
		panic(err)
	}
	var artifact struct {
		ABI      abi.ABI
		Bytecode hexutil.Bytes
	}
	if err := json.Unmarshal(text, &artifact); err != nil {
		panic(err)
	}
	return artifact.ABI, artifact.Bytecode
}()

// newContract is as newModel says: everybody in the crowd has its wealth.
func newContract(t *testing.T) *contract {
	t.Helper()
	db, err := state.New(types.EmptyRootHash, state.NewDatabaseForTesting())
	if err != nil {
		t.Fatal(err)
	}
	config := *params.AllDevChainProtocolChanges
	config.ChainID, config.BogotaTime = new(big.Int).SetUint64(theDomain.ChainID), nil // Base has no fork after Osaka
	block := vm.BlockContext{
		CanTransfer: core.CanTransfer, Transfer: core.Transfer, GasLimit: startGas, BlockNumber: big.NewInt(start), Time: uint64(start),
		BaseFee: new(big.Int), BlobBaseFee: new(big.Int), Difficulty: new(big.Int), Random: new(common.Hash),
	}
	c := &contract{evm: vm.NewEVM(block, db, &config, vm.Config{}), state: db}
	c.evm.SetTxContext(vm.TxContext{GasPrice: new(uint256.Int)})
	rules := config.Rules(block.BlockNumber, true, block.Time)
	db.Prepare(rules, deployer.address, common.Address{}, nil, vm.ActivePrecompiles(rules), nil) // once: only gas depends on it

	for _, code := range [][]byte{
		devUSDCCode,
		slices.Concat(hexutil.MustDecode(escrow.PactEscrowMetaData.Bin), escrow.NewPactEscrow().PackConstructor(theToken.Address)),
	} {
		if _, _, _, err := c.evm.Create(deployer.address, code, vm.NewGasBudget(startGas, 0), new(uint256.Int)); err != nil {
			t.Fatal(err)
		}
	}
	for _, p := range crowd {
		mint, err := devUSDC.Pack("mint", p.address, amount(wealth))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.send(call{to: theToken.Address, sender: deployer.address, data: mint}, start); err != nil {
			t.Fatal(err)
		}
	}
	db.Finalise(rules)
	return c
}

// send makes one call in a block of its own, whose number is its time.
func (c *contract) send(of call, now int64) ([]escrow.Event, error) {
	c.calls++
	id := pact.Word(uint64(c.calls))
	c.evm.Context.Time, c.evm.Context.BlockNumber = uint64(now), big.NewInt(now)
	c.state.SetTxContext(id, 0, 0)
	out, _, err := c.evm.Call(of.sender, of.to, of.data, vm.NewGasBudget(gas, 0), new(uint256.Int))
	if errors.Is(err, vm.ErrExecutionReverted) {
		return nil, escrow.ParseRefusal(out)
	}
	if err != nil {
		return nil, err
	}
	var events []escrow.Event
	for _, log := range c.state.GetLogs(id, uint64(now), common.Hash{}, uint64(now)) {
		if log.Address != theDomain.Escrow {
			continue
		}
		e, err := escrow.ParseLog(types.Log{Address: log.Address, Topics: log.Topics, Data: log.Data, BlockNumber: log.BlockNumber})
		if err != nil {
			return nil, err
		}
		events = append(events, e)
	}
	return events, nil
}

// CallContract is for the reads of pkg/escrow.
func (c *contract) CallContract(_ context.Context, m ethereum.CallMsg, _ *big.Int) ([]byte, error) {
	out, _, err := c.evm.StaticCall(m.From, *m.To, m.Data, vm.NewGasBudget(gas, 0))
	return out, err
}

const taken = "taken"

// tally counts calls by name and answer.
type tally struct {
	calls int  // of the escrow
	stop  bool // rapid plays again what failed
	by    map[string]map[string]int
}

func (n *tally) count(c call, refused *escrow.Refusal) {
	if n.stop {
		return
	}
	if c.to == theDomain.Escrow {
		n.calls++
	}
	if n.by[c.name] == nil {
		n.by[c.name] = map[string]int{}
	}
	answer := taken
	if refused != nil {
		answer = refused.Name
	}
	n.by[c.name][answer]++
}

func (n *tally) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%d calls of the escrow:\n", n.calls)
	for _, name := range slices.Sorted(maps.Keys(n.by)) {
		answers := n.by[name]
		fmt.Fprintf(&b, "  %-16s %6d "+taken, name, answers[taken])
		for _, answer := range slices.Sorted(maps.Keys(answers)) {
			if answer != taken {
				fmt.Fprintf(&b, ", %d %s", answers[answer], answer)
			}
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// outcome is all that a call may show or change.
type outcome struct {
	Refused        *escrow.Refusal
	Events         []escrow.Event
	Pacts          []escrow.State
	Balances, Owed map[common.Address]usdc.Amount
}

func (m *model) outcome(of call, pacts []pact.Terms) outcome {
	o := outcome{Balances: map[common.Address]usdc.Amount{}, Owed: map[common.Address]usdc.Amount{}}
	o.Events, o.Refused = m.take(of)
	for _, t := range pacts {
		o.Pacts = append(o.Pacts, m.state(t))
	}
	for _, a := range accounts {
		o.Balances[a], o.Owed[a] = m.ledger.balances[a], m.owed[a]
	}
	return o
}

func (c *contract) outcome(ctx context.Context, of call, now int64, pacts []pact.Terms) (outcome, error) {
	o := outcome{Balances: map[common.Address]usdc.Amount{}, Owed: map[common.Address]usdc.Amount{}}
	var err error
	if o.Events, err = c.send(of, now); err != nil && !errors.As(err, &o.Refused) {
		return o, err
	}
	if o.Refused != nil && o.Refused.Name == escrow.TokenError {
		o.Refused.Reason = "" // USDC's words, and the order of its checks, are its own
	}
	for _, t := range pacts {
		state, err := escrow.ReadState(ctx, c, theDomain.Escrow, t.ID())
		if err != nil {
			return o, err
		}
		o.Pacts = append(o.Pacts, state)
	}
	for _, a := range accounts {
		var err, owedErr error
		o.Balances[a], err = theToken.ReadBalance(ctx, c, a)
		o.Owed[a], owedErr = escrow.ReadOwed(ctx, c, theDomain.Escrow, a)
		if err := errors.Join(err, owedErr); err != nil {
			return o, err
		}
	}
	return o, nil
}

// A play is fifty calls of the escrow and the exits, a test a hundred plays: 5,000 calls. -rapid.checks=2000 makes 100,000 of them.
const callsOfAPlay = 50

func TestTheContractDoesWhatTheModelDoes(t *testing.T) {
	c := newContract(t)
	n := &tally{by: map[string]map[string]int{}}
	t.Cleanup(func() { t.Log(n) })
	rapid.Check(t, func(t *rapid.T) {
		snapshot := c.state.Snapshot()
		defer c.state.RevertToSnapshot(snapshot)
		p := &player{T: t, m: newModel()}
		calls := 0
		p.send = func(of call) {
			want := p.m.outcome(of, p.pacts)
			n.count(of, want.Refused)
			if of.to == theDomain.Escrow {
				calls++
			}
			got, err := c.outcome(context.Background(), of, p.m.now, p.pacts)
			t.Logf("%d: %s calls %s, model: %+v", p.m.now, of.sender, of.name, want.Refused)
			if err != nil {
				t.Fatal(err)
			}
			if !reflect.DeepEqual(want, got) { // cmp.Diff takes longer than all the rest
				n.stop = true
				t.Fatalf("%s at %d, call %d (-model +contract):\n%s", of.name, p.m.now, n.calls, cmp.Diff(want, got))
			}
		}
		for calls < callsOfAPlay {
			p.step()
		}
		p.leave()
	})
	if n.calls < 5000 { // too few to tell
		return
	}
	for _, name := range []string{
		"fund", "fundBatch", "fundByAllowance", "fundByPermit", "deliver", "release", "settle", "releaseBatch", "dispute", "escalate", "rule",
		"consent", "finalize", "withdraw",
	} {
		if answers := n.by[name]; answers[taken] == 0 || len(answers) == 1 {
			t.Errorf("%s was taken %d times, and answered in %d ways: the plays miss it", name, answers[taken], len(answers))
		}
	}
}

// leave is the exit of last resort: nobody signs any more, and a stranger finalizes all.
func (p *player) leave() {
	for _, t := range p.pacts {
		p.m.now = max(p.m.now, t.DecidedBy())
	}
	for _, t := range p.pacts {
		if r := p.m.record(t); r.State.Live() {
			p.finalize(r)
		}
		if r := p.m.record(t); r.State.Live() {
			p.Fatalf("pact %s is still %s when everything was to be decided", r.ID, r.State)
		}
	}
}
