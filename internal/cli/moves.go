package cli

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/crypto"

	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/pkg/client"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
	pb "github.com/surety-dev/surety/pkg/suretypb"
	"github.com/surety-dev/surety/pkg/usdc"
	"github.com/surety-dev/surety/pkg/verdict"
)

// waiting is for commands that the service carries out later.
type waiting struct {
	NoWait bool `help:"With a service: do not wait for the chain."`
}

// done is what became of a command.
type done struct {
	PactID      *pact.ID     `json:"pact_id,omitempty"`
	Action      string       `json:"action"`
	Route       string       `json:"route"`           // service, chain or file
	State       string       `json:"state,omitempty"` // of the pact, by whoever answered
	Event       string       `json:"event,omitempty"` // the chain's, or the service's
	Detail      string       `json:"detail,omitempty"`
	Transaction *common.Hash `json:"transaction,omitempty"`
	File        string       `json:"file,omitempty"` // what was kept for the way without the service
	Missing     string       `json:"missing,omitempty"`
	Next        string       `json:"next,omitempty"`
}

func (v done) text(p *printer) {
	switch {
	case v.Detail != "":
		p.line("%s", v.Detail)
	case v.Event != "":
		p.line("%s", v.Event)
	default:
		p.line("%s: %s", v.Action, v.State)
	}
	if v.Transaction != nil {
		p.line("Transaction %s", v.Transaction)
	}
	if v.Next != "" {
		p.line("Next: %s", v.Next)
	}
}

// route says which way a command goes.
func (a *app) route() (string, error) {
	switch {
	case a.Service != "":
		return "service", nil
	case a.RPC != "":
		return "chain", nil
	}
	return "", usage("which way? Name a service with --service host:port, or a chain with --rpc URL")
}

// byService waits for what comes of a relay, unless nobody wants to.
func (a *app) byService(id pact.ID, action string, w waiting, kinds ...string) (done, error) {
	v := done{PactID: &id, Action: action, Route: "service", State: "pending"}
	if w.NoWait {
		v.Next = "surety pact watch " + id.Hex()
		return v, nil
	}
	h, err := a.await(id, action, kinds...)
	if err != nil {
		return v, err
	}
	v.State, v.Event, v.Detail, v.Transaction = h.State, h.Kind, h.words(), h.Transaction
	return v, nil
}

// await follows a pact until one of the kinds comes, or until the service fails at the action, or the pact ends.
func (a *app) await(id pact.ID, action string, kinds ...string) (happening, error) {
	deployment, err := a.deployment() // asked for before the action, so that failures before it are older
	if err != nil {
		return happening{}, err
	}
	service, err := a.client()
	if err != nil {
		return happening{}, err
	}
	a.note("Handed to the service, waiting for %s… (Ctrl-C leaves; it goes on)", strings.Join(kinds, " or "))
	for event, err := range service.Watch(a.ctx, id, "") {
		if err != nil {
			return happening{}, err
		}
		h := happened(event)
		recent := event.Time >= deployment.ChainTime
		switch {
		case slices.Contains(kinds, h.Kind):
			return h, nil
		case h.Kind == "failed" && recent && strings.HasPrefix(h.Detail, action):
			return happening{}, fmt.Errorf("the service could not carry it: %s. It tries again while there is time; follow it with: surety pact watch %s", h.Detail, id)
		case recent && ended(event):
			return happening{}, fmt.Errorf("pact %s ended before that: %s", id.Short(), h.words())
		case recent:
			a.note("  %s", h.words())
		}
	}
	return happening{}, a.ctx.Err()
}

// ended says whether the event closed its pact. One that came before, and is told again after a reorganization, did not.
func ended(e client.Event) bool {
	switch escrow.Kind(e.Kind) {
	case escrow.Funded, escrow.Delivered, escrow.Withheld, escrow.Escalated, escrow.Disputed:
		return false
	}
	switch e.State {
	case pb.PactState_PACT_STATE_RELEASED, pb.PactState_PACT_STATE_REFUNDED, pb.PactState_PACT_STATE_RESOLVED, pb.PactState_PACT_STATE_EXPIRED:
		return true
	}
	return false
}

