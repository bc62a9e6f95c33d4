package wxs

import (
	"errors"
	"strings"

	"github.com/mica-go/mica/internal/regex"
	"github.com/mica-go/mica/internal/value"
)

// regexpValue is a regular expression of a program.
type regexpValue struct {
	re        *regex.Regexp
	source    string
	flags     regexpFlags
	lastIndex float64
	born      uint32 // number of the call that made it
}

type regexpFlags struct {
	flags          regex.Flags
	global, sticky bool
	text           string
}

// ClassName implements value.Opaque.
func (r *regexpValue) ClassName() string { return "RegExp" }

// String implements value.Opaque.
func (r *regexpValue) String() string {
	source := r.source
	if source == "" {
		source = "(?:)"
	}
	return "/" + source + "/" + r.flags.text
}

func (r *regexpValue) member(name string) (value.Value, bool) {
	switch name {
	case "source":
		if r.source == "" {
			return value.String("(?:)"), true
		}
		return value.String(r.source), true
	case "global":
		return value.Bool(r.flags.global), true
	case "ignoreCase":
		return value.Bool(r.flags.flags&regex.IgnoreCase != 0), true
	case "multiline":
		return value.Bool(r.flags.flags&regex.Multiline != 0), true
	case "lastIndex":
		return value.Number(r.lastIndex), true
	case "flags":
		return value.String(r.flags.text), true
	}
	return value.Value{}, false
}

// parseFlags reads flags; the newer ones s and y only where newer is set.
func parseFlags(s string, newer bool) (regexpFlags, error) {
	var f regexpFlags
	for i := range len(s) {
		if strings.IndexByte(s[:i], s[i]) >= 0 {
			return f, errors.New("Invalid regular expression flags '" + s + "'")
		}
		switch c := s[i]; {
		case c == 'g':
			f.global = true
		case c == 'i':
			f.flags |= regex.IgnoreCase
		case c == 'm':
			f.flags |= regex.Multiline
		case c == 's' && newer:
			f.flags |= regex.DotAll
		case c == 'y' && newer:
			f.sticky = true
		case c == 'u' && newer:
			return f, errors.New("the flag u of regular expressions is not part of WXS")
		default:
			return f, errors.New("Invalid regular expression flags '" + s + "'")
		}
	}
	for _, c := range "gimsy" { // the order in which JavaScript shows them
		if strings.ContainsRune(s, c) {
			f.text += string(c)
		}
	}
	return f, nil
}

// regexpCache keeps compiled patterns, because getRegExp is often called anew
// with the same pattern.
type regexpCache map[string]*regex.Regexp

const maxCachedRegExps = 64

func (c *Context) compileRegExp(pattern string, f regexpFlags) *regex.Regexp {
	key := pattern + "/" + f.text
	if re := c.lookups[key]; re != nil {
		return re
	}
	c.charge(len(pattern) + 16)
	re, err := regex.Compile(pattern, f.flags)
	if err == nil {
		c.charge(re.Size())
	}
	if err != nil {
		var e *regex.Error
		if errors.As(err, &e) && e.TooLarge {
			c.exceed(LimitRegExp, e.Error())
		}
		c.throwError("SyntaxError", "%s", err.Error())
	}
	if c.lookups == nil || len(c.lookups) >= maxCachedRegExps {
		c.lookups = make(regexpCache)
	}
	c.lookups[key] = re
	return re
}

// getRegExp takes the flags g, i and m (spec wxs §7).
func getRegExp(c *Context, this value.Value, args []value.Value) value.Value {
	return makeRegExp(c, args, false)
}

func newRegExp(c *Context, this value.Value, args []value.Value) value.Value {
	return makeRegExp(c, args, true)
}

