package chain_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/surety-dev/surety/internal/chain"
)

func TestAStepThatFailsForLongIsOneAlarmWithAnEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var log bytes.Buffer
		ctx, stop := context.WithCancel(t.Context())
		begun := time.Now()
		err := chain.Poll(ctx, time.Second, slog.New(slog.NewTextHandler(&log, nil)), func(context.Context) (bool, error) {
			switch failing := time.Since(begun); {
			case failing < time.Minute:
				return false, errors.New("away")
			case failing > 2*time.Minute:
				stop()
			}
			return false, nil
		})
		if raised, over := strings.Count(log.String(), "ALARM: "), strings.Count(log.String(), "ALARM over: "); err != nil || raised != 1 || over != 1 {
			t.Errorf("%d alarms, %d over, %v, want one of each:\n%s", raised, over, err, &log)
		}
	})
}
