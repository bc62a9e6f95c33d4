package regex

import (
	"fmt"
	"strconv"

	"github.com/mica-go/mica/internal/value"
)

// node is a part of a pattern.
type node interface{}

type (
	empty   struct{}
	char    struct{ u uint16 } // one unit, without the flag i
	setNode struct{ s *set }
	seq     struct{ list []node }
	alt     struct{ list []node }
	group   struct {
		n   int // number of the capture
		sub node
	}
	look struct {
		behind, negative bool
		sub              node
	}
	repeat struct {
		min, max   int
		lazy       bool
		sub        node
		from, upto int // captures inside: from < n <= upto
	}
	assertion struct{ op op }
	backref   struct{ n int }
)

type parser struct {
	pattern []uint16
	pos     int
	flags   Flags
	total   int // groups in the pattern
	groups  int // groups so far
	named   bool
	names   map[string]int
	level   int
}

func (p *parser) more() bool { return p.pos < len(p.pattern) }

// peek returns unit n from the current one on, -1 at the end.
func (p *parser) peek(n int) int {
	if p.pos+n < len(p.pattern) {
		return int(p.pattern[p.pos+n])
	}
	return -1
}

func (p *parser) accept(c int) bool {
	if p.peek(0) == c {
		p.pos++
		return true
	}
	return false
}

// countGroups counts the capturing groups, which backreferences need to know
// beforehand.
func (p *parser) countGroups() {
	class := false
	for i := 0; i < len(p.pattern); i++ {
		switch p.pattern[i] {
		case '\\':
			i++
		case '[':
			class = true
		case ']':
			class = false
		case '(':
			if class {
				continue
			}
			next := func(n int) uint16 {
				if i+n < len(p.pattern) {
					return p.pattern[i+n]
				}
				return 0
			}
			if next(1) != '?' {
				p.total++
			} else if next(2) == '<' && next(3) != '=' && next(3) != '!' {
				p.total++
				p.named = true
			}
		}
	}
}

func (p *parser) groupNames() []string {
	if len(p.names) == 0 {
		return nil
	}
	list := make([]string, p.groups+1)
	for name, n := range p.names {
		list[n] = name
	}
	return list
}

// alternatives parses a|b|c up to a closing parenthesis.
func (p *parser) alternatives() node {
	p.level++
	if p.level > maxNesting {
		tooLarge(fmt.Sprintf("groups nested deeper than %d levels", maxNesting))
	}
	list := []node{p.terms()}
	for p.accept('|') {
		list = append(list, p.terms())
	}
	p.level--
	if len(list) == 1 {
		return list[0]
	}
	if s := oneOf(list); s != nil {
		return setNode{s}
	}
	return alt{list}
}

// oneOf makes one set of alternatives that are single units, nil when they are
// not.
func oneOf(list []node) *set {
	var ranges []unitRange
	for _, n := range list {
		switch n := n.(type) {
		case char:
			ranges = append(ranges, unitRange{n.u, n.u})
		case setNode:
			ranges = append(ranges, n.s.all()...)
		default:
			return nil
		}
	}
	return newSet(ranges)
}

func (p *parser) terms() node {
	var list []node
	for p.more() && p.peek(0) != '|' && p.peek(0) != ')' {
		before := p.groups
		t, quantifiable := p.term()
		list = append(list, p.quantified(t, quantifiable, before))
	}
	switch len(list) {
	case 0:
		return empty{}
	case 1:
		return list[0]
	}
	return seq{list}
}

// quantified parses the quantifier behind a term.
func (p *parser) quantified(t node, allowed bool, groupsBefore int) node {
	lo, hi, ok := p.quantifier()
	if !ok {
		return t
	}
	if !allowed {
		fail("Nothing to repeat")
	}
	if lo > hi {
		fail("numbers out of order in {} quantifier")
	}
	lazy := p.accept('?')
	return repeat{lo, hi, lazy, t, groupsBefore, p.groups}
}

func (p *parser) quantifier() (lo, hi int, ok bool) {
	switch p.peek(0) {
	case '*':
		p.pos++
		return 0, maxRepeat, true
	case '+':
		p.pos++
		return 1, maxRepeat, true
	case '?':
		p.pos++
		return 0, 1, true
	case '{':
		return p.braces()
	}
	return 0, 0, false
}

