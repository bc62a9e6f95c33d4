package hostile

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	goruntime "runtime"
	"runtime/debug"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"golang.org/x/tools/txtar"

	"github.com/mica-go/mica/runtime"
	"github.com/mica-go/mica/sandbox"
)

// TestMain makes this binary the worker of its own apps.
func TestMain(m *testing.M) {
	runtime.RunWorker()
	os.Exit(m.Run())
}

// attack is one hostile program.
type attack struct {
	Name string `json:"name"`
	// Src is the body of a page's onLoad.
	Src string `json:"src,omitempty"`
	// Archive is a whole program, as txtar; its comment holds steps, one a line:
	// "tap .selector", "call method".
	Archive string `json:"archive,omitempty"`
	// Want is a regular expression that the outcome matches; an attack without one may
	// end in any way. Those with one are short, and several of them share a process.
	Want string `json:"want,omitempty"`
	// Isolation is where it runs.
	Isolation runtime.Isolation `json:"isolation,omitempty"`
}

// report is what the process of an attack tells.
type report struct {
	Outcome string        // ok, what was thrown, or the limit
	Limit   string        // the name of the limit, if one was broken
	Wall    time.Duration // from before the program is loaded, in the worker if there is one, to the end
	CPU     time.Duration // that of a worker included
	Died    string        // how a worker ended, if not by a limit
	Other   string        // what the other program in the process showed afterwards
}

const (
	attackEnv = "MICA_ATTACK"
	// attackTurn is the time of a turn, attackBudget that of all turns: a minute's,
	// and no attack takes so long.
	attackTurn   = 150 * time.Millisecond
	attackBudget = 2 * attackTurn
	// attackMemory is the address space of a process that is attacked, workerMemory
	// what may live in a worker.
	attackMemory = 4 << 30
	workerMemory = 128 << 20
)

// Every hostile program ends with a value, an exception or a broken limit within
// a second after its time is up; the process goes on, and so does another
// program in it.
func TestHostilePrograms(t *testing.T) { hostilePrograms(t, runtime.InProcess) }

// The same in worker processes, where the host's own limit of the heap is off:
// what ends a worker is a limit too, and its process is the host's no more.
func TestHostileProgramsInWorkers(t *testing.T) {
	if goruntime.GOOS != "linux" {
		t.Skip("Isolation Process needs Linux")
	}
	hostilePrograms(t, runtime.Process)
}

// hostilePrograms runs the table. Times are those of processors where these are
// less, so that it does not matter what else a machine does, and the least of
// three: memory that a virtual machine has not touched before takes several times
// as long.
func hostilePrograms(t *testing.T, where runtime.Isolation) {
	if raceEnabled {
		t.Skip("the race detector takes the memory and the time that are limited")
	}
	var short []attack
	for i, a := range attacks(t) {
		if testing.Short() && i%8 != 0 {
			continue
		}
		a.Isolation = where
		if a.Want != "" {
			short = append(short, a)
			continue
		}
		t.Run(a.Name, func(t *testing.T) {
			t.Parallel()
			check(t, a, runAttacks(t, a)[0])
		})
	}
	for batch := range slices.Chunk(short, attackBatch) {
		t.Run(batch[0].Name+" and so on", func(t *testing.T) {
			t.Parallel()
			reports := runAttacks(t, batch...)
			for i, a := range batch {
				t.Run(a.Name, func(t *testing.T) { check(t, a, reports[i]) })
			}
		})
	}
}

// attackBatch is how many short attacks share a process.
const attackBatch = 20

