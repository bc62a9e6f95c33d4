package sandbox

import (
	"regexp"
	"slices"

	"github.com/dop251/goja"
	"github.com/dop251/goja_nodejs/url"
)

// globals is the prototype of the global object. It answers for the globals
// that this package adds: each is made, and becomes an own property of the
// global object, when it is first read; an idle VM pays for none.
type globals struct{ vm *VM }

// undefinedGlobals are the globals of browsers and Node that scripts find
// undefined (spec app §4.2): reading one is no ReferenceError.
var undefinedGlobals = map[string]bool{
	"window": true, "document": true, "frames": true, "self": true, "location": true, "navigator": true,
	"localStorage": true, "sessionStorage": true, "indexedDB": true, "history": true, "Caches": true,
	"caches": true, "screen": true, "alert": true, "confirm": true, "prompt": true, "fetch": true,
	"XMLHttpRequest": true, "WebSocket": true, "Worker": true, "Image": true, "WebAssembly": true,
	"webkit": true, "WeixinJSCore": true, "Reporter": true, "print": true, "WeixinJSBridge": true,
	"process": true,
}

// assignment finds assignments to a name that is no member.
var assignment = regexp.MustCompile(`(?:^|[^.\w$])([A-Za-z]+)\s*=[^=>]`)

// assignedGlobals returns those of undefinedGlobals that a script seems to assign
// to. On WeChat they are variables of its wrapper, so that a strict script may.
func assignedGlobals(code string) (names []string) {
	for _, m := range assignment.FindAllStringSubmatch(code, -1) {
		if undefinedGlobals[m[1]] && !slices.Contains(names, m[1]) {
			names = append(names, m[1])
		}
	}
	return names
}

// declare makes own properties of the global object of names that a strict script
// assigns to: it may not assign to those that are inherited.
func (vm *VM) declare(names []string) {
	for _, name := range names {
		if v := vm.rt.GlobalObject().Get(name); v == nil || goja.IsUndefined(v) {
			vm.SetGlobal(name, vm.undef)
		}
	}
}

// makeGlobal holds the maker of each global.
var makeGlobal = map[string]func(*VM) goja.Value{
	"global":          func(vm *VM) goja.Value { return vm.rt.GlobalObject() },
	"console":         (*VM).newConsole,
	"setTimeout":      func(vm *VM) goja.Value { return vm.Func("setTimeout", 2, vm.setTimeout) },
	"setInterval":     func(vm *VM) goja.Value { return vm.Func("setInterval", 2, vm.setInterval) },
	"clearTimeout":    func(vm *VM) goja.Value { return vm.Func("clearTimeout", 1, vm.clearTimer) },
	"clearInterval":   func(vm *VM) goja.Value { return vm.Func("clearInterval", 1, vm.clearTimer) },
	"queueMicrotask":  func(vm *VM) goja.Value { return vm.Func("queueMicrotask", 1, vm.queueMicrotask) },
	"structuredClone": func(vm *VM) goja.Value { return vm.Func("structuredClone", 1, vm.structuredClone) },
	"TextEncoder":     (*VM).newTextEncoder,
	"TextDecoder":     (*VM).newTextDecoder,
	"URL":             func(vm *VM) goja.Value { return vm.urlClass("URL") },
	"URLSearchParams": func(vm *VM) goja.Value { return vm.urlClass("URLSearchParams") },
}

func (g globals) Get(name string) goja.Value {
	if undefinedGlobals[name] {
		return g.vm.undef
	}
	var v goja.Value
	if f := makeGlobal[name]; f != nil {
		v = f(g.vm)
	} else if slices.Contains(g.vm.cfg.Globals, name) {
		v = g.vm.cfg.Global(name)
	} else {
		return nil
	}
	g.vm.SetGlobal(name, v)
	return v
}

func (g globals) Has(name string) bool {
	return undefinedGlobals[name] || makeGlobal[name] != nil || slices.Contains(g.vm.cfg.Globals, name)
}

func (g globals) Delete(string) bool { return true }
func (g globals) Keys() []string     { return nil }

// Set is a write to Object.getPrototypeOf(global): polyfills put what they bring
// there when they find setTimeout. It becomes a global.
func (g globals) Set(name string, v goja.Value) bool {
	g.vm.SetGlobal(name, v)
	return true
}

func (vm *VM) setGlobals() error {
	return vm.rt.GlobalObject().SetPrototype(vm.rt.NewDynamicObject(globals{vm}))
}

// GlobalNames returns the names of the globals that this package adds to those
// of ECMAScript, sorted; with undefined those that are there but undefined.
func GlobalNames(undefined bool) []string {
	var names []string
	for name := range makeGlobal {
		names = append(names, name)
	}
	if undefined {
		names = names[:0]
		for name := range undefinedGlobals {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// urlClass returns URL or URLSearchParams of goja_nodejs; both are made
// together, being made for each other.
func (vm *VM) urlClass(name string) goja.Value {
	if vm.urls == nil {
		module := vm.rt.NewObject()
		vm.urls = vm.rt.NewObject()
		_ = module.Set("exports", vm.urls)
		url.Require(vm.rt, module)
		for _, class := range []string{"URL", "URLSearchParams"} {
			ctor, _ := vm.urls.Get(class).(*goja.Object)
			vm.guardObject(ctor)
			withPrototype(nil, nil)(vm, ctor)
		}
		vm.guardParams()
	}
	return vm.urls.Get(name)
}

// guardParams guards what iterates over URLSearchParams.
func (vm *VM) guardParams() {
	params, err := vm.rt.New(vm.urls.Get("URLSearchParams"))
	vm.must(err)
	if entries := callable(params.Get("entries")); entries != nil {
		if it, ok := entries(goja.FunctionCall{This: params}).(*goja.Object); ok {
			vm.guardAll(it.Prototype(), nil)
		}
	}
}

// queueMicrotask runs a function among the promise jobs. What it throws is an
// uncaught error, not a rejected promise.
func (vm *VM) queueMicrotask(c goja.FunctionCall) goja.Value {
	fn := c.Argument(0)
	if !isFunction(fn) {
		panic(vm.rt.NewTypeError("queueMicrotask needs a function"))
	}
	vm.countJob()
	vm.ensure("Promise")
	promise, resolve, _ := vm.rt.NewPromise()
	_ = resolve(nil)
	call := callable(fn)
	job := vm.Func("", 0, func(goja.FunctionCall) goja.Value {
		if ex := vm.rt.Try(func() { call(goja.FunctionCall{This: vm.undef}) }); ex != nil {
			vm.report(vm.exception(ex))
		}
		return nil
	})
	obj := vm.rt.ToValue(promise).(*goja.Object)
	then, ok := goja.AssertFunction(obj.Get("then"))
	if !ok {
		panic(vm.rt.NewTypeError("Promise.prototype.then is not a function"))
	}
	if _, err := then(obj, job); err != nil {
		panic(err)
	}
	return nil
}
