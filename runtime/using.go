package runtime

import (
	"path"
	"strings"

	"github.com/mica-go/mica/internal/diag"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/runtime/internal/logic"
)

// component reads a page or component and, first, the components it uses.
func (l *loading) component(p string, isPage bool) *logic.Component {
	if c := l.components[p]; c != nil {
		c.IsPage = c.IsPage || isPage
		return c
	}
	c := &logic.Component{Path: p, IsPage: isPage, Using: make(map[string]*logic.Component), Script: l.script(p), Sub: l.subOf(p)}
	l.components[p] = c
	cfg := l.json(p + ".json")
	if cfg == nil {
		cfg = value.NewObject()
	}
	if isPage {
		cfg = overlay(cfg, object(l.extPages, p))
	}
	c.Config = value.FromObject(l.merged(cfg, isPage))
	c.Options = componentOptions(cfg)
	if c.Sub == nil || !c.Sub.Independent { // which sees nothing of the main package
		l.using(c, l.global, "app.json")
	}
	l.using(c, object(cfg, "usingComponents"), p+".json")
	l.placeholders(c, object(l.app, "componentPlaceholder"))
	l.placeholders(c, object(cfg, "componentPlaceholder"))
	l.generics(c, object(cfg, "componentGenerics"))
	if c.Script == "" {
		sev := diag.Warning
		if isPage {
			sev = diag.Error
		}
		l.report(sev, p+".js", "script-missing", "the script is missing%s; a page or component needs one that calls Page() or Component()", l.unusable(p+".js"))
	}
	l.order = append(l.order, c)
	return c
}

// merged is a page's configuration: its own over the window of app.json.
func (l *loading) merged(cfg *value.Object, isPage bool) *value.Object {
	if !isPage || l.pkg.window == nil {
		return cfg
	}
	out := value.NewObject()
	for i, k := range l.pkg.window.Keys() {
		out.Put(k, l.pkg.window.Values()[i])
	}
	for i, k := range cfg.Keys() {
		out.Put(k, cfg.Values()[i])
	}
	return out
}

// componentOptions are the options of a definition that its JSON file gives.
func componentOptions(cfg *value.Object) *value.Object {
	out := value.NewObject()
	if o := object(cfg, "options"); o != nil {
		for i, k := range o.Keys() {
			out.Put(k, o.Values()[i])
		}
	}
	for _, name := range []string{"styleIsolation", "pureDataPattern", "addGlobalClass", "virtualHost"} {
		if v, ok := cfg.Lookup(name); ok {
			out.Put(name, v)
		}
	}
	return out
}

// using resolves a usingComponents map. What cannot be found is a warning and
// its tag a plain node, as a missing component must not stop a page.
func (l *loading) using(c *logic.Component, o *value.Object, file string) {
	if o == nil {
		return
	}
	for i, tag := range o.Keys() {
		ref, _ := o.Values()[i].AsString()
		if strings.HasPrefix(ref, "plugin://") || strings.HasPrefix(ref, "plugin-private://") || strings.HasPrefix(ref, "ext://") {
			l.reportKey(file, "usingComponents", tag, "component-plugin", "the component %q comes from a plugin (%s), which mica does not load; the tag is a plain node", tag, ref)
			continue
		}
		base := c.Path
		if file == "app.json" {
			base = ""
		}
		p := l.resolveComponent(base, ref)
		if p == "" {
			l.reportKey(file, "usingComponents", tag, "component-missing", "the component %q is not found at %q; the tag is a plain node", tag, ref)
			continue
		}
		used := l.component(p, false)
		c.Using[tag] = used
		if file == "app.json" {
			c.Given = append(c.Given, used)
		} else {
			c.Declared = append(c.Declared, used)
		}
	}
}

// placeholders reads a componentPlaceholder map: what is shown in place of a
// component that is not there yet, because its subpackage is not loaded or its
// code is loaded on first use, or not at all (spec component §13).
func (l *loading) placeholders(c *logic.Component, o *value.Object) {
	if o == nil {
		return
	}
	for i, tag := range o.Keys() {
		by, _ := o.Values()[i].AsString()
		if t := c.Using[tag]; by == "" || by == tag || t != nil && (t.Sub == nil || t.Sub == c.Sub) && !l.lazy() {
			continue
		}
		if c.Placeholders == nil {
			c.Placeholders = make(map[string]string)
		}
		c.Placeholders[tag] = by
	}
}

func (l *loading) generics(c *logic.Component, o *value.Object) {
	if o == nil {
		return
	}
	c.Generics = make(map[string]*logic.Component)
	for i, name := range o.Keys() {
		c.Generics[name] = nil
		if d := o.Values()[i].AsObject(); d != nil {
			if p := l.resolveComponent(c.Path, text(d, "default")); p != "" {
				c.Generics[name] = l.component(p, false)
			}
		}
	}
}

// resolveComponent finds the component that ref names in the JSON file of base:
// absolute, relative, or in an npm package (spec app §4.1). A folder stands for
// its index.
func (l *loading) resolveComponent(base, ref string) string {
	if ref == "" {
		return ""
	}
	if rest, ok := strings.CutPrefix(ref, "/"); ok {
		return l.componentAt(rest)
	}
	if p := l.componentAt(path.Join(path.Dir(base), ref)); p != "" {
		return p
	}
	for dir := path.Dir(base); !strings.HasPrefix(ref, "."); dir = path.Dir(dir) {
		if p := l.componentAt(path.Join(dir, "miniprogram_npm", ref)); p != "" {
			return p
		}
		if root, sub := l.scripts.NodePackage(dir, ref); root != "" {
			if p := l.componentAt(path.Join(root, sub)); p != "" {
				return p
			}
		}
		if dir == "." {
			break
		}
	}
	return ""
}

func (l *loading) componentAt(p string) string {
	p = clean(p)
	for _, c := range []string{p, path.Join(p, "index")} {
		if l.exists(c+".wxml") || l.script(c) != "" && l.exists(c+".json") {
			return c
		}
	}
	return ""
}
