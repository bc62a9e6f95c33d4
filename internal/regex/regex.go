package regex

import (
	"fmt"
	"slices"

	"github.com/mica-go/mica/internal/value"
)

// Flags change how a pattern matches.
type Flags uint8

// The flags.
const (
	// IgnoreCase is the flag i.
	IgnoreCase Flags = 1 << iota
	// Multiline is the flag m: ^ and $ match at line breaks too.
	Multiline
	// DotAll is the flag s: the dot matches line breaks too.
	DotAll
)

const (
	// maxPattern bounds the length of a pattern in units. Those of linkify-it, which
	// every renderer of Markdown has with it, have up to 40 000.
	maxPattern = 1 << 16
	// maxNesting bounds the nesting of groups.
	maxNesting = 100
	// maxProgram bounds the program, to which a{1000} adds a thousand copies
	// of a unless a is a single character.
	maxProgram = 20_000
	// maxRepeat stands for the absence of an upper bound.
	maxRepeat = 1 << 30
)

// Error reports a pattern that cannot be compiled.
type Error struct {
	Pattern string
	Reason  string
	// TooLarge is set when the pattern is well-formed but over a limit.
	TooLarge bool
}

// Error is worded as in JavaScript.
func (e *Error) Error() string {
	p := e.Pattern
	if len(p) > 100 {
		p = value.ValidUTF8(p[:100]) + "..."
	}
	return fmt.Sprintf("Invalid regular expression: /%s/: %s", p, e.Reason)
}

// Regexp is a compiled pattern.
type Regexp struct {
	prog   []inst
	sets   []*set
	loops  []loop
	groups int // without the whole match
	regs   int
	memos  int // instructions that take part in remembering
	names  []string
	flags  Flags
	first  *set // what a match can begin with; nil when it may be empty or anything
	single bool // a match is one unit of first, and nothing else
	begin  bool // a match can begin at the start only
	degree int
	around bool // it has lookaround
}

// Groups returns the number of capturing groups.
func (re *Regexp) Groups() int { return re.groups }

// Exponential is the [Regexp.Degree] of patterns that a backtracking machine may
// take exponential time for.
const Exponential = 100

// Degree returns how the time that a backtracking machine without a memory may
// take at one place of the input grows with its length: 0 for constant time, 1
// for linear, 2 for quadratic and so on; [Exponential] for patterns with loops or
// choices inside of loops.
func (re *Regexp) Degree() int { return re.degree }

// Anchored reports whether a match can begin at the start of the input only.
func (re *Regexp) Anchored() bool { return re.begin }

// Lookaround reports whether the pattern has lookahead or lookbehind, so that
// captures may overlap other matches.
func (re *Regexp) Lookaround() bool { return re.around }

// Size returns a measure of the memory that the program takes: about the number
// of its instructions.
func (re *Regexp) Size() int { return len(re.prog) + 16*len(re.sets) }

// Names returns the name of every group, "" for those without one; the slice
// has an entry for the whole match too. nil when no group has a name.
func (re *Regexp) Names() []string { return re.names }

// Compile compiles a pattern, given as WTF-8. The error is an *[Error].
func Compile(pattern string, flags Flags) (re *Regexp, err error) {
	p := &parser{pattern: value.ToUTF16(pattern), flags: flags}
	defer func() {
		if r := recover(); r != nil {
			f, ok := r.(failure)
			if !ok {
				panic(r)
			}
			re, err = nil, &Error{Pattern: pattern, Reason: f.reason, TooLarge: f.tooLarge}
		}
	}()
	if len(p.pattern) > maxPattern {
		tooLarge(fmt.Sprintf("pattern longer than %d characters", maxPattern))
	}
	p.countGroups()
	tree := p.alternatives()
	if p.pos < len(p.pattern) {
		fail("Unmatched ')'")
	}
	g := &generator{re: &Regexp{groups: p.groups, flags: flags, names: p.groupNames()}}
	g.emit(inst{op: opSave})
	g.node(tree, false)
	g.emit(inst{op: opSave, x: 1})
	g.emit(inst{op: opMatch})
	g.re.first, g.re.single, g.re.begin = firstUnits(tree), singleUnit(tree), beginsAtStart(tree, flags)
	g.re.degree = min(g.re.degreeOf(tree), Exponential)
	return g.re, nil
}

// smallLoop is up to how many turns a loop counts for its body repeated.
const smallLoop = 16

// degreeOf is Degree of a part of a pattern.
func (re *Regexp) degreeOf(n node) int {
	switch n := n.(type) {
	case seq:
		sum := 0
		for _, sub := range n.list {
			sum = min(sum+re.degreeOf(sub), Exponential)
		}
		return sum
	case alt:
		most := 0
		for _, sub := range n.list {
			most = max(most, re.degreeOf(sub))
		}
		return most
	case group:
		return re.degreeOf(n.sub)
	case look:
		re.around = true
		return re.degreeOf(n.sub)
	case backref:
		return 1
	case repeat:
		sub := re.degreeOf(n.sub)
		switch {
		case n.max <= 1:
			return sub
		case choices(n.sub):
			return Exponential
		case n.max <= smallLoop:
			return min(n.max*sub, Exponential)
		}
		return min(sub+1, Exponential)
	}
	return 0
}

// choices reports whether there is more than one way through a part.
func choices(n node) bool {
	switch n := n.(type) {
	case seq:
		return slices.ContainsFunc(n.list, choices)
	case alt, backref:
		return true
	case repeat:
		return n.min != n.max || choices(n.sub)
	case group:
		return choices(n.sub)
	case look:
		return choices(n.sub)
	}
	return false
}

// failure is the panic that ends a compilation.
type failure struct {
	reason   string
	tooLarge bool
}

func fail(reason string) { panic(failure{reason, false}) }

func tooLarge(reason string) { panic(failure{reason, true}) }
