package regex

import "errors"

// ErrBudget reports a match that was given up because the budget was used up.
var ErrBudget = errors.New("regular expression takes too long")

// Input is a subject, by UTF-16 units.
type Input struct {
	// ASCII is the subject when Units is nil; it holds ASCII alone.
	ASCII string
	Units []uint16
}

// Len returns the number of units.
func (in *Input) Len() int {
	if in.Units != nil {
		return len(in.Units)
	}
	return len(in.ASCII)
}

func (in *Input) at(i int) uint16 {
	if in.Units != nil {
		return in.Units[i]
	}
	return uint16(in.ASCII[i])
}

// Matcher runs programs and keeps their working memory. The zero Matcher is
// ready.
type Matcher struct {
	// Budget is the number of steps that may still be taken. Match counts it
	// down; when it is used up a match ends with [ErrBudget].
	Budget int
	// Caps are the ends of the last match and its groups, in units: 2n and
	// 2n+1 for group n, -1 for a group that took no part. Valid until the next
	// match.
	Caps []int32

	re      *Regexp
	in      Input
	regs    []int32
	stack   []entry
	memo    []uint64
	memoing bool
	spent   int // steps of this match

	forceMemo bool // for tests: remember from the first step on
}

// entry is what backtracking goes back to.
type entry struct {
	kind entryKind
	a, b int32
	c    int32
}

type entryKind uint8

const (
	backTo   entryKind = iota // go on at instruction a, position b
	backLoop                  // go on at instruction a, position c, and next time one nearer to b
	growLoop                  // go on at instruction a, at most up to c units, now at b
	undoCap                   // caps[a] = b
	undoReg                   // regs[a] = b
)

const (
	// memoAfter is the number of steps per unit of input after which a match
	// begins to remember failed states.
	memoAfter = 16
	// maxMemo bounds the memory for that, in bits.
	maxMemo = 64 << 20
	// maxMemoRegs is the number of loops with bodies that may be empty up to
	// which states are remembered.
	maxMemoRegs = 4
	// maxEntries bounds the stack.
	maxEntries = 4 << 20
)

// Match looks for the first match at or, unless at is set, after the unit
// start. It fills Caps and reports whether there is one. The error is
// [ErrBudget].
func (m *Matcher) Match(re *Regexp, in Input, start int, at bool) (bool, error) {
	m.re, m.in = re, in
	m.Caps = m.Caps[:0]
	for range 2 * (re.groups + 1) {
		m.Caps = append(m.Caps, -1)
	}
	m.spent, m.memoing = 0, false
	ok, err := m.search(start, at)
	m.in, m.re = Input{}, nil
	m.Budget -= m.spent
	if cap(m.stack) > 1<<16 || cap(m.memo) > 1<<14 {
		m.stack, m.memo = nil, nil
	}
	return ok, err
}

func (m *Matcher) search(start int, at bool) (bool, error) {
	re, n := m.re, m.in.Len()
	m.regs = m.regs[:0]
	for range re.regs {
		m.regs = append(m.regs, -1)
	}
	for pos := start; pos <= n; pos++ {
		if re.first != nil && !at {
			pos = m.skip(pos)
		}
		if re.first != nil && (pos >= n || !re.first.has(m.in.at(pos))) {
			break
		}
		if re.single {
			m.Caps[0], m.Caps[1] = int32(pos), int32(pos+1)
			return true, nil
		}
		_, ok, err := m.run(0, pos)
		if err != nil || ok {
			m.stack = m.stack[:0]
			return ok, err
		}
		if at || re.begin {
			break
		}
	}
	m.spent++
	return false, nil
}

// Next is Match for a pattern that is a single unit, such as [,;], and returns
// where the next match begins, -1 when there is none. It takes no steps. ok is
// false for other patterns, for which it does nothing.
func (re *Regexp) Next(in Input, start int) (pos int, ok bool) {
	if !re.single {
		return 0, false
	}
	if pos = re.first.next(&in, start); pos >= in.Len() {
		pos = -1
	}
	return pos, true
}

// Units tells the ASCII units that a pattern of a single unit matches, a bit for
// each. ok is false for other patterns.
func (re *Regexp) Units() (units [2]uint64, ok bool) {
	if !re.single {
		return units, false
	}
	return re.first.ascii, true
}

// skip returns the next position at which a match can begin.
func (m *Matcher) skip(pos int) int {
	next := m.re.first.next(&m.in, pos)
	m.spent += (next - pos) >> 3
	return next
}

// next returns the position of the first unit of the set at or after pos, the
// length of the input when there is none.
func (s *set) next(in *Input, pos int) int {
	if in.Units != nil {
		for pos < len(in.Units) && !s.has(in.Units[pos]) {
			pos++
		}
		return pos
	}
	for t := in.ASCII; pos < len(t) && s.ascii[t[pos]>>6&1]>>(t[pos]&63)&1 == 0; {
		pos++
	}
	return pos
}

