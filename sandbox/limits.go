package sandbox

import (
	"cmp"
	"errors"
	"fmt"
	"math"
	"time"
)

// Limits bounds what a program may use. A zero field stands for the default and
// a negative one for no limit. Breaking a limit is a [*LimitError], which comes
// to [Config.OnError] unless the program has caught it; what else becomes of the
// program follows from who keeps the limit, see [Breach]. docs/limits.md has all
// of them in one table. Nodes, Patches and Pending are kept by the logic layer.
type Limits struct {
	// TurnTime is the time one turn may take, promise jobs included. The default
	// is 5 s. It is real time whatever the [Clock]; but on a machine so busy that
	// the whole process has had less of the processors since, the turn goes on
	// until it has had its time, ten times as long at most. It costs one timer
	// reset per turn.
	TurnTime time.Duration
	// CPUPerMinute is how long all turns of the last minute together may take, so
	// that a chain of short ones, by timers, callbacks or routes, ends too. It is
	// measured as TurnTime is. The program can't go on after it: the VM is closed,
	// [Config.OnEnd] is told, and what is asked of the VM later gets the
	// [*LimitError] along with [ErrClosed]. The default is 30 s. It costs a reading
	// of the clock per turn.
	CPUPerMinute time.Duration
	// SettleTime is the wall-clock time that [VM.Do] spends on work that became
	// due after its own function; the rest goes on in the background. The
	// default is 10 s.
	SettleTime time.Duration
	// SettleTurns is how many turns of timers and of [VM.Next] run in a row
	// before the VM takes a breath of a millisecond, so that an endless chain of
	// 0 ms timers neither keeps Do for ever nor a processor busy. The default
	// is 1000.
	SettleTurns int
	// CallDepth is the depth of JavaScript calls. The default is 500: goja
	// unwinds deep stacks in quadratic time (500 takes 10 ms, 10 000 seconds). Twice as
	// many calls of built-in functions may be in one another.
	CallDepth int
	// MaxTimers is the number of timers waiting at a time. The default is 10000.
	MaxTimers int
	// LogLines is the number of console messages of one turn; what is beyond is
	// counted and dropped, and the first one dropped is a breach. The default is
	// 1000.
	LogLines int
	// LogBytes is the length of the text of one console message; the rest is
	// cut off. The default is 16 KiB.
	LogBytes int
	// LogVolume is the size of the texts of the console messages of one minute of
	// real time, in bytes; what is beyond is dropped as with LogLines. The default
	// is 16 MiB.
	LogVolume int
	// ValueDepth is how deep a value may be nested to be converted. The
	// default is 1000.
	ValueDepth int
	// ValueSize is the size of a converted value in bytes: 24 for each value, 72
	// more for an array or object, plus the texts; roughly what it takes in
	// memory. The default is 16 MiB.
	ValueSize int
	// Microtasks is how many promise jobs one turn may ask for by then, catch,
	// finally and queueMicrotask; await is bounded by TurnTime alone. The default
	// is 1,000,000.
	Microtasks int
	// Heap is by how many bytes the heap of the process may grow during one turn.
	// What other goroutines allocate meanwhile is counted too, so it is a best
	// effort: it ends programs that grow without end, and a host that needs a
	// hard limit gives a program a process. The default is 128 MiB. A turn that
	// takes more than 4 ms costs a reading of runtime/metrics every 4 ms.
	Heap int
	// AppHeap is how many bytes of the heap a program may keep from turn to turn:
	// what its globals, modules, pages, timers and listeners reach. It is measured
	// when the heap of the process has grown by as much since the last time, so that
	// neighbours that grow cost a program a walk over its own objects and nothing
	// else; an idle program costs nothing. What only the engine's own functions
	// hold (arguments of bind) and the rest of a text of which a piece is kept are
	// not seen: a host that needs a hard limit gives a program a process. The
	// default is 256 MiB.
	AppHeap int
	// StringSize is the length in UTF-16 units of a text that one call of a
	// built-in function may make: repeat, padStart, join, replace and so on. The
	// default is 16 Mi.
	StringSize int
	// ArraySize is how many elements one call of a built-in function may go
	// through or make. The default is 1 Mi.
	ArraySize int
	// Arguments is how many arguments apply, Reflect.apply and Reflect.construct may
	// hand on from a list; what is spread into a call counts for ArraySize. The
	// default is 256 Ki. Its breach is one of array-size.
	Arguments int
	// BufferSize is the size of one ArrayBuffer or typed array in bytes. The
	// default is 32 MiB.
	BufferSize int
	// RegExpSteps is how many steps one match of a regular expression may take, if
	// it cannot be told beforehand that it takes few. The default is 5 million,
	// about a tenth of a second.
	RegExpSteps int
	// RegExpSize is the length of a pattern of a regular expression, multiplied by
	// the highest number in its braces, 1000 at most; the pattern alone may have a
	// sixteenth of that. The default is 1 Mi. Groups may be nested 100 deep.
	RegExpSize int
	// BigIntBits is the size of a BigInt in bits. The default is 1 Mi.
	BigIntBits int
	// Nodes is how many nodes one page may have, those of its components included.
	// The default is 250,000, of which each takes about 300 bytes.
	Nodes int
	// Patches is how many changes of one page one turn may send to the view. The
	// default is 500,000; each takes about 100 bytes until the turn ends.
	Patches int
	// Pending is how many calls of wx may wait for their end at a time, requests
	// that wait for their turn and objects of the host included. The default is
	// 10,000; each takes about a kilobyte.
	Pending int
}

