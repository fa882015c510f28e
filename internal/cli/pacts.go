package cli

import (
	"cmp"
	"crypto/rand"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/pkg/client"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
	pb "github.com/surety-dev/surety/pkg/suretypb"
	"github.com/surety-dev/surety/pkg/usdc"
	"github.com/surety-dev/surety/pkg/verdict"
)

type pactCommands struct {
	New   pactNew   `cmd:"" help:"Write a pact, unsigned."`
	Show  pactShow  `cmd:"" help:"Show a pact, where it stands, and what to do next."`
	Sign  pactSign  `cmd:"" help:"Sign a pact; with a service, propose it or accept it there."`
	List  pactList  `cmd:"" help:"List the account's pacts at the service, or those of this home."`
	Watch pactWatch `cmd:"" help:"Follow what happens, until interrupted; needs --service."`
}

type pactNew struct {
	Covenant string            `help:"File with the covenant: JSON with title, clauses, pass_bps and models." type:"existingfile" xor:"begin" placeholder:"FILE"`
	Template string            `help:"Start from this covenant of: surety clause template list" xor:"begin" placeholder:"NAME"`
	Set      map[string]string `help:"Fill a blank of the template: NAME=TEXT. Repeatable." mapsep:"none" placeholder:"NAME=TEXT"`
	Title    string            `help:"What is promised, in a line; over the file's." placeholder:"TEXT"`
	Clause   []string          `help:"A clause as JSON with id, metric, operator, value, unit, severity, verification and description; after the file's. Repeatable." sep:"none" placeholder:"JSON"`
	Model    []string          `help:"A model that the agent runs on, as its maker calls it: no juror that may be the same judges it. After the file's. Repeatable." sep:"none" placeholder:"MODEL"`
	Pass     *percent          `help:"Weighted share of the clauses that are not critical that must hold; over the file's. Default 100%." placeholder:"SHARE"`

	Buyer    account     `help:"Who pays. By default the key's account." placeholder:"ADDR"`
	Provider account     `help:"Who does the work. By default the key's account." placeholder:"ADDR"`
	Arbiter  account     `help:"Who rules on disputes. By default nobody: a verdict is final." placeholder:"ADDR"`
	Amount   usdc.Amount `required:"" help:"What the buyer pays, in USDC." placeholder:"USDC"`
	Upfront  usdc.Amount `help:"What of it the provider receives at funding." placeholder:"USDC"`

	FundBy     moment `help:"Funding ends: from now on, like 1h or 2d, or a date." default:"24h" placeholder:"TIME"`
	EvaluateBy moment `help:"The verdict is due: as above. A duration is rounded up to the hour, over 7 days to the day, so that verdicts can share a transaction." default:"7d" placeholder:"TIME"`
	Exact      bool   `help:"Do not round --evaluate-by."`

	ChallengeWindow   span     `help:"How long the buyer may dispute a release; 0s: it is final." default:"0s" placeholder:"TIME"`
	DisputeWindow     *span    `help:"How long the provider may dispute what was withheld; 0s: it returns at once. Default 3d with an arbiter." placeholder:"TIME"`
	ArbitrationWindow *span    `help:"How long the arbiter has. Default 7d with an arbiter." placeholder:"TIME"`
	Silence           *percent `help:"The provider's share when it delivered and nobody ever decides. Default 50% with an arbiter, else 0%." placeholder:"SHARE"`

	ChainID   uint64   `help:"Without service and chain: the chain's id." placeholder:"N"`
	Evaluator *account `help:"Who judges. By default the service's." placeholder:"ADDR"`
	Policy    *hash    `help:"Hash of the evaluation policy. By default the one in force." placeholder:"HASH"`
	Fee       *percent `help:"The evaluator's fee, of what is released. By default the service's." placeholder:"SHARE"`
	FeeTo     *account `help:"Who receives it. By default as the service says." placeholder:"ADDR"`

	Out string `help:"Write the pact there. It is kept in the home either way." type:"path" placeholder:"FILE"`
}

