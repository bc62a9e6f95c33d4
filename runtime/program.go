package runtime

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/mica-go/mica/internal/diag"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/runtime/internal/logic"
	"github.com/mica-go/mica/sandbox"
	"github.com/mica-go/mica/wxml"
	"github.com/mica-go/mica/wxss"
)

// tabBarPath is where the component of a custom tab bar is, tabBarTag the tag
// that stands for it at the end of each tab page.
const (
	tabBarPath = "custom-tab-bar/index"
	tabBarTag  = "custom-tab-bar"
)

// config reads project.config.json, app.json, ext.json and theme.json. It
// reports whether there is a program to load.
func (l *loading) config() bool {
	project := overlay(l.json("project.config.json"), l.json("project.private.config.json"))
	whole := l.fsys
	root := strings.Trim(path.Clean("/"+text(project, "miniprogramRoot")), "/")
	if root != "" {
		if sub, err := fs.Sub(l.fsys, root); err == nil {
			if _, err := fs.Stat(sub, "app.json"); err == nil {
				l.fsys = sub
			}
		}
	}
	l.fsys = withNPM(l.fsys, whole, root, project)
	if _, err := fs.Stat(l.fsys, "app.json"); errors.Is(err, fs.ErrNotExist) {
		if !l.compiled() {
			l.report(diag.Error, "app.json", "app-json-missing", "there is no app.json; every mini-program has one at its root, with the list of its pages")
		}
		return false
	}
	l.app = l.json("app.json")
	if l.app == nil {
		return false
	}
	l.extend()
	l.subpackages()
	l.pages = l.pagePaths()
	if len(l.pages) == 0 {
		l.report(diag.Error, "app.json", "app-json-pages", `"pages" is missing or empty; it lists the paths of the pages, the first one is shown first`)
		return false
	}
	l.global = object(l.app, "usingComponents")
	l.pkg.window = object(l.app, "window")
	l.theme()
	l.prepare(text(project, "appid"))
	return true
}

// compiled reports that what is there is the output of WeChat's compiler: the
// content of a published package, which holds neither templates nor styles.
func (l *loading) compiled() bool {
	_, err := fs.Stat(l.fsys, "app-config.json")
	if err != nil {
		if _, err = fs.Stat(l.fsys, "app-service.js"); err != nil {
			return false
		}
	}
	l.report(diag.Error, "app.json", "package-compiled", "this is a compiled package, as WeChat publishes them: app-service.js and page-frame.html in place of app.json, .wxml and .wxss; "+
		"mica runs programs from their source, which a compiled package no longer holds")
	return true
}

// extend lays ext.json over app.json where it is enabled: what a service
// provider changes in a program that many use (spec app §1).
func (l *loading) extend() {
	ext := l.json("ext.json")
	if ext == nil || !value.ToBool(ext.Get("extEnable")) {
		return
	}
	over := value.NewObject()
	for i, k := range ext.Keys() {
		switch k {
		case "extEnable", "extAppid", "directCommit":
		case "extPages":
			l.extPages = ext.Values()[i].AsObject()
		default:
			over.Put(k, ext.Values()[i])
		}
	}
	l.app = overlay(l.app, over)
}

// overlay returns base with the fields of over in it; fields that are objects on
// both sides are laid over each other too. Either may be nil.
func overlay(base, over *value.Object) *value.Object {
	if base == nil || over == nil {
		if base == nil {
			return over
		}
		return base
	}
	out := value.NewObject()
	for i, k := range base.Keys() {
		out.Put(k, base.Values()[i])
	}
	for i, k := range over.Keys() {
		v := over.Values()[i]
		if a, b := out.Get(k).AsObject(), v.AsObject(); a != nil && b != nil {
			v = value.FromObject(overlay(a, b))
		}
		out.Put(k, v)
	}
	return out
}

