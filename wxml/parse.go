package wxml

import (
	"bytes"
	"fmt"
	"strings"
	"unicode/utf8"
	"unsafe"

	"github.com/mica-go/mica/wxml/internal/expr"
	"github.com/mica-go/mica/wxml/internal/slab"
)

// DefaultMaxBytes is the largest file that Parse reads: twice what WeChat
// allows a whole package to have.
const DefaultMaxBytes = 4 << 20

// maxDepth is how deep elements nest in a tree. Code that walks a tree may
// therefore recurse.
const maxDepth = 512

// ParseOptions are the limits of [ParseOptions.Parse]. The zero value is what
// [Parse] uses.
type ParseOptions struct {
	// MaxBytes bounds the size of the file; 0 means DefaultMaxBytes, less than 0
	// the largest size that a tree can address (2 GiB). A larger file gives an
	// empty document with an error. A tree takes up to 40 bytes of memory for each
	// byte of the source, a usual one 10.
	MaxBytes int
}

const byteOrderMark = "\uFEFF"

// Parse reads a WXML file with the default limits. file is the path inside the
// program, for messages. src is not changed, and must not be changed as long as
// the document is used.
//
// Parse never fails: what is wrong is in the document's diagnostics, and the tree
// holds what could be read (spec wxml §1, §13). Unclosed elements end with
// their parent, stray end tags are dropped, of duplicate attributes the first
// one counts, a broken binding is empty. Attributes that are ignored (duplicates,
// unknown prefixes, malformed names) are not in the tree; attributes and children
// that have no effect on their element, such as a class on <block> or a wx:else
// without wx:if, are, and have a diagnostic.
func Parse(file string, src []byte) *Document {
	return ParseOptions{}.Parse(file, src)
}

// Parse is the function [Parse] with limits of the caller's choice.
func (o ParseOptions) Parse(file string, src []byte) *Document {
	limit := o.MaxBytes
	switch {
	case limit == 0:
		limit = DefaultMaxBytes
	case limit < 0 || limit > 1<<31-1:
		limit = 1<<31 - 1
	}
	src = bytes.TrimPrefix(src, []byte(byteOrderMark))
	p := parser{src: src}
	if len(src) > limit {
		p.errorf(0, codeTooLarge, fmt.Sprintf("the file has %d bytes, more than the limit of %d", len(src), limit))
		return &Document{File: file, Diagnostics: p.diagnostics(file, "")}
	}
	if !utf8.Valid(src) {
		p.src = bytes.ToValidUTF8(src, []byte(string(utf8.RuneError)))
		p.errorf(bytes.IndexRune(p.src, utf8.RuneError), codeEncoding, "the file is not UTF-8; save it as UTF-8")
	}
	p.text = unsafe.String(unsafe.SliceData(p.src), len(p.src)) // nobody changes it
	p.size()
	p.document()
	return &Document{File: file, Source: p.src, Nodes: p.nodeLists.List(p.nodes), Diagnostics: p.diagnostics(file, p.text), text: p.text}
}

// parser reads one file. It keeps the open elements on a stack of its own, so
// the depth of the input is no matter.
type parser struct {
	reporter
	src  []byte
	text string // the same as src; names and texts are slices of it
	pos  int

	stack []frame
	flat  int // open elements below maxDepth

	// Children and parts are collected here, then moved to slabs.
	nodes []Node
	parts []spanned

	elements  slab.Of[Element]
	texts     slab.Of[Text]
	spaces    slab.Of[Space]
	nodeLists slab.Of[Node]
	attrs     slab.Of[Attr]
	partLists slab.Of[spanned]
	mixed     slab.Of[mixed]
	statics   statics
	bindings  expr.Parser

	families uint32 // of the tag that is read: bit i for Family i
	recovers int    // how often the end of a value was guessed
}

