package logic

import (
	"maps"
	"slices"
	"strings"

	"github.com/dop251/goja"
)

// chain is what Component() and Behavior() without an argument return: a builder
// whose methods collect a definition, one field after the other, and whose
// register does what the call with an argument does (spec component §14).
type chain struct {
	app *App
	// def is the definition so far.
	def *goja.Object
	// hooks are lifetimes and pageLifetimes, each of which may be given several
	// times.
	hooks map[string]map[string][]goja.Value
	// data are the functions and objects given to data and staticData.
	data []goja.Value
	rest built
}

// built is what a builder collects beside the fields of a definition.
type built struct {
	inits      []goja.Callable
	implements []implementation
}

// componentExport is the behavior with which selectComponent gives what export
// returns.
const componentExport = "wx://component-export"

// chainFields are the methods that add to a field of the definition, with the
// field's name.
var chainFields = map[string]string{
	"property": "properties", "data": "data", "staticData": "data", "observer": "observers", "methods": "methods", "relation": "relations",
	"externalClasses": "externalClasses", "options": "options", "behavior": "behaviors", "definitionFilter": "definitionFilter",
}

// newChain makes a builder; register gets the definition in the end.
func (a *App) newChain(register func(def *goja.Object, rest built) goja.Value) *goja.Object {
	b := &chain{app: a, def: a.rt.NewObject(), hooks: map[string]map[string][]goja.Value{"lifetimes": {}, "pageLifetimes": {}}}
	self := a.rt.NewObject()
	method := func(name string, f func(call goja.FunctionCall)) {
		_ = self.Set(name, a.vm.Func(name, 0, func(call goja.FunctionCall) goja.Value {
			f(call)
			return self
		}))
	}
	for name, field := range chainFields {
		method(name, func(call goja.FunctionCall) { b.add(field, call) })
	}
	for name, field := range map[string]string{"lifetime": "lifetimes", "pageLifetime": "pageLifetimes"} {
		method(name, func(call goja.FunctionCall) {
			hook := call.Argument(0).String()
			b.hooks[field][hook] = append(b.hooks[field][hook], call.Argument(1))
		})
	}
	method("init", func(call goja.FunctionCall) {
		if fn, ok := goja.AssertFunction(call.Argument(0)); ok {
			b.rest.inits = append(b.rest.inits, fn)
		}
	})
	method("implement", func(call goja.FunctionCall) {
		b.rest.implements = append(b.rest.implements, a.readImplementation(call))
	})
	method("export", func(call goja.FunctionCall) {
		_ = b.def.Set("export", call.Argument(0))
		b.push("behaviors", a.rt.ToValue(componentExport))
	})
	method("definition", func(call goja.FunctionCall) { b.define(objectOf(call.Argument(0))) })
	_ = self.Set("register", a.vm.Func("register", 0, func(goja.FunctionCall) goja.Value {
		b.setData()
		b.setHooks()
		return register(b.def, b.rest)
	}))
	return self
}

// field returns the field of the definition, made when it is first used.
func (b *chain) field(name string, fresh func() *goja.Object) *goja.Object {
	if o := objectOf(b.def.Get(name)); o != nil {
		return o
	}
	o := fresh()
	_ = b.def.Set(name, o)
	return o
}

// push appends to a field that is a list.
func (b *chain) push(field string, items ...goja.Value) {
	o := b.field(field, func() *goja.Object { return b.app.rt.NewArray() })
	for _, v := range items {
		_ = o.Set(orUndefined(o.Get("length")).String(), v)
	}
}

// merge sets the members of v in a field that is an object.
func (b *chain) merge(field string, v goja.Value) {
	o := b.field(field, b.app.rt.NewObject)
	for _, k := range b.app.keysOf(objectOf(v)) {
		_ = o.Set(k, objectOf(v).Get(k))
	}
}