func (l *loading) prepare(appID string) {
	l.files = wxml.NewFiles(l.fsys)
	l.styles = wxss.NewLoader(l.fsys, wxss.Options{})
	l.scripts = sandbox.NewScripts(l.fsys, sandbox.ScriptOptions{Alias: aliases(object(l.app, "resolveAlias")), Words: logic.ScriptWords})
	l.pkg.logic = &logic.Package{Config: value.FromObject(l.app), AppID: appID, Subpackages: l.subs, Lazy: l.lazy()}
}

func (l *loading) lazy() bool { return text(l.app, "lazyCodeLoading") == "requiredComponents" }

// single loads one component in place of a program.
func (l *loading) single(path string) {
	l.app = value.NewObject()
	l.pages = []string{path}
	l.prepare("")
	if !l.exists(path+".wxml") && l.script(path) == "" {
		l.report(diag.Error, path+".wxml", "page-missing", "there is neither %s.wxml nor %s.js", path, path)
	}
	l.component(path, false)
	l.pkg.logic.Entry = path
}

func aliases(o *value.Object) map[string]string {
	if o == nil {
		return nil
	}
	out := make(map[string]string, o.Len())
	for i, k := range o.Keys() {
		out[k], _ = o.Values()[i].AsString()
	}
	return out
}

// clean gives a path of the configuration as fs.FS takes it, "" for none.
func clean(p string) string { return strings.Trim(path.Clean("/"+p), "/") }

// subpackages reads the subpackages of app.json (spec app §3).
func (l *loading) subpackages() {
	for _, name := range []string{"subpackages", "subPackages"} {
		list := l.app.Get(name).AsArray()
		if list == nil {
			continue
		}
		for _, item := range list.Items() {
			o := item.AsObject()
			root := clean(text(o, "root"))
			if root == "" {
				l.report(diag.Warning, "app.json", "subpackage-root", "a subpackage has no root; its pages belong to the main package")
				continue
			}
			s := &logic.Subpackage{Root: root, Name: text(o, "name"), Independent: o != nil && value.ToBool(o.Get("independent"))}
			if entry := text(o, "entry"); entry != "" {
				s.Entry = path.Join(root, entry)
			}
			for _, other := range l.subs {
				if within(root, other.Root) || within(other.Root, root) {
					l.reportKey("app.json", "", text(o, "root"), "subpackage-nested", "the subpackage %q overlaps with %q; subpackages cannot be inside each other", root, other.Root)
				}
			}
			l.subs = append(l.subs, s)
		}
	}
}

// within reports whether the path p is dir or below it.
func within(p, dir string) bool { return p == dir || strings.HasPrefix(p, dir+"/") }

// subOf returns the subpackage that a path belongs to, nil for the main package.
func (l *loading) subOf(p string) *logic.Subpackage {
	for _, s := range l.subs {
		if within(p, s.Root) {
			return s
		}
	}
	return nil
}

// pagePaths lists the pages of the main package and of the subpackages.
func (l *loading) pagePaths() []string {
	seen := make(map[string]bool)
	var out []string
	add := func(p string) {
		p = clean(p)
		if seen[p] {
			l.report(diag.Error, "app.json", "app-json-page-twice", "the page %q is listed twice", p)
			return
		}
		seen[p] = true
		out = append(out, p)
	}
	for _, p := range texts(l.app, "pages") {
		add(p)
	}
	for _, name := range []string{"subpackages", "subPackages"} {
		if subs := l.app.Get(name).AsArray(); subs != nil {
			for _, s := range subs.Items() {
				sub := s.AsObject()
				for _, p := range texts(sub, "pages") {
					add(path.Join(text(sub, "root"), p))
				}
			}
		}
	}
	return out
}

