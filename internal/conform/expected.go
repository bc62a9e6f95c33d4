package conform

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/mica-go/mica/internal/value"
)

// wanted is a stored record. Data and Tree are "=" where they are as in the
// record before; Patch says how the tree differs from that.
type wanted struct {
	Do     string          `json:"do"`
	Page   string          `json:"page"`
	Stack  []string        `json:"stack"`
	Title  string          `json:"title"`
	Text   []string        `json:"text"`
	UI     json.RawMessage `json:"ui"`
	Log    []string        `json:"log"`
	Failed bool            `json:"failed"`
	Data   json.RawMessage `json:"data"`
	Tree   json.RawMessage `json:"tree"`
	Patch  *patch          `json:"patch"`

	// data, tree and ui are what they stand for, as records hold it.
	data, tree, ui string
}

// patch changes a tree: values to set and to delete by JSON pointer, in this
// order. Pointer "" replaces the whole tree.
type patch struct {
	Set map[string]json.RawMessage `json:"set"`
	Del []string                   `json:"del"`
}

// load reads a stored result; nil when there is none. A result may say that it
// is the same as another one of its folder.
func load(c *Case, name string) ([]wanted, error) {
	data, err := os.ReadFile(filepath.Join(c.Dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var stored struct {
		Same  string   `json:"same"`
		Steps []wanted `json:"steps"`
	}
	if err := json.Unmarshal(data, &stored); err != nil {
		return nil, fmt.Errorf("%s: %s: %w", c.Name, name, err)
	}
	if stored.Same != "" && stored.Same != name && filepath.IsLocal(stored.Same) {
		return load(c, stored.Same)
	}
	var before, tree value.Value
	for i := range stored.Steps {
		w := &stored.Steps[i]
		if err := w.resolve(&before, &tree); err != nil {
			return nil, fmt.Errorf("%s: %s: step %d: %w", c.Name, name, i, err)
		}
	}
	return stored.Steps, nil
}

// resolve fills in what the record leaves to the one before it.
func (w *wanted) resolve(data, tree *value.Value) error {
	var err error
	if w.data, err = settle(w.Data, data); err != nil {
		return fmt.Errorf("data: %w", err)
	}
	if w.Patch != nil {
		if err := w.Patch.apply(tree); err != nil {
			return fmt.Errorf("patch: %w", err)
		}
		w.Tree = json.RawMessage(same)
	}
	if w.tree, err = settle(w.Tree, tree); err != nil {
		return fmt.Errorf("tree: %w", err)
	}
	var ui value.Value
	if len(w.UI) == 0 {
		w.UI = json.RawMessage("[]")
	}
	w.ui, err = settle(w.UI, &ui)
	return err
}

// same stands for the value of the record before.
const same = `"="`

// settle gives a stored value the form of a record and keeps it for the next.
func settle(raw json.RawMessage, before *value.Value) (string, error) {
	if len(raw) == 0 {
		return "", nil
	}
	if string(raw) != same {
		v, err := value.ParseJSON(raw)
		if err != nil {
			return "", err
		}
		*before = v
	}
	return string(appendValue(nil, *before)), nil
}

func (p *patch) apply(tree *value.Value) error {
	pointers := make([]string, 0, len(p.Set))
	for pointer := range p.Set {
		pointers = append(pointers, pointer)
	}
	// What is set inside of something that is set too comes later.
	slices.Sort(pointers)
	for _, pointer := range pointers {
		v, err := value.ParseJSON(p.Set[pointer])
		if err != nil {
			return err
		}
		if *tree, err = change(*tree, keysOf(pointer), v, false); err != nil {
			return fmt.Errorf("%s: %w", pointer, err)
		}
	}
	for _, pointer := range p.Del {
		var err error
		if *tree, err = change(*tree, keysOf(pointer), value.Value{}, true); err != nil {
			return fmt.Errorf("%s: %w", pointer, err)
		}
	}
	return nil
}

func keysOf(pointer string) []string {
	if pointer == "" {
		return nil
	}
	keys := strings.Split(pointer, "/")[1:]
	for i, k := range keys {
		keys[i] = strings.NewReplacer("~1", "/", "~0", "~").Replace(k)
	}
	return keys
}

// errPointer is a pointer to a place that the tree does not have.
var errPointer = errors.New("there is no such place")

// change gives a copy of in with one place set or deleted.
func change(in value.Value, keys []string, to value.Value, del bool) (value.Value, error) {
	if len(keys) == 0 {
		return to, nil
	}
	if a := in.AsArray(); a != nil {
		i, err := strconv.Atoi(keys[0])
		if err != nil || i < 0 || i > a.Len() || i == a.Len() && (del || len(keys) > 1) {
			return in, errPointer
		}
		items := slices.Clone(a.Items())
		if del && len(keys) == 1 {
			return value.FromArray(value.NewArray(slices.Delete(items, i, i+1)...)), nil
		}
		if i == a.Len() {
			items = append(items, value.Value{})
		}
		items[i], err = change(items[i], keys[1:], to, del)
		return value.FromArray(value.NewArray(items...)), err
	}
	o := in.AsObject()
	if o == nil {
		return in, errPointer
	}
	out := value.NewObject()
	for i, k := range o.Keys() {
		out.Put(k, o.Values()[i])
	}
	if del && len(keys) == 1 {
		out.Delete(keys[0])
		return value.FromObject(out), nil
	}
	v, err := change(o.Get(keys[0]), keys[1:], to, del)
	out.Put(keys[0], v)
	return value.FromObject(out), err
}
