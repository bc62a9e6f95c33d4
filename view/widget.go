package view

import (
	_ "embed"
	"strconv"
	"strings"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// baseCSS gives the wx-* elements the look of WeChat's built-in components.
//
//go:embed base.css
var baseCSS string

// head writes a document up to the beginning of its body.
func (h *htmlWriter) head() {
	h.b = append(h.b, "<!doctype html>\n<html"...)
	if size := h.page.metaText("rootFontSize"); size != "" && size != "system" && !strings.ContainsAny(size, ";{}") {
		style := "font-size:" + size
		if h.opts.Style != nil {
			style = h.opts.Style(style)
		}
		h.attr("style", style)
	}
	h.b = append(h.b, ">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width="...)
	if h.opts.Width > 0 {
		h.b = strconv.AppendInt(h.b, int64(h.opts.Width), 10)
	} else {
		h.b = append(h.b, "device-width"...)
	}
	h.b = append(h.b, ", initial-scale=1\">\n<title>"...)
	h.text(h.opts.Title, `"`)
	h.b = append(h.b, "</title>\n"...)
	h.sheet(baseCSS)
	for _, s := range h.opts.Sheets {
		h.sheet(s)
	}
	h.b = append(h.b, "</head>\n<body>"...)
	h.b = append(h.b, h.opts.Before...)
}

// sheet writes a style element. Its text ends at the first "</style", whatever
// CSS says, so every "</" gets a backslash, which CSS reads as the same.
func (h *htmlWriter) sheet(css string) {
	h.b = append(h.b, "<style>\n"...)
	h.b = append(h.b, strings.ReplaceAll(value.ValidUTF8(css), "</", `<\/`)...)
	h.b = append(h.b, "\n</style>\n"...)
}

// widget writes what a browser needs to show the node; see HTML.
func (h *htmlWriter) widget(at pos) {
	if at.kind() != KindElement {
		return
	}
	switch at.def().Tag {
	case "image", "cover-image":
		src, ok := h.string(at, "src")
		if !ok {
			return
		}
		if h.opts.Source != nil {
			src = h.opts.Source(h.page.owner(at), src)
		}
		h.b = append(h.b, `<img alt=""`...)
		h.attr("src", src)
		h.b = append(h.b, '>')
	case "rich-text":
		h.richText(at)
	case "input":
		h.input(at)
	case "textarea":
		h.textarea(at)
	case "swiper":
		h.dots(at)
	case "progress":
		percent := min(max(h.number(at, "percent", 0), 0), 100)
		track := h.declare("height", h.length(at, "strokeWidth")) + h.declare("border-radius", h.length(at, "borderRadius"))
		h.bar(at, percent, track+h.declare("background", h.color(at, "backgroundColor")), h.color(at, "activeColor", "color"))
		if h.truthy(at, "showInfo") {
			h.info(value.FormatNumber(percent)+"%", h.declare("font-size", h.length(at, "fontSize")))
		}
	case "slider":
		low, high := h.number(at, "min", 0), h.number(at, "max", 100)
		if high <= low {
			return
		}
		now := min(max(h.number(at, "value", low), low), high)
		h.bar(at, (now-low)*100/(high-low), h.declare("background", h.color(at, "backgroundColor", "color")), h.color(at, "activeColor", "selectedColor"))
		if h.truthy(at, "showValue") {
			h.info(value.FormatNumber(now), "")
		}
	}
}

// iconStyle is the style that the attributes size and color of an icon make.
func (h *htmlWriter) iconStyle(at pos) string {
	if at.kind() != KindElement || at.def().Tag != "icon" {
		return ""
	}
	s := ""
	if size := h.length(at, "size"); size != "" {
		s = "width:" + size + ";height:" + size + ";line-height:" + size + ";font-size:calc(" + size + " * .65);"
	}
	color := h.color(at, "color")
	if kind, _ := h.string(at, "type"); kind == "search" {
		return s + h.declare("color", color)
	}
	return s + h.declare("background", color)
}

// attrOf returns an attribute as the user sees it: the live value where the
// control has one.
func attrOf(at pos, name string) (value.Value, bool) {
	if shown, v := at.shown(); shown == name {
		return v, true
	}
	return at.attr(bridge.HoleAttr, name)
}

func (h *htmlWriter) string(at pos, name string) (string, bool) {
	return textOf(attrOf(at, name))
}

func (h *htmlWriter) number(at pos, name string, fallback float64) float64 {
	v, ok := attrOf(at, name)
	if f := value.ToNumber(v); ok && f-f == 0 {
		return f
	}
	return fallback
}

func (h *htmlWriter) truthy(at pos, name string) bool {
	v, _ := at.attr(bridge.HoleAttr, name)
	return value.ToBool(v)
}

func (h *htmlWriter) input(at pos) {
	kind := "text"
	if h.truthy(at, "password") {
		kind = "password"
	}
	h.b = append(h.b, "<input"...)
	h.attr("type", kind)
	for _, name := range [...]string{"value", "placeholder"} {
		if s, ok := h.string(at, name); ok {
			h.attr(name, s)
		}
	}
	if h.truthy(at, "disabled") {
		h.b = append(h.b, " disabled"...)
	}
	h.b = append(h.b, '>')
}

func (h *htmlWriter) textarea(at pos) {
	h.b = append(h.b, "<textarea"...)
	if s, ok := h.string(at, "placeholder"); ok {
		h.attr("placeholder", s)
	}
	if h.truthy(at, "disabled") {
		h.b = append(h.b, " disabled"...)
	}
	// Parsers drop a line feed at the beginning.
	h.b = append(h.b, ">\n"...)
	s, _ := h.string(at, "value")
	h.text(s, `"`)
	h.b = append(h.b, "</textarea>"...)
}

// maxDots is more than fit a screen.
const maxDots = 50

// dots writes the indicator of a swiper.
func (h *htmlWriter) dots(at pos) {
	if !h.truthy(at, "indicatorDots") {
		return
	}
	current := h.number(at, "current", 0)
	h.b = append(h.b, "<div>"...)
	items := 0
	dot := func(tag, colorName string) {
		h.b = append(append(h.b, '<'), tag...)
		h.inline(h.declare("background", h.color(at, colorName)))
		h.b = append(append(append(h.b, "></"...), tag...), '>')
	}
	h.page.walk(at, func(c pos) verdict {
		switch {
		case c == at || c.kind() == KindSlot || c.virtual():
			return descend
		case c.kind() == KindElement && c.def().Tag == "swiper-item":
			if float64(items) == current {
				dot("b", "indicatorActiveColor")
			} else {
				dot("i", "indicatorColor")
			}
			if items++; items == maxDots {
				return stop
			}
		}
		return skip
	}, nil)
	h.b = append(h.b, "</div>"...)
}

// color returns the first of the attributes that is a colour, as far as it cannot
// be more than one value; "" for none.
func (h *htmlWriter) color(at pos, names ...string) string {
	for _, name := range names {
		if color, ok := h.string(at, name); ok && color != "" && !strings.ContainsAny(color, ";:{}") {
			return color
		}
	}
	return ""
}

// length returns an attribute that is a number of pixels or text with a unit as a
// length of CSS, "" for none.
func (h *htmlWriter) length(at pos, name string) string {
	s, ok := h.string(at, name)
	if s = value.TrimSpace(s); !ok || s == "" {
		return ""
	}
	number, unit := strings.TrimSuffix(s, "px"), "px"
	if n, ok := strings.CutSuffix(s, "rpx"); ok {
		number, unit = n, "rpx"
	}
	f := value.ToNumber(value.String(number))
	if number == "" || !(f >= 0 && f < 1e6) {
		return ""
	}
	return value.FormatNumber(f) + unit
}

// declare writes a declaration, nothing for an empty value.
func (h *htmlWriter) declare(property, val string) string {
	if val == "" {
		return ""
	}
	return property + ":" + val + ";"
}

// bar writes a progress or slider: the track and its filled part.
func (h *htmlWriter) bar(at pos, percent float64, track, color string) {
	style := "width:" + value.FormatNumber(min(max(percent, 0), 100)) + "%"
	if color != "" {
		style += ";background:" + color
	}
	h.b = append(h.b, "<div"...)
	h.inline(track)
	h.b = append(h.b, "><i"...)
	h.inline(style)
	h.b = append(h.b, "></i></div>"...)
}

// info writes the number beside a progress or slider.
func (h *htmlWriter) info(text, style string) {
	h.b = append(h.b, "<span"...)
	h.inline(style)
	h.b = append(h.b, '>')
	h.text(text, `"`)
	h.b = append(h.b, "</span>"...)
}

// inline writes a style attribute, none for an empty style.
func (h *htmlWriter) inline(style string) {
	if style = strings.TrimSuffix(style, ";"); style == "" {
		return
	}
	if h.opts.Style != nil {
		style = h.opts.Style(style)
	}
	h.attr("style", style)
}
