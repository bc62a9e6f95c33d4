package logic

import (
	"fmt"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/internal/value"
)

// newRequirePlugin makes requirePlugin. Plugins come from WeChat's servers and are
// not part of a package, so none is ever there. One that app.json declares has no
// exports, so that a script that requires it at its beginning is run, and fails
// where it uses the plugin; any other throws.
func (a *App) newRequirePlugin() *goja.Object {
	missing := func(call goja.FunctionCall) string {
		return fmt.Sprintf("plugin %q is not defined", call.Argument(0).String())
	}
	plugin := a.vm.Func("requirePlugin", 1, func(call goja.FunctionCall) goja.Value {
		if _, ok := goja.AssertFunction(call.Argument(2)); ok {
			fail := call.Argument(2)
			res := a.pluginFailure(call.Argument(0), missing(call))
			a.vm.Post(func() {
				if _, err := a.vm.Call(fail, nil, res); err != nil {
					a.userError(nil, "callback of requirePlugin", err)
				}
			})
			return goja.Undefined()
		}
		if a.declaresPlugin(call.Argument(0).String()) {
			return a.rt.NewObject()
		}
		panic(a.vm.NewError("Error", missing(call)))
	})
	async := a.vm.Func("async", 1, func(call goja.FunctionCall) goja.Value {
		promise, _, reject := a.rt.NewPromise()
		_ = reject(a.pluginFailure(call.Argument(0), missing(call)))
		return a.rt.ToValue(promise)
	})
	_ = plugin.DefineDataProperty("async", async, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
	return plugin
}

// declaresPlugin reports whether app.json names a plugin, of the program or of a
// subpackage.
func (a *App) declaresPlugin(name string) bool {
	declares := func(v value.Value) bool {
		o := v.AsObject()
		if o == nil {
			return false
		}
		plugins := o.Get("plugins").AsObject()
		return plugins != nil && !plugins.Get(name).IsUndefined()
	}
	if declares(a.pkg.Config) {
		return true
	}
	if app := a.pkg.Config.AsObject(); app != nil {
		for _, key := range [...]string{"subpackages", "subPackages"} {
			if list := app.Get(key).AsArray(); list != nil {
				for i := range list.Len() {
					if declares(list.At(i)) {
						return true
					}
				}
			}
		}
	}
	return false
}

// pluginFailure is what asynchronous loading fails with (spec app §4.1).
func (a *App) pluginFailure(name goja.Value, text string) *goja.Object {
	res := a.rt.NewObject()
	_ = res.Set("mod", name.String())
	_ = res.Set("errMsg", text)
	return res
}

// wxConfig is the internal object __wxConfig: app.json as WeChat's tools rewrite
// it, of which programs read a few fields.
func (a *App) wxConfig() value.Value {
	out := value.NewObject()
	pages := value.NewArray()
	for _, p := range a.pkg.Pages {
		pages.Append(value.String(p))
	}
	app := a.pkg.Config.AsObject()
	global := value.NewObject()
	if app != nil {
		global.Put("window", app.Get("window"))
		out.Put("tabBar", app.Get("tabBar"))
		out.Put("networkTimeout", app.Get("networkTimeout"))
		out.Put("debug", value.Bool(value.ToBool(app.Get("debug"))))
	}
	account := value.NewObject()
	account.Put("appId", value.String(a.pkg.AppID))
	out.Put("pages", value.FromArray(pages))
	out.Put("entryPagePath", value.String(a.pkg.Entry+".html"))
	out.Put("global", value.FromObject(global))
	out.Put("accountInfo", value.FromObject(account))
	out.Put("appType", value.Int(0))
	out.Put("envVersion", value.String("develop"))
	return value.FromObject(out)
}
