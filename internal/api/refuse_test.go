package api_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	"github.com/surety-dev/surety/pkg/client"
	"github.com/surety-dev/surety/pkg/evidence"
	"github.com/surety-dev/surety/pkg/pact"
	pb "github.com/surety-dev/surety/pkg/suretypb"
	"github.com/surety-dev/surety/pkg/usdc"
	"github.com/surety-dev/surety/pkg/verdict"
)

func TestAPactThatBreaksARuleIsRefusedAlthoughItIsSigned(t *testing.T) {
	now := stack.Chain.Now()
	rehash := func(change func(c *pact.Covenant)) func(d *deal) {
		return func(d *deal) {
			change(&d.Covenant)
			d.Terms.Deal.Covenant = d.Covenant.Hash()
		}
	}
	for name, c := range map[string]struct {
		change func(d *deal)
		field  string
		words  string
	}{
		"an amount of 0":              {func(d *deal) { d.Terms.Deal.Amount = 0 }, "terms.deal.amount", "more than 0"},
		"all of it upfront":           {func(d *deal) { d.Terms.Deal.Upfront = d.Terms.Deal.Amount }, "terms.deal.upfront", "less than the amount"},
		"another covenant's hash":     {func(d *deal) { d.Terms.Deal.Covenant = crypto.Keccak256Hash() }, "terms.deal.covenant", "set it to 0x"},
		"funding ends in the past":    {func(d *deal) { d.Terms.Deal.FundBy = now - 1 }, "terms.deal.fund_by", "set a later time"},
		"funding ends now":            {func(d *deal) { d.Terms.Deal.FundBy = now }, "terms.deal.fund_by", "set a later time"},
		"evaluation ends in the past": {func(d *deal) { d.Terms.Deal.FundBy, d.Terms.Gate.EvaluateBy = now-2, now-1 }, "terms.deal.fund_by", "set a later time"},
		"no time at all":              {func(d *deal) { d.Terms.Gate.EvaluateBy = 0 }, "terms.gate.evaluate_by", "Unix seconds"},
		"evaluation in ten years":     {func(d *deal) { d.Terms.Gate.EvaluateBy = now + 2*pact.Horizon }, "terms.gate.evaluate_by", "or earlier"},
		"funded after evaluation":     {func(d *deal) { d.Terms.Deal.FundBy = d.Terms.Gate.EvaluateBy + 1 }, "terms.deal.fund_by", "before evaluate_by"},
		"the provider is the buyer":   {func(d *deal) { d.Terms.Deal.Buyer = d.Terms.Deal.Provider }, "terms.deal.provider", "must differ"},
		"the arbiter is a party":      {func(d *deal) { d.Terms.Deal.Arbiter = d.Terms.Deal.Buyer }, "terms.deal.arbiter", "who is not"},
		"another evaluator":           {func(d *deal) { d.Terms.Gate.Evaluator = common.HexToAddress("0x0e") }, "terms.gate.evaluator", "this service's"},
		"another fee":                 {func(d *deal) { d.Terms.Gate.FeeBps++ }, "terms.gate.fee_bps", "this service's fee, 100 bps"},
		"another policy":              {rehash(func(c *pact.Covenant) { c.Policy[0]++ }), "covenant.policy", "GetDeployment"},
		"an unknown metric":           {rehash(func(c *pact.Covenant) { c.Clauses[0].Metric = "charm" }), "covenant.clauses[0].metric", `"charm" is unknown`},
		"an unknown operator":         {rehash(func(c *pact.Covenant) { c.Clauses[0].Operator = "exceeds" }), "covenant.clauses[0].operator", `"exceeds" is unknown`},
		"no clauses":                  {rehash(func(c *pact.Covenant) { c.Clauses = nil }), "covenant.clauses", "write 1 to"},
		"a clause twice":              {rehash(func(c *pact.Covenant) { c.Clauses = append(c.Clauses, c.Clauses[0]) }), "covenant.clauses[1].id", "choose another"},
		"a title that forges a line":  {rehash(func(c *pact.Covenant) { c.Title = "x\ntime=0 level=ERROR msg=forged" }), "covenant.title", "remove it"},
		"a title that turns around":   {rehash(func(c *pact.Covenant) { c.Title = "pays \u202e0001" }), "covenant.title", "remove it"},
		"a title with a NUL":          {rehash(func(c *pact.Covenant) { c.Title = "a\x00b" }), "covenant.title", "remove it"},
		"a title of a megabyte":       {rehash(func(c *pact.Covenant) { c.Title = strings.Repeat("x", 1<<20) }), "covenant.title", "at most 200"},
	} {
		t.Run(name, func(t *testing.T) {
			d := draft()
			c.change(d)
			storesNothing(t, func() {
				_, err := live.pacts.CreatePact(t.Context(), d.creation(newID(), d.provider))
				invalid(t, err, c.field, c.words)
			})
		})
	}
}

