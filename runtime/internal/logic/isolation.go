package logic

import (
	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// tellIsolation tells the view of a style isolation that only the script of a
// component says (spec wxss §5): what its JSON file says the view knows.
func (a *App) tellIsolation(d *definition, file *Component) {
	if d.styleIsolation == "" {
		return
	}
	if _, inFile := file.Options.Lookup("styleIsolation"); inFile {
		return
	}
	args := value.NewObject()
	args.Put("path", value.String(file.Path))
	args.Put("styleIsolation", value.String(d.styleIsolation))
	a.port.Send(&bridge.Call{Name: "styleIsolation", Args: value.FromObject(args)})
}
