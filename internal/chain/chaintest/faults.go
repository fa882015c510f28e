package chaintest

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"sync/atomic"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/crypto"
)

// Fault answers a call: with what node, the true answer, returns, or with something else. Faults are made of faults: All(Deposits,
// First(3, Refuse(429, "too many requests")), On(NoLogs, "eth_getLogs")).
type Fault = func(call Call, node func() Reply) Reply

// All lets each fault see what those after it make of the node's answer.
func All(faults ...Fault) Fault {
	return func(call Call, node func() Reply) Reply {
		for _, fault := range slices.Backward(faults) {
			inner := node
			node = func() Reply { return fault(call, inner) }
		}
		return node()
	}
}

// On has the fault for calls of these methods only.
func On(fault Fault, methods ...string) Fault {
	return func(call Call, node func() Reply) Reply {
		if slices.Contains(methods, call.Method) {
			return fault(call, node)
		}
		return node()
	}
}

// First has the fault for the first n calls only.
func First(n int64, fault Fault) Fault {
	var seen atomic.Int64
	return func(call Call, node func() Reply) Reply {
		if seen.Add(1) <= n {
			return fault(call, node)
		}
		return node()
	}
}

// Refuse answers with an error.
func Refuse(code int, message string) Fault {
	return func(Call, func() Reply) Reply { return Reply{Error: &Error{Code: code, Message: message}} }
}

// Break breaks the connection before the node hears of the call.
func Break(Call, func() Reply) Reply { panic(http.ErrAbortHandler) }

// Accept has the node do it, and breaks the connection before it can say so.
func Accept(_ Call, node func() Reply) Reply {
	node()
	panic(http.ErrAbortHandler)
}

// Swallow says that a transaction was taken, and drops it.
func Swallow(call Call, node func() Reply) Reply {
	if call.Method != "eth_sendRawTransaction" {
		return node()
	}
	var raw hexutil.Bytes
	if err := json.Unmarshal(call.Params[0], &raw); err != nil {
		panic(err)
	}
	return result(crypto.Keccak256Hash(raw))
}

// NoLogs answers that there are none.
func NoLogs(call Call, node func() Reply) Reply {
	return logs(call, node, func([]json.RawMessage) []json.RawMessage { return []json.RawMessage{} })
}

// HalfLogs answers with the first half of them, rounded down.
func HalfLogs(call Call, node func() Reply) Reply {
	return logs(call, node, func(all []json.RawMessage) []json.RawMessage { return all[:len(all)/2] })
}

func logs(call Call, node func() Reply, change func([]json.RawMessage) []json.RawMessage) Reply {
	reply := node()
	if call.Method != "eth_getLogs" || reply.Error != nil {
		return reply
	}
	var all []json.RawMessage
	if err := json.Unmarshal(reply.Result, &all); err != nil {
		panic(err)
	}
	return result(change(all))
}

// AtMost refuses ranges and blocks with more than n logs, as providers do.
func AtMost(n int) Fault {
	return func(call Call, node func() Reply) Reply {
		reply := node()
		var all []json.RawMessage
		if call.Method == "eth_getLogs" && json.Unmarshal(reply.Result, &all) == nil && len(all) > n {
			return Reply{Error: &Error{Code: -32005, Message: fmt.Sprintf("query returned more than %d results", n)}}
		}
		return reply
	}
}

// Deposits opens every block with two transactions of type 0x7e, as Base does, and adds one of a type that nobody knows.
func Deposits(call Call, node func() Reply) Reply {
	return blocks(call, node, func(block map[string]any) {
		deposit := map[string]any{"type": "0x7e", "sourceHash": common.Hash{1}, "mint": "0x0", "isSystemTx": true}
		unknown := map[string]any{"type": "0x99", "surprise": []int{1}}
		rest, _ := block["transactions"].([]any)
		block["transactions"] = append([]any{deposit, deposit, unknown}, rest...)
	})
}

