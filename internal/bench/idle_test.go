package bench

import (
	"context"
	"testing"
)

// A short form of the soak: what the pages hold does not grow with the events
// that they get.
func TestIdleDoesNotGrow(t *testing.T) {
	l, err := Idle(context.Background(), "../../testdata/bench/feed", IdleOptions{Instances: 3, Products: 20, Active: 500, Events: 600})
	if err != nil {
		t.Fatal(err)
	}
	if l.N != 3 || l.KBEach <= 0 || l.Active != 6 || l.Events != 600 {
		t.Fatalf("%+v", l)
	}
	if l.HeapTo > l.HeapFrom+1 {
		t.Errorf("the heap grew from %v to %v MB in %d events", l.HeapFrom, l.HeapTo, l.Events)
	}
}
