package runtime_test

import (
	"errors"
	"fmt"
	"os"
	"reflect"
	goruntime "runtime"
	"strings"
	"testing"
	"time"

	"github.com/mica-go/mica/runtime"
	"github.com/mica-go/mica/sandbox"
)

// limitProgram is a page whose method breach breaks a limit, in line 3 of
// index.js, and whose method alive works.
func limitProgram(src string) string {
	return `
-- app.json --
{"pages":["index"]}
-- app.js --
App({ onError(e) { wx.setStorageSync('heard', wx.getStorageSync('heard') + 'onError ' + e.split('\n')[0]) } })
-- index.wxml --
<view class="n" bindtap="alive">{{n}}</view><view class="breach" bindtap="breach"></view><view wx:for="{{rows}}" class="{{item}}">{{item}}</view>
-- index.js --
Page({ data: { n: 0, rows: [] },
breach() {
` + src + `
},
alive() { this.setData({ n: this.data.n + 1 }) } })
`
}

// limitCase is a program that breaks one limit.
type limitCase struct {
	field  string // of Limits
	limits runtime.Limits
	src    string // in a method of a page, in one line
	turns  int    // how often the method is called, once if 0
	limit  string
	max    string
	// ends is what the breach ends; caught says that the program can catch it.
	ends   sandbox.Breach
	caught bool
	// silent is set where going beyond is no error: what is beyond waits.
	silent bool
}

var limitCases = []limitCase{
	{field: "TurnTime", limits: runtime.Limits{TurnTime: 20 * time.Millisecond}, src: "for (let i = 0;;) i++",
		limit: sandbox.LimitTurnTime, max: "20ms", ends: sandbox.BreachTurn},
	{field: "CPUPerMinute", limits: runtime.Limits{CPUPerMinute: 50 * time.Millisecond}, src: "for (let i = 0;;) i++",
		limit: sandbox.LimitCPUPerMinute, max: "50ms of turns in a minute", ends: sandbox.BreachApp},
	{field: "SettleTime", limits: runtime.Limits{SettleTime: time.Millisecond}, src: "(function again() { setTimeout(again) })()", silent: true},
	{field: "SettleTurns", limits: runtime.Limits{SettleTurns: 3}, src: "let n = 10; (function again() { if (n--) setTimeout(again) })()", silent: true},
	{field: "CallDepth", limits: runtime.Limits{CallDepth: 50}, src: "(function f() { f() })()",
		limit: sandbox.LimitCallDepth, max: "50 calls", ends: sandbox.BreachTurn},
	{field: "MaxTimers", limits: runtime.Limits{MaxTimers: 20}, src: "for (;;) setTimeout(() => {}, 1e6)",
		limit: sandbox.LimitTimers, max: "20 timers waiting", caught: true},
	{field: "LogLines", limits: runtime.Limits{LogLines: 5}, src: "for (let i = 0; i < 9; i++) console.log(i)",
		limit: sandbox.LimitLogLines, max: "5 console messages in one turn"},
	{field: "LogBytes", limits: runtime.Limits{LogBytes: 5}, src: "console.log('123456789')", silent: true},
	{field: "LogVolume", limits: runtime.Limits{LogVolume: 100}, src: "for (let i = 0; i < 9; i++) console.log('x'.repeat(30))",
		limit: sandbox.LimitLogVolume, max: "100 bytes of console messages in one minute"},
	{field: "ValueDepth", limits: runtime.Limits{ValueDepth: 10}, src: "let a = []; for (let i = 0; i < 99; i++) a = [a]; this.setData({ a })",
		limit: sandbox.LimitValueDepth, max: "10 levels", caught: true},
	{field: "ValueSize", limits: runtime.Limits{ValueSize: 1000}, src: "this.setData({ a: 'x'.repeat(2000) })",
		limit: sandbox.LimitValueSize, max: "1000 bytes in one value", caught: true},
	{field: "Microtasks", limits: runtime.Limits{Microtasks: 100}, src: "for (;;) Promise.resolve().then(() => {})",
		limit: sandbox.LimitMicrotasks, max: "100 in one turn", ends: sandbox.BreachTurn},
	{field: "Heap", limits: runtime.Limits{Heap: 32 << 20}, src: "const a = []; for (;;) a.push({ a: {}, b: {} })",
		limit: sandbox.LimitHeap, max: "32 MiB more in one turn", ends: sandbox.BreachTurn},
	{field: "AppHeap", limits: runtime.Limits{AppHeap: 8 << 20}, src: "(this.all ||= []).push(new Uint8Array(1 << 19))", turns: 300,
		limit: sandbox.LimitAppHeap, max: "8 MiB kept from turn to turn", ends: sandbox.BreachApp},
	{field: "StringSize", limits: runtime.Limits{StringSize: 1000}, src: "'x'.repeat(2000)",
		limit: sandbox.LimitStringSize, max: "1000 characters made by one call", caught: true},
	{field: "ArraySize", limits: runtime.Limits{ArraySize: 1000}, src: "Array(2000).fill(0)",
		limit: sandbox.LimitArraySize, max: "1000 elements in one call", caught: true},
	{field: "Arguments", limits: runtime.Limits{Arguments: 1000}, src: "Math.max.apply(null, Array(2000))",
		limit: sandbox.LimitArraySize, max: "1000 elements in one call", caught: true},
	{field: "BufferSize", limits: runtime.Limits{BufferSize: 1000}, src: "new Uint8Array(2000)",
		limit: sandbox.LimitBufferSize, max: "1000 bytes", caught: true},
	{field: "RegExpSteps", limits: runtime.Limits{RegExpSteps: 1000}, src: "/(a|aa)*\\1b/.test('a'.repeat(1000))",
		limit: sandbox.LimitRegExpSteps, max: "1000 steps", caught: true},
	{field: "RegExpSize", limits: runtime.Limits{RegExpSize: 1600}, src: "new RegExp('a'.repeat(200))",
		limit: sandbox.LimitRegExpSize, max: "100 characters", caught: true},
	{field: "BigIntBits", limits: runtime.Limits{BigIntBits: 1000}, src: "2n ** 2000n",
		limit: sandbox.LimitBigInt, max: "1000 bits in one BigInt", caught: true},
	{field: "Nodes", limits: runtime.Limits{Nodes: 1000}, src: "this.setData({ rows: Array(2000).fill('x') })",
		limit: sandbox.LimitNodes, max: "1000 nodes in one page", ends: sandbox.BreachTurn},
	{field: "Patches", limits: runtime.Limits{Patches: 100}, src: "this.setData({ rows: Array(2000).fill('x') })",
		limit: sandbox.LimitPatches, max: "100 changes of one page in one turn", ends: sandbox.BreachTurn},
	{field: "Pending", limits: runtime.Limits{Pending: 20}, src: "for (;;) wx.request({ url: 'https://example.com/', fail() {} })",
		limit: sandbox.LimitPending, max: "20 calls of wx without an answer", caught: true},
}

