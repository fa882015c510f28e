package escrow

import (
	"errors"
	"fmt"
	"math/big"
	"time"

	"github.com/ethereum/go-ethereum/accounts/abi"
	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/common/hexutil"

	"github.com/surety-dev/surety/pkg/pact"
	"github.com/surety-dev/surety/pkg/usdc"
)

// Names of refusals: the contract's errors, and Solidity's own two.
const (
	BadTerms         = "BadTerms"         // Reason: the field and the rule
	WrongStatus      = "WrongStatus"      // Pact, Status
	TooLate          = "TooLate"          // Time: accepted strictly before it
	TooEarly         = "TooEarly"         // Time: accepted from it on
	BadSignature     = "BadSignature"     // Account: whose it should be
	NotAllowed       = "NotAllowed"       // Account: who may not
	NothingToDispute = "NothingToDispute" // Account: who loses nothing
	WrongAmount      = "WrongAmount"      // Held
	NoArbiter        = "NoArbiter"
	NotOneEvaluator  = "NotOneEvaluator"
	NotOneBuyer      = "NotOneBuyer"
	EmptyBatch       = "EmptyBatch"
	NothingOwed      = "NothingOwed" // Account
	TransferFailed   = "TransferFailed"
	NoToken          = "NoToken" // Reason: the chain's id
	TokenError       = "Error"   // Reason: USDC's own words
	Panic            = "Panic"   // Reason
)

// Refusal is a revert of the escrow, or of USDC behind it: the chain's state is as before.
type Refusal struct {
	Name    string // "" when the revert data say nothing known
	Reason  string // "" Name: the data in hexadecimal
	Pact    pact.ID
	Status  Status
	Time    int64 // Unix seconds
	Account common.Address
	Held    usdc.Amount
}

// ParseRefusal reads revert data, as the errors of eth_call and eth_estimateGas carry them.
func ParseRefusal(data []byte) *Refusal {
	unknown := &Refusal{Reason: hexutil.Encode(data)}
	if len(data) < 4 {
		return unknown
	}
	known, err := contractABI.ErrorByID([4]byte(data))
	if err != nil {
		return parseBuiltin(data, unknown)
	}
	fields := make(map[string]any)
	if len(known.Inputs) > 0 {
		if err := known.Inputs.UnpackIntoMap(fields, data[4:]); err != nil {
			return unknown
		}
	}
	r := &Refusal{Name: known.Name}
	for name, value := range fields {
		if err := r.set(name, value); err != nil {
			return unknown
		}
	}
	return r
}

func parseBuiltin(data []byte, unknown *Refusal) *Refusal {
	reason, err := abi.UnpackRevert(data)
	if err != nil {
		return unknown
	}
	name := Panic
	if [4]byte(data) == [4]byte{0x08, 0xc3, 0x79, 0xa0} { // Error(string)
		name = TokenError // the escrow's own errors all have names
	}
	return &Refusal{Name: name, Reason: reason}
}

func (r *Refusal) set(name string, value any) (err error) {
	switch name {
	case "what":
		r.Reason = value.(string)
	case "chainId":
		r.Reason = value.(*big.Int).String()
	case "pactId":
		r.Pact = value.([32]byte)
	case "status":
		r.Status = Status(value.(uint8))
	case "deadline", "from": // the sum of a uint40 and a uint32
		r.Time = value.(*big.Int).Int64()
	case "signer", "account", "party":
		r.Account = value.(common.Address)
	case "held":
		r.Held, err = unpackAmount(value.(*big.Int))
	default:
		err = errors.New("unknown parameter")
	}
	return err
}

// Explain turns an RPC error that carries revert data, as ethclient's do, into a *Refusal, and leaves every other error as it is.
func Explain(err error) error {
	var carrier interface{ ErrorData() any } // rpc.DataError
	if !errors.As(err, &carrier) {
		return err
	}
	text, ok := carrier.ErrorData().(string)
	if !ok {
		return err
	}
	data, decodeErr := hexutil.Decode(text)
	if decodeErr != nil {
		return err
	}
	return ParseRefusal(data)
}

