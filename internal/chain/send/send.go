// Package send sends transactions with several keys, each transaction once.
//
// What it guarantees, through crashes, reorganizations, a node that forgets and another process that takes over:
//   - Signed bytes are stored before the node sees them, and nonces come from the Store: a nonce that is taken always has
//     bytes to send, so a crash leaves no gap, and after a restart the same bytes are sent again.
//   - One nonce, one transaction: whatever is signed anew for it does the same thing, for higher fees, or nothing at all.
//   - A transaction is final only when the finalized block is at or after its own, which is still canonical: by the node's word and by that of
//     whoever follows the chain, and asks more than one.
//   - A broadcast that fails or times out says nothing about its outcome: only receipts do.
//   - One process sends with a key: it holds the key's lease, and the Store takes nothing from one that has lost it.
//   - A key that is spent by others, cannot pay or does not sign is set aside with an alarm, and the others go on.
//
// internal/settlement calls Pool.Send, internal/postgres implements Store, internal/app runs the Pool, which runs a Sender
// for each key that this process holds.
//
//	Send ──▶ stored ──▶ sent ──▶ mined, succeeded or not ──▶ final
//	          │  ▲    ▲    │        │
//	          │  │    └────┘        │     unmined: the same bytes every 5 blocks, higher fees after 25
//	          │  └── reorged away ──┘
//	          └──▶ freed: its nonce was spent by others, or no node takes it; what it was for is sent anew
//
// A nonce that is used without one of our transactions in it is a foreign spend: once it is final the key stops, until an
// operator resumes it.
package send

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math"
	"math/big"
	"slices"
	"sync"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"

	"github.com/surety-dev/surety/internal/chain"
	"github.com/surety-dev/surety/internal/chain/rpc"
)

const (
	// MaxInFlight is how many transactions of a key may be unmined: what geth's pool keeps of one account for sure.
	MaxInFlight = 16
	// MaxGas is the most gas that a transaction may have (EIP-7825).
	MaxGas = 1 << 24
	// Page is how many transactions Store.Unfinal returns at most.
	Page = 500

	resendAfter = 5    // blocks: a second on Base
	bumpAfter   = 25   // blocks
	callAfter   = 1500 // blocks: five minutes on Base

	// A bump goes no higher than ceiling times the suggested cap, or than ceilingFloor wei when that is more.
	ceiling      = 5
	ceilingFloor = 1_000_000_000

	// EmptyGas is what a transaction needs that does nothing.
	EmptyGas = 21_000
)

var (
	// ErrBusy means that no key has room for another transaction now: send again when one is mined.
	ErrBusy = errors.New("no relayer key has room for another transaction")
	// ErrSetAside means that the key sends nothing for now; the error says why and what to do.
	ErrSetAside = errors.New("the key is set aside")
)

// Call is what a transaction does. It carries no ether.
type Call struct {
	To   common.Address
	Data []byte
	Gas  uint64 // the limit, with a margin over rpc.Client.EstimateGas
}

// Transaction is one nonce of a key and all that was signed for it.
type Transaction struct {
	ID       int64
	Key      common.Address
	Nonce    uint64
	Call     Call
	Attempts []Attempt // oldest first, at least one
	Mined    *Mined    // nil: in no block that we know of
}

// Attempt is one signed form of a transaction. TipCap and FeeCap are in wei.
type Attempt struct {
	Hash           common.Hash
	Raw            []byte // EIP-2718 bytes, as the node takes them
	TipCap, FeeCap *big.Int
	SentAtBlock    uint64 // the latest block when it was signed
}

// Mined is where a transaction was mined, and how it ended. Mined is not succeeded.
type Mined struct {
	Hash      common.Hash // of the attempt
	Block     uint64
	BlockHash common.Hash
	Succeeded bool
	GasUsed   uint64
	Fee       int64 // wei, for gas, for the data on L1, and the operator's
}

// Outcome is what became of a transaction. Mined is nil when its block was reorganized away.
type Outcome struct {
	ID    int64
	Mined *Mined
}

