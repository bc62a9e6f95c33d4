package view

import (
	"fmt"
	"runtime"
	"testing"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// table is the table page with n rows that are there after each round.
type table1000 struct {
	*session
	row  *bridge.Skeleton
	next bridge.InstanceID
	live []bridge.InstanceID
}

func newTable(t testing.TB) *table1000 {
	page, row := tablePage()
	return &table1000{session: open(t, define(page), define(row), create(1, page, 0, 0)), row: row, next: 2}
}

// rows makes operations that create n rows, with fresh numbers.
func (b *table1000) rows(n int) []bridge.Op {
	ops := tableRows(b.row, n)
	b.live = b.live[:0]
	for i := range ops {
		ops[i].Instance = b.next
		b.live = append(b.live, b.next)
		b.next++
	}
	return ops
}

func (b *table1000) clear() []bridge.Op {
	var ops []bridge.Op
	for _, i := range b.live {
		ops = append(ops, remove(i))
	}
	b.live = b.live[:0]
	return ops
}

func (b *table1000) send(ops []bridge.Op) {
	b.seq++
	if _, err := b.view.Receive(&bridge.Batch{Page: 1, Seq: b.seq, Ops: ops}); err != nil {
		b.t.Fatal(err)
	}
}

func BenchmarkApplyCreate1000(b *testing.B) {
	t := newTable(b)
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		t.send(t.clear())
		ops := t.rows(1000)
		b.StartTimer()
		t.send(ops)
	}
}

func BenchmarkApplyClear1000(b *testing.B) {
	t := newTable(b)
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		t.send(t.rows(1000))
		ops := t.clear()
		b.StartTimer()
		t.send(ops)
	}
}

func BenchmarkApplyReplace1000(b *testing.B) {
	t := newTable(b)
	t.send(t.rows(1000))
	b.ReportAllocs()
	for b.Loop() {
		b.StopTimer()
		ops := append(t.clear(), t.rows(1000)...)
		b.StartTimer()
		t.send(ops)
	}
}

func BenchmarkApplySetOne(b *testing.B) {
	t := newTable(b)
	t.send(t.rows(1000))
	ops := []bridge.Op{set(t.live[500], 4, "label !")}
	b.ReportAllocs()
	for b.Loop() {
		t.send(ops)
	}
}

func BenchmarkApplySetAll1000(b *testing.B) {
	t := newTable(b)
	t.send(t.rows(1000))
	var ops []bridge.Op
	for _, i := range t.live {
		ops = append(ops, set(i, 4, "label !"))
	}
	b.ReportAllocs()
	for b.Loop() {
		t.send(ops)
	}
}

func BenchmarkApplySwap(b *testing.B) {
	t := newTable(b)
	t.send(t.rows(1000))
	x, y, z := t.live[1], t.live[2], t.live[998]
	there, back := []bridge.Op{move(x, z), move(z, y)}, []bridge.Op{move(z, 0), move(x, y)}
	t.send([]bridge.Op{move(t.live[999], z)}) // z is the last row now
	b.ReportAllocs()
	for b.Loop() {
		t.send(there)
		t.send(back)
	}
}

func BenchmarkApplyReverse1000(b *testing.B) {
	t := newTable(b)
	t.send(t.rows(1000))
	reversed := false
	var there, back []bridge.Op
	for i := range t.live[1:] {
		there = append(there, move(t.live[i+1], t.live[i]))
		back = append(back, move(t.live[999-i-1], t.live[999-i]))
	}
	b.ReportAllocs()
	for b.Loop() {
		if reversed = !reversed; reversed {
			t.send(there)
		} else {
			t.send(back)
		}
	}
}

func BenchmarkRead(b *testing.B) {
	t := newTable(b)
	t.send(t.rows(1000))
	root := t.page.Root()
	b.Run("Sum", func(b *testing.B) {
		for b.Loop() {
			root.Sum()
		}
	})
	b.Run("QueryAll", func(b *testing.B) {
		for b.Loop() {
			if all, err := root.QueryAll(".row .label"); err != nil || len(all) != 1000 {
				b.Fatal(len(all), err)
			}
		}
	})
	b.Run("HTML", func(b *testing.B) {
		for b.Loop() {
			htmlOf(b, root, HTMLOptions{})
		}
	})
	b.Run("JSON", func(b *testing.B) {
		for b.Loop() {
			root.JSON()
		}
	})
}

