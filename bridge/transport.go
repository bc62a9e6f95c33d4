package bridge

import (
	"bufio"
	"encoding/binary"
	"errors"
	"io"
	"sync"
)

// Transport is one end of a connection between a logic layer and a view: Out
// is what goes from this end, In what comes to it. Messages arrive whole, in
// order, once. There are three: [Pipe] within a process, without encoding;
// [NewLogicStream] and [NewViewStream] on whatever carries bytes (a net.Conn, a
// pipe between processes); package bridge/ws on a WebSocket.
//
// Queue belongs to one goroutine at a time, Flush to one and Receive to one;
// the three may run at the same time. Close may be called from anywhere, also
// twice.
type Transport[Out, In any] interface {
	// Queue takes a message for the next Flush, without waiting. It keeps nothing
	// of the message that its owner may still change. size is how many bytes it
	// takes on the way, 0 where nothing is encoded. The error is a *WireError:
	// the message can't be sent, nor can any after it.
	Queue(m Out) (size int, err error)
	// Flush sends what was queued. It waits while the other end does not keep up.
	Flush() error
	// Receive waits for the next message. The error is io.EOF when the other end
	// closed the connection in an orderly way, a *WireError, or the connection's.
	Receive() (In, error)
	// Close ends the connection, and a Flush and a Receive that are under way.
	Close() error
}

// LogicTransport is the logic layer's end of a connection; see [Remote.Attach].
type LogicTransport = Transport[ToView, ToLogic]

// ViewTransport is the view's end of a connection; see [NewViewConn].
type ViewTransport = Transport[ToLogic, ToView]

// Packets carries encoded messages, whole and in order: what a [Transport] for
// another medium has to bring. WritePacket and Flush are called by one
// goroutine at a time, ReadPacket by one, Close by any.
type Packets interface {
	// WritePacket sends a packet, or keeps it for Flush. It must not keep p.
	WritePacket(p []byte) error
	// Flush sends what WritePacket has kept.
	Flush() error
	// ReadPacket returns the next packet, valid until the next call, or io.EOF.
	ReadPacket() ([]byte, error)
	// Close ends the connection and calls that are under way.
	Close() error
}

// NewLogicTransport returns the logic layer's end of a connection that carries
// packets. The limits bound what is taken from the view.
func NewLogicTransport(p Packets, l Limits) LogicTransport {
	return &coded[ToView, ToLogic]{packets: p, dec: NewDecoder(l), encode: (*Encoder).ToView, decode: (*Decoder).ToLogic}
}

// NewViewTransport returns the view's end of a connection that carries packets.
// The limits bound what is taken from the logic layer.
func NewViewTransport(p Packets, l Limits) ViewTransport {
	return &coded[ToLogic, ToView]{packets: p, dec: NewDecoder(l), encode: (*Encoder).ToLogic, decode: (*Decoder).ToView}
}

// NewLogicStream returns the logic layer's end of conn, which belongs to it from
// now on. Each message has its length in front, as an unsigned varint.
func NewLogicStream(conn io.ReadWriteCloser, l Limits) LogicTransport {
	return NewLogicTransport(newFrames(conn, l), l)
}

// NewViewStream returns the view's end of conn; see [NewLogicStream].
func NewViewStream(conn io.ReadWriteCloser, l Limits) ViewTransport {
	return NewViewTransport(newFrames(conn, l), l)
}

// coded is a Transport that encodes messages into packets.
type coded[Out, In any] struct {
	packets Packets
	encode  func(*Encoder, []byte, Out) ([]byte, error)
	decode  func(*Decoder, []byte) (In, error)
	dec     *Decoder

	mu  sync.Mutex
	enc Encoder
	// out are the encoded messages, ends where each of them ends.
	out  []byte
	ends []int

	flushing sync.Mutex
	// spare and spareEnds are the buffers of the Flush before.
	spare     []byte
	spareEnds []int
}

func (c *coded[Out, In]) Queue(m Out) (size int, err error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	start := len(c.out)
	out, err := c.encode(&c.enc, c.out, m)
	if err != nil {
		return 0, err
	}
	c.out = out
	c.ends = append(c.ends, len(out))
	return len(out) - start, nil
}

func (c *coded[Out, In]) Flush() error {
	c.flushing.Lock()
	defer c.flushing.Unlock()
	c.mu.Lock()
	out, ends := c.out, c.ends
	c.out, c.ends = c.spare[:0], c.spareEnds[:0]
	c.mu.Unlock()
	start := 0
	for _, end := range ends {
		if err := c.packets.WritePacket(out[start:end]); err != nil {
			return err
		}
		start = end
	}
	if c.spare, c.spareEnds = out, ends; cap(out) > frameStep { // lest one long message be paid for ever after
		c.spare, c.spareEnds = nil, nil
	}
	return c.packets.Flush()
}

