package property

import "strings"

// Read is Expand and Compute of one longhand, or an alias of one, in a single pass: it returns the canonical name and the
// computed value. ok is false where Expand reports false. For a shorthand, a custom property and a CSS-wide keyword the name
// is empty: they have no value to read. What the result depended on is added to env.Used.
func Read(env *Env, name, value string) (canonical, computed string, ok bool) {
	d := tables().byName[name]
	if d == nil {
		return "", "", isCustom(name)
	}
	value = strings.Trim(value, " \t\r\n\f")
	switch {
	case d.expand != nil || cssWide(value) != "":
		return "", "", true
	case d.keyword(value):
		return d.name, value, true
	}
	p := newParser()
	defer p.free()
	p.env = env
	if !p.lex(value) || !d.value(p) || !p.eof() {
		return "", "", false
	}
	if string(p.out) == value {
		return d.name, value, true
	}
	return d.name, string(p.out), true
}