// Each limit is broken by a program: the host is told of it once, with its name,
// its value and the place, the program learns of it where it goes on, and it goes
// on unless the limit says otherwise.
func TestLimits(t *testing.T) {
	fields := make(map[string]bool)
	for _, tt := range limitCases {
		fields[tt.field] = true
		t.Run(tt.field, func(t *testing.T) {
			heard, told := breach(t, tt, tt.src)
			checkBreach(t, tt, heard, told)
			if !tt.caught {
				return
			}
			caught := "try { " + tt.src + " } catch (e) { wx.setStorageSync('heard', e instanceof RangeError) }"
			heard, told = breach(t, tt, caught)
			if len(heard) > 0 || told != "true" {
				t.Errorf("caught: the host got %v, the program %q", heard, told)
			}
		})
	}
	typ := reflect.TypeFor[runtime.Limits]()
	for i := range typ.NumField() {
		if name := typ.Field(i).Name; !fields[name] {
			t.Errorf("no program breaks Limits.%s", name)
		}
	}
}

// breach runs the program of a case and returns what the host was told, and what
// the program was; it fails the test if the program does not go on as it should.
func breach(t *testing.T, tt limitCase, src string) (heard []error, told string) {
	t.Helper()
	store := &runtime.MemoryStorage{}
	app := launch(t, limitProgram(src), runtime.Config{
		Limits:  tt.limits,
		OnError: func(err error) { heard = append(heard, err) },
		Storage: store,
	})
	goruntime.GC() // for AppHeap, what is alive counts
	for range max(tt.turns, 1) {
		err := app.Page().Query(".breach").Tap()
		if tt.ends == sandbox.BreachApp && errors.Is(err, runtime.ErrClosed) {
			break
		}
	}
	err := app.Page().Query(".n").Tap()
	told, _, _ = store.Get("heard")
	if tt.ends != sandbox.BreachApp {
		if err != nil {
			t.Errorf("the program does not go on: %v", err)
		}
		expect(t, "the page", texts(t, app.Page(), ".n"), "1")
		return heard, told
	}
	var limit *sandbox.LimitError
	if !errors.Is(err, runtime.ErrClosed) || !errors.As(err, &limit) || limit.Limit != tt.limit {
		t.Errorf("the program that was closed gives %v", err)
	}
	expect(t, "the page of the closed program", texts(t, app.Page(), ".n"), "0")
	return heard, told
}

