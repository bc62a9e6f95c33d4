package wxs

import (
	"errors"
	"math"
	"strings"

	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/wxml/internal/wxs/regex"
)

// regexpValue is a regular expression of a program.
type regexpValue struct {
	re        *regex.Regexp
	source    string
	flags     regexpFlags
	lastIndex float64
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
	if old, ok := arg(args, 0).AsOpaque().(*regexpValue); ok {
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
	return value.FromOpaque(&regexpValue{re: c.compileRegExp(pattern, f), source: pattern, flags: f})
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
	r, ok := v.AsOpaque().(*regexpValue)
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

// match is find with JavaScript's use of lastIndex.
func (c *Context) match(r *regexpValue, t text) ([]int32, bool) {
	from := 0
	moving := r.flags.global || r.flags.sticky
	if moving {
		if r.lastIndex < 0 || r.lastIndex > float64(t.len()) {
			r.lastIndex = 0
			return nil, false
		}
		from = int(r.lastIndex)
	}
	caps, ok := c.find(r, t, from)
	if moving {
		r.lastIndex = 0
		if ok {
			r.lastIndex = float64(caps[1])
		}
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
	return value.FromOpaque(&array{ctx: c, items: items, more: &arrayMore{extra: extra}})
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
	if r, ok := v.AsOpaque().(*regexpValue); ok {
		return r
	}
	pattern := ""
	if !v.IsUndefined() {
		pattern = c.toString(v)
	}
	return &regexpValue{re: c.compileRegExp(pattern, regexpFlags{}), source: pattern}
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
	r.lastIndex = 0
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

func stringReplace(c *Context, this value.Value, args []value.Value) value.Value {
	s := c.toString(this)
	if r, ok := arg(args, 0).AsOpaque().(*regexpValue); ok {
		return c.replaceRegExp(s, r, c.replacement(arg(args, 1)))
	}
	return c.replaceText(s, c.toString(arg(args, 0)), c.replacement(arg(args, 1)), 1)
}

func stringReplaceAll(c *Context, this value.Value, args []value.Value) value.Value {
	s := c.toString(this)
	if r, ok := arg(args, 0).AsOpaque().(*regexpValue); ok {
		if !r.flags.global {
			c.typeError("replaceAll must be called with a global RegExp")
		}
		return c.replaceRegExp(s, r, c.replacement(arg(args, 1)))
	}
	return c.replaceText(s, c.toString(arg(args, 0)), c.replacement(arg(args, 1)), math.MaxInt)
}

// replacer is the second argument of replace: a text, a text with $ patterns,
// or a function.
type replacer struct {
	text   string
	dollar bool
	fn     *callback
}

func (c *Context) replacement(v value.Value) replacer {
	if v.AsFunc() != nil {
		return replacer{fn: c.callback(v)}
	}
	s := c.toString(v)
	return replacer{text: s, dollar: strings.IndexByte(s, '$') >= 0}
}

// appendTo appends what replaces one match.
func (p *replacer) appendTo(c *Context, b []byte, r *regexpValue, t text, caps []int32) []byte {
	switch {
	case p.fn != nil:
		args := make([]value.Value, 0, len(caps)/2+3)
		for i := range len(caps) / 2 {
			args = append(args, capture(t, caps, i))
		}
		args = append(args, value.Int(int(caps[0])), value.String(t.s))
		if r != nil && r.re.Names() != nil {
			args = append(args, c.namedGroups(r, t, caps))
		}
		st, base, n := p.fn.reserve(len(args))
		copy(st[base:base+n], args)
		b = appendText(b, c.toString(p.fn.run(st, base, n)))
	case p.dollar:
		b = p.expand(c, b, r, t, caps)
	default:
		b = appendText(b, p.text)
	}
	if len(b) > maxString {
		c.exceed(LimitString, "string longer than 16777216 bytes")
	}
	return b
}

// expand appends the text with its $ patterns filled in.
func (p *replacer) expand(c *Context, b []byte, r *regexpValue, t text, caps []int32) []byte {
	s := p.text
	groups := len(caps)/2 - 1
	for {
		i := strings.IndexByte(s, '$')
		if i < 0 || i+1 == len(s) {
			return appendText(b, s)
		}
		b = appendText(b, s[:i])
		next := s[i+1]
		s = s[i+2:]
		switch {
		case next == '$':
			b = append(b, '$')
		case next == '&':
			b = appendText(b, t.slice(int(caps[0]), int(caps[1])))
		case next == '`':
			b = appendText(b, t.slice(0, int(caps[0])))
		case next == '\'':
			b = appendText(b, t.slice(int(caps[1]), t.len()))
		case isDigit(next):
			n, used := groupNumber(next, s, groups)
			if n == 0 {
				b = append(b, '$', next)
				break
			}
			s = s[used:]
			b = appendText(b, optional(capture(t, caps, n)))
		case next == '<' && r != nil && r.re.Names() != nil && strings.IndexByte(s, '>') >= 0:
			end := strings.IndexByte(s, '>')
			for n, name := range r.re.Names() {
				if name == s[:end] && name != "" {
					b = appendText(b, optional(capture(t, caps, n)))
				}
			}
			s = s[end+1:]
		default:
			b = append(b, '$', next)
		}
		if len(b) > maxString {
			c.exceed(LimitString, "string longer than 16777216 bytes")
		}
		c.charge(1)
	}
}

// groupNumber reads the one or two digits of $n; 0 when there is no such group.
func groupNumber(first byte, rest string, groups int) (n, used int) {
	n = int(first - '0')
	if rest != "" && isDigit(rest[0]) {
		if two := n*10 + int(rest[0]-'0'); two <= groups && two > 0 {
			return two, 1
		}
	}
	if n > groups {
		return 0, 0
	}
	return n, 0
}

// optional is a capture as text.
func optional(v value.Value) string {
	s, _ := v.AsString()
	return s
}

func (c *Context) replaceRegExp(s string, r *regexpValue, p replacer) value.Value {
	t := c.text(s)
	if r.flags.global && p.fn == nil && !p.dollar {
		if out, ok := c.replaceUnits(t, r, p.text); ok {
			return out
		}
	}
	b := c.takeBuf()
	last, found := 0, false
	one := func(caps []int32) {
		found = true
		if p.fn != nil || p.dollar { // the function may use the matcher
			caps = append([]int32(nil), caps...)
		}
		start, end := int(caps[0]), int(caps[1])
		b = appendText(b, t.slice(last, start))
		b = p.appendTo(c, b, r, t, caps)
		last = end
		c.chargeText(len(p.text))
	}
	if r.flags.global {
		r.lastIndex = 0
		c.eachMatch(r, t, one)
	} else if caps, ok := c.match(r, t); ok {
		one(caps)
	}
	if !found {
		c.giveBuf(b)
		return value.String(s)
	}
	b = appendText(b, t.slice(last, t.len()))
	c.checkString(len(b))
	out := string(b)
	c.giveBuf(b)
	return value.String(out)
}

// replaceUnits is replaceRegExp for a global pattern that is a single unit and a
// plain text; ok is false for other patterns.
func (c *Context) replaceUnits(t text, r *regexpValue, by string) (out value.Value, ok bool) {
	in := regex.Input{ASCII: t.s, Units: t.units}
	at, ok := r.re.Next(in, 0)
	if !ok {
		return value.Value{}, false
	}
	r.lastIndex = 0
	c.chargeText(len(t.s))
	if at < 0 {
		return value.String(t.s), true
	}
	b := c.takeBuf()
	last := 0
	for at >= 0 {
		b = appendText(appendText(b, t.slice(last, at)), by)
		c.checkString(len(by))
		if len(b) > maxString {
			c.checkString(len(b))
		}
		last = at + 1
		at, _ = r.re.Next(in, last)
	}
	b = appendText(b, t.slice(last, t.len()))
	s := string(b)
	c.giveBuf(b)
	return value.String(s), true
}

// replaceText replaces up to n occurrences of a text.
func (c *Context) replaceText(s, old string, p replacer, n int) value.Value {
	t := c.text(s)
	size := c.text(old).len()
	b := c.takeBuf()
	last := 0
	for from := 0; n > 0 && from <= t.len(); n-- {
		i := indexUnits(t, old, from)
		if i < 0 {
			break
		}
		c.chargeText(i - from)
		b = appendText(b, t.slice(last, i))
		b = p.appendTo(c, b, nil, t, []int32{int32(i), int32(i + size)})
		last = i + size
		from = last
		if size == 0 {
			from++
		}
		c.chargeText(len(p.text))
	}
	b = appendText(b, t.slice(last, t.len()))
	c.checkString(len(b))
	out := string(b)
	c.giveBuf(b)
	return value.String(out)
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
