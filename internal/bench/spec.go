package bench

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// Workload is one folder with a bench.json.
type Workload struct {
	Name string `json:"-"`
	Dir  string `json:"-"`
	// N are the sizes to run, Text the text that text steps type.
	N    []int  `json:"n"`
	Text string `json:"text"`
	Ops  []Op   `json:"ops"`
}

// Op is one operation.
type Op struct {
	Name string `json:"op"`
	Prep []Step `json:"prep"`
	Time []Step `json:"time"`
	// Each makes every event of the timed steps a sample of its own.
	Each bool `json:"each"`
	// Info marks an operation that explains others and has no part in means.
	Info bool `json:"info"`
}

// Step is a call of a page's method, an event, or text that is typed.
type Step struct {
	Call   string         `json:"call"`
	Args   []any          `json:"args"`
	Event  string         `json:"event"`
	Target []string       `json:"target"`
	Nth    int            `json:"nth"`
	Detail map[string]any `json:"detail"`
	Type   string         `json:"type"`
}

// Expected is what a page has to look like after one round of an operation.
type Expected struct {
	Nodes        int    `json:"nodes"`
	Sum          string `json:"sum"`
	SetDataBytes int    `json:"setdata_bytes"`
}

// Find reads the workloads below a folder, in the order of their names.
func Find(root string) ([]*Workload, error) {
	entries, err := os.ReadDir(root)
	if err != nil {
		return nil, err
	}
	var out []*Workload
	for _, e := range entries {
		dir := filepath.Join(root, e.Name())
		data, err := os.ReadFile(filepath.Join(dir, "bench.json"))
		if err != nil {
			continue
		}
		w := &Workload{Name: e.Name(), Dir: dir}
		if err := json.Unmarshal(data, w); err != nil {
			return nil, fmt.Errorf("%s: %w", dir, err)
		}
		out = append(out, w)
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("there is no bench.json in the folders of %s", root)
	}
	return out, nil
}

// ReadExpected reads expected.json of a folder with workloads; a missing file
// gives nothing to compare with.
func ReadExpected(root string) map[string]Expected {
	out := make(map[string]Expected)
	if data, err := os.ReadFile(filepath.Join(root, "expected.json")); err == nil {
		_ = json.Unmarshal(data, &out) // what is not there is not compared
	}
	return out
}

// arguments replaces "$n" by the size and "$n/10" by a tenth of it.
func arguments(args []any, n int) []any {
	out := make([]any, len(args))
	for i, a := range args {
		out[i] = a
		s, ok := a.(string)
		if !ok || !strings.HasPrefix(s, "$n") {
			continue
		}
		out[i] = n
		if _, by, ok := strings.Cut(s, "/"); ok {
			if d, err := strconv.Atoi(by); err == nil && d > 0 {
				out[i] = n / d
			}
		}
	}
	return out
}