// agreement is a pact on its way to being signed.
type agreement struct {
	PactID pact.ID `json:"pact_id"`
	File   string  `json:"file"`
	State  string  `json:"state,omitempty"` // at the service
	pactFile
	next string
}

func (v agreement) text(p *printer) {
	p.line("Pact %s", v.PactID)
	p.line("In %s", v.File)
	if v.State != "" {
		p.line("At the service it is %s.", v.State)
	}
	p.line("Next: %s", v.next)
}

func (c pactNew) Run(a *app) error {
	domain, gate, policyHash, err := c.deployment(a)
	if err != nil {
		return err
	}
	covenant, err := c.covenant(policyHash)
	if err != nil {
		return err
	}
	now, err := a.now()
	if err != nil {
		return err
	}
	gate.EvaluateBy = c.EvaluateBy.from(now)
	if c.EvaluateBy.relative && !c.Exact {
		step := int64(3600)
		if c.EvaluateBy.seconds > 7*86400 {
			step = 86400
		}
		gate.EvaluateBy = (gate.EvaluateBy + step - 1) / step * step
	}
	gate.ChallengeWindow = uint32(c.ChallengeWindow)
	deal := pact.Deal{
		Buyer: common.Address(c.Buyer), Provider: common.Address(c.Provider), Arbiter: common.Address(c.Arbiter),
		Amount: c.Amount, Upfront: c.Upfront, FundBy: c.FundBy.from(now),
		Covenant: covenant.Hash(),
	}
	if deal.Arbiter != (common.Address{}) { // without one nobody could contest junk that is delivered and never judged
		deal.DisputeWindow, deal.ArbitrationWindow, deal.SilenceBps = 3*86400, 7*86400, 5000
	}
	if c.Silence != nil {
		deal.SilenceBps = uint16(*c.Silence)
	}
	if c.DisputeWindow != nil {
		deal.DisputeWindow = uint32(*c.DisputeWindow)
	}
	if c.ArbitrationWindow != nil {
		deal.ArbitrationWindow = uint32(*c.ArbitrationWindow)
	}
	for _, party := range []*common.Address{&deal.Buyer, &deal.Provider} {
		if *party == (common.Address{}) {
			u, err := a.signer()
			if err != nil {
				return fmt.Errorf("name both --buyer and --provider, or the one that is not you: %w", err)
			}
			*party = u.Address()
			break // the other one, when absent too, is for Validate to refuse
		}
	}
	if _, err := rand.Read(deal.Salt[:]); err != nil {
		return err
	}
	p := pact.Pact{Terms: pact.Terms{Gate: gate, Deal: deal}, Covenant: covenant}
	judged, err := a.judgeable(covenant)
	if err := errors.Join(p.ValidateAt(now), err); err != nil {
		return usageError{err}
	}
	k := known{id: p.Terms.ID(), domain: domain, terms: p.Terms, covenant: &p.Covenant}
	f := k.pactFile()
	if err := a.remember(f); err != nil {
		return err
	}
	v := agreement{PactID: k.id, File: cmp.Or(c.Out, a.homeFile(k.id, "")), pactFile: f}
	if c.Out != "" {
		if err := write(c.Out, f); err != nil {
			return err
		}
	}
	a.note("%s%s", k.summary(), judged)
	v.next = "surety pact sign " + v.File
	return a.show(v)
}

