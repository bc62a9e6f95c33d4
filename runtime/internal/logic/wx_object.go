package logic

import (
	"strings"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// box carries what stands behind an object of wx; to programs it is an empty
// object.
type box struct {
	class string
	v     any
}

func (box) Get(string) goja.Value       { return nil }
func (box) Set(string, goja.Value) bool { return false }
func (box) Has(string) bool             { return false }
func (box) Delete(string) bool          { return false }
func (box) Keys() []string              { return nil }

// events are the listeners of an object, by the name of the method that adds
// them.
type events struct{ listeners map[string][]goja.Value }

func (e *events) eventsOf() *events { return e }

func (e *events) listen(name string, fn goja.Value) {
	if e.listeners == nil {
		e.listeners = make(map[string][]goja.Value)
	}
	e.listeners[name] = listen(e.listeners[name], fn)
}

func (e *events) emit(w *wxAPI, name string, args ...goja.Value) {
	for _, fn := range e.listeners[name] {
		w.app.callFn(fn, "listener "+name, args...)
	}
}

// member is what a method of an object does; self is what stands behind the
// object.
type member func(w *wxAPI, self any, call goja.FunctionCall) goja.Value

// newObject makes an object of a class of the table.
func (w *wxAPI) newObject(class string, self any) *goja.Object {
	proto := w.protos[class]
	if proto == nil {
		proto = w.newProto(class)
		w.protos[class] = proto
	}
	o := w.app.rt.CreateObject(proto)
	const no = goja.FLAG_FALSE
	_ = o.DefineDataPropertySymbol(w.handle, w.app.rt.NewDynamicObject(box{class, self}), no, no, no)
	return o
}

// self gives what stands behind an object, nil if it is none of the class.
func (w *wxAPI) self(v goja.Value, class string) any {
	o := objectOf(v)
	if o == nil {
		return nil
	}
	h, ok := o.GetSymbol(w.handle).(*goja.Object)
	if !ok {
		return nil
	}
	if b, ok := h.Export().(box); ok && b.class == class {
		return b.v
	}
	return nil
}

func (w *wxAPI) newProto(class string) *goja.Object {
	proto := w.app.rt.NewObject()
	info := w.table.classes[class]
	if info == nil {
		return proto
	}
	for _, name := range info.methods {
		fn := engineMember(class, name)
		if fn == nil {
			fn = commonMember(class, name)
		}
		f := w.app.vm.Func(name, 0, func(call goja.FunctionCall) goja.Value {
			self := w.self(call.This, class)
			if self == nil {
				panic(w.app.rt.NewTypeError("%s.%s called on something that is no %s", class, name, class))
			}
			return fn(w, self, call)
		})
		_ = proto.DefineDataProperty(name, f, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	}
	return proto
}

// engineMember is what the engine does for a method itself, nil where that is
// listeners or a call of the host.
func engineMember(class, name string) member {
	switch class {
	case "RequestTask", "UploadTask", "DownloadTask":
		if name == "abort" {
			return abortTask
		}
	case "SocketTask":
		return socketMember(name)
	case "SelectorQuery", "NodesRef":
		return queryMember(name)
	case "IntersectionObserver":
		return intersectionMember(name)
	case "MediaQueryObserver":
		return mediaMember(name)
	case "Animation":
		return animationMember(name)
	case "UpdateManager", "PluginUpdateManager":
		return updateMember(name)
	case "LogManager", "RealtimeLogManager", "RealtimeTagLogManager":
		return logMember(name)
	case "Performance", "PerformanceObserver", "EntryList":
		return performanceMember(class, name)
	case "CanvasContext":
		return canvasMember(name)
	case "Canvas", "OffscreenCanvas":
		return canvasNodeMember(name)
	case "CanvasRenderingContext2D":
		return context2DMember(name)
	case "Path2D":
		return pathMember(name)
	case "CanvasGradient":
		return addColorStop
	case "Worker":
		return workerMember(name)
	case "FileSystemManager":
		return fileMember(name)
	case "Stats":
		return statsMember(name)
	case "EventChannel":
		return channelMember(name)
	case "Cloud":
		return cloudMember(name)
	case "CloudDatabase", "CloudQuery":
		return cloudQueryMember(class, name)
	case "CloudCommand":
		return cloudCommandMember(name)
	case "CameraContext":
		if name == "onCameraFrame" {
			return onCameraFrame
		}
	case "PageRouter":
		return routerMember(name)
	case "ScrollViewContext":
		return scrollContextMember(name)
	}
	return nil
}

// commonMember adds and removes listeners, and has the host do everything else.
func commonMember(class, name string) member {
	switch {
	case isListenerName(name, "on"):
		return func(w *wxAPI, self any, call goja.FunctionCall) goja.Value {
			if e, ok := self.(interface{ eventsOf() *events }); ok {
				e.eventsOf().listen(name, call.Argument(0))
			}
			return goja.Undefined()
		}
	case isListenerName(name, "off"):
		on := "on" + name[len("off"):]
		return func(w *wxAPI, self any, call goja.FunctionCall) goja.Value {
			if e, ok := self.(interface{ eventsOf() *events }); ok {
				ev := e.eventsOf()
				if len(ev.listeners[on]) > 0 {
					ev.listeners[on] = unlisten(ev.listeners[on], call.Argument(0))
				}
			}
			return goja.Undefined()
		}
	}
	return func(w *wxAPI, self any, call goja.FunctionCall) goja.Value {
		if h, ok := self.(*hostObject); ok {
			return h.call(w, name, call)
		}
		return goja.Undefined()
	}
}

// hostObject is an object whose work the host does: a player, a canvas, a map.
type hostObject struct {
	events
	api *apiEntry
	id  uint64 // of the call that made it
	obj *goja.Object
	// err is why the host does not have it.
	err *bridge.CallError
}

// makeObject makes the object of an API such as createInnerAudioContext or
// getFileSystemManager.
func (w *wxAPI) makeObject(api *apiEntry, call goja.FunctionCall) goja.Value {
	if fn := w.engineObject(api.name); fn != nil {
		return fn(call)
	}
	single := strings.HasPrefix(api.name, "get")
	if o := w.singletons[api.name]; single && o != nil {
		return o
	}
	w.checkPending()
	h := &hostObject{api: api}
	h.obj = w.newObject(api.class, h)
	if api.tier == 'C' {
		h.err = notSupported()
	} else {
		args := fieldsOf("args", w.plainArgs(api.name, call.Arguments))
		h.id = w.send(api.name, w.pageID(), args, func(ev value.Value) { w.hostEvent(h, ev) },
			func(_ value.Value, err *bridge.CallError) { h.err = err })
	}
	if single {
		w.singletons[api.name] = h.obj
	}
	return h.obj
}

// onCameraFrame adds a listener, and gives the object that begins and ends the
// frames.
func onCameraFrame(w *wxAPI, self any, call goja.FunctionCall) goja.Value {
	camera := self.(*hostObject)
	camera.listen("onCameraFrame", call.Argument(0))
	h := &hostObject{api: &apiEntry{name: "CameraFrameListener", area: camera.api.area, tier: camera.api.tier, class: "CameraFrameListener"},
		id: camera.id, err: camera.err}
	h.obj = w.newObject("CameraFrameListener", h)
	return h.obj
}

// hostEvent calls the listeners of an event: {event: "play", …} is for onPlay.
// A field "properties" changes those of the object.
func (w *wxAPI) hostEvent(h *hostObject, ev value.Value) {
	o := ev.AsObject()
	if o == nil {
		return
	}
	if props := o.Get("properties").AsObject(); props != nil {
		for k, name := range props.Keys() {
			_ = h.obj.Set(name, w.app.vm.ToJS(props.Values()[k]))
		}
	}
	if name, arg := w.eventArg(ev); name != "" {
		h.emit(w, name, arg)
	}
}

// eventArg takes an event of the host apart: the name of the method that
// listens to it, and the argument of the listeners.
func (w *wxAPI) eventArg(ev value.Value) (string, goja.Value) {
	o := ev.AsObject()
	if o == nil {
		return "", nil
	}
	name := value.Text(o.Get("event"))
	if name == "" {
		return "", nil
	}
	arg := w.result(ev)
	_ = arg.Delete("event")
	_ = arg.Delete("properties")
	return "on" + strings.ToUpper(name[:1]) + name[1:], arg
}

// call has the host carry out a method: a call "Class.method". With an options
// object, or for a method that gives a promise, the program learns how it ended.
func (h *hostObject) call(w *wxAPI, name string, call goja.FunctionCall) goja.Value {
	full := h.api.class + "." + name
	if strings.HasSuffix(name, "Sync") {
		if h.err != nil {
			w.throw(name, h.err)
		}
		res, err := w.ask(full, value.FromObject(fieldsOf("args", w.plainArgs(name, call.Arguments))))
		if err != nil {
			w.throw(name, err)
		}
		return w.toJS(res)
	}
	args := fieldsOf("object", h.id, "args", w.plainArgs(name, call.Arguments), "properties", w.propertiesOf(h))
	entry := &apiEntry{name: name, area: h.api.area, tier: h.api.tier}
	run := func(c *wxCall) {
		if h.err != nil {
			c.failLater(h.err)
			return
		}
		c.host(full, args)
	}
	if o := objectOf(call.Argument(0)); o != nil && hasCallback(o) || givesPromise(h.api.class, name) {
		return w.callAsync(entry, call.Argument(0), run)
	}
	if h.err == nil {
		w.notice(full, args)
	}
	return goja.Undefined()
}

func hasCallback(o *goja.Object) bool {
	for _, name := range []string{"success", "fail", "complete"} {
		if _, ok := goja.AssertFunction(o.Get(name)); ok {
			return true
		}
	}
	return false
}

// givesPromise reports whether a method returns a promise when it gets no
// callbacks.
func givesPromise(class, name string) bool {
	switch class {
	case "InterstitialAd", "RewardedVideoAd":
		return name == "load" || name == "show"
	case "InferenceSession":
		return true
	case "CameraContext":
		return name == "takePhoto" || name == "startRecord" || name == "stopRecord" || name == "setZoom"
	}
	return false
}

// propertiesOf reads the properties that a program has set on an object.
func (w *wxAPI) propertiesOf(h *hostObject) *value.Object {
	out := value.NewObject()
	info := w.table.classes[h.api.class]
	if info == nil {
		return out
	}
	for _, name := range info.props {
		v := h.obj.Get(name)
		if v == nil {
			continue
		}
		if _, ok := goja.AssertFunction(v); ok {
			continue
		}
		if x, err := w.plain(v); err == nil {
			out.Put(name, x)
		}
	}
	return out
}

// engineObject is what the engine does for an API that returns an object, nil
// where the host does the work.
func (w *wxAPI) engineObject(name string) func(goja.FunctionCall) goja.Value {
	switch name {
	case "createSelectorQuery":
		return func(goja.FunctionCall) goja.Value { return w.newQuery(nil) }
	case "createIntersectionObserver":
		return func(call goja.FunctionCall) goja.Value {
			return w.newObserver(w.app.componentArg(call.Argument(0)), objectOf(call.Argument(1)))
		}
	case "createCanvasContext", "createContext":
		return w.newCanvas
	case "createOffscreenCanvas":
		return w.offscreenCanvas
	case "createAnimation":
		return w.newAnimation
	case "createWorker":
		return w.newWorker
	case "getUpdateManager", "getPluginUpdateManager", "getFileSystemManager", "getLogManager", "getRealtimeLogManager", "getPerformance":
		class := w.table.apis[name].class
		return func(goja.FunctionCall) goja.Value { return w.singleton(class) }
	}
	return nil
}

// singleton is the one object of a class.
func (w *wxAPI) singleton(class string) *goja.Object {
	o := w.singletons[class]
	if o == nil {
		switch class {
		case "UpdateManager", "PluginUpdateManager":
			o = w.newObject(class, w.newUpdateManager())
		case "FileSystemManager":
			o = w.newObject(class, &fileManager{})
		default:
			o = w.newObject(class, &logSink{})
		}
		w.singletons[class] = o
	}
	return o
}
