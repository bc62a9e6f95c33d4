package runtime

import (
	"fmt"
	"io/fs"
	"maps"
	"strings"

	"github.com/mica-go/mica/internal/diag"
	"github.com/mica-go/mica/internal/value"
)

// fieldType is what a field of the configuration has to hold.
type fieldType uint8

const (
	anyField fieldType = iota + 1
	stringField
	boolField
	numberField
	arrayField
	objectField
)

func (t fieldType) String() string {
	return [...]string{"", "anything", "a string", "true or false", "a number", "an array", "an object"}[t]
}

func (t fieldType) holds(v value.Value) bool {
	switch t {
	case stringField:
		return v.IsString()
	case boolField:
		return v.Kind() == value.KindBool
	case numberField:
		_, ok := v.AsNumber()
		return ok
	case arrayField:
		return v.AsArray() != nil
	case objectField:
		return v.AsObject() != nil
	}
	return true
}

// fields are the fields that an object of the configuration may have.
type fields map[string]fieldType

// of makes fields of one type from their names.
func (f fields) of(t fieldType, names string) fields {
	for name := range strings.FieldsSeq(names) {
		f[name] = t
	}
	return f
}

func (f fields) with(others ...fields) fields {
	for _, o := range others {
		maps.Copy(f, o)
	}
	return f
}

// The fields of app.json, of pages and of components (spec app §2).
var (
	windowFields = fields{}.
			of(stringField, `navigationBarBackgroundColor navigationBarTextStyle navigationBarTitleText navigationStyle backgroundColor
			backgroundColorContent backgroundTextStyle backgroundColorTop backgroundColorBottom pageOrientation restartStrategy
			initialRenderingCache visualEffectInBackground handleWebviewPreload`).
		of(boolField, `homeButton enablePullDownRefresh disableScroll`).
		of(numberField, `onReachBottomDistance`)

	sharedFields = fields{}.
			of(objectField, `usingComponents componentGenerics componentPlaceholder rendererOptions singlePage`).
			of(stringField, `renderer componentFramework style`).
			of(anyField, `enablePassiveEvent`)

	appFields = fields{}.with(sharedFields).
			of(arrayField, `pages subpackages subPackages requiredBackgroundModes requiredPrivateInfos entranceDeclare supportedMaterials
			embeddedAppIdList chatTools navigateToMiniProgramAppIdList`).
		of(objectField, `window tabBar preloadRule networkTimeout plugins permission useExtendedLib debugOptions resolveAlias halfPage
			miniApp`).
		of(stringField, `entryPagePath sitemapLocation themeLocation lazyCodeLoading serviceProviderTicket`).
		of(boolField, `debug functionalPages darkmode convertRpxToVw resizable cloud`).
		of(anyField, `workers entranceDeclare supportedMaterials chatTools static appBar frameset multiSelectSupportedMaterials`)

	componentFields = fields{}.with(sharedFields).
			of(boolField, `component addGlobalClass virtualHost`).
			of(stringField, `styleIsolation pureDataPattern`).
			of(objectField, `options`).
			of(anyField, `usingShadow`)

	pageFields = fields{}.with(windowFields, componentFields)

	tabBarFields = fields{}.
			of(stringField, `color selectedColor backgroundColor borderStyle position`).
			of(boolField, `custom`).
			of(arrayField, `list`)

	tabFields = fields{}.of(stringField, `pagePath text iconPath selectedIconPath`)

	subpackageFields = fields{}.
				of(stringField, `root name entry renderer componentFramework`).
				of(arrayField, `pages`).
				of(boolField, `independent`).
				of(objectField, `plugins componentPlaceholder entranceDeclare`)
)

// checkConfig reports fields of the JSON files that WeChat does not know, and
// values of a kind that it ignores.
func (l *loading) checkConfig() {
	l.checkFields("app.json", "", "app.json", l.own("app.json"), appFields)
	app := l.own("app.json")
	l.checkFields("app.json", "window", "window", object(app, "window"), fields{}.with(windowFields))
	if bar := object(app, "tabBar"); bar != nil {
		l.checkFields("app.json", "tabBar", "tabBar", bar, tabBarFields)
		l.checkList("app.json", "tabBar", "an item of the tab bar", bar.Get("list"), tabFields)
	}
	for _, name := range []string{"subpackages", "subPackages"} {
		l.checkList("app.json", name, "a subpackage", objectValue(app, name), subpackageFields)
	}
	for _, c := range l.order {
		file := c.Path + ".json"
		known := componentFields
		if c.IsPage {
			known = pageFields
		}
		l.checkFields(file, "", file, l.own(file), known)
	}
}

// own reads a JSON file again, as it is written and without a message.
func (l *loading) own(file string) *value.Object {
	src, err := fs.ReadFile(l.fsys, file)
	if err != nil {
		return nil
	}
	o, _ := parseConfig(file, src)
	return o
}

func (l *loading) checkList(file, inside, what string, list value.Value, known fields) {
	if list.AsArray() == nil {
		return
	}
	for _, item := range list.AsArray().Items() {
		l.checkFields(file, inside, what, item.AsObject(), known)
	}
}

// checkFields checks one object; inside is the key that it is found at.
func (l *loading) checkFields(file, inside, what string, o *value.Object, known fields) {
	if o == nil {
		return
	}
	src, err := fs.ReadFile(l.fsys, file)
	if err != nil {
		return
	}
	report := func(name, code, message string) {
		l.add(diag.At(file, src, keyOffset(src, inside, name), diag.Warning, code, message))
	}
	for i, name := range o.Keys() {
		v := o.Values()[i]
		t := known[name]
		if s, ok := v.AsString(); ok && strings.HasPrefix(s, "@") {
			t = min(t, anyField) // a variable of theme.json
		}
		switch {
		case strings.HasPrefix(name, "$") || strings.HasPrefix(name, "_"): // notes of tools and people
		case t == 0:
			message := fmt.Sprintf("%s has no field %q; it is ignored", what, name)
			if near := nearestField(name, known); near != "" {
				message += fmt.Sprintf(" (did you mean %q?)", near)
			}
			report(name, "config-unknown", message)
		case !t.holds(v):
			report(name, "config-type", fmt.Sprintf("the field %q has to be %s", name, t))
		}
	}
}

// nearestField returns the field whose name is like name, or "".
func nearestField(name string, known fields) string {
	words := make(map[string]bool, len(known))
	for k := range known {
		if strings.EqualFold(k, name) {
			return k
		}
		words[k] = true
	}
	return nearest(name, words)
}
