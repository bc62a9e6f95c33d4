package property

import "testing"

func TestExpand(t *testing.T) {
	for _, c := range []struct{ name, value, want string }{
		{"margin", "1px 2px", "margin-top: 1px; margin-right: 2px; margin-bottom: 1px; margin-left: 2px"},
		{"margin", "1px 2px 3px", "margin-top: 1px; margin-right: 2px; margin-bottom: 3px; margin-left: 2px"},
		{"margin", "inherit", "margin-top: inherit; margin-right: inherit; margin-bottom: inherit; margin-left: inherit"},
		{"word-wrap", "break-word", "overflow-wrap: break-word"},
		{"--x", " a  b", "--x:  a  b"},
		{"dsplay", "block", "!"},
	} {
		out, ok := Expand(nil, c.name, c.value)
		got := ""
		for i, l := range out {
			if i > 0 {
				got += "; "
			}
			got += l.Name + ": " + l.Value
		}
		if !ok {
			got += "!"
		}
		if got != c.want {
			t.Errorf("%s: %s\n got %s\nwant %s", c.name, c.value, got, c.want)
		}
	}
}
