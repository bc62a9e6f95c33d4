package expr

// Node is a parsed expression: a pointer to one of the struct types of this
// file. Trees are immutable after Parse and may be shared.
type Node interface {
	// Pos is the byte offset of the node's first character in the file.
	Pos() int
}

// At is the offset of a node; it is embedded in every node.
type At int

// Pos returns the offset.
func (a At) Pos() int { return int(a) }

type (
	// Empty is {{}} and a binding that could not be parsed; its value is "".
	Empty struct{ At }
	// Ident is a name: a scope variable, a WXS module or a field of the data.
	Ident struct {
		At
		Name string
	}
	// Literal is a number, a string or one of true, false, null, undefined.
	Literal struct {
		At
		Value any    // float64, string (WTF-8), bool, nil for null, Undefined{} for undefined
		Raw   string // as written; Print makes it from Value where it is ""
	}
	// Undefined is the value of the literal undefined.
	Undefined struct{}
	// Template is a template literal: Text[0] X[0] Text[1] ... Text[len(X)].
	Template struct {
		At
		Text []string
		X    []Node
	}
	// Member is X.Name, or X?.Name where Optional is set. Both are null-safe.
	Member struct {
		At
		X        Node
		Name     string
		Optional bool
	}
	// Index is X[I], or X?.[I] where Optional is set. Both are null-safe.
	Index struct {
		At
		X, I     Node
		Optional bool
	}
	// Call is Fun(Args...), or Fun?.(Args...) where Optional is set. Calling what
	// is no function gives undefined either way.
	Call struct {
		At
		Fun      Node
		Args     []Node
		Optional bool
	}
	// Unary is ! ~ + - typeof void.
	Unary struct {
		At
		Op string
		X  Node
	}
	// Binary is every operator with two operands, && || ?? included.
	Binary struct {
		At
		Op   string
		X, Y Node
	}
	// Cond is Test ? Then : Else.
	Cond struct {
		At
		Test, Then, Else Node
	}
	// Object is an object literal, with or without braces of its own.
	Object struct {
		At
		Fields []Field
		Bare   bool // written without braces: {{a, b: 1}}
	}
	// Field is Key: Value, [Computed]: Value, or ...Value where Spread is set.
	Field struct {
		At
		Key      string
		Computed Node // the key of [k]: v; nil otherwise
		Value    Node
		Spread   bool
		Short    bool // shorthand {a}
	}
	// Array is an array literal.
	Array struct {
		At
		Elems []Elem
	}
	// Elem is one element, spread with ... where Spread is set. A hole has a nil
	// X.
	Elem struct {
		X      Node
		Spread bool
	}
)
