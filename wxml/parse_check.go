package wxml

import (
	"math"
	"strings"

	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/wxml/internal/expr"
)

// The checks of what the language itself demands of an element, without
// knowledge of components. They change nothing in the tree.

// checkedFamilies are the families of attributes that checkElement looks at.
const checkedFamilies = 1<<Directive | 1<<Event | 1<<Model | 1<<Change | 1<<Generic | 1<<ClassToggle |
	1<<StyleProp | 1<<SlotValue | 1<<Let | 1<<Worklet | 1<<Extra

// isStructural reports whether a tag has a meaning in the language.
func isStructural(tag string) bool {
	switch tag {
	case "block", "template", "import", "include", "wxs", "slot":
		return true
	}
	return false
}

func (p *parser) checkTagName(el *Element) {
	for i := range len(el.Name) {
		switch c := el.Name[i]; {
		case c == ':':
			p.warnf(int(el.From), codeTagPrefix, "a tag has no prefix; <%s> is read as <wx-x>", el.Name)
			el.Name = "wx-x"
			return
		case c >= 'A' && c <= 'Z':
			p.notef(int(el.From), codeUppercase, "tags are case-sensitive: <%s> is not <%s>", el.Name, strings.ToLower(el.Name))
			return
		}
	}
}

// checkElement checks the attributes of a start tag.
func (p *parser) checkElement(el *Element) {
	if p.families&(1<<Directive) != 0 {
		p.checkDirectives(el)
	}
	if p.families&(checkedFamilies&^(1<<Directive)) != 0 {
		class, style := false, false
		if p.families&(1<<ClassToggle|1<<StyleProp) != 0 {
			class, style = isBound(el.attr(Plain, "class")), isBound(el.attr(Plain, "style"))
		}
		for i := range el.Attrs {
			a := &el.Attrs[i]
			p.checkFamily(a, a.Family == ClassToggle && class || a.Family == StyleProp && style)
		}
	}
	if p.families&(1<<Let) != 0 {
		p.checkLets(el)
	}
	switch el.Name {
	case "block":
		for i := range el.Attrs {
			a := &el.Attrs[i]
			if a.Family != Directive && a.Family != Let && a.Family != SlotValue && (a.Family != Plain || a.Name != "slot") {
				p.warnf(int(a.From), codeNotAllowed, "<block> is no node; it has no use for %s", p.raw(a))
			}
		}
	case "template":
		p.checkTemplate(el)
	case "import", "include":
		if s, ok := staticAttr(el, "src"); !ok || s == "" {
			p.errorf(int(el.From), codeMissingSrc, `<%s> needs a path: src="...", without {{ }}`, el.Name)
		}
		if el.Name == "import" {
			p.noDirectives(el, "<import>")
		}
	case "wxs":
		if s, ok := staticAttr(el, "module"); !ok || !isIdentifier(s) {
			p.errorf(int(el.From), codeMissingModule, `<wxs> needs module="name", a name of letters, digits and _`)
		}
		p.noDirectives(el, "<wxs>")
	}
}

// isBound reports whether an attribute is there and has a binding.
func isBound(a *Attr) bool {
	if a == nil {
		return false
	}
	_, static := a.Value.Static()
	return !static
}

// checkFamily checks one attribute; conflict is set for a class: or style: beside
// a class or style with a binding.
func (p *parser) checkFamily(a *Attr, conflict bool) {
	_, static := a.Value.Static()
	at := int(a.From)
	switch a.Family {
	case Event, Model, Change, Generic, Let, Worklet, Extra, StyleProp:
		if !a.HasValue {
			p.notef(at, codeMissingValue, "%s means nothing without a value", p.raw(a))
		}
	}
	switch a.Family {
	case Generic, Worklet, Extra:
		if !static {
			p.notef(at, codeNoBinding, "the value of %s is static; it cannot have {{ }}", p.raw(a))
		}
	case SlotValue:
		p.checkScopeName(a)
	case ClassToggle, StyleProp:
		if conflict {
			p.errorf(at, codeClassConflict, "%s cannot stand beside a class or style with a binding", p.raw(a))
		}
	}
}

