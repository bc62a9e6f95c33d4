package sandbox

import (
	"fmt"
	"math"
	"strings"

	"github.com/dop251/goja"
)

// Members of built-in objects that goja lacks and programs of mini-programs use:
// Annex B of ECMAScript, mostly. They are made when they are first read, as
// goja's own are.

// member is a function that a built-in object gets.
type member struct {
	length int
	call   func(*VM, goja.FunctionCall) goja.Value
}

var (
	objectMembers = map[string]member{
		"__defineGetter__": {2, defineAccessor(false)}, "__defineSetter__": {2, defineAccessor(true)},
		"__lookupGetter__": {1, lookupAccessor("get")}, "__lookupSetter__": {1, lookupAccessor("set")},
	}
	dateMembers = map[string]member{
		"getYear": {0, dateGetYear}, "setYear": {1, dateSetYear},
		"toGMTString": {0, func(vm *VM, c goja.FunctionCall) goja.Value { return vm.invoke(c.This, "toUTCString") }},
	}
	stringMembers = map[string]member{
		"anchor": {1, htmlText("a", "name")}, "big": {0, htmlText("big", "")}, "blink": {0, htmlText("blink", "")},
		"bold": {0, htmlText("b", "")}, "fixed": {0, htmlText("tt", "")}, "fontcolor": {1, htmlText("font", "color")},
		"fontsize": {1, htmlText("font", "size")}, "italics": {0, htmlText("i", "")}, "link": {1, htmlText("a", "href")},
		"small": {0, htmlText("small", "")}, "strike": {0, htmlText("strike", "")}, "sub": {0, htmlText("sub", "")},
		"sup":          {0, htmlText("sup", "")},
		"isWellFormed": {0, isWellFormed}, "toWellFormed": {0, toWellFormed},
	}
)

// invoke calls a method of an object.
func (vm *VM) invoke(this goja.Value, name string, args ...goja.Value) goja.Value {
	o := this.ToObject(vm.rt)
	f := callable(o.Get(name))
	if f == nil {
		panic(vm.rt.NewTypeError("this has no %s", name))
	}
	return f(goja.FunctionCall{This: this, Arguments: args})
}

func dateGetYear(vm *VM, c goja.FunctionCall) goja.Value {
	y := vm.invoke(c.This, "getFullYear").ToFloat()
	return vm.rt.ToValue(y - 1900)
}

func dateSetYear(vm *VM, c goja.FunctionCall) goja.Value {
	y := math.Trunc(c.Argument(0).ToFloat())
	if math.IsNaN(y) {
		return vm.invoke(c.This, "setTime", goja.NaN())
	}
	if y >= 0 && y <= 99 {
		y += 1900
	}
	return vm.invoke(c.This, "setFullYear", vm.rt.ToValue(y))
}

// htmlText puts a text into an element.
func htmlText(tag, attr string) func(*VM, goja.FunctionCall) goja.Value {
	return func(vm *VM, c goja.FunctionCall) goja.Value {
		s, ok := vm.thisString(c)
		if !ok {
			panic(vm.rt.NewTypeError("this is null or undefined"))
		}
		open := "<" + tag
		if attr != "" {
			value := vm.stringOf(c.Argument(0))
			vm.checkString(6 * int64(value.Length()))
			open += " " + attr + `="` + strings.ReplaceAll(value.String(), `"`, "&quot;") + `"`
		}
		vm.checkString(int64(s.Length() + len(open)))
		var b goja.StringBuilder
		b.WriteUTF8String(open + ">")
		b.WriteString(s)
		b.WriteUTF8String("</" + tag + ">")
		return b.String()
	}
}

// lone reports whether the unit at i of a text is half of a character.
func lone(s goja.String, i int) bool {
	switch u := s.CharAt(i); {
	case isHigh(u):
		return i+1 >= s.Length() || !isLow(s.CharAt(i+1))
	case isLow(u):
		return i == 0 || !isHigh(s.CharAt(i-1))
	}
	return false
}

