//go:build unix

package quota

import (
	"syscall"
	"time"
)

// CPUTime is the processor time that all threads of the process have had, user
// and system; 0 on a system that does not tell.
func CPUTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