func checkBreach(t *testing.T, tt limitCase, heard []error, told string) {
	t.Helper()
	if tt.silent {
		if len(heard)+len(told) > 0 {
			t.Errorf("the host got %v, the program %q", heard, told)
		}
		return
	}
	var limit *sandbox.LimitError
	if len(heard) != 1 || !errors.As(heard[0], &limit) {
		t.Fatalf("the host got %d errors: %v", len(heard), heard)
	}
	got := fmt.Sprint(limit.Limit, ", ", limit.Max, ", ", limit.File, ":", limit.Line, ", ", limit.Ends())
	want := fmt.Sprint(tt.limit, ", ", tt.max, ", index.js:3, ", tt.ends)
	expect(t, "the limit", got, want)
	want = ""
	if tt.ends != sandbox.BreachApp {
		want = tt.limit
	}
	if strings.Count(told, "onError") > 1 || !strings.Contains(told, want) || want == "" && told != "" {
		t.Errorf("App.onError got %q", told)
	}
}

// docs/limits.md has every limit, with its name, its default and what its breach
// ends.
func TestLimitsAreDocumented(t *testing.T) {
	text, err := os.ReadFile("../docs/limits.md")
	if err != nil {
		t.Fatal(err)
	}
	rows := make(map[string][]string)
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(line, "|")
		for k := range cells {
			cells[k] = strings.TrimSpace(cells[k])
		}
		if strings.HasPrefix(line, "| `") && len(cells) == 8 {
			rows[strings.Trim(cells[1], "`")] = cells
		}
	}
	vm, err := sandbox.New(sandbox.Config{Scripts: sandbox.NewScripts(os.DirFS("."), sandbox.ScriptOptions{})})
	if err != nil {
		t.Fatal(err)
	}
	defer vm.Close()
	defaults := reflect.ValueOf(vm.Limits())
	for _, tt := range limitCases {
		cells := rows[tt.field]
		if cells == nil {
			t.Errorf("docs/limits.md lacks %s", tt.field)
			continue
		}
		ends := []string{"call", "turn", "app"}[tt.ends]
		if tt.silent || tt.ends == sandbox.BreachCall && !tt.caught {
			ends = "-"
		}
		got := strings.Join(cells[2:5], ", ")
		expect(t, tt.field, got, strings.Join([]string{tt.limit, amount(defaults.FieldByName(tt.field)), ends}, ", "))
	}
	if len(rows) != len(limitCases) {
		t.Errorf("docs/limits.md has %d rows for %d limits", len(rows), len(limitCases))
	}
}

// amount writes a limit as docs/limits.md does.
func amount(v reflect.Value) string {
	if d, ok := v.Interface().(time.Duration); ok {
		return d.String()
	}
	switch n := v.Int(); {
	case n%(1<<20) == 0:
		return fmt.Sprint(n>>20, " Mi")
	case n%(1<<10) == 0:
		return fmt.Sprint(n>>10, " Ki")
	case n >= 1_000_000:
		return fmt.Sprintf("%d,%03d,%03d", n/1_000_000, n/1000%1000, n%1000)
	case n >= 1000:
		return fmt.Sprintf("%d,%03d", n/1000, n%1000)
	default:
		return fmt.Sprint(n)
	}
}
