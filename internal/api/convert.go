package api

import (
	"fmt"
	"strings"

	"github.com/ethereum/go-ethereum/common"
	"google.golang.org/grpc/codes"

	"github.com/surety-dev/surety/internal/lifecycle"
	"github.com/surety-dev/surety/pkg/pact"
	pb "github.com/surety-dev/surety/pkg/suretypb"
)

var detailedStop = detailed(codes.Unavailable, "STOPPING", "the service is stopping: watch again from the last cursor").Err()

func fromRecord(r lifecycle.Record) *pb.Pact {
	return &pb.Pact{
		Id: r.ID.Hex(), Terms: pb.FromTerms(r.Pact.Terms), Covenant: pb.FromCovenant(r.Pact.Covenant),
		ProviderSignature: r.ProviderSignature, BuyerSignature: r.BuyerSignature, State: state(r.State),
		Money: &pb.Money{
			Held: r.Money.Held.String(), ProviderHeld: r.Money.ProviderHeld.String(), ProviderPaid: r.Money.ProviderPaid.String(),
			BuyerPaid: r.Money.BuyerPaid.String(), FeePaid: r.Money.FeePaid.String(), Deadline: r.Deadline(), Final: r.Final,
		},
		Deliverable: fromHash(r.Deliverable), EvidenceRoot: fromHash(r.EvidenceRoot), BuyerEvidenceRoot: fromHash(r.BuyerEvidenceRoot),
		CreateTime: r.CreateTime,
	}
}

func fromIntent(i lifecycle.Intent) *pb.Relay {
	return &pb.Relay{PactId: i.Pact.Hex(), Action: string(i.Action), State: i.State}
}

func fromLine(l lifecycle.Line) *pb.WatchPactsResponse {
	return &pb.WatchPactsResponse{
		Cursor: fmt.Sprintf("%d-%d", l.Cursor.Xid, l.Cursor.Seq), PactId: l.Pact.Hex(), Time: l.Time, State: state(l.State), Kind: l.Kind,
		Detail: l.Detail, Transaction: fromHash(l.Transaction),
	}
}

func parseCursor(s string) (c lifecycle.Cursor, err error) {
	if s == "" {
		return c, nil
	}
	_, err = fmt.Sscanf(s, "%d-%d", &c.Xid, &c.Seq)
	if err != nil || c.Xid < 0 || c.Seq < 0 || s != fmt.Sprintf("%d-%d", c.Xid, c.Seq) {
		return c, &pact.Invalid{Field: "cursor", Reason: "is not one that WatchPacts gave out"}
	}
	return c, nil
}

func state(s lifecycle.State) pb.PactState {
	return pb.PactState(pb.PactState_value["PACT_STATE_"+strings.ToUpper(string(s))])
}

func fromHash(h common.Hash) string {
	if h == (common.Hash{}) {
		return ""
	}
	return h.Hex()
}
