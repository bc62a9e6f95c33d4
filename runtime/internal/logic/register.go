package logic

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/internal/regex"
	"github.com/mica-go/mica/internal/value"
)

// part is what one Behavior, Component or Page call says, before the behaviors
// it lists are merged in.
type part struct {
	behaviors []*part
	builtin   []string

	props                    []*property
	data                     value.Value
	makeData                 func() value.Value // where data is a function, else nil
	methods                  []named
	fields                   []pageField
	observers                []*observer
	lifetimes, pageLifetimes map[string]goja.Value
	relations                []*relationDef
	external                 []string
	options                  *goja.Object
	export                   goja.Callable
	filter                   goja.Callable
	built
	isPage bool
}

type named struct {
	name string
	val  goja.Value
}

var lifetimeNames = []string{"created", "attached", "ready", "moved", "detached", "error"}

// readPart reads a definition object.
func (a *App) readPart(def *goja.Object, isPage bool) (*part, error) {
	p := &part{isPage: isPage, lifetimes: make(map[string]goja.Value), pageLifetimes: make(map[string]goja.Value)}
	if err := a.readBehaviors(p, def); err != nil {
		return nil, err
	}
	for _, name := range a.vm.Keys(def) {
		v := def.Get(name)
		if err := a.readField(p, name, v, isPage); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	if o := objectOf(def.Get("lifetimes")); o != nil && !isPage {
		for _, name := range a.vm.Keys(o) {
			p.lifetimes[name] = o.Get(name) // beats the old style of the same name
		}
	}
	return p, nil
}

func (a *App) readField(p *part, name string, v goja.Value, isPage bool) error {
	if isPage {
		return a.readPageField(p, name, v)
	}
	o := objectOf(v)
	switch name {
	case "properties":
		return a.readProps(p, o)
	case "data":
		return a.readData(p, v)
	case "methods":
		for _, m := range a.keysOf(o) {
			p.methods = append(p.methods, named{m, o.Get(m)})
		}
	case "observers":
		return a.readObservers(p, o)
	case "pageLifetimes":
		for _, m := range a.keysOf(o) {
			p.pageLifetimes[m] = o.Get(m)
		}
	case "relations":
		return a.readRelations(p, o)
	case "externalClasses":
		p.external = append(p.external, stringsOf(v)...)
	case "options":
		p.options = o
	case "export":
		p.export, _ = goja.AssertFunction(v)
	case "definitionFilter":
		p.filter, _ = goja.AssertFunction(v)
	default:
		if slices.Contains(lifetimeNames, name) {
			p.lifetimes[name] = v
		}
	}
	return nil
}

func (a *App) readPageField(p *part, name string, v goja.Value) error {
	switch name {
	case "data":
		return a.readData(p, v)
	case "options":
		p.options = objectOf(v)
	case "behaviors":
	default:
		if _, ok := goja.AssertFunction(v); ok {
			p.methods = append(p.methods, named{name, v})
		} else {
			p.fields = append(p.fields, pageField{name, v})
		}
	}
	return nil
}

func (a *App) readProps(p *part, o *goja.Object) error {
	for _, name := range a.keysOf(o) {
		v := o.Get(name)
		prop := newProperty(name)
		if t, ok := a.propTypeOf(v); ok {
			prop.typ, prop.initial = t, t.zero()
			p.props = append(p.props, prop)
			continue
		}
		spec := objectOf(v)
		if spec == nil {
			prop.initial = value.Null()
			p.props = append(p.props, prop)
			continue
		}
		for _, t := range itemsOfArray(spec.Get("optionalTypes")) {
			if k, ok := a.propTypeOf(t); ok {
				prop.optional = append(prop.optional, k)
			}
		}
		t, typed := a.propTypeOf(spec.Get("type"))
		if (!typed || t == anyType) && len(prop.optional) > 0 {
			t = prop.optional[0]
		}
		prop.typ, prop.initial = t, t.zero()
		if fn, ok := goja.AssertFunction(spec.Get("default")); ok {
			give, zero := a.maker(fn, "default of property "+name), t.zero()
			prop.def = func() value.Value {
				if v := give(); !v.IsUndefined() {
					return v
				}
				return zero
			}
		}
		prop.comparer, _ = goja.AssertFunction(spec.Get("comparer"))
		if init := spec.Get("value"); init != nil && !goja.IsUndefined(init) {
			d, err := a.vm.ToValue(init)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			prop.initial = d
		}
		if obs := spec.Get("observer"); obs != nil && !goja.IsUndefined(obs) && !goja.IsNull(obs) {
			prop.observer = obs
		}
		p.props = append(p.props, prop)
	}
	return nil
}

// propTypeOf tells the type that a constructor such as String names; null means
// any. Only the global of that name is looked at: goja makes each of them, with
// its methods, when it is first read.
func (a *App) propTypeOf(v goja.Value) (propType, bool) {
	if v == nil || goja.IsUndefined(v) {
		return anyType, false
	}
	if goja.IsNull(v) {
		return anyType, true
	}
	if o := objectOf(v); o != nil {
		name := o.Get("name")
		for t := stringType; t <= functionType; t++ {
			if name != nil && name.String() == t.String() {
				return t, v.SameAs(a.rt.Get(t.String()))
			}
		}
	}
	return anyType, false
}

func (a *App) readObservers(p *part, o *goja.Object) error {
	if o == nil {
		return nil
	}
	add := func(key string, fn goja.Value) error {
		paths, err := parseObserver(key)
		if err != nil {
			return err
		}
		p.observers = append(p.observers, &observer{paths: paths, fn: fn})
		return nil
	}
	if isArray(o) { // [{fields, observer}]
		for _, e := range itemsOfArray(o) {
			if e := objectOf(e); e != nil {
				fields := orUndefined(e.Get("fields"))
				if !fields.ToBoolean() {
					fields = a.rt.ToValue("**")
				}
				if list := stringsOf(fields); list != nil {
					fields = a.rt.ToValue(strings.Join(list, ","))
				}
				if err := add(fields.String(), e.Get("observer")); err != nil {
					return err
				}
			}
		}
		return nil
	}
	for _, key := range a.vm.Keys(o) {
		if err := add(key, o.Get(key)); err != nil {
			return err
		}
	}
	return nil
}

// readBehaviors reads the list of behaviors and lets their definition filters
// change the definition first (spec component §9.3).
func (a *App) readBehaviors(p *part, def *goja.Object) error {
	for _, v := range itemsOfArray(def.Get("behaviors")) {
		if s, ok := v.(goja.String); ok {
			p.builtin = append(p.builtin, s.String())
			continue
		}
		b := a.behaviorOf(v)
		if b == nil {
			return fmt.Errorf("behaviors: %v is no behavior", v)
		}
		p.behaviors = append(p.behaviors, b)
		if b.filter != nil {
			if _, err := b.filter(goja.Undefined(), def, a.filterArray(b)); err != nil {
				return err
			}
		}
	}
	return nil
}

// filterArray gives the definition filters of b's own behaviors, for b's filter
// to call.
func (a *App) filterArray(b *part) *goja.Object {
	fns := make([]any, len(b.behaviors))
	for k, child := range b.behaviors {
		fns[k] = a.vm.Func("definitionFilter", 1, func(call goja.FunctionCall) goja.Value {
			if child.filter != nil {
				if _, err := child.filter(goja.Undefined(), call.Argument(0), a.filterArray(child)); err != nil {
					a.vm.Throw(err)
				}
			}
			return goja.Undefined()
		})
	}
	return a.rt.NewArray(fns...)
}

// behaviorHandle carries a behavior behind the value that Behavior() returns.
type behaviorHandle struct {
	handle
	part *part
}

func (a *App) behaviorOf(v goja.Value) *part {
	if o, ok := v.(*goja.Object); ok {
		if h, ok := o.Export().(behaviorHandle); ok {
			return h.part
		}
	}
	return nil
}

// flatten gives the parts in the order in which they count: what is listed
// before, references before what refers to them. A part that is reached several
// times stands where it is reached last.
func (p *part) flatten() []*part {
	var out []*part
	seen := make(map[*part]bool)
	var walk func(*part)
	walk = func(p *part) {
		if seen[p] {
			return
		}
		seen[p] = true
		out = append(out, p)
		for _, b := range slices.Backward(p.behaviors) {
			walk(b)
		}
	}
	walk(p)
	slices.Reverse(out)
	return out
}

// firstOrder gives the parts in the order in which they are reached first, the
// order in which lifetimes and observers run.
func (p *part) firstOrder() []*part {
	var out []*part
	seen := make(map[*part]bool)
	var walk func(*part)
	walk = func(p *part) {
		if seen[p] {
			return
		}
		seen[p] = true
		for _, b := range p.behaviors {
			walk(b)
		}
		out = append(out, p)
	}
	walk(p)
	return out
}

// define merges a part and its behaviors into the definition of a component
// (spec component §9.1).
func (a *App) define(p *part, file *Component) (*definition, error) {
	d := &definition{path: file.Path, isPage: p.isPage, file: file, tmpl: file.Template,
		propBy: make(map[string]*property), methods: make(map[string]goja.Value), external: make(map[string]bool),
		lifetimes: make(map[string][]goja.Value), pageLifetimes: make(map[string][]goja.Value),
		parts: make(map[*part]bool), builtin: make(map[string]bool)}
	for _, x := range p.flatten() {
		d.parts[x] = true
		d.mergeParts(x)
		if x.makeData != nil {
			d.fresh = p.flatten()
		}
	}
	for _, x := range p.firstOrder() {
		d.observers = append(d.observers, x.observers...)
		for name, fn := range x.lifetimes {
			d.lifetimes[name] = append(d.lifetimes[name], fn)
		}
		for name, fn := range x.pageLifetimes {
			d.pageLifetimes[name] = append(d.pageLifetimes[name], fn)
		}
		if x.export != nil {
			d.export = x.export
		}
		d.inits, d.implements = append(d.inits, x.inits...), append(d.implements, x.implements...)
	}
	d.fields = p.fields
	if d.builtin["wx://form-field"] {
		d.addFormField()
	}
	for _, prop := range d.props {
		if prop.def != nil {
			d.fresh = p.flatten()
		}
	}
	if d.fresh == nil {
		data := value.NewObject()
		for _, x := range p.firstOrder() { // only the order of the fields comes from here
			mergeFields(data, x.data)
		}
		d.fill(data, p.flatten())
		d.shape, d.initial = data.Shape(), data.Values()
	}
	if err := a.applyOptions(d, p.options, file); err != nil {
		return nil, err
	}
	d.proto = a.rt.CreateObject(a.baseProto)
	for _, name := range d.names {
		if err := d.proto.DefineDataProperty(name, d.methods[name], goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// addFormField adds the properties that wx://form-field brings, unless the
// component has its own.
func (d *definition) addFormField() {
	name, val := newProperty("name"), newProperty("value")
	name.typ, name.initial, val.initial = stringType, value.String(""), value.Null()
	for _, prop := range []*property{name, val} {
		if d.propBy[prop.name] == nil {
			d.propBy[prop.name] = prop
			d.props = append(d.props, prop)
		}
	}
}

func (d *definition) mergeParts(x *part) {
	for _, prop := range x.props {
		if d.propBy[prop.name] == nil {
			d.props = append(d.props, prop)
		} else {
			d.props[slices.Index(d.props, d.propBy[prop.name])] = prop
		}
		d.propBy[prop.name] = prop
	}
	for _, m := range x.methods {
		if d.methods[m.name] == nil {
			d.names = append(d.names, m.name)
		}
		d.methods[m.name] = m.val
	}
	for _, name := range x.external {
		d.external[name] = true
	}
	for _, name := range x.builtin {
		d.builtin[name] = true
	}
	if len(x.relations) > 0 {
		again := make(map[string]bool, len(x.relations))
		for _, r := range x.relations {
			again[r.key] = true
		}
		d.relations = slices.DeleteFunc(d.relations, func(o *relationDef) bool { return again[o.key] })
		d.relations = append(d.relations, x.relations...)
	}
}

// applyOptions reads the options of the definition and of the component's
// JSON, which wins.
func (a *App) applyOptions(d *definition, o *goja.Object, file *Component) error {
	read := func(name string) value.Value {
		if v, ok := file.Options.Lookup(name); ok {
			return v
		}
		if o == nil {
			return value.Value{}
		}
		v := o.Get(name)
		out, err := a.vm.ToValue(v)
		if err != nil {
			return value.Value{}
		}
		return out
	}
	d.multipleSlots = value.ToBool(read("multipleSlots"))
	d.dynamicSlots = value.ToBool(read("dynamicSlots"))
	d.virtualHost = value.ToBool(read("virtualHost"))
	d.styleIsolation = value.Text(read("styleIsolation"))
	if d.styleIsolation == "" && value.ToBool(read("addGlobalClass")) {
		d.styleIsolation = "apply-shared"
	}
	a.tellIsolation(d, file)
	pattern, flags := value.Text(read("pureDataPattern")), ""
	if _, ok := file.Options.Lookup("pureDataPattern"); !ok && o != nil {
		if re := objectOf(o.Get("pureDataPattern")); re != nil && re.ClassName() == "RegExp" {
			pattern, flags = orUndefined(re.Get("source")).String(), orUndefined(re.Get("flags")).String()
		}
	}
	if pattern == "" {
		return nil
	}
	pure, err := pureData(pattern, flags)
	if err != nil {
		return fmt.Errorf("pureDataPattern: %w", err)
	}
	d.pure = pure
	return nil
}

// The limits of a pureDataPattern: steps for one name, and names remembered.
const (
	maxPureSteps = 100_000
	maxPureNames = 1000
)

// pureData returns the test for the names of pure data fields. A name that the
// pattern takes too long for is none.
func pureData(pattern, flags string) (func(name string) bool, error) {
	var f regex.Flags
	for flag, is := range map[string]regex.Flags{"i": regex.IgnoreCase, "m": regex.Multiline, "s": regex.DotAll} {
		if strings.Contains(flags, flag) {
			f |= is
		}
	}
	re, err := regex.Compile(pattern, f)
	if err != nil {
		return nil, err
	}
	known := make(map[string]bool)
	return func(name string) bool {
		pure, ok := known[name]
		if !ok {
			m := regex.Matcher{Budget: maxPureSteps}
			pure, err = m.Match(re, regex.Input{Units: value.ToUTF16(name)}, 0, false)
			pure = pure && err == nil
			if len(known) < maxPureNames {
				known[name] = pure
			}
		}
		return pure
	}, nil
}

func objectOf(v goja.Value) *goja.Object {
	o, _ := v.(*goja.Object)
	return o
}

func (a *App) keysOf(o *goja.Object) []string {
	if o == nil {
		return nil
	}
	return a.vm.Keys(o)
}

// itemsOfArray gives the elements of a JavaScript array, undefined for its holes;
// nil for anything else.
func itemsOfArray(v goja.Value) []goja.Value {
	o := objectOf(v)
	if o == nil || !isArray(o) {
		return nil
	}
	n := int(o.Get("length").ToInteger())
	out := make([]goja.Value, 0, min(n, 1024))
	for k := range min(n, value.MaxIndex) {
		out = append(out, orUndefined(o.Get(strconv.Itoa(k))))
	}
	return out
}

func stringsOf(v goja.Value) []string {
	var out []string
	for _, x := range itemsOfArray(v) {
		out = append(out, x.String())
	}
	return out
}
