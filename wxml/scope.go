package wxml

import "github.com/mica-go/mica/wxml/internal/expr"

// scope is what a name can mean at one place of a template. Scopes form a
// chain; a scope is never changed once it is used.
type scope struct {
	tmpl *Template
	unit *unit
	// outer is the chain for variables and, across an include, for modules.
	outer *scope
	names []string // variables of this scope
	first int      // slot of the first of them; the others follow
	next  int      // first free variable slot
	depth int      // of includes
}

// Resolve implements expr.Scope.
func (s *scope) Resolve(name string) expr.Ref {
	for x := s; x != nil; x = x.outer {
		for i := len(x.names) - 1; i >= 0; i-- {
			if x.names[i] == name {
				return expr.Ref{Kind: expr.VarRef, Index: x.first + i}
			}
		}
	}
	var seen *unit
	for x := s; x != nil; x = x.outer {
		if x.unit == seen {
			continue
		}
		seen = x.unit
		if i, ok := seen.modules[name]; ok {
			return expr.Ref{Kind: expr.ModuleRef, Index: i}
		}
	}
	i, ok := s.tmpl.index[name]
	if !ok {
		i = len(s.tmpl.Fields)
		s.tmpl.index[name] = i
		s.tmpl.Fields = append(s.tmpl.Fields, name)
	}
	return expr.Ref{Kind: expr.FieldRef, Index: i}
}

// with returns a scope with more variables, in slots from first on.
func (c *compiler) with(s *scope, first int, names ...string) *scope {
	n := c.scopes.Put(scope{tmpl: s.tmpl, unit: s.unit, outer: s, names: names, first: first, next: first + len(names), depth: s.depth})
	s.tmpl.Vars = max(s.tmpl.Vars, n.next)
	return n
}

// room reports whether there are n more slots from first on, and an error where
// there are not.
func (s *scope) room(at Pos, first, n int) bool {
	if first+n <= maxVars {
		return true
	}
	s.unit.errorf(int(at), codeTooManyVars, "more than 1024 variables of wx:for, slot: and let: are visible here; this is left out")
	return false
}