// Store keeps the transactions. Each method that writes is one database transaction, all or nothing, and fails with
// chain.ErrFenced when another process has taken the key's lease.
type Store interface {
	// Reserve takes the key's next nonce, which is one more than any it ever took or floor, whichever is greater; calls
	// sign with it; and stores transaction and attempt, with refs: what the caller wants to find again by it.
	Reserve(ctx context.Context, key common.Address, floor uint64, call Call, refs []int64, sign func(nonce uint64) (Attempt, error)) (Transaction, error)
	// Fill stores a transaction without refs for a nonce that Reserve has passed over or Free has given up; ok is false when the
	// nonce has a transaction.
	Fill(ctx context.Context, key common.Address, nonce uint64, call Call, sign func() (Attempt, error)) (tx Transaction, ok bool, err error)
	// Unmined are the key's transactions that are not mined, by nonce.
	Unmined(ctx context.Context, key common.Address) ([]Transaction, error)
	// Unfinal are the key's transactions that are not final and mined in the blocks from and to and all between, newest block
	// first, Page at the most. Attempts may be left out.
	Unfinal(ctx context.Context, key common.Address, from, to uint64) ([]Transaction, error)
	// AddAttempt stores one more signed form of the transaction.
	AddAttempt(ctx context.Context, id int64, attempt Attempt) error
	// Free lets go of what the transaction was for: its refs are to be sent anew. With instead, which does nothing, it waits for
	// its nonce to be mined; without, its nonce is given up.
	Free(ctx context.Context, id int64, why string, instead *Attempt) error
	// SetMined records what became of transactions.
	SetMined(ctx context.Context, outcomes ...Outcome) error
	// FinalBlock is the newest block that whoever follows the chain holds for final; 0: there is none.
	FinalBlock(ctx context.Context) (uint64, error)
	// SetFinal records that the transactions' blocks are final.
	SetFinal(ctx context.Context, ids ...int64) error
	// Stop records, for this and every other process, that the key must not sign until an operator resumes it, gives up the
	// nonce of the transaction, and lets go of what its unmined transactions were for.
	Stop(ctx context.Context, id int64, why string) error
	// Stopped says why the key must not sign; empty when it may.
	Stopped(ctx context.Context, key common.Address) (why string, err error)
}

// Signer holds the key. It answers within two seconds: the Store waits for it.
type Signer interface {
	Address() common.Address
	SignTx(ctx context.Context, tx *types.Transaction, chainID uint64) (*types.Transaction, error)
}

// Points are the boundaries at which a crash may strike: Config.At hears each name when the work before it is done.
var Points = []string{signed, stored, sent, resent, receipted, mined, reorged, final, bumpSigned, bumpStored, bumpSent}

// Repairs are further such boundaries, reached only when a nonce was lost: to a gap, to others, or to bytes that no node takes.
var Repairs = []string{filled, freed, stopped}

const (
	signed     = "signed"      // by Send, not yet stored
	stored     = "stored"      // not yet broadcast
	sent       = "sent"        // by Send
	resent     = "resent"      // the same bytes
	receipted  = "receipt"     // seen, not yet recorded
	mined      = "mined"       // recorded
	reorged    = "reorged"     // recorded: no longer mined
	final      = "final"       // recorded
	bumpSigned = "bump-signed" // not yet stored
	bumpStored = "bump-stored" // not yet broadcast
	bumpSent   = "bump-sent"
	filled     = "filled"  // stored, not yet broadcast
	freed      = "freed"   // recorded; what takes the nonce instead is not yet broadcast
	stopped    = "stopped" // recorded
)

// Config says how a Sender runs.
type Config struct {
	Interval time.Duration      // between steps; 50 ms when 0
	Log      *slog.Logger       // slog.Default() when nil
	At       func(point string) // for crash tests: called at each of Points and Repairs
}

// Sender sends with one key. Send and Step may be called concurrently.
type Sender struct {
	client *rpc.Client
	signer Signer
	store  Store
	config Config
	key    common.Address

	sending sync.Mutex // one Send at a time: the cap and the nonce are read, then taken

	alarms chain.Alarms

	mu        sync.Mutex
	pays      *bool            // whether there is a surcharge; nil: not asked yet
	seen      *rpc.Account     // what the last Step read; nil before, and when it failed
	stopped   *string          // why the key must not sign, as stored; nil: not read yet
	broadcast map[int64]uint64 // unmined transaction → latest block when this process last sent it
	answered  map[int64]error  // unmined transaction → what the node said to that
	refused   map[int64]uint64 // unmined transaction that no node takes → latest block when this was first so
	spent     map[int64]uint64 // unmined transaction whose nonce is used → latest block when this was first seen

	stepping  sync.Mutex        // one Step at a time
	missing   map[uint64]uint64 // nonce without a transaction → latest block when this was first seen
	tip       rpc.Header        // everything recorded up to this block was canonical with it
	finalized uint64            // everything recorded up to this block is final
}

