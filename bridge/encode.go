package bridge

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mica-go/mica/internal/value"
)

// What a message begins with.
const (
	kindBatch byte = iota + 1
	kindOpenPage
	kindClosePage
	kindStack
	kindCall

	kindEvent byte = iota + 0x11 - 5
	kindAck
	kindReply
	kindControl
)

// magic is what the first message of each direction begins with; its last byte
// is the version.
const magic = "mica\x01"

// Encoder writes the messages of one direction of one connection; what it
// writes depends on what it wrote before. It keeps no message alive, and no
// buffer. It belongs to one goroutine at a time. The zero Encoder is ready.
type Encoder struct {
	b       []byte
	begun   bool
	err     *WireError
	strings stringTable
	shapes  shapeRing
	skels   map[SkeletonID]*skeletonState
	create  createState
	buf     [maxEntry + 20]byte
}

// ToView appends the encoded message to b. Functions in it become undefined; a
// skeleton that the connection has not seen is defined in front of the first
// instance made from it.
//
// The error is a *WireError: the message has no such form, because it is too
// long, nested too deep or not put together rightly. The other end is then no
// longer in step, so that the encoder gives nothing but that error any more.
func (e *Encoder) ToView(b []byte, m ToView) ([]byte, error) {
	return e.message(b, func() {
		switch m := m.(type) {
		case *Batch:
			e.batch(m)
		case *OpenPage:
			e.byte(kindOpenPage)
			e.uint(uint64(m.Page))
			e.string(m.Path)
			e.value(m.Query, 0)
		case *ClosePage:
			e.byte(kindClosePage)
			e.uint(uint64(m.Page))
		case *Stack:
			e.byte(kindStack)
			e.uint(uint64(len(m.Pages)))
			for _, p := range m.Pages {
				e.uint(uint64(p))
			}
		case *Call:
			e.byte(kindCall)
			e.uint(m.ID)
			e.string(m.Name)
			e.uint(uint64(m.Page))
			e.value(m.Args, 0)
		default:
			e.fail("%T is no message to a view", m)
		}
	})
}

// ToLogic appends the encoded message to b, as ToView does.
func (e *Encoder) ToLogic(b []byte, m ToLogic) ([]byte, error) {
	return e.message(b, func() {
		switch m := m.(type) {
		case *Event:
			e.event(m)
		case *Ack:
			e.byte(kindAck)
			e.uint(uint64(m.Page))
			e.uint(m.Seq)
		case *Reply:
			e.reply(m)
		case *Control:
			e.byte(kindControl)
			e.string(m.Name)
			e.value(m.Args, 0)
		default:
			e.fail("%T is no message to the logic layer", m)
		}
	})
}

// maxEncoded is as long as a message may get.
var maxEncoded = Limits{}.WithDefaults().MaxMessage

func (e *Encoder) message(b []byte, body func()) ([]byte, error) {
	if e.err != nil {
		return b, e.err
	}
	e.b = b
	if !e.begun {
		e.begun = true
		e.b = append(e.b, magic...)
	}
	body()
	out := e.b
	e.b = nil
	if e.err == nil && len(out)-len(b) > maxEncoded {
		e.fail("the message is longer than %d bytes", maxEncoded)
	}
	if e.err != nil {
		e.err.Offset = max(e.err.Offset-len(b), 0)
		return b, e.err
	}
	return out, nil
}

func (e *Encoder) fail(format string, args ...any) {
	if e.err == nil {
		e.err = &WireError{Offset: len(e.b), Reason: fmt.Sprintf(format, args...)}
	}
}

func (e *Encoder) byte(c byte)   { e.b = append(e.b, c) }
func (e *Encoder) uint(n uint64) { e.b = appendUint(e.b, n) }
func (e *Encoder) int(n int64)   { e.b = appendUint(e.b, zigzag(n)) }

// delta writes how far id is from what was expected.
func (e *Encoder) delta(id, from InstanceID) { e.int(int64(id) - int64(from)) }

const (
	flagBubbles = 1 << iota
	flagComposed
	flagCapture
	flagGesture
	flagEdit
)

func (e *Encoder) event(m *Event) {
	e.byte(kindEvent)
	e.uint(uint64(m.Page))
	e.uint(uint64(m.Instance))
	e.int(int64(m.Node))
	e.string(m.Type)
	flags := byte(0)
	if m.Bubbles {
		flags |= flagBubbles
	}
	if m.Composed {
		flags |= flagComposed
	}
	if m.CapturePhase {
		flags |= flagCapture
	}
	if m.Gesture {
		flags |= flagGesture
	}
	if m.Edit != 0 {
		flags |= flagEdit
	}
	e.byte(flags)
	if m.Edit != 0 {
		e.uint(uint64(m.Edit))
	}
	e.value(m.Detail, 0)
	e.value(m.Touches, 0)
	e.value(m.ChangedTouches, 0)
}

