package wxml

import (
	"bytes"

	"github.com/mica-go/mica/internal/diag"
	"github.com/mica-go/mica/wxml/internal/expr"
)

// attributes reads a start tag from behind its name to behind its ">" or "/>"
// and reports whether it was the latter. p.families tells afterwards which
// families there were.
func (p *parser) attributes(el *Element) (selfClosed bool) {
	p.families = 0
	p.attrs.Open()
	var seen attrSet
	quoted := false // the last byte read was a closing quote
	for {
		start := p.pos
		p.pos = skipSpace(p.src, start)
		if p.pos == len(p.src) {
			p.errorf(int(el.From), codeIncompleteTag, "the tag <%s has no >", el.Name)
			break
		}
		c := p.src[p.pos]
		if c == '>' {
			p.pos++
			break
		}
		if c == '/' {
			if selfClosed = p.slash(); selfClosed {
				break
			}
			quoted = false
			continue
		}
		if c == '<' && isMarkup(p.src, p.pos) {
			p.errorf(int(el.From), codeIncompleteTag, "the tag <%s has no > before the next tag begins", el.Name)
			break
		}
		if quoted && p.pos == start {
			p.notef(p.pos, codeMissingSpace, "a space belongs between two attributes")
		}
		before := p.attrs.Opened()
		if a := p.attrs.Add(); p.attribute(el, a) && p.unique(&seen, before, a) {
			p.families |= 1 << a.Family
		} else {
			p.attrs.Drop()
		}
		last := p.src[p.pos-1]
		quoted = last == '"' || last == '\''
	}
	el.Attrs = p.attrs.Opened()
	return selfClosed
}

// slash reads the "/" in a start tag and reports whether it closes the tag.
func (p *parser) slash() bool {
	end := skipSpace(p.src, p.pos+1)
	if end == len(p.src) || p.src[end] != '>' {
		p.warnf(p.pos, codeUnexpected, "this / is ignored; a tag is closed by />")
		p.pos++
		return false
	}
	if end > p.pos+1 {
		p.notef(p.pos+1, codeSpace, "no space belongs between / and >")
	}
	p.pos = end + 1
	return true
}

// attribute reads one attribute, or something that is none, and reports whether
// it counts.
func (p *parser) attribute(el *Element, a *Attr) bool {
	from := p.pos
	switch c := p.src[from]; {
	case c == '{' && from+1 < len(p.src) && p.src[from+1] == '{':
		_, p.pos, _ = p.bindings.Parse(p.text, from+2, expr.Context{Quote: ' '})
		p.errorf(from, codeBindingInTag, `a binding belongs into the value of an attribute: name="{{...}}"`)
		return false
	case c == '"', c == '\'', c == '\\':
		for p.pos < len(p.src) && (p.src[p.pos] == '"' || p.src[p.pos] == '\'' || p.src[p.pos] == '\\') {
			p.pos++
		}
		p.warnf(from, codeUnexpected, "%s is ignored; the value before it may end too early", p.text[from:p.pos])
		return false
	case classes[c]&nameStart == 0:
		p.malformed(el, from)
		return false
	}
	end := skipName(p.src, from)
	if end < len(p.src) && classes[p.src[end]]&nameEnd == 0 {
		p.malformed(el, from)
		return false
	}
	p.pos = end
	a.From, a.rawLen = Pos(from), int32(end-from)
	raw := p.text[from:end]
	odd := a.classify(raw)
	p.attrValue(a, raw == "data" && el.Name == "template")
	a.To = Pos(p.pos)
	return odd == usual || p.checkSpelling(a, odd)
}

// checkSpelling reports what is odd about an attribute's name. It returns false
// for one that has no family.
func (p *parser) checkSpelling(a *Attr, odd spelling) bool {
	at, raw := int(a.From), p.raw(a)
	switch odd {
	case hyphenated:
		p.notef(at, codeHyphen, "write wx:%s for %s", raw[len("wx-"):], raw)
	case deprecated:
		p.warnf(at, codeDeprecated, "write wx:for for %s", raw)
	case badPrefix:
		p.warnf(at, codeAttrPrefix, "%s is ignored: there is no such prefix", raw)
		return false
	case missingName:
		p.warnf(at, codeAttrName, "%s is ignored: a name belongs behind the prefix", raw)
		return false
	}
	return true
}

// raw is an attribute's name as written.
func (p *parser) raw(a *Attr) string { return a.Raw(p.text) }

