package runtime_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// metaProgram is a random program for the metamorphic tests: a page and a few
// components, which use each other, with everything a template can say.
type metaProgram struct {
	text string
	// stateful is set when components keep state of their own, so that a fresh
	// mount with the same page data need not be equal.
	stateful bool
}

// metaGen makes one. Every choice comes from r.
type metaGen struct {
	r     *rand.Rand
	comps []metaComp
	// self is the component whose template is being made, -1 for the page.
	self   int
	budget int // of nodes of the template
	vars   int // loop variables so far
	slots  bool
}

type slotMode int

const (
	singleSlot slotMode = iota
	multipleSlots
	dynamicSlots
)

type metaComp struct {
	mode     slotMode
	virtual  bool
	stateful bool
	// behavior adds a behavior with data, a property and an observer; generic is
	// the default of a generic component named g, 0 for none.
	behavior bool
	generic  int
}

// metaScope is what expressions can name at some place.
type metaScope struct{ scalars, lists []string }

func (s metaScope) with(scalars, lists []string) metaScope {
	return metaScope{append(scalars[:len(scalars):len(scalars)], s.scalars...), append(lists[:len(lists):len(lists)], s.lists...)}
}

func newMetaProgram(r *rand.Rand) metaProgram {
	g := &metaGen{r: r, self: -1}
	stateful := r.IntN(4) == 0
	for range 2 + r.IntN(3) {
		g.comps = append(g.comps, metaComp{mode: slotMode(r.IntN(3)), virtual: r.IntN(4) == 0, stateful: stateful && r.IntN(2) == 0, behavior: r.IntN(3) == 0})
	}
	for k := range len(g.comps) - 1 {
		if r.IntN(3) == 0 {
			g.comps[k].generic = k + 1 + r.IntN(len(g.comps)-k-1)
		}
	}
	var b strings.Builder
	using := make([]string, len(g.comps))
	for k := range using {
		using[k] = fmt.Sprintf(`"c%d":"/c%d/c"`, k, k)
	}
	fmt.Fprintf(&b, "-- app.json --\n{\"pages\":[\"pages/a/a\"],\"usingComponents\":{%s}}\n", strings.Join(using, ","))
	b.WriteString("-- pages/a/a.js --\n" + metaPage)
	page := metaScope{[]string{"n", "s", "b", "o.x", "o.y"}, []string{"list", "nums"}}
	fmt.Fprintf(&b, "-- pages/a/a.wxml --\n%s\n", g.template(page))
	for k, c := range g.comps {
		g.self = k
		scalars := []string{"p", "q", "d", "own"}
		if c.mode != dynamicSlots { // whose content may come and go with a count of itself
			scalars = append(scalars, "kin")
		}
		if c.behavior {
			scalars = append(scalars, "bd")
		}
		fmt.Fprintf(&b, "-- c%d/c.json --\n%s\n-- c%d/c.js --\n%s", k, c.config(), k, c.script(k, len(g.comps)))
		fmt.Fprintf(&b, "-- c%d/c.wxml --\n%s\n", k, g.template(metaScope{scalars, []string{"l", "m"}}))
	}
	return metaProgram{b.String(), stateful}
}

const metaPage = `Page({
  data: globalThis.__data,
  multi(calls) { for (const d of calls) this.setData(d) },
  nested(calls) { this.setData(calls[0], () => this.setData(calls[1])); Promise.resolve().then(() => this.setData(calls[2])) },
  tapped() { this.setData({ n: (this.data.n + 1) % 4, b: !this.data.b }) },
  told(e) { this.setData({ s: ['x', 'y', ''][(['x', 'y', ''].indexOf(this.data.s) + 1) % 3] }) },
})
`

func (c metaComp) config() string {
	if c.generic == 0 {
		return `{"component":true}`
	}
	return fmt.Sprintf(`{"component":true,"componentGenerics":{"g":{"default":"/c%d/c"}}}`, c.generic)
}

