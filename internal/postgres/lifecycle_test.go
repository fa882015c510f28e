package postgres_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/google/go-cmp/cmp"

	"github.com/surety-dev/surety/internal/chain/rpc"
	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/internal/settlement"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/verdict"
)

func contains(err error, text string) bool { return strings.Contains(err.Error(), text) }

// together runs fn n times at once.
func together(n int, fn func(i int) error) []error {
	errs := make([]error, n)
	gate := make(chan struct{})
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() {
			<-gate
			errs[i] = fn(i)
		})
	}
	close(gate)
	all.Wait()
	return errs
}

// anyone is a chain that takes every signature and every call.
type anyone struct{}

func (anyone) Simulate(context.Context, []byte) error { return nil }

func (anyone) VerifySignature(context.Context, common.Hash, []byte, common.Address) error { return nil }

func (d database) service() *lifecycle.Service {
	return lifecycle.New(lifecycle.Deployment{Evaluator: common.Address{0xe}, FeeBps: 100, FeeTo: common.Address{0xf}, Policy: policy.Default().Hash()}, d.DB, anyone{},
		func(pact.Covenant) error { return nil })
}

func request(id string) lifecycle.Request {
	return lifecycle.Request{Party: buyer, ID: id, Hash: [32]byte{1}}
}

func TestAPactIsReadAsItWasStored(t *testing.T) {
	t.Parallel()
	d := open(t)
	p := agreed(1)
	want := lifecycle.Record{
		ID: p.Terms.ID(), Pact: p, ProviderSignature: []byte{1}, BuyerSignature: []byte{2}, State: lifecycle.Withheld,
		Money: lifecycle.Money{
			Held: 50_000_000, ProviderHeld: 20_000_000, ProviderPaid: 30_000_000, BuyerPaid: 19_000_000, FeePaid: 1_000_000, Since: start, Block: 7, OnChain: true,
		},
		Deliverable: common.Hash{0xd}, EvidenceRoot: common.Hash{0xe}, BuyerEvidenceRoot: common.Hash{0xb}, CreateTime: start,
	}
	d.do(t, func(tx lifecycle.Tx) error { return tx.SavePact(want) })
	if diff := cmp.Diff(want, d.record(t, want.ID)); diff != "" {
		t.Errorf("(-stored +read):\n%s", diff)
	}
	if _, err := d.Pact(t.Context(), pact.ID{9}); !errors.Is(err, lifecycle.ErrNoPact) {
		t.Errorf("an unknown one: %v", err)
	}
}

func TestAnEventIsReadAsItWasStored(t *testing.T) {
	t.Parallel()
	d := open(t)
	id, terms, block := pact.ID{1}, agreed(1).Terms, header(1, 1)
	want := event(escrow.Funded, id, block, func(e *escrow.Event) {
		e.Terms, e.Party, e.Hash = &terms, buyer, common.Hash{3}
		e.ProviderAmount, e.BuyerAmount, e.ProviderHeld, e.BuyerHeld, e.Amount, e.LogIndex = 1, 2, 3, 4, 5, 6
	})
	d.apply(t, []rpc.Header{block}, want)
	d.do(t, func(tx lifecycle.Tx) error {
		got, err := tx.Events(id)
		if diff := cmp.Diff([]lifecycle.Event{want}, got); diff != "" {
			t.Errorf("(-stored +read):\n%s", diff)
		}
		return err
	})
}

