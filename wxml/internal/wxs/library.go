package wxs

import (
	"strings"
	"sync"

	"github.com/mica-go/mica/internal/value"
)

// native is a function of the built-in library. args lies on the stack: it must
// be copied to be kept.
type native func(c *Context, this value.Value, args []value.Value) value.Value

// builtin is one function of the library. It is immutable; its function value
// is made per context.
type builtin struct {
	name   string
	length int
	fn     native
	// iter is the function for those whose first argument is a callback, given
	// apart; args are the others.
	iter func(c *Context, this value.Value, cb *callback, args []value.Value) value.Value
	ctor *constructor
}

// constructor is what a built-in constructor has beside the function.
type constructor struct {
	consts  map[string]value.Value
	statics map[string]*builtin
	methods map[string]*builtin // what prototype shows
	create  native              // new; nil where new is not supported
}

// namespace is a built-in object without data, such as Math. It is immutable.
type namespace struct {
	name   string
	consts map[string]value.Value
	funcs  map[string]*builtin
}

// ClassName implements value.Opaque.
func (n *namespace) ClassName() string { return "Object" }

// String implements value.Opaque.
func (n *namespace) String() string { return "[object " + n.name + "]" }

// library is everything that is built in.
type library struct {
	str, arr, num, boolean, fun, obj, date, re, err map[string]*builtin

	globals map[string]*builtin
	spaces  map[string]*namespace
	// strictSpaces replace constructors in the strict dialect.
	strictSpaces map[string]*namespace
}

var (
	libraryOnce  sync.Once
	libraryTable library
)

// lib returns the library, made at its first use.
func lib() *library {
	libraryOnce.Do(func() { libraryTable.build() })
	return &libraryTable
}

func table(list ...*builtin) map[string]*builtin {
	m := make(map[string]*builtin, len(list))
	for _, b := range list {
		m[b.name] = b
	}
	return m
}

func fn(name string, length int, f native) *builtin {
	return &builtin{name: name, length: length, fn: f}
}

// each makes a method whose first argument is a callback.
func each(name string, iter func(c *Context, this value.Value, cb *callback, args []value.Value) value.Value) *builtin {
	return &builtin{name: name, length: 1, iter: iter, fn: func(c *Context, this value.Value, args []value.Value) value.Value {
		return iter(c, this, c.callback(arg(args, 0)), args[1:])
	}}
}

func arg(args []value.Value, i int) value.Value {
	if i < len(args) {
		return args[i]
	}
	return value.Value{}
}

func (l *library) build() {
	l.obj = objectMethods()
	l.str, l.arr, l.num = stringMethods(), arrayMethods(), numberMethods()
	l.boolean, l.fun, l.err = booleanMethods(), functionMethods(), errorMethods()
	l.date, l.re = dateMethods(), regexpMethods()
	l.spaces = map[string]*namespace{
		"Math": mathSpace(), "JSON": jsonSpace(),
		"console": {name: "console", funcs: table(fn("log", 0, consoleLog), fn("info", 0, consoleLog),
			fn("warn", 0, consoleLog), fn("error", 0, consoleLog), fn("debug", 0, consoleLog))},
	}
	l.globals = globalFunctions()
	l.constructors()
	number, date := l.globals["Number"].ctor, l.globals["Date"].ctor
	l.strictSpaces = map[string]*namespace{
		"Number":  {name: "Number", consts: number.consts},
		"Date":    {name: "Date", funcs: date.statics},
		"console": {name: "console", funcs: table(fn("log", 0, consoleLog))},
	}
}

// constants are the global names that stand for a value.
var constants = map[string]value.Value{
	"undefined": {},
	"NaN":       value.Number(nan),
	"Infinity":  value.Number(inf),
}

// The members and globals of the legacy library (spec wxs §4.1, §7).
const (
	legacyGlobals = "undefined NaN Infinity console Math JSON Number Date parseInt parseFloat isNaN isFinite " +
		"decodeURI decodeURIComponent encodeURI encodeURIComponent getDate getRegExp"
	legacyString = "constructor length toString valueOf charAt charCodeAt concat indexOf lastIndexOf localeCompare match replace " +
		"search slice split substring toLowerCase toLocaleLowerCase toUpperCase toLocaleUpperCase trim"
	legacyArray = "constructor length toString concat join pop push reverse shift slice sort splice unshift indexOf " +
		"lastIndexOf every some forEach map filter reduce reduceRight"
	legacyNumber   = "constructor toString toLocaleString valueOf toFixed toExponential toPrecision"
	legacyBoolean  = "constructor toString valueOf"
	legacyObject   = "constructor toString"
	legacyFunction = "constructor length toString"
	legacyDate     = "constructor toString toDateString toTimeString toLocaleString toLocaleDateString toLocaleTimeString valueOf " +
		"getTime getFullYear getUTCFullYear getMonth getUTCMonth getDate getUTCDate getDay getUTCDay getHours " +
		"getUTCHours getMinutes getUTCMinutes getSeconds getUTCSeconds getMilliseconds getUTCMilliseconds " +
		"getTimezoneOffset setTime setMilliseconds setUTCMilliseconds setSeconds setUTCSeconds setMinutes " +
		"setUTCMinutes setHours setUTCHours setDate setUTCDate setMonth setUTCMonth setFullYear setUTCFullYear " +
		"toUTCString toISOString toJSON"
	legacyRegExp = "constructor source global ignoreCase multiline lastIndex exec test toString"
	legacyMath   = "E LN10 LN2 LOG2E LOG10E PI SQRT1_2 SQRT2 abs acos asin atan atan2 ceil cos exp floor log max min pow " +
		"random round sin sqrt tan"
	legacyNumberConsts = "MAX_VALUE MIN_VALUE NEGATIVE_INFINITY POSITIVE_INFINITY"
)

