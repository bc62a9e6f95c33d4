package wxss

import (
	"math"
	"strings"

	"github.com/tdewolff/parse/v2/css"
)

// selectorParser holds the stacks for selectors that are being built, and what the current list made of.
type selectorParser struct {
	inHas     bool // in the argument of :has
	selectors stack[Selector]
	compounds stack[Compound]
	simples   stack[Simple]

	toks  []token // the whole prelude
	i     int     // next token
	end   int     // offset where the prelude ends, for messages
	why   string  // why the list is invalid
	at    int     // where
	kinds kindSet // what the current top-level selector uses
	// parent is the selector list that `&` stands for, nil outside of style rules.
	parent []Selector
}

// kindSet says which kinds of simple selectors and combinators a selector uses.
type kindSet uint16

const (
	usesTag kindSet = 1 << iota
	usesID
	usesAttribute
	usesHost
	usesUndocumented
	usesUnknown
	usesNesting
)

// listMode says how a selector list is read.
type listMode struct {
	nested    bool // inside the parentheses of a pseudo-class: `)` ends the list
	relative  bool // a selector may start with a combinator
	forgiving bool // invalid selectors are left out
	single    bool // one compound
}

// selectors parses the collected prelude of a style rule. If the list is invalid or has no effect, it reports why and
// returns false.
func (p *parser) selectors(ctx context, parent []Selector) ([]Selector, bool) {
	s := &p.sel
	s.toks, s.i, s.why, s.end, s.parent = trim(p.toks), 0, "", p.in.Offset()-1, parent
	switch {
	case p.deep:
		p.tooDeep(s.toks[0])
		return nil, false
	case p.bad:
		s.fail("a stray bracket, a broken string or a stray `\\`")
		p.invalidSelector(s.selectors.mark(), len(p.report.findings))
		return nil, false
	}
	findings := len(p.report.findings)
	mark, count, host := s.selectors.mark(), 0, false
	for {
		s.kinds = 0
		if !p.complexSelector(listMode{relative: ctx.nested()}, ctx.nested()) {
			p.invalidSelector(mark, findings)
			return nil, false
		}
		last := &s.selectors.list[len(s.selectors.list)-1]
		last.Unknown = s.kinds&usesUnknown != 0
		if !p.allowed(int(last.Offset)) {
			s.selectors.drop(s.selectors.mark() - 1)
		}
		host = host || s.kinds&usesHost != 0
		count++
		if s.i == len(s.toks) {
			break
		}
		s.i++ // the comma
	}
	list := s.selectors.take(mark)
	if host && !(count == 1 && len(list) == 1 && list[0].IsHost()) {
		p.report.add(int(s.toks[0].start), Warning, CodeHost,
			"`:host` has to stand alone, without arguments, combinators or other selectors; the rule is left out")
		return nil, false
	}
	return list, len(list) > 0
}

// invalidSelector reports why the list is invalid, instead of what was found in it so far, and clears the stacks.
func (p *parser) invalidSelector(mark, findings int) {
	s := &p.sel
	p.report.findings = p.report.findings[:findings]
	s.selectors.drop(mark)
	s.compounds.drop(0)
	s.simples.drop(0)
	if len(s.toks) > 0 && p.foreign(s.toks[0]) {
		return
	}
	p.report.add(s.at, Warning, CodeSelector, "%s; the rule is left out", s.why)
}

// allowed reports selectors that a component may not use or that WeChat does not document. It returns false if the
// selector has to be dropped.
func (p *parser) allowed(offset int) bool {
	kinds := p.sel.kinds
	if p.opts.Component && kinds&(usesTag|usesID|usesAttribute) != 0 {
		p.report.add(offset, Warning, CodeComponentSelector, componentSelectorMessage)
		if p.opts.Strict {
			return false
		}
	}
	if p.opts.Strict && (kinds&(usesUndocumented|usesAttribute|usesUnknown|usesNesting) != 0) {
		p.report.add(offset, Warning, CodeUndocumentedSelector, "this selector goes beyond what WXSS documents: "+
			".class, #id, element, descendants, ::before and ::after")
	}
	return true
}