func (b *chain) add(field string, call goja.FunctionCall) {
	switch field {
	case "properties", "relations":
		_ = b.field(field, b.app.rt.NewObject).Set(call.Argument(0).String(), call.Argument(1))
	case "data":
		b.data = append(b.data, call.Argument(0))
	case "methods":
		b.merge(field, call.Argument(0))
	case "observers":
		b.observe(call.Argument(0), call.Argument(1))
	case "externalClasses":
		b.push(field, itemsOfArray(call.Argument(0))...)
	case "behaviors":
		b.push(field, call.Argument(0))
	default: // the last one counts
		_ = b.def.Set(field, call.Argument(0))
	}
}

func (b *chain) observe(fields, fn goja.Value) {
	entry := b.app.rt.NewObject()
	_ = entry.Set("fields", fields)
	_ = entry.Set("observer", fn)
	b.push("observers", entry)
}

// define adds what a definition object says, as the other methods would.
func (b *chain) define(def *goja.Object) {
	for _, name := range b.app.keysOf(def) {
		v := def.Get(name)
		o := objectOf(v)
		switch name {
		case "properties", "methods", "relations":
			b.merge(name, v)
		case "data":
			b.data = append(b.data, v)
		case "observers":
			if o != nil && isArray(o) {
				b.push(name, itemsOfArray(v)...)
				continue
			}
			for _, fields := range b.app.keysOf(o) {
				b.observe(b.app.rt.ToValue(fields), o.Get(fields))
			}
		case "behaviors", "externalClasses":
			b.push(name, itemsOfArray(v)...)
		case "lifetimes", "pageLifetimes":
			for _, hook := range b.app.keysOf(o) {
				b.hooks[name][hook] = append(b.hooks[name][hook], o.Get(hook))
			}
		default:
			if !slices.Contains(lifetimeNames, name) {
				_ = b.def.Set(name, v)
			} else if new := objectOf(def.Get("lifetimes")); new == nil || new.Get(name) == nil {
				b.hooks["lifetimes"][name] = append(b.hooks["lifetimes"][name], v)
			}
		}
	}
}

// setData writes the data into the definition: an object, or one function that
// calls all that were given, for every instance anew.
func (b *chain) setData() {
	isFunc := func(v goja.Value) bool { _, ok := goja.AssertFunction(v); return ok }
	merged := func(goja.FunctionCall) goja.Value {
		out := b.app.rt.NewObject()
		for _, v := range b.data {
			if fn, ok := goja.AssertFunction(v); ok {
				var err error
				if v, err = fn(goja.Undefined()); err != nil {
					panic(err)
				}
			}
			for _, k := range b.app.keysOf(objectOf(v)) {
				_ = out.Set(k, objectOf(v).Get(k))
			}
		}
		return out
	}
	if slices.ContainsFunc(b.data, isFunc) {
		_ = b.def.Set("data", b.app.vm.Func("data", 0, merged))
	} else if len(b.data) > 0 {
		_ = b.def.Set("data", merged(goja.FunctionCall{}))
	}
}

// setHooks writes the lifetimes into the definition: one function for all that
// were given for a name.
func (b *chain) setHooks() {
	a := b.app
	for field, hooks := range b.hooks {
		for name, fns := range hooks {
			_ = b.field(field, a.rt.NewObject).Set(name, a.vm.Func(name, 0, func(call goja.FunctionCall) goja.Value {
				if c := a.self(call.This); c != nil {
					for _, fn := range fns {
						c.invoke(fn, "lifetime "+name, call.Arguments...)
					}
				}
				return goja.Undefined()
			}))
		}
	}
}

// runInits calls the functions given to init, for a component that is being made.
// What they add belongs to this component alone: it gets a definition of its own.
func (c *component) runInits() {
	if len(c.def.inits) == 0 && len(c.def.implements) == 0 {
		return
	}
	own := *c.def
	own.shared = c.def
	own.lifetimes, own.pageLifetimes = maps.Clone(own.lifetimes), maps.Clone(own.pageLifetimes)
	own.observers, own.relations = slices.Clip(own.observers), slices.Clip(own.relations)
	c.def = &own
	for _, m := range own.implements {
		if err := c.implement(m); err != nil {
			c.app.userError(c, "implement", err)
		}
	}
	for _, init := range own.inits {
		running := true
		out, err := init(c.obj, c.initContext(&running))
		running = false
		if err != nil {
			c.app.userError(c, "init", err)
			continue
		}
		for _, name := range c.app.keysOf(objectOf(out)) {
			_ = c.obj.Set(name, objectOf(out).Get(name))
		}
	}
}

