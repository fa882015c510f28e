package simulation

import (
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"math/rand/v2"
	"slices"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/surety-dev/surety/internal/chain/send"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
)

const (
	chainID = 8453
	// genesisTime is of the first block; five blocks share a second, as on Base.
	genesisTime    = 1_800_000_000
	blocksASecond  = 5
	deposits       = 2 // transactions of type 0x7E that open a block
	usualBaseFee   = 5_000_000
	gasOfACall     = 60_000
	gasOfAnItem    = 9_000
	balanceOfAKey  = 1_000_000_000_000_000_000
	l1FeeOfACall   = 1000 // wei, for each of Base's two surcharges
	deepest        = 64   // blocks that a reorganization takes back
	fewestUnsettle = deepest + 2
)

var (
	escrowAddress = common.HexToAddress("0xe5c0")
	gasOracle     = common.HexToAddress("0x420000000000000000000000000000000000000F")
	escrowABI     = escrow.NewPactEscrow().GetABI()
)

// slot is what the escrow knows of a pact, and what the token moved for it.
type slot struct {
	terms              pact.Terms
	status             escrow.Status
	held, providerHeld usdc.Amount
	since              int64
	toProvider, toFee  usdc.Amount
	toBuyer            usdc.Amount
	settlements        int // verdicts carried out, however often they arrived
}

// state is what a block leaves behind. It is never changed: a block that does something has one of its own.
type state struct {
	nonces map[common.Address]uint64
	pacts  map[pact.ID]slot
	deals  map[common.Hash]pact.ID // of all there may be: calls name a pact by its parts
}

func (s *state) clone() *state { return &state{maps.Clone(s.nonces), maps.Clone(s.pacts), s.deals} }

type receipt struct {
	tx        *transaction
	block     *block
	index     int
	succeeded bool
	gasUsed   uint64
}

type block struct {
	number       uint64
	hash, parent common.Hash
	time         int64
	baseFee      uint64
	logs         []types.Log
	bloom        types.Bloom
	mined        []*receipt
	after        *state
	header       json.RawMessage // once asked for
}

// transaction is one of the mempool. Those of strangers are unsigned.
type transaction struct {
	hash     common.Hash
	from     common.Address
	nonce    uint64
	tip, cap uint64
	gas      uint64
	to       common.Address
	data     []byte
}

type slotKey struct {
	from  common.Address
	nonce uint64
}

// model is a chain without a node: blocks, a mempool, the escrow's rules, and forks.
type model struct {
	rng       *rand.Rand
	blocks    []*block // canonical; a fork is another slice, so whoever holds an old one keeps it
	known     map[common.Hash]*block
	receipts  map[common.Hash][]*receipt // on whatever fork
	pool      map[slotKey]*transaction
	baseFee   uint64
	lag       int // blocks that the finalized one is behind
	finalized int
	fork      uint64
	strangers uint64

	empty    map[common.Address]bool // keys without ether
	withheld map[common.Address]bool // whose transactions no sequencer takes, for now
	reverted []*receipt              // of relayers, ever mined
}

func newModel(rng *rand.Rand) *model {
	m := &model{
		rng: rng, known: map[common.Hash]*block{}, receipts: map[common.Hash][]*receipt{}, pool: map[slotKey]*transaction{}, baseFee: usualBaseFee,
		lag: fewestUnsettle + rng.IntN(30), empty: map[common.Address]bool{}, withheld: map[common.Address]bool{},
	}
	genesis := &block{time: genesisTime, baseFee: usualBaseFee, after: &state{map[common.Address]uint64{}, map[pact.ID]slot{}, map[common.Hash]pact.ID{}}}
	m.seal(genesis)
	m.blocks = []*block{genesis}
	return m
}

func (m *model) head() *block { return m.blocks[len(m.blocks)-1] }

// seal gives the block its hash, which its parent, its place and its fork decide.
func (m *model) seal(b *block) {
	seed := binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(b.parent.Bytes(), b.number), m.fork)
	b.hash = crypto.Keccak256Hash(seed)
	for i := range b.logs {
		b.logs[i].BlockHash = b.hash
		b.bloom.Add(b.logs[i].Address.Bytes())
		for _, topic := range b.logs[i].Topics {
			b.bloom.Add(topic.Bytes())
		}
	}
	m.known[b.hash] = b
}

