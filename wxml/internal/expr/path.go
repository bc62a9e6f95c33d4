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

func (c *compiler) ident(n *Ident) code {
	r := c.scope.Resolve(n.Name)
	switch i := r.Index; {
	case i < 0:
	case r.Kind == FieldRef:
		c.out.Fields.Add(i)
		return code{op: nth(&c.fieldOps, i, func() *fieldOp { return c.fields.Put(fieldOp{i}) }), reads: true, assigns: true}
	case r.Kind == VarRef:
		c.out.Vars |= 1 << min(i, 63)
		return code{op: nth(&c.varOps, i, func() *varOp { return c.vars.Put(varOp{i}) }), reads: true, assigns: true}
	case r.Kind == ModuleRef:
		c.out.Modules = true
		return code{op: c.modules.Put(moduleOp{i})}
	}
	return fixed(value.Value{})
}

// nth returns element i of a list, made where there is none yet.
func nth[T any](list *[]*T, i int, build func() *T) *T {
	if i >= maxShared {
		return build()
	}
	for len(*list) <= i {
		*list = append(*list, nil)
	}
	if (*list)[i] == nil {
		(*list)[i] = build()
	}
	return (*list)[i]
}

// maxShared is up to which index the uses of a field or variable share an
// operation.
const maxShared = 1024

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
	if e.Host == nil || !readable(name) {
		return value.Value{}
	}
	return e.Host.Member(v, name)
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

// member compiles x.name.
func (c *compiler) member(x code, name string) code {
	if x.fixed && ownMember(x.val, name) {
		return fixed((&Env{}).member(x.val, name))
	}
	k := code{reads: x.reads, assigns: x.assigns && readable(name)}
	switch base := x.op.(type) {
	case *fieldOp:
		if name != "__proto__" {
			k.op = c.site(Ref{FieldRef, base.i}, name)
			return k
		}
	case *varOp:
		if name != "__proto__" {
			k.op = c.site(Ref{VarRef, base.i}, name)
			return k
		}
	}
	k.op = c.members.Put(memberOp{c.of(x), name})
	return k
}

// memberOp is x.name.
type memberOp struct {
	x    op
	name string
}

func (o *memberOp) eval(e *Env) value.Value     { return e.member(o.x.eval(e), o.name) }
func (o *memberOp) test(e *Env) bool            { return value.ToBool(o.eval(e)) }
func (o *memberOp) touched(e *Env) bool         { return o.change(e) != nil }
func (o *memberOp) change(e *Env) *value.Change { return o.x.change(e).Field(o.name) }
func (o *memberOp) assign(e *Env) (Ref, value.Path, bool) {
	root, path, ok := o.x.(assigner).assign(e)
	return root, append(path, value.Seg{Name: o.name}), ok
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

func (c *compiler) index(n *Index) code {
	x, i := c.node(n.X), c.node(n.I)
	if name, ok := fixedName(i); ok {
		return c.member(x, name)
	}
	if x.fixed && i.fixed && ownMember(x.val, value.ToString(i.val)) {
		return fixed((&Env{}).element(x.val, i.val))
	}
	return code{op: c.elements.Put(elementOp{c.of(x), c.of(i), x.reads}), reads: x.reads || i.reads, assigns: x.assigns}
}

// fixedName is the name that a constant string index reads.
func fixedName(i code) (string, bool) {
	if !i.fixed {
		return "", false
	}
	s, ok := i.val.AsString()
	if _, isIndex := arrayIndex(s); isIndex {
		return "", false
	}
	return s, ok
}

// elementOp is x[i]; reads is set where a change can touch x.
type elementOp struct {
	x, i  op
	reads bool
}

func (o *elementOp) eval(e *Env) value.Value { return e.element(o.x.eval(e), o.i.eval(e)) }
func (o *elementOp) test(e *Env) bool        { return value.ToBool(o.eval(e)) }
func (o *elementOp) touched(e *Env) bool     { return o.change(e) != nil }

func (o *elementOp) change(e *Env) *value.Change {
	if o.i.touched(e) {
		return value.AllChanged()
	}
	if !o.reads {
		return nil
	}
	c := o.x.change(e)
	if c == nil || c.All {
		return c
	}
	name := value.ToString(o.i.eval(e))
	set := c.Field(name)
	if n, ok := arrayIndex(name); ok {
		set = set.Merge(c.Item(n))
	}
	return set
}

// assign gives an index where x holds an array or nothing and i is one, else a
// name.
func (o *elementOp) assign(e *Env) (Ref, value.Path, bool) {
	root, path, ok := o.x.(assigner).assign(e)
	if !ok {
		return root, nil, false
	}
	key, holder := o.i.eval(e), o.x.eval(e)
	name := value.ToString(key)
	_, number := key.AsNumber()
	n, isIndex := arrayIndex(name)
	if isIndex && (holder.AsArray() != nil || number && holder.AsObject() == nil) {
		return root, append(path, value.Seg{Index: n, IsIndex: true}), n <= value.MaxIndex
	}
	return root, append(path, value.Seg{Name: name}), readable(name)
}
