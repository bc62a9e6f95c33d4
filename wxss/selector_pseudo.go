package wxss

import (
	"strings"

	"github.com/tdewolff/parse/v2/css"
)

// pseudo parses a pseudo-class or pseudo-element; the current token is its first colon.
func (p *parser) pseudo(sel *Selector) (more, ok bool) {
	s := &p.sel
	s.i++
	v := Simple{Kind: PseudoClass}
	if s.peek() == css.ColonToken {
		v.Kind = PseudoElement
		s.i++
	}
	if s.i == len(s.toks) {
		return false, s.fail("a name is missing behind `:`")
	}
	t := s.toks[s.i]
	function := t.tt == css.FunctionToken
	switch {
	case isIdent(t):
		v.Name = strings.ToLower(unescape(p.str(t)))
	case function:
		v.Name = strings.ToLower(unescape(p.text[t.start : t.end-1]))
	default:
		return false, s.fail("a name is missing behind `:`")
	}
	if v.Kind == PseudoClass && !function {
		switch v.Name {
		case "before", "after", "first-line", "first-letter":
			v.Kind = PseudoElement
		}
	}
	s.i++
	if !p.pseudoArgument(&v, t, function) {
		return false, false
	}
	if v.Kind == PseudoClass && boxOfText(sel.PseudoElement) {
		v.Unknown = true
		s.kinds |= usesUnknown
	}
	if v.Kind == PseudoElement && sel.PseudoElement == "" {
		sel.PseudoElement = v.Name
	}
	s.simples.push(v)
	return true, true
}

// pseudoArgument looks the name up and reads what stands in its parentheses.
func (p *parser) pseudoArgument(v *Simple, t token, function bool) bool {
	s := &p.sel
	kind := pseudoClassArgument(v.Name)
	if v.Kind == PseudoElement {
		kind = pseudoElementArgument(v.Name)
	}
	switch {
	case kind == argOptional && !function:
		kind = argNone
	case kind == argOptional:
		kind = argCompound
	}
	if v.Name != "before" && v.Name != "after" && v.Name != "host" {
		s.kinds |= usesUndocumented
	}
	if kind == 0 || (kind == argNone) == function {
		p.unknownPseudo(v, t)
		kind = argNone
		if function {
			kind = argText
		}
	}
	switch v.Name {
	case "host", "host-context":
		s.kinds |= usesHost
	}
	if kind == argNone {
		return true
	}
	v.Arg = &Argument{}
	if v.Name == "has" {
		if s.inHas {
			p.unknownPseudo(v, t)
		}
		outer := s.inHas
		s.inHas = true
		defer func() { s.inHas = outer }()
	}
	return p.argument(v.Arg, kind)
}

// boxOfText reports whether no pseudo-class may follow the pseudo-element: nothing can be pointed at in it by itself.
func boxOfText(pseudo string) bool {
	switch pseudo {
	case "before", "after", "first-line", "first-letter", "marker":
		return true
	}
	return false
}

func (p *parser) unknownPseudo(v *Simple, t token) {
	s := &p.sel
	v.Unknown = true
	s.kinds |= usesUnknown
	what := "pseudo-class"
	if v.Kind == PseudoElement {
		what = "pseudo-element"
	}
	p.report.add(int(t.start), Note, CodeUnknownSelector, "`%s` is no %s that is known; it is kept, and matches nothing",
		shorten(v.Name), what)
}