func TestPagesListEveryPactOnce(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.apply(t, []rpc.Header{header(1, 1)})
	want := map[pact.ID]bool{}
	for n := range byte(7) {
		want[d.signed(t, n)] = true // all at one time: only the id tells them apart
	}
	for _, account := range []common.Address{provider, buyer, arbiter} {
		got, page := map[pact.ID]bool{}, lifecycle.Page{}
		for {
			records, err := d.Pacts(t.Context(), account, []lifecycle.State{lifecycle.Signed}, page, 3)
			if err != nil {
				t.Fatal(err)
			}
			if len(records) == 0 {
				break
			}
			for _, r := range records {
				if got[r.ID] {
					t.Fatalf("pact %s twice", r.ID)
				}
				got[r.ID] = true
				page = lifecycle.Page{Time: r.CreateTime, ID: r.ID}
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", account, diff)
		}
	}
	if records, err := d.Pacts(t.Context(), buyer, []lifecycle.State{lifecycle.Funded}, lifecycle.Page{}, 9); err != nil || len(records) != 0 {
		t.Errorf("funded ones: %d, %v", len(records), err)
	}
	if records, err := d.Pacts(t.Context(), common.Address{9}, nil, lifecycle.Page{}, 9); err != nil || len(records) != 0 {
		t.Errorf("a stranger's: %d, %v", len(records), err)
	}
}

func TestOneRequestManyTimesAtOnceIsDoneOnce(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.apply(t, []rpc.Header{header(1, 1)})
	id, s := agreed(1).Terms.ID(), d.service()
	errs := together(8, func(int) error {
		r, err := s.Propose(context.Background(), request("propose"), agreed(1), buyer, []byte{2})
		if err == nil && (r.ID != id || r.State != lifecycle.Proposed) {
			return fmt.Errorf("answered %+v", r)
		}
		return err
	})
	if err := errors.Join(errs...); err != nil {
		t.Error(err)
	}
	if n := value[int](t, d, "select count(*) from journal"); n != 1 {
		t.Errorf("done %d times", n)
	}
}

func TestOneRequestIDWithTwoContentsAtOnceIsOneOfThem(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.signed(t, 1)
	errs := together(8, func(i int) error {
		req := request("r")
		req.Hash[1] = byte(i)
		return d.Update(context.Background(), func(tx lifecycle.Tx) error {
			if _, err := tx.Claim(req); err != nil {
				return err
			}
			return tx.Journal(lifecycle.Entry{Pact: id, State: lifecycle.Signed, Kind: "mine"})
		})
	})
	refused := 0
	for _, err := range errs {
		if errors.Is(err, lifecycle.ErrRequestReused) {
			refused++
		} else if err != nil {
			t.Error(err)
		}
	}
	if n := value[int](t, d, "select count(*) from journal where kind = 'mine'"); refused != 7 || n != 1 {
		t.Errorf("%d refused, %d stored", refused, n)
	}
}

func TestTwoPartiesProposeOnePactAtOnceAndBothHaveSigned(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.apply(t, []rpc.Header{header(1, 1)})
	s := d.service()
	for n := range byte(10) {
		errs := together(2, func(i int) error {
			_, err := s.Propose(context.Background(), request(fmt.Sprint(n)), agreed(n), []common.Address{provider, buyer}[i], []byte{byte(i)})
			return err
		})
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		if r := d.record(t, agreed(n).Terms.ID()); r.State != lifecycle.Signed {
			t.Fatalf("it is %s, signed %x and %x", r.State, r.ProviderSignature, r.BuyerSignature)
		}
	}
}

func TestAPactProposedWhileItsFundingIsAppliedIsFunded(t *testing.T) {
	t.Parallel()
	d := open(t)
	d.apply(t, []rpc.Header{header(1, 1)})
	p := agreed(1)
	id, block, done := p.Terms.ID(), header(2, 1), make(chan struct{})
	var proposed error
	err := d.Apply(t.Context(), func(tx settlement.LedgerTx) error {
		if err := errors.Join(tx.AddBlocks(block), tx.AddEvents(event(escrow.Funded, id, block, func(e *escrow.Event) { e.Terms = &p.Terms }))); err != nil {
			return err
		}
		if _, err := tx.Pact(id); !errors.Is(err, lifecycle.ErrNoPact) {
			return fmt.Errorf("known already: %w", err)
		}
		go func() {
			defer close(done)
			_, proposed = d.service().Propose(context.Background(), request("r"), p, buyer, []byte{2})
		}()
		d.waiting(t, done)
		return nil
	})
	<-done
	if err := errors.Join(err, proposed); err != nil {
		t.Fatal(err)
	}
	if r := d.record(t, id); r.State != lifecycle.Funded {
		t.Errorf("it is %s", r.State)
	}
}

func TestARelayedRequestFindsItsIntent(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.signed(t, 1)
	req := request("fund")
	want := lifecycle.Intent{Pact: id, Action: lifecycle.ActFund, Call: []byte{1, 2}, Deadline: 3, State: lifecycle.IntentPending}
	if _, found, err := d.Relayed(t.Context(), req, id, lifecycle.ActFund); found || err != nil {
		t.Errorf("before it was made: %v %v", found, err)
	}
	d.do(t, func(tx lifecycle.Tx) error {
		_, err := tx.Claim(req)
		return errors.Join(err, tx.AddIntent(want))
	})
	got, found, err := d.Relayed(t.Context(), req, id, lifecycle.ActFund)
	want.ID = got.ID
	if diff := cmp.Diff(want, got); !found || err != nil || diff != "" {
		t.Errorf("%v %v (-want +got):\n%s", found, err, diff)
	}
	req.Hash[0]++
	if _, _, err := d.Relayed(t.Context(), req, id, lifecycle.ActFund); !errors.Is(err, lifecycle.ErrRequestReused) {
		t.Errorf("with other content: %v", err)
	}
	err = d.Update(t.Context(), func(tx lifecycle.Tx) error { return tx.AddIntent(want) })
	if !errors.Is(err, lifecycle.ErrIntentExists) {
		t.Errorf("a second intent: %v", err)
	}
}

func TestAReaderWithACursorMissesNoLine(t *testing.T) {
	d := open(t)
	ids := []pact.ID{d.signed(t, 1), d.signed(t, 2)}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)

	const writers, each = 12, 15
	written := make(chan string, 2*writers*each)
	done := make(chan struct{})
	go func() {
		defer close(done)
		errs := together(writers, func(w int) error {
			random := rand.New(rand.NewPCG(seed, uint64(w)))
			for n := range each {
				err := d.Update(context.Background(), func(tx lifecycle.Tx) error {
					for _, part := range []string{"begin", "end"} {
						detail := fmt.Sprint(w, " ", n, " ", part)
						if err := tx.Journal(lifecycle.Entry{Pact: ids[random.IntN(2)], State: lifecycle.Signed, Kind: "test", Detail: detail}); err != nil {
							return err
						}
						for range random.IntN(20) { // some transactions are long: others begin later and end sooner
							if _, err := tx.Now(); err != nil {
								return err
							}
						}
					}
					if random.IntN(5) == 0 {
						return context.Canceled // and some are never committed
					}
					return nil
				})
				switch {
				case err == nil:
					written <- fmt.Sprint(w, " ", n, " begin")
					written <- fmt.Sprint(w, " ", n, " end")
				case !errors.Is(err, context.Canceled):
					return err
				}
			}
			return nil
		})
		if err := errors.Join(errs...); err != nil {
			t.Error(err)
		}
	}()

	seen, want := map[string]int{}, -1
	var cursor lifecycle.Cursor
	for want < 0 || len(seen) < want {
		lines, err := d.ReadJournal(t.Context(), provider, nil, cursor)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range lines {
			if c := l.Cursor; c.Xid < cursor.Xid || c.Xid == cursor.Xid && c.Seq <= cursor.Seq {
				t.Fatalf("line %v comes after %v", c, cursor)
			}
			cursor = l.Cursor
			if l.Kind == "test" {
				seen[l.Detail]++
			}
		}
		if len(lines) == 0 && want >= 0 { // everything is committed, nothing hides a line any more
			break
		}
		select {
		case <-done:
			want = len(written)
		default:
		}
	}
	for range want {
		if line := <-written; seen[line] != 1 {
			t.Errorf("line %q was seen %d times", line, seen[line])
		}
	}
	if len(seen) != want {
		t.Errorf("%d lines seen, %d committed", len(seen), want)
	}
}

