package regex

import "fmt"

// op is an operation of the machine.
type op uint8

const (
	opChar      op = iota // the unit u
	opSet                 // a unit of sets[x]
	opLoop                // loops[x]
	opSplit               // go on at x, and at y when that fails
	opJump                // go on at x
	opSave                // caps[x] = position
	opReset               // forget the captures from group x+1 to y
	opMark                // regs[x] = position
	opCheck               // fail when the position is regs[x]
	opBegin               // ^
	opEnd                 // $
	opBeginLine           // ^ with the flag m
	opEndLine             // $ with the flag m
	opWord                // \b
	opNotWord             // \B
	opBackref             // what group x captured
	opLook                // the program from the next instruction to opMatch; then x
	opMatch               // the end
)

// inst is an instruction. memo numbers those that take part in remembering.
type inst struct {
	op       op
	back     bool // matches towards the start, inside a lookbehind
	negative bool // of opLook
	u        uint16
	x, y     int32
	memo     int32
}

// loop repeats one unit.
type loop struct {
	s        *set // nil: the unit u
	u        uint16
	min, max int
	lazy     bool
}

type generator struct{ re *Regexp }

func (g *generator) emit(i inst) int {
	if len(g.re.prog) >= maxProgram {
		tooLarge(fmt.Sprintf("regular expression too large: its program has more than %d steps", maxProgram))
	}
	if i.op == opSplit || i.op == opLoop {
		i.memo = int32(g.re.memos)
		g.re.memos++
		if i.op == opLoop {
			g.re.memos++ // the places inside
		}
	}
	g.re.prog = append(g.re.prog, i)
	return len(g.re.prog) - 1
}

func (g *generator) here() int32 { return int32(len(g.re.prog)) }

func (g *generator) set(s *set) int32 {
	g.re.sets = append(g.re.sets, s)
	return int32(len(g.re.sets) - 1)
}

// node emits the program of n; back makes it match towards the start.
func (g *generator) node(n node, back bool) {
	switch n := n.(type) {
	case char:
		g.emit(inst{op: opChar, u: n.u, back: back})
	case setNode:
		g.emit(inst{op: opSet, x: g.set(n.s), back: back})
	case seq:
		for i := range n.list {
			if back {
				i = len(n.list) - 1 - i
			}
			g.node(n.list[i], back)
		}
	case alt:
		g.alternatives(n, back)
	case group:
		first, second := int32(2*n.n), int32(2*n.n+1)
		if back {
			first, second = second, first
		}
		g.emit(inst{op: opSave, x: first})
		g.node(n.sub, back)
		g.emit(inst{op: opSave, x: second})
	case look:
		at := g.emit(inst{op: opLook, negative: n.negative})
		g.node(n.sub, n.behind)
		g.emit(inst{op: opMatch})
		g.re.prog[at].x = g.here()
	case repeat:
		g.repeat(n, back)
	case assertion:
		g.emit(inst{op: n.op})
	case backref:
		g.emit(inst{op: opBackref, x: int32(n.n), back: back})
	}
}

func (g *generator) alternatives(n alt, back bool) {
	var ends []int
	for i, sub := range n.list {
		if i == len(n.list)-1 {
			g.node(sub, back)
			break
		}
		split := g.emit(inst{op: opSplit})
		g.re.prog[split].x = g.here()
		g.node(sub, back)
		ends = append(ends, g.emit(inst{op: opJump}))
		g.re.prog[split].y = g.here()
	}
	for _, e := range ends {
		g.re.prog[e].x = g.here()
	}
}

