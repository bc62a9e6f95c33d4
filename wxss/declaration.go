package wxss

import (
	"strings"

	"github.com/mica-go/mica/wxss/internal/property"
	"github.com/tdewolff/parse/v2/css"
)

// declaration makes a declaration of the collected tokens. What is no declaration is dropped, as CSS demands.
func (p *parser) declaration() {
	toks := trim(p.toks)
	name := toks[0]
	switch {
	case p.deep:
		p.tooDeep(name)
		return
	case !p.looksLikeDeclaration():
		p.notDeclaration(name)
		return
	}
	custom := p.namesCustom(name)
	value := trim(trim(toks[1:])[1:])
	value, important := p.cutImportant(value)
	why := p.invalidValue(value, custom)
	if why != "" {
		p.drop(name, why)
		return
	}
	d := Declaration{Property: unescape(p.str(name)), Offset: name.start, Important: important, RPX: p.hasRPX}
	if custom {
		d.Value = p.verbatim(value)
	} else {
		d.Property = strings.ToLower(d.Property)
		d.Value = p.normal(value)
	}
	if !important && len(value) > 0 {
		d.Value = d.Value[:len(d.Value)-p.tailCut] + p.tail
	}
	if p.hasURL {
		p.checkURLs(value)
	}
	p.decls.push(d)
}

// namesCustom reports whether t is the name of a custom property: two dashes and at least one character more.
func (p *parser) namesCustom(t token) bool {
	return strings.HasPrefix(p.str(t), "--") && t.end-t.start > 2
}

func (p *parser) notDeclaration(t token) {
	if !p.foreign(t) {
		p.drop(t, "expected `name: value`")
	}
}

// foreign reports syntax at t that comes from other languages, and whether there is any.
func (p *parser) foreign(t token) bool {
	switch rest := p.text[t.start:]; {
	case strings.HasPrefix(rest, "//"):
		p.drop(t, "`//` does not start a comment, use `/* … */`")
	case strings.HasPrefix(rest, "$"):
		p.preprocessor(t)
	default:
		return false
	}
	return true
}

func (p *parser) preprocessor(t token) {
	text := ""
	if len(p.toks) == 0 || p.toks[0].start != t.start { // the name of an at-rule, with its prelude
		text = p.text[t.start:t.end]
		if len(p.toks) > 0 && p.toks[0].tt == css.WhitespaceToken {
			text += " "
		}
	}
	p.report.add(int(t.start), Error, CodePreprocessor, "`%s` is preprocessor syntax; compile it to WXSS first",
		shorten(text+p.normal(trim(p.toks))))
}

// cutImportant takes `!important` off the end of a value.
func (p *parser) cutImportant(value []token) ([]token, bool) {
	n := len(value)
	if n < 2 || value[n-1].tt != css.IdentToken || !strings.EqualFold(p.str(value[n-1]), "important") {
		return value, false
	}
	before := trim(value[:n-1])
	if n = len(before); n == 0 || !p.isDelim(before[n-1], '!') {
		return value, false
	}
	return trim(before[:n-1]), true
}

// invalidValue says why no property takes the value, "" if one might.
func (p *parser) invalidValue(value []token, custom bool) string {
	if len(value) == 0 && !custom {
		return "the value is missing"
	}
	if p.bad {
		return "the value has a stray bracket, a broken string or a broken url()"
	}
	depth := 0
	for _, t := range value {
		switch {
		case t.closer() != 0:
			depth++
		case t.tt == css.RightParenthesisToken, t.tt == css.RightBracketToken, t.tt == css.RightBraceToken:
			depth--
		case depth == 0 && p.isDelim(t, '!'):
			return "`!` may only be part of `!important`"
		}
	}
	return ""
}

// checkURLs warns of resources that WeChat does not load: only remote addresses and data are allowed in WXSS.
func (p *parser) checkURLs(value []token) {
	for _, t := range value {
		if t.tt != css.URLToken {
			continue
		}
		if address := urlAddress(p.str(t)); isLocal(address) {
			p.report.add(int(t.start), Warning, CodeLocalResource,
				"`%s` is a local resource, which WXSS cannot use; use an http(s) or data: URL, or <image>", shorten(address))
		}
	}
}

// urlAddress returns what stands inside a url token.
func urlAddress(s string) string {
	s = strings.TrimSuffix(s[strings.IndexByte(s, '(')+1:], ")")
	s = property.TrimSpace(s)
	if s != "" && (s[0] == '"' || s[0] == '\'') {
		s = strings.Trim(s, s[:1])
	}
	return unescape(s)
}

func isLocal(address string) bool {
	if address == "" || address[0] == '#' {
		return false
	}
	for _, scheme := range [...]string{"http://", "https://", "data:"} {
		if len(address) >= len(scheme) && strings.EqualFold(address[:len(scheme)], scheme) {
			return false
		}
	}
	return true
}
