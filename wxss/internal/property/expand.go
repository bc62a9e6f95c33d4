package property

import (
	"slices"
	"sync"
)

// expander reads the value of a shorthand and sets its longhands, those it does not mention to their initial values.
type expander func(e *expansion) bool

// expansion is a shorthand on its way: the parser over its value and the values of its longhands, "" where none is set yet.
type expansion struct {
	parser
	prop   *property
	values []string
	buf    [24]string
}

// expansions keeps expansions for the next shorthand, as parsers does.
var expansions = sync.Pool{New: func() any { return new(expansion) }}

// expandInto appends the longhands that the value of a shorthand gives.
func (d *property) expandInto(dst []Longhand, value string) ([]Longhand, bool) {
	e := expansions.Get().(*expansion)
	defer e.free()
	e.prop = d
	e.values = slices.Grow(e.buf[:0], len(d.parts))[:len(d.parts)]
	e.noEnv = Env{}
	e.env = &e.noEnv
	if !e.lex(value) || !d.expand(e) || !e.eof() {
		return dst, false
	}
	for i, part := range d.longs {
		v := e.values[i]
		if v == "" {
			v = part.initial
		}
		dst = append(dst, Longhand{part.name, v, part.index})
	}
	return dst, true
}

// free gives the expansion back without what belongs to its value.
func (e *expansion) free() {
	e.text, e.toks, e.out, e.env, e.parser.prop = "", nil, nil, nil, nil
	clear(e.values)
	e.prop, e.values = nil, nil
	expansions.Put(e)
}

// part reads a value of the i-th longhand and sets it.
func (e *expansion) part(i int) bool {
	s, from := e.mark(), e.pos
	if !e.prop.longs[i].value(&e.parser) {
		e.reset(s)
		return false
	}
	e.values[i] = e.since(from)
	return true
}

// sides is for up to four values of one kind, for top, right, bottom and left: margin.
func sides(e *expansion) bool {
	for i := range e.prop.parts {
		if e.eof() && i > 0 {
			// right is like top, bottom like top, left like right
			e.values[i] = e.values[max(0, i-2)]
			continue
		}
		if !e.part(i) {
			return false
		}
	}
	return true
}

// any is for longhands in any order, each at most once and at least one: border-top.
func anyOrder(e *expansion) bool {
	for n := 0; !e.eof(); n++ {
		if n == len(e.prop.parts) || !e.anyPart() {
			return false
		}
	}
	return true
}

// anyPart reads a value of the first longhand that has none yet and takes what comes.
func (e *expansion) anyPart() bool {
	for i := range e.prop.parts {
		if e.values[i] == "" && e.part(i) {
			return true
		}
	}
	return false
}