// deployment is what the service proposes, with what the flags say instead.
func (c pactNew) deployment(a *app) (domain pact.Domain, gate pact.Gate, policyHash common.Hash, err error) {
	policyHash = policy.Default().Hash()
	if a.Service != "" {
		d, err := a.deployment()
		if err != nil {
			return domain, gate, policyHash, err
		}
		domain, policyHash = d.Domain, d.Policy
		gate = pact.Gate{Evaluator: d.Evaluator, FeeBps: d.FeeBps, FeeTo: d.FeeTo}
	} else {
		if domain.Escrow, err = a.pinned(); err != nil {
			return domain, gate, policyHash, err
		}
		if domain.ChainID = c.ChainID; a.RPC != "" && c.ChainID == 0 {
			direct, err := a.chain()
			if err != nil {
				return domain, gate, policyHash, err
			}
			domain.ChainID = direct.id
		}
		if domain.ChainID == 0 {
			return domain, gate, policyHash, usage("which chain? Name a --service, an --rpc or the --chain-id")
		}
	}
	if c.Evaluator != nil {
		gate.Evaluator = common.Address(*c.Evaluator)
	}
	if c.Policy != nil {
		policyHash = common.Hash(*c.Policy)
	}
	if c.Fee != nil {
		gate.FeeBps = uint16(*c.Fee)
	}
	if c.FeeTo != nil {
		gate.FeeTo = common.Address(*c.FeeTo)
	}
	return domain, gate, policyHash, a.sameEscrow(domain)
}

func (c pactNew) covenant(policyHash common.Hash) (pact.Covenant, error) {
	var f struct {
		Title   string        `json:"title"`
		Clauses []pact.Clause `json:"clauses"`
		PassBps *uint16       `json:"pass_bps"`
		Models  []string      `json:"models"`
	}
	if c.Covenant != "" {
		data, err := readFile(c.Covenant)
		if err != nil {
			return pact.Covenant{}, err
		}
		if err := strictly(data, &f); err != nil {
			return pact.Covenant{}, usage("covenant %s: %v; write JSON with title, clauses, pass_bps and models", c.Covenant, err)
		}
	}
	if c.Template != "" {
		covenant, open, err := fork(c.Template, c.Set)
		if err != nil {
			return pact.Covenant{}, err
		}
		if len(open) > 0 {
			blanks := make([]string, len(open))
			for i, b := range open {
				blanks[i] = fmt.Sprintf("%s (%s)", b.Name, b.About)
			}
			return pact.Covenant{}, usage("template %s leaves blank: %s; fill each with --set NAME=TEXT", c.Template, strings.Join(blanks, ", "))
		}
		f.Title, f.Clauses, f.PassBps = covenant.Title, covenant.Clauses, &covenant.PassBps
	} else if len(c.Set) > 0 {
		return pact.Covenant{}, usage("--set fills the blanks of a --template; name one")
	}
	for i, text := range c.Clause {
		var clause pact.Clause
		if err := strictly([]byte(text), &clause); err != nil {
			return pact.Covenant{}, usage("--clause %d: %v; write it as one JSON object", i+1, err)
		}
		f.Clauses = append(f.Clauses, clause)
	}
	covenant := pact.Covenant{Title: cmp.Or(c.Title, f.Title), Clauses: f.Clauses, PassBps: 10_000, Policy: policyHash, Models: append(f.Models, c.Model...)}
	if f.PassBps != nil {
		covenant.PassBps = *f.PassBps
	}
	if c.Pass != nil {
		covenant.PassBps = uint16(*c.Pass)
	}
	if covenant.Clauses == nil {
		covenant.Clauses = []pact.Clause{}
	}
	return covenant, nil
}

type pactSign struct {
	Pact string `arg:"" help:"Its file, or its id at the service."`
}

