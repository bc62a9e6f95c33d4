package wxss

import (
	"strings"
)

// CSSOptions say how a sheet is written as CSS. The zero value writes readable CSS with rpx in px for a window of 375 px
// and selectors as they are.
type CSSOptions struct {
	// RPX says what becomes of rpx lengths in values and in the conditions of @media and its kin.
	RPX RPX
	// Minify leaves out white space that has no meaning. Default false.
	Minify bool
	// Page is the selector that stands for the tag `page`, e.g. "body". Default "": `page` stays.
	Page string
	// Root is the selector that stands for `:root`. Default "": `:root` stays.
	Root string
	// Host is the selector that stands for `:host`, e.g. the class of a component's host nodes. Default "": it stays.
	Host string
	// Scope is put behind every compound that has no class of its own, so that tags, ids, attributes and `*` of a
	// component's sheet stay within the component. Written as `:where(…)` it adds nothing to the specificity. It is not
	// put behind page, :root, :host and `&`. Default "": nothing.
	Scope string
	// ScopeClass maps every class name, e.g. to one with the prefix of a component. Default nil: as it is. It is called
	// once for each use of a class, from the calling goroutine.
	ScopeClass func(class string) string
	// Tag maps every tag name except page, e.g. `view` to the element that stands for it. Default nil: as it is.
	Tag func(tag string) string
}

// CSS writes the sheet as standard CSS. With RPXKeep and without mapping, parsing the result gives an equal sheet:
// what the parser dropped is gone, all else is there. Import rules, which only a sheet of Parse has, are written as
// they are. It may be called concurrently.
func (s *Sheet) CSS(opts CSSOptions) string {
	w := &cssWriter{opts: opts}
	w.rules(s.Rules, 0)
	if strings.HasPrefix(string(w.out), byteOrderMark) { // here it is part of a name
		return "\n" + string(w.out)
	}
	return string(w.out)
}

// String returns the selector as CSS, without any mapping.
func (s *Selector) String() string {
	w := &cssWriter{}
	w.selector(s)
	return string(w.out)
}

// cssWriter appends CSS to a buffer.
type cssWriter struct {
	opts CSSOptions
	out  []byte
}

func (w *cssWriter) str(s string) { w.out = append(w.out, s...) }

// indent starts a line, unless the output is minified.
func (w *cssWriter) indent(depth int) {
	if w.opts.Minify {
		return
	}
	if len(w.out) > 0 {
		w.out = append(w.out, '\n')
	}
	for range depth {
		w.out = append(w.out, ' ', ' ')
	}
}

// space writes a blank that only people need.
func (w *cssWriter) space() {
	if !w.opts.Minify {
		w.out = append(w.out, ' ')
	}
}

func (w *cssWriter) rules(list []Rule, depth int) {
	for i := range list {
		w.rule(&list[i], depth)
	}
}

func (w *cssWriter) rule(r *Rule, depth int) {
	switch r.Kind {
	case NestedDeclarations:
		w.declarations(r.Declarations, depth)
		return
	case Style:
		w.indent(depth)
		w.selectorList(r.Selectors)
		w.body(r, depth)
		return
	case Keyframe:
		w.indent(depth)
		w.str(w.value(r.Prelude, false))
		w.body(r, depth)
		return
	}
	w.indent(depth)
	w.out = appendIdent(append(w.out, '@'), r.Name)
	switch r.Kind {
	case Import:
		w.importRule(r.Import)
	case Statement:
		w.prelude(r)
		w.out = append(w.out, ';')
	case Unknown:
		w.prelude(r)
		w.out = append(w.out, '{')
		w.str(r.Text)
		w.out = append(w.out, '}')
	default:
		w.prelude(r)
		w.body(r, depth)
	}
}

func (w *cssWriter) prelude(r *Rule) {
	if r.Prelude == "" {
		return
	}
	w.out = append(w.out, ' ')
	if r.RPX {
		w.str(ConvertRPX(r.Prelude, w.opts.RPX))
		return
	}
	w.str(r.Prelude)
}

func (w *cssWriter) importRule(imp *ImportRule) {
	w.out = appendString(append(w.out, ' '), imp.Path)
	if imp.HasLayer {
		w.str(" layer")
		if imp.Layer != "" {
			w.str("(" + imp.Layer + ")")
		}
	}
	if imp.Supports != "" {
		w.str(" supports(" + imp.Supports + ")")
	}
	if imp.Media != "" {
		w.str(" " + ConvertRPX(imp.Media, w.opts.RPX))
	}
	w.out = append(w.out, ';')
}

// body writes the block of a rule.
func (w *cssWriter) body(r *Rule, depth int) {
	w.space()
	w.out = append(w.out, '{')
	w.declarations(r.Declarations, depth+1)
	w.rules(r.Rules, depth+1)
	if w.opts.Minify {
		if n := len(w.out); w.out[n-1] == ';' && endsInDeclaration(r) {
			w.out = w.out[:n-1]
		}
	} else if len(r.Declarations)+len(r.Rules) > 0 {
		w.indent(depth)
	}
	w.out = append(w.out, '}')
}

// endsInDeclaration reports whether the last thing in the rule's block is a declaration, whose semicolon can go.
func endsInDeclaration(r *Rule) bool {
	if n := len(r.Rules); n > 0 {
		return r.Rules[n-1].Kind == NestedDeclarations
	}
	return len(r.Declarations) > 0
}

func (w *cssWriter) declarations(list []Declaration, depth int) {
	for i := range list {
		d := &list[i]
		w.indent(depth)
		w.out = appendIdent(w.out, d.Property)
		w.out = append(w.out, ':')
		if d.Value == "" {
			w.out = append(w.out, ' ') // an empty custom property: older browsers want the blank
		}
		w.space()
		value := w.value(d.Value, d.Custom())
		if d.RPX {
			value = ConvertRPX(value, w.opts.RPX)
		}
		w.str(value)
		if d.Important {
			w.space()
			w.str("!important")
		}
		w.out = append(w.out, ';')
	}
}

// value returns a value without the blanks around its commas, if that is asked for and they mean nothing: in a custom
// property they do.
func (w *cssWriter) value(value string, custom bool) string {
	if !w.opts.Minify || custom || !strings.Contains(value, ",") || !strings.Contains(value, " ") {
		return value
	}
	out := make([]byte, 0, len(value))
	for i := 0; i < len(value); {
		n := skipValueToken(value[i:])
		if value[i] == ' ' && (len(out) > 0 && out[len(out)-1] == ',' || i+1 < len(value) && value[i+1] == ',') {
			i++
			continue
		}
		out = append(out, value[i:i+n]...)
		i += n
	}
	return string(out)
}

// skipValueToken is skipToken for text that may start with a number.
func skipValueToken(s string) int {
	if n := numberEnd(s); n > 0 {
		return n
	}
	return skipToken(s)
}
