package runtime

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/mica-go/mica/internal/diag"
	"github.com/mica-go/mica/internal/value"
)

// parseConfig parses a JSON file of a program. Comments and trailing commas are
// accepted, with a warning, as WeChat's tools do; anything else that is no JSON
// is an error with its place.
func parseConfig(file string, src []byte) (*value.Object, Diagnostics) {
	var diags Diagnostics
	clean, odd := stripJSON(src)
	if odd >= 0 {
		diags = append(diags, diag.At(file, src, odd, diag.Warning, "json-comment", "comments and trailing commas are no JSON; WeChat's upload refuses them"))
	}
	v, err := value.ParseJSON(clean)
	if err != nil {
		at := len(src)
		var raw json.RawMessage
		var syntax *json.SyntaxError
		if errors.As(json.Unmarshal(clean, &raw), &syntax) { // it counts the offending byte
			at, err = int(syntax.Offset)-1, syntax
		}
		message := "this is no JSON: " + err.Error()
		switch odd := diag.InvalidUTF8(src); {
		case len(bytes.TrimSpace(clean)) == 0:
			message = "the file is empty; it has to hold an object, at least {}"
		case odd >= 0:
			at, message = odd, "the file is not UTF-8; save it as UTF-8"
		}
		return nil, append(diags, diag.At(file, src, at, diag.Error, "json-syntax", message))
	}
	o := v.AsObject()
	if o == nil {
		return nil, append(diags, diag.At(file, src, 0, diag.Error, "json-object", fmt.Sprintf("the file has to hold an object, not %s", v.Kind())))
	}
	return o, diags
}

// stripJSON replaces comments, trailing commas and a byte order mark by spaces,
// so that offsets stay what they are. odd is the offset of the first, -1 for
// none; the mark does not count.
func stripJSON(src []byte) (clean []byte, odd int) {
	clean = append([]byte(nil), src...)
	odd = -1
	blank := func(from, to int) {
		if odd < 0 {
			odd = from
		}
		for i := from; i < to; i++ {
			if clean[i] != '\n' {
				clean[i] = ' '
			}
		}
	}
	if len(clean) >= 3 && clean[0] == 0xEF && clean[1] == 0xBB && clean[2] == 0xBF {
		clean[0], clean[1], clean[2] = ' ', ' ', ' '
	}
	comma := -1
	for i := 0; i < len(clean); {
		switch c := clean[i]; {
		case c == '"':
			comma = -1
			i = skipString(clean, i)
			continue
		case c == '/' && i+1 < len(clean) && clean[i+1] == '/':
			end := i
			for end < len(clean) && clean[end] != '\n' {
				end++
			}
			blank(i, end)
			i = end
			continue
		case c == '/' && i+1 < len(clean) && clean[i+1] == '*':
			end := i + 2
			for end < len(clean) && !(clean[end-1] == '*' && clean[end] == '/' && end > i+2) {
				end++
			}
			end = min(end+1, len(clean))
			blank(i, end)
			i = end
			continue
		case c == ',':
			comma = i
		case c == '}' || c == ']':
			if comma >= 0 {
				blank(comma, comma+1)
			}
			comma = -1
		case c != ' ' && c != '\t' && c != '\n' && c != '\r':
			comma = -1
		}
		i++
	}
	return clean, odd
}

// skipString returns the offset after the string that begins at i.
func skipString(src []byte, i int) int {
	for i++; i < len(src) && src[i] != '"'; i++ {
		if src[i] == '\\' {
			i++
		}
	}
	return i + 1
}

// text returns a string field, "" when it is none.
func text(o *value.Object, name string) string {
	if o == nil {
		return ""
	}
	s, _ := o.Get(name).AsString()
	return s
}

// texts returns the strings of an array field.
func texts(o *value.Object, name string) []string {
	var out []string
	if o == nil {
		return nil
	}
	if a := o.Get(name).AsArray(); a != nil {
		for _, v := range a.Items() {
			if s, ok := v.AsString(); ok {
				out = append(out, s)
			}
		}
	}
	return out
}

// object returns an object field, nil when it is none.
func object(o *value.Object, name string) *value.Object {
	if o == nil {
		return nil
	}
	return o.Get(name).AsObject()
}
