package sandbox

import (
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/dop251/goja"
)

// Frame is one call of a JavaScript stack.
type Frame struct {
	// Func is the function's name; empty for a module's top level and for
	// functions without a name.
	Func string
	// File is the path inside the package, without a leading slash; empty for
	// functions of the engine. Line and Col count from 1; Col counts UTF-16
	// units.
	File      string
	Line, Col int
}

// String returns the frame as a line of a stack trace: "f (pages/a.js:3:5)".
func (f Frame) String() string {
	place := "native"
	if f.File != "" {
		place = fmt.Sprintf("%s:%d:%d", f.File, f.Line, f.Col)
	}
	if f.Func == "" {
		return place
	}
	return f.Func + " (" + place + ")"
}

// Exception is a JavaScript exception that no script caught.
type Exception struct {
	// Message is the thrown value as text: "TypeError: x is not a function" for
	// an error object, the value as the console shows it for anything else.
	Message string
	// Value is the thrown value. It belongs to the VM's loop.
	Value goja.Value
	// File, Line and Col are those of the innermost frame that has a file.
	File      string
	Line, Col int
	// Frames is the stack, innermost call first: that of the place where the
	// error object was made, else that of the throw.
	Frames []Frame

	cause  error
	thrown *goja.Exception
}

// Error returns "file:line:col: message", the message alone when the place is
// not known.
func (e *Exception) Error() string {
	if e.File == "" {
		return e.Message
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Col, e.Message)
}

// Stack returns the message and the stack, one line per call, as JavaScript
// engines print it.
func (e *Exception) Stack() string {
	var b strings.Builder
	b.WriteString(e.Message)
	for _, f := range e.Frames {
		b.WriteString("\n    at ")
		b.WriteString(f.String())
	}
	return b.String()
}

// Unwrap returns the Go error that a host function threw with [VM.Throw], or
// nil.
func (e *Exception) Unwrap() error { return e.cause }

// PanicError is a Go panic that happened inside a turn.
type PanicError struct {
	// Value is what was given to panic.
	Value any
	// Stack is the Go stack of the panic.
	Stack []byte
}

// Error returns the value of the panic as text.
func (e *PanicError) Error() string { return fmt.Sprintf("panic in a host function: %v", e.Value) }

// Unwrap returns the value of the panic where that is an error.
func (e *PanicError) Unwrap() error {
	err, _ := e.Value.(error)
	return err
}

// Error returns err with goja's own error types replaced by those of this
// package: an exception by [*Exception], an interrupt by the reason it was given
// or a [*LimitError], a stack overflow by a [*LimitError]. Other errors, nil
// included, are returned as they are. [VM.Call] and [VM.Do] have done this to
// what they return. Loop only.
func (vm *VM) Error(err error) error {
	switch e := err.(type) {
	case nil:
		return nil
	case *goja.Exception:
		return vm.exception(e)
	case *goja.InterruptedError:
		reason, ok := e.Value().(error)
		if !ok {
			return e
		}
		if limit, ok := reason.(*LimitError); ok {
			limit.place(e, e.Stack())
			return limit
		}
		return reason
	case *goja.StackOverflowError:
		limit := &LimitError{Limit: LimitCallDepth, Max: fmt.Sprintf("%d calls", vm.limits.CallDepth)}
		limit.place(e, e.Stack())
		return limit
	}
	return err
}

// place records where the program was, once.
func (e *LimitError) place(cause error, stack []goja.StackFrame) {
	if e.cause != nil {
		return
	}
	e.cause = cause
	e.Frames = frames(stack)
	e.File, e.Line, e.Col = top(e.Frames)
}

func (vm *VM) exception(x *goja.Exception) *Exception {
	e := &Exception{Value: x.Value(), thrown: x, Frames: frames(x.Stack())}
	e.Message = vm.errorText(x.Value())
	e.File, e.Line, e.Col = top(e.Frames)
	if obj, ok := x.Value().(*goja.Object); ok {
		e.cause = vm.causes.get(obj)
	}
	return e
}

// maxFrames bounds the frames of one error; what a person needs is at the top.
const maxFrames = 50