func (s *selectorParser) offset() int {
	if s.i < len(s.toks) {
		return int(s.toks[s.i].start)
	}
	return s.end
}

// fail notes the first reason why the list is invalid.
func (s *selectorParser) fail(why string) bool {
	if s.why == "" {
		s.why, s.at = why, s.offset()
	}
	return false
}

func (s *selectorParser) peek() css.TokenType {
	if s.i < len(s.toks) {
		return s.toks[s.i].tt
	}
	return css.ErrorToken
}

func (s *selectorParser) skipSpace() bool {
	from := s.i
	for s.peek() == css.WhitespaceToken {
		s.i++
	}
	return s.i > from
}

// atEnd reports whether the current selector ends here.
func (s *selectorParser) atEnd(m listMode) bool {
	switch s.peek() {
	case css.ErrorToken, css.CommaToken:
		return true
	case css.RightParenthesisToken:
		return m.nested
	}
	return false
}

// complexSelector parses one selector up to a comma or the end and pushes it. With implicit, a selector without `&` is
// made relative to the enclosing rule.
func (p *parser) complexSelector(m listMode, implicit bool) bool {
	s := &p.sel
	s.skipSpace()
	sel := Selector{Offset: int32(s.offset())}
	mark := s.compounds.mark()
	before := s.kinds
	s.kinds &^= usesNesting
	combinator := NoCombinator
	if m.relative {
		combinator = p.combinator(false)
		s.skipSpace()
	}
	for {
		if !p.compound(combinator, &sel) {
			return false
		}
		space := s.skipSpace()
		if s.atEnd(m) {
			break
		}
		if m.single {
			return s.fail("only one compound selector is allowed here")
		}
		if sel.PseudoElement != "" {
			return s.fail("nothing may follow a pseudo-element")
		}
		combinator = p.combinator(space)
		if combinator == NoCombinator {
			return s.fail("unexpected `" + shorten(p.str(s.toks[s.i])) + "` in a selector")
		}
		s.skipSpace()
	}
	if implicit && (s.kinds&usesNesting == 0 || s.compounds.list[mark].Combinator != NoCombinator) {
		p.prependParent(mark)
	}
	s.kinds |= before
	sel.Compounds = s.compounds.take(mark)
	for i := range sel.Compounds {
		for j := range sel.Compounds[i].Simples {
			sel.Specificity = sel.Specificity.Add(sel.Compounds[i].Simples[j].specificity())
		}
	}
	s.selectors.push(sel)
	return true
}

// prependParent puts `&` in front of the compounds above mark: a nested selector is a descendant of the parent unless
// it says otherwise.
func (p *parser) prependParent(mark int) {
	s := &p.sel
	first := &s.compounds.list[mark]
	if first.Combinator == NoCombinator {
		first.Combinator = Descendant
	}
	s.compounds.push(Compound{})
	copy(s.compounds.list[mark+1:], s.compounds.list[mark:])
	at := s.simples.mark()
	s.simples.push(s.nesting())
	s.compounds.list[mark] = Compound{Simples: s.simples.take(at)}
}

// nesting returns `&`.
func (s *selectorParser) nesting() Simple {
	s.kinds |= usesNesting
	if len(s.parent) == 1 && s.parent[0].IsHost() {
		s.kinds |= usesHost
	}
	return Simple{Kind: Nesting, Arg: &Argument{List: s.parent}}
}

