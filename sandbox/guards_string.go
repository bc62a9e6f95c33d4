package sandbox

import (
	"fmt"
	"strings"

	"github.com/dop251/goja"
)

var stringGuards = map[string]guardOf{
	"repeat": guardRepeat, "padStart": guardPad, "padEnd": guardPad, "concat": guardStringConcat, "normalize": guardNormalize, "toUpperCase": guardCase, "toLowerCase": guardCase, "toLocaleUpperCase": guardCase, "toLocaleLowerCase": guardCase,
	"trim": guardTrim(true, true), "trimStart": guardTrim(true, false), "trimEnd": guardTrim(false, true),
	"localeCompare": guardCompare,
	"split":         guardSplit, "replace": guardReplace, "replaceAll": guardReplaceAll,
	"match": guardPatternArg, "matchAll": guardPatternArg, "search": guardPatternArg,
	symbolName: guardIterator,
}

var stringStatics = map[string]guardOf{"raw": guardRaw, "fromCharCode": guardNumbers, "fromCodePoint": guardNumbers}

// stringOf is the conversion to a string.
func (vm *VM) stringOf(v goja.Value) goja.String {
	v = v.ToString()
	if s, ok := v.(goja.String); ok {
		return s
	}
	return vm.rt.ToValue(v.String()).(goja.String)
}

// thisString returns String(this).
func (vm *VM) thisString(c goja.FunctionCall) (goja.String, bool) {
	if goja.IsUndefined(c.This) || goja.IsNull(c.This) {
		return nil, false
	}
	return vm.stringOf(c.This), true
}

func guardRepeat(vm *VM, f native) native {
	return func(c goja.FunctionCall) goja.Value {
		s, ok := vm.thisString(c)
		if !ok {
			return f(c)
		}
		n := c.Argument(0).ToInteger()
		if s.Length() > 0 && n > int64(vm.limits.StringSize) {
			vm.checkString(n)
		}
		vm.checkString(n * int64(s.Length()))
		vm.weigh(n * int64(s.Length()))
		return f(goja.FunctionCall{This: s, Arguments: []goja.Value{vm.rt.ToValue(n)}})
	}
}

func guardPad(vm *VM, f native) native {
	return func(c goja.FunctionCall) goja.Value {
		s, ok := vm.thisString(c)
		if !ok {
			return f(c)
		}
		n := c.Argument(0).ToInteger()
		vm.checkString(n)
		vm.weigh(n)
		args := append([]goja.Value{vm.rt.ToValue(n)}, c.Arguments[min(1, len(c.Arguments)):]...)
		return f(goja.FunctionCall{This: s, Arguments: args})
	}
}

// slow is how much shorter than [Limits.StringSize] a text has to be for functions
// that take some hundred nanoseconds for each character.
const slow = 8

// checkSlow refuses a text of n characters to such a function.
func (vm *VM) checkSlow(n int64) {
	if size := vm.limits.StringSize / slow; n > int64(size) {
		vm.breach(LimitStringSize, fmt.Sprintf("%d characters in one call", size))
	}
}

// guardNormalize counts with the longest decomposition: 18 characters, 4 for those
// of canonical forms.
func guardNormalize(vm *VM, f native) native {
	return func(c goja.FunctionCall) goja.Value {
		s, ok := vm.thisString(c)
		if !ok {
			return f(c)
		}
		longest := int64(4)
		if form := c.Argument(0); !goja.IsUndefined(form) {
			name := vm.stringOf(form)
			c.Arguments = []goja.Value{name}
			if name.Length() > 0 && strings.HasPrefix(name.String(), "NFK") {
				longest = 18
			}
		}
		vm.checkSlow(longest * int64(s.Length()))
		return f(goja.FunctionCall{This: s, Arguments: c.Arguments})
	}
}

// guardCase limits changes between upper and lower case.
func guardCase(vm *VM, f native) native {
	return func(c goja.FunctionCall) goja.Value {
		s, ok := vm.thisString(c)
		if !ok {
			return f(c)
		}
		vm.checkSlow(int64(s.Length()))
		return f(goja.FunctionCall{This: s, Arguments: c.Arguments})
	}
}

