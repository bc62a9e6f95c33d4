package property

import "strings"

// Info describes a property.
type Info struct {
	// Name is the canonical name: for an alias such as -webkit-transform or word-wrap that of the property it stands for.
	Name string
	// Initial is the initial value as specified, empty for custom properties (which have none) and shorthands.
	Initial string
	// Inherited says whether an element without a declaration takes the value of its parent.
	Inherited bool
	// Shorthand says that the property only sets others, see Longhands.
	Shorthand bool
	// Longhands are what a shorthand sets, in the order Expand gives them. The slice is shared: do not change it.
	Longhands []string
}

// Longhand is a property that is not a shorthand with its specified value, which may be a CSS-wide keyword.
type Longhand struct {
	Name, Value string
	// Index is the place of Name in Longhands, -1 for a custom property.
	Index int
}

// Env is what a computed value can depend on. Lengths are in CSS px. The zero Env is that of a root element on a 375 x 667
// screen with a font size of 16px.
type Env struct {
	// FontSize is the computed font size of the element, ParentFontSize of its parent, RootFontSize of the root; 0 means 16,
	// what is negative a size of 0. For font-size itself only the other two count.
	FontSize, ParentFontSize, RootFontSize float64
	// LineHeight is the line height of the element in px for the unit lh, RootLineHeight that of the root for rlh; 0
	// means 1.2 times the font size.
	LineHeight, RootLineHeight float64
	// ParentFontWeight is the parent's for bolder and lighter; 0 means 400.
	ParentFontWeight float64
	// ViewportWidth and ViewportHeight are the size of the window; 0 means 375 and 667.
	ViewportWidth, ViewportHeight float64
	// Color is the computed value of the element's color; for color itself that of its parent. Empty means black.
	Color string
	// Dark says that the element's used color scheme is dark, which system colours and light-dark() depend on.
	Dark bool
	// Size is, after a font-size that is relative to another or a length, its exact value, which children's refer to: the text has six
	// digits.
	Size float64
	// Used tells, after Compute, which of the above the result depended on: bits are only ever added. A result that used
	// nothing is the same for every element.
	Used Uses
}

// Uses is a set of the inputs that a computed value depended on.
type Uses uint8

// The inputs.
const (
	UsesFontSize       Uses = 1 << iota // FontSize or LineHeight
	UsesParentFontSize                  // ParentFontSize
	UsesRootFontSize                    // RootFontSize or RootLineHeight
	UsesParentWeight                    // ParentFontWeight
	UsesViewport                        // ViewportWidth, ViewportHeight
	UsesColor                           // Color
	UsesScheme                          // Dark
	RoundsSize                          // none of them, but Size is more exact than the text
)

// Lookup describes the property with a lower-case name. Every name that Chromium knows is found, and every custom property:
// those are inherited and have no initial value. It costs a map look-up and allocates nothing.
func Lookup(name string) (Info, bool) {
	if isCustom(name) {
		return Info{Name: name, Inherited: true}, true
	}
	d := tables().byName[name]
	if d == nil {
		return Info{}, false
	}
	return Info{Name: d.name, Initial: d.initial, Inherited: d.inherited, Shorthand: d.expand != nil, Longhands: d.parts}, true
}

// Longhands are the names of all longhands but custom properties, sorted.
func Longhands() []string { return tables().longhands }

func isCustom(name string) bool { return len(name) > 2 && name[0] == '-' && name[1] == '-' }

// Expand turns one declaration into longhands, appended to dst in the order of the cascade. The name is in lower case and may
// be a shorthand, a longhand, an alias or a custom property; the value comes without `!important`, with var() and env()
// substituted. It reports false, and dst unchanged, where a browser drops the declaration when it parses it: the name is
// unknown or the value invalid. Values of longhands are slices of the given one where that is possible.
func Expand(dst []Longhand, name, value string) (_ []Longhand, ok bool) {
	if isCustom(name) {
		return append(dst, Longhand{name, value, -1}), true
	}
	d := tables().byName[name]
	if d == nil {
		return dst, false
	}
	value = TrimSpace(value)
	if wide := cssWide(value); wide != "" {
		if d.expand == nil {
			return append(dst, Longhand{d.name, wide, d.index}), true
		}
		for _, part := range d.longs {
			dst = append(dst, Longhand{part.name, wide, part.index})
		}
		return dst, true
	}
	if d.expand == nil {
		if !d.valid(value) {
			return dst, false
		}
		return append(dst, Longhand{d.name, value, d.index}), true
	}
	return d.expandInto(dst, value)
}

// TrimSpace returns the value without the white space around it. A blank that a backslash escapes belongs to a name and stays.
func TrimSpace(value string) string {
	for value != "" && isSpace(value[0]) {
		value = value[1:]
	}
	end := len(value)
	for end > 0 && isSpace(value[end-1]) {
		end--
	}
	escapes := end - len(strings.TrimRight(value[:end], `\`))
	if escapes%2 == 1 && end < len(value) && (value[end] == ' ' || value[end] == '\t') {
		end++
	}
	return value[:end]
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f' }

// cssWide returns the CSS-wide keyword that the value is, in lower case, or "".
func cssWide(value string) string {
	if len(value) < 5 || len(value) > 12 {
		return ""
	}
	for _, w := range [...]string{"inherit", "initial", "unset", "revert", "revert-layer"} {
		if strings.EqualFold(value, w) {
			return w
		}
	}
	return ""
}

// Compute returns the computed value of a longhand as getComputedStyle gives it, as far as no layout is needed: what depends on
// layout, a percentage of a width for example, stays as it is specified. The value is one that Expand gave or the initial one,
// without CSS-wide keywords; an invalid value, and that of an unknown or a custom property, is returned unchanged. A nil env
// is the zero one. What the result depended on is added to env.Used.
func Compute(env *Env, name, value string) string {
	d := tables().byName[name]
	if d == nil || d.expand != nil {
		return value
	}
	return ComputeAt(env, d.index, value)
}

// ComputeAt is Compute of the longhand at that place in Longhands.
func ComputeAt(env *Env, index int, value string) string {
	d := tables().rows[index]
	if d.keyword(value) {
		return value
	}
	if env == nil {
		env = new(Env)
	}
	return d.compute(env, value)
}