// mine adds a block with what the sequencer takes: in nonce order, and not always at once.
func (m *model) mine() {
	parent := m.head()
	b := &block{
		number: parent.number + 1, parent: parent.hash, baseFee: m.baseFee, after: parent.after,
		time: genesisTime + int64(parent.number+1)/blocksASecond,
	}
	for _, tx := range m.takes(b) {
		after := b.after.clone()
		after.nonces[tx.from]++
		r := &receipt{tx: tx, block: b, index: deposits + len(b.mined), gasUsed: needs(tx.data)}
		done := after.clone()
		logs, err := done.call(tx.to, tx.data, b.time)
		if r.succeeded = err == nil && tx.gas >= r.gasUsed; r.succeeded {
			after = done
			for _, l := range logs {
				l.BlockNumber, l.TxHash, l.TxIndex, l.Index = b.number, tx.hash, uint(r.index), uint(len(b.logs))
				l.BlockTimestamp = uint64(b.time)
				b.logs = append(b.logs, l)
			}
		}
		r.gasUsed = min(r.gasUsed, tx.gas)
		b.after, b.mined = after, append(b.mined, r)
		m.receipts[tx.hash] = append(m.receipts[tx.hash], r)
		if !r.succeeded && !m.stranger(tx) {
			m.reverted = append(m.reverted, r)
		}
		delete(m.pool, slotKey{tx.from, tx.nonce})
	}
	m.seal(b)
	m.blocks = append(m.blocks, b)
	m.finalized = max(m.finalized, len(m.blocks)-1-m.lag)
}

func (m *model) takes(b *block) []*transaction {
	var ready []*transaction
	for _, tx := range m.pool {
		ready = append(ready, tx)
	}
	slices.SortFunc(ready, func(a, b *transaction) int {
		if a.from != b.from {
			return a.from.Cmp(b.from)
		}
		return int(int64(a.nonce) - int64(b.nonce))
	})
	next := map[common.Address]uint64{}
	var taken []*transaction
	for _, tx := range ready {
		if _, ok := next[tx.from]; !ok {
			next[tx.from] = b.after.nonces[tx.from]
		}
		if tx.nonce != next[tx.from] || tx.cap < b.baseFee || m.withheld[tx.from] && !m.stranger(tx) || m.rng.IntN(4) == 0 {
			continue
		}
		next[tx.from]++
		taken = append(taken, tx)
	}
	return taken
}

// reorganize replaces the newest blocks by others. What was in them goes back to the pool, or is forgotten.
func (m *model) reorganize(depth, length int, keep bool) {
	from := len(m.blocks) - depth
	old := m.blocks[from:]
	m.blocks = slices.Clone(m.blocks[:from])
	m.fork++
	for _, b := range old {
		for _, r := range b.mined {
			at := slotKey{r.tx.from, r.tx.nonce}
			if _, replaced := m.pool[at]; keep && !replaced && r.tx.nonce >= m.head().after.nonces[r.tx.from] {
				m.pool[at] = r.tx
			}
		}
	}
	for range length {
		m.mine()
	}
}

// stranger says whether the transaction is somebody else's doing with an account of its own.
func (m *model) stranger(tx *transaction) bool { return tx.tip == 0 }

// submit puts a transaction of somebody else into the pool, who pays whatever it takes.
func (m *model) submit(data []byte) {
	m.strangers++
	tx := &transaction{cap: 1 << 50, gas: 1 << 24, to: escrowAddress, data: data, from: common.BigToAddress(new(big.Int).SetUint64(1<<40 + m.strangers))}
	tx.hash = crypto.Keccak256Hash(tx.from[:], data)
	m.pool[slotKey{tx.from, 0}] = tx
}

// spend uses the next nonce of a key behind its owner's back.
func (m *model) spend(key common.Address) {
	tx := &transaction{from: key, nonce: m.head().after.nonces[key], cap: 1 << 50, gas: 1 << 24, to: key}
	m.strangers++
	tx.hash = crypto.Keccak256Hash(key[:], binary.BigEndian.AppendUint64(nil, m.strangers))
	m.pool[slotKey{key, tx.nonce}] = tx
}

// waits says whether a transaction with these data is in the pool.
func (m *model) waits(data []byte) bool {
	for _, tx := range m.pool {
		if string(tx.data) == string(data) {
			return true
		}
	}
	return false
}

