package sandbox

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/dop251/goja"
)

var jsonGuards = map[string]guardOf{"parse": guardParse, "stringify": guardStringify}

// What JSON.parse makes of a text is estimated before: these are bytes for each
// array or object, and for each value, on top of the text.
const (
	parsedContainer = 200
	parsedValue     = 40
)

// guardParse looks at the nesting and the size of a text before it is parsed:
// goja's parser is recursive.
func guardParse(vm *VM, f native) native {
	return func(c goja.FunctionCall) goja.Value {
		text := vm.stringOf(c.Argument(0))
		vm.checkJSON(text.String())
		v := f(goja.FunctionCall{This: c.This, Arguments: []goja.Value{text}})
		if reviver := callable(c.Argument(1)); reviver != nil && isFunction(c.Argument(1)) {
			root := vm.rt.NewObject()
			vm.must(root.Set("", v))
			return vm.revive(reviver, root, "")
		}
		return v
	}
}

func (vm *VM) checkJSON(text string) {
	depth, size := 0, len(text)
	quoted := false
	for i := 0; i < len(text); i++ {
		switch ch := text[i]; {
		case quoted:
			if ch == '\\' {
				i++
			}
			quoted = ch != '"'
		case ch == '"':
			quoted = true
		case ch == '[' || ch == '{':
			size += parsedContainer
			if depth++; depth > vm.limits.ValueDepth {
				vm.breach(LimitValueDepth, fmt.Sprintf("%d levels", vm.limits.ValueDepth))
			}
		case ch == ']' || ch == '}':
			depth--
		case ch == ',':
			size += parsedValue
		}
	}
	if most := 4 * vm.limits.ValueSize; size > most {
		vm.breach(LimitValueSize, fmt.Sprintf("%d bytes made by JSON.parse", most))
	}
}

// revive is what JSON.parse does with its second argument.
func (vm *VM) revive(reviver native, holder *goja.Object, name string) goja.Value {
	defer vm.nested()()
	vm.check()
	v := holder.Get(name)
	if v == nil {
		v = vm.undef
	}
	if o, ok := v.(*goja.Object); ok {
		set := func(key string) {
			if v := vm.revive(reviver, o, key); goja.IsUndefined(v) {
				_ = o.Delete(key)
			} else {
				_ = o.DefineDataProperty(key, v, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_TRUE)
			}
		}
		if o.ClassName() == "Array" || isArrayProxy(o) {
			n := vm.lengthOf(o)
			vm.checkArray(n)
			for i := range n {
				set(strconv.FormatInt(i, 10))
			}
		} else {
			for _, key := range vm.Keys(o) {
				set(key)
			}
		}
	}
	return reviver(goja.FunctionCall{This: holder, Arguments: []goja.Value{vm.rt.ToValue(name), v}})
}

// guardStringify is JSON.stringify. goja's compares each container with all that
// are around it, and goes as deep as the data.
func guardStringify(vm *VM, _ native) native {
	return func(c goja.FunctionCall) goja.Value {
		defer vm.leveled(vm.levels)
		w := jsonWriter{vm: vm, layout: gojaLayout()}
		w.options(c.Argument(1), c.Argument(2))
		var holder *goja.Object
		if w.replacer != nil {
			holder = vm.rt.NewObject()
			_ = holder.Set("", c.Argument(0))
		}
		if !w.value(holder, "", c.Argument(0)) {
			return vm.undef
		}
		return vm.rt.ToValue(string(w.out))
	}
}

// jsonWriter is one call of JSON.stringify.
type jsonWriter struct {
	vm       *VM
	out      []byte
	replacer native
	names    []string // the properties that are written; nil for all
	gap      string
	indent   string
	path     []*goja.Object
	deep     map[*goja.Object]struct{}
	steps    int
	layout   *layout
	fields   []field
}

func (w *jsonWriter) options(replacer, space goja.Value) {
	if o, ok := replacer.(*goja.Object); ok {
		if o.ClassName() == "Array" || isArrayProxy(o) {
			w.names = w.nameList(w.vm.list(o, w.vm.limits.ArraySize))
		} else {
			w.replacer = callable(o)
		}
	}
	switch space := w.primitive(space); {
	case goja.IsNumber(space):
		w.gap = strings.Repeat(" ", int(min(max(space.ToInteger(), 0), 10)))
	case goja.IsString(space):
		s := w.vm.stringOf(space)
		w.gap = s.Substring(0, min(10, s.Length())).String()
	}
}

