package bridge

import (
	"encoding/binary"
	"math/bits"
	"slices"
	"strings"

	"github.com/mica-go/mica/internal/value"
)

// The sizes of the tables are part of version 1 of the wire.
const (
	// stringSlots is how many strings the table holds.
	stringSlots = 4096
	// minEntry and maxEntry are the lengths of strings that enter it.
	minEntry, maxEntry = 2, 64
	// shapeSlots is how many key lists the table of shapes holds; those with up
	// to maxShapeKeys keys of maxShapeText bytes together enter it.
	shapeSlots   = 256
	maxShapeKeys = 32
	maxShapeText = 1024
	// maxWords is how many words a string is cut into.
	maxWords = 64
	// maxFewWords is the number of words that a tag can tell.
	maxFewWords = int(tagShort-tagFewWords) + 1
	// maxSplit is the length in bytes up to which the encoder looks for words.
	maxSplit = 256
	// maxRemembered is how many bytes a hole's value may take on the wire, and
	// maxRememberedText how much text it may have, to be what the next instance's
	// is told against.
	maxRemembered     = 64
	maxRememberedText = 128
)

// remembered returns what stays of a value that took n bytes on the wire:
// itself, or undefined where that is too much to keep for every hole.
func remembered(v value.Value, n int) value.Value {
	text := maxRememberedText
	if n > maxRemembered || !isSmall(v, &text) {
		return value.Value{}
	}
	return v
}

// isSmall reports whether v is a primitive or an array of such with little
// text. What is no WTF-8 counts as the other end has it.
func isSmall(v value.Value, text *int) bool {
	switch v.Kind() {
	case value.KindString:
		s, _ := v.AsString()
		if len(s) <= *text {
			s = wellFormed(s)
		}
		*text -= len(s)
		return *text >= 0
	case value.KindArray:
		for _, e := range v.AsArray().Items() {
			if !isSmall(e, text) {
				return false
			}
		}
		return true
	}
	return v.Kind() != value.KindObject && v.Kind() != value.KindOpaque
}

// stringTable is the encoder's side of the table of strings. Look-ups go
// through an index with two places for a hash: what it loses is only sent again. The hash is fixed so that the same messages give the same bytes.
type stringTable struct {
	entries []stringEntry
	next    int
	index   [][2]uint16 // slot + 1 by hash, the newer first
}

// stringEntry holds the text itself, lest a word keep alive what it was cut of.
type stringEntry struct {
	n    uint8
	text [maxEntry]byte
}

const indexBits = 12

func hashString(s string) uint32 {
	const k = 0x9E3779B97F4A7C15
	h := uint64(len(s)) * k
	for ; len(s) >= 8; s = s[8:] {
		h = (bits.RotateLeft64(h, 23) ^ load64(s)) * k
	}
	if len(s) > 0 {
		var tail uint64
		for i := range len(s) {
			tail = tail<<8 | uint64(s[i])
		}
		h = (bits.RotateLeft64(h, 23) ^ tail) * k
	}
	return uint32(h >> (64 - indexBits))
}

