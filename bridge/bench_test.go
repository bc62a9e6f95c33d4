package bridge_test

import (
	"context"
	"fmt"
	"os"
	"slices"
	"testing"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/runtime"
)

// textSets is 1000 updates of a text, as a list page makes them: the texts are
// new each time, their words are not.
func textSets(n int) *bridge.Batch {
	b := &bridge.Batch{Page: 1, Seq: 1}
	for i := range n {
		b.Ops = append(b.Ops, bridge.Op{Kind: bridge.OpSet, Instance: bridge.InstanceID(2 + i), At: 4, Value: value.String(fmt.Sprintf("tiny amber lamp %d", i*7919%1000))})
	}
	return b
}

// plainSets is 1000 updates of numbers and of class names that are known.
func plainSets(n int) *bridge.Batch {
	b := &bridge.Batch{Page: 1, Seq: 1}
	for i := range n {
		v := value.Int(i * 31)
		if i%2 == 0 {
			v = value.String([]string{"row", "row row-on", "busy"}[i%3])
		}
		b.Ops = append(b.Ops, bridge.Op{Kind: bridge.OpSet, Instance: bridge.InstanceID(2 + i), At: 1, Value: v})
	}
	return b
}

// tableBatches are the batches of the table page's first render with n rows.
func tableBatches(tb testing.TB, n int) []*bridge.Batch {
	tb.Helper()
	var batches []*bridge.Batch
	pkg, err := runtime.Loader{Component: "index"}.Load(os.DirFS("../testdata/bench/table"))
	if err != nil {
		tb.Skipf("the table page does not load: %v", err)
	}
	m, err := pkg.Mount(context.Background(), runtime.Config{OnBatch: func(b *bridge.Batch) { batches = append(batches, clone(b)) }}, nil, false)
	if err != nil {
		tb.Skipf("the table page does not start: %v", err)
	}
	tb.Cleanup(func() { m.Close() })
	if _, err := m.Page().Call(context.Background(), "create", n); err != nil {
		tb.Fatal(err)
	}
	return batches
}

func workloads(tb testing.TB) map[string][]*bridge.Batch {
	return map[string][]*bridge.Batch{"plain-1000": {plainSets(1000)}, "text-1000": {textSets(1000)}, "table-1000": tableBatches(tb, 1000)}
}

func countOps(batches []*bridge.Batch) (n int) {
	for _, b := range batches {
		n += len(b.Ops)
	}
	return n
}

func encodeAll(tb testing.TB, e *bridge.Encoder, batches []*bridge.Batch) (out [][]byte, size int) {
	for _, b := range batches {
		data, err := e.ToView(nil, b)
		if err != nil {
			tb.Fatal(err)
		}
		out = append(out, data)
		size += len(data)
	}
	return out, size
}

func report(b *testing.B, ops, size int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(ops), "ns/patch")
	b.ReportMetric(float64(size)/float64(ops), "bytes/patch")
}

// One connection: the tables are full after the first round.
func BenchmarkEncode(b *testing.B) {
	for name, batches := range workloads(b) {
		b.Run(name, func(b *testing.B) {
			var e bridge.Encoder
			var buf []byte
			size := 0
			b.ReportAllocs()
			for b.Loop() {
				size = 0
				for _, batch := range batches {
					var err error
					if buf, err = e.ToView(buf[:0], batch); err != nil {
						b.Fatal(err)
					}
					size += len(buf)
				}
			}
			report(b, countOps(batches), size)
		})
	}
}

// A connection's first messages.
func BenchmarkEncodeFirst(b *testing.B) {
	for name, batches := range workloads(b) {
		b.Run(name, func(b *testing.B) {
			size := 0
			b.ReportAllocs()
			for b.Loop() {
				_, size = encodeAll(b, new(bridge.Encoder), batches)
			}
			report(b, countOps(batches), size)
		})
	}
}

func BenchmarkDecode(b *testing.B) {
	for name, batches := range workloads(b) {
		b.Run(name, func(b *testing.B) {
			frames, size := encodeAll(b, new(bridge.Encoder), batches)
			b.ReportAllocs()
			for b.Loop() {
				d := bridge.NewDecoder(bridge.Limits{})
				for _, f := range frames {
					if _, err := d.ToView(f); err != nil {
						b.Fatal(err)
					}
				}
			}
			report(b, countOps(batches), size)
		})
	}
}

// What a page costs the port that can send it again.
func BenchmarkMirror(b *testing.B) {
	batches := tableBatches(b, 1000)
	b.ReportAllocs()
	for b.Loop() {
		var m bridge.Mirror
		_ = m.Receive(&bridge.OpenPage{Page: batches[0].Page})
		for _, batch := range batches {
			if err := m.Receive(batch); err != nil {
				b.Fatal(err)
			}
		}
	}
	report(b, countOps(batches), 0)
}

func TestEncodeAllocatesNothing(t *testing.T) {
	small := &bridge.Batch{Page: 1, Seq: 3, Ops: slices.Concat(plainSets(3).Ops, textSets(3).Ops, []bridge.Op{
		{Kind: bridge.OpMove, Instance: 5, Before: 9}, {Kind: bridge.OpRemove, Instance: 7},
		{Kind: bridge.OpCreate, Skeleton: &bridge.Skeleton{ID: 1, Holes: make([]bridge.Hole, 2)}, Instance: 90, Values: []value.Value{value.String("item 7"), value.Number(1.5)}},
		{Kind: bridge.OpSlot, Instance: 5, Roots: []bridge.Root{{Instance: 90}}}, {Kind: bridge.OpComponent, Instance: 90, Path: "comp/x"},
	})}
	event := &bridge.Event{Page: 1, Instance: 4, Type: "tap", Detail: value.FromObject(value.ObjectOf(value.NewShape("x", "y"), []value.Value{value.Int(4), value.Number(7.25)}))}
	var view, logic bridge.Encoder
	var buf []byte
	run := func() {
		var err error
		if buf, err = view.ToView(buf[:0], small); err == nil {
			buf, err = logic.ToLogic(buf[:0], event)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	run()
	if n := testing.AllocsPerRun(100, run); n != 0 {
		t.Errorf("encoding a small batch and an event allocates %v times", n)
	}
}

// A decoded batch takes its operations, one slab of values and its new texts.
func TestDecodeAllocations(t *testing.T) {
	var e bridge.Encoder
	first, err := e.ToView(nil, textSets(100))
	if err != nil {
		t.Fatal(err)
	}
	again, err := e.ToView(nil, textSets(100))
	if err != nil {
		t.Fatal(err)
	}
	d := bridge.NewDecoder(bridge.Limits{})
	if _, err := d.ToView(first); err != nil {
		t.Fatal(err)
	}
	if n := testing.AllocsPerRun(50, func() {
		if _, err := d.ToView(again); err != nil {
			t.Fatal(err)
		}
	}); n > 3 {
		t.Errorf("decoding 100 known texts allocates %v times, want 2 for the batch and its operations", n)
	}
}
