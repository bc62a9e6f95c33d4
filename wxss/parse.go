package wxss

import (
	"slices"
	"strings"

	"github.com/tdewolff/parse/v2/css"
)

// Parse reads the style sheet src. The name is used in messages only. It returns a sheet whatever src holds: what is
// invalid is dropped as CSS demands and reported. Diagnostics are sorted by position; nil if there are none. An @import
// is kept as a rule of kind Import; use Load to follow it. src is not kept.
//
// Beyond CSS, `:host` may only stand alone, preprocessor syntax is an error, and resources of the package inside url()
// are a warning. CSS nesting is understood; nested selectors are made explicit with `&`.
//
// Parse may be called concurrently.
func Parse(name string, src []byte, opts Options) (*Sheet, Diagnostics) {
	opts = opts.withDefaults()
	source := newSource(name, nil)
	if len(src) <= opts.MaxSize {
		source = newSource(name, src)
	}
	p := &parser{lexer: newLexer(source.text), source: source, opts: opts}
	if len(src) > opts.MaxSize {
		p.report.add(0, Error, CodeSize, "the style sheet has more than %d bytes; split it or raise Options.MaxSize",
			opts.MaxSize)
	}
	// Enough for a rule at each brace and each import, with a bound for input that is made of nothing else.
	guess := strings.Count(source.text, "{") + strings.Count(source.text, "@import")
	p.rules.list = make([]Rule, 0, min(guess, len(source.text)/16+1))
	p.block(topLevel, nil)
	return &Sheet{Name: name, Rules: slices.Clip(p.rules.list), source: source, imports: p.imports}, p.report.diagnostics(source)
}

// parser holds the state of one Parse.
type parser struct {
	lexer
	source  *Source
	opts    Options
	report  report
	depth   int  // blocks that are open
	imports bool // an Import rule was made

	// What collect found last.
	toks    []token
	open    []byte // closing brackets that are awaited
	deep    bool   // brackets nested over MaxDepth
	bad     bool   // a token that makes a declaration invalid
	hasURL  bool
	hasRPX  bool
	tail    string // closes what the end of the file left open in the last token
	tailCut int

	rules stack[Rule]
	decls stack[Declaration]

	sel selectorParser
}

// context says what a block may hold.
type context uint8

const (
	topLevel      context = iota // the sheet: rules
	groupBlock                   // @media and its kin: rules
	styleBlock                   // a style rule: declarations and nested rules
	styleGroup                   // @media and its kin inside a style rule
	keyframeList                 // @keyframes: keyframes
	keyframeBlock                // one keyframe: declarations
	descriptors                  // @font-face and its kin: declarations
)

// declarations reports whether the block may hold declarations.
func (c context) declarations() bool { return c >= styleBlock && c != keyframeList }

// nested reports whether the block is inside a style rule, so that its rules are nested rules.
func (c context) nested() bool { return c == styleBlock || c == styleGroup }

// block reads a block up to its closing brace; the rules of the whole sheet stay on the stack. parent is the selector list of the style rule that
// encloses it. Declarations that stand before the first nested rule are returned apart, as CSS has it; later ones come
// as NestedDeclarations among the rules.
func (p *parser) block(ctx context, parent []Selector) ([]Declaration, []Rule) {
	var leading []Declaration
	declMark, ruleMark := p.decls.mark(), p.rules.mark()
	flush := func() {
		if p.decls.mark() == declMark {
			return
		}
		list := p.decls.take(declMark)
		if ctx != styleGroup && p.rules.mark() == ruleMark {
			leading = join(leading, list)
			return
		}
		if n := p.rules.mark(); n > ruleMark && p.rules.list[n-1].Kind == NestedDeclarations {
			before := &p.rules.list[n-1].Declarations // what stood between was dropped
			*before = join(*before, list)
			return
		}
		p.rules.push(Rule{Kind: NestedDeclarations, Selectors: parent, Declarations: list, Source: p.source,
			Offset: list[0].Offset})
	}
	for {
		t := p.next()
		switch t.tt {
		case css.WhitespaceToken, css.CommentToken:
			continue
		case css.ErrorToken:
			if ctx == topLevel {
				return nil, nil
			}
			p.report.add(len(p.text), Warning, CodeSyntax, "a block is not closed at the end of the file; add `}`")
			flush()
			return leading, p.rules.take(ruleMark)
		case css.CDOToken, css.CDCToken, css.SemicolonToken:
			if (t.tt == css.SemicolonToken) != (ctx == topLevel) {
				continue
			}
		case css.RightBraceToken:
			if ctx != topLevel {
				flush()
				return leading, p.rules.take(ruleMark)
			}
		case css.AtKeywordToken:
			flush()
			p.atRule(t, ctx, parent)
			continue
		}
		p.item(t, ctx, parent, flush)
	}
}

