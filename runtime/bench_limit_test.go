package runtime_test

import (
	"strconv"
	"testing"
)

// handNode is what somebody who renders the table page by hand in Go would use.
type handNode struct {
	tag, text string
	class     []string
	attrs     map[string]string
	data      map[string]any
	on        map[string]func()
	children  []*handNode
}

type handRow struct {
	id    int
	label string
}

// renderByHand makes the tree of testdata/bench/table for the rows.
func renderByHand(rows []handRow, selected int) *handNode {
	root := &handNode{tag: "view", class: []string{"table"}, children: make([]*handNode, 0, len(rows))}
	handle := func() {}
	for _, r := range rows {
		class := []string{"row"}
		if r.id == selected {
			class = append(class, "row-on")
		}
		data := map[string]any{"id": r.id}
		root.children = append(root.children, &handNode{tag: "view", class: class, data: data, children: []*handNode{
			{tag: "view", class: []string{"c-id"}, children: []*handNode{
				{tag: "text", children: []*handNode{{text: strconv.Itoa(r.id)}}},
			}},
			{tag: "view", class: []string{"c-label"}, children: []*handNode{
				{tag: "text", class: []string{"label"}, data: data, on: map[string]func(){"tap": handle}, children: []*handNode{{text: r.label}}},
			}},
			{tag: "view", class: []string{"c-op"}, data: data, on: map[string]func(){"tap": handle}, children: []*handNode{
				{tag: "text", class: []string{"icon"}, attrs: map[string]string{"aria-label": "remove"}, children: []*handNode{{text: "x"}}},
			}},
		}})
	}
	return root
}

// What the machine allows: the tree of show-ready with 1000 rows (10 001 nodes)
// made by hand. Compare it with BenchmarkPages/table/show-ready/1000, which
// carries the same rows from JavaScript to a view.
func BenchmarkTableByHand(b *testing.B) {
	rows := make([]handRow, 1000)
	for k := range rows {
		rows[k] = handRow{k + 1, "narrow teal kettle " + strconv.Itoa(k)}
	}
	b.ReportAllocs()
	for b.Loop() {
		if n := len(renderByHand(rows, 7).children); n != 1000 {
			b.Fatal(n)
		}
	}
}
