package wxss

import (
	"slices"
	"strconv"
	"strings"

	"github.com/mica-go/mica/wxss/internal/property"
)

// ComputedStyle is the computed style of an element: a value for every property. It is immutable and safe for concurrent use;
// elements that look the same share one, so equal pointers mean equal styles.
type ComputedStyle struct {
	inh *inheritance
	own []computed // of properties that are not inherited, where they differ from the initial value; by number
	env *environs
	// blockify says that children are blocks whatever their display says, because the element is a flex or grid; item that
	// the element is such a child, gone that the element or one above it is not displayed.
	blockify, item, gone bool
}

// inheritance is what children take over: the inherited properties and the custom ones. An element that sets none of them
// has that of its parent.
type inheritance struct {
	values []computed // where they differ from the initial value, by number
	vars   *varScope
	font   fontEnv
	root   *fontEnv // the page's
	color  string
	dark   bool
}

// fontEnv is what lengths relative to a font refer to, in px; line is 0 for a normal line height.
type fontEnv struct{ size, weight, line float64 }

// environs is what is the same for all styles of a Cascade.
type environs struct{ width, height float64 }

// computed is the value of one property.
type computed struct {
	prop propID
	// late says that text is computed only as far as children inherit it: a line-height without unit, currentcolor.
	late bool
	text string
}

func find(list []computed, prop propID) *computed {
	low, high := 0, len(list)
	for low < high {
		if mid := (low + high) / 2; list[mid].prop < prop {
			low = mid + 1
		} else {
			high = mid
		}
	}
	if low == len(list) || list[low].prop != prop {
		return nil
	}
	return &list[low]
}

// put sets a value in a list that is sorted.
func put(list []computed, v computed) []computed {
	if n := len(list); n == 0 || list[n-1].prop < v.prop {
		return append(list, v)
	}
	i, ok := slices.BinarySearchFunc(list, v.prop, func(c computed, p propID) int { return int(c.prop) - int(p) })
	if ok {
		list[i] = v
		return list
	}
	return slices.Insert(list, i, v)
}

// Get returns the computed value of a property as getComputedStyle gives it, as far as no layout is needed: a percentage
// or `auto` stays. The name is written with dashes (`font-size`, `--my-color`) or in camel case (`fontSize`); a
// shorthand gives the values of its longhands as Chromium writes them together. It is "" for a property that is not known,
// for a custom property that is not set, and for a shorthand that cannot say what its longhands are.
// A nil ComputedStyle, that of what is not rendered, has "" for all.
func (s *ComputedStyle) Get(name string) string {
	if s == nil {
		return ""
	}
	if strings.HasPrefix(name, "--") {
		text, _ := s.inh.vars.lookup(name)
		return property.TrimSpace(text)
	}
	info, ok := property.Lookup(dashedName(name))
	switch {
	case !ok:
		return ""
	case info.Shorthand:
		return s.shorthand(info)
	}
	id, ok := longhands().byName[info.Name]
	if !ok {
		return ""
	}
	return s.value(id)
}

// Each calls f for every property that has another value than the initial one, the inherited and custom ones among them,
// sorted by name with the custom ones last.
func (s *ComputedStyle) Each(f func(name, value string)) {
	if s == nil {
		return
	}
	t := longhands()
	a, b := s.inh.values, s.own
	for len(a)+len(b) > 0 {
		list := &a
		if len(a) == 0 || len(b) > 0 && b[0].prop < a[0].prop {
			list = &b
		}
		id := (*list)[0].prop
		*list = (*list)[1:]
		f(t.infos[id].Name, s.value(id))
	}
	var vars []computedVar
	s.inh.vars.each(func(name, value string) { vars = append(vars, computedVar{name, value}) })
	slices.SortFunc(vars, func(a, b computedVar) int { return strings.Compare(a.name, b.name) })
	for _, v := range vars {
		f(v.name, property.TrimSpace(v.value))
	}
}

// computedVar is a custom property with its value.
type computedVar struct{ name, value string }

// value returns the computed value of a longhand.
func (s *ComputedStyle) value(id propID) string {
	if f := longhands().flows[id]; f != nil {
		id = f.to[s.inh.mode()]
	}
	text := s.alone(id)
	if a := longhands().agreed[id]; a.with != noAgreement {
		return s.agree(a, text)
	}
	return text
}

// alone returns the value of a longhand before it is made to agree with others.
func (s *ComputedStyle) alone(id propID) string {
	t := longhands()
	info := &t.infos[id]
	list := s.own
	if info.Inherited {
		list = s.inh.values
	}
	v := find(list, id)
	switch {
	case v == nil && info.Initial == "":
		return ""
	case v == nil:
		return property.ComputeAt(s.inh.propertyEnv(s.env), int(id), info.Initial)
	case v.late:
		return property.ComputeAt(s.inh.propertyEnv(s.env), int(id), v.text)
	}
	return v.text
}

// em is a font size as property.Env has it, where a negative one stands for 0.
func em(size float64) float64 {
	if size == 0 {
		return -1
	}
	return size
}

// propertyEnv is what values of the element are computed against, once its own font and color are known.
func (h *inheritance) propertyEnv(env *environs) *property.Env {
	return &property.Env{
		FontSize: em(h.font.size), ParentFontSize: em(h.font.size), RootFontSize: em(h.root.size), LineHeight: h.font.line,
		RootLineHeight: h.root.line, ParentFontWeight: h.font.weight, ViewportWidth: env.width, ViewportHeight: env.height,
		Color: h.color, Dark: h.dark,
	}
}

// dashedName turns camel case into dashes: backgroundColor, WebkitLineClamp and webkitLineClamp.
func dashedName(name string) string {
	if strings.IndexFunc(name, func(r rune) bool { return r >= 'A' && r <= 'Z' }) < 0 {
		if strings.HasPrefix(name, "webkit-") {
			return "-" + name
		}
		return name
	}
	if strings.IndexByte(name, '-') >= 0 {
		return strings.ToLower(name)
	}
	b := make([]byte, 0, len(name)+4)
	if strings.HasPrefix(name, "webkit") {
		b = append(b, '-')
	}
	for i := 0; i < len(name); i++ {
		if c := name[i]; c >= 'A' && c <= 'Z' {
			b = append(b, '-', c|0x20)
		} else {
			b = append(b, c)
		}
	}
	return string(b)
}

// number returns the number that a computed value starts with.
func number(s string) (float64, bool) {
	n := numberEnd(s)
	if n == 0 {
		return 0, false
	}
	f, err := strconv.ParseFloat(s[:n], 64)
	return f, err == nil
}
