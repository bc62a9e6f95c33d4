package expr

import "github.com/mica-go/mica/internal/value"

// changeOf returns what was set of a field or variable.
func (e *Env) changeOf(r Ref) *value.Change {
	changes := e.FieldChanges
	if r.Kind == VarRef {
		changes = e.VarChanges
	}
	if uint(r.Index) < uint(len(changes)) {
		return changes[r.Index]
	}
	return nil
}

func (c *compiler) ident(n *Ident) *code {
	r := c.scope.Resolve(n.Name)
	if r.Index < 0 {
		r.Kind = NoRef
	}
	i := r.Index
	switch r.Kind {
	case FieldRef:
		c.out.Fields.Add(i)
	case VarRef:
		c.out.Vars |= 1 << min(i, 63)
	case ModuleRef:
		c.out.Modules = true
		eval := func(e *Env) value.Value {
			if e.Modules == nil {
				return value.Value{}
			}
			return e.Modules(i)
		}
		return &code{eval: eval, test: func(e *Env) bool { return value.ToBool(eval(e)) }}
	default:
		return constant(value.Value{})
	}
	k := (&site{ref: r}).code()
	k.change = func(e *Env) *value.Change { return e.changeOf(r) }
	k.touched = func(e *Env) bool { return e.changeOf(r) != nil }
	k.assign = func(*Env) (Ref, value.Path, bool) { return r, nil, true }
	return k
}

// readable reports whether a member of that name may be looked for beyond a
// value's own fields.
func readable(name string) bool {
	return name != "__proto__" && name != "constructor" && name != "prototype"
}

// member reads v.name, which is undefined where there is nothing to read (spec
// wxml §2.4). Only own fields count for objects; __proto__, constructor and
// prototype lead nowhere.
func (e *Env) member(v value.Value, name string) value.Value {
	switch v.Kind() {
	case value.KindUndefined, value.KindNull:
		return value.Value{}
	case value.KindObject:
		if name == "__proto__" {
			return value.Value{}
		}
		return v.AsObject().Get(name)
	case value.KindArray:
		if name == "length" {
			return value.Int(v.AsArray().Len())
		}
		if i, ok := arrayIndex(name); ok {
			return v.AsArray().At(i)
		}
	case value.KindString:
		s, _ := v.AsString()
		if name == "length" {
			return value.Int(value.UTF16Len(s))
		}
		if i, ok := arrayIndex(name); ok {
			return unit(s, i)
		}
	}
	if e.Member == nil || !readable(name) {
		return value.Value{}
	}
	return e.Member(v, name)
}

// element reads v[key].
func (e *Env) element(v, key value.Value) value.Value {
	if f, ok := key.AsNumber(); ok {
		i := int(f)
		if float64(i) == f && i >= 0 {
			if a := v.AsArray(); a != nil {
				return a.At(i)
			}
			if s, ok := v.AsString(); ok {
				return unit(s, i)
			}
		}
	}
	if v.IsNullish() {
		return value.Value{}
	}
	return e.member(v, value.ToString(key))
}

// unit is the string s[i], in UTF-16 units.
func unit(s string, i int) value.Value {
	if u, ok := value.UTF16At(s, i); ok {
		return value.String(u)
	}
	return value.Value{}
}

// arrayIndex returns the index that a name stands for: the decimal form of a
// number, as JavaScript writes it.
func arrayIndex(name string) (int, bool) {
	if name == "" || len(name) > 10 || name[0] == '0' && len(name) > 1 {
		return 0, false
	}
	n := 0
	for i := range len(name) {
		if !isDigit(name[i]) {
			return 0, false
		}
		n = n*10 + int(name[i]-'0')
	}
	return n, true
}

func (c *compiler) member(n *Member) *code { return memberOf(c.node(n.X), n.Name) }

