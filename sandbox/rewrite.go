package sandbox

import (
	"reflect"
	"sync"

	"github.com/dop251/goja"
	"github.com/dop251/goja/ast"
	"github.com/dop251/goja/file"
	"github.com/dop251/goja/token"
	"github.com/dop251/goja/unistring"
)

// Some things a program does by syntax alone, with no function to put a guard
// around. In the syntax tree they become calls of functions of this package,
// which a script gets as parameters. Their names are no identifiers, so that no
// program can name them.

// hook is such a function.
type hook uint8

const (
	hookDelegate hook = iota // yield* x: hookDelegate(x)
	hookSpread               // {...x} and {...rest} = x: hookSpread(x)
	hookTemplate             // a template of many parts: hookTemplate(text, value, text, ...)
	hookRegExp               // /x/: hookRegExp(/x/)
	hookCaught               // catch (e) { hookCaught() }
	hookMul                  // a * b in a package that uses BigInt, and so on
	hookPow
	hookShift
	hookOperand // a == b and a < b there: the operands
	hookResult  // a.b *= c there: the result
	hookCount
)

func (h hook) name() unistring.String { return unistring.String("<" + string(rune('a'+h)) + ">") }

// makeHook holds the maker of each hook's function.
func makeHook(vm *VM, h hook) goja.Value {
	calls := [hookCount]native{
		hookDelegate: vm.delegate, hookSpread: vm.spreadObject, hookTemplate: vm.template,
		hookRegExp: vm.regexp,
		hookCaught: vm.caught,
		hookMul:    vm.bigMul, hookPow: vm.bigPow, hookShift: vm.bigShift, hookOperand: vm.bigOperand, hookResult: vm.bigResult,
	}
	return vm.rt.ToValue(calls[h])
}

// templateParts is up to how many values goja joins a template itself.
const templateParts = 4

// rewriter goes through a syntax tree.
type rewriter struct {
	bigint bool
	rest   int // rest properties of object patterns that no hook sees
	used   [hookCount]bool
}

// rewrite changes the tree of a script, which is one function.
func (r *rewriter) rewrite(program *ast.Program) {
	r.walk(reflect.ValueOf(program).Elem())
	stmt, ok := program.Body[0].(*ast.ExpressionStatement)
	if !ok {
		return
	}
	f, ok := stmt.Expression.(*ast.FunctionLiteral)
	if !ok {
		return
	}
	for h, used := range r.used {
		if used {
			f.ParameterList.List = append(f.ParameterList.List, &ast.Binding{Target: r.identifier(hook(h), f.Function)})
		}
	}
}

func (r *rewriter) identifier(h hook, at file.Idx) *ast.Identifier {
	return &ast.Identifier{Name: h.name(), Idx: at}
}

func (r *rewriter) call(h hook, args ...ast.Expression) ast.Expression {
	r.used[h] = true
	at := args[0].Idx0()
	return &ast.CallExpression{Callee: r.identifier(h, at), LeftParenthesis: at, ArgumentList: args, RightParenthesis: args[len(args)-1].Idx1()}
}

// children are the fields of a kind of node that lead to further nodes.
var children sync.Map // reflect.Type to []int

func childrenOf(t reflect.Type) []int {
	if list, ok := children.Load(t); ok {
		return list.([]int)
	}
	list := []int{}
	for i := range t.NumField() {
		f := t.Field(i).Type
		for f.Kind() == reflect.Slice || f.Kind() == reflect.Pointer {
			f = f.Elem()
		}
		if (f.Kind() == reflect.Interface || f.Kind() == reflect.Struct) && f.PkgPath() == reflect.TypeFor[ast.Program]().PkgPath() && t.Field(i).Name != "DeclarationList" {
			list = append(list, i)
		}
	}
	children.Store(t, list)
	return list
}

// walk goes through a struct.
func (r *rewriter) walk(v reflect.Value) {
	for _, i := range childrenOf(v.Type()) {
		r.visit(v.Field(i))
	}
}

// visit goes through what a field leads to, and replaces expressions in it.
func (r *rewriter) visit(v reflect.Value) {
	switch v.Kind() {
	case reflect.Slice:
		for i := range v.Len() {
			r.visit(v.Index(i))
		}
	case reflect.Struct:
		r.walk(v)
	case reflect.Pointer:
		if !v.IsNil() {
			r.walk(v.Elem())
			r.node(v.Interface())
		}
	case reflect.Interface:
		if v.IsNil() {
			return
		}
		inner := v.Elem()
		if inner.Kind() == reflect.Pointer && inner.Elem().Kind() == reflect.Struct {
			r.walk(inner.Elem())
		}
		if x := r.node(inner.Interface()); x != nil {
			if n := reflect.ValueOf(x); n.Type().AssignableTo(v.Type()) {
				v.Set(n)
			}
		}
	}
}

