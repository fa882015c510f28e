package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/internal/evaluation"
	"github.com/surety-dev/surety/internal/evaluation/policy"
	"github.com/surety-dev/surety/pkg/client"
	"github.com/surety-dev/surety/pkg/pact"
)

// known is a pact as far as it is known here.
type known struct {
	id         pact.ID
	domain     pact.Domain
	terms      pact.Terms
	covenant   *pact.Covenant // nil when only the chain told of the pact
	signatures signatures
	remote     *client.Pact // nil without a service that knows it
	file       string       // named on the command line; else empty
}

// pact is for messages over both halves.
func (k known) pact() (pact.Pact, error) {
	if k.covenant == nil {
		return pact.Pact{}, usage("the chain has the terms of pact %s but not its covenant; name the pact's file", k.id.Short())
	}
	return pact.Pact{Terms: k.terms, Covenant: *k.covenant}, nil
}

// summary is what is shown before a signature.
func (k known) summary() string {
	at := fmt.Sprintf("\nEscrow %s on chain %d.\n", k.domain.Escrow, k.domain.ChainID)
	if k.covenant != nil {
		return pact.Pact{Terms: k.terms, Covenant: *k.covenant}.Summary() + at
	}
	terms, _, _ := strings.Cut(pact.Pact{Terms: k.terms}.Summary(), "\nPromised:")
	return terms + "\nThe covenant is not at hand; the chain has its hash alone, " + k.terms.Deal.Covenant.Hex() + ".\n" + at
}

// role is what the account is in the pact, or empty.
func (k known) role(account common.Address) string {
	switch d := k.terms.Deal; account {
	case d.Provider:
		return "provider"
	case d.Buyer:
		return "buyer"
	case d.Arbiter:
		return "arbiter"
	}
	return ""
}

// party is the key of this run, which must have one of the roles.
func (a *app) party(k known, roles ...string) (*unlocked, string, error) {
	u, err := a.signer()
	if err != nil {
		return nil, "", err
	}
	role := k.role(u.Address())
	if !slices.Contains(roles, role) {
		return nil, "", usage("key %s (%s) is not the %s of pact %s; choose the right one with --key", u.Name, u.entry.Address, strings.Join(roles, " or "), k.id.Short())
	}
	return u, role, nil
}

// pactFile is what is kept and exchanged of it; it needs the covenant.
func (k known) pactFile() pactFile {
	return pactFile{whereIs(k.domain), pact.Pact{Terms: k.terms, Covenant: *k.covenant}, k.signatures}
}

// locate finds the pact that an argument names, by id or by file: in the file, in the home, at the service, on the chain. What
// it finds verifies, is of the escrow that --escrow and all of them name, and is kept in the home.
func (a *app) locate(argument string) (known, error) {
	k, err := a.look(argument)
	if err != nil {
		return known{}, err
	}
	if err := a.sameEscrow(k.domain); err != nil {
		return known{}, err
	}
	if k.covenant == nil {
		return k, nil
	}
	f := k.pactFile()
	if err := f.verify(k.domain); err != nil {
		return known{}, fmt.Errorf("pact %s: %w", k.id.Short(), err)
	}
	return k, a.remember(f)
}

func (a *app) look(argument string) (known, error) {
	if _, err := os.Stat(argument); err == nil {
		return a.fromFile(argument)
	}
	id, err := pact.ParseID(argument)
	if err != nil {
		return known{}, usage("%q is neither a file nor a pact id; write an id as 0x and 64 hexadecimal digits", argument)
	}
	local, domain, err := a.recall(id)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return known{}, err
	}
	here := err == nil
	if a.Service != "" {
		k, err := a.fromService(id)
		if err == nil || !here || !missing(err) {
			return k, err
		}
	}
	switch {
	case here:
		return known{id: id, domain: domain, terms: local.Pact.Terms, covenant: &local.Pact.Covenant, signatures: local.Signatures}, nil
	case a.RPC != "":
		return a.fromChain(id)
	}
	return known{}, usage("pact %s is not in %s; name its file, a --service, or an --rpc and the --escrow", id.Short(), a.Home)
}

// fromFile reads a pact file, and adds what the service knows of that pact.
func (a *app) fromFile(file string) (known, error) {
	data, err := readFile(file)
	if err != nil {
		return known{}, err
	}
	f, domain, err := readPactFile(data)
	if err != nil {
		return known{}, usageError{fmt.Errorf("%s: %w", file, err)}
	}
	k := known{id: f.Pact.Terms.ID(), domain: domain, terms: f.Pact.Terms, covenant: &f.Pact.Covenant, signatures: f.Signatures, file: file}
	if a.Service == "" {
		return k, nil
	}
	remote, err := a.fromService(k.id)
	if missing(err) {
		return k, nil
	}
	if err != nil {
		return known{}, err
	}
	if remote.domain != domain {
		return known{}, otherEscrow(file, domain, "the service", remote.domain)
	}
	k.remote = remote.remote
	for _, role := range []string{"provider", "buyer"} {
		if sig := remote.signatures.of(role); len(*sig) > 0 {
			*k.signatures.of(role) = *sig
		}
	}
	return k, nil
}

func (a *app) fromService(id pact.ID) (known, error) {
	deployment, err := a.deployment()
	if err != nil {
		return known{}, err
	}
	c, err := a.client()
	if err != nil {
		return known{}, err
	}
	p, err := c.Pact(a.ctx, id)
	if err != nil {
		return known{}, err
	}
	return known{
		id: id, domain: deployment.Domain, terms: p.Terms, covenant: &p.Covenant, remote: &p,
		signatures: signatures{Provider: p.ProviderSignature, Buyer: p.BuyerSignature},
	}, nil
}

