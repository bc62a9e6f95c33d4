package logic

import (
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/wxml"
)

// writeBack passes a property that a component wrote itself on to the place
// that its owner bound to it by model: (spec wxml §6).
func (c *component) writeBack(p *propChange) {
	if c.at == nil || c.at.dead || c.owner == nil {
		return
	}
	attrs := c.at.block.Nodes[c.node].Attrs
	for k := range attrs {
		if at := &attrs[k]; at.Kind == wxml.AttrModel && camelName(at.Name) == p.prop.name {
			v := p.val
			if p.path != nil {
				v = c.state.Get(p.prop.name)
			}
			c.app.assign(nodeRef{c.at, c.node}, at, v)
		}
	}
}

// assign writes v to the place that a model: binding names, as a setData of the
// component it is written in. The node's own attribute takes the value without
// being evaluated again.
func (a *App) assign(n nodeRef, at *wxml.BlockAttr, v value.Value) {
	if !at.Value.Assigns {
		return
	}
	s := n.inst.scope
	path, ok := n.inst.assignPath(at)
	if !ok {
		return
	}
	owner := s.comp
	if value.Identical(path.Lookup(value.FromObject(owner.state)), v) {
		return
	}
	u := owner.newUpdate()
	if err := u.setPath(path, a.vm.ToJS(v)); err != nil {
		a.userError(owner, "model:"+at.Name, err)
	}
	owner.commit(u)
}

// assignPath gives the path, in the data of the component that the instance
// belongs to, that a model: binding names now. A loop variable leads back to the
// list that its rows come from.
func (i *instance) assignPath(at *wxml.BlockAttr) (value.Path, bool) {
	env := i.enter()
	ref, path, ok := at.Value.Assign(env)
	if !ok {
		return nil, false
	}
	return i.rootPath(ref, path)
}

// rootPath turns a place given by a name of the template into a path of the
// component's data.
func (i *instance) rootPath(ref wxml.Ref, path value.Path) (value.Path, bool) {
	switch ref.Kind {
	case wxml.FieldRef:
		if i.scope != i.scope.comp.scope {
			return nil, false // a field of a template's data has no place of its own
		}
		return append(value.Path{{Name: i.scope.tmpl.Fields[ref.Index]}}, path...), true
	case wxml.VarRef:
		for x := i; x != nil && x.scope == i.scope; x = x.parent {
			r := x.row
			if r == nil || r.loop.Item != ref.Index || !r.loop.List.Assigns {
				continue
			}
			env := x.parent.enter()
			listRef, listPath, ok := r.loop.List.Assign(env)
			if !ok {
				return nil, false
			}
			list, ok := x.parent.rootPath(listRef, listPath)
			if !ok {
				return nil, false
			}
			seg := value.Seg{Name: value.Text(r.index)}
			if f, isNumber := r.index.AsNumber(); isNumber {
				seg = value.Seg{Index: int(f), IsIndex: true}
			}
			return append(append(list, seg), path...), true
		}
	}
	return nil, false
}

func camelName(s string) string { return wxml.Camel(s) }
