package rpc

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"strings"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common/hexutil"
	gethrpc "github.com/ethereum/go-ethereum/rpc"
)

var (
	// ErrNotFound means that the node has no such block: not yet, no longer, or on no fork it knows. Nodes also say so
	// in their own words; Classify knows both.
	ErrNotFound = errors.New("block not found")
	// ErrWrongChain means that the endpoint serves another chain than the configured one.
	ErrWrongChain = errors.New("wrong chain")
)

// Revert is the error of a call that the contract refused. Data is its ABI-encoded reason: a custom error, Error(string),
// Panic(uint256), or empty.
type Revert struct{ Data []byte }

func (r *Revert) Error() string {
	if reason, err := abi.UnpackRevert(r.Data); err == nil {
		return "execution reverted: " + reason
	}
	if len(r.Data) == 0 {
		return "execution reverted without a reason"
	}
	return "execution reverted: " + hexutil.Encode(r.Data)
}

// Class is what an error of a node means to its caller.
type Class int

// The classes. Of Unknown, Transport and Timeout the outcome is not known: the node may have done what was asked.
const (
	None                   Class = iota // no error
	Unknown                             // in no row of the table
	Transport                           // no connection, a broken answer, a node that is not ready
	Timeout                             // no answer in time
	RateLimited                         // ask more slowly
	TooLarge                            // ask for less: range, batch or answer over the node's limit
	Denied                              // method not served, or not to us: check the endpoint's plan and key
	NotFound                            // no such block or state on this node
	Reverted                            // the contract refused
	AlreadyKnown                        // the pool holds these very bytes
	NonceTooLow                         // the nonce is used
	NonceTooHigh                        // nonces before it are missing
	ReplacementUnderpriced              // the pool holds the nonce, and the new fees are not high enough to replace
	Underpriced                         // below the node's minimum or the base fee
	InsufficientFunds                   // the key cannot pay for the gas
	PoolFull                            // no room, for anybody or for this key: later
	Invalid                             // never acceptable as it is
)

var classNames = [...]string{
	"none", "unknown", "transport", "timeout", "rate_limited", "too_large", "denied", "not_found", "reverted",
	"already_known", "nonce_too_low", "nonce_too_high", "replacement_underpriced", "underpriced", "insufficient_funds",
	"pool_full", "invalid",
}

// String is the class in snake case, as metrics label it.
func (c Class) String() string { return classNames[c] }