// byChain sends a call and says what it did.
func (a *app) byChain(k known, action string, call []byte) (done, error) {
	if _, err := a.chainOf(k.domain); err != nil {
		return done{}, err
	}
	s, err := a.send(k.domain.Escrow, call)
	if err != nil {
		return done{}, err
	}
	v := done{PactID: &k.id, Action: action, Route: "chain", Transaction: &s.Transaction}
	var said []string
	for _, e := range s.Events {
		said = append(said, words(e))
		if e.Pact == k.id {
			v.Event = string(e.Kind)
		}
	}
	v.Detail = strings.Join(said, "\n")
	state, err := a.state(k)
	v.State = state.Status.String()
	return v, err
}

type fundCommand struct {
	Pacts []string `arg:"" name:"pact" help:"Its id or file. Several are paid with one signature in one transaction, all or none; needs --rpc."`
	waiting
}

func (c fundCommand) Run(a *app) error {
	if len(c.Pacts) > 1 {
		return c.batch(a)
	}
	way, err := a.route()
	if err != nil {
		return err
	}
	k, u, err := a.payable(c.Pacts[0])
	if err != nil {
		return err
	}
	token, err := a.token(k.domain)
	if err != nil {
		return err
	}
	question := fmt.Sprintf("You pay %s USDC (token %s) from %s into escrow %s on chain %d: an ERC-3009 authorization, good before fund_by, for this pact alone.",
		k.terms.Deal.Amount, token.Address, u.entry.Address, k.domain.Escrow, k.domain.ChainID)
	if err := a.confirm(k.summary(), question); err != nil {
		return err
	}
	authorization, err := u.SignHash(token.AuthorizationDigest(k.terms, k.domain.Escrow))
	if err != nil {
		return err
	}
	var v done
	if way == "chain" {
		v, err = a.byChain(k, "fund", escrow.Fund(k.terms, authorization))
	} else {
		var service *client.Client
		if service, err = a.client(); err == nil {
			_, err = service.Fund(a.ctx, k.id, authorization)
		}
		if err == nil {
			v, err = a.byService(k.id, "fund", c.waiting, string(escrow.Funded))
		}
	}
	if err != nil {
		return fmt.Errorf("fund pact %s: %w", k.id.Short(), err)
	}
	if v.Event != "" {
		v.Next = "the provider delivers; follow it with: surety pact show " + k.id.Hex()
	}
	return a.show(v)
}

// batch pays several pacts with one signature.
func (c fundCommand) batch(a *app) error {
	if a.RPC == "" {
		return usage("a service carries one pact at a time: fund them one by one, or name a chain with --rpc URL to pay them all with one signature")
	}
	var (
		k         known // all are of one escrow and one buyer
		u         *unlocked
		terms     []pact.Terms
		summaries []string
		total     usdc.Amount
	)
	for _, argument := range c.Pacts {
		var err error
		if k, u, err = a.payable(argument); err != nil {
			return err
		}
		terms, summaries, total = append(terms, k.terms), append(summaries, k.summary()), total+k.terms.Deal.Amount
	}
	token, err := a.token(k.domain)
	if err != nil {
		return err
	}
	question := fmt.Sprintf("You pay %s USDC (token %s) from %s into escrow %s on chain %d: an ERC-3009 authorization, good before the earliest fund_by, for these %d pacts alone, all or none.",
		total, token.Address, u.entry.Address, k.domain.Escrow, k.domain.ChainID, len(terms))
	if err := a.confirm(strings.Join(summaries, "\n"), question); err != nil {
		return err
	}
	authorization, err := u.SignHash(token.BatchAuthorizationDigest(terms, k.domain.Escrow))
	if err != nil {
		return err
	}
	s, err := a.send(k.domain.Escrow, escrow.FundBatch(terms, authorization))
	if err != nil {
		return fmt.Errorf("fund %d pacts: %w", len(terms), err)
	}
	var said []string
	for _, e := range s.Events {
		if e.Kind == escrow.Funded {
			said = append(said, fmt.Sprintf("Pact %s: %s", e.Pact, words(e)))
		} else {
			said = append(said, words(e))
		}
	}
	return a.show(done{
		Action: "fund", Route: "chain", State: escrow.StatusFunded.String(), Event: string(escrow.Funded), Transaction: &s.Transaction,
		Detail: strings.Join(append(said, fmt.Sprintf("You paid %s USDC.", total)), "\n"),
		Next:   "the providers deliver; follow each with: surety pact show PACT",
	})
}

