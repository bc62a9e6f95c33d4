package runtime

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/diag"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/runtime/internal/logic"
	"github.com/mica-go/mica/sandbox"
)

// This file is what the host's end and the worker's end of Isolation Process
// agree on, besides the messages of package bridge. All of it travels as the
// bridge's own calls and controls with names of their own.

// The host's wishes, controls.
const (
	wireLoad   = "mica:load"   // read and compile the program
	wireStart  = "mica:start"  // make the app
	wireDo     = "mica:do"     // carry out a command
	wireNext   = "mica:next"   // carry out the message after this one, with the number in it
	wireCancel = "mica:cancel" // the host does not wait for a command any more
	wireTaken  = "mica:taken"  // the call before has reached the host, with what it answered at once
	wireFire   = "mica:fire"   // a call of the host's clock is due
	wirePing   = "mica:ping"
)

// What the worker tells and asks, calls.
const (
	wireDone    = "mica:done"    // a command is carried out
	wireError   = "mica:error"   // an exception that the program did not catch
	wireEnd     = "mica:end"     // the limit after which the program can't go on
	wireConsole = "mica:console" // a call of the program's console
	wireLog     = "mica:log"     // a record for the host's logger
	wireAfter   = "mica:after"   // a call of the host's clock is wanted
	wireStop    = "mica:stop"    // and not wanted any more
	wirePong    = "mica:pong"
	wireRead    = "mica:read" // asked: a file of the program
	wireNow     = "mica:now"  // asked: the time
	wireRand    = "mica:rand" // asked: a random number
)

// wireAsk marks the numbers of calls whose answer the worker waits for.
const wireAsk = 1 << 62

// loadSpec says which program a worker runs.
type loadSpec struct {
	Component string
	// Memory is in bytes, CPUSeconds what one turn may use.
	Memory     int64
	CPUSeconds int
}

// startSpec is the part of a Config that the logic layer sees.
type startSpec struct {
	Path, Prelude string
	Scene         int
	Limits        Limits
	// APIs is the table of the host's own functions; Allow as in Config.
	APIs  string
	Allow []string
	// WithoutTap is as in Config.
	WithoutTap bool
	// OwnClock and OwnRand say that the host has its own; Console that it wants
	// to see the program's console calls. LogLevel is the lowest level that its
	// logger takes.
	OwnClock, OwnRand, Console bool
	Log                        bool
	LogLevel                   int
	// Zone is the name of the time zone and its data in the format of TZif.
	Zone     string
	ZoneData []byte
}

// encoded makes a value of plain Go data by way of JSON.
func encoded(v any) value.Value {
	b, err := json.Marshal(v)
	if err != nil {
		return value.Value{} // the types above have a form in JSON
	}
	return value.String(string(b))
}

func decoded(v value.Value, to any) error { return json.Unmarshal([]byte(value.Text(v)), to) }

func count[T ~int | ~int32 | ~uint32 | ~uint64 | ~int64](n T) value.Value {
	return value.Number(float64(n))
}

func whole[T ~int | ~int32 | ~uint32 | ~uint64 | ~int64](v value.Value) T {
	f, _ := v.AsNumber()
	return T(f)
}

func packCommand(id uint64, c command) value.Value {
	return array(count(id), count(c.op), count(c.page), count(c.instance), count(c.node), value.String(c.name), c.args)
}

func unpackCommand(v value.Value) (id uint64, c command) {
	a := v.AsArray()
	if a == nil {
		return 0, c
	}
	return whole[uint64](a.At(0)), command{op: whole[opcode](a.At(1)), page: whole[bridge.PageID](a.At(2)),
		instance: whole[bridge.InstanceID](a.At(3)), node: whole[int32](a.At(4)), name: value.Text(a.At(5)), args: a.At(6)}
}

// packTime keeps the nanoseconds, which a number can't.
func packTime(t time.Time) value.Value {
	return array(count(t.Unix()), count(t.Nanosecond()))
}

func unpackTime(v value.Value) time.Time {
	a := v.AsArray()
	if a == nil {
		return time.Time{}
	}
	return time.Unix(whole[int64](a.At(0)), whole[int64](a.At(1))).UTC()
}

// wireErr is the form of an error: Type names the Go type, and errors of types
// that only text is left of keep what they wrap, so that errors.As and errors.Is
// find the same on both ends.
type wireErr struct {
	Type      string
	Message   string              `json:",omitempty"`
	Cause     *wireErr            `json:",omitempty"`
	User      *wireUser           `json:",omitempty"`
	Exception *sandbox.Exception  `json:",omitempty"`
	Limit     *sandbox.LimitError `json:",omitempty"`
	Diag      *diag.Diagnostic    `json:",omitempty"`
	Call      *bridge.CallError   `json:",omitempty"`
}

type wireUser struct{ Component, What string }

func packError(err error) value.Value {
	if err == nil {
		return value.Value{}
	}
	return encoded(toWire(err, 0))
}

func unpackError(v value.Value) error {
	if v.IsNullish() {
		return nil
	}
	w := &wireErr{}
	if err := decoded(v, w); err != nil {
		return fmt.Errorf("a worker's error can't be read: %w", err)
	}
	return w.error(0)
}

// maxWrapped bounds how many errors inside one another are told.
const maxWrapped = 16

func toWire(err error, depth int) *wireErr {
	if err == nil || depth > maxWrapped {
		return nil
	}
	switch e := err.(type) {
	case *logic.UserError:
		return &wireErr{Type: "user", User: &wireUser{e.Component, e.What}, Cause: toWire(e.Err, depth+1)}
	case *sandbox.Exception:
		plain := &sandbox.Exception{Message: e.Message, File: e.File, Line: e.Line, Col: e.Col, Frames: e.Frames}
		return &wireErr{Type: "exception", Exception: plain}
	case *sandbox.LimitError:
		return &wireErr{Type: "limit", Limit: e}
	case *diag.Diagnostic:
		return &wireErr{Type: "diagnostic", Diag: e}
	case *bridge.CallError:
		return &wireErr{Type: "call", Call: e}
	}
	for name, is := range wireSentinels {
		if err == is {
			return &wireErr{Type: name}
		}
	}
	return &wireErr{Type: "error", Message: err.Error(), Cause: toWire(errors.Unwrap(err), depth+1)}
}

// wireSentinels are the errors that are told by their names.
var wireSentinels = map[string]error{
	"closed": ErrClosed, "logic closed": logic.ErrClosed, "no method": ErrNoMethod, "cycle": sandbox.ErrCycle,
	"canceled": context.Canceled, "deadline": context.DeadlineExceeded,
}

func (w *wireErr) error(depth int) error {
	if w == nil || depth > maxWrapped {
		return nil
	}
	switch {
	case w.User != nil:
		return &logic.UserError{Component: w.User.Component, What: w.User.What, Err: w.Cause.orText(depth + 1)}
	case w.Exception != nil:
		return w.Exception
	case w.Limit != nil:
		return w.Limit
	case w.Diag != nil:
		return w.Diag
	case w.Call != nil:
		return w.Call
	}
	if err := wireSentinels[w.Type]; err != nil {
		return err
	}
	return &farError{w.Message, w.Cause.error(depth + 1)}
}

func (w *wireErr) orText(depth int) error {
	if err := w.error(depth); err != nil {
		return err
	}
	return &farError{message: "unknown error"}
}

// farError is an error of a worker of which the text is left.
type farError struct {
	message string
	cause   error
}

func (e *farError) Error() string { return e.message }
func (e *farError) Unwrap() error { return e.cause }