// texts maps parts of messages, in lower case, to classes; the first that matches decides. Revert reasons quote
// contracts, so they come first; narrow texts come before the wide ones that they contain.
//
// Sources: geth core/error.go, core/txpool/errors.go, rpc/errors.go; reth rpc-eth-types, transaction-pool; nethermind
// AcceptTxResult; erigon txpool; besu; anvil; proxyd (Base's and Optimism's public endpoints); Alchemy, Infura,
// QuickNode, dRPC, Ankr, Chainstack.
var texts = []struct {
	part  string
	class Class
}{
	{"execution reverted", Reverted},
	{"vm execution error", Reverted}, // nethermind, openethereum
	{"vm exception while processing transaction", Reverted},
	{"gas required exceeds allowance", Invalid}, // needs more gas than a block or the node allows
	{"out of gas", Reverted},
	{"invalid opcode", Reverted},

	{"already known", AlreadyKnown},
	{"alreadyknown", AlreadyKnown}, // nethermind
	{"unknown transaction", NotFound},
	{"known transaction", AlreadyKnown},          // besu, old geth
	{"already imported", AlreadyKnown},           // openethereum, anvil
	{"existing tx with same hash", AlreadyKnown}, // erigon
	{"nonce too low", NonceTooLow},
	{"nonce is too low", NonceTooLow},
	{"oldnonce", NonceTooLow}, // nethermind
	{"nonce below current", NonceTooLow},
	{"transaction already finalized", NonceTooLow},
	{"nonce too high", NonceTooHigh},
	{"nonce too distant", NonceTooHigh},                             // besu
	{"noncegap", NonceTooHigh},                                      // nethermind
	{"gapped-nonce", NonceTooHigh},                                  // delegated accounts
	{"noncetoofarinfuture", NonceTooHigh},                           // nethermind
	{"invalid transaction with a lower nonce exists", NonceTooHigh}, // besu
	{"replacement transaction underpriced", ReplacementUnderpriced},
	{"replacementnotallowed", ReplacementUnderpriced}, // nethermind
	{"replacement fee too low", ReplacementUnderpriced},
	{"could not replace existing", ReplacementUnderpriced}, // erigon
	{"underpriced", Underpriced},
	{"gas price below", Underpriced},
	{"gas price too low", Underpriced},
	{"fee too low", Underpriced},
	{"feetoolow", Underpriced}, // nethermind
	{"less than block base fee", Underpriced},
	{"insufficient funds", InsufficientFunds},
	{"insufficientfunds", InsufficientFunds},            // nethermind
	{"insufficient balance", InsufficientFunds},         // openethereum
	{"upfront cost exceeds account", InsufficientFunds}, // besu
	{"would cause overdraft", InsufficientFunds},        // erigon
	{"txpool is full", PoolFull},
	{"sub-pool is full", PoolFull}, // erigon
	{"account limit exceeded", PoolFull},
	{"out of capacity", PoolFull},
	{"address already reserved", PoolFull},
	{"in-flight transaction limit", PoolFull}, // delegated accounts
	{"future transaction tries to replace pending", PoolFull},
	{"gaslimitexceeded", Invalid},      // nethermind
	{"maxtxsizeexceeded", Invalid},     // nethermind
	{"notsupportedtxtype", Invalid},    // nethermind
	{"senderiscontract", Invalid},      // nethermind
	{"failedtoresolvesender", Invalid}, // nethermind
	{"fee cap exceeded", Invalid},      // besu: the node's own limit
	{"initcode size exceeded", Invalid},
	{"intrinsic gas too", Invalid},
	{"insufficient gas for floor data", Invalid},
	{"exceeds block gas limit", Invalid},
	{"gas limit too high", Invalid},
	{"exceeds maximum transaction gas", Invalid},
	{"exceeds the configured cap", Invalid}, // the node's own limit on a transaction's fee
	{"oversized data", Invalid},
	{"invalid sender", Invalid},
	{"invalid chain id", Invalid},
	{"invalid signature", Invalid},
	{"invalid transaction signature", Invalid},
	{"failed to decode signed transaction", Invalid},
	{"fee per gas higher than", Invalid},
	{"transaction type not supported", Invalid},
	{"sender not an eoa", Invalid},
	{"sender is not an eoa", Invalid},

	{"beyond current head block", NotFound},    // reth: the node lags
	{"beyond latest executed block", NotFound}, // erigon: the node lags
	{"block is out of range", NotFound},        // proxyd: the node lags
	{"blockoutofrangeerror", NotFound},         // anvil, between two forks
	{"header not found", NotFound},
	{"block not found", NotFound},
	{"unknown block", NotFound},
	{"resource not found", NotFound},
	{"receipts not found", NotFound},
	{"pruned history", NotFound},     // geth
	{"is pruned", NotFound},          // reth
	{"no state found", NotFound},     // reth
	{"no state available", NotFound}, // nethermind
	{"missing trie node", NotFound},
	{"historical state", NotFound},

	{"invalid block range", Invalid},       // geth, reth: it ends before it begins
	{"query returned more than", TooLarge}, // Infura
	{"query exceeds", TooLarge},            // reth
	{"exceeds limit", TooLarge},
	{"response size", TooLarge}, // Alchemy
	{"response too large", TooLarge},
	{"batch too large", TooLarge},
	{"calls in batch", TooLarge},               // proxyd
	{"batch request was too large", TooLarge},  // reth
	{"batch response was too large", TooLarge}, // reth
	{"request is too big", TooLarge},           // reth
	{"response is too big", TooLarge},          // reth
	{"exceeds maximum range", TooLarge},        // besu
	{"requested too many blocks", TooLarge},    // coreth
	{"is limited to a", TooLarge},              // QuickNode
	{"ranges over", TooLarge},                  // dRPC
	{"batch of more than", TooLarge},           // dRPC
	{"block range", TooLarge},
	{"request entity too large", TooLarge},

	{"concurrent requests capacity", RateLimited}, // Alchemy
	{"exceeded the rps limit", RateLimited},       // Chainstack
	{"server is busy", RateLimited},               // reth
	{"rate limit", RateLimited},
	{"rate exceeded", RateLimited}, // Infura
	{"too many requests", RateLimited},
	{"request limit", RateLimited}, // QuickNode
	{"compute units", RateLimited}, // Alchemy
	{"request count exceeded", RateLimited},
	{"limit exceeded", RateLimited}, // EIP-1474
	{"over capacity", RateLimited},  // proxyd
	{"quota", RateLimited},

	{"method not found", Denied},
	{"does not exist/is not available", Denied},
	{"not whitelisted", Denied}, // proxyd
	{"unauthorized", Denied},
	{"forbidden", Denied},
	{"not available on", Denied},                   // dRPC, Chainstack: another plan has it
	{"project id settings", Denied},                // Infura
	{"batched requests are not supported", Denied}, // reth
	{"must be authenticated", Denied},
	{"invalid project id", Denied},

	{"timed out", Timeout},
	{"timeout", Timeout},
	{"context deadline exceeded", Timeout},
	{"context canceled", Timeout},
	{"no backend", Transport},                 // proxyd
	{"backend returned", Transport},           // proxyd
	{"not healthy to serve", Transport},       // proxyd
	{"indexing is in progress", Transport},    // geth, young or just started
	{"to sequencer", Transport},               // op-geth, op-reth: a replica that could not pass a transaction on
	{"backend offline", Transport},            // proxyd
	{"route your request", Transport},         // dRPC
	{"temporary internal error", Transport},   // dRPC
	{"unable to complete request", Transport}, // Alchemy
	{"did not contain a response", Transport},
	{"connection refused", Transport},
	{"connection reset", Transport},
	{"broken pipe", Transport},
	{"bad gateway", Transport},
	{"service unavailable", Transport},
}

