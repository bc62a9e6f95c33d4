package wxs

import (
	"fmt"
	"math"
	"math/rand/v2"
	"time"

	"github.com/mica-go/mica/internal/regex"
	"github.com/mica-go/mica/internal/value"
)

// Config holds the host functions and limits of a [Context]. The zero Config
// works: no other modules, no log, the system's clock, zone and randomness, the
// default limits.
type Config struct {
	// Resolve finds the module that require(path) in module from names. Its
	// error, or a nil module, becomes an exception. nil: there is no module.
	Resolve func(from *Module, path string) (*Module, error)
	// Log receives the arguments of console.log; nil drops them.
	Log func(args []value.Value)
	// Report receives the errors of modules that failed while they were
	// evaluated (spec wxs §1); nil drops them. Errors of functions are not
	// reported, they are returned to the caller.
	Report func(err error)
	// Now is the clock of getDate and Date.now; default time.Now.
	Now func() time.Time
	// Location is the local zone of dates; default time.Local.
	Location *time.Location
	// Rand returns numbers from 0 up to 1 for Math.random; default math/rand/v2.
	Rand func() float64
	// MaxSteps bounds the work of one outermost call, that is of one call from
	// the host or one evaluation of a module. A statement is a step; so are
	// some 16 bytes of text and an array element that a built-in function
	// goes through or makes. It therefore bounds memory too: a step makes no
	// more than about 24 bytes. Default 10 000 000.
	MaxSteps int
	// MaxTime bounds the duration of one outermost call by the system's clock,
	// which is looked at every few thousand steps. Default 1 s.
	MaxTime time.Duration
	// Stop tells that the call must end, whatever time it has left; it is asked
	// when the clock is looked at. nil is never. It is called on the goroutine of
	// the call.
	Stop func() bool
	// MaxDepth bounds calls inside one another, functions passed to built-in
	// ones included. Default 200, at most 1000.
	MaxDepth int
}

const (
	defaultSteps = 10_000_000
	defaultTime  = time.Second
	defaultDepth = 200
	mostDepth    = 1000
	// checkEvery is the number of steps between two looks at the clock.
	checkEvery = 4096

	maxString = 16 << 20
	maxArray  = 1_000_000
	maxDeep   = 1000
	maxStack  = 1 << 20 // values on the stack of one context
)

// Context runs modules: it holds their instances, one per module, and with them
// the variables of one page view. A Context belongs to one goroutine at a time.
type Context struct {
	cfg       Config
	instances map[*Module]*instance
	functions map[*builtin]*value.Function

	frames  []*frame
	depth   int
	running bool // an outermost call is under way
	stack   []value.Value
	sp      int // first free place of stack
	high    int // highest place used in the outermost call

	fuel     int // steps until the next look at the limits
	left     int // steps of the outermost call beyond fuel
	deadline time.Time

	epoch uint64 // counts changes of containers
	// calls numbers the outermost calls, version counts writes to what outlives
	// the call that makes them, and impure is set by a call whose result does not
	// follow from its arguments and that. See memo.
	calls   uint32
	version uint64
	impure  bool
	noMemo  bool
	key     []byte // scratch of memo
	spare   spare
	// lentWrites is set by a write to a container that Lend gave.
	lentWrites bool
	overlay    *overlay
	shapes     value.Shapes
	texts      textCache
	growing    growing
	regexps    regex.Matcher
	lookups    regexpCache
	buf        []byte // scratch of JSON and joins
}

// instance is one module in one context.
type instance struct {
	mod   *Module
	ctx   *Context
	vars  []value.Value
	state instanceState
}

type instanceState uint8

const (
	stateNew instanceState = iota
	stateRunning
	stateDone
)

// NewContext returns a context for one page view. It costs little until a
// module is evaluated.
func NewContext(cfg Config) *Context {
	if cfg.MaxSteps <= 0 {
		cfg.MaxSteps = defaultSteps
	}
	if cfg.MaxTime <= 0 {
		cfg.MaxTime = defaultTime
	}
	if cfg.MaxDepth <= 0 {
		cfg.MaxDepth = defaultDepth
	}
	cfg.MaxDepth = min(cfg.MaxDepth, mostDepth)
	if cfg.Now == nil {
		cfg.Now = time.Now
	}
	if cfg.Location == nil {
		cfg.Location = time.Local
	}
	if cfg.Rand == nil {
		cfg.Rand = rand.Float64
	}
	return &Context{cfg: cfg}
}

