package cli

import (
	"crypto/ecdsa"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/ethereum/go-ethereum/accounts/keystore"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/google/uuid"

	"github.com/surety-dev/surety/pkg/pact"
)

type keyCommands struct {
	New    keyNew    `cmd:"" help:"Make a key."`
	List   keyList   `cmd:"" help:"List the keys."`
	Show   keyShow   `cmd:"" help:"Show a key's address."`
	Import keyImport `cmd:"" help:"Take in a key from a file."`
}

type keyNew struct {
	Name  string `arg:"" optional:"" default:"main" help:"Its name: a-z, 0-9, - and _."`
	Light bool   `help:"Encrypt fast and weakly. For development only."`
}

type keyList struct{}

type keyShow struct {
	Name string `arg:"" optional:"" help:"Name or address; by default what --key says."`
}

type keyImport struct {
	File  string `arg:"" type:"existingfile" help:"A keystore in geth's format, or a private key as 64 hexadecimal digits."`
	Name  string `arg:"" optional:"" default:"main" help:"Its name here."`
	Light bool   `help:"Encrypt fast and weakly. For development only."`
}

// entry is a key as it lies in the home, locked.
type entry struct {
	Name    string `json:"name"`
	Address string `json:"address"`
	File    string `json:"file"`
}

func (e entry) text(p *printer) {
	p.line("%s  %s", e.Address, e.Name)
	p.line("Kept in %s, encrypted.", e.File)
}

type entries struct {
	Keys []entry `json:"keys"`
}

func (e entries) text(p *printer) {
	for _, k := range e.Keys {
		p.line("%s  %s", k.Address, k.Name)
	}
	if len(e.Keys) == 0 {
		p.line("No keys yet. Make one with: surety key new")
	}
}

func (c keyNew) Run(a *app) error {
	key, err := ecdsa.GenerateKey(crypto.S256(), rand.Reader)
	if err != nil {
		return fmt.Errorf("make a key: %w", err)
	}
	return a.keep(c.Name, key, c.Light, "")
}

func (c keyImport) Run(a *app) error {
	data, err := os.ReadFile(c.File)
	if err != nil {
		return fmt.Errorf("import a key: %w", err)
	}
	if !json.Valid(data) {
		key, err := crypto.HexToECDSA(strings.TrimPrefix(strings.TrimSpace(string(data)), "0x"))
		if err != nil { // it may quote the key
			return usage("%s is neither a keystore in geth's format nor a private key of 64 hexadecimal digits", c.File)
		}
		return a.keep(c.Name, key, c.Light, "")
	}
	password, err := a.password(c.File, false)
	if err != nil {
		return err
	}
	key, err := keystore.DecryptKey(data, password)
	if err != nil {
		return usage("open %s: %v; check the password", c.File, err)
	}
	return a.keep(c.Name, key.PrivateKey, c.Light, password)
}

// keep encrypts the key into the home. Without a password it asks for a new one.
func (a *app) keep(name string, private *ecdsa.PrivateKey, light bool, password string) error {
	if name == "" || len(name) > 64 || strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789-_") != "" {
		return usage("key name %q: write 1 to 64 of a-z, 0-9, - and _", name)
	}
	e := entry{name, crypto.PubkeyToAddress(private.PublicKey).Hex(), filepath.Join(a.Home, "keys", name+".json")}
	if _, err := os.Lstat(e.File); err == nil {
		return usage("there is a key %s already (%s); choose another name", name, e.File)
	}
	if password == "" {
		var err error
		if password, err = a.password("the new key "+name, true); err != nil {
			return err
		}
	}
	n, p := keystore.StandardScryptN, keystore.StandardScryptP
	if light {
		n, p = keystore.LightScryptN, keystore.LightScryptP
	}
	key := &keystore.Key{Id: uuid.New(), Address: common.HexToAddress(e.Address), PrivateKey: private}
	data, err := keystore.EncryptKey(key, password, n, p)
	if err != nil {
		return fmt.Errorf("encrypt the key: %w", err)
	}
	if err := writeNew(e.File, data); err != nil {
		return err
	}
	a.note("Keep a copy of that file and of its password: whoever has both is you, and nobody can restore them.")
	return a.show(e)
}

