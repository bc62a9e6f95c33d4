package bridge

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"
	"unicode/utf8"
	"unsafe"

	"github.com/mica-go/mica/internal/value"
)

// Decoder reads the messages of one direction of one connection, in the order
// in which an [Encoder] wrote them. It takes bytes from anybody: whatever they
// are, it neither panics nor takes more memory than its limits allow, and it
// allocates nothing for what has not come yet. It belongs to one goroutine at a
// time.
type Decoder struct {
	limits Limits

	data []byte
	pos  int
	mem  int // what the message may still take
	err  *WireError

	begun   bool
	strings stringRing
	shapes  shapeRing
	skels   map[SkeletonID]*skeletonState
	room    int // for skeletons
	create  createState
	slab    []value.Value
	buf     []byte
}

// NewDecoder returns a decoder for a new connection.
func NewDecoder(l Limits) *Decoder {
	l = l.WithDefaults()
	return &Decoder{limits: l, room: l.MaxSkeletons}
}

// ToView decodes one whole message to the view. It does not keep data. The
// error is a *WireError; the decoder gives nothing else from then on, for it is
// no longer in step with the other end.
func (d *Decoder) ToView(data []byte) (ToView, error) {
	var m ToView
	d.begin(data)
	switch kind := d.byte(); kind {
	case kindBatch:
		m = d.batch()
	case kindOpenPage:
		m = &OpenPage{Page: PageID(d.uint32()), Path: d.string(), Query: d.value(0)}
	case kindClosePage:
		m = &ClosePage{Page: PageID(d.uint32())}
	case kindStack:
		s := &Stack{}
		for range d.count(4) {
			s.Pages = append(s.Pages, PageID(d.uint32()))
		}
		m = s
	case kindCall:
		m = &Call{ID: d.uint(), Name: d.string(), Page: PageID(d.uint32()), Args: d.value(0)}
	default:
		d.fail("there is no message of kind %#x to a view", kind)
	}
	if err := d.end(); err != nil {
		return nil, err
	}
	return m, nil
}

// ToLogic decodes one whole message to the logic layer, as ToView does.
func (d *Decoder) ToLogic(data []byte) (ToLogic, error) {
	var m ToLogic
	d.begin(data)
	switch kind := d.byte(); kind {
	case kindEvent:
		m = d.event()
	case kindAck:
		m = &Ack{Page: PageID(d.uint32()), Seq: d.uint()}
	case kindReply:
		m = d.reply()
	case kindControl:
		m = &Control{Name: d.string(), Args: d.value(0)}
	default:
		d.fail("there is no message of kind %#x to the logic layer", kind)
	}
	if err := d.end(); err != nil {
		return nil, err
	}
	return m, nil
}

func (d *Decoder) begin(data []byte) {
	d.data, d.pos, d.mem = data, 0, d.limits.MaxMemory
	if len(data) > d.limits.MaxMessage {
		d.fail("the message has %d bytes, more than %d", len(data), d.limits.MaxMessage)
		return
	}
	if d.begun || d.err != nil {
		return
	}
	d.begun = true
	if len(data) < len(magic) || string(data[:len(magic)-1]) != magic[:len(magic)-1] {
		d.fail("the connection does not begin as one of mica")
		return
	}
	if v := data[len(magic)-1]; v != magic[len(magic)-1] {
		d.fail("the other end speaks version %d, not %d", v, magic[len(magic)-1])
		return
	}
	d.pos = len(magic)
}

func (d *Decoder) end() error {
	if d.err == nil && d.pos < len(d.data) {
		d.fail("the message goes on after its end")
	}
	d.data, d.slab = nil, nil
	if d.err != nil {
		return d.err
	}
	return nil
}

func (d *Decoder) fail(format string, args ...any) {
	if d.err == nil {
		d.err = &WireError{Offset: d.pos, Reason: fmt.Sprintf(format, args...)}
	}
	d.data, d.pos = nil, 0 // whatever is read from now on is zero
}

// take accounts for memory and reports whether it may be had.
func (d *Decoder) take(n int) bool {
	if d.mem -= n; d.mem < 0 {
		d.fail("the message takes more than %d bytes of memory", d.limits.MaxMemory)
		return false
	}
	return true
}

func (d *Decoder) left() int { return len(d.data) - d.pos }

func (d *Decoder) byte() byte {
	if d.pos >= len(d.data) {
		d.fail("the message ends too early")
		return 0
	}
	c := d.data[d.pos]
	d.pos++
	return c
}

func (d *Decoder) uint() uint64 {
	if d.pos < len(d.data) && d.data[d.pos] < 0x80 {
		d.pos++
		return uint64(d.data[d.pos-1])
	}
	n, size := binary.Uvarint(d.data[d.pos:])
	if size <= 0 {
		if size == 0 {
			d.fail("the message ends too early")
		} else {
			d.fail("a number has more than 64 bits")
		}
		return 0
	}
	d.pos += size
	return n
}

