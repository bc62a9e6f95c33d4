package wxss

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

func (n *node) StyleState() *StyleState { return &n.state }
func (n *node) Describe(d *Description) {
	d.Tag, d.ID, d.Style = n.tag, n.id, n.style
	d.Classes = append(d.Classes, n.classes...)
}
func (n *node) FirstChild() Element {
	if len(n.children) == 0 {
		return nil
	}
	return n.children[0]
}

// styler makes a Styler for a tree with one page sheet.
func stylerOf(tb testing.TB, css string) *Styler {
	return NewStyler(NewCascade([]ScopedSheet{{sheetOf(tb, css), Shared, Author, 0}}, Window{}))
}

// give has every node of a tree know what keeps its style.
func (s *Styler) give(n *node) {
	n.styler = s
	for _, c := range n.children {
		s.give(c)
	}
}

// stylePage is a page of 2001 nodes and 1000 rules, with declarations as real programs have them. kinds is how many
// different blocks there are, each with rules of its own; 200 is the worst case.
func stylePage(tb testing.TB, kinds int) (*Styler, *node, int) {
	var css strings.Builder
	for i := range 250 {
		fmt.Fprintf(&css, ".b%d{display:flex;padding:20rpx 30rpx;background:#fff;border-bottom:1px solid #eee}.b%d .title{font-size:32rpx;color:#333;line-height:1.5}"+
			".b%d__item{flex:1;margin:0 auto;color:rgba(0,0,0,.%d)}.b%d__item--on:first-child{font-weight:bold;opacity:.%d}", i, i, i, i+1, i, i+1)
	}
	css.WriteString("view{box-sizing:border-box}page{font-size:28rpx}.title::before{content:'a'}.hot{color:red}.dark .title{color:#fff}")
	root := el("page")
	for i := range 200 {
		i %= kinds
		block := el(fmt.Sprintf("view.b%d", i))
		for range 3 {
			block.add(el(fmt.Sprintf("view.b%d__item.b%d__item--on", i, i), el("text.title"), el("image")))
		}
		root.add(block)
	}
	s := stylerOf(tb, css.String())
	s.give(root)
	return s, root, 2001
}

// mixedPage is a page of 2000 nodes and 1000 rules where nothing repeats: every node has two of 700 classes, and the
// declarations of every rule have values of their own. It is the worst case: nearly every node has a style of its own.
func mixedPage(tb testing.TB) (*Styler, *node) {
	var css strings.Builder
	for i := range 700 {
		fmt.Fprintf(&css, ".c%d{margin:%dpx %drpx;color:#%03x;font-size:%dpx;width:calc(100%% - %drpx)}", i, i%97, i, i, 10+i%31, i)
		if i < 300 {
			fmt.Fprintf(&css, ".c%d .c%d{border:%dpx solid #%06x;opacity:.%d;padding-left:%d.5rpx}", i, i+300, i%9, i*7919, i+1, i)
		}
	}
	r := rand.New(rand.NewPCG(1, 2))
	node := func() *node { return el(fmt.Sprintf("view.c%d.c%d", r.IntN(700), r.IntN(700))) }
	root := el("page")
	for range 200 {
		block := node()
		for range 3 {
			item := node()
			block.add(item.add(node(), node()))
		}
		root.add(block)
	}
	s := stylerOf(tb, css.String())
	s.give(root)
	return s, root
}

// BenchmarkStyleAll computes all styles of a page: cold, when nothing is known of its sheet but its rules; prepared, when
// another page with the same sheet was shown before in the window; again, when all of its styles are known.
func BenchmarkStyleAll(b *testing.B) {
	for _, kinds := range []int{200, 10} {
		s, root, _ := stylePage(b, kinds)
		benchStyles(b, fmt.Sprint(kinds, " kinds"), s, root)
	}
	s, root := mixedPage(b)
	benchStyles(b, "mixed", s, root)
}

func benchStyles(b *testing.B, page string, s *Styler, root *node) {
	n := len(nodesOf(root, nil))
	run := func(name string, prepare func(c *Cascade)) {
		b.Run(page+"/"+name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				b.StopTimer()
				c := *s.cascade
				prepare(&c)
				fresh := NewStyler(&c)
				fresh.give(root)
				b.StartTimer()
				fresh.StyleAll(root)
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/node")
		})
	}
	run("cold", func(c *Cascade) { c.unlearn() })
	s.StyleAll(root)
	run("prepared", (*Cascade).forget)
	run("again", func(*Cascade) {})
}

// unlearn has a cascade forget everything that it worked out.
func (c *Cascade) unlearn() {
	c.blocks, c.declared, c.made = make([]*block, len(c.blocks)), declTable{seed: c.seed}, madeBlocks{}
	c.forget()
}

func BenchmarkToggle(b *testing.B) {
	s, root, _ := stylePage(b, 200)
	s.StyleAll(root)
	for _, name := range []string{"hot", "dark"} {
		b.Run(name, func(b *testing.B) {
			n := root.children[100]
			on := append(n.classes[:len(n.classes):len(n.classes)], ClassRef{Shared, name})
			off := n.classes
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				if n.classes = off; i%2 == 0 {
					n.classes = on
				}
				s.Changed(n)
				s.Restyle()
			}
			n.classes = off
		})
	}
}
