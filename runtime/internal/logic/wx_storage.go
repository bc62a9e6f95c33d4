package logic

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// A value is kept as text (spec api §A.1): as JSON where JSON has it, else as
// typeMark, the name of its type, a space and its text.
const typeMark = "@"

// maxEntry is the length of a key and its value together, in UTF-16 units and
// without the quotes that a string has in the store.
const maxEntry = 1 << 20

// maxSecret is the same for an entry that is stored with encrypt.
const maxSecret = maxEntry * 7 / 10

// secretMark begins the text of an entry that was stored with encrypt: only a
// reader that says so too finds it. Whether it is encrypted on disk is the
// host's affair, whose Storage it is.
const secretMark = typeMark + "Encrypted "

// storedText encodes a value for the store and gives its length. It throws what
// JSON.stringify throws.
func (w *wxAPI) storedText(v goja.Value) (text string, size int) {
	typ := brand(v)
	marked := func(text string) (string, int) { return typeMark + typ + " " + text, len(text) }
	switch typ {
	case "Null":
		return "null", 0
	case "String":
		s := w.text(v)
		size = value.UTF16Len(s)
		if !utf8.ValidString(s) { // JSON would lose the lone surrogates
			text, _ = marked(s)
			return text, size
		}
		return string(value.AppendQuoted(nil, s)), size
	case "Number":
		if f := v.ToFloat(); math.IsNaN(f) || math.IsInf(f, 0) {
			return marked(v.String())
		}
		return v.String(), len(v.String())
	case "Boolean":
		return v.String(), len(v.String())
	case "Date":
		return marked(v.ToNumber().String())
	case "Array", "Object":
		s, err := w.stringify()(goja.Undefined(), v)
		if err != nil {
			panic(err)
		}
		if !goja.IsUndefined(s) { // toJSON may give undefined
			text = w.text(s)
			return text, value.UTF16Len(text)
		}
	}
	return marked("")
}

// storedValue decodes what storedText made.
func (w *wxAPI) storedValue(text string) goja.Value {
	if rest, ok := strings.CutPrefix(text, typeMark); ok {
		typ, rest, _ := strings.Cut(rest, " ")
		switch typ {
		case "Undefined":
			return goja.Undefined()
		case "String":
			return w.app.vm.ToJS(value.String(rest))
		case "Number":
			return w.app.vm.ToJS(value.Number(value.ParseNumber(rest)))
		case "Date":
			if d, err := w.app.rt.New(w.app.rt.Get("Date"), w.app.vm.ToJS(value.Number(value.ParseNumber(rest)))); err == nil {
				return d
			}
		}
		return w.app.rt.ToValue("")
	}
	v, err := value.ParseJSON([]byte(text))
	if err != nil {
		w.app.log.Warn("a stored value can not be read", "error", err)
		return w.app.rt.ToValue("")
	}
	return w.app.vm.ToJS(v)
}

// text is a JavaScript string with its lone surrogates.
func (w *wxAPI) text(v goja.Value) string {
	x, err := w.app.vm.ToValue(v)
	if s, ok := x.AsString(); err == nil && ok {
		return s
	}
	return v.String()
}

// storeKey is the text of a key, which may also be a String object: an empty one
// fails without a reason.
func (w *wxAPI) storeKey(key goja.Value) (string, *bridge.CallError) {
	if b := brand(key); b != "String" {
		return "", parameterError("parameter.key should be String instead of %s;", b)
	}
	s := w.text(key)
	if s == "" {
		return "", &bridge.CallError{}
	}
	return s, nil
}

func (w *wxAPI) store(key, v goja.Value, secret bool) *bridge.CallError {
	name, bad := w.storeKey(key)
	if bad != nil {
		return bad
	}
	text, size := w.storedText(v)
	limit := maxEntry
	if secret {
		text, limit = secretMark+text, maxSecret
	}
	if value.UTF16Len(name)+size > limit {
		return &bridge.CallError{Message: ":entry size limit reached"}
	}
	_, err := w.ask("storage.set", value.FromObject(fieldsOf("key", name, "data", text)))
	return err
}

func (w *wxAPI) load(key goja.Value, secret bool) (goja.Value, bool, *bridge.CallError) {
	name, bad := w.storeKey(key)
	if bad != nil {
		return nil, false, bad
	}
	res, err := w.ask("storage.get", value.FromObject(fieldsOf("key", name)))
	o := res.AsObject()
	if err != nil || o == nil || !value.ToBool(o.Get("found")) {
		return nil, false, err
	}
	text, isSecret := strings.CutPrefix(value.Text(o.Get("data")), secretMark)
	if isSecret != secret {
		return nil, false, nil
	}
	return w.storedValue(text), true, nil
}