func (d *Decoder) uint32() uint32 {
	n := d.uint()
	if n > math.MaxUint32 {
		d.fail("%d has more than 32 bits", n)
		return 0
	}
	return uint32(n)
}

func (d *Decoder) int() int64 { return unzigzag(d.uint()) }

func (d *Decoder) int32() int32 {
	n := d.int()
	if n < math.MinInt32 || n > math.MaxInt32 {
		d.fail("%d has more than 32 bits", n)
		return 0
	}
	return int32(n)
}

// delta reads an instance told by its distance.
func (d *Decoder) delta(from InstanceID) InstanceID {
	n := d.int()
	id := int64(from) + n
	if n < -math.MaxUint32 || n > math.MaxUint32 || id < 0 || id > math.MaxUint32 {
		d.fail("%d from %d is no instance", n, from)
		return 0
	}
	return InstanceID(id)
}

// count reads how many things of that size in memory follow. Each takes a byte
// at least.
func (d *Decoder) count(size int) int {
	n := d.uint()
	if n > uint64(d.left()) {
		d.fail("%d things are announced in %d bytes", n, d.left())
		return 0
	}
	if !d.take(int(n) * size) {
		return 0
	}
	return int(n)
}

func (d *Decoder) float() float64 {
	if d.left() < 8 {
		d.fail("the message ends too early")
		return 0
	}
	u := binary.LittleEndian.Uint64(d.data[d.pos:])
	d.pos += 8
	return math.Float64frombits(u)
}

func (d *Decoder) event() *Event {
	m := &Event{Page: PageID(d.uint32()), Instance: InstanceID(d.uint32()), Node: d.int32(), Type: d.string()}
	flags := d.byte()
	if flags >= flagEdit<<1 {
		d.fail("an event has the flags %#x", flags)
	}
	m.Bubbles, m.Composed, m.CapturePhase = flags&flagBubbles != 0, flags&flagComposed != 0, flags&flagCapture != 0
	m.Gesture = flags&flagGesture != 0
	if flags&flagEdit != 0 {
		m.Edit = d.uint32()
	}
	m.Detail, m.Touches, m.ChangedTouches = d.value(0), d.value(0), d.value(0)
	return m
}

func (d *Decoder) reply() *Reply {
	m := &Reply{ID: d.uint()}
	flags := d.byte()
	if flags > flagMore|flagError {
		d.fail("a reply has the flags %#x", flags)
	}
	m.More = flags&flagMore != 0
	if flags&flagError == 0 {
		m.Result = d.value(0)
		return m
	}
	m.Err = &CallError{Errno: int(d.int()), Message: d.string()}
	return m
}

const sizeOfValue = int(unsafe.Sizeof(value.Value{}))

func (d *Decoder) value(depth int) value.Value {
	tag := d.byte()
	switch {
	case tag >= tagSlot:
		return value.String(d.slot(uint64(tag - tagSlot)))
	case tag >= tagSmall:
		return value.Int(int(tag - tagSmall))
	case tag >= tagShort:
		return value.String(d.text(tag, true))
	}
	switch tag {
	case tagUndefined:
		return value.Value{}
	case tagNull:
		return value.Null()
	case tagFalse, tagTrue:
		return value.Bool(tag == tagTrue)
	case tagInt:
		return value.Number(float64(d.int()))
	case tagFloat:
		return value.Number(d.float())
	case tagString, tagRef, tagDecimal, tagWords:
		return value.String(d.text(tag, true))
	case tagRepeat, tagSuccessor:
		d.fail("a value is told against one that is not there")
		return value.Value{}
	case tagArray:
		return d.array(depth)
	case tagObject, tagNewObject:
		return d.object(tag, depth)
	case tagOpaque, tagOpaqueNumber:
		return d.opaque(tag)
	}
	return value.String(d.text(tag, true)) // few words, or nothing
}

func (d *Decoder) descend(depth int) bool {
	if depth >= d.limits.MaxDepth {
		d.fail("a value is nested more than %d levels deep", d.limits.MaxDepth)
		return false
	}
	return d.err == nil
}

func (d *Decoder) array(depth int) value.Value {
	if !d.descend(depth) {
		return value.Value{}
	}
	return value.FromArray(value.NewArray(d.values(d.count(sizeOfValue), depth)...))
}

// values reads n values, for which d has accounted.
func (d *Decoder) values(n, depth int) []value.Value {
	if n > d.left() {
		d.fail("%d values are announced in %d bytes", n, d.left())
		return nil
	}
	if n == 0 {
		return nil
	}
	vals := make([]value.Value, n)
	for i := range vals {
		vals[i] = d.value(depth + 1)
		if d.err != nil {
			return nil
		}
	}
	return vals
}

