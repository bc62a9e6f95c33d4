package wxss

import (
	"fmt"
	"hash/maphash"
	"maps"
	"math/rand/v2"
	"testing"
)

// Scopes upon scopes hold what maps that are copied hold, and no scope changes when another is made of it.
func TestVarScope(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	seed := maphash.MakeSeed()
	scopes, want := []*varScope{nil}, []map[string]varValue{{}}
	for range 200 {
		i := r.IntN(len(scopes))
		values, all := map[string]varValue{}, maps.Clone(want[i])
		for range r.IntN(60) {
			name := fmt.Sprintf("--%d", r.IntN(300))
			values[name] = varValue{fmt.Sprint(r.IntN(9)), r.IntN(5) > 0}
		}
		maps.Copy(all, values)
		scopes, want = append(scopes, scopes[i].with(values, seed)), append(want, all)
	}
	for i, s := range scopes {
		got := map[string]varValue{}
		s.each(func(name, value string) { got[name] = varValue{value, true} })
		for n := range 300 {
			name := fmt.Sprintf("--%d", n)
			text, ok := s.lookup(name)
			if w := want[i][name]; ok != w.valid || ok && text != w.text || got[name].valid != w.valid {
				t.Fatalf("scope %d: %s is %q %v, want %v", i, name, text, ok, w)
			}
		}
	}
}

// Names with one hash stand behind each other.
func TestVarScopeCollisions(t *testing.T) {
	s := &varScope{}
	leaf := func(name, text string, made *varScope) *varNode {
		return &varNode{made: made, hash: 7, name: name, val: varValue{text, true}}
	}
	for _, name := range []string{"--a", "--b", "--c", "--b"} {
		s.root = s.put(s.root, 0, leaf(name, name, s))
	}
	other := &varScope{}
	other.root = other.put(s.root, 0, leaf("--b", "new", other))
	for scope, want := range map[*varScope]string{s: "map[--a:--a --b:--b --c:--c]", other: "map[--a:--a --b:new --c:--c]"} {
		got := map[string]string{}
		scope.each(func(name, value string) { got[name] = value })
		if fmt.Sprint(got) != want {
			t.Errorf("got %v, want %s", got, want)
		}
	}
}

// A deep tree whose every element sets many properties neither takes long to look things up in nor unbounded memory.
func TestVarScopeHostile(t *testing.T) {
	css := ".x{"
	for i := range 200 {
		css += fmt.Sprintf("--a%d:var(--a%d,1)+1;", i, i)
	}
	css += "margin-top:var(--none,var(--a1,3px))}.y{--b:1px;margin-top:var(--b)}"
	root := el("page")
	leaf := root
	for range 1500 {
		next := el("view.x")
		leaf.add(next)
		leaf = next
	}
	leaf.add(el("view.y"))
	s := stylerOf(t, css)
	s.give(root)
	s.StyleAll(root)
	if total := s.cascade.varTotal; total > maxVarTotal+2*maxVarWork {
		t.Errorf("%d bytes of custom properties", total)
	}
	if got := s.Style(leaf.children[0]).Get("margin-top"); got != "1px" && !s.cascade.Exhausted() {
		t.Errorf("margin-top is %s", got)
	}
}
