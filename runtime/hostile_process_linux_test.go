package runtime_test

import (
	"errors"
	"testing"
	"time"

	"github.com/mica-go/mica/runtime"
)

// The hostile programs of TestHostilePrograms in worker processes, where the
// host's own limits within the process are off but for the time of a turn: each
// ends within a second after its time is up, an error of a worker has its type,
// and neither this process nor the app in another worker notices.
func TestHostileProgramsInWorkers(t *testing.T) {
	hostileWanted(t)
	if raceEnabled {
		t.Skip("the race detector takes the memory that is limited")
	}
	const budget = 300 * time.Millisecond
	w := workers(t, &runtime.Workers{Memory: 128 << 20, CPUPerTurn: time.Second})
	quiet := processApp(t, &runtime.Workers{}, runtime.Config{})
	for i, a := range attacks(t) {
		if testing.Short() && i%8 != 0 {
			continue
		}
		t.Run(a.Name, func(t *testing.T) {
			fsys, _ := a.files()
			pkg, err := runtime.Load(fsys)
			if err != nil {
				return // it gets no further
			}
			before, begin := childrenTime(t), time.Now()
			app, err := pkg.Launch(t.Context(), runtime.Config{Isolation: runtime.Process, Workers: w, Limits: runtime.Limits{TurnTime: budget, Heap: -1}})
			var ended *runtime.WorkerError
			if err == nil {
				for _, e := range app.Errors() {
					errors.As(e, &ended)
				}
				app.Close()
			} else if !errors.As(err, &ended) {
				t.Log(err)
			}
			if spent := min(time.Since(begin), childrenTime(t)-before); spent > budget+time.Second+w.CPUPerTurn {
				t.Errorf("took %v", spent)
			}
			if ended != nil {
				t.Log(ended)
				if ended.Limit == nil {
					t.Errorf("the worker ended without a limit: %v\n%s", ended, ended.Output)
				}
			}
		})
	}
	works(t, quiet)
}