func (d *Decoder) object(tag byte, depth int) value.Value {
	if !d.descend(depth) {
		return value.Value{}
	}
	shape := d.shape(tag)
	if d.err != nil {
		return value.Value{}
	}
	n := len(shape.Keys())
	if !d.take(n * sizeOfValue) {
		return value.Value{}
	}
	return value.FromObject(value.ObjectOf(shape, d.values(n, depth)))
}

func (d *Decoder) shape(tag byte) *value.Shape {
	if tag == tagObject {
		slot := d.uint()
		if slot >= uint64(len(d.shapes.entries)) {
			d.fail("there are no keys in slot %d", slot)
			return nil
		}
		return d.shapes.entries[slot]
	}
	keys := make([]string, d.count(64)) // a key costs its place in a map too
	for i := range keys {
		keys[i] = d.string()
		if d.err != nil {
			return nil
		}
	}
	s := value.NewShape(keys...)
	if !slices.Equal(s.Keys(), keys) {
		d.fail("an object's keys are not distinct or not in order")
		return nil
	}
	if keepsShape(keys) {
		d.shapes.add(s)
	}
	return s
}

// remoteOpaque is what comes out of an opaque value of the other end.
type remoteOpaque struct{ class, text string }

func (o *remoteOpaque) ClassName() string { return o.class }
func (o *remoteOpaque) String() string    { return o.text }

type remoteNumeric struct {
	remoteOpaque
	number float64
}

func (o *remoteNumeric) Number() float64 { return o.number }

func (d *Decoder) opaque(tag byte) value.Value {
	if !d.take(64) {
		return value.Value{}
	}
	o := remoteOpaque{class: d.string(), text: d.string()}
	if tag == tagOpaque {
		return value.FromOpaque(&o)
	}
	return value.FromOpaque(&remoteNumeric{o, d.float()})
}

// string reads a string where only one can stand.
func (d *Decoder) string() string { return d.text(d.byte(), false) }

// text reads a string whose tag is read. Where a value could stand, a small
// number is none.
func (d *Decoder) text(tag byte, asValue bool) string {
	switch {
	case tag == tagWords:
		return d.words(d.uint())
	case tag >= tagFewWords && tag < tagShort:
		return d.words(uint64(tag-tagFewWords) + 2)
	}
	return d.word(tag, asValue)
}

func (d *Decoder) word(tag byte, asValue bool) string {
	switch {
	case tag >= tagSlot:
		return d.slot(uint64(tag - tagSlot))
	case tag >= tagSmall && !asValue:
		return smallDecimals[tag-tagSmall]
	case tag >= tagShort && tag < tagSmall:
		return d.literal(int(tag - tagShort))
	case tag == tagString:
		n := d.uint()
		if n > uint64(d.left()) {
			d.fail("a text of %d bytes is announced in %d bytes", n, d.left())
			return ""
		}
		return d.literal(int(n))
	case tag == tagRef:
		return d.slot(d.uint())
	case tag == tagDecimal:
		n := d.uint()
		if !d.take(16) {
			return ""
		}
		var digits [20]byte // d.buf may hold the words before it
		return string(appendDecimal(digits[:0], n))
	}
	d.fail("there is no text of kind %#x", tag)
	return ""
}

// smallDecimals are the texts that take one byte.
var smallDecimals = func() (s [0x40]string) {
	for i := range s {
		s[i] = string(appendDecimal(nil, uint64(i)))
	}
	return s
}()

func (d *Decoder) slot(slot uint64) string {
	if slot >= uint64(len(d.strings.entries)) {
		d.fail("there is no text in slot %d", slot)
		return ""
	}
	return d.strings.entries[slot]
}

func (d *Decoder) literal(n int) string {
	if n > d.left() {
		d.fail("the message ends too early")
		return ""
	}
	if n == 0 || !d.take(n+16) {
		return ""
	}
	s := string(d.data[d.pos : d.pos+n])
	if !utf8.ValidString(s) && !isWTF8(s) {
		d.fail("a text is not WTF-8")
		return ""
	}
	d.pos += n
	d.strings.add(s)
	return s
}

func (d *Decoder) words(n uint64) string {
	if n < 2 || n > maxWords {
		d.fail("a text has %d words", n)
		return ""
	}
	buf := d.buf[:0]
	for i := range n {
		if i > 0 {
			buf = append(buf, ' ')
		}
		buf = append(buf, d.word(d.byte(), false)...)
		if d.err != nil {
			return ""
		}
	}
	if cap(buf) <= 4096 {
		d.buf = buf[:0]
	}
	if !d.take(len(buf) + 16) {
		return ""
	}
	s := string(buf)
	d.strings.add(s)
	return s
}