func TestARequestThatCannotBeReadIsRefusedByTheNameOfItsField(t *testing.T) {
	above := strings.Replace(usdc.Max.String(), "5807", "5808", 1)
	amount := func(s string) func(r *pb.CreatePactRequest) {
		return func(r *pb.CreatePactRequest) { r.Terms.Deal.Amount = s }
	}
	for name, c := range map[string]struct {
		change func(r *pb.CreatePactRequest)
		field  string
		words  string
	}{
		"a negative amount":           {amount("-1"), "terms.deal.amount", "cannot be negative"},
		"7 decimals":                  {amount("1.0000001"), "terms.deal.amount", "at most 6 decimals"},
		"an amount above the maximum": {amount(above), "terms.deal.amount", "the largest amount is " + usdc.Max.String()},
		"no amount":                   {amount(""), "terms.deal.amount", "write USDC as digits"},
		"an amount in words":          {amount("ten"), "terms.deal.amount", "write USDC as digits"},
		"an amount with an exponent":  {amount("1e3"), "terms.deal.amount", "write USDC as digits"},
		"an amount with a space":      {amount(" 1"), "terms.deal.amount", "write USDC as digits"},
		"an amount with a line break": {amount("1\n2"), "terms.deal.amount", "write USDC as digits"},
		"a million digits":            {amount(strings.Repeat("9", 1_000_000)), "terms.deal.amount", "write USDC as digits"},
		"no buyer":                    {func(r *pb.CreatePactRequest) { r.Terms.Deal.Buyer = "" }, "terms.deal.buyer", "missing"},
		"half an address":             {func(r *pb.CreatePactRequest) { r.Terms.Deal.Buyer = "0x1234" }, "terms.deal.buyer", "0x1234"},
		"a mistyped address": {func(r *pb.CreatePactRequest) {
			r.Terms.Deal.Buyer = "0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
		}, "terms.deal.buyer", "0x5AAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"},
		"the zero address":       {func(r *pb.CreatePactRequest) { r.Terms.Deal.Buyer = common.Address{}.Hex() }, "terms.deal.buyer", "name the buyer"},
		"half a salt":            {func(r *pb.CreatePactRequest) { r.Terms.Deal.Salt = "0x12" }, "terms.deal.salt", "64 hexadecimal digits"},
		"seven times the whole":  {func(r *pb.CreatePactRequest) { r.Terms.Gate.FeeBps = 70_000 }, "terms.gate.fee_bps", "at most 10000"},
		"no terms":               {func(r *pb.CreatePactRequest) { r.Terms = nil }, "terms", "send it"},
		"no gate":                {func(r *pb.CreatePactRequest) { r.Terms.Gate = nil }, "terms.gate", "send it"},
		"no deal":                {func(r *pb.CreatePactRequest) { r.Terms.Deal = nil }, "terms.deal", "send it"},
		"no covenant":            {func(r *pb.CreatePactRequest) { r.Covenant = nil }, "covenant", "send it"},
		"no signer":              {func(r *pb.CreatePactRequest) { r.Signer = "" }, "signer", "missing"},
		"a signer that is prose": {func(r *pb.CreatePactRequest) { r.Signer = "the\nbuyer" }, "signer", `the\nbuyer`},
	} {
		t.Run(name, func(t *testing.T) {
			d := draft()
			r := d.creation(newID(), d.provider)
			c.change(r)
			storesNothing(t, func() {
				_, err := live.pacts.CreatePact(t.Context(), r)
				invalid(t, err, c.field, c.words)
			})
		})
	}
}

func TestOnlyTheRightSignatureBinds(t *testing.T) {
	d := funded(t)
	other := newKey()
	for _, method := range methods {
		m := d.mutation(method)
		good := m.sign(stack.Domain)
		highS := bytes.Clone(good)
		s := new(common.Hash)
		crypto.S256().Params().N.FillBytes(s[:])
		borrow := 0
		for i := 31; i >= 0; i-- { // n − s
			v := int(s[i]) - int(good[32+i]) - borrow
			borrow = 0
			if v < 0 {
				v, borrow = v+256, 1
			}
			highS[32+i] = byte(v)
		}
		highS[64] ^= 27 ^ 28
		for name, sig := range map[string][]byte{
			"without a signature":                         nil,
			"with half a signature":                       good[:32],
			"with 100 KB of signature":                    bytes.Repeat(good, 1600),
			"with a signature that is zero":               make([]byte, 65),
			"with v 0 or 1":                               append(bytes.Clone(good[:64]), good[64]-27),
			"with s in the upper half":                    highS,
			"with somebody else's signature":              must(other.SignHash(m.digest(stack.Domain))),
			"with a signature for another chain":          m.sign(pact.Domain{ChainID: 8453, Escrow: stack.Domain.Escrow}),
			"with a signature for another escrow":         m.sign(pact.Domain{ChainID: stack.Domain.ChainID, Escrow: common.HexToAddress("0xe5c0")}),
			"with the right key, but another message":     sign(m.key, pact.Evidence{Pact: d.id(), Root: crypto.Keccak256Hash([]byte(method))}),
			"with the signature of the pact's other half": draft().mutation(method).sign(stack.Domain),
		} {
			t.Run(method+" "+name, func(t *testing.T) {
				storesNothing(t, func() {
					_, err := m.call(t.Context(), newID(), sig)
					refused(t, err, codes.PermissionDenied, "BAD_SIGNATURE", "expected "+m.key.Address().Hex())
				})
			})
		}
	}
}