// combinator reads a combinator, if there is one; white space before it counts as the descendant combinator.
func (p *parser) combinator(space bool) Combinator {
	s := &p.sel
	if s.peek() == css.DelimToken {
		switch p.text[s.toks[s.i].start] {
		case '>':
			s.i++
			s.kinds |= usesUndocumented
			if s.i+1 < len(s.toks) && p.isDelim(s.toks[s.i], '>') && p.isDelim(s.toks[s.i+1], '>') {
				p.report.add(s.offset()-1, Note, CodeUnknownSelector, "`>>>` is kept for the browser; it matches nothing")
				s.i += 2
				s.kinds |= usesUnknown
				return Deep
			}
			return Child
		case '+':
			s.i++
			s.kinds |= usesUndocumented
			return NextSibling
		case '~':
			s.i++
			s.kinds |= usesUndocumented
			return SubsequentSibling
		}
	}
	if space {
		return Descendant
	}
	return NoCombinator
}

// compound parses a sequence of simple selectors and pushes it.
func (p *parser) compound(c Combinator, sel *Selector) bool {
	s := &p.sel
	mark := s.simples.mark()
	for first := true; ; first = false {
		more, ok := p.simple(first, sel)
		if !ok {
			return false
		}
		if !more {
			break
		}
	}
	if s.simples.mark() == mark {
		if s.i == len(s.toks) {
			return s.fail("the selector is missing")
		}
		return s.fail("unexpected `" + shorten(p.str(s.toks[s.i])) + "` in a selector")
	}
	s.compounds.push(Compound{Combinator: c, Simples: s.simples.take(mark)})
	return true
}

// simple parses one simple selector, if there is one. Behind a pseudo-element only pseudo-classes and pseudo-elements
// may follow.
func (p *parser) simple(first bool, sel *Selector) (more, ok bool) {
	s := &p.sel
	if s.i == len(s.toks) {
		return false, true
	}
	if first {
		p.anyNamespace()
	}
	t := s.toks[s.i]
	if t.tt == css.ColonToken {
		return p.pseudo(sel)
	}
	v := Simple{}
	switch {
	case isIdent(t) && first:
		v.Kind, v.Name = Tag, unescape(p.str(t))
		s.kinds |= usesTag
		s.i++
	case p.isDelim(t, '*') && first:
		v.Kind = Universal
		s.kinds |= usesUndocumented
		s.i++
	case p.isDelim(t, '.') && s.i+1 < len(s.toks) && isIdent(s.toks[s.i+1]) && s.toks[s.i+1].start == t.end:
		v.Kind, v.Name = Class, unescape(p.str(s.toks[s.i+1]))
		s.i += 2
	case t.tt == css.HashToken && p.validID(t):
		v.Kind, v.Name = ID, unescape(p.text[t.start+1:t.end])
		s.kinds |= usesID
		s.i++
	case p.isDelim(t, '&') && s.parent != nil:
		v = s.nesting()
		s.i++
	case t.tt == css.LeftBracketToken:
		s.kinds |= usesAttribute
		if v, ok = p.attribute(); !ok {
			return false, false
		}
	default:
		return false, true
	}
	if sel.PseudoElement != "" {
		s.i--
		return false, s.fail("only a pseudo-class may follow a pseudo-element")
	}
	s.simples.push(v)
	return true, true
}

// validID reports whether the hash token is an identifier behind its `#`.
func (p *parser) validID(t token) bool {
	name := p.text[t.start+1 : t.end]
	if name[0] == '-' {
		return len(name) > 1 && !isDigit(name[1])
	}
	return !isDigit(name[0])
}

