package sandbox

import (
	"context"
	"errors"
	"runtime"
	"testing"

	"github.com/mica-go/mica/internal/value"
)

// What a program keeps is measured wherever it is kept.
func TestKept(t *testing.T) {
	const mb = 1 << 20
	tests := []struct {
		src      string
		from, to int // of what is kept, in bytes
	}{
		{"", 0, mb / 2},
		{"globalThis.x = new Uint8Array(1 << 20)", mb, mb + mb/2},
		{"module.exports.x = 'x'.repeat(1 << 20)", mb, mb + mb/2},
		{"const x = 'x'.repeat(1 << 20); globalThis.f = () => x", mb, mb + mb/2},
		{"const x = 'x'.repeat(1 << 20); globalThis.a = Array(1000).fill(x)", mb, mb + mb/2},
		{"globalThis.x = 'é'.repeat(1 << 19)", mb, mb + mb/2},
		{"globalThis.x = Array(1 << 16).fill(0)", mb, 2 * mb},
		{"globalThis.x = Array.from({length: 10000}, (_, i) => ({i, j: 'a' + i}))", 2 * mb, 6 * mb},
		{"globalThis.x = new Map(Array.from({length: 10000}, (_, i) => [i, {}]))", mb, 6 * mb},
		{"setTimeout((x) => x, 1e6, new Uint8Array(1 << 20))", mb, mb + mb/2},
		{"globalThis.x = (async () => { const a = new Uint8Array(1 << 20); await new Promise((r) => { globalThis.r = r }); return a })(); globalThis.p = []", 0, 3 * mb},
		{"globalThis.x = (function* () { const a = new Uint8Array(1 << 20); yield 1; yield a })(); x.next()", mb, mb + mb/2},
		{"globalThis.x = new Proxy({}, { a: new Uint8Array(1 << 20) })", mb, mb + mb/2},
		{"globalThis.x = new (class { #a = new Uint8Array(1 << 20) })", mb, mb + mb/2},
		{"let o = null; for (let i = 0; i < 1e5; i++) o = { o }; globalThis.x = o", 10 * mb, 64 * mb},
		{"for (let i = 0; i < 100; i++) new Uint8Array(1 << 20)", 0, mb / 2},
	}
	for _, tt := range tests {
		h := oneFile(t, tt.src)
		h.mustRun()
		h.do(func() {
			if got := h.kept(1 << 30); got < tt.from || got > tt.to {
				t.Errorf("%s: %d bytes, want %d to %d", tt.src, got, tt.from, tt.to)
			}
			if got := h.kept(1000); got <= 1000 {
				t.Errorf("%s: %d bytes, more than 1000 are kept", tt.src, got)
			}
		})
	}
}

// What the host keeps for the program counts.
func TestKeeps(t *testing.T) {
	big := value.NewObject()
	big.Put("text", value.String(string(make([]byte, 1<<20))))
	h := newHarness(t, map[string]string{"main.js": "module.exports = new Uint8Array(1 << 20)"}, nil)
	script := h.mustRun()
	h.do(func() {
		before := h.kept(1 << 30)
		h.cfg.Keeps = func(m *Kept) {
			m.Value(value.FromObject(big))
			m.Script(script)
		}
		if got := h.kept(1<<30) - before; got < 1<<20 || got > 1<<20+1000 {
			t.Errorf("%d bytes", got)
		}
	})
}

// A program that grows a little in each turn is closed, with the place where it
// was; one that makes as much and keeps none of it is not.
func TestAppHeap(t *testing.T) {
	src := `
const all = []
module.exports = {
	grow() { all.push(new Uint8Array(1 << 19)) },
	churn() { new Uint8Array(1 << 19) },
}`
	var ended []*LimitError
	limited := func(c *Config) {
		c.Limits.AppHeap = 16 << 20
		c.OnEnd = func(limit *LimitError) { ended = append(ended, limit) }
	}
	drive := func(h *harness, method string) error {
		exports := h.mustRun().ToObject(h.Runtime())
		for range 400 {
			err := h.Do(context.Background(), func() error {
				_, err := h.Call(exports.Get(method), nil)
				return err
			})
			if err != nil {
				return err
			}
		}
		return nil
	}
	quiet := newHarness(t, map[string]string{"main.js": src}, limited)
	h := newHarness(t, map[string]string{"main.js": src}, limited)
	runtime.GC() // what is alive counts
	err := drive(h, "grow")
	var limit *LimitError
	if !errors.As(err, &limit) || limit.Limit != LimitAppHeap || limit.File != "main.js" || limit.Line != 4 || limit.Max != "16 MiB kept from turn to turn" {
		t.Fatalf("the program that grows: %v", err)
	}
	if len(ended) != 1 || ended[0] != limit {
		t.Errorf("OnEnd got %v", ended)
	}
	err = h.Do(context.Background(), nil)
	var why *LimitError
	if !errors.Is(err, ErrClosed) || !errors.As(err, &why) || why != limit {
		t.Errorf("afterwards: %v", err)
	}
	<-h.Done()
	if err := drive(quiet, "churn"); err != nil {
		t.Errorf("the program that keeps nothing: %v", err)
	}
}
