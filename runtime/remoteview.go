package runtime

import (
	"slices"

	"github.com/mica-go/mica/bridge"
)

// ViewConfig is what a [RemoteView] is given. The zero ViewConfig works.
type ViewConfig struct {
	// Calls sends what the program asks of its user to this view instead of
	// Config.UI; the first such view of an app gets it. Calls wait while the view
	// has no connection, and fail when it loses one before it has answered.
	Calls bool
	// Window is how many batches may be on their way to the view; what comes
	// beyond is merged. Default 16.
	Window int
	// WindowBytes is how many bytes may be. Default 1 MiB.
	WindowBytes int
	// OnError is told why a connection ended. It may be called by any goroutine
	// and must not call the app. Default: nobody.
	OnError func(error)
}

// RemoteView is a view of an app elsewhere, beside the one that the app has
// itself: a browser, another process. It sees the pages and its user's events
// reach the program. It costs a copy of the state of the pages, and no more
// however slow the view is or how long there is none: what a view does not keep
// up with is merged (see [bridge.Remote]). Its methods may be called from any
// goroutine.
type RemoteView struct {
	app    *App
	remote *bridge.Remote
	calls  bool
}

// AddView makes a view elsewhere part of the app. It has no connection yet; see
// [RemoteView.Connect]. Closing the app closes it.
func (a *App) AddView(cfg ViewConfig) (*RemoteView, error) {
	v := &RemoteView{app: a, calls: cfg.Calls}
	v.remote = bridge.NewRemote(bridge.RemoteConfig{Receive: v.receive, OnError: cfg.OnError, Window: cfg.Window, WindowBytes: cfg.WindowBytes})
	a.port.sending.Lock()
	defer a.port.sending.Unlock()
	if a.port.ended {
		return nil, ErrClosed
	}
	for _, m := range a.view.Snapshot() {
		v.remote.Send(m)
	}
	a.port.views = append(a.port.views, v)
	return v, nil
}

// Connect gives the view a connection in place of the one it has: the state of
// now goes over it, each page as one batch, and then what changes. The
// connection belongs to the view from now on. The error is that the view or the
// app is closed.
func (v *RemoteView) Connect(t bridge.LogicTransport) error { return v.remote.Attach(t) }

// Waiting tells how many batches the view has not acknowledged, and how many
// bytes they have. It is bounded by ViewConfig.Window and WindowBytes.
func (v *RemoteView) Waiting() (batches, bytes int) { return v.remote.Waiting() }

// Close ends the view and its connection.
func (v *RemoteView) Close() error {
	p := v.app.port
	p.sending.Lock()
	p.views = slices.DeleteFunc(p.views, func(x *RemoteView) bool { return x == v })
	p.sending.Unlock()
	return v.remote.Close()
}

// receive takes what comes from the view. What it shows it acknowledges, but
// setData callbacks and the like go by the app's own view.
func (v *RemoteView) receive(m bridge.ToLogic) {
	switch m.(type) {
	case *bridge.Event, *bridge.Reply, *bridge.Control:
		v.app.logic.receive(m)
	}
}

// tell hands a message to the views elsewhere. It comes before the app's own
// view, which takes a batch over. p.sending is held.
func (p *port) tell(m bridge.ToView) {
	for _, v := range p.views {
		v.remote.Send(m)
	}
}

// asked returns the view that is asked in place of Config.UI, or nil.
func (p *port) asked() *RemoteView {
	p.sending.Lock()
	defer p.sending.Unlock()
	for _, v := range p.views {
		if v.calls {
			return v
		}
	}
	return nil
}

// closeViews ends the views elsewhere.
func (p *port) closeViews() {
	p.sending.Lock()
	views := p.views
	p.views, p.ended = nil, true
	p.sending.Unlock()
	for _, v := range views {
		v.remote.Close()
	}
}