// New makes the Sender of the signer's key; Run keeps it going.
func New(client *rpc.Client, signer Signer, store Store, config Config) *Sender {
	if config.Interval == 0 {
		config.Interval = 50 * time.Millisecond
	}
	if config.Log == nil {
		config.Log = slog.Default()
	}
	if config.At == nil {
		config.At = func(string) {}
	}
	key := signer.Address()
	config.Log = config.Log.With("key", key)
	return &Sender{
		client: client, signer: signer, store: store, config: config, key: key,
		broadcast: make(map[int64]uint64), answered: make(map[int64]error), refused: make(map[int64]uint64), spent: make(map[int64]uint64),
	}
}

// Run steps until ctx ends, then returns nil. Node and Store may fail meanwhile: it tries again. Only chain.ErrFenced
// ends it otherwise.
func (s *Sender) Run(ctx context.Context) error {
	return chain.Poll(ctx, s.config.Interval, s.config.Log, func(ctx context.Context) (bool, error) { return false, s.Step(ctx) })
}

// Send signs the call, stores it with refs, and broadcasts it. When it returns nil the transaction is stored, and Step
// sees to the rest, whatever became of the broadcast. An error means that nothing is on its way; unless the Store's
// own answer was lost, nothing is stored either. ErrBusy, ErrSetAside: later, or with another key.
//
// The nonce is the greater of the Store's next and the chain's at the latest block. So a key that has been used before
// goes on where the chain stands, and one with transactions in flight goes on after them. When it turns out to be used
// before anything was published with it, the next is taken.
func (s *Sender) Send(ctx context.Context, call Call, refs []int64) (Transaction, error) {
	if call.Gas > MaxGas {
		return Transaction{}, fmt.Errorf("a transaction with %d gas: no block takes more than %d, make it smaller", call.Gas, MaxGas)
	}
	s.mu.Lock()
	seen := s.seen
	s.mu.Unlock()
	for range 3 {
		if seen == nil {
			fresh, err := s.client.Account(ctx, s.key)
			if err != nil {
				return Transaction{}, err
			}
			seen = &fresh
		}
		tx, err := s.reserve(ctx, *seen, call, refs)
		if err != nil {
			return Transaction{}, err
		}
		s.config.At(stored)
		class := s.send(ctx, tx, seen.Latest.Number)
		s.config.At(sent)
		if class != rpc.NonceTooLow {
			return tx, nil
		}
		// Its only bytes were published just now, and refused: the nonce was used before, unless they themselves are mined by now.
		receipts, err := s.client.Receipts(ctx, tx.Attempts[0].Hash)
		if err != nil || receipts[0] != nil {
			return tx, nil //nolint:nilerr // stored: Step finds out
		}
		if err := s.store.Free(ctx, tx.ID, "its nonce was used before", nil); err != nil {
			return Transaction{}, fmt.Errorf("give up nonce %d of %s: %w", tx.Nonce, s.key, err)
		}
		s.forget(tx.ID)
		s.config.At(freed)
		s.config.Log.Warn("nonce was used before, taking the next", "nonce", tx.Nonce)
		seen = nil
	}
	return Transaction{}, fmt.Errorf("%w: its nonces are used elsewhere as fast as it takes them: find out who else sends with %s", ErrSetAside, s.key)
}

// reserve checks that the key may sign, has room and can pay, then stores a signed transaction.
func (s *Sender) reserve(ctx context.Context, seen rpc.Account, call Call, refs []int64) (Transaction, error) {
	s.sending.Lock()
	defer s.sending.Unlock()
	why, err := s.mayNotSign(ctx)
	if err != nil {
		return Transaction{}, err
	}
	if why != "" {
		return Transaction{}, fmt.Errorf("%w: %s", ErrSetAside, why)
	}
	unmined, err := s.store.Unmined(ctx, s.key)
	if err != nil {
		return Transaction{}, fmt.Errorf("read what is in flight: %w", err)
	}
	if len(unmined) >= MaxInFlight {
		return Transaction{}, fmt.Errorf("%w: %d of %s are unmined", ErrBusy, len(unmined), s.key)
	}
	if err := s.canPay(ctx, seen, call, unmined); err != nil {
		return Transaction{}, err
	}
	tx, err := s.store.Reserve(ctx, s.key, seen.Nonce, call, refs, func(nonce uint64) (Attempt, error) {
		attempt, err := s.sign(ctx, call, nonce, seen.Fees)
		if s.trouble(noSignature, err) {
			return Attempt{}, fmt.Errorf("%w: %w", ErrSetAside, err)
		}
		s.config.At(signed)
		return attempt, nil
	})
	if err != nil {
		return Transaction{}, fmt.Errorf("store a transaction of %s: %w", s.key, err)
	}
	return tx, nil
}

