package bench

import (
	"context"
	"fmt"
	"os"
	goruntime "runtime"
	"slices"
	"time"

	"github.com/mica-go/mica/internal/quota"
	"github.com/mica-go/mica/runtime"
)

// IdleOptions say what Idle does.
type IdleOptions struct {
	// Instances is how many pages are open, each an app of its own with its own VM,
	// with so many Products.
	Instances, Products int
	// Active is how many of them get an event each second, for Seconds.
	Active  int
	Seconds float64
	// Events, where set, is how many events are sent one right after the other
	// instead.
	Events int
}

// IdleLine is what idle pages cost, as the peers print it, and what active ones
// among them do.
type IdleLine struct {
	Engine   string `json:"engine"`
	Workload string `json:"workload"`
	Op       string `json:"op"`
	N        int    `json:"n"`
	// KBEach is live heap after collection, RSSKBEach growth of resident memory.
	KBEach    float64 `json:"kb_each"`
	RSSKBEach float64 `json:"rss_kb_each"`
	RSS       float64 `json:"rss_mb"`
	Active    int     `json:"active,omitempty"`
	// Events were sent, with the time from when each was due to when it was settled.
	Events   int     `json:"events,omitempty"`
	Median   float64 `json:"median_ms,omitempty"`
	P99      float64 `json:"p99_ms,omitempty"`
	CPUShare float64 `json:"cpu_share,omitempty"`
	// HeapFrom and HeapTo are the live heap when the events began and when they
	// ended, in megabytes: a soak shows that the second is not more.
	HeapFrom float64 `json:"heap_mb_from,omitempty"`
	HeapTo   float64 `json:"heap_mb_to,omitempty"`
}

// Idle opens many pages of a folder and tells what they cost.
func Idle(ctx context.Context, dir string, o IdleOptions) (*IdleLine, error) {
	pkg, err := runtime.Loader{Component: "index"}.Load(os.DirFS(dir))
	if err != nil {
		return nil, err
	}
	pages := make([]*runtime.Mounted, 0, o.Instances+3)
	defer func() {
		for _, p := range pages {
			p.Close()
		}
	}()
	add := func(n int) error {
		for range n {
			p, err := pkg.Mount(ctx, runtime.Config{Limits: unmetered}, nil, false)
			if err != nil {
				return err
			}
			pages = append(pages, p)
			if _, err := p.Page().Call(ctx, "load", o.Products); err != nil {
				return err
			}
		}
		return nil
	}
	if err := add(3); err != nil { // what is shared is made
		return nil, err
	}
	heap, rss := liveMemory()
	if err := add(o.Instances); err != nil {
		return nil, err
	}
	heap2, rss2 := liveMemory()
	n := float64(o.Instances)
	l := &IdleLine{Engine: "mica", Workload: "idle", Op: fmt.Sprintf("shop-page-%d", o.Products), N: o.Instances,
		KBEach: tenth((heap2 - heap) / n / 1024), RSSKBEach: tenth((rss2 - rss) / n / 1024), RSS: tenth(rss2 / (1 << 20))}
	if o.Active > 0 && (o.Seconds > 0 || o.Events > 0) {
		err = l.drive(ctx, pages, o)
	}
	return l, err
}

// drive sends each active page an event a second, one after the other.
func (l *IdleLine) drive(ctx context.Context, pages []*runtime.Mounted, o IdleOptions) error {
	active := pages[:min(o.Active, len(pages))]
	l.Active, l.HeapFrom = len(active), tenth(heapMB())
	var took []float64
	begin, cpu := time.Now(), quota.CPUTime()
	gap := time.Second / time.Duration(len(active))
	total := o.Events
	if total == 0 {
		total = int(o.Seconds * float64(len(active)))
	}
	for i := range total {
		due := begin.Add(time.Duration(i) * gap)
		if o.Events > 0 {
			due = time.Now()
		}
		if d := time.Until(due); d > 0 {
			select {
			case <-time.After(d):
			case <-ctx.Done():
				return ctx.Err()
			}
		}
		if _, err := active[i%len(active)].Page().Call(ctx, "nextSlide"); err != nil {
			return err
		}
		if len(took) < 1<<20 {
			took = append(took, float64(time.Since(due).Nanoseconds())/1e6)
		}
	}
	wall := time.Since(begin)
	l.Events, l.CPUShare = total, tenth(float64(quota.CPUTime()-cpu)/float64(wall)*100)/100
	if slices.Sort(took); len(took) > 0 {
		l.Median, l.P99 = round(took[len(took)/2]), round(took[len(took)*99/100])
	}
	l.HeapTo = tenth(heapMB())
	return nil
}

// liveMemory gives the live heap and the resident memory, in bytes.
func liveMemory() (heap, rss float64) {
	goruntime.GC()
	goruntime.GC()
	var m goruntime.MemStats
	goruntime.ReadMemStats(&m)
	return float64(m.HeapAlloc), residentBytes()
}

func heapMB() float64 {
	heap, _ := liveMemory()
	return heap / (1 << 20)
}

// residentBytes is the resident memory of the process now, 0 where the system
// does not tell.
func residentBytes() float64 {
	data, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	var size, resident float64
	if _, err := fmt.Sscan(string(data), &size, &resident); err != nil {
		return 0
	}
	return resident * float64(os.Getpagesize())
}

func tenth(x float64) float64 { return float64(int64(x*10+0.5)) / 10 }
