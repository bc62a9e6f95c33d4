package expr

import "github.com/mica-go/mica/internal/value"

// Node is a parsed expression: a pointer to one of the struct types of this
// file. Trees are immutable after Parse and may be shared.
type Node interface {
	// Pos is the byte offset of the node's first character in the file.
	Pos() int
}

// At is the offset of a node; it is embedded in every node of an expression.
type At int32

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
		Value value.Value
		Raw   string // as written; Print makes it from Value where it is ""
	}
	// Template is a template literal: Text[0] X[0] Text[1] ... Text[len(X)].
	Template struct {
		At
		Text []string
		X    []Node
	}
	// Member is X.Name, or X?.Name where Optional is set. Both are null-safe.
	Member struct {
		At
		Optional bool
		X        Node
		Name     string
	}
	// Index is X[I], or X?.[I] where Optional is set. Both are null-safe.
	Index struct {
		At
		Optional bool
		X, I     Node
	}
	// Call is Fun(Args...), or Fun?.(Args...) where Optional is set. Calling what
	// is no function gives undefined either way.
	Call struct {
		At
		Optional bool
		Fun      Node
		Args     []Node
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
		Bare   bool // written without braces: {{a, b: 1}}
		Fields []Field
	}
	// Field is Key: Value, [Computed]: Value, or ...Value where Spread is set.
	Field struct {
		At
		Spread   bool
		Short    bool // shorthand {a}
		Key      string
		Computed Node // the key of [k]: v; nil otherwise
		Value    Node
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
	// Text is static text between bindings; it stands outside of expressions, as a
	// part of an attribute's value or of a text node.
	Text struct{ Text string }
)

// Pos returns 0: who holds the text knows where it is.
func (*Text) Pos() int { return 0 }
