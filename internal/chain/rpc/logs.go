package rpc

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strconv"

	"github.com/ethereum/go-ethereum/common"
	"github.com/ethereum/go-ethereum/core/types"
)

// logs is the answer to eth_getLogs. Through encoding/json a log costs 25 µs, most of the time of a back-fill; read by hand, two.
type logs []types.Log

// UnmarshalJSON takes JSON that encoding/json has found valid. A log without its place in the chain is refused.
func (l *logs) UnmarshalJSON(data []byte) error {
	*l = nil
	s := scanner{text: data}
	if string(data) == "null" {
		return nil
	}
	if !s.take('[') {
		return errors.New("logs are no list")
	}
	for !s.take(']') {
		s.take(',')
		*l = append(*l, types.Log{})
		if err := s.log(&(*l)[len(*l)-1]); err != nil {
			return fmt.Errorf("log %d of the answer: %w", len(*l)-1, err)
		}
	}
	return nil
}

// scanner goes through valid JSON.
type scanner struct {
	text []byte
	at   int
}

// next is the byte of text that follows, white space left out.
func (s *scanner) next() byte {
	for ; s.text[s.at] <= ' '; s.at++ {
	}
	return s.text[s.at]
}

func (s *scanner) take(c byte) bool {
	if s.next() != c {
		return false
	}
	s.at++
	return true
}

// value is the value that follows, a string without its quotes and with its escapes.
func (s *scanner) value() []byte {
	start, depth := s.at, 0
	switch s.next() {
	case '"':
		start = s.at + 1
		s.skipString()
		return s.text[start : s.at-1]
	case '{', '[':
		for ok := true; ok; ok = depth > 0 {
			switch s.text[s.at] {
			case '"':
				s.skipString()
				continue
			case '{', '[':
				depth++
			case '}', ']':
				depth--
			}
			s.at++
		}
	default:
		for start = s.at; s.at < len(s.text); s.at++ {
			if c := s.text[s.at]; c == ',' || c == '}' || c == ']' || c <= ' ' {
				break
			}
		}
	}
	return s.text[start:s.at]
}

func (s *scanner) skipString() {
	for s.at++; s.text[s.at] != '"'; s.at++ {
		if s.text[s.at] == '\\' {
			s.at++
		}
	}
	s.at++
}

func (s *scanner) log(l *types.Log) error {
	const needed = 7
	found := 0
	if !s.take('{') {
		return errors.New("it is no object")
	}
	for !s.take('}') {
		s.take(',')
		name := s.value()
		s.take(':')
		var err error
		switch string(name) {
		case "address":
			err = fixed(l.Address[:], s.value())
		case "topics":
			err = s.topics(l)
		case "data":
			text := s.value()
			l.Data = make([]byte, max(0, len(text)-2)/2)
			err = fixed(l.Data, text)
		case "blockNumber":
			l.BlockNumber, err = quantity(s.value())
		case "blockHash":
			err = fixed(l.BlockHash[:], s.value())
		case "transactionHash":
			err = fixed(l.TxHash[:], s.value())
		case "logIndex":
			var index uint64
			index, err = quantity(s.value())
			l.Index = uint(index)
		case "blockTimestamp": // not of every node
			if text := s.value(); string(text) != "null" {
				l.BlockTimestamp, err = quantity(text)
			}
			found--
		case "removed":
			l.Removed = string(s.value()) == "true"
			found--
		default:
			s.value()
			found--
		}
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		found++
	}
	if found != needed {
		return fmt.Errorf("it has %d of the %d fields that say what it is and where", found, needed)
	}
	return nil
}

func (s *scanner) topics(l *types.Log) error {
	if !s.take('[') {
		return errors.New("they are no list")
	}
	l.Topics = make([]common.Hash, 0, 4)
	for !s.take(']') {
		s.take(',')
		l.Topics = append(l.Topics, common.Hash{})
		if err := fixed(l.Topics[len(l.Topics)-1][:], s.value()); err != nil {
			return err
		}
	}
	return nil
}

// fixed reads 0x and hexadecimal digits, exactly as many as into takes.
func fixed(into, text []byte) error {
	if len(text) != 2+2*len(into) || text[0] != '0' || text[1] != 'x' {
		return fmt.Errorf("%.80q is not 0x and %d digits", text, 2*len(into))
	}
	_, err := hex.Decode(into, text[2:])
	return err
}

func quantity(text []byte) (uint64, error) {
	if len(text) < 3 || text[0] != '0' || text[1] != 'x' {
		return 0, fmt.Errorf("%.80q is no number", text)
	}
	return strconv.ParseUint(string(text[2:]), 16, 64)
}
