package logic

import (
	"slices"
	"strings"

	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/wxml"
)

// forPlace is a running wx:for.
type forPlace struct {
	rows []*instance
	// version counts the changes of rows, so that an update that handlers
	// interrupted notices that they changed the list below it.
	version int
}

// items is the sequence that wx:for runs over (spec wxml §4.3).
type items struct {
	arr  *value.Array
	obj  *value.Object
	text []uint16
	n    int
}

// maxItems bounds wx:for over a number.
const maxItems = 100_000

func itemsOf(v value.Value) items {
	switch v.Kind() {
	case value.KindArray:
		return items{arr: v.AsArray(), n: v.AsArray().Len()}
	case value.KindObject:
		return items{obj: v.AsObject(), n: v.AsObject().Len()}
	case value.KindString:
		s, _ := v.AsString()
		u := value.ToUTF16(s)
		return items{text: u, n: len(u)}
	case value.KindNumber:
		f, _ := v.AsNumber()
		if f >= 0 && f == float64(int(f)) {
			return items{n: min(int(f), maxItems)}
		}
	}
	return items{}
}

func (it *items) at(i int) (item, index value.Value) {
	switch {
	case it.arr != nil:
		return it.arr.At(i), value.Int(i)
	case it.obj != nil:
		return it.obj.Values()[i], value.String(it.obj.Keys()[i])
	case it.text != nil:
		return value.String(value.FromUTF16(it.text[i : i+1])), value.Int(i)
	}
	return value.Int(i), value.Int(i)
}

// change gives the change of item i within that of the list.
func (it *items) change(ch *value.Change, i int) *value.Change {
	if it.obj != nil {
		return ch.Field(it.obj.Keys()[i])
	}
	return ch.Item(i)
}

// rowKey is the key of an item before its conversion to a string; undefined for
// an item without one.
func rowKey(x *wxml.For, item value.Value) value.Value {
	switch x.Key {
	case "":
		return value.Value{}
	case "*this":
		return item
	}
	if o := item.AsObject(); o != nil {
		return o.Get(x.Key)
	}
	return value.Value{}
}

// sameKey compares keys as their strings.
func sameKey(a, b value.Value) bool {
	return value.Identical(a, b) || value.Text(a) == value.Text(b)
}

func (a *App) createFor(i *instance, st *wxml.Step) {
	p := &forPlace{}
	i.setPlace(st.Node, p)
	a.evaluations++
	it := itemsOf(st.For.List.Eval(&i.scope.env))
	p.rows = make([]*instance, 0, it.n)
	for k := range it.n {
		p.rows = append(p.rows, a.createRow(i, st, &it, k, nil))
	}
	if st.For.Key != "" {
		a.checkKeys(i, p.rows)
	}
}

func (a *App) createRow(i *instance, st *wxml.Step, it *items, k int, before *instance) *instance {
	s := i.scope
	r := &row{loop: st.For}
	r.item, r.index = it.at(k)
	s.setVar(st.For.Item, r.item, nil)
	s.setVar(st.For.Index, r.index, nil)
	return a.create(st.For.Body, s, spot{parent: i, node: st.Node, before: before, row: r})
}

func (a *App) checkKeys(i *instance, rows []*instance) {
	seen := make(map[string]bool, len(rows))
	var dup []string
	for _, r := range rows {
		k := value.Text(r.row.key())
		if k != "" && seen[k] && !slices.Contains(dup, k) {
			dup = append(dup, k)
		}
		seen[k] = true
	}
	if dup != nil {
		a.warnAt(i.scope.at, "Some keys are not unique while list updates: %q.", strings.Join(dup[:min(len(dup), 5)], `", "`))
	}
}

func (a *App) updateFor(i *instance, st *wxml.Step) {
	p := i.placeAt(st.Node).(*forPlace)
	s := i.scope
	x := st.For
	var ch *value.Change
	if s.force {
		ch = value.AllChanged()
	} else {
		ch = x.List.Change(&s.env)
	}
	rest := s.restTouched(x)
	if ch == nil {
		if rest {
			a.updateRows(i, st, p, nil, nil)
		}
		return
	}
	a.evaluations++
	it := itemsOf(x.List.Eval(&s.env))
	if at, ok := p.inPlace(x, &it, ch); ok && !rest {
		a.updateSome(i, st, p, &it, ch, at)
		return
	}
	changes := a.reconcile(i, st, p, &it, ch)
	a.updateRows(i, st, p, changes, ch)
}

// restTouched reports whether the rows of a loop read something that was set
// besides their item and index.
func (s *scope) restTouched(x *wxml.For) bool {
	return s.force || s.dirtyVars&x.Body.Vars&^(varBit(x.Item)|varBit(x.Index)) != 0 || s.dirtyFields.Intersects(&x.Body.Fields)
}

