package runtime_test

import (
	"context"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/bench"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/runtime"
	"github.com/mica-go/mica/view"
)

// shadowView is a second view of an app that gets its batches encoded, and a
// third one that gets them merged.
type shadowView struct {
	t      testing.TB
	enc    bridge.Encoder
	dec    *bridge.Decoder
	mirror bridge.Mirror
	remote *view.View
	merged *view.View

	pages  map[bridge.PageID]*view.Page // all that were ever seen
	mu     sync.Mutex
	frames map[bridge.PageID][][]byte
	order  []bridge.PageID
	kept   []*bridge.Batch
}

func newShadowView(t testing.TB) *shadowView {
	return &shadowView{t: t, dec: bridge.NewDecoder(bridge.Limits{}), remote: view.New(view.Config{}), merged: view.New(view.Config{}),
		frames: map[bridge.PageID][][]byte{}, pages: map[bridge.PageID]*view.Page{}}
}

// onBatch encodes a batch before the app's own view takes what is in it.
func (s *shadowView) onBatch(b *bridge.Batch) {
	s.mu.Lock()
	defer s.mu.Unlock()
	data, err := s.enc.ToView(nil, b)
	if err != nil {
		s.t.Errorf("encode: %v", err)
		return
	}
	s.frames[b.Page] = append(s.frames[b.Page], data)
	s.order = append(s.order, b.Page)
	c := *b
	c.Ops = slices.Clone(b.Ops)
	for i := range c.Ops {
		c.Ops[i].Values = slices.Clone(c.Ops[i].Values)
	}
	s.kept = append(s.kept, &c)
}

// check brings the other views up to date and compares them with the app's, as
// well as a view that starts anew.
func (s *shadowView) check(step string, app *runtime.App) {
	s.t.Helper()
	s.mu.Lock()
	defer s.mu.Unlock()
	var stack []bridge.PageID
	for _, p := range app.Pages() {
		s.pages[p.View().ID()] = p.View()
		stack = append(stack, p.View().ID())
	}
	open := map[bridge.PageID]*view.Page{}
	for id, p := range s.pages { // tab pages in the background too
		if p.Open() {
			open[id] = p
		}
	}
	for _, other := range s.remote.Pages() {
		if open[other.ID()] == nil {
			s.control(&bridge.ClosePage{Page: other.ID()})
		}
	}
	for _, id := range slices.Sorted(maps.Keys(open)) {
		if s.remote.Page(id) == nil {
			s.control(&bridge.OpenPage{Page: id, Path: open[id].Path()})
		}
	}
	s.control(&bridge.Stack{Pages: stack})
	for _, id := range s.order { // in the order of encoding, for the tables' sake
		m, err := s.dec.ToView(s.frames[id][0])
		s.frames[id] = s.frames[id][1:]
		if err != nil {
			s.t.Fatalf("%s: decode: %v", step, err)
		}
		if open[id] != nil {
			s.receive(s.remote, m)
		}
	}
	s.order = nil
	for _, b := range s.kept {
		if open[b.Page] != nil {
			if err := s.mirror.Receive(b); err != nil {
				s.t.Fatalf("%s: mirror: %v", step, err)
			}
		}
	}
	s.kept = nil
	fresh := view.New(view.Config{})
	for _, m := range s.mirror.Messages() {
		s.receive(fresh, m)
	}
	for id, p := range open {
		if b := s.mirror.Take(id); b != nil {
			s.receive(s.merged, b)
		}
		for name, other := range map[string]*view.View{"the encoded": s.remote, "the merged": s.merged, "a fresh": fresh} {
			if err := view.Equal(p, other.Page(id)); err != nil {
				s.t.Errorf("%s: %s view differs: %v", step, name, err)
			}
		}
	}
}

func (s *shadowView) receive(v *view.View, m bridge.ToView) {
	s.t.Helper()
	if _, err := v.Receive(m); err != nil {
		s.t.Fatal(err)
	}
}

func (s *shadowView) control(m bridge.ToView) {
	s.receive(s.remote, m)
	s.receive(s.merged, m)
	if err := s.mirror.Receive(m); err != nil {
		s.t.Fatal(err)
	}
}

// A session in the shop: after every step the tree of a view that got the
// encoded batches, of one that got them merged and of one that starts anew is
// the tree of the app's own.
func TestRemoteShop(t *testing.T) {
	pkg, network := shop(t)
	s := newShadowView(t)
	app := start(t, pkg, runtime.Config{Network: network, OnBatch: s.onBatch})
	ctx := context.Background()
	tapOn := func(selector string) func() error { return func() error { return app.Page().Query(selector).Tap() } }
	steps := []struct {
		name string
		do   func() error
	}{
		{"launch", func() error { return nil }},
		{"a category", tapOn(".category[data-id=books]")},
		{"all again", tapOn(".category[data-id=books]")},
		{"quick add", tapOn(".quick-add")},
		{"detail", tapOn(".card")},
		{"plus", tapOn(".plus")},
		{"details", tapOn(".details-toggle")},
		{"add", tapOn(".add")},
		{"cart", func() error { return app.SwitchTab(ctx, "/pages/cart/cart") }},
		{"checkout", tapOn(".checkout")},
		{"home", func() error { return app.SwitchTab(ctx, "/pages/home/home") }},
		{"another category", tapOn(".category[data-id=tea]")},
	}
	for _, st := range steps {
		if err := st.do(); err != nil {
			t.Fatalf("%s: %v", st.name, err)
		}
		s.check(st.name, app)
	}
}

