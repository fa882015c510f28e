package rpc

import (
	"encoding/json"

	"github.com/ethereum/go-ethereum/core/types"
)

// DecodeLogs reads the answer to eth_getLogs.
func DecodeLogs(data []byte) ([]types.Log, error) {
	var l logs
	err := json.Unmarshal(data, &l)
	return l, err
}
