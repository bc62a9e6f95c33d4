package sandbox

import (
	_ "embed"
	"math"
	"sync"
	"time"

	"github.com/dop251/goja"
)

// zoneSource replaces the local-time methods of Date.
//
//go:embed zone.js
var zoneSource string

var zoneProgram = sync.OnceValue(func() *goja.Program { return goja.MustCompile(bootName, zoneSource, true) })

// zoneCache remembers which locations are as good as the process's own.
type zoneCache struct {
	mu   sync.Mutex
	same map[*time.Location]bool
}

// isLocal reports whether loc has the offsets of time.Local, by which goja's
// Date goes: at two times of each month from 1970 to 2040.
func (c *zoneCache) isLocal(loc *time.Location) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	if same, ok := c.same[loc]; ok {
		return same
	}
	same := true
	for month := range (2040 - 1970) * 12 * 2 {
		t := time.Date(1970, 1, 1+month*15, 0, 0, 0, 0, time.UTC)
		_, a := t.In(loc).Zone()
		_, b := t.In(time.Local).Zone()
		if a != b {
			same = false
			break
		}
	}
	if c.same == nil {
		c.same = make(map[*time.Location]bool)
	}
	c.same[loc] = same
	return same
}

// setZone makes Date tell the time of Config.Location.
func (vm *VM) setZone() error {
	loc := vm.cfg.Location
	if vm.scripts.zones.isLocal(loc) {
		return nil
	}
	v, err := vm.rt.RunProgram(zoneProgram())
	if err != nil {
		return err
	}
	number := func(f func(ms int64) int64) goja.Value {
		return vm.Func("", 1, func(c goja.FunctionCall) goja.Value {
			ms := c.Argument(0).ToFloat()
			if math.IsNaN(ms) || math.Abs(ms) > maxDate {
				return goja.NaN()
			}
			return vm.rt.ToValue(f(int64(ms)))
		})
	}
	toLocal := number(func(ms int64) int64 {
		_, offset := time.UnixMilli(ms).In(loc).Zone()
		return ms + int64(offset)*1000
	})
	toUTC := number(func(ms int64) int64 {
		t := time.UnixMilli(ms).UTC()
		return time.Date(t.Year(), t.Month(), t.Day(), t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), loc).UnixMilli()
	})
	format := vm.Func("", 2, func(c goja.FunctionCall) goja.Value {
		ms := c.Argument(0).ToFloat()
		if math.IsNaN(ms) {
			return vm.rt.ToValue("Invalid Date")
		}
		return vm.rt.ToValue(time.UnixMilli(int64(ms)).In(loc).Format(dateLayouts[c.Argument(1).String()]))
	})
	date, err := vm.Call(v, nil, toLocal, toUTC, format)
	if err != nil {
		return err
	}
	vm.SetGlobal("Date", date)
	return nil
}

// maxDate is the largest time of a Date, in milliseconds, and a day for zones.
const maxDate = 8.64e15 + 864e5

// dateLayouts are the texts of Date as goja writes them.
var dateLayouts = map[string]string{
	"toString":     "Mon Jan 02 2006 15:04:05 GMT-0700 (MST)",
	"toDateString": "Mon Jan 02 2006",
	"toTimeString": "15:04:05 GMT-0700 (MST)",
}