func makeRegExp(c *Context, args []value.Value, newer bool) value.Value {
	pattern, flags := "", ""
	if old, ok := arg(args, 0).Ref().(*regexpValue); ok {
		pattern, flags, newer = old.source, old.flags.text, true
	} else if v := arg(args, 0); !v.IsUndefined() {
		pattern = c.toString(v)
	}
	if v := arg(args, 1); !v.IsUndefined() {
		flags = c.toString(v)
	}
	f, err := parseFlags(flags, newer)
	if err != nil {
		c.throwError("SyntaxError", "%s", err.Error())
	}
	return value.FromOpaque(&regexpValue{re: c.compileRegExp(pattern, f), source: pattern, flags: f, born: c.calls})
}

func regexpMethods() map[string]*builtin {
	return table(
		fn("exec", 1, func(c *Context, this value.Value, args []value.Value) value.Value {
			return c.exec(c.thisRegExp(this), c.toString(arg(args, 0)))
		}),
		fn("test", 1, func(c *Context, this value.Value, args []value.Value) value.Value {
			_, ok := c.match(c.thisRegExp(this), c.text(c.toString(arg(args, 0))))
			return value.Bool(ok)
		}),
		fn("toString", 0, func(c *Context, this value.Value, _ []value.Value) value.Value {
			return value.String(c.thisRegExp(this).String())
		}),
	)
}

func (c *Context) thisRegExp(v value.Value) *regexpValue {
	r, ok := v.Ref().(*regexpValue)
	if !ok {
		c.typeError("this is not a RegExp object")
	}
	return r
}

// stepsPerCharge is the number of steps of a regular expression that count as
// one of the program.
const stepsPerCharge = 4

// find runs a regular expression from a unit on. The captures are valid until
// the next call.
func (c *Context) find(r *regexpValue, t text, from int) ([]int32, bool) {
	m := &c.regexps
	have := (c.fuel + c.left) * stepsPerCharge
	m.Budget = have
	ok, err := m.Match(r.re, regex.Input{ASCII: t.s, Units: t.units}, from, r.flags.sticky)
	c.charge((have-m.Budget)/stepsPerCharge + 1)
	if err != nil {
		c.exceed(LimitSteps, err.Error())
	}
	return m.Caps, ok
}

// setLastIndex is where the next search begins.
func (c *Context) setLastIndex(r *regexpValue, i float64) {
	if r.lastIndex != i {
		c.changed(r.born)
		r.lastIndex = i
	}
}

// match is find with JavaScript's use of lastIndex.
func (c *Context) match(r *regexpValue, t text) ([]int32, bool) {
	from := 0
	moving := r.flags.global || r.flags.sticky
	if moving {
		if r.lastIndex < 0 || r.lastIndex > float64(t.len()) {
			c.setLastIndex(r, 0)
			return nil, false
		}
		from = int(r.lastIndex)
	}
	caps, ok := c.find(r, t, from)
	if moving {
		next := 0.0
		if ok {
			next = float64(caps[1])
		}
		c.setLastIndex(r, next)
	}
	return caps, ok
}

func (c *Context) exec(r *regexpValue, s string) value.Value {
	t := c.text(s)
	caps, ok := c.match(r, t)
	if !ok {
		return value.Null()
	}
	return c.matchResult(r, t, caps)
}

// capture returns the text of group n.
func capture(t text, caps []int32, n int) value.Value {
	if caps[2*n] < 0 || caps[2*n+1] < 0 {
		return value.Value{}
	}
	return value.String(t.slice(int(caps[2*n]), int(caps[2*n+1])))
}

// matchResult makes the array that exec returns.
func (c *Context) matchResult(r *regexpValue, t text, caps []int32) value.Value {
	items := make([]value.Value, len(caps)/2)
	for i := range items {
		items[i] = capture(t, caps, i)
	}
	c.charge(8 + len(items))
	extra := c.newObject()
	extra.put("index", value.Int(int(caps[0])))
	extra.put("input", value.String(t.s))
	extra.put("groups", c.namedGroups(r, t, caps))
	return value.FromOpaque(&array{ctx: c, items: items, more: &arrayMore{extra: extra}, born: c.calls})
}

