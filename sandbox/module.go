package sandbox

import (
	"errors"

	"github.com/dop251/goja"
)

// Require loads the module at a path of the package and returns its exports; a
// module that is loaded already is not run again. The path may lack its
// extension. The error is a [*NotFoundError], a [diag.List] when the file does
// not compile, or what the module threw; then it is not kept, and requiring it
// again runs it again. Loop only.
func (vm *VM) Require(path string) (goja.Value, error) {
	file, err := vm.scripts.Resolve("", "/"+cleanPath(path))
	if err != nil {
		return nil, err
	}
	exports, err := vm.load(file)
	return exports, vm.Error(err)
}

// load returns the exports of a resolved file. Errors are goja's.
func (vm *VM) load(file string) (exports goja.Value, err error) {
	if err := vm.guardKinds(vm.scripts.script(file).kinds); err != nil {
		return nil, err
	}
	exports, err = vm.modules.Require("/" + file)
	if err == nil {
		return exports, nil
	}
	var ex *goja.Exception
	if errors.As(err, &ex) {
		return nil, err
	}
	// The registry hides what a file that disappeared or cannot be read said.
	if cerr := vm.scripts.Compile(file); cerr != nil {
		return nil, cerr
	}
	return nil, err
}

// setRequire puts the function into the global require that goja_nodejs hands
// to every module. The prologue of a script calls it with the module, to get a
// require of its own, and with numbers, to get helpers; a call with a string
// requires from the root.
func (vm *VM) setRequire() {
	vm.modules = vm.scripts.registry.Enable(vm.rt)
	vm.SetGlobal("require", vm.Func("require", 1, func(c goja.FunctionCall) goja.Value {
		switch arg := c.Argument(0); {
		case goja.IsString(arg):
			return vm.require("", c)
		case goja.IsNumber(arg):
			return vm.helper(int(arg.ToInteger()))
		}
		return vm.requireOf(cleanPath(c.Argument(1).String()))
	}))
}

// helper returns one of the helpers of ES modules.
func (vm *VM) helper(i int) goja.Value {
	if i < 0 || i >= len(helpers) || helpers[i].make == nil {
		return nil
	}
	if vm.helpers[i] == nil {
		vm.helpers[i] = helpers[i].make(vm)
	}
	return vm.helpers[i]
}

// requireOf returns the require function of a file.
func (vm *VM) requireOf(from string) *goja.Object {
	f := vm.Func("require", 1, func(c goja.FunctionCall) goja.Value { return vm.require(from, c) })
	if vm.async == nil {
		vm.requires = make(map[*goja.Object]string)
		vm.async = vm.rt.CreateObject(f.Prototype())
		get := vm.Func("async", 0, vm.requireAsync)
		_ = vm.async.DefineAccessorProperty("async", get, nil, goja.FLAG_TRUE, goja.FLAG_TRUE)
	}
	_ = f.SetPrototype(vm.async)
	vm.requires[f] = from
	return f
}

// requireAsync returns require.async of a require function. It is an accessor of
// their prototype, because few files use it and a function costs a kilobyte.
func (vm *VM) requireAsync(c goja.FunctionCall) goja.Value {
	f, _ := c.This.(*goja.Object)
	from := vm.requires[f]
	return vm.Func("async", 1, func(c goja.FunctionCall) goja.Value {
		promise, resolve, reject := vm.rt.NewPromise()
		vm.later(from, c.Argument(0).String(),
			func(v goja.Value) error { return resolve(v) },
			func(v goja.Value) error { return reject(v) })
		return vm.rt.ToValue(promise)
	})
}

// require is require(path) and require(path, success, failure).
func (vm *VM) require(from string, c goja.FunctionCall) goja.Value {
	request := c.Argument(0).String()
	if len(c.Arguments) > 1 {
		call := func(i int) func(goja.Value) error {
			return func(v goja.Value) error {
				if _, ok := goja.AssertFunction(c.Argument(i)); !ok {
					return nil
				}
				_, err := vm.Call(c.Argument(i), nil, v)
				return err
			}
		}
		vm.later(from, request, call(1), call(2))
		return nil
	}
	exports, err := vm.requireFrom(from, request)
	if err != nil {
		vm.Throw(err)
	}
	return exports
}

func (vm *VM) requireFrom(from, request string) (goja.Value, error) {
	file, err := vm.scripts.Resolve(from, request)
	if err != nil {
		return nil, err
	}
	return vm.load(file)
}

// later requires in a turn of its own. A failure is {mod, errMsg}.
func (vm *VM) later(from, request string, success, failure func(goja.Value) error) {
	vm.Post(func() {
		exports, err := vm.requireFrom(from, request)
		if err == nil {
			vm.report(success(exports))
			return
		}
		res := vm.rt.NewObject()
		_ = res.Set("mod", request)
		_ = res.Set("errMsg", vm.Error(err).Error())
		vm.report(failure(res))
	})
}
