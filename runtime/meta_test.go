package runtime_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/mica-go/mica/runtime"
	"github.com/mica-go/mica/sandbox"
)

// Whatever a program was put through, the view's tree is the one that the logic
// layer has, and the one that a fresh mount with the same data has; no batch is
// refused and nothing throws.
func TestTreesAgree(t *testing.T) {
	cases := 200
	if testing.Short() {
		cases = 60
	}
	for seed := range uint64(cases) {
		if err := metaCase(t, seed); err != nil {
			t.Fatal(err)
		}
	}
}

func FuzzTreesAgree(f *testing.F) {
	for seed := range uint64(8) {
		f.Add(seed * 7919)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		if err := metaCase(t, seed); err != nil {
			t.Fatal(err)
		}
	})
}

// metaNodes is how many nodes a page may have. Templates and components that contain one another make trees of many thousand, which
// prove no more than small ones.
const metaNodes = 3000

// tooLarge reports whether a case ended because its tree outgrew that.
func tooLarge(err error) bool {
	var limit *sandbox.LimitError
	return errors.As(err, &limit) && limit.Limit == sandbox.LimitNodes
}

// metaSteps is how many steps a case has.
const metaSteps = 8

// metaCase makes the program of a seed, drives it and checks it after each step.
func metaCase(t testing.TB, seed uint64) (err error) {
	r := rand.New(rand.NewPCG(seed, 1))
	p := newMetaProgram(r)
	var steps []string
	defer func() {
		if tooLarge(err) {
			err = nil
		} else if err != nil {
			err = fmt.Errorf("seed %d: %w\nafter\n  %s\nof\n%s", seed, err, strings.Join(steps, "\n  "), p.text)
		}
	}()
	pkg, err := runtime.Load(program(t, p.text))
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
	far, err := newFarView(app, r)
	if err != nil {
		return err
	}
	defer far.close()
	for k := range metaSteps + 1 {
		if k > 0 {
			if err := far.disturb(); err != nil {
				return err
			}
			step, err := m.step(app)
			steps = append(steps, step)
			if err != nil {
				return err
			}
		}
		if err := metaCheck(pkg, app, p.stateful); err != nil {
			return err
		}
		if err := far.check(k == metaSteps); err != nil {
			return err
		}
	}
	return nil
}

func metaLaunch(pkg *runtime.Package, data string) (*runtime.App, error) {
	return pkg.Launch(context.Background(), runtime.Config{Prelude: "globalThis.__data = " + data, Limits: runtime.Limits{Nodes: metaNodes}})
}

func metaCheck(pkg *runtime.Package, app *runtime.App, stateful bool) error {
	if errs := app.Errors(); len(errs) > 0 {
		return fmt.Errorf("the program threw: %w", errs[0])
	}
	page := app.Page()
	if err := sameTree(page); err != nil || stateful {
		return err
	}
	data, err := page.Data(context.Background())
	if err != nil {
		return err
	}
	text, err := json.Marshal(data)
	if err != nil {
		return err
	}
	fresh, err := metaLaunch(pkg, string(text))
	if err != nil {
		return err
	}
	defer fresh.Close()
	got, err := logicTree(page)
	if err != nil {
		return err
	}
	want, err := logicTree(fresh.Page())
	if err != nil {
		return err
	}
	if got != want {
		w, g := around(want, got)
		return fmt.Errorf("the tree is not that of a fresh mount\n  fresh %s\n  got   %s\n%s\nfresh\n%s", w, g, page.Outline(), fresh.Page().Outline())
	}
	return nil
}

// metaModel is the page's data as the steps know them.
type metaModel struct {
	r    *rand.Rand
	list []any
}

func (m *metaModel) scalar() any {
	return pick[any](m.r, 0, 1, 2, "", "x", "y", true, false, nil)
}

// row makes a row; keys come from few, so that they repeat now and then.
func (m *metaModel) row(depth int) any {
	row := map[string]any{"k": fmt.Sprintf("k%d", m.r.IntN(7)), "v": m.scalar(), "sub": []any{}}
	if depth > 0 {
		row["sub"] = m.rows(depth-1, 3)
	}
	return row
}

func (m *metaModel) rows(depth, max int) []any {
	out := []any{}
	for range m.r.IntN(max + 1) {
		out = append(out, m.row(depth))
	}
	return out
}

func (m *metaModel) reset() { m.list = m.rows(1, 5) }

func (m *metaModel) data() map[string]any {
	return map[string]any{"n": m.r.IntN(4), "s": pick(m.r, "x", "y", ""), "b": m.r.IntN(2) == 0,
		"o": map[string]any{"x": m.scalar(), "y": m.scalar()}, "list": m.list, "nums": m.rows(0, 3)}
}

