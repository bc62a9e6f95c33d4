package logic

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/internal/value"
)

// update is one round of changes to a component's data: those of one setData,
// or the properties that the owner hands in together.
type update struct {
	comp   *component
	editor value.Editor
	// changes are what was set since the template was last rendered.
	changes []fieldChange
	// dirty are the observers that have to run.
	dirty []bool
	any   bool
	props []propChange
	// began and paths are kept where somebody listens to updates: when the first
	// write came, in milliseconds, and what was written.
	began int64
	paths []value.Path
}

// fieldChange is what was set of one field of the template.
type fieldChange struct {
	field  int
	change *value.Change
}

// propChange is what follows from one write to a property: it goes back to the
// owner that binds it by model:, if the component wrote it itself, and then its
// observer is called. The values are those that this.data had.
type propChange struct {
	prop     *property
	now, old goja.Value // now is nil where no observer is to be called
	path     value.Path // for a write inside the value
	own      bool
	val      value.Value // what goes back, where it was set as a whole
}

func (c *component) newUpdate() *update {
	if c.observing != nil {
		return c.observing
	}
	u := &update{comp: c}
	if c.page.perf != nil {
		u.began = c.app.millis()
	}
	return u
}

// observe has the observers called that the place at path concerns.
func (u *update) observe(path value.Path) {
	c := u.comp
	if c.page.perf != nil {
		u.paths = append(u.paths, path)
	}
	for k, o := range c.def.observers {
		for j := range o.paths {
			if o.paths[j].setBy(path) {
				if u.dirty == nil {
					u.dirty = make([]bool, len(c.def.observers))
				}
				u.dirty[k], u.any = true, true
				break
			}
		}
	}
}

// touch records for the template that the place at path was set.
func (u *update) touch(path value.Path) {
	c, name := u.comp, path[0].Name
	if c.def.pure != nil && c.def.pure(name) || c.scope == nil {
		return
	}
	if k := c.scope.tmpl.Field(name); k >= 0 {
		c.scope.env.Fields[k] = c.state.Get(name)
		u.fieldChanged(k, path[1:])
	}
}

func (u *update) fieldChanged(field int, path value.Path) {
	for k := range u.changes {
		if ch := &u.changes[k]; ch.field == field {
			ch.change = ch.change.Mark(path)
			return
		}
	}
	u.changes = append(u.changes, fieldChange{field, (*value.Change)(nil).Mark(path)})
}

// setBy reports whether setting path concerns the observed place: the path
// itself, one that contains it or, for .**, one inside it.
func (o *observedPath) setBy(path value.Path) bool {
	if o.all {
		return true
	}
	for k := range min(len(path), len(o.path)) {
		if path[k] != o.path[k] && !sameMember(path[k], o.path[k]) {
			return false
		}
	}
	return len(path) <= len(o.path) || o.deep
}

// sameMember reports whether one is an index and the other that number as a name.
func sameMember(a, b value.Seg) bool {
	if b.IsIndex {
		a, b = b, a
	}
	return a.IsIndex && !b.IsIndex && strconv.Itoa(a.Index) == b.Name
}

// setProp writes a property as the owner hands it in. observers run whatever the
// value; the template is not told of an equal primitive, nor of what the
// property's comparer says is no change.
func (u *update) setProp(p *property, given value.Value) {
	c := u.comp
	v, warn := p.convert(given)
	if warn != "" {
		c.app.warn(c, warn)
	}
	var js goja.Value
	wants, same := u.wantsProp(p, v), !v.IsContainer() && value.StrictEqual(v, c.state.Get(p.name))
	if p.comparer != nil {
		same = !u.differs(p, given)
		wants = !same && c.observes(p)
	}
	if wants {
		js = c.app.vm.ToJS(v)
		u.observeProp(p, js, false, v)
	}
	c.state.Put(p.name, v)
	_ = c.js.put(c, p.name, js)
	u.observe(p.path)
	if !same {
		u.touch(p.path)
	} else if p.comparer != nil && c.scope != nil {
		if k := c.scope.tmpl.Field(p.name); k >= 0 {
			c.scope.env.Fields[k] = c.field(p.name) // what is evaluated for another reason sees it
		}
	}
}

// differs asks the property's comparer whether what the owner hands in is a
// change; one that throws says no.
func (u *update) differs(p *property, given value.Value) bool {
	c := u.comp
	c.app.begin(PhaseJS, "comparer of property "+p.name)
	v, err := p.comparer(c.obj, c.app.vm.ToJS(given), orUndefined(c.js.field(c, p.name)))
	c.app.end()
	if err != nil {
		c.app.userError(c, "comparer of property "+p.name, err)
		return false
	}
	return v.ToBoolean()
}

// wantsProp reports whether the property's observer has to be called when now is
// written: if it is another value; an object always is.
func (u *update) wantsProp(p *property, now value.Value) bool {
	return u.comp.observes(p) && (now.IsContainer() || !value.StrictEqual(now, u.comp.state.Get(p.name)))
}

