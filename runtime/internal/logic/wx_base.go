package logic

import (
	"context"
	"encoding/base64"
	"log/slog"
	"slices"
	"strings"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// engineSync is what the engine does for a synchronous API, nil where the host
// is asked.
func (w *wxAPI) engineSync(name string) func(goja.FunctionCall) goja.Value {
	a := w.app
	answer := func(fn func() *goja.Object) func(goja.FunctionCall) goja.Value {
		return func(goja.FunctionCall) goja.Value { return fn() }
	}
	switch name {
	case "setStorageSync", "getStorageSync", "removeStorageSync", "clearStorageSync", "getStorageInfoSync",
		"batchSetStorageSync", "batchGetStorageSync":
		return w.storageSync(name)
	case "createBufferURL":
		return w.bufferURL
	case "revokeBufferURL":
		return w.revokeBufferURL
	case "getSystemInfoSync", "getWindowInfo", "getDeviceInfo", "getAppBaseInfo", "getSystemSetting", "getAppAuthorizeSetting":
		return answer(func() *goja.Object { return w.systemPart(name) })
	case "getSkylineInfoSync":
		return answer(w.skyline)
	case "getMenuButtonBoundingClientRect":
		return answer(w.menuButton)
	case "getLaunchOptionsSync":
		return func(goja.FunctionCall) goja.Value { return a.vm.ToJS(a.launchOptions()) }
	case "getEnterOptionsSync":
		return func(goja.FunctionCall) goja.Value {
			if a.enter.AsObject() == nil {
				return a.vm.ToJS(a.launchOptions())
			}
			return a.vm.ToJS(a.enter)
		}
	case "getAccountInfoSync":
		return answer(w.account)
	case "getExtConfigSync":
		return func(goja.FunctionCall) goja.Value { return w.extConfig() }
	case "getExptInfoSync": // the program takes part in no experiment
		return answer(a.rt.NewObject)
	case "getApiCategory":
		return func(goja.FunctionCall) goja.Value { return a.rt.ToValue("default") }
	case "checkIsPictureInPictureActive", "isVKSupport":
		return func(goja.FunctionCall) goja.Value { return a.rt.ToValue(false) }
	case "reportPerformance":
		return func(goja.FunctionCall) goja.Value { return goja.Undefined() }
	case "postMessageToReferrerPage", "postMessageToReferrerMiniProgram", "reportEvent", "reportAnalytics", "reportMonitor":
		return func(call goja.FunctionCall) goja.Value {
			w.notice(name, fieldsOf("args", w.plainArgs(name, call.Arguments)))
			return goja.Undefined()
		}
	case "nextTick":
		return func(call goja.FunctionCall) goja.Value {
			if _, ok := goja.AssertFunction(call.Argument(0)); ok {
				a.nextTicks = append(a.nextTicks, call.Argument(0))
			}
			return goja.Undefined()
		}
	case "canIUse":
		return func(call goja.FunctionCall) goja.Value {
			return a.rt.ToValue(w.canIUse(call.Argument(0).String()))
		}
	case "base64ToArrayBuffer":
		return w.fromBase64
	case "arrayBufferToBase64":
		return func(call goja.FunctionCall) goja.Value {
			b, _ := bytesOf(call.Argument(0))
			return a.rt.ToValue(base64.StdEncoding.EncodeToString(b))
		}
	case "requestIdleCallback":
		return w.idleCallback
	case "cancelIdleCallback":
		return func(call goja.FunctionCall) goja.Value {
			_, _ = w.clearTimeout(goja.Undefined(), call.Argument(0))
			return goja.Undefined()
		}
	}
	return nil
}

// fromBase64 decodes base64, with or without padding; what is no base64 is
// skipped.
func (w *wxAPI) fromBase64(call goja.FunctionCall) goja.Value {
	s := strings.Map(func(r rune) rune {
		switch {
		case r >= 'A' && r <= 'Z', r >= 'a' && r <= 'z', r >= '0' && r <= '9', r == '+', r == '/':
			return r
		case r == '-':
			return '+'
		case r == '_':
			return '/'
		}
		return -1
	}, call.Argument(0).String())
	if len(s)%4 == 1 {
		s = s[:len(s)-1]
	}
	b, err := base64.RawStdEncoding.DecodeString(s)
	if err != nil {
		w.throw("base64ToArrayBuffer", parameterError("%v", err))
	}
	return w.app.rt.ToValue(w.app.rt.NewArrayBuffer(b))
}

// idleTime is how long an idle callback is told it may take, in milliseconds.
const idleTime = 50

// idleCallback runs a function when the queue is empty, as a timer that is due
// at once does.
func (w *wxAPI) idleCallback(call goja.FunctionCall) goja.Value {
	fn := call.Argument(0)
	run := w.app.vm.Func("", 0, func(goja.FunctionCall) goja.Value {
		left := w.app.vm.Func("timeRemaining", 0, func(goja.FunctionCall) goja.Value { return w.app.rt.ToValue(idleTime) })
		w.app.callFn(fn, "idle callback", w.object("didTimeout", false, "timeRemaining", left))
		return goja.Undefined()
	})
	id, err := w.setTimeout(goja.Undefined(), run, w.app.rt.ToValue(0))
	if err != nil {
		panic(err)
	}
	return id
}

// canIUse is wx.canIUse: what the table says, less what the host does not allow
// this program.
func (w *wxAPI) canIUse(schema string) bool {
	name, _, _ := strings.Cut(schema, ".")
	e := w.table.apis[name]
	if e == nil {
		e = w.table.creators[name]
	}
	if allow := w.app.cfg.Allow; allow != nil && e != nil && e.guarded() && !slices.Contains(allow, e.name) {
		return false
	}
	return w.table.canIUse(schema)
}

// canIUse tells whether an API, a parameter or result of it, a method of an
// object, or a component and its attributes are there. What the engine does not
// support is not.
func (t *apiTable) canIUse(schema string) bool {
	parts := strings.Split(schema, ".")
	if api := t.apis[parts[0]]; api != nil {
		return api.tier != 'C' && api.has(parts[1:])
	}
	class := t.classes[parts[0]]
	if parts[0] == "console" {
		class = t.classes["Console"]
	}
	if e := t.creators[parts[0]]; e != nil && e.tier == 'C' {
		return false
	}
	if class != nil {
		return len(parts) == 1 || len(parts) == 2 && (slices.Contains(class.methods, parts[1]) || slices.Contains(class.props, parts[1]))
	}
	attrs, ok := t.components[parts[0]]
	switch {
	case !ok:
		return false
	case len(parts) == 1:
		return true
	}
	for _, attr := range attrs {
		name, options, limited := strings.Cut(attr, "=")
		if name != parts[1] {
			continue
		}
		return len(parts) == 2 || len(parts) == 3 && (!limited || slices.Contains(strings.Split(options, ","), parts[2]))
	}
	return false
}

// has tells whether the rest of a schema is part of the API.
func (e *apiEntry) has(rest []string) bool {
	if len(rest) == 0 {
		return true
	}
	if len(rest) == 1 {
		return (e.kind == apiAsync || e.kind == apiTask) && slices.Contains([]string{"object", "success", "callback"}, rest[0]) || rest[0] == "return"
	}
	switch rest[0] {
	case "object":
		return slices.ContainsFunc(e.params, func(p apiParam) bool {
			return p.name == rest[1] && (len(rest) == 2 || p.options == nil || slices.Contains(p.options, rest[2]))
		})
	case "success", "callback", "return":
		return slices.Contains(e.results, rest[1])
	}
	return false
}

// updateManager is what stands behind UpdateManager.
type updateManager struct {
	events
	// last is what each listener would have been told so far.
	last map[string]goja.Value
}

// newUpdateManager asks the host whether there is a newer version; its answer
// may be followed by whether that was loaded. Without a host there is none.
func (w *wxAPI) newUpdateManager() *updateManager {
	m := &updateManager{last: make(map[string]goja.Value)}
	tell := func(name string, arg goja.Value) {
		m.last[name] = arg
		m.emit(w, name, arg)
	}
	w.send("checkForUpdate", 0, value.NewObject(), func(ev value.Value) {
		if name, arg := w.eventArg(ev); name != "" {
			tell(name, arg)
		}
	}, func(res value.Value, err *bridge.CallError) {
		if err != nil || res.AsObject() == nil {
			tell("onCheckForUpdate", w.object("hasUpdate", false))
			return
		}
		if name, arg := w.eventArg(res); name != "" {
			tell(name, arg)
		}
	})
	return m
}

func updateMember(name string) member {
	if name == "applyUpdate" {
		return func(w *wxAPI, _ any, _ goja.FunctionCall) goja.Value {
			w.notice(name, value.NewObject())
			return goja.Undefined()
		}
	}
	return func(w *wxAPI, self any, call goja.FunctionCall) goja.Value {
		m := self.(*updateManager)
		m.listen(name, call.Argument(0))
		if arg, ok := m.last[name]; ok {
			fn := call.Argument(0)
			w.app.vm.Post(func() { w.app.callFn(fn, "listener "+name, arg) })
		}
		return goja.Undefined()
	}
}

// logSink is what stands behind the log managers; tag marks what a tagged one
// writes.
type logSink struct{ tag string }

// maxLogBytes is the length of what one call of a log manager may write.
const maxLogBytes = 100 << 10

func logMember(name string) member {
	level := slog.LevelInfo
	switch name {
	case "debug":
		level = slog.LevelDebug
	case "warn":
		level = slog.LevelWarn
	case "error":
		level = slog.LevelError
	case "getCurrentState":
		return func(w *wxAPI, _ any, _ goja.FunctionCall) goja.Value {
			return w.object("size", 0, "maxSize", 5120, "logCount", 0, "maxLogCount", 200)
		}
	case "tag":
		return func(w *wxAPI, _ any, call goja.FunctionCall) goja.Value {
			return w.newObject("RealtimeTagLogManager", &logSink{tag: call.Argument(0).String()})
		}
	case "setFilterMsg", "addFilterMsg", "in":
		return func(*wxAPI, any, goja.FunctionCall) goja.Value { return goja.Undefined() }
	}
	return func(w *wxAPI, self any, call goja.FunctionCall) goja.Value {
		words := make([]string, len(call.Arguments))
		for k, v := range call.Arguments {
			words[k] = w.app.text(v)
		}
		msg := strings.Join(words, " ")
		if len(msg) > maxLogBytes {
			msg = msg[:maxLogBytes]
		}
		var attrs []slog.Attr
		if s, ok := self.(*logSink); ok && s.tag != "" {
			attrs = append(attrs, slog.String("tag", s.tag))
		}
		w.app.log.LogAttrs(context.Background(), level, msg, attrs...)
		return goja.Undefined()
	}
}