// nameList is the replacer as a list of property names.
func (w *jsonWriter) nameList(list *goja.Object) []string {
	names := []string{}
	seen := make(map[string]bool)
	for i := range w.vm.lengthOf(list) {
		v := w.vm.at(list, i)
		if o, ok := v.(*goja.Object); ok {
			if class := o.ClassName(); class != "String" && class != "Number" {
				continue
			}
		} else if v == nil || !goja.IsNumber(v) && !goja.IsString(v) {
			continue
		}
		w.vm.check()
		if name := w.vm.stringOf(v).String(); !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
	}
	return names
}

// primitive unwraps Number, String, Boolean and BigInt objects.
func (w *jsonWriter) primitive(v goja.Value) goja.Value {
	o, ok := v.(*goja.Object)
	if !ok {
		return v
	}
	switch o.ClassName() {
	case "Number":
		return o.ToNumber()
	case "String":
		return w.vm.stringOf(o)
	case "Boolean", "BigInt":
		if f := callable(o.Get("valueOf")); f != nil {
			return f(goja.FunctionCall{This: o})
		}
	}
	return v
}

// value writes the property of holder; it is false for what JSON leaves out.
func (w *jsonWriter) value(holder *goja.Object, key string, v goja.Value) bool {
	w.vm.check()
	if w.steps++; w.steps%256 == 0 {
		w.vm.checkString(int64(len(w.out)))
	}
	if _, object := v.(*goja.Object); object || v != nil && goja.IsBigInt(v) {
		toJSON := v.ToObject(w.vm.rt).Get("toJSON")
		if f := callable(toJSON); f != nil && isFunction(toJSON) {
			v = f(goja.FunctionCall{This: v, Arguments: []goja.Value{w.vm.rt.ToValue(key)}})
		}
	}
	if w.replacer != nil {
		if v == nil {
			v = w.vm.undef
		}
		v = w.replacer(goja.FunctionCall{This: holder, Arguments: []goja.Value{w.vm.rt.ToValue(key), v}})
	}
	v = w.primitive(v)
	if o, object := v.(*goja.Object); object {
		return w.container(o)
	}
	switch {
	case v == nil || goja.IsUndefined(v):
		return false
	case goja.IsNull(v):
		w.out = append(w.out, "null"...)
	case goja.IsNumber(v):
		if f := v.ToFloat(); math.IsNaN(f) || math.IsInf(f, 0) {
			w.out = append(w.out, "null"...)
		} else {
			w.out = append(w.out, v.String()...)
		}
	case goja.IsBigInt(v):
		panic(w.vm.rt.NewTypeError("Do not know how to serialize a BigInt"))
	default:
		switch s := v.(type) {
		case goja.String:
			w.vm.checkString(int64(len(w.out)) + int64(s.Length()))
			w.quote(s)
		case *goja.Symbol:
			return false
		default:
			w.out = append(w.out, v.String()...) // true or false
		}
	}
	return true
}

func (w *jsonWriter) container(o *goja.Object) bool {
	class := o.ClassName()
	if class == "Function" && isFunction(o) {
		return false
	}
	if class == "RawJSON" {
		w.out = append(w.out, w.vm.stringOf(o.Get("rawJSON")).String()...)
		return true
	}
	w.enter(o)
	outer := w.indent
	w.indent += w.gap
	if class == "Array" || isArrayProxy(o) {
		w.array(o, outer)
	} else {
		w.object(o, outer)
	}
	w.indent = outer
	w.path = w.path[:len(w.path)-1]
	w.vm.levels--
	if len(w.path) >= scanPath {
		delete(w.deep, o)
	}
	return true
}

// enter refuses cycles and what is nested too deep.
func (w *jsonWriter) enter(o *goja.Object) {
	again := false
	for _, p := range w.path[:min(len(w.path), scanPath)] {
		again = again || p == o
	}
	if len(w.path) >= scanPath {
		if w.deep == nil {
			w.deep = make(map[*goja.Object]struct{})
		}
		_, seen := w.deep[o]
		again = again || seen
		w.deep[o] = struct{}{}
	}
	if again {
		panic(w.vm.rt.NewTypeError("Converting circular structure to JSON"))
	}
	if len(w.path) >= w.vm.limits.ValueDepth {
		w.vm.breach(LimitValueDepth, fmt.Sprintf("%d levels", w.vm.limits.ValueDepth))
	}
	w.vm.deepen()
	w.path = append(w.path, o)
}

