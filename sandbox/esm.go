package sandbox

import (
	"regexp"
	"slices"
	"strings"
	"sync"

	"github.com/dop251/goja"
	"github.com/evanw/esbuild/pkg/api"
)

// esbuild writes the helpers of ES modules into every file that needs one: ten
// functions in each module of each VM, and for every import a copy of the
// exports made of closures, about 700 bytes each. Here they are taken out of the
// text and done once per VM in Go, without copies. A file whose helpers do not
// look as expected keeps them: it runs as well, for more memory.

// helper is one of esbuild's functions.
type helper struct {
	head string // the beginning of its definition, which tells the parameters
	make func(vm *VM) goja.Value
}

const helperCount = 5

// helpers are those that are replaced; a script takes those it needs as
// parameters. The last is used by the others alone.
var helpers = [helperCount]helper{
	{"var __export = (target, all) => {", (*VM).newExport},
	{"var __reExport = (target, mod, secondTarget) => (", (*VM).newReExport},
	{"var __toESM = (mod, isNodeMode, target) => (", (*VM).newToESM},
	{"var __toCommonJS = (mod) => ", (*VM).newToCommonJS},
	{"var __copyProps = (to, from, except, desc) => {", nil},
}

func (h helper) name() string { return strings.Fields(h.head)[1] }

// helperTexts returns the definitions as esbuild writes them, "" for one that it
// writes otherwise than expected.
var helperTexts = sync.OnceValue(func() [helperCount]string {
	probe := transform("probe.js", "import * as a from 'a'; export * from 'b'; export default a", api.LoaderJS, nil, false)
	code := "\n" + string(probe.Code)
	var texts [helperCount]string
	for i, h := range helpers {
		if start := strings.Index(code, "\n"+h.head); start >= 0 {
			if end := strings.Index(code[start+1:], "\nvar "); end >= 0 {
				texts[i] = code[start : start+1+end+1]
			}
		}
	}
	return texts
})

var (
	// exportsObject is where a module's exports begin.
	exportsObject = regexp.MustCompile(`\nvar (\w+) = \{\};\n__export\((\w+), \{`)
	// helperAlias is a line that names a built-in function for helpers.
	helperAlias = regexp.MustCompile(`(?m)^var (__\w+) = Object\.[\w.]+;$`)
	// esImport is what an import statement has become.
	esImport = regexp.MustCompile(`(?m)^var (\w+ = __toESM\(require\(|import_\w+ = require\()`)
)

// isModule reports whether esbuild's output was an ES module.
func isModule(code string) bool {
	return strings.Contains(code, "\nmodule.exports = __toCommonJS(") || esImport.MatchString(code)
}

// shareHelpers takes the helpers out of a script, leaving every other line where
// it was, and returns which it needs. What an ES module exports goes into the
// exports object that it was given, so that a file which mixes both styles keeps
// all its exports.
func shareHelpers(code string) (out string, needs []int) {
	out = "\n" + code
	for i, text := range helperTexts() {
		name := helpers[i].name()
		if text == "" || !strings.Contains(out, text) {
			if strings.Contains(out, name) {
				return code, nil // not as expected, or a name of the program's own
			}
			continue
		}
		out = strings.Replace(out, text, strings.Repeat("\n", strings.Count(text, "\n")), 1)
		switch {
		case !strings.Contains(out, name):
		case helpers[i].make == nil:
			return code, nil
		default:
			needs = append(needs, i)
		}
	}
	if len(needs) == 0 {
		return code, nil
	}
	out = helperAlias.ReplaceAllStringFunc(out, func(line string) string {
		if strings.Count(out, strings.Fields(line)[1]) == 1 {
			return ""
		}
		return line
	})
	if m := exportsObject.FindStringSubmatchIndex(out); m != nil && out[m[2]:m[3]] == out[m[4]:m[5]] {
		out = out[:m[3]] + " = exports;" + out[m[3]+len(" = {};"):]
	}
	return out[1:], needs
}

