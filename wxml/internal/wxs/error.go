package wxs

import (
	"errors"
	"fmt"

	"github.com/mica-go/mica/internal/diag"
	"github.com/mica-go/mica/internal/value"
)

// Limit names a limit that running code broke; "" stands for none.
type Limit string

// The limits of running code.
const (
	// LimitSteps is Config.MaxSteps, the work of one outermost call.
	LimitSteps Limit = "steps"
	// LimitTime is Config.MaxTime.
	LimitTime Limit = "time"
	// LimitDepth is Config.MaxDepth, the calls inside one another.
	LimitDepth Limit = "call depth"
	// LimitString is the length of a string, 16 MiB.
	LimitString Limit = "string length"
	// LimitArray is the length of an array, 1 000 000 elements.
	LimitArray Limit = "array length"
	// LimitNesting is the nesting of arrays and objects that are converted,
	// encoded, decoded or returned, 1000 levels, and the size of a returned
	// value that shares parts with itself, 1 000 000 elements when written out.
	LimitNesting Limit = "nesting"
	// LimitRegExp is the size of a regular expression's program.
	LimitRegExp Limit = "regular expression size"
)

// Error is what went wrong while WXS code ran: an exception that no try caught,
// or a broken limit, which no try can catch. It implements error.
type Error struct {
	// File, Line and Col are the place, Line and Col from 1; Line is 0 when
	// the error has no place in a source file.
	File      string
	Line, Col int
	// Message is worded as in JavaScript, such as
	// "TypeError: Cannot read properties of undefined (reading 'x')".
	Message string
	// Limit is the limit that was broken, "" for an exception.
	Limit Limit
	// Function is the name of the function that failed, "" at the top of a
	// module and for a function without a name.
	Function string
}

// Error returns "file:line:col: message (in function)".
func (e *Error) Error() string {
	s := e.Message
	if e.Function != "" {
		s += " (in " + e.Function + ")"
	}
	if e.Line > 0 {
		return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Col, s)
	}
	if e.File != "" {
		return e.File + ": " + s
	}
	return s
}

// thrown is the panic that carries an exception or a broken limit up to the
// try statement or the outermost call.
type thrown struct {
	val   value.Value
	limit Limit
	err   *Error
}

// throw throws a value at the place where the current frame stands.
func (c *Context) throw(v value.Value) {
	panic(&thrown{val: v, err: c.errorHere(c.describe(v), "")})
}

// describe words an uncaught exception.
func (c *Context) describe(v value.Value) string {
	if e, ok := v.Ref().(*errorValue); ok {
		return clipMessage(e.String())
	}
	if v.IsContainer() {
		if b, ok := value.AppendJSON(nil, c.snapshot(v)); ok {
			return clipMessage("Uncaught " + string(b))
		}
		return "Uncaught " + value.TypeOf(v)
	}
	return clipMessage("Uncaught " + value.ToString(v))
}

// clipMessage bounds a message that holds text of the program.
func clipMessage(s string) string {
	const most = 500
	if len(s) > most {
		return value.ValidUTF8(s[:most]) + "..."
	}
	return s
}

func (c *Context) throwError(name, format string, args ...any) {
	c.throw(value.FromOpaque(&errorValue{name: name, message: fmt.Sprintf(format, args...)}))
}

func (c *Context) typeError(format string, args ...any) { c.throwError("TypeError", format, args...) }

func (c *Context) rangeError(format string, args ...any) { c.throwError("RangeError", format, args...) }

// exceed reports a broken limit.
func (c *Context) exceed(l Limit, message string) {
	panic(&thrown{limit: l, err: c.errorHere("RangeError: "+message, l)})
}

// errorHere makes an Error of the place where the innermost function stands.
func (c *Context) errorHere(message string, l Limit) *Error {
	e := &Error{Message: message, Limit: l}
	if c.depth > 0 && c.frames[c.depth].target != nil {
		fr := c.frames[c.depth]
		mod := fr.inst.mod
		e.File, e.Function = mod.file, fr.code.name
		e.Line, e.Col, _ = diag.Position(mod.src, int(fr.pos))
	}
	return e
}

// rethrow passes an error of a host function on as an exception; an error of
// this package keeps its place, and its limit.
func (c *Context) rethrow(err error) {
	var e *Error
	if errors.As(err, &e) {
		panic(&thrown{val: value.FromOpaque(&errorValue{name: "Error", message: e.Message}), limit: e.Limit, err: e})
	}
	c.throwError("Error", "%s", err.Error())
}

// errorValue is an exception object: what new Error makes and what built-in
// functions throw.
type errorValue struct{ name, message string }

// ClassName implements value.Opaque.
func (e *errorValue) ClassName() string { return "Error" }

// String implements value.Opaque.
func (e *errorValue) String() string {
	switch {
	case e.message == "":
		return e.name
	case e.name == "":
		return e.message
	}
	return e.name + ": " + e.message
}
