package evidence

import (
	"math/bits"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
)

// Root is the hash that fixes the bundle: a Merkle tree hash as in RFC 9162 section 2.1.1, with keccak256.
//
// The leaves, in order: one head (the interactions, the models, the schema and the usage), each message, each file.
//
//	leaf = keccak256(0x00 ‖ kind ‖ item)    kind: 'h', 'm' or 'f'; item: its canonical JSON
//	node = keccak256(0x01 ‖ left ‖ right)   left holds the largest power of two of the leaves that is less than all
//
// The prefixes keep a leaf from passing for a node and a file from passing for a message; one message can be shown to be under
// a root without the others.
func (b Bundle) Root() common.Hash {
	h := crypto.NewKeccakState()
	leaves := make([]common.Hash, 0, 1+len(b.Messages)+len(b.Files))
	buf := append(make([]byte, 0, 4096), "\x00h{"...)
	if head := b.appendModels(b.appendInteractions(nil)); len(head) > 0 {
		buf = append(append(buf, head[1:]...), ',') // as the first field: without its comma before, with one after
	}
	buf = append(buf, `"schema":"`+Schema+`"`...)
	if b.Usage != nil {
		buf = b.Usage.append(append(buf, `,"usage":`...))
	}
	leaves = append(leaves, crypto.HashData(h, append(buf, '}')))
	for _, m := range b.Messages {
		buf = m.append(append(buf[:0], 0, 'm'))
		leaves = append(leaves, crypto.HashData(h, buf))
	}
	for _, f := range b.Files {
		buf = f.append(append(buf[:0], 0, 'f'))
		leaves = append(leaves, crypto.HashData(h, buf))
	}
	return merkle(h, leaves)
}

func merkle(h crypto.KeccakState, leaves []common.Hash) common.Hash {
	if len(leaves) == 1 {
		return leaves[0]
	}
	split := 1 << (bits.Len(uint(len(leaves)-1)) - 1)
	left, right := merkle(h, leaves[:split]), merkle(h, leaves[split:])
	node := [65]byte{0: 1}
	copy(node[1:], left[:])
	copy(node[33:], right[:])
	return crypto.HashData(h, node[:])
}
