package runtime

import (
	"slices"

	"github.com/mica-go/mica/internal/value"
)

// Info describes what is in a package.
type Info struct {
	// AppID is the appid of project.config.json, "" for none.
	AppID string
	// Entry is the page shown first.
	Entry string
	// Tabs are the pages of the tab bar.
	Tabs []string
	// Pages are all pages in the order of app.json.
	Pages []PageInfo
	// Components are the paths of the components that pages use, sorted.
	Components []string
	// Subpackages are those of app.json.
	Subpackages []SubpackageInfo
}

// PageInfo is one page of a package.
type PageInfo struct {
	// Path is the page's path without a leading slash.
	Path string
	// Subpackage is the root of its subpackage, "" in the main package.
	Subpackage string
	// Title is the title that its configuration gives.
	Title string
	// Err is why it can not be opened, in a package that was loaded partially.
	Err error
}

// SubpackageInfo is one subpackage.
type SubpackageInfo struct {
	// Root is its folder, Name its other name, "" for none.
	Root, Name string
	// Independent says that its pages run without the main package.
	Independent bool
}

// Info describes what is in the package.
func (p *Package) Info() Info {
	lp := p.logic
	info := Info{AppID: lp.AppID, Entry: lp.Entry, Tabs: slices.Clone(lp.Tabs)}
	for _, path := range lp.Pages {
		page := PageInfo{Path: path}
		if c := lp.Components[path]; c != nil {
			page.Err = c.Err
			page.Title = text(c.Config.AsObject(), "navigationBarTitleText")
			if c.Sub != nil {
				page.Subpackage = c.Sub.Root
			}
		}
		info.Pages = append(info.Pages, page)
	}
	for path, c := range lp.Components {
		if !c.IsPage {
			info.Components = append(info.Components, path)
		}
	}
	slices.Sort(info.Components)
	for _, s := range lp.Subpackages {
		info.Subpackages = append(info.Subpackages, SubpackageInfo{s.Root, s.Name, s.Independent})
	}
	return info
}

// Config returns app.json, with what ext.json lays over it, as plain Go data, a
// copy.
func (p *Package) Config() map[string]any {
	out, _ := value.ToAny(p.logic.Config).(map[string]any)
	return out
}