// read finds every page and component with its files.
func (l *loading) read() {
	for _, p := range l.pages {
		if !l.exists(p+".wxml") && l.script(p) == "" {
			l.report(diag.Error, "app.json", "page-missing", "the page %q has no files; expected %s.wxml and %s.js", p, p, p)
			l.failed[p] = fmt.Errorf("the page %q has no files", p)
			continue
		}
		l.component(p, true)
	}
	l.tabs()
	l.appScript = l.script("app")
	l.pkg.logic.Entry = l.pages[0]
	if e := clean(text(l.app, "entryPagePath")); e != "" {
		if l.components[e] == nil && l.failed[e] == nil {
			l.reportKey("app.json", "", "entryPagePath", "entry-page-missing", "the entry page %q is not among the pages; the first page is shown", e)
		} else {
			l.pkg.logic.Entry = e
		}
	}
	for _, s := range l.subs {
		if s.Entry != "" && !l.exists(s.Entry) {
			l.reportKey("app.json", "", "entry", "subpackage-entry", "the subpackage %q has no script %s to begin with", s.Root, s.Entry)
			s.Entry = ""
		}
	}
	l.preloads()
}

// tabs reads the tab bar (spec app §2.2). A custom one is a component at the end
// of every tab page.
func (l *loading) tabs() {
	bar := object(l.app, "tabBar")
	if bar == nil {
		return
	}
	if list := bar.Get("list").AsArray(); list != nil {
		for _, t := range list.Items() {
			p := clean(text(t.AsObject(), "pagePath"))
			switch {
			case l.components[p] == nil && l.failed[p] == nil:
				l.report(diag.Error, "app.json", "tab-page-missing", "the tab page %q is not among the pages", p)
			case l.subOf(p) != nil:
				l.reportKey("app.json", "tabBar", p, "tab-page-subpackage", "the tab page %q is in a subpackage; WeChat wants tab pages in the main package", p)
			}
			l.pkg.logic.Tabs = append(l.pkg.logic.Tabs, p)
		}
	}
	if n := len(l.pkg.logic.Tabs); n < 2 || n > 5 {
		l.reportKey("app.json", "", "tabBar", "tab-bar-count", "the tab bar has %d items; WeChat wants 2 to 5", n)
	}
	if !value.ToBool(bar.Get("custom")) {
		return
	}
	if l.componentAt(tabBarPath) == "" {
		l.reportKey("app.json", "tabBar", "custom", "tab-bar-missing", "the custom tab bar has no component at %s; there is none to be seen", tabBarPath)
		return
	}
	c := l.component(tabBarPath, false)
	l.pkg.logic.TabBar = c
	for _, p := range l.pkg.logic.Tabs {
		if page := l.components[p]; page != nil && page.Using[tabBarTag] == nil {
			page.Using[tabBarTag] = c
			page.Declared = append(page.Declared, c)
			l.tabPages[page] = true
		}
	}
}

// preloads checks preloadRule. There is nothing to load beforehand: a package is
// there as a whole when it is launched.
func (l *loading) preloads() {
	rules := object(l.app, "preloadRule")
	if rules == nil {
		return
	}
	known := map[string]bool{"__APP__": true}
	for _, s := range l.subs {
		known[s.Root], known[s.Name] = true, true
	}
	for i, p := range rules.Keys() {
		if l.components[clean(p)] == nil && l.failed[clean(p)] == nil {
			l.reportKey("app.json", "preloadRule", p, "preload-page", "preloadRule names the page %q, which is not among the pages", p)
		}
		for _, name := range texts(rules.Values()[i].AsObject(), "packages") {
			if !known[name] && !known[clean(name)] {
				l.reportKey("app.json", "preloadRule", name, "preload-package", "preloadRule names the package %q, which is no subpackage's root or name", name)
			}
		}
	}
}

func (l *loading) exists(file string) bool {
	info, err := fs.Stat(l.fsys, file)
	return err == nil && !info.IsDir()
}

// unusable says why something that is there cannot be read as a file: it is a folder, or a
// link that leads out of the program. It is "" for what is not there.
func (l *loading) unusable(file string) string {
	switch info, err := fs.Stat(l.fsys, file); {
	case err == nil && info.IsDir():
		return " (there is a folder of that name)"
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		return " (" + err.Error() + ")"
	}
	return ""
}

// script returns the script of a page or component, "" for none.
func (l *loading) script(base string) string {
	for _, ext := range []string{".js", ".ts"} {
		if l.exists(base + ext) {
			return base + ext
		}
	}
	return ""
}
