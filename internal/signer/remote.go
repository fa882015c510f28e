package signer

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/url"
	"strings"
	"sync/atomic"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/rlp"
)

const (
	remoteTimeout = 2 * time.Second
	remoteLargest = 8 << 20 // bytes of an answer: a transaction of the most gas, in hexadecimal, twice
)

// Remote signs transactions with a key that another process keeps, such as web3signer or clef, over JSON-RPC. It believes none of what that
// answers: of the transaction it takes r and s, and uses them only if they are the account's signature of what it asked for.
type Remote struct {
	url     string
	host    string // for people: the rest of the URL may be a secret
	address common.Address
	clef    atomic.Bool // the method is account_signTransaction
}

// NewRemote makes a signer from "URL#ADDRESS": where to ask, by http or https, and for which account. It asks nothing yet.
func NewRemote(spec string) (*Remote, error) {
	u, err := url.Parse(spec)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || !common.IsHexAddress(u.Fragment) {
		return nil, errors.New("a remote signer is written URL#ADDRESS, as in http://127.0.0.1:9000#0x…: an http or https URL, and the account it signs for")
	}
	r := &Remote{host: u.Host, address: common.HexToAddress(u.Fragment)}
	u.Fragment = ""
	r.url = u.String()
	return r, nil
}

// Address is the account of the key.
func (r *Remote) Address() common.Address { return r.address }

// SignTx signs an EIP-1559 transaction for its chain. It answers within two seconds.
func (r *Remote) SignTx(ctx context.Context, tx *types.Transaction, chainID uint64) (*types.Transaction, error) {
	if tx.Type() != types.DynamicFeeTxType || tx.ChainId().Cmp(new(big.Int).SetUint64(chainID)) != 0 {
		return nil, fmt.Errorf("a transaction of type %d for chain %s: only type 2 for chain %d is signed remotely", tx.Type(), tx.ChainId(), chainID)
	}
	ctx, cancel := context.WithTimeout(ctx, remoteTimeout)
	defer cancel()
	raw, err := r.ask(ctx, map[string]any{
		"from": r.address, "to": tx.To(), "gas": hexutil.Uint64(tx.Gas()), "nonce": hexutil.Uint64(tx.Nonce()),
		"maxFeePerGas": (*hexutil.Big)(tx.GasFeeCap()), "maxPriorityFeePerGas": (*hexutil.Big)(tx.GasTipCap()),
		"value": (*hexutil.Big)(tx.Value()), "data": hexutil.Bytes(tx.Data()), "chainId": hexutil.Uint64(chainID),
	})
	var signed *types.Transaction
	if err == nil {
		signed, err = r.adopt(tx, raw)
	}
	if err != nil {
		return nil, fmt.Errorf("the remote signer %s, asked to sign with %s: %w", r.host, r.address, err)
	}
	return signed, nil
}

// adopt puts the signature of the answer under the transaction that was asked for. Signers write r and s without their zeros or with more, s in
// the upper half, and v in several ways.
func (r *Remote) adopt(tx *types.Transaction, raw []byte) (*types.Transaction, error) {
	if len(raw) == 0 || raw[0] != types.DynamicFeeTxType {
		return nil, errors.New("the answer is no transaction of type 2")
	}
	var fields []rlp.RawValue
	if err := rlp.DecodeBytes(raw[1:], &fields); err != nil || len(fields) != 12 {
		return nil, errors.New("the answer is no transaction of type 2")
	}
	order := crypto.S256().Params().N
	signature := make([]byte, crypto.SignatureLength)
	for i, field := range fields[10:] {
		var content []byte
		if err := rlp.DecodeBytes(field, &content); err != nil {
			return nil, errors.New("its signature is no pair of numbers")
		}
		n := new(big.Int).SetBytes(content)
		if n.Sign() == 0 || n.Cmp(order) >= 0 {
			return nil, errors.New("its signature is no pair of numbers of the curve")
		}
		if i == 1 && n.Cmp(new(big.Int).Rsh(order, 1)) > 0 {
			n.Sub(order, n)
		}
		n.FillBytes(signature[32*i : 32*i+32])
	}
	signer := types.LatestSignerForChainID(tx.ChainId())
	hash := signer.Hash(tx)
	for v := range byte(2) {
		signature[crypto.RecoveryIDOffset] = v
		if key, err := crypto.SigToPub(hash[:], signature); err == nil && crypto.PubkeyToAddress(*key) == r.address {
			return tx.WithSignature(signer, signature)
		}
	}
	return nil, errors.New("it signed something else, or with another key")
}

// ask returns the signed bytes, as web3signer answers them and as geth and clef do.
func (r *Remote) ask(ctx context.Context, tx map[string]any) ([]byte, error) {
	method := "eth_signTransaction"
	if r.clef.Load() {
		method = "account_signTransaction"
	}
	answer, err := r.call(ctx, method, tx)
	if unknown := new(callError); !r.clef.Load() && errors.As(err, &unknown) && unknown.Code == -32601 {
		if answer, err = r.call(ctx, "account_signTransaction", tx); err == nil {
			r.clef.Store(true)
		}
	}
	if err != nil {
		return nil, err
	}
	var raw hexutil.Bytes
	if json.Unmarshal(answer, &raw) == nil {
		return raw, nil
	}
	var wrapped struct{ Raw hexutil.Bytes }
	if json.Unmarshal(answer, &wrapped) != nil {
		return nil, errors.New("the answer is no signed transaction")
	}
	return wrapped.Raw, nil
}

type callError struct {
	Code    int
	Message string
}

func (e *callError) Error() string {
	if message := []rune(e.Message); len(message) > 200 {
		return string(message[:200]) + "…"
	}
	return e.Message
}

func (r *Remote) call(ctx context.Context, method string, argument any) (json.RawMessage, error) {
	body, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": 1, "method": method, "params": []any{argument}})
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, r.url, bytes.NewReader(body))
	if err != nil {
		return nil, errors.New("its URL cannot be asked")
	}
	request.Header.Set("Content-Type", "application/json")
	response, err := http.DefaultClient.Do(request)
	if named := new(url.Error); errors.As(err, &named) {
		return nil, named.Err
	}
	if err != nil {
		return nil, err
	}
	defer func() { _ = response.Body.Close() }()
	read, err := io.ReadAll(io.LimitReader(response.Body, remoteLargest))
	if err != nil {
		return nil, err
	}
	var answer struct {
		Result json.RawMessage
		Error  *callError
	}
	switch err := json.Unmarshal(read, &answer); {
	case err == nil && answer.Error != nil:
		return nil, answer.Error
	case response.StatusCode != http.StatusOK:
		return nil, fmt.Errorf("it answered %s", strings.ToLower(response.Status))
	case err != nil || answer.Result == nil:
		return nil, errors.New("the answer is not JSON-RPC")
	}
	return answer.Result, nil
}