// braces parses {n}, {n,} and {n,m}; anything else in braces is text.
func (p *parser) braces() (lo, hi int, ok bool) {
	start := p.pos
	p.pos++
	lo, ok = p.decimal()
	hi = lo
	if ok && p.accept(',') {
		if hi, ok = p.decimal(); !ok {
			hi, ok = maxRepeat, true
		}
	}
	if !ok || !p.accept('}') {
		p.pos = start
		return 0, 0, false
	}
	return lo, hi, true
}

func (p *parser) decimal() (int, bool) {
	n, start := 0, p.pos
	for p.peek(0) >= '0' && p.peek(0) <= '9' {
		n = min(n*10+p.peek(0)-'0', maxRepeat)
		p.pos++
	}
	return n, p.pos > start
}

// term parses an atom or an assertion.
func (p *parser) term() (n node, quantifiable bool) {
	c := p.peek(0)
	p.pos++
	switch c {
	case '^':
		if p.flags&Multiline != 0 {
			return assertion{opBeginLine}, false
		}
		return assertion{opBegin}, false
	case '$':
		if p.flags&Multiline != 0 {
			return assertion{opEndLine}, false
		}
		return assertion{opEnd}, false
	case '(':
		return p.group()
	case '.':
		if p.flags&DotAll != 0 {
			return setNode{newSet([]unitRange{{0, 0xFFFF}})}, true
		}
		return setNode{complement(newSet(lineRanges))}, true
	case '[':
		return p.class(), true
	case '\\':
		return p.escape()
	case '*', '+', '?':
		fail("Nothing to repeat")
	case '{':
		p.pos--
		if _, _, ok := p.braces(); ok {
			fail("Nothing to repeat")
		}
		p.pos++
	}
	return p.unit(uint16(c)), true
}

// unit is the node of one literal unit.
func (p *parser) unit(u uint16) node {
	if p.flags&IgnoreCase != 0 {
		if classes, _ := cased(); classes[canon(u)] != nil {
			return setNode{newSet(fold([]unitRange{{u, u}}))}
		}
	}
	return char{u}
}

func (p *parser) group() (node, bool) {
	if !p.accept('?') {
		p.groups++
		return p.capture(p.groups), true
	}
	c := p.peek(0)
	p.pos++
	switch c {
	case ':':
		n := p.alternatives()
		p.closeGroup()
		return n, true
	case '=', '!':
		return p.look(false, c == '!'), true
	case '<':
		if p.accept('=') {
			return p.look(true, false), false
		}
		if p.accept('!') {
			return p.look(true, true), false
		}
		p.groups++
		n := p.groups
		name := p.name()
		if p.names == nil {
			p.names = make(map[string]int)
		}
		if p.names[name] != 0 {
			fail("Duplicate capture group name")
		}
		p.names[name] = n
		return p.capture(n), true
	}
	fail("Invalid group")
	return nil, false
}

func (p *parser) capture(n int) node {
	sub := p.alternatives()
	p.closeGroup()
	return group{n, sub}
}

func (p *parser) look(behind, negative bool) node {
	sub := p.alternatives()
	p.closeGroup()
	return look{behind, negative, sub}
}

func (p *parser) closeGroup() {
	if !p.accept(')') {
		fail("Unterminated group")
	}
}

// name parses name> of a group or a backreference.
func (p *parser) name() string {
	start := p.pos
	for p.more() && p.peek(0) != '>' {
		p.pos++
	}
	name := value.FromUTF16(p.pattern[start:p.pos])
	if !p.accept('>') || name == "" || name[0] >= '0' && name[0] <= '9' {
		fail("Invalid capture group name")
	}
	return name
}

// escape parses what follows a backslash outside of a class.
func (p *parser) escape() (node, bool) {
	c := p.peek(0)
	if c < 0 {
		fail("\\ at end of pattern")
	}
	switch c {
	case 'b':
		p.pos++
		return assertion{opWord}, false
	case 'B':
		p.pos++
		return assertion{opNotWord}, false
	case 'k':
		if p.named {
			return p.namedRef(), true
		}
	}
	if c >= '1' && c <= '9' {
		start := p.pos
		if n, _ := p.decimal(); n <= p.total {
			return backref{n}, true
		}
		p.pos = start
	}
	if ranges, ok := p.classEscape(); ok {
		return setNode{newSet(ranges)}, true
	}
	return p.unit(p.charEscape()), true
}

func (p *parser) namedRef() node {
	p.pos++
	if !p.accept('<') {
		fail("Invalid named reference")
	}
	// The group may stand further on: look for it in the rest of the pattern.
	name := p.name()
	if n := p.names[name]; n != 0 {
		return backref{n}
	}
	return backref{p.findName(name)}
}

