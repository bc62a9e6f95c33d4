package runtime

import (
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"sync"
	"text/tabwriter"
	"time"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/runtime/internal/logic"
)

// Profile takes down what an app costs: the time that its turns spend in the
// program's JavaScript, in taking data over from it, in templates and in the
// view, the bytes that another process would get, and setData calls that are of
// no use. Hand one to an app by Config.Profile; without, nothing of this is done.
// The zero Profile is ready. It is safe for concurrent use; one app writes to it.
//
// It sees apps that run in the host's process; of one with Isolation [Process] it
// knows the batches and the view alone.
type Profile struct {
	// Spans is how many spans are kept for WriteTrace; later ones are counted and
	// left out. Default 100,000.
	Spans int

	mu      sync.Mutex
	began   time.Time
	total   Times
	pages   map[bridge.PageID]*PageCost
	wasted  map[[2]string]*Wasted
	calls   map[string]*CallCount
	inTurn  map[string]int
	spans   []span
	dropped int
	open    []openSpan
	since   time.Time // when the present phase began or went on
	encoder map[*port]*bridge.Encoder
}

// Times is where time went.
type Times struct {
	// Turns is how many turns ran.
	Turns int
	// JavaScript is the program's own code and what it calls of the engine;
	// Crossing the taking over of data in setData; Template the evaluation of
	// templates and the making of batches; View their application.
	JavaScript, Crossing, Template, View time.Duration
}

// PageCost is what has gone to the view for one page.
type PageCost struct {
	Page bridge.PageID
	Path string
	// Batches have Patches operations together and take Bytes encoded.
	Batches, Patches, Bytes int
	// View is the time that their application took.
	View time.Duration
}

// Wasted is a field that a component sets to no use.
type Wasted struct {
	// Component is the path of the page or component, Field the key of the
	// setData call.
	Component, Field string
	// Set is how often it was set: Unread times though no template, observer or
	// property of the component reads the field, Equal times to what it was.
	Set, Unread, Equal int
}

// CallCount tells how a component calls setData.
type CallCount struct {
	Component string
	// Calls is how often it did; Repeated counts the calls of a turn after its
	// first: one call with all the fields would do.
	Calls, Repeated int
}

type span struct {
	name  string
	phase logic.Phase
	from  time.Time
	took  time.Duration
}

type openSpan struct {
	name  string
	phase logic.Phase
	from  time.Time
}

// spend counts the time since the last change of phase for the present one.
func (p *Profile) spend(now time.Time) {
	if len(p.open) == 0 {
		p.since = now
		return
	}
	d := now.Sub(p.since)
	p.since = now
	switch p.open[len(p.open)-1].phase {
	case logic.PhaseJS:
		p.total.JavaScript += d
	case logic.PhaseCrossing:
		p.total.Crossing += d
	case logic.PhaseTemplate:
		p.total.Template += d
	case logic.PhaseView:
		p.total.View += d
	}
}

func (p *Profile) enter(phase logic.Phase, name string, now time.Time) {
	p.spend(now)
	p.open = append(p.open, openSpan{name, phase, now})
}

func (p *Profile) leave(now time.Time) {
	if len(p.open) == 0 {
		return
	}
	p.spend(now)
	s := p.open[len(p.open)-1]
	p.open = p.open[:len(p.open)-1]
	limit := p.Spans
	if limit == 0 {
		limit = 100_000
	}
	if len(p.spans) >= limit {
		p.dropped++
		return
	}
	p.spans = append(p.spans, span{s.name, s.phase, s.from, now.Sub(s.from)})
}

// meter is the logic layer's side of a Profile.
type meter struct{ *Profile }

var _ logic.Meter = meter{}

func (m meter) Begin() {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := time.Now()
	if m.began.IsZero() {
		m.began = now
	}
	for len(m.open) > 0 { // a turn before this one was broken off
		m.leave(now)
	}
	clear(m.inTurn)
	m.total.Turns++
	m.enter(logic.PhaseJS, "turn", now)
}

func (m meter) End() {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := time.Now()
	for len(m.open) > 0 {
		m.leave(now)
	}
}

func (m meter) Enter(phase logic.Phase, name string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.enter(phase, name, time.Now())
}

func (m meter) Leave() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.leave(time.Now())
}

func (m meter) Call(component string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.calls == nil {
		m.calls, m.inTurn = make(map[string]*CallCount), make(map[string]int)
	}
	c := m.calls[component]
	if c == nil {
		c = &CallCount{Component: component}
		m.calls[component] = c
	}
	c.Calls++
	if m.inTurn[component]++; m.inTurn[component] > 1 {
		c.Repeated++
	}
}

// maxWasted bounds how many fields are told apart: keys of setData may have
// indexes.
const maxWasted = 10_000

func (m meter) SetData(component, field string, unread, equal bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.wasted == nil {
		m.wasted = make(map[[2]string]*Wasted)
	}
	key := [2]string{component, field}
	w := m.wasted[key]
	if w == nil {
		if len(m.wasted) >= maxWasted {
			return
		}
		w = &Wasted{Component: component, Field: field}
		m.wasted[key] = w
	}
	w.Set++
	if unread {
		w.Unread++
	}
	if equal {
		w.Equal++
	}
}

