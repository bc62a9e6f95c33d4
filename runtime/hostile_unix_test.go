//go:build unix

package runtime_test

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

// processTime is what the process has had of the processors.
func processTime() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
