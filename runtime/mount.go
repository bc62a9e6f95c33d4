package runtime

import (
	"context"

	"github.com/mica-go/mica/internal/value"
)

// Mounted is one component on its own, for tests of components: no App, no
// page lifecycle, properties set from outside. It is made by [Package.Mount].
type Mounted struct {
	*App
}

// Mount makes an instance of the component that the package was loaded for (see
// [Loader]), with the given properties, and attaches it unless detached is set.
// Properties are a map, a struct by its JSON form or a json.RawMessage, nil for
// none; they are set in the order they have there, those of a map sorted.
// Config is used as by [Package.Launch].
func (p *Package) Mount(ctx context.Context, cfg Config, properties any, detached bool) (*Mounted, error) {
	props, err := value.FromAny(properties)
	if err != nil {
		return nil, err
	}
	if props.IsNullish() {
		props = value.FromObject(value.NewObject())
	}
	first := command{op: opMount, args: props}
	if detached {
		first.op = opMountOff
	}
	a, err := p.start(ctx, cfg, first)
	if err != nil {
		return nil, err
	}
	return &Mounted{a}, nil
}

// Attach attaches a component that was mounted detached.
func (m *Mounted) Attach(ctx context.Context) error {
	return m.command(ctx, command{op: opAttach})
}

// Detach detaches the component. Its tree stays to be looked at.
func (m *Mounted) Detach(ctx context.Context) error {
	return m.command(ctx, command{op: opDetach})
}

// SetProps sets properties, as the component's user would: see [Package.Mount]
// for what they may be.
func (m *Mounted) SetProps(ctx context.Context, properties any) error {
	v, err := value.FromAny(properties)
	if err != nil {
		return err
	}
	return m.command(ctx, command{op: opSetProps, args: v})
}

// PageLifetime calls a page lifetime (show, hide, resize, routeDone) on the
// component and those inside it.
func (m *Mounted) PageLifetime(ctx context.Context, name string, args ...any) error {
	vals, err := values(args)
	if err != nil {
		return err
	}
	return m.command(ctx, command{op: opPageLifetime, name: name, args: array(vals...)})
}

// command carries out a command on the component.
func (m *Mounted) command(ctx context.Context, c command) error {
	c.page = m.view.Top().ID()
	_, err := m.logic.do(ctx, c)
	return err
}

// Stats counts what a page has cost since it was opened.
type Stats struct {
	// Batches were sent to the view, with Ops operations together.
	Batches, Ops int
	// Instances is how many block instances the page consists of now.
	Instances int
	// Evaluations is how often the templates of the app, of all its pages, have
	// evaluated something: an attribute or text with a binding, a property, a
	// condition, a list, the data of a template. The difference between two
	// moments tells how much an update had to look at.
	Evaluations int
	// Nodes is how many nodes the page shows; see [view.Node.Count].
	Nodes int
	// Bytes is what its batches take encoded, Times where the time of the app's
	// turns went; both need Config.Profile.
	Bytes int
	Times Times
}

// Stats returns what the page has cost so far, zero counts for a page that is
// closed. The error is that of a closed app, or ctx's.
func (p *Page) Stats(ctx context.Context) (s Stats, err error) {
	v, err := p.app.logic.do(ctx, command{op: opStats, page: p.page.ID()})
	if err != nil {
		return s, err
	}
	for i, field := range []*int{&s.Batches, &s.Ops, &s.Instances, &s.Evaluations} {
		n, _ := v.AsArray().At(i).AsNumber()
		*field = int(n)
	}
	s.Nodes = p.page.Root().Count()
	if prof := p.app.cfg.Profile; prof != nil {
		s.Times = prof.Times()
		for _, c := range prof.Pages() {
			if c.Page == p.page.ID() {
				s.Bytes = c.Bytes
			}
		}
	}
	return s, nil
}

// State returns the data and the tree of a page as the logic layer knows them,
// as the engine's own values: the tree in the form of the conformance cases,
// with properties and marks, which the view does not have.
func (p *Page) State(ctx context.Context) (data, tree value.Value, err error) {
	v, err := p.app.logic.do(ctx, command{op: opState, page: p.page.ID()})
	if err != nil {
		return data, tree, err
	}
	return v.AsArray().At(0), v.AsArray().At(1), nil
}