// benchMounted mounts a page of testdata/bench with the batches going to s.
func benchMounted(t testing.TB, name string, onBatch func(*bridge.Batch)) *runtime.Mounted {
	t.Helper()
	pkg, err := runtime.Loader{Component: "index"}.Load(os.DirFS(filepath.Join("../testdata/bench", name)))
	if err != nil {
		t.Fatal(err)
	}
	m, err := pkg.Mount(context.Background(), runtime.Config{OnBatch: onBatch}, nil, false)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close() })
	return m
}

// The methods of the benchmark pages, one after the other.
func TestRemoteBenchPages(t *testing.T) {
	workloads, err := bench.Find("../testdata/bench")
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range workloads {
		t.Run(w.Name, func(t *testing.T) {
			s := newShadowView(t)
			m := benchMounted(t, w.Name, s.onBatch)
			s.check("mount", m.App)
			for i := range w.Ops {
				op := &w.Ops[i]
				for _, st := range slices.Concat(op.Prep, op.Time) {
					if st.Call == "" {
						continue
					}
					if _, err := m.Page().Call(context.Background(), st.Call, sizes(st.Args, 40)...); err != nil {
						t.Fatalf("%s: %s: %v", op.Name, st.Call, err)
					}
					s.check(op.Name+": "+st.Call, m.App)
				}
				if _, err := m.Page().Call(context.Background(), "reset"); err != nil {
					t.Fatal(err)
				}
				s.check(op.Name+": reset", m.App)
			}
		})
	}
}

// sizes replaces "$n" and its parts.
func sizes(args []any, n int) []any {
	out := make([]any, len(args))
	for i, a := range args {
		switch a {
		case "$n":
			a = n
		case "$n/10":
			a = n / 10
		}
		out[i] = a
	}
	return out
}

// The bytes on the wire against the JSON of the data that was set: at most half
// of it where that is 1 KB or more, and else at most 12 bytes and the new text
// for each changed hole. Expected sizes are those of expected.json.
func TestBytesOnTheWire(t *testing.T) {
	expected := bench.ReadExpected("../testdata/bench")
	workloads, err := bench.Find("../testdata/bench")
	if err != nil {
		t.Fatal(err)
	}
	for _, w := range workloads {
		n := w.N[min(1, len(w.N)-1)]
		for i := range w.Ops {
			op := &w.Ops[i]
			bytesOf(t, w.Name, op, n, expected[w.Name+"/"+op.Name+"/"+itoa(n)].SetDataBytes)
		}
	}
}

func itoa(n int) string { return value.FormatNumber(float64(n)) }

func bytesOf(t *testing.T, workload string, op *bench.Op, n, setData int) {
	var enc bridge.Encoder
	size, holes, text, ops := 0, 0, 0, 0
	m := benchMounted(t, workload, func(b *bridge.Batch) {
		data, err := enc.ToView(nil, b)
		if err != nil {
			t.Fatal(err)
		}
		size += len(data) + 1
		ops += len(b.Ops)
		for _, o := range b.Ops {
			s, _ := o.Value.AsString()
			text += len(s)
			holes += max(len(o.Values), 1)
		}
	})
	run := func(steps []bench.Step) {
		for _, st := range steps {
			if st.Call == "" {
				return
			}
			if _, err := m.Page().Call(context.Background(), st.Call, sizes(st.Args, n)...); err != nil {
				t.Fatalf("%s/%s: %v", workload, op.Name, err)
			}
		}
	}
	run(op.Prep)
	size, holes, text, ops = 0, 0, 0, 0
	run(op.Time)
	if size == 0 {
		return
	}
	t.Logf("%-11s %-18s n=%5d %7d bytes %6d ops %6.2f bytes/op, setData %7d, ratio %.2f", workload, op.Name, n, size, ops, float64(size)/float64(max(ops, 1)), setData, float64(size)/float64(max(setData, 1)))
	if workload+"/"+op.Name == "nested/flip-5" {
		return // half the tree is built again from data that was set before
	}
	if limit := setData / 2; setData >= 1000 && size > limit {
		t.Errorf("%s/%s: %d bytes, want at most half of %d", workload, op.Name, size, setData)
	}
	if setData < 1000 && size > 12*holes+text {
		t.Errorf("%s/%s: %d bytes for %d holes with %d bytes of text", workload, op.Name, size, holes, text)
	}
}
