package logic

import (
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/sandbox"
)

var updateDocs = flag.Bool("update", false, "rewrite docs/api.md")

const docsFile = "../../../docs/api.md"

// docs/api.md says what the table says.
func TestDocumentation(t *testing.T) {
	want := documentation(t)
	if *updateDocs {
		if err := os.WriteFile(docsFile, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(docsFile)
	if err != nil {
		t.Fatal(err)
	}
	if string(got) != want {
		have, need := strings.Split(string(got), "\n"), strings.Split(want, "\n")
		for k := range need {
			if k >= len(have) || have[k] != need[k] {
				t.Fatalf("docs/api.md is not current, run go test ./runtime/internal/logic -run TestDocumentation -update and look at the difference: line %d should be\n%s", k+1, need[k])
			}
		}
		t.Fatal("docs/api.md is not current: it is too long")
	}
}

const docsHead = `# What programs can call

This file is generated from the table that the engine runs on (` + "`runtime/internal/logic/wx_table.txt`" + `) and from a walk over everything that a
program can reach; a test fails when it is not current. For each name it says:

- **works**: the engine does it itself, on the interfaces of ` + "`runtime.Config`" + ` (Storage, Files, Network, Clock).
- **host**: the engine checks the call, asks for permission where that is needed, and hands it to ` + "`Config.UI`" + `; without a host's
  own, ` + "`runtime.Headless`" + ` answers, see its documentation. What it can't answer fails with ` + "`NAME:fail not supported`" + `, errno 100.
- **unsupported**: the function is there and fails with ` + "`NAME:fail not supported`" + `, errno 100; listeners register and are never called.

` + "`wx.canIUse`" + ` is true for the first two. A parameter is NAME:Type, with ! where it is required and =VALUE for its default; one of a
wrong type fails with ` + "`NAME:fail parameter error: parameter.X should be String instead of Undefined;`" + `, errno 1001. Asynchronous functions
take success, fail and complete, or return a promise when they get none of them; sync functions throw an Error whose message is the errMsg.
A scope is asked of the user once and remembered (` + "`Config.Permissions`" + `), ` + "`declared`" + ` means that app.json has to name the API in
requiredPrivateInfos, ` + "`leaves`" + ` that ` + "`Config.Allow`" + `, where set, has to name it, ` + "`tap`" + ` that the call
has to be made while a tap is being handled (or ` + "`Config.WithoutTap`" + `).

What is not in this file does not exist for programs: an unknown wx name is undefined. So is ` + "`wx.cloud`" + `, but in programs that call its
functions: there it is an object whose calls reach the host as ` + "`cloud.callFunction`" + `, ` + "`cloud.database`" + ` and the like, and fail as unsupported
where the host does not answer them. ` + "`wx.version.version`" + `, which is not documented, is SDKVersion.
`

// documentation is the text of docs/api.md.
func documentation(t *testing.T) string {
	var b strings.Builder
	b.WriteString(docsHead)
	table := loadAPIs()
	areas := make(map[string][]*apiEntry)
	var order []string
	for _, name := range table.names {
		e := table.apis[name]
		if areas[e.area] == nil {
			order = append(order, e.area)
		}
		areas[e.area] = append(areas[e.area], e)
	}
	for _, area := range order {
		fmt.Fprintf(&b, "\n## %s\n\n| name | | form | parameters | result |\n| --- | --- | --- | --- | --- |\n", area)
		for _, e := range areas[area] {
			fmt.Fprintf(&b, "| wx.%s%s | %s | %s | %s | %s |\n", e.name, map[bool]string{true: " (deprecated)"}[e.deprecated], e.standing(),
				e.form(), code(e.paramText()), code(strings.Join(e.results, " ")))
		}
	}
	b.WriteString("\n## Objects\n\nWhat the functions above return. A method in italics is the host's: `Config.UI` gets a call CLASS.METHOD.\n\n| class | methods | properties |\n| --- | --- | --- |\n")
	for _, class := range classNames(table) {
		c := table.classes[class]
		var methods []string
		for _, m := range c.methods {
			if engineMember(class, m) == nil && !isListenerName(m, "on") && !isListenerName(m, "off") {
				m = "*" + m + "*"
			}
			methods = append(methods, m)
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", class, strings.Join(methods, " "), strings.Join(c.props, " "))
	}
	b.WriteString("\n### Methods with known parameters\n\n| method | parameters | result |\n| --- | --- | --- |\n")
	members := make([]string, 0, len(table.members))
	for name := range table.members {
		members = append(members, name)
	}
	slices.Sort(members)
	for _, name := range members {
		e := table.members[name]
		fmt.Fprintf(&b, "| %s | %s | %s |\n", name, code(e.paramText()), code(strings.Join(e.results, " ")))
	}
	b.WriteString("\n## The language and the framework\n\nEvery function that a page's script can reach otherwise, by where it is found first.\n\n")
	groups := make(map[string][]string)
	var names []string
	for _, path := range reachable(t) {
		if strings.HasPrefix(path, "wx.") {
			continue
		}
		k := strings.LastIndexByte(path, '.')
		group := "global"
		if k > 0 {
			group = path[:k]
		}
		if groups[group] == nil {
			names = append(names, group)
		}
		groups[group] = append(groups[group], path[k+1:])
	}
	slices.Sort(names)
	for _, g := range names {
		slices.Sort(groups[g])
		fmt.Fprintf(&b, "- `%s`: %s\n", g, strings.Join(groups[g], " "))
	}
	return b.String()
}

func code(s string) string {
	if s == "" {
		return ""
	}
	return "`" + strings.ReplaceAll(s, "|", "\\|") + "`"
}

func classNames(t *apiTable) []string {
	var out []string
	for name := range t.classes {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// standing is what the documentation says of an API.
func (e *apiEntry) standing() string {
	out := map[byte]string{'A': "works", 'B': "host", 'C': "unsupported"}[e.tier]
	if e.guarded() {
		out += ", leaves"
	}
	if e.scope != "" {
		out += ", " + e.scope
	}
	if e.private {
		out += ", declared"
	}
	if e.tap {
		out += ", tap"
	}
	return out
}

func (e *apiEntry) form() string {
	switch e.kind {
	case apiSync:
		return "sync"
	case apiObject:
		return "gives " + e.class
	case apiTask:
		return "async, gives " + e.class
	case apiOn, apiOff:
		return "listener"
	}
	return "async"
}

func (e *apiEntry) paramText() string {
	var words []string
	for _, p := range e.params {
		w := p.name + ":" + p.typ
		if p.required {
			w += "!"
		}
		if !p.def.IsUndefined() {
			def := value.Text(p.def)
			if p.typ != "String" {
				b, _ := value.AppendJSON(nil, p.def)
				def = string(b)
			}
			w += "=" + def
		}
		if p.options != nil {
			w += "|" + strings.Join(p.options, ",")
		}
		words = append(words, w)
	}
	return strings.Join(words, " ")
}

// walk is a script that finds every function that can be reached from the
// global object, the module's scope and the page, without calling any. Getters
// are functions too; what they give is not looked at.
const walk = `
const seen = new Set(), at = new Map(), found = [], queue = []
function visit(x, path) {
	if (x === null || typeof x !== 'object' && typeof x !== 'function' || seen.has(x)) return
	seen.add(x)
	at.set(x, path)
	if (typeof x === 'function') found.push(path)
	queue.push([x, path])
}
const name = (k) => typeof k === 'symbol' ? k.description.replace('Symbol.', '@@') : k
function run(roots) {
	for (const [path, x] of roots) visit(x, path)
	while (queue.length) {
		const [x, path] = queue.shift()
		const prefix = path === 'globalThis' ? '' : path + '.'
		for (const k of Reflect.ownKeys(x).sort((a, b) => name(a) < name(b) ? -1 : 1)) {
			const d = Object.getOwnPropertyDescriptor(x, k)
			if (!d) continue
			if (d.get) visit(d.get, prefix + 'get ' + name(k))
			if (d.set) visit(d.set, prefix + 'set ' + name(k))
			visit(d.value, prefix + name(k))
		}
		visit(Object.getPrototypeOf(x), prefix + '__proto__')
	}
	return found
}`

// walkRoots is a script that makes the list of roots, where this is a page.
func walkRoots() string {
	// Some functions are made when their name is first used; a walk over the keys
	// does not see them.
	quoted := func(names []string) string { return fmt.Sprintf("'%s'.split(' ')", strings.Join(names, " ")) }
	return `for (const n of ` + quoted(append(sandbox.GlobalNames(false), globalNames...)) + `) globalThis[n]
		const methods = ` + quoted(slices.Sorted(maps.Keys(baseMethods))) + `.map((n) => ['Page().' + n, this[n]])
	const iterators = { array: [][Symbol.iterator](), string: ''[Symbol.iterator](), map: new Map()[Symbol.iterator](), set: new Set()[Symbol.iterator](), regexp: 'a'.matchAll(/a/g),
		generator: (function* () {})(), url: new URLSearchParams('a=1')[Symbol.iterator]() }
	const roots = [['globalThis', globalThis], ['require', require], ['module', module], ['exports', exports], ['Page()', Object.getPrototypeOf(this)], ['Page()', this], ['getApp()', getApp()], ...methods, ['channel', this.getOpenerEventChannel()],
		['iterator', iterators], ['async', async function () {}], ['generator', function* () {}]]`
}

// reachable gives the paths of all functions that the walk finds.
func reachable(t *testing.T) []string {
	t.Helper()
	var paths []string
	r := wxLaunch(t, map[string]string{"app.js": `App({})`, "index.js": walk + `
		Page({ onLoad() {
			` + walkRoots() + `
			const all = run(roots)
			while (all.length) console.log(all.splice(0, 50).join('\n')) // the log has a limit
		} })`}, nil)
	for _, p := range strings.Split(strings.Join(r.logs, "\n"), "\n") {
		if strings.HasPrefix(p, "error:") {
			t.Fatal(p)
		}
		if strings.HasPrefix(p, "exports.") || p == "Page().onLoad" || strings.HasPrefix(p, "Page().onLoad.") {
			continue // the walking program's own
		}
		paths = append(paths, p)
	}
	slices.Sort(paths)
	return slices.Compact(paths)
}

// Nothing can be reached that docs/api.md does not name.
func TestReachableFunctions(t *testing.T) {
	documented := documentedNames(t)
	n := 0
	for _, path := range reachable(t) {
		n++
		if !documented[path] {
			t.Errorf("%s can be reached and is not in docs/api.md", path)
		}
	}
	if n < 1000 {
		t.Errorf("the walk found only %d functions", n)
	}
}

// documentedNames are the functions that docs/api.md names, by where they are
// found.
func documentedNames(t *testing.T) map[string]bool {
	t.Helper()
	text, err := os.ReadFile(docsFile)
	if err != nil {
		t.Fatal(err)
	}
	documented := make(map[string]bool)
	for line := range strings.Lines(string(text)) {
		if name, ok := strings.CutPrefix(line, "| wx."); ok {
			name, _, _ = strings.Cut(name, " ")
			documented["wx."+name] = true
		}
		if rest, ok := strings.CutPrefix(line, "- `"); ok {
			group, names, ok := strings.Cut(rest, "`: ")
			if !ok {
				continue
			}
			for _, n := range splitNames(names) {
				if group == "global" {
					documented[n] = true
				} else {
					documented[group+"."+n] = true
				}
			}
		}
	}
	return documented
}

// splitNames splits a list of names; "get x" and "set x" are one each.
func splitNames(s string) []string {
	var out []string
	words := strings.Fields(s)
	for k := 0; k < len(words); k++ {
		if (words[k] == "get" || words[k] == "set") && k+1 < len(words) && !strings.HasPrefix(words[k+1], "set") {
			out = append(out, words[k]+" "+words[k+1])
		}
		out = append(out, words[k])
	}
	return out
}

// What the documentation says works is done by the engine, not handed on.
func TestWorksMeansTheEngine(t *testing.T) {
	r := wxLaunch(t, map[string]string{}, nil)
	w := r.app.wx
	// These are the host's port, which is part of the engine.
	port := map[string]bool{"getNetworkType": true}
	for _, name := range w.table.names {
		e := w.table.apis[name]
		if e.tier != 'A' || port[name] {
			continue
		}
		done := false
		switch e.kind {
		case apiAsync, apiTask:
			done = w.engineAsync(name) != nil
		case apiSync:
			done = w.engineSync(name) != nil
		case apiObject:
			done = w.engineObject(name) != nil
		case apiOn, apiOff:
			done = true
		}
		if !done {
			t.Errorf("wx.%s is in tier A, and the engine does not do it", name)
		}
	}
}