func TestALineWaitsForTransactionsThatBeganBefore(t *testing.T) {
	d := open(t)
	id := d.signed(t, 1)
	kinds := func(after lifecycle.Cursor) (out []string, last lifecycle.Cursor) {
		lines, err := d.ReadJournal(t.Context(), buyer, &id, after)
		if err != nil {
			t.Fatal(err)
		}
		for _, l := range lines {
			out, last = append(out, l.Kind), l.Cursor
		}
		return out, last
	}
	_, cursor := kinds(lifecycle.Cursor{})
	line := func(kind string) lifecycle.Entry {
		return lifecycle.Entry{Pact: id, State: lifecycle.Signed, Kind: kind}
	}
	d.do(t, func(older lifecycle.Tx) error {
		if err := older.Journal(line("older")); err != nil {
			return err
		}
		d.do(t, func(newer lifecycle.Tx) error { return newer.Journal(line("newer")) })
		if got, _ := kinds(cursor); len(got) != 0 {
			t.Errorf("%v shown, though an older line may still come", got)
		}
		return nil
	})
	if got, _ := kinds(cursor); !slices.Equal(got, []string{"older", "newer"}) {
		t.Errorf("then shown %v", got)
	}
}

func TestTheJournalIsForThePartiesAndTheArbiter(t *testing.T) {
	d := open(t)
	one, two := d.signed(t, 1), d.signed(t, 2)
	for name, c := range map[string]struct {
		account common.Address
		only    *pact.ID
		want    int
	}{
		"the buyer's": {buyer, nil, 4}, "the provider's": {provider, nil, 4}, "the arbiter's": {arbiter, nil, 4},
		"one pact's": {buyer, &one, 2}, "a stranger's": {common.Address{9}, nil, 0}, "a stranger's of one": {common.Address{9}, &two, 0},
	} {
		lines, err := d.ReadJournal(t.Context(), c.account, c.only, lifecycle.Cursor{})
		if err != nil || len(lines) != c.want {
			t.Errorf("%s: %d lines, want %d (%v)", name, len(lines), c.want, err)
		}
	}
}