// checkLets checks that each let: reads those before it only.
func (p *parser) checkLets(el *Element) {
	at := make(map[string]int)
	for i := range el.Attrs {
		if a := &el.Attrs[i]; a.Family == Let {
			at[a.Name] = i
		}
	}
	var nodes []expr.Node
	for i := range el.Attrs {
		a := &el.Attrs[i]
		if a.Family != Let {
			continue
		}
		nodes = a.Value.appendNodes(nodes[:0])
		for _, n := range nodes {
			expr.Walk(n, func(n expr.Node) bool {
				if id, ok := n.(*expr.Ident); ok {
					if k, ok := at[id.Name]; ok && k >= i {
						p.warnf(id.Pos(), codeLetOrder, "%s has no value yet here; what is read is a variable or field of that name outside", id.Name)
					}
				}
				return true
			})
		}
	}
}

// checkScopeName checks a value that names a variable.
func (p *parser) checkScopeName(a *Attr) {
	name, static := a.Value.Static()
	switch {
	case !static:
		p.notef(int(a.From), codeNoBinding, "%s gives a name to a variable; it cannot have {{ }}", p.raw(a))
	case a.HasValue && !isIdentifier(name):
		p.notef(int(a.From), codeScopeName, "%q cannot be the name of a variable", name)
	}
}

func (p *parser) checkTemplate(el *Element) {
	name, is := el.attr(Plain, "name"), el.attr(Plain, "is")
	switch {
	case name == nil && is == nil:
		p.errorf(int(el.From), codeMissingName, "<template> needs a name to define it, or is to use it")
	case name != nil:
		if s, ok := name.Value.Static(); !ok || s == "" {
			p.errorf(int(name.From), codeMissingName, "the name of a template is static text")
		}
		if is != nil {
			p.warnf(int(is.From), codeNotAllowed, "a <template> with a name is a definition; its is is ignored")
		}
		p.noDirectives(el, "the definition of a template")
	default:
		if data := el.attr(Plain, "data"); data != nil && !isObjectBinding(data) {
			p.warnf(int(data.From), codeInvalidValue, `the data of a template is one binding of fields: data="{{a, b: 1, ...c}}"`)
		}
	}
}

func isObjectBinding(a *Attr) bool {
	if a.Value.Len() != 1 {
		return false
	}
	switch a.Value.Part(0).Expr.(type) {
	case *expr.Object, *expr.Empty:
		return true
	}
	return false
}

// noDirectives reports the directives of an element that renders nothing.
func (p *parser) noDirectives(el *Element, what string) {
	for i := range el.Attrs {
		a := &el.Attrs[i]
		if a.Family == Directive {
			p.warnf(int(a.From), codeNotAllowed, what+" renders nothing; it has no use for %s", p.raw(a))
		}
	}
}

// directives are the wx: attributes of one element.
type directives struct {
	cond, elif, otherwise, list, item, index, key *Attr
}

func directivesOf(el *Element) (d directives) {
	for i := range el.Attrs {
		a := &el.Attrs[i]
		if a.Family != Directive {
			continue
		}
		switch a.Name {
		case "if":
			d.cond = a
		case "elif":
			d.elif = a
		case "else":
			d.otherwise = a
		case "for":
			d.list = a
		case "for-item":
			d.item = a
		case "for-index":
			d.index = a
		case "key":
			d.key = a
		}
	}
	return d
}

func (p *parser) checkDirectives(el *Element) {
	d := directivesOf(el)
	p.checkCondition(d.cond)
	p.checkCondition(d.elif)
	if d.otherwise != nil && d.otherwise.Value.Len() > 0 {
		p.warnf(int(d.otherwise.From), codeElseValue, "%s has no condition; its value is ignored", p.raw(d.otherwise))
	}
	for _, a := range []*Attr{d.item, d.index, d.key} {
		if a != nil && d.list == nil {
			p.notef(int(a.From), codeNoFor, "%s means nothing without wx:for", p.raw(a))
		}
	}
	for _, a := range []*Attr{d.item, d.index} {
		if a != nil {
			p.checkScopeName(a)
		}
	}
	if d.list != nil {
		p.checkList(d.list)
		p.checkKey(d)
	}
}

