package expr

import "github.com/mica-go/mica/wxml/internal/slab"

// Parser reads the bindings of one file. Their nodes are allocated together, so
// they live as long as any of them. The zero Parser is ready; it belongs to one
// goroutine at a time.
type Parser struct {
	empties  slab.Of[Empty]
	idents   slab.Of[Ident]
	literals slab.Of[Literal]
	members  slab.Of[Member]
	indexes  slab.Of[Index]
	calls    slab.Of[Call]
	unaries  slab.Of[Unary]
	binaries slab.Of[Binary]
	conds    slab.Of[Cond]
	objects  slab.Of[Object]
	arrays   slab.Of[Array]
	args     slab.Of[Node]
	fields   slab.Of[Field]
	elems    slab.Of[Elem]
}

// Parse is the function [Parse] with nodes of the parser.
func (a *Parser) Parse(src string, pos int, ctx Context) (Node, int, []Diag) {
	start := max(0, min(pos, len(src)))
	p := parser{Parser: a, src: src, start: start, pos: start, ctx: ctx}
	if n := p.binding(); n != nil {
		return n, p.pos, p.diags
	}
	return a.empties.Put(Empty{At(start)}), p.resume(), p.diags
}
