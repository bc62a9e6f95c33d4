package wxml

import "strings"

// builtinTags are the tags of the built-in components (spec components §0).
var builtinTags = tagSet(`view scroll-view swiper swiper-item movable-area movable-view cover-view cover-image match-media
	root-portal page-container share-element text rich-text icon progress selection span button checkbox checkbox-group radio
	radio-group form input textarea editor editor-portal label picker picker-view picker-view-column slider switch
	keyboard-accessory navigator functional-page-navigator image video audio camera live-player live-pusher voip-room
	channel-live channel-video map canvas web-view ad ad-custom official-account official-account-publish open-data
	open-data-list open-data-item open-container page-meta navigation-bar store-product store-home store-coupon store-gift
	grid-view grid-builder list-view list-builder sticky-header sticky-section nested-scroll-header nested-scroll-body
	draggable-sheet snapshot tap-gesture-handler double-tap-gesture-handler long-press-gesture-handler pan-gesture-handler
	horizontal-drag-gesture-handler vertical-drag-gesture-handler scale-gesture-handler force-press-gesture-handler
	custom-wrapper slot block`)

// htmlTags are those of HTML that are no built-in components.
var htmlTags = tagSet(`a abbr address area article aside b base bdi bdo big blockquote body br caption center cite code col
	colgroup dd del details dfn dialog div dl dt em embed fieldset figcaption figure font footer h1 h2 h3 h4 h5 h6 head header
	hgroup hr html i iframe img ins kbd legend li link main mark marquee menu meta nav object ol optgroup option output p
	param picture pre q rp rt ruby s samp script section select small source strike strong style sub summary sup svg table
	tbody td tfoot th thead time title tr track tt u ul var wbr`)

func tagSet(names string) map[string]bool {
	set := make(map[string]bool)
	for _, name := range strings.Fields(names) {
		set[name] = true
	}
	return set
}

// checkTag reports, once for each tag of a file, a tag that stands for nothing
// that is known.
func (u *unit) checkTag(e *Element) {
	tag := e.Name
	if builtinTags[tag] || strings.HasPrefix(tag, "xr-") || tag == "wx-x" || u.tags[tag] {
		return
	}
	if u.tags == nil {
		u.tags = make(map[string]bool)
	}
	u.tags[tag] = true
	if htmlTags[tag] {
		u.notef(int(e.NamePos()), codeHTMLTag, "<%s> is a tag of HTML; it is shown as a plain node, like <view>", tag)
		return
	}
	u.warnf(int(e.NamePos()), codeUnknownTag, "<%s> is no built-in component and not in usingComponents; it is shown as a plain node", tag)
}