// canPay makes sure that the balance covers the transaction, and all in flight, at what they may cost at the most.
func (s *Sender) canPay(ctx context.Context, seen rpc.Account, call Call, unmined []Transaction) error {
	surcharge := new(big.Int)
	pays, err := s.paysSurcharge(ctx)
	if err != nil {
		return err
	}
	if pays {
		raw, err := types.NewTx(s.unsigned(call, seen.Nonce, seen.Fees)).MarshalBinary()
		if err != nil {
			return fmt.Errorf("encode a transaction: %w", err)
		}
		if surcharge, err = s.client.Surcharge(ctx, raw, call.Gas); err != nil {
			return err
		}
	}
	cost := func(gas uint64, price *big.Int) *big.Int {
		c := new(big.Int).Mul(new(big.Int).SetUint64(gas), price)
		return c.Add(c, surcharge)
	}
	need := cost(call.Gas, seen.Fees.Cap)
	var poor error
	if need.Cmp(seen.Balance) > 0 {
		poor = fmt.Errorf("it holds %s ETH and a transaction may cost %s: fund it", ether(seen.Balance), ether(need))
	}
	if s.trouble(noMoney, poor) {
		return fmt.Errorf("%w: %w", ErrSetAside, poor)
	}
	for _, tx := range unmined {
		need.Add(need, cost(tx.Call.Gas, tx.Attempts[len(tx.Attempts)-1].FeeCap))
	}
	if need.Cmp(seen.Balance) > 0 {
		return fmt.Errorf("%w: %s holds %s ETH and with what is in flight may have to pay %s", ErrBusy, s.key, ether(seen.Balance), ether(need))
	}
	return nil
}

// paysSurcharge says whether transactions cost more than their gas here.
func (s *Sender) paysSurcharge(ctx context.Context) (bool, error) {
	s.mu.Lock()
	known := s.pays
	s.mu.Unlock()
	if known != nil {
		return *known, nil
	}
	pays, err := s.client.HasOracle(ctx)
	if err != nil {
		return false, err
	}
	s.mu.Lock()
	s.pays = &pays
	s.mu.Unlock()
	return pays, nil
}

