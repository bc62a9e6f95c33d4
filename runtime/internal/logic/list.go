package logic

import (
	"slices"

	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/wxml"
)

// forPlace is a running wx:for.
type forPlace struct {
	rows []*instance
	// version counts the changes of rows, so that an update that handlers
	// interrupted notices that they changed the list below it.
	version int
	// shared tells that several rows have the same key.
	shared bool
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
		a.warnShared(i, p, keysOfRows(p.rows))
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
			a.updateRows(i, p, x, nil, nil)
		}
		return
	}
	a.evaluations++
	it := itemsOf(x.List.Eval(&s.env))
	if at, ok := p.inPlace(x, &it, ch); ok && !rest {
		a.updateSome(i, st, p, &it, ch, at)
		return
	}
	if x.Key == "" {
		a.updateByPosition(i, st, p, &it, ch)
		return
	}
	a.reconcile(i, st, p, &it, ch)
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
			a.updateRows(i, p, x, nil, value.AllChanged())
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

// rowUpdate updates rows of a loop, one after the other, within an update of
// the block around it.
type rowUpdate struct {
	app   *App
	inst  *instance
	loop  *wxml.For
	outer uint64 // the variables that were set outside of the loop
	rest  bool   // the rows read something else that was set
	feeds bool   // the owner's update goes on to the content of slots in the rows
}

func (a *App) beginRows(i *instance, x *wxml.For) rowUpdate {
	c := i.scope.comp
	return rowUpdate{app: a, inst: i, loop: x, outer: i.scope.dirtyVars, rest: i.scope.restTouched(x), feeds: c.def.dynamicSlots && a.feeds(c) != nil}
}

// row updates one row; more is false when a handler took the whole loop away.
func (u *rowUpdate) row(r *instance, c rowChange) (more bool) {
	if c.isNew {
		return true
	}
	if s := u.inst.scope; u.rest || c.item != nil || c.index != nil {
		s.dirtyVars = u.outer &^ (varBit(u.loop.Item) | varBit(u.loop.Index))
		s.setVar(u.loop.Item, r.row.item, c.item)
		s.setVar(u.loop.Index, r.row.index, c.index)
		u.app.update(r)
	}
	if u.feeds && !r.dead {
		feedSlots(r)
	}
	return !u.inst.dead
}

func (u *rowUpdate) end() {
	s := u.inst.scope
	s.env.VarChanges[u.loop.Item], s.env.VarChanges[u.loop.Index] = nil, nil
	s.dirtyVars = u.outer
}

// updateRows updates the rows that were there before. Handlers that run in
// between may change the list; then what is left is looked at as it is now.
func (a *App) updateRows(i *instance, p *forPlace, x *wxml.For, changes []rowChange, list *value.Change) {
	u, version := a.beginRows(i, x), p.version
	for k := 0; k < len(p.rows); k++ {
		c := rowChange{}
		if version == p.version && changes != nil {
			c = changes[k]
		} else if list != nil {
			c = rowChange{item: value.AllChanged(), index: value.AllChanged()}
		}
		if !u.row(p.rows[k], c) {
			return
		}
	}
	u.end()
}

// updateByPosition makes the rows of a loop without wx:key those of the new list:
// the rows at the front stay and are updated, then those at the end go or come.
func (a *App) updateByPosition(i *instance, st *wxml.Step, p *forPlace, it *items, ch *value.Change) {
	x, old := st.For, p.rows
	keep := min(len(old), it.n)
	changes := make([]rowChange, len(old))
	watches := a.pkg.links.blocks[x.Body].watches
	for k := range keep {
		r := old[k].row
		item, index := it.at(k)
		if !ch.All || watches || !value.SameContent(item, r.item) {
			changes[k].item = it.change(ch, k)
		}
		if !value.Identical(index, r.index) {
			changes[k].index = value.AllChanged()
		}
		r.item, r.index = item, index
	}
	for k := keep; k < len(old); k++ {
		changes[k].isNew = true // it is about to go
	}
	p.version++
	version := p.version
	a.updateRows(i, p, x, changes, ch)
	if i.dead || p.version != version || it.n == len(old) {
		return
	}
	p.version++
	if it.n < len(old) {
		p.rows = old[:keep:keep]
		a.removeRows(old[keep:])
		return
	}
	rows := append(make([]*instance, 0, it.n), old...)
	version = p.version
	for k := keep; k < it.n && p.version == version; k++ {
		rows = append(rows, a.createRow(i, st, it, k, nil))
	}
	i.scope.env.VarChanges[x.Item], i.scope.env.VarChanges[x.Index] = nil, nil
	if p.version != version || i.dead {
		a.discard(i, rows[keep:])
		return
	}
	p.rows = rows
	a.insertedRows(i, st.Node, rows[keep:])
}

