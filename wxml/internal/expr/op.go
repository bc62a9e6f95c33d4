package expr

import (
	"math"

	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/wxml/internal/slab"
)

// op is a compiled operation. Operations are small structs that hold their
// operands; they come from slabs, so an expression of ten nodes costs no
// allocation of its own, and evaluating one costs what calling a closure does.
type op interface {
	eval(*Env) value.Value
	// test is the truthiness of eval's value.
	test(*Env) bool
	touched(*Env) bool
	change(*Env) *value.Change
}

// assigner is an op that can name a place.
type assigner interface {
	assign(*Env) (root Ref, path value.Path, ok bool)
}

// code is the compiled form of a node.
type code struct {
	op op // nil for a constant
	// fixed is set for a constant, whose value is val.
	fixed bool
	val   value.Value
	// reads is set for what a change can touch.
	reads bool
	// assigns is set where op is an assigner that may name a place.
	assigns bool
}

// fixed is the code of a value known now.
func fixed(v value.Value) code { return code{fixed: true, val: v} }

// ops are the slabs of the operations.
type ops struct {
	consts        slab.Of[constOp]
	recent        [256]*constOp
	fieldOps      []*fieldOp // by index
	varOps        []*varOp
	modules       slab.Of[moduleOp]
	fields        slab.Of[fieldOp]
	vars          slab.Of[varOp]
	sites         slab.Of[siteOp]
	members       slab.Of[memberOp]
	elements      slab.Of[elementOp]
	calls         slab.Of[callOp]
	nots          slab.Of[notOp]
	unaries       slab.Of[unaryOp]
	maths         slab.Of[mathOp]
	equals        slab.Of[equalOp]
	strings       slab.Of[equalStringOp]
	compares      slab.Of[compareOp]
	numbers       slab.Of[compareNumberOp]
	lesses        slab.Of[lessOp]
	lessEquals    slab.Of[lessEqualOp]
	greaters      slab.Of[greaterOp]
	greaterEquals slab.Of[greaterEqualOp]
	rares         slab.Of[rareOp]
	ands          slab.Of[andOp]
	ors           slab.Of[orOp]
	nullishes     slab.Of[nullishOp]
	conds         slab.Of[condOp]
	adds          slab.Of[addOp]
	sums          slab.Of[sumOp]
	joins         slab.Of[joinOp]
	joinParts     slab.Of[joinPart]
	arrays        slab.Of[arrayOp]
	objects       slab.Of[objectOp]
	operands      slab.Of[op]
	arrayElems    slab.Of[arrayElem]
}

// of returns the operation of k, for use as an operand.
func (o *ops) of(k code) op {
	if k.op == nil {
		return o.constant(k.val)
	}
	return k.op
}

// constant returns the operation whose value is v, one that is there already
// where it was asked for a short time ago.
func (o *ops) constant(v value.Value) *constOp {
	h := uint32(v.Kind())
	f, number := v.AsNumber()
	if number {
		h = uint32(math.Float64bits(f) >> 44)
	} else if s, ok := v.AsString(); ok {
		h = slab.Hash(s)
	}
	at := &o.recent[h%uint32(len(o.recent))]
	if *at != nil && value.Identical((*at).v, v) {
		if g, _ := (*at).v.AsNumber(); !number || math.Signbit(f) == math.Signbit(g) { // -0 is not 0
			return *at
		}
	}
	*at = o.consts.Put(constOp{v})
	return *at
}

// pure makes the code of an operation without effects on its operands: a
// constant where they all are.
func pure(k op, operands ...code) code {
	fix, reads := true, false
	for i := range operands {
		fix = fix && operands[i].fixed
		reads = reads || operands[i].reads
	}
	if fix {
		var h failure
		v := k.eval(&Env{Host: &h})
		if !h { // else it fails at run time, where it is reported
			return fixed(v)
		}
	}
	return code{op: k, reads: reads}
}

// failure is a Host that remembers whether something went wrong.
type failure bool

func (*failure) Module(int) value.Value                 { return value.Value{} }
func (*failure) Member(value.Value, string) value.Value { return value.Value{} }
func (f *failure) Report(int, error)                    { *f = true }

func (*failure) CallMethod(value.Value, string, []value.Value) (value.Value, bool, error) {
	return value.Value{}, false, nil
}

// whole is the change of a value that is set as a whole where it is touched.
func whole(touched bool) *value.Change {
	if touched {
		return value.AllChanged()
	}
	return nil
}

// anyTouched reports whether one of the operands was set.
func anyTouched(e *Env, operands []op) bool {
	for _, o := range operands {
		if o.touched(e) {
			return true
		}
	}
	return false
}

// constOp is a value known at compile time.
type constOp struct{ v value.Value }

func (o *constOp) eval(*Env) value.Value     { return o.v }
func (o *constOp) test(*Env) bool            { return value.ToBool(o.v) }
func (o *constOp) touched(*Env) bool         { return false }
func (o *constOp) change(*Env) *value.Change { return nil }

// moduleOp reads a WXS module.
type moduleOp struct{ i int }

func (o *moduleOp) eval(e *Env) value.Value {
	if e.Host == nil {
		return value.Value{}
	}
	return e.Host.Module(o.i)
}
func (o *moduleOp) test(e *Env) bool          { return value.ToBool(o.eval(e)) }
func (o *moduleOp) touched(*Env) bool         { return false }
func (o *moduleOp) change(*Env) *value.Change { return nil }

// fieldOp reads a top-level field of the data.
type fieldOp struct{ i int }

func (o *fieldOp) eval(e *Env) value.Value {
	if uint(o.i) < uint(len(e.Fields)) {
		return e.Fields[o.i]
	}
	return value.Value{}
}
func (o *fieldOp) test(e *Env) bool {
	v := o.eval(e)
	if b, ok := v.AsBool(); ok {
		return b
	}
	return value.ToBool(v)
}

func (o *fieldOp) touched(e *Env) bool { return o.change(e) != nil }
func (o *fieldOp) change(e *Env) *value.Change {
	if uint(o.i) < uint(len(e.FieldChanges)) {
		return e.FieldChanges[o.i]
	}
	return nil
}
func (o *fieldOp) assign(*Env) (Ref, value.Path, bool) { return Ref{FieldRef, o.i}, nil, true }

// varOp reads a scope variable.
type varOp struct{ i int }

func (o *varOp) eval(e *Env) value.Value {
	if uint(o.i) < uint(len(e.Vars)) {
		return e.Vars[o.i]
	}
	return value.Value{}
}
func (o *varOp) test(e *Env) bool {
	v := o.eval(e)
	if b, ok := v.AsBool(); ok {
		return b
	}
	return value.ToBool(v)
}

func (o *varOp) touched(e *Env) bool { return o.change(e) != nil }
func (o *varOp) change(e *Env) *value.Change {
	if uint(o.i) < uint(len(e.VarChanges)) {
		return e.VarChanges[o.i]
	}
	return nil
}
func (o *varOp) assign(*Env) (Ref, value.Path, bool) { return Ref{VarRef, o.i}, nil, true }
