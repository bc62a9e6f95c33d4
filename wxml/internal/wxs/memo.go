package wxs

import (
	"encoding/binary"
	"math"

	"github.com/mica-go/mica/internal/value"
)

// Rows of a list call the same functions with the same arguments over and over:
// class names, prices, styles. What such a call returned is remembered as long
// as running it again could not tell the difference, which is decided by what
// the call did, not by what its code looks like:
//
//   - it read neither the clock nor a random number, and called nothing of the
//     host's (impure);
//   - it wrote to nothing that outlives it, and nobody else has since: whatever
//     a context keeps from call to call is written through changed, which counts
//     in version. What a call makes for itself carries its number (born) and may
//     be written to freely;
//   - its arguments are short plain data and its result is a primitive.
//
// A function whose calls seldom meet again is given up, and one that is cheaper
// than the memory is not remembered at all.

// memo is what the calls of one closure returned.
type memo struct {
	version uint64 // of the context, for all results
	results map[string]value.Value
	calls   int // up to memoFrom
	hits    int
	misses  int
	off     bool
}

const (
	memoFrom    = 32  // calls of a function before anything is remembered
	memoResults = 256 // of one function
	memoKey     = 512 // bytes of arguments
	memoText    = 1024
	memoDepth   = 4
	// memoSteps is what a call has to take to be worth remembering.
	memoSteps = 6
)

// changed records a write to something that was made in the call numbered born.
func (c *Context) changed(born uint32) {
	if born != c.calls {
		c.version++
	}
}

// recall looks for what the function returned for these arguments. key is what
// to give to remember, nil where the result need not be kept.
func (c *Context) recall(cl *closure, args []value.Value) (result value.Value, key []byte, ok bool) {
	m := &cl.memo
	if m.off || c.noMemo || c.depth > 0 || c.running || cl.code.thisAt >= 0 || c.calls == math.MaxUint32 {
		return value.Value{}, nil, false
	}
	if m.calls < memoFrom {
		m.calls++
		return value.Value{}, nil, false
	}
	key = c.key[:0]
	for _, a := range args {
		if key, ok = appendKey(key, a, memoDepth); !ok {
			m.miss()
			return value.Value{}, nil, false
		}
	}
	c.key = key
	if m.version != c.version {
		clear(m.results)
		m.version = c.version
	}
	if result, ok = m.results[string(key)]; ok {
		m.hits++
		return result, nil, true
	}
	return value.Value{}, key, false
}

// miss counts a call that was not remembered, and gives the function up when most
// are not.
func (m *memo) miss() {
	m.misses++
	if m.misses >= memoResults && m.misses > 2*m.hits {
		*m = memo{off: true}
	}
}

// remember keeps the result of a pure call that took so many steps.
func (c *Context) remember(m *memo, key []byte, steps int, result value.Value) {
	if m.off || m.version != c.version || steps < memoSteps {
		return
	}
	if s, ok := result.AsString(); ok && len(s) > memoText {
		return
	}
	switch {
	case m.results == nil:
		m.results = make(map[string]value.Value)
	case len(m.results) >= memoResults:
		clear(m.results)
	}
	m.results[string(key)] = result
}

// appendKey appends a text that no other value has; ok is false for what is not
// plain data, or too much of it.
func appendKey(key []byte, v value.Value, depth int) (out []byte, ok bool) {
	if depth == 0 || len(key) > memoKey {
		return key, false
	}
	k := v.Kind()
	key = append(key, byte(k))
	switch k {
	case value.KindUndefined, value.KindNull:
	case value.KindBool:
		b, _ := v.AsBool()
		if b {
			key = append(key, 1)
		} else {
			key = append(key, 0)
		}
	case value.KindNumber:
		n, _ := v.AsNumber()
		key = binary.LittleEndian.AppendUint64(key, math.Float64bits(n))
	case value.KindString:
		s, _ := v.AsString()
		return appendKeyText(key, s)
	case value.KindArray:
		items := v.AsArray().Items()
		key = binary.AppendUvarint(key, uint64(len(items)))
		for _, x := range items {
			if key, ok = appendKey(key, x, depth-1); !ok {
				return key, false
			}
		}
	case value.KindObject:
		o := v.AsObject()
		names, vals := o.Keys(), o.Values()
		key = binary.AppendUvarint(key, uint64(len(names)))
		for i, name := range names {
			if key, ok = appendKeyText(key, name); !ok {
				return key, false
			}
			if key, ok = appendKey(key, vals[i], depth-1); !ok {
				return key, false
			}
		}
	default:
		return key, false
	}
	return key, len(key) <= memoKey
}

func appendKeyText(key []byte, s string) ([]byte, bool) {
	if len(s) > memoKey {
		return key, false
	}
	key = binary.AppendUvarint(key, uint64(len(s)))
	return append(key, s...), len(key)+len(s) <= 2*memoKey
}