// Step looks once after everything that is not final: what was reorganized away, is final, or is mined is recorded;
// the rest is sent again, bumped, replaced, or found to be a foreign spend.
func (s *Sender) Step(ctx context.Context) (err error) {
	s.stepping.Lock()
	defer s.stepping.Unlock()
	var account rpc.Account
	defer func() {
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.seen = &account; err != nil {
			s.seen = nil
		}
	}()
	// What the chain says of blocks and nonces now holds for the receipts that are read after it.
	if account, err = s.client.Account(ctx, s.key); err != nil {
		return err
	}
	if account.Finalized > s.finalized { // one node's word
		confirmed, err := s.store.FinalBlock(ctx)
		if err != nil {
			return fmt.Errorf("read what is final: %w", err)
		}
		account.Finalized = min(account.Finalized, confirmed)
	}
	why, err := s.mayNotSign(ctx)
	if err != nil {
		return err
	}
	if err := s.recheck(ctx, account); err != nil {
		return err
	}
	unmined, err := s.record(ctx)
	if err != nil {
		return err
	}
	if why == "" {
		if err := s.fill(ctx, account, unmined); err != nil {
			return err
		}
	}
	s.outpaced(unmined, account)
	s.overdue(unmined, account)
	for _, tx := range unmined {
		if tx.Nonce >= account.Nonce {
			err = s.pursue(ctx, tx, account, why == "")
		} else if err = s.suspect(ctx, tx, account); err == nil {
			why, err = s.mayNotSign(ctx)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// recheck looks at what is mined and not final: is it still, and is it final now? While the tip of the last step is
// canonical, so is all that was recorded up to it.
func (s *Sender) recheck(ctx context.Context, account rpc.Account) error {
	from := s.tip.Number + 1
	if account.Latest.Hash != s.tip.Hash {
		headers, err := s.client.Headers(ctx, s.tip.Number, s.tip.Number)
		switch {
		case err != nil && rpc.Classify(err) != rpc.NotFound:
			return err
		case err != nil, headers[0].Hash != s.tip.Hash: // also at the first step
			from = 0
		}
	}
	for to := uint64(math.MaxInt64); ; {
		txs, err := s.store.Unfinal(ctx, s.key, from, to)
		if err != nil {
			return fmt.Errorf("read what is mined: %w", err)
		}
		away, _, err := s.orphans(ctx, txs)
		if err != nil {
			return err
		}
		if len(txs) < Page || !away { // below what is canonical everything is
			break
		}
		to = txs[len(txs)-1].Mined.Block
	}
	s.tip = account.Latest

	if account.Finalized <= s.finalized {
		return nil
	}
	txs, err := s.store.Unfinal(ctx, s.key, 0, account.Finalized)
	if err != nil {
		return fmt.Errorf("read what is mined: %w", err)
	}
	_, ids, err := s.orphans(ctx, txs)
	if err != nil {
		return err
	}
	if len(ids) > 0 {
		if err := s.store.SetFinal(ctx, ids...); err != nil {
			return fmt.Errorf("record that %d transactions are final: %w", len(ids), err)
		}
		s.each(final, len(ids))
	}
	if len(txs) < Page {
		s.finalized = account.Finalized
	}
	return nil
}

// orphans records which of the transactions are no longer mined, and says whether there are any, and which still are.
func (s *Sender) orphans(ctx context.Context, txs []Transaction) (away bool, canonical []int64, err error) {
	hashes := make([]common.Hash, len(txs))
	for i, tx := range txs {
		hashes[i] = tx.Mined.Hash
	}
	receipts, err := s.client.Receipts(ctx, hashes...)
	if err != nil {
		return false, nil, err
	}
	var gone []Outcome
	for i, tx := range txs {
		if receipts[i] != nil && receipts[i].BlockHash == tx.Mined.BlockHash {
			canonical = append(canonical, tx.ID)
			continue
		}
		gone = append(gone, Outcome{ID: tx.ID})
		s.config.Log.Warn("reorganized away, sending again", "nonce", tx.Nonce, "block", tx.Mined.Block)
	}
	if len(gone) == 0 {
		return false, canonical, nil
	}
	if err := s.store.SetMined(ctx, gone...); err != nil {
		return true, nil, fmt.Errorf("record that %d transactions are no longer mined: %w", len(gone), err)
	}
	s.each(reorged, len(gone))
	return true, canonical, nil
}

// record records what has been mined by whichever attempt, and returns the rest.
func (s *Sender) record(ctx context.Context) (rest []Transaction, err error) {
	txs, err := s.store.Unmined(ctx, s.key)
	if err != nil {
		return nil, fmt.Errorf("read what is in flight: %w", err)
	}
	var hashes []common.Hash
	for _, tx := range txs {
		for _, attempt := range tx.Attempts {
			hashes = append(hashes, attempt.Hash)
		}
	}
	receipts, err := s.client.Receipts(ctx, hashes...)
	if err != nil {
		return nil, err
	}
	var done []Outcome
	var fees []*big.Int
	var gas []uint64
	for _, tx := range txs {
		own := receipts[:len(tx.Attempts)]
		receipts = receipts[len(tx.Attempts):]
		i := slices.IndexFunc(own, func(r *rpc.Receipt) bool { return r != nil })
		if i < 0 {
			rest = append(rest, tx)
			continue
		}
		fee := new(big.Int).Mul(own[i].EffectiveGasPrice, new(big.Int).SetUint64(own[i].GasUsed))
		fees, gas = append(fees, fee.Add(fee, own[i].L1Fee)), append(gas, own[i].GasUsed)
		done = append(done, Outcome{ID: tx.ID, Mined: &Mined{
			Hash:      tx.Attempts[i].Hash,
			Block:     own[i].BlockNumber,
			BlockHash: own[i].BlockHash,
			Succeeded: own[i].Succeeded,
			GasUsed:   own[i].GasUsed,
		}})
	}
	if len(done) == 0 {
		return rest, nil
	}
	pays, err := s.paysSurcharge(ctx)
	if err != nil {
		return nil, err
	}
	if pays {
		operators, err := s.client.OperatorFees(ctx, gas...)
		if err != nil {
			return nil, err
		}
		for i, fee := range operators {
			fees[i].Add(fees[i], fee)
		}
	}
	for i, fee := range fees {
		if done[i].Mined.Fee = math.MaxInt64; fee.IsInt64() { // nine ether
			done[i].Mined.Fee = fee.Int64()
		}
	}
	s.each(receipted, len(done))
	if err := s.store.SetMined(ctx, done...); err != nil {
		return nil, fmt.Errorf("record that %d transactions are mined: %w", len(done), err)
	}
	for _, o := range done {
		s.forget(o.ID)
	}
	s.each(mined, len(done))
	return rest, nil
}

// each reaches the point for as many transactions.
func (s *Sender) each(point string, transactions int) {
	for range transactions {
		s.config.At(point)
	}
}

// fill puts an empty transaction where a nonce has none and others wait for it: after a reorganization took away what
// was sent with the key before this service, or when a node had counted too far.
func (s *Sender) fill(ctx context.Context, account rpc.Account, unmined []Transaction) error {
	lowest := account.Nonce
	if len(unmined) > 0 {
		lowest = min(unmined[0].Nonce, account.Nonce+MaxInFlight)
	}
	first := make(map[uint64]uint64)
	for nonce := account.Nonce; nonce < lowest; nonce++ {
		since, known := s.missing[nonce]
		if !known {
			since = account.Latest.Number
		}
		first[nonce] = since
		if account.Latest.Number < since+resendAfter { // the node may lag behind its own receipts
			continue
		}
		call := Call{To: s.key, Gas: EmptyGas}
		tx, ok, err := s.store.Fill(ctx, s.key, nonce, call, func() (Attempt, error) {
			attempt, err := s.sign(ctx, call, nonce, account.Fees)
			if s.trouble(noSignature, err) {
				err = fmt.Errorf("%w: %w", ErrSetAside, err)
			}
			return attempt, err
		})
		if errors.Is(err, ErrSetAside) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("fill nonce %d: %w", nonce, err)
		}
		if ok {
			s.config.Log.Warn("nonce was missing, filled", "nonce", nonce)
			s.config.At(filled)
			s.send(ctx, tx, account.Latest.Number)
		}
	}
	s.missing = first
	return nil
}

// suspect handles a used nonce without a receipt of ours. While its block is not final a reorganization may still put
// ours in its place, and a node may be late with receipts, or count too far.
func (s *Sender) suspect(ctx context.Context, tx Transaction, account rpc.Account) error {
	s.mu.Lock()
	delete(s.broadcast, tx.ID)
	first, seen := s.spent[tx.ID]
	if !seen {
		s.spent[tx.ID] = account.Latest.Number
	}
	s.mu.Unlock()
	if !seen {
		s.config.Log.Warn("nonce used, and by none of our transactions so far", "nonce", tx.Nonce, "by block", account.Latest.Number)
	}
	if !seen || account.Finalized < first {
		return nil
	}
	why := fmt.Sprintf("nonce %d of %s was used outside this service: find out who else holds the key, then replace it, or: suretyd relayer resume %s",
		tx.Nonce, s.key, s.key)
	if err := s.store.Stop(ctx, tx.ID, why); err != nil {
		return fmt.Errorf("record that the key is stopped: %w", err)
	}
	s.forget(tx.ID)
	s.mu.Lock()
	s.stopped = nil
	s.mu.Unlock()
	s.config.At(stopped)
	return nil
}

// pursue sends an unmined transaction again when it is time to, for more when that did not help and the key may sign, and
// replaces it by nothing when no node will ever take it.
func (s *Sender) pursue(ctx context.Context, tx Transaction, account rpc.Account, signs bool) error {
	latest := account.Latest.Number
	s.mu.Lock()
	delete(s.spent, tx.ID)
	last, sentBefore := s.broadcast[tx.ID]
	s.mu.Unlock()

	if sentBefore && latest < last+resendAfter {
		return nil
	}
	s.send(ctx, tx, latest)
	s.config.At(resent)
	if !sentBefore || !signs {
		return nil
	}
	s.mu.Lock()
	since, refused := s.refused[tx.ID]
	s.mu.Unlock()
	newest := tx.Attempts[len(tx.Attempts)-1]
	heads := tx.Nonce == account.Nonce
	switch {
	case refused && heads && latest >= since+bumpAfter:
		return s.replace(ctx, tx, account)
	case refused || latest < newest.SentAtBlock+bumpAfter:
		return nil
	// Only the transaction that the others wait for, and those that will wait again: no block takes them at its base fee.
	case heads, newest.FeeCap.Cmp(account.BaseFee) < 0:
		return s.bump(ctx, tx, account)
	}
	return nil
}

// bump signs the transaction anew for higher fees, unless they would pass the ceiling or the balance.
func (s *Sender) bump(ctx context.Context, tx Transaction, account rpc.Account) error {
	last := tx.Attempts[len(tx.Attempts)-1]
	higher := above(last, account.Fees)
	if limit := most(account); higher.Cap.Cmp(limit) > 0 {
		s.config.Log.Warn("stuck at the fee ceiling", "nonce", tx.Nonce, "cap", last.FeeCap, "ceiling", limit)
		return nil
	}
	var poor error
	if need := new(big.Int).Mul(higher.Cap, new(big.Int).SetUint64(tx.Call.Gas)); need.Cmp(account.Balance) > 0 {
		poor = fmt.Errorf("it holds %s ETH and nonce %d may cost %s: fund it", ether(account.Balance), tx.Nonce, ether(need))
	}
	if s.trouble(noMoney, poor) {
		return nil
	}
	attempt, err := s.sign(ctx, tx.Call, tx.Nonce, higher)
	if s.trouble(noSignature, err) {
		return nil
	}
	s.config.At(bumpSigned)
	if err := s.store.AddAttempt(ctx, tx.ID, attempt); err != nil {
		return fmt.Errorf("store higher fees for nonce %d: %w", tx.Nonce, err)
	}
	s.config.At(bumpStored)
	s.config.Log.Info("stuck, paying more", "nonce", tx.Nonce, "tip", attempt.TipCap, "cap", attempt.FeeCap)
	tx.Attempts = append(slices.Clip(tx.Attempts), attempt)
	s.send(ctx, tx, account.Latest.Number)
	s.config.At(bumpSent)
	return nil
}

// most is the highest cap that a bump goes to.
func most(account rpc.Account) *big.Int {
	return greater(new(big.Int).Mul(account.Fees.Cap, big.NewInt(ceiling)), big.NewInt(ceilingFloor))
}

// outpaced calls somebody while what was offered for a transaction is less than the base fee, and has been for long enough to be paid more for.
func (s *Sender) outpaced(unmined []Transaction, account rpc.Account) {
	var dear error
	for _, tx := range unmined {
		if first := tx.Attempts[0]; dear == nil && first.FeeCap.Cmp(account.BaseFee) < 0 && account.Latest.Number >= first.SentAtBlock+bumpAfter {
			limit := most(account)
			dear = fmt.Errorf("nonce %d offered %s gwei a gas and the base fee is %s: more is offered, up to %s, at which it costs %s ETH; suretyd settlement pause keeps what is not sent yet from paying as much",
				tx.Nonce, gwei(first.FeeCap), gwei(account.BaseFee), gwei(limit), ether(new(big.Int).Mul(limit, new(big.Int).SetUint64(tx.Call.Gas))))
		}
	}
	s.trouble(baseFee, dear)
}

// overdue calls somebody when the transaction that the others wait for is not mined for long, though it is sent on, and they are not called for
// its cause already.
func (s *Sender) overdue(unmined []Transaction, account rpc.Account) {
	i := slices.IndexFunc(unmined, func(tx Transaction) bool { return tx.Nonce == account.Nonce })
	if i < 0 || account.Latest.Number < unmined[i].Attempts[0].SentAtBlock+callAfter {
		s.trouble(notMined, nil)
		return
	}
	s.mu.Lock()
	answer, sent := s.answered[unmined[i].ID]
	s.mu.Unlock()
	if !sent || s.alarms.Called(foreignSpend, noMoney, noSignature, baseFee) {
		return
	}
	said := "took it"
	if answer != nil {
		said = fmt.Sprintf("said %s, %s", rpc.Classify(answer), answer)
	}
	s.trouble(notMined, fmt.Errorf("nonce %d was first sent %d blocks ago, and again and again; the last time the node %s: give --rpc another provider's node as well, suretyd settlement pause keeps more from waiting behind it",
		unmined[i].Nonce, account.Latest.Number-unmined[i].Attempts[0].SentAtBlock, said))
}

// replace gives the nonce of a transaction that no node takes to an empty one, and lets go of what it was for.
func (s *Sender) replace(ctx context.Context, tx Transaction, account rpc.Account) error {
	tx.Call = Call{To: s.key, Gas: EmptyGas}
	attempt, err := s.sign(ctx, tx.Call, tx.Nonce, above(tx.Attempts[len(tx.Attempts)-1], account.Fees))
	if s.trouble(noSignature, err) {
		return nil
	}
	if err := s.store.Free(ctx, tx.ID, "no node takes the transaction", &attempt); err != nil {
		return fmt.Errorf("replace nonce %d: %w", tx.Nonce, err)
	}
	s.forget(tx.ID)
	s.config.At(freed)
	s.config.Log.Warn("no node takes the transaction, an empty one goes instead", "nonce", tx.Nonce)
	tx.Attempts = append(slices.Clip(tx.Attempts), attempt)
	s.send(ctx, tx, account.Latest.Number)
	return nil
}

// send hands the newest attempt to the node, and older ones when the node refuses it: any of them will do. Whatever
// fails is logged, and tried again later.
func (s *Sender) send(ctx context.Context, tx Transaction, latest uint64) (class rpc.Class) {
	s.mu.Lock()
	s.broadcast[tx.ID] = latest
	s.mu.Unlock()
	invalid := true
	var err error
	for _, attempt := range slices.Backward(tx.Attempts) {
		err = s.client.SendRaw(ctx, attempt.Raw)
		class = rpc.Classify(err)
		invalid = invalid && class == rpc.Invalid
		if class == rpc.None || class == rpc.AlreadyKnown || class == rpc.NonceTooLow { // with the last, a receipt will say by whom
			break
		}
		s.config.Log.Warn("broadcast failed, trying again", "nonce", tx.Nonce, "hash", attempt.Hash, "class", class, "error", err)
		if class != rpc.ReplacementUnderpriced && class != rpc.Underpriced && class != rpc.InsufficientFunds && class != rpc.Invalid {
			break
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.answered[tx.ID] = err
	if _, known := s.refused[tx.ID]; invalid && !known {
		s.refused[tx.ID] = latest
	} else if !invalid {
		delete(s.refused, tx.ID)
	}
	return class
}

func (s *Sender) unsigned(call Call, nonce uint64, fees rpc.Fees) *types.DynamicFeeTx {
	return &types.DynamicFeeTx{
		ChainID:   new(big.Int).SetUint64(s.client.ChainID()),
		Nonce:     nonce,
		GasTipCap: fees.Tip,
		GasFeeCap: fees.Cap,
		Gas:       call.Gas,
		To:        &call.To,
		Data:      call.Data,
	}
}

func (s *Sender) sign(ctx context.Context, call Call, nonce uint64, fees rpc.Fees) (Attempt, error) {
	tx, err := s.signer.SignTx(ctx, types.NewTx(s.unsigned(call, nonce, fees)), s.client.ChainID())
	if err != nil {
		return Attempt{}, fmt.Errorf("sign nonce %d of %s: %w", nonce, s.key, err)
	}
	raw, err := tx.MarshalBinary()
	if err != nil {
		return Attempt{}, fmt.Errorf("encode nonce %d of %s: %w", nonce, s.key, err)
	}
	return Attempt{Hash: tx.Hash(), Raw: raw, TipCap: fees.Tip, FeeCap: fees.Cap, SentAtBlock: fees.Block}, nil
}

// mayNotSign is why the key must not sign, read again while that may change: only an operator clears it.
func (s *Sender) mayNotSign(ctx context.Context) (string, error) {
	s.mu.Lock()
	known := s.stopped
	s.mu.Unlock()
	if known != nil && *known == "" {
		return "", nil
	}
	why, err := s.store.Stopped(ctx, s.key)
	if err != nil {
		return "", fmt.Errorf("read whether the key may sign: %w", err)
	}
	s.mu.Lock()
	s.stopped = &why
	s.mu.Unlock()
	var stop error
	if why != "" {
		stop = errors.New(why)
	}
	s.trouble(foreignSpend, stop)
	return why, nil
}

// What somebody is called for.
const (
	foreignSpend = "a relayer key is set aside: it is spent by others"
	noMoney      = "a relayer key is set aside: it cannot pay"
	noSignature  = "a relayer key is set aside: it does not sign"
	baseFee      = "the base fee has passed what was offered"
	notMined     = "a transaction is not mined"
)

// trouble raises an alarm when err is the first of its kind, and says so when there is none any more. It returns whether
// there is one.
func (s *Sender) trouble(kind string, err error) bool {
	return s.alarms.Tell(s.config.Log, kind, err)
}

func (s *Sender) forget(id int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.broadcast, id)
	delete(s.answered, id)
	delete(s.refused, id)
	delete(s.spent, id)
}

// above are fees for which every pool replaces the attempt, or the suggested ones when they are higher.
func above(a Attempt, suggested rpc.Fees) rpc.Fees {
	return rpc.Fees{Tip: greater(raised(a.TipCap), suggested.Tip), Cap: greater(raised(a.FeeCap), suggested.Cap), Block: suggested.Block}
}

// raised is the least fee that every pool takes as a replacement: more than 10 % above, rounded up.
func raised(fee *big.Int) *big.Int {
	up := new(big.Int).Mul(fee, big.NewInt(110))
	up.Add(up, big.NewInt(99))
	up.Div(up, big.NewInt(100))
	return up.Add(up, big.NewInt(1))
}

func greater(a, b *big.Int) *big.Int {
	if a.Cmp(b) < 0 {
		return b
	}
	return a
}

// ether and gwei write wei, to a millionth.
func ether(wei *big.Int) string { return new(big.Rat).SetFrac(wei, big.NewInt(1e18)).FloatString(6) }
func gwei(wei *big.Int) string  { return new(big.Rat).SetFrac(wei, big.NewInt(1e9)).FloatString(6) }