func (m *metaModel) json() string {
	b, _ := json.Marshal(m.data()) // plain data
	return string(b)
}

// edit changes the list as programs do and returns the whole of it.
func (m *metaModel) edit() []any {
	list := append([]any{}, m.list...)
	n := len(list)
	switch m.r.IntN(7) {
	case 0:
		at := m.r.IntN(n + 1)
		list = append(list[:at:at], append([]any{m.row(1)}, list[at:]...)...)
	case 1:
		if n > 0 {
			at := m.r.IntN(n)
			list = append(list[:at:at], list[at+1:]...)
		}
	case 2:
		if n > 1 {
			i, j := m.r.IntN(n), m.r.IntN(n)
			list[i], list[j] = list[j], list[i]
		}
	case 3:
		for i := range n / 2 {
			list[i], list[n-1-i] = list[n-1-i], list[i]
		}
	case 4:
		m.r.Shuffle(n, func(i, j int) { list[i], list[j] = list[j], list[i] })
		if n > 0 {
			list[m.r.IntN(n)] = m.row(1)
		}
	case 5: // a row twice
		if n > 0 && n < 6 {
			list = append(list, list[m.r.IntN(n)])
		}
	case 6:
		list = m.rows(1, 5)
	}
	m.list = list
	return list
}

// change makes the argument of one setData.
func (m *metaModel) change() map[string]any {
	d := map[string]any{}
	for range 1 + m.r.IntN(3) {
		switch k := m.r.IntN(10); {
		case k < 4:
			d["list"] = m.edit()
			maps.DeleteFunc(d, func(key string, _ any) bool { return strings.HasPrefix(key, "list[") })
		case k < 5 && len(m.list) > 0 && d["list"] == nil:
			at := m.r.IntN(len(m.list))
			row := m.row(1).(map[string]any)
			list := append([]any{}, m.list...)
			list[at] = row
			m.list = list
			d[fmt.Sprintf("list[%d]", at)] = row
		case k < 7 && len(m.list) > 0 && d["list"] == nil:
			m.member(d)
		case k < 8:
			d[pick(m.r, "o.x", "o.y")] = m.scalar()
		case k < 9:
			d["nums"] = m.rows(0, 3)
		default:
			d["n"], d["b"], d["s"] = m.r.IntN(4), m.r.IntN(2) == 0, pick(m.r, "x", "y", "")
		}
	}
	return d
}

// member sets something inside a row by a path.
func (m *metaModel) member(d map[string]any) {
	at := m.r.IntN(len(m.list))
	old := m.list[at].(map[string]any)
	row := map[string]any{"k": old["k"], "v": old["v"], "sub": old["sub"]}
	field := pick(m.r, "k", "v", "sub")
	switch field {
	case "k":
		row[field] = fmt.Sprintf("k%d", m.r.IntN(7))
	case "v":
		row[field] = m.scalar()
	default:
		row[field] = m.rows(0, 3)
	}
	list := append([]any{}, m.list...)
	list[at] = row
	m.list = list
	if whole := fmt.Sprintf("list[%d]", at); d[whole] != nil {
		d[whole] = row
		return
	}
	d[fmt.Sprintf("list[%d].%s", at, field)] = row[field]
}

// step does one random thing and tells what.
func (m *metaModel) step(app *runtime.App) (string, error) {
	ctx := context.Background()
	page := app.Page()
	text := func(v any) string {
		b, _ := json.Marshal(v) // plain data
		return string(b)
	}
	switch m.r.IntN(6) {
	case 0:
		nodes, err := page.QueryAll(".t")
		if err != nil || len(nodes) == 0 {
			return "nothing to tap", err
		}
		at := m.r.IntN(len(nodes))
		return fmt.Sprintf("tap .t %d", at), nodes[at].Tap()
	case 1:
		calls := []any{m.change(), m.change(), m.change()}
		_, err := page.Call(ctx, "multi", calls)
		return "multi " + text(calls), err
	case 2:
		// the callback's change comes last, so each starts from the list it leaves
		list := m.list
		calls := []any{map[string]any{"list": m.edit()}, map[string]any{"list": m.edit()}, map[string]any{"o.x": m.scalar()}}
		_, err := page.Call(ctx, "nested", calls)
		return fmt.Sprintf("nested %s from %s", text(calls), text(list)), err
	}
	d := m.change()
	return "setData " + text(d), page.SetData(ctx, d)
}
