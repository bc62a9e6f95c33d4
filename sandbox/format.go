package sandbox

import (
	"net/url"
	"regexp"
	"strconv"
	"strings"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/internal/value"
)

// The bounds of what the console shows of one value.
const (
	inspectDepth = 4
	inspectItems = 100
	inspectBytes = 16 << 10
)

// format joins the arguments of a console message with spaces: strings as they
// are, numbers and the like by String(), objects in a compact form. Where the
// first is a string, %s %d %i %f %j %o %O %c take the next argument, as in Node.
func (vm *VM) format(args []goja.Value) string {
	if len(args) == 0 {
		return ""
	}
	var b strings.Builder
	if s, ok := args[0].(goja.String); ok && strings.Contains(s.String(), "%") {
		args = vm.substitute(&b, s.String(), args[1:])
	} else {
		b.WriteString(vm.text(args[0]))
		args = args[1:]
	}
	for _, a := range args {
		b.WriteByte(' ')
		b.WriteString(vm.text(a))
		if b.Len() > vm.limits.LogBytes {
			break
		}
	}
	return b.String()
}

// substitute writes a format string and returns the arguments it has not used.
func (vm *VM) substitute(b *strings.Builder, format string, args []goja.Value) []goja.Value {
	for i := 0; i < len(format); i++ {
		if format[i] != '%' || i+1 == len(format) {
			b.WriteByte(format[i])
			continue
		}
		verb := format[i+1]
		if verb == '%' {
			b.WriteByte('%')
			i++
			continue
		}
		if len(args) == 0 || !strings.ContainsRune("sdifjoOc", rune(verb)) {
			b.WriteByte('%')
			continue
		}
		i++
		vm.check()
		switch a := args[0]; verb {
		case 's':
			b.WriteString(vm.text(a))
		case 'd', 'f':
			b.WriteString(value.FormatNumber(numberOf(a)))
		case 'i':
			b.WriteString(value.FormatNumber(float64(int64(numberOf(a)))))
		case 'j', 'o', 'O':
			b.WriteString(vm.inspect(a))
		}
		args = args[1:]
	}
	return args
}

// numberOf is Number(v) for primitives; objects and symbols are NaN.
func numberOf(v goja.Value) float64 {
	switch v.(type) {
	case *goja.Object, *goja.Symbol:
		return value.ParseNumber("NaN")
	}
	return v.ToFloat()
}

// text is a value as the console shows it at the top level: a string as it is,
// an error with its stack.
func (vm *VM) text(v goja.Value) string {
	switch v := v.(type) {
	case goja.String:
		return v.String()
	case *goja.Object:
		if v.ClassName() == "Error" {
			return vm.errorText(v) + vm.errorStack(v)
		}
	}
	return vm.inspect(v)
}

// stackPlace is the end of a line of goja's stacks: the place in the file and
// in the code of the machine.
var stackPlace = regexp.MustCompile(`^\tat (?:(.*) \()?/?(.*:\d+:\d+)\(\d+\)\)?$`)

// errorStack returns the stack of an error object, one line per call in a file.
func (vm *VM) errorStack(o *goja.Object) string {
	var stack string
	_ = vm.guard(func() {
		if s, ok := o.Get("stack").(goja.String); ok && s.Length() <= inspectBytes {
			stack = s.String()
		}
	})
	var b strings.Builder
	for line := range strings.SplitSeq(stack, "\n") {
		m := stackPlace.FindStringSubmatch(line)
		if m == nil || strings.HasPrefix(m[2], bootName) {
			continue
		}
		if file, err := url.PathUnescape(m[2]); err == nil {
			m[2] = file
		}
		if m[1] != "" {
			m[2] = m[1] + " (" + m[2] + ")"
		}
		b.WriteString("\n    at " + m[2])
	}
	return b.String()
}

// inspect shows a value in a compact form. It never fails and its length is
// bounded.
func (vm *VM) inspect(v goja.Value) string {
	in := inspector{vm: vm}
	if err := vm.guard(func() { in.value(v, 0) }); err != nil {
		in.b.WriteString("<error>")
	}
	return in.b.String()
}