// codes decide when no text does. JSON-RPC's and EIP-1474's; -32000 says nothing.
var codes = map[int]Class{
	3:      Reverted,
	429:    RateLimited,
	-32001: NotFound, // EIP-1474, reth
	-32002: Timeout,  // geth
	-32005: RateLimited,
	-32016: RateLimited, // proxyd
	-32017: RateLimited, // proxyd
	-32600: Invalid,
	-32601: Denied,
	-32602: Invalid,
}

// Classify says what an error of this package means. It is the only place that reads a node's messages.
func Classify(err error) Class {
	if err == nil {
		return None
	}
	var (
		revert *Revert
		answer gethrpc.Error
		status gethrpc.HTTPError
		dial   net.Error
		syntax *json.SyntaxError
	)
	switch {
	case errors.As(err, &revert):
		return Reverted
	case errors.Is(err, ErrNotFound):
		return NotFound
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return Timeout
	}
	message := strings.ToLower(err.Error())
	for _, row := range texts {
		if strings.Contains(message, row.part) {
			return row.class
		}
	}
	switch {
	case errors.As(err, &answer):
		return codes[answer.ErrorCode()].orUnknown()
	case errors.As(err, &status):
		switch {
		case status.StatusCode == 429:
			return RateLimited
		case status.StatusCode == 413:
			return TooLarge
		case status.StatusCode >= 500:
			return Transport
		}
		return Denied
	case errors.As(err, &dial), errors.As(err, &syntax), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return Transport
	}
	return Unknown
}

func (c Class) orUnknown() Class {
	if c == None {
		return Unknown
	}
	return c
}

// revert turns the error of a call into *Revert when the contract refused, and leaves any other.
func revert(err error) error {
	if Classify(err) != Reverted {
		return err
	}
	reverted := new(Revert)
	var answer gethrpc.DataError
	if errors.As(err, &answer) {
		if text, ok := answer.ErrorData().(string); ok {
			reverted.Data, _ = hexutil.Decode(strings.TrimPrefix(text, "Reverted ")) // nethermind writes the word
		}
	}
	return reverted
}
