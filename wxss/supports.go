package wxss

import (
	"strings"

	"github.com/mica-go/mica/wxss/internal/property"
)

// Supports reports whether the condition of an @supports holds: `(name: value)` for what the cascade computes,
// `selector(…)` for what the Matcher matches, joined by and, or and not. It may be called concurrently.
func Supports(condition string) bool {
	p := conditionParser{text: stripComments(condition), leaf: supportsLeaf}
	holds := p.condition()
	p.space()
	return p.at == len(p.text) && holds == yes && !p.broken
}

func supportsLeaf(function, text string) truth {
	switch {
	case strings.EqualFold(function, "selector"):
		sheet, _ := Parse("", []byte(text+"{}"), Options{})
		return truthOf(len(sheet.Rules) == 1 && len(sheet.Rules[0].Selectors) == 1 && !sheet.Rules[0].Selectors[0].Unknown)
	case strings.EqualFold(function, "font-tech"), strings.EqualFold(function, "font-format"):
		return truthOf(knownFont(strings.ToLower(text)))
	case function != "":
		return no
	}
	name, value, ok := strings.Cut(text, ":")
	if !ok {
		return no
	}
	name, value = strings.TrimSpace(name), property.TrimSpace(value)
	if i := strings.LastIndexByte(value, '!'); i >= 0 && strings.EqualFold(strings.TrimSpace(value[i+1:]), "important") {
		value = property.TrimSpace(value[:i])
	}
	if strings.HasPrefix(name, "--") {
		return truthOf(len(name) > 2)
	}
	name = strings.ToLower(name)
	if name == "all" {
		return truthOf(wideKeyword(value) != "" || hasVar(value))
	}
	if _, known := property.Lookup(name); !known || value == "" {
		return no
	}
	if hasVar(value) {
		return yes
	}
	_, valid := property.Expand(nil, name, value)
	return truthOf(valid)
}

// knownFont reports whether browsers take fonts of a format or with a technology (css-fonts-4 §11.1).
func knownFont(what string) bool {
	switch what {
	case "collection", "opentype", "truetype", "woff", "woff2", "features-opentype", "features-aat", "variations", "color-colrv0",
		"color-colrv1", "color-sbix", "color-cbdt", "palettes":
		return true
	}
	return false
}