// insertedRows attaches new rows that stand next to each other, once the content
// of the dynamic slots in all of them is there. A handler may take some of them
// away in between.
func (a *App) insertedRows(i *instance, node int32, rows []*instance) {
	a.contentMoved(i, node)
	for _, r := range rows {
		fillSlots(r)
	}
	for k := 0; k < len(rows) && i.attached && !i.dead; k++ {
		a.attachInstance(rows[k])
	}
}

// reconcile makes the rows those of the new list: it creates what is new, takes
// away what is gone, moves as few rows as it can, and updates what stays. All
// new rows are created before any is attached; the rest goes in list order.
func (a *App) reconcile(i *instance, st *wxml.Step, p *forPlace, it *items, ch *value.Change) {
	x := st.For
	old := p.rows
	rows := make([]*instance, it.n)
	changes := make([]rowChange, it.n)
	from, used, keys := matchRows(x, p, it) // from: position in old, -1 for a new row
	watches := a.pkg.links.blocks[x.Body].watches
	for k, j := range from {
		if j < 0 {
			continue
		}
		item, index := it.at(k)
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
		if ch.All && keys == nil && p.shared { // it is told at each update
			keys = keysOfRows(rows)
		}
		a.warnShared(i, p, keys)
		p.rows = rows
		a.updateRows(i, p, x, changes, ch)
		return
	}
	a.warnShared(i, p, keys)
	stay := longestRun(from)
	p.version++
	version := p.version
	a.createMissing(i, st, p, it, rows, changes, stay)
	if p.version != version || i.dead {
		a.discard(i, newRows(rows, changes))
		if !i.dead {
			a.updateRows(i, p, x, nil, value.AllChanged())
		}
		return
	}
	p.rows = rows
	a.place(i, st, p, &moves{old: old, used: used, from: from, stay: stay}, changes, version)
}

// discard takes rows away that were made for a list which a handler of theirs has
// set anew meanwhile, or taken away: what there is now is shown already.
func (a *App) discard(i *instance, rows []*instance) {
	for _, r := range rows {
		if i.dead {
			kill(r)
		} else if !r.dead {
			a.remove(r)
		}
	}
}

func newRows(rows []*instance, changes []rowChange) []*instance {
	var out []*instance
	for k, r := range rows {
		if changes[k].isNew {
			out = append(out, r)
		}
	}
	return out
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
// row that stays where it is. It ends when a handler sets the list anew.
func (a *App) createMissing(i *instance, st *wxml.Step, p *forPlace, it *items, rows []*instance, changes []rowChange, stay []bool) {
	next := make([]*instance, len(rows)+1)
	for k := len(rows) - 1; k >= 0; k-- {
		next[k] = next[k+1]
		if rows[k] != nil && stay[k] {
			next[k] = rows[k]
		}
	}
	s, version := i.scope, p.version
	for k := range rows {
		if rows[k] == nil && p.version == version {
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
	for m.done < j {
		first := m.done
		for m.done < j && !m.used[m.done] {
			m.done++
		}
		a.removeRows(m.old[first:m.done])
		if m.done < j {
			m.done++
		}
	}
}

// removeRows removes rows that stood next to each other, the content of the
// dynamic slots in them first.
func (a *App) removeRows(rows []*instance) {
	if len(rows) > 0 && rows[0].scope.comp.def.dynamicSlots {
		dropContents(rows)
	}
	for _, r := range rows {
		a.remove(r)
	}
}

// place moves the rows that have to, and then goes through the list from one
// row that stays to the next: what is gone there is detached, then what moved is
// told so and updated and what is new attached, in list order, and then the row
// that stays is updated. A handler may change the list in between; then what is
// left is looked at as it is now.
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
	u := a.beginRows(i, st.For)
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
		for ; k <= end && k < len(rows) && p.version == version; k++ {
			switch {
			case changes[k].isNew && (k == 0 || !changes[k-1].isNew):
				a.insertedRows(i, st.Node, rows[k:newRun(changes, k)])
			case !changes[k].isNew && k < end:
				a.movedInstance(rows[k])
			}
			if p.version == version && !u.row(rows[k], changes[k]) {
				return
			}
		}
	}
	u.end()
	m.dropBefore(a, len(m.old))
	if p.version != version && !i.dead {
		a.insertedRows(i, st.Node, slices.Clone(p.rows)) // those that are not attached yet
		a.updateRows(i, p, st.For, nil, value.AllChanged())
	}
}

// newRun returns the end of the run of new rows that begins at k.
func newRun(changes []rowChange, k int) int {
	for k < len(changes) && changes[k].isNew {
		k++
	}
	return k
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
