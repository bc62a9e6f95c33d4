package logic

import "github.com/dop251/goja"

// trait is what Behavior.trait() returns: an interface that components implement,
// and that may turn what they implement into something else (spec component §14).
type trait struct {
	trans goja.Callable // nil for none
}

// implementation is one call of implement.
type implementation struct {
	trait *trait
	impl  goja.Value
}

// traitHandle carries a trait behind the value that Behavior.trait() returns.
type traitHandle struct {
	handle
	trait *trait
}

func traitOf(v goja.Value) *trait {
	if o := objectOf(v); o != nil {
		if h, ok := o.Export().(traitHandle); ok {
			return h.trait
		}
	}
	return nil
}

// jsTrait is Behavior.trait(transform).
func (a *App) jsTrait(call goja.FunctionCall) goja.Value {
	trans, _ := goja.AssertFunction(call.Argument(0))
	return a.rt.NewDynamicObject(traitHandle{trait: &trait{trans}})
}

// readImplementation reads the arguments of implement.
func (a *App) readImplementation(call goja.FunctionCall) implementation {
	t := traitOf(call.Argument(0))
	if t == nil {
		panic(a.rt.NewTypeError("implement takes what Behavior.trait() returned, and an object"))
	}
	return implementation{t, call.Argument(1)}
}

// implement gives the component, which has a definition of its own, a trait.
func (c *component) implement(m implementation) error {
	out := m.impl
	if m.trait.trans != nil {
		v, err := m.trait.trans(goja.Undefined(), m.impl)
		if err != nil {
			return err
		}
		if v.ToBoolean() {
			out = v
		}
	}
	if c.def.traits == nil {
		c.def.traits = make(map[*trait]goja.Value)
	}
	c.def.traits[m.trait] = out
	return nil
}
