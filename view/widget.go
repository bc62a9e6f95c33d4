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
		h.bar(at, h.number(at, "percent", 0), "activeColor")
	case "slider":
		low, high := h.number(at, "min", 0), h.number(at, "max", 100)
		if high <= low {
			return
		}
		h.bar(at, (h.number(at, "value", low)-low)*100/(high-low), "activeColor")
	}
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
		if color, ok := h.color(at, colorName); ok {
			h.attr("style", "background:"+color)
		}
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

// color returns an attribute that is a colour, as far as it cannot be more than one value.
func (h *htmlWriter) color(at pos, name string) (string, bool) {
	color, ok := h.string(at, name)
	return color, ok && color != "" && !strings.ContainsAny(color, ";:{}")
}

// bar writes the filled part of a progress or slider.
func (h *htmlWriter) bar(at pos, percent float64, colorName string) {
	percent = min(max(percent, 0), 100)
	style := "width:" + value.FormatNumber(percent) + "%"
	if color, ok := h.color(at, colorName); ok {
		style += ";background:" + color
	}
	h.b = append(h.b, "<div><i"...)
	h.attr("style", style)
	h.b = append(h.b, "></i></div>"...)
}
