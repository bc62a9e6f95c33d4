package expr

import (
	"errors"

	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/wxml/internal/slab"
)

// RefKind says what a name stands for.
type RefKind uint8

// The kinds of names.
const (
	// NoRef is a name without a meaning; its value is undefined.
	NoRef RefKind = iota
	// FieldRef is a top-level field of the data, by index in Env.Fields.
	FieldRef
	// VarRef is a variable of wx:for, slot: or let:, by slot in Env.Vars.
	VarRef
	// ModuleRef is a WXS module, by the number given to Env.Modules.
	ModuleRef
)

// Ref is what a name stands for.
type Ref struct {
	Kind  RefKind
	Index int
}

// Scope gives names their meaning during compilation.
type Scope interface {
	// Resolve says what name stands for at this place. It is called once for each
	// use of a name that is evaluated; the scope hands out indexes of fields as
	// they are asked for. Negative indexes count as NoRef.
	Resolve(name string) Ref
}

// Host is what expressions need besides data. Its methods are called by the
// goroutine that evaluates.
type Host interface {
	// Module gives the exports of WXS module i.
	Module(i int) value.Value
	// Member reads a member of a value that is neither undefined, null nor an
	// object; length and indexes of strings and arrays are read without it.
	Member(v value.Value, name string) value.Value
	// CallMethod calls a method of a value that has no own function of that name.
	// It reports whether there is such a method.
	CallMethod(recv value.Value, name string, args []value.Value) (value.Value, bool, error)
	// Report is told of what went wrong at the byte offset pos of the expression's
	// file: a function threw, or a result broke a limit. The value of that part is
	// undefined.
	Report(pos int, err error)
}

// Env is what expressions are evaluated in: one component instance, or one
// block of it. It belongs to one goroutine at a time and is reused from one
// evaluation to the next; expressions do not keep it.
type Env struct {
	// Fields are the values of the data's top-level fields by index. A field
	// beyond the end is undefined.
	Fields []value.Value
	// Vars are the values of the scope variables by slot.
	Vars []value.Value
	// FieldChanges and VarChanges say what was set, parallel to Fields and Vars.
	// What lies beyond their end was not set.
	FieldChanges []*value.Change
	VarChanges   []*value.Change
	// Host answers what data does not. Without one modules, members and methods
	// are undefined, and nobody is told of what goes wrong.
	Host Host
	// Cache makes reading members faster and lets objects made with ... in object
	// literals share their shapes; nil works as well.
	Cache *Cache
	// Calls counts the calls of functions and methods.
	Calls int
}

// Expr is a compiled expression. It is immutable and may be used by any number
// of goroutines at once, each with its own Env.
type Expr struct {
	op op
	// Fields are the top-level fields that the expression reads.
	Fields FieldSet
	// Vars has bit i set when variable slot i is read; slots from 63 on share the
	// last bit.
	Vars uint64
	// Const is set when the expression reads nothing and calls nothing; Value is
	// then its value.
	Const bool
	// Modules is set when a WXS module is read, Impure when something is called.
	Modules, Impure bool
	// Assigns is set when the expression may name a place; see Assign.
	Assigns bool
}

// Value gives the value of a constant expression, undefined for any other.
func (x *Expr) Value() value.Value {
	if k, ok := x.op.(*constOp); ok {
		return k.v
	}
	return value.Value{}
}

// Eval gives the value.
func (x *Expr) Eval(e *Env) value.Value { return x.op.eval(e) }

// Touched is Change(e) != nil, but cheaper.
func (x *Expr) Touched(e *Env) bool { return !x.Const && x.op.touched(e) }

// Change gives what part of the value was set according to the changes in the
// Env, nil for nothing. See the package comment of expr for its precision. The
// Fields and Vars of the Env must hold the new values.
func (x *Expr) Change(e *Env) *value.Change { return x.op.change(e) }