// accept is what a node's pool says to a transaction. Its words are geth's.
func (m *model) accept(tx *types.Transaction, at *state) error {
	from, err := types.Sender(types.LatestSignerForChainID(big.NewInt(chainID)), tx)
	if err != nil {
		return fmt.Errorf("invalid sender")
	}
	next := &transaction{
		hash: tx.Hash(), from: from, nonce: tx.Nonce(), tip: tx.GasTipCap().Uint64(), cap: tx.GasFeeCap().Uint64(),
		gas: tx.Gas(), to: *tx.To(), data: tx.Data(),
	}
	key := slotKey{from, next.nonce}
	old := m.pool[key]
	switch {
	case next.nonce < at.nonces[from]:
		return fmt.Errorf("nonce too low: next nonce %d, tx nonce %d", at.nonces[from], next.nonce)
	case old != nil && old.hash == next.hash:
		return fmt.Errorf("already known")
	case next.tip == 0:
		return fmt.Errorf("transaction underpriced")
	case m.empty[from]:
		return fmt.Errorf("insufficient funds for gas * price + value: balance 0, tx cost %d", next.gas*next.cap)
	case old != nil && (next.tip*100 < old.tip*110 || next.cap*100 < old.cap*110):
		return fmt.Errorf("replacement transaction underpriced")
	}
	if next.nonce >= m.head().after.nonces[from] { // else a node that lags has taken it, and it will never be mined
		m.pool[key] = next
	}
	return nil
}

// needs is the gas of a call.
func needs(data []byte) uint64 {
	if len(data) == 0 {
		return send.EmptyGas
	}
	gas := uint64(gasOfACall)
	if method, in := decode(data); method == "releaseBatch" {
		for _, group := range in[0].([]escrow.Passes) {
			gas += gasOfAnItem * uint64(len(group.Deals))
		}
	}
	return gas
}

// refused is revert data.
type refused []byte

func (refused) Error() string { return "execution reverted" }

func refuse(name string, args ...any) error {
	e := escrowABI.Errors[name]
	packed, err := e.Inputs.Pack(args...)
	if err != nil {
		panic(err)
	}
	return refused(append(e.ID[:4:4], packed...))
}

// decode reads calldata; structs come back as the bindings' types.
func decode(data []byte) (string, []any) {
	if len(data) < 4 {
		return "", nil
	}
	method, err := escrowABI.MethodById(data)
	if err != nil {
		return "", nil
	}
	in, err := method.Inputs.Unpack(data[4:])
	if err != nil {
		panic(fmt.Sprintf("calldata of %s: %v", method.Name, err))
	}
	for i, arg := range method.Inputs {
		switch arg.Name {
		case "terms":
			if arg.Type.T == abi.TupleTy {
				in[i] = unpackTerms(*abi.ConvertType(in[i], new(escrow.Terms)).(*escrow.Terms))
			}
		case "gate":
			in[i] = unpackGate(*abi.ConvertType(in[i], new(escrow.Gate)).(*escrow.Gate))
		case "groups":
			in[i] = *abi.ConvertType(in[i], new([]escrow.Passes)).(*[]escrow.Passes)
		}
	}
	return method.Name, in
}

func unpackGate(g escrow.Gate) pact.Gate {
	return pact.Gate{Evaluator: g.Evaluator, EvaluateBy: g.EvaluateBy.Int64(), ChallengeWindow: g.ChallengeWindow, FeeBps: g.FeeBps, FeeTo: g.FeeTo}
}

func unpackTerms(t escrow.Terms) pact.Terms {
	d := t.Deal
	return pact.Terms{Gate: unpackGate(t.Gate), Deal: pact.Deal{
		Buyer: d.Buyer, Provider: d.Provider, Arbiter: d.Arbiter, Amount: usdc.Amount(d.Amount.Int64()), Upfront: usdc.Amount(d.Upfront.Int64()),
		FundBy: d.FundBy.Int64(), DisputeWindow: d.DisputeWindow, ArbitrationWindow: d.ArbitrationWindow, SilenceBps: d.SilenceBps,
		Covenant: d.Covenant, Salt: d.Salt,
	}}
}

