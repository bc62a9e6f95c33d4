package sandbox

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/internal/regex"
)

// goja matches regular expressions by machines that cannot be stopped. A match
// that may take long is carried out by the engine of internal/regex instead,
// which counts its steps: exec does that, and the functions that match again and
// again are led to call exec each time.

var regexpGuards = map[string]guardOf{
	"exec": guardExec, "test": guardTest, "compile": guardCompile,
	symbolName: guardMatching, symbolName + "Symbol.replace": guardReplacing, symbolName + "Symbol.matchAll": guardMatchAll,
	symbolName + "Symbol.split": guardSplitting,
}

// pattern is a regular expression as a program has written it.
type pattern struct {
	source                  string
	global, sticky, unicode bool
	re                      *regex.Regexp // nil where internal/regex cannot take it
}

type patternKey struct {
	source string
	flags  [6]bool
}

// maxPatterns bounds the patterns that a VM remembers.
const maxPatterns = 256

func (vm *VM) patternOf(v goja.Value) (p *pattern, standard *bool) {
	o, ok := v.(*goja.Object)
	if !ok {
		return nil, nil
	}
	source, flags, standard, ok := vm.graft.pattern(o)
	if !ok {
		return nil, nil
	}
	key := patternKey{source.String(), flags}
	if p = vm.patterns[key]; p != nil {
		return p, standard
	}
	p = &pattern{source: key.source, global: flags[0], sticky: flags[4], unicode: flags[5]}
	var f regex.Flags
	for i, flag := range [4]regex.Flags{0, regex.IgnoreCase, regex.Multiline, regex.DotAll} {
		if flags[i] {
			f |= flag
		}
	}
	if !p.unicode || !strings.Contains(p.source, `\p`) && !strings.Contains(p.source, `\P`) && !strings.Contains(p.source, `\u{`) {
		p.re, _ = regex.Compile(p.source, f)
	}
	if vm.patterns == nil || len(vm.patterns) >= maxPatterns {
		vm.patterns = make(map[patternKey]*pattern)
	}
	vm.patterns[key] = p
	return p, standard
}

// fewSteps is what goja's machines may be left alone with.
const fewSteps = 2e6

// quick reports whether a match takes few steps whatever the text of that length.
func (vm *VM) quick(p *pattern, n int) bool {
	if vm.countAll && p.re != nil {
		return false
	}
	if p.re == nil {
		return n <= 32
	}
	degree := p.re.Degree()
	if degree >= regex.Exponential {
		return n <= 12
	}
	if !p.re.Anchored() {
		degree++
	}
	return float64(p.re.Size())*math.Pow(float64(n), float64(degree)) <= fewSteps
}

// maxMatches is the length of text, which may have a match at each place, up to
// which goja is left to make a list of all.
const maxMatches = 256 << 10

// guardExec is RegExp.prototype.exec.
func guardExec(vm *VM, f native) native {
	return func(c goja.FunctionCall) goja.Value {
		p, _ := vm.patternOf(c.This)
		if p == nil {
			return f(c)
		}
		s := vm.stringOf(c.Argument(0))
		rx, from := c.This.(*goja.Object), 0
		if vm.remembers {
			from = vm.startOf(rx, p)
		}
		var found goja.Value
		if vm.quick(p, s.Length()) {
			found = f(goja.FunctionCall{This: c.This, Arguments: []goja.Value{s}})
		} else {
			found = vm.exec(rx, p, s)
		}
		if vm.remembers && !goja.IsNull(found) {
			vm.remember(rx, p, s, from)
		}
		return found
	}
}

// guardTest is RegExp.prototype.test. goja's does not call exec.
func guardTest(vm *VM, f native) native {
	return func(c goja.FunctionCall) goja.Value {
		p, _ := vm.patternOf(c.This)
		if p == nil {
			return f(c)
		}
		s := vm.stringOf(c.Argument(0))
		args := []goja.Value{s}
		if vm.quick(p, s.Length()) && !vm.remembers {
			return f(goja.FunctionCall{This: c.This, Arguments: args})
		}
		exec := callable(c.This.(*goja.Object).Get("exec"))
		if exec == nil {
			panic(vm.rt.NewTypeError("exec is not a function"))
		}
		return vm.rt.ToValue(!goja.IsNull(exec(goja.FunctionCall{This: c.This, Arguments: args})))
	}
}

