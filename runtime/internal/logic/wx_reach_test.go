package logic

import (
	"fmt"
	"reflect"
	goruntime "runtime"
	"slices"
	"strings"
	"testing"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/internal/value"
)

// instances gives one object of every class of the table, and what else the
// engine hands to programs: functions among data, promises, results, bytes.
func instances(r *wxRun) *goja.Object {
	a := r.app
	out := a.rt.NewObject()
	for _, class := range classNames(a.wx.table) {
		_ = out.Set(class, a.wx.newObject(class, &hostObject{api: &apiEntry{class: class}}))
	}
	data := value.NewObject()
	data.Put("fn", value.FromFunc(&value.Function{Name: "fn", Call: func(value.Value, []value.Value) (value.Value, error) { return value.Value{}, nil }}))
	data.Put("list", value.FromArray(value.NewArray(value.Int(1), value.FromObject(value.NewObject()))))
	_ = out.Set("data", a.vm.ToJS(value.FromObject(data)))
	_ = out.Set("bytes", a.wx.toJS(bytesValue([]byte{1})))
	_ = out.Set("result", a.wx.result(value.FromObject(data)))
	_ = out.Set("error", a.errorValue(fmt.Errorf("an error of Go")))
	_ = out.Set("channel", a.newChannel().opener.obj)
	return out
}

// behindGo tells what an object shows of a Go value: its fields and methods, or
// that it is a Go function which goja calls by reflection, or one without a guard:
// goja may call that for ever. Programs get none of them.
func behindGo(o *goja.Object) string {
	kind := reflect.ValueOf(o).Elem().FieldByName("self").Elem().Type().String()
	names := o.GetOwnPropertyNames()
	if strings.Contains(kind, "wrappedFunc") || strings.Contains(kind, "objectGo") && len(names) > 0 {
		return fmt.Sprint(kind, " ", names)
	}
	self := reflect.ValueOf(o).Elem().FieldByName("self").Elem()
	if self.Kind() != reflect.Pointer {
		return ""
	}
	f := self.Elem().FieldByName("f")
	if !f.IsValid() || f.Type() != reflect.TypeFor[func(goja.FunctionCall) goja.Value]() || f.IsNil() {
		return ""
	}
	name := goruntime.FuncForPC(f.Pointer()).Name()
	harmless := strings.Contains(name, "typedArrayProto_toStringTag") || strings.Contains(name, "logic.Test") // that gives no object and throws nothing
	if !harmless && !strings.Contains(name, "(*VM).stoppable") && !strings.Contains(name, "(*VM).Func") {
		return "no guard around " + name
	}
	return ""
}

// What the engine hands to a program has no function that docs/api.md does not
// name, and is no Go value that goja has wrapped.
func TestReachableThroughInstances(t *testing.T) {
	var wrapped []string
	r := wxLaunch(t, map[string]string{"app.js": `App({})`, "index.js": walk + `
		function check(path, x) { if (x !== null && (typeof x === 'object' || typeof x === 'function')) probe(path, x) }
		Page({ data: { s: 1 }, onLoad() { this.more = [
				['request', wx.request({ url: 'https://a/' })], ['file', wx.getFileSystemManager()], ['query', this.createSelectorQuery().select('view')],
				['promise', wx.getLocation({})], ['pages', getCurrentPages()], ['app', getApp()], ['url', new URL('http://a/?b=1')], ['params', new URL('http://a/?b=1').searchParams],
				['encoder', new TextEncoder()], ['decoder', new TextDecoder()], ['encoded', new TextEncoder().encode('a')], ['system', wx.getSystemInfoSync()], ['data', this.data],
				['behavior', Behavior({})], ['clone', structuredClone(new Map([[1, new Date()]]))] ] },
			walk(made) {
				` + walkRoots() + `
				const known = run(roots).length
				const found = run([...Object.entries(made), ...this.more]).slice(known)
				for (const x of seen) check(at.get(x), x)
				return found.join('\n')
			} })`}, nil)
	_ = r.app.rt.Set("probe", func(c goja.FunctionCall) goja.Value {
		if kind := behindGo(c.Argument(1).(*goja.Object)); kind != "" {
			wrapped = append(wrapped, c.Argument(0).String()+": "+kind)
		}
		return goja.Undefined()
	})
	var found []string
	err := r.app.Do(t.Context(), func() error {
		page := r.app.top().root.obj
		fn, _ := goja.AssertFunction(page.Get("walk"))
		v, err := fn(page, instances(r))
		if err == nil {
			found = strings.Split(v.String(), "\n")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	documented := documentedNames(t)
	classes := r.app.wx.table.classes
	methods := 0
	for _, path := range found {
		path = strings.Replace(path, ".__proto__", "", 1)
		class, name, _ := strings.Cut(path, ".")
		if c := classes[class]; c != nil && slices.Contains(c.methods, name) {
			methods++
			continue
		}
		if !documented[path] && !ownOfTest(path) {
			t.Errorf("%s can be reached and is not in docs/api.md", path)
		}
	}
	if methods < 200 {
		t.Errorf("only %d methods of objects were found", methods)
	}
	slices.Sort(wrapped)
	for _, w := range slices.Compact(wrapped) {
		t.Errorf("a Go value is wrapped: %s", w)
	}
}

// ownOfTest reports whether a function is the walking program's own.
func ownOfTest(path string) bool {
	return strings.HasPrefix(path, "pages.") || path == "data.fn" || path == "result.fn"
}
