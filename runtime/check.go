package runtime

import (
	"bytes"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"

	"github.com/mica-go/mica/internal/diag"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/runtime/internal/logic"
)

// Check loads the mini-program below fsys and returns everything there is to
// say about it, by file and line: what Load would report, warnings and notes, and
// what only a look at the whole program shows, such as handlers that no script
// has. The codes are explained in docs/diagnostics.md.
func Check(fsys fs.FS) Diagnostics { return Checker{}.Check(fsys) }

// Checker checks mini-programs. The zero Checker is what [Check] uses.
type Checker struct {
	// UnusedStyles reports the style rules for classes, ids and tags that no
	// template, script or JSON file mentions, whole or put together of pieces that
	// end or begin with a dash.
	UnusedStyles bool
}

// Check checks the mini-program below fsys; see [Check].
func (c Checker) Check(fsys fs.FS) Diagnostics {
	ld := newLoading(fsys)
	if ld.config() {
		ld.read()
		ld.compile()
		ld.checkConfig()
		ld.checkBorders()
		ld.checkHandlers()
		ld.checkUsing()
		ld.checkStyles(c.UnusedStyles)
	}
	return ld.sorted()
}

// checkHandlers reports event handlers that cannot exist: their name occurs
// neither in the script of the page or component nor in a module that the script
// reaches, behaviors included. A name that occurs anywhere is taken for a method,
// as methods can be made in many ways.
func (l *loading) checkHandlers() {
	words := make(map[string]map[string]bool)
	for _, c := range l.order {
		if c.Script == "" || c.Template == nil {
			continue // reported already
		}
		reached := l.reached(c.Script)
		if l.isChunk(words, c.Script) {
			reached = append(reached, l.reached("app.js")...)
		}
		for _, h := range c.Template.Handlers() {
			if slices.ContainsFunc(reached, func(file string) bool { return l.words(words, file)[h.Name] }) {
				continue
			}
			message := fmt.Sprintf("the script of %s has no method %q; the event has no effect", c.Path, h.Name)
			if near := nearest(h.Name, l.words(words, c.Script)); near != "" {
				message += fmt.Sprintf(" (did you mean %q?)", near)
			}
			l.add(diag.At(h.File.File, h.File.Source, int(h.At), diag.Warning, "handler-unknown", message))
		}
	}
}

// checkBorders reports what a subpackage uses and may not: a part of another one,
// which may not be loaded, and, for an independent one, anything else (spec app
// §3).
func (l *loading) checkBorders() {
	for _, c := range l.order {
		o := l.own(c.Path + ".json")
		for tag, used := range c.Using {
			if tag == tabBarTag && l.tabPages[c] || c.Placeholders[tag] != "" {
				continue
			}
			file := c.Path + ".json"
			if !declares(object(o, "usingComponents"), tag) {
				file = "app.json"
			}
			if why := border(c.Sub, used.Sub); why != "" {
				l.reportKey(file, "usingComponents", tag, "subpackage-foreign", "%s cannot use the component %q: %s; give it a componentPlaceholder", c.Path, tag, why)
			}
		}
	}
	for file, list := range l.needs {
		for _, required := range list {
			if why := border(l.subOf(file), l.subOf(required)); why != "" {
				l.reportKey(file, "", path.Base(strings.TrimSuffix(required, ".js")), "subpackage-foreign", "%s cannot require %s: %s; use require.async", file, required, why)
			}
		}
	}
}

// border tells why what belongs to one package cannot use what belongs to another,
// "" if it can; nil is the main package.
func border(from, to *logic.Subpackage) string {
	switch {
	case from == to:
		return ""
	case from != nil && from.Independent:
		return "the subpackage " + from.Root + " is independent and has only what is in it"
	case to != nil:
		return "the subpackage " + to.Root + " may not be loaded"
	}
	return ""
}

// reached lists a script and all modules that it requires, directly or not.
func (l *loading) reached(script string) []string {
	out := []string{script}
	seen := map[string]bool{script: true}
	for i := 0; i < len(out); i++ {
		for _, file := range l.requires[out[i]] {
			if !seen[file] {
				seen[file] = true
				out = append(out, file)
			}
		}
	}
	return out
}