// holds reports whether this.data has the very object js as a property. Setting it
// again is no change to the property's observer, which often does just that, though
// the template is updated (spec component §4.2).
func (u *update) holds(p *property, js goja.Value) bool {
	o, ok := js.(*goja.Object)
	return ok && o.SameAs(u.comp.js.field(u.comp, p.name))
}

// observeProp has the property's observer called with what is about to be
// written and what is there. own tells that the component writes it itself.
func (u *update) observeProp(p *property, now goja.Value, own bool, val value.Value) {
	u.props = append(u.props, propChange{prop: p, now: now, old: orUndefined(u.comp.js.field(u.comp, p.name)), own: own, val: val})
}

// observes reports whether the property has an observer that may run: those of
// pure data never do.
func (c *component) observes(p *property) bool {
	return p.observer != nil && (c.def.pure == nil || !c.def.pure(p.name))
}

// setField is setPath for a program's own call, of which a meter is told.
func (u *update) setField(key string, path value.Path, js goja.Value) error {
	c := u.comp
	m := c.app.cfg.Meter
	if m == nil {
		return u.setPath(path, js)
	}
	state := value.FromObject(c.state)
	old := path.Lookup(state)
	err := u.setPath(path, js)
	now := path.Lookup(value.FromObject(c.state))
	m.SetData(c.def.path, key, c.unread(path[0].Name), err == nil && value.DeepEqual(old, now))
	return err
}

// setPath writes one entry of a setData call. js is the value as the program
// handed it in, which this.data keeps; the template works on a copy.
func (u *update) setPath(path value.Path, js goja.Value) error {
	c := u.comp
	v, err := c.app.vm.ToValue(js)
	if err != nil {
		return err
	}
	name := path[0].Name
	p := c.def.propBy[name]
	set, grown := path, value.Path(nil)
	if len(path) == 1 {
		if p != nil {
			conv, warn := p.convert(v)
			if warn != "" {
				c.app.warn(c, warn)
			}
			if !value.Identical(conv, v) {
				v, js = conv, c.app.vm.ToJS(conv)
			}
			if u.wantsProp(p, v) && !u.holds(p, js) {
				u.observeProp(p, js, true, v)
			} else {
				u.props = append(u.props, propChange{prop: p, own: true, val: v})
			}
		} else if v.IsUndefined() {
			c.app.warn(c, fmt.Sprintf("Setting data field %q to undefined is invalid.", name))
		}
		c.state.Put(name, v)
		if err := c.js.put(c, name, js); err != nil {
			return err
		}
	} else {
		if p != nil {
			change := propChange{prop: p, own: true, path: path}
			if c.observes(p) {
				change.now, change.old = js, goja.Undefined()
			}
			u.props = append(u.props, change)
		}
		set, grown = replaced(path, c.state)
		data := c.js.object(c) // before state changes: what is made of it has to be the old values
		c.state.Put(name, u.editor.Set(c.state.Get(name), path[1:], v))
		if err := c.app.setInside(data, path, js); err != nil {
			return err
		}
	}
	u.observe(path)
	u.touch(set)
	if grown != nil {
		u.touch(append(slices.Clone(grown), value.Seg{Name: "length"}))
	}
	return nil
}

// replaced gives the place that a write to path sets as a whole: where the path
// meets a value that has members, but is no array, or no object, as it needs it,
// that is replaced with everything in it. grown is the array that the write makes
// longer, nil for none.
func replaced(path value.Path, state *value.Object) (set, grown value.Path) {
	v := value.FromObject(state)
	for k, s := range path {
		a := v.AsArray()
		fits := s.IsIndex && a != nil || !s.IsIndex && v.AsObject() != nil
		if _, number := v.AsNumber(); !fits && !number && !v.IsNullish() && v.Kind() != value.KindBool {
			return path[:k], grown
		}
		if s.IsIndex && (a == nil || s.Index >= a.Len()) {
			grown = path[:k]
		}
		v = path[k : k+1].Lookup(v)
	}
	return path, grown
}

// setInside writes to a place inside this.data, making containers as the path
// needs them (spec component §5.1).
func (a *App) setInside(o *goja.Object, path value.Path, js goja.Value) error {
	for k, s := range path {
		if k == len(path)-1 {
			return setMember(o, s, js)
		}
		next, _ := getMember(o, s).(*goja.Object)
		if wantArray := path[k+1].IsIndex; next == nil || wantArray != isArray(next) {
			if wantArray {
				next = a.rt.NewArray()
			} else {
				next = a.rt.NewObject()
			}
			if err := setMember(o, s, next); err != nil {
				return err
			}
		}
		o = next
	}
	return nil
}

func isArray(o *goja.Object) bool { return o.ClassName() == "Array" }