func (w *wxAPI) unstore(key goja.Value) *bridge.CallError {
	name, bad := w.storeKey(key)
	if bad != nil {
		return bad
	}
	_, err := w.ask("storage.remove", value.FromObject(fieldsOf("key", name)))
	return err
}

func (w *wxAPI) clearStore() *bridge.CallError {
	_, err := w.ask("storage.clear", value.FromObject(value.NewObject()))
	return err
}

func (w *wxAPI) storeInfo() (*goja.Object, *bridge.CallError) {
	res, err := w.ask("storage.info", value.FromObject(value.NewObject()))
	return w.result(res), err
}

func (w *wxAPI) storeAll(list goja.Value) *bridge.CallError {
	if brand(list) != "Array" {
		return parameterError("parameter.kvList should be Array instead of %s;", brand(list))
	}
	for k, item := range itemsOfArray(list) {
		o := objectOf(item)
		if o == nil {
			return parameterError("parameter.kvList[%d] should be Object instead of %s;", k, brand(item))
		}
		if err := w.store(o.Get("key"), o.Get("value"), false); err != nil {
			return err
		}
	}
	return nil
}

func (w *wxAPI) loadAll(list goja.Value) (goja.Value, *bridge.CallError) {
	if brand(list) != "Array" {
		return nil, parameterError("parameter.keyList should be Array instead of %s;", brand(list))
	}
	var out []any
	for _, key := range itemsOfArray(list) {
		v, found, err := w.load(key, false)
		if err != nil {
			return nil, err
		}
		if !found {
			v = w.app.rt.ToValue("")
		}
		out = append(out, v)
	}
	return w.app.rt.NewArray(out...), nil
}

// storage is the asynchronous form of the storage APIs. The store changes at
// once, so that a synchronous read after it sees the value; only the callbacks
// come later.
func (c *wxCall) storage() {
	w := c.w
	var res *goja.Object
	var err *bridge.CallError
	switch c.api.name {
	case "setStorage":
		err = w.store(c.get("key"), c.get("data"), truthy(c.opts, "encrypt"))
	case "getStorage":
		var v goja.Value
		var found bool
		if v, found, err = w.load(c.get("key"), truthy(c.opts, "encrypt")); err == nil && !found {
			err = &bridge.CallError{Message: "data not found"}
		}
		res = w.object("data", v)
	case "removeStorage":
		err = w.unstore(c.get("key"))
	case "clearStorage":
		err = w.clearStore()
	case "getStorageInfo":
		res, err = w.storeInfo()
	case "batchSetStorage":
		err = w.storeAll(c.get("kvList"))
	case "batchGetStorage":
		var v goja.Value
		v, err = w.loadAll(c.get("keyList"))
		res = w.object("dataList", v)
	}
	if err != nil {
		c.failLater(err)
		return
	}
	c.okLater(res)
}

// storageSync is the synchronous form.
func (w *wxAPI) storageSync(name string) func(goja.FunctionCall) goja.Value {
	return func(call goja.FunctionCall) goja.Value {
		var res goja.Value = goja.Undefined()
		var err *bridge.CallError
		arg := call.Argument(0)
		switch name {
		case "setStorageSync":
			err = w.store(arg, call.Argument(1), false)
		case "getStorageSync":
			var found bool
			if res, found, err = w.load(arg, false); !found {
				res = w.app.rt.ToValue("")
			}
		case "removeStorageSync":
			err = w.unstore(arg)
		case "clearStorageSync":
			err = w.clearStore()
		case "getStorageInfoSync":
			res, err = w.storeInfo()
		case "batchSetStorageSync":
			err = w.storeAll(arg)
		case "batchGetStorageSync":
			res, err = w.loadAll(arg)
		}
		if err != nil {
			w.throw(name, err)
		}
		return res
	}
}

// bufferPrefix begins the URLs of createBufferURL.
const bufferPrefix = "wxfile://buffer/"

// bufferURL names an ArrayBuffer so that the view can show it.
func (w *wxAPI) bufferURL(call goja.FunctionCall) goja.Value {
	b, ok := bytesOf(call.Argument(0))
	if !ok {
		w.throw("createBufferURL", parameterError("parameter should be ArrayBuffer instead of %s;", brand(call.Argument(0))))
	}
	w.buffers++
	url := bufferPrefix + strconv.FormatUint(w.buffers, 10)
	w.notice("createBufferURL", fieldsOf("url", url, "data", bytesValue(b)))
	return w.app.rt.ToValue(url)
}

func (w *wxAPI) revokeBufferURL(call goja.FunctionCall) goja.Value {
	if url := call.Argument(0).String(); strings.HasPrefix(url, bufferPrefix) {
		w.notice("revokeBufferURL", fieldsOf("url", url))
	}
	return goja.Undefined()
}