func (r *Refusal) Error() string {
	switch r.Name {
	case BadTerms:
		return fmt.Sprintf("the escrow refuses these terms: %s; correct them and have both parties sign again", r.Reason)
	case WrongStatus:
		return fmt.Sprintf("pact %s is %s: %s", r.Pact, r.Status, statusAdvice(r.Status))
	case TooLate:
		return fmt.Sprintf("too late: accepted strictly before %s; a pact not funded by then needs new terms, of a funded one see what the terms say of this silence", date(r.Time))
	case TooEarly:
		return fmt.Sprintf("too early: try again from %s on", date(r.Time))
	case BadSignature:
		return fmt.Sprintf("the signature is not %s's over this message: check key, chain id, escrow, pact and amounts, and sign again", r.Account)
	case NotAllowed:
		return fmt.Sprintf("%s may not do this: the terms give it to another", r.Account)
	case NothingToDispute:
		return fmt.Sprintf("%s loses nothing of what the verdict left held: there is nothing to dispute", r.Account)
	case WrongAmount:
		return fmt.Sprintf("the amounts do not fit the %s USDC held: read the pact's state and sign what adds up to it", r.Held)
	case NoArbiter:
		return "the terms name no arbiter: the verdict, or the deadline, is final"
	case NotOneEvaluator:
		return "the gates of a batch name several evaluators: send one batch for each"
	case NotOneBuyer:
		return "the pacts of a batch name several buyers: fund one batch for each"
	case EmptyBatch:
		return "the batch is empty: name at least one pact"
	case NothingOwed:
		return fmt.Sprintf("nothing is owed to %s: there is nothing to withdraw", r.Account)
	case TransferFailed:
		return "USDC did not move the money: see whether it is paused or has blacklisted the account, then try again"
	case NoToken:
		return fmt.Sprintf("chain %s has no USDC that the escrow knows: deploy it with the token's address", r.Reason)
	case TokenError:
		return fmt.Sprintf("USDC refuses: %s: %s", r.Reason, tokenAdvice(r.Reason))
	case Panic:
		return fmt.Sprintf("the escrow stopped at an impossible value (%s): check the call's arguments", r.Reason)
	default:
		return fmt.Sprintf("refused without a known reason (data %s): check the escrow's address, the arguments and the gas limit", r.Reason)
	}
}

func statusAdvice(s Status) string {
	switch s {
	case StatusNone:
		return "fund it first, and check that the terms are the signed ones"
	case StatusFunded:
		return "deliver, or carry the verdict; finalize from evaluate_by on"
	case StatusDelivered:
		return "carry the verdict; after evaluate_by dispute, then finalize"
	case StatusWithheld:
		return "dispute inside its window, or finalize after it"
	case StatusDisputed:
		return "carry the ruling, or finalize after the arbitration window"
	default:
		return "everything was paid, nothing is left to do"
	}
}

// tokenAdvice knows the messages of FiatTokenV2_2 that funding can meet.
func tokenAdvice(message string) string {
	switch message {
	case "ERC20: transfer amount exceeds balance":
		return "the buyer needs more USDC"
	case "ERC20: transfer amount exceeds allowance":
		return "the buyer must approve the amount for the escrow, or sign a fresh permit"
	case "FiatTokenV2: authorization is used or canceled":
		return "read the pact's state: it is funded already, or the buyer canceled and must fund by allowance or agree on new terms"
	case "FiatTokenV2: authorization is expired":
		return "fund_by has passed; agree on new terms"
	case "Blacklistable: account is blacklisted", "FiatTokenV2_2: Account is blacklisted":
		return "Circle has blocked an account; only Circle can lift it"
	case "Pausable: paused":
		return "try again when Circle has resumed USDC"
	case "FiatTokenV2: invalid signature", "ECRecover: invalid signature", "ECRecover: invalid signature length",
		"ECRecover: invalid signature 's' value", "ECRecover: invalid signature 'v' value":
		return "the buyer must sign this pact's authorization for this token, chain and escrow, in 65 bytes with low s"
	default:
		return "nothing moved; correct what it names and try again"
	}
}

func date(seconds int64) string { return time.Unix(seconds, 0).UTC().Format("2006-01-02 15:04:05 UTC") }