// isChunk reports whether a bundler has cut the script out of a larger whole: such
// pieces find one another by a list that they share, and app.js requires those
// that all pages need.
func (l *loading) isChunk(words map[string]map[string]bool, script string) bool {
	for word := range l.words(words, script) {
		if strings.HasPrefix(word, "webpackJsonp") || strings.HasPrefix(word, "webpackChunk") {
			return true
		}
	}
	return false
}

// words returns the set of all names in a file, strings and comments included;
// known holds those that were made before.
func (l *loading) words(known map[string]map[string]bool, file string) map[string]bool {
	if set, ok := known[file]; ok {
		return set
	}
	set := make(map[string]bool)
	known[file] = set
	src, err := fs.ReadFile(l.fsys, file)
	if err != nil {
		return set
	}
	for word := range bytes.FieldsFuncSeq(src, func(r rune) bool { return !isWord(r) }) {
		set[string(word)] = true
	}
	return set
}

func isWord(r rune) bool {
	return r == '_' || r == '$' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= 0x80
}

// nearest returns the word that is at most two edits away from name, or "".
func nearest(name string, words map[string]bool) string {
	best, least := "", 3
	for word := range words {
		if len(word) < 3 || len(name) > 40 || len(word) > len(name)+2 || len(name) > len(word)+2 {
			continue
		}
		if d := editDistance(name, word); d < least || d == least && d < 3 && word < best {
			best, least = word, d
		}
	}
	return best
}

// editDistance counts the bytes to insert, delete or replace to get from a to b.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			cost := 1
			if a[i] == b[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(diagonal+cost, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}

// checkUsing notes the components of usingComponents that no template uses.
// Those of app.json are for all pages, so one use anywhere is enough.
func (l *loading) checkUsing() {
	used := make(map[string]bool)
	found := make(map[string]*logic.Component)
	for _, c := range l.order {
		own := make(map[string]bool)
		if c.Template != nil {
			for _, tag := range c.Template.Tags {
				own[tag], used[tag] = true, true
			}
		}
		for tag := range c.Using {
			found[tag] = c
		}
		if o := c.Config.AsObject(); !l.broken(c) {
			if p := object(o, "componentPlaceholder"); p != nil {
				for _, v := range p.Values() {
					tag, _ := v.AsString()
					own[tag], used[tag] = true, true
				}
			}
			l.unused(c.Path+".json", object(o, "usingComponents"), c.Using, own, "the template does not use it")
		}
	}
	l.unused("app.json", l.global, found, used, "no page uses it")
}

// broken reports whether the template of a component has errors, so that what
// it uses may be unknown.
func (l *loading) broken(c *logic.Component) bool {
	return slices.ContainsFunc(l.diags, func(d *Diagnostic) bool { return d.Severity == diag.Error && d.File == c.Path+".wxml" })
}

// unused notes the tags of a usingComponents that stand for a component that was
// found, but are not used.
func (l *loading) unused(file string, using *value.Object, found map[string]*logic.Component, used map[string]bool, why string) {
	if using == nil {
		return
	}
	src, err := fs.ReadFile(l.fsys, file)
	if err != nil {
		return
	}
	for _, tag := range using.Keys() {
		if found[tag] != nil && !used[tag] {
			l.add(diag.At(file, src, keyOffset(src, "usingComponents", tag), diag.Note, "component-unused", fmt.Sprintf("the component %q is declared, but %s", tag, why)))
		}
	}
}

// keyOffset finds a key of an object of a JSON file.
func keyOffset(src []byte, object, key string) int {
	start := max(bytes.Index(src, []byte(`"`+object+`"`)), 0)
	quoted := `"` + strings.ReplaceAll(key, `"`, `\"`) + `"`
	if i := bytes.Index(src[start:], []byte(quoted)); i >= 0 {
		return start + i
	}
	return start
}
