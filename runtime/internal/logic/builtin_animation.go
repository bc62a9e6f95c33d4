package logic

import (
	"slices"
	"strings"
	"time"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/wxml"
)

// This file has the attribute animation of elements: what an Animation exported
// (spec components §0, api §A.11). Its steps come one after the other, each a style
// that is there when the step begins, with the transition that leads to it.

// isAnimated reports whether the template gives an element the attribute animation.
// That of a movable-view is another one.
func isAnimated(n *wxml.BlockNode) bool {
	return n.Tag != "movable-view" && slices.ContainsFunc(n.Attrs, func(at wxml.BlockAttr) bool {
		return at.Kind == wxml.AttrProp && at.Name == "animation"
	})
}

// playing is an animation of an element.
type playing struct {
	steps []value.Value
	at    int
	stop  func() // of the timer of the step
	// styles are the declarations of the step before, by property.
	styles map[string]string
}

// animateNode begins the animation that the template gives an element; another one
// ends with it. A value without steps changes nothing.
func (a *App) animateNode(n nodeRef) {
	o := n.written("animation").AsObject()
	if o == nil {
		return
	}
	actions := o.Get("actions").AsArray()
	if actions == nil || actions.Len() == 0 {
		return
	}
	m := n.motion()
	if m.playing != nil && m.playing.stop != nil {
		m.playing.stop()
	}
	was := m.playing
	m.playing = &playing{steps: actions.Items()[:min(actions.Len(), maxSteps)]}
	if was != nil {
		m.playing.styles = was.styles
	}
	a.animateStep(n, m.playing)
}

// animateStep shows the next step of an animation, and has the one after it come when
// its time is over.
func (a *App) animateStep(n nodeRef, p *playing) {
	step := readStep(p.steps[p.at])
	p.at++
	n.inst.page().out.layer(n, bridge.LayerAnimation, value.String(step.css()))
	var changed []string
	for _, d := range step.styles {
		if p.styles[d.property] != d.text {
			changed = append(changed, d.property)
		}
	}
	p.styles = make(map[string]string, len(step.styles))
	for _, d := range step.styles {
		p.styles[d.property] = d.text
	}
	if p.at == len(p.steps) && (step.duration == 0 || !n.listens("transitionend")) {
		return
	}
	p.stop = a.after(step.delay+step.duration, func() {
		p.stop = nil
		if step.duration > 0 {
			a.transitionEnd(n, changed, step.duration)
		}
		if !n.inst.dead && p.at < len(p.steps) && n.motion().playing == p {
			a.animateStep(n, p)
		}
	})
}

// transitionEnd tells the end of a step, for each property that it changed.
func (a *App) transitionEnd(n nodeRef, properties []string, took time.Duration) {
	for _, name := range properties {
		if n.inst.dead {
			return
		}
		a.emitAt(n, "transitionend", value.FromObject(fieldsOf("propertyName", name, "elapsedTime", took.Seconds())))
	}
}

// animationStep is one of the actions of an exported animation.
type animationStep struct {
	styles          []declaration // those of transforms are one
	origin, timing  string
	duration, delay time.Duration
}

type declaration struct{ property, text string }

func readStep(v value.Value) animationStep {
	var out animationStep
	o := objectOr(v)
	option := objectOr(o.Get("option"))
	transition := objectOr(option.Get("transition"))
	out.origin, out.timing = textOr(option.Get("transformOrigin"), "50% 50% 0"), textOr(transition.Get("timingFunction"), "linear")
	out.duration, out.delay = millis(transition.Get("duration"), 400), millis(transition.Get("delay"), 0)
	var transforms []string
	if list := o.Get("animates").AsArray(); list != nil {
		for _, v := range list.Items() {
			x := objectOr(v)
			typ, args := value.Text(x.Get("type")), x.Get("args").AsArray()
			switch {
			case args == nil:
			case typ == "style":
				out.styles = append(out.styles, declaration{value.Text(args.At(0)), value.Text(args.At(1))})
			default:
				words := make([]string, args.Len())
				for k, arg := range args.Items() {
					_, isNumber := arg.AsNumber()
					words[k] = transformWord(typ, k, value.Text(arg), isNumber)
				}
				transforms = append(transforms, typ+"("+strings.Join(words, ",")+")")
			}
		}
	}
	if transforms != nil {
		out.styles = append(out.styles, declaration{"transform", strings.Join(transforms, " ")})
	}
	return out
}

// css writes the step as an inline style.
func (s *animationStep) css() string {
	var b strings.Builder
	names := make([]string, len(s.styles))
	for k, d := range s.styles {
		names[k] = d.property
		b.WriteString(d.property + ":" + d.text + ";")
	}
	b.WriteString("transform-origin:" + s.origin + ";transition:" + value.FormatNumber(float64(s.duration.Milliseconds())) + "ms " +
		s.timing + " " + value.FormatNumber(float64(s.delay.Milliseconds())) + "ms")
	if len(names) > 0 {
		b.WriteString(";transition-property:" + strings.Join(names, ","))
	}
	return b.String()
}

func objectOr(v value.Value) *value.Object {
	if o := v.AsObject(); o != nil {
		return o
	}
	return value.NewObject()
}

func textOr(v value.Value, otherwise string) string {
	if v.IsNullish() {
		return otherwise
	}
	return value.Text(v)
}

// millis reads a time in milliseconds, up to a day.
func millis(v value.Value, otherwise float64) time.Duration {
	f := value.ToNumber(v)
	if v.IsNullish() || f-f != 0 {
		f = otherwise
	}
	return time.Duration(min(max(f, 0), 86_400_000)) * time.Millisecond
}
