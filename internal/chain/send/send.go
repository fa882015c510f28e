// Package send sends the transactions of one key, each of them once.
//
// What it guarantees, through crashes, reorganizations and a node that forgets:
//   - Signed bytes are stored before the node sees them, and nonces come from the Store: a nonce that is taken always has
//     bytes to send, so a crash leaves no gap, and after a restart the same bytes are sent again.
//   - One nonce, one transaction: whatever is signed anew for it does the same thing, for higher fees.
//   - A transaction is final only when the node's finalized block is at or after its own, which is still canonical.
//   - A broadcast that fails or times out says nothing about its outcome: only receipts do.
//
// internal/settlement calls Send, internal/postgres implements Store, internal/app runs the Sender. One Sender per key, and
// one only.
//
//	Send ──▶ stored ──▶ sent ──▶ mined, succeeded or not ──▶ final
//	              ▲    ▲    │        │
//	              │    └────┘        │     unmined: the same bytes every 5 blocks, higher fees after 25
//	              └── reorged away ──┘
//
// A nonce that is used without one of our transactions in it is a foreign spend: once it is final the key stops.
package send

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"math/big"
	"slices"
	"sync"
	"time"

	"github.com/cenkalti/backoff/v5"
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

	resendAfter = 5  // blocks: a second on Base
	bumpAfter   = 25 // blocks

	// A bump goes no higher than ceiling times the suggested cap, or than ceilingFloor wei when that is more.
	ceiling      = 5
	ceilingFloor = 1_000_000_000
)

// ErrBusy means that MaxInFlight transactions of the key are unmined: send again when one is mined.
var ErrBusy = errors.New("too many transactions in flight")

// ForeignSpend stops a key: somebody else used the nonce of one of its transactions, and that is final.
type ForeignSpend struct {
	Key   common.Address
	Nonce uint64
}

func (f *ForeignSpend) Error() string {
	return fmt.Sprintf("nonce %d of %s was used outside this service, which has stopped sending with that key: find out who else holds it, then replace it",
		f.Nonce, f.Key)
}

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
}

// Store keeps the transactions. Each method is one database transaction, all or nothing.
type Store interface {
	// Reserve takes the key's next nonce, which is one more than any it ever took or floor, whichever is greater; calls
	// sign with it; and stores transaction and attempt, with refs: what the caller wants to find again by it.
	Reserve(ctx context.Context, key common.Address, floor uint64, call Call, refs []int64, sign func(nonce uint64) (Attempt, error)) (Transaction, error)
	// Unmined are the key's transactions that are not mined, by nonce.
	Unmined(ctx context.Context, key common.Address) ([]Transaction, error)
	// Unfinal are the key's transactions that are mined and not final, by nonce. Attempts may be left out.
	Unfinal(ctx context.Context, key common.Address) ([]Transaction, error)
	// AddAttempt stores one more signed form of the transaction.
	AddAttempt(ctx context.Context, id int64, attempt Attempt) error
	// SetMined records that the transaction is mined, or with nil that its block was reorganized away.
	SetMined(ctx context.Context, id int64, mined *Mined) error
	// SetFinal records that the transaction's block is final.
	SetFinal(ctx context.Context, id int64) error
}

// Signer holds the key.
type Signer interface {
	Address() common.Address
	SignTx(ctx context.Context, tx *types.Transaction, chainID uint64) (*types.Transaction, error)
}

// Points are the boundaries at which a crash may strike: Config.At hears each name when the work before it is done.
var Points = []string{signed, stored, sent, resent, receipted, mined, reorged, final, bumpSigned, bumpStored, bumpSent}

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
)

// Config says how a Sender runs.
type Config struct {
	Interval time.Duration      // between steps; 100 ms when 0
	Log      *slog.Logger       // slog.Default() when nil
	At       func(point string) // for crash tests: called at each of Points
}