// guardMatching leads a function that matches by way of exec where that may take
// long.
func guardMatching(vm *VM, f native) native {
	return func(c goja.FunctionCall) goja.Value {
		p, standard := vm.patternOf(c.This)
		if p == nil || !*standard {
			return f(c)
		}
		s := vm.stringOf(c.Argument(0))
		args := append([]goja.Value{s}, c.Arguments[min(1, len(c.Arguments)):]...)
		c.Arguments = args
		if vm.quick(p, s.Length()) && s.Length() <= maxMatches && !vm.remembers {
			return f(c)
		}
		*standard = false
		defer func() {
			if o := c.This.(*goja.Object); vm.graft.valuesOf(o)["exec"] == nil {
				*standard = true
			}
		}()
		return f(c)
	}
}

func guardMatchAll(vm *VM, f native) native { return guardIterator(vm, guardMatching(vm, f)) }

// guardReplacing guards the replacement too: a text may be repeated for each
// match, or have all of the searched text in it.
func guardReplacing(vm *VM, f native) native {
	f = guardMatching(vm, guardResults(vm, f))
	return func(c goja.FunctionCall) goja.Value {
		p, _ := vm.patternOf(c.This)
		if p == nil || isFunction(c.Argument(1)) {
			return f(c)
		}
		s, with := vm.stringOf(c.Argument(0)), vm.stringOf(c.Argument(1))
		args := []goja.Value{s, with}
		if p.expands(with.String(), int64(s.Length())) > int64(vm.limits.StringSize) {
			args[1] = vm.replacer(with.String(), int64(s.Length()))
		}
		return f(goja.FunctionCall{This: c.This, Arguments: args})
	}
}

// expands is the most that all replacements together may become.
func (p *pattern) expands(text string, n int64) int64 {
	matches := int64(1)
	if p.global {
		matches = n + 1
	}
	refs := int64(strings.Count(text, "$"))
	if refs == 0 {
		return matches * int64(len(text))
	}
	if p.re != nil && !p.re.Lookaround() && !strings.Contains(text, "$`") && !strings.Contains(text, "$'") {
		return matches*int64(len(text)) + refs*n
	}
	return matches * (int64(len(text)) + refs*n)
}

// replacer returns a function that makes the replacement for a match, and counts.
func (vm *VM) replacer(text string, size int64) goja.Value {
	return vm.rt.ToValue(func(c goja.FunctionCall) goja.Value {
		vm.check()
		args := c.Arguments
		var groups *goja.Object
		if o, ok := args[len(args)-1].(*goja.Object); ok {
			groups, args = o, args[:len(args)-1]
		}
		s := substitution{vm: vm, match: args[0].(goja.String), caps: args[1 : len(args)-2], at: int(args[len(args)-2].ToInteger()),
			whole: args[len(args)-1].(goja.String), groups: groups, size: size}
		out := s.expand(text)
		size = s.size
		return out
	})
}

// substitution is GetSubstitution.
type substitution struct {
	vm           *VM
	match, whole goja.String
	caps         []goja.Value
	at           int
	groups       *goja.Object
	out          goja.StringBuilder
	size         int64
}

func (s *substitution) add(v goja.String) {
	if v.Length() == 0 {
		return
	}
	s.size += int64(v.Length())
	s.vm.checkString(s.size)
	s.out.WriteString(v)
}

func (s *substitution) expand(text string) goja.Value {
	for text != "" {
		i := strings.IndexByte(text, '$')
		if i < 0 || i+1 == len(text) {
			s.add(s.vm.rt.ToValue(text).(goja.String))
			break
		}
		s.add(s.vm.rt.ToValue(text[:i]).(goja.String))
		text = text[i+1:]
		text = text[s.reference(text):]
	}
	return s.out.String()
}

// reference writes what $ and the beginning of text stand for, and returns how
// much of text that is.
func (s *substitution) reference(text string) int {
	switch text[0] {
	case '$':
		s.add(s.vm.rt.ToValue("$").(goja.String))
		return 1
	case '&':
		s.add(s.match)
		return 1
	case '`':
		s.add(s.whole.Substring(0, s.at))
		return 1
	case '\'':
		s.add(s.whole.Substring(min(s.at+s.match.Length(), s.whole.Length()), s.whole.Length()))
		return 1
	case '<':
		if end := strings.IndexByte(text, '>'); end > 0 && s.groups != nil {
			if v := s.groups.Get(text[1:end]); v != nil && !goja.IsUndefined(v) {
				s.add(s.vm.stringOf(v))
			}
			return end + 1
		}
	}
	for n := 2; n > 0; n-- {
		if n > len(text) {
			continue
		}
		if k, err := strconv.Atoi(text[:n]); err == nil && text[0] != '+' && text[0] != '-' && k >= 1 && k <= len(s.caps) {
			if v := s.caps[k-1]; v != nil && !goja.IsUndefined(v) {
				s.add(s.vm.stringOf(v))
			}
			return n
		}
	}
	s.add(s.vm.rt.ToValue("$").(goja.String))
	return 0
}