func isWellFormed(vm *VM, c goja.FunctionCall) goja.Value {
	s, ok := vm.thisString(c)
	if !ok {
		panic(vm.rt.NewTypeError("this is null or undefined"))
	}
	for i := range s.Length() {
		if lone(s, i) {
			return vm.rt.ToValue(false)
		}
	}
	return vm.rt.ToValue(true)
}

func toWellFormed(vm *VM, c goja.FunctionCall) goja.Value {
	s, ok := vm.thisString(c)
	if !ok {
		panic(vm.rt.NewTypeError("this is null or undefined"))
	}
	var b goja.StringBuilder
	begin := 0
	for i := range s.Length() {
		if lone(s, i) {
			b.WriteString(s.Substring(begin, i))
			b.WriteRune('\ufffd')
			begin = i + 1
		}
	}
	b.WriteString(s.Substring(begin, s.Length()))
	return b.String()
}

// defineAccessor is __defineGetter__ or __defineSetter__.
func defineAccessor(setter bool) func(*VM, goja.FunctionCall) goja.Value {
	return func(vm *VM, c goja.FunctionCall) goja.Value {
		if !isFunction(c.Argument(1)) {
			panic(vm.rt.NewTypeError("the accessor is not a function"))
		}
		o, get, set := c.This.ToObject(vm.rt), c.Argument(1), goja.Value(nil)
		if setter {
			get, set = nil, get
		}
		if sym, ok := c.Argument(0).(*goja.Symbol); ok {
			vm.must(o.DefineAccessorPropertySymbol(sym, get, set, goja.FLAG_TRUE, goja.FLAG_TRUE))
		} else {
			vm.must(o.DefineAccessorProperty(vm.stringOf(c.Argument(0)).String(), get, set, goja.FLAG_TRUE, goja.FLAG_TRUE))
		}
		return vm.undef
	}
}

// lookupAccessor is __lookupGetter__ or __lookupSetter__.
func lookupAccessor(kind string) func(*VM, goja.FunctionCall) goja.Value {
	return func(vm *VM, c goja.FunctionCall) goja.Value {
		object := vm.rt.Get("Object")
		vm.checkChain(nil, c.This)
		for o := c.This.ToObject(vm.rt); o != nil; o = o.Prototype() {
			vm.check()
			if d, ok := vm.invoke(object, "getOwnPropertyDescriptor", o, c.Argument(0)).(*goja.Object); ok {
				if f := d.Get(kind); f != nil {
					return f
				}
				return vm.undef
			}
		}
		return vm.undef
	}
}

// symbolMembers gives Symbol the symbol that asynchronous iteration is compiled
// to.
func symbolMembers(vm *VM, o *goja.Object) {
	withPrototype(nil, nil)(vm, o)
	vm.setToPrimitive(o)
	_ = o.DefineDataProperty("asyncIterator", goja.NewSymbol("Symbol.asyncIterator"), goja.FLAG_FALSE, goja.FLAG_FALSE, goja.FLAG_FALSE)
}

