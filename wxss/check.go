package wxss

import (
	"fmt"
	"strings"

	"github.com/mica-go/mica/wxss/internal/property"
)

// CheckOptions say what Sheet.Check looks for beside declarations that browsers drop.
type CheckOptions struct {
	// Component asks for the selectors that the sheet of a component may not have; see Options.Component.
	Component bool
	// Used, if set, reports whether anything in the program can have that class, id or tag. Rules of which every selector
	// needs one that nothing has are reported.
	Used func(kind SimpleKind, name string) bool
}

// Check returns what Parse has no eye for: properties that no browser knows, values that their properties do not take,
// and what opts asks for. Diagnostics are those of all files that the sheet is made of, each file's sorted by position;
// nil if there are none. It may be called concurrently.
func (s *Sheet) Check(opts CheckOptions) Diagnostics {
	c := checker{opts: opts, reports: map[*Source]*report{}}
	c.rules(s.Rules)
	var out Diagnostics
	for _, source := range c.order {
		out = append(out, c.reports[source].diagnostics(source)...)
	}
	return out
}

type checker struct {
	opts    CheckOptions
	reports map[*Source]*report
	order   []*Source
}

func (c *checker) report(r *Rule, offset int32, sev Severity, code, format string, args ...any) {
	to := c.reports[r.Source]
	if to == nil {
		to = &report{}
		c.reports[r.Source] = to
		c.order = append(c.order, r.Source)
	}
	to.add(int(offset), sev, code, format, args...)
}

func (c *checker) rules(list []Rule) {
	for i := range list {
		r := &list[i]
		switch r.Kind {
		case Style:
			c.selectors(r)
			c.declarations(r)
		case NestedDeclarations, Keyframe:
			c.declarations(r)
		}
		c.rules(r.Rules)
	}
}

func (c *checker) declarations(r *Rule) {
	for i := range r.Declarations {
		d := &r.Declarations[i]
		if d.Valid() || ofOtherBrowser(d) {
			continue
		}
		if !PropertyKnown(d.Property) {
			hint := ""
			if near := nearestProperty(d.Property); near != "" {
				hint = "; did you mean `" + near + "`?"
			}
			c.report(r, d.Offset, Warning, CodeUnknownProperty, "`%s` is no property that browsers know%s", shorten(d.Property), hint)
			continue
		}
		c.report(r, d.Offset, Warning, CodeInvalidValue, "`%s` does not take the value `%s`; browsers drop the declaration",
			d.Property, shorten(d.Value))
	}
}

// ofOtherBrowser reports whether the declaration is written for an engine that mini-programs do not run on: those of
// WebKit drop it, which is what its author expects.
func ofOtherBrowser(d *Declaration) bool {
	for _, prefix := range [...]string{"-moz-", "-ms-", "-o-", "-khtml-"} {
		if strings.HasPrefix(d.Property, prefix) || strings.HasPrefix(d.Value, prefix) || strings.Contains(d.Value, " "+prefix) {
			return true
		}
	}
	// WebKit's values and properties of old drafts stand beside the new ones, and so does constant() beside env().
	return strings.HasPrefix(d.Property, "-webkit-") || strings.Contains(d.Value, "-webkit-") || strings.Contains(d.Value, "constant(")
}

// nearestProperty returns the known property that is one edit away, "" if there is none.
func nearestProperty(name string) string {
	if len(name) < 4 || len(name) > 40 {
		return ""
	}
	for _, known := range property.Longhands() {
		if oneEdit(name, known) {
			return known
		}
	}
	for _, known := range [...]string{"margin", "padding", "border", "background", "font", "flex", "transition", "animation", "overflow"} {
		if oneEdit(name, known) {
			return known
		}
	}
	return ""
}

// oneEdit reports whether one byte inserted, deleted, replaced or swapped with its neighbour makes b of a.
func oneEdit(a, b string) bool {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	x, y := a[i:], b[i:]
	switch len(x) - len(y) {
	case 1:
		return x[1:] == y
	case -1:
		return x == y[1:]
	case 0:
		return x != "" && (x[1:] == y[1:] || len(x) > 1 && x[0] == y[1] && x[1] == y[0] && x[2:] == y[2:])
	}
	return false
}

func (c *checker) selectors(r *Rule) {
	missing, used := "", false
	for i := range r.Selectors {
		s := &r.Selectors[i]
		if c.opts.Component && forbidden(s) {
			c.report(r, s.Offset, Warning, CodeComponentSelector, "%s", componentSelectorMessage)
		}
		if c.opts.Used == nil || used {
			continue
		}
		why := c.missing(s)
		if why == "" {
			missing, used = "", true
			continue
		}
		if missing == "" {
			missing = why
		}
	}
	if missing != "" {
		c.report(r, r.Offset, Note, CodeUnusedRule, "nothing has %s, so this rule has no effect", missing)
	}
}

// missing names what the selector needs and nothing has, "" if there is no such thing.
func (c *checker) missing(s *Selector) string {
	for i := range s.Compounds {
		for j := range s.Compounds[i].Simples {
			simple := &s.Compounds[i].Simples[j]
			switch simple.Kind {
			case Class, ID, Tag:
				if !c.opts.Used(simple.Kind, simple.Name) {
					one := Selector{Compounds: []Compound{{Simples: []Simple{*simple}}}}
					return fmt.Sprintf("`%s`", shorten(one.String()))
				}
			}
		}
	}
	return ""
}

const componentSelectorMessage = "Some selectors are not allowed in component wxss, including tag name selectors, " +
	"ID selectors, and attribute selectors."

// forbidden reports whether the selector has a tag, an id or an attribute, which the sheet of a component may not have.
func forbidden(s *Selector) bool {
	for i := range s.Compounds {
		for j := range s.Compounds[i].Simples {
			simple := &s.Compounds[i].Simples[j]
			switch simple.Kind {
			case Tag, ID, Attribute:
				return true
			case Nesting:
				continue // reported where it stands
			}
			if simple.Arg != nil {
				for k := range simple.Arg.List {
					if forbidden(&simple.Arg.List[k]) {
						return true
					}
				}
			}
		}
	}
	return false
}