// frames converts goja's stack, leaving out what belongs to this package.
func frames(stack []goja.StackFrame) []Frame {
	out := make([]Frame, 0, min(len(stack), maxFrames))
	for i := range stack {
		if len(out) == maxFrames {
			break
		}
		f := &stack[i]
		name, src := f.FuncName(), f.SrcName()
		if src == bootName || name == bootName || strings.HasPrefix(src, modulePath) {
			continue
		}
		frame := Frame{Func: name}
		if name == "<anonymous>" || name == "<native>" {
			frame.Func = ""
		}
		if src != "<native>" {
			pos := f.Position()
			frame.File, frame.Line, frame.Col = strings.TrimPrefix(src, "/"), pos.Line, pos.Column
		} else if frame.Func == "" {
			continue
		}
		out = append(out, frame)
	}
	for len(out) > 0 && out[len(out)-1].File == "" { // how the engine came to run it
		out = out[:len(out)-1]
	}
	return out
}

func top(frames []Frame) (file string, line, col int) {
	for _, f := range frames {
		if f.File != "" {
			return f.File, f.Line, f.Col
		}
	}
	return "", 0, 0
}

// errorText is the text of a thrown value. It never lets the program's own code
// decide anything but the text, nor throw.
func (vm *VM) errorText(v goja.Value) (text string) {
	obj, ok := v.(*goja.Object)
	if !ok {
		return "Uncaught " + vm.inspect(v)
	}
	err := vm.guard(func() {
		name, msg := obj.Get("name"), obj.Get("message")
		if obj.ClassName() != "Error" && (msg == nil || goja.IsUndefined(msg)) {
			return
		}
		text = "Error"
		if s, ok := name.(goja.String); ok && s.Length() > 0 {
			text = s.String()
		}
		if s, ok := msg.(goja.String); ok && s.Length() > 0 {
			text += ": " + s.String()
		}
	})
	switch {
	case err != nil:
		return "Error"
	case text == "":
		return "Uncaught " + vm.inspect(v)
	}
	return text
}

// guard runs f, which may run scripts by reading properties, and returns what
// went wrong instead of panicking.
func (vm *VM) guard(f func()) (err error) {
	defer func() {
		if x := recover(); x != nil {
			err = panicError(x)
		}
	}()
	if ex := vm.rt.Try(f); ex != nil {
		return ex
	}
	return nil
}

// panicError turns what recover returned into an error: goja's uncatchable
// errors as they are, anything else as a [*PanicError].
func panicError(x any) error {
	switch e := x.(type) {
	case *goja.InterruptedError:
		return e
	case *goja.StackOverflowError:
		return e
	case *goja.Exception:
		return e
	}
	return &PanicError{Value: x, Stack: debug.Stack()}
}

// Throw throws err into the script that called the running host function; it
// does not return. An error that came out of this VM goes on as the exception
// it was, and a broken limit or an interrupt stays uncatchable. Any other error
// becomes a JavaScript Error with its text, a [*LimitError] a RangeError;
// [Exception.Unwrap] gives the error back if it comes out again. Scripts cannot
// reach the Go error. Loop only.
func (vm *VM) Throw(err error) {
	class := "Error"
	switch e := err.(type) {
	case *Exception:
		if e.thrown != nil {
			panic(e.thrown)
		}
	case *LimitError:
		if e.cause != nil {
			panic(e.cause)
		}
		class = "RangeError"
	case *goja.Exception, *goja.InterruptedError, *goja.StackOverflowError:
		panic(e)
	}
	obj := vm.NewError(class, err.Error())
	vm.causes.put(obj, err)
	panic(obj)
}

// NewError returns a JavaScript error object of the named class: "Error",
// "TypeError", "RangeError" and so on. A class that the program has removed is
// replaced by TypeError. Loop only.
func (vm *VM) NewError(class, message string) *goja.Object {
	var obj *goja.Object
	_ = vm.guard(func() {
		if ctor, ok := vm.rt.Get(class).(*goja.Object); ok {
			obj, _ = vm.rt.New(ctor, vm.rt.ToValue(message))
		}
	})
	if obj == nil || obj.ClassName() != "Error" {
		obj = vm.rt.NewTypeError("%s", message)
	}
	return obj
}
