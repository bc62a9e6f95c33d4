package slab

import (
	"slices"
	"testing"
)

func TestOf(t *testing.T) {
	var s Of[int]
	var all []*int
	for i := range 2000 {
		p := s.Put(i)
		if *p != i || *s.New() != 0 {
			t.Fatal(i, *p)
		}
		all = append(all, p)
	}
	for i, p := range all {
		if *p != i {
			t.Fatalf("value %d became %d", i, *p)
		}
	}
}

func TestList(t *testing.T) {
	var s Of[int]
	in := []int{1, 2, 3}
	a, b := s.List(in), s.List(in[:2])
	in[0] = 9
	if s.List(nil) != nil || !slices.Equal(a, []int{1, 2, 3}) || !slices.Equal(b, []int{1, 2}) {
		t.Error(a, b)
	}
	_ = append(a, 7) // must not reach into b
	if b[0] != 1 {
		t.Error(b)
	}
	if got := s.List(make([]int, 3*largestPiece)); len(got) != 3*largestPiece {
		t.Error(len(got))
	}
}

func TestOpen(t *testing.T) {
	var s Of[int]
	var lists [][]int
	for n := range 60 {
		s.Open()
		for i := range n {
			*s.Add() = 100*n + i
			*s.Add() = -1
			s.Drop()
		}
		if got := s.Opened(); len(got) != n || n == 0 && got != nil {
			t.Fatalf("a list of %d has %d values", n, len(got))
		}
		lists = append(lists, s.Opened())
		*s.New() = -2
		_ = append(s.Opened(), -3) // must not reach into the next
	}
	for n, list := range lists {
		for i, v := range list {
			if v != 100*n+i {
				t.Fatalf("list %d: value %d became %d", n, i, v)
			}
		}
	}
	*s.Add() = 5
	s.Drop()
	if *s.New() != 0 {
		t.Error("what was dropped came back")
	}
}

func TestAllocations(t *testing.T) {
	got := testing.AllocsPerRun(10, func() {
		var s Of[[4]int]
		s.Expect(100)
		for range 1000 {
			s.New()
		}
	})
	if got > 6 {
		t.Errorf("%v allocations for 1000 values", got)
	}
}