func TestAPactIsNobodyElsesToChange(t *testing.T) {
	d, stranger := funded(t), newKey()
	for _, method := range methods {
		t.Run(method, func(t *testing.T) {
			m := d.mutationBy(method, stranger)
			storesNothing(t, func() {
				_, err := m.call(t.Context(), newID(), m.sign(stack.Domain))
				if m.says {
					refused(t, err, codes.PermissionDenied, "NOT_A_PARTY", "may not do this")
				} else {
					refused(t, err, codes.PermissionDenied, "BAD_SIGNATURE")
				}
			})
		})
	}
	t.Run("not even the arbiter's", func(t *testing.T) {
		for _, method := range []string{"SignPact", "ConsentPact", "OpenDispute"} {
			m := d.mutationBy(method, d.arbiter)
			storesNothing(t, func() {
				_, err := m.call(t.Context(), newID(), m.sign(stack.Domain))
				refused(t, err, codes.PermissionDenied, "NOT_A_PARTY")
			})
		}
	})
	t.Run("and the buyer cannot rule", func(t *testing.T) {
		m := d.mutationBy("SubmitRuling", d.buyer)
		storesNothing(t, func() {
			_, err := m.call(t.Context(), newID(), m.sign(stack.Domain))
			refused(t, err, codes.PermissionDenied, "BAD_SIGNATURE")
		})
	})
}

// reads are all the calls that answer something private about a pact.
func reads(id string, d *deal) map[string]func(context.Context) error {
	return map[string]func(context.Context) error{
		"GetPact": func(ctx context.Context) error {
			_, err := live.pacts.GetPact(ctx, &pb.GetPactRequest{PactId: id})
			return err
		},
		"WatchPacts": func(ctx context.Context) error {
			ctx, cancel := context.WithCancel(ctx)
			defer cancel()
			_, err := must(live.pacts.WatchPacts(ctx, &pb.WatchPactsRequest{PactId: id})).Recv()
			return err
		},
		"GetEvidence": func(ctx context.Context) error {
			stream := must(live.evidence.GetEvidence(ctx, &pb.GetEvidenceRequest{PactId: id, Signer: d.provider.Address().Hex()}))
			for {
				if _, err := stream.Recv(); errors.Is(err, io.EOF) {
					return nil
				} else if err != nil {
					return err
				}
			}
		},
		"GetEvaluation": func(ctx context.Context) error {
			_, err := live.evaluations.GetEvaluation(ctx, &pb.GetEvaluationRequest{PactId: id})
			return err
		},
		"GetDispute": func(ctx context.Context) error {
			_, err := live.disputes.GetDispute(ctx, &pb.GetDisputeRequest{PactId: id})
			return err
		},
	}
}

func TestAPactIsReadByItsPartiesAndItsArbiterAlone(t *testing.T) {
	d := disputed(t)
	stranger := as(t, newKey())
	sessions := map[string]context.Context{"the provider": as(t, d.provider), "the buyer": as(t, d.buyer), "the arbiter": as(t, d.arbiter)}
	for name, read := range reads(d.id().Hex(), d) {
		t.Run(name, func(t *testing.T) {
			for who, ctx := range sessions {
				if err := read(ctx); err != nil {
					t.Errorf("%s: %v", who, err)
				}
			}
			refused(t, read(stranger), codes.PermissionDenied, "NOT_A_PARTY", "sign in with the account of one")
			refused(t, read(t.Context()), codes.Unauthenticated, "NO_SESSION", "sign in")
		})
	}
	t.Run("ListPacts", func(t *testing.T) {
		for who, ctx := range sessions {
			if list := must(live.pacts.ListPacts(ctx, &pb.ListPactsRequest{})); len(list.Pacts) != 1 || list.Pacts[0].Id != d.id().Hex() {
				t.Errorf("%s has the pacts %v", who, list.Pacts)
			}
		}
		if list := must(live.pacts.ListPacts(stranger, &pb.ListPactsRequest{})); len(list.Pacts) > 0 {
			t.Errorf("a stranger has the pacts %v", list.Pacts)
		}
		_, err := live.pacts.ListPacts(t.Context(), &pb.ListPactsRequest{})
		refused(t, err, codes.Unauthenticated, "NO_SESSION")
		_, err = must(live.pacts.WatchPacts(t.Context(), &pb.WatchPactsRequest{})).Recv()
		refused(t, err, codes.Unauthenticated, "NO_SESSION")
	})
}

func TestADraftIsInvisibleToStrangers(t *testing.T) {
	d, stranger := proposed(t), newKey()
	ctx := as(t, stranger)
	for name, read := range reads(d.id().Hex(), d) {
		t.Run(name, func(t *testing.T) { refused(t, read(ctx), codes.PermissionDenied, "NOT_A_PARTY") })
	}
	// Somebody who watches everything sees the pact of his own first, although d was there before.
	own := draft()
	own.provider, own.Terms.Deal.Provider = stranger, stranger.Address()
	own.do(t, "CreatePact")
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	first := must(must(live.pacts.WatchPacts(ctx, &pb.WatchPactsRequest{})).Recv())
	if first.PactId != own.id().Hex() {
		t.Errorf("a stranger sees %s of pact %s", first.Kind, first.PactId)
	}
}

