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
	n := p.members.Put(Member{At(x.Pos()), optional, x, p.src[p.pos:end]})
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
	return p.indexes.Put(Index{At(x.Pos()), optional, x, i})
}

func (p *parser) call(x Node, optional bool) Node {
	open := p.pos
	p.pos++
	n := p.calls.Put(Call{At: At(x.Pos()), Fun: x, Optional: optional})
	var few [4]Node
	args := few[:0]
	for p.peek() != ')' {
		if p.has(p.pos, "...") {
			return p.fail(p.pos, CodeUnsupported, "arguments cannot be spread with ... in a binding; pass the array itself")
		}
		arg := p.cond()
		if arg == nil {
			return nil
		}
		args = append(args, arg)
		if p.peek() != ',' {
			break
		}
		p.pos++
	}
	if !p.closing(open, ')') {
		return nil
	}
	n.Args = p.args.List(args)
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
		return p.literals.Put(Literal{At(at), value.String(s), p.src[at:p.pos]})
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
	word := p.src[at:end]
	switch word {
	case "new", "delete", "await", "yield", "function", "class", "async":
		if next := p.skip(end); isIdentStart(p.at(next)) && next > end && p.operandAt(next) {
			return p.fail(at, CodeUnsupported, fmt.Sprintf("%s cannot be used in a binding; compute the value in the script or in a wxs function", word))
		}
	}
	p.pos = end
	return p.named(at, word)
}

// named is the meaning of a name that stands for a value.
func (p *parser) named(at int, word string) Node {
	switch word {
	case "true":
		return p.literals.Put(Literal{At(at), value.Bool(true), word})
	case "false":
		return p.literals.Put(Literal{At(at), value.Bool(false), word})
	case "null":
		return p.literals.Put(Literal{At(at), value.Null(), word})
	case "undefined":
		return p.literals.Put(Literal{At(at), value.Undefined(), word})
	}
	return p.idents.Put(Ident{At(at), word})
}

func (p *parser) array() Node {
	open := p.pos
	p.pos++
	n := p.arrays.Put(Array{At: At(open)})
	var few [4]Elem
	elems := few[:0]
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
		elems = append(elems, e)
		if p.peek() != ',' {
			break
		}
		p.pos++
	}
	if !p.closing(open, ']') {
		return nil
	}
	n.Elems = p.elems.List(elems)
	return n
}

// object reads the fields of an object and, unless it is bare, its braces.
func (p *parser) object(bare bool) Node {
	open := p.pos
	n := p.objects.Put(Object{At: At(open), Bare: bare})
	var few [4]Field
	fields := few[:0]
	if !bare {
		p.pos++
	}
	comma := false
	for p.peek() != '}' {
		f, ok := p.field()
		if !ok {
			return nil
		}
		fields = append(fields, f)
		if comma = p.peek() == ','; !comma {
			break
		}
		p.pos++
	}
	if !bare && !p.closing(open, '}') {
		return nil
	}
	n.Fields = p.fields.List(fields)
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
		f.Key = p.src[p.pos:end]
		p.pos = end
		if next := p.peek(); next == ',' || next == '}' {
			f.Short = true
			f.Value = p.named(f.Pos(), f.Key)
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
		f.Key = value.ToString(n.Value)
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
	var seen map[string]bool
	if len(n.Fields) > fewFields {
		seen = make(map[string]bool, len(n.Fields))
	}
	for i := range n.Fields {
		f := &n.Fields[i]
		if f.Spread || f.Computed != nil {
			continue
		}
		if seen[f.Key] || seen == nil && hasKeyBefore(n.Fields[:i], f.Key) {
			p.report(f.Pos(), diag.Note, CodeDuplicate, fmt.Sprintf("duplicated name %q; the last one counts", f.Key))
		}
		if seen != nil {
			seen[f.Key] = true
		}
	}
}

// fewFields is up to how many fields of an object are compared with each other.
const fewFields = 8

// hasKeyBefore reports whether one of the fields is written with that key.
func hasKeyBefore(fields []Field, key string) bool {
	for i := range fields {
		if f := &fields[i]; f.Key == key && !f.Spread && f.Computed == nil {
			return true
		}
	}
	return false
}
