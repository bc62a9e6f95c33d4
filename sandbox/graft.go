package sandbox

import (
	"cmp"
	"maps"
	"reflect"
	"slices"
	"sync"
	"unsafe"

	"github.com/dop251/goja"
	"github.com/dop251/goja/unistring"
)

// goja's built-in functions do not look at the interrupt while they run, and some
// allocate or loop as long as an argument says. Guards are put around them: in
// the function object itself, where goja keeps the Go function that it calls. So
// a guarded function is the same object, with the same name, length and
// attributes; what goja knows by identity stays known; and a guard costs one
// closure. Where goja makes built-in functions when they are first read, guards
// are put around them at that moment, so that a VM pays for what it uses.
//
// This reads goja's own structures. What they look like is checked by the types
// of their fields when the first VM is made; should another version of goja look
// otherwise, New fails.

type (
	native    = func(goja.FunctionCall) goja.Value
	construct = func([]goja.Value, *goja.Object) *goja.Object
	factory   = func(*goja.Runtime) goja.Value
)

// grafting says where goja keeps the Go functions of function objects, and the
// factories of the properties of built-in objects.
type grafting struct {
	ok   bool
	self reflect.StructField // of goja.Object
	// By the type of goja.Object.self.
	funcs     map[reflect.Type]offsets
	templates map[reflect.Type]uintptr // where the template is
	wrapped   uintptr                  // of a bound function: what it calls
	bound     reflect.Type
	property  reflect.Type // an own property with attributes, and where its functions are
	value     uintptr
	accessors [2]uintptr
	writable  [2]uintptr   // writable and configurable
	array     reflect.Type // an array, and where its elements and its length are
	elements  uintptr
	length    uintptr
	typed     lengthened   // a typed array
	text      lengthened   // a String object
	regexp    reflect.Type // a regular expression
	rx        struct{ source, pattern, standard, flags uintptr }
	mapper    uintptr // of goja.Runtime: the field name mapper, which stands for the VM
	machine   struct{ at, program, base, stack uintptr }
	callees   callees
	template  reflect.Type
	names     int    // field of the template: the names of its properties, in order
	props     [2]int // fields of the template: properties by name, by symbol

	// The templates with guards, by name of the object.
	hardened map[string]unsafe.Pointer
}

type offsets struct{ call, construct uintptr }

// gojaGrafting finds the layout.
var gojaGrafting = sync.OnceValue(func() (g *grafting) {
	g = &grafting{funcs: make(map[reflect.Type]offsets), templates: make(map[reflect.Type]uintptr), hardened: make(map[string]unsafe.Pointer)}
	defer func() {
		if recover() != nil {
			g.ok = false
		}
	}()
	rt := goja.New()
	g.self, g.ok = reflect.TypeFor[goja.Object]().FieldByName("self")
	mapper, found := reflect.TypeFor[goja.Runtime]().FieldByName("fieldNameMapper")
	g.ok = g.ok && found && mapper.Type == reflect.TypeFor[goja.FieldNameMapper]()
	g.mapper = mapper.Offset
	if !g.ok {
		return g
	}
	g.addMachine()
	run := func(src string) *goja.Object {
		v, err := rt.RunString(src)
		if err != nil {
			panic(err)
		}
		return v.(*goja.Object)
	}
	for _, src := range []string{"Array.prototype.map", "Map", "Date", "BigInt"} {
		g.addFunc(run(src))
	}
	g.addFunc(run("(function(){}).bind()"))
	g.addBound(run("(function(){}).bind()"))
	for _, src := range []string{"this", "Array.prototype", "BigInt"} {
		g.addTemplate(run(src))
	}
	g.addProperty(run("Object.defineProperty({}, 'a', {value: 1})"))
	g.addRegexp(run("/a/"))
	g.addLists(run("new Uint8Array(1)"), run("new String('a')"), run("[1]"))
	for name, edit := range hardenings {
		g.hardened[name] = g.harden(run(edit.object), edit)
	}
	return g
})

