package conform

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/runtime"
)

// Case is one case.json.
type Case struct {
	// Dir is the folder of the case, Name its path below the folder that was
	// searched.
	Dir, Name string `json:"-"`
	// Library tells that the case renders published component libraries.
	Library bool `json:"-"`

	Component  string          `json:"component"`
	Title      string          `json:"title"`
	Properties json.RawMessage `json:"properties"`
	NoAttach   bool            `json:"noAttach"`
	Steps      []Step          `json:"steps"`
	// Compare lists what counts: log, failed, data, tree, and in a case of a whole
	// program page, stack, title, text and ui. Empty means all.
	Compare []string `json:"compare"`

	// App is the folder or package of a whole program, relative to Dir; the fields after it
	// are for such cases.
	App     string                     `json:"app"`
	Launch  Launch                     `json:"launch"`
	Storage map[string]json.RawMessage `json:"storage"`
	Network json.RawMessage            `json:"network"`
}

// Launch says how a program is launched.
type Launch struct {
	Path  string            `json:"path"`
	Query map[string]string `json:"query"`
	Scene int               `json:"scene"`
}

// Step is one thing to do. Which fields count depends on Do.
type Step struct {
	Do             string            `json:"do"`
	Selector       string            `json:"selector"`
	Nth            int               `json:"nth"`
	Data           json.RawMessage   `json:"data"`
	Props          json.RawMessage   `json:"props"`
	Type           string            `json:"type"`
	Detail         json.RawMessage   `json:"detail"`
	Bubbles        bool              `json:"bubbles"`
	Composed       bool              `json:"composed"`
	CapturePhase   bool              `json:"capturePhase"`
	Method         string            `json:"method"`
	Args           []json.RawMessage `json:"args"`
	Name           string            `json:"name"`
	Touches        []runtime.Touch   `json:"touches"`
	ChangedTouches []runtime.Touch   `json:"changedTouches"`
	MS             float64           `json:"ms"`

	// Of cases of whole programs.
	Value string  `json:"value"`
	Top   float64 `json:"top"`
	Index int     `json:"index"`
	URL   string  `json:"url"`
	How   string  `json:"how"`
}

// Find reads all cases below a folder, in the order of their paths.
func Find(root string) ([]*Case, error) {
	var out []*Case
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && d.Name() == "node_modules" {
			return fs.SkipDir
		}
		if err != nil || d.IsDir() || d.Name() != "case.json" {
			return err
		}
		data, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		c := &Case{Dir: filepath.Dir(path)}
		if err := json.Unmarshal(data, c); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if c.Name, err = filepath.Rel(root, c.Dir); err != nil {
			return err
		}
		if c.Name == "." {
			abs, err := filepath.Abs(c.Dir)
			if err != nil {
				return err
			}
			c.Name = filepath.Base(abs)
		}
		_, err = os.Stat(filepath.Join(c.Dir, "expected.exparser.json"))
		c.Library = err == nil
		out = append(out, c)
		return nil
	})
	if err == nil && len(out) == 0 {
		err = fmt.Errorf("there is no case.json below %s", root)
	}
	return out, err
}

// start is the time at which every case begins.
var start = time.Date(2024, 5, 15, 10, 0, 0, 0, zone)

var zone = time.FixedZone("UTC+8", 8*3600)

// generator is the source of Math.random: x = 16807 x mod 2147483647.
func generator() func() float64 {
	x := int64(1)
	return func() float64 {
		x = x * 16807 % 2147483647
		return float64(x) / 2147483647
	}
}

// decode reads a value of a case, with the forms that stand for what JSON
// lacks.
func decode(raw json.RawMessage) (value.Value, error) {
	if len(raw) == 0 {
		return value.Value{}, nil
	}
	v, err := value.ParseJSON(raw)
	if err != nil {
		return value.Value{}, err
	}
	return revive(v), nil
}

func revive(v value.Value) value.Value {
	if a := v.AsArray(); a != nil {
		items := make([]value.Value, a.Len())
		for i, x := range a.Items() {
			items[i] = revive(x)
		}
		return value.FromArray(value.NewArray(items...))
	}
	o := v.AsObject()
	if o == nil {
		return v
	}
	if name, ok := o.Get("$").AsString(); ok && o.Len() == 1 {
		switch name {
		case "undefined":
			return value.Value{}
		case "NaN", "Infinity", "-Infinity":
			return value.Number(value.ParseNumber(name))
		}
	}
	out := value.NewObject()
	for i, k := range o.Keys() {
		out.Put(k, revive(o.Values()[i]))
	}
	return value.FromObject(out)
}
