package sandbox

import (
	"errors"
	"log/slog"
	"math/rand/v2"
	"sync"
	"time"
	"unsafe"
	"weak"

	"github.com/dop251/goja"
	"github.com/dop251/goja_nodejs/require"

	"github.com/mica-go/mica/internal/regex"
	"github.com/mica-go/mica/internal/value"
)

// Config says what a VM runs and what it may see of its host. Only Scripts is
// required. The functions are called on the loop.
type Config struct {
	// Scripts are the scripts of the package.
	Scripts *Scripts
	// Logger receives console messages and, where the hooks below are nil,
	// uncaught errors. nil discards them.
	Logger *slog.Logger
	// Console, where set, receives every console message that is within the
	// limits: the level ("debug", "log", "info", "warn", "error"), the raw
	// arguments, valid during the call only, and their text. The Logger gets
	// it too.
	Console func(level string, args []goja.Value, text string)
	// Clock is the time of Date and of the timers; nil is the system's.
	Clock Clock
	// Location is the time zone of Date; nil is UTC. Any other zone than the
	// process's own replaces Date's local-time methods by slower ones.
	Location *time.Location
	// Rand is Math.random: a number from 0 up to 1. nil is a random source.
	Rand func() float64
	// Limits bounds what the program may use.
	Limits Limits
	// OnError receives what a turn threw and nobody returned to a caller: errors
	// of timers, of posted functions, of queueMicrotask. It runs after the turn;
	// it may call [VM.Next] and [VM.Post] but must not run scripts itself.
	OnError func(error)
	// OnEnd is told that the program broke a limit after which it can't go on, one
	// of [BreachApp]. The VM has been closed. It is called on the loop and
	// must not run scripts.
	OnEnd func(*LimitError)
	// OnUnhandledRejection receives the reason of a promise that was rejected
	// without a handler by the end of the turn, in a turn of its own. It may run
	// scripts.
	OnUnhandledRejection func(reason, promise goja.Value)
	// Keeps, where set, tells what the host keeps for the program besides what its
	// scripts reach; it counts for Limits.AppHeap.
	Keeps func(*Kept)
	// BeforeTurn, where set, runs at the beginning of every turn. It must not run
	// scripts.
	BeforeTurn func()
	// Globals are further globals of the program. Each is made when the program first
	// reads its name: few programs use them all, and each costs memory. Global makes
	// one; it runs on the loop and must not run scripts.
	Globals []string
	Global  func(name string) goja.Value
	// Handle, where it is set, tells of an object that data hold by reference,
	// as a [HandleValue]; nil for any other. It is asked about objects of other
	// prototypes than Object.prototype.
	Handle func(o *goja.Object) HandleValue
	// AfterTurn runs at the end of every turn, when the promise jobs have run:
	// the place to hand on what the turn has changed. It must not run scripts;
	// [VM.Next] gives it a turn that comes before everything queued.
	AfterTurn func()
}

// VM is one JavaScript virtual machine with its loop. See the package comment
// for which methods may be called from where.
type VM struct {
	rt      *goja.Runtime
	scripts *Scripts
	modules *require.RequireModule
	cfg     Config
	limits  Limits
	clock   Clock

	loop
	log     logBudget
	keeping keeping

	// Loop only.
	enter         func() error // runs loop.fn inside goja
	undef         goja.Value
	function0     *goja.Object // the constructor Function
	guarded       funcKind
	loading       int                     // modules that are in the course of being loaded
	urls          *goja.Object            // URL and URLSearchParams, once made
	requires      map[*goja.Object]string // the file of each require function
	async         *goja.Object            // the prototype of require functions
	helpers       [helperCount]goja.Value
	namespaces    map[*goja.Object]*goja.Object // of CommonJS modules that were imported
	apply         goja.Callable                 // Function.prototype.apply, and what VM.elements calls with it
	collect       goja.Value
	collected     []goja.Value
	rejected      rejections
	causes        weakMap[error]
	funcs         weakMap[weak.Pointer[value.Function]]
	plainProto    *goja.Object // Object.prototype
	shapes        value.Shapes
	graft         *grafting
	machine       unsafe.Pointer            // goja's own, of the runtime
	noop          native                    // does nothing but look at the interrupt
	grafted       map[*goja.Object]struct{} // built-in objects that have their guards
	arrayIterator *goja.Object              // the prototype of the iterators guarded last
	intrinsics    map[string]*goja.Object   // globals as they were made
	hooks         [hookCount]goja.Value
	delegates     int                     // generators that wait for one another
	patterns      map[patternKey]*pattern // regular expressions met so far
	remembers     bool                    // the last match, which a script asks for
	last          lastMatch
	matcher       regex.Matcher
	subject       subject           // what was matched last
	jobs          int               // promise jobs of the turn
	countAll      bool              // no match is left to goja; tests compare both ways
	spared        int               // calls let through since the interrupt
	sparing       time.Time         // when the first of them was
	stack         []goja.StackFrame // scratch
	natives       int               // calls of built-in functions in one another
	levels        int               // levels of values that are being copied or written
	nesting       int               // levels of functions that go into arrays
	joining       []*goja.Object    // arrays that are being joined
	toPrimitive   *goja.Symbol      // Symbol.toPrimitive, which is not goja's
	date          *goja.Object      // goja's Date, once it is made
	reflectGet    native            // of goja
	apiOnly       bool              // read objects through goja's API alone; tests compare both ways
}

