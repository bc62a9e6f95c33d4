package wxss

import (
	"strconv"
	"strings"

	"github.com/tdewolff/parse/v2/css"
)

// atRuleKind tells what the at-rule's block holds. The vendor prefix does not matter.
func atRuleKind(name string) RuleKind {
	if strings.HasPrefix(name, "-") {
		if i := strings.IndexByte(name[1:], '-'); i >= 0 {
			name = name[i+2:]
		}
	}
	switch name {
	case "media", "supports", "layer", "container", "starting-style", "document":
		return Group
	case "keyframes":
		return Keyframes
	case "font-face", "page", "property", "counter-style", "viewport", "font-palette-values", "view-transition",
		"position-try":
		return Descriptors
	case "charset", "namespace":
		return Statement
	}
	return Unknown
}

// isPreprocessor reports whether the at-rule belongs to Sass, Less or Stylus.
func isPreprocessor(name string) bool {
	switch name {
	case "mixin", "include", "extend", "if", "else", "for", "each", "while", "function", "return", "use", "forward",
		"debug", "warn", "error", "at-root", "content", "plugin", "require", "apply", "tailwind":
		return true
	}
	return false
}

// atRule reads an at-rule whose keyword is t and pushes what comes of it.
func (p *parser) atRule(t token, ctx context, parent []Selector) {
	name := strings.ToLower(unescape(p.text[t.start+1 : t.end]))
	ends := endsAtRule
	if ctx == topLevel {
		ends = endsTopAtRule
	}
	stop := p.collect(p.next(), ends)
	prelude := trim(p.toks)
	block := stop == css.LeftBraceToken
	if why := p.refuseAtRule(t, name, prelude, ctx, block); why != "" {
		if why != reported {
			p.report.add(int(t.start), Warning, CodeSyntax, "@%s is left out: %s", shorten(name), why)
		}
		if block {
			p.skipBlock()
		}
		return
	}
	rule := Rule{Kind: atRuleKind(name), Name: name, Source: p.source, Offset: t.start, RPX: p.hasRPX}
	switch {
	case name == "import":
		p.importRule(t, rule, prelude)
	case block:
		rule.Prelude = p.normal(prelude)
		p.atBlock(t, rule, ctx, parent)
	default:
		p.statement(t, rule, prelude)
	}
}

// reported is the answer of refuseAtRule when the diagnostic has been given already.
const reported = "reported"

// refuseAtRule says why an at-rule is dropped, "" if it is not.
func (p *parser) refuseAtRule(t token, name string, prelude []token, ctx context, block bool) string {
	kind := atRuleKind(name)
	switch {
	case isPreprocessor(name), len(prelude) > 0 && prelude[0].tt == css.ColonToken && kind == Unknown:
		p.preprocessor(t)
		return reported
	case p.deep:
		p.tooDeep(t)
		return reported
	case p.bad:
		return "it has a stray bracket, a broken string or a broken url()"
	case name == "import" && (block || ctx > groupBlock):
		return "write `@import \"path.wxss\";` outside of rules"
	case ctx.nested() && kind != Group, ctx == keyframeList, ctx == keyframeBlock, ctx == descriptors && kind != Unknown:
		return "it cannot stand inside this block"
	case name == "import":
		return ""
	case block && kind == Statement:
		return "it takes no block"
	case !block && (kind == Keyframes || kind == Descriptors || kind == Group && name != "layer"):
		return "its block is missing"
	case name == "layer" && block && !p.layerName(prelude):
		return "its block belongs to one layer, whose name has words and dots"
	case kind == Keyframes && len(prelude) == 0:
		return "the animation has no name"
	}
	return ""
}

// layerName reports whether the tokens are the name of one layer, or nothing.
func (p *parser) layerName(toks []token) bool {
	for i, t := range toks {
		if even := i%2 == 0; even && t.tt != css.IdentToken || !even && !p.isDelim(t, '.') {
			return false
		}
	}
	return len(toks)%2 == 1 || len(toks) == 0
}

// atBlock reads the block of an at-rule.
func (p *parser) atBlock(t token, rule Rule, ctx context, parent []Selector) {
	if rule.Kind == Unknown {
		p.report.add(int(t.start), Note, CodeUnknownAtRule, "@%s is kept for the browser as it is; here nothing in it applies", shorten(rule.Name))
		if text, ok := p.rawBlock(t); ok {
			rule.Text, rule.RPX = text, false
			p.rules.push(rule)
		}
		return
	}
	if !p.enter(t) {
		return
	}
	if rule.Kind == Group && !appliedGroup(rule.Name) {
		p.report.add(int(t.start), Note, CodeUnknownAtRule, "@%s is kept for the browser; here nothing in it applies", shorten(rule.Name))
	}
	inside := ctx
	switch {
	case rule.Kind == Keyframes:
		inside, parent = keyframeList, nil
	case rule.Kind == Descriptors:
		inside, parent = descriptors, nil
	case ctx.nested():
		inside = styleGroup
	default:
		inside = groupBlock
	}
	rule.RPX = rule.RPX && rule.Kind == Group
	rule.Declarations, rule.Rules = p.block(inside, parent)
	p.depth--
	p.rules.push(rule)
}

// appliedGroup reports whether a Cascade takes rules of the group; those of others are for the browser only.
func appliedGroup(name string) bool { return name == "media" || name == "supports" || name == "layer" }