func (c pactSign) Run(a *app) error {
	k, err := a.locate(c.Pact)
	if err != nil {
		return err
	}
	p, err := k.pact()
	if err != nil {
		return err
	}
	u, role, err := a.party(k, "provider", "buyer")
	if err != nil {
		return err
	}
	now, err := a.now()
	if err != nil {
		return err
	}
	if err := p.ValidateAt(now); err != nil {
		return usageError{err}
	}
	judged, err := a.judgeable(p.Covenant)
	if err != nil {
		a.note("Beware: this version cannot evaluate the covenant: %v", err)
	}
	if sig := k.signatures.of(role); len(*sig) == 0 {
		if err := a.confirm(k.summary()+judged, fmt.Sprintf("You sign this pact as its %s, with key %s (%s).", role, u.Name, u.entry.Address)); err != nil {
			return err
		}
		if *sig, err = u.SignHash(k.domain.Digest(p)); err != nil {
			return err
		}
	}
	if err := a.remember(k.pactFile()); err != nil {
		return err
	}
	v := agreement{PactID: k.id, File: cmp.Or(k.file, a.homeFile(k.id, "")), pactFile: k.pactFile()}
	if k.file != "" {
		if err := write(k.file, v.pactFile); err != nil {
			return err
		}
	}
	if a.Service != "" {
		remote, err := a.hand(k, p)
		if err != nil {
			return fmt.Errorf("signed and kept in %s, but not handed in: %w", v.File, err)
		}
		v.State = remote.State.Word()
		v.Signatures.Provider, v.Signatures.Buyer = remote.ProviderSignature, remote.BuyerSignature
	}
	both := len(v.Signatures.Provider) > 0 && len(v.Signatures.Buyer) > 0
	switch {
	case both && role == "buyer":
		v.next = "surety fund " + k.id.Hex()
	case both:
		v.next = "the buyer funds it with: surety fund " + k.id.Hex()
	case a.Service != "":
		v.next = "the other party signs with: surety pact sign " + k.id.Hex()
	default:
		v.next = fmt.Sprintf("send %s to the other party, who runs: surety pact sign FILE", v.File)
	}
	return a.show(v)
}

// hand gives the service the signatures it does not have.
func (a *app) hand(k known, p pact.Pact) (client.Pact, error) {
	c, err := a.client()
	if err != nil {
		return client.Pact{}, err
	}
	var remote client.Pact
	there := k.remote != nil
	if there {
		remote = *k.remote
	}
	for _, party := range []struct {
		address common.Address
		here    []byte
		there   []byte
	}{
		{p.Terms.Deal.Provider, k.signatures.Provider, remote.ProviderSignature},
		{p.Terms.Deal.Buyer, k.signatures.Buyer, remote.BuyerSignature},
	} {
		switch {
		case len(party.here) == 0 || len(party.there) > 0:
		case there:
			remote, err = c.SignPact(a.ctx, k.id, party.address, party.here)
		default:
			remote, err = c.CreatePact(a.ctx, p, party.address, party.here)
			there = true
		}
		if err != nil {
			return client.Pact{}, err
		}
	}
	return remote, remote.Verify(k.domain)
}

type pactShow struct {
	Pact string `arg:"" help:"Its id or file."`
}

// status is a pact and where it stands, as far as that is known.
type status struct {
	PactID pact.ID `json:"pact_id"`
	where
	Terms             pact.Terms      `json:"terms"`
	Covenant          *pact.Covenant  `json:"covenant,omitempty"`
	Signatures        signatures      `json:"signatures"`
	State             string          `json:"state,omitempty"`
	Money             *money          `json:"money,omitempty"`
	Deliverable       *common.Hash    `json:"deliverable,omitempty"`
	EvidenceRoot      *common.Hash    `json:"evidence_root,omitempty"` // the provider's
	BuyerEvidenceRoot *common.Hash    `json:"buyer_evidence_root,omitempty"`
	Deadline          int64           `json:"deadline,omitempty"` // when the state ends by itself
	ChainTime         int64           `json:"chain_time,omitempty"`
	Outcome           verdict.Outcome `json:"outcome,omitempty"` // of an evaluation that the chain has not seen yet
	Contested         *contested      `json:"contested,omitempty"`
	Next              string          `json:"next"`
	summary           string
}

type money struct {
	Held         usdc.Amount  `json:"held"`
	ProviderHeld usdc.Amount  `json:"provider_held"`
	ProviderPaid *usdc.Amount `json:"provider_paid,omitempty"` // the next four: by the service
	BuyerPaid    *usdc.Amount `json:"buyer_paid,omitempty"`
	FeePaid      *usdc.Amount `json:"fee_paid,omitempty"`
	Final        *bool        `json:"final,omitempty"`
}