func (keyList) Run(a *app) error {
	keys, err := a.keys()
	if err != nil {
		return err
	}
	return a.show(entries{keys})
}

func (c keyShow) Run(a *app) error {
	if c.Name != "" {
		a.Account = c.Name
	}
	e, err := a.key()
	if err != nil {
		return err
	}
	return a.show(e)
}

// keys lists the keys of the home by name.
func (a *app) keys() ([]entry, error) {
	files, err := filepath.Glob(filepath.Join(a.Home, "keys", "*.json"))
	if err != nil {
		return nil, fmt.Errorf("list keys: %w", err)
	}
	found := []entry{}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("list keys: %w", err)
		}
		var stored struct {
			Address string `json:"address"`
		}
		if err := json.Unmarshal(data, &stored); err != nil || !common.IsHexAddress(stored.Address) {
			return nil, usage("%s is no keystore in geth's format; move it elsewhere", file)
		}
		found = append(found, entry{strings.TrimSuffix(filepath.Base(file), ".json"), common.HexToAddress(stored.Address).Hex(), file})
	}
	return found, nil
}

// key finds the key that --key means, still locked.
func (a *app) key() (entry, error) {
	keys, err := a.keys()
	if err != nil {
		return entry{}, err
	}
	var names []string
	for _, k := range keys {
		if k.Name == a.Account || strings.EqualFold(k.Address, a.Account) {
			return k, nil
		}
		names = append(names, k.Name)
	}
	switch {
	case len(keys) == 0:
		return entry{}, usage("no keys in %s; make one with: surety key new", filepath.Join(a.Home, "keys"))
	case a.Account != "":
		return entry{}, usage("no key %s; there is %s", a.Account, strings.Join(names, ", "))
	case len(keys) > 1:
		return entry{}, usage("which key? choose with --key NAME: %s", strings.Join(names, ", "))
	}
	return keys[0], nil
}

// unlocked is the key of this run. It asks for the password when it first signs.
type unlocked struct {
	entry
	app *app
	key *ecdsa.PrivateKey
}

// signer is the key that --key means.
func (a *app) signer() (*unlocked, error) {
	if a.unlock == nil {
		e, err := a.key()
		if err != nil {
			return nil, err
		}
		a.unlock = &unlocked{entry: e, app: a}
	}
	return a.unlock, nil
}

// Address is the key's account.
func (u *unlocked) Address() common.Address { return common.HexToAddress(u.entry.Address) }

// SignHash signs as pact.Sign does.
func (u *unlocked) SignHash(digest common.Hash) ([]byte, error) {
	key, err := u.private()
	if err != nil {
		return nil, err
	}
	return pact.Sign(digest, key)
}

func (u *unlocked) private() (*ecdsa.PrivateKey, error) {
	if u.key != nil {
		return u.key, nil
	}
	password, err := u.app.password("key "+u.Name, false)
	if err != nil {
		return nil, err
	}
	data, err := os.ReadFile(u.File)
	if err != nil {
		return nil, fmt.Errorf("unlock key %s: %w", u.Name, err)
	}
	key, err := keystore.DecryptKey(data, password)
	if err != nil {
		return nil, usage("unlock key %s: %v; check the password", u.Name, err)
	}
	if key.Address != u.Address() {
		return nil, usage("%s holds the key of %s, not of %s as it says; restore it from a copy", u.File, key.Address, u.Address())
	}
	u.key = key.PrivateKey
	return u.key, nil
}

// writeNew writes a file as write does, but never over another.
func writeNew(file string, data []byte) error {
	draft, err := newDraft(file, data)
	if err != nil {
		return err
	}
	defer func() { _ = os.Remove(draft) }()
	if err := os.Link(draft, file); errors.Is(err, fs.ErrExist) {
		return usage("%s exists already; name another file", file)
	} else if err != nil {
		return fmt.Errorf("write %s: %w", file, err)
	}
	return nil
}
