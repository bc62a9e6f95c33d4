package bridge

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
)

// Messages travel in frames: the message's length as an unsigned varint, then
// the message.

// frameReader reads frames into a buffer of its own.
type frameReader struct {
	r   *bufio.Reader
	buf []byte
	max int
}

// frameStep is how far the buffer runs ahead of what has come.
const frameStep = 64 << 10

// ReadPacket returns the next message, valid until the next call. The error is io.EOF
// at the end of a frame, io.ErrUnexpectedEOF within one, or a *WireError.
func (f *frameReader) ReadPacket() ([]byte, error) {
	n, err := binary.ReadUvarint(f.r)
	if err != nil {
		return nil, err
	}
	if n > uint64(f.max) {
		return nil, &WireError{Reason: fmt.Sprintf("a message of %d bytes is announced, more than %d", n, f.max)}
	}
	if cap(f.buf) > frameStep && int(n) <= frameStep {
		f.buf = nil // lest one long message be paid for ever after
	}
	f.buf = f.buf[:0]
	for len(f.buf) < int(n) {
		have := len(f.buf)
		step := min(int(n)-have, max(have, frameStep))
		if cap(f.buf)-have < step {
			f.buf = append(make([]byte, 0, have+step), f.buf...)
		}
		f.buf = f.buf[:have+step]
		if _, err := io.ReadFull(f.r, f.buf[have:]); err != nil {
			if err == io.EOF {
				err = io.ErrUnexpectedEOF
			}
			return nil, err
		}
	}
	return f.buf, nil
}