// memberOf compiles x.name.
func memberOf(x *code, name string) *code {
	xe := x.eval
	k := memberCode(func(e *Env) value.Value { return e.member(xe(e), name) }, x, x.fixed && ownMember(x.val, name))
	if k.fixed {
		return k
	}
	if x.site != nil && !x.site.member && name != "__proto__" {
		k = memberSite(x.site.ref, name).code()
	}
	if x.touched != nil {
		change := x.changes()
		k.change = func(e *Env) *value.Change { return change(e).Field(name) }
		k.touched = func(e *Env) bool { return change(e).Field(name) != nil }
	}
	if assign := x.assign; assign != nil && readable(name) {
		k.assign = func(e *Env) (Ref, value.Path, bool) {
			root, path, ok := assign(e)
			return root, append(path, value.Seg{Name: name}), ok
		}
	}
	return k
}

// memberCode is the code of a member or element, evaluated now where own says
// that no hook is needed for it.
func memberCode(eval func(*Env) value.Value, x *code, own bool) *code {
	if own {
		return constant(eval(&Env{}))
	}
	return &code{
		eval:    eval,
		test:    func(e *Env) bool { return value.ToBool(eval(e)) },
		touched: x.touched,
	}
}

// ownMember reports whether v.name is read without Env.Member.
func ownMember(v value.Value, name string) bool {
	switch _, index := arrayIndex(name); v.Kind() {
	case value.KindUndefined, value.KindNull, value.KindObject:
		return true
	case value.KindArray, value.KindString:
		return name == "length" || index
	}
	return false
}

func (c *compiler) index(n *Index) *code {
	x, i := c.node(n.X), c.node(n.I)
	if name, ok := fixedName(i); ok {
		return memberOf(x, name)
	}
	xe, ie := x.eval, i.eval
	eval := func(e *Env) value.Value { return e.element(xe(e), ie(e)) }
	k := memberCode(eval, x, x.fixed && i.fixed && ownMember(x.val, value.ToString(i.val)))
	if k.fixed {
		return k
	}
	k.touched, k.change = anyTouched(x, i), elementChange(x, i)
	if change := k.change; change != nil {
		k.touched = func(e *Env) bool { return change(e) != nil }
	}
	if x.assign != nil {
		k.assign = elementAssign(x, i)
	}
	return k
}

// fixedName is the name that a constant string index reads.
func fixedName(i *code) (string, bool) {
	if !i.fixed {
		return "", false
	}
	s, ok := i.val.AsString()
	if _, isIndex := arrayIndex(s); isIndex {
		return "", false
	}
	return s, ok
}

// elementChange is the change of x[i], where at least one of the two is no
// constant.
func elementChange(x, i *code) func(*Env) *value.Change {
	ie, moved := i.eval, i.touched
	if x.touched == nil {
		return nil
	}
	change := x.changes()
	return func(e *Env) *value.Change {
		if moved != nil && moved(e) {
			return value.AllChanged()
		}
		c := change(e)
		if c == nil || c.All {
			return c
		}
		key := ie(e)
		name := value.ToString(key)
		set := c.Field(name)
		if n, ok := arrayIndex(name); ok {
			set = set.Merge(c.Item(n))
		}
		return set
	}
}

// elementAssign is the path of x[i]: an index where x holds an array or nothing
// and i is one, else a name.
func elementAssign(x, i *code) func(*Env) (Ref, value.Path, bool) {
	base, xe, ie := x.assign, x.eval, i.eval
	return func(e *Env) (Ref, value.Path, bool) {
		root, path, ok := base(e)
		if !ok {
			return root, nil, false
		}
		key, holder := ie(e), xe(e)
		name := value.ToString(key)
		_, number := key.AsNumber()
		n, isIndex := arrayIndex(name)
		if isIndex && (holder.AsArray() != nil || number && holder.AsObject() == nil) {
			return root, append(path, value.Seg{Index: n, IsIndex: true}), n <= value.MaxIndex
		}
		return root, append(path, value.Seg{Name: name}), readable(name)
	}
}
