package wxss

// Retag returns the sheet with the names of its tags mapped, all selectors rewritten. A selector with a tag that rename
// has no name for is left out, and a rule without selectors too. rename is not asked about `page`.
func (s *Sheet) Retag(rename func(tag string) (string, bool)) *Sheet {
	out := *s
	out.Rules = retagRules(s.Rules, rename)
	return &out
}

func retagRules(list []Rule, rename func(string) (string, bool)) []Rule {
	var out []Rule
	for _, r := range list {
		if r.Kind == Style {
			if r.Selectors = retagSelectors(r.Selectors, rename); len(r.Selectors) == 0 {
				continue
			}
		}
		if r.Kind == Group || r.Kind == Style {
			r.Rules = retagRules(r.Rules, rename)
		}
		out = append(out, r)
	}
	return out
}

func retagSelectors(list []Selector, rename func(string) (string, bool)) []Selector {
	var out []Selector
next:
	for _, s := range list {
		compounds := make([]Compound, len(s.Compounds))
		for i, c := range s.Compounds {
			compounds[i] = Compound{Combinator: c.Combinator, Simples: make([]Simple, len(c.Simples))}
			for j, simple := range c.Simples {
				if simple.Kind == Tag && simple.Name != "page" {
					name, ok := rename(simple.Name)
					if !ok {
						continue next
					}
					simple.Name = name
				}
				if simple.Arg != nil && len(simple.Arg.List) > 0 {
					arg := *simple.Arg
					arg.List = retagSelectors(arg.List, rename)
					simple.Arg = &arg
				}
				compounds[i].Simples[j] = simple
			}
		}
		s.Compounds = compounds
		out = append(out, s)
	}
	return out
}