// payable finds a pact and the key of its buyer, and refuses what it should not pay.
func (a *app) payable(argument string) (known, *unlocked, error) {
	k, err := a.locate(argument)
	if err != nil {
		return k, nil, err
	}
	u, _, err := a.party(k, "buyer")
	if err != nil {
		return k, nil, err
	}
	if k.covenant != nil && len(k.signatures.Provider) == 0 {
		return k, nil, usage("the provider has not signed pact %s yet; pay only what it is bound to", k.id.Short())
	}
	if a.Escrow == "" {
		return k, nil, usage("the pact names escrow %s: compare it with the address Surety publishes, and confirm it with --escrow or $SURETY_ESCROW; what you sign pays whatever stands there", k.domain.Escrow)
	}
	return k, u, nil
}

// token is the escrow's, by the chain where there is one and else by the service.
func (a *app) token(d pact.Domain) (escrow.Token, error) {
	if a.RPC == "" {
		deployment, err := a.deployment()
		return deployment.Token, err
	}
	direct, err := a.chainOf(d)
	if err != nil {
		return escrow.Token{}, err
	}
	token, err := escrow.ReadToken(a.ctx, direct, d)
	if err != nil {
		return token, unreachable("read the escrow's token", err)
	}
	return token, nil
}

type deliverCommand struct {
	Pact string `arg:"" help:"Its id or file."`
	File string `arg:"" optional:"" type:"existingfile" help:"What you hand in; its keccak256 is registered, the file stays here."`
	Hash *hash  `help:"Instead of a file: the hash." placeholder:"HASH"`
	waiting
}

func (c deliverCommand) Run(a *app) error {
	var deliverable common.Hash
	switch {
	case (c.File == "") == (c.Hash == nil):
		return usage("name the file you hand in, or its --hash")
	case c.Hash != nil:
		deliverable = common.Hash(*c.Hash)
	default:
		data, err := os.ReadFile(c.File)
		if err != nil {
			return err
		}
		deliverable = crypto.Keccak256Hash(data)
	}
	way, err := a.route()
	if err != nil {
		return err
	}
	k, err := a.locate(c.Pact)
	if err != nil {
		return err
	}
	u, _, err := a.party(k, "provider")
	if err != nil {
		return err
	}
	if err := a.confirm(k.summary(), fmt.Sprintf("You register the deliverable %s for this pact.", deliverable)); err != nil {
		return err
	}
	delivery := pact.Delivery{Pact: k.id, Deliverable: deliverable}
	var v done
	if way == "chain" {
		v, err = a.byChain(k, "deliver", escrow.Deliver(k.terms, delivery, nil))
	} else {
		v, err = a.relay(k, u, delivery, "deliver", c.waiting, string(escrow.Delivered), func(s *client.Client, sig []byte) error {
			_, err := s.Deliver(a.ctx, delivery, sig)
			return err
		})
	}
	if err != nil {
		return fmt.Errorf("deliver for pact %s: %w", k.id.Short(), err)
	}
	if v.Event != "" {
		v.Next = "surety evidence submit " + k.id.Hex() + " FILE"
	}
	return a.show(v)
}

// relay signs a message, hands it to the service, and waits.
func (a *app) relay(k known, u *unlocked, m pact.Message, action string, w waiting, kind string, hand func(*client.Client, []byte) error) (done, error) {
	sig, err := u.SignHash(k.domain.Digest(m))
	if err != nil {
		return done{}, err
	}
	service, err := a.client()
	if err != nil {
		return done{}, err
	}
	if err := hand(service, sig); err != nil {
		return done{}, err
	}
	return a.byService(k.id, action, w, kind)
}