// inner returns goja's own object inside a goja.Object: its type, without the
// pointer, and where it is.
func (g *grafting) inner(o *goja.Object) (reflect.Type, unsafe.Pointer) {
	v := reflect.NewAt(g.self.Type, unsafe.Add(unsafe.Pointer(o), g.self.Offset)).Elem().Elem()
	if v.Kind() != reflect.Pointer {
		return nil, nil
	}
	return v.Type().Elem(), v.UnsafePointer()
}

// fieldAt returns where a field of a struct type is, also inside embedded structs,
// having checked its type.
func fieldAt(t reflect.Type, name string, want reflect.Type) uintptr {
	f, ok := t.FieldByName(name)
	if !ok || want != nil && f.Type != want {
		panic("goja: no field " + name)
	}
	var offset uintptr
	for _, i := range f.Index {
		offset += t.Field(i).Offset
		t = t.Field(i).Type
	}
	return offset
}

func (g *grafting) addFunc(o *goja.Object) {
	t, _ := g.inner(o)
	g.funcs[t] = offsets{fieldAt(t, "f", reflect.TypeFor[native]()), fieldAt(t, "construct", reflect.TypeFor[construct]())}
}

func (g *grafting) addBound(o *goja.Object) {
	g.bound, _ = g.inner(o)
	g.wrapped = fieldAt(g.bound, "wrapped", reflect.TypeFor[*goja.Object]())
}

func (g *grafting) addTemplate(o *goja.Object) {
	t, _ := g.inner(o)
	g.templates[t] = fieldAt(t, "tmpl", nil)
	f, _ := t.FieldByName("tmpl")
	g.template = f.Type.Elem()
	names, _ := g.template.FieldByName("propNames")
	g.names = names.Index[0]
	if names.Type != reflect.TypeFor[[]unistring.String]() {
		panic("goja: another kind of template")
	}
	keys := [2]reflect.Type{reflect.TypeFor[unistring.String](), reflect.TypeFor[*goja.Symbol]()}
	for i, name := range [2]string{"props", "symProps"} {
		p, _ := g.template.FieldByName(name)
		g.props[i] = p.Index[0]
		if p.Type.Key() != keys[i] || !reflect.TypeFor[factory]().ConvertibleTo(p.Type.Elem()) {
			panic("goja: another kind of template")
		}
	}
}

// addRegexp finds the pattern of a regular expression, and the six flags in it.
func (g *grafting) addRegexp(o *goja.Object) {
	g.regexp, _ = g.inner(o)
	g.rx.source = fieldAt(g.regexp, "source", reflect.TypeFor[goja.String]())
	g.rx.pattern = fieldAt(g.regexp, "pattern", nil)
	g.rx.standard = fieldAt(g.regexp, "standard", reflect.TypeFor[bool]())
	p, _ := g.regexp.FieldByName("pattern")
	g.rx.flags = fieldAt(p.Type.Elem(), patternFlags[0], reflect.TypeFor[bool]())
	for i, name := range patternFlags {
		if fieldAt(p.Type.Elem(), name, reflect.TypeFor[bool]()) != g.rx.flags+uintptr(i) {
			panic("goja: other flags")
		}
	}
}

// patternFlags are the flags as goja keeps them, one byte after the other.
var patternFlags = [6]string{"global", "ignoreCase", "multiline", "dotAll", "sticky", "unicode"}

// pattern returns the source and the flags of a regular expression; ok is false
// for other objects. standard points to whether goja may match it by itself.
func (g *grafting) pattern(o *goja.Object) (source goja.String, flags [6]bool, standard *bool, ok bool) {
	t, p := g.inner(o)
	if t != g.regexp {
		return nil, flags, nil, false
	}
	pattern := *(*unsafe.Pointer)(unsafe.Add(p, g.rx.pattern))
	if pattern == nil {
		return nil, flags, nil, false
	}
	return *(*goja.String)(unsafe.Add(p, g.rx.source)), *(*[6]bool)(unsafe.Add(pattern, g.rx.flags)), (*bool)(unsafe.Add(p, g.rx.standard)), true
}