const (
	flagMore = 1 << iota
	flagError
)

func (e *Encoder) reply(m *Reply) {
	e.byte(kindReply)
	e.uint(m.ID)
	flags := byte(0)
	if m.More {
		flags |= flagMore
	}
	if m.Err == nil {
		e.byte(flags)
		e.value(m.Result, 0)
		return
	}
	e.byte(flags | flagError)
	e.int(int64(m.Err.Errno))
	e.string(m.Err.Message)
}

// The tags of values. A byte of 0x20 and above is a value by itself or a short
// string's length; see the package's comment on the wire.
const (
	tagUndefined byte = iota
	tagNull
	tagFalse
	tagTrue
	tagInt
	tagFloat
	tagString
	tagRef
	tagDecimal
	tagWords
	tagArray
	tagObject
	tagNewObject
	tagOpaque
	tagOpaqueNumber
	tagRepeat
	tagSuccessor
	tagFewWords // + number of words less 2, up to maxFewWords

	tagShort = 0x20 // + length
	tagSmall = 0x40 // + number
	tagSlot  = 0x80 // + slot
)

const maxExact = 1 << 53

func (e *Encoder) value(v value.Value, depth int) {
	switch v.Kind() {
	case value.KindNull:
		e.byte(tagNull)
	case value.KindBool:
		b, _ := v.AsBool()
		if b {
			e.byte(tagTrue)
		} else {
			e.byte(tagFalse)
		}
	case value.KindNumber:
		f, _ := v.AsNumber()
		e.number(f)
	case value.KindString:
		s, _ := v.AsString()
		e.text(s, true)
	case value.KindArray:
		items := v.AsArray().Items()
		if !e.descend(depth) {
			return
		}
		e.byte(tagArray)
		e.uint(uint64(len(items)))
		for i := range items {
			e.value(items[i], depth+1)
		}
	case value.KindObject:
		if e.descend(depth) {
			e.object(v.AsObject(), depth)
		}
	case value.KindOpaque:
		e.opaque(v.AsOpaque())
	default:
		e.byte(tagUndefined)
	}
}

// descend reports whether a container may be written. A value whose parts are
// shared can be far longer written out than it is in memory.
func (e *Encoder) descend(depth int) bool {
	switch {
	case e.err != nil:
	case depth >= maxValueDepth:
		e.fail("a value is nested more than %d levels deep", maxValueDepth)
	case len(e.b) > 2*maxEncoded:
		e.fail("the message is longer than %d bytes", maxEncoded)
	default:
		return true
	}
	return false
}

func (e *Encoder) number(f float64) {
	n := int64(f)
	switch {
	case float64(n) != f || n < -maxExact || n > maxExact || n == 0 && math.Signbit(f):
		e.byte(tagFloat)
		e.float(f)
	case n >= 0 && n < 0x40:
		e.byte(tagSmall + byte(n))
	default:
		e.byte(tagInt)
		e.int(n)
	}
}

func (e *Encoder) float(f float64) {
	u := math.Float64bits(f)
	e.b = append(e.b, byte(u), byte(u>>8), byte(u>>16), byte(u>>24), byte(u>>32), byte(u>>40), byte(u>>48), byte(u>>56))
}

func (e *Encoder) opaque(x value.Opaque) {
	num, ok := x.(interface{ Number() float64 })
	if !ok {
		e.byte(tagOpaque)
	} else {
		e.byte(tagOpaqueNumber)
	}
	e.string(x.ClassName())
	e.string(x.String())
	if ok {
		e.float(num.Number())
	}
}

func (e *Encoder) object(o *value.Object, depth int) {
	keys := o.Keys()
	keeps := keepsShape(keys)
	slot, hash := -1, uint64(0)
	if keeps {
		slot, hash = e.shapes.find(o.Shape())
	}
	switch {
	case slot >= 0:
		e.byte(tagObject)
		e.uint(uint64(slot))
	case slices.ContainsFunc(keys, func(k string) bool { return wellFormed(k) != k }):
		e.object(wellFormedObject(o), depth)
		return
	default:
		e.newShape(keys)
		if keeps {
			e.shapes.enter(o.Shape(), hash)
		}
	}
	for _, v := range o.Values() {
		e.value(v, depth+1)
	}
}