func TestWhatDoesNotExistYetIsNotFound(t *testing.T) {
	d := proposed(t)
	ctx := as(t, d.arbiter)
	read := reads(d.id().Hex(), d)
	refused(t, read["GetEvidence"](ctx), codes.NotFound, "EVIDENCE_NOT_FOUND", "no evidence")
	refused(t, read["GetEvaluation"](ctx), codes.NotFound, "EVALUATION_NOT_FOUND", "submits evidence")
	refused(t, read["GetDispute"](ctx), codes.NotFound, "DISPUTE_NOT_FOUND", "nothing was stated")

	unknown := draft()
	for name, read := range reads(unknown.id().Hex(), unknown) {
		t.Run(name, func(t *testing.T) { refused(t, read(ctx), codes.NotFound, "PACT_NOT_FOUND", "check the id") })
	}
	for _, method := range methods[1:] {
		t.Run(method, func(t *testing.T) {
			m := unknown.mutation(method)
			storesNothing(t, func() {
				_, err := m.call(t.Context(), newID(), m.sign(stack.Domain))
				refused(t, err, codes.NotFound, "PACT_NOT_FOUND", "check the id")
			})
		})
	}
}

func TestMalformedIdsTokensAndCursorsAreRefused(t *testing.T) {
	key := newKey()
	ctx := as(t, key)
	for _, id := range []string{
		"0x12", strings.Repeat("0", 66), "0x" + strings.Repeat("g", 64), "0X" + strings.Repeat("0", 64), "0x" + strings.Repeat("0", 63) + "\n",
		"'; drop table pacts; --", "../../etc/passwd", "a\nb\x00c", strings.Repeat("0x", 100_000),
	} {
		for name, read := range reads(id, draft()) {
			t.Run(name, func(t *testing.T) { invalid(t, read(ctx), "pact_id", "64 hexadecimal digits") })
		}
		t.Run("mutations", func(t *testing.T) {
			call, signer := t.Context(), key.Address().Hex()
			_, err := live.pacts.SignPact(call, &pb.SignPactRequest{RequestId: "1", PactId: id, Signer: signer})
			invalid(t, err, "pact_id")
			_, err = live.escrow.FundPact(call, &pb.FundPactRequest{RequestId: "1", PactId: id})
			invalid(t, err, "pact_id")
			_, err = live.escrow.DeliverPact(call, &pb.DeliverPactRequest{RequestId: "1", PactId: id, Deliverable: id})
			invalid(t, err, "pact_id")
			invalid(t, err, "deliverable")
			_, err = live.escrow.ConsentPact(call, &pb.ConsentPactRequest{RequestId: "1", PactId: id, ProviderAmount: id, BuyerAmount: "-1", Signer: id})
			for _, field := range []string{"pact_id", "provider_amount", "buyer_amount", "signer"} {
				invalid(t, err, field)
			}
			_, err = live.disputes.OpenDispute(call, &pb.OpenDisputeRequest{RequestId: "1", PactId: id, Signer: signer})
			invalid(t, err, "pact_id")
			_, err = live.disputes.SubmitRuling(call, &pb.SubmitRulingRequest{RequestId: "1", PactId: id, ProviderAmount: "junk", BuyerAmount: "-1"})
			for _, field := range []string{"pact_id", "provider_amount", "buyer_amount"} {
				invalid(t, err, field)
			}
			_, err = submit(call, &pb.SubmitEvidenceRequest_Header{RequestId: "1", PactId: id, Root: id, Size: 1})
			invalid(t, err, "header.pact_id")
			invalid(t, err, "header.root")
		})
	}
	for _, token := range []string{"x", "%%%", strings.Repeat("A", 53), strings.Repeat("A", 55), strings.Repeat("A", 1<<20)} {
		_, err := live.pacts.ListPacts(ctx, &pb.ListPactsRequest{PageToken: token})
		invalid(t, err, "page_token", "ListPacts gave out")
	}
	_, err := live.pacts.ListPacts(ctx, &pb.ListPactsRequest{PageSize: -1})
	invalid(t, err, "page_size")
	for _, state := range []pb.PactState{0, 99, -1} {
		_, err = live.pacts.ListPacts(ctx, &pb.ListPactsRequest{States: []pb.PactState{pb.PactState_PACT_STATE_FUNDED, state}})
		invalid(t, err, "states[1]", "write one of")
	}
	for _, cursor := range []string{"x", "1", "1-", "-1-2", "1--2", "1-2-3", "01-2", "+1-2", " 1-2", "1-2\n", "1-99999999999999999999", "0x1-2"} {
		_, err = must(live.pacts.WatchPacts(ctx, &pb.WatchPactsRequest{Cursor: cursor})).Recv()
		invalid(t, err, "cursor", "WatchPacts gave out")
	}
}

