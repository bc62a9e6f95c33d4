package conform

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mica-go/mica/internal/value"
)

// expected is a stored result. Data and tree are "=" where they are as in the
// record before.
type expected struct {
	Steps []struct {
		Do     string          `json:"do"`
		Log    []string        `json:"log"`
		Failed bool            `json:"failed"`
		Data   json.RawMessage `json:"data"`
		Tree   json.RawMessage `json:"tree"`
	} `json:"steps"`
}

// Check compares a result with what the case expects. It returns the first
// differences, none when one of the accepted results matches, and whether there
// was anything to compare with.
func Check(c *Case, got *Result) (diffs []string, compared bool, err error) {
	for _, name := range []string{"expected.json", "expected.alt.json"} {
		data, err := os.ReadFile(filepath.Join(c.Dir, name))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, false, err
		}
		var want expected
		if err := json.Unmarshal(data, &want); err != nil {
			return nil, false, fmt.Errorf("%s: %s: %w", c.Name, name, err)
		}
		d, err := compare(c, &want, got)
		if err != nil || len(d) == 0 {
			return nil, true, err
		}
		if diffs == nil {
			diffs = d
		}
		compared = true
	}
	return diffs, compared, nil
}

// maxDiffs is how many differences of a case are told.
const maxDiffs = 5

func compare(c *Case, want *expected, got *Result) ([]string, error) {
	counts := func(what string) bool { return len(c.Compare) == 0 || slices.Contains(c.Compare, what) }
	var diffs []string
	differ := func(step int, do, what, want, got string) {
		if want != got && len(diffs) < maxDiffs {
			diffs = append(diffs, fmt.Sprintf("step %d (%s): %s\n  want %s\n  got  %s", step, do, what, want, got))
		}
	}
	if len(want.Steps) != len(got.Steps) {
		return []string{fmt.Sprintf("want %d records, got %d", len(want.Steps), len(got.Steps))}, nil
	}
	var data, tree string
	for i := range want.Steps {
		w, g := &want.Steps[i], &got.Steps[i]
		var err error
		if data, err = canonical(w.Data, data); err != nil {
			return nil, err
		}
		if tree, err = canonical(w.Tree, tree); err != nil {
			return nil, err
		}
		if counts("failed") {
			differ(i, w.Do, "failed", fmt.Sprint(w.Failed), fmt.Sprint(g.Failed)+" "+strings.Join(g.Errors, "; "))
			if w.Failed == g.Failed {
				diffs = slices.DeleteFunc(diffs, func(d string) bool { return strings.HasPrefix(d, fmt.Sprintf("step %d (%s): failed", i, w.Do)) })
			}
		}
		if counts("log") {
			differ(i, w.Do, "log", strings.Join(w.Log, "\n       "), strings.Join(g.Log, "\n       "))
		}
		if w.Failed && i == 0 {
			continue
		}
		if counts("data") {
			differ(i, w.Do, "data", data, replaceSurrogates(string(g.Data)))
		}
		if counts("tree") && tree != replaceSurrogates(string(g.Tree)) {
			path, a, b := firstDifference(tree, string(g.Tree))
			differ(i, w.Do, "tree at "+path, a, b)
		}
	}
	return diffs, nil
}

// canonical gives a stored value the form of a record; "=" stands for the one
// before.
func canonical(raw json.RawMessage, before string) (string, error) {
	if len(raw) == 0 {
		return "", nil
	}
	if string(raw) == `"="` {
		return before, nil
	}
	v, err := value.ParseJSON(raw)
	if err != nil {
		return "", err
	}
	return string(appendValue(nil, v)), nil
}

// replaceSurrogates makes U+FFFD of the escapes that stand for lone surrogates,
// as reading the stored form does.
func replaceSurrogates(s string) string {
	for {
		i := strings.Index(s, `\ud`)
		if i < 0 || i+6 > len(s) {
			return s
		}
		s = s[:i] + "\uFFFD" + s[i+6:]
	}
}

// firstDifference finds where two JSON texts begin to differ and shows both
// sides around it.
func firstDifference(a, b string) (path, left, right string) {
	va, errA := value.ParseJSON([]byte(a))
	vb, errB := value.ParseJSON([]byte(b))
	if errA != nil || errB != nil {
		return "/", a, b
	}
	path, va, vb = descend("", va, vb)
	return path, string(appendValue(nil, va)), string(appendValue(nil, vb))
}

func descend(path string, a, b value.Value) (string, value.Value, value.Value) {
	if x, y := a.AsArray(), b.AsArray(); x != nil && y != nil && x.Len() == y.Len() {
		for i := range x.Len() {
			if !value.DeepEqual(x.At(i), y.At(i)) {
				return descend(fmt.Sprintf("%s/%d", path, i), x.At(i), y.At(i))
			}
		}
	}
	x, y := a.AsObject(), b.AsObject()
	if x == nil || y == nil || !slices.Equal(slices.Sorted(slices.Values(x.Keys())), slices.Sorted(slices.Values(y.Keys()))) {
		return path, a, b
	}
	for _, k := range x.Keys() {
		if !value.DeepEqual(x.Get(k), y.Get(k)) {
			return descend(path+"/"+k, x.Get(k), y.Get(k))
		}
	}
	return path, a, b
}
