package wxss

// Split takes the :host rules out of the sheet: host has them and the groups that they stand in, rest has everything
// else. A browser has to be given all host sheets of a page before all others, as every other rule outweighs them (spec
// wxss §4.2).
func (s *Sheet) Split() (host, rest *Sheet) {
	h, r := *s, *s
	h.Rules, r.Rules = splitRules(s.Rules)
	return &h, &r
}

func splitRules(list []Rule) (host, rest []Rule) {
	for _, r := range list {
		switch {
		case r.Kind == Style && r.Selectors[0].IsHost():
			host = append(host, r)
		case r.Kind == Group && r.Name != "layer":
			inner := r
			inner.Rules, r.Rules = splitRules(r.Rules)
			if len(inner.Rules) > 0 {
				host = append(host, inner)
			}
			if len(r.Rules) > 0 || len(inner.Rules) == 0 {
				rest = append(rest, r)
			}
		case r.Kind == Group:
			var inner []Rule
			inner, r.Rules = splitRules(r.Rules)
			host = append(host, inner...) // layers do not count for :host
			rest = append(rest, r)
		default:
			rest = append(rest, r)
		}
	}
	return host, rest
}

// NeedsScope reports whether a selector of the sheet has a compound without a class, which only [CSSOptions].Scope keeps
// within the component. `page`, :root and :host count as such no more than there.
func (s *Sheet) NeedsScope() bool { return needScope(s.Rules) }

func needScope(list []Rule) bool {
	for i := range list {
		for j := range list[i].Selectors {
			for _, c := range list[i].Selectors[j].Compounds {
				if needsScope(c.Simples) {
					return true
				}
			}
		}
		if needScope(list[i].Rules) {
			return true
		}
	}
	return false
}

func needsScope(list []Simple) bool {
	for i := range list {
		if !scopable(&list[i]) {
			return false
		}
	}
	return true
}