func (c *coded[Out, In]) Receive() (m In, err error) {
	data, err := c.packets.ReadPacket()
	if err != nil {
		return m, err
	}
	return c.decode(c.dec, data)
}

func (c *coded[Out, In]) Close() error { return c.packets.Close() }

// frames are packets on a stream of bytes.
type frames struct {
	frameReader
	w    *bufio.Writer
	conn io.Closer
	size [binary.MaxVarintLen64]byte
}

func newFrames(conn io.ReadWriteCloser, l Limits) *frames {
	return &frames{frameReader: frameReader{r: bufio.NewReaderSize(conn, 4096), max: l.WithDefaults().MaxMessage}, w: bufio.NewWriterSize(conn, 4096), conn: conn}
}

func (f *frames) WritePacket(p []byte) error {
	if _, err := f.w.Write(f.size[:binary.PutUvarint(f.size[:], uint64(len(p)))]); err != nil {
		return err
	}
	_, err := f.w.Write(p)
	return err
}

func (f *frames) Flush() error { return f.w.Flush() }
func (f *frames) Close() error { return f.conn.Close() }

// pipeDepth is how many messages wait in each direction of a Pipe.
const pipeDepth = 64

// Pipe returns the two ends of a connection within a process. Messages go
// through as they are, but for the slices that belong to the receiver, which
// are copied. A Flush waits while 64 messages have not been received.
func Pipe() (LogicTransport, ViewTransport) {
	toView, toLogic := make(chan ToView, pipeDepth), make(chan ToLogic, pipeDepth)
	ended := &pipeEnd{done: make(chan struct{})}
	logic := &pipe[ToView, ToLogic]{pipeEnd: ended, out: toView, in: toLogic, copy: (&pipeCopier{sent: make(map[SkeletonID]bool)}).copy}
	return logic, &pipe[ToLogic, ToView]{pipeEnd: ended, out: toLogic, in: toView, copy: func(m ToLogic) ToLogic { return m }}
}

// pipeEnd is what the ends of a Pipe share.
type pipeEnd struct {
	once sync.Once
	done chan struct{}
}

func (e *pipeEnd) Close() error {
	e.once.Do(func() { close(e.done) })
	return nil
}

type pipe[Out, In any] struct {
	*pipeEnd
	out  chan<- Out
	in   <-chan In
	copy func(Out) Out

	mu       sync.Mutex
	queued   []Out
	flushing sync.Mutex
}

var errPipeClosed = errors.New("bridge: the pipe is closed")

func (p *pipe[Out, In]) Queue(m Out) (size int, err error) {
	m = p.copy(m)
	p.mu.Lock()
	p.queued = append(p.queued, m)
	p.mu.Unlock()
	return 0, nil
}

func (p *pipe[Out, In]) Flush() error {
	p.flushing.Lock()
	defer p.flushing.Unlock()
	p.mu.Lock()
	queued := p.queued
	p.queued = nil
	p.mu.Unlock()
	for _, m := range queued {
		select {
		case <-p.done:
			return errPipeClosed
		default:
		}
		select {
		case p.out <- m:
		case <-p.done:
			return errPipeClosed
		}
	}
	return nil
}

func (p *pipe[Out, In]) Receive() (m In, err error) {
	select {
	case m = <-p.in:
		return m, nil
	default:
	}
	select {
	case m = <-p.in:
		return m, nil
	case <-p.done:
		return m, io.EOF
	}
}

// pipeCopier makes messages to a view independent of their sender.
type pipeCopier struct {
	sent map[SkeletonID]bool // defined on this connection
}

// copy gives a batch slices of its own, and defines in front what this
// connection has not seen, as an Encoder does.
func (c *pipeCopier) copy(m ToView) ToView {
	b, ok := m.(*Batch)
	if !ok {
		return m
	}
	out := &Batch{Page: b.Page, Seq: b.Seq, Ops: make([]Op, 0, len(b.Ops))}
	for _, op := range b.Ops {
		if s := op.Skeleton; s != nil && op.Kind == OpCreate && !c.sent[s.ID] {
			c.sent[s.ID] = true
			out.Ops = append(out.Ops, Op{Kind: OpDefine, Skeleton: s})
		}
		if op.Kind == OpDefine && op.Skeleton != nil {
			c.sent[op.Skeleton.ID] = true
		}
		op.Values = append(op.Values[:0:0], op.Values...)
		op.Roots = append(op.Roots[:0:0], op.Roots...)
		out.Ops = append(out.Ops, op)
	}
	return out
}