// malformed skips what stands in the place of an attribute but has no valid
// name, together with its value.
func (p *parser) malformed(el *Element, from int) {
	i := from
	if p.src[i] != '=' {
		i++
	}
	for i < len(p.src) && classes[p.src[i]]&nameEnd == 0 {
		i++
	}
	p.pos = i
	p.warnf(from, codeAttrName, "%s in <%s> is ignored: attribute names consist of letters, digits, -, _ and one :", p.text[from:i], el.Name)
	var ignored Attr
	p.attrValue(&ignored, false)
}

// attrValue reads "=" and a value, if there is one.
func (p *parser) attrValue(a *Attr, data bool) {
	equals := skipSpace(p.src, p.pos)
	if equals == len(p.src) || p.src[equals] != '=' {
		return
	}
	from := skipSpace(p.src, equals+1)
	if equals > p.pos || from > equals+1 && from < len(p.src) {
		p.notef(equals, codeSpace, "no space belongs around =")
	}
	if p.noValue(equals, from) {
		p.notef(equals, codeMissingValue, "there is no value behind the =")
		p.pos = equals + 1
		return
	}
	a.HasValue = true
	if q := p.src[from]; q == '"' || q == '\'' {
		p.quotedValue(a, from, data)
		return
	}
	p.pos = from
	p.run(&a.Value, place{quote: ' ', data: data, limit: len(p.src)})
	a.Value.Span = Span{Pos(from), Pos(p.pos)}
	p.warnf(from, codeUnquoted, "a value belongs in quotes")
}

// noValue reports whether what follows the "=" at equals is no value: the end
// of the tag, or the next attribute, as in a= b="c".
func (p *parser) noValue(equals, from int) bool {
	if from == len(p.src) {
		return true
	}
	switch c := p.src[from]; {
	case c == '>', c == '/' && from+1 < len(p.src) && p.src[from+1] == '>':
		return true
	case from == equals+1 || classes[c]&nameStart == 0:
		return false
	}
	next := skipSpace(p.src, skipName(p.src, from))
	return next < len(p.src) && p.src[next] == '='
}

// maxRecovers bounds how often the parser looks for a better end of a value, so
// that the search cannot make it quadratic.
const maxRecovers = 4

// quotedValue reads a value whose opening quote is at open.
func (p *parser) quotedValue(a *Attr, open int, data bool) {
	before := p.reporter
	v := place{quote: p.src[open], data: data, limit: len(p.src)}
	p.pos = open + 1
	p.run(&a.Value, v)
	if p.pos == len(p.src) {
		// The quote is never closed. Reading on behind this tag, or this line,
		// saves the rest of the file.
		if cut := bytes.IndexAny(p.src[open:], ">\n"); cut >= 0 && p.recovers < maxRecovers {
			p.recovers++
			p.reporter = before
			p.pos, v.limit = open+1, open+cut
			p.run(&a.Value, v)
		}
		p.errorf(open, codeUnclosedQuote, "the value has no closing quote")
		a.Value.Span = Span{Pos(open + 1), Pos(p.pos)}
		return
	}
	a.Value.Span = Span{Pos(open + 1), Pos(p.pos)}
	p.pos++
}

// attrSet finds duplicates among the attributes of one tag.
type attrSet struct {
	// names is used from manyAttrs attributes on; below, the list is searched.
	names map[attrKey]struct{}
}

type attrKey struct {
	family Family
	name   string
}

const manyAttrs = 16

// unique reports whether an attribute is the first of its kind in the tag. All
// bindings of an event count (spec wxml §1.3). before are the attributes so far.
func (p *parser) unique(seen *attrSet, before []Attr, a *Attr) bool {
	if a.Family == Event || !seen.has(before, a) {
		return true
	}
	sev, code, text := diag.Warning, codeDuplicate, "; this one is ignored"
	if a.Family == ClassToggle || a.Family == StyleProp {
		sev, code = diag.Error, codeClassConflict
	}
	p.format(int(a.From), sev, code, "the tag has %s already"+text, []string{p.raw(a)})
	return false
}

// has reports whether the set has a and, where it has not, adds it. attrs are
// the attributes so far.
func (s *attrSet) has(attrs []Attr, a *Attr) bool {
	if len(attrs) < manyAttrs {
		for i := range attrs {
			if b := &attrs[i]; b.Family == a.Family && b.Name == a.Name {
				return true
			}
		}
		return false
	}
	if s.names == nil {
		s.names = make(map[attrKey]struct{}, 2*manyAttrs)
		for i := range attrs {
			b := &attrs[i]
			s.names[attrKey{b.Family, b.Name}] = struct{}{}
		}
	}
	key := attrKey{a.Family, a.Name}
	if _, ok := s.names[key]; ok {
		return true
	}
	s.names[key] = struct{}{}
	return false
}