// newExport returns __export: it defines exports as accessors, so that importers
// see a variable change.
func (vm *VM) newExport() goja.Value {
	return vm.Func("__export", 2, func(c goja.FunctionCall) goja.Value {
		target, all := c.Argument(0).ToObject(vm.rt), c.Argument(1).ToObject(vm.rt)
		for _, name := range vm.Keys(all) {
			vm.must(target.DefineAccessorProperty(name, all.Get(name), nil, goja.FLAG_FALSE, goja.FLAG_TRUE))
		}
		return nil
	})
}

// newReExport returns __reExport, which is export * from: what the module has
// and the target lacks, but for default.
func (vm *VM) newReExport() goja.Value {
	return vm.Func("__reExport", 3, func(c goja.FunctionCall) goja.Value {
		target := c.Argument(0).ToObject(vm.rt)
		mod, ok := c.Argument(1).(*goja.Object)
		if !ok {
			return nil
		}
		have := map[string]bool{"default": true}
		for _, name := range target.GetOwnPropertyNames() {
			have[name] = true
		}
		for _, name := range vm.Keys(mod) {
			vm.check()
			if have[name] {
				continue
			}
			get := vm.Func(name, 0, func(goja.FunctionCall) goja.Value { return mod.Get(name) })
			vm.must(target.DefineAccessorProperty(name, get, nil, goja.FLAG_FALSE, goja.FLAG_TRUE))
		}
		return nil
	})
}

// newToCommonJS returns __toCommonJS, which marks exports as those of an ES
// module.
func (vm *VM) newToCommonJS() goja.Value {
	return vm.Func("__toCommonJS", 1, func(c goja.FunctionCall) goja.Value {
		mod := c.Argument(0).ToObject(vm.rt)
		const no = goja.FLAG_FALSE
		vm.must(mod.DefineDataProperty("__esModule", vm.rt.ToValue(true), no, no, no))
		return mod
	})
}

// newToESM returns __toESM, which gives the namespace of an imported module: an
// ES module is its own; the exports of a CommonJS module become one that has
// them as default too.
func (vm *VM) newToESM() goja.Value {
	return vm.Func("__toESM", 2, func(c goja.FunctionCall) goja.Value {
		mod, ok := c.Argument(0).(*goja.Object)
		if !ok {
			ns := vm.rt.NewObject()
			vm.must(ns.Set("default", c.Argument(0)))
			return ns
		}
		node := len(c.Arguments) > 1 && c.Arguments[1].ToBoolean()
		if flag := mod.Get("__esModule"); flag != nil && flag.ToBoolean() && !node {
			return mod
		}
		ns := vm.namespaces[mod]
		if ns == nil {
			vm.checkKeys(mod)
			ns = vm.rt.NewDynamicObject(namespace{mod})
			if vm.namespaces == nil {
				vm.namespaces = make(map[*goja.Object]*goja.Object)
			}
			vm.namespaces[mod] = ns
		}
		return ns
	})
}

// must throws an error of goja into the script.
func (vm *VM) must(err error) {
	if err != nil {
		vm.Throw(err)
	}
}

// namespace shows the exports of a CommonJS module as an ES module.
type namespace struct{ mod *goja.Object }

func (n namespace) Get(name string) goja.Value {
	if name == "default" {
		return n.mod
	}
	return n.mod.Get(name)
}

func (n namespace) Has(name string) bool {
	return name == "default" || slices.Contains(n.mod.GetOwnPropertyNames(), name)
}

func (n namespace) Set(string, goja.Value) bool { return false }

func (n namespace) Delete(string) bool { return false }

func (n namespace) Keys() []string {
	keys := []string{"default"}
	for _, name := range n.mod.Keys() {
		if name != "default" {
			keys = append(keys, name)
		}
	}
	return keys
}