// initContext makes what an init function gets. Its functions work while running
// is set, setData only afterwards.
func (c *component) initContext(running *bool) *goja.Object {
	a, rt := c.app, c.app.rt
	ctx := rt.NewObject()
	_ = ctx.Set("self", c.obj)
	getter := a.vm.Func("data", 0, func(goja.FunctionCall) goja.Value { return c.js.object(c) })
	_ = ctx.DefineAccessorProperty("data", getter, nil, goja.FLAG_FALSE, goja.FLAG_TRUE)
	method := func(name string, f func(call goja.FunctionCall) goja.Value) {
		_ = ctx.Set(name, a.vm.Func(name, 0, func(call goja.FunctionCall) goja.Value {
			if !*running {
				panic(rt.NewTypeError("%s can be called while init runs only", name))
			}
			if v := f(call); v != nil {
				return v
			}
			return goja.Undefined()
		}))
	}
	same := func(call goja.FunctionCall) goja.Value { return call.Argument(0) }
	method("method", same)
	method("listener", same)
	method("lifetime", func(call goja.FunctionCall) goja.Value { return addHook(c.def.lifetimes, call) })
	method("pageLifetime", func(call goja.FunctionCall) goja.Value { return addHook(c.def.pageLifetimes, call) })
	method("observer", func(call goja.FunctionCall) goja.Value {
		key := call.Argument(0).String()
		if list := stringsOf(call.Argument(0)); list != nil {
			key = strings.Join(list, ",")
		}
		paths, err := parseObserver(key)
		if err != nil {
			a.vm.Throw(err)
		}
		c.def.observers = append(c.def.observers, &observer{paths: paths, fn: call.Argument(1)})
		return nil
	})
	method("relation", c.initRelation)
	method("implement", func(call goja.FunctionCall) goja.Value { return a.done(c.implement(a.readImplementation(call))) })
	_ = ctx.Set("setData", a.vm.Func("setData", 2, func(call goja.FunctionCall) goja.Value {
		if *running {
			panic(rt.NewTypeError("setData can not be called while init runs"))
		}
		return a.done(c.setData(call.Argument(0), call.Argument(1)))
	}))
	return ctx
}

func addHook(hooks map[string][]goja.Value, call goja.FunctionCall) goja.Value {
	name := call.Argument(0).String()
	hooks[name] = append(slices.Clip(hooks[name]), call.Argument(1))
	return nil
}

// initRelation is relation of an init function: its argument is an entry of
// relations whose target is a path or a behavior; the result lists the nodes.
func (c *component) initRelation(call goja.FunctionCall) goja.Value {
	a, spec := c.app, objectOf(call.Argument(0))
	if spec == nil {
		panic(a.rt.NewTypeError("relation takes an object with type and target"))
	}
	target := orUndefined(spec.Get("target"))
	key := target.String()
	if a.behaviorOf(target) != nil {
		key = "init " + strings.Repeat("'", len(c.def.relations))
	}
	entry, found := a.rt.NewObject(), &part{}
	_ = entry.Set(key, spec)
	if err := a.readRelations(found, entry); err != nil {
		a.vm.Throw(err)
	}
	c.def.relations = append(c.def.relations, found.relations...)
	out := a.rt.NewObject()
	_ = out.Set("list", a.vm.Func("list", 0, func(goja.FunctionCall) goja.Value {
		var nodes []any
		for _, x := range c.relationNodes(key) {
			nodes = append(nodes, x.obj)
		}
		return a.rt.NewArray(nodes...)
	}))
	return out
}