// guardSplitting splits by a pattern that may take long, or a long text, by the
// engine of internal/regex: goja's makes an expression of its own to do so.
func guardSplitting(vm *VM, f native) native {
	return func(c goja.FunctionCall) goja.Value {
		p, standard := vm.patternOf(c.This)
		if rx, ok := c.This.(*goja.Object); ok && !vm.splitsItself(rx, standard) {
			return vm.splitByExec(rx, c.Argument(0), c.Argument(1))
		}
		if p == nil {
			return f(c)
		}
		s := vm.stringOf(c.Argument(0))
		if vm.quick(p, s.Length()) && s.Length() <= maxMatches {
			return f(goja.FunctionCall{This: c.This, Arguments: []goja.Value{s, c.Argument(1)}})
		}
		limit := int64(math.MaxUint32)
		if l := c.Argument(1); !goja.IsUndefined(l) {
			limit = int64(uint32(l.ToInteger()))
		}
		return vm.rt.NewArray(vm.split(p, s, limit)...)
	}
}

func (vm *VM) split(p *pattern, s goja.String, limit int64) (out []any) {
	add := func(from, to int32) bool {
		var part any = vm.undef
		if from >= 0 {
			part = s.Substring(int(from), int(to))
		}
		out = append(out, part)
		vm.checkArray(int64(len(out)))
		return int64(len(out)) < limit
	}
	n, begin := int32(s.Length()), int32(0)
	if n == 0 && limit > 0 && vm.match(p, s, 0, true) {
		return nil
	}
	for at := int32(0); at < n && limit > 0; {
		if !vm.match(p, s, int(at), false) {
			break
		}
		caps := vm.matcher.Caps
		switch {
		case caps[0] >= n:
			at = n
		case caps[1] == begin:
			at = caps[0] + 1
		default:
			if !add(begin, caps[0]) {
				return out
			}
			for i := 2; i < len(caps); i += 2 {
				if !add(caps[i], caps[i+1]) {
					return out
				}
			}
			begin = caps[1]
			at = begin
		}
	}
	if limit > 0 {
		add(begin, n)
	}
	return out
}

// subject is a text in the form that internal/regex takes.
type subject struct {
	text goja.String
	in   regex.Input
	half bool // it has surrogates
}

func (vm *VM) subjectOf(s goja.String) *subject {
	u := &vm.subject
	if reflect.TypeOf(s) == stringTypes().ascii {
		*u = subject{in: regex.Input{ASCII: s.String()}}
		return u
	}
	if u.text != nil && u.text.Length() == s.Length() && u.text.SameAs(s) {
		return u
	}
	*u = subject{text: s}
	u.in.Units = make([]uint16, s.Length())
	for i := range u.in.Units {
		u.in.Units[i] = s.CharAt(i)
		u.half = u.half || u.in.Units[i]&0xF800 == 0xD800
	}
	return u
}

// match looks for a match from start on, or at start, and leaves it in the matcher.
func (vm *VM) match(p *pattern, s goja.String, start int, at bool) bool {
	vm.check()
	in := vm.subjectOf(s)
	if p.re == nil || p.unicode && in.half {
		vm.breach(LimitRegExpSteps, "this pattern takes texts of up to 32 characters only")
	}
	vm.matcher.Budget = vm.limits.RegExpSteps
	found, err := vm.matcher.Match(p.re, in.in, start, at)
	if err != nil {
		vm.breach(LimitRegExpSteps, fmt.Sprintf("%d steps", vm.limits.RegExpSteps))
	}
	return found
}

// exec is RegExp.prototype.exec by the engine of internal/regex.
func (vm *VM) exec(rx *goja.Object, p *pattern, s goja.String) goja.Value {
	start := int64(0)
	moves := p.global || p.sticky
	last := vm.lengthLike(rx.Get("lastIndex"))
	if moves {
		start = last
	}
	found := start <= int64(s.Length()) && vm.match(p, s, int(start), p.sticky)
	if !found {
		if moves {
			vm.must(rx.Set("lastIndex", 0))
		}
		return goja.Null()
	}
	caps := vm.matcher.Caps
	if moves {
		vm.must(rx.Set("lastIndex", caps[1]))
	}
	return vm.matchArray(p, s, caps)
}

// lengthLike is ToLength.
func (vm *VM) lengthLike(v goja.Value) int64 {
	if v == nil {
		return 0
	}
	if f := v.ToFloat(); f >= 1<<53 {
		return 1<<53 - 1
	}
	return max(v.ToInteger(), 0)
}