func TestWhoeverWaitsIsWokenByALine(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.signed(t, 1)
	ctx, stop := context.WithCancel(t.Context())
	woken, ended := make(chan struct{}, 100), make(chan error)
	go func() { ended <- d.Listen(ctx, "journal", func() { woken <- struct{}{} }) }()
	<-woken // it listens
	d.do(t, func(tx lifecycle.Tx) error {
		return tx.Journal(lifecycle.Entry{Pact: id, State: lifecycle.Signed, Kind: "x"})
	})
	<-woken
	stop()
	if err := <-ended; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

func TestEvidenceComesBackByteForByte(t *testing.T) {
	t.Parallel()
	d := open(t)
	random := rand.NewChaCha8([32]byte{1})
	for n, size := range []int{0, 1, 1 << 20, 1<<20 + 1, evidence.MaxSize} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			id := d.signed(t, byte(n))
			by := common.Address{7}
			if _, ok, err := d.Evidence(t.Context(), id, by); ok || err != nil {
				t.Errorf("before it is in: %v %v", ok, err)
			}
			want := make([]byte, size)
			_, _ = random.Read(want)
			root := common.Hash{byte(n)}
			d.do(t, func(tx lifecycle.Tx) error {
				return tx.SaveEvidence(lifecycle.Evidence{Pact: id, Party: by, Root: root, Signature: []byte{1}, Bundle: want, Since: 5})
			})
			got, ok, err := d.Evidence(t.Context(), id, by)
			if !ok || err != nil || !bytes.Equal(got.Bundle, want) || got.Root != root || got.Party != by || got.Since != 5 {
				t.Errorf("%d bytes, equal %v, %v %v", len(got.Bundle), bytes.Equal(got.Bundle, want), ok, err)
			}
			if _, ok, err := d.Evidence(t.Context(), id, common.Address{8}); ok || err != nil {
				t.Errorf("another's: %v %v", ok, err)
			}
		})
	}
}

func TestTwoPactsShareABundle(t *testing.T) {
	t.Parallel()
	d := open(t)
	bundle := bytes.Repeat([]byte("same"), 1<<19)
	for n := range byte(2) {
		id := d.signed(t, n)
		d.do(t, func(tx lifecycle.Tx) error {
			return tx.SaveEvidence(lifecycle.Evidence{Pact: id, Party: common.Address{n}, Root: common.Hash{1}, Signature: []byte{n}, Bundle: bundle})
		})
		if got, ok, err := d.Evidence(t.Context(), id, common.Address{n}); !ok || err != nil || !bytes.Equal(got.Bundle, bundle) {
			t.Errorf("of pact %d: %d bytes, %v %v", n, len(got.Bundle), ok, err)
		}
	}
	if chunks := value[int](t, d, "select count(*) from evidence_chunks"); chunks != 2 {
		t.Errorf("%d chunks for 2 MiB", chunks)
	}
}

func TestPapersAreKept(t *testing.T) {
	t.Parallel()
	d := open(t)
	id := d.signed(t, 1)
	if _, ok, err := d.Dispute(t.Context(), id); ok || err != nil {
		t.Errorf("a dispute before there is one: %v %v", ok, err)
	}
	want := lifecycle.Dispute{Pact: id, Party: provider, Statement: "It was kept.", Ruling: "It was.", ProviderAmount: 5, BuyerAmount: 6, RulingSignature: []byte{7}}
	consent := pact.Consent{Pact: id, ProviderAmount: 1, BuyerAmount: 2}
	d.do(t, func(tx lifecycle.Tx) error {
		return errors.Join(tx.SaveDispute(want), tx.SaveRuling(want),
			tx.SaveConsent(consent, buyer, []byte{1}), tx.SaveConsent(consent, buyer, []byte{2}), tx.SaveConsent(consent, provider, []byte{3}))
	})
	got, ok, err := d.Dispute(t.Context(), id)
	if diff := cmp.Diff(want, got); !ok || err != nil || diff != "" {
		t.Errorf("%v %v (-want +got):\n%s", ok, err, diff)
	}
	sigs, err := d.Consents(t.Context(), consent)
	if diff := cmp.Diff(map[common.Address][]byte{buyer: {2}, provider: {3}}, sigs); err != nil || diff != "" {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	consent.ProviderAmount++
	if sigs, err := d.Consents(t.Context(), consent); err != nil || len(sigs) != 0 {
		t.Errorf("of another split: %v %v", sigs, err)
	}
	if e, ok, err := d.Evaluation(t.Context(), id); ok || err != nil || e.Outcome != verdict.Outcome("") {
		t.Errorf("an evaluation before there is one: %+v %v %v", e, ok, err)
	}
}