func (w *jsonWriter) array(o *goja.Object, outer string) {
	n := w.vm.lengthOf(o)
	w.vm.checkArray(n)
	if n == 0 {
		w.out = append(w.out, "[]"...)
		return
	}
	w.out = append(w.out, '[')
	for i := range n {
		if i > 0 {
			w.out = append(w.out, ',')
		}
		w.line(w.indent)
		key := strconv.FormatInt(i, 10)
		if !w.value(o, key, o.Get(key)) {
			w.out = append(w.out, "null"...)
		}
	}
	w.line(outer)
	w.out = append(w.out, ']')
}

func (w *jsonWriter) object(o *goja.Object, outer string) {
	names := w.names
	if names == nil {
		names = w.keys(o)
	}
	w.out = append(w.out, '{')
	empty := true
	for _, name := range names {
		// What is left out is not written; so the separator waits.
		start := len(w.out)
		if !empty {
			w.out = append(w.out, ',')
		}
		w.line(w.indent)
		w.quote(w.vm.rt.ToValue(name).(goja.String))
		w.out = append(w.out, ':')
		if w.gap != "" {
			w.out = append(w.out, ' ')
		}
		if w.value(o, name, o.Get(name)) {
			empty = false
		} else {
			w.out = w.out[:start]
		}
	}
	if !empty {
		w.line(outer)
	}
	w.out = append(w.out, '}')
}

// line starts a new line where the text has several.
func (w *jsonWriter) line(indent string) {
	if w.gap != "" {
		w.out = append(w.out, '\n')
		w.out = append(w.out, indent...)
	}
}

// keys returns the names of the properties to write.
func (w *jsonWriter) keys(o *goja.Object) []string {
	fields, plain := w.layout.peek(o, w.fields[:0])
	w.fields = fields[:0]
	if !plain {
		return w.vm.Keys(o)
	}
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.name
	}
	return names
}

const hexDigits = "0123456789abcdef"

// quote writes a string; a surrogate without its other half is escaped.
func (w *jsonWriter) quote(s goja.String) {
	w.out = append(w.out, '"')
	switch types := stringTypes(); reflect.TypeOf(s) {
	case types.ascii:
		w.quoteText(s.String())
	default:
		for i := 0; i < s.Length(); i++ {
			u := rune(s.CharAt(i))
			switch {
			case utf16.IsSurrogate(u) && i+1 < s.Length() && utf16.DecodeRune(u, rune(s.CharAt(i+1))) != utf8.RuneError:
				w.out = utf8.AppendRune(w.out, utf16.DecodeRune(u, rune(s.CharAt(i+1))))
				i++
			case utf16.IsSurrogate(u):
				w.escape(u)
			case u < utf8.RuneSelf:
				w.quoteByte(byte(u))
			default:
				w.out = utf8.AppendRune(w.out, u)
			}
		}
	}
	w.out = append(w.out, '"')
}

func (w *jsonWriter) quoteText(s string) {
	start := 0
	for i := 0; i < len(s); i++ {
		if ch := s[i]; ch < ' ' || ch == '"' || ch == '\\' {
			w.out = append(w.out, s[start:i]...)
			w.quoteByte(ch)
			start = i + 1
		}
	}
	w.out = append(w.out, s[start:]...)
}

func (w *jsonWriter) quoteByte(ch byte) {
	switch ch {
	case '"', '\\':
		w.out = append(w.out, '\\', ch)
	case '\b':
		w.out = append(w.out, `\b`...)
	case '\t':
		w.out = append(w.out, `\t`...)
	case '\n':
		w.out = append(w.out, `\n`...)
	case '\f':
		w.out = append(w.out, `\f`...)
	case '\r':
		w.out = append(w.out, `\r`...)
	default:
		if ch < ' ' {
			w.escape(rune(ch))
			return
		}
		w.out = append(w.out, ch)
	}
}

func (w *jsonWriter) escape(u rune) {
	w.out = append(w.out, '\\', 'u', hexDigits[u>>12], hexDigits[u>>8&15], hexDigits[u>>4&15], hexDigits[u&15])
}