func (v status) text(p *printer) {
	p.line("%s", v.summary)
	for _, s := range []struct {
		who string
		sig []byte
	}{{"provider", v.Signatures.Provider}, {"buyer", v.Signatures.Buyer}} {
		if len(s.sig) > 0 {
			p.line("The %s has signed.", s.who)
		} else if v.Covenant != nil {
			p.line("The %s has not signed.", s.who)
		}
	}
	if v.State != "" {
		p.line("State: %s", v.State)
	}
	if m := v.Money; m != nil {
		p.line("Held: %s USDC", m.Held)
		if m.ProviderPaid != nil {
			p.line("Paid: provider %s, buyer %s, fee %s USDC", m.ProviderPaid, m.BuyerPaid, m.FeePaid)
			if !*m.Final {
				p.line("Not final yet: a reorganization of the chain could still take it back.")
			}
		}
	}
	if v.Deliverable != nil {
		p.line("Deliverable: %s", v.Deliverable)
	}
	if v.EvidenceRoot != nil {
		p.line("The provider's evidence: %s", v.EvidenceRoot)
	}
	if v.BuyerEvidenceRoot != nil {
		p.line("The buyer's evidence: %s", v.BuyerEvidenceRoot)
	}
	if v.Outcome != "" {
		p.line("Evaluated: %s", v.Outcome)
	}
	v.Contested.text(p)
	if v.Deadline > 0 {
		p.line("Ends by itself: %s", when(v.Deadline, v.ChainTime))
	}
	p.line("Next: %s", v.Next)
}

func (c pactShow) Run(a *app) error {
	k, err := a.locate(c.Pact)
	if err != nil {
		return err
	}
	v := status{
		PactID: k.id, where: whereIs(k.domain), Terms: k.terms, Covenant: k.covenant, Signatures: k.signatures, summary: k.summary(),
	}
	role := ""
	if u, err := a.signer(); err == nil {
		role = k.role(u.Address())
	}
	if a.Service != "" || a.RPC != "" {
		if v.ChainTime, err = a.now(); err != nil {
			return err
		}
	}
	switch {
	case k.remote != nil:
		r := k.remote
		v.State, v.Deadline = r.State.Word(), r.Money.Deadline
		if !lifecycle.State(v.State).Unfunded() {
			v.Money = &money{r.Money.Held, r.Money.ProviderHeld, &r.Money.ProviderPaid, &r.Money.BuyerPaid, &r.Money.FeePaid, &r.Money.Final}
		}
		if r.Deliverable != (common.Hash{}) {
			v.Deliverable = &r.Deliverable
		}
		if r.EvidenceRoot != (common.Hash{}) {
			v.EvidenceRoot = &r.EvidenceRoot
		}
		if r.BuyerEvidenceRoot != (common.Hash{}) {
			v.BuyerEvidenceRoot = &r.BuyerEvidenceRoot
		}
	case a.RPC != "":
		s, err := a.state(k)
		if err != nil {
			return err
		}
		v.State, v.Deadline = s.Status.String(), deadline(k.terms, s)
		if s.Status != escrow.StatusNone {
			v.Money = &money{Held: s.Held, ProviderHeld: s.ProviderHeld}
		}
	}
	if v.State == string(lifecycle.Evaluating) {
		judged, _, err := a.evaluation(k)
		if err != nil {
			return err
		}
		if judged.Report != nil {
			v.Outcome = judged.Outcome
		}
	}
	if v.Contested, err = a.contested(k, v.State); err != nil {
		return err
	}
	v.Next = nextStep(v, role)
	return a.show(v)
}