// matchArray makes the result of exec.
func (vm *VM) matchArray(p *pattern, s goja.String, caps []int32) goja.Value {
	items := make([]any, len(caps)/2)
	for i := range items {
		items[i] = vm.undef
		if caps[2*i] >= 0 {
			items[i] = s.Substring(int(caps[2*i]), int(caps[2*i+1]))
		}
	}
	at := caps[0]
	out := vm.rt.NewArray(items...)
	_ = out.Set("index", at)
	_ = out.Set("input", s)
	if names := p.re.Names(); names != nil {
		groups := vm.rt.CreateObject(nil)
		for i, name := range names {
			if name != "" {
				_ = groups.Set(name, items[i])
			}
		}
		_ = out.Set("groups", groups)
	} else {
		_ = out.Set("groups", vm.undef)
	}
	return out
}

// checkPattern refuses a pattern that takes long to compile, or much memory.
func checkPattern(source string, limit int) (what string) {
	depth, deepest, times, class := 0, 0, 1, false
	for i := 0; i < len(source); i++ {
		switch ch := source[i]; {
		case ch == '\\':
			i++
		case class:
			class = ch != ']'
		case ch == '[':
			class = true
		case ch == '(':
			depth++
			deepest = max(deepest, depth)
		case ch == ')':
			depth--
		case ch == '{':
			end := strings.IndexByte(source[i:], '}')
			if end < 0 || end > 40 {
				continue
			}
			for _, number := range strings.Split(source[i+1:i+end], ",") {
				if n, err := strconv.Atoi(number); err == nil && n > times {
					times = min(n, 1000) // above, nothing is repeated by copies
				}
			}
		}
	}
	switch {
	case deepest > maxGroups:
		return fmt.Sprintf("%d levels of groups", maxGroups)
	case len(source) > limit/16:
		return fmt.Sprintf("%d characters", limit/16)
	case len(source) > limit/times:
		return fmt.Sprintf("%d characters times repetitions", limit)
	}
	return ""
}

// patternSize is what stands for Limits.RegExpSize where a script is compiled,
// for all VMs.
const patternSize = 1 << 20

// maxGroups is how deep groups may be nested.
const maxGroups = 100

func (vm *VM) checkPatternValue(v goja.Value) {
	if v == nil || goja.IsUndefined(v) {
		return
	}
	if p, _ := vm.patternOf(v); p != nil {
		return
	}
	if s, ok := v.(goja.String); ok {
		if what := checkPattern(s.String(), vm.limits.RegExpSize); what != "" {
			vm.breach(LimitRegExpSize, what)
		}
	}
}

// patternArgs makes the first argument a text, once, and checks it.
func (vm *VM) patternArgs(args []goja.Value) []goja.Value {
	if len(args) == 0 || goja.IsUndefined(args[0]) {
		return args
	}
	if o, ok := args[0].(*goja.Object); ok {
		if p, _ := vm.patternOf(o); p != nil {
			return args
		}
		if m := o.GetSymbol(goja.SymMatch); m != nil && !goja.IsUndefined(m) && m.ToBoolean() {
			if src := o.Get("source"); src != nil { // something that passes for a regular expression
				flags := o.Get("flags")
				if len(args) > 1 && !goja.IsUndefined(args[1]) {
					flags = args[1]
				}
				if flags == nil {
					flags = vm.undef
				}
				args = []goja.Value{src, flags}
			}
		}
	}
	args = append([]goja.Value{vm.stringOf(args[0])}, args[1:]...)
	vm.checkPatternValue(args[0])
	return args
}

func guardPatternCall(vm *VM, f native) native {
	return func(c goja.FunctionCall) goja.Value {
		if o, ok := c.Argument(0).(*goja.Object); ok && len(c.Arguments) == 1 {
			if p, _ := vm.patternOf(o); p != nil {
				return f(c)
			}
		}
		c.Arguments = vm.patternArgs(c.Arguments)
		return f(c)
	}
}

func guardPattern(vm *VM, f construct) construct {
	return func(args []goja.Value, newTarget *goja.Object) *goja.Object {
		return f(vm.patternArgs(args), newTarget)
	}
}

func guardCompile(vm *VM, f native) native {
	return func(c goja.FunctionCall) goja.Value {
		c.Arguments = vm.patternArgs(c.Arguments)
		return f(c)
	}
}

// guardPatternArg guards the functions of strings that make a regular expression
// of what they are given.
func guardPatternArg(vm *VM, f native) native {
	return func(c goja.FunctionCall) goja.Value {
		vm.ensure("RegExp")
		if o, ok := c.Argument(0).(*goja.Object); ok {
			for _, sym := range [...]*goja.Symbol{goja.SymMatch, goja.SymMatchAll, goja.SymSearch} {
				if m := o.GetSymbol(sym); m != nil && !goja.IsUndefined(m) {
					return f(c)
				}
			}
		}
		c.Arguments = vm.patternArgs(c.Arguments)
		return f(c)
	}
}
