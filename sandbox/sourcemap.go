package sandbox

import (
	"encoding/json"
	"fmt"
	"strings"
)

// shiftMap adapts a source map of esbuild to the way goja uses it. One line (the
// prologue) has been put in front of the code. goja looks positions up by
// columns that count from 1, and takes the columns it finds as they are, where
// source maps count both from 0: so every generated column and every original
// one moves by 1. Lines before the first mapping, which hold esbuild's helpers,
// are mapped to the beginning of the file.
func shiftMap(smap []byte) ([]byte, error) {
	var m struct {
		Version  int      `json:"version"`
		Sources  []string `json:"sources"`
		Mappings string   `json:"mappings"`
		Names    []string `json:"names"`
	}
	if err := json.Unmarshal(smap, &m); err != nil {
		return nil, fmt.Errorf("source map: %w", err)
	}
	m.Names = []string{}
	var b strings.Builder
	b.Grow(len(m.Mappings) + len(m.Mappings)/8 + 16)
	b.WriteString("CAAC") // the prologue: column 1, source 0, line 0, column +1
	shifted := false      // the first real mapping starts from column 1 of the original
	for line := range strings.SplitSeq(m.Mappings, ";") {
		b.WriteByte(';')
		if line == "" {
			if !shifted {
				b.WriteString("CAAA")
			}
			continue
		}
		shifted = true
		if err := shiftLine(&b, line); err != nil {
			return nil, err
		}
	}
	m.Mappings = b.String()
	return json.Marshal(m)
}

// shiftLine copies the segments of one line, the first one's generated column
// moved by 1 (those that follow are relative to it) and names left out.
func shiftLine(b *strings.Builder, line string) error {
	first := true
	for seg := range strings.SplitSeq(line, ",") {
		if !first {
			b.WriteByte(',')
		}
		col, rest, err := decodeVLQ(seg)
		if err != nil {
			return err
		}
		if first {
			col++
		}
		first = false
		appendVLQ(b, col)
		for i := 0; i < 3 && rest != ""; i++ {
			n := 1
			for n < len(rest) && vlqDigit(rest[n-1])&32 != 0 {
				n++
			}
			b.WriteString(rest[:n])
			rest = rest[n:]
		}
	}
	return nil
}

const vlqDigits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

func vlqDigit(c byte) int { return strings.IndexByte(vlqDigits, c) }

func decodeVLQ(s string) (v int, rest string, err error) {
	shift := 0
	for i := range len(s) {
		d := vlqDigit(s[i])
		if d < 0 || shift > 30 {
			break
		}
		v |= d & 31 << shift
		shift += 5
		if d&32 == 0 {
			if v&1 != 0 {
				return -(v >> 1), s[i+1:], nil
			}
			return v >> 1, s[i+1:], nil
		}
	}
	return 0, "", fmt.Errorf("source map: bad mapping %q", s)
}

func appendVLQ(b *strings.Builder, v int) {
	u := v << 1
	if v < 0 {
		u = -v<<1 | 1
	}
	for {
		d := u & 31
		if u >>= 5; u != 0 {
			d |= 32
		}
		b.WriteByte(vlqDigits[d])
		if u == 0 {
			return
		}
	}
}
