package bench

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/mica-go/mica/internal/quota"
	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/runtime"
	"github.com/mica-go/mica/view"
)

// Options bound one run.
type Options struct {
	// Warm is how many rounds go by uncounted, for half of Seconds at most.
	Warm int
	// Rounds is how many rounds count, or as many as fit into Seconds; at least 3.
	Rounds  int
	Seconds float64
}

// Samples is what one process measured of one operation, in milliseconds.
type Samples struct {
	First    float64   `json:"first"`
	FirstCPU float64   `json:"first_cpu"`
	Wall     []float64 `json:"wall"`
	CPU      []float64 `json:"cpu"`
	Nodes    int       `json:"nodes"`
	Bytes    int       `json:"bytes"`
	RSS      float64   `json:"rss_mb"`
	Wrong    string    `json:"wrong,omitempty"`
}

// Measure runs one operation of a workload at size n in this process.
func Measure(ctx context.Context, w *Workload, op *Op, n int, want Expected, o Options) (*Samples, error) {
	r, err := Open(ctx, w, op, n)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	s := &Samples{}
	wall, cpu, err := r.round()
	if err != nil {
		return nil, err
	}
	s.First, s.FirstCPU = wall[0], mean(cpu)
	s.Wrong = r.check(want)
	start := time.Now()
	for i := 0; i < o.Warm && time.Since(start).Seconds() < o.Seconds/2; i++ {
		if _, _, err := r.round(); err != nil {
			return nil, err
		}
	}
	start = time.Now()
	for i := 0; i < 3 || i < o.Rounds && time.Since(start).Seconds() < o.Seconds; i++ {
		wall, cpu, err := r.round()
		if err != nil {
			return nil, err
		}
		s.Wall, s.CPU = append(s.Wall, wall...), append(s.CPU, cpu...)
	}
	if s.Wrong == "" {
		s.Wrong = r.check(want)
	}
	s.Nodes = r.page.Page().View().Root().Count()
	s.RSS = peakRSS()
	s.Bytes, err = Bytes(ctx, w, op, n)
	return s, err
}

func mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(max(len(x), 1))
}

// unmetered lets a page work without a pause, which a program may not. Its time
// is still counted, as everywhere.
var unmetered = runtime.Limits{CPUPerMinute: time.Hour}

// Rounds repeats one operation of a workload on one page. It is for one goroutine.
type Rounds struct {
	ctx  context.Context
	w    *Workload
	op   *Op
	n    int
	page *runtime.Mounted
	// dispatched, where set, sees the events before they are sent.
	dispatched func(view.Node, runtime.Event) error
}

// Open mounts the page of a workload for rounds of op at size n. Close it.
func Open(ctx context.Context, w *Workload, op *Op, n int) (*Rounds, error) {
	return open(ctx, w, op, n, runtime.Config{Limits: unmetered})
}

func open(ctx context.Context, w *Workload, op *Op, n int, cfg runtime.Config) (*Rounds, error) {
	pkg, err := runtime.Loader{Component: "index"}.Load(os.DirFS(w.Dir))
	if err != nil {
		return nil, err
	}
	page, err := pkg.Mount(ctx, cfg, nil, false)
	if err != nil {
		return nil, err
	}
	return &Rounds{ctx: ctx, w: w, op: op, n: n, page: page}, nil
}

// Close takes the page down.
func (r *Rounds) Close() { r.page.Close() }

// Prepare brings back the state of a new page, runs the steps that are not
// timed and gives those that are, their nodes looked up.
func (r *Rounds) Prepare() ([]func() error, error) {
	if _, err := r.page.Page().Call(r.ctx, "reset"); err != nil {
		return nil, err
	}
	for i := range r.op.Prep {
		do, err := r.resolve(&r.op.Prep[i])
		if err != nil {
			return nil, err
		}
		for _, f := range do {
			if err := f(); err != nil {
				return nil, err
			}
		}
	}
	var steps []func() error
	for i := range r.op.Time {
		do, err := r.resolve(&r.op.Time[i])
		if err != nil {
			return nil, err
		}
		steps = append(steps, do...)
	}
	return steps, nil
}

