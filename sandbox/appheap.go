package sandbox

import (
	"fmt"
	"reflect"
	"time"
	"unsafe"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/internal/value"
)

// What a program keeps from turn to turn is found out in two steps. Now and then
// a turn begins with a look at how much of the process's heap was alive after the
// last collection. When that has grown by as much as the program has left, the
// program's own objects are measured: so nobody pays for what a neighbour keeps.

// A look is taken every lookTurns turns, and no later than lookEvery after the
// one before: it costs two microseconds.
const (
	lookTurns = 64
	lookEvery = 100 * time.Millisecond
)

// keeping is what is known of what a program keeps.
type keeping struct {
	at    time.Time // of the last look
	turns int       // since then
	least uint64    // live in the process, at the least since the last measuring
	room  uint64    // by how much that may grow until the next
	// over is set when the program is found to keep too much: the turn ends where a
	// script next calls a function of the engine, and the VM with it. Turns without
	// such a place are let go, patience of them.
	over     *LimitError
	patience int
}

// overTurns is how many turns a program that keeps too much is let go on, so that
// the error gets a place.
const overTurns = 16

// lookAtKeeping is called when a turn begins.
func (vm *VM) lookAtKeeping() {
	k, limit := &vm.keeping, uint64(vm.limits.AppHeap)
	if k.over != nil {
		vm.turns.stop.Store(true)
		return
	}
	if k.turns++; k.turns < lookTurns && vm.turns.began.Sub(k.at) < lookEvery || limit >= unlimited {
		return
	}
	k.at, k.turns = vm.turns.began, 0
	_, live := heapBytes()
	if k.room == 0 { // the first turn
		k.least, k.room = live, limit
	}
	k.least = min(k.least, live)
	if live < k.least+k.room {
		return
	}
	vm.turns.pause() // this is not the program's time
	kept := vm.kept(int(limit))
	vm.turns.restart()
	if kept > int(limit) {
		k.over = &LimitError{Limit: LimitAppHeap, Max: fmt.Sprintf("%d MiB kept from turn to turn", limit>>20)}
		k.patience = overTurns
		vm.turns.stop.Store(true)
		return
	}
	k.least, k.room = live, max(limit-uint64(kept), limit/8)
}

// outOfPatience gives the error of a program that keeps too much and whose turns
// had no place for it.
func (k *keeping) outOfPatience() error {
	if k.over == nil || k.over.cause != nil {
		return nil
	}
	if k.patience--; k.patience > 0 {
		return nil
	}
	return k.over
}

// endKeeping interrupts a script of a program that keeps too much.
func (vm *VM) endKeeping() {
	if over := vm.keeping.over; over != nil {
		vm.turns.breach(vm.rt, over)
	}
}

// kept returns how many bytes the program's objects take, or a number above most
// if they take more than that.
func (vm *VM) kept(most int) int {
	m := &Kept{left: most, seen: make(map[uintptr]struct{}), plans: make(map[reflect.Type]*keptPlan)}
	m.visit(reflect.ValueOf(vm.rt))
	m.visit(reflect.ValueOf(vm.namespaces))
	if vm.modules != nil {
		m.inside(reflect.ValueOf(vm.modules).Elem())
	}
	for _, t := range vm.timers.heap {
		m.Script(t.fn)
		for _, arg := range t.args {
			m.Script(arg)
		}
	}
	if vm.cfg.Keeps != nil {
		vm.cfg.Keeps(m)
	}
	m.run()
	return most - m.left
}

// Kept is told by [Config.Keeps] what the host keeps for a program, besides what
// its scripts reach themselves.
type Kept struct {
	left  int
	seen  map[uintptr]struct{} // pointers, maps, slices and long texts
	work  []reflect.Value
	plans map[reflect.Type]*keptPlan
}

// keptPlan is what is known of a type.
type keptPlan struct {
	refers  bool  // a value of it refers to something that is counted
	belongs bool  // to the program
	fields  []int // of a struct, those that refer to something
	// key and elem hold what a walk over a map of the type comes to.
	key, elem reflect.Value
}

// Script counts a JavaScript value with everything that it reaches.
func (m *Kept) Script(v goja.Value) {
	if o, ok := v.(*goja.Object); ok {
		m.visit(reflect.ValueOf(o))
	}
}

// Value counts a value of the engine with everything inside it.
func (m *Kept) Value(v value.Value) {
	m.visit(reflect.ValueOf(v))
}

// run goes on until everything is counted, or too much.
func (m *Kept) run() {
	for len(m.work) > 0 && m.left >= 0 {
		v := m.work[len(m.work)-1]
		m.work = m.work[:len(m.work)-1]
		m.inside(v)
	}
}

// Of goja's own, what a Runtime or an Object refers to belongs to the program,
// but for what is shared between runtimes.
const gojaPath = "github.com/dop251/goja"

