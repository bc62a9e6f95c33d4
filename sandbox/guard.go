package sandbox

import (
	"strings"
	"sync"

	"github.com/dop251/goja"
)

// The constructors of generator and async functions compile text too. They are
// reachable only from such functions, so they are replaced when a VM is about to
// run the first script that has one; most never do.
type funcKind uint8

const (
	generatorFuncs funcKind = 1 << iota
	asyncFuncs
)

// funcKinds returns which kinds of functions a script may make, judged by the
// text that esbuild has written. It may name too many, never too few: esbuild
// writes a binary * with spaces around it, and comments are gone.
func funcKinds(code string) (kinds funcKind) {
	if strings.Contains(code, "async") {
		kinds |= asyncFuncs
	}
	for rest := code; ; {
		i := strings.IndexByte(rest, '*')
		if i < 0 {
			return kinds
		}
		if i == 0 || rest[i-1] != ' ' || i+1 == len(rest) || rest[i+1] != ' ' {
			return kinds | generatorFuncs
		}
		rest = rest[i+1:]
	}
}

// asyncProgram and generatorProgram give one function of each kind.
var (
	asyncProgram = sync.OnceValue(func() *goja.Program {
		return goja.MustCompile(bootName, "(async function(){})", true)
	})
	generatorProgram = sync.OnceValue(func() *goja.Program {
		return goja.MustCompile(bootName, "(function*(){})", true)
	})
)

// forbidCodeGeneration removes eval and replaces the constructor of functions.
// The original is then reachable from nowhere.
func (vm *VM) forbidCodeGeneration(function *goja.Object) error {
	vm.SetGlobal("eval", vm.undef)
	ctor, err := vm.replaceConstructor("Function", function.Prototype())
	vm.function0 = ctor
	vm.SetGlobal("Function", ctor)
	return err
}

// guardKinds does the same for further kinds of functions.
func (vm *VM) guardKinds(kinds funcKind) error {
	if kinds &^= vm.guarded; kinds&asyncFuncs != 0 {
		vm.ensure("Promise")
		if err := vm.guardKind("AsyncFunction", asyncProgram()); err != nil {
			return err
		}
	}
	if kinds&generatorFuncs != 0 {
		if err := vm.guardKind("GeneratorFunction", generatorProgram()); err != nil {
			return err
		}
	}
	vm.guarded |= kinds
	return nil
}

func (vm *VM) guardKind(name string, program *goja.Program) error {
	v, err := vm.rt.RunProgram(program)
	if err != nil {
		return err
	}
	proto := v.(*goja.Object).Prototype()
	ctor, err := vm.replaceConstructor(name, proto)
	if err != nil {
		return err
	}
	if generators, ok := proto.Get("prototype").(*goja.Object); ok {
		vm.guardAll(generators, nil)
	}
	return ctor.SetPrototype(vm.function0)
}

// replaceConstructor gives a prototype of functions a constructor that compiles
// nothing.
func (vm *VM) replaceConstructor(name string, proto *goja.Object) (*goja.Object, error) {
	const no, yes = goja.FLAG_FALSE, goja.FLAG_TRUE
	ctor := vm.functionConstructor(name)
	if err := ctor.DefineDataProperty("prototype", proto, no, no, no); err != nil {
		return nil, err
	}
	writable := no
	if name == "Function" {
		writable = yes
	}
	return ctor, proto.DefineDataProperty("constructor", ctor, writable, yes, no)
}

// functionConstructor returns a constructor that compiles nothing. Function()
// gives an empty function and Function('return this') one that returns the
// global object; both are idioms of libraries. All else throws an EvalError.
func (vm *VM) functionConstructor(name string) *goja.Object {
	ctor := vm.rt.ToValue(func(c goja.ConstructorCall) *goja.Object {
		if name == "Function" {
			if len(c.Arguments) == 0 {
				return vm.Func("anonymous", 0, func(goja.FunctionCall) goja.Value { return nil })
			}
			if body, ok := c.Arguments[0].(goja.String); ok && len(c.Arguments) == 1 && isReturnThis(body) {
				return vm.Func("anonymous", 0, func(goja.FunctionCall) goja.Value { return vm.rt.GlobalObject() })
			}
		}
		panic(vm.NewError("EvalError", "code from strings is not allowed: "+name+"()"))
	}).(*goja.Object)
	vm.describeFunc(ctor, name, 1)
	vm.guardObject(ctor)
	return ctor
}

func isReturnThis(body goja.String) bool {
	if body.Length() > 64 {
		return false
	}
	return strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(body.String()), ";")) == "return this"
}
