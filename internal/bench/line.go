package bench

import "slices"

// Line is the result of one operation, as all engines print it.
type Line struct {
	Engine   string  `json:"engine"`
	Workload string  `json:"workload"`
	Op       string  `json:"op"`
	N        int     `json:"n"`
	First    float64 `json:"first_ms"`
	Min      float64 `json:"min_ms"`
	Median   float64 `json:"median_ms"`
	// CPU and FirstCPU are there for operations of a millisecond and more.
	CPU      float64 `json:"cpu_ms,omitempty"`
	FirstCPU float64 `json:"first_cpu_ms,omitempty"`
	Rounds   int     `json:"rounds"`
	Nodes    int     `json:"nodes"`
	// Bytes are what the first round puts on the bridge; see [Bytes].
	Bytes  int     `json:"bytes,omitempty"`
	RSS    float64 `json:"rss_mb"`
	Info   bool    `json:"info,omitempty"`
	Wrong  string  `json:"wrong,omitempty"`
	Failed string  `json:"failed,omitempty"`
}

// Merge makes one line of what several processes measured.
func Merge(w *Workload, op *Op, n int, all []*Samples) Line {
	l := Line{Engine: "mica", Workload: w.Name, Op: op.Name, N: n, Info: op.Info}
	var first, firstCPU, wall, cpu []float64
	for _, s := range all {
		first, firstCPU = append(first, s.First), append(firstCPU, s.FirstCPU)
		wall, cpu = append(wall, s.Wall...), append(cpu, s.CPU...)
		l.Nodes, l.Bytes = s.Nodes, s.Bytes
		l.RSS = max(l.RSS, s.RSS)
		if s.Wrong != "" {
			l.Wrong = s.Wrong
		}
	}
	l.First, l.Median, l.Rounds = round(median(first)), round(median(wall)), len(wall)
	if len(wall) > 0 {
		l.Min = round(slices.Min(wall))
	}
	if l.Median >= 1 {
		l.CPU, l.FirstCPU = round(median(cpu)), round(median(firstCPU))
	}
	l.RSS = float64(int(l.RSS))
	return l
}

func median(x []float64) float64 {
	if len(x) == 0 {
		return 0
	}
	s := slices.Sorted(slices.Values(x))
	return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
}

// round keeps a tenth of a microsecond.
func round(ms float64) float64 { return float64(int64(ms*1e4+0.5)) / 1e4 }
