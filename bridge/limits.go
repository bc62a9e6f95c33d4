package bridge

import "fmt"

// Limits bounds what a [Decoder] takes from the other end of a connection. The
// zero Limits gives the defaults.
type Limits struct {
	// MaxMessage is the length of one message in bytes. Default 16 MiB. An
	// [Encoder] refuses to make a longer one than the default.
	MaxMessage int
	// MaxMemory is what one decoded message may take, in bytes. It bounds what a
	// few bytes that repeat long texts can grow to. Default 128 MiB.
	MaxMemory int
	// MaxDepth is how deep values may be nested. Default, and most, 1000.
	MaxDepth int
	// MaxSkeletons bounds the nodes and holes of all skeletons of a connection
	// together, plus one for each skeleton. Default 1,000,000.
	MaxSkeletons int
}

// maxValueDepth is as deep as package value lets values be.
const maxValueDepth = 1000

// WithDefaults returns the limits with the defaults in place of what is not set.
func (l Limits) WithDefaults() Limits {
	if l.MaxMessage <= 0 {
		l.MaxMessage = 16 << 20
	}
	if l.MaxMemory <= 0 {
		l.MaxMemory = 128 << 20
	}
	if l.MaxDepth <= 0 || l.MaxDepth > maxValueDepth {
		l.MaxDepth = maxValueDepth
	}
	if l.MaxSkeletons <= 0 {
		l.MaxSkeletons = 1_000_000
	}
	return l
}

// WireError tells why bytes are no message, or why a message can't be written.
type WireError struct {
	// Offset is the byte in the message at which it is wrong; for a message that
	// can't be written, how many bytes of it stood when that showed.
	Offset int
	// Reason says what is wrong, for a person.
	Reason string
}

// Error returns the place and the reason in one line.
func (e *WireError) Error() string { return fmt.Sprintf("bridge: byte %d: %s", e.Offset, e.Reason) }