func (g *grafting) addProperty(o *goja.Object) {
	t, p := g.inner(o)
	f, _ := t.FieldByName("values")
	values := reflect.NewAt(f.Type, unsafe.Add(p, f.Offset)).Elem()
	g.property = values.MapIndex(values.MapKeys()[0]).Elem().Type()
	g.value = fieldAt(g.property.Elem(), "value", reflect.TypeFor[goja.Value]())
	g.writable[0] = fieldAt(g.property.Elem(), "writable", reflect.TypeFor[bool]())
	g.writable[1] = fieldAt(g.property.Elem(), "configurable", reflect.TypeFor[bool]())
	g.accessors[0] = fieldAt(g.property.Elem(), "getterFunc", reflect.TypeFor[*goja.Object]())
	g.accessors[1] = fieldAt(g.property.Elem(), "setterFunc", reflect.TypeFor[*goja.Object]())
}

// addMachine finds where goja keeps the stack of values, the program that runs and
// where the arguments of the running call begin.
func (g *grafting) addMachine() {
	f, _ := reflect.TypeFor[goja.Runtime]().FieldByName("vm")
	g.machine.at = f.Offset
	t := f.Type.Elem()
	g.machine.program = fieldAt(t, "prg", reflect.TypeFor[*goja.Program]())
	g.machine.base = fieldAt(t, "sb", reflect.TypeFor[int]())
	g.machine.stack = fieldAt(t, "stack", nil)
	if s, _ := t.FieldByName("stack"); s.Type.Kind() != reflect.Slice || s.Type.Elem() != reflect.TypeFor[goja.Value]() {
		panic("goja: another kind of stack")
	}
}

// renamed puts something else in the place that a built-in function, which has just
// been called, has on goja's stack. goja needs it no more but for one thing: it reads
// its property name whenever it notes the stack of calls, for an exception as for an
// interrupt, and what the program has put there would run or be of any length. What
// stands there instead is kept in callee.
func (vm *VM) renamed(o *goja.Object, callee *goja.Value) {
	at, m := &vm.graft.machine, vm.machine
	if *(*unsafe.Pointer)(unsafe.Add(m, at.program)) != nil {
		return
	}
	stack, base := *(*[]goja.Value)(unsafe.Add(m, at.stack)), *(*int)(unsafe.Add(m, at.base))
	if base <= 0 || base > len(stack) || stack[base-1] != goja.Value(o) {
		return
	}
	if *callee == nil {
		*callee = vm.graft.calleeOf(o)
	}
	stack[base-1] = *callee
}

// callees are objects that have nothing but a name, for all VMs: goja only reads them.
type callees struct {
	sync.Mutex
	rt     *goja.Runtime
	byName map[string]goja.Value
}

// The names that are kept, and how long they are; other functions have none.
const (
	maxCallees    = 2000
	maxCalleeName = 64
)

// calleeOf returns an object with the name of a function.
func (g *grafting) calleeOf(o *goja.Object) goja.Value {
	s, ok := g.plainOwn(o, "name").(goja.String)
	if !ok || s.Length() > maxCalleeName {
		return goja.Undefined()
	}
	name := s.String()
	g.callees.Lock()
	defer g.callees.Unlock()
	callee := g.callees.byName[name]
	if callee != nil || len(g.callees.byName) == maxCallees {
		return cmp.Or(callee, goja.Undefined())
	}
	if g.callees.rt == nil {
		g.callees.rt, g.callees.byName = goja.New(), make(map[string]goja.Value)
	}
	made := g.callees.rt.CreateObject(nil)
	if made.Set("name", s) != nil {
		return goja.Undefined()
	}
	g.callees.byName[name] = made
	return made
}

// guard puts a guard around a function object; objects of other kinds stay as
// they are.
func (g *grafting) guard(o *goja.Object, call func(native) native, make func(construct) construct) {
	t, p := g.inner(o)
	at, ok := g.funcs[t]
	if !ok {
		return
	}
	if f := (*native)(unsafe.Add(p, at.call)); call != nil && *f != nil {
		*f = call(*f)
	}
	if f := (*construct)(unsafe.Add(p, at.construct)); make != nil && *f != nil {
		*f = make(*f)
	}
}

