package wxss

import "strconv"

func (w *cssWriter) selectorList(list []Selector) {
	for i := range list {
		if i > 0 {
			w.out = append(w.out, ',')
			w.space()
		}
		w.selector(&list[i])
	}
}

func (w *cssWriter) selector(s *Selector) {
	for i := range s.Compounds {
		c := &s.Compounds[i]
		w.combinator(c.Combinator, i == 0)
		w.compound(c.Simples)
	}
}

func (w *cssWriter) combinator(c Combinator, first bool) {
	switch {
	case c == NoCombinator:
	case c == Descendant:
		w.out = append(w.out, ' ')
	case first:
		w.str(c.String())
		w.space()
	default:
		w.space()
		w.str(c.String())
		w.space()
	}
}

func (w *cssWriter) compound(list []Simple) {
	scope := w.opts.Scope != "" && needsScope(list)
	for i := range list {
		s := &list[i]
		if scope && s.Kind == PseudoElement {
			w.str(w.opts.Scope)
			scope = false
		}
		w.simple(s)
	}
	if scope {
		w.str(w.opts.Scope)
	}
}

// scopable reports whether a compound with this simple selector needs a scope.
func scopable(s *Simple) bool {
	switch s.Kind {
	case Class, Nesting:
		return false
	case Tag:
		return s.Name != "page"
	case PseudoClass:
		return s.Name != "root" && s.Name != "host"
	}
	return true
}

func (w *cssWriter) simple(s *Simple) {
	switch s.Kind {
	case Universal:
		w.out = append(w.out, '*')
	case Nesting:
		w.out = append(w.out, '&')
	case Tag:
		w.tag(s.Name)
	case Class:
		name := s.Name
		if w.opts.ScopeClass != nil {
			name = w.opts.ScopeClass(name)
		}
		w.out = appendIdent(append(w.out, '.'), name)
	case ID:
		w.out = appendIdent(append(w.out, '#'), s.Name)
	case Attribute:
		w.attribute(s)
	case PseudoClass, PseudoElement:
		w.pseudo(s)
	}
}

func (w *cssWriter) tag(name string) {
	switch {
	case name == "page" && w.opts.Page != "":
		w.str(w.opts.Page)
		return
	case name != "page" && w.opts.Tag != nil:
		name = w.opts.Tag(name)
	}
	w.out = appendIdent(w.out, name)
}

func (w *cssWriter) attribute(s *Simple) {
	w.out = appendIdent(append(w.out, '['), s.Name)
	if s.Arg.Op != AttributeExists {
		w.str(s.Arg.Op.String())
		w.out = appendString(w.out, s.Arg.Value)
		if s.Arg.Case != 0 {
			w.out = append(w.out, ' ', s.Arg.Case)
		}
	}
	w.out = append(w.out, ']')
}

func (w *cssWriter) pseudo(s *Simple) {
	if s.Kind == PseudoClass && s.Arg == nil {
		switch {
		case s.Name == "root" && w.opts.Root != "":
			w.str(w.opts.Root)
			return
		case s.Name == "host" && w.opts.Host != "":
			w.str(w.opts.Host)
			return
		}
	}
	if s.Kind == PseudoElement {
		w.out = append(w.out, ':')
	}
	w.out = appendIdent(append(w.out, ':'), s.Name)
	if s.Arg != nil {
		w.out = append(w.out, '(')
		w.argument(s.Arg)
		w.out = append(w.out, ')')
	}
}

func (w *cssWriter) argument(a *Argument) {
	if a.Nth {
		w.nth(a.A, a.B)
		if len(a.List) > 0 {
			w.str(" of ")
		}
	}
	w.str(a.Text)
	if len(a.List) == 0 {
		return
	}
	scope := w.opts.Scope // the compound around the list has it
	w.opts.Scope = ""
	w.selectorList(a.List)
	w.opts.Scope = scope
}

func (w *cssWriter) nth(a, b int32) {
	if a != 0 {
		switch a {
		case 1:
		case -1:
			w.out = append(w.out, '-')
		default:
			w.out = strconv.AppendInt(w.out, int64(a), 10)
		}
		w.out = append(w.out, 'n')
		if b == 0 {
			return
		}
		if b > 0 {
			w.out = append(w.out, '+')
		}
	}
	w.out = strconv.AppendInt(w.out, int64(b), 10)
}
