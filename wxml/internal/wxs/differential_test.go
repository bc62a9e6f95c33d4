package wxs

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/dop251/goja"

	"github.com/mica-go/mica/internal/value"
)

// The same programs run here and in goja and must give the same text. Programs
// avoid what differs by design: constructor, unknown escapes, holes in arrays,
// the wording of exceptions.

// prelude writes any value as a text, in JavaScript that both engines run.
const prelude = `
function show(v, depth) {
  depth = depth || 0;
  if (depth > 6) return '...';
  if (v === undefined) return 'undefined';
  if (v === null) return 'null';
  if (typeof v === 'number') return v === 0 && 1 / v < 0 ? '-0' : String(v);
  if (typeof v === 'string') return JSON.stringify(v);
  if (typeof v === 'function') return 'function';
  if (typeof v !== 'object') return String(v);
  if (v instanceof Error) return 'error ' + v.name;
  if (v instanceof Date) return 'date ' + v.getTime();
  if (v instanceof RegExp) return 'regexp ' + String(v) + ' ' + v.lastIndex;
  if (Array.isArray(v)) {
    var list = [];
    for (var i = 0; i < v.length; i++) list.push(show(v[i], depth + 1));
    return '[' + list.join(', ') + ']';
  }
  var fields = [];
  for (var k in v) fields.push(JSON.stringify(k) + ': ' + show(v[k], depth + 1));
  return '{' + fields.join(', ') + '}';
}
function run(f) {
  try { return show(f()) } catch (e) { return 'throws ' + (e instanceof Error ? e.name : show(e)) }
}
`

const gojaPrelude = `
function getDate() {
  var a = arguments;
  if (a.length === 0) return new Date();
  if (a.length === 1) return new Date(a[0]);
  return new Date(a[0], a[1], a[2] === undefined ? 1 : a[2], a[3] || 0, a[4] || 0, a[5] || 0, a[6] || 0);
}
function getRegExp(p, f) { return new RegExp(p, f) }
`

func runGoja(t testing.TB, body string) (out string) {
	t.Helper()
	defer func() {
		if r := recover(); r != nil {
			out = fmt.Sprintf("goja: panic %v", r)
		}
	}()
	vm := goja.New()
	vm.SetMaxCallStackSize(500)
	timer := time.AfterFunc(5*time.Second, func() { vm.Interrupt("timeout") })
	defer timer.Stop()
	v, err := vm.RunString(prelude + gojaPrelude + "run(function () {" + body + "\n})")
	if err != nil {
		return "goja: " + err.Error()
	}
	return v.String()
}

func runWXS(t testing.TB, body string) string {
	t.Helper()
	v, err := evalSource(t, prelude+"module.exports = function () { return run(function () {"+body+"\n}) }", Options{}, Config{})
	var e *Error
	switch {
	case errors.As(err, &e) && e.Limit != "":
		return "wxs: limit " + err.Error()
	case err != nil:
		return "wxs: " + err.Error()
	}
	return value.ToString(v)
}

var statementStart = regexp.MustCompile(`^(return|var|let|const|function|for|if|try|switch|throw|while|do)\b|^\w+ ?[:=][^=]|^;|^\{ `)

// asBody makes a function body of a line of the tables: a line that is no
// statement is an expression to return.
func asBody(line string) string {
	if statementStart.MatchString(line) {
		return line
	}
	return "return " + line
}

func differ(t testing.TB, body string) {
	t.Helper()
	want, got := runGoja(t, body), runWXS(t, body)
	if strings.HasPrefix(want, "goja: panic") {
		t.Logf("%s\n%s, wxs gives %s", body, want, got)
		return
	}
	if got != want {
		t.Errorf("%s\n got %s\nwant %s", body, got, want)
	}
}

func TestDifferential(t *testing.T) {
	for _, group := range differentialPrograms {
		t.Run(group.name, func(t *testing.T) {
			for body := range strings.SplitSeq(strings.TrimSpace(group.bodies), "\n") {
				if body = strings.TrimSpace(body); body == "" {
					continue
				}
				differ(t, asBody(body))
			}
		})
	}
}
