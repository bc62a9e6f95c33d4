package conform

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/mica-go/mica/internal/value"
)

// maxDiffs is how many differences of a case are told.
const maxDiffs = 5

// Check compares a result with what the case expects: with expected.json or
// expected.alt.json as a whole; each record of a library case with that of one
// of the two engines. It returns the first differences, none when the result is
// accepted, and whether there was anything to compare with.
func Check(c *Case, got *Result) (diffs []string, compared bool, err error) {
	if c.Library {
		diffs, err = checkLibrary(c, got)
		return diffs, err == nil, err
	}
	for _, name := range []string{"expected.json", "expected.alt.json"} {
		want, err := load(c, name)
		if err != nil {
			return nil, compared, err
		}
		if want == nil {
			continue
		}
		d := compareAll(c, got, want)
		if len(d) == 0 {
			return nil, true, nil
		}
		if !compared {
			diffs, compared = d, true
		}
	}
	return diffs, compared, nil
}

// checkLibrary compares with the results of two engines; where they differ,
// each record has to be that of one.
func checkLibrary(c *Case, got *Result) ([]string, error) {
	first, err := load(c, "expected.exparser.json")
	if err != nil {
		return nil, err
	}
	second, err := load(c, "expected.glass.json")
	if err != nil {
		return nil, err
	}
	if first == nil {
		first, second = second, nil
	}
	if first == nil {
		return nil, nil
	}
	return compareAll(c, got, first, second), nil
}

// compareAll compares every record with those of the accepted results.
func compareAll(c *Case, got *Result, want ...[]wanted) []string {
	want = slices.DeleteFunc(want, func(w []wanted) bool { return w == nil })
	var diffs []string
	for _, w := range want {
		if len(w) != len(got.Steps) {
			return []string{fmt.Sprintf("want %d records, got %d", len(w), len(got.Steps))}
		}
	}
	for i := range got.Steps {
		var told []string
		for k, w := range want {
			d := compareRecord(c, i, &w[i], &got.Steps[i])
			if len(d) == 0 {
				told = nil
				break
			}
			if k == 0 {
				told = d
			}
		}
		diffs = append(diffs, told...)
	}
	return diffs[:min(len(diffs), maxDiffs)]
}

// compareRecord compares one record; it returns what differs.
func compareRecord(c *Case, step int, w *wanted, g *Record) []string {
	var diffs []string
	differ := func(what, want, got string) {
		counts := len(c.Compare) == 0 || slices.Contains(c.Compare, what)
		if want, got = replaceSurrogates(want), replaceSurrogates(got); !counts || want == got {
			return
		}
		if strings.HasPrefix(want, "{") || strings.HasPrefix(want, "[") {
			var path string
			path, want, got = firstDifference(want, got)
			what += " at " + path
		}
		diffs = append(diffs, fmt.Sprintf("step %d (%s): %s\n  want %s\n  got  %s", step, w.Do, what, want, got))
	}
	if w.Failed != g.Failed {
		differ("failed", fmt.Sprint(w.Failed), strings.TrimSpace(fmt.Sprint(g.Failed)+" "+strings.Join(g.Errors, "; ")))
	}
	differ("log", strings.Join(w.Log, "\n       "), strings.Join(g.Log, "\n       "))
	if c.App != "" {
		differ("page", w.Page, g.Page)
		differ("stack", strings.Join(w.Stack, " "), strings.Join(g.Stack, " "))
		differ("title", w.Title, g.Title)
		differ("text", quoted(w.Text), quoted(g.Text))
		differ("ui", w.ui, canonicalUI(g.UI))
	}
	if w.Failed && step == 0 {
		return diffs
	}
	differ("data", w.data, string(g.Data))
	differ("tree", w.tree, string(g.Tree))
	return diffs
}

func quoted(list []string) string {
	b, _ := json.Marshal(append([]string{}, list...)) // strings always have JSON
	return string(b)
}

func canonicalUI(list []json.RawMessage) string {
	out := make([]string, len(list))
	for i := range list {
		out[i] = string(list[i])
	}
	return "[" + strings.Join(out, ",") + "]"
}

// replaceSurrogates makes U+FFFD of the escapes that stand for lone surrogates.
func replaceSurrogates(s string) string {
	if !strings.Contains(s, `\ud`) {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); {
		switch {
		case s[i] != '\\' || i+1 >= len(s):
			b.WriteByte(s[i])
			i++
		case strings.HasPrefix(s[i:], `\ud`) && i+6 <= len(s):
			b.WriteString("\uFFFD")
			i += 6
		default: // any other escape, that of a backslash too
			b.WriteString(s[i : i+2])
			i += 2
		}
	}
	return b.String()
}

// firstDifference finds where two JSON texts begin to differ and shows both
// sides of that place.
func firstDifference(a, b string) (path, left, right string) {
	va, errA := value.ParseJSON([]byte(a))
	vb, errB := value.ParseJSON([]byte(b))
	if errA != nil || errB != nil {
		return "/", a, b
	}
	return descend("", va, vb)
}

// absent stands for what only one of two values has.
const absent = "(absent)"

// descend goes down to the first place where two values differ.
func descend(path string, a, b value.Value) (at, left, right string) {
	show := func(v value.Value) string { return string(appendValue(nil, v)) }
	if x, y := a.AsArray(), b.AsArray(); x != nil && y != nil {
		for i := range min(x.Len(), y.Len()) {
			if !value.DeepEqual(x.At(i), y.At(i)) {
				return descend(fmt.Sprintf("%s/%d", path, i), x.At(i), y.At(i))
			}
		}
		at = fmt.Sprintf("%s/%d", path, min(x.Len(), y.Len()))
		if x.Len() > y.Len() {
			return at, show(x.At(y.Len())), absent
		}
		return at, absent, show(y.At(x.Len()))
	}
	x, y := a.AsObject(), b.AsObject()
	if x == nil || y == nil {
		return path, show(a), show(b)
	}
	for _, k := range slices.Sorted(slices.Values(append(slices.Clone(x.Keys()), y.Keys()...))) {
		v, inX := x.Lookup(k)
		w, inY := y.Lookup(k)
		switch {
		case !inX:
			return path + "/" + k, absent, show(w)
		case !inY:
			return path + "/" + k, show(v), absent
		case !value.DeepEqual(v, w):
			return descend(path+"/"+k, v, w)
		}
	}
	return path, show(a), show(b)
}
