package value

import (
	"fmt"
	"strings"
)

// MaxIndex is the largest array index that a path may name, and the largest sum
// of its indexes: without it one short path would allocate without bound.
const MaxIndex = 1_000_000

// Seg is one step of a [Path]: a field name, or an array index when IsIndex is
// set.
type Seg struct {
	Name    string
	Index   int
	IsIndex bool
}

// Path names a place inside a value, as in setData({"a.b[2].c": 1}).
type Path []Seg

// String returns the path as setData takes it. [ParsePath] turns it back into
// the same path if that starts with a name and none of its names is empty.
func (p Path) String() string {
	var b strings.Builder
	for i, s := range p {
		switch {
		case s.IsIndex:
			fmt.Fprintf(&b, "[%d]", s.Index)
		default:
			if i > 0 {
				b.WriteByte('.')
			}
			b.WriteString(pathEscaper.Replace(s.Name))
		}
	}
	return b.String()
}

var pathEscaper = strings.NewReplacer(`.`, `\.`, `[`, `\[`, `]`, `\]`, `\`, `\\`)

// PathError reports a path that setData does not take.
type PathError struct {
	Path string
	// At is the place at which the path is wrong, in UTF-16 units from 0.
	At     int
	Reason string
}

// maxPathText bounds what a message repeats of a path, in bytes.
const maxPathText = 200

// Error returns the message of the official framework, the path as it was
// written. A long path is cut.
func (e *PathError) Error() string {
	path := e.Path
	if len(path) > maxPathText {
		path = strings.ToValidUTF8(path[:maxPathText], "") + "…"
	}
	return fmt.Sprintf("data path descriptor \"%s\" is illegal at char %d (%s)", path, e.At, e.Reason)
}

// ParsePath parses a setData path: names separated by dots and indexes in
// brackets. A backslash before . [ ] or \ makes that character part of a name;
// before anything else it is a character of its own. Empty names are skipped
// and a missing last bracket is added, as the official framework does. The
// empty path names the field "". A path has at most 1000 steps and its indexes
// add up to at most [MaxIndex]. The error is a *[PathError].
func ParsePath(s string) (Path, error) {
	if !strings.ContainsAny(s, `.[\`) {
		if s == "__proto__" {
			return nil, &PathError{s, 0, "illegal name"}
		}
		return Path{{Name: s}}, nil
	}
	p := pathParser{s: s, start: -1}
	p.path = make(Path, 0, min(maxDepth, 1+strings.Count(s, ".")+strings.Count(s, "[")))
	for p.pos < len(s) {
		if err := p.step(); err != nil {
			return nil, err
		}
	}
	if err := p.endName(); err != nil {
		return nil, err
	}
	if len(p.path) == 0 {
		return Path{{}}, nil
	}
	return p.path, nil
}

// keptPath is the length in bytes up to which the names of a path may keep the
// text of it all alive: they become the keys of objects that outlive it.
const keptPath = 64

type pathParser struct {
	s     string
	pos   int
	path  Path
	start int // where the name that is being read starts, -1 for nowhere
	// escaped is set when that name has a backslash that is no part of it; then
	// name is what was read of it.
	escaped bool
	name    []byte
	sum     int // of the indexes
}

func (p *pathParser) fail(at int, reason string) error {
	return &PathError{p.s, UTF16Len(p.s[:at]), reason}
}

func (p *pathParser) add(s Seg, at int) error {
	if len(p.path) == maxDepth {
		return p.fail(at, fmt.Sprintf("more than %d steps", maxDepth))
	}
	p.path = append(p.path, s)
	return nil
}

// step reads one character of a name, a dot or an index.
func (p *pathParser) step() error {
	c, n := p.s[p.pos], 1
	switch c {
	case '.':
		err := p.endName()
		p.pos++
		return err
	case '[':
		if err := p.endName(); err != nil {
			return err
		}
		return p.index()
	case '\\':
		if p.pos+1 < len(p.s) && strings.IndexByte(`.[]\`, p.s[p.pos+1]) >= 0 {
			c, n = p.s[p.pos+1], 2
		}
	}
	if p.start < 0 {
		p.start = p.pos
	}
	if n == 2 && !p.escaped {
		p.escaped = true
		p.name = append(p.name[:0], p.s[p.start:p.pos]...)
	}
	if p.escaped {
		p.name = append(p.name, c)
	}
	p.pos += n
	return nil
}

func (p *pathParser) endName() error {
	if p.start < 0 {
		return nil
	}
	at := p.start
	p.start = -1
	name := p.s[at:p.pos]
	if p.escaped {
		name, p.escaped = string(p.name), false
	} else if len(p.s) > keptPath {
		name = strings.Clone(name)
	}
	if name == "__proto__" {
		return p.fail(at, "illegal name")
	}
	return p.add(Seg{Name: name}, at)
}

func (p *pathParser) index() error {
	at := p.pos
	p.pos++
	start, n := p.pos, 0
	for p.pos < len(p.s) && p.s[p.pos] >= '0' && p.s[p.pos] <= '9' {
		if n = n*10 + int(p.s[p.pos]-'0'); n > MaxIndex {
			return p.fail(start, fmt.Sprintf("index over %d", MaxIndex))
		}
		p.pos++
	}
	if p.pos == start || p.pos < len(p.s) && p.s[p.pos] != ']' {
		return p.fail(p.pos, "illegal index")
	}
	if len(p.path) == 0 {
		return p.fail(at, "illegal index")
	}
	if p.sum += n; p.sum > MaxIndex {
		return p.fail(start, fmt.Sprintf("indexes over %d in all", MaxIndex))
	}
	if p.pos < len(p.s) {
		p.pos++
	}
	return p.add(Seg{Index: n, IsIndex: true}, at)
}

// Lookup returns what lies at the path below v, undefined when there is
// nothing.
func (p Path) Lookup(v Value) Value {
	for _, s := range p {
		if s.IsIndex {
			a := v.AsArray()
			if a == nil {
				return Value{}
			}
			v = a.At(s.Index)
			continue
		}
		o := v.AsObject()
		if o == nil {
			return Value{}
		}
		v = o.Get(s.Name)
	}
	return v
}

// Editor applies path updates to a value. Containers along a path are copied
// the first time the editor passes through them and reused after that, so many
// paths of one setData copy a spine once. The zero Editor is ready; an Editor
// must be dropped before its result is handed on, and belongs to one goroutine.
type Editor struct {
	// owned holds the large containers that this editor made. Of small ones it
	// remembers the last: to copy one again costs less than to look it up.
	owned  map[any]struct{}
	recent [4]any
	next   int
}

// smallContainer is the number of members up to which a container is copied
// again when the editor comes back to it late.
const smallContainer = 16

// Set returns root with v at path. Missing containers are made: an index step
// replaces whatever is no array by an array, a name step whatever is no object
// by an object (spec component §5.1). root is not changed, unless this editor
// made it. v must not be, or hold, a container that this editor made. The
// recursion is as deep as path is long, which [ParsePath] bounds.
func (e *Editor) Set(root Value, path Path, v Value) Value {
	if len(path) == 0 {
		return v
	}
	s, rest := path[0], path[1:]
	if s.IsIndex {
		a := e.array(root)
		for len(a.items) <= s.Index {
			a.items = append(a.items, Value{})
		}
		a.items[s.Index] = e.Set(a.items[s.Index], rest, v)
		return FromArray(a)
	}
	o := e.object(root)
	if i := o.shape.Index(s.Name); i >= 0 {
		o.vals[i] = e.Set(o.vals[i], rest, v)
	} else {
		o.Put(s.Name, e.Set(Value{}, rest, v))
	}
	return FromObject(o)
}

// own records that the editor made a container of n members.
func (e *Editor) own(c any, n int) {
	e.recent[e.next%len(e.recent)] = c
	e.next++
	if n <= smallContainer {
		return
	}
	if e.owned == nil {
		e.owned = make(map[any]struct{})
	}
	e.owned[c] = struct{}{}
}

// owns reports whether the editor made that container.
func (e *Editor) owns(c any) bool {
	for _, r := range e.recent {
		if r == c {
			return true
		}
	}
	_, ok := e.owned[c]
	return ok
}

func (e *Editor) array(v Value) *Array {
	a := v.AsArray()
	if a != nil {
		if e.owns(a) {
			return a
		}
		a = &Array{items: append(make([]Value, 0, len(a.items)), a.items...)}
	} else {
		a = &Array{}
	}
	e.own(a, len(a.items))
	return a
}

func (e *Editor) object(v Value) *Object {
	o := v.AsObject()
	if o != nil {
		if e.owns(o) {
			return o
		}
		o = o.clone()
	} else {
		o = NewObject()
	}
	e.own(o, len(o.vals))
	return o
}
