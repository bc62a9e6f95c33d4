package logic

import (
	"errors"
	"fmt"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/sandbox"
)

// baseMethods are the methods that all components and pages inherit (spec
// component §3).
var baseMethods = map[string]func(a *App, c *component, call goja.FunctionCall) goja.Value{
	"setData": func(a *App, c *component, call goja.FunctionCall) goja.Value {
		return a.done(c.setData(call.Argument(0), call.Argument(1)))
	},
	"groupSetData": func(_ *App, c *component, call goja.FunctionCall) goja.Value {
		c.invoke(call.Argument(0), "groupSetData") // writes apply at once, and what they change is sent together anyway
		return goja.Undefined()
	},
	"groupUpdates": func(a *App, c *component, call goja.FunctionCall) goja.Value {
		out := orUndefined(c.invoke(call.Argument(0), "groupUpdates"))
		a.done(c.applyDataUpdates())
		return out
	},
	"updateData": func(a *App, c *component, call goja.FunctionCall) goja.Value {
		return a.done(c.updateData(call.Argument(0)))
	},
	"replaceDataOnPath": func(a *App, c *component, call goja.FunctionCall) goja.Value {
		path, err := pathOf(call.Argument(0))
		if err == nil {
			c.later(pendingWrite{path: path, js: call.Argument(1)})
		}
		return a.done(err)
	},
	"spliceArrayDataOnPath": func(a *App, c *component, call goja.FunctionCall) goja.Value {
		path, err := pathOf(call.Argument(0))
		if err == nil {
			at := call.Argument(1)
			w := pendingWrite{path: path, js: call.Argument(3), splice: true, at: -1, remove: int(call.Argument(2).ToInteger())}
			if !goja.IsUndefined(at) {
				w.at = int(at.ToInteger())
			}
			c.later(w)
		}
		return a.done(err)
	},
	"applyDataUpdates": func(a *App, c *component, _ goja.FunctionCall) goja.Value {
		return a.done(c.applyDataUpdates())
	},
	"setUpdatePerformanceListener": func(a *App, c *component, call goja.FunctionCall) goja.Value {
		c.listenUpdates(objectOf(call.Argument(0)), call.Argument(1))
		return goja.Undefined()
	},
	"applyAnimatedStyle": unsupported("applyAnimatedStyle"),
	"clearAnimatedStyle": unsupported("clearAnimatedStyle"),
	"triggerEvent": func(a *App, c *component, call goja.FunctionCall) goja.Value {
		o := objectOf(call.Argument(2))
		c.triggerEvent(call.Argument(0).String(), call.Argument(1), truthy(o, "bubbles"), truthy(o, "composed"), truthy(o, "capturePhase"))
		return goja.Undefined()
	},
	"hasBehavior": func(a *App, c *component, call goja.FunctionCall) goja.Value {
		if s, ok := call.Argument(0).(goja.String); ok {
			return a.rt.ToValue(c.def.builtin[s.String()])
		}
		if t := traitOf(call.Argument(0)); t != nil {
			return a.rt.ToValue(c.def.traits[t] != nil)
		}
		return a.rt.ToValue(c.def.parts[a.behaviorOf(call.Argument(0))])
	},
	"traitBehavior": func(_ *App, c *component, call goja.FunctionCall) goja.Value {
		return orUndefined(c.def.traits[traitOf(call.Argument(0))])
	},
	"selectComponent": func(a *App, c *component, call goja.FunctionCall) goja.Value {
		for _, x := range c.selectComponents(call.Argument(0).String(), true) {
			return x.exported(c)
		}
		return goja.Null()
	},
	"selectAllComponents": func(a *App, c *component, call goja.FunctionCall) goja.Value {
		var out []any
		for _, x := range c.selectComponents(call.Argument(0).String(), false) {
			out = append(out, x.exported(c))
		}
		return a.rt.NewArray(out...)
	},
	"selectOwnerComponent": func(a *App, c *component, call goja.FunctionCall) goja.Value {
		if c.owner == nil {
			return goja.Null()
		}
		return c.owner.exported(c)
	},
	"getRelationNodes": func(a *App, c *component, call goja.FunctionCall) goja.Value {
		var out []any
		for _, x := range c.relationNodes(call.Argument(0).String()) {
			out = append(out, x.obj)
		}
		return a.rt.NewArray(out...)
	},
	"getPageId": func(a *App, c *component, call goja.FunctionCall) goja.Value {
		return a.rt.ToValue(fmt.Sprintf("pageId:%d", c.page.id))
	},
	"getOpenerEventChannel": func(a *App, c *component, call goja.FunctionCall) goja.Value {
		return c.page.eventChannel()
	},
	"getTabBar": func(a *App, c *component, call goja.FunctionCall) goja.Value {
		bar := goja.Value(goja.Undefined())
		if x := c.page.tabBar(); x != nil {
			bar = x.exported(c)
		}
		if fn := call.Argument(0); !goja.IsUndefined(fn) {
			c.invoke(fn, "callback of getTabBar", bar)
		}
		return bar
	},
	// An app bar belongs to the Skyline renderer: there is none.
	"getAppBar": func(_ *App, c *component, call goja.FunctionCall) goja.Value {
		if fn := call.Argument(0); !goja.IsUndefined(fn) {
			c.invoke(fn, "callback of getAppBar", goja.Null())
		}
		return goja.Null()
	},
	"getPassiveEvent": func(a *App, c *component, call goja.FunctionCall) goja.Value {
		c.invoke(call.Argument(0), "callback of getPassiveEvent", a.vm.ToJS(c.page.passiveEvents()))
		return goja.Undefined()
	},
	"setPassiveEvent": func(a *App, c *component, call goja.FunctionCall) goja.Value {
		v, err := a.vm.ToValue(call.Argument(0))
		if err == nil {
			c.page.passive = v
		}
		return a.done(err)
	},
	// The cache is for the first moment of a cold start on a device.
	"setInitialRenderingCache": func(*App, *component, goja.FunctionCall) goja.Value { return goja.Undefined() },
	"createSelectorQuery":      func(a *App, c *component, _ goja.FunctionCall) goja.Value { return a.wx.newQuery(c) },
	"createIntersectionObserver": func(a *App, c *component, call goja.FunctionCall) goja.Value {
		return a.wx.newObserver(c, objectOf(call.Argument(0)))
	},
	"createMediaQueryObserver": func(a *App, _ *component, _ goja.FunctionCall) goja.Value {
		return a.wx.newMediaObserver()
	},
	"animate":        func(a *App, c *component, call goja.FunctionCall) goja.Value { return a.wx.animate(c, call) },
	"clearAnimation": func(a *App, c *component, call goja.FunctionCall) goja.Value { return a.wx.clearAnimation(c, call) },
}

