package wxss

import "strconv"

// Selector is one complex selector: compounds joined by combinators. It is immutable.
type Selector struct {
	// Compounds from left to right; the last is the subject. Never empty.
	Compounds []Compound
	// Specificity as CSS counts it.
	Specificity Specificity
	// Offset of the selector in the Source of its rule.
	Offset int32
	// PseudoElement is the name of the subject's first pseudo-element, e.g. "before", or "".
	PseudoElement string
	// Unknown says that the selector holds something that no CSS engine here understands (an unknown pseudo-class or
	// pseudo-element, `>>>`), in a place where CSS then calls the whole rule invalid. It is written to CSS as it
	// stands, and matches nothing.
	Unknown bool
}

// IsHost reports whether the selector is exactly `:host`, the only form that WXSS knows.
func (s *Selector) IsHost() bool {
	if len(s.Compounds) != 1 || len(s.Compounds[0].Simples) != 1 {
		return false
	}
	simple := &s.Compounds[0].Simples[0]
	return simple.Kind == PseudoClass && simple.Name == "host" && simple.Arg == nil
}

// Combinator is the relation of a compound to the one on its left.
type Combinator uint8

// The combinators.
const (
	NoCombinator      Combinator = iota // the leftmost compound
	Descendant                          // a b
	Child                               // a > b
	NextSibling                         // a + b
	SubsequentSibling                   // a ~ b
	Deep                                // a >>> b: kept for the browser, never matches
)

// String returns the combinator as it is written, "" for NoCombinator.
func (c Combinator) String() string {
	return [...]string{"", " ", ">", "+", "~", ">>>"}[c]
}

// Compound is a sequence of simple selectors that one element has to match.
type Compound struct {
	Combinator Combinator
	Simples    []Simple // never empty; a pseudo-element and what follows it come last
}

// SimpleKind tells simple selectors apart.
type SimpleKind uint8

// The kinds of simple selectors.
const (
	Universal     SimpleKind = iota // *
	Tag                             // view, page
	Class                           // .a
	ID                              // #a
	Attribute                       // [a], [a=b]
	PseudoClass                     // :hover, :not(.a)
	PseudoElement                   // ::before
	Nesting                         // &, with the enclosing rule's selectors as Arg.List
)

// Simple is one simple selector.
type Simple struct {
	Kind SimpleKind
	// Unknown says that Name is no pseudo-class or pseudo-element that is known. It never matches.
	Unknown bool
	// Name without punctuation and escapes: tag, class, id and attribute names as written, pseudo names in lower case.
	Name string
	// Arg is set for Attribute and Nesting, and for pseudo-classes and pseudo-elements with parentheses.
	Arg *Argument
}

// AttributeOp is the operator of an attribute selector.
type AttributeOp uint8

// The operators of attribute selectors.
const (
	AttributeExists    AttributeOp = iota // [a]
	AttributeEquals                       // [a=b]
	AttributeIncludes                     // [a~=b]
	AttributeDashMatch                    // [a|=b]
	AttributePrefix                       // [a^=b]
	AttributeSuffix                       // [a$=b]
	AttributeSubstring                    // [a*=b]
)

// String returns the operator as it is written, "" for AttributeExists.
func (o AttributeOp) String() string {
	return [...]string{"", "=", "~=", "|=", "^=", "$=", "*="}[o]
}

// Argument is what a simple selector has beside its name.
type Argument struct {
	// Op and Value belong to an attribute selector; Value is without quotes and escapes.
	Op    AttributeOp
	Value string
	// Case is 'i' or 's' if the attribute selector says so, else 0.
	Case byte
	// Nth says that A and B hold an An+B, for :nth-child and its kin. List then is what stands behind `of`.
	Nth  bool
	A, B int32
	// List is the argument of :not, :is, :where, :has, :host and the like. The selectors of :has may start with a
	// combinator. It may be empty for :is and :where, which then match nothing.
	List []Selector
	// Text is the argument of all other functions, e.g. of :lang or ::part, and of unknown ones.
	Text string
}

// Specificity is the weight of a selector in the cascade; compare with < and >. It packs three counts of ten bits each
// that stop at 1023: ids; classes, attributes and pseudo-classes; tags and pseudo-elements.
type Specificity uint32

const specificityMax = 1023

// MakeSpecificity returns the specificity of a ids, b classes and c tags.
func MakeSpecificity(a, b, c int) Specificity {
	clamp := func(n int) Specificity { return Specificity(min(max(n, 0), specificityMax)) }
	return clamp(a)<<20 | clamp(b)<<10 | clamp(c)
}