// missing says that the service has no such pact.
func missing(err error) bool { return client.Reason(err) == "PACT_NOT_FOUND" }

// sameEscrow refuses a domain that --escrow, the service or the chain contradicts.
func (a *app) sameEscrow(d pact.Domain) error {
	if a.Escrow != "" {
		pinned, err := a.pinned()
		if err != nil {
			return err
		}
		if pinned != d.Escrow {
			return otherEscrow("the pact", d, "--escrow", pact.Domain{ChainID: d.ChainID, Escrow: pinned})
		}
	}
	if a.Service != "" {
		deployment, err := a.deployment()
		if err != nil {
			return err
		}
		if deployment.Domain != d {
			return otherEscrow("the pact", d, "the service", deployment.Domain)
		}
	}
	if a.Service == "" && a.RPC != "" {
		_, err := a.chainOf(d)
		return err
	}
	return nil
}

// pinned is what --escrow names.
func (a *app) pinned() (common.Address, error) {
	if a.Escrow == "" {
		return common.Address{}, usage("which escrow? Name it with --escrow")
	}
	address, err := pact.ParseAddress(a.Escrow)
	if err != nil {
		return address, usageError{fmt.Errorf("--escrow: %w", err)}
	}
	return address, nil
}

func otherEscrow(one string, d pact.Domain, other string, e pact.Domain) error {
	return usage("%s is of escrow %s on chain %d, %s of escrow %s on chain %d; sign nothing before you know which is right",
		one, d.Escrow, d.ChainID, other, e.Escrow, e.ChainID)
}

// client is the service's.
func (a *app) client() (*client.Client, error) {
	if a.opened != nil {
		return a.opened, nil
	}
	if a.Service == "" {
		return nil, usage("this needs a service: name one with --service")
	}
	var account client.Signer
	if u, err := a.signer(); err == nil {
		account = &visitor{unlocked: u}
	}
	c, err := client.Dial(a.Service, account)
	if err != nil {
		return nil, usageError{err}
	}
	a.opened = c
	return c, nil
}

// visitor is the key as it signs in, which it mentions.
type visitor struct {
	*unlocked
	mentioned bool
}

// SignHash signs a sign-in.
func (v *visitor) SignHash(digest common.Hash) ([]byte, error) {
	if !v.mentioned {
		v.mentioned = true
		v.app.note("Signing in at %s to read (no signature that binds)", v.app.Service)
	}
	return v.unlocked.SignHash(digest)
}

// deployment is the service's word, asked for once a run.
func (a *app) deployment() (client.Deployment, error) {
	if a.where != nil {
		return *a.where, nil
	}
	c, err := a.client()
	if err != nil {
		return client.Deployment{}, err
	}
	d, err := c.Deployment(a.ctx)
	if err != nil {
		return client.Deployment{}, err
	}
	a.where = &d
	return d, nil
}

// policy finds a policy by its hash: the file's, if one is named, the one this program holds, or the service's.
func (a *app) policy(hash common.Hash, file string) (policy.Document, error) {
	if file != "" {
		data, err := readFile(file)
		if err != nil {
			return policy.Document{}, err
		}
		p, err := policy.Read(data)
		if err == nil && p.Hash() != hash {
			err = fmt.Errorf("it hashes to %s, not to %s", p.Hash(), hash)
		}
		if err != nil {
			return policy.Document{}, usage("policy %s: %v", file, err)
		}
		return p, nil
	}
	if p := policy.Default(); p.Hash() == hash {
		return p, nil
	}
	if a.Service == "" {
		return policy.Document{}, fmt.Errorf("policy %s is not at hand; name a --service that knows it: %w", hash, policy.ErrUnknown)
	}
	c, err := a.client()
	if err != nil {
		return policy.Document{}, err
	}
	data, err := c.Policy(a.ctx, hash)
	if err != nil {
		return policy.Document{}, err
	}
	return policy.Parse(data)
}

// judgeable says what the policy makes of a covenant, for whoever is to sign it, and what the evaluation could not judge.
func (a *app) judgeable(c pact.Covenant) (string, error) {
	p, err := a.policy(c.Policy, "")
	switch {
	case errors.Is(err, policy.ErrUnknown) || client.Reason(err) == "POLICY_NOT_FOUND":
		return "", &pact.Invalid{Field: "covenant.policy", Reason: err.Error()}
	case err != nil:
		return "", err
	}
	said := "By the policy the provider's evidence is judged at once: the buyer hands in its own before it.\n"
	if p.Waiting.Buyer > 0 {
		said = fmt.Sprintf("By the policy the buyer has %d seconds after the provider's evidence for evidence of its own.\n", p.Waiting.Buyer)
	}
	var same []string
	for _, j := range p.Jury.Jurors {
		if pact.AmongModels(c.Models, j.Model) {
			same = append(same, j.Name)
		}
	}
	if len(same) > 0 {
		said += fmt.Sprintf("Left out of its %d jurors, as the agent may run on their models: %s. A panel seats %d, a quorum takes %d, and %d are left.\n",
			len(p.Jury.Jurors), harmless(strings.Join(same, ", ")), p.Jury.Panel, p.Jury.Quorum, len(p.Jury.Jurors)-len(same))
	}
	return said, evaluation.Validate(c, p)
}
