package runtime_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/mica-go/mica/runtime"
	"github.com/mica-go/mica/sandbox"
	"github.com/mica-go/mica/view"
)

// Styles that are kept up to date through whatever a program does, a dark theme and windows of another size are those
// that are worked out from nothing.
func TestStylesAgree(t *testing.T) {
	cases := 40
	if testing.Short() {
		cases = 20
	}
	for seed := range uint64(cases) {
		if err := styleCase(t, seed); err != nil {
			t.Fatal(err)
		}
	}
}

func styleCase(t testing.TB, seed uint64) (err error) {
	r := rand.New(rand.NewPCG(seed, 2))
	text := styledProgram(r, newMetaProgram(r).text)
	var steps []string
	defer func() {
		if err != nil {
			err = fmt.Errorf("seed %d: %w\nafter\n  %s\nof\n%s", seed, err, strings.Join(steps, "\n  "), text)
		}
	}()
	pkg, err := runtime.Load(program(t, text))
	if err != nil {
		return err
	}
	m := &metaModel{r: r}
	m.reset()
	app, err := metaLaunch(pkg, m.json())
	if err != nil {
		return err
	}
	defer app.Close()
	s := &styleSteps{app: app, r: r, width: 375, theme: "light"}
	for range 2 * metaSteps {
		allStyles(app.Page())
		step, err := s.step(m)
		steps = append(steps, step)
		var limit *sandbox.LimitError
		switch {
		case errors.As(err, &limit), len(app.Errors()) > 0: // the tree is too large
			return nil
		case err != nil:
			return err
		}
		if r.IntN(3) == 0 {
			continue // several changes at once
		}
		if err := s.check(); err != nil {
			return err
		}
	}
	return nil
}

// styledProgram gives each file of a program a random sheet, and each component a styleIsolation.
func styledProgram(r *rand.Rand, text string) string {
	var out strings.Builder
	for k, part := range strings.Split(text, `{"component":true`) {
		if k > 0 {
			fmt.Fprintf(&out, `{"component":true,"styleIsolation":"%s"`, pick(r, "", "isolated", "apply-shared", "shared"))
		}
		out.WriteString(part)
	}
	names := []string{"app", "pages/a/a"}
	for k := range strings.Count(text, "/c.wxml --") {
		names = append(names, fmt.Sprintf("c%d/c", k))
	}
	for _, name := range names {
		fmt.Fprintf(&out, "-- %s.wxss --\n", name)
		for range 15 + r.IntN(15) {
			rule := styleSelector(r) + "{" + styleDeclaration(r) + ";" + styleDeclaration(r) + "}"
			if strings.HasPrefix(name, "c") && r.IntN(6) == 0 {
				rule = ":host{" + styleDeclaration(r) + "}"
			}
			switch r.IntN(8) {
			case 0:
				rule = "@media (prefers-color-scheme:dark){" + rule + "}"
			case 1:
				rule = "@media (min-width:400px){" + rule + "}"
			}
			out.WriteString(rule + "\n")
		}
	}
	return out.String()
}

func styleSelector(r *rand.Rand) string {
	compound := func() string {
		list := []string{"view", "text", "c0", "c1", "*", ".t", ".t", ".ext-class", ".on", ".k1", ".k0", ".kx", ".e1", ".e0", "#i1", "#ix",
			`[data-v="1"]`, "[data-v=x]", `[data-v="0"]`, `[data-v="2"]`, "[data-u=y]", "[data-u]", "[some-attr=x]", "[some-attr]", "[hidden]", `[class~="on"]`, "[style*=y]", "page"}
		out := pick(r, list...)
		for range r.IntN(2) {
			out += pick(r, ".t", ".on", ".k1", ":empty", ":first-child", ":last-child", ":only-child", ":nth-child(2n)", ":nth-last-child(2)",
				":first-of-type", ":not([data-v=x])", ":not(.on)", ":not([hidden])", ":is(.t,view,#i0)", ":not(:first-child)", ":has(.on)", ":has(+view)", `[data-v="0"]`)
		}
		return out
	}
	out := compound()
	for range r.IntN(3) {
		out += pick(r, " ", " ", ">", "+", "~") + compound()
	}
	return out
}

func styleDeclaration(r *rand.Rand) string {
	return pick(r, "order:1", "order:2", "z-index:3", "z-index:inherit", "color:red", "color:rgb(1,2,3)", "color:inherit", "font-size:2em", "font-size:10rpx",
		"--p:1px", "--p:calc(var(--p,1px) + 1px)", "--q:var(--p)", "width:var(--q,7px)", "height:var(--p)", "margin-left:3rpx", "margin:1px!important",
		"border:1px solid", "display:flex", "display:none", "flex-grow:2", "opacity:.5", "all:unset", "line-height:2", "float:left", "position:absolute")
}

// styleSteps does random things to an app.
type styleSteps struct {
	app   *runtime.App
	r     *rand.Rand
	width int
	theme string
}

func (s *styleSteps) step(m *metaModel) (string, error) {
	ctx := context.Background()
	switch s.r.IntN(12) {
	case 0:
		s.width = pick(s.r, 320, 375, 414, 750)
		return fmt.Sprintf("resize %d", s.width), s.app.Resize(ctx, s.width, 667)
	case 1:
		s.theme = pick(s.r, "dark", "light")
		return "theme " + s.theme, s.app.SetTheme(ctx, s.theme)
	}
	return m.step(s.app)
}

// check compares the styles with those of sheets for a window that is new: nothing that was known holds for it.
func (s *styleSteps) check() error {
	ctx, page := context.Background(), s.app.Page()
	kept := allStyles(page)
	if err := s.app.Resize(ctx, s.width+1, 667); err != nil {
		return err
	}
	allStyles(page)
	if err := s.app.Resize(ctx, s.width, 667); err != nil {
		return err
	}
	if fresh := allStyles(page); kept != fresh {
		w, g := around(fresh, kept)
		return fmt.Errorf("the styles are not those worked out from nothing\n  fresh %s\n  kept  %s\n%s", w, g, page.Outline())
	}
	return nil
}

// allStyles writes the style of every rendered node of a page.
func allStyles(page *runtime.Page) string {
	var b strings.Builder
	var visit func(n view.Node)
	visit = func(n view.Node) {
		fmt.Fprintf(&b, "\n%s#%s", n.Tag(), n.ID())
		n.ComputedStyle().Each(func(name, value string) { fmt.Fprintf(&b, " %s:%s", name, value) })
		for _, c := range n.Rendered() {
			visit(c)
		}
	}
	visit(page.View().Root())
	return b.String()
}
