package cli

import (
	"bytes"
	"errors"
	"fmt"
	"slices"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
)

type committeeCommands struct {
	New     committeeNew     `cmd:"" help:"Put a committee on the chain, to be named as arbiter. Whoever names the same members finds the same one. Needs --rpc."`
	Show    committeeShow    `cmd:"" help:"Who decides in a committee. Needs --rpc."`
	Combine committeeCombine `cmd:"" help:"Make the committee's ruling of its members', who signed it with: surety ruling sign. With a service it is carried; without, the signed file is anyone's to carry. Needs --rpc."`
}

// seats are a committee's, as the chain has them for ever.
type seats struct {
	Committee   string       `json:"committee"`
	Threshold   int          `json:"threshold"`
	Members     []string     `json:"members"`
	Transaction *common.Hash `json:"transaction,omitempty"` // that made it, if it was not there

	members []common.Address
}

func (v seats) text(p *printer) {
	p.line("Committee %s: any %d of these %d decide, and nothing can change that.", v.Committee, v.Threshold, len(v.Members))
	for _, member := range v.Members {
		p.line("  %s", member)
	}
	if v.Transaction != nil {
		p.line("Transaction %s", v.Transaction)
	}
}

// committee reads one from the chain.
func (a *app) committee(address common.Address) (seats, error) {
	c, err := a.chain()
	if err != nil {
		return seats{}, err
	}
	v := seats{Committee: address.Hex()}
	if v.members, v.Threshold, err = escrow.ReadCommittee(a.ctx, c, address); errors.Is(err, escrow.ErrNoCommittee) {
		return v, err
	} else if err != nil {
		return v, unreachable("ask who decides", err)
	}
	for _, member := range v.members {
		v.Members = append(v.Members, member.Hex())
	}
	return v, nil
}

type committeeNew struct {
	Member    []account `help:"A member's address; once for each." required:"" placeholder:"ADDR"`
	Threshold int       `help:"How many of them decide." required:"" placeholder:"K"`
}

func (c committeeNew) Run(a *app) error {
	members := make([]common.Address, len(c.Member))
	for i, member := range c.Member {
		members[i] = common.Address(member)
	}
	code, err := escrow.CommitteeCreation(members, c.Threshold)
	if err != nil {
		return usageError{err}
	}
	address, creation := escrow.Create2(code)
	chain, err := a.chain()
	if err != nil {
		return err
	}
	there, thereErr := chain.CodeAt(a.ctx, address, nil)
	proxy, proxyErr := chain.CodeAt(a.ctx, escrow.Proxy, nil)
	if err := errors.Join(thereErr, proxyErr); err != nil {
		return unreachable("look for the committee", err)
	}
	var transaction *common.Hash
	if len(there) == 0 {
		if !bytes.Equal(proxy, escrow.ProxyCode()) {
			return fmt.Errorf("chain %d has no deployment proxy at %s: put it there first, as github.com/Arachnid/deterministic-deployment-proxy says", chain.id, escrow.Proxy)
		}
		s, err := a.send(escrow.Proxy, creation)
		if err != nil {
			return fmt.Errorf("make the committee: %w", err)
		}
		transaction = &s.Transaction
	}
	v, err := a.committee(address)
	if err != nil {
		return err
	}
	v.Transaction = transaction
	return a.show(v)
}

type committeeShow struct {
	Committee account `arg:"" help:"Its address."`
}

func (c committeeShow) Run(a *app) error {
	v, err := a.committee(common.Address(c.Committee))
	if err != nil {
		return err
	}
	return a.show(v)
}

// judge is the key of this run, which must be the arbiter or, as the chain says, a member of it.
func (a *app) judge(k known) (u *unlocked, member bool, err error) {
	u, _, refused := a.party(k, "arbiter")
	if refused == nil || a.RPC == "" {
		return u, false, refused
	}
	if u, err = a.signer(); err != nil {
		return nil, false, err
	}
	if _, err := a.chainOf(k.domain); err != nil {
		return nil, false, err
	}
	v, err := a.committee(k.terms.Deal.Arbiter)
	switch {
	case err == nil && slices.Contains(v.members, u.Address()):
		return u, true, nil
	case err == nil || errors.Is(err, escrow.ErrNoCommittee):
		return nil, false, refused
	}
	return nil, false, err
}

type committeeCombine struct {
	Files []string `arg:"" name:"file" type:"existingfile" help:"The members' signed rulings."`
}

func (c committeeCombine) Run(a *app) error {
	var (
		f      signedFile
		domain pact.Domain
		v      seats
		signed = map[common.Address][]byte{}
	)
	for i, file := range c.Files {
		data, err := readFile(file)
		if err != nil {
			return err
		}
		one, where, err := readSignedFile(data)
		switch {
		case err != nil:
			return usageError{fmt.Errorf("%s: %w", file, err)}
		case one.Kind != kindRuling:
			return usage("%s holds a %s, no ruling", file, one.Kind)
		case i == 0:
			f, domain = one, where
			if err := errors.Join(a.sameEscrow(domain), f.whole()); err != nil {
				return fmt.Errorf("%s: %w", file, err)
			}
			if _, err := a.chainOf(domain); err != nil {
				return err
			}
			if v, err = a.committee(f.Terms.Deal.Arbiter); err != nil {
				return err
			}
		case domain.Digest(one.message()) != domain.Digest(f.message()) || where != domain:
			return usage("%s and %s rule differently; a committee signs one split and one text of one pact", c.Files[0], file)
		}
		digest := domain.Digest(f.message())
		at := slices.IndexFunc(v.members, func(member common.Address) bool { return pact.Verify(digest, one.Signatures.Arbiter, member) == nil })
		if at < 0 {
			return usage("%s is not signed by a member of the committee %s; see who they are with: surety committee show", file, v.Committee)
		}
		signed[v.members[at]] = one.Signatures.Arbiter
	}
	if len(signed) < v.Threshold {
		return usage("%d of %d members have signed, the committee needs %d; ask another one to sign", len(signed), len(v.members), v.Threshold)
	}
	var err error
	if f.Signatures.Arbiter, err = escrow.CommitteeSignature(v.members, signed); err != nil {
		return err
	}
	if err := f.verify(a, domain); err != nil {
		return err
	}
	return a.rule(f.Terms.ID(), f, waiting{NoWait: true}) // a service tells the parties and the arbiter alone, not a member
}