// inPlace reports whether a change touched only some items of an array, and
// left the rows, by their keys, where they are; then at are these items.
func (p *forPlace) inPlace(x *wxml.For, it *items, ch *value.Change) (at []int, ok bool) {
	if ch.All || it.arr == nil || it.n != len(p.rows) {
		return nil, false
	}
	for k := range ch.Items() {
		if k >= it.n || !sameKey(rowKey(x, it.arr.At(k)), p.rows[k].row.key()) {
			return nil, false
		}
		at = append(at, k)
	}
	slices.Sort(at)
	return at, true
}

// updateSome updates the rows of single items. A handler may change the list in
// between; then the rest of it is looked at as it is now.
func (a *App) updateSome(i *instance, st *wxml.Step, p *forPlace, it *items, ch *value.Change, at []int) {
	s, x := i.scope, st.For
	for _, k := range at {
		r := p.rows[k]
		r.row.item = it.arr.At(k)
	}
	outer, version := s.dirtyVars, p.version
	for _, k := range at {
		if p.version != version {
			a.updateRows(i, st, p, nil, value.AllChanged())
			break
		}
		r := p.rows[k]
		s.dirtyVars = outer &^ (varBit(x.Item) | varBit(x.Index))
		s.setVar(x.Item, r.row.item, ch.Item(k))
		s.setVar(x.Index, r.row.index, nil)
		a.update(r)
		if i.dead {
			return
		}
	}
	s.env.VarChanges[x.Item], s.env.VarChanges[x.Index] = nil, nil
	s.dirtyVars = outer
}

// rowChange is what an update does to a kept row.
type rowChange struct {
	item, index *value.Change
	isNew       bool
}

// updateRows updates the rows that were there before. Handlers that run in
// between may change the list; then what is left is looked at as it is now.
func (a *App) updateRows(i *instance, st *wxml.Step, p *forPlace, changes []rowChange, list *value.Change) {
	s, x := i.scope, st.For
	outer := s.dirtyVars
	version := p.version
	rest := s.restTouched(x)
	for k := 0; k < len(p.rows); k++ {
		r := p.rows[k]
		c := rowChange{}
		if version == p.version && changes != nil {
			c = changes[k]
		} else if list != nil {
			c = rowChange{item: value.AllChanged(), index: value.AllChanged()}
		}
		if c.isNew || !rest && c.item == nil && c.index == nil {
			continue
		}
		s.dirtyVars = outer &^ (varBit(x.Item) | varBit(x.Index))
		s.setVar(x.Item, r.row.item, c.item)
		s.setVar(x.Index, r.row.index, c.index)
		a.update(r)
		if i.dead {
			return
		}
	}
	s.env.VarChanges[x.Item], s.env.VarChanges[x.Index] = nil, nil
	s.dirtyVars = outer
}

// reconcile makes the rows those of the new list: it creates what is new, takes
// away what is gone, moves as few rows as it can, and tells for each row what
// was set of it. All new rows are created before any is attached.
func (a *App) reconcile(i *instance, st *wxml.Step, p *forPlace, it *items, ch *value.Change) []rowChange {
	x := st.For
	old := p.rows
	rows := make([]*instance, it.n)
	changes := make([]rowChange, it.n)
	from := make([]int, it.n) // position in old, -1 for a new row

	match := newMatcher(x, old)
	watches := a.pkg.links.blocks[x.Body].watches
	for k := range it.n {
		item, index := it.at(k)
		j := match.take(k, rowKey(x, item))
		from[k] = j
		if j < 0 {
			continue
		}
		r := old[j]
		rows[k] = r
		switch {
		case ch.All:
			if watches || !value.SameContent(item, r.row.item) {
				changes[k].item = ch
			}
		case j == k:
			changes[k].item = it.change(ch, k)
		case !value.Identical(item, r.row.item):
			changes[k].item = value.AllChanged()
		}
		if !value.Identical(index, r.row.index) {
			changes[k].index = value.AllChanged()
		}
		r.row.item, r.row.index = item, index
	}
	if it.n == len(old) && unmoved(from) {
		if x.Key != "" && ch.All {
			a.checkKeys(i, rows)
		}
		p.rows = rows
		return changes
	}
	stay := longestRun(from)
	p.version++
	version := p.version
	a.createMissing(i, st, it, rows, changes, stay)
	p.rows = rows
	a.place(i, st, p, &moves{old: old, used: match.used, from: from, stay: stay}, changes, version)
	if x.Key != "" {
		a.checkKeys(i, rows)
	}
	return changes
}

