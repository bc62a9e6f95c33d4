package bench

import (
	"context"
	"os"

	"github.com/mica-go/mica/runtime"
)

// ColdResult is what a process that showed one page has to say.
type ColdResult struct {
	RSS   float64 `json:"rss_mb"`
	Nodes int     `json:"nodes,omitempty"`
	Sum   string  `json:"sum,omitempty"`
}

// Cold loads the page of a folder from its source files, calls a method and
// waits until everything is settled.
func Cold(ctx context.Context, dir, method string, args []any, check bool) (*ColdResult, error) {
	pkg, err := runtime.Loader{Component: "index"}.Load(os.DirFS(dir))
	if err != nil {
		return nil, err
	}
	page, err := pkg.Mount(ctx, runtime.Config{Limits: unmetered}, nil, false)
	if err != nil {
		return nil, err
	}
	defer page.Close()
	if _, err := page.Page().Call(ctx, method, args...); err != nil {
		return nil, err
	}
	res := &ColdResult{RSS: peakRSS()}
	if check {
		root := page.Page().View().Root()
		res.Nodes, res.Sum = root.Count(), root.Sum()
	}
	return res, nil
}
