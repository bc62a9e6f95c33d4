package runtime

import (
	"context"
	"fmt"
	"strings"

	"github.com/mica-go/mica/internal/value"
)

// The themes of a system.
const (
	themeLight = "light"
	themeDark  = "dark"
)

// theme reads theme.json, where the program has a dark mode (spec app §2.3).
func (l *loading) theme() {
	if !value.ToBool(l.app.Get("darkmode")) {
		return
	}
	l.pkg.themes = make(map[string]*value.Object)
	file := clean(text(l.app, "themeLocation"))
	if file == "" {
		return
	}
	if !l.exists(file) {
		l.reportKey("app.json", "", "themeLocation", "theme-missing", "there is no file %s; the variables of the themes have no values", file)
		return
	}
	o := l.json(file)
	for _, name := range [...]string{themeLight, themeDark} {
		if t := object(o, name); t != nil {
			l.pkg.themes[name] = t
		}
	}
}

// themed returns v with the variables of a theme, written "@name", in place. One
// that the theme does not have stays as it is.
func (p *Package) themed(v value.Value, theme string) value.Value {
	vars := p.themes[theme]
	if vars == nil {
		return v
	}
	return replaceVars(v, vars, 0)
}

// maxConfigDepth is how deep theme variables are looked for in the configuration.
const maxConfigDepth = 16

func replaceVars(v value.Value, vars *value.Object, depth int) value.Value {
	if s, ok := v.AsString(); ok {
		if name, ok := strings.CutPrefix(s, "@"); ok {
			if t, ok := vars.Lookup(name); ok {
				return t
			}
		}
		return v
	}
	if depth == maxConfigDepth {
		return v
	}
	if a := v.AsArray(); a != nil {
		out := value.NewArray()
		for _, item := range a.Items() {
			out.Append(replaceVars(item, vars, depth+1))
		}
		return value.FromArray(out)
	}
	if o := v.AsObject(); o != nil {
		out := value.NewObject()
		for i, k := range o.Keys() {
			out.Put(k, replaceVars(o.Values()[i], vars, depth+1))
		}
		return value.FromObject(out)
	}
	return v
}

// SetTheme tells the program that the system's theme is now light or dark:
// App.onThemeChange and wx.onThemeChange are called, and [Page.Window] and
// [App.TabBar] follow. A program without darkmode in app.json is not told. The
// error is that there is no such theme, that the app is closed, or ctx's.
func (a *App) SetTheme(ctx context.Context, theme string) error {
	if theme != themeLight && theme != themeDark {
		return fmt.Errorf("there is no theme %q, only light and dark", theme)
	}
	if old, _ := a.theme.Swap(theme).(string); old == theme || a.pkg.themes == nil {
		return a.Settle(ctx)
	}
	return a.control(ctx, "themeChange", map[string]any{"theme": theme})
}

// systemTheme is what the program is told of the theme, "" where it has no dark
// mode.
func (a *App) systemTheme() string {
	if a.pkg.themes == nil {
		return ""
	}
	theme, _ := a.theme.Load().(string)
	return theme
}

// Window returns the window configuration of the page: what its JSON file says
// over the window of app.json over WeChat's defaults, with the variables of the
// present theme and the title as it now is. It is a copy.
func (p *Page) Window() map[string]any {
	out := map[string]any{
		"navigationBarBackgroundColor": "#000000", "navigationBarTextStyle": "white", "navigationStyle": "default",
		"homeButton": false, "backgroundColor": "#ffffff", "backgroundTextStyle": "dark", "backgroundColorTop": "#ffffff",
		"backgroundColorBottom": "#ffffff", "enablePullDownRefresh": false, "onReachBottomDistance": 50.0, "disableScroll": false,
		"pageOrientation": "portrait", "restartStrategy": "homePage", "visualEffectInBackground": "none", "handleWebviewPreload": "static",
	}
	if c := p.app.pkg.logic.Components[p.Path()]; c != nil {
		set, _ := value.ToAny(p.app.pkg.themed(c.Config, p.app.systemTheme())).(map[string]any)
		for k, v := range set {
			if windowFields[k] != 0 {
				out[k] = v
			}
		}
	}
	out["navigationBarTitleText"] = p.Title()
	return out
}

// TabBar returns the tab bar of app.json with WeChat's defaults and the variables
// of the present theme, nil where the program has none. It is a copy.
func (a *App) TabBar() map[string]any {
	bar := objectValue(a.pkg.logic.Config.AsObject(), "tabBar")
	if bar.AsObject() == nil {
		return nil
	}
	out, _ := value.ToAny(a.pkg.themed(bar, a.systemTheme())).(map[string]any)
	for k, v := range map[string]any{"borderStyle": "black", "position": "bottom", "custom": false} {
		if _, ok := out[k]; !ok {
			out[k] = v
		}
	}
	return out
}