// Sender sends with one key. Send and Step may be called concurrently.
type Sender struct {
	client *rpc.Client
	signer Signer
	store  Store
	config Config
	key    common.Address

	sending sync.Mutex // one Send at a time: the cap and the nonce are read, then taken

	mu        sync.Mutex
	broadcast map[int64]uint64 // unmined transaction → latest block when this process last sent it
	spent     map[int64]uint64 // unmined transaction whose nonce is used → latest block when this was first seen
	stopped   error
}

// New makes the Sender of the signer's key; Run keeps it going.
func New(client *rpc.Client, signer Signer, store Store, config Config) *Sender {
	if config.Interval == 0 {
		config.Interval = 100 * time.Millisecond
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
		broadcast: make(map[int64]uint64), spent: make(map[int64]uint64),
	}
}

// Run steps until ctx ends, then returns nil. Node and Store may fail meanwhile: it tries again. Only *ForeignSpend
// ends it otherwise.
func (s *Sender) Run(ctx context.Context) error {
	return chain.Poll(ctx, s.config.Interval, s.config.Log, func(ctx context.Context) (bool, error) {
		err := s.Step(ctx)
		if foreign := new(*ForeignSpend); errors.As(err, foreign) {
			err = backoff.Permanent(err)
		}
		return false, err
	})
}

// Send signs the call, stores it with refs, and broadcasts it. When it returns nil the transaction is stored, and Step
// sees to the rest, whatever became of the broadcast. An error means that nothing was broadcast; unless the Store's
// own answer was lost, nothing was stored either. ErrBusy: try later. *ForeignSpend: never again.
//
// The nonce is the greater of the Store's next and the chain's at the latest block. So a key that has been used before
// goes on where the chain stands, and one with transactions in flight goes on after them.
func (s *Sender) Send(ctx context.Context, call Call, refs []int64) (Transaction, error) {
	s.sending.Lock()
	defer s.sending.Unlock()
	if err := s.alive(); err != nil {
		return Transaction{}, err
	}
	if call.Gas > MaxGas {
		return Transaction{}, fmt.Errorf("a transaction with %d gas: no block takes more than %d, make it smaller", call.Gas, MaxGas)
	}
	unmined, err := s.store.Unmined(ctx, s.key)
	if err != nil {
		return Transaction{}, fmt.Errorf("read what is in flight: %w", err)
	}
	if len(unmined) >= MaxInFlight {
		return Transaction{}, fmt.Errorf("%w: %d", ErrBusy, len(unmined))
	}
	floor, err := s.client.Nonce(ctx, s.key, rpc.Latest)
	if err != nil {
		return Transaction{}, err
	}
	fees, err := s.client.Fees(ctx)
	if err != nil {
		return Transaction{}, err
	}
	tx, err := s.store.Reserve(ctx, s.key, floor, call, refs, func(nonce uint64) (Attempt, error) {
		attempt, err := s.sign(ctx, call, nonce, fees)
		if err == nil {
			s.config.At(signed)
		}
		return attempt, err
	})
	if err != nil {
		return Transaction{}, fmt.Errorf("store a transaction of %s: %w", s.key, err)
	}
	s.config.At(stored)
	s.send(ctx, tx, fees.Block)
	s.config.At(sent)
	return tx, nil
}

// Step looks once after everything that is not final: what was reorganized away, is final, or is mined is recorded;
// the rest is sent again, bumped, or found to be a foreign spend.
func (s *Sender) Step(ctx context.Context) error {
	if err := s.alive(); err != nil {
		return err
	}
	// Read in this order: what the chain says of blocks and nonces now holds for the receipts that are read after it.
	finalized, err := s.client.Head(ctx, rpc.Finalized)
	if err != nil && rpc.Classify(err) != rpc.NotFound { // a young chain has none
		return err
	}
	fees, err := s.client.Fees(ctx)
	if err != nil {
		return err
	}
	next, err := s.client.Nonce(ctx, s.key, rpc.Latest)
	if err != nil {
		return err
	}
	if err := s.recheck(ctx, finalized.Number); err != nil {
		return err
	}
	unmined, err := s.record(ctx)
	if err != nil {
		return err
	}
	for _, tx := range unmined {
		if tx.Nonce < next {
			if err := s.suspect(tx, fees.Block, finalized.Number); err != nil {
				return err
			}
			continue
		}
		if err := s.pursue(ctx, tx, next, fees); err != nil {
			return err
		}
	}
	return nil
}

