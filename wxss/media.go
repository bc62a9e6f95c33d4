package wxss

import (
	"math"
	"strconv"
	"strings"

	"github.com/mica-go/mica/wxss/internal/property"
)

// Window is what styles depend on beside the sheets: the window of a page and the preferences of its user. The zero
// Window is a light phone of 375 x 667 CSS pixels at ratio 2. It is a plain value.
type Window struct {
	// Width and Height of the window in CSS pixels. Default 375 and 667. Width is also what rpx lengths refer to, unless
	// the window is wider than high: then it is Height, as WeChat has it.
	Width, Height float64
	// PixelRatio is the number of device pixels in a CSS pixel. Default 2.
	PixelRatio float64
	// Dark says that the theme is dark, for prefers-color-scheme. Default false.
	Dark bool
	// RootFontSize is the font size in CSS pixels that rem refers to: that of the document, which page-meta sets and the sheets
	// of a page do not, as the page is the body of the document. Default 16.
	RootFontSize float64
	// VW converts rpx to vw without rounding, as an app with convertRpxToVw does. Default false: whole px.
	VW bool
	// IOS says that the phone is one of Apple's: with a PixelRatio over 1, an rpx length that would vanish is 0.5px there,
	// not 1px. Default false.
	IOS bool
}

func (w Window) withDefaults() Window {
	fill := func(v *float64, fallback float64) {
		if !(*v > 0) || math.IsInf(*v, 0) {
			*v = fallback
		}
	}
	fill(&w.Width, DefaultWidth)
	fill(&w.Height, 667)
	fill(&w.PixelRatio, 2)
	fill(&w.RootFontSize, 16)
	return w
}

// RPX returns how rpx lengths are converted in this window (spec wxss §3).
func (w Window) RPX() RPX {
	w = w.withDefaults()
	r := RPX{Width: min(w.Width, w.Height), HalfPixel: w.IOS && w.PixelRatio > 1}
	if w.VW {
		r.Mode = RPXToVW
	}
	return r
}

// FontSize gives a font size as page-meta has it, such as "20px" or "40rpx", in CSS pixels; "system" is the default. It reports
// false if it is no font size. It may be called concurrently.
func (w Window) FontSize(value string) (float64, bool) {
	w = w.withDefaults()
	if value = strings.TrimSpace(value); value == "system" {
		return 16, true
	}
	env := &property.Env{ViewportWidth: w.Width, ViewportHeight: w.Height}
	index, text, ok := property.Read(env, "font-size", ConvertRPX(value, w.RPX()))
	if !ok || index < 0 {
		return 0, false
	}
	return number(text)
}

// MatchMedia reports whether the media query list, the prelude of an @media, holds for the window. An empty list does;
// an unknown feature, unit or type does not. rpx lengths are converted like everywhere (spec index §3). It may be called
// concurrently.
func (w Window) MatchMedia(query string) bool {
	w = w.withDefaults()
	p := conditionParser{text: strings.ToLower(ConvertRPX(stripComments(query), w.RPX())), leaf: w.mediaLeaf}
	if p.space(); p.at == len(p.text) {
		return true
	}
	for {
		p.broken = false
		holds := p.mediaQuery() == yes && !p.broken
		p.space()
		ended := p.at == len(p.text) || p.text[p.at] == ','
		if holds && ended {
			return true
		}
		p.skipTo(',')
		if p.at == len(p.text) {
			return false
		}
		p.at++
	}
}

// truth is a value of the three-valued logic of conditions: what is unknown stays unknown behind `not`.
type truth int8

const (
	no truth = iota
	unknown
	yes
)

func truthOf(b bool) truth {
	if b {
		return yes
	}
	return no
}

func (t truth) not() truth { return yes - t }

// maxConditionDepth bounds how deep the parentheses of a condition may nest.
const maxConditionDepth = 100

// conditionParser reads the conditions of @media and @supports: leaves in parentheses, joined by and, or and not.
type conditionParser struct {
	text   string
	at     int
	depth  int
	broken bool // a leaf is missing
	// leaf gives the truth of what stands in parentheses. name is the function's name, "" for plain parentheses.
	leaf func(name, text string) truth
}

func (p *conditionParser) space() {
	for p.at < len(p.text) && isSpace(p.text[p.at]) {
		p.at++
	}
}

// skipTo moves to the byte c outside of brackets and strings, or to the end.
func (p *conditionParser) skipTo(c byte) {
	depth := 0
	for p.at < len(p.text) {
		switch b := p.text[p.at]; b {
		case '(', '[', '{':
			depth++
		case ')', ']', '}':
			if depth == 0 && b == c {
				return
			}
			depth--
		case c:
			if depth == 0 {
				return
			}
		}
		p.at += max(skipToken(p.text[p.at:]), 1)
	}
}