func TestEvidenceIsTakenOnlyAsItWasSigned(t *testing.T) {
	d := funded(t)
	good, root := kept.Encode(), kept.Root()
	header := func(size int) *pb.SubmitEvidenceRequest_Header {
		return &pb.SubmitEvidenceRequest_Header{
			RequestId: newID(), PactId: d.id().Hex(), Root: root.Hex(), Signature: sign(d.provider, pact.Evidence{Pact: d.id(), Root: root}), Size: int64(size),
			Signer: d.provider.Address().Hex(),
		}
	}
	replace := func(old, with string) []byte { return bytes.Replace(good, []byte(old), []byte(with), 1) }
	for name, c := range map[string]struct {
		bundle []byte
		code   codes.Code
		reason string
		words  string
	}{
		"white space":                {[]byte("  \n"), codes.InvalidArgument, "EVIDENCE_EMPTY", "nothing to read"},
		"a bundle of nothing":        {evidence.Bundle{}.Encode(), codes.InvalidArgument, "EVIDENCE_EMPTY", "needs a message or a file"},
		"bytes that are not UTF-8":   {replace("done", "d\xffne"), codes.InvalidArgument, "EVIDENCE_NOT_UTF8", "byte 0xff"},
		"invalid JSON":               {replace(":", ";"), codes.InvalidArgument, "EVIDENCE_INVALID_JSON", "a colon is expected"},
		"a truncated document":       {good[:len(good)-1], codes.InvalidArgument, "EVIDENCE_TRUNCATED", "the document ends"},
		"a key twice":                {replace(`"content":`, `"content":"no","content":`), codes.InvalidArgument, "EVIDENCE_DUPLICATE_KEY", "appears twice"},
		"a NUL":                      {replace("done", `do\u0000ne`), codes.InvalidArgument, "EVIDENCE_NUL", "NUL"},
		"an unknown field":           {replace(`"files":`, `"grade":`), codes.InvalidArgument, "EVIDENCE_WRONG_SHAPE", `no field "grade"`},
		"an endless number":          {replace(`"role":`, `"latency_ms":1e999999999,"role":`), codes.InvalidArgument, "EVIDENCE_NUMBER_OUT_OF_RANGE", "exponent"},
		"10,000 arrays":              {bytes.Repeat([]byte(`{"files":`), 10_000), codes.InvalidArgument, "EVIDENCE_WRONG_SHAPE", ""},
		"a changed word":             {replace("done", "undone"), codes.InvalidArgument, "EVIDENCE_CHANGED", "sign and submit again"},
		"the same words of somebody": {replace("assistant", "user"), codes.InvalidArgument, "EVIDENCE_CHANGED", "changed after it was signed"},
		"another bundle":             {broken.Encode(), codes.InvalidArgument, "EVIDENCE_CHANGED", root.Hex()},
	} {
		t.Run(name, func(t *testing.T) {
			storesNothing(t, func() {
				_, err := submit(t.Context(), header(len(c.bundle)), c.bundle)
				refused(t, err, c.code, c.reason, c.words)
			})
		})
	}
	for name, f := range map[string]func() error{
		"none announced": func() error {
			_, err := submit(t.Context(), header(0))
			refused(t, err, codes.InvalidArgument, "EVIDENCE_EMPTY", "send the bundle's size")
			return err
		},
		"fewer than none announced": func() error {
			_, err := submit(t.Context(), header(-1))
			refused(t, err, codes.InvalidArgument, "EVIDENCE_EMPTY", "send the bundle's size")
			return err
		},
		"1 GiB announced": func() error {
			_, err := submit(t.Context(), header(1<<30))
			refused(t, err, codes.InvalidArgument, "EVIDENCE_TOO_LARGE", "limited to 16 MiB")
			return err
		},
		"more than announced": func() error {
			_, err := submit(t.Context(), header(len(good)), good, []byte(" "))
			invalid(t, err, "chunk", fmt.Sprintf("more than the %d bytes announced", len(good)))
			return err
		},
		"fewer than announced": func() error {
			_, err := submit(t.Context(), header(len(good)+1), good)
			invalid(t, err, "chunk", "send the rest")
			return err
		},
		"no header": func() error {
			stream := must(live.evidence.SubmitEvidence(t.Context()))
			_, err := stream.CloseAndRecv()
			invalid(t, err, "header", "must come first")
			return err
		},
		"chunks without a header": func() error {
			stream := must(live.evidence.SubmitEvidence(t.Context()))
			_ = stream.Send(&pb.SubmitEvidenceRequest{Part: &pb.SubmitEvidenceRequest_Chunk{Chunk: good}})
			_, err := stream.CloseAndRecv()
			invalid(t, err, "header", "must come first")
			return err
		},
		"two headers": func() error {
			stream := must(live.evidence.SubmitEvidence(t.Context()))
			for range 2 {
				_ = stream.Send(&pb.SubmitEvidenceRequest{Part: &pb.SubmitEvidenceRequest_Header_{Header: header(len(good))}})
			}
			_, err := stream.CloseAndRecv()
			invalid(t, err, "header", "must come once")
			return err
		},
		"a chunk of 3 MiB": func() error {
			_, err := submit(t.Context(), header(3<<20), make([]byte, 3<<20))
			if status.Code(err) != codes.ResourceExhausted { // gRPC's own refusal
				t.Errorf("got %v", err)
			}
			return err
		},
		"the buyer's signature": func() error {
			h := header(len(good))
			h.Signature = sign(d.buyer, pact.Evidence{Pact: d.id(), Root: root})
			_, err := submit(t.Context(), h, good)
			refused(t, err, codes.PermissionDenied, "BAD_SIGNATURE", "expected "+d.provider.Address().Hex())
			return err
		},
		"a stranger's": func() error {
			h, stranger := header(len(good)), draft().provider
			h.Signer, h.Signature = stranger.Address().Hex(), sign(stranger, pact.Evidence{Pact: d.id(), Root: root})
			_, err := submit(t.Context(), h, good)
			refused(t, err, codes.PermissionDenied, "NOT_A_PARTY", "the pact names provider")
			return err
		},
		"the signature for another pact": func() error {
			h := header(len(good))
			h.Signature = sign(d.provider, pact.Evidence{Pact: draft().id(), Root: root})
			_, err := submit(t.Context(), h, good)
			refused(t, err, codes.PermissionDenied, "BAD_SIGNATURE")
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			storesNothing(t, func() {
				if f() == nil {
					t.Error("it was taken")
				}
			})
		})
	}
	t.Run("nesting that no parser should follow", func(t *testing.T) {
		deep := []byte(`{"usage":` + strings.Repeat("[", 10_000))
		storesNothing(t, func() {
			_, err := submit(t.Context(), header(len(deep)), deep)
			refused(t, err, codes.InvalidArgument, "EVIDENCE_WRONG_SHAPE")
		})
	})
	t.Run("twice", func(t *testing.T) {
		stack.Chain.Pause() // the verdict stays unsettled
		defer stack.Chain.Resume()
		if _, err := submit(t.Context(), header(len(good)), good); err != nil {
			t.Fatal(err)
		}
		storesNothing(t, func() {
			m := d.mutation("SubmitEvidence")
			_, err := m.call(t.Context(), newID(), m.sign(stack.Domain))
			refused(t, err, codes.AlreadyExists, "EVIDENCE_EXISTS", "cannot be replaced")
		})
	})
	e := must(read(as(t, d.buyer), d, d.provider))
	if !bytes.Equal(e.Chunk, good) || e.Root != root.Hex() || pact.Verify(stack.Domain.Digest(pact.Evidence{Pact: d.id(), Root: root}), e.Signature, d.provider.Address()) != nil {
		t.Errorf("what was handed in reads as %s, root %s, signed %x", e.Chunk, e.Root, e.Signature)
	}
	_, err := read(as(t, d.buyer), d, d.buyer)
	refused(t, err, codes.NotFound, "EVIDENCE_NOT_FOUND", "this party handed in no evidence")
	d.await(t, pb.PactState_PACT_STATE_RELEASED)
	t.Run("after the verdict", func(t *testing.T) {
		storesNothing(t, func() {
			m := d.mutation("SubmitEvidence")
			_, err := m.call(t.Context(), newID(), m.sign(stack.Domain))
			refused(t, err, codes.FailedPrecondition, "WRONG_STATE", "is released", "must be funded or delivered or evaluating")
		})
	})
}

