package expr

import (
	"testing"

	"github.com/mica-go/mica/internal/value"
)

// testScope hands out fields in the order in which they are asked for.
type testScope struct {
	fields  *[]string
	vars    map[string]int
	modules map[string]int
}

func (s testScope) Resolve(name string) Ref {
	if i, ok := s.vars[name]; ok {
		return Ref{VarRef, i}
	}
	if i, ok := s.modules[name]; ok {
		return Ref{ModuleRef, i}
	}
	for i, f := range *s.fields {
		if f == name {
			return Ref{FieldRef, i}
		}
	}
	*s.fields = append(*s.fields, name)
	return Ref{FieldRef, len(*s.fields) - 1}
}

// parseOK parses the inside of a binding, which must have no errors.
func parseOK(t testing.TB, src string) Node {
	t.Helper()
	return parseIn(t, src, Context{})
}

func parseIn(t testing.TB, src string, ctx Context) Node {
	t.Helper()
	n, end, diags := Parse(src+"}}", 0, ctx)
	for _, d := range diags {
		if d.Severity > 0 && d.Code != CodeEmpty {
			t.Fatalf("{{%s}}: %d: %s [%s]", src, d.Offset, d.Message, d.Code)
		}
	}
	if end != len(src)+2 {
		t.Fatalf("{{%s}}: ends at %d of %d", src, end, len(src)+2)
	}
	return n
}

// compileIn compiles an expression and returns the names of its fields.
func compileIn(t testing.TB, src string, s testScope) (*Expr, []string) {
	t.Helper()
	if s.fields == nil {
		s.fields = new([]string)
	}
	x := Compile(parseOK(t, src), s)
	return x, *s.fields
}

// object returns a value from JSON.
func fromJSON(t testing.TB, text string) value.Value {
	t.Helper()
	v, err := value.ParseJSON([]byte(text))
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return v
}