// recheck looks at what is mined and not final: is it still, and is it final now?
func (s *Sender) recheck(ctx context.Context, finalized uint64) error {
	txs, err := s.store.Unfinal(ctx, s.key)
	if err != nil {
		return fmt.Errorf("read what is mined: %w", err)
	}
	hashes := make([]common.Hash, len(txs))
	for i, tx := range txs {
		hashes[i] = tx.Mined.Hash
	}
	receipts, err := s.client.Receipts(ctx, hashes...)
	if err != nil {
		return err
	}
	for i, tx := range txs {
		switch {
		case receipts[i] == nil || receipts[i].BlockHash != tx.Mined.BlockHash:
			if err := s.store.SetMined(ctx, tx.ID, nil); err != nil {
				return fmt.Errorf("record that nonce %d is no longer mined: %w", tx.Nonce, err)
			}
			s.config.Log.Warn("reorganized away, sending again", "nonce", tx.Nonce, "block", tx.Mined.Block)
			s.config.At(reorged)
		case tx.Mined.Block <= finalized:
			if err := s.store.SetFinal(ctx, tx.ID); err != nil {
				return fmt.Errorf("record that nonce %d is final: %w", tx.Nonce, err)
			}
			s.config.At(final)
		}
	}
	return nil
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
	for _, tx := range txs {
		own := receipts[:len(tx.Attempts)]
		receipts = receipts[len(tx.Attempts):]
		i := slices.IndexFunc(own, func(r *rpc.Receipt) bool { return r != nil })
		if i < 0 {
			rest = append(rest, tx)
			continue
		}
		s.config.At(receipted)
		err := s.store.SetMined(ctx, tx.ID, &Mined{
			Hash:      tx.Attempts[i].Hash,
			Block:     own[i].BlockNumber,
			BlockHash: own[i].BlockHash,
			Succeeded: own[i].Succeeded,
			GasUsed:   own[i].GasUsed,
		})
		if err != nil {
			return nil, fmt.Errorf("record that nonce %d is mined: %w", tx.Nonce, err)
		}
		s.forget(tx.ID)
		s.config.At(mined)
	}
	return rest, nil
}

// suspect handles a used nonce without a receipt of ours. While its block is not final a reorganization may still put
// ours in its place, and a node may be late with receipts.
func (s *Sender) suspect(tx Transaction, latest, finalized uint64) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.broadcast, tx.ID)
	first, seen := s.spent[tx.ID]
	if !seen {
		s.spent[tx.ID] = latest
		s.config.Log.Warn("nonce used, and by none of our transactions so far", "nonce", tx.Nonce, "by block", latest)
		return nil
	}
	if finalized < first {
		return nil
	}
	s.stopped = &ForeignSpend{Key: s.key, Nonce: tx.Nonce}
	return s.stopped
}

// pursue sends an unmined transaction again when it is time to, and for more when that did not help.
func (s *Sender) pursue(ctx context.Context, tx Transaction, next uint64, fees rpc.Fees) error {
	s.mu.Lock()
	delete(s.spent, tx.ID)
	last, sentBefore := s.broadcast[tx.ID]
	s.mu.Unlock()

	if sentBefore && fees.Block < last+resendAfter {
		return nil
	}
	s.send(ctx, tx, fees.Block)
	s.config.At(resent)
	// Only the transaction that the others wait for: with it mined, they follow.
	if sentBefore && tx.Nonce == next && fees.Block >= tx.Attempts[len(tx.Attempts)-1].SentAtBlock+bumpAfter {
		return s.bump(ctx, tx, fees)
	}
	return nil
}