// read gets a party's evidence, all of it in one message.
func read(ctx context.Context, d *deal, signer client.Key) (*pb.GetEvidenceResponse, error) {
	stream, whole := must(live.evidence.GetEvidence(ctx, &pb.GetEvidenceRequest{PactId: d.id().Hex(), Signer: signer.Address().Hex()})), &pb.GetEvidenceResponse{}
	for {
		part, err := stream.Recv()
		if errors.Is(err, io.EOF) {
			return whole, nil
		}
		if err != nil {
			return nil, err
		}
		proto.Merge(whole, &pb.GetEvidenceResponse{Root: part.Root, Signature: part.Signature})
		whole.Chunk = append(whole.Chunk, part.Chunk...)
	}
}

func TestTheBuyerHandsInItsOwnEvidence(t *testing.T) {
	d := funded(t)
	m := d.mutationBy("SubmitEvidence", d.buyer)
	if _, err := m.call(t.Context(), newID(), m.sign(stack.Domain)); err != nil {
		t.Fatal(err)
	}
	storesNothing(t, func() {
		_, err := m.call(t.Context(), newID(), m.sign(stack.Domain))
		refused(t, err, codes.AlreadyExists, "EVIDENCE_EXISTS", "cannot be replaced")
	})
	p := must(live.pacts.GetPact(as(t, d.arbiter), &pb.GetPactRequest{PactId: d.id().Hex()})).Pact
	if p.State != pb.PactState_PACT_STATE_FUNDED || p.BuyerEvidenceRoot != broken.Root().Hex() || p.EvidenceRoot != "" {
		t.Errorf("before a delivery the pact is %s, with %q and %q", p.State, p.BuyerEvidenceRoot, p.EvidenceRoot)
	}
	if e := must(read(as(t, d.provider), d, d.buyer)); e.Root != broken.Root().Hex() || !bytes.Equal(e.Chunk, broken.Encode()) {
		t.Errorf("it reads as %s", e.Chunk)
	}
	storesNothing(t, func() {
		_, err := read(as(t, draft().provider), d, d.buyer)
		refused(t, err, codes.PermissionDenied, "NOT_A_PARTY")
	})
}

