package expr

import (
	"strings"

	"github.com/mica-go/mica/internal/value"
)

// Print returns the source of a tree, without the braces around the binding,
// with as few parentheses as it takes. Parsing the result in the same [Context]
// gives the same tree. Literals are printed as written, so a string may hold the
// quote of the attribute around it. Where the result begins or ends with a brace,
// only mica reads it without a space between it and the binding's own braces.
func Print(n Node) string {
	var p printer
	if o, ok := n.(*Object); ok && o.Bare {
		p.fields(o)
	} else if n != nil {
		p.node(n, 0)
	}
	return p.b.String()
}

type printer struct{ b strings.Builder }

// precOf is the level of a node's outermost operator.
func precOf(n Node) int {
	switch n := n.(type) {
	case *Cond:
		return 0
	case *Binary:
		return binaryPrec(n.Op)
	case *Unary:
		return precUnary
	}
	return precPostfix
}

func binaryPrec(op string) int {
	switch op {
	case "||", "??":
		return precOr
	case "&&":
		return precAnd
	case "|":
		return precBitOr
	case "^":
		return precBitXor
	case "&":
		return precBitAnd
	case "==", "!=", "===", "!==":
		return precEq
	case "<", ">", "<=", ">=", "in", "instanceof":
		return precCmp
	case "<<", ">>", ">>>":
		return precShift
	case "+", "-":
		return precAdd
	case "**":
		return precPow
	}
	return precMul
}

// node prints n, in parentheses where it binds looser than min.
func (p *printer) node(n Node, min int) {
	if precOf(n) < min || min > 0 && isOperatorName(n) {
		p.b.WriteByte('(')
		defer p.b.WriteByte(')')
	}
	switch n := n.(type) {
	case *Ident:
		p.b.WriteString(n.Name)
	case *Literal:
		p.literal(n)
	case *Template:
		p.template(n)
	case *Member:
		p.receiver(n.X, n.Optional)
		p.b.WriteString(optional(n.Optional, ".") + n.Name)
	case *Index:
		p.receiver(n.X, true)
		p.b.WriteString(optional(n.Optional, "") + "[")
		p.node(n.I, 0)
		p.b.WriteByte(']')
	case *Call:
		p.receiver(n.Fun, true)
		p.b.WriteString(optional(n.Optional, ""))
		p.b.WriteByte('(')
		for i, a := range n.Args {
			p.comma(i)
			p.node(a, 0)
		}
		p.b.WriteByte(')')
	case *Unary:
		p.unary(n)
	case *Binary:
		left, right := precOf(n), precOf(n)+1
		if n.Op == "**" {
			left, right = precPostfix, precPow
		}
		p.node(n.X, left)
		p.b.WriteString(" " + n.Op + " ")
		p.node(n.Y, right)
	case *Cond:
		p.node(n.Test, precOr)
		p.b.WriteString(" ? ")
		p.node(n.Then, 0)
		p.b.WriteString(" : ")
		p.node(n.Else, 0)
	case *Object:
		p.b.WriteByte('{')
		p.fields(n)
		p.b.WriteByte('}')
	case *Array:
		p.array(n)
	}
}

// isOperatorName reports whether n is a field called typeof or void, which
// would be taken for the operator before an operand.
func isOperatorName(n Node) bool {
	id, ok := n.(*Ident)
	return ok && (id.Name == "typeof" || id.Name == "void")
}

// optional is the operator of a member, index or call; plain is its form without
// the question mark.
func optional(on bool, plain string) string {
	if on {
		return "?."
	}
	return plain
}

// receiver prints what stands before a member, index or call. A whole number
// would take a dot after it for its own.
func (p *printer) receiver(x Node, noDot bool) {
	if l, ok := x.(*Literal); ok && !noDot {
		if _, number := l.Value.AsNumber(); number && strings.Trim(raw(l), "0123456789") == "" {
			p.b.WriteString("(" + raw(l) + ")")
			return
		}
	}
	p.node(x, precPostfix)
}

func (p *printer) comma(i int) {
	if i > 0 {
		p.b.WriteString(", ")
	}
}

func (p *printer) unary(n *Unary) {
	p.b.WriteString(n.Op)
	inner, _ := n.X.(*Unary)
	if len(n.Op) > 1 || inner != nil && inner.Op == n.Op && (n.Op == "-" || n.Op == "+") {
		p.b.WriteByte(' ')
	}
	p.node(n.X, precUnary)
}

