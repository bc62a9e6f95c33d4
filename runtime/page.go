package runtime

import (
	"context"
	"fmt"
	"strings"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/view"
	"github.com/mica-go/mica/wxss"
)

// Page is a page of an app's stack as its user sees it. A Page stays valid when
// the page is closed; it is then empty.
type Page struct {
	app  *App
	page *view.Page
}

// Path returns the page's path without a leading slash.
func (p *Page) Path() string { return p.page.Path() }

// Params returns the parameters the page was opened with.
func (p *Page) Params() map[string]any { return p.page.Query() }

// View returns the page's tree.
func (p *Page) View() *view.Page { return p.page }

// Title returns the text of the navigation bar: what the program set by
// wx.setNavigationBarTitle, else what the page's JSON or app.json says.
func (p *Page) Title() string { return p.app.port.title(p.page.ID(), p.page.Path()) }

// HTML returns the page's content as HTML, without a document around it. Tags
// stand as custom elements, <view> as <wx-view>; see [view.Node.HTML].
func (p *Page) HTML() string { return p.html(p.app.styles.page(p.Path()), view.HTMLOptions{}) }

// Document returns the page as an HTML document with its style sheets, the
// navigation bar and the tab bar. It needs no other files: images of the package are
// part of it as data: URLs, each up to 1 MB and 8 MB in all.
func (p *Page) Document() string {
	s := p.app.styles.page(p.Path())
	b := bars{page: p, pictures: pictures{files: p.app.pkg.files, left: maxPictures}}
	o := view.HTMLOptions{Document: true, Title: p.Title(), Width: int(s.window.Width), Source: b.pictures.url}
	css, before, after := b.html()
	o.Before, o.After, o.Sheets = before, after, append([]string{css}, s.css(CSSOptions{})...)
	return p.html(s, o)
}

func (p *Page) html(s *pageStyles, o view.HTMLOptions) string {
	rpx := s.window.RPX()
	o.Style = func(style string) string { return wxss.ConvertRPX(style, rpx) }
	o.Class, o.Marks = s.class, s.marks
	var b strings.Builder
	_ = p.page.Root().HTML(&b, o) // a Builder does not fail
	return b.String()
}

// CSSOptions say how [Page.CSS] writes. The zero CSSOptions write what
// [Page.Document] has.
type CSSOptions struct {
	// RPX says what becomes of rpx: "px" for the width of the screen, or "vw", which
	// fits any window. Default: vw where app.json has convertRpxToVw, else px.
	RPX string
	// Minify leaves out white space that has no meaning.
	Minify bool
}

// CSS returns the style sheets that hold on the page as standard CSS for the
// markup of [Page.HTML]: tags start with wx-, classes of components have a prefix
// that keeps them apart as styleIsolation says.
func (p *Page) CSS(o CSSOptions) string {
	return strings.Join(p.app.styles.page(p.Path()).css(o), "\n")
}

// Outline returns the page's tree as indented text for people.
func (p *Page) Outline() string {
	var b strings.Builder
	_ = p.page.Root().Outline(&b)
	return b.String()
}

// Text returns the visible text of the page, one string per text node.
func (p *Page) Text() []string { return p.page.Root().VisibleText() }

// Query returns the first node that the selector matches, in the whole page,
// components included. There is always a Node to go on with: methods of one that
// was not found return an error that says so.
func (p *Page) Query(selector string) Node {
	n, err := p.page.Root().Query(selector)
	if err == nil && !n.Valid() {
		err = fmt.Errorf("no node of page %s matches %q", p.Path(), selector)
	}
	return Node{Node: n, app: p.app, err: err}
}

// QueryAll returns all nodes that the selector matches, in document order.
func (p *Page) QueryAll(selector string) ([]Node, error) {
	nodes, err := p.page.Root().QueryAll(selector)
	out := make([]Node, len(nodes))
	for i, n := range nodes {
		out[i] = Node{Node: n, app: p.app}
	}
	return out, err
}

// Data returns the page's data as plain Go data, a copy.
func (p *Page) Data(ctx context.Context) (map[string]any, error) { return p.root().Data(ctx) }

