package app_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"

	"github.com/surety-dev/surety/internal/chain/chaintest"
	"github.com/surety-dev/surety/internal/devnet"
	"github.com/surety-dev/surety/pkg/escrow"
	pb "github.com/surety-dev/surety/pkg/suretypb"
)

func TestAReorgUnderFundedReleasedAndDisputedPactsLeavesServiceAndChainInAgreement(t *testing.T) {
	t.Parallel()
	for _, depth := range []int{1, 5, 30} {
		for _, keep := range []bool{true, false} {
			t.Run(fmt.Sprintf("%d blocks, transactions kept %t", depth, keep), func(t *testing.T) {
				t.Parallel()
				s := newScene(t)
				s.Chain.Pause()
				chaintest.Mine(t, s.Chain, 30)
				var points counter
				s.serve(points.at)
				funded, paid, disputed := s.agree(), s.agree(), s.agree()

				// The last step of each is in the newest block, the steps before it in the two below.
				paid.fund()
				disputed.fund()
				s.mineSent(2)
				disputed.until(pb.PactState_PACT_STATE_FUNDED)
				disputed.submit(rude)
				s.mineSent(3)
				disputed.until(pb.PactState_PACT_STATE_WITHHELD)
				funded.fund()
				paid.submit(polite)
				disputed.dispute()
				s.mineSent(6)
				reached := map[*play]escrow.Status{funded: escrow.StatusFunded, paid: escrow.StatusClosed, disputed: escrow.StatusDisputed}
				s.stand(reached)
				eventually(t, func() error {
					if n := points.count("mined"); n != 6 {
						return fmt.Errorf("%d of 6 transactions are known to be mined", n)
					}
					return nil
				})
				hashes := s.hashes()

				chaintest.Reorg(t, s.Chain, depth, keep)
				switch {
				case keep:
					s.stand(reached)
				case depth == 1:
					s.stand(map[*play]escrow.Status{funded: escrow.StatusNone, paid: escrow.StatusFunded, disputed: escrow.StatusWithheld})
				default:
					s.stand(map[*play]escrow.Status{funded: escrow.StatusNone, paid: escrow.StatusNone, disputed: escrow.StatusNone})
				}
				s.mineSent(6)
				s.stand(reached)
				if diff := cmp.Diff(hashes, s.hashes()); diff != "" {
					t.Errorf("other bytes were sent (-before +after the reorg):\n%s", diff)
				}
				var told int
				check(t, s.db.QueryRow(t.Context(), "select count(distinct pact_id) from journal where kind = 'rolled_back'").Scan(&told))
				if told != 3 {
					t.Errorf("the journal tells of %d rollbacks, want one for each pact", told)
				}

				funded.submit(polite)
				disputed.rule()
				s.mineSent(8)
				s.final()
				s.ended(map[*play]end{funded: released, paid: released, disputed: resolved})
			})
		}
	}
}

// mineSent mines a block once the node has n transactions of the relayer, mined ones included.
func (s *scene) mineSent(n uint64) {
	s.t.Helper()
	eventually(s.t, func() error {
		sent, err := s.Client.PendingNonceAt(s.t.Context(), devnet.Relayer.Address())
		if err == nil && sent != n {
			err = fmt.Errorf("the relayer has sent %d transactions, want %d", sent, n)
		}
		return err
	})
	chaintest.Mine(s.t, s.Chain, 1)
}

// stand checks where the escrow has the pacts, and that the service comes to say the same.
func (s *scene) stand(want map[*play]escrow.Status) {
	s.t.Helper()
	for p, status := range want {
		state, err := s.State(s.t.Context(), p.id)
		check(s.t, err)
		if state.Status != status {
			s.t.Fatalf("pact %s is %s on chain, want %s", p.id.Short(), state.Status, status)
		}
	}
	eventually(s.t, s.agrees)
}

// hashes are those of all that the relayer ever signed.
func (s *scene) hashes() [][]byte {
	s.t.Helper()
	rows, err := s.db.Query(s.t.Context(), "select hash from attempts order by seq")
	check(s.t, err)
	hashes, err := pgx.CollectRows(rows, pgx.RowTo[[]byte])
	check(s.t, err)
	return hashes
}
