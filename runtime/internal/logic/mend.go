package logic

import (
	"slices"

	"github.com/mica-go/mica/bridge"
)

// mend brings the pages in order after a turn that a limit has ended in the midst
// of a template: what was being made and is part of no tree yet is dropped, so
// that the view sees nothing that is half done. What the update did not come to
// stays as it was until it is set again.
func (a *App) mend() {
	for id := bridge.PageID(1); id <= a.lastPage; id++ {
		if p := a.byID[id]; p != nil {
			p.mend()
		}
	}
}

func (p *page) mend() {
	m := mending{page: p, linked: make(map[*instance]bool, len(p.instances)), removed: make(map[*instance]bool)}
	for k := range p.out.ops {
		if op := &p.out.ops[k]; op.kind == bridge.OpRemove {
			m.removed[op.inst] = true
		}
	}
	m.component(p.root)
	var loose []*instance
	for _, i := range p.instances {
		if !m.linked[i] {
			loose = append(loose, i)
		}
	}
	slices.SortFunc(loose, func(x, y *instance) int { return int(x.id) - int(y.id) })
	for _, i := range loose {
		if i.dead { // inside one before it
			continue
		}
		if !i.underDead() && !m.removed[i] { // else the view is told already
			p.out.remove(i)
		}
		kill(i)
	}
}

// underDead reports whether something that the instance is inside of is gone.
func (i *instance) underDead() bool {
	for x := i.parent; x != nil; x = x.parent {
		if x.dead {
			return true
		}
	}
	return false
}

// mending is a walk over the tree of a page: what it comes to is part of it, but
// for what the open batch removes.
type mending struct {
	page            *page
	linked, removed map[*instance]bool
}

func (m *mending) gone(i *instance) bool { return i == nil || i.dead || m.removed[i] }

func (m *mending) component(c *component) {
	if len(c.liveSlots()) > 0 {
		m.page.out.redistribute(c)
	}
	m.instance(c.shadow)
	for _, i := range c.contents {
		m.instance(i)
	}
	for _, s := range c.slots {
		for _, i := range s.contents {
			m.instance(i)
		}
	}
}

func (m *mending) instance(i *instance) {
	if m.gone(i) || m.linked[i] {
		return
	}
	m.linked[i] = true
	for _, p := range i.places {
		switch p := p.(type) {
		case *component:
			m.component(p)
		case *ifPlace:
			m.instance(p.inst)
		case *templatePlace:
			m.instance(p.inst)
		case *forPlace:
			m.rows(p)
		}
	}
}

// rows puts the rows of a loop into the order that the loop believes they have.
func (m *mending) rows(p *forPlace) {
	p.version++
	p.rows = slices.DeleteFunc(p.rows, m.gone)
	for k := len(p.rows) - 1; k >= 0; k-- {
		var before *instance
		if k+1 < len(p.rows) {
			before = p.rows[k+1]
		}
		m.page.out.move(p.rows[k], before)
		m.instance(p.rows[k])
	}
}
