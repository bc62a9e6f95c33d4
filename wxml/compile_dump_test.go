package wxml

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/mica-go/mica/internal/value"
)

// compileFiles compiles a.wxml of a txtar-like list of files: name, source,
// name, source. Tags that begin with "c-" are components.
func compileFiles(t testing.TB, files ...string) (*Program, Diagnostics) {
	t.Helper()
	fsys := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		fsys[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	f := NewFiles(fsys)
	p, diags, err := f.Compile("a.wxml", Options{IsComponent: func(tag string) bool { return strings.HasPrefix(tag, "c-") }})
	if err != nil {
		t.Fatal(err)
	}
	checkProgram(t, p)
	return p, diags
}

// dumper writes blocks compactly:
//
//	tag[id="x" class=#0(a)]{...}   an element, hole 0 reads field a
//	"text" #1(b)                   texts
//	@c-x[p=(a)]<{...} x:{...}>     a component with content for the default slot and slot x
//	slot[name="n" v=(a)]           a slot
//	if(a){...}else{...}            $0 is variable slot 0, !0 a WXS module
//	for(list $0 $1 key){...}
//	use("t" (a))                   <template is>
//	let($0 (a))
type dumper struct {
	strings.Builder
	t *Template
	p *Program
	b *Block
}

func dumpProgram(p *Program) string {
	d := dumper{p: p}
	d.template(p.Main)
	seen := map[*Template]bool{p.Main: true}
	var visit func(b *Block)
	visit = func(b *Block) {
		for _, inner := range innerBlocks(b) {
			visit(inner)
		}
		for _, st := range b.Steps {
			if st.Kind != StepTemplate {
				continue
			}
			for _, t := range st.Use.Table.All() {
				if !seen[t] {
					seen[t] = true
					d.WriteString(" | " + t.Name + ": ")
					d.template(t)
					visit(t.Body)
				}
			}
		}
	}
	visit(p.Main.Body)
	return d.String()
}

// innerBlocks are the blocks right inside a block, of the same template.
func innerBlocks(b *Block) []*Block {
	var out []*Block
	for _, n := range b.Nodes {
		out = append(out, n.Contents...)
	}
	for _, st := range b.Steps {
		switch st.Kind {
		case StepIf:
			for _, br := range st.If.Branches {
				out = append(out, br.Body)
			}
		case StepFor:
			out = append(out, st.For.Body)
		}
	}
	return out
}

func (d *dumper) template(t *Template) {
	outer := d.t
	d.t = t
	d.block(t.Body)
	d.t = outer
}

func (d *dumper) block(b *Block) {
	outer := d.b
	d.b = b
	for i, st := range b.Steps {
		if st.Kind == StepLet {
			fmt.Fprintf(d, "let($%d %s)", st.Let.Slot, d.expr(st.Let.Value))
			if i+1 < len(b.Steps) || len(b.Nodes) > 0 {
				d.WriteString(" ")
			}
		}
	}
	d.children(-1)
	d.b = outer
}

func (d *dumper) children(parent int32) {
	first := true
	for i := range d.b.Nodes {
		if d.b.Nodes[i].Parent == parent {
			if !first {
				d.WriteString(" ")
			}
			first = false
			d.node(int32(i))
		}
	}
}

// expr writes what an expression reads, or its value where that is constant.
func (d *dumper) expr(x *Expr) string {
	if x.Const {
		if s, ok := x.Value().AsString(); ok {
			return strconv.Quote(s)
		}
		return value.ToString(x.Value())
	}
	var reads []string
	x.Fields.Each(func(i int) { reads = append(reads, d.t.Fields[i]) })
	for i := range 64 {
		if x.Vars&(1<<i) != 0 {
			reads = append(reads, "$"+strconv.Itoa(i))
		}
	}
	if x.Modules {
		reads = append(reads, "!")
	}
	return "(" + strings.Join(reads, " ") + ")"
}

func (d *dumper) node(i int32) {
	n := &d.b.Nodes[i]
	switch n.Kind {
	case TextNode:
		slot, text := "", strconv.Quote(n.Text)
		for k := range n.Attrs {
			if a := &n.Attrs[k]; a.Kind == AttrText {
				text = d.value(a)
			} else {
				slot = d.value(a) + "~"
			}
		}
		d.WriteString(slot + text)
		return
	case BlocksNode:
		d.place(i)
		return
	case ComponentNode:
		d.WriteString("@")
	}
	d.WriteString(n.Tag)
	d.attrs(i, n)
	if n.Kind == ComponentNode && len(n.Contents) > 0 {
		d.WriteString("<")
		for k, c := range n.Contents {
			if k > 0 {
				d.WriteString(" ")
			}
			if c.Content.Slot != nil {
				d.WriteString(d.expr(c.Content.Slot) + ":")
			}
			for _, v := range c.Content.Values {
				fmt.Fprintf(d, "%s=$%d:", v.Name, v.Slot)
			}
			d.braces(c)
		}
		d.WriteString(">")
	}
	if slices.ContainsFunc(d.b.Nodes, func(c BlockNode) bool { return c.Parent == i }) {
		d.WriteString("{")
		d.children(i)
		d.WriteString("}")
	}
}

func (d *dumper) braces(b *Block) {
	d.WriteString("{")
	d.block(b)
	d.WriteString("}")
}

var attrNames = map[AttrKind]string{AttrID: "id", AttrClass: "class", AttrStyle: "style", AttrSlot: "slot", AttrName: "name",
	AttrData: "data:", AttrMark: "mark:", AttrModel: "model:", AttrChange: "change:"}

func (d *dumper) attrs(i int32, n *BlockNode) {
	var out []string
	for k := range n.Attrs {
		a := &n.Attrs[k]
		out = append(out, attrNames[a.Kind]+a.Name+"="+d.value(a))
	}
	for _, e := range n.Events {
		a := Attr{Family: Event, Name: e.Type, Flags: e.Flags}
		out = append(out, a.written("")+"="+d.expr(e.Handler))
	}
	for _, name := range slices.Sorted(maps.Keys(n.Generics)) {
		out = append(out, "generic:"+name+"="+n.Generics[name])
	}
	for _, st := range d.b.Steps {
		if st.Kind == StepChange && st.Node == i {
			out = append(out, fmt.Sprintf("watch%d=%s%s", st.Seen, attrNames[st.Attr.Kind], st.Attr.Name))
		}
	}
	if out != nil {
		d.WriteString("[" + strings.Join(out, " ") + "]")
	}
}

func (d *dumper) value(a *BlockAttr) string {
	s := d.expr(a.Value)
	for _, t := range a.Toggles() {
		s += "+" + t.Name + "?" + d.expr(t.Value)
	}
	if a.Hole >= 0 {
		return fmt.Sprintf("#%d%s", a.Hole, s)
	}
	return s
}

func (d *dumper) place(i int32) {
	for _, st := range d.b.Steps {
		if st.Node != i {
			continue
		}
		switch st.Kind {
		case StepIf:
			for k, br := range st.If.Branches {
				switch {
				case br.Cond == nil:
					d.WriteString("else")
				case k > 0:
					d.WriteString("elif" + d.expr(br.Cond))
				default:
					d.WriteString("if" + d.expr(br.Cond))
				}
				d.braces(br.Body)
			}
		case StepFor:
			fmt.Fprintf(d, "for(%s $%d $%d", d.expr(st.For.List), st.For.Item, st.For.Index)
			if st.For.Key != "" {
				d.WriteString(" " + st.For.Key)
			}
			d.WriteString(")")
			d.braces(st.For.Body)
		case StepTemplate:
			d.WriteString("use(" + d.expr(st.Use.Name))
			if st.Use.Data != nil {
				d.WriteString(" " + d.expr(st.Use.Data))
			}
			d.WriteString(")")
		}
	}
}

// checkProgram verifies what the logic layer relies on.
func checkProgram(t testing.TB, p *Program) {
	t.Helper()
	seen := make(map[*Template]bool)
	var templates func(b *Block)
	check := func(tm *Template) {
		if seen[tm] {
			return
		}
		seen[tm] = true
		if tm.Body == nil {
			t.Fatalf("template %q has no body", tm.Name)
		}
		for i, name := range tm.Fields {
			if tm.Field(name) != i {
				t.Fatalf("field %q has two indexes", name)
			}
		}
		if tm.Vars > maxVars {
			t.Fatalf("%d variables", tm.Vars)
		}
		checkBlock(t, tm, p, tm.Body)
		templates(tm.Body)
	}
	templates = func(b *Block) {
		for _, inner := range innerBlocks(b) {
			templates(inner)
		}
		for _, st := range b.Steps {
			if st.Kind == StepTemplate {
				for _, tm := range st.Use.Table.All() {
					check(tm)
				}
			}
		}
	}
	check(p.Main)
}

func checkBlock(t testing.TB, tm *Template, p *Program, b *Block) {
	t.Helper()
	holes, places := make(map[int32]bool), make(map[int32]bool)
	var read FieldSet
	reads := func(x *Expr) {
		if x == nil {
			return
		}
		read.Or(&x.Fields)
		x.Fields.Each(func(i int) {
			if i >= len(tm.Fields) {
				t.Fatalf("field %d of %d", i, len(tm.Fields))
			}
		})
		if x.Vars&^b.Vars != 0 {
			t.Fatal("the block does not have all variables that it reads")
		}
	}
	for i := range b.Nodes {
		n := &b.Nodes[i]
		if n.Parent >= int32(i) || n.Parent < -1 || n.File == nil || n.At < 0 || int(n.At) >= len(n.File.Source) {
			t.Fatalf("node %d: parent %d, place %d", i, n.Parent, n.At)
		}
		if (n.Place >= 0) != (n.Kind == ComponentNode || n.Kind == SlotNode || n.Kind == BlocksNode) || places[n.Place] && n.Place >= 0 {
			t.Fatalf("node %d has place %d", i, n.Place)
		}
		places[n.Place] = true
		for k := range n.Attrs {
			a := &n.Attrs[k]
			if a.Value == nil || a.Hole >= 0 && (a.Const() || holes[a.Hole] || int(a.Hole) >= b.Holes) {
				t.Fatalf("attribute %s has hole %d", a.Name, a.Hole)
			}
			holes[a.Hole] = true
			reads(a.Value)
			for _, tg := range a.Toggles() {
				reads(tg.Value)
			}
		}
		for _, c := range n.Contents {
			if c.Content == nil {
				t.Fatal("content without a slot")
			}
		}
	}
	delete(holes, -1)
	if len(holes) != b.Holes {
		t.Fatalf("%d of %d holes", len(holes), b.Holes)
	}
	stepped := make(map[int32]bool)
	for i := range b.Steps {
		st := &b.Steps[i]
		if st.Kind == StepHole {
			delete(holes, st.Attr.Hole)
		}
		if st.Kind != StepLet && (st.Node < 0 || int(st.Node) >= len(b.Nodes)) {
			t.Fatalf("a step about node %d of %d", st.Node, len(b.Nodes))
		}
		stepped[st.Node] = true
		checkStep(t, tm, st, reads)
	}
	if len(holes) > 0 {
		t.Fatalf("no steps for the holes %v", holes)
	}
	for i := range b.Nodes {
		if b.Nodes[i].Place >= 0 && !stepped[int32(i)] {
			t.Fatalf("no step for node %d", i)
		}
	}
	for _, inner := range innerBlocks(b) {
		checkBlock(t, tm, p, inner)
		read.Or(&inner.Fields)
		if inner.Vars&^b.Vars != 0 {
			t.Fatal("the block does not have all variables that blocks inside read")
		}
	}
	read.Each(func(i int) {
		if !b.Fields.Has(i) {
			t.Fatalf("the block does not have field %q", tm.Fields[i])
		}
	})
}

func checkStep(t testing.TB, tm *Template, st *Step, reads func(*Expr)) {
	t.Helper()
	slots := []int{}
	switch st.Kind {
	case StepIf:
		for i, br := range st.If.Branches {
			if br.Body == nil || i == 0 && br.Cond == nil {
				t.Fatal("a branch without a body or a condition")
			}
			reads(br.Cond)
		}
	case StepFor:
		reads(st.For.List)
		slots = append(slots, st.For.Item, st.For.Index)
	case StepTemplate:
		reads(st.Use.Name)
		reads(st.Use.Data)
	case StepLet:
		reads(st.Let.Value)
		slots = append(slots, st.Let.Slot)
	case StepChange:
		reads(st.Observer)
	}
	for _, s := range slots {
		if s < 0 || s >= tm.Vars {
			t.Fatalf("variable slot %d of %d", s, tm.Vars)
		}
	}
}