// findName returns the number of a named group that has not been parsed yet.
func (p *parser) findName(name string) int {
	want := value.ToUTF16("(?<" + name + ">")
	n := p.groups
	for i := p.pos; i < len(p.pattern); i++ {
		switch {
		case p.pattern[i] == '\\':
			i++
		case p.pattern[i] != '(':
		case i+len(want) <= len(p.pattern) && value.FromUTF16(p.pattern[i:i+len(want)]) == "(?<"+name+">":
			return n + 1
		case i+1 < len(p.pattern) && p.pattern[i+1] != '?':
			n++
		}
	}
	fail("Invalid named capture referenced")
	return 0
}

// classEscape parses d D w W s S after a backslash.
func (p *parser) classEscape() ([]unitRange, bool) {
	var ranges []unitRange
	c := p.peek(0)
	switch c | 0x20 {
	case 'd':
		ranges = digitRanges
	case 'w':
		ranges = wordRanges
	case 's':
		ranges = spaceRanges
	default:
		return nil, false
	}
	p.pos++
	if c < 'a' {
		ranges = complement(newSet(ranges)).all()
	}
	return ranges, true
}

// charEscape parses an escape that stands for one unit.
func (p *parser) charEscape() uint16 {
	c := p.peek(0)
	p.pos++
	switch c {
	case 't':
		return '\t'
	case 'n':
		return '\n'
	case 'v':
		return '\v'
	case 'f':
		return '\f'
	case 'r':
		return '\r'
	case 'c':
		if l := p.peek(0) | 0x20; l >= 'a' && l <= 'z' {
			p.pos++
			return uint16(l) & 31
		}
		p.pos-- // the backslash stands for itself
		return '\\'
	case 'x':
		if u, ok := p.hex(2); ok {
			return u
		}
	case 'u':
		if u, ok := p.hex(4); ok {
			return u
		}
	}
	if c >= '0' && c <= '7' {
		n := c - '0'
		for i := 0; i < 2 && p.peek(0) >= '0' && p.peek(0) <= '7' && n*8+p.peek(0)-'0' <= 0xFF; i++ {
			n = n*8 + p.peek(0) - '0'
			p.pos++
		}
		return uint16(n)
	}
	return uint16(c)
}

func (p *parser) hex(n int) (uint16, bool) {
	if p.pos+n > len(p.pattern) {
		return 0, false
	}
	x, err := strconv.ParseUint(value.FromUTF16(p.pattern[p.pos:p.pos+n]), 16, 16)
	if err != nil {
		return 0, false
	}
	p.pos += n
	return uint16(x), true
}

// class parses [...].
func (p *parser) class() node {
	negative := p.accept('^')
	var ranges []unitRange
	for {
		if !p.more() {
			fail("Unterminated character class")
		}
		if p.accept(']') {
			break
		}
		lo, isSet := p.classAtom(&ranges)
		if p.peek(0) != '-' || p.peek(1) == ']' || p.peek(1) < 0 {
			if !isSet {
				ranges = append(ranges, unitRange{lo, lo})
			}
			continue
		}
		p.pos++
		hi, isSet2 := p.classAtom(&ranges)
		if isSet || isSet2 { // the dash stands for itself
			ranges = append(ranges, unitRange{'-', '-'})
			if !isSet {
				ranges = append(ranges, unitRange{lo, lo})
			}
			if !isSet2 {
				ranges = append(ranges, unitRange{hi, hi})
			}
			continue
		}
		if lo > hi {
			fail("Range out of order in character class")
		}
		ranges = append(ranges, unitRange{lo, hi})
	}
	if p.flags&IgnoreCase != 0 {
		ranges = fold(ranges)
	}
	s := newSet(ranges)
	if negative {
		s = complement(s)
	}
	return setNode{s}
}

// classAtom parses one member of a class; an escape such as \d is added to
// ranges.
func (p *parser) classAtom(ranges *[]unitRange) (u uint16, isSet bool) {
	c := p.peek(0)
	p.pos++
	if c != '\\' {
		return uint16(c), false
	}
	if !p.more() {
		fail("\\ at end of pattern")
	}
	if more, ok := p.classEscape(); ok {
		*ranges = append(*ranges, more...)
		return 0, true
	}
	if p.accept('b') {
		return '\b', false
	}
	return p.charEscape(), false
}
