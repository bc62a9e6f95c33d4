package wxss

import (
	"strings"

	"github.com/mica-go/mica/wxss/internal/property"
)

// Caps of var() substitution: what goes beyond is invalid, as CSS lets an engine decide.
const (
	maxVarLength = 64 << 10 // bytes of one value with everything substituted
	maxVarWork   = 1 << 20  // bytes that are substituted for one element
	maxVarNames  = 1 << 14  // custom properties that refer to one another in a chain
)

// variables works out the custom properties that one element declares. Values that refer to themselves, directly or
// through others, are invalid (css-variables §2.3).
type variables struct {
	up     *varScope
	decls  map[string]*decl
	values map[string]varValue
	stack  []string // the names that are being worked out, each because of the one before
	cyclic map[string]bool
	size   int // bytes of all values
	budget int // bytes that may still be substituted
}

// begin works out the custom properties of an element below up.
func (v *variables) begin(up *varScope, decls []*decl, budget int) {
	*v = variables{up: up, budget: budget}
	if len(decls) == 0 {
		return
	}
	v.decls, v.values = make(map[string]*decl, len(decls)), make(map[string]varValue, len(decls))
	for _, d := range decls {
		v.decls[d.name] = d
	}
	for _, d := range decls {
		v.get(d.name)
	}
}

// get returns the value of a custom property of the element.
func (v *variables) get(name string) (string, bool) {
	d := v.decls[name]
	if d == nil {
		return v.up.lookup(name)
	}
	if val, ok := v.values[name]; ok {
		return val.text, val.valid
	}
	for i := len(v.stack) - 1; i >= 0; i-- {
		if v.stack[i] != name {
			continue
		}
		if v.cyclic == nil {
			v.cyclic = map[string]bool{}
		}
		for _, in := range v.stack[i:] {
			v.cyclic[in] = true
		}
		return "", false
	}
	if len(v.stack) == maxVarNames {
		return "", false
	}
	v.stack = append(v.stack, name)
	val := v.compute(d)
	v.stack = v.stack[:len(v.stack)-1]
	if v.cyclic[name] {
		val = varValue{}
	}
	v.size += len(val.text)
	v.values[name] = val
	return val.text, val.valid
}

func (v *variables) compute(d *decl) varValue {
	if d.kind == wideValue {
		if d.value == "initial" {
			return varValue{}
		}
		text, ok := v.up.lookup(d.name) // custom properties are inherited, so unset is inherit
		return varValue{text, ok}
	}
	if !hasVar(d.value) {
		return varValue{d.value, true}
	}
	text, ok := v.substitute(d.value)
	return varValue{text, ok}
}

// substitute returns a value of the element with var() and env() replaced; ok is false if it is invalid.
func (v *variables) substitute(value string) (_ string, ok bool) {
	if v.budget <= 0 {
		return "", false
	}
	s := substitution{get: v.get}
	ok = s.text(value)
	v.budget -= len(value) + len(s.out)
	if !ok {
		return "", false
	}
	return string(s.out), true
}

// hasVar reports whether the value may have var() or env() in it.
func hasVar(value string) bool {
	for i := 0; i+4 <= len(value); i++ {
		if value[i+3] != '(' {
			continue
		}
		if strings.EqualFold(value[i:i+3], "var") || strings.EqualFold(value[i:i+3], "env") {
			return true
		}
	}
	return false
}

// substitution replaces var() and env() in one value.
type substitution struct {
	get   func(name string) (string, bool)
	out   []byte
	depth int
	// replaced says that out ends in what stands for a reference.
	replaced bool
}

// maxVarDepth bounds how deep fallbacks nest.
const maxVarDepth = 64

// text appends a value with its references replaced: var() by what get gives, or by its fallback, and env() by what a
// screen without cut-outs has. It reports false if a reference has neither or is malformed, or the result is too long.
func (s *substitution) text(value string) bool {
	if s.depth++; s.depth > maxVarDepth {
		return false
	}
	defer func() { s.depth-- }()
	for i := 0; i < len(value); {
		n := identEnd(value[i:])
		if n == 3 && i+3 < len(value) && value[i+3] == '(' && (i == 0 || !isName(value[i-1])) {
			isVar := strings.EqualFold(value[i:i+3], "var")
			if isVar || strings.EqualFold(value[i:i+3], "env") {
				end := closing(value[i+4:])
				if !s.reference(value[i+4:i+4+end], isVar) {
					return false
				}
				i += min(4+end+1, len(value)-i)
				continue
			}
		}
		if n == 0 {
			n = skipValueToken(value[i:])
		}
		s.write(value[i : i+n])
		if len(s.out) > maxVarLength {
			return false
		}
		i += n
	}
	return true
}

// write appends text of the value itself.
func (s *substitution) write(text string) {
	if s.replaced {
		s.join(text)
		s.replaced = false
	}
	s.out = append(s.out, text...)
}

// replace appends what stands for a reference.
func (s *substitution) replace(text string) bool {
	text = property.TrimSpace(text)
	s.join(text)
	s.out = append(s.out, text...)
	s.replaced = true
	return len(s.out) <= maxVarLength
}

// join keeps text apart from a name or number that it would run into: tokens are substituted, not text.
func (s *substitution) join(text string) {
	if n := len(s.out); n > 0 && text != "" && isName(s.out[n-1]) && (isName(text[0]) || text[0] == '%' || text[0] == '(') {
		s.out = append(s.out, "/**/"...)
	}
}

// reference appends what stands for var(args) or env(args).
func (s *substitution) reference(args string, isVar bool) bool {
	args = strings.TrimSpace(stripComments(args))
	n := nameEnd(args)
	name, rest := args[:n], strings.TrimLeft(args[n:], " \t\r\n\f")
	if name == "" || isVar && (len(name) < 3 || name[:2] != "--") || rest != "" && rest[0] != ',' && isVar {
		return false
	}
	var value string
	var ok bool
	if isVar {
		value, ok = s.get(unescape(name))
	} else {
		value, ok = environment(name)
		if i := strings.IndexByte(rest, ','); i > 0 { // indexes of env()
			rest = rest[i:]
		}
	}
	if ok {
		return s.replace(value)
	}
	if rest == "" || rest[0] != ',' {
		return false
	}
	fallback := rest[1:]
	if !hasVar(fallback) {
		return s.replace(fallback)
	}
	inner := substitution{get: s.get, depth: s.depth}
	return inner.text(fallback) && s.replace(string(inner.out))
}

// environment gives the values of env(): the screen has no cut-outs.
func environment(name string) (string, bool) {
	switch name {
	case "safe-area-inset-top", "safe-area-inset-right", "safe-area-inset-bottom", "safe-area-inset-left",
		"safe-area-max-inset-top", "safe-area-max-inset-right", "safe-area-max-inset-bottom", "safe-area-max-inset-left",
		"keyboard-inset-top", "keyboard-inset-right", "keyboard-inset-bottom", "keyboard-inset-left",
		"keyboard-inset-width", "keyboard-inset-height":
		return "0px", true
	}
	return "", false
}

// closing returns the offset of the parenthesis that closes what was opened before s, or the length of s.
func closing(s string) int {
	depth := 0
	for i := 0; i < len(s); {
		switch s[i] {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth == 0 {
				return i
			}
			depth--
		}
		n := 1
		if s[i] != '(' && s[i] != ')' {
			n = max(skipValueToken(s[i:]), 1)
		}
		i += n
	}
	return len(s)
}
