package expr

import (
	"errors"

	"github.com/mica-go/mica/internal/value"
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

// Env is what expressions are evaluated in: one component instance, or one
// block of it. It belongs to one goroutine at a time and is reused from one
// evaluation to the next; expressions do not keep it.
type Env struct {
	// Fields are the values of the data's top-level fields by index. A field
	// beyond the end is undefined.
	Fields []value.Value
	// Vars are the values of the scope variables by slot.
	Vars []value.Value
	// Modules gives the exports of WXS module i; nil means undefined.
	Modules func(i int) value.Value
	// FieldChanges and VarChanges say what was set, parallel to Fields and Vars.
	// What lies beyond their end was not set.
	FieldChanges []*value.Change
	VarChanges   []*value.Change
	// Member reads a member of a value that is neither undefined, null nor an
	// object; length and indexes of strings and arrays are read without it. Nil
	// means that all other members are undefined.
	Member func(v value.Value, name string) value.Value
	// CallMethod calls a method of a value that has no own function of that name.
	// It reports whether there is such a method. Nil means that there is none.
	CallMethod func(recv value.Value, name string, args []value.Value) (value.Value, bool, error)
	// Report is told of what went wrong at the byte offset pos of the expression's
	// file: a function threw, or a result broke a limit. The value of that part is
	// undefined. Nil means that nobody wants to know.
	Report func(pos int, err error)
	// Cache makes reading members faster; nil works as well.
	Cache *Cache
	// Shapes lets objects made with ... in object literals share their shapes;
	// nil gives each its own.
	Shapes *value.Shapes
	// Calls counts the calls of functions and methods.
	Calls int
}

// Expr is a compiled expression. It is immutable and may be used by any number
// of goroutines at once, each with its own Env.
type Expr struct {
	// Eval gives the value.
	Eval func(*Env) value.Value
	// Const is set when the expression reads nothing and calls nothing; Value is
	// then its value.
	Const bool
	Value value.Value
	// Fields are the top-level fields that the expression reads.
	Fields FieldSet
	// Vars has bit i set when variable slot i is read; slots from 63 on share the
	// last bit.
	Vars uint64
	// Modules is set when a WXS module is read, Impure when something is called.
	Modules, Impure bool
	// Change gives what part of the value was set according to the changes in the
	// Env, nil for nothing. See the package comment of expr for its precision.
	// The Fields and Vars of the Env must hold the new values.
	Change func(*Env) *value.Change
	// Touched is Change(env) != nil, but cheaper.
	Touched func(*Env) bool
	// Assign gives the place that a model: binding writes to; it is nil where the
	// expression can never name one. ok is false where it does not name one now,
	// for example when the branch that is chosen is no path.
	Assign func(*Env) (root Ref, path value.Path, ok bool)
}

// Part is a piece of static text, or a binding where Node is set.
type Part struct {
	Text string
	Node Node
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
	c := compiler{scope: s, out: &Expr{}}
	return c.finish(c.node(n))
}

// CompileParts compiles the value of an attribute or a text: one binding alone
// keeps the type of its value (a text node converts it with value.Text), no parts
// are "", anything else is the string of all parts joined, where undefined and
// null are "" (spec wxml §2.1, §2.2).
func CompileParts(parts []Part, s Scope) *Expr {
	c := compiler{scope: s, out: &Expr{}}
	if len(parts) == 1 && parts[0].Node != nil {
		return c.finish(c.node(parts[0].Node))
	}
	return c.finish(c.parts(parts))
}

// compiler compiles one expression.
type compiler struct {
	scope Scope
	out   *Expr // what is read is gathered here
}

// code is the compiled form of a node.
type code struct {
	eval func(*Env) value.Value
	// test is the truthiness of eval's value.
	test func(*Env) bool
	// fixed is set for a constant, whose value is val.
	fixed bool
	val   value.Value
	// touched is nil for what no change can touch.
	touched func(*Env) bool
	// change is nil where the whole value counts as set when touched.
	change func(*Env) *value.Change
	assign func(*Env) (Ref, value.Path, bool)
	// site is set for a field or variable and for a member of one.
	site *site
}

// finish makes the result.
func (c *compiler) finish(k *code) *Expr {
	x := c.out
	x.Eval, x.Const, x.Value, x.Assign = k.eval, k.fixed, k.val, k.assign
	switch {
	case k.touched == nil:
		x.Touched = func(*Env) bool { return false }
		x.Change = func(*Env) *value.Change { return nil }
	default:
		x.Touched, x.Change = k.touched, k.changes()
	}
	return x
}

// changes is the change function of k, whose touched is not nil.
func (k *code) changes() func(*Env) *value.Change {
	if k.change != nil {
		return k.change
	}
	touched := k.touched
	return func(e *Env) *value.Change {
		if touched(e) {
			return value.AllChanged()
		}
		return nil
	}
}

// constant is the code of a value known now.
func constant(v value.Value) *code {
	truth := value.ToBool(v)
	return &code{
		eval:  func(*Env) value.Value { return v },
		test:  func(*Env) bool { return truth },
		fixed: true,
		val:   v,
	}
}

// pure makes the code of an operation without effects on its operands: a
// constant where they all are.
func pure(eval func(*Env) value.Value, operands ...*code) *code {
	fixed := true
	for _, k := range operands {
		fixed = fixed && k.fixed
	}
	if fixed {
		failed := false
		v := eval(&Env{Report: func(int, error) { failed = true }})
		if !failed { // else it fails at run time, where it is reported
			return constant(v)
		}
	}
	return &code{
		eval:    eval,
		test:    func(e *Env) bool { return value.ToBool(eval(e)) },
		touched: anyTouched(operands...),
	}
}

// predicate is pure for an operation whose value is a boolean.
func predicate(test func(*Env) bool, operands ...*code) *code {
	k := pure(func(e *Env) value.Value { return value.Bool(test(e)) }, operands...)
	if !k.fixed {
		k.test = test
	}
	return k
}

// anyTouched is touched for something that reads all of the operands.
func anyTouched(operands ...*code) func(*Env) bool {
	var fs []func(*Env) bool
	for _, k := range operands {
		if k.touched != nil {
			fs = append(fs, k.touched)
		}
	}
	switch len(fs) {
	case 0:
		return nil
	case 1:
		return fs[0]
	case 2:
		f, g := fs[0], fs[1]
		return func(e *Env) bool { return f(e) || g(e) }
	}
	return func(e *Env) bool {
		for _, f := range fs {
			if f(e) {
				return true
			}
		}
		return false
	}
}

// node compiles a tree.
func (c *compiler) node(n Node) *code {
	switch n := n.(type) {
	case *Ident:
		return c.ident(n)
	case *Literal:
		return constant(literalValue(n))
	case *Template:
		return c.template(n)
	case *Member:
		return c.member(n)
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
	return constant(value.String("")) // Empty
}

func literalValue(n *Literal) value.Value {
	switch v := n.Value.(type) {
	case float64:
		return value.Number(v)
	case string:
		return value.String(v)
	case bool:
		return value.Bool(v)
	case nil:
		return value.Null()
	}
	return value.Undefined()
}

func (e *Env) report(pos int, err error) {
	if e.Report != nil {
		e.Report(pos, err)
	}
}