// run runs the program from pc on until opMatch, and returns the position.
// What it leaves on the stack undoes the captures.
func (m *Matcher) run(pc, pos int) (end int, ok bool, err error) {
	base := len(m.stack)
	prog, n := m.re.prog, m.in.Len()
	for {
		m.spent++
		i := &prog[pc]
		good := true
		switch i.op {
		case opChar:
			if i.back {
				pos--
			}
			good = uint(pos) < uint(n) && m.in.at(pos) == i.u
			if !i.back {
				pos++
			}
		case opSet:
			if i.back {
				pos--
			}
			good = uint(pos) < uint(n) && m.re.sets[i.x].has(m.in.at(pos))
			if !i.back {
				pos++
			}
		case opLoop:
			if good = m.fresh(i, pos); good {
				pos, good = m.loop(i, pc, pos)
			}
		case opSplit:
			if good = m.fresh(i, pos); good {
				m.push(entry{backTo, i.y, int32(pos), 0})
				pc = int(i.x)
				continue
			}
		case opJump:
			pc = int(i.x)
			continue
		case opSave:
			m.push(entry{undoCap, i.x, m.Caps[i.x], 0})
			m.Caps[i.x] = int32(pos)
		case opReset:
			for c := 2 * (i.x + 1); c <= 2*i.y+1; c++ {
				if m.Caps[c] >= 0 {
					m.push(entry{undoCap, c, m.Caps[c], 0})
					m.Caps[c] = -1
				}
			}
		case opMark:
			m.push(entry{undoReg, i.x, m.regs[i.x], 0})
			m.regs[i.x] = int32(pos)
		case opCheck:
			good = int(m.regs[i.x]) != pos
		case opBackref:
			pos, good = m.backref(i, pos)
		case opLook:
			if good, err = m.look(i, pc, pos); err != nil {
				return 0, false, err
			}
			if good {
				pc = int(i.x)
				continue
			}
		case opMatch:
			return pos, true, nil
		default:
			good = m.assert(i.op, pos)
		}
		pc++
		if !good {
			if pc, pos, ok = m.backtrack(base); !ok {
				return 0, false, nil
			}
		}
		if m.spent > m.Budget || len(m.stack) > maxEntries {
			return 0, false, ErrBudget
		}
		if !m.memoing && (m.spent > memoAfter*(n+64) || m.forceMemo) {
			m.startMemo(n)
		}
	}
}

func (m *Matcher) push(e entry) { m.stack = append(m.stack, e) }

// backtrack goes back to the last choice above base.
func (m *Matcher) backtrack(base int) (pc, pos int, ok bool) {
	for len(m.stack) > base {
		last := len(m.stack) - 1
		e := &m.stack[last]
		switch e.kind {
		case undoCap:
			m.Caps[e.a] = e.b
		case undoReg:
			m.regs[e.a] = e.b
		case backTo:
			pc, pos = int(e.a), int(e.b)
			m.stack = m.stack[:last]
			return pc, pos, true
		case backLoop:
			pc, pos = int(e.a), int(e.c)
			switch {
			case e.c == e.b:
				m.stack = m.stack[:last]
			case e.c > e.b:
				e.c--
			default:
				e.c++
			}
			return pc, pos, true
		case growLoop:
			if pc, pos, ok = m.grow(e); ok {
				return pc, pos, true
			}
		}
		m.stack = m.stack[:last]
	}
	return 0, 0, false
}

// fresh reports whether the state has not failed before, once failed states
// are remembered.
func (m *Matcher) fresh(i *inst, pos int) bool {
	return !m.memoing || m.freshBit(i.memo, pos)
}

// freshBit reports whether a state is new, and notes it. Beside instruction and
// position the future depends on the loops around that refuse an empty turn:
// on whether anything has been taken since their turn began.
func (m *Matcher) freshBit(memo int32, pos int) bool {
	state := int(memo)
	for r := range m.re.regs {
		state <<= 1
		if int(m.regs[r]) == pos {
			state |= 1
		}
	}
	bit := state*(m.in.Len()+1) + pos
	word, mask := bit>>6, uint64(1)<<(bit&63)
	if m.memo[word]&mask != 0 {
		return false
	}
	m.memo[word] |= mask
	return true
}

// startMemo begins to remember, where the pattern allows that: with
// backreferences a state is more than instruction and position, and inside
// lookaround reaching the end is no success of the whole.
func (m *Matcher) startMemo(n int) {
	for i := range m.re.prog {
		if op := m.re.prog[i].op; op == opBackref || op == opLook {
			return
		}
	}
	bits := m.re.memos << min(m.re.regs, maxMemoRegs) * (n + 1)
	if m.re.regs > maxMemoRegs || bits > maxMemo {
		return
	}
	words := bits>>6 + 1
	if cap(m.memo) < words {
		m.memo = make([]uint64, words)
	} else {
		m.memo = m.memo[:words]
		clear(m.memo)
	}
	m.memoing = true
}