// eachOwn calls f for the functions among the own properties of an object that
// is no built-in with a template, accessors included.
func (g *grafting) eachOwn(o *goja.Object, f func(name string, o *goja.Object)) {
	for _, name := range o.GetOwnPropertyNames() {
		for _, v := range g.own(o, name) {
			f(name, v)
		}
	}
	for _, sym := range wellKnown {
		if v, ok := o.GetSymbol(sym).(*goja.Object); ok && v.ClassName() == "Function" {
			f(symbolName+sym.String(), v)
		}
	}
}

// wellKnown are the symbols under which goja keeps functions.
var wellKnown = [...]*goja.Symbol{goja.SymIterator, goja.SymMatch, goja.SymMatchAll, goja.SymReplace, goja.SymSearch, goja.SymSplit,
	goja.SymToPrimitive, goja.SymHasInstance}

// valuesOf returns where an object keeps its own properties by name.
func (g *grafting) valuesOf(o *goja.Object) map[unistring.String]goja.Value {
	t, p := g.inner(o)
	if t == nil {
		return nil
	}
	f, ok := t.FieldByName("values")
	if !ok || f.Type != reflect.TypeFor[map[unistring.String]goja.Value]() {
		return nil
	}
	var at uintptr
	for _, i := range f.Index {
		at += t.Field(i).Offset
		t = t.Field(i).Type
	}
	return *(*map[unistring.String]goja.Value)(unsafe.Add(p, at))
}

// plainOwn returns the value of an own property that is no accessor, else nil.
func (g *grafting) plainOwn(o *goja.Object, name unistring.String) goja.Value {
	v := g.valuesOf(o)[name]
	if v == nil || reflect.TypeOf(v) != g.property {
		return v
	}
	return *(*goja.Value)(unsafe.Add(reflect.ValueOf(v).UnsafePointer(), g.value))
}

// dense reports whether an array has neither holes nor accessors, so that
// nothing runs while it is read.
func (g *grafting) dense(o *goja.Object) bool {
	if t, _ := g.inner(o); t != g.array {
		return false
	}
	elements := g.elementsOf(o)
	if _, p := g.inner(o); len(elements) != int(*(*uint32)(unsafe.Add(p, g.length))) { // holes at the end
		return false
	}
	for _, v := range elements {
		if v == nil || reflect.TypeOf(v) == g.property {
			return false
		}
	}
	return true
}

// own returns the function that is an own property, or its accessors.
func (g *grafting) own(o *goja.Object, name string) (out []*goja.Object) {
	g.each(g.valuesOf(o)[unistring.NewFromString(name)], func(o *goja.Object) {
		if o.ClassName() == "Function" {
			out = append(out, o)
		}
	})
	return out
}

// boundTo returns what a bound function calls, nil for any other object.
func (g *grafting) boundTo(o *goja.Object) *goja.Object {
	t, p := g.inner(o)
	if t != g.bound {
		return nil
	}
	return *(**goja.Object)(unsafe.Add(p, g.wrapped))
}

// harden returns a copy of the template of a built-in object whose factories
// hand what they make to guard.
func (g *grafting) harden(o *goja.Object, edit hardening) unsafe.Pointer {
	t, p := g.inner(o)
	old := *(*unsafe.Pointer)(unsafe.Add(p, g.templates[t]))
	if _, ok := g.templates[t]; !ok {
		panic("goja: no template")
	}
	tmpl := reflect.New(g.template)
	tmpl.Elem().Set(reflect.NewAt(g.template, old).Elem())
	for _, i := range g.props {
		f := g.template.Field(i)
		props := reflect.NewAt(f.Type, unsafe.Add(tmpl.UnsafePointer(), f.Offset)).Elem()
		copied := reflect.MakeMapWithSize(f.Type, props.Len())
		for it := props.MapRange(); it.Next(); {
			var inner factory
			reflect.ValueOf(&inner).Elem().Set(it.Value().Convert(reflect.TypeFor[factory]()))
			name := symbolName
			if k, ok := it.Key().Interface().(unistring.String); ok {
				if name = k.String(); slices.Contains(edit.drop, name) {
					continue
				}
			}
			outer := func(rt *goja.Runtime) goja.Value {
				v := inner(rt)
				if vm := g.vmOf(rt); vm != nil {
					g.each(v, func(f *goja.Object) { edit.guard(vm, name, f) })
				}
				return v
			}
			copied.SetMapIndex(it.Key(), reflect.ValueOf(outer).Convert(f.Type.Elem()))
		}
		props.Set(copied)
	}
	names := (*[]unistring.String)(unsafe.Add(tmpl.UnsafePointer(), g.template.Field(g.names).Offset))
	*names = slices.DeleteFunc(slices.Clone(*names), func(n unistring.String) bool { return slices.Contains(edit.drop, n.String()) })
	g.addMembers(tmpl.Elem(), edit.add, names)
	return tmpl.UnsafePointer()
}

