package view

import (
	"fmt"
	"slices"
	"sync"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// Config sets a view's limits. The zero Config gives the defaults.
type Config struct {
	// MaxNodes bounds the size of one page: the nodes of the skeletons of all
	// its instances (blocks and slots included), plus one for each instance.
	// The skeletons of the app together may hold as many nodes and holes, plus
	// one for each skeleton. A batch that would pass it is refused. Default
	// 1,000,000.
	MaxNodes int
	// MaxPages bounds how many pages are open at a time. Default 256.
	MaxPages int
	// Styles gives the style sheets of a page, for [Node.ComputedStyle]: the same
	// pointer for as long as they and the window are the same. It is called
	// whenever a style is asked for, from the goroutine that asks, while no lock is
	// held. Default: the base style sheet and inline styles alone.
	Styles func(p *Page) *Styles
}

// View is the view layer of one app. It owns the trees of all its pages.
// See the package for what may run at the same time.
type View struct {
	cfg Config

	mu    sync.RWMutex
	pages map[bridge.PageID]*Page
	stack []bridge.PageID

	skeletons map[bridge.SkeletonID]*skeleton
	// lastSkel is the skeleton created from last.
	lastSkel      *skeleton
	skeletonNodes int // see skeletonWeight

	selMu     sync.Mutex
	selectors map[string]*selector
}

// New returns an empty view.
func New(cfg Config) *View {
	if cfg.MaxNodes <= 0 {
		cfg.MaxNodes = 1_000_000
	}
	if cfg.MaxPages <= 0 {
		cfg.MaxPages = 256
	}
	return &View{
		cfg:       cfg,
		pages:     map[bridge.PageID]*Page{},
		skeletons: map[bridge.SkeletonID]*skeleton{},
		selectors: map[string]*selector{},
	}
}

// Receive applies one message. When it returns the tree shows it, and for a
// batch reply is the acknowledgement to send back; else reply is nil. A Call is
// the host's matter and changes nothing. The error is a *PatchError: the
// message was refused as a whole.
//
// The batches of a page must come with growing numbers; a gap is fine, as
// merged batches leave one. A skeleton may be defined twice only by the same
// pointer.
func (v *View) Receive(m bridge.ToView) (reply *bridge.Ack, err error) {
	v.mu.Lock()
	defer v.mu.Unlock()
	switch m := m.(type) {
	case *bridge.Batch:
		if m == nil {
			break
		}
		if err := v.apply(m); err != nil {
			return nil, err
		}
		return &bridge.Ack{Page: m.Page, Seq: m.Seq}, nil
	case *bridge.OpenPage:
		if m == nil {
			break
		}
		return nil, v.open(m)
	case *bridge.ClosePage:
		if m == nil {
			break
		}
		return nil, v.close(m.Page)
	case *bridge.Stack:
		if m == nil {
			break
		}
		return nil, v.setStack(m.Pages)
	case *bridge.Call:
		return nil, nil
	}
	return nil, &PatchError{Op: -1, Reason: fmt.Sprintf("%T is no message to a view", m)}
}

func (v *View) open(m *bridge.OpenPage) error {
	reason := ""
	switch {
	case m.Page == 0:
		reason = "0 is no page number"
	case v.pages[m.Page] != nil:
		reason = "the page is already open"
	case len(v.pages) >= v.cfg.MaxPages:
		reason = fmt.Sprintf("more than %d pages are open", v.cfg.MaxPages)
	}
	if reason != "" {
		return &PatchError{Page: m.Page, Op: -1, Reason: reason}
	}
	v.pages[m.Page] = &Page{view: v, id: m.Page, path: m.Path, query: m.Query}
	return nil
}

func (v *View) close(id bridge.PageID) error {
	p := v.pages[id]
	if p == nil {
		return &PatchError{Page: id, Op: -1, Reason: "the page is not open"}
	}
	delete(v.pages, id)
	v.stack = slices.DeleteFunc(v.stack, func(s bridge.PageID) bool { return s == id })
	p.closed, p.root, p.table, p.nodes, p.styling = true, nil, table{}, 0, nil
	return nil
}

func (v *View) setStack(ids []bridge.PageID) error {
	seen := make(map[bridge.PageID]bool, len(ids))
	for _, id := range ids {
		if v.pages[id] == nil {
			return &PatchError{Page: id, Op: -1, Reason: "the page on the stack is not open"}
		}
		if seen[id] {
			return &PatchError{Page: id, Op: -1, Reason: "the page is on the stack twice"}
		}
		seen[id] = true
	}
	v.stack = slices.Clone(ids)
	return nil
}

// Pages returns all open pages: those of the stack, bottom first, then those in
// the background by number.
func (v *View) Pages() []*Page {
	v.mu.RLock()
	defer v.mu.RUnlock()
	ids := make([]bridge.PageID, 0, len(v.pages))
	for id := range v.pages {
		if !slices.Contains(v.stack, id) {
			ids = append(ids, id)
		}
	}
	slices.Sort(ids)
	return v.list(append(slices.Clone(v.stack), ids...))
}

// Page returns the open page of that number, or nil.
func (v *View) Page(id bridge.PageID) *Page {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return v.pages[id]
}

// Stack returns the pages of the page stack, bottom first.
func (v *View) Stack() []*Page {
	v.mu.RLock()
	defer v.mu.RUnlock()
	return v.list(v.stack)
}

// Top returns the visible page, the last of the stack, or nil.
func (v *View) Top() *Page {
	v.mu.RLock()
	defer v.mu.RUnlock()
	if len(v.stack) == 0 {
		return nil
	}
	return v.pages[v.stack[len(v.stack)-1]]
}

func (v *View) list(ids []bridge.PageID) []*Page {
	out := make([]*Page, len(ids))
	for i, id := range ids {
		out[i] = v.pages[id]
	}
	return out
}

// Page is the tree of one page. It is made by an OpenPage message, empty until
// its first batch, and stays usable, as an empty page, after it was closed.
type Page struct {
	view  *View
	id    bridge.PageID
	path  string
	query value.Value

	// What follows is guarded by view.mu.
	table  table
	root   *instance
	nodes  int
	seq    uint64
	err    error
	closed bool
	// styling is nil until a style is asked for. styleMu guards what readers do
	// with it under view.mu's read lock.
	styling *styling
	styleMu sync.Mutex
}

// ID returns the page's number.
func (p *Page) ID() bridge.PageID { return p.id }

// Path returns the page's path without a leading slash.
func (p *Page) Path() string { return p.path }

// Query returns the parameters that the page was opened with, as plain Go
// data; it is empty when there are none.
func (p *Page) Query() map[string]any {
	if m, ok := value.ToAny(p.query).(map[string]any); ok {
		return m
	}
	return map[string]any{}
}

// Seq returns the number of the last batch applied, 0 before the first.
func (p *Page) Seq() uint64 {
	p.view.mu.RLock()
	defer p.view.mu.RUnlock()
	return p.seq
}

// Err returns the *PatchError that froze the page, or nil.
func (p *Page) Err() error {
	p.view.mu.RLock()
	defer p.view.mu.RUnlock()
	return p.err
}

// Open reports whether the page has not been closed.
func (p *Page) Open() bool {
	p.view.mu.RLock()
	defer p.view.mu.RUnlock()
	return !p.closed
}

// Visible reports whether the page is the top of the page stack.
func (p *Page) Visible() bool { return p.view.Top() == p }

// Root returns the page's root node. It is made up, its tag is "page", and its
// children are the nodes of the page's own template.
func (p *Page) Root() Node { return Node{page: p} }

// Node returns the node with that index in the skeleton of that instance, as
// messages name it, or the zero Node.
func (p *Page) Node(id bridge.InstanceID, node int32) Node {
	p.view.mu.RLock()
	defer p.view.mu.RUnlock()
	i := p.table.get(id)
	if i == nil || node < 0 || int(node) >= len(i.skel.nodes) || i.skel.nodes[node].kind == bridge.NodeBlocks {
		return Node{}
	}
	return p.node(pos{i, node})
}
