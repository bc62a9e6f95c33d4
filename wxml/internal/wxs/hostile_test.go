package wxs

import (
	"strings"
	"testing"
)

// Source of any shape ends in code or in a diagnostic: no stack overflow, no
// time beyond proportion.
func TestHostileSource(t *testing.T) {
	many := func(s string, n int) string { return strings.Repeat(s, n) }
	for name, src := range map[string]string{
		"parentheses":      many("(", 100_000),
		"brackets":         many("[", 100_000),
		"braces":           many("{", 100_000),
		"objects":          "x=" + many("{a:", 100_000),
		"templates":        many("`${", 100_000),
		"functions":        many("(function(){", 50_000),
		"arrows":           many("a=>", 100_000),
		"arrow parameters": many("((a)=>", 50_000),
		"not":              many("!", 100_000),
		"minus":            many("- ", 100_000),
		"new":              many("new ", 100_000),
		"conditionals":     many("a?b:", 100_000),
		"assignments":      many("a=", 100_000),
		"powers":           many("a**", 100_000),
		"ifs":              many("if(a)", 100_000),
		"else ifs":         many("if(a);else ", 50_000) + ";",
		"for":              many("for(;;)", 100_000),
		"labels":           many("a:", 100_000),
		"switches":         many("switch(a){case 1:", 50_000),
		"try":              many("try{", 100_000),
		"patterns":         "var " + many("[", 100_000),
		"members":          "a" + many(".b", 100_000),
		"calls":            "a" + many("()", 100_000),
		"method chains":    many("a"+many(".b()", 400)+";", 500),
		"optional chains":  "a" + many("?.b", 100_000),
		"sums":             "a" + many("+a", 200_000),
		"commas":           "a" + many(",a", 200_000),
		"nested callbacks": many("a.map(function(){return b},", 300) + "1" + many(")", 300),
		"nested in sums":   many("(a"+many("+a", 900)+"+", 190) + "1" + many(")", 190),
		"statements":       many("a;", 400_000),
		"variables":        "function f(){" + many("var a1=1;", 50_000) + "}",
		"names":            "function f(" + manyNames(30_000) + "){return function(){return [" + manyNames(30_000) + "]}}",
		"comments":         many("/**/", 200_000),
		"open comments":    many("a /* ", 100_000),
		"strings":          many("'\\x41'+", 100_000) + "1",
		"large patterns":   many("/(?:ab){9999}/;", 50_000),
		"class patterns":   many("/"+many("[^a]", 2000)+"/i;", 50),
		"undefined names":  many("nope;", 100_000),
		"duplicates":       "var o={" + many("a:1,", 100_000) + "}",
		"zero bytes":       many("\x00", 100_000),
		"bad UTF-8":        many("'\xff'+", 50_000) + "'\xed\xa0\x80'",
		"too long":         many("a;", maxSource/2+1),
	} {
		t.Run(name, func(t *testing.T) {
			m, diags := Compile("h.wxs", []byte(src), Options{})
			if m == nil || len(diags) > maxDiags+1 {
				t.Errorf("%d diagnostics", len(diags))
			}
			NewContext(Config{MaxSteps: 1000}).Exports(m)
		})
	}
}
