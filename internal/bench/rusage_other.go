//go:build !unix

package bench

import "time"

// cpuTime is not known on this system.
func cpuTime() time.Duration { return 0 }

// peakRSS is not known on this system.
func peakRSS() float64 { return 0 }