// hasWord reports whether the list of words holds w.
func hasWord(list, w string) bool {
	for word := range strings.FieldsSeq(list) {
		if word == w {
			return true
		}
	}
	return false
}

// isBuiltin reports whether a dialect has a global of that name.
func isBuiltin(name string, strict bool) bool {
	if strict {
		return hasWord(legacyGlobals, name)
	}
	l := lib()
	_, constant := constants[name]
	return constant || l.globals[name] != nil || l.spaces[name] != nil
}

// space returns a built-in object, nil when the name is not one.
func space(name string, strict bool) *namespace {
	l := lib()
	if strict {
		if s := l.strictSpaces[name]; s != nil {
			return s
		}
		if !hasWord(legacyGlobals, name) {
			return nil
		}
	}
	return l.spaces[name]
}

// strictMember reports whether the strict dialect hides a member of a built-in
// object.
func strictHides(spaceName, member string) bool {
	switch spaceName {
	case "Math":
		return !hasWord(legacyMath, member)
	case "Number":
		return !hasWord(legacyNumberConsts, member)
	}
	return false
}

// builtinMember returns a function such as Math.floor or Date.now, nil when
// there is none.
func builtinMember(spaceName, member string, strict bool) *builtin {
	if strict && strictHides(spaceName, member) {
		return nil
	}
	if s := space(spaceName, strict); s != nil {
		return s.funcs[member]
	}
	if b := lib().globals[spaceName]; b != nil && b.ctor != nil && !strict {
		return b.ctor.statics[member]
	}
	return nil
}

// builtinConstant returns a value such as Math.PI.
func builtinConstant(spaceName, member string, strict bool) (value.Value, bool) {
	if strict && strictHides(spaceName, member) {
		return value.Value{}, false
	}
	if s := space(spaceName, strict); s != nil {
		v, ok := s.consts[member]
		return v, ok
	}
	if b := lib().globals[spaceName]; b != nil && b.ctor != nil && !strict {
		v, ok := b.ctor.consts[member]
		return v, ok
	}
	return value.Value{}, false
}

// builtinFunction returns a global function, nil when the name is not one.
func builtinFunction(name string, strict bool) *builtin {
	if strict && (!hasWord(legacyGlobals, name) || space(name, true) != nil) {
		return nil
	}
	return lib().globals[name]
}

// global returns the value of a built-in name.
func (c *Context) global(name string, strict bool) value.Value {
	if s := space(name, strict); s != nil {
		return value.FromOpaque(s)
	}
	return c.makeFunction(builtinFunction(name, strict))
}

// makeFunction returns the function value of b in this context, always the
// same one.
func (c *Context) makeFunction(b *builtin) value.Value {
	if b == nil {
		return value.Value{}
	}
	f := c.functions[b]
	if f == nil {
		f = c.newFunction(b)
		if c.functions == nil {
			c.functions = make(map[*builtin]*value.Function)
		}
		c.functions[b] = f
	}
	return value.FromFunc(f)
}

func (c *Context) newFunction(b *builtin) *value.Function {
	return &value.Function{
		Name: b.name, Source: "function " + b.name + "() { [native code] }", Length: b.length, Ref: b,
		Call: func(this value.Value, args []value.Value) (value.Value, error) { return c.runBuiltin(b, this, args) },
	}
}

// methodSet is what the methods of one name are for each type of receiver.
type methodSet struct {
	name                                            string
	strict                                          bool
	str, arr, num, boolean, fun, obj, date, re, err *builtin
}

// methodsNamed looks the methods of a name up, once per place in a program.
func methodsNamed(name string, strict bool) *methodSet {
	l := lib()
	pick := func(methods map[string]*builtin, legacy string) *builtin {
		if strict && !hasWord(legacy, name) {
			return nil
		}
		if b := methods[name]; b != nil {
			return b
		}
		return l.obj[name]
	}
	return &methodSet{
		name: name, strict: strict,
		str: pick(l.str, legacyString), arr: pick(l.arr, legacyArray), num: pick(l.num, legacyNumber),
		boolean: pick(l.boolean, legacyBoolean), fun: pick(l.fun, legacyFunction), obj: pick(l.obj, legacyObject),
		date: pick(l.date, legacyDate), re: pick(l.re, legacyRegExp), err: pick(l.err, legacyObject),
	}
}