// errorMembers gives Error what V8 and JavaScriptCore have beside the standard.
func errorMembers(vm *VM, o *goja.Object) {
	withPrototype(nil, nil)(vm, o)
	capture := vm.Func("captureStackTrace", 2, func(c goja.FunctionCall) goja.Value {
		target, ok := c.Argument(0).(*goja.Object)
		if !ok {
			panic(vm.rt.NewTypeError("Invalid argument"))
		}
		stack := vm.NewError("Error", "").Get("stack")
		vm.must(target.DefineDataProperty("stack", stack, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE))
		return vm.undef
	})
	_ = o.DefineDataProperty("captureStackTrace", capture, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
}

// lastMatch is the last match of a regular expression in a VM, as RegExp.$1 and
// its kin tell it. What the match was is found out when it is asked for.
type lastMatch struct {
	p     *pattern
	flags string
	text  goja.String
	from  int
	parts []goja.Value // of the match, once it was asked for; the whole first
	at    int
}

// remember notes a match that was found from a place on. Only programs that read
// RegExp.$1 have it done.
func (vm *VM) remember(rx *goja.Object, p *pattern, text goja.String, from int) {
	vm.last = lastMatch{p: p, flags: vm.stringOf(rx.Get("flags")).String(), text: text, from: from}
}

// startOf is where a regular expression will begin to match.
func (vm *VM) startOf(rx *goja.Object, p *pattern) int {
	if !p.global && !p.sticky {
		return 0
	}
	return int(vm.lengthLike(rx.Get("lastIndex")))
}

// recalled is the last match with its parts.
func (vm *VM) recalled() *lastMatch {
	m := &vm.last
	if m.p == nil || m.parts != nil {
		return m
	}
	flags := m.flags
	if !m.p.global {
		flags += "g"
	}
	rx, err := vm.rt.New(vm.intrinsics["RegExp"], vm.rt.ToValue(m.p.source), vm.rt.ToValue(flags))
	vm.must(err)
	vm.must(rx.Set("lastIndex", m.from))
	exec := callable(vm.nativeExec())
	if exec == nil {
		return m
	}
	last := *m // exec remembers this match
	if found, ok := exec(goja.FunctionCall{This: rx, Arguments: []goja.Value{m.text}}).(*goja.Object); ok {
		for i := range vm.lengthOf(found) {
			last.parts = append(last.parts, vm.at(found, i))
		}
		last.at = int(found.Get("index").ToInteger())
	}
	vm.last = last
	return &vm.last
}

// part is a captured text, "" where there is none.
func (m *lastMatch) part(vm *VM, i int) goja.Value {
	if i < len(m.parts) {
		if s, ok := m.parts[i].(goja.String); ok {
			return s
		}
	}
	return vm.rt.ToValue("")
}

func (m *lastMatch) whole(vm *VM, slice func(s goja.String, begin, end int) goja.Value) goja.Value {
	if s, ok := m.part(vm, 0).(goja.String); ok && m.text != nil && len(m.parts) > 0 {
		return slice(m.text, m.at, m.at+s.Length())
	}
	return vm.rt.ToValue("")
}

// lastMatchNames are the properties of RegExp that tell of the last match.
var lastMatchNames = map[string]func(*VM, *lastMatch) goja.Value{
	"lastMatch $&": func(vm *VM, m *lastMatch) goja.Value { return m.part(vm, 0) },
	"lastParen $+": func(vm *VM, m *lastMatch) goja.Value {
		if len(m.parts) < 2 {
			return vm.rt.ToValue("")
		}
		return m.part(vm, len(m.parts)-1)
	},
	"leftContext $`": func(vm *VM, m *lastMatch) goja.Value {
		return m.whole(vm, func(s goja.String, begin, _ int) goja.Value { return s.Substring(0, begin) })
	},
	"rightContext $'": func(vm *VM, m *lastMatch) goja.Value {
		return m.whole(vm, func(s goja.String, _, end int) goja.Value { return s.Substring(end, s.Length()) })
	},
	"input $_": func(vm *VM, m *lastMatch) goja.Value {
		if m.text == nil {
			return vm.rt.ToValue("")
		}
		return m.text
	},
}

// regexpMembers guards RegExp, and gives it the properties of the last match where
// a script has RegExp.$ and the like in its text.
func regexpMembers(vm *VM, o *goja.Object) {
	withPrototype(nil, regexpGuards)(vm, o)
	if vm.remembers = vm.scripts.readsLastMatch(); !vm.remembers {
		return
	}
	define := func(name string, get func(*VM, *lastMatch) goja.Value) {
		f := vm.Func("get "+name, 0, func(goja.FunctionCall) goja.Value { return get(vm, vm.recalled()) })
		set := vm.Func("set "+name, 1, func(goja.FunctionCall) goja.Value { return vm.undef })
		_ = o.DefineAccessorProperty(name, f, set, goja.FLAG_TRUE, goja.FLAG_FALSE)
	}
	for i := 1; i <= 9; i++ {
		define(fmt.Sprintf("$%d", i), func(vm *VM, m *lastMatch) goja.Value { return m.part(vm, i) })
	}
	for names, get := range lastMatchNames {
		for _, name := range strings.Fields(names) {
			define(name, get)
		}
	}
}