// call does to the state what the contract would, of the functions that the service and the strangers use.
func (s *state) call(to common.Address, data []byte, now int64) ([]types.Log, error) {
	if to != escrowAddress {
		return nil, nil // a transfer
	}
	method, in := decode(data)
	switch method {
	case "fund":
		return s.fund(in[0].(pact.Terms), now)
	case "release":
		id := s.deals[in[1].([32]byte)]
		p, err := s.awaiting(id, now)
		if err != nil {
			return nil, err
		}
		return s.pass(id, p, in[2].([32]byte), now), nil
	case "releaseBatch":
		var logs []types.Log
		for _, group := range in[0].([]escrow.Passes) {
			for _, deal := range group.Deals {
				id := s.deals[deal]
				if p, err := s.awaiting(id, now); err == nil { // the contract leaves out what is settled or late
					logs = append(logs, s.pass(id, p, group.Reports, now)...)
				}
			}
		}
		return logs, nil
	case "settle":
		return s.settle(in[0].(pact.Terms), usdc.Amount(in[1].(*big.Int).Int64()), in[2].([32]byte), now)
	case "consent":
		terms := in[0].(pact.Terms)
		toProvider, toBuyer := usdc.Amount(in[1].(*big.Int).Int64()), usdc.Amount(in[2].(*big.Int).Int64())
		p := s.pacts[terms.ID()]
		if p.status == escrow.StatusNone || p.status == escrow.StatusClosed {
			return nil, refuse("WrongStatus", [32]byte(terms.ID()), uint8(p.status))
		}
		if toProvider+toBuyer != p.held {
			return nil, refuse("WrongAmount", big.NewInt(int64(p.held)))
		}
		p.close()
		s.pay(terms.ID(), p, toProvider, toBuyer)
		return []types.Log{event(escrow.Consented, terms.ID(), nil, amount(toProvider), amount(toBuyer))}, nil
	case "finalize":
		return s.finalize(in[0].(pact.Terms), now)
	}
	return nil, refused(nil)
}

func (s *state) fund(t pact.Terms, now int64) ([]types.Log, error) {
	id := t.ID()
	if p := s.pacts[id]; p.status != escrow.StatusNone {
		return nil, refuse("WrongStatus", [32]byte(id), uint8(p.status))
	}
	if now >= t.Deal.FundBy {
		return nil, refuse("TooLate", big.NewInt(t.Deal.FundBy))
	}
	s.pacts[id] = slot{terms: t, status: escrow.StatusFunded, held: t.Held(), toProvider: t.Deal.Upfront}
	d := t.Deal
	return []types.Log{event(escrow.Funded, id, []common.Address{d.Buyer, d.Provider}, escrow.Terms{
		Gate: escrow.Gate{
			Evaluator: t.Gate.Evaluator, EvaluateBy: big.NewInt(t.Gate.EvaluateBy), ChallengeWindow: t.Gate.ChallengeWindow, FeeBps: t.Gate.FeeBps, FeeTo: t.Gate.FeeTo,
		},
		Deal: escrow.Deal{
			Buyer: d.Buyer, Provider: d.Provider, Arbiter: d.Arbiter, Amount: amount(d.Amount), Upfront: amount(d.Upfront), FundBy: big.NewInt(d.FundBy),
			DisputeWindow: d.DisputeWindow, ArbitrationWindow: d.ArbitrationWindow, SilenceBps: d.SilenceBps, Covenant: d.Covenant, Salt: d.Salt,
		},
	})}, nil
}

func (s *state) awaiting(id pact.ID, now int64) (slot, error) {
	p := s.pacts[id]
	if p.status != escrow.StatusFunded && p.status != escrow.StatusDelivered {
		return p, refuse("WrongStatus", [32]byte(id), uint8(p.status))
	}
	if by := p.terms.Gate.EvaluateBy; now >= by {
		return p, refuse("TooLate", big.NewInt(by))
	}
	return p, nil
}

// pass releases everything held, or holds it while the buyer may challenge.
func (s *state) pass(id pact.ID, p slot, report [32]byte, now int64) []types.Log {
	p.settlements++
	held := p.held
	if p.terms.Gate.ChallengeWindow != 0 {
		p.status, p.providerHeld, p.since = escrow.StatusWithheld, held, now
		s.pacts[id] = p
		return []types.Log{event(escrow.Withheld, id, nil, amount(0), amount(0), amount(held), amount(0), report)}
	}
	p.close()
	s.pay(id, p, held, 0)
	return []types.Log{event(escrow.Released, id, nil, amount(held), report)}
}