// batch takes down a batch that is about to go to the view.
func (p *Profile) batch(from *port, b *bridge.Batch, path string) *PageCost {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.encoder == nil {
		p.encoder, p.pages = make(map[*port]*bridge.Encoder), make(map[bridge.PageID]*PageCost)
	}
	enc := p.encoder[from]
	if enc == nil {
		enc = &bridge.Encoder{}
		p.encoder[from] = enc
	}
	c := p.pages[b.Page]
	if c == nil {
		c = &PageCost{Page: b.Page, Path: path}
		p.pages[b.Page] = c
	}
	c.Batches++
	c.Patches += len(b.Ops)
	if data, err := enc.ToView(nil, b); err == nil { // one that is too long has no form
		c.Bytes += len(data)
	}
	return c
}

func (p *Profile) applied(c *PageCost, took time.Duration) {
	p.mu.Lock()
	c.View += took
	p.mu.Unlock()
}

// Times returns where the time of all turns went.
func (p *Profile) Times() Times {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.total
}

// Pages returns what each page has cost, in the order in which they were opened.
func (p *Profile) Pages() []PageCost {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []PageCost
	for _, id := range slices.Sorted(maps.Keys(p.pages)) {
		out = append(out, *p.pages[id])
	}
	return out
}

// Wasted returns the fields that were set to no use, those of the most sets
// first.
func (p *Profile) Wasted() []Wasted {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []Wasted
	for _, w := range p.wasted {
		if w.Unread > 0 || w.Equal > 0 {
			out = append(out, *w)
		}
	}
	slices.SortFunc(out, func(a, b Wasted) int {
		return cmp.Or(cmp.Compare(max(b.Unread, b.Equal), max(a.Unread, a.Equal)), cmp.Compare(a.Component, b.Component), cmp.Compare(a.Field, b.Field))
	})
	return out
}

// Calls returns how each page and component calls setData, the most repeated
// first.
func (p *Profile) Calls() []CallCount {
	p.mu.Lock()
	defer p.mu.Unlock()
	var out []CallCount
	for _, c := range p.calls {
		out = append(out, *c)
	}
	slices.SortFunc(out, func(a, b CallCount) int {
		return cmp.Or(cmp.Compare(b.Repeated, a.Repeated), cmp.Compare(b.Calls, a.Calls), cmp.Compare(a.Component, b.Component))
	})
	return out
}

// WriteTable writes everything as tables for a person.
func (p *Profile) WriteTable(w io.Writer) error {
	t := p.Times()
	out := tabwriter.NewWriter(w, 0, 8, 2, ' ', 0)
	fmt.Fprintf(out, "turns\tJavaScript\tcrossing\ttemplates\tview\n%d\t%v\t%v\t%v\t%v\n", t.Turns,
		short(t.JavaScript), short(t.Crossing), short(t.Template), short(t.View))
	fmt.Fprintf(out, "\npage\tbatches\tpatches\tbytes\tview\n")
	for _, c := range p.Pages() {
		fmt.Fprintf(out, "%s\t%d\t%d\t%d\t%v\n", c.Path, c.Batches, c.Patches, c.Bytes, short(c.View))
	}
	fmt.Fprintf(out, "\nsetData of\tcalls\trepeated in a turn\n")
	for _, c := range p.Calls() {
		fmt.Fprintf(out, "%s\t%d\t%d\n", c.Component, c.Calls, c.Repeated)
	}
	if wasted := p.Wasted(); len(wasted) > 0 {
		fmt.Fprintf(out, "\nwasted setData\tfield\tset\tread by nothing\tequal to what it was\n")
		for _, f := range wasted {
			fmt.Fprintf(out, "%s\t%s\t%d\t%d\t%d\n", f.Component, f.Field, f.Set, f.Unread, f.Equal)
		}
	}
	return out.Flush()
}

func short(d time.Duration) time.Duration { return d.Round(10 * time.Microsecond) }

// traceEvent is an event of Chrome's trace format.
type traceEvent struct {
	Name     string  `json:"name"`
	Category string  `json:"cat"`
	Phase    string  `json:"ph"`
	Time     float64 `json:"ts"`
	Duration float64 `json:"dur"`
	Process  int     `json:"pid"`
	Thread   int     `json:"tid"`
}

var phaseNames = [...]string{logic.PhaseJS: "JavaScript", logic.PhaseCrossing: "crossing", logic.PhaseTemplate: "template", logic.PhaseView: "view"}

// WriteTrace writes the spans of all turns in Chrome's trace event format, for
// Perfetto (ui.perfetto.dev) or chrome://tracing.
func (p *Profile) WriteTrace(w io.Writer) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	events := make([]traceEvent, len(p.spans))
	for i, s := range p.spans {
		events[i] = traceEvent{Name: s.name, Category: phaseNames[s.phase], Phase: "X", Process: 1, Thread: 1,
			Time: micros(s.from.Sub(p.began)), Duration: micros(s.took)}
	}
	return json.NewEncoder(w).Encode(map[string]any{"traceEvents": events, "displayTimeUnit": "ns",
		"otherData": map[string]any{"dropped": p.dropped}})
}

func micros(d time.Duration) float64 { return float64(d) / 1e3 }