func unmoved(from []int) bool {
	for k, j := range from {
		if j != k {
			return false
		}
	}
	return true
}

// createMissing creates the new rows in list order, each in front of the next
// row that stays where it is.
func (a *App) createMissing(i *instance, st *wxml.Step, it *items, rows []*instance, changes []rowChange, stay []bool) {
	next := make([]*instance, len(rows)+1)
	for k := len(rows) - 1; k >= 0; k-- {
		next[k] = next[k+1]
		if rows[k] != nil && stay[k] {
			next[k] = rows[k]
		}
	}
	s := i.scope
	for k := range rows {
		if rows[k] == nil {
			rows[k] = a.createRow(i, st, it, k, next[k])
			changes[k].isNew = true
		}
	}
	s.env.VarChanges[st.For.Item], s.env.VarChanges[st.For.Index] = nil, nil
}

// moves tells how the rows of a list get from their old order to the new one.
type moves struct {
	old  []*instance
	used []bool // by position in old: the row is kept
	from []int  // by position in the new list: that in old, -1 for a new row
	stay []bool // by position in the new list: the row does not move
	done int    // the old rows before this one are dealt with
}

// dropBefore removes the rows that are gone and stood before old position j.
func (m *moves) dropBefore(a *App, j int) {
	for ; m.done < j; m.done++ {
		if !m.used[m.done] {
			a.remove(m.old[m.done])
		}
	}
}

// place moves the rows that have to, and then goes through the list from one
// row that stays to the next: what is gone there is detached, then what moved is
// told so and what is new attached, in list order. A handler may change the list
// in between; what it left in place is not told again.
func (a *App) place(i *instance, st *wxml.Step, p *forPlace, m *moves, changes []rowChange, version int) {
	rows := p.rows
	var next *instance
	for k := len(rows) - 1; k >= 0; k-- {
		if m.from[k] >= 0 && !m.stay[k] {
			i.page().out.move(rows[k], next)
			i.scope.comp.slotsMoved()
		}
		next = rows[k]
	}
	a.contentMoved(i, st.Node)
	for k := 0; k < len(rows) && p.version == version; {
		end := k
		for end < len(rows) && !m.stay[end] {
			end++
		}
		if end < len(rows) {
			m.dropBefore(a, m.from[end])
		} else {
			m.dropBefore(a, len(m.old))
		}
		for ; k < end && p.version == version; k++ {
			if changes[k].isNew {
				a.inserted(i, st.Node, rows[k])
			} else {
				a.movedInstance(rows[k])
			}
		}
		k = end + 1
	}
	m.dropBefore(a, len(m.old))
}

// matcher finds for each key of a new list the old row to keep. Equal keys
// match in order of occurrence, so rows without a key match by position.
type matcher struct {
	loop *wxml.For
	old  []*instance
	used []bool
	// next is the first old position that may be unused; queues is made when the
	// lists turn out to differ.
	byKey map[string][]int
}

func newMatcher(x *wxml.For, old []*instance) *matcher {
	return &matcher{loop: x, old: old, used: make([]bool, len(old))}
}

func (m *matcher) take(k int, key value.Value) int {
	if m.byKey == nil {
		// as long as nothing moved, the row at the same place is the one
		if k < len(m.old) && sameKey(m.old[k].row.key(), key) {
			m.used[k] = true
			return k
		}
		m.byKey = make(map[string][]int, len(m.old))
		for j := range m.old {
			if !m.used[j] {
				kj := value.Text(m.old[j].row.key())
				m.byKey[kj] = append(m.byKey[kj], j)
			}
		}
	}
	text := value.Text(key)
	q := m.byKey[text]
	if len(q) == 0 {
		return -1
	}
	m.byKey[text] = q[1:]
	m.used[q[0]] = true
	return q[0]
}

// longestRun marks a longest increasing subsequence of the old positions: the
// rows that can stay where they are. New rows (-1) are not part of it.
func longestRun(from []int) []bool {
	stay := make([]bool, len(from))
	var tails, prev []int
	prev = make([]int, len(from))
	for k, j := range from {
		if j < 0 {
			continue
		}
		at, _ := slices.BinarySearchFunc(tails, j, func(t, j int) int { return from[t] - j })
		prev[k] = -1
		if at > 0 {
			prev[k] = tails[at-1]
		}
		if at == len(tails) {
			tails = append(tails, k)
		} else {
			tails[at] = k
		}
	}
	if len(tails) == 0 {
		return stay
	}
	for k := tails[len(tails)-1]; k >= 0; k = prev[k] {
		stay[k] = true
	}
	return stay
}