// SetData calls setData on the page. Keys may be paths: "list[0].name".
func (p *Page) SetData(ctx context.Context, data any) error {
	return p.root().SetData(ctx, data)
}

// Call calls a method of the page with plain Go data and returns its result
// when everything it caused is settled.
func (p *Page) Call(ctx context.Context, method string, args ...any) (any, error) {
	return p.root().Call(ctx, method, args...)
}

func (p *Page) root() Node { return Node{Node: p.page.Root(), app: p.app} }

// Node is a node of a page that events can be sent to.
type Node struct {
	view.Node
	app *App
	err error
}

// Err returns why the node is none: the selector is wrong or matches nothing.
func (n Node) Err() error { return n.err }

// Event is an event to send to a node.
type Event = view.Event

// Touch is a finger on the screen, in CSS pixels.
type Touch = view.Touch

// Dispatch sends an event to the node and returns when everything it caused is
// settled. The error is that there is no such node, that the app is closed, or
// ctx's; what handlers throw goes to [App.Errors].
//
// Built-in components act on it as if their user had caused it: an input event
// sets what an input holds, a tap toggles a checkbox. Touch events are passed on
// and no more; see [Node.Touch].
func (n Node) Dispatch(ctx context.Context, e Event) error {
	m, err := n.message(e)
	if err != nil {
		return err
	}
	return n.app.send(ctx, m)
}

// message makes the event for the logic layer.
func (n Node) message(e Event) (*bridge.Event, error) {
	if n.err != nil {
		return nil, n.err
	}
	return n.Event(e)
}

// target gives what the logic layer knows a component by; the page's root has
// instance 0.
func (n Node) target() (view.Target, error) {
	if n.err != nil {
		return view.Target{}, n.err
	}
	t := n.Target()
	if p := n.Page(); t.Instance == 0 && p != nil {
		t.Page = p.ID()
	}
	return t, nil
}

// Data returns the data of the component that the node is the host of, as plain
// Go data, a copy. The error says that it is no component.
func (n Node) Data(ctx context.Context) (map[string]any, error) {
	t, err := n.target()
	if err != nil {
		return nil, err
	}
	v, err := n.app.logic.do(ctx, command{op: opData, page: t.Page, instance: t.Instance, node: t.Node})
	data, _ := value.ToAny(v).(map[string]any)
	return data, err
}

// SetData calls setData on the component that the node is the host of. Data are
// a map, a struct by its JSON form or a json.RawMessage; the fields are set in
// the order they have there, those of a map sorted.
func (n Node) SetData(ctx context.Context, data any) error {
	t, err := n.target()
	if err != nil {
		return err
	}
	v, err := value.FromAny(data)
	if err != nil {
		return err
	}
	_, err = n.app.logic.do(ctx, command{op: opSetData, page: t.Page, instance: t.Instance, node: t.Node, args: v})
	return err
}

// Call calls a method of the component that the node is the host of.
func (n Node) Call(ctx context.Context, method string, args ...any) (any, error) {
	t, err := n.target()
	if err != nil {
		return nil, err
	}
	vals, err := values(args)
	if err != nil {
		return nil, err
	}
	v, err := n.app.logic.do(ctx, command{op: opCall, page: t.Page, instance: t.Instance, node: t.Node, name: method, args: array(vals...)})
	return value.ToAny(v), err
}

func values(args []any) ([]value.Value, error) {
	out := make([]value.Value, len(args))
	for i, arg := range args {
		v, err := value.FromAny(arg)
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, nil
}

// Input is what a user types into an input or textarea: an input event with the
// whole text.
func (n Node) Input(text string) error {
	return n.Dispatch(context.Background(), Event{Type: "input",
		Detail: map[string]any{"value": text, "cursor": value.UTF16Len(text), "keyCode": 0}})
}

// Trigger sends an event that neither bubbles nor leaves its tree, as built-in
// components send them: change, confirm, blur.
func (n Node) Trigger(typ string, detail any) error {
	return n.Dispatch(context.Background(), Event{Type: typ, Detail: detail})
}