// said is a text given on the command line or in a file.
type said struct {
	Text string `help:"The words, at most 16 KiB." placeholder:"TEXT"`
	File string `help:"File with the words." type:"existingfile" placeholder:"FILE"`
}

func (s said) read() (string, error) {
	if (s.Text == "") == (s.File == "") {
		return "", usage("give your reasons with --text, or in a --file")
	}
	text := s.Text
	if s.File != "" {
		data, err := readFile(s.File)
		if err != nil {
			return "", err
		}
		text = string(data)
	}
	if len(text) == 0 || len(text) > lifecycle.MaxText {
		return "", usage("the text has %d bytes; write 1 to %d", len(text), lifecycle.MaxText)
	}
	return text, nil
}

type disputeCommands struct {
	Open disputeOpen `cmd:"" help:"Take what is held to the arbiter: the provider what was withheld, the buyer a release under challenge, either one a delivered pact without a verdict. Needs --service or --rpc."`
}

type disputeOpen struct {
	Pact string `arg:"" help:"Its id or file."`
	said
	waiting
}

func (c disputeOpen) Run(a *app) error {
	text, err := c.read()
	if err != nil {
		return err
	}
	way, err := a.route()
	if err != nil {
		return err
	}
	k, err := a.locate(c.Pact)
	if err != nil {
		return err
	}
	u, role, err := a.party(k, "provider", "buyer")
	if err != nil {
		return err
	}
	dispute := pact.Dispute{Pact: k.id, Statement: crypto.Keccak256Hash([]byte(text))}
	if err := a.confirm(k.summary(), fmt.Sprintf("You dispute as the %s. Your statement, whose hash goes on chain:\n%s", role, quoted(text))); err != nil {
		return err
	}
	var v done
	if way == "chain" {
		a.note("The chain keeps the statement's hash alone: send the words to the arbiter, %s.", k.terms.Deal.Arbiter)
		v, err = a.byChain(k, "dispute", escrow.Dispute(k.terms, u.Address(), dispute, nil))
	} else {
		v, err = a.relay(k, u, dispute, "dispute", c.waiting, string(escrow.Disputed), func(s *client.Client, sig []byte) error {
			_, err := s.OpenDispute(a.ctx, k.id, u.Address(), text, sig)
			return err
		})
	}
	if err != nil {
		return fmt.Errorf("dispute pact %s: %w", k.id.Short(), err)
	}
	if v.Event != "" {
		v.Next = "the arbiter rules; follow it with: surety pact show " + k.id.Hex()
	}
	return a.show(v)
}

type rulingCommands struct {
	Sign rulingSign `cmd:"" help:"Split what is held. With a service it is carried; without, the signed file is anyone's to carry. A member of a committee names --rpc, and its file is combined with the others'."`
}

type rulingSign struct {
	Pact           string       `arg:"" help:"Its id or file."`
	ProviderAmount *usdc.Amount `help:"The provider's part of what is held, in USDC." placeholder:"USDC"`
	Share          *percent     `help:"The same as a share of it, like 60%." placeholder:"SHARE"`
	said
	waiting
}