// longTrim is from which length on a text is trimmed here: goja copies it.
const longTrim = 4096

// guardTrim trims long texts without a copy.
func guardTrim(start, end bool) guardOf {
	return func(vm *VM, f native) native {
		return func(c goja.FunctionCall) goja.Value {
			s, ok := vm.thisString(c)
			if !ok || s.Length() < longTrim {
				return f(c)
			}
			from, to := 0, s.Length()
			for start && from < to && isSpace(s.CharAt(from)) {
				from++
			}
			for end && from < to && isSpace(s.CharAt(to-1)) {
				to--
			}
			return s.Substring(from, to)
		}
	}
}

// isSpace reports whether a unit is WhiteSpace or LineTerminator of ECMAScript.
func isSpace(c uint16) bool {
	switch c {
	case '\t', '\n', '\v', '\f', '\r', ' ', 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000, 0xfeff:
		return true
	}
	return c >= 0x2000 && c <= 0x200a
}

// collated is up to how many characters texts are compared by the rules of a
// language; beyond, those that are equal so far are compared by their units.
const collated = 16 << 10

func guardCompare(vm *VM, f native) native {
	return func(c goja.FunctionCall) goja.Value {
		s, ok := vm.thisString(c)
		if !ok {
			return f(c)
		}
		t := vm.stringOf(c.Argument(0))
		if s.Length() <= collated || t.Length() <= collated {
			return f(goja.FunctionCall{This: s.Substring(0, min(s.Length(), 2*collated)), Arguments: []goja.Value{t.Substring(0, min(t.Length(), 2*collated))}})
		}
		v := f(goja.FunctionCall{This: s.Substring(0, collated), Arguments: []goja.Value{t.Substring(0, collated)}})
		if v.ToInteger() == 0 {
			return vm.rt.ToValue(s.CompareTo(t))
		}
		return v
	}
}

func guardStringConcat(vm *VM, f native) native {
	return func(c goja.FunctionCall) goja.Value {
		s, ok := vm.thisString(c)
		if !ok {
			return f(c)
		}
		n := int64(s.Length())
		args := make([]goja.Value, len(c.Arguments))
		for i, a := range c.Arguments {
			text := vm.stringOf(a)
			n += int64(text.Length())
			vm.checkString(n)
			args[i] = text
		}
		return f(goja.FunctionCall{This: s, Arguments: args})
	}
}

// delegated lets an object that a text is to be split or replaced by do it itself,
// if it has a method for that. Everything is read once: what is looked at is what
// is used.
func (vm *VM) delegated(c goja.FunctionCall, sym *goja.Symbol) (goja.Value, bool) {
	o, ok := c.Argument(0).(*goja.Object)
	if !ok {
		return nil, false
	}
	m := o.GetSymbol(sym)
	if m == nil || goja.IsUndefined(m) || goja.IsNull(m) {
		return nil, false
	}
	method := callable(m)
	if method == nil {
		panic(vm.rt.NewTypeError("%s is not a function", vm.inspect(m)))
	}
	return method(goja.FunctionCall{This: o, Arguments: append([]goja.Value{c.This}, c.Arguments[1:]...)}), true
}

// guardSplit counts the parts before they are made.
func guardSplit(vm *VM, f native) native {
	return func(c goja.FunctionCall) goja.Value {
		if goja.IsUndefined(c.This) || goja.IsNull(c.This) {
			return f(c)
		}
		if v, done := vm.delegated(c, goja.SymSplit); done {
			return v
		}
		s := vm.stringOf(c.This)
		if goja.IsUndefined(c.Argument(0)) {
			return f(goja.FunctionCall{This: s, Arguments: c.Arguments})
		}
		c.Arguments = vm.numbersAt(c.Arguments, 1)
		part := vm.stringOf(c.Argument(0))
		if n := s.Length(); n > vm.limits.ArraySize && n/max(part.Length(), 1) >= vm.limits.ArraySize {
			vm.checkArray(int64(occurrences(s, part)))
		}
		return f(goja.FunctionCall{This: s, Arguments: append([]goja.Value{part}, c.Arguments[1:]...)})
	}
}