// deadline is when the chain's state ends by itself; 0: it does not.
func deadline(t pact.Terms, s escrow.State) int64 {
	states := map[escrow.Status]lifecycle.State{
		escrow.StatusNone: lifecycle.Signed, escrow.StatusFunded: lifecycle.Funded, escrow.StatusDelivered: lifecycle.Delivered,
		escrow.StatusWithheld: lifecycle.Withheld, escrow.StatusDisputed: lifecycle.Disputed,
	}
	return lifecycle.Record{
		Pact: pact.Pact{Terms: t}, State: states[s.Status],
		Money: lifecycle.Money{Held: s.Held, ProviderHeld: s.ProviderHeld, Since: s.Since, OnChain: s.Status == escrow.StatusDelivered},
	}.Deadline()
}

// nextStep is what the role can do now.
func nextStep(v status, role string) string {
	id := v.PactID.Hex()
	over := v.Deadline > 0 && v.ChainTime >= v.Deadline
	switch v.State {
	case "", "proposed", "signed", "none":
		return v.beforeFunding(role, over)
	case "expired":
		return "nothing; agree on new terms"
	case "released", "refunded", "resolved", "closed":
		return "nothing; everything was paid"
	}
	gate, deal := v.Terms.Gate, v.Terms.Deal
	switch {
	case over:
		return "anyone may have it paid with: surety finalize " + id + " --rpc URL"
	case v.State == "disputed" && role == "arbiter":
		return "surety ruling sign " + id
	case v.State == "disputed":
		return "wait for the arbiter"
	case role == "arbiter":
		return "nothing, unless it is disputed"
	case v.State == "withheld" && role == "buyer" && v.Money.ProviderHeld > 0:
		return "wait, or contest what is held for the provider with: surety dispute open " + id
	case v.State == "withheld" && role == "provider" && v.Money.ProviderHeld < v.Money.Held:
		return "wait, or contest what is held for the buyer with: surety dispute open " + id
	case v.State == "withheld":
		return "wait: what is not contested is paid at the deadline"
	case v.Outcome == verdict.Inconclusive && deal.Arbiter == (common.Address{}):
		return "wait for the deadline: the evaluation is inconclusive, and there is no arbiter"
	case v.ChainTime >= gate.EvaluateBy && (role == "provider" || role == "buyer"):
		return "wait, or take it to the arbiter, for no verdict came in time, with: surety dispute open " + id
	case v.State == "funded" && role == "provider":
		return "surety deliver " + id + " FILE, then surety evidence submit " + id + " FILE"
	case (v.State == "delivered" || v.BuyerEvidenceRoot != nil) && role == "provider" && v.EvidenceRoot == nil:
		return "surety evidence submit " + id + " FILE"
	}
	return "wait for the verdict: surety verdict show " + id
}

func (v status) beforeFunding(role string, over bool) string {
	id := v.PactID.Hex()
	sig := v.Signatures.of(role)
	switch {
	case over:
		return "nothing; fund_by has passed, so agree on new terms"
	case len(v.Signatures.Provider) > 0 && len(v.Signatures.Buyer) > 0 && role == "buyer":
		return "surety fund " + id
	case len(v.Signatures.Provider) > 0 && len(v.Signatures.Buyer) > 0:
		return "the buyer funds it with: surety fund " + id
	case role == "arbiter":
		return "nothing; provider and buyer have not both signed it"
	case role == "":
		return "provider and buyer sign it with: surety pact sign " + id
	case len(*sig) > 0:
		return "the other party signs with: surety pact sign " + id
	}
	return "surety pact sign " + id
}

type pactList struct {
	State []string `help:"Only those in this state, like funded. Repeatable; needs --service." placeholder:"STATE"`
}

type listed struct {
	Pacts []item `json:"pacts"`
	now   int64
}

type item struct {
	PactID   pact.ID     `json:"pact_id"`
	Title    string      `json:"title"`
	Role     string      `json:"role,omitempty"`
	State    string      `json:"state,omitempty"`
	Amount   usdc.Amount `json:"amount"`
	Deadline int64       `json:"deadline,omitempty"`
}