func (c rulingSign) Run(a *app) error {
	if (c.ProviderAmount == nil) == (c.Share == nil) {
		return usage("say what the provider receives: an amount with --provider-amount, or a --share")
	}
	text, err := c.read()
	if err != nil {
		return err
	}
	k, err := a.locate(c.Pact)
	if err != nil {
		return err
	}
	u, member, err := a.judge(k)
	if err != nil {
		return err
	}
	state, held, err := a.standing(k)
	if err != nil {
		return err
	}
	if state != "" && state != "disputed" {
		return fmt.Errorf("pact %s is %s, not disputed: there is nothing to rule on", k.id.Short(), state)
	}
	contested, err := a.contested(k, state)
	if err != nil {
		return err
	}
	var part usdc.Amount
	if c.Share != nil {
		part = held.Share(uint16(*c.Share))
	} else if part = *c.ProviderAmount; part > held {
		return usage("the provider cannot receive %s of the %s USDC held", part, held)
	}
	textHash := crypto.Keccak256Hash([]byte(text))
	rest := held - part
	f := signedFile{Kind: kindRuling, where: whereIs(k.domain), Terms: k.terms, ProviderAmount: &part, BuyerAmount: &rest, Hash: &textHash, Text: text}
	said, as := &printer{}, ""
	contested.text(said)
	if member {
		as = ", as a member of the committee " + k.terms.Deal.Arbiter.Hex()
	}
	if err := a.confirm(k.summary()+"\n"+said.String(), fmt.Sprintf("You rule%s: of the %s USDC held, %s go to the provider (fee %s of it), %s to the buyer. Your reasons:\n%s",
		as, held, part, part.Share(k.terms.Gate.FeeBps), rest, quoted(text))); err != nil {
		return err
	}
	if f.Signatures.Arbiter, err = u.SignHash(k.domain.Digest(f.message())); err != nil {
		return err
	}
	if !member {
		return a.rule(k.id, f, c.waiting)
	}
	file, err := a.keepSigned(f)
	if err != nil {
		return err
	}
	return a.show(done{
		PactID: &k.id, Action: "rule", Route: "file", State: "signed", File: file,
		Next: "the others sign the same split and words; then one of you runs: surety committee combine FILE FILE … --rpc URL",
	})
}

// rule hands a ruling that is signed to the service, where there is one, and keeps it.
func (a *app) rule(id pact.ID, f signedFile, w waiting) error {
	if a.Service != "" { // a message that it refuses must not stay, to be carried some other day
		service, err := a.client()
		if err != nil {
			return err
		}
		if _, err := service.SubmitRuling(a.ctx, f.message().(verdict.Ruling), f.Text, f.Signatures.Arbiter); err != nil {
			return fmt.Errorf("rule on pact %s: %w", id.Short(), err)
		}
	}
	file, err := a.keepSigned(f)
	if err != nil {
		return err
	}
	v := done{PactID: &id, Action: "rule", Route: "file", State: "signed", Next: "surety carry " + file + " --rpc URL"}
	if a.Service != "" {
		if v, err = a.byService(id, "rule", w, string(escrow.Ruled)); err != nil {
			return fmt.Errorf("rule on pact %s: %w", id.Short(), err)
		}
	}
	v.File = file
	return a.show(v)
}

type consentCommand struct {
	Pact           string       `arg:"" help:"The pact's id or file; or the other party's consent file, to agree with it."`
	ProviderAmount *usdc.Amount `help:"What the provider receives of what is held, in USDC; the rest is the buyer's." placeholder:"USDC"`
	Release        bool         `help:"Everything to the provider (buyer)."`
	Refund         bool         `help:"Everything back to the buyer (provider)."`
	waiting
}

