package signer_test

import (
	"bytes"
	"context"
	"encoding/json"
	"math/big"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/rlp"

	"github.com/surety-dev/surety/internal/signer"
)

var (
	remoteKey, _ = crypto.ToECDSA(crypto.Keccak256([]byte("remote")))
	remote       = crypto.PubkeyToAddress(remoteKey.PublicKey)
)

// asked is a transaction whose signature has, by the choice of n, r or s with or without leading zeros.
func asked(n uint64) *types.Transaction {
	return types.NewTx(&types.DynamicFeeTx{
		ChainID: big.NewInt(8453), Nonce: n, GasTipCap: big.NewInt(1_000_000), GasFeeCap: big.NewInt(20_000_000), Gas: 90_000,
		To: &common.Address{0x5e}, Data: []byte{1, 2, 3},
	})
}

// request is what a signer is sent.
type request struct {
	Method string
	Params []struct {
		From, To                           common.Address
		Gas, Nonce, ChainID                hexutil.Uint64
		Value                              *hexutil.Big
		MaxFeePerGas, MaxPriorityFeePerGas *hexutil.Big
		Data                               hexutil.Bytes
	}
}

func (r request) transaction() *types.Transaction {
	p := r.Params[0]
	return types.NewTx(&types.DynamicFeeTx{
		ChainID: new(big.Int).SetUint64(uint64(p.ChainID)), Nonce: uint64(p.Nonce), GasTipCap: (*big.Int)(p.MaxPriorityFeePerGas),
		GasFeeCap: (*big.Int)(p.MaxFeePerGas), Gas: uint64(p.Gas), To: &p.To, Value: (*big.Int)(p.Value), Data: p.Data,
	})
}

// serve starts a signer that answers with a result, or with an error where the result is nil.
func serve(t *testing.T, answer func(request) any) *signer.Remote {
	t.Helper()
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var q request
		if err := json.NewDecoder(r.Body).Decode(&q); err != nil || len(q.Params) != 1 {
			t.Errorf("asked %+v, %v", q, err)
		}
		if result := answer(q); result != nil {
			_ = json.NewEncoder(w).Encode(map[string]any{"jsonrpc": "2.0", "id": 1, "result": result})
			return
		}
		_ = json.NewEncoder(w).Encode(map[string]any{"jsonrpc": "2.0", "id": 1, "error": map[string]any{"code": -32601, "message": "the method does not exist"}})
	}))
	t.Cleanup(server.Close)
	r, err := signer.NewRemote(server.URL + "/secret#" + remote.Hex())
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func sign(tx *types.Transaction) (r, s *big.Int, v byte) {
	hash := types.LatestSignerForChainID(tx.ChainId()).Hash(tx)
	signature, err := crypto.Sign(hash[:], remoteKey)
	if err != nil {
		panic(err)
	}
	return new(big.Int).SetBytes(signature[:32]), new(big.Int).SetBytes(signature[32:64]), signature[64]
}

// encode writes a signed transaction with v, r and s as given.
func encode(tx *types.Transaction, v, r, s []byte) hexutil.Bytes {
	body, err := rlp.EncodeToBytes([]any{
		tx.ChainId(), tx.Nonce(), tx.GasTipCap(), tx.GasFeeCap(), tx.Gas(), tx.To(), tx.Value(), tx.Data(), types.AccessList{}, v, r, s,
	})
	if err != nil {
		panic(err)
	}
	return append([]byte{types.DynamicFeeTxType}, body...)
}

