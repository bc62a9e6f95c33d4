package wxss

// Scope identifies a style scope: the classes of one component's sheet, or Shared. The caller numbers the components.
type Scope uint32

// Shared is the scope of app.wxss, of page sheets and of components with styleIsolation "shared".
const Shared Scope = 0

// ClassRef is a class name in a scope. A class on a node of an isolated component stands for that component's scope, on
// an apply-shared one for that scope and Shared: then the node has both.
type ClassRef struct {
	Scope Scope
	Name  string
}

// Atom is the number a Matcher gives to a tag, an id or a class that its sheets mention; 0 is everything else.
type Atom uint32

// Key is what of an element selectors ask for most, as numbers of one Matcher. Matcher.Key makes it; it is valid for
// that Matcher only.
type Key struct {
	Tag, ID Atom
	Classes []Atom // without those that no sheet mentions
}

// Element is a node of the tree that a Matcher matches against: the composed tree of a page, text left out. An element
// must be comparable and equal only to itself, as pointers are. Methods that lead to another element return nil, not
// an interface that holds a nil pointer, where there is none. They are called often and must not allocate.
type Element interface {
	// Key returns what Matcher.Key made of the element's tag, id and classes, for the Matcher in use.
	Key() *Key
	// Tag returns the name of the tag as written; "page" for the root of a page.
	Tag() string
	// Attribute returns the value of an attribute, and whether it is there.
	Attribute(name string) (value string, ok bool)
	// State reports whether a state such as "hover", "active", "disabled" or "checked" holds.
	State(name string) bool
	// Scope returns the scope of the component whose template holds the element; Shared for a page's own.
	Scope() Scope
	// Hosts returns the scope of the component that the element is the host of, and whether it is a host at all. A
	// component with virtualHost has none.
	Hosts() (scope Scope, ok bool)
	// Empty reports whether the element has neither elements nor text in it.
	Empty() bool
	// Parent returns the parent element, nil for the page's root.
	Parent() Element
	// Previous and Next return the neighbours among the elements with the same parent, nil at the ends.
	Previous() Element
	Next() Element
	// Index returns the position among the elements with the same parent, from 0, and how many there are.
	Index() (i, n int)
}

// Origin says where a sheet comes from. Later ones win over earlier ones.
type Origin uint8

// The origins, weakest first.
const (
	// UserAgent is the built-in sheet.
	UserAgent Origin = iota
	// HostRules are the :host rules of component sheets, which every rule of the page outweighs. The Matcher gives
	// this origin itself.
	HostRules
	// Author is every other sheet of a program.
	Author
)

// ScopedSheet is a sheet as part of a page's styles.
type ScopedSheet struct {
	Sheet  *Sheet
	Scope  Scope  // of the classes in its selectors
	Origin Origin // UserAgent or Author
	// Host is the scope whose hosts :host means, for the sheet of a component whose classes are in Shared. Default 0:
	// Scope.
	Host Scope
}

// Match is one rule that applies to an element.
type Match struct {
	Rule *Rule
	// PseudoElement is the name of the pseudo-element that the rule styles, e.g. "before"; "" for the element itself.
	PseudoElement string
	Origin        Origin
	// Layer orders cascade layers within an origin; rules outside of layers have the highest. For important
	// declarations the order of origins and layers is the reverse.
	Layer uint32
	// Specificity of the heaviest selector of the rule that matches.
	Specificity Specificity
	// Order is the position of the rule among all rules of the Matcher.
	Order uint32
}

// compare orders matches as the cascade does: what comes later wins.
func (m *Match) compare(o *Match) int {
	switch {
	case m.Origin != o.Origin:
		return int(m.Origin) - int(o.Origin)
	case m.Layer != o.Layer:
		return sign(m.Layer < o.Layer)
	case m.Specificity != o.Specificity:
		return sign(m.Specificity < o.Specificity)
	case m.Order != o.Order:
		return sign(m.Order < o.Order)
	}
	return 0
}

func sign(less bool) int {
	if less {
		return -1
	}
	return 1
}

// Effect says which elements may look different when something about an element changes.
type Effect uint8

// The effects; they add up.
const (
	AffectsSelf        Effect = 1 << iota // the element
	AffectsDescendants                    // elements inside it
	AffectsNext                           // elements behind it with the same parent, and what is inside those
	AffectsSiblings                       // all elements with the same parent, and what is inside those
	AffectsPage                           // elements anywhere on the page, by :has
)