// checkCondition checks wx:if and wx:elif.
func (p *parser) checkCondition(a *Attr) {
	if a == nil {
		return
	}
	s, static := a.Value.Static()
	switch {
	case static && s == "":
		p.warnf(int(a.From), codeCondition, `%s without a value is never true; write %s="{{...}}"`, p.raw(a), p.raw(a))
	case static:
		p.warnf(int(a.From), codeCondition, `%s="%s" is a text, which is always true; write {{ }} around an expression`, p.raw(a), s)
	case outerText(a):
		p.warnf(int(a.From), codeCondition, "text outside of {{ }} makes the value of %s a string, which is always true", p.raw(a))
	}
}

func (p *parser) checkList(a *Attr) {
	s, static := a.Value.Static()
	switch {
	case static && s == "":
		p.warnf(int(a.From), codeList, `%s without a value repeats nothing; write %s="{{...}}"`, p.raw(a), p.raw(a))
	case static:
		p.warnf(int(a.From), codeList, `%s="%s" repeats for each character of the text; write {{ }} around an expression`, p.raw(a), s)
	case a.Value.Len() == 1:
		p.checkListLiteral(a, a.Value.Part(0).Expr)
	case outerText(a):
		p.warnf(int(a.From), codeList, "text outside of {{ }} makes the value of %s a string; it repeats for each character", p.raw(a))
	}
}

// checkListLiteral checks the list of a wx:for that is written in its place.
func (p *parser) checkListLiteral(a *Attr, x expr.Node) {
	minus, negative := x.(*expr.Unary)
	if negative && minus.Op == "-" {
		x = minus.X
	}
	lit, ok := x.(*expr.Literal)
	if !ok {
		return
	}
	f, number := lit.Value.AsNumber()
	switch {
	case lit.Value.IsString() && !negative:
		p.warnf(int(a.From), codeList, "the list of %s is a text; it repeats for each character", p.raw(a))
	case number && f == math.Trunc(f) && !negative:
		p.notef(int(a.From), codeList, "the list of %s is a number, which counts up to it", p.raw(a))
	default:
		p.warnf(int(a.From), codeList, "%s repeats nothing: its list is neither an array nor an object", p.raw(a))
	}
}

// outerText reports whether there is text around a binding.
func outerText(a *Attr) bool {
	for i := range a.Value.Len() {
		if a.Value.Part(i).Expr == nil {
			return true
		}
	}
	return false
}

func (p *parser) checkKey(d directives) {
	if d.key == nil || d.key.Value.Len() == 0 {
		p.notef(int(d.list.From), codeMissingKey, "%s without a wx:key goes by position; a key lets items keep their nodes when the list changes", p.raw(d.list))
		return
	}
	key, static := d.key.Value.Static()
	at := int(d.key.From)
	switch {
	case !static:
		if name := keyMeant(d); name != "" {
			p.warnf(at, codeNoBinding, `%s names a property, without {{ }}; did you mean %s="%s"?`, p.raw(d.key), p.raw(d.key), name)
		} else {
			p.warnf(at, codeNoBinding, "%s names a property of the item, without {{ }}", p.raw(d.key))
		}
	case key == scopeName(d.index, "index"):
		p.notef(at, codeKeyName, `%s="%s" names a property of the item, not the index; leave it out to go by position`, p.raw(d.key), key)
	case key == scopeName(d.item, "item"):
		p.notef(at, codeKeyName, `%s="%s" names a property of the item, not the item; write *this for the item itself`, p.raw(d.key), key)
	default:
		p.checkStaticKeys(d, key)
	}
}