// New returns a VM that has run nothing yet. Close must be called when it is no
// longer needed. The error reports a Config that cannot work.
func New(cfg Config) (*VM, error) {
	if cfg.Scripts == nil {
		return nil, errors.New("sandbox: Config.Scripts is nil")
	}
	if cfg.Clock == nil {
		cfg.Clock = realClock{}
	}
	if cfg.Location == nil {
		cfg.Location = time.UTC
	}
	if cfg.Rand == nil {
		cfg.Rand = rand.Float64
	}
	if cfg.Logger == nil {
		cfg.Logger = slog.New(slog.DiscardHandler)
	}
	vm := &VM{
		rt:      goja.New(),
		scripts: cfg.Scripts,
		cfg:     cfg,
		limits:  cfg.Limits.withDefaults(),
		clock:   cfg.Clock,
		undef:   goja.Undefined(),
	}
	if vm.graft = gojaGrafting(); !vm.graft.ok {
		return nil, errors.New("sandbox: this version of goja keeps its built-in functions otherwise than the guards need")
	}
	vm.machine = *(*unsafe.Pointer)(unsafe.Add(unsafe.Pointer(vm.rt), vm.graft.machine.at))
	vm.done = make(chan struct{})
	vm.rt.SetRandSource(cfg.Rand)
	vm.rt.SetTimeSource(vm.clock.Now)
	vm.rt.SetMaxCallStackSize(vm.limits.CallDepth)
	vm.rt.SetPromiseRejectionTracker(vm.rejected.track)
	if err := vm.boot(); err != nil {
		return nil, vm.Error(err)
	}
	return vm, nil
}

// Runtime returns the goja runtime. Loop only, as everything it gives out.
func (vm *VM) Runtime() *goja.Runtime { return vm.rt }

// Call calls fn with this and args and returns its result. A nil this stands
// for undefined. An exception is returned as a [*Exception], a broken limit as a
// [*LimitError], a Go panic of a host function as a [*PanicError]; a value that
// is no function gives a TypeError. Inside a turn, promise jobs do not run
// before the turn ends. Loop only.
func (vm *VM) Call(fn, this goja.Value, args ...goja.Value) (result goja.Value, err error) {
	call, ok := goja.AssertFunction(fn)
	if !ok {
		return nil, vm.exceptionOf(vm.rt.NewTypeError("%s is not a function", vm.inspect(fn)))
	}
	defer func() {
		if x := recover(); x != nil {
			result, err = nil, vm.Error(panicError(x))
		}
	}()
	if this == nil {
		this = vm.undef
	}
	result, err = call(this, args...)
	if err != nil {
		return nil, vm.Error(err)
	}
	return result, nil
}

// exceptionOf returns the exception that throwing v would give.
func (vm *VM) exceptionOf(v goja.Value) error {
	if ex := vm.rt.Try(func() { panic(v) }); ex != nil {
		return vm.exception(ex)
	}
	return nil
}

// Func returns a JavaScript function that runs f. name and length are what the
// script sees as such. f reports an error with [VM.Throw]; nil stands for
// undefined. Loop only.
func (vm *VM) Func(name string, length int, f func(goja.FunctionCall) goja.Value) *goja.Object {
	stop := &vm.turns.stop
	var obj *goja.Object
	var callee goja.Value
	obj = vm.rt.ToValue(func(c goja.FunctionCall) goja.Value {
		vm.renamed(obj, &callee)
		if stop.Load() {
			vm.raise()
		}
		vm.descend()
		defer func() { vm.natives-- }()
		if v := f(c); v != nil { // goja crashes on nil in a promise job
			return v
		}
		return vm.undef
	}).(*goja.Object)
	vm.describeFunc(obj, name, length)
	return obj
}

func (vm *VM) describeFunc(obj *goja.Object, name string, length int) {
	const no, yes = goja.FLAG_FALSE, goja.FLAG_TRUE
	_ = obj.DefineDataProperty("name", vm.rt.ToValue(name), no, yes, no)
	if length > 0 {
		_ = obj.DefineDataProperty("length", vm.rt.ToValue(length), no, yes, no)
	}
}

// SetGlobal sets a global that scripts may change, delete and declare again at
// the top level of a module. Loop only.
func (vm *VM) SetGlobal(name string, v goja.Value) {
	_ = vm.rt.GlobalObject().DefineDataProperty(name, v, goja.FLAG_TRUE, goja.FLAG_TRUE, goja.FLAG_FALSE)
}

// bootName is the source name of the scripts of this package and the name of
// its inner functions; stacks leave them out.
const bootName = "<mica>"

// bootProgram gives the function every turn runs in. Being called by a script,
// the turn's function is inside an outermost call of goja, which runs promise
// jobs only when it returns.
var bootProgram = sync.OnceValue(func() *goja.Program {
	return goja.MustCompile(bootName, "({enter(run){run()},noop(){}})", true)
})

// boot fills the global object.
func (vm *VM) boot() error {
	v, err := vm.rt.RunProgram(bootProgram())
	if err != nil {
		return err
	}
	enter, _ := goja.AssertFunction(v.(*goja.Object).Get("enter"))
	vm.noop = callable(v.(*goja.Object).Get("noop"))
	run := vm.Func(bootName, 0, vm.runTurn)
	vm.enter = func() error {
		_, err := enter(vm.undef, run)
		return err
	}
	vm.apply, _ = goja.AssertFunction(run.Get("apply"))
	vm.collect = vm.Func(bootName, 0, func(c goja.FunctionCall) goja.Value {
		vm.collected = c.Arguments
		return nil
	})
	if err := vm.forbidCodeGeneration(run); err != nil {
		return err
	}
	vm.harden()
	if err := vm.setGlobals(); err != nil {
		return err
	}
	vm.setRequire()
	return vm.setZone()
}