// done ends a method that may have failed: the error is thrown.
func (a *App) done(err error) goja.Value {
	if errors.Is(err, sandbox.ErrCycle) { // what copying it overflows in a browser
		panic(a.vm.NewError("RangeError", err.Error()))
	}
	if err != nil {
		a.vm.Throw(err)
	}
	return goja.Undefined()
}

// unsupported is a method of another renderer: it is reported and does nothing.
func unsupported(name string) func(a *App, c *component, call goja.FunctionCall) goja.Value {
	return func(a *App, c *component, _ goja.FunctionCall) goja.Value {
		a.userError(c, name, errSkyline)
		return goja.Undefined()
	}
}

// inherited is the object with baseMethods. A function is made when a program
// first asks for it: all of them together would be a tenth of an idle program's
// memory.
type inherited struct {
	app  *App
	made map[string]goja.Value
}

func (o *inherited) Has(name string) bool        { return baseMethods[name] != nil }
func (o *inherited) Set(string, goja.Value) bool { return false }
func (o *inherited) Delete(string) bool          { return false }
func (o *inherited) Keys() []string              { return nil }

func (o *inherited) Get(name string) goja.Value {
	if f := o.made[name]; f != nil {
		return f
	}
	method, a := baseMethods[name], o.app
	if method == nil {
		return nil
	}
	f := a.vm.Func(name, 0, func(call goja.FunctionCall) goja.Value {
		c := a.self(call.This)
		if c == nil {
			panic(a.rt.NewTypeError("%s called on something that is no component", name))
		}
		return method(a, c, call)
	})
	o.made[name] = f
	return f
}

// newBaseProto makes the object that all components and pages inherit from.
func (a *App) newBaseProto() *goja.Object {
	proto := a.rt.CreateObject(a.rt.NewDynamicObject(&inherited{a, make(map[string]goja.Value)}))
	a.accessors(proto)
	return proto
}

// accessors defines is, id, dataset, properties and data; a program may shadow
// them by assignment.
func (a *App) accessors(proto *goja.Object) {
	accessor := func(name string, get func(c *component) goja.Value) {
		getter := a.vm.Func("get "+name, 0, func(call goja.FunctionCall) goja.Value {
			if c := a.self(call.This); c != nil {
				return get(c)
			}
			return goja.Undefined()
		})
		setter := a.vm.Func("set "+name, 1, func(call goja.FunctionCall) goja.Value {
			if o := objectOf(call.This); o != nil {
				_ = o.DefineDataProperty(name, call.Argument(0), goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_TRUE)
			}
			return goja.Undefined()
		})
		_ = proto.DefineAccessorProperty(name, getter, setter, goja.FLAG_TRUE, goja.FLAG_FALSE)
	}
	accessor("is", func(c *component) goja.Value { return a.rt.ToValue(c.def.path) })
	accessor("properties", func(c *component) goja.Value { return c.js.object(c) })
	accessor("data", func(c *component) goja.Value {
		data := c.js.object(c)
		_ = c.obj.DefineDataProperty("data", data, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_TRUE) // read at its own price from now on
		return data
	})
	accessor("renderer", func(c *component) goja.Value { return a.rt.ToValue("webview") })
	accessor("id", func(c *component) goja.Value {
		if c.at == nil || c.creating { // the host node gets its attributes after created
			return a.rt.ToValue("")
		}
		return a.rt.ToValue(nodeRef{c.at, c.node}.id())
	})
	accessor("dataset", func(c *component) goja.Value {
		if c.at == nil || c.creating {
			return a.rt.NewObject()
		}
		return a.vm.ToJS(nodeRef{c.at, c.node}.dataset())
	})
}

// exported is what another component gets of c: this, or what export returns.
func (c *component) exported(caller *component) goja.Value {
	if c.def.export == nil || !c.def.builtin[componentExport] {
		return c.obj
	}
	v, err := c.def.export(c.obj, caller.obj)
	if err != nil {
		c.app.userError(c, "export", err)
		return c.obj
	}
	if goja.IsUndefined(v) {
		return c.obj
	}
	return v
}
