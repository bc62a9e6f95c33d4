package wxml

import "strings"

// spelling says what is odd about the way an attribute's name is written.
type spelling uint8

const (
	usual       spelling = iota
	hyphenated           // wx-if
	deprecated           // wx:for-items
	badPrefix            // a prefix that does not exist, or two
	missingName          // nothing behind the prefix
)

// classify gives an attribute its family, its name without the prefix and the
// flags of an event (spec wxml §5, §8). raw is the name as written.
func (a *Attr) classify(raw string) spelling {
	if colon := strings.IndexByte(raw, ':'); colon >= 0 {
		return a.classifyPrefix(raw[:colon], raw[colon+1:])
	}
	a.Name = raw
	switch raw[0] {
	case 'd':
		if key, ok := strings.CutPrefix(raw, "data-"); ok {
			a.Family, a.Name = Data, datasetKey(key)
			if a.Name == "" {
				return missingName
			}
		}
	case 'w':
		if name, ok := strings.CutPrefix(raw, "wx-"); ok {
			if s := a.directive(name); s != badPrefix {
				return hyphenated
			}
		}
	case 'b', 'c', 'm':
		if flags, n := eventPrefix(raw); n > 0 && n < len(raw) {
			a.Family, a.Name, a.Flags = Event, raw[n:], flags
		}
	}
	return usual
}

func (a *Attr) classifyPrefix(prefix, name string) spelling {
	switch {
	case strings.IndexByte(name, ':') >= 0:
		return badPrefix
	case name == "":
		return missingName
	}
	a.Name = name
	switch prefix {
	case "wx":
		return a.directive(name)
	case "data":
		a.Family = Data
	case "mark":
		a.Family = Mark
	case "model":
		a.Family = Model
	case "change":
		a.Family = Change
	case "generic":
		a.Family = Generic
	case "class":
		a.Family = ClassToggle
	case "style":
		a.Family = StyleProp
	case "slot":
		a.Family, a.Name = SlotValue, camelName(name)
	case "let":
		a.Family, a.Name = Let, camelName(name)
	case "worklet":
		a.Family = Worklet
	case "extra-attr":
		a.Family = Extra
	default:
		flags, n := eventPrefix(prefix)
		if n == 0 || n != len(prefix) {
			return badPrefix
		}
		a.Family, a.Flags = Event, flags
	}
	return usual
}

// directive classifies what follows wx: or wx-.
func (a *Attr) directive(name string) spelling {
	switch name {
	case "if", "elif", "else", "for", "for-item", "for-index", "key":
		a.Family, a.Name = Directive, name
		return usual
	case "for-items":
		a.Family, a.Name = Directive, "for"
		return deprecated
	}
	return badPrefix
}

// eventPrefix returns the flags and the length of the event prefix that s
// begins with; the length is 0 where there is none.
func eventPrefix(s string) (EventFlags, int) {
	flags, n := EventFlags(0), 0
	if strings.HasPrefix(s, "capture-") {
		flags, n = Capture, len("capture-")
	}
	rest := s[n:]
	switch {
	case strings.HasPrefix(rest, "mut-bind"):
		return flags | MutBind, n + len("mut-bind")
	case strings.HasPrefix(rest, "bind"):
		return flags, n + len("bind")
	case strings.HasPrefix(rest, "catch"):
		return flags | Catch, n + len("catch")
	}
	return 0, 0
}

// datasetKey gives the key of data-NAME in the dataset: lower case, but for the
// letters behind dashes, which go: user-id is userId, userId is userid.
func datasetKey(name string) string {
	return camelName(strings.ToLower(name))
}

// camelName drops dashes and makes the letters behind them upper case: my-item
// is myItem.
func camelName(name string) string {
	if strings.IndexByte(name, '-') < 0 {
		return name
	}
	out := make([]byte, 0, len(name))
	for i := 0; i < len(name); i++ {
		c := name[i]
		if c == '-' {
			continue
		}
		if i > 0 && name[i-1] == '-' && c >= 'a' && c <= 'z' {
			c -= 'a' - 'A'
		}
		out = append(out, c)
	}
	return string(out)
}

// familyPrefixes are the prefixes in their usual spelling, by Family; that of
// Event depends on the flags.
var familyPrefixes = [...]string{
	Plain: "", Directive: "wx:", Event: "", Data: "data:", Mark: "mark:", Model: "model:", Change: "change:",
	Generic: "generic:", ClassToggle: "class:", StyleProp: "style:", SlotValue: "slot:", Let: "let:",
	Worklet: "worklet:", Extra: "extra-attr:",
}

// colon reports whether an event attribute is written with one, such as
// bind:tap.
func (a *Attr) colon() bool {
	made := Attr{Family: Event, Flags: a.Flags, Name: a.Name}
	return int(a.rawLen) == len(made.written(""))
}

// Raw returns the name as it stands in the source that the attribute was read
// from; "" for one that was not read.
func (a *Attr) Raw(source string) string {
	if to := int(a.From) + int(a.rawLen); to <= len(source) {
		return source[a.From:to]
	}
	return ""
}

// written returns the name as it stands in the source; for an attribute that
// was not parsed it is made from the family and the name.
func (a *Attr) written(source string) string {
	switch {
	case a.rawLen > 0:
		return a.Raw(source)
	case a.Family != Event:
		return familyPrefixes[a.Family] + a.Name
	}
	prefix := ""
	if a.Flags&Capture != 0 {
		prefix = "capture-"
	}
	switch {
	case a.Flags&Catch != 0:
		return prefix + "catch:" + a.Name
	case a.Flags&MutBind != 0:
		return prefix + "mut-bind:" + a.Name
	}
	return prefix + "bind:" + a.Name
}