func (v listed) text(p *printer) {
	for _, i := range v.Pacts {
		ends := ""
		if i.Deadline > 0 {
			ends = "until " + when(i.Deadline, v.now)
		}
		p.line("%s", strings.TrimRight(fmt.Sprintf("%s  %-10s %-8s %14s USDC  %s  %s", i.PactID, i.State, i.Role, i.Amount, i.Title, ends), " "))
	}
	if len(v.Pacts) == 0 {
		p.line("No pacts. Write one with: surety pact new")
	}
}

func (c pactList) Run(a *app) error {
	v := listed{Pacts: []item{}}
	add := func(p pact.Pact, state string, deadline int64) {
		i := item{PactID: p.Terms.ID(), Title: p.Covenant.Title, State: state, Amount: p.Terms.Deal.Amount, Deadline: deadline}
		if u, err := a.signer(); err == nil {
			i.Role = known{terms: p.Terms}.role(u.Address())
		}
		v.Pacts = append(v.Pacts, i)
	}
	if a.Service == "" {
		if len(c.State) > 0 {
			return usage("files have no state; name a --service")
		}
		files, err := filepath.Glob(filepath.Join(a.Home, "pacts", "0x*.json"))
		if err != nil {
			return err
		}
		for _, file := range files {
			id, err := pact.ParseID(strings.TrimSuffix(filepath.Base(file), ".json"))
			if err != nil {
				continue // a verdict or the like
			}
			f, _, err := a.recall(id)
			if err != nil {
				return err
			}
			add(f.Pact, "", 0)
		}
		return a.show(v)
	}
	var states []pb.PactState
	for _, word := range c.State {
		state, err := pb.ParsePactState("--state", word)
		if err != nil {
			return err
		}
		states = append(states, state)
	}
	now, err := a.now()
	if err != nil {
		return err
	}
	v.now = now
	service, err := a.client()
	if err != nil {
		return err
	}
	for p, err := range service.Pacts(a.ctx, states...) {
		if err != nil {
			return err
		}
		add(p.Pact, p.State.Word(), p.Money.Deadline)
	}
	return a.show(v)
}

type pactWatch struct {
	Pact   string `arg:"" optional:"" help:"Only this pact, by its id or file."`
	Cursor string `help:"Go on after this event; with json output each event has a cursor." placeholder:"CURSOR"`
}

// happening is an event at the service.
type happening struct {
	Cursor      string       `json:"cursor"`
	PactID      pact.ID      `json:"pact_id"`
	Time        int64        `json:"time"`
	State       string       `json:"state"`
	Kind        string       `json:"kind"`
	Detail      string       `json:"detail,omitempty"`
	Transaction *common.Hash `json:"transaction,omitempty"`
}

func happened(e client.Event) happening {
	h := happening{Cursor: e.Cursor, PactID: e.Pact, Time: e.Time, State: e.State.Word(), Kind: e.Kind, Detail: e.Detail}
	if e.Transaction != (common.Hash{}) {
		h.Transaction = &e.Transaction
	}
	return h
}

func (h happening) text(p *printer) {
	p.line("%s  %s", h.PactID.Short(), h.words())
}

func (h happening) words() string {
	s := h.Kind
	if !strings.EqualFold(h.Kind, h.State) {
		s += " (" + h.State + ")"
	}
	if h.Detail != "" {
		s += ": " + h.Detail
	}
	return s
}

func (c pactWatch) Run(a *app) error {
	service, err := a.client()
	if err != nil {
		return err
	}
	var k known
	if c.Pact != "" {
		if k, err = a.locate(c.Pact); err != nil {
			return err
		}
	}
	for event, err := range service.Watch(a.ctx, k.id, c.Cursor) {
		if a.ctx.Err() != nil {
			return nil // the way to end it
		}
		if err != nil {
			return err
		}
		if err := a.show(happened(event)); err != nil {
			return err
		}
	}
	return nil
}
