package sandbox

import (
	"context"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/dop251/goja"
)

// logBudget counts the console messages of a turn and their size in a minute.
type logBudget struct {
	lines, dropped int
	volume         int       // since minute
	minute         time.Time // when volume began to count
	told           bool      // the breach of this minute has been reported
	indent         int
	counts         map[string]int
	timers         map[string]time.Time
}

// endTurn says how many messages were dropped.
func (b *logBudget) endTurn(vm *VM) {
	if b.dropped > 0 {
		vm.cfg.Logger.Warn("console messages dropped", "count", b.dropped)
	}
	b.lines, b.dropped = 0, 0
}

// maxLabels bounds the labels of console.count and console.time.
const maxLabels = 1000

// console is the global console. Its methods are made when they are first used.
type console struct {
	vm    *VM
	props map[string]goja.Value // methods made and what the script has set
}

func (vm *VM) newConsole() goja.Value {
	return vm.rt.NewDynamicObject(&console{vm: vm, props: make(map[string]goja.Value)})
}

func (c *console) Get(name string) goja.Value {
	v, ok := c.props[name]
	if method := consoleMethods[name]; !ok && method != nil {
		v = c.vm.Func(name, 0, func(call goja.FunctionCall) goja.Value {
			method(c.vm, call.Arguments)
			return nil
		})
		c.props[name] = v
	}
	return v
}

func (c *console) Set(name string, v goja.Value) bool {
	c.props[name] = v
	return true
}

func (c *console) Has(name string) bool {
	if v, ok := c.props[name]; ok {
		return v != nil
	}
	return consoleMethods[name] != nil
}

func (c *console) Delete(name string) bool {
	c.props[name] = nil
	return true
}

func (c *console) Keys() []string {
	keys := make([]string, 0, len(consoleMethods))
	for name := range consoleMethods {
		if v, ok := c.props[name]; !ok || v != nil {
			keys = append(keys, name)
		}
	}
	for name, v := range c.props {
		if consoleMethods[name] == nil && v != nil {
			keys = append(keys, name)
		}
	}
	slices.Sort(keys)
	return keys
}

// consoleMethods are the methods of console.
var consoleMethods = map[string]func(vm *VM, args []goja.Value){
	"debug":          func(vm *VM, args []goja.Value) { vm.print("debug", args) },
	"log":            func(vm *VM, args []goja.Value) { vm.print("log", args) },
	"info":           func(vm *VM, args []goja.Value) { vm.print("info", args) },
	"warn":           func(vm *VM, args []goja.Value) { vm.print("warn", args) },
	"error":          func(vm *VM, args []goja.Value) { vm.print("error", args) },
	"dir":            func(vm *VM, args []goja.Value) { vm.print("log", args[:min(len(args), 1)]) },
	"table":          func(vm *VM, args []goja.Value) { vm.print("log", args[:min(len(args), 1)]) },
	"group":          (*VM).consoleGroup,
	"groupCollapsed": (*VM).consoleGroup,
	"groupEnd":       func(vm *VM, _ []goja.Value) { vm.log.indent = max(vm.log.indent-1, 0) },
	"assert":         (*VM).consoleAssert,
	"trace":          (*VM).consoleTrace,
	"count":          (*VM).consoleCount,
	"countReset":     func(vm *VM, args []goja.Value) { delete(vm.log.counts, vm.consoleLabel(args)) },
	"time":           (*VM).consoleTime,
	"timeLog":        (*VM).consoleTimeLog,
	"timeEnd":        (*VM).consoleTimeEnd,
}

func (vm *VM) consoleGroup(args []goja.Value) {
	if len(args) > 0 {
		vm.print("log", args)
	}
	vm.log.indent = min(vm.log.indent+1, 20)
}

func (vm *VM) consoleAssert(args []goja.Value) {
	if len(args) == 0 || !args[0].ToBoolean() {
		vm.printText("error", args, "Assertion failed"+prefixed(": ", vm.format(args[min(len(args), 1):])))
	}
}

