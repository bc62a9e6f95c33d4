package view

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

func receive(t *testing.T, v *View, m bridge.ToView) error {
	t.Helper()
	reply, err := v.Receive(m)
	if reply != nil {
		t.Errorf("%T was acknowledged", m)
	}
	return err
}

func pageIDs(pages []*Page) (ids []bridge.PageID) {
	for _, p := range pages {
		ids = append(ids, p.ID())
	}
	return ids
}

func TestPages(t *testing.T) {
	v := New(Config{MaxPages: 3})
	if v.Top() != nil || v.Page(1) != nil || len(v.Pages()) != 0 {
		t.Error("a new view has pages")
	}
	for _, id := range []bridge.PageID{1, 2, 3} {
		query := val(map[string]any{"id": "7"})
		if err := receive(t, v, &bridge.OpenPage{Page: id, Path: "pages/a", Query: query}); err != nil {
			t.Fatal(err)
		}
	}
	if err := receive(t, v, &bridge.Stack{Pages: []bridge.PageID{3, 1}}); err != nil {
		t.Fatal(err)
	}
	if got := pageIDs(v.Pages()); !slices.Equal(got, []bridge.PageID{3, 1, 2}) {
		t.Errorf("Pages are %v", got)
	}
	if got := pageIDs(v.Stack()); !slices.Equal(got, []bridge.PageID{3, 1}) {
		t.Errorf("Stack is %v", got)
	}
	p := v.Page(1)
	if v.Top() != p || !p.Visible() || v.Page(3).Visible() {
		t.Error("page 1 is not the visible one")
	}
	if p.Path() != "pages/a" || p.Query()["id"] != "7" || p.Seq() != 0 || p.Err() != nil || !p.Open() {
		t.Errorf("page 1 is wrong: %q %v", p.Path(), p.Query())
	}
	if err := receive(t, v, &bridge.ClosePage{Page: 1}); err != nil {
		t.Fatal(err)
	}
	if v.Page(1) != nil || p.Open() || p.Visible() || p.Root().Valid() || v.Top().ID() != 3 {
		t.Error("page 1 is not closed")
	}
	if q := (&Page{view: v}).Query(); q == nil || len(q) != 0 {
		t.Errorf("without parameters Query is %v", q)
	}
}

func TestBadMessages(t *testing.T) {
	tests := []struct {
		name string
		m    bridge.ToView
		want string
	}{
		{"nil", nil, "view: page 0: <nil> is no message to a view"},
		{"nil batch", (*bridge.Batch)(nil), "view: page 0: *bridge.Batch is no message to a view"},
		{"nil open", (*bridge.OpenPage)(nil), "view: page 0: *bridge.OpenPage is no message to a view"},
		{"nil close", (*bridge.ClosePage)(nil), "view: page 0: *bridge.ClosePage is no message to a view"},
		{"nil stack", (*bridge.Stack)(nil), "view: page 0: *bridge.Stack is no message to a view"},
		{"open twice", &bridge.OpenPage{Page: 1}, "view: page 1: the page is already open"},
		{"open 0", &bridge.OpenPage{}, "view: page 0: 0 is no page number"},
		{"open too many", &bridge.OpenPage{Page: 3}, "view: page 3: more than 2 pages are open"},
		{"close unknown", &bridge.ClosePage{Page: 9}, "view: page 9: the page is not open"},
		{"stack unknown", &bridge.Stack{Pages: []bridge.PageID{1, 9}}, "view: page 9: the page on the stack is not open"},
		{"stack twice", &bridge.Stack{Pages: []bridge.PageID{1, 2, 1}}, "view: page 1: the page is on the stack twice"},
		{"batch for unknown", &bridge.Batch{Page: 9, Seq: 1}, "view: page 9, batch 1: the page is not open"},
	}
	v := New(Config{MaxPages: 2})
	for _, m := range []bridge.ToView{&bridge.OpenPage{Page: 1}, &bridge.OpenPage{Page: 2}, &bridge.Stack{Pages: []bridge.PageID{2, 1}}} {
		if err := receive(t, v, m); err != nil {
			t.Fatal(err)
		}
	}
	for _, tt := range tests {
		err := receive(t, v, tt.m)
		if err == nil || err.Error() != tt.want {
			t.Errorf("%s: %v, want %s", tt.name, err, tt.want)
		}
	}
	if got := pageIDs(v.Stack()); !slices.Equal(got, []bridge.PageID{2, 1}) {
		t.Errorf("the stack became %v", got)
	}
	if err := receive(t, v, &bridge.Call{Name: "showToast"}); err != nil {
		t.Errorf("a call is not the view's matter: %v", err)
	}
}