func (c consentCommand) Run(a *app) error {
	given := 0
	for _, set := range []bool{c.ProviderAmount != nil, c.Release, c.Refund} {
		if set {
			given++
		}
	}
	f, k, err := a.proposed(c.Pact)
	if err != nil {
		return err
	}
	switch {
	case f.Kind == "" && given != 1:
		return usage("say what to agree to: --release, --refund, or what the provider receives with --provider-amount")
	case f.Kind != "" && given != 0:
		return usage("%s already says the split; leave the amounts out, or name the pact instead", c.Pact)
	}
	u, role, err := a.party(k, "provider", "buyer")
	if err != nil {
		return err
	}
	state, held, err := a.standing(k)
	if err != nil {
		return err
	}
	if state != "" && held == 0 {
		return fmt.Errorf("the escrow holds nothing of pact %s, which is %s: there is nothing to agree on", k.id.Short(), state)
	}
	if f.Kind == "" {
		var part usdc.Amount
		switch {
		case c.Release:
			part = held
		case c.ProviderAmount != nil:
			part = *c.ProviderAmount
		}
		if part > held {
			return usage("the provider cannot receive %s of the %s USDC held", part, held)
		}
		rest := held - part
		f = signedFile{Kind: kindConsent, where: whereIs(k.domain), Terms: k.terms, ProviderAmount: &part, BuyerAmount: &rest}
	}
	consent := f.message().(pact.Consent)
	if sum := consent.ProviderAmount + consent.BuyerAmount; state != "" && sum != held {
		return fmt.Errorf("%s splits %s USDC of pact %s, the escrow holds %s: agree on a new split", c.Pact, sum, k.id.Short(), held)
	}
	if err := a.confirm(k.summary(), fmt.Sprintf("You agree, as the %s, to this end and no other: %s USDC to the provider (fee %s of it), %s USDC to the buyer.",
		role, consent.ProviderAmount, consent.ProviderAmount.Share(k.terms.Gate.FeeBps), consent.BuyerAmount)); err != nil {
		return err
	}
	if *f.Signatures.of(role), err = u.SignHash(k.domain.Digest(consent)); err != nil {
		return err
	}
	if a.Service != "" {
		return a.consentByService(k, f, c.waiting)
	}
	file, err := a.keepSigned(f)
	if err != nil {
		return err
	}
	v := done{PactID: &k.id, Action: "consent", Route: "file", State: "signed"}
	var unsigned errUnsigned
	switch verifyErr := f.verify(a, k.domain); {
	case errors.As(verifyErr, &unsigned):
		v.Missing = unsigned.signer.Hex()
		v.Next = fmt.Sprintf("send %s to the %s, who runs: surety consent FILE", file, unsigned.role)
	case verifyErr != nil:
		return verifyErr
	case a.RPC == "":
		v.Next = "surety carry " + file + " --rpc URL"
	default:
		v, err = a.byChain(k, "consent", f.call())
	}
	if err != nil {
		return fmt.Errorf("consent to pact %s: %w", k.id.Short(), err)
	}
	v.File = file
	return a.show(v)
}

// proposed reads a consent file that argument names, if it names one, and the pact it is about.
func (a *app) proposed(argument string) (signedFile, known, error) {
	data, err := readFile(argument)
	if err != nil { // an id
		k, err := a.locate(argument)
		return signedFile{}, k, err
	}
	if _, _, err := readPactFile(data); err == nil {
		k, err := a.locate(argument)
		return signedFile{}, k, err
	}
	f, domain, err := readSignedFile(data)
	if err == nil && f.Kind != kindConsent {
		err = fmt.Errorf("it holds a %s, no consent", f.Kind)
	}
	if err != nil {
		return f, known{}, usageError{fmt.Errorf("%s: %w", argument, err)}
	}
	k := known{id: f.Terms.ID(), domain: domain, terms: f.Terms}
	if err := a.sameEscrow(domain); err != nil || a.Service == "" {
		return f, k, err
	}
	remote, err := a.fromService(k.id)
	if missing(err) {
		return f, k, nil
	}
	return f, remote, err
}

func (a *app) consentByService(k known, f signedFile, w waiting) error {
	failed := func(err error) error { return fmt.Errorf("consent to pact %s: %w", k.id.Short(), err) }
	service, err := a.client()
	if err != nil {
		return err
	}
	consent := f.message().(pact.Consent)
	var missing common.Address
	for role, signer := range map[string]common.Address{"buyer": k.terms.Deal.Buyer, "provider": k.terms.Deal.Provider} {
		sig := *f.Signatures.of(role)
		if len(sig) == 0 {
			continue
		}
		if _, missing, err = service.Consent(a.ctx, consent, signer, sig); err != nil {
			return failed(err)
		}
		if missing == (common.Address{}) {
			break
		}
	}
	file, err := a.keepSigned(f) // not before: a message that the service refuses must not stay
	if err != nil {
		return err
	}
	v := done{
		PactID: &k.id, Action: "consent", Route: "service", State: "signed", Missing: missing.Hex(),
		Next: fmt.Sprintf("%s agrees with: surety consent %s --provider-amount %s", missing, k.id, consent.ProviderAmount),
	}
	if missing == (common.Address{}) {
		if v, err = a.byService(k.id, "consent", w, string(escrow.Consented)); err != nil {
			return failed(err)
		}
	}
	v.File = file
	return a.show(v)
}

