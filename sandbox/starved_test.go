package sandbox

import (
	"testing"
	"time"

	"github.com/mica-go/mica/internal/quota"
)

// A turn that is late because the machine is busy goes on; one that has had its
// time does not.
func TestTurnTimeOfABusyMachine(t *testing.T) {
	cpu := quota.CPUTime()
	if cpu == 0 {
		t.Skip("this system does not tell the processor time of a process")
	}
	now := time.Now()
	l := &Limits{TurnTime: time.Hour}
	for _, c := range []struct {
		name         string
		began, first time.Duration // ago
		used         time.Duration // since the first look
		want         bool
	}{
		{"it had next to nothing", 2 * time.Hour, 2*time.Hour - time.Second, 0, true},
		{"it had all", 2 * time.Hour, 2*time.Hour - time.Second, 2 * time.Hour, false},
		{"it had the rest before the first look", 2 * time.Hour, time.Minute, 0, false},
		{"it was looked at never", 2 * time.Hour, 0, 0, false},
		{"ten times as long", 11 * time.Hour, 11*time.Hour - time.Second, 0, false},
	} {
		w := &watch{began: now.Add(-c.began), cpu: cpu - c.used}
		if c.first > 0 {
			w.cpuAt = now.Add(-c.first)
		}
		if got := w.starved(l, now); got != c.want {
			t.Errorf("%s: starved %v, want %v", c.name, got, c.want)
		}
	}
}