// TestAllocations holds the ceilings of the hottest operations. An
// acknowledgement is one allocation.
func TestAllocations(t *testing.T) {
	b := newTable(t)
	b.send(b.rows(1000))
	batch := &bridge.Batch{Page: 1}
	send := func() {
		b.seq++
		batch.Seq = b.seq
		if _, err := b.view.Receive(batch); err != nil {
			t.Fatal(err)
		}
	}
	var all []bridge.Op
	for _, i := range b.live {
		all = append(all, set(i, 4, "x"))
	}
	node := b.one(".label")
	tests := []struct {
		name string
		ops  []bridge.Op
		f    func()
		most float64
	}{
		{"set one", all[:1], send, 1},
		{"set 1000", all, send, 1},
		{"move", []bridge.Op{move(b.live[5], b.live[100]), move(b.live[5], b.live[6])}, send, 1},
		{"style layer", []bridge.Op{layer(b.live[0], 0, bridge.LayerWXSStyle, "a:b")}, send, 1},
		{"tag, id, style, parent", nil, func() {
			node.Tag()
			node.ID()
			node.Style()
			node.Parent()
			node.HasClass("x")
			node.Target()
		}, 0},
		{"sum of 10 001 nodes", nil, func() { b.page.Root().Sum() }, 30},
	}
	for _, tt := range tests {
		batch.Ops = tt.ops
		if got := testing.AllocsPerRun(20, tt.f); got > tt.most && !raceEnabled {
			t.Errorf("%s: %v allocations, at most %v", tt.name, got, tt.most)
		}
	}
	// 1000 rows of one block: 16 instances an allocation, and the map of those.
	fresh := 0
	got := testing.AllocsPerRun(1, func() {
		b := newTable(t)
		before := mallocs()
		b.send(tableRowsOnce)
		fresh = int(mallocs() - before)
	})
	if fresh > 120 {
		t.Errorf("creating 1000 rows: %d allocations of %v, at most 120", fresh, got)
	}
}

var _, rowOnce = tablePage()
var tableRowsOnce = tableRows(rowOnce, 1000)

func mallocs() uint64 {
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.Mallocs
}

// BenchmarkIdleMemory tells what an idle page of 500 nodes holds: 50 cards,
// each a component with a shadow tree, content and two slots.
func BenchmarkIdleMemory(b *testing.B) {
	page := skel(1, []bridge.Node{el(-1, "view"), blocks(0)})
	item := skel(2, []bridge.Node{comp(-1, "c-card")}, hole(bridge.HoleID, 0))
	card := skel(3, []bridge.Node{el(-1, "view"), el(0, "image"), el(0, "text"), text(2, ""), el(0, "view"), slot(4, ""), el(0, "view"), slot(6, "foot")},
		hole(bridge.HoleText, 3), hole(bridge.HoleAttr, 1, "src"), hole(bridge.HoleClass, 0))
	content := skel(4, []bridge.Node{el(-1, "text"), text(0, ""), el(-1, "text", slotAttr("foot")), text(2, "")}, hole(bridge.HoleText, 1), hole(bridge.HoleText, 3))
	s := value.String("x")
	for b.Loop() {
		const pages = 50
		var m1, m2 runtime.MemStats
		v := New(Config{})
		runtime.GC()
		runtime.ReadMemStats(&m1)
		for p := range bridge.PageID(pages) {
			_, _ = v.Receive(&bridge.OpenPage{Page: p + 1})
			ops := []bridge.Op{define(page), define(item), define(card), define(content), create(1, page, 0, 0)}
			for i := bridge.InstanceID(2); i < 152; i += 3 {
				ops = append(ops,
					bridge.Op{Kind: bridge.OpCreate, Instance: i, Skeleton: item, Parent: 1, At: 1, Values: []value.Value{s}},
					component(i, 0, "comp/card"),
					bridge.Op{Kind: bridge.OpCreate, Instance: i + 1, Skeleton: card, Parent: i, At: 0, Shadow: true, Values: []value.Value{s, s, s}},
					bridge.Op{Kind: bridge.OpCreate, Instance: i + 2, Skeleton: content, Parent: i, At: 0, Values: []value.Value{s, s}},
					slots(i+1, 5, root(i+2, 0)), slots(i+1, 7, root(i+2, 2)))
			}
			if _, err := v.Receive(&bridge.Batch{Page: p + 1, Seq: 1, Ops: ops}); err != nil {
				b.Fatal(err)
			}
		}
		runtime.GC()
		runtime.ReadMemStats(&m2)
		b.ReportMetric(float64(m2.HeapAlloc-m1.HeapAlloc)/pages/1024, "KB/page")
		b.ReportMetric(float64(v.Page(1).Root().Count()), "nodes/page")
		runtime.KeepAlive(v)
	}
}

func ExampleView() {
	v := New(Config{})
	sk := &bridge.Skeleton{ID: 1, Nodes: []bridge.Node{
		{Kind: bridge.NodeElement, Parent: -1, Tag: "view", Class: []bridge.Class{{Name: "hello"}}},
		{Kind: bridge.NodeText, Parent: 0},
	}, Holes: []bridge.Hole{{Kind: bridge.HoleText, Node: 1}}}
	for _, m := range []bridge.ToView{
		&bridge.OpenPage{Page: 1, Path: "pages/index/index"},
		&bridge.Stack{Pages: []bridge.PageID{1}},
		&bridge.Batch{Page: 1, Seq: 1, Ops: []bridge.Op{
			{Kind: bridge.OpDefine, Skeleton: sk},
			{Kind: bridge.OpCreate, Instance: 1, Skeleton: sk, Values: []value.Value{value.String("Hello")}},
		}},
	} {
		if _, err := v.Receive(m); err != nil {
			fmt.Println(err)
		}
	}
	n, _ := v.Top().Root().Query(".hello")
	fmt.Printf("%s at %v\n%s\n", n.Text(), n.Target(), v.Top().Root().JSON())
	// Output:
	// Hello at {1 1 0}
	// {"tag":"#root","is":"pages/index/index","shadow":[{"tag":"view","class":["hello"],"children":["Hello"]}]}
}