func TestWhatTheStateOrTheMoneyForbidsIsRefused(t *testing.T) {
	s, f := signed(t), funded(t)
	for name, c := range map[string]struct {
		d      *deal
		method string
		is     string
		must   string
	}{
		"delivering before funding":      {s, "DeliverPact", "is signed", "must be funded"},
		"consenting before funding":      {s, "ConsentPact", "is signed", "must be funded"},
		"evidence before funding":        {s, "SubmitEvidence", "is signed", "must be funded"},
		"funding twice":                  {f, "FundPact", "is funded", "must be signed"},
		"disputing what is not withheld": {f, "OpenDispute", "is funded", "must be withheld"},
		"ruling on what is not disputed": {f, "SubmitRuling", "is funded", "must be disputed"},
	} {
		t.Run(name, func(t *testing.T) {
			m := c.d.mutation(c.method)
			storesNothing(t, func() {
				_, err := m.call(t.Context(), newID(), m.sign(stack.Domain))
				refused(t, err, codes.FailedPrecondition, "WRONG_STATE", c.is, c.must)
			})
		})
	}
	t.Run("a consent to more than is held", func(t *testing.T) {
		consent := pact.Consent{Pact: f.id(), ProviderAmount: 1, BuyerAmount: f.Terms.Held()}
		storesNothing(t, func() {
			_, err := live.escrow.ConsentPact(t.Context(), &pb.ConsentPactRequest{
				RequestId: newID(), PactId: f.id().Hex(), ProviderAmount: consent.ProviderAmount.String(), BuyerAmount: consent.BuyerAmount.String(),
				Signer: f.buyer.Address().Hex(), Signature: sign(f.buyer, consent),
			})
			refused(t, err, codes.InvalidArgument, "WRONG_AMOUNT", "must add up to the 90.00 USDC held")
		})
	})
	t.Run("a consent to more than there can be", func(t *testing.T) {
		consent := pact.Consent{Pact: f.id(), ProviderAmount: usdc.Max, BuyerAmount: usdc.Max}
		storesNothing(t, func() {
			_, err := live.escrow.ConsentPact(t.Context(), &pb.ConsentPactRequest{
				RequestId: newID(), PactId: f.id().Hex(), ProviderAmount: usdc.Max.String(), BuyerAmount: usdc.Max.String(),
				Signer: f.buyer.Address().Hex(), Signature: sign(f.buyer, consent),
			})
			refused(t, err, codes.InvalidArgument, "WRONG_AMOUNT")
		})
	})
	for name, c := range map[string]struct{ text, words string }{
		"nothing": {"", "1 to 16384 bytes"}, "17 KiB": {strings.Repeat("x", 17<<10), "1 to 16384 bytes"}, "a NUL": {"a\x00b", "U+0000"},
	} {
		t.Run("stating and ruling "+name, func(t *testing.T) {
			storesNothing(t, func() {
				_, err := live.disputes.OpenDispute(t.Context(), &pb.OpenDisputeRequest{RequestId: newID(), PactId: f.id().Hex(), Signer: f.buyer.Address().Hex(), Statement: c.text})
				invalid(t, err, "statement", c.words)
				_, err = live.disputes.SubmitRuling(t.Context(), &pb.SubmitRulingRequest{RequestId: newID(), PactId: f.id().Hex(), ProviderAmount: "1", BuyerAmount: "89", Ruling: c.text})
				invalid(t, err, "ruling", c.words)
			})
		})
	}
	t.Run("funding without the money", func(t *testing.T) {
		m := s.mutation("FundPact")
		storesNothing(t, func() {
			_, err := m.call(t.Context(), newID(), m.sign(stack.Domain))
			refused(t, err, codes.FailedPrecondition, "ESCROW_REFUSES", "the escrow would refuse")
		})
	})
	t.Run("what is already on its way", func(t *testing.T) {
		stack.Chain.Pause() // so that the delivery stays on its way
		defer stack.Chain.Resume()
		f.do(t, "DeliverPact")
		m := f.mutation("DeliverPact")
		storesNothing(t, func() {
			_, err := m.call(t.Context(), newID(), m.sign(stack.Domain))
			refused(t, err, codes.AlreadyExists, "ALREADY_RELAYING", "watch the pact")
		})
	})
}

