package logic

import (
	"fmt"
	"slices"
	"strings"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// engineAsync is what the engine does for an asynchronous API, nil where the
// host does the work.
func (w *wxAPI) engineAsync(name string) func(*wxCall) {
	switch name {
	case "navigateTo", "redirectTo", "switchTab", "reLaunch", "navigateBack":
		return (*wxCall).route
	case "rewriteRoute":
		return (*wxCall).rewriteRoute
	case "setStorage", "getStorage", "removeStorage", "clearStorage", "getStorageInfo", "batchSetStorage", "batchGetStorage":
		return (*wxCall).storage
	case "request":
		return (*wxCall).request
	case "uploadFile", "downloadFile":
		return (*wxCall).transfer
	case "connectSocket":
		return (*wxCall).connectSocket
	case "sendSocketMessage", "closeSocket":
		return (*wxCall).mainSocketCall
	case "showActionSheet":
		return (*wxCall).actionSheet
	case "setNavigationBarColor":
		return (*wxCall).navigationBarColor
	case "setNavigationBarTitle", "showNavigationBarLoading", "hideNavigationBarLoading", "hideHomeButton",
		"setBackgroundColor", "setBackgroundTextStyle", "stopPullDownRefresh":
		return (*wxCall).tell
	case "setTabBarBadge", "removeTabBarBadge", "showTabBarRedDot", "hideTabBarRedDot", "setTabBarItem",
		"setTabBarStyle", "showTabBar", "hideTabBar":
		return (*wxCall).tabBar
	case "drawCanvas":
		return (*wxCall).drawCanvas
	case "startPullDownRefresh":
		return (*wxCall).pullDown
	case "hideKeyboard":
		return (*wxCall).hideKeyboard
	case "pageScrollTo":
		return (*wxCall).scrollPage
	case "getSystemInfo", "getSystemInfoAsync", "getSkylineInfo", "getDeviceBenchmarkInfo", "getRendererUserAgent":
		return (*wxCall).systemInfo
	case "getExtConfig":
		return func(c *wxCall) { c.okWith("extConfig", c.w.extConfig()) }
	case "getRandomValues":
		return (*wxCall).randomValues
	case "setEnableDebug", "preloadAssets", "preloadSkylineView", "preloadWebview":
		return func(c *wxCall) { c.okLater(nil) }
	case "preDownloadSubpackage":
		return (*wxCall).preDownload
	case "saveFile", "getSavedFileList", "getSavedFileInfo", "removeSavedFile", "getFileInfo":
		return (*wxCall).file
	}
	return nil
}

// tell tells the host of a state that the program sets, which can not fail.
func (c *wxCall) tell() {
	args, err := c.args()
	if err != nil {
		c.failLater(err)
		return
	}
	c.w.notice(c.api.name, args)
	c.okLater(nil)
}

// hideKeyboard takes the focus from the control that has it. Where the logic layer
// knows of none the host may.
func (c *wxCall) hideKeyboard() {
	if !c.w.app.focusTaken() {
		c.forward()
		return
	}
	c.w.notice(c.api.name, value.NewObject())
	c.later(func() {
		if a := c.w.app; a.focusTaken() {
			a.blur(a.top())
		}
		c.okNow(nil)
	})
}

func (c *wxCall) navigationBarColor() {
	if front := c.str("frontColor"); front != "#ffffff" && front != "#000000" {
		c.failLater(&bridge.CallError{Message: fmt.Sprintf("invalid frontColor %q", front)})
		return
	}
	c.tell()
}

// tabBar is an API of the tab bar, which works while a tab page is visible.
func (c *wxCall) tabBar() {
	a := c.w.app
	p := a.top()
	if p == nil || !a.pkg.IsTab(p.file.Path) {
		c.failLater(&bridge.CallError{Message: "not TabBar page"})
		return
	}
	if v := c.param("index"); !v.IsUndefined() {
		if n := value.ToNumber(v); n != float64(int(n)) || n < 0 || n >= float64(len(a.pkg.Tabs)) {
			c.failLater(&bridge.CallError{Message: "tabbar item not found"})
			return
		}
	}
	c.tell()
}

func (c *wxCall) pullDown() {
	p := c.w.app.top()
	if p == nil {
		c.failLater(&bridge.CallError{Message: "there is no page"})
		return
	}
	c.w.notice(c.api.name, value.NewObject())
	c.later(func() {
		c.okNow(nil)
		if !p.closed {
			p.call("onPullDownRefresh")
		}
	})
}

// scrollPage is pageScrollTo: the host gets the node where a selector is given,
// and answers when the page has been scrolled.
func (c *wxCall) scrollPage() {
	args, err := c.args()
	p := c.w.app.top()
	if err == nil && p == nil {
		err = &bridge.CallError{Message: "there is no page"}
	}
	if sel, ok := c.param("selector").AsString(); err == nil && ok {
		nodes := p.root.selectNodes(sel, true)
		if len(nodes) == 0 {
			err = &bridge.CallError{Message: fmt.Sprintf("no node matches the selector %q", sel)}
		} else {
			args.Put("instance", value.Number(float64(nodes[0].inst.id)))
			args.Put("node", value.Int(int(nodes[0].node)))
		}
	}
	if err != nil {
		c.failLater(err)
		return
	}
	// What this turn changes has to reach the view before it scrolls.
	c.later(func() { c.host(c.api.name, args) })
}

// maxActions is the number of items of an action sheet.
const maxActions = 6

func (c *wxCall) actionSheet() {
	switch n := len(itemsOfArray(c.get("itemList"))); {
	case n == 0:
		c.failLater(parameterError("parameter.itemList should have at least 1 item"))
	case n > maxActions:
		c.failLater(parameterError("itemList should not be large than %d", maxActions))
	default:
		c.forward()
	}
}

// preDownload answers at once: the whole package is there. It fails where
// app.json has no subpackage of that name or root.
func (c *wxCall) preDownload() {
	t := &task{call: c, settled: true}
	c.object = c.w.newObject(c.api.class, t)
	if name := c.str("name"); name != "" && !slices.ContainsFunc(c.w.app.pkg.Subpackages, func(s *Subpackage) bool {
		return s.Name == name || s.Root == strings.Trim(name, "/")
	}) {
		c.failLater(&bridge.CallError{Message: fmt.Sprintf("subpackage %q is not found", name)})
		return
	}
	c.later(func() {
		t.emit(c.w, "onProgressUpdate", c.w.object("progress", 100, "totalBytesWritten", 0, "totalBytesExpectedToWrite", 0))
		c.okNow(nil)
	})
}