// SharedSeconds gives five blocks in a row one timestamp, as Base does.
func SharedSeconds(call Call, node func() Reply) Reply {
	second := func(number any) any {
		n, err := hexutil.DecodeUint64(number.(string))
		if err != nil {
			panic(err)
		}
		return hexutil.EncodeUint64(1_790_000_000 + n/5)
	}
	reply := blocks(call, node, func(block map[string]any) { block["timestamp"] = second(block["number"]) })
	var all []map[string]any
	if call.Method != "eth_getLogs" || json.Unmarshal(reply.Result, &all) != nil {
		return reply
	}
	for _, log := range all {
		log["blockTimestamp"] = second(log["blockNumber"])
	}
	return result(all)
}

// blocks changes the blocks that the node answers with.
func blocks(call Call, node func() Reply, change func(map[string]any)) Reply {
	reply := node()
	var block map[string]any
	if call.Method != "eth_getBlockByNumber" && call.Method != "eth_getBlockByHash" || json.Unmarshal(reply.Result, &block) != nil || block == nil {
		return reply
	}
	change(block)
	return result(block)
}

// OnChain claims another chain id.
func OnChain(id uint64) Fault {
	return On(func(Call, func() Reply) Reply { return result(hexutil.Uint64(id)) }, "eth_chainId")
}

// StaleNonces counts n transactions of an account too few.
func StaleNonces(n uint64) Fault {
	return On(func(_ Call, node func() Reply) Reply {
		var count hexutil.Uint64
		if err := json.Unmarshal(node().Result, &count); err != nil {
			panic(err)
		}
		return result(count - hexutil.Uint64(min(n, uint64(count))))
	}, "eth_getTransactionCount")
}

// Names makes the node name its block of that number when asked for the tag: a finalized that lies, a latest that lags.
func (p *Proxy) Names(tag string, number uint64) Fault {
	return func(call Call, node func() Reply) Reply {
		if call.Method == "eth_getBlockByNumber" && string(call.Params[0]) == fmt.Sprintf("%q", tag) {
			return p.Ask(call.Method, hexutil.Uint64(number), false)
		}
		return node()
	}
}

// Behind is a node that has not yet seen the newest n blocks: it does not know them, and finds no logs and receipts in them.
func (p *Proxy) Behind(n uint64) Fault {
	return func(call Call, node func() Reply) Reply {
		var newest hexutil.Uint64
		if err := json.Unmarshal(p.Ask("eth_blockNumber").Result, &newest); err != nil {
			panic(err)
		}
		head := newest - hexutil.Uint64(min(n, uint64(newest)))
		switch call.Method {
		case "eth_blockNumber":
			return result(head)
		case "eth_getBlockByNumber":
			if string(call.Params[0]) == `"latest"` {
				return p.Ask(call.Method, head, false)
			}
		case "eth_getTransactionCount", "eth_getBalance":
			return p.Ask(call.Method, call.Params[0], head)
		case "eth_getLogs":
			var filter map[string]any
			if err := json.Unmarshal(call.Params[0], &filter); err != nil {
				panic(err)
			}
			if to, ok := filter["toBlock"].(string); ok && hexutil.MustDecodeUint64(to) > uint64(head) {
				filter["toBlock"] = head
				if hexutil.MustDecodeUint64(filter["fromBlock"].(string)) > uint64(head) {
					return result([]any{})
				}
				return p.Ask(call.Method, filter)
			}
		}
		reply := node()
		var place struct{ Number, BlockNumber *hexutil.Uint64 }
		if json.Unmarshal(reply.Result, &place) == nil {
			for _, number := range []*hexutil.Uint64{place.Number, place.BlockNumber} {
				if number != nil && *number > head {
					return Reply{}
				}
			}
		}
		return reply
	}
}

func result(value any) Reply {
	text, err := json.Marshal(value)
	if err != nil {
		panic(err)
	}
	return Reply{Result: text}
}