func TestAcknowledge(t *testing.T) {
	s := open(t)
	reply, err := s.view.Receive(&bridge.Batch{Page: 1, Seq: 5})
	if err != nil || *reply != (bridge.Ack{Page: 1, Seq: 5}) || s.page.Seq() != 5 {
		t.Fatalf("%v %v", reply, err)
	}
	// Merged batches leave a gap.
	if _, err := s.view.Receive(&bridge.Batch{Page: 1, Seq: 9}); err != nil {
		t.Fatal(err)
	}
	if _, err := s.view.Receive(&bridge.Batch{Page: 1, Seq: 9}); err == nil || !strings.Contains(err.Error(), "after batch 9") {
		t.Fatal(err)
	}
}

// A page with everything: 1 root, 2 row, 3 row, 4 shadow of the component,
// 5 its content.
func rich(t testing.TB) *session {
	page := skel(1, []bridge.Node{el(-1, "view"), blocks(0), comp(0, "c-box"), text(0, "end")})
	row := skel(2, []bridge.Node{el(-1, "text"), text(0, "")}, hole(bridge.HoleText, 1), hole(bridge.HoleClass, 0))
	box := skel(3, []bridge.Node{el(-1, "view", class("in")), slot(0, ""), el(-1, "view"), slot(2, "b")})
	content := skel(4, []bridge.Node{el(-1, "view", slotAttr("b")), text(-1, "free")})
	return open(t,
		define(page), define(row), define(box), define(content),
		create(1, page, 0, 0), create(2, row, 1, 1, "one", "x"), create(3, row, 1, 1, "two", ""),
		component(1, 2, "comp/box"), shadow(create(4, box, 1, 2)), create(5, content, 1, 2),
		slots(4, 1, root(5, 1)), slots(4, 3, root(5, 0)),
	)
}

const richOutline = `
	view
	  text.x "one"
	  text "two"
	  <c-box> (comp/box)
	    view.in
	      slot "free"
	    view
	      slot "b"
	        view  slot=b
	  "end"`

func TestRich(t *testing.T) { rich(t).shows(richOutline) }

