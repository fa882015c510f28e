package lifecycle

import (
	"context"
	"crypto/ecdsa"
	"errors"
	"maps"
	"slices"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/surety-dev/surety/pkg/pact"
)

// data is what a database would hold.
type data struct {
	Time     int64
	Records  map[pact.ID]Record
	Chain    map[pact.ID][]Event
	Requests map[Request]pact.ID // the pact is the zero one
	Consents map[pact.Consent]map[common.Address][]byte
	Evidence map[common.Address]Evidence // by party; there is one pact
	Fixed    bool
	Queue    []pact.ID
	Disputes []Dispute
	Intents  []Intent
	Journal  []Entry
}

// memory is a Store whose transactions are whole: they change a copy, which replaces the data when they commit.
type memory struct{ *data }

func newMemory() *memory {
	return &memory{&data{
		Time: start, Records: map[pact.ID]Record{}, Chain: map[pact.ID][]Event{}, Requests: map[Request]pact.ID{},
		Consents: map[pact.Consent]map[common.Address][]byte{}, Evidence: map[common.Address]Evidence{},
	}}
}

func (m *memory) Now(context.Context) (int64, error) { return m.Time, nil }

func (m *memory) Pact(_ context.Context, id pact.ID) (Record, error) { return tx{m.data}.Pact(id) }

func (m *memory) Consents(_ context.Context, c pact.Consent) (map[common.Address][]byte, error) {
	return m.data.Consents[c], nil
}

func (m *memory) Relayed(_ context.Context, req Request, id pact.ID, action Action) (Intent, bool, error) {
	found, err := tx{m.clone()}.Claim(req)
	if !found || err != nil {
		return Intent{}, false, err
	}
	for _, i := range slices.Backward(m.Intents) {
		if i.Pact == id && i.Action == action {
			return i, true, nil
		}
	}
	return Intent{}, false, errors.New("the request led to no intent")
}

func (m *memory) Update(_ context.Context, fn func(Tx) error) error {
	next := m.clone()
	if err := fn(tx{next}); err != nil {
		return err
	}
	m.data = next
	return nil
}

func (m *memory) clone() *data {
	d := *m.data
	d.Records, d.Chain, d.Requests, d.Evidence = maps.Clone(d.Records), maps.Clone(d.Chain), maps.Clone(d.Requests), maps.Clone(d.Evidence)
	d.Consents = make(map[pact.Consent]map[common.Address][]byte)
	for c, sigs := range m.data.Consents {
		d.Consents[c] = maps.Clone(sigs)
	}
	d.Queue, d.Disputes, d.Intents, d.Journal = slices.Clone(d.Queue), slices.Clone(d.Disputes), slices.Clone(d.Intents), slices.Clone(d.Journal)
	return &d
}

type tx struct{ *data }

func (t tx) Now() (int64, error) { return t.Time, nil }

func (t tx) Pact(id pact.ID) (Record, error) {
	r, ok := t.Records[id]
	if !ok {
		return r, ErrNoPact
	}
	return r, nil
}

func (t tx) SavePact(r Record) error {
	t.Records[r.ID] = r
	return nil
}

func (t tx) Events(id pact.ID) ([]Event, error) { return t.Chain[id], nil }

func (t tx) Claim(req Request) (bool, error) {
	if _, ok := t.Requests[req]; ok {
		return true, nil
	}
	for r := range t.Requests {
		if r.Party == req.Party && r.ID == req.ID {
			return false, ErrRequestReused
		}
	}
	t.Requests[req] = pact.ID{}
	return false, nil
}

func (t tx) AddIntent(i Intent) error {
	if slices.ContainsFunc(t.Intents, func(j Intent) bool { return i.Pact == j.Pact && i.Action == j.Action && i.Epoch == j.Epoch }) {
		return ErrIntentExists
	}
	t.Intents = append(t.Intents, i)
	return nil
}

func (t tx) Journal(e Entry) error {
	t.data.Journal = append(t.data.Journal, e)
	return nil
}

func (t tx) SaveEvidence(e Evidence) error {
	t.Evidence[e.Party] = e
	return nil
}

func (t tx) EvidenceFixed(pact.ID) (bool, error) { return t.Fixed, nil }

func (t tx) AddEvaluation(id pact.ID) error {
	if !slices.Contains(t.Queue, id) {
		t.Queue = append(t.Queue, id)
	}
	return nil
}

func (t tx) SaveConsent(c pact.Consent, signer common.Address, sig []byte) error {
	if t.Consents[c] == nil {
		t.Consents[c] = map[common.Address][]byte{}
	}
	t.Consents[c][signer] = sig
	return nil
}

func (t tx) SaveDispute(d Dispute) error {
	t.Disputes = append(t.Disputes, d)
	return nil
}

func (t tx) SaveRuling(d Dispute) error { return t.SaveDispute(d) }

// door is a Chain that knows no contracts' signatures and refuses what it is told to.
type door struct {
	refusal error
	calls   [][]byte
}

func (d *door) Simulate(_ context.Context, call []byte) error {
	d.calls = append(d.calls, call)
	return d.refusal
}

func (d *door) VerifySignature(_ context.Context, digest common.Hash, sig []byte, signer common.Address) error {
	return pact.Verify(digest, sig, signer)
}

// party has a key made from its name.
type party struct {
	key     *ecdsa.PrivateKey
	address common.Address
}

func partyOf(name string) party {
	key, err := crypto.ToECDSA(crypto.Keccak256([]byte(name)))
	if err != nil {
		panic(err)
	}
	return party{key, crypto.PubkeyToAddress(key.PublicKey)}
}

func (p party) signs(digest common.Hash) []byte {
	sig, err := pact.Sign(digest, p.key)
	if err != nil {
		panic(err)
	}
	return sig
}