func load64(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// find returns the slot that holds s, or -1, and the hash for add.
func (t *stringTable) find(s string) (slot int, hash uint32) {
	hash = hashString(s)
	if t.index == nil {
		return -1, hash
	}
	for _, at := range t.index[hash] {
		if at > 0 {
			if e := &t.entries[at-1]; string(e.text[:e.n]) == s {
				return int(at) - 1, hash
			}
		}
	}
	return -1, hash
}

// add enters s in the next slot, in place of the oldest string.
func (t *stringTable) add(s string, hash uint32) {
	if t.index == nil {
		t.index = make([][2]uint16, 1<<indexBits)
	}
	if len(t.entries) < stringSlots {
		t.entries = append(t.entries, stringEntry{})
	}
	e := &t.entries[t.next]
	e.n = uint8(copy(e.text[:], s))
	t.index[hash] = [2]uint16{uint16(t.next + 1), t.index[hash][0]}
	t.next = (t.next + 1) % stringSlots
}

// stringRing is the decoder's side.
type stringRing struct {
	entries []string
	next    int
}

func (t *stringRing) add(s string) {
	if len(s) < minEntry || len(s) > maxEntry {
		return
	}
	if len(t.entries) < stringSlots {
		t.entries = append(t.entries, s)
	} else {
		t.entries[t.next] = s
	}
	t.next = (t.next + 1) % stringSlots
}

// shapeRing is the table of shapes; both sides have one. The encoder finds
// shapes by their keys.
type shapeRing struct {
	entries []*value.Shape
	next    int
	index   map[uint64]int // of the encoder
}

// keepsShape reports whether a key list enters the table.
func keepsShape(keys []string) bool {
	if len(keys) == 0 || len(keys) > maxShapeKeys {
		return false
	}
	n := 0
	for _, k := range keys {
		n += len(k)
	}
	return n <= maxShapeText
}

// add enters a shape that keepsShape.
func (t *shapeRing) add(s *value.Shape) (slot int) {
	slot = t.next
	if len(t.entries) < shapeSlots {
		t.entries = append(t.entries, s)
	} else {
		t.entries[slot] = s
	}
	t.next = (slot + 1) % shapeSlots
	return slot
}

// find returns the slot of the shape, or -1, and the hash of its keys.
func (t *shapeRing) find(s *value.Shape) (slot int, hash uint64) {
	for _, k := range s.Keys() {
		hash = bits.RotateLeft64(hash, 13)*0x9E3779B97F4A7C15 + uint64(hashString(k))
	}
	slot, ok := t.index[hash]
	if ok && slices.Equal(t.entries[slot].Keys(), s.Keys()) {
		return slot, hash
	}
	return -1, hash
}

// enter adds a shape that find did not find.
func (t *shapeRing) enter(s *value.Shape, hash uint64) {
	if t.index == nil {
		t.index = make(map[uint64]int, shapeSlots)
	}
	if len(t.index) >= 4*shapeSlots {
		clear(t.index)
	}
	// A copy of its own, for keys may be parts of long texts.
	keys := make([]string, len(s.Keys()))
	for i, k := range s.Keys() {
		keys[i] = strings.Clone(k)
	}
	t.index[hash] = t.add(value.NewShape(keys...))
}

// skeletonState is what both ends of a connection remember of a skeleton, so
// that an instance like the one before costs nothing but what differs.
type skeletonState struct {
	def *Skeleton
	// follower is the skeleton of the create that came after the last one of
	// this skeleton.
	follower *skeletonState
	// inst, parent, at and shadow are those of the last create.
	inst, parent InstanceID
	at           int32
	shadow       bool
	// values are what is remembered of the last create's.
	values []value.Value
	// component is what was told last of a component in an instance that had
	// just been made of this skeleton.
	component componentState
}

type componentState struct {
	at                int32
	path              string
	virtual, unstyled bool
}

// remembered returns what stays of it: nothing where its path is long.
func (c componentState) remembered() componentState {
	if len(c.path) > maxEntry {
		return componentState{}
	}
	return c
}

func newSkeletonState(def *Skeleton) *skeletonState {
	return &skeletonState{def: def, values: make([]value.Value, len(def.Holes))}
}

// createState is the state of the connection that creates are told against.
type createState struct {
	last *skeletonState
	// inst is the instance that the operation before was about; made is the one
	// made last.
	inst, made InstanceID
	seq        uint64
	// slotAt and slotRoot are the node and the last root of the last slot.
	slotAt   int32
	slotRoot InstanceID
}

// component returns what a component in that instance is compared with, or nil
// where the instance is not the one made last.
func (c *createState) component(id InstanceID) *componentState {
	if c.last == nil || id != c.made {
		return nil
	}
	return &c.last.component
}

// expected returns the skeleton that the next create is likely to have, or nil.
func (c *createState) expected() *skeletonState {
	if c.last == nil {
		return nil
	}
	return c.last.follower
}

// created takes note of a create.
func (c *createState) created(s *skeletonState, op *Op) {
	if c.last != nil {
		c.last.follower = s
	}
	c.last, c.inst, c.made = s, op.Instance, op.Instance
	s.inst, s.parent, s.at, s.shadow = op.Instance, op.Parent, op.At, op.Shadow
}

// successor appends to b the text that follows s when things are numbered: s
// with its last number plus one. It appends nothing when s has no number or
// maxEntry bytes and more.
func successor(b []byte, s string) []byte {
	end := len(s)
	for end > 0 && !isDigit(s[end-1]) {
		end--
	}
	if end == 0 || len(s) >= maxEntry {
		return b
	}
	i := end
	for i > 0 && end-i < 15 && isDigit(s[i-1]) {
		i--
	}
	for i < end-1 && s[i] == '0' {
		i++
	}
	n := uint64(0)
	for _, c := range []byte(s[i:end]) {
		n = n*10 + uint64(c-'0')
	}
	b = appendDecimal(append(b, s[:i]...), n+1)
	return append(b, s[end:]...)
}

func isDigit(c byte) bool { return c-'0' <= 9 }

func appendDecimal(b []byte, n uint64) []byte {
	var buf [20]byte
	i := len(buf)
	for {
		i--
		buf[i] = byte('0' + n%10)
		if n /= 10; n == 0 {
			return append(b, buf[i:]...)
		}
	}
}

// decimal returns the number whose shortest decimal form is s.
func decimal(s string) (n uint64, ok bool) {
	if len(s) == 0 || len(s) > 15 || s[0] == '0' && len(s) > 1 {
		return 0, false
	}
	for i := range len(s) {
		if !isDigit(s[i]) {
			return 0, false
		}
		n = n*10 + uint64(s[i]-'0')
	}
	return n, true
}

func zigzag(n int64) uint64   { return uint64(n<<1) ^ uint64(n>>63) }
func unzigzag(u uint64) int64 { return int64(u>>1) ^ -int64(u&1) }

func appendUint(b []byte, n uint64) []byte {
	if n < 0x80 {
		return append(b, byte(n))
	}
	return binary.AppendUvarint(b, n)
}
