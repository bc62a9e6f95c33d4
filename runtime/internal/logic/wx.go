package logic

import (
	"github.com/dop251/goja"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// wxAPI is the wx object of an app and what stands behind it. Which names there
// are, and with which parameters, is told by the table; what the engine does
// itself by engineAsync, engineSync, engineObject and engineMember; everything
// else is a call of the host.
type wxAPI struct {
	app   *App
	table *apiTable
	// made are the names whose property was made; the rest is made at first use,
	// because most programs use few of the five hundred.
	made map[string]bool
	// handle is the key under which objects keep what stands behind them.
	handle *goja.Symbol
	protos map[string]*goja.Object

	setTimeout, clearTimeout goja.Callable

	opening   *channelPair // of the navigateTo that is being carried out
	requests  slots
	transfers slots
	sockets   []*socket
	observers []*intersectionObserver
	// mainSocket is the one that the wx.*Socket* functions act on.
	mainSocket *socket
	singletons map[string]*goja.Object
	buffers    uint64
}

// newWx makes the wx object.
func (a *App) newWx(table *apiTable) *goja.Object {
	w := &wxAPI{app: a, table: table, made: make(map[string]bool), handle: goja.NewSymbol("wx"),
		protos: make(map[string]*goja.Object), singletons: make(map[string]*goja.Object),
		requests: slots{max: maxRequests}, transfers: slots{max: maxRequests}}
	a.wx = w
	w.setTimeout, _ = goja.AssertFunction(a.rt.Get("setTimeout"))
	w.clearTimeout, _ = goja.AssertFunction(a.rt.Get("clearTimeout"))
	w.extendComponents()
	return w.lazyObject()
}

// stringify is JSON.stringify. It is looked up when it is needed, as everything of
// the language is that few pages need: goja makes it then, and keeps it.
func (w *wxAPI) stringify() goja.Callable {
	if json := objectOf(w.app.rt.Get("JSON")); json != nil {
		return w.builtin(json.Get("stringify"))
	}
	return w.builtin(nil)
}

// builtin is a function of the language; it throws where the program has put
// something else in its place.
func (w *wxAPI) builtin(v goja.Value) goja.Callable {
	f, ok := goja.AssertFunction(v)
	if !ok {
		panic(w.app.vm.NewError("TypeError", "a function of the language that this needs has been replaced by the program"))
	}
	return f
}

// lazyObject is an object that behaves as if it had all its properties. A proxy
// does that without being visible to the program.
func (w *wxAPI) lazyObject() *goja.Object {
	rt := w.app.rt
	describe, _ := goja.AssertFunction(rt.Get("Object").ToObject(rt).Get("getOwnPropertyDescriptor"))
	env := rt.NewObject()
	_ = env.Set("USER_DATA_PATH", userDataPath)
	target := rt.NewObject()
	_ = target.Set("env", env)
	return rt.ToValue(rt.NewProxy(target, &goja.ProxyTrapConfig{
		Get: func(target *goja.Object, name string, _ goja.Value) goja.Value {
			w.ensure(target, name)
			return target.Get(name)
		},
		Has: func(target *goja.Object, name string) bool {
			w.ensure(target, name)
			return target.Get(name) != nil
		},
		DeleteProperty: func(target *goja.Object, name string) bool {
			w.made[name] = true
			return target.Delete(name) == nil
		},
		OwnKeys: func(target *goja.Object) *goja.Object {
			for _, name := range w.table.names {
				w.ensure(target, name)
			}
			var names []any
			for _, name := range target.GetOwnPropertyNames() {
				names = append(names, name)
			}
			return rt.NewArray(names...)
		},
		GetOwnPropertyDescriptor: func(target *goja.Object, name string) goja.PropertyDescriptor {
			w.ensure(target, name)
			d, err := describe(goja.Undefined(), target, rt.ToValue(name))
			o := objectOf(d)
			if err != nil || o == nil {
				return goja.PropertyDescriptor{}
			}
			flag := func(name string) goja.Flag { return goja.ToFlag(truthy(o, name)) }
			return goja.PropertyDescriptor{Value: o.Get("value"), Getter: o.Get("get"), Setter: o.Get("set"),
				Writable: flag("writable"), Enumerable: flag("enumerable"), Configurable: flag("configurable")}
		},
	})).ToObject(rt)
}

// ensure makes the property of a name of the table, once, unless the program
// has set one of its own.
func (w *wxAPI) ensure(target *goja.Object, name string) {
	if w.made[name] {
		return
	}
	api := w.table.apis[name]
	if api == nil {
		if v := w.undocumented(name); v != nil && target.Get(name) == nil {
			w.made[name] = true
			_ = target.Set(name, v)
		}
		return
	}
	w.made[name] = true
	if target.Get(name) == nil {
		_ = target.Set(name, w.app.vm.Func(name, 0, w.function(api)))
	}
}

// undocumented are the properties of wx that are no functions of the table: cloud,
// and version, which chart libraries read.
func (w *wxAPI) undocumented(name string) goja.Value {
	switch {
	case name == "cloud" && w.app.usesCloud():
		return w.newCloud(false)
	case name == "version":
		return w.object("version", w.app.vm.ToJS(w.system().Get("SDKVersion")), "updateTime", "")
	}
	return nil
}

// function is what a name of the table does.
func (w *wxAPI) function(api *apiEntry) func(goja.FunctionCall) goja.Value {
	switch api.kind {
	case apiSync:
		return func(call goja.FunctionCall) goja.Value { return w.callSync(api, call) }
	case apiObject:
		return func(call goja.FunctionCall) goja.Value { return w.makeObject(api, call) }
	case apiOn:
		return func(call goja.FunctionCall) goja.Value {
			w.app.listeners[api.name] = listen(w.app.listeners[api.name], call.Argument(0))
			return goja.Undefined()
		}
	case apiOff:
		name := "on" + api.name[len("off"):]
		return func(call goja.FunctionCall) goja.Value {
			w.app.listeners[name] = unlisten(w.app.listeners[name], call.Argument(0))
			return goja.Undefined()
		}
	}
	run := w.engineAsync(api.name)
	if run == nil || api.area == hostArea {
		run = (*wxCall).forward
	}
	return func(call goja.FunctionCall) goja.Value { return w.callAsync(api, call.Argument(0), run) }
}

// listen adds a listener. The list is copied, so that one that is being called
// does not change.
func listen(list []goja.Value, fn goja.Value) []goja.Value {
	if _, ok := goja.AssertFunction(fn); !ok {
		return list
	}
	return append(list[:len(list):len(list)], fn)
}

// unlisten removes a listener, all of them without fn.
func unlisten(list []goja.Value, fn goja.Value) []goja.Value {
	if fn == nil || goja.IsUndefined(fn) {
		return nil
	}
	var out []goja.Value
	for _, x := range list {
		if !x.SameAs(fn) {
			out = append(out, x)
		}
	}
	return out
}

// callSync calls an API that returns its result. What the engine does not do
// itself is asked of the host, with the arguments as a list.
func (w *wxAPI) callSync(api *apiEntry, call goja.FunctionCall) goja.Value {
	if fn := w.engineSync(api.name); fn != nil && api.area != hostArea {
		return fn(call)
	}
	if api.tier == 'C' {
		w.throw(api.name, notSupported())
	}
	res, err := w.ask(api.name, value.FromObject(fieldsOf("args", w.plainArgs(api.name, call.Arguments))))
	if err != nil {
		w.throw(api.name, err)
	}
	return w.toJS(res)
}

// pageID is the visible page, for the host.
func (w *wxAPI) pageID() bridge.PageID {
	if p := w.app.top(); p != nil {
		return p.id
	}
	return 0
}

// ask is a call of the host that needs its answer at once.
func (w *wxAPI) ask(name string, args value.Value) (value.Value, *bridge.CallError) {
	res, err := w.app.port.Ask(name, w.pageID(), args)
	if err != nil {
		return value.Value{}, callError(err)
	}
	return res, nil
}

// notice tells the host something that it does not answer.
func (w *wxAPI) notice(name string, args *value.Object) {
	w.app.port.Send(&bridge.Call{Name: name, Page: w.pageID(), Args: value.FromObject(args)})
}

// fieldsOf makes an object of names and values, given in turn.
func fieldsOf(pairs ...any) *value.Object {
	o := value.NewObject()
	for k := 0; k+1 < len(pairs); k += 2 {
		name := pairs[k].(string)
		switch v := pairs[k+1].(type) {
		case value.Value:
			o.Put(name, v)
		case string:
			o.Put(name, value.String(v))
		case int:
			o.Put(name, value.Int(v))
		case uint64:
			o.Put(name, value.Number(float64(v)))
		case float64:
			o.Put(name, value.Number(v))
		case bool:
			o.Put(name, value.Bool(v))
		case *value.Object:
			o.Put(name, value.FromObject(v))
		}
	}
	return o
}

// throw throws the error of a synchronous API; it does not return.
func (w *wxAPI) throw(name string, err *bridge.CallError) {
	msg := failText(name, err.Message)
	o := w.app.vm.NewError("Error", msg)
	_ = o.Set("errMsg", msg)
	if err.Errno != 0 {
		_ = o.Set("errno", err.Errno)
	}
	panic(o)
}