// check looks at the report of an attack, and at others of the same if it says that the
// attack took too long or ended otherwise than it should: a busy machine does that.
func check(t *testing.T, a attack, r report) {
	t.Helper()
	want := regexp.MustCompile(a.Want)
	for range 2 {
		if r.spent() <= attackBudget+time.Second && want.MatchString(r.Outcome) {
			break
		}
		if again := runAttacks(t, a)[0]; again.spent() < r.spent() || !want.MatchString(r.Outcome) {
			r = again
		}
	}
	if r.spent() > attackBudget+time.Second {
		t.Errorf("took %v, %v of the processors; the budget is %v", r.Wall, r.CPU, attackBudget)
	}
	if r.Other != "1" {
		t.Errorf("the other program shows %q", r.Other)
	}
	if r.Died != "" {
		t.Errorf("the worker ended without a limit: %s", r.Died)
	}
	if !want.MatchString(r.Outcome) {
		if r.CPU < attackTurn && r.Limit == sandbox.LimitTurnTime {
			t.Skipf("the machine is too busy to tell: %s", r.Outcome)
		}
		t.Errorf("outcome %s, want %s", r.Outcome, a.Want)
	}
	t.Logf("%v, %v of the processors: %s", r.Wall, r.CPU, r.Outcome)
}

func attacks(t testing.TB) []attack {
	t.Helper()
	var all []attack
	for _, name := range []string{"attacks.json", "engine.json", "short.json"} {
		data, err := os.ReadFile(filepath.Join("../../testdata/hostile", name))
		if err != nil {
			t.Fatal(err)
		}
		var list []attack
		if err := json.Unmarshal(data, &list); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		all = append(all, list...)
	}
	files, err := filepath.Glob("../../testdata/hostile/surface/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, attack{Name: strings.TrimSuffix(filepath.Base(f), ".txtar"), Archive: string(data)})
	}
	return all
}

// runAttacks runs attacks one after the other in a process of their own: this test
// binary again.
func runAttacks(t *testing.T, list ...attack) []report {
	t.Helper()
	data, err := json.Marshal(list)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, os.Args[0], "-test.run=^TestAttacked$")
	cmd.Env = append(os.Environ(), attackEnv+"=1")
	cmd.Stdin = strings.NewReader(string(data))
	out, err := cmd.CombinedOutput()
	var reports []report
	for line := range strings.Lines(string(out)) {
		var r report
		if text, ok := strings.CutPrefix(line, "REPORT "); ok && json.Unmarshal([]byte(text), &r) == nil {
			reports = append(reports, r)
		}
	}
	if err != nil || len(reports) < len(list) {
		text := string(out)
		t.Fatalf("%s: the process ended: %v\n%s", list[min(len(reports), len(list)-1)].Name, err, text[:min(len(text), 2000)])
	}
	return reports
}

// spent is what an attack has taken, whatever else the machine does.
func (r report) spent() time.Duration { return min(r.Wall, r.CPU) }

// TestAttacked is the process of an attack; it does nothing otherwise.
func TestAttacked(t *testing.T) {
	if os.Getenv(attackEnv) == "" {
		t.Skip("only runs as a process of TestHostilePrograms")
	}
	limitMemory(t, attackMemory)
	var list []attack
	if err := json.NewDecoder(os.Stdin).Decode(&list); err != nil {
		t.Fatal(err)
	}
	for _, a := range list {
		line, err := json.Marshal(a.run(t))
		if err != nil {
			t.Fatal(err)
		}
		fmt.Printf("\nREPORT %s\n", line)
		debug.FreeOSMemory()
	}
}

// run is an attack, with another program beside it.
func (a attack) run(t *testing.T) (r report) {
	other := counter(t)
	start, cpu := time.Now(), processTime()
	fsys, steps := a.files()
	pkg, err := runtime.Load(fsys)
	if a.Isolation == runtime.Process { // a worker loads the program again
		start, cpu = time.Now(), processTime()
	}
	if err == nil {
		err = a.runProgram(pkg, steps)
	}
	r.Wall, r.CPU = time.Since(start), processTime()-cpu
	r.Outcome = "ok"
	if err != nil {
		r.Outcome = shorten(err.Error())
		var limit *sandbox.LimitError
		if errors.As(err, &limit) {
			r.Limit = limit.Limit
		}
		var ended *runtime.WorkerError
		if errors.As(err, &ended) && ended.Limit == nil {
			r.Died = shorten(ended.Error() + "\n" + ended.Output)
		}
	}
	count := other.Page().Query(".n")
	if err := count.Tap(); err != nil {
		t.Fatal(err)
	}
	r.Other = count.Text()
	return r
}

