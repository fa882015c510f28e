package cli_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"github.com/ethereum/go-ethereum/common/hexutil"

	"github.com/surety-dev/surety/internal/cli"
	"github.com/surety-dev/surety/internal/devnet"
	pb "github.com/surety-dev/surety/pkg/suretypb"
)

func TestAPactIsRuledOnByTwoOfThree(t *testing.T) {
	d := newDirect(t)
	judges := map[string]*home{}
	create := []string{"committee", "new", "--threshold", "2"}
	for _, name := range []string{"first", "second", "third"} {
		judges[name] = newHome(t, name, key(name), d.buyer.settings)
		create = append(create, "--member", address(name).Hex())
	}
	first, second := judges["first"], judges["second"]

	made := d.stranger.ok(create...)
	committee := made["committee"].(string)
	if made["transaction"] == nil {
		t.Error("it was made by no transaction")
	}
	expect(t, d.stranger.ok(create...), map[string]any{"committee": committee, "transaction": nil}) // it is there already
	if _, shown, _ := d.buyer.runText("committee", "show", committee); !strings.Contains(shown, "any 2 of these 3 decide, and nothing can change that.") || !strings.Contains(shown, "\n  "+address("third").Hex()+"\n") {
		t.Errorf("a party that looks it up reads\n%s", shown)
	}
	if message := d.buyer.fails(cli.ExitRefused, "REFUSED", "committee", "show", d.domain.Escrow.Hex()); !strings.Contains(message, "do not rely on what it says") {
		t.Errorf("another contract: %q", message)
	}
	create[3] = "4"
	if message := d.stranger.fails(cli.ExitUsage, "USAGE", create...); !strings.Contains(message, "choose a threshold of 1 to 3") {
		t.Errorf("4 of 3: %q", message)
	}

	id := d.funded("--arbiter", committee, "--dispute-window", "10m", "--arbitration-window", "20m")
	d.buyer.ok("carry", d.verdictFile(d.buyer, id, 0))
	d.provider.ok("dispute", "open", id, "--text", "The total was told")

	sign := func(by *home, words ...string) string {
		return by.ok(append([]string{"ruling", "sign", id}, words...)...)["file"].(string)
	}
	if _, _, asked := first.runText("ruling", "sign", id, "--share", "60%", "--text", "Late"); !strings.Contains(asked, "You rule, as a member of the committee "+committee+": of the 100.00 USDC held, 60.00 go to the provider") {
		t.Errorf("a member is asked to sign\n%s", asked)
	}
	firsts := sign(first, "--share", "60%", "--text", "Late")
	if message := d.arbiter.fails(cli.ExitUsage, "USAGE", "ruling", "sign", id, "--share", "60%", "--text", "Late"); !strings.Contains(message, "is not the arbiter of pact") {
		t.Errorf("somebody else signs: %q", message)
	}
	if message := d.stranger.fails(cli.ExitRefused, "REFUSED", "carry", firsts); !strings.Contains(message, "the arbiter's signature on the ruling") {
		t.Errorf("one member's ruling is carried: %q", message)
	}
	if message := first.fails(cli.ExitUsage, "USAGE", "committee", "combine", firsts, firsts); !strings.Contains(message, "1 of 3 members have signed, the committee needs 2") {
		t.Errorf("one member's ruling, twice: %q", message)
	}
	for _, other := range [][]string{{"--share", "50%", "--text", "Late"}, {"--share", "60%", "--text", "Not late"}} {
		if message := first.fails(cli.ExitUsage, "USAGE", "committee", "combine", firsts, sign(second, other...)); !strings.Contains(message, "rule differently") {
			t.Errorf("two rulings: %q", message)
		}
	}
	seconds := sign(second, "--share", "60%", "--text", "Late")
	data, right := arbiters(t, seconds)
	broken := first.write("broken.json", []byte(strings.Replace(data, right.String(), "0x"+strings.Repeat("11", len(right)), 1)))
	if message := first.fails(cli.ExitUsage, "USAGE", "committee", "combine", firsts, broken); !strings.Contains(message, "is not signed by a member") {
		t.Errorf("a broken signature: %q", message)
	}

	t.Run("a service carries what they sign together", func(t *testing.T) {
		f, settings := serveFake(t)
		kept := d.pactFile(id)
		f.deployment.ChainId, f.deployment.Escrow = d.domain.ChainID, d.domain.Escrow.Hex()
		f.pact = &pb.Pact{
			Id: id, Terms: pb.FromTerms(kept.Pact.Terms), Covenant: pb.FromCovenant(kept.Pact.Covenant),
			ProviderSignature: kept.Signatures.Provider, BuyerSignature: kept.Signatures.Buyer,
		}
		f.at(pb.PactState_PACT_STATE_DISPUTED)
		settings["SURETY_RPC"], settings["SURETY_ESCROW"] = d.chain.URL(), d.domain.Escrow.Hex()
		third := newHome(t, "third", key("third"), settings)
		expect(t, third.ok("ruling", "sign", id, "--share", "60%", "--text", "Late"), map[string]any{"route": "file"}) // alone it is not handed in
		expect(t, third.ok("committee", "combine", firsts, seconds), map[string]any{"route": "service", "state": "pending"})

		f.at(pb.PactState_PACT_STATE_RESOLVED)
		_, signed := arbiters(t, third.path("pacts/"+id+".ruling.json"))
		f.dispute = &pb.Dispute{
			PactId: id, Party: devnet.Provider.Address().Hex(), Statement: "The total was told",
			Ruling: "Late", ProviderAmount: "60.00", BuyerAmount: "40.00", RulingSignature: signed,
		}
		expect(t, third.ok("pact", "show", id)["contested"].(map[string]any), map[string]any{"ruling": "Late"})
		f.dispute.Ruling = "Never" // forged by the service
		if message := third.fails(cli.ExitRefused, "REFUSED", "pact", "show", id); !strings.Contains(message, "the service's ruling does not hold") {
			t.Errorf("a forged ruling: %q", message)
		}
	})

	together := first.ok("committee", "combine", firsts, seconds)["file"].(string)
	expect(t, first.ok("verify", together), map[string]any{"verified": true})
	if code, said, _ := first.runText("--rpc", "", "verify", together); code != cli.ExitRefused || !strings.Contains(said, "name the chain with --rpc URL to ask it") {
		t.Errorf("offline: exit %d\n%s", code, said)
	}
	d.paid("40.00", "60.00", func() {
		expect(t, d.provider.ok("carry", together), map[string]any{"event": "Ruled", "state": "closed"})
	})
}

// arbiters is the text of a ruling's file and the arbiter's signature in it.
func arbiters(t *testing.T, file string) (string, hexutil.Bytes) {
	t.Helper()
	data, err := os.ReadFile(file)
	var f struct {
		Signatures struct{ Arbiter hexutil.Bytes }
	}
	if err == nil {
		err = json.Unmarshal(data, &f)
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(data), f.Signatures.Arbiter
}
