package logic

// Phase is what an app is doing with its time.
type Phase uint8

// The phases of a turn.
const (
	// PhaseJS is the program's own code: what is left of a turn.
	PhaseJS Phase = iota
	// PhaseCrossing is the taking over of data from JavaScript.
	PhaseCrossing
	// PhaseTemplate is the evaluation of templates and the making of batches.
	PhaseTemplate
	// PhaseView is the handing over of a batch, with a view in this process its
	// application.
	PhaseView
)

// Meter is told what an app does while it does it, on the goroutine that runs
// the turn. Enter and Leave are nested; a turn that panics leaves some open.
type Meter interface {
	// Begin and End enclose a turn.
	Begin()
	End()
	// Enter begins a phase within the present one; name is the function, or the
	// component whose template it is. Leave ends it.
	Enter(p Phase, name string)
	Leave()
	// SetData tells of one field of a setData call of a component: whether its
	// template, its observers and its properties have no use for the field, and
	// whether the value is what it was.
	SetData(component, field string, unread, equal bool)
	// Call tells that a component calls setData.
	Call(component string)
}

func (a *App) begin(p Phase, name string) {
	if a.cfg.Meter != nil {
		a.cfg.Meter.Enter(p, name)
	}
}

func (a *App) end() {
	if a.cfg.Meter != nil {
		a.cfg.Meter.Leave()
	}
}

// unread reports whether nothing of the component has a use for a field of its
// data, but for its own code.
func (c *component) unread(field string) bool {
	if c.def.propBy[field] != nil || c.def.pure != nil && c.def.pure(field) {
		return false
	}
	for _, o := range c.def.observers {
		for _, p := range o.paths {
			if p.all || len(p.path) > 0 && p.path[0].Name == field {
				return false
			}
		}
	}
	return c.scope != nil && c.scope.tmpl.Field(field) < 0
}