// Assign gives the place that a model: binding writes to. ok is false where the
// expression names none: always where Assigns is not set, else for example when
// the branch that is chosen is no path.
func (x *Expr) Assign(e *Env) (root Ref, path value.Path, ok bool) {
	if !x.Assigns {
		return Ref{}, nil, false
	}
	return x.op.(assigner).assign(e)
}

// ErrSize is reported for a string over 64 MB or an array or object literal of
// more than a million elements; its value is undefined (spec wxml has no limit,
// but a few let: attributes that double a value must not exhaust the memory).
var ErrSize = errors.New("the result of the expression is too large: the limits are 64 MB of text and a million elements")

const (
	maxText     = 64 << 20
	maxElements = 1_000_000
)

// Compile compiles a tree. The names are resolved by s now; what the result
// reads is in its Fields, Vars and Modules. Parts that need no reading are
// evaluated at once, and branches that can never be chosen are left out.
func Compile(n Node, s Scope) *Expr {
	return CompileParts([]Node{n}, s)
}

// CompileParts compiles the value of an attribute or a text, whose parts are
// static [Text] and bindings: one binding alone keeps the type of its value (a
// text node converts it with value.Text), no parts are "", anything else is the
// string of all parts joined, where undefined and null are "" (spec wxml §2.1,
// §2.2).
func CompileParts(parts []Node, s Scope) *Expr {
	var c Compiler
	return c.Parts(parts, s)
}

// Compiler compiles the expressions of one template. They are allocated
// together, so they live as long as any of them. The zero Compiler is ready; it
// belongs to one goroutine at a time.
type Compiler struct {
	exprs slab.Of[Expr]
	// texts are static texts met before, by hash: class names, handlers and modes
	// repeat all over a page.
	texts [256]*Expr
	compiler
}

// Constant returns the expression whose value is v.
func (c *Compiler) Constant(v value.Value) *Expr {
	return c.exprs.Put(Expr{op: c.of(fixed(v)), Const: true})
}

// Text returns the expression whose value is the string s.
func (c *Compiler) Text(s string) *Expr {
	at := &c.texts[slab.Hash(s)%uint32(len(c.texts))]
	if x := *at; x != nil {
		if t, _ := x.Value().AsString(); t == s {
			return x
		}
	}
	*at = c.Constant(value.String(s))
	return *at
}

// Parts does what [CompileParts] does.
func (c *Compiler) Parts(parts []Node, s Scope) *Expr {
	if len(parts) == 0 {
		return c.Text("")
	}
	if t, ok := parts[0].(*Text); ok && len(parts) == 1 {
		return c.Text(t.Text)
	}
	x := c.exprs.New()
	in := &c.compiler
	in.scope, in.out = s, x
	var k code
	if len(parts) > 1 {
		k = in.mixed(parts)
	} else {
		k = in.node(parts[0])
	}
	x.op, x.Const, x.Assigns = in.of(k), k.fixed, k.assigns
	in.scope, in.out = nil, nil
	return x
}

// compiler compiles one expression at a time.
type compiler struct {
	ops
	joined []joinPart // of the joinOps that are put together
	names  [64]internedName
	scope  Scope
	out    *Expr // what is read is gathered here
}

// node compiles a tree.
func (c *compiler) node(n Node) code {
	switch n := n.(type) {
	case *Ident:
		return c.ident(n)
	case *Literal:
		return fixed(n.Value)
	case *Template:
		return c.template(n)
	case *Member:
		return c.member(c.node(n.X), n.Name)
	case *Index:
		return c.index(n)
	case *Call:
		return c.call(n)
	case *Unary:
		return c.unary(n)
	case *Binary:
		return c.binary(n)
	case *Cond:
		return c.cond(n)
	case *Object:
		return c.object(n)
	case *Array:
		return c.array(n)
	}
	return fixed(value.String("")) // Empty
}

func (e *Env) report(pos int, err error) {
	if e.Host != nil {
		e.Host.Report(pos, err)
	}
}