// node changes a node, or returns another expression to stand for it.
func (r *rewriter) node(n any) ast.Expression {
	switch n := n.(type) {
	case *ast.YieldExpression:
		if n.Delegate && n.Argument != nil {
			n.Argument = r.call(hookDelegate, n.Argument)
		}
	case *ast.RegExpLiteral:
		return r.call(hookRegExp, n)
	case *ast.ObjectLiteral:
		for _, p := range n.Value {
			if s, ok := p.(*ast.SpreadElement); ok {
				s.Expression = r.call(hookSpread, s.Expression)
			}
		}
	case *ast.Binding:
		if p, ok := n.Target.(*ast.ObjectPattern); ok && p.Rest != nil && n.Initializer != nil {
			n.Initializer = r.call(hookSpread, n.Initializer)
			r.rest--
		}
	case *ast.ObjectPattern:
		if n.Rest != nil {
			r.rest++
		}
	case *ast.CatchStatement:
		if n.Body != nil {
			at := n.Body.LeftBrace
			r.used[hookCaught] = true
			call := &ast.CallExpression{Callee: r.identifier(hookCaught, at), LeftParenthesis: at, RightParenthesis: at}
			n.Body.List = append([]ast.Statement{&ast.ExpressionStatement{Expression: call}}, n.Body.List...)
		}
	case *ast.TemplateLiteral:
		if n.Tag == nil && len(n.Expressions) > templateParts {
			return r.template(n)
		}
	case *ast.AssignExpression:
		return r.assign(n)
	case *ast.BinaryExpression:
		if r.bigint {
			return r.binary(n)
		}
	}
	return nil
}

func (r *rewriter) template(n *ast.TemplateLiteral) ast.Expression {
	args := make([]ast.Expression, 0, len(n.Elements)+len(n.Expressions))
	for i, e := range n.Elements {
		args = append(args, &ast.StringLiteral{Idx: e.Idx, Literal: e.Literal, Value: e.Parsed})
		if i < len(n.Expressions) {
			args = append(args, n.Expressions[i])
		}
	}
	return r.call(hookTemplate, args...)
}

func (r *rewriter) assign(n *ast.AssignExpression) ast.Expression {
	if p, ok := n.Left.(*ast.ObjectPattern); ok && p.Rest != nil {
		n.Right = r.call(hookSpread, n.Right)
		if n.Operator == token.ASSIGN {
			r.rest--
		}
		return nil
	}
	if !r.bigint {
		return nil
	}
	h := hookMul
	switch n.Operator {
	case token.MULTIPLY:
	case token.EXPONENT:
		h = hookPow
	case token.SHIFT_LEFT:
		h = hookShift
	default:
		return nil
	}
	if left, ok := n.Left.(*ast.Identifier); ok {
		n.Right = r.call(h, &ast.Identifier{Name: left.Name, Idx: left.Idx}, n.Right)
		n.Operator = token.ASSIGN
		return nil
	}
	if h == hookMul {
		return r.call(hookResult, n)
	}
	// What is on the left is evaluated once; so the right side is held small.
	n.Right = r.call(hookShift, n.Right)
	return r.call(hookResult, n)
}

func (r *rewriter) binary(n *ast.BinaryExpression) ast.Expression {
	switch n.Operator {
	case token.MULTIPLY:
		return r.call(hookMul, n.Left, n.Right)
	case token.EXPONENT:
		return r.call(hookPow, n.Left, n.Right)
	case token.SHIFT_LEFT:
		return r.call(hookShift, n.Left, n.Right)
	case token.EQUAL, token.NOT_EQUAL, token.LESS, token.GREATER, token.LESS_OR_EQUAL, token.GREATER_OR_EQUAL:
		n.Left, n.Right = r.operand(n.Left), r.operand(n.Right)
	}
	return nil
}

// operand lets through what cannot be a long text.
func (r *rewriter) operand(x ast.Expression) ast.Expression {
	switch x.(type) {
	case *ast.NumberLiteral, *ast.NullLiteral, *ast.BooleanLiteral, *ast.StringLiteral:
		return x
	}
	return r.call(hookOperand, x)
}