// word reads an identifier, "" if there is none. The name of a function is none: `and(` starts one.
func (p *conditionParser) word() string {
	p.space()
	n := identEnd(p.text[p.at:])
	if end := p.at + n; end < len(p.text) && p.text[end] == '(' {
		return ""
	}
	p.at += n
	return p.text[p.at-n : p.at]
}

// mediaQuery reads `[not | only] type [and condition]` or a condition.
func (p *conditionParser) mediaQuery() truth {
	start := p.at
	first := p.word()
	negate := first == "not"
	typ := first
	if negate || first == "only" {
		typ = p.word()
	}
	if typ == "" {
		p.at = start
		return p.condition()
	}
	holds := truthOf(typ == "all" || typ == "screen")
	if typ == "and" || typ == "or" || typ == "not" || typ == "layer" {
		return no
	}
	for {
		at := p.at
		switch p.word() {
		case "and":
			holds = min(holds, p.inParens())
		case "":
			if negate {
				return holds.not()
			}
			return holds
		default:
			p.at = at
			return no
		}
	}
}

// condition reads leaves that are joined by `and` or by `or`, which do not mix.
func (p *conditionParser) condition() truth {
	start := p.at
	if p.word() == "not" {
		return p.inParens().not()
	}
	p.at = start
	holds := p.inParens()
	joined := ""
	for {
		at := p.at
		word := p.word()
		if word != "and" && word != "or" || joined != "" && joined != word {
			p.at = at
			return holds
		}
		joined = word
		next := p.inParens()
		if word == "and" {
			holds = min(holds, next)
		} else {
			holds = max(holds, next)
		}
	}
}

// inParens reads `(condition)` or a leaf.
func (p *conditionParser) inParens() truth {
	p.space()
	name := p.text[p.at : p.at+identEnd(p.text[p.at:])]
	p.at += len(name)
	if p.at == len(p.text) || p.text[p.at] != '(' || p.depth >= maxConditionDepth {
		p.broken = true
		return no
	}
	p.at++
	from := p.at
	p.skipTo(')')
	text := strings.Trim(p.text[from:p.at], " \t\r\n\f")
	p.at = min(p.at+1, len(p.text))
	if name == "" && startsCondition(text) {
		inner := conditionParser{text: text, leaf: p.leaf, depth: p.depth + 1}
		holds := inner.condition()
		if inner.space(); inner.at < len(text) || inner.broken {
			return unknown
		}
		return holds
	}
	return p.leaf(name, text)
}

// startsCondition reports whether the content of parentheses is a condition and no leaf.
func startsCondition(text string) bool {
	if text == "" || text[0] == '(' {
		return text != ""
	}
	n := identEnd(text)
	rest := strings.TrimLeft(text[n:], " \t\r\n\f")
	if !strings.HasPrefix(rest, "(") {
		return false
	}
	return strings.EqualFold(text[:n], "not") || strings.EqualFold(text[:n], "selector")
}

// mediaLeaf gives the truth of one media feature: `name`, `name: value`, or a range such as `width >= 400px`.
func (w Window) mediaLeaf(function, text string) truth {
	if function != "" {
		return unknown
	}
	if name, value, ok := strings.Cut(text, ":"); ok {
		return w.feature(strings.TrimSpace(name), strings.TrimSpace(value))
	}
	if i := strings.IndexAny(text, "<>="); i >= 0 {
		return w.featureRange(text, i)
	}
	if got, ok := w.number(text); ok {
		return truthOf(got != 0)
	}
	if got := w.keyword(text); got != "" {
		return truthOf(got != "none" && got != "no-preference")
	}
	return unknown
}

// feature compares a feature with a value; min- and max- say how.
func (w Window) feature(name, value string) truth {
	if got := w.keyword(name); got != "" {
		return truthOf(got == value)
	}
	op := "="
	prefix, rest := "", name
	if rest, prefix = strings.TrimPrefix(name, "-webkit-"), ""; rest != name {
		prefix = "-webkit-"
	}
	if cut, ok := strings.CutPrefix(rest, "min-"); ok {
		rest, op = cut, ">="
	} else if cut, ok := strings.CutPrefix(rest, "max-"); ok {
		rest, op = cut, "<="
	}
	got, known := w.number(prefix + rest)
	want, ok := w.mediaValue(rest, value)
	if !known || !ok {
		return unknown
	}
	return truthOf(compareNumbers(got, op, want))
}

// featureRange reads `a op b` or `a op b op c`; i is where the first operator starts.
func (w Window) featureRange(text string, i int) truth {
	left, op, rest := cutOperator(text, i)
	j := strings.IndexAny(rest, "<>=")
	if j < 0 {
		if _, known := w.number(rest); known {
			return w.compareFeature(rest, flipOperator(op), left)
		}
		return w.compareFeature(left, op, rest)
	}
	name, op2, right := cutOperator(rest, j)
	if op == "=" || op2 == "=" || op[0] != op2[0] {
		return unknown
	}
	return min(w.compareFeature(name, flipOperator(op), left), w.compareFeature(name, op2, right))
}

