package expr

import (
	"fmt"

	"github.com/mica-go/mica/internal/diag"
	"github.com/mica-go/mica/internal/value"
)

// postfix reads an operand with its members, indexes and calls.
func (p *parser) postfix() Node {
	x := p.primary()
	for x != nil {
		c := p.peek()
		optional := c == '?' && p.at(p.pos+1) == '.' && !isDigit(p.at(p.pos+2))
		if optional {
			p.pos += 2
			c = p.peek()
		}
		switch {
		case c == '[':
			x = p.index(x, optional)
		case c == '(':
			x = p.call(x, optional)
		case optional:
			x = p.member(x, true)
		case c == '.' && p.at(p.pos+1) != '.':
			p.pos++
			x = p.member(x, false)
		default:
			return x
		}
		if x != nil && !p.link() {
			return nil
		}
	}
	return nil
}

// member reads the name after a dot.
func (p *parser) member(x Node, optional bool) Node {
	p.peek()
	end := p.name(p.pos)
	if end == p.pos {
		if p.pos >= len(p.src) {
			return p.unexpected()
		}
		return p.fail(p.pos, CodeIdentifier, "not a valid identifier: a name has to follow the dot; read other fields as a['...']")
	}
	n := &Member{At(x.Pos()), x, string(p.src[p.pos:end]), optional}
	p.pos = end
	return n
}

func (p *parser) index(x Node, optional bool) Node {
	open := p.pos
	p.pos++
	i := p.cond()
	if i == nil || !p.closing(open, ']') {
		return nil
	}
	return &Index{At(x.Pos()), x, i, optional}
}

func (p *parser) call(x Node, optional bool) Node {
	open := p.pos
	p.pos++
	n := &Call{At: At(x.Pos()), Fun: x, Optional: optional}
	for p.peek() != ')' {
		if p.has(p.pos, "...") {
			return p.fail(p.pos, CodeUnsupported, "arguments cannot be spread with ... in a binding; pass the array itself")
		}
		arg := p.cond()
		if arg == nil {
			return nil
		}
		n.Args = append(n.Args, arg)
		if p.peek() != ',' {
			break
		}
		p.pos++
	}
	if !p.closing(open, ')') {
		return nil
	}
	return n
}

// closing reads the bracket that belongs to the one at open.
func (p *parser) closing(open int, want byte) bool {
	switch c := p.peek(); {
	case c == want:
		p.pos++
		return true
	case p.pos >= len(p.src), c == '}', c == ')', c == ']', c == ',', c == ':', c == ';':
		code, name := CodeBracket, "bracket"
		if want == ')' {
			code, name = CodeParenthesis, "parenthesis"
		}
		p.fail(open, code, fmt.Sprintf("unmatched %s: %q has no %q", name, p.src[open], want))
	default:
		p.unexpected()
	}
	return false
}

// primary reads an operand without what follows it.
func (p *parser) primary() Node {
	c := p.peek()
	switch at := p.pos; {
	case isIdentStart(c):
		return p.ident()
	case isDigit(c), c == '.' && isDigit(p.at(at+1)):
		return p.number()
	case c == '\'' || c == '"':
		s, ok := p.str()
		if !ok {
			return nil
		}
		return &Literal{At(at), s, string(p.src[at:p.pos])}
	case c == '`':
		return p.template()
	case c == '(':
		p.pos++
		x := p.cond()
		if x == nil || !p.closing(at, ')') {
			return nil
		}
		return x
	case c == '[':
		return p.array()
	case c == '{':
		return p.object(false)
	}
	return p.unexpected()
}

// ident reads a name or one of the named constants.
func (p *parser) ident() Node {
	at, end := p.pos, p.name(p.pos)
	word := string(p.src[at:end])
	switch word {
	case "new", "delete", "await", "yield", "function", "class", "async":
		if next := p.skip(end); isIdentStart(p.at(next)) && next > end && p.operandAt(next) {
			return p.fail(at, CodeUnsupported, fmt.Sprintf("%s cannot be used in a binding; compute the value in the script or in a wxs function", word))
		}
	}
	p.pos = end
	return named(at, word)
}

// named is the meaning of a name that stands for a value.
func named(at int, word string) Node {
	switch word {
	case "true":
		return &Literal{At(at), true, word}
	case "false":
		return &Literal{At(at), false, word}
	case "null":
		return &Literal{At(at), nil, word}
	case "undefined":
		return &Literal{At(at), Undefined{}, word}
	}
	return &Ident{At(at), word}
}

func (p *parser) array() Node {
	open := p.pos
	p.pos++
	n := &Array{At: At(open)}
	for p.peek() != ']' {
		var e Elem
		if p.at(p.pos) != ',' {
			if e.Spread = p.has(p.pos, "..."); e.Spread {
				p.pos += 3
			}
			if e.X = p.cond(); e.X == nil {
				return nil
			}
		}
		n.Elems = append(n.Elems, e)
		if p.peek() != ',' {
			break
		}
		p.pos++
	}
	if !p.closing(open, ']') {
		return nil
	}
	return n
}

// object reads the fields of an object and, unless it is bare, its braces.
func (p *parser) object(bare bool) Node {
	open := p.pos
	n := &Object{At: At(open), Bare: bare}
	if !bare {
		p.pos++
	}
	comma := false
	for p.peek() != '}' {
		f, ok := p.field()
		if !ok {
			return nil
		}
		n.Fields = append(n.Fields, f)
		if comma = p.peek() == ','; !comma {
			break
		}
		p.pos++
	}
	if !bare && !p.closing(open, '}') {
		return nil
	}
	if comma && len(n.Fields) == 1 && n.Fields[0].Short {
		n.Bare = false // {{x,}} is no different from {{ {x} }} but {{x}} may be
	}
	p.duplicates(n)
	return n
}

// field reads one field of an object.
func (p *parser) field() (f Field, ok bool) {
	f.At = At(p.pos)
	c := p.peek()
	switch {
	case p.has(p.pos, "..."):
		p.pos += 3
		f.Spread = true
		f.Value = p.cond()
		return f, f.Value != nil
	case isIdentStart(c):
		end := p.name(p.pos)
		f.Key = string(p.src[p.pos:end])
		p.pos = end
		if next := p.peek(); next == ',' || next == '}' {
			f.Short = true
			f.Value = named(f.Pos(), f.Key)
			return f, true
		}
	case c == '\'' || c == '"':
		if f.Key, ok = p.str(); !ok {
			return f, false
		}
	case isDigit(c), c == '.' && isDigit(p.at(p.pos+1)):
		n, _ := p.number().(*Literal)
		if n == nil {
			return f, false
		}
		f.Key = value.FormatNumber(n.Value.(float64))
	case c == '[':
		open := p.pos
		p.pos++
		if f.Computed = p.cond(); f.Computed == nil || !p.closing(open, ']') {
			return f, false
		}
	default:
		p.unexpected()
		return f, false
	}
	if p.peek() != ':' {
		p.unexpected()
		return f, false
	}
	p.pos++
	f.Value = p.cond()
	return f, f.Value != nil
}

// duplicates notes keys that are written twice; the later one counts.
func (p *parser) duplicates(n *Object) {
	if len(n.Fields) < 2 {
		return
	}
	seen := make(map[string]bool, len(n.Fields))
	for _, f := range n.Fields {
		if f.Spread || f.Computed != nil {
			continue
		}
		if seen[f.Key] {
			p.report(f.Pos(), diag.Note, CodeDuplicate, fmt.Sprintf("duplicated name %q; the last one counts", f.Key))
		}
		seen[f.Key] = true
	}
}