func (s *state) settle(t pact.Terms, toProvider usdc.Amount, report [32]byte, now int64) ([]types.Log, error) {
	id := t.ID()
	p, err := s.awaiting(id, now)
	if err != nil {
		return nil, err
	}
	if toProvider > p.held {
		return nil, refuse("WrongAmount", amount(p.held))
	}
	p.settlements++
	toBuyer := p.held - toProvider
	var providerHeld, buyerHeld usdc.Amount
	if t.Gate.ChallengeWindow != 0 {
		toProvider, providerHeld = 0, toProvider
	}
	if t.Deal.DisputeWindow != 0 {
		toBuyer, buyerHeld = 0, toBuyer
	}
	if providerHeld+buyerHeld == 0 {
		p.close()
		s.pay(id, p, toProvider, toBuyer)
		return []types.Log{event(escrow.Settled, id, nil, amount(toProvider), amount(toBuyer), report)}, nil
	}
	p.status, p.held, p.providerHeld, p.since = escrow.StatusWithheld, providerHeld+buyerHeld, providerHeld, now
	s.pay(id, p, toProvider, toBuyer)
	return []types.Log{event(escrow.Withheld, id, nil, amount(toProvider), amount(toBuyer), amount(providerHeld), amount(buyerHeld), report)}, nil
}

func (s *state) finalize(t pact.Terms, now int64) ([]types.Log, error) {
	id := t.ID()
	p := s.pacts[id]
	var toProvider, toBuyer usdc.Amount
	switch p.status {
	case escrow.StatusFunded:
		if now < t.Gate.EvaluateBy {
			return nil, refuse("TooEarly", big.NewInt(t.Gate.EvaluateBy))
		}
		toBuyer = p.held
	case escrow.StatusWithheld:
		if now >= p.since+int64(t.Gate.ChallengeWindow) {
			toProvider = p.providerHeld
		}
		if now >= p.since+int64(t.Deal.DisputeWindow) {
			toBuyer = p.held - p.providerHeld
		}
		if toProvider+toBuyer == 0 {
			return nil, refuse("TooEarly", big.NewInt(p.since+int64(min(t.Gate.ChallengeWindow, t.Deal.DisputeWindow))))
		}
	default:
		return nil, refuse("WrongStatus", [32]byte(id), uint8(p.status))
	}
	p.held -= toProvider + toBuyer
	p.providerHeld -= min(p.providerHeld, toProvider)
	if p.held == 0 {
		p.close()
	}
	s.pay(id, p, toProvider, toBuyer)
	return []types.Log{event(escrow.Finalized, id, nil, amount(toProvider), amount(toBuyer))}, nil
}

func (p *slot) close() { p.status, p.held, p.providerHeld, p.since = escrow.StatusClosed, 0, 0, 0 }

// pay keeps the slot and what leaves the escrow for it.
func (s *state) pay(id pact.ID, p slot, toProvider, toBuyer usdc.Amount) {
	fee := toProvider.Share(p.terms.Gate.FeeBps)
	p.toFee += fee
	p.toProvider += toProvider - fee
	p.toBuyer += toBuyer
	s.pacts[id] = p
}

func amount(a usdc.Amount) *big.Int { return big.NewInt(int64(a)) }

func event(kind escrow.Kind, id pact.ID, indexed []common.Address, data ...any) types.Log {
	e := escrowABI.Events[string(kind)]
	packed, err := e.Inputs.NonIndexed().Pack(data...)
	if err != nil {
		panic(fmt.Sprintf("%s: %v", kind, err))
	}
	log := types.Log{Address: escrowAddress, Topics: []common.Hash{e.ID, common.Hash(id)}, Data: packed}
	for _, a := range indexed {
		log.Topics = append(log.Topics, common.BytesToHash(a[:]))
	}
	return log
}

// answer is what a read of the escrow, or of Base's fee oracle, returns.
func (s *state) answer(to common.Address, data []byte) []byte {
	if to == gasOracle {
		return common.BigToHash(big.NewInt(l1FeeOfACall)).Bytes()
	}
	method, in := decode(data)
	switch method {
	case "pact":
		p := s.pacts[in[0].([32]byte)]
		provider := common.Address{}
		if p.status == escrow.StatusFunded {
			provider = p.terms.Deal.Provider
		}
		out, err := escrowABI.Methods["pact"].Outputs.Pack(uint8(p.status), provider, amount(p.held), amount(p.providerHeld), big.NewInt(p.since))
		if err != nil {
			panic(err)
		}
		return out
	case "owed":
		return make([]byte, 32)
	}
	return nil
}