// relations links a component to all the others: those before it as its parents
// or ancestors, those after it as children or descendants. How many it is linked
// to is in the data.
func relations(self, comps int) string {
	var b strings.Builder
	for k := range comps {
		up, down := "parent", "child"
		if (self+k)%2 == 0 {
			up, down = "ancestor", "descendant"
		}
		if k > self {
			fmt.Fprintf(&b, "    '/c%d/c': { type: '%s', linked: count, unlinked: count },\n", k, down)
		} else if k < self {
			fmt.Fprintf(&b, "    '/c%d/c': { type: '%s', linked: count, unlinked: count },\n", k, up)
		}
	}
	return b.String()
}

func (c metaComp) script(self, comps int) string {
	options := fmt.Sprintf("virtualHost: %v", c.virtual)
	switch c.mode {
	case multipleSlots:
		options += ", multipleSlots: true"
	case dynamicSlots:
		options += ", dynamicSlots: true"
	}
	own := ""
	if c.stateful {
		own = "this.setData({ own: this.data.own + 1 }); "
	}
	behaviors := ""
	if c.behavior {
		behaviors = "behaviors: [shared],"
	}
	return fmt.Sprintf(`const shared = Behavior({
  data: { bd: '', o: { b: 1 } },
  properties: { q: { type: Number, value: 5 } },
  observers: { 'l, q'(l, q) { this.setData({ bd: l.length + q }) } },
})
function count() {
  let n = 0
  for (let k = 0; k < %d; k++) n += this.getRelationNodes('/c' + k + '/c').length
  this.setData({ kin: n })
}
Component({
  %s
  options: { %s },
  relations: {
%s  },
  externalClasses: ['ext-class', 'class'],
  properties: { two: Boolean, p: null, q: { type: String, value: 'x', observer() { this.setData({ own: this.data.own }) } }, l: Array },
  data: { d: '', m: [], own: 0, kin: 0 },
  observers: {
    'p, q'(p, q) { this.setData({ d: p + '/' + q }) },
    l(l) { this.setData({ m: l.slice().reverse() }) },
  },
  methods: {
    tapped() { %sif (this.data.two) this.setData({ q: this.data.q === 'two' ? 'one' : 'two' }); this.triggerEvent('ev', { d: this.data.d }, { bubbles: true, composed: true }) },
  },
})
`, comps, behaviors, options, relations(self, comps), own)
}

func pick[T any](r *rand.Rand, list ...T) T { return list[r.IntN(len(list))] }

// template makes a WXML file with two named templates.
func (g *metaGen) template(s metaScope) string {
	var b strings.Builder
	inner := metaScope{[]string{"t", "u"}, []string{"w"}}
	for _, name := range []string{"x", "y"} {
		g.budget, g.slots = 5, false
		fmt.Fprintf(&b, "<template name=\"%s\">%s</template>\n", name, g.nodes(inner, 1, false))
	}
	g.budget, g.slots = 14, g.self >= 0
	if g.self >= 0 && g.r.IntN(3) == 0 { // a slot that comes and goes before another
		fmt.Fprintf(&b, "<view %s>%s</view>", pick(g.r, "wx:if=\"{{"+g.expr(s)+"}}\"", "wx:for=\"{{"+pick(g.r, s.lists...)+"}}\" wx:key=\"k\""), g.slot(s))
	}
	b.WriteString(g.nodes(s, 0, true))
	if g.self >= 0 && g.r.IntN(2) == 0 {
		b.WriteString(g.slot(s))
	}
	return b.String()
}

// nodes makes a list of nodes. Templates may be used at the top only, so that
// they do not contain themselves.
func (g *metaGen) nodes(s metaScope, depth int, use bool) string {
	var b strings.Builder
	for range 1 + g.r.IntN(3) {
		if g.budget <= 0 {
			break
		}
		g.budget--
		b.WriteString(g.node(s, depth, use))
	}
	return b.String()
}

