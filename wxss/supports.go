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
	case function != "":
		return no
	}
	name, value, ok := strings.Cut(text, ":")
	if !ok {
		return no
	}
	name, value = strings.TrimSpace(name), strings.TrimSpace(value)
	if i := strings.LastIndexByte(value, '!'); i >= 0 && strings.EqualFold(strings.TrimSpace(value[i+1:]), "important") {
		value = strings.TrimSpace(value[:i])
	}
	if strings.HasPrefix(name, "--") {
		return truthOf(len(name) > 2)
	}
	name = strings.ToLower(name)
	if _, known := property.Lookup(name); !known || value == "" {
		return no
	}
	if hasVar(value) {
		return yes
	}
	_, valid := property.Expand(nil, name, value)
	return truthOf(valid)
}