// attribute parses `[…]`.
func (p *parser) attribute() (Simple, bool) {
	s := &p.sel
	s.i++
	s.skipSpace()
	if s.i+1 < len(s.toks) && p.isDelim(s.toks[s.i], '|') {
		s.i++ // no namespace, which is what a name alone means
	}
	p.anyNamespace()
	v := Simple{Kind: Attribute, Arg: &Argument{}}
	if s.i == len(s.toks) || !isIdent(s.toks[s.i]) {
		return v, s.fail("an attribute selector starts with a name")
	}
	v.Name = unescape(p.str(s.toks[s.i]))
	s.i++
	s.skipSpace()
	if op, ok := p.attributeOp(); ok {
		s.i++
		s.skipSpace()
		v.Arg.Op = op
		switch {
		case s.peek() == css.StringToken:
			text := p.str(s.toks[s.i])
			v.Arg.Value = unescape(text[1 : len(text)-1])
		case s.i < len(s.toks) && isIdent(s.toks[s.i]):
			v.Arg.Value = unescape(p.str(s.toks[s.i]))
		default:
			return v, s.fail("the value in an attribute selector is missing or needs quotes")
		}
		s.i++
		s.skipSpace()
		if s.peek() == css.IdentToken {
			if c := p.str(s.toks[s.i]); len(c) == 1 && (c[0]|0x20 == 'i' || c[0]|0x20 == 's') {
				v.Arg.Case = c[0] | 0x20
				s.i++
				s.skipSpace()
			}
		}
	}
	if s.peek() != css.RightBracketToken {
		return v, s.fail("an attribute selector is `[name]` or `[name=\"value\"]`")
	}
	s.i++
	return v, true
}

// anyNamespace skips `*|` before a name: there is only one namespace.
func (p *parser) anyNamespace() {
	s := &p.sel
	if s.i+2 < len(s.toks) && p.isDelim(s.toks[s.i], '*') && p.isDelim(s.toks[s.i+1], '|') && (isIdent(s.toks[s.i+2]) || p.isDelim(s.toks[s.i+2], '*')) {
		s.i += 2
	}
}

func (p *parser) attributeOp() (AttributeOp, bool) {
	s := &p.sel
	switch s.peek() {
	case css.IncludeMatchToken:
		return AttributeIncludes, true
	case css.DashMatchToken:
		return AttributeDashMatch, true
	case css.PrefixMatchToken:
		return AttributePrefix, true
	case css.SuffixMatchToken:
		return AttributeSuffix, true
	case css.SubstringMatchToken:
		return AttributeSubstring, true
	case css.DelimToken:
		return AttributeEquals, p.isDelim(s.toks[s.i], '=')
	}
	return 0, false
}

// parseNth reads An+B, e.g. "odd", "3", "-n + 2".
func parseNth(text string) (a, b int32, ok bool) {
	text = strings.ToLower(strings.Trim(text, " \t\r\n\f"))
	switch text {
	case "odd":
		return 2, 1, true
	case "even":
		return 2, 0, true
	}
	n := strings.IndexByte(text, 'n')
	if n < 0 {
		b, ok = parseInteger(text)
		return 0, b, ok
	}
	switch head := text[:n]; head {
	case "", "+":
		a = 1
	case "-":
		a = -1
	default:
		if a, ok = parseInteger(head); !ok {
			return 0, 0, false
		}
	}
	tail := strings.TrimLeft(text[n+1:], " \t\r\n\f")
	if tail == "" {
		return a, 0, true
	}
	digits := strings.TrimLeft(tail[1:], " \t\r\n\f")
	if tail[0] != '+' && tail[0] != '-' || digits == "" || !isDigit(digits[0]) {
		return 0, 0, false
	}
	b, ok = parseInteger(tail[:1] + digits)
	return a, b, ok
}

// parseInteger reads a CSS integer; what does not fit into an int32 becomes the nearest that does.
func parseInteger(s string) (int32, bool) {
	digits, sign := s, int64(1)
	if s != "" && (s[0] == '+' || s[0] == '-') {
		digits = s[1:]
		if s[0] == '-' {
			sign = -1
		}
	}
	if digits == "" {
		return 0, false
	}
	var n int64
	for i := 0; i < len(digits); i++ {
		if !isDigit(digits[i]) {
			return 0, false
		}
		n = min(n*10+int64(digits[i]-'0'), math.MaxInt32)
	}
	return int32(sign * n), true
}