type inspector struct {
	vm   *VM
	b    strings.Builder
	path []*goja.Object
}

func (in *inspector) value(v goja.Value, depth int) {
	switch v := v.(type) {
	case nil:
		in.b.WriteString("undefined")
	case *goja.Object:
		in.object(v, depth)
	case goja.String:
		s := v.String()
		if len(s) > inspectBytes {
			s = s[:inspectBytes]
		}
		in.b.WriteString(strconv.Quote(s))
	case *goja.Symbol:
		in.b.WriteString("Symbol(" + v.String() + ")")
	default:
		in.b.WriteString(v.String())
	}
}

func (in *inspector) object(o *goja.Object, depth int) {
	for _, p := range in.path {
		if p == o {
			in.b.WriteString("[Circular]")
			return
		}
	}
	in.path = append(in.path, o)
	defer func() { in.path = in.path[:len(in.path)-1] }()
	if isFunction(o) {
		in.b.WriteString("[Function" + prefixed(": ", in.field(o, "name")) + "]")
		return
	}
	class := o.ClassName()
	if isArrayProxy(o) {
		class = "Array"
	}
	switch class {
	case "Error":
		in.b.WriteString(in.vm.errorText(o))
	case "Date", "RegExp":
		in.b.WriteString(in.call(o, map[string]string{"Date": "toISOString", "RegExp": "toString"}[class]))
	case "Array":
		in.array(o, depth)
	default:
		in.fields(o, class, depth)
	}
}

// field returns a property if it is a string.
func (in *inspector) field(o *goja.Object, name string) string {
	if s, ok := o.Get(name).(goja.String); ok {
		return s.String()
	}
	return ""
}

// call returns the result of a method without arguments if it is a string.
func (in *inspector) call(o *goja.Object, name string) string {
	f, _ := goja.AssertFunction(o.Get(name))
	if f == nil {
		return "[object]"
	}
	v, err := f(o)
	if s, ok := v.(goja.String); ok && err == nil {
		return s.String()
	}
	return "[object]"
}

func (in *inspector) array(o *goja.Object, depth int) {
	n := int(o.Get("length").ToInteger())
	if depth >= inspectDepth && n > 0 {
		in.b.WriteString("[Array]")
		return
	}
	in.b.WriteByte('[')
	for i := range n {
		if i > 0 {
			in.b.WriteString(", ")
		}
		if i == inspectItems || in.b.Len() > inspectBytes {
			in.b.WriteString("… " + strconv.Itoa(n-i) + " more")
			break
		}
		in.value(o.Get(strconv.Itoa(i)), depth+1)
	}
	in.b.WriteByte(']')
}

func (in *inspector) fields(o *goja.Object, class string, depth int) {
	if name := in.className(o); name != "" && name != "Object" {
		in.b.WriteString(name + " ")
	} else if class != "Object" {
		in.b.WriteString(class + " ")
	}
	keys, more := in.keys(o)
	if depth >= inspectDepth && len(keys) > 0 {
		in.b.WriteString("{…}")
		return
	}
	in.b.WriteByte('{')
	for i, k := range keys {
		if i > 0 {
			in.b.WriteString(", ")
		}
		if i == inspectItems || in.b.Len() > inspectBytes {
			in.b.WriteString("… " + strconv.Itoa(len(keys)-i+more) + " more")
			break
		}
		in.b.WriteString(k + ": ")
		in.value(o.Get(k), depth+1)
	}
	in.b.WriteByte('}')
}

// keys returns the names of an object's properties, and how many more there are:
// a typed array has one for each element, of which only the first are made.
func (in *inspector) keys(o *goja.Object) (keys []string, more int) {
	n, typed := in.vm.typedLength(o)
	if !typed {
		return in.vm.Keys(o), 0
	}
	for i := range min(n, inspectItems+1) {
		keys = append(keys, strconv.Itoa(i))
	}
	return keys, n - len(keys)
}

// className returns the name of the object's constructor.
func (in *inspector) className(o *goja.Object) string {
	if proto := o.Prototype(); proto != nil {
		if ctor, ok := proto.Get("constructor").(*goja.Object); ok {
			return in.field(ctor, "name")
		}
	}
	return ""
}