func (g *metaGen) node(s metaScope, depth int, use bool) string {
	if depth > 4 {
		return g.textNode(s)
	}
	switch k := g.r.IntN(14); {
	case k < 3:
		return g.textNode(s)
	case k < 6:
		return fmt.Sprintf("<view%s>%s</view>", g.attrs(s), g.nodes(s, depth+1, use))
	case k < 8:
		return g.conditional(s, depth, use)
	case k < 10:
		return g.loop(s, depth, use)
	case k < 11 && use:
		return fmt.Sprintf("<template is=\"%s\" data=\"{{t: %s, u: %s, w: %s}}\"/>",
			pick(g.r, "x", "y", "{{"+pick(g.r, s.scalars...)+" ? 'x' : 'y'}}", "{{s}}"), pick(g.r, s.scalars...), pick(g.r, s.scalars...), pick(g.r, s.lists...))
	case k < 12 && g.slots:
		return g.slot(s)
	case g.self >= 0 && g.comps[g.self].generic > 0 && g.r.IntN(3) == 0:
		return fmt.Sprintf("<g p=\"{{%s}}\" l=\"{{%s}}\">%s</g>", g.expr(s), pick(g.r, s.lists...), g.textNode(s))
	case g.self+1 < len(g.comps):
		return g.component(s, depth, use)
	}
	return g.textNode(s)
}

func (g *metaGen) textNode(s metaScope) string {
	return pick(g.r, "plain", "{{"+g.expr(s)+"}}", "a{{"+g.expr(s)+"}}b{{"+g.expr(s)+"}}")
}

func (g *metaGen) expr(s metaScope) string {
	x, y := pick(g.r, s.scalars...), pick(g.r, s.scalars...)
	switch g.r.IntN(6) {
	case 0:
		return x + " ? " + y + " : 'no'"
	case 1:
		return x + " + '-' + " + y
	case 2:
		return pick(g.r, s.lists...) + ".length"
	}
	return x
}

func (g *metaGen) attrs(s metaScope) string {
	var b strings.Builder
	add := func(format string) { fmt.Fprintf(&b, " "+format, g.expr(s)) }
	if g.r.IntN(3) == 0 {
		add(pick(g.r, `class="t k{{%s}}"`, `class="t ext-class" data-u="{{%s}}"`, `class="t" class:on="{{%s}}"`))
	}
	if g.r.IntN(5) == 0 {
		add(pick(g.r, `style="w:{{%s}}"`, `style="h:1" style:top="{{%s}}"`))
	}
	for _, a := range []string{`id="i{{%s}}"`, `data-v="{{%s}}"`, `hidden="{{%s}}"`, `some-attr="{{%s}}"`, `mark:m="{{%s}}"`} {
		if g.r.IntN(5) == 0 {
			add(a)
		}
	}
	if g.r.IntN(3) == 0 {
		b.WriteString(` bind:tap="tapped"`)
	}
	return b.String()
}

// wrapped puts a directive on a node of its own or on a block.
func (g *metaGen) wrapped(directive string, s metaScope, depth int, use bool) string {
	tag := pick(g.r, "block", "view")
	return fmt.Sprintf("<%s %s>%s</%s>", tag, directive, g.nodes(s, depth+1, use), tag)
}

func (g *metaGen) conditional(s metaScope, depth int, use bool) string {
	out := g.wrapped("wx:if=\"{{"+g.expr(s)+"}}\"", s, depth, use)
	if g.r.IntN(3) == 0 {
		out += g.wrapped("wx:elif=\"{{"+g.expr(s)+"}}\"", s, depth, use)
	}
	if g.r.IntN(2) == 0 {
		out += g.wrapped("wx:else", s, depth, use)
	}
	return out
}

// loop makes a wx:for over rows {k, v, sub}, or over what is in sub, with and
// without a key.
func (g *metaGen) loop(s metaScope, depth int, use bool) string {
	g.vars++
	item, index := fmt.Sprintf("x%d", g.vars), fmt.Sprintf("i%d", g.vars)
	list := pick(g.r, s.lists...)
	key := pick(g.r, "", " wx:key=\"k\"", " wx:key=\"k\"", " wx:key=\"*this\"")
	inner := s.with([]string{item + ".v", item + ".k", index}, []string{item + ".sub"})
	d := fmt.Sprintf("wx:for=\"{{%s}}\" wx:for-item=\"%s\" wx:for-index=\"%s\"%s", list, item, index, key)
	if g.self+1 < len(g.comps) && g.r.IntN(3) == 0 {
		return g.tag(d, inner, depth, use)
	}
	return g.wrapped(d, inner, depth, use)
}

func (g *metaGen) component(s metaScope, depth int, use bool) string { return g.tag("", s, depth, use) }

