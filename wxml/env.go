package wxml

import (
	"github.com/mica-go/mica/internal/diag"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/wxml/internal/expr"
	"github.com/mica-go/mica/wxml/internal/wxs"
)

// Ref is what a name of a template stands for.
type Ref = expr.Ref

// The kinds of references.
const (
	FieldRef  = expr.FieldRef
	VarRef    = expr.VarRef
	ModuleRef = expr.ModuleRef
)

// NewWXS returns the context in which the WXS modules of one page live. It
// belongs to one goroutine at a time.
func NewWXS(cfg WXSConfig) *WXS { return wxs.NewContext(cfg) }

// Member reads a member of a value as [Host] has it: what the WXS library gives
// to text, numbers and lists.
func Member(v value.Value, name string) value.Value { return wxs.Get(v, name) }

// CallMethod calls a method of a value as [Host] has it: one of the WXS library,
// or a function of WXS code of the page.
func CallMethod(c *WXS, recv value.Value, name string, args []value.Value) (value.Value, bool, error) {
	return wxs.CallMethod(c, recv, name, args)
}

// Diagnostic makes a message about the byte offset pos of the file in which the
// node is written.
func (n *BlockNode) Diagnostic(pos int, message string) *Diagnostic {
	return diag.At(n.File.File, n.File.Source, pos, diag.Error, "", message)
}
