package sandbox

import (
	"reflect"
	"strings"
	"unicode/utf8"

	"github.com/dop251/goja"
)

// class returns a constructor and its prototype.
func (vm *VM) class(name string, construct func(goja.ConstructorCall) *goja.Object) (ctor, proto *goja.Object) {
	ctor = vm.rt.ToValue(construct).(*goja.Object)
	vm.describeFunc(ctor, name, 0)
	vm.guardObject(ctor)
	return ctor, ctor.Get("prototype").(*goja.Object)
}

// method adds a method to a prototype.
func (vm *VM) method(proto *goja.Object, name string, length int, f func(goja.FunctionCall) goja.Value) {
	const no, yes = goja.FLAG_FALSE, goja.FLAG_TRUE
	_ = proto.DefineDataProperty(name, vm.Func(name, length, f), yes, yes, no)
}

// newTextEncoder returns the class TextEncoder.
func (vm *VM) newTextEncoder() goja.Value {
	ctor, proto := vm.class("TextEncoder", func(goja.ConstructorCall) *goja.Object { return nil })
	_ = proto.Set("encoding", "utf-8")
	vm.method(proto, "encode", 0, func(c goja.FunctionCall) goja.Value {
		text := ""
		if !goja.IsUndefined(c.Argument(0)) {
			text = utf8Text(c.Argument(0))
		}
		return vm.newBytes([]byte(text))
	})
	vm.method(proto, "encodeInto", 2, func(c goja.FunctionCall) goja.Value {
		text, into := utf8Text(c.Argument(0)), vm.bytesOf(c.Argument(1))
		read, written := 0, 0
		for _, r := range text {
			n := utf8.RuneLen(r)
			if written+n > len(into) {
				break
			}
			written += utf8.EncodeRune(into[written:], r)
			if read++; r > 0xFFFF {
				read++
			}
		}
		res := vm.rt.NewObject()
		_ = res.Set("read", read)
		_ = res.Set("written", written)
		return res
	})
	return ctor
}

// utf8Text is String(v) with lone surrogates replaced.
func utf8Text(v goja.Value) string { return strings.ToValidUTF8(v.String(), "\ufffd") }

// newBytes returns a Uint8Array that owns b.
func (vm *VM) newBytes(b []byte) goja.Value {
	ctor, _ := vm.rt.Get("Uint8Array").(*goja.Object)
	if ctor == nil {
		panic(vm.rt.NewTypeError("Uint8Array is not a constructor"))
	}
	arr, err := vm.rt.New(ctor, vm.rt.ToValue(vm.rt.NewArrayBuffer(b)))
	vm.must(err)
	return arr
}

// bytesOf returns the bytes of an ArrayBuffer or of a view on one.
func (vm *VM) bytesOf(v goja.Value) []byte {
	obj, ok := v.(*goja.Object)
	if !ok {
		panic(vm.rt.NewTypeError("the argument is no ArrayBuffer and no view on one"))
	}
	if buf, ok := exported[goja.ArrayBuffer](obj); ok {
		return buf.Bytes()
	}
	inner, _ := obj.Get("buffer").(*goja.Object)
	if inner != nil {
		if buf, ok := exported[goja.ArrayBuffer](inner); ok {
			b := buf.Bytes()
			from, n := integer(obj.Get("byteOffset")), integer(obj.Get("byteLength"))
			if from >= 0 && n >= 0 && from <= len(b) && n <= len(b)-from {
				return b[from : from+n]
			}
		}
	}
	panic(vm.rt.NewTypeError("the argument is no ArrayBuffer and no view on one"))
}

// exported returns the Go value of an object of one of goja's types. Export alone
// would walk a whole object first.
func exported[T any](o *goja.Object) (v T, ok bool) {
	if o.ExportType() == reflect.TypeFor[T]() {
		v, ok = o.Export().(T)
	}
	return v, ok
}

