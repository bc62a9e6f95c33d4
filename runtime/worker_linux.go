package runtime

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	goruntime "runtime"
	"runtime/debug"
	"runtime/metrics"
	"strconv"
	"strings"
	"syscall"
	"time"
	"unsafe"

	"github.com/mica-go/mica/internal/quota"
)

// workerFD is a worker's connection to its host.
const workerFD = 3

// spawn starts the process and returns the host's end of its connection.
func spawn(cmd *exec.Cmd) (io.ReadWriteCloser, error) {
	fds, err := syscall.Socketpair(syscall.AF_UNIX, syscall.SOCK_STREAM|syscall.SOCK_CLOEXEC|syscall.SOCK_NONBLOCK, 0)
	if err != nil {
		return nil, err
	}
	ours, theirs := os.NewFile(uintptr(fds[0]), "worker"), os.NewFile(uintptr(fds[1]), "host")
	defer theirs.Close()
	cmd.Env = []string{workerMark + "=1", "GOTRACEBACK=single"}
	cmd.Dir = "/"
	cmd.ExtraFiles = []*os.File{theirs}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} // a terminal's signals are the host's
	if err := cmd.Start(); err != nil {
		ours.Close()
		return nil, err
	}
	return ours, nil
}

// enterWorker makes this process a worker: nothing that it has inherited is left
// but its connection to the host.
func enterWorker() (io.ReadWriteCloser, error) {
	dir, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		return nil, err
	}
	for _, e := range dir {
		fd, err := strconv.Atoi(e.Name())
		if err != nil || fd <= workerFD {
			continue
		}
		// What was open across exec has not the flag, what Go has opened since has.
		flags, _, errno := syscall.Syscall(syscall.SYS_FCNTL, uintptr(fd), syscall.F_GETFD, 0)
		if errno == 0 && flags&syscall.FD_CLOEXEC == 0 {
			_ = syscall.Close(fd) // it is not ours
		}
	}
	syscall.CloseOnExec(workerFD)
	if err := syscall.SetNonblock(workerFD, true); err != nil {
		return nil, fmt.Errorf("a worker is started by its host alone: %w", err)
	}
	goruntime.GOMAXPROCS(min(2, goruntime.GOMAXPROCS(0)))
	if err := syscall.Setrlimit(syscall.RLIMIT_CORE, &syscall.Rlimit{}); err != nil {
		return nil, err
	}
	return os.NewFile(workerFD, "host"), nil
}

// limitMemory bounds the memory that lives to what there is now and memory bytes
// more. It is looked at after every collection; the kernel's limit, twice as much,
// stops what grows too fast for that. Between the two is room for garbage: with
// less the collector would run all the time before a program breaks its limit.
func limitMemory(memory int64) error {
	statm, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return err
	}
	fields := strings.Fields(string(bytes.TrimSpace(statm)))
	if len(fields) < 6 {
		return fmt.Errorf("/proc/self/statm has %d fields", len(fields))
	}
	pages, err := strconv.ParseUint(fields[5], 10, 64)
	if err != nil {
		return err
	}
	limit := pages*uint64(os.Getpagesize()) + 2*uint64(memory) + kernelSlack
	if err := syscall.Setrlimit(syscall.RLIMIT_DATA, &syscall.Rlimit{Cur: limit, Max: limit}); err != nil {
		return err
	}
	var m goruntime.MemStats
	goruntime.ReadMemStats(&m)
	debug.SetMemoryLimit(int64(m.Sys) + memory*3/2)
	afterCollection(uint64(memory) + m.HeapAlloc)
	return nil
}

// kernelSlack is what threads and the collector's own data get on top.
const kernelSlack = 32 << 20

// afterCollection ends the process when more than limit bytes live after a
// collection. It costs nothing between them: an object that nobody refers to has
// its cleanup run after each.
func afterCollection(limit uint64) {
	live := []metrics.Sample{{Name: "/gc/heap/live:bytes"}}
	metrics.Read(live)
	if n := live[0].Value.Uint64(); n > limit {
		fmt.Fprintf(os.Stderr, "%s: %d bytes live, %d may\n", outOfMemory, n, limit)
		os.Exit(1)
	}
	sentinel := new([16]byte) // not so small that it shares a block
	goruntime.AddCleanup(sentinel, afterCollection, limit)
}

// collapsed reports whether a process ended as Go programs do that get no memory:
// the runtime says so, or fails where it can't.
func collapsed(output string) bool {
	return strings.Contains(output, outOfMemory) || strings.Contains(output, "cannot allocate memory") || strings.Contains(output, "pthread_create failed") ||
		strings.Contains(output, "ThreadSanitizer failed to allocate") ||
		strings.HasPrefix(output, "SIGSEGV:") || strings.Contains(output, "\nSIGSEGV:") ||
		strings.Contains(output, "unexpected signal during runtime execution")
}

// lockDown takes the last ways out of the process: it opens no file, socket or
// pipe any more.
func (g *guest) lockDown() error {
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &syscall.Rlimit{}); err != nil {
		return fmt.Errorf("limit the files: %w", err)
	}
	return g.lease.renew()
}

// cpuLease is how much processor time the process has before the kernel ends
// it. It is moved on at the end of every turn.
type cpuLease struct {
	seconds uint64
	// until is what the process may have used before the limit is moved again.
	until time.Duration
}

func (l *cpuLease) renew() error {
	used := quota.CPUTime()
	if used < l.until {
		return nil
	}
	l.until = used + 100*time.Millisecond
	// The kernel counts whole seconds; the part that is begun is given on top.
	soft := uint64(math.Ceil(used.Seconds())) + l.seconds
	return syscall.Setrlimit(syscall.RLIMIT_CPU, &syscall.Rlimit{Cur: soft, Max: math.MaxUint64})
}

// cpuSignal reports whether the kernel ended the process for its use of the
// processor.
func cpuSignal(state *os.ProcessState, output string) bool {
	status, ok := state.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGXCPU || strings.Contains(output, "SIGXCPU")
}

// processCPU returns the processor time that a process has used.
func processCPU(pid int) (used time.Duration, ok bool) {
	var ts syscall.Timespec
	const sched = 2 // CPUCLOCK_SCHED of a process, see clock_getcpuclockid
	clock := int32(^pid)<<3 | sched
	_, _, errno := syscall.RawSyscall(syscall.SYS_CLOCK_GETTIME, uintptr(clock), uintptr(unsafe.Pointer(&ts)), 0)
	return time.Duration(ts.Nano()), errno == 0
}
