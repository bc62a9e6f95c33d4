package view

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/wxss"
)

func sheetOf(t testing.TB, css string) *wxss.Sheet {
	t.Helper()
	sheet, diags := wxss.Parse("a.wxss", []byte(css), wxss.Options{})
	if diags.HasErrors() {
		t.Fatal(diags)
	}
	return sheet
}

// metaStyles are sheets in which everything depends on something else: positions, neighbours, emptiness, attributes,
// hosts, scopes, inheritance.
func metaStyles(t testing.TB) *Styles {
	page := sheetOf(t, `page{--p:1px}view{color:red}text{--t:var(--p,2px)}.a{color:blue}.b .a{opacity:.5}.c>view{z-index:1}.a+view{z-index:2}
		.b~text{z-index:3}view:empty{order:1}view:empty+view{order:2}view:first-child{order:3}view:nth-child(2n) text{order:4}
		:nth-last-child(2 of .a){order:5}#a{float:left}#a text{color:green}[src]{clear:left}[src="a"]~view{clear:both}
		.c{--p:3px}.c .c{--p:calc(var(--p) + 1px)}view:not(.a){flex-grow:2}.a :is(.b,.c)>view{flex-shrink:3}[class~=b]{width:1px}.a:last-child text::before{color:red}`)
	x := sheetOf(t, `:host{height:5px}.a{height:6px}.y{height:7px}view{height:8px}.b .a{height:9px}.a :empty{min-height:1px}`)
	y := sheetOf(t, `:host{height:15px}.a{height:16px}.y{height:17px}slot+view{top:1px}.a{color:inherit}.b{z-index:inherit;display:flex}`)
	return &Styles{
		Sheets: []wxss.ScopedSheet{{Sheet: x, Scope: 1, Origin: wxss.Author}, {Sheet: y, Scope: 2, Origin: wxss.Author}, {Sheet: page, Origin: wxss.Author}},
		Owners: map[string]StyleOwner{"comp/x": {1, []wxss.Scope{1}}, "comp/y": {2, []wxss.Scope{wxss.Shared, 2}}},
	}
}

// styleDump writes the style of every rendered node.
func styleDump(p *Page) string {
	var b strings.Builder
	var visit func(n Node, depth int)
	visit = func(n Node, depth int) {
		s := n.ComputedStyle()
		fmt.Fprintf(&b, "%*s%s", depth, "", n.Tag())
		if s == nil {
			b.WriteString(" nothing\n")
		} else {
			s.Each(func(name, value string) { fmt.Fprintf(&b, " %s:%s", name, value) })
			b.WriteByte('\n')
		}
		for _, c := range n.Rendered() {
			visit(c, depth+1)
		}
	}
	visit(p.Root(), 0)
	return b.String()
}

// Styles that are kept up to date through any batches are those that are worked out from nothing.
func TestStylesIncremental(t *testing.T) {
	styles := metaStyles(t)
	for seed := range uint64(150) {
		r := rand.New(rand.NewPCG(seed, 3))
		kept, fresh := open(t), open(t)
		kept.view.cfg.Styles = func(*Page) *Styles { return styles }
		fresh.view.cfg.Styles = kept.view.cfg.Styles
		g := &generator{pick: r.IntN, skels: fuzzSkeletons(), page: kept.page, next: 1}
		for _, sk := range g.skels {
			kept.apply(define(sk))
			fresh.apply(define(sk))
		}
		for batch := range 50 {
			var ops []bridge.Op
			for range 1 + r.IntN(6) {
				ops = append(ops, g.op())
			}
			if err := kept.try(ops...); err != nil {
				kept.page.err = nil // the state is good: go on
			}
			_ = fresh.try(cloneOps(ops)...)
			fresh.page.err, fresh.seq = nil, kept.seq
			switch r.IntN(4) {
			case 0:
				kept.page.Restyle()
			case 1:
				continue
			}
			got := styleDump(kept.page)
			fresh.page.styling = nil
			if want := styleDump(fresh.page); got != want {
				t.Fatalf("seed %d, batch %d: %s", seed, batch, firstDifference(got, want))
			}
		}
	}
}

// cloneOps copies what a view writes to.
func cloneOps(ops []bridge.Op) []bridge.Op {
	out := make([]bridge.Op, len(ops))
	for i, op := range ops {
		op.Values = append(op.Values[:0:0], op.Values...)
		out[i] = op
	}
	return out
}

func firstDifference(got, want string) string {
	a, b := strings.Split(got, "\n"), strings.Split(want, "\n")
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return fmt.Sprintf("line %d: kept up to date\n%s\nfrom nothing\n%s", i, a[i], b[i])
		}
	}
	return "one has more nodes"
}