// Counts returns the three counts: ids, classes, tags.
func (s Specificity) Counts() (a, b, c int) {
	return int(s >> 20), int(s >> 10 & specificityMax), int(s & specificityMax)
}

// Add returns the sum, each count for itself.
func (s Specificity) Add(t Specificity) Specificity {
	a, b, c := s.Counts()
	x, y, z := t.Counts()
	return MakeSpecificity(a+x, b+y, c+z)
}

// String returns e.g. "(0,2,1)".
func (s Specificity) String() string {
	a, b, c := s.Counts()
	return "(" + strconv.Itoa(a) + "," + strconv.Itoa(b) + "," + strconv.Itoa(c) + ")"
}

// specificity returns what one simple selector adds, by Selectors Level 4.
func (s *Simple) specificity() Specificity {
	switch s.Kind {
	case ID:
		return 1 << 20
	case Class, Attribute:
		return 1 << 10
	case Tag:
		return 1
	case Nesting:
		return maxSpecificity(s.Arg.List)
	case PseudoElement:
		if s.Arg != nil {
			return maxSpecificity(s.Arg.List).Add(1)
		}
		return 1
	case PseudoClass:
		return s.pseudoClassSpecificity()
	}
	return 0
}

func (s *Simple) pseudoClassSpecificity() Specificity {
	if s.Arg == nil {
		return 1 << 10
	}
	switch s.Name {
	case "where":
		return 0
	case "is", "not", "has", "-webkit-any":
		return maxSpecificity(s.Arg.List)
	}
	return maxSpecificity(s.Arg.List).Add(1 << 10)
}

func maxSpecificity(list []Selector) Specificity {
	var m Specificity
	for i := range list {
		m = max(m, list[i].Specificity)
	}
	return m
}

// argumentKind says what stands in the parentheses of a pseudo-class or pseudo-element.
type argumentKind uint8

const (
	argNone      argumentKind = iota + 1 // no parentheses
	argText                              // kept as text
	argList                              // selector list, one invalid selector makes all invalid
	argForgiving                         // selector list, invalid selectors are left out
	argRelative                          // selector list, each may start with a combinator
	argCompound                          // one compound selector
	argNth                               // An+B
	argNthOf                             // An+B of selector list
	argOptional                          // one compound selector, or no parentheses
)

// pseudoClassArgument returns what the pseudo-class takes, 0 if it is unknown.
func pseudoClassArgument(name string) argumentKind {
	switch name {
	case "hover", "active", "focus", "focus-visible", "focus-within", "visited", "link", "any-link", "checked",
		"disabled", "enabled", "required", "optional", "valid", "invalid", "user-valid", "user-invalid", "in-range",
		"out-of-range", "indeterminate", "default", "placeholder-shown", "read-only", "read-write", "target", "root",
		"empty", "first-child", "last-child", "only-child", "first-of-type", "last-of-type", "only-of-type",
		"defined", "fullscreen", "-webkit-full-screen", "modal", "popover-open", "open", "autofill",
		"-webkit-autofill", "scope", "picture-in-picture", "horizontal", "vertical", "increment", "decrement",
		"start", "end", "double-button", "single-button", "no-button", "corner-present", "window-inactive",
		"-webkit-any-link", "-webkit-drag", "active-view-transition", "interest-source", "interest-target", "target-current",
		"xr-overlay":
		return argNone
	case "not":
		return argList
	case "is", "where", "-webkit-any":
		return argForgiving
	case "has":
		return argRelative
	case "host":
		return argOptional
	case "host-context":
		return argCompound
	case "nth-child", "nth-last-child":
		return argNthOf
	case "nth-of-type", "nth-last-of-type":
		return argNth
	case "lang", "dir", "state":
		return argText
	}
	return 0
}

// pseudoElementArgument returns what the pseudo-element takes, 0 if it is unknown. Everything that starts with
// -webkit- is known, because that is what the browsers of mini-programs make of it.
func pseudoElementArgument(name string) argumentKind {
	switch name {
	case "before", "after", "first-line", "first-letter", "selection", "placeholder", "marker", "backdrop", "cue",
		"file-selector-button", "grammar-error", "spelling-error", "target-text", "view-transition", "details-content",
		"scroll-marker", "scroll-marker-group", "column", "checkmark", "picker-icon", "search-text":
		return argNone
	case "part", "highlight", "picker", "scroll-button", "view-transition-group", "view-transition-image-pair", "view-transition-old",
		"view-transition-new":
		return argText
	case "slotted":
		return argCompound
	}
	if len(name) > 8 && name[:8] == "-webkit-" {
		return argNone
	}
	return 0
}
