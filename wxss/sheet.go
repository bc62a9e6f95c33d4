package wxss

// Sheet is a parsed style sheet. It is immutable: nobody may change what it holds, because sheets that import the same
// file share its rules. It is safe for concurrent use.
type Sheet struct {
	// Name is the file name or path that the sheet was parsed or loaded from.
	Name string
	// Rules are the top-level rules in their order. After Load there are no Import rules among them.
	Rules []Rule

	source  *Source
	imports bool // an Import rule stands somewhere in Rules
}

// RuleKind tells the kinds of rules apart.
type RuleKind uint8

// The kinds of rules, and which fields of [Rule] they use beside Source and Offset.
const (
	// Style is `.a, .b { … }`: Selectors, Declarations, and nested rules in Rules.
	Style RuleKind = iota
	// NestedDeclarations are declarations that stand after a nested rule or directly inside a group that is nested in
	// a style rule: Selectors (those of the enclosing style rule, shared with it) and Declarations.
	NestedDeclarations
	// Group is a conditional or grouping at-rule with rules inside, e.g. @media, @supports, @layer, @container: Name,
	// Prelude, Rules.
	Group
	// Keyframes is @keyframes in any vendor's spelling: Name, Prelude (the animation's name), Rules of kind Keyframe.
	Keyframes
	// Keyframe is one block of a Keyframes rule: Prelude such as "from" or "0%, 50%", and Declarations.
	Keyframe
	// Descriptors is an at-rule with declarations inside, e.g. @font-face, @page, @property: Name, Prelude,
	// Declarations, and unknown at-rules inside it in Rules.
	Descriptors
	// Import is an @import that was not followed, because Parse does not read files: Name, Import.
	Import
	// Statement is an at-rule without a block, e.g. @charset or `@layer a, b;`: Name, Prelude.
	Statement
	// Unknown is an at-rule with a block that is not known: Name, Prelude, and Text, the block's content as written.
	Unknown
)

// Rule is one rule of a sheet. Kind says which fields are in use.
type Rule struct {
	Kind RuleKind
	// RPX says that Prelude has at least one rpx length in it. It is only set for a Group.
	RPX bool
	// Name is the at-rule's name in lower case without the @ and with its vendor prefix, e.g. "-webkit-keyframes".
	Name string
	// Prelude is what stands between the name and the block: comments removed, white space collapsed.
	Prelude string
	// Text is the content of an Unknown rule's block as written.
	Text string
	// Selectors is the selector list of a Style rule; at least one.
	Selectors []Selector
	// Declarations in the order of the source; later ones win.
	Declarations []Declaration
	// Rules are the rules inside.
	Rules []Rule
	// Import is set for an Import rule.
	Import *ImportRule
	// Source is the file that holds the rule, and Offset the byte in it where the rule starts.
	Source *Source
	Offset int32
}

// Position returns the 1-based line and column (in runes) of the rule's first character.
func (r *Rule) Position() (line, col int) { return r.Source.Position(int(r.Offset)) }

// ImportRule is what an @import asks for.
type ImportRule struct {
	// Path as written, relative to the importing file or absolute from the package's root.
	Path string
	// Media is the media query list behind the path, or "".
	Media string
	// Supports is the condition inside supports(), or "".
	Supports string
	// HasLayer says that the import names a cascade layer; Layer is its name, "" for an anonymous one.
	HasLayer bool
	Layer    string
}

// Declaration is one `name: value` of a rule.
type Declaration struct {
	// Property is the name in lower case; a custom property keeps its case and its two dashes.
	Property string
	// Value is the value's text without `!important`: for a custom property exactly as written, for others with
	// comments removed and white space collapsed. Brackets and strings in it are always closed.
	Value string
	// Offset of the property's name in the Source of the rule.
	Offset int32
	// Important says that `!important` was given.
	Important bool
	// RPX says that the value has at least one rpx length in it.
	RPX bool
}

// Custom reports whether the declaration is of a custom property (`--name`).
func (d *Declaration) Custom() bool {
	return len(d.Property) > 2 && d.Property[0] == '-' && d.Property[1] == '-'
}

// Options are the rules by which a sheet is read. The zero value reads an app or page sheet leniently.
type Options struct {
	// Component says that the sheet belongs to a component, which may not use tag, id and attribute selectors: each
	// use is a warning. Default false.
	Component bool
	// Strict drops the selectors that Component only warns of, and warns of every selector that WeChat does not
	// document: all but classes, ids, tags, descendants, lists, ::before, ::after and :host. Default false.
	Strict bool
	// MaxDepth is how deep blocks, brackets and functions may nest. What nests deeper is dropped with an error.
	// Default (0) 128, at most 1000; beyond that a walk over the rules would cost too much stack.
	MaxDepth int
	// MaxSize is the number of bytes that one sheet may have; for Load, all imports included and counted as often as
	// they are imported. A sheet over it is empty, an import over it is left out, both with an error.
	// A sheet takes up to about 100 times its size in memory. Default (0) 4 MiB, at most 1 GiB.
	MaxSize int
}

const (
	defaultMaxDepth = 128
	limitMaxDepth   = 1000
	defaultMaxSize  = 4 << 20
	limitMaxSize    = 1 << 30
)

func (o Options) withDefaults() Options {
	if o.MaxDepth <= 0 {
		o.MaxDepth = defaultMaxDepth
	}
	o.MaxDepth = min(o.MaxDepth, limitMaxDepth)
	if o.MaxSize <= 0 {
		o.MaxSize = defaultMaxSize
	}
	o.MaxSize = min(o.MaxSize, limitMaxSize)
	return o
}
