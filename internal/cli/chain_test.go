package cli_test

import (
	"encoding/json"
	"math/big"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"
	"github.com/ethereum/go-ethereum/core/types"
	"github.com/ethereum/go-ethereum/crypto"
	"github.com/ethereum/go-ethereum/ethclient"

	"github.com/surety-dev/surety/internal/cli"
	"github.com/surety-dev/surety/internal/devnet"
	"github.com/surety-dev/surety/pkg/escrow"
	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
	"github.com/surety-dev/surety/pkg/verdict"
)

// direct is a chain with token and escrow, no service, and a command line for each party.
type direct struct {
	*testing.T
	chain                              *devnet.Chain
	client                             *ethclient.Client
	domain                             pact.Domain
	token                              escrow.Token
	buyer, provider, arbiter, stranger *home
}

func newDirect(t *testing.T) *direct {
	t.Helper()
	chain, err := devnet.StartChain(devnet.ChainConfig{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = chain.Stop() })
	d := &direct{T: t, chain: chain}
	if d.client, err = ethclient.Dial(chain.URL()); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(d.client.Close)
	token := crypto.CreateAddress(devnet.Deployer.Address(), 0)
	address, creation := escrow.Create2(escrow.Creation(token))
	d.domain = pact.Domain{ChainID: devnet.ChainID, Escrow: address}
	d.transact(nil, common.FromHex(devnet.DevUSDCMetaData.Bin))
	d.transact(&escrow.Proxy, creation)
	if d.token, err = escrow.ReadToken(t.Context(), d.client, d.domain); err != nil {
		t.Fatal(err)
	}
	d.transact(&token, devnet.NewDevUSDC().PackMint(devnet.Buyer.Address(), big.NewInt(1_000_000_000)))
	settings := map[string]string{"SURETY_RPC": chain.URL(), "SURETY_ESCROW": d.domain.Escrow.Hex()}
	for name, of := range map[string]struct {
		account devnet.Account
		home    **home
	}{
		"buyer": {devnet.Buyer, &d.buyer}, "provider": {devnet.Provider, &d.provider},
		"arbiter": {devnet.Arbiter, &d.arbiter}, "stranger": {devnet.Relayer, &d.stranger},
	} {
		*of.home = newHome(t, name, of.account.Key(), settings)
	}
	return d
}

// transact sends as the deployer, who owns the token, and waits for the block.
func (d *direct) transact(to *common.Address, data []byte) {
	d.Helper()
	nonce, err := d.client.PendingNonceAt(d.Context(), devnet.Deployer.Address())
	if err != nil {
		d.Fatal(err)
	}
	tx, err := types.SignNewTx(devnet.Deployer.Key(), types.LatestSignerForChainID(big.NewInt(devnet.ChainID)), &types.DynamicFeeTx{
		ChainID: big.NewInt(devnet.ChainID), Nonce: nonce, GasTipCap: big.NewInt(1e9), GasFeeCap: big.NewInt(1e11), Gas: 8_000_000, To: to, Data: data,
	})
	if err == nil {
		err = d.client.SendTransaction(d.Context(), tx)
	}
	if err == nil {
		err = d.chain.Mine()
	}
	if err != nil {
		d.Fatal(err)
	}
	receipt, err := d.client.TransactionReceipt(d.Context(), tx.Hash())
	if err != nil || receipt.Status != types.ReceiptStatusSuccessful {
		d.Fatalf("transaction of the test: %v, %v", receipt, err)
	}
}

func (d *direct) jump(by time.Duration) {
	d.Helper()
	if err := d.chain.Jump(by); err != nil {
		d.Fatal(err)
	}
}

func (d *direct) balance(of devnet.Account) usdc.Amount {
	d.Helper()
	amount, err := d.token.ReadBalance(d.Context(), d.client, of.Address())
	if err != nil {
		d.Fatal(err)
	}
	return amount
}