// getMember reads an own member; what an object inherits is not part of the
// data, and must not be reached by a path.
func getMember(o *goja.Object, s value.Seg) goja.Value {
	if s.IsIndex {
		return o.Get(strconv.Itoa(s.Index))
	}
	v := o.Get(s.Name)
	if v == nil {
		return nil
	}
	if proto := o.Prototype(); proto != nil {
		if inherited := proto.Get(s.Name); inherited != nil && inherited.SameAs(v) {
			return nil
		}
	}
	return v
}

func setMember(o *goja.Object, s value.Seg, v goja.Value) error {
	if s.IsIndex {
		return o.Set(strconv.Itoa(s.Index), v)
	}
	return o.Set(s.Name, v)
}

// setData is this.setData(obj, callback).
func (c *component) setData(arg goja.Value, callback goja.Value) error {
	if arg == nil || goja.IsUndefined(arg) || goja.IsNull(arg) {
		c.afterUpdate(callback)
		return nil
	}
	o, ok := arg.(*goja.Object)
	if !ok {
		t := value.TypeOf(c.app.primitive(arg))
		c.app.warn(c, "setData accepts an Object rather than some "+strings.ToUpper(t[:1])+t[1:])
		return nil
	}
	switch {
	case c.creating:
		c.app.warn(c, "setData is called in created of "+c.def.path+"; the initial values belong into data")
	case c.rendering > 0 && c.observing == nil:
		c.app.warn(c, "recursive update detected: setData of "+c.def.path+" is called while a setData of it is running")
	}
	u := c.newUpdate()
	if m := c.app.cfg.Meter; m != nil {
		m.Call(c.def.path)
	}
	c.app.begin(PhaseCrossing, c.def.path)
	defer c.app.end()
	if err := c.takePending(u); err != nil {
		c.commit(u)
		return err
	}
	for _, key := range c.app.vm.Keys(o) {
		path, err := value.ParsePath(key)
		if err == nil {
			err = u.setField(key, path, o.Get(key))
		}
		if err != nil {
			c.commit(u)
			return err
		}
	}
	c.commit(u)
	c.afterUpdate(callback)
	return nil
}

func (c *component) afterUpdate(callback goja.Value) {
	if _, ok := goja.AssertFunction(callback); ok {
		c.page.out.after(func() { c.invoke(callback, "setData callback") })
	}
}

// maxObserverPasses ends observers that set what they observe for ever.
const maxObserverPasses = 100

// commit finishes an update: observers, one rendering, then for each property
// model: and its observer (spec component §5.3). Inside an observer it leaves that to the update that
// runs the observer.
func (c *component) commit(u *update) {
	if c.observing == u {
		return
	}
	c.runObservers(u)
	if c.page.perf != nil {
		c.timeRender(u)
	} else {
		c.render(u)
	}
	for k := range u.props {
		p := &u.props[k]
		if p.own && !c.creating { // model: takes effect after created
			c.writeBack(p)
		}
		if p.now == nil {
			continue
		}
		var path goja.Value // where the change is, the property itself at least
		if p.path != nil {
			path = c.app.pathArray(p.path)
		} else {
			path = c.app.rt.NewArray(p.prop.name)
		}
		c.invoke(p.prop.observer, "observer of property "+p.prop.name, p.now, p.old, path)
	}
}

func orUndefined(v goja.Value) goja.Value {
	if v == nil {
		return goja.Undefined()
	}
	return v
}

func (c *component) runObservers(u *update) {
	c.observing = u
	defer func() { c.observing = nil }()
	for pass := 0; u.any; pass++ {
		if pass == maxObserverPasses {
			c.app.userError(c, "observers", fmt.Errorf("observers of %s set what they observe more than %d times in a row", c.def.path, maxObserverPasses))
			return
		}
		u.any = false
		for k, o := range c.def.observers {
			if !u.dirty[k] {
				continue
			}
			u.dirty[k] = false
			args := make([]goja.Value, len(o.paths))
			for j := range o.paths {
				args[j] = c.observed(&o.paths[j])
			}
			c.invoke(o.fn, "observer", args...)
		}
	}
}

// observed gives the present value at an observed path, as this.data has it.
func (c *component) observed(o *observedPath) goja.Value {
	if len(o.path) == 0 {
		return c.js.object(c)
	}
	v := c.js.field(c, o.path[0].Name)
	for _, s := range o.path[1:] {
		obj, ok := v.(*goja.Object)
		if !ok {
			return goja.Undefined()
		}
		if v = getMember(obj, s); v == nil {
			return goja.Undefined()
		}
	}
	return v
}

// render brings the template up to date with an update.
func (c *component) render(u *update) {
	if len(u.changes) == 0 || c.dead || c.shadow == nil {
		return
	}
	s := c.scope
	was := s.begin()
	for _, ch := range u.changes {
		s.mark(ch.field, ch.change)
	}
	u.changes = u.changes[:0]
	c.rendering++
	c.app.begin(PhaseTemplate, c.def.path)
	defer func() { // a limit may end it
		c.app.end()
		c.rendering--
		s.end(&was)
	}()
	c.app.update(c.shadow)
}
