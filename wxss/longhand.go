package wxss

import (
	"strings"
	"sync"

	"github.com/mica-go/mica/wxss/internal/property"
)

// propID numbers the longhands that are known, in the order of property.Longhands.
type propID uint16

// longhandTable numbers the longhands in the order of their names.
type longhandTable struct {
	infos  []property.Info
	byName map[string]propID

	color, colorScheme, direction, display, float, fontSize, fontWeight, lineHeight propID
	overflowX, overflowY, position, unicodeBidi                                     propID
	lineClamp, boxOrient, writingMode                                               propID
	// agreed says which values are only known together with another, by number.
	agreed []agreement
	// flows are what logical properties stand for, nil for others, by number.
	flows []*flow
}

// longhands returns the table. It is made on first use, so that a program without styles pays nothing, and never changes.
var longhands = sync.OnceValue(func() *longhandTable {
	names := property.Longhands()
	t := &longhandTable{infos: make([]property.Info, len(names)), byName: make(map[string]propID, len(names))}
	for i, name := range names {
		t.infos[i], _ = property.Lookup(name)
		t.byName[name] = propID(i)
	}
	t.color, t.colorScheme, t.direction = t.byName["color"], t.byName["color-scheme"], t.byName["direction"]
	t.display, t.float, t.position = t.byName["display"], t.byName["float"], t.byName["position"]
	t.fontSize, t.fontWeight, t.lineHeight = t.byName["font-size"], t.byName["font-weight"], t.byName["line-height"]
	t.overflowX, t.overflowY, t.unicodeBidi = t.byName["overflow-x"], t.byName["overflow-y"], t.byName["unicode-bidi"]
	t.lineClamp, t.boxOrient = t.byName["-webkit-line-clamp"], t.byName["-webkit-box-orient"]
	t.writingMode = t.byName["writing-mode"]
	t.agreed, t.flows = agreements(t), flows(t)
	return t
})

// PropertyKnown reports whether a browser knows the property: a longhand, a shorthand, an alias, or a custom one. It may
// be called concurrently.
func PropertyKnown(name string) bool {
	if name == "all" || strings.HasPrefix(name, "--") {
		return true
	}
	_, ok := property.Lookup(strings.ToLower(name))
	return ok
}

// Valid reports whether a browser keeps the declaration: its property is known and takes the value, or the value has
// var() or env() in it, so that nobody can tell. It may be called concurrently.
func (d *Declaration) Valid() bool {
	switch {
	case d.Custom() || hasVar(d.Value):
		return PropertyKnown(d.Property)
	case d.Property == "all":
		return wideKeyword(d.Value) != ""
	}
	value := d.Value
	if d.RPX {
		value = ConvertRPX(value, RPX{})
	}
	_, ok := property.Expand(nil, d.Property, value)
	return ok
}
