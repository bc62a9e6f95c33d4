package logic

import (
	"strings"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// fileManager is what stands behind the FileSystemManager (spec api §A.7). The
// files are the host's: each method is one question to it, "file." and the
// asynchronous name, with the options as they would be of that form.
type fileManager struct{}

// fileStats is what stands behind a Stats.
type fileStats struct{ dir bool }

// fileObjectForms are the synchronous methods that take an object as the
// asynchronous ones do; the others take the parameters one by one.
var fileObjectForms = map[string]bool{"open": true, "close": true, "fstat": true, "ftruncate": true, "read": true,
	"write": true, "readCompressedFile": true}

// fileMember is a method of FileSystemManager.
func fileMember(name string) member {
	base, sync := strings.CutSuffix(name, "Sync")
	if !sync {
		return func(w *wxAPI, _ any, call goja.FunctionCall) goja.Value {
			return w.callAsync(w.table.members["FileSystemManager."+name], call.Argument(0), (*wxCall).file)
		}
	}
	return func(w *wxAPI, _ any, call goja.FunctionCall) goja.Value {
		api := *w.table.members["FileSystemManager."+base]
		api.name = name
		c := &wxCall{w: w, api: &api, opts: objectOf(call.Argument(0))}
		if !fileObjectForms[base] {
			c.opts = w.app.rt.NewObject()
			for k := range api.params {
				if v := call.Argument(k); !goja.IsUndefined(v) {
					_ = c.opts.Set(api.params[k].name, v)
				}
			}
		}
		err := c.checkParams()
		var res *goja.Object
		if err == nil {
			res, err = c.askFile(base, true)
		}
		if err != nil {
			w.throw(name, err)
		}
		return syncFileResult(base, res)
	}
}

// syncFileResult is what a synchronous method returns of its result object.
func syncFileResult(base string, res *goja.Object) goja.Value {
	field := map[string]string{"readFile": "data", "readdir": "files", "stat": "stats", "saveFile": "savedFilePath",
		"open": "fd", "fstat": "stats", "readCompressedFile": "data"}[base]
	switch {
	case field != "":
		return res.Get(field)
	case base == "read" || base == "write":
		return res
	}
	return goja.Undefined()
}

// file is an asynchronous method, and the file APIs from before
// FileSystemManager. What it does is done at once, in the order of the calls;
// only the callbacks come later.
func (c *wxCall) file() {
	res, err := c.askFile(c.api.name, false)
	if err != nil {
		c.failLater(err)
		return
	}
	c.okLater(res)
}

// askFile has the host carry out a method and makes the result object.
func (c *wxCall) askFile(base string, sync bool) (*goja.Object, *bridge.CallError) {
	w := c.w
	if v := c.get("data"); base != "getFileInfo" && !goja.IsUndefined(v) {
		if _, ok := bytesOf(v); !ok && brand(v) != "String" {
			return nil, parameterError("parameter.data should be String or ArrayBuffer instead of %s;", brand(v))
		}
	}
	buffer, isBuffer := c.buffer()
	args, err := c.fileArgs(len(buffer), isBuffer)
	if err != nil {
		return nil, err
	}
	res, err := w.ask("file."+base, value.FromObject(args))
	o := res.AsObject()
	if err != nil || o == nil {
		return nil, err
	}
	switch base {
	case "read":
		b, _ := bytesIn(o.Get("data"))
		copy(buffer[min(len(buffer), max(0, int(c.num("offset")))):], b)
		return w.object("bytesRead", len(b), "arrayBuffer", c.get("arrayBuffer")), nil
	case "stat", "fstat":
		return w.object("stats", w.statsResult(o, sync)), nil
	case "readZipEntry":
		entries := w.app.rt.NewObject()
		if list := o.Get("entries").AsObject(); list != nil {
			for k, name := range list.Keys() {
				_ = entries.Set(name, w.toJS(list.Values()[k]))
			}
		}
		return w.object("entries", entries), nil
	}
	return w.result(res), nil
}

// buffer gives the bytes of the option arrayBuffer themselves.
func (c *wxCall) buffer() ([]byte, bool) {
	o := objectOf(c.get("arrayBuffer"))
	if o == nil || o.ExportType() != arrayBufferType {
		return nil, false
	}
	return o.Export().(goja.ArrayBuffer).Bytes(), true
}

// fileArgs are the options for the host. Of a buffer that is to be filled only
// the size is sent.
func (c *wxCall) fileArgs(size int, isBuffer bool) (*value.Object, *bridge.CallError) {
	if !isBuffer {
		return c.args()
	}
	rest := c.w.app.rt.NewObject()
	for _, name := range c.w.app.keysOf(c.opts) {
		if name != "arrayBuffer" {
			_ = rest.Set(name, c.opts.Get(name))
		}
	}
	other := &wxCall{w: c.w, api: c.api, opts: rest}
	args, err := other.args()
	if err == nil {
		args.Put("bufferSize", value.Int(size))
	}
	return args, err
}

// statsResult makes a Stats, or for a recursive stat all of them: by path, from
// the synchronous form a list of {path, stats}.
func (w *wxAPI) statsResult(o *value.Object, sync bool) goja.Value {
	list := o.Get("list").AsArray()
	if list == nil {
		return w.stats(o.Get("stats").AsObject())
	}
	byPath := w.app.rt.NewObject()
	items := make([]any, 0, list.Len())
	for _, item := range list.Items() {
		it := item.AsObject()
		p, s := value.Text(it.Get("path")), w.stats(it.Get("stats").AsObject())
		_ = byPath.Set(p, s)
		items = append(items, w.object("path", p, "stats", s))
	}
	if sync {
		return w.app.rt.NewArray(items...)
	}
	return byPath
}

func (w *wxAPI) stats(o *value.Object) goja.Value {
	if o == nil {
		return goja.Undefined()
	}
	obj := w.newObject("Stats", &fileStats{dir: value.ToBool(o.Get("isDirectory"))})
	for k, name := range o.Keys() {
		if name != "isDirectory" {
			_ = obj.Set(name, w.app.vm.ToJS(o.Values()[k]))
		}
	}
	return obj
}

func statsMember(name string) member {
	return func(w *wxAPI, self any, _ goja.FunctionCall) goja.Value {
		return w.app.rt.ToValue(self.(*fileStats).dir == (name == "isDirectory"))
	}
}