// size makes the first pieces of the slabs fit the file.
func (p *parser) size() {
	n := len(p.src)
	p.elements.Expect(n / 64)
	p.texts.Expect(n / 64)
	p.nodeLists.Expect(n / 32)
	p.attrs.Expect(n / 32)
	p.partLists.Expect(n / 24)
}

// frame is an open element.
type frame struct {
	el *Element
	// name is that of the tag as written, which its end tag has to repeat.
	name string
	// base is the index in parser.nodes of its first child.
	base int
	// chain is set while a wx:elif or wx:else may follow.
	chain bool
}

// document reads the whole file; the top-level nodes are left in p.nodes.
func (p *parser) document() {
	p.stack = append(p.stack, frame{})
	for p.pos < len(p.src) {
		if p.src[p.pos] != '<' || !isMarkup(p.src, p.pos) {
			p.textNode()
			continue
		}
		switch p.src[p.pos+1] {
		case '/':
			p.endTag()
		case '!':
			p.declaration()
		default:
			p.startTag()
		}
	}
	for len(p.stack) > 1 {
		p.missingEnd(len(p.src))
	}
}

// add appends a finished or open node to the innermost open element.
func (p *parser) add(n Node, chain bool) {
	p.nodes = append(p.nodes, n)
	p.stack[len(p.stack)-1].chain = chain
}

func (p *parser) textNode() {
	from, end := p.pos, skipSpace(p.src, p.pos)
	if end == len(p.src) || p.src[end] == '<' && isMarkup(p.src, end) {
		p.pos = end
		p.add(p.spaces.Put(Space{Span{Pos(from), Pos(end)}}), p.stack[len(p.stack)-1].chain)
		return
	}
	t := p.texts.New()
	p.run(&t.Value, place{limit: len(p.src)})
	t.Value.Span = Span{Pos(from), Pos(p.pos)}
	p.add(t, false)
}

// declaration reads a comment, <!...> or <![CDATA[...]]>.
func (p *parser) declaration() {
	from := p.pos
	rest := p.text[from:]
	chain := p.stack[len(p.stack)-1].chain
	switch {
	case strings.HasPrefix(rest, "<!--"):
		text, span := p.until(from, "<!--", "-->", "the comment has no -->; everything after it is part of it")
		p.add(&Comment{Span: span, Text: text}, chain)
	case strings.HasPrefix(rest, "<![CDATA["):
		text, span := p.until(from, "<![CDATA[", "]]>", "the section has no ]]>")
		p.warnf(from, codeCDATA, "CDATA sections mean nothing in WXML; write the text itself, with &lt; for <")
		p.add(&Meta{Span: span, Text: "[CDATA[" + text + "]]"}, chain)
	default:
		text, span := p.until(from, "<!", ">", "the declaration has no >")
		p.notef(from, codeMeta, "declarations such as <!DOCTYPE> mean nothing in WXML")
		p.add(&Meta{Span: span, Text: text}, chain)
	}
}

// until reads what stands between two delimiters, or up to the end of the file
// where the second is missing.
func (p *parser) until(from int, open, end, missing string) (string, Span) {
	body := from + len(open)
	n := strings.Index(p.text[body:], end)
	if n < 0 {
		p.warnf(from, codeUnclosed, missing)
		n, end = len(p.text)-body, ""
	}
	p.pos = body + n + len(end)
	return p.text[body : body+n], Span{Pos(from), Pos(p.pos)}
}