// wellFormedObject returns o with keys of WTF-8, of equal ones the first place
// and the last value.
func wellFormedObject(o *value.Object) *value.Object {
	out := value.NewObject()
	for i, k := range o.Keys() {
		out.Put(wellFormed(k), o.Values()[i])
	}
	return out
}

func (e *Encoder) newShape(keys []string) {
	e.byte(tagNewObject)
	e.uint(uint64(len(keys)))
	for _, k := range keys {
		e.string(k)
	}
}

// string writes a name or text where only a string can stand.
func (e *Encoder) string(s string) { e.text(s, false) }

// text writes a string; asValue where a value is expected, so that a small
// number's digits can't be told by its tag.
func (e *Encoder) text(s string, asValue bool) {
	if len(s) < minEntry {
		e.plain(s, asValue)
		return
	}
	if len(s) > maxEntry {
		e.long(s)
		return
	}
	if n, ok := decimal(s); ok {
		e.decimal(n, asValue)
		return
	}
	slot, hash := e.strings.find(s)
	if slot >= 0 {
		e.ref(slot)
		return
	}
	s = wellFormed(s)
	if len(s) > maxEntry {
		e.long(s)
		return
	}
	if !e.words(s) {
		e.literal(s)
	}
	e.strings.add(s, hash)
}

// plain writes a string that is too short for the table.
func (e *Encoder) plain(s string, asValue bool) {
	if n, ok := decimal(s); ok {
		e.decimal(n, asValue)
		return
	}
	if s = wellFormed(s); len(s) >= minEntry {
		e.text(s, asValue)
		return
	}
	e.literal(s)
}

// long writes a string that is too long for the table.
func (e *Encoder) long(s string) {
	if s = wellFormed(s); len(s) <= maxEntry {
		e.text(s, true)
		return
	}
	if len(s) > maxSplit || !e.words(s) {
		e.literal(s)
	}
}

func (e *Encoder) decimal(n uint64, asValue bool) {
	if n < 0x40 && !asValue {
		e.byte(tagSmall + byte(n))
		return
	}
	e.byte(tagDecimal)
	e.uint(n)
}

func (e *Encoder) ref(slot int) {
	if slot < 0x80 {
		e.byte(tagSlot + byte(slot))
		return
	}
	e.byte(tagRef)
	e.uint(uint64(slot))
}

func (e *Encoder) literal(s string) {
	if len(s) < 0x20 {
		e.byte(tagShort + byte(len(s)))
	} else {
		e.byte(tagString)
		e.uint(uint64(len(s)))
	}
	e.b = append(e.b, s...)
}

// words writes a string of few words as such, so that those which the table
// has cost little.
func (e *Encoder) words(s string) bool {
	n := strings.Count(s, " ")
	if n == 0 || n >= maxWords {
		return false
	}
	if n < maxFewWords {
		e.byte(tagFewWords + byte(n-1))
	} else {
		e.byte(tagWords)
		e.uint(uint64(n + 1))
	}
	for range n {
		word, rest, _ := strings.Cut(s, " ")
		e.word(word)
		s = rest
	}
	e.word(s)
	return true
}

func (e *Encoder) word(s string) {
	if n, ok := decimal(s); ok {
		e.decimal(n, false)
		return
	}
	if len(s) < minEntry || len(s) > maxEntry {
		e.literal(s)
		return
	}
	slot, hash := e.strings.find(s)
	if slot >= 0 {
		e.ref(slot)
		return
	}
	e.literal(s)
	e.strings.add(s, hash)
}

// wellFormed returns s as WTF-8: the host's strings may hold any bytes.
func wellFormed(s string) string {
	if utf8.ValidString(s) || isWTF8(s) {
		return s
	}
	return value.FromUTF16(value.ToUTF16(s))
}

// isWTF8 reports whether s is UTF-8 but for lone surrogates in their
// three-byte form.
func isWTF8(s string) bool {
	high := false // a high surrogate ended just before
	for i := 0; i < len(s); {
		r, n := utf8.DecodeRuneInString(s[i:])
		low := false
		if r == utf8.RuneError && n == 1 {
			if len(s)-i < 3 || s[i] != 0xED || s[i+1]&0xE0 != 0xA0 || s[i+2]&0xC0 != 0x80 {
				return false
			}
			n, low = 3, s[i+1] >= 0xB0
			if low && high {
				return false
			}
			high = !low
		} else {
			high = false
		}
		i += n
	}
	return true
}
