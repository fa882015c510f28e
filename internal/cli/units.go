package cli

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"github.com/ethereum/go-ethereum/common"

	"github.com/surety-dev/surety/pkg/pact"
	pb "github.com/surety-dev/surety/pkg/suretypb"
)

// span is a duration of whole seconds on the command line: "90s", "1h30m", "3d", "1d12h".
type span uint32

func (s *span) UnmarshalText(text []byte) error {
	seconds, err := parseSpan(string(text))
	if err == nil && seconds > math.MaxUint32 {
		err = fmt.Errorf("%q is too long", text)
	}
	*s = span(seconds)
	return err
}

func parseSpan(s string) (seconds int64, err error) {
	rest := s
	if days, after, ok := strings.Cut(s, "d"); ok {
		n, err := strconv.ParseUint(days, 10, 16)
		if err != nil {
			return 0, fmt.Errorf("%q: write a duration like 90s, 1h30m or 3d", s)
		}
		seconds, rest = int64(n)*86400, after
	}
	if rest != "" {
		d, err := time.ParseDuration(rest)
		if err != nil || d < 0 || d%time.Second != 0 {
			return 0, fmt.Errorf("%q: write a duration in whole seconds, like 90s, 1h30m or 3d", s)
		}
		seconds += int64(d / time.Second)
	} else if s == "" {
		return 0, fmt.Errorf("write a duration like 90s, 1h30m or 3d")
	}
	return seconds, nil
}

// moment is a time on the command line: a duration from the chain's now on, RFC 3339, or Unix seconds.
type moment struct {
	seconds  int64
	relative bool
}

func (m *moment) UnmarshalText(text []byte) error {
	s := string(text)
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		if n < 1_000_000_000 {
			return fmt.Errorf("%q: write Unix seconds, or a duration with its unit like 90s, 1h30m or 3d", s)
		}
		*m = moment{seconds: n}
		return nil
	}
	if t, err := time.Parse(time.RFC3339, s); err == nil {
		*m = moment{seconds: t.Unix()}
		return nil
	}
	seconds, err := parseSpan(s)
	if err != nil {
		return fmt.Errorf("%q: write a duration from now like 90s, 1h30m or 3d, a date like 2027-01-31T12:00:00Z, or Unix seconds", s)
	}
	*m = moment{seconds: seconds, relative: true}
	return nil
}

func (m moment) from(now int64) int64 {
	if m.relative {
		return now + m.seconds
	}
	return m.seconds
}

// percent is a share on the command line, kept in basis points: "60%", "12.5%".
type percent uint16

func (p *percent) UnmarshalText(text []byte) error {
	whole, fraction, _ := strings.Cut(strings.TrimSuffix(string(text), "%"), ".")
	n, err := strconv.ParseUint(whole+(fraction + "00")[:max(2, len(fraction))], 10, 32)
	if err != nil || len(fraction) > 2 || n > 10_000 {
		return fmt.Errorf("%q: write a percentage from 0%% to 100%% with at most two decimals", text)
	}
	*p = percent(n)
	return nil
}

// account is an address on the command line.
type account common.Address

func (a *account) UnmarshalText(text []byte) error {
	parsed, err := pact.ParseAddress(string(text))
	*a = account(parsed)
	return err
}

// hash is a 32-byte hash on the command line.
type hash common.Hash

func (h *hash) UnmarshalText(text []byte) error {
	parsed, err := pb.ParseHash("it", string(text))
	*h = hash(parsed)
	return err
}

// when says a time, and how far it is from the chain's now.
func when(at, now int64) string {
	date := time.Unix(at, 0).UTC().Format("2006-01-02 15:04:05 UTC")
	switch d := at - now; {
	case d > 0:
		return date + ", in " + roughly(d)
	case d < 0:
		return date + ", " + roughly(-d) + " ago"
	}
	return date + ", now"
}

// roughly says seconds in the two largest units.
func roughly(seconds int64) string {
	var parts []string
	for _, unit := range []struct {
		seconds int64
		name    string
	}{{86400, "d"}, {3600, "h"}, {60, "min"}, {1, "s"}} {
		if n := seconds / unit.seconds; n > 0 && len(parts) < 2 {
			parts = append(parts, fmt.Sprintf("%d %s", n, unit.name))
		} else if len(parts) > 0 {
			break
		}
		seconds %= unit.seconds
	}
	return strings.Join(parts, " ")
}