// The names of the limits, as they appear in [LimitError.Limit].
const (
	LimitTurnTime     = "turn-time"
	LimitCPUPerMinute = "cpu-per-minute"
	LimitCallDepth    = "call-depth"
	LimitTimers       = "timers"
	LimitValueDepth   = "value-depth"
	LimitValueSize    = "value-size"
	LimitMicrotasks   = "microtasks"
	LimitHeap         = "heap"
	LimitStringSize   = "string-size"
	LimitArraySize    = "array-size"
	LimitBufferSize   = "buffer-size"
	LimitRegExpSize   = "regexp-size"
	LimitRegExpSteps  = "regexp-steps"
	LimitBigInt       = "bigint-size"
	LimitSourceSize   = "source-size"
	LimitSourceDepth  = "source-depth"
	LimitLogLines     = "log-lines"
	LimitLogVolume    = "log-volume"
	LimitAppHeap      = "app-heap"
	LimitNodes        = "nodes"
	LimitPatches      = "patches"
	LimitPending      = "pending"
)

// Breach says what breaking a limit ends.
type Breach int

const (
	// BreachCall ends one call: it throws a RangeError, which the program may
	// catch, and the program goes on. What is only dropped or cut (log-lines,
	// log-volume) ends nothing at all and is of this kind too, as are sources that
	// are refused when they are loaded.
	BreachCall Breach = iota
	// BreachTurn ends the turn. The program cannot catch it, and learns of it in
	// the next turn, by App.onError.
	BreachTurn
	// BreachApp closes the program: what it holds or uses is not given back when
	// one turn ends.
	BreachApp
)

// breaches are the limits whose breach ends more than a call. The last three are
// those of processes; package runtime keeps them.
var breaches = map[string]Breach{
	LimitTurnTime: BreachTurn, LimitCallDepth: BreachTurn, LimitMicrotasks: BreachTurn, LimitHeap: BreachTurn,
	LimitNodes: BreachTurn, LimitPatches: BreachTurn,
	LimitAppHeap: BreachApp, LimitCPUPerMinute: BreachApp,
	"memory": BreachApp, "cpu-per-turn": BreachApp, "message-size": BreachApp,
}

// unlimited and forever stand for limits that were switched off. They leave room
// for arithmetic.
const (
	unlimited = math.MaxInt / 16
	forever   = time.Duration(1 << 58)
)

func orDefault(n, def int) int {
	if n < 0 {
		return unlimited
	}
	return cmp.Or(n, def)
}

func timeOrDefault(d, def time.Duration) time.Duration {
	if d < 0 {
		return forever
	}
	return cmp.Or(d, def)
}

func (l Limits) withDefaults() Limits {
	return Limits{
		TurnTime:     timeOrDefault(l.TurnTime, 5*time.Second),
		CPUPerMinute: timeOrDefault(l.CPUPerMinute, 30*time.Second),
		SettleTime:   timeOrDefault(l.SettleTime, 10*time.Second),
		SettleTurns:  orDefault(l.SettleTurns, 1000),
		CallDepth:    orDefault(l.CallDepth, 500),
		MaxTimers:    orDefault(l.MaxTimers, 10_000),
		LogLines:     orDefault(l.LogLines, 1000),
		LogBytes:     orDefault(l.LogBytes, 16<<10),
		ValueDepth:   orDefault(l.ValueDepth, 1000),
		ValueSize:    orDefault(l.ValueSize, 16<<20),
		Microtasks:   orDefault(l.Microtasks, 1_000_000),
		Heap:         orDefault(l.Heap, 128<<20),
		StringSize:   orDefault(l.StringSize, 16<<20),
		ArraySize:    orDefault(l.ArraySize, 1<<20),
		Arguments:    orDefault(l.Arguments, 256<<10),
		BufferSize:   orDefault(l.BufferSize, 32<<20),
		RegExpSteps:  orDefault(l.RegExpSteps, 5_000_000),
		RegExpSize:   orDefault(l.RegExpSize, patternSize),
		BigIntBits:   orDefault(l.BigIntBits, 1<<20),
		LogVolume:    orDefault(l.LogVolume, 16<<20),
		AppHeap:      orDefault(l.AppHeap, 256<<20),
		Nodes:        orDefault(l.Nodes, 250_000),
		Patches:      orDefault(l.Patches, 500_000),
		Pending:      orDefault(l.Pending, 10_000),
	}
}

// LimitError reports that a program broke a limit.
type LimitError struct {
	// Limit names the limit: one of the Limit constants.
	Limit string
	// Max is the limit as a person reads it, such as "5s" or "500 calls".
	Max string
	// File, Line and Col are where the program was, in its own source; File is
	// empty where no script was running.
	File      string
	Line, Col int
	// Frames is the JavaScript stack, innermost call first.
	Frames []Frame

	// cause is goja's own error where JavaScript must not be able to catch it.
	cause error
}

// Error returns "file:line:col: limit <name> exceeded: <max>".
func (e *LimitError) Error() string {
	msg := fmt.Sprintf("limit %s exceeded: %s", e.Limit, e.Max)
	if e.File == "" {
		return msg
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Col, msg)
}

// Ends returns what the breach ends.
func (e *LimitError) Ends() Breach { return breaches[e.Limit] }

// ErrClosed is returned for work that reaches a VM after [VM.Close]. Where a
// broken limit has closed the VM, errors.As finds its [*LimitError] as well.
var ErrClosed = errors.New("the JavaScript VM is closed")

// ErrCycle is returned by [VM.ToValue] for a value that contains itself.
var ErrCycle = errors.New("the value contains itself and cannot be copied")
