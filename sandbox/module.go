package sandbox

import (
	"fmt"
	"strings"

	"github.com/dop251/goja"
	"github.com/dop251/goja_nodejs/require"
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

// The registry of goja_nodejs keeps the modules of a VM: the cache, cycles, and
// that a module which throws is forgotten. What it loads for each file is one
// line that hands over to the VM, because it compiles files one by one under a
// lock and wants their text, where this package has programs that were compiled
// and checked before. Modules are known to it by these paths.
const modulePath = "/" + bootName + "/"

func newRegistry() *require.Registry {
	return require.NewRegistry(
		require.WithLoader(func(p string) ([]byte, error) {
			if strings.HasSuffix(p, ".map") {
				return nil, require.ModuleFileDoesNotExistError
			}
			return []byte("require(module,__filename)"), nil
		}),
		require.WithPathResolver(func(_, p string) string { return p }),
	)
}

// maxLoading is how many modules may be in the course of loading each other.
const maxLoading = 200

// load returns the exports of a resolved file. Errors are goja's.
func (vm *VM) load(file string) (goja.Value, error) {
	if vm.loading == maxLoading {
		return nil, vm.limitError(LimitCallDepth, fmt.Sprintf("%d modules loading each other", maxLoading))
	}
	if err := vm.scripts.script(file).err; err != nil {
		return nil, err
	}
	// The calls by which modules load each other are not those of the program.
	vm.loading++
	vm.rt.SetMaxCallStackSize(vm.limits.CallDepth + 8*vm.loading)
	defer func() {
		vm.loading--
		vm.rt.SetMaxCallStackSize(vm.limits.CallDepth + 8*vm.loading)
	}()
	// A suffix keeps the registry from treating some files in ways of its own.
	return vm.modules.Require(modulePath + file + ".js")
}

// setRequire puts the function that runs a module into the global require, which
// the registry hands to the one line that it loads for each. A script that calls
// it with a string requires from the root.
func (vm *VM) setRequire() {
	vm.modules = vm.scripts.registry.Enable(vm.rt)
	vm.SetGlobal("require", vm.Func("require", 1, func(c goja.FunctionCall) goja.Value {
		module, ok := c.Argument(0).(*goja.Object)
		if !ok {
			return vm.require("", c)
		}
		file := strings.TrimSuffix(strings.TrimPrefix(c.Argument(1).String(), modulePath), ".js")
		if err := vm.runModule(file, module); err != nil {
			vm.Throw(err)
		}
		return nil
	}))
}

// runModule runs a file for the first time. Errors are goja's.
func (vm *VM) runModule(file string, module *goja.Object) error {
	f := vm.scripts.script(file)
	switch {
	case f.err != nil:
		return f.err
	case f.program == nil:
		return module.Set("exports", vm.ToJS(f.json))
	}
	if err := vm.guardKinds(f.kinds); err != nil {
		return err
	}
	vm.declare(f.assigns)
	v, err := vm.rt.RunProgram(f.program)
	if err != nil {
		return err
	}
	exports := module.Get("exports")
	args := append(make([]goja.Value, 0, 8), exports, vm.undef, module)
	if f.requires {
		args[1] = vm.requireOf(file)
	}
	for _, i := range f.params {
		args = append(args, vm.helper(i))
	}
	for _, h := range f.hooks {
		args = append(args, vm.hookOf(h))
	}
	call, _ := goja.AssertFunction(v)
	_, err = call(exports, args...)
	return err
}

// helper returns one of the helpers of ES modules.
func (vm *VM) helper(i int) goja.Value {
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
	success, failure := c.Argument(1), c.Argument(2) // the slice is the VM's stack
	if isFunction(success) || isFunction(failure) {
		vm.later(from, request, vm.callback(success), vm.callback(failure))
		return nil
	}
	exports, err := vm.requireFrom(from, request)
	if err != nil {
		vm.Throw(err)
	}
	return exports
}

// callback returns a Go function that calls f, or does nothing if f cannot be
// called.
func (vm *VM) callback(f goja.Value) func(goja.Value) error {
	return func(v goja.Value) error {
		if !isFunction(f) {
			return nil
		}
		_, err := vm.Call(f, nil, v)
		return err
	}
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
