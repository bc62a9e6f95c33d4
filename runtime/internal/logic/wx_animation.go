package logic

import (
	"slices"
	"strings"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// animation is what stands behind an Animation (spec api §A.11).
type animation struct {
	// state are the styles and transforms set so far; each step repeats them.
	state   []animate
	pending []animate
	actions []any
}

// animate is one style or transform; key tells what a later one replaces.
type animate struct {
	key, typ string
	args     []any
}

// animationStyles are the methods that set a style; those with true take
// lengths.
var animationStyles = map[string]bool{"opacity": false, "backgroundColor": false, "width": true, "height": true,
	"left": true, "right": true, "top": true, "bottom": true}

// maxSteps bounds the steps of one export.
const maxSteps = 10_000

// newAnimation is wx.createAnimation. The field option of the result is no
// documented one; published programs change the duration of later steps there.
func (w *wxAPI) newAnimation(call goja.FunctionCall) goja.Value {
	o := w.newObject("Animation", &animation{})
	_ = o.Set("option", w.stepOption(objectOf(call.Argument(0)), nil))
	return o
}

// stepOption makes the option of a step: what options say, else what the
// animation's option says, else the defaults.
func (w *wxAPI) stepOption(options, base *goja.Object) *goja.Object {
	pick := func(name string, inherited *goja.Object, def any) any {
		for _, o := range []*goja.Object{options, inherited} {
			if o == nil {
				continue
			}
			if v := o.Get(name); v != nil && !goja.IsUndefined(v) {
				return v
			}
		}
		return def
	}
	var transition *goja.Object
	if base != nil {
		transition = objectOf(base.Get("transition"))
	}
	return w.object("transformOrigin", pick("transformOrigin", base, "50% 50% 0"),
		"transition", w.object("duration", pick("duration", transition, 400),
			"timingFunction", pick("timingFunction", transition, "linear"), "delay", pick("delay", transition, 0)))
}

func animationMember(name string) member {
	return func(w *wxAPI, self any, call goja.FunctionCall) goja.Value {
		m := self.(*animation)
		switch name {
		case "step":
			var base *goja.Object
			if o := objectOf(call.This); o != nil {
				base = objectOf(o.Get("option"))
			}
			m.step(w, w.stepOption(objectOf(call.Argument(0)), base))
		case "export":
			out := w.object("actions", w.app.rt.NewArray(m.actions...))
			m.actions = nil
			return out
		default:
			m.pending = append(m.pending, newAnimate(w, name, call.Arguments))
		}
		return call.This
	}
}

func newAnimate(w *wxAPI, name string, args []goja.Value) animate {
	out := animate{key: name, typ: name}
	length, style := animationStyles[name]
	if !style {
		for _, v := range args {
			out.args = append(out.args, v)
		}
		return out
	}
	css := name
	if name == "backgroundColor" {
		css = "background-color"
	}
	var v goja.Value = goja.Undefined()
	if len(args) > 0 {
		v = args[0]
	}
	if length && brand(v) == "Number" {
		v = w.app.rt.ToValue(v.String() + "px")
	}
	out.key, out.typ, out.args = "style."+css, "style", []any{css, v}
	return out
}

// step closes a step with its option.
func (m *animation) step(w *wxAPI, option *goja.Object) {
	for _, x := range m.pending {
		k := slices.IndexFunc(m.state, func(y animate) bool { return y.key == x.key })
		if k < 0 {
			m.state = append(m.state, x)
		} else {
			m.state[k] = x
		}
	}
	m.pending = nil
	if len(m.actions) >= maxSteps {
		return
	}
	rt := w.app.rt
	animates := make([]any, len(m.state))
	for k, x := range m.state {
		animates[k] = w.object("type", x.typ, "args", rt.NewArray(x.args...))
	}
	m.actions = append(m.actions, w.object("animates", rt.NewArray(animates...), "option", option))
}

// animate is this.animate: the nodes take the last key frame, and the callback
// comes when the duration is over.
func (w *wxAPI) animate(c *component, call goja.FunctionCall) goja.Value {
	frames := itemsOfArray(call.Argument(1))
	if len(frames) > 0 {
		if last := objectOf(frames[len(frames)-1]); last != nil {
			w.layStyle(c, call.Argument(0).String(), w.frameStyle(last))
		}
	}
	w.after(call.Argument(2), c, call.Argument(3))
	return goja.Undefined()
}

// clearAnimation is this.clearAnimation: the style that animate has set goes.
func (w *wxAPI) clearAnimation(c *component, call goja.FunctionCall) goja.Value {
	fn := call.Argument(1)
	if _, ok := goja.AssertFunction(fn); !ok {
		fn = call.Argument(2)
	}
	w.layStyle(c, call.Argument(0).String(), "")
	w.after(w.app.rt.ToValue(0), c, fn)
	return goja.Undefined()
}

// after calls fn on the component when ms milliseconds have passed.
func (w *wxAPI) after(ms goja.Value, c *component, fn goja.Value) {
	if _, ok := goja.AssertFunction(fn); !ok {
		return
	}
	run := w.app.vm.Func("", 0, func(goja.FunctionCall) goja.Value {
		if !c.dead {
			c.invoke(fn, "animation callback")
		}
		return goja.Undefined()
	})
	if _, err := w.setTimeout(goja.Undefined(), run, ms); err != nil {
		panic(err)
	}
}

// layStyle sets the animation layer of the style of the nodes that match.
func (w *wxAPI) layStyle(c *component, selector, style string) {
	for _, n := range c.selectNodes(selector, false) {
		out := &n.inst.page().out
		out.add(pendingOp{kind: bridge.OpLayer, inst: n.inst, at: n.node,
			layer: bridge.LayerAnimation, value: value.String(style)})
	}
}

// frameStyle makes a style string of a key frame.
func (w *wxAPI) frameStyle(frame *goja.Object) string {
	var styles, transforms []string
	for _, name := range frame.Keys() {
		v := frame.Get(name)
		length, style := animationStyles[name]
		switch {
		case name == "offset" || name == "ease":
		case name == "transformOrigin":
			styles = append(styles, "transform-origin:"+v.String())
		case name == "backgroundColor":
			styles = append(styles, "background-color:"+v.String())
		case style && length && brand(v) == "Number":
			styles = append(styles, name+":"+v.String()+"px")
		case style:
			styles = append(styles, name+":"+v.String())
		default:
			transforms = append(transforms, name+"("+transformArgs(name, v)+")")
		}
	}
	if len(transforms) > 0 {
		styles = append(styles, "transform:"+strings.Join(transforms, " "))
	}
	return strings.Join(styles, ";")
}

// transformArgs writes the arguments of a transform, numbers with the unit that
// they have.
func transformArgs(name string, v goja.Value) string {
	args := itemsOfArray(v)
	if args == nil {
		args = []goja.Value{v}
	}
	words := make([]string, len(args))
	for k, x := range args {
		words[k] = transformWord(name, k, x.String(), brand(x) == "Number")
	}
	return strings.Join(words, ",")
}

// transformWord is argument k of a transform, a number with the unit that it has
// there.
func transformWord(name string, k int, text string, isNumber bool) string {
	switch {
	case !isNumber:
	case strings.HasPrefix(name, "translate"):
		text += "px"
	case strings.HasPrefix(name, "skew"), strings.HasPrefix(name, "rotate") && (name != "rotate3d" || k == 3):
		text += "deg"
	}
	return text
}