// Exports returns what the module exports, evaluating the module first if this
// context has not done so. An object comes back as a live view, an opaque value
// that [Get] and [CallMethod] read: later changes by the module show. Any other
// value is returned as it stands. An exception while the module is evaluated
// goes to Config.Report, and the exports are what they were at that point; a
// module whose compilation found errors exports undefined.
func (c *Context) Exports(m *Module) value.Value {
	inst := c.instance(m)
	if inst.state == stateNew {
		if err := c.evaluate(inst); err != nil && c.cfg.Report != nil {
			c.cfg.Report(err)
		}
	}
	v := inst.exports()
	if o, ok := v.Ref().(*object); ok {
		return value.FromOpaque(o)
	}
	out, err := c.freeze(v)
	if err != nil && c.cfg.Report != nil {
		c.cfg.Report(err)
	}
	return out
}

func (c *Context) instance(m *Module) *instance {
	inst := c.instances[m]
	if inst == nil {
		inst = &instance{mod: m, ctx: c}
		if c.instances == nil {
			c.instances = make(map[*Module]*instance)
		}
		c.instances[m] = inst
	}
	return inst
}

// exports is what module.exports holds now.
func (inst *instance) exports() value.Value {
	if inst.vars == nil {
		return value.Value{}
	}
	if o, ok := inst.vars[slotModule].Ref().(*object); ok {
		return o.get("exports")
	}
	return value.Value{}
}

// evaluate runs the module's code as an outermost call, or inside the one that
// is under way when another module requires it.
func (c *Context) evaluate(inst *instance) error {
	inst.state = stateRunning
	c.version++
	defer func() { inst.state = stateDone }()
	m := inst.mod
	if m.root == nil {
		return nil // its diagnostics have been reported
	}
	return c.protect(func() {
		inst.vars = make([]value.Value, m.nvars)
		exports, module := c.newObject(), c.newObject()
		module.put("exports", value.FromOpaque(exports))
		inst.vars[slotModule] = value.FromOpaque(module)
		inst.vars[slotExports] = value.FromOpaque(exports)
		inst.vars[slotRequire] = c.requireFunction(inst)
		for _, i := range m.unset {
			inst.vars[i] = unsetValue
		}
		c.invoke(&target{code: m.root, inst: inst}, nil, value.Value{}, c.reserve(0), 0)
	})
}

func (c *Context) requireFunction(from *instance) value.Value {
	return value.FromFunc(c.newFunction(&builtin{name: "require", length: 1, fn: func(c *Context, _ value.Value, args []value.Value) value.Value {
		return c.require(from, c.toString(arg(args, 0)))
	}}))
}

func (c *Context) require(from *instance, path string) value.Value {
	c.impure = true
	var m *Module
	var err error
	if c.cfg.Resolve != nil {
		m, err = c.cfg.Resolve(from.mod, path)
	}
	if err != nil {
		c.throwError("Error", "%s", err.Error())
	}
	if m == nil {
		c.throwError("Error", "no such WXS module: %s", path)
	}
	inst := c.instance(m)
	if inst.state == stateNew {
		if err := c.evaluate(inst); err != nil {
			c.moduleFailed(err)
		}
	}
	return inst.exports()
}

// moduleFailed deals with the error of a required module: it is reported and
// the requiring module goes on with what was exported (spec wxs §1). A broken
// limit ends the requiring module too.
func (c *Context) moduleFailed(err error) {
	if e, ok := err.(*Error); ok && e.Limit != "" {
		c.rethrow(err)
	}
	if c.cfg.Report != nil {
		c.cfg.Report(err)
	}
}