// checkSigned checks that it is the transaction, with the one signature that every node takes.
func checkSigned(t *testing.T, got, want *types.Transaction) {
	t.Helper()
	chain := types.LatestSignerForChainID(want.ChainId())
	from, err := types.Sender(chain, got)
	if err != nil || from != remote || chain.Hash(got) != chain.Hash(want) {
		t.Errorf("signed by %s, %v: another transaction %t", from, err, chain.Hash(got) != chain.Hash(want))
	}
	if _, _, s := got.RawSignatureValues(); s.Cmp(new(big.Int).Rsh(crypto.S256().Params().N, 1)) > 0 {
		t.Error("s in the upper half")
	}
	raw, err := got.MarshalBinary()
	if err != nil || new(types.Transaction).UnmarshalBinary(raw) != nil {
		t.Errorf("does not encode: %v", err)
	}
}

func TestARemoteSignerIsUnderstoodHoweverItWritesASignature(t *testing.T) {
	high := func(s *big.Int) *big.Int { return new(big.Int).Sub(crypto.S256().Params().N, s) }
	ways := map[string]func(*types.Transaction) any{
		"as geth does": func(tx *types.Transaction) any {
			r, s, v := sign(tx)
			return encode(tx, bytes.TrimLeft([]byte{v}, "\x00"), r.Bytes(), s.Bytes())
		},
		"s in the upper half": func(tx *types.Transaction) any {
			r, s, v := sign(tx)
			return encode(tx, []byte{v}, r.Bytes(), high(s).Bytes())
		},
		"r and s padded": func(tx *types.Transaction) any {
			r, s, v := sign(tx)
			return encode(tx, []byte{v}, common.BigToHash(r).Bytes(), common.BigToHash(s).Bytes())
		},
		"padded too far": func(tx *types.Transaction) any {
			r, s, v := sign(tx)
			return encode(tx, []byte{v}, append(make([]byte, 9), common.BigToHash(r).Bytes()...), s.Bytes())
		},
		"v of another custom": func(tx *types.Transaction) any {
			r, s, v := sign(tx)
			return encode(tx, []byte{v + 27}, r.Bytes(), s.Bytes())
		},
		"v the wrong way": func(tx *types.Transaction) any {
			r, s, v := sign(tx)
			return encode(tx, []byte{1 - v}, r.Bytes(), s.Bytes())
		},
		"an object of clef's": func(tx *types.Transaction) any {
			r, s, v := sign(tx)
			return map[string]any{"raw": encode(tx, []byte{v}, r.Bytes(), s.Bytes()), "tx": nil}
		},
	}
	short := 0
	for name, way := range ways {
		r := serve(t, func(q request) any { return way(q.transaction()) })
		for n := range uint64(300) { // one in 128 has a leading zero
			if a, b, _ := sign(asked(n)); a.BitLen() > 248 && b.BitLen() > 247 && n > 3 {
				continue
			}
			short++
			got, err := r.SignTx(t.Context(), asked(n), 8453)
			if err != nil {
				t.Fatalf("%s, nonce %d: %v", name, n, err)
			}
			checkSigned(t, got, asked(n))
		}
	}
	if short <= 4*len(ways) {
		t.Error("no signature had leading zeros")
	}
}

func TestClefIsAskedInItsOwnWords(t *testing.T) {
	var methods []string
	r := serve(t, func(q request) any {
		methods = append(methods, q.Method)
		if q.Method != "account_signTransaction" {
			return nil
		}
		a, b, v := sign(q.transaction())
		return encode(q.transaction(), []byte{v}, a.Bytes(), b.Bytes())
	})
	for n := range uint64(2) {
		got, err := r.SignTx(t.Context(), asked(n), 8453)
		if err != nil {
			t.Fatal(err)
		}
		checkSigned(t, got, asked(n))
	}
	if got := strings.Join(methods, " "); got != "eth_signTransaction account_signTransaction account_signTransaction" {
		t.Errorf("asked %s", got)
	}
}