// integer is ToInteger of a number, -1 for anything else.
func integer(v goja.Value) int {
	if v == nil || !goja.IsNumber(v) {
		return -1
	}
	return int(v.ToInteger())
}

// newTextDecoder returns the class TextDecoder. It knows UTF-8.
func (vm *VM) newTextDecoder() goja.Value {
	var proto *goja.Object
	ctor, proto := vm.class("TextDecoder", func(c goja.ConstructorCall) *goja.Object {
		if label := c.Argument(0); !goja.IsUndefined(label) {
			switch strings.ToLower(strings.TrimSpace(label.String())) {
			case "utf-8", "utf8", "unicode-1-1-utf-8":
			default:
				panic(vm.NewError("RangeError", "the encoding "+label.String()+" is not supported, only utf-8"))
			}
		}
		d := &utf8Decoder{}
		if opts, ok := c.Argument(1).(*goja.Object); ok {
			d.fatal, d.keepBOM = option(opts, "fatal"), option(opts, "ignoreBOM")
		}
		_ = c.This.Set("fatal", d.fatal)
		_ = c.This.Set("ignoreBOM", d.keepBOM)
		vm.method(c.This, "decode", 0, func(c goja.FunctionCall) goja.Value {
			var in []byte
			if !goja.IsUndefined(c.Argument(0)) {
				in = vm.bytesOf(c.Argument(0))
			}
			opts, _ := c.Argument(1).(*goja.Object)
			text, ok := d.decode(in, opts != nil && option(opts, "stream"))
			if !ok {
				panic(vm.rt.NewTypeError("the encoded data is not valid"))
			}
			return vm.rt.ToValue(text)
		})
		return nil
	})
	_ = proto.Set("encoding", "utf-8")
	return ctor
}

func option(o *goja.Object, name string) bool {
	v := o.Get(name)
	return v != nil && v.ToBoolean()
}

// utf8Decoder decodes UTF-8 as the Encoding standard does: each longest
// beginning of a character that is not completed becomes one U+FFFD.
type utf8Decoder struct {
	fatal, keepBOM bool
	pending        []byte // the beginning of a character, when streaming
	started        bool   // a byte order mark would not be one any more
}

func (d *utf8Decoder) decode(in []byte, stream bool) (text string, ok bool) {
	in = append(d.pending, in...)
	d.pending = nil
	var b strings.Builder
	b.Grow(len(in))
	for len(in) > 0 {
		r, n := utf8.DecodeRune(in)
		if r != utf8.RuneError || n > 1 {
			if !d.started && r == '\ufeff' && !d.keepBOM {
				r = -1
			}
			d.started = true
			if r >= 0 {
				b.WriteRune(r)
			}
			in = in[n:]
			continue
		}
		n = beginning(in)
		if stream && n == len(in) && n > 0 {
			d.pending = append([]byte(nil), in...)
			break
		}
		if d.fatal {
			d.started = false
			return "", false
		}
		d.started = true
		b.WriteRune(utf8.RuneError)
		in = in[max(n, 1):]
	}
	if !stream {
		d.started = false
	}
	return b.String(), true
}

// beginning returns how many bytes of b, which does not begin with a character,
// are the beginning of one; 0 when already the first is none.
func beginning(b []byte) int {
	low, high, need := byte(0x80), byte(0xBF), 0
	switch c := b[0]; {
	case c >= 0xC2 && c <= 0xDF:
		need = 1
	case c >= 0xE0 && c <= 0xEF:
		need = 2
		if c == 0xE0 {
			low = 0xA0
		} else if c == 0xED {
			high = 0x9F
		}
	case c >= 0xF0 && c <= 0xF4:
		need = 3
		if c == 0xF0 {
			low = 0x90
		} else if c == 0xF4 {
			high = 0x8F
		}
	default:
		return 0
	}
	n := 1
	for n <= need && n < len(b) && b[n] >= low && b[n] <= high {
		low, high = 0x80, 0xBF
		n++
	}
	return n
}
