package logic

import (
	"regexp"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/internal/value"
)

// maxCanvasActions bounds what is drawn at a time; what is beyond is dropped.
const maxCanvasActions = 100_000

// canvas is what stands behind a CanvasContext: it collects what is drawn, and
// draw hands it to the host.
type canvas struct {
	class    string
	obj      *goja.Object
	id       string
	fontSize float64
	actions  []value.Value
	// props are the properties as they were written to actions last.
	props map[string]value.Value
	// node is the canvas of a 2D context, nil for a CanvasContext; dash is its line
	// dash, and due is set while its actions wait to be sent.
	node *canvasNode
	dash *value.Array
	due  bool
}

// gradient is what stands behind a CanvasGradient.
type gradient struct {
	kind  string
	args  value.Value
	stops []value.Value
}

func (g *gradient) plain() value.Value {
	return value.FromObject(fieldsOf("gradient", g.kind, "args", g.args, "stops", value.FromArray(value.NewArray(g.stops...))))
}

func addColorStop(w *wxAPI, self any, call goja.FunctionCall) goja.Value {
	if g := self.(*gradient); len(g.stops) < maxCanvasActions {
		g.stops = append(g.stops, w.plainArgs("addColorStop", call.Arguments))
	}
	return goja.Undefined()
}

func (w *wxAPI) newCanvas(call goja.FunctionCall) goja.Value {
	c := &canvas{class: "CanvasContext", id: call.Argument(0).String(), fontSize: 10, props: make(map[string]value.Value)}
	c.obj = w.newObject("CanvasContext", c)
	return c.obj
}

func canvasMember(name string) member {
	return func(w *wxAPI, self any, call goja.FunctionCall) goja.Value {
		c := self.(*canvas)
		switch name {
		case "draw":
			c.draw(w, call)
			return goja.Undefined()
		case "getActions":
			c.readProps(w)
			return w.app.vm.ToJS(c.take())
		case "clearActions":
			c.actions = nil
			return goja.Undefined()
		case "measureText":
			return c.measure(w, call.Argument(0))
		case "createLinearGradient", "createCircularGradient":
			return w.newObject("CanvasGradient", &gradient{kind: name[len("create"):], args: w.plainArgs(name, call.Arguments)})
		case "createPattern":
			return goja.Null()
		case "setFontSize":
			c.fontSize = call.Argument(0).ToFloat()
		}
		c.record(w, name, call)
		return goja.Undefined()
	}
}

func (c *canvas) add(name string, args *value.Array) {
	if len(c.actions) < maxCanvasActions {
		c.actions = append(c.actions, value.FromObject(fieldsOf("method", name, "args", value.FromArray(args))))
	}
}

// canvasArg is an argument or property for the host.
func (w *wxAPI) canvasArg(v goja.Value) value.Value {
	if g, ok := w.self(v, "CanvasGradient").(*gradient); ok {
		return g.plain()
	}
	if img, ok := w.self(v, "Image").(*canvasImage); ok {
		return value.FromObject(fieldsOf("image", img.src))
	}
	if path, ok := w.self(v, "Path2D").(*canvas); ok {
		return value.FromObject(fieldsOf("path", value.FromArray(value.NewArray(path.actions...))))
	}
	for _, class := range [...]string{"Canvas", "OffscreenCanvas"} {
		if n, ok := w.self(v, class).(*canvasNode); ok {
			return value.FromObject(fieldsOf("canvas", n.id))
		}
	}
	x, err := w.plain(v)
	if err != nil {
		w.throw("CanvasContext", parameterError("%v", err))
	}
	return x
}

// readProps adds the properties that the program has set since the last
// drawing, as actions whose method is "set".
func (c *canvas) readProps(w *wxAPI) {
	for _, name := range w.table.classes[c.class].props {
		v := c.obj.Get(name)
		if v == nil || goja.IsUndefined(v) {
			continue
		}
		x := w.canvasArg(v)
		if value.DeepEqual(x, c.props[name]) {
			continue
		}
		c.props[name] = x
		if name == "font" {
			c.fontSize = fontSize(value.Text(x), c.fontSize)
		}
		c.add("set", value.NewArray(value.String(name), x))
	}
}

var fontSizeInFont = regexp.MustCompile(`(\d+(?:\.\d+)?)px`)

func fontSize(font string, before float64) float64 {
	if m := fontSizeInFont.FindStringSubmatch(font); m != nil {
		return value.ParseNumber(m[1])
	}
	return before
}

// measure estimates the width of a text: the engine has no fonts, so a
// character of a Latin script counts as half as wide as high, any other as wide.
func (c *canvas) measure(w *wxAPI, text goja.Value) goja.Value {
	c.readProps(w)
	width := 0.0
	for _, r := range text.String() {
		if r < 0x2E80 {
			width += c.fontSize / 2
		} else {
			width += c.fontSize
		}
	}
	return w.object("width", width)
}

// take returns what was drawn since the last time.
func (c *canvas) take() value.Value {
	actions := value.FromArray(value.NewArray(c.actions...))
	c.actions = nil
	return actions
}

// drawCanvas draws what getActions of a context without a canvas gave, as programs
// did before there was createCanvasContext.
func (c *wxCall) drawCanvas() {
	args, err := c.args()
	if err != nil {
		c.failLater(err)
		return
	}
	c.w.notice("canvasDraw", args)
	c.okLater(nil)
}

// draw is draw(reserve, callback).
func (c *canvas) draw(w *wxAPI, call goja.FunctionCall) {
	reserve, fn := call.Argument(0), call.Argument(1)
	if _, ok := goja.AssertFunction(reserve); ok {
		reserve, fn = goja.Undefined(), reserve
	}
	w.notice("canvasDraw", fieldsOf("canvasId", c.id, "reserve", reserve.ToBoolean(), "actions", c.take()))
	w.app.vm.Post(func() { w.app.callFn(fn, "callback of CanvasContext.draw") })
}
