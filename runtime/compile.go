package runtime

import (
	"io/fs"
	"regexp"
	"runtime"
	"strings"
	"sync"

	"github.com/mica-go/mica/internal/diag"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/runtime/internal/logic"
	"github.com/mica-go/mica/wxml"
)

// compile compiles templates, scripts and styles, as many at a time as there
// are processors.
func (l *loading) compile() {
	var jobs []func()
	for _, c := range l.order {
		jobs = append(jobs, func() { l.template(c) }, func() { l.style(c.Path + ".wxss") })
	}
	jobs = append(jobs, l.compileScripts, func() { l.style("app.wxss") })
	work := make(chan func())
	var wg sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(jobs)) {
		wg.Go(func() {
			for job := range work {
				job()
			}
		})
	}
	for _, job := range jobs {
		work <- job
	}
	close(work)
	wg.Wait()
	for _, d := range l.files.Diagnostics() {
		l.add(d)
	}
}

// emptyTemplate is the template of a component without a .wxml file.
var emptyTemplate = []byte("")

func (l *loading) template(c *logic.Component) {
	file := c.Path + ".wxml"
	if !l.exists(file) {
		sev := diag.Warning
		if c.IsPage {
			sev = diag.Error
		}
		l.report(sev, file, "wxml-missing", "the template is missing%s", l.unusable(file))
		l.files.Put(file, emptyTemplate)
	}
	opts := wxml.Options{
		IsComponent: func(tag string) bool {
			_, generic := c.Generics[tag]
			return generic || c.Using[tag] != nil
		},
		IsDeclared: func(tag string) bool {
			return declares(object(c.Config.AsObject(), "usingComponents"), tag) || declares(l.global, tag)
		},
		Placeholder: func(tag string) string { return c.Placeholders[tag] },
	}
	if l.tabPages[c] {
		opts.Append = tabBarTag
	}
	prog, diags, err := l.files.Compile(file, opts)
	if err != nil {
		l.addErr(file, err)
		l.files.Put(file, emptyTemplate)
		prog, _, _ = l.files.Compile(file, wxml.Options{})
	}
	c.Template = prog
	l.add(diags...)
}

func declares(o *value.Object, tag string) bool {
	if o == nil {
		return false
	}
	_, ok := o.Lookup(tag)
	return ok
}

func (l *loading) style(file string) {
	if l.logicOnly {
		return
	}
	if !l.exists(file) {
		l.uncompiled(file)
		return
	}
	sheet, diags := l.styles.Load(file)
	l.mu.Lock()
	l.pkg.sheets[file] = sheet
	l.mu.Unlock()
	l.add(diags...)
}

// uncompiled reports a style sheet that stands there in another language.
func (l *loading) uncompiled(file string) {
	for _, ext := range [...]string{".less", ".scss", ".sass", ".styl", ".css"} {
		if source := strings.TrimSuffix(file, ".wxss") + ext; l.exists(source) {
			l.report(diag.Warning, source, "style-uncompiled", "mica reads WXSS only: compile this file to %s; until then there are no styles here", file)
			return
		}
	}
}

// imported finds what a script requires or imports by a constant name; the first
// group is set where that is asynchronous. It is for finding files to check, so a
// match inside a string or a comment does no harm.
var imported = regexp.MustCompile(`(?:(\brequire\.async\s*\(|\bimport\s*\()|\brequire\s*\(|\bfrom|\bimport)\s*["']([^"'\n]+)["']`)

// compileScripts compiles the scripts of the app, the pages and the components,
// and the modules that they reach.
func (l *loading) compileScripts() {
	var queue []string
	seen := make(map[string]bool)
	add := func(file string) {
		if file != "" && !seen[file] {
			seen[file] = true
			queue = append(queue, file)
		}
	}
	add(l.appScript)
	for _, s := range l.subs {
		add(s.Entry)
	}
	for _, c := range l.order {
		add(c.Script)
	}
	for len(queue) > 0 {
		file := queue[0]
		queue = queue[1:]
		if err := l.scripts.Compile(file); err != nil {
			l.addErr(file, err)
			continue
		}
		src, err := fs.ReadFile(l.fsys, file)
		if err != nil {
			continue
		}
		for _, m := range imported.FindAllSubmatch(src, -1) {
			if p, err := l.scripts.Resolve(file, string(m[2])); err == nil {
				l.requires[file] = append(l.requires[file], p)
				if add(p); m[1] == nil {
					l.needs[file] = append(l.needs[file], p)
				}
			}
		}
	}
}

// finish puts the package together.
func (l *loading) finish() *Package {
	p := l.pkg
	p.diags, p.files = l.diags, l.fsys
	p.source.seal()
	lp := p.logic
	lp.Pages, lp.Components, lp.Order = l.pages, l.components, l.order
	lp.Workers = logic.WorkerScripts(l.fsys, lp.Config)
	lp.Scripts, lp.Files, lp.AppScript = l.scripts, l.files, l.appScript
	for path, err := range l.failed {
		lp.Components[path] = &logic.Component{Path: path, IsPage: true, Err: err}
	}
	for _, c := range l.order {
		for _, d := range l.diags {
			if d.Severity == diag.Error && c.IsPage && (d.File == c.Path+".wxml" || d.File == c.Script || d.File == c.Path+".json") {
				c.Err = d
				break
			}
		}
	}
	lp.Link()
	return p
}