// paid runs what moves money and checks what the buyer and the provider gained by it, in USDC.
func (d *direct) paid(buyer, provider string, move func()) {
	d.Helper()
	b, p := d.balance(devnet.Buyer), d.balance(devnet.Provider)
	move()
	if got := (d.balance(devnet.Buyer) - b).String(); got != buyer {
		d.Errorf("the buyer got %s, want %s", got, buyer)
	}
	if got := (d.balance(devnet.Provider) - p).String(); got != provider {
		d.Errorf("the provider got %s, want %s", got, provider)
	}
}

const clause = `{"id":"total","metric":"output_text","operator":"includes","value":"1786","severity":"critical","verification":"deterministic"}`

// signed makes a pact of 100 USDC, signed by both through files, and returns its id and the file.
func (d *direct) signed(more ...string) (id, file string) {
	d.Helper()
	file = d.buyer.path("pact.json")
	_ = os.Remove(file)
	args := append([]string{
		"pact", "new", "--title", "Tells the total", "--clause", clause, "--amount", "100", "--provider", devnet.Provider.Address().Hex(),
		"--evaluator", devnet.Evaluator.Address().Hex(), "--fund-by", "1h", "--evaluate-by", "2h", "--out", file,
	}, more...)
	id = d.buyer.ok(args...)["pact_id"].(string)
	d.buyer.ok("pact", "sign", file)
	d.provider.ok("pact", "sign", file)
	return id, file
}

func (d *direct) funded(more ...string) string {
	d.Helper()
	id, file := d.signed(more...)
	expect(d.T, d.buyer.ok("fund", file), map[string]any{"action": "fund", "route": "chain", "event": "Funded", "state": "funded"})
	return id
}

// agreed is a pact file.
type agreed struct {
	Pact       pact.Pact
	Signatures struct{ Provider, Buyer hexutil.Bytes }
}

// pactFile is what the provider has in its home.
func (d *direct) pactFile(id string) (f agreed) {
	d.Helper()
	data, err := os.ReadFile(d.provider.path("pacts/" + id + ".json"))
	if err == nil {
		err = json.Unmarshal(data, &f)
	}
	if err != nil {
		d.Fatal(err)
	}
	return f
}

// verdictFile is what the evaluator would hand to everybody.
func (d *direct) verdictFile(h *home, id string, amount usdc.Amount) string {
	d.Helper()
	f := d.pactFile(id)
	v := verdict.Verdict{Pact: f.Pact.Terms.ID(), ProviderAmount: amount, Report: crypto.Keccak256Hash([]byte("report"))}
	sig, err := pact.Sign(d.domain.Digest(v), devnet.Evaluator.Key())
	if err != nil {
		d.Fatal(err)
	}
	data, err := json.Marshal(map[string]any{
		"kind": "verdict", "chain_id": d.domain.ChainID, "escrow": d.domain.Escrow.Hex(), "terms": f.Pact.Terms, "provider_amount": amount,
		"hash": v.Report, "text": "report", "signatures": map[string]any{"evaluator": "0x" + common.Bytes2Hex(sig)},
	})
	if err != nil {
		d.Fatal(err)
	}
	return h.write("verdict.json", data)
}

// Its own deployer may have left it a storage in which the money is his.
func TestNobodyPaysIntoACopyOfTheEscrow(t *testing.T) {
	d := newDirect(t)
	nonce, err := d.client.PendingNonceAt(t.Context(), devnet.Deployer.Address())
	if err != nil {
		t.Fatal(err)
	}
	d.transact(nil, escrow.Creation(d.token.Address))
	copied := crypto.CreateAddress(devnet.Deployer.Address(), nonce)
	d.buyer.settings["SURETY_ESCROW"] = copied.Hex() // and everybody's
	_, file := d.signed()
	message := d.buyer.fails(cli.ExitRefused, "REFUSED", "fund", file)
	if !strings.Contains(message, copied.Hex()) || !strings.Contains(message, d.domain.Escrow.Hex()) || !strings.Contains(message, "not the escrow") {
		t.Errorf("it says %q", message)
	}
}

