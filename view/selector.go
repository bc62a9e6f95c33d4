package view

import (
	"fmt"
	"strings"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// maxCompounds bounds a selector: matching keeps one bit for each compound.
const maxCompounds = 64

// selector is a compiled selector. Its compounds are those of all
// alternatives, one after the other.
type selector struct {
	compounds []compound
	// starts, ends, child and desc are sets of compounds: the first and the last
	// of an alternative, and those joined to the one before by ">" or by white
	// space.
	starts, ends, child, desc uint64
}

// compound is what one node must be: "view.a#b[c=d]".
type compound struct {
	tag     string // "" and "*" for any
	id      string
	classes []string
	attrs   []attrTest
}

// attrTest is [name], or [name op want] with op one of = ~ ^ $ * |.
type attrTest struct {
	name string
	op   byte
	want string
}

// matches tests a node that is no text.
func (c *compound) matches(p *Page, at pos) bool {
	if c.tag != "" && c.tag != "*" && c.tag != at.tag() {
		return false
	}
	if c.id != "" && c.id != at.id() {
		return false
	}
	for _, name := range c.classes {
		if !p.hasClass(at, name) {
			return false
		}
	}
	for i := range c.attrs {
		if !c.attrs[i].matches(p, at) {
			return false
		}
	}
	return true
}

func (t *attrTest) matches(p *Page, at pos) bool {
	got, ok := t.value(p, at)
	if !ok {
		return false
	}
	switch t.op {
	case '=':
		return got == t.want
	case '^':
		return t.want != "" && strings.HasPrefix(got, t.want)
	case '$':
		return t.want != "" && strings.HasSuffix(got, t.want)
	case '*':
		return t.want != "" && strings.Contains(got, t.want)
	case '|':
		return got == t.want || strings.HasPrefix(got, t.want+"-")
	case '~':
		for word := range strings.FieldsSeq(got) {
			if word == t.want {
				return true
			}
		}
		return false
	}
	return true
}

// value returns the text of the attribute. One that is undefined, null or
// false is not there.
func (t *attrTest) value(p *Page, at pos) (string, bool) {
	if at.inst == nil {
		return "", false
	}
	var s string
	switch t.name {
	case "id":
		s = at.id()
	case "style":
		s = at.style()
	case "slot":
		s = at.slotAttr()
	case "name":
		if at.kind() == KindSlot {
			s = at.slotName()
			break
		}
		return textOf(at.attr(bridge.HoleAttr, t.name))
	case "class":
		var names []string
		for _, c := range p.classes(at, nil) {
			names = append(names, c.Name)
		}
		s = strings.Join(names, " ")
	default:
		if key, ok := strings.CutPrefix(t.name, "data-"); ok {
			return textOf(at.attr(bridge.HoleData, camel(key)))
		}
		return textOf(at.attr(bridge.HoleAttr, camel(t.name)))
	}
	return s, s != ""
}

func textOf(v value.Value, ok bool) (string, bool) {
	if b, isBool := v.AsBool(); isBool && !b || v.IsNullish() {
		return "", false
	}
	return value.Text(v), ok
}

// compile parses a selector: alternatives joined by commas, each a chain of
// compounds joined by white space or ">>>" (anywhere below) or ">" (child).
func compile(text string) (*selector, error) {
	if len(text) > 4096 {
		return nil, &SelectorError{text[:32] + "…", 4096, "it is longer than 4096 bytes"}
	}
	ps := selParser{text: text}
	s := &selector{}
	for {
		ps.space()
		if reason := ps.chain(s); reason != "" {
			return nil, &SelectorError{text, ps.at, reason}
		}
		if ps.at == len(text) {
			return s, nil
		}
		ps.at++ // the comma that ended the chain
	}
}

type selParser struct {
	text string
	at   int
}

func (ps *selParser) peek() byte {
	if ps.at < len(ps.text) {
		return ps.text[ps.at]
	}
	return 0
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' }

func (ps *selParser) space() (any bool) {
	for ; isSpace(ps.peek()); ps.at++ {
		any = true
	}
	return any
}

// chain parses one alternative up to a comma or the end.
func (ps *selParser) chain(s *selector) (reason string) {
	for link := &s.starts; ; {
		if len(s.compounds) == maxCompounds {
			return fmt.Sprintf("it has more than %d parts", maxCompounds)
		}
		c, reason := ps.compound()
		if reason != "" {
			return reason
		}
		bit := uint64(1) << len(s.compounds)
		s.compounds = append(s.compounds, c)
		*link |= bit
		spaced := ps.space()
		switch {
		case ps.at == len(ps.text) || ps.peek() == ',':
			s.ends |= bit
			return ""
		case strings.HasPrefix(ps.text[ps.at:], ">>>"):
			ps.at += 3
			link = &s.desc
		case ps.peek() == '>':
			ps.at++
			link = &s.child
		case spaced && ps.peek() != '+' && ps.peek() != '~':
			link = &s.desc
		default:
			return fmt.Sprintf("%q is not understood here", ps.peek())
		}
		ps.space()
	}
}

func (ps *selParser) compound() (c compound, reason string) {
	start := ps.at
	if ps.peek() == '*' {
		c.tag = "*"
		ps.at++
	} else if isName(ps.peek()) {
		c.tag = ps.name()
	}
	for {
		switch ps.peek() {
		case '.', '#':
			mark := ps.peek()
			ps.at++
			if !isName(ps.peek()) {
				return c, fmt.Sprintf("a name must follow %q", mark)
			}
			name := ps.name()
			if mark == '.' {
				c.classes = append(c.classes, name)
			} else if c.id != "" && c.id != name {
				return c, "a node has only one id"
			} else {
				c.id = name
			}
		case '[':
			t, reason := ps.attr()
			if reason != "" {
				return c, reason
			}
			c.attrs = append(c.attrs, t)
		case ':':
			return c, "pseudo classes and elements are not supported"
		default:
			if ps.at == start {
				return c, "a tag, .class, #id or [attribute] is missing"
			}
			return c, ""
		}
	}
}

func isName(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '-' || c == '_' || c == '\\' || c >= 0x80
}

// name reads a name; a backslash takes the next byte as it is.
func (ps *selParser) name() string {
	var b strings.Builder
	for isName(ps.peek()) {
		if ps.peek() == '\\' && ps.at+1 < len(ps.text) {
			ps.at++
		}
		b.WriteByte(ps.peek())
		ps.at++
	}
	return b.String()
}

func (ps *selParser) attr() (t attrTest, reason string) {
	ps.at++
	ps.space()
	if !isName(ps.peek()) {
		return t, "the name of an attribute is missing"
	}
	t.name = ps.name()
	ps.space()
	if c := ps.peek(); c != 0 && strings.IndexByte("~^$*|", c) >= 0 {
		t.op = c
		ps.at++
	}
	if ps.peek() == '=' {
		if t.op == 0 {
			t.op = '='
		}
		ps.at++
		ps.space()
		if t.want, reason = ps.want(); reason != "" {
			return t, reason
		}
		ps.space()
	} else if t.op != 0 {
		return t, `"=" is missing`
	}
	if ps.peek() != ']' {
		return t, `"]" is missing`
	}
	ps.at++
	return t, ""
}

// want reads the value of an attribute test, in quotes or bare.
func (ps *selParser) want() (s, reason string) {
	q := ps.peek()
	if q != '"' && q != '\'' {
		start := ps.at
		for c := ps.peek(); c != 0 && c != ']' && !isSpace(c); c = ps.peek() {
			ps.at++
		}
		if ps.at == start {
			return "", "the value of an attribute is missing"
		}
		return ps.text[start:ps.at], ""
	}
	ps.at++
	var b strings.Builder
	for c := ps.peek(); c != q; c = ps.peek() {
		if ps.at >= len(ps.text) {
			return "", "a quote is not closed"
		}
		if c == '\\' && ps.at+1 < len(ps.text) {
			ps.at++
			c = ps.peek()
		}
		b.WriteByte(c)
		ps.at++
	}
	ps.at++
	return b.String(), ""
}
