package wxss

import (
	"hash/maphash"
	"strings"

	"github.com/mica-go/mica/wxss/internal/property"
)

// Cascade computes the styles of elements by the sheets of a page in one window: which rules match ([Matcher]), which
// declaration of each property wins, and what its value is for the element. What it worked out once it keeps: elements
// that the same rules match below the same inherited values share one [ComputedStyle]. A Cascade belongs to one goroutine; the
// styles it gives are safe for concurrent use.
//
// The order of declarations is that of CSS with these origins, weakest first: user agent, :host rules, sheets, inline
// style; `!important` turns it round. What WXS and animations set is part of the inline style (spec wxss §1).
type Cascade struct {
	window  Window
	environ environs
	env     property.Env // that of no element
	rpx     RPX
	matcher *Matcher
	long    *longhandTable

	blocks   []*block // of rules, by their order
	declared declTable
	made     madeBlocks
	inlines  map[string]*block
	sets     map[uint64]*ruleSet
	styles   map[styleKey]*ComputedStyle
	kept     keptStyles

	seen     []seen // by property, see pick
	round    uint32
	custom   map[string]seen
	scratch  scratch
	seed     maphash.Seed
	varBytes int // of custom properties in the styles that are kept
	varTotal int // and in all styles that were ever computed
	computed int // styles that were worked out, not found
}

// Bounds of what a Cascade keeps; over them it starts afresh, as a hostile page could give every element a style of its
// own.
const (
	maxKeptStyles  = 1 << 14
	maxKeptInlines = 1 << 12
	maxVarBytes    = 32 << 20
	// maxVarTotal bounds the custom properties of all styles, those that somebody may still hold included. Beyond it
	// elements have those of their parents; see Exhausted.
	maxVarTotal = 256 << 20
)

// NewCascade returns a Cascade for the sheets of a page, earlier sheets weaker than later ones, in a window.
func NewCascade(sheets []ScopedSheet, window Window) *Cascade {
	window = window.withDefaults()
	c := &Cascade{window: window, rpx: window.RPX(), long: longhands(), environ: environs{window.Width, window.Height}}
	c.env.ViewportWidth, c.env.ViewportHeight = window.Width, window.Height
	c.matcher = NewMatcher(sheets, func(group *Rule) bool {
		switch group.Name {
		case "media":
			return window.MatchMedia(group.Prelude)
		case "supports":
			return Supports(group.Prelude)
		}
		return false
	})
	c.blocks, c.seed = make([]*block, c.matcher.rules+1), maphash.MakeSeed()
	c.declared.seed = c.seed
	c.seen = make([]seen, len(c.long.infos))
	c.custom = map[string]seen{}
	c.forget()
	return c
}

// Matcher returns the index of the rules that hold in the window.
func (c *Cascade) Matcher() *Matcher { return c.matcher }

// Exhausted reports whether the Cascade has given out so many values of custom properties that it gives no more: a page
// that goes on for long does well to start with a new one.
func (c *Cascade) Exhausted() bool { return c.varTotal > maxVarTotal }

// Window returns the window that the styles are for, with defaults filled in.
func (c *Cascade) Window() Window { return c.window }

// forget drops what can be worked out again. Styles that were handed out stay as they are.
func (c *Cascade) forget() {
	c.inlines, c.sets, c.styles = map[string]*block{}, map[uint64]*ruleSet{}, map[styleKey]*ComputedStyle{}
	c.varBytes, c.kept = 0, keptStyles{}
}

// keptStyles is where the rule sets and the styles live that a Cascade keeps.
type keptStyles struct {
	count        int // of the styles
	sets         slab[ruleSet]
	parts        slab[part]
	matches      arena[Match]
	decls        arena[*decl]
	styles       slab[ComputedStyle]
	inheritances slab[inheritance]
	values       arena[computed]
}

// madeBlocks is where the blocks of rules live.
type madeBlocks struct {
	blocks slab[block]
	lists  arena[[]decl]
	decls  arena[decl]
}

// block is the declarations of a rule or of an inline style, each with what it says of the longhands. Invalid ones are left
// out. Equal declarations of several rules share what they say.
type block struct {
	lists     [][]decl
	important bool // some are
}

// declKind says what a declaration's value is.
type declKind uint8

const (
	plainValue   declKind = iota // a valid value of a longhand
	wideValue                    // a CSS-wide keyword
	pendingValue                 // has var() or env() in it, and is only known for an element
	customValue                  // of a custom property
)

// decl is one declaration of a longhand or a custom property.
type decl struct {
	kind      declKind
	important bool
	fixed     bool // value is computed already, and the same for every element
	tried     bool // fixed has been worked out
	prop      propID
	name      string // of a custom property, "all" for that
	value     string
	pending   *pending
}

// pending is the declaration, maybe of a shorthand, that a longhand gets its value from once var() is substituted.
type pending struct{ name, value string }

// isAll reports whether the declaration is of the property `all`.
func (d *decl) isAll() bool { return d.name == "all" }