func TestEveryPactCanBeFundedAndLeftWithoutAService(t *testing.T) {
	d := newDirect(t)
	withArbiter := []string{"--arbiter", devnet.Arbiter.Address().Hex(), "--dispute-window", "10m", "--arbitration-window", "20m"}

	t.Run("a stranger carries a full pass", func(*testing.T) {
		id := d.funded("--upfront", "10")
		d.paid("0.00", "90.00", func() {
			file := d.verdictFile(d.stranger, id, 90_000_000)
			expect(t, d.stranger.ok("carry", file), map[string]any{"event": "Released", "state": "closed", "pact_id": id})
			message := d.stranger.fails(cli.ExitRefused, escrow.WrongStatus, "carry", file)
			if !strings.Contains(message, "everything was paid, nothing is left to do") || !strings.Contains(message, "nothing was sent") {
				t.Errorf("carrying it again says %q", message)
			}
			const asks = "You carry this verdict to the escrow, and pay the gas. By it 90.00 USDC of what is held go to the provider, the rest to the buyer."
			if _, _, asked := d.stranger.runText("carry", file); !strings.Contains(asked, asks) {
				t.Errorf("carrying asks\n%s", asked)
			}
		})
	})

	t.Run("the evaluator is silent: anyone finalizes, knowing the id alone", func(*testing.T) {
		id := d.funded("--silence", "60%")
		expect(t, d.provider.ok("deliver", id, d.provider.write("work.txt", []byte("the work"))), map[string]any{"event": "Delivered", "state": "delivered"})
		if message := d.stranger.fails(cli.ExitRefused, escrow.TooEarly, "finalize", id); !strings.Contains(message, "too early: try again from") {
			t.Errorf("finalizing early says %q", message)
		}
		shown := d.stranger.ok("pact", "show", id)
		expect(t, shown, map[string]any{"state": "delivered", "covenant": nil})
		d.jump(4 * time.Hour)
		expect(t, d.stranger.ok("pact", "show", id), map[string]any{"next": "anyone may have it paid with: surety finalize " + id + " --rpc URL"})
		d.paid("40.00", "60.00", func() {
			expect(t, d.stranger.ok("finalize", id), map[string]any{"event": "Finalized", "state": "closed"})
		})
	})

	t.Run("withheld, disputed, ruled", func(*testing.T) {
		id := d.funded(withArbiter...)
		d.paid("0.00", "0.00", func() {
			expect(t, d.buyer.ok("carry", d.verdictFile(d.buyer, id, 0)), map[string]any{"event": "Withheld", "state": "withheld"})
		})
		expect(t, d.provider.ok("pact", "show", id), map[string]any{"next": "wait, or contest what is held for the buyer with: surety dispute open " + id})
		expect(t, d.buyer.ok("pact", "show", id), map[string]any{"next": "wait: what is not contested is paid at the deadline"})
		expect(t, d.arbiter.ok("pact", "show", id), map[string]any{"next": "nothing, unless it is disputed"})
		if message := d.arbiter.fails(cli.ExitRefused, "REFUSED", "ruling", "sign", id, "--share", "60%", "--text", "Too soon"); !strings.Contains(message, "is withheld, not disputed") {
			t.Errorf("ruling before a dispute says %q", message)
		}
		d.arbiter.keepsNo(id + ".ruling.json")
		d.buyer.fails(cli.ExitRefused, escrow.NothingToDispute, "dispute", "open", id, "--text", "I do not lose by it")
		expect(t, d.provider.ok("dispute", "open", id, "--text", "The total was told"), map[string]any{"event": "Disputed", "state": "disputed"})
		shown := d.arbiter.ok("pact", "show", id)
		expect(t, shown, map[string]any{"next": "surety ruling sign " + id})
		expect(t, shown["contested"].(map[string]any), map[string]any{"party": "provider", "statement_hash": crypto.Keccak256Hash([]byte("The total was told")).Hex()})
		ruling := d.arbiter.ok("ruling", "sign", id, "--share", "60%", "--text", "It was told late")
		expect(t, ruling, map[string]any{"route": "file", "state": "signed"})
		file := ruling["file"].(string)
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		with := func(amount string) string {
			return d.provider.write("changed.json", []byte(strings.Replace(string(data), `"buyer_amount": "40.00",`, amount, 1)))
		}
		if message := d.provider.fails(cli.ExitRefused, "REFUSED", "carry", with(`"buyer_amount": "30.00",`)); !strings.Contains(message, "the arbiter's signature on the ruling") {
			t.Errorf("carrying a changed ruling says %q", message)
		}
		if message := d.provider.fails(cli.ExitUsage, "USAGE", "carry", with("")); !strings.Contains(message, "the ruling lacks an amount") {
			t.Errorf("carrying half a ruling says %q", message)
		}
		d.paid("40.00", "60.00", func() {
			code, said, asked := d.provider.runText("carry", file)
			const asks = "By it 60.00 USDC go to the provider, 40.00 USDC to the buyer."
			if code != cli.ExitDone || !strings.Contains(said, "Ruled: 60.00 USDC to the provider, 40.00 USDC to the buyer") || !strings.Contains(asked, asks) {
				t.Errorf("exit %d; it asks\n%s\nand says\n%s", code, asked, said)
			}
		})
	})

	t.Run("both agree to a split", func(*testing.T) {
		id := d.funded()
		first := d.provider.ok("consent", id, "--provider-amount", "30")
		expect(t, first, map[string]any{"route": "file", "missing": devnet.Buyer.Address().Hex()})
		if message := d.stranger.fails(cli.ExitRefused, "REFUSED", "carry", first["file"].(string)); !strings.Contains(message, "the signature of the buyer") {
			t.Errorf("carrying half a consent says %q", message)
		}
		d.paid("70.00", "30.00", func() {
			expect(t, d.buyer.ok("consent", first["file"].(string)), map[string]any{"event": "Consented", "state": "closed"})
		})
	})

	t.Run("the buyer releases alone", func(*testing.T) {
		id := d.funded()
		d.paid("0.00", "100.00", func() {
			expect(t, d.buyer.ok("consent", id, "--release"), map[string]any{"event": "Consented", "state": "closed"})
		})
	})

	t.Run("one signature funds several pacts, or none", func(*testing.T) {
		var ids, files []string
		for _, more := range [][]string{{"--upfront", "10"}, {"--amount", "50", "--fund-by", "30m"}, {"--amount", "1000000"}} {
			id, file := d.signed(more...)
			data, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			ids, files = append(ids, id), append(files, d.buyer.write(id+".json", data))
		}
		if message := d.buyer.fails(cli.ExitRefused, escrow.TokenError, append([]string{"fund"}, files...)...); !strings.Contains(message, "fund 3 pacts: ") {
			t.Errorf("more than the buyer has: %q", message)
		}
		expect(t, d.buyer.ok("pact", "show", ids[0]), map[string]any{"state": "none"})
		if message := d.provider.fails(cli.ExitUsage, "USAGE", "fund", files[0], files[1]); !strings.Contains(message, "is not the buyer of pact") {
			t.Errorf("another's pacts: %q", message)
		}
		d.paid("-150.00", "10.00", func() {
			code, said, asked := d.buyer.runText("fund", files[0], ids[1])
			const question = "You pay 150.00 USDC (token "
			if code != cli.ExitDone || !strings.Contains(asked, question) || strings.Count(asked, "Tells the total") != 2 {
				t.Errorf("exit %d; it asks\n%s", code, asked)
			}
			want := "Pact " + ids[0] + ": Funded: 90.00 USDC are in escrow\nPact " + ids[1] + ": Funded: 50.00 USDC are in escrow\nYou paid 150.00 USDC.\nTransaction 0x"
			if !strings.HasPrefix(said, want) || !strings.HasSuffix(said, "\nNext: the providers deliver; follow each with: surety pact show PACT\n") {
				t.Errorf("it says\n%s", said)
			}
		})
		for _, id := range ids[:2] {
			expect(t, d.buyer.ok("pact", "show", id), map[string]any{"state": "funded"})
		}
	})

	t.Run("before funding there is nothing held, to show or to agree on", func(*testing.T) {
		id, file := d.signed()
		expect(t, d.provider.ok("pact", "show", id), map[string]any{"state": "none", "money": nil, "next": "the buyer funds it with: surety fund " + id})
		if message := d.buyer.fails(cli.ExitRefused, "REFUSED", "consent", file, "--refund"); !strings.Contains(message, "the escrow holds nothing of pact") {
			t.Errorf("a consent before funding says %q", message)
		}
		d.buyer.keepsNo(id + ".consent.json")
	})

	t.Run("a consent to what is no longer held is not signed", func(*testing.T) {
		id := d.funded()
		other := d.provider.ok("consent", id, "--provider-amount", "30")["file"].(string)
		data, err := os.ReadFile(other)
		if err != nil {
			t.Fatal(err)
		}
		stale := d.buyer.write("stale.json", []byte(strings.Replace(string(data), `"buyer_amount": "70.00"`, `"buyer_amount": "60.00"`, 1)))
		if message := d.buyer.fails(cli.ExitRefused, "REFUSED", "consent", stale); !strings.Contains(message, "splits 90.00 USDC of pact") {
			t.Errorf("says %q", message)
		}
		d.buyer.keepsNo(id + ".consent.json")
	})

	t.Run("a blocked payee takes its money out later", func(*testing.T) {
		id := d.funded()
		d.transact(&d.token.Address, devnet.NewDevUSDC().PackBlacklist(devnet.Provider.Address()))
		done := d.stranger.ok("carry", d.verdictFile(d.stranger, id, 100_000_000))
		if !strings.Contains(done["detail"].(string), "Owed: 100.00 USDC could not be transferred") {
			t.Errorf("carrying to a blocked payee says %q", done["detail"])
		}
		d.provider.fails(cli.ExitRefused, escrow.TokenError, "withdraw")
		d.transact(&d.token.Address, devnet.NewDevUSDC().PackUnBlacklist(devnet.Provider.Address()))
		d.paid("0.00", "100.00", func() {
			expect(t, d.stranger.ok("withdraw", devnet.Provider.Address().Hex()), map[string]any{"event": "Withdrawn"})
		})
		d.provider.fails(cli.ExitRefused, escrow.NothingOwed, "withdraw")
	})

	t.Run("what the escrow would refuse is not sent", func(*testing.T) {
		id, file := d.signed()
		d.provider.fails(cli.ExitRefused, escrow.WrongStatus, "deliver", id, "--hash", common.Hash{1}.Hex())
		d.provider.fails(cli.ExitUsage, "USAGE", "fund", file)
		poor := newHome(t, "poor", key("poor"), d.stranger.settings)
		if message := poor.fails(cli.ExitUsage, "USAGE", "carry", d.verdictFile(poor, d.funded(), 0)); !strings.Contains(message, "cannot pay the gas") {
			t.Errorf("a key without ether: %q", message)
		}
		_, dear := d.signed("--amount", "1000000")
		if message := d.buyer.fails(cli.ExitRefused, escrow.TokenError, "fund", dear); !strings.Contains(message, "the buyer needs more USDC") {
			t.Errorf("funding without money says %q", message)
		}
	})

	t.Run("a chain that is not there, or another one", func(*testing.T) {
		_, file := d.signed()
		if message := d.buyer.fails(cli.ExitUnreachable, "UNREACHABLE", "--rpc", "http://127.0.0.1:1", "fund", file); !strings.Contains(message, "connection refused") {
			t.Errorf("no chain: %q", message)
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		other := d.buyer.write("other.json", []byte(strings.Replace(string(data), `"chain_id": 31337`, `"chain_id": 8453`, 1)))
		if message := d.buyer.fails(cli.ExitUsage, "USAGE", "fund", other); !strings.Contains(message, "sign nothing") {
			t.Errorf("another chain: %q", message)
		}
	})
}
