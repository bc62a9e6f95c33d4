//go:build unix

package hostile

import (
	"syscall"
	"testing"
	"time"
)

// limitMemory bounds the address space of the process.
func limitMemory(t *testing.T, bytes uint64) {
	limit := syscall.Rlimit{Cur: bytes, Max: bytes}
	if err := syscall.Setrlimit(syscall.RLIMIT_AS, &limit); err != nil {
		t.Log(err)
	}
}

// processTime is what the process, and those it started that have ended, have had
// of the processors.
func processTime() (sum time.Duration) {
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var u syscall.Rusage
		if err := syscall.Getrusage(who, &u); err != nil {
			return 0
		}
		sum += time.Duration(u.Utime.Nano() + u.Stime.Nano())
	}
	return sum
}
