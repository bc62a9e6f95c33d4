package logic

import (
	"testing"
	"time"
)

// TestPerformance: the entries are of the program's own clock.
func TestPerformance(t *testing.T) {
	r := wxLaunch(t, map[string]string{
		"app.js": `App({ onLaunch() { const o = wx.getPerformance().createObserver((l) => l.getEntries().forEach((e) => console.log('seen', e.name))); o.observe({entryTypes: ['navigation']}); this.o = o; console.log(o.supportedEntryTypes.join()) } })`,
		"index.js": `Page({ onLoad() { setTimeout(() => wx.navigateTo({url: '/next'}), 5); setTimeout(() => {
			const p = wx.getPerformance(), show = (l) => console.log(l.map((e) => [e.name, e.entryType, e.path, e.duration, e.navigationType].join(' ')).join(', '))
			show(p.getEntries()); show(p.getEntriesByType('render')); show(p.getEntriesByName('route')); show(p.getEntriesByName('route', 'script')); console.log(p.getEntries()[2].startTime)
			p.setBufferSize(1); getApp().o.disconnect(); wx.navigateBack({complete: () => setTimeout(() => show(p.getEntries()), 1)}) }, 10) } })`,
		"next.js": `Page({})`}, nil)
	r.clock.Advance(20 * time.Millisecond)
	const want = `navigation,render,script | seen appLaunch | seen route | ` +
		`evaluateScript script app.js 0 , appLaunch navigation index 0 appLaunch, firstRender render index 0 , route navigation next 0 navigateTo, firstRender render next 0  | ` +
		`firstRender render index 0 , firstRender render next 0  | route navigation next 0 navigateTo |  | 1715767200000 | route navigation index 0 navigateBack`
	if got := r.log(); got != want {
		t.Errorf("\ngot  %s\nwant %s", got, want)
	}
}
