package runtime_test

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/runtime"
)

// sameTree compares the tree that the view built from patches with the one that
// the logic layer has, which knows properties and marks besides.
func sameTree(page *runtime.Page) error {
	_, tree, err := page.State(context.Background())
	if err != nil {
		return err
	}
	want := string(appendTree(nil, tree, true))
	got, err := canonicalJSON(page.View().Root().JSON())
	if err != nil {
		return err
	}
	if want != got {
		w, g := around(want, got)
		return fmt.Errorf("the view's tree is not that of the logic layer\n  logic %s\n  view  %s", w, g)
	}
	return nil
}

// logicTree is the page's tree as the logic layer knows it, properties included.
func logicTree(page *runtime.Page) (string, error) {
	_, tree, err := page.State(context.Background())
	return string(appendTree(nil, tree, false)), err
}

func canonicalJSON(data []byte) (string, error) {
	v, err := value.ParseJSON(data)
	if err != nil {
		return "", err
	}
	return string(appendTree(nil, v, false)), nil
}

// around shows both texts where they begin to differ.
func around(a, b string) (string, string) {
	k := 0
	for k < len(a) && k < len(b) && a[k] == b[k] {
		k++
	}
	show := func(s string) string { return "..." + s[max(k-160, 0):min(k+160, len(s))] }
	return show(a), show(b)
}

// appendTree appends a tree as JSON with sorted keys and {"$": kind} for what
// JSON lacks; without the properties and marks of nodes if plain is set.
func appendTree(b []byte, v value.Value, plain bool) []byte {
	switch v.Kind() {
	case value.KindUndefined:
		return append(b, `{"$":"undefined"}`...)
	case value.KindFunc:
		return append(b, `{"$":"function"}`...)
	case value.KindNumber:
		if f, _ := v.AsNumber(); math.IsNaN(f) || math.IsInf(f, 0) {
			return fmt.Appendf(b, `{"$":%q}`, value.FormatNumber(f))
		}
	case value.KindArray:
		b = append(b, '[')
		for i, x := range v.AsArray().Items() {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendTree(b, x, plain)
		}
		return append(b, ']')
	case value.KindObject:
		return appendTreeObject(b, v.AsObject(), plain)
	case value.KindOpaque:
		return fmt.Appendf(b, `{"$":%q}`, strings.ToLower(v.AsOpaque().ClassName()))
	}
	b, _ = value.AppendJSON(b, v)
	return b
}

func appendTreeObject(b []byte, o *value.Object, plain bool) []byte {
	b = append(b, '{')
	first := true
	for _, k := range slices.Sorted(slices.Values(o.Keys())) {
		if plain && (k == "props" || k == "mark") {
			continue
		}
		if !first {
			b = append(b, ',')
		}
		first = false
		b = append(value.AppendQuoted(b, k), ':')
		b = appendTree(b, o.Get(k), plain && k != "data" && k != "attrs")
	}
	return append(b, '}')
}
