package wxml

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/tdewolff/parse/v2"
	"github.com/tdewolff/parse/v2/html"
)

// The peer is the template lexer of tdewolff/parse. On well-formed input, with
// names in lower case, both have to agree where tags, attributes, values and runs
// of text begin and end.

// peerTokens writes what the peer reads as "kind name value@end", one a line.
func peerTokens(src []byte) []string {
	in := parse.NewInputBytes(bytes.Clone(src)) // the lexer changes its input
	lex := html.NewTemplateLexer(in, [2]string{"{{", "}}"})
	var out []string
	text := -1 // the end of an open run of text
	flush := func() {
		if text >= 0 {
			out = append(out, fmt.Sprintf("text@%d", text))
			text = -1
		}
	}
	for {
		kind, _ := lex.Next()
		if kind == html.TextToken || kind == html.TemplateToken {
			text = in.Offset()
			continue
		}
		flush()
		switch kind {
		case html.ErrorToken:
			return out
		case html.StartTagToken:
			out = append(out, fmt.Sprintf("tag %s@%d", lex.Text(), in.Offset()))
		case html.AttributeToken:
			out = append(out, fmt.Sprintf("attr %s %s@%d", lex.AttrKey(), lex.AttrVal(), in.Offset()))
		case html.EndTagToken:
			out = append(out, fmt.Sprintf("end %s@%d", lex.Text(), in.Offset()))
		case html.CommentToken:
			out = append(out, fmt.Sprintf("comment %s@%d", lex.Text(), in.Offset()))
		}
	}
}

// ourTokens writes the same from the tree.
func ourTokens(d *Document) []string {
	var out []string
	var walk func([]Node)
	walk = func(nodes []Node) {
		for _, n := range nodes {
			switch n := n.(type) {
			case *Text:
				out = append(out, fmt.Sprintf("text@%d", n.End()))
			case *Space:
				out = append(out, fmt.Sprintf("text@%d", n.To))
			case *Comment:
				out = append(out, fmt.Sprintf("comment %s@%d", n.Text, n.To))
			case *Element:
				out = append(out, fmt.Sprintf("tag %s@%d", n.Name, int(n.NamePos())+len(n.Name)))
				for _, a := range n.Attrs {
					value := ""
					if a.HasValue {
						value = string(d.Source[a.Value.From-1 : a.Value.To+1])
					}
					out = append(out, fmt.Sprintf("attr %s %s@%d", a.Raw(d.source()), value, a.To))
				}
				if n.Raw.To > n.Raw.From {
					out = append(out, fmt.Sprintf("text@%d", n.Raw.To))
				}
				walk(n.Children)
				if !n.SelfClosed {
					out = append(out, fmt.Sprintf("end %s@%d", n.Name, n.To))
				}
			}
		}
	}
	walk(d.Nodes)
	return out
}

func comparePeer(t *testing.T, name string, src []byte) {
	t.Helper()
	d := Parse(name, src)
	if d.Diagnostics.HasErrors() {
		t.Fatalf("%s: not well-formed: %v\n%s", name, d.Diagnostics.Errors(), src)
	}
	ours, peer := ourTokens(d), peerTokens(src)
	for i := range max(len(ours), len(peer)) {
		if i >= len(ours) || i >= len(peer) || ours[i] != peer[i] {
			t.Fatalf("%s: token %d differs\nours %q\npeer %q\n%s", name, i, ours[min(i, len(ours)):min(i+3, len(ours))], peer[min(i, len(peer)):min(i+3, len(peer))], src)
		}
	}
}

func TestPeerPages(t *testing.T) {
	for name, src := range testPages(t) {
		if name != "odd.wxml" {
			comparePeer(t, name, bytes.ToLower(src))
		}
	}
	comparePeer(t, "large", bytes.ToLower(largePage(20)))
}

func TestPeerRandom(t *testing.T) {
	for seed := range uint64(300) {
		g := generator{rng: rand.New(rand.NewPCG(seed, 1))}
		g.nodes(4)
		comparePeer(t, fmt.Sprint("seed ", seed), []byte(g.String()))
	}
}

// generator writes random well-formed templates.
type generator struct {
	strings.Builder
	rng *rand.Rand
}

func (g *generator) pick(from ...string) { g.WriteString(from[g.rng.IntN(len(from))]) }

func (g *generator) nodes(depth int) {
	for range g.rng.IntN(5) {
		switch kind := g.rng.IntN(10); {
		case kind == 0:
			g.pick("<!-- a -->", "<!---->", "<!--<b c='>'>-->", "<!-- - -- {{ -->")
		case kind < 4 || depth == 0:
			for range 1 + g.rng.IntN(3) {
				g.pick("a b", " ", "\n  ", "1 > 2", "&lt;", "\"'", "中", "} }", "=/")
				g.binding()
			}
		default:
			g.element(depth)
		}
		g.pick("", " ", "\n")
	}
}

func (g *generator) element(depth int) {
	name := []string{"view", "text", "my-tag", "x_1", "block2"}[g.rng.IntN(5)]
	g.WriteString("<" + name)
	for i := range g.rng.IntN(4) {
		g.pick(" ", "\n\t", "  ")
		g.pick("a", "mark:", "bind:", "data-b-", "class:")
		fmt.Fprintf(g, "c%d", i)
		if g.rng.IntN(4) > 0 {
			g.pick("=", "=", " = ", "=\n")
			g.value()
		}
	}
	g.pick("", "", " ")
	if g.rng.IntN(3) == 0 {
		g.WriteString("/>")
		return
	}
	g.WriteString(">")
	g.nodes(depth - 1)
	g.WriteString("</" + name + ">")
}

func (g *generator) value() {
	quote := []string{`"`, "'"}[g.rng.IntN(2)]
	g.WriteString(quote)
	for range g.rng.IntN(4) {
		g.pick("a b", "<c>", "/>", "&amp;", "\n", "=", "{ }", map[string]string{`"`: "'", "'": `"`}[quote])
		g.binding()
	}
	g.WriteString(quote)
}

func (g *generator) binding() {
	if g.rng.IntN(2) == 0 {
		return
	}
	g.pick("{{a}}", "{{ a.b[0] }}", "{{a < b}}", "{{a>b?'<x>':\"</x>\"}}", "{{'it'+\"'s\"}}", "{{'}}'}}", "{{ {a:{b:1} } }}", "{{f('\"', \"'\")}}", "{{'\\''}}")
}