// join appends without touching what the arena holds behind a: its slices have no spare capacity.
func join(a, b []Declaration) []Declaration {
	if a == nil {
		return b
	}
	return append(a, b...)
}

// item reads a declaration or a qualified rule that starts with t.
func (p *parser) item(t token, ctx context, parent []Selector, flush func()) {
	ends := endsItem
	if ctx == topLevel {
		ends = endsTop
	}
	stop := p.collect(t, ends)
	if stop == css.LeftBraceToken {
		flush()
		switch {
		case ctx == keyframeList:
			p.keyframe()
		case ctx == keyframeBlock || ctx == descriptors:
			p.drop(t, "a rule cannot stand here")
			p.skipBlock()
		default:
			p.styleRule(ctx, parent)
		}
		return
	}
	switch {
	case ctx.declarations():
		p.declaration()
	case p.looksLikeDeclaration():
		p.drop(t, "a declaration has to stand in the block of a rule")
	case stop == css.ErrorToken:
		p.drop(t, "the file ends before the block of this rule; add `{ … }`")
	default:
		p.drop(t, "expected a rule")
	}
}

// drop reports that what starts at t is left out.
func (p *parser) drop(t token, why string) {
	if p.deep {
		p.tooDeep(t)
		return
	}
	p.report.add(int(t.start), Warning, CodeSyntax, "%s: `%s` is left out", why, shorten(p.normal(trim(p.toks))))
}

func (p *parser) tooDeep(t token) {
	p.report.add(int(t.start), Error, CodeNesting, "nested more than %d deep; this part is left out", p.opts.MaxDepth)
}

// ends says where collect stops, beside `{` and the end of the file.
type ends uint8

const (
	endsTop       ends = iota // a rule of the sheet: nowhere else
	endsItem                  // a declaration or rule in a block: `;` and `}`; a custom property may hold `{`
	endsTopAtRule             // an at-rule of the sheet: `;`
	endsAtRule                // an at-rule in a block: `;` and `}`
)

// collect gathers the tokens from t up to the end of a prelude or declaration and returns what ended it. A `}` that
// ends it is left for block to see; the other ends are consumed. Comments are not gathered.
func (p *parser) collect(t token, e ends) css.TokenType {
	p.toks, p.open = p.toks[:0], p.open[:0]
	p.deep, p.bad, p.hasURL, p.hasRPX, p.tail, p.tailCut = false, false, false, false, "", 0
	custom := false
	for ; ; t = p.next() {
		if len(p.open) == 0 {
			switch t.tt {
			case css.LeftBraceToken:
				if !custom {
					return t.tt
				}
			case css.SemicolonToken:
				if e != endsTop {
					return t.tt
				}
			case css.RightBraceToken:
				if e == endsItem || e == endsAtRule {
					p.unread(t)
					return t.tt
				}
			case css.ColonToken:
				custom = custom || e == endsItem && p.namesCustomProperty()
			}
		}
		if t.tt == css.ErrorToken {
			p.closeAtEnd()
			return t.tt
		}
		p.gather(t)
	}
}