// occurrences is how often part stands in s, or a little more.
func occurrences(s, part goja.String) int {
	if part.Length() == 0 {
		return s.Length() + 1
	}
	return strings.Count(s.String(), part.String()) + 1
}

// guardReplace estimates the length of the result of replacing a text.
func guardReplace(vm *VM, f native) native {
	return func(c goja.FunctionCall) goja.Value {
		if goja.IsUndefined(c.This) || goja.IsNull(c.This) {
			return f(c)
		}
		if v, done := vm.delegated(c, goja.SymReplace); done {
			return v
		}
		return f(vm.replacing(c, false))
	}
}

// guardReplaceAll limits how many places are replaced, too: goja makes a list of them.
func guardReplaceAll(vm *VM, f native) native {
	return func(c goja.FunctionCall) goja.Value {
		if goja.IsUndefined(c.This) || goja.IsNull(c.This) {
			return f(c)
		}
		if o, ok := c.Argument(0).(*goja.Object); ok && vm.isPattern(o) {
			flags := o.Get("flags")
			if flags == nil || goja.IsUndefined(flags) || goja.IsNull(flags) || !strings.Contains(vm.stringOf(flags).String(), "g") {
				panic(vm.rt.NewTypeError("String.prototype.replaceAll called with a non-global RegExp argument"))
			}
		}
		if v, done := vm.delegated(c, goja.SymReplace); done {
			return v
		}
		return f(vm.replacing(c, true))
	}
}

// isPattern is IsRegExp.
func (vm *VM) isPattern(o *goja.Object) bool {
	if m := o.GetSymbol(goja.SymMatch); m != nil && !goja.IsUndefined(m) {
		return m.ToBoolean()
	}
	return o.ClassName() == "RegExp"
}

// replacing returns the call with a text in place of everything that is one.
func (vm *VM) replacing(c goja.FunctionCall, all bool) goja.FunctionCall {
	s, part, with := vm.stringOf(c.This), vm.stringOf(c.Argument(0)), c.Argument(1)
	if n := s.Length(); all && n > vm.limits.ArraySize && n/max(part.Length(), 1) > vm.limits.ArraySize {
		vm.checkArray(int64(occurrences(s, part)))
	}
	if !isFunction(with) {
		text := vm.stringOf(with)
		with = text
		if text.Length() > 0 {
			times := int64(1)
			if all {
				times = int64(occurrences(s, part))
			}
			vm.checkString(int64(s.Length()) + times*expansion(text.String(), int64(part.Length()), int64(s.Length())))
		}
	}
	return goja.FunctionCall{This: s, Arguments: []goja.Value{part, with}}
}

// expansion is the most that a replacement text becomes for one match: match and
// whole are the lengths of the match and of the searched text.
func expansion(text string, match, whole int64) int64 {
	n := int64(len(text))
	for i := strings.IndexByte(text, '$'); i >= 0 && i+1 < len(text); {
		switch text[i+1] {
		case '&':
			n += match
		case '`', '\'':
			n += whole
		}
		next := strings.IndexByte(text[i+1:], '$')
		if next < 0 {
			break
		}
		i += 1 + next
	}
	return n
}

// guardRaw is String.raw.
func guardRaw(vm *VM, _ native) native {
	return func(c goja.FunctionCall) goja.Value {
		raw := c.Argument(0).ToObject(vm.rt).Get("raw")
		if raw == nil {
			raw = vm.undef
		}
		list := vm.list(raw.ToObject(vm.rt), vm.limits.ArraySize)
		var out goja.StringBuilder
		var size int64
		add := func(v goja.Value) {
			text := vm.stringOf(v)
			size += int64(text.Length())
			vm.checkString(size)
			out.WriteString(text)
		}
		n := vm.lengthOf(list)
		for i := range n {
			v := vm.at(list, i)
			if v == nil {
				v = vm.undef
			}
			add(v)
			if i+1 < n && int(i)+1 < len(c.Arguments) {
				add(c.Arguments[i+1])
			}
		}
		return out.String()
	}
}