// argument reads the argument of a function up to and including its closing parenthesis.
func (p *parser) argument(arg *Argument, kind argumentKind) bool {
	s := &p.sel
	ok := true
	switch kind {
	case argText:
		arg.Text = p.normal(trim(p.untilClose(false)))
	case argNth, argNthOf:
		arg.Nth = true
		toks := p.untilClose(kind == argNthOf)
		arg.A, arg.B, ok = parseNth(p.normal(trim(toks)))
		if !ok {
			return s.fail("expected a number, `odd`, `even` or An+B")
		}
		if kind == argNthOf && s.peek() == css.IdentToken {
			s.i++
			arg.List, ok = p.selectorList(listMode{nested: true})
		}
	case argList:
		arg.List, ok = p.selectorList(listMode{nested: true})
	case argForgiving:
		arg.List, ok = p.selectorList(listMode{nested: true, forgiving: true})
	case argRelative:
		arg.List, ok = p.selectorList(listMode{nested: true, relative: true})
	case argCompound:
		arg.List, ok = p.selectorList(listMode{nested: true, single: true})
	}
	if !ok {
		return false
	}
	if s.peek() != css.RightParenthesisToken {
		return s.fail("`)` is missing")
	}
	s.i++
	return true
}

// untilClose returns the tokens up to the closing parenthesis or, with of, up to the word `of`.
func (p *parser) untilClose(of bool) []token {
	s := &p.sel
	from, depth := s.i, 0
	for ; s.i < len(s.toks); s.i++ {
		t := s.toks[s.i]
		switch {
		case t.closer() != 0:
			depth++
		case depth == 0 && t.tt == css.RightParenthesisToken:
			return s.toks[from:s.i]
		case depth == 0 && of && t.tt == css.IdentToken && strings.EqualFold(p.str(t), "of"):
			return s.toks[from:s.i]
		case t.tt == css.RightParenthesisToken, t.tt == css.RightBracketToken, t.tt == css.RightBraceToken:
			depth--
		}
	}
	return s.toks[from:]
}

// selectorList parses the selector list in the parentheses of a pseudo-class.
func (p *parser) selectorList(m listMode) ([]Selector, bool) {
	s := &p.sel
	mark, kinds := s.selectors.mark(), s.kinds
	s.skipSpace()
	if m.forgiving && s.peek() == css.RightParenthesisToken {
		return nil, true
	}
	for {
		if !p.argumentSelector(m) {
			return nil, false
		}
		if s.peek() != css.CommaToken || m.single {
			break
		}
		s.i++
	}
	if m.forgiving { // what is unknown inside makes nothing else invalid
		s.kinds = s.kinds&^usesUnknown | kinds&usesUnknown
	}
	return s.selectors.take(mark), true
}

// argumentSelector parses one selector of an argument. In a forgiving list an invalid one is skipped.
func (p *parser) argumentSelector(m listMode) bool {
	s := &p.sel
	from, compounds, simples := s.i, s.compounds.mark(), s.simples.mark()
	unknown := s.kinds & usesUnknown
	s.kinds &^= usesUnknown
	ok := p.complexSelector(m, false)
	if ok {
		last := &s.selectors.list[len(s.selectors.list)-1]
		last.Unknown = s.kinds&usesUnknown != 0
		if last.PseudoElement != "" {
			s.selectors.drop(s.selectors.mark() - 1)
			s.i = from
			ok = s.fail("a pseudo-element cannot stand inside a pseudo-class")
		}
	}
	s.kinds |= unknown
	if ok || !m.forgiving {
		return ok
	}
	s.compounds.drop(compounds)
	s.simples.drop(simples)
	p.report.add(s.at, Warning, CodeSelector, "%s; this selector is left out", s.why)
	s.why, s.i = "", from
	s.skipArgument()
	return true
}

// skipArgument moves to the comma or closing parenthesis that ends the current selector of an argument.
func (s *selectorParser) skipArgument() {
	for depth := 0; s.i < len(s.toks); s.i++ {
		switch t := s.toks[s.i]; {
		case t.closer() != 0:
			depth++
		case depth == 0 && (t.tt == css.CommaToken || t.tt == css.RightParenthesisToken):
			return
		case t.tt == css.RightParenthesisToken, t.tt == css.RightBracketToken, t.tt == css.RightBraceToken:
			depth--
		}
	}
}