func (vm *VM) consoleTrace(args []goja.Value) {
	text := "Trace" + prefixed(": ", vm.format(args))
	for _, f := range frames(vm.rt.CaptureCallStack(maxFrames, nil)) {
		if f.File != "" {
			text += "\n    at " + f.String()
		}
	}
	vm.printText("log", args, text)
}

// consoleLabel is the label of a counter or timer.
func (vm *VM) consoleLabel(args []goja.Value) string {
	if len(args) == 0 || goja.IsUndefined(args[0]) {
		return "default"
	}
	return vm.text(args[0])
}

func (vm *VM) consoleCount(args []goja.Value) {
	label := vm.consoleLabel(args)
	if vm.log.counts == nil || len(vm.log.counts) >= maxLabels {
		vm.log.counts = make(map[string]int)
	}
	vm.log.counts[label]++
	vm.printText("log", args, fmt.Sprintf("%s: %d", label, vm.log.counts[label]))
}

func (vm *VM) consoleTime(args []goja.Value) {
	if vm.log.timers == nil || len(vm.log.timers) >= maxLabels {
		vm.log.timers = make(map[string]time.Time)
	}
	vm.log.timers[vm.consoleLabel(args)] = vm.clock.Now()
}

func (vm *VM) consoleTimeLog(args []goja.Value) {
	label := vm.consoleLabel(args)
	if start, ok := vm.log.timers[label]; ok {
		ms := float64(vm.clock.Now().Sub(start).Microseconds()) / 1000
		vm.printText("log", args, fmt.Sprintf("%s: %gms%s", label, ms, prefixed(" ", vm.format(args[min(len(args), 1):]))))
	}
}

func (vm *VM) consoleTimeEnd(args []goja.Value) {
	vm.consoleTimeLog(args[:min(len(args), 1)])
	delete(vm.log.timers, vm.consoleLabel(args))
}

func prefixed(prefix, s string) string {
	if s == "" {
		return ""
	}
	return prefix + s
}

func (vm *VM) print(level string, args []goja.Value) {
	if vm.mayLog() {
		vm.emit(level, args, vm.format(args))
	}
}

func (vm *VM) printText(level string, args []goja.Value, text string) {
	if vm.mayLog() {
		vm.emit(level, args, text)
	}
}

// mayLog counts a message against the budgets of the turn and of the minute. The
// first that is dropped is reported.
func (vm *VM) mayLog() bool {
	b, l := &vm.log, &vm.limits
	if b.lines >= l.LogLines {
		if b.dropped++; b.dropped == 1 {
			vm.report(vm.limitError(LimitLogLines, fmt.Sprintf("%d console messages in one turn", l.LogLines)))
		}
		return false
	}
	if b.volume >= l.LogVolume || b.minute.IsZero() {
		now := time.Now()
		if now.Sub(b.minute) >= time.Minute {
			b.minute, b.volume, b.told = now, 0, false
		}
	}
	if b.volume >= l.LogVolume {
		b.dropped++
		if !b.told {
			b.told = true
			vm.report(vm.limitError(LimitLogVolume, fmt.Sprintf("%d bytes of console messages in one minute", l.LogVolume)))
		}
		return false
	}
	b.lines++
	return true
}

var slogLevels = map[string]slog.Level{
	"debug": slog.LevelDebug, "log": slog.LevelInfo, "info": slog.LevelInfo, "warn": slog.LevelWarn, "error": slog.LevelError,
}

func (vm *VM) emit(level string, args []goja.Value, text string) {
	if len(text) > vm.limits.LogBytes {
		n := vm.limits.LogBytes
		for n > 0 && !utf8.RuneStart(text[n]) {
			n--
		}
		text = text[:n] + "…"
	}
	if vm.log.indent > 0 {
		pad := strings.Repeat("  ", vm.log.indent)
		text = pad + strings.ReplaceAll(text, "\n", "\n"+pad)
	}
	vm.log.volume += len(text)
	vm.cfg.Logger.Log(context.Background(), slogLevels[level], text, "source", "console")
	if vm.cfg.Console != nil {
		vm.cfg.Console(level, args, text)
	}
}
