package logic

import (
	"path"
	"slices"
	"strings"

	"github.com/dop251/goja"
)

// relationKind is the type of a relation: what the other side is to this one.
type relationKind uint8

const (
	relParent relationKind = iota
	relChild
	relAncestor
	relDescendant
)

var relationKinds = map[string]relationKind{"parent": relParent, "child": relChild, "ancestor": relAncestor, "descendant": relDescendant}

// relationDef is one entry of relations (spec component §10).
type relationDef struct {
	key                       string
	kind                      relationKind
	target                    *part // a behavior that the other side has, instead of a path
	linked, changed, unlinked goja.Value
}

func (a *App) readRelations(p *part, o *goja.Object) error {
	for _, key := range a.keysOf(o) {
		spec := objectOf(o.Get(key))
		if spec == nil {
			continue
		}
		kind, ok := relationKinds[orUndefined(spec.Get("type")).String()]
		if !ok {
			continue
		}
		p.relations = append(p.relations, &relationDef{key: key, kind: kind, target: a.behaviorOf(spec.Get("target")),
			linked: spec.Get("linked"), changed: spec.Get("linkChanged"), unlinked: spec.Get("unlinked")})
	}
	return nil
}

// means reports whether relation r of component c names component other.
func (r *relationDef) means(c, other *component) bool {
	if r.target != nil {
		return other.def.parts[r.target]
	}
	p := r.key
	if !strings.HasPrefix(p, "/") {
		p = path.Join(path.Dir(c.def.path), p)
	}
	p = strings.TrimPrefix(path.Clean("/"+p), "/")
	return p == other.def.path || p+"/index" == other.def.path
}

// hostParent returns the nearest component around c in the tree that c is
// written in; built-in nodes and blocks in between are looked through.
func (c *component) hostParent() *component {
	if c.at == nil {
		return nil
	}
	for n, ok := parentOf(nodeRef{c.at, c.node}, false); ok; n, ok = parentOf(n, false) {
		if p, ok := n.inst.placeAt(n.node).(*component); ok {
			return p
		}
	}
	return nil
}

// counterpart finds the relation of other that answers r of c.
func (r *relationDef) counterpart(c, other *component) *relationDef {
	want := relChild
	if r.kind == relAncestor {
		want = relDescendant
	}
	for _, o := range other.def.relations {
		if o.kind == want && o.means(other, c) {
			return o
		}
	}
	return nil
}

// upward finds the component above c that relation r links to.
func (r *relationDef) upward(c *component) (*component, *relationDef) {
	for p := c.hostParent(); p != nil; p = p.hostParent() {
		if r.means(c, p) {
			if o := r.counterpart(c, p); o != nil {
				return p, o
			}
		}
		if r.kind == relParent {
			return nil, nil
		}
	}
	return nil, nil
}

// linkRelations links c, which has just been attached, to those above it:
// linked runs on the upper side first, then on c.
func (c *component) linkRelations() {
	for _, r := range c.def.relations {
		if r.kind != relParent && r.kind != relAncestor {
			continue
		}
		if p, o := r.upward(c); p != nil {
			c.link(r, p, o)
		}
	}
}

func (c *component) link(r *relationDef, p *component, o *relationDef) {
	c.addLink(r, p)
	p.addLink(o, c)
	p.callRelation(o.linked, c)
	c.callRelation(r.linked, p)
}

func (c *component) addLink(r *relationDef, other *component) {
	if c.links == nil {
		c.links = make(map[*relationDef][]*component)
	}
	c.links[r] = append(c.links[r], other)
}

func (c *component) dropLink(r *relationDef, other *component) {
	c.links[r] = slices.DeleteFunc(c.links[r], func(x *component) bool { return x == other })
}

func (c *component) callRelation(fn goja.Value, other *component) {
	if fn != nil && !goja.IsUndefined(fn) {
		c.invoke(fn, "relation", other.obj)
	}
}

// unlinkRelations ends the relations of c, which has just been detached.
func (c *component) unlinkRelations() {
	for _, r := range c.def.relations {
		if r.kind != relParent && r.kind != relAncestor {
			continue
		}
		for _, p := range slices.Clone(c.links[r]) {
			c.unlink(r, p)
		}
	}
}

func (c *component) unlink(r *relationDef, p *component) {
	o := r.counterpart(c, p)
	c.dropLink(r, p)
	if o != nil {
		p.dropLink(o, c)
		p.callRelation(o.unlinked, c)
	}
	c.callRelation(r.unlinked, p)
}

// relinkRelations tells both sides that c moved, or links it anew when it moved
// to another partner.
func (c *component) relinkRelations() {
	for _, r := range c.def.relations {
		if r.kind != relParent && r.kind != relAncestor {
			continue
		}
		p, o := r.upward(c)
		old := slices.Clone(c.links[r])
		if len(old) == 1 && old[0] == p {
			p.callRelation(o.changed, c)
			c.callRelation(r.changed, p)
			continue
		}
		for _, q := range old {
			c.unlink(r, q)
		}
		if p != nil {
			c.link(r, p, o)
		}
	}
}

// relationNodes is this.getRelationNodes(key): the linked components in tree
// order.
func (c *component) relationNodes(key string) []*component {
	for _, r := range c.def.relations {
		if r.key != key {
			continue
		}
		linked := slices.Clone(c.links[r])
		if len(linked) > 1 {
			order := make(map[*component]int, len(linked))
			n := 0
			linked[0].owner.eachOwned(func(x *component) bool {
				order[x] = n
				n++
				return true
			})
			slices.SortStableFunc(linked, func(a, b *component) int { return order[a] - order[b] })
		}
		return linked
	}
	return nil
}

// eachOwned calls fn for the components written in c's template, in tree order,
// until it returns false.
func (c *component) eachOwned(fn func(*component) bool) {
	more := true
	var visit func(x *component)
	visit = func(x *component) {
		if !more {
			return
		}
		more = fn(x)
		for _, ct := range x.contents {
			eachComponent(ct, visit)
		}
	}
	eachComponent(c.shadow, visit)
}