// checkStaticKeys checks the keys of a list that is written in the template, as
// far as they are literals.
func (p *parser) checkStaticKeys(d directives, key string) {
	if d.list.Value.Len() != 1 {
		return
	}
	list, ok := d.list.Value.Part(0).Expr.(*expr.Array)
	if !ok {
		return
	}
	seen := make(map[string]bool, len(list.Elems))
	for _, el := range list.Elems {
		if el.Spread {
			continue
		}
		s, ok := literalKey(el.X, key)
		if ok && seen[s] {
			p.warnf(int(d.key.From), codeDuplicateKey, "two items have the key %q; they cannot be told apart when the list changes", s)
			return
		}
		seen[s] = seen[s] || ok
	}
}

// literalKey gives the key of an item that is a literal, as text.
func literalKey(item expr.Node, key string) (string, bool) {
	if o, ok := item.(*expr.Object); ok && key != "*this" {
		item = nil
		for _, f := range o.Fields {
			if f.Spread || f.Computed != nil {
				return "", false
			}
			if f.Key == key {
				item = f.Value
			}
		}
	} else if key != "*this" {
		return "", false
	}
	if v, ok := item.(*expr.Literal); ok {
		return value.Text(v.Value), true
	}
	return "", false
}

// scopeName gives the name of a loop variable.
func scopeName(a *Attr, otherwise string) string {
	if a != nil {
		if s, ok := a.Value.Static(); ok && s != "" {
			return s
		}
	}
	return otherwise
}

// keyMeant guesses what a wx:key with a binding was to name.
func keyMeant(d directives) string {
	if d.key.Value.Len() != 1 {
		return ""
	}
	item := scopeName(d.item, "item")
	switch x := d.key.Value.Part(0).Expr.(type) {
	case *expr.Ident:
		switch x.Name {
		case item:
			return "*this"
		case scopeName(d.index, "index"):
			return ""
		}
		return x.Name
	case *expr.Member:
		if of, ok := x.X.(*expr.Ident); ok && of.Name == item {
			return x.Name
		}
	}
	return ""
}

// checkChain checks wx:elif and wx:else against what stands before the element;
// open is set where a wx:if or wx:elif does. It reports whether another may
// follow (spec wxml §4.2).
func (p *parser) checkChain(el *Element, open bool) bool {
	d := directivesOf(el)
	next := d.elif
	if next == nil {
		next = d.otherwise
	}
	if next != nil {
		at := int(next.From)
		switch {
		case d.list != nil:
			p.warnf(at, codeElseFor, "%s cannot stand beside wx:for and is ignored; put the wx:for on an element inside", p.raw(next))
		case d.cond != nil, d.elif != nil && d.otherwise != nil:
			p.warnf(at, codeNotAllowed, "an element has one of wx:if, wx:elif and wx:else")
		case !open:
			p.warnf(at, codeElse, "%s does not follow an element with wx:if or wx:elif; the element is always shown", p.raw(next))
		}
	}
	if d.list != nil {
		return false // the condition is inside the loop
	}
	return d.cond != nil || open && d.elif != nil
}

// checkChildren checks the content of an element that cannot have any.
func (p *parser) checkChildren(el *Element) {
	switch el.Name {
	case "import", "include", "slot":
	case "template":
		if el.attr(Plain, "name") != nil || el.attr(Plain, "is") == nil {
			return
		}
	default:
		return
	}
	for _, n := range el.Children {
		switch n.(type) {
		case *Comment, *Space:
			continue
		}
		p.warnf(int(n.Pos()), codeChildren, "<%s> has no content; this is ignored", el.Name)
		return
	}
}

// checkWxsBody checks a <wxs> that is not self-closed.
func (p *parser) checkWxsBody(el *Element) {
	src, empty := el.attr(Plain, "src"), strings.TrimSpace(p.text[el.Raw.From:el.Raw.To]) == ""
	switch {
	case src != nil && !empty:
		p.warnf(int(src.From), codeWxsEmpty, "a <wxs> with a body has no use for src")
	case src == nil && empty:
		p.warnf(int(el.From), codeWxsEmpty, "<wxs> needs a body or a src")
	}
}