// addMembers adds functions to a template.
func (g *grafting) addMembers(tmpl reflect.Value, add map[string]member, names *[]unistring.String) {
	props := tmpl.Field(g.props[0])
	props = reflect.NewAt(props.Type(), props.Addr().UnsafePointer()).Elem()
	for _, name := range slices.Sorted(maps.Keys(add)) {
		key, m := unistring.NewFromString(name), add[name]
		if props.MapIndex(reflect.ValueOf(key)).IsValid() {
			continue // goja has it by now
		}
		made := func(rt *goja.Runtime) goja.Value {
			vm := g.vmOf(rt)
			if vm == nil {
				return goja.Undefined()
			}
			f := vm.Func(name, m.length, func(c goja.FunctionCall) goja.Value { return m.call(vm, c) })
			vm.guardFunc(f, nil)
			return g.hidden(f)
		}
		props.SetMapIndex(reflect.ValueOf(key), reflect.ValueOf(made).Convert(props.Type().Elem()))
		*names = append(*names, key)
	}
}

// hidden is the value of a property as built-in functions are: not enumerable.
func (g *grafting) hidden(v goja.Value) goja.Value {
	p := reflect.New(g.property.Elem())
	*(*goja.Value)(unsafe.Add(p.UnsafePointer(), g.value)) = v
	for _, at := range g.writable {
		*(*bool)(unsafe.Add(p.UnsafePointer(), at)) = true
	}
	return p.Interface().(goja.Value)
}

// symbolName stands for the name of a property whose key is a symbol.
const symbolName = "@@"

// each calls f for the object that is a property's value, or its accessors.
func (g *grafting) each(v goja.Value, f func(*goja.Object)) {
	if o, ok := v.(*goja.Object); ok {
		f(o)
		return
	}
	r := reflect.ValueOf(v)
	if !r.IsValid() || r.Type() != g.property {
		return
	}
	if o, ok := (*(*goja.Value)(unsafe.Add(r.UnsafePointer(), g.value))).(*goja.Object); ok {
		f(o)
	}
	for _, at := range g.accessors {
		if o := *(**goja.Object)(unsafe.Add(r.UnsafePointer(), at)); o != nil {
			f(o)
		}
	}
}

// plant gives a built-in object of a VM the template with guards. It must not
// have handed out properties yet.
func (g *grafting) plant(o *goja.Object, name string) {
	t, p := g.inner(o)
	if at, ok := g.templates[t]; ok {
		*(*unsafe.Pointer)(unsafe.Add(p, at)) = g.hardened[name]
	}
}

// templated reports whether goja fills an object when its properties are read.
func (g *grafting) templated(o *goja.Object) bool {
	t, _ := g.inner(o)
	_, ok := g.templates[t]
	return ok
}

// owner is the field name mapper of a runtime. It hides the fields and methods of
// Go values that goja wraps, such as what stands behind a URL; and by it guards
// find the VM of a runtime.
type owner struct{ vm *VM }

// FieldName implements goja.FieldNameMapper.
func (owner) FieldName(reflect.Type, reflect.StructField) string { return "" }

// MethodName implements goja.FieldNameMapper.
func (owner) MethodName(reflect.Type, reflect.Method) string { return "" }

func (g *grafting) vmOf(rt *goja.Runtime) *VM {
	o, _ := (*(*goja.FieldNameMapper)(unsafe.Add(unsafe.Pointer(rt), g.mapper))).(owner)
	return o.vm
}
