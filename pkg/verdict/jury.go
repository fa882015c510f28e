package verdict

import "github.com/ethereum/go-ethereum/common"

// Call is one question put to one juror, with what is needed to read the answer again without asking again.
type Call struct {
	Question string `json:"question"` // names it within the evaluation: a clause's id, or probe/ and a name
	Juror    string `json:"juror"`    // name in the policy
	Round    int    `json:"round"`    // 0 is the first panel
	Seat     int    `json:"seat"`     // of the panel; a reserve sits on the seat of the juror it stands in for

	Swapped bool        `json:"swapped,omitempty"` // a comparison with the two texts in the other order
	Nonce   string      `json:"nonce"`             // the prompt's delimiters
	Prompt  common.Hash `json:"prompt"`            // what was asked
	Answer  Answer      `json:"answer"`

	Vote   Result `json:"vote,omitempty"`    // Held or Broken, as the answer reads; of a comparison: the first text is the better, or the second
	NoVote string `json:"no_vote,omitempty"` // why it is neither

	InputTokens  int64 `json:"input_tokens"`
	OutputTokens int64 `json:"output_tokens"`
	Cost         int64 `json:"cost"`       // millionths of a US dollar, by the policy's prices
	AskedAt      int64 `json:"asked_at"`   // Unix seconds of the evaluator's own clock; decides nothing
	ElapsedMS    int64 `json:"elapsed_ms"` // milliseconds the juror took
}

// Answer is what came back, before anybody read it.
type Answer struct {
	Text    string `json:"text"`
	Model   string `json:"model,omitempty"`   // that says it answered
	Stop    string `json:"stop,omitempty"`    // why it stopped, in the endpoint's word
	Refusal string `json:"refusal,omitempty"` // in the endpoint's field for it
	Failure string `json:"failure,omitempty"` // why there is no answer
}

// Tally is what a panel's votes on one question come to.
type Tally struct {
	Question  string `json:"question"`
	Round     int    `json:"round"`
	Outcome   Result `json:"outcome"`    // Unmeasured: the panel could not decide
	Margin    int64  `json:"margin"`     // log-odds by which the leading side leads, in thousandths; 0 when they are even
	Needed    int64  `json:"needed"`     // margin that decides
	Quorum    int    `json:"quorum"`     // votes on one side that decide
	ForHeld   int    `json:"for_held"`   // votes
	ForBroken int    `json:"for_broken"` // votes
	NoVotes   int    `json:"no_votes"`   // seats that were asked and have no vote
	Effective int64  `json:"effective"`  // thousandths of a vote that the votes amount to once what they have in common is counted once
	Votes     []Vote `json:"votes"`      // by juror
	Reason    string `json:"reason,omitempty"`
	WouldFlip string `json:"would_flip,omitempty"`
	BestGuess Result `json:"-"` // the leading side however small the margin; Unmeasured when even
}

// Vote is one juror's part in a tally.
type Vote struct {
	Juror  string `json:"juror"`
	Vote   Result `json:"vote"`
	Weight int64  `json:"weight"` // log-odds in thousandths
	Counts int64  `json:"counts"` // of the weight, after what stronger votes of the same side have in common with it
}

// Calibration is how far jurors are to be trusted, as measured by known-answer probes. It is recorded with the report that used it.
type Calibration struct {
	Jurors       []Trust       `json:"jurors"`       // by name
	Correlations []Correlation `json:"correlations"` // by A, then B; what is missing is the policy's prior
}

// Trust is one juror's measured accuracy.
type Trust struct {
	Juror    string `json:"juror"`
	Probes   int64  `json:"probes"`   // answered
	Accuracy int64  `json:"accuracy"` // basis points, drawn towards the policy's prior while probes are few
	Weight   int64  `json:"weight"`   // log-odds of it in thousandths; 0 when benched
	Benched  bool   `json:"benched,omitempty"`
}

// Correlation is how alike two jurors err: the correlation of being right, in basis points, at least 0.
type Correlation struct {
	A   string `json:"a"` // before B
	B   string `json:"b"`
	Bps int64  `json:"bps"`
}