// tag makes the use of a component that comes after this one.
func (g *metaGen) tag(directive string, s metaScope, depth int, use bool) string {
	k := g.self + 1 + g.r.IntN(len(g.comps)-g.self-1)
	var b strings.Builder
	fmt.Fprintf(&b, "<c%d %s", k, directive)
	if g.r.IntN(4) > 0 {
		fmt.Fprintf(&b, " p=\"{{%s}}\"", g.expr(s))
	}
	if fields := []string{"s", "o.x", "o.y"}; g.self < 0 && g.r.IntN(4) == 0 { // two-way
		for _, x := range s.scalars {
			if strings.HasSuffix(x, ".v") && strings.HasPrefix(x, "x") {
				fields = append(fields, x)
			}
		}
		fmt.Fprintf(&b, " two model:q=\"{{%s}}\"", pick(g.r, fields...))
	} else if g.r.IntN(3) > 0 {
		fmt.Fprintf(&b, " q=\"%s\"", pick(g.r, "x", "{{"+g.expr(s)+"}}", "v{{"+g.expr(s)+"}}"))
	}
	if g.r.IntN(2) == 0 {
		fmt.Fprintf(&b, " l=\"{{%s}}\"", pick(g.r, s.lists...))
	}
	for _, a := range []string{" ext-class=\"e{{%s}}\"", " class=\"k{{%s}}\"", " id=\"i{{%s}}\"", " data-v=\"{{%s}}\"", " bind:ev=\"told\" data-w=\"{{%s}}\""} {
		if g.r.IntN(4) == 0 {
			fmt.Fprintf(&b, a, g.expr(s))
		}
	}
	if c := g.comps[k]; c.generic > 0 && g.r.IntN(2) == 0 {
		fmt.Fprintf(&b, " generic:g=\"c%d\"", k+1+g.r.IntN(len(g.comps)-k-1))
	}
	b.WriteString(">")
	for range g.r.IntN(3) {
		b.WriteString(g.content(g.comps[k].mode, s, depth, use))
	}
	fmt.Fprintf(&b, "</c%d>", k)
	return b.String()
}

// content makes a piece of what stands between the tags of a component.
func (g *metaGen) content(mode slotMode, s metaScope, depth int, use bool) string {
	slot := ""
	switch {
	case mode != singleSlot && g.r.IntN(3) > 0:
		slot = fmt.Sprintf(" slot=\"%s\"", pick(g.r, "x", "y", "", "{{"+pick(g.r, s.scalars...)+"}}"))
	}
	if mode == dynamicSlots {
		g.vars++
		v := fmt.Sprintf("y%d", g.vars)
		inner := s.with([]string{v}, nil)
		return fmt.Sprintf("<view%s slot:v=\"%s\">%s</view>", slot, v, g.nodes(inner, depth+1, use))
	}
	switch g.r.IntN(4) {
	case 0:
		return g.node(s, depth+1, use)
	case 1:
		return fmt.Sprintf("<view wx:if=\"{{%s}}\"%s>%s</view>", g.expr(s), slot, g.nodes(s, depth+1, use))
	case 2:
		g.vars++
		item := fmt.Sprintf("x%d", g.vars)
		inner := s.with([]string{item + ".v", item + ".k"}, []string{item + ".sub"})
		return fmt.Sprintf("<view wx:for=\"{{%s}}\" wx:for-item=\"%s\" wx:key=\"k\"%s>%s</view>", pick(g.r, s.lists...), item, slot, g.nodes(inner, depth+1, use))
	}
	return fmt.Sprintf("<view%s>%s</view>", slot, g.nodes(s, depth+1, use))
}

func (g *metaGen) slot(s metaScope) string {
	name, values := "", ""
	mode := g.comps[g.self].mode
	if mode != singleSlot && g.r.IntN(3) > 0 {
		name = fmt.Sprintf(" name=\"%s\"", pick(g.r, "x", "y", "{{"+pick(g.r, s.scalars...)+"}}"))
	}
	if mode == dynamicSlots {
		values = fmt.Sprintf(" v=\"{{%s}}\"", g.expr(s))
	}
	return fmt.Sprintf("<slot%s%s/>", name, values)
}
