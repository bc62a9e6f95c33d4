package property

import (
	"slices"
	"sync"
)

// property is a row of the table: a longhand or a shorthand.
type property struct {
	name      string
	index     int // the place of a longhand in table.longhands
	inherited bool
	initial   string
	words     string // keywords that stand alone and compute to themselves, separated by spaces
	read      reader // reads everything else; nil if there is nothing else

	expand expander // nil for longhands
	parts  []string // the longhands of a shorthand
	longs  []*property

	table *table // the one it is in
}

type table struct {
	byName    map[string]*property
	longhands []string
	rows      []*property // of longhands
}

// tables builds the table on first use, so that a program without styles pays nothing.
var tables = sync.OnceValue(func() *table {
	t := &table{byName: make(map[string]*property, 1024)}
	for _, list := range [][]property{boxProperties, textProperties, paintProperties, otherProperties} {
		for i := range list {
			d := new(property)
			*d = list[i]
			d.table = t
			t.byName[d.name] = d
			t.longhands = append(t.longhands, d.name)
		}
	}
	for i := range shorthands {
		d := new(property)
		*d = shorthands[i]
		for _, part := range d.parts {
			d.longs = append(d.longs, t.byName[part])
		}
		t.byName[d.name] = d
	}
	for _, a := range aliases {
		t.byName[a.name] = t.byName[a.of]
	}
	slices.Sort(t.longhands)
	for i, name := range t.longhands {
		t.byName[name].index = i
		t.rows = append(t.rows, t.byName[name])
	}
	return t
})

// keyword reports whether the value is, in lower case, a keyword that computes to itself.
func (d *property) keyword(value string) bool {
	return simpleKeyword(value) && hasWord(d.words, value)
}

// simpleKeyword reports whether s may be a keyword in lower case.
func simpleKeyword(s string) bool {
	for i := range len(s) {
		if c := s[i]; (c < 'a' || c > 'z') && c != '-' {
			return false
		}
	}
	return s != ""
}

// hasWord reports whether s is one of the words in list.
func hasWord(list, s string) bool {
	for len(list) >= len(s) {
		if list[:len(s)] == s && (len(list) == len(s) || list[len(s)] == ' ') {
			return true
		}
		i := 0
		for i < len(list) && list[i] != ' ' {
			i++
		}
		if i == len(list) {
			return false
		}
		list = list[i+1:]
	}
	return false
}

// value reads a value of the longhand, which need not be all there is. Keywords of the table are tried first.
func (d *property) value(p *parser) bool {
	p.prop = d
	s := p.mark()
	isWord := p.keyword(d.words)
	if isWord && (d.read == nil || p.atEnd()) {
		return true
	}
	after := p.pos
	p.reset(s)
	if d.read != nil && d.read(p) && p.pos >= after {
		return true
	}
	p.reset(s)
	return isWord && p.keyword(d.words)
}

// valid reports whether the value is one of the longhand.
func (d *property) valid(value string) bool {
	if d.keyword(value) {
		return true
	}
	p := newParser()
	defer p.free()
	p.noEnv = Env{}
	p.env = &p.noEnv
	return p.lex(value) && d.value(p) && p.eof()
}

// compute returns the computed value, the given one if it is invalid.
func (d *property) compute(env *Env, value string) string {
	p := newParser()
	defer p.free()
	p.env = env
	if !p.lex(value) || !d.value(p) || !p.eof() {
		return value
	}
	if string(p.out) == value {
		return value
	}
	return string(p.out)
}

// anything carries a value of whatever grammar, white space normalised.
func anything(p *parser) bool {
	from := p.pos
	for !p.eof() {
		if p.toks[p.pos].space && p.pos > from {
			p.writeByte(' ')
		}
		p.write(p.str())
		p.pos++
	}
	return p.pos > from
}
