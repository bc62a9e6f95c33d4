package view

// maxSelectors is how many compiled selectors a view keeps.
const maxSelectors = 256

// Query returns the first node below n, in document order, that the selector
// matches, or the zero Node. The error is a *SelectorError.
//
// A selector is what WXSS has: tag, .class, #id, [attr], [attr=value] and the
// operators ~= ^= $= *= |=, compounds of them, white space and ">>>" for any
// depth, ">" for a child, "," for alternatives. It is matched on the composed
// tree of everything, so it reaches into components; class names match
// whatever their scope. For ">" slots and virtual hosts may be passed over, as
// they are not rendered. The parts before the last may match n itself and what
// is above it, as in the DOM. Attribute names are given with dashes; one whose
// value is undefined, null or false is not there.
func (n Node) Query(selector string) (Node, error) {
	var found Node
	err := n.find(selector, func(m Node) bool {
		found = m
		return false
	})
	return found, err
}

// QueryAll returns all nodes below n that the selector matches, each once, in
// document order. See Query.
func (n Node) QueryAll(selector string) ([]Node, error) {
	var found []Node
	err := n.find(selector, func(m Node) bool {
		found = append(found, m)
		return true
	})
	return found, err
}

// Matches reports whether the selector matches the node itself. See Query.
func (n Node) Matches(selector string) (bool, error) {
	if n.page == nil {
		_, err := compile(selector)
		return false, err
	}
	s, err := n.page.view.selector(selector)
	if err != nil {
		return false, err
	}
	return get(n, func(p *Page, at pos) bool {
		m := p.matchAbove(s, at)
		return m.states[len(m.states)-1].here&s.ends != 0
	}), nil
}

func (n Node) find(selector string, yield func(Node) bool) error {
	if n.page == nil {
		_, err := compile(selector)
		return err
	}
	s, err := n.page.view.selector(selector)
	if err != nil {
		return err
	}
	get(n, func(p *Page, at pos) struct{} {
		m := p.matchAbove(s, at)
		p.walk(at, func(c pos) verdict {
			if c == at {
				return descend
			}
			if c.kind() == KindText {
				return skip
			}
			m.enter(c)
			if m.states[len(m.states)-1].here&s.ends != 0 && !yield(p.node(c)) {
				return stop
			}
			return descend
		}, func(c pos) {
			if c != at && c.kind() != KindText {
				m.states = m.states[:len(m.states)-1]
			}
		})
		return struct{}{}
	})
	return nil
}

// selector returns the compiled selector, from earlier calls if possible.
func (v *View) selector(text string) (*selector, error) {
	v.selMu.Lock()
	defer v.selMu.Unlock()
	if s := v.selectors[text]; s != nil {
		return s, nil
	}
	s, err := compile(text)
	if err != nil {
		return nil, err
	}
	if len(v.selectors) >= maxSelectors {
		clear(v.selectors)
	}
	v.selectors[text] = s
	return s, nil
}

// matcher finds all matches in one walk from the top, at the same cost however
// deep the tree is: for each open node it keeps which compounds the chain of
// its ancestors has satisfied.
type matcher struct {
	page   *Page
	sel    *selector
	states []matchState
}

type matchState struct {
	// here are the compounds that end at the node; below those that end at it or
	// above it; child those that a child's ">" may rest on.
	here, below, child uint64
}

// matchAbove returns a matcher whose last state is that of at.
func (p *Page) matchAbove(s *selector, at pos) *matcher {
	m := &matcher{page: p, sel: s}
	var path []pos
	for up := at; up.ok(); up = p.parent(up) {
		path = append(path, up)
	}
	for k := len(path) - 1; k >= 0; k-- {
		m.enter(path[k])
	}
	return m
}

// enter pushes the state of at, a child of the node entered last.
func (m *matcher) enter(at pos) {
	var up, st matchState
	if len(m.states) > 0 {
		up = m.states[len(m.states)-1]
	}
	if at.kind() != KindText {
		open := m.sel.starts | up.child<<1&m.sel.child | up.below<<1&m.sel.desc
		for k := range m.sel.compounds {
			if bit := uint64(1) << k; open&bit != 0 && m.sel.compounds[k].matches(m.page, at) {
				st.here |= bit
			}
		}
	}
	st.below = up.below | st.here
	st.child = st.here
	if at.kind() == KindSlot || at.virtual() {
		st.child |= up.child
	}
	m.states = append(m.states, st)
}