func (p *printer) fields(n *Object) {
	for i, f := range n.Fields {
		p.comma(i)
		switch {
		case f.Spread:
			p.b.WriteString("...")
		case f.Short:
			p.b.WriteString(f.Key)
			continue
		case f.Computed != nil:
			p.b.WriteByte('[')
			p.node(f.Computed, 0)
			p.b.WriteString("]: ")
		default:
			p.b.WriteString(key(f.Key) + ": ")
		}
		p.node(f.Value, 0)
	}
}

// key is a field's key as written: quoted where it is no name.
func key(k string) string {
	for i := range len(k) {
		if !isIdentPart(k[i]) {
			return quote(k)
		}
	}
	if k == "" || isDigit(k[0]) {
		return quote(k)
	}
	return k
}

func (p *printer) array(n *Array) {
	p.b.WriteByte('[')
	for i, e := range n.Elems {
		p.comma(i)
		if e.Spread {
			p.b.WriteString("...")
		}
		if e.X != nil {
			p.node(e.X, 0)
		} else if i == len(n.Elems)-1 {
			p.b.WriteByte(',')
		}
	}
	p.b.WriteByte(']')
}

func (p *printer) literal(l *Literal) { p.b.WriteString(raw(l)) }

// raw is the source of a literal.
func raw(l *Literal) string {
	if l.Raw != "" {
		return l.Raw
	}
	if v, ok := l.Value.AsString(); ok {
		return quote(v)
	}
	return value.ToString(l.Value)
}

// quote writes a string literal in single quotes, or in double ones where that
// saves backslashes.
func quote(s string) string {
	q := byte('\'')
	if strings.Contains(s, "'") && !strings.Contains(s, `"`) {
		q = '"'
	}
	return string(q) + escaped(s, q) + string(q)
}

// escaped is the source of the text of a literal inside quotes q.
func escaped(s string, q byte) string {
	const hex = "0123456789abcdef"
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == q, c == '\\', c == '$' && q == '`' && i+1 < len(s) && s[i+1] == '{':
			b.WriteByte('\\')
			b.WriteByte(c)
		case c == '\n':
			b.WriteString(`\n`)
		case c == '\r':
			b.WriteString(`\r`)
		case c == '\t':
			b.WriteString(`\t`)
		case c < ' ':
			b.WriteString(`\x` + string(hex[c>>4]) + string(hex[c&15]))
		case c == 0xED && i+2 < len(s) && s[i+1] >= 0xA0: // a lone surrogate has no UTF-8
			u := 0xD000 | uint16(s[i+1]&0x3F)<<6 | uint16(s[i+2]&0x3F)
			b.WriteString(`\u` + string(hex[u>>12]) + string(hex[u>>8&15]) + string(hex[u>>4&15]) + string(hex[u&15]))
			i += 2
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

func (p *printer) template(n *Template) {
	p.b.WriteByte('`')
	for i, t := range n.Text {
		p.b.WriteString(escaped(t, '`'))
		if i < len(n.X) {
			p.b.WriteString("${")
			p.node(n.X[i], 0)
			p.b.WriteByte('}')
		}
	}
	p.b.WriteByte('`')
}

// Walk calls visit for n and, where that returns true, for the children of n in
// source order. Nil nodes are skipped.
func Walk(n Node, visit func(Node) bool) {
	if n == nil || !visit(n) {
		return
	}
	switch n := n.(type) {
	case *Template:
		for _, x := range n.X {
			Walk(x, visit)
		}
	case *Member:
		Walk(n.X, visit)
	case *Index:
		Walk(n.X, visit)
		Walk(n.I, visit)
	case *Call:
		Walk(n.Fun, visit)
		for _, a := range n.Args {
			Walk(a, visit)
		}
	case *Unary:
		Walk(n.X, visit)
	case *Binary:
		Walk(n.X, visit)
		Walk(n.Y, visit)
	case *Cond:
		Walk(n.Test, visit)
		Walk(n.Then, visit)
		Walk(n.Else, visit)
	case *Object:
		for _, f := range n.Fields {
			Walk(f.Computed, visit)
			Walk(f.Value, visit)
		}
	case *Array:
		for _, e := range n.Elems {
			Walk(e.X, visit)
		}
	}
}