func (g *generator) repeat(n repeat, back bool) {
	if n.max == 0 {
		return
	}
	switch sub := n.sub.(type) {
	case char:
		g.loop(loop{u: sub.u, min: n.min, max: n.max, lazy: n.lazy}, back)
		return
	case setNode:
		g.loop(loop{s: sub.s, min: n.min, max: n.max, lazy: n.lazy}, back)
		return
	case empty:
		return
	}
	for range n.min {
		before := g.here()
		g.turn(n, back)
		if g.here() == before {
			break // nothing to repeat, as in (?:a{0}){1000000}
		}
	}
	if n.max == maxRepeat {
		start := g.here()
		split := g.emit(inst{op: opSplit})
		g.optional(n, back, split)
		g.emit(inst{op: opJump, x: start})
		g.leave(n, split)
		return
	}
	var splits []int
	for range n.max - n.min {
		split := g.emit(inst{op: opSplit})
		splits = append(splits, split)
		g.optional(n, back, split)
	}
	for _, s := range splits {
		g.leave(n, s)
	}
}

func (g *generator) loop(l loop, back bool) {
	g.re.loops = append(g.re.loops, l)
	g.emit(inst{op: opLoop, x: int32(len(g.re.loops) - 1), back: back})
}

// turn emits one turn of a loop that has to be taken.
func (g *generator) turn(n repeat, back bool) {
	if n.upto > n.from {
		g.emit(inst{op: opReset, x: int32(n.from), y: int32(n.upto)})
	}
	g.node(n.sub, back)
}

// optional emits a turn that may be left out; one that matches nothing fails.
func (g *generator) optional(n repeat, back bool, split int) {
	if n.lazy {
		g.re.prog[split].y = g.here()
	} else {
		g.re.prog[split].x = g.here()
	}
	if !canBeEmpty(n.sub) {
		g.turn(n, back)
		return
	}
	reg := int32(g.re.regs)
	g.re.regs++
	g.emit(inst{op: opMark, x: reg})
	g.turn(n, back)
	g.emit(inst{op: opCheck, x: reg})
}

// leave sets where a loop goes on after its last turn.
func (g *generator) leave(n repeat, split int) {
	if n.lazy {
		g.re.prog[split].x = g.here()
	} else {
		g.re.prog[split].y = g.here()
	}
}

func canBeEmpty(n node) bool {
	switch n := n.(type) {
	case char, setNode:
		return false
	case seq:
		for _, sub := range n.list {
			if !canBeEmpty(sub) {
				return false
			}
		}
	case alt:
		for _, sub := range n.list {
			if canBeEmpty(sub) {
				return true
			}
		}
		return false
	case group:
		return canBeEmpty(n.sub)
	case repeat:
		return n.min == 0 || canBeEmpty(n.sub)
	}
	return true
}

// firstUnits returns the units that a match can begin with, nil when that is
// not known or the match may be empty.
func firstUnits(n node) *set {
	ranges, ok := first(n)
	if !ok || canBeEmpty(n) {
		return nil
	}
	return newSet(ranges)
}

// first returns what n can begin with; false when anything may be.
func first(n node) ([]unitRange, bool) {
	switch n := n.(type) {
	case char:
		return []unitRange{{n.u, n.u}}, true
	case setNode:
		return n.s.all(), true
	case seq:
		var out []unitRange
		for _, sub := range n.list {
			r, ok := first(sub)
			if !ok {
				return nil, false
			}
			out = append(out, r...)
			if !canBeEmpty(sub) {
				break
			}
		}
		return out, true
	case alt:
		var out []unitRange
		for _, sub := range n.list {
			r, ok := first(sub)
			if !ok {
				return nil, false
			}
			out = append(out, r...)
		}
		return out, true
	case group:
		return first(n.sub)
	case repeat:
		return first(n.sub)
	case backref:
		return nil, false
	}
	return nil, true // assertions take nothing
}

func singleUnit(n node) bool {
	switch n.(type) {
	case char, setNode:
		return true
	}
	return false
}

// beginsAtStart reports whether ^ stands at the start of every alternative.
func beginsAtStart(n node, flags Flags) bool {
	switch n := n.(type) {
	case assertion:
		return n.op == opBegin
	case seq:
		return beginsAtStart(n.list[0], flags)
	case alt:
		for _, sub := range n.list {
			if !beginsAtStart(sub, flags) {
				return false
			}
		}
		return true
	case group:
		return beginsAtStart(n.sub, flags)
	}
	return false
}
