package logic

import (
	crand "crypto/rand"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/internal/value"
)

// userDataPath is where a program may write files.
const userDataPath = "wxfile://usr"

// The standard answers about the device: a phone of 375 by 667 px. The host's
// Config.System replaces any of them.
var systemDefaults = []any{
	"brand", "devtools", "model", "iPhone 8", "system", "iOS 10.0.1", "platform", "devtools", "version", "8.0.5",
	"SDKVersion", "3.0.0", "language", "zh_CN", "pixelRatio", 2, "screenWidth", 375, "screenHeight", 667,
	"windowWidth", 375, "windowHeight", 667, "statusBarHeight", 20, "screenTop", 0, "fontSizeSetting", 16,
	"fontSizeScaleFactor", 1, "benchmarkLevel", 1, "abi", "x86", "deviceAbi", "x86", "memorySize", 2048,
	"cpuType", "unknown", "enableDebug", false,
}

// system is what is known of the device and the client.
func (w *wxAPI) system() *value.Object {
	o := fieldsOf(systemDefaults...)
	o.Put("host", value.FromObject(fieldsOf("env", "WeChat")))
	given := w.app.cfg.System.AsObject()
	if given != nil {
		for k, name := range given.Keys() {
			o.Put(name, given.Values()[k])
		}
	}
	num := func(name string) float64 { return value.ToNumber(o.Get(name)) }
	if _, ok := o.Lookup("safeArea"); !ok {
		top, width, height := num("statusBarHeight"), num("screenWidth"), num("screenHeight")
		o.Put("safeArea", value.FromObject(fieldsOf("left", 0, "top", top, "right", width, "bottom", height,
			"width", width, "height", height-top)))
	}
	if _, ok := o.Lookup("theme"); !ok && w.darkMode() {
		o.Put("theme", value.String("light"))
	}
	return o
}

func (w *wxAPI) darkMode() bool {
	o := w.app.pkg.Config.AsObject()
	return o != nil && value.ToBool(o.Get("darkmode"))
}

// systemPart picks what an API tells, which is what the table says it results
// in.
func (w *wxAPI) systemPart(api string) *goja.Object {
	all, out := w.system(), value.NewObject()
	for _, name := range w.table.apis[api].results {
		if v, ok := all.Lookup(name); ok {
			out.Put(name, v)
		}
	}
	return w.result(value.FromObject(out))
}

// menuButton is the rectangle of the menu button.
func (w *wxAPI) menuButton() *goja.Object {
	s := w.system()
	if v := s.Get("menuButton"); v.AsObject() != nil {
		return w.result(v)
	}
	right := value.ToNumber(s.Get("windowWidth")) - 7
	top := value.ToNumber(s.Get("statusBarHeight")) + 4
	return w.result(value.FromObject(fieldsOf("width", 87, "height", 32, "top", top, "right", right,
		"bottom", top+32, "left", right-87)))
}

// launchOptions are the options of the launch, also before App.onLaunch.
func (a *App) launchOptions() value.Value {
	if a.launch.AsObject() != nil {
		return a.launch
	}
	path := a.cfg.Path
	if path == "" {
		path = a.pkg.Entry
	}
	path, query := splitURL(path, "")
	if a.cfg.Query.AsObject() != nil {
		query = a.cfg.Query
	}
	return launchValue(path, query, a.cfg.Scene)
}

// systemInfo is the asynchronous system APIs.
func (c *wxCall) systemInfo() {
	w := c.w
	switch c.api.name {
	case "getSkylineInfo":
		c.okLater(w.skyline())
	case "getDeviceBenchmarkInfo":
		c.okLater(w.result(value.FromObject(fieldsOf("benchmarkLevel", w.system().Get("benchmarkLevel"), "modelLevel", 0))))
	case "getRendererUserAgent":
		c.okLater(w.object("userAgent", "mica"))
	default:
		c.okLater(w.systemPart(c.api.name))
	}
}

func (w *wxAPI) skyline() *goja.Object {
	return w.object("isSupported", false, "version", "", "reason", "client not supported")
}

func (w *wxAPI) account() *goja.Object {
	id := w.app.pkg.AppID
	if id == "" {
		id = "touristappid"
	}
	return w.object("miniProgram", w.object("appId", id, "envVersion", "develop", "version", ""))
}

func (w *wxAPI) extConfig() goja.Value {
	if o := w.app.pkg.Config.AsObject(); o != nil {
		if ext := o.Get("ext"); ext.AsObject() != nil {
			return w.app.vm.ToJS(ext)
		}
	}
	return w.app.rt.NewObject()
}

// maxRandom is the largest number of bytes of getRandomValues.
const maxRandom = 1 << 20

func (c *wxCall) randomValues() {
	n := c.num("length")
	if n != float64(int(n)) || n < 1 || n > maxRandom {
		c.failLater(parameterError("parameter.length should be an integer from 1 to %d", maxRandom))
		return
	}
	b := make([]byte, int(n))
	if rnd := c.w.app.cfg.Rand; rnd != nil {
		for k := range b {
			b[k] = byte(rnd() * 256)
		}
	} else {
		_, _ = crand.Read(b) // never fails, says its documentation
	}
	c.okWith("randomValues", c.w.app.rt.ToValue(c.w.app.rt.NewArrayBuffer(b)))
}
