//go:build !linux

package runtime

import (
	"errors"
	"io"
	"os"
	"os/exec"
	"time"
)

// errNoWorkers tells why there is no Isolation Process here.
var errNoWorkers = errors.New("Isolation Process needs Linux; use InProcess on this system")

func spawn(*exec.Cmd) (io.ReadWriteCloser, error) { return nil, errNoWorkers }

func enterWorker() (io.ReadWriteCloser, error) { return nil, errNoWorkers }

func limitMemory(int64) error { return errNoWorkers }

func (g *guest) lockDown() error { return errNoWorkers }

type cpuLease struct{ seconds uint64 }

func (l *cpuLease) renew() error { return errNoWorkers }

func collapsed(string) bool { return false }

func cpuSignal(*os.ProcessState, string) bool { return false }

func processCPU(int) (time.Duration, bool) { return 0, false }