// loop repeats one unit as often as it can, or as seldom.
func (m *Matcher) loop(i *inst, pc, pos int) (int, bool) {
	l := &m.re.loops[i.x]
	step := 1
	if i.back {
		step = -1
	}
	if m.memoing && l.max == maxRepeat {
		return m.star(i, pc, pos, step)
	}
	most := l.max
	if l.lazy {
		most = l.min
	}
	count := m.count(l, i.back, pos, most)
	if count < l.min {
		return pos, false
	}
	end := pos + step*count
	switch {
	case l.lazy:
		if l.max > l.min {
			m.push(entry{growLoop, int32(pc), int32(end), int32(l.max - l.min)})
		}
	case count > l.min:
		m.push(entry{backLoop, int32(pc + 1), int32(pos + step*l.min), int32(end - step)})
	}
	return end, true
}

// star is loop for one without an upper bound while failed states are
// remembered: every place inside the loop is a state of its own, so that no
// part of the input is gone over twice.
func (m *Matcher) star(i *inst, pc, pos, step int) (int, bool) {
	l := &m.re.loops[i.x]
	if m.count(l, i.back, pos, l.min) < l.min {
		return pos, false
	}
	first := pos + step*l.min
	if l.lazy {
		if !m.freshBit(i.memo+1, first) {
			return pos, false
		}
		m.push(entry{growLoop, int32(pc), int32(first), int32(maxRepeat)})
		return first, true
	}
	at, last := first, first-step
	for m.freshBit(i.memo+1, at) {
		last = at
		if m.count(l, i.back, at, 1) == 0 {
			break
		}
		at += step
		m.spent++
	}
	if last == first-step {
		return pos, false
	}
	if last != first {
		m.push(entry{backLoop, int32(pc + 1), int32(first), int32(last - step)})
	}
	return last, true
}

// count returns how many units in a row the loop takes, up to most.
func (m *Matcher) count(l *loop, back bool, pos, most int) int {
	n := 0
	if back {
		for n < most && pos-n > 0 && l.takes(m.in.at(pos-n-1)) {
			n++
		}
	} else {
		most = min(most, m.in.Len()-pos)
		for n < most && l.takes(m.in.at(pos+n)) {
			n++
		}
	}
	m.spent += n >> 3
	return n
}

func (l *loop) takes(u uint16) bool {
	if l.s != nil {
		return l.s.has(u)
	}
	return u == l.u
}

// grow lets a lazy loop take one unit more.
func (m *Matcher) grow(e *entry) (pc, pos int, ok bool) {
	i := &m.re.prog[e.a]
	l := &m.re.loops[i.x]
	if e.c == 0 || m.count(l, i.back, int(e.b), 1) == 0 {
		return 0, 0, false
	}
	e.c--
	if i.back {
		e.b--
	} else {
		e.b++
	}
	if m.memoing && l.max == maxRepeat && !m.freshBit(i.memo+1, int(e.b)) {
		return 0, 0, false
	}
	return int(e.a) + 1, int(e.b), true
}

func (m *Matcher) look(i *inst, pc, pos int) (bool, error) {
	base := len(m.stack)
	_, ok, err := m.run(pc+1, pos)
	if err != nil {
		return false, err
	}
	if i.negative {
		for len(m.stack) > base { // undo what it captured
			e := m.stack[len(m.stack)-1]
			switch e.kind {
			case undoCap:
				m.Caps[e.a] = e.b
			case undoReg:
				m.regs[e.a] = e.b
			}
			m.stack = m.stack[:len(m.stack)-1]
		}
		return !ok, nil
	}
	kept := m.stack[:base] // there is no way back into it, only the undoing
	for _, e := range m.stack[base:] {
		if e.kind == undoCap || e.kind == undoReg {
			kept = append(kept, e)
		}
	}
	m.stack = kept
	return ok, nil
}

func (m *Matcher) backref(i *inst, pos int) (int, bool) {
	from, to := int(m.Caps[2*i.x]), int(m.Caps[2*i.x+1])
	if from < 0 || to < 0 {
		return pos, true
	}
	n := to - from
	m.spent += n >> 3
	start := pos
	if i.back {
		start = pos - n
	}
	if start < 0 || start+n > m.in.Len() {
		return pos, false
	}
	fold := m.re.flags&IgnoreCase != 0
	for k := range n {
		a, b := m.in.at(from+k), m.in.at(start+k)
		if a != b && (!fold || canon(a) != canon(b)) {
			return pos, false
		}
	}
	if i.back {
		return start, true
	}
	return start + n, true
}

func (m *Matcher) assert(o op, pos int) bool {
	n := m.in.Len()
	switch o {
	case opBegin:
		return pos == 0
	case opEnd:
		return pos == n
	case opBeginLine:
		return pos == 0 || isLineBreak(m.in.at(pos-1))
	case opEndLine:
		return pos == n || isLineBreak(m.in.at(pos))
	}
	before := pos > 0 && isWord(m.in.at(pos-1))
	after := pos < n && isWord(m.in.at(pos))
	return (before != after) == (o == opWord)
}

func isLineBreak(u uint16) bool { return u == '\n' || u == '\r' || u == 0x2028 || u == 0x2029 }

func isWord(u uint16) bool {
	return u|0x20 >= 'a' && u|0x20 <= 'z' && u < 128 || u >= '0' && u <= '9' || u == '_'
}
