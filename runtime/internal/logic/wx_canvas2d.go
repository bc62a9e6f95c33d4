package logic

import (
	"github.com/dop251/goja"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// canvasNode is what stands behind a Canvas, which a selector query gives for a
// <canvas type="2d">, and behind an OffscreenCanvas. The engine draws nothing: what
// its context is told goes to the host at the end of the turn, as canvasDraw.
type canvasNode struct {
	obj *goja.Object
	// id is that of the <canvas>, "" for an OffscreenCanvas, whose drawings nobody
	// sees.
	id string
	// webgl is set for a canvas of the type webgl, for which there is no context.
	webgl  bool
	page   bridge.PageID
	ctx    *canvas
	frames map[int64]func() // what ends the animation frames that are due
	last   int64
}

// newCanvasNode makes a canvas with its size, which programs change.
func (w *wxAPI) newCanvasNode(class string, n *canvasNode, width, height float64) *canvasNode {
	n.frames = make(map[int64]func())
	n.obj = w.newObject(class, n)
	_ = n.obj.Set("width", width)
	_ = n.obj.Set("height", height)
	return n
}

// canvasOf is the Canvas of a node, nil where it is no canvas for the new
// interface.
func (w *wxAPI) canvasOf(ref nodeRef) goja.Value {
	if ref.inst == nil || ref.tag() != "canvas" {
		return goja.Null()
	}
	typ := value.Text(ref.property("type"))
	if typ != "2d" && typ != "webgl" {
		return goja.Null()
	}
	p := ref.inst.page()
	n := p.canvases[ref]
	if n == nil {
		n = w.newCanvasNode("Canvas", &canvasNode{id: ref.id(), webgl: typ == "webgl", page: p.id}, 300, 150)
		if p.canvases == nil {
			p.canvases = make(map[nodeRef]*canvasNode)
		}
		p.canvases[ref] = n
	}
	return n.obj
}

// offscreenCanvas is wx.createOffscreenCanvas, with an options object or, as it
// once was, width and height.
func (w *wxAPI) offscreenCanvas(call goja.FunctionCall) goja.Value {
	n := &canvasNode{}
	width, height := call.Argument(0), call.Argument(1)
	if o := objectOf(width); o != nil {
		width, height = o.Get("width"), o.Get("height")
		n.webgl = o.Get("type") == nil || o.Get("type").String() != "2d"
	}
	number := func(v goja.Value, def float64) float64 {
		if v == nil || goja.IsUndefined(v) {
			return def
		}
		return v.ToFloat()
	}
	return w.newCanvasNode("OffscreenCanvas", n, number(width, 300), number(height, 150)).obj
}

func canvasNodeMember(name string) member {
	return func(w *wxAPI, self any, call goja.FunctionCall) goja.Value {
		n := self.(*canvasNode)
		switch name {
		case "getContext":
			return n.context(w, call.Argument(0).String())
		case "createImage":
			return w.newImage(n.page)
		case "createImageData":
			return w.imageData(call)
		case "createPath2D":
			return w.newPath(call)
		case "requestAnimationFrame":
			return n.requestFrame(w, call.Argument(0))
		case "cancelAnimationFrame":
			id := call.Argument(0).ToInteger()
			if stop := n.frames[id]; stop != nil {
				stop()
				delete(n.frames, id)
			}
		case "toDataURL":
			return w.app.rt.ToValue("data:,") // what an empty canvas gives
		}
		return goja.Undefined()
	}
}

// context returns the canvas's one 2D context, null for any other kind.
func (n *canvasNode) context(w *wxAPI, kind string) goja.Value {
	if kind != "2d" || n.webgl {
		return goja.Null()
	}
	if n.ctx == nil {
		n.ctx = &canvas{class: "CanvasRenderingContext2D", id: n.id, fontSize: 10, props: make(map[string]value.Value), node: n}
		n.ctx.obj = w.newObject(n.ctx.class, n.ctx)
		_ = n.ctx.obj.Set("canvas", n.obj)
	}
	return n.ctx.obj
}

func (n *canvasNode) requestFrame(w *wxAPI, fn goja.Value) goja.Value {
	n.last++
	id := n.last
	n.frames[id] = w.app.after(frameTime, func() {
		delete(n.frames, id)
		w.app.callFn(fn, "animation frame", w.app.rt.ToValue(w.app.now().UnixMilli()))
	})
	return w.app.rt.ToValue(id)
}

// context2DMember is what the methods of a CanvasRenderingContext2D do: those that
// draw are written down for the host.
func context2DMember(name string) member {
	return func(w *wxAPI, self any, call goja.FunctionCall) goja.Value {
		c := self.(*canvas)
		switch name {
		case "measureText":
			return c.measure(w, call.Argument(0))
		case "createLinearGradient", "createRadialGradient", "createConicGradient":
			return w.newObject("CanvasGradient", &gradient{kind: name[len("create"):], args: w.plainArgs(name, call.Arguments)})
		case "createPattern":
			args := value.NewArray(w.canvasArg(call.Argument(0)), w.canvasArg(call.Argument(1)))
			return w.newObject("CanvasGradient", &gradient{kind: "Pattern", args: value.FromArray(args)})
		case "createImageData", "getImageData":
			return w.imageData(call)
		case "isPointInPath", "isPointInStroke":
			return w.app.rt.ToValue(false)
		case "getLineDash":
			return w.app.vm.ToJS(value.FromArray(c.dash))
		case "getTransform":
			return w.object("a", 1, "b", 0, "c", 0, "d", 1, "e", 0, "f", 0)
		case "putImageData":
			call.Arguments = call.Arguments[min(1, len(call.Arguments)):] // the pixels stay here
		case "setLineDash":
			c.dash = w.canvasArg(call.Argument(0)).AsArray()
		}
		c.record(w, name, call)
		return goja.Undefined()
	}
}

// record writes an action down, and the properties that were set before it.
func (c *canvas) record(w *wxAPI, name string, call goja.FunctionCall) {
	c.readProps(w)
	args := value.NewArray()
	for _, arg := range call.Arguments {
		args.Append(w.canvasArg(arg))
	}
	c.add(name, args)
	if c.node == nil || c.due {
		return
	}
	c.due = true
	w.app.vm.Post(func() {
		c.due = false
		actions := value.FromArray(value.NewArray(c.actions...))
		c.actions = nil
		if c.id == "" {
			return
		}
		w.app.port.Send(&bridge.Call{Name: "canvasDraw", Page: c.node.page, Args: value.FromObject(
			fieldsOf("canvasId", c.id, "type", "2d", "reserve", true, "actions", actions))})
	})
}

// newPath is createPath2D: it collects its own actions.
func (w *wxAPI) newPath(call goja.FunctionCall) goja.Value {
	c := &canvas{class: "Path2D", props: make(map[string]value.Value)}
	c.obj = w.newObject(c.class, c)
	if from, ok := w.self(call.Argument(0), "Path2D").(*canvas); ok {
		c.actions = append(c.actions, from.actions...)
	}
	return c.obj
}

func pathMember(name string) member {
	return func(w *wxAPI, self any, call goja.FunctionCall) goja.Value {
		self.(*canvas).record(w, name, call)
		return goja.Undefined()
	}
}

// maxPixels bounds the images that programs make.
const maxPixels = 4 << 20

// imageData makes an ImageData of transparent pixels: createImageData(w, h), or
// getImageData(x, y, w, h), whose drawing only the host knows.
func (w *wxAPI) imageData(call goja.FunctionCall) goja.Value {
	args := call.Arguments
	if len(args) >= 4 {
		args = args[2:]
	}
	size := [2]int64{}
	for k := range size {
		if k < len(args) {
			size[k] = args[k].ToInteger()
		}
	}
	if size[0] <= 0 || size[1] <= 0 || size[0] > maxPixels || size[1] > maxPixels || size[0]*size[1] > maxPixels {
		panic(w.app.vm.NewError("RangeError", "the size of the image is not from 1 to 4194304 pixels"))
	}
	array, _ := goja.AssertConstructor(w.app.rt.Get("Uint8ClampedArray"))
	data, err := array(nil, w.app.rt.ToValue(4*size[0]*size[1]))
	if err != nil {
		panic(err)
	}
	return w.object("width", size[0], "height", size[1], "data", data)
}

// newImage is createImage: setting src has the host look at the image, which calls
// onload or onerror.
func (w *wxAPI) newImage(page bridge.PageID) goja.Value {
	img := &canvasImage{}
	img.obj = w.newObject("Image", img)
	for name, v := range map[string]any{"width": 0, "height": 0, "onload": nil, "onerror": nil} {
		_ = img.obj.Set(name, v)
	}
	get := w.app.vm.Func("src", 0, func(goja.FunctionCall) goja.Value { return w.app.rt.ToValue(img.src) })
	set := w.app.vm.Func("src", 1, func(call goja.FunctionCall) goja.Value {
		img.src = call.Argument(0).String()
		w.send("getImageInfo", page, fieldsOf("src", img.src), nil, img.loaded(w, img.src))
		return goja.Undefined()
	})
	_ = img.obj.DefineAccessorProperty("src", get, set, goja.FLAG_TRUE, goja.FLAG_TRUE)
	return img.obj
}

type canvasImage struct {
	obj *goja.Object
	src string
}

// loaded returns what to do with the host's answer about an image.
func (img *canvasImage) loaded(w *wxAPI, src string) func(value.Value, *bridge.CallError) {
	return func(res value.Value, err *bridge.CallError) {
		if img.src != src {
			return // it has been replaced meanwhile
		}
		if err != nil {
			img.tell(w, "onerror", w.object("errMsg", err.Message))
			return
		}
		for _, name := range []string{"width", "height"} {
			_ = img.obj.Set(name, w.app.vm.ToJS(res.AsObject().Get(name)))
		}
		img.tell(w, "onload", w.object("type", "load"))
	}
}

// tell calls onload or onerror as a method of the image.
func (img *canvasImage) tell(w *wxAPI, name string, event *goja.Object) {
	if fn, ok := goja.AssertFunction(img.obj.Get(name)); ok {
		if _, err := fn(img.obj, event); err != nil {
			w.app.userError(nil, name+" of an image", err)
		}
	}
}