// Each broken batch is refused as a whole, with the place, and leaves no trace.
func TestBrokenBatches(t *testing.T) {
	s := rich(t)
	known := func(i bridge.InstanceID) *bridge.Skeleton { return s.page.table.get(i).skel.def }
	leaf := skel(9, []bridge.Node{el(-1, "view")})
	bad := func(nodes []bridge.Node, holes ...bridge.Hole) bridge.Op { return define(skel(20, nodes, holes...)) }
	tests := []struct {
		name string
		op   bridge.Op
		want string
	}{
		{"no skeleton", define(nil), "no skeleton"},
		{"skeleton 0", define(skel(0, nil)), "no number"},
		{"skeleton twice", define(skel(1, nil)), "skeleton 1 is already defined"},
		{"node kind", bad([]bridge.Node{{Kind: 99, Parent: -1}}), "unknown kind 99"},
		{"parent after", bad([]bridge.Node{el(0, "view")}), "node 0 has parent 0"},
		{"parent below -1", bad([]bridge.Node{el(-2, "view")}), "parent -2"},
		{"below text", bad([]bridge.Node{text(-1, ""), el(0, "view")}), "below node 0, which is no element"},
		{"below blocks", bad([]bridge.Node{blocks(-1), el(0, "view")}), "which is no element"},
		{"no tag", bad([]bridge.Node{el(-1, "")}), "node 0 has no tag"},
		{"hole beyond", bad([]bridge.Node{el(-1, "view")}, hole(bridge.HoleID, 1)), "hole 0 is at node 1 of 1"},
		{"hole before", bad([]bridge.Node{el(-1, "view")}, hole(bridge.HoleID, -1)), "node -1"},
		{"text hole of element", bad([]bridge.Node{el(-1, "view")}, hole(bridge.HoleText, 0)), "does not fit"},
		{"class hole of text", bad([]bridge.Node{text(-1, "")}, hole(bridge.HoleClass, 0)), "does not fit"},
		{"name hole of element", bad([]bridge.Node{el(-1, "view")}, hole(bridge.HoleName, 0)), "does not fit"},
		{"hole kind", bad([]bridge.Node{el(-1, "view")}, hole(99, 0)), "does not fit"},

		{"create of unknown skeleton", create(10, skel(77, nil), 1, 1), "its skeleton was never defined"},
		{"create of none", bridge.Op{Kind: bridge.OpCreate, Instance: 10, Parent: 1, At: 1}, "its skeleton was never defined"},
		{"create 0", create(0, leaf, 1, 1), "0 is no instance number"},
		{"create twice", create(2, leaf, 1, 1), "already an instance 2"},
		{"create below unknown", create(10, leaf, 99, 1), "no instance 99 to hold it"},
		{"create at element", create(10, leaf, 1, 0), "holds no instances"},
		{"create beyond", create(10, leaf, 1, 4), "node 4 of instance 1: there are 4 nodes"},
		{"create at -1", create(10, leaf, 1, -1), "node -1 of instance 1"},
		{"second root", create(10, leaf, 0, 0), "a root already, instance 1"},
		{"shadow without parent", shadow(create(10, leaf, 0, 0)), "a shadow root needs a parent"},
		{"root before", before(create(10, leaf, 0, 0), 2), "a root has no neighbours"},
		{"shadow before", before(shadow(create(10, leaf, 1, 2)), 5), "a root has no neighbours"},
		{"second shadow", shadow(create(10, leaf, 1, 2)), "has a shadow root already"},
		{"shadow of blocks", shadow(create(10, leaf, 1, 1)), "is no component and has no shadow root"},
		{"before unknown", before(create(10, leaf, 1, 1), 99), "instance 99 does not stand at node 1 of instance 1"},
		{"before elsewhere", before(create(10, leaf, 1, 1), 5), "instance 5 does not stand at node 1"},
		{"before a shadow root", before(create(10, leaf, 1, 2), 4), "instance 4 does not stand at node 2"},
		{"too few values", create(10, known(2), 1, 1, "a"), "1 values for the 2 holes of skeleton 2"},
		{"too many values", create(10, leaf, 1, 1, "a"), "1 values for the 0 holes"},
		{"text no string", create(10, known(2), 1, 1, 1, "c"), "hole 0 takes a string, not number"},
		{"class no list", create(10, known(2), 1, 1, "a", []any{1}), "hole 1 takes a string or an array"},
		{"class no pair", create(10, known(2), 1, 1, "a", []any{[]any{"a", "b", "c"}}), "hole 1 takes a string or an array"},
		{"class object", create(10, known(2), 1, 1, "a", map[string]any{}), "not object"},

		{"move unknown", move(99, 2), "there is no instance 99"},
		{"move the root", move(1, 0), "is a root and can't move"},
		{"move a shadow root", move(4, 0), "is a root and can't move"},
		{"move before itself", move(2, 2), "in front of itself"},
		{"move elsewhere", move(2, 5), "instance 5 does not stand at node 1"},
		{"remove unknown", remove(99), "there is no instance 99"},
		{"remove 0", remove(0), "there is no instance 0"},
		{"set unknown", set(99, 0, "a"), "there is no instance 99"},
		{"set beyond", set(2, 2, "a"), "hole 2 of instance 2: there are 2 holes"},
		{"set before", set(2, -1, "a"), "hole -1"},
		{"set no string", set(2, 0, true), "hole 0 takes a string, not boolean"},
		{"set undefined", set(2, 0, value.Undefined()), "not undefined"},
		{"component at element", component(1, 0, "x"), "is no component"},
		{"component beyond", component(1, 9, "x"), "there are 4 nodes"},

		{"slot at element", slots(4, 0), "is no slot"},
		{"slot beyond", slots(4, 9), "there are 4 nodes"},
		{"slot with unknown", slots(4, 1, root(99, 0)), "no instance 99 for the slot"},
		{"slot with node beyond", slots(4, 1, root(5, 2)), "there are 2 nodes"},
		{"slot with inner node", slots(4, 1, root(2, 1)), "is no root"},
		{"slot with a row", slots(4, 1, root(2, 0)), "is no content of the component"},
		{"slot in itself", slots(4, 1, root(4, 0)), "is no content of the component"},
		{"slot with its host's tree", slots(4, 1, root(1, 0)), "is no content of the component"},
		{"slot twice", slots(4, 1, root(5, 1), root(5, 1)), "stands in the slot twice"},

		{"layer 0", layer(1, 0, 0, "a"), "there is no layer 0"},
		{"layer of text", layer(2, 1, bridge.LayerWXSStyle, "a"), "has no class or style"},
		{"layer beyond", layer(2, 2, bridge.LayerWXSStyle, "a"), "there are 2 nodes"},
		{"style layer of array", layer(1, 0, bridge.LayerAnimation, []any{}), "takes a style string, not array"},
		{"class layer of string", layer(1, 0, bridge.LayerWXSAdd, "a"), "takes an array of names, not string"},
		{"class layer of numbers", layer(1, 0, bridge.LayerWXSRemove, []any{1}), "takes an array of names"},
		{"hover layer of string", layer(1, 0, bridge.LayerHover, "a"), "takes a class list, not string"},
		{"hover layer of triples", layer(1, 0, bridge.LayerHover, []any{[]any{"a", "b", "c"}}), "takes a class list, not array"},
		{"operation", bridge.Op{Kind: 99, Instance: 1}, "there is no operation of kind 99"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := rich(t)
			// Everything before the broken operation must be taken back.
			ops := []bridge.Op{
				define(leaf), create(8, leaf, 1, 1), set(2, 0, "changed"), virtual(component(1, 2, "comp/other")),
				layer(1, 0, bridge.LayerWXSStyle, "a:b"), move(3, 2),
				slots(4, 1, root(5, 0)), slots(4, 3, root(5, 1)),
			}
			for i := range ops {
				if ops[i].Kind == bridge.OpCreate {
					ops[i].Skeleton = leaf
				}
			}
			if sk := tt.op.Skeleton; sk != nil && tt.op.Kind == bridge.OpCreate && sk.ID == 2 {
				tt.op.Skeleton = s.page.table.get(2).skel.def
			}
			err := s.try(append(ops, tt.op, remove(1))...)
			var pe *PatchError
			if !errors.As(err, &pe) || !strings.Contains(pe.Reason, tt.want) {
				t.Fatalf("%v, want %q", err, tt.want)
			}
			if pe.Page != 1 || pe.Seq != 2 || pe.Op != len(ops) || pe.Kind != tt.op.Kind {
				t.Errorf("the place is wrong: %+v", pe)
			}
			s.shows(richOutline)
			if err := checkLinks(s.page); err != nil {
				t.Error(err)
			}
			if s.page.Seq() != 1 || s.page.Err() != err {
				t.Errorf("page: batch %d, error %v", s.page.Seq(), s.page.Err())
			}
			if err := s.try(); err == nil || !strings.Contains(err.Error(), "the page is frozen since view: page 1, batch 2, operation 8") {
				t.Errorf("a frozen page took a batch: %v", err)
			}
		})
	}
}

