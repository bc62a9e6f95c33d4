package runtime

import (
	"context"
	"fmt"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/runtime/internal/logic"
)

// Mounted is one component on its own, for tests of components: no App, no
// page lifecycle, properties set from outside. It is made by [Package.Mount].
type Mounted struct {
	*App
}

// Mount makes an instance of the component that the package was loaded for (see
// [Loader]), with the given properties, and attaches it unless detached is set.
// Config is used as by [Package.Launch].
func (p *Package) Mount(ctx context.Context, cfg Config, properties map[string]any, detached bool) (*Mounted, error) {
	props, err := value.FromAny(properties)
	if err != nil {
		return nil, err
	}
	a, err := p.start(ctx, cfg, func(l *logic.App) error { return l.Mount(props, detached) })
	if err != nil {
		return nil, err
	}
	return &Mounted{a}, nil
}

// Attach attaches a component that was mounted detached.
func (m *Mounted) Attach(ctx context.Context) error {
	return m.logic.Do(ctx, func() error { return m.logic.Attach(m.id()) })
}

// Detach detaches the component. Its tree stays to be looked at.
func (m *Mounted) Detach(ctx context.Context) error {
	return m.logic.Do(ctx, func() error { return m.logic.Detach(m.id()) })
}

// SetProps sets properties, as the component's user would. Values are plain Go
// data, or the engine's own.
func (m *Mounted) SetProps(ctx context.Context, properties map[string]any) error {
	v, err := value.FromAny(properties)
	if err != nil {
		return err
	}
	return m.logic.Do(ctx, func() error { return m.logic.SetProps(m.id(), v) })
}

// PageLifetime calls a page lifetime (show, hide, resize, routeDone) on the
// component and those inside it.
func (m *Mounted) PageLifetime(ctx context.Context, name string, args ...any) error {
	vals, err := values(args)
	if err != nil {
		return err
	}
	return m.logic.Do(ctx, func() error { return m.logic.PageLifetime(m.id(), name, vals) })
}

func (m *Mounted) id() bridge.PageID { return m.view.Top().ID() }

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
}

// Stats returns what the page has cost so far, zero counts for a page that is
// closed. The error is that of a closed app, or ctx's.
func (p *Page) Stats(ctx context.Context) (s Stats, err error) {
	err = p.app.logic.Do(ctx, func() error {
		s.Batches, s.Ops, s.Instances, s.Evaluations = p.app.logic.Stats(p.page.ID())
		return nil
	})
	return s, err
}

// State returns the data and the tree of a page as the logic layer knows them,
// as the engine's own values: the tree in the form of the conformance cases,
// with properties and marks, which the view does not have.
func (p *Page) State(ctx context.Context) (data, tree value.Value, err error) {
	err = p.app.logic.Do(ctx, func() error {
		var err error
		if data, err = p.app.logic.Data(p.page.ID(), 0, 0); err != nil {
			return fmt.Errorf("data: %w", err)
		}
		tree, err = p.app.logic.Tree(p.page.ID())
		return err
	})
	return data, tree, err
}
