package property

// Read is Expand and Compute of one longhand, or an alias of one, in a single pass: it returns the place in Longhands and the
// computed value. ok is false where Expand reports false. For a shorthand, a custom property and a CSS-wide keyword the index
// is -1: they have no value to read. What the result depended on is added to env.Used.
func Read(env *Env, name, value string) (index int, computed string, ok bool) {
	d := tables().byName[name]
	if d == nil {
		return -1, "", isCustom(name)
	}
	value = TrimSpace(value)
	switch {
	case d.expand != nil || cssWide(value) != "":
		return -1, "", true
	case d.keyword(value):
		return d.index, value, true
	}
	p := newParser()
	defer p.free()
	p.env = env
	if !p.lex(value) || !d.value(p) || !p.eof() {
		return -1, "", false
	}
	if string(p.out) == value {
		return d.index, value, true
	}
	return d.index, string(p.out), true
}