// counter launches a program that counts taps.
func counter(t *testing.T) *runtime.App {
	t.Helper()
	fsys, _ := attack{Archive: `
-- pages/a/a.wxml --
<view class="n" bindtap="add">{{n}}</view>
-- pages/a/a.js --
Page({ data: { n: 0 }, add() { this.setData({ n: this.data.n + 1 }) } })
`}.files()
	pkg, err := runtime.Load(fsys)
	if err != nil {
		t.Fatal(err)
	}
	app, err := pkg.Launch(t.Context(), runtime.Config{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { app.Close() })
	return app
}

func shorten(s string) string { return strings.ToValidUTF8(s[:min(len(s), 300)], "") }

// runProgram launches a hostile program and takes its steps. The error is what went
// wrong, or what the program threw.
func (a attack) runProgram(pkg *runtime.Package, steps []string) error {
	cfg := runtime.Config{Isolation: a.Isolation, Limits: runtime.Limits{TurnTime: attackTurn, CPUPerMinute: attackBudget}}
	if a.Want != "" { // a minute's time is that of the clock, and a busy machine takes it
		cfg.Limits.CPUPerMinute = 20 * attackBudget
	}
	if a.Isolation == runtime.Process {
		cfg.Limits.Heap = -1
		cfg.Workers = &runtime.Workers{Memory: workerMemory, CPUPerTurn: time.Second}
		defer cfg.Workers.Close()
	}
	app, err := pkg.Launch(context.Background(), cfg)
	if err != nil {
		return err
	}
	defer app.Close()
	err = errors.Join(app.Errors()...)
	for _, s := range steps {
		verb, arg, _ := strings.Cut(s, " ")
		page := app.Page()
		if page == nil {
			return errors.Join(err, errors.New("there is no page"))
		}
		switch verb {
		case "tap":
			err = errors.Join(err, page.Query(arg).Tap())
		case "call":
			_, e := page.Call(context.Background(), arg)
			err = errors.Join(err, e)
		default:
			return fmt.Errorf("no step %q", s)
		}
		err = errors.Join(append(app.Errors(), err)...)
	}
	if page := app.Page(); page != nil {
		_ = page.HTML()
	}
	return err
}

func (a attack) files() (fs.FS, []string) {
	fsys := fstest.MapFS{}
	put := func(name, text string) { fsys[name] = &fstest.MapFile{Data: []byte(text)} }
	put("app.json", `{"pages":["pages/a/a"]}`)
	put("pages/a/a.wxml", "<view>{{n}}</view>")
	put("pages/a/a.js", "Page({})")
	if a.Archive == "" {
		put("pages/a/a.js", "Page({ onLoad() {\n"+a.Src+"\n} })")
		return fsys, nil
	}
	archive := txtar.Parse([]byte(a.Archive))
	for _, f := range archive.Files {
		put(f.Name, expand(string(f.Data)))
	}
	var steps []string
	for line := range strings.Lines(string(archive.Comment)) {
		if line = strings.TrimSpace(line); line != "" && !strings.HasPrefix(line, "#") {
			steps = append(steps, line)
		}
	}
	return fsys, steps
}

// expand replaces @{n|text}@ by n times text, so that a large program is a small
// file. @# in the text is the number of the time, from 0.
func expand(text string) string {
	for {
		i := strings.LastIndex(text, "@{")
		if i < 0 {
			return text
		}
		var n int
		body, after, ok := strings.Cut(text[i+2:], "}@")
		count, rest, found := strings.Cut(body, "|")
		if _, err := fmt.Sscan(count, &n); err != nil || !ok || !found {
			return text
		}
		var b strings.Builder
		for k := range n {
			b.WriteString(strings.ReplaceAll(rest, "@#", strconv.Itoa(k)))
		}
		text = text[:i] + b.String() + after
	}
}