func belongs(t reflect.Type) bool {
	switch t.PkgPath() {
	case gojaPath:
		return t.Name() != "Program" && t.Name() != "objectTemplate"
	case "", "math/big", gojaPath + "/unistring", reflect.TypeFor[value.Array]().PkgPath():
		return true
	}
	return false
}

// first reports whether what is at a place has not been counted yet.
func (m *Kept) first(at uintptr) bool {
	if _, ok := m.seen[at]; ok || at == 0 {
		return false
	}
	m.seen[at] = struct{}{}
	return true
}

// shared is the length from which texts are counted once for each place they are
// at; shorter ones are counted wherever they occur.
const shared = 64

func (m *Kept) text(at uintptr, size int) {
	if size < shared || m.first(at) {
		m.left -= size
	}
}

var valueType = reflect.TypeFor[value.Value]()

// data counts a value.Value, which holds a text as a pointer and a length.
func (m *Kept) data(v reflect.Value) {
	ref := v.FieldByName("ref")
	if e := ref.Elem(); e.Kind() == reflect.Pointer && e.Type().Elem().Kind() == reflect.Uint8 {
		m.text(e.Pointer(), int(v.FieldByName("num").Uint()))
		return
	}
	m.visit(ref)
}

// visit counts what v refers to; what is inside of that comes later.
func (m *Kept) visit(v reflect.Value) {
	switch v.Kind() {
	case reflect.Interface:
		if e := v.Elem(); e.IsValid() {
			if e.Kind() != reflect.Pointer {
				m.left -= int(e.Type().Size())
			}
			if e.Kind() == reflect.Struct || e.Kind() == reflect.Array {
				m.work = append(m.work, e)
				return
			}
			m.visit(e)
		}
	case reflect.Pointer:
		if t := v.Type().Elem(); m.plan(t).belongs && m.first(v.Pointer()) {
			m.left -= int(t.Size())
			m.work = append(m.work, v.Elem())
		}
	case reflect.String:
		s := v.String()
		m.text(uintptr(unsafe.Pointer(unsafe.StringData(s))), len(s))
	case reflect.Slice:
		if m.first(v.Pointer()) {
			m.left -= v.Cap() * int(v.Type().Elem().Size())
			if m.plan(v.Type().Elem()).refers {
				m.work = append(m.work, v)
			}
		}
	case reflect.Map:
		if t := v.Type(); m.first(v.Pointer()) {
			m.left -= v.Len() * int(t.Key().Size()+t.Elem().Size()+1) * 4 / 3
			m.work = append(m.work, v)
		}
	case reflect.Struct, reflect.Array:
		m.inside(v)
	}
}

// inside visits the parts of v.
func (m *Kept) inside(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		if v.Type() == valueType {
			m.data(v)
			return
		}
		for _, i := range m.plan(v.Type()).fields {
			m.visit(v.Field(i))
		}
	case reflect.Slice, reflect.Array:
		for i := 0; i < v.Len() && m.left >= 0; i++ {
			m.visit(v.Index(i))
		}
	case reflect.Map:
		m.entries(v)
	default:
		m.visit(v)
	}
}

// entries visits what is in a map. The map of a field is taken by its address, so
// that its entries can be copied without an allocation for each.
func (m *Kept) entries(v reflect.Value) {
	t := v.Type()
	keys, elems := m.plan(t.Key()).refers, m.plan(t.Elem()).refers
	if !keys && !elems {
		return
	}
	if !v.CanAddr() || !small(t.Key()) || !small(t.Elem()) {
		for it := v.MapRange(); m.left >= 0 && it.Next(); {
			m.visit(it.Key())
			m.visit(it.Value())
		}
		return
	}
	p := m.plan(t)
	if !p.key.IsValid() {
		p.key, p.elem = reflect.New(t.Key()).Elem(), reflect.New(t.Elem()).Elem()
	}
	v = reflect.NewAt(t, unsafe.Pointer(v.UnsafeAddr())).Elem()
	for it := v.MapRange(); m.left >= 0 && it.Next(); {
		if keys {
			p.key.SetIterKey(it)
			m.visit(p.key)
		}
		if elems {
			p.elem.SetIterValue(it)
			m.visit(p.elem)
		}
	}
}

// small reports whether visit is done with a value of a type when it returns, but
// for what that points to.
func small(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Slice, reflect.Map, reflect.Struct, reflect.Array:
		return false
	}
	return true
}

func (m *Kept) plan(t reflect.Type) *keptPlan {
	p := m.plans[t]
	if p != nil {
		return p
	}
	p = &keptPlan{belongs: belongs(t)}
	m.plans[t] = p
	switch t.Kind() {
	case reflect.Interface, reflect.String, reflect.Slice, reflect.Map:
		p.refers = true
	case reflect.Pointer:
		p.refers = belongs(t.Elem())
	case reflect.Array:
		p.refers = m.plan(t.Elem()).refers
	case reflect.Struct:
		for i := range t.NumField() {
			if m.plan(t.Field(i).Type).refers {
				p.fields = append(p.fields, i)
			}
		}
		p.refers = len(p.fields) > 0
	}
	return p
}