func (c *Context) namedGroups(r *regexpValue, t text, caps []int32) value.Value {
	names := r.re.Names()
	if names == nil {
		return value.Value{}
	}
	o := c.newObject()
	for n, name := range names {
		if name != "" {
			o.put(name, capture(t, caps, n))
		}
	}
	return value.FromOpaque(o)
}

// toRegExp makes a regular expression of an argument that may be one already.
func (c *Context) toRegExp(v value.Value) *regexpValue {
	if r, ok := v.Ref().(*regexpValue); ok {
		return r
	}
	pattern := ""
	if !v.IsUndefined() {
		pattern = c.toString(v)
	}
	return &regexpValue{re: c.compileRegExp(pattern, regexpFlags{}), source: pattern, born: c.calls}
}

// eachMatch calls f with every match from the start on. The captures are valid
// until f uses the matcher.
func (c *Context) eachMatch(r *regexpValue, t text, f func(caps []int32)) {
	for from := 0; from <= t.len(); {
		caps, ok := c.find(r, t, from)
		if !ok {
			return
		}
		start, end := int(caps[0]), int(caps[1])
		f(caps)
		from = end
		if start == end {
			from++
		}
	}
}

func stringMatch(c *Context, this value.Value, args []value.Value) value.Value {
	s, r := c.toString(this), c.toRegExp(arg(args, 0))
	if !r.flags.global {
		return c.exec(r, s)
	}
	t := c.text(s)
	c.setLastIndex(r, 0)
	var items []value.Value
	c.eachMatch(r, t, func(caps []int32) {
		items = append(items, capture(t, caps, 0))
		c.checkArray(len(items))
	})
	if items == nil {
		return value.Null()
	}
	return c.newArray(items)
}

// stringMatchAll returns an array where JavaScript has an iterator.
func stringMatchAll(c *Context, this value.Value, args []value.Value) value.Value {
	s, r := c.toString(this), c.toRegExp(arg(args, 0))
	if !r.flags.global && !arg(args, 0).IsString() {
		c.typeError("String.prototype.matchAll called with a non-global RegExp argument")
	}
	t := c.text(s)
	var items []value.Value
	c.eachMatch(r, t, func(caps []int32) {
		items = append(items, c.matchResult(r, t, caps))
		c.checkArray(len(items))
	})
	return c.newArray(items)
}

func stringSearch(c *Context, this value.Value, args []value.Value) value.Value {
	t := c.text(c.toString(this))
	caps, ok := c.find(c.toRegExp(arg(args, 0)), t, 0)
	if !ok {
		return value.Int(-1)
	}
	return value.Int(int(caps[0]))
}

// splitRegExp splits at every match; captures become elements.
func (c *Context) splitRegExp(s string, r *regexpValue, limit uint32) value.Value {
	t := c.text(s)
	var items []value.Value
	full := func() bool { return uint32(len(items)) >= limit }
	if t.len() == 0 {
		if _, ok := c.find(r, t, 0); ok || limit == 0 {
			return c.newArray(nil)
		}
		return c.newArray([]value.Value{value.String(s)})
	}
	last := 0
	for from := 0; from < t.len() && !full(); {
		caps, ok := c.find(r, t, from)
		if !ok || int(caps[0]) >= t.len() {
			break
		}
		start, end := int(caps[0]), int(caps[1])
		if end == start && (start == last || start < from) {
			from++ // an empty match does not split where the last one ended
			continue
		}
		items = append(items, value.String(t.slice(last, start)))
		for n := 1; n < len(caps)/2 && !full(); n++ {
			items = append(items, capture(t, caps, n))
		}
		c.checkArray(len(items))
		last = end
		from = end
		if start == end {
			from++
		}
	}
	if !full() {
		items = append(items, value.String(t.slice(last, t.len())))
	}
	return c.newArray(items)
}
