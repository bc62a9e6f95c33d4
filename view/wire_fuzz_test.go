package view

import (
	"math/rand/v2"
	"testing"

	"github.com/mica-go/mica/bridge"
)

// Whatever bytes come from a logic layer, the view refuses them or shows
// something: it does not break, and what it shows can be written.
func FuzzWire(f *testing.F) {
	f.Add(wireSeed(f, 1, 4))
	for seed := range uint64(10) {
		f.Add(wireSeed(f, seed, 30))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		dec := bridge.NewDecoder(bridge.Limits{MaxMemory: 1 << 20})
		v := New(Config{})
		for len(b) > 2 { // messages with their lengths in front
			n := min(int(b[0])<<8|int(b[1]), len(b)-2)
			m, err := dec.ToView(b[2 : 2+n])
			b = b[2+n:]
			if err != nil {
				break // a connection ends with the first message that makes no sense
			}
			_, _ = v.Receive(m) // refused as a whole, or applied
		}
		for _, p := range v.Stack() {
			useAll(p)
		}
	})
}

// wireSeed gives the bytes of random messages that mostly make sense.
func wireSeed(f *testing.F, seed uint64, rounds int) []byte {
	f.Helper()
	var all []byte
	enc := new(bridge.Encoder)
	write := func(m bridge.ToView) {
		b, err := enc.ToView(nil, m)
		if err != nil || len(b) > 1<<16-1 {
			return
		}
		all = append(append(all, byte(len(b)>>8), byte(len(b))), b...)
	}
	r := rand.New(rand.NewPCG(seed, 3))
	v := New(Config{})
	open := &bridge.OpenPage{Page: 1, Path: "index"}
	write(open)
	if _, err := v.Receive(open); err != nil {
		f.Fatal(err)
	}
	stack := &bridge.Stack{Pages: []bridge.PageID{1}}
	write(stack)
	_, _ = v.Receive(stack)
	g := &generator{pick: r.IntN, skels: fuzzSkeletons(), page: v.Page(1), next: 1}
	for seq := range uint64(rounds) {
		b := &bridge.Batch{Page: 1, Seq: seq + 1}
		if seq == 0 {
			for _, s := range g.skels {
				b.Ops = append(b.Ops, define(s))
			}
		}
		for range 1 + g.pick(6) {
			b.Ops = append(b.Ops, g.op())
		}
		write(b)
		_, _ = v.Receive(b) // what it refuses is a seed too
	}
	return all
}