// round prepares and times; it gives one sample, or one for each event.
func (r *Rounds) round() (wall, cpu []float64, err error) {
	steps, err := r.Prepare()
	if err != nil {
		return nil, nil, err
	}
	if !r.op.Each {
		all := steps
		steps = []func() error{func() error {
			for _, f := range all {
				if err := f(); err != nil {
					return err
				}
			}
			return nil
		}}
	}
	for _, f := range steps {
		c, t := quota.CPUTime(), time.Now()
		if err := f(); err != nil {
			return nil, nil, err
		}
		wall = append(wall, float64(time.Since(t).Nanoseconds())/1e6)
		cpu = append(cpu, float64((quota.CPUTime()-c).Nanoseconds())/1e6)
	}
	return wall, cpu, nil
}

// resolve turns a step into what is to be done, its nodes looked up.
func (r *Rounds) resolve(st *Step) ([]func() error, error) {
	if st.Call != "" {
		args := arguments(st.Args, r.n)
		return []func() error{func() error {
			_, err := r.page.Page().Call(r.ctx, st.Call, args...)
			return err
		}}, nil
	}
	n, err := r.find(st)
	if err != nil {
		return nil, err
	}
	if st.Type != "text" {
		var detail any
		if st.Detail != nil {
			detail = st.Detail
		}
		return []func() error{func() error {
			return r.dispatch(n, runtime.Event{Type: st.Event, Detail: detail, Bubbles: true, Composed: true, CapturePhase: true})
		}}, nil
	}
	units := value.ToUTF16(r.w.Text)
	var out []func() error
	for i := 1; i <= len(units); i++ {
		detail := map[string]any{"value": value.FromUTF16(units[:i]), "cursor": i, "keyCode": int(units[i-1])}
		out = append(out, func() error {
			return r.dispatch(n, runtime.Event{Type: "input", Detail: detail, Bubbles: true, Composed: true, CapturePhase: true})
		})
	}
	return out, nil
}

func (r *Rounds) dispatch(n runtime.Node, e runtime.Event) error {
	if r.dispatched != nil {
		if err := r.dispatched(n.Node, e); err != nil {
			return err
		}
	}
	return n.Dispatch(r.ctx, e)
}

// find looks a node up: each selector in the tree of the component that the one
// before found.
func (r *Rounds) find(st *Step) (runtime.Node, error) {
	owner := r.page.Page().Path()
	all, err := r.page.Page().QueryAll("*")
	if err != nil {
		return runtime.Node{}, err
	}
	var top view.Node
	for i, sel := range st.Target {
		nth := 0
		if i == len(st.Target)-1 {
			nth = st.Nth
		}
		found := false
		for _, n := range all {
			if n.Owner() != owner || top.Valid() && !within(n.Node, top) {
				continue
			}
			if ok, err := n.Matches(sel); err != nil {
				return runtime.Node{}, err
			} else if !ok {
				continue
			}
			if nth--; nth >= 0 {
				continue
			}
			if i == len(st.Target)-1 {
				return n, nil
			}
			top = n.Node
			owner, _ = n.Component()
			found = true
			break
		}
		if !found {
			break
		}
	}
	return runtime.Node{}, fmt.Errorf("%s: nothing matches %v", r.op.Name, st.Target)
}

func within(n, top view.Node) bool {
	for ; n.Valid(); n = n.Parent() {
		if n == top {
			return true
		}
	}
	return false
}

// check compares the page with what it has to look like.
func (r *Rounds) check(want Expected) string {
	root := r.page.Page().View().Root()
	if want.Sum == "" {
		return ""
	}
	if n, sum := root.Count(), root.Sum(); n != want.Nodes || sum != want.Sum {
		return fmt.Sprintf("%d nodes with the sum %s, want %d with %s", n, sum, want.Nodes, want.Sum)
	}
	for _, err := range r.page.Errors() {
		return err.Error()
	}
	return ""
}