// gather adds one token to what collect has, keeping track of brackets.
func (p *parser) gather(t token) {
	switch t.tt {
	case css.CommentToken:
		return
	case css.UnicodeRangeToken:
		if !p.looksLikeDeclaration() {
			t = p.splitRange(t)
		}
	case css.DimensionToken:
		p.hasRPX = p.hasRPX || isRPX(p.str(t))
	case css.URLToken:
		p.hasURL = true
	case css.BadStringToken, css.BadURLToken:
		p.bad = true
	case css.DelimToken:
		p.bad = p.bad || p.text[t.start] == '\\'
	case css.LeftParenthesisToken, css.FunctionToken, css.LeftBracketToken, css.LeftBraceToken:
		p.open = append(p.open, t.closer())
		p.deep = p.deep || p.depth+len(p.open) > p.opts.MaxDepth
	case css.RightParenthesisToken, css.RightBracketToken, css.RightBraceToken:
		if n := len(p.open); n > 0 && t.closes(p.open[n-1]) {
			p.open = p.open[:n-1]
		} else {
			p.bad = true
		}
	}
	p.toks = append(p.toks, t)
}

// unread gives the closing brace t back to the lexer.
func (p *parser) unread(t token) {
	p.in.Move(int(t.start) - p.in.Offset())
	p.in.Skip()
}

// closeAtEnd works out what the end of the file left open: CSS closes it silently.
func (p *parser) closeAtEnd() {
	if n := len(p.toks); n > 0 {
		last := p.toks[n-1]
		p.tailCut, p.tail = unclosed(last.tt, p.str(last))
	}
	p.tail += reversed(p.open)
}

// reversed returns closing brackets in the order in which they close.
func reversed(open []byte) string {
	open = slices.Clone(open)
	slices.Reverse(open)
	return string(open)
}

// looksLikeDeclaration reports whether the tokens so far begin with a name and a colon.
func (p *parser) looksLikeDeclaration() bool {
	if len(p.toks) == 0 || !isIdent(p.toks[0]) {
		return false
	}
	rest := trim(p.toks[1:])
	return len(rest) > 0 && rest[0].tt == css.ColonToken
}

// namesCustomProperty reports whether the tokens so far are the name of a custom property and nothing else.
func (p *parser) namesCustomProperty() bool {
	return len(p.toks) > 0 && strings.HasPrefix(p.str(p.toks[0]), "--") && isIdent(p.toks[0]) && len(trim(p.toks)) == 1
}

// skipBlock skips the rest of a block whose opening brace was read, honouring brackets inside it.
func (p *parser) skipBlock() {
	p.open = append(p.open[:0], '}')
	for len(p.open) > 0 {
		t := p.next()
		if t.tt == css.ErrorToken {
			return
		}
		if c := t.closer(); c != 0 {
			p.open = append(p.open, c)
		} else if t.closes(p.open[len(p.open)-1]) {
			p.open = p.open[:len(p.open)-1]
		}
	}
}

// enter opens a block that belongs to what starts at t. At the nesting limit it skips the block and reports false.
func (p *parser) enter(t token) bool {
	if p.depth >= p.opts.MaxDepth {
		p.tooDeep(t)
		p.skipBlock()
		return false
	}
	p.depth++
	return true
}

// styleRule reads a style rule whose prelude has been collected and whose opening brace was read.
func (p *parser) styleRule(ctx context, parent []Selector) {
	at := token{start: int32(p.in.Offset() - 1)} // the brace
	if len(p.toks) > 0 {
		at = p.toks[0]
	}
	selectors, ok := p.selectors(ctx, parent)
	if !ok {
		p.skipBlock()
		return
	}
	if !p.enter(at) {
		return
	}
	declarations, rules := p.block(styleBlock, selectors)
	p.depth--
	p.rules.push(Rule{Kind: Style, Selectors: selectors, Declarations: declarations, Rules: rules, Source: p.source,
		Offset: at.start})
}