func TestARulingSplitsWhatIsHeldAndReadsAsItWasSigned(t *testing.T) {
	d := disputed(t)
	tooMuch := verdict.Ruling{Pact: d.id(), ProviderAmount: 60 * dollar, BuyerAmount: 40 * dollar, Ruling: crypto.Keccak256Hash([]byte(reasons))}
	storesNothing(t, func() {
		_, err := live.disputes.SubmitRuling(t.Context(), &pb.SubmitRulingRequest{
			RequestId: newID(), PactId: d.id().Hex(), ProviderAmount: "60", BuyerAmount: "40", Ruling: reasons, Signature: sign(d.arbiter, tooMuch),
		})
		refused(t, err, codes.InvalidArgument, "WRONG_AMOUNT", "must add up to the 90.00 USDC held")
	})
	m := d.mutation("SubmitRuling")
	d.do(t, m.method)
	read := must(live.disputes.GetDispute(as(t, d.buyer), &pb.GetDisputeRequest{PactId: d.id().Hex()})).Dispute
	want := &pb.Dispute{
		PactId: d.id().Hex(), Party: d.provider.Address().Hex(), Statement: statement, Ruling: reasons,
		ProviderAmount: "60.00", BuyerAmount: "30.00", RulingSignature: m.sign(stack.Domain),
	}
	if !proto.Equal(read, want) {
		t.Errorf("it reads\n%v\nand not\n%v", read, want)
	}
}

func TestAMessageTooLargeOrTooDeepIsRefusedAndTheServiceGoesOn(t *testing.T) {
	d := draft()
	storesNothing(t, func() {
		r := d.creation(newID(), d.provider)
		r.Covenant.Title = strings.Repeat("x", 3<<20)
		_, err := live.pacts.CreatePact(t.Context(), r)
		if status.Code(err) != codes.ResourceExhausted {
			t.Errorf("3 MiB: %v", err)
		}

		// A field the service does not know, 20,000 groups deep: the message can be written, but must not be followed down.
		const field, depth = 999, 20_000
		var deep []byte
		for range depth {
			deep = protowire.AppendTag(deep, field, protowire.StartGroupType)
		}
		for range depth {
			deep = protowire.AppendTag(deep, field, protowire.EndGroupType)
		}
		r = d.creation(newID(), d.provider)
		r.ProtoReflect().SetUnknown(deep)
		if _, err = live.pacts.CreatePact(t.Context(), r); status.Code(err) != codes.Internal { // gRPC's own word for what it cannot read
			t.Errorf("20,000 groups: %v", err)
		}
	})
	if _, err := live.escrow.GetDeployment(t.Context(), &pb.GetDeploymentRequest{}); err != nil {
		t.Error(err)
	}
}

func TestAMutationNeedsARequestIDThatCanBeKept(t *testing.T) {
	d := funded(t)
	for _, method := range methods {
		for name, id := range map[string]string{
			"none": "", "of 65 characters": strings.Repeat("x", 65), "in two lines": "a\nb", "with a NUL": "a\x00b", "with a space": "a b", "that is not ASCII": "grün",
		} {
			t.Run(method+" "+name, func(t *testing.T) {
				m := d.mutation(method)
				storesNothing(t, func() {
					_, err := m.call(t.Context(), id, m.sign(stack.Domain))
					invalid(t, err, "request_id", "1 to 64 printable ASCII")
				})
			})
		}
	}
}

func TestARequestIDStandsForOneContentOfOneParty(t *testing.T) {
	d := funded(t)
	used := newID()
	for _, key := range []*deal{{provider: d.provider}, {provider: d.buyer}, {provider: d.arbiter}} { // each has proposed something with the id
		other := draft()
		other.provider, other.Terms.Deal.Provider = key.provider, key.provider.Address()
		m := other.mutation("CreatePact")
		if _, err := m.call(t.Context(), used, m.sign(stack.Domain)); err != nil {
			t.Fatal(err)
		}
	}
	for _, method := range methods {
		t.Run(method, func(t *testing.T) {
			m := d.mutation(method)
			storesNothing(t, func() {
				_, err := m.call(t.Context(), used, m.sign(stack.Domain))
				refused(t, err, codes.AlreadyExists, "REQUEST_ID_REUSED", "choose a new one")
			})
		})
	}
	t.Run("and nobody can take another's", func(t *testing.T) {
		other := draft()
		m := other.mutation("CreatePact")
		if _, err := m.call(t.Context(), used, m.sign(stack.Domain)); err != nil {
			t.Error(err)
		}
	})
}

func TestPagesGoOnWhereTheyEndedAndAStrangersTokenOpensNothing(t *testing.T) {
	d := draft()
	want := map[string]bool{}
	for range 5 {
		must(rand.Read(d.Terms.Deal.Salt[:]))
		d.do(t, "CreatePact")
		want[d.id().Hex()] = true
	}
	ctx, r := as(t, d.buyer), &pb.ListPactsRequest{PageSize: 2, States: []pb.PactState{pb.PactState_PACT_STATE_PROPOSED}}
	var got []string
	for {
		page := must(live.pacts.ListPacts(ctx, r))
		for _, p := range page.Pacts {
			if !want[p.Id] {
				t.Errorf("%s is not there, or there twice", p.Id)
			}
			delete(want, p.Id)
			got = append(got, p.Id)
		}
		if r.PageToken = page.NextPageToken; r.PageToken == "" {
			break
		}
		stranger := must(live.pacts.ListPacts(as(t, newKey()), proto.Clone(r).(*pb.ListPactsRequest)))
		if len(stranger.Pacts) > 0 {
			t.Errorf("a stranger's page has %v", stranger.Pacts)
		}
	}
	if len(want) > 0 {
		t.Errorf("missing %v from %v", want, got)
	}
}
