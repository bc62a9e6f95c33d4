package logic

import (
	"slices"
	"strconv"
	"strings"

	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/wxml"
)

// listKeys are the keys by which the rows of a list are told apart. Mostly each
// is there once, and a table finds them. A key that several items share is
// numbered ("a--0", "a--1"), so that such items match by occurrence, and only
// those of another such list.
type listKeys struct {
	n     int
	key   func(int) value.Value
	table keyTable
	// names and at are there for a list that shares keys, or is compared with one.
	names  []string
	at     map[string]int
	shared []string // the keys that several items have
}

func newListKeys(n int, key func(int) value.Value) *listKeys {
	l := &listKeys{n: n, key: key, table: newKeyTable(n)}
	for i := range n {
		if !l.table.add(i, key) {
			l.number()
			break
		}
	}
	return l
}

// number finds the shared keys and gives each item a name of its own.
func (l *listKeys) number() {
	if l.names != nil {
		return
	}
	l.names, l.at = make([]string, l.n), make(map[string]int, l.n)
	places := make(map[string][]int)
	for i := range l.n {
		name := value.Text(l.key(i))
		l.names[i] = name
		first, seen := l.at[name]
		switch {
		case !seen:
			l.at[name] = i
		case places[name] == nil:
			places[name] = []int{first, i}
			l.shared = append(l.shared, name)
		default:
			places[name] = append(places[name], i)
		}
	}
	for _, name := range l.shared {
		delete(l.at, name)
	}
	for _, name := range l.shared {
		number := 0
		for _, i := range places[name] {
			numbered := name + "--" + strconv.Itoa(number)
			for _, taken := l.at[numbered]; taken; _, taken = l.at[numbered] {
				number++
				numbered = name + "--" + strconv.Itoa(number)
			}
			l.names[i] = numbered
			l.at[numbered] = i
		}
	}
}

func keysOfRows(rows []*instance) *listKeys {
	return newListKeys(len(rows), func(i int) value.Value { return rows[i].row.key() })
}

// warnShared notes whether a loop has keys that are not unique, and tells of them;
// keys is nil where nothing new is known. An item without the key's field is not
// worth a warning.
func (a *App) warnShared(i *instance, p *forPlace, keys *listKeys) {
	if keys == nil {
		return
	}
	p.shared = len(keys.shared) > 0
	dup := slices.DeleteFunc(slices.Clone(keys.shared), func(s string) bool { return s == "" })
	if len(dup) > 0 {
		a.warnAt(i.scope.at, "Some keys are not unique while list updates: %q.", strings.Join(dup[:min(len(dup), 5)], `", "`))
	}
}

// matchRows finds for each item of a list the old row to keep: from is its
// position, -1 where there is none; used tells by old position which are kept.
// keys are those of the new list, nil when every row stays in its place.
func matchRows(x *wxml.For, p *forPlace, it *items) (from []int, used []bool, keys *listKeys) {
	old := p.rows
	from, used = make([]int, it.n), make([]bool, len(old))
	key := func(k int) value.Value {
		item, _ := it.at(k)
		return rowKey(x, item)
	}
	same := 0 // the rows at the front that stay
	for same < min(it.n, len(old)) && sameKey(old[same].row.key(), key(same)) {
		from[same], used[same] = same, true
		same++
	}
	if same == it.n && same == len(old) {
		return from, used, nil
	}
	if !p.shared && same == it.n { // the end is gone, and what is left was told apart before
		return from, used, nil
	}
	for k := same; k < it.n; k++ {
		from[k] = -1
	}
	keys = newListKeys(it.n, key)
	if p.shared || len(keys.shared) > 0 {
		clear(used)
		matchNumbered(old, from, used, keys)
		return from, used, keys
	}
	for j := same; j < len(old); j++ {
		if k := keys.table.find(old[j].row.key(), key); k >= 0 {
			from[k], used[j] = j, true
		}
	}
	return from, used, keys
}

// matchNumbered matches rows by the names that tell those with equal keys apart.
func matchNumbered(old []*instance, from []int, used []bool, keys *listKeys) {
	was := keysOfRows(old)
	was.number()
	keys.number()
	for k := range from {
		from[k] = -1
	}
	for j, name := range was.names {
		if k, ok := keys.at[name]; ok {
			from[k], used[j] = j, true
		}
	}
}