func (p *parser) startTag() {
	from := p.pos
	p.pos = skipName(p.src, from+1)
	name := p.text[from+1 : p.pos]
	el := p.elements.New()
	el.From, el.Name = Pos(from), name
	p.checkTagName(el)
	el.SelfClosed = p.attributes(el)
	el.families = p.families | parsed
	el.To = Pos(p.pos)
	el.Raw = Span{el.To, el.To}
	if p.families&checkedFamilies != 0 || isStructural(name) {
		p.checkElement(el)
	}
	top := &p.stack[len(p.stack)-1]
	p.add(el, p.families&(1<<Directive) != 0 && p.checkChain(el, top.chain))
	switch {
	case el.SelfClosed:
	case name == "wxs":
		p.rawBody(el)
	case len(p.stack) > maxDepth:
		if p.flat++; p.flat == 1 {
			p.errorf(from, codeTooDeep, fmt.Sprintf("elements nest deeper than %d levels; the rest stands on the last level", maxDepth))
		}
	default:
		p.stack = append(p.stack, frame{el: el, name: name, base: len(p.nodes)})
	}
}

// rawBody reads the body of <wxs> up to its end tag.
func (p *parser) rawBody(el *Element) {
	const end = "</wxs"
	body := p.pos
	for i := body; ; i++ {
		n := strings.Index(p.text[i:], end)
		if n < 0 {
			p.warnf(int(el.From), codeMissingEnd, "<wxs> has no end tag; everything after it is its script")
			p.pos = len(p.src)
			el.Raw.To, el.To = Pos(p.pos), Pos(p.pos)
			break
		}
		i += n
		if after := i + len(end); after == len(p.src) || classes[p.src[after]]&nameByte == 0 {
			el.Raw.To = Pos(i)
			p.pos = after
			p.finishEndTag(i)
			el.To = Pos(p.pos)
			break
		}
	}
	p.checkWxsBody(el)
}

// endTag reads </name> and closes what it closes.
func (p *parser) endTag() {
	from := p.pos
	start := skipSpace(p.src, from+2)
	p.pos = start
	if start < len(p.src) && classes[p.src[start]]&nameStart != 0 {
		p.pos = skipName(p.src, start)
	}
	name := p.text[start:p.pos]
	if start > from+2 && name != "" {
		p.notef(from+2, codeSpace, "no space belongs between </ and the name")
	}
	p.finishEndTag(from)
	if name == "" {
		p.warnf(from, codeStrayEnd, "an end tag needs a name; this one closes nothing")
		return
	}
	if p.flat > 0 {
		p.flat--
		return
	}
	open := len(p.stack) - 1
	for open > 0 && p.stack[open].name != name {
		open--
	}
	if open == 0 {
		p.warnf(from, codeStrayEnd, "</%s> closes nothing: no <%s> is open here", name, name)
		return
	}
	for len(p.stack)-1 > open {
		p.missingEnd(from)
	}
	p.closeTop(p.pos)
}

// finishEndTag reads from behind an end tag's name to its ">".
func (p *parser) finishEndTag(from int) {
	i := skipSpace(p.src, p.pos)
	if i < len(p.src) && p.src[i] == '>' {
		if i > p.pos {
			p.notef(p.pos, codeSpace, "no space belongs before the > of an end tag")
		}
		p.pos = i + 1
		return
	}
	junk := i
	for i < len(p.src) && p.src[i] != '>' && (p.src[i] != '<' || !isMarkup(p.src, i)) {
		i++
	}
	p.pos = i
	if i < len(p.src) && p.src[i] == '>' {
		p.errorf(junk, codeEndTagText, "nothing but > belongs behind the name of an end tag")
		p.pos++
		return
	}
	p.errorf(from, codeIncompleteTag, "the end tag has no >")
}

// missingEnd closes the innermost open element where its parent ends.
func (p *parser) missingEnd(at int) {
	el, name := p.stack[len(p.stack)-1].el, p.stack[len(p.stack)-1].name
	p.warnf(int(el.From), codeMissingEnd, "<%s> has no end tag; write <%s /> or </%s> where it ends", name, name, name)
	p.closeTop(at)
}

// closeTop closes the innermost open element.
func (p *parser) closeTop(end int) {
	f := p.stack[len(p.stack)-1]
	p.stack = p.stack[:len(p.stack)-1]
	f.el.Children = p.nodeLists.List(p.nodes[f.base:])
	f.el.To = Pos(end)
	p.nodes = p.nodes[:f.base]
	p.checkChildren(f.el)
}