type finalizeCommand struct {
	Pact string `arg:"" help:"Its id or file."`
}

func (c finalizeCommand) Run(a *app) error {
	if _, err := a.chain(); err != nil {
		return err
	}
	k, err := a.locate(c.Pact)
	if err != nil {
		return err
	}
	if err := a.confirm(k.summary(), "You have the escrow pay what the passed deadline decided, and pay the gas."); err != nil {
		return err
	}
	v, err := a.byChain(k, "finalize", escrow.Finalize(k.terms))
	if err != nil {
		return fmt.Errorf("finalize pact %s: %w", k.id.Short(), err)
	}
	return a.show(v)
}

type withdrawCommand struct {
	Account account `arg:"" optional:"" help:"Who is owed. By default the key's account."`
}

func (c withdrawCommand) Run(a *app) error {
	direct, err := a.chain()
	if err != nil {
		return err
	}
	address, err := a.pinned()
	if err != nil {
		return err
	}
	who := common.Address(c.Account)
	if who == (common.Address{}) {
		u, err := a.signer()
		if err != nil {
			return err
		}
		who = u.Address()
	}
	owed, err := escrow.ReadOwed(a.ctx, direct, address, who)
	if err != nil {
		return unreachable("read what is owed", err)
	}
	if owed == 0 {
		return &escrow.Refusal{Name: escrow.NothingOwed, Account: who}
	}
	if err := a.confirm(fmt.Sprintf("Escrow %s on chain %d owes %s %s USDC.", address, direct.id, who, owed), "You have it paid there, and pay the gas."); err != nil {
		return err
	}
	s, err := a.send(address, escrow.Withdraw(who))
	if err != nil {
		return fmt.Errorf("withdraw: %w", err)
	}
	return a.show(done{
		Action: "withdraw", Route: "chain", Event: string(escrow.Withdrawn), Transaction: &s.Transaction,
		Detail: fmt.Sprintf("Withdrawn: %s USDC to %s", owed, who),
	})
}

type carryCommand struct {
	File string `arg:"" type:"existingfile" help:"The signed message."`
}

func (c carryCommand) Run(a *app) error {
	data, err := readFile(c.File)
	if err != nil {
		return err
	}
	f, domain, err := readSignedFile(data)
	if err != nil {
		return usageError{fmt.Errorf("%s: %w", c.File, err)}
	}
	if _, err := a.chain(); err != nil {
		return err
	}
	if err := a.sameEscrow(domain); err != nil {
		return err
	}
	if err := errors.Join(f.whole(), f.verify(a, domain)); err != nil {
		return fmt.Errorf("%s cannot be carried: %w", c.File, err)
	}
	k := known{id: f.Terms.ID(), domain: domain, terms: f.Terms}
	if local, _, err := a.recall(k.id); err == nil {
		k.covenant = &local.Pact.Covenant
	}
	if err := a.confirm(k.summary(), fmt.Sprintf("You carry this %s to the escrow, and pay the gas. By it %s.", f.Kind, f.effect())); err != nil {
		return err
	}
	v, err := a.byChain(k, "carry", f.call())
	if err != nil {
		return fmt.Errorf("carry the %s on pact %s: %w", f.Kind, k.id.Short(), err)
	}
	return a.show(v)
}

// effect says what it does with the money.
func (f signedFile) effect() string {
	switch f.Kind {
	case kindEscalation:
		return "the arbiter decides"
	case kindConsent, kindRuling:
		return fmt.Sprintf("%s USDC go to the provider, %s USDC to the buyer", f.ProviderAmount, f.BuyerAmount)
	}
	return fmt.Sprintf("%s USDC of what is held go to the provider, the rest to the buyer", f.ProviderAmount)
}
