package logic

import (
	"slices"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// wx.cloud is undefined, as the specification allows, but in programs that call
// its functions: they find an object whose calls go to the host as
// "cloud.callFunction", "cloud.database" and the like, and fail where the host has
// no cloud. So a page that fetches its data from a cloud shows what it shows
// without a connection.

// cloudWords are what a script has in its text that calls functions of wx.cloud.
var cloudWords = []string{"cloud.callFunction", "cloud.callContainer", "cloud.database", "cloud.uploadFile", "cloud.downloadFile",
	"cloud.getTempFileURL", "cloud.Cloud"}

// usesCloud reports whether a script of the program calls functions of wx.cloud.
func (a *App) usesCloud() bool { return slices.ContainsFunc(cloudWords, a.pkg.Scripts.Mentions) }

// cloud stands behind wx.cloud and the instances of wx.cloud.Cloud.
type cloud struct{ instance bool }

func (w *wxAPI) newCloud(instance bool) *goja.Object {
	self := &cloud{instance}
	o := w.newObject("Cloud", self)
	for _, name := range w.table.classes["Cloud"].methods { // they may be called without their object
		fn := cloudMember(name)
		_ = o.Set(name, w.app.vm.Func(name, 1, func(call goja.FunctionCall) goja.Value { return fn(w, self, call) }))
	}
	_ = o.Set("Cloud", w.app.rt.ToValue(func(goja.ConstructorCall) *goja.Object { return w.newCloud(true) }))
	return o
}

func cloudMember(name string) member {
	return func(w *wxAPI, self any, call goja.FunctionCall) goja.Value {
		switch name {
		case "init":
			w.notice("cloud.init", fieldsOf("args", w.plainArgs("cloud.init", call.Arguments)))
			if !self.(*cloud).instance {
				return goja.Undefined()
			}
			promise, resolve, _ := w.app.rt.NewPromise()
			_ = resolve(goja.Undefined())
			return w.app.rt.ToValue(promise)
		case "database":
			o := w.newObject("CloudDatabase", &cloudQuery{})
			command := w.newObject("CloudCommand", &cloudQuery{})
			_ = command.Set("aggregate", w.newObject("CloudCommand", &cloudQuery{}))
			_ = o.Set("command", command)
			return o
		case "CloudID", "CDN":
			return call.Argument(0)
		}
		return w.callAsync(&apiEntry{name: "cloud." + name, area: "cloud", tier: 'B'}, call.Argument(0), (*wxCall).forward)
	}
}

// cloudQuery is what a program has said so far of a query of a database: methods
// with their arguments.
type cloudQuery struct {
	before *cloudQuery
	step   value.Value
	name   string
	length int
}

// maxCloudSteps bounds how many methods a query is made of.
const maxCloudSteps = 1000

func (q *cloudQuery) then(w *wxAPI, name string, call goja.FunctionCall) *cloudQuery {
	if q.length >= maxCloudSteps {
		w.throw("cloud.database", &bridge.CallError{Message: "a query of too many steps"})
	}
	step := fieldsOf("method", name, "args", w.plainArgs("cloud.database", call.Arguments))
	return &cloudQuery{before: q, step: value.FromObject(step), name: name, length: q.length + 1}
}

// steps are the methods in their order.
func (q *cloudQuery) steps() value.Value {
	out := make([]value.Value, q.length)
	for ; q.length > 0; q = q.before {
		out[q.length-1] = q.step
	}
	return value.FromArray(value.NewArray(out...))
}

// target is what the errMsg of an operation begins with.
func (q *cloudQuery) target() string {
	if q.name == "doc" {
		return "document."
	}
	return "collection."
}

// cloudQueryMember is a method of a database, a collection, a query or a document:
// one that says more of the query, or an operation, which is a call of the host.
func cloudQueryMember(class, name string) member {
	return func(w *wxAPI, self any, call goja.FunctionCall) goja.Value {
		q := self.(*cloudQuery)
		switch name {
		case "serverDate", "RegExp":
			return w.cloudValue(&cloudQuery{}, name, call)
		case "get", "add", "update", "set", "remove", "count", "end", "createCollection", "runTransaction", "startTransaction":
			entry := &apiEntry{name: q.target() + name, area: "cloud", tier: 'B'}
			if class == "CloudDatabase" {
				entry.name = "database." + name
			}
			args := fieldsOf("steps", q.then(w, name, call).steps())
			return w.callAsync(entry, call.Argument(0), func(c *wxCall) { c.host("cloud.database", args) })
		case "watch":
			return w.watchCloud(q, call)
		}
		return w.newObject("CloudQuery", q.then(w, name, call))
	}
}

// watchCloud tells a listener of changes that there will be none.
func (w *wxAPI) watchCloud(q *cloudQuery, call goja.FunctionCall) goja.Value {
	if o := objectOf(call.Argument(0)); o != nil {
		fn, res := o.Get("onError"), w.failure(q.target()+"watch", notSupported())
		w.app.vm.Post(func() { w.app.callFn(fn, "onError of watch", res) })
	}
	return w.object("close", w.app.vm.Func("close", 0, func(goja.FunctionCall) goja.Value { return goja.Undefined() }))
}

// cloudCommandMember is an operator of a condition or an update, which is a value
// among the data of a query.
func cloudCommandMember(name string) member {
	return func(w *wxAPI, self any, call goja.FunctionCall) goja.Value {
		return w.cloudValue(self.(*cloudQuery), name, call)
	}
}

func (w *wxAPI) cloudValue(q *cloudQuery, name string, call goja.FunctionCall) goja.Value {
	next := q.then(w, name, call)
	o := w.newObject("CloudCommand", next)
	_ = o.Set("$operator", w.app.vm.ToJS(next.steps()))
	return o
}

// failure is the argument of a fail callback.
func (w *wxAPI) failure(name string, err *bridge.CallError) *goja.Object {
	return w.object("errMsg", failText(name, err.Message), "errno", err.Errno)
}