// place says how far and in what surroundings run reads.
type place struct {
	// quote is the quote of an attribute's value, ' ' for an unquoted one, 0 for
	// text between tags.
	quote byte
	// data is set for the data of a template.
	data bool
	// limit is the offset where the run ends at the latest.
	limit int
}

// run reads static text and bindings from p.pos up to the end of a value or of
// a text, which is not consumed, and gives the value its parts.
func (p *parser) run(out *AttrValue, v place) {
	stop := quotedStop
	switch v.quote {
	case 0:
		stop = textStop
	case ' ':
		stop = unquotedStop
	}
	base, entity := len(p.parts), false
	src := p.src[:v.limit]
	start, i := p.pos, p.pos
loop:
	for i < len(src) {
		c := src[i]
		if classes[c]&stop == 0 {
			i++
			continue
		}
		switch {
		case c == '{':
			if i+1 < len(src) && src[i+1] == '{' {
				p.static(start, i, entity)
				i = p.binding(i, v)
				start, entity = i, false
				continue
			}
		case c == '&':
			entity = true
		case c == '\\':
			p.backslash(src, i, v.quote)
		case v.quote == 0:
			if isMarkup(p.src, i) {
				break loop
			}
			p.notef(i, codeBareLess, "write &lt; for a < in text; older tools refuse the file")
		case c == v.quote, v.quote == ' ' && (c != '/' || i+1 < len(src) && src[i+1] == '>'):
			break loop
		}
		i++
	}
	p.static(start, i, entity)
	p.pos = i
	switch parts := p.parts[base:]; len(parts) {
	case 0:
		out.parts = nil
	case 1:
		out.parts = parts[0].node
	default:
		m := p.mixed.New()
		*m = p.partLists.List(parts)
		out.parts = m
	}
	p.parts = p.parts[:base]
}

// static adds a part of static text.
func (p *parser) static(from, to int, entity bool) {
	if from == to {
		return
	}
	text := p.text[from:to]
	if entity {
		text = decodeEntities(text, func(a, b int) {
			p.warnf(from+a, codeEntity, "there is no entity %s; write &amp; for a &", p.text[from+a:from+b])
		})
	}
	p.parts = append(p.parts, spanned{Span{Pos(from), Pos(to)}, p.statics.text(text)})
}

// statics are the static texts of a file. One that was met a short time ago is
// shared: class names, handlers and modes repeat all over a page.
type statics struct {
	slab.Of[expr.Text]
	recent [256]*expr.Text
}

func (s *statics) text(text string) *expr.Text {
	at := &s.recent[slab.Hash(text)%uint32(len(s.recent))]
	if *at == nil || (*at).Text != text {
		*at = s.Put(expr.Text{Text: text})
	}
	return *at
}

// backslash notes an escape sequence of JavaScript, which static text has not.
func (p *parser) backslash(src []byte, i int, quote byte) {
	if i+1 == len(src) {
		return
	}
	switch c := src[i+1]; {
	case c == 'n', c == 't', c == 'r':
		p.notef(i, codeBackslash, `\%s is shown as it is; static text has no escapes, write {{'\%s'}}`, string(c), string(c))
	case c == quote:
		p.notef(i, codeBackslash, "a backslash does not keep the quote from ending the value; write &quot; or &#39;")
	}
}

// binding adds the binding whose "{{" is at i and returns the offset after it.
func (p *parser) binding(i int, v place) int {
	node, end, diags := p.bindings.Parse(p.text[:v.limit], i+2, expr.Context{Quote: v.quote, Data: v.data})
	for _, d := range diags {
		p.report(d.Offset, d.Severity, d.Code, d.Message)
	}
	p.parts = append(p.parts, spanned{Span{Pos(i), Pos(end)}, node})
	return end
}