// rawBlock returns the content of a block as written, closed if the file ends inside it.
func (p *parser) rawBlock(at token) (text string, ok bool) {
	start := p.in.Offset()
	p.open, p.deep = append(p.open[:0], '}'), false
	cut, tail, end := 0, "", start
	for {
		t := p.next()
		if t.tt == css.ErrorToken {
			break
		}
		if c := t.closer(); c != 0 {
			p.open = append(p.open, c)
			p.deep = p.deep || p.depth+len(p.open) > p.opts.MaxDepth
		} else if t.closes(p.open[len(p.open)-1]) {
			if p.open = p.open[:len(p.open)-1]; len(p.open) == 0 {
				break
			}
		}
		end = int(t.end)
		cut, tail = p.rawTail(t)
	}
	if p.deep {
		p.tooDeep(at)
		return "", false
	}
	text = p.text[start:end]
	if len(p.open) > 0 { // the first is the block's own
		text = text[:len(text)-cut] + tail + reversed(p.open[1:])
	}
	return text, true
}

// rawTail is unclosed for the last token of a raw block, where comments and backslashes are kept.
func (p *parser) rawTail(t token) (cut int, tail string) {
	s := p.str(t)
	switch {
	case t.tt == css.CommentToken && (len(s) < 4 || !strings.HasSuffix(s, "*/")):
		return len(s), ""
	case p.isDelim(t, '\\'):
		return 1, ""
	}
	return unclosed(t.tt, s)
}

// statement keeps an at-rule without a block.
func (p *parser) statement(t token, rule Rule, prelude []token) {
	rule.Prelude = p.normal(prelude)
	if len(prelude) > 0 {
		rule.Prelude = rule.Prelude[:len(rule.Prelude)-p.tailCut] + p.tail
	}
	if rule.Kind == Unknown {
		p.report.add(int(t.start), Note, CodeUnknownAtRule, "@%s is not known; it is kept as it is", shorten(rule.Name))
	}
	rule.Kind, rule.RPX = Statement, false
	p.rules.push(rule)
}

// keyframe reads one block of @keyframes whose prelude has been collected.
func (p *parser) keyframe() {
	at := token{start: int32(p.in.Offset() - 1)}
	if len(p.toks) > 0 {
		at = p.toks[0]
	}
	prelude, ok := p.keyframePrelude()
	if !ok {
		p.drop(at, "a keyframe starts with `from`, `to` or percentages from 0% to 100%")
		p.skipBlock()
		return
	}
	if !p.enter(at) {
		return
	}
	declarations, _ := p.block(keyframeBlock, nil)
	p.depth--
	p.rules.push(Rule{Kind: Keyframe, Prelude: prelude, Declarations: declarations, Source: p.source, Offset: at.start})
}

// keyframePrelude checks the collected keyframe selectors and returns them joined by ", ", in lower case.
func (p *parser) keyframePrelude() (string, bool) {
	var parts []string
	expect := true
	for _, t := range p.toks {
		switch {
		case t.tt == css.WhitespaceToken:
		case t.tt == css.CommaToken && !expect:
			expect = true
		case expect && p.isKeyframe(t):
			parts = append(parts, strings.ToLower(p.str(t)))
			expect = false
		default:
			return "", false
		}
	}
	return strings.Join(parts, ", "), !expect
}

func (p *parser) isKeyframe(t token) bool {
	s := p.str(t)
	switch t.tt {
	case css.IdentToken:
		return strings.EqualFold(s, "from") || strings.EqualFold(s, "to")
	case css.PercentageToken:
		n, err := strconv.ParseFloat(s[:len(s)-1], 64)
		return err == nil && n >= 0 && n <= 100
	}
	return false
}

// importRule reads the prelude of an @import.
func (p *parser) importRule(t token, rule Rule, prelude []token) {
	if len(prelude) == 0 || prelude[0].tt != css.StringToken {
		why := "@import needs a path in quotes: `@import \"path.wxss\";`"
		if len(prelude) > 0 && prelude[0].tt == css.URLToken {
			why = "@import url(…) is not allowed in WXSS; write `@import \"path.wxss\";`"
		}
		p.report.add(int(t.start), Error, CodeImport, "%s", why)
		return
	}
	if len(p.open) > 0 || len(prelude) > 1 && p.tail != "" {
		p.drop(t, "the file ends inside this @import")
		return
	}
	path := p.str(prelude[0])
	path = path[:len(path)-p.tailCut] + p.tail
	imp := &ImportRule{Path: unescape(path[1 : len(path)-1])}
	p.importConditions(imp, trim(prelude[1:]))
	rule.Kind, rule.Import, rule.RPX = Import, imp, p.hasRPX
	p.rules.push(rule)
	p.imports = true
}

// importConditions reads `layer`, `layer(name)`, `supports(…)` and the media queries behind the path.
func (p *parser) importConditions(imp *ImportRule, toks []token) {
	if len(toks) > 0 && toks[0].tt == css.IdentToken && strings.EqualFold(p.str(toks[0]), "layer") {
		imp.HasLayer = true
		toks = trim(toks[1:])
	} else if arg, rest, ok := p.function(toks, "layer("); ok {
		imp.HasLayer, imp.Layer = true, p.normal(trim(arg))
		toks = rest
	}
	if arg, rest, ok := p.function(toks, "supports("); ok {
		imp.Supports = p.normal(trim(arg))
		toks = rest
	}
	if len(toks) > 0 {
		imp.Media = p.normal(toks)
	}
}

// function splits tokens that begin with the function name into its argument and the rest.
func (p *parser) function(toks []token, name string) (arg, rest []token, ok bool) {
	if len(toks) == 0 || toks[0].tt != css.FunctionToken || !strings.EqualFold(p.str(toks[0]), name) {
		return nil, nil, false
	}
	depth := 0
	for i, t := range toks {
		if t.closer() != 0 {
			depth++
		} else if t.closes(')') || t.closes(']') || t.closes('}') {
			depth--
		}
		if depth == 0 {
			return trim(toks[1:i]), trim(toks[i+1:]), true
		}
	}
	return trim(toks[1:]), nil, true
}