func TestAHostileRemoteSignerIsRefused(t *testing.T) {
	resign := func(change func(*types.DynamicFeeTx)) func(request) any {
		return func(q request) any {
			p := q.transaction()
			other := &types.DynamicFeeTx{
				ChainID: p.ChainId(), Nonce: p.Nonce(), GasTipCap: p.GasTipCap(), GasFeeCap: p.GasFeeCap(), Gas: p.Gas(), To: p.To(), Data: p.Data(),
			}
			change(other)
			r, s, v := sign(types.NewTx(other))
			return encode(types.NewTx(other), []byte{v}, r.Bytes(), s.Bytes())
		}
	}
	another, err := crypto.ToECDSA(crypto.Keccak256([]byte("another")))
	if err != nil {
		t.Fatal(err)
	}
	order := crypto.S256().Params().N
	for name, answer := range map[string]func(request) any{
		"another recipient": resign(func(tx *types.DynamicFeeTx) { tx.To = &common.Address{0xbd} }),
		"money sent along":  resign(func(tx *types.DynamicFeeTx) { tx.Value = big.NewInt(1) }),
		"higher fees":       resign(func(tx *types.DynamicFeeTx) { tx.GasFeeCap = new(big.Int).Lsh(tx.GasFeeCap, 1) }),
		"another nonce":     resign(func(tx *types.DynamicFeeTx) { tx.Nonce++ }),
		"another chain":     resign(func(tx *types.DynamicFeeTx) { tx.ChainID = big.NewInt(1) }),
		"another key": func(q request) any {
			tx, err := types.SignTx(q.transaction(), types.LatestSignerForChainID(big.NewInt(8453)), another)
			if err != nil {
				panic(err)
			}
			raw, err := tx.MarshalBinary()
			if err != nil {
				panic(err)
			}
			return hexutil.Bytes(raw)
		},
		"no r": func(q request) any {
			_, s, v := sign(q.transaction())
			return encode(q.transaction(), []byte{v}, nil, s.Bytes())
		},
		"s out of range": func(q request) any {
			r, _, v := sign(q.transaction())
			return encode(q.transaction(), []byte{v}, r.Bytes(), order.Bytes())
		},
		"r of a kilobyte": func(q request) any { return encode(q.transaction(), []byte{0}, make([]byte, 1024), []byte{1}) },
		"no signature":    func(request) any { return hexutil.Bytes{2, 0xc0} },
		"nothing":         func(request) any { return hexutil.Bytes{} },
		"a legacy one":    func(request) any { return hexutil.Bytes{0xc0} },
		"words":           func(request) any { return "yes" },
		"no such method":  func(request) any { return nil },
		"endless words":   func(request) any { return strings.Repeat("x", 9<<20) },
	} {
		got, err := serve(t, answer).SignTx(t.Context(), asked(1), 8453)
		if err == nil {
			t.Errorf("%s: accepted %v", name, got)
		} else if strings.Contains(err.Error(), "secret") || len(err.Error()) > 500 {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestARemoteSignerThatIsAwayOrSilentIsAnErrorSoon(t *testing.T) {
	release := make(chan struct{})
	silent := serve(t, func(request) any { <-release; return nil })
	defer close(release)
	ctx, cancel := context.WithCancel(t.Context())
	go cancel()
	if _, err := silent.SignTx(ctx, asked(0), 8453); err == nil {
		t.Error("signed by a silent one")
	}
	away, err := signer.NewRemote("http://127.0.0.1:1/secret#" + remote.Hex())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := away.SignTx(t.Context(), asked(0), 8453); err == nil || strings.Contains(err.Error(), "secret") || !strings.Contains(err.Error(), "127.0.0.1:1") {
		t.Errorf("got %v, want its host and no path", err)
	}
	if _, err := away.SignTx(t.Context(), asked(0), 1); err == nil || !strings.Contains(err.Error(), "chain 8453") {
		t.Errorf("for another chain: %v", err)
	}
	for _, spec := range []string{"", "127.0.0.1:9000", "http://127.0.0.1:9000", "ftp://a#" + remote.Hex(), "http://a#0x12", "%"} {
		if _, err := signer.NewRemote(spec); err == nil {
			t.Errorf("%q is a remote signer", spec)
		}
	}
}
