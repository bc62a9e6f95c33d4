package logic

import (
	"time"

	"github.com/mica-go/mica/internal/value"
)

// This file has the built-in components that move by themselves: a swiper that
// plays, and a page-container that comes and goes.

// alone reports whether the node is part of a component on its own: it has no
// page that could be seen, so that nothing moves and nothing has the focus.
func (n nodeRef) alone() bool { return n.inst.page().mounted }

// motion is what an element has under way: a swiper, a page-container, a scroll-view,
// one with the attribute animation.
type motion struct {
	// play is the timer of autoplay, finish that of the movement under way.
	play, finish func()
	// shown tells whether a page-container is shown, as it was told last.
	shown bool
	// scroll is what a scroll-view has before it.
	scroll scrollMotion
	// playing is what the attribute animation has begun.
	playing *playing
}

func (n nodeRef) motion() *motion {
	c := n.control()
	if c.motion == nil {
		c.motion = &motion{}
	}
	return c.motion
}

func stopTimer(stop *func()) {
	if *stop != nil {
		(*stop)()
		*stop = nil
	}
}

// minInterval is the shortest time between two items of a swiper that plays.
const minInterval = 16 * time.Millisecond

func (n nodeRef) millis(name string, least time.Duration) time.Duration {
	f := n.number(name)
	if !(f > 0) {
		f = 0
	}
	return max(time.Duration(min(f, 1e9)*float64(time.Millisecond)), least)
}

// playSwiper starts the time to the next item anew, or ends it: a swiper plays
// while autoplay is set and its page can be seen (spec components, swiper).
func (a *App) playSwiper(n nodeRef) {
	on := n.flag("autoplay")
	if c := n.inst.control(n.node); n.alone() || !on && (c == nil || c.motion == nil) {
		return
	}
	m := n.motion()
	stopTimer(&m.play)
	if !on || !n.inst.page().shown {
		return
	}
	m.play = a.after(n.millis("interval", minInterval), func() {
		m.play = nil
		if !n.inst.dead && n.inst.page().shown {
			a.nextItem(n)
		}
	})
}

// swiperItems are the items of a swiper, also those that its components and slots
// hold; what stands in an item, such as another swiper, does not count.
func (n nodeRef) swiperItems() (items []nodeRef) {
	n.inst.walk(n.node, true, func(x nodeRef) walkStep {
		switch x.tag() {
		case "swiper-item":
			items = append(items, x)
			return walkPast
		case "swiper":
			return walkPast
		}
		return walkOn
	})
	return items
}

// nextItem shows the next item of a swiper that plays, the first after the last.
func (a *App) nextItem(n nodeRef) {
	items := n.swiperItems()
	last := len(items) - 1
	if !n.flag("circular") {
		last -= max(int(n.number("displayMultipleItems")), 1) - 1
	}
	now := itemIndex(items, n.now("current"))
	next := now + 1
	if next > last {
		next = 0
	}
	if next != now {
		a.edit(n, "current", value.Int(next), n.edits())
		a.turned(n, items, next, "autoplay")
	}
	if !n.inst.dead {
		a.playSwiper(n)
	}
}

// itemIndex is the item that a value of current means; one that is not there
// means the first.
func itemIndex(items []nodeRef, v value.Value) int {
	if f := value.ToNumber(v); f >= 0 && f < float64(len(items)) {
		return int(f)
	}
	return 0
}

// turned tells that a swiper has begun to show another item.
func (a *App) turned(n nodeRef, items []nodeRef, now int, source string) {
	detail := fieldsOf("current", now, "source", source)
	if id := items[now].text("itemId"); id != "" {
		detail.Put("currentItemId", value.String(id))
	}
	a.emitAt(n, "change", value.FromObject(detail))
	a.finishTurn(n, value.FromObject(detail))
}

// finishTurn sends animationfinish when the movement of a swiper has come to its
// end; another movement takes its place.
func (a *App) finishTurn(n nodeRef, detail value.Value) {
	if n.inst.dead || n.alone() || !n.listens("animationfinish") {
		return
	}
	m := n.motion()
	stopTimer(&m.finish)
	m.finish = a.after(n.millis("duration", 0), func() {
		m.finish = nil
		a.emitAt(n, "animationfinish", detail)
	})
}

// showItemID shows the item that current-item-id names.
func (a *App) showItemID(n nodeRef) {
	id := n.text("currentItemId")
	if id == "" || n.alone() {
		return
	}
	a.vm.Next(func() {
		if n.inst.dead {
			return
		}
		items := n.swiperItems()
		for k, x := range items {
			if x.text("itemId") == id && k != itemIndex(items, n.now("current")) {
				a.edit(n, "current", value.Int(k), n.edits())
				a.turned(n, items, k, "")
				return
			}
		}
	})
}

// playSwipers lets the swipers of a page that can be seen again play on.
func (p *page) playSwipers() {
	for _, n := range p.swipers {
		if !n.inst.dead {
			p.app.playSwiper(n)
		}
	}
}

// runContainer shows or hides a page-container as its attribute says now, with
// the events before, at the beginning and at the end of the movement (spec
// components, page-container).
func (a *App) runContainer(n nodeRef) {
	show := n.flag("show")
	if c := n.inst.control(n.node); n.alone() || !show && (c == nil || c.motion == nil) {
		return
	}
	m := n.motion()
	if m.shown == show {
		return
	}
	m.shown = show
	before, at, after := "beforeenter", "enter", "afterenter"
	if !show {
		before, at, after = "beforeleave", "leave", "afterleave"
	}
	stopTimer(&m.finish)
	nothing := func() value.Value { return value.FromObject(value.NewObject()) }
	a.vm.Next(func() {
		if n.alone() {
			return
		}
		a.emitAt(n, before, nothing())
		a.emitAt(n, at, nothing())
		if n.inst.dead || m.shown != show || m.finish != nil {
			return
		}
		m.finish = a.after(n.millis("duration", 0), func() {
			m.finish = nil
			a.emitAt(n, after, nothing())
		})
	})
}

// closeContainer hides the page-container that is shown, which a step back does
// in place of leaving the page. It reports whether there was one.
func (p *page) closeContainer() bool {
	for _, n := range p.containers {
		if !n.inst.dead && n.flag("show") {
			p.app.edit(n, "show", value.Bool(false), n.edits())
			if !n.inst.dead {
				p.app.runContainer(n)
			}
			return true
		}
	}
	return false
}