// run calls a function from outside and returns a snapshot of its result.
func (c *Context) run(self *closure, this value.Value, args []value.Value) (result value.Value, err error) {
	result, key, known := c.recall(self, args)
	if known {
		return result, nil
	}
	outermost, version := c.depth == 0 && !c.running, c.version
	err = c.protect(func() {
		if len(args) > maxArguments {
			args = args[:maxArguments]
		}
		base := c.reserve(len(args))
		copy(c.stack[base:], args)
		result = c.invoke(&self.target, self, this, base, len(args))
		result = c.snapshot(result)
	})
	if err != nil {
		return value.Value{}, err
	}
	pure := outermost && !c.impure && c.version == version && !result.IsContainer()
	if pure {
		c.spare.reclaim()
	}
	if key != nil {
		self.memo.miss()
		if pure {
			c.remember(&self.memo, key, c.cfg.MaxSteps-c.left-c.fuel, result)
		}
	}
	return result, nil
}

// runBuiltin is run for a function of the library.
func (c *Context) runBuiltin(b *builtin, this value.Value, args []value.Value) (result value.Value, err error) {
	err = c.protect(func() { result = c.snapshot(b.fn(c, this, args)) })
	if err != nil {
		result = value.Value{}
	}
	return result, err
}

// protect runs code as an outermost call, or inside the one under way, and
// returns what it throws.
func (c *Context) protect(body func()) (err error) {
	outermost := c.depth == 0 && !c.running
	if outermost {
		c.running = true
		c.begin()
	}
	depth, sp := c.depth, c.sp
	defer func() {
		if r := recover(); r != nil {
			err = c.recovered(r)
		}
		c.depth, c.sp = depth, sp
		if outermost {
			c.finish()
			c.running = false
		}
	}()
	body()
	return nil
}

// begin starts the accounts of an outermost call.
func (c *Context) begin() {
	c.fuel = min(checkEvery, c.cfg.MaxSteps)
	c.left = c.cfg.MaxSteps - c.fuel
	c.deadline = time.Time{}
	c.high = 0
	c.impure = false
	c.spare.release()
	if c.calls < math.MaxUint32 {
		c.calls++
	}
}

// finish drops what an outermost call leaves behind.
func (c *Context) finish() {
	if c.overlay != nil {
		c.overlay = nil
		c.epoch++ // snapshots made meanwhile show the overlay
	}
	if len(c.stack) > keepStack {
		c.stack = nil
	} else {
		clear(c.stack[:c.high])
	}
	c.texts.trim()
	c.growing = growing{}
}

// recovered turns a panic into the error that the caller gets.
func (c *Context) recovered(r any) error {
	if t, ok := r.(*thrown); ok {
		return t.err
	}
	if e, ok := r.(error); ok { // a fault of this package must not end the host
		return c.errorHere("InternalError: "+e.Error(), "")
	}
	return c.errorHere(fmt.Sprintf("InternalError: %v", r), "")
}

// charge takes n steps. It is on every path that does work in proportion to
// its input.
func (c *Context) charge(n int) {
	if c.fuel -= n; c.fuel < 0 {
		c.refuel()
	}
}

// refuel looks at the limits when the steps between two looks are used up.
func (c *Context) refuel() {
	need := -c.fuel
	if need > c.left {
		c.fuel = 0
		c.exceed(LimitSteps, fmt.Sprintf("more than %d steps in one call", c.cfg.MaxSteps))
	}
	c.left -= need
	more := min(checkEvery, c.left)
	c.left -= more
	c.fuel = more
	if c.cfg.Stop != nil && c.cfg.Stop() {
		c.exceed(LimitTime, "the time of the turn is up")
	}
	now := time.Now()
	if c.deadline.IsZero() {
		c.deadline = now.Add(c.cfg.MaxTime)
	} else if now.After(c.deadline) {
		c.exceed(LimitTime, fmt.Sprintf("more than %v in one call", c.cfg.MaxTime))
	}
}

// chargeText takes the steps for n bytes of text.
func (c *Context) chargeText(n int) { c.charge(n>>4 + 1) }

// checkString refuses strings over the limit.
func (c *Context) checkString(n int) {
	if n > maxString {
		c.exceed(LimitString, fmt.Sprintf("string longer than %d bytes", maxString))
	}
	c.chargeText(n)
}

// checkArray refuses arrays over the limit.
func (c *Context) checkArray(n int) {
	if n > maxArray {
		c.exceed(LimitArray, fmt.Sprintf("array longer than %d elements", maxArray))
	}
}