// block returns the declarations of a rule that matches.
func (c *Cascade) block(m *Match) *block {
	b := c.blocks[m.Order]
	if b == nil {
		b = c.ruleBlock(m.Rule)
		c.blocks[m.Order] = b
	}
	return b
}

// ruleBlock expands the declarations of a rule. What the same declaration says in several rules is worked out once: most
// of what a large sheet declares it declares more than once.
func (c *Cascade) ruleBlock(r *Rule) *block {
	b := c.made.blocks.new()
	lists := c.scratch.lists[:0]
	for i := range r.Declarations {
		d := &r.Declarations[i]
		e, found := c.declared.find(d)
		if !found {
			c.scratch.made = c.declaration(c.scratch.made[:0], d)
			e.list = c.made.decls.take(c.scratch.made)
		}
		if len(e.list) > 0 {
			lists = append(lists, e.list)
			b.important = b.important || d.Important
		}
	}
	b.lists = c.made.lists.take(lists)
	c.scratch.lists = lists
	return b
}

// inline returns the declarations of an inline style, nil if there are none.
func (c *Cascade) inline(style string) *block {
	if style == "" {
		return nil
	}
	b, ok := c.inlines[style]
	if !ok {
		if len(c.inlines) >= maxKeptInlines {
			c.inlines = map[string]*block{}
		}
		b = c.inlineBlock(ParseInline(style))
		c.inlines[style] = b
	}
	return b
}

// inlineBlock expands the declarations of an inline style, nil if it has none that are valid.
func (c *Cascade) inlineBlock(list []Declaration) *block {
	b := &block{}
	for i := range list {
		if made := c.declaration(nil, &list[i]); len(made) > 0 {
			b.lists = append(b.lists, made)
			b.important = b.important || list[i].Important
		}
	}
	if len(b.lists) == 0 {
		return nil
	}
	return b
}

// declaration appends what one declaration says of each longhand.
func (c *Cascade) declaration(dst []decl, d *Declaration) []decl {
	value := d.Value
	if d.RPX {
		value = ConvertRPX(value, c.rpx)
	}
	switch {
	case d.Custom():
		kind := customValue
		if wideKeyword(value) != "" {
			kind, value = wideValue, wideKeyword(value)
		}
		return append(dst, decl{kind: kind, important: d.Important, name: d.Property, value: value})
	case d.Property == "all":
		if wide := wideKeyword(value); wide != "" {
			dst = append(dst, decl{kind: wideValue, important: d.Important, name: "all", value: wide})
		}
		return dst
	case hasVar(value):
		return c.pendingDeclaration(dst, d, value)
	}
	c.env.Used = 0
	index, text, ok := property.Read(&c.env, d.Property, value)
	if !ok {
		return dst
	}
	if index >= 0 {
		fixed := independent(c.env.Used)
		if !fixed {
			text = value
		}
		return append(dst, decl{important: d.Important, fixed: fixed, tried: true, prop: propID(index), value: text})
	}
	if c.scratch.longs, ok = property.Expand(c.scratch.longs[:0], d.Property, value); !ok {
		return dst
	}
	for _, l := range c.scratch.longs {
		if l.Index < 0 {
			continue
		}
		kind := plainValue
		if wideKeyword(l.Value) != "" {
			kind = wideValue
		}
		dst = append(dst, decl{kind: kind, important: d.Important, prop: propID(l.Index), value: l.Value})
	}
	return dst
}

// independent reports whether a value that depended on that is the same for every element of a Cascade.
func independent(used property.Uses) bool { return used&^property.UsesViewport == 0 }

func (c *Cascade) pendingDeclaration(dst []decl, d *Declaration, value string) []decl {
	info, known := property.Lookup(d.Property)
	if !known {
		return dst
	}
	p := &pending{d.Property, value}
	names := info.Longhands
	if !info.Shorthand {
		names = []string{info.Name}
	}
	for _, name := range names {
		if id, known := c.long.byName[name]; known {
			dst = append(dst, decl{kind: pendingValue, important: d.Important, prop: id, pending: p})
		}
	}
	return dst
}

// wideKeyword returns the CSS-wide keyword that the value is, in lower case, or "".
func wideKeyword(value string) string {
	value = property.TrimSpace(value)
	if len(value) < len("unset") || len(value) > len("revert-layer") {
		return ""
	}
	for _, w := range [...]string{"inherit", "initial", "unset", "revert", "revert-layer"} {
		if strings.EqualFold(value, w) {
			return w
		}
	}
	return ""
}

// ParseInline reads the declarations of an inline style as Parse reads those of a rule; what is invalid is left out. It
// may be called concurrently.
func ParseInline(style string) []Declaration {
	p := &parser{source: newSource("", []byte(style)), opts: Options{}.withDefaults()}
	if len(style) > p.opts.MaxSize {
		return nil
	}
	p.lexer = newLexer(p.source.text)
	var out []Declaration
	for {
		// A stray brace ends a block; in an inline style it is one more invalid declaration.
		decls, rules := p.block(descriptors, nil)
		out = append(out, decls...)
		for i := range rules {
			out = append(out, rules[i].Declarations...)
		}
		if p.in.Offset() >= len(p.text) {
			return out
		}
	}
}