func TestErrorText(t *testing.T) {
	tests := []struct {
		err  error
		want string
	}{
		{&PatchError{Page: 3, Seq: 7, Op: 12, Kind: bridge.OpSet, Reason: "r"}, "view: page 3, batch 7, operation 12 (set): r"},
		{&PatchError{Page: 3, Seq: 7, Op: 12, Kind: 99, Reason: "r"}, "view: page 3, batch 7, operation 12: r"},
		{&PatchError{Page: 3, Seq: 7, Op: -1, Reason: "r"}, "view: page 3, batch 7: r"},
		{&SelectorError{"a b", 2, "r"}, `view: selector "a b", at 2: r`},
	}
	for _, tt := range tests {
		if got := tt.err.Error(); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}

func TestLimits(t *testing.T) {
	v := New(Config{MaxNodes: 10})
	if err := receive(t, v, &bridge.OpenPage{Page: 1}); err != nil {
		t.Fatal(err)
	}
	page := skel(1, []bridge.Node{blocks(-1)})
	row := skel(2, []bridge.Node{el(-1, "view"), text(0, "a"), text(0, "b")})
	for _, tt := range []struct {
		name string
		ops  []bridge.Op
		want string
	}{
		{"up to the limit", []bridge.Op{define(page), define(row), create(1, page, 0, 0), create(2, row, 1, 0), create(3, row, 1, 0)}, ""},
		{"exchange", []bridge.Op{remove(3), create(4, row, 1, 0)}, ""},
		{"one more", []bridge.Op{create(5, page, 1, 0)}, "the page has more than 10 nodes"},
	} {
		v.Page(1).err = nil
		_, err := v.Receive(&bridge.Batch{Page: 1, Seq: v.Page(1).Seq() + 1, Ops: tt.ops})
		if tt.want == "" && err != nil || tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want)) {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
	_, err := New(Config{MaxNodes: 2}).Receive(&bridge.Batch{})
	if err == nil {
		t.Error("a batch without a page was taken")
	}
	v.Page(1).err = nil
	_, err = v.Receive(&bridge.Batch{Page: 1, Seq: 9, Ops: []bridge.Op{define(skel(3, make([]bridge.Node, 7)))}})
	if err == nil || !strings.Contains(err.Error(), "the skeletons hold more than 10 nodes") {
		t.Error(err)
	}
}

// The same skeleton may come again, as from batches of two pages.
func TestDefineTwice(t *testing.T) {
	sk := skel(1, []bridge.Node{text(-1, "a")})
	s := open(t, define(sk), define(sk), create(1, sk, 0, 0))
	s.apply(define(sk))
	s.shows(`"a"`)
	if s.view.skeletonNodes != 2 {
		t.Errorf("%d nodes of skeletons", s.view.skeletonNodes)
	}
}