// bump signs the transaction anew for higher fees, unless they would pass the ceiling.
func (s *Sender) bump(ctx context.Context, tx Transaction, fees rpc.Fees) error {
	last := tx.Attempts[len(tx.Attempts)-1]
	limit := new(big.Int).Mul(fees.Cap, big.NewInt(ceiling))
	if least := big.NewInt(ceilingFloor); limit.Cmp(least) < 0 {
		limit = least
	}
	higher := rpc.Fees{Tip: greater(raised(last.TipCap), fees.Tip), Cap: greater(raised(last.FeeCap), fees.Cap), Block: fees.Block}
	if higher.Cap.Cmp(limit) > 0 {
		s.config.Log.Warn("stuck at the fee ceiling", "nonce", tx.Nonce, "cap", last.FeeCap, "ceiling", limit)
		return nil
	}
	attempt, err := s.sign(ctx, tx.Call, tx.Nonce, higher)
	if err != nil {
		return err
	}
	s.config.At(bumpSigned)
	if err := s.store.AddAttempt(ctx, tx.ID, attempt); err != nil {
		return fmt.Errorf("store higher fees for nonce %d: %w", tx.Nonce, err)
	}
	s.config.At(bumpStored)
	s.config.Log.Info("stuck, paying more", "nonce", tx.Nonce, "tip", attempt.TipCap, "cap", attempt.FeeCap)
	tx.Attempts = append(slices.Clip(tx.Attempts), attempt)
	s.send(ctx, tx, fees.Block)
	s.config.At(bumpSent)
	return nil
}

// send hands the newest attempt to the node, and older ones when the node refuses it: any of them will do. Whatever
// fails is logged, and tried again later.
func (s *Sender) send(ctx context.Context, tx Transaction, latest uint64) {
	s.mu.Lock()
	s.broadcast[tx.ID] = latest
	s.mu.Unlock()
	for _, attempt := range slices.Backward(tx.Attempts) {
		err := s.client.SendRaw(ctx, attempt.Raw)
		class := rpc.Classify(err)
		switch class {
		case rpc.None, rpc.AlreadyKnown, rpc.NonceTooLow: // with the last, a receipt will say by whom
			return
		}
		s.config.Log.Warn("broadcast failed, trying again", "nonce", tx.Nonce, "hash", attempt.Hash, "class", class, "error", err)
		switch class {
		case rpc.ReplacementUnderpriced, rpc.Underpriced, rpc.InsufficientFunds, rpc.Invalid:
		default:
			return
		}
	}
}

func (s *Sender) sign(ctx context.Context, call Call, nonce uint64, fees rpc.Fees) (Attempt, error) {
	tx, err := s.signer.SignTx(ctx, types.NewTx(&types.DynamicFeeTx{
		ChainID:   new(big.Int).SetUint64(s.client.ChainID()),
		Nonce:     nonce,
		GasTipCap: fees.Tip,
		GasFeeCap: fees.Cap,
		Gas:       call.Gas,
		To:        &call.To,
		Data:      call.Data,
	}), s.client.ChainID())
	if err != nil {
		return Attempt{}, fmt.Errorf("sign nonce %d of %s: %w", nonce, s.key, err)
	}
	raw, err := tx.MarshalBinary()
	if err != nil {
		return Attempt{}, fmt.Errorf("encode nonce %d of %s: %w", nonce, s.key, err)
	}
	return Attempt{Hash: tx.Hash(), Raw: raw, TipCap: fees.Tip, FeeCap: fees.Cap, SentAtBlock: fees.Block}, nil
}

func (s *Sender) alive() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stopped
}

func (s *Sender) forget(id int64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.broadcast, id)
	delete(s.spent, id)
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
