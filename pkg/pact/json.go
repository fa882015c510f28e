package pact

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/ethereum/go-ethereum/common"
)

// ParsePact reads the file form of a pact, what json.Marshal writes of it: amounts as decimal USDC, addresses in EIP-55, hashes as
// 0x hex, times in Unix seconds. It is strict because somebody signs what it reads: every field once (models may be left out: none), no
// other field, valid UTF-8. It checks the form only; Validate checks the rules.
func ParsePact(data []byte) (Pact, error) {
	if !utf8.Valid(data) {
		return Pact{}, errors.New("read pact: the text is not valid UTF-8; save it as UTF-8")
	}
	var p Pact
	if err := json.Unmarshal(data, &p); err != nil {
		return Pact{}, fmt.Errorf("read pact: %w", err)
	}
	if p.Covenant.Clauses == nil {
		p.Covenant.Clauses = []Clause{}
	}
	whole, err := json.Marshal(p)
	if err != nil {
		return Pact{}, fmt.Errorf("read pact: %w", err)
	}
	want, err := fields(whole)
	if err != nil {
		return Pact{}, fmt.Errorf("read pact: %w", err)
	}
	got, err := fields(data)
	if err != nil {
		return Pact{}, fmt.Errorf("read pact: %w", err)
	}
	known, seen := make(map[string]bool, len(want)), make(map[string]bool, len(got))
	for _, f := range want {
		known[f] = true
	}
	var errs []error
	var last string // what lies inside the field last complained about is not worth a line of its own
	refuse := func(f, reason string) {
		if last == "" || !strings.HasPrefix(f, last+".") && !strings.HasPrefix(f, last+"[") {
			errs = append(errs, &Invalid{f, reason})
			last = f
		}
	}
	for _, f := range got {
		if !known[f] {
			refuse(f, "no such field in a pact; remove it or correct its name (lower case)")
		} else if seen[f] {
			refuse(f, "given twice; keep one")
		}
		seen[f] = true
	}
	for _, f := range want {
		if !seen[f] {
			refuse(f, "missing; a pact names every field, even when it is empty or zero")
		}
	}
	if len(errs) > 0 {
		return Pact{}, fmt.Errorf("read pact: %w", errors.Join(errs...))
	}
	return p, nil
}

const maxDepth = 5 // the pact, its covenant, the clauses, a clause, its field

// fields lists the path of every member that is not null, in order: "terms.deal.amount".
func fields(data []byte) (paths []string, err error) {
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.UseNumber() // a number nobody reads may be out of any range
	next := func() (token json.Token) {
		if err == nil {
			token, err = dec.Token()
		}
		return token
	}
	depth := 0
	var value func(path string, member bool)
	value = func(path string, member bool) {
		if depth++; depth > maxDepth {
			err = errors.New("it is nested deeper than a pact; remove what does not belong there")
		}
		defer func() { depth-- }()
		token := next()
		if member && token != nil {
			paths = append(paths, path)
		}
		switch token {
		case json.Delim('{'):
			for err == nil && dec.More() {
				name, _ := next().(string)
				if strings.ContainsAny(name, ".[") { // else it could pass for the path of another
					name = strconv.Quote(name)
				}
				value(strings.TrimPrefix(path+"."+name, "."), true)
			}
			next() // }
		case json.Delim('['):
			for i := 0; err == nil && dec.More(); i++ {
				value(path+"["+strconv.Itoa(i)+"]", false)
			}
			next() // ]
		}
	}
	value("", false)
	return paths, err
}

// ErrAddress says that a text is no address one should send money to.
var ErrAddress = errors.New("write an address as 0x and 40 hexadecimal digits")

// ParseAddress reads an address in EIP-55 or all lower case. Mixed case that is not EIP-55 is a typing error, so it is refused.
func ParseAddress(s string) (common.Address, error) {
	if !strings.HasPrefix(s, "0x") || !common.IsHexAddress(s) {
		return common.Address{}, fmt.Errorf("address %.80q: %w", s, ErrAddress)
	}
	a := common.HexToAddress(s)
	if s != a.Hex() && s != strings.ToLower(s) {
		return common.Address{}, fmt.Errorf("address %q: %w; its EIP-55 checksum is wrong, so copy it again", s, ErrAddress)
	}
	return a, nil
}

// eip55 is an address as files write it; go-ethereum's own encoding is lower case and reads any.
type eip55 common.Address

func (a eip55) MarshalText() ([]byte, error) { return []byte(common.Address(a).Hex()), nil }

func (a *eip55) UnmarshalText(text []byte) error {
	parsed, err := ParseAddress(string(text))
	*a = eip55(parsed)
	return err
}

// The file forms: their address fields hide those of the embedded type.
type (
	plainGate Gate
	gateFile  struct {
		Evaluator eip55 `json:"evaluator"`
		plainGate
		FeeTo eip55 `json:"fee_to"`
	}
	plainDeal Deal
	dealFile  struct {
		Buyer    eip55 `json:"buyer"`
		Provider eip55 `json:"provider"`
		Arbiter  eip55 `json:"arbiter"`
		plainDeal
	}
)

// MarshalJSON writes the file form.
func (g Gate) MarshalJSON() ([]byte, error) {
	return json.Marshal(gateFile{eip55(g.Evaluator), plainGate(g), eip55(g.FeeTo)})
}

// UnmarshalJSON reads the file form.
func (g *Gate) UnmarshalJSON(data []byte) error {
	var f gateFile
	if err := json.Unmarshal(data, &f); err != nil {
		return fmt.Errorf("gate: %w", err)
	}
	*g = Gate(f.plainGate)
	g.Evaluator, g.FeeTo = common.Address(f.Evaluator), common.Address(f.FeeTo)
	return nil
}

// MarshalJSON writes the file form.
func (d Deal) MarshalJSON() ([]byte, error) {
	return json.Marshal(dealFile{eip55(d.Buyer), eip55(d.Provider), eip55(d.Arbiter), plainDeal(d)})
}

// UnmarshalJSON reads the file form.
func (d *Deal) UnmarshalJSON(data []byte) error {
	var f dealFile
	if err := json.Unmarshal(data, &f); err != nil {
		return fmt.Errorf("deal: %w", err)
	}
	*d = Deal(f.plainDeal)
	d.Buyer, d.Provider, d.Arbiter = common.Address(f.Buyer), common.Address(f.Provider), common.Address(f.Arbiter)
	return nil
}