func (w Window) compareFeature(name, op, value string) truth {
	got, known := w.number(name)
	want, ok := w.mediaValue(name, value)
	if !known || !ok {
		return unknown
	}
	return truthOf(compareNumbers(got, op, want))
}

// cutOperator splits text at the comparison that starts at i.
func cutOperator(text string, i int) (left, op, right string) {
	n := 1
	if text[i] != '=' && i+1 < len(text) && text[i+1] == '=' {
		n = 2
	}
	return strings.TrimSpace(text[:i]), text[i : i+n], strings.TrimSpace(text[i+n:])
}

func flipOperator(op string) string {
	switch op[0] {
	case '<':
		return ">" + op[1:]
	case '>':
		return "<" + op[1:]
	}
	return op
}

func compareNumbers(a float64, op string, b float64) bool {
	const near = 1e-6
	switch op {
	case "<":
		return a < b-near
	case "<=":
		return a <= b+near
	case ">":
		return a > b+near
	case ">=":
		return a >= b-near
	}
	return math.Abs(a-b) <= near
}

// number gives the value of a feature that is compared: lengths in px, resolutions in dppx, ratios as quotients.
func (w Window) number(name string) (float64, bool) {
	switch name {
	case "width", "device-width":
		return w.Width, true
	case "height", "device-height":
		return w.Height, true
	case "aspect-ratio", "device-aspect-ratio":
		return w.Width / w.Height, true
	case "resolution", "-webkit-device-pixel-ratio":
		return w.PixelRatio, true
	case "color":
		return 8, true
	case "color-index", "monochrome", "grid":
		return 0, true
	case "-webkit-transform-3d", "-webkit-transform-2d", "-webkit-transition", "-webkit-animation":
		return 1, true
	}
	return 0, false
}

// keyword gives the value of a feature that is a word, "" if there is no such feature.
func (w Window) keyword(name string) string {
	switch name {
	case "orientation":
		if w.Width > w.Height {
			return "landscape"
		}
		return "portrait"
	case "prefers-color-scheme":
		if w.Dark {
			return "dark"
		}
		return "light"
	case "hover", "any-hover":
		return "none"
	case "pointer", "any-pointer":
		return "coarse"
	case "prefers-reduced-motion", "prefers-contrast", "prefers-reduced-transparency", "prefers-reduced-data":
		return "no-preference"
	case "forced-colors", "inverted-colors":
		return "none"
	case "update":
		return "fast"
	case "overflow-block", "overflow-inline":
		return "scroll"
	case "color-gamut":
		return "srgb"
	case "display-mode":
		return "standalone"
	case "scripting":
		return "enabled"
	case "dynamic-range", "video-dynamic-range":
		return "standard"
	}
	return ""
}

// mediaValue reads what a feature is compared with: a length, a resolution, a ratio or a number.
func (w Window) mediaValue(feature, s string) (float64, bool) {
	if strings.HasSuffix(feature, "width") || strings.HasSuffix(feature, "height") {
		return w.mediaLength(s)
	}
	if a, b, ok := strings.Cut(s, "/"); ok {
		x, err1 := strconv.ParseFloat(strings.TrimSpace(a), 64)
		y, err2 := strconv.ParseFloat(strings.TrimSpace(b), 64)
		return x / y, err1 == nil && err2 == nil && y > 0
	}
	n := numberEnd(s)
	n += exponentEnd(s[n:])
	v, err := strconv.ParseFloat(s[:n], 64)
	if err != nil {
		return 0, false
	}
	scale := 0.0
	switch s[n:] {
	case "", "dppx", "x":
		scale = 1
	case "dpi":
		scale = 1.0 / 96
	case "dpcm":
		scale = 2.54 / 96
	default:
		return 0, false
	}
	return v * scale, true
}

// mediaLength reads a length in px; em and rem are the initial font size, whatever the page says (mediaqueries §1.3).
func (w Window) mediaLength(s string) (float64, bool) {
	env := &property.Env{ViewportWidth: w.Width, ViewportHeight: w.Height}
	index, text, ok := property.Read(env, "margin-left", s)
	if !ok || index < 0 || !strings.HasSuffix(text, "px") || strings.Contains(text, "(") {
		return 0, false
	}
	return number(text)
}

// stripComments replaces comments by blanks.
func stripComments(s string) string {
	for {
		start := strings.Index(s, "/*")
		if start < 0 {
			return s
		}
		end := strings.Index(s[start+2:], "*/")
		if end < 0 {
			return s[:start]
		}
		s = s[:start] + " " + s[start+2+end+2:]
	}
}
